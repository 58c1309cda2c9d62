/*
 * regalloc_resolve.c - spill slots, and the moves that make the pieces of an interval one value.
 *
 * A spilled value is stored once, where it is defined, if it is spilled in code that runs as often; its slot
 * then holds it everywhere. If only cold code spills it, it is stored at the splits and edges that lead
 * there, and hot code pays nothing.
 */
#include "backend/regalloc.h"

#include <stdlib.h>
#include <string.h>

static struct interval *piece_at(const struct regalloc *r, lir_reg v, uint32_t pos)
{
    struct interval *nearest = NULL;
    for (struct interval *it = r->of[v]; it != NULL; it = it->child) {
        if (it->ranges == NULL || interval_start(it) > pos)
            continue;
        if (interval_covers(it, pos))
            return it;
        nearest = it;
    }
    return nearest;
}

static struct place place_of(const struct regalloc *r, const struct interval *it)
{
    if (it->phys >= 0)
        return (struct place){it->fp ? PLACE_FPR : PLACE_GPR, (uint32_t)it->phys & 15};
    return (struct place){PLACE_SLOT, r->slot[it->reg]};
}

struct place regalloc_place(const struct regalloc *r, lir_reg v, uint32_t pos)
{
    if (v & LIR_PHYS) {
        uint32_t m = v & ~LIR_PHYS;
        return (struct place){m >= LIR_FPR ? PLACE_FPR : PLACE_GPR, m & 15};
    }
    if (lir_is_constant(r->l, v))
        return (struct place){PLACE_CONST, v};
    struct interval *it = r->of[v] != NULL ? piece_at(r, v, pos) : NULL;
    return it != NULL ? place_of(r, it) : (struct place){PLACE_NONE, 0};
}

static void add_move(struct regalloc *r, uint32_t before, uint8_t phase, uint8_t type, struct place from,
                     struct place to)
{
    if (!place_equal(from, to))
        vec_push(&r->moves, ((struct regalloc_move){before, phase, type, from, to}));
}

/* ------------------------------------------------------------------------------------------------ slots */

static uint32_t start_of_life(const struct interval *it)
{
    return interval_start(it);
}

static uint32_t end_of_life(const struct interval *it)
{
    uint32_t end = it->end;
    for (; it != NULL; it = it->child)
        if (it->end > end)
            end = it->end;
    return end;
}

static bool ever_spilled(const struct interval *it)
{
    for (; it != NULL; it = it->child)
        if (it->spilled)
            return true;
    return false;
}

static int by_start(const void *a, const void *b)
{
    uint32_t x = start_of_life(*(struct interval *const *)a), y = start_of_life(*(struct interval *const *)b);
    return x < y ? -1 : x > y;
}

static void assign_slots(struct regalloc *r)
{
    VEC(struct interval *) spilled = {0};
    VEC(uint32_t) busy_until = {0};
    for (lir_reg v = 1; v < r->l->nregs; v++) {
        r->slot[v] = UINT32_MAX;
        if (r->of[v] != NULL && ever_spilled(r->of[v]))
            vec_push(&spilled, r->of[v]);
    }
    if (spilled.len > 0)
        qsort(spilled.at, spilled.len, sizeof *spilled.at, by_start);
    for (size_t i = 0; i < spilled.len; i++) {
        uint32_t slot = 0;
        while (slot < busy_until.len && busy_until.at[slot] > start_of_life(spilled.at[i]))
            slot++;
        if (slot == busy_until.len)
            vec_push(&busy_until, 0);
        busy_until.at[slot] = end_of_life(spilled.at[i]);
        r->slot[spilled.at[i]->reg] = slot;
    }
    r->nslots = (uint32_t)busy_until.len;
    vec_free(&spilled);
    vec_free(&busy_until);
}

/* ------------------------------------------------------------------------------------------------ stores */

/* Position of each virtual register's definition; UINT32_MAX: never defined. */
static uint32_t *find_definitions(struct regalloc *r)
{
    struct lir *l = r->l;
    uint32_t *def = ARENA_ARRAY(r->arena, uint32_t, l->nregs);
    memset(def, 0xff, sizeof *def * l->nregs);
    for (uint32_t b = 0; b < l->nblocks; b++)
        for (uint32_t p = 0; p < l->blocks[b].nphis; p++)
            def[l->blocks[b].phis[p].reg] = lir_block_start(&l->blocks[b]);
    for (uint32_t i = 0; i < l->insts.len; i++)
        for (uint32_t k = 0; k < l->insts.at[i].nops; k++) {
            const struct lir_operand *op = &l->ops.at[l->insts.at[i].ops + k];
            if (op->role == LIR_DEF && !(op->reg & LIR_PHYS))
                def[op->reg] = 2 * i + 1;
        }
    return def;
}

static const struct lir_block *block_at(const struct regalloc *r, uint32_t pos)
{
    uint32_t last = (uint32_t)r->l->insts.len - 1, i = pos / 2;
    return &r->l->blocks[r->block_at[i > last ? last : i]];
}

static void plan_stores(struct regalloc *r)
{
    uint32_t *def = find_definitions(r);
    for (lir_reg v = 1; v < r->l->nregs; v++) {
        if (r->slot[v] == UINT32_MAX || def[v] == UINT32_MAX)
            continue;
        struct interval *first = piece_at(r, v, def[v]);
        if (first->spilled) { /* a phi: the moves on the edges go to the slot */
            r->store_at_def[v] = true;
            continue;
        }
        const struct lir_block *home = block_at(r, def[v]);
        bool hot = home->cold;
        for (const struct interval *it = r->of[v]; it != NULL; it = it->child)
            if (it->spilled)
                hot |= !block_at(r, interval_start(it))->cold;
        r->store_at_def[v] = hot;
        if (hot)
            add_move(r, (def[v] + 1) / 2, 1, (uint8_t)lir_type(r->l, v), place_of(r, first),
                     (struct place){PLACE_SLOT, r->slot[v]});
    }
}

/* ------------------------------------------------------------------------------------------------ splits and
 * edges */

static void move_value(struct regalloc *r, lir_reg v, uint32_t before, uint8_t phase, struct place from,
                       struct place to)
{
    if (to.kind == PLACE_SLOT && v < r->l->nregs && !lir_is_constant(r->l, v) && to.index == r->slot[v] &&
        r->store_at_def[v])
        return;
    add_move(r, before, phase, (uint8_t)lir_type(r->l, v), from, to);
}

static void resolve_splits(struct regalloc *r)
{
    for (lir_reg v = 1; v < r->l->nregs; v++)
        for (struct interval *it = r->of[v]; it != NULL && it->child != NULL; it = it->child) {
            uint32_t pos = interval_start(it->child);
            if (!interval_covers(it, pos - 1))
                continue; /* a hole: edges make the connection */
            if (!(pos & 1) && (pos / 2 >= r->l->insts.len || lir_block_start(block_at(r, pos)) == pos))
                continue;
            move_value(r, v, pos / 2, 1, place_of(r, it), place_of(r, it->child));
        }
}

/* Where edge moves go: the end of a block with one way out, or the start of one with one way in. */
static void resolve_edge(struct regalloc *r, uint32_t from, uint32_t to, uint32_t pred_index)
{
    struct lir *l = r->l;
    struct lir_block *p = &l->blocks[from], *s = &l->blocks[to];
    bool at_start = s->npreds == 1;
    uint32_t before = at_start ? s->first : p->end - 1;
    uint8_t phase = at_start ? 0 : 2;
    uint32_t leave = s->is_pad ? 2 * p->try_inst + 1 : lir_block_end(p) - 1, enter = lir_block_start(s);
    for (size_t w = 0; w < BITSET_WORDS(l->nglobals); w++)
        for (uint64_t bits = s->live_in[w]; bits != 0; bits &= bits - 1) {
            lir_reg v = l->globals[w * 64 + (unsigned)__builtin_ctzll(bits)];
            move_value(r, v, before, phase, regalloc_place(r, v, leave), regalloc_place(r, v, enter));
        }
    for (uint32_t k = 0; k < s->nphis; k++) {
        lir_reg phi = s->phis[k].reg;
        ssa_id arg = s->phis[k].args[pred_index];
        if (r->of[phi] != NULL && arg != SSA_NONE)
            add_move(r, before, phase, (uint8_t)lir_type(l, phi), regalloc_place(r, arg, leave),
                     regalloc_place(r, phi, enter));
    }
}

static int by_instruction(const void *a, const void *b)
{
    const struct regalloc_move *x = a, *y = b;
    if (x->before != y->before)
        return x->before < y->before ? -1 : 1;
    return (int)x->phase - (int)y->phase;
}

void regalloc_resolve(struct regalloc *r)
{
    struct lir *l = r->l;
    r->slot = ARENA_ARRAY(r->arena, uint32_t, l->nregs);
    r->store_at_def = ARENA_ARRAY(r->arena, bool, l->nregs);
    assign_slots(r);
    plan_stores(r);
    resolve_splits(r);
    for (uint32_t b = 0; b < l->nblocks; b++) {
        const struct ssa_block *s = l->f->blocks[l->blocks[b].id];
        for (uint32_t k = 0; k < l->blocks[b].nsuccs; k++)
            resolve_edge(r, b, l->blocks[b].succs[k], s->succs[k].index);
    }
    if (r->moves.len > 0)
        qsort(r->moves.at, r->moves.len, sizeof *r->moves.at, by_instruction);
}

/* ------------------------------------------------------------------------------------------------ front door
 */

bool regalloc_run(struct regalloc *r, struct lir *l, struct regalloc_target target)
{
    *r = (struct regalloc){.l = l, .arena = l->arena, .target = target};
    lir_find_liveness(l);
    regalloc_build(r);
    regalloc_scan(r);
    if (r->failed)
        return false;
    regalloc_resolve(r);
    return true;
}

void regalloc_free(struct regalloc *r)
{
    vec_free(&r->moves);
    vec_free(&r->inactive);
    vec_free(&r->unhandled);
}
