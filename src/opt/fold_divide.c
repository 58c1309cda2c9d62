/*
 * fold_divide.c - division by constants without dividing.
 *
 * By 2^k: a shift, which rounds down where Java rounds towards zero, so negative dividends get 2^k - 1 added
 * first. By another d: x / d is the upper half of x * m, shifted, for a magic m of about 2^s / d (Warren,
 * Hacker's Delight, chapter 10; Granlund and Montgomery 1994), plus one when x is negative. The i32 product
 * fits 64 bits; the i64 one takes mulhi. A remainder is x - x / d * d.
 */
#include "opt/fold.h"

static uint64_t size_of(int64_t d)
{
    return d < 0 ? 0 - (uint64_t)d : (uint64_t)d;
}

/*
 * The signed multiplier and shift for |d| >= 2 of width w: the smallest s >= w for which m = floor(2^s / d) +
 * 1 is near enough, that is 2^s > nc * (d - 2^s mod d), with nc the largest dividend that leaves remainder d
 * - 1.
 */
static void find_magic(unsigned w, uint64_t d, int64_t *multiplier, unsigned *shift)
{
    unsigned __int128 half = (unsigned __int128)1 << (w - 1);
    unsigned __int128 nc = half - 1 - half % d;
    unsigned s = w;
    while (((unsigned __int128)1 << s) <= nc * (d - ((unsigned __int128)1 << s) % d))
        s++;
    unsigned __int128 m = (((unsigned __int128)1 << s) + d - ((unsigned __int128)1 << s) % d) / d;
    *multiplier = (int64_t)(uint64_t)m;
    *shift = s - w;
}

/* |quotient| by magic, for positive d: rounded towards zero. */
static ssa_id magic_quotient(struct folder *x, ssa_id v, ssa_id n, uint64_t d)
{
    struct ssa_func *f = x->f;
    enum ssa_type t = ssa_type_of(f, v);
    int64_t m;
    unsigned shift;
    ssa_id q;
    find_magic(opt_width(t), d, &m, &shift);
    if (t == SSA_I32) { /* m is below 2^32: the whole product fits */
        ssa_id product =
            fold_make(x, v, SSA_MUL, SSA_I64, fold_make1(x, v, SSA_I2L, SSA_I64, n), ssa_const_i64(f, m));
        q = fold_make(x, v, SSA_SHR, SSA_I64, product, ssa_const_i32(f, (int)(32 + shift)));
        q = fold_make1(x, v, SSA_L2I, SSA_I32, q);
    } else { /* m is below 2^64: as a signed number it is m - 2^64 when negative, so n is added back */
        q = fold_make(x, v, SSA_MULHI, SSA_I64, n, ssa_const_i64(f, m));
        if (m < 0)
            q = fold_make(x, v, SSA_ADD, SSA_I64, q, n);
        q = fold_make(x, v, SSA_SHR, SSA_I64, q, ssa_const_i32(f, (int)shift));
    }
    if (fold_facts(x, n).lo >= 0)
        return q;
    ssa_id sign = fold_make(x, v, SSA_SHR, t, n, ssa_const_i32(f, (int)opt_width(t) - 1));
    return fold_make(x, v, SSA_SUB, t, q, sign);
}

/* n, or n + 2^k - 1 when it is negative. */
static ssa_id biased(struct folder *x, ssa_id v, ssa_id n, unsigned k)
{
    struct ssa_func *f = x->f;
    enum ssa_type t = ssa_type_of(f, v);
    unsigned w = opt_width(t);
    if (fold_facts(x, n).lo >= 0)
        return n;
    ssa_id sign = k == 1 ? n : fold_make(x, v, SSA_SHR, t, n, ssa_const_i32(f, (int)w - 1));
    ssa_id bias = fold_make(x, v, SSA_USHR, t, sign, ssa_const_i32(f, (int)(w - k)));
    return fold_make(x, v, SSA_ADD, t, n, bias);
}

/* n / size, for a positive size above 1; SSA_NONE to leave it. */
static ssa_id quotient(struct folder *x, ssa_id v, ssa_id n, uint64_t size)
{
    enum ssa_type t = ssa_type_of(x->f, v);
    if ((size & (size - 1)) != 0)
        return magic_quotient(x, v, n, size);
    unsigned k = (unsigned)__builtin_ctzll(size);
    return fold_make(x, v, SSA_SHR, t, biased(x, v, n, k), ssa_const_i32(x->f, (int)k));
}

static bool too_hard(struct folder *x, ssa_id v)
{
    int64_t d = fold_imm(x, v, 1); /* the smallest number is no divisor for magic */
    return d == 0 || d == 1 || d == -1 || d == ssa_facts_of_type(ssa_type_of(x->f, v)).lo ||
           ssa_is_const(x->f, fold_in(x, v, 0));
}

ssa_id fold_div_const(struct folder *x, ssa_id v)
{
    int64_t d = fold_imm(x, v, 1);
    if (too_hard(x, v))
        return SSA_NONE;
    ssa_id q = quotient(x, v, fold_in(x, v, 0), size_of(d));
    return d > 0 ? q : fold_become(x, v, SSA_NEG, q, SSA_NONE);
}

ssa_id fold_rem_const(struct folder *x, ssa_id v)
{
    if (too_hard(x, v))
        return SSA_NONE;
    ssa_id n = fold_in(x, v, 0);
    uint64_t size = size_of(fold_imm(x, v, 1)); /* the divisor's sign does not matter */
    enum ssa_type t = ssa_type_of(x->f, v);
    struct ssa_facts facts = fold_facts(x, n);
    if (facts.lo >= 0 && facts.hi < (int64_t)size)
        return n;
    if ((size & (size - 1)) == 0) {
        if (facts.lo >= 0)
            return fold_become(x, v, SSA_AND, n, fold_const(x, t, size - 1));
        ssa_id whole = fold_make(x, v, SSA_AND, t, biased(x, v, n, (unsigned)__builtin_ctzll(size)),
                                 fold_const(x, t, 0 - size));
        return fold_become(x, v, SSA_SUB, n, whole);
    }
    ssa_id q = magic_quotient(x, v, n, size);
    return fold_become(x, v, SSA_SUB, n, fold_make(x, v, SSA_MUL, t, q, fold_const(x, t, size)));
}

ssa_id fold_udiv_pow2(struct folder *x, ssa_id v)
{
    int k = __builtin_ctzll((uint64_t)fold_imm(x, v, 1));
    return fold_become(x, v, SSA_USHR, fold_in(x, v, 0), ssa_const_i32(x->f, k));
}

ssa_id fold_urem_pow2(struct folder *x, ssa_id v)
{
    uint64_t mask = (uint64_t)fold_imm(x, v, 1) - 1;
    return fold_become(x, v, SSA_AND, fold_in(x, v, 0), fold_const(x, ssa_type_of(x->f, v), mask));
}
