/* state.c - frame states: shared, counted, their operands in the user lists like those of values. */
#include "ssa/internal.h"

#include <assert.h>

void ssa_reserve_states(struct ssa_func *f, uint32_t n)
{
    if (n <= f->nstates)
        return;
    SSA_GROW(f, f->states, f->states_cap, n);
    while (f->nstates < n) {
        f->states[f->nstates] = ARENA_NEW(f->arena, struct ssa_state);
        f->states[f->nstates++]->released = true;
    }
}

void ssa_state_fill(struct ssa_func *f, uint32_t s, uint64_t method, uint32_t bci, enum ssa_state_kind kind,
                    uint32_t nlocals, uint32_t nstack, uint32_t nlocks, const ssa_id *operands)
{
    uint32_t n = nlocals + nstack + nlocks;
    struct ssa_state *state = f->states[s];
    state->method = method;
    state->bci = bci;
    state->kind = kind;
    state->released = false;
    state->nlocals = nlocals;
    state->nstack = nstack;
    state->nlocks = nlocks;
    state->operands = ssa_uses_new(f, n, false, s | SSA_USER_STATE, operands);
}

uint32_t ssa_state_new(struct ssa_func *f, uint64_t method, uint32_t bci, enum ssa_state_kind kind,
                       uint32_t caller, uint32_t nlocals, uint32_t nstack, uint32_t nlocks,
                       const ssa_id *operands)
{
    uint32_t s = f->nstates;
    ssa_reserve_states(f, s + 1);
    ssa_state_fill(f, s, method, bci, kind, nlocals, nstack, nlocks, operands);
    ssa_state_set_caller(f, s, caller);
    return s;
}

uint32_t ssa_state_clone(struct ssa_func *f, uint32_t s)
{
    struct ssa_state *from = f->states[s];
    uint32_t copy = ssa_state_new(f, from->method, from->bci, from->kind, from->caller, from->nlocals,
                                  from->nstack, from->nlocks, NULL);
    for (uint32_t i = 0; i < ssa_state_size(from); i++)
        ssa_state_set_operand(f, copy, i, ssa_state_in(f, s, i));
    return copy;
}

void ssa_state_release(struct ssa_func *f, uint32_t s)
{
    while (s) {
        struct ssa_state *state = f->states[s];
        assert(state->refs > 0 && !state->released);
        if (--state->refs)
            return;
        for (uint32_t i = 0; i < ssa_state_size(state); i++)
            ssa_use_set(f, state->operands + i, SSA_NONE);
        state->released = true;
        s = state->caller;
        state->caller = 0;
    }
}

void ssa_set_state(struct ssa_func *f, ssa_id v, uint32_t s)
{
    struct ssa_value *value = ssa_at(f, v);
    uint32_t old = value->state;
    if (old == s)
        return;
    assert(!s || !f->states[s]->released);
    value->state = s;
    if (s)
        f->states[s]->refs++;
    ssa_state_release(f, old);
}

void ssa_state_set_operand(struct ssa_func *f, uint32_t s, uint32_t i, ssa_id def)
{
    assert(i < ssa_state_size(f->states[s]));
    ssa_use_set(f, f->states[s]->operands + i, def);
}

void ssa_state_set_caller(struct ssa_func *f, uint32_t s, uint32_t caller)
{
    uint32_t old = f->states[s]->caller;
    if (caller == old)
        return;
    assert(!caller || !f->states[caller]->released);
    f->states[s]->caller = caller;
    if (caller)
        f->states[caller]->refs++;
    ssa_state_release(f, old);
}
