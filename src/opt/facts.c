/*
 * facts.c - what an operation's result is known to be, given what its operands are known to be.
 *
 * Intervals of integers are of the mathematical values of the sign-extended type; arithmetic on them is done
 * in 128 bits, and a result that does not fit the type may be anything. Bits are those that may be set in the
 * sign-extended value. Everything here is a function of the operands alone: what it says of a value holds
 * wherever the value is moved.
 */
#include "opt/internal.h"

typedef __int128 wide;

bool opt_subclass(const struct opt_ctx *cx, uint64_t sub, uint64_t super)
{
    return sub == super || (cx->env && cx->env->subclass && cx->env->subclass(cx->env->user, sub, super));
}

bool opt_box_of(const struct opt_ctx *cx, uint64_t class, struct opt_box *out)
{
    return cx->env && cx->env->box && cx->env->box(cx->env->user, class, out);
}

bool opt_disjoint(const struct opt_ctx *cx, uint64_t a, uint64_t b)
{
    return cx->env && cx->env->disjoint && cx->env->disjoint(cx->env->user, a, b);
}

bool opt_final(const struct opt_ctx *cx, uint64_t class)
{
    return cx->env && cx->env->final && cx->env->final(cx->env->user, class);
}

/* ----------------------------------------------------------------------------------------------------
 * integers */

static void set_range(struct ssa_facts *x, enum ssa_type t, wide lo, wide hi)
{
    struct ssa_facts whole = ssa_facts_of_type(t);
    if (lo < whole.lo || hi > whole.hi)
        return;
    struct ssa_facts range = whole;
    range.lo = (int64_t)lo;
    range.hi = (int64_t)hi;
    if (range.lo >= 0)
        range.bits = ssa_bits_of_range(range.lo, range.hi);
    ssa_facts_meet(x, &range);
}

static void set_bits(struct ssa_facts *x, enum ssa_type t, uint64_t bits)
{
    struct ssa_facts known = ssa_facts_of_type(t);
    known.bits = bits;
    ssa_facts_meet(x, &known);
}

static uint64_t lowest_set(uint64_t bits)
{
    return bits & (0 - bits);
}

/* The zeros below the lowest bit of either operand stay zeros in sums. */
static void sum_bits(struct ssa_facts *x, enum ssa_type t, const struct ssa_facts *a,
                     const struct ssa_facts *b)
{
    uint64_t low = lowest_set(a->bits | b->bits);
    if (low)
        set_bits(x, t, 0 - low);
}

static wide min4(wide a, wide b, wide c, wide d)
{
    wide x = a < b ? a : b, y = c < d ? c : d;
    return x < y ? x : y;
}
static wide max4(wide a, wide b, wide c, wide d)
{
    wide x = a > b ? a : b, y = c > d ? c : d;
    return x > y ? x : y;
}

static void multiply(struct ssa_facts *x, enum ssa_type t, const struct ssa_facts *a,
                     const struct ssa_facts *b)
{
    /* i64 extremes: products of two 64-bit numbers fit 128 bits. */
    wide p = (wide)a->lo * b->lo, q = (wide)a->lo * b->hi, r = (wide)a->hi * b->lo, s = (wide)a->hi * b->hi;
    set_range(x, t, min4(p, q, r, s), max4(p, q, r, s));
    uint64_t la = lowest_set(a->bits), lb = lowest_set(b->bits);
    unsigned zeros = (la ? (unsigned)__builtin_ctzll(la) : 63) + (lb ? (unsigned)__builtin_ctzll(lb) : 63);
    if (zeros && zeros < opt_width(t))
        set_bits(x, t, UINT64_MAX << zeros);
}

static void divide(struct ssa_facts *x, enum ssa_type t, const struct ssa_facts *a, const struct ssa_facts *b)
{
    if (b->lo <= 0 && b->hi >= 0) { /* the size of the result is at most that of the dividend */
        wide size = a->lo < 0 && -(wide)a->lo > a->hi ? -(wide)a->lo : a->hi;
        if (b->lo >= 0)
            set_range(x, t, a->lo < 0 ? a->lo : 0, a->hi > 0 ? a->hi : 0);
        else
            set_range(x, t, -size, size);
        return;
    }
    wide p = (wide)a->lo / b->lo, q = (wide)a->lo / b->hi, r = (wide)a->hi / b->lo, s = (wide)a->hi / b->hi;
    wide lo = min4(p, q, r, s), hi = max4(p, q, r, s);
    if (a->lo <= 0 && a->hi >= 0) {
        lo = lo < 0 ? lo : 0;
        hi = hi > 0 ? hi : 0;
    }
    set_range(x, t, lo, hi);
}

static void remainder_of(struct ssa_facts *x, enum ssa_type t, const struct ssa_facts *a,
                         const struct ssa_facts *b)
{
    wide most = b->hi > -(wide)b->lo ? b->hi : -(wide)b->lo; /* |result| < |divisor|, and <= |dividend| */
    if (most < 1)
        return;
    wide lo = a->lo >= 0 ? 0 : -(most - 1), hi = a->hi <= 0 ? 0 : most - 1;
    if (a->hi >= 0 && a->hi < hi)
        hi = a->hi;
    if (a->lo <= 0 && a->lo > lo)
        lo = a->lo;
    set_range(x, t, lo, hi);
}

static void logic(struct ssa_facts *x, enum ssa_op op, enum ssa_type t, const struct ssa_facts *a,
                  const struct ssa_facts *b)
{
    if (op == SSA_AND) {
        set_bits(x, t, a->bits & b->bits);
        if (a->lo >= 0 || b->lo >= 0)
            set_range(x, t, 0, a->lo >= 0 && (b->lo < 0 || a->hi < b->hi) ? a->hi : b->hi);
        return;
    }
    set_bits(x, t, a->bits | b->bits);
    if (op == SSA_OR && a->lo >= 0 && b->lo >= 0)
        set_range(x, t, a->lo > b->lo ? a->lo : b->lo, (wide)(a->bits | b->bits));
    if (op == SSA_OR && (a->hi < 0 || b->hi < 0))
        set_range(x, t, ssa_facts_of_type(t).lo, -1);
}

static void shift(struct ssa_facts *x, enum ssa_op op, enum ssa_type t, const struct ssa_facts *a,
                  const struct ssa_facts *b)
{
    unsigned width = opt_width(t);
    if (b->lo != b->hi) {
        if (a->lo >= 0 && op != SSA_SHL)
            set_range(x, t, 0, a->hi);
        else if (op == SSA_SHR)
            set_range(x, t, a->lo < 0 ? a->lo : 0, a->hi > 0 ? a->hi : 0);
        return;
    }
    unsigned n = (unsigned)b->lo & (width - 1);
    if (op == SSA_SHL) {
        set_range(x, t, (wide)a->lo * ((wide)1 << n), (wide)a->hi * ((wide)1 << n));
        uint64_t bits = a->bits << n;
        if (width == 32)
            bits = bits & 0x80000000u ? bits | ~(uint64_t)UINT32_MAX : bits & UINT32_MAX;
        set_bits(x, t, bits);
    } else if (op == SSA_SHR) {
        set_range(x, t, a->lo >> n, a->hi >> n);
        set_bits(x, t, (uint64_t)((int64_t)a->bits >> n));
    } else if (a->lo >= 0 || n) {
        uint64_t top = (width == 32 ? (uint64_t)UINT32_MAX : UINT64_MAX) >> n;
        if (a->lo >= 0)
            set_range(x, t, a->lo >> n, a->hi >> n);
        else
            set_range(x, t, 0, (wide)top);
        set_bits(x, t, (width == 32 ? a->bits & UINT32_MAX : a->bits) >> n);
    }
}

/* A narrowing to n bits: the operand itself when it fits. */
static void narrow(struct ssa_facts *x, enum ssa_type t, const struct ssa_facts *a, wide lo, wide hi,
                   uint64_t bits)
{
    if (a->lo >= lo && a->hi <= hi) {
        set_range(x, t, a->lo, a->hi);
        set_bits(x, t, a->bits);
    } else {
        set_range(x, t, lo, hi);
        set_bits(x, t, lo == 0 ? a->bits & bits : bits);
    }
}

static void memory(struct ssa_facts *x, enum ssa_mem m)
{
    switch (m) {
    case SSA_MEM_I8: set_range(x, SSA_I32, INT8_MIN, INT8_MAX); break;
    case SSA_MEM_U8: set_range(x, SSA_I32, 0, UINT8_MAX); break;
    case SSA_MEM_I16: set_range(x, SSA_I32, INT16_MIN, INT16_MAX); break;
    case SSA_MEM_U16: set_range(x, SSA_I32, 0, UINT16_MAX); break;
    default: break;
    }
}

static void integer_result(struct ssa_facts *x, const struct ssa_func *f, ssa_id v,
                           const struct ssa_facts *in)
{
    const struct ssa_value *value = ssa_at(f, v);
    enum ssa_type t = value->type;
    const struct ssa_facts *a = &in[0], *b = value->noperands > 1 ? &in[1] : a;
    switch ((enum ssa_op)value->op) {
    case SSA_ADD:
        set_range(x, t, (wide)a->lo + b->lo, (wide)a->hi + b->hi);
        sum_bits(x, t, a, b);
        break;
    case SSA_SUB:
        set_range(x, t, (wide)a->lo - b->hi, (wide)a->hi - b->lo);
        sum_bits(x, t, a, b);
        break;
    case SSA_MUL: multiply(x, t, a, b); break;
    case SSA_DIV: divide(x, t, a, b); break;
    case SSA_REM: remainder_of(x, t, a, b); break;
    case SSA_UDIV:
        if (a->lo >= 0)
            set_range(x, t, 0, a->hi);
        break;
    case SSA_UREM:
        if (b->lo > 0)
            set_range(x, t, 0, (wide)b->hi - 1);
        break;
    case SSA_NEG: set_range(x, t, -(wide)a->hi, -(wide)a->lo); break;
    case SSA_ABS:
        set_range(x, t,
                  a->lo >= 0   ? a->lo
                  : a->hi <= 0 ? -(wide)a->hi
                               : 0,
                  -(wide)a->lo > a->hi ? -(wide)a->lo : a->hi);
        break;
    case SSA_MIN: set_range(x, t, a->lo < b->lo ? a->lo : b->lo, a->hi < b->hi ? a->hi : b->hi); break;
    case SSA_MAX: set_range(x, t, a->lo > b->lo ? a->lo : b->lo, a->hi > b->hi ? a->hi : b->hi); break;
    case SSA_AND:
    case SSA_OR:
    case SSA_XOR: logic(x, value->op, t, a, b); break;
    case SSA_SHL:
    case SSA_SHR:
    case SSA_USHR: shift(x, value->op, t, a, b); break;
    case SSA_SEXT8: narrow(x, t, a, INT8_MIN, INT8_MAX, UINT64_MAX); break;
    case SSA_SEXT16: narrow(x, t, a, INT16_MIN, INT16_MAX, UINT64_MAX); break;
    case SSA_ZEXT8: narrow(x, t, a, 0, UINT8_MAX, UINT8_MAX); break;
    case SSA_ZEXT16: narrow(x, t, a, 0, UINT16_MAX, UINT16_MAX); break;
    case SSA_I2L:
        set_range(x, t, a->lo, a->hi);
        set_bits(x, t, a->bits);
        break;
    case SSA_U2L:
        if (a->lo >= 0)
            set_range(x, t, a->lo, a->hi);
        set_range(x, t, 0, UINT32_MAX);
        set_bits(x, t, a->bits & UINT32_MAX);
        break;
    case SSA_L2I:
        if (a->lo >= INT32_MIN && a->hi <= INT32_MAX)
            set_range(x, t, a->lo, a->hi);
        set_bits(x, t, a->bits & 0x80000000u ? a->bits | ~(uint64_t)UINT32_MAX : a->bits & UINT32_MAX);
        break;
    case SSA_CLZ:
    case SSA_CTZ:
    case SSA_POPCNT: set_range(x, t, 0, opt_width(ssa_type_of(f, ssa_in(f, v, 0)))); break;
    case SSA_LOAD:
    case SSA_LOAD_INDEX: memory(x, value->sub); break;
    default: break;
    }
}

/* --------------------------------------------------------------------------------------------------
 * references */

static void reference_result(const struct opt_ctx *cx, const struct ssa_func *f, struct ssa_facts *x,
                             ssa_id v)
{
    const struct ssa_value *value = ssa_at(f, v);
    if (value->op == SSA_CONST_REF && cx->env && cx->env->class_of && !x->exact) {
        uint64_t class = cx->env->class_of(cx->env->user, value->handle);
        if (class) {
            x->class = class;
            x->exact = true;
        }
    }
    if (value->op == SSA_CONST_REF && cx->env && cx->env->array_length) {
        int32_t n = cx->env->array_length(cx->env->user, value->handle);
        if (n > 0 && (uint32_t)n > x->min_length)
            x->min_length = (uint32_t)n;
    }
    if (value->op == SSA_NEW_ARRAY && value->handle) {
        x->class = value->handle;
        x->exact = true;
    }
    if (x->class && !x->exact && opt_final(cx, x->class))
        x->exact = true;
}

/* What a check's result is, over and above its operand. */
static void check_result(const struct opt_ctx *cx, const struct ssa_func *f, struct ssa_facts *x, ssa_id v,
                         const struct ssa_facts *in)
{
    struct ssa_facts base = in[0];
    switch (ssa_op_of(f, v)) {
    case SSA_ZERO_CHECK:
        if (base.lo == 0 && base.hi > 0)
            base.lo = 1;
        if (base.hi == 0 && base.lo < 0)
            base.hi = -1;
        break;
    case SSA_BOUNDS_CHECK: {
        struct ssa_facts zero = ssa_facts_of_type(SSA_I32);
        zero.lo = 0;
        if (in[1].hi > 0)
            zero.hi = in[1].hi - 1;
        ssa_facts_meet(&base, &zero);
        break;
    }
    case SSA_CHECK_CAST:
        if (base.class && opt_subclass(cx, base.class, ssa_at(f, v)->handle))
            x->class = 0; /* the operand's class says more */
        break;
    default: break;
    }
    struct ssa_facts own = *x;
    if (!ssa_facts_meet(x, &base)) /* it never passes: anything is true below it */
        *x = own;
}

static void array_length(const struct opt_ctx *cx, const struct ssa_func *f, struct ssa_facts *x, ssa_id v,
                         const struct ssa_facts *in)
{
    int64_t least = in[0].min_length;
    struct ssa_facts n = ssa_facts_of_type(SSA_I32);
    n.lo = least <= INT32_MAX ? least : 0;
    ssa_id array = ssa_strip(f, ssa_in(f, v, 0));
    if (ssa_op_of(f, array) == SSA_CONST_REF && cx->env && cx->env->array_length) {
        int32_t known = cx->env->array_length(cx->env->user, ssa_at(f, array)->handle);
        if (known >= 0)
            n.lo = n.hi = known;
    }
    ssa_facts_meet(x, &n);
}

struct ssa_facts opt_transfer(const struct opt_ctx *cx, const struct ssa_func *f, ssa_id v,
                              const struct ssa_facts *in)
{
    const struct ssa_value *value = ssa_at(f, v);
    const struct ssa_facts *recorded = value->facts;
    struct ssa_value bare =
        *value; /* what the operation says by itself, and what somebody has recorded: both hold */
    struct ssa_facts x = ssa_facts_of(f, v);
    if (recorded) {
        ssa_at(f, v)->facts = NULL;
        struct ssa_facts by_op = ssa_facts_of(f, v);
        ssa_at(f, v)->facts = recorded;
        ssa_facts_meet(&x, &by_op);
    }
    if (ssa_ops[bare.op].properties & SSA_SAME) {
        check_result(cx, f, &x, v, in);
        return x;
    }
    switch ((enum ssa_op)bare.op) {
    case SSA_SELECT: {
        struct ssa_facts either = in[1];
        ssa_facts_join(&either, &in[2]);
        ssa_facts_meet(&x, &either);
        return x;
    }
    case SSA_CMP: {
        int known = opt_decide(value->sub, ssa_type_of(f, ssa_in(f, v, 0)), &in[0], &in[1]);
        if (known >= 0)
            set_range(&x, SSA_I32, known, known);
        return x;
    }
    case SSA_CMP3:
        if (in[0].hi < in[1].lo)
            set_range(&x, SSA_I32, -1, -1);
        else if (in[0].lo > in[1].hi)
            set_range(&x, SSA_I32, 1, 1);
        return x;
    case SSA_INSTANCE_OF:
        if (in[0].null == SSA_NULL)
            set_range(&x, SSA_I32, 0, 0);
        else if (in[0].class && opt_subclass(cx, in[0].class, value->handle) && in[0].null == SSA_NONNULL)
            set_range(&x, SSA_I32, 1, 1);
        else if (in[0].class && opt_disjoint(cx, in[0].class, value->handle))
            set_range(&x, SSA_I32, 0, 0);
        return x;
    case SSA_ARRAY_LENGTH: array_length(cx, f, &x, v, in); return x;
    case SSA_NEW_ARRAY:
        if (in[0].lo > (int64_t)x.min_length)
            x.min_length = (uint32_t)in[0].lo;
        break;
    default: break;
    }
    if (opt_is_int(bare.type))
        integer_result(&x, f, v, in);
    else if (bare.type == SSA_REF)
        reference_result(cx, f, &x, v);
    return x;
}

struct ssa_facts opt_facts(const struct opt_ctx *cx, const struct ssa_func *f, ssa_id v)
{
    const struct ssa_value *value = ssa_at(f, v);
    if (value->op == SSA_PHI || value->noperands > 4)
        return ssa_facts_of(f, v);
    struct ssa_facts in[4];
    for (uint32_t i = 0; i < value->noperands; i++)
        in[i] = ssa_facts_of(f, ssa_in(f, v, i));
    return opt_transfer(cx, f, v, in);
}

/* -------------------------------------------------------------------------------------------------
 * comparisons */

/* Ranges as unsigned numbers of the same 64 bits; false when they wrap around. */
static bool unsigned_range(const struct ssa_facts *x, uint64_t *lo, uint64_t *hi)
{
    *lo = (uint64_t)x->lo;
    *hi = (uint64_t)x->hi;
    return x->lo >= 0 || x->hi < 0;
}

int opt_decide(enum ssa_cond cond, enum ssa_type type, const struct ssa_facts *a, const struct ssa_facts *b)
{
    if (type == SSA_REF) {
        if (cond > SSA_NE)
            return -1;
        if (a->null == SSA_NULL && b->null == SSA_NULL)
            return cond == SSA_EQ;
        if ((a->null == SSA_NULL && b->null == SSA_NONNULL) ||
            (a->null == SSA_NONNULL && b->null == SSA_NULL))
            return cond == SSA_NE;
        return -1;
    }
    if (!opt_is_int(type))
        return -1;
    bool apart = a->hi < b->lo || b->hi < a->lo;
    bool same = a->lo == a->hi && b->lo == b->hi && a->lo == b->lo;
    uint64_t alo, ahi, blo, bhi;
    switch (cond) {
    case SSA_EQ: return same ? 1 : apart ? 0 : -1;
    case SSA_NE: return same ? 0 : apart ? 1 : -1;
    case SSA_LT: return a->hi < b->lo ? 1 : a->lo >= b->hi ? 0 : -1;
    case SSA_GE: return a->hi < b->lo ? 0 : a->lo >= b->hi ? 1 : -1;
    case SSA_GT: return a->lo > b->hi ? 1 : a->hi <= b->lo ? 0 : -1;
    case SSA_LE: return a->lo > b->hi ? 0 : a->hi <= b->lo ? 1 : -1;
    default: break;
    }
    if (!unsigned_range(a, &alo, &ahi) || !unsigned_range(b, &blo, &bhi))
        return -1;
    switch (cond) {
    case SSA_ULT: return ahi < blo ? 1 : alo >= bhi ? 0 : -1;
    case SSA_UGE: return ahi < blo ? 0 : alo >= bhi ? 1 : -1;
    case SSA_UGT: return alo > bhi ? 1 : ahi <= blo ? 0 : -1;
    case SSA_ULE: return alo > bhi ? 0 : ahi <= blo ? 1 : -1;
    default: return -1;
    }
}

static bool at_most(struct ssa_facts *x, int64_t hi)
{
    struct ssa_facts k = ssa_facts_of_type(SSA_I64);
    k.hi = hi;
    return ssa_facts_meet(x, &k);
}
static bool at_least(struct ssa_facts *x, int64_t lo)
{
    struct ssa_facts k = ssa_facts_of_type(SSA_I64);
    k.lo = lo;
    return ssa_facts_meet(x, &k);
}
static bool not_equal(struct ssa_facts *x, const struct ssa_facts *to)
{
    if (to->lo != to->hi)
        return true;
    if (x->lo == to->lo && x->hi == to->lo)
        return false;
    if (x->lo == to->lo)
        return at_least(x, to->lo + 1);
    return x->hi == to->lo ? at_most(x, to->lo - 1) : true;
}

bool opt_assume(enum ssa_cond cond, enum ssa_type type, struct ssa_facts *a, struct ssa_facts *b)
{
    if (type == SSA_REF) {
        struct ssa_facts a0 = *a, none = ssa_facts_of_type(SSA_REF);
        none.null = SSA_NONNULL;
        if (cond == SSA_EQ)
            return ssa_facts_meet(a, b) && ssa_facts_meet(b, &a0);
        if (b->null == SSA_NULL)
            return ssa_facts_meet(a, &none);
        return a->null != SSA_NULL || ssa_facts_meet(b, &none);
    }
    if (!opt_is_int(type))
        return true;
    struct ssa_facts a0 = *a, b0 = *b;
    switch (cond) {
    case SSA_EQ: return ssa_facts_meet(a, &b0) && ssa_facts_meet(b, &a0);
    case SSA_NE: return not_equal(a, &b0) && not_equal(b, &a0);
    case SSA_LT:
        return b0.hi != INT64_MIN && a0.lo != INT64_MAX && at_most(a, b0.hi - 1) && at_least(b, a0.lo + 1);
    case SSA_GT:
        return a0.hi != INT64_MIN && b0.lo != INT64_MAX && at_least(a, b0.lo + 1) && at_most(b, a0.hi - 1);
    case SSA_LE: return at_most(a, b0.hi) && at_least(b, a0.lo);
    case SSA_GE: return at_least(a, b0.lo) && at_most(b, a0.hi);
    case SSA_ULT: /* below something that is not negative: neither is it */
        return b0.lo < 0 || (at_least(a, 0) && at_most(a, b0.hi - 1));
    case SSA_ULE: return b0.lo < 0 || (at_least(a, 0) && at_most(a, b0.hi));
    case SSA_UGT: return a0.lo < 0 || (at_least(b, 0) && at_most(b, a0.hi - 1));
    case SSA_UGE: return a0.lo < 0 || (at_least(b, 0) && at_most(b, a0.hi));
    default: return true;
    }
}

bool opt_sharper(const struct ssa_facts *a, const struct ssa_facts *b)
{
    return a->lo > b->lo || a->hi < b->hi || (b->bits & ~a->bits) ||
           (a->null != b->null && a->null != SSA_MAYBE_NULL) ||
           (a->class && (a->class != b->class || (a->exact && !b->exact))) || a->min_length > b->min_length;
}

int opt_check_outcome(const struct opt_ctx *cx, const struct ssa_func *f, ssa_id v,
                      const struct ssa_facts *in)
{
    const struct ssa_value *value = ssa_at(f, v);
    const struct ssa_facts *a = &in[0];
    uint64_t element;
    switch ((enum ssa_op)value->op) {
    case SSA_NULL_CHECK: return a->null == SSA_NONNULL ? 1 : a->null == SSA_NULL ? 0 : -1;
    case SSA_ZERO_CHECK: return a->lo > 0 || a->hi < 0 ? 1 : a->lo == 0 && a->hi == 0 ? 0 : -1;
    case SSA_BOUNDS_CHECK:
        if (a->hi < 0 || in[1].hi <= 0 || a->lo >= in[1].hi)
            return 0;
        return a->lo >= 0 && a->hi < in[1].lo ? 1 : -1;
    case SSA_CLASS_CHECK:
        if (a->null == SSA_NULL || (a->exact && a->class && a->class != value->handle))
            return 0;
        return a->null == SSA_NONNULL && a->exact && a->class == value->handle ? 1 : -1;
    case SSA_CHECK_CAST:
        return a->null == SSA_NULL || (a->class && opt_subclass(cx, a->class, value->handle)) ? 1 : -1;
    case SSA_STORE_CHECK:
        if (a->null == SSA_NULL)
            return 1;
        element = in[1].class && in[1].exact && cx->env && cx->env->element_class
                      ? cx->env->element_class(cx->env->user, in[1].class)
                      : 0;
        return element && a->class && opt_subclass(cx, a->class, element) ? 1 : -1;
    case SSA_GUARD: return a->lo > 0 || a->hi < 0 ? 1 : a->lo == 0 && a->hi == 0 ? 0 : -1;
    default: return -1;
    }
}
