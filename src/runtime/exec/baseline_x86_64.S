/* baseline_x86_64.S - between the registers of T0, of baseline code (exec/baseline.h) and of compiled code (compiled.h). */
#include "runtime/exec/compiled_offsets.h"

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

/*
 * Baseline code calls compiled code. From the thunk of the method's signature: rax is the method, r11 its code, rbx
 * its first slot, r10 the end of its slots, where the entry frame of the section goes (compiled_entry_push); its
 * arguments are in registers. The caller goes on at its `resume`, as if baseline code had returned: compiled code
 * keeps rbx. Before the call rsp is as in T0's handlers.
 */
        .globl  baseline_call_compiled, baseline_call_return, baseline_call_throw
        .hidden baseline_call_compiled, baseline_call_return, baseline_call_throw
        .hidden interp_compiled_entry, interp_dispatch, interp_unwind_baseline
        .type   baseline_call_compiled, @function
        .p2align 4
baseline_call_compiled:
        .cfi_startproc
        lea     ENTRY_BYTES(%r10), %r12
        cmp     THREAD_STACK_LIMIT(%r15), %r12
        jae     1f
        cmp     THREAD_C_LIMIT(%r15), %rsp
        jbe     1f
        mov     THREAD_FRAME(%r15), %r13
        mov     THREAD_ANCHOR_SP(%r15), %r14
        mov     %r13, ENTRY_PREV(%r10)
        movq    $0, ENTRY_METHOD(%r10)
        mov     %r14, ENTRY_LOCALS(%r10)
        mov     THREAD_ANCHOR_FP(%r15), %r14
        lea     interp_compiled_entry(%rip), %r13
        mov     %r14, ENTRY_RCP(%r10)
        mov     %r13, ENTRY_PC(%r10)
        mov     %r12, ENTRY_SP(%r10)
        movq    $0, ENTRY_SYNC(%r10)
        lea     interp_dispatch(%rip), %r13
        movq    $0, ENTRY_RESUME(%r10)
        mov     %r13, ENTRY_DISPATCH(%r10)
        mov     %r10, THREAD_FRAME(%r15)
        movq    $0, THREAD_ANCHOR_SP(%r15)
        pushq   $0 /* as in SAVE_CALLEE_SAVED */
        .cfi_adjust_cfa_offset 8
        call    *%r11
baseline_call_return:
        add     $8, %rsp
        .cfi_adjust_cfa_offset -8
        mov     THREAD_FRAME(%r15), %rdx
        mov     ENTRY_LOCALS(%rdx), %rcx
        mov     ENTRY_RCP(%rdx), %rsi
        mov     ENTRY_PREV(%rdx), %rdx
        mov     %rcx, THREAD_ANCHOR_SP(%r15)
        mov     %rsi, THREAD_ANCHOR_FP(%r15)
        mov     %rdx, THREAD_FRAME(%r15)
        jmp     *ENTRY_RESUME(%rdx)
1:      mov     %r10, %rsi              /* no room: the interpreter says so */
        jmp     baseline_to_interpreter
        .cfi_adjust_cfa_offset 8
baseline_call_throw:                    /* rax: the exception; the stack is as after a return */
        add     $8, %rsp
        .cfi_adjust_cfa_offset -8
        mov     %rax, THREAD_EXCEPTION(%r15)
        mov     THREAD_FRAME(%r15), %rdx
        mov     ENTRY_LOCALS(%rdx), %rcx
        mov     ENTRY_RCP(%rdx), %rsi
        mov     ENTRY_PREV(%rdx), %rdx
        mov     %rcx, THREAD_ANCHOR_SP(%r15)
        mov     %rsi, THREAD_ANCHOR_FP(%r15)
        mov     %rdx, THREAD_FRAME(%r15)
        mov     %r15, %rcx
        jmp     interp_unwind_baseline
        .cfi_endproc
        .size   baseline_call_compiled, . - baseline_call_compiled

        .section .note.GNU-stack,"",@progbits
