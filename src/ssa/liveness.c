/*
 * liveness.c - which values are alive at the borders of blocks: the usual equations, solved backwards over
 * bit sets.
 *
 *     out(b) = for each edge b -> s: in(s) and what phis of s take from the edge
 *     in(b)  = used in b before any definition there, and out(b) without what b defines
 *
 * A value's definition precedes its uses, so "used but not defined in b" is enough. Phi results are defined
 * in their block.
 */
#include "ssa/internal.h"

struct solver {
    const struct ssa_func *f;
    struct ssa_liveness *l;
    uint64_t **used; /* by block: used and not defined there */
    size_t words;
    uint32_t *seen; /* by value: block + 1 in which this description was looked through */
};

static void use(struct solver *x, uint32_t b, ssa_id v)
{
    if (v && ssa_at(x->f, v)->block != b)
        bitset_add(x->used[b], v);
}

/* A frame state uses what its virtual objects hold. */
static void use_slot(struct solver *x, uint32_t b, ssa_id v)
{
    use(x, b, v);
    enum ssa_op op = v ? ssa_op_of(x->f, v) : SSA_NOP;
    if (!ssa_is_virtual(op) || x->seen[v] == b + 1)
        return;
    x->seen[v] = b + 1;
    for (uint32_t i = 0; i < ssa_at(x->f, v)->noperands; i++)
        use_slot(x, b, ssa_in(x->f, v, i));
}

static void find_uses(struct solver *x, uint32_t b)
{
    const struct ssa_func *f = x->f;
    SSA_EACH(f, b, v)
    {
        if (ssa_op_of(f, v) == SSA_PHI)
            continue;
        for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++)
            use(x, b, ssa_in(f, v, i));
        for (uint32_t s = ssa_at(f, v)->state; s; s = f->states[s]->caller)
            for (uint32_t i = 0; i < ssa_state_size(f->states[s]); i++)
                use_slot(x, b, ssa_state_in(f, s, i));
    }
}

static void add_phi_operands(struct solver *x, uint32_t b)
{
    const struct ssa_func *f = x->f;
    for (uint32_t i = 0; i < f->blocks[b]->nsuccs; i++) {
        struct ssa_edge e = f->blocks[b]->succs[i];
        SSA_EACH(f, e.block, v)
        {
            if (ssa_op_of(f, v) != SSA_PHI)
                break;
            if (ssa_in(f, v, e.index))
                bitset_add(x->l->out[b], ssa_in(f, v, e.index));
        }
    }
}

/* out(b); true when it grew. */
static bool update(struct solver *x, uint32_t b)
{
    const struct ssa_func *f = x->f;
    uint64_t *out = x->l->out[b];
    bool changed = false;
    for (uint32_t i = 0; i < f->blocks[b]->nsuccs; i++) {
        const uint64_t *next = x->l->in[f->blocks[b]->succs[i].block];
        for (size_t w = 0; w < x->words; w++) {
            changed |= (next[w] & ~out[w]) != 0;
            out[w] |= next[w];
        }
    }
    return changed;
}

/* in(b) from out(b). */
static void transfer(struct solver *x, uint32_t b)
{
    uint64_t *in = x->l->in[b];
    for (size_t w = 0; w < x->words; w++)
        in[w] = x->l->out[b][w];
    SSA_EACH(x->f, b, v)
    bitset_del(in, v);
    for (size_t w = 0; w < x->words; w++)
        in[w] |= x->used[b][w];
}

struct ssa_liveness *ssa_find_liveness(const struct ssa_func *f, const struct ssa_order *order,
                                       struct arena *a)
{
    struct solver x = {.f = f, .words = BITSET_WORDS(f->nvalues)};
    x.l = ARENA_NEW(a, struct ssa_liveness);
    x.l->in = ARENA_ARRAY(a, uint64_t *, f->nblocks);
    x.l->out = ARENA_ARRAY(a, uint64_t *, f->nblocks);
    x.used = ARENA_ARRAY(a, uint64_t *, f->nblocks);
    x.seen = ARENA_ARRAY(a, uint32_t, f->nvalues);
    for (uint32_t i = 0; i < order->n; i++) {
        uint32_t b = order->blocks[i];
        x.l->in[b] = ARENA_ARRAY(a, uint64_t, x.words);
        x.l->out[b] = ARENA_ARRAY(a, uint64_t, x.words);
        x.used[b] = ARENA_ARRAY(a, uint64_t, x.words);
        find_uses(&x, b);
        add_phi_operands(&x, b);
    }
    bool changed = true;
    for (bool first = true; changed; first = false) {
        changed = false;
        for (uint32_t i = order->n; i-- > 0;) {
            uint32_t b = order->blocks[i];
            bool grew = update(&x, b);
            if (grew || first)
                transfer(&x, b);
            changed |= grew;
        }
        changed |= first;
    }
    return x.l;
}
