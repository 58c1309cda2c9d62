/*
 * intrinsics_builder.c - making strings from parts: StringBuilder.append, and the helpers of string
 * concatenation.
 *
 * A builder that has to grow, or to go over to UTF-16, does that in Java.
 */
#include "runtime/jdk/intrinsics.h"

struct builder {
    struct object *self, *value;
    int32_t count;
    bool wide;
};

/* With room for n characters more? */
static inline bool open_builder(const struct thread *t, struct object *self, int32_t n, struct builder *b)
{
    const struct wellknown *wk = &t->vm->wk;
    b->self = self;
    b->value = ref_field(self, wk->AbstractStringBuilder_value);
    b->count = int_field(self, wk->AbstractStringBuilder_count);
    b->wide = FIELD_AT(u1, self, wk->AbstractStringBuilder_coder) != 0;
    return b->value != NULL && range_ok(b->count, n, array_length(b->value) >> b->wide);
}
static inline void put_chars(struct object *array, int32_t at, bool wide, struct chars s)
{
    if (wide == s.wide)
        memcpy(&ARRAY_AT(u1, array, (size_t)at << wide), s.data, (size_t)s.length << wide);
    else
        inflate_bytes(&ARRAY_AT(u2, array, at), s.data, s.length);
}

INTRINSIC(append_char)
{
    struct builder b;
    unsigned c = args[1].u;
    EXPECT(open_builder(t, args[0].a, 1, &b) && (b.wide || c <= 0xff));
    if (b.wide)
        ARRAY_AT(u2, b.value, b.count) = (u2)c;
    else
        ARRAY_AT(u1, b.value, b.count) = (u1)c;
    set_int_field(b.self, t->vm->wk.AbstractStringBuilder_count, b.count + 1);
    RETURN_A(b.self);
}

INTRINSIC(append_string)
{
    struct builder b;
    struct chars s;
    EXPECT(string_chars(t, args[1].a, &s) && open_builder(t, args[0].a, s.length, &b) && b.wide >= s.wide);
    put_chars(b.value, b.count, b.wide, s);
    set_int_field(b.self, t->vm->wk.AbstractStringBuilder_count, b.count + s.length);
    RETURN_A(b.self);
}

/* AbstractStringBuilder.charAt(int) */
INTRINSIC(builder_char_at)
{
    struct builder b;
    EXPECT(open_builder(t, args[0].a, 0, &b) && (u4)args[1].i < (u4)b.count);
    RETURN_I(b.wide ? ARRAY_AT(u2, b.value, args[1].i) : ARRAY_AT(u1, b.value, args[1].i));
}

/* ---- java.lang.StringConcatHelper: a long holds the coder (upper half) and a length or index (lower half)
 * ---- */

/* mix(long lengthCoder, String value) */
INTRINSIC(concat_mix)
{
    struct chars s;
    int32_t length;
    EXPECT(string_chars(t, args[2].a, &s) && !__builtin_add_overflow(args[0].i, s.length, &length) &&
           args[0].i >= 0);
    RETURN_L((args[0].l + s.length) | (int64_t)s.wide << 32);
}

/* prepend(long indexCoder, byte[] buf, String value): value, ending before the index */
INTRINSIC(concat_prepend)
{
    struct chars s;
    struct object *buf = args[2].a;
    EXPECT(string_chars(t, args[3].a, &s) && buf != NULL);
    int64_t after = args[0].l - s.length;
    bool wide = after >= (int64_t)1 << 32;
    int32_t at = (int32_t)after;
    EXPECT(args[0].i >= s.length && wide >= s.wide && range_ok(at, s.length, array_length(buf) >> wide));
    put_chars(buf, at, wide, s);
    RETURN_L(after);
}

/* newArray(long indexCoder) */
INTRINSIC(concat_new_array)
{
    int64_t bytes = (int64_t)args[0].u << (args[0].raw >> 32 & 1);
    EXPECT(args[0].raw >> 33 == 0 && bytes <= INT32_MAX);
    RETURN_A(heap_alloc_prim_array(t, 'B', (int32_t)bytes));
}

/* newString(byte[] buf, long indexCoder): nothing may be left to fill */
INTRINSIC(concat_new_string)
{
    const struct wellknown *wk = &t->vm->wk;
    EXPECT((args[1].l == 0 || args[1].l == (int64_t)1 << 32) && args[0].a != NULL);
    struct object *s = heap_alloc_object(t, wk->String);
    if (s == NULL)
        RETURN_A(NULL);
    set_ref_field(s, wk->String_value, args[0].a);
    FIELD_AT(u1, s, wk->String_coder) = args[1].l != 0;
    RETURN_A(s);
}

/* simpleConcat(Object, Object) and String.concat(String), of two strings that are not empty */
static bool concat(struct thread *t, const union slot *args, union slot *result)
{
    struct chars a, b;
    EXPECT(string_chars(t, args[0].a, &a) && string_chars(t, args[1].a, &b) && a.length > 0 && b.length > 0);
    bool wide = a.wide || b.wide;
    int64_t bytes = ((int64_t)a.length + b.length) << wide;
    EXPECT(bytes <= INT32_MAX);
    struct object *s = string_over(t, NULL, (int32_t)bytes, wide);
    if (s == NULL)
        RETURN_A(NULL);
    struct object *value = ref_field(s, t->vm->wk.String_value);
    put_chars(value, 0, wide, a);
    put_chars(value, a.length, wide, b);
    RETURN_A(s);
}
INTRINSIC(concat_objects)
{
    const struct class *string = t->vm->wk.String;
    EXPECT(args[0].a != NULL && args[0].a->klass == string && args[1].a != NULL &&
           args[1].a->klass == string);
    return concat(t, args, result);
}
INTRINSIC(concat_strings)
{
    return concat(t, args, result);
}

#define ENTRY(klass, name, desc, fn)                                                                         \
    {                                                                                                        \
        "java/lang/" klass, name, desc, NATIVE_INTRINSIC, (void *)(fn)                                       \
    }
#define APPENDS(klass)                                                                                       \
    ENTRY(klass, "append", "(C)Ljava/lang/" klass ";", append_char),                                         \
        ENTRY(klass, "append", "(Ljava/lang/String;)Ljava/lang/" klass ";", append_string)
#define HELPER(name, desc, fn) ENTRY("StringConcatHelper", name, desc, fn)

const struct native_entry natives_builder[] = {
    APPENDS("AbstractStringBuilder"),
    APPENDS("StringBuilder"),
    ENTRY("AbstractStringBuilder", "charAt", "(I)C", builder_char_at),
    ENTRY("String", "concat", "(Ljava/lang/String;)Ljava/lang/String;", concat_strings),
    HELPER("simpleConcat", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/String;", concat_objects),
    HELPER("mix", "(JLjava/lang/String;)J", concat_mix),
    HELPER("prepend", "(J[BLjava/lang/String;)J", concat_prepend),
    HELPER("newArray", "(J)[B", concat_new_array),
    HELPER("newString", "([BJ)Ljava/lang/String;", concat_new_string),
    {NULL, NULL, NULL, 0, NULL},
};
