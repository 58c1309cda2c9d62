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
#include "opt/region.h"

enum {
    MAX_COPIES = 8,
    TINY = 4,
    MAX_FULL = 16,         /* iterations of a loop that becomes straight code ... */
    FULL_BUDGET = 160,     /* ... and values it may then have */
    PARTIAL_BUDGET = 80,   /* values of a main loop */
    FUNCTION_BUDGET = 8000 /* values of a function that still may grow */
};

struct unroller {
    struct region r;
    struct opt_counter c;
    bool full;       /* all iterations, which makes the old loop one that does none */
    uint32_t rewind; /* frame state of the first copy's poll, for checks of a loop that writes nothing */
};

/* --------------------------------------------------------------------------------------- is it worth it? */

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
    if (c->step || !opt_is_int_const(x->r.f, c->init, &i) || !opt_is_int_const(x->r.f, c->limit, &limit))
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
    SSA_EACH(x->r.f, x->r.header, v)
    {
        enum ssa_effect effect = ssa_effect_of(x->r.f, v);
        if (effect == SSA_WRITE || effect == SSA_ATOMIC || effect == SSA_MEMORY)
            return false;
    }
    return true;
}

/* Counted and fit for copying? How often, is in x->r.copies. */
static bool choose(struct unroller *x)
{
    const struct ssa_func *f = x->r.f;
    const struct ssa_loops *l = x->r.cx->loops;
    x->r.header = l->loops[x->r.loop].header;
    x->r.preheader = opt_preheader(x->r.cx, f, x->r.loop);
    uint32_t heat = f->blocks[x->r.header]->heat;
    if (x->r.preheader == SSA_NO_BLOCK || l->loops[x->r.loop].nblocks < 2 ||
        (l->in_irreducible && l->in_irreducible[x->r.header]) || heat == 0 || !is_innermost(l, x->r.loop) ||
        !opt_find_counter(f, x->r.cx, x->r.loop, &x->c) || !region_take(&x->r, 1 - x->c.stay))
        return false;
    uint32_t n = trips(x);
    x->full = n > 0 && n <= MAX_FULL && n * x->r.size <= FULL_BUDGET;
    x->r.copies = n;
    if (x->full)
        return true;
    if (!header_may_run_twice(x) || (x->c.step && opt_facts(x->r.cx, f, x->c.step).lo < 1))
        return false;
    uint32_t before = f->blocks[x->r.preheader]->heat;
    if (before && heat != before && heat / before < 3) /* profiled, and few iterations */
        return false;
    /* More than 4 only where the test is most of it: loops of few iterations should get into the copies. */
    for (x->r.copies = x->r.size <= TINY ? MAX_COPIES : MAX_COPIES / 2;
         x->r.copies > 1 && x->r.copies * x->r.size > PARTIAL_BUDGET;)
        x->r.copies /= 2;
    return x->r.copies > 1 && n > x->r.copies;
}

/* ------------------------------------------------------------------------------------------------ copying */

/* A check that fails leaves at the header instead. */
static bool copy_as_guard(struct unroller *x, uint32_t copy, uint32_t to, ssa_id v)
{
    struct ssa_func *f = x->r.f;
    enum ssa_op op = ssa_op_of(f, v);
    if (op != SSA_NULL_CHECK && op != SSA_ZERO_CHECK && op != SSA_BOUNDS_CHECK)
        return false;
    enum ssa_type t = ssa_type_of(f, v);
    ssa_id a = region_copied(&x->r, copy, ssa_in(f, v, 0));
    ssa_id b = op == SSA_BOUNDS_CHECK ? region_copied(&x->r, copy, ssa_in(f, v, 1)) : ssa_const(f, t, 0);
    if (op == SSA_BOUNDS_CHECK && opt_facts(x->r.cx, f, ssa_in(f, v, 1)).lo < 0)
        return false;
    struct ssa_facts facts = opt_facts(x->r.cx, f, v);
    ssa_id passes = ssa_emit(f, to, SSA_CMP, SSA_I32, SSA_IN(a, b));
    ssa_at(f, passes)->sub = op == SSA_BOUNDS_CHECK ? SSA_ULT : SSA_NE;
    ssa_id guard = ssa_new(f, SSA_GUARD, SSA_VOID, SSA_IN(passes));
    ssa_at(f, guard)->sub = SSA_WHY_RANGE;
    ssa_set_state(f, guard, x->rewind);
    ssa_append(f, to, guard);
    ssa_id proof = ssa_emit(f, to, SSA_REFINE, t, SSA_IN(a));
    ssa_at(f, proof)->imm = 1;
    ssa_set_facts(f, proof, &facts);
    x->r.values[copy][v] = proof;
    return true;
}

static bool instead(struct region *r, uint32_t copy, uint32_t to, ssa_id v)
{
    struct unroller *x = r->user;
    if (ssa_op_of(r->f, v) == SSA_POLL && ssa_at(r->f, v)->block == r->header)
        return x->full || copy > 0; /* one poll in a round is enough */
    return x->rewind && copy_as_guard(x, copy, to, v);
}

/* Where checks of the copies may go back to. */
static void find_rewind(struct unroller *x)
{
    const struct ssa_func *f = x->r.f;
    if (x->r.writes || x->full || opt_wrong_guesses(x->r.cx, f, x->r.loop))
        return;
    SSA_EACH(f, x->r.to[0][x->r.header], v)
    if (ssa_op_of(f, v) == SSA_POLL && ssa_state_at(f, ssa_at(f, v)->state)->kind == SSA_STATE_BEFORE)
        x->rewind = ssa_at(f, v)->state;
}

/* ---------------------------------------------------------------------------------------------- the test */

static ssa_id emit(struct unroller *x, enum ssa_op op, enum ssa_type t, uint32_t n, const ssa_id *operands)
{
    return ssa_emit(x->r.f, x->r.preheader, op, t, n, operands);
}

/* The bound below (above) which t is when all copies may run, exclusive, kept within i32: it is computed in
 * 64 bits, or from a limit that is kept where nothing overflows. */
static ssa_id main_limit(struct unroller *x)
{
    struct ssa_func *f = x->r.f;
    const struct opt_counter *c = &x->c;
    int64_t k = (int64_t)x->r.copies - 1;
    int64_t fixed = (c->inclusive ? (c->down ? -1 : 1) : 0) - (c->step ? 0 : k * c->by);
    enum ssa_op clamp = c->down ? SSA_MIN : SSA_MAX;
    int64_t end = c->down ? INT32_MAX : INT32_MIN;
    if (!c->step && (c->down ? fixed >= 0 : fixed <= 0) && end - fixed == (int32_t)(end - fixed)) {
        ssa_id limit = emit(x, clamp, SSA_I32, SSA_IN(c->limit, ssa_const_i32(f, (int32_t)(end - fixed))));
        return emit(x, SSA_ADD, SSA_I32, SSA_IN(limit, ssa_const_i32(f, (int32_t)fixed)));
    }
    ssa_id limit = emit(x, SSA_I2L, SSA_I64, SSA_IN(c->limit)), last;
    if (c->step) {
        last = emit(x, SSA_I2L, SSA_I64, SSA_IN(c->step));
        last = emit(x, SSA_MUL, SSA_I64, SSA_IN(last, ssa_const_i64(f, k)));
        limit = emit(x, SSA_SUB, SSA_I64, SSA_IN(limit, last));
    }
    if (fixed)
        limit = emit(x, SSA_ADD, SSA_I64, SSA_IN(limit, ssa_const_i64(f, fixed)));
    limit = emit(x, clamp, SSA_I64, SSA_IN(limit, ssa_const_i64(f, end)));
    return emit(x, SSA_L2I, SSA_I32, SSA_IN(limit));
}

static void end_header(struct unroller *x, uint32_t copy, ssa_id limit)
{
    struct ssa_func *f = x->r.f;
    uint32_t from = x->r.to[copy][x->r.header], stay = f->blocks[x->r.header]->succs[x->c.stay].block;
    if (!limit) {
        ssa_jump(f, from, x->r.to[copy][stay]);
    } else {
        ssa_id more =
            ssa_emit(f, from, SSA_CMP, SSA_I32, SSA_IN(region_copied(&x->r, copy, x->c.tested), limit));
        ssa_at(f, more)->sub = x->c.down ? SSA_GT : SSA_LT;
        ssa_branch(f, from, more, x->r.to[copy][stay], x->r.header);
        SSA_EACH(f, x->r.header, phi) /* the rest starts with what the main loop has */
        {
            if (ssa_op_of(f, phi) != SSA_PHI)
                break;
            ssa_set_operand(f, phi, f->blocks[from]->succs[1].index, region_copied(&x->r, copy, phi));
        }
    }
    /* phis of the body's first block, if it has any: the edge's index is 0 on this side */
    struct ssa_edge old = f->blocks[x->r.header]->succs[x->c.stay], new = f->blocks[from]->succs[0];
    SSA_EACH(f, stay, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_set_operand(f, region_copied(&x->r, copy, phi), new.index,
                        region_copied(&x->r, copy, ssa_in(f, phi, old.index)));
    }
}

/* The phis of later copies are what the copy before them left; and counters count from the first copy's: i +
 * 2 instead of (i + 1) + 1, which addresses can take in. What is known of such a sum holds below the header's
 * test, and there it stays: its operand is the header's phi. */
static void join_copies(struct unroller *x)
{
    struct ssa_func *f = x->r.f;
    for (uint32_t i = 1; i < x->r.copies; i++) {
        uint32_t header = x->r.to[i][x->r.header];
        SSA_EACH_SAFE(f, header, phi)
        if (ssa_op_of(f, phi) == SSA_PHI && f->blocks[header]->npreds == 1)
            ssa_replace(f, phi, ssa_in(f, phi, 0));
        for (size_t k = 0; k < x->r.blocks.len; k++)
            SSA_EACH(f, x->r.to[i][x->r.blocks.at[k]], v)
            {
                int64_t sum;
                if (ssa_op_of(f, v) != SSA_ADD || ssa_type_of(f, v) != SSA_I32)
                    continue;
                ssa_id base = opt_split_sum(f, v, &sum);
                if (ssa_op_of(f, base) == SSA_PHI && ssa_at(f, base)->block == x->r.to[0][x->r.header])
                    ssa_set_operands(f, v, 2, (ssa_id[]){base, ssa_const_i32(f, (int32_t)sum)});
            }
    }
}

static void unroll(struct unroller *x)
{
    struct region *r = &x->r;
    struct ssa_func *f = r->f;
    if (r->exit != SSA_NO_BLOCK)
        region_close(r);
    ssa_id limit = x->full ? SSA_NONE : main_limit(x);
    region_prepare(r);
    r->instead = instead;
    r->user = x;
    for (uint32_t i = 0; i < r->copies; i++)
        for (size_t k = 0; k < r->blocks.len; k++) {
            region_copy_block(r, i, r->blocks.at[k]);
            if (i == 0 && k == 0)
                find_rewind(x);
        }
    region_enter(r);
    for (uint32_t i = 0; i < r->copies; i++)
        end_header(x, i, i == 0 ? limit : SSA_NONE);
    for (uint32_t i = 0; i < r->copies; i++) {
        uint32_t next = i + 1 < r->copies || x->full ? i + 1 : 0;
        for (size_t k = 1; k < r->blocks.len; k++)
            region_copy_terminator(r, i, r->blocks.at[k], next);
    }
    join_copies(x);
    if (x->full) /* its test will be seen to fail: nothing repeats */
        SSA_EACH_SAFE(f, r->header, v)
    if (ssa_op_of(f, v) == SSA_POLL)
        ssa_remove(f, v);
    if (!x->full) /* what is left for the old loop is less than one round */
        for (size_t k = 0; k < r->blocks.len; k++) {
            struct ssa_block *block = f->blocks[r->blocks.at[k]];
            block->heat = block->heat ? (block->heat + r->copies - 1) / r->copies : 0;
        }
}

bool opt_unroll(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    uint32_t nold = f->nblocks;
    uint8_t *in_region = ARENA_ARRAY(&cx->scratch, uint8_t, nold);
    for (uint32_t loop = 0; loop < cx->loops->n; loop++) {
        struct unroller x = {.r = {.f = f,
                                   .cx = cx,
                                   .loop = loop,
                                   .nold = nold,
                                   .in_region = in_region,
                                   .budget = PARTIAL_BUDGET,
                                   .tiny = TINY}};
        if (f->nvalues < FUNCTION_BUDGET && choose(&x) &&
            (x.r.exit == SSA_NO_BLOCK || region_states_are_apart(&x.r))) {
            unroll(&x);
            changed = true;
        }
        region_release(&x.r);
    }
    return changed;
}
