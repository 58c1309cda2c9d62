/* jni_internal.h - shared by the files that implement the JNI function table. */
#ifndef SAMOVAR_RUNTIME_JNI_INTERNAL_H
#define SAMOVAR_RUNTIME_JNI_INTERNAL_H

#include <stdarg.h>
#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jni/handles.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

/* JNI functions are called by native code (state NATIVE) and sometimes by the VM itself (state JAVA).
 * Functions that allocate, load, call or throw switch to JAVA for their duration and restore what was. */
static inline uint32_t jni_enter(struct thread *t)
{
    uint32_t old = t->state;
    if (old != THREAD_IN_JAVA)
        thread_leave_native(t);
    return old;
}
static inline void jni_leave(struct thread *t, uint32_t old)
{
    if (old != THREAD_IN_JAVA)
        thread_enter_native(t);
}

#define JNI_ENTER(env)                                                                                       \
    struct thread *t = thread_of_env(env);                                                                   \
    uint32_t old_state_ = jni_enter(t)
#define JNI_LEAVE() jni_leave(t, old_state_)

static inline struct class *handle_class(jclass c)
{
    return class_from_mirror(handle_get(c));
}

/* The thread, which the host has attached, leaves the VM when it ends (invocation.c). */
void jni_note_attached(struct thread *t);

void jni_class_fill(struct JNINativeInterface_ *f);
void jni_call_fill(struct JNINativeInterface_ *f);
void jni_field_fill(struct JNINativeInterface_ *f);
void jni_string_fill(struct JNINativeInterface_ *f);
void jni_array_fill(struct JNINativeInterface_ *f);

#endif
