/*
 * verify.c - the rules of the IR. Run after every pass in debug builds and tests.
 *
 * Blocks (here)
 *   B1  The entry, b0, exists and has no predecessors.
 *   B2  A block ends with a terminator, and has no other; the links between its values agree in both
 * directions and each value knows its block. B3  Phis come first. caught comes next, in the handler blocks of
 * try and nowhere else; all edges to a handler block are second edges of a try. B4  Both ends of an edge
 * agree, no edge leads to a removed block, and each terminator has as many successors as its operation wants.
 *   B5  The keys of a switch are different from each other.
 *   B6  try's operand may throw and stands directly before it; its two targets differ.
 * Values (verify_values.c)
 *   V1  Operands are there (no SSA_NONE), stand in a block, and are as many as the operation wants.
 *   V2  Result and operand types are those of the table; the suffix exists. References compare for equality
 * only. V3  A phi has one operand for each predecessor. V4  param and osr_param stand in the entry, fit the
 * function's parameters, and osr_param needs an OSR function. V5  return fits the function's result. V6  What
 * deoptimises or throws has a frame state, and nothing else has. V7  An indexed access names an array class
 * of its kind (with or without sign), or any; a field access no array class. V8  Facts are possible (lo <= hi, within the type) and
 * of a kind that the type can have. V9  Virtual objects are used by frame states and virtual objects only,
 * and their fields exist. V10 Constants fit their types. Uses (verify_uses.c) U1  User lists are exact: every
 * operand of a value in a block and of a live state is once in its def's list, nothing else is. U2  A def
 * dominates its uses; a phi's operand dominates the end of its predecessor; operands of a frame state (and of
 * its callers) dominate the values that have it. The result of a call under try is not available to its
 * handler. Frame states (verify_uses.c) S1  The number of references is exact, and a state without any is
 * released. S2  Callers are live, of kind call, and not in a circle. S3  A state of kind throw has one stack
 * entry, a reference; locks are references. Unreachable blocks are held to all rules but U2.
 */
#include "ssa/verify_internal.h"

#include <stdarg.h>
#include <stdlib.h>

enum { MAX_ERRORS = 8 };

void ssa_broken(struct ssa_verifier *x, ssa_id v, const char *rule, const char *fmt, ...)
{
    if (++x->nerrors > MAX_ERRORS)
        return;
    buf_printf(x->error, "%s: ", rule);
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(x->error, fmt, ap);
    va_end(ap);
    if (v) {
        buf_puts(x->error, ": ");
        ssa_print_value(x->f, v, x->error);
    }
    buf_putc(x->error, '\n');
}

static void check_links(struct ssa_verifier *x, uint32_t b)
{
    const struct ssa_func *f = x->f;
    ssa_id prev = SSA_NONE;
    uint32_t steps = 0;
    SSA_EACH(f, b, v)
    {
        const struct ssa_value *value = ssa_at(f, v);
        if (value->block != b || value->prev != prev || value->op == SSA_NOP || ++steps > f->nvalues) {
            ssa_broken(x, SSA_NONE, "B2", "b%u: the links at $%u are wrong", b, v);
            x->hopeless = true;
            return;
        }
        prev = v;
    }
    if (f->blocks[b]->last != prev) {
        ssa_broken(x, SSA_NONE, "B2", "b%u: last is not its last value", b);
        x->hopeless = true;
    }
}

static void check_order(struct ssa_verifier *x, uint32_t b)
{
    const struct ssa_func *f = x->f;
    bool after_phis = false;
    ssa_id first = ssa_first_nonphi(f, b);
    SSA_EACH(f, b, v)
    {
        const struct ssa_op_info *info = ssa_info(f, v);
        if (ssa_op_of(f, v) != SSA_PHI)
            after_phis = true;
        else if (after_phis)
            ssa_broken(x, v, "B3", "a phi after other values");
        if ((info->properties & SSA_TERM) && v != f->blocks[b]->last)
            ssa_broken(x, v, "B2", "b%u goes on after its terminator", b);
        if (ssa_op_of(f, v) == SSA_CAUGHT && v != first)
            ssa_broken(x, v, "B3", "caught is not first");
    }
    if (!ssa_terminator(f, b))
        ssa_broken(x, SSA_NONE, "B2", "b%u has no terminator", b);
}

static bool is_handler_edge(const struct ssa_func *f, struct ssa_edge pred)
{
    ssa_id end = ssa_terminator(f, pred.block);
    return end && ssa_op_of(f, end) == SSA_TRY && pred.index == 1;
}

static void check_handler(struct ssa_verifier *x, uint32_t b)
{
    const struct ssa_func *f = x->f;
    const struct ssa_block *block = f->blocks[b];
    ssa_id first = ssa_first_nonphi(f, b);
    bool is_handler = first && ssa_op_of(f, first) == SSA_CAUGHT;
    uint32_t edges = 0;
    for (uint32_t i = 0; i < block->npreds; i++)
        edges += is_handler_edge(f, block->preds[i]);
    if (is_handler && (edges == 0 || edges != block->npreds))
        ssa_broken(x, first, "B3", "b%u is reached without an exception", b);
    if (!is_handler && edges)
        ssa_broken(x, SSA_NONE, "B3", "b%u handles exceptions but has no caught", b);
}

static void check_edges(struct ssa_verifier *x, uint32_t b)
{
    const struct ssa_func *f = x->f;
    const struct ssa_block *block = f->blocks[b];
    for (uint32_t i = 0; i < block->nsuccs; i++) {
        struct ssa_edge e = block->succs[i];
        const struct ssa_block *to = e.block < f->nblocks ? f->blocks[e.block] : NULL;
        if (!to || to->removed || e.index >= to->npreds || to->preds[e.index].block != b ||
            to->preds[e.index].index != i) {
            ssa_broken(x, SSA_NONE, "B4", "successor %u of b%u does not know it", i, b);
            x->hopeless = true;
        }
    }
    for (uint32_t i = 0; i < block->npreds; i++) {
        struct ssa_edge e = block->preds[i];
        const struct ssa_block *from = e.block < f->nblocks ? f->blocks[e.block] : NULL;
        if (!from || from->removed || e.index >= from->nsuccs || from->succs[e.index].block != b ||
            from->succs[e.index].index != i) {
            ssa_broken(x, SSA_NONE, "B4", "predecessor %u of b%u does not know it", i, b);
            x->hopeless = true;
        }
    }
}

static int compare_keys(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static void check_switch(struct ssa_verifier *x, const struct ssa_block *block, ssa_id end)
{
    uint32_t n = block->nsuccs - 1;
    if (!block->keys) {
        ssa_broken(x, end, "B5", "a switch without keys");
        return;
    }
    int32_t *sorted = ARENA_ARRAY(&x->arena, int32_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = block->keys[i];
    qsort(sorted, n, sizeof *sorted, compare_keys);
    for (uint32_t i = 1; i < n; i++)
        if (sorted[i] == sorted[i - 1])
            ssa_broken(x, end, "B5", "key %d twice", sorted[i]);
}

static void check_terminator(struct ssa_verifier *x, uint32_t b)
{
    const struct ssa_func *f = x->f;
    const struct ssa_block *block = f->blocks[b];
    ssa_id end = ssa_terminator(f, b);
    if (!end)
        return;
    uint32_t want = 0;
    switch (ssa_op_of(f, end)) {
    case SSA_JUMP: want = 1; break;
    case SSA_BRANCH:
    case SSA_TRY: want = 2; break;
    case SSA_SWITCH: want = block->nsuccs ? block->nsuccs : 1; break;
    default: break;
    }
    if (block->nsuccs != want) {
        ssa_broken(x, end, "B4", "b%u has %u successors, not %u", b, block->nsuccs, want);
        return;
    }
    if (ssa_op_of(f, end) == SSA_SWITCH)
        check_switch(x, block, end);
    if (ssa_op_of(f, end) == SSA_TRY && ssa_at(f, end)->noperands == 1) {
        ssa_id call = ssa_in(f, end, 0);
        if (!call || ssa_at(f, end)->prev != call || !ssa_may_throw(f, call))
            ssa_broken(x, end, "B6", "what may throw is not directly before it");
        if (block->succs[0].block == block->succs[1].block)
            ssa_broken(x, end, "B6", "one target for both outcomes");
    }
}

bool ssa_verify(const struct ssa_func *f, struct buf *error)
{
    struct ssa_verifier x = {.f = f, .error = error};
    if (f->nblocks == 0 || f->blocks[0]->removed) {
        ssa_broken(&x, SSA_NONE, "B1", "there is no entry");
        return false;
    }
    if (f->blocks[0]->npreds)
        ssa_broken(&x, SSA_NONE, "B1", "the entry has predecessors");
    arena_init(&x.arena);
    SSA_EACH_BLOCK(f, b)
    {
        check_links(&x, b);
        check_edges(&x, b);
    }
    if (!x.hopeless) { /* what follows trusts links and edges */
        SSA_EACH_BLOCK(f, b)
        {
            check_order(&x, b);
            check_handler(&x, b);
            check_terminator(&x, b);
        }
        ssa_verify_values(&x);
        ssa_verify_uses(&x);
    }
    if (x.nerrors > MAX_ERRORS)
        buf_printf(error, "... and %u more\n", x.nerrors - MAX_ERRORS);
    arena_release(&x.arena);
    return x.nerrors == 0;
}
