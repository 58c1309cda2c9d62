/* baseline_object.c - baseline code: calls, allocation, type tests. */
#include "backend/baseline_internal.h"

#include <stddef.h>

static char kind_of_result(char type)
{
    switch (type) {
    case 'J':
    case 'F':
    case 'D': return type;
    case 'L':
    case '[': return 'A';
    default: return 'I';
    }
}

/* ---- calls ---- */

/* rax: the method. Its code pushes the frame and comes back by `resume`, with its locals in rbx. */
static void call_method(struct bl *b, const struct baseline_operand *call)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    x64_label resume = x64_new_label(a);
    int32_t args = bl_slot_at(b, b->depth - call->arg_slots);
    int32_t args_end = bl_slot_at(b, b->depth + (call->appendix != 0));
    if (call->appendix != 0) {
        x64_mov_imm(a, RDX, call->appendix);
        x64_mov(a, 8, RDX, x64_m(RDX, 0));
        x64_mov_to(a, 8, bl_slot(b, b->depth), RDX);
    }
    x64_mov_imm(a, RDX, (uint64_t)(uintptr_t)(b->m->units + b->bci));
    x64_mov_to(a, 8, bl_frame(b, l->frame_pc), RDX);
    x64_lea(a, 8, RDX, x64_ml(resume));
    x64_mov_to(a, 8, bl_frame(b, l->frame_resume), RDX);
    x64_lea(a, 8, RSI, x64_m(BL_LOCALS, args_end));
    x64_jmp_rm(a, x64_m(RAX, l->method_memory_entry));
    x64_bind(a, resume);
    x64_alu_imm(a, ALU_SUB, 8, x64_r(BL_LOCALS), args);
    bl_pop(b, call->arg_slots);
    b->pins_valid = 0;
    char kind = kind_of_result(call->type);
    if (call->type == 'V') {
    } else if (kind == 'F' || kind == 'D') {
        b->xmm_uses[XMM0] = 1;
        bl_push_xmm(b, kind, XMM0);
    } else {
        b->gpr_uses[RAX] = 1;
        bl_push_gpr(b, kind, RAX);
    }
    bl_enter_here(b, b->bci + 3); /* where the interpreter goes on after all calls */
    b->may_continue = false;
}

/* The method that the receiver's class has for the interface's; not there yet: the interpreter finds it. */
static void look_up(struct bl *b, const struct baseline_operand *call, x64_label other)
{
    struct x64_asm *a = &b->a;
    x64_mov(a, 8, RDX, x64_m(RAX, b->layout->class_imt));
    x64_mov(a, 4, RCX, x64_m(RDX, 0)); /* mask */
    x64_alu_imm(a, ALU_AND, 4, x64_r(RCX), (int32_t)call->hash);
    x64_shift_imm(a, SHIFT_SHL, 4, x64_r(RCX), 4);
    x64_mov_imm(a, RAX, call->address);
    x64_alu(a, ALU_CMP, 8, RAX, x64_mx(RDX, RCX, 0, 8));
    x64_jcc(a, CC_NE, other);
    x64_mov(a, 8, RAX, x64_mx(RDX, RCX, 0, 16));
}

/* rax: the receiver's class. Goes to `selected` with rax = the method, falls through when the class's tables
 * are to be asked, or leaves. */
static void ask_site(struct bl *b, uint64_t site, x64_label selected)
{
    struct x64_asm *a = &b->a;
    x64_label others = x64_new_label(a);
    bl_ask_site(b, site, RAX, others);
    x64_mov(a, 8, RAX, x64_m(BL_SCRATCH, offsetof(struct baseline_site, method)));
    x64_jmp(a, selected);
    x64_bind(a, others);
    bl_site_others(b);
}

/* All operands are in memory. */
static void intrinsic(struct bl *b, const struct baseline_operand *c)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    unsigned end = b->depth;
    x64_label declined = bl_exit(b, true);
    if (c->receiver) {
        x64_alu_imm(a, ALU_CMP, 8, bl_slot(b, end - c->arg_slots), 0);
        x64_jcc(a, CC_E, declined);
    }
    x64_lea(a, 8, RSI, bl_slot(b, end - c->arg_slots));
    x64_lea(a, 8, RDX, bl_slot(b, end));
    bl_call_vm(b, (const void *)(uintptr_t)c->address);
    x64_test(a, 1, x64_r(RAX), RAX);
    x64_jcc(a, CC_E, declined);
    x64_alu_imm(a, ALU_CMP, 8, x64_m(BL_THREAD, l->thread_exception), 0);
    b->leaves_used[LEAVE_UNWIND] = true;
    x64_jcc(a, CC_NE, b->leaves[LEAVE_UNWIND]);
    bl_pop(b, c->arg_slots);
    char kind = kind_of_result(c->type);
    if (c->type == 'V') {
    } else if (kind == 'F' || kind == 'D') {
        unsigned reg = bl_alloc_xmm(b);
        x64_fp_mov(a, b->config->avx, kind == 'D', reg, bl_slot(b, end));
        bl_push_xmm(b, kind, reg);
    } else {
        unsigned reg = bl_alloc(b);
        x64_mov(a, kind == 'I' ? 4 : 8, reg, bl_slot(b, end));
        bl_push_gpr(b, kind, reg);
    }
}

static void call(struct bl *b)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    struct baseline_operand c = {0};
    b->m->operand(b->m->user, b->bci, &c);
    if (c.what != BASELINE_DIRECT && c.what != BASELINE_VIRTUAL && c.what != BASELINE_INTERFACE &&
        c.what != BASELINE_NOTHING && c.what != BASELINE_INTRINSIC && c.what != BASELINE_INLINE &&
        c.what != BASELINE_REGION) {
        bl_leave(b, c.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    if (c.arg_slots > b->depth) {
        b->failed = true;
        return;
    }
    if (c.what == BASELINE_INLINE) {
        bl_inline(b, (enum baseline_inline)c.offset);
        return;
    }
    if (c.what == BASELINE_NOTHING) { /* the interpreter looks for finalizers */
        unsigned reg = bl_gpr(b, bl_top(b, 0, 'A'), 'A');
        x64_test(a, 8, x64_r(reg), reg);
        x64_jcc(a, CC_E, bl_exit(b, true));
        x64_mov(a, 8, BL_SCRATCH, x64_m(reg, l->object_class));
        x64_alu_imm(a, ALU_CMP, 1, x64_m(BL_SCRATCH, c.offset), 0);
        x64_jcc(a, CC_NE, bl_exit(b, true));
        bl_pop(b, 1);
        return;
    }
    if (c.what == BASELINE_REGION) {
        bl_region(b, &c);
        return;
    }
    bl_flush(b);
    bl_forget_copies(b);
    if (c.what == BASELINE_INTRINSIC) {
        intrinsic(b, &c);
        return;
    }
    x64_label other = c.receiver ? bl_exit(b, true) : X64_NO_LABEL;
    if (c.receiver) {
        x64_mov(a, 8, RAX, bl_slot(b, b->depth - c.arg_slots));
        x64_test(a, 8, x64_r(RAX), RAX);
        x64_jcc(a, CC_E, other);
    }
    if (c.what == BASELINE_DIRECT) {
        x64_mov_imm(a, RAX, c.address);
    } else {
        x64_label selected = x64_new_label(a);
        x64_mov(a, 8, RAX, x64_m(RAX, l->object_class));
        if (c.site != 0)
            ask_site(b, c.site, selected);
        if (c.what == BASELINE_VIRTUAL) {
            x64_mov(a, 8, RAX, x64_m(RAX, l->class_vtable));
            x64_mov(a, 8, RAX, x64_m(RAX, c.offset));
        } else {
            look_up(b, &c, other);
        }
        x64_bind(a, selected);
    }
    call_method(b, &c);
}

/* ---- objects ---- */

static void new_object(struct bl *b)
{
    struct x64_asm *a = &b->a;
    struct baseline_operand c = {0};
    b->m->operand(b->m->user, b->bci, &c);
    if (c.what != BASELINE_NEW) {
        bl_leave(b, c.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    unsigned object = bl_alloc(b);
    struct x64_rm list = x64_m(BL_THREAD, c.offset);
    x64_mov(a, 8, object, list);
    x64_test(a, 8, x64_r(object), object);
    x64_jcc(a, CC_E, bl_exit(b, true));
    x64_mov(a, 8, BL_SCRATCH, x64_m(object, 0)); /* the next free one */
    x64_mov_to(a, 8, list, BL_SCRATCH);
    x64_mov_imm(a, BL_SCRATCH, c.address);
    x64_mov_to(a, 8, x64_m(object, b->layout->object_class), BL_SCRATCH);
    bl_push_gpr(b, 'A', object);
}

static void new_array(struct bl *b)
{
    struct x64_asm *a = &b->a;
    struct baseline_operand c = {0};
    b->m->operand(b->m->user, b->bci, &c);
    if (c.what != BASELINE_ARRAY) {
        bl_leave(b, c.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    bl_flush(b);
    bl_forget_copies(b);
    x64_mov(a, 4, RDX, bl_slot(b, b->depth - 1));
    x64_test(a, 4, x64_r(RDX), RDX);
    x64_jcc(a, CC_S, bl_exit(b, false));
    x64_mov_imm(a, RSI, c.address);
    bl_call_vm(b, b->config->new_array);
    x64_test(a, 8, x64_r(RAX), RAX);
    b->leaves_used[LEAVE_UNWIND] = true;
    x64_jcc(a, CC_E, b->leaves[LEAVE_UNWIND]);
    bl_pop(b, 1);
    b->gpr_uses[RAX] = 1;
    bl_push_gpr(b, 'A', RAX);
}

/* Jumps to yes when the class in `reg` passes; else to other: the interpreter decides. A display that has
 * another class there is a no: falls through. */
static void test_class(struct bl *b, const struct baseline_operand *c, unsigned reg, x64_label yes,
                       x64_label other)
{
    struct x64_asm *a = &b->a;
    x64_mov_imm(a, BL_SCRATCH, c->address);
    if (c->what == BASELINE_DISPLAY) {
        x64_alu(a, ALU_CMP, 8, BL_SCRATCH, x64_m(reg, c->offset));
        x64_jcc(a, CC_E, yes);
        return;
    }
    x64_alu(a, ALU_CMP, 8, BL_SCRATCH, x64_r(reg));
    x64_jcc(a, CC_E, yes);
    x64_alu(a, ALU_CMP, 8, BL_SCRATCH, x64_m(reg, b->layout->class_secondary_hit));
    x64_jcc(a, CC_E, yes);
    x64_jmp(a, other);
}

static void check_cast(struct bl *b)
{
    struct x64_asm *a = &b->a;
    struct baseline_operand c = {0};
    b->m->operand(b->m->user, b->bci, &c);
    if (c.what != BASELINE_DISPLAY && c.what != BASELINE_TEST) {
        bl_leave(b, c.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    x64_label done = x64_new_label(a);
    unsigned object = bl_gpr(b, bl_top(b, 0, 'A'), 'A'), class = bl_alloc(b);
    x64_label other = bl_exit(b, true);
    x64_test(a, 8, x64_r(object), object);
    x64_jcc(a, CC_E, done);
    x64_mov(a, 8, class, x64_m(object, b->layout->object_class));
    if (c.site != 0) {
        x64_label others = x64_new_label(a);
        bl_ask_site(b, c.site, class, others);
        x64_jmp(a, done);
        x64_bind(a, others);
        bl_site_others(b);
    }
    test_class(b, &c, class, done, other);
    if (c.what == BASELINE_DISPLAY)
        x64_jmp(a, other);
    x64_bind(a, done);
    bl_free(b, class);
}

static void instance_of(struct bl *b)
{
    struct x64_asm *a = &b->a;
    struct baseline_operand c = {0};
    b->m->operand(b->m->user, b->bci, &c);
    if (c.what != BASELINE_DISPLAY && c.what != BASELINE_TEST) {
        bl_leave(b, c.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    x64_label yes = x64_new_label(a), no = x64_new_label(a), done = x64_new_label(a);
    unsigned object = bl_gpr(b, bl_top(b, 0, 'A'), 'A'), result = bl_alloc(b);
    x64_label other = c.what == BASELINE_TEST ? bl_exit(b, true) : X64_NO_LABEL;
    x64_test(a, 8, x64_r(object), object);
    x64_jcc(a, CC_E, no);
    x64_mov(a, 8, result, x64_m(object, b->layout->object_class));
    if (c.site != 0) {
        x64_label others = x64_new_label(a);
        bl_ask_site(b, c.site, result, others);
        x64_mov(a, 4, result, x64_m(BL_SCRATCH, offsetof(struct baseline_site, is_instance)));
        x64_jmp(a, done);
        x64_bind(a, others);
        bl_site_others(b);
    }
    test_class(b, &c, result, yes, other);
    x64_bind(a, no);
    x64_alu(a, ALU_XOR, 4, result, x64_r(result));
    x64_jmp(a, done);
    x64_bind(a, yes);
    x64_mov_imm(a, result, 1);
    x64_bind(a, done);
    bl_pop(b, 1);
    bl_push_gpr(b, 'I', result);
}

bool bl_object(struct bl *b, unsigned op)
{
    switch (op) {
    case BC_invokevirtual:
    case BC_invokespecial:
    case BC_invokestatic:
    case BC_invokeinterface:
    case BC_invokedynamic: call(b); return true;
    case BC_new: new_object(b); return true;
    case BC_newarray:
    case BC_anewarray: new_array(b); return true;
    case BC_checkcast: check_cast(b); return true;
    case BC_instanceof: instance_of(b); return true;
    default: return false;
    }
}
