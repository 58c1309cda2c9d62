/*
 * intrinsics_string.c - java.lang.String and its two representations.
 *
 * A string's characters are a byte[] of Latin-1 (coder 0) or native-order UTF-16 (coder 1). Most of these
 * methods exist once for each pair of representations; in C they are one function over `struct chars`.
 */
#define _GNU_SOURCE
#include "runtime/jdk/intrinsics.h"
#include "runtime/jdk/native_bodies.h"

/* ---- equality and order ---- */

/* n characters of a from i on equal those of b from j on. */
static bool region_equals(struct chars a, int32_t i, struct chars b, int32_t j, int32_t n)
{
    if (a.wide == b.wide)
        return memcmp((const u1 *)a.data + ((size_t)i << a.wide), (const u1 *)b.data + ((size_t)j << b.wide),
                      (size_t)n << a.wide) == 0;
    for (int32_t k = 0; k < n; k++)
        if (char_at(a, i + k) != char_at(b, j + k))
            return false;
    return true;
}

static int32_t compare_chars(struct chars a, struct chars b)
{
    int32_t n = a.length < b.length ? a.length : b.length, i = 0;
    if (a.wide == b.wide)
        i = (int32_t)(first_mismatch(a.data, b.data, (size_t)n << a.wide) >> a.wide);
    else
        while (i < n && char_at(a, i) == char_at(b, i))
            i++;
    return i < n ? (int32_t)char_at(a, i) - (int32_t)char_at(b, i) : a.length - b.length;
}

INTRINSIC(string_equals_object)
{
    const struct object *self = args[0].a, *other = args[1].a;
    if (self == other)
        RETURN_I(1);
    const struct wellknown *wk = &t->vm->wk;
    if (other == NULL || other->klass != self->klass)
        RETURN_I(0);
    const struct object *a = ref_field(self, wk->String_value), *b = ref_field(other, wk->String_value);
    EXPECT(a != NULL && b != NULL);
    RETURN_I(array_length(a) == array_length(b) &&
             FIELD_AT(u1, self, wk->String_coder) == FIELD_AT(u1, other, wk->String_coder) &&
             memcmp(array_data(a), array_data(b), (size_t)array_length(a)) == 0);
}

INTRINSIC(string_compare_to)
{
    struct chars a, b;
    EXPECT(string_chars(t, args[0].a, &a) && string_chars(t, args[1].a, &b));
    RETURN_I(compare_chars(a, b));
}

INTRINSIC(string_starts_with)
{
    struct chars s, prefix;
    EXPECT(string_chars(t, args[0].a, &s) && string_chars(t, args[1].a, &prefix));
    int32_t from = args[2].i;
    RETURN_I(from >= 0 && from <= s.length - prefix.length &&
             region_equals(s, from, prefix, 0, prefix.length));
}

/* regionMatches(int, String, int, int): a negative length matches when the offsets are good. */
INTRINSIC(string_region_matches)
{
    struct chars a, b;
    EXPECT(string_chars(t, args[0].a, &a) && string_chars(t, args[2].a, &b));
    int32_t i = args[1].i, j = args[3].i, n = args[4].i;
    if (i < 0 || j < 0 || i > (int64_t)a.length - n || j > (int64_t)b.length - n)
        RETURN_I(0);
    RETURN_I(n <= 0 || region_equals(a, i, b, j, n));
}

static u8 word_at(const u1 *p)
{
    u8 x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* Most strings are short: what memcmp asks first would be most of the work. */
static bool equal_bytes(const u1 *p, const u1 *q, size_t n)
{
    enum { SHORT = 32 };
    size_t i = 0;
    if (n > SHORT)
        return memcmp(p, q, n) == 0;
    if (n < 8) {
        while (i < n && p[i] == q[i])
            i++;
        return i == n;
    }
    for (; i + 8 < n; i += 8)
        if (word_at(p + i) != word_at(q + i))
            return false;
    return word_at(p + n - 8) == word_at(q + n - 8);
}

int32_t string_latin1_equals(const struct object *a, const struct object *b)
{
    return array_length(a) == array_length(b) &&
           equal_bytes(array_data(a), array_data(b), (size_t)array_length(a));
}
INTRINSIC(latin1_equals)
{
    EXPECT(args[0].a != NULL && args[1].a != NULL);
    RETURN_I(string_latin1_equals(args[0].a, args[1].a));
}
INTRINSIC(utf16_equals)
{
    const struct object *a = args[0].a, *b = args[1].a;
    EXPECT(a != NULL && b != NULL);
    RETURN_I(array_length(a) == array_length(b) &&
             memcmp(array_data(a), array_data(b), (size_t)array_length(a) & ~(size_t)1) == 0);
}

#define COMPARE(name, view_a, view_b)                                                                        \
    INTRINSIC(name)                                                                                          \
    {                                                                                                        \
        EXPECT(args[0].a != NULL && args[1].a != NULL);                                                      \
        RETURN_I(compare_chars(view_a(args[0].a), view_b(args[1].a)));                                       \
    }
/* Eight at a time. The last eight may be less: objects are whole granules, so what follows can be read. */
int32_t string_latin1_compare(const struct object *a, const struct object *b)
{
    const u1 *p = array_data(a), *q = array_data(b);
    int32_t m = array_length(a), n = array_length(b), least = m < n ? m : n;
    _Static_assert(ARRAY_DATA % 8 == 0 && ALLOC_GRANULE % 8 == 0, "");
    for (int32_t i = 0; i < least; i += 8) {
        uint64_t differ = word_at(p + i) ^ word_at(q + i);
        if (differ == 0)
            continue;
        int32_t at = i + __builtin_ctzll(differ) / 8;
        return at < least ? p[at] - q[at] : m - n;
    }
    return m - n;
}
INTRINSIC(latin1_compare)
{
    EXPECT(args[0].a != NULL && args[1].a != NULL);
    RETURN_I(string_latin1_compare(args[0].a, args[1].a));
}
COMPARE(latin1_compare_utf16, latin1_chars, utf16_chars)
COMPARE(utf16_compare, utf16_chars, utf16_chars)
COMPARE(utf16_compare_latin1, utf16_chars, latin1_chars)

/* Case-insensitive forms of ASCII; anything else that differs is Java's. */
static inline unsigned ascii_lower(unsigned c)
{
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* StringLatin1.regionMatchesCI(byte[] value, int toffset, byte[] other, int ooffset, int len) */
INTRINSIC(latin1_region_matches_ci)
{
    int32_t n = args[4].i;
    EXPECT(array_range_ok(args[0].a, args[1].i, n) && array_range_ok(args[2].a, args[3].i, n));
    const u1 *a = &ARRAY_AT(u1, args[0].a, args[1].i), *b = &ARRAY_AT(u1, args[2].a, args[3].i);
    for (int32_t i = 0; i < n; i++) {
        if (a[i] == b[i])
            continue;
        EXPECT((a[i] | b[i]) < 0x80);
        if (ascii_lower(a[i]) != ascii_lower(b[i]))
            RETURN_I(0);
    }
    RETURN_I(1);
}
/* StringLatin1.compareToCI(byte[] value, byte[] other) */
INTRINSIC(latin1_compare_ci)
{
    EXPECT(args[0].a != NULL && args[1].a != NULL);
    struct chars a = latin1_chars(args[0].a), b = latin1_chars(args[1].a);
    for (int32_t i = 0, n = a.length < b.length ? a.length : b.length; i < n; i++) {
        unsigned x = char_at(a, i), y = char_at(b, i);
        if (x == y)
            continue;
        EXPECT((x | y) < 0x80);
        if (ascii_lower(x) != ascii_lower(y))
            RETURN_I((int32_t)ascii_lower(x) - (int32_t)ascii_lower(y));
    }
    RETURN_I(a.length - b.length);
}

/* ---- hash: sum of c[i] * 31^(n-1-i), four characters a step ---- */

#define HASH(T)                                                                                              \
    static int32_t hash_##T(const T *c, int32_t n)                                                           \
    {                                                                                                        \
        u4 h = 0;                                                                                            \
        int32_t i = 0;                                                                                       \
        for (; i + 4 <= n; i += 4)                                                                           \
            h = h * 923521u + c[i] * 29791u + c[i + 1] * 961u + c[i + 2] * 31u + c[i + 3];                   \
        for (; i < n; i++)                                                                                   \
            h = h * 31u + c[i];                                                                              \
        return (int32_t)h;                                                                                   \
    }
HASH(u1)
HASH(u2)

int32_t string_latin1_hash(const struct object *a)
{
    return hash_u1(array_data(a), array_length(a));
}
INTRINSIC(latin1_hash)
{
    EXPECT(args[0].a != NULL);
    RETURN_I(string_latin1_hash(args[0].a));
}
INTRINSIC(utf16_hash)
{
    EXPECT(args[0].a != NULL);
    RETURN_I(hash_u2(array_data(args[0].a), array_length(args[0].a) >> 1));
}

/* ---- characters ---- */

INTRINSIC(string_length_intrinsic)
{
    struct chars s;
    EXPECT(string_chars(t, args[0].a, &s));
    RETURN_I(s.length);
}
INTRINSIC(string_char_at_intrinsic)
{
    struct chars s;
    EXPECT(string_chars(t, args[0].a, &s) && (u4)args[1].i < (u4)s.length);
    RETURN_I((int32_t)char_at(s, args[1].i));
}
INTRINSIC(latin1_char_at)
{
    EXPECT(args[0].a != NULL && (u4)args[1].i < (u4)array_length(args[0].a));
    RETURN_I(ARRAY_AT(u1, args[0].a, args[1].i));
}
/* charAt and getChar. */
INTRINSIC(utf16_char_at)
{
    EXPECT(args[0].a != NULL && (u4)args[1].i < (u4)array_length(args[0].a) >> 1);
    RETURN_I(ARRAY_AT(u2, args[0].a, args[1].i));
}
INTRINSIC(utf16_put_char)
{
    EXPECT(args[0].a != NULL && (u4)args[1].i < (u4)array_length(args[0].a) >> 1);
    ARRAY_AT(u2, args[0].a, args[1].i) = (u2)args[2].i;
    return true;
}

/* ---- search ---- */

static int32_t find_char(struct chars s, unsigned c, int32_t from, int32_t end)
{
    if (from >= end)
        return -1;
    if (!s.wide) {
        const u1 *p = c <= 0xff ? memchr((const u1 *)s.data + from, (int)c, (size_t)(end - from)) : NULL;
        return p != NULL ? (int32_t)(p - (const u1 *)s.data) : -1;
    }
    const u2 *p = s.data;
    for (int32_t i = from; i < end; i++)
        if (p[i] == c)
            return i;
    return -1;
}

/* First place of `what` (not empty) that starts at or after `from`. */
static int32_t find_chars(struct chars s, struct chars what, int32_t from)
{
    int32_t last = s.length - what.length;
    if (!s.wide && !what.wide) {
        if (from > last)
            return -1;
        const u1 *p =
            memmem((const u1 *)s.data + from, (size_t)(s.length - from), what.data, (size_t)what.length);
        return p != NULL ? (int32_t)(p - (const u1 *)s.data) : -1;
    }
    unsigned first = char_at(what, 0);
    for (int32_t i = from; (i = find_char(s, first, i, last + 1)) >= 0; i++)
        if (region_equals(s, i, what, 0, what.length))
            return i;
    return -1;
}

/* indexOf(int, int) of code points that are one character. */
static bool index_of_char(struct chars s, int32_t c, int32_t from, union slot *result)
{
    if (c < 0 || (c > 0xff && !s.wide))
        RETURN_I(-1);
    EXPECT(c <= 0xffff);
    RETURN_I(find_char(s, (unsigned)c, from < 0 ? 0 : from, s.length));
}
static bool last_index_of_char(struct chars s, int32_t c, int32_t from, union slot *result)
{
    if (c < 0 || (c > 0xff && !s.wide))
        RETURN_I(-1);
    EXPECT(c <= 0xffff);
    int32_t i = from < s.length ? from : s.length - 1;
    while (i >= 0 && char_at(s, i) != (unsigned)c)
        i--;
    RETURN_I(i < 0 ? -1 : i);
}

INTRINSIC(string_index_of_char)
{
    struct chars s;
    EXPECT(string_chars(t, args[0].a, &s));
    return index_of_char(s, args[1].i, args[2].i, result);
}
INTRINSIC(string_last_index_of_char)
{
    struct chars s;
    EXPECT(string_chars(t, args[0].a, &s));
    return last_index_of_char(s, args[1].i, args[2].i, result);
}

/* indexOfChar(byte[], int ch, int from, int max). */
INTRINSIC(latin1_index_of_char)
{
    EXPECT(args[0].a != NULL && args[2].i >= 0 && args[3].i <= array_length(args[0].a));
    RETURN_I(find_char(latin1_chars(args[0].a), args[1].u & 0xff, args[2].i, args[3].i));
}
INTRINSIC(utf16_index_of_char)
{
    int32_t c = args[1].i, from = args[2].i, end = args[3].i;
    EXPECT(args[0].a != NULL && from >= 0 && from <= end && end <= array_length(args[0].a) >> 1);
    RETURN_I(c >= 0 && c <= 0xffff ? find_char(utf16_chars(args[0].a), (unsigned)c, from, end) : -1);
}

/* indexOf(byte[] value, byte[] str). */
static bool index_of_all(struct chars s, struct chars what, union slot *result)
{
    RETURN_I(what.length == 0 ? 0 : find_chars(s, what, 0));
}
/* indexOf(byte[] value, int valueCount, byte[] str, int strCount, int fromIndex). */
static bool index_of_part(struct chars s, struct chars what, const union slot *args, union slot *result)
{
    int32_t count = args[1].i, what_count = args[3].i, from = args[4].i;
    EXPECT(what_count > 0 && what_count <= what.length && from >= 0 && from <= count && count <= s.length);
    s.length = count;
    what.length = what_count;
    RETURN_I(find_chars(s, what, from));
}

#define INDEX_OF(name, view_s, view_what)                                                                    \
    INTRINSIC(name)                                                                                          \
    {                                                                                                        \
        EXPECT(args[0].a != NULL && args[1].a != NULL);                                                      \
        return index_of_all(view_s(args[0].a), view_what(args[1].a), result);                                \
    }                                                                                                        \
    INTRINSIC(name##_part)                                                                                   \
    {                                                                                                        \
        EXPECT(args[0].a != NULL && args[2].a != NULL);                                                      \
        return index_of_part(view_s(args[0].a), view_what(args[2].a), args, result);                         \
    }
INDEX_OF(latin1_index_of, latin1_chars, latin1_chars)
INDEX_OF(utf16_index_of, utf16_chars, utf16_chars)
INDEX_OF(utf16_index_of_latin1, utf16_chars, latin1_chars)

INTRINSIC(string_index_of)
{
    struct chars s, what;
    EXPECT(string_chars(t, args[0].a, &s) && string_chars(t, args[1].a, &what));
    if (!s.wide && what.wide)
        RETURN_I(-1);
    return index_of_all(s, what, result);
}

/* indexOf(String, int). */
INTRINSIC(string_index_of_from)
{
    struct chars s, what;
    EXPECT(string_chars(t, args[0].a, &s) && string_chars(t, args[1].a, &what));
    int32_t from = args[2].i < 0 ? 0 : args[2].i;
    if (from >= s.length)
        RETURN_I(what.length == 0 ? s.length : -1);
    if (what.length == 0)
        RETURN_I(from);
    if (!s.wide && what.wide)
        RETURN_I(-1);
    RETURN_I(find_chars(s, what, from));
}

/* ---- copies between representations ---- */

/* Copies characters up to the first that is above `limit` (at most 0xff); returns how many. Each character is
 * read once: another thread may be writing to a char[]. */
static int32_t narrow_chars(u1 *to, const u2 *from, int32_t n, unsigned limit)
{
    u8 too_high = (u8)(u2)~limit * 0x0001000100010001u;
    int32_t i = 0;
    for (; i + 4 <= n; i += 4) {
        u8 four;
        memcpy(&four, from + i, 8);
        if ((four & too_high) != 0)
            break;
        four = (four | four >> 8) & 0x0000ffff0000ffffu;
        u4 packed = (u4)(four | four >> 16);
        memcpy(to + i, &packed, 4);
    }
    for (; i < n; i++) {
        u2 c = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
        if (c > limit)
            break;
        to[i] = (u1)c;
    }
    return i;
}

/* inflate(byte[] src, int srcOff, byte[] | char[] dst, int dstOff, int len): offsets in characters. */
static bool inflate(const union slot *args, int32_t dst_length)
{
    int32_t n = args[4].i;
    if (n <= 0)
        return args[0].a != NULL && args[2].a != NULL && args[3].i >= 0 && args[3].i <= dst_length && n == 0;
    EXPECT(array_range_ok(args[0].a, args[1].i, n) && range_ok(args[3].i, n, dst_length));
    inflate_bytes(&ARRAY_AT(u2, args[2].a, args[3].i), &ARRAY_AT(u1, args[0].a, args[1].i), n);
    return true;
}
INTRINSIC(latin1_inflate_to_chars)
{
    return inflate(args, args[2].a != NULL ? array_length(args[2].a) : -1);
}
INTRINSIC(latin1_inflate_to_bytes)
{
    return inflate(args, args[2].a != NULL ? array_length(args[2].a) >> 1 : -1);
}

/* StringUTF16.compress(src, srcOff, byte[] dst, int dstOff, int len): all characters or 0; what was copied
 * before the wide one stays copied. */
static bool compress(const union slot *args, int32_t src_length, union slot *result)
{
    int32_t n = args[4].i;
    EXPECT(range_ok(args[1].i, n, src_length) && array_range_ok(args[2].a, args[3].i, n));
    int32_t done =
        narrow_chars(&ARRAY_AT(u1, args[2].a, args[3].i), &ARRAY_AT(u2, args[0].a, args[1].i), n, 0xff);
    RETURN_I(done == n ? n : 0);
}
INTRINSIC(utf16_compress_chars)
{
    EXPECT(args[0].a != NULL);
    return compress(args, array_length(args[0].a), result);
}
INTRINSIC(utf16_compress_bytes)
{
    EXPECT(args[0].a != NULL);
    return compress(args, array_length(args[0].a) >> 1, result);
}

/* getChars(byte[] value, int srcBegin, int srcEnd, char[] dst, int dstBegin) */
static bool get_chars_ok(const union slot *args, int32_t length)
{
    int32_t begin = args[1].i, end = args[2].i;
    return begin >= 0 && begin <= end && end <= length && array_range_ok(args[3].a, args[4].i, end - begin);
}
INTRINSIC(utf16_get_chars)
{
    EXPECT(args[0].a != NULL && get_chars_ok(args, array_length(args[0].a) >> 1));
    memcpy(&ARRAY_AT(u2, args[3].a, args[4].i), &ARRAY_AT(u2, args[0].a, args[1].i),
           (size_t)(args[2].i - args[1].i) * 2);
    return true;
}
INTRINSIC(latin1_get_chars)
{
    EXPECT(args[0].a != NULL && get_chars_ok(args, array_length(args[0].a)));
    inflate_bytes(&ARRAY_AT(u2, args[3].a, args[4].i), &ARRAY_AT(u1, args[0].a, args[1].i),
                  args[2].i - args[1].i);
    return true;
}

/* StringUTF16.toBytes(char[] value, int off, int len) */
INTRINSIC(utf16_to_bytes)
{
    int32_t n = args[2].i;
    EXPECT(array_range_ok(args[0].a, args[1].i, n) && n <= INT32_MAX / 2);
    struct object *bytes = heap_alloc_prim_array(t, 'B', n * 2);
    if (bytes != NULL)
        memcpy(array_data(bytes), &ARRAY_AT(u2, args[0].a, args[1].i), (size_t)n * 2);
    RETURN_A(bytes);
}

/* String.getBytes(byte[] dst, int dstBegin, byte coder): this string, in the wider of two representations. */
INTRINSIC(string_get_bytes)
{
    struct chars s;
    bool wide = args[3].i != 0;
    EXPECT(string_chars(t, args[0].a, &s) && args[1].a != NULL && wide >= s.wide &&
           range_ok(args[2].i, s.length, array_length(args[1].a) >> wide));
    if (s.wide == wide)
        memmove(&ARRAY_AT(u1, args[1].a, (size_t)args[2].i << wide), s.data, (size_t)s.length << wide);
    else
        inflate_bytes(&ARRAY_AT(u2, args[1].a, args[2].i), s.data, s.length);
    return true;
}

/* ---- StringCoding ---- */

INTRINSIC(coding_has_negatives)
{
    int32_t n = args[2].i;
    EXPECT(array_range_ok(args[0].a, args[1].i, n));
    const u1 *p = &ARRAY_AT(u1, args[0].a, args[1].i), *end = p + n;
    u8 word;
    for (; end - p >= 8; p += 8) {
        memcpy(&word, p, 8);
        if ((word & 0x8080808080808080u) != 0)
            RETURN_I(1);
    }
    while (p < end && *p < 0x80)
        p++;
    RETURN_I(p < end);
}

/* (src, int sp, byte[] dst, int dp, int len): how many characters fit the target encoding. */
static bool encode_chars(const union slot *args, int32_t src_length, unsigned limit, union slot *result)
{
    int32_t n = args[4].i;
    EXPECT(range_ok(args[1].i, n, src_length) && array_range_ok(args[2].a, args[3].i, n));
    RETURN_I(
        narrow_chars(&ARRAY_AT(u1, args[2].a, args[3].i), &ARRAY_AT(u2, args[0].a, args[1].i), n, limit));
}
INTRINSIC(coding_iso_bytes)
{
    EXPECT(args[0].a != NULL);
    return encode_chars(args, array_length(args[0].a) >> 1, 0xff, result);
}
INTRINSIC(coding_iso_chars)
{
    EXPECT(args[0].a != NULL);
    return encode_chars(args, array_length(args[0].a), 0xff, result);
}
INTRINSIC(coding_ascii_chars)
{
    EXPECT(args[0].a != NULL);
    return encode_chars(args, array_length(args[0].a), 0x7f, result);
}

/* ---- new strings ---- */

/* StringLatin1.newString(byte[] val, int index, int len) */
INTRINSIC(latin1_new_string)
{
    EXPECT(args[2].i > 0 && array_range_ok(args[0].a, args[1].i, args[2].i));
    RETURN_A(string_over(t, &ARRAY_AT(u1, args[0].a, args[1].i), args[2].i, false));
}

/* Latin-1 when that is enough. */
static struct object *string_of_utf16(struct thread *t, const u2 *from, int32_t n)
{
    unsigned all = 0;
    for (int32_t i = 0; i < n; i++)
        all |= from[i];
    if (all > 0xff)
        return string_over(t, from, n * 2, true);
    struct object *s = string_over(t, NULL, n, false);
    if (s != NULL)
        narrow_chars(array_data(ref_field(s, t->vm->wk.String_value)), from, n, 0xff);
    return s;
}

/* StringUTF16.newString(byte[] val, int index, int len) */
INTRINSIC(utf16_new_string)
{
    EXPECT(args[2].i > 0 && args[0].a != NULL &&
           range_ok(args[1].i, args[2].i, array_length(args[0].a) >> 1));
    RETURN_A(string_of_utf16(t, &ARRAY_AT(u2, args[0].a, args[1].i), args[2].i));
}

/* The empty string is a constant of Java's: not made here. */
static bool substring(struct thread *t, struct object *self, struct chars s, int32_t begin, int32_t end,
                      union slot *result)
{
    EXPECT(begin >= 0 && begin < end && end <= s.length);
    if (begin == 0 && end == s.length)
        RETURN_A(self);
    RETURN_A(s.wide ? string_of_utf16(t, (const u2 *)s.data + begin, end - begin)
                    : string_over(t, (const u1 *)s.data + begin, end - begin, false));
}
INTRINSIC(string_substring)
{
    struct chars s;
    EXPECT(string_chars(t, args[0].a, &s));
    return substring(t, args[0].a, s, args[1].i, args[2].i, result);
}
INTRINSIC(string_substring_from)
{
    struct chars s;
    EXPECT(string_chars(t, args[0].a, &s));
    return substring(t, args[0].a, s, args[1].i, s.length, result);
}

/* StringBuilder.toString(): newString over the characters it has. */
INTRINSIC(builder_to_string)
{
    const struct wellknown *wk = &t->vm->wk;
    const struct object *value = ref_field(args[0].a, wk->AbstractStringBuilder_value);
    bool wide = FIELD_AT(u1, args[0].a, wk->AbstractStringBuilder_coder) != 0;
    int32_t n = int_field(args[0].a, wk->AbstractStringBuilder_count);
    EXPECT(value != NULL && n > 0 && n <= array_length(value) >> wide);
    RETURN_A(wide ? string_of_utf16(t, array_data(value), n) : string_over(t, array_data(value), n, false));
}

#define ENTRY(klass, name, desc, fn)                                                                         \
    {                                                                                                        \
        klass, name, desc, NATIVE_INTRINSIC, (void *)(fn)                                                    \
    }
#define PLAIN(klass, name, desc, fn)                                                                         \
    {                                                                                                        \
        klass, name, desc, NATIVE_INTRINSIC_PLAIN, (void *)(fn)                                              \
    }
#define STRING(name, desc, fn) ENTRY("java/lang/String", name, desc, fn)
#define LATIN1(name, desc, fn) ENTRY("java/lang/StringLatin1", name, desc, fn)
#define UTF16(name, desc, fn)  ENTRY("java/lang/StringUTF16", name, desc, fn)

const struct native_entry natives_string[] = {
    STRING("equals", "(Ljava/lang/Object;)Z", string_equals_object),
    STRING("compareTo", "(Ljava/lang/String;)I", string_compare_to),
    PLAIN("java/lang/String", "startsWith", "(Ljava/lang/String;I)Z", string_starts_with),
    STRING("regionMatches", "(ILjava/lang/String;II)Z", string_region_matches),
    STRING("length", "()I", string_length_intrinsic),
    STRING("charAt", "(I)C", string_char_at_intrinsic),
    STRING("indexOf", "(II)I", string_index_of_char),
    STRING("lastIndexOf", "(II)I", string_last_index_of_char),
    STRING("indexOf", "(Ljava/lang/String;)I", string_index_of),
    STRING("indexOf", "(Ljava/lang/String;I)I", string_index_of_from),
    STRING("getBytes", "([BIB)V", string_get_bytes),
    STRING("substring", "(II)Ljava/lang/String;", string_substring),
    STRING("substring", "(I)Ljava/lang/String;", string_substring_from),
    ENTRY("java/lang/StringBuilder", "toString", "()Ljava/lang/String;", builder_to_string),
    LATIN1("equals", "([B[B)Z", latin1_equals),
    LATIN1("compareTo", "([B[B)I", latin1_compare),
    LATIN1("compareToUTF16", "([B[B)I", latin1_compare_utf16),
    PLAIN("java/lang/StringLatin1", "regionMatchesCI", "([BI[BII)Z", latin1_region_matches_ci),
    PLAIN("java/lang/StringLatin1", "compareToCI", "([B[B)I", latin1_compare_ci),
    LATIN1("hashCode", "([B)I", latin1_hash),
    LATIN1("charAt", "([BI)C", latin1_char_at),
    LATIN1("indexOfChar", "([BIII)I", latin1_index_of_char),
    LATIN1("indexOf", "([B[B)I", latin1_index_of),
    LATIN1("indexOf", "([BI[BII)I", latin1_index_of_part),
    LATIN1("inflate", "([BI[CII)V", latin1_inflate_to_chars),
    LATIN1("inflate", "([BI[BII)V", latin1_inflate_to_bytes),
    LATIN1("getChars", "([BII[CI)V", latin1_get_chars),
    LATIN1("newString", "([BII)Ljava/lang/String;", latin1_new_string),
    UTF16("equals", "([B[B)Z", utf16_equals),
    UTF16("compareTo", "([B[B)I", utf16_compare),
    UTF16("compareToLatin1", "([B[B)I", utf16_compare_latin1),
    UTF16("hashCode", "([B)I", utf16_hash),
    UTF16("charAt", "([BI)C", utf16_char_at),
    UTF16("getChar", "([BI)C", utf16_char_at),
    UTF16("putChar", "([BII)V", utf16_put_char),
    UTF16("indexOfChar", "([BIII)I", utf16_index_of_char),
    UTF16("indexOf", "([B[B)I", utf16_index_of),
    UTF16("indexOf", "([BI[BII)I", utf16_index_of_part),
    UTF16("indexOfLatin1", "([B[B)I", utf16_index_of_latin1),
    UTF16("indexOfLatin1", "([BI[BII)I", utf16_index_of_latin1_part),
    UTF16("inflate", "([BI[BII)V", latin1_inflate_to_bytes),
    UTF16("compress", "([CI[BII)I", utf16_compress_chars),
    UTF16("compress", "([BI[BII)I", utf16_compress_bytes),
    UTF16("getChars", "([BII[CI)V", utf16_get_chars),
    UTF16("toBytes", "([CII)[B", utf16_to_bytes),
    UTF16("newString", "([BII)Ljava/lang/String;", utf16_new_string),
    ENTRY("java/lang/StringCoding", "hasNegatives", "([BII)Z", coding_has_negatives),
    ENTRY("java/lang/StringCoding", "implEncodeISOArray", "([BI[BII)I", coding_iso_bytes),
    ENTRY("java/lang/StringCoding", "implEncodeAsciiArray", "([CI[BII)I", coding_ascii_chars),
    ENTRY("sun/nio/cs/ISO_8859_1$Encoder", "implEncodeISOArray", "([CI[BII)I", coding_iso_chars),
    {NULL, NULL, NULL, 0, NULL},
};
