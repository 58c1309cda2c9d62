/*
 * unroll.c - innermost counted loops do several iterations in a row.
 *
 * Loops of few iterations, a number known here, become straight code. Others get a main loop of 2, 4 or 8
 * copies of the body, entered and repeated while that many iterations are certain to follow: with u copies
 * and step s the header's test "t < limit" is "t < limit - (u - 1) * s" there, a bound computed once, in 64
 * bits, before the loop. So only the first copy tests and polls. The loop as it was does the rest.
 *
 * Nothing has to be known about overflow: where t + (u - 1) * s < limit in numbers, all tests that the copies
 * leave out say yes.
 *
 * What is copied is the loop and its tails: blocks that only the loop reaches and that end there (returns,
 * deoptimisations). When the header's is the one way on, whoever uses a value of the loop is reached through
 * the old header. Else all ways must lead to one block; they get a block of their own before it, with a phi
 * for each value that is used after the loop. Of loops unrolled fully the old loop stays too, until sccp sees
 * that its test fails at once.
 *
 * In a loop that writes nothing, checks of the copies may leave for the interpreter at the header: it does
 * the same iterations again. So no copy keeps its counters and operands for frame states. These are guards of
 * the reason "range", as those of predicate.c: the interpreter may find nothing wrong where it arrives.
 *
 * Requires: loop form. Maintains: values. Breaks: the control flow's analyses.
 */
#include "opt/internal.h"

enum {
    MAX_COPIES = 8,
    TINY = 4,
    MAX_FULL = 16,         /* iterations of a loop that becomes straight code ... */
    FULL_BUDGET = 160,     /* ... and values it may then have */
    PARTIAL_BUDGET = 80,   /* values of a main loop */
    FUNCTION_BUDGET = 8000 /* values of a function that still may grow */
};

struct unroller {
    struct ssa_func *f;
    struct opt_ctx *cx;
    uint32_t loop, preheader, header;
    uint32_t nold;   /* blocks that the analyses know */
    uint32_t exit;   /* where other blocks than the header leave to; SSA_NO_BLOCK: they do not */
    bool writes;     /* memory */
    uint32_t rewind; /* frame state of the first copy's poll, for checks of a loop that writes nothing */
    struct opt_counter c;
    uint32_t nvalues, nstates, nblocks; /* before copying */
    VEC(uint32_t) blocks;               /* of the region, in reverse postorder */
    uint32_t size;                      /* values that will cost something */
    uint8_t *in_region;                 /* by block */
    uint32_t copies;
    ssa_id **values;   /* by copy: what became of a value; SSA_NONE: itself */
    uint32_t **states; /* the same of frame states */
    uint32_t **to;     /* the same of blocks; SSA_NO_BLOCK */
};

/* --------------------------------------------------------------------------------------- is it worth it? */

static bool may_copy(const struct ssa_func *f, ssa_id v)
{
    switch (ssa_op_of(f, v)) {
    case SSA_CALL:
    case SSA_CALL_VIRTUAL:
    case SSA_CALL_INTERFACE:
    case SSA_MONITOR_ENTER:
    case SSA_MONITOR_EXIT:
    case SSA_CLASS_INIT:
    case SSA_CAUGHT:
    case SSA_TRY:
    case SSA_NEW:
    case SSA_NEW_ARRAY: return false;
    case SSA_CALL_RUNTIME: return ssa_at(f, v)->sub == SSA_EFFECT_PURE;
    default: return true;
    }
}

static bool costs(const struct ssa_func *f, ssa_id v)
{
    switch (ssa_op_of(f, v)) {
    case SSA_PHI:
    case SSA_POLL:
    case SSA_JUMP:
    case SSA_REFINE:
    case SSA_DEOPT:
    case SSA_VIRTUAL_OBJECT:
    case SSA_VIRTUAL_ARRAY: return false;
    default: return true;
    }
}

static bool in_loop(const struct unroller *x, uint32_t b)
{
    return b < x->nold && ssa_loop_has(x->cx->loops, x->loop, b);
}

/* A block that only the loop reaches, not by the header, and that leads nowhere. */
static bool is_tail(const struct unroller *x, uint32_t b)
{
    const struct ssa_block *block = x->f->blocks[b];
    if (block->nsuccs)
        return false;
    for (uint32_t i = 0; i < block->npreds; i++)
        if (block->preds[i].block == x->header || !in_loop(x, block->preds[i].block))
            return false;
    return true;
}

static bool take_block(struct unroller *x, uint32_t b)
{
    x->in_region[b] = 1;
    vec_push(&x->blocks, b);
    SSA_EACH(x->f, b, v)
    {
        if (!may_copy(x->f, v))
            return false;
        x->size += ssa_op_of(x->f, v) == SSA_VECTOR ? TINY : costs(x->f, v);
        enum ssa_effect effect = ssa_effect_of(x->f, v);
        x->writes |= effect == SSA_WRITE || effect == SSA_ATOMIC || effect == SSA_MEMORY;
    }
    return x->size <= PARTIAL_BUDGET;
}

/* Do all ways lead to x->exit? */
static bool one_exit(const struct unroller *x)
{
    const struct ssa_func *f = x->f;
    for (size_t i = 0; i < x->blocks.len; i++) {
        const struct ssa_block *block = f->blocks[x->blocks.at[i]];
        for (uint32_t s = 0; s < block->nsuccs; s++)
            if (!x->in_region[block->succs[s].block] && block->succs[s].block != x->exit)
                return false;
    }
    ssa_id first = ssa_first_nonphi(f, x->exit);
    return ssa_op_of(f, first) != SSA_CAUGHT;
}

/* Collects the region; false when the loop is left by other ways, or does what is not copied. */
static bool take_region(struct unroller *x)
{
    const struct ssa_func *f = x->f;
    const struct ssa_loop *l = &x->cx->loops->loops[x->loop];
    for (uint32_t i = 0; i < l->nblocks; i++)
        if (!take_block(x, l->blocks[i]))
            return false;
    for (uint32_t i = 0; i < l->nblocks; i++) {
        const struct ssa_block *block = f->blocks[l->blocks[i]];
        for (uint32_t s = 0; s < block->nsuccs; s++) {
            uint32_t to = block->succs[s].block;
            if (to >= x->nold)
                return false;
            if (x->in_region[to] || (block->id == x->header && s == 1 - x->c.stay))
                continue;
            if (!is_tail(x, to))
                x->exit = to;
            else if (!take_block(x, to))
                return false;
        }
    }
    return x->exit == SSA_NO_BLOCK || one_exit(x);
}

static bool is_innermost(const struct ssa_loops *l, uint32_t loop)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->loops[i].parent == loop)
            return false;
    return true;
}

/* Iterations of a loop between constants; more than MAX_FULL, or not known: MAX_FULL + 1. */
static uint32_t trips(const struct unroller *x)
{
    const struct opt_counter *c = &x->c;
    int64_t i, limit;
    if (c->step || !opt_is_int_const(x->f, c->init, &i) || !opt_is_int_const(x->f, c->limit, &limit))
        return MAX_FULL + 1;
    for (uint32_t n = 0; n <= MAX_FULL; n++) {
        int64_t t = opt_cut(SSA_I32, (uint64_t)i + (uint64_t)c->ahead);
        if (!(c->down ? t > limit : t < limit) && !(c->inclusive && t == limit))
            return n;
        i = opt_cut(SSA_I32, (uint64_t)i + (uint64_t)c->by);
    }
    return MAX_FULL + 1;
}

/* When the test of a main loop says no, the old header does again what stands before it. */
static bool header_may_run_twice(const struct unroller *x)
{
    SSA_EACH(x->f, x->header, v)
    {
        enum ssa_effect effect = ssa_effect_of(x->f, v);
        if (effect == SSA_WRITE || effect == SSA_ATOMIC || effect == SSA_MEMORY)
            return false;
    }
    return true;
}

/* Counted and fit for copying? How often, is in x->copies; *full: and that is all of it. */
static bool choose(struct unroller *x, bool *full)
{
    const struct ssa_func *f = x->f;
    const struct ssa_loops *l = x->cx->loops;
    x->exit = SSA_NO_BLOCK;
    x->header = l->loops[x->loop].header;
    x->preheader = opt_preheader(x->cx, f, x->loop);
    uint32_t heat = f->blocks[x->header]->heat;
    if (x->preheader == SSA_NO_BLOCK || l->loops[x->loop].nblocks < 2 ||
        (l->in_irreducible && l->in_irreducible[x->header]) || heat == 0 || !is_innermost(l, x->loop) ||
        !opt_find_counter(f, x->cx, x->loop, &x->c) || !take_region(x))
        return false;
    uint32_t n = trips(x);
    *full = n > 0 && n <= MAX_FULL && n * x->size <= FULL_BUDGET;
    x->copies = n;
    if (*full)
        return true;
    if (!header_may_run_twice(x) || (x->c.step && opt_facts(x->cx, f, x->c.step).lo < 1))
        return false;
    uint32_t before = f->blocks[x->preheader]->heat;
    if (before && heat != before && heat / before < 3) /* profiled, and few iterations */
        return false;
    /* More than 4 only where the test is most of it: loops of few iterations should get into the copies. */
    for (x->copies = x->size <= TINY ? MAX_COPIES : MAX_COPIES / 2;
         x->copies > 1 && x->copies * x->size > PARTIAL_BUDGET;)
        x->copies /= 2;
    return x->copies > 1 && n > x->copies;
}

/* ------------------------------------------------------------------------------------------ the way out */

/* The edges from the loop to x->exit go to a block of their own, whose phis take what the exit's phis took.
 */
static uint32_t gather_exits(struct unroller *x)
{
    struct ssa_func *f = x->f;
    uint32_t out = ssa_block_new(f);
    VEC(struct ssa_edge) edges = {0};
    for (uint32_t i = 0; i < f->blocks[x->exit]->npreds; i++)
        if (in_loop(x, f->blocks[x->exit]->preds[i].block))
            vec_push(&edges, f->blocks[x->exit]->preds[i]);
    VEC(ssa_id) incoming = {0};
    SSA_EACH(f, x->exit, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        for (size_t i = 0; i < edges.len; i++)
            vec_push(&incoming, ssa_in(f, phi, f->blocks[edges.at[i].block]->succs[edges.at[i].index].index));
    }
    f->blocks[out]->heat = f->blocks[x->exit]->heat;
    for (size_t i = 0; i < edges.len; i++)
        ssa_redirect(f, edges.at[i].block, edges.at[i].index, out);
    ssa_jump(f, out, x->exit);
    uint32_t entry = f->blocks[out]->succs[0].index;
    size_t at = 0;
    SSA_EACH(f, x->exit, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_id merged = ssa_new(f, SSA_PHI, ssa_type_of(f, phi), (uint32_t)edges.len, &incoming.at[at]);
        ssa_append(f, out, merged);
        ssa_set_operand(f, phi, entry, merged);
        at += edges.len;
    }
    vec_free(&edges);
    vec_free(&incoming);
    return out;
}

/* Is a use by a value one that the loop itself makes? */
static bool used_inside(const struct unroller *x, uint32_t out, uint32_t use)
{
    const struct ssa_func *f = x->f;
    const struct ssa_value *user = ssa_at(f, f->uses[use].user);
    uint32_t b = user->block;
    if (b == out && user->op == SSA_PHI)
        return true; /* at the end of a block of the loop */
    return b < x->nold && x->in_region[b];
}

/* Values used after the loop become phis of `out` there. States outside are those that a value outside has.
 */
static void close_values(struct unroller *x, uint32_t out)
{
    struct ssa_func *f = x->f;
    uint8_t *inside = ARENA_ARRAY(&x->cx->scratch, uint8_t, f->nstates);
    VEC(uint32_t) uses = {0};
    for (size_t i = 0; i < x->blocks.len; i++)
        SSA_EACH(f, x->blocks.at[i], v)
    for (uint32_t s = ssa_at(f, v)->state; s; s = ssa_state_at(f, s)->caller)
        inside[s] = 1;
    for (size_t i = 0; i < x->blocks.len; i++)
        SSA_EACH(f, x->blocks.at[i], v)
        {
            vec_clear(&uses);
            SSA_EACH_USE(f, v, u)
            if (f->uses[u].user & SSA_USER_STATE ? !inside[f->uses[u].user & ~SSA_USER_STATE]
                                                 : !used_inside(x, out, u))
                vec_push(&uses, u);
            if (!uses.len)
                continue;
            ssa_id phi = ssa_new(f, SSA_PHI, ssa_type_of(f, v), 0, NULL);
            for (uint32_t k = 0; k < f->blocks[out]->npreds; k++)
                ssa_append_operand(f, phi, v);
            ssa_append(f, out, phi);
            if (ssa_at(f, v)->facts)
                ssa_set_facts(f, phi, ssa_at(f, v)->facts);
            for (size_t k = 0; k < uses.len; k++) {
                uint32_t user = f->uses[uses.at[k]].user;
                if (user & SSA_USER_STATE)
                    ssa_state_set_operand(f, user & ~SSA_USER_STATE,
                                          uses.at[k] - ssa_state_at(f, user & ~SSA_USER_STATE)->operands,
                                          phi);
                else
                    ssa_set_operand(f, user, uses.at[k] - ssa_at(f, user)->operands, phi);
            }
        }
    vec_free(&uses);
}

/* A state that values inside and outside have would need two answers. */
static bool states_are_apart(struct unroller *x)
{
    struct ssa_func *f = x->f;
    uint8_t *inside = ARENA_ARRAY(&x->cx->scratch, uint8_t, f->nstates);
    for (size_t i = 0; i < x->blocks.len; i++)
        SSA_EACH(f, x->blocks.at[i], v)
    for (uint32_t s = ssa_at(f, v)->state; s; s = ssa_state_at(f, s)->caller)
        inside[s] = 1;
    SSA_EACH_BLOCK(f, b)
    if (b >= x->nold || !x->in_region[b])
        SSA_EACH(f, b, v)
    for (uint32_t s = ssa_at(f, v)->state; s; s = ssa_state_at(f, s)->caller)
        if (inside[s])
            for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, s)); i++) {
                ssa_id in = ssa_state_in(f, s, i);
                uint32_t home = in ? ssa_at(f, in)->block : SSA_NO_BLOCK;
                if (home < x->nold && x->in_region[home])
                    return false;
            }
    return true;
}

/* ------------------------------------------------------------------------------------------------ copying */

static ssa_id copied(const struct unroller *x, uint32_t copy, ssa_id v)
{
    return v && v < x->nvalues && x->values[copy][v] ? x->values[copy][v] : v;
}

static bool state_changes(const struct unroller *x, uint32_t copy, uint32_t s)
{
    for (; s; s = ssa_state_at(x->f, s)->caller)
        for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(x->f, s)); i++) {
            ssa_id v = ssa_state_in(x->f, s, i);
            if (copied(x, copy, v) != v)
                return true;
        }
    return false;
}

static uint32_t copied_state(struct unroller *x, uint32_t copy, uint32_t s)
{
    struct ssa_func *f = x->f;
    if (!s || !state_changes(x, copy, s))
        return s;
    if (x->states[copy][s])
        return x->states[copy][s];
    uint32_t c = ssa_state_clone(f, s);
    x->states[copy][s] = c;
    for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(f, c)); i++)
        ssa_state_set_operand(f, c, i, copied(x, copy, ssa_state_in(f, c, i)));
    ssa_state_set_caller(f, c, copied_state(x, copy, ssa_state_at(f, s)->caller));
    return c;
}

/* A check that fails leaves at the header instead. */
static bool copy_as_guard(struct unroller *x, uint32_t copy, uint32_t to, ssa_id v)
{
    struct ssa_func *f = x->f;
    enum ssa_op op = ssa_op_of(f, v);
    if (op != SSA_NULL_CHECK && op != SSA_ZERO_CHECK && op != SSA_BOUNDS_CHECK)
        return false;
    enum ssa_type t = ssa_type_of(f, v);
    ssa_id a = copied(x, copy, ssa_in(f, v, 0));
    ssa_id b = op == SSA_BOUNDS_CHECK ? copied(x, copy, ssa_in(f, v, 1)) : ssa_const(f, t, 0);
    if (op == SSA_BOUNDS_CHECK && opt_facts(x->cx, f, ssa_in(f, v, 1)).lo < 0)
        return false;
    struct ssa_facts facts = opt_facts(x->cx, f, v);
    ssa_id passes = ssa_emit(f, to, SSA_CMP, SSA_I32, SSA_IN(a, b));
    ssa_at(f, passes)->sub = op == SSA_BOUNDS_CHECK ? SSA_ULT : SSA_NE;
    ssa_id guard = ssa_new(f, SSA_GUARD, SSA_VOID, SSA_IN(passes));
    ssa_at(f, guard)->sub = SSA_WHY_RANGE;
    ssa_set_state(f, guard, x->rewind);
    ssa_append(f, to, guard);
    ssa_id proof = ssa_emit(f, to, SSA_REFINE, t, SSA_IN(a));
    ssa_at(f, proof)->imm = 1;
    ssa_set_facts(f, proof, &facts);
    x->values[copy][v] = proof;
    return true;
}

static void copy_value(struct unroller *x, uint32_t copy, uint32_t to, ssa_id v)
{
    struct ssa_func *f = x->f;
    ssa_id c;
    if (ssa_op_of(f, v) == SSA_PHI) { /* edges bring its operands */
        c = ssa_new(f, SSA_PHI, ssa_type_of(f, v), 0, NULL);
        if (ssa_at(f, v)->facts)
            ssa_set_facts(f, c, ssa_at(f, v)->facts);
        ssa_append(f, to, c);
        x->values[copy][v] = c;
        return;
    }
    if (x->rewind && copy_as_guard(x, copy, to, v))
        return;
    c = ssa_clone(f, v);
    for (uint32_t i = 0; i < ssa_at(f, c)->noperands; i++)
        ssa_set_operand(f, c, i, copied(x, copy, ssa_in(f, c, i)));
    ssa_set_state(f, c, copied_state(x, copy, ssa_at(f, v)->state));
    ssa_append(f, to, c);
    x->values[copy][v] = c;
    if (ssa_op_of(f, v) == SSA_POLL && ssa_at(f, v)->block == x->header && copy == 0 && !x->writes &&
        !x->cx->options.no_predicate && ssa_state_at(f, ssa_at(f, c)->state)->kind == SSA_STATE_BEFORE)
        x->rewind = ssa_at(f, c)->state;
}

static bool is_header_poll(const struct unroller *x, ssa_id v)
{
    return ssa_op_of(x->f, v) == SSA_POLL && ssa_at(x->f, v)->block == x->header;
}

static void copy_blocks(struct unroller *x, uint32_t copy, bool polls)
{
    struct ssa_func *f = x->f;
    struct arena *a = &x->cx->scratch;
    x->values[copy] = ARENA_ARRAY(a, ssa_id, x->nvalues);
    x->states[copy] = ARENA_ARRAY(a, uint32_t, x->nstates);
    x->to[copy] = ARENA_ARRAY(a, uint32_t, x->nblocks);
    for (size_t i = 0; i < x->blocks.len; i++) {
        uint32_t b = x->blocks.at[i], to = ssa_block_new(f);
        x->to[copy][b] = to;
        f->blocks[to]->heat = f->blocks[b]->heat;
        ssa_id end = ssa_terminator(f, b);
        SSA_EACH(f, b, v)
        if (v != end && (polls || !is_header_poll(x, v)))
            copy_value(x, copy, to, v);
    }
}

/* A phi's operand for the edge that the copy of (b, succ) has become. */
static void pass_values(struct unroller *x, uint32_t copy, uint32_t b, uint32_t succ, uint32_t target_copy)
{
    struct ssa_func *f = x->f;
    struct ssa_edge old = f->blocks[b]->succs[succ];
    struct ssa_edge new = f->blocks[x->to[copy][b]]->succs[succ];
    SSA_EACH(f, old.block, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_id to = target_copy < x->copies ? copied(x, target_copy, phi) : phi;
        ssa_set_operand(f, to, new.index, copied(x, copy, ssa_in(f, phi, old.index)));
    }
}

/* Ends a copied block as the old one ends; jumps to the header go to the copy `next` (copies: the old loop).
 */
static void copy_terminator(struct unroller *x, uint32_t copy, uint32_t b, uint32_t next)
{
    struct ssa_func *f = x->f;
    const struct ssa_block *block = f->blocks[b];
    uint32_t from = x->to[copy][b], targets[2], *to = targets;
    ssa_id end = ssa_terminator(f, b);
    if (block->nsuccs > 2)
        to = ARENA_ARRAY(&x->cx->scratch, uint32_t, block->nsuccs);
    for (uint32_t s = 0; s < block->nsuccs; s++) {
        uint32_t t = block->succs[s].block;
        to[s] = t != x->header ? x->to[copy][t] : next < x->copies ? x->to[next][t] : t;
        if (!to[s]) /* outside */
            to[s] = t;
    }
    switch (ssa_op_of(f, end)) {
    case SSA_JUMP: ssa_jump(f, from, to[0]); break;
    case SSA_BRANCH: ssa_branch(f, from, copied(x, copy, ssa_in(f, end, 0)), to[0], to[1]); break;
    case SSA_SWITCH:
        ssa_switch(f, from, copied(x, copy, ssa_in(f, end, 0)), block->nsuccs - 1, block->keys, to);
        break;
    default: copy_value(x, copy, from, end); return;
    }
    for (uint32_t s = 0; s < block->nsuccs; s++)
        pass_values(x, copy, b, s, block->succs[s].block == x->header ? next : copy);
}

/* ---------------------------------------------------------------------------------------------- the test */

static ssa_id emit(struct unroller *x, enum ssa_op op, enum ssa_type t, uint32_t n, const ssa_id *operands)
{
    return ssa_emit(x->f, x->preheader, op, t, n, operands);
}

/* The bound below (above) which t is when all copies may run, exclusive, kept within i32. */
static ssa_id main_limit(struct unroller *x)
{
    struct ssa_func *f = x->f;
    const struct opt_counter *c = &x->c;
    int64_t k = (int64_t)x->copies - 1;
    ssa_id limit = emit(x, SSA_I2L, SSA_I64, SSA_IN(c->limit)), last;
    int64_t fixed = (c->inclusive ? (c->down ? -1 : 1) : 0) - (c->step ? 0 : k * c->by);
    if (c->step) {
        last = emit(x, SSA_I2L, SSA_I64, SSA_IN(c->step));
        last = emit(x, SSA_MUL, SSA_I64, SSA_IN(last, ssa_const_i64(f, k)));
        limit = emit(x, SSA_SUB, SSA_I64, SSA_IN(limit, last));
    }
    if (fixed)
        limit = emit(x, SSA_ADD, SSA_I64, SSA_IN(limit, ssa_const_i64(f, fixed)));
    ssa_id end = ssa_const_i64(f, c->down ? INT32_MAX : INT32_MIN);
    limit = emit(x, c->down ? SSA_MIN : SSA_MAX, SSA_I64, SSA_IN(limit, end));
    return emit(x, SSA_L2I, SSA_I32, SSA_IN(limit));
}

static void end_header(struct unroller *x, uint32_t copy, ssa_id limit)
{
    struct ssa_func *f = x->f;
    uint32_t from = x->to[copy][x->header], stay = f->blocks[x->header]->succs[x->c.stay].block;
    if (!limit) {
        ssa_jump(f, from, x->to[copy][stay]);
    } else {
        ssa_id more = ssa_emit(f, from, SSA_CMP, SSA_I32, SSA_IN(copied(x, copy, x->c.tested), limit));
        ssa_at(f, more)->sub = x->c.down ? SSA_GT : SSA_LT;
        ssa_branch(f, from, more, x->to[copy][stay], x->header);
        SSA_EACH(f, x->header, phi) /* the rest starts with what the main loop has */
        {
            if (ssa_op_of(f, phi) != SSA_PHI)
                break;
            ssa_set_operand(f, phi, f->blocks[from]->succs[1].index, copied(x, copy, phi));
        }
    }
    /* phis of the body's first block, if it has any: the edge's index is 0 on this side */
    struct ssa_edge old = f->blocks[x->header]->succs[x->c.stay], new = f->blocks[from]->succs[0];
    SSA_EACH(f, stay, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_set_operand(f, copied(x, copy, phi), new.index, copied(x, copy, ssa_in(f, phi, old.index)));
    }
}

/* The preheader leads to the first copy. */
static void enter_copies(struct unroller *x)
{
    struct ssa_func *f = x->f;
    VEC(ssa_id) incoming = {0};
    uint32_t entry = f->blocks[x->preheader]->succs[0].index;
    SSA_EACH(f, x->header, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        vec_push(&incoming, ssa_in(f, phi, entry));
    }
    ssa_redirect(f, x->preheader, 0, x->to[0][x->header]);
    entry = f->blocks[x->preheader]->succs[0].index;
    size_t at = 0;
    SSA_EACH(f, x->header, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_set_operand(f, copied(x, 0, phi), entry, incoming.at[at++]);
    }
    vec_free(&incoming);
}

/* The phis of later copies are what the copy before them left; and counters count from the first copy's: i +
 * 2 instead of (i + 1) + 1, which addresses can take in. What is known of such a sum holds below the header's
 * test, and there it stays: its operand is the header's phi. */
static void join_copies(struct unroller *x)
{
    struct ssa_func *f = x->f;
    for (uint32_t i = 1; i < x->copies; i++) {
        uint32_t header = x->to[i][x->header];
        SSA_EACH_SAFE(f, header, phi)
        if (ssa_op_of(f, phi) == SSA_PHI && f->blocks[header]->npreds == 1)
            ssa_replace(f, phi, ssa_in(f, phi, 0));
        for (size_t k = 0; k < x->blocks.len; k++)
            SSA_EACH(f, x->to[i][x->blocks.at[k]], v)
            {
                int64_t sum;
                if (ssa_op_of(f, v) != SSA_ADD || ssa_type_of(f, v) != SSA_I32)
                    continue;
                ssa_id base = opt_split_sum(f, v, &sum);
                if (ssa_op_of(f, base) == SSA_PHI && ssa_at(f, base)->block == x->to[0][x->header])
                    ssa_set_operands(f, v, 2, (ssa_id[]){base, ssa_const_i32(f, (int32_t)sum)});
            }
    }
}

static void unroll(struct unroller *x, bool full)
{
    struct ssa_func *f = x->f;
    struct arena *a = &x->cx->scratch;
    if (x->exit != SSA_NO_BLOCK)
        close_values(x, gather_exits(x));
    ssa_id limit = full ? SSA_NONE : main_limit(x);
    x->nvalues = f->nvalues;
    x->nstates = f->nstates;
    x->nblocks = f->nblocks;
    x->values = ARENA_ARRAY(a, ssa_id *, x->copies);
    x->states = ARENA_ARRAY(a, uint32_t *, x->copies);
    x->to = ARENA_ARRAY(a, uint32_t *, x->copies);
    for (uint32_t i = 0; i < x->copies; i++)
        copy_blocks(x, i, !full && i == 0);
    enter_copies(x);
    for (uint32_t i = 0; i < x->copies; i++)
        end_header(x, i, i == 0 ? limit : SSA_NONE);
    for (uint32_t i = 0; i < x->copies; i++) {
        uint32_t next = i + 1 < x->copies || full ? i + 1 : 0;
        for (size_t k = 1; k < x->blocks.len; k++)
            copy_terminator(x, i, x->blocks.at[k], next);
    }
    join_copies(x);
    if (full) /* its test will be seen to fail: nothing repeats */
        SSA_EACH_SAFE(f, x->header, v)
    if (ssa_op_of(f, v) == SSA_POLL)
        ssa_remove(f, v);
    if (!full) /* what is left for the old loop is less than one round */
        for (size_t k = 0; k < x->blocks.len; k++) {
            struct ssa_block *block = f->blocks[x->blocks.at[k]];
            block->heat = block->heat ? (block->heat + x->copies - 1) / x->copies : 0;
        }
}

bool opt_unroll(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    uint32_t nold = f->nblocks;
    uint8_t *in_region = ARENA_ARRAY(&cx->scratch, uint8_t, nold);
    for (uint32_t loop = 0; loop < cx->loops->n; loop++) {
        struct unroller x = {.f = f, .cx = cx, .loop = loop, .nold = nold, .in_region = in_region};
        bool full;
        if (f->nvalues < FUNCTION_BUDGET && choose(&x, &full) &&
            (x.exit == SSA_NO_BLOCK || states_are_apart(&x))) {
            unroll(&x, full);
            changed = true;
        }
        for (size_t i = 0; i < x.blocks.len; i++)
            in_region[x.blocks.at[i]] = 0;
        vec_free(&x.blocks);
    }
    return changed;
}
