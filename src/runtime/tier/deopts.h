/*
 * deopts.h - the report of --deopts: where compiled code was left for T0, why, and how often.
 *
 * Threads: any. Without the option, and unless a profile was started, nothing is counted.
 */
#ifndef SAMOVAR_RUNTIME_TIER_DEOPTS_H
#define SAMOVAR_RUNTIME_TIER_DEOPTS_H

#include "runtime/class/class.h"
#include "ssa/ops.h"

/* A guard of code of `root` failed, in the activation of m (root, or what is inlined there) at bci. */
void deopts_note(struct vm *vm, const struct method *root, const struct method *m, uint32_t bci,
                 enum ssa_why why);
/* Code of `root` is wrong now, and this activation of it was left when a call in it had returned, or at a
 * loop. */
void deopts_note_wrong(struct vm *vm, const struct method *root, const struct method *m, uint32_t bci);

/* A place where code of `root` was left, in an activation of `method` (root, or inlined there). */
struct deopt_row {
    const struct method *root, *method;
    uint32_t bci;
    const char *why;
    uint64_t count;
};
/* All of them, the most frequent first, under a lock of their own. */
void deopts_each(struct vm *vm, void (*see)(const struct deopt_row *row, void *user), void *user);

/* To standard error, the most frequent first. */
void deopts_report(struct vm *vm);

#endif
