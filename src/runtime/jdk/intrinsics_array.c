/* intrinsics_array.c - java.util.Arrays and jdk.internal.util.ArraysSupport. */
#include "runtime/jdk/intrinsics.h"

/* vectorizedMismatch(Object a, long aOffset, Object b, long bOffset, int length, int log2Scale): index of the
 * first element that differs, or ~(elements not compared), here none. */
INTRINSIC(vectorized_mismatch)
{
    int32_t length = args[6].i, shift = args[7].i;
    EXPECT(length >= 0 && (u4)shift <= 3);
    size_t bytes = (size_t)length << shift;
    size_t at = first_mismatch((char *)args[0].a + args[1].l, (char *)args[3].a + args[4].l, bytes);
    RETURN_I(at < bytes ? (int32_t)(at >> shift) : ~0);
}

/* Element types whose equality is that of their bits. */
INTRINSIC(arrays_equal)
{
    const struct object *a = args[0].a, *b = args[1].a;
    if (a == b)
        RETURN_I(1);
    if (a == NULL || b == NULL)
        RETURN_I(0);
    RETURN_I(array_length(a) == array_length(b) &&
             memcmp(array_data(a), array_data(b), (size_t)array_length(a) << a->klass->elem_shift) == 0);
}

#define ARRAY_HASH(name, T, hash_of)                                                                         \
    INTRINSIC(array_hash_##name)                                                                             \
    {                                                                                                        \
        if (args[0].a == NULL)                                                                               \
            RETURN_I(0);                                                                                     \
        const T *p = array_data(args[0].a);                                                                  \
        u4 h = 1;                                                                                            \
        for (int32_t i = 0, n = array_length(args[0].a); i < n; i++)                                         \
            h = h * 31u + (u4)(hash_of);                                                                     \
        RETURN_I((int32_t)h);                                                                                \
    }
ARRAY_HASH(byte, int8_t, p[i])
ARRAY_HASH(char, u2, p[i])
ARRAY_HASH(short, int16_t, p[i])
ARRAY_HASH(int, int32_t, p[i])
ARRAY_HASH(long, u8, p[i] ^ p[i] >> 32)

/* ---- fill(a, value) and fill(a, from, to, value) ---- */

static bool fill_range_ok(const union slot *args)
{
    return args[0].a != NULL && args[1].i >= 0 && args[1].i <= args[2].i &&
           args[2].i <= array_length(args[0].a);
}

#define FILL(name, T, member)                                                                                \
    static void fill_##name(T *p, int32_t n, T v)                                                            \
    {                                                                                                        \
        for (int32_t i = 0; i < n; i++)                                                                      \
            p[i] = v;                                                                                        \
    }                                                                                                        \
    INTRINSIC(fill_all_##name)                                                                               \
    {                                                                                                        \
        EXPECT(args[0].a != NULL);                                                                           \
        fill_##name(array_data(args[0].a), array_length(args[0].a), (T)args[1].member);                      \
        return true;                                                                                         \
    }                                                                                                        \
    INTRINSIC(fill_range_##name)                                                                             \
    {                                                                                                        \
        EXPECT(fill_range_ok(args));                                                                         \
        fill_##name(&ARRAY_AT(T, args[0].a, args[1].i), args[2].i - args[1].i, (T)args[3].member);           \
        return true;                                                                                         \
    }
FILL(1, u1, i)
FILL(2, u2, i)
FILL(4, u4, u)
FILL(8, u8, raw)

static bool may_store(const struct object *array, const struct object *value)
{
    return value == NULL || class_is_subtype(value->klass, array->klass->component);
}
static bool fill_refs(struct object *array, int32_t from, int32_t to, struct object *value)
{
    EXPECT(may_store(array, value));
    for (int32_t i = from; i < to; i++)
        __atomic_store_n(&ARRAY_AT(struct object *, array, i), value, __ATOMIC_RELAXED);
    return true;
}
INTRINSIC(fill_all_refs)
{
    EXPECT(args[0].a != NULL);
    return fill_refs(args[0].a, 0, array_length(args[0].a), args[1].a);
}
INTRINSIC(fill_range_refs)
{
    EXPECT(fill_range_ok(args));
    return fill_refs(args[0].a, args[1].i, args[2].i, args[3].a);
}

/* ---- copies ---- */

/* A new array of class c and length n with elements of `from` from `start` on, as many as both have. */
static bool copy_array(struct thread *t, struct class *c, const struct object *from, int32_t start, int32_t n,
                       union slot *result)
{
    int32_t there = array_length(from) - start;
    RETURN_A(object_new_copy(t, c, from, start, there < n ? there : n, n));
}

static bool copy_range_ok(const union slot *args)
{
    return args[0].a != NULL && args[1].i >= 0 && args[1].i <= args[2].i &&
           args[1].i <= array_length(args[0].a);
}
/* The class asked for by the Object[] forms: NULL when an element might not fit it. */
static struct class *copy_class(const union slot *args, const struct object *mirror)
{
    struct class *c = class_from_mirror(mirror);
    return c != NULL && c->all_refs && class_is_subtype(args[0].a->klass->component, c->component) ? c : NULL;
}

INTRINSIC(copy_of)
{
    EXPECT(args[0].a != NULL && args[1].i >= 0);
    return copy_array(t, args[0].a->klass, args[0].a, 0, args[1].i, result);
}
INTRINSIC(copy_of_range)
{
    EXPECT(copy_range_ok(args));
    return copy_array(t, args[0].a->klass, args[0].a, args[1].i, args[2].i - args[1].i, result);
}
INTRINSIC(copy_of_class)
{
    EXPECT(args[0].a != NULL && args[1].i >= 0);
    struct class *c = copy_class(args, args[2].a);
    EXPECT(c != NULL);
    return copy_array(t, c, args[0].a, 0, args[1].i, result);
}
INTRINSIC(copy_of_range_class)
{
    EXPECT(copy_range_ok(args));
    struct class *c = copy_class(args, args[3].a);
    EXPECT(c != NULL);
    return copy_array(t, c, args[0].a, args[1].i, args[2].i - args[1].i, result);
}

#define ARRAYS(name, desc, fn)                                                                               \
    {                                                                                                        \
        "java/util/Arrays", name, desc, NATIVE_INTRINSIC, (void *)(fn)                                       \
    }
#define FILLS(type, suffix)                                                                                  \
    ARRAYS("fill", "([" type type ")V", fill_all_##suffix),                                                  \
        ARRAYS("fill", "([" type "II" type ")V", fill_range_##suffix)
#define COPIES(type)                                                                                         \
    ARRAYS("copyOf", "([" type "I)[" type, copy_of),                                                         \
        ARRAYS("copyOfRange", "([" type "II)[" type, copy_of_range)
#define OBJECT "Ljava/lang/Object;"
#define CLASS  "Ljava/lang/Class;"

const struct native_entry natives_array[] = {
    {"jdk/internal/util/ArraysSupport", "vectorizedMismatch", NULL, NATIVE_INTRINSIC,
     (void *)vectorized_mismatch},
    ARRAYS("equals", "([B[B)Z", arrays_equal),
    ARRAYS("equals", "([C[C)Z", arrays_equal),
    ARRAYS("equals", "([S[S)Z", arrays_equal),
    ARRAYS("equals", "([I[I)Z", arrays_equal),
    ARRAYS("equals", "([J[J)Z", arrays_equal),
    ARRAYS("hashCode", "([B)I", array_hash_byte),
    ARRAYS("hashCode", "([C)I", array_hash_char),
    ARRAYS("hashCode", "([S)I", array_hash_short),
    ARRAYS("hashCode", "([I)I", array_hash_int),
    ARRAYS("hashCode", "([J)I", array_hash_long),
    FILLS("Z", 1),
    FILLS("B", 1),
    FILLS("C", 2),
    FILLS("S", 2),
    FILLS("I", 4),
    FILLS("F", 4),
    FILLS("J", 8),
    FILLS("D", 8),
    FILLS(OBJECT, refs),
    COPIES("Z"),
    COPIES("B"),
    COPIES("C"),
    COPIES("S"),
    COPIES("I"),
    COPIES("F"),
    COPIES("J"),
    COPIES("D"),
    COPIES(OBJECT),
    ARRAYS("copyOf", "([" OBJECT "I" CLASS ")[" OBJECT, copy_of_class),
    ARRAYS("copyOfRange", "([" OBJECT "II" CLASS ")[" OBJECT, copy_of_range_class),
    {NULL, NULL, NULL, 0, NULL},
};
