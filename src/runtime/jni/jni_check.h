/*
 * jni_check.h - -Xcheck:jni: what the checking functions share. See jni_check.c.
 */
#ifndef SAMOVAR_RUNTIME_JNI_CHECK_H
#define SAMOVAR_RUNTIME_JNI_CHECK_H

#include "runtime/jni/jni_internal.h"

extern const struct JNINativeInterface_ *jni_plain; /* the functions that do the work */

/* What a function may be called with. */
enum {
    CHECK_EXCEPTION_OK = 1, /* an exception may be pending */
    CHECK_CRITICAL_OK = 2,  /* a critical region may be open */
    CHECK_ASKS = 4,         /* answers whether the last call threw */
};

_Noreturn void check_fatal(struct thread *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void check_warn(struct thread *t, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Every checking function starts with this: the right thread, no exception nobody has looked at, no critical
 * region. */
struct thread *check_enter(JNIEnv *env, unsigned allowed);

/* All end the VM with a message when the argument is wrong. */
struct object *check_ref(struct thread *t, jobject h);    /* a live reference, or NULL */
struct object *check_object(struct thread *t, jobject h); /* not NULL */
struct class *check_class(struct thread *t, jclass h);    /* a java.lang.Class */
struct class *check_throwable_class(struct thread *t, jclass h);
struct object *check_string(struct thread *t, jstring h);
struct object *check_array(struct thread *t, jarray h);
struct object *check_object_array(struct thread *t, jarray h);
struct object *check_primitive_array(struct thread *t, jarray h, char letter); /* letter 0: any */
void check_name(struct thread *t, const char *name);
/* id is a method of c, a superclass or a superinterface. */
void check_method(struct thread *t, struct class *c, jmethodID id, bool is_static);
void check_field(struct thread *t, struct class *c, jfieldID id, bool is_static,
                 char letter); /* 'L' is any reference */

/* Copies of array elements and characters that were handed out, with room around them to notice writes
 * outside. */
void *guard_new(const void *data, size_t bytes, const struct object *owner);
/* The size of the copy p of owner's data; ends the VM when p is none, or was written outside its bounds. */
size_t guard_check(struct thread *t, const char *function, const void *p, const struct object *owner);
void guard_free(void *p);

void jni_check_fill_calls(struct JNINativeInterface_ *f);
void jni_check_fill_data(struct JNINativeInterface_ *f);
void jni_check_fill_misc(struct JNINativeInterface_ *f);

#endif
