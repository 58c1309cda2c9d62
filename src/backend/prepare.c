/*
 * prepare.c - the SSA function as instruction selection wants it: the legaliser of x86-64, then edges and
 * dead values.
 *
 * x86-64 computes on 32 and 64 bits, so little has to be legalised: operations that this processor lacks
 * (popcnt before 2008, fma, rounding before SSE4.1) and those it never had (remainder of floating point)
 * become other operations or calls.
 */
#include "backend/x64_lir.h"

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

static void legalise_value(struct x64_compile *c, ssa_id v)
{
    struct ssa_func *f = c->f;
    enum ssa_type t = ssa_type_of(f, v);
    switch (ssa_op_of(f, v)) {
    case SSA_REM:
        if (lir_is_fp_type(t))
            become_helper(c, v, t == SSA_F64 ? HELPER_REM_F64 : HELPER_REM_F32);
        break;
    case SSA_FMA:
        if (!c->cpu->fma)
            become_helper(c, v, t == SSA_F64 ? HELPER_FMA_F64 : HELPER_FMA_F32);
        break;
    case SSA_FLOOR:
    case SSA_CEIL:
    case SSA_RINT:
        if (!c->cpu->sse41)
            become_helper(c, v, HELPER_FLOOR + (ssa_op_of(f, v) - SSA_FLOOR));
        break;
    case SSA_POPCNT:
        if (!c->cpu->popcnt)
            expand_popcnt(f, v);
        break;
    default: break;
    }
}
_Static_assert(SSA_CEIL == SSA_FLOOR + 1 && SSA_RINT == SSA_FLOOR + 2 && HELPER_RINT == HELPER_FLOOR + 2,
               "in step");

static void split_critical_edges(struct ssa_func *f)
{
    uint32_t nblocks = f->nblocks;
    for (uint32_t b = 0; b < nblocks; b++) {
        if (f->blocks[b]->removed || f->blocks[b]->nsuccs < 2)
            continue;
        for (uint32_t s = 0; s < f->blocks[b]->nsuccs; s++) {
            uint32_t to = f->blocks[b]->succs[s].block;
            if (f->blocks[to]->npreds < 2)
                continue;
            uint32_t heat =
                f->blocks[to]->heat < f->blocks[b]->heat ? f->blocks[to]->heat : f->blocks[b]->heat;
            uint32_t between = ssa_split_edge(f, b, s);
            f->blocks[between]->heat = heat;
        }
    }
}

static void remove_dead_values(struct ssa_func *f)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = f->nblocks; b-- > 0;) {
            if (f->blocks[b]->removed)
                continue;
            for (ssa_id v = f->blocks[b]->last, prev; v; v = prev) {
                prev = ssa_at(f, v)->prev;
                if (ssa_unused(f, v) && ssa_removable(f, v)) {
                    ssa_remove(f, v);
                    changed = true;
                }
            }
        }
    }
}

void x64_prepare(struct x64_compile *c)
{
    struct ssa_func *f = c->f;
    ssa_remove_unreachable(f);
    SSA_EACH_BLOCK(f, b)
    {
        SSA_EACH_SAFE(f, b, v)
        {
            legalise_value(c, v);
        }
    }
    split_critical_edges(f);
    remove_dead_values(f);
}
