/* heap_inline.h - the few instructions of the fast allocation path, shared by T0 and the C runtime. */
#ifndef SAMOVAR_RUNTIME_HEAP_INLINE_H
#define SAMOVAR_RUNTIME_HEAP_INLINE_H

#include "runtime/thread/thread.h"

static inline struct object *heap_alloc_object(struct thread *t, struct class *c)
{
    u4 size = c->instance_size;
    /* Finalizable classes and java.lang.ref.Reference subclasses are registered after construction, not here. */
    if (LIKELY(size <= ALLOC_MAX_INLINE)) {
        void **list = &t->alloc_gcj[size / ALLOC_GRANULE];
        void *p = *list;
        if (LIKELY(p != NULL)) {
            *list = *(void **)p; /* next free, linked through word 0 */
            *(struct class *volatile *)p = c;
            return p;
        }
    }
    return heap_alloc_object_slow(t, c);
}

#endif
