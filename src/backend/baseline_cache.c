/*
 * baseline_cache.c - the operand stack at compile time: which operands are where, and moving them.
 *
 * A register is counted for each operand that is in it and for each time an instruction has it in hand; it is
 * changed only by who has the single use.
 */
#include <string.h>
#include "backend/baseline_internal.h"

static bool is_fp(char type)
{
    return type == 'F' || type == 'D';
}

/* ---- registers ---- */

/* The deepest operand in a register of the kind gives it up. */
static bool spill_one(struct bl *b, enum bl_where where)
{
    for (unsigned i = 0; i + b->locked < b->depth; i++) {
        struct bl_operand *o = &b->stack[i];
        if (o->where != where)
            continue;
        unsigned reg = o->reg;
        for (unsigned k = i; k < b->depth; k++) {
            struct bl_operand *shared = &b->stack[k];
            if (shared->where != where || shared->reg != reg)
                continue;
            if (k + b->locked >= b->depth)
                goto next; /* an operand of this instruction is in it too */
        }
        for (unsigned k = i; k < b->depth; k++) {
            struct bl_operand *shared = &b->stack[k];
            if (shared->where == where && shared->reg == reg) {
                bl_store_operand(b, shared);
                shared->where = IN_MEMORY;
                --(where == IN_GPR ? b->gpr_uses : b->xmm_uses)[reg];
            }
        }
        return true;
    next:;
    }
    return false;
}

void bl_forget_copies(struct bl *b)
{
    memset(b->gpr_copies, 0, sizeof b->gpr_copies);
    memset(b->xmm_copies, 0, sizeof b->xmm_copies);
}

/* Those of a local that changes. */
static void forget_local(struct bl *b, unsigned local)
{
    for (unsigned i = 0; i < 16; i++) {
        if (b->gpr_copies[i].local == local)
            b->gpr_copies[i].type = 0;
        if (b->xmm_copies[i].local == local)
            b->xmm_copies[i].type = 0;
    }
    if (local < 64)
        b->not_null &= ~(UINT64_C(1) << local);
}

/* A register with the local's value, which gets a use; X64_NO_REG: none. */
static unsigned find_copy(struct bl *b, unsigned local, char type)
{
    bool fp = is_fp(type);
    const struct bl_copy *copies = fp ? b->xmm_copies : b->gpr_copies;
    for (unsigned i = 0; i < 16; i++)
        if (copies[i].type == type && copies[i].local == local) {
            (fp ? b->xmm_uses : b->gpr_uses)[i]++;
            return i;
        }
    return X64_NO_REG;
}

bool bl_is_checked(struct bl *b, unsigned reg)
{
    unsigned local = 64;
    if (b->gpr_copies[reg].type != 0)
        local = b->gpr_copies[reg].local;
    for (unsigned i = 0; i < b->npins; i++)
        if (b->pins[i].reg == reg && !is_fp(b->pins[i].type))
            local = b->pins[i].local;
    if (local >= 64)
        return false;
    bool known = b->not_null >> local & 1;
    b->not_null |= UINT64_C(1) << local;
    return known;
}

/* Registers that have no copy first. */
static unsigned free_register(const uint8_t *order, unsigned n, const uint8_t *uses, struct bl_copy *copies,
                              uint32_t pool)
{
    unsigned found = X64_NO_REG;
    for (unsigned i = 0; i < n; i++) {
        unsigned reg = order[i];
        if (!(pool >> reg & 1) || uses[reg] != 0)
            continue;
        found = reg;
        if (copies[reg].type == 0)
            break;
    }
    if (found != X64_NO_REG)
        copies[found].type = 0;
    return found;
}

unsigned bl_alloc(struct bl *b)
{
    static const uint8_t order[] = {RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R12, R13, R14};
    for (;;) {
        unsigned reg = free_register(order, ARRAY_LEN(order), b->gpr_uses, b->gpr_copies, b->pool);
        if (reg != X64_NO_REG) {
            b->gpr_uses[reg] = 1;
            return reg;
        }
        if (!spill_one(b, IN_GPR)) {
            b->failed = true;
            return RAX;
        }
    }
}

unsigned bl_alloc_xmm(struct bl *b)
{
    static const uint8_t order[BL_XMM_POOL] = {0, 1, 2, 3, 4, 5, 6, 7};
    for (;;) {
        unsigned reg = free_register(order, BL_XMM_POOL, b->xmm_uses, b->xmm_copies, ~0u);
        if (reg != X64_NO_REG) {
            b->xmm_uses[reg] = 1;
            return reg;
        }
        if (!spill_one(b, IN_XMM)) {
            b->failed = true;
            return 0;
        }
    }
}

void bl_free(struct bl *b, unsigned reg)
{
    if (b->pool >> reg & 1)
        b->gpr_uses[reg]--;
}
void bl_free_xmm(struct bl *b, unsigned reg)
{
    if (reg < BL_XMM_POOL)
        b->xmm_uses[reg]--;
}

void bl_claim(struct bl *b, unsigned reg)
{
    if (b->gpr_uses[reg] != 0) {
        unsigned to = bl_alloc(b);
        if (b->gpr_uses[reg] == 0) { /* spilled to make room */
            b->gpr_uses[to] = 0;
        } else {
            x64_mov(&b->a, 8, to, x64_r(reg));
            b->gpr_uses[to] = b->gpr_uses[reg];
            for (unsigned i = 0; i < b->depth; i++)
                if (b->stack[i].where == IN_GPR && b->stack[i].reg == reg)
                    b->stack[i].reg = (uint8_t)to;
        }
    }
    b->gpr_uses[reg] = 1;
    b->gpr_copies[reg].type = 0;
}

/* ---- pinned locals ---- */

static void load_pin(struct bl *b, const struct bl_pin *p)
{
    if (is_fp(p->type))
        x64_fp_mov(&b->a, b->config->avx, p->type == 'D', p->reg, bl_local(p->local));
    else
        x64_mov(&b->a, bl_size(p->type), p->reg, bl_local(p->local));
}

void bl_load_pins(struct bl *b, uint32_t mask)
{
    for (unsigned i = 0; i < b->npins; i++)
        if (mask >> i & 1)
            load_pin(b, &b->pins[i]);
}

void bl_validate(struct bl *b)
{
    uint32_t all = (1u << b->npins) - 1;
    bl_load_pins(b, all & ~b->pins_valid);
    b->pins_valid = all;
}

/* The pin of a local, valid; NULL: it has none. */
static const struct bl_pin *pinned(struct bl *b, unsigned local)
{
    unsigned i = b->pin_of[local];
    if (i == BL_NO_PIN)
        return NULL;
    if (!(b->pins_valid >> i & 1)) {
        load_pin(b, &b->pins[i]);
        b->pins_valid |= 1u << i;
    }
    return &b->pins[i];
}

/* ---- reading operands ---- */

struct bl_operand *bl_top(struct bl *b, unsigned slots_above, char type)
{
    unsigned below = slots_above + (bl_is_wide(type) ? 2 : 1);
    if (below > b->depth) {
        b->failed = true;
        return &b->stack[0];
    }
    if (b->locked < below)
        b->locked = below;
    return &b->stack[b->depth - below];
}

static void set_gpr(struct bl_operand *o, unsigned reg, char type)
{
    o->where = IN_GPR;
    o->reg = (uint8_t)reg;
    o->type = type;
}

unsigned bl_gpr(struct bl *b, struct bl_operand *o, char type)
{
    const struct bl_pin *p;
    unsigned reg;
    switch ((enum bl_where)o->where) {
    case IN_GPR:
        if (o->type == 0 && type == 'I')
            x64_mov(&b->a, 4, o->reg, x64_r(o->reg));
        if (o->type == 0)
            o->type = type;
        return o->reg;
    case IS_LOCAL:
        if ((p = pinned(b, o->local)) != NULL && !is_fp(p->type))
            return p->reg;
        if ((reg = find_copy(b, o->local, type)) != X64_NO_REG)
            break;
        reg = bl_alloc(b);
        x64_mov(&b->a, bl_size(type), reg, bl_local(o->local));
        b->gpr_copies[reg] = (struct bl_copy){type, o->local};
        break;
    case IS_CONST:
        reg = bl_alloc(b);
        if (o->value == 0)
            x64_alu(&b->a, ALU_XOR, 4, reg, x64_r(reg));
        else
            x64_mov_imm(&b->a, reg, type == 'I' ? (uint32_t)o->value : (uint64_t)o->value);
        break;
    case IN_XMM:
        reg = bl_alloc(b);
        x64_fp_to_bits(&b->a, b->config->avx, o->type == 'F' ? 4 : 8, reg, o->reg);
        bl_free_xmm(b, o->reg);
        break;
    default:
        reg = bl_alloc(b);
        x64_mov(&b->a, bl_size(type), reg, bl_slot(b, o->slot));
        break;
    }
    set_gpr(o, reg, type);
    return reg;
}

static void load_fp_const(struct bl *b, unsigned reg, char type, int64_t bits)
{
    if (bits == 0) {
        x64_fp_zero(&b->a, b->config->avx, reg);
        return;
    }
    x64_mov_imm(&b->a, BL_SCRATCH, type == 'F' ? (uint32_t)bits : (uint64_t)bits);
    x64_fp_from_bits(&b->a, b->config->avx, type == 'F' ? 4 : 8, reg, BL_SCRATCH);
}

unsigned bl_xmm(struct bl *b, struct bl_operand *o, char type)
{
    const struct bl_pin *p;
    bool is_double = type == 'D', avx = b->config->avx;
    unsigned reg;
    switch ((enum bl_where)o->where) {
    case IN_XMM: return o->reg;
    case IS_LOCAL:
        if ((p = pinned(b, o->local)) != NULL)
            return p->reg;
        if ((reg = find_copy(b, o->local, type)) != X64_NO_REG)
            break;
        reg = bl_alloc_xmm(b);
        x64_fp_mov(&b->a, avx, is_double, reg, bl_local(o->local));
        b->xmm_copies[reg] = (struct bl_copy){type, o->local};
        break;
    case IS_CONST:
        reg = bl_alloc_xmm(b);
        load_fp_const(b, reg, type, o->value);
        break;
    case IN_GPR:
        reg = bl_alloc_xmm(b);
        x64_fp_from_bits(&b->a, avx, is_double ? 8 : 4, reg, o->reg);
        bl_free(b, o->reg);
        break;
    default:
        reg = bl_alloc_xmm(b);
        x64_fp_mov(&b->a, avx, is_double, reg, bl_slot(b, o->slot));
        break;
    }
    o->where = IN_XMM;
    o->reg = (uint8_t)reg;
    o->type = type;
    return reg;
}

static bool has_copy(const struct bl_copy *copies, unsigned local, char type)
{
    for (unsigned i = 0; i < 16; i++)
        if (copies[i].type == type && copies[i].local == local)
            return true;
    return false;
}

struct x64_rm bl_rm(struct bl *b, struct bl_operand *o, char type)
{
    if (o->where == IN_MEMORY)
        return bl_slot(b, o->slot);
    if (o->where == IS_LOCAL && b->pin_of[o->local] == BL_NO_PIN && !has_copy(b->gpr_copies, o->local, type))
        return bl_local(o->local);
    return x64_r(bl_gpr(b, o, type));
}

struct x64_rm bl_fp_rm(struct bl *b, struct bl_operand *o, char type)
{
    if (o->where == IN_MEMORY)
        return bl_slot(b, o->slot);
    if (o->where == IS_LOCAL && b->pin_of[o->local] == BL_NO_PIN && !has_copy(b->xmm_copies, o->local, type))
        return bl_local(o->local);
    return x64_r(bl_xmm(b, o, type));
}

/* The operand stays on the stack until it is popped, so its register has one use more than the result. */
unsigned bl_take(struct bl *b, struct bl_operand *o, char type)
{
    if (o->where == IN_GPR && b->gpr_uses[o->reg] == 1) {
        unsigned reg = bl_gpr(b, o, type);
        o->where = IS_HIGH; /* what it was is gone */
        b->gpr_copies[reg].type = 0;
        return reg;
    }
    if (o->where == IN_GPR || (o->where == IS_LOCAL && b->pin_of[o->local] != BL_NO_PIN && !is_fp(o->type))) {
        unsigned from = bl_gpr(b, o, type), reg = bl_alloc(b);
        x64_mov(&b->a, bl_size(type), reg, x64_r(from));
        return reg;
    }
    if (o->where == IS_LOCAL && has_copy(b->gpr_copies, o->local, type)) {
        unsigned from = bl_gpr(b, o, type), reg = bl_alloc(b);
        x64_mov(&b->a, bl_size(type), reg, x64_r(from));
        return reg;
    }
    unsigned reg = bl_gpr(b, o, type);
    o->where = IS_HIGH;
    b->gpr_copies[reg].type = 0;
    return reg;
}

unsigned bl_take_xmm(struct bl *b, struct bl_operand *o, char type)
{
    if (o->where == IN_XMM && b->xmm_uses[o->reg] == 1) {
        o->where = IS_HIGH;
        b->xmm_copies[o->reg].type = 0;
        return o->reg;
    }
    if (o->where == IS_LOCAL && has_copy(b->xmm_copies, o->local, type)) {
        unsigned from = bl_xmm(b, o, type), reg = bl_alloc_xmm(b);
        x64_fp_mov(&b->a, b->config->avx, true, reg, x64_r(from));
        return reg;
    }
    if (o->where == IN_XMM || (o->where == IS_LOCAL && b->pin_of[o->local] != BL_NO_PIN)) {
        unsigned from = bl_xmm(b, o, type), reg = bl_alloc_xmm(b);
        x64_fp_mov(&b->a, b->config->avx, true, reg, x64_r(from));
        return reg;
    }
    unsigned reg = bl_xmm(b, o, type);
    o->where = IS_HIGH;
    b->xmm_copies[reg].type = 0;
    return reg;
}

/* ---- popping and pushing ---- */

static void let_go(struct bl *b, struct bl_operand *o)
{
    if (o->where == IN_GPR)
        bl_free(b, o->reg);
    else if (o->where == IN_XMM)
        bl_free_xmm(b, o->reg);
    o->where = IN_MEMORY;
}

void bl_pop(struct bl *b, unsigned slots)
{
    if (slots > b->depth) {
        b->failed = true;
        return;
    }
    for (; slots > 0; slots--)
        let_go(b, &b->stack[--b->depth]);
}

static void push(struct bl *b, struct bl_operand o)
{
    unsigned slots = bl_is_wide(o.type) ? 2 : 1;
    if (b->depth + slots > b->m->max_stack) {
        b->failed = true;
        return;
    }
    o.slot = (uint16_t)b->depth;
    b->stack[b->depth++] = o;
    if (slots == 2) {
        b->stack[b->depth] = (struct bl_operand){.where = IS_HIGH, .slot = (uint16_t)b->depth};
        b->depth++;
    }
}
void bl_push_gpr(struct bl *b, char type, unsigned reg)
{
    push(b, (struct bl_operand){.where = IN_GPR, .type = type, .reg = (uint8_t)reg});
}
void bl_push_xmm(struct bl *b, char type, unsigned reg)
{
    push(b, (struct bl_operand){.where = IN_XMM, .type = type, .reg = (uint8_t)reg});
}
void bl_push_const(struct bl *b, char type, int64_t value)
{
    push(b, (struct bl_operand){.where = IS_CONST, .type = type, .value = value});
}
void bl_push_local(struct bl *b, char type, unsigned local)
{
    push(b, (struct bl_operand){.where = IS_LOCAL, .type = type, .local = (uint16_t)local});
}

/*
 * from_to: a digit, how many slots are taken from the top; then the new top slots from the deepest on, each
 * by the number of the old slot, counted from the deepest one taken.
 */
void bl_shuffle(struct bl *b, const char *from_to)
{
    struct bl_operand old[4];
    unsigned n = (unsigned)(*from_to++ - '0'), slots = (unsigned)strlen(from_to);
    if (n > b->depth || b->depth - n + slots > b->m->max_stack) {
        b->failed = true;
        return;
    }
    b->locked = n;
    for (unsigned i = 0; i < n; i++) {
        struct bl_operand *o = &b->stack[b->depth - n + i];
        if (o->where == IN_MEMORY)
            bl_gpr(b, o, 0);
        old[i] = *o;
    }
    b->depth -= n;
    for (unsigned i = 0; i < slots; i++) {
        struct bl_operand o = old[from_to[i] - '0'];
        if (o.where == IN_GPR)
            b->gpr_uses[o.reg]++;
        else if (o.where == IN_XMM)
            b->xmm_uses[o.reg]++;
        o.slot = (uint16_t)b->depth;
        b->stack[b->depth++] = o;
    }
    for (unsigned i = 0; i < n; i++)
        let_go(b, &old[i]);
}

/* ---- locals ---- */

/* Operands that are the old value of the local get it for themselves. */
static void separate(struct bl *b, unsigned local, bool wide)
{
    for (unsigned i = 0; i < b->depth; i++) {
        struct bl_operand *o = &b->stack[i];
        if (o->where != IS_LOCAL)
            continue;
        bool same = o->local == local || (wide && o->local == local + 1) ||
                    (bl_is_wide(o->type) && o->local + 1u == local);
        if (!same)
            continue;
        const struct bl_pin *p = pinned(b, o->local);
        if (is_fp(o->type)) {
            unsigned reg = bl_alloc_xmm(b);
            x64_fp_mov(&b->a, b->config->avx, o->type == 'D', reg,
                       p != NULL ? x64_r(p->reg) : bl_local(o->local));
            if (o->where == IS_LOCAL) {
                o->where = IN_XMM;
                o->reg = (uint8_t)reg;
            }
        } else {
            unsigned reg = bl_alloc(b);
            x64_mov(&b->a, bl_size(o->type), reg, p != NULL ? x64_r(p->reg) : bl_local(o->local));
            set_gpr(o, reg, o->type);
        }
    }
}

/* Can it be stored as it is? Ints in memory have no sign in their upper half. */
static bool is_immediate(const struct bl_operand *o)
{
    return o->value == (int32_t)o->value && (o->value >= 0 || bl_size(o->type) == 8);
}

static void store_int(struct bl *b, char type, unsigned local, const struct bl_pin *p)
{
    struct bl_operand *o = bl_top(b, 0, type);
    if (p == NULL && o->where == IS_CONST && is_immediate(o)) {
        x64_mov_to_imm(&b->a, 8, bl_local(local), (int32_t)o->value);
        return;
    }
    if (p != NULL && o->where == IS_CONST) {
        x64_mov_imm(&b->a, p->reg, type == 'I' ? (uint32_t)o->value : (uint64_t)o->value);
        x64_mov_to(&b->a, 8, bl_local(local), p->reg);
        return;
    }
    unsigned reg = bl_gpr(b, o, type);
    x64_mov_to(&b->a, 8, bl_local(local), reg);
    if (p != NULL && p->reg != reg)
        x64_mov(&b->a, bl_size(type), p->reg, x64_r(reg));
    if (p == NULL && (b->pool >> reg & 1) && o->type == type)
        b->gpr_copies[reg] = (struct bl_copy){type, (uint16_t)local};
}

static void store_fp(struct bl *b, char type, unsigned local, const struct bl_pin *p)
{
    bool avx = b->config->avx;
    unsigned reg = bl_xmm(b, bl_top(b, 0, type), type);
    x64_fp_mov_to(&b->a, avx, type == 'D', bl_local(local), reg);
    if (p != NULL && p->reg != reg)
        x64_fp_mov(&b->a, avx, type == 'D', p->reg, x64_r(reg));
    if (p == NULL && reg < BL_XMM_POOL)
        b->xmm_copies[reg] = (struct bl_copy){type, (uint16_t)local};
}

void bl_store_local(struct bl *b, char type, unsigned local)
{
    bool wide = bl_is_wide(type);
    unsigned pin = b->pin_of[local];
    const struct bl_pin *p = pin != BL_NO_PIN ? &b->pins[pin] : NULL;
    struct bl_operand *o = bl_top(b, 0, type);
    if (o->where == IS_LOCAL && o->local == local) { /* x = x */
        bl_pop(b, wide ? 2 : 1);
        return;
    }
    separate(b, local, wide);
    forget_local(b, local);
    if (wide)
        forget_local(b, local + 1);
    if (is_fp(type))
        store_fp(b, type, local, p);
    else
        store_int(b, type, local, p);
    if (p != NULL)
        b->pins_valid |= 1u << pin;
    bl_pop(b, wide ? 2 : 1);
}

void bl_increment(struct bl *b, unsigned local, int32_t by)
{
    separate(b, local, false);
    forget_local(b, local);
    const struct bl_pin *p = pinned(b, local);
    if (p == NULL) {
        x64_alu_imm(&b->a, ALU_ADD, 4, bl_local(local), by);
        return;
    }
    x64_alu_imm(&b->a, ALU_ADD, 4, x64_r(p->reg), by);
    x64_mov_to(&b->a, 8, bl_local(local), p->reg);
}

/* ---- everything ---- */

void bl_store_operand(struct bl *b, const struct bl_operand *o)
{
    struct x64_rm to = bl_slot(b, o->slot);
    unsigned pin;
    switch ((enum bl_where)o->where) {
    case IN_GPR: x64_mov_to(&b->a, 8, to, o->reg); break;
    case IN_XMM: x64_fp_mov_to(&b->a, b->config->avx, o->type != 'F', to, o->reg); break;
    case IS_CONST:
        if (is_immediate(o)) {
            x64_mov_to_imm(&b->a, 8, to, (int32_t)o->value);
        } else {
            x64_mov_imm(&b->a, BL_SCRATCH, bl_size(o->type) == 4 ? (uint32_t)o->value : (uint64_t)o->value);
            x64_mov_to(&b->a, 8, to, BL_SCRATCH);
        }
        break;
    case IS_LOCAL:
        pin = b->pin_of[o->local];
        if (pin != BL_NO_PIN && (b->pins_valid >> pin & 1) && !is_fp(o->type)) {
            x64_mov_to(&b->a, 8, to, b->pins[pin].reg);
        } else {
            x64_mov(&b->a, 8, BL_SCRATCH, bl_local(o->local));
            x64_mov_to(&b->a, 8, to, BL_SCRATCH);
        }
        break;
    case IN_MEMORY:
    case IS_HIGH: break;
    }
}

void bl_flush(struct bl *b)
{
    for (unsigned i = 0; i < b->depth; i++) {
        bl_store_operand(b, &b->stack[i]);
        let_go(b, &b->stack[i]);
    }
}

void bl_forget(struct bl *b, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        b->stack[i] = (struct bl_operand){.where = IN_MEMORY, .slot = (uint16_t)i};
    b->depth = depth;
    memset(b->gpr_uses, 0, sizeof b->gpr_uses);
    memset(b->xmm_uses, 0, sizeof b->xmm_uses);
    bl_forget_copies(b);
    b->not_null = 0;
}
