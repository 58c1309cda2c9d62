/*
 * build_liveness.c - locals alive at the nodes, and what instructions do to locals.
 *
 * A covered node keeps alive what its handlers need, all along: the interpreter may throw anywhere in it.
 */
#include "frontend/build_internal.h"

static const enum ssa_type access_types[] = {SSA_I32, SSA_I64, SSA_F32, SSA_F64, SSA_REF};

bool local_access(const u1 *insn, struct local_access *out)
{
    unsigned op = insn[0];
    uint32_t slot = 0;
    bool explicit_slot = true;
    if (op == BC_wide) {
        op = insn[1];
        slot = read_u2(insn + 2);
    } else if (bytecode_format(op) == BC_FMT_LOCAL || bytecode_format(op) == BC_FMT_IINC) {
        slot = insn[1];
    } else {
        explicit_slot = false;
    }
    *out = (struct local_access){.slot = slot};
    if (explicit_slot) {
        if (op == BC_iinc)
            out->reads = out->writes = true;
        else if (op == BC_ret)
            out->reads = true, out->type = 4;
        else if (op <= BC_aload)
            out->reads = true, out->type = (uint8_t)(op - BC_iload);
        else
            out->writes = true, out->type = (uint8_t)(op - BC_istore);
        return true;
    }
    unsigned first = op >= BC_istore_0 ? BC_istore_0 : BC_iload_0;
    if (op < BC_iload_0 || op > BC_astore_3 || (op > BC_aload_3 && op < BC_istore_0))
        return false;
    out->reads = first == BC_iload_0;
    out->writes = !out->reads;
    out->type = (uint8_t)((op - first) / 4);
    out->slot = (op - first) % 4;
    return true;
}

static bool add_all(uint64_t *to, const uint64_t *from, uint32_t words)
{
    uint64_t added = 0;
    for (uint32_t i = 0; i < words; i++) {
        added |= from[i] & ~to[i];
        to[i] |= from[i];
    }
    return added != 0;
}

static bool update(struct graph *g, struct node *x, uint64_t *set)
{
    for (uint32_t w = 0; w < g->words; w++)
        set[w] = 0;
    for (uint32_t i = 0; i < x->nsuccs; i++)
        add_all(set, g->nodes[x->succs[i]].live_in, g->words);
    for (uint32_t w = 0; w < g->words; w++)
        set[w] = (set[w] & ~x->stored[w]) | x->used[w];
    if (x->dispatch != NO_NODE)
        add_all(set, g->nodes[x->dispatch].live_in, g->words);
    return add_all(x->live_in, set, g->words);
}

void graph_find_liveness(struct graph *g, struct arena *a)
{
    uint64_t *set = ARENA_ARRAY(a, uint64_t, g->words);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t n = g->n; n-- > 0;) /* what only the interpreter reaches */
            if (g->nodes[n].rpo == NO_NODE)
                changed |= update(g, &g->nodes[n], set);
        for (uint32_t i = g->norder; i-- > 0;)
            changed |= update(g, &g->nodes[g->order[i]], set);
    }
}

/* Looks for the first access of the slot in a node: its type, or SSA_VOID and whether the search goes on
 * behind it. */
static enum ssa_type first_load(const struct graph *g, const struct node *x, uint32_t slot, bool *goes_on)
{
    *goes_on = true;
    if (x->is_dispatch)
        return SSA_VOID;
    for (uint32_t bci = x->start; bci < x->end;
         bci += bytecode_length(g->code->bytes, g->code->length, bci)) {
        struct local_access l;
        if (!local_access(g->code->bytes + bci, &l) || l.slot != slot)
            continue;
        if (l.reads)
            return access_types[l.type];
        *goes_on = false;
        return SSA_VOID;
    }
    return SSA_VOID;
}

enum ssa_type graph_type_of_local(const struct graph *g, struct arena *a, uint32_t node, uint32_t slot)
{
    uint64_t *seen = ARENA_ARRAY(a, uint64_t, BITSET_WORDS(g->n));
    uint32_t *work = ARENA_ARRAY(a, uint32_t, g->n), n = 0;
    work[n++] = node;
    bitset_add(seen, node);
    while (n) {
        const struct node *x = &g->nodes[work[--n]];
        bool goes_on;
        enum ssa_type t = first_load(g, x, slot, &goes_on);
        if (t != SSA_VOID)
            return t;
        for (uint32_t i = 0; i <= x->nsuccs; i++) {
            uint32_t to = i < x->nsuccs ? x->succs[i] : x->dispatch;
            if ((i < x->nsuccs && !goes_on) || to == NO_NODE || bitset_has(seen, to) ||
                !bitset_has(g->nodes[to].live_in, slot))
                continue;
            bitset_add(seen, to);
            work[n++] = to;
        }
    }
    return SSA_VOID;
}
