/* fold_convert.c - rules of conversions: those that undo each other, repeat, or change nothing. */
#include "opt/fold.h"

#define F     x->f
#define IN(i) fold_in(x, v, i)
#define TYPE  ssa_type_of(x->f, v)

static ssa_id undone(struct folder *x, ssa_id v)
{
    return fold_in(x, IN(0), 0);
}
static ssa_id operand(struct folder *x, ssa_id v)
{
    return IN(0);
}

/* A narrowing whose operand fits already. */
static ssa_id fits(struct folder *x, ssa_id v)
{
    struct ssa_facts k = fold_facts(x, IN(0));
    int64_t lo, hi;
    switch (ssa_op_of(F, v)) {
    case SSA_SEXT8: lo = INT8_MIN, hi = INT8_MAX; break;
    case SSA_SEXT16: lo = INT16_MIN, hi = INT16_MAX; break;
    case SSA_ZEXT8: lo = 0, hi = UINT8_MAX; break;
    default: lo = 0, hi = UINT16_MAX; break;
    }
    return k.lo >= lo && k.hi <= hi ? IN(0) : SSA_NONE;
}

static unsigned extended_bits(const struct ssa_func *f, ssa_id v)
{
    enum ssa_op op = ssa_op_of(f, v);
    return op == SSA_SEXT8 || op == SSA_ZEXT8 ? 8 : op == SSA_SEXT16 || op == SSA_ZEXT16 ? 16 : 0;
}

/* array[i] & 255: what only that wants is loaded without its sign. */
static ssa_id load_unsigned(struct folder *x, ssa_id v)
{
    ssa_id load = IN(0);
    struct ssa_value *value = ssa_at(F, load);
    bool byte = ssa_op_of(F, v) == SSA_ZEXT8;
    if ((value->op != SSA_LOAD && value->op != SSA_LOAD_INDEX && value->op != SSA_LOAD_AT) ||
        value->sub != (byte ? SSA_MEM_I8 : SSA_MEM_I16) || !ssa_used_once(F, load))
        return SSA_NONE;
    value->sub = byte ? SSA_MEM_U8 : SSA_MEM_U16;
    struct ssa_facts range = ssa_facts_of_type(SSA_I32);
    range.lo = 0;
    range.hi = byte ? UINT8_MAX : UINT16_MAX;
    range.bits = (uint64_t)range.hi;
    ssa_set_facts(F, load, &range);
    return load;
}

/* The outer narrowing looks only at bits that the inner operation leaves alone. */
static ssa_id narrow_narrow(struct folder *x, ssa_id v)
{
    ssa_id inner = IN(0);
    unsigned bits = extended_bits(F, v), inner_bits = extended_bits(F, inner);
    int64_t mask;
    bool same = inner_bits
                    ? inner_bits >= bits
                    : ssa_op_of(F, inner) == SSA_AND && opt_is_int_const(F, fold_in(x, inner, 1), &mask) &&
                          ((uint64_t)mask & (((uint64_t)1 << bits) - 1)) == ((uint64_t)1 << bits) - 1;
    return same ? fold_become(x, v, ssa_op_of(F, v), fold_in(x, inner, 0), SSA_NONE) : SSA_NONE;
}

/* i2l(l2i a), u2l(l2i a): a, when it fits. */
static ssa_id widened(struct folder *x, ssa_id v)
{
    ssa_id a = fold_in(x, IN(0), 0);
    struct ssa_facts k = fold_facts(x, a);
    bool sign = ssa_op_of(F, v) == SSA_I2L;
    if (k.lo >= (sign ? INT32_MIN : 0) && k.hi <= (sign ? INT32_MAX : (int64_t)UINT32_MAX))
        return a;
    if (!sign) /* the low half of a */
        return fold_become(x, v, SSA_AND, a, ssa_const_i64(F, UINT32_MAX));
    return SSA_NONE;
}

/* The low half of a sum, product and so on needs only the low halves. */
static ssa_id narrow_low(struct folder *x, ssa_id v)
{
    ssa_id inner = IN(0), half[2];
    if (!ssa_used_once(F, inner))
        return SSA_NONE;
    for (uint32_t i = 0; i < 2; i++) {
        ssa_id a = fold_in(x, inner, i);
        if (ssa_is_const(F, a))
            half[i] = ssa_const_i32(F, (int32_t)ssa_at(F, a)->imm);
        else if (ssa_op_of(F, a) == SSA_I2L || ssa_op_of(F, a) == SSA_U2L)
            half[i] = fold_in(x, a, 0);
        else
            return SSA_NONE;
    }
    return fold_become(x, v, ssa_op_of(F, inner), half[0], half[1]);
}

static ssa_id offset_zero(struct folder *x, ssa_id v)
{
    return ssa_is_const(F, IN(1)) && fold_imm(x, v, 1) == 0 ? IN(0) : SSA_NONE;
}
static ssa_id offset_offset(struct folder *x, ssa_id v)
{
    ssa_id inner = IN(0), sum = fold_in(x, inner, 1);
    if (!ssa_is_const(F, sum) || !ssa_is_const(F, IN(1)))
        return SSA_NONE;
    uint64_t c = (uint64_t)ssa_at(F, sum)->imm + (uint64_t)fold_imm(x, v, 1);
    return fold_become(x, v, SSA_OFFSET, fold_in(x, inner, 0), ssa_const_i64(F, (int64_t)c));
}

const struct fold_rule fold_convert_rules[] = {
    {SSA_SEXT8, T_INT, P_ANY, P_ANY, fits},
    {SSA_SEXT16, T_INT, P_ANY, P_ANY, fits},
    {SSA_ZEXT8, T_INT, P_ANY, P_ANY, fits},
    {SSA_ZEXT16, T_INT, P_ANY, P_ANY, fits},
    {SSA_ZEXT8, T_INT, P_ANY, P_ANY, load_unsigned},
    {SSA_ZEXT16, T_INT, P_ANY, P_ANY, load_unsigned},
    {SSA_SEXT8, T_INT, P_ANY, P_ANY, narrow_narrow},
    {SSA_SEXT16, T_INT, P_ANY, P_ANY, narrow_narrow},
    {SSA_ZEXT8, T_INT, P_ANY, P_ANY, narrow_narrow},
    {SSA_ZEXT16, T_INT, P_ANY, P_ANY, narrow_narrow},
    {SSA_L2I, T_INT, P(I2L), P_ANY, undone},
    {SSA_L2I, T_INT, P(U2L), P_ANY, undone},
    {SSA_L2I, T_INT, P(ADD), P_ANY, narrow_low},
    {SSA_L2I, T_INT, P(SUB), P_ANY, narrow_low},
    {SSA_L2I, T_INT, P(MUL), P_ANY, narrow_low},
    {SSA_L2I, T_INT, P(AND), P_ANY, narrow_low},
    {SSA_L2I, T_INT, P(OR), P_ANY, narrow_low},
    {SSA_L2I, T_INT, P(XOR), P_ANY, narrow_low},
    {SSA_I2L, T_INT, P(L2I), P_ANY, widened},
    {SSA_U2L, T_INT, P(L2I), P_ANY, widened},
    {SSA_D2F, T_FLOAT, P(F2D), P_ANY, undone},
    {SSA_F2I_BITS, T_ALL, P(I2F_BITS), P_ANY, undone},
    {SSA_I2F_BITS, T_ALL, P(F2I_BITS), P_ANY, undone},
    {SSA_D2L_BITS, T_ALL, P(L2D_BITS), P_ANY, undone},
    {SSA_L2D_BITS, T_ALL, P(D2L_BITS), P_ANY, undone},
    {SSA_L2P, T_ALL, P(P2L), P_ANY, undone},
    {SSA_P2L, T_ALL, P(L2P), P_ANY, undone},
    {SSA_FLOOR, T_ALL, P(FLOOR), P_ANY, operand},
    {SSA_CEIL, T_ALL, P(CEIL), P_ANY, operand},
    {SSA_RINT, T_ALL, P(RINT), P_ANY, operand},
    {SSA_BSWAP, T_INT, P(BSWAP), P_ANY, undone},
    {SSA_OFFSET, T_ALL, P_ANY, P_ANY, offset_zero},
    {SSA_OFFSET, T_ALL, P(OFFSET), P_ANY, offset_offset},
};
const unsigned fold_n_convert_rules = ARRAY_LEN(fold_convert_rules);
