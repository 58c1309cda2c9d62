/* compiled_x86_64.S - where compiled code is entered, and where it leaves for T0. See compiled.h, backend/backend.h. */
#include "runtime/exec/callee_saved.h"
#include "runtime/exec/compiled_offsets.h"

        .text
/*
 * uint64_t compiled_enter(const void *code, struct compiled_args *args, struct thread *t, struct method *m);
 */
        .globl  compiled_enter, compiled_enter_return, compiled_enter_throw
        .hidden compiled_enter, compiled_enter_return, compiled_enter_throw
        .type   compiled_enter, @function
        .p2align 4
compiled_enter:
        .cfi_startproc
        SAVE_CALLEE_SAVED
        mov     %rsi, %rbx              /* args */
        mov     %rdx, %r15              /* the thread */
        mov     %rdi, %r11              /* code */
        mov     %rcx, %rax              /* the method */
        mov     ARGS_N_STACK(%rbx), %rcx
        test    %rcx, %rcx
        jz      2f
        lea     15(,%rcx,8), %rdx
        and     $-16, %rdx
        sub     %rdx, %rsp
1:      dec     %rcx
        mov     ARGS_STACK(%rbx,%rcx,8), %rdx
        mov     %rdx, (%rsp,%rcx,8)
        jnz     1b
2:      movsd   ARGS_FPS+0(%rbx), %xmm0
        movsd   ARGS_FPS+8(%rbx), %xmm1
        movsd   ARGS_FPS+16(%rbx), %xmm2
        movsd   ARGS_FPS+24(%rbx), %xmm3
        movsd   ARGS_FPS+32(%rbx), %xmm4
        movsd   ARGS_FPS+40(%rbx), %xmm5
        movsd   ARGS_FPS+48(%rbx), %xmm6
        movsd   ARGS_FPS+56(%rbx), %xmm7
        mov     0(%rbx), %rdi
        mov     8(%rbx), %rsi
        mov     16(%rbx), %rdx
        mov     24(%rbx), %rcx
        mov     32(%rbx), %r8
        mov     40(%rbx), %r9
        call    *%r11
compiled_enter_return:
        movsd   %xmm0, ARGS_FPS(%rbx)
3:      RESTORE_CALLEE_SAVED
        .cfi_remember_state
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_restore_state
compiled_enter_throw:                   /* rax: the exception; the stack is as after a return */
        mov     %rax, THREAD_EXCEPTION(%r15)
        jmp     3b
        .cfi_endproc
        .size   compiled_enter, . - compiled_enter

/* Remembers the caller of this frame (rbp) as where compiled code was left. */
        .macro  ANCHOR
        lea     16(%rbp), %r11
        mov     %r11, THREAD_ANCHOR_SP(%r15)
        mov     (%rbp), %r11
        mov     %r11, THREAD_ANCHOR_FP(%r15)
        .endm

/* Leaves the frame as struct compiled_result in rax:rdx says. */
        .macro  FINISH
        test    %rdx, %rdx
        jnz     1f
        movq    %rax, %xmm0
        leave
        .cfi_remember_state
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_restore_state
1:      mov     %rax, %rdi
        leave
        .cfi_def_cfa %rsp, 8
        jmp     *%rdx
        .endm

/*
 * Compiled code calls a method that has none: rax is the method, arguments are in registers and at [rsp + 8].
 *
 * struct compiled_result compiled_call_interpreter(struct thread *t, struct method *m, const uint64_t *ints_and_fps,
 *                                                  const uint64_t *stack);
 */
        .globl  compiled_to_interpreter
        .hidden compiled_to_interpreter
        .hidden compiled_call_interpreter
        .type   compiled_to_interpreter, @function
        .p2align 4
compiled_to_interpreter:
        .cfi_startproc
        testl   $DIRECT_C, METHOD_FLAGS(%rax)
        jnz     compiled_to_c
to_interpreter:
        push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register %rbp
        sub     $112, %rsp
        mov     %rdi, 0(%rsp)
        mov     %rsi, 8(%rsp)
        mov     %rdx, 16(%rsp)
        mov     %rcx, 24(%rsp)
        mov     %r8, 32(%rsp)
        mov     %r9, 40(%rsp)
        movsd   %xmm0, 48(%rsp)
        movsd   %xmm1, 56(%rsp)
        movsd   %xmm2, 64(%rsp)
        movsd   %xmm3, 72(%rsp)
        movsd   %xmm4, 80(%rsp)
        movsd   %xmm5, 88(%rsp)
        movsd   %xmm6, 96(%rsp)
        movsd   %xmm7, 104(%rsp)
        ANCHOR
        mov     %r15, %rdi
        mov     %rax, %rsi
        mov     %rsp, %rdx
        lea     16(%rbp), %rcx
        call    compiled_call_interpreter
        FINISH
        .cfi_endproc
        .size   compiled_to_interpreter, . - compiled_to_interpreter

/*
 * What C does in T0's place, too (intrinsic_fn of jdk/natives.h), without T0: the arguments are at most six, in
 * general registers. When C declines, T0 is to run the method after all.
 */
        .type   compiled_to_c, @function
        .p2align 4
compiled_to_c:
        .cfi_startproc
        push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register %rbp
        sub     $64, %rsp
        mov     %rdi, 0(%rsp)
        mov     %rsi, 8(%rsp)
        mov     %rdx, 16(%rsp)
        mov     %rcx, 24(%rsp)
        mov     %r8, 32(%rsp)
        mov     %r9, 40(%rsp)
        movq    $0, 48(%rsp)            /* the result: an i32 fills half of it */
        mov     %rax, 56(%rsp)
        ANCHOR
        mov     %r15, %rdi
        mov     %rsp, %rsi
        lea     48(%rsp), %rdx
        call    *METHOD_NATIVE_FN(%rax)
        test    %al, %al
        jz      2f
        mov     THREAD_EXCEPTION(%r15), %rdi
        test    %rdi, %rdi
        jnz     1f
        mov     48(%rsp), %rax
        leave
        .cfi_remember_state
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_restore_state
1:      movq    $0, THREAD_EXCEPTION(%r15)
        leave
        .cfi_remember_state
        .cfi_def_cfa %rsp, 8
        jmp     compiled_throw
        .cfi_restore_state
2:      mov     0(%rsp), %rdi
        mov     8(%rsp), %rsi
        mov     16(%rsp), %rdx
        mov     24(%rsp), %rcx
        mov     32(%rsp), %r8
        mov     40(%rsp), %r9
        mov     56(%rsp), %rax
        leave
        .cfi_def_cfa %rsp, 8
        jmp     to_interpreter
        .cfi_endproc
        .size   compiled_to_c, . - compiled_to_c

/*
 * A deoptimised function "returns" here with its frame gone (deopt.c): T0 goes on with its activations, then
 * control goes to its caller. Its true return address is in the thread.
 *
 * struct compiled_result compiled_resume_frames(struct thread *t);
 */
        .globl  compiled_resume
        .hidden compiled_resume
        .hidden compiled_resume_frames
        .type   compiled_resume, @function
        .p2align 4
compiled_resume:
        .cfi_startproc
        pushq   THREAD_RESUME_PC(%r15)
        push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register %rbp
        ANCHOR
        mov     %r15, %rdi
        call    compiled_resume_frames
        FINISH
        .cfi_endproc
        .size   compiled_resume, . - compiled_resume

/* rdi: an exception; [rsp]: the return address of the call that throws it. */
        .globl  compiled_throw
        .hidden compiled_throw
        .hidden compiled_find_handler
        .type   compiled_throw, @function
        .p2align 4
compiled_throw:
        pop     %rsi                    /* where the callee would have returned to: what becomes of the exception */
        push    %rbp
        mov     %rsp, %rbp
        push    %rdi
        push    %rsi
        and     $-16, %rsp
        mov     %r15, %rdi
        call    compiled_find_handler
        mov     %rax, %rcx
        mov     -8(%rbp), %rax
        leave
        jmp     *%rcx
        .size   compiled_throw, . - compiled_throw

/* rax: an exception that arrives at a frame which is to be deoptimised: as if the call had returned, with the
 * exception pending. */
        .globl  compiled_throw_into_trap
        .hidden compiled_throw_into_trap
        .type   compiled_throw_into_trap, @function
        .p2align 4
compiled_throw_into_trap:
        mov     %rax, THREAD_EXCEPTION(%r15)
        jmp     *THREAD_RETURN_TRAP(%r15)
        .size   compiled_throw_into_trap, . - compiled_throw_into_trap

/*
 * void interp_resume(const u2 *pc, union slot *sp, union slot *lp, struct thread *t, uint64_t tos, const struct dispatch *d);
 *
 * As interp_enter (trampoline.S), with op_resume_0.
 */
        .globl  interp_resume
        .hidden interp_resume
        .hidden op_resume_0
        .type   interp_resume, @function
        .p2align 4
interp_resume:
        .cfi_startproc
        SAVE_CALLEE_SAVED
        pxor    %xmm0, %xmm0
        call    op_resume_0
        RESTORE_CALLEE_SAVED
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        .size   interp_resume, . - interp_resume

        .section .note.GNU-stack,"",@progbits
