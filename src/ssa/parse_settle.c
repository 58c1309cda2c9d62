/* parse_settle.c - what the parser's lines mention ahead, put in its place once all lines are known. */
#include "ssa/parse_internal.h"

static bool settle_edges(struct ssa_parser *p)
{
    for (size_t i = 0; i < p->edges.len; i++) {
        struct ssa_pending_edge e = p->edges.at[i];
        if (p->f->blocks[e.target]->removed)
            return ssa_parse_fail(p, "there is no b%u", e.target);
        ssa_add_edge(p->f, e.block, e.target);
    }
    return true;
}

static bool label_fits(struct ssa_label l, struct ssa_edge e)
{
    return l.block == e.block && (l.succ == SSA_ANY_SUCC || l.succ == e.index);
}

/* Puts the predecessors of one block into the order of its header. */
static bool order_preds(struct ssa_parser *p, const struct ssa_pending_pred *listed, uint32_t n)
{
    uint32_t b = listed[0].block;
    struct ssa_block *block = p->f->blocks[b];
    if (n != block->npreds)
        return ssa_parse_fail(p, "b%u has %u predecessors, not %u", b, block->npreds, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t j = i;
        while (j < n && !label_fits(listed[i].pred, block->preds[j]))
            j++;
        if (j == n)
            return ssa_parse_fail(p, "b%u is no predecessor of b%u, or is named too often",
                                  listed[i].pred.block, b);
        struct ssa_edge e = block->preds[j];
        block->preds[j] = block->preds[i];
        block->preds[i] = e;
    }
    for (uint32_t i = 0; i < n; i++)
        p->f->blocks[block->preds[i].block]->succs[block->preds[i].index].index = i;
    return true;
}

static bool settle_preds(struct ssa_parser *p)
{
    for (size_t i = 0, n; i < p->preds.len; i += n) {
        for (n = 1; i + n < p->preds.len && p->preds.at[i + n].block == p->preds.at[i].block; n++) {
        }
        if (!order_preds(p, &p->preds.at[i], (uint32_t)n))
            return false;
    }
    return true;
}

/* Puts the operands of one phi into the order of the predecessors that label them. */
static bool order_phi(struct ssa_parser *p, struct ssa_pending_label *labels, uint32_t n)
{
    struct ssa_func *f = p->f;
    ssa_id phi = labels[0].phi;
    const struct ssa_block *block = f->blocks[ssa_at(f, phi)->block];
    if (n != block->npreds || n != ssa_at(f, phi)->noperands)
        return ssa_parse_fail(p, "$%u has %u labelled operands, its block %u predecessors", phi, n,
                              block->npreds);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t j = i;
        while (j < n && !label_fits(labels[j].pred, block->preds[i]))
            j++;
        if (j == n)
            return ssa_parse_fail(p, "$%u has no operand for b%u", phi, block->preds[i].block);
        ssa_id mine = ssa_in(f, phi, i), other = ssa_in(f, phi, j);
        ssa_set_operand(f, phi, i, other);
        ssa_set_operand(f, phi, j, mine);
        struct ssa_pending_label l = labels[i];
        labels[i] = labels[j];
        labels[j] = l;
    }
    return true;
}

static bool settle_phis(struct ssa_parser *p)
{
    for (size_t i = 0, n; i < p->labels.len; i += n) {
        for (n = 1; i + n < p->labels.len && p->labels.at[i + n].phi == p->labels.at[i].phi; n++) {
        }
        if (!order_phi(p, &p->labels.at[i], (uint32_t)n))
            return false;
    }
    return true;
}

static bool state_exists(struct ssa_parser *p, uint32_t s)
{
    return (s < p->f->nstates && s > 0 && !p->f->states[s]->released) ||
           ssa_parse_fail(p, "there is no s%u", s);
}

static bool settle_states(struct ssa_parser *p)
{
    for (size_t i = 0; i < p->states.len; i++) {
        if (!state_exists(p, p->states.at[i].state))
            return false;
        ssa_set_state(p->f, p->states.at[i].value, p->states.at[i].state);
    }
    for (size_t i = 0; i < p->callers.len; i++) {
        if (!state_exists(p, p->callers.at[i].state))
            return false;
        ssa_state_set_caller(p->f, p->callers.at[i].value, p->callers.at[i].state);
    }
    return true;
}

static bool check_defined(struct ssa_parser *p)
{
    for (ssa_id v = 1; v < p->f->nvalues; v++)
        if (ssa_op_of(p->f, v) == SSA_NOP && ssa_at(p->f, v)->users)
            return ssa_parse_fail(p, "there is no $%u", v);
    return !p->f->blocks[0]->removed || ssa_parse_fail(p, "there is no b0");
}

bool ssa_parse_settle(struct ssa_parser *p)
{
    return settle_edges(p) && settle_preds(p) && settle_phis(p) && settle_states(p) && check_defined(p);
}
