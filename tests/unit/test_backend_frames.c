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
