/*
 * prepare.h - bytecode into T0 code, at a method's first call.
 *
 * T0 code is an array of 16-bit units with one unit per bytecode byte, so that a unit's index is the bci:
 * exception tables, line numbers and deoptimisation need no mapping. The first unit of an instruction is an
 * internal opcode (opcodes.h), the following ones hold its operands decoded. Instructions are rewritten
 * (quickened) in place as they first execute, while other threads may be running them: operand units are
 * stored before the opcode, each by one aligned store, and an instruction that was quickened never changes
 * again.
 */
#ifndef SAMOVAR_RUNTIME_EXEC_PREPARE_H
#define SAMOVAR_RUNTIME_EXEC_PREPARE_H

#include "runtime/class/class.h"

/* Gives a method of any kind its entry or its shortcut, on the first call. Thread safe; never fails. */
void method_prepare(struct method *m);

/* Gives a method with bytecode its T0 code, without a call in sight. */
void method_prepare_code(struct method *m);

/* T0's calls of m go to its compiled code, unless they have a shortcut that is faster; no longer. */
void method_enter_compiled(struct method *m);
void method_leave_compiled(struct method *m);

/* Code to which Java methods called by C return: pc of entry frames. */
extern const u2 interp_call_from_c[];

#endif
