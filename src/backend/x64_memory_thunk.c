/* x64_memory_thunk.c - from a call with its arguments in slots to one with arguments in registers
 * (backend.h). */
#include "backend/backend.h"

#include <string.h>
#include "backend/x64_emit.h"

static const uint8_t int_regs[] = {RDI, RSI, RDX, RCX, R8, R9};

struct arguments {
    struct x64_asm *a;
    unsigned slot, ints, fps;
    bool avx, fits;
};

/* Argument registers are loaded from rbx, the first slot. */
static void load(struct arguments *x, char type)
{
    struct x64_rm from = x64_m(RBX, 8 * (int32_t)x->slot);
    bool fp = type == 'F' || type == 'D', wide = type == 'J' || type == 'D';
    x->fits = fp ? x->fps < X64_FP_ARGS : x->ints < ARRAY_LEN(int_regs);
    if (!x->fits)
        return;
    if (fp)
        x64_fp_mov(x->a, x->avx, type == 'D', x->fps++, from);
    else
        x64_mov(x->a, wide || type == 'L' || type == '[' ? 8 : 4, int_regs[x->ints++], from);
    x->slot += wide ? 2 : 1;
}

static bool emit(const struct backend *be, struct x64_asm *a, const char *types, bool receiver,
                 unsigned arg_slots, const void *enter)
{
    struct arguments x = {.a = a, .avx = be->config.features.avx, .fits = true};
    x64_lea(a, 8, RBX, x64_m(RSI, -8 * (int32_t)arg_slots));
    x64_mov(a, 8, R10, x64_r(RSI));
    x64_mov(a, 8, R11, x64_m(RAX, be->config.layout.method_entry));
    if (receiver)
        load(&x, 'L');
    for (; x.fits && *types != 0; types++)
        load(&x, *types);
    x64_mov_imm(a, R12, (uint64_t)(uintptr_t)enter);
    x64_jmp_rm(a, x64_r(R12));
    return x.fits && x64_asm_finish(a);
}

struct blob *backend_make_memory_thunk(struct backend *be, const char *types, bool receiver,
                                       unsigned arg_slots, const void *enter)
{
    struct x64_asm a = {0};
    struct blob *b = NULL;
    if (emit(be, &a, types, receiver, arg_slots, enter) &&
        (b = code_blob_alloc(be->code, (uint32_t)a.code.len)) != NULL) {
        b->kind = BLOB_STUB;
        b->code_end = (uint32_t)a.code.len;
        code_write(be->code, b->code, a.code.at, a.code.len);
        code_blob_publish(be->code, b);
    }
    x64_asm_free(&a);
    return b;
}
