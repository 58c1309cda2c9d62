/*
 * cfg.c - control flow cleaning: branches that are decided, blocks that do nothing, code nobody reaches.
 *
 * Rules are applied to each block until none fits:
 *   - a branch or switch on a constant, or all of whose edges lead to one block without phis, is a jump;
 *   - a check or guard that always fails is where the block ends: a deoptimisation;
 *   - a block and its only successor, whose only predecessor it is, become one;
 *   - an empty block is skipped, unless edges would then need moves for phis;
 *   - a diamond or triangle whose arms only choose between two constants, or make a minimum or maximum, is a
 * select.
 *
 * Requires: nothing. Maintains: nothing of the control flow. Breaks: order, dominators, loops, loop form.
 */
#include "opt/internal.h"

struct cleaner {
    struct ssa_func *f;
    struct opt_ctx *cx;
};

static bool has_phis(const struct ssa_func *f, uint32_t b)
{
    return f->blocks[b]->first && ssa_op_of(f, f->blocks[b]->first) == SSA_PHI;
}

/* ----------------------------------------------------------------------------------------- decided
 * terminators */

static bool fold_terminator(struct cleaner *x, uint32_t b)
{
    struct ssa_func *f = x->f;
    struct ssa_block *block = f->blocks[b];
    ssa_id end = ssa_terminator(f, b);
    int64_t c;
    if (ssa_op_of(f, end) != SSA_BRANCH && ssa_op_of(f, end) != SSA_SWITCH)
        return false;
    if (opt_is_int_const(f, ssa_in(f, end, 0), &c)) {
        uint32_t succ = ssa_op_of(f, end) == SSA_BRANCH ? c == 0 : block->nsuccs - 1;
        for (uint32_t i = 0; block->keys && i < block->nsuccs - 1; i++)
            if (block->keys[i] == c)
                succ = i;
        ssa_keep_edge(f, b, succ);
        return true;
    }
    for (uint32_t i = 1; i < block->nsuccs; i++)
        if (block->succs[i].block != block->succs[0].block)
            return false;
    uint32_t to = block->succs[0].block;
    SSA_EACH(f, to, v)
    {
        if (ssa_op_of(f, v) != SSA_PHI)
            break;
        for (uint32_t i = 1; i < block->nsuccs; i++)
            if (ssa_in(f, v, block->succs[i].index) != ssa_in(f, v, block->succs[0].index))
                return false;
    }
    ssa_keep_edge(f, b, 0);
    return true;
}

/* A switch with one key is a comparison. */
static bool small_switch(struct cleaner *x, uint32_t b)
{
    struct ssa_func *f = x->f;
    struct ssa_block *block = f->blocks[b];
    ssa_id end = ssa_terminator(f, b);
    if (ssa_op_of(f, end) != SSA_SWITCH || block->nsuccs > 2)
        return false;
    if (block->nsuccs == 1) {
        ssa_keep_edge(f, b, 0);
        return true;
    }
    ssa_id cmp = ssa_new(f, SSA_CMP, SSA_I32, SSA_IN(ssa_in(f, end, 0), ssa_const_i32(f, block->keys[0])));
    ssa_at(f, cmp)->sub = SSA_EQ;
    ssa_insert_before(f, end, cmp);
    ssa_become(f, end, SSA_BRANCH, SSA_VOID, SSA_IN(cmp));
    block->keys = NULL;
    return true;
}

/* A check that cannot pass: what follows it is never reached. */
static bool end_at_failing_check(struct cleaner *x, uint32_t b)
{
    struct ssa_func *f = x->f;
    SSA_EACH(f, b, v)
    {
        const struct ssa_op_info *info = ssa_info(f, v);
        if (!(info->properties & SSA_DEOPTS) || (info->properties & SSA_TERM) || ssa_op_of(f, v) == SSA_POLL)
            continue;
        struct ssa_facts in[2] = {opt_facts(x->cx, f, ssa_in(f, v, 0))};
        if (ssa_at(f, v)->noperands > 1)
            in[1] = opt_facts(x->cx, f, ssa_in(f, v, 1));
        if (opt_check_outcome(x->cx, f, v, in) != 0)
            continue;
        enum ssa_why why = ssa_why_of(f, v);
        ssa_split_block(f, v); /* nobody reaches the rest: it goes with the unreachable blocks */
        ssa_deopt(f, b, why, ssa_at(f, v)->state);
        return true;
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------- empty
 * blocks */

/* Sends the predecessors of an empty block to where it jumps. */
static bool skip_empty(struct cleaner *x, uint32_t b)
{
    struct ssa_func *f = x->f;
    struct ssa_block *block = f->blocks[b];
    ssa_id end = ssa_terminator(f, b);
    if (b == 0 || block->first != end || ssa_op_of(f, end) != SSA_JUMP)
        return false;
    uint32_t to = block->succs[0].block;
    if (to == b || has_phis(f, to) || block->npreds == 0)
        return false;
    ssa_id first = f->blocks[to]->first;
    if (ssa_op_of(f, first) == SSA_CAUGHT)
        return false;
    for (uint32_t i = 0; i < block->npreds; i++) { /* the two targets of a try differ */
        uint32_t pred = block->preds[i].block;
        if (ssa_op_of(f, ssa_terminator(f, pred)) == SSA_TRY)
            return false;
    }
    while (block->npreds)
        ssa_redirect(f, block->preds[0].block, block->preds[0].index, to);
    ssa_remove_block(f, b);
    return true;
}

/* ---------------------------------------------------------------------------------------------------
 * selections */

/* Is block `arm` empty, between b and the merge alone? */
static bool is_arm(const struct ssa_func *f, uint32_t arm, uint32_t b, uint32_t *merge)
{
    const struct ssa_block *block = f->blocks[arm];
    ssa_id end = ssa_terminator(f, arm);
    if (block->npreds != 1 || block->preds[0].block != b || block->first != end ||
        ssa_op_of(f, end) != SSA_JUMP)
        return false;
    *merge = block->succs[0].block;
    return true;
}

/* Which edge of the merge a successor of b leads to; UINT32_MAX: none. */
static uint32_t edge_into(const struct ssa_func *f, uint32_t b, uint32_t succ, uint32_t merge)
{
    struct ssa_edge e = f->blocks[b]->succs[succ];
    uint32_t through;
    if (e.block == merge)
        return e.index;
    if (is_arm(f, e.block, b, &through) && through == merge)
        return f->blocks[e.block]->succs[0].index;
    return UINT32_MAX;
}

/* A choice worth making without a branch: between small constants, or what becomes a minimum or maximum. */
static bool cheap_choice(const struct ssa_func *f, ssa_id cond, ssa_id a, ssa_id b)
{
    if (ssa_type_of(f, a) != SSA_I32 && ssa_type_of(f, a) != SSA_I64)
        return false;
    if (ssa_is_const(f, a) && ssa_is_const(f, b))
        return true;
    if (ssa_op_of(f, cond) != SSA_CMP || ssa_at(f, cond)->sub < SSA_LT || ssa_at(f, cond)->sub > SSA_LE)
        return false;
    ssa_id l = ssa_strip(f, ssa_in(f, cond, 0)), r = ssa_strip(f, ssa_in(f, cond, 1));
    a = ssa_strip(f, a);
    b = ssa_strip(f, b);
    return (a == l && b == r) || (a == r && b == l);
}

static bool make_selects(struct cleaner *x, uint32_t b)
{
    struct ssa_func *f = x->f;
    struct ssa_block *block = f->blocks[b];
    ssa_id end = ssa_terminator(f, b);
    if (ssa_op_of(f, end) != SSA_BRANCH)
        return false;
    uint32_t merge = block->succs[0].block, through, phis = 0;
    if (is_arm(f, merge, b, &through))
        merge = through;
    uint32_t yes = edge_into(f, b, 0, merge), no = edge_into(f, b, 1, merge);
    if (yes == UINT32_MAX || no == UINT32_MAX || yes == no || merge == b)
        return false;
    ssa_id cond = ssa_in(f, end, 0);
    SSA_EACH(f, merge, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_id p = ssa_in(f, phi, yes), q = ssa_in(f, phi, no);
        if (p == q)
            continue;
        if (++phis > 2 || !cheap_choice(f, cond, p, q))
            return false;
    }
    SSA_EACH(f, merge, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_id p = ssa_in(f, phi, yes), q = ssa_in(f, phi, no);
        if (p == q)
            continue;
        ssa_id select = ssa_new(f, SSA_SELECT, ssa_type_of(f, phi), SSA_IN(cond, p, q));
        ssa_insert_before(f, end, select);
        ssa_set_operand(f, phi, yes, select);
        ssa_set_operand(f, phi, no, select);
    }
    ssa_keep_edge(f, b, 0); /* the other arm is unreachable now */
    return true;
}

bool opt_cfg(struct ssa_func *f, struct opt_ctx *cx)
{
    struct cleaner x = {f, cx};
    bool changed = ssa_remove_unreachable(f);
    for (bool again = true; again;) {
        again = false;
        SSA_EACH_BLOCK(f, b)
        {
            if (!ssa_terminator(f, b) || (b != 0 && f->blocks[b]->npreds == 0))
                continue;
            while (ssa_merge_block(f, b))
                again = true;
            again |= end_at_failing_check(&x, b) || fold_terminator(&x, b) || small_switch(&x, b) ||
                     make_selects(&x, b) || skip_empty(&x, b);
        }
        changed |= again;
        if (again)
            ssa_remove_unreachable(f);
    }
    return changed;
}
