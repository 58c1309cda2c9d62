/*
 * escape_apply.c - escape analysis: the last walk changes the function with what is here.
 *
 * Names of objects stay until the end, when nobody refers to them any more.
 */
#include "opt/escape.h"

#include <string.h>

/* -------------------------------------------------------------------------------------------------- values
 */

static ssa_id make_phi(struct escape *x, uint32_t later)
{
    struct ssa_func *f = x->f;
    struct esc_later *l = &x->laters.at[later];
    const struct esc_object *o = &x->objects.at[l->object];
    bool cell = l->kind == ESC_PHI_CELL;
    enum ssa_type t = cell ? (enum ssa_type)ssa_mem_types[o->cells[l->cell].mem] : SSA_REF;
    l->value = ssa_new(f, SSA_PHI, t, 0, NULL);
    ssa_append(f, l->at, l->value);
    if (!cell) {
        struct ssa_facts facts = opt_facts(x->cx, f, o->origin);
        ssa_set_facts(f, l->value, &facts);
    }
    vec_push(&x->phis, later);
    return l->value;
}

/* The value of the function that v is, here; 0 in a cell is its default. */
ssa_id esc_real(struct escape *x, esc_value v, enum ssa_type type)
{
    if (v == 0)
        return ssa_const(x->f, type, 0);
    if (esc_is_object(v)) {
        const struct esc_shape *s = esc_shape_of(x, esc_index(v));
        v = s ? s->real : 0;
    }
    if (!(v & ESC_LATER))
        return v;
    const struct esc_later *l = &x->laters.at[esc_index(v)];
    if (l->value || l->kind == ESC_MADE)
        return l->value;
    return make_phi(x, esc_index(v));
}

/* ----------------------------------------------------------------------------------------- making an object
 */

static void emit_cell(struct escape *x, ssa_id at, ssa_id object, const struct esc_object *o, uint32_t i,
                      esc_value content)
{
    struct ssa_func *f = x->f;
    const struct esc_cell *c = &o->cells[i];
    ssa_id v = esc_real(x, content, ssa_mem_types[c->mem]), store;
    if (o->array)
        store = ssa_new(f, SSA_STORE_INDEX, SSA_VOID, SSA_IN(object, ssa_const_i32(f, (int32_t)i), v));
    else
        store = ssa_new(f, SSA_STORE, SSA_VOID, SSA_IN(object, v));
    ssa_at(f, store)->sub = c->mem;
    ssa_at(f, store)->imm = o->array ? 0 : c->at;
    ssa_at(f, store)->alias = c->alias;
    ssa_insert_before(f, at, store);
}

static void emit_box(struct escape *x, ssa_id at, const struct esc_shape *s, esc_value later, uint32_t state)
{
    struct ssa_func *f = x->f;
    const struct esc_object *o = &x->objects.at[s->object];
    ssa_id number = esc_real(x, esc_cell_value(s, 0), ssa_mem_types[o->cells[0].mem]);
    ssa_id v = ssa_new(f, SSA_BOX, SSA_REF, SSA_IN(number));
    const struct ssa_value *origin = ssa_at(f, o->origin);
    ssa_at(f, v)->handle = origin->handle;
    ssa_at(f, v)->imm = origin->imm;
    ssa_at(f, v)->sub = origin->sub;
    ssa_at(f, v)->alias = origin->alias;
    ssa_set_state(f, v, state);
    ssa_insert_before(f, at, v);
    x->laters.at[esc_index(later)].value = v;
}

void esc_emit_made(struct escape *x, ssa_id at, const struct esc_shape *s, esc_value later, uint32_t state)
{
    if (x->objects.at[s->object].box) {
        emit_box(x, at, s, later, state);
        return;
    }
    struct ssa_func *f = x->f;
    const struct esc_object *o = &x->objects.at[s->object];
    struct ssa_facts facts = opt_facts(x->cx, f, o->origin);
    ssa_id length = o->array ? ssa_const_i32(f, (int32_t)o->length) : SSA_NONE;
    ssa_id v = ssa_new(f, o->array ? SSA_NEW_ARRAY : SSA_NEW, SSA_REF, o->array ? 1 : 0, &length);
    const struct ssa_value *origin = ssa_at(f, o->origin);
    ssa_at(f, v)->handle = origin->handle;
    ssa_at(f, v)->imm = origin->imm;
    ssa_at(f, v)->sub = origin->sub;
    ssa_set_state(f, v, state);
    ssa_set_facts(f, v, &facts);
    ssa_insert_before(f, at, v);
    for (uint32_t i = 0; i < s->ncells; i++)
        if (s->cells[i])
            emit_cell(x, at, v, o, i, s->cells[i]);
    if (o->fenced) {
        ssa_id fence = ssa_new(f, SSA_FENCE, SSA_VOID, 0, NULL);
        ssa_at(f, fence)->sub = SSA_FENCE_RELEASE;
        ssa_insert_before(f, at, fence);
    }
    for (uint32_t i = 0; i < s->locks; i++) {
        ssa_id enter = ssa_new(f, SSA_MONITOR_ENTER, SSA_VOID, SSA_IN(v));
        ssa_set_state(f, enter, state);
        ssa_insert_before(f, at, enter);
    }
    x->laters.at[esc_index(later)].value = v;
}

/* ------------------------------------------------------------------------------------------------ describing
 */

/* Is v an object that is followed, or a description that has one in it? */
static bool mentions(const struct escape *x, ssa_id v)
{
    return esc_is_object(esc_resolve(x, v)) || (v < x->nvalues && bitset_has(x->mentions, v));
}

static ssa_id slot_value(struct escape *x, ssa_id at, ssa_id v);

static ssa_id describe(struct escape *x, ssa_id at, uint32_t object)
{
    struct ssa_func *f = x->f;
    const struct esc_object *o = &x->objects.at[object];
    const struct esc_shape *s = esc_shape_of(x, object);
    ssa_id operands[ESC_MAX_CELLS];
    uint32_t cell[ESC_MAX_CELLS], n = 0;
    if (x->described[object].epoch == x->epoch)
        return x->described[object].id;
    for (uint32_t i = 0; i < o->ncells; i++) {
        esc_value content = esc_cell_value(s, i);
        if (!content && !o->array && !o->box)
            continue;
        cell[n] = i;
        operands[n++] = esc_is_virtual(x, content) ? describe(x, at, esc_index(content))
                                                   : esc_real(x, content, ssa_mem_types[o->cells[i].mem]);
    }
    enum ssa_op op = o->array ? SSA_VIRTUAL_ARRAY : o->box ? SSA_VIRTUAL_BOX : SSA_VIRTUAL_OBJECT;
    ssa_id v = ssa_new(f, op, SSA_REF, n, operands);
    ssa_at(f, v)->handle = ssa_at(f, o->origin)->handle;
    if (o->box) {
        ssa_at(f, v)->sub = ssa_at(f, o->origin)->sub;
        ssa_at(f, v)->imm = ssa_at(f, o->origin)->imm;
    } else if (o->array) {
        ssa_at(f, v)->sub = ssa_at(f, o->origin)->sub;
    } else {
        int64_t fields = ssa_new_fields(f, n);
        ssa_at(f, v)->imm = fields;
        for (uint32_t i = 0; i < n; i++)
            f->fields[fields + i] = (struct ssa_field){(uint32_t)o->cells[cell[i]].at, o->cells[cell[i]].mem};
    }
    ssa_insert_before(f, at, v);
    x->described[object] = (struct esc_copy){x->epoch, v};
    ptr_map_put(&x->description, v, (void *)(((uintptr_t)object + 1) * 2));
    return v;
}

/* A description from before, with what it holds now. */
static ssa_id describe_again(struct escape *x, ssa_id at, ssa_id old)
{
    struct ssa_func *f = x->f;
    if (x->renewed[old].epoch == x->epoch)
        return x->renewed[old].id;
    ssa_id v = ssa_clone(f, old);
    for (uint32_t i = 0; i < ssa_at(f, old)->noperands; i++) {
        ssa_id held = slot_value(x, at, ssa_in(f, old, i));
        ssa_set_operand(f, v, i, held ? held : ssa_const_null(f));
    }
    ssa_insert_before(f, at, v);
    x->renewed[old] = (struct esc_copy){x->epoch, v};
    return v;
}

/* What a slot of a state holds here. SSA_NONE: an object that nobody needs any more. */
static ssa_id slot_value(struct escape *x, ssa_id at, ssa_id v)
{
    esc_value e = esc_resolve(x, v);
    if (!mentions(x, v))
        return v;
    if (!esc_is_object(e))
        return describe_again(x, at, v);
    if (esc_is_virtual(x, e))
        return describe(x, at, esc_index(e));
    return esc_shape_of(x, esc_index(e)) ? esc_real(x, e, SSA_REF) : SSA_NONE;
}

static bool state_mentions(const struct escape *x, uint32_t s)
{
    for (; s; s = ssa_state_at(x->f, s)->caller)
        for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(x->f, s)); i++) {
            ssa_id v = ssa_state_in(x->f, s, i);
            if (v && mentions(x, v))
                return true;
        }
    return false;
}

/* A copy of a chain of states as of here. */
static uint32_t state_here(struct escape *x, ssa_id at, uint32_t s)
{
    struct ssa_func *f = x->f;
    if (!state_mentions(x, s))
        return s;
    while (x->states.len <= s)
        vec_push(&x->states, ((struct esc_copy){0, 0}));
    if (x->states.at[s].epoch == x->epoch && !ssa_state_at(f, x->states.at[s].id)->released)
        return x->states.at[s].id;
    uint32_t copy = ssa_state_clone(f, s), caller = ssa_state_at(f, s)->caller;
    if (caller)
        ssa_state_set_caller(f, copy, state_here(x, at, caller));
    for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, copy)); i++)
        if (ssa_state_in(f, s, i))
            ssa_state_set_operand(f, copy, i, slot_value(x, at, ssa_state_in(f, s, i)));
    x->states.at[s] = (struct esc_copy){x->epoch, copy};
    return copy;
}

void esc_rewrite_state(struct escape *x, ssa_id v)
{
    uint32_t s = ssa_at(x->f, v)->state;
    if (s)
        ssa_set_state(x->f, v, state_here(x, v, s));
}

/* ------------------------------------------------------------------------------- states of what is made
 * later */

/* The state nearest above: of the value itself, or of what was before it on all ways. */
static uint32_t state_above(const struct escape *x, ssa_id at)
{
    const struct ssa_func *f = x->f;
    for (uint32_t b = ssa_at(f, at)->block; b != SSA_NO_BLOCK; b = x->dominators->idom[b]) {
        for (ssa_id v = at ? at : f->blocks[b]->last; v; v = ssa_at(f, v)->prev)
            if (ssa_at(f, v)->state)
                return ssa_at(f, v)->state;
        at = SSA_NONE;
    }
    return 0;
}

/*
 * Where an object is made, nothing can be repeated; when there is no room for it, that is thrown at the
 * bytecode of the nearest state. Locks of objects that are gone were given back.
 */
uint32_t esc_state_for_made(struct escape *x, ssa_id at)
{
    struct ssa_func *f = x->f;
    uint32_t s = state_above(x, at), n = 0, nlocks = 0;
    if (s == 0) { /* the allocation itself has one, above */
        x->broken = true;
        return 0;
    }
    const struct ssa_state *from = ssa_state_at(f, s);
    uint32_t nlocals = from->nlocals, locks = nlocals + from->nstack;
    ssa_id *slots = ARENA_ARRAY(x->arena, ssa_id, ssa_state_size(from) + 1);
    for (uint32_t i = 0; i < ssa_state_size(from); i++) {
        ssa_id v = ssa_state_in(f, s, i);
        if (i >= nlocals && i < locks)
            continue;
        v = v ? slot_value(x, at, v) : SSA_NONE;
        if (i < nlocals)
            slots[n++] = v;
        else if (v)
            slots[n + nlocks++] = v;
    }
    uint32_t caller = from->caller ? state_here(x, at, from->caller) : 0;
    return ssa_state_new(f, from->method, from->bci, SSA_STATE_THROW, caller, nlocals, 0, nlocks, slots);
}

/* ----------------------------------------------------------------------------------------------------- end
 */

static esc_value incoming(const struct escape *x, const struct esc_later *l, uint32_t index)
{
    uint32_t block = x->f->blocks[l->at]->preds[index].block;
    const struct esc_out *out = &x->out[block];
    const struct esc_object *o = &x->objects.at[l->object];
    if (out->valid && o->phi && ssa_at(x->f, o->phi)->block == l->at)
        return esc_blended_cell(x, o, l->cell, index);
    for (uint32_t i = 0; i < out->n && out->valid; i++) {
        const struct esc_shape *s = &out->shapes[i];
        if (s->object == l->object)
            return l->kind == ESC_PHI_REAL ? s->real : esc_cell_value(s, l->cell);
    }
    return 0; /* a way that is not taken */
}

/* What v is at the end of a block. */
static ssa_id real_at_end(struct escape *x, esc_value v, uint32_t block, enum ssa_type t)
{
    const struct esc_out *out = &x->out[block];
    if (!esc_is_object(v))
        return esc_real(x, v, t);
    for (uint32_t i = 0; i < out->n; i++)
        if (out->shapes[i].object == esc_index(v))
            return esc_real(x, out->shapes[i].real, t);
    return ssa_const(x->f, t, 0);
}

static void fill_phis(struct escape *x)
{
    struct ssa_func *f = x->f;
    for (size_t k = 0; k < x->phis.len; k++) { /* grows meanwhile */
        struct esc_later l = x->laters.at[x->phis.at[k]];
        const struct ssa_block *block = f->blocks[l.at];
        for (uint32_t i = 0; i < block->npreds; i++) {
            uint32_t from = block->preds[i].block;
            ssa_append_operand(f, l.value, real_at_end(x, incoming(x, &l, i), from, ssa_type_of(f, l.value)));
        }
    }
}

/* Tries of what is gone, and what only their handlers did. */
static void drop_tries(struct escape *x)
{
    struct ssa_func *f = x->f;
    for (uint32_t i = 0; i < x->order->n; i++) {
        uint32_t b = x->order->blocks[i];
        if (x->out[b].valid && x->out[b].quiet)
            ssa_keep_edge(f, b, 0);
    }
    ssa_remove_unreachable(f);
}

void esc_finish(struct escape *x)
{
    struct ssa_func *f = x->f;
    fill_phis(x);
    drop_tries(x);
    for (size_t i = 0; i < x->dead.len; i++)
        if (ssa_op_of(f, x->dead.at[i]) != SSA_NOP) {
            ssa_set_operands(f, x->dead.at[i], 0, NULL);
            ssa_set_state(f, x->dead.at[i], 0);
        }
    for (size_t i = 0; i < x->dead.len; i++)
        if (ssa_op_of(f, x->dead.at[i]) != SSA_NOP)
            ssa_remove(f, x->dead.at[i]);
}
