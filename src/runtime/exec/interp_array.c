/* interp_array.c - T0: array access and creation. */
#include "runtime/exec/interp.h"
#include "runtime/gc/heap.h"

#define ARRAY_LOAD(S, name, T, SET, R)                                                                       \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        int32_t i = TOP_I(S);                                                                                \
        struct object *a = POP_A();                                                                          \
        ARRAY_CHECK(a, i);                                                                                   \
        SET(ARRAY_AT(T, a, i));                                                                              \
        NEXT(1, R);                                                                                          \
    }
#define ARRAY_LOADS(name, T, SET, R) ARRAY_LOAD(0, name, T, SET, R) ARRAY_LOAD(1, name, T, SET, R)

ARRAY_LOADS(baload, int8_t, SET_I, 1) /* also boolean[] */
ARRAY_LOADS(caload, uint16_t, SET_I, 1)
ARRAY_LOADS(saload, int16_t, SET_I, 1)
ARRAY_LOADS(iaload, int32_t, SET_I, 1) /* also float[] */
ARRAY_LOADS(laload, int64_t, SET_L, 2)
ARRAY_LOADS(daload, double, SET_D, 3)
ARRAY_LOADS(aaload, struct object *, SET_A, 1)

#define ARRAY_STORE(S, name, T, TOP, adjust)                                                                 \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        T v = (T)TOP(S);                                                                                     \
        int32_t i = POP_I();                                                                                 \
        struct object *a = POP_A();                                                                          \
        ARRAY_CHECK(a, i);                                                                                   \
        adjust;                                                                                              \
        ARRAY_AT(T, a, i) = v;                                                                               \
        NEXT(1, 0);                                                                                          \
    }
#define AS_IS (void)0

/* boolean[] keeps the low bit only; everything else takes the value as it is. */
#define BOOLEAN_OR_BYTE                                                                                      \
    do {                                                                                                     \
        if (a->klass->component->type == 'Z')                                                                \
            v &= 1;                                                                                          \
    } while (0)

ARRAY_STORE(0, bastore, int8_t, TOP_I, BOOLEAN_OR_BYTE)
ARRAY_STORE(1, bastore, int8_t, TOP_I, BOOLEAN_OR_BYTE)
ARRAY_STORE(0, castore, int16_t, TOP_I, AS_IS) /* also short[] */
ARRAY_STORE(1, castore, int16_t, TOP_I, AS_IS)
ARRAY_STORE(0, iastore, int32_t, TOP_I, AS_IS)
ARRAY_STORE(1, iastore, int32_t, TOP_I, AS_IS)
ARRAY_STORE(0, lastore, int64_t, TOP_L, AS_IS)
ARRAY_STORE(2, lastore, int64_t, TOP_L, AS_IS)
ARRAY_STORE(0, dastore, double, TOP_D, AS_IS)
ARRAY_STORE(3, dastore, double, TOP_D, AS_IS)

/* The full subtype test; the operands are still in memory. */
static COLD aastore_checked(OP_ARGS)
{
    struct object *v = sp[2].a, *a = sp[0].a;
    if (!class_is_subtype(v->klass, a->klass->component)) {
        tos = (uint64_t)v;
        return interp_array_store(OP_PASS);
    }
    ref_array_set(a, sp[1].i, v);
    NEXT(1, 0);
}

#define AASTORE(S)                                                                                           \
    OP(aastore, S)                                                                                           \
    {                                                                                                        \
        struct object *v = TOP_A(S);                                                                         \
        int32_t i = POP_I();                                                                                 \
        struct object *a = POP_A();                                                                          \
        ARRAY_CHECK(a, i);                                                                                   \
        if (v != NULL) {                                                                                     \
            struct class *component = a->klass->component;                                                   \
            if (v->klass != component && v->klass->display[0] != component) { /* exact, or Object[] */       \
                sp[2].a = v;                                                                                 \
                return aastore_checked(OP_PASS);                                                             \
            }                                                                                                \
        }                                                                                                    \
        ref_array_set(a, i, v);                                                                              \
        NEXT(1, 0);                                                                                          \
    }
AASTORE(0)
AASTORE(1)

OP(arraylength, 0)
{
    struct object *a = POP_A();
    NULL_CHECK(a);
    SET_I(array_length(a));
    NEXT(1, 1);
}
OP(arraylength, 1)
{
    struct object *a = (struct object *)tos;
    NULL_CHECK(a);
    SET_I(array_length(a));
    NEXT(1, 1);
}

/* ---- creation ---- */

#define NEW_ARRAY(S, name, units, klass)                                                                     \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        int32_t n = TOP_I(S);                                                                                \
        PUBLISH();                                                                                           \
        if (UNLIKELY(n < 0)) {                                                                               \
            tos = (uint32_t)n;                                                                               \
            return interp_negative_size(OP_PASS);                                                            \
        }                                                                                                    \
        struct object *a = heap_alloc_array(t, klass, n);                                                    \
        if (UNLIKELY(a == NULL))                                                                             \
            UNWIND();                                                                                        \
        SET_A(a);                                                                                            \
        NEXT(units, 1);                                                                                      \
    }
NEW_ARRAY(0, newarray, 2, t->vm->primitive_arrays[pc[1]])
NEW_ARRAY(1, newarray, 2, t->vm->primitive_arrays[pc[1]])
NEW_ARRAY(0, anewarray_q, 3,
          atomic_load_explicit(&RCP(struct class *, pc[1])->array_of, memory_order_acquire))
NEW_ARRAY(1, anewarray_q, 3,
          atomic_load_explicit(&RCP(struct class *, pc[1])->array_of, memory_order_acquire))

OP(anewarray, 0)
{
    PUBLISH();
    struct class *element = resolve_class(t, t->frame->method->klass, read_u2(original_bytes(t, pc) + 1));
    if (element == NULL || class_array_of(t, element) == NULL)
        UNWIND();
    quicken(pc, OP_anewarray_q);
    GO(0);
}

/* An array of counts[0] arrays of counts[1] ..., dims deep (JVMS 6.5.multianewarray). */
static struct object *new_multi(struct thread *t, struct class *c, const union slot *counts, unsigned dims)
{
    struct object *a = heap_alloc_array(t, c, counts[0].i);
    if (a == NULL || dims == 1)
        return a;
    for (int32_t i = 0; i < counts[0].i; i++) {
        struct object *e = new_multi(t, c->component, counts + 1, dims - 1);
        if (e == NULL)
            return NULL;
        ref_array_set(a, i, e);
    }
    return a;
}

OP(multianewarray, 0)
{
    const u1 *bytes = original_bytes(t, pc);
    unsigned dims = bytes[3];
    PUBLISH();
    struct class *c = resolve_class(t, t->frame->method->klass, read_u2(bytes + 1));
    if (c == NULL)
        UNWIND();
    union slot *counts = sp - dims;
    for (unsigned i = 0; i < dims; i++) {
        if (counts[i].i < 0) {
            tos = counts[i].u;
            return interp_negative_size(OP_PASS);
        }
    }
    struct object *a = new_multi(t, c, counts, dims);
    if (a == NULL)
        UNWIND();
    sp = counts;
    SET_A(a);
    NEXT(4, 1);
}
