/*
 * native.h - code that calls a native method: what compiled code reaches instead of the interpreter's way to
 * it.
 *
 * It is called as compiled code is (backend.h, "Register convention") and calls a C function: by the
 * conventions of JNI, with an array of tagged values, with the values themselves (the embedder's natives), or
 * with the interpreter's argument slots (a word each, two for J and D with the value in the first).
 * The frame shows the native method at bci -1. References are passed as the addresses of places in the frame,
 * which the collector finds on the machine stack.
 *
 * Unlike code of the compiler it contains addresses of this process.
 */
#ifndef SAMOVAR_BACKEND_NATIVE_H
#define SAMOVAR_BACKEND_NATIVE_H

#include "backend/backend.h"

enum backend_native_convention {
    NATIVE_CALL_JNI,    /* function(env, class or receiver, arguments...); env is the thread */
    NATIVE_CALL_VALUES, /* int function(host, user, class or receiver, values, count, &result) */
    NATIVE_CALL_DIRECT, /* function(host, user, class or receiver, arguments...) */
    NATIVE_CALL_SLOTS,  /* word function(thread, slots), without a change of state: the VM's own */
};

/* A value as the second convention has it: 16 bytes, 32 bits of type first. */
#define NATIVE_VALUE_SIZE 16
#define NATIVE_VALUE_AT   8

/* Offsets and functions of the runtime. Functions take the thread first. */
struct backend_native_runtime {
    int32_t thread_state;   /* 32 bits */
    int32_t thread_handles; /* the block of local references; may change in the call */
    int32_t handles_used;   /* in that block; 32 bits */
    int32_t thread_host;    /* what the others than JNI pass as `host`; NULL: make_host */
    int32_t host_thrown;    /* direct calls: a byte, 0 before the call; anything else after it: `thrown` */
    int32_t in_java, in_native;
    const void *state_changed; /* (thread): after a change of state, when the poll word is not 0 */
    const void *close_scope;   /* (thread, block, used): ends local references made since */
    const void *weak_get;      /* (reference) -> object: of references whose bit 0 is set */
    const void *make_host;     /* (thread) -> host */
    const void *failed;        /* (thread, method, status): makes an exception pending */
    const void *thrown;        /* (thread, method): makes an exception pending */
    const void *convert;       /* (thread, method, &result) -> bits: a result of another type; may throw */
};

struct backend_native {
    const char *name;  /* for dumps; copied */
    uint64_t method;   /* handle and address */
    const char *types; /* letters of the parameters, without the receiver */
    char ret;          /* letter of the result */
    bool is_static;
    uint8_t convention;
    const void *function;
    const void *class_cell; /* static methods: the reference to their class */
    const void *user;
    uint64_t ret_class; /* not JNI: an object of exactly this class, or null, is fine; 0: any object
                           is */
};

/* NULL: no room. Published, but in no slot. Any thread. */
struct blob *backend_make_native(struct backend *be, const struct backend_native *native,
                                 const struct backend_native_runtime *runtime);

#endif
