/*
 * checks.c - bounds checks and comparisons that follow from others by order, where intervals do not say it.
 *
 * Facts know i in 0..99; they do not know i < n. Here a bounds check i < n is proved by walking backwards
 * along what bounds i (Bodik, Gupta and Sarkar's ABCD, on demand): through sums with constants, minima, and
 * comparisons that a branch, a guard or an earlier check has decided in favour of it on the way here. A phi
 * is bounded when all it merges is; meeting the same phi again on the way proves the cycle, when the
 * difference has not grown: that is induction, for loops that count down or stay. That i >= 0 comes from
 * facts.
 *
 * A proved check becomes a refine that stays where it was: what it allows is not allowed everywhere.
 *
 * Requires: dominators. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

enum { MAX_DEPTH = 12, MAX_STEPS = 200 };

struct prover {
    struct ssa_func *f;
    struct opt_ctx *cx;
    unsigned steps;
    struct {
        ssa_id phi;
        int64_t slack;
    } path[MAX_DEPTH]; /* phis being proved */
    unsigned depth;
};

/* Where a proof is looked for: before a value; or at the end of a block. */
struct point {
    uint32_t block;
    ssa_id before; /* SSA_NONE: the block's end */
};

static bool prove(struct prover *x, ssa_id v, int64_t c, ssa_id n, struct point at);

/* Does cond, known to be true (or false), say v <= n + slack for some slack <= c? */
static bool says(const struct ssa_func *f, ssa_id cond, bool truth, ssa_id v, int64_t c, ssa_id n)
{
    const struct ssa_value *value = ssa_at(f, cond);
    if (value->op != SSA_CMP || !opt_is_int(ssa_type_of(f, ssa_in(f, cond, 0))))
        return false;
    enum ssa_cond k = truth ? value->sub : ssa_cond_negate(value->sub, ssa_type_of(f, ssa_in(f, cond, 0)));
    ssa_id a = ssa_in(f, cond, 0), b = ssa_in(f, cond, 1);
    if (k == SSA_GT || k == SSA_GE || k == SSA_UGT || k == SSA_UGE) {
        ssa_id t = a;
        a = b;
        b = t;
        k = ssa_cond_swap(k);
    }
    if (ssa_strip(f, a) != ssa_strip(f, v) || ssa_strip(f, b) != ssa_strip(f, n))
        return k == SSA_EQ && ssa_strip(f, b) == ssa_strip(f, v) && ssa_strip(f, a) == ssa_strip(f, n) &&
               c >= 0;
    switch (k) {
    case SSA_LT: return c >= -1;
    case SSA_LE:
    case SSA_EQ: return c >= 0;
    case SSA_ULT: return c >= -1 && ssa_facts_of(f, b).lo >= 0;
    case SSA_ULE: return c >= 0 && ssa_facts_of(f, b).lo >= 0;
    default: return false;
    }
}

/* Conditions that hold at a point: of branches, guards and checks on the dominating way. */
static bool decided_above(struct prover *x, ssa_id v, int64_t c, ssa_id n, struct point at)
{
    const struct ssa_func *f = x->f;
    const struct ssa_dominators *d = x->cx->dominators;
    ssa_id from = at.before ? ssa_at(f, at.before)->prev : f->blocks[at.block]->last;
    for (uint32_t b = at.block; b != SSA_NO_BLOCK && x->steps < MAX_STEPS; x->steps++) {
        for (ssa_id w = from; w; w = ssa_at(f, w)->prev) {
            if (ssa_op_of(f, w) == SSA_GUARD && says(f, ssa_in(f, w, 0), true, v, c, n))
                return true;
            if (ssa_op_of(f, w) == SSA_BOUNDS_CHECK && c >= -1 && ssa_strip(f, w) == ssa_strip(f, v) &&
                ssa_strip(f, ssa_in(f, w, 1)) == ssa_strip(f, n))
                return true;
        }
        const struct ssa_block *block = f->blocks[b];
        if (block->npreds == 1) {
            ssa_id end = ssa_terminator(f, block->preds[0].block);
            if (ssa_op_of(f, end) == SSA_BRANCH &&
                says(f, ssa_in(f, end, 0), block->preds[0].index == 0, v, c, n))
                return true;
        }
        b = d->idom[b];
        from = b == SSA_NO_BLOCK ? SSA_NONE : f->blocks[b]->last;
    }
    return false;
}

static bool prove_phi(struct prover *x, ssa_id v, int64_t c, ssa_id n)
{
    const struct ssa_block *block = x->f->blocks[ssa_at(x->f, v)->block];
    uint32_t from = ssa_at(x->f, ssa_strip(x->f, n))->block;
    if (from == block->id || !ssa_dominates(x->cx->dominators, from, block->id))
        return false; /* n may be another one each time around */
    for (unsigned i = 0; i < x->depth; i++)
        if (x->path[i].phi == v)
            return c >= x->path[i].slack; /* around a cycle, and no tighter: by induction */
    if (x->depth == MAX_DEPTH)
        return false;
    x->path[x->depth].phi = v;
    x->path[x->depth++].slack = c;
    bool ok = true;
    for (uint32_t i = 0; ok && i < block->npreds; i++)
        ok = prove(x, ssa_in(x->f, v, i), c, n, (struct point){block->preds[i].block, SSA_NONE});
    x->depth--;
    return ok;
}

/* Is v <= n + c whenever `at` is reached? */
static bool prove(struct prover *x, ssa_id v, int64_t c, ssa_id n, struct point at)
{
    const struct ssa_func *f = x->f;
    struct ssa_facts a = opt_facts(x->cx, f, v), b = opt_facts(x->cx, f, n);
    int64_t k;
    if (++x->steps > MAX_STEPS)
        return false;
    if (a.hi <= INT32_MAX && b.lo >= INT32_MIN && a.hi <= b.lo + c)
        return true;
    if (ssa_strip(f, v) == ssa_strip(f, n))
        return c >= 0;
    if (decided_above(x, v, c, n, at))
        return true;
    v = ssa_strip(f, v);
    switch (ssa_op_of(f, v)) {
    case SSA_ADD: /* v = w + k, without overflow: w <= n + c - k */
        if (!opt_is_int_const(f, ssa_in(f, v, 1), &k))
            return false;
        a = opt_facts(x->cx, f, ssa_in(f, v, 0));
        if (a.hi + k > INT32_MAX || a.lo + k < INT32_MIN)
            return false;
        return prove(x, ssa_in(f, v, 0), c - k, n, at);
    case SSA_MIN: return prove(x, ssa_in(f, v, 0), c, n, at) || prove(x, ssa_in(f, v, 1), c, n, at);
    case SSA_SHR:
    case SSA_USHR:
    case SSA_DIV:
    case SSA_AND: /* at most the first operand, when that is not negative (a division: by more than 0) */
        a = opt_facts(x->cx, f, ssa_in(f, v, 0));
        if (a.lo < 0 || (ssa_op_of(f, v) == SSA_DIV && opt_facts(x->cx, f, ssa_in(f, v, 1)).lo < 1))
            return false;
        return prove(x, ssa_in(f, v, 0), c, n, at);
    case SSA_SUB: /* less something that is not negative */
        a = opt_facts(x->cx, f, ssa_in(f, v, 0));
        b = opt_facts(x->cx, f, ssa_in(f, v, 1));
        return b.lo >= 0 && a.lo - b.hi >= INT32_MIN && prove(x, ssa_in(f, v, 0), c - b.lo, n, at);
    case SSA_PHI: return prove_phi(x, v, c, n);
    default: return false;
    }
}

static bool prove_check(struct prover *x, ssa_id v)
{
    ssa_id index = ssa_in(x->f, v, 0), length = ssa_in(x->f, v, 1);
    x->steps = 0;
    x->depth = 0;
    if (opt_facts(x->cx, x->f, index).lo < 0)
        return false;
    return prove(x, index, -1, length, (struct point){ssa_at(x->f, v)->block, v});
}

bool opt_checks(struct ssa_func *f, struct opt_ctx *cx)
{
    struct prover x = {.f = f, .cx = cx};
    bool changed = false;
    for (uint32_t i = 0; i < cx->order->n; i++)
        SSA_EACH_SAFE(f, cx->order->blocks[i], v)
        {
            if (ssa_op_of(f, v) != SSA_BOUNDS_CHECK || !prove_check(&x, v))
                continue;
            opt_proved(cx, f, v);
            changed = true;
        }
    return changed;
}
