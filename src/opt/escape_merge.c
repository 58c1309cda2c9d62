/*
 * escape_merge.c - escape analysis where control flow meets: which objects go on, and as what.
 *
 * An object goes on into a block when one of its names is alive there, or a virtual object that goes on holds
 * it. Others are forgotten: if they were virtual, they are never made.
 */
#include "opt/escape.h"

#include <stdlib.h>
#include <string.h>

struct merge {
    struct escape *x;
    uint32_t b;
    uint32_t npreds; /* that were walked and come here */
    const struct esc_out **from;
    uint32_t *index;    /* of them among the block's predecessors */
    uint32_t *queue, n; /* objects that go on */
};

static const struct esc_shape *shape_in(const struct esc_out *out, uint32_t object)
{
    for (uint32_t i = 0; i < out->n; i++)
        if (out->shapes[i].object == object)
            return &out->shapes[i];
    return NULL;
}

static bool pred_comes(const struct escape *x, struct ssa_edge e)
{
    return x->out[e.block].valid && !(e.index == 1 && x->out[e.block].quiet);
}

static void want(struct merge *m, uint32_t object)
{
    if (m->x->queued[object])
        return;
    m->x->queued[object] = 1;
    m->queue[m->n++] = object;
}

/* ---------------------------------------------------------------------------------------------------- phis
 */

/* The shape of a phi's operand at the end of a predecessor; NULL: no object that is followed. */
static const struct esc_shape *input(const struct escape *x, ssa_id phi, uint32_t index)
{
    uint32_t from = x->f->blocks[ssa_at(x->f, phi)->block]->preds[index].block;
    esc_value v = esc_resolve(x, ssa_in(x->f, phi, index));
    return esc_is_object(v) ? shape_in(&x->out[from], esc_index(v)) : NULL;
}

/* Virtual objects of one class and length, and not locked, on all ways: one more object may stand for them.
 */
static bool alike(const struct merge *m, ssa_id phi)
{
    const struct escape *x = m->x;
    const struct esc_object *first = NULL;
    for (uint32_t i = 0; i < m->npreds; i++) {
        const struct esc_shape *s = input(x, phi, m->index[i]);
        if (!s && esc_is_object(esc_resolve(x, ssa_in(x->f, phi, m->index[i])))) {
            m->x->broken = true; /* see merge_object */
            continue;
        }
        if (!s || s->real || s->locks)
            return false;
        const struct esc_object *o = &x->objects.at[s->object];
        if (!first)
            first = o;
        if (o->array != first->array || o->box != first->box || o->length != first->length ||
            ssa_at(x->f, o->origin)->handle != ssa_at(x->f, first->origin)->handle)
            return false;
    }
    return first != NULL;
}

/* The number of a phi's own object, which gets all cells that one of its operands has; UINT32_MAX: none. */
static uint32_t blended_object(struct merge *m, ssa_id phi)
{
    struct escape *x = m->x;
    uint32_t object = x->object_of[phi] - 1;
    if (!x->object_of[phi]) {
        if (x->objects.len == ESC_MAX_OBJECTS)
            return UINT32_MAX;
        uint32_t k = 0;
        while (!input(x, phi, m->index[k]))
            k++;
        struct esc_object o = x->objects.at[input(x, phi, m->index[k])->object];
        memset(&o.names, 0, sizeof o.names);
        o.phi = phi;
        o.survived = false;
        o.made = 0;
        object = (uint32_t)x->objects.len;
        vec_push(&x->objects, o);
        x->object_of[phi] = object + 1;
    }
    struct esc_object *o = &x->objects.at[object];
    if (o->never)
        return UINT32_MAX;
    for (uint32_t i = 0; i < m->npreds; i++) {
        const struct esc_shape *s = input(x, phi, m->index[i]);
        const struct esc_object *in = s ? &x->objects.at[s->object] : o;
        o->fenced |= in->fenced;
        for (uint32_t c = 0; c < in->ncells; c++)
            if (esc_cell_at(o, in->cells[c].at, in->cells[c].mem, in->cells[c].alias) == UINT32_MAX)
                return UINT32_MAX;
    }
    return object;
}

esc_value esc_blended_cell(const struct escape *x, const struct esc_object *o, uint32_t cell, uint32_t index)
{
    const struct esc_shape *s = input(x, o->phi, index);
    for (uint32_t c = 0; s && c < s->ncells; c++)
        if (x->objects.at[s->object].cells[c].at == o->cells[cell].at)
            return s->cells[c];
    return 0;
}

static esc_value blended_value(struct merge *m, const struct esc_object *o, uint32_t object, uint32_t cell)
{
    esc_value v = esc_find_later(m->x, ESC_PHI_CELL, m->b, object, cell);
    if (v)
        return v;
    bool first = true;
    for (uint32_t i = 0; i < m->npreds; i++) {
        if (!input(m->x, o->phi, m->index[i]))
            continue;
        esc_value w = esc_blended_cell(m->x, o, cell, m->index[i]);
        if (!first && w != v)
            return esc_later(m->x, ESC_PHI_CELL, m->b, object, cell);
        v = w;
        first = false;
    }
    return v;
}

static bool blend(struct merge *m, ssa_id phi)
{
    struct escape *x = m->x;
    uint32_t object = alike(m, phi) ? blended_object(m, phi) : UINT32_MAX;
    if (object == UINT32_MAX)
        return false;
    const struct esc_object *o = &x->objects.at[object];
    struct esc_shape s = {.object = object, .ncells = o->ncells};
    esc_value *cells = ARENA_ARRAY(x->arena, esc_value, o->ncells + 1);
    for (uint32_t c = 0; c < o->ncells; c++) {
        esc_value v = blended_value(m, o, object, c);
        cells[c] = v;
        if (esc_is_object(v))
            want(m, esc_index(v));
    }
    s.cells = cells;
    vec_push(&x->shapes, s);
    x->where[object] = (uint32_t)x->shapes.len;
    return true;
}

/* What a phi stands for: one object, when it is that on all ways; an object of its own; else itself, and its
   operands are real. It goes down this list only. */
static esc_value merge_phi(struct merge *m, ssa_id phi)
{
    struct escape *x = m->x;
    esc_value only = 0;
    bool objects = false, same = true;
    for (uint32_t i = 0; i < m->npreds; i++) {
        esc_value v = esc_resolve(x, ssa_in(x->f, phi, m->index[i]));
        if (v == phi)
            continue;
        objects |= esc_is_object(v);
        same &= only == 0 || only == v;
        only = v;
    }
    if (!objects || bitset_has(x->mixed, phi))
        return 0;
    if (same && !bitset_has(x->blended, phi)) {
        want(m, esc_index(only));
        return only;
    }
    x->again |= !bitset_has(x->blended, phi);
    bitset_add(x->blended, phi);
    if (blend(m, phi))
        return ESC_OBJECT | (x->object_of[phi] - 1);
    bitset_add(x->mixed, phi);
    x->again = true;
    return 0;
}

static void set_phi(struct escape *x, ssa_id phi, esc_value stands)
{
    if (x->stands_for[phi] != stands) {
        x->stands_for[phi] = stands;
        x->again = true;
        if (stands)
            vec_push(&x->objects.at[esc_index(stands)].names, phi);
    }
    if (stands && x->apply)
        vec_push(&x->dead, phi);
}

static bool is_blended(const struct escape *x, ssa_id phi)
{
    return phi < x->nvalues && bitset_has(x->blended, phi) && !bitset_has(x->mixed, phi);
}

/* What was blended must be gone: it goes on in no other way, and is in no other phi. */
static void check_blended(struct merge *m)
{
    struct escape *x = m->x;
    for (uint32_t i = 0; i < m->npreds; i++) {
        x->stamp++;
        SSA_EACH(x->f, m->b, phi)
        {
            if (ssa_op_of(x->f, phi) != SSA_PHI)
                break;
            if (!is_blended(x, phi))
                continue;
            const struct esc_shape *s = input(x, phi, m->index[i]);
            if (!s)
                continue;
            if (x->queued[s->object] || x->stamps[s->object] == x->stamp) {
                bitset_add(x->mixed, phi);
                x->again = true;
            } else {
                x->stamps[s->object] = x->stamp;
            }
        }
    }
}

static void merge_phis(struct merge *m)
{
    const struct ssa_func *f = m->x->f;
    SSA_EACH(f, m->b, v)
    {
        if (ssa_op_of(f, v) != SSA_PHI || v >= m->x->nvalues)
            break;
        if (ssa_type_of(f, v) == SSA_REF)
            set_phi(m->x, v, merge_phi(m, v));
    }
}

/* -------------------------------------------------------------------------------------------------- shapes
 */

static bool name_alive(const struct escape *x, uint32_t b, uint32_t object)
{
    const struct esc_object *o = &x->objects.at[object];
    for (size_t i = 0; i < o->names.len; i++)
        if (x->stands_for[o->names.at[i]] == (ESC_OBJECT | object) &&
            bitset_has(x->liveness->in[b], o->names.at[i]))
            return true;
    return false;
}

static bool must_exist(const struct escape *x, uint32_t b, uint32_t object)
{
    return x->exists[b] && bitset_has(x->exists[b], object);
}

static void set_must_exist(struct escape *x, uint32_t b, uint32_t object)
{
    if (!x->exists[b])
        x->exists[b] = ARENA_ARRAY(x->arena, uint64_t, BITSET_WORDS(ESC_MAX_OBJECTS));
    if (!bitset_has(x->exists[b], object))
        x->again = true;
    bitset_add(x->exists[b], object);
}

static esc_value merged(struct merge *m, enum esc_later_kind kind, uint32_t object, uint32_t cell)
{
    struct escape *x = m->x;
    esc_value known = esc_find_later(x, kind, m->b, object, cell), v = 0;
    bool first = true;
    if (known)
        return known;
    for (uint32_t i = 0; i < m->npreds; i++) {
        const struct esc_shape *s = shape_in(m->from[i], object);
        if (!s)
            continue;
        esc_value w = kind == ESC_PHI_REAL ? s->real : esc_cell_value(s, cell);
        if ((!first && w != v) || (kind == ESC_PHI_REAL && !w))
            return esc_later(x, kind, m->b, object, cell);
        v = w;
        first = false;
    }
    return v;
}

static void merge_cells(struct merge *m, struct esc_shape *s)
{
    struct escape *x = m->x;
    for (uint32_t i = 0; i < m->npreds; i++) {
        const struct esc_shape *from = shape_in(m->from[i], s->object);
        if (from && from->ncells > s->ncells)
            s->ncells = from->ncells;
    }
    esc_value *cells = ARENA_ARRAY(x->arena, esc_value, s->ncells + 1);
    for (uint32_t i = 0; i < s->ncells; i++) {
        cells[i] = merged(m, ESC_PHI_CELL, s->object, i);
        if (esc_is_object(cells[i]))
            want(m, esc_index(cells[i]));
    }
    s->cells = cells;
}

static void merge_object(struct merge *m, uint32_t object)
{
    struct escape *x = m->x;
    struct esc_shape s = {.object = object};
    bool real = must_exist(x, m->b, object), first = true;
    esc_value exists = 0;
    for (uint32_t i = 0; i < m->npreds; i++) {
        const struct esc_shape *from = shape_in(m->from[i], object);
        if (!from) { /* the way back of a loop, as it was before: the next pass knows better */
            x->broken = true;
            continue;
        }
        if (!first && from->locks != s.locks)
            real = true;
        s.locks = from->locks;
        real |= from->real != 0;
        exists = from->real;
        first = false;
    }
    if (real && (must_exist(x, m->b, object) || m->npreds > 1)) {
        set_must_exist(x, m->b, object);
        s.real = merged(m, ESC_PHI_REAL, object, 0);
        s.locks = 0;
    } else if (real) {
        s.real = exists;
        s.locks = 0;
    } else {
        merge_cells(m, &s);
    }
    vec_push(&x->shapes, s);
    x->where[object] = (uint32_t)x->shapes.len;
}

/* What was virtual until here and does not go on was never made: that is the gain. */
static void note_survivors(struct merge *m)
{
    struct escape *x = m->x;
    if (x->f->blocks[m->b]->heat == 0)
        return;
    for (uint32_t i = 0; i < m->npreds; i++)
        for (uint32_t k = 0; k < m->from[i]->n; k++) {
            const struct esc_shape *s = &m->from[i]->shapes[k];
            if (!s->real && !m->x->queued[s->object])
                x->objects.at[s->object].survived = true;
        }
}

static int by_object(const void *a, const void *b)
{
    const struct esc_shape *x = a, *y = b;
    return x->object < y->object ? -1 : x->object > y->object;
}

static void begin_shapes(struct escape *x)
{
    for (size_t i = 0; i < x->shapes.len; i++)
        x->where[x->shapes.at[i].object] = 0;
    vec_clear(&x->shapes);
    x->epoch++;
}

bool esc_enter(struct escape *x, uint32_t b)
{
    const struct ssa_block *block = x->f->blocks[b];
    struct merge m = {.x = x, .b = b};
    begin_shapes(x);
    if (b == 0)
        return true;
    const struct esc_out *few[8];
    uint32_t few_index[ARRAY_LEN(few)];
    bool many = block->npreds > ARRAY_LEN(few);
    m.from = many ? ARENA_ARRAY(x->arena, const struct esc_out *, block->npreds) : few;
    m.index = many ? ARENA_ARRAY(x->arena, uint32_t, block->npreds) : few_index;
    m.queue = x->queue;
    for (uint32_t i = 0; i < block->npreds; i++)
        if (pred_comes(x, block->preds[i])) {
            m.from[m.npreds] = &x->out[block->preds[i].block];
            m.index[m.npreds++] = i;
        }
    if (m.npreds == 0)
        return false;
    merge_phis(&m);
    for (uint32_t i = 0; i < m.npreds; i++)
        for (uint32_t k = 0; k < m.from[i]->n; k++)
            if (name_alive(x, b, m.from[i]->shapes[k].object))
                want(&m, m.from[i]->shapes[k].object);
    for (uint32_t i = 0; i < m.n; i++)
        merge_object(&m, m.queue[i]);
    note_survivors(&m);
    check_blended(&m);
    for (uint32_t i = 0; i < m.n; i++)
        x->queued[m.queue[i]] = 0;
    if (x->shapes.len)
        qsort(x->shapes.at, x->shapes.len, sizeof *x->shapes.at, by_object);
    for (size_t i = 0; i < x->shapes.len; i++)
        x->where[x->shapes.at[i].object] = (uint32_t)i + 1;
    return true;
}

/* ---------------------------------------------------------------------------------------- ends of blocks */

/* What is in a cell of a blended object that has a phi. */
static void make_for_blended(struct escape *x, uint32_t to, ssa_id phi, uint32_t index, ssa_id end)
{
    esc_value in = esc_resolve(x, ssa_in(x->f, phi, index));
    const struct esc_object *o = x->object_of[phi] ? &x->objects.at[x->object_of[phi] - 1] : NULL;
    if (!o || !esc_is_virtual(x, in))
        return;
    const struct esc_object *from = &x->objects.at[esc_index(in)];
    for (uint32_t c = 0; c < from->ncells; c++) {
        esc_value v = esc_cell_value(esc_shape_of(x, esc_index(in)), c);
        for (uint32_t k = 0; esc_is_virtual(x, v) && k < o->ncells; k++)
            if (o->cells[k].at == from->cells[c].at &&
                esc_find_later(x, ESC_PHI_CELL, to, x->object_of[phi] - 1, k))
                esc_make(x, end, esc_index(v));
    }
}

static void make_for_phis(struct escape *x, uint32_t to, uint32_t index, ssa_id end)
{
    struct ssa_func *f = x->f;
    SSA_EACH(f, to, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        if (is_blended(x, phi))
            make_for_blended(x, to, phi, index, end);
        if (phi >= x->nvalues || !bitset_has(x->mixed, phi))
            continue;
        esc_value v = esc_resolve(x, ssa_in(f, phi, index));
        if (!esc_is_object(v))
            continue;
        if (!esc_shape_of(x, esc_index(v))) {
            x->broken = true;
            continue;
        }
        if (esc_is_virtual(x, v))
            esc_make(x, end, esc_index(v));
        if (x->apply)
            ssa_set_operand(f, phi, index, esc_real(x, v, SSA_REF));
    }
}

/* An object that must exist where the block goes, or is in a cell that has a phi there. */
static void make_for_shapes(struct escape *x, uint32_t to, ssa_id end)
{
    for (size_t i = 0; i < x->shapes.len; i++) {
        if (x->shapes.at[i].real)
            continue;
        uint32_t object = x->shapes.at[i].object;
        if (must_exist(x, to, object)) {
            esc_make(x, end, object);
            continue;
        }
        for (uint32_t c = 0; c < x->shapes.at[i].ncells; c++) {
            esc_value v = x->shapes.at[i].cells[c];
            if (esc_is_virtual(x, v) && esc_find_later(x, ESC_PHI_CELL, to, object, c))
                esc_make(x, end, esc_index(v));
        }
    }
}

void esc_leave(struct escape *x, uint32_t b)
{
    const struct ssa_block *block = x->f->blocks[b];
    ssa_id end = ssa_terminator(x->f, b);
    if (block->nsuccs != 1 || x->f->blocks[block->succs[0].block]->npreds < 2)
        return;
    make_for_phis(x, block->succs[0].block, block->succs[0].index, end);
    make_for_shapes(x, block->succs[0].block, end);
}
