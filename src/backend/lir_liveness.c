/* lir_liveness.c - which virtual registers are alive at block boundaries: backward data flow over bit sets.
 */
#include "backend/lir.h"

#include <stdlib.h>

static void note_uses(struct lir *l, const struct lir_block *b, uint64_t *live)
{
    for (uint32_t i = b->end; i-- > b->first;) {
        const struct lir_inst *in = &l->insts.at[i];
        const struct lir_operand *ops = &l->ops.at[in->ops];
        for (uint32_t k = 0; k < in->nops; k++)
            if (!(ops[k].reg & LIR_PHYS) && ops[k].role == LIR_DEF)
                bitset_del(live, ops[k].reg);
        for (uint32_t k = 0; k < in->nops + in->nstate; k++)
            if (!(ops[k].reg & LIR_PHYS) && (ops[k].role == LIR_USE || ops[k].role == LIR_LATE))
                bitset_add(live, ops[k].reg);
    }
    for (uint32_t p = 0; p < b->nphis; p++)
        bitset_del(live, b->phis[p].reg);
}

/* Alive at the end of b: at the start of its successors, and what their phis take from it. */
static void live_at_end(struct lir *l, uint32_t n, uint64_t *live, size_t words)
{
    const struct lir_block *b = &l->blocks[n];
    const struct ssa_block *s = l->f->blocks[b->id];
    for (uint32_t k = 0; k < b->nsuccs; k++) {
        const struct lir_block *succ = &l->blocks[b->succs[k]];
        for (size_t w = 0; w < words; w++)
            live[w] |= succ->live_in[w];
        for (uint32_t p = 0; p < succ->nphis; p++) {
            ssa_id arg = succ->phis[p].args[s->succs[k].index];
            if (arg != SSA_NONE && !lir_is_constant(l, arg))
                bitset_add(live, arg);
        }
    }
}

void lir_find_liveness(struct lir *l)
{
    size_t words = BITSET_WORDS(l->nregs);
    for (uint32_t b = 0; b < l->nblocks; b++) {
        l->blocks[b].live_in = ARENA_ARRAY(l->arena, uint64_t, words);
        l->blocks[b].live_out = ARENA_ARRAY(l->arena, uint64_t, words);
    }
    uint64_t *live = ARENA_ARRAY(l->arena, uint64_t, words);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = l->nblocks; b-- > 0;) {
            for (size_t w = 0; w < words; w++)
                live[w] = 0;
            live_at_end(l, b, live, words);
            for (size_t w = 0; w < words; w++)
                l->blocks[b].live_out[w] = live[w];
            note_uses(l, &l->blocks[b], live);
            for (size_t w = 0; w < words; w++) {
                changed |= l->blocks[b].live_in[w] != live[w];
                l->blocks[b].live_in[w] = live[w];
            }
        }
    }
}

void lir_free(struct lir *l)
{
    vec_free(&l->insts);
    vec_free(&l->ops);
    vec_free(&l->constants);
    vec_free(&l->types);
}
