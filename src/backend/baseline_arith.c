/* baseline_arith.c - baseline code: arithmetic, conversions, comparisons as values. */
#include "backend/baseline_internal.h"

/* ---- integers ---- */

static bool is_imm32(const struct bl_operand *o)
{
    return o->where == IS_CONST && o->value == (int32_t)o->value;
}

static void alu(struct bl *b, enum x64_alu op, char type)
{
    unsigned slots = bl_is_wide(type) ? 2 : 1;
    int size = bl_size(type);
    struct bl_operand *y = bl_top(b, 0, type), *x = bl_top(b, slots, type);
    bool commutes = op != ALU_SUB;
    if (commutes && x->where != IN_GPR && y->where == IN_GPR && b->gpr_uses[y->reg] == 1) {
        struct bl_operand *swapped = x;
        x = y;
        y = swapped;
    }
    if (is_imm32(y)) {
        unsigned reg = bl_take(b, x, type);
        x64_alu_imm(&b->a, op, size, x64_r(reg), (int32_t)y->value);
        bl_pop(b, 2 * slots);
        bl_push_gpr(b, type, reg);
        return;
    }
    struct x64_rm rm = bl_rm(b, y, type);
    unsigned reg = bl_take(b, x, type);
    x64_alu(&b->a, op, size, reg, rm);
    bl_pop(b, 2 * slots);
    bl_push_gpr(b, type, reg);
}

static void multiply(struct bl *b, char type)
{
    unsigned slots = bl_is_wide(type) ? 2 : 1;
    int size = bl_size(type);
    struct bl_operand *y = bl_top(b, 0, type), *x = bl_top(b, slots, type);
    if (is_imm32(y)) {
        struct x64_rm rm = bl_rm(b, x, type);
        unsigned reg = bl_alloc(b);
        x64_imul_imm(&b->a, size, reg, rm, (int32_t)y->value);
        bl_pop(b, 2 * slots);
        bl_push_gpr(b, type, reg);
        return;
    }
    struct x64_rm rm = bl_rm(b, y, type);
    unsigned reg = bl_take(b, x, type);
    x64_imul(&b->a, size, reg, rm);
    bl_pop(b, 2 * slots);
    bl_push_gpr(b, type, reg);
}

/* idiv, irem, ldiv, lrem */
static void divide(struct bl *b, char type, bool remainder)
{
    unsigned slots = bl_is_wide(type) ? 2 : 1;
    int size = bl_size(type);
    struct x64_asm *a = &b->a;
    struct bl_operand *y = bl_top(b, 0, type), *x = bl_top(b, slots, type);
    bool plain = y->where == IS_CONST && y->value != 0 && y->value != -1;
    x64_label done = x64_new_label(a), minus_one = x64_new_label(a);
    bl_claim(b, RAX);
    bl_claim(b, RDX);
    unsigned divisor = bl_gpr(b, y, type);
    struct x64_rm dividend = bl_rm(b, x, type);
    if (!plain) {
        x64_test(a, size, x64_r(divisor), divisor);
        x64_jcc(a, CC_E, bl_exit(b, false));
    }
    x64_mov(a, size, RAX, dividend);
    if (!plain) { /* the smallest number divided by -1 traps */
        x64_alu_imm(a, ALU_CMP, size, x64_r(divisor), -1);
        x64_jcc(a, CC_E, minus_one);
    }
    x64_cdq(a, size);
    x64_unary(a, UNARY_IDIV, size, x64_r(divisor));
    if (!plain) {
        x64_jmp(a, done);
        x64_bind(a, minus_one);
        if (remainder)
            x64_alu(a, ALU_XOR, 4, RDX, x64_r(RDX));
        else
            x64_unary(a, UNARY_NEG, size, x64_r(RAX));
    }
    x64_bind(a, done);
    bl_pop(b, 2 * slots);
    bl_free(b, remainder ? RAX : RDX);
    bl_push_gpr(b, type, remainder ? RDX : RAX);
}

static void shift(struct bl *b, enum x64_shift op, char type)
{
    int size = bl_size(type);
    struct bl_operand *count = bl_top(b, 0, 'I'), *x = bl_top(b, 1, type);
    if (count->where == IS_CONST) {
        unsigned reg = bl_take(b, x, type), n = (unsigned)count->value & (size == 8 ? 63 : 31);
        if (n != 0)
            x64_shift_imm(&b->a, op, size, x64_r(reg), n);
        bl_pop(b, bl_is_wide(type) ? 3 : 2);
        bl_push_gpr(b, type, reg);
        return;
    }
    bl_claim(b, RCX);
    x64_mov(&b->a, 4, RCX, bl_rm(b, count, 'I'));
    unsigned reg = bl_take(b, x, type);
    x64_shift_cl(&b->a, op, size, x64_r(reg));
    bl_pop(b, bl_is_wide(type) ? 3 : 2);
    bl_free(b, RCX);
    bl_push_gpr(b, type, reg);
}

static void unary(struct bl *b, enum x64_unary op, char type)
{
    unsigned reg = bl_take(b, bl_top(b, 0, type), type);
    x64_unary(&b->a, op, bl_size(type), x64_r(reg));
    bl_pop(b, bl_is_wide(type) ? 2 : 1);
    bl_push_gpr(b, type, reg);
}

/* ---- floating point ---- */

static void fp(struct bl *b, enum x64_fp op, char type)
{
    unsigned slots = bl_is_wide(type) ? 2 : 1;
    struct bl_operand *y = bl_top(b, 0, type), *x = bl_top(b, slots, type);
    struct x64_rm rm = bl_fp_rm(b, y, type);
    bool fresh = b->config->avx &&
                 (x->where == IS_LOCAL || (x->where == IN_XMM && b->xmm_uses[x->reg] > 1)) &&
                 !(x->where == IS_LOCAL && b->pin_of[x->local] == BL_NO_PIN);
    unsigned from, reg;
    if (fresh) {
        from = bl_xmm(b, x, type);
        reg = bl_alloc_xmm(b);
    } else {
        from = reg = bl_take_xmm(b, x, type);
    }
    x64_fp(&b->a, b->config->avx, op, type == 'D', reg, from, rm);
    bl_pop(b, 2 * slots);
    bl_push_xmm(b, type, reg);
}

static void fp_negate(struct bl *b, char type)
{
    bool d = type == 'D', avx = b->config->avx;
    unsigned reg = bl_take_xmm(b, bl_top(b, 0, type), type);
    x64_mov_imm(&b->a, BL_SCRATCH, d ? UINT64_C(1) << 63 : UINT64_C(1) << 31);
    x64_fp_from_bits(&b->a, avx, d ? 8 : 4, BL_XMM_SCRATCH, BL_SCRATCH);
    x64_fp_bits(&b->a, avx, FP_XOR, d, reg, reg, x64_r(BL_XMM_SCRATCH));
    bl_pop(b, d ? 2 : 1);
    bl_push_xmm(b, type, reg);
}

static void fp_remainder(struct bl *b, char type)
{
    bool d = type == 'D', avx = b->config->avx;
    unsigned slots = d ? 2 : 1;
    bl_flush(b);
    bl_forget_copies(b);
    x64_fp_mov(&b->a, avx, d, XMM0, bl_slot(b, b->depth - 2 * slots));
    x64_fp_mov(&b->a, avx, d, XMM1, bl_slot(b, b->depth - slots));
    bl_call_c(b, d ? b->config->fmod_f64 : b->config->fmod_f32);
    bl_pop(b, 2 * slots);
    b->xmm_uses[XMM0] = 1;
    bl_push_xmm(b, type, XMM0);
}

/* ---- conversions ---- */

static void int_to_fp(struct bl *b, char from, char to)
{
    struct x64_rm rm = bl_rm(b, bl_top(b, 0, from), from);
    unsigned reg = bl_alloc_xmm(b);
    x64_fp_zero(&b->a, b->config->avx, reg); /* the conversion depends on the rest of the register */
    x64_int_to_fp(&b->a, b->config->avx, bl_size(from), to == 'D', reg, rm);
    bl_pop(b, bl_is_wide(from) ? 2 : 1);
    bl_push_xmm(b, to, reg);
}

/* The processor answers the smallest number for what does not fit; the interpreter knows what Java wants. */
static void fp_to_int(struct bl *b, char from, char to)
{
    struct x64_rm rm = bl_fp_rm(b, bl_top(b, 0, from), from);
    unsigned reg = bl_alloc(b);
    x64_fp_to_int(&b->a, b->config->avx, from == 'D', bl_size(to), reg, rm);
    if (to == 'I') {
        x64_alu_imm(&b->a, ALU_CMP, 4, x64_r(reg), INT32_MIN);
    } else {
        x64_mov_imm(&b->a, BL_SCRATCH, UINT64_C(1) << 63);
        x64_alu(&b->a, ALU_CMP, 8, reg, x64_r(BL_SCRATCH));
    }
    x64_jcc(&b->a, CC_E, bl_exit(b, true));
    bl_pop(b, bl_is_wide(from) ? 2 : 1);
    bl_push_gpr(b, to, reg);
}

static void fp_to_fp(struct bl *b, char from, char to)
{
    struct x64_rm rm = bl_fp_rm(b, bl_top(b, 0, from), from);
    unsigned reg = bl_alloc_xmm(b);
    x64_fp_zero(&b->a, b->config->avx, reg);
    x64_fp_to_fp(&b->a, b->config->avx, to == 'D', reg, rm);
    bl_pop(b, bl_is_wide(from) ? 2 : 1);
    bl_push_xmm(b, to, reg);
}

static void extend(struct bl *b, bool sign, int from, char type, char to)
{
    struct x64_rm rm = bl_rm(b, bl_top(b, 0, type), type);
    unsigned reg = bl_alloc(b);
    x64_movx(&b->a, sign, from, 4, reg, rm);
    bl_pop(b, 1);
    bl_push_gpr(b, to, reg);
}

static void long_to_int(struct bl *b)
{
    unsigned reg = bl_take(b, bl_top(b, 0, 'J'), 'J');
    x64_mov(&b->a, 4, reg, x64_r(reg));
    bl_pop(b, 2);
    bl_push_gpr(b, 'I', reg);
}

/* ---- comparisons ---- */

static void compare_longs(struct bl *b)
{
    struct bl_operand *y = bl_top(b, 0, 'J'), *x = bl_top(b, 2, 'J');
    struct x64_rm rm = bl_rm(b, y, 'J');
    unsigned left = bl_gpr(b, x, 'J'), reg = bl_alloc(b);
    x64_alu(&b->a, ALU_CMP, 8, left, rm);
    x64_setcc(&b->a, CC_G, reg);
    x64_setcc(&b->a, CC_L, BL_SCRATCH);
    x64_alu(&b->a, ALU_SUB, 1, reg, x64_r(BL_SCRATCH));
    x64_movx(&b->a, true, 1, 4, reg, x64_r(reg));
    bl_pop(b, 4);
    bl_push_gpr(b, 'I', reg);
}

/* Not a number: -1 for the l forms, 1 for the g forms. So the greater side is tested in l forms as "above",
 * the less side in g forms as "below", with the operands turned round. */
static void compare_fp(struct bl *b, char type, bool g)
{
    bool d = type == 'D', avx = b->config->avx;
    unsigned slots = d ? 2 : 1;
    struct bl_operand *y = bl_top(b, 0, type), *x = bl_top(b, slots, type);
    unsigned right = bl_xmm(b, y, type), left = bl_xmm(b, x, type), reg = bl_alloc(b);
    /* l: (a > b) - !(a >= b); g: !(a <= b) - (a < b), where a < b is b > a */
    if (!g) {
        x64_fp_compare(&b->a, avx, d, left, x64_r(right));
        x64_setcc(&b->a, CC_A, reg);
        x64_setcc(&b->a, CC_B, BL_SCRATCH); /* also when unordered */
    } else {
        x64_fp_compare(&b->a, avx, d, right, x64_r(left));
        x64_setcc(&b->a, CC_B, reg); /* also when unordered */
        x64_setcc(&b->a, CC_A, BL_SCRATCH);
    }
    x64_alu(&b->a, ALU_SUB, 1, reg, x64_r(BL_SCRATCH));
    x64_movx(&b->a, true, 1, 4, reg, x64_r(reg));
    bl_pop(b, 2 * slots);
    bl_push_gpr(b, 'I', reg);
}

/* ---- calls that are instructions ---- */

static void min_max(struct bl *b, enum x64_cond keep)
{
    struct bl_operand *y = bl_top(b, 0, 'I'), *x = bl_top(b, 1, 'I');
    unsigned right = bl_gpr(b, y, 'I'), reg = bl_take(b, x, 'I');
    x64_alu(&b->a, ALU_CMP, 4, right, x64_r(reg));
    x64_cmov(&b->a, keep, 4, reg, x64_r(right));
    bl_pop(b, 2);
    bl_push_gpr(b, 'I', reg);
}

static void absolute(struct bl *b)
{
    unsigned reg = bl_take(b, bl_top(b, 0, 'I'), 'I');
    x64_mov(&b->a, 4, BL_SCRATCH, x64_r(reg));
    x64_unary(&b->a, UNARY_NEG, 4, x64_r(reg));
    x64_cmov(&b->a, CC_S, 4, reg, x64_r(BL_SCRATCH));
    bl_pop(b, 1);
    bl_push_gpr(b, 'I', reg);
}

static void square_root(struct bl *b)
{
    struct x64_rm rm = bl_fp_rm(b, bl_top(b, 0, 'D'), 'D');
    unsigned reg = bl_alloc_xmm(b);
    x64_fp_zero(&b->a, b->config->avx, reg);
    x64_fp(&b->a, b->config->avx, FP_SQRT, true, reg, reg, rm);
    bl_pop(b, 2);
    bl_push_xmm(b, 'D', reg);
}

static void to_bits(struct bl *b, char from, char to)
{
    unsigned value = bl_xmm(b, bl_top(b, 0, from), from), reg = bl_alloc(b);
    x64_fp_to_bits(&b->a, b->config->avx, bl_size(from), reg, value);
    bl_pop(b, bl_is_wide(from) ? 2 : 1);
    bl_push_gpr(b, to, reg);
}

static void from_bits(struct bl *b, char from, char to)
{
    unsigned bits = bl_gpr(b, bl_top(b, 0, from), from), reg = bl_alloc_xmm(b);
    x64_fp_from_bits(&b->a, b->config->avx, bl_size(from), reg, bits);
    bl_pop(b, bl_is_wide(from) ? 2 : 1);
    bl_push_xmm(b, to, reg);
}

void bl_inline(struct bl *b, enum baseline_inline what)
{
    switch (what) {
    case INLINE_ROL_I: shift(b, SHIFT_ROL, 'I'); break;
    case INLINE_ROR_I: shift(b, SHIFT_ROR, 'I'); break;
    case INLINE_ROL_J: shift(b, SHIFT_ROL, 'J'); break;
    case INLINE_ROR_J: shift(b, SHIFT_ROR, 'J'); break;
    case INLINE_MIN_I: min_max(b, CC_L); break;
    case INLINE_MAX_I: min_max(b, CC_G); break;
    case INLINE_ABS_I: absolute(b); break;
    case INLINE_SQRT_D: square_root(b); break;
    case INLINE_BITS_OF_F: to_bits(b, 'F', 'I'); break;
    case INLINE_BITS_OF_D: to_bits(b, 'D', 'J'); break;
    case INLINE_F_OF_BITS: from_bits(b, 'I', 'F'); break;
    case INLINE_D_OF_BITS: from_bits(b, 'J', 'D'); break;
    }
}

bool bl_arith(struct bl *b, unsigned op)
{
    switch (op) {
    case BC_iadd: alu(b, ALU_ADD, 'I'); return true;
    case BC_ladd: alu(b, ALU_ADD, 'J'); return true;
    case BC_isub: alu(b, ALU_SUB, 'I'); return true;
    case BC_lsub: alu(b, ALU_SUB, 'J'); return true;
    case BC_iand: alu(b, ALU_AND, 'I'); return true;
    case BC_land: alu(b, ALU_AND, 'J'); return true;
    case BC_ior: alu(b, ALU_OR, 'I'); return true;
    case BC_lor: alu(b, ALU_OR, 'J'); return true;
    case BC_ixor: alu(b, ALU_XOR, 'I'); return true;
    case BC_lxor: alu(b, ALU_XOR, 'J'); return true;
    case BC_imul: multiply(b, 'I'); return true;
    case BC_lmul: multiply(b, 'J'); return true;
    case BC_idiv: divide(b, 'I', false); return true;
    case BC_ldiv: divide(b, 'J', false); return true;
    case BC_irem: divide(b, 'I', true); return true;
    case BC_lrem: divide(b, 'J', true); return true;
    case BC_ineg: unary(b, UNARY_NEG, 'I'); return true;
    case BC_lneg: unary(b, UNARY_NEG, 'J'); return true;
    case BC_ishl: shift(b, SHIFT_SHL, 'I'); return true;
    case BC_lshl: shift(b, SHIFT_SHL, 'J'); return true;
    case BC_ishr: shift(b, SHIFT_SAR, 'I'); return true;
    case BC_lshr: shift(b, SHIFT_SAR, 'J'); return true;
    case BC_iushr: shift(b, SHIFT_SHR, 'I'); return true;
    case BC_lushr: shift(b, SHIFT_SHR, 'J'); return true;
    case BC_fadd: fp(b, FP_ADD, 'F'); return true;
    case BC_dadd: fp(b, FP_ADD, 'D'); return true;
    case BC_fsub: fp(b, FP_SUB, 'F'); return true;
    case BC_dsub: fp(b, FP_SUB, 'D'); return true;
    case BC_fmul: fp(b, FP_MUL, 'F'); return true;
    case BC_dmul: fp(b, FP_MUL, 'D'); return true;
    case BC_fdiv: fp(b, FP_DIV, 'F'); return true;
    case BC_ddiv: fp(b, FP_DIV, 'D'); return true;
    case BC_frem: fp_remainder(b, 'F'); return true;
    case BC_drem: fp_remainder(b, 'D'); return true;
    case BC_fneg: fp_negate(b, 'F'); return true;
    case BC_dneg: fp_negate(b, 'D'); return true;
    case BC_i2l: extend(b, true, 4, 'I', 'J'); return true;
    case BC_i2b: extend(b, true, 1, 'I', 'I'); return true;
    case BC_i2c: extend(b, false, 2, 'I', 'I'); return true;
    case BC_i2s: extend(b, true, 2, 'I', 'I'); return true;
    case BC_l2i: long_to_int(b); return true;
    case BC_i2f: int_to_fp(b, 'I', 'F'); return true;
    case BC_i2d: int_to_fp(b, 'I', 'D'); return true;
    case BC_l2f: int_to_fp(b, 'J', 'F'); return true;
    case BC_l2d: int_to_fp(b, 'J', 'D'); return true;
    case BC_f2i: fp_to_int(b, 'F', 'I'); return true;
    case BC_f2l: fp_to_int(b, 'F', 'J'); return true;
    case BC_d2i: fp_to_int(b, 'D', 'I'); return true;
    case BC_d2l: fp_to_int(b, 'D', 'J'); return true;
    case BC_f2d: fp_to_fp(b, 'F', 'D'); return true;
    case BC_d2f: fp_to_fp(b, 'D', 'F'); return true;
    case BC_lcmp: compare_longs(b); return true;
    case BC_fcmpl: compare_fp(b, 'F', false); return true;
    case BC_fcmpg: compare_fp(b, 'F', true); return true;
    case BC_dcmpl: compare_fp(b, 'D', false); return true;
    case BC_dcmpg: compare_fp(b, 'D', true); return true;
    default: return false;
    }
}
