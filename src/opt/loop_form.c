/*
 * loop_form.c - gives each natural loop a preheader: one block, ending in a jump, through which it is
 * entered.
 *
 * Several entry edges are gathered in a new block whose phis take what they bring. The runner calls this for
 * passes that require the form; cfg.c removes the blocks again when they stay empty.
 *
 * Requires: loops. Maintains: values. Breaks: the control flow's analyses, when it adds a block.
 */
#include "opt/internal.h"

/* Gathers the entry edges of a header in a new block. */
static void gather(struct ssa_func *f, struct opt_ctx *cx, uint32_t loop)
{
    uint32_t header = cx->loops->loops[loop].header, pre = ssa_block_new(f);
    struct ssa_block *h = f->blocks[header];
    uint32_t heat = 0, n = h->npreds;
    struct ssa_edge *entries = ARENA_ARRAY(&cx->analysis_arena, struct ssa_edge, n ? n : 1);
    uint32_t *indices = ARENA_ARRAY(&cx->analysis_arena, uint32_t, n ? n : 1), count = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!ssa_loop_has(cx->loops, loop, h->preds[i].block)) {
            entries[count] = h->preds[i];
            indices[count++] = i;
            heat += f->blocks[h->preds[i].block]->heat;
        }
    f->blocks[pre]->heat = heat < h->heat ? heat : h->heat;
    /* What comes in, phi by phi, before edges move and operands with them. */
    VEC(ssa_id) incoming = {0};
    SSA_EACH(f, header, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        for (uint32_t i = 0; i < count; i++)
            vec_push(&incoming, ssa_in(f, phi, indices[i]));
    }
    for (uint32_t i = 0; i < count; i++)
        ssa_redirect(f, entries[i].block, entries[i].index, pre);
    ssa_jump(f, pre, header);
    uint32_t entry = f->blocks[pre]->succs[0].index, at = 0;
    SSA_EACH(f, header, phi)
    {
        if (ssa_op_of(f, phi) != SSA_PHI)
            break;
        ssa_id value = incoming.at[at];
        bool same = true;
        for (uint32_t i = 1; i < count; i++)
            same &= incoming.at[at + i] == value;
        if (!same) {
            value = ssa_new(f, SSA_PHI, ssa_type_of(f, phi), count, &incoming.at[at]);
            ssa_append(f, pre, value);
        }
        ssa_set_operand(f, phi, entry, value);
        at += count;
    }
    vec_free(&incoming);
}

bool opt_loop_form(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    for (uint32_t loop = 0; loop < cx->loops->n; loop++) {
        const struct ssa_block *header = f->blocks[cx->loops->loops[loop].header];
        uint32_t entries = 0, from = 0;
        for (uint32_t i = 0; i < header->npreds; i++)
            if (!ssa_loop_has(cx->loops, loop, header->preds[i].block)) {
                entries++;
                from = header->preds[i].block;
            }
        if (entries == 1 && ssa_op_of(f, ssa_terminator(f, from)) == SSA_JUMP)
            continue;
        if (header->first && ssa_op_of(f, ssa_first_nonphi(f, header->id)) == SSA_CAUGHT)
            continue; /* entered by exceptions: opt_preheader says so */
        gather(f, cx, loop);
        changed = true;
    }
    return changed;
}
