/*
 * interp_arith.c - T0: arithmetic, conversions, comparisons (JVMS 6.5, floating point as in 2.8).
 *
 * Signed overflow wraps in Java and is undefined in C, so integers are computed unsigned.
 */
#include <math.h>
#include "runtime/exec/interp.h"

/* a op b for the two topmost ints; result cached. */
#define INT2(S, name, expr)                                                                                  \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        int32_t b = TOP_I(S), a = POP_I();                                                                   \
        SET_I(expr);                                                                                         \
        NEXT(1, 1);                                                                                          \
    }
#define INT_BINARY(name, expr) INT2(0, name, expr) INT2(1, name, expr)

INT_BINARY(iadd, (uint32_t)a + (uint32_t)b)
INT_BINARY(isub, (uint32_t)a - (uint32_t)b)
INT_BINARY(imul, (uint32_t)a *(uint32_t)b)
INT_BINARY(iand, a &b)
INT_BINARY(ior, a | b)
INT_BINARY(ixor, a ^ b)
INT_BINARY(ishl, (uint32_t)a << (b & 31))
INT_BINARY(ishr, a >> (b & 31))
INT_BINARY(iushr, (uint32_t)a >> (b & 31))

#define INT_DIVIDE(S, name, by_minus_one, expr)                                                              \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        int32_t b = TOP_I(S), a = POP_I();                                                                   \
        if (UNLIKELY(b == 0))                                                                                \
            return interp_div_zero(OP_PASS);                                                                 \
        SET_I(UNLIKELY(b == -1) ? (by_minus_one) : (uint32_t)(expr)); /* INT_MIN / -1 traps */               \
        NEXT(1, 1);                                                                                          \
    }
INT_DIVIDE(0, idiv, -(uint32_t)a, a / b)
INT_DIVIDE(1, idiv, -(uint32_t)a, a / b)
INT_DIVIDE(0, irem, 0u, a % b)
INT_DIVIDE(1, irem, 0u, a % b)

#define LONG2(S, name, expr)                                                                                 \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        int64_t b = TOP_L(S), a = POP_L();                                                                   \
        SET_L(expr);                                                                                         \
        NEXT(1, 2);                                                                                          \
    }
#define LONG_BINARY(name, expr) LONG2(0, name, expr) LONG2(2, name, expr)

LONG_BINARY(ladd, (uint64_t)a + (uint64_t)b)
LONG_BINARY(lsub, (uint64_t)a - (uint64_t)b)
LONG_BINARY(lmul, (uint64_t)a *(uint64_t)b)
LONG_BINARY(land, a &b)
LONG_BINARY(lor, a | b)
LONG_BINARY(lxor, a ^ b)

#define LONG_SHIFT(S, name, expr)                                                                            \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        int32_t b = TOP_I(S);                                                                                \
        int64_t a = POP_L();                                                                                 \
        SET_L(expr);                                                                                         \
        NEXT(1, 2);                                                                                          \
    }
LONG_SHIFT(0, lshl, (uint64_t)a << (b & 63))
LONG_SHIFT(1, lshl, (uint64_t)a << (b & 63))
LONG_SHIFT(0, lshr, a >> (b & 63))
LONG_SHIFT(1, lshr, a >> (b & 63))
LONG_SHIFT(0, lushr, (uint64_t)a >> (b & 63))
LONG_SHIFT(1, lushr, (uint64_t)a >> (b & 63))

#define LONG_DIVIDE(S, name, by_minus_one, expr)                                                             \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        int64_t b = TOP_L(S), a = POP_L();                                                                   \
        if (UNLIKELY(b == 0))                                                                                \
            return interp_div_zero(OP_PASS);                                                                 \
        SET_L(UNLIKELY(b == -1) ? (by_minus_one) : (uint64_t)(expr));                                        \
        NEXT(1, 2);                                                                                          \
    }
LONG_DIVIDE(0, ldiv, -(uint64_t)a, a / b)
LONG_DIVIDE(2, ldiv, -(uint64_t)a, a / b)
LONG_DIVIDE(0, lrem, UINT64_C(0), a % b)
LONG_DIVIDE(2, lrem, UINT64_C(0), a % b)

#define FLOAT2(S, name, expr)                                                                                \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        float b = TOP_F(S), a = POP_F();                                                                     \
        SET_F(expr);                                                                                         \
        NEXT(1, 1);                                                                                          \
    }
#define FLOAT_BINARY(name, expr) FLOAT2(0, name, expr) FLOAT2(1, name, expr)
FLOAT_BINARY(fadd, a + b)
FLOAT_BINARY(fsub, a - b)
FLOAT_BINARY(fmul, a *b)
FLOAT_BINARY(fdiv, a / b)
FLOAT_BINARY(frem, fmodf(a, b))

#define DOUBLE2(S, name, expr)                                                                               \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        double b = TOP_D(S), a = POP_D();                                                                    \
        SET_D(expr);                                                                                         \
        NEXT(1, 3);                                                                                          \
    }
#define DOUBLE_BINARY(name, expr) DOUBLE2(0, name, expr) DOUBLE2(3, name, expr)
DOUBLE_BINARY(dadd, a + b)
DOUBLE_BINARY(dsub, a - b)
DOUBLE_BINARY(dmul, a *b)
DOUBLE_BINARY(ddiv, a / b)
DOUBLE_BINARY(drem, fmod(a, b))

OP(iinc, 0)
{
    lp[pc[1]].u += (uint32_t)(int16_t)pc[2];
    NEXT(3, 0);
}
OP(iinc, 1)
{
    lp[pc[1]].u += (uint32_t)(int16_t)pc[2];
    NEXT(3, 1);
}
OP(iinc, 2)
{
    lp[pc[1]].u += (uint32_t)(int16_t)pc[2];
    NEXT(3, 2);
}
OP(iinc, 3)
{
    lp[pc[1]].u += (uint32_t)(int16_t)pc[2];
    NEXT(3, 3);
}
#define IINC_W(S)                                                                                            \
    OP(iinc_w, S)                                                                                            \
    {                                                                                                        \
        lp[pc[1]].u += (uint32_t)(int16_t)pc[2];                                                             \
        NEXT(6, S);                                                                                          \
    }
IINC_W(0)
IINC_W(1)
IINC_W(2)
IINC_W(3)

/* ---- conversions ---- */

/* Out of range: the nearest value; NaN: 0 (JVMS 2.8.3). */
static inline int32_t int_of(double d)
{
    if (LIKELY(d > -2147483649.0 && d < 2147483648.0))
        return (int32_t)d;
    return d != d ? 0 : d < 0 ? INT32_MIN : INT32_MAX;
}
static inline int64_t long_of(double d)
{
    if (LIKELY(d >= -9223372036854775808.0 && d < 9223372036854775808.0))
        return (int64_t)d;
    return d != d ? 0 : d < 0 ? INT64_MIN : INT64_MAX;
}

/* name: pops a TOP from state S, leaves through state R. */
#define CONVERT1(S, name, T, TOP, SET, R, expr)                                                              \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        T v = TOP(S);                                                                                        \
        SET(expr);                                                                                           \
        NEXT(1, R);                                                                                          \
    }
#define FROM_INT(name, SET, R, expr)                                                                         \
    CONVERT1(0, name, int32_t, TOP_I, SET, R, expr) CONVERT1(1, name, int32_t, TOP_I, SET, R, expr)
#define FROM_FLOAT(name, SET, R, expr)                                                                       \
    CONVERT1(0, name, float, TOP_F, SET, R, expr) CONVERT1(1, name, float, TOP_F, SET, R, expr)
#define FROM_LONG(name, SET, R, expr)                                                                        \
    CONVERT1(0, name, int64_t, TOP_L, SET, R, expr) CONVERT1(2, name, int64_t, TOP_L, SET, R, expr)
#define FROM_DOUBLE(name, SET, R, expr)                                                                      \
    CONVERT1(0, name, double, TOP_D, SET, R, expr) CONVERT1(3, name, double, TOP_D, SET, R, expr)

FROM_INT(ineg, SET_I, 1, -(uint32_t)v)
FROM_LONG(lneg, SET_L, 2, -(uint64_t)v)
FROM_FLOAT(fneg, SET_F, 1, -v)
FROM_DOUBLE(dneg, SET_D, 3, -v)
FROM_INT(i2l, SET_L, 2, (int64_t)v)
FROM_INT(i2f, SET_F, 1, (float)v)
FROM_INT(i2d, SET_D, 3, (double)v)
FROM_INT(i2b, SET_I, 1, (int8_t)v)
FROM_INT(i2c, SET_I, 1, (uint16_t)v)
FROM_INT(i2s, SET_I, 1, (int16_t)v)
FROM_LONG(l2i, SET_I, 1, v)
FROM_LONG(l2f, SET_F, 1, (float)v)
FROM_LONG(l2d, SET_D, 3, (double)v)
FROM_FLOAT(f2i, SET_I, 1, int_of((double)v))
FROM_FLOAT(f2l, SET_L, 2, long_of((double)v))
FROM_FLOAT(f2d, SET_D, 3, (double)v)
FROM_DOUBLE(d2i, SET_I, 1, int_of(v))
FROM_DOUBLE(d2l, SET_L, 2, long_of(v))
FROM_DOUBLE(d2f, SET_F, 1, (float)v)

/* ---- comparisons ---- */

#define COMPARE(S, name, T, TOP, POP, expr)                                                                  \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        T b = TOP(S), a = POP();                                                                             \
        SET_I(expr);                                                                                         \
        NEXT(1, 1);                                                                                          \
    }
COMPARE(0, lcmp, int64_t, TOP_L, POP_L, (a > b) - (a < b))
COMPARE(2, lcmp, int64_t, TOP_L, POP_L, (a > b) - (a < b))
/* With NaN: -1 for the l forms, 1 for the g forms. */
COMPARE(0, fcmpl, float, TOP_F, POP_F, (a > b) - !(a >= b))
COMPARE(1, fcmpl, float, TOP_F, POP_F, (a > b) - !(a >= b))
COMPARE(0, fcmpg, float, TOP_F, POP_F, !(a <= b) - (a < b))
COMPARE(1, fcmpg, float, TOP_F, POP_F, !(a <= b) - (a < b))
COMPARE(0, dcmpl, double, TOP_D, POP_D, (a > b) - !(a >= b))
COMPARE(3, dcmpl, double, TOP_D, POP_D, (a > b) - !(a >= b))
COMPARE(0, dcmpg, double, TOP_D, POP_D, !(a <= b) - (a < b))
COMPARE(3, dcmpg, double, TOP_D, POP_D, !(a <= b) - (a < b))
