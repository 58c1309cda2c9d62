/*
 * The baseline compiler: methods as bytes of bytecode, generated, put into code memory and run on frames of a
 * thread that consists of what the code touches. Leaving for the interpreter ends a run, too.
 */
#include <criterion/criterion.h>
#include <stddef.h>
#include <string.h>
#include "backend/backend.h"
#include "backend/baseline.h"
#include "frontend/bytecode.h"

struct frame {
    struct frame *prev;
    void *method;
    uint64_t *locals;
    const uint16_t *pc;
    uint64_t *sp;
    const void *dispatch, *resume;
};
struct thread {
    struct frame *frame;
    uint64_t *stack_limit;
    uint32_t poll;
    void *exception;
};
struct array {
    void *class;
    int32_t lock, length;
    uint64_t data[4];
};

enum { LOCALS = 6, STACK = 6, FRAME_SLOTS = sizeof(struct frame) / 8 };

/* A receiver and what it can be sent to. */
struct method {
    const void *memory_entry;
};
struct class
{
    const struct method **vtable;
};
struct object {
    const struct class *class;
};

/* How a run ended: 'r' with a result, 's' by a step, 'c' by a cold step, 'p' by a poll; calls with a
 * receiver: 'n' by a step that notes its class, 'm' and 'v' in the methods of the site and of the table. */
struct end {
    void *landing;
    uint64_t why;
    const uint16_t *pc;
    uint64_t *sp;
    uint64_t integer;
    double fp;
};
struct end test_baseline_end;

/* Calls code as baseline code does; comes back by its return, or from one of the ways out. */
void test_baseline_enter(const void *entry, struct thread *t, uint64_t *args_end, struct frame *caller);
extern const char test_baseline_step[], test_baseline_cold[], test_baseline_poll[], test_baseline_note[],
    test_baseline_site[], test_baseline_table[];
__asm__(".text\n"
        "test_baseline_enter:\n"
        "push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
        "mov %rsi, %r15\n"
        "mov %rdx, %rsi\n"
        "lea 1f(%rip), %rax\n"
        "mov %rax, 48(%rcx)\n"
        "lea test_baseline_end(%rip), %rdx\n"
        "mov %rax, (%rdx)\n"
        "movq $'r', 8(%rdx)\n"
        "jmp *%rdi\n"
        "1: lea test_baseline_end(%rip), %rdx\n"
        "mov %rax, 32(%rdx)\n"
        "movsd %xmm0, 40(%rdx)\n"
        "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
        "ret\n"
        ".macro WAY_OUT name, letter\n"
        "\\name: lea test_baseline_end(%rip), %rax\n"
        "movq $\\letter, 8(%rax)\n"
        "mov %rdi, 16(%rax)\n"
        "mov %rsi, 24(%rax)\n"
        "jmp *(%rax)\n"
        ".endm\n"
        "WAY_OUT test_baseline_step, 's'\n"
        "WAY_OUT test_baseline_cold, 'c'\n"
        "WAY_OUT test_baseline_poll, 'p'\n"
        "WAY_OUT test_baseline_note, 'n'\n"
        "WAY_OUT test_baseline_site, 'm'\n"
        "WAY_OUT test_baseline_table, 'v'\n");
_Static_assert(offsetof(struct frame, resume) == 48, "test_baseline_enter");

static uint64_t stack[256];
static uint16_t units[256];
static struct thread thread;
static struct code_memory *memory;

static const struct baseline_config config = {
    .layout =
        {
            .thread_frame = offsetof(struct thread, frame),
            .thread_poll = offsetof(struct thread, poll),
            .thread_stack_limit = offsetof(struct thread, stack_limit),
            .thread_exception = offsetof(struct thread, exception),
            .frame_prev = offsetof(struct frame, prev),
            .frame_method = offsetof(struct frame, method),
            .frame_locals = offsetof(struct frame, locals),
            .frame_pc = offsetof(struct frame, pc),
            .frame_sp = offsetof(struct frame, sp),
            .frame_dispatch = offsetof(struct frame, dispatch),
            .frame_resume = offsetof(struct frame, resume),
            .frame_size = sizeof(struct frame),
            .method_memory_entry = offsetof(struct method, memory_entry),
            .object_class = offsetof(struct object, class),
            .class_vtable = offsetof(struct class, vtable),
            .array_length = offsetof(struct array, length),
            .array_data = offsetof(struct array, data),
        },
    .step = test_baseline_step,
    .step_cold = test_baseline_cold,
    .step_site = test_baseline_note,
    .step_reached = test_baseline_cold,
    .poll = test_baseline_poll,
};

static void nothing_is_known(void *user, uint32_t bci, struct baseline_operand *out)
{
    (void)user, (void)bci;
    *out = (struct baseline_operand){.what = BASELINE_UNKNOWN, .type = 'I', .arg_slots = 1};
}

static const struct baseline_site
    *call_site; /* what calls with a receiver are to do; NULL: they have no site */
static bool has_site;

static void virtual_call(void *user, uint32_t bci, struct baseline_operand *out)
{
    (void)user, (void)bci;
    *out = (struct baseline_operand){.what = BASELINE_VIRTUAL,
                                     .type = 'I',
                                     .has_result = true,
                                     .receiver = true,
                                     .arg_slots = 1,
                                     .offset = sizeof(void *),
                                     .site = has_site ? (uint64_t)&call_site : 0};
}

static bool any_block(void *user, uint32_t bci, uint32_t end)
{
    (void)user;
    return bci < end;
}

static bool (*wants_stub)(void *user, uint32_t bci, uint32_t end);
static bool keep_stubs; /* else those that are there have been met before */

/* As the runtime does when a stub is met. */
static void take_stubs_away(const struct baseline_result *r, char *code)
{
    static const uint8_t nop[BASELINE_STUB_BYTES] = {0x0f, 0x1f, 0x44, 0, 0};
    for (uint32_t i = 0; i < r->nstubs && !keep_stubs; i++)
        code_write(memory, code + r->stubs[i].at, nop, sizeof nop);
}

static void (*answer)(void *user, uint32_t bci, struct baseline_operand *out) = nothing_is_known;

static struct baseline_result generate(const uint8_t *code, uint32_t length, unsigned args, char ret)
{
    struct baseline_method m = {
        .code = code,
        .length = length,
        .max_locals = LOCALS,
        .max_stack = STACK,
        .arg_slots = (uint16_t)args,
        .ret = ret,
        .units = units,
        .operand = answer,
        .wants_stub = wants_stub,
    };
    struct baseline_result r;
    cr_assert(baseline_generate(&config, &m, &r));
    return r;
}

/* Runs code with the arguments; test_baseline_end says what came of it. */
static const struct end *run_code(const uint8_t *code, uint32_t length, char ret, const uint64_t *args,
                                  unsigned nargs)
{
    struct baseline_result r = generate(code, length, nargs, ret);
    if (memory == NULL)
        memory = code_memory_new(1 << 20, 1);
    struct blob *b = code_blob_alloc(memory, r.size);
    cr_assert(b != NULL);
    code_write(memory, b->code, r.code, r.size);
    take_stubs_away(&r, b->code);
    struct frame *caller = (struct frame *)stack;
    uint64_t *first = stack + FRAME_SLOTS;
    memset(stack, 0xee, sizeof stack);
    memcpy(first, args, nargs * sizeof *args);
    thread.frame = caller;
    thread.stack_limit = stack + ARRAY_LEN(stack);
    test_baseline_enter(b->code + r.memory_entry, &thread, first + nargs, caller);
    if (test_baseline_end.why == 'r')
        cr_assert_eq(thread.frame, caller, "the frame is popped");
    free(r.code);
    free(r.entries);
    free(r.stubs);
    return &test_baseline_end;
}
#define RUN(code, ret, ...)                                                                                  \
    run_code(code, sizeof(code), ret, (const uint64_t[]){__VA_ARGS__},                                       \
             sizeof((const uint64_t[]){__VA_ARGS__}) / 8)

/* The operands that a way out has left in memory. */
static const uint64_t *operands(void)
{
    return stack + FRAME_SLOTS + LOCALS + FRAME_SLOTS;
}
static uint64_t bits(double d)
{
    uint64_t b;
    memcpy(&b, &d, sizeof b);
    return b;
}

/* ---- straight code ---- */

Test(baseline, int_arithmetic)
{
    const uint8_t code[] = {BC_iload_0, BC_iload_1, BC_imul,    BC_iload_0, BC_isub,   BC_bipush,
                            7,          BC_iadd,    BC_iload_1, BC_ixor,    BC_ireturn};
    for (int32_t x = -3; x < 4; x++)
        for (int32_t y = -70000; y < 70001; y += 35000)
            cr_expect_eq((int32_t)RUN(code, 'I', (uint32_t)x, (uint32_t)y)->integer, (x * y - x + 7) ^ y);
}

Test(baseline, long_shifts)
{
    const uint8_t code[] = {BC_lload_0, BC_iload_2, BC_lshl, BC_lload_0,
                            BC_iload_2, BC_lushr,   BC_lxor, BC_lreturn};
    uint64_t x = 0x8123456789abcdef;
    for (unsigned n = 0; n < 64; n += 9)
        cr_expect_eq(RUN(code, 'J', x, 0, n)->integer, (x << n) ^ (x >> n), "by %u", n);
}

Test(baseline, doubles_and_conversions)
{
    const uint8_t code[] = {BC_dload_0, BC_dneg,    BC_iload_2, BC_i2d,
                            BC_ddiv,    BC_dload_0, BC_dadd,    BC_dreturn};
    cr_expect_eq(RUN(code, 'D', bits(6.5), 0, 4)->fp, -6.5 / 4 + 6.5);
}

Test(baseline, stack_instructions)
{
    /* a b -> dup2 -> a b a b -> dup_x1 swap: a b b b' a' */
    const uint8_t code[] = {BC_iload_0, BC_iload_1, BC_dup2, BC_dup_x1, BC_swap, BC_bipush, 10,
                            BC_imul,    BC_iadd,    BC_isub, BC_imul,   BC_iadd, BC_ireturn};
    int32_t a = 5, b = 3;
    /* stack before the arithmetic: a b b b a(*10) with the top two swapped */
    int32_t expected = a + b * (b - (b + a * 10));
    cr_expect_eq((int32_t)RUN(code, 'I', (uint32_t)a, (uint32_t)b)->integer, expected);
}

Test(baseline, old_value_of_a_local)
{
    const uint8_t code[] = {BC_iload_0, BC_iinc,     0,       5,          BC_iload_0, BC_bipush,
                            100,        BC_istore_0, BC_isub, BC_iload_0, BC_iadd,    BC_ireturn};
    cr_expect_eq((int32_t)RUN(code, 'I', 7)->integer, 7 - 12 + 100);
}

Test(baseline, smallest_by_minus_one)
{
    const uint8_t quotient[] = {BC_iload_0, BC_iload_1, BC_idiv, BC_ireturn};
    const uint8_t rest[] = {BC_lload_0, BC_lload_2, BC_lrem, BC_lreturn};
    cr_expect_eq((int32_t)RUN(quotient, 'I', 0x80000000, UINT32_MAX)->integer, INT32_MIN);
    cr_expect_eq((int32_t)RUN(quotient, 'I', (uint32_t)-7, 2)->integer, -3);
    cr_expect_eq(RUN(rest, 'J', UINT64_C(1) << 63, 0, UINT64_MAX, 0)->integer, 0);
}

Test(baseline, narrow_results)
{
    const uint8_t code[] = {BC_iload_0, BC_ireturn};
    cr_expect_eq((int32_t)RUN(code, 'B', 0x1ff)->integer, -1);
    cr_expect_eq((int32_t)RUN(code, 'C', 0xffffffff)->integer, 0xffff);
    cr_expect_eq((int32_t)RUN(code, 'Z', 2)->integer, 0);
}

/* ---- branches ---- */

/* int s = 0; for (int i = 0; i < n; i++) s += i * i; */
static const uint8_t sum_loop[] = {
    BC_iconst_0, BC_istore_1, BC_iconst_0, BC_istore_2, BC_iload_2, BC_iload_0, BC_if_icmpge, 0,
    16,          BC_iload_1,  BC_iload_2,  BC_iload_2,  BC_imul,    BC_iadd,    BC_istore_1,  BC_iinc,
    2,           1,           BC_goto,     0xff,        0xf2,       BC_nop,     BC_iload_1,   BC_ireturn};

Test(baseline, loop)
{
    cr_expect_eq(RUN(sum_loop, 'I', 100)->integer, 328350);
    cr_expect_eq(RUN(sum_loop, 'I', 0)->integer, 0);
}

Test(baseline, loops_poll)
{
    thread.poll = 1;
    const struct end *e = RUN(sum_loop, 'I', 3);
    thread.poll = 0;
    cr_expect_eq(e->why, 'p');
    cr_expect_eq(e->pc - units, 4);
    cr_expect_eq(e->sp, operands());
}

Test(baseline, unordered_comparisons)
{
    /* dcmpg, ifge / dcmpl, iflt: 1 when the branch is taken */
    uint8_t code[] = {BC_dload_0, BC_dload_2,  BC_dcmpg,   BC_ifge,     0,
                      5,          BC_iconst_0, BC_ireturn, BC_iconst_1, BC_ireturn};
    uint64_t nan = bits(__builtin_nan(""));
    cr_expect_eq(RUN(code, 'I', bits(1), 0, bits(2), 0)->integer, 0);
    cr_expect_eq(RUN(code, 'I', bits(2), 0, bits(2), 0)->integer, 1);
    cr_expect_eq(RUN(code, 'I', nan, 0, bits(2), 0)->integer, 1, "g: greater");
    code[2] = BC_dcmpl;
    code[3] = BC_iflt;
    cr_expect_eq(RUN(code, 'I', bits(1), 0, bits(2), 0)->integer, 1);
    cr_expect_eq(RUN(code, 'I', bits(3), 0, bits(2), 0)->integer, 0);
    cr_expect_eq(RUN(code, 'I', bits(3), 0, nan, 0)->integer, 1, "l: less");
}

Test(baseline, table_switch)
{
    /* 2: 20, 3: 30, others 0 */
    const uint8_t code[] = {BC_iload_0,  BC_tableswitch,
                            0,           0,
                            0,           0,
                            0,           29,
                            0,           0,
                            0,           2,
                            0,           0,
                            0,           3,
                            0,           0,
                            0,           23,
                            0,           0,
                            0,           26,
                            BC_bipush,   20,
                            BC_ireturn,  BC_bipush,
                            30,          BC_ireturn,
                            BC_iconst_0, BC_ireturn};
    cr_expect_eq(RUN(code, 'I', 2)->integer, 20);
    cr_expect_eq(RUN(code, 'I', 3)->integer, 30);
    cr_expect_eq(RUN(code, 'I', 4)->integer, 0);
    cr_expect_eq(RUN(code, 'I', (uint32_t)-1)->integer, 0);
}

/* ---- leaving ---- */

Test(baseline, what_throws_leaves_with_its_operands_in_memory)
{
    const uint8_t code[] = {BC_bipush,  42,      BC_iload_0, BC_iload_1, BC_iadd,
                            BC_iload_1, BC_idiv, BC_iadd,    BC_ireturn};
    const struct end *e = RUN(code, 'I', 9, 0);
    cr_expect_eq(e->why, 's');
    cr_expect_eq(e->pc - units, 6);
    cr_expect_eq(e->sp - operands(), 3);
    cr_expect_eq(operands()[0], 42);
    cr_expect_eq(operands()[1], 9);
    cr_expect_eq(operands()[2], 0);
}

Test(baseline, array_bounds)
{
    const uint8_t code[] = {BC_aload_0, BC_iload_1, BC_laload, BC_lreturn};
    struct array a = {.length = 3, .data = {11, 22, 33}};
    cr_expect_eq(RUN(code, 'J', (uint64_t)&a, 2)->integer, 33);
    cr_expect_eq(RUN(code, 'J', (uint64_t)&a, 3)->why, 's');
    cr_expect_eq(RUN(code, 'J', (uint64_t)&a, UINT32_MAX)->why, 's');
    const struct end *e = RUN(code, 'J', 0, 1);
    cr_expect_eq(e->why, 's');
    cr_expect_eq(e->pc - units, 2);
    cr_expect_eq(operands()[1], 1);
}

Test(baseline, what_never_ran_is_cold)
{
    const uint8_t code[] = {BC_iload_0, BC_invokestatic, 0, 1, BC_ireturn};
    const struct end *e = RUN(code, 'I', 5);
    cr_expect_eq(e->why, 'c');
    cr_expect_eq(e->pc - units, 1);
    cr_expect_eq(operands()[0], 5);
    struct baseline_result r = generate(code, sizeof code, 1, 'I');
    cr_expect_eq(r.unknown, 1);
    cr_expect_neq(r.entries[4], 0, "the interpreter comes back behind the call");
    free(r.code);
    free(r.entries);
}

/* By the state of its site and the receiver's class. */
Test(baseline, calls_have_sites)
{
    const uint8_t code[] = {BC_aload_0, BC_invokevirtual, 0, 1, BC_ireturn};
    const struct method of_site = {test_baseline_site}, of_table = {test_baseline_table};
    const struct method *table[] = {NULL, &of_table};
    const struct class a = {table}, b = {table};
    const struct object object_a = {&a}, object_b = {&b};
    const struct baseline_site naive = {0}, committed = {&a, {&of_site}, 0}, variable = {.variable = 1};
    const struct {
        const struct baseline_site *site;
        const struct object *receiver;
        char why;
    } cases[] = {
        {&naive, &object_a, 'n'},    {&committed, &object_a, 'm'}, {&committed, &object_b, 'n'},
        {&variable, &object_a, 'v'}, {&variable, NULL, 's'},       {&naive, NULL, 's'},
        {NULL, &object_b, 'v'},
    };
    answer = virtual_call;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        call_site = cases[i].site;
        has_site = call_site != NULL;
        const struct end *e = RUN(code, 'I', (uint64_t)cases[i].receiver);
        cr_expect_eq((char)e->why, cases[i].why, "case %zu: %c", i, (char)e->why);
        if (e->why == 'n')
            cr_expect_eq(e->pc - units, 1, "case %zu", i);
        if (e->why == 'm' || e->why == 'v')
            cr_expect_eq(e->sp[-1], (uint64_t)cases[i].receiver, "case %zu: arguments end there", i);
    }
    answer = nothing_is_known;
}

Test(baseline, malformed_code_is_refused)
{
    static const uint8_t no_end[] = {BC_iconst_0}, too_deep[] = {BC_iadd, BC_ireturn},
                         outside[] = {BC_goto, 0x70, 0}, subroutine[] = {BC_jsr, 0, 3, BC_return};
    const struct {
        const uint8_t *code;
        uint32_t length;
    } all[] = {{no_end, sizeof no_end},
               {too_deep, sizeof too_deep},
               {outside, sizeof outside},
               {subroutine, sizeof subroutine}};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct baseline_method m = {.code = all[i].code,
                                    .length = all[i].length,
                                    .max_locals = LOCALS,
                                    .max_stack = STACK,
                                    .ret = 'V',
                                    .units = units,
                                    .operand = nothing_is_known};
        struct baseline_result r;
        cr_expect_not(baseline_generate(&config, &m, &r), "case %zu", i);
    }
}

/* ---- entries ---- */

/* Before it local 0 may still be an operand; where the block begins all operands are in memory. */
Test(baseline, entries_say_where_blocks_begin)
{
    const uint8_t code[] = {BC_iload_0, BC_iload_1, BC_ifeq, 0,          7,       BC_nop,
                            BC_nop,     BC_nop,     BC_nop,  BC_iload_1, BC_iadd, BC_ireturn};
    struct baseline_result r = generate(code, sizeof code, 2, 'I');
    cr_expect_neq(r.entries[9], 0);
    for (uint32_t bci = 0; bci < sizeof code; bci++)
        cr_expect_eq((r.entries[bci] & BASELINE_BLOCK) != 0, bci == 9, "bci %u", bci);
    free(r.code);
    free(r.entries);
}

/* ---- stubs ---- */

Test(baseline, stubs_leave_at_the_beginning_of_blocks)
{
    const uint8_t code[] = {BC_iload_0, BC_ifeq,    0,      8,           BC_bipush, 40,
                            BC_nop,     BC_ireturn, BC_nop, BC_iconst_2, BC_ireturn};
    wants_stub = any_block;
    for (int x = 0; x < 2; x++) {
        keep_stubs = true;
        cr_expect_eq(RUN(code, 'I', (uint64_t)x)->why, 'c');
        cr_expect_eq(test_baseline_end.pc - units, x ? 4 : 9);
        keep_stubs = false;
        cr_expect_eq(RUN(code, 'I', (uint64_t)x)->why, 'r');
        cr_expect_eq(test_baseline_end.integer, x ? 40 : 2);
    }
    struct baseline_result r = generate(code, sizeof code, 1, 'I');
    cr_assert_eq(r.nstubs, 2);
    cr_expect_lt(r.stubs[0].bci, r.stubs[1].bci);
    for (uint32_t i = 0; i < r.nstubs; i++) {
        cr_expect_eq(r.code[r.stubs[i].at], 0xe9);
        cr_expect_leq(r.stubs[i].at % 8 + BASELINE_STUB_BYTES, 8, "in one word");
    }
    free(r.code);
    free(r.entries);
    free(r.stubs);
}

/* Operands are in registers behind other instructions: also where their last bytes look like branches. */
Test(baseline, stubs_are_behind_branches_only)
{
    const uint8_t code[] = {BC_aload_0, BC_invokeinterface, 0,       BC_ifeq,   1,
                            0,          BC_iconst_1,        BC_iadd, BC_ireturn};
    answer = virtual_call;
    wants_stub = any_block;
    struct baseline_result r = generate(code, sizeof code, 1, 'I');
    cr_expect_eq(r.nstubs, 0);
    free(r.code);
    free(r.entries);
    free(r.stubs);
}
