/* baseline_internal.h - shared by baseline.c and baseline_operand.c. */
#ifndef SAMOVAR_RUNTIME_TIER_BASELINE_INTERNAL_H
#define SAMOVAR_RUNTIME_TIER_BASELINE_INTERNAL_H

#include "backend/baseline.h"
#include "runtime/class/class.h"
#include "runtime/vm.h"

/* baseline_method.operand; user is the struct method, which has T0 code. */
void baseline_operand(void *user, uint32_t bci, struct baseline_operand *out);

#endif
