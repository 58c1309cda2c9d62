/*
 * interp_super.c - T0: superinstructions, several instructions in one dispatch. fuse.c chooses them; see
 * opcodes.h.
 *
 * What throws in one is thrown with pc at the instruction that throws, and polls happen between instructions:
 * nobody can tell a superinstruction from its parts. So it must not change anything before its last check.
 */
#include "runtime/exec/interp.h"

#define ALL_STATES(H, ...) H(0, __VA_ARGS__) H(1, __VA_ARGS__) H(2, __VA_ARGS__) H(3, __VA_ARGS__)

/* H(..., name of the load, its units, its local's index) */
#define EACH_LOAD(H, ...)                                                                                    \
    H(__VA_ARGS__, 0, 1, 0)                                                                                  \
    H(__VA_ARGS__, 1, 1, 1) H(__VA_ARGS__, 2, 1, 2) H(__VA_ARGS__, 3, 1, 3) H(__VA_ARGS__, n, 2, pc[1])

/* Throws as the instruction `units` further on. The operands are dead then. */
#define NULL_CHECK_AT(o, units)                                                                              \
    do {                                                                                                     \
        if (UNLIKELY((o) == NULL)) {                                                                         \
            pc += (units);                                                                                   \
            return interp_npe(OP_PASS);                                                                      \
        }                                                                                                    \
    } while (0)

/* ---- load and load ---- */

#define LOAD_LOAD(S, name2, index2, units2, name1, units1, index1)                                           \
    OP(load_##name1##_load_##name2, S)                                                                       \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        (sp++)->raw = lp[index1].raw;                                                                        \
        tos = lp[index2].raw;                                                                                \
        NEXT((units1) + (units2), 1);                                                                        \
    }
#define LOAD_LOAD_n(S, name1, units1, index1) LOAD_LOAD(S, n, pc[(units1) + 1], 2, name1, units1, index1)
#define LOAD_LOADS(S, _)                                                                                     \
    EACH_LOAD(LOAD_LOAD, S, 0, 0, 1)                                                                         \
    EACH_LOAD(LOAD_LOAD, S, 1, 1, 1)                                                                         \
    EACH_LOAD(LOAD_LOAD, S, 2, 2, 1) EACH_LOAD(LOAD_LOAD, S, 3, 3, 1) EACH_LOAD(LOAD_LOAD_n, S)
ALL_STATES(LOAD_LOADS, )

/* ---- load and an operation ---- */

#define LOAD_ARRAY(S, what, T, SET, R, name, units, index)                                                   \
    OP(load_##name##_##what, S)                                                                              \
    {                                                                                                        \
        int32_t i = lp[index].i;                                                                             \
        struct object *a = TOP_A(S);                                                                         \
        if (UNLIKELY(a == NULL || (uint32_t)i >= (uint32_t)array_length(a))) {                               \
            sp[0].a = a;                                                                                     \
            tos = (uint32_t)i;                                                                               \
            pc += (units);                                                                                   \
            return load_array_failed(OP_PASS);                                                               \
        }                                                                                                    \
        SET(ARRAY_AT(T, a, i));                                                                              \
        NEXT((units) + 1, R);                                                                                \
    }
#define LOAD_ARRAYS(what, T, SET, R)                                                                         \
    EACH_LOAD(LOAD_ARRAY, 0, what, T, SET, R) EACH_LOAD(LOAD_ARRAY, 1, what, T, SET, R)
static COLD load_array_failed(OP_ARGS)
{
    NULL_CHECK(sp[0].a);
    return interp_bad_index(OP_PASS);
}
LOAD_ARRAYS(iaload, int32_t, SET_I, 1)
LOAD_ARRAYS(daload, double, SET_D, 3)
LOAD_ARRAYS(aaload, struct object *, SET_A, 1)
LOAD_ARRAYS(baload, int8_t, SET_I, 1)
LOAD_ARRAYS(caload, uint16_t, SET_I, 1)

#define LOAD_INT2(S, what, expr, name, units, index)                                                         \
    OP(load_##name##_##what, S)                                                                              \
    {                                                                                                        \
        uint32_t b = lp[index].u, a = (uint32_t)TOP_I(S);                                                    \
        SET_I(expr);                                                                                         \
        NEXT((units) + 1, 1);                                                                                \
    }
EACH_LOAD(LOAD_INT2, 0, iadd, a + b)
EACH_LOAD(LOAD_INT2, 1, iadd, a + b)
EACH_LOAD(LOAD_INT2, 0, isub, a - b)
EACH_LOAD(LOAD_INT2, 1, isub, a - b)

#define LOAD_ADD_STORE(S, name, units, index)                                                                \
    OP(load_##name##_iadd_store_n, S)                                                                        \
    {                                                                                                        \
        uint32_t b = lp[index].u, a = (uint32_t)TOP_I(S);                                                    \
        lp[pc[(units) + 2]].raw = a + b;                                                                     \
        NEXT((units) + 3, 0);                                                                                \
    }
EACH_LOAD(LOAD_ADD_STORE, 0)
EACH_LOAD(LOAD_ADD_STORE, 1)

#define LOAD_RETURN(S, name, units, index)                                                                   \
    OP(load_##name##_return1, S)                                                                             \
    {                                                                                                        \
        tos = lp[index].raw;                                                                                 \
        RETURN(0, 1);                                                                                        \
    }
EACH_LOAD(LOAD_RETURN, 0)

#define LOAD_IF(what, cond)                                                                                  \
    OP(load_s_##what, 0)                                                                                     \
    {                                                                                                        \
        union slot v = lp[pc[3]];                                                                            \
        if (cond) {                                                                                          \
            pc += 1 + (int16_t)pc[2];                                                                        \
            GO(0);                                                                                           \
        }                                                                                                    \
        NEXT(1 + 3, 0);                                                                                      \
    }                                                                                                        \
    OP(load_n_##what, 0)                                                                                     \
    {                                                                                                        \
        union slot v = lp[pc[1]];                                                                            \
        if (cond) {                                                                                          \
            pc += 2 + (int16_t)pc[3];                                                                        \
            GO(0);                                                                                           \
        }                                                                                                    \
        NEXT(2 + 3, 0);                                                                                      \
    }
LOAD_IF(ifeq, v.i == 0)
LOAD_IF(ifne, v.i != 0)
LOAD_IF(ifnull, v.a == NULL)
LOAD_IF(ifnonnull, v.a != NULL)

/* ---- load (or dup) and getfield ---- */

static enum opcode load_getfield(unsigned getfield, enum opcode b, enum opcode i, enum opcode l,
                                 enum opcode d, enum opcode a, enum opcode alone)
{
    switch (getfield) {
    case OP_getfield_b: return b;
    case OP_getfield_i: return i;
    case OP_getfield_l: return l;
    case OP_getfield_d: return d;
    case OP_getfield_a: return a;
    default: return alone;
    }
}

/* A method that only returns a field of its receiver gets a shortcut. Is called when its getfield has become
 * quick. */
static void make_getter(struct thread *t, const u2 *pc)
{
    struct method *m = t->frame->method;
    if (pc != m->code || m->cf->code->length != 5 || m->entry != m->code || method_is_static(m) ||
        m->arg_slots != 1)
        return;
    unsigned shortcut = 0;
    switch (pc[1] << 16 | pc[4]) {
    case OP_getfield_b << 16 | OP_return_z: shortcut = OP_call_getter_z; break;
    case OP_getfield_i << 16 | OP_return1: shortcut = OP_call_getter_i; break;
    case OP_getfield_l << 16 | OP_lreturn: shortcut = OP_call_getter_l; break;
    case OP_getfield_d << 16 | OP_dreturn: shortcut = OP_call_getter_d; break;
    case OP_getfield_a << 16 | OP_return1: shortcut = OP_call_getter_a; break;
    }
    if (shortcut == 0)
        return;
    __atomic_store_n(&m->getter_offset, pc[2], __ATOMIC_RELAXED);
    __atomic_store_n(&m->shortcut, (u2)shortcut, __ATOMIC_RELEASE);
    __atomic_store_n(&m->entry, NULL, __ATOMIC_RELEASE); /* callers look for a shortcut from now on */
}

/* The getfield is not quick yet, or became so since. `form` is the family that its type chooses from. */
#define LOAD_GETFIELD_FIRST(S, name, units, form, value)                                                     \
    OP(name##_getfield, S)                                                                                   \
    {                                                                                                        \
        unsigned getfield = __atomic_load_n(&pc[units], __ATOMIC_ACQUIRE);                                   \
        if (getfield != OP_getfield) {                                                                       \
            quicken(pc, load_getfield(getfield, OP_##form##_getfield_b, OP_##form##_getfield_i,              \
                                      OP_##form##_getfield_l, OP_##form##_getfield_d,                        \
                                      OP_##form##_getfield_a, OP_##name));                                   \
            if (OP_##name == OP_load_0)                                                                      \
                make_getter(t, pc);                                                                          \
            GO(S);                                                                                           \
        }                                                                                                    \
        SPILL(S);                                                                                            \
        tos = value;                                                                                         \
        NEXT(units, 1);                                                                                      \
    }
#define LOADS_GETFIELD_FIRST(S, _)                                                                           \
    LOAD_GETFIELD_FIRST(S, load_0, 1, load_0, lp[0].raw)                                                     \
    LOAD_GETFIELD_FIRST(S, load_1, 1, load_s, lp[1].raw)                                                     \
    LOAD_GETFIELD_FIRST(S, load_2, 1, load_s, lp[2].raw)                                                     \
    LOAD_GETFIELD_FIRST(S, load_3, 1, load_s, lp[3].raw)                                                     \
    LOAD_GETFIELD_FIRST(S, load_n, 2, load_n, lp[pc[1]].raw)
ALL_STATES(LOADS_GETFIELD_FIRST, )
LOAD_GETFIELD_FIRST(0, dup, 1, dup, sp[-1].raw)
LOAD_GETFIELD_FIRST(1, dup, 1, dup, sp[-1].raw)

#define LOAD_GETFIELD(S, name, units, index, what, T, SET, R)                                                \
    OP(name##_getfield_##what, S)                                                                            \
    {                                                                                                        \
        struct object *o = lp[index].a;                                                                      \
        NULL_CHECK_AT(o, units);                                                                             \
        SPILL(S);                                                                                            \
        SET(FIELD_AT(T, o, pc[(units) + 1]));                                                                \
        NEXT((units) + 3, R);                                                                                \
    }
#define DUP_GETFIELD(S, what, T, SET, R)                                                                     \
    OP(dup_getfield_##what, S)                                                                               \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        struct object *o = sp[-1].a;                                                                         \
        NULL_CHECK_AT(o, 1);                                                                                 \
        SET(FIELD_AT(T, o, pc[2]));                                                                          \
        NEXT(1 + 3, R);                                                                                      \
    }
#define LOADS_GETFIELD(S, ...)                                                                               \
    LOAD_GETFIELD(S, load_0, 1, 0, __VA_ARGS__)                                                              \
    LOAD_GETFIELD(S, load_s, 1, pc[3], __VA_ARGS__) LOAD_GETFIELD(S, load_n, 2, pc[1], __VA_ARGS__)
#define GETFIELDS(...)                                                                                       \
    ALL_STATES(LOADS_GETFIELD, __VA_ARGS__) DUP_GETFIELD(0, __VA_ARGS__) DUP_GETFIELD(1, __VA_ARGS__)
GETFIELDS(b, int8_t, SET_I, 1)
GETFIELDS(i, int32_t, SET_I, 1)
GETFIELDS(l, int64_t, SET_L, 2)
GETFIELDS(d, double, SET_D, 3)
GETFIELDS(a, struct object *, SET_A, 1)

/* ---- comparison and branch; all forward ---- */

/* The locals are in the branch's free unit. */
#define LOAD_LOAD_IF(units, name, op)                                                                        \
    OP(load_load_if_icmp##name##_##units, 0)                                                                 \
    {                                                                                                        \
        unsigned locals = pc[(units) + 2];                                                                   \
        if (lp[locals & 0xff].i op lp[locals >> 8].i) {                                                      \
            pc += (units) + (int16_t)pc[(units) + 1];                                                        \
            GO(0);                                                                                           \
        }                                                                                                    \
        NEXT((units) + 3, 0);                                                                                \
    }

/* The branch is the `at`th unit. */
#define IF_AT(at, cond)                                                                                      \
    do {                                                                                                     \
        if (cond) {                                                                                          \
            pc += (at) + (int16_t)pc[(at) + 1];                                                              \
            GO(0);                                                                                           \
        }                                                                                                    \
        NEXT((at) + 3, 0);                                                                                   \
    } while (0)
#define CONST_IF(S, name, op)                                                                                \
    OP(iconst_if_icmp##name, S)                                                                              \
    {                                                                                                        \
        int32_t b = (int16_t)pc[3], a = TOP_I(S);                                                            \
        IF_AT(1, a op b);                                                                                    \
    }                                                                                                        \
    OP(bipush_if_icmp##name, S)                                                                              \
    {                                                                                                        \
        int32_t b = (int16_t)pc[1], a = TOP_I(S);                                                            \
        IF_AT(2, a op b);                                                                                    \
    }
#define CMP_IF(S, cmp, name, T, TOP, POP, cond)                                                              \
    OP(cmp##_if##name, S)                                                                                    \
    {                                                                                                        \
        T b = TOP(S), a = POP();                                                                             \
        IF_AT(1, cond);                                                                                      \
    }
/* dcmpl gives -1 for NaN, dcmpg 1. */
#define COMPARISONS(name, op, l_cond, g_cond)                                                                \
    LOAD_LOAD_IF(2, name, op)                                                                                \
    LOAD_LOAD_IF(3, name, op)                                                                                \
    LOAD_LOAD_IF(4, name, op)                                                                                \
    CONST_IF(0, name, op)                                                                                    \
    CONST_IF(1, name, op)                                                                                    \
    CMP_IF(0, lcmp, name, int64_t, TOP_L, POP_L, a op b)                                                     \
    CMP_IF(2, lcmp, name, int64_t, TOP_L, POP_L, a op b)                                                     \
    CMP_IF(0, dcmpl, name, double, TOP_D, POP_D, l_cond)                                                     \
    CMP_IF(3, dcmpl, name, double, TOP_D, POP_D, l_cond)                                                     \
    CMP_IF(0, dcmpg, name, double, TOP_D, POP_D, g_cond)                                                     \
    CMP_IF(3, dcmpg, name, double, TOP_D, POP_D, g_cond)
COMPARISONS(eq, ==, a == b, a == b)
COMPARISONS(ne, !=, a != b, a != b)
COMPARISONS(lt, <, !(a >= b), a < b)
COMPARISONS(ge, >=, a >= b, !(a < b))
COMPARISONS(gt, >, a > b, !(a <= b))
COMPARISONS(le, <=, !(a > b), a <= b)

#define LENGTH_IF(S, name, op)                                                                               \
    OP(arraylength_if_icmp##name, S)                                                                         \
    {                                                                                                        \
        struct object *array = TOP_A(S);                                                                     \
        NULL_CHECK(array);                                                                                   \
        int32_t b = array_length(array), a = POP_I();                                                        \
        IF_AT(1, a op b);                                                                                    \
    }
LENGTH_IF(0, lt, <)
LENGTH_IF(1, lt, <)
LENGTH_IF(0, ge, >=)
LENGTH_IF(1, ge, >=)

/* ---- others with ints ---- */

OP(iinc_goto_back, 0)
{
    lp[pc[1]].u += (uint32_t)(int16_t)pc[2];
    pc += 3 + (int16_t)pc[4];
    POLL_AND_GO();
}

#define INT_BY_1(S, name, op)                                                                                \
    OP(iconst_1_##name, S)                                                                                   \
    {                                                                                                        \
        SET_I((uint32_t)TOP_I(S) op 1u);                                                                     \
        NEXT(2, 1);                                                                                          \
    }
INT_BY_1(0, iadd, +)
INT_BY_1(1, iadd, +)
INT_BY_1(0, isub, -)
INT_BY_1(1, isub, -)

#define IADD_STORE(S)                                                                                        \
    OP(iadd_store_n, S)                                                                                      \
    {                                                                                                        \
        uint32_t b = (uint32_t)TOP_I(S), a = (uint32_t)POP_I();                                              \
        lp[pc[2]].raw = a + b;                                                                               \
        NEXT(3, 0);                                                                                          \
    }
IADD_STORE(0)
IADD_STORE(1)

OP(iconst_0_return_z, 0)
{
    SET_I(0);
    RETURN(0, 1);
}
OP(iconst_1_return_z, 0)
{
    SET_I(1);
    RETURN(0, 1);
}

/* ---- doubles ---- */

#define DOUBLE(S, name, units, expr)                                                                         \
    OP(name, S)                                                                                              \
    {                                                                                                        \
        double v = TOP_D(S);                                                                                 \
        SET_D(expr);                                                                                         \
        NEXT(units, 3);                                                                                      \
    }
#define DOUBLES(name, units, expr) DOUBLE(0, name, units, expr) DOUBLE(3, name, units, expr)
DOUBLES(dload_n_dmul, 3, v *lp[pc[1]].d)
DOUBLES(dload_n_dadd, 3, v + lp[pc[1]].d)
DOUBLES(dload_n_dsub, 3, v - lp[pc[1]].d)
DOUBLES(dload_n_dload_n_dmul_dadd, 6, v + lp[pc[1]].d * lp[pc[3]].d)
DOUBLES(dload_n_dload_n_dmul_dsub, 6, v - lp[pc[1]].d * lp[pc[3]].d)
DOUBLES(dload_n_dmul_dadd, 4, POP_D() + v * lp[pc[1]].d)
DOUBLES(dload_n_dmul_dsub, 4, POP_D() - v * lp[pc[1]].d)

#define DMUL_THEN(S, name, op)                                                                               \
    OP(name, S)                                                                                              \
    {                                                                                                        \
        double b = TOP_D(S), a = POP_D(), sum = POP_D();                                                     \
        SET_D(sum op a *b);                                                                                  \
        NEXT(2, 3);                                                                                          \
    }
DMUL_THEN(0, dmul_dadd, +)
DMUL_THEN(3, dmul_dadd, +)
DMUL_THEN(0, dmul_dsub, -)
DMUL_THEN(3, dmul_dsub, -)

#define DLOAD_DLOAD_DMUL(S, _)                                                                               \
    OP(dload_n_dload_n_dmul, S)                                                                              \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        SET_D(lp[pc[1]].d *lp[pc[3]].d);                                                                     \
        NEXT(5, 3);                                                                                          \
    }
ALL_STATES(DLOAD_DLOAD_DMUL, )

#define DADD_DSTORE(S)                                                                                       \
    OP(dadd_dstore_n, S)                                                                                     \
    {                                                                                                        \
        double b = TOP_D(S), a = POP_D();                                                                    \
        lp[pc[2]].d = a + b;                                                                                 \
        NEXT(3, 0);                                                                                          \
    }
DADD_DSTORE(0)
DADD_DSTORE(3)
