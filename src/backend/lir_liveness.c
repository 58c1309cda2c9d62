/*
 * lir_liveness.c - which virtual registers are alive at block boundaries: backward data flow over bit sets.
 *
 * Most registers live and die in one block. The others are numbered, and the sets have a bit for each of
 * those: lir->globals says which register a bit stands for.
 */
#include "backend/lir.h"

#include <stdlib.h>
#include <string.h>

#define LOCAL UINT32_MAX

static void make_global(struct lir *l, uint32_t *number, lir_reg r)
{
    if (number[r] != LOCAL)
        return;
    number[r] = l->nglobals;
    l->globals[l->nglobals++] = r;
}

static bool is_use(const struct lir_operand *op)
{
    return !(op->reg & LIR_PHYS) && (op->role == LIR_USE || op->role == LIR_LATE);
}

/* Numbers what is used in a block without being defined there first, or by a phi. */
static uint32_t *find_globals(struct lir *l)
{
    uint32_t *number = ARENA_ARRAY(l->arena, uint32_t, l->nregs);
    uint32_t *defined = ARENA_ARRAY(l->arena, uint32_t, l->nregs); /* the last block that did, + 1 */
    l->globals = ARENA_ARRAY(l->arena, lir_reg, l->nregs);
    memset(number, 0xff, sizeof *number * l->nregs);
    for (uint32_t n = 0; n < l->nblocks; n++) {
        const struct lir_block *b = &l->blocks[n];
        for (uint32_t p = 0; p < b->nphis; p++) {
            defined[b->phis[p].reg] = n + 1;
            for (uint32_t k = 0; k < b->npreds; k++) {
                ssa_id arg = b->phis[p].args[k];
                if (arg != SSA_NONE && !lir_is_constant(l, arg))
                    make_global(l, number, arg);
            }
        }
        for (uint32_t i = b->first; i < b->end; i++) {
            const struct lir_inst *in = &l->insts.at[i];
            const struct lir_operand *ops = &l->ops.at[in->ops];
            for (uint32_t k = 0; k < in->nops + in->nstate; k++)
                if (is_use(&ops[k]) && defined[ops[k].reg] != n + 1)
                    make_global(l, number, ops[k].reg);
            for (uint32_t k = 0; k < in->nops; k++)
                if (!(ops[k].reg & LIR_PHYS) && ops[k].role == LIR_DEF)
                    defined[ops[k].reg] = n + 1;
        }
    }
    return number;
}

/* gen: used here before any definition; kill: defined here. */
static void find_effects(const struct lir *l, const struct lir_block *b, const uint32_t *number,
                         uint64_t *gen, uint64_t *kill)
{
    for (uint32_t p = 0; p < b->nphis; p++)
        if (number[b->phis[p].reg] != LOCAL)
            bitset_add(kill, number[b->phis[p].reg]);
    for (uint32_t i = b->first; i < b->end; i++) {
        const struct lir_inst *in = &l->insts.at[i];
        const struct lir_operand *ops = &l->ops.at[in->ops];
        for (uint32_t k = 0; k < in->nops + in->nstate; k++)
            if (is_use(&ops[k]) && number[ops[k].reg] != LOCAL && !bitset_has(kill, number[ops[k].reg]))
                bitset_add(gen, number[ops[k].reg]);
        for (uint32_t k = 0; k < in->nops; k++)
            if (!(ops[k].reg & LIR_PHYS) && ops[k].role == LIR_DEF && number[ops[k].reg] != LOCAL)
                bitset_add(kill, number[ops[k].reg]);
    }
}

/* Alive at the end of b: at the start of its successors, and what their phis take from it. */
static void live_at_end(const struct lir *l, uint32_t n, const uint32_t *number, uint64_t *live, size_t words)
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
                bitset_add(live, number[arg]);
        }
    }
}

void lir_find_liveness(struct lir *l)
{
    uint32_t *number = find_globals(l);
    size_t words = BITSET_WORDS(l->nglobals);
    uint64_t **gen = ARENA_ARRAY(l->arena, uint64_t *, l->nblocks);
    uint64_t **kill = ARENA_ARRAY(l->arena, uint64_t *, l->nblocks);
    for (uint32_t b = 0; b < l->nblocks; b++) {
        l->blocks[b].live_in = ARENA_ARRAY(l->arena, uint64_t, words + 1);
        l->blocks[b].live_out = ARENA_ARRAY(l->arena, uint64_t, words + 1);
        gen[b] = ARENA_ARRAY(l->arena, uint64_t, words + 1);
        kill[b] = ARENA_ARRAY(l->arena, uint64_t, words + 1);
        find_effects(l, &l->blocks[b], number, gen[b], kill[b]);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = l->nblocks; b-- > 0;) {
            uint64_t *out = l->blocks[b].live_out, *in = l->blocks[b].live_in;
            live_at_end(l, b, number, out, words); /* sets only grow */
            for (size_t w = 0; w < words; w++) {
                uint64_t now = gen[b][w] | (out[w] & ~kill[b][w]);
                changed |= now != in[w];
                in[w] = now;
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
