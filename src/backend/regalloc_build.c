/*
 * regalloc_build.c - live intervals, built backwards from liveness.
 *
 * Walking each block from its end, a use opens a range that reaches to the block's start and the definition
 * cuts it short. Machine registers that instructions name, or destroy, have intervals of their own (`fixed`).
 */
#include "backend/regalloc.h"

static void add_range(struct regalloc *r, struct interval *it, uint32_t from, uint32_t to)
{
    struct lir_range *first = it->ranges;
    if (first != NULL && first->from <= to) {
        if (from < first->from)
            first->from = from;
        if (to > first->to)
            first->to = to;
    } else {
        struct lir_range *range = ARENA_NEW(r->arena, struct lir_range);
        *range = (struct lir_range){from, to, first};
        it->ranges = range;
    }
    if (to > it->end)
        it->end = to;
}

static void add_use(struct regalloc *r, struct interval *it, uint32_t pos, uint8_t want)
{
    struct lir_use *use = ARENA_NEW(r->arena, struct lir_use);
    *use = (struct lir_use){pos, want, it->uses};
    it->uses = use;
}

static struct interval *interval_of(struct regalloc *r, lir_reg v)
{
    if (v & LIR_PHYS)
        return &r->fixed[v & ~LIR_PHYS];
    if (r->of[v] == NULL) {
        r->of[v] = ARENA_NEW(r->arena, struct interval);
        *r->of[v] = (struct interval){
            .reg = v, .phys = -1, .hint = LIR_NO_HINT, .fp = lir_is_fp_type(lir_type(r->l, v))};
    }
    return r->of[v];
}

static void define(struct regalloc *r, struct interval *it, uint32_t pos)
{
    if (it->ranges != NULL && it->ranges->from <= pos && it->ranges->to > pos)
        it->ranges->from = pos;
    else
        add_range(r, it, pos, pos + 1);
}

static void build_inst(struct regalloc *r, const struct lir_inst *in, uint32_t i, uint32_t block_start)
{
    const struct lir_operand *ops = &r->l->ops.at[in->ops];
    uint32_t pos = 2 * i;
    if (in->flags & LIR_CALLS)
        for (unsigned m = 0; m < LIR_NREGS; m++)
            if (!(r->target.callee_saved >> m & 1))
                define(r, &r->fixed[m], pos + 1);
    for (uint32_t k = 0; k < in->nops; k++)
        if (ops[k].role == LIR_DEF) {
            struct interval *it = interval_of(r, ops[k].reg);
            define(r, it, pos + 1);
            add_use(r, it, pos + 1, ops[k].want);
            if (ops[k].hint != LIR_NO_HINT)
                it->hint = ops[k].hint;
        }
    for (uint32_t k = 0; k < in->nops + in->nstate; k++) {
        const struct lir_operand *op = &ops[k];
        if (op->role == LIR_DEF || op->reg == LIR_NO_REG)
            continue;
        struct interval *it = interval_of(r, op->reg);
        if (op->role == LIR_TEMP) {
            add_range(r, it, pos, pos + 2);
            add_use(r, it, pos + 1, LIR_MUST); /* or a result would take its register */
            add_use(r, it, pos, LIR_MUST);
            continue;
        }
        add_range(r, it, block_start, pos + (op->role == LIR_LATE ? 2 : 1));
        if (op->role == LIR_LATE)
            add_use(r, it, pos + 1, op->want);
        add_use(r, it, pos, op->want);
        if (op->hint != LIR_NO_HINT)
            it->hint = op->hint;
    }
}

/* Which virtual registers are used in each loop, inner loops included. */
static uint64_t **find_loop_uses(struct regalloc *r)
{
    struct lir *l = r->l;
    size_t words = BITSET_WORDS(l->nregs);
    uint64_t **used = ARENA_ARRAY(r->arena, uint64_t *, l->loops->n + 1);
    for (uint32_t i = 0; i < l->loops->n; i++)
        used[i] = ARENA_ARRAY(r->arena, uint64_t, words);
    for (uint32_t b = 0; b < l->nblocks; b++) {
        uint32_t loop = l->blocks[b].loop;
        if (loop == SSA_NO_LOOP || l->blocks[b].cold)
            continue;
        for (uint32_t i = l->blocks[b].first; i < l->blocks[b].end; i++) {
            const struct lir_inst *in = &l->insts.at[i];
            for (uint32_t k = 0; k < in->nops; k++)
                if (!(l->ops.at[in->ops + k].reg & LIR_PHYS) && l->ops.at[in->ops + k].want >= LIR_SHOULD)
                    bitset_add(used[loop], l->ops.at[in->ops + k].reg);
        }
    }
    for (uint32_t i = l->loops->n; i-- > 0;) { /* outer loops stand before inner ones */
        uint32_t parent = l->loops->loops[i].parent;
        if (parent != SSA_NO_LOOP)
            for (size_t w = 0; w < words; w++)
                used[parent][w] |= used[i][w];
    }
    return used;
}

static void build_block(struct regalloc *r, uint32_t n, uint64_t **loop_uses)
{
    struct lir *l = r->l;
    struct lir_block *b = &l->blocks[n];
    uint32_t start = lir_block_start(b), end = lir_block_end(b);
    const uint64_t *needed_again = NULL;
    for (uint32_t s = 0; s < b->nsuccs; s++) {
        const struct lir_block *succ = &l->blocks[b->succs[s]];
        uint32_t loop = succ->loop;
        if (loop != SSA_NO_LOOP && l->loops->loops[loop].header == succ->id &&
            ssa_loop_has(l->loops, loop, b->id))
            needed_again = loop_uses[loop];
    }
    for (size_t w = 0; w < BITSET_WORDS(l->nglobals); w++)
        for (uint64_t bits = b->live_out[w]; bits != 0; bits &= bits - 1) {
            lir_reg v = l->globals[w * 64 + (unsigned)__builtin_ctzll(bits)];
            struct interval *it = interval_of(r, v);
            add_range(r, it, start, end);
            if (needed_again != NULL && bitset_has(needed_again, v))
                add_use(r, it, end - 1, LIR_LOOP_END);
        }
    for (uint32_t i = b->end; i-- > b->first;) {
        r->block_at[i] = n;
        build_inst(r, &l->insts.at[i], i, start);
    }
    for (uint32_t p = 0; p < b->nphis; p++)
        define(r, interval_of(r, b->phis[p].reg), start);
}

static void add_hint(struct regalloc *r, lir_reg v, lir_reg other)
{
    if (v == other || lir_is_fp_type(lir_type(r->l, v)) != lir_is_fp_type(lir_type(r->l, other)))
        return;
    if (r->hints[v][0] == LIR_NO_REG)
        r->hints[v][0] = other;
    else if (r->hints[v][0] != other)
        r->hints[v][1] = other;
}

static void find_hints(struct regalloc *r)
{
    struct lir *l = r->l;
    for (uint32_t b = 0; b < l->nblocks; b++)
        for (uint32_t p = 0; p < l->blocks[b].nphis; p++)
            for (uint32_t k = 0; k < l->blocks[b].npreds; k++) {
                lir_reg arg = l->blocks[b].phis[p].args[k], phi = l->blocks[b].phis[p].reg;
                if (arg == SSA_NONE || lir_is_constant(l, arg))
                    continue;
                add_hint(r, phi, arg);
                add_hint(r, arg, phi);
            }
    for (uint32_t i = 0; i < l->insts.len; i++) { /* results like first operands: two-address instructions */
        const struct lir_inst *in = &l->insts.at[i];
        const struct lir_operand *ops = &l->ops.at[in->ops];
        if (in->nops < 2 || ops[0].role != LIR_DEF || ops[1].role != LIR_USE || ops[0].reg & LIR_PHYS ||
            ops[1].reg & LIR_PHYS || ops[1].reg == LIR_NO_REG)
            continue;
        add_hint(r, ops[0].reg, ops[1].reg);
        add_hint(r, ops[1].reg, ops[0].reg);
    }
}

void regalloc_build(struct regalloc *r)
{
    struct lir *l = r->l;
    r->of = ARENA_ARRAY(r->arena, struct interval *, l->nregs);
    r->hints = (lir_reg(*)[2])arena_alloc(r->arena, sizeof *r->hints * l->nregs);
    r->block_at = ARENA_ARRAY(r->arena, uint32_t, l->insts.len + 1);
    for (unsigned m = 0; m < LIR_NREGS; m++)
        r->fixed[m] = (struct interval){.phys = (int16_t)m, .fp = m >= LIR_FPR, .hint = LIR_NO_HINT};
    uint64_t **loop_uses = find_loop_uses(r);
    for (uint32_t b = l->nblocks; b-- > 0;)
        build_block(r, b, loop_uses);
    find_hints(r);
}
