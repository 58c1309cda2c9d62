/*
 * alloc_sample.h - which allocations an allocation profile sees: about one each `interval` bytes of a thread,
 * at random distances, so that no pattern of a program can hide behind it.
 *
 * The fast path knows nothing of it. When a thread's free list is empty it gets a page of objects, and if the
 * next sample falls into it, only what comes before; the object that it falls on goes through the slow path
 * again. Large objects always do.
 *
 * Threads: starting and stopping from any; everything else is the allocating thread's.
 */
#ifndef SAMOVAR_RUNTIME_GC_ALLOC_SAMPLE_H
#define SAMOVAR_RUNTIME_GC_ALLOC_SAMPLE_H

#include "runtime/gc/heap_internal.h"
#include "runtime/thread/thread.h"

#define ALLOC_LISTS      3 /* kinds: gcj, atomic, normal */
#define ALLOC_LIST_SIZES (ALLOC_MAX_INLINE / ALLOC_GRANULE + 1)

struct alloc_sampling {
    double left;                               /* bytes to the next sample */
    bool due;                                  /* the object that is being allocated is one */
    uint64_t random;                           /* state of the generator */
    void *rest[ALLOC_LISTS][ALLOC_LIST_SIZES]; /* begins with a sample; roots.c marks these too */
};

void alloc_sampling_start(struct vm *vm, size_t interval); /* bytes, > 0 */
void alloc_sampling_stop(struct vm *vm);
/* The thread ends. */
void alloc_sampling_free(struct thread *t);

/* Fills an empty list, whose number is `size` of its kind, with objects of so many bytes; it may stay empty:
 * no memory. */
void alloc_sampling_refill(struct thread *t, void **list, unsigned which, size_t size, size_t bytes,
                           int kind);
/* An object of so many bytes was allocated outside the lists. */
void alloc_sampling_count(struct thread *t, size_t bytes);
/* Reports o, of so many bytes, if it is a sample. */
void alloc_sampling_report(struct thread *t, const struct object *o, size_t bytes);

/* Does any of this matter now? */
static inline bool alloc_sampling_on(const struct thread *t, const struct heap *h)
{
    return UNLIKELY(t->alloc_sampling != NULL || h->sample_interval != 0);
}

#endif
