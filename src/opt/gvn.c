/*
 * gvn.c - global value numbering: of two equal computations one dominates the other, and the second goes.
 *
 * The dominator tree is walked from the root, with a table of the computations on the way to here; leaving a
 * block takes its entries out again. Two computations are equal when operation, type and payload are, and
 * their operands are the same values once checks and refines are looked through: those do not change a bit.
 * What the second one knew beyond the first (it may have been computed from checked operands) survives as a
 * refine where it stood, so proofs stay below their checks.
 *
 * Operations that commute are compared with their operands in order of id. Checks and guards are computations
 * like others here: the second of two equal checks cannot fail. Loads of memory that never changes count too;
 * other loads are for mem.c, which knows what is stored.
 *
 * Requires: dominators. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

struct entry {
    struct entry *next;
    uint32_t hash;
    ssa_id v;
};

struct numbering {
    struct ssa_func *f;
    struct opt_ctx *cx;
    struct entry **table;
    uint32_t mask;
    VEC(struct entry *) undo; /* entered, in order */
    bool changed;
};

static bool numbered(const struct ssa_func *f, ssa_id v)
{
    if (!ssa_numberable(f, v) || ssa_op_of(f, v) == SSA_CONST)
        return false;
    return ssa_effect_of(f, v) != SSA_READ || ssa_at(f, v)->alias == SSA_ALIAS_CONST;
}

/* The operands that count, in the order that counts. */
static void operands_of(const struct ssa_func *f, ssa_id v, uint32_t i, uint32_t *first)
{
    ssa_id a = ssa_strip(f, ssa_in(f, v, i));
    if ((ssa_info(f, v)->properties & SSA_COMM) && i < 2) {
        ssa_id b = ssa_strip(f, ssa_in(f, v, 1 - i));
        a = (a < b) == (i == 0) ? a : b;
    }
    *first = a;
}

static uint32_t hash_of(const struct ssa_func *f, ssa_id v)
{
    const struct ssa_value *value = ssa_at(f, v);
    uint64_t h = value->op * 0x9E3779B1u + value->type * 31u + value->sub * 131u;
    h = (h ^ (uint64_t)value->imm ^ value->handle * 7 ^ value->alias) * 0x9E3779B97F4A7C15u;
    for (uint32_t i = 0; i < value->noperands; i++) {
        uint32_t a;
        operands_of(f, v, i, &a);
        h = (h ^ (h >> 29) ^ a) * 0x9E3779B97F4A7C15u;
    }
    return (uint32_t)(h >> 32);
}

static bool equal(const struct ssa_func *f, ssa_id v, ssa_id w)
{
    const struct ssa_value *x = ssa_at(f, v), *y = ssa_at(f, w);
    if (x->op != y->op || x->type != y->type || x->sub != y->sub || x->noperands != y->noperands ||
        x->imm != y->imm || x->handle != y->handle || x->alias != y->alias)
        return false;
    for (uint32_t i = 0; i < x->noperands; i++) {
        uint32_t a, b;
        operands_of(f, v, i, &a);
        operands_of(f, w, i, &b);
        if (a != b)
            return false;
    }
    return true;
}

static void take(struct numbering *x, ssa_id v, ssa_id older)
{
    x->changed = true;
    if (ssa_type_of(x->f, v) == SSA_VOID)
        ssa_remove(x->f, v);
    else
        opt_replace_with(x->cx, x->f, v, older);
}

static bool under_try(const struct ssa_func *f, ssa_id v)
{
    SSA_EACH_USE(f, v, u)
    if (!(f->uses[u].user & SSA_USER_STATE) && ssa_op_of(f, f->uses[u].user) == SSA_TRY)
        return true;
    return false;
}

static void number_block(struct numbering *x, uint32_t b)
{
    SSA_EACH_SAFE(x->f, b, v)
    {
        if (!numbered(x->f, v) || under_try(x->f, v))
            continue;
        uint32_t h = hash_of(x->f, v);
        struct entry **bucket = &x->table[h & x->mask], *e = *bucket;
        while (e && (e->hash != h || !equal(x->f, v, e->v)))
            e = e->next;
        if (e) {
            take(x, v, e->v);
            continue;
        }
        e = ARENA_NEW(&x->cx->scratch, struct entry);
        *e = (struct entry){*bucket, h, v};
        *bucket = e;
        vec_push(&x->undo, e);
    }
}

static void leave_block(struct numbering *x, size_t down_to)
{
    while (x->undo.len > down_to) {
        struct entry *e = vec_pop(&x->undo);
        x->table[e->hash & x->mask] = e->next;
    }
}

/* Children of a block in the dominator tree, as lists. */
static void walk(struct numbering *x)
{
    const struct ssa_dominators *d = x->cx->dominators;
    struct arena *a = &x->cx->scratch;
    uint32_t n = d->order->n, *child = ARENA_ARRAY(a, uint32_t, x->f->nblocks),
             *sibling = ARENA_ARRAY(a, uint32_t, x->f->nblocks);
    size_t *mark = ARENA_ARRAY(a, size_t, x->f->nblocks);
    for (uint32_t i = 0; i < n; i++)
        child[d->order->blocks[i]] = SSA_NO_BLOCK;
    for (uint32_t i = n; i-- > 1;) {
        uint32_t b = d->order->blocks[i];
        sibling[b] = child[d->idom[b]];
        child[d->idom[b]] = b;
    }
    for (uint32_t b = 0, down = 1;;) {
        if (down) {
            mark[b] = x->undo.len;
            number_block(x, b);
        }
        if (down && child[b] != SSA_NO_BLOCK) {
            b = child[b];
            continue;
        }
        leave_block(x, mark[b]);
        if (b == 0)
            return;
        down = sibling[b] != SSA_NO_BLOCK;
        b = down ? sibling[b] : d->idom[b];
    }
}

bool opt_gvn(struct ssa_func *f, struct opt_ctx *cx)
{
    struct numbering x = {.f = f, .cx = cx, .mask = 63};
    while (x.mask < f->nvalues / 2)
        x.mask = x.mask * 2 + 1;
    x.table = ARENA_ARRAY(&cx->scratch, struct entry *, x.mask + 1);
    walk(&x);
    vec_free(&x.undo);
    return x.changed;
}
