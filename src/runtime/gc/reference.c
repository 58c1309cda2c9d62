/*
 * reference.c - soft, weak, final and phantom references (java.lang.ref, package summary).
 *
 * Reference.referent is left out of the mark descriptor, so libgc's marking does not follow it. Every
 * Reference is entered in a registry; when marking is over and the world still stands, references_process
 * walks the registry in Java's order:
 *
 *   1. soft     referents that the clock policy keeps are marked, with what they reach
 *   2. soft, weak   whose referent is unmarked: cleared, pending
 *   3. final    whose referent is unmarked: pending; the referent is marked with what it reaches, for
 * finalize() to see. From now on the referent is an ordinary field (the reference is "inactive": next is not
 * NULL)
 *   4. phantom  whose referent is still unmarked: cleared, pending
 *
 * Pending references are chained through Reference.discovered; the Reference Handler thread takes the chain
 * over.
 *
 * New references go to a small buffer of their thread, which only that thread appends to: a reference that is
 * not counted there yet is still in a register or on the stack of its maker, and its referent too. The
 * collector may clear entries of the buffer but never moves them. A full buffer is moved to the registry with
 * the allocation lock held.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <time.h>
#include "runtime/gc/heap_internal.h"
#include "runtime/thread/futex.h"

#define SOFT_MILLIS_PER_FREE_MB 1000 /* HotSpot's SoftRefLRUPolicyMSPerMB */

static struct object *referent_of(struct vm *vm, struct object *ref)
{
    return ref_field(ref, vm->wk.Reference_referent);
}

/* ---- registering ---- */

static void flush_buffer(struct heap *h, struct thread *t)
{
    uint32_t n = atomic_load_explicit(&t->ref_buffered, memory_order_relaxed);
    GC_alloc_lock();
    for (uint32_t i = 0; i < n; i++)
        if (t->ref_buffer[i] != NULL)
            word_array_push(&h->references, (uintptr_t)t->ref_buffer[i]);
    atomic_store_explicit(&t->ref_buffered, 0, memory_order_relaxed);
    for (uint32_t i = 0; i < n; i++)
        t->ref_buffer[i] = NULL;
    GC_alloc_unlock();
}

void references_flush_thread(struct thread *t)
{
    flush_buffer(t->vm->heap, t);
}

static void find_soft_clock(struct vm *vm)
{
    struct field *clock = class_field_z(vm->wk.SoftReference, "clock", "J");
    if (clock == NULL)
        die("this JDK is not the release we know: SoftReference.clock is missing");
    vm->heap->soft_clock = clock->static_addr;
}

void reference_register(struct thread *t, struct object *ref)
{
    struct vm *vm = t->vm;
    int kind = ref->klass->ref_kind;
    if (kind == REFKIND_NONE)
        return;
    if (UNLIKELY(kind == REFKIND_SOFT && vm->heap->soft_clock == NULL))
        find_soft_clock(vm);
    if (UNLIKELY(t->ref_buffered == ARRAY_LEN(t->ref_buffer)))
        flush_buffer(vm->heap, t);
    uint32_t n = atomic_load_explicit(&t->ref_buffered, memory_order_relaxed);
    t->ref_buffer[n] = ref;
    atomic_store_explicit(&t->ref_buffered, n + 1, memory_order_release);
}

struct object *reference_get(struct thread *t, struct object *ref)
{
    return referent_of(t->vm, ref);
}

/* ---- processing: the world is stopped ---- */

struct processing {
    struct vm *vm;
    struct heap *heap;
    int64_t soft_limit; /* soft references used within so many ms are kept */
    size_t n_pending;
    bool changed;
};

static void make_pending(struct processing *p, struct object *ref)
{
    const struct wellknown *wk = &p->vm->wk;
    set_ref_field(ref, wk->Reference_discovered, *p->heap->pending);
    *p->heap->pending = ref;
    p->n_pending++;
}

static bool target_is_dead(struct processing *p, struct object *ref)
{
    struct object *o = referent_of(p->vm, ref);
    return o != NULL && is_marked(ref) && !is_marked(o);
}

/* One step for one reference. True: the VM has nothing more to do for it, drop it. */
typedef bool (*step_fn)(struct processing *p, struct object *ref);

static bool keep_soft(struct processing *p, struct object *ref)
{
    if (ref->klass->ref_kind == REFKIND_SOFT && target_is_dead(p, ref) &&
        *p->heap->soft_clock - long_field(ref, p->vm->wk.SoftReference_timestamp) <= p->soft_limit) {
        trace_mark(p->heap, referent_of(p->vm, ref), false);
        p->changed = true;
    }
    return false;
}

static bool clear_if_dead(struct processing *p, struct object *ref)
{
    if (!target_is_dead(p, ref))
        return false;
    set_ref_field(ref, p->vm->wk.Reference_referent, NULL);
    make_pending(p, ref);
    return true;
}

static bool clear_soft_and_weak(struct processing *p, struct object *ref)
{
    int kind = ref->klass->ref_kind;
    return (kind == REFKIND_SOFT || kind == REFKIND_WEAK) && clear_if_dead(p, ref);
}

static bool find_finalizable(struct processing *p, struct object *ref)
{
    const struct wellknown *wk = &p->vm->wk;
    if (ref->klass->ref_kind != REFKIND_FINAL || !target_is_dead(p, ref) ||
        ref_field(ref, wk->Reference_next) != NULL)
        return false;
    set_ref_field(ref, wk->Reference_next, ref);
    make_pending(p, ref);
    word_array_push(&p->heap->inactive_finals, (uintptr_t)ref);
    return true;
}

static bool clear_phantom(struct processing *p, struct object *ref)
{
    return ref->klass->ref_kind == REFKIND_PHANTOM && clear_if_dead(p, ref);
}

static bool drop_unmarked(struct processing *p, struct object *ref)
{
    (void)p;
    return !is_marked(ref);
}

static void run_step(struct processing *p, step_fn step)
{
    struct word_array *all = &p->heap->references;
    size_t kept = 0;
    for (size_t i = 0; i < all->len; i++)
        if (!step(p, (struct object *)all->at[i]))
            all->at[kept++] = all->at[i];
    all->len = kept;
    for (struct thread *t = p->vm->threads; t != NULL; t = t->next) {
        uint32_t n = atomic_load_explicit(&t->ref_buffered, memory_order_acquire);
        for (uint32_t i = 0; i < n; i++)
            if (t->ref_buffer[i] != NULL && step(p, t->ref_buffer[i]))
                t->ref_buffer[i] = NULL;
    }
}

/* Marking from one soft referent may bring other soft references to life: until nothing changes. */
static void keep_soft_referents(struct processing *p)
{
    if (p->heap->soft_clock == NULL || p->heap->clear_soft)
        return;
    do {
        p->changed = false;
        run_step(p, keep_soft);
    } while (p->changed);
}

static int64_t uptime_millis(const struct vm *vm)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (ts.tv_sec * 1000000000LL + ts.tv_nsec - vm->start_nanos) / 1000000;
}

void references_process(struct vm *vm)
{
    struct heap *h = vm->heap;
    size_t free_bytes = h->max_bytes > h->live_bytes ? h->max_bytes - h->live_bytes : 0;
    struct processing p = {vm, h, (int64_t)(free_bytes >> 20) * SOFT_MILLIS_PER_FREE_MB, 0, false};
    keep_soft_referents(&p);
    run_step(&p, clear_soft_and_weak);
    size_t first = h->inactive_finals.len;
    run_step(&p, find_finalizable);
    for (size_t i = first; i < h->inactive_finals.len; i++)
        trace_mark(h, referent_of(vm, (struct object *)h->inactive_finals.at[i]), true);
    run_step(&p, clear_phantom);
    run_step(&p, drop_unmarked);
    if (h->soft_clock != NULL)
        *h->soft_clock = uptime_millis(vm);
    if (p.n_pending > 0) {
        atomic_fetch_add(&h->pending_wake, 1);
        futex_wake(&h->pending_wake, INT_MAX); /* a bare system call: allowed here */
    }
}

void references_push_roots(struct vm *vm)
{
    struct heap *h = vm->heap;
    size_t kept = 0;
    /* Referents of inactive FinalReferences are ordinary references until Java has cleared them. */
    for (size_t i = 0; i < h->inactive_finals.len; i++) {
        struct object *ref = (struct object *)h->inactive_finals.at[i];
        void **slot = &FIELD_AT(void *, ref, vm->wk.Reference_referent);
        if (*slot == NULL)
            continue;
        GC_push_all_eager(slot, slot + 1); /* there may be more than the mark stack has room for */
        h->inactive_finals.at[kept++] = (uintptr_t)ref;
    }
    h->inactive_finals.len = kept;
    if (kept > 0)
        GC_push_all(h->inactive_finals.at, h->inactive_finals.at + kept);
}

/* ---- the pending list ---- */

void references_init(struct vm *vm)
{
    vm->heap->pending = root_cell_new(vm, NULL);
}

bool reference_has_pending(struct vm *vm)
{
    return *(struct object *volatile *)vm->heap->pending != NULL;
}

void reference_wait_pending(struct thread *t)
{
    struct heap *h = t->vm->heap;
    for (;;) {
        uint32_t seen = atomic_load(&h->pending_wake);
        if (reference_has_pending(t->vm))
            return;
        thread_enter_blocked(t);
        futex_wait(&h->pending_wake, seen, NULL);
        thread_leave_blocked(t);
    }
}

struct object *reference_take_pending(struct thread *t)
{
    struct heap *h = t->vm->heap;
    GC_alloc_lock();
    struct object *head = *h->pending;
    *h->pending = NULL;
    GC_alloc_unlock();
    return head;
}
