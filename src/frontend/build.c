/* build.c - the walk over a method: scopes, entry, nodes in order. */
#include "frontend/build_internal.h"

#include <string.h>

enum { DEFAULT_MAX_VALUES = 60000 };

const char *const build_bailout_text[BUILD_NBAILOUTS] = {
#define X(name, text) [BUILD_##name] = text,
    BUILD_BAILOUTS(X)
#undef X
};

/* -------------------------------------------------------------------------------------------------- scopes
 */

struct scope *scope_new(struct builder *b, struct scope *parent, const struct env_method *m, uint32_t entry,
                        enum build_bailout *why)
{
    *why = BUILD_NO_CODE;
    if (!m->code)
        return NULL;
    bool is_synchronized = (m->access & ACC_SYNCHRONIZED) != 0;
    struct graph *g = graph_build(&b->scratch, m->code, entry, is_synchronized, why);
    if (!g)
        return NULL;
    graph_find_liveness(g, &b->scratch);
    struct scope *s = ARENA_NEW(&b->scratch, struct scope);
    s->parent = parent;
    s->m = m;
    s->code = m->code;
    s->g = g;
    s->depth = parent ? parent->depth + 1 : 0;
    s->is_synchronized = is_synchronized;
    s->node = g->root;
    s->bci = entry;
    s->slots = ARENA_ARRAY(&b->scratch, ssa_id, (uint32_t)m->code->max_locals + m->code->max_stack + 1);
    s->live = g->nodes[g->root].live_in;
    struct desc_iter it;
    desc_iter_init(&it, m->desc);
    desc_return(&it);
    s->result = it.kind;
    b->result->bytecode_bytes += m->code->length;
    return s;
}

void scope_free(struct scope *s)
{
    vec_free(&s->exits);
}

/* --------------------------------------------------------------------------------------------------- nodes
 */

/* The instructions of a node, and which locals are alive before each. */
static void read_instructions(struct builder *b, struct scope *s)
{
    const struct graph *g = s->g;
    const struct node *x = &g->nodes[s->node];
    const u1 *code = s->code->bytes;
    uint32_t n = 0, words = g->words;
    for (uint32_t bci = x->start; bci < x->end; bci += bytecode_length(code, s->code->length, bci))
        n++;
    if (n > s->insns_cap) {
        s->insns_cap = 2 * n;
        s->insns = ARENA_ARRAY(&b->scratch, uint32_t, s->insns_cap);
        s->live_before = ARENA_ARRAY(&b->scratch, uint64_t, (size_t)s->insns_cap * words);
    }
    s->ninsns = n;
    n = 0;
    for (uint32_t bci = x->start; bci < x->end; bci += bytecode_length(code, s->code->length, bci))
        s->insns[n++] = bci;
    const uint64_t *handlers = x->dispatch == NO_NODE ? NULL : g->nodes[x->dispatch].live_in;
    uint64_t one[4], *live = words <= ARRAY_LEN(one) ? one : ARENA_ARRAY(&b->scratch, uint64_t, words);
    memset(live, 0, words * sizeof *live);
    for (uint32_t i = 0; i < x->nsuccs; i++)
        for (uint32_t w = 0; w < words; w++)
            live[w] |= g->nodes[x->succs[i]].live_in[w];
    while (n-- > 0) {
        struct local_access l;
        if (local_access(code + s->insns[n], &l)) {
            if (l.writes)
                bitset_del(live, l.slot);
            if (l.reads)
                bitset_add(live, l.slot);
        }
        for (uint32_t w = 0; handlers && w < words; w++)
            live[w] |= handlers[w];
        memcpy(s->live_before + (size_t)n * words, live, words * sizeof *live);
    }
}

static void begin_instruction(struct builder *b, struct scope *s, uint32_t i)
{
    const struct node *x = &s->g->nodes[s->node];
    s->bci = s->insns[i];
    s->next_bci = i + 1 < s->ninsns ? s->insns[i + 1] : x->end;
    s->nstack_before = s->nstack;
    s->state_before = 0;
    s->live = s->live_before + (size_t)i * s->g->words;
    s->place = ssa_place_new(b->f, s->m->handle, s->bci, s->parent != NULL ? s->parent->place : 0);
}

static void build_instruction(struct builder *b, const u1 *p)
{
    unsigned op = *p;
    if (op >= BC_invokevirtual && op <= BC_invokedynamic)
        build_invoke(b, p, op);
    else if (!build_insn(b, p, op) && !build_branch(b, p, op) && !build_object(b, p, op))
        build_bail(b, BUILD_BAD_BYTECODE);
}

static void run_node(struct builder *b, struct scope *s)
{
    const struct node *x = &s->g->nodes[s->node];
    read_instructions(b, s);
    if (x->eager) {
        begin_instruction(b, s, 0);
        ssa_id poll = ssa_emit(b->f, b->cur, SSA_POLL, SSA_VOID, 0, NULL);
        ssa_set_state(b->f, poll, state_before(b));
    }
    for (uint32_t i = 0; i < s->ninsns && building(b); i++) {
        begin_instruction(b, s, i);
        build_instruction(b, s->code->bytes + s->bci);
        if (b->f->nvalues > b->max_values)
            build_bail(b, BUILD_TOO_BIG);
    }
    if (!building(b))
        return;
    uint32_t next = flow_succ(s, x->end);
    if (next == NO_NODE)
        build_bail(b, BUILD_BAD_BYTECODE); /* falls off the end of the code */
    else
        flow_jump(b, s, next);
}

static bool is_waiting(const struct node *x)
{
    return !x->entry.built && (x->entry.merged > 0 || x->landing.merged > 0);
}

void scope_run(struct builder *b, struct scope *s)
{
    struct scope *outer = b->scope;
    b->scope = s;
    flow_jump(b, s, s->g->root);
    /* One pass does it, unless a cycle was entered elsewhere than the order had foreseen. */
    for (bool again = true; again && b->bailout == BUILD_NONE;) {
        again = false;
        for (uint32_t i = 0; i < s->g->norder && b->bailout == BUILD_NONE; i++) {
            uint32_t n = s->g->order[i];
            if (!is_waiting(&s->g->nodes[n]) || !flow_enter(b, s, n))
                continue;
            if (s->g->nodes[n].is_dispatch)
                flow_build_dispatch(b, s, n);
            else
                run_node(b, s);
        }
        for (uint32_t i = 0; i < s->g->norder; i++)
            again |= is_waiting(&s->g->nodes[s->g->order[i]]);
    }
    b->scope = outer;
    if (outer != NULL)
        b->f->place = outer->place;
    b->cur = SSA_NO_BLOCK;
}

/* --------------------------------------------------------------------------------------------------- entry
 */

static ssa_id named_param(struct builder *b, const struct env_method *m, uint32_t n,
                          const struct desc_iter *it)
{
    ssa_id v = ssa_param(b->f, n);
    if (it == NULL)
        set_class_facts(b, v, m->holder, false, true);
    else if (it->kind == 'L' || it->kind == '[')
        set_class_facts(b, v, b->env->descriptor_class(b->env->cx, m, it->start, it->len), false, false);
    return v;
}

static struct ssa_func *new_func(struct builder *b, const struct env_method *m)
{
    uint8_t types[256];
    uint32_t n = 0;
    if (!(m->access & ACC_STATIC))
        types[n++] = SSA_REF;
    struct desc_iter it;
    desc_iter_init(&it, m->desc);
    while (desc_next_param(&it) && n < ARRAY_LEN(types))
        types[n++] = build_type_of_letter(it.kind);
    desc_return(&it);
    struct buf name = {0};
    buf_printf(&name, "%s.%s%s", m->holder_name->utf8, m->name->utf8, m->desc->utf8);
    struct ssa_func *f = ssa_func_new(b->arena, buf_str(&name), build_type_of_letter(it.kind), types, n);
    buf_free(&name);
    f->method = m->handle;
    return f;
}

/* The lock of a synchronized method: BEFORE its first bytecode, with the lock held. */
static void take_method_lock(struct builder *b, struct scope *s)
{
    ssa_id object = s->slots[0];
    if (s->m->access & ACC_STATIC)
        object = const_object(b, b->env->class_info(b->env->cx, s->m->holder)->mirror);
    frame_push_lock(b, s, object);
    ssa_id v = ssa_new(b->f, SSA_MONITOR_ENTER, SSA_VOID, 1, &object);
    s->nstack_before = 0;
    ssa_set_state(b->f, v, state_make(b, s, SSA_STATE_BEFORE, 0, s->live, NULL, 0));
    ssa_append(b->f, b->cur, v);
    if (s->parent)
        flow_try(b, v); /* thrown in the caller: b->scope is still that */
}

void build_enter_scope(struct builder *b, struct scope *s, const ssa_id *args, uint32_t nargs)
{
    uint32_t slot = 0;
    for (uint32_t i = 0; i < nargs; i++) {
        bool wide = build_is_wide(ssa_type_of(b->f, args[i]));
        if (slot + wide >= s->code->max_locals) {
            build_bail(b, BUILD_BAD_BYTECODE);
            return;
        }
        s->slots[slot] = args[i];
        slot += 1 + wide;
    }
    if (s->is_synchronized)
        take_method_lock(b, s);
    if (building(b))
        scope_run(b, s);
}

static void enter_root(struct builder *b, struct scope *s)
{
    ssa_id args[256];
    uint32_t n = 0;
    if (!(s->m->access & ACC_STATIC)) {
        args[n] = named_param(b, s->m, n, NULL);
        n++;
    }
    struct desc_iter it;
    desc_iter_init(&it, s->m->desc);
    while (desc_next_param(&it) && n < b->f->nparams) {
        args[n] = named_param(b, s->m, n, &it);
        n++;
    }
    build_enter_scope(b, s, args, n);
}

static ssa_id osr_param(struct builder *b, enum ssa_type t, int64_t slot)
{
    ssa_id v = ssa_new(b->f, SSA_OSR_PARAM, t, 0, NULL);
    ssa_at(b->f, v)->imm = slot;
    ssa_append(b->f, 0, v);
    return v;
}

/* Locals are what the interpreter has; their types are known from how they are used. */
static void enter_osr(struct builder *b, struct scope *s)
{
    for (uint32_t i = 0; i < s->code->max_locals; i++) {
        if (!bitset_has(s->live, i))
            continue;
        enum ssa_type t = graph_type_of_local(s->g, &b->scratch, s->g->root, i);
        if (t != SSA_VOID)
            s->slots[i] = osr_param(b, t, i);
    }
    if (!(s->m->access & ACC_STATIC) && s->slots[0] && ssa_type_of(b->f, s->slots[0]) == SSA_REF) {
        bool stored = false; /* local 0 is the receiver unless something else was put there */
        for (uint32_t i = 0; i < s->g->n; i++)
            stored |= bitset_has(s->g->nodes[i].stored, 0);
        if (!stored && !s->m->code->n_handlers)
            set_class_facts(b, s->slots[0], s->m->holder, false, false);
    }
    for (uint32_t i = 0; i < b->options->osr_nlocks; i++)
        frame_push_lock(b, s, osr_param(b, SSA_REF, (int64_t)s->code->max_locals + i));
    scope_run(b, s);
}

static void build_root(struct builder *b, const struct env_method *m)
{
    enum build_bailout why;
    int32_t osr_bci = b->options->osr_bci;
    struct scope *s = scope_new(b, NULL, m, osr_bci < 0 ? 0 : (uint32_t)osr_bci, &why);
    if (!s) {
        build_bail(b, why);
        return;
    }
    b->f = new_func(b, m);
    b->f->osr_bci = osr_bci < 0 ? -1 : osr_bci;
    b->scope = s;
    b->cur = 0;
    if (osr_bci < 0)
        enter_root(b, s);
    else
        enter_osr(b, s);
    b->scope = NULL;
    b->f->place = 0;
    scope_free(s);
}

struct ssa_func *build_ssa(const struct compile_env *env, env_handle method,
                           const struct build_options *options, struct arena *arena,
                           struct build_result *result)
{
    *result = (struct build_result){.where = method};
    struct builder b = {.env = env, .options = options, .result = result, .arena = arena};
    b.max_values = options->max_values ? options->max_values : DEFAULT_MAX_VALUES;
    arena_init(&b.scratch);
    build_root(&b, env->method_info(env->cx, method));
    if (b.bailout == BUILD_NONE)
        build_settle(&b);
    result->bailout = b.bailout;
    vec_free(&b.phis);
    ptr_map_free(&b.alias);
    arena_release(&b.scratch);
    return b.bailout == BUILD_NONE ? b.f : NULL;
}
