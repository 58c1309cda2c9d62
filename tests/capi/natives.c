/* natives.c - native methods in C. */
#include "check.h"

static samovar_status add(samovar_thread *t, void *user, samovar_ref self, const samovar_value *a, size_t n,
                          samovar_value *result)
{
    CHECK(samovar_is_instance(t, self, find(t, "java.lang.Class")) && n == 2 && samovar_current() == t);
    ++*(int *)user;
    *result = samovar_int(a[0].as.i + a[1].as.i);
    return SAMOVAR_OK;
}

static samovar_status wide(samovar_thread *t, void *user, samovar_ref self, const samovar_value *a, size_t n,
                           samovar_value *result)
{
    size_t length = 0;
    (void)user, (void)self;
    CHECK(n == 10 && a[0].as.z && a[1].as.b == -1 && a[2].as.c == 'x' && a[3].as.s == -2 && a[4].as.i == 3);
    CHECK(a[5].as.j == (int64_t)1 << 40 && a[6].as.f == 1.5f && a[7].as.d == 2.5 &&
          text_is(t, a[8].as.l, "s"));
    OK(samovar_array_length(t, a[9].as.l, &length));
    CHECK(length == 3 && result->type == SAMOVAR_LONG && result->as.j == 0);
    *result = samovar_int(77); /* becomes a long */
    return SAMOVAR_OK;
}

static samovar_status describe(samovar_thread *t, void *user, samovar_ref self, const samovar_value *a,
                               size_t n, samovar_value *result)
{
    (void)user, (void)n;
    samovar_value name;
    if (samovar_invoke(t, self, "toString", "()Ljava/lang/String;", &name) != SAMOVAR_OK)
        return SAMOVAR_EXCEPTION;
    return samovar_invoke(t, name.as.l, "concat", "(Ljava/lang/String;)Ljava/lang/String;", result,
                          a[0].as.l);
}

static samovar_status mode_status;
static samovar_status throwing(samovar_thread *t, void *user, samovar_ref self, const samovar_value *a,
                               size_t n, samovar_value *result)
{
    (void)user, (void)self, (void)n, (void)result;
    CHECK(text_is(t, a[0].as.l, "throw"));
    if (mode_status == SAMOVAR_EXCEPTION)
        return samovar_throw(t, "java.lang.IllegalArgumentException", "from %s", "C");
    if (mode_status == SAMOVAR_NOT_FOUND)
        return samovar_find_class(t, NULL, "none.Such", &(samovar_ref){0});
    samovar_error_clear(t);
    return mode_status;
}

static samovar_status wrong_result(samovar_thread *t, void *user, samovar_ref self, const samovar_value *a,
                                   size_t n, samovar_value *result)
{
    (void)t, (void)user, (void)self, (void)a, (void)n;
    *result = samovar_double(1);
    return SAMOVAR_OK;
}

int main(void)
{
    samovar_vm *vm;
    samovar_thread *t = create(&vm);
    samovar_ref guest = find(t, "Guest"), o, string, array;
    samovar_value r;
    int calls = 0;
    samovar_native natives[] = {
        {"add", "(II)I", add, &calls},
        {"wide", "(ZBCSIJFDLjava/lang/String;[I)J", wide, NULL},
        {"describe", "(Ljava/lang/String;)Ljava/lang/String;", describe, NULL},
        {"report", "(Ljava/lang/Object;)V", throwing, NULL},
    };
    samovar_native missing[] = {{"unbound", "()I", wrong_result, NULL}, {"none", "()V", add, NULL}};
    FAILS(SAMOVAR_NOT_FOUND, "no native method Guest.none()V", samovar_register(t, guest, missing, 2));
    FAILS(SAMOVAR_EXCEPTION, "UnsatisfiedLinkError", samovar_invoke_static(t, guest, "unbound", "()I", &r));
    missing[1].name = NULL;
    FAILS(SAMOVAR_INVALID, "without name", samovar_register(t, guest, missing, 2));
    missing[1] = (samovar_native){"nothing", "()V", add, NULL};
    FAILS(SAMOVAR_NOT_FOUND, "no native method Guest.nothing", samovar_register(t, guest, missing, 2));
    FAILS(SAMOVAR_TYPE, "null", samovar_register(t, NULL, natives, 4));
    FAILS(SAMOVAR_INVALID, "no natives", samovar_register(t, guest, NULL, 4));
    OK(samovar_register(t, guest, natives, 4));

    OK(samovar_invoke_static(t, guest, "add", "(II)I", &r, 2, 3));
    CHECK(r.as.i == 5 && calls == 1);
    OK(samovar_invoke_static(t, guest, "again", "(I)I", &r, 100));
    CHECK(r.as.i == 5050 && calls == 101);
    OK(samovar_string(t, "s", &string));
    OK(samovar_array_new(t, SAMOVAR_INT, 3, &array));
    OK(samovar_invoke_static(t, guest, "wide", "(ZBCSIJFDLjava/lang/String;[I)J", &r, 1, -1, 'x', -2, 3,
                             (int64_t)1 << 40, 1.5, 2.5, string, array));
    CHECK(r.type == SAMOVAR_LONG && r.as.j == 77);
    OK(samovar_new(t, guest, "()V", &o));
    OK(samovar_invoke(t, o, "describe", "(Ljava/lang/String;)Ljava/lang/String;", &r, string));
    CHECK(text_is(t, r.as.l, "Guest 42s"));
    FAILS(SAMOVAR_EXCEPTION, "NullPointerException",
          samovar_invoke(t, o, "describe", "(Ljava/lang/String;)Ljava/lang/String;", &r, NULL));

    mode_status = SAMOVAR_EXCEPTION;
    OK(samovar_invoke_static(t, guest, "caught", "()Ljava/lang/String;", &r));
    CHECK(text_is(t, r.as.l, "from C"));
    FAILS(SAMOVAR_EXCEPTION, "java.lang.IllegalArgumentException: from C",
          samovar_invoke_static(t, guest, "report", "(Ljava/lang/Object;)V", NULL,
                                (samovar_string(t, "throw", &string), string)));
    mode_status = SAMOVAR_NOT_FOUND;
    OK(samovar_invoke_static(t, guest, "caught", "()Ljava/lang/String;", &r));
    CHECK(text_is(t, r.as.l, "R void Guest.report(java.lang.Object): no class none.Such"));
    mode_status = SAMOVAR_INVALID;
    OK(samovar_invoke_static(t, guest, "caught", "()Ljava/lang/String;", &r));
    CHECK(text_is(t, r.as.l, "R void Guest.report(java.lang.Object): SAMOVAR_INVALID"));
    mode_status = SAMOVAR_OK;
    OK(samovar_invoke_static(t, guest, "caught", "()Ljava/lang/String;", &r));
    CHECK(text_is(t, r.as.l, "nothing thrown"));

    OK(samovar_register(t, guest, missing, 1));
    FAILS(SAMOVAR_EXCEPTION, "ClassCastException", samovar_invoke_static(t, guest, "unbound", "()I", &r));
    natives[0].function = wrong_result; /* binding anew */
    OK(samovar_register(t, guest, natives, 1));
    FAILS(SAMOVAR_EXCEPTION, "double does not fit int",
          samovar_invoke_static(t, guest, "add", "(II)I", &r, 1, 1));
    OK(samovar_destroy(t));
    return report();
}
