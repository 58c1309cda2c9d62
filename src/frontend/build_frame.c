/*
 * build_frame.c - the abstract frame of the innermost scope, frame states, and values with the frame's help.
 *
 * A check's result replaces what it checked in the whole frame, so that later code finds the fact on the
 * value itself. Where frames meet again, flow_merge falls back to what both have in common.
 */
#include "frontend/build_internal.h"

#include <string.h>

void build_bail(struct builder *b, enum build_bailout why)
{
    if (b->bailout != BUILD_NONE)
        return;
    b->bailout = why;
    if (b->scope) {
        b->result->where = b->scope->m->handle;
        b->result->bci = b->scope->bci;
    }
}

enum ssa_type build_type_of_letter(char letter)
{
    switch (letter) {
    case 'J': return SSA_I64;
    case 'F': return SSA_F32;
    case 'D': return SSA_F64;
    case 'V': return SSA_VOID;
    case 'L':
    case '[': return SSA_REF;
    default: return SSA_I32;
    }
}

enum ssa_mem build_mem_of_letter(char letter)
{
    switch (letter) {
    case 'Z':
    case 'B': return SSA_MEM_I8;
    case 'C': return SSA_MEM_U16;
    case 'S': return SSA_MEM_I16;
    case 'J': return SSA_MEM_I64;
    case 'F': return SSA_MEM_F32;
    case 'D': return SSA_MEM_F64;
    case 'L':
    case '[': return SSA_MEM_REF;
    default: return SSA_MEM_I32;
    }
}

/* ------------------------------------------------------------------------------------------ stack and locals
 */

void frame_push_slot(struct builder *b, ssa_id v)
{
    struct scope *s = b->scope;
    if (s->nstack >= s->code->max_stack)
        build_bail(b, BUILD_BAD_BYTECODE);
    else
        s->slots[s->code->max_locals + s->nstack++] = v;
}

ssa_id frame_pop_slot(struct builder *b)
{
    struct scope *s = b->scope;
    if (s->nstack == 0) { /* in on-stack replacement: operands that were there at the entry */
        build_bail(b, b->f->osr_bci >= 0 && !s->parent ? BUILD_OSR_STACK : BUILD_BAD_BYTECODE);
        return SSA_NONE;
    }
    return s->slots[s->code->max_locals + --s->nstack];
}

void frame_push(struct builder *b, ssa_id v)
{
    frame_push_slot(b, v);
    if (build_is_wide(ssa_type_of(b->f, v)))
        frame_push_slot(b, SSA_NONE);
}

ssa_id frame_pop(struct builder *b, enum ssa_type t)
{
    if (build_is_wide(t))
        frame_pop_slot(b);
    ssa_id v = frame_pop_slot(b);
    if (!v || ssa_type_of(b->f, v) != t)
        build_bail(b, BUILD_BAD_BYTECODE);
    return v;
}

ssa_id frame_peek(struct builder *b, uint32_t depth)
{
    struct scope *s = b->scope;
    if (depth >= s->nstack) {
        build_bail(b, BUILD_BAD_BYTECODE);
        return SSA_NONE;
    }
    return s->slots[s->code->max_locals + s->nstack - 1 - depth];
}

ssa_id frame_local(struct builder *b, uint32_t slot, enum ssa_type t)
{
    struct scope *s = b->scope;
    ssa_id v = slot < s->code->max_locals ? s->slots[slot] : SSA_NONE;
    if (!v || ssa_type_of(b->f, v) != t)
        build_bail(b, BUILD_BAD_BYTECODE);
    return v;
}

void frame_set_local(struct builder *b, uint32_t slot, ssa_id v)
{
    struct scope *s = b->scope;
    bool wide = build_is_wide(ssa_type_of(b->f, v));
    if (slot + wide >= s->code->max_locals) {
        build_bail(b, BUILD_BAD_BYTECODE);
        return;
    }
    s->slots[slot] = v;
    if (wide)
        s->slots[slot + 1] = SSA_NONE;
    if (slot > 0 && s->slots[slot - 1] && build_is_wide(ssa_type_of(b->f, s->slots[slot - 1])))
        s->slots[slot - 1] = SSA_NONE; /* its second half is gone */
}

void frame_push_lock(struct builder *b, struct scope *s, ssa_id object)
{
    if (s->nlocks == s->locks_cap) {
        uint32_t cap = s->locks_cap ? 2 * s->locks_cap : 4;
        ssa_id *more = ARENA_ARRAY(&b->scratch, ssa_id, cap);
        if (s->nlocks)
            memcpy(more, s->locks, s->nlocks * sizeof *more);
        s->locks = more;
        s->locks_cap = cap;
    }
    s->locks[s->nlocks++] = object;
}

void frame_replace(struct builder *b, ssa_id v, ssa_id with)
{
    struct scope *s = b->scope;
    uint32_t n = s->code->max_locals + (s->nstack > s->nstack_before ? s->nstack : s->nstack_before);
    for (uint32_t i = 0; i < n; i++)
        if (s->slots[i] == v)
            s->slots[i] = with;
}

struct saved_frame save_frame(struct builder *b)
{
    struct scope *s = b->scope;
    struct saved_frame x = {.n = s->code->max_locals + (uint32_t)s->code->max_stack, .nstack = s->nstack};
    x.slots = ARENA_ARRAY(&b->scratch, ssa_id, x.n + 1);
    memcpy(x.slots, s->slots, x.n * sizeof *x.slots);
    return x;
}

void restore_frame(struct builder *b, const struct saved_frame *x)
{
    memcpy(b->scope->slots, x->slots, x->n * sizeof *x->slots);
    b->scope->nstack = x->nstack;
}

/* ------------------------------------------------------------------------------------------------- states */

static uint32_t caller_state(struct builder *b, struct scope *s)
{
    if (s->parent && !s->caller_state)
        s->caller_state = state_call(b, s->parent);
    return s->caller_state;
}

uint32_t state_make(struct builder *b, struct scope *s, enum ssa_state_kind kind, uint32_t bci,
                    const uint64_t *live, const ssa_id *stack, uint32_t nstack)
{
    uint32_t nlocals = s->code->max_locals, caller = caller_state(b, s);
    ssa_id few[64], *slots = few;
    uint32_t n = nlocals + nstack + s->nlocks;
    if (n > ARRAY_LEN(few))
        slots = ARENA_ARRAY(&b->scratch, ssa_id, n);
    for (uint32_t i = 0; i < nlocals; i++)
        slots[i] = bitset_has(live, i) ? s->slots[i] : SSA_NONE;
    if (nstack)
        memcpy(slots + nlocals, stack, nstack * sizeof *slots);
    if (s->nlocks)
        memcpy(slots + nlocals + nstack, s->locks, s->nlocks * sizeof *slots);
    return ssa_state_new(b->f, s->m->handle, bci, kind, caller, nlocals, nstack, s->nlocks, slots);
}

uint32_t state_before(struct builder *b)
{
    struct scope *s = b->scope;
    if (!s->state_before)
        s->state_before = state_make(b, s, SSA_STATE_BEFORE, s->bci, s->live, s->slots + s->code->max_locals,
                                     s->nstack_before);
    return s->state_before;
}

uint32_t state_call(struct builder *b, struct scope *s)
{
    return state_make(b, s, SSA_STATE_CALL, s->bci, s->live, s->slots + s->code->max_locals, s->nstack);
}

/* ------------------------------------------------------------------------------------------------- values */

ssa_id emit_sub(struct builder *b, enum ssa_op op, enum ssa_type type, unsigned sub, uint32_t n,
                const ssa_id *operands)
{
    ssa_id v = ssa_new(b->f, op, type, n, operands);
    ssa_at(b->f, v)->sub = (uint8_t)sub;
    ssa_append(b->f, b->cur, v);
    return v;
}

/* Operations on constants are constants: inlined code is full of them, and what is not built need not be
 * removed. */
static ssa_id fold(struct builder *b, enum ssa_op op, enum ssa_type type, unsigned sub, uint32_t n,
                   const ssa_id *operands)
{
    ssa_eval_value in[3], out;
    if (n == 0 || n > 3)
        return SSA_NONE;
    for (uint32_t i = 0; i < n; i++) {
        if (!ssa_is_const(b->f, operands[i]))
            return SSA_NONE;
        in[i] = ssa_at(b->f, operands[i])->imm;
    }
    if (!ssa_eval_pure(op, sub, type, ssa_type_of(b->f, operands[0]), in, &out))
        return SSA_NONE;
    return ssa_const(b->f, type, out);
}

ssa_id emit(struct builder *b, enum ssa_op op, enum ssa_type type, uint32_t n, const ssa_id *operands)
{
    if (ssa_ops[op].effect == SSA_PURE) {
        ssa_id known = fold(b, op, type, 0, n, operands);
        if (known)
            return known;
    }
    return emit_sub(b, op, type, 0, n, operands);
}

ssa_id emit_cmp(struct builder *b, enum ssa_cond c, ssa_id x, ssa_id y)
{
    ssa_id in[] = {x, y};
    ssa_id known = fold(b, SSA_CMP, SSA_I32, c, 2, in);
    if (known)
        return known;
    if (ssa_type_of(b->f, x) == SSA_REF) {
        enum ssa_nullness nx = ssa_facts_of(b->f, x).null, ny = ssa_facts_of(b->f, y).null;
        if (ssa_strip(b->f, x) == ssa_strip(b->f, y))
            return ssa_const_i32(b->f, c == SSA_EQ);
        if ((nx == SSA_NULL && ny == SSA_NONNULL) || (nx == SSA_NONNULL && ny == SSA_NULL))
            return ssa_const_i32(b->f, c == SSA_NE);
    }
    return emit_sub(b, SSA_CMP, SSA_I32, c, 2, in);
}

void set_class_facts(struct builder *b, ssa_id v, env_handle class, bool exact, bool nonnull)
{
    struct ssa_facts facts = ssa_facts_of(b->f, v);
    struct ssa_facts more = ssa_facts_of_type(SSA_REF);
    if (nonnull)
        more.null = SSA_NONNULL;
    if (class && !(facts.exact && facts.class)) {
        const struct env_class *c = b->env->class_info(b->env->cx, class);
        more.exact = exact || c->is_final;
        if (!facts.class || more.exact || b->env->is_subclass(b->env->cx, class, facts.class)) {
            more.class = class;
            facts.class = 0;
            facts.exact = false;
        }
    }
    if (!more.class)
        more.exact = false;
    if (ssa_facts_meet(&facts, &more) && !ssa_facts_trivial(&facts, SSA_REF))
        ssa_set_facts(b->f, v, &facts);
}

/* The result knows what is known of operand 0. */
ssa_id emit_check(struct builder *b, enum ssa_op op, env_handle handle, uint32_t n, const ssa_id *operands)
{
    ssa_id v = ssa_new(b->f, op, ssa_type_of(b->f, operands[0]), n, operands);
    ssa_at(b->f, v)->handle = handle;
    ssa_set_state(b->f, v, state_before(b));
    ssa_append(b->f, b->cur, v);
    struct ssa_facts known = ssa_facts_of(b->f, operands[0]), mine = ssa_facts_of(b->f, v);
    if (ssa_type_of(b->f, v) == SSA_REF) {
        ssa_set_facts(b->f, v, &known);
        set_class_facts(b, v, mine.class, mine.exact, mine.null == SSA_NONNULL);
    }
    if (ssa_type_of(b->f, v) == SSA_REF) /* an index stays what it is: loops are recognised by it */
        frame_replace(b, operands[0], v);
    return v;
}

ssa_id emit_null_check(struct builder *b, ssa_id v)
{
    if (known_nonnull(b, v))
        return v;
    return emit_check(b, SSA_NULL_CHECK, 0, SSA_IN(v));
}

void emit_guard(struct builder *b, ssa_id cond, enum ssa_why why)
{
    if (ssa_is_const(b->f, cond) && ssa_at(b->f, cond)->imm != 0)
        return;
    ssa_id v = ssa_new(b->f, SSA_GUARD, SSA_VOID, 1, &cond);
    ssa_at(b->f, v)->sub = (uint8_t)why;
    ssa_set_state(b->f, v, state_before(b));
    ssa_append(b->f, b->cur, v);
}

void emit_deopt(struct builder *b, enum ssa_why why)
{
    ssa_deopt(b->f, b->cur, why, state_before(b));
    b->f->blocks[b->cur]->heat = 0;
    b->cur = SSA_NO_BLOCK;
}

ssa_id emit_throwing(struct builder *b, ssa_id v, uint32_t state)
{
    ssa_set_state(b->f, v, state);
    ssa_append(b->f, b->cur, v);
    flow_try(b, v);
    return v;
}

ssa_id emit_helper(struct builder *b, unsigned helper, uint32_t n, const ssa_id *operands, uint32_t state)
{
    const struct ssa_helper_info *info = &ssa_helpers[helper];
    enum ssa_type t = info->result == 'p'   ? SSA_RAW
                      : info->result == 'r' ? SSA_REF
                                            : build_type_of_letter((char)(info->result - 'a' + 'A'));
    if (info->result == 'l')
        t = SSA_I64;
    ssa_id v = ssa_new(b->f, SSA_CALL_RUNTIME, t, n, operands);
    ssa_at(b->f, v)->imm = helper;
    ssa_at(b->f, v)->sub = info->effect;
    if (info->effect == SSA_EFFECT_FULL)
        return emit_throwing(b, v, state);
    ssa_append(b->f, b->cur, v);
    return v;
}

bool may_speculate(struct builder *b, enum ssa_why why)
{
    const struct scope *s = b->scope;
    return !b->env->may_speculate || b->env->may_speculate(b->env->cx, s->m, s->bci, why);
}

uint32_t alias_of_field(struct builder *b, env_handle field)
{
    uintptr_t known = (uintptr_t)ptr_map_get(&b->alias, (uintptr_t)field);
    if (!known) {
        known = SSA_ALIAS_FIELD + b->nalias++;
        ptr_map_put(&b->alias, (uintptr_t)field, (void *)known);
    }
    return (uint32_t)known;
}

ssa_id const_object(struct builder *b, env_handle object)
{
    if (!object)
        return ssa_const_null(b->f);
    ssa_id v = ssa_const_ref(b->f, object);
    if (!ssa_at(b->f, v)->facts)
        set_class_facts(b, v, b->env->object_class(b->env->cx, object), true, true);
    return v;
}

ssa_id emit_constant(struct builder *b, const struct env_constant *c)
{
    if (c->type == 'L')
        return const_object(b, c->object);
    return ssa_const(b->f, build_type_of_letter(c->type), c->bits);
}
