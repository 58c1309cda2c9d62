#include "ssa_random.h"
#include "ssa_util.h"

/* Printing and parsing are inverses; hostile text is refused. */

static struct arena arena;

static void begin(void)
{
    arena_init(&arena);
}
static void end(void)
{
    arena_release(&arena);
}

TestSuite(ssa_text, .init = begin, .fini = end);

static void round_trip(const struct ssa_func *f)
{
    struct buf once = {0}, again = {0};
    ssa_print(f, &once, NULL);
    ssa_print(ssa_parsed(&arena, buf_str(&once)), &again, NULL);
    cr_assert_str_eq(buf_str(&once), buf_str(&again));
    buf_free(&once);
    buf_free(&again);
}

Test(ssa_text, every_operation_prints_and_parses)
{
    struct ssa_func *f = ssa_func_new(&arena, "a \"name\" \\ with all", SSA_VOID, NULL, 0);
    uint32_t b = ssa_block_new(f), c = ssa_block_new(f);
    ssa_id operands[4];
    for (int i = 0; i < 4; i++)
        operands[i] = ssa_const_i32(f, i);
    uint32_t s = ssa_state_new(f, UINT64_MAX, 65535, SSA_STATE_THROW, 0, 2, 1, 1, operands);
    for (unsigned op = SSA_NOP + 1; op < SSA_NOPS; op++) {
        const struct ssa_op_info *info = &ssa_ops[op];
        if (info->properties & SSA_TERM || ssa_is_const(f, op))
            continue;
        enum ssa_type type = info->result == 'v'   ? SSA_VOID
                             : info->result == 'l' ? SSA_I64
                             : info->result == 'f' ? SSA_F32
                             : info->result == 'd' ? SSA_F64
                             : info->result == 'r' ? SSA_REF
                             : info->result == 'p' ? SSA_RAW
                                                   : SSA_I32;
        ssa_id v =
            ssa_new(f, op, type,
                    op == SSA_VIRTUAL_OBJECT || op == SSA_PHI ? 0 : (uint32_t)strlen(info->operands), NULL);
        for (uint32_t i = 0; i < ssa_at(f, v)->noperands; i++)
            ssa_set_operand(f, v, i, operands[i % 4]);
        if (info->payload & SSA_HAS_IMM && op != SSA_VIRTUAL_OBJECT)
            ssa_at(f, v)->imm = -5;
        if (info->payload & SSA_HAS_HANDLE)
            ssa_at(f, v)->handle = UINT64_MAX - op;
        if (info->payload & SSA_HAS_ALIAS)
            ssa_at(f, v)->alias = op;
        if (info->suffix == SSA_SUFFIX_MEM)
            ssa_at(f, v)->sub = SSA_MEM_I32;
        ssa_set_state(f, v, info->payload & SSA_HAS_STATE ? s : 0);
        if (op == SSA_PHI)
            ssa_append(f, b, v);
        else if (f->blocks[0]->last)
            ssa_insert_after(f, f->blocks[0]->last, v);
    }
    ssa_try(f, 0, operands[0], b, c);
    for (uint32_t i = 0; i < 2; i++)
        ssa_return(f, b + i, SSA_NONE);
    round_trip(f);
}

Test(ssa_text, constants_keep_their_bits)
{
    static const double doubles[] = {0.0, -0.0, 1.0, 0.1, 1e300, 5e-324, 1.0 / 3, 123456789.0};
    static const uint64_t bits[] = {0x7ff8000000000000, 0x7ff0000000000001, 0xfff0000000000000,
                                    0x7ff0000000000000};
    struct ssa_func *f = ssa_func_new(&arena, "f", SSA_VOID, NULL, 0);
    for (size_t i = 0; i < ARRAY_LEN(doubles); i++) {
        ssa_const_f64(f, doubles[i]);
        ssa_const_f32(f, (float)doubles[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(bits); i++)
        ssa_const(f, SSA_F64, (int64_t)bits[i]);
    ssa_const(f, SSA_F32, 0x7fc12345);
    ssa_const_i64(f, INT64_MIN);
    ssa_const_i32(f, INT32_MIN);
    ssa_return(f, 0, SSA_NONE);
    ssa_assert_valid(f);
    struct buf text = {0};
    ssa_print(f, &text, NULL);
    struct ssa_func *g = ssa_parsed(&arena, buf_str(&text));
    for (ssa_id v = 1; v < f->nvalues; v++)
        cr_expect_eq(ssa_at(f, v)->imm, ssa_at(g, v)->imm, "$%u", v);
    buf_free(&text);
    round_trip(f);
}

Test(ssa_text, predecessors_keep_their_order)
{
    struct ssa_func *f =
        ssa_parsed(&arena, "func \"f\" (i32) i32 {\nb0:\n $1 = param.i32 0\n branch $1 -> b1, b1\n"
                           "b1 <- b0.1, b0.0:\n $2 = phi.i32 b0.0: $1, b0.1: $3\n return $2\n"
                           "b2:\n $3 = neg.i32 $1\n jump -> b2\n}\n");
    cr_expect_eq(f->blocks[1]->preds[0].index, 1);
    cr_expect_eq(ssa_in(f, 2, 0), 3u);
    round_trip(f);
}

static const char *handle_name(void *user, uint64_t handle)
{
    return handle == 5 ? user : NULL;
}

Test(ssa_text, names_of_handles_are_comments)
{
    struct ssa_func *f = ssa_func_new(&arena, "f", SSA_VOID, NULL, 0);
    ssa_address(f, 5);
    ssa_address(f, 6);
    ssa_return(f, 0, SSA_NONE);
    struct buf text = {0}, again = {0}, plain = {0};
    ssa_print(f, &text, &(struct ssa_print_options){handle_name, "Foo.bar"});
    cr_expect(strstr(buf_str(&text), "#5 ; Foo.bar"));
    ssa_print(f, &plain, NULL);
    ssa_print(ssa_parsed(&arena, buf_str(&text)), &again, NULL);
    cr_expect_str_eq(buf_str(&again), buf_str(&plain));
    buf_free(&text);
    buf_free(&plain);
    buf_free(&again);
}

Test(ssa_text, random_functions)
{
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct arena a;
        struct buf once = {0}, again = {0}, error = {0}, runs[2] = {{0}};
        arena_init(&a);
        struct ssa_func *f = ssa_random(&a, seed, 10 + seed % 60);
        cr_assert(ssa_verify(f, &error), "seed %lu: %s", (unsigned long)seed, buf_str(&error));
        ssa_print(f, &once, NULL);
        struct ssa_func *g = ssa_parse(&a, buf_str(&once), NULL, &error);
        cr_assert(g, "seed %lu: %s", (unsigned long)seed, buf_str(&error));
        ssa_print(g, &again, NULL);
        cr_assert_str_eq(buf_str(&once), buf_str(&again), "seed %lu", (unsigned long)seed);
        cr_assert(ssa_verify(g, &error), "seed %lu: %s", (unsigned long)seed, buf_str(&error));
        cr_assert_neq(ssa_random_run(f, seed, &runs[0]).kind, SSA_EVAL_STUCK, "seed %lu: %s",
                      (unsigned long)seed, buf_str(&runs[0]));
        ssa_random_run(g, seed, &runs[1]);
        cr_assert_str_eq(buf_str(&runs[0]), buf_str(&runs[1]), "seed %lu", (unsigned long)seed);
        buf_free(&once);
        buf_free(&again);
        buf_free(&error);
        buf_free(&runs[0]);
        buf_free(&runs[1]);
        arena_release(&a);
    }
}

/* Cut, and with bytes changed: parsed or refused, and if parsed, verified or refused. */
Test(ssa_text, mutilated_text)
{
    uint64_t rng = 7;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct arena a;
        struct buf text = {0}, error = {0};
        arena_init(&a);
        ssa_print(ssa_random(&a, seed % 20, 12), &text, NULL);
        for (int i = 0; i < 3; i++) {
            rng = rng * 6364136223846793005u + 1442695040888963407u;
            text.at[(rng >> 33) % text.len] = "$b0123456789_#@!s{}:,->= \nx"[(rng >> 20) % 27];
        }
        if (rng >> 60 == 0)
            text.at[(rng >> 33) % text.len] = 0;
        struct ssa_func *f = ssa_parse(&a, buf_str(&text), NULL, &error);
        cr_expect(f || error.len);
        if (f)
            ssa_verify(f, &error);
        buf_free(&text);
        buf_free(&error);
        arena_release(&a);
    }
}
