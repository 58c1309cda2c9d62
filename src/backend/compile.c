/* compile.c - the back end's life, and the order of its steps. */
#include "backend/x64_lir.h"

#include <errno.h>
#include <string.h>

const char *backend_failure_text(enum backend_failure failure)
{
    static const char *const texts[] = {
#define X(name, text) text,
        BACKEND_FAILURES(X)
#undef X
    };
    return texts[failure];
}

bool backend_has_vectors(const struct backend *be)
{
    return be->config.features.avx2;
}

const struct x64_features *backend_features(const struct backend *be)
{
    return &be->config.features;
}

struct backend *backend_new(const struct backend_config *config)
{
    struct backend *be = xcalloc(1, sizeof *be);
    be->config = *config;
    be->helpers = xcalloc(config->nhelpers + 1, sizeof *be->helpers);
    if (config->nhelpers > 0)
        memcpy(be->helpers, config->helpers, config->nhelpers * sizeof *be->helpers);
    be->config.helpers = be->helpers;
    uint32_t own = NSTUBS + config->nhelpers;
    be->code = code_memory_new(config->code_limit, own + config->slots);
    if (be->code == NULL) {
        int error = errno;
        backend_free(be);
        errno = error;
        return NULL;
    }
    be->stub_slot = code_slots_alloc(be->code, own);
    be->helper_slot = be->stub_slot + NSTUBS;
    for (uint32_t i = 0; i < config->nhelpers; i++)
        code_slot_set(be->code, be->helper_slot + i, be->helpers[i].fn);
    if (!x64_make_stubs(be)) {
        backend_free(be);
        errno = ENOMEM;
        return NULL;
    }
    return be;
}

void backend_free(struct backend *be)
{
    if (be == NULL)
        return;
    code_memory_free(be->code);
    free(be->helpers);
    free(be);
}

struct code_memory *backend_code(const struct backend *be)
{
    return be->code;
}

void *backend_stub_address(const struct backend *be, enum backend_stub stub)
{
    return code_slot_get(be->code, be->stub_slot + stub);
}

void backend_free_blob(struct backend *be, struct blob *b)
{
    code_blob_free(be->code, b);
}

struct blob *backend_make_thunk(struct backend *be, uint64_t method_address, uint32_t adapter_slot)
{
    struct x64_asm a = {0};
    struct blob *b = code_blob_alloc(be->code, 16);
    if (b != NULL) {
        x64_mov_imm64(&a, RAX, method_address);
        x64_jmp_rip(&a);
        int32_t distance = (int32_t)((char *)code_slot(be->code, adapter_slot) - (b->code + 16));
        memcpy(a.code.at + 12, &distance, 4);
        b->kind = BLOB_STUB;
        b->code_end = 16;
        code_write(be->code, b->code, a.code.at, a.code.len);
        code_blob_publish(be->code, b);
    }
    x64_asm_free(&a);
    return b;
}

#define MAX_VALUES 400000 /* an interval and a liveness bit each, in every block */

struct blob *backend_compile(struct backend *be, struct ssa_func *f, const struct backend_world *world,
                             const struct backend_options *options, enum backend_failure *failure)
{
    struct arena arena;
    arena_init(&arena);
    struct x64_compile c = {.be = be,
                            .personality = &x64_personality,
                            .layout = &be->config.layout,
                            .cpu = &be->config.features,
                            .world = world,
                            .f = f,
                            .lines = options != NULL && options->lines,
                            .arena = &arena};
    struct regalloc_target target = c.personality->registers;
    if (options != NULL && options->allocatable != 0)
        target.classes[0] &= options->allocatable;
    struct blob *b = NULL;
    x64_prepare(&c);
    if ((uint64_t)f->nvalues * f->nblocks > (uint64_t)MAX_VALUES * 1000 || f->nvalues > MAX_VALUES)
        x64_fail(&c, BACKEND_TOO_LARGE);
    else
        c.personality->select(&c);
    if (c.failure == BACKEND_NONE) {
        if (options != NULL && options->dump_lir != NULL)
            c.personality->print(&c, options->dump_lir);
        if (!regalloc_run(&c.ra, &c.l, target))
            x64_fail(&c, BACKEND_REGISTERS);
        else if (options != NULL && options->dump_lir != NULL)
            c.personality->print(&c, options->dump_lir);
    }
    if (c.failure == BACKEND_NONE)
        b = c.personality->emit(&c);
    if (b != NULL && options != NULL && options->dump_asm != NULL)
        backend_disassemble(be, b, world, options->dump_asm);
    regalloc_free(&c.ra);
    lir_free(&c.l);
    arena_release(&arena);
    if (failure != NULL)
        *failure = c.failure;
    return b;
}
