/*
 * sccp.c - sparse conditional propagation of facts: intervals, bits, nullness, classes, lengths.
 *
 * Wegman and Zadeck's algorithm, with facts instead of constants: nothing is reachable and nothing has a
 * value until it is shown; edges that become executable and values that grow are followed until nothing
 * changes. A loop's phi whose interval keeps growing is widened to the next of a few landmarks; afterwards
 * two rounds in order narrow what was widened too far.
 *
 * What a branch teaches has to have a name: before, below each comparison that is branched on, its operands
 * get a refine on each side, and code there uses that (as in Bodik's e-SSA). Likewise what passes a check is
 * called by the check's result from there on, and guards refine what they compare. The facts of a refine
 * follow its comparison while they spread. After that, refines that taught nothing go.
 *
 * Facts are functions of the operands: they hold wherever a value may be moved to.
 *
 * Requires: dominators. Maintains: values. Breaks: the control flow's analyses, when a branch is decided.
 */
#include "opt/sccp.h"

enum { WIDEN_AFTER = 4, NARROWINGS = 2 };

static struct sccp_cell *cell(struct sccp *x, ssa_id v)
{
    return &x->cells[v];
}

static bool reachable(const struct sccp *x, uint32_t b)
{
    return b < x->nblocks && bitset_has(x->reached, b);
}

static void mark_edge(struct sccp *x, uint32_t b, uint32_t succ)
{
    struct ssa_edge e = x->f->blocks[b]->succs[succ];
    uint32_t id = x->first_edge[b] + succ;
    if (bitset_has(x->edges, id))
        return;
    bitset_add(x->edges, id);
    vec_push(&x->flow, e.block);
}

static bool edge_taken(const struct sccp *x, struct ssa_edge pred)
{
    return bitset_has(x->edges, x->first_edge[pred.block] + pred.index);
}

/* -------------------------------------------------------------------------------------------------
 * evaluation */

static bool facts_of_phi(struct sccp *x, ssa_id v, struct ssa_facts *out)
{
    const struct ssa_block *block = x->f->blocks[ssa_at(x->f, v)->block];
    bool any = false;
    for (uint32_t i = 0; i < block->npreds; i++) {
        struct sccp_cell *c = cell(x, ssa_in(x->f, v, i));
        if (!edge_taken(x, block->preds[i]) || !c->known)
            continue;
        if (any)
            ssa_facts_join(out, &c->facts);
        else
            *out = c->facts;
        any = true;
    }
    if (any && ssa_at(x->f, v)->facts)
        ssa_facts_meet(out, ssa_at(x->f, v)->facts);
    return any;
}

/* What a refine made here knows: its operand's facts, sharpened by the comparison it stands below. */
static struct ssa_facts facts_of_refine(struct sccp *x, const struct sccp_lesson *l, ssa_id v)
{
    const struct ssa_func *f = x->f;
    struct ssa_facts a = cell(x, ssa_in(f, v, 0))->facts, mine = a, b;
    switch (l->kind) {
    case LESSON_CMP: {
        ssa_id other = ssa_in(f, l->cmp, l->side == 0 ? 1 : 0);
        b = cell(x, other)->known ? cell(x, other)->facts : ssa_facts_of_type(ssa_type_of(f, other));
        bool possible = l->side == 0 ? opt_assume(l->cond, ssa_type_of(f, v), &mine, &b)
                                     : opt_assume(l->cond, ssa_type_of(f, v), &b, &mine);
        return possible ? mine : a;
    }
    case LESSON_FACTS:
        if (mine.class && !mine.exact && l->facts.class && opt_subclass(x->cx, l->facts.class, mine.class))
            mine.class = 0; /* the lesson's says more */
        return ssa_facts_meet(&mine, &l->facts) ? mine : a;
    }
    return a;
}

static bool evaluate(struct sccp *x, ssa_id v, struct ssa_facts *out)
{
    const struct ssa_func *f = x->f;
    const struct ssa_value *value = ssa_at(f, v);
    struct ssa_facts in[4];
    if (value->op == SSA_PHI)
        return facts_of_phi(x, v, out);
    if (value->noperands > 4 || value->op == SSA_CALL || ssa_is_virtual(value->op)) {
        *out = ssa_facts_of(f, v);
        return true;
    }
    for (uint32_t i = 0; i < value->noperands; i++) {
        struct sccp_cell *c = cell(x, ssa_in(f, v, i));
        if (!c->known)
            return false;
        in[i] = c->facts;
    }
    uint32_t lesson = v < x->nlesson_of ? x->lesson_of[v] : 0;
    *out = lesson ? facts_of_refine(x, &x->lessons.at[lesson - 1], v) : opt_transfer(x->cx, f, v, in);
    return true;
}

/* A landmark at or beyond a bound that keeps moving. */
static int64_t widen_down(int64_t lo, int64_t least)
{
    return lo >= 0 ? 0 : lo >= -1 ? -1 : least;
}
static int64_t widen_up(int64_t hi, int64_t most)
{
    return hi < 0 ? -1 : hi <= UINT16_MAX ? UINT16_MAX : hi <= INT32_MAX ? INT32_MAX : most;
}

static void widen(struct ssa_facts *now, const struct ssa_facts *before, enum ssa_type t)
{
    struct ssa_facts whole = ssa_facts_of_type(t);
    if (now->lo < before->lo)
        now->lo = widen_down(now->lo, whole.lo);
    if (now->hi > before->hi)
        now->hi = widen_up(now->hi, whole.hi);
    if (now->bits & ~before->bits)
        now->bits = UINT64_MAX;
    if (now->lo >= 0)
        now->bits &= ssa_bits_of_range(now->lo, now->hi);
    if (now->min_length < before->min_length)
        now->min_length = 0;
}

static void update(struct sccp *x, ssa_id v)
{
    struct sccp_cell *c = cell(x, v);
    struct ssa_facts now;
    if (ssa_type_of(x->f, v) == SSA_VOID || !evaluate(x, v, &now))
        return;
    if (c->known) {
        struct ssa_facts before = c->facts;
        ssa_facts_join(&now, &before); /* only ever upwards */
        if (ssa_facts_equal(&now, &before))
            return;
        if (++c->changes > WIDEN_AFTER)
            widen(&now, &before, ssa_type_of(x->f, v));
    }
    c->known = true;
    c->facts = now;
    opt_push_users(&x->work, x->f, v);
    SSA_EACH_USE(x->f, v, u) /* refines look at what their comparison compares */
    if (!(x->f->uses[u].user & SSA_USER_STATE) && ssa_op_of(x->f, x->f->uses[u].user) == SSA_CMP)
        for (uint32_t l = x->first_lesson[x->f->uses[u].user]; l; l = x->lessons.at[l - 1].next)
            opt_push(&x->work, x->lessons.at[l - 1].refine);
}

static void visit_terminator(struct sccp *x, ssa_id end)
{
    const struct ssa_func *f = x->f;
    uint32_t b = ssa_at(f, end)->block;
    const struct ssa_block *block = f->blocks[b];
    enum ssa_op op = ssa_op_of(f, end);
    if (op != SSA_BRANCH && op != SSA_SWITCH) {
        for (uint32_t i = 0; i < block->nsuccs; i++)
            mark_edge(x, b, i);
        return;
    }
    struct sccp_cell *c = cell(x, ssa_in(f, end, 0));
    if (!c->known)
        return;
    if (op == SSA_BRANCH) {
        if (c->facts.lo != 0 || c->facts.hi != 0)
            mark_edge(x, b, 0);
        if (c->facts.lo <= 0 && c->facts.hi >= 0)
            mark_edge(x, b, 1);
        return;
    }
    uint32_t n = block->nsuccs - 1;
    bool other = c->facts.lo != c->facts.hi;
    for (uint32_t i = 0; i < n; i++)
        if (block->keys[i] >= c->facts.lo && block->keys[i] <= c->facts.hi)
            mark_edge(x, b, i);
    for (uint32_t i = 0; i < n && !other; i++)
        if (block->keys[i] == c->facts.lo)
            return;
    mark_edge(x, b, n);
}

static void visit(struct sccp *x, ssa_id v)
{
    if (ssa_op_of(x->f, v) == SSA_NOP || ssa_at(x->f, v)->block == SSA_NO_BLOCK ||
        !reachable(x, ssa_at(x->f, v)->block))
        return;
    if (ssa_info(x->f, v)->properties & SSA_TERM)
        visit_terminator(x, v);
    else
        update(x, v);
}

static void enter_block(struct sccp *x, uint32_t b)
{
    if (bitset_has(x->reached, b)) { /* another edge: only phis can change */
        SSA_EACH(x->f, b, v)
        {
            if (ssa_op_of(x->f, v) != SSA_PHI)
                break;
            opt_push(&x->work, v);
        }
        return;
    }
    bitset_add(x->reached, b);
    SSA_EACH(x->f, b, v)
    visit(x, v);
}

static void solve(struct sccp *x)
{
    vec_push(&x->flow, 0u);
    for (;;) {
        ssa_id v;
        if (x->flow.len)
            enter_block(x, vec_pop(&x->flow));
        else if ((v = opt_pop(&x->work)))
            visit(x, v);
        else
            return;
    }
}

/* Once more, in order, without joining what was before: what the widening gave away comes back in part. Only
   intervals and bits, whose rules are monotonic, so that each round stays above the truth. */
static void narrow(struct sccp *x)
{
    for (int round = 0; round < NARROWINGS; round++)
        for (uint32_t i = 0; i < x->cx->order->n; i++) {
            uint32_t b = x->cx->order->blocks[i];
            if (!reachable(x, b))
                continue;
            SSA_EACH(x->f, b, v)
            {
                struct sccp_cell *c = cell(x, v);
                struct ssa_facts now, kept = c->facts;
                if (!c->known || !opt_is_int(ssa_type_of(x->f, v)) || !evaluate(x, v, &now))
                    continue;
                if (ssa_facts_meet(&kept, &now))
                    c->facts = kept;
            }
        }
}

/* -------------------------------------------------------------------------------------------------- the
 * harvest */

static bool worth_recording(const struct ssa_func *f, ssa_id v, const struct ssa_facts *facts)
{
    const struct ssa_value *value = ssa_at(f, v);
    struct ssa_facts own = ssa_facts_of(f, v);
    return value->op != SSA_CONST && value->op != SSA_CONST_REF && value->type != SSA_VOID &&
           opt_sharper(facts, &own);
}

static bool record_facts(struct sccp *x)
{
    bool changed = false;
    for (ssa_id v = 1; v < x->ncells; v++) {
        struct sccp_cell *c = cell(x, v);
        uint32_t b = ssa_at(x->f, v)->block;
        if (ssa_op_of(x->f, v) == SSA_NOP || b == SSA_NO_BLOCK || !reachable(x, b) || !c->known ||
            !worth_recording(x->f, v, &c->facts))
            continue;
        struct ssa_facts own = ssa_facts_of(x->f, v);
        if (!ssa_facts_meet(&own, &c->facts))
            continue;
        ssa_set_facts(x->f, v, &own);
        changed = true;
    }
    return changed;
}

/* The number that v always is. */
static bool replace_constants(struct sccp *x)
{
    struct ssa_func *f = x->f;
    bool changed = false;
    for (ssa_id v = 1; v < x->ncells; v++) {
        const struct sccp_cell *c = cell(x, v);
        const struct ssa_value *value = ssa_at(f, v);
        if (value->op == SSA_NOP || value->op == SSA_CONST || value->block == SSA_NO_BLOCK || !value->users ||
            !c->known || !reachable(x, value->block))
            continue;
        if ((ssa_ops[value->op].properties & SSA_SAME) && (value->op != SSA_REFINE || value->imm))
            continue; /* the number would not say that the check was passed */
        ssa_id with = SSA_NONE;
        if (opt_is_int(value->type) && c->facts.lo == c->facts.hi)
            with = ssa_const(f, value->type, c->facts.lo);
        else if (value->type == SSA_REF && c->facts.null == SSA_NULL)
            with = ssa_const_null(f);
        if (!with || ssa_effect_of(f, v) == SSA_MEMORY || ssa_effect_of(f, v) == SSA_ALLOC)
            continue;
        ssa_replace_all_uses(f, v, with);
        changed = true;
    }
    return changed;
}

/* Edges never taken: decided branches keep one edge; switches lose cases. */
static bool decide_branches(struct sccp *x)
{
    struct ssa_func *f = x->f;
    bool changed = false;
    for (uint32_t b = 0; b < x->nblocks; b++) {
        struct ssa_block *block = f->blocks[b];
        uint32_t taken = 0, last = 0;
        if (block->removed || !reachable(x, b) || block->nsuccs < 2)
            continue;
        for (uint32_t i = 0; i < block->nsuccs; i++)
            if (bitset_has(x->edges, x->first_edge[b] + i)) {
                taken++;
                last = i;
            }
        enum ssa_op op = ssa_op_of(f, ssa_terminator(f, b));
        if (taken != 1 || (op != SSA_BRANCH && op != SSA_SWITCH))
            continue;
        ssa_keep_edge(f, b, last);
        changed = true;
    }
    return changed;
}

static void drop_idle_refines(struct sccp *x)
{
    struct ssa_func *f = x->f;
    for (size_t i = x->lessons.len; i-- > 0;) {
        ssa_id v = x->lessons.at[i].refine;
        if (ssa_op_of(f, v) != SSA_REFINE)
            continue;
        struct ssa_facts mine = ssa_facts_of(f, v), its = ssa_facts_of(f, ssa_in(f, v, 0));
        if (!opt_sharper(&mine, &its) || ssa_unused(f, v))
            ssa_replace(f, v, ssa_in(f, v, 0));
    }
}

bool opt_sccp(struct ssa_func *f, struct opt_ctx *cx)
{
    struct sccp x = {.f = f, .cx = cx, .nblocks = f->nblocks};
    struct arena *a = &cx->scratch;
    sccp_teach(&x);
    x.ncells = f->nvalues;
    x.cells = ARENA_ARRAY(a, struct sccp_cell, f->nvalues);
    x.first_edge = ARENA_ARRAY(a, uint32_t, f->nblocks);
    uint32_t edges = 0;
    for (uint32_t b = 0; b < f->nblocks; b++) {
        x.first_edge[b] = edges;
        edges += f->blocks[b]->nsuccs;
    }
    x.edges = ARENA_ARRAY(a, uint64_t, BITSET_WORDS(edges + 1));
    x.reached = ARENA_ARRAY(a, uint64_t, BITSET_WORDS(f->nblocks));
    solve(&x);
    narrow(&x);
    bool changed = record_facts(&x);
    changed |= replace_constants(&x);
    bool decided = decide_branches(&x);
    drop_idle_refines(&x);
    if (decided)
        ssa_remove_unreachable(f);
    vec_free(&x.lessons);
    vec_free(&x.flow);
    opt_worklist_free(&x.work);
    return changed | decided;
}
