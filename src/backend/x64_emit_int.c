/* x64_emit_int.c - encoding integer instructions; three-operand forms on a two-operand machine. */
#include "backend/x64_emit.h"

static void move_reg(struct x64_emitter *e, int size, unsigned to, struct x64_rm from)
{
    if (x64_is_mem(from) || from.reg != to)
        x64_mov(&e->a, size, to, from);
}

static bool is_reg(struct x64_rm rm, unsigned reg)
{
    return !x64_is_mem(rm) && rm.reg == reg;
}

/* ----------------------------------------------------------------------------------------------------
 * comparisons */

void x64_emit_compare(struct x64_emitter *e, const struct lir_inst *in, uint32_t k)
{
    if (in->sub == COMPARE_MEM || in->sub == COMPARE_MEM_TEST) {
        struct x64_rm m = x64_mem_operand(e, in);
        x64_note_access(e, in);
        if (in->sub == COMPARE_MEM)
            x64_alu_imm(&e->a, ALU_CMP, in->size, m, (int32_t)in->imm);
        else
            x64_test_imm(&e->a, in->size, m, (int32_t)in->imm);
        return;
    }
    unsigned r = x64_reg(e, in, k);
    if (in->sub == COMPARE_BIT) {
        x64_bit_test(&e->a, in->size, r, x64_reg(e, in, k + 1));
    } else if (in->sub == COMPARE_FP) {
        struct x64_rm b = x64_source(e, in, k + 1);
        x64_note_access(e, in);
        x64_fp_compare(&e->a, e->avx, in->size == 8, r, b);
    } else if (in->sub == COMPARE_TEST && in->source == LIR_SRC_IMM) {
        bool byte = in->imm >= 0 && in->imm < 128; /* the sign flag is clear either way */
        x64_test_imm(&e->a, byte ? 1 : in->size, x64_r(r), (int32_t)in->imm);
    } else if (in->sub == COMPARE_TEST) {
        x64_test(&e->a, in->size, x64_r(r), r);
    } else if (in->source == LIR_SRC_IMM) {
        x64_alu_imm(&e->a, ALU_CMP, in->size, x64_r(r), (int32_t)in->imm);
    } else {
        struct x64_rm b = x64_source(e, in, k + 1);
        x64_note_access(e, in);
        x64_alu(&e->a, ALU_CMP, in->size, r, b);
    }
}

void x64_jump_if(struct x64_emitter *e, unsigned cond, x64_label to)
{
    if (cond == CC_FP_EQ) {
        x64_label no = x64_new_label(&e->a);
        x64_jcc(&e->a, CC_P, no);
        x64_jcc(&e->a, CC_E, to);
        x64_bind(&e->a, no);
    } else if (cond == CC_FP_NE) {
        x64_jcc(&e->a, CC_P, to);
        x64_jcc(&e->a, CC_NE, to);
    } else {
        x64_jcc(&e->a, (enum x64_cond)cond, to);
    }
}

static void emit_set(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0);
    x64_alu(&e->a, ALU_XOR, 4, d, x64_r(d)); /* d differs from what is compared */
    x64_emit_compare(e, in, 1);
    if (in->cond < CC_FP_EQ) {
        x64_setcc(&e->a, in->cond, d);
        return;
    }
    x64_label unordered = x64_new_label(&e->a);
    if (in->cond == CC_FP_EQ) {
        x64_jcc(&e->a, CC_P, unordered);
        x64_setcc(&e->a, CC_E, d);
    } else {
        x64_setcc(&e->a, CC_P, d);
        x64_jcc(&e->a, CC_P, unordered);
        x64_setcc(&e->a, CC_NE, d);
    }
    x64_bind(&e->a, unordered);
}

static void emit_cmov(struct x64_emitter *e, const struct lir_inst *in)
{
    bool fp = lir_is_fp_type(in->mem_kind);
    int size = in->mem_kind == SSA_I32 ? 4 : 8;
    unsigned d = x64_reg(e, in, 0), no = x64_reg(e, in, 1), yes = x64_reg(e, in, 2);
    x64_emit_compare(e, in, 3);
    if (fp) {
        x64_label keep = x64_new_label(&e->a);
        if (no != d)
            x64_fp_mov(&e->a, e->avx, true, d, x64_r(no));
        x64_jump_if(e, in->cond ^ 1, keep);
        x64_fp_mov(&e->a, e->avx, true, d, x64_r(yes));
        x64_bind(&e->a, keep);
        return;
    }
    move_reg(e, size, d, x64_r(no));
    if (in->cond == CC_FP_NE) {
        x64_cmov(&e->a, CC_P, size, d, x64_r(yes));
        x64_cmov(&e->a, CC_NE, size, d, x64_r(yes));
    } else if (in->cond == CC_FP_EQ) {
        x64_label keep = x64_new_label(&e->a);
        x64_jcc(&e->a, CC_P, keep);
        x64_cmov(&e->a, CC_E, size, d, x64_r(yes));
        x64_bind(&e->a, keep);
    } else {
        x64_cmov(&e->a, in->cond, size, d, x64_r(yes));
    }
}

static void emit_cmp3(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0);
    x64_alu(&e->a, ALU_CMP, in->size, x64_reg(e, in, 1), x64_r(x64_reg(e, in, 2)));
    x64_setcc(&e->a, CC_G, d);
    x64_setcc(&e->a, CC_L, X64_SCRATCH);
    x64_alu(&e->a, ALU_SUB, 1, d, x64_r(X64_SCRATCH));
    x64_movx(&e->a, true, 1, 4, d, x64_r(d));
}

/* ----------------------------------------------------------------------------------------------------
 * arithmetic */

/* d = a op src. d never is a register of src's memory place; it may be src itself. */
static void emit_binary(struct x64_emitter *e, const struct lir_inst *in)
{
    enum x64_alu op = in->sub;
    unsigned d = x64_reg(e, in, 0);
    struct x64_rm a = x64_rm_operand(e, in, 1);
    if (in->source == LIR_SRC_IMM) {
        if (op == ALU_ADD && !x64_is_mem(a) && a.reg != d) {
            x64_lea(&e->a, in->size, d, x64_m(a.reg, (int32_t)in->imm));
            return;
        }
        if (op == ALU_SUB && !x64_is_mem(a) && a.reg != d && in->imm != INT32_MIN) {
            x64_lea(&e->a, in->size, d, x64_m(a.reg, -(int32_t)in->imm));
            return;
        }
        move_reg(e, in->size, d, a);
        x64_alu_imm(&e->a, op, in->size, x64_r(d), (int32_t)in->imm);
        return;
    }
    struct x64_rm b = x64_source(e, in, 2);
    if (in->source == LIR_SRC_REG && is_reg(b, d) && !is_reg(a, d)) {
        if (op == ALU_SUB) { /* a - d */
            x64_unary(&e->a, UNARY_NEG, in->size, x64_r(d));
            op = ALU_ADD;
        }
        x64_alu(&e->a, op, in->size, d, a);
        return;
    }
    if (op == ALU_ADD && !x64_is_mem(a) && !x64_is_mem(b) && a.reg != d) {
        x64_lea(&e->a, in->size, d, x64_mx(a.reg, b.reg, 0, 0));
        return;
    }
    move_reg(e, in->size, d, a);
    x64_note_access(e, in);
    x64_alu(&e->a, op, in->size, d, b);
}

static void emit_imul(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0);
    struct x64_rm a = x64_rm_operand(e, in, 1);
    if (in->source == LIR_SRC_IMM) {
        x64_imul_imm(&e->a, in->size, d, a, (int32_t)in->imm);
        return;
    }
    struct x64_rm b = x64_source(e, in, 2);
    if (in->source == LIR_SRC_REG && is_reg(b, d) && !is_reg(a, d)) {
        x64_imul(&e->a, in->size, d, a);
        return;
    }
    move_reg(e, in->size, d, a);
    x64_note_access(e, in);
    x64_imul(&e->a, in->size, d, b);
}

static void emit_shift(struct x64_emitter *e, const struct lir_inst *in)
{
    enum x64_shift op = in->sub;
    unsigned d = x64_reg(e, in, 0);
    struct x64_rm a = x64_rm_operand(e, in, 1);
    if (in->source == LIR_SRC_IMM) {
        unsigned count = (unsigned)in->imm;
        if (op <= SHIFT_ROR && e->c->cpu->bmi2 && !is_reg(a, d)) {
            x64_rorx(&e->a, in->size, d, a, op == SHIFT_ROR ? count : (unsigned)(in->size * 8) - count);
            return;
        }
        move_reg(e, in->size, d, a);
        if (count != 0)
            x64_shift_imm(&e->a, op, in->size, x64_r(d), count);
        return;
    }
    unsigned count = x64_reg(e, in, 2);
    if (e->c->cpu->bmi2 && op >= SHIFT_SHL) {
        x64_shiftx(&e->a, op, in->size, d, a, count);
        return;
    }
    move_reg(e, in->size, d, a); /* d is not rcx: that is read to the end */
    x64_shift_cl(&e->a, op, in->size, x64_r(d));
}

static void emit_divide(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned b = x64_reg(e, in, 0);
    bool sign = in->sub & 1;
    if (!sign) {
        x64_alu(&e->a, ALU_XOR, 4, RDX, x64_r(RDX));
        x64_unary(&e->a, UNARY_DIV, in->size, x64_r(b));
        return;
    }
    x64_label done = x64_new_label(&e->a), divide = x64_new_label(&e->a);
    if (in->imm == 0) { /* x / -1 = -x, also for MIN */
        x64_alu_imm(&e->a, ALU_CMP, in->size, x64_r(b), -1);
        x64_jcc(&e->a, CC_NE, divide);
        x64_unary(&e->a, UNARY_NEG, in->size, x64_r(RAX));
        x64_alu(&e->a, ALU_XOR, 4, RDX, x64_r(RDX));
        x64_jmp(&e->a, done);
    }
    x64_bind(&e->a, divide);
    x64_cdq(&e->a, in->size);
    x64_unary(&e->a, UNARY_IDIV, in->size, x64_r(b));
    x64_bind(&e->a, done);
}

static void emit_unary(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0);
    struct x64_rm a = x64_rm_operand(e, in, 1);
    if (in->op == X64_ABS) { /* d differs from a */
        x64_mov(&e->a, in->size, d, a);
        x64_unary(&e->a, UNARY_NEG, in->size, x64_r(d));
        x64_cmov(&e->a, CC_S, in->size, d, a);
        return;
    }
    move_reg(e, in->size, d, a);
    if (in->op == X64_BSWAP)
        x64_bswap(&e->a, in->size, d);
    else
        x64_unary(&e->a, in->op == X64_NEG ? UNARY_NEG : UNARY_NOT, in->size, x64_r(d));
}

static void emit_overflow(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0);
    struct x64_rm b = x64_source(e, in, 2);
    x64_mov(&e->a, in->size, X64_SCRATCH, x64_r(x64_reg(e, in, 1)));
    if (in->sub == 2)
        x64_imul(&e->a, in->size, X64_SCRATCH, b);
    else
        x64_alu(&e->a, in->sub == 0 ? ALU_ADD : ALU_SUB, in->size, X64_SCRATCH, b);
    x64_setcc(&e->a, CC_O, d);
    x64_movx(&e->a, false, 1, 4, d, x64_r(d));
}

/* Without lzcnt and tzcnt: bsr and bsf, which leave their result alone when the operand is 0. */
static void emit_count(struct x64_emitter *e, const struct lir_inst *in)
{
    const struct x64_features *cpu = e->c->cpu;
    unsigned d = x64_reg(e, in, 0);
    struct x64_rm a = x64_source(e, in, 1);
    int bits = in->size * 8;
    if (in->sub == BITS_POPCNT || (in->sub == BITS_LZCNT ? cpu->lzcnt : cpu->bmi1)) {
        x64_alu(&e->a, ALU_XOR, 4, d, x64_r(d));
        x64_count_bits(&e->a, in->sub, in->size, d, a);
        return;
    }
    bool leading = in->sub == BITS_LZCNT;
    x64_mov_imm(&e->a, X64_SCRATCH, (uint64_t)(leading ? 2 * bits - 1 : bits));
    x64_count_bits(&e->a, leading ? BITS_BSR : BITS_BSF, in->size, d, a);
    x64_cmov(&e->a, CC_E, in->size, d, x64_r(X64_SCRATCH));
    if (leading)
        x64_alu_imm(&e->a, ALU_XOR, 4, x64_r(d), bits - 1);
}

static void emit_extension(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0);
    struct x64_rm a = x64_source(e, in, 1);
    x64_note_access(e, in);
    switch (in->mem_kind) {
    case SSA_MEM_I8: x64_movx(&e->a, true, 1, in->size, d, a); break;
    case SSA_MEM_I16: x64_movx(&e->a, true, 2, in->size, d, a); break;
    case SSA_MEM_U8: x64_movx(&e->a, false, 1, 4, d, a); break;
    case SSA_MEM_U16: x64_movx(&e->a, false, 2, 4, d, a); break;
    default: x64_movx(&e->a, true, 4, 8, d, a); break;
    }
}

static void emit_andn(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0), inverted = x64_reg(e, in, 1);
    struct x64_rm b = x64_source(e, in, 2);
    x64_note_access(e, in);
    x64_andn(&e->a, in->size, d, inverted, b);
}

static void emit_minmax(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0), a = x64_reg(e, in, 1), b = x64_reg(e, in, 2);
    x64_alu(&e->a, ALU_CMP, in->size, a, x64_r(b));
    x64_mov(&e->a, in->size, d, x64_r(b));
    x64_cmov(&e->a, in->cond, in->size, d, x64_r(a));
}

bool x64_emit_int(struct x64_emitter *e, const struct lir_inst *in)
{
    switch (in->op) {
    case X64_BIN: emit_binary(e, in); break;
    case X64_IMUL: emit_imul(e, in); break;
    case X64_SHIFT: emit_shift(e, in); break;
    case X64_NEG:
    case X64_NOT:
    case X64_BSWAP:
    case X64_ABS: emit_unary(e, in); break;
    case X64_MINMAX: emit_minmax(e, in); break;
    case X64_LEA: x64_lea(&e->a, in->size, x64_reg(e, in, 0), x64_mem_operand(e, in)); break;
    case X64_ANDN: emit_andn(e, in); break;
    case X64_LOWEST: x64_lowest(&e->a, in->sub, in->size, x64_reg(e, in, 0), x64_source(e, in, 1)); break;
    case X64_EXT: emit_extension(e, in); break;
    case X64_DIVIDE: emit_divide(e, in); break;
    case X64_MULHI: x64_unary(&e->a, in->sub ? UNARY_IMUL : UNARY_MUL, 8, x64_r(x64_reg(e, in, 0))); break;
    case X64_OVERFLOW: emit_overflow(e, in); break;
    case X64_COUNT: emit_count(e, in); break;
    case X64_SET: emit_set(e, in); break;
    case X64_CMOV: emit_cmov(e, in); break;
    case X64_CMP3: emit_cmp3(e, in); break;
    default: return false;
    }
    return true;
}
