/*
 * method_set.h - is this address a method's? For who reads stacks that change meanwhile and may find any
 * bits.
 *
 * Knows the arrays of methods of all classes that it has seen; an address in none of them makes it look for
 * classes that were defined since. Not thread-safe.
 */
#ifndef SAMOVAR_RUNTIME_METHOD_SET_H
#define SAMOVAR_RUNTIME_METHOD_SET_H

#include "base/map.h"
#include "base/vec.h"
#include "runtime/class/class.h"

struct method_array {
    const struct method *first, *end;
};

struct method_set {
    VEC(struct method_array) arrays; /* by address */
    struct ptr_map newest;           /* loader -> the last class of it that was seen */
    uint32_t unloaded;               /* unload_count() then */
};

void method_set_free(struct method_set *set);
/* Takes class_lock at times. */
bool method_set_has(struct method_set *set, struct vm *vm, const struct method *m);

#endif
