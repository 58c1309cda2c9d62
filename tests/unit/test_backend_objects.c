/* Compiled code on real memory: accesses, null checks by fault, allocation, type tests, calls and exceptions.
 */
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "backend_util.h"

struct object {
    void *class;
    uint32_t lock;
    int32_t length; /* or the first field */
    int32_t at[16];
};

static const uint8_t refs_and_ints[] = {SSA_REF, SSA_I64, SSA_I64};

static int64_t run(struct native *n, const char *text, enum ssa_type result, const void *object, int64_t x,
                   int64_t y)
{
    struct blob *b = native_compile_text(n, text);
    int64_t args[] = {(int64_t)object, x, y};
    return native_run(n, b, result, refs_and_ints, args, 3);
}

Test(backend_objects, a_loop_over_an_array)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    static const char sum[] =
        "func \"sum\" #1 (ref) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = const.i32 0\n $3 = const.i32 1\n $4 = null_check $1 !s1\n"
        " $5 = array_length $4\n jump -> b1\n"
        "b1:\n $6 = phi.i32 b0: $2, b2: $11\n $7 = phi.i32 b0: $2, b2: $12\n $8 = cmp.lt $7, $5\n"
        " branch $8 -> b2, b3\n"
        "b2:\n $9 = bounds_check $7, $5 !s2\n $10 = load_index.i32 $4, $9 @i32[]\n"
        " $11 = add.i32 $6, $10\n $12 = add.i32 $7, $3\n poll !s3\n jump -> b1\n"
        "b3:\n return $6\n"
        "s1 = before #1 1 locals $1 stack $1\n"
        "s2 = before #1 9 locals $1, $6, $7 stack $6, $1, $7\n"
        "s3 = before #1 14 locals $1, $11, $12\n}\n";
    struct object array = {.length = 5, .at = {1, 2, 3, 4, -50}};
    n.thread.poll = 1;
    cr_assert_eq(run(&n, sum, SSA_I32, &array, 0, 0), -40);
    cr_assert_eq(n.thread.polls, 1);
    run(&n, sum, SSA_I32, NULL, 0, 0); /* the fault leads to the exit */
    cr_assert(n.thread.deoptimised);
    cr_assert_eq(n.thread.point->why, SSA_WHY_NULL_CHECK);
    cr_assert_eq(n.thread.blob->frames[n.thread.point->frame].bci, 1);
    cr_assert_eq(n.thread.blob->ntraps, 1);
    native_free(&n);
}

/* A guard that asks for nothing but "not null" costs nothing where an access follows; with a read of the
 * object by another way between, which could not fault into an exit, or a second condition, it is a test. */
Test(backend_objects, a_guard_against_null_becomes_a_fault)
{
    static const char *const texts[] = {
        "func \"f\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = const.ref null\n $3 = cmp.ne $1, $2\n guard.range $3 !s1\n"
        " $4 = array_length $1\n return $4\ns1 = before #1 5 stack $1\n}\n",
        "func \"f\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = const.ref null\n $5 = param.i64 1\n $6 = l2i $5\n $3 = cmp.ne $1, $2\n"
        " guard.range $3 !s1\n $8 = load_index.i32 $1, $6 @i32[]\n $7 = array_length $1\n $4 = add.i32 $7, "
        "$8\n"
        " return $4\ns1 = before #1 5 stack $1\n}\n",
    };
    struct object array = {.length = 5};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct native n;
        native_init(&n, NULL, NULL, 0);
        cr_assert_eq(run(&n, texts[i], SSA_I32, &array, 0, 0), 5);
        cr_assert_not(n.thread.deoptimised);
        run(&n, texts[i], SSA_I32, NULL, 0, 0);
        cr_assert(n.thread.deoptimised);
        cr_assert_eq(n.thread.point->why, SSA_WHY_RANGE);
        cr_assert_eq(n.thread.blob->frames[n.thread.point->frame].bci, 5);
        cr_assert_eq(n.thread.blob->ntraps, i == 0 ? 1 : 0);
        native_free(&n);
    }
}

/* So is a null check before a class check, and null is of no class without one. */
Test(backend_objects, class_checks_fault_for_null)
{
    static const char *const texts[] = {
        "func \"f\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = null_check $1 !s1\n $3 = class_check $2 #5 !s2\n"
        " $4 = array_length $3\n return $4\ns1 = before #1 5 stack $1\ns2 = before #1 6 stack $1\n}\n",
        "func \"f\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $3 = class_check $1 #5 !s2\n"
        " $4 = array_length $3\n return $4\ns2 = before #1 6 stack $1\n}\n",
        "func \"f\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = null_check $1 !s1\n $3 = check_cast $2 #5 !s2\n"
        " $4 = array_length $3\n return $4\ns1 = before #1 5 stack $1\ns2 = before #1 6 stack $1\n}\n",
    };
    struct object good = {.class = (void *)5, .length = 7}, bad = {.class = (void *)6};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct native n;
        native_init(&n, NULL, NULL, 0);
        cr_assert_eq(run(&n, texts[i], SSA_I32, &good, 0, 0), 7);
        cr_assert_not(n.thread.deoptimised);
        run(&n, texts[i], SSA_I32, NULL, 0, 0);
        cr_assert(n.thread.deoptimised);
        cr_assert_eq(n.thread.blob->ntraps, 1);
        cr_assert_eq(n.thread.blob->frames[n.thread.point->frame].bci, i == 1 ? 6 : 5);
        cr_assert_eq(n.thread.point->why, i == 1 ? SSA_WHY_CLASS_CHECK : SSA_WHY_NULL_CHECK);
        run(&n, texts[i], SSA_I32, &bad, 0, 0);
        cr_assert(n.thread.deoptimised);
        cr_assert_eq(n.thread.blob->frames[n.thread.point->frame].bci, 6);
        cr_assert_eq(n.thread.point->why, i == 2 ? SSA_WHY_CHECK_CAST : SSA_WHY_CLASS_CHECK);
        native_free(&n);
    }
}

/* One comparison for two branches, in other blocks than its own: of classes, of numbers, of bits. */
Test(backend_objects, branches_compare_again)
{
    static const char format[] = "func \"f\" #1 (ref, i64, i64) i64 {\n"
                                 "b0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = param.i64 2\n%s"
                                 " $6 = const.i64 1\n $7 = const.i64 2\n branch $5 -> b1, b2\n"
                                 "b1:\n $8 = add.i64 $2, $6\n jump -> b3\nb2:\n $9 = add.i64 $3, $7\n jump -> b3\n"
                                 "b3:\n $10 = phi.i64 b1: $8, b2: $9\n branch $5 -> b4, b5\n"
                                 "b4:\n $11 = mul.i64 $10, $7\n return $11\nb5:\n return $10\n}\n";
    static const char *const conditions[] = {
        " $12 = class_of $1\n $13 = address #5\n $5 = cmp.eq $12, $13\n",
        " $5 = cmp.lt $2, $3\n",
        " $14 = const.i64 6\n $12 = and.i64 $2, $14\n $13 = const.i64 0\n $5 = cmp.ne $12, $13\n",
    };
    struct object five = {.class = (void *)5}, six = {.class = (void *)6};
    for (size_t i = 0; i < ARRAY_LEN(conditions); i++) {
        char text[900];
        struct native n;
        native_init(&n, NULL, NULL, 0);
        snprintf(text, sizeof text, format, conditions[i]);
        for (int64_t x = 0; x < 9; x++) {
            struct object *o = x % 2 == 0 ? &five : &six;
            bool holds = i == 0 ? o == &five : i == 1 ? x < 4 : (x & 6) != 0;
            cr_assert_eq(run(&n, text, SSA_I64, o, x, 4), holds ? 2 * (x + 1) : 6, "%zu %d", i, (int)x);
        }
        native_free(&n);
    }
}

Test(backend_objects, allocation_takes_from_the_list_then_asks)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    static const char make[] =
        "func \"make\" #1 (ref, i64, i64) ref {\n"
        "b0:\n $2 = param.i64 1\n $3 = l2i $2\n $4 = new #77 16 !s1\n store.i32 $4 12, $3 @16\n"
        " return $4\ns1 = call #1 1\n}\n";
    struct object *o = (struct object *)run(&n, make, SSA_REF, NULL, 41, 0);
    cr_assert_eq(o->class, (void *)77);
    cr_assert_eq(o->length, 41);
    native_free(&n);
}

Test(backend_objects, casts_and_type_tests)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    static const char cast[] =
        "func \"cast\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = check_cast $1 #5 !s1\n $3 = instance_of $2 #6\n return $3\n"
        "s1 = before #1 3 stack $1\n}\n";
    struct object five = {.class = (void *)5}, six = {.class = (void *)6};
    cr_assert_eq(run(&n, cast, SSA_I32, &five, 0, 0), 0);
    cr_assert_not(n.thread.deoptimised);
    cr_assert_eq(run(&n, cast, SSA_I32, NULL, 0, 0), 0);
    cr_assert_not(n.thread.deoptimised);
    run(&n, cast, SSA_I32, &six, 0, 0);
    cr_assert(n.thread.deoptimised);
    cr_assert_eq(n.thread.point->why, SSA_WHY_CHECK_CAST);
    native_free(&n);
}

Test(backend_objects, atomics)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    static const char cas[] =
        "func \"cas\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = param.i64 2\n $4 = l2i $2\n $5 = l2i $3\n"
        " $6 = const.i64 16\n $7 = cas.i32 $1, $6, $4, $5 @any\n $8 = xadd.i32 $1, $6, $5 @any\n"
        " $9 = xchg.i16 $1, $6, $8 @any\n $10 = cmpxchg.i32 $1, $6, $9, $7 @any\n"
        " $11 = xor.i32 $10, $7\n return $11\n}\n";
    struct object o = {.at = {7}};
    cr_assert_eq(run(&n, cas, SSA_I32, &o, 7, 9), 9 ^ 1);
    cr_assert_eq(o.at[0], 9); /* 9, 18, 9 (its lower half), then 18 was expected */
    native_free(&n);
}

Test(backend_objects, calls_throw_to_handlers)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    uint32_t slot = code_slots_alloc(backend_code(n.be), 1);
    struct buf text = {0};
    static const char thrower[] =
        "func \"thrower\" #1 (ref, i64, i64) i64 {\n"
        "b0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = param.i64 2\n $4 = const.i64 0\n"
        " $5 = cmp.eq $2, $4\n branch $5 -> b1, b2\n"
        "b1:\n throw $1\nb2:\n $6 = add.i64 $2, $3\n return $6\n}\n";
    struct blob *callee = native_compile_text(&n, thrower);
    code_slot_set(backend_code(n.be), slot, blob_address(callee, callee->entry));
    buf_printf(
        &text,
        "func \"catcher\" #2 (ref, i64, i64) i64 {\n"
        "b0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = param.i64 2\n $4 = call.i64 #%u $1, $2, $3 !s1\n"
        " try $4 -> b1, b2\n"
        "b1:\n $5 = mul.i64 $4, $3\n return $5\n"
        "b2:\n $6 = caught\n $7 = cmp.eq $6, $1\n $8 = i2l $7\n $9 = add.i64 $8, $3\n return $9\n"
        "s1 = call #2 5 locals $1, $2\n}\n",
        slot);
    int o;
    cr_assert_eq(run(&n, buf_str(&text), SSA_I64, &o, 3, 10), 130);
    cr_assert_eq(run(&n, buf_str(&text), SSA_I64, &o, 0, 10), 11);
    cr_assert_not(n.thread.threw);
    cr_assert_eq(run(&n, thrower, SSA_I64, &o, 0, 0), (int64_t)&o);
    cr_assert(n.thread.threw);
    buf_free(&text);
    native_free(&n);
}

Test(backend_objects, recursion_ends_with_an_exception)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    uint32_t slot = code_slots_alloc(backend_code(n.be), 1);
    char text[500];
    snprintf(text, sizeof text,
             "func \"down\" #1 (ref, i64, i64) i64 {\n"
             "b0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = call.i64 #%u $1, $2, $2 !s1\n $4 = add.i64 "
             "$3, $2\n return $4\n"
             "s1 = call #1 1 locals $1\n}\n",
             slot);
    struct blob *b = native_compile_text(&n, text);
    code_slot_set(backend_code(n.be), slot, blob_address(b, b->entry));
    int64_t args[3] = {0};
    cr_assert_eq(native_run(&n, b, SSA_I64, refs_and_ints, args, 3), 0x50f);
    cr_assert(n.thread.threw);
    native_free(&n);
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

static struct blob *compile_in(struct native *n, const struct backend_world *w, const char *text)
{
    struct arena a;
    arena_init(&a);
    enum backend_failure why;
    struct blob *b = backend_compile(n->be, native_parse(&a, text), w, NULL, &why);
    cr_assert(b != NULL, "%s", backend_failure_text(why));
    arena_release(&a);
    return b;
}

Test(backend_objects, arrays_come_from_the_lists_of_their_size)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    struct backend_world w = {.free_list = list_of, .array_free_list = lists_of};
    struct object first = {0}, second = {0};
    first.class = &second; /* the link */
    n.thread.list[3] = &first;
    struct blob *b =
        compile_in(&n, &w,
                   "func \"make\" #1 (ref, i64, i64) ref {\n"
                   "b0:\n $2 = param.i64 1\n $3 = l2i $2\n $4 = new_array.i32 $3 #9 !s1\n return $4\n"
                   "s1 = call #1 1\n}\n");
    int64_t args[3] = {0, 5}; /* 16 + 20 bytes: 48 */
    cr_assert_eq(native_run(&n, b, SSA_REF, refs_and_ints, args, 3), (int64_t)&first);
    cr_assert_eq(first.class, (void *)9);
    cr_assert_eq(first.length, 5);
    cr_assert_eq(n.thread.list[3], (void *)&second);
    args[1] = 1000; /* too large for any list */
    struct object *large = (struct object *)native_run(&n, b, SSA_REF, refs_and_ints, args, 3);
    cr_assert_eq(large->length, 1000);
    native_free(&n);
}

/* Where lists hold garbage, the array's elements and lock word are cleared, and no more. */
Test(backend_objects, arrays_from_dirty_lists_are_cleared)
{
    enum { LISTS = 9, WORDS = 2 * LISTS };
    struct backend_world w = {.array_free_list = lists_of};
    for (int fixed = 0; fixed < 2; fixed++) {
        for (int length = 0; length <= 112; length++) {
            struct native n;
            native_init(&n, NULL, NULL, 0);
            uint64_t memory[WORDS];
            memset(memory, 0xcc, sizeof memory);
            memory[0] = 0;
            int list = (16 + length + 15) / 16;
            n.thread.list[list] = memory;
            struct buf text = {0};
            buf_puts(&text, "func \"make\" #1 (ref, i64, i64) ref {\nb0:\n");
            if (fixed)
                buf_printf(&text, " $3 = const.i32 %d\n", length);
            else
                buf_puts(&text, " $2 = param.i64 1\n $3 = l2i $2\n");
            buf_puts(&text, " $4 = new_array.i8 $3 #9 !s1\n return $4\ns1 = call #1 1\n}\n");
            struct blob *b = compile_in(&n, &w, buf_str(&text));
            int64_t args[3] = {0, length};
            struct object *o = (struct object *)native_run(&n, b, SSA_REF, refs_and_ints, args, 3);
            cr_assert_eq((void *)o, (void *)memory);
            cr_assert_eq(o->class, (void *)9);
            cr_assert_eq(o->lock, 0u);
            cr_assert_eq(o->length, length);
            for (int i = 2; i < WORDS; i++)
                cr_assert_eq(memory[i], i < 2 * list ? 0 : 0xccccccccccccccccu, "%d: word %d", length, i);
            buf_free(&text);
            native_free(&n);
        }
    }
}

/* However many registers are taken: those that the allocation works with are not the new array's. */
Test(backend_objects, arrays_are_made_when_registers_are_short)
{
    struct backend_world w = {.free_list = list_of, .array_free_list = lists_of};
    for (int live = 0; live < 16; live++) {
        struct native n;
        native_init(&n, NULL, NULL, 0);
        struct object first = {0}, second = {0};
        first.class = &second;
        n.thread.list[3] = &first;
        struct buf text = {0};
        buf_puts(&text, "func \"make\" #1 (ref, i64, i64) i64 {\nb0:\n $2 = param.i64 1\n $3 = l2i $2\n");
        for (int i = 0; i < live; i++)
            buf_printf(&text, " $%d = const.i64 %d\n $%d = add.i64 $2, $%d\n", 100 + i, 1 << i, 200 + i,
                       100 + i);
        buf_puts(&text, " $4 = new_array.i32 $3 #9 !s1\n $5 = array_length $4\n $300 = i2l $5\n");
        for (int i = 0; i < live; i++)
            buf_printf(&text, " $%d = mul.i64 $%d, $%d\n", 301 + i, 300 + i, 200 + i);
        buf_printf(&text, " return $%d\ns1 = call #1 1\n}\n", 300 + live);
        struct blob *b = compile_in(&n, &w, buf_str(&text));
        int64_t args[3] = {0, 5};
        uint64_t expected = 5;
        for (int i = 0; i < live; i++)
            expected *= (uint64_t)(5 + (1 << i));
        cr_assert_eq(native_run(&n, b, SSA_I64, refs_and_ints, args, 3), expected);
        cr_assert_eq(n.thread.list[3], (void *)&second, "%d values", live);
        buf_free(&text);
        native_free(&n);
    }
}

Test(backend_objects, virtual_and_interface_calls)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    struct blob *target =
        native_compile_text(&n, "func \"target\" #1 (ref, i64, i64) i64 {\nb0:\n $2 = param.i64 1\n"
                                " $3 = param.i64 2\n $4 = sub.i64 $2, $3\n return $4\n}\n");
    void *method[1] = {blob_address(target, target->entry)};
    void *vtable[3] = {NULL, NULL, method};
    void *class[2] = {NULL, vtable};
    struct object o = {.class = class};
    static const char format[] = "func \"caller\" #1 (ref, i64, i64) i64 {\n"
                                 "b0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = param.i64 2\n"
                                 " $4 = call_%s.i64 $1, $2, $3 #%llu 2 !s1\n return $4\ns1 = call #1 1\n}\n";
    char text[500];
    snprintf(text, sizeof text, format, "virtual", 1ull);
    cr_assert_eq(run(&n, text, SSA_I64, &o, 50, 8), 42);
    snprintf(text, sizeof text, format, "interface", (unsigned long long)(uintptr_t)method);
    cr_assert_eq(run(&n, text, SSA_I64, &o, 60, 8),
                 52); /* the runtime is asked, and answers with the method */
    native_free(&n);
}

Test(backend_objects, monitors_are_locked_in_place)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    static const char text[] =
        "func \"sync\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n monitor_enter $1 !s1\n $2 = load.i32 $1 8 @16\n"
        " monitor_exit $1 !s1\n $3 = load.i32 $1 8 @16\n $4 = const.i32 100\n $5 = mul.i32 $2, $4\n"
        " $6 = add.i32 $5, $3\n return $6\ns1 = call #1 1\n}\n";
    struct object o = {0};
    cr_assert_eq(run(&n, text, SSA_I32, &o, 0, 0), 500);
    o.lock = 77; /* somebody else's: the runtime's business */
    cr_assert_eq(run(&n, text, SSA_I32, &o, 0, 0), 7777);
    native_free(&n);
}

Test(backend_objects, an_osr_function_takes_over_a_frame)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    struct blob *b =
        native_compile_text(&n, "func \"osr\" #1 (i64) i64 osr 7 {\nb0:\n $1 = osr_param.i64 0\n"
                                " $2 = osr_param.i32 3\n $3 = i2l $2\n $4 = add.i64 $1, $3\n return $4\n}\n");
    int64_t slots[4] = {1000, 0, 0, -58}, args[3] = {(int64_t)slots};
    cr_assert_eq(native_run(&n, b, SSA_I64, refs_and_ints, args, 3), 942);
    native_free(&n);
}

/* Classes as store_check looks at them: { component, secondary hit, depth, display of three }. */
struct class_ {
    void *component, *hit;
    int64_t depth;
    void *display[3];
};

static void check_stores(const struct backend_layout *layout, bool ask)
{
    struct native n;
    native_init_layout(&n, layout);
    static const char text[] =
        "func \"store\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = load.ref $1 +16 @any\n $4 = load.ref $1 +24 @any\n"
        " $5 = store_check $3, $4 !s1\n store.ref $1, $5 +32 @any\n $6 = const.i32 1\n return $6\n"
        "s1 = before #1 3 stack $4, $3\n}\n";
    struct class_ top = {.depth = 0}, middle = {.depth = 1}, bottom = {.depth = 2}, other = {.depth = 1};
    top.display[0] = middle.display[0] = bottom.display[0] = other.display[0] = &top;
    middle.display[1] = bottom.display[1] = &middle;
    bottom.display[2] = &bottom;
    other.display[1] = &other;
    struct class_ of_middle = {.component = &middle}, deep = {.depth = 100}, of_deep = {.component = &deep};
    struct object values[] = {{.class = &top}, {.class = &middle}, {.class = &bottom}, {.class = &other}};
    struct object array = {.class = &of_middle}, deep_array = {.class = &of_deep};
    struct {
        void *class;
        uint64_t lock;
        void *value, *array, *stored;
    } box = {.array = &array};
    for (int i = -1; i < 4; i++) {
        /* Without a display only equality is decided in place; the helper says yes to equal classes alone. */
        bool fits = i < 0 || i == 1 || (i == 2 && !ask);
        box.value = i < 0 ? NULL : &values[i];
        box.stored = &box;
        int64_t got = run(&n, text, SSA_I32, &box, 0, 0);
        cr_assert_eq(n.thread.deoptimised, !fits, "%d", i);
        if (fits) {
            cr_assert_eq(got, 1);
            cr_assert_eq(box.stored, box.value);
        } else {
            cr_assert_eq(n.thread.point->why, SSA_WHY_STORE_CHECK);
            cr_assert_eq(box.stored, &box);
        }
    }
    box.array = &deep_array; /* deeper than displays are: the helper is asked */
    box.value = &values[2];
    run(&n, text, SSA_I32, &box, 0, 0);
    cr_assert(n.thread.deoptimised);
    native_free(&n);
}

Test(backend_objects, stores_into_arrays_are_checked)
{
    struct backend_layout layout = native_layout;
    check_stores(&layout, true);
    layout.class_depth = offsetof(struct class_, depth);
    layout.class_display = offsetof(struct class_, display);
    layout.display_depth = 3;
    check_stores(&layout, false);
}

/* Jumps on instance_of: exact classes, classes in a display, others; in branches and guards, and negated. */
static struct backend_class_test exact_test(void *user, uint64_t class)
{
    (void)user, (void)class;
    return (struct backend_class_test){.kind = TEST_EXACT};
}
static struct backend_class_test display_test(void *user, uint64_t class)
{
    (void)user, (void)class;
    return (struct backend_class_test){.kind = TEST_DISPLAY, .offset = offsetof(struct class_, display) + 8};
}

static void check_instances(struct backend_class_test (*test)(void *, uint64_t), bool subclasses)
{
    static const char format[] =
        "func \"is\" #1 (ref, i64, i64) i32 {\n"
        "b0:\n $1 = param.ref 0\n $2 = const.i32 0\n $3 = const.i32 1\n $4 = instance_of $1 #%llu\n"
        " $5 = cmp.%s $4, $2\n%s}\n";
    static const char branch[] = " branch $5 -> b1, b2\nb1:\n return $3\nb2:\n return $2\n";
    static const char guarded[] = " guard.profile $5 !s1\n return $3\ns1 = before #1 3 stack $1\n";
    struct native n;
    native_init(&n, NULL, NULL, 0);
    struct class_ class = {0}, sub = {0}, other = {0};
    class.display[1] = sub.display[1] = &class;
    struct object objects[] = {{.class = &class}, {.class = &sub}, {.class = &other}};
    struct backend_world w = {.class_test = test};
    for (int form = 0; form < 4; form++) {
        char text[600];
        bool negated = form & 1, guard = form & 2;
        snprintf(text, sizeof text, format, (unsigned long long)(uintptr_t) & class, negated ? "eq" : "ne",
                 guard ? guarded : branch);
        struct blob *b = compile_in(&n, &w, text);
        for (int i = -1; i < 3; i++) {
            bool is = i == 0 || (i == 1 && subclasses);
            int64_t args[] = {i < 0 ? 0 : (int64_t)&objects[i], 0, 0};
            int64_t got = native_run(&n, b, SSA_I32, refs_and_ints, args, 3);
            if (guard)
                cr_assert_eq(n.thread.deoptimised, is == negated, "form %d, object %d", form, i);
            else
                cr_assert_eq(got, is != negated, "form %d, object %d", form, i);
        }
    }
    native_free(&n);
}

Test(backend_objects, jumps_on_classes)
{
    check_instances(exact_test, false);
    check_instances(display_test, true);
    check_instances(NULL, false); /* the helper knows equal classes alone */
}
