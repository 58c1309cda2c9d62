/* heap_internal.h - shared by the files of gc/. Terms and the overall order of a collection: collect.c. */
#ifndef SAMOVAR_RUNTIME_HEAP_INTERNAL_H
#define SAMOVAR_RUNTIME_HEAP_INTERNAL_H

#define GC_THREADS
#define GC_NO_THREAD_REDIRECTS
#include <gc/gc.h>
#include <gc/gc_gcj.h>
#include <gc/gc_inline.h>
#include <gc/gc_mark.h>
#include "runtime/gc/heap.h"
#include "runtime/vm.h"

/* libgc's own kinds; the API names them only in comments. */
#define KIND_ATOMIC        0
#define KIND_NORMAL        1
#define KIND_UNCOLLECTABLE 2

/*
 * A growable array of words that the collector's hooks may grow while the world is stopped: memory comes
 * straight from the kernel, because a stopped thread may hold malloc's lock. Changed only with the allocation
 * lock held.
 */
struct word_array {
    uintptr_t *at;
    size_t len, cap;
};
void word_array_push(struct word_array *a, uintptr_t w);

/* pages.c: where lists were refilled from since the last collection. */
struct noted_pages {
    _Atomic uintptr_t *at; /* 0: not filled yet */
    _Atomic size_t n;      /* places taken; may pass cap */
    size_t cap;
    size_t before;     /* n of the cycle before */
    size_t kept, free; /* of the last collection: pages; bytes in them that were free, about */
};

struct heap {
    size_t max_bytes;
    _Atomic size_t exceeded;       /* so much more libgc may take, for the VM's own tables */
    pthread_mutex_t register_lock; /* of libgc's limit of the heap, and against collecting */
    unsigned stress, stress_count;
    _Atomic size_t sample_interval; /* of an allocation profile; 0: none runs */
    _Atomic uint64_t collections, collection_nanos;
    int64_t started_nanos;                /* of the collection in progress */
    size_t used_before;                   /* likewise */
    int64_t ended_nanos;                  /* of the last collection; at first: of the heap's set-up */
    double recent_pauses, recent_between; /* nanoseconds; each collection counts half of the next */
    size_t recent_used;                   /* after collections, averaged likewise */
    _Atomic size_t grow_bytes;            /* the heap is to grow by so much (collect.c, judge_share) */
    const char *cause;                    /* of the next collection, for the log; NULL: the heap is full */
    _Atomic uint32_t next_colour;         /* heap.c, place_large */
    _Atomic bool collecting;              /* a collection is in progress */
    /* roots.c */
    struct object **free_cells; /* tagged chain, see root_cell_new */
    GC_push_other_roots_proc push_stacks;
    /* reference.c */
    struct word_array references; /* every live Reference that the VM has still to watch */
    struct word_array
        inactive_finals;           /* FinalReferences handed to Java: the referent is an ordinary field now */
    struct object **pending;       /* root cell: list through Reference.discovered */
    _Atomic uint32_t pending_wake; /* futex: changes when references become pending */
    int64_t *soft_clock;           /* SoftReference.clock, NULL until that class is there */
    bool clear_soft;               /* this collection clears every soft reference: memory is short */
    size_t live_bytes;             /* after the last collection */
    _Atomic size_t peak_bytes;     /* most in use at the start of a collection */
    /* weak.c */
    struct word_array weak_cells; /* struct weak_cell *, or a free index tagged with 1 */
    size_t free_weak;             /* head of the free chain; 0: none */
    /* trace.c */
    struct word_array trace_stack;
    struct noted_pages pages;
    struct ahead *ahead;      /* ahead.c */
    _Atomic unsigned walkers; /* they go by the mark bits, which are to say what is alive and no more */
};

/* Marks everything reachable from o that is not marked yet; world stopped. follow_referents: the referents of
 * Reference objects found on the way count as ordinary fields. */
void trace_mark(struct heap *h, struct object *o, bool follow_referents);

/* Kinds of the threads' free lists. */
enum { LIST_GCJ, LIST_ATOMIC, LIST_NORMAL };

int64_t heap_nanos(void); /* CLOCK_MONOTONIC */
/* Memory for the VM's own tables, whose users cannot deal with an OutOfMemoryError: there is always some. */
void *heap_for_tables(struct vm *vm, void *(*allocate)(size_t bytes), size_t bytes);
bool heap_exceed(struct heap *h); /* by a little more than before; false: that was enough */
void heap_grow(struct heap *h);   /* by what the last collection asked for; before memory is taken */
void ahead_init(struct heap *h);
void pages_init(struct heap *h);
void pages_note(struct heap *h, const void *object); /* one of a page that a list has been refilled from */
void pages_keep(struct heap *h);                     /* marking is over, and all else that asks for marks */
size_t
pages_free_bytes(const struct heap *h); /* in pages that were kept: libgc does not count them as free */
void roots_init(struct vm *vm);
void roots_drop_free_lists(struct thread *t); /* a thread that ends */
/* Zeroes the free part of the calling thread's Java stack, so that leftovers there keep nothing alive. */
void roots_clear_dead_stack(struct thread *t);
void references_init(struct vm *vm);
void references_push_roots(struct vm *vm);
void references_process(struct vm *vm); /* marking is over, world stopped */
void weak_cells_sweep(struct heap *h);
void collect_init(struct vm *vm);
void collect_for_memory(struct vm *vm, bool clear_soft);

/*
 * Where a large array starts in its memory. libgc gives each a page of its own, and were the rows of a matrix
 * all at the start of pages, the elements of a column would fight for one set of the first-level cache. So
 * arrays start at one of the first COLOURS lines of the page that the last page's unused rest leaves room
 * for, and their elements at the start of a line. All other objects are where libgc puts them. What libgc is
 * asked about (mark bits, kind, size) it knows by the address of the memory.
 */
enum { COLOUR_LINE = 64, COLOUR_FIRST = 48, COLOURS = 64, LARGE_PAGE = 4096, LARGE_BYTES = LARGE_PAGE / 2 };

static inline const void *memory_of(const void *o)
{
    return ((uintptr_t)o & (COLOUR_LINE - 1)) == COLOUR_FIRST ? GC_base((void *)(uintptr_t)o) : o;
}

/* The object in memory that libgc gave. That before a large array holds zero, and how much it is. */
static inline void *object_in(void *memory)
{
    const uintptr_t *word = memory;
    bool moved = word[0] == 0 && word[1] < LARGE_PAGE && (word[1] & (COLOUR_LINE - 1)) == COLOUR_FIRST &&
                 GC_size(memory) > LARGE_BYTES;
    return (char *)memory + (moved ? word[1] : 0);
}

static inline bool is_marked(const void *o)
{
    return GC_is_marked(memory_of(o)) != 0;
}

/* Does an object start at this address? What libgc frees, or has not given away yet, looks like one, too. */
static inline bool may_be_object(const void *p)
{
    void *memory = GC_base((void *)(uintptr_t)p);
    return memory != NULL && object_in(memory) == p;
}

#endif
