/*
 * rt_helpers.h - the C functions that compiled code calls, by the numbers of the back end (backend.h) and of
 * call_runtime (ssa/helpers.h).
 */
#ifndef SAMOVAR_RUNTIME_TIER_RT_HELPERS_H
#define SAMOVAR_RUNTIME_TIER_RT_HELPERS_H

#include "backend/backend.h"

/* The table; it lives for ever. */
const struct backend_helper *tier_helpers(uint32_t *n);

#endif
