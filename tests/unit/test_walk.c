/* Walks over hand-made stacks: memory frames, sections of machine frames, and stacks that are broken. */
#include <criterion/criterion.h>
#include <string.h>

#include "backend/blob.h"
#include "backend/code_memory.h"
#include "runtime/exec/compiled.h"
#include "runtime/exec/walk.h"
#include "ssa/ssa.h"

enum { MACHINE_WORDS = 128, JAVA_WORDS = 512 };

/* Methods: t0 is T0's; outer has inlined inner; leaf is compiled by itself. */
struct world {
    struct code_memory *code;
    struct blob *outer_blob, *leaf_blob;
    struct method t0, outer, inner, leaf;
    u2 t0_code[16];
    struct thread t;
    struct frame *top; /* of the Java stack, grows up */
    char *java_at;
    _Alignas(16) union slot java[JAVA_WORDS];
    _Alignas(16) void *machine[MACHINE_WORDS];
    void **sp, **fp; /* of the machine stack, grows down */
};

/* Return addresses of the blobs, as offsets. */
enum { OUTER_INLINED = 16, OUTER_NO_FRAMES = 24, OUTER_LOCALS = 32, LEAF_CALL = 16 };
enum { OUTER_FRAME = 48, LEAF_FRAME = 16, CODE_SIZE = 64 };

static struct blob *make_blob(struct world *w, const struct method *m, uint32_t frame_size)
{
    static const uint8_t body[CODE_SIZE] = {0x55, 0x48, 0x89, 0xe5, 0x90}; /* push rbp; mov rbp, rsp */
    struct blob *b = code_blob_alloc(w->code, CODE_SIZE);
    code_write(w->code, b->code, body, CODE_SIZE);
    b->kind = BLOB_FUNCTION;
    b->method = (uintptr_t)m;
    b->frame_size = frame_size;
    b->code_end = CODE_SIZE;
    return b;
}

static struct world *new_world(void)
{
    static struct blob_frame outer_frames[3], leaf_frames[1];
    static struct blob_location locations[] = {
        {WHERE_FRAME, SSA_REF, 0, -8},  {WHERE_CONST, SSA_REF, 0, 0},    {WHERE_GPR, SSA_REF, 0, 3},
        {WHERE_FRAME, SSA_I32, 0, -16}, {WHERE_NOWHERE, SSA_VOID, 0, 0}, {WHERE_FRAME, SSA_REF, 0, -24},
    };
    static struct blob_point outer_points[] = {
        {.pc = OUTER_INLINED, .kind = POINT_CALL, .frame = 0, .nframes = 2},
        {.pc = OUTER_NO_FRAMES, .kind = POINT_CALL, .frame = 2, .nframes = 0},
        {.pc = OUTER_LOCALS, .kind = POINT_CALL, .frame = 2, .nframes = 1},
    };
    static struct blob_point leaf_points[] = {{.pc = LEAF_CALL, .kind = POINT_POLL, .nframes = 1}};
    struct world *w = aligned_alloc(64, (sizeof *w + 63) & ~(size_t)63);
    memset(w, 0, sizeof *w);
    w->code = code_memory_new(1 << 16, 16);
    w->outer_blob = make_blob(w, &w->outer, OUTER_FRAME);
    w->leaf_blob = make_blob(w, &w->leaf, LEAF_FRAME);
    outer_frames[0] = (struct blob_frame){.method = (uintptr_t)&w->inner, .bci = 7};
    outer_frames[1] = (struct blob_frame){.method = (uintptr_t)&w->outer, .bci = 3};
    outer_frames[2] = (struct blob_frame){
        .method = (uintptr_t)&w->outer, .bci = 5, .nlocals = 5, .nlocks = 1, .locations = 0};
    leaf_frames[0] = (struct blob_frame){.method = (uintptr_t)&w->leaf, .bci = 9};
    w->outer_blob->points = outer_points;
    w->outer_blob->npoints = ARRAY_LEN(outer_points);
    w->outer_blob->frames = outer_frames;
    w->outer_blob->locations = locations;
    w->leaf_blob->points = leaf_points;
    w->leaf_blob->npoints = ARRAY_LEN(leaf_points);
    w->leaf_blob->frames = leaf_frames;
    code_blob_publish(w->code, w->outer_blob);
    code_blob_publish(w->code, w->leaf_blob);
    w->t0.code = w->t0_code;
    w->t.stack_base = w->java;
    w->t.stack_end = w->java + JAVA_WORDS;
    w->java_at = (char *)w->java;
    w->t.c_stack_low = (char *)w->machine;
    w->t.c_stack_top = (char *)(w->machine + MACHINE_WORDS);
    w->sp = w->machine + MACHINE_WORDS - 8;
    return w;
}

static void free_world(struct world *w)
{
    code_memory_free(w->code);
    free(w);
}

static struct frame *push_frame(struct world *w)
{
    struct frame *f = (struct frame *)(void *)w->java_at;
    w->java_at += sizeof *f + 4 * sizeof(union slot);
    f->prev = w->t.frame;
    w->t.frame = f;
    return f;
}

static void push_t0(struct world *w, int bci)
{
    struct frame *f = push_frame(w);
    f->method = &w->t0;
    f->pc = w->t0_code + bci;
    f->locals = (union slot *)(f + 1);
}

static void machine_frame(struct world *w, void *return_pc, uint32_t size)
{
    *--w->sp = return_pc;
    *--w->sp = w->fp;
    w->fp = w->sp;
    w->sp -= size / sizeof(void *);
}

/* T0 calls compiled code: a new section, and the trampoline's own machine frame. */
static void enter_compiled(struct world *w)
{
    struct frame *f = push_frame(w);
    f->pc = interp_compiled_entry;
    f->locals = w->t.anchor_sp;
    f->rcp = w->t.anchor_fp;
    w->t.anchor_sp = w->t.anchor_fp = NULL;
    machine_frame(w, NULL, 16);
}
static void call_outer(struct world *w, void *return_pc)
{
    machine_frame(w, return_pc, OUTER_FRAME);
}
static void call_leaf(struct world *w, void *return_pc)
{
    machine_frame(w, return_pc, LEAF_FRAME);
}
static void *entered(void)
{
    return (void *)(uintptr_t)compiled_enter_return;
}
static void *in_outer(struct world *w, uint32_t at)
{
    return blob_address(w->outer_blob, at);
}
static void *in_leaf(struct world *w)
{
    return blob_address(w->leaf_blob, LEAF_CALL);
}
/* Compiled code calls C. */
static void leave_compiled(struct world *w, void *return_pc)
{
    w->t.anchor_sp = w->sp;
    w->t.anchor_fp = w->fp;
    *--w->sp = return_pc;
    w->sp--; /* aligned again, as C's frames are */
}

static struct stack_walk begin(struct world *w)
{
    struct stack_walk walk = {.thread = &w->t,
                              .next = w->t.frame,
                              .anchor_sp = w->t.anchor_sp,
                              .anchor_fp = w->t.anchor_fp,
                              .code = w->code,
                              .return_trap = w};
    stack_walk_next(&walk);
    return walk;
}

static struct stack_walk interrupted(struct world *w, void *pc, void *sp, void *fp)
{
    struct stack_walk walk = {.thread = &w->t, .code = w->code, .return_trap = w};
    stack_walk_interrupt(&walk, pc, sp, fp);
    return walk;
}

/* "t inner:7 outer:3": who is on the stack, innermost first; T0's frames have a dot. */
static const char *told(struct world *w, struct stack_walk walk)
{
    static char text[1024];
    size_t n = 0;
    text[0] = 0;
    for (; !stack_walk_over(&walk) && n < sizeof text - 32; stack_walk_next(&walk)) {
        const char *name = walk.method == &w->t0      ? "t0"
                           : walk.method == &w->outer ? "outer"
                           : walk.method == &w->inner ? "inner"
                           : walk.method == &w->leaf  ? "leaf"
                                                      : "?";
        int bci = walk.memory != NULL ? frame_bci(walk.memory) : walk.bci;
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%s:%d", n > 0 ? " " : "", name,
                              walk.memory != NULL ? "." : "", bci);
    }
    return text;
}
#define tells(w, walk, expected) cr_assert_str_eq(told(w, walk), expected)

/* t0:1 -> [outer -> leaf] -> t0:2 -> [outer (inlined) ->] C */
static void mixed_stack(struct world *w)
{
    push_t0(w, 1);
    enter_compiled(w);
    call_outer(w, entered());
    call_leaf(w, in_outer(w, OUTER_LOCALS));
    leave_compiled(w, in_leaf(w));
    push_t0(w, 2);
    enter_compiled(w);
    call_outer(w, entered());
}

Test(walk, goes_through_memory_frames_and_sections)
{
    struct world *w = new_world();
    tells(w, begin(w), "");
    push_t0(w, 1);
    tells(w, begin(w), "t0.:1");
    struct frame *entry = push_frame(w); /* C called Java */
    entry->pc = w->t0_code;
    push_t0(w, 4);
    tells(w, begin(w), "t0.:4 t0.:1");
    free_world(w);
}

Test(walk, sees_sections_and_inlined_activations)
{
    struct world *w = new_world();
    mixed_stack(w);
    leave_compiled(w, in_outer(w, OUTER_INLINED));
    tells(w, begin(w), "inner:7 outer:3 t0.:2 leaf:9 outer:5 t0.:1");
    push_t0(w, 3); /* compiled code called T0 */
    tells(w, begin(w), "t0.:3 inner:7 outer:3 t0.:2 leaf:9 outer:5 t0.:1");
    struct stack_walk a = begin(w);
    stack_walk_next(&a);
    struct stack_walk b = a; /* copies are independent */
    stack_walk_next(&b);
    cr_assert_eq(a.inlined, 1);
    cr_assert_eq(b.inlined, 0);
    tells(w, b, "outer:3 t0.:2 leaf:9 outer:5 t0.:1");
    tells(w, a, "inner:7 outer:3 t0.:2 leaf:9 outer:5 t0.:1");
    free_world(w);
}

Test(walk, passes_points_without_frames_and_empty_sections)
{
    struct world *w = new_world();
    push_t0(w, 1);
    enter_compiled(w);
    call_outer(w, entered());
    call_leaf(w, in_outer(w, OUTER_NO_FRAMES));
    leave_compiled(w, in_leaf(w));
    tells(w, begin(w), "leaf:9 t0.:1");
    enter_compiled(w); /* nothing was called yet */
    tells(w, begin(w), "leaf:9 t0.:1");
    leave_compiled(w, entered()); /* the first function had no room for its frame */
    tells(w, begin(w), "leaf:9 t0.:1");
    free_world(w);
}

Test(walk, reads_locals_and_locks)
{
    struct world *w = new_world();
    struct object *local = (struct object *)(void *)&w->t0, *lock = (struct object *)(void *)&w->leaf, *o;
    push_t0(w, 1);
    w->t.frame->locals[2].a = lock;
    enter_compiled(w);
    call_outer(w, entered());
    w->fp[-1] = local;
    w->fp[-3] = lock;
    leave_compiled(w, in_outer(w, OUTER_LOCALS));
    struct stack_walk walk = begin(w);
    cr_assert(stack_walk_local(&walk, 0, &o) == WALK_VALUE_KNOWN && o == local);
    cr_assert(stack_walk_local(&walk, 1, &o) == WALK_VALUE_KNOWN && o == NULL);
    cr_assert_eq(stack_walk_local(&walk, 2, &o), WALK_VALUE_UNKNOWN);
    cr_assert_eq(stack_walk_local(&walk, 3, &o), WALK_VALUE_NONE);
    cr_assert_eq(stack_walk_local(&walk, 4, &o), WALK_VALUE_NONE);
    cr_assert_eq(stack_walk_local(&walk, 5, &o), WALK_VALUE_NONE);
    cr_assert_eq(stack_walk_lock_count(&walk), 1);
    cr_assert(stack_walk_lock(&walk, 0, &o) == WALK_VALUE_KNOWN && o == lock);
    stack_walk_next(&walk);
    cr_assert(stack_walk_local(&walk, 2, &o) == WALK_VALUE_KNOWN && o == lock);
    cr_assert_eq(stack_walk_lock_count(&walk), 0);
    free_world(w);
}

#define BELOW "t0.:2 leaf:9 outer:5 t0.:1" /* what mixed_stack has under its innermost machine frame */

Test(walk, interrupted_in_a_body)
{
    struct world *w = new_world();
    mixed_stack(w);
    call_leaf(w, in_outer(w, OUTER_INLINED));
    tells(w, interrupted(w, blob_address(w->leaf_blob, 5), w->sp, w->fp), "leaf:9 inner:7 outer:3 " BELOW);
    w->sp--; /* an argument for a stub */
    tells(w, interrupted(w, blob_address(w->leaf_blob, 5), w->sp, w->fp), "leaf:9 inner:7 outer:3 " BELOW);
    free_world(w);
}

Test(walk, interrupted_around_a_body)
{
    struct world *w = new_world();
    mixed_stack(w);
    *--w->sp = in_outer(w, OUTER_INLINED); /* the call of leaf; rbp is the caller's */
    tells(w, interrupted(w, blob_address(w->leaf_blob, 0), w->sp, w->fp), "leaf:0 inner:7 outer:3 " BELOW);
    tells(w, interrupted(w, blob_address(w->leaf_blob, 40), w->sp, w->fp), "leaf:0 inner:7 outer:3 " BELOW);
    *--w->sp = w->fp; /* push rbp */
    tells(w, interrupted(w, blob_address(w->leaf_blob, 1), w->sp, w->fp), "leaf:0 inner:7 outer:3 " BELOW);
    w->fp = w->sp; /* mov rbp, rsp */
    tells(w, interrupted(w, blob_address(w->leaf_blob, 4), w->sp, w->fp), "leaf:9 inner:7 outer:3 " BELOW);
    free_world(w);
}

Test(walk, interrupted_in_c_goes_by_the_anchor)
{
    struct world *w = new_world();
    mixed_stack(w);
    leave_compiled(w, in_outer(w, OUTER_INLINED));
    tells(w, interrupted(w, NULL, w->sp - 4, NULL), "inner:7 outer:3 " BELOW);
    tells(w, interrupted(w, NULL, w->sp - 4, (void *)1), "inner:7 outer:3 " BELOW);
    w->t.anchor_sp = w->machine + 2; /* an old one: below rsp */
    tells(w, interrupted(w, NULL, w->sp - 4, NULL), BELOW);
    w->t.anchor_sp = w->machine + 3; /* not where its frame would be */
    tells(w, interrupted(w, NULL, w->machine + 1, NULL), BELOW);
    push_t0(w, 3);
    w->t.anchor_sp = w->t.anchor_fp = NULL;
    tells(w, interrupted(w, NULL, w->sp - 4, NULL), "t0.:3 " BELOW);
    free_world(w);
}

Test(walk, on_another_stack_memory_frames_are_left)
{
    struct world *w = new_world();
    void *elsewhere[32];
    mixed_stack(w);
    tells(w, interrupted(w, blob_address(w->outer_blob, 5), elsewhere + 16, w->fp), "t0.:2 t0.:1");
    free_world(w);
}

Test(walk, broken_links_end_their_section)
{
    struct world *w = new_world();
    mixed_stack(w);
    void **outer = w->fp;
    call_leaf(w, in_outer(w, OUTER_INLINED));
    void *pc = blob_address(w->leaf_blob, 5);
    void *bad[] = {
        NULL, (void *)1, w->sp, w->fp, (char *)outer + 4, w->machine + MACHINE_WORDS, (void *)~(uintptr_t)7};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        w->fp[0] = bad[i];
        tells(w, interrupted(w, pc, w->sp, w->fp), "leaf:9 " BELOW);
        if (bad[i] != w->sp && bad[i] != w->fp)
            tells(w, interrupted(w, pc, w->sp, bad[i]), "leaf:9 " BELOW);
    }
    free_world(w);
}

static size_t pick(uint64_t *seed, size_t n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*seed >> 33) % n;
}

/* Nothing that may stand on a stack makes a walk leave it or go on for ever. */
Test(walk, hostile_stacks)
{
    struct world *w = new_world();
    uint64_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        w->t.frame = NULL;
        w->java_at = (char *)w->java;
        w->t.anchor_sp = w->t.anchor_fp = NULL;
        w->sp = w->machine + MACHINE_WORDS - 8;
        w->fp = NULL;
        mixed_stack(w);
        leave_compiled(w, in_outer(w, OUTER_LOCALS));
        void *words[] = {entered(), in_leaf(w), in_outer(w, OUTER_INLINED), in_outer(w, OUTER_NO_FRAMES),
                         NULL};
        for (int i = 0; i < 12; i++)
            w->machine[pick(&seed, MACHINE_WORDS)] =
                pick(&seed, 2) != 0 ? (void *)(w->machine + pick(&seed, MACHINE_WORDS + 1))
                                    : words[pick(&seed, ARRAY_LEN(words))];
        if (pick(&seed, 2) != 0)
            w->t.anchor_sp = w->machine + pick(&seed, MACHINE_WORDS + 1);
        if (pick(&seed, 2) != 0)
            w->t.anchor_fp = (char *)w->machine + pick(&seed, sizeof w->machine);
        if (pick(&seed, 8) == 0)
            w->t.frame->prev->prev = (struct frame *)(void *)(w->java + pick(&seed, JAVA_WORDS));
        void *pc = pick(&seed, 2) != 0 ? blob_address(w->outer_blob, pick(&seed, CODE_SIZE)) : NULL;
        struct stack_walk walk = interrupted(w, pc, w->machine + pick(&seed, MACHINE_WORDS),
                                             w->machine + pick(&seed, MACHINE_WORDS + 1));
        int n = 0;
        for (; !stack_walk_over(&walk) && n < 1000; stack_walk_next(&walk))
            n++;
        cr_assert_lt(n, 1000);
    }
    free_world(w);
}
