/* regions.c - include/samovar/regions.h: memory and devices of the host under Java's accesses. */
#include <samovar/regions.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static samovar_thread *t;
static samovar_ref guest;

static const char source[] = "import samovar.Memory;\n"
                             "class Ports {\n"
                             "    static int sum(long base, int n) { int s = 0; for (int i = 0; i < n; i++) "
                             "s += Memory.load8(base + i); return s; }\n"
                             "    static long wide(long at) { Memory.store64(at, 0x1122334455667788L); "
                             "return Memory.load32(at + 2); }\n"
                             "    static long ports(long at, int n) {\n"
                             "        long s = 0;\n"
                             "        for (int i = 0; i < n; i++) { Memory.store8(at, (byte) i); s += "
                             "Memory.load8(at) + Memory.load16(at + 2); }\n"
                             "        return s;\n"
                             "    }\n"
                             "    static int peek(long at) { return Memory.load32(at); }\n"
                             "    static void poke(long at) { Memory.store8(at, (byte) 9); }\n"
                             "}\n";

struct port {
    uint8_t last;
    unsigned loads, stores;
};

static uint8_t port_load8(void *user, uint64_t offset)
{
    struct port *p = user;
    p->loads++;
    return (uint8_t)(p->last + offset);
}

static uint16_t port_load16(void *user, uint64_t offset)
{
    struct port *p = user;
    p->loads++;
    return (uint16_t)(1000 + offset);
}

static uint32_t port_load32(void *user, uint64_t offset)
{
    (void)user;
    samovar_throw(samovar_current(), "java/lang/IllegalStateException", "port %u is jammed",
                  (unsigned)offset);
    return 0;
}

static void port_store8(void *user, uint64_t offset, uint8_t value)
{
    struct port *p = user;
    (void)offset;
    p->stores++;
    p->last = value;
}

static const samovar_device port_device = {
    .load8 = port_load8, .load16 = port_load16, .load32 = port_load32, .store8 = port_store8};

static int64_t call(const char *name, const char *desc, int64_t at, int n)
{
    samovar_value v = samovar_int(-1);
    samovar_status status = n >= 0 ? samovar_invoke_static(t, guest, name, desc, &v, at, n)
                                   : samovar_invoke_static(t, guest, name, desc, &v, at);
    CHECK(status == SAMOVAR_OK);
    return v.type == SAMOVAR_LONG ? v.as.j : v.as.i;
}

static bool fails(const char *name, const char *desc, int64_t at, const char *text)
{
    samovar_value v;
    if (samovar_invoke_static(t, guest, name, desc, &v, at) != SAMOVAR_EXCEPTION)
        return false;
    if (strstr(samovar_error_message(t), text) != NULL)
        return true;
    printf("%s, not %s\n", samovar_error_message(t), text);
    return false;
}

static void test_memory(void)
{
    static uint8_t mine[256];
    uint64_t bytes = 0;
    for (unsigned i = 0; i < sizeof mine; i++)
        mine[i] = 1;
    CHECK(samovar_map_memory(t, 0x8000, sizeof mine, mine, 0) == SAMOVAR_OK);
    for (int i = 0; i < 2000; i++)
        call("sum", "(JI)I", 0x8000, 256);
    CHECK(call("sum", "(JI)I", 0x8000, 256) == 256);
    mine[5] = 11; /* what the host writes, Java reads */
    CHECK(call("sum", "(JI)I", 0x8000, 256) == 266);
    CHECK(call("wide", "(J)J", 0x8000, -1) == 0x33445566);
    CHECK(mine[0] == 0x88 && mine[7] == 0x11);
    CHECK(samovar_memory_at(t, 0x8010, &bytes) == mine + 16 && bytes == 240);
    CHECK(samovar_memory_at(t, 0x8100, &bytes) == NULL);
    CHECK(samovar_unmap(t, 0x8001) == SAMOVAR_NOT_FOUND);
    CHECK(samovar_unmap(t, 0x8000) == SAMOVAR_OK);
    memset(mine, 0xff, sizeof mine);
    CHECK(fails("peek", "(J)I", 0x8000, "unmapped address 0x8000 (load of 4 bytes)"));
    CHECK(samovar_map_memory(t, 0x8000, sizeof mine, mine, SAMOVAR_REGION_READ_ONLY) == SAMOVAR_OK);
    CHECK(call("sum", "(JI)I", 0x8000, 256) == -256);
    CHECK(fails("poke", "(J)V", 0x8003, "read-only address 0x8003 (store of 1 byte)"));
    CHECK(samovar_unmap(t, 0x8000) == SAMOVAR_OK);
    CHECK(samovar_map_memory(t, 0x8000, 1 << 20, NULL, 0) == SAMOVAR_OK); /* the VM's */
    CHECK(call("sum", "(JI)I", 0x8000, 1 << 20) == 0);
    CHECK(samovar_unmap(t, 0x8000) == SAMOVAR_OK);
}

static void test_device(void)
{
    struct port port = {0};
    CHECK(samovar_map_device(t, UINT64_MAX - 15, 16, &port_device, &port) == SAMOVAR_OK);
    int64_t want = 0;
    for (int i = 0; i < 30000; i++)
        want += (int8_t)i + 1002;
    CHECK(call("ports", "(JI)J", -16, 30000) == want);
    CHECK(port.loads == 60000 && port.stores == 30000);
    CHECK(fails("peek", "(J)I", -12, "port 4 is jammed"));
    CHECK(fails("wide", "(J)J", -16,
                "device without accesses of this width at 0xfffffffffffffff0 (store of 8 bytes)"));
    CHECK(samovar_unmap(t, UINT64_MAX - 15) == SAMOVAR_OK);
    CHECK(fails("peek", "(J)I", -12, "unmapped address 0xfffffffffffffff4"));
}

static void test_arguments(void)
{
    CHECK(samovar_map_memory(t, 0, 0, NULL, 0) == SAMOVAR_INVALID);
    CHECK(samovar_map_memory(t, 0, 16, NULL, 8) == SAMOVAR_INVALID);
    CHECK(samovar_map_memory(t, UINT64_MAX, 2, NULL, 0) == SAMOVAR_INVALID);
    CHECK(strstr(samovar_error_message(t), "past the last address") != NULL);
    CHECK(samovar_map_memory(t, 0, UINT64_MAX, NULL, 0) == SAMOVAR_INVALID); /* so much there is not */
    CHECK(samovar_map_device(t, 0, 16, NULL, NULL) == SAMOVAR_INVALID);
    CHECK(samovar_map_memory(t, 100, 10, NULL, 0) == SAMOVAR_OK);
    CHECK(samovar_map_memory(t, 109, 1, NULL, 0) == SAMOVAR_INVALID);
    CHECK(strstr(samovar_error_message(t), "overlaps") != NULL);
    CHECK(samovar_map_memory(t, 110, 1, NULL, 0) == SAMOVAR_OK);
    CHECK(samovar_map_memory(t, 99, 1, NULL, 0) == SAMOVAR_OK);
    CHECK(samovar_map_memory(NULL, 0, 1, NULL, 0) == SAMOVAR_WRONG_THREAD);
}

/* In a VM of its own, of which a process has one. */
static int test_all(const char *mode)
{
    samovar_vm *vm;
    samovar_loader *loader;
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    const samovar_source file = {"Ports.java", source};
    options.arguments = &mode;
    options.argument_count = 1;
    if (samovar_create(&options, &vm, &t) != SAMOVAR_OK ||
        samovar_loader_new(t, NULL, NULL, &loader) != SAMOVAR_OK ||
        samovar_compile(t, loader, &file, 1, NULL) != SAMOVAR_OK ||
        samovar_find_class(t, loader, "Ports", &guest) != SAMOVAR_OK) {
        fprintf(stderr, "%s\n", samovar_error_message(t));
        return 1;
    }
    test_memory();
    test_device();
    test_arguments();
    samovar_loader_free(t, loader);
    OK(samovar_destroy(t));
    return failed != 0;
}

int main(void)
{
    static const char *const modes[] = {"-Xint", "--tiers=1", "--tiers=0,1", "--tiers=1,2"};
    for (unsigned i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        int status = -1;
        fflush(stdout);
        pid_t child = fork();
        if (child == 0)
            exit(test_all(modes[i]));
        CHECK(child > 0 && waitpid(child, &status, 0) == child);
        if (status != 0)
            printf("%s: status 0x%x\n", modes[i], (unsigned)status);
        CHECK(status == 0);
    }
    test_all("-Xmixed");
    return report();
}
