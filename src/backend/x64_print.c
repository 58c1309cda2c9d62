/* x64_print.c - the low-level form as text, for dumps: before register allocation with virtual registers,
 * then with places. */
#include "backend/x64_lir.h"

static const char *const names[X64_NINSTS] = {
#define X(name) [X64_##name] = #name,
    X64_INSTS(X)
#undef X
};

static void print_place(const struct x64_compile *c, lir_reg r, uint32_t pos, struct buf *out)
{
    static const char *const gprs[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                       "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
    if (!(r & LIR_PHYS))
        buf_printf(out, "$%u", r);
    if (!(r & LIR_PHYS) && c->ra.slot == NULL)
        return;
    struct place p = regalloc_place(&c->ra, r, pos);
    if (p.kind == PLACE_GPR)
        buf_printf(out, ":%s", gprs[p.index]);
    else if (p.kind == PLACE_FPR)
        buf_printf(out, ":xmm%u", p.index);
    else if (p.kind == PLACE_SLOT)
        buf_printf(out, ":slot%u", p.index);
    else
        buf_puts(out, ":-");
}

static void print_moves(const struct x64_compile *c, uint32_t inst, struct buf *out)
{
    for (size_t i = 0; i < c->ra.moves.len; i++) {
        const struct regalloc_move *m = &c->ra.moves.at[i];
        if (m->before == inst)
            buf_printf(out, "      move.%u %u.%u <- %u.%u\n", m->phase, m->to.kind, m->to.index, m->from.kind,
                       m->from.index);
    }
}

void x64_print_lir(const struct x64_compile *c, struct buf *out)
{
    const struct lir *l = &c->l;
    buf_printf(out, "lir %s\n", c->f->name);
    for (uint32_t b = 0; b < l->nblocks; b++) {
        const struct lir_block *block = &l->blocks[b];
        buf_printf(out, "  b%u%s depth %u:", block->id, block->cold ? " cold" : "", block->depth);
        for (uint32_t s = 0; s < block->nsuccs; s++)
            buf_printf(out, " -> b%u", l->blocks[block->succs[s]].id);
        buf_putc(out, '\n');
        for (uint32_t p = 0; p < block->nphis; p++) {
            buf_puts(out, "      phi ");
            print_place(c, block->phis[p].reg, lir_block_start(block), out);
            for (uint32_t k = 0; k < block->npreds; k++)
                buf_printf(out, " $%u", block->phis[p].args[k]);
            buf_putc(out, '\n');
        }
        for (uint32_t i = block->first; i < block->end; i++) {
            const struct lir_inst *in = &l->insts.at[i];
            print_moves(c, i, out);
            buf_printf(out, "%4u  %s.%u", 2 * i, names[in->op], in->size);
            for (uint32_t k = 0; k < in->nops + in->nstate; k++) {
                const struct lir_operand *op = &l->ops.at[in->ops + k];
                buf_puts(out, k == in->nops ? " | " : k == 0 ? " " : ", ");
                buf_puts(out, op->role == LIR_DEF    ? "="
                              : op->role == LIR_LATE ? "+"
                              : op->role == LIR_TEMP ? "!"
                                                     : "");
                print_place(c, op->reg, 2 * i + (op->role == LIR_DEF || op->role == LIR_LATE), out);
            }
            if (in->source == LIR_SRC_IMM || in->op == X64_IMM)
                buf_printf(out, " imm %lld", (long long)in->imm);
            if (in->mem != 0xff)
                buf_printf(out, " [disp %d, scale %u]", in->disp, 1u << in->scale);
            buf_putc(out, '\n');
        }
    }
}
