/*
 * region.h - copies of a loop: what unroll.c and peel.c share.
 *
 * A region is a loop and its tails: blocks that only the loop reaches and that end there (returns,
 * deoptimisations). Other ways out of it must lead to one block, `exit`, if values of the loop are to be used
 * after the copies too: region_close gives these edges a block of their own, whose phis stand for the loop's
 * values from there on.
 */
#ifndef SAMOVAR_OPT_REGION_H
#define SAMOVAR_OPT_REGION_H

#include "opt/internal.h"

struct region {
    struct ssa_func *f;
    struct opt_ctx *cx;
    uint32_t loop, preheader, header;
    uint32_t nold;         /* blocks that the analyses know */
    uint8_t *in_region;    /* by block; zero but for the blocks below */
    VEC(uint32_t) blocks;  /* in reverse postorder, the header first, then tails */
    uint32_t size, budget; /* values that will cost something, and how many they may be */
    uint32_t tiny;         /* what a vector counts as */
    bool calls;            /* may be copied */
    bool header_only;      /* nothing else is to be copied: no limits for the rest */
    bool writes;           /* memory */
    uint32_t exit;         /* where ways lead that leave the region; SSA_NO_BLOCK: nowhere */

    uint32_t copies;
    uint32_t nvalues, nstates, nblocks; /* before copying */
    ssa_id **values;                    /* by copy: what became of a value; SSA_NONE: itself */
    uint32_t **states;                  /* the same of frame states */
    uint32_t **to;                      /* the same of blocks; 0: none */
    /* Puts something else than a copy at the end of block `to`; false: it did not. NULL: never. */
    bool (*instead)(struct region *r, uint32_t copy, uint32_t to, ssa_id v);
    void *user;
};

/* Collects the blocks; false when the loop does what is not copied, or is left for several blocks.
 * without: a successor of the header that does not count as an exit; UINT32_MAX: none. */
bool region_take(struct region *r, uint32_t without);
/* Makes in_region zero again. */
void region_release(struct region *r);
/* region_close cannot serve a frame state that values inside and outside share; false: there is one. */
bool region_states_are_apart(struct region *r);
/* Returns the block of the edges to r->exit. Of edges that come to it later, phis want operands. */
uint32_t region_close(struct region *r);

/* Room for r->copies copies of what stands there now. */
void region_prepare(struct region *r);
void region_copy_block(struct region *r, uint32_t copy, uint32_t b);
ssa_id region_copied(const struct region *r, uint32_t copy, ssa_id v);
/* Ends a copied block as the old one ends; jumps to the header go to the copy `next`, or to the old one when
 * there is none of that number. */
void region_copy_terminator(struct region *r, uint32_t copy, uint32_t b, uint32_t next);
/* Gives phis of the target of an edge what they get on the way that it was copied from. Phis of the header
 * are those of target_copy, or the old ones. */
void region_pass_values(struct region *r, uint32_t copy, struct ssa_edge old, struct ssa_edge new,
                        uint32_t target_copy);
/* The preheader leads to the first copy of the header. */
void region_enter(struct region *r);

#endif
