/*
 * intrinsics_bigint.c - the inner loops of java.math.BigInteger and MutableBigInteger.
 *
 * Magnitudes are big-endian arrays of 32-bit digits. Loops run in the order of the Java bodies, so that
 * arguments which are the same array behave alike.
 */
#include "runtime/jdk/intrinsics.h"

static inline u4 *digits(const struct object *array)
{
    return array_data(array);
}

/* out[0..n) += in[0..n) * k, digits going down from the given last ones; returns the carry. */
static u4 multiply_add(u4 *out_last, const u4 *in_last, int32_t n, u4 k)
{
    u8 carry = 0;
    for (; n > 0; n--, out_last--, in_last--) {
        carry += (u8)*in_last * k + *out_last;
        *out_last = (u4)carry;
        carry >>= 32;
    }
    return (u4)carry;
}

/* implMultiplyToLen(int[] x, int xlen, int[] y, int ylen, int[] z): z, or a new array when it is too short */
INTRINSIC(multiply_to_len)
{
    struct object *x = args[0].a, *y = args[2].a, *z = args[4].a;
    int32_t xn = args[1].i, yn = args[3].i;
    EXPECT(x != NULL && y != NULL && z != x && z != y && xn > 0 && yn > 0 && xn <= array_length(x) &&
           yn <= array_length(y) && xn <= INT32_MAX - yn);
    if (z == NULL || array_length(z) < xn + yn) {
        z = heap_alloc_prim_array(t, 'I', xn + yn);
        if (z == NULL)
            RETURN_A(NULL);
    }
    u4 *zd = digits(z);
    memset(zd, 0, (size_t)(xn + yn) * sizeof *zd);
    for (int32_t i = xn - 1; i >= 0; i--)
        zd[i] = multiply_add(zd + yn + i, digits(y) + yn - 1, yn, digits(x)[i]);
    RETURN_A(z);
}

/* implSquareToLen(int[] x, int len, int[] z, int zlen): twice the products of different digits, plus the
 * squares. */
INTRINSIC(square_to_len)
{
    struct object *x = args[0].a, *z = args[2].a;
    int32_t n = args[1].i;
    EXPECT(x != NULL && z != NULL && x != z && n > 0 && n <= array_length(x) && args[3].i == 2 * (int64_t)n &&
           args[3].i == array_length(z));
    const u4 *xd = digits(x);
    u4 *zd = digits(z);
    memset(zd, 0, (size_t)n * 2 * sizeof *zd);
    for (int32_t i = n - 1; i > 0; i--)
        zd[i] = multiply_add(zd + 2 * i, xd + i - 1, i, xd[i]);
    u8 carry = 0;
    u4 shifted_out = 0;
    for (int32_t i = n - 1; i >= 0; i--) {
        u4 low = zd[2 * i + 1], high = zd[2 * i];
        u8 square = (u8)xd[i] * xd[i];
        carry += (u8)(low << 1 | shifted_out) + (u4)square;
        zd[2 * i + 1] = (u4)carry;
        carry >>= 32;
        carry += (u8)(high << 1 | low >> 31) + (square >> 32);
        zd[2 * i] = (u4)carry;
        carry >>= 32;
        shifted_out = high >> 31;
    }
    RETURN_A(z);
}

/* implMulAdd(int[] out, int[] in, int offset, int len, int k): offset counts from the end of out */
INTRINSIC(mul_add)
{
    struct object *out = args[0].a, *in = args[1].a;
    int32_t offset = args[2].i, n = args[3].i;
    EXPECT(out != NULL && in != NULL && n >= 0 && n <= array_length(in) &&
           range_ok(offset, n, array_length(out)));
    RETURN_I((int32_t)multiply_add(digits(out) + array_length(out) - 1 - offset, digits(in) + n - 1, n,
                                   args[4].u));
}

/* (int[] newArr, int[] oldArr, int newIdx, int shiftCount, int numIter) */
INTRINSIC(shift_left)
{
    int32_t to = args[2].i, shift = args[3].i, n = args[4].i;
    EXPECT(args[0].a != NULL && args[1].a != NULL && shift > 0 && shift < 32 &&
           range_ok(to, n, array_length(args[0].a)) && n < array_length(args[1].a));
    u4 *new = digits(args[0].a) + to, *old = digits(args[1].a);
    for (int32_t i = 0; i < n; i++)
        new[i] = old[i] << shift | old[i + 1] >> (32 - shift);
    return true;
}
INTRINSIC(shift_right)
{
    int32_t to = args[2].i, shift = args[3].i, n = args[4].i;
    EXPECT(args[0].a != NULL && args[1].a != NULL && shift > 0 && shift < 32 && (to == 0 || to == 1) &&
           range_ok(to, n, array_length(args[0].a)) && n < array_length(args[1].a));
    u4 *new = digits(args[0].a) + to, *old = digits(args[1].a);
    for (int32_t i = n; i > 0; i--)
        new[i - 1] = old[i] >> shift | old[i - 1] << (32 - shift);
    return true;
}

/* add(int[] x, int[] y) */
INTRINSIC(add_magnitudes)
{
    struct object *x = args[0].a, *y = args[1].a;
    EXPECT(x != NULL && y != NULL);
    if (array_length(x) < array_length(y)) {
        x = args[1].a;
        y = args[0].a;
    }
    int32_t xn = array_length(x), yn = array_length(y);
    struct object *sum = heap_alloc_prim_array(t, 'I', xn);
    if (sum == NULL)
        RETURN_A(NULL);
    u8 carry = 0;
    for (int32_t i = xn - 1, j = yn - 1; i >= 0; i--, j--) {
        carry += (u8)digits(x)[i] + (j >= 0 ? digits(y)[j] : 0);
        digits(sum)[i] = (u4)carry;
        carry >>= 32;
    }
    if (carry == 0)
        RETURN_A(sum);
    EXPECT(xn < INT32_MAX);
    struct object *longer = heap_alloc_prim_array(t, 'I', xn + 1);
    if (longer == NULL)
        RETURN_A(NULL);
    digits(longer)[0] = 1;
    memcpy(digits(longer) + 1, digits(sum), (size_t)xn * sizeof(u4));
    RETURN_A(longer);
}

/* subtract(int[] big, int[] little) */
INTRINSIC(subtract_magnitudes)
{
    struct object *x = args[0].a, *y = args[1].a;
    EXPECT(x != NULL && y != NULL && array_length(x) >= array_length(y));
    int32_t xn = array_length(x), yn = array_length(y);
    struct object *difference = heap_alloc_prim_array(t, 'I', xn);
    if (difference == NULL)
        RETURN_A(NULL);
    int64_t borrow = 0;
    for (int32_t i = xn - 1, j = yn - 1; i >= 0; i--, j--) {
        borrow += (int64_t)digits(x)[i] - (j >= 0 ? (int64_t)digits(y)[j] : 0);
        digits(difference)[i] = (u4)borrow;
        borrow >>= 32;
    }
    RETURN_A(difference);
}

/* MutableBigInteger.mulsub and mulsubBorrow(int[] q, int[] a, int x, int len, int offset): the carry of
 * q[offset+1 .. offset+len] - a[0..len) * x, which mulsub also stores. */
static bool mulsub(const union slot *args, bool store, union slot *result)
{
    struct object *q = args[1].a, *a = args[2].a;
    u8 x = args[3].u, carry = 0;
    int32_t n = args[4].i, offset = args[5].i;
    EXPECT(q != NULL && a != NULL && n >= 0 && n <= array_length(a) && offset >= -1 &&
           offset < array_length(q) - n);
    u4 *qd = digits(q) + offset + n;
    for (int32_t j = n - 1; j >= 0; j--, qd--) {
        u8 product = digits(a)[j] * x + carry;
        u4 difference = *qd - (u4)product;
        if (store)
            *qd = difference;
        carry = (product >> 32) + (difference > ~(u4)product);
    }
    RETURN_I((int32_t)carry);
}
INTRINSIC(mulsub_store)
{
    return mulsub(args, true, result);
}
INTRINSIC(mulsub_borrow)
{
    return mulsub(args, false, result);
}

#define BIG(name, desc, fn)                                                                                  \
    {                                                                                                        \
        "java/math/BigInteger", name, desc, NATIVE_INTRINSIC, (void *)(fn)                                   \
    }
#define MUTABLE(name, desc, fn)                                                                              \
    {                                                                                                        \
        "java/math/MutableBigInteger", name, desc, NATIVE_INTRINSIC, (void *)(fn)                            \
    }

const struct native_entry natives_bigint[] = {
    BIG("implMultiplyToLen", "([II[II[I)[I", multiply_to_len),
    BIG("implSquareToLen", "([II[II)[I", square_to_len),
    BIG("implMulAdd", "([I[IIII)I", mul_add),
    BIG("shiftLeftImplWorker", "([I[IIII)V", shift_left),
    BIG("shiftRightImplWorker", "([I[IIII)V", shift_right),
    BIG("add", "([I[I)[I", add_magnitudes),
    BIG("subtract", "([I[I)[I", subtract_magnitudes),
    MUTABLE("mulsub", "([I[IIII)I", mulsub_store),
    MUTABLE("mulsubBorrow", "([I[IIII)I", mulsub_borrow),
    {NULL, NULL, NULL, 0, NULL},
};
