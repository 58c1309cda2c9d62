/* x64_emit_memory.c - loads, stores, atomics, allocation, monitors. */
#include "backend/x64_emit.h"

/* ----------------------------------------------------------------------------------------------------
 * accesses */

static void emit_load(struct x64_emitter *e, const struct lir_inst *in)
{
    struct x64_rm m = x64_mem_operand(e, in);
    unsigned d = x64_reg(e, in, 0);
    x64_note_access(e, in);
    switch (in->mem_kind) {
    case SSA_MEM_I8: x64_movx(&e->a, true, 1, 4, d, m); break;
    case SSA_MEM_U8: x64_movx(&e->a, false, 1, 4, d, m); break;
    case SSA_MEM_I16: x64_movx(&e->a, true, 2, 4, d, m); break;
    case SSA_MEM_U16: x64_movx(&e->a, false, 2, 4, d, m); break;
    case SSA_MEM_I32: x64_mov(&e->a, 4, d, m); break;
    case SSA_MEM_F32:
    case SSA_MEM_F64: x64_fp_mov(&e->a, e->avx, in->mem_kind == SSA_MEM_F64, d, m); break;
    default: x64_mov(&e->a, 8, d, m); break;
    }
}

static void emit_store(struct x64_emitter *e, const struct lir_inst *in)
{
    struct x64_rm m = x64_mem_operand(e, in);
    int size = 1 << ssa_mem_shifts[in->mem_kind];
    x64_note_access(e, in);
    if (in->source == LIR_SRC_IMM) {
        x64_mov_to_imm(&e->a, size, m, (int32_t)in->imm);
        return;
    }
    struct place p = x64_operand_place(e, in, in->nops - 1u);
    if (p.kind == PLACE_FPR)
        x64_fp_mov_to(&e->a, e->avx, size == 8, m, p.index);
    else
        x64_mov_to(&e->a, size, m, p.index);
}

static void emit_change(struct x64_emitter *e, const struct lir_inst *in)
{
    struct x64_rm m = x64_mem_operand(e, in);
    x64_note_access(e, in);
    if (in->source == LIR_SRC_IMM)
        x64_alu_imm(&e->a, in->sub, in->size, m, (int32_t)in->imm);
    else
        x64_alu_to(&e->a, in->sub, in->size, m, x64_reg(e, in, in->nops - 1u));
}

static void emit_exchange(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0);
    struct x64_rm m = x64_mem_operand(e, in), a = x64_rm_operand(e, in, 1);
    if (x64_is_mem(a) || a.reg != d)
        x64_mov(&e->a, 8, d, a);
    if (in->op == X64_XCHG)
        x64_xchg(&e->a, in->size, m, d);
    else
        x64_lock_xadd(&e->a, in->size, m, d);
}

static void emit_cas(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned fresh = in->op == X64_CAS ? in->nops - 3u : in->nops - 3u; /* before rax, twice */
    x64_lock_cmpxchg(&e->a, in->size, x64_mem_operand(e, in), x64_reg(e, in, fresh));
    if (in->op == X64_CAS) {
        unsigned d = x64_reg(e, in, 0);
        x64_setcc(&e->a, CC_E, d);
        x64_movx(&e->a, false, 1, 4, d, x64_r(d));
    }
}

/* ---------------------------------------------------------------------------------------------------- slow
 * paths */

/* The interpreter throws the pending exception at the place that the state names. */
static void cold_throw_there(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    (void)cold;
    x64_call_stub(e, STUB_TRAP);
    x64_add_point(e, POINT_TRAP, in->value, SSA_WHY_POLL, in->state, 2 * e->inst + 1);
    x64_ud2(&e->a);
}

/* Behind a stub that answers 0 in the scratch register when an exception is pending. */
static void check_pending(struct x64_emitter *e, const struct lir_inst *in)
{
    const struct ssa_state *state = ssa_state_at(e->c->f, in->state);
    bool put_off =
        state->kind == SSA_STATE_THROW && state->nstack == 0; /* an allocation of escape analysis */
    x64_add_point(e, in->op == X64_UNLOCK || put_off ? POINT_WALK : POINT_CALL, in->value, in->why, in->state,
                  2 * e->inst + 1);
    x64_test(&e->a, 8, x64_r(X64_SCRATCH), X64_SCRATCH);
    if (put_off) { /* no handler of this function was built for it: it happens where the object should have
                      been made */
        struct x64_cold *cold = x64_add_cold(e, cold_throw_there);
        x64_jcc(&e->a, CC_E, cold->label);
    } else {
        x64_throw_pending_if(e, in, CC_E);
    }
}

static void cold_new(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    x64_load_handle(e, X64_SCRATCH, RELOC_CLASS, ssa_at(e->c->f, in->value)->handle);
    x64_mov_to(&e->a, 8, x64_m(RSP, 0), X64_SCRATCH);
    if (in->op == X64_NEW_ARRAY && (in->sub & NEW_ARRAY_FIXED))
        x64_mov_to_imm(&e->a, 8, x64_m(RSP, 8), (int32_t)in->imm);
    else if (in->op == X64_NEW_ARRAY)
        x64_mov_to(&e->a, 8, x64_m(RSP, 8), cold->b);
    x64_call_stub(e, in->op == X64_NEW ? STUB_NEW : STUB_NEW_ARRAY);
    check_pending(e, in);
    x64_mov(&e->a, 8, cold->a, x64_r(X64_SCRATCH));
    x64_jmp(&e->a, cold->back);
}

/* The head of the thread's free list, and the rest of the list into the thread; `list` is the head's address.
 */
static void pop_free_list(struct x64_emitter *e, unsigned d, unsigned temp, struct x64_rm list,
                          x64_label slow)
{
    x64_mov(&e->a, 8, d, list);
    x64_test(&e->a, 8, x64_r(d), d);
    x64_jcc(&e->a, CC_E, slow);
    x64_mov(&e->a, 8, temp, x64_m(d, 0));
    x64_mov_to(&e->a, 8, list, temp);
}

static void emit_new(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0), temp = x64_reg(e, in, 1);
    struct x64_cold *cold = x64_add_cold(e, cold_new);
    x64_label slow = cold->label, back = cold->back;
    cold->a = d;
    if (in->disp < 0) {
        x64_jmp(&e->a, slow);
    } else {
        pop_free_list(e, d, temp, x64_m(X64_THREAD, in->disp), slow);
        x64_load_handle(e, temp, RELOC_CLASS, ssa_at(e->c->f, in->value)->handle);
        x64_mov_to(&e->a, 8, x64_m(d, e->c->layout->object_class), temp);
    }
    x64_bind(&e->a, back);
}

/* Behind the header, an array of n * 16 bytes in all. */
static void clear_fixed(struct x64_emitter *e, unsigned d, unsigned temp, int32_t n)
{
    enum { STRAIGHT = 8 };
    if (n <= 1)
        return;
    x64_fp_zero(&e->a, e->avx, X64_FP_SCRATCH);
    for (int32_t i = 1; i < n && n <= STRAIGHT; i++)
        x64_fp_mov_all_to(&e->a, e->avx, x64_m(d, 16 * i), X64_FP_SCRATCH);
    if (n <= STRAIGHT)
        return;
    x64_label again = x64_new_label(&e->a);
    x64_mov_imm(&e->a, temp, (uint64_t)(16 * (n - 1)));
    x64_bind(&e->a, again);
    x64_fp_mov_all_to(&e->a, e->avx, x64_mx(d, temp, 0, 0), X64_FP_SCRATCH);
    x64_alu_imm(&e->a, ALU_SUB, 4, x64_r(temp), 16);
    x64_jcc(&e->a, CC_NE, again);
}

/* The same, n in a register, which is spoilt. */
static void clear_array(struct x64_emitter *e, unsigned d, unsigned n)
{
    x64_label again = x64_new_label(&e->a), done = x64_new_label(&e->a);
    x64_shift_imm(&e->a, SHIFT_SHL, 4, x64_r(n), 4);
    x64_fp_zero(&e->a, e->avx, X64_FP_SCRATCH);
    x64_alu_imm(&e->a, ALU_SUB, 4, x64_r(n), 16);
    x64_jcc(&e->a, CC_E, done);
    x64_bind(&e->a, again);
    x64_fp_mov_all_to(&e->a, e->avx, x64_mx(d, n, 0, 0), X64_FP_SCRATCH);
    x64_alu_imm(&e->a, ALU_SUB, 4, x64_r(n), 16);
    x64_jcc(&e->a, CC_NE, again);
    x64_bind(&e->a, done);
}

static void emit_fixed_array(struct x64_emitter *e, const struct lir_inst *in, unsigned d, unsigned temp)
{
    const struct backend_layout *layout = e->c->layout;
    bool dirty = in->sub & NEW_ARRAY_DIRTY;
    int32_t bytes = layout->array_data + (int32_t)in->imm * (1 << ssa_mem_shifts[in->mem_kind]);
    x64_mov_to_imm(&e->a, 4, x64_m(d, layout->array_length), (int32_t)in->imm);
    if (dirty)
        x64_mov_to_imm(&e->a, 4, x64_m(d, layout->object_lock), 0);
    if (dirty)
        clear_fixed(e, d, temp, (bytes + 15) / 16);
}

static void emit_new_array(struct x64_emitter *e, const struct lir_inst *in)
{
    bool fixed = in->sub & NEW_ARRAY_FIXED, dirty = in->sub & NEW_ARRAY_DIRTY;
    unsigned d = x64_reg(e, in, 0), t1 = x64_reg(e, in, 1);
    unsigned length = fixed ? X64_NO_REG : x64_reg(e, in, 2), t2 = fixed ? t1 : x64_reg(e, in, 3);
    const struct backend_layout *layout = e->c->layout;
    unsigned shift = ssa_mem_shifts[in->mem_kind];
    struct x64_cold *cold = x64_add_cold(e, cold_new);
    x64_label slow = cold->label, back = cold->back;
    cold->a = d;
    cold->b = length;
    if (in->disp < 0) {
        x64_jmp(&e->a, slow);
        x64_bind(&e->a, back);
        return;
    }
    if (fixed) {
        pop_free_list(e, d, t1, x64_m(X64_THREAD, in->disp), slow);
    } else {
        x64_alu_imm(&e->a, ALU_CMP, 4, x64_r(length), (int32_t)((in->imm - layout->array_data) >> shift));
        x64_jcc(&e->a, CC_A, slow);
        /* t1 = list number = (data + (length << shift) + 15) / 16 */
        x64_lea(&e->a, 4, t1, x64_mx(X64_NO_REG, length, shift, layout->array_data + 15));
        x64_shift_imm(&e->a, SHIFT_SHR, 4, x64_r(t1), 4);
        pop_free_list(e, d, t2, x64_mx(X64_THREAD, t1, 3, in->disp), slow);
    }
    x64_load_handle(e, t2, RELOC_CLASS, ssa_at(e->c->f, in->value)->handle);
    x64_mov_to(&e->a, 8, x64_m(d, layout->object_class), t2);
    if (fixed) {
        emit_fixed_array(e, in, d, t1);
    } else {
        if (dirty)
            x64_mov_to_imm(&e->a, 4, x64_m(d, layout->object_lock), 0);
        x64_mov_to(&e->a, 4, x64_m(d, layout->array_length), length);
        if (dirty)
            clear_array(e, d, t1);
    }
    x64_bind(&e->a, back);
}

static void cold_monitor(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    x64_mov_to(&e->a, 8, x64_m(RSP, 0), cold->a);
    x64_call_stub(e, in->op == X64_LOCK ? STUB_MONITOR_ENTER : STUB_MONITOR_EXIT);
    check_pending(e, in);
    x64_jmp(&e->a, cold->back);
}

/* Thin locks: the lock word goes from 0 to the thread's word and back. Anything else is the runtime's. */
static void emit_monitor(struct x64_emitter *e, const struct lir_inst *in)
{
    const struct backend_layout *layout = e->c->layout;
    unsigned object = x64_reg(e, in, 0);
    struct x64_cold *cold = x64_add_cold(e, cold_monitor);
    x64_label slow = cold->label, back = cold->back;
    cold->a = object;
    if (layout->thread_lock_word < 0) {
        x64_jmp(&e->a, slow);
    } else {
        bool lock = in->op == X64_LOCK;
        unsigned mine = lock ? X64_SCRATCH : RAX, none = lock ? RAX : X64_SCRATCH;
        if (layout->class_no_lock_word > 0) {
            x64_mov(&e->a, 8, X64_SCRATCH, x64_m(object, layout->object_class));
            x64_alu_imm(&e->a, ALU_CMP, 1, x64_m(X64_SCRATCH, layout->class_no_lock_word), 0);
            x64_jcc(&e->a, CC_NE, slow);
        }
        x64_mov(&e->a, 4, mine, x64_m(X64_THREAD, layout->thread_lock_word));
        x64_alu(&e->a, ALU_XOR, 4, none, x64_r(none));
        x64_lock_cmpxchg(&e->a, 4, x64_m(object, layout->object_lock), X64_SCRATCH);
        x64_jcc(&e->a, CC_NE, slow);
    }
    x64_bind(&e->a, back);
}

static void emit_class_init(struct x64_emitter *e, const struct lir_inst *in)
{
    x64_load_handle(e, X64_SCRATCH, RELOC_CLASS, ssa_at(e->c->f, in->value)->handle);
    x64_mov_to(&e->a, 8, x64_m(RSP, 0), X64_SCRATCH);
    x64_call_stub(e, STUB_CLASS_INIT);
    check_pending(e, in);
}

bool x64_emit_memory(struct x64_emitter *e, const struct lir_inst *in)
{
    switch (in->op) {
    case X64_LOAD: emit_load(e, in); break;
    case X64_STORE: emit_store(e, in); break;
    case X64_CHANGE: emit_change(e, in); break;
    case X64_CMPXCHG:
    case X64_CAS: emit_cas(e, in); break;
    case X64_XCHG:
    case X64_XADD: emit_exchange(e, in); break;
    case X64_FENCE: x64_lock_add_imm(&e->a, 4, x64_m(RSP, 0), 0); break;
    case X64_NEW: emit_new(e, in); break;
    case X64_NEW_ARRAY: emit_new_array(e, in); break;
    case X64_LOCK:
    case X64_UNLOCK: emit_monitor(e, in); break;
    case X64_CLASS_INIT: emit_class_init(e, in); break;
    default: return false;
    }
    return true;
}
