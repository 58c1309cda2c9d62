/*
 * loops.c - natural loops and how they nest.
 *
 * A back edge goes to a block that dominates its source; the loop of a header is what reaches its back edges
 * without passing the header. Headers are found in reverse postorder, outer ones first, so that each loop
 * claims its blocks from the loop around it. A retreating edge that is no back edge belongs to a cycle with
 * several entries (only odd bytecode has them): it is not a loop here, and its blocks are flagged, so that
 * passes leave them alone.
 */
#include "ssa/internal.h"

struct finder {
    const struct ssa_func *f;
    const struct ssa_dominators *d;
    const struct ssa_order *order;
    struct arena *arena;
    uint32_t *stack;
};

static bool reached(const struct finder *x, uint32_t b)
{
    return x->order->index[b] != SSA_NO_BLOCK;
}

/* Marks what reaches `from` backwards, up to and with `stop`. */
static void mark_backwards(struct finder *x, uint64_t *marked, uint32_t from, uint32_t stop)
{
    uint32_t n = 0;
    bitset_add(marked, stop);
    if (!bitset_has(marked, from)) {
        bitset_add(marked, from);
        x->stack[n++] = from;
    }
    while (n) {
        const struct ssa_block *block = x->f->blocks[x->stack[--n]];
        for (uint32_t i = 0; i < block->npreds; i++) {
            uint32_t pred = block->preds[i].block;
            if (reached(x, pred) && !bitset_has(marked, pred)) {
                bitset_add(marked, pred);
                x->stack[n++] = pred;
            }
        }
    }
}

static void mark_forwards(struct finder *x, uint64_t *marked, uint32_t from)
{
    uint32_t n = 0;
    bitset_add(marked, from);
    x->stack[n++] = from;
    while (n) {
        const struct ssa_block *block = x->f->blocks[x->stack[--n]];
        for (uint32_t i = 0; i < block->nsuccs; i++)
            if (!bitset_has(marked, block->succs[i].block)) {
                bitset_add(marked, block->succs[i].block);
                x->stack[n++] = block->succs[i].block;
            }
    }
}

/* An edge b -> header closes a cycle that header does not dominate: the cycle is among what both can reach.
 */
static void flag_irreducible(struct finder *x, struct ssa_loops *l, uint32_t b, uint32_t header)
{
    const struct ssa_func *f = x->f;
    uint64_t *after = ARENA_ARRAY(x->arena, uint64_t, BITSET_WORDS(f->nblocks));
    uint64_t *before = ARENA_ARRAY(x->arena, uint64_t, BITSET_WORDS(f->nblocks));
    if (!l->in_irreducible)
        l->in_irreducible = ARENA_ARRAY(x->arena, uint8_t, f->nblocks);
    l->irreducible = true;
    mark_forwards(x, after, header);
    mark_backwards(x, before, b, header);
    for (uint32_t i = 0; i < f->nblocks; i++)
        l->in_irreducible[i] |= bitset_has(after, i) && bitset_has(before, i);
}

static uint32_t count_latches(struct finder *x, struct ssa_loops *l, uint32_t header)
{
    const struct ssa_block *block = x->f->blocks[header];
    uint32_t n = 0;
    for (uint32_t i = 0; i < block->npreds; i++) {
        uint32_t pred = block->preds[i].block;
        if (!reached(x, pred) || x->order->index[pred] < x->order->index[header])
            continue;
        if (ssa_dominates(x->d, header, pred))
            n++;
        else
            flag_irreducible(x, l, pred, header);
    }
    return n;
}

static void fill_loop(struct finder *x, struct ssa_loops *l, uint32_t id, uint32_t header)
{
    const struct ssa_func *f = x->f;
    const struct ssa_order *order = x->order;
    struct ssa_loop *loop = &l->loops[id];
    const struct ssa_block *block = f->blocks[header];
    uint64_t *members = ARENA_ARRAY(x->arena, uint64_t, BITSET_WORDS(f->nblocks));
    loop->header = header;
    loop->parent = l->of_block[header];
    loop->depth = loop->parent == SSA_NO_LOOP ? 1 : l->loops[loop->parent].depth + 1;
    loop->latches = ARENA_ARRAY(x->arena, uint32_t, block->npreds);
    for (uint32_t i = 0; i < block->npreds; i++) {
        uint32_t pred = block->preds[i].block;
        if (reached(x, pred) && ssa_dominates(x->d, header, pred)) {
            loop->latches[loop->nlatches++] = pred;
            mark_backwards(x, members, pred, header);
        }
    }
    uint32_t count = 0;
    for (size_t i = 0; i < BITSET_WORDS(f->nblocks); i++)
        count += (uint32_t)__builtin_popcountll(members[i]);
    loop->blocks = ARENA_ARRAY(x->arena, uint32_t, count);
    for (uint32_t i = order->index[header]; loop->nblocks < count; i++)
        if (bitset_has(members, order->blocks[i])) {
            loop->blocks[loop->nblocks++] = order->blocks[i];
            l->of_block[order->blocks[i]] = id;
        }
}

struct ssa_loops *ssa_find_loops(const struct ssa_func *f, const struct ssa_dominators *d, struct arena *a)
{
    struct finder x = {f, d, d->order, a, ARENA_ARRAY(a, uint32_t, f->nblocks)};
    struct ssa_loops *l = ARENA_NEW(a, struct ssa_loops);
    uint32_t *headers = ARENA_ARRAY(a, uint32_t, d->order->n);
    l->of_block = ARENA_ARRAY(a, uint32_t, f->nblocks);
    l->nblocks = f->nblocks;
    for (uint32_t b = 0; b < f->nblocks; b++)
        l->of_block[b] = SSA_NO_LOOP;
    for (uint32_t i = 0; i < d->order->n; i++)
        if (count_latches(&x, l, d->order->blocks[i]))
            headers[l->n++] = d->order->blocks[i];
    l->loops = ARENA_ARRAY(a, struct ssa_loop, l->n);
    for (uint32_t i = 0; i < l->n; i++)
        fill_loop(&x, l, i, headers[i]);
    return l;
}

bool ssa_loop_has(const struct ssa_loops *l, uint32_t loop, uint32_t block)
{
    uint32_t at = block < l->nblocks ? l->of_block[block] : SSA_NO_LOOP;
    while (at != SSA_NO_LOOP && at != loop)
        at = l->loops[at].parent;
    return at == loop;
}
