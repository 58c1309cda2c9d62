/*
 * eval.c - runs a function: one value after the other, by block, phis of a block all at once.
 *
 * What the IR forbids is found here when it happens: each operation that relies on a check looks itself.
 */
#include "ssa/eval_internal.h"
#include "ssa/vector.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OBJECTS = 1 << 20 };

struct run {
    struct ssa_eval *e;
    const struct ssa_func *f;
    ssa_eval_value *values;
    const ssa_eval_value *args;
    uint32_t nargs;
    uint64_t steps;
    ssa_eval_value exception; /* being handled */
    bool thrown;              /* by the value just executed */
    struct ssa_eval_outcome outcome;
    bool done;
};

struct ssa_eval *ssa_eval_new(const struct ssa_eval_hooks *hooks)
{
    struct ssa_eval *e = xcalloc(1, sizeof *e);
    if (hooks)
        e->hooks = *hooks;
    vec_push(&e->objects, (struct eval_object){0});
    return e;
}

void ssa_eval_free(struct ssa_eval *e)
{
    vec_free(&e->objects);
    free(e->cells);
    ptr_map_free(&e->boxes);
    ptr_map_free(&e->externals);
    buf_free(&e->log);
    free(e);
}

/* ------------------------------------------------------------------------------------------- ends of a run
 */

static void stuck(struct run *r, ssa_id v, const char *text)
{
    r->outcome = (struct ssa_eval_outcome){.kind = SSA_EVAL_STUCK, .at = v, .text = text};
    r->done = true;
}

static void leave(struct run *r, enum ssa_eval_kind kind, enum ssa_type type, ssa_eval_value value)
{
    r->outcome = (struct ssa_eval_outcome){.kind = kind, .type = type, .value = value};
    r->done = true;
}

/* Whoever rebuilds the frames locks the virtual objects that they hold locked. */
static void lock_virtual_objects(struct run *r, uint32_t s)
{
    const struct ssa_state *state = r->f->states[s];
    for (uint32_t i = state->nlocals + state->nstack; i < ssa_state_size(state); i++) {
        ssa_id def = ssa_state_in(r->f, s, i);
        enum ssa_op op = def ? ssa_op_of(r->f, def) : SSA_NOP;
        if (ssa_is_virtual(op))
            r->e->objects.at[r->values[def]].locks++;
    }
}

static void deoptimise(struct run *r, ssa_id v)
{
    r->outcome = (struct ssa_eval_outcome){.kind = SSA_EVAL_DEOPT, .at = v, .why = ssa_why_of(r->f, v)};
    r->done = true;
    /* The frames are written down now, while the values are there. */
    struct buf *log = &r->e->log;
    for (uint32_t s = ssa_at(r->f, v)->state; s; s = r->f->states[s]->caller)
        lock_virtual_objects(r, s);
    eval_begin_text(r->e, false);
    for (uint32_t s = ssa_at(r->f, v)->state; s; s = r->f->states[s]->caller) {
        const struct ssa_state *state = r->f->states[s];
        static const char *const kinds[SSA_NSTATE_KINDS] = {"before", "call", "throw"};
        buf_printf(log, "frame %s #%" PRIu64 " %u", kinds[state->kind], state->method, state->bci);
        for (uint32_t i = 0; i < ssa_state_size(state); i++) {
            buf_puts(log, i == state->nlocals || i == state->nlocals + state->nstack ? " | "
                          : i                                                        ? ", "
                                                                                     : " ");
            ssa_id def = ssa_state_in(r->f, s, i);
            if (def)
                eval_render(r->e, ssa_type_of(r->f, def), r->values[def], log);
            else
                buf_puts(log, "_");
        }
        buf_putc(log, '\n');
    }
}

static void throw_exception(struct run *r, ssa_eval_value exception)
{
    r->exception = exception;
    r->thrown = true;
}

/* --------------------------------------------------------------------------------------------------- values
 */

static ssa_eval_value in(const struct run *r, ssa_id v, uint32_t i)
{
    return r->values[ssa_in(r->f, v, i)];
}

static bool is_subclass(struct run *r, uint64_t sub, uint64_t super)
{
    if (r->e->hooks.subclass)
        return r->e->hooks.subclass(r->e->hooks.user, sub, super);
    return sub == super || super == 1;
}

static const char *broken_fact(struct run *r, ssa_id v)
{
    enum ssa_type t = ssa_type_of(r->f, v);
    struct ssa_facts k = ssa_facts_of(r->f, v);
    ssa_eval_value x = r->values[v];
    if (t == SSA_I32 || t == SSA_I64) {
        if (x < k.lo || x > k.hi)
            return "its interval does not hold";
        return (uint64_t)x & ~k.bits ? "its bits do not hold" : NULL;
    }
    if (t != SSA_REF)
        return NULL;
    if (k.null == (x ? SSA_NULL : SSA_NONNULL))
        return "its nullness does not hold";
    if (!x)
        return NULL;
    if (k.class &&
        (k.exact ? ssa_eval_class(r->e, x) != k.class : !is_subclass(r, ssa_eval_class(r->e, x), k.class)))
        return "its class does not hold";
    return (int64_t)k.min_length > ssa_eval_length(r->e, x) ? "its array length does not hold" : NULL;
}

/* --------------------------------------------------------------------------------------------------- memory
 */

/* Where a field access goes: object and offset. False: the base is null. */
static bool place(struct run *r, ssa_id v, int64_t displacement, ssa_eval_value *object, int64_t *at)
{
    ssa_eval_value base = in(r, v, 0);
    *object = base;
    *at = displacement;
    if (ssa_type_of(r->f, ssa_in(r->f, v, 0)) == SSA_REF)
        return base != 0;
    *object = eval_address_object(r->e, (int64_t)((uint64_t)base + (uint64_t)displacement), at);
    return true;
}

static bool index_place(struct run *r, ssa_id v)
{
    ssa_eval_value array = in(r, v, 0), index = in(r, v, 1);
    if (!array)
        stuck(r, v, "the array is null");
    else if (index < 0 || index >= ssa_eval_length(r->e, array))
        stuck(r, v, "the index is out of bounds");
    return !r->done;
}

/* An Unsafe access: null as a base makes the offset an address. */
static bool unsafe_place(struct run *r, ssa_id v, ssa_eval_value *object, int64_t *at)
{
    if (place(r, v, in(r, v, 1), object, at)) {
        const struct eval_object *o = &r->e->objects.at[*object];
        if (o->length && !o->seed)
            stuck(r, v, "an access to array elements by offset");
    } else {
        *object = eval_address_object(r->e, *at, at);
    }
    return !r->done;
}

static void atomic(struct run *r, ssa_id v)
{
    ssa_eval_value object;
    int64_t at;
    if (!unsafe_place(r, v, &object, &at))
        return;
    enum ssa_mem m = ssa_at(r->f, v)->sub;
    ssa_eval_value old = ssa_eval_get(r->e, object, false, at, m), arg = in(r, v, 2);
    r->values[v] = old;
    switch (ssa_op_of(r->f, v)) {
    case SSA_LOAD_AT: return;
    case SSA_STORE_AT:
    case SSA_XCHG: ssa_eval_set(r->e, object, false, at, m, arg); return;
    case SSA_XADD:
        ssa_eval_set(r->e, object, false, at, m, (ssa_eval_value)((uint64_t)old + (uint64_t)arg));
        return;
    default: /* cas, cmpxchg */
        if (old == arg)
            ssa_eval_set(r->e, object, false, at, m, in(r, v, 3));
        if (ssa_op_of(r->f, v) == SSA_CAS)
            r->values[v] = old == arg;
    }
}

static bool vector_place(struct run *r, ssa_id v, uint32_t operand, uint32_t count)
{
    ssa_eval_value array = in(r, v, operand), index = in(r, v, operand + 1);
    if (!array)
        stuck(r, v, "the array is null");
    else if (index < 0 || index + count > ssa_eval_length(r->e, array))
        stuck(r, v, "an index is out of bounds");
    return !r->done;
}

/* One element of a vector or a reduction over `count` elements, whose number is first on the stack. */
static ssa_eval_value vector_lane(struct run *r, ssa_id v, uint32_t lane, uint32_t count,
                                  const ssa_eval_value *number)
{
    enum ssa_mem m = ssa_at(r->f, v)->sub;
    enum ssa_type t = ssa_mem_types[m];
    uint64_t program = (uint64_t)ssa_at(r->f, v)->imm;
    ssa_eval_value stack[SSA_VECTOR_DEPTH + 1] = {0};
    unsigned n = 0;
    struct ssa_vector_step step;
    if (number)
        stack[n++] = *number;
    while (!r->done && ssa_vector_next(&program, &step)) {
        if (step.op == SSA_NOP) {
            bool array = ssa_type_of(r->f, ssa_in(r->f, v, step.operand)) == SSA_REF;
            if (array && !vector_place(r, v, step.operand, count))
                break;
            ssa_eval_value x = in(r, v, step.operand);
            enum ssa_mem of = number ? ssa_reduce_element(program, m) : m;
            stack[n++] = array ? ssa_eval_get(r->e, x, true, in(r, v, step.operand + 1) + lane, of) : x;
            continue;
        }
        n -= step.noperands;
        ssa_eval_value args[2] = {stack[n], step.noperands == 2 ? stack[n + 1] : (ssa_eval_value)step.count};
        if (!ssa_eval_pure(step.op, 0, t, step.op == SSA_I2L ? SSA_I32 : t, args, &stack[n++]))
            stuck(r, v, "a step without result");
    }
    return stack[0];
}

static void reduce(struct run *r, ssa_id v)
{
    ssa_eval_value number = in(r, v, 0), count = in(r, v, 1);
    if (count <= 0 || count % ssa_reduce_step(ssa_at(r->f, v)->sub) != 0) {
        stuck(r, v, "a number of elements that cannot be");
        return;
    }
    for (uint32_t i = 0; i < (uint32_t)count && !r->done; i++)
        number = vector_lane(r, v, i, (uint32_t)count, &number);
    r->values[v] = number;
}

static void vector(struct run *r, ssa_id v)
{
    enum ssa_mem m = ssa_at(r->f, v)->sub;
    uint32_t lanes = ssa_vector_lanes(m);
    ssa_eval_value result[SSA_VECTOR_BYTES];
    if (!vector_place(r, v, 0, lanes))
        return;
    for (uint32_t i = 0; i < lanes; i++)
        result[i] = vector_lane(r, v, i, lanes, NULL);
    for (uint32_t i = 0; i < lanes && !r->done; i++)
        ssa_eval_set(r->e, in(r, v, 0), true, in(r, v, 1) + i, m, result[i]);
}

static void memory(struct run *r, ssa_id v)
{
    const struct ssa_value *value = ssa_at(r->f, v);
    ssa_eval_value object;
    int64_t at;
    switch ((enum ssa_op)value->op) {
    case SSA_LOAD:
    case SSA_STORE:
        if (!place(r, v, value->imm, &object, &at))
            stuck(r, v, "the base is null");
        else if (value->op == SSA_LOAD)
            r->values[v] = ssa_eval_get(r->e, object, false, at, value->sub);
        else
            ssa_eval_set(r->e, object, false, at, value->sub, in(r, v, 1));
        break;
    case SSA_LOAD_INDEX:
        if (index_place(r, v))
            r->values[v] = ssa_eval_get(r->e, in(r, v, 0), true, in(r, v, 1), value->sub);
        break;
    case SSA_STORE_INDEX:
        if (index_place(r, v))
            ssa_eval_set(r->e, in(r, v, 0), true, in(r, v, 1), value->sub, in(r, v, 2));
        break;
    default: atomic(r, v); break;
    }
}

static void box(struct run *r, ssa_id v)
{
    const struct ssa_value *value = ssa_at(r->f, v);
    struct ssa_eval *e = r->e;
    ssa_eval_value number = in(r, v, 0);
    if (e->objects.len >= MAX_OBJECTS) {
        leave(r, SSA_EVAL_LIMIT, SSA_VOID, 0);
    } else if (number >= SSA_EVAL_SMALLEST_BOX && number <= SSA_EVAL_LARGEST_BOX) {
        r->values[v] = eval_small_box(e, value->handle, number);
    } else {
        r->values[v] = ssa_eval_object(e, value->handle);
        ssa_eval_set(e, r->values[v], false, value->imm, value->sub, number);
    }
}

static void allocate(struct run *r, ssa_id v)
{
    const struct ssa_value *value = ssa_at(r->f, v);
    struct ssa_eval *e = r->e;
    if (e->objects.len >= MAX_OBJECTS) {
        leave(r, SSA_EVAL_LIMIT, SSA_VOID, 0);
    } else if (value->op == SSA_NEW) {
        r->values[v] = ssa_eval_object(e, value->handle);
    } else if (value->op == SSA_NEW_ARRAY) {
        if (in(r, v, 0) < 0)
            stuck(r, v, "a negative length");
        else
            r->values[v] = ssa_eval_array(e, value->handle, (int32_t)in(r, v, 0));
    } else { /* virtual objects are made where they are described; only a deoptimisation looks at them */
        bool array = value->op == SSA_VIRTUAL_ARRAY;
        ssa_eval_value o = ssa_eval_array(e, value->handle, array ? (int32_t)value->noperands : 0);
        for (uint32_t i = 0; i < value->noperands; i++) {
            const struct ssa_field *field = array ? NULL : &r->f->fields[value->imm + i];
            ssa_eval_set(e, o, array, array ? i : field->offset, array ? value->sub : field->mem,
                         in(r, v, i));
        }
        r->values[v] = o;
    }
}

static void monitor(struct run *r, ssa_id v)
{
    ssa_eval_value o = in(r, v, 0);
    if (!o)
        stuck(r, v, "the monitor is null");
    else if (ssa_op_of(r->f, v) == SSA_MONITOR_ENTER)
        r->e->objects.at[o].locks++;
    else if (r->e->objects.at[o].locks == 0)
        throw_exception(r, ssa_eval_external(r->e, eval_mix(6, 6)));
    else
        r->e->objects.at[o].locks--;
}

/* ---------------------------------------------------------------------------------------------------- calls
 */

/* The call nobody registered: depends on all it can see, writes what it can reach, sometimes throws. */
static bool default_call(struct run *r, ssa_id v, const ssa_eval_value *args, uint64_t seen,
                         ssa_eval_value *result)
{
    struct ssa_eval *e = r->e;
    const struct ssa_value *value = ssa_at(r->f, v);
    bool full = value->op != SSA_CALL_RUNTIME || value->sub >= SSA_EFFECT_LEAF;
    if (full) {
        int64_t at;
        for (uint32_t i = 0; i < value->noperands; i++)
            if (ssa_type_of(r->f, ssa_in(r->f, v, i)) == SSA_REF && args[i]) {
                ssa_eval_set(e, args[i], false, 16, SSA_MEM_I32, (int32_t)seen % 100);
                if (ssa_eval_length(e, args[i]) > 0 && e->objects.at[args[i]].seed)
                    ssa_eval_set(e, args[i], true, 0, SSA_MEM_I32, (int32_t)seen % 50);
            }
        ssa_eval_value statics = eval_address_object(e, eval_address(1) + 16, &at);
        ssa_eval_set(e, statics, false, at, SSA_MEM_I32, (int32_t)seen % 30);
    }
    if (ssa_may_throw(r->f, v) && seen % 8 == 0) {
        *result = ssa_eval_external(e, seen);
        return false;
    }
    switch ((enum ssa_type)value->type) {
    case SSA_I32: *result = (int32_t)(seen >> 8) % 100; break;
    case SSA_F32: *result = INT64_C(0x3f800000) + (int64_t)(seen % 16 << 19); break;
    case SSA_F64: *result = INT64_C(0x3ff0000000000000) + (int64_t)(seen % 16 << 48); break;
    case SSA_REF: *result = seen % 4 == 1 ? 0 : ssa_eval_external(e, seen); break;
    case SSA_RAW: *result = eval_address(seen % 8); break;
    default: *result = (int64_t)(seen >> 8) % 1000; break;
    }
    return true;
}

static void call(struct run *r, ssa_id v)
{
    struct ssa_eval *e = r->e;
    const struct ssa_value *value = ssa_at(r->f, v);
    ssa_eval_value *args = xcalloc(value->noperands + 1, sizeof *args), result = 0;
    bool pure = value->op == SSA_CALL_RUNTIME && value->sub <= SSA_EFFECT_READ;
    struct buf text = {0};
    eval_begin_text(e, pure);
    buf_printf(&text, "%s #%" PRIu64 "(", ssa_ops[value->op].name,
               value->op == SSA_CALL_RUNTIME ? (uint64_t)value->imm : value->handle);
    for (uint32_t i = 0; i < value->noperands; i++) {
        args[i] = in(r, v, i);
        buf_puts(&text, i ? ", " : "");
        eval_render(e, ssa_type_of(r->f, ssa_in(r->f, v, i)), args[i], &text);
    }
    buf_puts(&text, ")");
    if ((value->op == SSA_CALL_VIRTUAL || value->op == SSA_CALL_INTERFACE) && !args[0]) {
        stuck(r, v, "the receiver is null");
    } else {
        /* What a call sees: its arguments, all that was changed, and how many calls there were before. */
        if (value->op != SSA_CALL_RUNTIME || value->sub != SSA_EFFECT_PURE)
            buf_printf(&text, " sees %" PRIx64, eval_changes_hash(e));
        uint64_t seen = eval_mix(hash_bytes(text.at, text.len), pure ? 0 : ++e->calls);
        bool ok = e->hooks.call ? e->hooks.call(e->hooks.user, e, r->f, v, args, value->noperands, &result)
                                : default_call(r, v, args, seen, &result);
        r->values[v] = result;
        if (!ok)
            throw_exception(r, result);
        buf_puts(&text, ok ? " = " : " throws ");
        eval_render(e, ok ? value->type : SSA_REF, result, &text);
        buf_putc(&text, '\n');
        if (!pure)
            buf_append(&e->log, text.at, text.len);
    }
    buf_free(&text);
    free(args);
}

/* ------------------------------------------------------------------------------------------------ execution
 */

static bool check_holds(struct run *r, ssa_id v)
{
    const struct ssa_value *value = ssa_at(r->f, v);
    ssa_eval_value x = in(r, v, 0);
    switch ((enum ssa_op)value->op) {
    case SSA_NULL_CHECK:
    case SSA_ZERO_CHECK:
    case SSA_GUARD: return x != 0;
    case SSA_BOUNDS_CHECK: return x >= 0 && x < in(r, v, 1);
    case SSA_CLASS_CHECK: return x && ssa_eval_class(r->e, x) == value->handle;
    case SSA_CHECK_CAST: return !x || is_subclass(r, ssa_eval_class(r->e, x), value->handle);
    case SSA_STORE_CHECK: return true; /* arrays here take everything */
    default: return true;
    }
}

static void execute_pure(struct run *r, ssa_id v)
{
    const struct ssa_value *value = ssa_at(r->f, v);
    ssa_eval_value operands[3] = {0};
    for (uint32_t i = 0; i < value->noperands && i < 3; i++)
        operands[i] = in(r, v, i);
    enum ssa_type from = value->noperands ? ssa_type_of(r->f, ssa_in(r->f, v, 0)) : SSA_VOID;
    if (!ssa_eval_pure(value->op, value->sub, value->type, from, operands, &r->values[v]))
        stuck(r, v, "division by zero, or an operation that is not defined on its type");
}

static void execute(struct run *r, ssa_id v)
{
    const struct ssa_value *value = ssa_at(r->f, v);
    ssa_eval_value *out = &r->values[v];
    switch ((enum ssa_op)value->op) {
    case SSA_CONST: *out = value->imm; break;
    case SSA_CONST_REF: *out = ssa_eval_external(r->e, value->handle | EVAL_CONST_REF); break;
    case SSA_ADDRESS: *out = eval_address(value->handle); break;
    case SSA_THREAD: *out = eval_address(UINT64_MAX); break;
    case SSA_PARAM:
    case SSA_OSR_PARAM:
        if (value->imm >= r->nargs)
            stuck(r, v, "there is no such argument");
        else
            *out = r->args[value->imm];
        break;
    case SSA_REFINE: *out = in(r, v, 0); break;
    case SSA_NULL_CHECK:
    case SSA_ZERO_CHECK:
    case SSA_BOUNDS_CHECK:
    case SSA_CLASS_CHECK:
    case SSA_CHECK_CAST:
    case SSA_STORE_CHECK:
    case SSA_GUARD:
        if (check_holds(r, v))
            *out = in(r, v, 0);
        else
            deoptimise(r, v);
        break;
    case SSA_INSTANCE_OF:
        *out = in(r, v, 0) && is_subclass(r, ssa_eval_class(r->e, in(r, v, 0)), value->handle);
        break;
    case SSA_CLASS_OF:
        if (in(r, v, 0))
            *out = eval_address(ssa_eval_class(r->e, in(r, v, 0)));
        else
            stuck(r, v, "the class of null");
        break;
    case SSA_ARRAY_LENGTH:
        if (in(r, v, 0))
            *out = ssa_eval_length(r->e, in(r, v, 0));
        else
            stuck(r, v, "the length of null");
        break;
    case SSA_LOAD:
    case SSA_STORE:
    case SSA_LOAD_INDEX:
    case SSA_STORE_INDEX:
    case SSA_LOAD_AT:
    case SSA_STORE_AT:
    case SSA_CAS:
    case SSA_CMPXCHG:
    case SSA_XCHG:
    case SSA_XADD: memory(r, v); break;
    case SSA_NEW:
    case SSA_NEW_ARRAY:
    case SSA_VIRTUAL_OBJECT:
    case SSA_VIRTUAL_ARRAY: allocate(r, v); break;
    case SSA_BOX:
    case SSA_VIRTUAL_BOX: box(r, v); break;
    case SSA_MONITOR_ENTER:
    case SSA_MONITOR_EXIT: monitor(r, v); break;
    case SSA_VECTOR: vector(r, v); break;
    case SSA_REDUCE: reduce(r, v); break;
    case SSA_VECTOR_END:
    case SSA_FENCE:
    case SSA_CLASS_INIT:
    case SSA_KEEP_ALIVE:
    case SSA_POLL: break;
    case SSA_CALL:
    case SSA_CALL_VIRTUAL:
    case SSA_CALL_INTERFACE:
    case SSA_CALL_RUNTIME: call(r, v); break;
    case SSA_CAUGHT: *out = r->exception; break;
    default: execute_pure(r, v); break;
    }
}

/* All phis read before any is written. */
static void enter(struct run *r, struct ssa_edge e)
{
    const struct ssa_func *f = r->f;
    VEC(ssa_eval_value) taken = {0};
    SSA_EACH(f, e.block, v)
    {
        if (ssa_op_of(f, v) != SSA_PHI)
            break;
        vec_push(&taken, in(r, v, e.index));
    }
    size_t i = 0;
    SSA_EACH(f, e.block, v)
    {
        if (ssa_op_of(f, v) != SSA_PHI)
            break;
        r->values[v] = taken.at[i++];
        const char *broken = broken_fact(r, v);
        if (broken && !r->done)
            stuck(r, v, broken);
    }
    vec_free(&taken);
}

/* The successor to go to; the run may be done instead. */
static uint32_t terminate(struct run *r, const struct ssa_block *b, ssa_id end)
{
    const struct ssa_value *value = ssa_at(r->f, end);
    switch ((enum ssa_op)value->op) {
    case SSA_BRANCH: return in(r, end, 0) ? 0 : 1;
    case SSA_TRY: return r->thrown ? 1 : 0;
    case SSA_SWITCH:
        for (uint32_t i = 0; i + 1 < b->nsuccs; i++)
            if (b->keys[i] == in(r, end, 0))
                return i;
        return b->nsuccs - 1;
    case SSA_RETURN:
        if (value->noperands)
            leave(r, SSA_EVAL_RETURN, ssa_type_of(r->f, ssa_in(r->f, end, 0)), in(r, end, 0));
        else
            leave(r, SSA_EVAL_RETURN, SSA_VOID, 0);
        return 0;
    case SSA_THROW:
        if (in(r, end, 0))
            leave(r, SSA_EVAL_THROW, SSA_REF, in(r, end, 0));
        else
            stuck(r, end, "null is thrown");
        return 0;
    case SSA_DEOPT: deoptimise(r, end); return 0;
    case SSA_UNREACHABLE: stuck(r, end, "reached the unreachable"); return 0;
    default: return 0;
    }
}

/* Executes the values of a block; its terminator, or SSA_NONE when the run is done before. */
static ssa_id run_block(struct run *r, uint32_t b)
{
    const struct ssa_func *f = r->f;
    ssa_id end = ssa_terminator(f, b);
    SSA_EACH(f, b, v)
    {
        if (r->steps-- == 0)
            leave(r, SSA_EVAL_LIMIT, SSA_VOID, 0);
        else if (v == end)
            return end;
        else if (ssa_op_of(f, v) != SSA_PHI)
            execute(r, v);
        if (!r->done && r->thrown) {
            if (ssa_op_of(f, end) == SSA_TRY && ssa_in(f, end, 0) == v)
                return end;
            leave(r, SSA_EVAL_THROW, SSA_REF, r->exception);
        }
        const char *broken = r->done || ssa_op_of(f, v) == SSA_PHI ? NULL : broken_fact(r, v);
        if (broken)
            stuck(r, v, broken);
        if (r->done)
            break;
    }
    return SSA_NONE;
}

struct ssa_eval_outcome ssa_eval_run(struct ssa_eval *e, const struct ssa_func *f, const ssa_eval_value *args,
                                     uint32_t nargs, uint64_t max_steps)
{
    struct run r = {.e = e, .f = f, .args = args, .nargs = nargs, .steps = max_steps};
    r.values = xcalloc(f->nvalues, sizeof *r.values);
    e->names = 0;
    e->texts = 0;
    e->calls = 0;
    buf_clear(&e->log);
    for (size_t i = 0; i < e->objects.len; i++)
        e->objects.at[i].name = e->objects.at[i].described = 0;
    for (uint32_t b = 0; !r.done;) {
        r.thrown = false;
        ssa_id end = run_block(&r, b);
        if (!end)
            break;
        uint32_t succ = terminate(&r, f->blocks[b], end);
        if (r.done)
            break;
        struct ssa_edge edge = f->blocks[b]->succs[succ];
        enter(&r, edge);
        b = edge.block;
    }
    free(r.values);
    return r.outcome;
}

void ssa_eval_print_value(struct ssa_eval *e, enum ssa_type t, ssa_eval_value v, struct buf *out)
{
    eval_begin_text(e, true);
    eval_render(e, t, v, out);
}

void ssa_eval_report(struct ssa_eval *e, const struct ssa_func *f, const struct ssa_eval_outcome *o,
                     struct buf *out)
{
    buf_puts(out, buf_str(&e->log));
    eval_begin_text(e, false);
    switch (o->kind) {
    case SSA_EVAL_RETURN:
        buf_puts(out, "returns ");
        eval_render(e, o->type, o->value, out);
        break;
    case SSA_EVAL_THROW:
        buf_puts(out, "throws ");
        eval_render(e, SSA_REF, o->value, out);
        break;
    case SSA_EVAL_DEOPT: buf_printf(out, "deopts %s", ssa_why_names[o->why]); break;
    case SSA_EVAL_LIMIT: buf_puts(out, "limit"); break;
    case SSA_EVAL_STUCK:
        buf_printf(out, "stuck, %s: ", o->text);
        ssa_print_value(f, o->at, out);
        break;
    }
    buf_putc(out, '\n');
    eval_render_changes(e, out);
}
