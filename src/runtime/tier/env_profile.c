/* env_profile.c - the compiler's environment: what was observed, in T0 (site_profile.h) and by guards that
 * failed. */
#include "runtime/tier/env_internal.h"
#include "runtime/tier/site_profile.h"
#include "runtime/tier/speculation.h"

static bool receivers(void *cx, const struct env_method *m, uint32_t bci, struct env_receivers *out)
{
    (void)cx;
    return site_receivers(tier_method(m->handle), bci, out);
}

static bool reached(void *cx, const struct env_method *m, uint32_t bci)
{
    (void)cx;
    return site_reached(tier_method(m->handle), bci);
}

static bool may_speculate(void *cx, const struct env_method *m, uint32_t bci, unsigned why)
{
    const struct tier_env *e = cx;
    return speculation_allowed(e->vm, tier_method(m->handle), bci, why);
}

void env_profile_init(struct tier_env *e)
{
    e->compile.receivers = receivers;
    e->compile.reached = reached;
    e->compile.may_speculate = may_speculate;
}
