/*
 * mem.c - memory: a load of what is known to be there is that value; a store of it is nothing.
 *
 * A forward walk keeps, for each block, what memory is known to hold: entries of a place (base and offset, or
 * array and index) and the value there, learned from loads and stores. A write takes out the entries it may
 * change: those of its alias class, unless the places are provably apart (different new objects, indices that
 * differ by a constant). Where control flow meets, the entries all predecessors agree on stay. A loop is
 * entered with what its preheaders know less what anything in the loop may write; so one walk in reverse
 * postorder is enough.
 *
 * Narrow cells hold less than was stored: a load of a byte is a sign extension of the stored value.
 *
 * Requires: loops. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

#include <string.h>

enum { MAX_ENTRIES = 64 };

struct place {
    ssa_id base, index; /* checks looked through; index SSA_NONE: a field at offset */
    int64_t offset;     /* of a field; or what is added to index */
    uint32_t alias;
    uint8_t mem;
};

struct entry {
    struct place place;
    ssa_id value;
};

struct memory {
    uint32_t n;
    struct entry at[MAX_ENTRIES];
};

/* What is in use of it: those that are kept have no room for more. */
static size_t memory_size(const struct memory *m)
{
    return offsetof(struct memory, at) + m->n * sizeof *m->at;
}

struct walker {
    struct ssa_func *f;
    struct opt_ctx *cx;
    struct memory **out; /* by block, after it; NULL: not walked yet */
    bool changed;
};

/* ------------------------------------------------------------------------------------------------------
 * places */

static bool place_of(const struct ssa_func *f, ssa_id v, struct place *p)
{
    const struct ssa_value *value = ssa_at(f, v);
    *p = (struct place){.alias = value->alias, .mem = value->sub};
    switch ((enum ssa_op)value->op) {
    case SSA_LOAD:
    case SSA_STORE: p->offset = value->imm; break;
    case SSA_LOAD_INDEX:
    case SSA_STORE_INDEX: p->index = opt_split_sum(f, ssa_in(f, v, 1), &p->offset); break;
    default: return false;
    }
    p->base = ssa_strip(f, ssa_in(f, v, 0));
    return value->alias != SSA_ALIAS_ANY;
}

static bool same_place(const struct place *a, const struct place *b)
{
    return a->base == b->base && a->index == b->index && a->offset == b->offset && a->alias == b->alias &&
           a->mem == b->mem;
}

static bool is_new(enum ssa_op op)
{
    return op == SSA_NEW || op == SSA_NEW_ARRAY;
}

/* Two bases that are never the same object: a new one, and another new one or one that was there before. */
static bool different_objects(const struct ssa_func *f, ssa_id a, ssa_id b)
{
    if (a == b)
        return false;
    enum ssa_op x = ssa_op_of(f, a), y = ssa_op_of(f, b);
    bool old_x = x == SSA_PARAM || x == SSA_CONST_REF, old_y = y == SSA_PARAM || y == SSA_CONST_REF;
    return (is_new(x) && (is_new(y) || old_y)) || (is_new(y) && old_x);
}

/* One index, or sums of one and different constants; or two constants. */
static bool different_elements(const struct ssa_func *f, const struct place *a, const struct place *b)
{
    int64_t x, y;
    if (!a->index || !b->index)
        return false;
    if (a->index == b->index)
        return a->offset != b->offset;
    return opt_is_int_const(f, a->index, &x) && opt_is_int_const(f, b->index, &y) &&
           opt_cut(SSA_I32, (uint64_t)x + (uint64_t)a->offset) !=
               opt_cut(SSA_I32, (uint64_t)y + (uint64_t)b->offset);
}

/* ------------------------------------------------------------------------------------------------------
 * entries */

static void forget(struct memory *m, uint32_t i)
{
    m->at[i] = m->at[--m->n];
}

static void remember(struct memory *m, const struct place *p, ssa_id value)
{
    if (m->n == MAX_ENTRIES) { /* the oldest goes */
        memmove(m->at, m->at + 1, sizeof *m->at * (MAX_ENTRIES - 1));
        m->n--;
    }
    m->at[m->n++] = (struct entry){*p, value};
}

static ssa_id known(const struct memory *m, const struct place *p)
{
    for (uint32_t i = m->n; i-- > 0;)
        if (same_place(&m->at[i].place, p))
            return m->at[i].value;
    return SSA_NONE;
}

/* v writes: what may be different afterwards is forgotten. */
static void written(const struct ssa_func *f, struct memory *m, ssa_id v)
{
    struct place p;
    bool exact = place_of(f, v, &p);
    for (uint32_t i = m->n; i-- > 0;) {
        const struct place *q = &m->at[i].place;
        if (!ssa_writes(f, v, q->alias))
            continue;
        if (exact && (different_objects(f, p.base, q->base) || different_elements(f, &p, q)))
            continue;
        forget(m, i);
    }
}

/* --------------------------------------------------------------------------------------------- loads and
 * stores */

/* What a load gives when the cell was stored to with value. */
static ssa_id loaded(struct walker *x, ssa_id load, ssa_id value)
{
    static const uint8_t narrowing[SSA_NMEMS] = {[SSA_MEM_I8] = SSA_SEXT8,
                                                 [SSA_MEM_U8] = SSA_ZEXT8,
                                                 [SSA_MEM_I16] = SSA_SEXT16,
                                                 [SSA_MEM_U16] = SSA_ZEXT16};
    enum ssa_op op = narrowing[ssa_at(x->f, load)->sub];
    const struct ssa_value *source = ssa_at(x->f, value);
    bool was_loaded =
        (source->op == SSA_LOAD || source->op == SSA_LOAD_INDEX) && source->sub == ssa_at(x->f, load)->sub;
    if (!op || was_loaded)
        return value;
    ssa_id narrow = ssa_new(x->f, op, SSA_I32, SSA_IN(value));
    ssa_insert_before(x->f, load, narrow);
    return narrow;
}

static void visit(struct walker *x, struct memory *m, ssa_id v)
{
    struct ssa_func *f = x->f;
    struct place p;
    enum ssa_op op = ssa_op_of(f, v);
    ssa_id value;
    if (op == SSA_LOAD || op == SSA_LOAD_INDEX) {
        if (!place_of(f, v, &p))
            return;
        if ((value = known(m, &p))) {
            opt_replace_with(x->cx, f, v, loaded(x, v, value));
            x->changed = true;
        } else {
            remember(m, &p, v);
        }
    } else if (op == SSA_STORE || op == SSA_STORE_INDEX) {
        ssa_id stored = ssa_in(f, v, op == SSA_STORE ? 1 : 2);
        bool exact = place_of(f, v, &p);
        if (exact && (value = known(m, &p)) && ssa_strip(f, value) == ssa_strip(f, stored)) {
            ssa_remove(f, v);
            x->changed = true;
            return;
        }
        written(f, m, v);
        if (exact)
            remember(m, &p, stored);
    } else {
        enum ssa_effect effect = ssa_effect_of(f, v);
        if (effect == SSA_WRITE || effect == SSA_ATOMIC || effect == SSA_MEMORY)
            written(f, m, v);
    }
}

/* ------------------------------------------------------------------------------------------------- control
 * flow */

static void intersect(struct memory *m, const struct memory *other)
{
    for (uint32_t i = m->n; i-- > 0;)
        if (known(other, &m->at[i].place) != m->at[i].value)
            forget(m, i);
}

/* What is known at the beginning of b. */
static void entered(struct walker *x, uint32_t b, struct memory *m)
{
    const struct ssa_block *block = x->f->blocks[b];
    const struct ssa_loops *l = x->cx->loops;
    bool first = true, back_edges = false;
    m->n = 0;
    for (uint32_t i = 0; i < block->npreds; i++) {
        const struct memory *out = x->out[block->preds[i].block];
        if (x->cx->order->index[block->preds[i].block] == SSA_NO_BLOCK)
            continue;
        if (!out) {
            back_edges = true;
            continue;
        }
        if (first)
            memcpy(m, out, memory_size(out));
        else
            intersect(m, out);
        first = false;
    }
    if (!back_edges)
        return;
    uint32_t loop = l->of_block[b];
    if (loop == SSA_NO_LOOP || l->loops[loop].header != b || (l->in_irreducible && l->in_irreducible[b])) {
        m->n = 0;
        return;
    }
    struct ssa_alias_set writes = {0};
    opt_loop_writes(x->cx, x->f, loop, &writes);
    for (uint32_t i = m->n; i-- > 0;)
        if (ssa_alias_set_hits(&writes, m->at[i].place.alias))
            forget(m, i);
    vec_free(&writes.more);
}

bool opt_mem(struct ssa_func *f, struct opt_ctx *cx)
{
    struct walker x = {.f = f, .cx = cx};
    x.out = ARENA_ARRAY(&cx->scratch, struct memory *, f->nblocks);
    for (uint32_t i = 0; i < cx->order->n; i++) {
        uint32_t b = cx->order->blocks[i];
        struct memory m;
        entered(&x, b, &m);
        SSA_EACH_SAFE(f, b, v)
        visit(&x, &m, v);
        x.out[b] = arena_alloc(&cx->scratch, memory_size(&m));
        memcpy(x.out[b], &m, memory_size(&m));
    }
    return x.changed;
}
