/* What the controller decides with: the cost model, loops in bytecode. */
#include <criterion/criterion.h>
#include <math.h>

#include "runtime/tier/cost.h"
#include "runtime/tier/loops.h"

Test(cost, compiles_pay_when_the_future_is_longer)
{
    struct cost_model c;
    cost_init(&c);
    double compile = cost_of_compile(&c, 100);
    cr_assert_not(cost_pays(&c, compile, compile));
    cr_assert(cost_pays(&c, 2 * compile, compile));
}

Test(cost, the_rate_follows_what_compiles_took)
{
    struct cost_model c;
    cost_init(&c);
    double before = cost_of_compile(&c, 100);
    for (int i = 0; i < 200; i++)
        cost_compiled(&c, 100, 100 * before);
    cr_assert_float_eq(cost_of_compile(&c, 100), 100 * before, before);
    cr_assert_gt(cost_of_compile(&c, 1000), cost_of_compile(&c, 100));
}

Test(cost, trials_learn_the_speedup)
{
    struct cost_model c;
    int method;
    cost_init(&c);
    /* half of the time before; made four times faster, it is a fifth of what is left */
    for (int i = 0; i < 200; i++) {
        cost_trial_begin(&c, &method, 0.5, 10);
        cr_assert_null(cost_trial_due(&c, 9));
        cr_assert_eq(cost_trial_due(&c, 10), &method);
        cost_trial_end(&c, &method, 0.2);
    }
    cr_assert_float_eq(cost_speedup(&c), 4, 0.01);
}

Test(cost, shares_that_say_nothing_are_not_tried)
{
    struct cost_model c;
    int method;
    cost_init(&c);
    cost_trial_begin(&c, &method, 0.001, 10);
    cost_trial_begin(&c, &method, 0.99, 10);
    cr_assert_null(cost_trial_due(&c, 100));
}

static struct method method_of(const u1 *bytes, u4 length, struct cf_code *code, struct cf_method *m)
{
    *code = (struct cf_code){.bytes = bytes, .length = length};
    *m = (struct cf_method){.code = code};
    return (struct method){.kind = METHOD_BYTECODE, .cf = m};
}

Test(loops, the_innermost_loop_around_a_place)
{
    static const u1 bytes[] = {
        0x00,             /*  0 nop */
        0x03,             /*  1 iconst_0          outer */
        0x57,             /*  2 pop */
        0x03,             /*  3 iconst_0          inner */
        0x9a, 0xff, 0xff, /*  4 ifne 3 */
        0x03,             /*  7 iconst_0 */
        0x9a, 0xff, 0xf9, /*  8 ifne 1 */
        0xa7, 0x00, 0x03, /* 11 goto 14 */
        0xb1,             /* 14 return */
    };
    struct cf_code code;
    struct cf_method cf;
    struct method m = method_of(bytes, sizeof bytes, &code, &cf);
    cr_assert_eq(loop_around(&m, 3), 3);
    cr_assert_eq(loop_around(&m, 4), 3);
    cr_assert_eq(loop_around(&m, 2), 1);
    cr_assert_eq(loop_around(&m, 8), 1);
    cr_assert_eq(loop_around(&m, 0), -1);
    cr_assert_eq(loop_around(&m, 14), -1);
    cr_assert(has_loops(&m));
}

Test(loops, switches_may_go_back)
{
    static const u1 bytes[] = {
        0x03, 0xaa, 0,    0,    /* 0 iconst_0, 1 tableswitch, padding */
        0,    0,    0,    0x17, /* default: +23 */
        0,    0,    0,    0,    /* low */
        0,    0,    0,    0,    /* high */
        0xff, 0xff, 0xff, 0xff, /* 0: -1 */
        0,    0,    0,    0,    /* nop */
        0xb1,                   /* 24 return */
    };
    struct cf_code code;
    struct cf_method cf;
    struct method m = method_of(bytes, sizeof bytes, &code, &cf);
    cr_assert_eq(loop_around(&m, 1), 0);
    cr_assert_eq(loop_around(&m, 24), -1);
}
