/*
 * licm.c - loop-invariant code motion: what gives the same in each iteration is computed once, before the
 * loop.
 *
 * Inner loops first; what leaves one lands in the next one and may leave that too. A value may go when its
 * operands are made outside, and, for a load, when nothing in the loop may write its alias class. Proofs are
 * operands, so no load or division passes its check. Code of blocks that run less often than the preheader
 * stays: it would run more.
 *
 * Requires: loop form. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

static bool invariant(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop, ssa_id v,
                      const struct ssa_alias_set *writes)
{
    if (!ssa_movable(f, v) || ssa_op_of(f, v) == SSA_CONST)
        return false;
    if (ssa_effect_of(f, v) == SSA_READ && ssa_alias_set_hits(writes, ssa_at(f, v)->alias))
        return false;
    for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++)
        if (opt_in_loop(cx, f, ssa_in(f, v, i), loop))
            return false;
    return true;
}

bool opt_licm(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    for (uint32_t loop = cx->loops->n; loop-- > 0;) {
        const struct ssa_loop *l = &cx->loops->loops[loop];
        uint32_t preheader = opt_preheader(cx, f, loop);
        struct ssa_alias_set writes = {0};
        if (preheader == SSA_NO_BLOCK)
            continue;
        opt_loop_writes(cx, f, loop, &writes);
        for (uint32_t i = 0; i < l->nblocks; i++) {
            if (f->blocks[l->blocks[i]]->heat < f->blocks[preheader]->heat)
                continue;
            SSA_EACH_SAFE(f, l->blocks[i], v)
            {
                if (!invariant(f, cx, loop, v, &writes))
                    continue;
                ssa_unlink(f, v);
                ssa_append(f, preheader, v);
                changed = true;
            }
        }
        vec_free(&writes.more);
    }
    return changed;
}
