/*
 * x64_asm.c - prefixes, ModRM, SIB, VEX; then the instructions (Intel SDM volume 2).
 *
 * Every instruction goes through `encode` (legacy) or `x64_encode_vex`: they place prefixes, opcode and
 * operands in the one order the processor accepts, and choose the shortest displacement.
 */
#include "backend/x64_asm.h"

#include <string.h>

#include "backend/x64_asm_internal.h"

void x64_asm_free(struct x64_asm *a)
{
    vec_free(&a->code);
    vec_free(&a->labels);
    vec_free(&a->fixups);
    vec_free(&a->jump_fits);
}

void x64_asm_restart(struct x64_asm *a)
{
    vec_clear(&a->code);
    vec_clear(&a->labels);
    vec_clear(&a->fixups);
    a->njumps = 0;
    a->failed = false;
    a->round++;
}

/* Alignment can move a jump's target away in the second round: leave room for that. */
#define SHORT_REACH 100

bool x64_asm_finish(struct x64_asm *a)
{
    for (size_t i = 0; i < a->fixups.len; i++) {
        struct x64_fixup *f = &a->fixups.at[i];
        uint32_t target = a->labels.at[f->label];
        if (target == UINT32_MAX) {
            a->failed = true;
            continue;
        }
        int64_t distance = (int64_t)target - f->end + f->disp;
        if (f->jump != UINT32_MAX) {
            while (a->jump_fits.len <= f->jump)
                vec_push(&a->jump_fits, 0);
            a->jump_fits.at[f->jump] = distance >= -SHORT_REACH && distance <= SHORT_REACH;
        }
        if (f->size == 1) {
            a->failed |= distance != (int8_t)distance;
            a->code.at[f->at] = (uint8_t)distance;
        } else {
            a->failed |= distance != (int32_t)distance;
            int32_t d = (int32_t)distance;
            memcpy(a->code.at + f->at, &d, 4);
        }
    }
    return !a->failed;
}

x64_label x64_new_label(struct x64_asm *a)
{
    vec_push(&a->labels, UINT32_MAX);
    return (x64_label)a->labels.len - 1;
}

void x64_bind(struct x64_asm *a, x64_label l)
{
    a->labels.at[l] = x64_here(a);
}

void x64_bind_at(struct x64_asm *a, x64_label l, uint32_t offset)
{
    a->labels.at[l] = offset;
}

void x64_byte(struct x64_asm *a, unsigned byte)
{
    vec_push(&a->code, (uint8_t)byte);
}

static void bytes(struct x64_asm *a, const void *p, size_t n)
{
    vec_reserve(&a->code, a->code.len + n);
    memcpy(a->code.at + a->code.len, p, n);
    a->code.len += n;
}

void x64_u32(struct x64_asm *a, uint32_t x)
{
    bytes(a, &x, 4);
}
void x64_u64(struct x64_asm *a, uint64_t x)
{
    bytes(a, &x, 8);
}

void x64_align(struct x64_asm *a, uint32_t to)
{
    static const char nops[9][9] = {
        "\x90",
        "\x66\x90",
        "\x0f\x1f\x00",
        "\x0f\x1f\x40\x00",
        "\x0f\x1f\x44\x00\x00",
        "\x66\x0f\x1f\x44\x00\x00",
        "\x0f\x1f\x80\x00\x00\x00\x00",
        "\x0f\x1f\x84\x00\x00\x00\x00\x00",
        "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00",
    };
    for (uint32_t n = (to - x64_here(a) % to) % to; n > 0;) {
        uint32_t now = n < 9 ? n : 9;
        bytes(a, nops[now - 1], now);
        n -= now;
    }
}

/* -----------------------------------------------------------------------------------------------------
 * operands */

/* ModRM, SIB and displacement; imm: bytes of the immediate that follows (rip-relative distances count from
 * its end). */
static void operand(struct x64_asm *a, unsigned reg, const struct x64_rm *m, unsigned imm)
{
    reg = (reg & 7) << 3;
    if (!x64_is_mem(*m)) {
        x64_byte(a, 0xc0 | reg | (m->reg & 7));
        return;
    }
    if (m->label != X64_NO_LABEL) {
        x64_byte(a, reg | 5);
        uint32_t at = x64_here(a);
        vec_push(&a->fixups, ((struct x64_fixup){at, at + 4 + imm, m->label, 4, m->disp, UINT32_MAX}));
        x64_u32(a, 0);
        return;
    }
    bool has_index = m->index != X64_NO_REG;
    unsigned index = has_index ? (unsigned)(m->index & 7) << 3 : 4 << 3;
    if (m->base == X64_NO_REG) { /* [index * scale + disp32] */
        x64_byte(a, reg | 4);
        x64_byte(a, (unsigned)m->scale << 6 | index | 5);
        x64_u32(a, (uint32_t)m->disp);
        return;
    }
    /* rbp and r13 as a base have no form without displacement, rsp and r12 need a SIB byte. */
    unsigned mod = m->disp == 0 && (m->base & 7) != RBP ? 0 : m->disp == (int8_t)m->disp ? 0x40 : 0x80;
    if (has_index || (m->base & 7) == RSP) {
        x64_byte(a, mod | reg | 4);
        x64_byte(a, (unsigned)m->scale << 6 | index | (m->base & 7));
    } else {
        x64_byte(a, mod | reg | (m->base & 7));
    }
    if (mod == 0x40)
        x64_byte(a, (uint8_t)m->disp);
    else if (mod == 0x80)
        x64_u32(a, (uint32_t)m->disp);
}

static unsigned high(unsigned reg)
{
    return reg != X64_NO_REG && reg >= 8;
}

/* prefix: 0, 0x66, 0xf2, 0xf3. byte_reg, byte_rm: an operand is a byte register (sil and so on need a REX
 * prefix). */
static void encode(struct x64_asm *a, unsigned prefix, int size, unsigned map, unsigned opcode, unsigned reg,
                   const struct x64_rm *m, unsigned imm, bool byte_reg, bool byte_rm)
{
    unsigned rex = (size == 8 ? 8 : 0) | high(reg) << 2;
    if (x64_is_mem(*m))
        rex |= high(m->index) << 1 | high(m->base);
    else
        rex |= high(m->reg);
    bool force = (byte_reg && reg >= RSP && reg < R8) || (byte_rm && m->reg >= RSP && m->reg < R8);
    if (size == 2)
        x64_byte(a, 0x66);
    if (prefix != 0)
        x64_byte(a, prefix);
    if (rex != 0 || force)
        x64_byte(a, 0x40 | rex);
    if (map != X64_MAP_ONE)
        x64_byte(a, 0x0f);
    if (map == X64_MAP_0F38)
        x64_byte(a, 0x38);
    if (map == X64_MAP_0F3A)
        x64_byte(a, 0x3a);
    x64_byte(a, opcode);
    operand(a, reg, m, imm);
}

void x64_encode_vex(struct x64_asm *a, unsigned pp, bool w, unsigned map, unsigned opcode, unsigned reg,
                    unsigned src, const struct x64_rm *m, unsigned imm)
{
    unsigned r = high(reg), x = x64_is_mem(*m) ? high(m->index) : 0,
             b = x64_is_mem(*m) ? high(m->base) : high(m->reg);
    unsigned last = (~src & 15) << 3 | pp;
    if (!x && !b && !w && map == X64_MAP_0F) {
        x64_byte(a, 0xc5);
        x64_byte(a, (r ? 0 : 0x80) | last);
    } else {
        x64_byte(a, 0xc4);
        x64_byte(a, (r ? 0 : 0x80) | (x ? 0 : 0x40) | (b ? 0 : 0x20) | map);
        x64_byte(a, (w ? 0x80 : 0) | last);
    }
    x64_byte(a, opcode);
    operand(a, reg, m, imm);
}

void x64_encode(struct x64_asm *a, unsigned prefix, int size, unsigned map, unsigned opcode, unsigned reg,
                const struct x64_rm *m, unsigned imm)
{
    encode(a, prefix, size, map, opcode, reg, m, imm, false, false);
}

/* -----------------------------------------------------------------------------------------------------
 * integers */

void x64_alu(struct x64_asm *a, enum x64_alu op, int size, unsigned reg, struct x64_rm rm)
{
    encode(a, 0, size, X64_MAP_ONE, op << 3 | (size == 1 ? 2 : 3), reg, &rm, 0, size == 1, size == 1);
}

void x64_alu_to(struct x64_asm *a, enum x64_alu op, int size, struct x64_rm rm, unsigned reg)
{
    encode(a, 0, size, X64_MAP_ONE, op << 3 | (size == 1 ? 0 : 1), reg, &rm, 0, size == 1, size == 1);
}

static void immediate(struct x64_asm *a, int size, int32_t imm)
{
    bytes(a, &imm, size == 8 ? 4 : (size_t)size);
}

void x64_alu_imm(struct x64_asm *a, enum x64_alu op, int size, struct x64_rm rm, int32_t imm)
{
    if (size != 1 && imm == (int8_t)imm) {
        encode(a, 0, size, X64_MAP_ONE, 0x83, op, &rm, 1, false, false);
        x64_byte(a, (uint8_t)imm);
        return;
    }
    encode(a, 0, size, X64_MAP_ONE, size == 1 ? 0x80 : 0x81, op, &rm, size == 8 ? 4 : (unsigned)size, false,
           size == 1);
    immediate(a, size, imm);
}

void x64_test(struct x64_asm *a, int size, struct x64_rm rm, unsigned reg)
{
    encode(a, 0, size, X64_MAP_ONE, size == 1 ? 0x84 : 0x85, reg, &rm, 0, size == 1, size == 1);
}

void x64_test_imm(struct x64_asm *a, int size, struct x64_rm rm, int32_t imm)
{
    encode(a, 0, size, X64_MAP_ONE, size == 1 ? 0xf6 : 0xf7, 0, &rm, size == 8 ? 4 : (unsigned)size, false,
           size == 1);
    immediate(a, size, imm);
}

void x64_mov(struct x64_asm *a, int size, unsigned reg, struct x64_rm rm)
{
    encode(a, 0, size, X64_MAP_ONE, 0x8b, reg, &rm, 0, false, false);
}

void x64_mov_to(struct x64_asm *a, int size, struct x64_rm rm, unsigned reg)
{
    encode(a, 0, size, X64_MAP_ONE, size == 1 ? 0x88 : 0x89, reg, &rm, 0, size == 1, size == 1);
}

void x64_mov_imm(struct x64_asm *a, unsigned reg, uint64_t imm)
{
    if (imm == (uint32_t)imm) {
        if (reg >= 8)
            x64_byte(a, 0x41);
        x64_byte(a, 0xb8 | (reg & 7));
        x64_u32(a, (uint32_t)imm);
    } else if ((int64_t)imm == (int32_t)imm) {
        struct x64_rm rm = x64_r(reg);
        encode(a, 0, 8, X64_MAP_ONE, 0xc7, 0, &rm, 4, false, false);
        x64_u32(a, (uint32_t)imm);
    } else {
        x64_mov_imm64(a, reg, imm);
    }
}

void x64_mov_imm64(struct x64_asm *a, unsigned reg, uint64_t imm)
{
    x64_byte(a, 0x48 | high(reg));
    x64_byte(a, 0xb8 | (reg & 7));
    x64_u64(a, imm);
}

void x64_mov_to_imm(struct x64_asm *a, int size, struct x64_rm rm, int32_t imm)
{
    encode(a, 0, size, X64_MAP_ONE, size == 1 ? 0xc6 : 0xc7, 0, &rm, size == 8 ? 4 : (unsigned)size, false,
           size == 1);
    immediate(a, size, imm);
}

void x64_movx(struct x64_asm *a, bool sign, int from, int to, unsigned reg, struct x64_rm rm)
{
    if (from == 4) {
        encode(a, 0, 8, X64_MAP_ONE, 0x63, reg, &rm, 0, false, false);
        return;
    }
    encode(a, 0, to, X64_MAP_0F, (sign ? 0xbe : 0xb6) | (from == 2), reg, &rm, 0, false, from == 1);
}

void x64_lea(struct x64_asm *a, int size, unsigned reg, struct x64_rm m)
{
    encode(a, 0, size, X64_MAP_ONE, 0x8d, reg, &m, 0, false, false);
}

void x64_shift_imm(struct x64_asm *a, enum x64_shift op, int size, struct x64_rm rm, unsigned count)
{
    encode(a, 0, size, X64_MAP_ONE, count == 1 ? 0xd1 : 0xc1, op, &rm, count != 1, false, false);
    if (count != 1)
        x64_byte(a, count);
}

void x64_shift_cl(struct x64_asm *a, enum x64_shift op, int size, struct x64_rm rm)
{
    encode(a, 0, size, X64_MAP_ONE, 0xd3, op, &rm, 0, false, false);
}

void x64_shiftx(struct x64_asm *a, enum x64_shift op, int size, unsigned reg, struct x64_rm rm,
                unsigned count)
{
    unsigned pp = op == SHIFT_SHL ? 1 : op == SHIFT_SHR ? 3 : 2;
    x64_encode_vex(a, pp, size == 8, X64_MAP_0F38, 0xf7, reg, count, &rm, 0);
}

void x64_rorx(struct x64_asm *a, int size, unsigned reg, struct x64_rm rm, unsigned count)
{
    x64_encode_vex(a, 3, size == 8, X64_MAP_0F3A, 0xf0, reg, 0, &rm, 1);
    x64_byte(a, count);
}

void x64_andn(struct x64_asm *a, int size, unsigned reg, unsigned inverted, struct x64_rm rm)
{
    x64_encode_vex(a, 0, size == 8, X64_MAP_0F38, 0xf2, reg, inverted, &rm, 0);
}

void x64_lowest(struct x64_asm *a, enum x64_lowest op, int size, unsigned reg, struct x64_rm rm)
{
    x64_encode_vex(a, 0, size == 8, X64_MAP_0F38, 0xf3, op, reg, &rm, 0);
}

void x64_bit_test(struct x64_asm *a, int size, unsigned reg, unsigned bit)
{
    struct x64_rm rm = x64_r(reg);
    encode(a, 0, size, X64_MAP_0F, 0xa3, bit, &rm, 0, false, false);
}

void x64_imul(struct x64_asm *a, int size, unsigned reg, struct x64_rm rm)
{
    encode(a, 0, size, X64_MAP_0F, 0xaf, reg, &rm, 0, false, false);
}

void x64_imul_imm(struct x64_asm *a, int size, unsigned reg, struct x64_rm rm, int32_t imm)
{
    bool small = imm == (int8_t)imm;
    encode(a, 0, size, X64_MAP_ONE, small ? 0x6b : 0x69, reg, &rm, small ? 1 : 4, false, false);
    if (small)
        x64_byte(a, (uint8_t)imm);
    else
        x64_u32(a, (uint32_t)imm);
}

void x64_unary(struct x64_asm *a, enum x64_unary op, int size, struct x64_rm rm)
{
    encode(a, 0, size, X64_MAP_ONE, 0xf7, op, &rm, 0, false, false);
}

void x64_cdq(struct x64_asm *a, int size)
{
    if (size == 8)
        x64_byte(a, 0x48);
    x64_byte(a, 0x99);
}

void x64_cmov(struct x64_asm *a, enum x64_cond cc, int size, unsigned reg, struct x64_rm rm)
{
    encode(a, 0, size, X64_MAP_0F, 0x40 | cc, reg, &rm, 0, false, false);
}

void x64_setcc(struct x64_asm *a, enum x64_cond cc, unsigned reg)
{
    struct x64_rm rm = x64_r(reg);
    encode(a, 0, 1, X64_MAP_0F, 0x90 | cc, 0, &rm, 0, false, true);
}

void x64_count_bits(struct x64_asm *a, enum x64_bits op, int size, unsigned reg, struct x64_rm rm)
{
    static const uint8_t opcodes[] = {0xb8, 0xbd, 0xbc, 0xbc, 0xbd};
    encode(a, op < BITS_BSF ? 0xf3 : 0, size, X64_MAP_0F, opcodes[op], reg, &rm, 0, false, false);
}

void x64_bswap(struct x64_asm *a, int size, unsigned reg)
{
    unsigned rex = (size == 8 ? 8 : 0) | high(reg);
    if (rex != 0)
        x64_byte(a, 0x40 | rex);
    x64_byte(a, 0x0f);
    x64_byte(a, 0xc8 | (reg & 7));
}

void x64_xchg(struct x64_asm *a, int size, struct x64_rm rm, unsigned reg)
{
    encode(a, 0, size, X64_MAP_ONE, size == 1 ? 0x86 : 0x87, reg, &rm, 0, size == 1, size == 1);
}

void x64_lock_cmpxchg(struct x64_asm *a, int size, struct x64_rm m, unsigned reg)
{
    x64_byte(a, 0xf0);
    encode(a, 0, size, X64_MAP_0F, size == 1 ? 0xb0 : 0xb1, reg, &m, 0, size == 1, false);
}

void x64_lock_xadd(struct x64_asm *a, int size, struct x64_rm m, unsigned reg)
{
    x64_byte(a, 0xf0);
    encode(a, 0, size, X64_MAP_0F, size == 1 ? 0xc0 : 0xc1, reg, &m, 0, size == 1, false);
}

void x64_lock_add_imm(struct x64_asm *a, int size, struct x64_rm m, int32_t imm)
{
    x64_byte(a, 0xf0);
    x64_alu_imm(a, ALU_ADD, size, m, imm);
}

static void push_pop(struct x64_asm *a, unsigned opcode, unsigned reg)
{
    if (reg >= 8)
        x64_byte(a, 0x41);
    x64_byte(a, opcode | (reg & 7));
}
void x64_push(struct x64_asm *a, unsigned reg)
{
    push_pop(a, 0x50, reg);
}
void x64_pop(struct x64_asm *a, unsigned reg)
{
    push_pop(a, 0x58, reg);
}

/* ------------------------------------------------------------------------------------------------------
 * control */

/* opcodes: of the short form (one byte), of the long one (after an 0F byte when two_bytes). */
static void jump(struct x64_asm *a, unsigned short_form, unsigned long_form, bool two_bytes, x64_label l)
{
    uint32_t number = a->njumps++;
    uint32_t target = a->labels.at[l];
    bool fits = target != UINT32_MAX ? x64_here(a) + 2 - target <= 128
                                     : a->round > 0 && number < a->jump_fits.len && a->jump_fits.at[number];
    if (fits && short_form != 0) {
        x64_byte(a, short_form);
        vec_push(&a->fixups, ((struct x64_fixup){x64_here(a), x64_here(a) + 1, l, 1, 0, number}));
        x64_byte(a, 0);
        return;
    }
    if (two_bytes)
        x64_byte(a, 0x0f);
    x64_byte(a, long_form);
    vec_push(&a->fixups, ((struct x64_fixup){x64_here(a), x64_here(a) + 4, l, 4, 0, number}));
    x64_u32(a, 0);
}

void x64_jmp(struct x64_asm *a, x64_label l)
{
    jump(a, 0xeb, 0xe9, false, l);
}
void x64_jcc(struct x64_asm *a, enum x64_cond cc, x64_label l)
{
    jump(a, 0x70 | cc, 0x80 | cc, true, l);
}
void x64_call(struct x64_asm *a, x64_label l)
{
    jump(a, 0, 0xe8, false, l);
}

void x64_jmp_rm(struct x64_asm *a, struct x64_rm rm)
{
    encode(a, 0, 4, X64_MAP_ONE, 0xff, 4, &rm, 0, false, false);
}
void x64_call_rm(struct x64_asm *a, struct x64_rm rm)
{
    encode(a, 0, 4, X64_MAP_ONE, 0xff, 2, &rm, 0, false, false);
}
void x64_jmp_rip(struct x64_asm *a)
{
    bytes(a, "\xff\x25\0\0\0\0", 6);
}
void x64_call_rip(struct x64_asm *a)
{
    bytes(a, "\xff\x15\0\0\0\0", 6);
}
void x64_ret(struct x64_asm *a)
{
    x64_byte(a, 0xc3);
}
void x64_int3(struct x64_asm *a)
{
    x64_byte(a, 0xcc);
}
void x64_ud2(struct x64_asm *a)
{
    bytes(a, "\x0f\x0b", 2);
}
