/* intrinsics_number.c - Integer, Long, Float, Double and their kin: bits, and decimal text. */
#include "runtime/jdk/intrinsics.h"

/* ---- bits of floating-point numbers: natives in the JDK, one move here ---- */

static union slot same_bits(struct thread *t, union slot *args)
{
    (void)t;
    return args[0];
}

/* floatToIntBits, doubleToLongBits: every NaN is the canonical one. */
INTRINSIC(float_to_int_bits)
{
    RETURN_I(args[0].f != args[0].f ? 0x7fc00000 : args[0].i);
}
INTRINSIC(double_to_long_bits)
{
    RETURN_L(args[0].d != args[0].d ? 0x7ff8000000000000 : args[0].l);
}

/* ---- bit counting ---- */

static u4 reverse_bits4(u4 v)
{
    v = (v & 0x55555555) << 1 | (v >> 1 & 0x55555555);
    v = (v & 0x33333333) << 2 | (v >> 2 & 0x33333333);
    v = (v & 0x0f0f0f0f) << 4 | (v >> 4 & 0x0f0f0f0f);
    return __builtin_bswap32(v);
}

INTRINSIC(int_bit_count)
{
    RETURN_I(__builtin_popcount(args[0].u));
}
INTRINSIC(int_leading_zeros)
{
    RETURN_I(args[0].u == 0 ? 32 : __builtin_clz(args[0].u));
}
INTRINSIC(int_trailing_zeros)
{
    RETURN_I(args[0].u == 0 ? 32 : __builtin_ctz(args[0].u));
}
INTRINSIC(int_highest_one_bit)
{
    RETURN_I(args[0].u == 0 ? 0 : (int32_t)(0x80000000u >> __builtin_clz(args[0].u)));
}
INTRINSIC(int_reverse)
{
    RETURN_I((int32_t)reverse_bits4(args[0].u));
}
INTRINSIC(int_reverse_bytes)
{
    RETURN_I((int32_t)__builtin_bswap32(args[0].u));
}
INTRINSIC(long_bit_count)
{
    RETURN_I(__builtin_popcountll(args[0].raw));
}
INTRINSIC(long_leading_zeros)
{
    RETURN_I(args[0].raw == 0 ? 64 : __builtin_clzll(args[0].raw));
}
INTRINSIC(long_trailing_zeros)
{
    RETURN_I(args[0].raw == 0 ? 64 : __builtin_ctzll(args[0].raw));
}
INTRINSIC(long_highest_one_bit)
{
    RETURN_L(args[0].raw == 0 ? 0 : (int64_t)(0x8000000000000000u >> __builtin_clzll(args[0].raw)));
}
INTRINSIC(long_reverse)
{
    u8 v = args[0].raw;
    RETURN_L((int64_t)((u8)reverse_bits4((u4)v) << 32 | reverse_bits4((u4)(v >> 32))));
}
INTRINSIC(long_reverse_bytes)
{
    RETURN_L((int64_t)__builtin_bswap64(args[0].raw));
}
INTRINSIC(char_reverse_bytes)
{
    RETURN_I(__builtin_bswap16((u2)args[0].u));
}
INTRINSIC(short_reverse_bytes)
{
    RETURN_I((int16_t)__builtin_bswap16((u2)args[0].u));
}

INTRINSIC(long_divide_unsigned)
{
    EXPECT(args[2].raw != 0);
    RETURN_L((int64_t)(args[0].raw / args[2].raw));
}
INTRINSIC(long_remainder_unsigned)
{
    EXPECT(args[2].raw != 0);
    RETURN_L((int64_t)(args[0].raw % args[2].raw));
}

/* ---- decimal text ---- */

enum { MAX_DECIMAL = 20 }; /* "-9223372036854775808" */

/* Writes v so that it ends at `end`; returns where it starts. */
static u1 *decimal(int64_t v, u1 *end)
{
    u8 u = v < 0 ? -(u8)v : (u8)v;
    do {
        *--end = (u1)('0' + u % 10);
        u /= 10;
    } while (u != 0);
    if (v < 0)
        *--end = '-';
    return end;
}
static int32_t decimal_length(int64_t v)
{
    u8 u = v < 0 ? -(u8)v : (u8)v;
    int32_t n = 1 + (v < 0);
    for (; u >= 10; u /= 10)
        n++;
    return n;
}

static bool to_string(struct thread *t, int64_t v, union slot *result)
{
    u1 text[MAX_DECIMAL], *end = text + MAX_DECIMAL, *start = decimal(v, end);
    RETURN_A(string_over(t, start, (int32_t)(end - start), false));
}
INTRINSIC(int_to_string)
{
    return to_string(t, args[0].i, result);
}
INTRINSIC(long_to_string)
{
    return to_string(t, args[0].l, result);
}
INTRINSIC(int_string_size)
{
    RETURN_I(decimal_length(args[0].i));
}
INTRINSIC(long_string_size)
{
    RETURN_I(decimal_length(args[0].l));
}

/* getChars(v, int index, byte[] buf): the text ends before `index` characters; returns where it starts. */
static bool get_chars(int64_t v, int32_t index, struct object *buf, bool wide, union slot *result)
{
    u1 text[MAX_DECIMAL], *end = text + MAX_DECIMAL, *start = decimal(v, end);
    int32_t n = (int32_t)(end - start);
    EXPECT(buf != NULL && index >= n && index <= array_length(buf) >> wide);
    if (!wide)
        memcpy(&ARRAY_AT(u1, buf, index - n), start, (size_t)n);
    else
        for (int32_t i = 0; i < n; i++)
            ARRAY_AT(u2, buf, index - n + i) = start[i];
    RETURN_I(index - n);
}
INTRINSIC(int_get_chars)
{
    return get_chars(args[0].i, args[1].i, args[2].a, false, result);
}
INTRINSIC(long_get_chars)
{
    return get_chars(args[0].l, args[2].i, args[3].a, false, result);
}
INTRINSIC(int_get_chars_wide)
{
    return get_chars(args[0].i, args[1].i, args[2].a, true, result);
}
INTRINSIC(long_get_chars_wide)
{
    return get_chars(args[0].l, args[2].i, args[3].a, true, result);
}

static unsigned digit_value(u1 c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'z' ? c - 'a' + 10u : 99;
}

/* parseInt, parseLong of ASCII digits that are in range; everything else, in particular every error, is
 * Java's. */
static bool parse(const struct thread *t, const struct object *s, int32_t radix, u8 max, int64_t *out)
{
    const struct wellknown *wk = &t->vm->wk;
    EXPECT(s != NULL && radix >= 2 && radix <= 36 && FIELD_AT(u1, s, wk->String_coder) == 0);
    const struct object *value = ref_field(s, wk->String_value);
    EXPECT(value != NULL && array_length(value) > 0);
    const u1 *p = array_data(value), *end = p + array_length(value);
    bool negative = *p == '-';
    if (negative || *p == '+')
        p++;
    EXPECT(p < end);
    u8 v = 0;
    for (; p < end; p++) {
        unsigned digit = digit_value(*p);
        EXPECT(digit < (unsigned)radix && !__builtin_mul_overflow(v, (u8)radix, &v) &&
               !__builtin_add_overflow(v, (u8)digit, &v) && v <= max + negative);
    }
    *out = (int64_t)(negative ? -v : v);
    return true;
}
INTRINSIC(int_parse)
{
    int64_t v;
    EXPECT(parse(t, args[0].a, args[1].i, INT32_MAX, &v));
    RETURN_I((int32_t)v);
}
INTRINSIC(long_parse)
{
    int64_t v;
    EXPECT(parse(t, args[0].a, args[1].i, INT64_MAX, &v));
    RETURN_L(v);
}

#define ENTRY(klass, name, desc, fn)                                                                         \
    {                                                                                                        \
        "java/lang/" klass, name, desc, NATIVE_INTRINSIC, (void *)(fn)                                       \
    }
#define PLAIN(klass, name, desc, fn)                                                                         \
    {                                                                                                        \
        "java/lang/" klass, name, desc, NATIVE_INTRINSIC_PLAIN, (void *)(fn)                                 \
    }
#define FAST(klass, name, fn)                                                                                \
    {                                                                                                        \
        "java/lang/" klass, name, NULL, NATIVE_FAST, (void *)(fn)                                            \
    }

const struct native_entry natives_number[] = {
    FAST("Float", "floatToRawIntBits", same_bits),
    FAST("Float", "intBitsToFloat", same_bits),
    FAST("Double", "doubleToRawLongBits", same_bits),
    FAST("Double", "longBitsToDouble", same_bits),
    ENTRY("Float", "floatToIntBits", "(F)I", float_to_int_bits),
    ENTRY("Double", "doubleToLongBits", "(D)J", double_to_long_bits),
    ENTRY("Integer", "bitCount", "(I)I", int_bit_count),
    ENTRY("Integer", "numberOfLeadingZeros", "(I)I", int_leading_zeros),
    ENTRY("Integer", "numberOfTrailingZeros", "(I)I", int_trailing_zeros),
    ENTRY("Integer", "highestOneBit", "(I)I", int_highest_one_bit),
    ENTRY("Integer", "reverse", "(I)I", int_reverse),
    ENTRY("Integer", "reverseBytes", "(I)I", int_reverse_bytes),
    PLAIN("Integer", "toString", "(I)Ljava/lang/String;", int_to_string),
    PLAIN("Integer", "stringSize", "(I)I", int_string_size),
    PLAIN("Integer", "getChars", "(II[B)I", int_get_chars),
    PLAIN("Integer", "parseInt", "(Ljava/lang/String;I)I", int_parse),
    ENTRY("Long", "bitCount", "(J)I", long_bit_count),
    ENTRY("Long", "numberOfLeadingZeros", "(J)I", long_leading_zeros),
    ENTRY("Long", "numberOfTrailingZeros", "(J)I", long_trailing_zeros),
    ENTRY("Long", "highestOneBit", "(J)J", long_highest_one_bit),
    ENTRY("Long", "reverse", "(J)J", long_reverse),
    ENTRY("Long", "reverseBytes", "(J)J", long_reverse_bytes),
    ENTRY("Long", "divideUnsigned", "(JJ)J", long_divide_unsigned),
    ENTRY("Long", "remainderUnsigned", "(JJ)J", long_remainder_unsigned),
    PLAIN("Long", "toString", "(J)Ljava/lang/String;", long_to_string),
    PLAIN("Long", "stringSize", "(J)I", long_string_size),
    PLAIN("Long", "getChars", "(JI[B)I", long_get_chars),
    PLAIN("Long", "parseLong", "(Ljava/lang/String;I)J", long_parse),
    PLAIN("StringUTF16", "getChars", "(II[B)I", int_get_chars_wide),
    PLAIN("StringUTF16", "getChars", "(JI[B)I", long_get_chars_wide),
    ENTRY("Character", "reverseBytes", "(C)C", char_reverse_bytes),
    ENTRY("Short", "reverseBytes", "(S)S", short_reverse_bytes),
    {NULL, NULL, NULL, 0, NULL},
};
