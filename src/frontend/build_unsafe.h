/* build_unsafe.h - the accessors of jdk.internal.misc.Unsafe, read off their names. */
#ifndef SAMOVAR_FRONTEND_BUILD_UNSAFE_H
#define SAMOVAR_FRONTEND_BUILD_UNSAFE_H

#include <stdbool.h>

enum unsafe_kind {
    UNSAFE_GET,
    UNSAFE_PUT,
    UNSAFE_CAS,      /* compareAndSet, weakCompareAndSet */
    UNSAFE_EXCHANGE, /* compareAndExchange */
    UNSAFE_SWAP,     /* getAndSet */
    UNSAFE_ADD,      /* getAndAdd */
    UNSAFE_FENCE,
};
enum unsafe_order { UNSAFE_PLAIN, UNSAFE_ACQUIRE, UNSAFE_RELEASE, UNSAFE_VOLATILE };

struct unsafe_access {
    enum unsafe_kind kind;
    enum unsafe_order order;
    char type;   /* letter of the value; V: a fence */
    bool native; /* at an address, not in an object */
};

/* False: not an access, or one of a form that is left to its own code (bytes and shorts of CAS loops,
 * unaligned). */
bool unsafe_parse(const char *name, const char *desc, struct unsafe_access *out);

#endif
