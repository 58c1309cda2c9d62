/*
 * gvn.c - global value numbering: of two equal computations one dominates the other, and the second goes.
 *
 * The dominator tree is walked from the root, with a table of the computations on the way to here; leaving a
 * block takes its entries out again. Two computations are equal when operation, type and payload are, and
 * their operands are the same values once checks and refines are looked through: those do not change a bit.
 * What the second one knew beyond the first (it may have been computed from checked operands) survives as a
 * refine where it stood, so proofs stay below their checks.
 *
 * A condition that a branch or a guard on the way has tested is known: what uses it below uses a constant
 * instead. This decides what facts cannot say: that a reference is not a certain object, an index not -1.
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

enum outcome { OPEN, IS_FALSE, IS_TRUE };

struct numbering {
    struct ssa_func *f;
    struct opt_ctx *cx;
    struct entry **table;
    uint32_t mask;
    VEC(struct entry *) undo; /* entered, in order */
    uint8_t *outcome;         /* enum outcome, by value; those made since have none */
    uint32_t noutcomes;
    VEC(ssa_id) tested; /* what has an outcome, in order */
    bool changed;
};

struct mark {
    size_t undo, tested;
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

/* As if v's sub were the given one. */
static uint32_t hash_as(const struct ssa_func *f, ssa_id v, unsigned sub)
{
    const struct ssa_value *value = ssa_at(f, v);
    uint64_t h = value->op * 0x9E3779B1u + value->type * 31u + sub * 131u;
    h = (h ^ (uint64_t)value->imm ^ value->handle * 7 ^ value->alias) * 0x9E3779B97F4A7C15u;
    for (uint32_t i = 0; i < value->noperands; i++) {
        uint32_t a;
        operands_of(f, v, i, &a);
        h = (h ^ (h >> 29) ^ a) * 0x9E3779B97F4A7C15u;
    }
    return (uint32_t)(h >> 32);
}

static bool equal_as(const struct ssa_func *f, ssa_id v, unsigned sub, ssa_id w)
{
    const struct ssa_value *x = ssa_at(f, v), *y = ssa_at(f, w);
    if (x->op != y->op || x->type != y->type || sub != y->sub || x->noperands != y->noperands ||
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

/* The value computed before that v would equal if its sub were the given one; SSA_NONE: none. */
static ssa_id find(const struct numbering *x, ssa_id v, unsigned sub, uint32_t hash)
{
    const struct entry *e = x->table[hash & x->mask];
    while (e && (e->hash != hash || !equal_as(x->f, v, sub, e->v)))
        e = e->next;
    return e ? e->v : SSA_NONE;
}

static enum outcome outcome_of(const struct numbering *x, ssa_id v)
{
    return v < x->noutcomes ? x->outcome[v] : OPEN;
}

/* cond has been tested: from here on down it is known, if it is one of those that are 0 or 1. */
static void test(struct numbering *x, ssa_id cond, bool truth)
{
    enum ssa_op op = ssa_op_of(x->f, cond);
    if ((op != SSA_CMP && op != SSA_INSTANCE_OF) || cond >= x->noutcomes || x->outcome[cond] != OPEN)
        return;
    x->outcome[cond] = truth ? IS_TRUE : IS_FALSE;
    vec_push(&x->tested, cond);
}

static void use_outcome(struct numbering *x, ssa_id user, uint32_t operand)
{
    enum outcome known = outcome_of(x, ssa_in(x->f, user, operand));
    if (known == OPEN)
        return;
    ssa_set_operand(x->f, user, operand, ssa_const_i32(x->f, known == IS_TRUE));
    x->changed = true;
}

/* A comparison whose opposite has been tested. */
static bool opposite_known(struct numbering *x, ssa_id v)
{
    if (ssa_op_of(x->f, v) != SSA_CMP || x->tested.len == 0)
        return false;
    unsigned sub = ssa_cond_negate(ssa_at(x->f, v)->sub, ssa_type_of(x->f, ssa_in(x->f, v, 0)));
    enum outcome known = outcome_of(x, find(x, v, sub, hash_as(x->f, v, sub)));
    if (known == OPEN)
        return false;
    ssa_replace(x->f, v, ssa_const_i32(x->f, known == IS_FALSE));
    x->changed = true;
    return true;
}

/* What the only branch that leads here has tested. */
static void enter_block(struct numbering *x, uint32_t b)
{
    const struct ssa_block *block = x->f->blocks[b];
    if (block->npreds != 1)
        return;
    struct ssa_edge from = block->preds[0];
    ssa_id end = ssa_terminator(x->f, from.block);
    if (end && ssa_op_of(x->f, end) == SSA_BRANCH)
        test(x, ssa_in(x->f, end, 0), from.index == 0);
}

static void number_value(struct numbering *x, ssa_id v)
{
    if (x->tested.len && ssa_op_of(x->f, v) != SSA_PHI)
        for (uint32_t i = 0; i < ssa_at(x->f, v)->noperands; i++)
            use_outcome(x, v, i);
    if (!numbered(x->f, v) || under_try(x->f, v) || opposite_known(x, v))
        return;
    unsigned sub = ssa_at(x->f, v)->sub;
    uint32_t h = hash_as(x->f, v, sub);
    ssa_id older = find(x, v, sub, h);
    if (older) {
        take(x, v, older);
        return;
    }
    struct entry *e = ARENA_NEW(&x->cx->scratch, struct entry), **bucket = &x->table[h & x->mask];
    *e = (struct entry){*bucket, h, v};
    *bucket = e;
    vec_push(&x->undo, e);
    if (ssa_op_of(x->f, v) == SSA_GUARD)
        test(x, ssa_in(x->f, v, 0), true);
}

/* The operands of phis belong to the ends of the blocks they come from. */
static void number_phis_after(struct numbering *x, uint32_t b)
{
    const struct ssa_block *block = x->f->blocks[b];
    for (uint32_t s = 0; x->tested.len && s < block->nsuccs; s++) {
        struct ssa_edge to = block->succs[s];
        SSA_EACH(x->f, to.block, v)
        {
            if (ssa_op_of(x->f, v) != SSA_PHI)
                break;
            use_outcome(x, v, to.index);
        }
    }
}

static void number_block(struct numbering *x, uint32_t b)
{
    enter_block(x, b);
    SSA_EACH_SAFE(x->f, b, v)
    number_value(x, v);
    number_phis_after(x, b);
}

static void leave_block(struct numbering *x, struct mark down_to)
{
    while (x->undo.len > down_to.undo) {
        struct entry *e = vec_pop(&x->undo);
        x->table[e->hash & x->mask] = e->next;
    }
    while (x->tested.len > down_to.tested)
        x->outcome[vec_pop(&x->tested)] = OPEN;
}

/* Children of a block in the dominator tree, as lists. */
static void walk(struct numbering *x)
{
    const struct ssa_dominators *d = x->cx->dominators;
    struct arena *a = &x->cx->scratch;
    uint32_t n = d->order->n, *child = ARENA_ARRAY(a, uint32_t, x->f->nblocks),
             *sibling = ARENA_ARRAY(a, uint32_t, x->f->nblocks);
    struct mark *mark = ARENA_ARRAY(a, struct mark, x->f->nblocks);
    for (uint32_t i = 0; i < n; i++)
        child[d->order->blocks[i]] = SSA_NO_BLOCK;
    for (uint32_t i = n; i-- > 1;) {
        uint32_t b = d->order->blocks[i];
        sibling[b] = child[d->idom[b]];
        child[d->idom[b]] = b;
    }
    for (uint32_t b = 0, down = 1;;) {
        if (down) {
            mark[b] = (struct mark){x->undo.len, x->tested.len};
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
    x.noutcomes = f->nvalues;
    x.outcome = ARENA_ARRAY(&cx->scratch, uint8_t, f->nvalues);
    walk(&x);
    vec_free(&x.undo);
    vec_free(&x.tested);
    return x.changed;
}
