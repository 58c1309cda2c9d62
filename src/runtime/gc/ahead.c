/* ahead.c - see ahead.h. The thread is started when a program first allocates fast enough, and naps between
 * rounds. */
#define _GNU_SOURCE
#include "runtime/gc/ahead.h"

#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include "runtime/gc/alloc_sample.h"
#include "runtime/gc/heap_internal.h"

enum {
    SIZES = ALLOC_LIST_SIZES,
    STEADY_REFILLS = 20, /* since the last tick: with fewer there is nothing to win */
    WINDOW = 32,         /* rounds */
    NAP_NS = 150000,
    SLACK_NS = 10000,
    SPARE_NS = 1000000,
    HOLD_NS = 500000000,
    STACK = 256 << 10,
};

/* Lists of one kind and size. A list whose bit is set is whole, and whoever clears the bit has it. */
struct ahead_size {
    _Atomic uint64_t ready;
    _Atomic unsigned last; /* taken */
    void *_Atomic lists[AHEAD_LISTS];
};

struct ahead {
    _Atomic uint32_t asked[ALLOC_LISTS][SIZES]; /* since the last round; counted loosely */
    uint8_t wanted[ALLOC_LISTS][SIZES];         /* lists; the thread's own */
    _Atomic uint32_t refills;                   /* since the last tick, likewise */
    struct ahead_size sizes[ALLOC_LISTS][SIZES];
    pthread_mutex_t lock;
    pthread_cond_t work;
    _Atomic bool active;        /* changed under lock */
    _Atomic int64_t hold_until; /* heap_nanos() */
    _Atomic uint64_t collection_nanos;
    pthread_t thread; /* valid when it is `running` */
    _Atomic bool running;
    bool started;
};

_Static_assert(AHEAD_LISTS == 64, "a bit each");

static void count(_Atomic uint32_t *n)
{
    atomic_store_explicit(n, atomic_load_explicit(n, memory_order_relaxed) + 1, memory_order_relaxed);
}

/* The place of a bit of `set`, which is not 0: the next above place i, or the lowest. */
static unsigned next_after(uint64_t set, unsigned i)
{
    uint64_t above = i == 63 ? 0 : set & ~(uint64_t)0 << (i + 1);
    return (unsigned)__builtin_ctzll(above != 0 ? above : set);
}

/* The page of the list that is taken next is in another processor's cache, if at all: what is allocated first
 * is called for first. */
static void prefetch(void *list)
{
    enum { PAGE = 4096, LINE = 64 };
    const char *p = list;
    for (size_t lines = ((uintptr_t)p & (PAGE - 1)) / LINE + 1; lines > 0; lines--, p -= LINE)
        __builtin_prefetch(p, 1);
}

bool ahead_take(struct heap *h, unsigned which, size_t bytes, void **list)
{
    struct ahead *a = h->ahead;
    size_t k = bytes / ALLOC_GRANULE;
    struct ahead_size *s = &a->sizes[which][k];
    count(&a->refills);
    if (!atomic_load_explicit(&a->active, memory_order_relaxed))
        return false;
    count(&a->asked[which][k]);
    uint64_t ready = atomic_load_explicit(&s->ready, memory_order_relaxed);
    while (ready != 0) {
        unsigned i = next_after(ready, atomic_load_explicit(&s->last, memory_order_relaxed));
        uint64_t others = ready & ~((uint64_t)1 << i);
        if (!atomic_compare_exchange_weak_explicit(&s->ready, &ready, others, memory_order_acquire,
                                                   memory_order_relaxed))
            continue;
        /* In this order: the collector finds it in one place at least, at every instruction. */
        void *taken = atomic_load_explicit(&s->lists[i], memory_order_relaxed);
        *(void *volatile *)list = taken;
        atomic_store_explicit(&s->lists[i], NULL, memory_order_release);
        atomic_store_explicit(&s->last, i, memory_order_relaxed);
        if (others != 0)
            prefetch(atomic_load_explicit(&s->lists[next_after(others, i)], memory_order_relaxed));
        return true;
    }
    return false;
}

void ahead_roots(struct heap *h, void (*mark)(void *list), void (*drop)(void *list))
{
    struct ahead *a = h->ahead;
    for (size_t which = 0; which < ALLOC_LISTS; which++)
        for (size_t k = 0; k < SIZES; k++) {
            struct ahead_size *s = &a->sizes[which][k];
            uint64_t ready = atomic_exchange_explicit(&s->ready, 0, memory_order_relaxed);
            for (; ready != 0; ready &= ready - 1) {
                void *_Atomic *list = &s->lists[__builtin_ctzll(ready)];
                drop(atomic_load_explicit(list, memory_order_relaxed));
                atomic_store_explicit(list, NULL, memory_order_relaxed);
            }
            for (size_t i = 0; i < AHEAD_LISTS; i++)
                mark(atomic_load_explicit(&s->lists[i], memory_order_relaxed));
        }
}

uint64_t ahead_collection_nanos(const struct vm *vm)
{
    return atomic_load(&vm->heap->ahead->collection_nanos);
}

void ahead_collected(struct heap *h, uint64_t nanos)
{
    struct ahead *a = h->ahead;
    if (atomic_load(&a->running) && pthread_equal(pthread_self(), a->thread))
        atomic_fetch_add(&a->collection_nanos, nanos);
}

/* ---- the thread ---- */

static const int kind_of[ALLOC_LISTS] = {[LIST_ATOMIC] = KIND_ATOMIC, [LIST_NORMAL] = KIND_NORMAL};

/* False: there is no memory, which who allocates is to find out. */
static bool fill(struct heap *h, unsigned which, size_t k, int i)
{
    struct ahead_size *s = &h->ahead->sizes[which][k];
    heap_grow(h);
    GC_generic_malloc_many(k * ALLOC_GRANULE, which == LIST_GCJ ? GC_gcj_kind : kind_of[which],
                           (void **)&s->lists[i]);
    void *list = atomic_load_explicit(&s->lists[i], memory_order_relaxed);
    if (list == NULL)
        return false;
    pages_note(h, list);
    atomic_fetch_or_explicit(&s->ready, (uint64_t)1 << i, memory_order_release);
    return true;
}

/* Twice the demand of the last round, and not much less than before. */
static unsigned want(struct ahead *a, unsigned which, size_t k)
{
    uint32_t asked = atomic_exchange_explicit(&a->asked[which][k], 0, memory_order_relaxed);
    unsigned kept = a->wanted[which][k] * 7u / 8;
    unsigned wanted = asked >= AHEAD_LISTS / 2 ? AHEAD_LISTS : asked * 2;
    wanted = wanted > kept ? wanted : kept;
    a->wanted[which][k] = (uint8_t)wanted;
    return wanted;
}

/* Fills what is missing; how many lists that were. */
static unsigned round_of(struct heap *h)
{
    struct ahead *a = h->ahead;
    unsigned filled = 0;
    for (unsigned which = 0; which < ALLOC_LISTS; which++)
        for (size_t k = 1; k < SIZES; k++) {
            unsigned wanted = want(a, which, k);
            for (int i = 0; i < (int)wanted; i++) {
                if (atomic_load_explicit(&a->sizes[which][k].lists[i], memory_order_acquire) != NULL)
                    continue;
                if (!atomic_load_explicit(&a->active, memory_order_relaxed) || !fill(h, which, k, i))
                    return 0;
                filled++;
            }
        }
    return filled;
}

static int64_t own_time(void) /* of the processor */
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void nap(void)
{
    struct timespec ts = {.tv_nsec = NAP_NS};
    nanosleep(&ts, NULL);
}

/* WINDOW rounds with naps. False: nobody asks for lists, or they took so long that somebody else seems to
 * want the processor, to whom it is left for a while. */
static bool work(struct heap *h)
{
    struct ahead *a = h->ahead;
    int64_t own = own_time(), took = 0;
    uint64_t collections = h->collections;
    unsigned filled = 0;
    for (unsigned i = 0; i < WINDOW && atomic_load(&a->active); i++) {
        int64_t start = heap_nanos();
        filled += round_of(h);
        took += heap_nanos() - start;
        nap();
    }
    own = own_time() - own;
    if (h->collections != collections)
        return true; /* the thread has been stopped, or has collected */
    bool alone = took < own * 2 + SPARE_NS;
    if (!alone)
        atomic_store(&a->hold_until, heap_nanos() + HOLD_NS);
    return alone && filled != 0;
}

static void *ahead_main(void *arg)
{
    struct vm *vm = arg;
    struct ahead *a = vm->heap->ahead;
    struct GC_stack_base base;
    if (GC_get_stack_base(&base) != GC_SUCCESS)
        return NULL;
    heap_register_thread(vm, &base);
    pthread_setname_np(pthread_self(), "allocation");
    prctl(PR_SET_TIMERSLACK, SLACK_NS);
    a->thread = pthread_self();
    atomic_store(&a->running, true);
    while (!vm->shutting_down) {
        pthread_mutex_lock(&a->lock);
        while (!atomic_load(&a->active))
            pthread_cond_wait(&a->work, &a->lock);
        pthread_mutex_unlock(&a->lock);
        while (atomic_load(&a->active) && work(vm->heap))
            ;
        pthread_mutex_lock(&a->lock);
        atomic_store(&a->active, false);
        pthread_mutex_unlock(&a->lock);
    }
    GC_unregister_my_thread();
    return NULL;
}

/* It takes no signals but the collector's. Without the thread everybody sweeps for himself. */
static void start(struct vm *vm)
{
    sigset_t mask, old;
    pthread_attr_t attr;
    pthread_t id;
    sigfillset(&mask);
    sigdelset(&mask, GC_get_suspend_signal());
    sigdelset(&mask, GC_get_thr_restart_signal());
    pthread_sigmask(SIG_SETMASK, &mask, &old);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, STACK);
    if (pthread_create(&id, &attr, ahead_main, vm) != 0)
        log_warn("cannot start the allocation thread");
    pthread_attr_destroy(&attr);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void ahead_tick(struct vm *vm, bool processor_idle)
{
    struct ahead *a = vm->heap->ahead;
    uint32_t refills = atomic_exchange_explicit(&a->refills, 0, memory_order_relaxed);
    bool active = processor_idle && !vm->shutting_down && vm->heap->sample_interval == 0 &&
                  heap_nanos() >= atomic_load(&a->hold_until);
    if (active && refills < STEADY_REFILLS)
        return; /* it goes to sleep by itself */
    if (active == atomic_load(&a->active))
        return;
    pthread_mutex_lock(&a->lock);
    atomic_store(&a->active, active);
    pthread_cond_signal(&a->work);
    pthread_mutex_unlock(&a->lock);
    if (active && !a->started) {
        a->started = true;
        start(vm);
    }
}

void ahead_init(struct heap *h)
{
    h->ahead = xcalloc(1, sizeof *h->ahead);
    pthread_mutex_init(&h->ahead->lock, NULL);
    pthread_cond_init(&h->ahead->work, NULL);
}
