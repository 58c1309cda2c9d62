/*
 * interp_field.c - T0: fields.
 *
 * Volatile fields: on x86-64 every load acquires and every store releases, so only a volatile store needs an
 * opcode of its own, to be ordered before later loads. A host with weaker ordering needs forms for volatile
 * loads too.
 */
#include "runtime/exec/interp.h"

#if !defined(__x86_64__)
#error "volatile gets rely on x86-64's memory order: give them opcodes of their own"
#endif

/* ---- quick forms ---- */

#define GETFIELD(S, name, T, SET, R)                                                                         \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        struct object *o = TOP_A(S);                                                                         \
        NULL_CHECK(o);                                                                                       \
        SET(FIELD_AT(T, o, pc[1]));                                                                          \
        NEXT(3, R);                                                                                          \
    }
#define GETFIELDS(name, T, SET, R) GETFIELD(0, name, T, SET, R) GETFIELD(1, name, T, SET, R)
GETFIELDS(getfield_b, int8_t, SET_I, 1)
GETFIELDS(getfield_c, uint16_t, SET_I, 1)
GETFIELDS(getfield_s, int16_t, SET_I, 1)
GETFIELDS(getfield_i, int32_t, SET_I, 1)
GETFIELDS(getfield_l, int64_t, SET_L, 2)
GETFIELDS(getfield_d, double, SET_D, 3)
GETFIELDS(getfield_a, struct object *, SET_A, 1)

#define PUTFIELD(S, name, T, TOP, mask)                                                                      \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        T v = (T)(TOP(S) mask);                                                                              \
        struct object *o = POP_A();                                                                          \
        NULL_CHECK(o);                                                                                       \
        FIELD_AT(T, o, pc[1]) = v;                                                                           \
        NEXT(3, 0);                                                                                          \
    }
PUTFIELD(0, putfield_z, int8_t, TOP_I, &1)
PUTFIELD(1, putfield_z, int8_t, TOP_I, &1)
PUTFIELD(0, putfield_b, int8_t, TOP_I, )
PUTFIELD(1, putfield_b, int8_t, TOP_I, )
PUTFIELD(0, putfield_s, int16_t, TOP_I, ) /* also char */
PUTFIELD(1, putfield_s, int16_t, TOP_I, )
PUTFIELD(0, putfield_i, int32_t, TOP_I, )
PUTFIELD(1, putfield_i, int32_t, TOP_I, )
PUTFIELD(0, putfield_l, int64_t, TOP_L, )
PUTFIELD(2, putfield_l, int64_t, TOP_L, )
PUTFIELD(0, putfield_d, double, TOP_D, )
PUTFIELD(3, putfield_d, double, TOP_D, )
PUTFIELD(0, putfield_a, struct object *, TOP_A, )
PUTFIELD(1, putfield_a, struct object *, TOP_A, )

#define STATIC_AT(T) (*(T *)RCP(struct field *, pc[1])->static_addr)
#define GETSTATIC(S, name, T, SET, R)                                                                        \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        SET(STATIC_AT(T));                                                                                   \
        NEXT(3, R);                                                                                          \
    }
#define GETSTATICS(name, T, SET, R)                                                                          \
    GETSTATIC(0, name, T, SET, R)                                                                            \
    GETSTATIC(1, name, T, SET, R) GETSTATIC(2, name, T, SET, R) GETSTATIC(3, name, T, SET, R)
GETSTATICS(getstatic_b, int8_t, SET_I, 1)
GETSTATICS(getstatic_c, uint16_t, SET_I, 1)
GETSTATICS(getstatic_s, int16_t, SET_I, 1)
GETSTATICS(getstatic_i, int32_t, SET_I, 1)
GETSTATICS(getstatic_l, int64_t, SET_L, 2)
GETSTATICS(getstatic_d, double, SET_D, 3)
GETSTATICS(getstatic_a, struct object *, SET_A, 1)

#define PUTSTATIC(S, name, T, TOP, mask)                                                                     \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        STATIC_AT(T) = (T)(TOP(S) mask);                                                                     \
        NEXT(3, 0);                                                                                          \
    }
PUTSTATIC(0, putstatic_z, int8_t, TOP_I, &1)
PUTSTATIC(1, putstatic_z, int8_t, TOP_I, &1)
PUTSTATIC(0, putstatic_b, int8_t, TOP_I, )
PUTSTATIC(1, putstatic_b, int8_t, TOP_I, )
PUTSTATIC(0, putstatic_s, int16_t, TOP_I, )
PUTSTATIC(1, putstatic_s, int16_t, TOP_I, )
PUTSTATIC(0, putstatic_i, int32_t, TOP_I, )
PUTSTATIC(1, putstatic_i, int32_t, TOP_I, )
PUTSTATIC(0, putstatic_l, int64_t, TOP_L, )
PUTSTATIC(2, putstatic_l, int64_t, TOP_L, )
PUTSTATIC(0, putstatic_d, double, TOP_D, )
PUTSTATIC(3, putstatic_d, double, TOP_D, )
PUTSTATIC(0, putstatic_a, struct object *, TOP_A, )
PUTSTATIC(1, putstatic_a, struct object *, TOP_A, )

/* ---- general forms: any type, any offset, volatile or not ---- */

static bool is_wide(char type)
{
    return type == 'J' || type == 'D';
}

/* Pushes the value at p. */
static union slot *push_value(union slot *sp, char type, const void *p)
{
    switch (type) {
    case 'Z':
    case 'B': sp[0].i = __atomic_load_n((const int8_t *)p, __ATOMIC_ACQUIRE); break;
    case 'C': sp[0].i = __atomic_load_n((const uint16_t *)p, __ATOMIC_ACQUIRE); break;
    case 'S': sp[0].i = __atomic_load_n((const int16_t *)p, __ATOMIC_ACQUIRE); break;
    case 'I':
    case 'F': sp[0].i = __atomic_load_n((const int32_t *)p, __ATOMIC_ACQUIRE); break;
    default: sp[0].raw = __atomic_load_n((const uint64_t *)p, __ATOMIC_ACQUIRE); break;
    }
    return sp + (is_wide(type) ? 2 : 1);
}

/* Stores v as if the field were volatile. */
static void store_value(char type, void *p, union slot v)
{
    switch (type) {
    case 'Z': __atomic_store_n((int8_t *)p, (int8_t)(v.i & 1), __ATOMIC_SEQ_CST); break;
    case 'B': __atomic_store_n((int8_t *)p, (int8_t)v.i, __ATOMIC_SEQ_CST); break;
    case 'C':
    case 'S': __atomic_store_n((int16_t *)p, (int16_t)v.i, __ATOMIC_SEQ_CST); break;
    case 'I':
    case 'F': __atomic_store_n((int32_t *)p, v.i, __ATOMIC_SEQ_CST); break;
    default: __atomic_store_n((uint64_t *)p, v.raw, __ATOMIC_SEQ_CST); break;
    }
}

OP(getfield_far, 0)
{
    const struct field *f = RCP(struct field *, pc[1]);
    struct object *o = POP_A();
    NULL_CHECK(o);
    sp = push_value(sp, f->type, (char *)o + f->offset);
    NEXT(3, 0);
}
OP(putfield_far, 0)
{
    const struct field *f = RCP(struct field *, pc[1]);
    sp -= is_wide(f->type) ? 2 : 1;
    union slot v = sp[0];
    struct object *o = POP_A();
    NULL_CHECK(o);
    store_value(f->type, (char *)o + f->offset, v);
    NEXT(3, 0);
}
OP(putfield_volatile, 0)
{
    return op_putfield_far_0(OP_PASS);
}
OP(putstatic_volatile, 0)
{
    const struct field *f = RCP(struct field *, pc[1]);
    sp -= is_wide(f->type) ? 2 : 1;
    store_value(f->type, f->static_addr, sp[0]);
    NEXT(3, 0);
}

/* ---- first execution: resolve, then rewrite ---- */

/* Index of a field type among the quick forms in the order of the table; -1: none. */
static enum opcode quick_form(enum opcode z, enum opcode b, enum opcode c, enum opcode s, enum opcode i,
                              enum opcode l, enum opcode d, enum opcode a, char type)
{
    switch (type) {
    case 'Z': return z;
    case 'B': return b;
    case 'C': return c;
    case 'S': return s;
    case 'I':
    case 'F': return i;
    case 'J': return l;
    case 'D': return d;
    default: return a;
    }
}
#define QUICK_GET(op, type)                                                                                  \
    quick_form(OP_##op##_b, OP_##op##_b, OP_##op##_c, OP_##op##_s, OP_##op##_i, OP_##op##_l, OP_##op##_d,    \
               OP_##op##_a, type)
#define QUICK_PUT(op, type)                                                                                  \
    quick_form(OP_##op##_z, OP_##op##_b, OP_##op##_s, OP_##op##_s, OP_##op##_i, OP_##op##_l, OP_##op##_d,    \
               OP_##op##_a, type)

static struct field *resolve_here(struct thread *t, const u2 *pc, bool is_static, bool is_put)
{
    struct method *m = t->frame->method;
    return resolve_field(t, m->klass, read_u2(original_bytes(t, pc) + 1), is_static, is_put, m);
}

OP(getfield, 0)
{
    PUBLISH();
    const struct field *f = resolve_here(t, pc, false, false);
    if (f == NULL)
        UNWIND();
    if (f->offset > UINT16_MAX) {
        quicken(pc, OP_getfield_far);
    } else {
        set_unit(pc, 1, (unsigned)f->offset);
        quicken(pc, QUICK_GET(getfield, f->type));
    }
    GO(0);
}

OP(putfield, 0)
{
    PUBLISH();
    const struct field *f = resolve_here(t, pc, false, true);
    if (f == NULL)
        UNWIND();
    if (f->access & ACC_VOLATILE) {
        quicken(pc, OP_putfield_volatile);
    } else if (f->offset > UINT16_MAX) {
        quicken(pc, OP_putfield_far);
    } else {
        set_unit(pc, 1, (unsigned)f->offset);
        quicken(pc, QUICK_PUT(putfield, f->type));
    }
    GO(0);
}

/* A static access is rewritten only when the class is initialized for every thread; the initializing one goes
 * this way. */
OP(getstatic, 0)
{
    PUBLISH();
    const struct field *f = resolve_here(t, pc, true, false);
    if (f == NULL || !class_init(t, f->klass))
        UNWIND();
    if (class_is_initialized(f->klass)) {
        quicken(pc, QUICK_GET(getstatic, f->type));
        GO(0);
    }
    sp = push_value(sp, f->type, f->static_addr);
    NEXT(3, 0);
}

OP(putstatic, 0)
{
    PUBLISH();
    const struct field *f = resolve_here(t, pc, true, true);
    if (f == NULL || !class_init(t, f->klass))
        UNWIND();
    if (class_is_initialized(f->klass)) {
        quicken(pc, f->access & ACC_VOLATILE ? OP_putstatic_volatile : QUICK_PUT(putstatic, f->type));
        GO(0);
    }
    sp -= is_wide(f->type) ? 2 : 1;
    store_value(f->type, f->static_addr, sp[0]);
    NEXT(3, 0);
}
