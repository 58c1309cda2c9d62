/* eval_arith.c - pure operations on bits: Java's arithmetic, computed with unsigned numbers where C leaves
 * overflow undefined. */
#include "ssa/eval_internal.h"

#include <math.h>
#include <string.h>

static float to_f32(ssa_eval_value v)
{
    uint32_t bits = (uint32_t)v;
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double to_f64(ssa_eval_value v)
{
    double x;
    memcpy(&x, &v, sizeof x);
    return x;
}

/* One NaN for all: which payload comes out depends on the machine's order of operands. */
static ssa_eval_value of_f32(float x)
{
    uint32_t bits;
    if (isnan(x))
        return 0x7fc00000;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static ssa_eval_value of_f64(double x)
{
    ssa_eval_value bits;
    if (isnan(x))
        return 0x7ff8000000000000;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* ------------------------------------------------------------------------------------------------- integers
 */

static int64_t high_product(int64_t a, int64_t b)
{
    return (int64_t)(((__int128)a * b) >> 64);
}
static int64_t high_product_unsigned(uint64_t a, uint64_t b)
{
    return (int64_t)(((unsigned __int128)a * b) >> 64);
}

static uint64_t rotate_left(uint64_t x, unsigned n, unsigned width)
{
    n &= width - 1;
    if (n == 0)
        return x;
    return width == 32 ? (uint64_t)((uint32_t)x << n | (uint32_t)x >> (32 - n)) : x << n | x >> (64 - n);
}

/* i32 and i64 alike: i32 operands are sign-extended, and the result is cut to i32 at the end. */
static bool integer_op(enum ssa_op op, unsigned width, const ssa_eval_value *in, ssa_eval_value *out)
{
    int64_t a = in[0], b = in[1], r;
    uint64_t ua = width == 32 ? (uint32_t)a : (uint64_t)a, ub = width == 32 ? (uint32_t)b : (uint64_t)b;
    unsigned count = (unsigned)b & (width - 1);
    switch (op) {
    case SSA_ADD: r = (int64_t)(ua + ub); break;
    case SSA_SUB: r = (int64_t)(ua - ub); break;
    case SSA_MUL: r = (int64_t)(ua * ub); break;
    case SSA_DIV:
        if (b == 0)
            return false;
        r = b == -1 ? (int64_t)(0 - ua) : a / b;
        break;
    case SSA_REM:
        if (b == 0)
            return false;
        r = b == -1 ? 0 : a % b;
        break;
    case SSA_UDIV:
        if (b == 0)
            return false;
        r = (int64_t)(ua / ub);
        break;
    case SSA_UREM:
        if (b == 0)
            return false;
        r = (int64_t)(ua % ub);
        break;
    case SSA_NEG: r = (int64_t)(0 - ua); break;
    case SSA_ABS: r = a < 0 ? (int64_t)(0 - ua) : a; break;
    case SSA_MIN: r = a < b ? a : b; break;
    case SSA_MAX: r = a > b ? a : b; break;
    case SSA_MULHI: r = high_product(a, b); break;
    case SSA_UMULHI: r = high_product_unsigned(ua, ub); break;
    case SSA_AND: r = a & b; break;
    case SSA_OR: r = a | b; break;
    case SSA_XOR: r = a ^ b; break;
    case SSA_SHL: r = (int64_t)(ua << count); break;
    case SSA_SHR: r = a >> count; break;
    case SSA_USHR: r = (int64_t)(ua >> count); break;
    case SSA_ROTL: r = (int64_t)rotate_left(ua, count, width); break;
    case SSA_ROTR: r = (int64_t)rotate_left(ua, width - count, width); break;
    case SSA_BSWAP:
        r = width == 32 ? (int64_t)__builtin_bswap32((uint32_t)ua) : (int64_t)__builtin_bswap64(ua);
        break;
    case SSA_SEXT8: r = (int8_t)a; break;
    case SSA_SEXT16: r = (int16_t)a; break;
    case SSA_ZEXT8: r = (uint8_t)a; break;
    case SSA_ZEXT16: r = (uint16_t)a; break;
    default: return false;
    }
    *out = width == 32 ? (int32_t)r : r;
    return true;
}

/* Results that are i32 whatever the operands' width. */
static bool integer_question(enum ssa_op op, unsigned width, const ssa_eval_value *in, ssa_eval_value *out)
{
    int64_t a = in[0], b = in[1], r;
    uint64_t ua = width == 32 ? (uint32_t)a : (uint64_t)a;
    switch (op) {
    case SSA_ADD_OVF:
        *out = __builtin_add_overflow(a, b, &r) || (width == 32 && r != (int32_t)r);
        return true;
    case SSA_SUB_OVF:
        *out = __builtin_sub_overflow(a, b, &r) || (width == 32 && r != (int32_t)r);
        return true;
    case SSA_MUL_OVF:
        *out = __builtin_mul_overflow(a, b, &r) || (width == 32 && r != (int32_t)r);
        return true;
    case SSA_CLZ: *out = ua ? __builtin_clzll(ua) - (64 - (int)width) : (int)width; return true;
    case SSA_CTZ: *out = ua ? __builtin_ctzll(ua) : (int)width; return true;
    case SSA_POPCNT: *out = __builtin_popcountll(ua); return true;
    case SSA_CMP3: *out = (a > b) - (a < b); return true;
    default: return false;
    }
}

/* ------------------------------------------------------------------------------------------- floating point
 */

static double java_min(double a, double b)
{
    if (isnan(a) || isnan(b))
        return NAN;
    if (a == 0 && b == 0)
        return signbit(a) ? a : b;
    return a < b ? a : b;
}

static double java_max(double a, double b)
{
    if (isnan(a) || isnan(b))
        return NAN;
    if (a == 0 && b == 0)
        return signbit(a) ? b : a;
    return a > b ? a : b;
}

static bool f64_op(enum ssa_op op, const ssa_eval_value *in, ssa_eval_value *out)
{
    double a = to_f64(in[0]), b = to_f64(in[1]);
    switch (op) {
    case SSA_ADD: *out = of_f64(a + b); return true;
    case SSA_SUB: *out = of_f64(a - b); return true;
    case SSA_MUL: *out = of_f64(a * b); return true;
    case SSA_DIV: *out = of_f64(a / b); return true;
    case SSA_REM: *out = of_f64(fmod(a, b)); return true;
    case SSA_NEG: *out = in[0] ^ INT64_MIN; return true;
    case SSA_ABS: *out = in[0] & INT64_MAX; return true;
    case SSA_MIN: *out = of_f64(java_min(a, b)); return true;
    case SSA_MAX: *out = of_f64(java_max(a, b)); return true;
    case SSA_SQRT: *out = of_f64(sqrt(a)); return true;
    case SSA_FMA: *out = of_f64(fma(a, b, to_f64(in[2]))); return true;
    case SSA_FLOOR: *out = of_f64(floor(a)); return true;
    case SSA_CEIL: *out = of_f64(ceil(a)); return true;
    case SSA_RINT: *out = of_f64(rint(a)); return true;
    default: return false;
    }
}

static bool f32_op(enum ssa_op op, const ssa_eval_value *in, ssa_eval_value *out)
{
    float a = to_f32(in[0]), b = to_f32(in[1]);
    switch (op) {
    case SSA_ADD: *out = of_f32(a + b); return true;
    case SSA_SUB: *out = of_f32(a - b); return true;
    case SSA_MUL: *out = of_f32(a * b); return true;
    case SSA_DIV: *out = of_f32(a / b); return true;
    case SSA_REM: *out = of_f32(fmodf(a, b)); return true;
    case SSA_NEG: *out = in[0] ^ INT64_C(0x80000000); return true;
    case SSA_ABS: *out = in[0] & INT32_MAX; return true;
    case SSA_MIN: *out = of_f32((float)java_min(a, b)); return true;
    case SSA_MAX: *out = of_f32((float)java_max(a, b)); return true;
    case SSA_SQRT: *out = of_f32(sqrtf(a)); return true;
    case SSA_FMA: *out = of_f32(fmaf(a, b, to_f32(in[2]))); return true;
    default: return false;
    }
}

static int32_t saturate_i32(double x)
{
    if (isnan(x))
        return 0;
    return x <= INT32_MIN ? INT32_MIN : x >= INT32_MAX ? INT32_MAX : (int32_t)x;
}

static int64_t saturate_i64(double x)
{
    if (isnan(x))
        return 0;
    return x <= -0x1p63 ? INT64_MIN : x >= 0x1p63 ? INT64_MAX : (int64_t)x;
}

static bool conversion(enum ssa_op op, ssa_eval_value a, ssa_eval_value *out)
{
    switch (op) {
    case SSA_I2L: *out = a; return true;
    case SSA_U2L: *out = (uint32_t)a; return true;
    case SSA_L2I: *out = (int32_t)a; return true;
    case SSA_I2F:
    case SSA_L2F: *out = of_f32((float)a); return true;
    case SSA_I2D:
    case SSA_L2D: *out = of_f64((double)a); return true;
    case SSA_F2I: *out = saturate_i32(to_f32(a)); return true;
    case SSA_F2L: *out = saturate_i64(to_f32(a)); return true;
    case SSA_D2I: *out = saturate_i32(to_f64(a)); return true;
    case SSA_D2L: *out = saturate_i64(to_f64(a)); return true;
    case SSA_F2D: *out = of_f64(to_f32(a)); return true;
    case SSA_D2F: *out = of_f32((float)to_f64(a)); return true;
    case SSA_F2I_BITS: *out = (int32_t)a; return true;
    case SSA_I2F_BITS: *out = (uint32_t)a; return true;
    case SSA_D2L_BITS:
    case SSA_L2D_BITS:
    case SSA_L2P:
    case SSA_P2L: *out = a; return true;
    default: return false;
    }
}

/* ---------------------------------------------------------------------------------------------- comparisons
 */

static bool compare_floating(unsigned cond, double a, double b)
{
    bool unordered = isnan(a) || isnan(b);
    switch ((enum ssa_cond)cond) {
    case SSA_EQ: return a == b;
    case SSA_NE: return a != b;
    case SSA_LT: return a < b;
    case SSA_GE: return a >= b;
    case SSA_GT: return a > b;
    case SSA_LE: return a <= b;
    case SSA_ULT: return unordered || a < b;
    case SSA_UGE: return unordered || a >= b;
    case SSA_UGT: return unordered || a > b;
    case SSA_ULE: return unordered || a <= b;
    default: return false;
    }
}

/* i32 operands are sign-extended, which keeps their unsigned order too. */
static bool compare_integers(unsigned cond, int64_t a, int64_t b)
{
    switch ((enum ssa_cond)cond) {
    case SSA_EQ: return a == b;
    case SSA_NE: return a != b;
    case SSA_LT: return a < b;
    case SSA_GE: return a >= b;
    case SSA_GT: return a > b;
    case SSA_LE: return a <= b;
    case SSA_ULT: return (uint64_t)a < (uint64_t)b;
    case SSA_UGE: return (uint64_t)a >= (uint64_t)b;
    case SSA_UGT: return (uint64_t)a > (uint64_t)b;
    case SSA_ULE: return (uint64_t)a <= (uint64_t)b;
    default: return false;
    }
}

bool ssa_eval_pure(enum ssa_op op, unsigned sub, enum ssa_type type, enum ssa_type from,
                   const ssa_eval_value *in, ssa_eval_value *out)
{
    bool floating = from == SSA_F32 || from == SSA_F64;
    double a = from == SSA_F32 ? to_f32(in[0]) : to_f64(in[0]),
           b = from == SSA_F32 ? to_f32(in[1]) : to_f64(in[1]);
    switch (op) {
    case SSA_SELECT: *out = in[0] ? in[1] : in[2]; return true;
    case SSA_CMP:
        *out = floating ? compare_floating(sub, a, b) : compare_integers(sub, in[0], in[1]);
        return true;
    case SSA_FCMPL: *out = a > b ? 1 : a == b ? 0 : -1; return true;
    case SSA_FCMPG: *out = a < b ? -1 : a == b ? 0 : 1; return true;
    case SSA_OFFSET: *out = (int64_t)((uint64_t)in[0] + (uint64_t)in[1]); return true;
    default: break;
    }
    if (conversion(op, in[0], out))
        return true;
    if (from == SSA_F64)
        return type == SSA_F64 && f64_op(op, in, out);
    if (from == SSA_F32)
        return type == SSA_F32 && f32_op(op, in, out);
    unsigned width = from == SSA_I32 ? 32 : 64;
    return integer_question(op, width, in, out) || integer_op(op, width, in, out);
}
