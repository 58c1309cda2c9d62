/*
 * blocks.c - blocks, edges, terminators.
 *
 * An edge is recorded at both ends, and each record holds its index at the other end. Predecessors are
 * unordered but for the phis, whose operands follow them: whoever removes predecessor i moves the last one to
 * its place, here and in each phi.
 */
#include "ssa/internal.h"

#include <assert.h>
#include <string.h>

uint32_t ssa_block_new(struct ssa_func *f)
{
    uint32_t b = f->nblocks;
    SSA_GROW(f, f->blocks, f->blocks_cap, b + 1);
    f->nblocks = b + 1;
    f->blocks[b] = ARENA_NEW(f->arena, struct ssa_block);
    f->blocks[b]->id = b;
    f->blocks[b]->heat = SSA_HEAT_DEFAULT;
    return b;
}

ssa_id ssa_first_nonphi(const struct ssa_func *f, uint32_t b)
{
    SSA_EACH(f, b, v)
    if (ssa_op_of(f, v) != SSA_PHI)
        return v;
    return SSA_NONE;
}

/* ------------------------------------------------------------------------------------------------- edges */

/* Edge lists have room up to the next power of two. */
static struct ssa_edge *push_edge(struct ssa_func *f, struct ssa_edge *edges, uint32_t n, struct ssa_edge e)
{
    if ((n & (n - 1)) == 0) {
        struct ssa_edge *more = ARENA_ARRAY(f->arena, struct ssa_edge, n ? 2 * n : 2);
        if (n)
            memcpy(more, edges, n * sizeof *edges);
        edges = more;
    }
    edges[n] = e;
    return edges;
}

void ssa_add_edge(struct ssa_func *f, uint32_t b, uint32_t target)
{
    struct ssa_block *from = f->blocks[b], *to = f->blocks[target];
    from->succs = push_edge(f, from->succs, from->nsuccs, (struct ssa_edge){target, to->npreds});
    to->preds = push_edge(f, to->preds, to->npreds, (struct ssa_edge){b, from->nsuccs});
    from->nsuccs++;
    to->npreds++;
}

static void add_edge(struct ssa_func *f, uint32_t b, uint32_t target)
{
    ssa_add_edge(f, b, target);
    SSA_EACH(f, target, v)
    {
        if (ssa_op_of(f, v) != SSA_PHI)
            break;
        ssa_append_operand(f, v, SSA_NONE);
    }
}

/* Takes predecessor i from a block and its phis; the edge's other end is the caller's business. */
static void remove_pred(struct ssa_func *f, uint32_t b, uint32_t i)
{
    struct ssa_block *block = f->blocks[b];
    uint32_t last = --block->npreds;
    if (i != last) {
        block->preds[i] = block->preds[last];
        f->blocks[block->preds[i].block]->succs[block->preds[i].index].index = i;
    }
    SSA_EACH(f, b, v)
    {
        if (ssa_op_of(f, v) != SSA_PHI)
            break;
        ssa_remove_operand(f, v, i);
    }
}

void ssa_open_block(struct ssa_func *f, uint32_t b)
{
    struct ssa_block *block = f->blocks[b];
    ssa_id end = ssa_terminator(f, b);
    while (block->nsuccs) {
        struct ssa_edge e = block->succs[--block->nsuccs];
        remove_pred(f, e.block, e.index);
    }
    block->keys = NULL;
    if (end)
        ssa_remove(f, end);
}

void ssa_redirect(struct ssa_func *f, uint32_t b, uint32_t succ, uint32_t target)
{
    struct ssa_block *from = f->blocks[b], *to = f->blocks[target];
    struct ssa_edge old = from->succs[succ];
    remove_pred(f, old.block, old.index);
    from->succs[succ] = (struct ssa_edge){target, to->npreds};
    to->preds = push_edge(f, to->preds, to->npreds, (struct ssa_edge){b, succ});
    to->npreds++;
    SSA_EACH(f, target, v)
    {
        if (ssa_op_of(f, v) != SSA_PHI)
            break;
        ssa_append_operand(f, v, SSA_NONE);
    }
}

void ssa_keep_edge(struct ssa_func *f, uint32_t b, uint32_t succ)
{
    struct ssa_block *block = f->blocks[b];
    ssa_id end = ssa_terminator(f, b);
    for (uint32_t i = 0; i < block->nsuccs; i++)
        if (i != succ)
            remove_pred(f, block->succs[i].block, block->succs[i].index);
    struct ssa_edge kept = block->succs[succ];
    block->succs[0] = kept;
    f->blocks[kept.block]->preds[kept.index].index = 0;
    block->nsuccs = 1;
    block->keys = NULL;
    ssa_become(f, end, SSA_JUMP, SSA_VOID, 0, NULL);
}

uint32_t ssa_split_edge(struct ssa_func *f, uint32_t b, uint32_t succ)
{
    struct ssa_edge e = f->blocks[b]->succs[succ];
    uint32_t middle = ssa_block_new(f);
    struct ssa_block *m = f->blocks[middle];
    uint32_t heat_from = f->blocks[b]->heat, heat_to = f->blocks[e.block]->heat;
    m->heat = heat_from < heat_to ? heat_from : heat_to;
    f->blocks[b]->succs[succ] = (struct ssa_edge){middle, 0};
    m->preds = push_edge(f, NULL, 0, (struct ssa_edge){b, succ});
    m->npreds = 1;
    m->succs = push_edge(f, NULL, 0, e);
    m->nsuccs = 1;
    f->blocks[e.block]->preds[e.index] = (struct ssa_edge){middle, 0};
    ssa_emit(f, middle, SSA_JUMP, SSA_VOID, 0, NULL);
    return middle;
}

/* Gives all successors of one open block (its terminator moved already) to another that has none. */
static void move_succs(struct ssa_func *f, uint32_t from, uint32_t to)
{
    struct ssa_block *a = f->blocks[from], *b = f->blocks[to];
    b->succs = a->succs;
    b->nsuccs = a->nsuccs;
    b->keys = a->keys;
    a->succs = NULL;
    a->nsuccs = 0;
    a->keys = NULL;
    for (uint32_t i = 0; i < b->nsuccs; i++)
        f->blocks[b->succs[i].block]->preds[b->succs[i].index].block = to;
}

/* Moves the values from `first` on to the end of another block. */
static void move_values(struct ssa_func *f, ssa_id first, uint32_t to)
{
    struct ssa_block *target = f->blocks[to], *source = f->blocks[ssa_at(f, first)->block];
    ssa_id before = ssa_at(f, first)->prev, last = source->last;
    source->last = before;
    if (before)
        ssa_at(f, before)->next = SSA_NONE;
    else
        source->first = SSA_NONE;
    ssa_at(f, first)->prev = target->last;
    if (target->last)
        ssa_at(f, target->last)->next = first;
    else
        target->first = first;
    target->last = last;
    for (ssa_id v = first; v; v = ssa_at(f, v)->next)
        ssa_at(f, v)->block = to;
    target->numbered = false;
}

uint32_t ssa_split_block(struct ssa_func *f, ssa_id at)
{
    uint32_t b = ssa_at(f, at)->block, rest = ssa_block_new(f);
    assert(ssa_op_of(f, at) != SSA_PHI);
    f->blocks[rest]->heat = f->blocks[b]->heat;
    move_values(f, at, rest);
    move_succs(f, b, rest);
    return rest;
}

bool ssa_merge_block(struct ssa_func *f, uint32_t b)
{
    struct ssa_block *block = f->blocks[b];
    ssa_id end = ssa_terminator(f, b);
    if (!end || ssa_op_of(f, end) != SSA_JUMP)
        return false;
    uint32_t next = block->succs[0].block;
    if (next == b || next == 0 || f->blocks[next]->npreds != 1)
        return false;
    SSA_EACH_SAFE(f, next, v)
    {
        if (ssa_op_of(f, v) != SSA_PHI)
            break;
        if (ssa_in(f, v, 0) == v) /* unreachable: a cycle of one */
            return false;
        ssa_replace(f, v, ssa_in(f, v, 0));
    }
    ssa_remove(f, end);
    block->nsuccs = 0;
    f->blocks[next]->npreds = 0;
    if (f->blocks[next]->first)
        move_values(f, f->blocks[next]->first, b);
    move_succs(f, next, b);
    f->blocks[next]->removed = true;
    return true;
}

/* ------------------------------------------------------------------------------------------- terminators */

static ssa_id terminate(struct ssa_func *f, uint32_t b, enum ssa_op op, ssa_id operand)
{
    assert(!ssa_terminator(f, b));
    return ssa_emit(f, b, op, SSA_VOID, operand ? 1 : 0, &operand);
}

ssa_id ssa_jump(struct ssa_func *f, uint32_t b, uint32_t target)
{
    ssa_id v = terminate(f, b, SSA_JUMP, SSA_NONE);
    add_edge(f, b, target);
    return v;
}

ssa_id ssa_branch(struct ssa_func *f, uint32_t b, ssa_id cond, uint32_t if_true, uint32_t if_false)
{
    ssa_id v = terminate(f, b, SSA_BRANCH, cond);
    add_edge(f, b, if_true);
    add_edge(f, b, if_false);
    return v;
}

ssa_id ssa_switch(struct ssa_func *f, uint32_t b, ssa_id on, uint32_t nkeys, const int32_t *keys,
                  const uint32_t *targets)
{
    ssa_id v = terminate(f, b, SSA_SWITCH, on);
    f->blocks[b]->keys = ARENA_ARRAY(f->arena, int32_t, nkeys ? nkeys : 1);
    if (nkeys)
        memcpy(f->blocks[b]->keys, keys, nkeys * sizeof *keys);
    for (uint32_t i = 0; i <= nkeys; i++)
        add_edge(f, b, targets[i]);
    return v;
}

ssa_id ssa_try(struct ssa_func *f, uint32_t b, ssa_id call, uint32_t normal, uint32_t handler)
{
    ssa_id v = terminate(f, b, SSA_TRY, call);
    add_edge(f, b, normal);
    add_edge(f, b, handler);
    return v;
}

ssa_id ssa_return(struct ssa_func *f, uint32_t b, ssa_id v)
{
    return terminate(f, b, SSA_RETURN, v);
}
ssa_id ssa_throw(struct ssa_func *f, uint32_t b, ssa_id exception)
{
    return terminate(f, b, SSA_THROW, exception);
}
ssa_id ssa_unreachable(struct ssa_func *f, uint32_t b)
{
    return terminate(f, b, SSA_UNREACHABLE, SSA_NONE);
}

ssa_id ssa_deopt(struct ssa_func *f, uint32_t b, enum ssa_why why, uint32_t state)
{
    ssa_id v = terminate(f, b, SSA_DEOPT, SSA_NONE);
    ssa_at(f, v)->sub = why;
    ssa_set_state(f, v, state);
    return v;
}

/* ---------------------------------------------------------------------------------------------- removing */

/* Values of blocks that go away together may use each other in cycles: first no one uses anyone, then they
 * go. */
static void clear_operands(struct ssa_func *f, uint32_t b)
{
    SSA_EACH(f, b, v)
    {
        ssa_set_operands(f, v, 0, NULL);
        ssa_set_state(f, v, 0);
    }
}

static void remove_values(struct ssa_func *f, uint32_t b)
{
    SSA_EACH_SAFE(f, b, v)
    ssa_remove(f, v);
    f->blocks[b]->removed = true;
}

void ssa_remove_block(struct ssa_func *f, uint32_t b)
{
    ssa_open_block(f, b);
    assert(f->blocks[b]->npreds == 0);
    clear_operands(f, b);
    remove_values(f, b);
}

bool ssa_remove_unreachable(struct ssa_func *f)
{
    uint32_t *stack = ARENA_ARRAY(f->arena, uint32_t, f->nblocks), n = 0;
    uint64_t *seen = ARENA_ARRAY(f->arena, uint64_t, BITSET_WORDS(f->nblocks));
    bitset_add(seen, 0);
    stack[n++] = 0;
    while (n) {
        struct ssa_block *block = f->blocks[stack[--n]];
        for (uint32_t i = 0; i < block->nsuccs; i++) {
            uint32_t next = block->succs[i].block;
            if (!bitset_has(seen, next)) {
                bitset_add(seen, next);
                stack[n++] = next;
            }
        }
    }
    bool changed = false;
    SSA_EACH_BLOCK(f, b)
    if (!bitset_has(seen, b)) { /* edges first: they take operands of phis with them */
        ssa_open_block(f, b);
        changed = true;
    }
    if (!changed)
        return false;
    SSA_EACH_BLOCK(f, b)
    if (!bitset_has(seen, b))
        clear_operands(f, b);
    SSA_EACH_BLOCK(f, b)
    if (!bitset_has(seen, b)) {
        f->blocks[b]->npreds = 0;
        remove_values(f, b);
    }
    return changed;
}
