/*
 * fold_check.c - rules of checks, types, lengths and phis: what facts, or the world, already answer.
 *
 * A check that is known to pass is replaced by its operand: the facts that prove it hold wherever the operand
 * is available, so nothing that relied on the check can move to where they do not hold.
 */
#include "opt/fold.h"

#define F     x->f
#define IN(i) fold_in(x, v, i)

static ssa_id check_passes(struct folder *x, ssa_id v)
{
    struct ssa_facts in[2] = {fold_facts(x, IN(0))};
    if (ssa_at(F, v)->noperands > 1)
        in[1] = fold_facts(x, IN(1));
    return opt_check_outcome(x->cx, F, v, in) == 1 ? IN(0) : SSA_NONE;
}

/* An index in bounds: what is known of the length may be known here only, and the index does not say so; its
 * place does. */
static ssa_id bounds_pass(struct folder *x, ssa_id v)
{
    struct ssa_facts in[2] = {fold_facts(x, IN(0)), fold_facts(x, IN(1))};
    if (opt_check_outcome(x->cx, F, v, in) != 1)
        return SSA_NONE;
    opt_proved(x->cx, F, v);
    return v;
}

/* The same check of the same value, done before. Different checks in between only refined it. */
static ssa_id check_checked(struct folder *x, ssa_id v)
{
    enum ssa_op op = ssa_op_of(F, v);
    for (ssa_id a = IN(0); ssa_info(F, a)->properties & SSA_SAME; a = fold_in(x, a, 0)) {
        if (ssa_op_of(F, a) != op || ssa_at(F, a)->handle != ssa_at(F, v)->handle)
            continue;
        if (ssa_at(F, v)->noperands == 1 || ssa_strip(F, fold_in(x, a, 1)) == ssa_strip(F, IN(1)))
            return IN(0);
    }
    return SSA_NONE;
}

static ssa_id guard_on(struct folder *x, ssa_id v) /* guard c != 0: guard c */
{
    ssa_id cmp = IN(0);
    if (ssa_at(F, cmp)->sub != SSA_NE || ssa_type_of(F, fold_in(x, cmp, 0)) != SSA_I32 ||
        !ssa_is_const(F, fold_in(x, cmp, 1)) || fold_imm(x, cmp, 1) != 0)
        return SSA_NONE;
    ssa_set_operand(F, v, 0, fold_in(x, cmp, 0));
    return v;
}

/* Nothing that its operand does not say already. */
static ssa_id refine_idle(struct folder *x, ssa_id v)
{
    struct ssa_facts mine = ssa_facts_of(F, v), its = ssa_facts_of(F, IN(0));
    return ssa_at(F, v)->imm || opt_sharper(&mine, &its) ? SSA_NONE : IN(0);
}

static ssa_id refine_refine(struct folder *x, ssa_id v)
{
    ssa_id inner = IN(0);
    struct ssa_facts mine = ssa_facts_of(F, v), its = ssa_facts_of(F, inner);
    if (!ssa_used_once(F, inner) || ssa_at(F, v)->imm || ssa_at(F, inner)->imm ||
        ssa_at(F, inner)->block != ssa_at(F, v)->block || !ssa_facts_meet(&mine, &its))
        return SSA_NONE;
    ssa_set_operand(F, v, 0, fold_in(x, inner, 0));
    ssa_set_facts(F, v, &mine);
    return v;
}

/* All operands the same value, or the phi itself. */
static ssa_id phi_same(struct folder *x, ssa_id v)
{
    ssa_id only = SSA_NONE;
    for (uint32_t i = 0; i < ssa_at(F, v)->noperands; i++) {
        ssa_id a = IN(i);
        if (a == v || a == only)
            continue;
        if (only)
            return SSA_NONE;
        only = a;
    }
    return only;
}

/* Two phis of one block with equal operands. */
static ssa_id phi_twin(struct folder *x, ssa_id v)
{
    for (ssa_id a = F->blocks[ssa_at(F, v)->block]->first; a && a != v && ssa_op_of(F, a) == SSA_PHI;
         a = ssa_at(F, a)->next)
        if (ssa_same_computation(F, a, v))
            return a;
    return SSA_NONE;
}

/* ------------------------------------------------------------------------------------------------ types,
 * lengths */

static ssa_id length_of_new(struct folder *x, ssa_id v)
{
    ssa_id array = ssa_strip(F, IN(0));
    return ssa_op_of(F, array) == SSA_NEW_ARRAY ? fold_in(x, array, 0) : SSA_NONE;
}

static ssa_id class_known(struct folder *x, ssa_id v)
{
    struct ssa_facts k = fold_facts(x, IN(0));
    const struct opt_env *env = x->cx->env;
    if (!k.exact || !k.class || k.null != SSA_NONNULL || !env || !env->class_address)
        return SSA_NONE;
    uint64_t address = env->class_address(env->user, k.class);
    return address ? ssa_address(F, address) : SSA_NONE;
}

/* instance_of of a class that is exact, and wrong; that is right, of something that may be null. */
static ssa_id instance_known(struct folder *x, ssa_id v)
{
    struct ssa_facts k = fold_facts(x, IN(0));
    uint64_t wanted = ssa_at(F, v)->handle;
    if (k.class && opt_subclass(x->cx, k.class, wanted))
        return fold_become_cmp(x, v, SSA_NE, IN(0), ssa_const_null(F));
    if (k.class && opt_disjoint(x->cx, k.class, wanted))
        return ssa_const_i32(F, 0);
    return SSA_NONE;
}

/* A field of a heap object that the world says is constant. */
static ssa_id load_constant(struct folder *x, ssa_id v)
{
    const struct opt_env *env = x->cx->env;
    const struct ssa_value *value = ssa_at(F, v);
    ssa_id base = ssa_strip(F, IN(0));
    struct opt_constant c = {0};
    if (ssa_op_of(F, base) != SSA_CONST_REF || !env || !env->constant_field || value->type == SSA_RAW ||
        !env->constant_field(env->user, ssa_at(F, base)->handle, value->imm, value->sub, &c))
        return SSA_NONE;
    return c.ref ? ssa_const_ref(F, c.ref) : ssa_const(F, value->type, c.bits);
}

/* Locking a fresh object, or keeping a constant alive, and the like, are for other passes. */
static ssa_id keep_constant(struct folder *x, ssa_id v)
{
    enum ssa_op op = ssa_op_of(F, ssa_strip(F, IN(0)));
    return op == SSA_CONST || op == SSA_CONST_REF ? ssa_const_i32(F, 0) : SSA_NONE;
}

/* What was put into a box. */
static ssa_id load_of_box(struct folder *x, ssa_id v)
{
    const struct ssa_value *load = ssa_at(F, v), *box = ssa_at(F, ssa_strip(F, IN(0)));
    bool whole = box->op == SSA_BOX && box->imm == load->imm && box->sub == load->sub;
    return whole ? fold_in(x, ssa_strip(F, IN(0)), 0) : SSA_NONE;
}

const struct fold_rule fold_check_rules[] = {
    {SSA_LOAD, T_ALL, P_ANY, P_ANY, load_of_box},
    {SSA_NULL_CHECK, T_ALL, P_ANY, P_ANY, check_passes},
    {SSA_ZERO_CHECK, T_ALL, P_ANY, P_ANY, check_passes},
    {SSA_BOUNDS_CHECK, T_ALL, P_ANY, P_ANY, bounds_pass},
    {SSA_CLASS_CHECK, T_ALL, P_ANY, P_ANY, check_passes},
    {SSA_CHECK_CAST, T_ALL, P_ANY, P_ANY, check_passes},
    {SSA_STORE_CHECK, T_ALL, P_ANY, P_ANY, check_passes},
    {SSA_GUARD, T_ALL, P_ANY, P_ANY, check_passes},
    {SSA_NULL_CHECK, T_ALL, P_ANY, P_ANY, check_checked},
    {SSA_ZERO_CHECK, T_ALL, P_ANY, P_ANY, check_checked},
    {SSA_BOUNDS_CHECK, T_ALL, P_ANY, P_ANY, check_checked},
    {SSA_CLASS_CHECK, T_ALL, P_ANY, P_ANY, check_checked},
    {SSA_CHECK_CAST, T_ALL, P_ANY, P_ANY, check_checked},
    {SSA_STORE_CHECK, T_ALL, P_ANY, P_ANY, check_checked},
    {SSA_GUARD, T_ALL, P(CMP), P_ANY, guard_on},
    {SSA_REFINE, T_ALL, P_ANY, P_ANY, refine_idle},
    {SSA_REFINE, T_ALL, P(REFINE), P_ANY, refine_refine},
    {SSA_PHI, T_ALL, P_ANY, P_ANY, phi_same},
    {SSA_PHI, T_ALL, P_ANY, P_ANY, phi_twin},
    {SSA_ARRAY_LENGTH, T_ALL, P_ANY, P_ANY, length_of_new},
    {SSA_CLASS_OF, T_ALL, P_ANY, P_ANY, class_known},
    {SSA_INSTANCE_OF, T_ALL, P_ANY, P_ANY, instance_known},
    {SSA_LOAD, T_ALL, P_ANY, P_ANY, load_constant},
    {SSA_KEEP_ALIVE, T_ALL, P_ANY, P_ANY, keep_constant},
};
const unsigned fold_n_check_rules = ARRAY_LEN(fold_check_rules);
