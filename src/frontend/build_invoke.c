/*
 * build_invoke.c - calls: what they reach, and whether that is built in place.
 *
 * A receiver whose class is known, a class without overriding subclasses (recorded as a dependency), or what
 * the site has seen (behind a guard) make a call direct. A direct call may be inlined. Method handles that
 * are constants are followed through invokeBasic and linkTo* to the method they mean.
 */
#include "frontend/build_internal.h"
#include "frontend/build_intrinsics.h"

#include <string.h>

enum { MAX_DEPTH = 48, MAX_ARGS = 256 };

/* -------------------------------------------------------------------------------------------------- calling
 */

static void push_result(struct builder *b, ssa_id v)
{
    if (building(b) && v && ssa_type_of(b->f, v) != SSA_VOID)
        frame_push(b, v);
}

/* The last character class of a descriptor as a class fact of the result. */
static void set_result_facts(struct builder *b, ssa_id v, const struct env_method *m)
{
    struct desc_iter it;
    desc_iter_init(&it, m->desc);
    desc_return(&it);
    if (it.kind == 'L' || it.kind == '[')
        set_class_facts(b, v, b->env->descriptor_class(b->env->cx, m, it.start, it.len), false, false);
}

static enum ssa_type result_type(const struct env_method *m)
{
    struct desc_iter it;
    desc_iter_init(&it, m->desc);
    desc_return(&it);
    return build_type_of_letter(it.kind);
}

static void emit_call(struct builder *b, enum ssa_op op, const struct env_method *m, int64_t index,
                      const ssa_id *args, uint32_t nargs)
{
    ssa_id v = ssa_new(b->f, op, result_type(m), nargs, args);
    ssa_at(b->f, v)->handle = m->handle;
    ssa_at(b->f, v)->imm = index;
    emit_throwing(b, v, state_call(b, b->scope));
    if (ssa_type_of(b->f, v) == SSA_REF)
        set_result_facts(b, v, m);
    push_result(b, v);
}

/* ------------------------------------------------------------------------------------------------- inlining
 */

static uint32_t recursion_depth(const struct scope *s, env_handle method)
{
    uint32_t n = 0;
    for (; s; s = s->parent)
        n += s->m->handle == method;
    return n;
}

static bool should_inline(struct builder *b, const struct env_method *m, const ssa_id *args, uint32_t nargs,
                          bool guarded, bool via_handle)
{
    struct scope *s = b->scope;
    if (!b->env->inline_decision || !m->code || s->depth >= MAX_DEPTH)
        return false;
    struct env_inline_query q = {.caller = s->m, .callee = m, .bci = s->bci, .depth = s->depth};
    q.recursion = recursion_depth(s, m->handle);
    q.values = b->f->nvalues;
    for (uint32_t i = 0; i < nargs; i++)
        q.constants += ssa_is_const(b->f, args[i]) || ssa_op_of(b->f, args[i]) == SSA_CONST_REF;
    q.guarded = guarded;
    q.via_handle = via_handle;
    return b->env->inline_decision(b->env->cx, &q);
}

/* Joins the open ends of an inlined method; the result, or SSA_NONE. */
static ssa_id join_exits(struct builder *b, struct scope *callee)
{
    b->cur = SSA_NO_BLOCK;
    if (callee->exits.len == 0)
        return SSA_NONE; /* it never returns */
    if (callee->exits.len == 1) {
        b->cur = callee->exits.at[0].block;
        return callee->exits.at[0].value;
    }
    uint32_t join = ssa_block_new(b->f);
    for (size_t i = 0; i < callee->exits.len; i++)
        ssa_jump(b->f, callee->exits.at[i].block, join);
    b->f->blocks[join]->heat = b->f->blocks[callee->exits.at[0].block]->heat;
    b->cur = join;
    ssa_id v = callee->exits.at[0].value;
    bool same = true;
    for (size_t i = 1; i < callee->exits.len; i++)
        same &= callee->exits.at[i].value == v;
    if (same)
        return v;
    ssa_id phi = ssa_new(b->f, SSA_PHI, ssa_type_of(b->f, v), (uint32_t)callee->exits.len, NULL);
    for (size_t i = 0; i < callee->exits.len; i++)
        ssa_set_operand(b->f, phi, (uint32_t)i, callee->exits.at[i].value);
    ssa_append(b->f, join, phi);
    vec_push(&b->phis, phi);
    return phi;
}

static bool inline_call(struct builder *b, const struct env_method *m, const ssa_id *args, uint32_t nargs,
                        bool via_handle)
{
    enum build_bailout why;
    struct scope *s = scope_new(b, b->scope, m, 0, &why);
    if (!s)
        return false;
    b->result->inlined++;
    s->via_handle = via_handle;
    build_enter_scope(b, s, args, nargs);
    if (b->bailout == BUILD_NONE)
        push_result(b, join_exits(b, s));
    scope_free(s);
    return true;
}

void build_direct_call(struct builder *b, const struct env_method *m, ssa_id *args, uint32_t nargs,
                       bool guarded, bool via_handle)
{
    if (m->intrinsic && build_intrinsic(b, m, args, nargs))
        return;
    if (should_inline(b, m, args, nargs, guarded, via_handle) && inline_call(b, m, args, nargs, via_handle))
        return;
    emit_call(b, SSA_CALL, m, 0, args, nargs);
}

/* ------------------------------------------------------------------------------------------- two-way calls
 */

/* Takes the result of a way from the stack and leaves the block open. */
static struct exit_point end_way(struct builder *b, enum ssa_type t)
{
    struct exit_point x = {SSA_NO_BLOCK, SSA_NONE};
    if (building(b)) {
        x.block = b->cur;
        x.value = t == SSA_VOID ? SSA_NONE : frame_pop(b, t);
    }
    return x;
}

static void join_ways(struct builder *b, enum ssa_type t, struct exit_point x, struct exit_point y)
{
    if (x.block == SSA_NO_BLOCK)
        x = y;
    if (y.block == SSA_NO_BLOCK || x.block == y.block) {
        b->cur = x.block;
        if (building(b))
            push_result(b, x.value);
        return;
    }
    b->cur = ssa_block_new(b->f);
    b->f->blocks[b->cur]->heat = b->f->blocks[x.block]->heat;
    ssa_jump(b->f, x.block, b->cur);
    ssa_jump(b->f, y.block, b->cur);
    if (t == SSA_VOID)
        return;
    ssa_id v = ssa_new(b->f, SSA_PHI, t, SSA_IN(x.value, y.value));
    ssa_append(b->f, b->cur, v);
    vec_push(&b->phis, v);
    frame_push(b, v);
}

/* --------------------------------------------------------------------------------------- devirtualisation */

struct virtual_call {
    const struct env_call *call;
    const struct env_method *m;
    ssa_id *args;
    uint32_t nargs;
};

static void emit_virtual_call(struct builder *b, const struct virtual_call *v)
{
    if (v->call->kind == ENV_CALL_INTERFACE)
        emit_call(b, SSA_CALL_INTERFACE, v->m, v->m->itable_index, v->args, v->nargs);
    else
        emit_call(b, SSA_CALL_VIRTUAL, v->m, v->m->vtable_index, v->args, v->nargs);
}

/* Tests for so many classes; last_is_all: no others were seen. */
struct ways {
    unsigned n;
    bool last_is_all;
};

/* What the call selects for receivers of exactly this class; NULL: nothing that can be called. */
static const struct env_method *select_method(struct builder *b, const struct virtual_call *v,
                                              env_handle class)
{
    env_handle target = b->env->select(b->env->cx, class, v->m->handle);
    return target ? b->env->method_info(b->env->cx, target) : NULL;
}

/* By what is known of the receiver and of the classes loaded. */
static const struct env_method *known_target(struct builder *b, const struct virtual_call *v)
{
    const struct compile_env *env = b->env;
    if (v->m->is_final)
        return v->m;
    struct ssa_facts k = ssa_facts_of(b->f, v->args[0]);
    if (k.class && k.exact)
        return select_method(b, v, k.class);
    if (k.class && env->class_info(env->cx, k.class)->kind == ENV_ARRAY)
        return select_method(b, v, k.class); /* arrays declare no methods */
    env_handle named = v->call->receiver, bound = named;
    bool is_interface = named && env->class_info(env->cx, named)->kind == ENV_INTERFACE;
    if (k.class && (!named || env->is_subclass(env->cx, k.class, named))) {
        bound = k.class;
        is_interface = false; /* it is known to implement it */
    }
    if (!bound)
        return NULL;
    env_handle target = env->unique_target(env->cx, bound, v->m->handle);
    if (!target)
        return NULL;
    const struct env_method *m = env->method_info(env->cx, target);
    if (is_interface) { /* the verifier lets any object pass as an interface: calls on others fail */
        bool by_class = env->class_info(env->cx, m->holder)->kind == ENV_INSTANCE_CLASS;
        emit_guard(b, build_instance_of(b, v->args[0], by_class ? m->holder : bound), SSA_WHY_CLASS_CHECK);
    }
    env->depend(env->cx, &(struct env_dependency){ENV_DEP_UNIQUE_TARGET, bound, target, v->m->handle});
    return m;
}

/* The rest of a call for receivers of exactly this class: `check` leaves when it is another. */
static bool call_for_class(struct builder *b, const struct virtual_call *v, env_handle class, bool check)
{
    const struct env_method *target = select_method(b, v, class);
    if (!target)
        return false;
    ssa_id args[MAX_ARGS];
    memcpy(args, v->args, v->nargs * sizeof *args);
    if (check) {
        args[0] = emit_check(b, SSA_CLASS_CHECK, class, SSA_IN(args[0]));
    } else {
        args[0] = emit_sub(b, SSA_REFINE, SSA_REF, 0, 1, &v->args[0]);
        set_class_facts(b, args[0], class, true, true);
        frame_replace(b, v->args[0], args[0]);
    }
    build_direct_call(b, target, args, v->nargs, true, b->scope->via_handle);
    return true;
}

/* if (receiver is of the likeliest class) direct call; else of the next one, and so on, from class k on;
 * behind those a virtual call, or, when the last one is all there is, a check. */
static void call_ways(struct builder *b, const struct virtual_call *v, const struct env_receivers *seen,
                      unsigned k, const struct ways *ways)
{
    if (k == ways->n || !select_method(b, v, seen->class[k])) {
        emit_virtual_call(b, v);
        return;
    }
    if (k == ways->n - 1 && ways->last_is_all && call_for_class(b, v, seen->class[k], true))
        return;
    unsigned rest = 100;
    for (unsigned i = 0; i < k; i++)
        rest -= seen->percent[i];
    enum ssa_type t = result_type(v->m);
    struct saved_frame frame = save_frame(b);
    uint32_t yes = ssa_block_new(b->f), no = ssa_block_new(b->f), heat = b->f->blocks[b->cur]->heat;
    ssa_id class = emit(b, SSA_CLASS_OF, SSA_RAW, SSA_IN(v->args[0]));
    ssa_branch(b->f, b->cur, emit_cmp(b, SSA_EQ, class, ssa_address(b->f, seen->class[k])), yes, no);
    b->f->blocks[yes]->heat = (uint32_t)((uint64_t)heat * seen->percent[k] / rest);
    b->f->blocks[no]->heat = heat - b->f->blocks[yes]->heat;
    b->cur = yes;
    call_for_class(b, v, seen->class[k], false);
    struct exit_point first = end_way(b, t);
    restore_frame(b, &frame);
    b->cur = no;
    call_ways(b, v, seen, k + 1, ways);
    struct exit_point second = end_way(b, t);
    restore_frame(b, &frame);
    join_ways(b, t, first, second);
}

/* Which classes are worth a test of their own: one that is nearly always the receiver's; several as long as
 * they are not rare, and their methods so small that what they do is less than a call. */
static struct ways choose_ways(struct builder *b, const struct virtual_call *v,
                               const struct env_receivers *seen)
{
    enum { LIKELY = 85, NOT_RARE = 12, ENOUGH = 75, SMALL = 24 };
    struct ways ways = {0};
    unsigned covered = 0;
    if (seen->percent[0] >= LIKELY)
        return (struct ways){.n = 1};
    for (; ways.n < seen->n; ways.n++) {
        const struct env_method *target = select_method(b, v, seen->class[ways.n]);
        bool small = target && target->code && target->code->length <= SMALL;
        if (!small || seen->percent[ways.n] < NOT_RARE)
            break;
        covered += seen->percent[ways.n];
    }
    if (covered < ENOUGH)
        ways.n = 0;
    return ways;
}

static bool call_by_profile(struct builder *b, const struct virtual_call *v)
{
    struct env_receivers seen = {0};
    struct scope *s = b->scope;
    if (!b->env->receivers || !b->env->receivers(b->env->cx, s->m, s->bci, &seen) || seen.n == 0)
        return false;
    if (!select_method(b, v, seen.class[0]))
        return false;
    bool guess = may_speculate(b, SSA_WHY_CLASS_CHECK);
    if (seen.n == 1 && seen.all && guess)
        return call_for_class(b, v, seen.class[0], true);
    struct ways ways = choose_ways(b, v, &seen);
    if (seen.n == 2 && seen.all && guess)
        ways = (struct ways){2, true};
    if (ways.n == 0)
        return false;
    call_ways(b, v, &seen, 0, &ways);
    return true;
}

static void build_virtual_call(struct builder *b, const struct virtual_call *v)
{
    const struct env_method *target = known_target(b, v);
    if (target)
        build_direct_call(b, target, v->args, v->nargs, false, b->scope->via_handle);
    else if (!call_by_profile(b, v))
        emit_virtual_call(b, v);
}

/* ------------------------------------------------------------------------------------------- method handles
 */

static env_handle constant_object(struct builder *b, ssa_id v)
{
    ssa_id origin = ssa_strip(b->f, v);
    return ssa_op_of(b->f, origin) == SSA_CONST_REF ? ssa_at(b->f, origin)->handle : 0;
}

/* invokeBasic and linkTo* with constants: the call that they stand for. False: it stays a call of the VM's
 * own method. */
static bool build_handle_call(struct builder *b, const struct env_method *m, ssa_id *args, uint32_t nargs)
{
    const struct compile_env *env = b->env;
    env_handle target = 0;
    bool basic = m->intrinsic == INTRINSIC_INVOKE_BASIC;
    if (m->intrinsic < INTRINSIC_INVOKE_BASIC || m->intrinsic > INTRINSIC_LINK_TO_INTERFACE || nargs == 0)
        return false;
    env_handle object = constant_object(b, args[basic ? 0 : nargs - 1]);
    if (object)
        target = basic ? env->basic_target(env->cx, object) : env->member_target(env->cx, object);
    if (!target)
        return false;
    const struct env_method *to = env->method_info(env->cx, target);
    if (result_type(to) != result_type(m))
        return false;
    if (!basic)
        nargs--;
    bool is_virtual =
        m->intrinsic == INTRINSIC_LINK_TO_VIRTUAL || m->intrinsic == INTRINSIC_LINK_TO_INTERFACE;
    if (!basic && m->intrinsic != INTRINSIC_LINK_TO_STATIC)
        args[0] = emit_null_check(b, args[0]);
    if (!is_virtual || to->is_final) {
        if (to->needs_class_init)
            return false;
        build_direct_call(b, to, args, nargs, false, true);
        return true;
    }
    bool by_interface = to->vtable_index < 0;
    struct env_call call = {.kind = by_interface ? ENV_CALL_INTERFACE : ENV_CALL_VIRTUAL,
                            .method = target,
                            .receiver = to->holder};
    build_virtual_call(b, &(struct virtual_call){&call, to, args, nargs});
    return true;
}

/* --------------------------------------------------------------------------------------------- instructions
 */

/* Pops the arguments that the descriptor names, and the receiver; how many there are. */
static uint32_t pop_arguments(struct builder *b, const struct symbol *desc, bool has_receiver, ssa_id *args)
{
    enum ssa_type types[MAX_ARGS];
    uint32_t n = 0;
    if (has_receiver)
        types[n++] = SSA_REF;
    struct desc_iter it;
    desc_iter_init(&it, desc);
    while (desc_next_param(&it) && n < MAX_ARGS - 1)
        types[n++] = build_type_of_letter(it.kind);
    for (uint32_t i = n; i-- > 0;)
        args[i] = frame_pop(b, types[i]);
    return n;
}

/* What the verifier has proved of the receiver: for clone, which has to know that it can be cloned, and for
 * arrays, which declare no methods. Of a phi nothing else may be known here. */
static void note_receiver(struct builder *b, const struct env_call *call, const struct env_method *m,
                          unsigned op, ssa_id *receiver)
{
    env_handle class = op == BC_invokespecial ? b->scope->m->holder : call->receiver;
    if (m->intrinsic != INTRINSIC_CLONE || !class || ssa_facts_of(b->f, *receiver).class ||
        b->env->class_info(b->env->cx, class)->kind == ENV_INTERFACE)
        return;
    *receiver = emit_sub(b, SSA_REFINE, SSA_REF, 0, 1, receiver);
    set_class_facts(b, *receiver, class, false, true);
}

void build_invoke(struct builder *b, const u1 *p, unsigned op)
{
    struct scope *s = b->scope;
    unsigned index = read_u2(p + 1);
    struct env_call call = {0};
    b->env->call_at(b->env->cx, s->m, s->bci, op, index, &call);
    if (call.kind == ENV_CALL_UNRESOLVED) {
        emit_deopt(b, SSA_WHY_UNRESOLVED);
        return;
    }
    const struct env_method *m = b->env->method_info(b->env->cx, call.method);
    bool has_receiver = op != BC_invokestatic && op != BC_invokedynamic;
    ssa_id args[MAX_ARGS];
    uint32_t n = pop_arguments(b, cp_ref_desc(&s->m->cf->cp, index), has_receiver, args);
    if (!building(b))
        return;
    if (has_receiver) {
        args[0] = emit_null_check(b, args[0]);
        note_receiver(b, &call, m, op, &args[0]);
    }
    if (call.kind == ENV_CALL_SITE) {
        if (call.appendix)
            args[n++] = const_object(b, call.appendix);
        build_direct_call(b, m, args, n, false, true);
        return;
    }
    if (m->needs_class_init)
        emit_class_init(b, m->holder);
    if (call.kind == ENV_CALL_DIRECT) {
        /* The verifier lets any object pass as an interface; a table of methods would notice. */
        if (op == BC_invokeinterface && b->env->class_info(b->env->cx, m->holder)->kind == ENV_INTERFACE)
            emit_guard(b, build_instance_of(b, args[0], m->holder), SSA_WHY_CLASS_CHECK);
        if (!build_handle_call(b, m, args, n))
            build_direct_call(b, m, args, n, false, s->via_handle);
    } else {
        build_virtual_call(b, &(struct virtual_call){&call, m, args, n});
    }
}
