/* verify_uses.c - rules U1, U2 and S1 to S3: user lists, dominance, frame states. */
#include "ssa/verify_internal.h"

/* ---------------------------------------------------------------------------------- U1: user lists exact */

/* Each record of a user list is marked, and must be an operand of its user; then each operand must be marked.
 */
static bool is_operand_of(const struct ssa_func *f, uint32_t u)
{
    uint32_t user = f->uses[u].user;
    if (user & SSA_USER_STATE) {
        uint32_t s = user & ~SSA_USER_STATE;
        if (s >= f->nstates || f->states[s]->released)
            return false;
        return u - f->states[s]->operands < ssa_state_size(f->states[s]);
    }
    if (user >= f->nvalues || ssa_op_of(f, user) == SSA_NOP)
        return false;
    return u - ssa_at(f, user)->operands < ssa_at(f, user)->noperands;
}

static void mark_users(struct ssa_verifier *x, ssa_id v, uint64_t *marked)
{
    const struct ssa_func *f = x->f;
    uint32_t prev = 0;
    SSA_EACH_USE(f, v, u)
    {
        if (u >= f->nuses || bitset_has(marked, u) || f->uses[u].def != v || f->uses[u].prev != prev ||
            !is_operand_of(f, u)) {
            ssa_broken(x, SSA_NONE, "U1", "the user list of $%u holds what does not use it", v);
            x->hopeless = true;
            return;
        }
        bitset_add(marked, u);
        prev = u;
    }
}

static void check_marked(struct ssa_verifier *x, uint32_t operands, uint32_t n, const uint64_t *marked,
                         const char *what, uint32_t id)
{
    for (uint32_t u = operands; u < operands + n; u++)
        if (x->f->uses[u].def && !bitset_has(marked, u))
            ssa_broken(x, SSA_NONE, "U1", "$%u does not know its user %s%u", x->f->uses[u].def, what, id);
}

static void check_user_lists(struct ssa_verifier *x)
{
    const struct ssa_func *f = x->f;
    uint64_t *marked = ARENA_ARRAY(&x->arena, uint64_t, BITSET_WORDS(f->nuses));
    for (ssa_id v = 1; v < f->nvalues; v++) {
        mark_users(x, v, marked);
        if (ssa_op_of(f, v) == SSA_NOP && ssa_at(f, v)->users)
            ssa_broken(x, SSA_NONE, "U1", "$%u is removed but has users", v);
    }
    for (ssa_id v = 1; v < f->nvalues; v++)
        if (ssa_op_of(f, v) != SSA_NOP)
            check_marked(x, ssa_at(f, v)->operands, ssa_at(f, v)->noperands, marked, "$", v);
    for (uint32_t s = 1; s < f->nstates; s++)
        if (!f->states[s]->released)
            check_marked(x, f->states[s]->operands, ssa_state_size(f->states[s]), marked, "s", s);
}

/* ----------------------------------------------------------------------------------------- U2: dominance */

static void check_state_dominance(struct ssa_verifier *x, const struct ssa_dominators *d, ssa_id v)
{
    const struct ssa_func *f = x->f;
    for (uint32_t s = ssa_at(f, v)->state; s; s = f->states[s]->caller)
        for (uint32_t i = 0; i < ssa_state_size(f->states[s]); i++) {
            ssa_id def = ssa_state_in(f, s, i);
            if (def && !ssa_available(f, d, def, v))
                ssa_broken(x, v, "U2", "$%u of s%u is not available", def, s);
        }
}

static void check_phi_dominance(struct ssa_verifier *x, const struct ssa_dominators *d, ssa_id v)
{
    const struct ssa_func *f = x->f;
    const struct ssa_block *block = f->blocks[ssa_at(f, v)->block];
    for (uint32_t i = 0; i < ssa_at(f, v)->noperands && i < block->npreds; i++) {
        ssa_id def = ssa_in(f, v, i), end = ssa_terminator(f, block->preds[i].block);
        if (!def || d->order->index[block->preds[i].block] == SSA_NO_BLOCK)
            continue;
        bool thrown_away =
            ssa_op_of(f, end) == SSA_TRY && ssa_in(f, end, 0) == def && block->preds[i].index == 1;
        if (!ssa_available(f, d, def, end) || thrown_away)
            ssa_broken(x, v, "U2", "$%u is not available at the end of b%u", def, block->preds[i].block);
    }
}

static void check_dominance(struct ssa_verifier *x)
{
    const struct ssa_func *f = x->f;
    struct ssa_order *order = ssa_reverse_postorder(f, &x->arena);
    struct ssa_dominators *d = ssa_find_dominators(f, order, &x->arena);
    SSA_EACH_BLOCK(f, b)
    ssa_number_block(f, b);
    for (uint32_t k = 0; k < order->n; k++)
        SSA_EACH(f, order->blocks[k], v)
        {
            check_state_dominance(x, d, v);
            if (ssa_op_of(f, v) == SSA_PHI) {
                check_phi_dominance(x, d, v);
                continue;
            }
            for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++) {
                ssa_id def = ssa_in(f, v, i);
                if (def && !ssa_available(f, d, def, v))
                    ssa_broken(x, v, "U2", "$%u is not available", def);
            }
        }
}

/* ------------------------------------------------------------------------------------------ frame states */

/* False when the callers cannot be followed. */
static bool check_callers(struct ssa_verifier *x, uint32_t s)
{
    const struct ssa_func *f = x->f;
    uint32_t depth = 0;
    for (uint32_t c = f->states[s]->caller; c; c = f->states[c]->caller) {
        if (c >= f->nstates || f->states[c]->released || f->states[c]->kind != SSA_STATE_CALL ||
            ++depth > f->nstates) {
            ssa_broken(x, SSA_NONE, "S2", "s%u has a caller that is none", s);
            return false;
        }
    }
    return true;
}

static void check_slots(struct ssa_verifier *x, uint32_t s)
{
    const struct ssa_func *f = x->f;
    const struct ssa_state *state = f->states[s];
    uint32_t locks = state->nlocals + state->nstack, n = ssa_state_size(state);
    if (state->kind == SSA_STATE_THROW) {
        ssa_id thrown = state->nstack == 1 ? ssa_state_in(f, s, state->nlocals) : SSA_NONE;
        bool own = state->nstack == 0; /* what the value itself throws */
        if (!own && (!thrown || ssa_type_of(f, thrown) != SSA_REF))
            ssa_broken(x, SSA_NONE, "S3", "s%u throws, but not one reference", s);
    }
    for (uint32_t i = 0; i < n; i++) {
        ssa_id def = ssa_state_in(f, s, i);
        if (def && (def >= f->nvalues || ssa_op_of(f, def) == SSA_NOP || ssa_type_of(f, def) == SSA_VOID ||
                    ssa_at(f, def)->block == SSA_NO_BLOCK))
            ssa_broken(x, SSA_NONE, "V1", "slot %u of s%u is no value of the function", i, s);
        if (i >= locks && (!def || ssa_type_of(f, def) != SSA_REF))
            ssa_broken(x, SSA_NONE, "S3", "lock %u of s%u is no reference", i - locks, s);
    }
}

static bool check_states(struct ssa_verifier *x)
{
    const struct ssa_func *f = x->f;
    bool ok = true;
    uint32_t *refs = ARENA_ARRAY(&x->arena, uint32_t, f->nstates);
    for (ssa_id v = 1; v < f->nvalues; v++) {
        uint32_t s = ssa_at(f, v)->state;
        if (s >= f->nstates || (s && f->states[s]->released)) {
            ssa_broken(x, SSA_NONE, "S1", "$%u has a state that is gone", v);
            return false;
        }
        refs[s]++;
        enum ssa_op op = ssa_op_of(f, v);
        if (s && f->states[s]->kind == SSA_STATE_THROW && f->states[s]->nstack == 0 && op != SSA_NEW &&
            op != SSA_NEW_ARRAY && op != SSA_BOX && op != SSA_MONITOR_ENTER)
            ssa_broken(x, v, "S3", "s%u throws nothing", s);
    }
    for (uint32_t s = 1; s < f->nstates; s++)
        if (!f->states[s]->released) {
            ok &= check_callers(x, s);
            check_slots(x, s);
            if (f->states[s]->caller < f->nstates)
                refs[f->states[s]->caller]++;
        }
    for (uint32_t s = 1; s < f->nstates; s++)
        if (!f->states[s]->released && (refs[s] != f->states[s]->refs || refs[s] == 0))
            ssa_broken(x, SSA_NONE, "S1", "s%u has %u references and counts %u", s, refs[s],
                       f->states[s]->refs);
    return ok;
}

void ssa_verify_uses(struct ssa_verifier *x)
{
    bool states_ok = check_states(x);
    check_user_lists(x);
    if (states_ok && !x->hopeless && x->nerrors == 0) /* dominance trusts all the rest */
        check_dominance(x);
}
