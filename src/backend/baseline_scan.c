/*
 * baseline_scan.c - what the baseline compiler must know before it begins: where blocks start and how deep
 * the stack is there, loops, and which locals are worth a register.
 */
#include <string.h>
#include "backend/baseline_internal.h"
#include "frontend/stack_effect.h"

/* ---- effects ---- */

static unsigned slots_of(char type)
{
    return type == 'V' || type == 0 ? 0 : bl_is_wide(type) ? 2 : 1;
}

/* Effects of instructions that stack_effect does not know. */
static bool other_effect(const struct bl *b, uint32_t bci, unsigned *pops, unsigned *pushes)
{
    const uint8_t *p = b->code + bci;
    struct baseline_operand o = {0};
    switch (*p) {
    case BC_pop2: *pops = 2, *pushes = 0; return true;
    case BC_dup: *pops = 1, *pushes = 2; return true;
    case BC_dup_x1: *pops = 2, *pushes = 3; return true;
    case BC_dup_x2: *pops = 3, *pushes = 4; return true;
    case BC_dup2: *pops = 2, *pushes = 4; return true;
    case BC_dup2_x1: *pops = 3, *pushes = 5; return true;
    case BC_dup2_x2: *pops = 4, *pushes = 6; return true;
    case BC_swap: *pops = *pushes = 2; return true;
    case BC_ldc:
    case BC_ldc_w: *pops = 0, *pushes = 1; return true;
    case BC_ldc2_w: *pops = 0, *pushes = 2; return true;
    case BC_multianewarray: *pops = p[3], *pushes = 1; return true;
    case BC_wide: {
        const char *effect = stack_effect(p[1]);
        if (p[1] == BC_ret || effect == NULL)
            return false;
        *pops = stack_effect_slots(effect);
        *pushes = stack_effect_slots(strchr(effect, '>') + 1);
        return true;
    }
    case BC_getstatic:
    case BC_getfield:
    case BC_putstatic:
    case BC_putfield:
        b->m->operand(b->m->user, bci, &o);
        *pops = (*p == BC_getfield || *p == BC_putfield) +
                (*p == BC_putstatic || *p == BC_putfield ? slots_of(o.type) : 0);
        *pushes = *p == BC_getstatic || *p == BC_getfield ? slots_of(o.type) : 0;
        return true;
    case BC_invokevirtual:
    case BC_invokespecial:
    case BC_invokestatic:
    case BC_invokeinterface:
    case BC_invokedynamic:
        b->m->operand(b->m->user, bci, &o);
        *pops = o.arg_slots;
        *pushes = slots_of(o.type);
        return true;
    default: return false; /* jsr, ret */
    }
}

static bool effect_at(const struct bl *b, uint32_t bci, unsigned *pops, unsigned *pushes)
{
    const char *effect = stack_effect(b->code[bci]);
    if (effect == NULL)
        return other_effect(b, bci, pops, pushes);
    *pops = stack_effect_slots(effect);
    *pushes = stack_effect_slots(strchr(effect, '>') + 1);
    return true;
}

/* ---- blocks ---- */

struct scan {
    struct bl *b;
    VEC(uint32_t) work;
    bool failed;
};

static void flow(struct scan *s, uint32_t from, int64_t to, unsigned depth)
{
    struct bl *b = s->b;
    if (to < 0 || to >= b->m->length || depth > b->m->max_stack) {
        s->failed = true;
        return;
    }
    b->flags[to] |= BL_LABEL;
    if (to <= from) {
        b->flags[to] |= BL_LOOP;
        for (int64_t i = to; i <= from; i++)
            b->nesting[i] += b->nesting[i] < UINT8_MAX;
    }
    if (b->depths[to] == BL_NO_DEPTH)
        vec_push(&s->work, (uint32_t)to);
    else if (b->depths[to] != depth)
        s->failed = true;
    b->depths[to] = (uint16_t)depth;
}

static void flow_switch(struct scan *s, uint32_t bci, unsigned depth)
{
    const uint8_t *at = s->b->code + bci, *p = s->b->code + ((bci + 4) & ~(uint32_t)3);
    flow(s, bci, (int64_t)bci + read_s4(p), depth);
    if (*at == BC_tableswitch) {
        int64_t n = (int64_t)read_s4(p + 8) - read_s4(p + 4) + 1;
        for (int64_t i = 0; i < n; i++)
            flow(s, bci, (int64_t)bci + read_s4(p + 12 + 4 * i), depth);
    } else {
        int64_t n = read_s4(p + 4);
        for (int64_t i = 0; i < n; i++)
            flow(s, bci, (int64_t)bci + read_s4(p + 12 + 8 * i), depth);
    }
}

static bool is_end(unsigned op)
{
    return (op >= BC_ireturn && op <= BC_return) || op == BC_athrow;
}

/* Follows one path until it joins what was seen. */
static void scan_path(struct scan *s, uint32_t bci)
{
    struct bl *b = s->b;
    unsigned depth = b->depths[bci], pops, pushes;
    while (!s->failed) {
        uint32_t length = bytecode_length(b->code, b->m->length, bci);
        if (length == 0 || !effect_at(b, bci, &pops, &pushes) || pops > depth ||
            depth - pops + pushes > b->m->max_stack) {
            s->failed = true;
            return;
        }
        unsigned op = b->code[bci];
        depth = depth - pops + pushes;
        switch (bytecode_format(op)) {
        case BC_FMT_BRANCH2: flow(s, bci, (int64_t)bci + read_s2(b->code + bci + 1), depth); break;
        case BC_FMT_BRANCH4: flow(s, bci, (int64_t)bci + read_s4(b->code + bci + 1), depth); break;
        case BC_FMT_SWITCH: flow_switch(s, bci, depth); return;
        default: break;
        }
        if (op == BC_goto || op == BC_goto_w || is_end(op))
            return;
        bci += length;
        if (bci >= b->m->length) {
            s->failed = true;
            return;
        }
        if (b->depths[bci] != BL_NO_DEPTH) {
            s->failed |= b->depths[bci] != depth;
            return;
        }
        b->depths[bci] = (uint16_t)depth;
    }
}

bool bl_scan(struct bl *b)
{
    struct scan s = {.b = b};
    b->depths[0] = 0;
    vec_push(&s.work, 0);
    for (uint32_t i = 0; i < b->m->nhandlers && !s.failed; i++) {
        uint32_t pc = b->m->handlers[i];
        b->flags[pc] |= BL_LABEL | BL_HANDLER;
        if (b->depths[pc] == BL_NO_DEPTH)
            vec_push(&s.work, pc);
        b->depths[pc] = 1;
        s.failed = b->m->max_stack < 1;
    }
    while (s.work.len > 0 && !s.failed)
        scan_path(&s, vec_pop(&s.work));
    vec_free(&s.work);
    return !s.failed;
}

/* ---- locals ---- */

char bl_local_use(const uint8_t *p, unsigned *local, bool *store)
{
    static const char types[] = {'I', 'J', 'F', 'D', 'A'};
    unsigned op = *p;
    bool wide = op == BC_wide;
    if (wide)
        op = p[1];
    *store = false;
    if (op >= BC_iload && op <= BC_aload) {
        *local = wide ? read_u2(p + 2) : p[1];
        return types[op - BC_iload];
    }
    if (op >= BC_iload_0 && op <= BC_aload_3) {
        *local = (op - BC_iload_0) & 3;
        return types[(op - BC_iload_0) >> 2];
    }
    if (op == BC_iinc) {
        *local = wide ? read_u2(p + 2) : p[1];
        return 'I';
    }
    *store = true;
    if (op >= BC_istore && op <= BC_astore) {
        *local = wide ? read_u2(p + 2) : p[1];
        return types[op - BC_istore];
    }
    if (op >= BC_istore_0 && op <= BC_astore_3) {
        *local = (op - BC_istore_0) & 3;
        return types[(op - BC_istore_0) >> 2];
    }
    return 0;
}

struct use {
    float weight;
    char type; /* 0: none; 1: several */
};

static void count_uses(const struct bl *b, struct use *uses, float *calls)
{
    static const float weights[] = {1, 8, 64, 512};
    uint32_t length;
    for (uint32_t bci = 0; bci < b->m->length; bci += length) {
        const uint8_t *p = b->code + bci;
        unsigned local;
        bool store;
        length = bytecode_length(b->code, b->m->length, bci);
        if (length == 0)
            return;
        if (b->depths[bci] == BL_NO_DEPTH)
            continue;
        float weight = weights[b->nesting[bci] < 3 ? b->nesting[bci] : 3];
        char type = bl_local_use(p, &local, &store);
        if (type != 0 && local < b->m->max_locals) {
            struct use *u = &uses[local];
            u->weight += store ? weight / 4 : weight;
            u->type = u->type == 0 || u->type == type ? type : 1;
        } else if (*p >= BC_invokevirtual && *p <= BC_invokedynamic) {
            *calls += weight;
        }
    }
}

/* Registers of the pool that the last pins are taken from are clobbered by C functions; the first are not. */
static const uint8_t gpr_pins[] = {R12, R13, R14, R10, R9, R8}, xmm_pins[] = {8, 9, 10, 11, 12, 13, 14};

/* Only what loops read: elsewhere a load from the frame costs as much as keeping the register current. */
void bl_choose_pins(struct bl *b)
{
    struct use *uses = xcalloc(b->m->max_locals + 1u, sizeof *uses);
    unsigned gprs = 0, xmms = 0;
    float calls = 0;
    memset(b->pin_of, BL_NO_PIN, b->m->max_locals + 1u);
    count_uses(b, uses, &calls);
    for (;;) {
        struct use *best = NULL;
        for (unsigned i = 0; i < b->m->max_locals; i++) {
            struct use *u = &uses[i];
            bool fp = u->type == 'F' || u->type == 'D';
            if (u->type > 1 && u->weight >= 12 && u->weight > 0.6f * calls &&
                (fp ? xmms < ARRAY_LEN(xmm_pins) : gprs < ARRAY_LEN(gpr_pins)) &&
                (best == NULL || u->weight > best->weight))
                best = u;
        }
        if (best == NULL)
            break;
        bool fp = best->type == 'F' || best->type == 'D';
        unsigned local = (unsigned)(best - uses);
        b->pin_of[local] = (uint8_t)b->npins;
        b->pins[b->npins++] =
            (struct bl_pin){(uint16_t)local, fp ? xmm_pins[xmms++] : gpr_pins[gprs++], best->type};
        best->weight = 0;
    }
    for (unsigned i = 0; i < gprs; i++)
        b->pool &= ~(1u << gpr_pins[i]);
    free(uses);
}
