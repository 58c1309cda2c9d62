/* fold_integer.c - rules of arithmetic, logic and shifts; of floating point only what is exact for NaN and
 * -0. */
#include "opt/fold.h"

#define F      x->f
#define IN(i)  fold_in(x, v, i)
#define IMM(i) fold_imm(x, v, i)
#define TYPE   ssa_type_of(x->f, v)

static ssa_id left(struct folder *x, ssa_id v)
{
    return IN(0);
}
static ssa_id right(struct folder *x, ssa_id v)
{
    return IN(1);
}
static ssa_id zero(struct folder *x, ssa_id v)
{
    return fold_const(x, TYPE, 0);
}
static ssa_id negated(struct folder *x, ssa_id v)
{
    return fold_become(x, v, SSA_NEG, IN(0), SSA_NONE);
}
static unsigned count_of(const struct folder *x, ssa_id v)
{
    return (unsigned)IMM(1) & (opt_width(TYPE) - 1);
}

/* (a op c1) op c2 -> a op (c1 op c2), for add, mul, and, or, xor. */
static ssa_id reassociate(struct folder *x, ssa_id v)
{
    ssa_id inner = IN(0);
    int64_t c1, c2 = IMM(1);
    if (!opt_is_int_const(F, fold_in(x, inner, 1), &c1))
        return SSA_NONE;
    uint64_t a = (uint64_t)c1, b = (uint64_t)c2, c;
    enum ssa_op op = ssa_op_of(F, v);
    switch (op) {
    case SSA_ADD: c = a + b; break;
    case SSA_MUL: c = a * b; break;
    case SSA_AND: c = a & b; break;
    case SSA_OR: c = a | b; break;
    default: c = a ^ b; break;
    }
    return fold_become(x, v, op, fold_in(x, inner, 0), fold_const(x, TYPE, c));
}

/* ------------------------------------------------------------------------------------------------ add, sub,
 * neg */

static ssa_id add_of_sub(struct folder *x, ssa_id v) /* (a - b) + b */
{
    return fold_in(x, IN(0), 1) == IN(1) ? fold_in(x, IN(0), 0) : SSA_NONE;
}
static ssa_id add_to_sub(struct folder *x, ssa_id v) /* b + (a - b) */
{
    return fold_in(x, IN(1), 1) == IN(0) ? fold_in(x, IN(1), 0) : SSA_NONE;
}
static ssa_id add_neg_right(struct folder *x, ssa_id v)
{
    return fold_become(x, v, SSA_SUB, IN(0), fold_in(x, IN(1), 0));
}
static ssa_id add_neg_left(struct folder *x, ssa_id v)
{
    return fold_become(x, v, SSA_SUB, IN(1), fold_in(x, IN(0), 0));
}
static ssa_id sub_const(struct folder *x, ssa_id v)
{
    return fold_become(x, v, SSA_ADD, IN(0), fold_const(x, TYPE, 0 - (uint64_t)IMM(1)));
}
static ssa_id sub_from_zero(struct folder *x, ssa_id v)
{
    return fold_become(x, v, SSA_NEG, IN(1), SSA_NONE);
}
static ssa_id sub_neg(struct folder *x, ssa_id v)
{
    return fold_become(x, v, SSA_ADD, IN(0), fold_in(x, IN(1), 0));
}
static ssa_id sub_of_add(struct folder *x, ssa_id v) /* (a + b) - b, (a + b) - a */
{
    ssa_id sum = IN(0);
    if (fold_in(x, sum, 1) == IN(1))
        return fold_in(x, sum, 0);
    return fold_in(x, sum, 0) == IN(1) ? fold_in(x, sum, 1) : SSA_NONE;
}
/* Both sides the same but for constants: (a + c1) - (a + c2), a - (a + c2). */
static ssa_id sub_of_sums(struct folder *x, ssa_id v)
{
    int64_t a, b;
    ssa_id left_base = opt_split_sum(F, IN(0), &a), right_base = opt_split_sum(F, IN(1), &b);
    return left_base == right_base ? fold_const(x, TYPE, (uint64_t)a - (uint64_t)b) : SSA_NONE;
}
static ssa_id neg_neg(struct folder *x, ssa_id v)
{
    return fold_in(x, IN(0), 0);
}
static ssa_id neg_sub(struct folder *x, ssa_id v)
{
    ssa_id sub = IN(0);
    return fold_become(x, v, SSA_SUB, fold_in(x, sub, 1), fold_in(x, sub, 0));
}

static ssa_id sub_sum(struct folder *x, ssa_id v) /* a - (b + c): (a - b) - c, a constant for addresses */
{
    ssa_id sum = IN(1);
    int64_t c;
    if (!opt_is_int_const(F, fold_in(x, sum, 1), &c))
        return SSA_NONE;
    ssa_id rest = fold_make(x, v, SSA_SUB, TYPE, IN(0), fold_in(x, sum, 0));
    return fold_become(x, v, SSA_ADD, rest, fold_const(x, TYPE, 0 - (uint64_t)c));
}

/* --------------------------------------------------------------------------------------------------------
 * mul */

static ssa_id mul_pow2(struct folder *x, ssa_id v)
{
    return fold_become(x, v, SSA_SHL, IN(0), ssa_const_i32(F, __builtin_ctzll((uint64_t)IMM(1))));
}
static ssa_id mul_min(struct folder *x, ssa_id v) /* by -2^31 or -2^63: the lowest bit alone stays */
{
    if (IMM(1) != ssa_facts_of_type(TYPE).lo)
        return SSA_NONE;
    return fold_become(x, v, SSA_SHL, IN(0), ssa_const_i32(F, (int)opt_width(TYPE) - 1));
}

/* -------------------------------------------------------------------------------------------------------
 * floating point: what gives the same bits */

static ssa_id double_is_sum(struct folder *x, ssa_id v)
{
    if (!ssa_is_const(F, IN(1)) || IMM(1) != (TYPE == SSA_F64 ? INT64_C(0x4000000000000000) : 0x40000000))
        return SSA_NONE;
    return fold_become(x, v, SSA_ADD, IN(0), IN(0));
}

/* The reciprocal of a power of two is exact, so the product is rounded as the quotient. */
static ssa_id div_pow2_is_product(struct folder *x, ssa_id v)
{
    if (!ssa_is_const(F, IN(1)))
        return SSA_NONE;
    unsigned low = TYPE == SSA_F64 ? 52 : 23, width = TYPE == SSA_F64 ? 11 : 8;
    uint64_t bits = (uint64_t)IMM(1), sign = bits >> (low + width) & 1, all = (1u << width) - 1,
             exponent = bits >> low & all;
    if (bits & ((UINT64_C(1) << low) - 1) || exponent == 0 || exponent >= all - 1)
        return SSA_NONE;
    bits = sign << (low + width) | (all - 1 - exponent) << low;
    return fold_become(x, v, SSA_MUL, IN(0), ssa_const(F, TYPE, (int64_t)bits));
}

/* -------------------------------------------------------------------------------------------------------
 * logic */

/* The bits that stay are all that may be set. */
static ssa_id and_of_known(struct folder *x, ssa_id v)
{
    return (fold_facts(x, IN(0)).bits & ~(uint64_t)IMM(1)) == 0 ? IN(0) : SSA_NONE;
}
static ssa_id and_low_byte(struct folder *x, ssa_id v)
{
    if (IMM(1) == UINT8_MAX)
        return fold_become(x, v, SSA_ZEXT8, IN(0), SSA_NONE);
    return IMM(1) == UINT16_MAX ? fold_become(x, v, SSA_ZEXT16, IN(0), SSA_NONE) : SSA_NONE;
}
static ssa_id and_low_half(struct folder *x, ssa_id v) /* i & 0xffffffffL */
{
    return IMM(1) == UINT32_MAX ? fold_become(x, v, SSA_U2L, fold_in(x, IN(0), 0), SSA_NONE) : SSA_NONE;
}
static ssa_id and_of_extended(struct folder *x, ssa_id v) /* and(sext8 a, c), c within the byte */
{
    unsigned bits = ssa_op_of(F, IN(0)) == SSA_SEXT8 || ssa_op_of(F, IN(0)) == SSA_ZEXT8 ? 8 : 16;
    if ((uint64_t)IMM(1) >> bits)
        return SSA_NONE;
    return fold_become(x, v, SSA_AND, fold_in(x, IN(0), 0), IN(1));
}
static ssa_id absorb(struct folder *x, ssa_id v) /* a & (a | b), a | (a & b) */
{
    enum ssa_op dual = ssa_op_of(F, v) == SSA_AND ? SSA_OR : SSA_AND;
    for (uint32_t i = 0; i < 2; i++)
        if (ssa_op_of(F, IN(i)) == dual &&
            (fold_in(x, IN(i), 0) == IN(1 - i) || fold_in(x, IN(i), 1) == IN(1 - i)))
            return IN(1 - i);
    return SSA_NONE;
}
static ssa_id xor_xor(struct folder *x, ssa_id v) /* (a ^ b) ^ b */
{
    ssa_id inner = IN(0);
    if (fold_in(x, inner, 1) == IN(1))
        return fold_in(x, inner, 0);
    return fold_in(x, inner, 0) == IN(1) ? fold_in(x, inner, 1) : SSA_NONE;
}

/* ------------------------------------------------------------------------------------------------------
 * shifts */

static ssa_id shift_by_none(struct folder *x, ssa_id v)
{
    return count_of(x, v) == 0 ? IN(0) : SSA_NONE;
}

/* Counts are masked anyway: cut constants, and drop a mask that leaves the bits that count. */
static ssa_id shift_count(struct folder *x, ssa_id v)
{
    return (unsigned)IMM(1) == count_of(x, v)
               ? SSA_NONE
               : fold_become(x, v, ssa_op_of(F, v), IN(0), ssa_const_i32(F, (int)count_of(x, v)));
}
static ssa_id shift_masked(struct folder *x, ssa_id v)
{
    int64_t mask;
    uint64_t wanted = opt_width(TYPE) - 1;
    if (!opt_is_int_const(F, fold_in(x, IN(1), 1), &mask) || ((uint64_t)mask & wanted) != wanted)
        return SSA_NONE;
    return fold_become(x, v, ssa_op_of(F, v), IN(0), fold_in(x, IN(1), 0));
}
static ssa_id shift_shift(struct folder *x, ssa_id v) /* two in the same direction */
{
    ssa_id inner = IN(0);
    enum ssa_op op = ssa_op_of(F, v);
    if (!ssa_is_const(F, fold_in(x, inner, 1)))
        return SSA_NONE;
    unsigned width = opt_width(TYPE), n = count_of(x, v) + count_of(x, inner);
    if (n >= width && op != SSA_SHR)
        return fold_const(x, TYPE, 0);
    return fold_become(x, v, op, fold_in(x, inner, 0), ssa_const_i32(F, (int)(n < width ? n : width - 1)));
}
static ssa_id shl_shr(struct folder *x, ssa_id v) /* (a << n) >> n: sign extension; (a << n) >>> n: a mask */
{
    ssa_id inner = IN(0), a = fold_in(x, inner, 0);
    unsigned n = count_of(x, v), width = opt_width(TYPE);
    if (!ssa_is_const(F, fold_in(x, inner, 1)) || count_of(x, inner) != n)
        return SSA_NONE;
    if (ssa_op_of(F, v) == SSA_USHR) {
        uint64_t mask = (width == 32 ? (uint64_t)UINT32_MAX : UINT64_MAX) >> n;
        return fold_become(x, v, SSA_AND, a, fold_const(x, TYPE, mask));
    }
    if (width - n == 8)
        return fold_become(x, v, SSA_SEXT8, a, SSA_NONE);
    return width - n == 16 ? fold_become(x, v, SSA_SEXT16, a, SSA_NONE) : SSA_NONE;
}
static ssa_id shr_shl(struct folder *x, ssa_id v) /* (a >> n) << n: the low bits cleared */
{
    ssa_id inner = IN(0);
    unsigned n = count_of(x, v);
    if (!ssa_is_const(F, fold_in(x, inner, 1)) || count_of(x, inner) != n)
        return SSA_NONE;
    return fold_become(x, v, SSA_AND, fold_in(x, inner, 0), fold_const(x, TYPE, UINT64_MAX << n));
}
/* (a << n) | (a >>> width - n): also with add and xor. */
static ssa_id rotate(struct folder *x, ssa_id v)
{
    ssa_id l = IN(0), r = IN(1);
    if (ssa_op_of(F, l) == SSA_USHR) {
        ssa_id t = l;
        l = r;
        r = t;
    }
    if (ssa_op_of(F, l) != SSA_SHL || ssa_op_of(F, r) != SSA_USHR || fold_in(x, l, 0) != fold_in(x, r, 0))
        return SSA_NONE;
    ssa_id ln = fold_in(x, l, 1), rn = fold_in(x, r, 1);
    bool counts = ssa_is_const(F, ln) && ssa_is_const(F, rn) && count_of(x, l) &&
                  count_of(x, l) + count_of(x, r) == opt_width(TYPE);
    /* With a variable count a << n | a >>> -n is right for n = 0 too, but not as a sum or xor. */
    bool negation = ssa_op_of(F, v) == SSA_OR && ssa_op_of(F, rn) == SSA_NEG && fold_in(x, rn, 0) == ln;
    return counts || negation ? fold_become(x, v, SSA_ROTL, fold_in(x, l, 0), ln) : SSA_NONE;
}

/* --------------------------------------------------------------------------------------------- min, max,
 * select */

static ssa_id min_max(struct folder *x, ssa_id v)
{
    struct ssa_facts a = fold_facts(x, IN(0)), b = fold_facts(x, IN(1));
    bool min = ssa_op_of(F, v) == SSA_MIN;
    if (a.hi <= b.lo)
        return min ? IN(0) : IN(1);
    return b.hi <= a.lo ? (min ? IN(1) : IN(0)) : SSA_NONE;
}
static ssa_id abs_known(struct folder *x, ssa_id v)
{
    return fold_facts(x, IN(0)).lo >= 0 ? IN(0) : SSA_NONE;
}

const struct fold_rule fold_integer_rules[] = {
    {SSA_ADD, T_INT, P_ANY, P_ZERO, left},
    {SSA_ADD, T_INT, P(ADD), P_CONST, reassociate},
    {SSA_ADD, T_INT, P(SUB), P_ANY, add_of_sub},
    {SSA_ADD, T_INT, P_ANY, P(SUB), add_to_sub},
    {SSA_ADD, T_INT, P_ANY, P(NEG), add_neg_right},
    {SSA_ADD, T_INT, P(NEG), P_ANY, add_neg_left},
    {SSA_ADD, T_INT, P_ANY, P_ANY, rotate},
    {SSA_SUB, T_INT, P_ANY, P_SAME, zero},
    {SSA_SUB, T_INT, P_ANY, P_CONST, sub_const},
    {SSA_SUB, T_INT, P_ZERO, P_ANY, sub_from_zero},
    {SSA_SUB, T_INT, P_ANY, P(NEG), sub_neg},
    {SSA_SUB, T_INT, P(ADD), P_ANY, sub_of_add},
    {SSA_SUB, T_INT, P_ANY, P_ANY, sub_of_sums},
    {SSA_SUB, T_INT, P_ANY, P(ADD), sub_sum},
    {SSA_NEG, T_INT | T_FLOAT, P(NEG), P_ANY, neg_neg},
    {SSA_NEG, T_INT, P(SUB), P_ANY, neg_sub},

    {SSA_MUL, T_INT, P_ANY, P_ZERO, right},
    {SSA_MUL, T_INT, P_ANY, P_ONE, left},
    {SSA_MUL, T_INT, P_ANY, P_ONES, negated},
    {SSA_MUL, T_INT, P_ANY, P_POW2, mul_pow2},
    {SSA_MUL, T_INT, P_ANY, P_CONST, mul_min},
    {SSA_MUL, T_INT, P(MUL), P_CONST, reassociate},
    {SSA_MUL, T_FLOAT, P_ANY, P_ANY, double_is_sum},
    {SSA_DIV, T_FLOAT, P_ANY, P_ANY, div_pow2_is_product},
    {SSA_DIV, T_INT, P_ANY, P_ONE, left},
    {SSA_DIV, T_INT, P_ANY, P_ONES, negated},
    {SSA_DIV, T_INT, P_ANY, P_CONST, fold_div_const},
    {SSA_REM, T_INT, P_ANY, P_ONE, zero},
    {SSA_REM, T_INT, P_ANY, P_ONES, zero},
    {SSA_REM, T_INT, P_ANY, P_CONST, fold_rem_const},
    {SSA_UDIV, T_INT, P_ANY, P_ONE, left},
    {SSA_UDIV, T_INT, P_ANY, P_POW2, fold_udiv_pow2},
    {SSA_UREM, T_INT, P_ANY, P_ONE, zero},
    {SSA_UREM, T_INT, P_ANY, P_POW2, fold_urem_pow2},

    {SSA_AND, T_INT, P_ANY, P_ZERO, right},
    {SSA_AND, T_INT, P_ANY, P_ONES, left},
    {SSA_AND, T_INT, P_ANY, P_SAME, left},
    {SSA_AND, T_INT, P_ANY, P_CONST, and_of_known},
    {SSA_AND, T_INT, P(AND), P_CONST, reassociate},
    {SSA_AND, T_INT, P_ANY, P_CONST, and_low_byte},
    {SSA_AND, T_INT, P(I2L), P_CONST, and_low_half},
    {SSA_AND, T_INT, P(SEXT8), P_CONST, and_of_extended},
    {SSA_AND, T_INT, P(ZEXT8), P_CONST, and_of_extended},
    {SSA_AND, T_INT, P(SEXT16), P_CONST, and_of_extended},
    {SSA_AND, T_INT, P(ZEXT16), P_CONST, and_of_extended},
    {SSA_AND, T_INT, P_ANY, P_ANY, absorb},
    {SSA_OR, T_INT, P_ANY, P_ZERO, left},
    {SSA_OR, T_INT, P_ANY, P_ONES, right},
    {SSA_OR, T_INT, P_ANY, P_SAME, left},
    {SSA_OR, T_INT, P(OR), P_CONST, reassociate},
    {SSA_OR, T_INT, P_ANY, P_ANY, absorb},
    {SSA_OR, T_INT, P_ANY, P_ANY, rotate},
    {SSA_XOR, T_INT, P_ANY, P_ZERO, left},
    {SSA_XOR, T_INT, P_ANY, P_SAME, zero},
    {SSA_XOR, T_INT, P(XOR), P_CONST, reassociate},
    {SSA_XOR, T_INT, P(XOR), P_ANY, xor_xor},
    {SSA_XOR, T_INT, P_ANY, P_ANY, rotate},

    {SSA_SHL, T_INT, P_ZERO, P_ANY, left},
    {SSA_SHR, T_INT, P_ZERO, P_ANY, left},
    {SSA_SHR, T_INT, P_ONES, P_ANY, left},
    {SSA_USHR, T_INT, P_ZERO, P_ANY, left},
    {SSA_SHL, T_INT, P_ANY, P_CONST, shift_by_none},
    {SSA_SHR, T_INT, P_ANY, P_CONST, shift_by_none},
    {SSA_USHR, T_INT, P_ANY, P_CONST, shift_by_none},
    {SSA_ROTL, T_INT, P_ANY, P_CONST, shift_by_none},
    {SSA_ROTR, T_INT, P_ANY, P_CONST, shift_by_none},
    {SSA_SHL, T_INT, P_ANY, P_CONST, shift_count},
    {SSA_SHR, T_INT, P_ANY, P_CONST, shift_count},
    {SSA_USHR, T_INT, P_ANY, P_CONST, shift_count},
    {SSA_SHL, T_INT, P_ANY, P(AND), shift_masked},
    {SSA_SHR, T_INT, P_ANY, P(AND), shift_masked},
    {SSA_USHR, T_INT, P_ANY, P(AND), shift_masked},
    {SSA_ROTL, T_INT, P_ANY, P(AND), shift_masked},
    {SSA_ROTR, T_INT, P_ANY, P(AND), shift_masked},
    {SSA_SHL, T_INT, P(SHL), P_CONST, shift_shift},
    {SSA_SHR, T_INT, P(SHR), P_CONST, shift_shift},
    {SSA_USHR, T_INT, P(USHR), P_CONST, shift_shift},
    {SSA_SHR, T_INT, P(SHL), P_CONST, shl_shr},
    {SSA_USHR, T_INT, P(SHL), P_CONST, shl_shr},
    {SSA_SHL, T_INT, P(SHR), P_CONST, shr_shl},
    {SSA_SHL, T_INT, P(USHR), P_CONST, shr_shl},

    {SSA_MIN, T_INT, P_ANY, P_SAME, left},
    {SSA_MAX, T_INT, P_ANY, P_SAME, left},
    {SSA_MIN, T_INT, P_ANY, P_ANY, min_max},
    {SSA_MAX, T_INT, P_ANY, P_ANY, min_max},
    {SSA_ABS, T_INT, P_ANY, P_ANY, abs_known},
};
const unsigned fold_n_integer_rules = ARRAY_LEN(fold_integer_rules);
