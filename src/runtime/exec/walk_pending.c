/* walk_pending.c - what walks ask the transitions to compiled code, while there are none: weak, so that the
 * real ones take over; then this file goes. */
#include "runtime/exec/compiled.h"
#include "runtime/exec/deopt.h"
#include "runtime/exec/frame.h"
#include "runtime/tier/tier.h"

__attribute__((weak)) const u2 interp_compiled_entry[1] = {0};
__attribute__((weak)) const char compiled_enter_return[1] = {0};

__attribute__((weak)) void *deopt_original_pc(const struct thread *t, void **return_slot)
{
    (void)t;
    return *return_slot;
}

__attribute__((weak)) struct backend *tier_backend(struct tier *t)
{
    (void)t;
    return NULL;
}
