/*
 * native_code.h - code between compiled code and native methods, for those that compiled code calls often.
 * Without it such calls go through the interpreter's adapter (exec/compiled.c).
 */
#ifndef SAMOVAR_RUNTIME_TIER_NATIVE_CODE_H
#define SAMOVAR_RUNTIME_TIER_NATIVE_CODE_H

#include "runtime/vm.h"

/* Makes it for m, if m is a native method that can have it. Any Java thread, no lock held. */
void native_code_make(struct vm *vm, struct method *m);
/* m's function has changed: calls go through the adapter again. Threads that are on their way may still reach
 * the old one. */
void native_code_drop(struct method *m);

#endif
