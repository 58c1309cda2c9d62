/* x64_select_arith.c - integers: arithmetic, shifts, division, comparisons and what is fused with them. */
#include "backend/x64_select.h"

/* ----------------------------------------------------------------------------------------------------
 * comparisons */

static const uint8_t int_conds[SSA_NCONDS] = {
    [SSA_EQ] = CC_E,  [SSA_NE] = CC_NE, [SSA_LT] = CC_L,   [SSA_GE] = CC_GE, [SSA_GT] = CC_G,
    [SSA_LE] = CC_LE, [SSA_ULT] = CC_B, [SSA_UGE] = CC_AE, [SSA_UGT] = CC_A, [SSA_ULE] = CC_BE,
};

/* ucomis sets carry for "less or unordered": "greater" is read off directly, "less" with the operands
 * swapped. */
static struct x64_comparison compare_fp(struct x64_selector *s, enum ssa_cond cond, ssa_id a, ssa_id b)
{
    if (cond == SSA_LT || cond == SSA_LE || cond == SSA_UGT || cond == SSA_UGE) {
        ssa_id t = a;
        a = b;
        b = t;
        cond = ssa_cond_swap(cond);
    }
    struct x64_comparison k = {.kind = COMPARE_FP, .size = x64_size_of(ssa_type_of(s->f, a))};
    k.cond = cond == SSA_EQ    ? CC_FP_EQ
             : cond == SSA_NE  ? CC_FP_NE
             : cond == SSA_GT  ? CC_A
             : cond == SSA_GE  ? CC_AE
             : cond == SSA_ULT ? CC_B
                               : CC_BE;
    k.a = x64_reg_of(s, a);
    k.b = x64_memory_or_reg(s, b);
    return k;
}

/* A load, and nothing else wants it, with a constant that its width can hold. */
static bool compare_memory(struct x64_selector *s, enum ssa_cond cond, ssa_id a, int64_t imm,
                           struct x64_comparison *k)
{
    if (x64_rep(s->f, a) != a || !x64_can_fold_any(s, a))
        return false;
    enum ssa_mem m = x64_mem_of_load(s, a);
    int size = 1 << ssa_mem_shifts[m];
    bool is_unsigned = m == SSA_MEM_U8 || m == SSA_MEM_U16;
    if (m == SSA_MEM_F32 || m == SSA_MEM_F64 ||
        (size == 1 && (is_unsigned ? imm != (uint8_t)imm : imm != (int8_t)imm)) ||
        (size == 2 && (imm != (int8_t)imm || (is_unsigned && imm < 0)))) /* 16-bit immediates are slow */
        return false;
    if (is_unsigned) /* as numbers they are not negative: compare them as unsigned ones */
        cond = cond == SSA_LT   ? SSA_ULT
               : cond == SSA_GE ? SSA_UGE
               : cond == SSA_GT ? SSA_UGT
               : cond == SSA_LE ? SSA_ULE
                                : cond;
    k->kind = COMPARE_MEM;
    k->size = size;
    k->cond = int_conds[cond];
    k->a = LIR_NO_REG;
    k->b = x64_fold(s, a);
    k->b.imm = size == 1 ? (int8_t)imm : imm;
    return true;
}

/* x & 1 << n, or x >> n & 1, compared with 0. */
static bool compare_bit(struct x64_selector *s, enum ssa_cond cond, ssa_id v, struct x64_comparison *k)
{
    struct ssa_func *f = s->f;
    int64_t one;
    for (uint32_t i = 0; i < 2; i++) {
        ssa_id a = ssa_in(f, v, i), b = ssa_in(f, v, 1 - i);
        if (ssa_op_of(f, b) == SSA_SHL && x64_imm_of(s, ssa_in(f, b, 0), &one) && one == 1 &&
            !bitset_has(s->needed, b) && !x64_imm_of(s, ssa_in(f, b, 1), &one)) {
            k->a = x64_reg_of(s, a);
            k->b = x64_reg_source(s, ssa_in(f, b, 1));
        } else if ((ssa_op_of(f, a) == SSA_SHR || ssa_op_of(f, a) == SSA_USHR) && x64_imm_of(s, b, &one) &&
                   one == 1 && !bitset_has(s->needed, a) && !x64_imm_of(s, ssa_in(f, a, 1), &one)) {
            k->a = x64_reg_of(s, ssa_in(f, a, 0));
            k->b = x64_reg_source(s, ssa_in(f, a, 1));
        } else {
            continue;
        }
        k->kind = COMPARE_BIT;
        k->cond = cond == SSA_NE ? CC_B : CC_AE;
        return true;
    }
    return false;
}

/* v & imm compared with 0, where v is a load that nothing else wants. */
static bool test_memory(struct x64_selector *s, ssa_id v, int64_t imm, struct x64_comparison *k)
{
    if (x64_rep(s->f, v) != v || !x64_can_fold_any(s, v) || imm < 0 || imm > 127)
        return false;
    *k = (struct x64_comparison){COMPARE_MEM_TEST, k->cond, 1, LIR_NO_REG, x64_fold(s, v)};
    k->b.imm = imm; /* of the lowest byte; the sign flag is clear either way */
    return true;
}

/* An object's class with a class: the low halves of their addresses tell (backend.h). */
static bool compare_classes(struct x64_selector *s, enum ssa_cond cond, ssa_id a, ssa_id b,
                            struct x64_comparison *k)
{
    struct ssa_func *f = s->f;
    ssa_id class = x64_rep(f, b);
    if (ssa_op_of(f, x64_rep(f, a)) != SSA_CLASS_OF || ssa_op_of(f, class) != SSA_ADDRESS ||
        (cond != SSA_EQ && cond != SSA_NE))
        return false;
    int64_t low = (int32_t)(uint32_t)x64_world_address(s->c, RELOC_ADDRESS, ssa_at(f, class)->handle);
    *k = (struct x64_comparison){.cond = int_conds[cond], .size = 4};
    if (x64_rep(f, a) == a && x64_can_fold_any(s, a)) {
        k->kind = COMPARE_MEM;
        k->b = x64_fold(s, a);
    } else {
        k->kind = COMPARE_INT;
        k->a = x64_reg_of(s, a);
        k->b.kind = LIR_SRC_IMM;
    }
    k->b.imm = low;
    return true;
}

/* Do only jumps and comparisons with 0 use it? Then each can test its bits anew. */
static bool only_tested(const struct x64_selector *s, ssa_id v)
{
    enum { MAX_USERS = 4 };
    const struct ssa_func *f = s->f;
    int users = 0;
    int64_t zero;
    SSA_EACH_USE(f, v, u)
    {
        uint32_t user = f->uses[u].user;
        if (++users > MAX_USERS || user & SSA_USER_STATE)
            return false;
        enum ssa_op op = ssa_op_of(f, user);
        if (op != SSA_BRANCH && op != SSA_GUARD &&
            (op != SSA_CMP || !x64_imm_of(s, ssa_in(f, user, 1), &zero) || zero != 0 ||
             ssa_at(f, user)->sub > SSA_LE))
            return false;
    }
    return !bitset_has(s->needed, v);
}

/* With 0, by a signed condition: the unsigned ones need a carry. */
static struct x64_comparison compare_zero(struct x64_selector *s, enum ssa_cond cond, ssa_id a)
{
    struct ssa_func *f = s->f;
    struct x64_comparison k = {.cond = int_conds[cond], .size = x64_size_of(ssa_type_of(f, a))};
    int64_t imm;
    if (compare_memory(s, cond, a, 0, &k))
        return k;
    ssa_id rep = x64_rep(f, a);
    bool whole = rep == a && ssa_op_of(f, rep) == SSA_AND;
    if (whole && ssa_used_once(f, rep)) {
        if ((cond == SSA_EQ || cond == SSA_NE) && compare_bit(s, cond, rep, &k))
            return k;
        if (x64_imm_of(s, ssa_in(f, rep, 1), &imm) && test_memory(s, ssa_in(f, rep, 0), imm, &k))
            return k;
    }
    k.kind = COMPARE_TEST;
    if (whole && x64_imm_of(s, ssa_in(f, rep, 1), &imm) && only_tested(s, rep)) {
        k.a = x64_reg_of(s, ssa_in(f, rep, 0));
        k.b = (struct x64_source){.kind = LIR_SRC_IMM, .imm = imm};
        return k;
    }
    k.a = x64_reg_of(s, a);
    k.b = (struct x64_source){.kind = LIR_SRC_REG, .reg = k.a};
    return k;
}

static struct x64_comparison compare_int(struct x64_selector *s, enum ssa_cond cond, ssa_id a, ssa_id b)
{
    int64_t imm;
    struct x64_comparison classes;
    if (compare_classes(s, cond, a, b, &classes) || compare_classes(s, cond, b, a, &classes))
        return classes;
    if ((x64_imm_of(s, a, &imm) && !x64_imm_of(s, b, &imm)) ||
        (!x64_imm_of(s, b, &imm) && !x64_can_fold(s, b) && x64_can_fold(s, a) && x64_rep(s->f, a) == a)) {
        ssa_id t = a;
        a = b;
        b = t;
        cond = ssa_cond_swap(cond);
    }
    struct x64_comparison k = {
        .kind = COMPARE_INT, .cond = int_conds[cond], .size = x64_size_of(ssa_type_of(s->f, a))};
    if (x64_imm_of(s, b, &imm) && imm == 0 && cond <= SSA_LE)
        return compare_zero(s, cond, a);
    if (x64_imm_of(s, b, &imm) && compare_memory(s, cond, a, imm, &k))
        return k;
    k.a = x64_reg_of(s, a);
    k.b = x64_source_of(s, b);
    return k;
}

/*
 * May the comparison be made again at s->at, where another block than its own jumps on it? Its result as a
 * number takes three instructions more, and a register until then; comparing again takes the operands'
 * registers. So at most one operand may be there for the comparison only, and nobody may want the number.
 */
static bool repeatable(const struct x64_selector *s, ssa_id v)
{
    enum { MAX_USERS = 4 };
    const struct ssa_func *f = s->f;
    const struct lir_block *blocks = s->l->blocks;
    int users = 0, kept_alive = 0;
    int64_t imm;
    if (lir_is_fp_type(ssa_type_of(f, ssa_in(f, v, 0))))
        return false;
    SSA_EACH_USE(f, v, u)
    {
        uint32_t user = f->uses[u].user;
        if (++users > MAX_USERS || user & SSA_USER_STATE ||
            (ssa_op_of(f, user) != SSA_BRANCH && ssa_op_of(f, user) != SSA_GUARD))
            return false;
    }
    bool deeper = blocks[s->l->block_of[ssa_at(f, s->at)->block]].depth >
                  blocks[s->l->block_of[ssa_at(f, v)->block]].depth;
    for (uint32_t i = 0; i < 2; i++) {
        ssa_id x = x64_rep(f, ssa_in(f, v, i));
        if (!lir_is_constant(s->l, x))
            kept_alive += ssa_used_once(f, x);
        else if (deeper && !x64_imm_of(s, x, &imm) &&
                 ssa_op_of(f, x64_rep(f, ssa_in(f, v, 1 - i))) != SSA_CLASS_OF)
            return false;
    }
    return kept_alive <= 1;
}

struct x64_comparison x64_compare_of(struct x64_selector *s, ssa_id condition)
{
    struct ssa_func *f = s->f;
    ssa_id rep = x64_rep(f, condition);
    const struct ssa_value *v = ssa_at(f, rep);
    bool here = v->block == ssa_at(f, s->at)->block || ssa_used_once(f, rep);
    if (v->op == SSA_CMP && !bitset_has(s->needed, rep) && (here || repeatable(s, rep))) {
        if (lir_is_fp_type(ssa_type_of(f, ssa_in(f, rep, 0))))
            return compare_fp(s, v->sub, ssa_in(f, rep, 0), ssa_in(f, rep, 1));
        return compare_int(s, v->sub, ssa_in(f, rep, 0), ssa_in(f, rep, 1));
    }
    return compare_zero(s, SSA_NE, condition);
}

void x64_add_compare(struct x64_selector *s, const struct x64_comparison *k)
{
    /* The result may be written (zeroed, say) before the comparison in set and cmov. */
    enum x64_inst op = vec_last(&s->l->insts).op;
    enum lir_role role = op == X64_SET || op == X64_CMOV ? LIR_LATE : LIR_USE;
    if (k->a != LIR_NO_REG)
        x64_add_use(s, k->a, role, LIR_MUST);
    x64_add_source(s, &k->b, role);
    if (k->kind == COMPARE_MEM || k->kind == COMPARE_MEM_TEST)
        vec_last(&s->l->insts).imm = k->b.imm;
    if (k->kind == COMPARE_BIT)
        vec_last(&s->l->ops).want = LIR_MUST; /* a bit of memory would be anywhere */
}

/* ----------------------------------------------------------------------------------------------------
 * arithmetic */

static void put_binary(struct x64_selector *s, ssa_id v, enum x64_inst op, unsigned sub, ssa_id a,
                       struct x64_source b)
{
    lir_reg ra = x64_reg_of(s, a);
    x64_put(s, op, x64_size_of(ssa_type_of(s->f, v)), sub);
    x64_add_def(s, v);
    x64_add_use(s, ra, LIR_USE, LIR_SHOULD);
    x64_add_source(s, &b, LIR_USE);
}

/* add of something shifted by up to 3: one lea. */
static bool select_lea(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    for (uint32_t i = 0; i < 2; i++) {
        ssa_id shifted = ssa_in(f, v, i), other = ssa_in(f, v, 1 - i);
        int64_t count;
        if (ssa_op_of(f, shifted) != SSA_SHL || !ssa_used_once(f, shifted) ||
            !x64_imm_of(s, ssa_in(f, shifted, 1), &count) || count < 1 || count > 3)
            continue;
        struct x64_addr a = {.fixed_base = LIR_NO_HINT, .scale = (uint8_t)count};
        int64_t disp;
        if (x64_imm_of(s, other, &disp))
            a.disp = (int32_t)disp;
        else
            a.base = x64_reg_of(s, other);
        a.index = x64_reg_of(s, ssa_in(f, shifted, 0));
        x64_put(s, X64_LEA, x64_size_of(ssa_type_of(f, v)), 0);
        x64_add_def(s, v);
        x64_add_addr(s, &a, LIR_USE);
        return true;
    }
    return false;
}

static void select_commutative(struct x64_selector *s, ssa_id v, enum x64_inst op, unsigned sub)
{
    ssa_id a = ssa_in(s->f, v, 0), b = ssa_in(s->f, v, 1);
    int64_t imm;
    if (x64_imm_of(s, a, &imm) || (!x64_imm_of(s, b, &imm) && x64_can_fold(s, a))) {
        ssa_id t = a;
        a = b;
        b = t;
    }
    put_binary(s, v, op, sub, a, x64_source_of(s, b));
}

/* to = from << count */
static void put_shift(struct x64_selector *s, enum ssa_type t, lir_reg to, lir_reg from, int64_t count)
{
    struct lir_inst *in = x64_put(s, X64_SHIFT, x64_size_of(t), SHIFT_SHL);
    in->source = LIR_SRC_IMM;
    in->imm = count;
    x64_add_def(s, to);
    x64_add_use(s, from, LIR_USE, LIR_SHOULD);
}

/* to = x + (x << scale) */
static void put_scaled_sum(struct x64_selector *s, enum ssa_type t, lir_reg to, lir_reg x, uint8_t scale)
{
    struct x64_addr addr = {.base = x, .index = x, .scale = scale, .fixed_base = LIR_NO_HINT};
    x64_put(s, X64_LEA, x64_size_of(t), 0);
    x64_add_def(s, to);
    x64_add_addr(s, &addr, LIR_USE);
}

/* x * imm by at most two instructions of one cycle each: a multiplication takes three cycles. */
static bool select_quick_mul(struct x64_selector *s, ssa_id v, ssa_id x, int64_t imm)
{
    enum ssa_type t = ssa_type_of(s->f, v);
    if (imm <= 1)
        return false;
    unsigned zeros = (unsigned)__builtin_ctzll((uint64_t)imm);
    int64_t odd = imm >> zeros;
    if (odd == 1) {
        lir_reg r = x64_reg_of(s, x);
        put_shift(s, t, v, r, zeros);
    } else if (odd == 3 || odd == 5 || odd == 9) {
        lir_reg r = x64_reg_of(s, x), sum = zeros == 0 ? v : x64_new_reg(s, t);
        put_scaled_sum(s, t, sum, r, odd == 3 ? 1 : odd == 5 ? 2 : 3);
        if (zeros != 0)
            put_shift(s, t, v, sum, zeros);
    } else if (zeros == 0 &&
               (((imm - 1) & (imm - 2)) == 0 || (imm & (imm + 1)) == 0)) { /* 2^n + 1, 2^n - 1 */
        bool less = (imm & (imm + 1)) == 0;
        lir_reg r = x64_reg_of(s, x), shifted = x64_new_reg(s, t);
        put_shift(s, t, shifted, r, __builtin_ctzll((uint64_t)(less ? imm + 1 : imm - 1)));
        x64_put(s, X64_BIN, x64_size_of(t), less ? ALU_SUB : ALU_ADD)->source = LIR_SRC_REG;
        x64_add_def(s, v);
        x64_add_use(s, shifted, LIR_USE, LIR_SHOULD);
        x64_add_use(s, r, LIR_USE, LIR_SHOULD);
    } else {
        return false;
    }
    return true;
}

static void select_mul(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    int64_t imm;
    ssa_id a = ssa_in(f, v, 0), b = ssa_in(f, v, 1);
    if (x64_imm_of(s, a, &imm)) {
        ssa_id t = a;
        a = b;
        b = t;
    }
    if (!x64_imm_of(s, b, &imm) || !select_quick_mul(s, v, a, imm))
        select_commutative(s, v, X64_IMUL, 0);
}

static void select_shift(struct x64_selector *s, ssa_id v, enum x64_shift op)
{
    struct ssa_func *f = s->f;
    enum ssa_type t = ssa_type_of(f, v);
    ssa_id a = ssa_in(f, v, 0), count = ssa_in(f, v, 1);
    int64_t imm;
    if (x64_imm_of(s, count, &imm)) {
        imm &= t == SSA_I64 ? 63 : 31;
        put_binary(s, v, X64_SHIFT, op, a, (struct x64_source){.kind = LIR_SRC_IMM, .imm = imm});
        return;
    }
    if (s->c->cpu->bmi2 && op >= SHIFT_SHL) {
        lir_reg rc = x64_reg_of(s, count), ra = x64_reg_of(s, a);
        x64_put(s, X64_SHIFT, x64_size_of(t), op)->source = LIR_SRC_REG;
        x64_add_def(s, v);
        x64_add_use(s, ra, LIR_USE, LIR_SHOULD);
        x64_add_use(s, rc, LIR_USE, LIR_MUST);
        return;
    }
    lir_reg rc = x64_reg_of(s, count), ra = x64_reg_of(s, a);
    x64_put_move(s, SSA_I32, LIR_PHYS | RCX, rc);
    x64_put(s, X64_SHIFT, x64_size_of(t), op)->source = LIR_SRC_REG;
    x64_add_def(s, v);
    x64_add_use(s, ra, LIR_USE, LIR_SHOULD);
    x64_add_phys(s, RCX, LIR_LATE);
}

/* MIN / -1 would trap: Java wants MIN and 0. The emitter tests for -1 unless the facts exclude it. */
static void select_divide(struct x64_selector *s, ssa_id v, bool sign, bool remainder)
{
    struct ssa_func *f = s->f;
    enum ssa_type t = ssa_type_of(f, v);
    lir_reg a = x64_reg_of(s, ssa_in(f, v, 0)), b = x64_reg_of(s, ssa_in(f, v, 1));
    struct ssa_facts divisor = ssa_facts_of(f, ssa_in(f, v, 1)), dividend = ssa_facts_of(f, ssa_in(f, v, 0));
    int64_t least = t == SSA_I32 ? INT32_MIN : INT64_MIN;
    bool safe = !sign || divisor.lo > -1 || divisor.hi < -1 || dividend.lo > least;
    x64_put_move(s, t, LIR_PHYS | RAX, a);
    struct lir_inst *in =
        x64_put(s, X64_DIVIDE, x64_size_of(t), sign ? (remainder ? 3 : 1) : (remainder ? 2 : 0));
    in->imm = safe;
    x64_add_use(s, b, LIR_LATE, LIR_MUST);
    x64_add_phys(s, RAX, LIR_LATE);
    x64_add_phys(s, RDX, LIR_TEMP);
    x64_add_phys(s, RAX, LIR_DEF);
    x64_add_phys(s, RDX, LIR_DEF);
    x64_put_move(s, t, v, LIR_PHYS | (remainder ? RDX : RAX));
}

static void select_mulhi(struct x64_selector *s, ssa_id v, bool sign)
{
    lir_reg a = x64_reg_of(s, ssa_in(s->f, v, 0)), b = x64_reg_of(s, ssa_in(s->f, v, 1));
    x64_put_move(s, SSA_I64, LIR_PHYS | RAX, a);
    x64_put(s, X64_MULHI, 8, sign);
    x64_add_use(s, b, LIR_LATE, LIR_MUST);
    x64_add_phys(s, RAX, LIR_LATE);
    x64_add_phys(s, RDX, LIR_TEMP);
    x64_add_phys(s, RAX, LIR_DEF);
    x64_add_phys(s, RDX, LIR_DEF);
    x64_put_move(s, SSA_I64, v, LIR_PHYS | RDX);
}

static void select_unary(struct x64_selector *s, ssa_id v, enum x64_inst op, ssa_id x)
{
    lir_reg a = x64_reg_of(s, x);
    x64_put(s, op, x64_size_of(ssa_type_of(s->f, v)), 0);
    x64_add_def(s, v);
    x64_add_use(s, a, op == X64_ABS ? LIR_LATE : LIR_USE, LIR_MUST);
}

static void select_minmax(struct x64_selector *s, ssa_id v, uint8_t cond)
{
    lir_reg a = x64_reg_of(s, ssa_in(s->f, v, 0)), b = x64_reg_of(s, ssa_in(s->f, v, 1));
    x64_put(s, X64_MINMAX, x64_size_of(ssa_type_of(s->f, v)), 0)->cond = cond;
    x64_add_def(s, v);
    x64_add_use(s, a, LIR_LATE, LIR_MUST);
    x64_add_use(s, b, LIR_LATE, LIR_MUST);
}

/* x & ~y, and what concerns the lowest bit set: x & x - 1, x ^ x - 1, x & -x (BMI1). */
static bool select_bits(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    int size = x64_size_of(ssa_type_of(f, v));
    bool is_and = ssa_op_of(f, v) == SSA_AND;
    if (!s->c->cpu->bmi1)
        return false;
    for (uint32_t i = 0; i < 2; i++) {
        ssa_id x = ssa_in(f, v, i), y = ssa_in(f, v, 1 - i);
        int64_t imm;
        enum ssa_op op = ssa_op_of(f, y);
        if (bitset_has(s->needed, y))
            continue;
        bool less = (op == SSA_ADD && x64_imm_of(s, ssa_in(f, y, 1), &imm) && imm == -1) ||
                    (op == SSA_SUB && x64_imm_of(s, ssa_in(f, y, 1), &imm) && imm == 1);
        bool minus = op == SSA_NEG || (op == SSA_SUB && x64_imm_of(s, ssa_in(f, y, 0), &imm) && imm == 0);
        if ((less && ssa_in(f, y, 0) == x) || (is_and && minus && ssa_in(f, y, op == SSA_SUB) == x)) {
            struct x64_source src = x64_reg_source(s, x);
            x64_put(s, X64_LOWEST, size, !is_and ? LOWEST_MASK : less ? LOWEST_RESET : LOWEST_ISOLATE);
            x64_add_def(s, v);
            x64_add_source(s, &src, LIR_USE);
            return true;
        }
        if (is_and && op == SSA_XOR && x64_imm_of(s, ssa_in(f, y, 1), &imm) && imm == -1) {
            lir_reg inverted = x64_reg_of(s, ssa_in(f, y, 0));
            struct x64_source src = x64_memory_or_reg(s, x);
            x64_put(s, X64_ANDN, size, 0);
            x64_add_def(s, v);
            x64_add_use(s, inverted, LIR_USE, LIR_MUST);
            x64_add_source(s, &src, LIR_USE);
            return true;
        }
    }
    return false;
}

static void select_xor(struct x64_selector *s, ssa_id v)
{
    int64_t imm;
    if (select_bits(s, v))
        return;
    if (x64_imm_of(s, ssa_in(s->f, v, 1), &imm) && imm == -1)
        select_unary(s, v, X64_NOT, ssa_in(s->f, v, 0));
    else
        select_commutative(s, v, X64_BIN, ALU_XOR);
}

/* The bytes wanted, straight from memory: what is loaded is at least as wide, or is extended all the way. */
static bool extend_load(struct x64_selector *s, ssa_id v, enum ssa_mem from)
{
    ssa_id load = ssa_in(s->f, v, 0);
    if (!x64_can_fold_any(s, load))
        return false;
    enum ssa_mem m = x64_mem_of_load(s, load);
    if (from == SSA_MEM_I32 && ssa_op_of(s->f, v) == SSA_I2L)
        from = m;
    else if (ssa_mem_shifts[m] < ssa_mem_shifts[from])
        return false;
    struct x64_addr a = x64_fold(s, load).mem;
    x64_put(s, X64_EXT, x64_size_of(ssa_type_of(s->f, v)), 0)->mem_kind = (uint8_t)from;
    vec_last(&s->l->insts).source = LIR_SRC_MEM;
    x64_add_def(s, v);
    x64_add_addr(s, &a, LIR_USE);
    return true;
}

static void select_extension(struct x64_selector *s, ssa_id v, enum ssa_mem from)
{
    if (extend_load(s, v, from))
        return;
    struct x64_source a = x64_reg_source(s, ssa_in(s->f, v, 0));
    x64_put(s, X64_EXT, x64_size_of(ssa_type_of(s->f, v)), 0)->mem_kind = (uint8_t)from;
    x64_add_def(s, v);
    x64_add_source(s, &a, LIR_USE);
}

static void select_count(struct x64_selector *s, ssa_id v, enum x64_bits op)
{
    struct x64_source a = x64_reg_source(s, ssa_in(s->f, v, 0));
    x64_put(s, X64_COUNT, x64_size_of(ssa_type_of(s->f, ssa_in(s->f, v, 0))), op);
    x64_add_def(s, v);
    x64_add_source(s, &a, LIR_LATE); /* the result is zeroed first: some processors wait for its old value */
}

static void select_set(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    bool fp = lir_is_fp_type(ssa_type_of(f, ssa_in(f, v, 0)));
    struct x64_comparison k = fp ? compare_fp(s, ssa_at(f, v)->sub, ssa_in(f, v, 0), ssa_in(f, v, 1))
                                 : compare_int(s, ssa_at(f, v)->sub, ssa_in(f, v, 0), ssa_in(f, v, 1));
    x64_put(s, X64_SET, k.size, k.kind)->cond = k.cond;
    x64_add_def(s, v);
    x64_add_compare(s, &k);
}

static void select_select(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    struct x64_comparison k = x64_compare_of(s, ssa_in(f, v, 0));
    lir_reg yes = x64_reg_of(s, ssa_in(f, v, 1)), no = x64_reg_of(s, ssa_in(f, v, 2));
    struct lir_inst *in = x64_put(s, X64_CMOV, k.size, k.kind);
    in->cond = k.cond;
    in->mem_kind = (uint8_t)ssa_type_of(f, v); /* CMOV: the type */
    x64_add_def(s, v);
    x64_add_use(s, no, LIR_USE, LIR_MUST);
    x64_add_use(s, yes, LIR_LATE, LIR_MUST);
    x64_add_compare(s, &k);
}

static void select_overflow(struct x64_selector *s, ssa_id v, unsigned which)
{
    lir_reg a = x64_reg_of(s, ssa_in(s->f, v, 0));
    struct x64_source b = x64_reg_source(s, ssa_in(s->f, v, 1));
    x64_put(s, X64_OVERFLOW, x64_size_of(ssa_type_of(s->f, ssa_in(s->f, v, 0))), which);
    x64_add_def(s, v);
    x64_add_use(s, a, LIR_USE, LIR_MUST);
    x64_add_source(s, &b, LIR_USE);
}

void x64_select_arith(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    switch (ssa_op_of(f, v)) {
    case SSA_ADD:
        if (!select_lea(s, v))
            select_commutative(s, v, X64_BIN, ALU_ADD);
        break;
    case SSA_OFFSET: select_commutative(s, v, X64_BIN, ALU_ADD); break;
    case SSA_SUB: {
        int64_t imm;
        if (x64_imm_of(s, ssa_in(f, v, 0), &imm) && imm == 0)
            select_unary(s, v, X64_NEG, ssa_in(f, v, 1));
        else
            put_binary(s, v, X64_BIN, ALU_SUB, ssa_in(f, v, 0), x64_source_of(s, ssa_in(f, v, 1)));
        break;
    }
    case SSA_AND: {
        int64_t imm;
        if (x64_imm_of(s, ssa_in(f, v, 1), &imm) && (imm == 0xff || imm == 0xffff))
            select_extension(s, v, imm == 0xff ? SSA_MEM_U8 : SSA_MEM_U16);
        else if (!select_bits(s, v))
            select_commutative(s, v, X64_BIN, ALU_AND);
        break;
    }
    case SSA_OR: select_commutative(s, v, X64_BIN, ALU_OR); break;
    case SSA_XOR: select_xor(s, v); break;
    case SSA_MUL: select_mul(s, v); break;
    case SSA_DIV: select_divide(s, v, true, false); break;
    case SSA_REM: select_divide(s, v, true, true); break;
    case SSA_UDIV: select_divide(s, v, false, false); break;
    case SSA_UREM: select_divide(s, v, false, true); break;
    case SSA_MULHI: select_mulhi(s, v, true); break;
    case SSA_UMULHI: select_mulhi(s, v, false); break;
    case SSA_NEG: select_unary(s, v, X64_NEG, ssa_in(s->f, v, 0)); break;
    case SSA_ABS: select_unary(s, v, X64_ABS, ssa_in(s->f, v, 0)); break;
    case SSA_MIN: select_minmax(s, v, CC_L); break;
    case SSA_MAX: select_minmax(s, v, CC_G); break;
    case SSA_ADD_OVF: select_overflow(s, v, 0); break;
    case SSA_SUB_OVF: select_overflow(s, v, 1); break;
    case SSA_MUL_OVF: select_overflow(s, v, 2); break;
    case SSA_SHL: select_shift(s, v, SHIFT_SHL); break;
    case SSA_SHR: select_shift(s, v, SHIFT_SAR); break;
    case SSA_USHR: select_shift(s, v, SHIFT_SHR); break;
    case SSA_ROTL: select_shift(s, v, SHIFT_ROL); break;
    case SSA_ROTR: select_shift(s, v, SHIFT_ROR); break;
    case SSA_CLZ: select_count(s, v, BITS_LZCNT); break;
    case SSA_CTZ: select_count(s, v, BITS_TZCNT); break;
    case SSA_POPCNT: select_count(s, v, BITS_POPCNT); break;
    case SSA_BSWAP: select_unary(s, v, X64_BSWAP, ssa_in(s->f, v, 0)); break;
    case SSA_SEXT8: select_extension(s, v, SSA_MEM_I8); break;
    case SSA_SEXT16: select_extension(s, v, SSA_MEM_I16); break;
    case SSA_ZEXT8: select_extension(s, v, SSA_MEM_U8); break;
    case SSA_ZEXT16: select_extension(s, v, SSA_MEM_U16); break;
    case SSA_I2L: select_extension(s, v, SSA_MEM_I32); break;
    case SSA_L2I: {
        if (x64_can_fold(s, ssa_in(f, v, 0))) {
            struct x64_addr a = x64_fold(s, ssa_in(f, v, 0)).mem;
            x64_put(s, X64_LOAD, 8, 0)->mem_kind = SSA_MEM_I32;
            x64_add_def(s, v);
            x64_add_addr(s, &a, LIR_USE);
            break;
        }
        struct ssa_facts from = ssa_facts_of(f, ssa_in(f, v, 0));
        lir_reg r = x64_reg_of(s, ssa_in(f, v, 0));
        x64_put_move(s, SSA_I32, v, r);
        /* Otherwise even onto itself: it clears the upper half. */
        vec_last(&s->l->insts).sub = from.lo < 0 || from.hi > UINT32_MAX;
        break;
    }
    case SSA_CMP: select_set(s, v); break;
    case SSA_CMP3: {
        lir_reg a = x64_reg_of(s, ssa_in(f, v, 0)), b = x64_reg_of(s, ssa_in(f, v, 1));
        x64_put(s, X64_CMP3, x64_size_of(ssa_type_of(f, ssa_in(f, v, 0))), 0);
        x64_add_def(s, v);
        x64_add_use(s, a, LIR_LATE, LIR_MUST);
        x64_add_use(s, b, LIR_LATE, LIR_MUST);
        break;
    }
    case SSA_SELECT: select_select(s, v); break;
    case SSA_THREAD: x64_put_move(s, SSA_RAW, v, LIR_PHYS | X64_THREAD); break;
    default: x64_fail(s->c, BACKEND_OPERATION); break;
    }
}
