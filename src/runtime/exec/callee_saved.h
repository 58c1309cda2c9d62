/* callee_saved.h - assembly macros: a frame that keeps all registers a C function must keep. Files of assembly only. */
#ifndef SAMOVAR_RUNTIME_EXEC_CALLEE_SAVED_H
#define SAMOVAR_RUNTIME_EXEC_CALLEE_SAVED_H

/* At a function's entry; rsp is then 16-aligned. */
        .macro  SAVE_CALLEE_SAVED
        push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register %rbp
        push    %rbx
        .cfi_offset %rbx, -24
        push    %r12
        .cfi_offset %r12, -32
        push    %r13
        .cfi_offset %r13, -40
        push    %r14
        .cfi_offset %r14, -48
        push    %r15
        .cfi_offset %r15, -56
        pushq   $0 /* not `sub`: the frame may live long, and the collector would read what lay here before */
        .endm

/* Undoes it, wherever rsp is by now: a `ret` is due. */
        .macro  RESTORE_CALLEE_SAVED
        mov     -8(%rbp), %rbx
        mov     -16(%rbp), %r12
        mov     -24(%rbp), %r13
        mov     -32(%rbp), %r14
        mov     -40(%rbp), %r15
        leave
        .endm

#endif
