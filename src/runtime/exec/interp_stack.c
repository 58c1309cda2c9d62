/* interp_stack.c - T0: constants, loads, stores and stack shuffling. */
#include "runtime/exec/interp.h"

/* Handlers that push can follow anything that is cached. */
#define ALL_STATES(H, ...) H(0, __VA_ARGS__) H(1, __VA_ARGS__) H(2, __VA_ARGS__) H(3, __VA_ARGS__)

#define PUSHER(S, name, units, set, state)                                                                   \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        set;                                                                                                 \
        NEXT(units, state);                                                                                  \
    }
#define PUSH_INT(name, units, value)    ALL_STATES(PUSHER, name, units, SET_I(value), 1)
#define PUSH_RAW(name, units, value)    ALL_STATES(PUSHER, name, units, tos = (uint64_t)(value), 1)
#define PUSH_LONG(name, units, value)   ALL_STATES(PUSHER, name, units, SET_L(value), 2)
#define PUSH_DOUBLE(name, units, value) ALL_STATES(PUSHER, name, units, SET_D(value), 3)

#define NO_EFFECT(S, name, units)                                                                            \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        NEXT(units, S);                                                                                      \
    }
ALL_STATES(NO_EFFECT, nop, 1)
ALL_STATES(NO_EFFECT, skip2, 2)

PUSH_INT(iconst_m1, 1, -1)
PUSH_RAW(iconst_0, 1, 0) /* also null and 0.0f */
PUSH_INT(iconst_1, 1, 1)
PUSH_INT(iconst_2, 1, 2)
PUSH_INT(iconst_3, 1, 3)
PUSH_INT(iconst_4, 1, 4)
PUSH_INT(iconst_5, 1, 5)
PUSH_LONG(lconst_0, 1, 0)
PUSH_LONG(lconst_1, 1, 1)
PUSH_RAW(fconst_1, 1, bits_of_float(1.0f))
PUSH_RAW(fconst_2, 1, bits_of_float(2.0f))
PUSH_DOUBLE(dconst_0, 1, 0.0)
PUSH_DOUBLE(dconst_1, 1, 1.0)
PUSH_INT(bipush, 2, (int16_t)pc[1])
PUSH_INT(sipush, 3, (int16_t)pc[1])

/* ---- ldc. Numbers lie in the resolved pool as raw bits (prepare.c puts them there). ---- */

static inline double double_of(uintptr_t bits)
{
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

PUSH_RAW(ldc_num, 2, RCP(uintptr_t, pc[1]))
PUSH_RAW(ldc_w_num, 3, RCP(uintptr_t, pc[1]))
PUSH_LONG(ldc2_w_long, 3, RCP(uintptr_t, pc[1]))
PUSH_DOUBLE(ldc2_w_double, 3, double_of(RCP(uintptr_t, pc[1])))
PUSH_RAW(ldc_obj, 2, *RCP(struct object **, pc[1]))
PUSH_RAW(ldc_w_obj, 3, *RCP(struct object **, pc[1]))
PUSH_RAW(ldc_class, 2, RCP(struct class *, pc[1])->refs->mirror)
PUSH_RAW(ldc_w_class, 3, RCP(struct class *, pc[1])->refs->mirror)

/* Letter of the constant's type, its value in the thread's scratch (see resolve_here); 0: exception pending.
 */
static char constant_here(struct thread *t, struct class *c, unsigned index)
{
    union slot value = {0};
    char type = 'L';
    if (!resolve_constant(t, c, index, &value, &type))
        return 0;
    t->scratch[0] = value.raw;
    return type;
}

/* Resolves the constant; afterwards the instruction is quick, except for primitive dynamic constants. */
static COLD resolve_ldc(OP_ARGS)
{
    const u1 *bytes = original_bytes(t, pc);
    bool narrow = bytes[0] == BC_ldc;
    unsigned index = narrow ? bytes[1] : read_u2(bytes + 1);
    struct class *c = t->frame->method->klass;
    PUBLISH();
    char type = constant_here(t, c, index);
    if (type == 0)
        UNWIND();
    tos = t->scratch[0];
    switch (c->cf->cp.tags[index]) {
    case CP_Class: quicken(pc, narrow ? OP_ldc_class : OP_ldc_w_class); break;
    case CP_String:
    case CP_MethodHandle:
    case CP_MethodType: quicken(pc, narrow ? OP_ldc_obj : OP_ldc_w_obj); break;
    default:
        if (type == 'L' || type == '[')
            quicken(pc, narrow ? OP_ldc_obj : OP_ldc_w_obj);
        break;
    }
    if (type == 'D') {
        fp = ((union slot *)t->scratch)->d;
        NEXT(3, 3);
    }
    pc += narrow ? 2 : 3;
    if (type == 'J')
        GO(2);
    GO(1);
}
OP(ldc, 0)
{
    return resolve_ldc(OP_PASS);
}
OP(ldc_w, 0)
{
    return resolve_ldc(OP_PASS);
}
OP(ldc2_w, 0)
{
    return resolve_ldc(OP_PASS);
}

/* ---- locals ---- */

#define LOADS(suffix, units, index)                                                                          \
    PUSH_RAW(load_##suffix, units, lp[index].raw)                                                            \
    PUSH_LONG(lload_##suffix, units, lp[index].l)                                                            \
    PUSH_DOUBLE(dload_##suffix, units, lp[index].d)
LOADS(0, 1, 0)
LOADS(1, 1, 1)
LOADS(2, 1, 2)
LOADS(3, 1, 3)
LOADS(n, 2, pc[1])
LOADS(w, 4, pc[1])

#define STORE(S, name, units, lvalue, value)                                                                 \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        lvalue = value;                                                                                      \
        NEXT(units, 0);                                                                                      \
    }
#define STORES(suffix, units, index)                                                                         \
    STORE(0, store_##suffix, units, lp[index].raw, TOP_RAW(0))                                               \
    STORE(1, store_##suffix, units, lp[index].raw, TOP_RAW(1))                                               \
    STORE(0, lstore_##suffix, units, lp[index].l, TOP_L(0))                                                  \
    STORE(2, lstore_##suffix, units, lp[index].l, TOP_L(2))                                                  \
    STORE(0, dstore_##suffix, units, lp[index].d, TOP_D(0))                                                  \
    STORE(3, dstore_##suffix, units, lp[index].d, TOP_D(3))
STORES(0, 1, 0)
STORES(1, 1, 1)
STORES(2, 1, 2)
STORES(3, 1, 3)
STORES(n, 2, pc[1])
STORES(w, 4, pc[1])

/* ---- shuffling ---- */

OP(pop, 0)
{
    sp--;
    NEXT(1, 0);
}
OP(pop, 1)
{
    NEXT(1, 0);
}
OP(pop2, 0)
{
    sp -= 2;
    NEXT(1, 0);
}
OP(pop2, 1)
{
    sp--;
    NEXT(1, 0);
}
OP(pop2, 2)
{
    NEXT(1, 0);
}
OP(pop2, 3)
{
    NEXT(1, 0);
}

OP(dup, 0)
{
    tos = sp[-1].raw;
    NEXT(1, 1);
}
OP(dup, 1)
{
    SPILL(1);
    NEXT(1, 1);
}

/* ..., b, a -> ..., a, b, a */
#define DUP_X1(S)                                                                                            \
    OP(dup_x1, S)                                                                                            \
    {                                                                                                        \
        uint64_t a = TOP_RAW(S), b = (--sp)->raw;                                                            \
        sp[0].raw = a;                                                                                       \
        sp[1].raw = b;                                                                                       \
        sp += 2;                                                                                             \
        tos = a;                                                                                             \
        NEXT(1, 1);                                                                                          \
    }
DUP_X1(0)
DUP_X1(1)

/* ..., c, b, a -> ..., a, c, b, a */
#define DUP_X2(S)                                                                                            \
    OP(dup_x2, S)                                                                                            \
    {                                                                                                        \
        uint64_t a = TOP_RAW(S), b = (--sp)->raw, c = (--sp)->raw;                                           \
        sp[0].raw = a;                                                                                       \
        sp[1].raw = c;                                                                                       \
        sp[2].raw = b;                                                                                       \
        sp += 3;                                                                                             \
        tos = a;                                                                                             \
        NEXT(1, 1);                                                                                          \
    }
DUP_X2(0)
DUP_X2(1)

OP(dup2, 0)
{
    sp[0] = sp[-2];
    sp[1] = sp[-1];
    sp += 2;
    NEXT(1, 0);
}
OP(dup2, 1)
{
    sp[0].raw = tos;
    sp[1] = sp[-1];
    sp += 2;
    NEXT(1, 1);
}
OP(dup2, 2)
{
    SPILL(2);
    NEXT(1, 2);
}
OP(dup2, 3)
{
    SPILL(3);
    NEXT(1, 3);
}

/* ..., c, b, a -> ..., b, a, c, b, a */
OP(dup2_x1, 0)
{
    union slot a = sp[-1], b = sp[-2], c = sp[-3];
    sp[-3] = b;
    sp[-2] = a;
    sp[-1] = c;
    sp[0] = b;
    sp[1] = a;
    sp += 2;
    NEXT(1, 0);
}
/* ..., e, c, b, a -> ..., b, a, e, c, b, a */
OP(dup2_x2, 0)
{
    union slot a = sp[-1], b = sp[-2], c = sp[-3], e = sp[-4];
    sp[-4] = b;
    sp[-3] = a;
    sp[-2] = e;
    sp[-1] = c;
    sp[0] = b;
    sp[1] = a;
    sp += 2;
    NEXT(1, 0);
}

#define SWAP(S)                                                                                              \
    OP(swap, S)                                                                                              \
    {                                                                                                        \
        uint64_t a = TOP_RAW(S), b = (--sp)->raw;                                                            \
        (sp++)->raw = a;                                                                                     \
        tos = b;                                                                                             \
        NEXT(1, 1);                                                                                          \
    }
SWAP(0)
SWAP(1)
