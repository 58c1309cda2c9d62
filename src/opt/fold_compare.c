/* fold_compare.c - rules of comparisons, branches and selects: one comparison where there were two, constants
 * right. */
#include "opt/fold.h"

#define F      x->f
#define IN(i)  fold_in(x, v, i)
#define IMM(i) fold_imm(x, v, i)
#define COND   ((enum ssa_cond)ssa_at(x->f, v)->sub)

static enum ssa_type compared(const struct folder *x, ssa_id v)
{
    return ssa_type_of(x->f, fold_in(x, v, 0));
}

static bool holds_for_equals(enum ssa_cond c)
{
    return c == SSA_EQ || c == SSA_GE || c == SSA_LE || c == SSA_UGE || c == SSA_ULE;
}

/* Is v 0 or 1? */
static bool is_bool(struct folder *x, ssa_id v)
{
    struct ssa_facts k = fold_facts(x, v);
    return k.lo >= 0 && k.hi <= 1;
}

static ssa_id cmp_same(struct folder *x, ssa_id v)
{
    enum ssa_type t = compared(x, v);
    if (t == SSA_F32 || t == SSA_F64 || ssa_strip(F, IN(0)) != ssa_strip(F, IN(1)))
        return SSA_NONE;
    return ssa_const_i32(F, holds_for_equals(COND));
}

static ssa_id cmp_facts(struct folder *x, ssa_id v)
{
    struct ssa_facts a = fold_facts(x, IN(0)), b = fold_facts(x, IN(1));
    int known = opt_decide(COND, compared(x, v), &a, &b);
    return known >= 0 ? ssa_const_i32(F, known) : SSA_NONE;
}

/* References that cannot be equal: a new object and anything that is older or made elsewhere; two heap
 * constants. */
static ssa_id cmp_objects(struct folder *x, ssa_id v)
{
    if (compared(x, v) != SSA_REF)
        return SSA_NONE;
    enum ssa_op a = ssa_op_of(F, ssa_strip(F, IN(0))), b = ssa_op_of(F, ssa_strip(F, IN(1)));
    bool new_a = a == SSA_NEW || a == SSA_NEW_ARRAY, new_b = b == SSA_NEW || b == SSA_NEW_ARRAY;
    bool old_a = a == SSA_PARAM || a == SSA_CONST_REF || a == SSA_OSR_PARAM;
    bool old_b = b == SSA_PARAM || b == SSA_CONST_REF || b == SSA_OSR_PARAM;
    bool differ =
        (new_a && (new_b || old_b)) || (new_b && old_a); /* cmp_same has been here: not the same value */
    return differ ? ssa_const_i32(F, COND == SSA_NE) : SSA_NONE;
}

/* ------------------------------------------------------------------------------------ comparisons with
 * constants */

/* A truth value compared with 0 or 1: itself, or its opposite. */
static ssa_id cmp_bool(struct folder *x, ssa_id v)
{
    if (COND > SSA_NE || (uint64_t)IMM(1) > 1 || compared(x, v) != SSA_I32 || !is_bool(x, IN(0)))
        return SSA_NONE;
    ssa_id inner = IN(0);
    if ((COND == SSA_EQ) == (IMM(1) == 1))
        return inner;
    if (ssa_op_of(F, inner) == SSA_CMP)
        return fold_become_cmp(x, v, ssa_cond_negate(ssa_at(F, inner)->sub, compared(x, inner)),
                               fold_in(x, inner, 0), fold_in(x, inner, 1));
    if (ssa_op_of(F, inner) == SSA_XOR && ssa_is_const(F, fold_in(x, inner, 1)) &&
        fold_imm(x, inner, 1) == 1 && is_bool(x, fold_in(x, inner, 0)))
        return fold_in(x, inner, 0);
    return COND == SSA_NE ? fold_become_cmp(x, v, SSA_EQ, inner, ssa_const_i32(F, 0)) : SSA_NONE;
}

static ssa_id cmp_cmp3(struct folder *x, ssa_id v) /* lcmp, then if: the comparison itself */
{
    ssa_id inner = IN(0);
    if (IMM(1) != 0 || COND > SSA_LE)
        return SSA_NONE;
    return fold_become_cmp(x, v, COND, fold_in(x, inner, 0), fold_in(x, inner, 1));
}

static ssa_id cmp_fcmp(struct folder *x, ssa_id v)
{
    static const unsigned char when_less[] = {/* fcmpl: unordered counts as less */
                                              [SSA_EQ] = SSA_EQ, [SSA_NE] = SSA_NE, [SSA_LT] = SSA_ULT,
                                              [SSA_GE] = SSA_GE, [SSA_GT] = SSA_GT, [SSA_LE] = SSA_ULE};
    static const unsigned char when_greater[] = {[SSA_EQ] = SSA_EQ,  [SSA_NE] = SSA_NE,  [SSA_LT] = SSA_LT,
                                                 [SSA_GE] = SSA_UGE, [SSA_GT] = SSA_UGT, [SSA_LE] = SSA_LE};
    ssa_id inner = IN(0);
    if (IMM(1) != 0 || COND > SSA_LE)
        return SSA_NONE;
    enum ssa_cond c = ssa_op_of(F, inner) == SSA_FCMPL ? when_less[COND] : when_greater[COND];
    return fold_become_cmp(x, v, c, fold_in(x, inner, 0), fold_in(x, inner, 1));
}

/* a + c1 == c2, a ^ c1 == c2: a == c. Order survives no wrapping, so only equality. */
static ssa_id cmp_shifted(struct folder *x, ssa_id v)
{
    ssa_id inner = IN(0);
    int64_t c;
    if (COND > SSA_NE || !opt_is_int_const(F, fold_in(x, inner, 1), &c))
        return SSA_NONE;
    uint64_t to =
        ssa_op_of(F, inner) == SSA_ADD ? (uint64_t)IMM(1) - (uint64_t)c : (uint64_t)IMM(1) ^ (uint64_t)c;
    return fold_become_cmp(x, v, COND, fold_in(x, inner, 0), fold_const(x, compared(x, v), to));
}

static ssa_id cmp_difference(struct folder *x, ssa_id v) /* a - b == 0 */
{
    ssa_id inner = IN(0);
    if (COND > SSA_NE || IMM(1) != 0)
        return SSA_NONE;
    return fold_become_cmp(x, v, COND, fold_in(x, inner, 0), fold_in(x, inner, 1));
}

static ssa_id cmp_bit(struct folder *x, ssa_id v) /* (a & 2^k) == 2^k: != 0 */
{
    int64_t mask;
    if (COND > SSA_NE || !opt_is_int_const(F, fold_in(x, IN(0), 1), &mask) || mask != IMM(1) || mask == 0 ||
        ((uint64_t)mask & ((uint64_t)mask - 1)))
        return SSA_NONE;
    return fold_become_cmp(x, v, COND ^ 1, IN(0), fold_const(x, compared(x, v), 0));
}

static ssa_id cmp_widened(struct folder *x, ssa_id v) /* of two i2l, or one and a constant that fits */
{
    ssa_id a = fold_in(x, IN(0), 0), b = IN(1);
    if (ssa_op_of(F, b) == SSA_I2L)
        return fold_become_cmp(x, v, COND, a, fold_in(x, b, 0));
    if (!ssa_is_const(F, b) || ssa_at(F, b)->imm != (int32_t)ssa_at(F, b)->imm)
        return SSA_NONE;
    return fold_become_cmp(x, v, COND, a, ssa_const_i32(F, (int32_t)ssa_at(F, b)->imm));
}

/* Bounds of strictness: a < 1 is a <= 0, and so on; a <u 1 is a == 0. Less to tell apart for later rules. */
static ssa_id cmp_strict(struct folder *x, ssa_id v)
{
    ssa_id nought = fold_const(x, compared(x, v), 0);
    if (IMM(1) == 1) {
        switch (COND) {
        case SSA_LT: return fold_become_cmp(x, v, SSA_LE, IN(0), nought);
        case SSA_GE: return fold_become_cmp(x, v, SSA_GT, IN(0), nought);
        case SSA_ULT: return fold_become_cmp(x, v, SSA_EQ, IN(0), nought);
        case SSA_UGE: return fold_become_cmp(x, v, SSA_NE, IN(0), nought);
        default: return SSA_NONE;
        }
    }
    if (IMM(1) == -1 && COND == SSA_GT)
        return fold_become_cmp(x, v, SSA_GE, IN(0), nought);
    if (IMM(1) == -1 && COND == SSA_LE)
        return fold_become_cmp(x, v, SSA_LT, IN(0), nought);
    if (IMM(1) == 0 && COND == SSA_UGT)
        return fold_become_cmp(x, v, SSA_NE, IN(0), nought);
    return IMM(1) == 0 && COND == SSA_ULE ? fold_become_cmp(x, v, SSA_EQ, IN(0), nought) : SSA_NONE;
}

/* ------------------------------------------------------------------------------------------------------
 * selects */

static ssa_id select_known(struct folder *x, ssa_id v)
{
    struct ssa_facts k = fold_facts(x, IN(0));
    if (IN(1) == IN(2))
        return IN(1);
    if (k.lo > 0 || k.hi < 0)
        return IN(1);
    return k.lo == 0 && k.hi == 0 ? IN(2) : SSA_NONE;
}

static ssa_id become_select(struct folder *x, ssa_id v, ssa_id c, ssa_id a, ssa_id b)
{
    ssa_set_operands(F, v, 3, (ssa_id[]){c, a, b});
    return v;
}

static ssa_id select_bool(struct folder *x, ssa_id v) /* c ? 1 : 0, c ? 0 : 1 */
{
    int64_t a, b;
    if (ssa_type_of(F, v) != SSA_I32 || !opt_is_int_const(F, IN(1), &a) || !opt_is_int_const(F, IN(2), &b))
        return SSA_NONE;
    if (a == 1 && b == 0)
        return is_bool(x, IN(0)) ? IN(0) : fold_become_cmp(x, v, SSA_NE, IN(0), ssa_const_i32(F, 0));
    return a == 0 && b == 1 ? fold_become_cmp(x, v, SSA_EQ, IN(0), ssa_const_i32(F, 0)) : SSA_NONE;
}

static ssa_id select_zero_test(struct folder *x, ssa_id v) /* (c != 0) ? a : b; (c == 0) ? a : b */
{
    ssa_id cmp = IN(0);
    enum ssa_cond cond = ssa_at(F, cmp)->sub;
    int64_t c;
    if (cond > SSA_NE || compared(x, cmp) != SSA_I32 || !opt_is_int_const(F, fold_in(x, cmp, 1), &c) ||
        c != 0 || ssa_op_of(F, fold_in(x, cmp, 0)) != SSA_CMP)
        return SSA_NONE;
    bool same = cond == SSA_NE;
    return become_select(x, v, fold_in(x, cmp, 0), same ? IN(1) : IN(2), same ? IN(2) : IN(1));
}

static ssa_id select_min_max(struct folder *x, ssa_id v) /* a < b ? a : b */
{
    ssa_id cmp = IN(0), a = fold_in(x, cmp, 0), b = fold_in(x, cmp, 1);
    enum ssa_cond c = ssa_at(F, cmp)->sub;
    if (!opt_is_int(ssa_type_of(F, v)) || compared(x, cmp) != ssa_type_of(F, v) || c < SSA_LT || c > SSA_LE)
        return SSA_NONE;
    bool less = c == SSA_LT || c == SSA_LE;
    if (IN(1) == a && IN(2) == b)
        return fold_become(x, v, less ? SSA_MIN : SSA_MAX, a, b);
    return IN(1) == b && IN(2) == a ? fold_become(x, v, less ? SSA_MAX : SSA_MIN, a, b) : SSA_NONE;
}

static ssa_id select_abs(struct folder *x, ssa_id v) /* a < 0 ? -a : a */
{
    ssa_id cmp = IN(0), a = fold_in(x, cmp, 0);
    enum ssa_cond c = ssa_at(F, cmp)->sub;
    int64_t zero;
    if (!opt_is_int_const(F, fold_in(x, cmp, 1), &zero) || zero != 0 || ssa_type_of(F, v) != compared(x, cmp))
        return SSA_NONE;
    bool less = c == SSA_LT || c == SSA_LE, greater = c == SSA_GT || c == SSA_GE;
    ssa_id negative = less ? IN(1) : IN(2), positive = less ? IN(2) : IN(1);
    if (!(less || greater) || positive != a || ssa_op_of(F, negative) != SSA_NEG ||
        fold_in(x, negative, 0) != a)
        return SSA_NONE;
    return fold_become(x, v, SSA_ABS, a, SSA_NONE);
}

/* A branch on c != 0 is one on c. */
static ssa_id branch_on(struct folder *x, ssa_id v)
{
    ssa_id cmp = IN(0);
    if (ssa_at(F, cmp)->sub != SSA_NE || compared(x, cmp) != SSA_I32 ||
        !ssa_is_const(F, fold_in(x, cmp, 1)) || fold_imm(x, cmp, 1) != 0 ||
        ssa_op_of(F, fold_in(x, cmp, 0)) != SSA_CMP)
        return SSA_NONE;
    ssa_set_operand(F, v, 0, fold_in(x, cmp, 0));
    return v;
}

const struct fold_rule fold_compare_rules[] = {
    {SSA_CMP, T_ALL, P_ANY, P_ANY, cmp_same},
    {SSA_CMP, T_ALL, P_ANY, P_ANY, cmp_facts},
    {SSA_CMP, T_ALL, P_ANY, P_ANY, cmp_objects},
    {SSA_CMP, T_ALL, P_ANY, P_CONST, cmp_bool},
    {SSA_CMP, T_ALL, P(CMP3), P_CONST, cmp_cmp3},
    {SSA_CMP, T_ALL, P(FCMPL), P_CONST, cmp_fcmp},
    {SSA_CMP, T_ALL, P(FCMPG), P_CONST, cmp_fcmp},
    {SSA_CMP, T_ALL, P(ADD), P_CONST, cmp_shifted},
    {SSA_CMP, T_ALL, P(XOR), P_CONST, cmp_shifted},
    {SSA_CMP, T_ALL, P(SUB), P_CONST, cmp_difference},
    {SSA_CMP, T_ALL, P(XOR), P_CONST, cmp_difference},
    {SSA_CMP, T_ALL, P(AND), P_CONST, cmp_bit},
    {SSA_CMP, T_ALL, P(I2L), P_ANY, cmp_widened},
    {SSA_CMP, T_ALL, P_ANY, P_CONST, cmp_strict},
    {SSA_SELECT, T_ALL, P_ANY, P_ANY, select_known},
    {SSA_SELECT, T_ALL, P_ANY, P_CONST, select_bool},
    {SSA_SELECT, T_ALL, P(CMP), P_ANY, select_zero_test},
    {SSA_SELECT, T_ALL, P(CMP), P_ANY, select_min_max},
    {SSA_SELECT, T_ALL, P(CMP), P_ANY, select_abs},
    {SSA_BRANCH, T_ALL, P(CMP), P_ANY, branch_on},
};
const unsigned fold_n_compare_rules = ARRAY_LEN(fold_compare_rules);
