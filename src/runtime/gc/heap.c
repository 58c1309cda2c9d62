/*
 * heap.c - setting libgc up, and allocation.
 *
 * Small objects come from per-thread free lists, one a size class and kind; GC_generic_malloc_many refills a
 * list with a page of objects under one lock. Two rules make popping the lists without a lock safe
 * (docs/design.md, "Heap"): the list head handed to GC_generic_malloc_many is the thread's own slot, which
 * push_roots knows, and push_roots marks every entry of every list, because the collector does not follow the
 * links by itself (a free gcj object's descriptor is read through its link word and comes out as 0).
 */
#include <signal.h>
#include <string.h>
#include <sys/sysinfo.h>
#include "runtime/exec/exec.h"
#include "runtime/gc/ahead.h"
#include "runtime/gc/alloc_sample.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/gc/metadata.h"

#define MIN_MAX_HEAP (8u << 20)
/* Address space: what is never allocated costs nothing. With twice as much, BinaryTrees is hardly faster,
 * with half it takes a half more. */
#define DEFAULT_INITIAL_HEAP (128u << 20)
/* Up to this maximum the heap is taken at once: in one piece, large arrays find room in it until it is really
 * full. */
#define SMALL_HEAP (64u << 20)
/* Collect after allocating about twice what is live. Measured: a
 * divisor of 2 saves a quarter of the memory and costs BinaryTrees a fifth, javac a tenth of their time. */
#define FREE_SPACE_DIVISOR 1

#define BITMAP_WORDS 62 /* what a GC_DS_BITMAP descriptor covers */

static void *out_of_memory(size_t bytes)
{
    (void)bytes;
    return NULL; /* the allocation function fails; the allocators below deal with it */
}

static size_t default_max_heap(void)
{
    struct sysinfo si;
    size_t ram = sysinfo(&si) == 0 ? (size_t)si.totalram * si.mem_unit : (size_t)1 << 30;
    return ram / 4;
}

/* Threads that mark, the collecting one included. The others are started at once, sleep between collections,
 * and take a tenth to a sixth off BinaryTrees' time with one of them; more than a few would only wait for
 * memory. */
static unsigned marker_threads(void)
{
    enum { MAX_MARKERS = 4 };
    int n = get_nprocs();
    return n < 1 ? 1 : n > MAX_MARKERS ? MAX_MARKERS : (unsigned)n;
}

/* Descriptors are bitmaps or lengths, so libgc has no use for the mark procedure that its interface asks for.
 */
static struct GC_ms_entry *no_mark_proc(GC_word *addr, struct GC_ms_entry *sp, struct GC_ms_entry *limit,
                                        GC_word env)
{
    (void)addr, (void)limit, (void)env;
    return sp;
}

static bool is_free(int sig)
{
    struct sigaction old;
    return sigaction(sig, NULL, &old) == 0 && !(old.sa_flags & SA_SIGINFO) && old.sa_handler == SIG_DFL;
}

/* The collector stops threads with SIGPWR and SIGXCPU, which debuggers know, unless the host handles them. */
static void choose_signals(void)
{
    int stop = 0, go = 0;
    if (is_free(GC_get_suspend_signal()) && is_free(GC_get_thr_restart_signal()))
        return;
    for (int sig = SIGRTMAX; sig > SIGRTMIN && go == 0; sig--)
        if (is_free(sig) && sig != SIGRTMAX - 2) /* libnet's, later */
            *(stop == 0 ? &stop : &go) = sig;
    if (go == 0)
        return;
    GC_set_suspend_signal(stop);
    GC_set_thr_restart_signal(go);
}

void heap_init(struct vm *vm)
{
    struct vm_options *o = &vm->options;
    struct heap *h = vm->heap = xcalloc(1, sizeof *h);
    h->max_bytes = o->max_heap != 0 ? o->max_heap : default_max_heap();
    if (h->max_bytes < MIN_MAX_HEAP)
        h->max_bytes = MIN_MAX_HEAP;
    h->stress = o->stress_gc;
    GC_set_all_interior_pointers(0); /* interior pointers count from stacks and registers only */
    GC_set_no_dls(1);                /* no library data is scanned: roots are explicit */
    GC_set_dont_precollect(1);
    GC_set_markers_count(marker_threads());
    GC_set_warn_proc(GC_ignore_warn_proc);
    GC_set_oom_fn(out_of_memory);
    GC_set_free_space_divisor(FREE_SPACE_DIVISOR);
    choose_signals();
    GC_init();
    for (size_t i = 0; i < COLOURS; i++)
        GC_register_displacement(COLOUR_FIRST + i * COLOUR_LINE);
    GC_allow_register_threads();
    GC_init_gcj_malloc(GC_GCJ_RESERVED_MARK_PROC_INDEX, (void *)no_mark_proc);
    metadata_init();
    size_t initial = o->initial_heap;
    if (initial == 0)
        initial = h->max_bytes <= SMALL_HEAP ? h->max_bytes : DEFAULT_INITIAL_HEAP;
    if (initial > h->max_bytes)
        initial = h->max_bytes;
    size_t now = GC_get_heap_size();
    if (initial > now)
        GC_expand_hp(initial - now);
    GC_set_max_heap_size(h->max_bytes);
    pthread_mutex_init(&h->register_lock, NULL);
    pages_init(h);
    ahead_init(h);
    roots_init(vm);
    collect_init(vm);
    references_init(vm);
}

int64_t heap_total_bytes(struct vm *vm)
{
    (void)vm;
    return (int64_t)GC_get_heap_size();
}
bool heap_collecting(struct vm *vm)
{
    return vm->heap->collecting;
}
int64_t heap_free_bytes(struct vm *vm)
{
    return (int64_t)(GC_get_free_bytes() + pages_free_bytes(vm->heap));
}
int64_t heap_max_bytes(struct vm *vm)
{
    return (int64_t)vm->heap->max_bytes;
}

uintptr_t heap_descriptor(u4 instance_size, const int32_t *ref_offsets, size_t n)
{
    uintptr_t bits = 0;
    int32_t end = 0;
    for (size_t i = 0; i < n; i++) {
        size_t word = (size_t)ref_offsets[i] / sizeof(uintptr_t);
        if (word < BITMAP_WORDS)
            bits |= (uintptr_t)1 << (63 - word);
        if (ref_offsets[i] >= end)
            end = ref_offsets[i] + (int32_t)sizeof(uintptr_t);
    }
    if (n == 0)
        return GC_DS_LENGTH; /* length 0: nothing to scan */
    if (end <= (int32_t)(BITMAP_WORDS * sizeof(uintptr_t)))
        return bits | GC_DS_BITMAP;
    (void)instance_size;
    return (uintptr_t)end |
           GC_DS_LENGTH; /* too long for a bitmap: every word up to the last reference, conservatively */
}

/* ---- allocation ---- */

/* What the last collection found to be too small, see collect.c. */
void heap_grow(struct heap *h)
{
    if (LIKELY(atomic_load_explicit(&h->grow_bytes, memory_order_relaxed) == 0))
        return;
    size_t bytes = atomic_exchange_explicit(&h->grow_bytes, 0, memory_order_relaxed);
    size_t size = GC_get_heap_size();
    if (bytes != 0 && size < h->max_bytes && bytes < h->max_bytes - size)
        GC_expand_hp(bytes);
}

bool heap_exceed(struct heap *h)
{
    enum { STEP = 1 << 20 };
    pthread_mutex_lock(&h->register_lock);
    bool more = h->exceeded < h->max_bytes / 8 + STEP;
    if (more)
        GC_set_max_heap_size(h->max_bytes + (h->exceeded += STEP));
    pthread_mutex_unlock(&h->register_lock);
    return more && GC_expand_hp(STEP) != 0;
}

/* libgc makes a record of the thread in the heap. It must not collect for it, as its collector does not bear
 * a thread without a record, and it ends the process when there is no room. What heap_room_for_thread has
 * found may be others' by now, so for this moment the heap may be larger. */
void heap_register_thread(struct vm *vm, const struct GC_stack_base *base)
{
    enum { ROOM = 4 << 20 };
    struct heap *h = vm->heap;
    pthread_mutex_lock(&h->register_lock);
    GC_disable();
    GC_set_max_heap_size(h->max_bytes + h->exceeded + ROOM);
    GC_register_my_thread(base);
    GC_set_max_heap_size(h->max_bytes + h->exceeded);
    GC_enable();
    pthread_mutex_unlock(&h->register_lock);
}

enum stage { FIRST_TRY, AFTER_COLLECTION, AFTER_CLEARING_SOFT, GIVE_UP };

/* The allocator failed: makes room, more thoroughly each time. False: OutOfMemoryError is pending. */
static bool make_room(struct thread *t, enum stage *stage)
{
    if (++*stage == GIVE_UP)
        return throw_oom(t, "Java heap space");
    collect_for_memory(t->vm, *stage == AFTER_CLEARING_SOFT);
    return true;
}

static void stress(struct thread *t)
{
    struct heap *h = t->vm->heap;
    if (UNLIKELY(h->stress != 0) && ++h->stress_count >= h->stress) {
        h->stress_count = 0;
        GC_gcollect();
    }
}

/* Lists of larger objects take pages whose objects fill them: few sizes, so that what one list leaves over
 * serves others. */
static size_t refill_bytes(size_t bytes)
{
    enum { FINE = 256, PAGE = 4096 };
    return bytes <= FINE ? bytes : PAGE / (PAGE / bytes) & -(size_t)ALLOC_GRANULE;
}

/* One object from a free list, refilled when empty; NULL with OutOfMemoryError pending. Word 0 is the
 * caller's to set. */
static void *pop(struct thread *t, void **list, unsigned which, size_t bytes, int kind)
{
    enum stage stage = FIRST_TRY;
    while (*list == NULL) {
        size_t taken = refill_bytes(bytes);
        if (ahead_take(t->vm->heap, which, taken, list))
            break;
        heap_grow(t->vm->heap);
        if (alloc_sampling_on(t, t->vm->heap))
            alloc_sampling_refill(t, list, which, bytes / ALLOC_GRANULE, taken, kind);
        else
            GC_generic_malloc_many(taken, kind, list);
        if (*list != NULL)
            pages_note(t->vm->heap, *list);
        else if (!make_room(t, &stage))
            return NULL;
    }
    void *p = *list;
    *list = *(void **)p;
    return p;
}

static void *alloc_large(struct thread *t, size_t bytes, int kind)
{
    enum stage stage = FIRST_TRY;
    void *p;
    while ((p = GC_generic_malloc(bytes, kind)) == NULL)
        if (!make_room(t, &stage))
            return NULL;
    return p;
}

/* An array that gets pages of its own; see COLOUR_LINE. */
static void *place_large(struct thread *t, size_t bytes, int kind)
{
    size_t rest = -bytes & (LARGE_PAGE - 1), colour = 0;
    if (bytes > LARGE_BYTES && rest >= COLOUR_FIRST) {
        uint32_t n = atomic_fetch_add_explicit(&t->vm->heap->next_colour, 1, memory_order_relaxed);
        colour = COLOUR_FIRST + n % ((rest - COLOUR_FIRST) / COLOUR_LINE + 1) * COLOUR_LINE;
    }
    uintptr_t *memory = alloc_large(t, bytes + colour, kind);
    if (memory == NULL || colour == 0)
        return memory;
    memory[0] = 0;
    memory[1] = colour;
    return (char *)memory + colour;
}

struct object *heap_alloc_object_slow(struct thread *t, struct class *c)
{
    size_t bytes = c->instance_size;
    stress(t);
    if (bytes <= ALLOC_MAX_INLINE && t->vm->heap->stress == 0) {
        unsigned k = heap_size_class(bytes);
        void *p = pop(t, &t->alloc_gcj[k], LIST_GCJ, k * ALLOC_GRANULE, GC_gcj_kind);
        if (p != NULL)
            *(struct class *volatile *)p = c;
        if (alloc_sampling_on(t, t->vm->heap))
            alloc_sampling_report(t, p, k * ALLOC_GRANULE);
        return p;
    }
    enum stage stage = FIRST_TRY;
    void *p;
    while ((p = GC_gcj_malloc(bytes, c)) == NULL)
        if (!make_room(t, &stage))
            return NULL;
    if (alloc_sampling_on(t, t->vm->heap)) {
        alloc_sampling_count(t, bytes);
        alloc_sampling_report(t, p, bytes);
    }
    return p;
}

static struct object *alloc_array_raw(struct thread *t, struct class *array_class, int32_t length)
{
    size_t bytes = ARRAY_DATA + ((size_t)length << array_class->elem_shift);
    bool refs = array_class->all_refs;
    bool sampling = alloc_sampling_on(t, t->vm->heap);
    struct array *a;
    stress(t);
    if (bytes <= ALLOC_MAX_INLINE && t->vm->heap->stress == 0) {
        unsigned k = heap_size_class(bytes);
        a = refs ? pop(t, &t->alloc_normal[k], LIST_NORMAL, k * ALLOC_GRANULE, KIND_NORMAL)
                 : pop(t, &t->alloc_atomic[k], LIST_ATOMIC, k * ALLOC_GRANULE, KIND_ATOMIC);
    } else {
        a = place_large(t, bytes, refs ? KIND_NORMAL : KIND_ATOMIC);
        if (sampling)
            alloc_sampling_count(t, bytes);
    }
    if (a == NULL)
        return NULL;
    if (!refs)
        memset(a, 0, bytes); /* libgc clears only what it scans */
    a->length = length;
    *(struct class *volatile *)&a->klass = array_class;
    if (sampling)
        alloc_sampling_report(t, (struct object *)a, bytes);
    return (struct object *)a;
}

#define MAX_ARRAY_LENGTH (INT32_MAX - 2) /* as HotSpot */

static __attribute__((noinline)) struct object *alloc_array_slow(struct thread *t, struct class *array_class,
                                                                 int32_t length)
{
    if (UNLIKELY(length > MAX_ARRAY_LENGTH)) {
        throw_oom(t, "Requested array size exceeds VM limit");
        return NULL;
    }
    if (UNLIKELY((size_t)length << array_class->elem_shift > t->vm->heap->max_bytes)) {
        throw_oom(t, "Java heap space");
        return NULL;
    }
    return alloc_array_raw(t, array_class, length);
}

static __attribute__((noinline)) struct object *clear(struct object *a, size_t bytes)
{
    memset(array_data(a), 0, bytes);
    return a;
}

struct object *heap_alloc_array(struct thread *t, struct class *array_class, int32_t length)
{
    struct object *a = heap_alloc_array_fast(t, array_class, length);
    if (UNLIKELY(a == NULL))
        return alloc_array_slow(t, array_class, length);
    return array_class->all_refs ? a : clear(a, (size_t)length << array_class->elem_shift);
}

struct object *heap_alloc_prim_array(struct thread *t, char type, int32_t length)
{
    return heap_alloc_array(t, t->vm->primitive_arrays[(unsigned char)type], length);
}

struct object *heap_alloc_object_array(struct thread *t, struct class *element, int32_t length)
{
    struct class *c = class_array_of(t, element);
    return c != NULL ? heap_alloc_array(t, c, length) : NULL;
}

/* ---- walking ---- */

struct walk {
    void (*fn)(struct object *o, void *user);
    void *user;
};

bool heap_is_object(const void *p)
{
    size_t bytes;
    if (((uintptr_t)p & (ALLOC_GRANULE - 1)) != 0 || !may_be_object(p))
        return false;
    int kind = GC_get_kind_and_size(memory_of(p), &bytes);
    if (kind != GC_gcj_kind && kind != KIND_NORMAL && kind != KIND_ATOMIC)
        return false;
    return metadata_is_class(
        ((const struct object *)p)->klass); /* else metadata, or an entry of a free list */
}

static void visit_object(void *p, size_t bytes, void *user)
{
    struct walk *w = user;
    (void)bytes;
    void *o = object_in(p);
    if (heap_is_object(o))
        w->fn(o, w->user);
}

void heap_for_each(struct vm *vm, void (*fn)(struct object *o, void *user), void *user)
{
    struct walk w = {fn, user};
    vm->heap->walkers++;
    heap_collect_for(vm, "Heap Inspection");
    GC_stop_world_external(); /* takes the allocation lock */
    GC_enumerate_reachable_objects_inner(visit_object, &w);
    GC_start_world_external();
    vm->heap->walkers--;
}
