/*
 * prepare.c - the SSA function as instruction selection wants it: made legal for the target, then edges
 * and dead values.
 */
#include "backend/x64_lir.h"

static void split_critical_edges(struct ssa_func *f)
{
    uint32_t nblocks = f->nblocks;
    for (uint32_t b = 0; b < nblocks; b++) {
        if (f->blocks[b]->removed || f->blocks[b]->nsuccs < 2)
            continue;
        for (uint32_t s = 0; s < f->blocks[b]->nsuccs; s++) {
            uint32_t to = f->blocks[b]->succs[s].block;
            if (f->blocks[to]->npreds < 2)
                continue;
            uint32_t heat =
                f->blocks[to]->heat < f->blocks[b]->heat ? f->blocks[to]->heat : f->blocks[b]->heat;
            uint32_t between = ssa_split_edge(f, b, s);
            f->blocks[between]->heat = heat;
        }
    }
}

static void remove_dead_values(struct ssa_func *f)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = f->nblocks; b-- > 0;) {
            if (f->blocks[b]->removed)
                continue;
            for (ssa_id v = f->blocks[b]->last, prev; v; v = prev) {
                prev = ssa_at(f, v)->prev;
                if (ssa_unused(f, v) && ssa_removable(f, v)) {
                    ssa_remove(f, v);
                    changed = true;
                }
            }
        }
    }
}

void x64_prepare(struct x64_compile *c)
{
    struct ssa_func *f = c->f;
    ssa_remove_unreachable(f);
    SSA_EACH_BLOCK(f, b)
    {
        SSA_EACH_SAFE(f, b, v)
        {
            backend_legalise(c, v);
        }
    }
    split_critical_edges(f);
    remove_dead_values(f);
}
