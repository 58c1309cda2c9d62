#include "ssa_util.h"

/* Values, user lists, constants, frame states. */

static struct arena arena;

static void begin(void)
{
    arena_init(&arena);
}
static void end(void)
{
    arena_release(&arena);
}

TestSuite(ssa_func, .init = begin, .fini = end);

static struct ssa_func *two_ints(void)
{
    static const uint8_t params[] = {SSA_I32, SSA_I32};
    return ssa_func_new(&arena, "two", SSA_I32, params, 2);
}

Test(ssa_func, constants_are_made_once)
{
    struct ssa_func *f = two_ints();
    ssa_id a = ssa_const_i32(f, 5), null = ssa_const_null(f);
    cr_expect_eq(ssa_const_i32(f, 5), a);
    cr_expect_neq(ssa_const_i64(f, 5), a);
    cr_expect_eq(ssa_const_null(f), null);
    cr_expect_neq(ssa_const_f64(f, 0.0), ssa_const_f64(f, -0.0));
    for (int32_t i = 0; i < 1000; i++)
        ssa_const_i32(f, i);
    cr_expect_eq(ssa_const_i32(f, 5), a);
    cr_expect_eq(f->nvalues, 1u + 1000 + 1 + 1 + 2);
}

Test(ssa_func, a_removed_constant_is_made_anew)
{
    struct ssa_func *f = two_ints();
    ssa_id a = ssa_const_i32(f, 5);
    ssa_remove(f, a);
    ssa_id b = ssa_const_i32(f, 5);
    cr_expect_neq(a, b);
    cr_expect_eq(ssa_op_of(f, b), SSA_CONST);
    ssa_become(f, b, SSA_PARAM, SSA_I32, 0, NULL);
    cr_expect_neq(ssa_const_i32(f, 5), b);
}

Test(ssa_func, parameters_come_first)
{
    struct ssa_func *f = two_ints();
    ssa_id c = ssa_const_i32(f, 1), b = ssa_param(f, 1), a = ssa_param(f, 0);
    cr_expect_eq(ssa_param(f, 1), b);
    ssa_return(f, 0, ssa_emit(f, 0, SSA_ADD, SSA_I32, SSA_IN(a, c)));
    ssa_assert_valid(f);
    cr_expect(ssa_comes_before(f, b, c) && ssa_comes_before(f, a, c));
}

Test(ssa_func, pointers_to_values_stay)
{
    struct ssa_func *f = two_ints();
    struct ssa_value *first = ssa_at(f, ssa_param(f, 0));
    for (int i = 0; i < 5000; i++)
        ssa_new(f, SSA_THREAD, SSA_RAW, 0, NULL);
    cr_expect_eq(ssa_at(f, ssa_param(f, 0)), first);
}

Test(ssa_func, user_lists_follow_edits)
{
    struct ssa_func *f = two_ints();
    ssa_id a = ssa_param(f, 0), b = ssa_param(f, 1);
    ssa_id sum = ssa_emit(f, 0, SSA_ADD, SSA_I32, SSA_IN(a, a));
    ssa_id twice = ssa_emit(f, 0, SSA_ADD, SSA_I32, SSA_IN(sum, b));
    ssa_return(f, 0, twice);
    cr_expect_eq(ssa_count_users(f, a), 2);
    cr_expect(ssa_used_once(f, sum));
    ssa_set_operand(f, sum, 1, b);
    cr_expect_eq(ssa_count_users(f, a), 1);
    cr_expect_eq(ssa_count_users(f, b), 2);
    ssa_replace(f, sum, a);
    cr_expect_eq(ssa_op_of(f, sum), SSA_NOP);
    cr_expect_eq(ssa_in(f, twice, 0), a);
    cr_expect(ssa_used_once(f, b));
    ssa_assert_valid(f);
}

Test(ssa_func, becoming_something_made_of_its_own_operands)
{
    struct ssa_func *f = two_ints();
    ssa_id a = ssa_param(f, 0), b = ssa_param(f, 1);
    ssa_id sum = ssa_emit(f, 0, SSA_ADD, SSA_I32, SSA_IN(a, b));
    ssa_return(f, 0, sum);
    ssa_become(f, sum, SSA_SUB, SSA_I32, SSA_IN(ssa_in(f, sum, 1), ssa_in(f, sum, 0)));
    cr_expect_eq(ssa_in(f, sum, 0), b);
    cr_expect_eq(ssa_op_of(f, sum), SSA_SUB);
    ssa_assert_valid(f);
}

Test(ssa_func, operands_grow_and_shrink)
{
    struct ssa_func *f = two_ints();
    ssa_id a = ssa_param(f, 0), call = ssa_new(f, SSA_CALL_RUNTIME, SSA_I32, 0, NULL);
    for (unsigned i = 1; i <= 100; i++) {
        ssa_append_operand(f, call, a);
        cr_assert_eq(ssa_count_users(f, a), i);
        cr_assert_eq(ssa_at(f, call)->noperands, i);
    }
    ssa_append_operand(f, call, ssa_param(f, 1));
    ssa_remove_operand(f, call, 0);
    cr_expect_eq(ssa_in(f, call, 0), ssa_param(f, 1));
    while (ssa_at(f, call)->noperands)
        ssa_remove_operand(f, call, ssa_at(f, call)->noperands - 1);
    cr_expect(ssa_unused(f, a));
    ssa_append_operand(f, call, a);
    ssa_append(f, 0, call);
    ssa_return(f, 0, call);
    ssa_assert_valid(f);
}

Test(ssa_func, places_in_a_block)
{
    struct ssa_func *f = two_ints();
    ssa_id a = ssa_param(f, 0), middle = ssa_emit(f, 0, SSA_NEG, SSA_I32, SSA_IN(a));
    ssa_return(f, 0, middle);
    ssa_id before = ssa_new(f, SSA_NEG, SSA_I32, SSA_IN(a)),
           after = ssa_new(f, SSA_NEG, SSA_I32, SSA_IN(middle));
    ssa_id last = ssa_new(f, SSA_NEG, SSA_I32, SSA_IN(after));
    ssa_insert_before(f, middle, before);
    ssa_insert_after(f, middle, after);
    ssa_append(f, 0, last);
    ssa_id expected[] = {a, before, middle, after, last, ssa_terminator(f, 0)};
    unsigned i = 0;
    SSA_EACH(f, 0, v)
    cr_expect_eq(v, expected[i++]);
    cr_expect_eq(i, 6);
    cr_expect(ssa_comes_before(f, before, last) && !ssa_comes_before(f, last, before));
    ssa_unlink(f, middle);
    ssa_insert_before(f, before, middle);
    cr_expect(ssa_comes_before(f, middle, before));
    ssa_assert_valid(f);
}

Test(ssa_func, states_are_counted_and_their_operands_are_uses)
{
    struct ssa_func *f = two_ints();
    ssa_id a = ssa_param(f, 0), b = ssa_param(f, 1);
    uint32_t outer = ssa_state_new(f, 1, 3, SSA_STATE_CALL, 0, 1, 0, 0, &b);
    uint32_t inner = ssa_state_new(f, 2, 0, SSA_STATE_BEFORE, outer, 1, 1, 0, (ssa_id[]){a, SSA_NONE});
    ssa_id p = ssa_emit(f, 0, SSA_POLL, SSA_VOID, 0, NULL), q = ssa_emit(f, 0, SSA_POLL, SSA_VOID, 0, NULL);
    ssa_set_state(f, p, inner);
    ssa_set_state(f, q, inner);
    ssa_return(f, 0, ssa_const_i32(f, 0));
    ssa_assert_valid(f);
    cr_expect_eq(ssa_count_users(f, a), 1);
    ssa_replace_all_uses(f, a, b);
    cr_expect_eq(ssa_state_in(f, inner, 0), b);

    uint32_t copy = ssa_state_clone(f, inner);
    ssa_set_state(f, q, copy);
    ssa_state_set_operand(f, copy, 1, a);
    cr_expect_eq(ssa_count_users(f, a), 1);
    cr_expect_eq(ssa_count_users(f, b), 3);
    ssa_assert_valid(f);

    ssa_remove(f, p);
    cr_expect(ssa_state_at(f, inner)->released && !ssa_state_at(f, outer)->released);
    ssa_remove(f, q);
    cr_expect(ssa_state_at(f, outer)->released);
    cr_expect(ssa_unused(f, a) && ssa_unused(f, b));
    ssa_assert_valid(f);
}

Test(ssa_func, a_clone_is_alike)
{
    struct ssa_func *f = two_ints();
    ssa_id a = ssa_param(f, 0), load = ssa_emit(f, 0, SSA_LOAD, SSA_I32, SSA_IN(ssa_address(f, 3)));
    ssa_at(f, load)->sub = SSA_MEM_I32;
    ssa_at(f, load)->imm = 16;
    ssa_at(f, load)->alias = SSA_ALIAS_FIELD;
    ssa_id copy = ssa_clone(f, load);
    ssa_append(f, 0, copy);
    cr_expect(ssa_same_computation(f, load, copy));
    ssa_at(f, copy)->imm = 20;
    cr_expect(!ssa_same_computation(f, load, copy));
    ssa_return(f, 0, a);
    ssa_assert_valid(f);
}
