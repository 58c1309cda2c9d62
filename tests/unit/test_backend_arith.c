/* Every pure operation, compiled, on corner values: what the evaluator says. Operands in registers and as
 * constants. */
#include <criterion/criterion.h>
#include <string.h>

#include "backend_util.h"

static const int64_t ints[] = {
    0,          1,         -1,    2,     -2,     3,      7,         31,        32,
    33,         63,        64,    127,   128,    255,    256,       -128,      -129,
    32767,      32768,     65535, 65536, -32768, -32769, INT32_MAX, INT32_MIN, INT32_MIN + 1,
    0x12345678, 1000000007};
static const int64_t longs[] = {INT64_MAX,          INT64_MIN,        INT64_MIN + 1,
                                0x123456789abcdef0, (int64_t)1 << 32, -((int64_t)1 << 32),
                                0xffffffff,         -3000000000,      (int64_t)1 << 62};
static const double doubles[] = {0.0,
                                 -0.0,
                                 1.0,
                                 -1.0,
                                 0.5,
                                 -0.5,
                                 1.5,
                                 2.5,
                                 -2.5,
                                 3.14159,
                                 1e10,
                                 -1e10,
                                 1e19,
                                 -1e19,
                                 1e300,
                                 -1e300,
                                 2147483647.0,
                                 2147483648.0,
                                 -2147483648.0,
                                 -2147483649.0,
                                 -2147483648.5,
                                 9223372036854775807.0,
                                 -9223372036854775808.0,
                                 4.9e-324,
                                 0.0 / 0.0,
                                 1.0 / 0.0,
                                 -1.0 / 0.0};

struct values {
    int64_t at[64];
    uint32_t n;
};

static struct values values_of(enum ssa_type t)
{
    struct values v = {.n = 0};
    if (t == SSA_I32 || t == SSA_I64)
        for (size_t i = 0; i < ARRAY_LEN(ints); i++)
            v.at[v.n++] = ints[i];
    if (t == SSA_I64)
        for (size_t i = 0; i < ARRAY_LEN(longs); i++)
            v.at[v.n++] = longs[i];
    for (size_t i = 0; i < ARRAY_LEN(doubles) && t == SSA_F64; i++)
        memcpy(&v.at[v.n++], &doubles[i], 8);
    for (size_t i = 0; i < ARRAY_LEN(doubles) && t == SSA_F32; i++) {
        float x = (float)doubles[i];
        memcpy(&v.at[v.n++], &x, 4);
    }
    return v;
}

static bool same(enum ssa_type t, int64_t a, int64_t b)
{
    if (a == b)
        return true;
    double x, y;
    float p, q;
    memcpy(&x, &a, 8), memcpy(&y, &b, 8), memcpy(&p, &a, 4), memcpy(&q, &b, 4);
    return t == SSA_F64 ? x != x && y != y : t == SSA_F32 ? p != p && q != q : false;
}

static uint64_t seed = 1;
static uint32_t pick(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

/* mask: which operands are constants. */
static void check(struct native *n, enum ssa_op op, unsigned sub, enum ssa_type type,
                  const enum ssa_type *from, uint32_t nin, const int64_t *in, unsigned mask)
{
    int64_t expected;
    if (!ssa_eval_pure(op, sub, type, from[0], in, &expected))
        return;
    struct arena a;
    arena_init(&a);
    uint8_t params[3];
    for (uint32_t i = 0; i < nin; i++)
        params[i] = (uint8_t)from[i];
    struct ssa_func *f = ssa_func_new(&a, ssa_ops[op].name, type, params, nin);
    ssa_id operands[3];
    for (uint32_t i = 0; i < nin; i++)
        operands[i] = mask >> i & 1 ? ssa_const(f, from[i], in[i]) : ssa_param(f, i);
    ssa_id v = ssa_new(f, op, type, nin, operands);
    ssa_at(f, v)->sub = (uint8_t)sub;
    ssa_append(f, 0, v);
    ssa_return(f, 0, v);
    struct blob *b = native_compile(n, f, NULL);
    int64_t got = native_run(n, b, type, params, in, nin);
    cr_assert(same(type, got, expected), "%s.%s sub %u consts %u (%llx, %llx, %llx): %llx, expected %llx",
              ssa_ops[op].name, ssa_type_names[type], sub, mask, (long long)in[0],
              (long long)(nin > 1 ? in[1] : 0), (long long)(nin > 2 ? in[2] : 0), (long long)got,
              (long long)expected);
    backend_free_blob(n->be, b);
    arena_release(&a);
}

static enum ssa_type letter(char c, enum ssa_type type, enum ssa_type before)
{
    switch (c) {
    case 'i': return SSA_I32;
    case 'l': return SSA_I64;
    case 'f': return SSA_F32;
    case 'd': return SSA_F64;
    case 'T': return type;
    case 'X': return before;
    default: return SSA_VOID; /* several are possible */
    }
}

static void check_types(struct native *n, enum ssa_op op, enum ssa_type type, enum ssa_type any)
{
    const struct ssa_op_info *info = &ssa_ops[op];
    enum ssa_type from[3];
    uint32_t nin = 0;
    for (const char *c = info->operands; *c != 0; c++, nin++) {
        from[nin] = letter(*c, type, nin > 0 ? from[nin - 1] : SSA_VOID);
        if (from[nin] == SSA_VOID)
            from[nin] = any;
    }
    for (unsigned sub = 0; sub < (info->suffix == SSA_SUFFIX_COND ? SSA_NCONDS : 1); sub++)
        for (int round = 0; round < (info->suffix == SSA_SUFFIX_COND ? 60 : 150); round++) {
            int64_t in[3];
            for (uint32_t i = 0; i < nin; i++) {
                struct values v = values_of(from[i]);
                in[i] = v.at[pick(v.n)];
            }
            check(n, op, sub, type, from, nin, in, pick(4));
        }
}

static void check_all(const struct x64_features *features)
{
    static const enum ssa_type types[] = {SSA_I32, SSA_I64, SSA_F32, SSA_F64};
    struct native n;
    native_init(&n, features, NULL, 0);
    for (int op = SSA_SELECT; op <= SSA_FCMPG; op++) {
        const struct ssa_op_info *info = &ssa_ops[op];
        if (op == SSA_L2P || op == SSA_P2L || op == SSA_OFFSET)
            continue;
        for (int t = 0; t < 4; t++) {
            enum ssa_type type = types[t];
            bool fits = info->result == 'a' || info->result == 'A' || (info->result == 'n' && t < 2) ||
                        (info->result == 'g' && t >= 2) || letter(info->result, SSA_VOID, SSA_VOID) == type;
            if (!fits)
                continue;
            char first = info->operands[0];
            for (int k = 0; k < 4 && first != 'g'; k++) {
                bool open = first == 'n' ? k < 2 : first == 'x';
                if (open || k == 0)
                    check_types(&n, (enum ssa_op)op, type,
                                types[open || first == 'T' || first == 'i' ? k : 0]);
                if (!open)
                    break;
            }
            if (first == 'g')
                for (int k = 2; k < 4; k++)
                    check_types(&n, (enum ssa_op)op, type, types[k]);
        }
    }
    native_free(&n);
}

Test(backend_arith, agrees_with_the_evaluator)
{
    check_all(NULL);
}
Test(backend_arith, on_the_oldest_processor_too)
{
    struct x64_features none = {0};
    check_all(&none);
}
