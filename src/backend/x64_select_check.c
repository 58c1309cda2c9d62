/* x64_select_check.c - checks and guards, type tests, calls. */
#include "backend/x64_select.h"

static void put_guard(struct x64_selector *s, ssa_id v, const struct x64_comparison *k, uint8_t fails)
{
    x64_put(s, X64_GUARD, k->size, k->kind)->cond = fails;
    x64_add_compare(s, k);
    x64_add_state(s, v, LIR_USE);
}

/* 0 or 1? An `and` is, when both of its operands are. */
static bool is_truth(const struct ssa_func *f, ssa_id v, int depth)
{
    enum ssa_op op = ssa_op_of(f, v);
    struct ssa_facts facts = ssa_facts_of(f, v);
    if (op == SSA_CMP || op == SSA_INSTANCE_OF || (facts.lo >= 0 && facts.hi <= 1))
        return true;
    return op == SSA_AND && depth > 0 && is_truth(f, ssa_in(f, v, 0), depth - 1) &&
           is_truth(f, ssa_in(f, v, 1), depth - 1);
}

/* The parts of a condition that holds when all of them do: at most MAX_PARTS, and what is still pending then.
 */
enum { MAX_PARTS = 16, MAX_DEPTH = 12 };
static void find_parts(const struct x64_selector *s, ssa_id v, ssa_id *parts, uint32_t *n, int depth)
{
    const struct ssa_func *f = s->f;
    if (ssa_op_of(f, v) == SSA_AND && ssa_used_once(f, v) && !bitset_has(s->needed, v) && depth > 0 &&
        *n < MAX_PARTS && is_truth(f, v, depth)) {
        find_parts(s, ssa_in(f, v, 0), parts, n, depth - 1);
        find_parts(s, ssa_in(f, v, 1), parts, n, depth - 1);
        return;
    }
    for (uint32_t i = 0; i < *n; i++)
        if (parts[i] == v)
            return;
    parts[(*n)++] = v;
}

/* A guard of several conditions: several guards with one state. */
static void select_guard(struct x64_selector *s, ssa_id v)
{
    ssa_id parts[MAX_PARTS + MAX_DEPTH + 1];
    uint32_t n = 0;
    if (bitset_has(s->trapped, v))
        return;
    find_parts(s, x64_rep(s->f, ssa_in(s->f, v, 0)), parts, &n, MAX_DEPTH);
    for (uint32_t i = 0; i < n; i++) {
        s->no_traps = i + 1 < n;
        bool negated;
        ssa_id instance = x64_jumps_on_instance(s, parts[i], &negated);
        if (instance != SSA_NONE) {
            x64_put_instance_jump(s, X64_INSTANCE_GUARD, instance, negated);
            x64_add_state(s, v, LIR_LATE);
            continue;
        }
        struct x64_comparison k = x64_compare_of(s, parts[i]);
        put_guard(s, v, &k, x64_negate(k.cond));
    }
    s->no_traps = false;
}

static void select_bounds_check(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    ssa_id index = ssa_in(f, v, 0), length = ssa_in(f, v, 1);
    int64_t imm;
    struct x64_comparison k = {.kind = COMPARE_INT, .size = 4};
    uint8_t fails = CC_AE; /* unsigned: a negative index is a large one */
    if (x64_imm_of(s, index, &imm)) {
        ssa_id t = index;
        index = length;
        length = t;
        fails = CC_BE;
    }
    k.a = x64_reg_of(s, index);
    k.b = x64_source_of(s, length);
    put_guard(s, v, &k, fails);
}

static void select_zero_check(struct x64_selector *s, ssa_id v)
{
    lir_reg r = x64_reg_of(s, ssa_in(s->f, v, 0));
    struct x64_comparison k = {
        COMPARE_TEST, CC_NE, x64_size_of(ssa_type_of(s->f, v)), r, {.kind = LIR_SRC_REG, .reg = r}};
    put_guard(s, v, &k, CC_E);
}

/* A null check that an access makes may happen too late: then only what is checked can tell. */
static bool never_null(const struct x64_selector *s, ssa_id v)
{
    const struct ssa_func *f = s->f;
    for (ssa_id x = v; ssa_info(f, x)->properties & SSA_SAME; x = ssa_in(f, x, 0))
        if (bitset_has(s->trapped, x))
            return ssa_facts_of(f, x64_rep(f, v)).null == SSA_NONNULL;
    return ssa_facts_of(f, v).null == SSA_NONNULL;
}

ssa_id x64_jumps_on_instance(const struct x64_selector *s, ssa_id condition, bool *negated)
{
    const struct ssa_func *f = s->f;
    ssa_id v = x64_rep(f, condition);
    int64_t zero;
    *negated = false;
    if (ssa_op_of(f, v) == SSA_CMP && (ssa_at(f, v)->sub == SSA_EQ || ssa_at(f, v)->sub == SSA_NE) &&
        ssa_used_once(f, v) && !bitset_has(s->needed, v) && x64_imm_of(s, ssa_in(f, v, 1), &zero) &&
        zero == 0) {
        *negated = ssa_at(f, v)->sub == SSA_EQ;
        v = ssa_in(f, v, 0);
    }
    bool fits = ssa_op_of(f, v) == SSA_INSTANCE_OF && ssa_used_once(f, v) && !bitset_has(s->needed, v);
    return fits ? v : SSA_NONE;
}

void x64_put_instance_jump(struct x64_selector *s, enum x64_inst op, ssa_id condition, bool negated)
{
    lir_reg object = x64_reg_of(s, ssa_in(s->f, condition, 0));
    struct lir_inst *in = x64_put(s, op, 8, 0);
    in->disp = (int32_t)condition;
    in->cond = negated ? CC_NE : CC_E;
    in->imm = never_null(s, ssa_in(s->f, condition, 0));
    x64_add_use(s, object, LIR_LATE, LIR_MUST);
    x64_add_temp(s, SSA_I64);
}

static void select_class_check(struct x64_selector *s, ssa_id v)
{
    lir_reg r = x64_reg_of(s, ssa_in(s->f, v, 0));
    struct lir_inst *in = x64_put(s, X64_CLASS_GUARD, 8, 0);
    in->trap = s->trap_of[v];
    in->imm = in->trap != 0 || never_null(s, ssa_in(s->f, v, 0));
    x64_add_use(s, r, LIR_USE, LIR_MUST);
    x64_add_state(s, v, LIR_USE);
}

static void select_check_cast(struct x64_selector *s, ssa_id v)
{
    lir_reg r = x64_reg_of(s, ssa_in(s->f, v, 0));
    struct lir_inst *in = x64_put(s, X64_CHECK_CAST, 8, 0);
    in->trap = s->trap_of[v];
    in->imm = in->trap != 0 || never_null(s, ssa_in(s->f, v, 0));
    x64_add_use(s, r, LIR_LATE, LIR_MUST);
    x64_add_temp(s, SSA_I64);
    x64_add_state(s, v, LIR_LATE);
}

static void select_store_check(struct x64_selector *s, ssa_id v)
{
    lir_reg value = x64_reg_of(s, ssa_in(s->f, v, 0)), array = x64_reg_of(s, ssa_in(s->f, v, 1));
    x64_put(s, X64_STORE_CHECK, 8, 0);
    x64_add_use(s, value, LIR_LATE, LIR_MUST);
    x64_add_use(s, array, LIR_LATE, LIR_MUST);
    x64_add_temp(s, SSA_I64);
    x64_add_temp(s, SSA_I64);
    x64_add_state(s, v, LIR_LATE);
}

void x64_select_check(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    switch (ssa_op_of(f, v)) {
    case SSA_NULL_CHECK:
        if (!bitset_has(s->trapped, v))
            select_zero_check(s, v);
        break;
    case SSA_ZERO_CHECK: select_zero_check(s, v); break;
    case SSA_BOUNDS_CHECK: select_bounds_check(s, v); break;
    case SSA_CLASS_CHECK: select_class_check(s, v); break;
    case SSA_CHECK_CAST: select_check_cast(s, v); break;
    case SSA_STORE_CHECK: select_store_check(s, v); break;
    case SSA_GUARD: select_guard(s, v); break;
    case SSA_INSTANCE_OF: {
        lir_reg r = x64_reg_of(s, ssa_in(f, v, 0));
        x64_put(s, X64_INSTANCE, 8, 0)->imm = never_null(s, ssa_in(f, v, 0));
        x64_add_def(s, v);
        x64_add_use(s, r, LIR_LATE, LIR_MUST);
        break;
    }
    default: x64_fail(s->c, BACKEND_OPERATION); break;
    }
}

/* ---------------------------------------------------------------------------------------------------- calls
 */

/* Arguments may be anywhere; the emitter moves them to their places all at once. */
static void add_arguments(struct x64_selector *s, ssa_id v, uint32_t ints)
{
    struct ssa_func *f = s->f;
    uint32_t fps = 0, stack = 0, n = ssa_at(f, v)->noperands;
    if (n > 200)
        x64_fail(s->c, BACKEND_TOO_LARGE);
    for (uint32_t i = 0; i < n && i <= 200; i++) {
        ssa_id rep = x64_rep(f, ssa_in(f, v, i));
        bool fp = lir_is_fp_type(ssa_type_of(f, ssa_in(f, v, i)));
        uint8_t hint = LIR_NO_HINT;
        if (fp ? fps < X64_FP_ARGS : ints < X64_INT_ARGS)
            hint = fp ? (uint8_t)(LIR_FPR + fps++) : x64_int_args[ints++];
        else
            stack += 8;
        if (lir_is_constant(s->l, rep))
            continue;
        x64_add_use(s, x64_reg_of(s, rep), LIR_USE, LIR_ANYWHERE);
        vec_last(&s->l->ops).hint = hint;
    }
    if (stack > s->l->out_args)
        s->l->out_args = stack;
}

void x64_select_call(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    const struct ssa_value *value = ssa_at(f, v);
    enum x64_call kind = value->op == SSA_CALL             ? CALL_DIRECT
                         : value->op == SSA_CALL_VIRTUAL   ? CALL_THROUGH_VTABLE
                         : value->op == SSA_CALL_INTERFACE ? CALL_THROUGH_IMT
                                                           : CALL_HELPER;
    bool thread = false;
    if (kind == CALL_HELPER) {
        int64_t n = value->imm + HELPER_FIRST;
        if (n < 0 || !backend_has_helper(s->c->be, (uint32_t)n)) {
            x64_fail(s->c, BACKEND_NO_HELPER);
            return;
        }
        thread = s->c->be->helpers[n].takes_thread;
    }
    x64_put(s, X64_CALL, 8, kind)->flags = LIR_CALLS;
    add_arguments(s, v, thread);
    if (value->state != 0)
        x64_add_state(s, v, LIR_LATE);
    s->l->calls = true;
    if (value->type == SSA_VOID || !bitset_has(s->needed, v))
        return;
    bool fp = lir_is_fp_type((enum ssa_type)value->type);
    x64_put_move(s, (enum ssa_type)value->type, v, LIR_PHYS | (fp ? LIR_FPR : RAX));
    if (kind == CALL_HELPER) /* C leaves the upper half of an int undefined */
        vec_last(&s->l->insts).sub = value->type == SSA_I32;
}
