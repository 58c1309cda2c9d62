/* x64_asm_fp.c - scalar floating point, in the legacy (SSE2) and the three-operand (AVX) encoding. */
#include "backend/x64_asm.h"

#include "backend/x64_asm_internal.h"

enum { NONE, P66, PF3, PF2 }; /* VEX's numbers for the prefixes */

static const uint8_t prefixes[] = {0, 0x66, 0xf3, 0xf2};

static unsigned scalar(bool double_)
{
    return double_ ? PF2 : PF3;
}
static unsigned packed(bool double_)
{
    return double_ ? P66 : NONE;
}

static void either(struct x64_asm *a, bool avx, unsigned pp, bool wide, unsigned map, unsigned opcode,
                   unsigned dst, unsigned src, const struct x64_rm *rm, unsigned imm)
{
    if (avx)
        x64_encode_vex(a, pp, wide, map, opcode, dst, src, rm, imm);
    else
        x64_encode(a, prefixes[pp], wide ? 8 : 4, map, opcode, dst, rm, imm);
}

void x64_fp(struct x64_asm *a, bool avx, enum x64_fp op, bool double_, unsigned dst, unsigned src,
            struct x64_rm rm)
{
    static const uint8_t opcodes[] = {0x58, 0x5c, 0x59, 0x5e, 0x5d, 0x5f, 0x51};
    either(a, avx, scalar(double_), false, X64_MAP_0F, opcodes[op], dst, src, &rm, 0);
}

void x64_fp_bits(struct x64_asm *a, bool avx, enum x64_fp_bits op, bool double_, unsigned dst, unsigned src,
                 struct x64_rm rm)
{
    either(a, avx, packed(double_), false, X64_MAP_0F, 0x54 + op, dst, src, &rm, 0);
}

void x64_fp_round(struct x64_asm *a, bool avx, bool double_, unsigned dst, struct x64_rm rm, unsigned mode)
{
    either(a, avx, P66, false, X64_MAP_0F3A, double_ ? 0x0b : 0x0a, dst, dst, &rm, 1);
    x64_byte(a, mode);
}

void x64_fp_compare(struct x64_asm *a, bool avx, bool double_, unsigned reg, struct x64_rm rm)
{
    either(a, avx, packed(double_), false, X64_MAP_0F, 0x2e, reg, 0, &rm, 0);
}

void x64_fma(struct x64_asm *a, bool double_, unsigned dst, unsigned src, struct x64_rm rm)
{
    x64_encode_vex(a, P66, double_, X64_MAP_0F38, 0xb9, dst, src, &rm, 0); /* vfmadd231 */
}

void x64_fp_mov(struct x64_asm *a, bool avx, bool double_, unsigned dst, struct x64_rm rm)
{
    if (x64_is_mem(rm))
        either(a, avx, scalar(double_), false, X64_MAP_0F, 0x10, dst, 0, &rm, 0);
    else /* movaps: the whole register, so that it does not depend on its old upper half */
        either(a, avx, NONE, false, X64_MAP_0F, 0x28, dst, 0, &rm, 0);
}

void x64_fp_mov_to(struct x64_asm *a, bool avx, bool double_, struct x64_rm rm, unsigned src)
{
    either(a, avx, scalar(double_), false, X64_MAP_0F, 0x11, src, 0, &rm, 0);
}

void x64_fp_mov_all_to(struct x64_asm *a, bool avx, struct x64_rm rm, unsigned src)
{
    either(a, avx, NONE, false, X64_MAP_0F, 0x11, src, 0, &rm, 0); /* movups */
}

void x64_fp_zero(struct x64_asm *a, bool avx, unsigned dst)
{
    struct x64_rm rm = x64_r(dst);
    either(a, avx, NONE, false, X64_MAP_0F, 0x57, dst, dst, &rm, 0);
}

void x64_int_to_fp(struct x64_asm *a, bool avx, int size, bool double_, unsigned dst, struct x64_rm rm)
{
    either(a, avx, scalar(double_), size == 8, X64_MAP_0F, 0x2a, dst, dst, &rm, 0);
}

void x64_fp_to_int(struct x64_asm *a, bool avx, bool double_, int size, unsigned dst, struct x64_rm rm)
{
    either(a, avx, scalar(double_), size == 8, X64_MAP_0F, 0x2c, dst, 0, &rm, 0);
}

void x64_fp_to_fp(struct x64_asm *a, bool avx, bool to_double, unsigned dst, struct x64_rm rm)
{
    either(a, avx, scalar(!to_double), false, X64_MAP_0F, 0x5a, dst, dst, &rm, 0);
}

void x64_fp_from_bits(struct x64_asm *a, bool avx, int size, unsigned xmm, unsigned reg)
{
    struct x64_rm rm = x64_r(reg);
    either(a, avx, P66, size == 8, X64_MAP_0F, 0x6e, xmm, 0, &rm, 0);
}

void x64_fp_to_bits(struct x64_asm *a, bool avx, int size, unsigned reg, unsigned xmm)
{
    struct x64_rm rm = x64_r(reg);
    either(a, avx, P66, size == 8, X64_MAP_0F, 0x7e, xmm, 0, &rm, 0);
}
