/*
 * osr.c - on-stack replacement: an activation of T0 that is in a loop goes on in compiled code for that loop.
 *
 * The loop's code takes its values from an array: the locals, then the locked objects (backend.h). The locals
 * are where they are in the memory frame; locks are written behind them, over the frame, which is no longer
 * needed.
 */
#include "runtime/exec/compiled.h"
#include "runtime/exec/interp_resume.h"
#include "runtime/tier/loops.h"
#include "runtime/tier/tier.h"

static struct code *loop_code(struct thread *t, const struct frame *f)
{
    int bci = frame_bci(f);
    struct code *c = code_find(f->method, bci);
    if (c == NULL && t->vm->options.stress_osr != 0 && loop_around(f->method, bci) == bci) {
        tier_compile_loop(t->vm, f->method, bci);
        c = code_find(f->method, bci);
    }
    return c;
}

/* T0 was called by C: the loop's code is called from here, on an entry frame of its own. */
static enum osr_outcome call_loop(struct thread *t, struct frame *f, const void *code)
{
    struct method *m = f->method;
    struct compiled_args args = {.ints = {(uint64_t)f->locals}};
    struct frame *entry = compiled_entry_push(t, frame_stack(f) + m->max_stack + 1, f->prev);
    f->locals[m->max_locals].a = f->sync; /* over the frame */
    frame_set_dead_below(entry, f->locals);
    uint64_t r = compiled_enter(code, &args, t, m);
    compiled_entry_pop(t, entry);
    t->scratch[0] = r;
    if (m->ret == 'D' || m->ret == 'F')
        memcpy(&t->scratch[0], &args.fps[0], sizeof r);
    t->scratch[1] = (uint64_t)m->ret;
    return OSR_DONE;
}

/* T0 was called by compiled code: the loop's code takes its place in that section, when C has returned. */
static enum osr_outcome leave_for_loop(struct thread *t, struct frame *f, const void *code)
{
    struct frame *entry = f->prev;
    struct object *lock = f->sync;
    entry->sp = frame_stack(f); /* the values stay visible to the collector */
    t->frame = entry;
    f->locals[f->method->max_locals].a = lock;
    t->osr_code = code;
    return OSR_LEFT;
}

static bool due(struct thread *t)
{
    unsigned stress = t->vm->options.stress_osr;
    if (stress == 0) {
        atomic_fetch_and(&t->poll, ~(uint32_t)POLL_OSR);
        return true;
    }
    if (t->osr_countdown > 1) {
        t->osr_countdown--;
        return false;
    }
    t->osr_countdown = stress;
    return true;
}

enum osr_outcome osr_enter(struct thread *t)
{
    struct frame *f = t->frame;
    if (!due(t) || f->sp != frame_stack(f) || !c_stack_ok(t) ||
        frame_stack(f) + f->method->max_stack + 1 + 2 * FRAME_SLOTS >= t->stack_limit)
        return OSR_NONE;
    const struct code *c = loop_code(t, f);
    if (c == NULL) {
        __atomic_store_n(&t->osr_missed, f->pc, __ATOMIC_RELAXED);
        return OSR_NONE;
    }
    const void *code = blob_address(c->blob, c->blob->entry);
    return frame_is_compiled_entry(f->prev) ? leave_for_loop(t, f, code) : call_loop(t, f, code);
}
