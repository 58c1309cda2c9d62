#include "ssa_random.h"

#include <string.h>
#include "ssa/eval.h"

/*
 * A program is a tree of statements, written straight into blocks. Variables are the program's state; each
 * has a current value, and where control flow meets there is a phi for each variable that differs. Frame
 * states list all variables.
 */
enum { NVARS = 10, MAX_DEPTH = 4, MAX_LOCKS = 3 };

static const uint8_t var_types[NVARS] = {SSA_I32, SSA_I32, SSA_I32, SSA_I64, SSA_I64,
                                         SSA_F64, SSA_F32, SSA_REF, SSA_REF, SSA_REF};

struct gen {
    struct ssa_func *f;
    uint64_t rng;
    uint32_t b; /* block being written */
    ssa_id vars[NVARS];
    ssa_id locks[MAX_LOCKS]; /* held */
    unsigned nlocks;
    unsigned budget, depth, bci;
};

static uint64_t next(struct gen *g)
{
    uint64_t x = g->rng += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static unsigned pick(struct gen *g, unsigned n)
{
    return (unsigned)(next(g) % n);
}

static ssa_id emit(struct gen *g, enum ssa_op op, enum ssa_type type, uint32_t n, const ssa_id *operands)
{
    return ssa_emit(g->f, g->b, op, type, n, operands);
}

/* A new state each time, as a front end makes one a bytecode; sometimes inlined. */
static uint32_t state(struct gen *g, enum ssa_state_kind kind)
{
    uint32_t caller = 0;
    ssa_id slots[NVARS + 2 + MAX_LOCKS];
    memcpy(slots, g->vars, sizeof g->vars);
    slots[NVARS] = g->vars[0];
    slots[NVARS + 1] = SSA_NONE;
    memcpy(slots + NVARS + 2, g->locks, sizeof g->locks);
    if (pick(g, 6) == 0)
        caller = ssa_state_new(g->f, 1, g->bci++, SSA_STATE_CALL, 0, NVARS, 0, 0, g->vars);
    return ssa_state_new(g->f, 2, g->bci++, kind, caller, NVARS, 2, g->nlocks, slots);
}

static ssa_id checked(struct gen *g, enum ssa_op op, enum ssa_type type, uint32_t n, const ssa_id *operands)
{
    ssa_id v = emit(g, op, type, n, operands);
    ssa_set_state(g->f, v, state(g, ssa_ops[op].properties & SSA_THROWS ? SSA_STATE_CALL : SSA_STATE_BEFORE));
    return v;
}

/* -------------------------------------------------------------------------------------------- expressions */

static ssa_id var(struct gen *g, enum ssa_type t)
{
    for (unsigned i = pick(g, NVARS);; i = (i + 1) % NVARS)
        if (var_types[i] == t)
            return g->vars[i];
}

static ssa_id constant(struct gen *g, enum ssa_type t)
{
    static const int64_t interesting[] = {0,  1,  -1,  2,    3,         7,         8,         31,
                                          32, 63, 255, -128, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    int64_t x = interesting[pick(g, ARRAY_LEN(interesting))];
    switch (t) {
    case SSA_I32: return ssa_const_i32(g->f, (int32_t)x);
    case SSA_I64: return ssa_const_i64(g->f, x);
    case SSA_F32: return ssa_const_f32(g->f, (float)x / 2);
    case SSA_F64: return ssa_const_f64(g->f, (double)x / 2);
    default: return pick(g, 2) ? ssa_const_null(g->f) : ssa_const_ref(g->f, 1 + pick(g, 3));
    }
}

static ssa_id leaf(struct gen *g, enum ssa_type t)
{
    return pick(g, 4) ? var(g, t) : constant(g, t);
}

static ssa_id divide(struct gen *g, enum ssa_type t)
{
    static const uint8_t ops[] = {SSA_DIV, SSA_REM, SSA_UDIV, SSA_UREM};
    ssa_id by = leaf(g, t);
    if (pick(g, 8))
        by = emit(g, SSA_OR, t, SSA_IN(by, ssa_const(g->f, t, 1)));
    by = checked(g, SSA_ZERO_CHECK, t, SSA_IN(by));
    return emit(g, ops[pick(g, ARRAY_LEN(ops))], t, SSA_IN(leaf(g, t), by));
}

static ssa_id compare(struct gen *g)
{
    static const uint8_t types[] = {SSA_I32, SSA_I32, SSA_I64, SSA_F32, SSA_F64, SSA_REF};
    enum ssa_type t = types[pick(g, ARRAY_LEN(types))];
    ssa_id v = emit(g, SSA_CMP, SSA_I32, SSA_IN(leaf(g, t), leaf(g, t)));
    ssa_at(g->f, v)->sub = (uint8_t)pick(g, t == SSA_REF ? 2 : SSA_NCONDS);
    return v;
}

static ssa_id integer(struct gen *g, enum ssa_type t)
{
    static const uint8_t binary[] = {SSA_ADD, SSA_ADD, SSA_SUB, SSA_MUL, SSA_MIN,
                                     SSA_MAX, SSA_AND, SSA_OR,  SSA_XOR};
    static const uint8_t shifts[] = {SSA_SHL, SSA_SHR, SSA_USHR, SSA_ROTL, SSA_ROTR};
    static const uint8_t unary[] = {SSA_NEG,    SSA_ABS,   SSA_BSWAP, SSA_SEXT8,
                                    SSA_SEXT16, SSA_ZEXT8, SSA_ZEXT16};
    static const uint8_t questions[] = {SSA_ADD_OVF, SSA_SUB_OVF, SSA_MUL_OVF, SSA_CMP3};
    static const uint8_t counts[] = {SSA_CLZ, SSA_CTZ, SSA_POPCNT};
    switch (pick(g, t == SSA_I32 ? 12 : 8)) {
    case 0: return divide(g, t);
    case 1: return emit(g, shifts[pick(g, ARRAY_LEN(shifts))], t, SSA_IN(leaf(g, t), leaf(g, SSA_I32)));
    case 2: return emit(g, unary[pick(g, ARRAY_LEN(unary))], t, SSA_IN(leaf(g, t)));
    case 3: return emit(g, SSA_SELECT, t, SSA_IN(compare(g), leaf(g, t), leaf(g, t)));
    case 4:
        if (t == SSA_I64)
            return emit(g, pick(g, 2) ? SSA_I2L : SSA_U2L, t, SSA_IN(leaf(g, SSA_I32)));
        return emit(g, SSA_L2I, t, SSA_IN(leaf(g, SSA_I64)));
    case 5:
        if (pick(g, 2))
            return emit(g, t == SSA_I64 ? SSA_D2L : SSA_D2I, t, SSA_IN(leaf(g, SSA_F64)));
        return emit(g, t == SSA_I64 ? SSA_F2L : SSA_F2I, t, SSA_IN(leaf(g, SSA_F32)));
    case 8: return compare(g);
    case 9: {
        enum ssa_type of = pick(g, 2) ? SSA_I32 : SSA_I64;
        return emit(g, questions[pick(g, 4)], t, SSA_IN(leaf(g, of), leaf(g, of)));
    }
    case 10: return emit(g, counts[pick(g, 3)], t, SSA_IN(leaf(g, pick(g, 2) ? SSA_I32 : SSA_I64)));
    case 11: {
        ssa_id v = emit(g, SSA_INSTANCE_OF, t, SSA_IN(leaf(g, SSA_REF)));
        ssa_at(g->f, v)->handle = 1 + pick(g, 6);
        return v;
    }
    default: return emit(g, binary[pick(g, ARRAY_LEN(binary))], t, SSA_IN(leaf(g, t), leaf(g, t)));
    }
}

static ssa_id floating(struct gen *g, enum ssa_type t)
{
    static const uint8_t binary[] = {SSA_ADD, SSA_SUB, SSA_MUL, SSA_DIV, SSA_REM, SSA_MIN, SSA_MAX};
    static const uint8_t unary[] = {SSA_NEG, SSA_ABS, SSA_SQRT};
    switch (pick(g, 6)) {
    case 0: return emit(g, t == SSA_F32 ? SSA_I2F : SSA_I2D, t, SSA_IN(leaf(g, SSA_I32)));
    case 1: return emit(g, t == SSA_F32 ? SSA_L2F : SSA_L2D, t, SSA_IN(leaf(g, SSA_I64)));
    case 2:
        if (t == SSA_F32)
            return emit(g, SSA_D2F, t, SSA_IN(leaf(g, SSA_F64)));
        return emit(g, SSA_F2D, t, SSA_IN(leaf(g, SSA_F32)));
    case 3: return emit(g, unary[pick(g, ARRAY_LEN(unary))], t, SSA_IN(leaf(g, t)));
    default: return emit(g, binary[pick(g, ARRAY_LEN(binary))], t, SSA_IN(leaf(g, t), leaf(g, t)));
    }
}

static ssa_id nonnull(struct gen *g)
{
    return checked(g, SSA_NULL_CHECK, SSA_REF, SSA_IN(var(g, SSA_REF)));
}

/* One field, static or element a type, and an alias class each: two fields of i32. */
struct access {
    enum ssa_op load, store;
    ssa_id base, index;
    enum ssa_mem mem;
    int64_t offset;
    uint32_t alias;
};

static struct access choose_access(struct gen *g, enum ssa_type t)
{
    struct access x = {.load = SSA_LOAD, .store = SSA_STORE};
    static const uint8_t mems[] = {[SSA_I32] = SSA_MEM_I32,
                                   [SSA_I64] = SSA_MEM_I64,
                                   [SSA_F32] = SSA_MEM_F32,
                                   [SSA_F64] = SSA_MEM_F64,
                                   [SSA_REF] = SSA_MEM_REF};
    x.mem = mems[t];
    unsigned place = pick(g, 4);
    if (place == 0) {
        x.base = ssa_address(g->f, 1);
        x.offset = 8 + 8 * t;
        x.alias = SSA_ALIAS_FIELD + 20 + t;
    } else if (place == 1) {
        x.load = SSA_LOAD_INDEX;
        x.store = SSA_STORE_INDEX;
        x.base = nonnull(g);
        ssa_id length = emit(g, SSA_ARRAY_LENGTH, SSA_I32, SSA_IN(x.base)), index = leaf(g, SSA_I32);
        if (pick(g, 3) == 0)
            index = ssa_const_i32(g->f, (int32_t)pick(g, 4));
        else if (pick(g, 8))
            index = emit(g, SSA_AND, SSA_I32, SSA_IN(index, ssa_const_i32(g->f, 3)));
        x.index = checked(g, SSA_BOUNDS_CHECK, SSA_I32, SSA_IN(index, length));
        x.alias = ssa_alias_array(x.mem);
    } else {
        x.base = nonnull(g);
        bool second = t == SSA_I32 && pick(g, 2);
        x.offset = second ? 64 : 8 + 8 * t;
        x.alias = SSA_ALIAS_FIELD + (second ? 40 : t);
    }
    return x;
}

static ssa_id access(struct gen *g, enum ssa_type t, bool store)
{
    struct access x = choose_access(g, t);
    ssa_id operands[3] = {x.base, x.index, SSA_NONE};
    uint32_t n = x.index ? 2 : 1;
    if (store)
        operands[n++] = leaf(g, t);
    ssa_id v = emit(g, store ? x.store : x.load, store ? SSA_VOID : t, n, operands);
    ssa_at(g->f, v)->sub = (uint8_t)x.mem;
    ssa_at(g->f, v)->imm = x.index ? 0 : x.offset;
    ssa_at(g->f, v)->alias = x.alias;
    return v;
}

/* What allocates and stands in a try that nothing is thrown to. */
static void tried(struct gen *g, ssa_id v)
{
    uint32_t normal = ssa_block_new(g->f), handler = ssa_block_new(g->f);
    ssa_try(g->f, g->b, v, normal, handler);
    ssa_throw(g->f, handler, ssa_emit(g->f, handler, SSA_CAUGHT, SSA_REF, 0, NULL));
    g->b = normal;
}

static ssa_id fresh_object(struct gen *g)
{
    ssa_id v = checked(g, SSA_NEW, SSA_REF, 0, NULL);
    ssa_at(g->f, v)->handle = 2 + pick(g, 4);
    ssa_at(g->f, v)->imm = 72;
    if (pick(g, 8) == 0)
        tried(g, v);
    return v;
}

/* A number in an object, and sometimes out of it again. */
static ssa_id box(struct gen *g)
{
    ssa_id number = pick(g, 2) ? ssa_const(g->f, SSA_I64, pick(g, 2) ? 5 : 1000) : leaf(g, SSA_I64);
    ssa_id v = checked(g, SSA_BOX, SSA_REF, SSA_IN(number));
    ssa_at(g->f, v)->handle = 6;
    ssa_at(g->f, v)->sub = SSA_MEM_I64;
    ssa_at(g->f, v)->imm = SSA_EVAL_BOX_FIELD;
    ssa_at(g->f, v)->alias = SSA_ALIAS_FIELD + 41;
    if (pick(g, 8) == 0)
        tried(g, v);
    return v;
}

static ssa_id unbox(struct gen *g)
{
    ssa_id object = checked(g, SSA_CLASS_CHECK, SSA_REF, SSA_IN(pick(g, 2) ? box(g) : leaf(g, SSA_REF)));
    ssa_at(g->f, object)->handle = 6;
    ssa_id v = emit(g, SSA_LOAD, SSA_I64, SSA_IN(object));
    ssa_at(g->f, v)->sub = SSA_MEM_I64;
    ssa_at(g->f, v)->imm = SSA_EVAL_BOX_FIELD;
    ssa_at(g->f, v)->alias = SSA_ALIAS_FIELD + 41;
    return v;
}

static ssa_id same_object(struct gen *g)
{
    ssa_id one = pick(g, 2) ? box(g) : leaf(g, SSA_REF), other = pick(g, 2) ? box(g) : leaf(g, SSA_REF);
    ssa_id v = emit(g, SSA_CMP, SSA_I32, SSA_IN(one, other));
    ssa_at(g->f, v)->sub = pick(g, 2) ? SSA_EQ : SSA_NE;
    return v;
}

static ssa_id fresh_array(struct gen *g)
{
    ssa_id v = checked(g, SSA_NEW_ARRAY, SSA_REF, SSA_IN(ssa_const_i32(g->f, (int32_t)pick(g, 9))));
    ssa_at(g->f, v)->handle = 9;
    ssa_at(g->f, v)->sub = SSA_MEM_I32;
    return v;
}

static ssa_id expression(struct gen *g, enum ssa_type t)
{
    if (pick(g, 4) == 0)
        return access(g, t, false);
    if (t == SSA_I64 && pick(g, 8) == 0)
        return unbox(g);
    if (t == SSA_I32 && pick(g, 16) == 0)
        return same_object(g);
    if (t == SSA_I32 || t == SSA_I64)
        return integer(g, t);
    if (t != SSA_REF)
        return floating(g, t);
    ssa_id v;
    switch (pick(g, 8)) {
    case 6:
    case 7: return box(g);
    case 0: return fresh_object(g);
    case 1: return fresh_array(g);
    case 2:
        v = checked(g, SSA_CHECK_CAST, SSA_REF, SSA_IN(leaf(g, SSA_REF)));
        ssa_at(g->f, v)->handle = pick(g, 8) ? 1 : 2 + pick(g, 4);
        return v;
    case 3:
        v = checked(g, SSA_CLASS_CHECK, SSA_REF, SSA_IN(fresh_object(g)));
        ssa_at(g->f, v)->handle = ssa_at(g->f, ssa_in(g->f, v, 0))->handle;
        return v;
    default: return leaf(g, SSA_REF);
    }
}

static void statements(struct gen *g, unsigned n);

/* Objects that hold numbers and each other, and become variables. */
static void object_statement(struct gen *g)
{
    struct ssa_func *f = g->f;
    ssa_id o = pick(g, 3) ? fresh_object(g) : fresh_array(g);
    for (unsigned n = pick(g, 4); n; n--) {
        bool array = ssa_op_of(f, o) == SSA_NEW_ARRAY;
        enum ssa_type t = array || pick(g, 2) ? SSA_I32 : pick(g, 2) ? SSA_F64 : SSA_REF;
        struct access x = {.base = o};
        if (array && (ssa_at(f, ssa_in(f, o, 0))->imm == 0 || pick(g, 4) == 0))
            continue;
        ssa_id v = t == SSA_REF && pick(g, 2) ? fresh_object(g) : leaf(g, t), store;
        if (array)
            store = emit(g, SSA_STORE_INDEX, SSA_VOID, SSA_IN(o, ssa_const_i32(f, 0), v));
        else
            store = emit(g, SSA_STORE, SSA_VOID, SSA_IN(o, v));
        x.mem = t == SSA_I32 ? SSA_MEM_I32 : t == SSA_F64 ? SSA_MEM_F64 : SSA_MEM_REF;
        ssa_at(f, store)->sub = (uint8_t)x.mem;
        ssa_at(f, store)->imm = array ? 0 : 8 + 8 * t;
        ssa_at(f, store)->alias = array ? ssa_alias_array(x.mem) : SSA_ALIAS_FIELD + t;
    }
    if (pick(g, 8) == 0)
        ssa_at(f, emit(g, SSA_FENCE, SSA_VOID, 0, NULL))->sub = SSA_FENCE_RELEASE;
    g->vars[7 + pick(g, 3)] = o;
}

/* ---------------------------------------------------------------------------------------------- statements
 */

static void statements(struct gen *g, unsigned n);

/* Goes on in a block reached from where the variables had these values, in the order of its predecessors. */
static void join(struct gen *g, uint32_t b, unsigned n, ssa_id (*values)[NVARS])
{
    g->b = b;
    for (unsigned i = 0; i < NVARS; i++) {
        ssa_id operands[16];
        bool same = true;
        for (unsigned k = 0; k < n; k++) {
            operands[k] = values[k][i];
            same &= operands[k] == operands[0];
        }
        g->vars[i] = same && pick(g, 4) ? operands[0] : ssa_emit(g->f, b, SSA_PHI, var_types[i], n, operands);
    }
}

static void if_statement(struct gen *g)
{
    uint32_t arms[2] = {ssa_block_new(g->f), ssa_block_new(g->f)}, after = ssa_block_new(g->f);
    ssa_id before[NVARS], values[2][NVARS];
    memcpy(before, g->vars, sizeof before);
    ssa_branch(g->f, g->b, pick(g, 8) ? compare(g) : leaf(g, SSA_I32), arms[0], arms[1]);
    for (unsigned k = 0; k < 2; k++) {
        memcpy(g->vars, before, sizeof before);
        g->b = arms[k];
        statements(g, pick(g, 3));
        memcpy(values[k], g->vars, sizeof before);
        ssa_jump(g->f, g->b, after);
    }
    join(g, after, 2, values);
}

static void switch_statement(struct gen *g)
{
    enum { ARMS = 3 };
    int32_t keys[ARMS + 1] = {0, 1, (int32_t)pick(g, 100) + 2, -1};
    uint32_t arms[ARMS], after = ssa_block_new(g->f), targets[ARMS + 2];
    ssa_id before[NVARS], values[ARMS][NVARS];
    memcpy(before, g->vars, sizeof before);
    for (unsigned k = 0; k < ARMS; k++)
        targets[k] = arms[k] = ssa_block_new(g->f);
    targets[ARMS] = arms[pick(g, ARMS)]; /* two edges to one block */
    targets[ARMS + 1] = arms[0];
    ssa_switch(g->f, g->b, leaf(g, SSA_I32), ARMS + 1, keys, targets);
    for (unsigned k = 0; k < ARMS; k++) {
        memcpy(g->vars, before, sizeof before);
        g->b = arms[k];
        statements(g, pick(g, 2));
        memcpy(values[k], g->vars, sizeof before);
        ssa_jump(g->f, g->b, after);
    }
    join(g, after, ARMS, values);
}

/* for (i = 0; i < n; i++), with a phi for every variable. */
static void loop_statement(struct gen *g)
{
    struct ssa_func *f = g->f;
    uint32_t header = ssa_block_new(f), body = ssa_block_new(f), after = ssa_block_new(f);
    ssa_id phis[NVARS], zero = ssa_const_i32(f, 0);
    ssa_id limit = ssa_const_i32(f, (int32_t)pick(g, 6));
    if (pick(g, 2)) {
        limit = emit(g, SSA_AND, SSA_I32, SSA_IN(leaf(g, SSA_I32), ssa_const_i32(f, 7)));
    }
    ssa_jump(f, g->b, header);
    for (unsigned i = 0; i < NVARS; i++)
        phis[i] = g->vars[i] = ssa_emit(f, header, SSA_PHI, var_types[i], SSA_IN(g->vars[i]));
    ssa_id count = ssa_emit(f, header, SSA_PHI, SSA_I32, SSA_IN(zero));
    g->b = header;
    if (pick(g, 2))
        checked(g, SSA_POLL, SSA_VOID, 0, NULL);
    ssa_id more = emit(g, SSA_CMP, SSA_I32, SSA_IN(count, limit));
    ssa_at(f, more)->sub = SSA_LT;
    ssa_branch(f, header, more, body, after);
    g->b = body;
    if (pick(g, 2))
        g->vars[0] = count;
    statements(g, 1 + pick(g, 4));
    ssa_id one_more = emit(g, SSA_ADD, SSA_I32, SSA_IN(count, ssa_const_i32(f, 1)));
    checked(g, SSA_POLL, SSA_VOID, 0, NULL);
    uint32_t back = f->blocks[header]->npreds;
    ssa_jump(f, g->b, header);
    for (unsigned i = 0; i < NVARS; i++) {
        ssa_set_operand(f, phis[i], back, g->vars[i]);
        g->vars[i] = phis[i];
    }
    ssa_set_operand(f, count, back, one_more);
    g->b = after;
}

static void call_statement(struct gen *g)
{
    static const uint8_t ops[] = {SSA_CALL, SSA_CALL_VIRTUAL, SSA_CALL_INTERFACE, SSA_CALL_RUNTIME};
    struct ssa_func *f = g->f;
    enum ssa_op op = ops[pick(g, 4)];
    unsigned result = pick(g, NVARS + 1);
    ssa_id operands[3] = {op == SSA_CALL_VIRTUAL || op == SSA_CALL_INTERFACE ? nonnull(g) : leaf(g, SSA_REF),
                          leaf(g, SSA_I32), leaf(g, SSA_F64)};
    ssa_id v = ssa_new(f, op, result == NVARS ? SSA_VOID : var_types[result], 1 + pick(g, 3), operands);
    ssa_at(f, v)->imm = op == SSA_CALL ? 0 : pick(g, 5);
    ssa_at(f, v)->handle = op == SSA_CALL_RUNTIME ? 0 : 100 + pick(g, 5);
    ssa_at(f, v)->sub = op == SSA_CALL_RUNTIME ? (uint8_t)pick(g, SSA_NCALL_EFFECTS) : 0;
    if (ssa_needs_state(f, v))
        ssa_set_state(f, v, state(g, SSA_STATE_CALL));
    ssa_append(f, g->b, v);
    if (!ssa_may_throw(f, v) || pick(g, 2)) {
        if (result < NVARS)
            g->vars[result] = v;
        return;
    }
    /* try: the exception becomes the value of a variable */
    uint32_t normal = ssa_block_new(f), handler = ssa_block_new(f), after = ssa_block_new(f);
    ssa_id before[NVARS], values[2][NVARS];
    memcpy(before, g->vars, sizeof before);
    f->blocks[handler]->heat = 0;
    ssa_try(f, g->b, v, normal, handler);
    g->b = normal;
    if (result < NVARS)
        g->vars[result] = v;
    statements(g, pick(g, 2));
    memcpy(values[0], g->vars, sizeof before);
    ssa_jump(f, g->b, after);
    memcpy(g->vars, before, sizeof before);
    g->b = handler;
    g->vars[8] = emit(g, SSA_CAUGHT, SSA_REF, 0, NULL);
    statements(g, pick(g, 2));
    if (pick(g, 6) == 0) {
        ssa_throw(f, g->b, ssa_const_ref(f, 3));
        join(g, after, 1, values);
        return;
    }
    memcpy(values[1], g->vars, sizeof before);
    ssa_jump(f, g->b, after);
    join(g, after, 2, values);
}

static void guard_statement(struct gen *g)
{
    ssa_id cond =
        emit(g, SSA_CMP, SSA_I32, SSA_IN(var(g, SSA_I32), ssa_const_i32(g->f, (int32_t)pick(g, 100))));
    ssa_at(g->f, cond)->sub = SSA_NE;
    ssa_id v = checked(g, SSA_GUARD, SSA_VOID, SSA_IN(cond));
    ssa_at(g->f, v)->sub = SSA_WHY_PROFILE;
}

static void cold_exit(struct gen *g)
{
    uint32_t cold = ssa_block_new(g->f), after = ssa_block_new(g->f);
    g->f->blocks[cold]->heat = 0;
    ssa_branch(g->f, g->b, compare(g), after, cold);
    if (pick(g, 2))
        ssa_deopt(g->f, cold, SSA_WHY_UNREACHED, state(g, SSA_STATE_BEFORE));
    else
        ssa_return(g->f, cold, g->vars[0]);
    g->b = after;
}

static void synchronized_statement(struct gen *g)
{
    ssa_id o = nonnull(g);
    if (g->nlocks == MAX_LOCKS)
        return;
    g->locks[g->nlocks++] = o;
    checked(g, SSA_MONITOR_ENTER, SSA_VOID, SSA_IN(o));
    access(g, SSA_I32, true);
    statements(g, pick(g, 3));
    g->nlocks--;
    checked(g, SSA_MONITOR_EXIT, SSA_VOID, SSA_IN(o));
}

static void statement(struct gen *g)
{
    unsigned i = pick(g, NVARS);
    switch (pick(g, 19)) {
    case 0:
    case 1: if_statement(g); break;
    case 2: loop_statement(g); break;
    case 3: switch_statement(g); break;
    case 4:
    case 5: call_statement(g); break;
    case 6: guard_statement(g); break;
    case 7: cold_exit(g); break;
    case 8: synchronized_statement(g); break;
    case 9:
    case 10: access(g, var_types[i], true); break;
    case 11:
    case 12: object_statement(g); break;
    default: g->vars[i] = expression(g, var_types[i]); break;
    }
}

static void statements(struct gen *g, unsigned n)
{
    if (g->depth == MAX_DEPTH)
        n = 0;
    g->depth++;
    for (; n && g->budget; n--) {
        g->budget--;
        statement(g);
    }
    g->depth--;
}

struct ssa_func *ssa_random(struct arena *a, uint64_t seed, unsigned size)
{
    struct gen g = {.rng = seed, .budget = size};
    g.f = ssa_func_new(a, "random", SSA_I32, var_types, NVARS);
    g.f->method = 2;
    for (unsigned i = 0; i < NVARS; i++)
        g.vars[i] = ssa_param(g.f, i);
    while (g.budget)
        statements(&g, g.budget);
    ssa_id sum = emit(&g, SSA_L2I, SSA_I32, SSA_IN(g.vars[3]));
    for (unsigned i = 0; i < 3; i++)
        sum = emit(&g, SSA_XOR, SSA_I32, SSA_IN(sum, g.vars[i]));
    ssa_return(g.f, g.b, sum);
    return g.f;
}

struct ssa_eval_outcome ssa_random_run(const struct ssa_func *f, uint64_t seed, struct buf *report)
{
    struct gen g = {.rng = seed};
    ssa_eval_value args[NVARS];
    struct ssa_eval *e = ssa_eval_new(NULL);
    for (unsigned i = 0; i < NVARS; i++) {
        uint64_t x = next(&g);
        switch (var_types[i]) {
        case SSA_I32: args[i] = x % 2 ? (int32_t)(x >> 8) : (int32_t)(x >> 8) % 10; break;
        case SSA_F32: args[i] = 0x3f800000; break;
        case SSA_F64: args[i] = INT64_C(0x3ff8000000000000); break;
        case SSA_REF: args[i] = x % 16 == 0 ? 0 : ssa_eval_external(e, 11 + x % 3); break;
        default: args[i] = x % 2 ? (int64_t)x : (int64_t)(x >> 8) % 10; break;
        }
    }
    struct ssa_eval_outcome o = ssa_eval_run(e, f, args, NVARS, 20000);
    ssa_eval_report(e, f, &o, report);
    ssa_eval_free(e);
    return o;
}
