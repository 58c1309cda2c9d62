/* heap_inline.h - the few instructions of the fast allocation path, shared by T0 and the C runtime. */
#ifndef SAMOVAR_RUNTIME_HEAP_INLINE_H
#define SAMOVAR_RUNTIME_HEAP_INLINE_H

#include "runtime/thread/thread.h"

/* The memory of the object after this one is called for while this one is filled: it comes from far away,
 * swept by another processor or long ago. To be written, so that stores do not wait for it a second time;
 * processors that do not know the instruction skip it, and any address will do. */
static inline void heap_call_for(const void *next, size_t bytes)
{
    enum { LINE = 64 };
    for (size_t i = 0; i < bytes; i += LINE)
        __asm__ volatile("prefetchw %0" : : "m"(((const char *)next)[i]));
}

/* The next object of the thread's free list, or NULL when it takes heap_alloc_object_slow. */
static inline struct object *heap_alloc_object_fast(struct thread *t, struct class *c)
{
    u4 size = c->instance_size;
    /* Finalizable classes and java.lang.ref.Reference subclasses are registered after construction, not here.
     */
    if (UNLIKELY(size > ALLOC_MAX_INLINE))
        return NULL;
    void **list = &t->alloc_gcj[heap_size_class(size)];
    void *p = *list;
    if (UNLIKELY(p == NULL))
        return NULL;
    *list = *(void **)p; /* next free, linked through word 0 */
    heap_call_for(*list, 1);
    *(struct class *volatile *)p = c;
    return p;
}

static inline struct object *heap_alloc_object(struct thread *t, struct class *c)
{
    struct object *o = heap_alloc_object_fast(t, c);
    return LIKELY(o != NULL) ? o : heap_alloc_object_slow(t, c);
}

#endif
