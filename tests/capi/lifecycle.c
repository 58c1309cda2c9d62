/* lifecycle.c - versions, options, hooks, statistics, the end. */
#include "check.h"

static char out[4096], err[4096];
static int user;

static void output(void *u, int fd, const void *bytes, size_t count)
{
    CHECK(u == &user);
    char *to = fd == 1 ? out : err;
    size_t at = strlen(to);
    if (at + count < sizeof out)
        memcpy(to + at, bytes, count);
}

static void logged(void *u, samovar_log_level level, const char *line)
{
    (void)level, (void)line;
    CHECK(u == &user);
}

int main(void)
{
    samovar_vm *vm, *second;
    samovar_thread *t, *other;
    CHECK(samovar_abi() == SAMOVAR_ABI && strlen(samovar_version()) >= 5);
    CHECK(samovar_current() == NULL);

    samovar_options options = SAMOVAR_OPTIONS_INIT;
    t = NULL;
    CHECK_STATUS(SAMOVAR_INVALID, samovar_create(NULL, &vm, &t));
    CHECK_STATUS(SAMOVAR_INVALID, samovar_create(&options, NULL, &t));
    options.abi = 99;
    FAILS(SAMOVAR_ABI_MISMATCH, "interface 99", samovar_create(&options, &vm, &t));
    options.abi = SAMOVAR_ABI, options.size = 8;
    CHECK_STATUS(SAMOVAR_ABI_MISMATCH, samovar_create(&options, &vm, &t));
    struct {
        samovar_options known;
        long more;
    } later = {SAMOVAR_OPTIONS_INIT, 1};
    later.known.size = sizeof later;
    CHECK_STATUS(SAMOVAR_ABI_MISMATCH, samovar_create(&later.known, &vm, &t));
    const char *bad[] = {"-Xnonsense"};
    options.size = sizeof options, options.arguments = bad, options.argument_count = 1;
    FAILS(SAMOVAR_NO_VM, "-Xnonsense", samovar_create(&options, &vm, &t));
    options.argument_count = 0, options.jdk = "/nonexistent";
    FAILS(SAMOVAR_NO_VM, "/nonexistent", samovar_create(&options, &vm, &t));
    samovar_error_clear(NULL);
    CHECK(samovar_error_status(NULL) == SAMOVAR_OK);

    const char *arguments[] = {"-Dgiven=by the host"};
    later.more = 0;
    later.known.max_heap = 64 << 20;
    later.known.stack_size = 512 << 10;
    later.known.arguments = arguments;
    later.known.argument_count = 1;
    later.known.output = output;
    later.known.log = logged;
    later.known.user = &user;
    later.known.class_path = getenv("CLASSES");
    OK(samovar_create(&later.known, &vm, &t));
    CHECK(samovar_user(vm) == &user && samovar_vm_of(t) == vm && samovar_current() == t &&
          samovar_jni_env(t) != NULL);
    FAILS(SAMOVAR_STATE, "", samovar_create(&later.known, &second, &other));

    samovar_ref system = find(t, "java.lang.System"), key, stream;
    samovar_value r;
    OK(samovar_string(t, "given", &key));
    OK(samovar_invoke_static(t, system, "getProperty", "(Ljava/lang/String;)Ljava/lang/String;", &r, key));
    CHECK(text_is(t, r.as.l, "by the host"));
    OK(samovar_get_static(t, system, "out", &r));
    stream = r.as.l;
    OK(samovar_invoke(t, stream, "println", "(Ljava/lang/String;)V", NULL, key));
    OK(samovar_invoke(t, stream, "write", "(I)V", NULL, 'x'));
    OK(samovar_invoke(t, stream, "flush", "()V", NULL));
    CHECK(strcmp(out, "given\nx") == 0);
    OK(samovar_get_static(t, system, "err", &r));
    OK(samovar_invoke(t, r.as.l, "print", "(I)V", NULL, 5));
    CHECK(strcmp(err, "5") == 0);

    samovar_memory memory = {.size = sizeof memory};
    OK(samovar_collect(t));
    OK(samovar_memory_stats(vm, &memory));
    CHECK(memory.heap_used > 0 && memory.heap_used <= memory.heap_total && memory.heap_max == 64 << 20);
    CHECK(memory.collections > 0);
    memory.size = 1;
    CHECK_STATUS(SAMOVAR_ABI_MISMATCH, samovar_memory_stats(vm, &memory));
    CHECK_STATUS(SAMOVAR_INVALID, samovar_memory_stats(NULL, &memory));

    CHECK_STATUS(SAMOVAR_WRONG_THREAD, samovar_destroy(NULL));
    CHECK_STATUS(SAMOVAR_WRONG_THREAD, samovar_collect(NULL));
    OK(samovar_destroy(t));
    CHECK(samovar_current() == NULL);
    t = NULL;
    FAILS(SAMOVAR_STATE, "had it", samovar_create(&later.known, &second, &other));
    return report();
}
