/*
 * sink.c - late placement: what only some ways need is computed on those ways.
 *
 * Values move down to the deepest block that dominates all their uses, frame states included, but never into
 * a loop they were not in: out of the hot path into the cold one that alone needs them. Users are placed
 * before their operands, which can then follow. Loads stay; memory may change on the way.
 *
 * Nothing moves upwards after this, so the refines, which only kept values below their proofs, go: they would
 * be copies.
 *
 * Requires: loops. Maintains: control flow. Breaks: that facts hold wherever a value might be moved; it is
 * the last pass.
 */
#include "opt/internal.h"

struct holder { /* a value with the state, directly or by a caller */
    ssa_id v;
    uint32_t next;
};

struct sinker {
    struct ssa_func *f;
    struct opt_ctx *cx;
    VEC(struct holder) holders;
    uint32_t *first; /* by state: index + 1 in holders */
};

static void drop_refines(struct ssa_func *f)
{
    SSA_EACH_BLOCK(f, b)
    SSA_EACH_SAFE(f, b, v)
    if (ssa_op_of(f, v) == SSA_REFINE)
        ssa_replace(f, v, ssa_in(f, v, 0));
}

static void find_holders(struct sinker *x)
{
    const struct ssa_func *f = x->f;
    x->first = ARENA_ARRAY(&x->cx->scratch, uint32_t, f->nstates + 1);
    for (uint32_t i = 0; i < x->cx->order->n; i++)
        SSA_EACH(f, x->cx->order->blocks[i], v)
    for (uint32_t s = ssa_at(f, v)->state; s; s = ssa_state_at(f, s)->caller) {
        vec_push(&x->holders, ((struct holder){v, x->first[s]}));
        x->first[s] = (uint32_t)x->holders.len;
    }
}

static void meet(const struct sinker *x, uint32_t *at, uint32_t b)
{
    if (x->cx->order->index[b] == SSA_NO_BLOCK)
        return;
    *at = *at == SSA_NO_BLOCK ? b : ssa_common_dominator(x->cx->dominators, *at, b);
}

/* The deepest block that dominates all uses; SSA_NO_BLOCK: there are none. */
static uint32_t block_of_uses(const struct sinker *x, ssa_id v)
{
    const struct ssa_func *f = x->f;
    uint32_t at = SSA_NO_BLOCK;
    SSA_EACH_USE(f, v, u)
    {
        uint32_t user = f->uses[u].user;
        if (user & SSA_USER_STATE) {
            for (uint32_t h = x->first[user & ~SSA_USER_STATE]; h; h = x->holders.at[h - 1].next)
                meet(x, &at, ssa_at(f, x->holders.at[h - 1].v)->block);
            continue;
        }
        const struct ssa_value *value = ssa_at(f, user);
        meet(x, &at,
             value->op == SSA_PHI ? f->blocks[value->block]->preds[u - value->operands].block : value->block);
    }
    return at;
}

/* From the uses upwards: the first block that is in no loop the value is not in. */
static uint32_t best_block(const struct sinker *x, uint32_t from, uint32_t to)
{
    const struct ssa_loops *l = x->cx->loops;
    while (to != from) {
        uint32_t loop = l->of_block[to];
        bool hotter = x->f->blocks[to]->heat > x->f->blocks[from]->heat;
        if (!hotter && (loop == SSA_NO_LOOP || ssa_loop_has(l, loop, from)))
            return to;
        to = x->cx->dominators->idom[to];
    }
    return from;
}

static bool sink(struct sinker *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    uint32_t from = ssa_at(f, v)->block;
    if (!ssa_movable(f, v) || ssa_effect_of(f, v) != SSA_PURE)
        return false;
    uint32_t to = block_of_uses(x, v);
    if (to == SSA_NO_BLOCK || to == from || (to = best_block(x, from, to)) == from)
        return false;
    ssa_unlink(f, v);
    ssa_prepend(f, to, v);
    return true;
}

bool opt_sink(struct ssa_func *f, struct opt_ctx *cx)
{
    struct sinker x = {.f = f, .cx = cx};
    drop_refines(f);
    if (!cx->loops->irreducible) {
        find_holders(&x);
        for (uint32_t i = cx->order->n; i-- > 0;)
            for (ssa_id v = f->blocks[cx->order->blocks[i]]->last, prev; v; v = prev) {
                prev = ssa_at(f, v)->prev;
                sink(&x, v);
            }
    }
    vec_free(&x.holders);
    return true;
}
