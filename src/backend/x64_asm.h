/*
 * x64_asm.h - the x86-64 encoder: one function an instruction form, labels, jumps of the shortest size.
 *
 * Code goes to a growing buffer and contains no absolute addresses but those the caller puts there. A jump's
 * size depends on a distance that is unknown when it is emitted, so code is emitted twice: in the first round
 * all forward jumps are long, and how far each one went is remembered; x64_asm_restart keeps that, and the
 * second round (which must make the same calls) uses short jumps where they reach. x64_asm_finish reports
 * what it could not encode.
 *
 * Operands: a register, or `struct x64_rm`: a register or a memory place, since most instructions take
 * either. size: operand size in bytes (1, 2, 4, 8). i32 results are zero-extended by the processor.
 */
#ifndef SAMOVAR_BACKEND_X64_ASM_H
#define SAMOVAR_BACKEND_X64_ASM_H

#include "base/base.h"

enum x64_reg {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    X64_NO_REG = 0xff
};
enum { XMM0, XMM1, XMM2, XMM3, XMM4, XMM5, XMM6, XMM7, XMM8, XMM15 = 15 };

typedef uint32_t x64_label;
#define X64_NO_LABEL UINT32_MAX

struct x64_rm {
    uint8_t reg;   /* a register; X64_NO_REG: memory */
    uint8_t base;  /* X64_NO_REG: none */
    uint8_t index; /* X64_NO_REG: none */
    uint8_t scale; /* log2 */
    int32_t disp;
    x64_label label; /* X64_NO_LABEL, or [rip + label + disp] */
};

static inline struct x64_rm x64_r(unsigned reg)
{
    return (struct x64_rm){(uint8_t)reg, X64_NO_REG, X64_NO_REG, 0, 0, X64_NO_LABEL};
}
static inline struct x64_rm x64_m(unsigned base, int32_t disp)
{
    return (struct x64_rm){X64_NO_REG, (uint8_t)base, X64_NO_REG, 0, disp, X64_NO_LABEL};
}
static inline struct x64_rm x64_mx(unsigned base, unsigned index, unsigned scale, int32_t disp)
{
    return (struct x64_rm){X64_NO_REG, (uint8_t)base, (uint8_t)index, (uint8_t)scale, disp, X64_NO_LABEL};
}
static inline struct x64_rm x64_ml(x64_label label)
{
    return (struct x64_rm){X64_NO_REG, X64_NO_REG, X64_NO_REG, 0, 0, label};
}
static inline bool x64_is_mem(struct x64_rm m)
{
    return m.reg == X64_NO_REG;
}

struct x64_fixup {
    uint32_t at; /* of the displacement, which is relative to `end` */
    uint32_t end;
    x64_label label;
    uint8_t size; /* 1 or 4 */
    int32_t disp;
    uint32_t jump; /* number of the jump, UINT32_MAX: of a memory operand */
};

struct x64_asm {
    VEC(uint8_t) code;
    VEC(uint32_t) labels; /* offsets; UINT32_MAX: not bound yet */
    VEC(struct x64_fixup) fixups;
    VEC(uint8_t) jump_fits; /* by number of the jump: a short one reaches */
    uint32_t njumps;
    int round;
    bool failed;
};

void x64_asm_free(struct x64_asm *a);
void x64_asm_restart(struct x64_asm *a); /* after x64_asm_finish: for the next round */
bool x64_asm_finish(struct x64_asm *a); /* fills in the distances; false: a jump or displacement is too far */
static inline uint32_t x64_here(const struct x64_asm *a)
{
    return (uint32_t)a->code.len;
}
x64_label x64_new_label(struct x64_asm *a);
void x64_bind(struct x64_asm *a, x64_label l);
void x64_bind_at(struct x64_asm *a, x64_label l, uint32_t offset);
static inline uint32_t x64_label_offset(const struct x64_asm *a, x64_label l)
{
    return a->labels.at[l];
}
void x64_align(struct x64_asm *a, uint32_t to); /* with long nops */
void x64_byte(struct x64_asm *a, unsigned byte);
void x64_u32(struct x64_asm *a, uint32_t x);
void x64_u64(struct x64_asm *a, uint64_t x);

/* ----------------------------------------------------------------------------------------------------
 * integers */

enum x64_alu { ALU_ADD, ALU_OR, ALU_ADC, ALU_SBB, ALU_AND, ALU_SUB, ALU_XOR, ALU_CMP };
enum x64_shift { SHIFT_ROL, SHIFT_ROR, SHIFT_SHL = 4, SHIFT_SHR, SHIFT_SAR = 7 };
enum x64_unary {
    UNARY_NOT = 2,
    UNARY_NEG,
    UNARY_MUL,
    UNARY_IMUL,
    UNARY_DIV,
    UNARY_IDIV
}; /* mul..idiv: rdx:rax */
enum x64_cond {
    CC_O,
    CC_NO,
    CC_B,
    CC_AE,
    CC_E,
    CC_NE,
    CC_BE,
    CC_A,
    CC_S,
    CC_NS,
    CC_P,
    CC_NP,
    CC_L,
    CC_GE,
    CC_LE,
    CC_G
};
enum x64_lowest { LOWEST_RESET = 1, LOWEST_MASK, LOWEST_ISOLATE }; /* x & x - 1, x ^ x - 1, x & -x */
enum x64_bits { BITS_POPCNT, BITS_LZCNT, BITS_TZCNT, BITS_BSF, BITS_BSR };

void x64_alu(struct x64_asm *a, enum x64_alu op, int size, unsigned reg, struct x64_rm rm); /* op reg, rm */
void x64_alu_to(struct x64_asm *a, enum x64_alu op, int size, struct x64_rm rm,
                unsigned reg); /* op rm, reg */
void x64_alu_imm(struct x64_asm *a, enum x64_alu op, int size, struct x64_rm rm, int32_t imm);
void x64_test(struct x64_asm *a, int size, struct x64_rm rm, unsigned reg);
void x64_test_imm(struct x64_asm *a, int size, struct x64_rm rm, int32_t imm);
void x64_mov(struct x64_asm *a, int size, unsigned reg, struct x64_rm rm);    /* size 4 or 8 */
void x64_mov_to(struct x64_asm *a, int size, struct x64_rm rm, unsigned reg); /* any size */
void x64_mov_imm(struct x64_asm *a, unsigned reg, uint64_t imm);              /* keeps the flags */
void x64_mov_imm64(struct x64_asm *a, unsigned reg,
                   uint64_t imm); /* always 10 bytes, the last 8 are the number */
void x64_mov_to_imm(struct x64_asm *a, int size, struct x64_rm rm, int32_t imm);
void x64_movx(struct x64_asm *a, bool sign, int from, int to, unsigned reg,
              struct x64_rm rm); /* from 1, 2 (sign: 4) */
void x64_lea(struct x64_asm *a, int size, unsigned reg, struct x64_rm m);
void x64_shift_imm(struct x64_asm *a, enum x64_shift op, int size, struct x64_rm rm, unsigned count);
void x64_shift_cl(struct x64_asm *a, enum x64_shift op, int size, struct x64_rm rm);
void x64_shiftx(struct x64_asm *a, enum x64_shift op, int size, unsigned reg, struct x64_rm rm,
                unsigned count);                                                                  /* BMI2 */
void x64_rorx(struct x64_asm *a, int size, unsigned reg, struct x64_rm rm, unsigned count);       /* BMI2 */
void x64_andn(struct x64_asm *a, int size, unsigned reg, unsigned inverted, struct x64_rm rm);    /* BMI1 */
void x64_lowest(struct x64_asm *a, enum x64_lowest op, int size, unsigned reg, struct x64_rm rm); /* BMI1 */
void x64_bit_test(struct x64_asm *a, int size, unsigned reg, unsigned bit); /* into the carry flag */
void x64_imul(struct x64_asm *a, int size, unsigned reg, struct x64_rm rm);
void x64_imul_imm(struct x64_asm *a, int size, unsigned reg, struct x64_rm rm, int32_t imm);
void x64_unary(struct x64_asm *a, enum x64_unary op, int size, struct x64_rm rm);
void x64_cdq(struct x64_asm *a, int size); /* sign of rax into rdx */
void x64_cmov(struct x64_asm *a, enum x64_cond cc, int size, unsigned reg, struct x64_rm rm);
void x64_setcc(struct x64_asm *a, enum x64_cond cc, unsigned reg); /* the lowest byte alone */
void x64_count_bits(struct x64_asm *a, enum x64_bits op, int size, unsigned reg, struct x64_rm rm);
void x64_bswap(struct x64_asm *a, int size, unsigned reg);
void x64_xchg(struct x64_asm *a, int size, struct x64_rm rm, unsigned reg);        /* memory: locked */
void x64_lock_cmpxchg(struct x64_asm *a, int size, struct x64_rm m, unsigned reg); /* expects rax */
void x64_lock_xadd(struct x64_asm *a, int size, struct x64_rm m, unsigned reg);
void x64_lock_add_imm(struct x64_asm *a, int size, struct x64_rm m,
                      int32_t imm); /* a full fence on the stack's top */
void x64_push(struct x64_asm *a, unsigned reg);
void x64_pop(struct x64_asm *a, unsigned reg);

/* ----------------------------------------------------------------------------------------------------
 * control */

void x64_jmp(struct x64_asm *a, x64_label l);
void x64_jcc(struct x64_asm *a, enum x64_cond cc, x64_label l);
void x64_call(struct x64_asm *a, x64_label l);
void x64_jmp_rm(struct x64_asm *a, struct x64_rm rm);
void x64_call_rm(struct x64_asm *a, struct x64_rm rm);
void x64_jmp_rip(struct x64_asm *a);  /* jmp [rip + 0]: the caller fills in the last four bytes */
void x64_call_rip(struct x64_asm *a); /* call [rip + 0] */
void x64_ret(struct x64_asm *a);
void x64_int3(struct x64_asm *a);
void x64_ud2(struct x64_asm *a);

/* --------------------------------------------------------------------------------------------- floating
 * point */

/* Scalars. dst = a op rm; without AVX dst must be a. double_: f64. */
enum x64_fp { FP_ADD, FP_SUB, FP_MUL, FP_DIV, FP_MIN, FP_MAX, FP_SQRT };
enum x64_fp_bits { FP_AND, FP_ANDN, FP_OR, FP_XOR }; /* of all 128 bits: rm in memory has 16, aligned */

void x64_fp(struct x64_asm *a, bool avx, enum x64_fp op, bool double_, unsigned dst, unsigned src,
            struct x64_rm rm);
void x64_fp_bits(struct x64_asm *a, bool avx, enum x64_fp_bits op, bool double_, unsigned dst, unsigned src,
                 struct x64_rm rm);
void x64_fp_round(struct x64_asm *a, bool avx, bool double_, unsigned dst, struct x64_rm rm,
                  unsigned mode);                                                               /* SSE4.1 */
void x64_fp_compare(struct x64_asm *a, bool avx, bool double_, unsigned reg, struct x64_rm rm); /* ucomis */
void x64_fma(struct x64_asm *a, bool double_, unsigned dst, unsigned src,
             struct x64_rm rm); /* dst = src * rm + dst */
void x64_fp_mov(struct x64_asm *a, bool avx, bool double_, unsigned dst, struct x64_rm rm);
void x64_fp_mov_to(struct x64_asm *a, bool avx, bool double_, struct x64_rm rm, unsigned src);
void x64_fp_mov_all_to(struct x64_asm *a, bool avx, struct x64_rm rm, unsigned src); /* all 16 bytes */
void x64_fp_zero(struct x64_asm *a, bool avx, unsigned dst);
void x64_int_to_fp(struct x64_asm *a, bool avx, int size, bool double_, unsigned dst, struct x64_rm rm);
void x64_fp_to_int(struct x64_asm *a, bool avx, bool double_, int size, unsigned dst,
                   struct x64_rm rm); /* truncates */
void x64_fp_to_fp(struct x64_asm *a, bool avx, bool to_double, unsigned dst, struct x64_rm rm);
void x64_fp_from_bits(struct x64_asm *a, bool avx, int size, unsigned xmm, unsigned reg);
void x64_fp_to_bits(struct x64_asm *a, bool avx, int size, unsigned reg, unsigned xmm);

/* Of 32 bytes, with AVX2 (x64_asm_vector.c). shift: log2 of an element's size; splat takes xmm's lowest
 * element. */
enum x64_vector_bits { VECTOR_AND = 0xdb, VECTOR_OR = 0xeb, VECTOR_XOR = 0xef };
enum x64_vector_shift { VECTOR_USHR = 2, VECTOR_SHR = 4, VECTOR_SHL = 6 };

void x64_vector_mov(struct x64_asm *a, unsigned dst, struct x64_rm rm);
void x64_vector_mov_to(struct x64_asm *a, struct x64_rm rm, unsigned src);
void x64_vector_splat(struct x64_asm *a, bool fp, unsigned shift, unsigned dst, unsigned xmm);
void x64_vector_fp(struct x64_asm *a, enum x64_fp op, bool double_, unsigned dst, unsigned src,
                   struct x64_rm rm);
void x64_vector_add(struct x64_asm *a, unsigned shift, unsigned dst, unsigned src, struct x64_rm rm);
void x64_vector_sub(struct x64_asm *a, unsigned shift, unsigned dst, unsigned src, struct x64_rm rm);
void x64_vector_mul(struct x64_asm *a, unsigned shift, unsigned dst, unsigned src,
                    struct x64_rm rm); /* 1, 2 */
void x64_vector_bits(struct x64_asm *a, enum x64_vector_bits op, unsigned dst, unsigned src,
                     struct x64_rm rm);
void x64_vector_shift(struct x64_asm *a, enum x64_vector_shift op, unsigned shift, unsigned dst, unsigned src,
                      unsigned count); /* not of bytes; SHR of 2 and 4 */
/* Integers of 32 bits. */
void x64_vector_minmax(struct x64_asm *a, bool max, unsigned dst, unsigned src, struct x64_rm rm);
/* Narrow elements become 32 bytes of wider ones: bytes and 16 bits to 32 bits, 32 bits to 64. */
enum x64_vector_widen {
    WIDEN_S8 = 0x21,
    WIDEN_S16 = 0x23,
    WIDEN_S32 = 0x25,
    WIDEN_U8 = 0x31,
    WIDEN_U16 = 0x33
};
void x64_vector_widen(struct x64_asm *a, enum x64_vector_widen how, unsigned dst, struct x64_rm rm);
void x64_vector_upper(struct x64_asm *a, unsigned xmm, unsigned src); /* the upper half */
/* Each half's elements of 32 bits in another order: two bits each, the lowest first. */
void x64_vector_shuffle(struct x64_asm *a, unsigned dst, unsigned src, unsigned order);
void x64_vector_end(struct x64_asm *a); /* the upper halves are clear: other code may be slow otherwise */

#endif
