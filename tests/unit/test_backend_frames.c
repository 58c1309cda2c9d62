/* What the runtime sees of compiled frames: the anchor, and frames that are deoptimised while they wait in a
 * call. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "backend_util.h"

static const uint8_t types[] = {SSA_REF, SSA_I64, SSA_I64};

/* Compiled frames from the anchor outwards: names of their code, innermost first. */
static void walk(struct native_thread *t, struct buf *out)
{
    char *sp = t->anchor[0], *fp = t->anchor[1];
    for (;;) {
        void *pc = ((void **)(void *)sp)[-1];
        const struct blob *b = code_find_blob(backend_code(t->native->be), pc);
        if (b == NULL)
            return;
        const struct blob_point *p = blob_find_point(b, pc);
        buf_printf(out, "%s@%d ", b->name, p != NULL && p->nframes > 0 ? (int)b->frames[p->frame].bci : -1);
        cr_assert(fp >= sp);
        sp = fp + 16;
        fp = ((char **)(void *)fp)[0];
    }
}

static struct buf walked;
static void help_walk(struct native_thread *t)
{
    walk(t, &walked);
}

static int64_t run(struct native *n, const char *text, enum ssa_type result, int64_t x, int64_t y)
{
    struct blob *b = native_compile_text(n, text);
    int64_t args[] = {0, x, y};
    return native_run(n, b, result, types, args, 3);
}

Test(backend_frames, anchor_names_the_frame_that_called_a_helper)
{
    struct native n;
    struct backend_helper helpers[] = {{(const void *)help_walk, true}};
    native_init(&n, NULL, helpers, 1);
    uint32_t slot = code_slots_alloc(backend_code(n.be), 1);
    struct blob *inner = native_compile_text(
        &n, "func \"inner\" #1 (ref, i64, i64) i64 {\nb0:\n $1 = param.ref 0\n $2 = param.i64 1\n"
            " call_runtime.full.void 0 !s1\n return $2\ns1 = call #1 7 locals $1\n}\n");
    code_slot_set(backend_code(n.be), slot, blob_address(inner, inner->entry));
    char text[500];
    snprintf(text, sizeof text,
             "func \"outer\" #2 (ref, i64, i64) i64 {\nb0:\n $1 = param.ref 0\n $2 = param.i64 1\n"
             " $3 = param.i64 2\n $4 = call.i64 #%u $1, $2, $3 !s1\n $5 = add.i64 $4, $3\n return $5\n"
             "s1 = call #2 9 locals $1\n}\n",
             slot);
    cr_assert_eq(run(&n, text, SSA_I64, 3, 4), 7);
    cr_assert_str_eq(buf_str(&walked), "inner@7 outer@9 ");
    buf_free(&walked);
    native_free(&n);
}

Test(backend_frames, anchor_at_a_stack_overflow_is_the_caller)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    uint32_t slot = code_slots_alloc(backend_code(n.be), 1);
    char text[500];
    snprintf(text, sizeof text,
             "func \"down\" #1 (ref, i64, i64) i64 {\nb0:\n $1 = param.ref 0\n $2 = param.i64 1\n"
             " $3 = call.i64 #%u $1, $2, $2 !s1\n $4 = add.i64 $3, $2\n return $4\ns1 = call #1 5\n}\n",
             slot);
    struct blob *b = native_compile_text(&n, text);
    code_slot_set(backend_code(n.be), slot, blob_address(b, b->entry));
    int64_t args[3] = {0};
    native_run(&n, b, SSA_I64, types, args, 3);
    cr_assert(n.thread.threw);
    char *sp = n.thread.overflowed[0], *fp = n.thread.overflowed[1];
    cr_assert_eq(fp - sp, (ptrdiff_t)b->frame_size); /* the frame itself is gone by now */
    native_free(&n);
}

/* Methods of this little world are cells with their register entry. */
Test(backend_frames, one_limit_at_entry_is_both_stack_and_poll)
{
    struct native n;
    static void *method;
    native_init(&n, NULL, NULL, 0);
    uint32_t slot = code_slots_alloc(backend_code(n.be), 1);
    char text[700];
    snprintf(text, sizeof text,
             "func \"down\" #%llu (ref, i64, i64) i64 {\nb0:\n $1 = param.ref 0\n $2 = param.i64 1\n"
             " $3 = const.i64 0\n $4 = cmp.le $2, $3\n branch $4 -> b1, b2\nb1:\n return $2\n"
             "b2:\n $5 = const.i64 1\n $6 = sub.i64 $2, $5\n $7 = call.i64 #%u $1, $6, $6 !s1\n"
             " $8 = add.i64 $7, $2\n return $8\ns1 = call #1 5\n}\n",
             (unsigned long long)(uintptr_t)&method, slot);
    struct blob *b = native_compile_text(&n, text);
    code_slot_set(backend_code(n.be), slot, blob_address(b, b->entry));
    method = blob_address(b, b->entry);
    int64_t args[3] = {0, 4, 4};
    cr_assert_eq(native_run(&n, b, SSA_I64, types, args, 3), 10);
    cr_assert_eq(n.thread.polls, 0);
    n.thread.ask_at_entry = true; /* the method is entered anew, with its arguments */
    cr_assert_eq(native_run(&n, b, SSA_I64, types, args, 3), 10);
    cr_assert_eq(n.thread.polls, 1);
    args[1] = 1 << 30; /* asked, and then no room: both */
    native_run(&n, b, SSA_I64, types, args, 3);
    cr_assert(n.thread.threw);
    cr_assert_eq(n.thread.polls, 2);
    cr_assert_not_null(n.thread.overflowed[0]);
    args[1] = 4;
    cr_assert_eq(native_run(&n, b, SSA_I64, types, args, 3), 0x901); /* the third poll throws */
    cr_assert(n.thread.threw);
    native_free(&n);
}

/* ------------------------------------------------------------------------------------------------ frames
 * that deoptimise when a call returns */

static void expect_frames(const struct native *n, const char *expected)
{
    struct buf out = {0};
    cr_assert(n->thread.deoptimised);
    native_print_frames(n, &out);
    cr_assert_str_eq(buf_str(&out), expected);
    buf_free(&out);
}

static void *anchor_of_caller(struct native_thread *t)
{
    return ((void **)t->anchor[0])[-1];
}

static int32_t help_result(struct native_thread *t, int32_t x)
{
    cr_assert_not_null(code_find_blob(backend_code(t->native->be), anchor_of_caller(t)));
    native_deoptimise_caller(t);
    return x + 1;
}
static void help_unknown(struct native_thread *t)
{
    /* The compiled frame that called the compiled frame that called here. */
    char *fp = t->anchor[1];
    t->anchor[0] = fp + 16;
    t->anchor[1] = *(char **)(void *)fp;
    native_deoptimise_caller(t);
}

/* Nine values that live across the call: more than there are registers that calls keep. */
static const char helper_call[] =
    "func \"values\" #1 (ref, i64, i64) i64 {\n"
    "b0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = param.i64 2\n $4 = l2i $3\n $5 = add.i64 $2, $3\n $6 = "
    "sub.i64 $2, $3\n"
    " $7 = mul.i64 $2, $3\n $8 = xor.i64 $2, $3\n $9 = l2d $2\n $10 = const.i64 5\n"
    " $11 = call_runtime.full.i32 $4 0 !s1\n"
    " $12 = i2l $11\n $13 = add.i64 $5, $6\n $14 = add.i64 $7, $8\n $15 = d2l $9\n $16 = add.i64 $13, $14\n"
    " $17 = add.i64 $15, $12\n $18 = add.i64 $16, $17\n return $18\n"
    "s1 = call #1 3 locals $5, _, $6, _, $7, _, $8, _, $9, _, $10 stack $4 locks $1\n}\n";

/* Sums that only frame states want are not computed: a register and a constant say what they are, modulo 2^32
 * where they are ints. */
Test(backend_frames, states_take_sums_with_constants)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    static const char text[] =
        "func \"sums\" #1 (ref, i64, i64) i64 {\n"
        "b0:\n $2 = param.i64 1\n $3 = param.i64 2\n $4 = l2i $2\n $5 = const.i32 5\n $6 = add.i32 $4, $5\n"
        " $7 = const.i64 -100\n $8 = add.i64 $2, $7\n $9 = zero_check.i64 $3 !s1\n $10 = add.i64 $9, $2\n "
        "$11 = "
        "i2l $4\n"
        " $12 = add.i64 $10, $11\n return $12\n"
        "s1 = before #1 3 locals $6, $8, _ stack $3\n}\n";
    cr_assert_eq(run(&n, text, SSA_I64, 7, 3), 17);
    run(&n, text, SSA_I64, INT32_MAX, 0);
    cr_assert(n.thread.deoptimised);
    const struct blob *b = n.thread.blob;
    const struct blob_location *at = &b->locations[b->frames[n.thread.point->frame].locations];
    cr_assert_eq(at[0].plus, 5);
    cr_assert_eq(at[1].plus, -100);
    cr_assert_eq(native_value(&n, &at[0]), INT32_MIN + 4);
    cr_assert_eq(native_value(&n, &at[1]), (int64_t)INT32_MAX - 100);
    native_free(&n);
}

Test(backend_frames, a_helpers_caller_deoptimises_when_it_returns)
{
    struct native n;
    struct backend_helper helpers[] = {{(const void *)help_result, true}};
    native_init(&n, NULL, helpers, 1);
    run(&n, helper_call, SSA_I64, 100, 7);
    cr_assert_eq((int32_t)n.thread.regs.gpr[0], 8);
    expect_frames(&n, "#1@3 call: 107 - 93 - 700 - 99 - 4636737291354636288 - 5 7 0\n");
    native_free(&n);
}

Test(backend_frames, a_compiled_caller_deoptimises_when_its_callee_returns)
{
    struct native n;
    struct backend_helper helpers[] = {{(const void *)help_unknown, true}};
    native_init(&n, NULL, helpers, 1);
    uint32_t slot = code_slots_alloc(backend_code(n.be), 1);
    struct blob *callee = native_compile_text(
        &n, "func \"callee\" #2 (ref, i64, i64) f64 {\nb0:\n $2 = param.i64 1\n $3 = l2d $2\n"
            " call_runtime.full.void 0 !s1\n return $3\ns1 = call #2 1\n}\n");
    code_slot_set(backend_code(n.be), slot, blob_address(callee, callee->entry));
    char text[700];
    snprintf(text, sizeof text,
             "func \"caller\" #1 (ref, i64, i64) f64 {\nb0:\n $1 = param.ref 0\n $2 = param.i64 1\n"
             " $3 = param.i64 2\n $4 = l2d $3\n $5 = mul.i64 $2, $3\n $6 = call.f64 #%u $1, $2, $3 !s1\n"
             " $7 = add.f64 $6, $4\n return $7\n"
             "s1 = call #1 4 locals $5 stack $2 in s2\ns2 = call #9 77 locals $3\n}\n",
             slot);
    run(&n, text, SSA_F64, 6, 7);
    double result;
    memcpy(&result, &n.thread.regs.fpr[0], 8);
    cr_assert_eq(result, 6.0);
    expect_frames(&n, "#1@4 call: 42 6\n#9@77 call: 7\n");
    native_free(&n);
}

/* The paths that keep all registers: states may name registers that calls destroy. */
Test(backend_frames, allocation_deoptimises_its_caller)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    n.thread.deoptimise = true;
    run(&n,
        "func \"f\" #1 (ref, i64, i64) ref {\nb0:\n $2 = param.i64 1\n $3 = param.i64 2\n $4 = l2d $3\n"
        " $5 = new #7 32 !s1\n return $5\ns1 = before #1 8 locals $2, _, $4 stack $3\n}\n",
        SSA_REF, 11, 12);
    expect_frames(&n, "#1@8 before: 11 - 4622945017495814144 12\n");
    run(&n,
        "func \"g\" #1 (ref, i64, i64) ref {\nb0:\n $2 = param.i64 1\n $3 = l2i $2\n $4 = const.i32 5\n"
        " $6 = add.i32 $3, $4\n $5 = new_array.i32 $3 #7 !s1\n return $5\n"
        "s1 = before #1 9 locals $6 stack $3\n}\n",
        SSA_REF, 3, 0);
    expect_frames(&n, "#1@9 before: 8 3\n");
    native_free(&n);
}

static const char locking[] =
    "func \"sync\" #1 (ref, i64, i64) i64 {\nb0:\n $1 = param.ref 0\n $2 = param.i64 1\n $3 = param.i64 2\n"
    " monitor_enter $1 !s1\n $4 = mul.i64 $2, $3\n monitor_exit $1 !s2\n return $4\n"
    "s1 = call #1 4 locals $3, _, $2 locks $1\ns2 = before #1 20 locals $1 locks $1\n}\n";

Test(backend_frames, a_frame_that_waited_for_a_lock_deoptimises_with_it)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    struct {
        void *class;
        uint32_t lock;
    } held = {NULL, 77};
    struct blob *b = native_compile_text(&n, locking);
    int64_t args[] = {(int64_t)&held, 3, 4};
    n.thread.deoptimise = true;
    native_run(&n, b, SSA_I64, types, args, 3);
    char expected[100];
    snprintf(expected, sizeof expected, "#1@4 call: 4 - 3 %lld\n", (long long)(intptr_t)&held);
    expect_frames(&n, expected);
    cr_assert_eq(n.thread.monitors, 1);
    /* Unlocking never deoptimises: the bytecode would unlock again. */
    n.thread.deoptimise = false;
    cr_assert_eq(native_run(&n, b, SSA_I64, types, args, 3), 12);
    held.lock = 0;
    n.thread.deoptimise = true;
    n.thread.lock_word = 5;
    cr_assert_eq(native_run(&n, b, SSA_I64, types, args, 3), 12);
    cr_assert_not(n.thread.deoptimised);
    native_free(&n);
}

static void *help_initialised(struct native_thread *t, uintptr_t class)
{
    (void)class;
    if (t->deoptimise)
        native_deoptimise_caller(t);
    return NULL;
}

Test(backend_frames, class_initialisation)
{
    struct native n;
    struct backend_helper helpers[] = {{(const void *)help_initialised, true}};
    native_init(&n, NULL, helpers, 1);
    static const char text[] =
        "func \"init\" #1 (ref, i64, i64) i64 {\nb0:\n $2 = param.i64 1\n $3 = param.i64 2\n"
        " $4 = add.i64 $2, $3\n class_init #%d !s1\n %s\n %s\ns1 = before #1 6 locals $4 stack $2\n}\n";
    char buf[600];
    snprintf(buf, sizeof buf, text, 5, "$5 = sub.i64 $4, $3", "return $5");
    cr_assert_eq(run(&n, buf, SSA_I64, 40, 2), 40);
    cr_assert_eq(n.thread.monitors, 1); /* the helper was asked, once */
    n.thread.deoptimise = true;
    run(&n, buf, SSA_I64, 40, 2);
    expect_frames(&n, "#1@6 before: 42 40\n");
    n.thread.deoptimise = false;
    snprintf(buf, sizeof buf, text, 8, "$5 = sub.i64 $4, $3", "return $5"); /* class 8 fails */
    cr_assert_eq(run(&n, buf, SSA_I64, 40, 2), 0xbad);
    cr_assert(n.thread.threw);
    cr_assert_null(n.thread.exception);
    native_free(&n);
}

/* ------------------------------------------------------------------------------------------------ virtual
 * objects */

Test(backend_frames, virtual_objects_are_described_once_and_refer_to_each_other)
{
    struct native n;
    native_init(&n, NULL, NULL, 0);
    run(&n,
        "func \"virtual\" #1 (ref, i64, i64) i64 {\nb0:\n $2 = param.i64 1\n $3 = param.i64 2\n"
        " $4 = l2i $2\n $5 = l2d $3\n $6 = const.i32 9\n"
        " $7 = virtual_array.i32 $4, $6, $4 #30\n"
        " $8 = virtual_object +16.i64: $3, +24.ref: $7, +32.f64: $5 #31\n"
        " $9 = const.i64 0\n $10 = cmp.ne $2, $9\n guard.profile $10 !s1\n return $3\n"
        "s1 = before #1 3 locals $8, $7 stack $8 in s2\ns2 = call #2 5 locals $7, $2\n}\n",
        SSA_I64, 0, 2);
    expect_frames(&n, "#1@3 before: v0 v1 v0\n#2@5 call: v1 0\n"
                      "v0 = 31 length -1: +16 2 +24 v1 +32 4611686018427387904\nv1 = 30 length 3: 0 9 0\n");
    native_free(&n);
}
