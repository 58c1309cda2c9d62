/* baseline_x86_64.S - between the registers of T0 and those of baseline code (exec/baseline.h). */

        .text
/*
 * T0's registers: pc rdi, sp rsi, locals rdx, thread rcx, tos r8, dispatch table r9, fp xmm0. Baseline code's: locals
 * rbx, thread r15. Here tos is the code to enter.
 */
        .globl  baseline_enter
        .hidden baseline_enter
        .type   baseline_enter, @function
        .p2align 4
baseline_enter:
        .cfi_startproc
        mov     %rdx, %rbx
        mov     %rcx, %r15
        jmp     *%r8
        .cfi_endproc
        .size   baseline_enter, . - baseline_enter

/*
 * The memory entry of methods without baseline code: rax is the method, rsi the end of its arguments, the frame is the
 * caller's.
 */
        .globl  baseline_to_interpreter
        .hidden baseline_to_interpreter
        .hidden interp_call_from_baseline
        .type   baseline_to_interpreter, @function
        .p2align 4
baseline_to_interpreter:
        .cfi_startproc
        mov     %r15, %rcx
        mov     %rax, %r8
        jmp     interp_call_from_baseline
        .cfi_endproc
        .size   baseline_to_interpreter, . - baseline_to_interpreter

        .section .note.GNU-stack,"",@progbits
