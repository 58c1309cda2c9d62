/*
 * x64_personality.c - x86-64 as a target. It computes on 32 and 64 bits, so little is missing: operations
 * that this processor lacks (popcnt before 2008, fma, rounding before SSE4.1), and those that it never had
 * (remainder of floating point).
 */
#include "backend/x64_lir.h"

static bool has(const struct x64_compile *c, enum ssa_op op, enum ssa_type t)
{
    switch (op) {
    case SSA_REM: return !lir_is_fp_type(t);
    case SSA_FMA: return c->cpu->fma;
    case SSA_FLOOR:
    case SSA_CEIL:
    case SSA_RINT: return c->cpu->sse41;
    case SSA_POPCNT: return c->cpu->popcnt;
    default: return true;
    }
}

const uint8_t x64_int_args[X64_INT_ARGS] = {RDI, RSI, RDX, RCX, R8, R9};

const struct personality x64_personality = {
    .registers = {.classes = {X64_GENERAL, X64_FLOATING}, .callee_saved = X64_CALLEE_SAVED},
    .has = has,
    .select = x64_select,
    .emit = x64_emit,
    .print = x64_print_lir,
};
