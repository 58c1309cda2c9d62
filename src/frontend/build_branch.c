/* build_branch.c - branches, switches, subroutines, returns, athrow. */
#include "frontend/build_internal.h"

#include <stdlib.h>

#include "ssa/helpers.h"

/* An edge to be: its SSA block, and the node that is merged once the terminator stands. */
struct edge {
    uint32_t block;
    uint32_t node; /* NO_NODE: a block that deoptimises */
    bool shared;   /* the node's only predecessor ends here: its block is new */
};

/* Code that never ran is left to the interpreter, which will tell when it does. The operands are popped. */
static uint32_t unreached_block(struct builder *b, uint32_t node)
{
    struct scope *s = b->scope;
    const struct node *x = &s->g->nodes[node];
    uint32_t block = ssa_block_new(b->f);
    b->f->blocks[block]->heat = 0;
    ssa_deopt(
        b->f, block, SSA_WHY_UNREACHED,
        state_make(b, s, SSA_STATE_BEFORE, x->start, x->live_in, s->slots + s->code->max_locals, s->nstack));
    return block;
}

static struct edge edge_to(struct builder *b, int64_t bci)
{
    struct scope *s = b->scope;
    uint32_t node = flow_succ(s, (uint32_t)bci);
    if (node == NO_NODE) {
        build_bail(b, BUILD_BAD_BYTECODE);
        return (struct edge){SSA_NO_BLOCK, NO_NODE, false};
    }
    const struct compile_env *env = b->env;
    bool seen = !env->reached || env->reached(env->cx, s->m, (uint32_t)bci);
    if (!seen && (!env->may_speculate || env->may_speculate(env->cx, s->m, (uint32_t)bci, SSA_WHY_UNREACHED)))
        return (struct edge){unreached_block(b, node), NO_NODE, false};
    return (struct edge){flow_target(b, s, node), node, s->g->nodes[node].npreds == 1};
}

/* In the block of the edge, v is known to be not null: a copy that says so takes its place. */
static void merge_edge(struct builder *b, struct edge e, ssa_id nonnull)
{
    struct scope *s = b->scope;
    if (e.node == NO_NODE)
        return;
    ssa_id refined = SSA_NONE;
    if (nonnull && e.shared) {
        refined = ssa_emit(b->f, e.block, SSA_REFINE, SSA_REF, SSA_IN(nonnull));
        struct ssa_facts facts = ssa_facts_of(b->f, nonnull);
        ssa_set_facts(b->f, refined, &facts);
        set_class_facts(b, refined, 0, false, true);
        frame_replace(b, nonnull, refined);
    }
    flow_merge(b, s, e.node);
    if (refined)
        frame_replace(b, refined, nonnull);
}

static void branch(struct builder *b, ssa_id cond, int64_t target, ssa_id nonnull_taken,
                   ssa_id nonnull_not_taken)
{
    struct scope *s = b->scope;
    if (ssa_is_const(b->f, cond) || target == s->next_bci) {
        int64_t to = ssa_at(b->f, cond)->imm != 0 && ssa_is_const(b->f, cond) ? target : s->next_bci;
        uint32_t node = flow_succ(s, (uint32_t)to);
        if (node == NO_NODE)
            build_bail(b, BUILD_BAD_BYTECODE);
        else
            flow_jump(b, s, node);
        return;
    }
    s->nstack_before = s->nstack;
    struct edge taken = edge_to(b, target), not_taken = edge_to(b, s->next_bci);
    if (!building(b))
        return;
    ssa_branch(b->f, b->cur, cond, taken.block, not_taken.block);
    merge_edge(b, taken, nonnull_taken);
    merge_edge(b, not_taken, nonnull_not_taken);
    b->cur = SSA_NO_BLOCK;
}

/* getClass() == X.class: the classes are compared, and no mirror is needed. */
static void compare_classes(struct builder *b, ssa_id *x, ssa_id *y)
{
    ssa_id asked = ssa_strip(b->f, *x), named = ssa_strip(b->f, *y);
    if (ssa_op_of(b->f, asked) == SSA_CONST_REF) {
        ssa_id other = asked;
        asked = named;
        named = other;
    }
    if (ssa_op_of(b->f, asked) != SSA_CALL_RUNTIME || ssa_at(b->f, asked)->imm != SSA_HELPER_CLASS_MIRROR ||
        ssa_op_of(b->f, named) != SSA_CONST_REF || !ssa_at(b->f, named)->handle)
        return;
    env_handle class = b->env->mirror_class(b->env->cx, ssa_at(b->f, named)->handle);
    if (!class)
        return;
    *x = ssa_in(b->f, asked, 0);
    *y = ssa_address(b->f, class);
}

static void branch_on(struct builder *b, const u1 *p, enum ssa_cond c, enum ssa_type t, bool with_zero)
{
    struct scope *s = b->scope;
    ssa_id y = with_zero ? ssa_const(b->f, t, 0) : frame_pop(b, t);
    ssa_id x = frame_pop(b, t);
    if (!building(b))
        return;
    bool tests_null = t == SSA_REF && with_zero && !known_nonnull(b, x);
    if (t == SSA_REF && !with_zero)
        compare_classes(b, &x, &y);
    branch(b, emit_cmp(b, c, x, y), (int64_t)s->bci + read_s2(p + 1),
           tests_null && c == SSA_NE ? x : SSA_NONE, tests_null && c == SSA_EQ ? x : SSA_NONE);
}

/* ------------------------------------------------------------------------------------------------ switches
 */

struct switch_case {
    int32_t key;
    uint32_t bci;
};

static int compare_cases(const void *x, const void *y)
{
    int32_t a = ((const struct switch_case *)x)->key, c = ((const struct switch_case *)y)->key;
    return (a > c) - (a < c);
}

/* Cases that lead where the default leads are left out, and repeated keys. */
static uint32_t read_cases(const struct scope *s, const u1 *insn, uint32_t default_bci,
                           struct switch_case *cases)
{
    const u1 *p = s->code->bytes + ((s->bci + 4) & ~3u);
    uint32_t n = 0;
    if (*insn == BC_tableswitch) {
        int32_t low = read_s4(p + 4), high = read_s4(p + 8);
        for (int64_t i = 0; i <= (int64_t)high - low; i++)
            cases[n++] = (struct switch_case){(int32_t)(low + i), s->bci + (uint32_t)read_s4(p + 12 + 4 * i)};
    } else {
        int32_t pairs = read_s4(p + 4);
        for (int64_t i = 0; i < pairs; i++)
            cases[n++] =
                (struct switch_case){read_s4(p + 8 + 8 * i), s->bci + (uint32_t)read_s4(p + 12 + 8 * i)};
        qsort(cases, n, sizeof *cases, compare_cases);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (cases[i].bci != default_bci && (kept == 0 || cases[kept - 1].key != cases[i].key))
            cases[kept++] = cases[i];
    return kept;
}

static uint32_t count_cases(const struct scope *s, const u1 *insn)
{
    const u1 *p = s->code->bytes + ((s->bci + 4) & ~3u);
    if (*insn == BC_tableswitch)
        return (uint32_t)((int64_t)read_s4(p + 8) - read_s4(p + 4) + 1);
    return (uint32_t)read_s4(p + 4);
}

static void build_switch(struct builder *b, const u1 *insn)
{
    struct scope *s = b->scope;
    uint32_t default_bci = s->bci + (uint32_t)read_s4(s->code->bytes + ((s->bci + 4) & ~3u));
    ssa_id v = frame_pop(b, SSA_I32);
    struct switch_case *cases = ARENA_ARRAY(&b->scratch, struct switch_case, count_cases(s, insn) + 1);
    uint32_t n = read_cases(s, insn, default_bci, cases);
    if (!building(b))
        return;
    if (ssa_is_const(b->f, v) || n == 0) {
        uint32_t to = default_bci;
        for (uint32_t i = 0; i < n; i++)
            if (cases[i].key == ssa_at(b->f, v)->imm)
                to = cases[i].bci;
        uint32_t node = flow_succ(s, to);
        if (node == NO_NODE)
            build_bail(b, BUILD_BAD_BYTECODE);
        else
            flow_jump(b, s, node);
        return;
    }
    struct edge *edges = ARENA_ARRAY(&b->scratch, struct edge, n + 1);
    int32_t *keys = ARENA_ARRAY(&b->scratch, int32_t, n);
    uint32_t *blocks = ARENA_ARRAY(&b->scratch, uint32_t, n + 1);
    s->nstack_before = s->nstack;
    for (uint32_t i = 0; i <= n; i++) {
        edges[i] = edge_to(b, i < n ? cases[i].bci : default_bci);
        blocks[i] = edges[i].block;
        if (i < n)
            keys[i] = cases[i].key;
    }
    if (!building(b))
        return;
    ssa_switch(b->f, b->cur, v, n, keys, blocks);
    for (uint32_t i = 0; i <= n; i++)
        merge_edge(b, edges[i], SSA_NONE);
    b->cur = SSA_NO_BLOCK;
}

/* ------------------------------------------------------------------------------------------------- returns
 */

void build_unlock_all(struct builder *b, uint32_t state)
{
    struct scope *s = b->scope;
    while (s->nlocks && b->bailout == BUILD_NONE) {
        ssa_id v = ssa_new(b->f, SSA_MONITOR_EXIT, SSA_VOID, 1, &s->locks[--s->nlocks]);
        ssa_set_state(b->f, v, state);
        ssa_append(b->f, b->cur, v);
    }
}

void build_return(struct builder *b, ssa_id v)
{
    struct scope *s = b->scope;
    if (s->nlocks != s->is_synchronized) {
        build_bail(b, BUILD_LOCKING);
        return;
    }
    if (s->is_synchronized)
        build_unlock_all(b, state_before(b));
    if (s->wrote_final && b->options->release_fences)
        emit_fence(b, SSA_FENCE_RELEASE);
    if (s->parent)
        vec_push(&s->exits, ((struct exit_point){b->cur, v}));
    else
        ssa_return(b->f, b->cur, v);
    b->cur = SSA_NO_BLOCK;
}

/* Values of types narrower than int are cut (JVMS 6.5, ireturn). */
static ssa_id narrow(struct builder *b, ssa_id v, char letter)
{
    switch (letter) {
    case 'Z':
        if (ssa_facts_of(b->f, v).lo >= 0 && ssa_facts_of(b->f, v).hi <= 1)
            return v;
        return emit(b, SSA_AND, SSA_I32, SSA_IN(v, ssa_const_i32(b->f, 1)));
    case 'B': return emit(b, SSA_SEXT8, SSA_I32, SSA_IN(v));
    case 'C': return emit(b, SSA_ZEXT16, SSA_I32, SSA_IN(v));
    case 'S': return emit(b, SSA_SEXT16, SSA_I32, SSA_IN(v));
    default: return v;
    }
}

static void return_value(struct builder *b, unsigned op)
{
    struct scope *s = b->scope;
    enum ssa_type t = build_type_of_letter(s->result);
    ssa_id v = frame_pop(b, t);
    static const enum ssa_type types[] = {SSA_I32, SSA_I64, SSA_F32, SSA_F64, SSA_REF};
    if (t != types[op - BC_ireturn])
        build_bail(b, BUILD_BAD_BYTECODE);
    if (building(b))
        build_return(b, narrow(b, v, s->result));
}

static void call_subroutine(struct builder *b, int64_t target)
{
    struct scope *s = b->scope;
    frame_push(b, ssa_const(b->f, SSA_RAW, s->next_bci));
    uint32_t node = flow_succ(s, (uint32_t)target);
    if (node == NO_NODE)
        build_bail(b, BUILD_BAD_BYTECODE);
    if (building(b))
        flow_jump(b, s, node);
}

/* The copy of the subroutine says where it returns to; the address that the program kept must agree. */
static void return_from_subroutine(struct builder *b, uint32_t slot)
{
    struct scope *s = b->scope;
    const struct node *x = &s->g->nodes[s->node];
    ssa_id v = frame_local(b, slot, SSA_RAW);
    if (!building(b))
        return;
    if (x->nsuccs != 1 || !ssa_is_const(b->f, v) || ssa_at(b->f, v)->imm != s->g->nodes[x->succs[0]].start) {
        build_bail(b, BUILD_SUBROUTINE);
        return;
    }
    flow_jump(b, s, x->succs[0]);
}

static void jump(struct builder *b, int64_t target)
{
    uint32_t node = flow_succ(b->scope, (uint32_t)target);
    if (node == NO_NODE)
        build_bail(b, BUILD_BAD_BYTECODE);
    else
        flow_jump(b, b->scope, node);
}

bool build_branch(struct builder *b, const u1 *p, unsigned op)
{
    int64_t bci = b->scope->bci;
    static const enum ssa_cond conds[] = {SSA_EQ, SSA_NE, SSA_LT, SSA_GE, SSA_GT, SSA_LE};
    if (op >= BC_ifeq && op <= BC_ifle) {
        branch_on(b, p, conds[op - BC_ifeq], SSA_I32, true);
        return true;
    }
    if (op >= BC_if_icmpeq && op <= BC_if_icmple) {
        branch_on(b, p, conds[op - BC_if_icmpeq], SSA_I32, false);
        return true;
    }
    switch (op) {
    case BC_if_acmpeq:
    case BC_if_acmpne: branch_on(b, p, conds[op - BC_if_acmpeq], SSA_REF, false); return true;
    case BC_ifnull:
    case BC_ifnonnull: branch_on(b, p, conds[op - BC_ifnull], SSA_REF, true); return true;
    case BC_goto: jump(b, bci + read_s2(p + 1)); return true;
    case BC_goto_w: jump(b, bci + read_s4(p + 1)); return true;
    case BC_jsr: call_subroutine(b, bci + read_s2(p + 1)); return true;
    case BC_jsr_w: call_subroutine(b, bci + read_s4(p + 1)); return true;
    case BC_ret: return_from_subroutine(b, p[1]); return true;
    case BC_wide:
        if (p[1] != BC_ret)
            return false;
        return_from_subroutine(b, read_u2(p + 2));
        return true;
    case BC_tableswitch:
    case BC_lookupswitch: build_switch(b, p); return true;
    case BC_ireturn:
    case BC_lreturn:
    case BC_freturn:
    case BC_dreturn:
    case BC_areturn: return_value(b, op); return true;
    case BC_return:
        if (b->scope->result != 'V')
            build_bail(b, BUILD_BAD_BYTECODE);
        else
            build_return(b, SSA_NONE);
        return true;
    case BC_athrow: {
        ssa_id v = frame_pop(b, SSA_REF);
        if (building(b))
            flow_throw(b, emit_null_check(b, v));
        return true;
    }
    default: return false;
    }
}
