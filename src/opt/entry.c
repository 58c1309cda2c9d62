/*
 * entry.c - entry tests: a loop that leaves at its header is only come to when its first test says stay.
 *
 *     preheader: i0 < n ?  ->  new preheader -> header: i < n ? ...
 *                          ->  where the header leaves to
 *
 * What stands in the new preheader belongs to loops that run: so a loop's predicate (predicate.c) is not
 * asked, and deoptimises for nothing, when there is no iteration. In the body of a loop that would keep the
 * predicate of an inner loop from leaving the outer one; there it is done when the predicate has been wrong
 * once.
 *
 * The test is a copy of the header, which must do nothing but compute, read and check. Values of the loop
 * that are used behind it become phis there (region.h), so all ways out must lead to one block.
 *
 * Requires: loop form. Maintains: values. Breaks: the control flow's analyses.
 */
#include "opt/region.h"

enum { MAX_HEADER = 12 };

static bool leaves(const struct region *r, uint32_t *stay)
{
    const struct ssa_block *header = r->f->blocks[r->header];
    if (ssa_op_of(r->f, header->last) != SSA_BRANCH)
        return false;
    bool in0 = ssa_loop_has(r->cx->loops, r->loop, header->succs[0].block);
    *stay = in0 ? 0 : 1;
    return in0 != ssa_loop_has(r->cx->loops, r->loop, header->succs[1].block);
}

/* May the header be computed once more? */
static bool only_computes(const struct region *r)
{
    const struct ssa_func *f = r->f;
    unsigned n = 0;
    SSA_EACH(f, r->header, v)
    {
        if (ssa_op_of(f, v) == SSA_PHI || ssa_op_of(f, v) == SSA_POLL)
            continue;
        if (++n > MAX_HEADER || (!ssa_movable(f, v) && !(ssa_info(f, v)->properties & (SSA_SAME | SSA_TERM))))
            return false;
    }
    return true;
}

/* What a value of the header is in the first iteration, if that is simple. */
static struct ssa_facts first_facts(const struct region *r, ssa_id v)
{
    const struct ssa_func *f = r->f;
    uint32_t entry = opt_preheader_index(r->cx, f, r->loop);
    if (ssa_op_of(f, v) == SSA_PHI && ssa_at(f, v)->block == r->header)
        return opt_facts(r->cx, f, ssa_in(f, v, entry));
    return opt_facts(r->cx, f, v);
}

/* Do facts say that there is an iteration? */
static bool runs(const struct region *r, uint32_t stay)
{
    const struct ssa_func *f = r->f;
    ssa_id test = ssa_in(f, f->blocks[r->header]->last, 0);
    if (ssa_op_of(f, test) != SSA_CMP)
        return false;
    struct ssa_facts a = first_facts(r, ssa_in(f, test, 0)), b = first_facts(r, ssa_in(f, test, 1));
    return opt_decide(ssa_at(f, test)->sub, ssa_type_of(f, ssa_in(f, test, 0)), &a, &b) == (stay == 0);
}

/* Is there something that predicate.c may ask before the loop? */
static bool has_checks(const struct region *r)
{
    const struct ssa_func *f = r->f;
    const struct ssa_loop *l = &r->cx->loops->loops[r->loop];
    for (uint32_t i = 0; i < l->nblocks; i++)
        SSA_EACH(f, l->blocks[i], v)
    if ((ssa_info(f, v)->properties & (SSA_SAME | SSA_DEOPTS)) == (SSA_SAME | SSA_DEOPTS))
        return true;
    return false;
}

static bool choose(struct region *r, uint32_t *stay)
{
    const struct ssa_loops *l = r->cx->loops;
    r->header = l->loops[r->loop].header;
    r->preheader = opt_preheader(r->cx, r->f, r->loop);
    if (r->preheader == SSA_NO_BLOCK || (l->in_irreducible && l->in_irreducible[r->header]) ||
        !leaves(r, stay) || !only_computes(r) || runs(r, *stay) || !has_checks(r) ||
        !opt_header_state(r->f, r->cx, r->loop))
        return false;
    uint32_t wrong = opt_wrong_guesses(r->cx, r->f, r->loop);
    if (wrong > OPT_MAX_WRONG || (wrong == 0 && l->loops[r->loop].parent != SSA_NO_LOOP))
        return false;
    return region_take(r, UINT32_MAX) && region_states_are_apart(r);
}

static bool not_the_poll(struct region *r, uint32_t copy, uint32_t to, ssa_id v)
{
    (void)copy;
    (void)to;
    return ssa_op_of(r->f, v) == SSA_POLL;
}

static void test_entry(struct region *r, uint32_t stay)
{
    struct ssa_func *f = r->f;
    struct ssa_block *header = f->blocks[r->header];
    uint32_t heat = f->blocks[r->preheader]->heat, targets[2];
    uint32_t out = region_close(r), before = ssa_block_new(f);
    r->copies = 1;
    r->instead = not_the_poll;
    region_prepare(r);
    region_copy_block(r, 0, r->header);
    region_enter(r);
    uint32_t test = r->to[0][r->header];
    targets[stay] = before;
    targets[1 - stay] = out;
    ssa_branch(f, test, region_copied(r, 0, ssa_in(f, header->last, 0)), targets[0], targets[1]);
    region_pass_values(r, 0, header->succs[1 - stay], f->blocks[test]->succs[1 - stay], 0);
    ssa_jump(f, before, r->header);
    uint32_t entry = f->blocks[before]->succs[0].index;
    SSA_EACH(f, r->header, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_set_operand(f, phi, entry, ssa_in(f, region_copied(r, 0, phi), 0));
    }
    SSA_EACH_SAFE(f, test, phi)
    if (ssa_op_of(f, phi) == SSA_PHI)
        ssa_replace(f, phi, ssa_in(f, phi, 0));
    f->blocks[test]->heat = f->blocks[before]->heat = heat;
}

bool opt_entry(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    uint32_t nold = f->nblocks;
    uint8_t *in_region = ARENA_ARRAY(&cx->scratch, uint8_t, nold);
    for (uint32_t loop = 0; loop < cx->loops->n; loop++) {
        struct region r = {
            .f = f, .cx = cx, .loop = loop, .nold = nold, .in_region = in_region, .header_only = true};
        uint32_t stay;
        if (choose(&r, &stay)) {
            test_entry(&r, stay);
            changed = true;
        }
        region_release(&r);
    }
    return changed;
}
