/*
 * Random straight-line code on real memory, compiled, against an interpreter of its own: which loads become
 * operands, what reads and writes memory in one instruction, and whose fault makes which null check.
 *
 * A function gets an array of 64 bytes (also seen as an object with fields), a reference that may be null,
 * and two numbers.
 */
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend_util.h"

enum { BYTES = 64, DATA = 16, MAX_VALUES = 400 };

struct memory {
    void *class;
    uint32_t lock;
    int32_t length;
    uint8_t at[BYTES];
};

static uint64_t state_of_random;
static uint32_t pick(uint32_t n)
{
    state_of_random = state_of_random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state_of_random >> 33) % n;
}

/* ------------------------------------------------------------------------------------------------ making */

static enum ssa_type types[MAX_VALUES];
static uint32_t nvalues;
static bool makes;             /* state 1 is used */
static bool locks;             /* state 3 is used */
static bool checked, guards;   /* $2 is known not to be null: state 1 is used; state 2 is used */
static const struct buf *text; /* so far */

/* A value of this type, mostly a recent one. */
static uint32_t value_of(enum ssa_type t)
{
    for (int tries = 0; tries < 200; tries++) {
        uint32_t near = nvalues < 12 || pick(4) == 0 ? nvalues : 8;
        uint32_t v = nvalues - 1 - pick(near - 1);
        bool begun = v == nvalues - 1 && text->at[text->len - 1] != '\n';
        if (v > 0 && types[v] == t && !begun)
            return v;
    }
    return t == SSA_I32 ? 5 : t == SSA_I64 ? 3 : 6;
}

static const char *const mems[] = {"i8", "u8", "i16", "u16", "i32", "i64", "f64"};
static const enum ssa_type mem_types[] = {SSA_I32, SSA_I32, SSA_I32, SSA_I32, SSA_I32, SSA_I64, SSA_F64};
static const uint32_t mem_sizes[] = {1, 1, 2, 2, 4, 8, 8};

static int64_t small_constant(void)
{
    static const int64_t some[] = {0, 1, -1, 2, 100, 127, 128, 200, 255, -128, -129, 32767, 65535, 70000};
    return some[pick(ARRAY_LEN(some))];
}

static void define(struct buf *b, enum ssa_type t)
{
    types[nvalues] = t;
    buf_printf(b, " $%u = ", nvalues++);
}

/* Where: a field of $1, an element of $1, or a field of $2, which is null-checked or never null. */
static void put_place(struct buf *b, uint32_t m, const char **alias, uint32_t *index, bool *other)
{
    uint32_t slot = pick(3) * 8;
    *other = pick(4) == 0;
    *index = 0;
    if (!*other && pick(3) == 0) {
        define(b, SSA_I32);
        buf_printf(b, "const.i32 %u\n", pick(2) ? slot / mem_sizes[m] : pick(4));
        *index = nvalues - 1;
        if (pick(2)) {
            define(b, SSA_I32);
            buf_printf(b, "const.i32 3\n");
            define(b, SSA_I32);
            buf_printf(b, "and.i32 $%u, $%u\n", value_of(SSA_I32), nvalues - 2);
            *index = nvalues - 1;
        }
    }
    *alias = "@any";
    if (*other && (!checked || pick(2) == 0)) {
        checked = true;
        define(b, SSA_REF);
        buf_printf(b, "null_check $2 !s1\n");
        types[nvalues - 1] = SSA_VOID;
    }
    if (*index == 0)
        *index = UINT32_MAX - DATA - slot;
}

static void put_access(struct buf *b, bool store)
{
    uint32_t m = pick(ARRAY_LEN(mems)), index;
    const char *alias;
    bool other;
    put_place(b, m, &alias, &index, &other);
    uint32_t stored = store ? value_of(mem_types[m]) : 0;
    if (index < MAX_VALUES) {
        if (store)
            buf_printf(b, " store_index.%s $1, $%u, $%u %s\n", mems[m], index, stored, alias);
        else
            define(b, mem_types[m]), buf_printf(b, "load_index.%s $1, $%u %s\n", mems[m], index, alias);
    } else {
        uint32_t offset = UINT32_MAX - index;
        if (store)
            buf_printf(b, " store.%s $%d, $%u %u %s\n", mems[m], other ? 2 : 1, stored, offset, alias);
        else
            define(b, mem_types[m]),
                buf_printf(b, "load.%s $%d %u %s\n", mems[m], other ? 2 : 1, offset, alias);
    }
}

/* memory = memory op x */
static void put_change(struct buf *b)
{
    static const char *const ops[] = {"add", "sub", "and", "or", "xor", "shl"};
    uint32_t m = pick(6), slot = DATA + pick(3) * 8, op = pick(ARRAY_LEN(ops));
    const char *t = mem_types[m] == SSA_I64 ? "i64" : "i32";
    uint32_t x = op == 5 ? value_of(SSA_I32) : value_of(mem_types[m]);
    if (op != 5 && pick(2)) {
        define(b, mem_types[m]);
        buf_printf(b, "const.%s %lld\n", t, (long long)small_constant());
        x = nvalues - 1;
    }
    define(b, mem_types[m]);
    buf_printf(b, "load.%s $1 %u @any\n", mems[m], slot);
    uint32_t load = nvalues - 1;
    if (pick(4) == 0)
        put_access(b, pick(2));
    define(b, mem_types[m]);
    if (op == 1 && pick(3) == 0)
        buf_printf(b, "sub.%s $%u, $%u\n", t, x, load);
    else
        buf_printf(b, "%s.%s $%u, $%u\n", ops[op], t, load, x);
    if (mem_sizes[m] == 1 && pick(2)) {
        define(b, SSA_I32);
        buf_printf(b, "sext8.i32 $%u\n", nvalues - 2);
    }
    buf_printf(b, " store.%s $1, $%u %u @any\n", mems[m], nvalues - 1, pick(8) ? slot : DATA + pick(3) * 8);
}

static uint32_t put_condition(struct buf *b)
{
    static const char *const conds[] = {"eq", "ne", "lt", "ge", "gt", "le", "ult", "uge", "ugt", "ule"};
    enum ssa_type t = pick(4) ? SSA_I32 : SSA_I64;
    const char *name = t == SSA_I64 ? "i64" : "i32";
    uint32_t a = value_of(t), with = value_of(t);
    if (pick(3) == 0) { /* a bit */
        static const char *const shifts[] = {"shr", "ushr"};
        define(b, t);
        buf_printf(b, "const.%s 1\n", name);
        uint32_t one = nvalues - 1;
        define(b, t);
        if (pick(2)) {
            buf_printf(b, "shl.%s $%u, $%u\n", name, one, value_of(SSA_I32));
            define(b, t);
            buf_printf(b, "and.%s $%u, $%u\n", name, a, nvalues - 2);
        } else {
            buf_printf(b, "%s.%s $%u, $%u\n", shifts[pick(2)], name, a, value_of(SSA_I32));
            define(b, t);
            buf_printf(b, "and.%s $%u, $%u\n", name, nvalues - 2, one);
        }
        a = nvalues - 1;
        define(b, t);
        buf_printf(b, "const.%s 0\n", name);
        define(b, SSA_I32);
        buf_printf(b, "cmp.%s $%u, $%u\n", conds[pick(2)], a, nvalues - 2);
        return nvalues - 1;
    }
    if (pick(4) == 0) { /* bits of a mask */
        define(b, t);
        buf_printf(b, "const.%s %lld\n", name, (long long)small_constant());
        define(b, t);
        buf_printf(b, "and.%s $%u, $%u\n", name, a, nvalues - 2);
        a = nvalues - 1;
    }
    if (pick(3)) {
        define(b, t);
        buf_printf(b, "const.%s %lld\n", name, pick(2) ? 0 : (long long)small_constant());
        with = nvalues - 1;
    }
    define(b, SSA_I32);
    buf_printf(b, "cmp.%s $%u, $%u\n", conds[pick(10)], a, with);
    return nvalues - 1;
}

static void put_arithmetic(struct buf *b)
{
    static const char *const ops[] = {"add", "sub", "and", "or", "xor", "mul"};
    enum ssa_type t = pick(2) ? SSA_I32 : SSA_I64;
    const char *name = t == SSA_I64 ? "i64" : "i32";
    uint32_t x = value_of(t), y = value_of(t);
    switch (pick(14)) {
    case 0: define(b, SSA_I64), buf_printf(b, "i2l $%u\n", value_of(SSA_I32)); break;
    case 1: define(b, SSA_I32), buf_printf(b, "l2i $%u\n", value_of(SSA_I64)); break;
    case 2: define(b, SSA_I32), buf_printf(b, "sext8.i32 $%u\n", value_of(SSA_I32)); break;
    case 3: define(b, t), buf_printf(b, "%s.%s $%u\n", pick(2) ? "zext16" : "sext16", name, x); break;
    case 4:
        define(b, t), buf_printf(b, "const.%s %d\n", name, pick(2) ? 255 : 65535);
        define(b, t), buf_printf(b, "and.%s $%u, $%u\n", name, x, nvalues - 2);
        break;
    case 5: { /* x & ~y */
        define(b, t), buf_printf(b, "const.%s -1\n", name);
        define(b, t), buf_printf(b, "xor.%s $%u, $%u\n", name, y, nvalues - 2);
        uint32_t not_y = nvalues - 1;
        define(b, t), buf_printf(b, "and.%s $%u, $%u\n", name, pick(2) ? x : not_y, pick(2) ? not_y : x);
        break;
    }
    case 6: { /* the lowest bit */
        uint32_t other;
        if (pick(2)) {
            define(b, t), buf_printf(b, "const.%s -1\n", name);
            define(b, t), buf_printf(b, "add.%s $%u, $%u\n", name, x, nvalues - 2);
        } else {
            define(b, t), buf_printf(b, "neg.%s $%u\n", name, x);
        }
        other = nvalues - 1;
        define(b, t), buf_printf(b, "%s.%s $%u, $%u\n", pick(3) ? "and" : "xor", name, x, other);
        break;
    }
    case 7: {
        uint32_t c = put_condition(b);
        define(b, t), buf_printf(b, "select.%s $%u, $%u, $%u\n", name, c, x, y);
        break;
    }
    case 8: { /* several conditions at once */
        uint32_t all = put_condition(b);
        for (uint32_t i = pick(4); i > 0; i--) {
            uint32_t next = put_condition(b);
            define(b, SSA_I32), buf_printf(b, "or.i32 $%u, $%u\n", next, all);
            uint32_t either = nvalues - 1, more = put_condition(b);
            define(b, SSA_I32), buf_printf(b, "and.i32 $%u, $%u\n", either, more);
            if (pick(6))
                all = either;
            else
                all = nvalues - 1;
        }
        if (pick(2) == 0)
            guards = true, buf_printf(b, " guard.profile $%u !s2\n", all);
        break;
    }
    case 9:
        define(b, SSA_F64), buf_printf(b, "add.f64 $%u, $%u\n", value_of(SSA_F64), value_of(SSA_F64));
        break;
    case 10: {
        static const int by[] = {1, 2, 3, 6, 7, 10, 12, 15, 17, 24, 31, 33, 36, 72, 100, 255, 1000, -3};
        define(b, t), buf_printf(b, "const.%s %d\n", name, by[pick(ARRAY_LEN(by))]);
        define(b, t), buf_printf(b, "mul.%s $%u, $%u\n", name, x, nvalues - 2);
        break;
    }
    default: define(b, t), buf_printf(b, "%s.%s $%u, $%u\n", ops[pick(6)], name, x, y); break;
    }
}

/* Classes: $1 is a 5, $2 a 6; everything is a 1. */
static void put_object(struct buf *b)
{
    static const int classes[] = {1, 5, 6, 7};
    uint32_t object = pick(2) ? value_of(SSA_REF) : 1;
    if (object > 2 && types[object] != SSA_REF)
        object = 2;
    switch (pick(6)) {
    case 0: /* a new object, and that its fields are 0 */
        makes = true;
        define(b, SSA_REF), buf_puts(b, "new #7 48 !s1\n");
        define(b, SSA_I64), buf_printf(b, "load.i64 $%u 24 @any\n", nvalues - 2);
        break;
    case 1:
        makes = true;
        define(b, SSA_I32), buf_printf(b, "const.i32 %u\n", pick(20));
        define(b, SSA_REF), buf_printf(b, "new_array.i32 $%u #7 !s1\n", nvalues - 2);
        define(b, SSA_I32), buf_printf(b, "array_length $%u\n", nvalues - 2);
        break;
    case 2:
        guards = true;
        define(b, SSA_VOID), buf_printf(b, "check_cast $%u #%d !s2\n", object, classes[pick(4)]);
        break;
    case 3:
        locks = true;
        buf_puts(b, " monitor_enter $1 !s3\n");
        if (pick(2))
            put_access(b, pick(2));
        buf_puts(b, " monitor_exit $1 !s3\n");
        break;
    default:
        define(b, SSA_I32), buf_printf(b, "instance_of $%u #%d\n", object, classes[pick(4)]);
        if (pick(3) == 0)
            guards = true, buf_printf(b, " guard.profile $%u !s2\n", nvalues - 1);
        break;
    }
}

static void make_text(struct buf *b)
{
    text = b;
    buf_puts(b, "func \"memory\" #1 (ref, ref, i64, i64) i64 {\nb0:\n $1 = param.ref 0\n $2 = param.ref 1\n"
                " $3 = param.i64 2\n $4 = param.i64 3\n $5 = l2i $3\n $6 = l2d $4\n");
    static const enum ssa_type first[] = {SSA_VOID, SSA_REF, SSA_REF, SSA_I64, SSA_I64, SSA_I32, SSA_F64};
    memcpy(types, first, sizeof first);
    nvalues = 7;
    guards = checked = locks = makes = false;
    uint32_t size = 10 + pick(60);
    while (nvalues < size)
        switch (pick(6)) {
        case 5: put_object(b); break;
        case 0:
        case 1: put_access(b, false); break;
        case 2: put_access(b, true); break;
        case 3: put_change(b); break;
        default: put_arithmetic(b); break;
        }
    uint32_t last = value_of(SSA_I64);
    if (pick(2)) /* many values live long: registers are short */
        for (uint32_t i = 3, end = nvalues; i < end; i++) {
            if (types[i] != SSA_I32 && types[i] != SSA_I64)
                continue;
            uint32_t wide = i;
            if (types[i] == SSA_I32)
                define(b, SSA_I64), buf_printf(b, "i2l $%u\n", i), wide = nvalues - 1;
            define(b, SSA_I64), buf_printf(b, "xor.i64 $%u, $%u\n", last, wide);
            last = nvalues - 1;
        }
    buf_printf(b, " return $%u\n", last);
    if (checked || makes)
        buf_puts(b, "s1 = before #1 1 locals $5 stack $1\n");
    if (guards)
        buf_puts(b, "s2 = before #1 2 locals $5, $6\n");
    if (locks)
        buf_puts(b, "s3 = call #1 3 locals $5, $6 locks $1\n");
    buf_puts(b, "}\n");
}

/* ------------------------------------------------------------------------------------------------ running */

struct outcome {
    bool nan; /* as good as any other, in memory too: nothing to compare */
    ssa_id deopt;
    int64_t value, slots[2];
};

static uint8_t *place(const struct ssa_func *f, ssa_id v, const int64_t *values, bool store)
{
    const struct ssa_value *x = ssa_at(f, v);
    uint8_t *base = (uint8_t *)values[ssa_in(f, v, 0)];
    (void)store;
    if (x->op == SSA_LOAD || x->op == SSA_STORE)
        return base + x->imm;
    return base + DATA + (values[ssa_in(f, v, 1)] << ssa_mem_shifts[x->sub]);
}

static int64_t load(enum ssa_mem m, const uint8_t *p)
{
    switch (m) {
    case SSA_MEM_I8: return *(const int8_t *)p;
    case SSA_MEM_U8: return *p;
    case SSA_MEM_I16: return (int16_t)(p[0] | p[1] << 8);
    case SSA_MEM_U16: return p[0] | p[1] << 8;
    case SSA_MEM_I32: {
        int32_t x;
        memcpy(&x, p, 4);
        return x;
    }
    default: {
        int64_t x;
        memcpy(&x, p, 8);
        return x;
    }
    }
}

static bool is_instance(int64_t object, uint64_t class)
{
    return class == 1 || ((struct memory *)object)->class == (void *)class;
}

static struct outcome interpret(const struct ssa_func *f, const int64_t *args)
{
    static int64_t values[4096];
    static struct memory made[MAX_VALUES];
    uint32_t nmade = 0;
    struct outcome o = {0};
    cr_assert_lt(f->nvalues, 4096);
    SSA_EACH(f, 0, v)
    {
        const struct ssa_value *x = ssa_at(f, v);
        int64_t in[3] = {0};
        for (uint32_t i = 0; i < x->noperands && i < 3; i++)
            in[i] = values[ssa_in(f, v, i)];
        switch (x->op) {
        case SSA_CONST: values[v] = x->imm; break;
        case SSA_PARAM: values[v] = args[x->imm]; break;
        case SSA_LOAD:
        case SSA_LOAD_INDEX: values[v] = load(x->sub, place(f, v, values, false)); break;
        case SSA_STORE:
        case SSA_STORE_INDEX: /* little-endian: the lowest bytes */
            memcpy(place(f, v, values, true), &in[x->noperands - 1], (size_t)1 << ssa_mem_shifts[x->sub]);
            break;
        case SSA_NEW:
        case SSA_NEW_ARRAY:
            made[nmade] = (struct memory){.class = (void *)x->handle, .length = (int32_t)in[0]};
            values[v] = (int64_t)&made[nmade++];
            break;
        case SSA_ARRAY_LENGTH: values[v] = ((struct memory *)in[0])->length; break;
        case SSA_INSTANCE_OF: values[v] = in[0] != 0 && is_instance(in[0], x->handle); break;
        case SSA_MONITOR_ENTER:
        case SSA_MONITOR_EXIT: break;
        case SSA_CHECK_CAST:
        case SSA_NULL_CHECK:
        case SSA_GUARD:
            values[v] = in[0];
            if (x->op == SSA_CHECK_CAST ? in[0] != 0 && !is_instance(in[0], x->handle) : in[0] == 0) {
                o.deopt = v;
                for (uint32_t i = 0; i < 2; i++)
                    o.slots[i] = values[ssa_state_in(f, x->state, i)];
                return o;
            }
            break;
        case SSA_RETURN: o.value = in[0]; return o;
        default:
            cr_assert(ssa_eval_pure(x->op, x->sub, x->type, ssa_type_of(f, ssa_in(f, v, 0)), in, &values[v]),
                      "%s", ssa_ops[x->op].name);
            double d;
            memcpy(&d, &values[v], 8);
            o.nan |= x->type == SSA_F64 && d != d;
        }
    }
    return o;
}

static int32_t list_of(void *user, uint64_t class, int64_t bytes)
{
    (void)user, (void)class;
    return (int32_t)offsetof(struct native_thread, list) + (int32_t)(bytes / 16) * 8;
}
static int32_t lists_of(void *user, uint64_t class, int32_t *max, bool *dirty)
{
    *max = 128;
    *dirty = true;
    return list_of(user, class, 0);
}
static const struct backend_world world = {.free_list = list_of, .array_free_list = lists_of};

/* Two objects of each size; further ones come from the helper. */
static void fill_lists(struct native_thread *t)
{
    static uint64_t blocks[10][2][16];
    memset(blocks, 0, sizeof blocks);
    for (int i = 0; i < 10; i++) {
        t->list[i] = blocks[i][0];
        blocks[i][0][0] = (uint64_t)blocks[i][1];
    }
}

static void check_seed(struct native *n, uint64_t seed, const struct backend_options *options)
{
    state_of_random = seed * 0x9E3779B97F4A7C15u;
    struct buf made = {0};
    make_text(&made);
    struct arena a;
    arena_init(&a);
    const struct ssa_func *original = native_parse(&a, buf_str(&made));
    struct blob *b = backend_compile(n->be, native_parse(&a, buf_str(&made)), &world, options, NULL);
    cr_assert_not_null(b);
    static const uint8_t params[] = {SSA_REF, SSA_REF, SSA_I64, SSA_I64};
    for (int round = 0; round < 6; round++) {
        struct memory mine = {.length = BYTES}, native, other_mine, other_native;
        for (int i = 0; i < BYTES; i++)
            mine.at[i] = (uint8_t)(pick(3) ? pick(256) : 0);
        mine.class = (void *)5;
        native = other_mine = other_native = mine;
        other_mine.class = other_native.class = (void *)6;
        int64_t numbers[] = {(int64_t)pick(300) - 100, (int64_t)pick(1000) << pick(40)};
        bool null = pick(5) == 0;
        int64_t args[] = {(int64_t)&mine, null ? 0 : (int64_t)&other_mine, numbers[0], numbers[1]};
        struct outcome o = interpret(original, args);
        if (o.nan)
            continue;
        args[0] = (int64_t)&native;
        args[1] = null ? 0 : (int64_t)&other_native;
        fill_lists(&n->thread);
        int64_t got = native_run(n, b, SSA_I64, params, args, 4);
        const char *s = buf_str(&made);
        cr_assert_eq(n->thread.deoptimised, o.deopt != 0, "seed %llu: deopts at $%u, not $%u\n%s",
                     (unsigned long long)seed, n->thread.deoptimised ? n->thread.point->value : 0, o.deopt,
                     s);
        if (o.deopt == 0) {
            cr_assert_eq(got, o.value, "seed %llu: %llx, not %llx\n%s", (unsigned long long)seed,
                         (long long)got, (long long)o.value, s);
        } else {
            cr_assert_eq(n->thread.point->value, o.deopt, "seed %llu: at $%u, not $%u\n%s",
                         (unsigned long long)seed, n->thread.point->value, o.deopt, s);
            const struct blob_frame *frame = &b->frames[n->thread.point->frame];
            for (uint32_t i = 0; i < 2; i++) {
                int64_t x = native_value(n, &b->locations[frame->locations + i]);
                if (o.slots[i] == (int64_t)&mine)
                    o.slots[i] = (int64_t)&native;
                cr_assert_eq(x, o.slots[i], "seed %llu: slot %u\n%s", (unsigned long long)seed, i, s);
            }
        }
        cr_assert_arr_eq(mine.at, native.at, BYTES, "seed %llu: memory\n%s", (unsigned long long)seed, s);
        cr_assert_arr_eq(other_mine.at, other_native.at, BYTES, "seed %llu: other memory\n%s",
                         (unsigned long long)seed, s);
    }
    backend_free_blob(n->be, b);
    buf_free(&made);
    arena_release(&a);
}

static void check_many(const struct x64_features *features, const struct backend_options *options,
                       unsigned count)
{
    const char *from = getenv("SEED"), *many = getenv("COUNT");
    uint64_t first = from != NULL ? strtoull(from, NULL, 10) : 1;
    struct native n;
    native_init(&n, features, NULL, 0);
    for (uint64_t seed = first; seed < first + (many != NULL ? strtoull(many, NULL, 10) : count); seed++)
        check_seed(&n, seed, options);
    native_free(&n);
}

Test(backend_memory, random_accesses)
{
    check_many(NULL, NULL, 500);
}

Test(backend_memory, with_few_registers) /* rax, rcx, rdx, rbx, rsi, rdi, r8 */
{
    struct backend_options options = {.allocatable = 0x1cf};
    check_many(NULL, &options, 300);
}

Test(backend_memory, on_the_oldest_processor)
{
    struct x64_features none = {0};
    check_many(&none, NULL, 300);
}
