/* x64_emit_type.c - type tests: casts, instance_of as a value and as a jump, store checks. */
#include "backend/x64_emit.h"

static struct backend_class_test class_test(const struct x64_emitter *e, uint64_t class)
{
    const struct backend_world *w = e->c->world;
    return w->class_test != NULL ? w->class_test(w->user, class)
                                 : (struct backend_class_test){.kind = TEST_SECONDARY};
}

/* Asks the runtime about the class in register `sub` (and keeps it in memory only); the answer sets the
 * flags: E is no. */
static void ask_subtype(struct x64_emitter *e, unsigned sub)
{
    x64_mov_to(&e->a, 8, x64_m(RSP, 0), sub);
    x64_mov_to(&e->a, 8, x64_m(RSP, 8), X64_SCRATCH);
    x64_call_stub(e, STUB_SUBTYPE);
    x64_test(&e->a, 4, x64_r(X64_SCRATCH), X64_SCRATCH);
}

/* What the runtime was asked lately about the class in `sub`, but for the last yes, which was looked for
 * before. The class that is asked for is in the scratch register. */
static void recall_subtype(struct x64_emitter *e, uint64_t class, unsigned sub, x64_label yes, x64_label no)
{
    const struct backend_layout *layout = e->c->layout;
    struct backend_class_test test = class_test(e, class);
    if (test.bit != 0) {
        x64_test_imm(&e->a, 1, x64_m(sub, test.offset), test.bit);
        x64_jcc(&e->a, CC_E, no);
    }
    if (layout->class_secondary_hit < 0)
        return;
    x64_alu_to(&e->a, ALU_CMP, 8, x64_m(sub, layout->class_secondary_before), X64_SCRATCH);
    x64_jcc(&e->a, CC_E, yes);
    x64_alu_to(&e->a, ALU_CMP, 8, x64_m(sub, layout->class_secondary_miss), X64_SCRATCH);
    x64_jcc(&e->a, CC_E, no);
}

/* Does the class asked for have instances of its own, or is it all there is to compare with? */
static bool may_be_itself(const struct x64_emitter *e, struct backend_class_test test)
{
    return test.bit == 0 || e->c->layout->class_secondary_hit < 0;
}

/* in->imm: the object is never null. */
static void jump_if_null(struct x64_emitter *e, const struct lir_inst *in, unsigned object, x64_label to)
{
    if (in->imm)
        return;
    x64_test(&e->a, 8, x64_r(object), object);
    x64_jcc(&e->a, CC_E, to);
}

/* cold->a: object; cold->b: a register for its class; back: when it is an instance. */
static void cold_check_cast(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    x64_mov(&e->a, 8, cold->b, x64_m(cold->a, e->c->layout->object_class));
    x64_load_handle(e, X64_SCRATCH, RELOC_CLASS, ssa_at(e->c->f, in->value)->handle);
    recall_subtype(e, ssa_at(e->c->f, in->value)->handle, cold->b, cold->back, x64_deopt_exit(e, in->value));
    ask_subtype(e, cold->b);
    x64_jcc(&e->a, CC_E, x64_deopt_exit(e, in->value));
    x64_jmp(&e->a, cold->back);
}

static void emit_check_cast(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned object = x64_reg(e, in, 0), temp = x64_reg(e, in, 1);
    uint64_t class = ssa_at(e->c->f, in->value)->handle;
    struct backend_class_test test = class_test(e, class);
    const struct backend_layout *layout = e->c->layout;
    x64_label ok = x64_new_label(&e->a);
    jump_if_null(e, in, object, ok);
    x64_note_access(e, in);
    if (test.kind == TEST_EXACT) {
        x64_compare_class(e, x64_m(object, layout->object_class), class);
        x64_jcc(&e->a, CC_NE, x64_deopt_exit(e, in->value));
    } else if (test.kind == TEST_DISPLAY) {
        x64_mov(&e->a, 8, temp, x64_m(object, layout->object_class));
        x64_compare_class(e, x64_m(temp, test.offset), class);
        x64_jcc(&e->a, CC_NE, x64_deopt_exit(e, in->value));
    } else {
        x64_mov(&e->a, 8, temp, x64_m(object, layout->object_class));
        x64_load_handle(e, X64_SCRATCH, RELOC_CLASS, class);
        if (may_be_itself(e, test)) {
            x64_alu(&e->a, ALU_CMP, 8, temp, x64_r(X64_SCRATCH));
            x64_jcc(&e->a, CC_E, ok);
        }
        if (layout->class_secondary_hit >= 0)
            x64_alu_to(&e->a, ALU_CMP, 8, x64_m(temp, layout->class_secondary_hit), X64_SCRATCH);
        struct x64_cold *cold = x64_add_cold(e, cold_check_cast);
        cold->a = object;
        cold->b = temp;
        cold->back = ok;
        x64_jcc(&e->a, CC_NE, cold->label);
    }
    x64_bind(&e->a, ok);
}

/* cold->a: result; the object's class is in it. */
static void cold_instance(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    x64_label yes = x64_new_label(&e->a), no = x64_new_label(&e->a);
    x64_load_handle(e, X64_SCRATCH, RELOC_CLASS, ssa_at(e->c->f, in->value)->handle);
    recall_subtype(e, ssa_at(e->c->f, in->value)->handle, cold->a, yes, no);
    ask_subtype(e, cold->a);
    x64_jcc(&e->a, CC_E, no);
    x64_bind(&e->a, yes);
    x64_mov_imm(&e->a, cold->a, 1);
    x64_jmp(&e->a, cold->back);
    x64_bind(&e->a, no);
    x64_mov_imm(&e->a, cold->a, 0);
    x64_jmp(&e->a, cold->back);
}

static void emit_instance(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned d = x64_reg(e, in, 0), object = x64_reg(e, in, 1);
    uint64_t class = ssa_at(e->c->f, in->value)->handle;
    struct backend_class_test test = class_test(e, class);
    const struct backend_layout *layout = e->c->layout;
    x64_label no = x64_new_label(&e->a);
    if (!in->imm)
        x64_alu(&e->a, ALU_XOR, 4, d, x64_r(d));
    jump_if_null(e, in, object, no);
    x64_mov(&e->a, 8, d, x64_m(object, layout->object_class));
    if (test.kind != TEST_SECONDARY) {
        x64_compare_class(e, test.kind == TEST_EXACT ? x64_r(d) : x64_m(d, test.offset), class);
    } else {
        x64_load_handle(e, X64_SCRATCH, RELOC_CLASS, class);
        struct x64_cold *cold = x64_add_cold(e, cold_instance);
        x64_label slow = cold->label, yes = x64_new_label(&e->a);
        cold->a = d;
        cold->back = no;
        if (may_be_itself(e, test)) {
            x64_alu(&e->a, ALU_CMP, 8, d, x64_r(X64_SCRATCH));
            x64_jcc(&e->a, CC_E, yes);
        }
        if (layout->class_secondary_hit >= 0)
            x64_alu_to(&e->a, ALU_CMP, 8, x64_m(d, layout->class_secondary_hit), X64_SCRATCH);
        x64_jcc(&e->a, CC_NE, slow);
        x64_bind(&e->a, yes);
    }
    x64_setcc(&e->a, CC_E, d);
    x64_movx(&e->a, false, 1, 4, d, x64_r(d));
    x64_bind(&e->a, no);
}

/* The instance_of that a branch or guard is about. */
static ssa_id tested(const struct lir_inst *in)
{
    return (ssa_id)in->disp;
}

/* cold->a: the object's class; cold->b: where to go when it is no instance; back: when it is. */
static void cold_instance_jump(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    x64_load_handle(e, X64_SCRATCH, RELOC_CLASS, ssa_at(e->c->f, tested(in))->handle);
    recall_subtype(e, ssa_at(e->c->f, tested(in))->handle, cold->a, cold->back, cold->b);
    ask_subtype(e, cold->a);
    x64_jcc(&e->a, CC_E, cold->b);
    x64_jmp(&e->a, cold->back);
}

/* A jump on instance_of. The last comparison is left to the caller: E means yes. faults: `no` is an exit, to
 * which null gets by a page fault. */
static void test_instance(struct x64_emitter *e, const struct lir_inst *in, x64_label yes, x64_label no,
                          bool faults)
{
    unsigned object = x64_reg(e, in, 0), temp = x64_reg(e, in, 1);
    uint64_t class = ssa_at(e->c->f, tested(in))->handle;
    struct backend_class_test test = class_test(e, class);
    const struct backend_layout *layout = e->c->layout;
    if (!faults)
        jump_if_null(e, in, object, no);
    if (faults && !in->imm)
        x64_fault_exit(e, no);
    if (test.kind == TEST_EXACT) {
        x64_compare_class(e, x64_m(object, layout->object_class), class);
        return;
    }
    x64_mov(&e->a, 8, temp, x64_m(object, layout->object_class));
    if (test.kind == TEST_DISPLAY) {
        x64_compare_class(e, x64_m(temp, test.offset), class);
        return;
    }
    x64_load_handle(e, X64_SCRATCH, RELOC_CLASS, class);
    if (may_be_itself(e, test)) {
        x64_alu(&e->a, ALU_CMP, 8, temp, x64_r(X64_SCRATCH));
        x64_jcc(&e->a, CC_E, yes);
    }
    struct x64_cold *cold = x64_add_cold(e, cold_instance_jump);
    cold->a = temp;
    cold->b = no;
    cold->back = yes;
    x64_label slow = cold->label;
    if (layout->class_secondary_hit >= 0)
        x64_alu_to(&e->a, ALU_CMP, 8, x64_m(temp, layout->class_secondary_hit), X64_SCRATCH);
    x64_jcc(&e->a, CC_NE, slow);
}

static void emit_instance_branch(struct x64_emitter *e, const struct lir_inst *in)
{
    const struct lir_block *b = &e->c->l.blocks[e->block];
    uint32_t negated = in->cond == CC_NE;
    uint32_t yes = x64_destination(e, b->succs[negated]), no = x64_destination(e, b->succs[!negated]);
    test_instance(e, in, e->blocks[yes], e->blocks[no], false);
    if (x64_is_next(e, yes)) {
        x64_jcc(&e->a, CC_NE, e->blocks[no]);
        return;
    }
    x64_jcc(&e->a, CC_E, e->blocks[yes]);
    if (!x64_is_next(e, no))
        x64_jmp(&e->a, e->blocks[no]);
}

static void emit_instance_guard(struct x64_emitter *e, const struct lir_inst *in)
{
    x64_label exit = x64_deopt_exit(e, in->value), ok = x64_new_label(&e->a);
    bool negated = in->cond == CC_NE;
    test_instance(e, in, negated ? exit : ok, negated ? ok : exit, !negated);
    x64_jcc(&e->a, negated ? CC_E : CC_NE, exit);
    x64_bind(&e->a, ok);
}

/* Null is of no class: what is read of it faults, for this guard or for the null check that it makes. */
static void emit_class_guard(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned object = x64_reg(e, in, 0);
    x64_label exit = x64_deopt_exit(e, in->value);
    if (!in->imm)
        x64_fault_exit(e, exit);
    else
        x64_note_access(e, in);
    x64_compare_class(e, x64_m(object, e->c->layout->object_class), ssa_at(e->c->f, in->value)->handle);
    x64_jcc(&e->a, CC_NE, exit);
}

/* cold->a: class of the value, cold->b: the array's element class. */
static void cold_store_check(struct x64_emitter *e, const struct x64_cold *cold)
{
    const struct lir_inst *in = x64_inst_at(e);
    x64_mov(&e->a, 8, X64_SCRATCH, x64_r(cold->b));
    ask_subtype(e, cold->a);
    x64_jcc(&e->a, CC_E, x64_deopt_exit(e, in->value));
    x64_jmp(&e->a, cold->back);
}

static void emit_store_check(struct x64_emitter *e, const struct lir_inst *in)
{
    unsigned value = x64_reg(e, in, 0), array = x64_reg(e, in, 1), t1 = x64_reg(e, in, 2),
             t2 = x64_reg(e, in, 3);
    const struct backend_layout *layout = e->c->layout;
    struct x64_cold *cold = x64_add_cold(e, cold_store_check);
    x64_label slow = cold->label, ok = cold->back;
    cold->a = t1;
    cold->b = t2;
    x64_test(&e->a, 8, x64_r(value), value);
    x64_jcc(&e->a, CC_E, ok);
    x64_mov(&e->a, 8, t2, x64_m(array, layout->object_class));
    x64_mov(&e->a, 8, t1, x64_m(value, layout->object_class));
    x64_mov(&e->a, 8, t2, x64_m(t2, layout->class_component));
    x64_alu(&e->a, ALU_CMP, 8, t1, x64_r(t2));
    if (layout->class_display >= 0 && layout->class_depth >= 0) { /* is it among the value's superclasses? */
        x64_jcc(&e->a, CC_E, ok);
        x64_mov(&e->a, 4, X64_SCRATCH, x64_m(t2, layout->class_depth));
        x64_alu_imm(&e->a, ALU_CMP, 4, x64_r(X64_SCRATCH), layout->display_depth);
        x64_jcc(&e->a, CC_AE, slow);
        x64_alu_to(&e->a, ALU_CMP, 8, x64_mx(t1, X64_SCRATCH, 3, layout->class_display), t2);
    }
    x64_jcc(&e->a, CC_NE, slow);
    x64_bind(&e->a, ok);
}

bool x64_emit_type(struct x64_emitter *e, const struct lir_inst *in)
{
    switch (in->op) {
    case X64_INSTANCE: emit_instance(e, in); break;
    case X64_INSTANCE_BR: emit_instance_branch(e, in); break;
    case X64_INSTANCE_GUARD: emit_instance_guard(e, in); break;
    case X64_CHECK_CAST: emit_check_cast(e, in); break;
    case X64_CLASS_GUARD: emit_class_guard(e, in); break;
    case X64_STORE_CHECK: emit_store_check(e, in); break;
    default: return false;
    }
    return true;
}
