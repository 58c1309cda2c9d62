/* calls.c - values in and out, methods, constructors, fields, strings, arrays, references. */
#include "check.h"

static void calls(samovar_thread *t, samovar_ref guest)
{
    samovar_value r;
    samovar_ref string, array;
    OK(samovar_string(t, "s", &string));
    OK(samovar_array_new(t, SAMOVAR_INT, 3, &array));
    OK(samovar_invoke_static(t, guest, "all", "(ZBCSIJFDLjava/lang/String;[I)Ljava/lang/String;", &r, 1, -1,
                             'x', -2, 3, (int64_t)1 << 40, 1.5, 2.5, string, array));
    CHECK(r.type == SAMOVAR_REF && text_is(t, r.as.l, "true -1 x -2 3 1099511627776 1.5 2.5 s 3"));

    samovar_value a[10] = {samovar_bool(true),   samovar_int(-1),     samovar_int('x'),
                           samovar_int(-2),      samovar_int(3),      samovar_int(4),
                           samovar_int(5),       samovar_float(2.5f), samovar_object(string),
                           samovar_object(array)};
    samovar_method *all;
    OK(samovar_find_method(t, guest, "all", "(ZBCSIJFDLjava/lang/String;[I)Ljava/lang/String;", &all));
    OK(samovar_call(t, all, NULL, a, 10, &r));
    CHECK(text_is(t, r.as.l, "true -1 x -2 3 4 5.0 2.5 s 3"));
    FAILS(SAMOVAR_INVALID, "wrong number of arguments", samovar_call(t, all, NULL, a, 9, &r));
    FAILS(SAMOVAR_INVALID, "takes no object", samovar_call(t, all, string, a, 10, &r));
    a[1] = samovar_int(128);
    FAILS(SAMOVAR_TYPE, "argument 2 of ", samovar_call(t, all, NULL, a, 10, &r));
    a[1] = samovar_int(127), a[4] = samovar_long(1);
    FAILS(SAMOVAR_TYPE, "long does not fit int", samovar_call(t, all, NULL, a, 10, &r));
    a[4] = samovar_int(1), a[0] = samovar_int(1);
    FAILS(SAMOVAR_TYPE, "int does not fit boolean", samovar_call(t, all, NULL, a, 10, &r));
    a[0] = samovar_bool(false), a[8] = samovar_object(array);
    FAILS(SAMOVAR_TYPE, "does not fit java.lang.String", samovar_call(t, all, NULL, a, 10, &r));
    a[8] = samovar_object(NULL), a[6] = samovar_double(1);
    FAILS(SAMOVAR_TYPE, "double does not fit float", samovar_call(t, all, NULL, a, 10, &r));
    a[6].type = (samovar_type)99;
    FAILS(SAMOVAR_TYPE, "unknown type", samovar_call(t, all, NULL, a, 10, &r));

    OK(samovar_invoke_static(t, guest, "notZ", "(Z)Z", &r, 1));
    CHECK(r.type == SAMOVAR_BOOL && !r.as.z);
    OK(samovar_invoke_static(t, guest, "nextB", "(B)B", &r, 127));
    CHECK(r.type == SAMOVAR_BYTE && r.as.b == -128);
    OK(samovar_invoke_static(t, guest, "nextC", "(C)C", &r, 65535));
    CHECK(r.type == SAMOVAR_CHAR && r.as.c == 0);
    OK(samovar_invoke_static(t, guest, "nextS", "(S)S", &r, 32767));
    CHECK(r.type == SAMOVAR_SHORT && r.as.s == -32768);
    OK(samovar_invoke_static(t, guest, "nextI", "(I)I", &r, INT32_MAX));
    CHECK(r.type == SAMOVAR_INT && r.as.i == INT32_MIN);
    OK(samovar_invoke_static(t, guest, "nextJ", "(J)J", &r, (int64_t)-1));
    CHECK(r.type == SAMOVAR_LONG && r.as.j == 0);
    OK(samovar_invoke_static(t, guest, "nextF", "(F)F", &r, 0.5));
    CHECK(r.type == SAMOVAR_FLOAT && r.as.f == 1.5f);
    OK(samovar_invoke_static(t, guest, "nextD", "(D)D", &r, 0.25));
    CHECK(r.type == SAMOVAR_DOUBLE && r.as.d == 1.25);
    OK(samovar_invoke_static(t, guest, "same", "(Ljava/lang/Object;)Ljava/lang/Object;", &r, string));
    CHECK(samovar_same(t, r.as.l, string) && !samovar_same(t, r.as.l, array) &&
          !samovar_same(t, r.as.l, NULL));
    OK(samovar_invoke_static(t, guest, "same", "(Ljava/lang/Object;)Ljava/lang/Object;", &r, NULL));
    CHECK(r.as.l == NULL);
    OK(samovar_invoke_static(t, guest, "nothing", "()V", &r));
    CHECK(r.type == SAMOVAR_VOID);
    OK(samovar_invoke_static(t, guest, "nothing", "()V", NULL));

    FAILS(SAMOVAR_NOT_FOUND, "no method Guest.none()V", samovar_invoke_static(t, guest, "none", "()V", NULL));
    FAILS(SAMOVAR_NOT_FOUND, "not static", samovar_invoke_static(t, guest, "secret", "()I", NULL));
    FAILS(SAMOVAR_TYPE, "no reference to a class", samovar_invoke_static(t, string, "length", "()I", NULL));
    FAILS(SAMOVAR_TYPE, "null is no reference", samovar_invoke_static(t, NULL, "length", "()I", NULL));
    FAILS(SAMOVAR_INVALID, "NULL", samovar_invoke_static(t, guest, NULL, "()I", NULL));
    FAILS(SAMOVAR_INVALID, "the object is null",
          samovar_invoke(t, NULL, "toString", "()Ljava/lang/String;", NULL));
    FAILS(SAMOVAR_NOT_FOUND, "it is static",
          samovar_invoke(t, string, "valueOf", "(I)Ljava/lang/String;", NULL, 1));

    const char *arguments[] = {"a", "\xc3\xa9"};
    OK(samovar_run_main(t, guest, 2, arguments));
    OK(samovar_get_static(t, guest, "text", &r));
    CHECK(text_is(t, r.as.l, "2a,\xc3\xa9"));
}

static void objects(samovar_thread *t, samovar_ref guest)
{
    samovar_ref a, b, klass;
    samovar_value r;
    samovar_method *constructor, *to_string;
    OK(samovar_new(t, guest, "(I)V", &a, 5));
    OK(samovar_invoke(t, a, "toString", "()Ljava/lang/String;", &r));
    CHECK(text_is(t, r.as.l, "Guest 5"));
    OK(samovar_invoke(t, a, "secret", "()I", &r));
    CHECK(r.as.i == 5);
    samovar_value six = samovar_int(6);
    OK(samovar_find_method(t, guest, "<init>", "(I)V", &constructor));
    OK(samovar_call(t, constructor, NULL, &six, 1, &r));
    b = r.as.l;
    OK(samovar_find_method(t, find(t, "java.lang.Object"), "toString", "()Ljava/lang/String;", &to_string));
    OK(samovar_call(t, to_string, b, NULL, 0, &r));
    CHECK(text_is(t, r.as.l, "Guest 6"));
    FAILS(SAMOVAR_INVALID, "needs an object", samovar_call(t, to_string, NULL, NULL, 0, &r));
    OK(samovar_find_method(t, guest, "secret", "()I", &to_string));
    samovar_ref string;
    OK(samovar_string(t, "s", &string));
    FAILS(SAMOVAR_TYPE, "another class", samovar_call(t, to_string, string, NULL, 0, &r));
    FAILS(SAMOVAR_INVALID, "no method", samovar_call(t, NULL, NULL, NULL, 0, &r));
    FAILS(SAMOVAR_NOT_FOUND, "<init>(J)V", samovar_new(t, guest, "(J)V", &a, (int64_t)1));
    FAILS(SAMOVAR_EXCEPTION, "java.lang.InstantiationException: java.lang.Number",
          samovar_new(t, find(t, "java/lang/Number"), "()V", &a));

    OK(samovar_class_of(t, a, &klass));
    CHECK(samovar_same(t, klass, guest));
    CHECK(samovar_is_instance(t, a, guest) && !samovar_is_instance(t, string, guest) &&
          !samovar_is_instance(t, NULL, guest) && !samovar_is_instance(t, a, string));
    FAILS(SAMOVAR_INVALID, "null", samovar_class_of(t, NULL, &klass));

    OK(samovar_get(t, a, "secret", &r));
    CHECK(r.type == SAMOVAR_INT && r.as.i == 5);
    OK(samovar_set(t, a, "secret", samovar_int(8)));
    OK(samovar_get(t, a, "secret", &r));
    CHECK(r.as.i == 8);
    OK(samovar_set(t, a, "big", samovar_int(-8)));
    OK(samovar_get(t, a, "big", &r));
    CHECK(r.type == SAMOVAR_LONG && r.as.j == -8);
    OK(samovar_set(t, a, "next", samovar_object(b)));
    OK(samovar_get(t, a, "next", &r));
    CHECK(samovar_same(t, r.as.l, b));
    FAILS(SAMOVAR_TYPE, "java.lang.String does not fit Guest",
          samovar_set(t, a, "next", samovar_object(string)));
    FAILS(SAMOVAR_NOT_FOUND, "no instance field Guest.none", samovar_get(t, a, "none", &r));
    FAILS(SAMOVAR_NOT_FOUND, "no instance field Guest.i", samovar_get(t, a, "i", &r));
    FAILS(SAMOVAR_INVALID, "null", samovar_get(t, NULL, "i", &r));
}

static void statics(samovar_thread *t, samovar_ref guest)
{
    samovar_value r;
    static const struct {
        const char *name;
        samovar_value value;
    } values[] = {{"z", {SAMOVAR_BOOL, {.z = false}}}, {"b", {SAMOVAR_BYTE, {.b = 9}}},
                  {"c", {SAMOVAR_CHAR, {.c = 'd'}}},   {"s", {SAMOVAR_SHORT, {.s = 10}}},
                  {"i", {SAMOVAR_INT, {.i = 11}}},     {"j", {SAMOVAR_LONG, {.j = 12}}},
                  {"f", {SAMOVAR_FLOAT, {.f = 13}}},   {"d", {SAMOVAR_DOUBLE, {.d = 14}}}};
    OK(samovar_get_static(t, guest, "f", &r));
    CHECK(r.type == SAMOVAR_FLOAT && r.as.f == 5.5f);
    OK(samovar_get_static(t, guest, "b", &r));
    CHECK(r.type == SAMOVAR_BYTE && r.as.b == -1);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        OK(samovar_set_static(t, guest, values[i].name, values[i].value));
        OK(samovar_get_static(t, guest, values[i].name, &r));
        CHECK(r.type == values[i].value.type);
        CHECK(r.type == SAMOVAR_FLOAT    ? r.as.f == 13
              : r.type == SAMOVAR_DOUBLE ? r.as.d == 14
              : r.type == SAMOVAR_LONG   ? r.as.j == 12
              : r.type == SAMOVAR_INT    ? r.as.i == 11
              : r.type == SAMOVAR_SHORT  ? r.as.s == 10
              : r.type == SAMOVAR_CHAR   ? r.as.c == 'd'
              : r.type == SAMOVAR_BYTE   ? r.as.b == 9
                                         : !r.as.z);
    }
    OK(samovar_set_static(t, guest, "shared", samovar_int(1)));
    FAILS(SAMOVAR_TYPE, "final", samovar_set_static(t, guest, "CONSTANT", samovar_int(1)));
    OK(samovar_get_static(t, guest, "CONSTANT", &r));
    CHECK(r.as.i == 7);
    FAILS(SAMOVAR_NOT_FOUND, "no static field Guest.secret", samovar_get_static(t, guest, "secret", &r));
    FAILS(SAMOVAR_EXCEPTION, "ExceptionInInitializerError",
          samovar_get_static(t, find(t, "Guest$Broken"), "v", &r));
}

static void strings(samovar_thread *t)
{
    static const char *const texts[] = {"", "plain", "\xc3\xa9t\xc3\xa9", "\xe2\x82\xac",
                                        "\xf0\x9f\x98\x80!"};
    samovar_ref s;
    samovar_chars chars;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        OK(samovar_string(t, texts[i], &s));
        CHECK(text_is(t, s, texts[i]));
    }
    OK(samovar_string_n(t, "a\0b", 3, &s));
    OK(samovar_string_view(t, s, &chars));
    CHECK(chars.count == 3 && !chars.utf16 && memcmp(chars.at, "a\0b", 3) == 0);
    char *text;
    size_t size;
    OK(samovar_to_utf8(t, s, &text, &size));
    CHECK(size == 3 && memcmp(text, "a\0b", 4) == 0);
    samovar_free(text);
    OK(samovar_string(t, "\xf0\x9f\x98\x80", &s));
    OK(samovar_string_view(t, s, &chars));
    CHECK(chars.count == 2 && chars.utf16 && ((const uint16_t *)chars.at)[1] == 0xde00);
    OK(samovar_string(t, "a\xff\xc3(\xed\xa0\x80", &s));
    CHECK(text_is(t, s, "a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"));
    FAILS(SAMOVAR_INVALID, "NULL", samovar_string(t, NULL, &s));
    FAILS(SAMOVAR_TYPE, "null", samovar_to_utf8(t, NULL, &text, NULL));
    FAILS(SAMOVAR_TYPE, "no string", samovar_string_view(t, find(t, "Guest"), &chars));
}

static void arrays(samovar_thread *t, samovar_ref guest)
{
    samovar_ref a, e, string;
    samovar_elements elements;
    samovar_value r;
    size_t n;
    OK(samovar_array_new(t, SAMOVAR_BYTE, 100, &a));
    OK(samovar_array_view(t, a, &elements));
    CHECK(elements.count == 100 && elements.type == SAMOVAR_BYTE);
    for (size_t i = 0; i < elements.count; i++)
        ((int8_t *)elements.at)[i] = 2;
    OK(samovar_invoke_static(t, guest, "sum", "([B)I", &r, a));
    CHECK(r.as.i == 200);
    OK(samovar_array_length(t, a, &n));
    CHECK(n == 100);
    FAILS(SAMOVAR_TYPE, "primitives", samovar_array_get(t, a, 0, &e));
    FAILS(SAMOVAR_INVALID, "no primitive type", samovar_array_new(t, SAMOVAR_REF, 1, &e));
    FAILS(SAMOVAR_INVALID, "too long", samovar_array_new(t, SAMOVAR_INT, (size_t)1 << 40, &e));
    FAILS(SAMOVAR_EXCEPTION, "OutOfMemoryError", samovar_array_new(t, SAMOVAR_LONG, INT32_MAX, &e));

    OK(samovar_ref_array_new(t, find(t, "java/lang/String"), 2, &a));
    OK(samovar_string(t, "element", &string));
    OK(samovar_array_set(t, a, 1, string));
    OK(samovar_array_get(t, a, 1, &e));
    CHECK(samovar_same(t, e, string));
    OK(samovar_array_get(t, a, 0, &e));
    CHECK(e == NULL);
    OK(samovar_array_set(t, a, 1, NULL));
    FAILS(SAMOVAR_INVALID, "index 2 of an array of length 2", samovar_array_get(t, a, 2, &e));
    FAILS(SAMOVAR_INVALID, "index", samovar_array_set(t, a, 2, NULL));
    FAILS(SAMOVAR_TYPE, "does not fit java.lang.String", samovar_array_set(t, a, 0, guest));
    FAILS(SAMOVAR_TYPE, "references", samovar_array_view(t, a, &elements));
    FAILS(SAMOVAR_TYPE, "no array", samovar_array_length(t, string, &n));
    FAILS(SAMOVAR_TYPE, "null", samovar_array_length(t, NULL, &n));

    char memory[16] = {3};
    samovar_ref buffer;
    OK(samovar_buffer(t, memory, sizeof memory, &buffer));
    OK(samovar_invoke_static(t, guest, "first", "(Ljava/nio/ByteBuffer;)I", &r, buffer));
    CHECK(r.as.i == 3 && memory[1] == 9);
    FAILS(SAMOVAR_INVALID, "no memory", samovar_buffer(t, NULL, 1, &buffer));
}

static void references(samovar_thread *t)
{
    samovar_ref kept = NULL, returned, string;
    samovar_scope outer = samovar_scope_open(t);
    for (int i = 0; i < 10000; i++) {
        samovar_scope scope = samovar_scope_open(t);
        for (int k = 0; k < 100; k++)
            if (samovar_string(t, "much", &string) != SAMOVAR_OK)
                CHECK(!"a string");
        samovar_scope_close(t, scope);
    }
    samovar_scope scope = samovar_scope_open(t);
    OK(samovar_string(t, "returned", &string));
    kept = samovar_retain(t, string);
    returned = samovar_scope_return(t, scope, string);
    OK(samovar_collect(t));
    CHECK(text_is(t, returned, "returned"));
    samovar_scope_close(t, outer);
    OK(samovar_collect(t));
    CHECK(text_is(t, kept, "returned"));
    samovar_release(t, kept);
    samovar_release(t, NULL);
    CHECK(samovar_retain(t, NULL) == NULL);
}

int main(void)
{
    samovar_vm *vm;
    samovar_thread *t = create(&vm);
    samovar_ref guest = find(t, "Guest");
    calls(t, guest);
    objects(t, guest);
    statics(t, guest);
    strings(t);
    arrays(t, guest);
    references(t);
    OK(samovar_destroy(t));
    return report();
}
