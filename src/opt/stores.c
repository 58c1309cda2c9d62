/*
 * stores.c - dead stores: a store whose cell is overwritten before anybody can look goes; and one of the
 * default value to a new object that has it already.
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

/* -------------------------------------------------------------------------------------------- new objects */

static bool stores_default(const struct ssa_func *f, ssa_id store)
{
    ssa_id v = ssa_strip(f, ssa_in(f, store, ssa_at(f, store)->noperands - 1));
    return ssa_op_of(f, v) == SSA_CONST && ssa_at(f, v)->imm == 0;
}

/* May v write to the object, or let others do so? Frame states and its own stores do not. */
static bool gives_away(const struct ssa_func *f, ssa_id v, ssa_id object)
{
    enum ssa_op op = ssa_op_of(f, v);
    bool access = op == SSA_STORE || op == SSA_STORE_INDEX || op == SSA_LOAD || op == SSA_LOAD_INDEX;
    bool question = op == SSA_CMP || op == SSA_CLASS_OF || op == SSA_ARRAY_LENGTH || op == SSA_INSTANCE_OF ||
                    ssa_is_virtual(op);
    if (question || (ssa_info(f, v)->properties & SSA_SAME))
        return false;
    for (uint32_t i = access ? 1 : 0; i < ssa_at(f, v)->noperands; i++)
        if (ssa_strip(f, ssa_in(f, v, i)) == object)
            return true;
    return false;
}

/* What follows an allocation in its block, for as long as nobody else has the object. */
static bool drop_defaults(struct ssa_func *f, ssa_id object)
{
    ssa_id stores[MAX_PLACES];
    uint32_t n = 0;
    bool changed = false;
    for (ssa_id v = ssa_at(f, object)->next, next; v; v = next) {
        next = ssa_at(f, v)->next;
        if (gives_away(f, v, object))
            break;
        enum ssa_op op = ssa_op_of(f, v);
        if ((op != SSA_STORE && op != SSA_STORE_INDEX) || ssa_strip(f, ssa_in(f, v, 0)) != object)
            continue;
        bool fresh = stores_default(f, v) && (op == SSA_STORE || n == 0); /* indices may be equal */
        for (uint32_t i = 0; i < n; i++)
            fresh &= ssa_at(f, stores[i])->imm != ssa_at(f, v)->imm;
        if (fresh) {
            ssa_remove(f, v);
            changed = true;
        } else if (n == MAX_PLACES) {
            break;
        } else {
            stores[n++] = v;
        }
    }
    return changed;
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
        SSA_EACH(f, b, v)
        if (ssa_op_of(f, v) == SSA_NEW || ssa_op_of(f, v) == SSA_NEW_ARRAY)
            changed |= drop_defaults(f, v);
    }
    return changed;
}
