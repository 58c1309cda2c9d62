/*
 * dominators.c - the dominator tree: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
 *
 * Blocks are handled in reverse postorder until nothing changes; the dominator of a block is where the paths
 * up the tree from its predecessors meet. Reducible graphs need two rounds. The finished tree is numbered in
 * preorder, so that "does a dominate b" is two comparisons.
 */
#include "ssa/internal.h"

/* Positions in reverse postorder: an immediate dominator always has a smaller one. */
static uint32_t meet(const uint32_t *idom, uint32_t a, uint32_t b)
{
    while (a != b) {
        while (a > b)
            a = idom[a];
        while (b > a)
            b = idom[b];
    }
    return a;
}

static void find_idoms(const struct ssa_func *f, const struct ssa_order *o, uint32_t *idom)
{
    for (uint32_t i = 1; i < o->n; i++)
        idom[i] = SSA_NO_BLOCK;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 1; i < o->n; i++) {
            const struct ssa_block *block = f->blocks[o->blocks[i]];
            uint32_t found = SSA_NO_BLOCK;
            for (uint32_t j = 0; j < block->npreds; j++) {
                uint32_t pred = o->index[block->preds[j].block];
                if (pred == SSA_NO_BLOCK || idom[pred] == SSA_NO_BLOCK)
                    continue;
                found = found == SSA_NO_BLOCK ? pred : meet(idom, found, pred);
            }
            if (found != idom[i]) {
                idom[i] = found;
                changed = true;
            }
        }
    }
}

struct ssa_dominators *ssa_find_dominators(const struct ssa_func *f, const struct ssa_order *o,
                                           struct arena *a)
{
    struct ssa_dominators *d = ARENA_NEW(a, struct ssa_dominators);
    uint32_t *idom = ARENA_ARRAY(a, uint32_t, o->n), *size = ARENA_ARRAY(a, uint32_t, o->n),
             *next = ARENA_ARRAY(a, uint32_t, o->n);
    find_idoms(f, o, idom);

    d->order = o;
    d->idom = ARENA_ARRAY(a, uint32_t, f->nblocks);
    d->depth = ARENA_ARRAY(a, uint32_t, f->nblocks);
    d->pre = ARENA_ARRAY(a, uint32_t, f->nblocks);
    d->last = ARENA_ARRAY(a, uint32_t, f->nblocks);
    for (uint32_t b = 0; b < f->nblocks; b++)
        d->idom[b] = SSA_NO_BLOCK;
    /* Parents stand before their children: sizes of subtrees from the back, preorder numbers from the front.
     */
    for (uint32_t i = o->n; i-- > 1;)
        size[idom[i]] += ++size[i];
    size[0]++;
    next[0] = 1;
    d->last[0] = size[0] - 1;
    for (uint32_t i = 1; i < o->n; i++) {
        uint32_t b = o->blocks[i], parent = o->blocks[idom[i]];
        d->idom[b] = parent;
        d->depth[b] = d->depth[parent] + 1;
        d->pre[b] = next[idom[i]];
        d->last[b] = d->pre[b] + size[i] - 1;
        next[idom[i]] += size[i];
        next[i] = d->pre[b] + 1;
    }
    return d;
}

bool ssa_dominates(const struct ssa_dominators *d, uint32_t a, uint32_t b)
{
    return d->pre[a] <= d->pre[b] && d->pre[b] <= d->last[a] && d->order->index[a] != SSA_NO_BLOCK &&
           d->order->index[b] != SSA_NO_BLOCK;
}

uint32_t ssa_common_dominator(const struct ssa_dominators *d, uint32_t a, uint32_t b)
{
    while (a != b) {
        if (d->depth[a] < d->depth[b]) {
            uint32_t deeper = b;
            b = a;
            a = deeper;
        }
        a = d->idom[a];
    }
    return a;
}

bool ssa_available(const struct ssa_func *f, const struct ssa_dominators *d, ssa_id v, ssa_id at)
{
    uint32_t def = ssa_at(f, v)->block, use = ssa_at(f, at)->block;
    if (def == use)
        return v != at && ssa_comes_before(f, v, at);
    if (!ssa_dominates(d, def, use))
        return false;
    /* The result of a call in a try exists only where it returned normally. */
    ssa_id end = ssa_terminator(f, def);
    if (!end || ssa_op_of(f, end) != SSA_TRY || ssa_in(f, end, 0) != v)
        return true;
    uint32_t normal = f->blocks[def]->succs[0].block;
    return f->blocks[normal]->npreds == 1 && ssa_dominates(d, normal, use);
}
