/* leaks.c - calls repeated without end keep neither C memory nor Java memory. */
#include <malloc.h>
#include <pthread.h>
#include "check.h"

static samovar_vm *vm;
static samovar_ref guest;

static samovar_status add(samovar_thread *t, void *user, samovar_ref self, const samovar_value *a, size_t n,
                          samovar_value *result)
{
    (void)user, (void)self, (void)n;
    if (a[0].as.i < 0)
        return samovar_throw(t, "java.lang.IllegalArgumentException", "%d", a[0].as.i);
    *result = samovar_int(a[0].as.i + a[1].as.i);
    return SAMOVAR_OK;
}

static void everything(samovar_thread *t)
{
    samovar_scope scope = samovar_scope_open(t);
    samovar_ref string, object, array, kept;
    samovar_value r;
    char *text;
    bool ok = samovar_string(t, "gr\xc3\xbc\xc3\x9f", &string) == SAMOVAR_OK;
    ok &= samovar_to_utf8(t, string, &text, NULL) == SAMOVAR_OK;
    samovar_free(text);
    ok &= samovar_new(t, guest, "(I)V", &object, 1) == SAMOVAR_OK;
    ok &= samovar_invoke(t, object, "toString", "()Ljava/lang/String;", &r) == SAMOVAR_OK;
    ok &= samovar_set(t, object, "secret", samovar_int(3)) == SAMOVAR_OK;
    ok &= samovar_array_new(t, SAMOVAR_BYTE, 1000, &array) == SAMOVAR_OK;
    ok &= (kept = samovar_retain(t, array)) != NULL;
    samovar_release(t, kept);
    ok &= samovar_invoke_static(t, guest, "add", "(II)I", &r, 1, 2) == SAMOVAR_OK;
    ok &= samovar_invoke_static(t, guest, "add", "(II)I", &r, -1, 2) == SAMOVAR_EXCEPTION;
    ok &= *samovar_error_message(t) != 0 && *samovar_error_trace(t) != 0 && *samovar_error_class(t) != 0;
    ok &= samovar_invoke_static(t, guest, "none", "(II)I", &r, -1, 2) == SAMOVAR_NOT_FOUND;
    if (!ok)
        CHECK(!"an iteration");
    samovar_scope_close(t, scope);
}

static void *thread(void *p)
{
    samovar_thread *t;
    (void)p;
    if (samovar_attach(vm, "short", &t) == SAMOVAR_OK) {
        everything(t);
        samovar_detach(t);
    }
    return NULL;
}

static void round_of(samovar_thread *t, int calls, int threads)
{
    pthread_t other;
    for (int i = 0; i < calls; i++)
        everything(t);
    for (int i = 0; i < threads; i++) {
        pthread_create(&other, NULL, thread, NULL);
        pthread_join(other, NULL);
    }
    CHECK(samovar_collect(t) == SAMOVAR_OK);
}

/*
 * Until the VM's tables have their size and what is hot is compiled: records of compiled code stay as long as
 * the code, and methods get hot one after the other. What leaks at each call never gets quiet, and is
 * measured after the last round.
 */
static void warm_up(samovar_thread *t)
{
    enum { MAX_ROUNDS = 12, QUIET = 16 << 10 };
    size_t in_use;
    int round = 0;
    do {
        in_use = mallinfo2().uordblks;
        round_of(t, 30000, 100);
    } while (++round < MAX_ROUNDS && mallinfo2().uordblks > in_use + QUIET);
}

int main(void)
{
    samovar_thread *t = create(&vm);
    samovar_memory before = {.size = sizeof before}, after = {.size = sizeof after};
    samovar_native natives[] = {{"add", "(II)I", add, NULL}};
    guest = samovar_retain(t, find(t, "Guest"));
    OK(samovar_register(t, guest, natives, 1));
    warm_up(t);
    long more;
    int rounds = 0;
    do { /* something may still get compiled in a round; a leak is there in each */
        size_t in_use = mallinfo2().uordblks;
        OK(samovar_memory_stats(vm, &before));
        round_of(t, 30000, 300);
        more = (long)(mallinfo2().uordblks - in_use);
        OK(samovar_memory_stats(vm, &after));
    } while (more >= 64 << 10 && ++rounds < 4);
    CHECK(more < 64 << 10);
    CHECK(after.heap_used < before.heap_used + (512 << 10));
    if (more >= 64 << 10 || after.heap_used >= before.heap_used + (512 << 10))
        printf("    C memory %+ld, Java's heap %+ld\n", more, (long)(after.heap_used - before.heap_used));
    samovar_release(t, guest);
    OK(samovar_destroy(t));
    return report();
}
