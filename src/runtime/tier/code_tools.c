/* code_tools.c - names and pieces of compiled code, for the tools that want them (code_tools.h). */
#include "runtime/tier/code_tools.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct code_tools {
    pthread_mutex_t lock;
    struct perf_map *perf_map; /* NULL: not asked for, or no file */
    struct jitdump *jitdump;
    bool gdb;
};

static void add(struct code_tools *tools, const struct code_piece *piece)
{
    pthread_mutex_lock(&tools->lock);
    if (tools->perf_map != NULL)
        perf_map_add(tools->perf_map, piece);
    if (tools->jitdump != NULL)
        jitdump_add(tools->jitdump, piece);
    if (tools->gdb)
        gdb_jit_add(piece);
    pthread_mutex_unlock(&tools->lock);
}

/* One blob has all stubs, in the order of their numbers. */
static void add_stubs(struct code_tools *tools, const struct backend *be)
{
    const char *first = backend_stub_address(be, (enum backend_stub)0);
    const struct blob *b = code_find_blob(backend_code(be), first);
    if (b == NULL)
        return;
    const char *end = (const char *)b->code + b->size;
    for (unsigned i = 0; i < NSTUBS; i++) {
        const char *at = backend_stub_address(be, (enum backend_stub)i);
        const char *next = i + 1 < NSTUBS ? backend_stub_address(be, (enum backend_stub)(i + 1)) : end;
        char name[64];
        snprintf(name, sizeof name, "[stub %s]", backend_stub_name((enum backend_stub)i));
        add(tools,
            &(struct code_piece){
                .name = name, .code = at, .size = (uint32_t)(next - at), .framed = i != STUB_RETURN_TRAP});
    }
}

static void no_file(const char *option)
{
    fprintf(stderr, "samovar: %s: the file cannot be written: %s\n", option, strerror(errno));
}

struct code_tools *code_tools_new(const struct vm *vm, const struct backend *be)
{
    const struct vm_options *o = &vm->options;
    if (!o->perf_map && !o->jitdump && !o->gdb_jit)
        return NULL;
    struct code_tools *tools = xcalloc(1, sizeof *tools);
    pthread_mutex_init(&tools->lock, NULL);
    if (o->perf_map && (tools->perf_map = perf_map_open()) == NULL)
        no_file("--perf-map");
    if (o->jitdump && (tools->jitdump = jitdump_open()) == NULL)
        no_file("--jitdump");
    tools->gdb = o->gdb_jit;
    add_stubs(tools, be);
    return tools;
}

/* before, after: around the method's name. */
static void add_blob(struct code_tools *tools, const struct method *m, const struct blob *b, bool function,
                     const char *before, const char *after)
{
    if (tools == NULL)
        return;
    struct buf name = {0};
    buf_puts(&name, before);
    class_external_name(m->klass, &name);
    buf_printf(&name, ".%s%s", m->name->utf8, after);
    if (function && b->osr_bci >= 0)
        buf_printf(&name, " [loop at %d]", b->osr_bci);
    add(tools, &(struct code_piece){
                   .name = buf_str(&name), .code = b->code, .size = b->size, .blob = function ? b : NULL});
    buf_free(&name);
}

void code_tools_function(struct code_tools *tools, const struct method *m, const struct blob *b)
{
    add_blob(tools, m, b, true, "", "");
}

void code_tools_baseline(struct code_tools *tools, const struct method *m, const struct blob *b)
{
    add_blob(tools, m, b, false, "", " [baseline]");
}

void code_tools_thunk(struct code_tools *tools, const struct method *m, const struct blob *b)
{
    add_blob(tools, m, b, false, "[thunk ", "]");
}

/* perf tells old code from new by time (jitdump) or by the later line (map). */
void code_tools_freed(struct code_tools *tools, const struct blob *b)
{
    if (tools == NULL || !tools->gdb)
        return;
    pthread_mutex_lock(&tools->lock);
    gdb_jit_remove(b->code);
    pthread_mutex_unlock(&tools->lock);
}
