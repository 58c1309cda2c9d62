/*
 * baseline.h - T1: making and installing the baseline code of methods (docs/baseline.md).
 *
 * A method has one piece of baseline code or none. It relies on nothing that could turn out wrong; it is
 * replaced when T0 has learnt what instructions do that had not run before.
 */
#ifndef SAMOVAR_RUNTIME_TIER_BASELINE_H
#define SAMOVAR_RUNTIME_TIER_BASELINE_H

#include "runtime/exec/baseline.h"
#include "runtime/tier/code.h"

/* Can this method have baseline code? */
bool baseline_may_compile(const struct method *m);
/* Compiles and installs. Any thread that is attached to the VM. False: it was not possible. out: figures of
 * the compile; may be NULL. */
struct tier_result;
bool baseline_compile(struct vm *vm, struct method *m, struct tier_result *out);
/* Baseline code calls m, which has none: perhaps it should. */
void baseline_called(struct method *m);
/* Its code has met so many instructions that had never run: time for new code. The thread runs the method. */
void baseline_is_cold(struct method *m);

/* Under vm->class_lock: m's code is not what it was. Where baseline code calls m follows. */
void baseline_entry_changed(struct method *m);
/* c, which is baseline code, is not valid any more. Under vm->class_lock. */
void baseline_invalidated(struct code *c);

#endif
