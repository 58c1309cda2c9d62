/* facts.c - what is known of a value: from its type, of a constant, of two sources at once or of either. */
#include "ssa/internal.h"

#include <string.h>

struct ssa_facts ssa_facts_of_type(enum ssa_type t)
{
    struct ssa_facts x = {.lo = INT64_MIN, .hi = INT64_MAX, .bits = UINT64_MAX};
    if (t == SSA_I32) {
        x.lo = INT32_MIN;
        x.hi = INT32_MAX;
    }
    return x;
}

uint64_t ssa_bits_of_range(int64_t lo, int64_t hi)
{
    if (lo < 0)
        return UINT64_MAX;
    return hi == 0 ? 0 : UINT64_MAX >> __builtin_clzll((uint64_t)hi);
}

struct ssa_facts ssa_facts_of(const struct ssa_func *f, ssa_id v)
{
    const struct ssa_value *value = ssa_at(f, v);
    if (value->facts)
        return *value->facts;
    struct ssa_facts x = ssa_facts_of_type(value->type);
    switch ((enum ssa_op)value->op) {
    case SSA_CONST:
        if (value->type == SSA_I32 || value->type == SSA_I64) {
            x.lo = x.hi = value->imm;
            x.bits = (uint64_t)value->imm;
        } else if (value->type == SSA_REF) {
            x.null = SSA_NULL;
        }
        break;
    case SSA_CONST_REF:
    case SSA_CAUGHT:
    case SSA_NULL_CHECK:
    case SSA_NEW_ARRAY: x.null = SSA_NONNULL; break;
    case SSA_NEW:
    case SSA_BOX:
    case SSA_CLASS_CHECK:
        x.null = SSA_NONNULL;
        x.class = value->handle;
        x.exact = true;
        break;
    case SSA_CHECK_CAST: x.class = value->handle; break;
    case SSA_CMP:
    case SSA_INSTANCE_OF:
    case SSA_ADD_OVF:
    case SSA_SUB_OVF:
    case SSA_MUL_OVF:
    case SSA_CAS:
        x.lo = 0;
        x.hi = 1;
        x.bits = 1;
        break;
    case SSA_CMP3:
    case SSA_FCMPL:
    case SSA_FCMPG:
        x.lo = -1;
        x.hi = 1;
        break;
    case SSA_ARRAY_LENGTH:
    case SSA_BOUNDS_CHECK:
        x.lo = 0;
        x.bits = INT32_MAX;
        break;
    case SSA_CLZ:
    case SSA_CTZ:
    case SSA_POPCNT:
        x.lo = 0;
        x.hi = 64;
        x.bits = 127;
        break;
    default: break;
    }
    return x;
}

bool ssa_facts_equal(const struct ssa_facts *a, const struct ssa_facts *b)
{
    return a->lo == b->lo && a->hi == b->hi && a->bits == b->bits && a->class == b->class &&
           a->exact == b->exact && a->null == b->null && a->min_length == b->min_length;
}

bool ssa_facts_trivial(const struct ssa_facts *a, enum ssa_type t)
{
    struct ssa_facts x = ssa_facts_of_type(t);
    return ssa_facts_equal(a, &x);
}

void ssa_set_facts(struct ssa_func *f, ssa_id v, const struct ssa_facts *facts)
{
    struct ssa_value *value = ssa_at(f, v);
    if (ssa_facts_trivial(facts, value->type)) {
        value->facts = NULL;
        return;
    }
    struct ssa_facts *own =
        ARENA_NEW(f->arena, struct ssa_facts); /* clones share theirs: never written again */
    *own = *facts;
    value->facts = own;
}

bool ssa_facts_meet(struct ssa_facts *a, const struct ssa_facts *b)
{
    if (b->lo > a->lo)
        a->lo = b->lo;
    if (b->hi < a->hi)
        a->hi = b->hi;
    a->bits &= b->bits;
    if (a->lo <= a->hi && a->lo >= 0) { /* each of interval and bits sharpens the other */
        a->bits &= ssa_bits_of_range(a->lo, a->hi);
        if ((int64_t)a->bits < a->hi)
            a->hi = (int64_t)a->bits;
    } else if ((int64_t)a->bits >= 0) { /* the sign bit cannot be set */
        if (a->lo < 0)
            a->lo = 0;
        if ((int64_t)a->bits < a->hi)
            a->hi = (int64_t)a->bits;
    }
    if (b->class && (!a->class || (b->exact && !a->exact))) {
        a->class = b->class;
        a->exact = b->exact;
    }
    if (b->min_length > a->min_length)
        a->min_length = b->min_length;
    bool possible = a->lo <= a->hi;
    if (b->null != SSA_MAYBE_NULL) {
        possible &= a->null == SSA_MAYBE_NULL || a->null == b->null;
        a->null = b->null;
    }
    return possible;
}

void ssa_facts_join(struct ssa_facts *a, const struct ssa_facts *b)
{
    if (b->lo < a->lo)
        a->lo = b->lo;
    if (b->hi > a->hi)
        a->hi = b->hi;
    a->bits |= b->bits;
    /* Null is of every class and array length. */
    if (a->null == SSA_NULL) {
        a->class = b->class;
        a->exact = b->exact;
        a->min_length = b->min_length;
    } else if (b->null != SSA_NULL) {
        a->exact &= b->exact && a->class == b->class;
        if (a->class != b->class)
            a->class = 0;
        if (b->min_length < a->min_length)
            a->min_length = b->min_length;
    }
    if (a->null != b->null)
        a->null = SSA_MAYBE_NULL;
}
