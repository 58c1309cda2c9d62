/* baseline.c - the baseline compiler: the pass over the bytecode, and the code out of line. */
#include "backend/baseline_internal.h"

#include <stddef.h>
#include <string.h>

enum { MAX_CODE = 1 << 22 };

/* ---- leaving for the interpreter ---- */

static void save_stack(struct bl *b, uint32_t *first, uint32_t *n)
{
    *first = (uint32_t)b->saved.len;
    for (unsigned i = 0; i < b->depth; i++)
        if (b->stack[i].where != IN_MEMORY && b->stack[i].where != IS_HIGH)
            vec_push(&b->saved, b->stack[i]);
    *n = (uint32_t)b->saved.len - *first;
}

static bool same_as_last(const struct bl *b, const struct bl_exit *e)
{
    uint32_t n = 0;
    if (e->bci != b->bci || e->leave != LEAVE_STEP)
        return false;
    for (unsigned i = 0; i < b->depth; i++) {
        const struct bl_operand *o = &b->stack[i];
        if (o->where == IN_MEMORY || o->where == IS_HIGH)
            continue;
        if (n == e->nsaved || memcmp(&b->saved.at[e->saved + n], o, sizeof *o) != 0)
            return false;
        n++;
    }
    return n == e->nsaved;
}

x64_label bl_exit(struct bl *b, bool back)
{
    b->may_continue |= back;
    if (b->exits.len > 0 && same_as_last(b, &vec_last(&b->exits)))
        return vec_last(&b->exits).label;
    struct bl_exit e = {
        .label = x64_new_label(&b->a), .bci = b->bci, .depth = (uint16_t)b->depth, .leave = LEAVE_STEP};
    save_stack(b, &e.saved, &e.nsaved);
    vec_push(&b->exits, e);
    return e.label;
}

x64_label bl_site_exit(struct bl *b)
{
    struct bl_exit e = {
        .label = x64_new_label(&b->a), .bci = b->bci, .depth = (uint16_t)b->depth, .leave = LEAVE_SITE};
    b->may_continue = true;
    save_stack(b, &e.saved, &e.nsaved);
    vec_push(&b->exits, e);
    return e.label;
}

x64_label bl_region_exit(struct bl *b, const struct baseline_operand *c)
{
    struct bl_slow s = {.label = x64_new_label(&b->a),
                        .bci = b->bci,
                        .behind = b->next,
                        .depth = (uint16_t)b->depth,
                        .arguments = c->arg_slots,
                        .site = c->site};
    b->may_continue = true;
    save_stack(b, &s.saved, &s.nsaved);
    vec_push(&b->slow, s);
    return s.label;
}

void bl_ask_site(struct bl *b, uint64_t site, unsigned class, x64_label others)
{
    struct x64_asm *a = &b->a;
    x64_mov_imm(a, BL_SCRATCH, site);
    x64_mov(a, 8, BL_SCRATCH, x64_m(BL_SCRATCH, 0));
    x64_alu(a, ALU_CMP, 8, class, x64_m(BL_SCRATCH, offsetof(struct baseline_site, class)));
    x64_jcc(a, CC_NE, others);
}

void bl_site_others(struct bl *b)
{
    x64_alu_imm(&b->a, ALU_CMP, 8, x64_m(BL_SCRATCH, offsetof(struct baseline_site, variable)), 0);
    x64_jcc(&b->a, CC_E, bl_site_exit(b));
}

/* What an instruction leaves on the stack is known from the next one's depth. */
static unsigned depth_behind(const struct bl *b)
{
    return b->next < b->m->length && b->depths[b->next] != BL_NO_DEPTH ? b->depths[b->next] : 0;
}

static void go_out(struct bl *b, uint32_t bci, unsigned depth, enum bl_leave leave)
{
    struct x64_asm *a = &b->a;
    x64_mov_imm(a, RDI, bci * sizeof *b->m->units);
    x64_lea(a, 8, RSI, bl_slot(b, depth));
    b->leaves_used[leave] = true;
    x64_jmp(a, b->leaves[leave]);
}

void bl_leave(struct bl *b, enum bl_leave leave)
{
    bl_flush(b);
    b->unknown += leave == LEAVE_COLD;
    go_out(b, b->bci, b->depth, leave);
    bl_forget(b, depth_behind(b));
    b->pins_valid = 0;
    unsigned op = b->code[b->bci];
    uint32_t behind = op >= BC_invokevirtual && op <= BC_invokedynamic ? b->bci + 3 : b->next;
    if (behind < b->m->length)
        b->entries[behind] = x64_here(&b->a);
}

x64_label bl_target(struct bl *b, uint32_t bci)
{
    if (b->flags[bci] & BL_LOOP) {
        if (b->heads[bci] == X64_NO_LABEL)
            b->heads[bci] = x64_new_label(&b->a);
        return b->heads[bci];
    }
    if (b->labels[bci] == X64_NO_LABEL)
        b->labels[bci] = x64_new_label(&b->a);
    return b->labels[bci];
}

/* As operands that are no operands: registers that have copies of locals. */
static uint32_t save_copies(struct bl *b, const struct bl_copy *copies)
{
    uint32_t n = 0;
    for (unsigned i = 0; i < 16; i++)
        if (copies[i].type != 0) {
            vec_push(&b->saved, ((struct bl_operand){.where = IS_LOCAL,
                                                     .reg = (uint8_t)i,
                                                     .type = copies[i].type,
                                                     .local = copies[i].local,
                                                     .slot = BL_NO_SLOT}));
            n++;
        }
    return n;
}

void bl_enter_here(struct bl *b, uint32_t bci)
{
    if (bci < b->m->length && (b->flags[bci] & BL_LABEL))
        return; /* the block's beginning will do */
    struct bl_entry e = {
        .bci = bci, .label = x64_new_label(&b->a), .pins = b->pins_valid, .depth = (uint16_t)b->depth};
    save_stack(b, &e.saved, &e.nsaved);
    e.nsaved += save_copies(b, b->gpr_copies) + save_copies(b, b->xmm_copies);
    x64_bind(&b->a, e.label);
    vec_push(&b->reentries, e);
}

void bl_call_c(struct bl *b, const void *function)
{
    struct x64_asm *a = &b->a;
    x64_alu_imm(a, ALU_SUB, 8, x64_r(RSP), 8);
    x64_mov_imm(a, RAX, (uint64_t)(uintptr_t)function);
    x64_call_rm(a, x64_r(RAX));
    x64_alu_imm(a, ALU_ADD, 8, x64_r(RSP), 8);
    bl_forget_copies(b);
    for (unsigned i = 0; i < b->npins; i++) {
        const struct bl_pin *p = &b->pins[i];
        if (p->type == 'F' || p->type == 'D' || p->reg < R12)
            b->pins_valid &= ~(1u << i);
    }
}

void bl_call_vm(struct bl *b, const void *function)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    x64_label behind = x64_new_label(a);
    x64_mov_imm(a, RAX, (uint64_t)(uintptr_t)(b->m->units + b->bci));
    x64_mov_to(a, 8, bl_frame(b, l->frame_pc), RAX);
    x64_lea(a, 8, RAX, bl_slot(b, b->depth));
    x64_mov_to(a, 8, bl_frame(b, l->frame_sp), RAX);
    x64_lea(a, 8, RAX, x64_ml(behind)); /* a thread stands in this code */
    x64_mov_to(a, 8, bl_frame(b, l->frame_resume), RAX);
    x64_mov(a, 8, RDI, x64_r(BL_THREAD));
    bl_call_c(b, function);
    x64_bind(a, behind);
}

/* ---- the pass ---- */

/* Everything is in memory. */
static void stub(struct bl *b, uint32_t bci)
{
    struct x64_asm *a = &b->a;
    const struct baseline_method *m = b->m;
    uint32_t end = bci + 1;
    while (end < m->length && !(b->flags[end] & BL_LABEL))
        end++;
    if (m->wants_stub == NULL || !m->wants_stub(m->user, bci, end))
        return;
    struct bl_exit e = {.label = x64_new_label(a),
                        .bci = bci,
                        .depth = (uint16_t)b->depth,
                        .leave = LEAVE_REACHED,
                        .saved = (uint32_t)b->saved.len};
    vec_push(&b->exits, e);
    if (x64_here(a) % 8 + BASELINE_STUB_BYTES > 8)
        x64_align(a, 8);
    vec_push(&b->stubs, ((struct baseline_stub){bci, x64_here(a)}));
    x64_jmp(a, e.label);
    b->failed |= x64_here(a) - vec_last(&b->stubs).at != BASELINE_STUB_BYTES;
}

static bool is_condition(unsigned op)
{
    return (op >= BC_ifeq && op <= BC_if_acmpne) || op == BC_ifnull || op == BC_ifnonnull;
}

/* The way straight on, where it is no block that is jumped to as well. */
static void stub_behind(struct bl *b)
{
    uint32_t next = b->next;
    unsigned op = b->code[b->bci];
    bool fused = op >= BC_lcmp && op <= BC_dcmpg && next > b->bci + 1; /* with the branch behind it */
    if ((is_condition(op) || fused) && !b->dead && next < b->m->length && !(b->flags[next] & BL_LABEL))
        stub(b, next);
}

static void begin_block(struct bl *b)
{
    struct x64_asm *a = &b->a;
    uint32_t bci = b->bci;
    if (!b->dead) {
        bl_flush(b);
        bl_validate(b);
    }
    bl_forget(b, b->depths[bci]);
    b->pins_valid = (1u << b->npins) - 1;
    b->dead = false;
    if (b->flags[bci] & BL_LOOP) {
        struct bl_exit e = {.label = x64_new_label(a),
                            .bci = bci,
                            .depth = (uint16_t)b->depth,
                            .leave = LEAVE_POLL,
                            .saved = (uint32_t)b->saved.len};
        x64_bind(a, bl_target(b, bci));
        x64_alu_imm(a, ALU_CMP, 4, x64_m(BL_THREAD, b->layout->thread_poll), 0);
        x64_jcc(a, CC_NE, e.label);
        vec_push(&b->exits, e);
        if (b->labels[bci] == X64_NO_LABEL)
            b->labels[bci] = x64_new_label(a);
        x64_bind(a, b->labels[bci]);
    } else {
        x64_bind(a, bl_target(b, bci));
    }
    vec_push(&b->reentries, ((struct bl_entry){.bci = bci,
                                               .label = b->labels[bci],
                                               .pins = b->pins_valid,
                                               .depth = (uint16_t)b->depth,
                                               .block = true}));
    stub(b, bci);
}

static void translate(struct bl *b)
{
    unsigned op = b->code[b->bci];
    b->locked = 0;
    b->may_continue = false;
    if (bl_memory(b, op) || bl_arith(b, op) || bl_branch(b, op) || bl_object(b, op) || bl_return(b, op)) {
        b->locked = 0;
        bool is_call = op >= BC_invokevirtual && op <= BC_invokedynamic;
        if (b->may_continue && !b->dead && (!is_call || b->entries[b->bci + 3] == 0))
            bl_enter_here(b, is_call ? b->bci + 3 : b->next);
        return;
    }
    bl_leave(b, LEAVE_STEP);
    b->dead = op == BC_athrow;
}

static void pass(struct bl *b)
{
    b->dead = false;
    for (b->bci = 0; b->bci < b->m->length && !b->failed; b->bci = b->next) {
        b->next = b->bci + bytecode_length(b->code, b->m->length, b->bci);
        if (b->next == b->bci || b->a.code.len > MAX_CODE) {
            b->failed = true;
            return;
        }
        if (b->depths[b->bci] == BL_NO_DEPTH)
            continue;
        if (b->starts != NULL)
            b->starts[b->bci] = (x64_here(&b->a) + 1) | (b->flags[b->bci] & BL_LABEL ? BASELINE_TARGET : 0);
        if (b->flags[b->bci] & BL_LABEL)
            begin_block(b);
        translate(b);
        stub_behind(b);
    }
}

/* ---- the beginning ---- */

static void prologue(struct bl *b, struct baseline_result *out)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    x64_label overflow = x64_new_label(a), start = x64_new_label(a);
    x64_bind(a, overflow);
    x64_mov(a, 8, RCX, x64_r(BL_THREAD));
    x64_mov_imm(a, BL_SCRATCH, (uint64_t)(uintptr_t)b->config->overflow);
    x64_jmp_rm(a, x64_r(BL_SCRATCH));
    x64_align(a, 16);
    out->memory_entry = x64_here(a);
    x64_lea(a, 8, BL_LOCALS, x64_m(RSI, -8 * (int32_t)b->m->arg_slots));
    x64_lea(a, 8, RDX, bl_slot(b, b->m->max_stack));
    x64_alu(a, ALU_CMP, 8, RDX, x64_m(BL_THREAD, l->thread_stack_limit));
    x64_jcc(a, CC_AE, overflow);
    x64_mov(a, 8, RCX, x64_m(BL_THREAD, l->thread_frame));
    x64_lea(a, 8, RDX, bl_frame(b, 0));
    x64_mov_to(a, 8, bl_frame(b, l->frame_prev), RCX);
    x64_mov_to(a, 8, bl_frame(b, l->frame_method), RAX);
    x64_mov_to(a, 8, bl_frame(b, l->frame_locals), BL_LOCALS);
    x64_mov_to(a, 8, x64_m(BL_THREAD, l->thread_frame), RDX);
    x64_bind(a, start);
    out->frame_entry = x64_here(a);
    x64_mov_imm(a, RDX, (uint64_t)(uintptr_t)b->config->dispatch);
    x64_mov_to(a, 8, bl_frame(b, l->frame_dispatch), RDX);
    b->pins_valid = 0;
}

/* ---- the end ---- */

static void emit_exits(struct bl *b)
{
    b->pins_valid = 0; /* memory is always current */
    for (size_t i = 0; i < b->exits.len; i++) {
        const struct bl_exit *e = &b->exits.at[i];
        x64_bind(&b->a, e->label);
        for (uint32_t k = 0; k < e->nsaved; k++)
            bl_store_operand(b, &b->saved.at[e->saved + k]);
        go_out(b, e->bci, e->depth, (enum bl_leave)e->leave);
    }
}

/* A register's value again; 1 if there was anything to do. */
static unsigned restore(struct bl *b, const struct bl_operand *o)
{
    bool copy = o->where == IS_LOCAL && o->slot == BL_NO_SLOT, fp = o->type == 'F' || o->type == 'D';
    struct x64_rm from = copy ? bl_local(o->local) : bl_slot(b, o->slot);
    if (o->where == IN_XMM || (copy && fp))
        x64_fp_mov(&b->a, b->config->avx, o->type != 'F', o->reg, from);
    else if (o->where == IN_GPR || copy)
        x64_mov(&b->a, bl_size(o->type), o->reg, from);
    else
        return 0;
    return 1;
}

static void emit_reentries(struct bl *b)
{
    struct x64_asm *a = &b->a;
    for (size_t i = 0; i < b->reentries.len; i++) {
        const struct bl_entry *e = &b->reentries.at[i];
        if (e->bci >= b->m->length)
            continue;
        uint32_t here = x64_here(a), mark = e->block ? BASELINE_BLOCK : 0;
        uint32_t loaded = 0;
        for (uint32_t k = 0; k < e->nsaved; k++) {
            const struct bl_operand *o = &b->saved.at[e->saved + k];
            loaded += restore(b, o);
        }
        bl_load_pins(b, e->pins);
        if (loaded == 0 && e->pins == 0) {
            b->entries[e->bci] = x64_label_offset(a, e->label) | mark;
            continue;
        }
        b->entries[e->bci] = here | mark;
        x64_jmp(a, e->label);
    }
}

static void emit_slow(struct bl *b)
{
    struct x64_asm *a = &b->a;
    for (size_t i = 0; i < b->slow.len; i++) {
        const struct bl_slow *s = &b->slow.at[i];
        x64_label behind = x64_new_label(a);
        x64_bind(a, s->label);
        for (uint32_t k = 0; k < s->nsaved; k++)
            bl_store_operand(b, &b->saved.at[s->saved + k]);
        b->bci = s->bci;
        b->depth = s->depth;
        x64_lea(a, 8, RSI, bl_slot(b, s->depth - s->arguments));
        x64_mov_imm(a, RDX, s->site);
        bl_call_vm(b, b->config->region);
        x64_alu_imm(a, ALU_CMP, 8, x64_m(BL_THREAD, b->layout->thread_exception), 0);
        b->leaves_used[LEAVE_UNWIND] = true;
        x64_jcc(a, CC_NE, b->leaves[LEAVE_UNWIND]);
        x64_bind_at(a, behind, b->entries[s->behind]);
        x64_jmp(a, behind);
    }
}

static void emit_leaves(struct bl *b)
{
    struct x64_asm *a = &b->a;
    const struct baseline_config *c = b->config;
    const void *const to[BL_NLEAVES] = {c->step,         c->step_cold, c->step_site,
                                        c->step_reached, c->poll,      c->unwind};
    for (int i = 0; i < BL_NLEAVES; i++) {
        if (!b->leaves_used[i])
            continue;
        x64_bind(a, b->leaves[i]);
        x64_mov_imm(a, BL_SCRATCH, (uint64_t)(uintptr_t)b->m->units);
        x64_alu(a, ALU_ADD, 8, RDI, x64_r(BL_SCRATCH));
        x64_mov(a, 8, RDX, x64_r(BL_LOCALS));
        x64_mov(a, 8, RCX, x64_r(BL_THREAD));
        x64_mov_imm(a, BL_SCRATCH, (uint64_t)(uintptr_t)to[i]);
        x64_jmp_rm(a, x64_r(BL_SCRATCH));
    }
}

static void emit_tables(struct bl *b)
{
    struct x64_asm *a = &b->a;
    for (size_t i = 0; i < b->tables.len; i++) {
        const struct bl_table *t = &b->tables.at[i];
        x64_align(a, 4);
        x64_bind(a, t->label);
        for (uint32_t k = 0; k < t->n; k++)
            x64_u32(a, 0);
    }
}

/* Distances from the table. */
static void fill_tables(struct bl *b)
{
    for (size_t i = 0; i < b->tables.len; i++) {
        const struct bl_table *t = &b->tables.at[i];
        uint32_t at = x64_label_offset(&b->a, t->label);
        for (uint32_t k = 0; k < t->n; k++) {
            uint32_t distance = x64_label_offset(&b->a, b->targets.at[t->first + k]) - at;
            memcpy(b->a.code.at + at + 4 * (size_t)k, &distance, sizeof distance);
        }
    }
}

/* ---- all of it ---- */

static void init(struct bl *b, const struct baseline_config *config, const struct baseline_method *m)
{
    uint32_t n = m->length;
    *b = (struct bl){.config = config, .layout = &config->layout, .m = m, .code = m->code};
    b->depths = xmalloc(n * sizeof *b->depths);
    memset(b->depths, 0xff, n * sizeof *b->depths);
    b->flags = xcalloc(n, 1);
    b->nesting = xcalloc(n, 1);
    b->labels = xmalloc(n * sizeof *b->labels);
    memset(b->labels, 0xff, n * sizeof *b->labels);
    b->heads = xmalloc(n * sizeof *b->heads);
    memset(b->heads, 0xff, n * sizeof *b->heads);
    b->entries = xcalloc(n + 4, sizeof *b->entries);
    b->starts = m->lines ? xcalloc(n, sizeof *b->starts) : NULL;
    b->stack = xcalloc(m->max_stack + 4u, sizeof *b->stack);
    b->pin_of = xcalloc(m->max_locals + 1u, 1);
    b->pool = 1u << RAX | 1u << RCX | 1u << RDX | 1u << RSI | 1u << RDI | 1u << R8 | 1u << R9 | 1u << R10 |
              1u << R12 | 1u << R13 | 1u << R14;
    for (unsigned i = 0; i < ARRAY_LEN(b->returns); i++)
        b->returns[i].label = X64_NO_LABEL;
    for (int i = 0; i < BL_NLEAVES; i++)
        b->leaves[i] = x64_new_label(&b->a);
}

static void release(struct bl *b)
{
    free(b->depths);
    free(b->flags);
    free(b->nesting);
    free(b->labels);
    free(b->heads);
    free(b->stack);
    free(b->pin_of);
    vec_free(&b->exits);
    vec_free(&b->reentries);
    vec_free(&b->slow);
    vec_free(&b->saved);
    vec_free(&b->tables);
    vec_free(&b->targets);
}

bool baseline_generate(const struct baseline_config *config, const struct baseline_method *m,
                       struct baseline_result *out)
{
    struct bl b;
    *out = (struct baseline_result){0};
    if (m->length == 0 || m->length > UINT16_MAX)
        return false;
    init(&b, config, m);
    bool ok = bl_scan(&b);
    if (ok) {
        bl_choose_pins(&b);
        prologue(&b, out);
        pass(&b);
        out->body_end = x64_here(&b.a);
        emit_exits(&b);
        bl_emit_returns(&b);
        emit_reentries(&b);
        emit_slow(&b);
        emit_leaves(&b);
        emit_tables(&b);
        ok = !b.failed && x64_asm_finish(&b.a);
    }
    if (ok) {
        fill_tables(&b);
        out->code = b.a.code.at;
        out->size = (uint32_t)b.a.code.len;
        out->entries = b.entries;
        out->unknown = b.unknown;
        out->starts = b.starts;
        out->stubs = b.stubs.at;
        out->nstubs = (uint32_t)b.stubs.len;
        b.a.code.at = NULL;
    } else {
        free(b.entries);
        free(b.starts);
        vec_free(&b.stubs);
    }
    release(&b);
    x64_asm_free(&b.a);
    return ok;
}
