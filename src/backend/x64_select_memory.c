/*
 * x64_select_memory.c - addressing modes, loads and stores, atomic accesses, allocation; which loads become
 * operands, and which null checks are left to the page fault of an access.
 */
#include "backend/x64_select.h"

/* A fault at an address below this is a null base: the first page is never mapped. */
#define NULL_PAGE         4096
#define MAX_FOLD_DISTANCE 24

/* ----------------------------------------------------------------------------------------------------
 * addresses */

static struct x64_addr plain(enum ssa_mem m)
{
    return (struct x64_addr){.fixed_base = LIR_NO_HINT, .mem_kind = (uint8_t)m};
}

/* The sum a->disp + x if it fits. */
static bool add_disp(struct x64_addr *a, int64_t x)
{
    int64_t sum = (int64_t)a->disp + x;
    if (sum != (int32_t)sum)
        return false;
    a->disp = (int32_t)sum;
    return true;
}

static void set_base(struct x64_selector *s, struct x64_addr *a, ssa_id base)
{
    struct ssa_func *f = s->f;
    ssa_id rep = x64_rep(f, base);
    int64_t bits;
    if (ssa_op_of(f, rep) == SSA_OFFSET && a->index == LIR_NO_REG) {
        ssa_id offset = ssa_in(f, rep, 1);
        if (x64_const_of(s, offset, &bits) && add_disp(a, bits)) {
            set_base(s, a, ssa_in(f, rep, 0));
            return;
        }
        if (!bitset_has(s->needed, rep)) {
            a->index = x64_reg_of(s, offset);
            a->scale = 0;
            rep = x64_rep(f, ssa_in(f, rep, 0));
        }
    }
    if (ssa_op_of(f, rep) == SSA_THREAD)
        a->fixed_base = X64_THREAD;
    else if (!(x64_const_of(s, rep, &bits) && add_disp(a, bits)))
        a->base = x64_reg_of(s, rep);
}

/* $array[$index]: the index is within bounds, so as a number it is its register. */
struct x64_addr x64_element_address(struct x64_selector *s, ssa_id array, ssa_id index, enum ssa_mem m)
{
    struct ssa_func *f = s->f;
    struct x64_addr a = plain(m);
    a.disp = s->c->layout->array_data;
    unsigned shift = ssa_mem_shifts[m];
    int64_t k;
    ssa_id i = x64_rep(f, index);
    if (x64_const_of(s, i, &k) && add_disp(&a, k << shift)) {
        set_base(s, &a, array);
        return a;
    }
    /* x + constant, when x is a number >= 0 itself */
    if (ssa_op_of(f, i) == SSA_ADD && x64_imm_of(s, ssa_in(f, i, 1), &k) &&
        ssa_facts_of(f, ssa_in(f, i, 0)).lo >= 0 && add_disp(&a, k * (1 << shift)))
        i = x64_rep(f, ssa_in(f, i, 0));
    a.index = x64_reg_of(s, i);
    a.scale = (uint8_t)shift;
    set_base(s, &a, array);
    return a;
}

/* $base + $offset bytes */
static struct x64_addr raw_address(struct x64_selector *s, ssa_id base, ssa_id offset, enum ssa_mem m)
{
    struct ssa_func *f = s->f;
    struct x64_addr a = plain(m);
    int64_t k;
    ssa_id o = x64_rep(f, offset);
    if (x64_const_of(s, offset, &k) && add_disp(&a, k)) {
        set_base(s, &a, base);
        return a;
    }
    if (ssa_op_of(f, o) == SSA_ADD && ssa_type_of(f, o) == SSA_I64 && x64_imm_of(s, ssa_in(f, o, 1), &k) &&
        add_disp(&a, k))
        o = x64_rep(f, ssa_in(f, o, 0));
    if (ssa_op_of(f, o) == SSA_SHL && ssa_type_of(f, o) == SSA_I64 && x64_imm_of(s, ssa_in(f, o, 1), &k) &&
        k >= 0 && k <= 3) {
        a.scale = (uint8_t)k;
        o = ssa_in(f, o, 0);
    }
    a.index = x64_reg_of(s, o);
    set_base(s, &a, base);
    return a;
}

static struct x64_addr address_of(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    const struct ssa_value *value = ssa_at(f, v);
    const struct backend_layout *layout = s->c->layout;
    struct x64_addr a;
    switch (value->op) {
    case SSA_LOAD_INDEX:
    case SSA_STORE_INDEX: a = x64_element_address(s, ssa_in(f, v, 0), ssa_in(f, v, 1), value->sub); break;
    case SSA_LOAD_AT:
    case SSA_STORE_AT:
    case SSA_CAS:
    case SSA_CMPXCHG:
    case SSA_XCHG:
    case SSA_XADD: a = raw_address(s, ssa_in(f, v, 0), ssa_in(f, v, 1), value->sub); break;
    default:
        a = plain(value->op == SSA_ARRAY_LENGTH ? SSA_MEM_I32
                  : value->op == SSA_CLASS_OF   ? SSA_MEM_RAW
                                                : value->sub);
        if (!add_disp(&a, value->op == SSA_ARRAY_LENGTH ? layout->array_length
                          : value->op == SSA_CLASS_OF   ? layout->object_class
                                                        : value->imm))
            x64_fail(s->c, BACKEND_OPERATION);
        set_base(s, &a, ssa_in(f, v, 0));
        break;
    }
    a.load = s->trap_of[v] != 0 ? v : 0;
    return a;
}

/* ----------------------------------------------------------------------------------------------------
 * folding */

static bool is_load(enum ssa_op op)
{
    return op == SSA_LOAD || op == SSA_LOAD_INDEX || op == SSA_ARRAY_LENGTH || op == SSA_CLASS_OF;
}

enum ssa_mem x64_mem_of_load(const struct x64_selector *s, ssa_id load)
{
    const struct ssa_value *v = ssa_at(s->f, load);
    return v->op == SSA_ARRAY_LENGTH ? SSA_MEM_I32 : v->op == SSA_CLASS_OF ? SSA_MEM_RAW : v->sub;
}

/* May the load be read at s->at instead of where it stands? Only pure values and other loads may be between,
 * and no other load when it makes a null check: that one would fault first. */
bool x64_can_fold_any(struct x64_selector *s, ssa_id load)
{
    struct ssa_func *f = s->f;
    const struct ssa_value *v = ssa_at(f, load);
    bool traps = s->trap_of[load] != 0;
    if (!is_load(v->op) || !ssa_used_once(f, load) || v->block != ssa_at(f, s->at)->block ||
        bitset_has(s->needed, load) || (traps && s->no_traps))
        return false;
    int distance = 0;
    for (ssa_id x = v->next; x != s->at; x = ssa_at(f, x)->next) {
        if (x == SSA_NONE || ++distance > MAX_FOLD_DISTANCE)
            return false;
        enum ssa_effect e = ssa_effect_of(f, x);
        if (e != SSA_PURE && (e != SSA_READ || traps))
            return false;
    }
    return true;
}

/* The same, where the user wants a whole register of it. */
bool x64_can_fold(struct x64_selector *s, ssa_id load)
{
    return is_load(ssa_op_of(s->f, load)) && ssa_mem_shifts[x64_mem_of_load(s, load)] >= 2 &&
           x64_can_fold_any(s, load);
}

struct x64_source x64_fold(struct x64_selector *s, ssa_id load)
{
    bitset_add(s->folded, load);
    return (struct x64_source){.kind = LIR_SRC_MEM, .mem = address_of(s, load)};
}

struct x64_source x64_memory_or_reg(struct x64_selector *s, ssa_id v)
{
    ssa_id rep = x64_rep(s->f, v);
    const struct ssa_value *value = ssa_at(s->f, rep);
    if (value->op == SSA_CONST && lir_is_fp_type((enum ssa_type)value->type)) {
        uint64_t bits = value->type == SSA_F32 ? (uint32_t)value->imm : (uint64_t)value->imm;
        return x64_constant_source(s, bits, 0);
    }
    if (rep == v && x64_can_fold(s, v))
        return x64_fold(s, v);
    return x64_reg_source(s, v);
}

struct x64_source x64_source_of(struct x64_selector *s, ssa_id v)
{
    int64_t imm;
    if (x64_imm_of(s, v, &imm))
        return (struct x64_source){.kind = LIR_SRC_IMM, .imm = imm};
    return x64_memory_or_reg(s, v);
}

/* Does x read memory at a reference, by any way? Nothing may before its check. */
static bool reads_of(const struct ssa_func *f, ssa_id x, ssa_id reference)
{
    bool reads = ssa_effect_of(f, x) == SSA_READ || ssa_op_of(f, x) == SSA_ARRAY_LENGTH ||
                 ssa_op_of(f, x) == SSA_CLASS_OF;
    return reads && ssa_at(f, x)->noperands > 0 && x64_rep(f, ssa_in(f, x, 0)) == reference;
}

/* The reference that a check, or a guard of nothing else, wants not to be null; SSA_NONE: it is no such. */
static ssa_id checked_for_null(const struct x64_selector *s, ssa_id v)
{
    const struct ssa_func *f = s->f;
    if (ssa_op_of(f, v) == SSA_NULL_CHECK)
        return x64_rep(f, v);
    if (ssa_op_of(f, v) != SSA_GUARD)
        return SSA_NONE;
    ssa_id test = x64_rep(f, ssa_in(f, v, 0)), null;
    if (ssa_op_of(f, test) != SSA_CMP || ssa_at(f, test)->sub != SSA_NE)
        return SSA_NONE;
    null = x64_rep(f, ssa_in(f, test, 1));
    return ssa_op_of(f, null) == SSA_CONST && ssa_type_of(f, null) == SSA_REF ? x64_rep(f, ssa_in(f, test, 0))
                                                                              : SSA_NONE;
}

/*
 * A null check is free when the next thing that happens is an access near its reference, or a check of its
 * class: the access faults, and the signal handler continues at the check's exit. Between them only pure
 * values and loads that cannot fault may stand, as nothing may happen that the repeated bytecode would do
 * again, and no other check's exit may be taken first.
 */
void x64_find_traps(struct x64_selector *s, uint32_t block)
{
    struct ssa_func *f = s->f;
    SSA_EACH(f, block, v)
    {
        ssa_id checked = checked_for_null(s, v);
        if (checked == SSA_NONE || lir_is_constant(s->l, checked))
            continue;
        int distance = 0;
        for (ssa_id x = ssa_at(f, v)->next; x && ++distance < MAX_FOLD_DISTANCE; x = ssa_at(f, x)->next) {
            const struct ssa_value *value = ssa_at(f, x);
            enum ssa_effect effect = ssa_effect_of(f, x);
            bool class =
                value->op == SSA_CLASS_OF || value->op == SSA_CLASS_CHECK || value->op == SSA_CHECK_CAST;
            int64_t offset = value->op == SSA_ARRAY_LENGTH ? s->c->layout->array_length
                             : class                       ? s->c->layout->object_class
                                                           : value->imm;
            bool access =
                value->op == SSA_LOAD || value->op == SSA_STORE || value->op == SSA_ARRAY_LENGTH || class;
            if (access && x64_rep(f, ssa_in(f, x, 0)) == checked && offset >= 0 && offset < NULL_PAGE - 8 &&
                s->trap_of[x] == 0) {
                s->trap_of[x] = v;
                bitset_add(s->trapped, v);
                break;
            }
            if ((effect != SSA_PURE && effect != SSA_READ) || reads_of(f, x, checked))
                break;
        }
    }
}

/* ----------------------------------------------------------------------------------------------------
 * accesses */

static void select_load(struct x64_selector *s, ssa_id v)
{
    struct x64_addr a = address_of(s, v);
    x64_put(s, X64_LOAD, 8, 0)->mem_kind = a.mem_kind;
    x64_add_def(s, v);
    x64_add_addr(s, &a, LIR_USE);
}

static bool same_place(const struct ssa_func *f, ssa_id load, ssa_id store)
{
    const struct ssa_value *a = ssa_at(f, load), *b = ssa_at(f, store);
    if (a->sub != b->sub || x64_rep(f, ssa_in(f, load, 0)) != x64_rep(f, ssa_in(f, store, 0)))
        return false;
    if (a->op == SSA_LOAD && b->op == SSA_STORE)
        return a->imm == b->imm;
    return a->op == SSA_LOAD_INDEX && b->op == SSA_STORE_INDEX &&
           x64_rep(f, ssa_in(f, load, 1)) == x64_rep(f, ssa_in(f, store, 1));
}

/* What is stored was loaded from the same place and changed by one operation: one instruction on memory. */
static bool select_change(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    enum ssa_mem m = ssa_at(f, v)->sub;
    unsigned shift = ssa_mem_shifts[m];
    ssa_id x = ssa_in(f, v, ssa_at(f, v)->noperands - 1);
    if (lir_is_fp_type(ssa_type_of(f, x)) || m == SSA_MEM_REF || m == SSA_MEM_RAW)
        return false;
    enum ssa_op op = ssa_op_of(f, x);
    if (((shift == 0 && (op == SSA_SEXT8 || op == SSA_ZEXT8)) ||
         (shift == 1 && (op == SSA_SEXT16 || op == SSA_ZEXT16))) &&
        ssa_used_once(f, x) && !bitset_has(s->needed, x)) {
        x = ssa_in(f, x, 0);
        op = ssa_op_of(f, x);
    }
    enum x64_alu alu;
    switch (op) {
    case SSA_ADD: alu = ALU_ADD; break;
    case SSA_SUB: alu = ALU_SUB; break;
    case SSA_AND: alu = ALU_AND; break;
    case SSA_OR: alu = ALU_OR; break;
    case SSA_XOR: alu = ALU_XOR; break;
    default: return false;
    }
    if (!ssa_used_once(f, x) || bitset_has(s->needed, x) || ssa_at(f, x)->block != ssa_at(f, v)->block)
        return false;
    for (uint32_t i = 0; i < (op == SSA_SUB ? 1 : 2); i++) {
        ssa_id load = ssa_in(f, x, i), other = ssa_in(f, x, 1 - i);
        if (!is_load(ssa_op_of(f, load)) || !same_place(f, load, v) || !x64_can_fold_any(s, load))
            continue;
        int64_t imm;
        struct x64_source src;
        if (x64_imm_of(s, other, &imm)) {
            imm = shift == 0 ? (int8_t)imm : shift == 1 ? (int16_t)imm : imm;
            if (shift == 1 && imm != (int8_t)imm)
                return false; /* 16-bit immediates are slow to decode */
            src = (struct x64_source){.kind = LIR_SRC_IMM, .imm = imm};
        } else {
            src = x64_reg_source(s, other);
        }
        struct x64_addr a = x64_fold(s, load).mem;
        if (a.load == 0 && s->trap_of[v] != 0)
            a.load = v;
        x64_put(s, X64_CHANGE, 1 << shift, alu)->mem_kind = (uint8_t)m;
        x64_add_addr(s, &a, LIR_USE);
        vec_last(&s->l->insts).source = (uint8_t)src.kind;
        vec_last(&s->l->insts).imm = src.imm;
        if (src.kind == LIR_SRC_REG)
            x64_add_use(s, src.reg, LIR_USE, LIR_MUST);
        return true;
    }
    return false;
}

static void select_store(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    if (select_change(s, v))
        return;
    ssa_id stored = ssa_in(f, v, ssa_at(f, v)->noperands - 1);
    struct x64_source src;
    int64_t imm;
    ssa_id rep = x64_rep(f, stored);
    if (ssa_op_of(f, rep) == SSA_CONST && ssa_type_of(f, rep) == SSA_F32)
        src = (struct x64_source){.kind = LIR_SRC_IMM, .imm = (int32_t)ssa_at(f, rep)->imm};
    else if (ssa_op_of(f, rep) == SSA_CONST && ssa_type_of(f, rep) == SSA_F64 &&
             ssa_at(f, rep)->imm == (int32_t)ssa_at(f, rep)->imm)
        src = (struct x64_source){.kind = LIR_SRC_IMM, .imm = ssa_at(f, rep)->imm};
    else if (x64_imm_of(s, stored, &imm))
        src = (struct x64_source){.kind = LIR_SRC_IMM, .imm = imm};
    else
        src = x64_reg_source(s, stored);
    struct x64_addr a = address_of(s, v);
    x64_put(s, X64_STORE, 8, 0)->mem_kind = a.mem_kind;
    x64_add_addr(s, &a, LIR_USE);
    vec_last(&s->l->insts).source = (uint8_t)src.kind;
    vec_last(&s->l->insts).imm = src.imm;
    if (src.kind == LIR_SRC_REG)
        x64_add_use(s, src.reg, LIR_USE, LIR_MUST);
}

/* Floating-point cells are exchanged as their bits. */
static lir_reg as_integer(struct x64_selector *s, ssa_id v)
{
    enum ssa_type t = ssa_type_of(s->f, v);
    lir_reg r = x64_reg_of(s, v);
    if (!lir_is_fp_type(t))
        return r;
    lir_reg bits = x64_new_reg(s, t == SSA_F32 ? SSA_I32 : SSA_I64);
    x64_put(s, X64_TO_BITS, x64_size_of(t), 0);
    x64_add_def(s, bits);
    x64_add_use(s, r, LIR_USE, LIR_MUST);
    return bits;
}

/* The old value, from a register that holds its bits, zero-extended or worse. */
static void put_result(struct x64_selector *s, ssa_id v, lir_reg from, enum ssa_mem m)
{
    enum ssa_type t = ssa_type_of(s->f, v);
    if (lir_is_fp_type(t)) {
        x64_put(s, X64_FROM_BITS, x64_size_of(t), 0);
        x64_add_def(s, v);
        x64_add_use(s, from, LIR_USE, LIR_MUST);
    } else if (ssa_mem_shifts[m] < 2) {
        struct lir_inst *in = x64_put(s, X64_EXT, 4, 0);
        in->mem_kind = (uint8_t)m;
        in->source = LIR_SRC_REG;
        x64_add_def(s, v);
        x64_add_use(s, from, LIR_USE, LIR_MUST);
    } else {
        x64_put_move(s, t, v, from);
    }
}

static void select_cas(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    bool wants_old = ssa_op_of(f, v) == SSA_CMPXCHG;
    enum ssa_mem m = ssa_at(f, v)->sub;
    enum ssa_type t = (enum ssa_type)ssa_mem_types[m];
    lir_reg expected = as_integer(s, ssa_in(f, v, 2)), fresh = as_integer(s, ssa_in(f, v, 3));
    struct x64_addr a = address_of(s, v);
    x64_put_move(s, x64_size_of(t) == 4 ? SSA_I32 : SSA_I64, LIR_PHYS | RAX, expected);
    x64_put(s, wants_old ? X64_CMPXCHG : X64_CAS, 1 << ssa_mem_shifts[m], 0);
    if (!wants_old)
        x64_add_def(s, v);
    x64_add_addr(s, &a, LIR_LATE);
    x64_add_use(s, fresh, LIR_LATE, LIR_MUST);
    x64_add_phys(s, RAX, LIR_LATE);
    x64_add_phys(s, RAX, LIR_DEF);
    if (wants_old && bitset_has(s->needed, v))
        put_result(s, v, LIR_PHYS | RAX, m);
}

static void select_exchange(struct x64_selector *s, ssa_id v, enum x64_inst op)
{
    struct ssa_func *f = s->f;
    enum ssa_mem m = ssa_at(f, v)->sub;
    enum ssa_type t = (enum ssa_type)ssa_mem_types[m];
    lir_reg fresh = as_integer(s, ssa_in(f, v, 2));
    struct x64_addr a = address_of(s, v);
    lir_reg old = x64_new_reg(s, x64_size_of(t) == 4 ? SSA_I32 : SSA_I64);
    x64_put(s, op, 1 << ssa_mem_shifts[m], 0);
    x64_add_def(s, old);
    x64_add_use(s, fresh, LIR_USE, LIR_MUST);
    x64_add_addr(s, &a, LIR_LATE);
    if (bitset_has(s->needed, v))
        put_result(s, v, old, m);
}

static void select_new(struct x64_selector *s, ssa_id v)
{
    const struct backend_world *w = s->c->world;
    const struct ssa_value *value = ssa_at(s->f, v);
    struct lir_inst *in = x64_put(s, X64_NEW, 8, 0);
    in->imm = value->imm;
    in->disp = w->free_list != NULL ? w->free_list(w->user, value->handle, value->imm) : -1;
    x64_add_def(s, v);
    x64_add_temp(s, SSA_I64);
    x64_add_state(s, v, LIR_LATE);
}

static void select_new_array(struct x64_selector *s, ssa_id v)
{
    const struct backend_world *w = s->c->world;
    const struct ssa_value *value = ssa_at(s->f, v);
    int32_t max = 0, lists = -1;
    bool dirty = false;
    int64_t n;
    if (w->array_free_list != NULL)
        lists = w->array_free_list(w->user, value->handle, &max, &dirty);
    bool fixed = x64_const_of(s, ssa_in(s->f, v, 0), &n) && n >= 0 && n <= INT32_MAX;
    lir_reg length = fixed ? LIR_NO_REG : x64_reg_of(s, ssa_in(s->f, v, 0));
    struct lir_inst *in =
        x64_put(s, X64_NEW_ARRAY, 8, (dirty ? NEW_ARRAY_DIRTY : 0) | (fixed ? NEW_ARRAY_FIXED : 0));
    in->mem_kind = value->sub;
    if (fixed) {
        int64_t bytes = s->c->layout->array_data + (n << ssa_mem_shifts[value->sub]);
        in->imm = n;
        in->disp = lists >= 0 && bytes <= max ? lists + (int32_t)((bytes + 15) / 16 * 8) : -1;
    } else {
        in->imm = max;
        in->disp = lists;
    }
    x64_add_def(s, v);
    x64_add_temp(s, SSA_I64);
    if (!fixed) {
        x64_add_use(s, length, LIR_LATE, LIR_MUST);
        x64_add_temp(s, SSA_I64);
    }
    x64_add_state(s, v, LIR_LATE);
}

static void select_monitor(struct x64_selector *s, ssa_id v, enum x64_inst op)
{
    lir_reg object = x64_reg_of(s, ssa_in(s->f, v, 0));
    x64_put(s, op, 4, 0);
    x64_add_use(s, object, LIR_LATE, LIR_MUST);
    x64_add_phys(s, RAX, LIR_TEMP);
    x64_add_state(s, v, LIR_LATE);
}

void x64_select_memory(struct x64_selector *s, ssa_id v)
{
    struct ssa_func *f = s->f;
    switch (ssa_op_of(f, v)) {
    case SSA_CLASS_OF:
    case SSA_ARRAY_LENGTH:
    case SSA_LOAD:
    case SSA_LOAD_INDEX:
    case SSA_LOAD_AT: select_load(s, v); break;
    case SSA_STORE:
    case SSA_STORE_INDEX:
    case SSA_STORE_AT: select_store(s, v); break;
    case SSA_CAS:
    case SSA_CMPXCHG: select_cas(s, v); break;
    case SSA_XCHG: select_exchange(s, v, X64_XCHG); break;
    case SSA_XADD: select_exchange(s, v, X64_XADD); break;
    case SSA_FENCE:
        if (ssa_at(f, v)->sub == SSA_FENCE_FULL)
            x64_put(s, X64_FENCE, 8, 0);
        break;
    case SSA_VECTOR: x64_select_vector(s, v); break;
    case SSA_REDUCE: x64_select_reduce(s, v); break;
    case SSA_VECTOR_END: x64_put(s, X64_VECTOR_END, 8, 0); break;
    case SSA_NEW: select_new(s, v); break;
    case SSA_NEW_ARRAY: select_new_array(s, v); break;
    case SSA_MONITOR_ENTER: select_monitor(s, v, X64_LOCK); break;
    case SSA_MONITOR_EXIT: select_monitor(s, v, X64_UNLOCK); break;
    case SSA_CLASS_INIT:
        x64_put(s, X64_CLASS_INIT, 8, 0);
        x64_add_state(s, v, LIR_LATE);
        break;
    case SSA_KEEP_ALIVE: {
        ssa_id rep = x64_rep(f, ssa_in(f, v, 0));
        if (lir_is_constant(s->l, rep))
            break;
        lir_reg r = x64_reg_of(s, rep);
        x64_put(s, X64_KEEP, 8, 0);
        x64_add_use(s, r, LIR_USE, LIR_ANYWHERE);
        break;
    }
    case SSA_POLL:
        x64_put(s, X64_POLL, 4, 0);
        x64_add_state(s, v, LIR_USE);
        break;
    default: x64_fail(s->c, BACKEND_OPERATION); break;
    }
}
