/* trampoline.S - the two places where control crosses from one register convention to another. */

/*
 * uint64_t native_call_trampoline(void *fn, const uint64_t *ints, const double *fps, const uint64_t *stack,
 *                                 size_t n_stack, double *fp_result);
 *
 * System V AMD64: all argument registers are loaded whether used or not, the rest is copied to the stack in order.
 */
#if !defined(__x86_64__)
#error "trampoline.S is for x86-64"
#endif

#include "runtime/exec/callee_saved.h"

        .text
        .globl  native_call_trampoline
        .hidden native_call_trampoline
        .type   native_call_trampoline, @function
        .p2align 4
native_call_trampoline:
        .cfi_startproc
        push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register %rbp
        push    %rbx
        .cfi_offset %rbx, -24
        push    %r12                    /* keeps the stack 16-aligned */
        .cfi_offset %r12, -32
        mov     %r9, %rbx               /* fp_result */
        mov     %rdi, %r11              /* fn */
        mov     %rsi, %rax              /* ints */
        mov     %rdx, %r10              /* fps */

        lea     15(,%r8,8), %rdx        /* room for the stack words, rounded to 16 */
        and     $-16, %rdx
        sub     %rdx, %rsp
1:      test    %r8, %r8
        jz      2f
        dec     %r8
        mov     (%rcx,%r8,8), %rdx
        mov     %rdx, (%rsp,%r8,8)
        jmp     1b

2:      movsd   0(%r10), %xmm0
        movsd   8(%r10), %xmm1
        movsd   16(%r10), %xmm2
        movsd   24(%r10), %xmm3
        movsd   32(%r10), %xmm4
        movsd   40(%r10), %xmm5
        movsd   48(%r10), %xmm6
        movsd   56(%r10), %xmm7
        mov     0(%rax), %rdi
        mov     8(%rax), %rsi
        mov     16(%rax), %rdx
        mov     24(%rax), %rcx
        mov     32(%rax), %r8
        mov     40(%rax), %r9
        mov     $8, %eax                /* variadic callees: vector registers in use, at most */
        call    *%r11
        movsd   %xmm0, (%rbx)
        lea     -16(%rbp), %rsp
        pop     %r12
        pop     %rbx
        pop     %rbp
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        .size   native_call_trampoline, . - native_call_trampoline

/*
 * void interp_enter(const u2 *pc, union slot *sp, union slot *lp, struct thread *t, uint64_t tos, const struct dispatch *d);
 *
 * Runs op_call_from_c_0 with these arguments. The interpreter's files are compiled to use the callee-saved registers
 * (all but rbp) without saving them; this is where they are saved, once for everything that runs until exit_to_c.
 */
        .globl  interp_enter
        .hidden interp_enter
        .hidden op_call_from_c_0
        .type   interp_enter, @function
        .p2align 4
interp_enter:
        .cfi_startproc
        SAVE_CALLEE_SAVED
        pxor    %xmm0, %xmm0
        call    op_call_from_c_0
        RESTORE_CALLEE_SAVED
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        .size   interp_enter, . - interp_enter
