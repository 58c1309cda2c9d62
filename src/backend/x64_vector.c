/*
 * x64_vector.c - vectors (ssa/vector.h): selection and encoding. A vector becomes a few instructions on
 * registers of the type LIR_VECTOR, which live between these instructions only: they are never spilled, nor
 * alive at an exit.
 */
#include "backend/x64_emit.h"
#include "backend/x64_select.h"
#include "ssa/vector.h"

/* ---------------------------------------------------------------------------------------------- selection */

static lir_reg begin(struct x64_selector *s, enum x64_inst op, enum ssa_mem m, unsigned sub)
{
    lir_reg r = x64_new_reg(s, (enum ssa_type)LIR_VECTOR);
    x64_put(s, op, SSA_VECTOR_BYTES, sub)->mem_kind = (uint8_t)m;
    x64_add_def(s, r);
    return r;
}

static lir_reg select_push(struct x64_selector *s, ssa_id v, uint32_t operand)
{
    struct ssa_func *f = s->f;
    enum ssa_mem m = ssa_at(f, v)->sub;
    ssa_id x = ssa_in(f, v, operand);
    lir_reg r;
    if (ssa_type_of(f, x) == SSA_REF) {
        struct x64_addr a = x64_element_address(s, x, ssa_in(f, v, operand + 1), m);
        r = begin(s, X64_VECTOR_LOAD, m, 0);
        x64_add_addr(s, &a, LIR_USE);
    } else {
        lir_reg from = x64_reg_of(s, x);
        r = begin(s, X64_VECTOR_SPLAT, m, 0);
        x64_add_use(s, from, LIR_USE, LIR_MUST);
    }
    return r;
}

void x64_select_vector(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    enum ssa_mem m = ssa_at(f, v)->sub;
    uint64_t program = (uint64_t)ssa_at(f, v)->imm;
    struct ssa_vector_step step;
    lir_reg stack[SSA_VECTOR_DEPTH];
    unsigned n = 0;
    if (!s->c->cpu->avx2 || ssa_vector_wrong(f, v)) {
        x64_fail(s->c, BACKEND_OPERATION);
        return;
    }
    while (ssa_vector_next(&program, &step)) {
        if (step.op == SSA_NOP) {
            stack[n++] = select_push(s, v, step.operand);
            continue;
        }
        n -= step.noperands;
        lir_reg r = begin(s, X64_VECTOR_OP, m, step.op);
        vec_last(&s->l->insts).imm = step.count;
        for (unsigned i = 0; i < step.noperands; i++)
            x64_add_use(s, stack[n + i], LIR_USE, LIR_MUST);
        stack[n++] = r;
    }
    struct x64_addr a = x64_element_address(s, ssa_in(f, v, 0), ssa_in(f, v, 1), m);
    x64_put(s, X64_VECTOR_STORE, SSA_VECTOR_BYTES, 0)->mem_kind = (uint8_t)m;
    x64_add_addr(s, &a, LIR_USE);
    x64_add_use(s, stack[0], LIR_USE, LIR_MUST);
}

/* ----------------------------------------------------------------------------------------------- encoding */

static void emit_splat(struct x64_emitter *e, const struct lir_inst *in)
{
    bool fp = lir_is_fp_type((enum ssa_type)ssa_mem_types[in->mem_kind]);
    unsigned shift = ssa_mem_shifts[in->mem_kind], d = x64_reg(e, in, 0), from = x64_reg(e, in, 1);
    if (!fp) {
        x64_fp_from_bits(&e->a, true, shift == 3 ? 8 : 4, d, from);
        from = d;
    }
    x64_vector_splat(&e->a, fp, shift, d, from);
}

static void emit_op(struct x64_emitter *e, const struct lir_inst *in)
{
    struct x64_asm *a = &e->a;
    bool fp = lir_is_fp_type((enum ssa_type)ssa_mem_types[in->mem_kind]), wide = in->mem_kind == SSA_MEM_F64;
    unsigned shift = ssa_mem_shifts[in->mem_kind], d = x64_reg(e, in, 0), x = x64_reg(e, in, 1),
             count = (unsigned)in->imm;
    struct x64_rm y = x64_r(in->nops > 2 ? x64_reg(e, in, 2) : x);
    switch ((enum ssa_op)in->sub) {
    case SSA_ADD: fp ? x64_vector_fp(a, FP_ADD, wide, d, x, y) : x64_vector_add(a, shift, d, x, y); break;
    case SSA_SUB: fp ? x64_vector_fp(a, FP_SUB, wide, d, x, y) : x64_vector_sub(a, shift, d, x, y); break;
    case SSA_MUL: fp ? x64_vector_fp(a, FP_MUL, wide, d, x, y) : x64_vector_mul(a, shift, d, x, y); break;
    case SSA_DIV: x64_vector_fp(a, FP_DIV, wide, d, x, y); break;
    case SSA_SQRT: x64_vector_fp(a, FP_SQRT, wide, d, x, y); break;
    case SSA_AND: x64_vector_bits(a, VECTOR_AND, d, x, y); break;
    case SSA_OR: x64_vector_bits(a, VECTOR_OR, d, x, y); break;
    case SSA_XOR: x64_vector_bits(a, VECTOR_XOR, d, x, y); break;
    case SSA_SHL: x64_vector_shift(a, VECTOR_SHL, shift, d, x, count); break;
    case SSA_SHR: x64_vector_shift(a, VECTOR_SHR, shift, d, x, count); break;
    case SSA_USHR: x64_vector_shift(a, VECTOR_USHR, shift, d, x, count); break;
    default: x64_fail(e->c, BACKEND_OPERATION); break;
    }
}

bool x64_emit_vector(struct x64_emitter *e, const struct lir_inst *in)
{
    switch (in->op) {
    case X64_VECTOR_LOAD: x64_vector_mov(&e->a, x64_reg(e, in, 0), x64_mem_operand(e, in)); break;
    case X64_VECTOR_STORE:
        x64_vector_mov_to(&e->a, x64_mem_operand(e, in), x64_reg(e, in, in->nops - 1u));
        break;
    case X64_VECTOR_SPLAT: emit_splat(e, in); break;
    case X64_VECTOR_OP: emit_op(e, in); break;
    case X64_VECTOR_END: x64_vector_end(&e->a); break;
    default: return false;
    }
    return true;
}
