/* errors.c - exceptions as values. */
#include "check.h"

int main(void)
{
    samovar_vm *vm;
    samovar_thread *t = create(&vm);
    samovar_ref guest = find(t, "Guest"), message, e;
    CHECK(samovar_error_status(t) == SAMOVAR_OK && *samovar_error_message(t) == 0);
    CHECK(*samovar_error_class(t) == 0 && *samovar_error_trace(t) == 0 && samovar_error_exception(t) == NULL);

    OK(samovar_string(t, "h\xc3\xa9las", &message));
    CHECK_STATUS(SAMOVAR_EXCEPTION,
                 samovar_invoke_static(t, guest, "fail", "(Ljava/lang/String;)V", NULL, message));
    CHECK(samovar_error_status(t) == SAMOVAR_EXCEPTION);
    CHECK(strcmp(samovar_error_message(t), "java.lang.RuntimeException: outer") == 0);
    CHECK(strcmp(samovar_error_class(t), "java.lang.RuntimeException") == 0);
    const char *trace = samovar_error_trace(t);
    CHECK(strncmp(trace, "java.lang.RuntimeException: outer\n\tat Guest.fail(Guest.java:", 60) == 0);
    CHECK(strstr(trace, "Caused by: java.lang.IllegalStateException: h\xc3\xa9las") != NULL);
    CHECK(samovar_error_trace(t) == trace);

    e = samovar_error_exception(t);
    samovar_value cause;
    OK(samovar_invoke(t, e, "getCause", "()Ljava/lang/Throwable;", &cause));
    CHECK(samovar_is_instance(t, cause.as.l, find(t, "java.lang.IllegalStateException")));
    CHECK(samovar_error_status(t) == SAMOVAR_EXCEPTION); /* success leaves it */
    samovar_error_clear(t);
    CHECK(samovar_error_status(t) == SAMOVAR_OK && samovar_error_exception(t) == NULL);
    samovar_error_clear(NULL);

    CHECK_STATUS(SAMOVAR_EXCEPTION, samovar_invoke_static(t, guest, "unprintable", "()V", NULL));
    CHECK(*samovar_error_message(t) == 0 && strcmp(samovar_error_class(t), "Guest$Unprintable") == 0);
    CHECK_STATUS(SAMOVAR_EXCEPTION, samovar_invoke_static(t, guest, "deep", "(I)I", NULL, 0));
    CHECK(strcmp(samovar_error_class(t), "java.lang.StackOverflowError") == 0);
    FAILS(SAMOVAR_EXCEPTION, "ExceptionInInitializerError",
          samovar_invoke_static(t, find(t, "Guest$Broken"), "touch", "()V", NULL));
    FAILS(SAMOVAR_EXCEPTION, "NoClassDefFoundError",
          samovar_invoke_static(t, find(t, "Guest$Broken"), "touch", "()V", NULL));
    FAILS(SAMOVAR_EXCEPTION, "java.lang.UnsatisfiedLinkError",
          samovar_invoke_static(t, guest, "unbound", "()I", NULL));

    FAILS(SAMOVAR_EXCEPTION, "java.io.IOException: 7 times",
          samovar_throw(t, "java.io.IOException", "%d times", 7));
    FAILS(SAMOVAR_EXCEPTION, "java.io.IOException", samovar_throw(t, "java/io/IOException", NULL));
    FAILS(SAMOVAR_TYPE, "no Throwable", samovar_throw(t, "java.lang.String", "x"));
    FAILS(SAMOVAR_INVALID, "no name", samovar_throw(t, "a//b", "x"));
    FAILS(SAMOVAR_EXCEPTION, "NoClassDefFoundError", samovar_throw(t, "none.Such", "x"));
    FAILS(SAMOVAR_EXCEPTION, "outer", samovar_throw_ref(t, e));
    FAILS(SAMOVAR_TYPE, "no Throwable", samovar_throw_ref(t, guest));
    FAILS(SAMOVAR_TYPE, "no Throwable", samovar_throw_ref(t, NULL));

    samovar_ref none;
    FAILS(SAMOVAR_NOT_FOUND, "no class none.Such", samovar_find_class(t, NULL, "none.Such", &none));
    FAILS(SAMOVAR_INVALID, "no name", samovar_find_class(t, NULL, "", &none));
    FAILS(SAMOVAR_INVALID, "no name", samovar_find_class(t, NULL, "../etc", &none));
    FAILS(SAMOVAR_INVALID, "NULL", samovar_find_class(t, NULL, NULL, &none));
    OK(samovar_find_class(t, NULL, "[I", &none));
    OK(samovar_find_class(t, NULL, "[Ljava.lang.String;", &none));

    CHECK(strcmp(samovar_status_name(SAMOVAR_TYPE), "SAMOVAR_TYPE") == 0);
    CHECK(strcmp(samovar_status_name((samovar_status)99), "unknown status") == 0);
    OK(samovar_destroy(t));
    return report();
}
