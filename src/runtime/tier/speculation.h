/*
 * speculation.h - the log of guesses that compiled code made and that turned out wrong: where, and why the
 * code was left. A compile asks before it guesses again, so no code is left for the same reason for ever.
 *
 * Threads: any, at any time; no lock may be held that is taken inside a signal handler.
 */
#ifndef SAMOVAR_RUNTIME_TIER_SPECULATION_H
#define SAMOVAR_RUNTIME_TIER_SPECULATION_H

#include "runtime/class/class.h"
#include "ssa/ops.h"

/* A guard of this reason (enum ssa_why) at bci of m failed. bci and m are those of its frame state: of the
 * inlined method, if it was one. */
void speculation_failed(struct vm *vm, const struct method *m, uint32_t bci, unsigned why);
/* May a compile guess that again? Also false in methods where very many guesses failed. */
bool speculation_allowed(struct vm *vm, const struct method *m, uint32_t bci, unsigned why);
/* How often it failed there; in methods where very many guesses failed: how many did. For SSA_WHY_RANGE the
 * place is a loop's header (opt_env.failures). */
uint32_t speculation_failures_at(struct vm *vm, const struct method *m, uint32_t bci, unsigned why);
/* Has a guard of this reason failed anywhere in m? */
bool speculation_method_has(struct vm *vm, const struct method *m, unsigned why);
/* How often guards of m failed. */
uint32_t speculation_failures(struct vm *vm, const struct method *m);

void speculation_free(struct vm *vm);

#endif
