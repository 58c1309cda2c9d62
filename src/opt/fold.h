/* fold.h - shared by fold.c and its rules. */
#ifndef SAMOVAR_OPT_FOLD_H
#define SAMOVAR_OPT_FOLD_H

#include "opt/internal.h"

struct fold_rule;

struct folder {
    struct ssa_func *f;
    struct opt_ctx *cx;
    struct opt_worklist work;
    const struct fold_rule **rules; /* of operation op: from first[op] to first[op + 1] */
    uint16_t first[SSA_NOPS + 1];
};

/* What an operand must be. P_OP + operation: a value of that operation. Several constants: see matches() in
 * fold.c. */
enum fold_pattern {
    P_ANY,
    P_CONST, /* an integer constant */
    P_ZERO,
    P_ONE,
    P_ONES, /* -1 */
    P_POW2, /* 2, 4, ...: a power of two above 1 */
    P_SAME, /* the same value as operand 0 */
    P_OP,
};
#define P(op) (P_OP + SSA_##op)

enum { T_INT = 1 << SSA_I32 | 1 << SSA_I64, T_FLOAT = 1 << SSA_F32 | 1 << SSA_F64, T_ALL = 0xff };

/*
 * One rule: a value of operation op, of one of the types, with operands as the patterns say. apply returns
 * the value to use instead, v itself when it was changed in place, or SSA_NONE when the rule does not fit
 * after all.
 */
struct fold_rule {
    unsigned char op, types;
    unsigned short left, right;
    ssa_id (*apply)(struct folder *x, ssa_id v);
};

extern const struct fold_rule fold_integer_rules[], fold_convert_rules[], fold_compare_rules[],
    fold_check_rules[];
extern const unsigned fold_n_integer_rules, fold_n_convert_rules, fold_n_compare_rules, fold_n_check_rules;

/* A new value before v, or its constant when operands are constants. */
ssa_id fold_make(struct folder *x, ssa_id v, enum ssa_op op, enum ssa_type t, ssa_id a, ssa_id b);
ssa_id fold_make1(struct folder *x, ssa_id v, enum ssa_op op, enum ssa_type t, ssa_id a);
/* v becomes op(a, b); returns v. b may be SSA_NONE. */
ssa_id fold_become(struct folder *x, ssa_id v, enum ssa_op op, ssa_id a, ssa_id b);
ssa_id fold_become_cmp(struct folder *x, ssa_id v, enum ssa_cond cond, ssa_id a, ssa_id b);
ssa_id fold_const(struct folder *x, enum ssa_type t, uint64_t bits);
struct ssa_facts fold_facts(struct folder *x, ssa_id v);

/* The constant operand i of v; it is known to be one. */
static inline int64_t fold_imm(const struct folder *x, ssa_id v, uint32_t i)
{
    return ssa_at(x->f, ssa_in(x->f, v, i))->imm;
}
static inline ssa_id fold_in(const struct folder *x, ssa_id v, uint32_t i)
{
    return ssa_in(x->f, v, i);
}

/* Division by constants (fold_divide.c). */
ssa_id fold_div_const(struct folder *x, ssa_id v);
ssa_id fold_rem_const(struct folder *x, ssa_id v);
ssa_id fold_udiv_pow2(struct folder *x, ssa_id v);
ssa_id fold_urem_pow2(struct folder *x, ssa_id v);

#endif
