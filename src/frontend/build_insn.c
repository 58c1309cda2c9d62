/* build_insn.c - constants, locals, the operand stack, arithmetic. */
#include "frontend/build_internal.h"

static const enum ssa_type types[] = {SSA_I32, SSA_I64, SSA_F32, SSA_F64, SSA_REF};

/* ----------------------------------------------------------------------------------------------- constants
 */

/* What is not resolved yet is the interpreter's business. */
static void load_constant(struct builder *b, unsigned index)
{
    struct scope *s = b->scope;
    const struct const_pool *cp = &s->m->cf->cp;
    const union cp_const *c = &cp->c[index];
    switch (cp->tags[index]) {
    case CP_Integer: frame_push(b, ssa_const_i32(b->f, c->i)); return;
    case CP_Float: frame_push(b, ssa_const_f32(b->f, c->f)); return;
    case CP_Long: frame_push(b, ssa_const_i64(b->f, c->l)); return;
    case CP_Double: frame_push(b, ssa_const_f64(b->f, c->d)); return;
    default: break;
    }
    struct env_constant k = {0};
    if (b->env->constant_at(b->env->cx, s->m, index, &k) && k.type)
        frame_push(b, emit_constant(b, &k));
    else
        emit_deopt(b, SSA_WHY_UNRESOLVED);
}

static bool build_constant(struct builder *b, const u1 *p, unsigned op)
{
    struct ssa_func *f = b->f;
    switch (op) {
    case BC_nop: return true;
    case BC_aconst_null: frame_push(b, ssa_const_null(f)); return true;
    case BC_iconst_m1:
    case BC_iconst_0:
    case BC_iconst_1:
    case BC_iconst_2:
    case BC_iconst_3:
    case BC_iconst_4:
    case BC_iconst_5: frame_push(b, ssa_const_i32(f, (int32_t)op - BC_iconst_0)); return true;
    case BC_lconst_0:
    case BC_lconst_1: frame_push(b, ssa_const_i64(f, (int64_t)op - BC_lconst_0)); return true;
    case BC_fconst_0:
    case BC_fconst_1:
    case BC_fconst_2: frame_push(b, ssa_const_f32(f, (float)(op - BC_fconst_0))); return true;
    case BC_dconst_0:
    case BC_dconst_1: frame_push(b, ssa_const_f64(f, (double)(op - BC_dconst_0))); return true;
    case BC_bipush: frame_push(b, ssa_const_i32(f, (int8_t)p[1])); return true;
    case BC_sipush: frame_push(b, ssa_const_i32(f, read_s2(p + 1))); return true;
    case BC_ldc: load_constant(b, p[1]); return true;
    case BC_ldc_w:
    case BC_ldc2_w: load_constant(b, read_u2(p + 1)); return true;
    default: return false;
    }
}

/* -------------------------------------------------------------------------------------------------- locals
 */

static bool build_local(struct builder *b, const u1 *p)
{
    struct local_access l;
    if (!local_access(p, &l) || *p == BC_ret || (*p == BC_wide && p[1] == BC_ret))
        return false;
    if (l.reads && l.writes) {
        int32_t by = *p == BC_wide ? read_s2(p + 4) : (int8_t)p[2];
        ssa_id v = frame_local(b, l.slot, SSA_I32);
        if (building(b))
            frame_set_local(b, l.slot, emit(b, SSA_ADD, SSA_I32, SSA_IN(v, ssa_const_i32(b->f, by))));
    } else if (l.reads) {
        ssa_id v = frame_local(b, l.slot, types[l.type]);
        if (building(b))
            frame_push(b, v);
    } else {
        ssa_id top = frame_peek(b, 0);
        bool is_return_address = l.type == 4 && top && ssa_type_of(b->f, top) == SSA_RAW;
        ssa_id v = frame_pop(b, is_return_address ? SSA_RAW : types[l.type]);
        if (building(b))
            frame_set_local(b, l.slot, v);
    }
    return true;
}

/* --------------------------------------------------------------------------------------------------- stack
 */

/* dup and its kin: pops `take` slots and pushes those that the pattern names, by depth, '0' being the top. */
static void shuffle(struct builder *b, unsigned take, const char *pattern)
{
    ssa_id popped[4];
    for (unsigned i = 0; i < take; i++)
        popped[i] = frame_pop_slot(b);
    for (; *pattern && building(b); pattern++)
        frame_push_slot(b, popped[*pattern - '0']);
}

static bool build_stack(struct builder *b, unsigned op)
{
    switch (op) {
    case BC_pop: frame_pop_slot(b); return true;
    case BC_pop2: shuffle(b, 2, ""); return true;
    case BC_dup: shuffle(b, 1, "00"); return true;
    case BC_dup_x1: shuffle(b, 2, "010"); return true;
    case BC_dup_x2: shuffle(b, 3, "0210"); return true;
    case BC_dup2: shuffle(b, 2, "1010"); return true;
    case BC_dup2_x1: shuffle(b, 3, "10210"); return true;
    case BC_dup2_x2: shuffle(b, 4, "103210"); return true;
    case BC_swap: shuffle(b, 2, "01"); return true;
    default: return false;
    }
}

/* ---------------------------------------------------------------------------------------------- arithmetic
 */

/* add sub mul div rem, and or xor: four or two types a row in the order of the opcodes. */
static bool build_binary(struct builder *b, unsigned op)
{
    static const uint8_t arithmetic[] = {SSA_ADD, SSA_SUB, SSA_MUL, SSA_DIV, SSA_REM};
    static const uint8_t logic[] = {SSA_SHL, SSA_SHR, SSA_USHR, SSA_AND, SSA_OR, SSA_XOR};
    enum ssa_op to;
    enum ssa_type t, t2;
    if (op >= BC_iadd && op <= BC_drem) {
        to = arithmetic[(op - BC_iadd) / 4];
        t = t2 = types[(op - BC_iadd) % 4];
    } else if (op >= BC_ishl && op <= BC_lxor) {
        to = logic[(op - BC_ishl) / 2];
        t = types[(op - BC_ishl) % 2];
        t2 = op < BC_iand ? SSA_I32 : t;
    } else {
        return false;
    }
    ssa_id y = frame_pop(b, t2), x = frame_pop(b, t);
    if (!building(b))
        return true;
    bool divides = (to == SSA_DIV || to == SSA_REM) && (t == SSA_I32 || t == SSA_I64);
    if (divides && !(ssa_is_const(b->f, y) && ssa_at(b->f, y)->imm != 0))
        y = emit_check(b, SSA_ZERO_CHECK, 0, SSA_IN(y));
    frame_push(b, emit(b, to, t, SSA_IN(x, y)));
    return true;
}

static void unary(struct builder *b, enum ssa_op op, enum ssa_type from, enum ssa_type to)
{
    ssa_id v = frame_pop(b, from);
    if (building(b))
        frame_push(b, emit(b, op, to, SSA_IN(v)));
}

static void compare(struct builder *b, enum ssa_op op, enum ssa_type t)
{
    ssa_id y = frame_pop(b, t), x = frame_pop(b, t);
    if (building(b))
        frame_push(b, emit(b, op, SSA_I32, SSA_IN(x, y)));
}

bool build_insn(struct builder *b, const u1 *p, unsigned op)
{
    switch (op) {
    case BC_ineg:
    case BC_lneg:
    case BC_fneg:
    case BC_dneg: unary(b, SSA_NEG, types[op - BC_ineg], types[op - BC_ineg]); return true;
    case BC_i2l: unary(b, SSA_I2L, SSA_I32, SSA_I64); return true;
    case BC_i2f: unary(b, SSA_I2F, SSA_I32, SSA_F32); return true;
    case BC_i2d: unary(b, SSA_I2D, SSA_I32, SSA_F64); return true;
    case BC_l2i: unary(b, SSA_L2I, SSA_I64, SSA_I32); return true;
    case BC_l2f: unary(b, SSA_L2F, SSA_I64, SSA_F32); return true;
    case BC_l2d: unary(b, SSA_L2D, SSA_I64, SSA_F64); return true;
    case BC_f2i: unary(b, SSA_F2I, SSA_F32, SSA_I32); return true;
    case BC_f2l: unary(b, SSA_F2L, SSA_F32, SSA_I64); return true;
    case BC_f2d: unary(b, SSA_F2D, SSA_F32, SSA_F64); return true;
    case BC_d2i: unary(b, SSA_D2I, SSA_F64, SSA_I32); return true;
    case BC_d2l: unary(b, SSA_D2L, SSA_F64, SSA_I64); return true;
    case BC_d2f: unary(b, SSA_D2F, SSA_F64, SSA_F32); return true;
    case BC_i2b: unary(b, SSA_SEXT8, SSA_I32, SSA_I32); return true;
    case BC_i2c: unary(b, SSA_ZEXT16, SSA_I32, SSA_I32); return true;
    case BC_i2s: unary(b, SSA_SEXT16, SSA_I32, SSA_I32); return true;
    case BC_lcmp: compare(b, SSA_CMP3, SSA_I64); return true;
    case BC_fcmpl: compare(b, SSA_FCMPL, SSA_F32); return true;
    case BC_fcmpg: compare(b, SSA_FCMPG, SSA_F32); return true;
    case BC_dcmpl: compare(b, SSA_FCMPL, SSA_F64); return true;
    case BC_dcmpg: compare(b, SSA_FCMPG, SSA_F64); return true;
    default: break;
    }
    return build_constant(b, p, op) || build_local(b, p) || build_stack(b, op) || build_binary(b, op);
}
