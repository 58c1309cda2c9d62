/*
 * regalloc.h - registers for virtual registers: linear scan on SSA form.
 *
 * After Wimmer and Mössenböck, "Optimized interval splitting in a linear scan register allocator" (VEE 2005),
 * and Wimmer and Franz, "Linear scan register allocation on SSA form" (CGO 2010). Terms: an interval is where
 * a virtual register is alive, as a list of ranges with holes between them; when it cannot have one place for
 * all its life it is split into children, each with a register or in the spill slot. Phis are resolved, with
 * everything else whose place differs between the two ends of an edge, by parallel moves on the edge.
 */
#ifndef SAMOVAR_BACKEND_REGALLOC_H
#define SAMOVAR_BACKEND_REGALLOC_H

#include "backend/lir.h"

struct regalloc_target {
    uint32_t classes[2]; /* masks of the machine registers that may be given to integers and references, and
                            to floating point and vectors */
    uint32_t callee_saved;
};

enum place_kind { PLACE_NONE, PLACE_GPR, PLACE_FPR, PLACE_SLOT, PLACE_CONST, PLACE_OUT, PLACE_IN };
/* Where a value is. index: register 0..15; spill slot; SSA value of a constant; bytes in the outgoing /
 * incoming arguments. */
struct place {
    uint8_t kind;
    uint32_t index;
};
static inline bool place_equal(struct place a, struct place b)
{
    return a.kind == b.kind && a.index == b.index;
}

/* A move that belongs before an instruction. Those of equal (before, phase) happen at once. */
struct regalloc_move {
    uint32_t before; /* instruction */
    uint8_t phase;   /* 0: edges into the block, 1: splits and stores, 2: edges out of it */
    uint8_t type;    /* enum ssa_type */
    struct place from, to;
};

struct lir_range {
    uint32_t from, to;
    struct lir_range *next;
};
struct lir_use {
    uint32_t pos;
    uint8_t want;
    struct lir_use *next;
};
struct interval {
    lir_reg reg;
    int16_t phys; /* machine register; -1: none yet, or spilled */
    bool spilled, fp;
    uint8_t hint;           /* machine register or LIR_NO_HINT */
    struct interval *child; /* the next piece of the same virtual register */
    struct lir_range *ranges;
    struct lir_use *uses;
    uint32_t end;
};

struct regalloc {
    struct lir *l;
    struct arena *arena;
    struct regalloc_target target;
    struct interval **of; /* by virtual register: first piece; NULL: never alive */
    struct interval fixed[LIR_NREGS];
    lir_reg (*hints)[2]; /* virtual registers it would be good to share a machine register with */
    uint32_t *block_at;  /* instruction -> block */
    uint32_t *slot;      /* by virtual register: spill slot; UINT32_MAX: none */
    bool *store_at_def;  /* by virtual register: its slot holds it wherever it is alive */
    uint32_t nslots;
    uint32_t used;                   /* mask of machine registers given out */
    VEC(struct regalloc_move) moves; /* sorted */
    bool failed;
    /* the walk */
    uint32_t position;
    struct interval *active[LIR_NREGS];
    VEC(struct interval *) inactive;
    VEC(struct interval *) unhandled; /* a heap, the earliest start on top */
};

/* False: no assignment exists (an instruction wants more registers than there are). Release with
 * regalloc_free anyway. */
bool regalloc_run(struct regalloc *r, struct lir *l, struct regalloc_target target);
void regalloc_free(struct regalloc *r);
/* Where a virtual register, or a constant, is at a position at which it is alive. */
struct place regalloc_place(const struct regalloc *r, lir_reg v, uint32_t pos);

/* The steps. */
void regalloc_build(struct regalloc *r);   /* regalloc_build.c: intervals */
void regalloc_scan(struct regalloc *r);    /* regalloc_scan.c */
void regalloc_resolve(struct regalloc *r); /* regalloc_resolve.c: slots and moves */

static inline uint32_t interval_start(const struct interval *it)
{
    return it->ranges->from;
}
bool interval_covers(const struct interval *it, uint32_t pos);

#endif
