/*
 * check.h - for the programs beside this file. Each makes one VM, checks what samovar.h promises, and ends
 * with a line "N passed, N failed" that tests/capi/run adds up.
 */
#ifndef CAPI_CHECK_H
#define CAPI_CHECK_H

#include <samovar.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int passed, failed;

#define CHECK(condition) check((condition), __FILE__, __LINE__, #condition)
#define CHECK_STATUS(expected, call)                                                                         \
    do {                                                                                                     \
        samovar_status status_ = (call);                                                                     \
        check(status_ == (expected), __FILE__, __LINE__, #call);                                             \
        if (status_ != (expected))                                                                           \
            printf("    %s: %s\n", samovar_status_name(status_), samovar_error_message(samovar_current()));  \
    } while (0)
#define OK(call) CHECK_STATUS(SAMOVAR_OK, call)
/* The call fails with this status, and the message is or has this text. */
#define FAILS(expected, text, call)                                                                          \
    do {                                                                                                     \
        CHECK_STATUS(expected, call);                                                                        \
        check_text(samovar_error_message(t), text, __FILE__, __LINE__);                                      \
    } while (0)

__attribute__((unused)) static void check(bool ok, const char *file, int line, const char *text)
{
    if (ok)
        passed++;
    else
        failed++, printf("%s:%d: failed: %s\n", file, line, text);
}

__attribute__((unused)) static void check_text(const char *actual, const char *part, const char *file,
                                               int line)
{
    bool ok = strstr(actual, part) != NULL;
    check(ok, file, line, part);
    if (!ok)
        printf("    but: %s\n", actual);
}

__attribute__((unused)) static double now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Seconds that a thread of this process was ready to run but had no processor; 0 when the kernel does not
 * tell. */
__attribute__((unused)) static double waited(int tid)
{
    char path[64];
    double ran = 0, delay = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/schedstat", tid);
    FILE *f = fopen(path, "r");
    if (f != NULL) {
        if (fscanf(f, "%lf %lf", &ran, &delay) != 2)
            delay = 0;
        fclose(f);
    }
    return delay / 1e9;
}

__attribute__((unused)) static samovar_thread *create(samovar_vm **vm)
{
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    samovar_thread *t;
    options.class_path = getenv("CLASSES");
    if (samovar_create(&options, vm, &t) != SAMOVAR_OK) {
        printf("samovar_create: %s\n", samovar_error_message(NULL));
        exit(2);
    }
    return t;
}

__attribute__((unused)) static samovar_ref find(samovar_thread *t, const char *name)
{
    samovar_ref c = NULL;
    OK(samovar_find_class(t, NULL, name, &c));
    return c;
}

__attribute__((unused)) static bool text_is(samovar_thread *t, samovar_ref string, const char *expected)
{
    char *text;
    if (samovar_to_utf8(t, string, &text, NULL) != SAMOVAR_OK)
        return false;
    bool same = strcmp(text, expected) == 0;
    samovar_free(text);
    return same;
}

__attribute__((unused)) static int report(void)
{
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

#endif
