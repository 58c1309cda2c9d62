/* reload.c - scripts that are replaced again and again go, and what they have allocated with them. */
#include <malloc.h>
#include "check.h"

enum { ROUNDS = 400, FEW = ROUNDS / 20, MOST_BYTES = 8 << 10 };

static samovar_status add(samovar_thread *t, void *user, samovar_ref self, const samovar_value *a, size_t n,
                          samovar_value *result)
{
    (void)t, (void)user, (void)self, (void)n;
    *result = samovar_int(a[0].as.i + a[1].as.i);
    return SAMOVAR_OK;
}

static char bytes[65536];
static size_t size;
static samovar_ref weak[ROUNDS]; /* references to the classes of all versions */
static samovar_method *method;   /* of the first version */

static size_t read_guest(void)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/Guest.class", getenv("CLASSES"));
    FILE *f = fopen(path, "rb");
    size_t n = f != NULL ? fread(bytes, 1, sizeof bytes, f) : 0;
    if (f != NULL)
        fclose(f);
    return n;
}

static void version(samovar_thread *t, int i, samovar_ref reference)
{
    samovar_scope scope = samovar_scope_open(t);
    samovar_loader *l;
    samovar_ref c, object;
    samovar_value r;
    samovar_native native = {"add", "(II)I", add, NULL};
    bool ok = samovar_loader_new(t, NULL, NULL, &l) == SAMOVAR_OK;
    ok &= samovar_add_class(t, l, "Guest", bytes, size) == SAMOVAR_OK;
    ok &= samovar_find_class(t, l, "Guest", &c) == SAMOVAR_OK;
    ok &= samovar_register(t, c, &native, 1) == SAMOVAR_OK;
    ok &= samovar_invoke_static(t, c, "again", "(I)I", &r, 100) == SAMOVAR_OK && r.as.i == 5050;
    ok &= samovar_new(t, c, "(I)V", &object, i) == SAMOVAR_OK;
    ok &= samovar_invoke(t, object, "toString", "()Ljava/lang/String;", &r) == SAMOVAR_OK;
    if (method == NULL)
        ok &= samovar_find_method(t, c, "nextI", "(I)I", &method) == SAMOVAR_OK;
    ok &= samovar_new(t, reference, "(Ljava/lang/Object;)V", &object, c) == SAMOVAR_OK;
    ok &= (weak[i] = samovar_retain(t, object)) != NULL;
    samovar_loader_free(t, l);
    if (!ok) {
        CHECK(!"a version");
        printf("    %s\n", samovar_error_message(t));
    }
    samovar_scope_close(t, scope);
}

static int alive(samovar_thread *t)
{
    int n = 0;
    for (int i = 0; i < ROUNDS; i++) {
        samovar_scope scope = samovar_scope_open(t);
        samovar_value r = {SAMOVAR_VOID, {0}};
        OK(samovar_invoke(t, weak[i], "get", "()Ljava/lang/Object;", &r));
        n += r.as.l != NULL;
        samovar_scope_close(t, scope);
    }
    return n;
}

int main(void)
{
    samovar_vm *vm;
    samovar_thread *t = create(&vm);
    size = read_guest();
    CHECK(size > 0);
    samovar_ref reference = find(t, "java/lang/ref/WeakReference");
    for (int i = 0; i < ROUNDS / 2; i++)
        version(t, i, reference);
    OK(samovar_collect(t));
    size_t half = mallinfo2().uordblks;
    for (int i = ROUNDS / 2; i < ROUNDS; i++)
        version(t, i, reference);
    OK(samovar_collect(t));
    OK(samovar_collect(t));
    size_t whole = mallinfo2().uordblks;
    int n = alive(t);
    CHECK(n <= FEW);
    if (n > FEW)
        printf("    %d are still there\n", n);
    /* Records of the methods that the host has asked for stay, and the VM's tables still grow. What a version
     * takes while it is there is several times as much. */
    CHECK(whole < half + ROUNDS / 2 * MOST_BYTES);
    if (whole >= half + ROUNDS / 2 * MOST_BYTES)
        printf("    %zu bytes more, %zu a version\n", whole - half, (whole - half) / (ROUNDS / 2));
    samovar_value one = samovar_int(1), r;
    samovar_status status = samovar_call(t, method, NULL, &one, 1, &r);
    CHECK(status == SAMOVAR_INVALID || (status == SAMOVAR_OK && r.as.i == 2));
    for (int i = 0; i < ROUNDS; i++)
        samovar_release(t, weak[i]);
    OK(samovar_destroy(t));
    return report();
}
