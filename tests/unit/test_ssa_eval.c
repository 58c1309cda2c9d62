#include "ssa/eval.h"
#include "ssa_util.h"

/* The evaluator beyond what tests/ir runs: arithmetic against C, the heap, calls, reports. */

static struct arena arena;

static void begin(void)
{
    arena_init(&arena);
}
static void end(void)
{
    arena_release(&arena);
}

TestSuite(ssa_eval, .init = begin, .fini = end);

static ssa_eval_value pure2(enum ssa_op op, enum ssa_type type, ssa_eval_value a, ssa_eval_value b)
{
    ssa_eval_value in[3] = {a, b, 0}, out = 0;
    cr_assert(ssa_eval_pure(op, 0, type, type, in, &out), "%s", ssa_ops[op].name);
    return out;
}

Test(ssa_eval, arithmetic_at_the_edges)
{
    ssa_eval_value in[3] = {1, 0, 0}, out;
    cr_expect_eq(pure2(SSA_ADD, SSA_I32, INT32_MAX, 1), INT32_MIN);
    cr_expect_eq(pure2(SSA_MUL, SSA_I64, INT64_MIN, -1), INT64_MIN);
    cr_expect_eq(pure2(SSA_DIV, SSA_I64, INT64_MIN, -1), INT64_MIN);
    cr_expect_eq(pure2(SSA_REM, SSA_I32, INT32_MIN, -1), 0);
    cr_expect_eq(pure2(SSA_UDIV, SSA_I32, -1, 2), INT32_MAX);
    cr_expect_eq(pure2(SSA_UREM, SSA_I64, -1, 10), 5);
    cr_expect_eq(pure2(SSA_NEG, SSA_I32, INT32_MIN, 0), INT32_MIN);
    cr_expect_eq(pure2(SSA_ABS, SSA_I32, INT32_MIN, 0), INT32_MIN);
    cr_expect_eq(pure2(SSA_SHR, SSA_I32, -8, 33), -4);
    cr_expect_eq(pure2(SSA_USHR, SSA_I32, -8, 0), -8);
    cr_expect_eq(pure2(SSA_USHR, SSA_I64, -1, 60), 15);
    cr_expect_eq(pure2(SSA_ROTL, SSA_I32, INT32_MIN, 1), 1);
    cr_expect_eq(pure2(SSA_ROTR, SSA_I32, 1, 1), INT32_MIN);
    cr_expect_eq(pure2(SSA_ROTR, SSA_I64, 7, 64), 7);
    cr_expect_eq(pure2(SSA_BSWAP, SSA_I32, 0x01020304, 0), 0x04030201);
    cr_expect_eq(pure2(SSA_MULHI, SSA_I64, -1, 1), -1);
    cr_expect_eq(pure2(SSA_UMULHI, SSA_I64, -1, 2), 1);
    cr_expect_eq(pure2(SSA_CLZ, SSA_I64, 1, 0), 63);
    cr_expect_eq(pure2(SSA_POPCNT, SSA_I32, -1, 0), 32);
    cr_expect_eq(pure2(SSA_MUL_OVF, SSA_I32, 65536, 65536), 1);
    cr_expect_eq(pure2(SSA_SUB_OVF, SSA_I64, INT64_MIN, 1), 1);
    cr_expect_not(ssa_eval_pure(SSA_DIV, 0, SSA_I32, SSA_I32, in, &out));
    cr_expect_not(ssa_eval_pure(SSA_LOAD, 0, SSA_I32, SSA_REF, in, &out));
    cr_expect_not(ssa_eval_pure(SSA_FLOOR, 0, SSA_I32, SSA_I32, in, &out));
}

Test(ssa_eval, what_is_outside_is_the_same_in_any_order)
{
    struct ssa_eval *a = ssa_eval_new(NULL), *b = ssa_eval_new(NULL);
    ssa_eval_value x = ssa_eval_external(a, 5), y = ssa_eval_external(b, 5);
    ssa_eval_value i = ssa_eval_get(a, x, false, 16, SSA_MEM_I32),
                   j = ssa_eval_get(a, x, true, 3, SSA_MEM_I64);
    cr_expect_eq(ssa_eval_get(b, y, true, 3, SSA_MEM_I64), j);
    cr_expect_eq(ssa_eval_get(b, y, false, 16, SSA_MEM_I32), i);
    cr_expect_eq(ssa_eval_length(a, x), ssa_eval_length(b, y));
    ssa_eval_set(a, x, false, 16, SSA_MEM_I8, 300);
    cr_expect_eq(ssa_eval_get(a, x, false, 16, SSA_MEM_I8), 44);
    ssa_eval_free(a);
    ssa_eval_free(b);
}

static bool add_or_throw(void *user, struct ssa_eval *e, const struct ssa_func *f, ssa_id call,
                         const ssa_eval_value *args, uint32_t n, ssa_eval_value *result)
{
    (void)f, (void)call, (void)n;
    ++*(int *)user;
    *result = args[0] < 0 ? ssa_eval_object(e, 77) : args[0] + args[1];
    return args[0] >= 0;
}

Test(ssa_eval, calls_go_to_the_hook)
{
    struct ssa_func *f =
        ssa_parsed(&arena, "func \"f\" (i32, i32) i32 {\nb0:\n $1 = param.i32 0\n $2 = param.i32 1\n"
                           "$3 = call.i32 $1, $2 #5 !s1\n return $3\ns1 = call #1 0\n}\n");
    int calls = 0;
    struct ssa_eval *e = ssa_eval_new(&(struct ssa_eval_hooks){.user = &calls, .call = add_or_throw});
    struct ssa_eval_outcome o = ssa_eval_run(e, f, (ssa_eval_value[]){2, 3}, 2, 100);
    cr_expect_eq(o.kind, SSA_EVAL_RETURN);
    cr_expect_eq(o.value, 5);
    o = ssa_eval_run(e, f, (ssa_eval_value[]){-2, 3}, 2, 100);
    cr_expect_eq(o.kind, SSA_EVAL_THROW);
    cr_expect_eq(ssa_eval_class(e, o.value), 77);
    cr_expect_eq(calls, 2);
    ssa_eval_free(e);
}

Test(ssa_eval, endless_loops_end)
{
    struct ssa_func *f = ssa_parsed(&arena, "func \"f\" () void {\nb0:\n jump -> b1\nb1:\n jump -> b1\n}\n");
    struct ssa_eval *e = ssa_eval_new(NULL);
    cr_expect_eq(ssa_eval_run(e, f, NULL, 0, 1000).kind, SSA_EVAL_LIMIT);
    ssa_eval_free(e);
}

/* The report of f(x11, 1, null). */
static void report(const char *body, struct buf *out)
{
    struct buf text = {0};
    buf_printf(
        &text,
        "func \"f\" (ref, i32) i32 {\nb0:\n $1 = param.ref 0\n $2 = param.i32 1\n $50 = const.i32 9\n%s"
        "s1 = call #1 0 locals $1, $2\n}\n",
        body);
    struct ssa_func *f = ssa_parsed(&arena, buf_str(&text));
    struct ssa_eval *e = ssa_eval_new(NULL);
    struct ssa_eval_outcome o = ssa_eval_run(e, f, (ssa_eval_value[]){ssa_eval_external(e, 11), 1}, 2, 1000);
    ssa_eval_report(e, f, &o, out);
    ssa_eval_free(e);
    buf_free(&text);
}

static void expect_reports(const char *x, const char *y, bool same)
{
    struct buf a = {0}, b = {0};
    report(x, &a);
    report(y, &b);
    cr_expect_eq(strcmp(buf_str(&a), buf_str(&b)) == 0, same, "%s---\n%s", buf_str(&a), buf_str(&b));
    buf_free(&a);
    buf_free(&b);
}

Test(ssa_eval, reports_tell_what_others_can_see)
{
    const char *store_call = "store.i32 $1, $50 +24 @20\n $3: call.void #5 !s1\n return $2\n";
    expect_reports(store_call, store_call, true);
    expect_reports(store_call, "$3: call.void #5 !s1\n store.i32 $1, $50 +24 @20\n return $2\n", false);
    expect_reports(store_call, "$3: call.void #5 !s1\n return $2\n", false);
    expect_reports(store_call,
                   "$4 = load.i32 $1 +40 @21\n store.i32 $1, $2 +24 @20\n store.i32 $1, $50 +24 @20\n"
                   "$3: call.void #5 !s1\n return $2\n",
                   true);
    expect_reports("$3 = new #5 32 !s1\n store.i32 $3, $2 +16 @20\n return $2\n", "return $2\n", true);
    expect_reports(
        "$3 = new #5 32 !s1\n store.i32 $3, $2 +16 @20\n poll !s1\n store.ref $1, $3 +8 @22\n return $2\n",
        "$3 = new #5 32 !s1\n store.ref $1, $3 +8 @22\n return $2\n", false);
}

Test(ssa_eval, a_virtual_object_is_the_object_it_replaces)
{
    expect_reports(
        "$3 = new #5 32 !s1\n store.i32 $3, $2 +16 @20\n deopt.unreached !s2\ns2 = before #1 4 locals $3, "
        "$3\n",
        "$3 = virtual_object +16.i32: $2 #5\n deopt.unreached !s2\ns2 = before #1 4 locals $3, $3\n", true);
    expect_reports(
        "$3 = new #5 32 !s1\n store.i32 $3, $50 +16 @20\n deopt.unreached !s2\ns2 = before #1 4 locals $3\n",
        "$3 = virtual_object +16.i32: $2 #5\n deopt.unreached !s2\ns2 = before #1 4 locals $3\n", false);
}
