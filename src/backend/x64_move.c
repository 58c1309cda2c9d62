/*
 * x64_move.c - moving values between places: one by one, and many at once.
 *
 * Moves of one group happen at once: a move may be made when nobody still has to read its target. What is
 * left then are cycles; one is broken by saving a source in a scratch register. Constants depend on nobody
 * and come last.
 */
#include "backend/x64_emit.h"

struct x64_rm x64_rm_of_place(const struct x64_emitter *e, struct place p)
{
    switch (p.kind) {
    case PLACE_GPR:
    case PLACE_FPR: return x64_r(p.index);
    case PLACE_SLOT: return x64_m(RBP, e->slots_at - 8 * ((int32_t)p.index + 1));
    case PLACE_OUT: return x64_m(RSP, (int32_t)p.index);
    default: return x64_m(RBP, 16 + (int32_t)p.index); /* PLACE_IN */
    }
}

static bool in_memory(struct place p)
{
    return p.kind == PLACE_SLOT || p.kind == PLACE_OUT || p.kind == PLACE_IN;
}

void x64_load_handle(struct x64_emitter *e, unsigned reg, enum blob_reloc_kind kind, uint64_t handle)
{
    x64_mov_imm64(&e->a, reg, x64_world_address(e->c, kind, handle));
    vec_push(&e->relocs, ((struct blob_reloc){x64_here(&e->a) - 8, (uint8_t)kind, handle}));
}

void x64_compare_class(struct x64_emitter *e, struct x64_rm with, uint64_t class)
{
    uint64_t address = x64_world_address(e->c, RELOC_CLASS, class);
    x64_alu_imm(&e->a, ALU_CMP, 4, with, (int32_t)(uint32_t)address);
    vec_push(&e->relocs, ((struct blob_reloc){x64_here(&e->a) - 4, RELOC_CLASS, class}));
}

void x64_rip_slot(struct x64_emitter *e, enum blob_reloc_kind kind, uint64_t handle)
{
    vec_push(&e->relocs, ((struct blob_reloc){x64_here(&e->a) - 4, (uint8_t)kind, handle}));
}

void x64_call_stub(struct x64_emitter *e, enum backend_stub stub)
{
    x64_call_rip(&e->a);
    x64_rip_slot(e, RELOC_STUB, stub);
}

void x64_load_constant(struct x64_emitter *e, unsigned reg, ssa_id constant)
{
    const struct ssa_value *v = ssa_at(e->c->f, constant);
    if (v->op == SSA_CONST_REF)
        x64_load_handle(e, reg, RELOC_OBJECT, v->handle);
    else if (v->op == SSA_ADDRESS)
        x64_load_handle(e, reg, RELOC_ADDRESS, v->handle);
    else if (v->imm == 0)
        x64_alu(&e->a, ALU_XOR, 4, reg, x64_r(reg)); /* nobody needs the flags across a move */
    else
        x64_mov_imm(&e->a, reg,
                    v->type == SSA_I32 || v->type == SSA_F32 ? (uint32_t)v->imm : (uint64_t)v->imm);
}

static void move_constant(struct x64_emitter *e, struct x64_move m)
{
    const struct ssa_value *v = ssa_at(e->c->f, m.from.index);
    struct x64_rm to = x64_rm_of_place(e, m.to);
    if (m.to.kind == PLACE_GPR) {
        x64_load_constant(e, m.to.index, m.from.index);
    } else if (m.to.kind == PLACE_FPR && v->imm == 0) {
        x64_fp_zero(&e->a, e->avx, m.to.index);
    } else if (m.to.kind == PLACE_FPR) {
        x64_load_constant(e, X64_SCRATCH, m.from.index);
        x64_fp_from_bits(&e->a, e->avx, 8, m.to.index, X64_SCRATCH);
    } else if (v->op == SSA_CONST && v->imm == (int32_t)v->imm &&
               (v->imm >= 0 || (v->type != SSA_I32 && v->type != SSA_F32))) {
        x64_mov_to_imm(&e->a, 8, to, (int32_t)v->imm);
    } else {
        x64_load_constant(e, X64_SCRATCH, m.from.index);
        x64_mov_to(&e->a, 8, to, X64_SCRATCH);
    }
}

/* scratch: what a copy from memory to memory may use: X64_SCRATCH, or LIR_FPR + X64_FP_SCRATCH. */
void x64_move_place(struct x64_emitter *e, struct x64_move m, unsigned scratch)
{
    struct x64_asm *a = &e->a;
    struct x64_rm from = x64_rm_of_place(e, m.from), to = x64_rm_of_place(e, m.to);
    bool wide = m.type != SSA_F32;
    if (place_equal(m.from, m.to))
        return;
    if (m.type == LIR_VECTOR) { /* they live so shortly that they always have registers */
        if (m.from.kind == PLACE_FPR && m.to.kind == PLACE_FPR)
            x64_vector_mov(a, m.to.index, from);
        else
            x64_fail(e->c, BACKEND_REGISTERS);
    } else if (m.from.kind == PLACE_CONST) {
        move_constant(e, m);
    } else if (in_memory(m.from) && in_memory(m.to)) {
        if (scratch == X64_SCRATCH) {
            x64_mov(a, 8, X64_SCRATCH, from);
            x64_mov_to(a, 8, to, X64_SCRATCH);
        } else {
            x64_fp_mov(a, e->avx, true, X64_FP_SCRATCH, from);
            x64_fp_mov_to(a, e->avx, true, to, X64_FP_SCRATCH);
        }
    } else if (m.to.kind == PLACE_GPR && m.from.kind != PLACE_FPR) {
        /* What comes in from the outside, or is an i32 in a register, needs its lower half only. */
        x64_mov(a, m.type == SSA_I32 && m.from.kind != PLACE_SLOT ? 4 : 8, m.to.index, from);
    } else if (m.from.kind == PLACE_GPR && m.to.kind != PLACE_FPR) {
        x64_mov_to(a, 8, to, m.from.index);
    } else if (m.to.kind == PLACE_FPR && m.from.kind != PLACE_GPR) {
        x64_fp_mov(a, e->avx, wide, m.to.index, from);
    } else if (m.from.kind == PLACE_FPR && m.to.kind != PLACE_GPR) {
        x64_fp_mov_to(a, e->avx, wide, to, m.from.index);
    } else if (m.to.kind == PLACE_FPR) {
        x64_fp_from_bits(a, e->avx, 8, m.to.index, m.from.index);
    } else {
        x64_fp_to_bits(a, e->avx, 8, m.to.index, m.from.index);
    }
}

void x64_move_all(struct x64_emitter *e, struct x64_move *moves, uint32_t n)
{
    unsigned scratch = X64_SCRATCH; /* free for copies */
    uint32_t left = 0, constants = 0;
    for (uint32_t i = 0; i < n; i++) /* constants to the end of the array */
        if (moves[i].from.kind != PLACE_CONST) {
            struct x64_move t = moves[left];
            moves[left++] = moves[i];
            moves[i] = t;
        } else {
            constants++;
        }
    while (left > 0) {
        bool progress = false;
        for (uint32_t i = 0; i < left;) {
            bool read = false;
            for (uint32_t k = 0; k < left && !read; k++)
                read = k != i && place_equal(moves[k].from, moves[i].to);
            if (read) {
                i++;
                continue;
            }
            x64_move_place(e, moves[i], scratch);
            moves[i] = moves[--left];
            progress = true;
        }
        if (progress || left == 0)
            continue;
        bool fp = moves[0].from.kind == PLACE_FPR;
        struct place saved = {fp ? PLACE_FPR : PLACE_GPR, fp ? X64_FP_SCRATCH : X64_SCRATCH};
        struct place source = moves[0].from;
        x64_move_place(e, (struct x64_move){source, saved, fp ? SSA_F64 : SSA_I64}, scratch);
        for (uint32_t k = 0; k < left; k++)
            if (place_equal(moves[k].from, source))
                moves[k].from = saved;
        scratch = fp ? X64_SCRATCH : LIR_FPR + X64_FP_SCRATCH;
    }
    for (uint32_t i = n - constants; i < n; i++)
        x64_move_place(e, moves[i], X64_SCRATCH);
}
