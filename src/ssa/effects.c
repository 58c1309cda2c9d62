/* effects.c - questions about what an operation does, answered from its row in ops.h and the value's suffix
 * and alias. */
#include "ssa/internal.h"

enum ssa_effect ssa_effect_of(const struct ssa_func *f, ssa_id v)
{
    const struct ssa_value *value = ssa_at(f, v);
    enum ssa_effect effect = ssa_ops[value->op].effect;
    if (effect != SSA_CALL_SAYS)
        return effect;
    switch ((enum ssa_call_effect)value->sub) {
    case SSA_EFFECT_PURE: return SSA_PURE;
    case SSA_EFFECT_READ: return SSA_READ;
    default: return SSA_MEMORY;
    }
}

static bool overlap(uint32_t a, uint32_t b)
{
    if (a == SSA_ALIAS_CONST || b == SSA_ALIAS_CONST)
        return false;
    return a == b || a == SSA_ALIAS_ANY || b == SSA_ALIAS_ANY;
}

bool ssa_reads(const struct ssa_func *f, ssa_id v, uint32_t alias)
{
    switch (ssa_effect_of(f, v)) {
    case SSA_READ:
    case SSA_ATOMIC: return ssa_at(f, v)->alias == alias || overlap(ssa_at(f, v)->alias, alias);
    case SSA_MEMORY: return true;
    default: return ssa_may_deopt(f, v); /* the interpreter reads on */
    }
}

bool ssa_writes(const struct ssa_func *f, ssa_id v, uint32_t alias)
{
    switch (ssa_effect_of(f, v)) {
    case SSA_WRITE:
    case SSA_ATOMIC: return overlap(ssa_at(f, v)->alias, alias);
    case SSA_MEMORY: return alias != SSA_ALIAS_CONST;
    default: return false;
    }
}

bool ssa_may_throw(const struct ssa_func *f, ssa_id v)
{
    const struct ssa_value *value = ssa_at(f, v);
    return (ssa_ops[value->op].properties & SSA_THROWS) &&
           (value->op != SSA_CALL_RUNTIME || value->sub == SSA_EFFECT_FULL);
}

bool ssa_may_deopt(const struct ssa_func *f, ssa_id v)
{
    /* What throws has a frame state too: the frame may be invalidated while a callee runs. */
    return (ssa_info(f, v)->properties & SSA_DEOPTS) || ssa_may_throw(f, v);
}

bool ssa_needs_state(const struct ssa_func *f, ssa_id v)
{
    const struct ssa_value *value = ssa_at(f, v);
    return (ssa_ops[value->op].payload & SSA_HAS_STATE) ||
           (value->op == SSA_CALL_RUNTIME && value->sub == SSA_EFFECT_FULL);
}

#define MAX_DROPPED_ELEMENTS 65536

/* Programs do ask how much memory there is by allocating it: a large array is made even if nobody uses it. */
static bool alloc_removable(const struct ssa_func *f, ssa_id v)
{
    if (ssa_op_of(f, v) != SSA_NEW_ARRAY)
        return true;
    const struct ssa_value *n = ssa_at(f, ssa_in(f, v, 0));
    return n->op == SSA_CONST ? n->imm <= MAX_DROPPED_ELEMENTS
                              : n->facts != NULL && n->facts->hi <= MAX_DROPPED_ELEMENTS;
}

bool ssa_removable(const struct ssa_func *f, ssa_id v)
{
    switch (ssa_effect_of(f, v)) {
    case SSA_PURE:
    case SSA_READ: return true;
    case SSA_ALLOC: return alloc_removable(f, v);
    default: return ssa_op_of(f, v) == SSA_PHI || ssa_op_of(f, v) == SSA_REFINE;
    }
}

bool ssa_movable(const struct ssa_func *f, ssa_id v)
{
    return (ssa_info(f, v)->properties & SSA_MOVE) ||
           (ssa_op_of(f, v) == SSA_CALL_RUNTIME && ssa_at(f, v)->sub == SSA_EFFECT_PURE);
}

bool ssa_numberable(const struct ssa_func *f, ssa_id v)
{
    return (ssa_info(f, v)->properties & SSA_GVN) ||
           (ssa_op_of(f, v) == SSA_CALL_RUNTIME && ssa_at(f, v)->sub == SSA_EFFECT_PURE);
}

bool ssa_same_computation(const struct ssa_func *f, ssa_id a, ssa_id b)
{
    const struct ssa_value *x = ssa_at(f, a), *y = ssa_at(f, b);
    if (x->op != y->op || x->type != y->type || x->sub != y->sub || x->noperands != y->noperands ||
        x->imm != y->imm || x->handle != y->handle || x->alias != y->alias)
        return false;
    for (uint32_t i = 0; i < x->noperands; i++)
        if (ssa_in(f, a, i) != ssa_in(f, b, i))
            return false;
    return true;
}

enum ssa_why ssa_why_of(const struct ssa_func *f, ssa_id v)
{
    switch (ssa_op_of(f, v)) {
    case SSA_NULL_CHECK: return SSA_WHY_NULL_CHECK;
    case SSA_ZERO_CHECK: return SSA_WHY_ZERO_CHECK;
    case SSA_BOUNDS_CHECK: return SSA_WHY_BOUNDS_CHECK;
    case SSA_CLASS_CHECK: return SSA_WHY_CLASS_CHECK;
    case SSA_CHECK_CAST: return SSA_WHY_CHECK_CAST;
    case SSA_STORE_CHECK: return SSA_WHY_STORE_CHECK;
    case SSA_GUARD:
    case SSA_DEOPT: return (enum ssa_why)ssa_at(f, v)->sub;
    default: return SSA_WHY_POLL;
    }
}

ssa_id ssa_strip(const struct ssa_func *f, ssa_id v)
{
    while (ssa_info(f, v)->properties & SSA_SAME)
        v = ssa_in(f, v, 0);
    return v;
}

/* -------------------------------------------------------------------------------------- alias class sets */

void ssa_alias_set_add(struct ssa_alias_set *s, uint32_t alias)
{
    if (alias == SSA_ALIAS_CONST)
        return;
    if (alias == SSA_ALIAS_ANY) {
        s->any = true;
    } else if (alias < 64) {
        s->low |= (uint64_t)1 << alias;
    } else {
        for (size_t i = 0; i < s->more.len; i++)
            if (s->more.at[i] == alias)
                return;
        vec_push(&s->more, alias);
    }
}

bool ssa_alias_set_hits(const struct ssa_alias_set *s, uint32_t alias)
{
    if (alias == SSA_ALIAS_CONST)
        return false;
    if (s->any)
        return true;
    if (alias == SSA_ALIAS_ANY)
        return s->low || s->more.len;
    if (alias < 64)
        return s->low >> alias & 1;
    for (size_t i = 0; i < s->more.len; i++)
        if (s->more.at[i] == alias)
            return true;
    return false;
}

void ssa_add_writes(const struct ssa_func *f, ssa_id v, struct ssa_alias_set *s)
{
    switch (ssa_effect_of(f, v)) {
    case SSA_WRITE:
    case SSA_ATOMIC: ssa_alias_set_add(s, ssa_at(f, v)->alias); break;
    case SSA_MEMORY: s->any = true; break;
    default: break;
    }
}
