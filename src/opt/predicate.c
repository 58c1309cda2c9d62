/*
 * predicate.c - loop predication: checks of a loop that can be decided before it become guards in its
 * preheader.
 *
 *   - Of what does not change in the loop: null, zero, class and bounds checks that every iteration makes,
 * and guards of loops inside. Outside the loop, their results let lengths and loads leave it too.
 *   - Of an index that changes by a fixed amount each time around, against an unchanging length: sums and
 * constant multiples of counters and of what does not change (i - 1, n - i, 4 * i + k). Of a loop that counts
 * (opt_find_counter) the number of the last iteration is known, so all of them pass when the first and the
 * last do. Guards are computed in 64 bits, where nothing overflows; the index wraps around in 32, but a sum
 * that is within bounds when computed exactly is the same number in both.
 *
 * When a guard fails the interpreter enters the loop and does what is due; the guard's reason "range" tells
 * the controller that the guess was wrong, when it was: a check behind a branch might never have been
 * reached. Loops where that has happened a few times stay as they are (opt_wrong_guesses).
 *
 * The guard's frame state is the loop's entry (opt_entry_state): loops without a state at the head of their
 * header stay as they are.
 *
 * Requires: loop form. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

enum { MAX_TERMS = 6, MAX_FACTOR = 1 << 16, MAX_SLOPE = 1 << 20, MAX_ROUNDS = 6 };

/* constant + the sum of factors times values, exactly. Values are of either integer type. */
struct linear {
    int64_t constant;
    uint32_t n;
    struct {
        ssa_id v;
        int64_t factor;
    } term[MAX_TERMS];
};

struct predicate {
    struct ssa_func *f;
    struct opt_ctx *cx;
    uint32_t loop, preheader;
    uint32_t wrong; /* guesses so far */
    bool counts;
    struct opt_counter c;
    ssa_id first;         /* the tested value in the first iteration */
    struct linear limit;  /* what it is in the last one at most (down: at least) */
    struct linear trips;  /* 1 less than the number of iterations; steps other than 1 are taken as 1 */
    int64_t by;           /* the step, 1 for one that is not a constant */
    ssa_id exact;         /* with steps other than 1: the same as trips, as it is; SSA_NONE: not made yet */
    bool checked_counter; /* that it does not overflow */
    bool not_negative;    /* the guard says so of the counter */
    VEC(ssa_id) conds;    /* each one's guard can leave an outer loop without the others */
    VEC(ssa_id) hoisted;  /* checks of what does not change */
    VEC(ssa_id) ranged;   /* checks of what changes regularly */
    VEC(ssa_id) guards;   /* of inner loops */
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
    for (size_t i = 0; i < x->conds.len; i++)
        if (x->conds.at[i] == cond)
            return;
    vec_push(&x->conds, cond);
}

static bool outside(const struct predicate *x, ssa_id v)
{
    return !opt_in_loop(x->cx, x->f, v, x->loop);
}

/* -----------------------------------------------------------------------------------------------------
 * sums */

static bool add_term(const struct predicate *x, struct linear *l, ssa_id v, int64_t factor)
{
    int64_t k;
    if (opt_is_int_const(x->f, v, &k)) {
        if (k != (int32_t)k)
            return false;
        l->constant += factor * k;
        return l->constant == (int64_t)((uint64_t)l->constant << 8) >> 8;
    }
    v = ssa_strip(x->f, v);
    for (uint32_t i = 0; i < l->n; i++)
        if (l->term[i].v == v) {
            l->term[i].factor += factor;
            if (l->term[i].factor == 0)
                l->term[i] = l->term[--l->n];
            return true;
        }
    if (l->n == MAX_TERMS)
        return false;
    l->term[l->n].v = v;
    l->term[l->n++].factor = factor;
    return true;
}

static bool add_linear(const struct predicate *x, struct linear *l, const struct linear *other,
                       int64_t factor)
{
    l->constant += factor * other->constant;
    for (uint32_t i = 0; i < other->n; i++)
        if (!add_term(x, l, other->term[i].v, factor * other->term[i].factor))
            return false;
    return true;
}

/* 1: never negative, 0: always, -1: not known. */
static int decided(const struct predicate *x, const struct linear *l)
{
    __int128 lo = l->constant, hi = l->constant;
    for (uint32_t i = 0; i < l->n; i++) {
        struct ssa_facts k = opt_facts(x->cx, x->f, l->term[i].v);
        __int128 a = (__int128)k.lo * l->term[i].factor, b = (__int128)k.hi * l->term[i].factor;
        lo += a < b ? a : b;
        hi += a < b ? b : a;
    }
    return lo >= 0 ? 1 : hi < 0 ? 0 : -1;
}

/* The terms of one sign, computed. */
static ssa_id one_side(struct predicate *x, const struct linear *l, int sign, int64_t constant)
{
    struct ssa_func *f = x->f;
    ssa_id sum = SSA_NONE;
    for (uint32_t i = 0; i < l->n; i++) {
        int64_t k = sign * l->term[i].factor;
        ssa_id v = l->term[i].v;
        if (k < 0)
            continue;
        if (ssa_type_of(f, v) == SSA_I32)
            v = emit(x, SSA_I2L, SSA_I64, SSA_IN(v));
        if (k != 1)
            v = emit(x, SSA_MUL, SSA_I64, SSA_IN(v, ssa_const_i64(f, k)));
        sum = sum ? emit(x, SSA_ADD, SSA_I64, SSA_IN(sum, v)) : v;
    }
    if (!sum)
        return ssa_const_i64(f, constant);
    return constant ? emit(x, SSA_ADD, SSA_I64, SSA_IN(sum, ssa_const_i64(f, constant))) : sum;
}

static void require_not_negative(struct predicate *x, const struct linear *l)
{
    if (decided(x, l) == 1)
        return;
    ssa_id plus = one_side(x, l, 1, l->constant), minus = one_side(x, l, -1, 0);
    require(x, compare(x, SSA_GE, plus, minus));
}

/* -----------------------------------------------------------------------------------------------------
 * counters */

static void find_counter(struct predicate *x)
{
    struct ssa_func *f = x->f;
    struct opt_counter *c = &x->c;
    x->counts = opt_find_counter(f, x->cx, x->loop, c);
    if (!x->counts)
        return;
    int sign = c->down ? -1 : 1;
    x->by = c->step ? 1 : c->by;
    x->first =
        c->ahead ? emit(x, SSA_ADD, SSA_I32, SSA_IN(c->init, ssa_const_i32(f, (int32_t)c->ahead))) : c->init;
    x->limit = (struct linear){.constant = c->inclusive ? 0 : -sign};
    x->counts = add_term(x, &x->limit, c->limit, 1) && add_linear(x, &x->trips, &x->limit, sign) &&
                add_term(x, &x->trips, x->first, -sign);
}

/* The step after the last must not overflow, nor be backwards. */
static bool counter_is_exact(struct predicate *x)
{
    struct linear room = {.constant = x->c.down ? -(int64_t)INT32_MIN : INT32_MAX}, step = {.constant = -1};
    if (!add_linear(x, &room, &x->limit, x->c.down ? 1 : -1))
        return false;
    if (x->c.step) {
        if (!add_term(x, &room, x->c.step, -1) || !add_term(x, &step, x->c.step, 1) || decided(x, &step) == 0)
            return false;
    } else {
        room.constant -= x->c.down ? -x->c.by : x->c.by;
    }
    if (decided(x, &room) == 0)
        return false;
    if (!x->checked_counter) {
        require_not_negative(x, &room);
        if (x->c.step)
            require_not_negative(x, &step);
    }
    x->checked_counter = true;
    return true;
}

/* trips divided by a step other than 1. */
static ssa_id exact_trips(struct predicate *x)
{
    if (!x->exact) {
        ssa_id n = one_side(x, &x->trips, 1, x->trips.constant), minus = one_side(x, &x->trips, -1, 0);
        n = emit(x, SSA_SUB, SSA_I64, SSA_IN(n, minus));
        int64_t s = x->by < 0 ? -x->by : x->by;
        x->exact = s & (s - 1) ? emit(x, SSA_DIV, SSA_I64, SSA_IN(n, ssa_const_i64(x->f, s)))
                               : emit(x, SSA_SHR, SSA_I64,
                                      SSA_IN(n, ssa_const_i32(x->f, __builtin_ctzll((uint64_t)s))));
    }
    return x->exact;
}

/* What a phi of the header gains each time around; 0: not the same each time. */
static int64_t gain(const struct predicate *x, ssa_id phi)
{
    uint32_t entry = opt_preheader_index(x->cx, x->f, x->loop);
    int64_t by = 0, k;
    if (phi == x->c.phi)
        return x->by;
    for (uint32_t i = 0; i < ssa_at(x->f, phi)->noperands; i++) {
        if (i == entry)
            continue;
        if (opt_split_sum(x->f, ssa_in(x->f, phi, i), &k) != phi || k == 0 || (by && k != by))
            return 0;
        by = k;
    }
    return by;
}

/* An index in the first iteration, and what it gains in each. */
struct index {
    struct linear start;
    int64_t slope;
    uint32_t phis;
};

static bool index_of(struct predicate *x, ssa_id v, int64_t factor, unsigned depth, struct index *out)
{
    const struct ssa_func *f = x->f;
    int64_t k;
    v = ssa_strip(f, v);
    if (factor > MAX_FACTOR || factor < -MAX_FACTOR)
        return false;
    if (outside(x, v))
        return add_term(x, &out->start, v, factor);
    if (depth == 0)
        return false;
    switch (ssa_op_of(f, v)) {
    case SSA_PHI:
        if (ssa_at(f, v)->block != x->cx->loops->loops[x->loop].header || !(k = gain(x, v)) ||
            k > MAX_FACTOR || k < -MAX_FACTOR)
            return false;
        out->slope += factor * k;
        out->phis++;
        if (v == x->c.phi) { /* it starts with what is tested less what is added for that, modulo 2^32 */
            out->start.constant -= factor * x->c.ahead;
            return add_term(x, &out->start, x->first, factor);
        }
        return add_term(x, &out->start, ssa_in(f, v, opt_preheader_index(x->cx, f, x->loop)), factor);
    case SSA_ADD:
        return index_of(x, ssa_in(f, v, 0), factor, depth - 1, out) &&
               index_of(x, ssa_in(f, v, 1), factor, depth - 1, out);
    case SSA_SUB:
        return index_of(x, ssa_in(f, v, 0), factor, depth - 1, out) &&
               index_of(x, ssa_in(f, v, 1), -factor, depth - 1, out);
    case SSA_NEG: return index_of(x, ssa_in(f, v, 0), -factor, depth - 1, out);
    case SSA_MUL:
        return opt_is_int_const(f, ssa_in(f, v, 1), &k) && k <= MAX_FACTOR && k >= -MAX_FACTOR &&
               index_of(x, ssa_in(f, v, 0), factor * k, depth - 1, out);
    case SSA_SHL:
        return opt_is_int_const(f, ssa_in(f, v, 1), &k) && k >= 0 && k <= 16 &&
               index_of(x, ssa_in(f, v, 0), factor * ((int64_t)1 << k), depth - 1, out);
    default: return false;
    }
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
    case SSA_GUARD:
        /* An inner loop's condition may be wrong where that does not run: then it is not taken again. */
        if (ssa_at(f, v)->sub != SSA_WHY_RANGE || x->wrong)
            return false;
        require(x, a);
        vec_push(&x->guards, v);
        return true;
    case SSA_NULL_CHECK: require(x, compare(x, SSA_NE, a, ssa_const_null(f))); break;
    case SSA_ZERO_CHECK: require(x, compare(x, SSA_NE, a, ssa_const(f, ssa_type_of(f, a), 0))); break;
    case SSA_CHECK_CAST: { /* instance_of minds no null, and null passes */
        ssa_id is = emit(x, SSA_INSTANCE_OF, SSA_I32, SSA_IN(a));
        ssa_at(f, is)->handle = ssa_at(f, v)->handle;
        require(x, emit(x, SSA_OR, SSA_I32, SSA_IN(is, compare(x, SSA_EQ, a, ssa_const_null(f)))));
        break;
    }
    case SSA_CLASS_CHECK: {
        uint64_t class = ssa_at(f, v)->handle;
        uint64_t address =
            x->cx->env && x->cx->env->class_address ? x->cx->env->class_address(x->cx->env->user, class) : 0;
        if (!address || opt_facts(x->cx, f, a).null != SSA_NONNULL)
            return false;
        ssa_id of = emit(x, SSA_CLASS_OF, SSA_RAW, SSA_IN(a));
        require(x, compare(x, SSA_EQ, of, ssa_address(f, address)));
        break;
    }
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

/* The index in the last iteration: *out := start + slope * trips. */
static bool last_index(struct predicate *x, const struct index *i, bool exactly, struct linear *out)
{
    int64_t s = x->by < 0 ? -x->by : x->by;
    *out = i->start;
    if (exactly && s != 1)
        return add_term(x, out, exact_trips(x), i->slope);
    return i->slope % s == 0 && add_linear(x, out, &x->trips, i->slope / s);
}

/* A step that is not a constant: the bound for the last iteration is a guess, so only for the counter itself,
 * where it is what the limit says. */
static bool simple_enough(const struct predicate *x, const struct index *i)
{
    return !x->c.step || (i->slope == 1 && i->phis == 1 && i->start.constant <= 0 && i->start.n <= 1);
}

/* The conditions for 0 <= index < length in the first iteration and in the last one. */
static bool bounds(struct predicate *x, const struct index *i, ssa_id length, bool exactly,
                   struct linear *least, struct linear *room)
{
    struct linear last;
    if (!last_index(x, i, exactly, &last))
        return false;
    *least = i->slope > 0 ? i->start : last;
    *room = (struct linear){.constant = -1}; /* length - 1 - index */
    return add_term(x, room, length, 1) && add_linear(x, room, i->slope > 0 ? &last : &i->start, -1) &&
           decided(x, least) != 0 && decided(x, room) != 0;
}

static bool counter_check(struct predicate *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    struct index index = {0};
    struct linear least, room;
    ssa_id length = ssa_in(f, v, 1);
    int64_t k;
    if (!x->counts || ssa_op_of(f, v) != SSA_BOUNDS_CHECK ||
        ssa_at(f, v)->block == x->cx->loops->loops[x->loop].header || !outside(x, length) ||
        !index_of(x, ssa_in(f, v, 0), 1, 6, &index) || index.slope == 0 || index.slope > MAX_SLOPE ||
        index.slope < -MAX_SLOPE || !simple_enough(x, &index))
        return false;
    bool ok = bounds(x, &index, length, false, &least, &room);
    if (!ok || decided(x, &least) < 0 || decided(x, &room) < 0)
        ok = bounds(x, &index, length, true, &least, &room);
    if (!ok || !counter_is_exact(x))
        return false;
    require_not_negative(x, &least);
    require_not_negative(x, &room);
    vec_push(&x->ranged, v);
    if (!x->c.down && x->c.ahead == 0 && opt_split_sum(f, ssa_in(f, v, 0), &k) == x->c.phi && k <= 0)
        x->not_negative = true;
    return true;
}

/* ---------------------------------------------------------------------------------------------------------
 * loops */

/* An inner loop's guard against null is asked here now: so its proofs, which stand behind it, are here too.
 */
static void take_proofs(struct predicate *x, ssa_id guard)
{
    struct ssa_func *f = x->f;
    ssa_id test = ssa_in(f, guard, 0), proof = SSA_NONE;
    if (ssa_op_of(f, test) != SSA_CMP || ssa_at(f, test)->sub != SSA_NE ||
        ssa_type_of(f, ssa_in(f, test, 0)) != SSA_REF || !ssa_is_const(f, ssa_in(f, test, 1)))
        return;
    ssa_id a = ssa_in(f, test, 0);
    struct ssa_facts facts = opt_facts(x->cx, f, a);
    facts.null = SSA_NONNULL;
    for (ssa_id v = ssa_at(f, guard)->next, next; v; v = next) {
        next = ssa_at(f, v)->next;
        if (ssa_op_of(f, v) != SSA_REFINE || ssa_at(f, v)->imm != 1 || ssa_in(f, v, 0) != a)
            continue;
        struct ssa_facts its = opt_facts(x->cx, f, v);
        if (opt_sharper(&its, &facts))
            continue;
        if (!proof) {
            proof = emit(x, SSA_REFINE, SSA_REF, SSA_IN(a));
            ssa_at(f, proof)->imm = 1;
            ssa_set_facts(f, proof, &facts);
        }
        ssa_replace(f, v, proof);
    }
}

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
    for (size_t i = 0; i < x->guards.len; i++) {
        take_proofs(x, x->guards.at[i]);
        ssa_remove(f, x->guards.at[i]);
    }
    if (x->not_negative) {
        struct ssa_facts facts = ssa_facts_of(f, x->c.phi);
        facts.lo = facts.lo < 0 ? 0 : facts.lo;
        ssa_set_facts(f, x->c.phi, &facts);
    }
}

static bool predicate_loop(struct ssa_func *f, struct opt_ctx *cx, uint32_t loop)
{
    struct predicate x = {.f = f,
                          .cx = cx,
                          .loop = loop,
                          .preheader = opt_preheader(cx, f, loop),
                          .wrong = opt_wrong_guesses(cx, f, loop)};
    const struct ssa_loop *l = &cx->loops->loops[loop];
    uint32_t state;
    if (x.preheader == SSA_NO_BLOCK || (cx->loops->in_irreducible && cx->loops->in_irreducible[l->header]) ||
        x.wrong > OPT_MAX_WRONG || !(state = opt_entry_state(f, cx, loop)))
        return false;
    find_counter(&x);
    for (uint32_t i = 0; i < l->nblocks; i++) {
        if (!often(&x, l->blocks[i]))
            continue;
        SSA_EACH(f, l->blocks[i], v)
        if ((ssa_op_of(f, v) == SSA_GUARD || (ssa_info(f, v)->properties & SSA_SAME)) &&
            !invariant_check(&x, v))
            counter_check(&x, v);
    }
    for (size_t i = 0; i <= x.conds.len; i++) {
        ssa_id cond = i < x.conds.len ? x.conds.at[i] : ssa_const_i32(f, 1);
        ssa_id guard = ssa_new(f, SSA_GUARD, SSA_VOID, SSA_IN(cond));
        ssa_at(f, guard)->sub = SSA_WHY_RANGE;
        ssa_set_state(f, guard, state);
        if (i < x.conds.len)
            ssa_append(f, x.preheader, guard);
        else
            ssa_remove(f, guard); /* and the state with it, if nothing had to be asked */
    }
    bool changed = x.hoisted.len + x.ranged.len + x.guards.len > 0;
    if (changed)
        replace_checks(&x);
    vec_free(&x.conds);
    vec_free(&x.hoisted);
    vec_free(&x.ranged);
    vec_free(&x.guards);
    return changed;
}

/* What leaves a loop lets more leave: the row of a matrix, then its null check, then its length. */
bool opt_predicate(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    for (unsigned round = 0; round < MAX_ROUNDS; round++) {
        bool again = false;
        for (uint32_t loop = cx->loops->n; loop-- > 0;)
            again |= predicate_loop(f, cx, loop);
        if (!again)
            break;
        changed = true;
        opt_licm(f, cx);
    }
    return changed;
}
