/* x64_asm_vector.c - operations on 32-byte registers (AVX2). Shifts are from 1 to 3: elements of 2, 4, 8
 * bytes. */
#include "backend/x64_asm.h"

#include "backend/x64_asm_internal.h"

enum { NONE, P66, PF3, PF2, WIDE = 4 }; /* VEX's numbers for the prefixes, and its bit for 32 bytes */

static void vector(struct x64_asm *a, unsigned prefix, unsigned map, unsigned opcode, unsigned reg,
                   unsigned src, struct x64_rm rm, unsigned imm)
{
    x64_encode_vex(a, prefix | WIDE, false, map, opcode, reg, src, &rm, imm);
}

void x64_vector_mov(struct x64_asm *a, unsigned dst, struct x64_rm rm)
{
    vector(a, PF3, X64_MAP_0F, 0x6f, dst, 0, rm, 0); /* vmovdqu */
}

void x64_vector_mov_to(struct x64_asm *a, struct x64_rm rm, unsigned src)
{
    vector(a, PF3, X64_MAP_0F, 0x7f, src, 0, rm, 0);
}

void x64_vector_splat(struct x64_asm *a, bool fp, unsigned shift, unsigned dst, unsigned xmm)
{
    static const uint8_t ints[] = {0x78, 0x79, 0x58, 0x59};
    vector(a, P66, X64_MAP_0F38, fp ? 0x16u + shift : ints[shift], dst, 0, x64_r(xmm), 0);
}

void x64_vector_fp(struct x64_asm *a, enum x64_fp op, bool double_, unsigned dst, unsigned src,
                   struct x64_rm rm)
{
    static const uint8_t opcodes[] = {0x58, 0x5c, 0x59, 0x5e, 0x5d, 0x5f, 0x51};
    vector(a, double_ ? P66 : NONE, X64_MAP_0F, opcodes[op], dst, op == FP_SQRT ? 0 : src, rm, 0);
}

void x64_vector_add(struct x64_asm *a, unsigned shift, unsigned dst, unsigned src, struct x64_rm rm)
{
    static const uint8_t opcodes[] = {0xfc, 0xfd, 0xfe, 0xd4};
    vector(a, P66, X64_MAP_0F, opcodes[shift], dst, src, rm, 0);
}

void x64_vector_sub(struct x64_asm *a, unsigned shift, unsigned dst, unsigned src, struct x64_rm rm)
{
    vector(a, P66, X64_MAP_0F, 0xf8 + shift, dst, src, rm, 0);
}

void x64_vector_mul(struct x64_asm *a, unsigned shift, unsigned dst, unsigned src, struct x64_rm rm)
{
    if (shift == 1)
        vector(a, P66, X64_MAP_0F, 0xd5, dst, src, rm, 0);
    else
        vector(a, P66, X64_MAP_0F38, 0x40, dst, src, rm, 0);
}

void x64_vector_bits(struct x64_asm *a, enum x64_vector_bits op, unsigned dst, unsigned src, struct x64_rm rm)
{
    vector(a, P66, X64_MAP_0F, op, dst, src, rm, 0);
}

void x64_vector_shift(struct x64_asm *a, enum x64_vector_shift op, unsigned shift, unsigned dst, unsigned src,
                      unsigned count)
{
    vector(a, P66, X64_MAP_0F, 0x70 + shift, op, dst, x64_r(src), 1);
    x64_byte(a, count);
}

void x64_vector_minmax(struct x64_asm *a, bool max, unsigned dst, unsigned src, struct x64_rm rm)
{
    vector(a, P66, X64_MAP_0F38, max ? 0x3d : 0x39, dst, src, rm, 0);
}

void x64_vector_widen(struct x64_asm *a, enum x64_vector_widen how, unsigned dst, struct x64_rm rm)
{
    vector(a, P66, X64_MAP_0F38, how, dst, 0, rm, 0);
}

void x64_vector_upper(struct x64_asm *a, unsigned xmm, unsigned src) /* vextracti128 */
{
    vector(a, P66, X64_MAP_0F3A, 0x39, src, 0, x64_r(xmm), 1);
    x64_byte(a, 1);
}

void x64_vector_shuffle(struct x64_asm *a, unsigned dst, unsigned src, unsigned order) /* vpshufd */
{
    vector(a, P66, X64_MAP_0F, 0x70, dst, 0, x64_r(src), 1);
    x64_byte(a, order);
}

void x64_vector_end(struct x64_asm *a) /* vzeroupper */
{
    x64_byte(a, 0xc5);
    x64_byte(a, 0xf8);
    x64_byte(a, 0x77);
}
