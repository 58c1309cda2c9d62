/* order.c - the order of blocks (reverse postorder) and of values in a block. */
#include "ssa/internal.h"

struct ssa_order *ssa_reverse_postorder(const struct ssa_func *f, struct arena *a)
{
    struct ssa_order *o = ARENA_NEW(a, struct ssa_order);
    struct frame {
        uint32_t block, next;
    } *stack = ARENA_ARRAY(a, struct frame, f->nblocks);
    uint32_t *blocks = ARENA_ARRAY(a, uint32_t, f->nblocks), at = f->nblocks, depth = 0;
    o->index = ARENA_ARRAY(a, uint32_t, f->nblocks);
    for (uint32_t b = 0; b < f->nblocks; b++)
        o->index[b] = SSA_NO_BLOCK;
    stack[depth++] = (struct frame){0, 0};
    o->index[0] = 0; /* seen */
    while (depth) {
        struct frame *top = &stack[depth - 1];
        const struct ssa_block *block = f->blocks[top->block];
        if (top->next == block->nsuccs) {
            blocks[--at] = top->block;
            depth--;
            continue;
        }
        /* Last successor first: the first one then follows its block directly. */
        uint32_t next = block->succs[block->nsuccs - ++top->next].block;
        if (o->index[next] == SSA_NO_BLOCK) {
            o->index[next] = 0;
            stack[depth++] = (struct frame){next, 0};
        }
    }
    o->blocks = blocks + at;
    o->n = f->nblocks - at;
    for (uint32_t i = 0; i < o->n; i++)
        o->index[o->blocks[i]] = i;
    return o;
}

void ssa_number_block(const struct ssa_func *f, uint32_t b)
{
    uint32_t order = 0;
    SSA_EACH(f, b, v)
    ssa_at(f, v)->order = ++order;
    f->blocks[b]->numbered = true;
}

bool ssa_comes_before(const struct ssa_func *f, ssa_id a, ssa_id b)
{
    if (!f->blocks[ssa_at(f, a)->block]->numbered)
        ssa_number_block(f, ssa_at(f, a)->block);
    return ssa_at(f, a)->order < ssa_at(f, b)->order;
}
