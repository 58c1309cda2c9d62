/* Every instruction form of the encoder, read back by objdump; jumps by running them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "backend/cpu.h"
#include "backend/x64_asm.h"

#define R  x64_r
#define M  x64_m
#define MX x64_mx

// clang-format off
/* X(call, what objdump prints) */
#define FORMS(X)                                                                                                       \
    X(x64_alu(&a, ALU_ADD, 4, RAX, R(RCX)), "add eax,ecx")                                                             \
    X(x64_alu(&a, ALU_SUB, 8, R9, M(RBP, -8)), "sub r9,QWORD PTR [rbp-0x8]")                                           \
    X(x64_alu(&a, ALU_CMP, 1, RSI, R(RDI)), "cmp sil,dil")                                                             \
    X(x64_alu_to(&a, ALU_XOR, 4, M(R13, 0), R8), "xor DWORD PTR [r13+0x0],r8d")                                        \
    X(x64_alu_to(&a, ALU_AND, 2, M(RSP, 300), RDX), "and WORD PTR [rsp+0x12c],dx")                                     \
    X(x64_alu_imm(&a, ALU_ADD, 8, R(R15), 127), "add r15,0x7f")                                                        \
    X(x64_alu_imm(&a, ALU_CMP, 4, M(RAX, 16), 1000), "cmp DWORD PTR [rax+0x10],0x3e8")                                 \
    X(x64_alu_imm(&a, ALU_CMP, 1, M(RAX, 16), 7), "cmp BYTE PTR [rax+0x10],0x7")                                       \
    X(x64_alu_imm(&a, ALU_OR, 8, R(RBX), -1000), "or rbx,0xfffffffffffffc18")                                          \
    X(x64_test(&a, 8, R(R12), R12), "test r12,r12")                                                                    \
    X(x64_test_imm(&a, 1, R(RSI), 1), "test sil,0x1")                                                                  \
    X(x64_test_imm(&a, 4, M(R12, 8), 256), "test DWORD PTR [r12+0x8],0x100")                                           \
    X(x64_mov(&a, 4, R10, R(RBX)), "mov r10d,ebx")                                                                     \
    X(x64_mov(&a, 8, RAX, MX(RDI, RSI, 3, 16)), "mov rax,QWORD PTR [rdi+rsi*8+0x10]")                                  \
    X(x64_mov(&a, 8, RAX, MX(X64_NO_REG, R9, 2, 64)), "mov rax,QWORD PTR [r9*4+0x40]")                                 \
    X(x64_mov(&a, 4, RCX, MX(R13, R12, 0, 0)), "mov ecx,DWORD PTR [r13+r12*1+0x0]")                                    \
    X(x64_mov_to(&a, 1, M(RAX, 0), RDI), "mov BYTE PTR [rax],dil")                                                     \
    X(x64_mov_to(&a, 2, M(R8, 1), R9), "mov WORD PTR [r8+0x1],r9w")                                                    \
    X(x64_mov_to(&a, 8, MX(RBX, RCX, 1, -4096), R15), "mov QWORD PTR [rbx+rcx*2-0x1000],r15")                          \
    X(x64_mov_imm(&a, R8, 5), "mov r8d,0x5")                                                                           \
    X(x64_mov_imm(&a, RDX, (uint64_t)-2), "mov rdx,0xfffffffffffffffe")                                                \
    X(x64_mov_imm(&a, R11, 0x123456789abcdef0), "movabs r11,0x123456789abcdef0")                                       \
    X(x64_mov_to_imm(&a, 8, M(RSP, 8), -1), "mov QWORD PTR [rsp+0x8],0xffffffffffffffff")                              \
    X(x64_mov_to_imm(&a, 1, M(R14, 0), 3), "mov BYTE PTR [r14],0x3")                                                   \
    X(x64_mov_to_imm(&a, 2, M(RAX, 0), 515), "mov WORD PTR [rax],0x203")                                               \
    X(x64_movx(&a, true, 1, 4, RAX, R(RSI)), "movsx eax,sil")                                                          \
    X(x64_movx(&a, false, 1, 4, R9, M(RAX, 2)), "movzx r9d,BYTE PTR [rax+0x2]")                                        \
    X(x64_movx(&a, true, 2, 8, RCX, R(R9)), "movsx rcx,r9w")                                                           \
    X(x64_movx(&a, false, 2, 4, RCX, R(RBP)), "movzx ecx,bp")                                                          \
    X(x64_movx(&a, true, 4, 8, R8, R(RAX)), "movsxd r8,eax")                                                           \
    X(x64_lea(&a, 8, RAX, MX(RAX, RAX, 2, 5)), "lea rax,[rax+rax*4+0x5]")                                              \
    X(x64_lea(&a, 4, R9, M(RBP, 1)), "lea r9d,[rbp+0x1]")                                                              \
    X(x64_shift_imm(&a, SHIFT_SHL, 4, R(RDX), 3), "shl edx,0x3")                                                       \
    X(x64_shift_imm(&a, SHIFT_SAR, 8, R(R8), 1), "sar r8,1")                                                           \
    X(x64_shift_imm(&a, SHIFT_ROR, 4, M(RAX, 0), 9), "ror DWORD PTR [rax],0x9")                                        \
    X(x64_shift_cl(&a, SHIFT_SHR, 8, R(RSI)), "shr rsi,cl")                                                            \
    X(x64_shift_cl(&a, SHIFT_ROL, 4, R(R11)), "rol r11d,cl")                                                           \
    X(x64_shiftx(&a, SHIFT_SHL, 4, RAX, R(RBX), RCX), "shlx eax,ebx,ecx")                                              \
    X(x64_shiftx(&a, SHIFT_SHR, 8, R9, R(R10), R11), "shrx r9,r10,r11")                                                \
    X(x64_shiftx(&a, SHIFT_SAR, 8, R9, M(RBP, -16), RSI), "sarx r9,QWORD PTR [rbp-0x10],rsi")                          \
    X(x64_rorx(&a, 4, RAX, R(R9), 5), "rorx eax,r9d,0x5")                                                              \
    X(x64_andn(&a, 8, R9, RAX, M(RBP, -8)), "andn r9,rax,QWORD PTR [rbp-0x8]")                                         \
    X(x64_lowest(&a, LOWEST_RESET, 8, R8, R(R9)), "blsr r8,r9")                                                        \
    X(x64_lowest(&a, LOWEST_MASK, 4, RAX, R(R12)), "blsmsk eax,r12d")                                                  \
    X(x64_lowest(&a, LOWEST_ISOLATE, 4, R15, R(RCX)), "blsi r15d,ecx")                                                 \
    X(x64_bit_test(&a, 8, RBX, R10), "bt rbx,r10")                                                                     \
    X(x64_alu_imm(&a, ALU_ADD, 1, M(RAX, 24), -1), "add BYTE PTR [rax+0x18],0xff")                                     \
    X(x64_imul(&a, 4, RAX, M(RBP, -8)), "imul eax,DWORD PTR [rbp-0x8]")                                                \
    X(x64_imul_imm(&a, 8, RAX, R(R9), 100), "imul rax,r9,0x64")                                                        \
    X(x64_imul_imm(&a, 4, R8, R(RCX), 1000), "imul r8d,ecx,0x3e8")                                                     \
    X(x64_unary(&a, UNARY_NEG, 4, R(RDI)), "neg edi")                                                                  \
    X(x64_unary(&a, UNARY_NOT, 8, R(R12)), "not r12")                                                                  \
    X(x64_unary(&a, UNARY_IDIV, 8, R(R9)), "idiv r9")                                                                  \
    X(x64_unary(&a, UNARY_MUL, 8, M(RSP, 0)), "mul QWORD PTR [rsp]")                                                   \
    X(x64_cdq(&a, 4), "cdq")                                                                                           \
    X(x64_cdq(&a, 8), "cqo")                                                                                           \
    X(x64_cmov(&a, CC_L, 4, RAX, R(R8)), "cmovl eax,r8d")                                                              \
    X(x64_cmov(&a, CC_NE, 8, R9, M(RBP, -8)), "cmovne r9,QWORD PTR [rbp-0x8]")                                         \
    X(x64_setcc(&a, CC_A, RDI), "seta dil")                                                                            \
    X(x64_setcc(&a, CC_E, R9), "sete r9b")                                                                             \
    X(x64_count_bits(&a, BITS_POPCNT, 8, RAX, R(RDX)), "popcnt rax,rdx")                                               \
    X(x64_count_bits(&a, BITS_LZCNT, 4, R8, R(RDX)), "lzcnt r8d,edx")                                                  \
    X(x64_count_bits(&a, BITS_TZCNT, 4, RAX, M(RAX, 0)), "tzcnt eax,DWORD PTR [rax]")                                  \
    X(x64_count_bits(&a, BITS_BSR, 8, RAX, R(R9)), "bsr rax,r9")                                                       \
    X(x64_bswap(&a, 4, RDX), "bswap edx")                                                                              \
    X(x64_bswap(&a, 8, R13), "bswap r13")                                                                              \
    X(x64_xchg(&a, 8, M(RAX, 0), RCX), "xchg QWORD PTR [rax],rcx")                                                     \
    X(x64_xchg(&a, 4, R(RAX), R9), "xchg eax,r9d")                                                                     \
    X(x64_lock_cmpxchg(&a, 4, M(RDX, 8), RCX), "lock cmpxchg DWORD PTR [rdx+0x8],ecx")                                 \
    X(x64_lock_cmpxchg(&a, 1, M(R8, 0), RSI), "lock cmpxchg BYTE PTR [r8],sil")                                        \
    X(x64_lock_cmpxchg(&a, 2, M(R8, 0), RSI), "lock cmpxchg WORD PTR [r8],si")                                         \
    X(x64_lock_xadd(&a, 8, M(RAX, 0), R9), "lock xadd QWORD PTR [rax],r9")                                             \
    X(x64_lock_add_imm(&a, 4, M(RSP, 0), 0), "lock add DWORD PTR [rsp],0x0")                                           \
    X(x64_push(&a, R12), "push r12")                                                                                   \
    X(x64_pop(&a, RBX), "pop rbx")                                                                                     \
    X(x64_jmp_rm(&a, R(R11)), "jmp r11")                                                                               \
    X(x64_call_rm(&a, M(RAX, 128)), "call QWORD PTR [rax+0x80]")                                                       \
    X(x64_ret(&a), "ret")                                                                                              \
    X(x64_ud2(&a), "ud2")                                                                                              \
    X(x64_fp(&a, false, FP_ADD, true, 1, 1, R(9)), "addsd xmm1,xmm9")                                                  \
    X(x64_fp(&a, false, FP_SQRT, false, 8, 8, M(RAX, 0)), "sqrtss xmm8,DWORD PTR [rax]")                               \
    X(x64_fp(&a, true, FP_MUL, true, 1, 2, R(3)), "vmulsd xmm1,xmm2,xmm3")                                             \
    X(x64_fp(&a, true, FP_DIV, false, 9, 10, R(11)), "vdivss xmm9,xmm10,xmm11")                                        \
    X(x64_fp(&a, true, FP_SUB, true, 1, 12, MX(R8, R9, 3, 16)), "vsubsd xmm1,xmm12,QWORD PTR [r8+r9*8+0x10]")          \
    X(x64_fp_bits(&a, false, FP_XOR, true, 1, 1, R(2)), "xorpd xmm1,xmm2")                                             \
    X(x64_fp_bits(&a, true, FP_AND, false, 1, 2, R(3)), "vandps xmm1,xmm2,xmm3")                                       \
    X(x64_fp_round(&a, false, true, 1, R(2), 9), "roundsd xmm1,xmm2,0x9")                                              \
    X(x64_fp_round(&a, true, true, 1, R(2), 10), "vroundsd xmm1,xmm1,xmm2,0xa")                                        \
    X(x64_fp_compare(&a, false, true, 3, M(RBP, -8)), "ucomisd xmm3,QWORD PTR [rbp-0x8]")                              \
    X(x64_fp_compare(&a, true, false, 3, R(4)), "vucomiss xmm3,xmm4")                                                  \
    X(x64_vector_mov(&a, 3, M(RAX, 8)), "vmovdqu ymm3,YMMWORD PTR [rax+0x8]")                                          \
    X(x64_vector_mov(&a, 12, R(3)), "vmovdqu ymm12,ymm3")                                                              \
    X(x64_vector_mov_to(&a, M(R9, 8), 11), "vmovdqu YMMWORD PTR [r9+0x8],ymm11")                                       \
    X(x64_vector_splat(&a, true, 2, 1, 2), "vbroadcastss ymm1,xmm2")                                                   \
    X(x64_vector_splat(&a, true, 3, 9, 10), "vbroadcastsd ymm9,xmm10")                                                 \
    X(x64_vector_splat(&a, false, 0, 1, 2), "vpbroadcastb ymm1,xmm2")                                                  \
    X(x64_vector_splat(&a, false, 1, 1, 2), "vpbroadcastw ymm1,xmm2")                                                  \
    X(x64_vector_splat(&a, false, 2, 1, 12), "vpbroadcastd ymm1,xmm12")                                                \
    X(x64_vector_splat(&a, false, 3, 1, 2), "vpbroadcastq ymm1,xmm2")                                                  \
    X(x64_vector_fp(&a, FP_ADD, true, 1, 2, R(3)), "vaddpd ymm1,ymm2,ymm3")                                            \
    X(x64_vector_fp(&a, FP_SUB, false, 1, 2, R(3)), "vsubps ymm1,ymm2,ymm3")                                           \
    X(x64_vector_fp(&a, FP_MUL, true, 9, 10, R(11)), "vmulpd ymm9,ymm10,ymm11")                                        \
    X(x64_vector_fp(&a, FP_DIV, false, 1, 2, R(3)), "vdivps ymm1,ymm2,ymm3")                                           \
    X(x64_vector_fp(&a, FP_SQRT, true, 1, 3, R(3)), "vsqrtpd ymm1,ymm3")                                               \
    X(x64_vector_add(&a, 0, 1, 2, R(3)), "vpaddb ymm1,ymm2,ymm3")                                                      \
    X(x64_vector_add(&a, 1, 1, 2, R(3)), "vpaddw ymm1,ymm2,ymm3")                                                      \
    X(x64_vector_add(&a, 2, 1, 2, R(3)), "vpaddd ymm1,ymm2,ymm3")                                                      \
    X(x64_vector_add(&a, 3, 1, 2, R(3)), "vpaddq ymm1,ymm2,ymm3")                                                      \
    X(x64_vector_sub(&a, 0, 1, 2, R(3)), "vpsubb ymm1,ymm2,ymm3")                                                      \
    X(x64_vector_sub(&a, 1, 1, 2, R(3)), "vpsubw ymm1,ymm2,ymm3")                                                      \
    X(x64_vector_sub(&a, 2, 1, 2, R(3)), "vpsubd ymm1,ymm2,ymm3")                                                      \
    X(x64_vector_sub(&a, 3, 1, 2, R(3)), "vpsubq ymm1,ymm2,ymm3")                                                      \
    X(x64_vector_mul(&a, 1, 1, 2, R(3)), "vpmullw ymm1,ymm2,ymm3")                                                     \
    X(x64_vector_mul(&a, 2, 1, 2, R(13)), "vpmulld ymm1,ymm2,ymm13")                                                   \
    X(x64_vector_bits(&a, VECTOR_AND, 1, 2, R(3)), "vpand ymm1,ymm2,ymm3")                                             \
    X(x64_vector_bits(&a, VECTOR_OR, 1, 2, R(3)), "vpor ymm1,ymm2,ymm3")                                               \
    X(x64_vector_bits(&a, VECTOR_XOR, 1, 2, R(3)), "vpxor ymm1,ymm2,ymm3")                                             \
    X(x64_vector_shift(&a, VECTOR_SHL, 1, 1, 2, 3), "vpsllw ymm1,ymm2,0x3")                                            \
    X(x64_vector_shift(&a, VECTOR_SHL, 2, 1, 12, 3), "vpslld ymm1,ymm12,0x3")                                          \
    X(x64_vector_shift(&a, VECTOR_SHL, 3, 11, 2, 3), "vpsllq ymm11,ymm2,0x3")                                          \
    X(x64_vector_shift(&a, VECTOR_SHR, 2, 1, 2, 31), "vpsrad ymm1,ymm2,0x1f")                                          \
    X(x64_vector_shift(&a, VECTOR_USHR, 2, 1, 2, 3), "vpsrld ymm1,ymm2,0x3")                                           \
    X(x64_vector_shift(&a, VECTOR_USHR, 3, 1, 2, 60), "vpsrlq ymm1,ymm2,0x3c")                                         \
    X(x64_vector_minmax(&a, true, 1, 2, R(3)), "vpmaxsd ymm1,ymm2,ymm3")                                               \
    X(x64_vector_minmax(&a, false, 9, 10, M(RAX, 8)), "vpminsd ymm9,ymm10,YMMWORD PTR [rax+0x8]")                      \
    X(x64_vector_widen(&a, WIDEN_S8, 1, M(RAX, 8)), "vpmovsxbd ymm1,QWORD PTR [rax+0x8]")                              \
    X(x64_vector_widen(&a, WIDEN_U8, 9, M(RAX, 8)), "vpmovzxbd ymm9,QWORD PTR [rax+0x8]")                              \
    X(x64_vector_widen(&a, WIDEN_S16, 1, M(RAX, 8)), "vpmovsxwd ymm1,XMMWORD PTR [rax+0x8]")                           \
    X(x64_vector_widen(&a, WIDEN_U16, 1, M(RAX, 8)), "vpmovzxwd ymm1,XMMWORD PTR [rax+0x8]")                           \
    X(x64_vector_widen(&a, WIDEN_S32, 1, M(RAX, 8)), "vpmovsxdq ymm1,XMMWORD PTR [rax+0x8]")                           \
    X(x64_vector_upper(&a, 1, 12), "vextracti128 xmm1,ymm12,0x1")                                                      \
    X(x64_vector_shuffle(&a, 12, 3, 0x4e), "vpshufd ymm12,ymm3,0x4e")                                                  \
    X(x64_vector_end(&a), "vzeroupper")                                                                                \
    X(x64_fma(&a, true, 1, 2, R(3)), "vfmadd231sd xmm1,xmm2,xmm3")                                                     \
    X(x64_fma(&a, false, 9, 2, M(RAX, 4)), "vfmadd231ss xmm9,xmm2,DWORD PTR [rax+0x4]")                                \
    X(x64_fp_mov(&a, false, true, 1, R(9)), "movaps xmm1,xmm9")                                                        \
    X(x64_fp_mov(&a, true, true, 1, M(R13, 0)), "vmovsd xmm1,QWORD PTR [r13+0x0]")                                     \
    X(x64_fp_mov(&a, false, false, 9, M(R12, 0)), "movss xmm9,DWORD PTR [r12]")                                        \
    X(x64_fp_mov_to(&a, true, false, M(RAX, 4), 2), "vmovss DWORD PTR [rax+0x4],xmm2")                                 \
    X(x64_fp_zero(&a, true, 3), "vxorps xmm3,xmm3,xmm3")                                                               \
    X(x64_int_to_fp(&a, false, 8, true, 1, R(R9)), "cvtsi2sd xmm1,r9")                                                 \
    X(x64_int_to_fp(&a, true, 4, false, 1, R(RAX)), "vcvtsi2ss xmm1,xmm1,eax")                                         \
    X(x64_fp_to_int(&a, false, true, 4, RAX, R(1)), "cvttsd2si eax,xmm1")                                              \
    X(x64_fp_to_int(&a, true, false, 8, R9, R(1)), "vcvttss2si r9,xmm1")                                               \
    X(x64_fp_to_fp(&a, false, true, 1, R(2)), "cvtss2sd xmm1,xmm2")                                                    \
    X(x64_fp_to_fp(&a, true, false, 1, R(2)), "vcvtsd2ss xmm1,xmm1,xmm2")                                              \
    X(x64_fp_from_bits(&a, false, 8, 1, RAX), "movq xmm1,rax")                                                         \
    X(x64_fp_from_bits(&a, true, 4, 9, R8), "vmovd xmm9,r8d")                                                          \
    X(x64_fp_to_bits(&a, true, 8, R9, 1), "vmovq r9,xmm1")                                                             \
    X(x64_fp_to_bits(&a, false, 4, RAX, 9), "movd eax,xmm9")

// clang-format on

/* objdump's text without padding: one line of "add    eax,ecx". */
static void squeeze(char *s)
{
    char *to = s;
    for (char *from = s; *from != 0 && *from != '\n' && *from != '#' && *from != '<'; from++)
        if (*from != ' ' || (to > s && to[-1] != ' '))
            *to++ = *from == '\t' ? ' ' : *from;
    while (to > s && to[-1] == ' ')
        to--;
    *to = 0;
}

Test(x64_asm, objdump_reads_what_we_meant)
{
    struct x64_asm a = {0};
    const char *expected[200];
    uint32_t offsets[200];
    int n = 0;
#define X(call, text)                                                                                        \
    offsets[n] = x64_here(&a);                                                                               \
    call;                                                                                                    \
    expected[n++] = text;
    FORMS(X)
#undef X
    cr_assert(x64_asm_finish(&a));
    char path[] = "/tmp/x64_asm_XXXXXX", command[200], line[256];
    int fd = mkstemp(path);
    cr_assert_eq(write(fd, a.code.at, a.code.len), (ssize_t)a.code.len);
    close(fd);
    snprintf(command, sizeof command,
             "objdump -D -b binary -m i386:x86-64 -M intel --no-show-raw-insn %s 2>/dev/null", path);
    FILE *pipe = popen(command, "r");
    int i = 0;
    while (fgets(line, sizeof line, pipe) != NULL) {
        unsigned offset;
        int text;
        if (line[0] != ' ' || sscanf(line, " %x:%n", &offset, &text) != 1 || strchr(line, '>') != NULL)
            continue;
        squeeze(line + text);
        const char *got = line + text + (line[text] == ' ');
        cr_assert(i < n && offset == offsets[i], "instruction %d (%s) is at %x, expected %x", i, got, offset,
                  offsets[i]);
        cr_assert_str_eq(got, expected[i]);
        i++;
    }
    pclose(pipe);
    unlink(path);
    x64_asm_free(&a);
    if (i == 0)
        cr_skip("no objdump");
    cr_assert_eq(i, n);
}

/* Sums 1..n; the padding decides whether the jumps are short or long. */
static void emit_sum(struct x64_asm *a, int padding)
{
    x64_label loop = x64_new_label(a), test = x64_new_label(a), data = x64_new_label(a);
    x64_mov(a, 4, RAX, x64_ml(data));
    x64_jmp(a, test);
    x64_bind(a, loop);
    x64_alu(a, ALU_ADD, 4, RAX, R(RDI));
    x64_alu_imm(a, ALU_SUB, 4, R(RDI), 1);
    for (int i = 0; i < padding; i++)
        x64_align(a, 4), x64_mov(a, 8, RCX, R(RCX));
    x64_bind(a, test);
    x64_test(a, 4, R(RDI), RDI);
    x64_jcc(a, CC_NE, loop);
    x64_ret(a);
    x64_align(a, 8);
    x64_bind(a, data);
    x64_u32(a, 1000);
}

Test(x64_asm, jumps_are_short_where_they_reach)
{
    size_t sizes[2];
    for (int padding = 0; padding < 2; padding++) {
        struct x64_asm a = {0};
        for (int round = 0; round < 2; round++) {
            if (round > 0)
                x64_asm_restart(&a);
            emit_sum(&a, padding * 60);
            cr_assert(x64_asm_finish(&a));
        }
        sizes[padding] = a.code.len;
        void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memcpy(p, a.code.at, a.code.len);
        mprotect(p, 4096, PROT_READ | PROT_EXEC);
        cr_assert_eq(((int (*)(int))p)(100), 1000 + 5050);
        cr_assert_eq(a.code.at[6], padding ? 0xe9 : 0xeb);
        munmap(p, 4096);
        x64_asm_free(&a);
    }
    cr_assert_leq(sizes[0], 32);
}

Test(x64_asm, an_unbound_label_is_an_error)
{
    struct x64_asm a = {0};
    x64_jmp(&a, x64_new_label(&a));
    cr_assert_not(x64_asm_finish(&a));
    x64_asm_free(&a);
}

Test(cpu, features_have_names)
{
    struct x64_features f = {.avx = true, .bmi2 = true};
    struct buf b = {0};
    x64_print_features(&f, &b);
    cr_assert_str_eq(b.at, "bmi2 avx");
    buf_free(&b);
}
