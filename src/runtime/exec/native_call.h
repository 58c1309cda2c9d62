/* native_call.h - calling C functions by Java signature (System V AMD64 ABI). */
#ifndef SAMOVAR_RUNTIME_EXEC_NATIVE_CALL_H
#define SAMOVAR_RUNTIME_EXEC_NATIVE_CALL_H

#include "runtime/exec/exec.h"

/* Where a native method's entry is: the stub of its convention. */
const u2 *native_entry(const struct method *m);

/* Calls a native method by its convention. Its frame is pushed already (exec_native pushes one). */
union slot native_invoke(struct thread *t, struct method *m, union slot *args);

/* Calls fn with these words first, then the receiver or class, then the arguments; a returned reference stays
 * one. Not yet, or no longer, in state IN_NATIVE. */
union slot native_call(struct thread *t, struct method *m, union slot *args, void *fn, const uint64_t *first,
                       unsigned n_first);

/*
 * Calls fn with integer registers ints[0..5], vector registers fps[0..7] and n_stack further 8-byte words.
 * Returns rax and leaves xmm0 in *fp_result.
 */
uint64_t native_call_trampoline(void *fn, const uint64_t *ints, const double *fps, const uint64_t *stack,
                                size_t n_stack, double *fp_result);

#endif
