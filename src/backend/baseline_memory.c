/* baseline_memory.c - baseline code: locals, constants, the stack, arrays and fields. */
#include "backend/baseline_internal.h"

#include <stddef.h>

/* ---- typed accesses; `type` is a descriptor's letter ---- */

static char kind_of(char type)
{
    switch (type) {
    case 'J':
    case 'F':
    case 'D': return type;
    case 'L':
    case '[': return 'A';
    default: return 'I';
    }
}

/* The operands' slots are popped before the result is pushed. */
static void load(struct bl *b, char type, struct x64_rm from, unsigned popped)
{
    struct x64_asm *a = &b->a;
    char kind = kind_of(type);
    if (kind == 'F' || kind == 'D') {
        unsigned reg = bl_alloc_xmm(b);
        x64_fp_mov(a, b->config->avx, kind == 'D', reg, from);
        bl_pop(b, popped);
        bl_push_xmm(b, kind, reg);
        return;
    }
    unsigned reg = bl_alloc(b);
    switch (type) {
    case 'Z':
    case 'B': x64_movx(a, true, 1, 4, reg, from); break;
    case 'C': x64_movx(a, false, 2, 4, reg, from); break;
    case 'S': x64_movx(a, true, 2, 4, reg, from); break;
    case 'I': x64_mov(a, 4, reg, from); break;
    default: x64_mov(a, 8, reg, from); break;
    }
    bl_pop(b, popped);
    bl_push_gpr(b, kind, reg);
}

static int bytes_of(char type)
{
    switch (type) {
    case 'Z':
    case 'B': return 1;
    case 'C':
    case 'S': return 2;
    case 'I':
    case 'F': return 4;
    default: return 8;
    }
}

/* A value to be stored, made ready before checks: in a register, or a small constant. */
struct value {
    bool constant;
    unsigned reg;
    int32_t bits;
};
static struct value value_of(struct bl *b, struct bl_operand *o, char type)
{
    char kind = kind_of(type);
    struct value v = {0};
    if (kind == 'F' || kind == 'D') {
        v.reg = bl_xmm(b, o, kind);
    } else if (o->where == IS_CONST && o->value == (int32_t)o->value) {
        v.constant = true;
        v.bits = type == 'Z' ? (int32_t)o->value & 1 : (int32_t)o->value;
    } else {
        v.reg = bl_gpr(b, o, kind);
    }
    return v;
}

static void store(struct bl *b, char type, struct x64_rm to, struct value v)
{
    struct x64_asm *a = &b->a;
    if (type == 'F' || type == 'D')
        x64_fp_mov_to(a, b->config->avx, type == 'D', to, v.reg);
    else if (v.constant)
        x64_mov_to_imm(a, bytes_of(type), to, v.bits);
    else
        x64_mov_to(a, bytes_of(type), to, v.reg);
}

static void check_null(struct bl *b, unsigned reg, bool back)
{
    if (bl_is_checked(b, reg))
        return;
    x64_test(&b->a, 8, x64_r(reg), reg);
    x64_jcc(&b->a, CC_E, bl_exit(b, back));
}

/* ---- arrays ---- */

/* The element's place; both checks are done. back: the instruction has other checks, which may come back. */
static struct x64_rm element(struct bl *b, struct bl_operand *array, struct bl_operand *index, int bytes,
                             bool back)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    unsigned shift = bytes == 1 ? 0 : bytes == 2 ? 1 : bytes == 4 ? 2 : 3;
    unsigned base = bl_gpr(b, array, 'A');
    if (index->where == IS_CONST && index->value >= 0 && index->value < (1 << 24)) {
        check_null(b, base, back);
        x64_alu_imm(a, ALU_CMP, 4, x64_m(base, l->array_length), (int32_t)index->value);
        x64_jcc(a, CC_BE, bl_exit(b, back));
        return x64_m(base, l->array_data + (int32_t)index->value * bytes);
    }
    unsigned i = bl_gpr(b, index, 'I');
    check_null(b, base, back);
    x64_alu(a, ALU_CMP, 4, i, x64_m(base, l->array_length));
    x64_jcc(a, CC_AE, bl_exit(b, back));
    return x64_mx(base, i, shift, l->array_data);
}

static void array_load(struct bl *b, char type)
{
    struct bl_operand *index = bl_top(b, 0, 'I'), *array = bl_top(b, 1, 'A');
    load(b, type, element(b, array, index, bytes_of(type), false), 2);
}

static void array_store(struct bl *b, char type)
{
    char kind = kind_of(type);
    unsigned slots = bl_is_wide(kind) ? 2 : 1;
    struct bl_operand *o = bl_top(b, 0, kind), *index = bl_top(b, slots, 'I'),
                      *array = bl_top(b, slots + 1, 'A');
    struct value v = value_of(b, o, type);
    store(b, type, element(b, array, index, bytes_of(type), false), v);
    bl_pop(b, slots + 2);
}

/* byte[] or boolean[]: the latter keeps the low bit. */
static void byte_store(struct bl *b)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    struct bl_operand *o = bl_top(b, 0, 'I'), *index = bl_top(b, 1, 'I'), *array = bl_top(b, 2, 'A');
    struct value v = value_of(b, o, 'B');
    struct x64_rm to = element(b, array, index, 1, false);
    if (v.constant && (v.bits & ~1) == 0) {
        store(b, 'B', to, v);
    } else {
        x64_label bytes = x64_new_label(a);
        unsigned reg = bl_alloc(b);
        x64_mov(a, 8, BL_SCRATCH, x64_m(to.base, l->object_class));
        x64_mov(a, 8, BL_SCRATCH, x64_m(BL_SCRATCH, l->class_component));
        if (v.constant)
            x64_mov_imm(a, reg, (uint32_t)v.bits);
        else
            x64_mov(a, 4, reg, x64_r(v.reg));
        x64_alu_imm(a, ALU_CMP, 1, x64_m(BL_SCRATCH, l->class_type), 'Z');
        x64_jcc(a, CC_NE, bytes);
        x64_alu_imm(a, ALU_AND, 4, x64_r(reg), 1);
        x64_bind(a, bytes);
        x64_mov_to(a, 1, to, reg);
        bl_free(b, reg);
    }
    bl_pop(b, 3);
}

/* Null, what the site knows, the exact class, or Object[]; the interpreter knows the rest. */
static void ref_store(struct bl *b)
{
    struct x64_asm *a = &b->a;
    const struct baseline_layout *l = b->layout;
    struct bl_operand *o = bl_top(b, 0, 'A'), *index = bl_top(b, 1, 'I'), *array = bl_top(b, 2, 'A');
    bool null = o->where == IS_CONST && o->value == 0;
    struct baseline_operand c = {0};
    b->m->operand(b->m->user, b->bci, &c);
    struct value v = value_of(b, o, 'L');
    unsigned component = null ? 0 : bl_alloc(b);
    struct x64_rm to = element(b, array, index, 8, true);
    if (!null) {
        x64_label fits = x64_new_label(a);
        x64_label other = bl_exit(b, true);
        x64_test(a, 8, x64_r(v.reg), v.reg);
        x64_jcc(a, CC_E, fits);
        if (c.site != 0) {
            x64_label others = x64_new_label(a);
            x64_mov(a, 8, component, x64_m(to.base, l->object_class));
            bl_ask_site(b, c.site, component, others);
            x64_mov(a, 8, component, x64_m(BL_SCRATCH, offsetof(struct baseline_site, value_class)));
            x64_test(a, 8, x64_r(component), component);
            x64_jcc(a, CC_E, fits);
            x64_alu(a, ALU_CMP, 8, component, x64_m(v.reg, l->object_class));
            x64_jcc(a, CC_E, fits);
            x64_bind(a, others);
            bl_site_others(b);
        }
        x64_mov(a, 8, component, x64_m(to.base, l->object_class));
        x64_mov(a, 8, component, x64_m(component, l->class_component));
        x64_mov(a, 8, BL_SCRATCH, x64_m(v.reg, l->object_class));
        x64_alu(a, ALU_CMP, 8, BL_SCRATCH, x64_r(component));
        x64_jcc(a, CC_E, fits);
        x64_alu(a, ALU_CMP, 8, component, x64_m(BL_SCRATCH, l->class_display));
        x64_jcc(a, CC_NE, other);
        x64_bind(a, fits);
        bl_free(b, component);
    }
    store(b, 'L', to, v);
    bl_pop(b, 3);
}

void bl_region(struct bl *b, const struct baseline_operand *c)
{
    struct x64_asm *a = &b->a;
    bool is_store = c->type == 'V';
    char kind = kind_of(c->access);
    unsigned slots = !is_store          ? 0
                     : bl_is_wide(kind) ? 2
                                        : 1,
             bytes = (unsigned)bytes_of(c->access), size = bytes == 8 ? 3 : bytes / 2;
    struct value v = {0};
    struct bl_operand *o = is_store ? bl_top(b, 0, kind) : NULL, *address = bl_top(b, slots, 'J');
    if (is_store)
        v = value_of(b, o, c->access);
    unsigned at = bl_gpr(b, address, 'J'), offset = bl_alloc(b);
    x64_label other = bl_region_exit(b, c);
    size_t places =
        is_store ? offsetof(struct baseline_window, stores) : offsetof(struct baseline_window, loads);
    x64_mov_imm(a, BL_SCRATCH, c->site);
    x64_mov(a, 8, BL_SCRATCH, x64_m(BL_SCRATCH, 0));
    x64_mov(a, 8, offset, x64_r(at));
    x64_alu(a, ALU_SUB, 8, offset, x64_m(BL_SCRATCH, offsetof(struct baseline_window, base)));
    x64_alu(a, ALU_CMP, 8, offset, x64_m(BL_SCRATCH, (int32_t)(places + 8 * size)));
    x64_jcc(a, CC_AE, other);
    x64_mov(a, 8, BL_SCRATCH, x64_m(BL_SCRATCH, offsetof(struct baseline_window, memory)));
    bl_free(b, offset);
    struct x64_rm place = x64_mx(BL_SCRATCH, at, 0, 0);
    if (is_store) {
        store(b, c->access, place, v);
        bl_pop(b, c->arg_slots);
    } else {
        load(b, c->access, place, c->arg_slots);
    }
}

static void array_length(struct bl *b)
{
    unsigned array = bl_gpr(b, bl_top(b, 0, 'A'), 'A');
    check_null(b, array, false);
    load(b, 'I', x64_m(array, b->layout->array_length), 1);
}

/* ---- fields ---- */

static void get_field(struct bl *b)
{
    struct baseline_operand f = {0};
    b->m->operand(b->m->user, b->bci, &f);
    if (f.what != BASELINE_FIELD) {
        bl_leave(b, f.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    unsigned base = bl_gpr(b, bl_top(b, 0, 'A'), 'A');
    check_null(b, base, false);
    load(b, f.type, x64_m(base, f.offset), 1);
}

/* Later loads wait for the store. */
static void fence(struct bl *b)
{
    x64_lock_add_imm(&b->a, 4, x64_m(RSP, 0), 0);
}

/* boolean fields keep the low bit. */
static struct value low_bit(struct bl *b, struct value v)
{
    if (v.constant)
        return v;
    x64_mov(&b->a, 4, BL_SCRATCH, x64_r(v.reg));
    x64_alu_imm(&b->a, ALU_AND, 4, x64_r(BL_SCRATCH), 1);
    v.reg = BL_SCRATCH;
    return v;
}

static void put_field(struct bl *b)
{
    struct baseline_operand f = {0};
    b->m->operand(b->m->user, b->bci, &f);
    if (f.what != BASELINE_FIELD) {
        bl_leave(b, f.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    char kind = kind_of(f.type);
    unsigned slots = bl_is_wide(kind) ? 2 : 1;
    struct bl_operand *o = bl_top(b, 0, kind), *object = bl_top(b, slots, 'A');
    struct value v = value_of(b, o, f.type);
    unsigned base = bl_gpr(b, object, 'A');
    check_null(b, base, false);
    if (f.type == 'Z')
        v = low_bit(b, v);
    store(b, f.type, x64_m(base, f.offset), v);
    if (f.is_volatile)
        fence(b);
    bl_pop(b, slots + 1);
}

static void get_static(struct bl *b)
{
    struct baseline_operand f = {0};
    b->m->operand(b->m->user, b->bci, &f);
    if (f.what != BASELINE_STATIC) {
        bl_leave(b, f.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    x64_mov_imm(&b->a, BL_SCRATCH, f.address);
    load(b, f.type, x64_m(BL_SCRATCH, 0), 0);
}

static void put_static(struct bl *b)
{
    struct baseline_operand f = {0};
    b->m->operand(b->m->user, b->bci, &f);
    if (f.what != BASELINE_STATIC) {
        bl_leave(b, f.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
        return;
    }
    char kind = kind_of(f.type);
    struct value v = value_of(b, bl_top(b, 0, kind), f.type);
    unsigned address = bl_alloc(b);
    x64_mov_imm(&b->a, address, f.address);
    if (f.type == 'Z')
        v = low_bit(b, v);
    store(b, f.type, x64_m(address, 0), v);
    if (f.is_volatile)
        fence(b);
    bl_free(b, address);
    bl_pop(b, bl_is_wide(kind) ? 2 : 1);
}

/* ---- constants ---- */

static void load_constant(struct bl *b)
{
    struct baseline_operand c = {0};
    b->m->operand(b->m->user, b->bci, &c);
    if (c.what == BASELINE_CONST) {
        bl_push_const(b, c.type, c.type == 'I' ? (int32_t)c.address : (int64_t)c.address);
    } else if (c.what == BASELINE_CELL) {
        unsigned reg = bl_alloc(b);
        x64_mov_imm(&b->a, BL_SCRATCH, c.address);
        x64_mov(&b->a, 8, reg, x64_m(BL_SCRATCH, 0));
        bl_push_gpr(b, 'A', reg);
    } else {
        bl_leave(b, c.what == BASELINE_UNKNOWN ? LEAVE_COLD : LEAVE_STEP);
    }
}

static bool constant(struct bl *b, unsigned op)
{
    const uint8_t *p = b->code + b->bci;
    if (op >= BC_iconst_m1 && op <= BC_iconst_5) {
        bl_push_const(b, 'I', (int)op - BC_iconst_0);
        return true;
    }
    switch (op) {
    case BC_aconst_null: bl_push_const(b, 'A', 0); return true;
    case BC_lconst_0:
    case BC_lconst_1: bl_push_const(b, 'J', op - BC_lconst_0); return true;
    case BC_fconst_0: bl_push_const(b, 'F', 0); return true;
    case BC_fconst_1: bl_push_const(b, 'F', 0x3f800000); return true;
    case BC_fconst_2: bl_push_const(b, 'F', 0x40000000); return true;
    case BC_dconst_0: bl_push_const(b, 'D', 0); return true;
    case BC_dconst_1: bl_push_const(b, 'D', 0x3ff0000000000000); return true;
    case BC_bipush: bl_push_const(b, 'I', (int8_t)p[1]); return true;
    case BC_sipush: bl_push_const(b, 'I', read_s2(p + 1)); return true;
    case BC_ldc:
    case BC_ldc_w:
    case BC_ldc2_w: load_constant(b); return true;
    default: return false;
    }
}

static bool local(struct bl *b)
{
    const uint8_t *p = b->code + b->bci;
    unsigned n;
    bool is_store;
    char type = bl_local_use(p, &n, &is_store);
    if (type == 0)
        return false;
    if (n + (bl_is_wide(type) ? 1u : 0u) >= b->m->max_locals)
        b->failed = true;
    else if (*p == BC_iinc)
        bl_increment(b, n, (int8_t)p[2]);
    else if (*p == BC_wide && p[1] == BC_iinc)
        bl_increment(b, n, read_s2(p + 4));
    else if (is_store)
        bl_store_local(b, type, n);
    else
        bl_push_local(b, type, n);
    return true;
}

bool bl_memory(struct bl *b, unsigned op)
{
    if (local(b) || constant(b, op))
        return true;
    switch (op) {
    case BC_nop: return true;
    case BC_pop: bl_pop(b, 1); return true;
    case BC_pop2: bl_pop(b, 2); return true;
    case BC_dup: bl_shuffle(b, "100"); return true;
    case BC_dup_x1: bl_shuffle(b, "2101"); return true;
    case BC_dup_x2: bl_shuffle(b, "32012"); return true;
    case BC_dup2: bl_shuffle(b, "20101"); return true;
    case BC_dup2_x1: bl_shuffle(b, "312012"); return true;
    case BC_dup2_x2: bl_shuffle(b, "4230123"); return true;
    case BC_swap: bl_shuffle(b, "210"); return true;
    case BC_iaload: array_load(b, 'I'); return true;
    case BC_laload: array_load(b, 'J'); return true;
    case BC_faload: array_load(b, 'F'); return true;
    case BC_daload: array_load(b, 'D'); return true;
    case BC_aaload: array_load(b, 'L'); return true;
    case BC_baload: array_load(b, 'B'); return true;
    case BC_caload: array_load(b, 'C'); return true;
    case BC_saload: array_load(b, 'S'); return true;
    case BC_iastore: array_store(b, 'I'); return true;
    case BC_lastore: array_store(b, 'J'); return true;
    case BC_fastore: array_store(b, 'F'); return true;
    case BC_dastore: array_store(b, 'D'); return true;
    case BC_aastore: ref_store(b); return true;
    case BC_bastore: byte_store(b); return true;
    case BC_castore: array_store(b, 'C'); return true;
    case BC_sastore: array_store(b, 'S'); return true;
    case BC_arraylength: array_length(b); return true;
    case BC_getfield: get_field(b); return true;
    case BC_putfield: put_field(b); return true;
    case BC_getstatic: get_static(b); return true;
    case BC_putstatic: put_static(b); return true;
    default: return false;
    }
}
