/*
 * sweep.h - code that is not valid any more goes when no thread stands in it.
 *
 * A thread of its own does it (made when there is something to do for the first time), because it has to wait
 * for every thread's next poll: nobody may have read the code's address somewhere and not have entered it
 * yet. Between two polls, a Java thread may use whatever code it has found (code.h).
 */
#ifndef SAMOVAR_RUNTIME_TIER_SWEEP_H
#define SAMOVAR_RUNTIME_TIER_SWEEP_H

#include "runtime/vm.h"

/* Is it time to sweep? Called now and then by the sampler's thread; now: CLOCK_MONOTONIC. */
void sweep_tick(struct vm *vm, u8 now);

/* Does it: on a thread outside Java that holds no lock. Waits for another thread's sweep. */
void sweep(struct vm *vm);

#endif
