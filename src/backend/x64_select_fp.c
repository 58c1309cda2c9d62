/* x64_select_fp.c - floating point. */
#include "backend/x64_select.h"

static bool is_double(enum ssa_type t)
{
    return t == SSA_F64;
}
static uint8_t mem_of(enum ssa_type t)
{
    return is_double(t) ? SSA_MEM_F64 : SSA_MEM_F32;
}

/* Without AVX the result starts as a copy of a: what is read after that must stay. */
static void put_binary(struct x64_selector *s, ssa_id v, enum x64_fp op, ssa_id a, ssa_id b, bool commutes)
{
    if (commutes && x64_can_fold(s, a) && !x64_can_fold(s, b)) {
        ssa_id t = a;
        a = b;
        b = t;
    }
    lir_reg ra = x64_reg_of(s, a);
    struct x64_source src = x64_memory_or_reg(s, b);
    x64_put(s, X64_FP, x64_size_of(ssa_type_of(s->f, v)), op)->mem_kind = mem_of(ssa_type_of(s->f, v));
    x64_add_def(s, v);
    x64_add_use(s, ra, LIR_USE, LIR_MUST);
    x64_add_source(s, &src, s->c->cpu->avx ? LIR_USE : LIR_LATE);
}

static void put_unary(struct x64_selector *s, ssa_id v, enum x64_inst op, unsigned sub, bool may_fold)
{
    ssa_id x = ssa_in(s->f, v, 0);
    struct x64_source src = may_fold ? x64_memory_or_reg(s, x) : x64_reg_source(s, x);
    enum ssa_type from = ssa_type_of(s->f, x), to = ssa_type_of(s->f, v);
    struct lir_inst *in = x64_put(s, op, x64_size_of(op == X64_FP2I ? to : from), sub);
    in->mem_kind = op == X64_FP2I ? mem_of(from) : mem_of(to);
    x64_add_def(s, v);
    if (may_fold)
        x64_add_source(s, &src, LIR_USE);
    else /* the conversion's slow path reads it again */
        x64_add_use(s, src.reg, op == X64_FP2I ? LIR_LATE : LIR_USE, LIR_MUST);
    if (op == X64_FP2I && s->l->out_args < 16)
        s->l->out_args = 16;
}

static void put_sign(struct x64_selector *s, ssa_id v, enum x64_inst op)
{
    bool wide = is_double(ssa_type_of(s->f, v));
    uint64_t mask = wide ? (uint64_t)1 << 63 : (uint64_t)1 << 31;
    if (op == X64_FABS)
        mask = wide ? ~mask : mask - 1;
    lir_reg a = x64_reg_of(s, ssa_in(s->f, v, 0));
    struct x64_source k = x64_constant_source(s, mask, 0);
    struct lir_inst *in = x64_put(s, op, wide ? 8 : 4, 0);
    in->constant = k.mem.constant;
    x64_add_def(s, v);
    x64_add_use(s, a, LIR_USE, LIR_MUST);
}

static void put_minmax(struct x64_selector *s, ssa_id v, bool max)
{
    lir_reg a = x64_reg_of(s, ssa_in(s->f, v, 0)), b = x64_reg_of(s, ssa_in(s->f, v, 1));
    x64_put(s, X64_FMINMAX, x64_size_of(ssa_type_of(s->f, v)), max);
    x64_add_def(s, v);
    x64_add_use(s, a, LIR_LATE, LIR_MUST);
    x64_add_use(s, b, LIR_LATE, LIR_MUST);
}

static void put_fma(struct x64_selector *s, ssa_id v)
{
    lir_reg a = x64_reg_of(s, ssa_in(s->f, v, 0)), b = x64_reg_of(s, ssa_in(s->f, v, 1));
    lir_reg c = x64_reg_of(s, ssa_in(s->f, v, 2));
    x64_put(s, X64_FMA, x64_size_of(ssa_type_of(s->f, v)), 0);
    x64_add_def(s, v);
    x64_add_use(s, c, LIR_USE, LIR_MUST);
    x64_add_use(s, a, LIR_LATE, LIR_MUST);
    x64_add_use(s, b, LIR_LATE, LIR_MUST);
}

static void put_compare3(struct x64_selector *s, ssa_id v, int unordered)
{
    lir_reg a = x64_reg_of(s, ssa_in(s->f, v, 0)), b = x64_reg_of(s, ssa_in(s->f, v, 1));
    x64_put(s, X64_FCMP3, x64_size_of(ssa_type_of(s->f, ssa_in(s->f, v, 0))), (uint8_t)unordered);
    x64_add_def(s, v);
    x64_add_use(s, a, LIR_LATE, LIR_MUST);
    x64_add_use(s, b, LIR_LATE, LIR_MUST);
}

static void put_select(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    struct x64_comparison k = x64_compare_of(s, ssa_in(f, v, 0));
    lir_reg yes = x64_reg_of(s, ssa_in(f, v, 1)), no = x64_reg_of(s, ssa_in(f, v, 2));
    struct lir_inst *in = x64_put(s, X64_CMOV, k.size, k.kind);
    in->cond = k.cond;
    in->mem_kind = (uint8_t)ssa_type_of(f, v);
    x64_add_def(s, v);
    x64_add_use(s, no, LIR_USE, LIR_MUST);
    x64_add_use(s, yes, LIR_LATE, LIR_MUST);
    x64_add_compare(s, &k);
}

void x64_select_fp(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    uint32_t n = ssa_at(f, v)->noperands;
    ssa_id a = n > 0 ? ssa_in(f, v, 0) : 0, b = n > 1 ? ssa_in(f, v, 1) : 0;
    switch (ssa_op_of(f, v)) {
    case SSA_ADD: put_binary(s, v, FP_ADD, a, b, true); break;
    case SSA_SUB: put_binary(s, v, FP_SUB, a, b, false); break;
    case SSA_MUL: put_binary(s, v, FP_MUL, a, b, true); break;
    case SSA_DIV: put_binary(s, v, FP_DIV, a, b, false); break;
    case SSA_SQRT: put_unary(s, v, X64_FP, FP_SQRT, true); break;
    case SSA_NEG: put_sign(s, v, X64_FNEG); break;
    case SSA_ABS: put_sign(s, v, X64_FABS); break;
    case SSA_MIN: put_minmax(s, v, false); break;
    case SSA_MAX: put_minmax(s, v, true); break;
    case SSA_FMA: put_fma(s, v); break;
    case SSA_FLOOR: put_unary(s, v, X64_FROUND, 9, true); break; /* towards -inf, no inexact exception */
    case SSA_CEIL: put_unary(s, v, X64_FROUND, 10, true); break;
    case SSA_RINT: put_unary(s, v, X64_FROUND, 8, true); break;
    case SSA_I2F:
    case SSA_I2D:
    case SSA_L2F:
    case SSA_L2D: put_unary(s, v, X64_I2FP, 0, true); break;
    case SSA_F2I:
    case SSA_F2L:
    case SSA_D2I:
    case SSA_D2L: put_unary(s, v, X64_FP2I, 0, false); break;
    case SSA_F2D:
    case SSA_D2F: put_unary(s, v, X64_FP2FP, 0, true); break;
    case SSA_F2I_BITS:
    case SSA_D2L_BITS: put_unary(s, v, X64_TO_BITS, 0, false); break;
    case SSA_I2F_BITS:
    case SSA_L2D_BITS: put_unary(s, v, X64_FROM_BITS, 0, false); break;
    case SSA_FCMPL: put_compare3(s, v, -1); break;
    case SSA_FCMPG: put_compare3(s, v, 1); break;
    case SSA_CMP: x64_select_arith(s, v); break;
    case SSA_SELECT: put_select(s, v); break;
    default: x64_fail(s->c, BACKEND_OPERATION); break;
    }
}
