/*
 * deopt.c - deoptimisation: the machine frame of a compiled function becomes memory frames that T0 goes on
 * with.
 *
 * The frames are built above the section's entry frame, from the locations that the point of the code lists
 * (blob.h): registers as the trap saved them, the machine frame, constants, and objects that exist only in
 * parts. Then the machine frame is left through the code's own `leave` sequence, which restores the caller's
 * registers, and "returns" to compiled_resume. So an activation that deoptimises needs no more machine stack
 * than before.
 */
#include "runtime/exec/deopt.h"

#include <string.h>
#include "frontend/bytecode.h"
#include "runtime/exec/compiled.h"
#include "runtime/exec/interp_resume.h"
#include "runtime/jdk/box_cache.h"
#include "runtime/gc/heap.h"
#include "runtime/exec/walk.h"
#include "runtime/thread/monitor.h"
#include "runtime/tier/deopts.h"
#include "runtime/tier/tier.h"

/* ---- replaced return addresses ---- */

struct replaced_return {
    void **slot;
    void *pc;
};

static int innermost_last(const void *a, const void *b)
{
    const struct replaced_return *x = a, *y = b;
    return (x->slot < y->slot) - (x->slot > y->slot);
}

/* Deep stacks may have thousands. The list is in order, but for what a walk in progress has added. */
static struct replaced_return *find_sorted(const struct thread *t, void **slot)
{
    struct replaced_return key = {.slot = slot};
    uint32_t n = t->sorted_replaced_returns;
    return n != 0 ? bsearch(&key, t->replaced_returns, n, sizeof key, innermost_last) : NULL;
}

static struct replaced_return *find_replaced(const struct thread *t, void **slot)
{
    struct replaced_return *r = find_sorted(t, slot);
    for (uint32_t i = t->n_replaced_returns; r == NULL && i > t->sorted_replaced_returns; i--)
        if (t->replaced_returns[i - 1].slot == slot)
            r = &t->replaced_returns[i - 1];
    return r;
}

void *deopt_original_pc(const struct thread *t, void **slot)
{
    const struct replaced_return *r = find_replaced(t, slot);
    return r != NULL ? r->pc : NULL;
}

/* Entries at and below the slot belong to frames that are gone. */
static void forget_replaced(struct thread *t, void **slot)
{
    uint32_t n = t->n_replaced_returns;
    while (n > 0 && t->replaced_returns[n - 1].slot <= slot)
        n--;
    t->n_replaced_returns = t->sorted_replaced_returns = n;
}

/* Not one that is replaced: what the list says of such a slot is of a frame that is gone. A walk comes to no
 * slot twice. */
static void replace_return(struct thread *t, void **slot, void *trap)
{
    struct replaced_return *stale = find_sorted(t, slot), now = {slot, *slot};
    *slot = trap;
    if (stale != NULL) {
        *stale = now;
        return;
    }
    if (t->n_replaced_returns == t->cap_replaced_returns) {
        t->cap_replaced_returns = t->cap_replaced_returns != 0 ? 2 * t->cap_replaced_returns : 16;
        t->replaced_returns =
            xrealloc(t->replaced_returns, t->cap_replaced_returns * sizeof *t->replaced_returns);
    }
    t->replaced_returns[t->n_replaced_returns++] = now;
}

void deopt_thread_frames(struct thread *t, bool (*which)(const struct blob *b))
{
    struct tier *tier = atomic_load_explicit(&t->vm->tier, memory_order_acquire);
    if (tier == NULL)
        return;
    void *trap = backend_stub_address(tier_backend(tier), STUB_RETURN_TRAP);
    t->return_trap = trap;
    const char *last = NULL;
    for (struct stack_walk w = stack_walk_begin(t); !stack_walk_over(&w); stack_walk_next(&w)) {
        if (w.blob == NULL || w.fp == last)
            continue;
        last = w.fp;
        const struct blob_point *p = blob_find_point(w.blob, w.pc);
        if (w.slot != NULL && *w.slot != trap && p != NULL && p->kind == POINT_CALL && which(w.blob))
            replace_return(t, w.slot, trap);
    }
    if (t->n_replaced_returns != t->sorted_replaced_returns)
        qsort(t->replaced_returns, t->n_replaced_returns, sizeof *t->replaced_returns, innermost_last);
    t->sorted_replaced_returns = t->n_replaced_returns;
}

/* ---- reading the machine frame ---- */

struct deopt {
    struct thread *t;
    const struct backend_regs *regs;
    const struct blob *b;
    const struct blob_point *point;
    struct object **virtuals; /* made so far; on the machine stack, which the collector scans */
};

static struct object *virtual_object(struct deopt *d, uint32_t number);

static uint64_t read_location(struct deopt *d, const struct blob_location *at)
{
    switch ((enum blob_where)at->where) {
    case WHERE_NOWHERE: return 0;
    case WHERE_GPR: return d->regs->gpr[at->index] + (uint64_t)(int64_t)at->plus;
    case WHERE_FPR: return d->regs->fpr[at->index];
    case WHERE_FRAME: {
        uint64_t v;
        memcpy(&v, (const char *)d->regs->gpr[5] + at->index, sizeof v);
        return v + (uint64_t)(int64_t)at->plus;
    }
    case WHERE_CONST:
    case WHERE_OBJECT:
    case WHERE_ADDRESS: return d->b->consts[at->index]; /* handles are addresses (tier/env.h) */
    case WHERE_VIRTUAL: return (uint64_t)virtual_object(d, (uint32_t)at->index);
    }
    return 0;
}

static uint64_t as_slot(uint8_t type, uint64_t bits)
{
    return type == SSA_I32 || type == SSA_F32 ? (uint32_t)bits : bits;
}

static void store_field(void *at, enum ssa_mem mem, uint64_t v)
{
    memcpy(at, &v, (size_t)1 << ssa_mem_shifts[mem]);
}

static struct object *allocate(struct deopt *d, const struct blob_virtual *v)
{
    struct class *c = (struct class *)(uintptr_t)v->class;
    struct object *pending = d->t->exception, *o;
    d->t->exception = NULL;
    o = v->length >= 0 ? heap_alloc_array(d->t, c, v->length) : heap_alloc_object(d->t, c);
    if (o == NULL)
        return NULL; /* OutOfMemoryError goes before what was pending */
    if (c->ref_kind != REFKIND_NONE)
        reference_register(d->t, o);
    d->t->exception = pending;
    return o;
}

/* A box is the object that valueOf would have given: which one, a comparison tells. */
static struct object *box_again(struct deopt *d, const struct blob_virtual *v)
{
    struct class *c = (struct class *)(uintptr_t)v->class;
    const struct blob_location *at = &d->b->locations[v->locations];
    uint64_t bits = read_location(d, at);
    struct object *pending = d->t->exception, *o;
    d->t->exception = NULL;
    o = box_value_of(d->t, c, at->type == SSA_I32 ? (int32_t)bits : (int64_t)bits);
    if (o != NULL)
        d->t->exception = pending;
    return o;
}

static struct object *virtual_object(struct deopt *d, uint32_t number)
{
    const struct blob_virtual *v = &d->b->virtuals[d->point->virtual + number];
    struct object *o = d->virtuals[number];
    if (o == NULL && v->box)
        return d->virtuals[number] = box_again(d, v);
    if (o != NULL || (o = allocate(d, v)) == NULL)
        return o;
    d->virtuals[number] = o;
    for (uint32_t i = 0; i < v->n; i++) {
        uint64_t value = read_location(d, &d->b->locations[v->locations + i]);
        const struct blob_field *f = &d->b->fields[v->fields + i];
        if (v->length >= 0)
            store_field((char *)array_data(o) + ((size_t)i << ssa_mem_shifts[v->mem]), (enum ssa_mem)v->mem,
                        value);
        else
            store_field((char *)o + f->offset, (enum ssa_mem)f->mem, value);
    }
    return o;
}

/* ---- building memory frames ---- */

static void lock_again(struct deopt *d, const struct blob_location *at, struct object *o)
{
    if (at->where == WHERE_VIRTUAL && o != NULL)
        monitor_enter(d->t, o);
}

/* The frame of one activation, with its locals at `at`. */
static struct frame *build_frame(struct deopt *d, const struct blob_frame *from, union slot *at,
                                 struct frame *prev)
{
    struct method *m = (struct method *)(uintptr_t)from->method;
    const struct blob_location *value = &d->b->locations[from->locations];
    method_prepare_code(m);
    for (uint32_t i = 0; i < m->max_locals; i++)
        at[i].raw = i < from->nlocals ? as_slot(value[i].type, read_location(d, &value[i])) : 0;
    value += from->nlocals;
    struct frame *f = (struct frame *)(at + m->max_locals);
    union slot *stack = frame_stack(f);
    for (uint32_t i = 0; i < from->nstack; i++)
        stack[i].raw = as_slot(value[i].type, read_location(d, &value[i]));
    value += from->nstack;
    struct object *sync = NULL;
    for (uint32_t i = 0; i < from->nlocks; i++) {
        struct object *o = (struct object *)read_location(d, &value[i]);
        lock_again(d, &value[i], o);
        if (i == 0)
            sync = o;
    }
    f->prev = prev;
    f->method = m;
    f->locals = at;
    f->pc = m->code + from->bci;
    f->sp = stack + from->nstack;
    f->sync = m->access & ACC_SYNCHRONIZED ? sync : NULL;
    f->rcp = m->klass->rcp;
    f->dispatch = dispatch_at_block(m);
    f->resume = NULL;
    return f;
}

static size_t slots_needed(const struct deopt *d)
{
    size_t n = 0;
    for (uint32_t i = 0; i < d->point->nframes; i++) {
        const struct method *m = (const struct method *)(uintptr_t)d->b->frames[d->point->frame + i].method;
        n += FRAME_SLOTS + m->cf->code->max_locals + m->cf->code->max_stack + 1u;
    }
    return n;
}

/* What the call at this bytecode returns; 'V' for what is no call. */
static char result_of_call(const struct method *m, uint32_t bci)
{
    const u1 *at = m->cf->code->bytes + bci;
    if (*at < BC_invokevirtual || *at > BC_invokedynamic)
        return 'V';
    const union cp_const *cp = m->klass->cf->cp.c;
    unsigned index = (unsigned)at[1] << 8 | at[2];
    const struct symbol *desc = cp[cp[cp[index].ref.b].ref.b].utf8;
    return strrchr(desc->utf8, ')')[1];
}

/* The innermost activation was in a call that has returned: it goes on behind it, with the result pushed. */
static void finish_call(struct frame *f, uint32_t bci, const struct backend_regs *regs)
{
    const struct method *m = f->method;
    const struct cf_code *code = m->cf->code;
    char type = result_of_call(m, bci);
    f->pc += code->bytes[bci] == BC_invokeinterface || code->bytes[bci] == BC_invokedynamic
                 ? 5
                 : bytecode_length(code->bytes, code->length, bci);
    switch (type) {
    case 'V': return;
    case 'J':
        (f->sp)->raw = regs->gpr[0];
        f->sp += 2;
        return;
    case 'D':
        (f->sp)->raw = regs->fpr[0];
        f->sp += 2;
        return;
    case 'F': (f->sp++)->raw = (uint32_t)regs->fpr[0]; return;
    case 'L':
    case '[': (f->sp++)->raw = regs->gpr[0]; return;
    default: (f->sp++)->raw = (uint32_t)regs->gpr[0]; return;
    }
}

static void build_frames(struct deopt *d, bool returned)
{
    struct thread *t = d->t;
    const struct blob_frame *frames = &d->b->frames[d->point->frame];
    struct frame *f = t->frame;
    union slot *at = frame_stack(f);
    for (uint32_t i = d->point->nframes; i-- > 0;) {
        f = build_frame(d, &frames[i], at, f);
        at = f->sp;
    }
    if (frames[0].state_kind == SSA_STATE_THROW) {
        if (t->exception == NULL)
            t->exception = (--f->sp)->a;
    } else if (frames[0].state_kind == SSA_STATE_CALL && (returned || d->point->kind == POINT_POLL)) {
        finish_call(f, frames[0].bci, d->regs);
    }
    atomic_signal_fence(memory_order_release);
    t->frame = f;
}

/* ---- the trap ---- */

static bool any_blob(const struct blob *b)
{
    (void)b;
    return true;
}

void deopt_poll(struct thread *t)
{
    atomic_fetch_and(&t->poll, ~(uint32_t)POLL_OSR);
    thread_poll_slow(t);
    if (t->poll & POLL_ASYNC_STAYS) /* handlers are chosen by T0 from now on (interp.c) */
        deopt_thread_frames(t, any_blob);
}

/* At a loop: false when the code may go on. */
static bool poll(struct thread *t, const struct code *c)
{
    deopt_poll(t);
    return t->exception != NULL || atomic_load(&c->deopt);
}

/* --stress=deopt: was this exit taken although nothing had failed? */
static bool is_forced(struct thread *t)
{
    unsigned every = t->vm->options.stress_deopt;
    if (LIKELY(every == 0) || t->guard_countdown != 0)
        return false;
    t->guard_countdown = every;
    return true;
}

static uint64_t unwind(struct backend_regs *regs, const struct blob *b, struct object *e)
{
    regs->gpr[0] = (uint64_t)e;
    return (uint64_t)blob_address(b, b->unwind);
}

void *deopt_trap(struct backend_regs *regs)
{
    struct thread *t = (struct thread *)regs->gpr[BACKEND_THREAD_GPR];
    struct backend *be = tier_backend(t->vm->tier);
    void **slot = (void **)regs->gpr[4] - 1, *pc = regs->pc;
    bool returned = pc == t->return_trap && pc != NULL;
    if (returned)
        pc = deopt_original_pc(t, slot);
    const struct blob *b = code_find_blob(backend_code(be), pc);
    const struct blob_point *p = b != NULL ? blob_find_point(b, pc) : NULL;
    if (p == NULL || p->nframes == 0 || !frame_is_compiled_entry(t->frame))
        vm_abort("compiled code stopped at %p, of which nothing is known", pc);
    struct code *c = b->user;
    bool forced = is_forced(t);
    const struct blob_frame *at = &b->frames[p->frame];
    struct method *m = (struct method *)(uintptr_t)at->method;
    if (p->kind == POINT_POLL && !poll(t, c) && !forced)
        return NULL;
    if (forced)
        deopts_note(t->vm, c->method, m, at->bci, SSA_WHY_STRESS);
    else if (p->kind != POINT_POLL && !returned && t->exception == NULL)
        tier_deoptimised(c, m, at->bci, (enum ssa_why)p->why);
    else if (atomic_load(&c->deopt))
        deopts_note_wrong(t->vm, c->method, m, at->bci);
    struct object *virtuals[p->nvirtuals + 1];
    memset(virtuals, 0, sizeof virtuals);
    struct deopt d = {t, regs, b, p, virtuals};
    if (frame_stack(t->frame) + slots_needed(&d) >= t->stack_limit + (t->stack_end - t->stack_limit) / 2) {
        if (t->exception == NULL)
            throw_stack_overflow(t);
        forget_replaced(t, slot);
        return (void *)unwind(regs, b, exception_take(t));
    }
    build_frames(&d, returned);
    if (returned)
        forget_replaced(t, slot);
    void **return_slot = (void **)regs->gpr[5] + 1;
    t->resume_pc = *return_slot;
    *return_slot = (void *)(uintptr_t)compiled_resume;
    return blob_address(b, b->leave);
}
