/* region.c - copies of a loop: which blocks, the way out, values, frame states, edges. */
#include "opt/region.h"

/* ------------------------------------------------------------------------------------------------- blocks */

static bool may_copy(const struct region *r, ssa_id v)
{
    const struct ssa_func *f = r->f;
    switch (ssa_op_of(f, v)) {
    case SSA_MONITOR_ENTER:
    case SSA_MONITOR_EXIT:
    case SSA_CAUGHT:
    case SSA_TRY: return false;
    case SSA_CALL:
    case SSA_CALL_VIRTUAL:
    case SSA_CALL_INTERFACE:
    case SSA_CLASS_INIT:
    case SSA_NEW:
    case SSA_NEW_ARRAY:
    case SSA_BOX: return r->calls;
    case SSA_CALL_RUNTIME: return r->calls || ssa_at(f, v)->sub == SSA_EFFECT_PURE;
    default: return true;
    }
}

static bool costs(const struct ssa_func *f, ssa_id v)
{
    switch (ssa_op_of(f, v)) {
    case SSA_PHI:
    case SSA_POLL:
    case SSA_JUMP:
    case SSA_REFINE:
    case SSA_DEOPT:
    case SSA_VIRTUAL_OBJECT:
    case SSA_VIRTUAL_ARRAY:
    case SSA_VIRTUAL_BOX: return false;
    default: return true;
    }
}

static bool in_loop(const struct region *r, uint32_t b)
{
    return b < r->nold && ssa_loop_has(r->cx->loops, r->loop, b);
}

/* A block that only the loop reaches, not by the header, and that leads nowhere. */
static bool is_tail(const struct region *r, uint32_t b)
{
    const struct ssa_block *block = r->f->blocks[b];
    if (block->nsuccs)
        return false;
    for (uint32_t i = 0; i < block->npreds; i++)
        if (block->preds[i].block == r->header || !in_loop(r, block->preds[i].block))
            return false;
    return true;
}

static bool take_block(struct region *r, uint32_t b)
{
    r->in_region[b] = 1;
    vec_push(&r->blocks, b);
    SSA_EACH(r->f, b, v)
    {
        if (!may_copy(r, v) && !r->header_only)
            return false;
        r->size += ssa_op_of(r->f, v) == SSA_VECTOR ? r->tiny : costs(r->f, v);
        enum ssa_effect effect = ssa_effect_of(r->f, v);
        r->writes |= effect == SSA_WRITE || effect == SSA_ATOMIC || effect == SSA_MEMORY;
    }
    return r->size <= r->budget || r->header_only;
}

/* Do all ways lead to r->exit? */
static bool one_exit(const struct region *r)
{
    const struct ssa_func *f = r->f;
    for (size_t i = 0; i < r->blocks.len; i++) {
        const struct ssa_block *block = f->blocks[r->blocks.at[i]];
        for (uint32_t s = 0; s < block->nsuccs; s++)
            if (!r->in_region[block->succs[s].block] && block->succs[s].block != r->exit)
                return false;
    }
    ssa_id first = ssa_first_nonphi(f, r->exit);
    return ssa_op_of(f, first) != SSA_CAUGHT;
}

bool region_take(struct region *r, uint32_t without)
{
    const struct ssa_func *f = r->f;
    const struct ssa_loop *l = &r->cx->loops->loops[r->loop];
    r->exit = SSA_NO_BLOCK;
    for (uint32_t i = 0; i < l->nblocks; i++)
        if (!take_block(r, l->blocks[i]))
            return false;
    for (uint32_t i = 0; i < l->nblocks; i++) {
        const struct ssa_block *block = f->blocks[l->blocks[i]];
        for (uint32_t s = 0; s < block->nsuccs; s++) {
            uint32_t to = block->succs[s].block;
            if (to >= r->nold)
                return false;
            if (r->in_region[to] || (block->id == r->header && s == without))
                continue;
            if (!is_tail(r, to))
                r->exit = to;
            else if (!take_block(r, to))
                return false;
        }
    }
    return r->exit == SSA_NO_BLOCK || one_exit(r);
}

void region_release(struct region *r)
{
    for (size_t i = 0; i < r->blocks.len; i++)
        r->in_region[r->blocks.at[i]] = 0;
    vec_free(&r->blocks);
}

/* -------------------------------------------------------------------------------------------- the way out */

/* The edges from the loop to r->exit go to a block of their own, whose phis take what the exit's phis took.
 */
static uint32_t gather_exits(struct region *r)
{
    struct ssa_func *f = r->f;
    uint32_t out = ssa_block_new(f);
    VEC(struct ssa_edge) edges = {0};
    for (uint32_t i = 0; i < f->blocks[r->exit]->npreds; i++)
        if (in_loop(r, f->blocks[r->exit]->preds[i].block))
            vec_push(&edges, f->blocks[r->exit]->preds[i]);
    VEC(ssa_id) incoming = {0};
    SSA_EACH(f, r->exit, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        for (size_t i = 0; i < edges.len; i++)
            vec_push(&incoming, ssa_in(f, phi, f->blocks[edges.at[i].block]->succs[edges.at[i].index].index));
    }
    f->blocks[out]->heat = f->blocks[r->exit]->heat;
    for (size_t i = 0; i < edges.len; i++)
        ssa_redirect(f, edges.at[i].block, edges.at[i].index, out);
    ssa_jump(f, out, r->exit);
    uint32_t entry = f->blocks[out]->succs[0].index;
    size_t at = 0;
    SSA_EACH(f, r->exit, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_id merged = ssa_new(f, SSA_PHI, ssa_type_of(f, phi), (uint32_t)edges.len, &incoming.at[at]);
        ssa_append(f, out, merged);
        ssa_set_operand(f, phi, entry, merged);
        at += edges.len;
    }
    vec_free(&edges);
    vec_free(&incoming);
    return out;
}

/* Is a use by a value one that the loop itself makes? */
static bool used_inside(const struct region *r, uint32_t out, uint32_t use)
{
    const struct ssa_func *f = r->f;
    const struct ssa_value *user = ssa_at(f, f->uses[use].user);
    uint32_t b = user->block;
    if (b == out && user->op == SSA_PHI)
        return true; /* at the end of a block of the loop */
    return b < r->nold && r->in_region[b];
}

/* Values used after the loop become phis of `out` there. States outside are those that a value outside has.
 */
static void close_values(struct region *r, uint32_t out)
{
    struct ssa_func *f = r->f;
    uint8_t *inside = ARENA_ARRAY(&r->cx->scratch, uint8_t, f->nstates);
    VEC(uint32_t) uses = {0};
    for (size_t i = 0; i < r->blocks.len; i++)
        SSA_EACH(f, r->blocks.at[i], v)
    for (uint32_t s = ssa_at(f, v)->state; s; s = ssa_state_at(f, s)->caller)
        inside[s] = 1;
    for (size_t i = 0; i < r->blocks.len; i++)
        SSA_EACH(f, r->blocks.at[i], v)
        {
            vec_clear(&uses);
            SSA_EACH_USE(f, v, u)
            if (f->uses[u].user & SSA_USER_STATE ? !inside[f->uses[u].user & ~SSA_USER_STATE]
                                                 : !used_inside(r, out, u))
                vec_push(&uses, u);
            if (!uses.len)
                continue;
            ssa_id phi = ssa_new(f, SSA_PHI, ssa_type_of(f, v), 0, NULL);
            for (uint32_t k = 0; k < f->blocks[out]->npreds; k++)
                ssa_append_operand(f, phi, v);
            ssa_append(f, out, phi);
            if (ssa_at(f, v)->facts)
                ssa_set_facts(f, phi, ssa_at(f, v)->facts);
            for (size_t k = 0; k < uses.len; k++) {
                uint32_t user = f->uses[uses.at[k]].user;
                if (user & SSA_USER_STATE)
                    ssa_state_set_operand(f, user & ~SSA_USER_STATE,
                                          uses.at[k] - ssa_state_at(f, user & ~SSA_USER_STATE)->operands,
                                          phi);
                else
                    ssa_set_operand(f, user, uses.at[k] - ssa_at(f, user)->operands, phi);
            }
        }
    vec_free(&uses);
}

uint32_t region_close(struct region *r)
{
    uint32_t out = gather_exits(r);
    close_values(r, out);
    return out;
}

/* A state that values inside and outside have would need two answers. */
bool region_states_are_apart(struct region *r)
{
    struct ssa_func *f = r->f;
    uint8_t *inside = ARENA_ARRAY(&r->cx->scratch, uint8_t, f->nstates);
    for (size_t i = 0; i < r->blocks.len; i++)
        SSA_EACH(f, r->blocks.at[i], v)
    for (uint32_t s = ssa_at(f, v)->state; s; s = ssa_state_at(f, s)->caller)
        inside[s] = 1;
    SSA_EACH_BLOCK(f, b)
    if (b >= r->nold || !r->in_region[b])
        SSA_EACH(f, b, v)
    for (uint32_t s = ssa_at(f, v)->state; s; s = ssa_state_at(f, s)->caller)
        if (inside[s])
            for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, s)); i++) {
                ssa_id in = ssa_state_in(f, s, i);
                uint32_t home = in ? ssa_at(f, in)->block : SSA_NO_BLOCK;
                if (home < r->nold && r->in_region[home])
                    return false;
            }
    return true;
}

/* ------------------------------------------------------------------------------------------------ copying */

ssa_id region_copied(const struct region *r, uint32_t copy, ssa_id v)
{
    return v && v < r->nvalues && r->values[copy][v] ? r->values[copy][v] : v;
}

static bool state_changes(const struct region *r, uint32_t copy, uint32_t s)
{
    for (; s; s = ssa_state_at(r->f, s)->caller)
        for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(r->f, s)); i++) {
            ssa_id v = ssa_state_in(r->f, s, i);
            if (region_copied(r, copy, v) != v)
                return true;
        }
    return false;
}

static uint32_t copied_state(struct region *r, uint32_t copy, uint32_t s)
{
    struct ssa_func *f = r->f;
    if (!s || !state_changes(r, copy, s))
        return s;
    if (r->states[copy][s])
        return r->states[copy][s];
    uint32_t c = ssa_state_clone(f, s);
    r->states[copy][s] = c;
    for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, c)); i++)
        ssa_state_set_operand(f, c, i, region_copied(r, copy, ssa_state_in(f, c, i)));
    ssa_state_set_caller(f, c, copied_state(r, copy, ssa_state_at(f, s)->caller));
    return c;
}

void region_prepare(struct region *r)
{
    struct arena *a = &r->cx->scratch;
    r->nvalues = r->f->nvalues;
    r->nstates = r->f->nstates;
    r->nblocks = r->f->nblocks;
    r->values = ARENA_ARRAY(a, ssa_id *, r->copies);
    r->states = ARENA_ARRAY(a, uint32_t *, r->copies);
    r->to = ARENA_ARRAY(a, uint32_t *, r->copies);
    for (uint32_t i = 0; i < r->copies; i++) {
        r->values[i] = ARENA_ARRAY(a, ssa_id, r->nvalues);
        r->states[i] = ARENA_ARRAY(a, uint32_t, r->nstates);
        r->to[i] = ARENA_ARRAY(a, uint32_t, r->nblocks);
    }
}

static void copy_value(struct region *r, uint32_t copy, uint32_t to, ssa_id v)
{
    struct ssa_func *f = r->f;
    ssa_id c;
    if (ssa_op_of(f, v) == SSA_PHI) { /* edges bring its operands */
        c = ssa_new(f, SSA_PHI, ssa_type_of(f, v), 0, NULL);
        if (ssa_at(f, v)->facts)
            ssa_set_facts(f, c, ssa_at(f, v)->facts);
        ssa_append(f, to, c);
        r->values[copy][v] = c;
        return;
    }
    if (r->instead && r->instead(r, copy, to, v))
        return;
    c = ssa_clone(f, v);
    for (uint32_t i = 0; i < ssa_at(f, c)->noperands; i++)
        ssa_set_operand(f, c, i, region_copied(r, copy, ssa_in(f, c, i)));
    ssa_set_state(f, c, copied_state(r, copy, ssa_at(f, v)->state));
    ssa_append(f, to, c);
    r->values[copy][v] = c;
}

void region_copy_block(struct region *r, uint32_t copy, uint32_t b)
{
    struct ssa_func *f = r->f;
    uint32_t to = ssa_block_new(f);
    r->to[copy][b] = to;
    f->blocks[to]->heat = f->blocks[b]->heat;
    ssa_id end = ssa_terminator(f, b);
    SSA_EACH(f, b, v)
    if (v != end)
        copy_value(r, copy, to, v);
}

void region_pass_values(struct region *r, uint32_t copy, struct ssa_edge old, struct ssa_edge new,
                        uint32_t target_copy)
{
    struct ssa_func *f = r->f;
    SSA_EACH(f, old.block, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_id to = target_copy < r->copies ? region_copied(r, target_copy, phi) : phi;
        ssa_set_operand(f, to, new.index, region_copied(r, copy, ssa_in(f, phi, old.index)));
    }
}

void region_copy_terminator(struct region *r, uint32_t copy, uint32_t b, uint32_t next)
{
    struct ssa_func *f = r->f;
    const struct ssa_block *block = f->blocks[b];
    uint32_t from = r->to[copy][b], targets[2], *to = targets;
    ssa_id end = ssa_terminator(f, b);
    if (block->nsuccs > 2)
        to = ARENA_ARRAY(&r->cx->scratch, uint32_t, block->nsuccs);
    for (uint32_t s = 0; s < block->nsuccs; s++) {
        uint32_t t = block->succs[s].block;
        to[s] = t != r->header ? r->to[copy][t] : next < r->copies ? r->to[next][t] : t;
        if (!to[s]) /* outside */
            to[s] = t;
    }
    switch (ssa_op_of(f, end)) {
    case SSA_JUMP: ssa_jump(f, from, to[0]); break;
    case SSA_BRANCH: ssa_branch(f, from, region_copied(r, copy, ssa_in(f, end, 0)), to[0], to[1]); break;
    case SSA_SWITCH:
        ssa_switch(f, from, region_copied(r, copy, ssa_in(f, end, 0)), block->nsuccs - 1, block->keys, to);
        break;
    default: copy_value(r, copy, from, end); return;
    }
    for (uint32_t s = 0; s < block->nsuccs; s++)
        region_pass_values(r, copy, block->succs[s], f->blocks[from]->succs[s],
                           block->succs[s].block == r->header ? next : copy);
}

void region_enter(struct region *r)
{
    struct ssa_func *f = r->f;
    VEC(ssa_id) incoming = {0};
    uint32_t entry = f->blocks[r->preheader]->succs[0].index;
    SSA_EACH(f, r->header, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        vec_push(&incoming, ssa_in(f, phi, entry));
    }
    ssa_redirect(f, r->preheader, 0, r->to[0][r->header]);
    entry = f->blocks[r->preheader]->succs[0].index;
    size_t at = 0;
    SSA_EACH(f, r->header, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_set_operand(f, region_copied(r, 0, phi), entry, incoming.at[at++]);
    }
    vec_free(&incoming);
}
