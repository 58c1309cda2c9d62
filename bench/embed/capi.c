/* capi.c CLASSES [SECONDS [direct]] - cost of calls through samovar.h; direct: to functions of
 * samovar_register_direct. */
#include <samovar.h>
#include <string.h>
#include "bench.h"

static samovar_thread *t;
static samovar_ref calls, object;
static samovar_method *add, *mix, *nothing, *plus, *same, *hash, *loop_add, *loop_mix, *loop_plus, *loop_same,
    *loop_back;

static void ok(samovar_status status)
{
    if (status == SAMOVAR_OK)
        return;
    fprintf(stderr, "%s\n", samovar_error_message(t));
    exit(1);
}

/* ---- C calls Java ---- */

static void host_static(void)
{
    samovar_value v[2] = {samovar_int(0)};
    for (int i = 0; i < CALLS; i++) {
        v[1] = samovar_int(i);
        ok(samovar_call(t, add, NULL, v, 2, &v[0]));
    }
    must(v[0].as.i == (int32_t)((int64_t)CALLS * (CALLS - 1) / 2), "add");
}

static void host_by_name(void)
{
    samovar_value r = samovar_int(0);
    for (int i = 0; i < CALLS; i++)
        ok(samovar_invoke_static(t, calls, "add", "(II)I", &r, r.as.i, i));
    must(r.as.i == (int32_t)((int64_t)CALLS * (CALLS - 1) / 2), "add");
}

static void host_mix(void)
{
    samovar_value v[3] = {samovar_double(0), samovar_long(0), samovar_int(2)};
    for (int i = 0; i < CALLS; i++) {
        v[1] = samovar_long(i);
        ok(samovar_call(t, mix, NULL, v, 3, &v[0]));
    }
    must(v[0].as.d == (double)CALLS * (CALLS - 1), "mix");
}

static void host_void(void)
{
    for (int i = 0; i < CALLS; i++)
        ok(samovar_call(t, nothing, NULL, NULL, 0, NULL));
}

static void host_instance(void)
{
    samovar_value v = samovar_int(0);
    for (int i = 0; i < CALLS; i++)
        ok(samovar_call(t, plus, object, &v, 1, &v));
    must(v.as.i == 3 * CALLS, "plus");
}

static void host_object(void)
{
    samovar_value v = samovar_object(object), r;
    for (int i = 0; i < CALLS; i++) {
        samovar_scope scope = samovar_scope_open(t);
        ok(samovar_call(t, same, NULL, &v, 1, &r));
        samovar_scope_close(t, scope);
    }
}

static void host_string(void)
{
    int32_t sum = 0;
    for (int i = 0; i < CALLS; i++) {
        samovar_scope scope = samovar_scope_open(t);
        samovar_value v = samovar_object(NULL), r;
        ok(samovar_string(t, "a string of the host", &v.as.l));
        ok(samovar_call(t, hash, NULL, &v, 1, &r));
        sum += r.as.i;
        samovar_scope_close(t, scope);
    }
    must(sum == 20 * CALLS, "hash");
}

/* ---- Java calls C ---- */

#define NATIVE(name)                                                                                         \
    static samovar_status name(samovar_thread *s, void *user, samovar_ref self, const samovar_value *a,      \
                               size_t n, samovar_value *result)

NATIVE(native_add)
{
    (void)s, (void)user, (void)self, (void)n;
    result->as.i = a[0].as.i + a[1].as.i;
    return SAMOVAR_OK;
}

NATIVE(native_mix)
{
    (void)s, (void)user, (void)self, (void)n;
    result->as.d = a[0].as.d + (double)(a[1].as.j * a[2].as.i);
    return SAMOVAR_OK;
}

NATIVE(native_plus)
{
    (void)s, (void)user, (void)self, (void)n;
    result->as.i = a[0].as.i + 3;
    return SAMOVAR_OK;
}

NATIVE(native_same)
{
    (void)s, (void)user, (void)self, (void)n;
    result->as.l = a[0].as.l;
    return SAMOVAR_OK;
}

NATIVE(native_back)
{
    (void)user, (void)self;
    return samovar_call(s, add, NULL, a, n, result);
}

/* ---- the same with C's own signatures ---- */

static int32_t direct_add(samovar_thread *s, void *user, samovar_ref self, int32_t a, int32_t b)
{
    (void)s, (void)user, (void)self;
    return a + b;
}

static double direct_mix(samovar_thread *s, void *user, samovar_ref self, double a, int64_t b, int32_t c)
{
    (void)s, (void)user, (void)self;
    return a + (double)(b * c);
}

static int32_t direct_plus(samovar_thread *s, void *user, samovar_ref self, int32_t a)
{
    (void)s, (void)user, (void)self;
    return a + 3;
}

static samovar_ref direct_same(samovar_thread *s, void *user, samovar_ref self, samovar_ref o)
{
    (void)s, (void)user, (void)self;
    return o;
}

static int32_t direct_back(samovar_thread *s, void *user, samovar_ref self, int32_t a, int32_t b)
{
    samovar_value v[2] = {samovar_int(a), samovar_int(b)};
    (void)user, (void)self;
    ok(samovar_call(s, add, NULL, v, 2, &v[0]));
    return v[0].as.i;
}

static void run(samovar_method *m, samovar_ref receiver, samovar_value first, size_t n, samovar_value *r)
{
    samovar_value v[2] = {first, samovar_int(CALLS)};
    ok(samovar_call(t, m, receiver, v, n, r));
}

static void script_static(void)
{
    samovar_value r;
    run(loop_add, NULL, samovar_int(CALLS), 1, &r);
    must(r.as.i == (int32_t)((int64_t)CALLS * (CALLS - 1) / 2), "nativeAdd");
}

static void script_mix(void)
{
    samovar_value r;
    run(loop_mix, NULL, samovar_int(CALLS), 1, &r);
    must(r.as.d == (double)CALLS * (CALLS - 1), "nativeMix");
}

static void script_instance(void)
{
    samovar_value r;
    run(loop_plus, object, samovar_int(CALLS), 1, &r);
    must(r.as.i == 3 * CALLS, "nativePlus");
}

static void script_object(void)
{
    samovar_value r;
    run(loop_same, NULL, samovar_object(object), 2, &r);
    must(r.as.i == CALLS, "nativeSame");
}

static void script_and_back(void)
{
    samovar_value r;
    run(loop_back, NULL, samovar_int(CALLS), 1, &r);
    must(r.as.i == (int32_t)((int64_t)CALLS * (CALLS - 1) / 2), "nativeBack");
}

static samovar_method *find(const char *name, const char *desc)
{
    samovar_method *m;
    ok(samovar_find_method(t, calls, name, desc, &m));
    return m;
}

static void register_direct(void)
{
    samovar_direct natives[] = {
        {"nativeAdd", "(II)I", SAMOVAR_DIRECT(direct_add), NULL},
        {"nativeMix", "(DJI)D", SAMOVAR_DIRECT(direct_mix), NULL},
        {"nativePlus", "(I)I", SAMOVAR_DIRECT(direct_plus), NULL},
        {"nativeSame", "(Ljava/lang/Object;)Ljava/lang/Object;", SAMOVAR_DIRECT(direct_same), NULL},
        {"nativeBack", "(II)I", SAMOVAR_DIRECT(direct_back), NULL},
    };
    ok(samovar_register_direct(t, calls, natives, sizeof natives / sizeof *natives));
}

static void set_up(void)
{
    samovar_native natives[] = {
        {"nativeAdd", "(II)I", native_add, NULL},
        {"nativeMix", "(DJI)D", native_mix, NULL},
        {"nativePlus", "(I)I", native_plus, NULL},
        {"nativeSame", "(Ljava/lang/Object;)Ljava/lang/Object;", native_same, NULL},
        {"nativeBack", "(II)I", native_back, NULL},
    };
    ok(samovar_find_class(t, NULL, "Calls", &calls));
    ok(samovar_register(t, calls, natives, sizeof natives / sizeof *natives));
    ok(samovar_new(t, calls, "(I)V", &object, 3));
    add = find("add", "(II)I");
    mix = find("mix", "(DJI)D");
    nothing = find("nothing", "()V");
    same = find("same", "(Ljava/lang/Object;)Ljava/lang/Object;");
    hash = find("hash", "(Ljava/lang/String;)I");
    plus = find("plus", "(I)I");
    loop_add = find("loopAdd", "(I)I");
    loop_mix = find("loopMix", "(I)D");
    loop_plus = find("loopPlus", "(I)I");
    loop_same = find("loopSame", "(Ljava/lang/Object;I)I");
    loop_back = find("loopBack", "(I)I");
}

static void host_rows(double seconds)
{
    row("host-static-II", host_static, seconds);
    row("host-by-name", host_by_name, seconds);
    row("host-static-DJI", host_mix, seconds);
    row("host-void", host_void, seconds);
    row("host-instance-I", host_instance, seconds);
    row("host-object", host_object, seconds);
    row("host-string", host_string, seconds);
}

int main(int argc, char **argv)
{
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    samovar_vm *vm;
    must(argc >= 2, "capi CLASSES [SECONDS]");
    double seconds = seconds_from(argv[2]);
    options.class_path = argv[1];
    ok(samovar_create(&options, &vm, &t));
    set_up();
    if (argc > 3 && strcmp(argv[3], "direct") == 0)
        register_direct();
    else
        host_rows(seconds);
    row("script-static-II", script_static, seconds);
    row("script-static-DJI", script_mix, seconds);
    row("script-instance-I", script_instance, seconds);
    row("script-object", script_object, seconds);
    row("script-and-back", script_and_back, seconds);
    return 0;
}
