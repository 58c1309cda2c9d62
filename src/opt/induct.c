/*
 * induct.c - strength reduction: products of a loop's counter become sums that go along with it.
 *
 * An induction variable is a phi of the header that gains the same in each iteration. A product of it (or of
 * it plus a constant) and something that does not change gains the same too: it gets a phi of its own, whose
 * step is multiplied once, before the loop. All of this is modulo 2^32 or 2^64, where it is exact.
 * Multipliers that an address or one addition takes in (powers of two, 3, 5, 9) stay.
 *
 * An int that is widened to long and may be negative costs an instruction each time. Where the counter is
 * known not to wrap around, a counter of 64 bits goes along with it, if that serves twice, or for a product.
 * What is not negative is widened for nothing, and stays.
 *
 * The old counter lives on in frame states and in the loop's test, so each new phi is one more value in a
 * register: there are few of them.
 *
 * Requires: loop form. Maintains: control flow. Breaks: nothing.
 */
#include "opt/internal.h"

enum { MAX_NEW = 3, MAX_PHIS = 8, MAX_FAMILIES = 8 };

struct inductor {
    struct ssa_func *f;
    struct opt_ctx *cx;
    uint32_t loop, header, preheader, entry;
    unsigned added;
    struct family {
        ssa_id of, by; /* the phi, and what it is multiplied by; SSA_NONE: it is widened */
        ssa_id phi;    /* the new one */
    } family[MAX_FAMILIES];
    unsigned n;
    bool changed;
};

static bool outside(const struct inductor *x, ssa_id v)
{
    return !opt_in_loop(x->cx, x->f, v, x->loop);
}

static ssa_id before(struct inductor *x, enum ssa_op op, enum ssa_type t, uint32_t n, const ssa_id *operands)
{
    return ssa_emit(x->f, x->preheader, op, t, n, operands);
}

/* Does every iteration come by, or most? */
static bool often(const struct inductor *x, uint32_t b)
{
    const struct ssa_loop *l = &x->cx->loops->loops[x->loop];
    for (uint32_t i = 0; i < l->nlatches; i++)
        if (!ssa_dominates(x->cx->dominators, b, l->latches[i]))
            return false;
    return true;
}

/* A phi of the header that gains *by, or *step (a value made outside), each time around. */
static bool is_induction(const struct inductor *x, ssa_id phi, ssa_id *step, int64_t *by)
{
    const struct ssa_func *f = x->f;
    bool first = true;
    *step = SSA_NONE;
    *by = 0;
    if (ssa_op_of(f, phi) != SSA_PHI || ssa_at(f, phi)->block != x->header ||
        !opt_is_int(ssa_type_of(f, phi)))
        return false;
    for (uint32_t i = 0; i < ssa_at(f, phi)->noperands; i++) {
        if (i == x->entry)
            continue;
        ssa_id v = ssa_in(f, phi, i), s = SSA_NONE;
        int64_t k;
        if (opt_split_sum(f, v, &k) != phi) {
            v = ssa_strip(f, v);
            k = 0;
            for (uint32_t o = 0; ssa_op_of(f, v) == SSA_ADD && o < 2; o++)
                if (ssa_strip(f, ssa_in(f, v, o)) == phi && outside(x, ssa_in(f, v, 1 - o)))
                    s = ssa_in(f, v, 1 - o);
            if (!s)
                return false;
        }
        if (!first && (s != *step || k != *by))
            return false;
        *step = s;
        *by = k;
        first = false;
    }
    return !first;
}

/* v is made of phi by adding constants. Is it what it would be in 64 bits? */
static bool never_wraps(const struct inductor *x, ssa_id v, ssa_id phi)
{
    const struct ssa_func *f = x->f;
    while ((v = ssa_strip(f, v)) != phi) {
        int64_t k;
        if (ssa_op_of(f, v) != SSA_ADD || !opt_is_int_const(f, ssa_in(f, v, 1), &k))
            return false;
        struct ssa_facts a = opt_facts(x->cx, f, ssa_in(f, v, 0));
        if (a.lo + k < INT32_MIN || a.hi + k > INT32_MAX)
            return false;
        v = ssa_in(f, v, 0);
    }
    return true;
}

static bool counts_exactly(const struct inductor *x, ssa_id phi)
{
    for (uint32_t i = 0; i < ssa_at(x->f, phi)->noperands; i++)
        if (i != x->entry && !never_wraps(x, ssa_in(x->f, phi, i), phi))
            return false;
    return true;
}

/* a * b before the loop, of constants here and now. */
static ssa_id product(struct inductor *x, enum ssa_type t, ssa_id a, ssa_id b)
{
    int64_t p, q;
    if (opt_is_int_const(x->f, a, &p) && opt_is_int_const(x->f, b, &q))
        return ssa_const(x->f, t, opt_cut(t, (uint64_t)p * (uint64_t)q));
    return before(x, SSA_MUL, t, SSA_IN(a, b));
}

/* The phi that is `of` times `by`, or widened; SSA_NONE: there are enough. */
static ssa_id family_phi(struct inductor *x, ssa_id of, ssa_id by)
{
    struct ssa_func *f = x->f;
    const struct ssa_loop *l = &x->cx->loops->loops[x->loop];
    ssa_id step, init = ssa_in(f, of, x->entry);
    int64_t k;
    for (unsigned i = 0; i < x->n; i++)
        if (x->family[i].of == of && x->family[i].by == by)
            return x->family[i].phi;
    if (x->added == MAX_NEW || x->n == MAX_FAMILIES || !is_induction(x, of, &step, &k))
        return SSA_NONE;
    enum ssa_type from = ssa_type_of(f, of), t = by ? from : SSA_I64;
    if (!step)
        step = ssa_const(f, t, k);
    init = by ? product(x, t, init, by) : before(x, SSA_I2L, SSA_I64, SSA_IN(init));
    step = by ? product(x, t, step, by) : step;
    ssa_id phi = ssa_new(f, SSA_PHI, t, ssa_at(f, of)->noperands, NULL);
    ssa_append(f, x->header, phi);
    ssa_set_operand(f, phi, x->entry, init);
    for (uint32_t i = 0; i < l->nlatches; i++) {
        uint32_t latch = l->latches[i];
        ssa_id next = SSA_NONE;
        for (uint32_t s = 0; s < f->blocks[latch]->nsuccs; s++)
            if (f->blocks[latch]->succs[s].block == x->header) {
                if (!next)
                    next = ssa_emit(f, latch, SSA_ADD, t, SSA_IN(phi, step));
                ssa_set_operand(f, phi, f->blocks[latch]->succs[s].index, next);
            }
    }
    x->family[x->n++] = (struct family){of, by, phi};
    x->added++;
    return phi;
}

/* v is (phi + offset) times by, or widened. */
static void reduce(struct inductor *x, ssa_id v, ssa_id phi, int64_t offset, ssa_id by)
{
    struct ssa_func *f = x->f;
    enum ssa_type t = ssa_type_of(f, v);
    ssa_id with = family_phi(x, phi, by);
    if (!with)
        return;
    if (offset) {
        ssa_id add = ssa_const(f, t, offset);
        add = by ? product(x, t, add, by) : add;
        with = ssa_new(f, SSA_ADD, t, SSA_IN(with, add));
        ssa_insert_before(f, v, with);
    }
    opt_replace_with(x->cx, f, v, with);
    x->changed = true;
}

/* Multiplied at no cost, or nearly. */
static bool cheap(const struct ssa_func *f, ssa_id by)
{
    int64_t k;
    if (!opt_is_int_const(f, by, &k))
        return false;
    k = k < 0 ? -k : k;
    return (k & (k - 1)) == 0 || k == 3 || k == 5 || k == 9;
}

static void reduce_product(struct inductor *x, ssa_id v)
{
    const struct ssa_func *f = x->f;
    for (uint32_t i = 0; i < 2; i++) {
        ssa_id by = ssa_in(f, v, 1 - i), step;
        int64_t offset, k;
        if (!outside(x, by) || cheap(f, by))
            continue;
        ssa_id phi = opt_split_sum(f, ssa_in(f, v, i), &offset);
        if (is_induction(x, phi, &step, &k)) {
            reduce(x, v, phi, offset, by);
            return;
        }
    }
}

/* Is a widened counter worth another one: is it multiplied, or widened elsewhere too? */
static bool wide_pays(const struct inductor *x, ssa_id v, ssa_id phi)
{
    const struct ssa_func *f = x->f;
    const struct ssa_loop *l = &x->cx->loops->loops[x->loop];
    unsigned n = 0;
    int64_t k;
    SSA_EACH_USE(f, v, u)
    {
        ssa_id user = f->uses[u].user;
        if (!(user & SSA_USER_STATE) && ssa_op_of(f, user) == SSA_MUL &&
            (outside(x, ssa_in(f, user, 0)) || outside(x, ssa_in(f, user, 1))))
            return true;
    }
    for (uint32_t i = 0; i < l->nblocks; i++)
        SSA_EACH(f, l->blocks[i], w)
    n += ssa_op_of(f, w) == SSA_I2L && opt_split_sum(f, ssa_in(f, w, 0), &k) == phi;
    return n > 1;
}

static void widen(struct inductor *x, ssa_id v)
{
    const struct ssa_func *f = x->f;
    ssa_id in = ssa_in(f, v, 0), step;
    int64_t offset, k;
    if (opt_facts(x->cx, f, in).lo >= 0)
        return;
    ssa_id phi = opt_split_sum(f, in, &offset);
    if (is_induction(x, phi, &step, &k) && !step && never_wraps(x, in, phi) && counts_exactly(x, phi) &&
        wide_pays(x, v, phi))
        reduce(x, v, phi, offset, SSA_NONE);
}

static bool is_innermost(const struct ssa_loops *l, uint32_t loop)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->loops[i].parent == loop)
            return false;
    return true;
}

static bool induct_loop(struct inductor *x)
{
    const struct ssa_func *f = x->f;
    const struct ssa_loops *loops = x->cx->loops;
    const struct ssa_loop *l = &loops->loops[x->loop];
    x->header = l->header;
    x->preheader = opt_preheader(x->cx, f, x->loop);
    x->entry = opt_preheader_index(x->cx, f, x->loop);
    if (x->preheader == SSA_NO_BLOCK || f->blocks[l->header]->heat == 0 || !is_innermost(loops, x->loop) ||
        (loops->in_irreducible && loops->in_irreducible[l->header]))
        return false;
    unsigned phis = 0;
    for (ssa_id v = f->blocks[l->header]->first; v && ssa_op_of(f, v) == SSA_PHI; v = ssa_at(f, v)->next)
        phis += opt_is_int(ssa_type_of(f, v)) || ssa_type_of(f, v) == SSA_REF;
    if (phis > MAX_PHIS)
        return false;
    for (enum ssa_op op = SSA_NOP, next; op != SSA_MUL; op = next) {
        next = op == SSA_NOP ? SSA_I2L : SSA_MUL; /* widened counters first: they may be multiplied */
        for (uint32_t i = 0; i < l->nblocks; i++) {
            if (!often(x, l->blocks[i]))
                continue;
            SSA_EACH_SAFE(f, l->blocks[i], v)
            {
                if (ssa_op_of(f, v) != next)
                    continue;
                if (next == SSA_I2L)
                    widen(x, v);
                else
                    reduce_product(x, v);
            }
        }
    }
    return x->changed;
}

bool opt_induct(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    for (uint32_t loop = 0; loop < cx->loops->n; loop++) {
        struct inductor x = {.f = f, .cx = cx, .loop = loop};
        changed |= induct_loop(&x);
    }
    return changed;
}
