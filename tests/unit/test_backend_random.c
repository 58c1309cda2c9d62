/*
 * Random functions, compiled and evaluated: same result, same exception, or the same frames after a
 * deoptimisation.
 *
 * The evaluator's heap has no layout, so what touches objects is taken out first: reads and calls become
 * calls of one helper, whose result is made from its arguments on both sides; writes go away. A reference is
 * then a number.
 */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend_util.h"
#include "ssa_random.h"

enum { MAX_SITES = 4096, NVARS = 10, HELPER_INT = 0, HELPER_FP = 1 };

struct site {
    uint8_t types[16], n, result;
    bool may_throw, is_length; /* lengths are never negative */
};
static struct site sites[MAX_SITES];
static uint32_t nsites;
static ssa_eval_value objects[3];

/* The result of a call: all that both sides agree on. args: as the evaluator has them, the site's number
 * first. */
static bool mix(const struct site *s, const int64_t *args, int64_t *result)
{
    uint64_t h = 88172645463325252u;
    for (uint32_t i = 0; i < s->n; i++) {
        uint64_t x = (uint64_t)args[i];
        double d;
        float g;
        memcpy(&d, &x, 8), memcpy(&g, &x, 4);
        if ((s->types[i] == SSA_F64 && d != d) || (s->types[i] == SSA_F32 && g != g))
            x = 12345; /* any NaN is as good as another */
        h = (h ^ x) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    float f = (float)(int32_t)(h % 1000) - 500;
    double d = f;
    *result = 0;
    switch (s->result) {
    case SSA_I32: *result = s->is_length ? (int32_t)(h % 100) : (int32_t)h; break;
    case SSA_F32: memcpy(result, &f, 4); break;
    case SSA_F64: memcpy(result, &d, 8); break;
    case SSA_REF: *result = h % 8 ? objects[h % 3] : 0; break;
    default: *result = (int64_t)h; break;
    }
    if (!s->may_throw || h >> 61)
        return true;
    *result = objects[h % 3];
    return false;
}

static bool eval_call(void *user, struct ssa_eval *e, const struct ssa_func *f, ssa_id call,
                      const ssa_eval_value *args, uint32_t nargs, ssa_eval_value *result)
{
    (void)user, (void)e, (void)f, (void)call, (void)nargs;
    return mix(&sites[args[0]], args, result);
}

/* Integer arguments come in registers, then among the stack's; fp ones in registers (there are never more
 * than 8). */
static uint64_t native_call(struct native_thread *t, int32_t site, const uint64_t *ints, const uint64_t *more,
                            const uint64_t *fps)
{
    struct site *s = &sites[site];
    int64_t args[16] = {site}, result;
    uint32_t ni = 0, nf = 0;
    for (uint32_t i = 1; i < s->n; i++) {
        bool fp = s->types[i] == SSA_F32 || s->types[i] == SSA_F64;
        uint64_t x = fp ? fps[nf++] : ni < 4 ? ints[ni++] : more[ni++ - 4];
        args[i] = s->types[i] == SSA_I32 ? (int32_t)x : s->types[i] == SSA_F32 ? (uint32_t)x : (int64_t)x;
    }
    if (!mix(s, args, &result))
        t->exception = (void *)result;
    return (uint64_t)result;
}

#define BRIDGE(name, type)                                                                                   \
    static type name(struct native_thread *t, int32_t site, uint64_t a, uint64_t b, uint64_t c, uint64_t d,  \
                     double f0, double f1, double f2, double f3, double f4, double f5, double f6, double f7, \
                     uint64_t s0, uint64_t s1, uint64_t s2, uint64_t s3, uint64_t s4, uint64_t s5,           \
                     uint64_t s6, uint64_t s7)                                                               \
    {                                                                                                        \
        double fps[] = {f0, f1, f2, f3, f4, f5, f6, f7};                                                     \
        uint64_t bits[8], ints[] = {a, b, c, d}, more[] = {s0, s1, s2, s3, s4, s5, s6, s7};                  \
        memcpy(bits, fps, sizeof bits);                                                                      \
        uint64_t x = native_call(t, site, ints, more, bits);                                                 \
        type result;                                                                                         \
        memcpy(&result, &x, sizeof result);                                                                  \
        return result;                                                                                       \
    }
BRIDGE(bridge_int, uint64_t)
BRIDGE(bridge_fp, double)

/* v becomes a call of the helper with the same operands, and its site's number before them. */
static void become_call(struct ssa_func *f, ssa_id v, bool may_throw)
{
    struct ssa_value *value = ssa_at(f, v);
    enum ssa_type t = (enum ssa_type)value->type;
    bool is_length = value->op == SSA_ARRAY_LENGTH;
    struct site *s = &sites[nsites];
    uint32_t n = value->noperands < 14 ? value->noperands : 14, state = value->state;
    ssa_id in[16] = {ssa_const_i32(f, (int32_t)nsites++)};
    *s = (struct site){
        .n = (uint8_t)(n + 1), .result = (uint8_t)t, .may_throw = may_throw, .is_length = is_length};
    s->types[0] = SSA_I32;
    for (uint32_t i = 0; i < n; i++) {
        in[i + 1] = ssa_in(f, v, i);
        s->types[i + 1] = (uint8_t)ssa_type_of(f, in[i + 1]);
    }
    uint32_t copy = may_throw && state != 0 ? ssa_state_clone(f, state) : 0;
    ssa_become(f, v, SSA_CALL_RUNTIME, t, n + 1, in);
    ssa_at(f, v)->sub = may_throw ? SSA_EFFECT_FULL : SSA_EFFECT_PURE;
    ssa_at(f, v)->imm = t == SSA_F32 || t == SSA_F64 ? HELPER_FP : HELPER_INT;
    if (copy != 0)
        ssa_set_state(f, v, copy);
}

static void take_out_objects(struct ssa_func *f)
{
    nsites = 0;
    SSA_EACH_BLOCK(f, b)
    {
        SSA_EACH_SAFE(f, b, v)
        {
            enum ssa_op op = ssa_op_of(f, v);
            enum ssa_effect effect = ssa_effect_of(f, v);
            const struct ssa_op_info *info = ssa_info(f, v);
            if (op == SSA_CONST_REF)
                ssa_replace(f, v, ssa_const_null(f));
            else if (op == SSA_ADDRESS)
                ssa_replace(f, v, ssa_const(f, SSA_RAW, 16));
            else if (op == SSA_INSTANCE_OF || op == SSA_CLASS_OF || op == SSA_ARRAY_LENGTH ||
                     effect == SSA_READ || effect == SSA_ATOMIC)
                become_call(f, v, false);
            else if (op == SSA_CLASS_CHECK || op == SSA_CHECK_CAST || op == SSA_STORE_CHECK)
                ssa_replace(f, v, ssa_in(f, v, 0));
            else if (effect == SSA_WRITE || op == SSA_FENCE)
                ssa_remove(f, v);
            else if (info->properties & SSA_THROWS && op != SSA_CALL_RUNTIME)
                become_call(f, v, true);
            else if (op == SSA_CALL_RUNTIME)
                become_call(f, v, ssa_may_throw(f, v));
            else if (ssa_is_virtual(op))
                become_call(f, v, false);
            if (ssa_op_of(f, v) != SSA_NOP)
                ssa_at(f, v)->facts = NULL;
        }
    }
}

static void print_frames(struct native *n, struct ssa_eval *e, struct buf *out)
{
    static const char *const kinds[] = {"before", "call", "throw"};
    const struct blob *b = n->thread.blob;
    for (uint32_t i = 0; i < n->thread.point->nframes; i++) {
        const struct blob_frame *frame = &b->frames[n->thread.point->frame + i];
        buf_printf(out, "frame %s #%" PRIu64 " %u", kinds[frame->state_kind], frame->method, frame->bci);
        for (uint32_t k = 0; k < frame->nlocals + frame->nstack + frame->nlocks; k++) {
            const struct blob_location *at = &b->locations[frame->locations + k];
            buf_puts(out, k == frame->nlocals || k == frame->nlocals + frame->nstack ? " | "
                          : k                                                        ? ", "
                                                                                     : " ");
            if (at->where == WHERE_NOWHERE)
                buf_puts(out, "_");
            else
                ssa_eval_print_value(e, (enum ssa_type)at->type, native_value(n, at), out);
        }
        buf_putc(out, '\n');
    }
}

static const uint8_t types[NVARS] = {SSA_I32, SSA_I32, SSA_I32, SSA_I64, SSA_I64,
                                     SSA_F64, SSA_F32, SSA_REF, SSA_REF, SSA_REF};

static void run_both(struct native *n, const struct ssa_func *original, const struct blob *b, uint64_t seed)
{
    struct ssa_eval_hooks hooks = {.call = eval_call};
    struct ssa_eval *e = ssa_eval_new(&hooks);
    int64_t args[NVARS];
    uint64_t x = seed * 0x9E3779B97F4A7C15u + 1;
    for (int i = 0; i < 3; i++)
        objects[i] = ssa_eval_external(e, 11 + (uint64_t)i);
    for (int i = 0; i < NVARS; i++) {
        x = (x ^ x >> 31) * 0xBF58476D1CE4E5B9u;
        float narrow = (float)(int32_t)(x % 100) / 4;
        double wide = (double)(int32_t)(x % 1000) / 8 - 50;
        args[i] = types[i] == SSA_I32 ? (x % 2 ? (int32_t)(x >> 8) : (int32_t)(x >> 8) % 10)
                                      : (int64_t)(x >> (x % 64));
        if (types[i] == SSA_F32)
            args[i] = 0, memcpy(&args[i], &narrow, 4);
        if (types[i] == SSA_F64)
            memcpy(&args[i], &wide, 8);
        if (types[i] == SSA_REF)
            args[i] = x % 16 == 0 ? 0 : objects[x % 3];
    }
    struct ssa_eval_outcome o = ssa_eval_run(e, original, args, NVARS, 100000);
    if (o.kind == SSA_EVAL_LIMIT ||
        o.kind == SSA_EVAL_STUCK) { /* stuck: what once was an object may be null now */
        ssa_eval_free(e);
        return;
    }
    struct buf report = {0}, frames = {0};
    n->thread.poll = (uint32_t)(seed & 1);
    int64_t got = native_run(n, b, SSA_I32, types, args, NVARS);
    cr_assert_eq(n->thread.threw, o.kind == SSA_EVAL_THROW, "seed %llu: throws %d", (unsigned long long)seed,
                 n->thread.threw);
    cr_assert_eq(n->thread.deoptimised, o.kind == SSA_EVAL_DEOPT,
                 "seed %llu: deopts %d ($%u), expected kind %d at $%u", (unsigned long long)seed,
                 n->thread.deoptimised, n->thread.deoptimised ? n->thread.point->value : 0, o.kind, o.at);
    if (o.kind != SSA_EVAL_DEOPT) {
        cr_assert_eq(got, o.value, "seed %llu: %llx, expected %llx", (unsigned long long)seed, (long long)got,
                     (long long)o.value);
    } else {
        ssa_eval_report(e, original, &o, &report);
        print_frames(n, e, &frames);
        cr_assert_eq(n->thread.point->value, o.at, "seed %llu: at $%u, expected $%u",
                     (unsigned long long)seed, n->thread.point->value, o.at);
        cr_assert(strstr(buf_str(&report), buf_str(&frames)), "seed %llu: $%u\n%snot in\n%s",
                  (unsigned long long)seed, o.at, buf_str(&frames), buf_str(&report));
    }
    buf_free(&report);
    buf_free(&frames);
    ssa_eval_free(e);
}

static void check_seed(struct native *n, uint64_t seed, unsigned size, const struct backend_options *options)
{
    struct arena a;
    arena_init(&a);
    struct ssa_func *f[2];
    for (int i = 0; i < 2; i++) {
        f[i] = ssa_random(&a, seed, size);
        take_out_objects(f[i]);
        struct buf error = {0};
        cr_assert(ssa_verify(f[i], &error), "seed %llu: %s", (unsigned long long)seed, buf_str(&error));
    }
    if (getenv("DUMP") != NULL) {
        struct buf text = {0};
        ssa_print(f[0], &text, NULL);
        fputs(buf_str(&text), stderr);
        buf_free(&text);
    }
    struct blob *b = native_compile(n, f[1], options);
    for (uint64_t k = 0; k < 4; k++)
        run_both(n, f[0], b, seed * 4 + k);
    backend_free_blob(n->be, b);
    arena_release(&a);
}

static void check_many(const struct x64_features *features, const struct backend_options *options,
                       unsigned count)
{
    static const struct backend_helper helpers[] = {{(const void *)bridge_int, true},
                                                    {(const void *)bridge_fp, true}};
    const char *from = getenv("SEED"), *many = getenv("COUNT");
    uint64_t first = from != NULL ? strtoull(from, NULL, 10) : 1;
    struct native n;
    native_init(&n, features, helpers, 2);
    for (uint64_t seed = first; seed < first + (many != NULL ? strtoull(many, NULL, 10) : count); seed++)
        check_seed(&n, seed, 10 + (unsigned)(seed % 7) * 20, options);
    native_free(&n);
}

Test(backend_random, agrees_with_the_evaluator)
{
    check_many(NULL, NULL, 300);
}

Test(backend_random, with_few_registers) /* rax, rcx, rdx, rbx, rsi, rdi, r8 */
{
    struct backend_options options = {.allocatable = 0x1cf};
    check_many(NULL, &options, 300);
}

Test(backend_random, on_the_oldest_processor)
{
    struct x64_features none = {0};
    check_many(&none, NULL, 200);
}
