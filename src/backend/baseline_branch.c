/* baseline_branch.c - baseline code: branches, switches, returns. */
#include "backend/baseline_internal.h"

/* Everything to memory, as blocks expect it. Operands in hand stay in their registers. */
static void end_block(struct bl *b)
{
    bl_flush(b);
    bl_validate(b);
}

static const uint8_t conditions[] = {CC_E, CC_NE, CC_L, CC_GE, CC_G, CC_LE}; /* eq ne lt ge gt le */

static uint32_t branch_target(const struct bl *b, uint32_t bci)
{
    return (uint32_t)((int64_t)bci + read_s2(b->code + bci + 1));
}

/* x against zero. */
static void branch_zero(struct bl *b, char type, enum x64_cond cc, uint32_t target)
{
    struct bl_operand *o = bl_top(b, 0, type);
    int size = bl_size(type);
    struct x64_rm rm = bl_rm(b, o, type);
    unsigned reg = rm.reg;
    bool in_pool = !x64_is_mem(rm) && (b->pool >> reg & 1);
    if (in_pool)
        b->gpr_uses[reg]++; /* in hand while the rest is stored */
    bl_pop(b, 1);
    end_block(b);
    if (x64_is_mem(rm))
        x64_alu_imm(&b->a, ALU_CMP, size, rm, 0);
    else
        x64_test(&b->a, size, rm, reg);
    if (in_pool)
        b->gpr_uses[reg]--;
    x64_jcc(&b->a, cc, bl_target(b, target));
}

static void branch_compare(struct bl *b, char type, unsigned condition, uint32_t target)
{
    unsigned slots = bl_is_wide(type) ? 2 : 1;
    int size = bl_size(type);
    struct bl_operand *y = bl_top(b, 0, type), *x = bl_top(b, slots, type);
    bool immediate = y->where == IS_CONST && y->value == (int32_t)y->value;
    int32_t value = (int32_t)y->value;
    struct x64_rm right = {.reg = X64_NO_REG}, left;
    if (immediate) {
        left = bl_rm(b, x, type);
    } else {
        left = x64_r(bl_gpr(b, x, type));
        right = bl_rm(b, y, type);
    }
    unsigned held[2], nheld = 0;
    if (!x64_is_mem(left) && (b->pool >> left.reg & 1))
        held[nheld++] = left.reg;
    if (!immediate && !x64_is_mem(right) && (b->pool >> right.reg & 1))
        held[nheld++] = right.reg;
    for (unsigned i = 0; i < nheld; i++)
        b->gpr_uses[held[i]]++;
    bl_pop(b, 2 * slots);
    end_block(b);
    if (immediate && value == 0 && !x64_is_mem(left))
        x64_test(&b->a, size, left, left.reg);
    else if (immediate)
        x64_alu_imm(&b->a, ALU_CMP, size, left, value);
    else
        x64_alu(&b->a, ALU_CMP, size, left.reg, right);
    for (unsigned i = 0; i < nheld; i++)
        b->gpr_uses[held[i]]--;
    x64_jcc(&b->a, (enum x64_cond)conditions[condition], bl_target(b, target));
}

/* The next instruction, if it is an if?? that no branch leads to; its condition's number. */
static bool fused(const struct bl *b, unsigned *condition)
{
    if (b->next >= b->m->length || (b->flags[b->next] & BL_LABEL))
        return false;
    unsigned op = b->code[b->next];
    *condition = op - BC_ifeq;
    return op >= BC_ifeq && op <= BC_ifle;
}

/*
 * ucomis sets "below" when it cannot say, so conditions are written with "above" where that must be false:
 * a > b as it is, a < b with the operands turned round.
 */
static void branch_fp(struct bl *b, char type, bool g, unsigned condition, uint32_t target)
{
    bool d = type == 'D', avx = b->config->avx;
    unsigned slots = d ? 2 : 1;
    struct bl_operand *y = bl_top(b, 0, type), *x = bl_top(b, slots, type);
    unsigned right = bl_xmm(b, y, type), left = bl_xmm(b, x, type);
    unsigned held[2] = {left, right};
    for (unsigned i = 0; i < 2; i++)
        b->xmm_uses[held[i]]++;
    bl_pop(b, 2 * slots);
    end_block(b);
    x64_label to = bl_target(b, target), not_taken = x64_new_label(&b->a);
    struct x64_asm *a = &b->a;
    switch (condition) {
    case 0: /* equal: ordered */
        x64_fp_compare(a, avx, d, left, x64_r(right));
        x64_jcc(a, CC_P, not_taken);
        x64_jcc(a, CC_E, to);
        break;
    case 1:
        x64_fp_compare(a, avx, d, left, x64_r(right));
        x64_jcc(a, CC_P, to);
        x64_jcc(a, CC_NE, to);
        break;
    case 2: /* less: l forms also when not ordered */
        x64_fp_compare(a, avx, d, g ? right : left, x64_r(g ? left : right));
        x64_jcc(a, g ? CC_A : CC_B, to);
        break;
    case 3: /* greater or equal: g forms also when not ordered */
        x64_fp_compare(a, avx, d, g ? right : left, x64_r(g ? left : right));
        x64_jcc(a, g ? CC_BE : CC_AE, to);
        break;
    case 4: /* greater: g forms also */
        x64_fp_compare(a, avx, d, g ? right : left, x64_r(g ? left : right));
        x64_jcc(a, g ? CC_B : CC_A, to);
        break;
    default: /* less or equal: l forms also */
        x64_fp_compare(a, avx, d, g ? right : left, x64_r(g ? left : right));
        x64_jcc(a, g ? CC_AE : CC_BE, to);
        break;
    }
    x64_bind(a, not_taken);
    for (unsigned i = 0; i < 2; i++)
        b->xmm_uses[held[i]]--;
}

static bool compare_and_branch(struct bl *b, unsigned op)
{
    unsigned condition;
    if (op < BC_lcmp || op > BC_dcmpg || !fused(b, &condition))
        return false;
    uint32_t target = branch_target(b, b->next);
    switch (op) {
    case BC_lcmp: branch_compare(b, 'J', condition, target); break;
    case BC_fcmpl: branch_fp(b, 'F', false, condition, target); break;
    case BC_fcmpg: branch_fp(b, 'F', true, condition, target); break;
    case BC_dcmpl: branch_fp(b, 'D', false, condition, target); break;
    default: branch_fp(b, 'D', true, condition, target); break;
    }
    b->next += 3;
    return true;
}

/* ---- switches ---- */

static void table_switch(struct bl *b)
{
    struct x64_asm *a = &b->a;
    const uint8_t *p = b->code + ((b->bci + 4) & ~(uint32_t)3);
    int32_t low = read_s4(p + 4), high = read_s4(p + 8);
    uint32_t n = (uint32_t)high - (uint32_t)low + 1;
    x64_label table = x64_new_label(a), other = bl_target(b, (uint32_t)((int64_t)b->bci + read_s4(p)));
    unsigned reg = bl_take(b, bl_top(b, 0, 'I'), 'I');
    bl_pop(b, 1);
    end_block(b);
    if (low != 0)
        x64_alu_imm(a, ALU_SUB, 4, x64_r(reg), low);
    x64_alu_imm(a, ALU_CMP, 4, x64_r(reg), (int32_t)n);
    x64_jcc(a, CC_AE, other);
    x64_lea(a, 8, BL_SCRATCH, x64_ml(table));
    x64_movx(a, true, 4, 8, reg, x64_mx(BL_SCRATCH, reg, 2, 0));
    x64_alu(a, ALU_ADD, 8, reg, x64_r(BL_SCRATCH));
    x64_jmp_rm(a, x64_r(reg));
    bl_free(b, reg);
    vec_push(&b->tables, ((struct bl_table){table, (uint32_t)b->targets.len, n}));
    for (uint32_t i = 0; i < n; i++)
        vec_push(&b->targets, bl_target(b, (uint32_t)((int64_t)b->bci + read_s4(p + 12 + 4 * (size_t)i))));
}

/* The pairs from low to high, as a tree. */
static void search(struct bl *b, const uint8_t *pairs, int32_t low, int32_t high, unsigned reg,
                   x64_label other)
{
    struct x64_asm *a = &b->a;
    if (high - low < 4) {
        for (int32_t i = low; i < high; i++) {
            x64_alu_imm(a, ALU_CMP, 4, x64_r(reg), read_s4(pairs + 8 * (size_t)i));
            x64_jcc(a, CC_E, bl_target(b, (uint32_t)((int64_t)b->bci + read_s4(pairs + 8 * (size_t)i + 4))));
        }
        x64_jmp(a, other);
        return;
    }
    int32_t middle = low + (high - low) / 2;
    x64_label right = x64_new_label(a);
    x64_alu_imm(a, ALU_CMP, 4, x64_r(reg), read_s4(pairs + 8 * (size_t)middle));
    x64_jcc(a, CC_GE, right);
    search(b, pairs, low, middle, reg, other);
    x64_bind(a, right);
    search(b, pairs, middle, high, reg, other);
}

static void lookup_switch(struct bl *b)
{
    const uint8_t *p = b->code + ((b->bci + 4) & ~(uint32_t)3);
    x64_label other = bl_target(b, (uint32_t)((int64_t)b->bci + read_s4(p)));
    unsigned reg = bl_take(b, bl_top(b, 0, 'I'), 'I');
    bl_pop(b, 1);
    end_block(b);
    search(b, p + 8, 0, read_s4(p + 4), reg, other);
    bl_free(b, reg);
}

bool bl_branch(struct bl *b, unsigned op)
{
    if (compare_and_branch(b, op))
        return true;
    if (op >= BC_ifeq && op <= BC_ifle) {
        branch_zero(b, 'I', (enum x64_cond)conditions[op - BC_ifeq], branch_target(b, b->bci));
        return true;
    }
    if (op >= BC_if_icmpeq && op <= BC_if_icmple) {
        branch_compare(b, 'I', op - BC_if_icmpeq, branch_target(b, b->bci));
        return true;
    }
    switch (op) {
    case BC_if_acmpeq:
    case BC_if_acmpne: branch_compare(b, 'A', op - BC_if_acmpeq, branch_target(b, b->bci)); return true;
    case BC_ifnull: branch_zero(b, 'A', CC_E, branch_target(b, b->bci)); return true;
    case BC_ifnonnull: branch_zero(b, 'A', CC_NE, branch_target(b, b->bci)); return true;
    case BC_goto:
    case BC_goto_w:
        end_block(b);
        x64_jmp(&b->a,
                bl_target(b, op == BC_goto ? branch_target(b, b->bci)
                                           : (uint32_t)((int64_t)b->bci + read_s4(b->code + b->bci + 1))));
        b->dead = true;
        return true;
    case BC_tableswitch:
        table_switch(b);
        b->dead = true;
        return true;
    case BC_lookupswitch:
        lookup_switch(b);
        b->dead = true;
        return true;
    default: return false;
    }
}

/* ---- returns ---- */

static void narrow(struct bl *b)
{
    switch (b->m->ret) {
    case 'Z': x64_alu_imm(&b->a, ALU_AND, 4, x64_r(RAX), 1); break;
    case 'B': x64_movx(&b->a, true, 1, 4, RAX, x64_r(RAX)); break;
    case 'C': x64_movx(&b->a, false, 2, 4, RAX, x64_r(RAX)); break;
    case 'S': x64_movx(&b->a, true, 2, 4, RAX, x64_r(RAX)); break;
    default: break;
    }
}

/* The dispatch state in which the interpreter takes a result of this type (opcodes.h). */
static unsigned state_of(char type)
{
    return type == 'V' ? 0 : type == 'J' ? 2 : type == 'D' ? 3 : 1;
}

/* The result is in rax or xmm0; the caller's code takes it there, with our locals in rbx. */
static void leave_frame(struct bl *b, char type)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    struct bl_return *r = &b->returns[state_of(type)];
    if (r->label == X64_NO_LABEL)
        *r = (struct bl_return){x64_new_label(a), (uint8_t)state_of(type), type == 'F'};
    x64_mov(a, 8, RDX, bl_frame(b, l->frame_prev));
    x64_mov_to(a, 8, x64_m(BL_THREAD, l->thread_frame), RDX);
    x64_mov(a, 8, RCX, x64_m(RDX, l->frame_resume));
    x64_test(a, 8, x64_r(RCX), RCX);
    x64_jcc(a, CC_E, r->label);
    x64_jmp_rm(a, x64_r(RCX));
}

bool bl_return(struct bl *b, unsigned op)
{
    static const char types[] = {'I', 'J', 'F', 'D', 'A', 'V'};
    if (op < BC_ireturn || op > BC_return)
        return false;
    char type = types[op - BC_ireturn];
    if (b->m->synchronized) {
        bl_leave(b, LEAVE_STEP);
        b->dead = true;
        return true;
    }
    x64_test_imm(&b->a, 4, x64_m(BL_THREAD, b->layout->thread_poll), (int32_t)~b->layout->poll_of_loops);
    x64_jcc(&b->a, CC_NE, bl_exit(b, false));
    if (type == 'F' || type == 'D') {
        struct x64_rm rm = bl_fp_rm(b, bl_top(b, 0, type), type);
        if (x64_is_mem(rm) || rm.reg != XMM0)
            x64_fp_mov(&b->a, b->config->avx, type == 'D', XMM0, rm);
    } else if (type != 'V') {
        struct bl_operand *o = bl_top(b, 0, type);
        if (o->where == IS_CONST) {
            x64_mov_imm(&b->a, RAX, type == 'I' ? (uint32_t)o->value : (uint64_t)o->value);
        } else {
            struct x64_rm rm = bl_rm(b, o, type);
            if (x64_is_mem(rm) || rm.reg != RAX)
                x64_mov(&b->a, bl_size(type), RAX, rm);
        }
        if (type == 'I')
            narrow(b);
    }
    leave_frame(b, type);
    b->dead = true;
    return true;
}

/* Into frames of the interpreter. */
void bl_emit_returns(struct bl *b)
{
    struct x64_asm *a = &b->a;
    for (unsigned i = 0; i < ARRAY_LEN(b->returns); i++) {
        const struct bl_return *r = &b->returns[i];
        if (r->label == X64_NO_LABEL)
            continue;
        x64_bind(a, r->label);
        if (r->move)
            x64_fp_to_bits(a, b->config->avx, 4, RAX, XMM0);
        x64_mov(a, 8, RSI, x64_r(BL_LOCALS));
        x64_mov(a, 8, RCX, x64_r(BL_THREAD));
        x64_mov(a, 8, R8, x64_r(RAX));
        x64_mov_imm(a, BL_SCRATCH, (uint64_t)(uintptr_t)b->config->return_to[r->state]);
        x64_jmp_rm(a, x64_r(BL_SCRATCH));
    }
}
