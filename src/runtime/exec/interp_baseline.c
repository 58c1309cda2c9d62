/*
 * interp_baseline.c - T0: into baseline code and back (exec/baseline.h).
 *
 * A single step is an ordinary handler run with another dispatch table: when it goes to the next instruction,
 * it comes here. So an instruction of any kind can be left to T0: also one that calls (the callee runs in
 * T0 or not; its return finds the table in the caller's frame), throws, or is rewritten and run again.
 */
#include "backend/baseline.h"
#include "runtime/exec/baseline.h"
#include "runtime/exec/interp_call.h"
#include "runtime/tier/baseline.h"
#include "runtime/tier/coverage.h"
#include "runtime/tier/site_profile.h"

const u2 interp_enter_baseline[] = {OP_enter_baseline};

/* To the code at tos, in baseline code's registers (baseline_x86_64.S). */
void baseline_enter(OP_ARGS);

/* In state 0, at the instruction at pc. */
static void after_step(OP_ARGS)
{
    const struct method *m = t->frame->method;
    const struct baseline_code *b = NULL;
    if (LIKELY(m != NULL)) {
        t->frame->rcp = m->rcp; /* baseline code pushes frames without it */
        b = method_baseline(m);
    }
    if (LIKELY(b != NULL)) {
        size_t bci = (size_t)(pc - m->code);
        if (LIKELY(bci < b->length)) {
            if (LIKELY(b->entries[bci] != 0)) {
                t->frame->dispatch = &interp_step_dispatch;
                tos = (uint64_t)(b->start + (b->entries[bci] & ~BASELINE_BLOCK));
                return baseline_enter(OP_PASS);
            }
            op_fn *step = interp_dispatch.at[0][*pc];
            return step(OP_PASS);
        }
    }
    d = &interp_dispatch;
    GO(0);
}

#define AFTER_STEP(S)                                                                                        \
    static void after_step_##S(OP_ARGS)                                                                      \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        return after_step(OP_PASS);                                                                          \
    }
AFTER_STEP(1)
AFTER_STEP(2)
AFTER_STEP(3)

#define ENTRIES(handler)                                                                                     \
    {                                                                                                        \
        [0 ... N_OPS - 1] = (handler)                                                                        \
    }
const struct dispatch interp_step_dispatch = {
    {ENTRIES(after_step), ENTRIES(after_step_1), ENTRIES(after_step_2), ENTRIES(after_step_3)}};

static void to_block(OP_ARGS)
{
    const struct method *m = t->frame->method;
    const struct baseline_code *b = m != NULL ? method_baseline(m) : NULL;
    size_t bci = b != NULL ? (size_t)(pc - m->code) : 0;
    if (b == NULL || bci >= b->length) {
        d = &interp_dispatch;
        GO(0);
    }
    if (b->entries[bci] & BASELINE_BLOCK)
        return after_step(OP_PASS);
    op_fn *step = interp_dispatch.at[0][*pc];
    return step(OP_PASS);
}

#define TO_BLOCK(S)                                                                                          \
    static void to_block_##S(OP_ARGS)                                                                        \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        return to_block(OP_PASS);                                                                            \
    }
TO_BLOCK(1)
TO_BLOCK(2)
TO_BLOCK(3)

const struct dispatch interp_block_dispatch = {
    {ENTRIES(to_block), ENTRIES(to_block_1), ENTRIES(to_block_2), ENTRIES(to_block_3)}};

/* ---- where baseline code arrives ---- */

void interp_step_op(OP_ARGS) __asm__("interp_step");
void interp_step_op(OP_ARGS)
{
    t->frame->rcp = t->frame->method->rcp; /* baseline code pushes frames without it */
    d = &interp_step_dispatch;
    op_fn *step = interp_dispatch.at[0][*pc];
    return step(OP_PASS);
}

static COLD too_cold(OP_ARGS)
{
    PUBLISH();
    baseline_is_cold(t->frame->method);
    return interp_step_op(OP_PASS);
}

/* The instruction had never run when the code was made. */
void interp_step_cold_op(OP_ARGS) __asm__("interp_step_cold");
void interp_step_cold_op(OP_ARGS)
{
    struct baseline_code *b = method_baseline(t->frame->method);
    if (UNLIKELY(b == NULL || atomic_fetch_add_explicit(&b->cold, 1, memory_order_relaxed) == b->cold_limit))
        return too_cold(OP_PASS);
    return interp_step_op(OP_PASS);
}

/* The block's stub is gone then, or there is newer code. */
void interp_step_reached_op(OP_ARGS) __asm__("interp_step_reached");
void interp_step_reached_op(OP_ARGS)
{
    coverage_reached(t->frame->method, pc);
    return interp_step_op(OP_PASS);
}

/* Twins that watch note the class themselves. */
void interp_step_site_op(OP_ARGS) __asm__("interp_step_site");
void interp_step_site_op(OP_ARGS)
{
    const struct method *m = t->frame->method;
    if (site_kind_of(m->cf->code->bytes[pc - m->code]) != SITE_CALL)
        site_observe_check(t->vm, m, pc, sp);
    else if (*pc == OP_invokevirtual_q || *pc == OP_invokeinterface_q)
        site_observe(t->vm, pc, sp[-(int)pc[2]].a->klass);
    return interp_step_op(OP_PASS);
}

void interp_poll_baseline_op(OP_ARGS) __asm__("interp_poll_baseline");
void interp_poll_baseline_op(OP_ARGS)
{
    t->frame->rcp = t->frame->method->rcp;
    d = &interp_step_dispatch;
    return interp_poll_0(OP_PASS);
}

#define RETURN_TO(S)                                                                                         \
    void interp_return_to_##S##_op(OP_ARGS) __asm__("interp_return_to_" #S);                                 \
    void interp_return_to_##S##_op(OP_ARGS)                                                                  \
    {                                                                                                        \
        const struct frame *caller = t->frame;                                                               \
        lp = caller->locals;                                                                                 \
        pc = caller->pc + 3;                                                                                 \
        d = caller->dispatch;                                                                                \
        GO(S);                                                                                               \
    }
RETURN_TO(0)
RETURN_TO(1)
RETURN_TO(2)
RETURN_TO(3)

void interp_callee_overflow_op(OP_ARGS) __asm__("interp_callee_overflow");
void interp_callee_overflow_op(OP_ARGS)
{
    const struct frame *caller = t->frame;
    pc = caller->pc;
    lp = caller->locals;
    return interp_call_overflow(OP_PASS);
}

void interp_unwind_baseline_op(OP_ARGS) __asm__("interp_unwind_baseline");
void interp_unwind_baseline_op(OP_ARGS)
{
    return interp_unwind(OP_PASS);
}

/* What baseline code calls is warm itself, when it is called often. */
static COLD compile_and_call(OP_ARGS)
{
    t->frame->sp = sp;
    baseline_called((struct method *)tos);
    CALL((struct method *)tos);
}

#define CALLS_PER_COMPILE 16 /* of methods without baseline code */

/* From baseline_x86_64.S: the running frame, which has published its pc, calls the method in tos, whose
 * arguments end at sp. */
void interp_call_from_baseline(OP_ARGS);
void interp_call_from_baseline(OP_ARGS)
{
    struct frame *f = t->frame;
    pc = f->pc;
    lp = f->locals;
    f->rcp = f->method->rcp;
    d = &interp_step_dispatch;
    if (UNLIKELY(++t->bridged_calls % CALLS_PER_COMPILE == 0 || t->vm->options.baseline_first))
        return compile_and_call(OP_PASS);
    CALL((struct method *)tos);
}

/* ---- where T0 enters it ---- */

OP(enter_baseline, 0)
{
    const struct method *m = t->frame->method;
    const struct baseline_code *b = method_baseline(m);
    if (UNLIKELY(b == NULL)) { /* it has just gone */
        pc = m->code;
        GO(0);
    }
    tos = (uint64_t)(b->start + b->frame_entry);
    return baseline_enter(OP_PASS);
}
