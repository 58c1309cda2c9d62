/*
 * x64_select.c - instruction selection: from SSA values to x86-64 instructions on virtual registers.
 *
 * Blocks are selected from their ends, and users before what they use: when a value's turn comes, it is known
 * whether anybody wants it in a register. A comparison, a load or an address that all its users took into
 * their own instructions is never asked for, and so never made. Effects and checks are always selected.
 *
 * An i32 is held zero-extended in its register: 32-bit instructions do that for free, and an index that is
 * known not to be negative is then a 64-bit index as it stands.
 */
#include "backend/x64_select.h"

#include <string.h>

int x64_size_of(enum ssa_type t)
{
    return t == SSA_I32 || t == SSA_F32 ? 4 : 8;
}

ssa_id x64_rep(const struct ssa_func *f, ssa_id v)
{
    for (;;) {
        const struct ssa_value *value = ssa_at(f, v);
        if (ssa_ops[value->op].properties & SSA_SAME || value->op == SSA_L2P || value->op == SSA_P2L ||
            value->op == SSA_U2L)
            v = ssa_in(f, v, 0);
        else if (value->op == SSA_I2L && ssa_facts_of(f, ssa_in(f, v, 0)).lo >= 0)
            v = ssa_in(f, v, 0);
        else
            return v;
    }
}

/* Is a sum used by frame states only, and as an index, whose address takes in the constant? */
static bool needs_no_register(const struct ssa_func *f, ssa_id sum)
{
    enum { MAX_USERS = 24 };
    int users = 0;
    SSA_EACH_USE(f, sum, u)
    {
        uint32_t user = f->uses[u].user;
        if (++users > MAX_USERS)
            return false;
        if (user & SSA_USER_STATE)
            continue;
        enum ssa_op op = ssa_op_of(f, user);
        if ((op != SSA_LOAD_INDEX && op != SSA_STORE_INDEX) || u != ssa_at(f, user)->operands + 1 ||
            ssa_facts_of(f, ssa_in(f, sum, 0)).lo < 0)
            return false;
    }
    return true;
}

ssa_id x64_state_rep(const struct ssa_func *f, ssa_id v, int16_t *plus)
{
    ssa_id rep = x64_rep(f, v);
    const struct ssa_value *value = ssa_at(f, rep);
    *plus = 0;
    if (value->op != SSA_ADD || value->type != ssa_at(f, v)->type ||
        (value->type != SSA_I32 && value->type != SSA_I64))
        return rep;
    ssa_id x = x64_rep(f, ssa_in(f, rep, 0)), k = x64_rep(f, ssa_in(f, rep, 1));
    if (ssa_op_of(f, k) != SSA_CONST || ssa_at(f, k)->imm != (int16_t)ssa_at(f, k)->imm ||
        ssa_op_of(f, x) == SSA_CONST || ssa_type_of(f, x) != (enum ssa_type)value->type ||
        !needs_no_register(f, rep))
        return rep;
    *plus = (int16_t)ssa_at(f, k)->imm;
    return x;
}

uint64_t x64_world_address(const struct x64_compile *c, enum blob_reloc_kind kind, uint64_t handle)
{
    return c->world->address != NULL ? c->world->address(c->world->user, kind, handle) : handle;
}

/* ----------------------------------------------------------------------------------------------------
 * operands */

lir_reg x64_new_reg(struct x64_selector *s, enum ssa_type t)
{
    vec_push(&s->l->types, (uint8_t)t);
    return s->l->nregs++;
}

/* An i32 that stands for an i64 (u2l and so on) keeps its value as an unsigned number. */
bool x64_const_of(const struct x64_selector *s, ssa_id v, int64_t *bits)
{
    ssa_id rep = x64_rep(s->f, v);
    const struct ssa_value *value = ssa_at(s->f, rep);
    if (value->op != SSA_CONST || lir_is_fp_type((enum ssa_type)value->type))
        return false;
    *bits = value->imm;
    if (value->type == SSA_I32 && ssa_type_of(s->f, v) != SSA_I32)
        *bits = (uint32_t)value->imm;
    return true;
}

static uint32_t add_constant(struct x64_selector *s, uint64_t lo, uint64_t hi)
{
    for (uint32_t i = 0; i < s->l->constants.len; i++)
        if (s->l->constants.at[i].lo == lo && s->l->constants.at[i].hi == hi)
            return i + 1;
    vec_push(&s->l->constants, ((struct lir_constant){lo, hi}));
    return (uint32_t)s->l->constants.len;
}

/* The block that leads into the loop and nowhere else. */
static uint32_t preheader_of(const struct x64_selector *s, uint32_t loop)
{
    const struct ssa_block *header = s->f->blocks[s->l->loops->loops[loop].header];
    uint32_t from = SSA_NO_BLOCK;
    for (uint32_t i = 0; i < header->npreds; i++) {
        uint32_t p = header->preds[i].block;
        if (ssa_loop_has(s->l->loops, loop, p))
            continue;
        if (from != SSA_NO_BLOCK)
            return SSA_NO_BLOCK;
        from = p;
    }
    return from != SSA_NO_BLOCK && s->f->blocks[from]->nsuccs == 1 ? from : SSA_NO_BLOCK;
}

/* A register that holds the constant throughout the outermost loop around s->at that has no calls. */
static lir_reg hoist(struct x64_selector *s, enum ssa_type t, int64_t bits)
{
    enum { MAX_HOISTED = 6 };
    const struct ssa_loops *loops = s->l->loops;
    uint32_t block = ssa_at(s->f, s->at)->block, loop = SSA_NO_LOOP, preheader = SSA_NO_BLOCK;
    if (s->at == SSA_NONE || s->l->blocks[s->l->block_of[block]].cold)
        return LIR_NO_REG;
    for (uint32_t x = loops->of_block[block]; x != SSA_NO_LOOP && !s->loop_calls[x];
         x = loops->loops[x].parent) {
        uint32_t p = preheader_of(s, x);
        if (p != SSA_NO_BLOCK) {
            loop = x;
            preheader = p;
        }
    }
    if (loop == SSA_NO_LOOP)
        return LIR_NO_REG;
    for (size_t i = 0; i < s->hoisted.len; i++) {
        const struct x64_hoisted *h = &s->hoisted.at[i];
        if (h->loop == loop && h->bits == bits && h->type == t)
            return h->reg;
    }
    if (s->hoisted.len >= MAX_HOISTED)
        return LIR_NO_REG;
    lir_reg r = x64_new_reg(s, t);
    vec_push(&s->hoisted, ((struct x64_hoisted){preheader, loop, bits, (uint8_t)t, r}));
    return r;
}

static void put_fp_constant(struct x64_selector *s, lir_reg r, enum ssa_type t, int64_t bits)
{
    uint32_t k = bits == 0 ? 0 : add_constant(s, t == SSA_F32 ? (uint32_t)bits : (uint64_t)bits, 0);
    struct lir_inst *in = x64_put(s, X64_FCONST, x64_size_of(t), 0);
    in->constant = k;
    in->mem_kind = t == SSA_F32 ? SSA_MEM_F32 : SSA_MEM_F64;
    x64_add_def(s, r);
}

lir_reg x64_reg_of(struct x64_selector *s, ssa_id v)
{
    ssa_id rep = x64_rep(s->f, v);
    const struct ssa_value *value = ssa_at(s->f, rep);
    if (!lir_is_constant(s->l, rep)) {
        bitset_add(s->needed, rep);
        return rep;
    }
    enum ssa_type t = ssa_type_of(s->f, rep);
    if (lir_is_fp_type(t)) {
        lir_reg fp = value->imm != 0 ? hoist(s, t, value->imm) : LIR_NO_REG;
        if (fp == LIR_NO_REG)
            put_fp_constant(s, fp = x64_new_reg(s, t), t, value->imm);
        return fp;
    }
    lir_reg r = x64_new_reg(s, t);
    if (value->op == SSA_CONST) {
        struct lir_inst *in = x64_put(s, X64_IMM, 8, 0);
        in->imm = t == SSA_I32 ? (int64_t)(uint32_t)value->imm : value->imm;
    } else {
        x64_put(s, X64_ADDR, 8, 0)->value = rep;
    }
    x64_add_def(s, r);
    return r;
}

struct x64_source x64_reg_source(struct x64_selector *s, ssa_id v)
{
    return (struct x64_source){.kind = LIR_SRC_REG, .reg = x64_reg_of(s, v)};
}

struct x64_source x64_constant_source(struct x64_selector *s, uint64_t lo, uint64_t hi)
{
    return (struct x64_source){.kind = LIR_SRC_MEM,
                               .mem = {.fixed_base = LIR_NO_HINT, .constant = add_constant(s, lo, hi)}};
}

/* ----------------------------------------------------------------------------------------------------
 * instructions */

struct lir_inst *x64_put(struct x64_selector *s, enum x64_inst op, int size, unsigned sub)
{
    vec_push(&s->l->insts, ((struct lir_inst){.op = op,
                                              .size = (uint8_t)size,
                                              .sub = (uint8_t)sub,
                                              .mem = 0xff,
                                              .fixed_base = LIR_NO_HINT,
                                              .ops = (uint32_t)s->l->ops.len,
                                              .value = s->at,
                                              .pad = SSA_NO_BLOCK}));
    return &vec_last(&s->l->insts);
}

static void add_operand(struct x64_selector *s, lir_reg r, enum lir_role role, enum lir_want want)
{
    vec_push(&s->l->ops, ((struct lir_operand){r, (uint8_t)role, (uint8_t)want, LIR_NO_HINT}));
    vec_last(&s->l->insts).nops++;
}
void x64_add_def(struct x64_selector *s, lir_reg r)
{
    add_operand(s, r, LIR_DEF, LIR_MUST);
}
void x64_add_use(struct x64_selector *s, lir_reg r, enum lir_role role, enum lir_want want)
{
    add_operand(s, r, role, want);
}
void x64_add_temp(struct x64_selector *s, enum ssa_type t)
{
    add_operand(s, x64_new_reg(s, t), LIR_TEMP, LIR_MUST);
}
void x64_add_phys(struct x64_selector *s, unsigned m, enum lir_role role)
{
    add_operand(s, LIR_PHYS | m, role, LIR_MUST);
}

static void add_state_operands(struct x64_selector *s, ssa_id v, enum lir_role role)
{
    if (v == SSA_NONE)
        return;
    int16_t plus;
    ssa_id rep = x64_state_rep(s->f, v, &plus);
    const struct ssa_value *value = ssa_at(s->f, rep);
    if (ssa_is_virtual(value->op)) {
        for (uint32_t i = 0; i < value->noperands; i++)
            add_state_operands(s, ssa_in(s->f, rep, i), role);
        return;
    }
    if (lir_is_constant(s->l, rep))
        return;
    bitset_add(s->needed, rep);
    vec_push(&s->l->ops, ((struct lir_operand){rep, (uint8_t)role, LIR_ANYWHERE, LIR_NO_HINT}));
    vec_last(&s->l->insts).nstate++;
}

static void add_frames(struct x64_selector *s, uint32_t state, enum lir_role role)
{
    for (; state != 0; state = ssa_state_at(s->f, state)->caller)
        for (uint32_t i = 0; i < ssa_state_size(ssa_state_at(s->f, state)); i++)
            add_state_operands(s, ssa_state_in(s->f, state, i), role);
}

void x64_add_state(struct x64_selector *s, ssa_id v, enum lir_role role)
{
    struct lir_inst *in = &vec_last(&s->l->insts);
    in->state = ssa_at(s->f, v)->state;
    in->why = (uint8_t)ssa_why_of(s->f, v);
    add_frames(s, in->state, role);
}

/* Instructions from `first` on belong to one value. If the last one makes a null check, its exit needs the
   check's frame; results may be written before the access, so that stays until the end. */
static void finish_value(struct x64_selector *s, size_t first)
{
    for (size_t i = first; i < s->l->insts.len; i++)
        if (s->l->insts.at[i].trap != 0 && i + 1 < s->l->insts.len)
            x64_fail(s->c, BACKEND_OPERATION);
    if (first < s->l->insts.len && vec_last(&s->l->insts).trap != 0)
        add_frames(s, ssa_at(s->f, vec_last(&s->l->insts).trap)->state, LIR_LATE);
}

void x64_add_addr(struct x64_selector *s, const struct x64_addr *a, enum lir_role role)
{
    struct lir_inst *in = &vec_last(&s->l->insts);
    in->mem = in->nops;
    in->has_base = a->base != LIR_NO_REG;
    in->has_index = a->index != LIR_NO_REG;
    in->scale = a->scale;
    in->disp = a->disp;
    in->fixed_base = a->fixed_base;
    in->constant = a->constant;
    if (a->load != 0)
        in->trap = s->trap_of[a->load];
    if (a->base != LIR_NO_REG)
        x64_add_use(s, a->base, role, LIR_MUST);
    if (a->index != LIR_NO_REG)
        x64_add_use(s, a->index, role, LIR_MUST);
}

void x64_add_source(struct x64_selector *s, const struct x64_source *src, enum lir_role role)
{
    struct lir_inst *in = &vec_last(&s->l->insts);
    in->source = (uint8_t)src->kind;
    if (src->kind == LIR_SRC_REG)
        x64_add_use(s, src->reg, role, LIR_SHOULD);
    else if (src->kind == LIR_SRC_IMM)
        in->imm = src->imm;
    else
        x64_add_addr(s, &src->mem, LIR_LATE);
}

void x64_put_move(struct x64_selector *s, enum ssa_type t, lir_reg to, lir_reg from)
{
    struct lir_inst *in = x64_put(s, X64_MOVE, x64_size_of(t), 0);
    in->mem_kind = (uint8_t)t; /* MOVE: the type */
    x64_add_def(s, to);
    x64_add_use(s, from, LIR_USE, LIR_SHOULD);
    struct lir_operand *ops = &s->l->ops.at[vec_last(&s->l->insts).ops];
    if (from & LIR_PHYS)
        ops[0].hint = (uint8_t)(from & ~LIR_PHYS);
    if (to & LIR_PHYS)
        ops[1].hint = (uint8_t)(to & ~LIR_PHYS);
}

/* ---------------------------------------------------------------------------------------------------- blocks
 */

static void select_entry(struct x64_selector *s)
{
    struct ssa_func *f = s->f;
    s->at = SSA_NONE;
    x64_put(s, X64_ENTRY, 8, 0);
    uint32_t ints = 0, fps = 0;
    uint8_t hints[256];
    for (uint32_t i = 0; i < f->nparams && i < 256; i++) {
        bool fp = lir_is_fp_type((enum ssa_type)f->params[i]);
        uint32_t *n = fp ? &fps : &ints;
        hints[i] = *n < (fp ? X64_FP_ARGS : X64_INT_ARGS) ? (uint8_t)(fp ? LIR_FPR + *n : x64_int_args[*n])
                                                          : LIR_NO_HINT;
        ++*n;
    }
    SSA_EACH(f, 0, v)
    {
        enum ssa_op op = ssa_op_of(f, v);
        if ((op != SSA_PARAM && op != SSA_OSR_PARAM) || !bitset_has(s->needed, v))
            continue;
        x64_add_def(s, v);
        vec_last(&s->l->ops).want = LIR_ANYWHERE; /* there may be more of them than registers */
        int64_t n = ssa_at(f, v)->imm;
        if (op == SSA_PARAM && n < 256)
            vec_last(&s->l->ops).hint = hints[n];
        if (vec_last(&s->l->insts).nops >= 250)
            x64_fail(s->c, BACKEND_TOO_LARGE);
    }
}

static void select_switch(struct x64_selector *s, ssa_id v)
{
    lir_reg on = x64_reg_of(s, ssa_in(s->f, v, 0));
    x64_put(s, X64_SWITCH, 4, 0);
    x64_add_use(s, on, LIR_LATE, LIR_MUST);
    x64_add_temp(s, SSA_I64);
}

static void select_terminator(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    switch (ssa_op_of(f, v)) {
    case SSA_BRANCH: {
        bool negated;
        ssa_id instance = x64_jumps_on_instance(s, ssa_in(f, v, 0), &negated);
        if (instance != SSA_NONE) {
            x64_put_instance_jump(s, X64_INSTANCE_BR, instance, negated);
            break;
        }
        struct x64_comparison k = x64_compare_of(s, ssa_in(f, v, 0));
        x64_put(s, X64_BR, k.size, k.kind)->cond = k.cond;
        x64_add_compare(s, &k);
        break;
    }
    case SSA_SWITCH: select_switch(s, v); break;
    case SSA_RETURN: {
        lir_reg machine = LIR_NO_REG;
        if (ssa_at(f, v)->noperands > 0) {
            ssa_id x = ssa_in(f, v, 0);
            machine = LIR_PHYS | (lir_is_fp_type(ssa_type_of(f, x)) ? LIR_FPR : RAX);
            lir_reg r = x64_reg_of(s, x);
            x64_put_move(s, ssa_type_of(f, x), machine, r);
        }
        x64_put(s, X64_RETURN, 8, 0);
        if (machine != LIR_NO_REG)
            x64_add_use(s, machine, LIR_USE, LIR_MUST);
        break;
    }
    case SSA_THROW: {
        lir_reg r = x64_reg_of(s, ssa_in(f, v, 0));
        x64_put_move(s, SSA_REF, LIR_PHYS | RAX, r);
        x64_put(s, X64_THROW, 8, 0);
        x64_add_phys(s, RAX, LIR_USE);
        break;
    }
    case SSA_DEOPT:
        x64_put(s, X64_DEOPT, 8, 0);
        x64_add_state(s, v, LIR_USE);
        break;
    case SSA_UNREACHABLE: x64_put(s, X64_UNREACHABLE, 8, 0); break;
    default: x64_put(s, X64_JUMP, 8, 0); break; /* jump, try */
    }
}

static void select_value(struct x64_selector *s, ssa_id v)
{
    const struct ssa_op_info *info = ssa_info(s->f, v);
    enum ssa_op op = ssa_op_of(s->f, v);
    enum ssa_effect effect = ssa_effect_of(s->f, v);
    if (effect == SSA_PURE || effect == SSA_READ) {
        bool traps = s->trap_of[v] != 0 && !bitset_has(s->folded, v);
        if ((!bitset_has(s->needed, v) && !traps) || bitset_has(s->folded, v))
            return;
    }
    if (op == SSA_L2P || op == SSA_P2L || op == SSA_U2L || (op == SSA_I2L && x64_rep(s->f, v) != v) ||
        lir_is_constant(s->l, v) || ssa_is_virtual(op))
        return;
    if (info->effect == SSA_CALL_SAYS || op == SSA_CALL || op == SSA_CALL_VIRTUAL || op == SSA_CALL_INTERFACE)
        x64_select_call(s, v);
    else if (op >= SSA_NULL_CHECK && op <= SSA_INSTANCE_OF)
        x64_select_check(s, v);
    else if (op >= SSA_CLASS_OF && op <= SSA_POLL)
        x64_select_memory(s, v);
    else if (lir_is_fp_type(ssa_type_of(s->f, v)) ||
             (info->operands[0] != 0 && ssa_at(s->f, v)->noperands > 0 &&
              lir_is_fp_type(ssa_type_of(s->f, ssa_in(s->f, v, 0)))))
        x64_select_fp(s, v);
    else
        x64_select_arith(s, v);
}

/* Selects the block backwards; its instructions come to stand in order at the end of `out`. */
static void select_block(struct x64_selector *s, struct lir_block *b, struct lir_inst **out, size_t *nout)
{
    struct ssa_func *f = s->f;
    VEC(size_t) chunks = {0};
    vec_clear(&s->l->insts);
    x64_find_traps(s, b->id);
    for (ssa_id v = f->blocks[b->id]->last; v; v = ssa_at(f, v)->prev) {
        enum ssa_op op = ssa_op_of(f, v);
        if (op == SSA_PHI || op == SSA_PARAM || op == SSA_OSR_PARAM)
            continue;
        s->at = v;
        vec_push(&chunks, s->l->insts.len);
        if (op == SSA_CAUGHT) {
            if (b->is_pad && bitset_has(s->needed, v))
                x64_put_move(s, SSA_REF, v, LIR_PHYS | RAX);
        } else if (ssa_info(f, v)->properties & SSA_TERM) {
            select_terminator(s, v);
        } else {
            select_value(s, v);
        }
        finish_value(s, vec_last(&chunks));
    }
    if (b->is_pad && s->pad_caught[b->id] != LIR_NO_REG) {
        vec_push(&chunks, s->l->insts.len);
        s->at = SSA_NONE;
        x64_put_move(s, SSA_REF, s->pad_caught[b->id], LIR_PHYS | RAX);
    }
    if (b->id == 0) {
        vec_push(&chunks, s->l->insts.len);
        select_entry(s);
    }
    *nout = s->l->insts.len;
    *out = ARENA_ARRAY(s->c->arena, struct lir_inst, *nout);
    size_t at = 0, end = s->l->insts.len;
    for (size_t i = chunks.len; i-- > 0;) {
        memcpy(*out + at, s->l->insts.at + chunks.at[i], (end - chunks.at[i]) * sizeof **out);
        at += end - chunks.at[i];
        end = chunks.at[i];
    }
    vec_free(&chunks);
}

/* Phis, and `caught` where several pads lead to a handler: merges that the register allocator resolves. */
static void select_phis(struct x64_selector *s, struct lir_block *b)
{
    struct ssa_func *f = s->f;
    uint32_t n = 0;
    SSA_EACH(f, b->id, v)
    {
        n += ssa_op_of(f, v) == SSA_PHI || ssa_op_of(f, v) == SSA_CAUGHT;
    }
    b->phis = ARENA_ARRAY(s->c->arena, struct lir_phi, n);
    SSA_EACH(f, b->id, v)
    {
        enum ssa_op op = ssa_op_of(f, v);
        if (op != SSA_PHI && (op != SSA_CAUGHT || b->is_pad))
            continue;
        struct lir_phi *phi = &b->phis[b->nphis++];
        phi->reg = v;
        phi->args = ARENA_ARRAY(s->c->arena, ssa_id, b->npreds);
        for (uint32_t i = 0; i < b->npreds; i++) {
            uint32_t pred = f->blocks[b->id]->preds[i].block;
            if (op == SSA_CAUGHT) {
                if (s->pad_caught[pred] == LIR_NO_REG)
                    s->pad_caught[pred] = x64_new_reg(s, SSA_REF);
                phi->args[i] = s->pad_caught[pred];
            } else if (ssa_in(f, v, i) != SSA_NONE) {
                phi->args[i] = x64_rep(f, ssa_in(f, v, i));
                if (!lir_is_constant(s->l, phi->args[i]))
                    bitset_add(s->needed, phi->args[i]);
            }
        }
    }
}

/* The instruction that goes to the second successor when it throws. */
static void find_try(struct x64_selector *s, struct lir_block *b)
{
    ssa_id last = s->f->blocks[b->id]->last;
    if (ssa_op_of(s->f, last) != SSA_TRY)
        return;
    ssa_id thrower = ssa_in(s->f, last, 0);
    for (uint32_t i = b->first; i < b->end; i++)
        if (s->l->insts.at[i].value == thrower && s->l->insts.at[i].state != 0) {
            b->try_inst = i;
            s->l->insts.at[i].pad = b->succs[1];
        }
    if (b->try_inst == UINT32_MAX)
        x64_fail(s->c, BACKEND_OPERATION);
}

static void find_loop_calls(struct x64_selector *s)
{
    const struct ssa_loops *loops = s->l->loops;
    s->loop_calls = ARENA_ARRAY(s->c->arena, bool, loops->n + 1);
    for (uint32_t b = 0; b < s->l->nblocks; b++) {
        const struct lir_block *block = &s->l->blocks[b];
        if (block->loop == SSA_NO_LOOP || block->cold)
            continue;
        SSA_EACH(s->f, block->id, v)
        {
            enum ssa_op op = ssa_op_of(s->f, v);
            if (op == SSA_CALL || op == SSA_CALL_VIRTUAL || op == SSA_CALL_INTERFACE ||
                op == SSA_CALL_RUNTIME)
                for (uint32_t x = block->loop; x != SSA_NO_LOOP && !s->loop_calls[x];
                     x = loops->loops[x].parent)
                    s->loop_calls[x] = true;
        }
    }
}

/* Hoisted constants stand before the jump at the end of their block. */
static void append_block(struct x64_selector *s, struct lir_block *b, const struct lir_inst *insts, size_t n)
{
    struct lir *l = s->l;
    b->first = (uint32_t)l->insts.len;
    vec_reserve(&l->insts, l->insts.len + n);
    memcpy(l->insts.at + l->insts.len, insts, (n - 1) * sizeof *insts);
    l->insts.len += n - 1;
    s->at = SSA_NONE;
    for (size_t i = 0; i < s->hoisted.len; i++)
        if (s->hoisted.at[i].preheader == b->id)
            put_fp_constant(s, s->hoisted.at[i].reg, (enum ssa_type)s->hoisted.at[i].type,
                            s->hoisted.at[i].bits);
    vec_push(&l->insts, insts[n - 1]);
    b->end = (uint32_t)l->insts.len;
    find_try(s, b);
}

void x64_select(struct x64_compile *c)
{
    struct ssa_func *f = c->f;
    struct lir *l = &c->l;
    *l = (struct lir){.f = f, .arena = c->arena};
    lir_order_blocks(l);
    l->nvalues = l->nregs = f->nvalues;
    size_t words = BITSET_WORDS(f->nvalues);
    struct x64_selector s = {.c = c, .f = f, .l = l};
    s.needed = ARENA_ARRAY(c->arena, uint64_t, words);
    s.folded = ARENA_ARRAY(c->arena, uint64_t, words);
    s.trapped = ARENA_ARRAY(c->arena, uint64_t, words);
    s.trap_of = ARENA_ARRAY(c->arena, ssa_id, f->nvalues);
    s.pad_caught = ARENA_ARRAY(c->arena, lir_reg, f->nblocks);
    find_loop_calls(&s);
    for (uint32_t i = 0; i < l->nblocks; i++)
        select_phis(&s, &l->blocks[i]);
    struct lir_inst **insts = ARENA_ARRAY(c->arena, struct lir_inst *, l->nblocks);
    size_t *counts = ARENA_ARRAY(c->arena, size_t, l->nblocks);
    struct ssa_order *order = ssa_reverse_postorder(f, c->arena);
    for (uint32_t i = order->n; i-- > 0 && c->failure == BACKEND_NONE;) {
        uint32_t b = l->block_of[order->blocks[i]];
        select_block(&s, &l->blocks[b], &insts[b], &counts[b]);
    }
    vec_clear(&l->insts);
    for (uint32_t b = 0; b < l->nblocks && c->failure == BACKEND_NONE; b++)
        append_block(&s, &l->blocks[b], insts[b], counts[b]);
    vec_free(&s.hoisted);
}
