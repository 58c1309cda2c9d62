/*
 * thread.c - jump threading: a predecessor that already decides a block's branch goes where the branch would.
 *
 * The block holds only phis, a comparison of a phi with a constant, and a branch or switch on one of them;
 * its values are used nowhere else but in phis of its successors. For each predecessor whose phi operand is a
 * constant the answer is known, and its edge is led past the block. Headers of loops are left alone:
 * threading through them would give the loop a second entry.
 *
 * Requires: loops. Maintains: values. Breaks: the control flow's analyses.
 */
#include "opt/internal.h"
#include "ssa/eval.h"

struct shape {
    ssa_id phi, cmp; /* cmp: SSA_NONE when the branch is on the phi itself */
};

/* Is v used only in its block, or by phis of the block's successors for the edge from here? */
static bool used_locally(const struct ssa_func *f, uint32_t b, ssa_id v)
{
    SSA_EACH_USE(f, v, u)
    {
        uint32_t user = f->uses[u].user;
        if (user & SSA_USER_STATE)
            return false;
        const struct ssa_value *value = ssa_at(f, user);
        if (value->op != SSA_PHI) {
            if (value->block != b)
                return false;
            continue;
        }
        uint32_t operand = u - value->operands;
        if (f->blocks[value->block]->preds[operand].block != b)
            return false;
    }
    return true;
}

static bool fits(const struct ssa_func *f, uint32_t b, struct shape *s)
{
    ssa_id end = ssa_terminator(f, b), on;
    if (!end || (ssa_op_of(f, end) != SSA_BRANCH && ssa_op_of(f, end) != SSA_SWITCH))
        return false;
    on = ssa_in(f, end, 0);
    s->cmp = SSA_NONE;
    if (ssa_op_of(f, on) == SSA_CMP && ssa_at(f, on)->block == b && ssa_is_const(f, ssa_in(f, on, 1))) {
        s->cmp = on;
        on = ssa_in(f, on, 0);
    }
    s->phi = on;
    if (ssa_op_of(f, on) != SSA_PHI || ssa_at(f, on)->block != b || f->blocks[b]->npreds < 2)
        return false;
    SSA_EACH(f, b, v)
    {
        if (v == end)
            continue;
        if ((ssa_op_of(f, v) != SSA_PHI && v != s->cmp) || !used_locally(f, b, v))
            return false;
    }
    return true;
}

/* The successor that predecessor i of b leads to; UINT32_MAX: not known. */
static uint32_t decided(const struct ssa_func *f, uint32_t b, const struct shape *s, uint32_t i)
{
    const struct ssa_block *block = f->blocks[b];
    ssa_id in = ssa_in(f, s->phi, i);
    if (!ssa_is_const(f, in))
        return UINT32_MAX;
    ssa_eval_value c = ssa_at(f, in)->imm;
    if (s->cmp) {
        ssa_eval_value operands[3] = {c, ssa_at(f, ssa_in(f, s->cmp, 1))->imm, 0};
        enum ssa_type from = ssa_type_of(f, in);
        if (from == SSA_REF)
            c = ssa_at(f, s->cmp)->sub == SSA_EQ; /* null and null */
        else if (!ssa_eval_pure(SSA_CMP, ssa_at(f, s->cmp)->sub, SSA_I32, from, operands, &c))
            return UINT32_MAX;
    }
    if (ssa_op_of(f, ssa_terminator(f, b)) == SSA_BRANCH)
        return c == 0;
    for (uint32_t k = 0; k + 1 < block->nsuccs; k++)
        if (block->keys[k] == c)
            return k;
    return block->nsuccs - 1;
}

/* Leads predecessor i of b to b's successor succ. */
static void thread_edge(struct ssa_func *f, uint32_t b, uint32_t i, uint32_t succ)
{
    struct ssa_edge in = f->blocks[b]->preds[i], out = f->blocks[b]->succs[succ];
    VEC(ssa_id) incoming = {0};
    SSA_EACH(f, out.block, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_id v = ssa_in(f, phi, out.index);
        if (ssa_op_of(f, v) == SSA_PHI && ssa_at(f, v)->block == b)
            v = ssa_in(f, v, i);
        vec_push(&incoming, v);
    }
    ssa_redirect(f, in.block, in.index, out.block);
    uint32_t edge = f->blocks[in.block]->succs[in.index].index, at = 0;
    SSA_EACH(f, out.block, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_set_operand(f, phi, edge, incoming.at[at++]);
    }
    vec_free(&incoming);
}

/* May the edge be moved, with what the successor's phis would get? */
static bool may_thread(const struct ssa_func *f, uint32_t b, const struct shape *s, uint32_t i, uint32_t succ)
{
    uint32_t pred = f->blocks[b]->preds[i].block, to = f->blocks[b]->succs[succ].block;
    if (ssa_op_of(f, ssa_terminator(f, pred)) == SSA_TRY || to == b || pred == b)
        return false;
    SSA_EACH(f, to, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        if (s->cmp && ssa_in(f, phi, f->blocks[b]->succs[succ].index) == s->cmp)
            return false;
    }
    return true;
}

/* Is b the header of a loop, or on a cycle that has no header? */
static bool is_header(const struct opt_ctx *cx, uint32_t b)
{
    const struct ssa_loops *l = cx->loops;
    if (l->in_irreducible && l->in_irreducible[b])
        return true;
    return l->of_block[b] != SSA_NO_LOOP && l->loops[l->of_block[b]].header == b;
}

bool opt_thread(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    uint32_t n = f->nblocks;
    for (uint32_t b = 1; b < n; b++) {
        struct shape s;
        if (f->blocks[b]->removed || cx->order->index[b] == SSA_NO_BLOCK || is_header(cx, b) ||
            !fits(f, b, &s))
            continue;
        for (uint32_t i = f->blocks[b]->npreds; i-- > 0 && f->blocks[b]->npreds > 1;) {
            uint32_t succ = decided(f, b, &s, i);
            if (succ == UINT32_MAX || !may_thread(f, b, &s, i, succ))
                continue;
            thread_edge(f, b, i, succ);
            changed = true;
        }
    }
    if (changed)
        ssa_remove_unreachable(f);
    return changed;
}
