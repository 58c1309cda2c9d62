/* helpers.c - the table of helpers.h as data. */
#include "ssa/helpers.h"

#include "ssa/ops.h"

const struct ssa_helper_info ssa_helpers[SSA_NHELPERS] = {
#define X(name, text, result, arguments, effect)                                                             \
    [SSA_HELPER_##name] = {text, result, arguments, SSA_EFFECT_##effect},
    SSA_HELPERS(X)
#undef X
};
