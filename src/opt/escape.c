/*
 * escape.c - partial escape analysis and scalar replacement: an object is made where somebody else may see
 * it, and not before (Stadler, Wuerthinger, Moessenboeck: "Partial Escape Analysis and Scalar Replacement for
 * Java").
 *
 * A walk over the blocks in reverse postorder keeps, for each allocation on the way, its shape: virtual, with
 * the values of its cells and the number of its locks; or real, with the value that is the object. While it
 * is virtual,
 *
 *   - loads give the cell's value, stores set it; comparisons, type tests and lengths are known;
 *   - its locks are nobody's business and go;
 *   - frame states get a virtual object (ssa.h), from which a deoptimisation makes it.
 *
 * Any other use makes it real there: the allocation, stores of what is not the default value, its locks. So
 * an object that escapes on a cold way only is allocated on that way only. Where ways meet, cells that differ
 * get phis; an object that is real on one of the ways is made at the end of the others, when it is used
 * further on. A phi of different objects needs real ones. An array follows when its length is a small
 * constant.
 *
 * A box (`box`, what valueOf gives) is an object with one cell that nobody stores to. Of a small number there
 * is one object only: two virtual boxes are the same when their numbers are equal and small, one is never
 * compared with what comes from elsewhere without being made, and none is locked while it is virtual.
 *
 * Loops: the walk begins by believing that nothing changes around them, and is repeated until nothing does
 * (phis and "must be real" are never taken back, so that it ends). Nothing of the function is changed
 * meanwhile; values to be made are numbered (struct esc_later). Then objects for which nothing was gained, as
 * they are made on all ways, are left alone and the others looked at again; at last the same walk changes the
 * function.
 *
 * An allocation that is made later has a state of kind `throw` with an empty stack: if memory runs out, the
 * interpreter throws that there. The code is never left otherwise while it is being made.
 *
 * Requires: nothing. Maintains: values. Breaks: control flow's analyses: critical edges are split, handlers
 * with several ways in get one block a way, a try of what cannot throw any more goes.
 */
#include "opt/escape.h"

#include <string.h>

/* ---------------------------------------------------------------------------------------- names and shapes
 */

esc_value esc_resolve(const struct escape *x, ssa_id v)
{
    if (v >= x->nvalues) {
        uintptr_t i = (uintptr_t)ptr_map_get(&x->description, v);
        return i ? ESC_OBJECT | (uint32_t)(i / 2 - 1) : v;
    }
    return x->stands_for[v] ? x->stands_for[v] : v;
}

struct esc_shape *esc_shape_of(const struct escape *x, uint32_t object)
{
    uint32_t at = x->where[object];
    return at ? &x->shapes.at[at - 1] : NULL;
}

bool esc_is_virtual(const struct escape *x, esc_value v)
{
    const struct esc_shape *s = esc_is_object(v) ? esc_shape_of(x, esc_index(v)) : NULL;
    return s && !s->real;
}

esc_value esc_cell_value(const struct esc_shape *s, uint32_t cell)
{
    return cell < s->ncells ? s->cells[cell] : 0;
}

/* -------------------------------------------------------------------------------------- values to be made */

static uint64_t later_key(enum esc_later_kind kind, uint32_t at, uint32_t object, uint32_t cell)
{
    return (uint64_t)kind << 60 | (uint64_t)at << 24 | (uint64_t)object << 8 | cell;
}
_Static_assert(ESC_MAX_OBJECTS < 1 << 16 && ESC_MAX_CELLS < 1 << 8, "keys have room");

esc_value esc_find_later(const struct escape *x, enum esc_later_kind kind, uint32_t at, uint32_t object,
                         uint32_t cell)
{
    uintptr_t i = (uintptr_t)ptr_map_get(&x->later_index, later_key(kind, at, object, cell));
    return i ? ESC_LATER | (uint32_t)(i / 2 - 1) : 0;
}

esc_value esc_later(struct escape *x, enum esc_later_kind kind, uint32_t at, uint32_t object, uint32_t cell)
{
    esc_value known = esc_find_later(x, kind, at, object, cell);
    if (known)
        return known;
    vec_push(&x->laters, ((struct esc_later){(uint8_t)kind, at, object, cell, SSA_NONE}));
    uintptr_t i = x->laters.len;
    ptr_map_put(&x->later_index, later_key(kind, at, object, cell),
                (void *)(i * 2)); /* never the tombstone */
    x->again |= kind != ESC_MADE;
    return ESC_LATER | (uint32_t)(i - 1);
}

/* ------------------------------------------------------------------------------------------------ the walk
 */

static enum ssa_mem storage(enum ssa_mem m)
{
    return m == SSA_MEM_U8 ? SSA_MEM_I8 : m == SSA_MEM_U16 ? SSA_MEM_I16 : m;
}

static bool overlap(const struct esc_cell *c, int64_t at, enum ssa_mem m)
{
    return at < c->at + (1 << ssa_mem_shifts[c->mem]) && c->at < at + (1 << ssa_mem_shifts[m]);
}

uint32_t esc_cell_at(struct esc_object *o, int64_t at, enum ssa_mem m, uint32_t alias)
{
    if (o->box)
        return at == o->cells[0].at && storage(o->cells[0].mem) == storage(m) ? 0 : UINT32_MAX;
    if (o->array)
        return at >= 0 && at < o->length && storage(o->cells[0].mem) == storage(m) ? (uint32_t)at
                                                                                   : UINT32_MAX;
    for (uint32_t i = 0; i < o->ncells; i++) {
        if (o->cells[i].at == at && storage(o->cells[i].mem) == storage(m))
            return i;
        if (overlap(&o->cells[i], at, m))
            return UINT32_MAX;
    }
    if (o->ncells == ESC_MAX_CELLS || at < 0 || at > INT32_MAX)
        return UINT32_MAX;
    o->cells[o->ncells] = (struct esc_cell){at, (uint8_t)m, alias};
    return o->ncells++;
}

static bool same_shape(const struct esc_shape *a, const struct esc_shape *b)
{
    if (a->object != b->object || a->real != b->real || a->locks != b->locks)
        return false;
    for (uint32_t i = 0; i < a->ncells || i < b->ncells; i++)
        if (esc_cell_value(a, i) != esc_cell_value(b, i))
            return false;
    return true;
}

static bool same_out(const struct esc_out *a, const struct escape *x)
{
    if (!a->valid || a->n != x->shapes.len)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!same_shape(&a->shapes[i], &x->shapes.at[i]))
            return false;
    return true;
}

static void freeze(struct escape *x, uint32_t b)
{
    struct esc_out *out = &x->out[b];
    if (same_out(out, x))
        return;
    x->again = true;
    out->valid = true;
    out->n = (uint32_t)x->shapes.len;
    out->shapes = ARENA_ARRAY(x->arena, struct esc_shape, x->shapes.len + 1);
    if (out->n)
        memcpy(out->shapes, x->shapes.at, out->n * sizeof *out->shapes);
}

static void walk_block(struct escape *x, uint32_t b)
{
    struct ssa_func *f = x->f;
    if (!esc_enter(x, b)) {
        x->again |= x->out[b].valid;
        x->out[b].valid = false;
        return;
    }
    bool was_quiet = x->out[b].quiet;
    x->out[b].quiet = false;
    for (ssa_id v = ssa_first_nonphi(f, b), next; v; v = next) {
        next = ssa_at(f, v)->next;
        if (!next)
            esc_leave(x, b);
        esc_visit(x, v);
    }
    x->again |= x->out[b].quiet != was_quiet;
    freeze(x, b);
}

static void walk(struct escape *x)
{
    x->again = x->broken = false;
    for (size_t i = 0; i < x->objects.len; i++) {
        x->objects.at[i].made = 0;
        x->objects.at[i].survived = false;
    }
    for (uint32_t i = 0; i < x->order->n; i++)
        walk_block(x, x->order->blocks[i]);
}

static void forget_round(struct escape *x)
{
    memset(x->stands_for, 0, x->nvalues * sizeof *x->stands_for);
    memset(x->blended, 0, BITSET_WORDS(x->nvalues) * sizeof *x->blended);
    memset(x->mixed, 0, BITSET_WORDS(x->nvalues) * sizeof *x->mixed);
    memset(x->exists, 0, x->f->nblocks * sizeof *x->exists);
    memset(x->out, 0, x->f->nblocks * sizeof *x->out);
    vec_clear(&x->laters);
    ptr_map_free(&x->later_index);
    for (size_t i = 0; i < x->objects.len; i++)
        vec_clear(&x->objects.at[i].names);
}

/* Gives up objects that are made on all ways, or in too many places. True when there were such. */
static bool give_up(struct escape *x)
{
    bool some = false;
    for (size_t i = 0; i < x->objects.len; i++) {
        struct esc_object *o = &x->objects.at[i];
        if (!o->never && (!o->survived || o->made > ESC_MAX_COPIES))
            some = o->never = true;
    }
    return some;
}

static bool settle(struct escape *x)
{
    for (unsigned pass = 0; pass < ESC_MAX_PASSES; pass++) {
        walk(x);
        if (!x->again)
            return !x->broken;
    }
    return false;
}

static bool some_left(const struct escape *x)
{
    for (size_t i = 0; i < x->objects.len; i++)
        if (!x->objects.at[i].never)
            return true;
    return false;
}

static bool analyse(struct escape *x)
{
    for (unsigned round = 0; round < ESC_MAX_ROUNDS && some_left(x); round++) {
        forget_round(x);
        if (!settle(x))
            return false;
        if (!give_up(x))
            return true;
    }
    return false;
}

/* --------------------------------------------------------------------------------------------- preparation
 */

static bool candidate(const struct ssa_func *f, ssa_id v, uint32_t *length)
{
    int64_t n = 0;
    *length = 0;
    if (ssa_op_of(f, v) == SSA_NEW || ssa_op_of(f, v) == SSA_BOX)
        return true;
    if (ssa_op_of(f, v) != SSA_NEW_ARRAY || !opt_is_int_const(f, ssa_strip(f, ssa_in(f, v, 0)), &n) ||
        n < 0 || n > ESC_MAX_CELLS)
        return false;
    *length = (uint32_t)n;
    return true;
}

static bool find_objects(struct escape *x)
{
    struct ssa_func *f = x->f;
    SSA_EACH_BLOCK(f, b)
    SSA_EACH(f, b, v)
    {
        uint32_t length;
        if (x->objects.len == ESC_MAX_ALLOCATIONS || !candidate(f, v, &length))
            continue;
        struct esc_object o = {.origin = v, .array = ssa_op_of(f, v) == SSA_NEW_ARRAY, .length = length};
        for (uint32_t i = 0; i < length; i++)
            o.cells[i] = (struct esc_cell){i, ssa_at(f, v)->sub, ssa_alias_array(ssa_at(f, v)->sub)};
        o.ncells = length;
        if (ssa_op_of(f, v) == SSA_BOX) {
            const struct ssa_value *box = ssa_at(f, v);
            o.box = true;
            o.cells[o.ncells++] = (struct esc_cell){box->imm, box->sub, box->alias};
        }
        vec_push(&x->objects, o);
    }
    return x->objects.len != 0;
}

/* A handler that several ways lead to: each gets a block of its own with the exception, where objects can be
 * made. */
static void split_handler(struct ssa_func *f, uint32_t handler)
{
    ssa_id caught = ssa_first_nonphi(f, handler);
    struct ssa_block *block = f->blocks[handler];
    if (ssa_op_of(f, caught) != SSA_CAUGHT)
        return;
    ssa_id phi = ssa_new(f, SSA_PHI, SSA_REF, 0, NULL);
    const struct ssa_facts *facts = ssa_at(f, caught)->facts;
    ssa_append(f, handler, phi);
    if (facts)
        ssa_set_facts(f, phi, facts);
    for (uint32_t i = 0; i < block->npreds; i++) {
        struct ssa_edge e = block->preds[i];
        uint32_t pad = ssa_split_edge(f, e.block, e.index);
        ssa_id v = ssa_new(f, SSA_CAUGHT, SSA_REF, 0, NULL);
        f->blocks[pad]->heat = block->heat;
        ssa_insert_before(f, ssa_terminator(f, pad), v);
        if (facts)
            ssa_set_facts(f, v, facts);
        ssa_append_operand(f, phi, v);
    }
    ssa_replace(f, caught, phi);
}

/* Afterwards each edge has a block at one end that has no other edge there. */
static void split_critical_edges(struct ssa_func *f)
{
    uint32_t n = f->nblocks;
    for (uint32_t b = 0; b < n; b++) {
        if (f->blocks[b]->removed || f->blocks[b]->npreds < 2)
            continue;
        ssa_id first = ssa_first_nonphi(f, b);
        if (ssa_op_of(f, first) == SSA_CAUGHT) {
            split_handler(f, b);
            continue;
        }
        for (uint32_t i = 0; i < f->blocks[b]->npreds; i++) {
            struct ssa_edge e = f->blocks[b]->preds[i];
            if (f->blocks[e.block]->nsuccs > 1)
                ssa_split_edge(f, e.block, e.index);
        }
    }
}

static void prepare(struct escape *x)
{
    struct ssa_func *f = x->f;
    split_critical_edges(f);
    x->nvalues = f->nvalues;
    x->object_of = ARENA_ARRAY(x->arena, uint32_t, x->nvalues);
    x->stands_for = ARENA_ARRAY(x->arena, esc_value, x->nvalues);
    x->mixed = ARENA_ARRAY(x->arena, uint64_t, BITSET_WORDS(x->nvalues));
    x->blended = ARENA_ARRAY(x->arena, uint64_t, BITSET_WORDS(x->nvalues));
    x->queue = ARENA_ARRAY(x->arena, uint32_t, ESC_MAX_OBJECTS);
    x->queued = ARENA_ARRAY(x->arena, uint8_t, ESC_MAX_OBJECTS);
    x->exists = ARENA_ARRAY(x->arena, uint64_t *, f->nblocks);
    x->out = ARENA_ARRAY(x->arena, struct esc_out, f->nblocks);
    x->where = ARENA_ARRAY(x->arena, uint32_t, ESC_MAX_OBJECTS);
    x->described = ARENA_ARRAY(x->arena, struct esc_copy, ESC_MAX_OBJECTS);
    x->renewed = ARENA_ARRAY(x->arena, struct esc_copy, x->nvalues);
    x->mentions = ARENA_ARRAY(x->arena, uint64_t, BITSET_WORDS(x->nvalues));
    x->stamps = ARENA_ARRAY(x->arena, uint32_t, ESC_MAX_OBJECTS);
    x->order = ssa_reverse_postorder(f, x->arena);
    x->dominators = ssa_find_dominators(f, x->order, x->arena);
    x->liveness = ssa_find_liveness(f, x->order, x->arena);
    for (size_t i = 0; i < x->objects.len; i++)
        x->object_of[x->objects.at[i].origin] = (uint32_t)i + 1;
}

static void release(struct escape *x)
{
    for (size_t i = 0; i < x->objects.len; i++)
        vec_free(&x->objects.at[i].names);
    vec_free(&x->objects);
    vec_free(&x->shapes);
    vec_free(&x->laters);
    ptr_map_free(&x->later_index);
    ptr_map_free(&x->description);
    vec_free(&x->dead);
    vec_free(&x->phis);
    vec_free(&x->states);
}

#define MAX_LIVENESS_BITS (1u << 26) /* a bit for each value in each block: beyond this it costs too much */

bool opt_escape(struct ssa_func *f, struct opt_ctx *cx)
{
    struct escape x = {.f = f, .cx = cx, .arena = &cx->scratch};
    bool changed = ssa_remove_unreachable(f);
    if ((uint64_t)f->nvalues * f->nblocks > MAX_LIVENESS_BITS)
        return changed;
    if (find_objects(&x)) {
        prepare(&x);
        changed = true; /* edges */
        if (analyse(&x)) {
            x.apply = true;
            walk(&x);
            esc_finish(&x);
        }
    }
    release(&x);
    return changed;
}
