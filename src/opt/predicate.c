/*
 * predicate.c - loop predication: checks of a loop that can be decided before it become one guard in its
 * preheader.
 *
 *   - Of what does not change in the loop: null, zero and bounds checks that every iteration makes. Outside
 * the loop, their results let lengths and loads leave it too.
 *   - Of i + k against an unchanging length, where i counts up from init in steps of a constant and the
 * header leaves the loop unless i < limit: in the loop's body init <= i < limit, so all of them pass when
 * init + k >= 0 and limit - 1 + k < length. The arithmetic is done in 64 bits, where it cannot overflow.
 *
 * When the guard fails the interpreter enters the loop and does what is due; the guard's reason "range" tells
 * the controller that the guess was wrong, when it was: a check behind a branch might never have been
 * reached.
 *
 * The guard's frame state is the loop's entry (opt_entry_state): loops without a state at the head of their
 * header stay as they are.
 *
 * Requires: loop form. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

struct counter {
    ssa_id phi, init, limit;
    bool inclusive; /* i <= limit instead of i < limit */
};

struct predicate {
    struct ssa_func *f;
    struct opt_ctx *cx;
    uint32_t loop, preheader;
    struct counter counter; /* phi SSA_NONE: the loop does not count */
    ssa_id cond;            /* all conditions so far, SSA_NONE: none */
    VEC(ssa_id) hoisted;    /* checks of what does not change */
    VEC(ssa_id) ranged;     /* checks of the counter */
};

static ssa_id emit(struct predicate *x, enum ssa_op op, enum ssa_type t, uint32_t n, const ssa_id *operands)
{
    return ssa_emit(x->f, x->preheader, op, t, n, operands);
}

static ssa_id compare(struct predicate *x, enum ssa_cond c, ssa_id a, ssa_id b)
{
    ssa_id v = emit(x, SSA_CMP, SSA_I32, SSA_IN(a, b));
    ssa_at(x->f, v)->sub = (uint8_t)c;
    return v;
}

static void require(struct predicate *x, ssa_id cond)
{
    x->cond = x->cond ? emit(x, SSA_AND, SSA_I32, SSA_IN(x->cond, cond)) : cond;
}

static bool outside(const struct predicate *x, ssa_id v)
{
    return !opt_in_loop(x->cx, x->f, v, x->loop);
}

/* -----------------------------------------------------------------------------------------------------
 * counters */

/* Is phi init + n * step, step > 0? */
static bool counts_up(const struct predicate *x, ssa_id phi, int64_t *step)
{
    const struct ssa_func *f = x->f;
    uint32_t entry = opt_preheader_index(x->cx, f, x->loop);
    *step = 0;
    for (uint32_t i = 0; i < ssa_at(f, phi)->noperands; i++) {
        int64_t k;
        if (i == entry)
            continue;
        if (opt_split_sum(f, ssa_in(f, phi, i), &k) != phi || k <= 0 || (*step && k != *step))
            return false;
        *step = k;
    }
    return *step > 0;
}

static void find_counter(struct predicate *x)
{
    const struct ssa_func *f = x->f;
    uint32_t header = x->cx->loops->loops[x->loop].header;
    const struct ssa_block *block = f->blocks[header];
    ssa_id end = ssa_terminator(f, header);
    if (ssa_op_of(f, end) != SSA_BRANCH || ssa_op_of(f, ssa_in(f, end, 0)) != SSA_CMP)
        return;
    bool stays_if_true = ssa_loop_has(x->cx->loops, x->loop, block->succs[0].block);
    if (stays_if_true == ssa_loop_has(x->cx->loops, x->loop, block->succs[1].block))
        return;
    ssa_id cmp = ssa_in(f, end, 0), i = ssa_in(f, cmp, 0), limit = ssa_in(f, cmp, 1);
    if (ssa_type_of(f, i) != SSA_I32)
        return;
    enum ssa_cond c = stays_if_true ? ssa_at(f, cmp)->sub : ssa_cond_negate(ssa_at(f, cmp)->sub, SSA_I32);
    if (outside(x, i)) {
        ssa_id t = i;
        i = limit;
        limit = t;
        c = ssa_cond_swap(c);
    }
    i = ssa_strip(f, i);
    int64_t step;
    if ((c != SSA_LT && c != SSA_LE) || !outside(x, limit) || ssa_op_of(f, i) != SSA_PHI ||
        ssa_at(f, i)->block != header || !counts_up(x, i, &step))
        return;
    /* The last sum must not overflow: i is at most this before it. */
    int64_t most = opt_facts(x->cx, f, limit).hi - (c == SSA_LT);
    if (most + step > INT32_MAX)
        return;
    x->counter =
        (struct counter){i, ssa_in(f, i, opt_preheader_index(x->cx, f, x->loop)), limit, c == SSA_LE};
}

/* -------------------------------------------------------------------------------------------------------
 * checks */

/* Does (nearly) every iteration come by? */
static bool often(const struct predicate *x, uint32_t b)
{
    const struct ssa_loop *l = &x->cx->loops->loops[x->loop];
    for (uint32_t i = 0; i < l->nlatches; i++)
        if (!ssa_dominates(x->cx->dominators, b, l->latches[i]))
            return false;
    return true;
}

/* A check whose operands do not change: the condition that it passes. */
static bool invariant_check(struct predicate *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++)
        if (!outside(x, ssa_in(f, v, i)))
            return false;
    ssa_id a = ssa_in(f, v, 0);
    switch (ssa_op_of(f, v)) {
    case SSA_NULL_CHECK: require(x, compare(x, SSA_NE, a, ssa_const_null(f))); break;
    case SSA_ZERO_CHECK: require(x, compare(x, SSA_NE, a, ssa_const(f, ssa_type_of(f, a), 0))); break;
    case SSA_BOUNDS_CHECK: /* lengths are not negative: as an unsigned number a negative index is too large */
        if (opt_facts(x->cx, f, ssa_in(f, v, 1)).lo < 0)
            return false;
        require(x, compare(x, SSA_ULT, a, ssa_in(f, v, 1)));
        break;
    default: return false;
    }
    vec_push(&x->hoisted, v);
    return true;
}

static ssa_id wide_sum(struct predicate *x, ssa_id v, int64_t k)
{
    ssa_id wide = emit(x, SSA_I2L, SSA_I64, SSA_IN(v));
    return k ? emit(x, SSA_ADD, SSA_I64, SSA_IN(wide, ssa_const_i64(x->f, k))) : wide;
}

static bool counter_check(struct predicate *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    const struct counter *c = &x->counter;
    int64_t k;
    if (!c->phi || ssa_op_of(f, v) != SSA_BOUNDS_CHECK || opt_split_sum(f, ssa_in(f, v, 0), &k) != c->phi ||
        ssa_at(f, v)->block == x->cx->loops->loops[x->loop].header || !outside(x, ssa_in(f, v, 1)))
        return false;
    ssa_id length = ssa_in(f, v, 1);
    int64_t last = c->inclusive ? k : k - 1; /* the largest index is limit + last */
    if (opt_facts(x->cx, f, c->init).lo + k < 0)
        require(x, compare(x, SSA_GE, wide_sum(x, c->init, k), ssa_const_i64(f, 0)));
    if (ssa_strip(f, c->limit) != ssa_strip(f, length) || last >= 0)
        require(x, compare(x, SSA_LT, wide_sum(x, c->limit, last), wide_sum(x, length, 0)));
    vec_push(&x->ranged, v);
    return true;
}

/* ---------------------------------------------------------------------------------------------------------
 * loops */

/* The guard passes: checks of what does not change move below it, those of the counter are proved where they
 * are. */
static void replace_checks(struct predicate *x)
{
    struct ssa_func *f = x->f;
    for (size_t i = 0; i < x->hoisted.len; i++) {
        ssa_id v = x->hoisted.at[i];
        struct ssa_facts facts = opt_facts(x->cx, f, v);
        ssa_id proof = emit(x, SSA_REFINE, ssa_type_of(f, v), SSA_IN(ssa_in(f, v, 0)));
        ssa_at(f, proof)->imm = 1;
        ssa_set_facts(f, proof, &facts);
        ssa_replace(f, v, proof);
    }
    for (size_t i = 0; i < x->ranged.len; i++)
        opt_proved(x->cx, f, x->ranged.at[i]);
}

static bool predicate_loop(struct ssa_func *f, struct opt_ctx *cx, uint32_t loop)
{
    struct predicate x = {.f = f, .cx = cx, .loop = loop, .preheader = opt_preheader(cx, f, loop)};
    const struct ssa_loop *l = &cx->loops->loops[loop];
    uint32_t state;
    if (x.preheader == SSA_NO_BLOCK || (cx->loops->in_irreducible && cx->loops->in_irreducible[l->header]) ||
        !(state = opt_entry_state(f, cx, loop)))
        return false;
    find_counter(&x);
    for (uint32_t i = 0; i < l->nblocks; i++) {
        if (!often(&x, l->blocks[i]))
            continue;
        SSA_EACH(f, l->blocks[i], v)
        if ((ssa_info(f, v)->properties & (SSA_SAME | SSA_DEOPTS)) == (SSA_SAME | SSA_DEOPTS) &&
            !invariant_check(&x, v))
            counter_check(&x, v);
    }
    ssa_id guard = ssa_new(f, SSA_GUARD, SSA_VOID, SSA_IN(x.cond ? x.cond : ssa_const_i32(f, 1)));
    ssa_at(f, guard)->sub = SSA_WHY_RANGE;
    ssa_set_state(f, guard, state);
    if (x.cond) {
        ssa_append(f, x.preheader, guard);
        replace_checks(&x);
    } else {
        ssa_remove(f, guard); /* and the state with it */
    }
    bool changed = x.hoisted.len + x.ranged.len > 0;
    if (changed && !x.cond) /* nothing had to be asked */
        replace_checks(&x);
    vec_free(&x.hoisted);
    vec_free(&x.ranged);
    return changed;
}

bool opt_predicate(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    for (uint32_t loop = cx->loops->n; loop-- > 0;)
        changed |= predicate_loop(f, cx, loop);
    return changed;
}
