/*
 * intrinsics_math.c - java.lang.Math and StrictMath.
 *
 * StrictMath is fdlibm, bit for bit: its natives in libjava need nothing of JNI, so they are called without
 * the transition into native code. Math may differ from that by a last bit (within one ulp, semi-monotonic),
 * and does on HotSpot, whose own sin, cos, tan, exp, log and pow are nearly always correctly rounded. So are
 * the C library's, which agree with HotSpot's in more than 99.6% of results where fdlibm has 90 to 96%. Its
 * log10 is not that good: Math.log10 stays StrictMath's.
 */
#include <dlfcn.h>
#include <jni.h>
#include <math.h>
#include "runtime/exec/exec.h"
#include "runtime/jdk/intrinsics.h"
#include "runtime/jdk/native_bodies.h"

/* ---- floating point ---- */

#define SELECT(name, T, member, bits, SIGN, chosen_zero, CMP)                                                \
    INTRINSIC(name)                                                                                          \
    {                                                                                                        \
        T a = args[0].member, b = args[sizeof(T) / 4].member;                                                \
        if (a == 0 && b == 0)                                                                                \
            result->member = args[chosen_zero].bits == (SIGN) ? b : a;                                       \
        else                                                                                                 \
            result->member = a != a || a CMP b ? a : b;                                                      \
        return true;                                                                                         \
    }
SELECT(max_float, float, f, u, 0x80000000u, 0, >=)
SELECT(min_float, float, f, u, 0x80000000u, 1, <=)
SELECT(max_double, double, d, raw, 0x8000000000000000u, 0, >=)
SELECT(min_double, double, d, raw, 0x8000000000000000u, 2, <=)

INTRINSIC(math_sqrt)
{
    RETURN_D(sqrt(args[0].d));
}
/* A NaN keeps its bits. */
#define ROUNDING(fn)                                                                                         \
    double jmath_##fn(double x)                                                                              \
    {                                                                                                        \
        return x != x ? x : fn(x);                                                                           \
    }                                                                                                        \
    INTRINSIC(math_##fn)                                                                                     \
    {                                                                                                        \
        RETURN_D(jmath_##fn(args[0].d));                                                                     \
    }
ROUNDING(floor)
ROUNDING(ceil)
ROUNDING(rint)

/* round: floor(a + 1/2) without the rounding error of the sum; out of range: as the cast in Java. */
INTRINSIC(round_double)
{
    double a = args[0].d;
    if (!(fabs(a) < 0x1p62))
        RETURN_L(a != a ? 0 : a < -0x1p63 ? INT64_MIN : a >= 0x1p63 ? INT64_MAX : (int64_t)a);
    double down = floor(a);
    RETURN_L((int64_t)down + (a - down >= 0.5));
}
INTRINSIC(round_float)
{
    float a = args[0].f;
    if (!(fabsf(a) < 0x1p30f))
        RETURN_I(a != a ? 0 : a < -0x1p31f ? INT32_MIN : a >= 0x1p31f ? INT32_MAX : (int32_t)a);
    float down = floorf(a);
    RETURN_I((int32_t)down + (a - down >= 0.5f));
}

/* A NaN that comes out of an operation is the canonical one, as in Java. */
static double canonical(double v)
{
    return v == v ? v : (union slot){.raw = 0x7ff8000000000000}.d;
}
double jmath_fma(double x, double y, double z)
{
    return canonical(fma(x, y, z));
}
float jmath_fmaf(float x, float y, float z)
{
    float v = fmaf(x, y, z);
    return v == v ? v : (union slot){.u = 0x7fc00000}.f;
}
double jmath_pow(double x, double y)
{
    return canonical(fabs(x) == 1 && !isfinite(y) ? NAN /* 1 in C */ : pow(x, y));
}
INTRINSIC(fma_double)
{
    RETURN_D(jmath_fma(args[0].d, args[2].d, args[4].d));
}
INTRINSIC(fma_float)
{
    RETURN_F(jmath_fmaf(args[0].f, args[1].f, args[2].f));
}
INTRINSIC(math_pow)
{
    RETURN_D(jmath_pow(args[0].d, args[2].d));
}

#define OF_ONE(fn)                                                                                           \
    double jmath_##fn(double x)                                                                              \
    {                                                                                                        \
        return canonical(fn(x));                                                                             \
    }                                                                                                        \
    INTRINSIC(math_##fn)                                                                                     \
    {                                                                                                        \
        RETURN_D(jmath_##fn(args[0].d));                                                                     \
    }
OF_ONE(sin)
OF_ONE(cos)
OF_ONE(tan)
OF_ONE(exp)
OF_ONE(log)

INTRINSIC(copy_sign_double)
{
    RETURN_L((args[0].l & INT64_MAX) | (args[2].l & INT64_MIN));
}
INTRINSIC(copy_sign_float)
{
    RETURN_I((args[0].i & INT32_MAX) | (args[1].i & INT32_MIN));
}
INTRINSIC(signum_double)
{
    double d = args[0].d;
    RETURN_D(d > 0 ? 1.0 : d < 0 ? -1.0 : d);
}
INTRINSIC(signum_float)
{
    float f = args[0].f;
    RETURN_F(f > 0 ? 1.0f : f < 0 ? -1.0f : f);
}
INTRINSIC(get_exponent_double)
{
    RETURN_I((int32_t)(args[0].raw >> 52 & 0x7ff) - 1023);
}
INTRINSIC(get_exponent_float)
{
    RETURN_I((int32_t)(args[0].u >> 23 & 0xff) - 127);
}

INTRINSIC(abs_double)
{
    RETURN_L(args[0].l & INT64_MAX);
}
INTRINSIC(abs_float)
{
    RETURN_I(args[0].i & INT32_MAX);
}

INTRINSIC(max_int)
{
    RETURN_I(args[0].i >= args[1].i ? args[0].i : args[1].i);
}
INTRINSIC(min_int)
{
    RETURN_I(args[0].i <= args[1].i ? args[0].i : args[1].i);
}
INTRINSIC(max_long)
{
    RETURN_L(args[0].l >= args[2].l ? args[0].l : args[2].l);
}
INTRINSIC(min_long)
{
    RETURN_L(args[0].l <= args[2].l ? args[0].l : args[2].l);
}

/* ---- exact integers: what overflows is Java's to report ---- */

#define EXACT(name, op)                                                                                      \
    INTRINSIC(name##_exact_int)                                                                              \
    {                                                                                                        \
        int32_t r;                                                                                           \
        EXPECT(!__builtin_##op##_overflow(args[0].i, args[1].i, &r));                                        \
        RETURN_I(r);                                                                                         \
    }                                                                                                        \
    INTRINSIC(name##_exact_long)                                                                             \
    {                                                                                                        \
        int64_t r;                                                                                           \
        EXPECT(!__builtin_##op##_overflow(args[0].l, args[2].l, &r));                                        \
        RETURN_L(r);                                                                                         \
    }
EXACT(add, add)
EXACT(subtract, sub)
EXACT(multiply, mul)

INTRINSIC(multiply_high)
{
    RETURN_L((int64_t)((__int128)args[0].l * args[2].l >> 64));
}

/* Division by -1 is left out because it may overflow, by 0 because it throws. */
INTRINSIC(floor_div_int)
{
    int32_t x = args[0].i, y = args[1].i;
    EXPECT((u4)y + 1 > 1);
    RETURN_I(x / y - ((x ^ y) < 0 && x % y != 0));
}
INTRINSIC(floor_mod_int)
{
    int32_t x = args[0].i, y = args[1].i;
    EXPECT((u4)y + 1 > 1);
    int32_t mod = x % y;
    RETURN_I((mod ^ y) < 0 && mod != 0 ? mod + y : mod);
}
INTRINSIC(floor_div_long)
{
    int64_t x = args[0].l, y = args[2].l;
    EXPECT((u8)y + 1 > 1);
    RETURN_L(x / y - ((x ^ y) < 0 && x % y != 0));
}
INTRINSIC(floor_mod_long)
{
    int64_t x = args[0].l, y = args[2].l;
    EXPECT((u8)y + 1 > 1);
    int64_t mod = x % y;
    RETURN_L((mod ^ y) < 0 && mod != 0 ? mod + y : mod);
}

/* ---- fdlibm in libjava ---- */

static union slot strict_sqrt(struct thread *t, union slot *args)
{
    (void)t;
    return (union slot){.d = sqrt(args[0].d)};
}

typedef double (*unary_fn)(JNIEnv *, jclass, double);
typedef double (*binary_fn)(JNIEnv *, jclass, double, double);

static void *libjava_function(struct thread *t, void *_Atomic *cache, const char *name)
{
    void *fn = atomic_load_explicit(cache, memory_order_relaxed);
    if (LIKELY(fn != NULL))
        return fn;
    fn = t->vm->libjava != NULL ? dlsym(t->vm->libjava, name) : NULL;
    if (fn == NULL)
        throw_new(t, "java/lang/UnsatisfiedLinkError", "%s", name);
    atomic_store_explicit(cache, fn, memory_order_relaxed);
    return fn;
}

#define UNARY(name)                                                                                          \
    static union slot strict_##name(struct thread *t, union slot *args)                                      \
    {                                                                                                        \
        static void *_Atomic cache;                                                                          \
        unary_fn fn = (unary_fn)libjava_function(t, &cache, "Java_java_lang_StrictMath_" #name);             \
        return (union slot){.d = fn != NULL ? fn(thread_env(t), NULL, args[0].d) : 0};                       \
    }
#define BINARY(name)                                                                                         \
    static union slot strict_##name(struct thread *t, union slot *args)                                      \
    {                                                                                                        \
        static void *_Atomic cache;                                                                          \
        binary_fn fn = (binary_fn)libjava_function(t, &cache, "Java_java_lang_StrictMath_" #name);           \
        return (union slot){.d = fn != NULL ? fn(thread_env(t), NULL, args[0].d, args[2].d) : 0};            \
    }
#define UNARIES(X)                                                                                           \
    X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(log) X(log10) X(sinh) X(cosh) X(tanh) X(expm1) X(log1p)
UNARIES(UNARY)
BINARY(atan2)
BINARY(IEEEremainder)

double jmath_log10(struct thread *t, double x)
{
    return strict_log10(t, &(union slot){.d = x}).d;
}

#define MATH(name, desc, fn)                                                                                 \
    {                                                                                                        \
        "java/lang/Math", name, desc, NATIVE_INTRINSIC, (void *)(fn)                                         \
    }
#define STRICT(name, desc, fn)                                                                               \
    {                                                                                                        \
        "java/lang/StrictMath", name, desc, NATIVE_INTRINSIC, (void *)(fn)                                   \
    }
#define LIBJAVA(name) {"java/lang/StrictMath", #name, NULL, NATIVE_FAST, (void *)strict_##name},

const struct native_entry natives_math[] = {
    MATH("max", "(FF)F", max_float),
    MATH("min", "(FF)F", min_float),
    MATH("max", "(DD)D", max_double),
    MATH("min", "(DD)D", min_double),
    MATH("max", "(II)I", max_int),
    MATH("min", "(II)I", min_int),
    MATH("max", "(JJ)J", max_long),
    MATH("min", "(JJ)J", min_long),
    MATH("abs", "(D)D", abs_double),
    MATH("abs", "(F)F", abs_float),
    MATH("sin", "(D)D", math_sin),
    MATH("cos", "(D)D", math_cos),
    MATH("tan", "(D)D", math_tan),
    MATH("exp", "(D)D", math_exp),
    MATH("log", "(D)D", math_log),
    MATH("pow", "(DD)D", math_pow),
    MATH("sqrt", "(D)D", math_sqrt),
    MATH("floor", "(D)D", math_floor),
    MATH("ceil", "(D)D", math_ceil),
    MATH("rint", "(D)D", math_rint),
    STRICT("floor", "(D)D", math_floor),
    STRICT("ceil", "(D)D", math_ceil),
    STRICT("rint", "(D)D", math_rint),
    MATH("round", "(D)J", round_double),
    MATH("round", "(F)I", round_float),
    MATH("fma", "(DDD)D", fma_double),
    MATH("fma", "(FFF)F", fma_float),
    MATH("copySign", "(DD)D", copy_sign_double),
    MATH("copySign", "(FF)F", copy_sign_float),
    MATH("signum", "(D)D", signum_double),
    MATH("signum", "(F)F", signum_float),
    MATH("getExponent", "(D)I", get_exponent_double),
    MATH("getExponent", "(F)I", get_exponent_float),
    MATH("addExact", "(II)I", add_exact_int),
    MATH("addExact", "(JJ)J", add_exact_long),
    MATH("subtractExact", "(II)I", subtract_exact_int),
    MATH("subtractExact", "(JJ)J", subtract_exact_long),
    MATH("multiplyExact", "(II)I", multiply_exact_int),
    MATH("multiplyExact", "(JJ)J", multiply_exact_long),
    MATH("multiplyHigh", "(JJ)J", multiply_high),
    MATH("floorDiv", "(II)I", floor_div_int),
    MATH("floorMod", "(II)I", floor_mod_int),
    MATH("floorDiv", "(JJ)J", floor_div_long),
    MATH("floorMod", "(JJ)J", floor_mod_long),
    LIBJAVA(sqrt) UNARIES(LIBJAVA) LIBJAVA(atan2) LIBJAVA(IEEEremainder){NULL, NULL, NULL, 0, NULL},
};
