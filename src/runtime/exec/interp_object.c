/* interp_object.c - T0: new, type tests, monitors, athrow. */
#include "runtime/exec/interp.h"
#include "runtime/exec/throw_internal.h"
#include "runtime/gc/heap.h"
#include "runtime/thread/monitor.h"

static struct class *resolve_here(struct thread *t, const u2 *pc)
{
    return resolve_class(t, t->frame->method->klass, read_u2(original_bytes(t, pc) + 1));
}

/* ---- new ---- */

static struct object *allocate(struct thread *t, struct class *c)
{
    struct object *o = heap_alloc_object(t, c);
    if (o != NULL && c->ref_kind != REFKIND_NONE)
        reference_register(t, o);
    return o;
}

OP(new, 0)
{
    PUBLISH();
    struct class *c = resolve_here(t, pc);
    if (c == NULL)
        UNWIND();
    if (c->no_instances) {
        throw_naming(t, "java/lang/InstantiationError", c);
        UNWIND();
    }
    if (!class_init(t, c))
        UNWIND();
    if (class_is_initialized(c)) /* by another thread's standards too */
        quicken(pc, c->ref_kind != REFKIND_NONE ? OP_new_ref_q : OP_new_q);
    struct object *o = allocate(t, c);
    if (o == NULL)
        UNWIND();
    SET_A(o);
    NEXT(3, 1);
}

OP(new_ref_q, 0)
{
    PUBLISH();
    struct object *o = allocate(t, RCP(struct class *, pc[1]));
    if (o == NULL)
        UNWIND();
    SET_A(o);
    NEXT(3, 1);
}

static COLD new_slow(OP_ARGS)
{
    PUBLISH();
    struct object *o = heap_alloc_object_slow(t, RCP(struct class *, pc[1]));
    if (o == NULL)
        UNWIND();
    SET_A(o);
    NEXT(3, 1);
}

#define NEW(S)                                                                                               \
    OP(new_q, S)                                                                                             \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        struct object *o = heap_alloc_object_fast(t, RCP(struct class *, pc[1]));                            \
        if (UNLIKELY(o == NULL))                                                                             \
            return new_slow(OP_PASS);                                                                        \
        SET_A(o);                                                                                            \
        NEXT(3, 1);                                                                                          \
    }
NEW(0)
NEW(1)
NEW(2)
NEW(3)

/* ---- type tests. The _class forms are for classes whose test is one compare with the superclass display.
 * ---- */

static bool tested_by_display(const struct class *c)
{
    return !c->is_interface && !c->is_array && c->depth < DISPLAY_DEPTH;
}

/* null passes without resolving the class (JVMS 6.5.checkcast). */
OP(checkcast, 0)
{
    if (sp[-1].a == NULL)
        NEXT(3, 0);
    PUBLISH();
    const struct class *c = resolve_here(t, pc);
    if (c == NULL)
        UNWIND();
    if (tested_by_display(c)) {
        set_unit(pc, 2, c->depth);
        quicken(pc, OP_checkcast_class);
    } else {
        quicken(pc, OP_checkcast_slow);
    }
    GO(0);
}

/* The object is in memory. */
static COLD checkcast_far(OP_ARGS)
{
    struct object *o = sp[-1].a;
    struct class *c = RCP(struct class *, pc[1]);
    if (class_is_subtype(o->klass, c))
        NEXT(3, 0);
    tos = (uint64_t)o;
    sp[0].p = c;
    return interp_class_cast(OP_PASS);
}

OP(checkcast_class, 0)
{
    struct object *o = sp[-1].a;
    if (o != NULL) {
        struct class *c = RCP(struct class *, pc[1]);
        if (UNLIKELY(o->klass->display[pc[2]] != c))
            return checkcast_far(OP_PASS);
    }
    NEXT(3, 0);
}
OP(checkcast_class, 1)
{
    struct object *o = (struct object *)tos;
    if (o != NULL) {
        struct class *c = RCP(struct class *, pc[1]);
        if (UNLIKELY(o->klass->display[pc[2]] != c)) {
            SPILL(1);
            return checkcast_far(OP_PASS);
        }
    }
    NEXT(3, 1);
}
OP(checkcast_slow, 0)
{
    struct object *o = sp[-1].a;
    if (o != NULL) {
        struct class *c = RCP(struct class *, pc[1]);
        if (o->klass != c && o->klass->secondary_hit != c)
            return checkcast_far(OP_PASS);
    }
    NEXT(3, 0);
}
OP(checkcast_slow, 1)
{
    struct object *o = (struct object *)tos;
    if (o != NULL) {
        struct class *c = RCP(struct class *, pc[1]);
        if (o->klass != c && o->klass->secondary_hit != c) {
            SPILL(1);
            return checkcast_far(OP_PASS);
        }
    }
    NEXT(3, 1);
}

OP(instanceof, 0)
{
    if (sp[-1].a == NULL) {
        sp--;
        SET_I(0);
        NEXT(3, 1);
    }
    PUBLISH();
    const struct class *c = resolve_here(t, pc);
    if (c == NULL)
        UNWIND();
    if (tested_by_display(c)) {
        set_unit(pc, 2, c->depth);
        quicken(pc, OP_instanceof_class);
    } else {
        quicken(pc, OP_instanceof_slow);
    }
    GO(0);
}

static COLD instanceof_far(OP_ARGS)
{
    SET_I(class_is_subtype(((struct object *)tos)->klass, RCP(struct class *, pc[1])));
    NEXT(3, 1);
}

#define INSTANCEOF_CLASS(S)                                                                                  \
    OP(instanceof_class, S)                                                                                  \
    {                                                                                                        \
        struct object *o = TOP_A(S);                                                                         \
        if (o == NULL) {                                                                                     \
            SET_I(0);                                                                                        \
            NEXT(3, 1);                                                                                      \
        }                                                                                                    \
        struct class *c = RCP(struct class *, pc[1]);                                                        \
        SET_I(o->klass->display[pc[2]] == c);                                                                \
        NEXT(3, 1);                                                                                          \
    }
INSTANCEOF_CLASS(0)
INSTANCEOF_CLASS(1)

#define INSTANCEOF_SLOW(S)                                                                                   \
    OP(instanceof_slow, S)                                                                                   \
    {                                                                                                        \
        struct object *o = TOP_A(S);                                                                         \
        if (o == NULL) {                                                                                     \
            SET_I(0);                                                                                        \
            NEXT(3, 1);                                                                                      \
        }                                                                                                    \
        struct class *c = RCP(struct class *, pc[1]);                                                        \
        if (o->klass != c && o->klass->secondary_hit != c) {                                                 \
            SET_A(o);                                                                                        \
            return instanceof_far(OP_PASS);                                                                  \
        }                                                                                                    \
        SET_I(1);                                                                                            \
        NEXT(3, 1);                                                                                          \
    }
INSTANCEOF_SLOW(0)
INSTANCEOF_SLOW(1)

/* ---- monitors and athrow ---- */

#define MONITORENTER(S)                                                                                      \
    OP(monitorenter, S)                                                                                      \
    {                                                                                                        \
        struct object *o = TOP_A(S);                                                                         \
        NULL_CHECK(o);                                                                                       \
        PUBLISH();                                                                                           \
        monitor_enter(t, o);                                                                                 \
        CHECK_PENDING();                                                                                     \
        NEXT(1, 0);                                                                                          \
    }
MONITORENTER(0)
MONITORENTER(1)

#define MONITOREXIT(S)                                                                                       \
    OP(monitorexit, S)                                                                                       \
    {                                                                                                        \
        struct object *o = TOP_A(S);                                                                         \
        NULL_CHECK(o);                                                                                       \
        PUBLISH();                                                                                           \
        if (UNLIKELY(!monitor_exit(t, o)))                                                                   \
            UNWIND();                                                                                        \
        NEXT(1, 0);                                                                                          \
    }
MONITOREXIT(0)
MONITOREXIT(1)

#define ATHROW(S)                                                                                            \
    OP(athrow, S)                                                                                            \
    {                                                                                                        \
        struct object *o = TOP_A(S);                                                                         \
        NULL_CHECK(o);                                                                                       \
        PUBLISH();                                                                                           \
        t->exception = o;                                                                                    \
        UNWIND();                                                                                            \
    }
ATHROW(0)
ATHROW(1)

OP(illegal, 0)
{
    const struct method *m = t->frame->method;
    PUBLISH();
    throw_new(t, "java/lang/VerifyError", "Bad instruction: %x in %s.%s at %d", *original_bytes(t, pc),
              m->klass->name->utf8, m->name->utf8, frame_bci(t->frame));
    UNWIND();
}
