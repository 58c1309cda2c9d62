/*
 * collect.c - what happens around a collection, in order.
 *
 * libgc runs a collection whenever an allocation finds no room, with the allocation lock held by the thread
 * that triggered it. It stops the other threads by signals, wherever they are, and then:
 *
 *   push_roots         (roots.c)      marking starts from stacks, roots, threads, inactive final references
 *   ... libgc marks ...
 *   unload_after_marking   (class/unload.c) if classes are to be unloaded; unload_find_dead after the next
 *   references_process (reference.c)  Java's references, in Java's order; some objects are marked after all
 *   weak_cells_sweep, string_table_sweep, monitors_sweep   the VM's weak tables forget what is unmarked now
 *   pages_keep         (pages.c)      pages in use stay with the size of their objects
 *   ... libgc starts the world; unmarked memory is reclaimed lazily ...
 *
 * Hooks run while stopped threads may hold any lock, malloc's included: they take none and allocate nothing.
 */
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "runtime/class/unload.h"
#include "runtime/gc/ahead.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/object/string.h"
#include "runtime/thread/monitor.h"

int64_t heap_nanos(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static size_t used_bytes(void)
{
    size_t used = GC_get_heap_size() - GC_get_free_bytes(), in_pages = pages_free_bytes(vm_current()->heap);
    return used > in_pages ? used - in_pages : 0;
}

static void note_peak(struct heap *h)
{
    size_t used = used_bytes();
    if (used > h->peak_bytes)
        h->peak_bytes = used;
}

/* The collector's lock is held, and whoever has stdout's lock may wait for it: no stdio. */
static void log_collection(struct vm *vm, uint64_t nanos)
{
    struct heap *h = vm->heap;
    char line[160];
    int n =
        snprintf(line, sizeof line, "[%.3fs][info][gc] GC(%llu) Pause Full (%s) %zuM->%zuM(%zuM) %.3fms\n",
                 (double)(heap_nanos() - vm->start_nanos) / 1e9, (unsigned long long)h->collections - 1,
                 h->cause != NULL ? h->cause : "Allocation Failure", h->used_before >> 20, used_bytes() >> 20,
                 GC_get_heap_size() >> 20, (double)nanos / 1e6);
    if (n > 0 && write(STDOUT_FILENO, line, (size_t)n) < 0)
        vm->options.verbose_gc = false; /* nobody reads it */
}

/*
 * The heap grows when collections take more than their share of the time, up to a size that what is in use
 * after them justifies: a larger heap is collected less often. Times of day, not of the processor: a program
 * that mostly waits is in no hurry. Done at the next allocation that needs memory (heap.c), as the lock is
 * held here.
 */
/* Beyond what is in use: a sixteenth of the heap's limit, which by default is a 64th of the machine's memory
 * as `java` starts with; or twelve times what is in use and a sixth of the limit, whichever is less.
 * Measured: H2, with much in use, took a tenth less time in a heap as large as the second allows. Clojure,
 * with little, gains nothing in a heap larger than the first: most of what its collections cost goes with the
 * size of the heap. */
static size_t clamp(size_t n, size_t least, size_t most)
{
    return n < least ? least : n > most ? most : n;
}

static size_t share_room(const struct heap *h)
{
    const size_t mb = (size_t)1 << 20, times = 12;
    size_t near = clamp(h->max_bytes / 16, 128 * mb, 512 * mb),
           far = clamp(h->max_bytes / 6, near, 1024 * mb);
    return clamp(h->recent_used * times, near, far);
}

static void judge_share(struct heap *h, double pause, double between)
{
    enum { SHARE_GOAL = 12, GROW_BY = 4 }; /* one part in so many */
    h->recent_used = (h->recent_used + used_bytes()) / 2;
    size_t heap = GC_get_heap_size(), most = h->recent_used * 5 / 4 + share_room(h);
    h->recent_pauses = h->recent_pauses / 2 + pause;
    h->recent_between = h->recent_between / 2 + between;
    if (h->recent_pauses * SHARE_GOAL < h->recent_pauses + h->recent_between || heap >= most)
        return;
    size_t more = heap / GROW_BY;
    atomic_store_explicit(&h->grow_bytes, more < most - heap ? more : most - heap, memory_order_relaxed);
}

static void finish_collection(struct vm *vm)
{
    struct heap *h = vm->heap;
    int64_t now = heap_nanos();
    uint64_t nanos = (uint64_t)(now - h->started_nanos);
    h->collections++;
    h->collection_nanos += nanos;
    ahead_collected(h, nanos);
    if (h->cause == NULL)
        judge_share(h, (double)nanos, (double)(h->started_nanos - h->ended_nanos));
    h->ended_nanos = now;
    if (vm->options.verbose_gc)
        log_collection(vm, nanos);
}

static void on_event(GC_EventType event)
{
    struct vm *vm = vm_current();
    if (event == GC_EVENT_START) {
        vm->heap->started_nanos = heap_nanos();
        vm->heap->collecting = true;
        vm->heap->used_before = used_bytes();
        note_peak(vm->heap);
    } else if (event == GC_EVENT_POST_STOP_WORLD && unload_in_progress(vm)) {
        unload_before_marking(vm);
    } else if (event == GC_EVENT_PRE_START_WORLD) {
        bool unloading = unload_in_progress(vm);
        if (unloading)
            unload_after_marking(vm);
        references_process(vm);
        if (unloading)
            unload_find_dead(vm);
        weak_cells_sweep(vm->heap);
        string_table_sweep(vm);
        monitors_sweep(vm);
        pages_keep(vm->heap);
    } else if (event == GC_EVENT_END) {
        vm->heap->collecting = false;
        finish_collection(vm);
    }
}

void collect_init(struct vm *vm)
{
    vm->heap->ended_nanos = heap_nanos();
    GC_set_on_collection_event(on_event);
}

/* A collection that libgc does not start by itself. The cause is for the log only: when two threads collect
 * at once, one of the names is lost. */
static void collect(struct vm *vm, const char *cause)
{
    struct heap *h = vm->heap;
    h->cause = cause;
    pthread_mutex_lock(&h->register_lock); /* libgc does not collect while a thread is being registered */
    GC_gcollect();
    pthread_mutex_unlock(&h->register_lock);
    h->cause = NULL;
    h->live_bytes = used_bytes();
}

void collect_for_memory(struct vm *vm, bool clear_soft)
{
    vm->heap->clear_soft = clear_soft;
    collect(vm, "Allocation Failure");
    vm->heap->clear_soft = false;
}

void heap_collect_for(struct vm *vm, const char *cause)
{
    collect(vm, cause);
}

/*
 * A thread that collects again and again has the collector's lock nearly always, and on a busy machine those
 * that wait for it would hardly ever be awake when it is free. So it leaves them half as long again as the
 * last collection took.
 */
static void let_others_go_on(struct heap *h)
{
    enum { MOST = 5000000 };
    int64_t now = heap_nanos(), last = h->ended_nanos - h->started_nanos;
    if (last <= 0 || now - h->ended_nanos > last)
        return;
    struct timespec ts = {.tv_nsec = last / 2 < MOST ? last / 2 : MOST};
    nanosleep(&ts, NULL);
}

void heap_collect(struct vm *vm)
{
    struct thread *t = thread_self();
    let_others_go_on(vm->heap);
    if (t != NULL)
        roots_clear_dead_stack(t);
    if (t == NULL || t->state != THREAD_IN_JAVA || !unload(t, "System.gc()"))
        collect(vm, "System.gc()");
}

uint64_t heap_collections(struct vm *vm)
{
    return vm->heap->collections;
}
uint64_t heap_collection_nanos(struct vm *vm)
{
    return vm->heap->collection_nanos;
}

int64_t heap_millis_since_collection(struct vm *vm)
{
    int64_t last = vm->heap->started_nanos != 0 ? vm->heap->started_nanos : vm->start_nanos;
    return (heap_nanos() - last) / 1000000;
}
int64_t heap_live_bytes(struct vm *vm)
{
    return (int64_t)vm->heap->live_bytes;
}

int64_t heap_peak_bytes(struct vm *vm)
{
    note_peak(vm->heap);
    return (int64_t)vm->heap->peak_bytes;
}

void heap_reset_peak(struct vm *vm)
{
    vm->heap->peak_bytes = used_bytes();
}
