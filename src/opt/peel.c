/*
 * peel.c - the first iteration of a loop goes before it, so that what the loop checks again and again without
 * change has been checked when it begins.
 *
 * Taken are innermost loops in which, after predicate.c and licm.c, something is left that gives the same in
 * each iteration and that each iteration reaches: checks and guards that cannot be asked before the loop
 * (behind an effect, of a class whose object may be null, where the predicate was wrong too often), class
 * initialisations, and what depends on them: loads, lengths. The loop takes all of it from the first
 * iteration, whose values dominate it; what the first iteration cannot do it leaves to the interpreter at the
 * right place.
 *
 * Requires: loop form. Maintains: values. Breaks: the control flow's analyses.
 */
#include "opt/region.h"

enum {
    BUDGET = 60,           /* values of an iteration ... */
    BUDGET_A_GAIN = 30,    /* ... and for each that the loop gets rid of */
    MIN_ITERATIONS = 3,    /* where profiles know */
    FUNCTION_BUDGET = 8000 /* values of a function that still may grow */
};

struct peeler {
    struct region r;
    uint8_t *fixed;    /* by value: the same in each iteration */
    VEC(ssa_id) taken; /* those, operands first */
    unsigned inits;    /* class initialisations that are not among them yet, but will be */
    unsigned gain;
};

/* Does every iteration come by? */
static bool always(const struct peeler *x, uint32_t b)
{
    const struct ssa_loop *l = &x->r.cx->loops->loops[x->r.loop];
    for (uint32_t i = 0; i < l->nlatches; i++)
        if (!ssa_dominates(x->r.cx->dominators, b, l->latches[i]))
            return false;
    return true;
}

static bool is_check(const struct ssa_func *f, ssa_id v)
{
    return ssa_op_of(f, v) == SSA_GUARD || ssa_op_of(f, v) == SSA_CLASS_INIT ||
           (ssa_info(f, v)->properties & (SSA_SAME | SSA_DEOPTS)) == (SSA_SAME | SSA_DEOPTS);
}

static bool is_fixed(const struct peeler *x, ssa_id v, const struct ssa_alias_set *writes)
{
    const struct ssa_func *f = x->r.f;
    if (ssa_op_of(f, v) == SSA_CONST || (!ssa_movable(f, v) && !is_check(f, v)))
        return false;
    if (ssa_effect_of(f, v) == SSA_READ &&
        (x->inits > 0 || ssa_alias_set_hits(writes, ssa_at(f, v)->alias))) /* they may write it */
        return false;
    for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++) {
        ssa_id in = ssa_in(f, v, i);
        if (opt_in_loop(x->r.cx, f, in, x->r.loop) && !x->fixed[in])
            return false;
    }
    return true;
}

/* What the machine does for nothing, or nearly, is not worth a copy. */
static bool is_gain(const struct ssa_func *f, ssa_id v)
{
    return (is_check(f, v) && ssa_op_of(f, v) != SSA_NULL_CHECK) || ssa_effect_of(f, v) == SSA_READ;
}

static void find_fixed(struct peeler *x)
{
    const struct ssa_func *f = x->r.f;
    const struct ssa_loop *l = &x->r.cx->loops->loops[x->r.loop];
    struct ssa_alias_set writes = {0};
    for (uint32_t i = 0; i < l->nblocks; i++)
        SSA_EACH(f, l->blocks[i], v)
        {
            if (ssa_op_of(f, v) == SSA_CLASS_INIT && always(x, l->blocks[i]))
                x->inits++;
            else
                ssa_add_writes(f, v, &writes);
        }
    for (uint32_t i = 0; i < l->nblocks; i++) {
        if (!always(x, l->blocks[i]))
            continue;
        SSA_EACH(f, l->blocks[i], v)
        {
            if (!is_fixed(x, v, &writes))
                continue;
            x->fixed[v] = 1;
            x->inits -= ssa_op_of(f, v) == SSA_CLASS_INIT;
            x->gain += is_gain(f, v);
            vec_push(&x->taken, v);
        }
    }
    vec_free(&writes.more);
}

static bool is_innermost(const struct ssa_loops *l, uint32_t loop)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->loops[i].parent == loop)
            return false;
    return true;
}

static bool choose(struct peeler *x)
{
    struct region *r = &x->r;
    const struct ssa_func *f = r->f;
    const struct ssa_loops *l = r->cx->loops;
    r->header = l->loops[r->loop].header;
    r->preheader = opt_preheader(r->cx, f, r->loop);
    uint32_t heat = f->blocks[r->header]->heat;
    if (r->preheader == SSA_NO_BLOCK || heat == 0 || (l->in_irreducible && l->in_irreducible[r->header]) ||
        !is_innermost(l, r->loop))
        return false;
    uint32_t before = f->blocks[r->preheader]->heat;
    if (before && heat != before && heat / before < MIN_ITERATIONS)
        return false;
    find_fixed(x);
    if (!x->gain)
        return false;
    r->budget = x->gain * BUDGET_A_GAIN < BUDGET ? x->gain * BUDGET_A_GAIN : BUDGET;
    return region_take(r, UINT32_MAX) && (r->exit == SSA_NO_BLOCK || region_states_are_apart(r));
}

/* The first iteration is no loop. */
static bool not_the_poll(struct region *r, uint32_t copy, uint32_t to, ssa_id v)
{
    (void)copy;
    (void)to;
    return ssa_op_of(r->f, v) == SSA_POLL && ssa_at(r->f, v)->block == r->header;
}

static void peel(struct peeler *x)
{
    struct region *r = &x->r;
    struct ssa_func *f = r->f;
    uint32_t before = f->blocks[r->preheader]->heat;
    if (r->exit != SSA_NO_BLOCK)
        region_close(r);
    r->copies = 1;
    r->instead = not_the_poll;
    region_prepare(r);
    for (size_t i = 0; i < r->blocks.len; i++) {
        region_copy_block(r, 0, r->blocks.at[i]);
        struct ssa_block *copy = f->blocks[r->to[0][r->blocks.at[i]]];
        copy->heat = before && copy->heat > before ? before : copy->heat;
    }
    region_enter(r);
    for (size_t i = 0; i < r->blocks.len; i++)
        region_copy_terminator(r, 0, r->blocks.at[i], 1);
    for (size_t i = x->taken.len; i-- > 0;) { /* users first */
        ssa_id v = x->taken.at[i];
        if (ssa_type_of(f, v) == SSA_VOID)
            ssa_remove(f, v);
        else
            ssa_replace(f, v, region_copied(r, 0, v));
    }
    SSA_EACH_SAFE(f, r->to[0][r->header], phi)
    if (ssa_op_of(f, phi) == SSA_PHI)
        ssa_replace(f, phi, ssa_in(f, phi, 0));
}

bool opt_peel(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    uint32_t nold = f->nblocks;
    uint8_t *in_region = ARENA_ARRAY(&cx->scratch, uint8_t, nold);
    for (uint32_t loop = 0; loop < cx->loops->n && f->nvalues < FUNCTION_BUDGET; loop++) {
        struct peeler x = {.r = {.f = f,
                                 .cx = cx,
                                 .loop = loop,
                                 .nold = nold,
                                 .in_region = in_region,
                                 .tiny = 1,
                                 .calls = true},
                           .fixed = ARENA_ARRAY(&cx->scratch, uint8_t, f->nvalues)};
        if (choose(&x)) {
            peel(&x);
            changed = true;
        }
        region_release(&x.r);
        vec_free(&x.taken);
    }
    return changed;
}
