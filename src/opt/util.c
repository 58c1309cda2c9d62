/* util.c - small helpers of several passes: sums, replacement, worklists, loops. */
#include "opt/internal.h"

ssa_id opt_split_sum(const struct ssa_func *f, ssa_id v, int64_t *offset)
{
    *offset = 0;
    for (;;) {
        int64_t c;
        v = ssa_strip(f, v);
        if (ssa_op_of(f, v) != SSA_ADD || !opt_is_int_const(f, ssa_in(f, v, 1), &c))
            return v;
        *offset = opt_cut(ssa_type_of(f, v), (uint64_t)*offset + (uint64_t)c);
        v = ssa_in(f, v, 0);
    }
}

void opt_replace_with(const struct opt_ctx *cx, struct ssa_func *f, ssa_id v, ssa_id older)
{
    struct ssa_facts mine = opt_facts(cx, f, v), its = opt_facts(cx, f, older);
    if (!opt_sharper(&mine, &its)) {
        ssa_replace(f, v, older);
        return;
    }
    if (!ssa_facts_meet(&mine, &its)) /* unreachable code */
        mine = opt_facts(cx, f, v);
    if (ssa_op_of(f, v) == SSA_PHI) { /* a refine does not stand among phis */
        ssa_id refine = ssa_new(f, SSA_REFINE, ssa_type_of(f, v), SSA_IN(older));
        ssa_prepend(f, ssa_at(f, v)->block, refine);
        ssa_set_facts(f, refine, &mine);
        ssa_replace(f, v, refine);
        return;
    }
    ssa_become(f, v, SSA_REFINE, ssa_type_of(f, v), SSA_IN(older));
    ssa_set_facts(f, v, &mine);
}

void opt_proved(const struct opt_ctx *cx, struct ssa_func *f, ssa_id v)
{
    struct ssa_facts facts = opt_facts(cx, f, v);
    ssa_become(f, v, SSA_REFINE, ssa_type_of(f, v), SSA_IN(ssa_in(f, v, 0)));
    ssa_at(f, v)->imm = 1;
    ssa_set_facts(f, v, &facts);
}

/* ----------------------------------------------------------------------------------------------------
 * worklist */

void opt_push(struct opt_worklist *w, ssa_id v)
{
    while (w->queued.len <= v)
        vec_push(&w->queued, 0);
    if (!w->queued.at[v]) {
        w->queued.at[v] = 1;
        vec_push(&w->list, v);
    }
}

void opt_push_users(struct opt_worklist *w, const struct ssa_func *f, ssa_id v)
{
    SSA_EACH_USE(f, v, u)
    if (!(f->uses[u].user & SSA_USER_STATE))
        opt_push(w, f->uses[u].user);
}

ssa_id opt_pop(struct opt_worklist *w)
{
    if (w->list.len == 0)
        return SSA_NONE;
    ssa_id v = vec_pop(&w->list);
    w->queued.at[v] = 0;
    return v;
}

void opt_worklist_free(struct opt_worklist *w)
{
    vec_free(&w->list);
    vec_free(&w->queued);
}

/* -------------------------------------------------------------------------------------------------------
 * loops */

bool opt_in_loop(const struct opt_ctx *cx, const struct ssa_func *f, ssa_id v, uint32_t loop)
{
    uint32_t b = ssa_at(f, v)->block;
    return ssa_loop_has(cx->loops, loop, b);
}

uint32_t opt_preheader_index(const struct opt_ctx *cx, const struct ssa_func *f, uint32_t loop)
{
    const struct ssa_block *header = f->blocks[cx->loops->loops[loop].header];
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < header->npreds; i++)
        if (!ssa_loop_has(cx->loops, loop, header->preds[i].block)) {
            if (found != UINT32_MAX)
                return UINT32_MAX;
            found = i;
        }
    return found;
}

uint32_t opt_preheader(const struct opt_ctx *cx, const struct ssa_func *f, uint32_t loop)
{
    uint32_t i = opt_preheader_index(cx, f, loop);
    if (i == UINT32_MAX)
        return SSA_NO_BLOCK;
    uint32_t b = f->blocks[cx->loops->loops[loop].header]->preds[i].block;
    ssa_id end = ssa_terminator(f, b);
    return end && ssa_op_of(f, end) == SSA_JUMP ? b : SSA_NO_BLOCK;
}

void opt_loop_writes(const struct opt_ctx *cx, const struct ssa_func *f, uint32_t loop,
                     struct ssa_alias_set *out)
{
    const struct ssa_loop *l = &cx->loops->loops[loop];
    for (uint32_t i = 0; i < l->nblocks; i++)
        SSA_EACH(f, l->blocks[i], v)
    ssa_add_writes(f, v, out);
}

static bool has_effect(const struct ssa_func *f, ssa_id v)
{
    switch (ssa_effect_of(f, v)) {
    case SSA_WRITE:
    case SSA_ATOMIC:
    case SSA_MEMORY: return true;
    default: return false;
    }
}

/* What a value of the header is when the loop is entered: SSA_NONE when that is not at hand in the preheader.
 */
static ssa_id on_entry(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop, uint32_t entry,
                       ssa_id v)
{
    uint32_t header = cx->loops->loops[loop].header;
    for (int i = 0; i < 4; i++) { /* refines of phis */
        if (ssa_op_of(f, v) == SSA_PHI && ssa_at(f, v)->block == header)
            return ssa_in(f, v, entry);
        if (!opt_in_loop(cx, f, v, loop))
            return v;
        if (!(ssa_info(f, v)->properties & SSA_SAME))
            return SSA_NONE;
        v = ssa_in(f, v, 0);
    }
    return SSA_NONE;
}

static bool can_enter(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop, uint32_t entry,
                      uint32_t s)
{
    for (; s; s = ssa_state_at(f, s)->caller)
        for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, s)); i++) {
            ssa_id v = ssa_state_in(f, s, i);
            if (v && !on_entry(f, cx, loop, entry, v))
                return false;
        }
    return true;
}

static uint32_t entered(struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop, uint32_t entry,
                        uint32_t s)
{
    if (!s)
        return 0;
    uint32_t copy = ssa_state_clone(f, s);
    uint32_t caller = ssa_state_at(f, s)->caller;
    if (caller)
        ssa_state_set_caller(f, copy, entered(f, cx, loop, entry, caller));
    for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, copy)); i++) {
        ssa_id v = ssa_state_in(f, copy, i);
        if (v)
            ssa_state_set_operand(f, copy, i, on_entry(f, cx, loop, entry, v));
    }
    return copy;
}

uint32_t opt_state_with(struct ssa_func *f, uint32_t s, const ssa_id *old, const ssa_id *new, uint32_t n)
{
    if (!s)
        return 0;
    uint32_t caller = opt_state_with(f, ssa_state_at(f, s)->caller, old, new, n), c = ssa_state_clone(f, s);
    for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, c)); i++) {
        ssa_id v = ssa_state_in(f, c, i);
        for (uint32_t k = 0; v && k < n; k++)
            if (ssa_strip(f, v) == old[k]) {
                ssa_state_set_operand(f, c, i, new[k]);
                break;
            }
    }
    ssa_state_set_caller(f, c, caller);
    return c;
}

uint32_t opt_header_state(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop)
{
    uint32_t header = cx->loops->loops[loop].header, entry = opt_preheader_index(cx, f, loop);
    SSA_EACH(f, header, v)
    {
        uint32_t s = ssa_at(f, v)->state;
        if (s) /* a later state would skip what this value may do */
            return ssa_state_at(f, s)->kind == SSA_STATE_BEFORE && can_enter(f, cx, loop, entry, s) ? s : 0;
        if (has_effect(f, v))
            return 0;
    }
    return 0;
}

uint32_t opt_entry_state(struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop)
{
    uint32_t s = opt_header_state(f, cx, loop);
    return s ? entered(f, cx, loop, opt_preheader_index(cx, f, loop), s) : 0;
}

uint32_t opt_wrong_guesses(const struct opt_ctx *cx, const struct ssa_func *f, uint32_t loop)
{
    uint32_t s = opt_header_state(f, cx, loop);
    if (!s || !cx->env || !cx->env->failures)
        return 0;
    const struct ssa_state *state = ssa_state_at(f, s);
    return cx->env->failures(cx->env->user, state->method, state->bci, SSA_WHY_RANGE);
}
