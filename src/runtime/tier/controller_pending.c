/* controller_pending.c - what the controller asks of the compiler, while it is not in the VM: weak, so that
 * the real one takes over; then this file goes. */
#include "runtime/tier/tier.h"

__attribute__((weak)) bool tier_may_compile(const struct method *m, int32_t osr_bci)
{
    (void)m, (void)osr_bci;
    return false;
}

__attribute__((weak)) void tier_compile(struct vm *vm, const struct tier_request *r, struct tier_result *out)
{
    (void)vm, (void)r;
    *out = (struct tier_result){.outcome = TIER_REFUSED, .why = "there is no compiler"};
}

__attribute__((weak)) struct code *code_find(const struct method *m, int32_t osr_bci)
{
    (void)m, (void)osr_bci;
    return NULL;
}
