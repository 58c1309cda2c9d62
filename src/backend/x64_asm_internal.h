/* x64_asm_internal.h - the two encoders, shared by x64_asm.c and x64_asm_fp.c. */
#ifndef SAMOVAR_BACKEND_X64_ASM_INTERNAL_H
#define SAMOVAR_BACKEND_X64_ASM_INTERNAL_H

#include "backend/x64_asm.h"

/* Opcode maps, by VEX's numbers. */
enum { X64_MAP_ONE, X64_MAP_0F, X64_MAP_0F38, X64_MAP_0F3A };

/* imm: bytes of the immediate that the caller adds (rip-relative distances count from its end). */
void x64_encode(struct x64_asm *a, unsigned prefix, int size, unsigned map, unsigned opcode, unsigned reg,
                const struct x64_rm *m, unsigned imm);
/* pp: 0 none, 1 66, 2 f3, 3 f2. w: VEX.W. src: the operand in vvvv. */
void x64_encode_vex(struct x64_asm *a, unsigned pp, bool w, unsigned map, unsigned opcode, unsigned reg,
                    unsigned src, const struct x64_rm *m, unsigned imm);

#endif
