/*
 * lir_order.c - the order of blocks in memory, which is also the order in which linear scan walks them.
 *
 * Reverse postorder, with two changes: the blocks of a loop stand together, so that what is live in it is
 * live in one stretch; and blocks that rarely run (heat 0, exception handlers, paths that end in a
 * deoptimisation or throw) stand at the end, so that hot code is dense and spills around them stay with them;
 * before those stand the blocks that run a small part of the times that what leads to them does.
 * A loop whose header decides whether to leave it is laid out with the header last: one jump an iteration
 * instead of two.
 */
#include "backend/lir.h"

struct ordering {
    struct lir *l;
    const struct ssa_order *order;
    const struct ssa_loops *loops;
    bool *cold, *rare, *placed, *loop_done;
    uint32_t *out, n;
};

static void place(struct ordering *o, uint32_t b)
{
    if (!o->placed[b]) {
        o->placed[b] = true;
        o->out[o->n++] = b;
    }
}

/* The one latch that jumps back, if the header's branch leaves the loop: then the header can stand behind it.
 */
static bool rotatable(const struct ordering *o, uint32_t loop)
{
    const struct ssa_func *f = o->l->f;
    const struct ssa_loop *lp = &o->loops->loops[loop];
    const struct ssa_block *header = f->blocks[lp->header];
    if (lp->nblocks < 2 || ssa_op_of(f, header->last) != SSA_BRANCH || lp->header == 0)
        return false;
    bool in0 = ssa_loop_has(o->loops, loop, header->succs[0].block);
    bool in1 = ssa_loop_has(o->loops, loop, header->succs[1].block);
    if (in0 == in1)
        return false;
    for (uint32_t i = 0; i < lp->nlatches; i++)
        if (ssa_op_of(f, f->blocks[lp->latches[i]]->last) != SSA_JUMP)
            return false;
    return true;
}

/* rarer: also what is rare, and loops that begin so. */
static void place_blocks(struct ordering *o, const uint32_t *blocks, uint32_t n, uint32_t loop, bool rarer)
{
    uint32_t last = loop != SSA_NO_LOOP && rotatable(o, loop) ? o->loops->loops[loop].header : SSA_NO_BLOCK;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t b = blocks[i];
        if (o->cold[b] || (o->rare[b] && !rarer) || o->placed[b] || b == last)
            continue;
        uint32_t inner = o->loops->of_block[b];
        while (inner != SSA_NO_LOOP && inner != loop && o->loops->loops[inner].parent != loop)
            inner = o->loops->loops[inner].parent;
        if (inner == loop || inner == SSA_NO_LOOP) {
            place(o, b);
        } else if (!o->loop_done[inner]) {
            o->loop_done[inner] = true;
            place_blocks(o, o->loops->loops[inner].blocks, o->loops->loops[inner].nblocks, inner, rarer);
        }
    }
    if (last != SSA_NO_BLOCK)
        place(o, last);
}

/* Cold: by its heat, by how it ends, or because every way on or every way in is cold. */
static void find_cold(struct ordering *o)
{
    const struct ssa_func *f = o->l->f;
    for (uint32_t i = 1; i < o->order->n; i++) {
        uint32_t b = o->order->blocks[i];
        enum ssa_op last = ssa_op_of(f, f->blocks[b]->last);
        o->cold[b] =
            f->blocks[b]->heat == 0 || last == SSA_DEOPT || last == SSA_UNREACHABLE || last == SSA_THROW;
        if (f->blocks[b]->npreds > 0 && f->blocks[b]->preds[0].index == 1) {
            uint32_t p = f->blocks[b]->preds[0].block;
            o->cold[b] |= ssa_op_of(f, f->blocks[p]->last) == SSA_TRY; /* a handler */
        }
    }
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = o->order->n; i-- > 1;) {
            uint32_t b = o->order->blocks[i];
            bool all = f->blocks[b]->nsuccs > 0;
            for (uint32_t s = 0; s < f->blocks[b]->nsuccs; s++)
                all &= o->cold[f->blocks[b]->succs[s].block] &&
                       o->order->index[f->blocks[b]->succs[s].block] > i;
            o->cold[b] |= all;
        }
        for (uint32_t i = 1; i < o->order->n; i++) {
            uint32_t b = o->order->blocks[i];
            bool all = true;
            for (uint32_t p = 0; p < f->blocks[b]->npreds; p++)
                if (o->order->index[f->blocks[b]->preds[p].block] < i)
                    all &= o->cold[f->blocks[b]->preds[p].block];
            o->cold[b] |= all;
        }
    }
}

/* Rare: much less hot than the hottest way in, or entered from rare blocks only. */
static void find_rare(struct ordering *o)
{
    enum { RARELY = 16 };
    const struct ssa_func *f = o->l->f;
    for (uint32_t i = 1; i < o->order->n; i++) {
        uint32_t b = o->order->blocks[i];
        const struct ssa_block *block = f->blocks[b];
        uint32_t hottest = 0;
        bool all = true;
        for (uint32_t p = 0; p < block->npreds; p++) {
            uint32_t from = block->preds[p].block;
            if (o->order->index[from] >= i)
                continue;
            all &= o->rare[from] || o->cold[from];
            if (f->blocks[from]->heat > hottest)
                hottest = f->blocks[from]->heat;
        }
        o->rare[b] = !o->cold[b] && (all || block->heat <= hottest / RARELY);
    }
}

static void describe_blocks(struct lir *l, const struct ordering *o)
{
    const struct ssa_func *f = l->f;
    l->nblocks = o->n;
    l->loops = o->loops;
    for (uint32_t i = 0; i < o->loops->n; i++)
        o->loop_done[i] = false;
    l->blocks = ARENA_ARRAY(l->arena, struct lir_block, o->n);
    l->block_of = ARENA_ARRAY(l->arena, uint32_t, f->nblocks);
    for (uint32_t b = 0; b < f->nblocks; b++)
        l->block_of[b] = SSA_NO_BLOCK;
    for (uint32_t i = 0; i < o->n; i++)
        l->block_of[o->out[i]] = i;
    for (uint32_t i = 0; i < o->n; i++) {
        struct lir_block *b = &l->blocks[i];
        const struct ssa_block *s = f->blocks[o->out[i]];
        uint32_t loop = o->loops->of_block[s->id];
        *b = (struct lir_block){.id = s->id, .heat = s->heat, .cold = o->cold[s->id], .try_inst = UINT32_MAX};
        b->depth = loop == SSA_NO_LOOP ? 0 : o->loops->loops[loop].depth;
        b->loop = loop;
        b->loop_top =
            loop != SSA_NO_LOOP && !b->cold && o->loops->loops[loop].depth > 0 && !o->loop_done[loop];
        if (loop != SSA_NO_LOOP)
            o->loop_done[loop] = true;
        b->preds = ARENA_ARRAY(l->arena, uint32_t, s->npreds);
        b->succs = ARENA_ARRAY(l->arena, uint32_t, s->nsuccs);
        b->npreds = s->npreds;
        b->nsuccs = s->nsuccs;
        for (uint32_t p = 0; p < s->npreds; p++)
            b->preds[p] = l->block_of[s->preds[p].block];
        for (uint32_t p = 0; p < s->nsuccs; p++)
            b->succs[p] = l->block_of[s->succs[p].block];
        b->is_pad = s->npreds == 1 && s->preds[0].index == 1 &&
                    ssa_op_of(f, f->blocks[s->preds[0].block]->last) == SSA_TRY;
    }
}

void lir_order_blocks(struct lir *l)
{
    struct ssa_func *f = l->f;
    struct ordering o = {.l = l};
    o.order = ssa_reverse_postorder(f, l->arena);
    o.loops = ssa_find_loops(f, ssa_find_dominators(f, o.order, l->arena), l->arena);
    o.cold = ARENA_ARRAY(l->arena, bool, f->nblocks);
    o.placed = ARENA_ARRAY(l->arena, bool, f->nblocks);
    o.loop_done = ARENA_ARRAY(l->arena, bool, o.loops->n + 1);
    o.out = ARENA_ARRAY(l->arena, uint32_t, o.order->n);
    o.rare = ARENA_ARRAY(l->arena, bool, f->nblocks);
    find_cold(&o);
    find_rare(&o);
    place_blocks(&o, o.order->blocks, o.order->n, SSA_NO_LOOP, false);
    place_blocks(&o, o.order->blocks, o.order->n, SSA_NO_LOOP, true);
    for (uint32_t i = 0; i < o.order->n; i++)
        if (!o.cold[o.order->blocks[i]])
            place(&o, o.order->blocks[i]); /* rare ones of loops that have been placed */
    for (uint32_t i = 0; i < o.order->n; i++)
        place(&o, o.order->blocks[i]); /* the cold ones */
    describe_blocks(l, &o);
}
