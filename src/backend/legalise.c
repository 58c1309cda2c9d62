/*
 * legalise.c - operations that a target lacks become others, or calls of helpers; calls of helpers that only
 * read become loads.
 *
 * The table below names the operations that targets may lack, and what stands for them; whether this target,
 * and the processor it runs on, has one for a type, the personality says.
 */
#include "backend/x64_lir.h"
#include "ssa/helpers.h"

static ssa_id put_before(struct ssa_func *f, ssa_id at, enum ssa_op op, enum ssa_type t, ssa_id a, ssa_id b)
{
    ssa_id v = ssa_new(f, op, t, SSA_IN(a, b));
    ssa_insert_before(f, at, v);
    return v;
}

/* Sums of neighbouring bits, pairs, nibbles; then all bytes by one multiplication. */
static void expand_popcnt(struct ssa_func *f, ssa_id v)
{
    ssa_id x = ssa_in(f, v, 0);
    enum ssa_type t = ssa_type_of(f, x);
    bool wide = t == SSA_I64;
#define C(k)          (wide ? ssa_const_i64(f, (int64_t)(k)) : ssa_const_i32(f, (int32_t)(uint32_t)(k)))
#define P(op, a, b)   put_before(f, v, op, t, a, b)
#define SHIFTED(a, n) P(SSA_USHR, a, ssa_const_i32(f, n))
    x = P(SSA_SUB, x, P(SSA_AND, SHIFTED(x, 1), C(0x5555555555555555)));
    x = P(SSA_ADD, P(SSA_AND, x, C(0x3333333333333333)), P(SSA_AND, SHIFTED(x, 2), C(0x3333333333333333)));
    x = P(SSA_AND, P(SSA_ADD, x, SHIFTED(x, 4)), C(0x0f0f0f0f0f0f0f0f));
    x = P(SSA_MUL, x, C(0x0101010101010101));
    x = SHIFTED(x, wide ? 56 : 24);
#undef SHIFTED
#undef P
#undef C
    if (wide)
        ssa_become(f, v, SSA_L2I, SSA_I32, SSA_IN(x));
    else
        ssa_replace(f, v, x);
}

/* call_runtime's number of one of the back end's own helpers: below zero. */
static void become_helper(struct x64_compile *c, ssa_id v, enum backend_helper_number number)
{
    ssa_id in[3] = {0};
    uint32_t n = ssa_at(c->f, v)->noperands;
    for (uint32_t i = 0; i < n; i++)
        in[i] = ssa_in(c->f, v, i);
    ssa_become(c->f, v, SSA_CALL_RUNTIME, ssa_type_of(c->f, v), n, in);
    ssa_at(c->f, v)->sub = SSA_EFFECT_PURE;
    ssa_at(c->f, v)->imm = (int64_t)number - HELPER_FIRST;
}

static void become_load(struct ssa_func *f, ssa_id v, ssa_id base, int32_t offset)
{
    ssa_become(f, v, SSA_LOAD, SSA_REF, SSA_IN(base));
    ssa_at(f, v)->sub = SSA_MEM_REF;
    ssa_at(f, v)->imm = offset;
    ssa_at(f, v)->alias = SSA_ALIAS_CONST;
}

/* What helpers only read from the runtime's structures. */
static void read_helper(struct x64_compile *c, ssa_id v)
{
    struct ssa_func *f = c->f;
    const struct backend_layout *layout = c->layout;
    if (ssa_at(f, v)->imm == SSA_HELPER_CURRENT_THREAD && layout->thread_java >= 0) {
        ssa_id thread = ssa_new(f, SSA_THREAD, SSA_RAW, 0, NULL);
        ssa_insert_before(f, v, thread);
        become_load(f, v, thread, layout->thread_java);
    } else if (ssa_at(f, v)->imm == SSA_HELPER_CLASS_MIRROR && layout->class_refs >= 0) {
        ssa_id refs = ssa_new(f, SSA_LOAD, SSA_RAW, SSA_IN(ssa_in(f, v, 0)));
        ssa_at(f, refs)->sub = SSA_MEM_RAW;
        ssa_at(f, refs)->imm = layout->class_refs;
        ssa_at(f, refs)->alias = SSA_ALIAS_CONST;
        ssa_insert_before(f, v, refs);
        become_load(f, v, refs, layout->refs_mirror);
    }
}

void backend_legalise(struct x64_compile *c, ssa_id v)
{
    enum ssa_op op = ssa_op_of(c->f, v);
    enum ssa_type t = ssa_type_of(c->f, v);
    bool wide = t == SSA_F64;
    switch (op) {
    case SSA_REM:
        if (!c->personality->has(c, op, t))
            become_helper(c, v, wide ? HELPER_REM_F64 : HELPER_REM_F32);
        break;
    case SSA_FMA:
        if (!c->personality->has(c, op, t))
            become_helper(c, v, wide ? HELPER_FMA_F64 : HELPER_FMA_F32);
        break;
    case SSA_FLOOR:
    case SSA_CEIL:
    case SSA_RINT:
        if (!c->personality->has(c, op, t))
            become_helper(c, v, HELPER_FLOOR + (op - SSA_FLOOR));
        break;
    case SSA_CALL_RUNTIME: read_helper(c, v); break;
    case SSA_POPCNT:
        if (!c->personality->has(c, op, ssa_type_of(c->f, ssa_in(c->f, v, 0))))
            expand_popcnt(c->f, v);
        break;
    default: break;
    }
}
_Static_assert(SSA_CEIL == SSA_FLOOR + 1 && SSA_RINT == SSA_FLOOR + 2 && HELPER_RINT == HELPER_FLOOR + 2,
               "in step");
