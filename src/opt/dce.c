/*
 * dce.c - dead code: what no effect demands goes.
 *
 * Values with effects are wanted; what wanted values and their frame states use is wanted; the rest is
 * removed, cycles of phis included. Unused allocations and loads are dead too.
 *
 * Requires: nothing. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

static void want(const struct ssa_func *f, ssa_id v, uint64_t *wanted, ssa_id *stack, uint32_t *n)
{
    if (v && !bitset_has(wanted, v)) {
        bitset_add(wanted, v);
        stack[(*n)++] = v;
    }
    (void)f;
}

static void want_operands(const struct ssa_func *f, ssa_id v, uint64_t *wanted, ssa_id *stack, uint32_t *n)
{
    for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++)
        want(f, ssa_in(f, v, i), wanted, stack, n);
    for (uint32_t s = ssa_at(f, v)->state; s; s = ssa_state_at(f, s)->caller)
        for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, s)); i++)
            want(f, ssa_state_in(f, s, i), wanted, stack, n);
}

bool opt_dce(struct ssa_func *f, struct opt_ctx *cx)
{
    uint64_t *wanted = ARENA_ARRAY(&cx->scratch, uint64_t, BITSET_WORDS(f->nvalues));
    ssa_id *stack = ARENA_ARRAY(&cx->scratch, ssa_id, f->nvalues);
    uint32_t n = 0;
    SSA_EACH_BLOCK(f, b)
    SSA_EACH(f, b, v)
    if (!ssa_removable(f, v))
        want(f, v, wanted, stack, &n);
    while (n) {
        ssa_id v = stack[--n];
        want_operands(f, v, wanted, stack, &n);
    }
    bool changed = false;
    SSA_EACH_BLOCK(f, b)
    SSA_EACH(f, b, v)
    if (!bitset_has(wanted, v)) { /* first nobody uses anybody */
        ssa_set_operands(f, v, 0, NULL);
        ssa_set_state(f, v, 0);
        changed = true;
    }
    if (changed)
        SSA_EACH_BLOCK(f, b)
    SSA_EACH_SAFE(f, b, v)
    if (!bitset_has(wanted, v))
        ssa_remove(f, v);
    return changed;
}
