/*
 * fold.c - folding: small rules, each a pattern and what to do, applied until none fits.
 *
 * The rules stand in fold_integer.c, fold_convert.c, fold_compare.c and fold_check.c, in tables that are
 * looked up by operation; constants fold without any rule, by what the evaluator computes. A worklist holds
 * what may have become foldable: everything at first, then the users of what changed. Each rule makes its
 * value simpler by an order that ends (fewer operations, cheaper ones, constants to the right), so this ends.
 *
 * Facts decide too: a value of one number is that number, a check that is known to pass is its operand.
 *
 * Requires: order. Maintains: everything. Breaks: nothing.
 */
#include "opt/fold.h"

#include <string.h>

#include "ssa/eval.h"

/* -----------------------------------------------------------------------------------------------------
 * helpers */

struct ssa_facts fold_facts(struct folder *x, ssa_id v)
{
    return opt_facts(x->cx, x->f, v);
}

ssa_id fold_const(struct folder *x, enum ssa_type t, uint64_t bits)
{
    return ssa_const(x->f, t, opt_cut(t, bits));
}

/* The constant that a pure operation on constants gives. */
static ssa_id constant_result(struct folder *x, enum ssa_op op, unsigned sub, enum ssa_type t, uint32_t n,
                              const ssa_id *operands)
{
    const struct ssa_func *f = x->f;
    ssa_eval_value in[3] = {0, 0, 0}, out;
    if (n == 0 || n > 3 || ssa_ops[op].effect != SSA_PURE || !(ssa_ops[op].properties & SSA_MOVE) ||
        t == SSA_RAW || t == SSA_REF)
        return SSA_NONE;
    for (uint32_t i = 0; i < n; i++) {
        if (!ssa_is_const(f, operands[i]))
            return SSA_NONE;
        in[i] = ssa_at(f, operands[i])->imm;
    }
    enum ssa_type from = ssa_type_of(f, operands[0]);
    if (from == SSA_RAW || !ssa_eval_pure(op, sub, t, from, in, &out))
        return SSA_NONE;
    return ssa_const(x->f, t, out);
}

ssa_id fold_make(struct folder *x, ssa_id v, enum ssa_op op, enum ssa_type t, ssa_id a, ssa_id b)
{
    ssa_id operands[2] = {a, b};
    uint32_t n = b ? 2 : 1;
    ssa_id known = constant_result(x, op, 0, t, n, operands);
    if (known)
        return known;
    ssa_id made = ssa_new(x->f, op, t, n, operands);
    ssa_insert_before(x->f, v, made);
    opt_push(&x->work, made);
    return made;
}

ssa_id fold_make1(struct folder *x, ssa_id v, enum ssa_op op, enum ssa_type t, ssa_id a)
{
    return fold_make(x, v, op, t, a, SSA_NONE);
}

ssa_id fold_become(struct folder *x, ssa_id v, enum ssa_op op, ssa_id a, ssa_id b)
{
    struct ssa_facts facts = fold_facts(x, v);
    ssa_id operands[2] = {a, b};
    for (uint32_t i = 0; i < ssa_at(x->f, v)->noperands; i++) /* they lose a user */
        opt_push(&x->work, ssa_in(x->f, v, i));
    ssa_become(x->f, v, op, ssa_type_of(x->f, v), b ? 2 : 1, operands);
    struct ssa_facts by_op = ssa_facts_of(x->f, v);
    if (opt_sharper(&facts, &by_op)) /* the same value: somebody may rely on what was known of it */
        ssa_set_facts(x->f, v, &facts);
    return v;
}

ssa_id fold_become_cmp(struct folder *x, ssa_id v, enum ssa_cond cond, ssa_id a, ssa_id b)
{
    fold_become(x, v, SSA_CMP, a, b);
    ssa_at(x->f, v)->sub = (uint8_t)cond;
    return v;
}

/* ----------------------------------------------------------------------------------------------------
 * matching */

static bool matches(const struct folder *x, ssa_id v, uint32_t i, unsigned pattern)
{
    if (pattern == P_ANY)
        return true;
    if (i >= ssa_at(x->f, v)->noperands)
        return false;
    ssa_id operand = ssa_in(x->f, v, i);
    if (pattern == P_SAME)
        return operand == ssa_in(x->f, v, 0);
    if (pattern >= P_OP)
        return ssa_op_of(x->f, operand) == pattern - P_OP;
    int64_t c;
    if (!opt_is_int_const(x->f, operand, &c))
        return false;
    switch ((enum fold_pattern)pattern) {
    case P_ZERO: return c == 0;
    case P_ONE: return c == 1;
    case P_ONES: return c == -1;
    case P_POW2: return c > 1 && (c & (c - 1)) == 0;
    default: return true;
    }
}

/* The tables' rules by operation, each operation's in the order of the tables. */
static void index_rules(struct folder *x)
{
    const struct {
        const struct fold_rule *rules;
        unsigned n;
    } tables[] = {{fold_integer_rules, fold_n_integer_rules},
                  {fold_convert_rules, fold_n_convert_rules},
                  {fold_compare_rules, fold_n_compare_rules},
                  {fold_check_rules, fold_n_check_rules}};
    uint16_t at[SSA_NOPS + 1] = {0};
    unsigned total = 0;
    for (size_t t = 0; t < ARRAY_LEN(tables); total += tables[t++].n)
        for (unsigned i = 0; i < tables[t].n; i++)
            at[tables[t].rules[i].op + 1]++;
    for (unsigned op = 0; op < SSA_NOPS; op++)
        at[op + 1] = (uint16_t)(at[op + 1] + at[op]);
    memcpy(x->first, at, sizeof at);
    x->rules = ARENA_ARRAY(&x->cx->scratch, const struct fold_rule *, total);
    for (size_t t = 0; t < ARRAY_LEN(tables); t++)
        for (unsigned i = 0; i < tables[t].n; i++)
            x->rules[at[tables[t].rules[i].op]++] = &tables[t].rules[i];
}

static ssa_id apply_rules(struct folder *x, ssa_id v)
{
    enum ssa_op op = ssa_op_of(x->f, v);
    for (unsigned i = x->first[op]; i < x->first[op + 1]; i++) {
        const struct fold_rule *r = x->rules[i];
        enum ssa_type t = ssa_type_of(x->f, v);
        /* a rule that did not fit after all may have changed the operation */
        if (r->op != ssa_op_of(x->f, v) || !(r->types >> t & 1) || !matches(x, v, 0, r->left) ||
            !matches(x, v, 1, r->right))
            continue;
        ssa_id result = r->apply(x, v);
        if (result)
            return result;
    }
    return SSA_NONE;
}

/* Constants to the right, so that rules look in one place. */
static bool order_operands(struct folder *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    if (!(ssa_info(f, v)->properties & SSA_COMM) && ssa_op_of(f, v) != SSA_CMP)
        return false;
    ssa_id a = ssa_in(f, v, 0), b = ssa_in(f, v, 1);
    if (!ssa_is_const(f, a) || ssa_is_const(f, b))
        return false;
    if (ssa_op_of(f, v) == SSA_CMP)
        ssa_at(f, v)->sub = (uint8_t)ssa_cond_swap(ssa_at(f, v)->sub);
    ssa_set_operand(f, v, 0, b);
    ssa_set_operand(f, v, 1, a);
    return true;
}

/* A value that facts say is one number. */
static ssa_id known_number(struct folder *x, ssa_id v)
{
    const struct ssa_value *value = ssa_at(x->f, v);
    enum ssa_effect effect = ssa_effect_of(x->f, v);
    bool plain = effect == SSA_PURE || effect == SSA_READ || value->op == SSA_PHI ||
                 (value->op == SSA_REFINE && !value->imm);
    if (!plain || value->op == SSA_CONST)
        return SSA_NONE;
    if (opt_is_int(value->type)) {
        struct ssa_facts k = fold_facts(x, v);
        if (k.lo == k.hi)
            return ssa_const(x->f, value->type, k.lo);
    } else if (value->type == SSA_REF && plain) {
        if (ssa_facts_of(x->f, v).null == SSA_NULL)
            return ssa_const_null(x->f);
    }
    return SSA_NONE;
}

static ssa_id fold_once(struct folder *x, ssa_id v)
{
    struct ssa_func *f = x->f;
    const struct ssa_value *value = ssa_at(f, v);
    ssa_id operands[3] = {0, 0, 0}, result;
    bool swapped = order_operands(x, v);
    for (uint32_t i = 0; i < value->noperands && i < 3; i++)
        operands[i] = ssa_in(f, v, i);
    if ((result = constant_result(x, value->op, value->sub, value->type, value->noperands, operands)) ||
        (result = known_number(x, v)) || (result = apply_rules(x, v)))
        return result;
    return swapped ? v : SSA_NONE;
}

/* -------------------------------------------------------------------------------------------------- the
 * worklist */

/* The replacement is older, or a constant, or was made just before v. */
static void replaced(struct folder *x, ssa_id v, ssa_id with)
{
    opt_push_users(&x->work, x->f, v);
    if (with == v) {
        opt_push(&x->work, v);
        return;
    }
    for (uint32_t i = 0; i < ssa_at(x->f, v)->noperands; i++) /* they have lost a user */
        opt_push(&x->work, ssa_in(x->f, v, i));
    if (ssa_type_of(x->f, v) == SSA_VOID || ssa_is_const(x->f, with)) {
        if (with)
            ssa_replace_all_uses(x->f, v, with);
        ssa_remove(x->f, v);
    } else {
        opt_replace_with(x->cx, x->f, v, with);
    }
}

bool opt_fold(struct ssa_func *f, struct opt_ctx *cx)
{
    struct folder x = {.f = f, .cx = cx};
    bool changed = false;
    index_rules(&x);
    uint32_t limit = 40 * f->nvalues + 1000;  /* rules end; this only bounds a mistake in them */
    for (uint32_t i = cx->order->n; i-- > 0;) /* popped from the end: in order */
        for (ssa_id v = f->blocks[cx->order->blocks[i]]->last; v; v = ssa_at(f, v)->prev)
            opt_push(&x.work, v);
    for (ssa_id v; (v = opt_pop(&x.work)) && limit;) {
        const struct ssa_value *value = ssa_at(f, v);
        if (value->op == SSA_NOP || value->block == SSA_NO_BLOCK)
            continue;
        if (value->users == 0 && ssa_removable(f, v)) {
            for (uint32_t i = 0; i < value->noperands; i++)
                opt_push(&x.work, ssa_in(f, v, i));
            ssa_remove(f, v);
            changed = true;
            continue;
        }
        ssa_id with = fold_once(&x, v);
        if (with) {
            replaced(&x, v, with);
            changed = true;
            limit--;
        }
    }
    opt_worklist_free(&x.work);
    return changed;
}
