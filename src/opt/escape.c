/*
 * escape.c - escape analysis: an object that only this code can see need not be made.
 *
 * An allocation does not escape when all its uses, checks and refines looked through, are accesses to its
 * fields (or to elements at constant indices), comparisons, locking, and frame states. Then
 *
 *   - its cells become values: loads give what was last stored, with phis where control flow meets, zero at
 * first;
 *   - its locks are nobody's business and go;
 *   - comparing it with anything else is known;
 *   - frame states get a virtual object: class and current cells, from which a deoptimisation makes it
 * (ssa.h). A state that several places share, as callers' states of inlined code are, is copied for each.
 *
 * Removing one object often frees those it held: the pass goes on until nothing more goes. An object that
 * escapes on some ways only is left alone. An object that merges with another in a phi escapes.
 *
 * Requires: nothing. Maintains: values. Breaks: control flow's analyses, when a lock or an allocation stood
 * in a try.
 */
#include "opt/internal.h"

#include <string.h>

enum { MAX_CELLS = 24, MAX_ROUNDS = 6 };

struct cell {
    int64_t at; /* offset, or index */
    uint8_t mem;
};

struct cell_phi {
    ssa_id phi;
    uint32_t cell;
};

struct object {
    struct ssa_func *f;
    struct opt_ctx *cx;
    ssa_id origin; /* the allocation */
    bool array;
    VEC(ssa_id) names; /* the allocation, and checks and refines of it; users after what they use */
    struct cell cells[MAX_CELLS];
    uint32_t ncells;

    struct ssa_order *order;
    struct ssa_dominators *dominators;
    ssa_id **out;              /* by block: the cells at its end */
    ssa_id virtual_object;     /* that describes the cells now, in this block; SSA_NONE: none yet */
    VEC(struct cell_phi) phis; /* to be completed when all blocks have been seen */
};

static bool is_name(const struct object *o, ssa_id v)
{
    return ssa_strip(o->f, v) == o->origin;
}

/* --------------------------------------------------------------------------------------------- does it
 * escape? */

static bool add_cell(struct object *o, int64_t at, enum ssa_mem m)
{
    for (uint32_t i = 0; i < o->ncells; i++)
        if (o->cells[i].at == at)
            return o->cells[i].mem == m;
    if (o->ncells == MAX_CELLS)
        return false;
    o->cells[o->ncells++] = (struct cell){at, (uint8_t)m};
    return true;
}

static bool cell_place(const struct object *o, ssa_id access, int64_t *at)
{
    const struct ssa_value *value = ssa_at(o->f, access);
    if (value->op == SSA_LOAD || value->op == SSA_STORE) {
        *at = value->imm;
        return !o->array;
    }
    return o->array && opt_is_int_const(o->f, ssa_strip(o->f, ssa_in(o->f, access, 1)), at);
}

static uint32_t cell_of(const struct object *o, ssa_id access)
{
    int64_t at = 0;
    cell_place(o, access, &at);
    for (uint32_t i = 0; i < o->ncells; i++)
        if (o->cells[i].at == at)
            return i;
    return 0;
}

/* A use of the object by a value, as operand i. */
static bool harmless(struct object *o, ssa_id user, uint32_t i)
{
    const struct ssa_func *f = o->f;
    int64_t at;
    switch (ssa_op_of(f, user)) {
    case SSA_REFINE:
    case SSA_NULL_CHECK: vec_push(&o->names, user); return true;
    case SSA_STORE:
    case SSA_STORE_INDEX:
    case SSA_LOAD:
    case SSA_LOAD_INDEX:
        return i == 0 && cell_place(o, user, &at) && (!o->array || (at >= 0 && at < o->ncells)) &&
               add_cell(o, at, ssa_at(f, user)->sub);
    case SSA_CMP: return true;
    case SSA_MONITOR_ENTER:
    case SSA_MONITOR_EXIT:
    case SSA_KEEP_ALIVE:
    case SSA_VIRTUAL_OBJECT:
    case SSA_VIRTUAL_ARRAY: return true;
    case SSA_TRY: return user != o->origin && i == 0; /* the allocation's own */
    default: return false;
    }
}

static bool escapes(struct object *o)
{
    const struct ssa_func *f = o->f;
    vec_push(&o->names, o->origin);
    if (o->array) {
        int64_t length;
        if (!opt_is_int_const(f, ssa_in(f, o->origin, 0), &length) || length > MAX_CELLS || length < 0)
            return true;
        for (int64_t i = 0; i < length; i++)
            add_cell(o, i, ssa_at(f, o->origin)->sub);
    }
    for (size_t n = 0; n < o->names.len; n++)
        SSA_EACH_USE(f, o->names.at[n], u)
        {
            uint32_t user = f->uses[u].user;
            if (!(user & SSA_USER_STATE) && !harmless(o, user, u - ssa_at(f, user)->operands))
                return true;
        }
    return false;
}

/* ------------------------------------------------------------------------------------------------- rewriting
 */

static ssa_id zero_of(struct ssa_func *f, enum ssa_mem m)
{
    return ssa_const(f, ssa_mem_types[m], 0);
}

/* The description of the object as it is before `at`. One for as long as nothing changes: it is one object.
 */
static ssa_id describe(struct object *o, ssa_id at, const ssa_id *cells)
{
    struct ssa_func *f = o->f;
    if (o->virtual_object)
        return o->virtual_object;
    const struct ssa_value *origin = ssa_at(f, o->origin);
    uint64_t class = origin->handle;
    uint8_t mem = origin->sub;
    ssa_id v = ssa_new(f, o->array ? SSA_VIRTUAL_ARRAY : SSA_VIRTUAL_OBJECT, SSA_REF, o->ncells, cells);
    ssa_at(f, v)->handle = class;
    if (o->array) {
        ssa_at(f, v)->sub = mem;
    } else {
        int64_t fields = ssa_new_fields(f, o->ncells);
        ssa_at(f, v)->imm = fields;
        for (uint32_t i = 0; i < o->ncells; i++)
            f->fields[fields + i] = (struct ssa_field){(uint32_t)o->cells[i].at, o->cells[i].mem};
    }
    ssa_insert_before(f, at, v);
    return o->virtual_object = v;
}

static bool mentions(const struct object *o, uint32_t s)
{
    for (; s; s = ssa_state_at(o->f, s)->caller)
        for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(o->f, s)); i++) {
            ssa_id v = ssa_state_in(o->f, s, i);
            if (v && is_name(o, v))
                return true;
        }
    return false;
}

/* A copy of a chain of states with the object's description instead of the object. */
static uint32_t described(struct object *o, uint32_t s, ssa_id description)
{
    struct ssa_func *f = o->f;
    if (!mentions(o, s))
        return s;
    uint32_t copy = ssa_state_clone(f, s), caller = ssa_state_at(f, s)->caller;
    if (caller)
        ssa_state_set_caller(f, copy, described(o, caller, description));
    for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, copy)); i++) {
        ssa_id v = ssa_state_in(f, copy, i);
        if (v && is_name(o, v))
            ssa_state_set_operand(f, copy, i, description);
    }
    return copy;
}

/* What a load of a narrow cell makes of the value that was stored. */
static ssa_id as_loaded(struct object *o, ssa_id load, ssa_id value)
{
    static const uint8_t narrowing[SSA_NMEMS] = {[SSA_MEM_I8] = SSA_SEXT8,
                                                 [SSA_MEM_U8] = SSA_ZEXT8,
                                                 [SSA_MEM_I16] = SSA_SEXT16,
                                                 [SSA_MEM_U16] = SSA_ZEXT16};
    enum ssa_op op = narrowing[ssa_at(o->f, load)->sub];
    if (!op)
        return value;
    ssa_id narrow = ssa_new(o->f, op, SSA_I32, SSA_IN(value));
    ssa_insert_before(o->f, load, narrow);
    return narrow;
}

/* The allocation and its locks will not throw: a try of theirs goes. */
static void leave_try(struct ssa_func *f, ssa_id v)
{
    ssa_id next = ssa_at(f, v)->next;
    if (next && ssa_op_of(f, next) == SSA_TRY && ssa_in(f, next, 0) == v)
        ssa_keep_edge(f, ssa_at(f, v)->block, 0);
}

static void leave_tries(struct object *o)
{
    struct ssa_func *f = o->f;
    leave_try(f, o->origin);
    for (size_t n = 0; n < o->names.len; n++)
        SSA_EACH_USE(f, o->names.at[n], u)
        {
            uint32_t user = f->uses[u].user;
            if (!(user & SSA_USER_STATE) &&
                (ssa_op_of(f, user) == SSA_MONITOR_ENTER || ssa_op_of(f, user) == SSA_MONITOR_EXIT))
                leave_try(f, user);
        }
    ssa_remove_unreachable(f);
}

static void rewrite_user(struct object *o, ssa_id v, ssa_id *cells)
{
    struct ssa_func *f = o->f;
    switch (ssa_op_of(f, v)) {
    case SSA_STORE:
    case SSA_STORE_INDEX:
        if (!is_name(o, ssa_in(f, v, 0)))
            return;
        cells[cell_of(o, v)] = ssa_in(f, v, ssa_op_of(f, v) == SSA_STORE ? 1 : 2);
        o->virtual_object = SSA_NONE;
        ssa_remove(f, v);
        return;
    case SSA_LOAD:
    case SSA_LOAD_INDEX:
        if (is_name(o, ssa_in(f, v, 0)))
            opt_replace_with(o->cx, f, v, as_loaded(o, v, cells[cell_of(o, v)]));
        return;
    case SSA_CMP: {
        bool left = is_name(o, ssa_in(f, v, 0)), right = is_name(o, ssa_in(f, v, 1));
        if (left || right)
            ssa_replace(f, v, ssa_const_i32(f, (left && right) == (ssa_at(f, v)->sub == SSA_EQ)));
        return;
    }
    case SSA_MONITOR_ENTER:
    case SSA_MONITOR_EXIT:
    case SSA_KEEP_ALIVE:
        if (is_name(o, ssa_in(f, v, 0)))
            ssa_remove(f, v);
        return;
    case SSA_VIRTUAL_OBJECT:
    case SSA_VIRTUAL_ARRAY:
        if (v == o->virtual_object)
            return;
        for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++)
            if (is_name(o, ssa_in(f, v, i)))
                ssa_set_operand(f, v, i, describe(o, v, cells));
        return;
    default: return;
    }
}

/* One value after the allocation: its state first, which is as of before it. */
static void rewrite(struct object *o, ssa_id v, ssa_id *cells)
{
    struct ssa_func *f = o->f;
    uint32_t s = ssa_at(f, v)->state;
    enum ssa_op op = ssa_op_of(f, v);
    bool goes = (op == SSA_MONITOR_ENTER || op == SSA_MONITOR_EXIT || op == SSA_NULL_CHECK) &&
                is_name(o, ssa_in(f, v, 0));
    if (s && !goes && mentions(o, s))
        ssa_set_state(f, v, described(o, s, describe(o, v, cells)));
    rewrite_user(o, v, cells);
}

/* What all predecessors agree on; SSA_NONE when they do not, or one of them comes later. */
static ssa_id agreed(const struct object *o, uint32_t b, uint32_t cell)
{
    const struct ssa_block *block = o->f->blocks[b];
    ssa_id v = SSA_NONE;
    for (uint32_t i = 0; i < block->npreds; i++) {
        const ssa_id *out = o->out[block->preds[i].block];
        if (!out || (v && out[cell] != v))
            return SSA_NONE;
        v = out[cell];
    }
    return v;
}

/* The cells on entry of a block below the allocation's: a phi where ways meet that differ, or may differ. */
static void enter(struct object *o, uint32_t b, ssa_id *cells)
{
    struct ssa_func *f = o->f;
    o->virtual_object = SSA_NONE;
    for (uint32_t i = 0; i < o->ncells; i++) {
        if ((cells[i] = agreed(o, b, i)))
            continue;
        cells[i] = ssa_new(f, SSA_PHI, ssa_mem_types[o->cells[i].mem], 0, NULL);
        ssa_append(f, b, cells[i]);
        vec_push(&o->phis, ((struct cell_phi){cells[i], i}));
    }
}

/* The one value that a phi stands for; SSA_NONE when it is needed. */
static ssa_id sole_operand(const struct ssa_func *f, ssa_id phi)
{
    ssa_id only = SSA_NONE;
    for (uint32_t i = 0; i < ssa_at(f, phi)->noperands; i++) {
        ssa_id v = ssa_in(f, phi, i);
        if (v != phi && v != only) {
            if (only)
                return SSA_NONE;
            only = v;
        }
    }
    return only;
}

/* Loops whose bodies left a cell alone have phis of nothing new. */
static void complete_phis(struct object *o)
{
    struct ssa_func *f = o->f;
    for (size_t k = 0; k < o->phis.len; k++) {
        const struct cell_phi *p = &o->phis.at[k];
        const struct ssa_block *block = f->blocks[ssa_at(f, p->phi)->block];
        for (uint32_t i = 0; i < block->npreds; i++)
            ssa_append_operand(f, p->phi, o->out[block->preds[i].block][p->cell]);
    }
    for (bool again = true; again;) {
        again = false;
        for (size_t k = 0; k < o->phis.len; k++) {
            ssa_id phi = o->phis.at[k].phi,
                   only = ssa_op_of(f, phi) == SSA_PHI ? sole_operand(f, phi) : SSA_NONE;
            if (!only)
                continue;
            ssa_replace(f, phi, only);
            again = true;
        }
    }
}

static void remove_names(struct object *o)
{
    for (size_t n = 0; n < o->names.len; n++)
        ssa_set_state(o->f, o->names.at[n], 0);
    for (size_t n = o->names.len; n-- > 0;)
        if (ssa_op_of(o->f, o->names.at[n]) != SSA_NOP)
            ssa_remove(o->f, o->names.at[n]);
}

static void replace_object(struct object *o)
{
    struct ssa_func *f = o->f;
    struct arena *a = &o->cx->scratch;
    uint32_t home = ssa_at(f, o->origin)->block;
    leave_tries(o);
    if (ssa_op_of(f, o->origin) == SSA_NOP)
        return; /* it stood in a block that only an exception reached */
    o->order = ssa_reverse_postorder(f, a);
    o->dominators = ssa_find_dominators(f, o->order, a);
    o->out = ARENA_ARRAY(a, ssa_id *, f->nblocks);
    for (uint32_t k = 0; k < o->order->n; k++) {
        uint32_t b = o->order->blocks[k];
        if (!ssa_dominates(o->dominators, home, b))
            continue;
        ssa_id *cells = ARENA_ARRAY(a, ssa_id, o->ncells + 1), v;
        if (b == home) {
            for (uint32_t i = 0; i < o->ncells; i++)
                cells[i] = zero_of(f, o->cells[i].mem);
            v = ssa_at(f, o->origin)->next;
            o->virtual_object = SSA_NONE;
        } else {
            enter(o, b, cells);
            v = ssa_first_nonphi(f, b);
        }
        for (ssa_id next; v; v = next) {
            next = ssa_at(f, v)->next;
            rewrite(o, v, cells);
        }
        o->out[b] = cells;
    }
    complete_phis(o);
    remove_names(o);
}

static bool try_object(struct ssa_func *f, struct opt_ctx *cx, ssa_id v)
{
    struct object o = {.f = f, .cx = cx, .origin = v, .array = ssa_op_of(f, v) == SSA_NEW_ARRAY};
    bool ok = !escapes(&o);
    if (ok)
        replace_object(&o);
    vec_free(&o.names);
    vec_free(&o.phis);
    return ok;
}

bool opt_escape(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = ssa_remove_unreachable(f), again = true;
    for (unsigned round = 0; again && round < MAX_ROUNDS; round++) {
        again = false;
        uint32_t n = f->nvalues;
        for (ssa_id v = 1; v < n; v++) {
            enum ssa_op op = ssa_op_of(f, v);
            if (op == SSA_NEW || op == SSA_NEW_ARRAY)
                again |= try_object(f, cx, v);
        }
        changed |= again;
    }
    return changed;
}
