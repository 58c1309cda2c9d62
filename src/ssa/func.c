/*
 * func.c - the register file: making and editing values, and the user lists that follow every edit.
 *
 * An operand is a use record, and the records of one value are neighbours in f->uses, so "operand i" is an
 * index away and a use knows its user without a search. Each record is also a link of its definition's user
 * list (doubly linked by index): adding and removing a use takes constant time however often a constant is
 * used.
 */
#include "ssa/internal.h"

#include <assert.h>
#include <string.h>

void *ssa_grow(struct arena *a, void *old, uint32_t *cap, uint32_t need, size_t elem_size)
{
    uint32_t old_cap = *cap, new_cap = old_cap ? old_cap * 2 : 16;
    while (new_cap < need)
        new_cap *= 2;
    void *at = arena_alloc(a, new_cap * elem_size);
    if (old_cap)
        memcpy(at, old, old_cap * elem_size);
    *cap = new_cap;
    return at;
}

struct ssa_func *ssa_func_new(struct arena *a, const char *name, enum ssa_type result, const uint8_t *params,
                              uint32_t nparams)
{
    struct ssa_func *f = ARENA_NEW(a, struct ssa_func);
    f->arena = a;
    f->name = arena_strndup(a, name, strlen(name));
    f->result = result;
    f->nparams = nparams;
    f->params = ARENA_ARRAY(a, uint8_t, nparams ? nparams : 1);
    if (nparams)
        memcpy(f->params, params, nparams);
    f->osr_bci = -1;
    ssa_reserve_values(f, 1); /* $0 is no value */
    SSA_GROW(f, f->uses, f->uses_cap, 64);
    f->nuses = 1;
    ssa_reserve_states(f, 1); /* likewise */
    ssa_block_new(f);
    return f;
}

/* ------------------------------------------------------------------------------------------- use records */

static void link_use(struct ssa_func *f, uint32_t use)
{
    struct ssa_use *u = &f->uses[use];
    if (!u->def)
        return;
    struct ssa_value *def = ssa_at(f, u->def);
    u->prev = 0;
    u->next = def->users;
    if (u->next)
        f->uses[u->next].prev = use;
    def->users = use;
}

static void unlink_use(struct ssa_func *f, uint32_t use)
{
    struct ssa_use *u = &f->uses[use];
    if (!u->def)
        return;
    if (u->prev)
        f->uses[u->prev].next = u->next;
    else
        ssa_at(f, u->def)->users = u->next;
    if (u->next)
        f->uses[u->next].prev = u->prev;
    u->def = SSA_NONE;
    u->next = u->prev = 0;
}

static uint32_t round_up(uint32_t n)
{
    uint32_t cap = 1;
    while (cap < n)
        cap *= 2;
    return cap;
}

/* Operands that may grow have room up to the next power of two, so that the room need not be stored. */
uint32_t ssa_uses_new(struct ssa_func *f, uint32_t n, bool may_grow, uint32_t user, const ssa_id *operands)
{
    uint32_t at = f->nuses, room = may_grow ? round_up(n) : n;
    SSA_GROW(f, f->uses, f->uses_cap, at + room);
    f->nuses = at + room;
    for (uint32_t i = 0; i < room; i++)
        f->uses[at + i] = (struct ssa_use){.user = user};
    for (uint32_t i = 0; i < n; i++) {
        f->uses[at + i].def = operands ? operands[i] : SSA_NONE;
        link_use(f, at + i);
    }
    return at;
}

void ssa_use_set(struct ssa_func *f, uint32_t use, ssa_id def)
{
    if (f->uses[use].def == def)
        return;
    unlink_use(f, use);
    f->uses[use].def = def;
    link_use(f, use);
}

/* ----------------------------------------------------------------------------------------- making values */

void ssa_reserve_values(struct ssa_func *f, uint32_t n)
{
    if (n <= f->nvalues)
        return;
    uint32_t have = (f->nvalues + SSA_CHUNK - 1) / SSA_CHUNK, need = (n + SSA_CHUNK - 1) / SSA_CHUNK;
    SSA_GROW(f, f->chunks, f->chunks_cap, need);
    SSA_GROW(f, f->origins, f->origins_cap, need);
    for (uint32_t i = have; i < need; i++) {
        f->chunks[i] = ARENA_ARRAY(f->arena, struct ssa_value, SSA_CHUNK);
        f->origins[i] = ARENA_ARRAY(f->arena, uint32_t, SSA_CHUNK);
    }
    f->nvalues = n;
}

static void set_origin(struct ssa_func *f, ssa_id v, uint32_t place)
{
    f->origins[v >> SSA_CHUNK_SHIFT][v & (SSA_CHUNK - 1)] = place;
}

uint32_t ssa_place_new(struct ssa_func *f, uint64_t method, uint32_t bci, uint32_t caller)
{
    if (f->nplaces == 0)
        f->nplaces = 1;
    SSA_GROW(f, f->places, f->places_cap, f->nplaces + 1);
    f->places[f->nplaces] = (struct ssa_place){method, bci, caller};
    return f->place = f->nplaces++;
}

void ssa_new_at(struct ssa_func *f, ssa_id v, enum ssa_op op, enum ssa_type type, uint32_t n,
                const ssa_id *operands)
{
    struct ssa_value *value = ssa_at(f, v);
    value->op = op;
    value->type = type;
    value->block = SSA_NO_BLOCK;
    value->noperands = n;
    value->operands = ssa_uses_new(f, n, ssa_is_variadic(&ssa_ops[op]), v, operands);
    set_origin(f, v, f->place);
}

ssa_id ssa_new(struct ssa_func *f, enum ssa_op op, enum ssa_type type, uint32_t n, const ssa_id *operands)
{
    ssa_id v = f->nvalues;
    ssa_reserve_values(f, v + 1);
    ssa_new_at(f, v, op, type, n, operands);
    return v;
}

ssa_id ssa_clone(struct ssa_func *f, ssa_id v)
{
    struct ssa_value *from = ssa_at(f, v);
    ssa_id copy = ssa_new(f, from->op, from->type, from->noperands, NULL);
    struct ssa_value *to = ssa_at(f, copy);
    for (uint32_t i = 0; i < from->noperands; i++)
        ssa_set_operand(f, copy, i, ssa_in(f, v, i));
    to->sub = from->sub;
    to->alias = from->alias;
    to->imm = from->imm;
    to->handle = from->handle;
    to->facts = from->facts;
    set_origin(f, copy, ssa_origin(f, v));
    ssa_set_state(f, copy, from->state);
    return copy;
}

/* ---------------------------------------------------------------------------------------- placing values */

/* Between two neighbours, either of which may be missing. */
static void place(struct ssa_func *f, uint32_t b, ssa_id prev, ssa_id next, ssa_id v)
{
    ssa_id like = next ? next : prev;
    if (like && !ssa_origin(f, v))
        set_origin(f, v, ssa_origin(f, like));
    struct ssa_block *block = f->blocks[b];
    struct ssa_value *value = ssa_at(f, v);
    assert(value->block == SSA_NO_BLOCK);
    value->block = b;
    value->prev = prev;
    value->next = next;
    if (prev)
        ssa_at(f, prev)->next = v;
    else
        block->first = v;
    if (next)
        ssa_at(f, next)->prev = v;
    else
        block->last = v;
    block->numbered = false;
}

void ssa_append(struct ssa_func *f, uint32_t b, ssa_id v)
{
    ssa_id end = ssa_terminator(f, b);
    if (ssa_op_of(f, v) == SSA_PHI) {
        ssa_id next = ssa_first_nonphi(f, b);
        place(f, b, next ? ssa_at(f, next)->prev : f->blocks[b]->last, next, v);
    } else if (end) {
        place(f, b, ssa_at(f, end)->prev, end, v);
    } else {
        place(f, b, f->blocks[b]->last, SSA_NONE, v);
    }
}

void ssa_prepend(struct ssa_func *f, uint32_t b, ssa_id v)
{
    ssa_id next = ssa_first_nonphi(f, b);
    if (next && ssa_op_of(f, next) == SSA_CAUGHT)
        next = ssa_at(f, next)->next;
    if (next && ssa_op_of(f, v) != SSA_PHI)
        place(f, b, ssa_at(f, next)->prev, next, v);
    else
        ssa_append(f, b, v);
}

void ssa_insert_before(struct ssa_func *f, ssa_id at, ssa_id v)
{
    place(f, ssa_at(f, at)->block, ssa_at(f, at)->prev, at, v);
}

void ssa_insert_after(struct ssa_func *f, ssa_id at, ssa_id v)
{
    place(f, ssa_at(f, at)->block, at, ssa_at(f, at)->next, v);
}

void ssa_unlink(struct ssa_func *f, ssa_id v)
{
    struct ssa_value *value = ssa_at(f, v);
    if (value->block == SSA_NO_BLOCK)
        return;
    struct ssa_block *block = f->blocks[value->block];
    if (value->prev)
        ssa_at(f, value->prev)->next = value->next;
    else
        block->first = value->next;
    if (value->next)
        ssa_at(f, value->next)->prev = value->prev;
    else
        block->last = value->prev;
    value->prev = value->next = SSA_NONE;
    value->block = SSA_NO_BLOCK;
}

ssa_id ssa_emit(struct ssa_func *f, uint32_t b, enum ssa_op op, enum ssa_type type, uint32_t n,
                const ssa_id *operands)
{
    ssa_id v = ssa_new(f, op, type, n, operands);
    ssa_append(f, b, v);
    return v;
}

/* ---------------------------------------------------------------------------------------- editing values */

void ssa_set_operand(struct ssa_func *f, ssa_id v, uint32_t i, ssa_id def)
{
    assert(i < ssa_at(f, v)->noperands);
    ssa_use_set(f, ssa_at(f, v)->operands + i, def);
}

static void drop_operands(struct ssa_func *f, ssa_id v)
{
    struct ssa_value *value = ssa_at(f, v);
    for (uint32_t i = 0; i < value->noperands; i++)
        unlink_use(f, value->operands + i);
    value->noperands = 0;
}

void ssa_set_operands(struct ssa_func *f, ssa_id v, uint32_t n, const ssa_id *operands)
{
    struct ssa_value *value = ssa_at(f, v);
    drop_operands(f, v);
    value->operands = ssa_uses_new(f, n, ssa_is_variadic(&ssa_ops[value->op]), v, operands);
    value->noperands = n;
}

void ssa_append_operand(struct ssa_func *f, ssa_id v, ssa_id def)
{
    struct ssa_value *value = ssa_at(f, v);
    uint32_t n = value->noperands;
    assert(ssa_is_variadic(&ssa_ops[value->op]));
    if ((n & (n - 1)) == 0) { /* full: operands move to a place with twice the room */
        uint32_t at = f->nuses, room = n ? 2 * n : 1, old = value->operands;
        SSA_GROW(f, f->uses, f->uses_cap, at + room);
        f->nuses = at + room;
        for (uint32_t i = 0; i < room; i++)
            f->uses[at + i] = (struct ssa_use){.user = v};
        for (uint32_t i = 0; i < n; i++) {
            ssa_id moved = f->uses[old + i].def;
            unlink_use(f, old + i);
            f->uses[at + i].def = moved;
            link_use(f, at + i);
        }
        value->operands = at;
    }
    value->noperands = n + 1;
    ssa_use_set(f, value->operands + n, def);
}

void ssa_remove_operand(struct ssa_func *f, ssa_id v, uint32_t i)
{
    struct ssa_value *value = ssa_at(f, v);
    uint32_t last = value->noperands - 1;
    assert(i <= last);
    ssa_use_set(f, value->operands + i, ssa_in(f, v, last));
    ssa_use_set(f, value->operands + last, SSA_NONE);
    value->noperands = last;
}

void ssa_replace_all_uses(struct ssa_func *f, ssa_id v, ssa_id with)
{
    if (v == with)
        return;
    while (ssa_at(f, v)->users)
        ssa_use_set(f, ssa_at(f, v)->users, with);
}

void ssa_remove(struct ssa_func *f, ssa_id v)
{
    struct ssa_value *value = ssa_at(f, v);
    drop_operands(f, v);
    ssa_set_state(f, v, 0);
    assert(value->users == 0);
    ssa_unlink(f, v);
    *value = (struct ssa_value){.op = SSA_NOP, .block = SSA_NO_BLOCK};
}

void ssa_replace(struct ssa_func *f, ssa_id v, ssa_id with)
{
    ssa_replace_all_uses(f, v, with);
    ssa_remove(f, v);
}

void ssa_become(struct ssa_func *f, ssa_id v, enum ssa_op op, enum ssa_type type, uint32_t n,
                const ssa_id *operands)
{
    struct ssa_value *value = ssa_at(f, v);
    uint32_t at =
        ssa_uses_new(f, n, ssa_is_variadic(&ssa_ops[op]), v, operands); /* operands may be v's own */
    drop_operands(f, v);
    ssa_set_state(f, v, 0);
    value->op = op;
    value->type = type;
    value->operands = at;
    value->noperands = n;
    value->sub = 0;
    value->alias = 0;
    value->imm = 0;
    value->handle = 0;
    value->facts = NULL;
}

int64_t ssa_new_fields(struct ssa_func *f, uint32_t n)
{
    uint32_t at = f->nfields;
    SSA_GROW(f, f->fields, f->fields_cap, at + n);
    f->nfields = at + n;
    return at;
}

/* --------------------------------------------------------------------------------------------- constants */

static uint32_t constant_hash(enum ssa_op op, enum ssa_type type, uint64_t bits)
{
    uint64_t h = (bits + op * 31u + type * 1031u) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(h >> 32);
}

static uint64_t constant_bits(const struct ssa_value *v)
{
    return v->op == SSA_CONST ? (uint64_t)v->imm : v->handle;
}

static bool is_live_constant(const struct ssa_func *f, ssa_id v)
{
    return v < f->nvalues && ssa_is_interned(ssa_at(f, v)->op) && ssa_at(f, v)->block == 0;
}

/* Removed constants and those turned into something else stay in the table, but are not found. */
void ssa_enter_constant(struct ssa_func *f, ssa_id v)
{
    if (f->constants_len * 2 >= f->constants_cap) {
        uint32_t old_cap = f->constants_cap;
        ssa_id *old = f->constants;
        f->constants_cap = old_cap ? old_cap * 2 : 32;
        f->constants = ARENA_ARRAY(f->arena, ssa_id, f->constants_cap);
        f->constants_len = 0;
        for (uint32_t i = 0; i < old_cap; i++)
            if (old[i] && is_live_constant(f, old[i]))
                ssa_enter_constant(f, old[i]);
    }
    const struct ssa_value *value = ssa_at(f, v);
    uint32_t i = constant_hash(value->op, value->type, constant_bits(value)) & (f->constants_cap - 1);
    while (f->constants[i])
        i = (i + 1) & (f->constants_cap - 1);
    f->constants[i] = v;
    f->constants_len++;
}

/* Constants come after the parameters, before the rest of the entry block: available to all that stands
 * there. */
static void place_in_entry(struct ssa_func *f, ssa_id v)
{
    ssa_id at = f->blocks[0]->first;
    while (at && (ssa_op_of(f, at) == SSA_PARAM || ssa_op_of(f, at) == SSA_OSR_PARAM))
        at = ssa_at(f, at)->next;
    if (at)
        ssa_insert_before(f, at, v);
    else
        ssa_append(f, 0, v);
}

static ssa_id constant(struct ssa_func *f, enum ssa_op op, enum ssa_type type, uint64_t bits)
{
    if (f->constants_cap) {
        uint32_t i = constant_hash(op, type, bits) & (f->constants_cap - 1);
        for (ssa_id v; (v = f->constants[i]); i = (i + 1) & (f->constants_cap - 1)) {
            const struct ssa_value *value = ssa_at(f, v);
            if (value->op == op && value->type == type && constant_bits(value) == bits &&
                is_live_constant(f, v))
                return v;
        }
    }
    ssa_id v = ssa_new(f, op, type, 0, NULL);
    if (op == SSA_CONST)
        ssa_at(f, v)->imm = (int64_t)bits;
    else
        ssa_at(f, v)->handle = bits;
    place_in_entry(f, v);
    ssa_enter_constant(f, v);
    return v;
}

ssa_id ssa_const(struct ssa_func *f, enum ssa_type type, int64_t bits)
{
    return constant(f, SSA_CONST, type, (uint64_t)(type == SSA_I32 ? (int32_t)bits : bits));
}

ssa_id ssa_const_i32(struct ssa_func *f, int32_t x)
{
    return ssa_const(f, SSA_I32, x);
}
ssa_id ssa_const_i64(struct ssa_func *f, int64_t x)
{
    return ssa_const(f, SSA_I64, x);
}

ssa_id ssa_const_f32(struct ssa_func *f, float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return ssa_const(f, SSA_F32, bits);
}

ssa_id ssa_const_f64(struct ssa_func *f, double x)
{
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return ssa_const(f, SSA_F64, bits);
}

ssa_id ssa_const_null(struct ssa_func *f)
{
    return ssa_const(f, SSA_REF, 0);
}
ssa_id ssa_const_ref(struct ssa_func *f, uint64_t handle)
{
    return constant(f, SSA_CONST_REF, SSA_REF, handle);
}
ssa_id ssa_address(struct ssa_func *f, uint64_t handle)
{
    return constant(f, SSA_ADDRESS, SSA_RAW, handle);
}

ssa_id ssa_param(struct ssa_func *f, uint32_t n)
{
    assert(n < f->nparams);
    ssa_id last = SSA_NONE;
    SSA_EACH(f, 0, v)
    {
        if (ssa_op_of(f, v) != SSA_PARAM)
            break;
        if (ssa_at(f, v)->imm == n)
            return v;
        last = v;
    }
    ssa_id v = ssa_new(f, SSA_PARAM, f->params[n], 0, NULL);
    ssa_at(f, v)->imm = n;
    if (last)
        ssa_insert_after(f, last, v);
    else if (f->blocks[0]->first)
        ssa_insert_before(f, f->blocks[0]->first, v);
    else
        ssa_append(f, 0, v);
    return v;
}
