/*
 * x64_vector.c - vectors (ssa/vector.h): selection and encoding. A vector becomes a few instructions on
 * registers of the type LIR_VECTOR, which live between these instructions only: they are never spilled, nor
 * alive at an exit. A reduction is a loop of its own, in one instruction.
 */
#include "backend/x64_emit.h"
#include "backend/x64_select.h"
#include "ssa/vector.h"

/* Vectors that a reduction needs: two that gather, so that one need not wait for the other, and a stack. */
enum { REDUCE_GATHER = 2, REDUCE_TEMPS = REDUCE_GATHER + SSA_VECTOR_DEPTH - 1 };

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

/* Where the elements begin that the reduction reads: an address of its own, to which the loop adds. */
static lir_reg begin_address(struct x64_selector *s, ssa_id v, uint32_t operand, enum ssa_mem of)
{
    struct x64_addr a = x64_element_address(s, ssa_in(s->f, v, operand), ssa_in(s->f, v, operand + 1), of);
    lir_reg r = x64_new_reg(s, SSA_RAW);
    x64_put(s, X64_LEA, 8, 0);
    x64_add_def(s, r);
    x64_add_addr(s, &a, LIR_USE);
    return r;
}

static lir_reg splat(struct x64_selector *s, ssa_id v, enum ssa_mem m)
{
    lir_reg from = x64_reg_of(s, v), r = begin(s, X64_VECTOR_SPLAT, m, 0);
    x64_add_use(s, from, LIR_USE, LIR_MUST);
    return r;
}

/* The number is of no effect on itself: then all lanes begin with it. Else they begin with zero. */
static bool begins_with_number(enum ssa_op combine)
{
    return combine != SSA_ADD && combine != SSA_XOR;
}

static enum ssa_op last_step(uint64_t program)
{
    struct ssa_vector_step step;
    enum ssa_op last = SSA_NOP;
    while (ssa_vector_next(&program, &step))
        last = step.op;
    return last;
}

void x64_select_reduce(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    enum ssa_mem m = ssa_at(f, v)->sub;
    uint64_t program = (uint64_t)ssa_at(f, v)->imm;
    struct ssa_vector_step step;
    lir_reg pushed[SSA_VECTOR_PROGRAM + 1];
    unsigned n = 0;
    if (!s->c->cpu->avx2 || ssa_vector_wrong(f, v)) {
        x64_fail(s->c, BACKEND_OPERATION);
        return;
    }
    if (begins_with_number(last_step(program)))
        pushed[SSA_VECTOR_PROGRAM] = splat(s, ssa_in(f, v, 0), m);
    else
        pushed[SSA_VECTOR_PROGRAM] = LIR_NO_REG;
    while (ssa_vector_next(&program, &step))
        if (step.op == SSA_NOP)
            pushed[n++] = ssa_type_of(f, ssa_in(f, v, step.operand)) == SSA_REF
                              ? begin_address(s, v, step.operand, ssa_reduce_element(program, m))
                              : splat(s, ssa_in(f, v, step.operand), m);
    lir_reg number = x64_reg_of(s, ssa_in(f, v, 0)), count = x64_reg_of(s, ssa_in(f, v, 1));
    x64_put(s, X64_VECTOR_REDUCE, x64_size_of(ssa_type_of(f, v)), 0)->mem_kind = (uint8_t)m;
    x64_add_def(s, v);
    x64_add_use(s, number, LIR_LATE, LIR_MUST);
    x64_add_use(s, count, LIR_LATE, LIR_MUST);
    for (unsigned i = 0; i < n; i++)
        x64_add_use(s, pushed[i], LIR_LATE, LIR_MUST);
    if (pushed[SSA_VECTOR_PROGRAM] != LIR_NO_REG)
        x64_add_use(s, pushed[SSA_VECTOR_PROGRAM], LIR_LATE, LIR_MUST);
    x64_add_temp(s, SSA_I64);
    for (unsigned i = 0; i < REDUCE_TEMPS; i++)
        x64_add_temp(s, (enum ssa_type)LIR_VECTOR);
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

static void emit_step(struct x64_emitter *e, enum ssa_op op, enum ssa_mem m, unsigned d, unsigned x,
                      struct x64_rm y, unsigned count)
{
    struct x64_asm *a = &e->a;
    bool fp = lir_is_fp_type((enum ssa_type)ssa_mem_types[m]), wide = m == SSA_MEM_F64;
    unsigned shift = ssa_mem_shifts[m];
    switch (op) {
    case SSA_ADD: fp ? x64_vector_fp(a, FP_ADD, wide, d, x, y) : x64_vector_add(a, shift, d, x, y); break;
    case SSA_SUB: fp ? x64_vector_fp(a, FP_SUB, wide, d, x, y) : x64_vector_sub(a, shift, d, x, y); break;
    case SSA_MUL: fp ? x64_vector_fp(a, FP_MUL, wide, d, x, y) : x64_vector_mul(a, shift, d, x, y); break;
    case SSA_DIV: x64_vector_fp(a, FP_DIV, wide, d, x, y); break;
    case SSA_SQRT: x64_vector_fp(a, FP_SQRT, wide, d, x, y); break;
    case SSA_AND: x64_vector_bits(a, VECTOR_AND, d, x, y); break;
    case SSA_OR: x64_vector_bits(a, VECTOR_OR, d, x, y); break;
    case SSA_XOR: x64_vector_bits(a, VECTOR_XOR, d, x, y); break;
    case SSA_MIN:
    case SSA_MAX: x64_vector_minmax(a, op == SSA_MAX, d, x, y); break;
    case SSA_SHL: x64_vector_shift(a, VECTOR_SHL, shift, d, x, count); break;
    case SSA_SHR: x64_vector_shift(a, VECTOR_SHR, shift, d, x, count); break;
    case SSA_USHR: x64_vector_shift(a, VECTOR_USHR, shift, d, x, count); break;
    default: x64_fail(e->c, BACKEND_OPERATION); break;
    }
}

static void emit_op(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned x = x64_reg(e, in, 1);
    emit_step(e, (enum ssa_op)in->sub, in->mem_kind, x64_reg(e, in, 0), x,
              x64_r(in->nops > 2 ? x64_reg(e, in, 2) : x), (unsigned)in->imm);
}

/* The registers of a reduction. */
struct reduction {
    uint64_t program;
    enum ssa_mem m;
    enum ssa_op combine;
    unsigned number, count, pushed[SSA_VECTOR_PROGRAM], first, index, gather[REDUCE_GATHER],
        stack[SSA_VECTOR_DEPTH - 1];
};

static struct reduction registers_of(struct x64_emitter *e, const struct lir_inst *in)
{
    struct reduction r = {.program = (uint64_t)ssa_at(e->c->f, in->value)->imm, .m = in->mem_kind};
    uint64_t program = r.program;
    struct ssa_vector_step step;
    unsigned k = 1, n = 0;
    r.combine = last_step(program);
    r.number = x64_reg(e, in, k++);
    r.count = x64_reg(e, in, k++);
    while (ssa_vector_next(&program, &step))
        if (step.op == SSA_NOP)
            r.pushed[n++] = x64_reg(e, in, k++);
    if (begins_with_number(r.combine))
        r.first = x64_reg(e, in, k++);
    r.index = x64_reg(e, in, k++);
    for (unsigned i = 0; i < REDUCE_GATHER; i++)
        r.gather[i] = x64_reg(e, in, k++);
    for (unsigned i = 0; i < ARRAY_LEN(r.stack); i++)
        r.stack[i] = x64_reg(e, in, k++);
    return r;
}

static enum x64_vector_widen widening(enum ssa_op op)
{
    switch (op) {
    case SSA_SEXT8: return WIDEN_S8;
    case SSA_ZEXT8: return WIDEN_U8;
    case SSA_SEXT16: return WIDEN_S16;
    case SSA_ZEXT16: return WIDEN_U16;
    default: return WIDEN_S32;
    }
}

/* The n-th vector of a round goes through the program. */
static void emit_round(struct x64_emitter *e, ssa_id v, const struct reduction *r, unsigned n)
{
    const struct ssa_func *f = e->c->f;
    uint64_t program = r->program;
    struct ssa_vector_step step;
    struct x64_rm stack[SSA_VECTOR_DEPTH];
    unsigned depth = 0, pushes = 0, gather = r->gather[n % REDUCE_GATHER];
    while (ssa_vector_next(&program, &step)) {
        if (step.op == SSA_NOP) {
            unsigned reg = r->pushed[pushes++];
            stack[depth] = x64_r(reg);
            if (ssa_type_of(f, ssa_in(f, v, step.operand)) == SSA_REF) {
                enum ssa_mem of = ssa_reduce_element(program, r->m);
                unsigned shift = ssa_mem_shifts[of];
                struct x64_rm at =
                    x64_mx(reg, r->index, shift, (int32_t)((n * ssa_vector_lanes(r->m)) << shift));
                bool last = program >> 8 == 0; /* combined at once */
                if (of != r->m) {
                    ssa_vector_next(&program, &step);
                    x64_vector_widen(&e->a, widening(step.op), r->stack[depth], at);
                } else if (!last) {
                    x64_vector_mov(&e->a, r->stack[depth], at);
                }
                stack[depth] = of == r->m && last ? at : x64_r(r->stack[depth]);
            }
            depth++;
            continue;
        }
        if (program == 0) {
            emit_step(e, step.op, r->m, gather, gather, stack[depth - 1], 0);
            return;
        }
        depth -= step.noperands;
        unsigned d = r->stack[depth];
        emit_step(e, step.op, r->m, d, stack[depth].reg, stack[depth + step.noperands - 1], step.count);
        stack[depth++] = x64_r(d);
    }
}

static void emit_reduce(struct x64_emitter *e, const struct lir_inst *in)
{
    struct x64_asm *a = &e->a;
    struct reduction r = registers_of(e, in);
    unsigned result = x64_reg(e, in, 0), all = r.gather[0], half = r.stack[0];
    for (unsigned i = 0; i < REDUCE_GATHER; i++) {
        if (begins_with_number(r.combine))
            x64_vector_mov(a, r.gather[i], x64_r(r.first));
        else
            x64_vector_bits(a, VECTOR_XOR, r.gather[i], r.gather[i], x64_r(r.gather[i]));
    }
    x64_alu(a, ALU_XOR, 4, r.index, x64_r(r.index));
    x64_label top = x64_new_label(a);
    x64_bind(a, top);
    for (unsigned n = 0; n < SSA_REDUCE_VECTORS; n++)
        emit_round(e, in->value, &r, n);
    x64_alu_imm(a, ALU_ADD, 4, x64_r(r.index), (int32_t)ssa_reduce_step(r.m));
    x64_alu(a, ALU_CMP, 4, r.index, x64_r(r.count));
    x64_jcc(a, CC_L, top);
    for (unsigned i = 1; i < REDUCE_GATHER; i++)
        emit_step(e, r.combine, r.m, all, all, x64_r(r.gather[i]), 0);
    x64_vector_upper(a, half, all);
    emit_step(e, r.combine, r.m, all, all, x64_r(half), 0);
    x64_vector_shuffle(a, half, all, 0x4e);
    emit_step(e, r.combine, r.m, all, all, x64_r(half), 0);
    if (r.m == SSA_MEM_I32) {
        x64_vector_shuffle(a, half, all, 0xb1);
        emit_step(e, r.combine, r.m, all, all, x64_r(half), 0);
    }
    x64_fp_to_bits(a, true, in->size, result, all);
    if (!begins_with_number(r.combine))
        x64_alu(a, r.combine == SSA_ADD ? ALU_ADD : ALU_XOR, in->size, result, x64_r(r.number));
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
    case X64_VECTOR_REDUCE: emit_reduce(e, in); break;
    case X64_VECTOR_END: x64_vector_end(&e->a); break;
    default: return false;
    }
    return true;
}
