/*
 * x64_stubs.c - the code that all compiled functions share: traps, throws, and calls of the runtime from slow
 * paths that keep all registers. One blob, made when the back end is; reached through slots like everything
 * else.
 */
#include "backend/x64_emit.h"

#include <stddef.h>
#include <string.h>

static const char *const names[NSTUBS] = {
    "trap",    "return_trap", "throw",         "stack_overflow", "entry_poll", "new", "new_array",
    "subtype", "interface",   "monitor_enter", "monitor_exit",   "class_init", "f2i", "f2l",
    "d2i",     "d2l",
};
const char *backend_stub_name(enum backend_stub stub)
{
    return stub < NSTUBS ? names[stub] : "?";
}

/* ---------------------------------------------------------------------------------------------------- the C
 * side */

/* Java's conversions; the bits come from the caller's frame. */
static uint64_t convert_f2i(void *thread, const float *x)
{
    (void)thread;
    return *x != *x        ? 0
           : *x >= 0x1p31f ? INT32_MAX
           : *x < -0x1p31f ? (uint32_t)INT32_MIN
                           : (uint32_t)(int32_t)*x;
}
static uint64_t convert_f2l(void *thread, const float *x)
{
    (void)thread;
    return *x != *x        ? 0
           : *x >= 0x1p63f ? INT64_MAX
           : *x < -0x1p63f ? (uint64_t)INT64_MIN
                           : (uint64_t)(int64_t)*x;
}
static uint64_t convert_d2i(void *thread, const double *x)
{
    (void)thread;
    return *x != *x        ? 0
           : *x >= 0x1p31  ? INT32_MAX
           : *x <= -0x1p31 ? (uint32_t)INT32_MIN
                           : (uint32_t)(int32_t)*x;
}
static uint64_t convert_d2l(void *thread, const double *x)
{
    (void)thread;
    return *x != *x       ? 0
           : *x >= 0x1p63 ? INT64_MAX
           : *x < -0x1p63 ? (uint64_t)INT64_MIN
                          : (uint64_t)(int64_t)*x;
}

/* ----------------------------------------------------------------------------------------------------
 * encoding */

static void call_address(struct x64_asm *a, const void *fn)
{
    x64_mov_imm(a, RAX, (uint64_t)(uintptr_t)fn);
    x64_call_rm(a, x64_r(RAX));
}

/* The anchor of the frame that called this stub: the stub has pushed rbp and nothing else. rax is spoilt. */
static void set_anchor(struct x64_asm *a, const struct backend_config *config)
{
    int32_t anchor = config->layout.thread_anchor;
    if (anchor < 0)
        return;
    x64_lea(a, 8, RAX, x64_m(RBP, 16));
    x64_mov_to(a, 8, x64_m(X64_THREAD, anchor), RAX);
    x64_mov(a, 8, RAX, x64_m(RBP, 0));
    x64_mov_to(a, 8, x64_m(X64_THREAD, anchor + 8), RAX);
}

/*
 * All registers into a struct backend_regs on the stack, then config.trap. On entry [rsp] is the return
 * address, the place the trap is known by. Afterwards: everything back, and on to the address given or behind
 * the call.
 */
static void emit_trap(struct x64_asm *a, const struct backend_config *config, bool avx)
{
    enum { REGS = 16, SIZE = REGS + sizeof(struct backend_regs) + 8 }; /* [rsp]: where to go on */
    const int32_t gpr = REGS + offsetof(struct backend_regs, gpr),
                  fpr = REGS + offsetof(struct backend_regs, fpr);
    const int32_t pc = REGS + offsetof(struct backend_regs, pc);
    x64_push(a, RBP);
    x64_mov(a, 8, RBP, x64_r(RSP));
    x64_alu_imm(a, ALU_SUB, 8, x64_r(RSP), (SIZE + 15) & ~15);
    x64_alu_imm(a, ALU_AND, 8, x64_r(RSP), -16);
    for (unsigned r = 0; r < 16; r++)
        if (r != RSP && r != RBP)
            x64_mov_to(a, 8, x64_m(RSP, gpr + 8 * (int32_t)r), r);
    for (unsigned r = 0; r < 16; r++)
        x64_fp_mov_to(a, avx, true, x64_m(RSP, fpr + 8 * (int32_t)r), r);
    x64_mov(a, 8, RAX, x64_m(RBP, 0));
    x64_mov_to(a, 8, x64_m(RSP, gpr + 8 * RBP), RAX);
    x64_lea(a, 8, RAX, x64_m(RBP, 16));
    x64_mov_to(a, 8, x64_m(RSP, gpr + 8 * RSP), RAX);
    set_anchor(a, config);
    x64_mov(a, 8, RAX, x64_m(RBP, 8));
    x64_mov_to(a, 8, x64_m(RSP, pc), RAX);
    x64_lea(a, 8, RDI, x64_m(RSP, REGS));
    call_address(a, (const void *)config->trap);
    x64_test(a, 8, x64_r(RAX), RAX);
    x64_cmov(a, CC_E, 8, RAX, x64_m(RBP, 8));
    x64_mov_to(a, 8, x64_m(RBP, 8), RAX); /* the return address is where to go on */
    for (unsigned r = 0; r < 16; r++)
        x64_fp_mov(a, avx, true, r, x64_m(RSP, fpr + 8 * (int32_t)r));
    for (unsigned r = 0; r < 16; r++)
        if (r != RSP && r != RBP)
            x64_mov(a, 8, r, x64_m(RSP, gpr + 8 * (int32_t)r));
    x64_byte(a, 0xc9); /* leave: the deoptimised frame's rbp again */
    x64_ret(a);
}

/* rax = exception, [rsp] = return address: pops it and goes to its handler, with the exception in rax. */
static void emit_throw(struct x64_asm *a, const struct backend_config *config)
{
    x64_push(a, RBP);
    x64_mov(a, 8, RBP, x64_r(RSP));
    x64_push(a, RAX);
    x64_alu_imm(a, ALU_AND, 8, x64_r(RSP), -16);
    set_anchor(a, config);
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    x64_mov(a, 8, RSI, x64_m(RBP, 8));
    call_address(a, (const void *)config->find_handler);
    x64_mov(a, 8, RCX, x64_r(RAX));
    x64_mov(a, 8, RAX, x64_m(RBP, -8));
    x64_byte(a, 0xc9);
    x64_lea(a, 8, RSP, x64_m(RSP, 8));
    x64_jmp_rm(a, x64_r(RCX));
}

static const uint8_t kept[] = {RAX, RCX, RDX, RSI, RDI, R8, R9, R10};

enum arguments { ARGS_ONE, ARGS_TWO, ARGS_ADDRESS, ARGS_REGISTERS };
enum answers { ANSWER_RESULT, ANSWER_PENDING };

/*
 * A helper called from a slow path: arguments at the caller's rsp (or its address, or rax and r11), all
 * registers kept but r11, which has the answer: the result, or 0 when an exception is pending.
 */
static void emit_keeping(struct x64_asm *a, const struct backend_config *config, bool avx, const void *fn,
                         enum arguments arguments, enum answers answers)
{
    enum { NKEPT = sizeof kept, SIZE = NKEPT * 8 + 16 * 8 };
    x64_push(a, RBP);
    x64_mov(a, 8, RBP, x64_r(RSP));
    x64_alu_imm(a, ALU_SUB, 8, x64_r(RSP), SIZE);
    x64_alu_imm(a, ALU_AND, 8, x64_r(RSP), -16);
    for (int i = 0; i < NKEPT; i++)
        x64_mov_to(a, 8, x64_m(RSP, 8 * i), kept[i]);
    for (unsigned r = 0; r < 16; r++)
        x64_fp_mov_to(a, avx, true, x64_m(RSP, 8 * (int32_t)(NKEPT + r)), r);
    if (arguments == ARGS_REGISTERS) {
        x64_mov(a, 8, RSI, x64_r(RAX));
        x64_mov(a, 8, RDX, x64_r(X64_SCRATCH));
    } else if (arguments == ARGS_ADDRESS) {
        x64_lea(a, 8, RSI, x64_m(RBP, 16));
    } else {
        x64_mov(a, 8, RSI, x64_m(RBP, 16));
        if (arguments == ARGS_TWO)
            x64_mov(a, 8, RDX, x64_m(RBP, 24));
    }
    if (arguments != ARGS_ADDRESS) /* conversions look at no frames */
        set_anchor(a, config);
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    call_address(a, fn);
    if (answers == ANSWER_RESULT) {
        x64_mov(a, 8, X64_SCRATCH, x64_r(RAX));
    } else {
        x64_alu(a, ALU_XOR, 4, X64_SCRATCH, x64_r(X64_SCRATCH));
        x64_alu_imm(a, ALU_CMP, 8, x64_m(X64_THREAD, config->layout.thread_exception), 0);
        x64_setcc(a, CC_E, X64_SCRATCH);
    }
    for (unsigned r = 0; r < 16; r++)
        x64_fp_mov(a, avx, true, r, x64_m(RSP, 8 * (int32_t)(NKEPT + r)));
    for (int i = 0; i < NKEPT; i++)
        x64_mov(a, 8, kept[i], x64_m(RSP, 8 * i));
    x64_byte(a, 0xc9);
    x64_ret(a);
}

/* At a function's entry: the frame is still the caller's. */
static void emit_stack_overflow(struct x64_asm *a, const struct backend_config *config, const void *fn,
                                x64_label throw)
{
    x64_push(a, RBP);
    x64_mov(a, 8, RBP, x64_r(RSP));
    x64_alu_imm(a, ALU_AND, 8, x64_r(RSP), -16);
    set_anchor(a, config);
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    call_address(a, fn);
    x64_byte(a, 0xc9);
    x64_jmp(a, throw);
}

/* Likewise: all that holds arguments is kept, and the method in rax, which is then entered anew. The limit
 * that rsp was below at entry may have been the stack's after all. */
static void emit_entry_poll(struct x64_asm *a, const struct backend_config *config, const void *fn,
                            const x64_label *labels)
{
    static const uint8_t ints[] = {RAX, RDI, RSI, RDX, RCX, R8, R9};
    enum { NINTS = sizeof ints, SIZE = (NINTS + X64_FP_ARGS) * 8 };
    bool avx = config->features.avx;
    x64_label exception = x64_new_label(a);
    if (config->layout.thread_stack_limit >= 0) {
        x64_alu(a, ALU_CMP, 8, RSP, x64_m(X64_THREAD, config->layout.thread_stack_limit));
        x64_jcc(a, CC_B, labels[STUB_STACK_OVERFLOW]);
    }
    x64_push(a, RBP);
    x64_mov(a, 8, RBP, x64_r(RSP));
    x64_alu_imm(a, ALU_SUB, 8, x64_r(RSP), SIZE);
    x64_alu_imm(a, ALU_AND, 8, x64_r(RSP), -16);
    for (int i = 0; i < NINTS; i++)
        x64_mov_to(a, 8, x64_m(RSP, 8 * i), ints[i]);
    for (unsigned r = 0; r < X64_FP_ARGS; r++)
        x64_fp_mov_to(a, avx, true, x64_m(RSP, 8 * (int32_t)(NINTS + r)), r);
    set_anchor(a, config);
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    call_address(a, fn);
    x64_test(a, 8, x64_r(RAX), RAX);
    x64_jcc(a, CC_NE, exception);
    for (unsigned r = 0; r < X64_FP_ARGS; r++)
        x64_fp_mov(a, avx, true, r, x64_m(RSP, 8 * (int32_t)(NINTS + r)));
    for (int i = 0; i < NINTS; i++)
        x64_mov(a, 8, ints[i], x64_m(RSP, 8 * i));
    x64_byte(a, 0xc9);
    x64_jmp_rm(a, x64_m(RAX, config->layout.method_entry));
    x64_bind(a, exception);
    x64_byte(a, 0xc9);
    x64_jmp(a, labels[STUB_THROW]);
}

static const void *helper(const struct backend *be, enum backend_helper_number n)
{
    return backend_has_helper(be, n) ? be->helpers[n].fn : NULL;
}

static void emit_stub(struct backend *be, struct x64_asm *a, enum backend_stub stub, x64_label *labels)
{
    const struct backend_config *config = &be->config;
    bool avx = config->features.avx;
#define KEEPING(number, args, answer)                                                                        \
    if (helper(be, number) != NULL)                                                                          \
        emit_keeping(a, config, avx, helper(be, number), args, answer);                                      \
    break
    switch (stub) {
    case STUB_TRAP: emit_trap(a, config, avx); break;
    case STUB_RETURN_TRAP: /* as if the place it returns to had called the trap */
        x64_alu_imm(a, ALU_SUB, 8, x64_r(RSP), 8);
        x64_lea(a, 8, X64_SCRATCH, x64_ml(labels[STUB_RETURN_TRAP]));
        x64_mov_to(a, 8, x64_m(RSP, 0), X64_SCRATCH);
        x64_jmp(a, labels[STUB_TRAP]);
        break;
    case STUB_THROW: emit_throw(a, config); break;
    case STUB_STACK_OVERFLOW:
        if (helper(be, HELPER_STACK_OVERFLOW) != NULL)
            emit_stack_overflow(a, config, helper(be, HELPER_STACK_OVERFLOW), labels[STUB_THROW]);
        break;
    case STUB_ENTRY_POLL:
        if (helper(be, HELPER_ENTRY_POLL) != NULL)
            emit_entry_poll(a, config, helper(be, HELPER_ENTRY_POLL), labels);
        break;
    case STUB_NEW: KEEPING(HELPER_NEW, ARGS_ONE, ANSWER_RESULT);
    case STUB_NEW_ARRAY: KEEPING(HELPER_NEW_ARRAY, ARGS_TWO, ANSWER_RESULT);
    case STUB_SUBTYPE: KEEPING(HELPER_SUBTYPE, ARGS_TWO, ANSWER_RESULT);
    case STUB_INTERFACE: KEEPING(HELPER_INTERFACE, ARGS_REGISTERS, ANSWER_RESULT);
    case STUB_MONITOR_ENTER: KEEPING(HELPER_MONITOR_ENTER, ARGS_ONE, ANSWER_PENDING);
    case STUB_MONITOR_EXIT: KEEPING(HELPER_MONITOR_EXIT, ARGS_ONE, ANSWER_PENDING);
    case STUB_CLASS_INIT: KEEPING(HELPER_CLASS_INIT, ARGS_ONE, ANSWER_PENDING);
    case STUB_F2I:
        emit_keeping(a, config, avx, (const void *)convert_f2i, ARGS_ADDRESS, ANSWER_RESULT);
        break;
    case STUB_F2L:
        emit_keeping(a, config, avx, (const void *)convert_f2l, ARGS_ADDRESS, ANSWER_RESULT);
        break;
    case STUB_D2I:
        emit_keeping(a, config, avx, (const void *)convert_d2i, ARGS_ADDRESS, ANSWER_RESULT);
        break;
    case STUB_D2L:
        emit_keeping(a, config, avx, (const void *)convert_d2l, ARGS_ADDRESS, ANSWER_RESULT);
        break;
    default: break;
    }
#undef KEEPING
    x64_ud2(a); /* also all there is of a stub whose helper is missing */
}

bool x64_make_stubs(struct backend *be)
{
    struct x64_asm a = {0};
    x64_label labels[NSTUBS];
    for (int i = 0; i < NSTUBS; i++)
        labels[i] = x64_new_label(&a);
    for (int i = 0; i < NSTUBS; i++) {
        x64_align(&a, 16);
        x64_bind(&a, labels[i]);
        emit_stub(be, &a, (enum backend_stub)i, labels);
    }
    bool ok = x64_asm_finish(&a);
    if (ok && (be->stubs = code_blob_alloc(be->code, a.code.len)) != NULL) {
        be->stubs->kind = BLOB_STUB;
        be->stubs->name = xstrdup("stubs");
        be->stubs->code_end = (uint32_t)a.code.len;
        code_write(be->code, be->stubs->code, a.code.at, a.code.len);
        for (uint32_t i = 0; i < NSTUBS; i++)
            code_slot_set(be->code, be->stub_slot + i,
                          blob_address(be->stubs, x64_label_offset(&a, labels[i])));
        code_blob_publish(be->code, be->stubs);
    }
    x64_asm_free(&a);
    return be->stubs != NULL;
}
