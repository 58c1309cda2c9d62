/*
 * stores.c - dead stores: a store whose cell is overwritten before anybody can look goes.
 *
 * Each block is walked backwards with the places that will be overwritten. What reads an alias class takes
 * its places out; so does whatever may leave for the interpreter, throw or call, since all of memory is
 * visible then.
 *
 * Requires: nothing. Maintains: everything. Breaks: nothing.
 */
#include "opt/internal.h"

enum { MAX_PLACES = 16 };

struct overwritten {
    ssa_id store[MAX_PLACES]; /* the later stores */
    uint32_t n;
};

static bool same_cell(const struct ssa_func *f, ssa_id a, ssa_id b)
{
    const struct ssa_value *x = ssa_at(f, a), *y = ssa_at(f, b);
    int64_t p, q;
    if (x->op != y->op || x->sub != y->sub || x->imm != y->imm || x->alias != y->alias ||
        ssa_strip(f, ssa_in(f, a, 0)) != ssa_strip(f, ssa_in(f, b, 0)))
        return false;
    return x->op == SSA_STORE ||
           (opt_split_sum(f, ssa_in(f, a, 1), &p) == opt_split_sum(f, ssa_in(f, b, 1), &q) && p == q);
}

static bool visit(struct ssa_func *f, struct overwritten *o, ssa_id v)
{
    enum ssa_op op = ssa_op_of(f, v);
    if (op == SSA_STORE || op == SSA_STORE_INDEX) {
        for (uint32_t i = 0; i < o->n; i++)
            if (same_cell(f, v, o->store[i])) {
                ssa_remove(f, v);
                return true;
            }
        if (o->n < MAX_PLACES)
            o->store[o->n++] = v;
        return false;
    }
    for (uint32_t i = o->n; i-- > 0;)
        if (ssa_reads(f, v, ssa_at(f, o->store[i])->alias))
            o->store[i] = o->store[--o->n];
    return false;
}

bool opt_stores(struct ssa_func *f, struct opt_ctx *cx)
{
    bool changed = false;
    (void)cx;
    SSA_EACH_BLOCK(f, b)
    {
        struct overwritten o = {.n = 0};
        for (ssa_id v = f->blocks[b]->last, prev; v; v = prev) {
            prev = ssa_at(f, v)->prev;
            changed |= visit(f, &o, v);
        }
    }
    return changed;
}
