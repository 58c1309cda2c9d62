/*
 * host_native.h - native methods that the embedding host has bound (samovar_register). Such a method is a
 * METHOD_NATIVE with MF_HOST, and its native_fn is a struct host_native instead of a JNI function.
 */
#ifndef SAMOVAR_RUNTIME_HOST_NATIVE_H
#define SAMOVAR_RUNTIME_HOST_NATIVE_H

#include "runtime/class/class.h"

/* The method's frame is pushed. As JNI natives: state IN_JAVA before and after, a thrown exception is
 * pending. */
union slot host_native_invoke(struct thread *t, struct method *m, union slot *args);

#endif
