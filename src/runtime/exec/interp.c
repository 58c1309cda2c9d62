/* interp.c - T0: the dispatch tables, spilling, polls, implicit exceptions, unwinding. See interp.h for how
 * it works. */
#include "runtime/exec/interp.h"
#include "runtime/exec/throw_internal.h"
#include "runtime/thread/monitor.h"

/* ---- spill_N: in all states that an opcode has no handler for ---- */

static void spill_1(OP_ARGS)
{
    SPILL(1);
    GO(0);
}
static void spill_2(OP_ARGS)
{
    SPILL(2);
    GO(0);
}
static void spill_3(OP_ARGS)
{
    SPILL(3);
    GO(0);
}

/* ---- the tables: op name x states -> handler ---- */

#define AT_0_MEM(n)  op_##n##_0
#define AT_0_ONE(n)  op_##n##_0
#define AT_0_LONG(n) op_##n##_0
#define AT_0_DBL(n)  op_##n##_0
#define AT_0_ALL(n)  op_##n##_0
#define AT_1_MEM(n)  spill_1
#define AT_1_ONE(n)  op_##n##_1
#define AT_1_LONG(n) spill_1
#define AT_1_DBL(n)  spill_1
#define AT_1_ALL(n)  op_##n##_1
#define AT_2_MEM(n)  spill_2
#define AT_2_ONE(n)  spill_2
#define AT_2_LONG(n) op_##n##_2
#define AT_2_DBL(n)  spill_2
#define AT_2_ALL(n)  op_##n##_2
#define AT_3_MEM(n)  spill_3
#define AT_3_ONE(n)  spill_3
#define AT_3_LONG(n) spill_3
#define AT_3_DBL(n)  op_##n##_3
#define AT_3_ALL(n)  op_##n##_3

const struct dispatch interp_dispatch = {{
#define X(name, states) [OP_##name] = AT_0_##states(name),
    {OPS(X)},
#undef X
#define X(name, states) [OP_##name] = AT_1_##states(name),
    {OPS(X)},
#undef X
#define X(name, states) [OP_##name] = AT_2_##states(name),
    {OPS(X)},
#undef X
#define X(name, states) [OP_##name] = AT_3_##states(name),
    {OPS(X)},
#undef X
}};

/* ---- polls ---- */

#define POLL(S)                                                                                              \
    COLD interp_poll_##S(OP_ARGS)                                                                            \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        PUBLISH();                                                                                           \
        thread_poll_slow(t);                                                                                 \
        CHECK_PENDING();                                                                                     \
        if (t->poll & POLL_OSR)                                                                              \
            return interp_osr(OP_PASS);                                                                      \
        GO(0);                                                                                               \
    }
POLL(0)
POLL(1)
POLL(2)
POLL(3)

/* ---- implicit exceptions ---- */

COLD interp_npe(OP_ARGS)
{
    PUBLISH();
    throw_npe(t);
    UNWIND();
}

COLD interp_div_zero(OP_ARGS)
{
    PUBLISH();
    throw_new(t, "java/lang/ArithmeticException", "/ by zero");
    UNWIND();
}

COLD interp_bad_index(OP_ARGS)
{
    struct object *array = sp[0].a;
    PUBLISH();
    throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", "Index %d out of bounds for length %d", (int)tos,
              array_length(array));
    UNWIND();
}

COLD interp_negative_size(OP_ARGS)
{
    PUBLISH();
    throw_new(t, "java/lang/NegativeArraySizeException", "%d", (int)tos);
    UNWIND();
}

COLD interp_array_store(OP_ARGS)
{
    PUBLISH();
    throw_naming(t, "java/lang/ArrayStoreException", ((struct object *)tos)->klass);
    UNWIND();
}

COLD interp_class_cast(OP_ARGS)
{
    struct object *o = (struct object *)tos;
    struct class *c = sp[0].p;
    PUBLISH();
    throw_class_cast(t, o->klass, c);
    UNWIND();
}

/* ---- unwinding ---- */

/* The embedder's interruption cannot be caught. What must be undone on the way out is: finally while it ends
 * soon, locks always. */
static bool interruption_passes(const struct thread *t, const struct cf_code *code,
                                const struct cf_handler *h)
{
    return h->catch_type != 0 || (t->poll >= POLL_ASYNC_MANY && handler_unlocks(code, h) < 0);
}

/*
 * The handler for the pending exception in f (bci of code), or -1. Resolving a catch type can itself throw:
 * that exception then replaces the first one. The exception is not pending while classes are loaded.
 */
static int find_handler(struct thread *t, const struct frame *f)
{
    const struct method *m = f->method;
    if (m->code == NULL || m->cf->code->n_handlers == 0)
        return -1;
    const struct cf_code *code = m->cf->code;
    int bci = frame_bci(f);
    for (unsigned i = 0; i < code->n_handlers; i++) {
        const struct cf_handler *h = &code->handlers[i];
        if (bci < h->start || bci >= h->end)
            continue;
        if (UNLIKELY(t->poll & POLL_ASYNC_STAYS) && interruption_passes(t, code, h))
            continue;
        if (h->catch_type == 0)
            return h->handler;
        struct object *e = t->exception;
        t->exception = NULL;
        struct class *c = resolve_class(t, m->klass, h->catch_type);
        if (c == NULL)
            continue;
        t->exception = e;
        if (class_is_subtype(e->klass, c))
            return h->handler;
    }
    return -1;
}

/* Pops frames until one handles t->exception, or until the entry frame: then C sees it pending. */
void interp_unwind(OP_ARGS)
{
    for (;;) {
        struct frame *f = t->frame;
        if (frame_is_entry(f))
            return;
        const struct method *m = f->method;
        f->sp = frame_stack(f); /* a frame that called did not publish it; the operands are dead */
        int handler = find_handler(t, f);
        if (handler >= 0) {
            f->pc = pc = m->code + handler;
            lp = f->locals;
            sp = frame_stack(f);
            tos = (uint64_t)t->exception;
            t->exception = NULL;
            f->rcp = m->rcp; /* baseline code pushes frames without it */
            d = dispatch_of(m);
            GO(1);
        }
        if ((m->access & ACC_SYNCHRONIZED) && f->sync != NULL) {
            struct object *lock = f->sync, *e = t->exception;
            f->sync = NULL;
            t->exception = NULL;
            if (monitor_exit(t, lock))
                t->exception = e; /* else IllegalMonitorStateException takes its place */
        }
        t->frame = f->prev;
    }
}
