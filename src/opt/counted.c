/*
 * counted.c - recognises loops that count: what predicate.c and unroll.c ask.
 *
 * The header ends in a branch that leaves the loop unless t < limit (or another order). t is a phi of the
 * header, or that plus a constant ("--i >= 0"); around the loop the phi gains a step that does not change.
 */
#include "opt/internal.h"

static bool outside(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop, ssa_id v)
{
    return !opt_in_loop(cx, f, v, loop);
}

/* What v adds to phi: a constant, or *step, which is made outside. */
static bool step_of(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop, ssa_id phi, ssa_id v,
                    ssa_id *step, int64_t *by)
{
    *step = SSA_NONE;
    if (opt_split_sum(f, v, by) == phi)
        return *by != 0;
    v = ssa_strip(f, v);
    if (ssa_op_of(f, v) != SSA_ADD)
        return false;
    for (uint32_t i = 0; i < 2; i++)
        if (ssa_strip(f, ssa_in(f, v, i)) == phi && outside(f, cx, loop, ssa_in(f, v, 1 - i))) {
            *step = ssa_in(f, v, 1 - i);
            *by = 0;
            return true;
        }
    return false;
}

static bool find_step(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop,
                      struct opt_counter *c)
{
    uint32_t entry = opt_preheader_index(cx, f, loop);
    bool first = true;
    for (uint32_t i = 0; i < ssa_at(f, c->phi)->noperands; i++) {
        ssa_id step;
        int64_t by;
        if (i == entry)
            continue;
        if (!step_of(f, cx, loop, c->phi, ssa_in(f, c->phi, i), &step, &by) ||
            (!first && (step != c->step || by != c->by)))
            return false;
        c->step = step;
        c->by = by;
        first = false;
    }
    return !first;
}

bool opt_find_counter(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop,
                      struct opt_counter *c)
{
    uint32_t header = cx->loops->loops[loop].header, entry = opt_preheader_index(cx, f, loop);
    const struct ssa_block *block = f->blocks[header];
    ssa_id end = ssa_terminator(f, header);
    if (entry == UINT32_MAX || ssa_op_of(f, end) != SSA_BRANCH || ssa_op_of(f, ssa_in(f, end, 0)) != SSA_CMP)
        return false;
    bool stays_if_true = ssa_loop_has(cx->loops, loop, block->succs[0].block);
    if (stays_if_true == ssa_loop_has(cx->loops, loop, block->succs[1].block))
        return false;
    ssa_id cmp = ssa_in(f, end, 0), t = ssa_in(f, cmp, 0), limit = ssa_in(f, cmp, 1);
    if (ssa_type_of(f, t) != SSA_I32)
        return false;
    enum ssa_cond cond = stays_if_true ? ssa_at(f, cmp)->sub : ssa_cond_negate(ssa_at(f, cmp)->sub, SSA_I32);
    if (outside(f, cx, loop, t)) {
        ssa_id other = t;
        t = limit;
        limit = other;
        cond = ssa_cond_swap(cond);
    }
    if (!outside(f, cx, loop, limit) || cond < SSA_LT || cond > SSA_LE)
        return false;
    *c = (struct opt_counter){.tested = t, .limit = limit, .stay = stays_if_true ? 0 : 1};
    c->phi = opt_split_sum(f, t, &c->ahead);
    c->down = cond == SSA_GT || cond == SSA_GE;
    c->inclusive = cond == SSA_LE || cond == SSA_GE;
    if (ssa_op_of(f, c->phi) != SSA_PHI || ssa_at(f, c->phi)->block != header || !find_step(f, cx, loop, c))
        return false;
    c->init = ssa_in(f, c->phi, entry);
    if (c->step)
        return !c->down;
    return c->down ? c->by < 0 : c->by > 0;
}
