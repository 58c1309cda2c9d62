/*
 * build_cfg.c - from code to a graph of nodes.
 *
 * The exception table is read first: the ranges cut the code like branches do, so that one list of handlers
 * holds for a whole node, and each distinct list becomes a dispatch node. Subroutines (jsr, ret) are copied:
 * a node is a pair of bci and context, a context is "called from that return address, in that context", and
 * ret goes back to where its context came from. Only what the root reaches exists.
 *
 * Two kinds of edges leave for a dispatch node. Liveness follows the one of every covered node, because the
 * interpreter may throw there after a deoptimisation. Order and flow follow it only from nodes that throw by
 * themselves.
 */
#include "frontend/build_internal.h"

#include <string.h>

enum { MAX_CONTEXTS = 256, MAX_NODES = 30000 };

struct context {
    uint32_t parent;
    uint32_t return_bci;
    uint32_t entry;
    uint32_t *node_at; /* by bci: node + 1 */
};

/* A distinct list of handlers: of these, a dispatch node for each context. */
struct handler_list {
    const u2 *handlers;
    uint32_t n;
};

struct cfg {
    struct arena *a;
    const struct cf_code *code;
    struct graph *g;
    bool is_synchronized;
    enum build_bailout why;
    uint64_t *starts, *leaders; /* by bci */
    uint32_t *next_leader;      /* by bci; code length at the end */
    uint32_t *list_at;          /* by leader: handler list + 1, 0: none */
    struct handler_list *lists;
    uint32_t nlists;
    struct context contexts[MAX_CONTEXTS];
    uint32_t ncontexts;
    uint32_t *work; /* nodes to be read */
    uint32_t nwork, work_cap;
};

static void fail(struct cfg *c, enum build_bailout why)
{
    if (c->why == BUILD_NONE)
        c->why = why;
}

/* ----------------------------------------------------------------------------------- leaders, handler lists
 */

static void mark_leader(struct cfg *c, int64_t bci)
{
    if (bci < 0 || bci >= c->code->length)
        fail(c, BUILD_BAD_BYTECODE);
    else
        bitset_add(c->leaders, (size_t)bci);
}

/* Calls visit for each target of a switch: the default first. */
static void each_switch_target(const u1 *code, uint32_t bci, void (*visit)(struct cfg *c, int64_t target),
                               struct cfg *c)
{
    const u1 *p = code + ((bci + 4) & ~3u);
    visit(c, (int64_t)bci + read_s4(p));
    if (code[bci] == BC_tableswitch) {
        int64_t n = (int64_t)read_s4(p + 8) - read_s4(p + 4) + 1;
        for (int64_t i = 0; i < n; i++)
            visit(c, (int64_t)bci + read_s4(p + 12 + 4 * i));
    } else {
        int32_t n = read_s4(p + 4);
        for (int32_t i = 0; i < n; i++)
            visit(c, (int64_t)bci + read_s4(p + 12 + 8 * i));
    }
}

static bool ends_block(unsigned op)
{
    switch (op) {
    case BC_goto:
    case BC_goto_w:
    case BC_jsr:
    case BC_jsr_w:
    case BC_ret:
    case BC_tableswitch:
    case BC_lookupswitch:
    case BC_ireturn:
    case BC_lreturn:
    case BC_freturn:
    case BC_dreturn:
    case BC_areturn:
    case BC_return:
    case BC_athrow: return true;
    default: return false;
    }
}

static void find_leaders(struct cfg *c)
{
    const struct cf_code *code = c->code;
    for (uint32_t bci = 0, n; bci < code->length; bci += n) {
        n = bytecode_length(code->bytes, code->length, bci);
        if (n == 0) {
            fail(c, BUILD_BAD_BYTECODE);
            return;
        }
        bitset_add(c->starts, bci);
        unsigned op = code->bytes[bci];
        switch (bytecode_format(op)) {
        case BC_FMT_BRANCH2: mark_leader(c, (int64_t)bci + read_s2(code->bytes + bci + 1)); break;
        case BC_FMT_BRANCH4: mark_leader(c, (int64_t)bci + read_s4(code->bytes + bci + 1)); break;
        case BC_FMT_SWITCH: each_switch_target(code->bytes, bci, mark_leader, c); break;
        default: break;
        }
        bool ends = ends_block(op) || bytecode_format(op) == BC_FMT_BRANCH2 ||
                    (op == BC_wide && code->bytes[bci + 1] == BC_ret);
        if (ends && bci + n < code->length)
            mark_leader(c, bci + n);
    }
    for (uint32_t i = 0; i < code->n_handlers; i++) {
        const struct cf_handler *h = &code->handlers[i];
        mark_leader(c, h->start);
        mark_leader(c, h->handler);
        if (h->end < code->length)
            mark_leader(c, h->end);
    }
    for (size_t i = 0; i < BITSET_WORDS(code->length); i++)
        if (c->leaders[i] & ~c->starts[i])
            fail(c, BUILD_BAD_BYTECODE); /* a branch into an instruction */
}

/* The handlers of the code at bci, in order, up to one that catches all. */
static uint32_t find_list(struct cfg *c, uint32_t bci)
{
    const struct cf_code *code = c->code;
    u2 list[256];
    uint32_t n = 0;
    for (uint32_t i = 0; i < code->n_handlers && n < ARRAY_LEN(list); i++) {
        const struct cf_handler *h = &code->handlers[i];
        if (bci < h->start || bci >= h->end)
            continue;
        list[n++] = (u2)i;
        if (h->catch_type == 0)
            break;
    }
    if (n == ARRAY_LEN(list))
        fail(c, BUILD_TOO_BIG);
    if (n == 0 && !c->is_synchronized)
        return 0;
    for (uint32_t i = 0; i < c->nlists; i++)
        if (c->lists[i].n == n && memcmp(c->lists[i].handlers, list, n * sizeof *list) == 0)
            return i + 1;
    u2 *copy = ARENA_ARRAY(c->a, u2, n ? n : 1);
    memcpy(copy, list, n * sizeof *list);
    c->lists[c->nlists] = (struct handler_list){copy, n};
    return ++c->nlists;
}

static void read_exception_table(struct cfg *c)
{
    uint32_t length = c->code->length;
    c->next_leader = ARENA_ARRAY(c->a, uint32_t, length + 1);
    c->list_at = ARENA_ARRAY(c->a, uint32_t, length + 1);
    c->lists = ARENA_ARRAY(c->a, struct handler_list, 2 * c->code->n_handlers + 2u);
    uint32_t next = length;
    for (uint32_t bci = length; bci-- > 0;) {
        c->next_leader[bci] = next;
        if (bitset_has(c->leaders, bci))
            next = bci;
    }
    if (c->code->n_handlers || c->is_synchronized)
        for (uint32_t bci = 0; bci < length; bci = c->next_leader[bci])
            c->list_at[bci] = find_list(c, bci);
}

/* ---------------------------------------------------------------------------------------------------- nodes
 */

static uint32_t new_node(struct cfg *c)
{
    struct graph *g = c->g;
    if (g->n == MAX_NODES) {
        fail(c, BUILD_SUBROUTINE_SIZE);
        return 0;
    }
    if (g->n == g->cap) {
        uint32_t cap = g->cap ? 2 * g->cap : 32;
        struct node *more = ARENA_ARRAY(c->a, struct node, cap);
        if (g->n)
            memcpy(more, g->nodes, g->n * sizeof *more);
        g->nodes = more;
        g->cap = cap;
    }
    struct node *x = &g->nodes[g->n];
    x->rpo = x->dispatch = NO_NODE;
    x->entry.block = x->landing.block = SSA_NO_BLOCK;
    x->used = ARENA_ARRAY(c->a, uint64_t, 3 * g->words);
    x->stored = x->used + g->words;
    x->live_in = x->stored + g->words;
    if (c->nwork == c->work_cap) {
        uint32_t cap = c->work_cap ? 2 * c->work_cap : 64;
        uint32_t *more = ARENA_ARRAY(c->a, uint32_t, cap);
        if (c->nwork)
            memcpy(more, c->work, c->nwork * sizeof *more);
        c->work = more;
        c->work_cap = cap;
    }
    c->work[c->nwork++] = g->n;
    return g->n++;
}

static uint32_t node_at(struct cfg *c, uint32_t context, int64_t bci)
{
    if (bci < 0 || bci >= c->code->length) {
        fail(c, BUILD_BAD_BYTECODE);
        return 0;
    }
    uint32_t *at = &c->contexts[context].node_at[bci];
    if (*at == 0) {
        uint32_t n = new_node(c);
        c->g->nodes[n].start = (uint32_t)bci;
        c->g->nodes[n].context = context;
        *at = n + 1;
    }
    return *at - 1;
}

/* Dispatch nodes are found after the code's end: lists are few, but may be more than the code is long. */
static uint32_t dispatch_at(struct cfg *c, uint32_t context, uint32_t list, uint32_t bci)
{
    uint32_t *at = &c->contexts[context].node_at[c->code->length + list];
    if (*at == 0) {
        uint32_t n = new_node(c);
        struct node *x = &c->g->nodes[n];
        x->start = bci;
        x->end = bci;
        x->context = context;
        x->is_dispatch = true;
        x->handlers = c->lists[list].handlers;
        x->nsuccs = c->lists[list].n;
        *at = n + 1;
    }
    return *at - 1;
}

static uint32_t new_context(struct cfg *c, uint32_t parent, uint32_t return_bci, uint32_t entry)
{
    for (uint32_t i = 1; i < c->ncontexts; i++)
        if (c->contexts[i].parent == parent && c->contexts[i].return_bci == return_bci)
            return i;
    uint32_t depth = 0;
    for (uint32_t i = parent; i; i = c->contexts[i].parent)
        if (c->contexts[i].entry == entry || ++depth > 16) { /* JVMS 4.9.2: no recursion */
            fail(c, BUILD_SUBROUTINE);
            return 0;
        }
    if (c->ncontexts == MAX_CONTEXTS) {
        fail(c, BUILD_SUBROUTINE_SIZE);
        return 0;
    }
    struct context *x = &c->contexts[c->ncontexts];
    x->parent = parent;
    x->return_bci = return_bci;
    x->entry = entry;
    x->node_at = ARENA_ARRAY(c->a, uint32_t, c->code->length + 2 * c->code->n_handlers + 2u);
    return c->ncontexts++;
}

static void add_succ(struct cfg *c, uint32_t node, int64_t bci, uint32_t context)
{
    uint32_t to = node_at(c, context, bci);
    struct node *x = &c->g->nodes[node];
    for (uint32_t i = 0; i < x->nsuccs; i++)
        if (x->succs[i] == to)
            return;
    if ((x->nsuccs & (x->nsuccs - 1)) == 0) {
        uint32_t *more = ARENA_ARRAY(c->a, uint32_t, x->nsuccs ? 2 * x->nsuccs : 1);
        if (x->nsuccs)
            memcpy(more, x->succs, x->nsuccs * sizeof *more);
        x->succs = more;
    }
    x->succs[x->nsuccs++] = to;
}

/* ------------------------------------------------------------------------------------------- reading a node
 */

/* Instructions that throw by themselves in compiled code; all other exceptions begin with a deoptimisation.
 */
static bool throws(unsigned op)
{
    switch (op) {
    case BC_getstatic:
    case BC_putstatic:
    case BC_invokevirtual:
    case BC_invokespecial:
    case BC_invokestatic:
    case BC_invokeinterface:
    case BC_invokedynamic:
    case BC_new:
    case BC_newarray:
    case BC_anewarray:
    case BC_multianewarray:
    case BC_athrow:
    case BC_monitorenter: return true;
    default: return false;
    }
}

static void note_locals(struct cfg *c, struct node *x, const u1 *insn)
{
    struct local_access l;
    if (!local_access(insn, &l))
        return;
    bool wide = build_is_wide((enum ssa_type[]){SSA_I32, SSA_I64, SSA_F32, SSA_F64, SSA_REF}[l.type]);
    if (l.slot + wide >= c->code->max_locals) {
        fail(c, BUILD_BAD_BYTECODE);
        return;
    }
    if (l.reads && !bitset_has(x->stored, l.slot))
        bitset_add(x->used, l.slot);
    if (l.writes)
        bitset_add(x->stored, l.slot);
    if (l.writes && wide)
        bitset_add(x->stored, l.slot + 1);
}

static void add_switch_succs(struct cfg *c, uint32_t node, uint32_t context, uint32_t bci)
{
    const u1 *code = c->code->bytes, *p = code + ((bci + 4) & ~3u);
    uint64_t *seen = ARENA_ARRAY(c->a, uint64_t, BITSET_WORDS(c->code->length));
    int64_t n, step, at;
    if (code[bci] == BC_tableswitch)
        n = (int64_t)read_s4(p + 8) - read_s4(p + 4) + 1, at = 12, step = 4;
    else
        n = read_s4(p + 4), at = 12, step = 8;
    for (int64_t i = -1; i < n && c->why == BUILD_NONE; i++) {
        int64_t target = (int64_t)bci + read_s4(i < 0 ? p : p + at + step * i);
        if (target < 0 || target >= c->code->length || bitset_has(seen, (size_t)target))
            continue;
        bitset_add(seen, (size_t)target);
        uint32_t to = node_at(c, context, target);
        struct node *x = &c->g->nodes[node];
        if ((x->nsuccs & (x->nsuccs - 1)) == 0) {
            uint32_t *more = ARENA_ARRAY(c->a, uint32_t, x->nsuccs ? 2 * x->nsuccs : 1);
            if (x->nsuccs)
                memcpy(more, x->succs, x->nsuccs * sizeof *more);
            x->succs = more;
        }
        x->succs[x->nsuccs++] = to;
    }
}

static void add_succs(struct cfg *c, uint32_t node, uint32_t last)
{
    const u1 *insn = c->code->bytes + last;
    uint32_t end = c->g->nodes[node].end, context = c->g->nodes[node].context;
    unsigned op = *insn;
    switch (op) {
    case BC_goto: add_succ(c, node, (int64_t)last + read_s2(insn + 1), context); return;
    case BC_goto_w: add_succ(c, node, (int64_t)last + read_s4(insn + 1), context); return;
    case BC_jsr:
    case BC_jsr_w: {
        int64_t target = (int64_t)last + (op == BC_jsr ? read_s2(insn + 1) : read_s4(insn + 1));
        uint32_t called = new_context(c, context, end, (uint32_t)target);
        if (c->why == BUILD_NONE)
            add_succ(c, node, target, called);
        return;
    }
    case BC_wide:
        if (insn[1] != BC_ret)
            break;
        /* fallthrough */
    case BC_ret:
        if (context == 0)
            fail(c, BUILD_SUBROUTINE);
        else
            add_succ(c, node, c->contexts[context].return_bci, c->contexts[context].parent);
        return;
    case BC_tableswitch:
    case BC_lookupswitch: add_switch_succs(c, node, context, last); return;
    default:
        if (bytecode_format(op) == BC_FMT_BRANCH2)
            add_succ(c, node, (int64_t)last + read_s2(insn + 1), context);
        break;
    }
    if (!ends_block(op))
        add_succ(c, node, end, context);
}

static void read_node(struct cfg *c, uint32_t node)
{
    struct node *x = &c->g->nodes[node];
    uint32_t bci = x->start, last = bci, context = x->context, list = c->list_at[bci];
    x->end = c->next_leader[bci];
    while (bci < x->end) {
        last = bci;
        note_locals(c, x, c->code->bytes + bci);
        x->can_throw |= throws(c->code->bytes[bci]);
        bci += bytecode_length(c->code->bytes, c->code->length, bci);
    }
    if (list) {
        uint32_t d = dispatch_at(c, context, list - 1, x->start);
        c->g->nodes[node].dispatch = d;
    }
    add_succs(c, node, last);
}

static void read_dispatch(struct cfg *c, uint32_t node)
{
    uint32_t n = c->g->nodes[node].nsuccs, context = c->g->nodes[node].context;
    uint32_t *succs = ARENA_ARRAY(c->a, uint32_t, n ? n : 1);
    for (uint32_t i = 0; i < n; i++)
        succs[i] = node_at(c, context, c->code->handlers[c->g->nodes[node].handlers[i]].handler);
    c->g->nodes[node].succs = succs;
}

/* --------------------------------------------------------------------------------------------- order, loops
 */

static uint32_t flow_edges(const struct node *x)
{
    return x->nsuccs + (x->dispatch != NO_NODE && x->can_throw ? 1 : 0);
}

static uint32_t flow_edge(const struct node *x, uint32_t i)
{
    return i < x->nsuccs ? x->succs[i] : x->dispatch;
}

static void find_order(struct graph *g, struct arena *a)
{
    uint32_t *stack = ARENA_ARRAY(a, uint32_t, g->n), *edge = ARENA_ARRAY(a, uint32_t, g->n);
    uint64_t *seen = ARENA_ARRAY(a, uint64_t, BITSET_WORDS(g->n));
    uint32_t depth = 0, at = g->n;
    uint32_t *post = ARENA_ARRAY(a, uint32_t, g->n);
    stack[depth++] = g->root;
    bitset_add(seen, g->root);
    while (depth) {
        uint32_t n = stack[depth - 1];
        struct node *x = &g->nodes[n];
        if (edge[n] < flow_edges(x)) {
            uint32_t to = flow_edge(x, edge[n]++);
            if (!bitset_has(seen, to)) {
                bitset_add(seen, to);
                stack[depth++] = to;
            }
        } else {
            post[--at] = n;
            depth--;
        }
    }
    g->order = post + at;
    g->norder = g->n - at;
    for (uint32_t i = 0; i < g->norder; i++)
        g->nodes[g->order[i]].rpo = i;
}

/* Walks back from a retreating edge to the header and collects what is stored on the way. What comes before
   the header in the order is outside of a natural loop: then the cycle has several entries, and all may
   change. */
static void find_loop_stores(struct graph *g, uint32_t header, uint32_t latch, uint32_t *const *preds,
                             const uint32_t *npreds, uint64_t *in_loop, uint32_t *work)
{
    struct node *h = &g->nodes[header];
    uint32_t n = 0;
    bool irreducible = false;
    work[n++] = latch;
    while (n) {
        uint32_t at = work[--n];
        if (bitset_has(in_loop, at))
            continue;
        bitset_add(in_loop, at);
        for (uint32_t i = 0; i < g->words; i++)
            h->loop_stores[i] |=
                g->nodes[at].stored[i] | (g->nodes[at].loop_stores ? g->nodes[at].loop_stores[i] : 0);
        if (at == header)
            continue;
        if (g->nodes[at].rpo < h->rpo || at == g->root)
            irreducible = true;
        else
            for (uint32_t i = 0; i < npreds[at]; i++)
                if (!bitset_has(in_loop, preds[at][i]))
                    work[n++] = preds[at][i];
    }
    if (irreducible)
        memset(h->loop_stores, 0xff, g->words * sizeof(uint64_t));
}

static void find_loops(struct graph *g, struct arena *a)
{
    uint32_t total = 0, *npreds = ARENA_ARRAY(a, uint32_t, g->n);
    uint32_t **preds = ARENA_ARRAY(a, uint32_t *, g->n);
    bool any = false;
    for (uint32_t i = 0; i < g->norder; i++) {
        struct node *x = &g->nodes[g->order[i]];
        for (uint32_t e = 0; e < flow_edges(x); e++, total++) {
            struct node *to = &g->nodes[flow_edge(x, e)];
            to->npreds++;
            if (to->rpo <= i) {
                to->eager = true;
                any = true;
            }
        }
    }
    g->nodes[g->root].npreds++;
    if (!any)
        return;
    for (uint32_t i = 0; i < g->norder; i++)
        preds[g->order[i]] = ARENA_ARRAY(a, uint32_t, g->nodes[g->order[i]].npreds);
    for (uint32_t i = 0; i < g->norder; i++) {
        struct node *x = &g->nodes[g->order[i]];
        for (uint32_t e = 0; e < flow_edges(x); e++) {
            uint32_t to = flow_edge(x, e);
            preds[to][npreds[to]++] = g->order[i];
        }
    }
    uint32_t *work = ARENA_ARRAY(a, uint32_t, total + 1);
    for (uint32_t i = g->norder; i-- > 0;) {
        uint32_t h = g->order[i];
        if (!g->nodes[h].eager)
            continue;
        g->nodes[h].loop_stores = ARENA_ARRAY(a, uint64_t, g->words);
        uint64_t *in_loop = ARENA_ARRAY(a, uint64_t, BITSET_WORDS(g->n));
        for (uint32_t k = 0; k < npreds[h]; k++)
            if (g->nodes[preds[h][k]].rpo >= i)
                find_loop_stores(g, h, preds[h][k], preds, npreds, in_loop, work);
    }
}

/* -------------------------------------------------------------------------------------------------- driver
 */

struct graph *graph_build(struct arena *a, const struct cf_code *code, uint32_t entry, bool synchronized,
                          enum build_bailout *why)
{
    struct cfg *c = ARENA_NEW(a, struct cfg);
    c->a = a;
    c->code = code;
    c->is_synchronized = synchronized;
    c->g = ARENA_NEW(a, struct graph);
    c->g->code = code;
    c->g->words = (uint32_t)BITSET_WORDS(code->max_locals ? code->max_locals : 1);
    c->starts = ARENA_ARRAY(a, uint64_t, BITSET_WORDS(code->length));
    c->leaders = ARENA_ARRAY(a, uint64_t, BITSET_WORDS(code->length));
    mark_leader(c, entry);
    bitset_add(c->leaders, 0);
    find_leaders(c);
    if (c->why == BUILD_NONE)
        read_exception_table(c);
    if (c->why == BUILD_NONE) {
        new_context(c, 0, 0, 0);
        c->g->root = node_at(c, 0, entry);
    }
    while (c->why == BUILD_NONE && c->nwork) {
        uint32_t n = c->work[--c->nwork];
        if (c->g->nodes[n].is_dispatch)
            read_dispatch(c, n);
        else
            read_node(c, n);
    }
    *why = c->why;
    if (c->why != BUILD_NONE)
        return NULL;
    find_order(c->g, a);
    find_loops(c->g, a);
    return c->g;
}
