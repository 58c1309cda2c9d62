/*
 * controller.h - decides which methods are compiled, and when (docs/design.md, "Sampling, not counting").
 *
 * One thread, the sampler's, looks at what runs (sampler.h) and keeps what it saw (heat.h). A method that
 * gets warm is watched for a short time (site_profile.h), and compiled when what it is expected to take still
 * outweighs the compile (cost.h): by its beginning, or, when a thread does not leave it, by the loop that the
 * thread is in. Compile threads do the work (compile_queue.h).
 */
#ifndef SAMOVAR_RUNTIME_TIER_CONTROLLER_H
#define SAMOVAR_RUNTIME_TIER_CONTROLLER_H

#include "runtime/tier/env.h"
#include "runtime/tier/tier.h"

struct controller; /* vm->controller */

/* When the class library has booted; not under -Xint. Returns at once. */
void controller_start(struct vm *vm);

/* -Xcomp: compiles m now, on the calling thread, if it can be and is not yet. Once refused, refused for ever.
 */
void controller_compile_now(struct vm *vm, struct method *m);

/* `code` was left because its guess at bci of `at` (its method, or one that it inlined) failed for this
 * reason (enum ssa_why), for the n-th time in all; discarded: nobody enters that code any more. */
void controller_deoptimised(const struct code *code, const struct method *at, uint32_t bci, unsigned why,
                            unsigned n, bool discarded);
/* Compiled code called m in T0, as every CONTROLLER_BRIDGED-th of a thread's calls that no sample sees in
 * full. */
#define CONTROLLER_BRIDGED 256
void controller_bridged(struct vm *vm, struct method *m);

/* A guard of `code`, for calls of its method, failed in the activation of `at`. Counts as time that T0 takes,
 * so that the method is compiled again when that pays; classes: calls of `at` are watched, as one of them met
 * a class that was not expected. False: nobody compiles here. */
bool controller_failing(const struct code *code, struct method *at, bool classes);

/* m's code is gone. What T0 runs in C is never sampled, and asks for new code here. */
void controller_discarded(struct vm *vm, struct method *m);

/* How much time is spent in callee, and what it calls, when caller calls it? For tier_hooks.call_heat. */
enum call_heat controller_call_heat(struct vm *vm, const struct method *caller, uint32_t bci,
                                    const struct method *callee);

#endif
