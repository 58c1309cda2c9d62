/* x64_emit_fp.c - encoding floating point with Java's rules for NaN, zeros and conversions. */
#include "backend/x64_emit.h"

static void emit_arith(struct x64_emitter *e, const struct lir_inst *in)
{
    bool wide = in->mem_kind == SSA_MEM_F64;
    unsigned d = x64_reg(e, in, 0);
    if (in->sub == FP_SQRT) {
        struct x64_rm src = x64_source(e, in, 1);
        x64_note_access(e, in);
        x64_fp(&e->a, e->avx, FP_SQRT, wide, d, d, src);
        return;
    }
    unsigned a = x64_reg(e, in, 1);
    struct x64_rm b = x64_source(e, in, 2);
    if (!e->avx && a != d)
        x64_fp_mov(&e->a, false, true, d, x64_r(a));
    x64_note_access(e, in);
    x64_fp(&e->a, e->avx, in->sub, wide, d, e->avx ? a : d, b);
}

static void emit_sign(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0), a = x64_reg(e, in, 1);
    struct x64_rm mask = x64_mem_operand(e, in);
    if (!e->avx && a != d)
        x64_fp_mov(&e->a, false, true, d, x64_r(a));
    x64_fp_bits(&e->a, e->avx, in->op == X64_FABS ? FP_AND : FP_XOR, in->size == 8, d, e->avx ? a : d, mask);
}

/*
 * Math.min and max: NaN if either is, and -0 < +0. When the operands differ, the machine's min and max do;
 * when they are equal they can only be zeros of unequal sign, which or (min) and and (max) get right;
 * unordered: their sum is NaN.
 */
static void emit_minmax(struct x64_emitter *e, const struct lir_inst *in)
{
    bool wide = in->size == 8;
    unsigned d = x64_reg(e, in, 0), a = x64_reg(e, in, 1), b = x64_reg(e, in, 2);
    x64_label differ = x64_new_label(&e->a), nan = x64_new_label(&e->a), done = x64_new_label(&e->a);
    x64_fp_mov(&e->a, e->avx, true, d, x64_r(a)); /* d differs from a and b */
    x64_fp_compare(&e->a, e->avx, wide, a, x64_r(b));
    x64_jcc(&e->a, CC_P, nan);
    x64_jcc(&e->a, CC_NE, differ);
    x64_fp_bits(&e->a, e->avx, in->sub ? FP_AND : FP_OR, wide, d, d, x64_r(b));
    x64_jmp(&e->a, done);
    x64_bind(&e->a, nan);
    x64_fp(&e->a, e->avx, FP_ADD, wide, d, d, x64_r(b));
    x64_jmp(&e->a, done);
    x64_bind(&e->a, differ);
    x64_fp(&e->a, e->avx, in->sub ? FP_MAX : FP_MIN, wide, d, d, x64_r(b));
    x64_bind(&e->a, done);
}

/* The machine answers MIN for everything it cannot represent; the stub finds out what Java wants. */
static void cold_convert(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    bool from_double = in->mem_kind == SSA_MEM_F64;
    x64_fp_mov_to(&e->a, e->avx, from_double, x64_m(RSP, 0), cold->b);
    x64_call_stub(e, (from_double ? STUB_D2I : STUB_F2I) + (in->size == 8));
    x64_mov(&e->a, in->size, cold->a, x64_r(X64_SCRATCH));
    x64_jmp(&e->a, cold->back);
}
_Static_assert(STUB_F2L == STUB_F2I + 1 && STUB_D2L == STUB_D2I + 1, "by size");

static void emit_to_int(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0), a = x64_reg(e, in, 1);
    x64_fp_to_int(&e->a, e->avx, in->mem_kind == SSA_MEM_F64, in->size, d, x64_r(a));
    struct x64_cold *cold = x64_add_cold(e, cold_convert);
    cold->a = d;
    cold->b = a;
    if (in->size == 4) {
        x64_alu_imm(&e->a, ALU_CMP, 4, x64_r(d), INT32_MIN);
    } else { /* only MIN - 1 overflows */
        x64_alu_imm(&e->a, ALU_CMP, 8, x64_r(d), 1);
        x64_jcc(&e->a, CC_O, cold->label);
        x64_bind(&e->a, cold->back);
        return;
    }
    x64_jcc(&e->a, CC_E, cold->label);
    x64_bind(&e->a, cold->back);
}

static void emit_compare3(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0), a = x64_reg(e, in, 1), b = x64_reg(e, in, 2);
    x64_label done = x64_new_label(&e->a);
    x64_fp_compare(&e->a, e->avx, in->size == 8, a, x64_r(b));
    x64_mov_imm(&e->a, d, (uint32_t)(int8_t)in->sub); /* keeps the flags */
    x64_jcc(&e->a, CC_P, done);
    x64_setcc(&e->a, CC_A, d);
    x64_setcc(&e->a, CC_B, X64_SCRATCH);
    x64_alu(&e->a, ALU_SUB, 1, d, x64_r(X64_SCRATCH));
    x64_movx(&e->a, true, 1, 4, d, x64_r(d));
    x64_bind(&e->a, done);
}

bool x64_emit_fp(struct x64_emitter *e, const struct lir_inst *in)
{
    struct x64_asm *a = &e->a;
    bool wide = in->mem_kind == SSA_MEM_F64;
    switch (in->op) {
    case X64_FCONST:
        if (in->constant == 0)
            x64_fp_zero(a, e->avx, x64_reg(e, in, 0));
        else
            x64_fp_mov(a, e->avx, wide, x64_reg(e, in, 0), x64_mem_operand(e, in));
        break;
    case X64_FP: emit_arith(e, in); break;
    case X64_FNEG:
    case X64_FABS: emit_sign(e, in); break;
    case X64_FMINMAX: emit_minmax(e, in); break;
    case X64_FMA: {
        unsigned d = x64_reg(e, in, 0), c = x64_reg(e, in, 1);
        if (c != d)
            x64_fp_mov(a, e->avx, true, d, x64_r(c));
        x64_fma(a, in->size == 8, d, x64_reg(e, in, 2), x64_r(x64_reg(e, in, 3)));
        break;
    }
    case X64_FROUND: {
        struct x64_rm src = x64_source(e, in, 1);
        x64_note_access(e, in);
        x64_fp_round(a, e->avx, wide, x64_reg(e, in, 0), src, in->sub);
        break;
    }
    case X64_I2FP: {
        unsigned d = x64_reg(e, in, 0);
        struct x64_rm src = x64_source(e, in, 1);
        x64_fp_zero(a, e->avx, d); /* it keeps the upper bits: do not wait for them */
        x64_note_access(e, in);
        x64_int_to_fp(a, e->avx, in->size, wide, d, src);
        break;
    }
    case X64_FP2I: emit_to_int(e, in); break;
    case X64_FP2FP: {
        struct x64_rm src = x64_source(e, in, 1);
        x64_note_access(e, in);
        x64_fp_to_fp(a, e->avx, wide, x64_reg(e, in, 0), src);
        break;
    }
    case X64_TO_BITS: x64_fp_to_bits(a, e->avx, in->size, x64_reg(e, in, 0), x64_reg(e, in, 1)); break;
    case X64_FROM_BITS: x64_fp_from_bits(a, e->avx, in->size, x64_reg(e, in, 0), x64_reg(e, in, 1)); break;
    case X64_FCMP3: emit_compare3(e, in); break;
    default: return false;
    }
    return true;
}
