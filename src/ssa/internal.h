/* internal.h - what the files of src/ssa share and others do not need. */
#ifndef SAMOVAR_SSA_INTERNAL_H
#define SAMOVAR_SSA_INTERNAL_H

#include "ssa/ssa.h"

/* Makes room for need elements in an arena array; the old copy stays in the arena. */
void *ssa_grow(struct arena *a, void *old, uint32_t *cap, uint32_t need, size_t elem_size);
#define SSA_GROW(f, array, cap, need)                                                                        \
    ((need) > (cap) ? (void)((array) = ssa_grow((f)->arena, (array), &(cap), (need), sizeof *(array)))       \
                    : (void)0)

/* Use records (func.c). A fresh run of n operands for a user; room for more when it may grow. */
uint32_t ssa_uses_new(struct ssa_func *f, uint32_t n, bool may_grow, uint32_t user, const ssa_id *operands);
void ssa_use_set(struct ssa_func *f, uint32_t use, ssa_id def);

void ssa_state_release(struct ssa_func *f, uint32_t s); /* one reference less */

/* Ids up to n exist, released until they are filled; a filled one has no caller yet. */
void ssa_reserve_states(struct ssa_func *f, uint32_t n);
void ssa_state_fill(struct ssa_func *f, uint32_t s, uint64_t method, uint32_t bci, enum ssa_state_kind kind,
                    uint32_t nlocals, uint32_t nstack, uint32_t nlocks, const ssa_id *operands);

/* An id that the text names (parse.c): makes the register file that long. */
void ssa_reserve_values(struct ssa_func *f, uint32_t n);
/* As ssa_new, in the slot of an id that is reserved and unused. */
void ssa_new_at(struct ssa_func *f, ssa_id v, enum ssa_op op, enum ssa_type type, uint32_t n,
                const ssa_id *operands);
void ssa_enter_constant(struct ssa_func *f, ssa_id v); /* makes ssa_const find it */

/* Adds an edge as the successor number of b, without touching phis. */
void ssa_add_edge(struct ssa_func *f, uint32_t b, uint32_t target);

static inline bool ssa_is_variadic(const struct ssa_op_info *info)
{
    const char *p = info->operands;
    for (; *p; p++)
        if (*p == '*')
            return true;
    return false;
}

/* Constants and the like: found by their payload. */
static inline bool ssa_is_interned(enum ssa_op op)
{
    return op == SSA_CONST || op == SSA_CONST_REF || op == SSA_ADDRESS;
}

#endif
