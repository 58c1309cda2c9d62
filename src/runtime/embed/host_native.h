/*
 * host_native.h - native methods that the embedding host has bound (samovar_register). Such a method is a
 * METHOD_NATIVE with MF_HOST, and its native_fn is a struct host_native instead of a JNI function.
 */
#ifndef SAMOVAR_RUNTIME_HOST_NATIVE_H
#define SAMOVAR_RUNTIME_HOST_NATIVE_H

#include "backend/native.h"
#include "runtime/class/class.h"

/* The method's frame is pushed. As JNI natives: state IN_JAVA before and after, a thrown exception is
 * pending. */
union slot host_native_invoke(struct thread *t, struct method *m, union slot *args);

/* The same in parts, for code that builds the values itself (tier/native_code.c). */
void host_native_describe(const struct method *m, struct backend_native *n); /* what to call */
void *host_native_thread(struct thread *t);                              /* the function's samovar_thread */
void host_native_failed(struct thread *t, struct method *m, int status); /* an exception is then pending */
/* A direct call has left `thrown` set. */
void host_native_thrown(struct thread *t, struct method *m);
void host_native_free(struct method *m); /* its class is unloaded: nobody calls it any more */
/* A result as the method's type has it; or 0, with an exception pending. */
uint64_t host_native_convert(struct thread *t, struct method *m, const void *result);

#endif
