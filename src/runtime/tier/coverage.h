/*
 * coverage.h - which blocks of a method have run, as far as T0 and baseline code can tell.
 *
 * T0's quickened instructions tell it of the blocks that have one (env_profile.c). The beginnings of all
 * others get stubs in baseline code: jumps out of line, which are taken away when they are first met. So
 * running code notes nothing, and what still has its stub has not been reached since there is baseline code.
 *
 * Threads: any. Nothing here takes a lock but making the record.
 */
#ifndef SAMOVAR_RUNTIME_TIER_COVERAGE_H
#define SAMOVAR_RUNTIME_TIER_COVERAGE_H

#include "runtime/class/class.h"

/* baseline_method.wants_stub; user is the method. */
bool coverage_wants_stub(void *user, uint32_t bci, uint32_t end);
/* Before baseline code of the method is made. */
void coverage_prepare(struct method *m);
/* The stub at this unit was met, by a thread in Java: takes it away in the method's code. */
void coverage_reached(struct method *m, const u2 *unit);
/* Has the block never run? False also when it cannot be told, or it is too early to say. */
bool coverage_never(const struct method *m, uint32_t bci);

/* env_profile.c. What T0 says of the block that begins at bci, and ends at `end` at the latest: */
enum block_seen { BLOCK_NEVER, BLOCK_RAN, BLOCK_UNTOLD };
enum block_seen t0_block_seen(const struct method *m, uint32_t bci, uint32_t end);

#endif
