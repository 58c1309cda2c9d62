/* intrinsics_character.c - java.lang.Character of ASCII; the rest of Unicode is Java's. Also small checks of
 * java.util. */
#include "runtime/jdk/intrinsics.h"

enum {
    DIGIT = 1 << 0,
    UPPER = 1 << 1,
    LOWER = 1 << 2,
    SPACE = 1 << 3,     /* isWhitespace */
    IGNORABLE = 1 << 4, /* isIdentifierIgnorable */
    CONNECTOR = 1 << 5, /* $ and _ */
    LETTER = UPPER | LOWER,
};

static const u1 properties[128] = {
    [0 ... 8] = IGNORABLE, [9 ... 13] = SPACE,    [14 ... 27] = IGNORABLE, [28 ... 31] = SPACE,
    [' '] = SPACE,         ['$'] = CONNECTOR,     ['0' ... '9'] = DIGIT,   ['A' ... 'Z'] = UPPER,
    ['_'] = CONNECTOR,     ['a' ... 'z'] = LOWER, [127] = IGNORABLE,
};

#define IS(name, mask)                                                                                       \
    INTRINSIC(name)                                                                                          \
    {                                                                                                        \
        EXPECT(args[0].u < 128);                                                                             \
        RETURN_I((properties[args[0].u] & (mask)) != 0);                                                     \
    }
IS(is_digit, DIGIT)
IS(is_letter, LETTER)
IS(is_letter_or_digit, LETTER | DIGIT)
IS(is_upper, UPPER)
IS(is_lower, LOWER)
IS(is_whitespace, SPACE)
IS(is_identifier_start, LETTER | CONNECTOR)
IS(is_identifier_part, LETTER | CONNECTOR | DIGIT | IGNORABLE)

INTRINSIC(to_lower)
{
    EXPECT(args[0].u < 128);
    RETURN_I(args[0].i | (properties[args[0].u] & UPPER ? 0x20 : 0));
}
INTRINSIC(to_upper)
{
    EXPECT(args[0].u < 128);
    RETURN_I(args[0].i & ~(properties[args[0].u] & LOWER ? 0x20 : 0));
}

/* digit(ch, int radix) */
INTRINSIC(digit)
{
    unsigned c = args[0].u;
    EXPECT(c < 128);
    int32_t value = properties[c] & DIGIT    ? (int32_t)c - '0'
                    : properties[c] & LETTER ? (int32_t)(c | 0x20) - 'a' + 10
                                             : 99;
    RETURN_I(value < args[1].i && args[1].i >= 2 && args[1].i <= 36 ? value : -1);
}

/* checkIndex(int index, int length, ...) */
INTRINSIC(check_index)
{
    EXPECT(args[0].i >= 0 && args[0].i < args[1].i);
    RETURN_I(args[0].i);
}

/* Class.cast(Object) */
INTRINSIC(class_cast)
{
    struct class *c = class_from_mirror(args[0].a);
    EXPECT(args[1].a == NULL || class_is_subtype(args[1].a->klass, c));
    RETURN_A(args[1].a);
}

#define ENTRY(klass, name, desc, fn)                                                                         \
    {                                                                                                        \
        klass, name, desc, NATIVE_INTRINSIC, (void *)(fn)                                                    \
    }
#define BOTH(name, extra, ret_char, ret_int, fn)                                                             \
    ENTRY("java/lang/Character", name, "(C" extra ")" ret_char, fn),                                         \
        ENTRY("java/lang/Character", name, "(I" extra ")" ret_int, fn)
#define TEST(name, fn) BOTH(name, "", "Z", "Z", fn)

const struct native_entry natives_character[] = {
    TEST("isDigit", is_digit),
    TEST("isLetter", is_letter),
    TEST("isLetterOrDigit", is_letter_or_digit),
    TEST("isUpperCase", is_upper),
    TEST("isLowerCase", is_lower),
    TEST("isWhitespace", is_whitespace),
    TEST("isJavaIdentifierStart", is_identifier_start),
    TEST("isJavaIdentifierPart", is_identifier_part),
    BOTH("toLowerCase", "", "C", "I", to_lower),
    BOTH("toUpperCase", "", "C", "I", to_upper),
    BOTH("digit", "I", "I", "I", digit),
    ENTRY("java/util/Objects", "checkIndex", "(II)I", check_index),
    ENTRY("jdk/internal/util/Preconditions", "checkIndex", "(IILjava/util/function/BiFunction;)I",
          check_index),
    ENTRY("java/lang/Class", "cast", "(Ljava/lang/Object;)Ljava/lang/Object;", class_cast),
    {NULL, NULL, NULL, 0, NULL},
};
