#include "ssa_util.h"

/* Damage that no text can describe; the rest of the rules is in tests/ir/errors.ssa. */

static struct arena arena;

static void begin(void)
{
    arena_init(&arena);
}
static void end(void)
{
    arena_release(&arena);
}

TestSuite(ssa_verify, .init = begin, .fini = end);

static struct ssa_func *sample(void)
{
    struct ssa_func *f =
        ssa_parsed(&arena, "func \"f\" (i32, ref) i32 {\n"
                           "b0:\n $1 = param.i32 0\n $2 = param.ref 1\n poll !s1\n branch $1 -> b1, b2\n"
                           "b1:\n $4 = neg.i32 $1\n jump -> b2\n"
                           "b2:\n $5 = phi.i32 b0: $1, b1: $4\n return $5\n"
                           "s1 = before #1 0 locals $1, $2 in s2\ns2 = call #2 7 stack $2\n}\n");
    ssa_assert_valid(f);
    return f;
}

Test(ssa_verify, b1_no_entry)
{
    struct ssa_func *f = sample();
    f->blocks[0]->removed = true;
    ssa_assert_broken(f, "B1");
}

Test(ssa_verify, b2_links)
{
    struct ssa_func *f = sample();
    ssa_at(f, 2)->prev = SSA_NONE;
    ssa_assert_broken(f, "B2");
    f = sample();
    ssa_at(f, 4)->block = 2;
    ssa_assert_broken(f, "B2");
    f = sample();
    ssa_at(f, f->blocks[0]->last)->next = f->blocks[0]->first;
    ssa_assert_broken(f, "B2");
}

Test(ssa_verify, b4_edges)
{
    struct ssa_func *f = sample();
    f->blocks[0]->succs[0].index = 5;
    ssa_assert_broken(f, "B4");
    f = sample();
    f->blocks[2]->preds[0].block = 1;
    ssa_assert_broken(f, "B4");
    f = sample();
    f->blocks[1]->removed = true;
    ssa_assert_broken(f, "B4");
}

Test(ssa_verify, v1_operands_that_stand_nowhere)
{
    struct ssa_func *f = sample();
    ssa_id lost = ssa_new(f, SSA_NEG, SSA_I32, SSA_IN(1));
    ssa_set_operand(f, 4, 0, lost);
    ssa_assert_broken(f, "V1");
}

Test(ssa_verify, v2_suffix)
{
    struct ssa_func *f = sample();
    ssa_at(f, 4)->sub = 3;
    ssa_assert_broken(f, "V2");
}

Test(ssa_verify, v10_constants)
{
    struct ssa_func *f = sample();
    ssa_at(f, ssa_const_i32(f, 1))->imm = INT64_C(1) << 40;
    ssa_assert_broken(f, "V10");
    f = sample();
    ssa_at(f, ssa_const_null(f))->imm = 1;
    ssa_assert_broken(f, "V10");
}

Test(ssa_verify, u1_user_lists)
{
    struct ssa_func *f = sample();
    f->uses[ssa_at(f, 4)->operands].def = 5; /* behind the API's back */
    ssa_assert_broken(f, "U1");
    f = sample();
    ssa_at(f, 4)->users = 0;
    ssa_assert_broken(f, "U1");
    f = sample();
    f->uses[ssa_at(f, 4)->operands].user = 1;
    ssa_assert_broken(f, "U1");
}

Test(ssa_verify, s1_references)
{
    struct ssa_func *f = sample();
    f->states[1]->refs++;
    ssa_assert_broken(f, "S1");
    f = sample();
    f->states[1]->released = true;
    ssa_assert_broken(f, "S1");
}

Test(ssa_verify, says_how_many_rules_are_broken)
{
    struct ssa_func *f = sample();
    struct buf error = {0};
    for (int i = 0; i < 20; i++)
        ssa_emit(f, 1, SSA_ADD, SSA_I32, SSA_IN(1, 2));
    cr_assert(!ssa_verify(f, &error));
    cr_expect(strstr(buf_str(&error), "... and 12 more"), "%s", buf_str(&error));
    buf_free(&error);
}
