/*
 * handles.h - JNI references. A local reference is the address of a slot: an argument slot of the native's
 * frame, or a slot of the thread's current handle block (scanned by the collector). Tags in the low bits: 0
 * local, 1 weak global, 2 global (a root cell).
 */
#ifndef SAMOVAR_RUNTIME_HANDLES_H
#define SAMOVAR_RUNTIME_HANDLES_H

#include <jni.h>
#include "runtime/thread/thread.h"

#define HANDLES_PER_BLOCK 60

/* Blocks are uncollectable scanned memory, chained; kept for reuse until the thread detaches. Slots at and
 * after `used` are NULL. A native frame opens a scope with handle_scope_open; closing it clears what it made.
 */
struct handle_block {
    struct handle_block *prev, *next;
    uint32_t used;
    struct object *at[HANDLES_PER_BLOCK];
};

struct handle_scope {
    struct handle_block *block;
    uint32_t used;
};

/* Local reference for o in the current scope; NULL for NULL. */
jobject handle_local(struct thread *t, struct object *o);
struct handle_scope handle_scope_open(struct thread *t);
void handle_scope_close(struct thread *t, struct handle_scope s);
void handles_thread_init(struct thread *t);
void handles_thread_free(struct thread *t);
void handle_delete_local(struct thread *t, jobject h);

struct object *handle_weak_get(jobject h);
static inline struct object *handle_get(jobject h)
{
    uintptr_t p = (uintptr_t)h;
    if (p == 0)
        return NULL;
    if (UNLIKELY(p & 1))
        return handle_weak_get(h);
    return *(struct object **)(p & ~(uintptr_t)3);
}
jobject handle_new_global(struct thread *t, struct object *o);
void handle_delete_global(struct thread *t, jobject h);
jobject handle_new_weak(struct thread *t, struct object *o);
void handle_delete_weak(struct thread *t, jobject h);

/* Fills the JNI function table on first use. */
const struct JNINativeInterface_ *jni_table_init(void);
/* The table of -Xcheck:jni (jni_check.c). */
const struct JNINativeInterface_ *jni_check_table(void);
extern const struct JNIInvokeInterface_ jni_invoke_functions;

#endif
