/*
 * sccp_teach.c - gives names to what branches, switches, guards and checks teach.
 *
 * A walk down the dominator tree keeps, for each value, the name that is best here: itself, a check's result,
 * or a refine. Operands are renamed on the way, phi operands at the end of the predecessor. Frame states keep
 * the names they have: they want the bits, not the proof.
 */
#include "opt/sccp.h"

struct undo {
    ssa_id v, name;
};

struct teacher {
    struct sccp *x;
    struct ssa_func *f;
    ssa_id *name; /* by value; SSA_NONE: itself */
    uint32_t nnames;
    VEC(struct undo) undo;
    VEC(uint32_t) lesson_of; /* by value, as it grows */
    VEC(uint32_t) first_lesson;
};

static ssa_id name_of(const struct teacher *t, ssa_id v)
{
    return v < t->nnames && t->name[v] ? t->name[v] : v;
}

/* The value that names stand for. */
static void rename_value(struct teacher *t, ssa_id v, ssa_id to)
{
    ssa_id base = ssa_strip(t->f, v);
    if (base >= t->nnames)
        return;
    vec_push(&t->undo, ((struct undo){base, t->name[base]}));
    t->name[base] = to;
}

static void at_index(struct teacher *t, ssa_id v)
{
    while (t->lesson_of.len <= v)
        vec_push(&t->lesson_of, 0u);
    while (t->first_lesson.len <= v)
        vec_push(&t->first_lesson, 0u);
}

/* A refine of v's best name, placed by the caller. */
static ssa_id refine(struct teacher *t, ssa_id v, struct sccp_lesson lesson)
{
    ssa_id base = ssa_strip(t->f, v), best = name_of(t, base);
    lesson.refine = ssa_new(t->f, SSA_REFINE, ssa_type_of(t->f, v), SSA_IN(best == base ? v : best));
    at_index(t, lesson.refine);
    if (lesson.kind == LESSON_CMP) {
        at_index(t, lesson.cmp);
        lesson.next = t->first_lesson.at[lesson.cmp];
        t->first_lesson.at[lesson.cmp] = (uint32_t)t->x->lessons.len + 1;
    }
    vec_push(&t->x->lessons, lesson);
    t->lesson_of.at[lesson.refine] = (uint32_t)t->x->lessons.len;
    return lesson.refine;
}

/* Where a lesson's refine goes: at the head of a block, or after a value. */
struct place {
    uint32_t block;
    ssa_id after; /* SSA_NONE: the head of the block */
};

static void put(struct teacher *t, struct place *p, ssa_id v, ssa_id made)
{
    if (p->after)
        ssa_insert_after(t->f, p->after, made);
    else
        ssa_prepend(t->f, p->block, made);
    p->after = made; /* the next one may build on it */
    rename_value(t, v, made);
}

static bool can_learn(const struct ssa_func *f, ssa_id v)
{
    enum ssa_op op = ssa_op_of(f, v);
    enum ssa_type t = ssa_type_of(f, v);
    return op != SSA_CONST && op != SSA_CONST_REF && (opt_is_int(t) || t == SSA_REF);
}

static void learn_facts(struct teacher *t, struct place *p, ssa_id v, const struct ssa_facts *facts)
{
    if (can_learn(t->f, v))
        put(t, p, v, refine(t, v, (struct sccp_lesson){.kind = LESSON_FACTS, .facts = *facts}));
}

/* A type test that is compared with 0 or 1: its outcome when the comparison gives truth; -1: it is not that.
 */
static int type_test_outcome(const struct ssa_func *f, ssa_id cmp, bool truth)
{
    const struct ssa_value *value = ssa_at(f, cmp);
    int64_t c;
    if ((value->sub != SSA_EQ && value->sub != SSA_NE) || !opt_is_int_const(f, ssa_in(f, cmp, 1), &c) ||
        c < 0 || c > 1 || ssa_op_of(f, ssa_strip(f, ssa_in(f, cmp, 0))) != SSA_INSTANCE_OF)
        return -1;
    bool equal = (value->sub == SSA_EQ) == truth;
    return equal == (c == 1);
}

/* What holds when cond, a value that was tested, is (not) 0. */
static void learn(struct teacher *t, struct place *p, ssa_id cond, bool truth)
{
    const struct ssa_func *f = t->f;
    const struct ssa_value *value = ssa_at(f, cond);
    struct ssa_facts facts;
    if (value->op == SSA_CMP) {
        enum ssa_type type = ssa_type_of(f, ssa_in(f, cond, 0));
        enum ssa_cond c = truth ? value->sub : ssa_cond_negate(value->sub, type);
        for (uint32_t side = 0; side < 2; side++) {
            ssa_id v = ssa_in(f, cond, side);
            if (can_learn(f, v) && (side == 0 || ssa_strip(f, v) != ssa_strip(f, ssa_in(f, cond, 0))))
                put(t, p, v,
                    refine(t, v,
                           (struct sccp_lesson){.kind = LESSON_CMP, .cmp = cond, .cond = c, .side = side}));
        }
        if (type_test_outcome(f, cond, truth) == 1)
            learn(t, p, ssa_strip(f, ssa_in(f, cond, 0)), true);
    } else if (value->op == SSA_INSTANCE_OF && truth) {
        facts = ssa_facts_of_type(SSA_REF);
        facts.null = SSA_NONNULL;
        facts.class = value->handle;
        learn_facts(t, p, ssa_in(f, cond, 0), &facts);
    } else if (value->op == SSA_AND && truth && value->type == SSA_I32) { /* of two conditions */
        ssa_id l = ssa_in(f, cond, 0), r = ssa_in(f, cond, 1);
        if (ssa_op_of(f, l) == SSA_CMP && ssa_op_of(f, r) == SSA_CMP) {
            learn(t, p, l, true);
            learn(t, p, r, true);
        }
    }
    if (value->op != SSA_CMP && value->op != SSA_INSTANCE_OF && value->type == SSA_I32 && !truth) {
        facts = ssa_facts_of_type(SSA_I32);
        facts.lo = facts.hi = 0;
        facts.bits = 0;
        learn_facts(t, p, cond, &facts);
    }
}

/* On the way into a block with one predecessor: what that one's branch says. */
static void learn_from_edge(struct teacher *t, uint32_t b)
{
    const struct ssa_func *f = t->f;
    const struct ssa_block *block = f->blocks[b];
    if (block->npreds != 1)
        return;
    struct ssa_edge e = block->preds[0];
    ssa_id end = ssa_terminator(f, e.block);
    struct place head = {b, SSA_NONE};
    if (ssa_op_of(f, end) == SSA_BRANCH) {
        learn(t, &head, ssa_in(f, end, 0), e.index == 0);
    } else if (ssa_op_of(f, end) == SSA_SWITCH && e.index + 1 < f->blocks[e.block]->nsuccs) {
        struct ssa_facts facts = ssa_facts_of_type(SSA_I32);
        facts.lo = facts.hi = f->blocks[e.block]->keys[e.index];
        facts.bits = (uint64_t)facts.lo;
        learn_facts(t, &head, ssa_in(f, end, 0), &facts);
    }
}

/* What passes v is known by v from here on. */
static void learn_from_check(struct teacher *t, ssa_id v)
{
    const struct ssa_func *f = t->f;
    struct place after = {0, v};
    if (ssa_op_of(f, v) == SSA_GUARD) {
        learn(t, &after, ssa_in(f, v, 0), true);
        return;
    }
    if (!(ssa_info(f, v)->properties & SSA_SAME) || !can_learn(f, ssa_in(f, v, 0)))
        return;
    rename_value(t, v, v);
    int64_t index;
    if (ssa_op_of(f, v) == SSA_BOUNDS_CHECK && opt_is_int_const(f, ssa_strip(f, ssa_in(f, v, 0)), &index) &&
        index >= 0) {
        struct ssa_facts facts = ssa_facts_of_type(SSA_I32);
        facts.lo = index < INT32_MAX ? index + 1 : index;
        learn_facts(t, &after, ssa_in(f, v, 1), &facts);
    }
}

/* Operands by their best name: what v's name stands for, if it is a better one. */
static ssa_id best_name(const struct teacher *t, ssa_id v)
{
    ssa_id base = ssa_strip(t->f, v), best = name_of(t, base);
    return best == base ? v : best;
}

static void rename_operands(struct teacher *t, ssa_id v)
{
    struct ssa_func *f = t->f;
    if (ssa_op_of(f, v) == SSA_TRY)
        return;
    for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++) {
        ssa_id a = ssa_in(f, v, i), best = best_name(t, a);
        if (best != a && best != v)
            ssa_set_operand(f, v, i, best);
    }
}

static void rename_phis(struct teacher *t, uint32_t b)
{
    struct ssa_func *f = t->f;
    for (uint32_t s = 0; s < f->blocks[b]->nsuccs; s++) {
        struct ssa_edge e = f->blocks[b]->succs[s];
        SSA_EACH(f, e.block, phi)
        {
            if (ssa_op_of(f, phi) != SSA_PHI)
                break;
            ssa_id a = ssa_in(f, phi, e.index), best = best_name(t, a);
            if (best != a)
                ssa_set_operand(f, phi, e.index, best);
        }
    }
}

static void teach_block(struct teacher *t, uint32_t b)
{
    learn_from_edge(t, b);
    SSA_EACH_SAFE(t->f, b, v)
    {
        enum ssa_op op = ssa_op_of(t->f, v);
        bool ours = v < t->lesson_of.len && t->lesson_of.at[v];
        if (op == SSA_PHI || ours)
            continue;
        rename_operands(t, v);
        learn_from_check(t, v);
    }
    rename_phis(t, b);
}

/* Down the dominator tree, in preorder; names are taken back on the way up. */
static void walk(struct teacher *t)
{
    const struct ssa_dominators *d = t->x->cx->dominators;
    struct arena *a = &t->x->cx->scratch;
    uint32_t *child = ARENA_ARRAY(a, uint32_t, t->f->nblocks),
             *sibling = ARENA_ARRAY(a, uint32_t, t->f->nblocks);
    size_t *mark = ARENA_ARRAY(a, size_t, t->f->nblocks);
    for (uint32_t i = 0; i < d->order->n; i++)
        child[d->order->blocks[i]] = SSA_NO_BLOCK;
    for (uint32_t i = d->order->n; i-- > 1;) {
        uint32_t b = d->order->blocks[i];
        sibling[b] = child[d->idom[b]];
        child[d->idom[b]] = b;
    }
    sibling[0] = SSA_NO_BLOCK;
    for (uint32_t b = 0;;) {
        mark[b] = t->undo.len;
        teach_block(t, b);
        if (child[b] != SSA_NO_BLOCK) {
            b = child[b];
            continue;
        }
        for (;;) {
            while (t->undo.len > mark[b]) {
                struct undo u = vec_pop(&t->undo);
                t->name[u.v] = u.name;
            }
            if (b == 0)
                return;
            if (sibling[b] != SSA_NO_BLOCK)
                break;
            b = d->idom[b];
        }
        b = sibling[b];
    }
}

void sccp_teach(struct sccp *x)
{
    struct teacher t = {.x = x, .f = x->f, .nnames = x->f->nvalues};
    t.name = ARENA_ARRAY(&x->cx->scratch, ssa_id, t.nnames);
    walk(&t);
    struct arena *a = &x->cx->scratch;
    uint32_t n = x->f->nvalues;
    x->nlesson_of = n;
    x->lesson_of = ARENA_ARRAY(a, uint32_t, n);
    x->first_lesson = ARENA_ARRAY(a, uint32_t, n);
    for (size_t i = 0; i < t.lesson_of.len; i++)
        x->lesson_of[i] = t.lesson_of.at[i];
    for (size_t i = 0; i < t.first_lesson.len; i++)
        x->first_lesson[i] = t.first_lesson.at[i];
    vec_free(&t.undo);
    vec_free(&t.lesson_of);
    vec_free(&t.first_lesson);
}
