/*
 * mem.c - memory: a load of what is known to be there is that value; a store of it is nothing.
 *
 * A forward walk keeps, for each block, what memory is known to hold: entries of a place (base and offset, or
 * array and index) and the value there, learned from loads and stores. A write takes out the entries it may
 * change: those of its alias class, unless the places are provably apart (different new objects, indices that
 * differ by a constant). Where control flow meets, the entries all predecessors agree on stay. A loop is
 * entered with what its preheaders know less what anything in the loop may write; so one walk in reverse
 * postorder is enough for that.
 *
 * After it, each block's end is known, also those that lead back; so a second walk, if there is any use for
 * it, starts with phis where all predecessors know a place but different values, and something below loads
 * it: a field that a loop reads and writes, or one that an arm has changed. A loop that loads a place in each
 * iteration, which all its ways back know, may find it unknown at its entry alone: then it is loaded there.
 *
 * Narrow cells hold less than was stored: a load of a byte is a sign extension of the stored value.
 *
 * Requires: loops. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

#include <string.h>

enum { MAX_ENTRIES = 64, MAX_STEPS = 16 };

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

/* A phi that the second walk knows at the head of a block. */
struct merge {
    uint32_t block;
    struct entry entry;
};

struct walker {
    struct ssa_func *f;
    struct opt_ctx *cx;
    struct memory **out; /* by block, after it; NULL: not walked yet */
    VEC(struct merge) merges;
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

static void walk(struct walker *x)
{
    x->out = ARENA_ARRAY(&x->cx->scratch, struct memory *, x->f->nblocks);
    for (uint32_t i = 0; i < x->cx->order->n; i++) {
        uint32_t b = x->cx->order->blocks[i];
        struct memory m;
        entered(x, b, &m);
        for (size_t k = 0; k < x->merges.len; k++)
            if (x->merges.at[k].block == b && ssa_op_of(x->f, x->merges.at[k].entry.value) == SSA_PHI &&
                !known(&m, &x->merges.at[k].entry.place))
                remember(&m, &x->merges.at[k].entry.place, x->merges.at[k].entry.value);
        SSA_EACH_SAFE(x->f, b, v)
        visit(x, &m, v);
        x->out[b] = arena_alloc(&x->cx->scratch, memory_size(&m));
        memcpy(x->out[b], &m, memory_size(&m));
    }
}

/* -------------------------------------------------------------------------------------------------
 * merges */

static bool stands(const struct ssa_func *f, ssa_id v)
{
    return !v || (ssa_op_of(f, v) != SSA_NOP && ssa_at(f, v)->block != SSA_NO_BLOCK);
}

/* What a predecessor of b leaves in a place. */
static ssa_id left_by(struct walker *x, uint32_t pred, const struct place *p)
{
    const struct memory *out = x->out[pred];
    ssa_id v = out ? known(out, p) : SSA_NONE;
    return v && stands(x->f, v) ? v : SSA_NONE;
}

static bool made_before(const struct walker *x, ssa_id v, uint32_t b)
{
    uint32_t home = v ? ssa_at(x->f, v)->block : b;
    return !v || (home != b && ssa_dominates(x->cx->dominators, home, b));
}

/* May the load be made at the end of a block, once, instead of in each iteration? */
static bool can_load_at(const struct walker *x, ssa_id load, uint32_t b)
{
    const struct ssa_func *f = x->f;
    if (ssa_op_of(f, ssa_terminator(f, b)) != SSA_JUMP || f->blocks[b]->heat == 0)
        return false;
    for (uint32_t i = 0; i < ssa_at(f, load)->noperands; i++)
        if (!ssa_dominates(x->cx->dominators, ssa_at(f, ssa_in(f, load, i))->block, b))
            return false;
    return true;
}

/* A phi at the head of b for the place that `load`, somewhere below b, reads; SSA_NONE when it cannot be had.
 */
static ssa_id merge_at(struct walker *x, uint32_t b, ssa_id load, const struct place *p)
{
    struct ssa_func *f = x->f;
    const struct ssa_block *block = f->blocks[b];
    VEC(ssa_id) in = {0};
    uint32_t missing = SSA_NO_BLOCK, found = 0;
    for (uint32_t i = 0; i < block->npreds; i++) {
        uint32_t pred = block->preds[i].block;
        ssa_id v = left_by(x, pred, p);
        if (!v && missing != SSA_NO_BLOCK)
            break;
        if (!v)
            missing = i;
        else
            found++;
        vec_push(&in, v);
    }
    bool ok = in.len == block->npreds && found > 0;
    if (ok && missing != SSA_NO_BLOCK) { /* only what enters a loop may be loaded for this */
        uint32_t pred = block->preds[missing].block, loop = x->cx->loops->of_block[b];
        ok = loop != SSA_NO_LOOP && x->cx->loops->loops[loop].header == b &&
             !ssa_loop_has(x->cx->loops, loop, pred) && can_load_at(x, load, pred);
        for (uint32_t i = 0; ok && i < x->cx->loops->loops[loop].nlatches; i++)
            ok = ssa_dominates(x->cx->dominators, ssa_at(f, load)->block,
                               x->cx->loops->loops[loop].latches[i]);
        if (ok) {
            in.at[missing] = ssa_clone(f, load);
            ssa_append(f, pred, in.at[missing]);
        }
    }
    for (size_t i = 0; ok && i < in.len; i++)
        ok = ssa_type_of(f, in.at[i]) == ssa_type_of(f, load);
    ssa_id phi = SSA_NONE;
    if (ok) {
        phi = ssa_new(f, SSA_PHI, ssa_type_of(f, load), (uint32_t)in.len, in.at);
        ssa_append(f, b, phi);
    }
    vec_free(&in);
    return phi;
}

static bool wanted_at(const struct walker *x, uint32_t b, const struct place *p)
{
    for (size_t i = 0; i < x->merges.len; i++)
        if (x->merges.at[i].block == b && same_place(&x->merges.at[i].entry.place, p))
            return false;
    const struct ssa_block *block = x->f->blocks[b];
    if (block->npreds < 2 || ssa_op_of(x->f, ssa_first_nonphi(x->f, b)) == SSA_CAUGHT)
        return false;
    for (uint32_t i = 0; i < block->npreds; i++)
        if (x->cx->order->index[block->preds[i].block] == SSA_NO_BLOCK)
            return false;
    return !(x->cx->loops->in_irreducible && x->cx->loops->in_irreducible[b]);
}

/* The nearest merge above a load where the place has several values, or a loop's header. */
static void find_merge(struct walker *x, ssa_id load)
{
    struct ssa_func *f = x->f;
    struct place p;
    if (!place_of(f, load, &p))
        return;
    const struct ssa_dominators *d = x->cx->dominators;
    uint32_t steps = 0;
    for (uint32_t b = ssa_at(f, load)->block; b != SSA_NO_BLOCK && steps++ < MAX_STEPS; b = d->idom[b]) {
        if (!made_before(x, p.base, b) || !made_before(x, p.index, b))
            return;
        if (f->blocks[b]->npreds < 2)
            continue;
        ssa_id phi;
        if (wanted_at(x, b, &p) && (phi = merge_at(x, b, load, &p))) {
            vec_push(&x->merges, ((struct merge){b, {p, phi}}));
            return;
        }
    }
}

bool opt_mem(struct ssa_func *f, struct opt_ctx *cx)
{
    struct walker x = {.f = f, .cx = cx};
    VEC(ssa_id) loads = {0};
    walk(&x);
    if (f->nblocks > 2)
        SSA_EACH_BLOCK(f, b)
    if (cx->order->index[b] != SSA_NO_BLOCK && f->blocks[b]->heat)
        SSA_EACH(f, b, v)
    if ((ssa_op_of(f, v) == SSA_LOAD || ssa_op_of(f, v) == SSA_LOAD_INDEX) &&
        ssa_at(f, v)->alias != SSA_ALIAS_CONST)
        vec_push(&loads, v);
    for (size_t i = 0; i < loads.len; i++)
        find_merge(&x, loads.at[i]);
    if (x.merges.len) {
        walk(&x);
        for (size_t i = 0; i < x.merges.len; i++) /* some were of no use */
            if (ssa_op_of(f, x.merges.at[i].entry.value) == SSA_PHI &&
                ssa_unused(f, x.merges.at[i].entry.value))
                ssa_remove(f, x.merges.at[i].entry.value);
        x.changed = true;
    }
    vec_free(&loads);
    vec_free(&x.merges);
    return x.changed;
}
