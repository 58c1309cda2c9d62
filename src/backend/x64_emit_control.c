/* x64_emit_control.c - entry, branches, switches, guards, calls, and the ways out of a frame. */
#include "backend/x64_emit.h"

#include <string.h>

/* ---------------------------------------------------------------------------------------------------- exits
 */

static void cold_deopt(struct x64_emitter *e, const struct x64_cold *cold)
{
    x64_call_stub(e, STUB_TRAP);
    x64_add_point(e, POINT_TRAP, cold->check, cold->a, cold->state, cold->b);
    x64_ud2(&e->a); /* nobody comes back */
}

x64_label x64_deopt_exit(struct x64_emitter *e, ssa_id check)
{
    const struct ssa_value *v = ssa_at(e->c->f, check);
    const struct lir_inst *in = x64_inst_at(e);
    struct x64_cold *cold = x64_add_cold(e, cold_deopt);
    cold->check = check;
    cold->state = v->state;
    cold->a = ssa_why_of(e->c->f, check);
    /* Operands that stay to the end of the instruction are looked up there (regalloc_scan.c). */
    bool late = in->trap == check;
    for (uint32_t k = 0; k < in->nstate && !late; k++)
        late = e->c->l.ops.at[in->ops + in->nops + k].role == LIR_LATE && in->trap == 0;
    cold->b = 2 * e->inst + late;
    return cold->label;
}

/* What `in` deoptimises for when it fails, unless it is a poll; SSA_NONE: nothing. */
static ssa_id check_of(const struct lir_inst *in)
{
    if (in->trap != 0)
        return in->trap;
    switch (in->op) {
    case X64_GUARD:
    case X64_INSTANCE_GUARD:
    case X64_CLASS_GUARD:
    case X64_CHECK_CAST:
    case X64_STORE_CHECK: return in->value;
    default: return SSA_NONE;
    }
}

/* The exit is taken before the instruction has done anything: all operands are where it finds them. */
void x64_count_down(struct x64_emitter *e, const struct lir_inst *in)
{
    ssa_id check = check_of(in);
    if (check == SSA_NONE)
        return;
    struct x64_cold *cold = x64_add_cold(e, cold_deopt);
    cold->check = check;
    cold->state = ssa_at(e->c->f, check)->state;
    cold->a = ssa_why_of(e->c->f, check);
    cold->b = 2 * e->inst;
    x64_alu_imm(&e->a, ALU_SUB, 4, x64_m(X64_THREAD, e->c->layout->thread_guard_countdown), 1);
    x64_jcc(&e->a, CC_E, cold->label);
}

x64_label x64_unwind_label(struct x64_emitter *e)
{
    if (e->unwind == X64_NO_LABEL)
        e->unwind = x64_new_label(&e->a);
    return e->unwind;
}

/* The exception that is pending in the thread goes to the handler here or to the caller. */
static void cold_throw(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    struct x64_rm pending = x64_m(X64_THREAD, e->c->layout->thread_exception);
    (void)cold;
    x64_mov(&e->a, 8, RAX, pending);
    x64_mov_to_imm(&e->a, 8, pending, 0);
    x64_jmp(&e->a, in->pad == SSA_NO_BLOCK ? x64_unwind_label(e) : e->blocks[x64_destination(e, in->pad)]);
}

void x64_throw_pending_if(struct x64_emitter *e, const struct lir_inst *in, unsigned cond)
{
    (void)in;
    struct x64_cold *cold = x64_add_cold(e, cold_throw);
    x64_jcc(&e->a, (enum x64_cond)cond, cold->label);
}

static void leave_frame(struct x64_emitter *e)
{
    int32_t at = -8;
    for (unsigned r = 0; r < 16; r++)
        if (e->saved >> r & 1) {
            x64_mov(&e->a, 8, r, x64_m(RBP, at));
            at -= 8;
        }
    x64_byte(&e->a, 0xc9); /* leave */
}

/* The blob's ways out for exceptions and for the runtime after a deoptimisation. */
void x64_emit_exits(struct x64_emitter *e)
{
    e->leave_at = x64_here(&e->a);
    leave_frame(e);
    x64_ret(&e->a);
    x64_bind(&e->a, x64_unwind_label(e));
    e->unwind_at = x64_here(&e->a);
    leave_frame(e);
    x64_jmp_rip(&e->a);
    x64_rip_slot(e, RELOC_STUB, STUB_THROW);
}

/* ---------------------------------------------------------------------------------------------------- entry
 */

static void cold_overflow(struct x64_emitter *e, const struct x64_cold *cold)
{
    (void)cold;
    x64_jmp_rip(&e->a);
    x64_rip_slot(e, RELOC_STUB, STUB_STACK_OVERFLOW);
}

/* The method is called anew: who knows what became of this code while the thread was looked at. */
static void cold_entry_poll(struct x64_emitter *e, const struct x64_cold *cold)
{
    (void)cold;
    x64_load_handle(e, RAX, RELOC_METHOD, e->c->f->method);
    x64_jmp_rip(&e->a);
    x64_rip_slot(e, RELOC_STUB, STUB_ENTRY_POLL);
}

/* Recursion without loops polls at entry. A loop that is entered polls at its header, with a state. */
static bool polls_at_entry(const struct x64_emitter *e)
{
    const struct backend_layout *layout = e->c->layout;
    return e->c->l.calls && e->c->f->osr_bci < 0 && e->c->f->method != 0 && layout->thread_entry_limit > 0 &&
           layout->method_entry >= 0 && backend_has_helper(e->c->be, HELPER_ENTRY_POLL) &&
           backend_has_helper(e->c->be, HELPER_STACK_OVERFLOW);
}

/* One comparison is both checks: whoever wants a poll puts the limit above all stacks. */
static void check_limit(struct x64_emitter *e)
{
    const struct backend_layout *layout = e->c->layout;
    bool polls = polls_at_entry(e);
    int32_t limit = polls ? layout->thread_entry_limit : layout->thread_stack_limit;
    if (limit < 0 || (!e->c->l.calls && e->frame_size <= 256))
        return;
    struct x64_cold *cold = x64_add_cold(e, polls ? cold_entry_poll : cold_overflow);
    x64_alu(&e->a, ALU_CMP, 8, RSP, x64_m(X64_THREAD, limit));
    x64_jcc(&e->a, CC_B, cold->label);
}

static void emit_entry(struct x64_emitter *e, const struct lir_inst *in)
{
    struct ssa_func *f = e->c->f;
    check_limit(e);
    e->frame_at = x64_here(&e->a);
    x64_push(&e->a, RBP);
    x64_mov(&e->a, 8, RBP, x64_r(RSP));
    if (e->frame_size > 0)
        x64_alu_imm(&e->a, ALU_SUB, 8, x64_r(RSP), (int32_t)e->frame_size);
    int32_t at = -8;
    for (unsigned r = 0; r < 16; r++)
        if (e->saved >> r & 1) {
            x64_mov_to(&e->a, 8, x64_m(RBP, at), r);
            at -= 8;
        }
    struct x64_move *moves = ARENA_ARRAY(e->c->arena, struct x64_move, in->nops + 1u);
    uint32_t n = 0;
    uint32_t osr_base = UINT32_MAX; /* operand that may overwrite the frame's address: last */
    for (uint32_t k = 0; k < in->nops; k++) {
        ssa_id v = e->c->l.ops.at[in->ops + k].reg;
        struct place to = x64_operand_place(e, in, k);
        enum ssa_type t = ssa_type_of(f, v);
        uint32_t number = (uint32_t)ssa_at(f, v)->imm;
        if (ssa_op_of(f, v) == SSA_OSR_PARAM) {
            if (to.kind == PLACE_GPR && to.index == RDI) {
                osr_base = k;
                continue;
            }
            struct x64_rm from = x64_m(RDI, (int32_t)number * 8);
            if (to.kind == PLACE_SLOT) {
                x64_mov(&e->a, 8, X64_SCRATCH, from);
                x64_mov_to(&e->a, 8, x64_rm_of_place(e, to), X64_SCRATCH);
            } else if (to.kind == PLACE_GPR)
                x64_mov(&e->a, x64_size_of(t), to.index, from);
            else
                x64_fp_mov(&e->a, e->avx, t != SSA_F32, to.index, from);
            continue;
        }
        uint32_t ints = 0, fps = 0, stack = 0;
        for (uint32_t i = 0; i < number; i++) {
            bool fp = lir_is_fp_type((enum ssa_type)f->params[i]);
            if (fp ? fps < X64_FP_ARGS : ints < X64_INT_ARGS)
                *(fp ? &fps : &ints) += 1;
            else
                stack += 8;
        }
        bool fp = lir_is_fp_type(t);
        struct place from = {PLACE_IN, stack};
        if (fp && fps < X64_FP_ARGS)
            from = (struct place){PLACE_FPR, fps};
        else if (!fp && ints < X64_INT_ARGS)
            from = (struct place){PLACE_GPR, x64_int_args[ints]};
        moves[n++] = (struct x64_move){from, to, (uint8_t)t};
    }
    x64_move_all(e, moves, n);
    if (osr_base != UINT32_MAX) {
        ssa_id v = e->c->l.ops.at[in->ops + osr_base].reg;
        x64_mov(&e->a, x64_size_of(ssa_type_of(f, v)), RDI, x64_m(RDI, (int32_t)ssa_at(f, v)->imm * 8));
    }
}

/* ----------------------------------------------------------------------------------------------------
 * branches */

/* A jump and no moves. */
static bool is_empty(const struct x64_emitter *e, uint32_t b)
{
    const struct lir_block *block = &e->c->l.blocks[b];
    if (block->nsuccs != 1 || block->end - block->first != 1 || block->succs[0] == b)
        return false;
    return !x64_has_moves(e, block->first, block->first + 1);
}

/* Empty blocks have no code, unless they go in circles. */
void x64_find_forwards(struct x64_emitter *e)
{
    enum { MAX_STEPS = 64 };
    const struct lir *l = &e->c->l;
    bool *empty = ARENA_ARRAY(e->c->arena, bool, l->nblocks);
    e->forwards = ARENA_ARRAY(e->c->arena, bool, l->nblocks);
    for (uint32_t b = 0; b < l->nblocks; b++)
        empty[b] = is_empty(e, b);
    for (uint32_t b = 0; b < l->nblocks; b++) {
        int steps = 0;
        for (uint32_t to = b; empty[to] && steps < MAX_STEPS; to = l->blocks[to].succs[0])
            steps++;
        e->forwards[b] = steps > 0 && steps < MAX_STEPS;
    }
}

uint32_t x64_destination(const struct x64_emitter *e, uint32_t b)
{
    while (e->forwards[b])
        b = e->c->l.blocks[b].succs[0];
    return b;
}

bool x64_is_next(const struct x64_emitter *e, uint32_t b)
{
    uint32_t next = e->block + 1;
    while (next < e->c->l.nblocks && e->forwards[next])
        next++;
    return b == next;
}

static void jump_to(struct x64_emitter *e, uint32_t b)
{
    if (!x64_is_next(e, b) && !x64_emit_return(e, b))
        x64_jmp(&e->a, e->blocks[b]);
}

static void emit_branch(struct x64_emitter *e, const struct lir_inst *in)
{
    const struct lir_block *b = &e->c->l.blocks[e->block];
    uint32_t yes = x64_destination(e, b->succs[0]), no = x64_destination(e, b->succs[1]);
    unsigned cond = in->cond;
    x64_emit_compare(e, in, 0);
    if (x64_is_next(e, yes)) {
        uint32_t t = yes;
        yes = no;
        no = t;
        cond ^= 1;
    }
    x64_jump_if(e, cond, e->blocks[yes]);
    jump_to(e, no);
}

/* Dense keys: a table of 32-bit distances behind the code. Others: binary search by comparisons. */
struct switch_case {
    int32_t key;
    uint32_t target;
};

static void compare_key(struct x64_emitter *e, unsigned on, int32_t key)
{
    if (key == 0)
        x64_test(&e->a, 4, x64_r(on), on);
    else
        x64_alu_imm(&e->a, ALU_CMP, 4, x64_r(on), key);
}

static void search(struct x64_emitter *e, unsigned on, const struct switch_case *cases, uint32_t n,
                   uint32_t otherwise)
{
    if (n <= 4) {
        for (uint32_t i = 0; i < n; i++) {
            compare_key(e, on, cases[i].key);
            x64_jcc(&e->a, CC_E, e->blocks[cases[i].target]);
        }
        x64_jmp(&e->a, e->blocks[otherwise]);
        return;
    }
    x64_label lower = x64_new_label(&e->a);
    compare_key(e, on, cases[n / 2].key);
    x64_jcc(&e->a, CC_L, lower);
    search(e, on, cases + n / 2, n - n / 2, otherwise);
    x64_bind(&e->a, lower);
    search(e, on, cases, n / 2, otherwise);
}

static int by_key(const void *a, const void *b)
{
    int32_t x = ((const struct switch_case *)a)->key, y = ((const struct switch_case *)b)->key;
    return x < y ? -1 : x > y;
}

/* Widens the table to all values that there can be, if it does not get much longer: then nothing is to be
 * checked. */
static bool cover_all(const struct x64_emitter *e, const struct lir_inst *in, uint32_t n, int64_t *first,
                      int64_t *span)
{
    const struct ssa_func *f = e->c->f;
    struct ssa_facts k = ssa_facts_of(f, ssa_in(f, in->value, 0));
    int64_t low = k.lo < *first ? k.lo : *first, last = *first + *span - 1;
    int64_t high = k.hi > last ? k.hi : last;
    if (high - low + 1 > 3 * (int64_t)n || low == INT32_MIN)
        return false;
    *first = low;
    *span = high - low + 1;
    return true;
}

static void emit_switch(struct x64_emitter *e, const struct lir_inst *in)
{
    const struct lir_block *b = &e->c->l.blocks[e->block];
    const int32_t *keys = e->c->f->blocks[b->id]->keys;
    unsigned on = x64_reg(e, in, 0), temp = x64_reg(e, in, 1);
    uint32_t n = b->nsuccs - 1, otherwise = x64_destination(e, b->succs[n]);
    struct switch_case *cases = ARENA_ARRAY(e->c->arena, struct switch_case, n + 1);
    for (uint32_t i = 0; i < n; i++)
        cases[i] = (struct switch_case){keys[i], x64_destination(e, b->succs[i])};
    qsort(cases, n, sizeof *cases, by_key);
    int64_t first = n > 0 ? cases[0].key : 0, span = n > 0 ? cases[n - 1].key - first + 1 : 0;
    if (n < 6 || span > 3 * (int64_t)n || first == INT32_MIN) {
        search(e, on, cases, n, otherwise);
        return;
    }
    bool all = cover_all(e, in, n, &first, &span);
    x64_label table = x64_new_label(&e->a);
    unsigned index = first == 0 ? on : temp;
    if (first != 0)
        x64_lea(&e->a, 4, temp, x64_m(on, (int32_t)-first));
    if (!all) {
        x64_alu_imm(&e->a, ALU_CMP, 4, x64_r(index), (int32_t)span);
        x64_jcc(&e->a, CC_AE, e->blocks[otherwise]);
    }
    x64_lea(&e->a, 8, X64_SCRATCH, x64_ml(table));
    x64_movx(&e->a, true, 4, 8, temp, x64_mx(X64_SCRATCH, index, 2, 0));
    x64_alu(&e->a, ALU_ADD, 8, temp, x64_r(X64_SCRATCH));
    x64_jmp_rm(&e->a, x64_r(temp));
    x64_align(&e->a, 4);
    x64_bind(&e->a, table);
    uint32_t start = x64_here(&e->a);
    for (uint32_t i = 0, k = 0; k < (uint32_t)span; k++) {
        bool hit = i < n && cases[i].key == first + (int64_t)k;
        uint32_t at = x64_here(&e->a);
        vec_push(&e->a.fixups, ((struct x64_fixup){at, start, e->blocks[hit ? cases[i].target : otherwise], 4,
                                                   0, UINT32_MAX}));
        x64_u32(&e->a, 0);
        i += hit;
    }
}

static void cold_poll(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    x64_call_stub(e, STUB_TRAP);
    x64_add_point(e, POINT_POLL, in->value, SSA_WHY_POLL, in->state, 2 * e->inst);
    x64_jmp(&e->a, cold->back);
}

static void emit_poll(struct x64_emitter *e)
{
    struct x64_cold *cold = x64_add_cold(e, cold_poll);
    x64_label back = cold->back;
    if (e->c->layout->thread_guard_countdown >= 0) {
        x64_alu_imm(&e->a, ALU_SUB, 4, x64_m(X64_THREAD, e->c->layout->thread_guard_countdown), 1);
        x64_jcc(&e->a, CC_E, cold->label);
    }
    x64_alu_imm(&e->a, ALU_CMP, 4, x64_m(X64_THREAD, e->c->layout->thread_poll), 0);
    x64_jcc(&e->a, CC_NE, cold->label);
    x64_bind(&e->a, back);
}

/* ---------------------------------------------------------------------------------------------------- calls
 */

static void set_anchor(struct x64_emitter *e)
{
    int32_t anchor = e->c->layout->thread_anchor;
    if (anchor < 0)
        return;
    x64_mov_to(&e->a, 8, x64_m(X64_THREAD, anchor), RSP);
    x64_mov_to(&e->a, 8, x64_m(X64_THREAD, anchor + 8), RBP);
}

static void cold_interface(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    x64_mov(&e->a, 8, RAX, x64_m(RDI, e->c->layout->object_class));
    /* r11 = interface method, rax = class: the stub answers in r11 */
    x64_call_stub(e, STUB_INTERFACE);
    x64_add_point(e, POINT_WALK, in->value, in->why, in->state, 2 * e->inst + 1);
    x64_mov(&e->a, 8, RAX, x64_r(X64_SCRATCH));
    x64_jmp(&e->a, cold->back);
}

/* The implementation into rax: the receiver's hash table of interface methods, or the runtime. */
static void find_interface_method(struct x64_emitter *e, uint64_t method)
{
    const struct backend_layout *layout = e->c->layout;
    const struct backend_world *w = e->c->world;
    struct x64_cold *cold = x64_add_cold(e, cold_interface);
    x64_label slow = cold->label, back = cold->back;
    x64_load_handle(e, X64_SCRATCH, RELOC_METHOD, method);
    if (layout->class_imt < 0 || w->method_imt_hash == NULL) {
        x64_jmp(&e->a, slow);
    } else {
        x64_mov(&e->a, 8, RAX, x64_m(RDI, layout->object_class));
        x64_mov(&e->a, 8, RAX, x64_m(RAX, layout->class_imt));
        x64_mov(&e->a, 4, R10, x64_m(RAX, 0));
        x64_alu_imm(&e->a, ALU_AND, 4, x64_r(R10), (int32_t)w->method_imt_hash(w->user, method));
        x64_shift_imm(&e->a, SHIFT_SHL, 4, x64_r(R10), 4);
        x64_alu_to(&e->a, ALU_CMP, 8, x64_mx(RAX, R10, 0, 8), X64_SCRATCH);
        x64_jcc(&e->a, CC_NE, slow);
        x64_mov(&e->a, 8, RAX, x64_mx(RAX, R10, 0, 16));
    }
    x64_bind(&e->a, back);
}

static void emit_call(struct x64_emitter *e, const struct lir_inst *in)
{
    struct ssa_func *f = e->c->f;
    const struct ssa_value *v = ssa_at(f, in->value);
    const struct backend_layout *layout = e->c->layout;
    uint32_t helper = (uint32_t)(v->imm + HELPER_FIRST);
    bool is_helper = in->sub == CALL_HELPER, thread = is_helper && e->c->be->helpers[helper].takes_thread;
    struct x64_move *moves = ARENA_ARRAY(e->c->arena, struct x64_move, v->noperands + 1);
    uint32_t ints = thread, fps = 0, stack = 0, n = 0;
    for (uint32_t i = 0; i < v->noperands; i++) {
        ssa_id arg = ssa_in(f, in->value, i);
        enum ssa_type t = ssa_type_of(f, arg);
        bool fp = lir_is_fp_type(t);
        struct place to = {PLACE_OUT, stack};
        if (fp && fps < X64_FP_ARGS)
            to = (struct place){PLACE_FPR, fps++};
        else if (!fp && ints < X64_INT_ARGS)
            to = (struct place){PLACE_GPR, x64_int_args[ints++]};
        else
            stack += 8;
        ssa_id rep = x64_rep(f, arg);
        moves[n++] =
            (struct x64_move){regalloc_place(&e->c->ra, rep, 2 * e->inst), to, (uint8_t)ssa_type_of(f, rep)};
    }
    x64_move_all(e, moves, n);
    switch (in->sub) {
    case CALL_DIRECT:
        x64_call_rip(&e->a);
        x64_rip_slot(e, RELOC_SLOT, v->handle);
        break;
    case CALL_THROUGH_VTABLE:
        x64_mov(&e->a, 8, RAX, x64_m(RDI, layout->object_class));
        x64_mov(&e->a, 8, RAX, x64_m(RAX, layout->class_vtable));
        x64_mov(&e->a, 8, RAX, x64_m(RAX, (int32_t)v->imm * 8));
        x64_call_rm(&e->a, x64_m(RAX, layout->method_entry));
        break;
    case CALL_THROUGH_IMT:
        find_interface_method(e, v->handle);
        x64_call_rm(&e->a, x64_m(RAX, layout->method_entry));
        break;
    default:
        if (thread)
            x64_mov(&e->a, 8, RDI, x64_r(X64_THREAD));
        if (v->state != 0)
            set_anchor(e);
        x64_call_rip(&e->a);
        x64_rip_slot(e, RELOC_HELPER, helper);
        break;
    }
    if (v->state == 0)
        return;
    x64_add_point(e, POINT_CALL, in->value, in->why, in->state, 2 * e->inst + 1);
    if (!is_helper) {
        x64_add_handler(e, in->pad);
        return;
    }
    x64_alu_imm(&e->a, ALU_CMP, 8, x64_m(X64_THREAD, layout->thread_exception), 0);
    x64_throw_pending_if(e, in, CC_NE);
}

bool x64_emit_control(struct x64_emitter *e, const struct lir_inst *in)
{
    const struct lir_block *b = &e->c->l.blocks[e->block];
    switch (in->op) {
    case X64_ENTRY: emit_entry(e, in); break;
    case X64_BR: emit_branch(e, in); break;
    case X64_GUARD: {
        x64_label exit = x64_deopt_exit(e, in->value);
        x64_emit_compare(e, in, 0);
        x64_jump_if(e, in->cond, exit);
        break;
    }
    case X64_KEEP: break;
    case X64_POLL: emit_poll(e); break;
    case X64_CALL: emit_call(e, in); break;
    case X64_JUMP: jump_to(e, x64_destination(e, b->succs[0])); break;
    case X64_SWITCH: emit_switch(e, in); break;
    case X64_RETURN:
        leave_frame(e);
        x64_ret(&e->a);
        break;
    case X64_THROW: x64_jmp(&e->a, x64_unwind_label(e)); break;
    case X64_DEOPT:
        x64_call_stub(e, STUB_TRAP);
        x64_add_point(e, POINT_TRAP, in->value, in->why, in->state, 2 * e->inst);
        x64_ud2(&e->a);
        break;
    case X64_UNREACHABLE: x64_ud2(&e->a); break;
    default: return false;
    }
    return true;
}
