/* heap_inline.h - the few instructions of the fast allocation paths, shared by T0 and the C runtime. */
#ifndef SAMOVAR_RUNTIME_HEAP_INLINE_H
#define SAMOVAR_RUNTIME_HEAP_INLINE_H

#include "runtime/object/object.h"
#include "runtime/thread/thread.h"

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
    *(void *volatile *)list = *(void **)p; /* next free, linked through word 0 */
    *(struct class *volatile *)p = c;
    return p;
}

static inline struct object *heap_alloc_object(struct thread *t, struct class *c)
{
    struct object *o = heap_alloc_object_fast(t, c);
    return LIKELY(o != NULL) ? o : heap_alloc_object_slow(t, c);
}

/* Likewise an array, whose elements are cleared only if they are references; NULL: it takes heap_alloc_array.
 * length is not negative. */
static inline struct object *heap_alloc_array_fast(struct thread *t, struct class *c, int32_t length)
{
    size_t bytes = ARRAY_DATA + ((size_t)(uint32_t)length << c->elem_shift);
    if (UNLIKELY(bytes > ALLOC_MAX_INLINE))
        return NULL;
    void **list = (c->all_refs ? t->alloc_normal : t->alloc_atomic) + heap_size_class(bytes);
    struct array *a = *list;
    if (UNLIKELY(a == NULL))
        return NULL;
    *(void *volatile *)list = *(void **)a; /* before the class is there: the collector follows links */
    atomic_store_explicit(&a->lock, 0, memory_order_relaxed);
    a->length = length;
    *(struct class *volatile *)&a->klass = c;
    return (struct object *)a;
}

#endif
