/*
 * x64_points.c - the tables from return addresses to frames (blob.h): where each local, stack entry and lock
 * of the interpreter's frames is, when compiled code stops there.
 */
#include "backend/x64_emit.h"

static uint32_t add_const(struct x64_emitter *e, uint64_t bits)
{
    for (uint32_t i = (uint32_t)e->consts.len; i-- > 0 && i + 64 > e->consts.len;)
        if (e->consts.at[i] == bits)
            return i;
    vec_push(&e->consts, bits);
    return (uint32_t)e->consts.len - 1;
}

static struct blob_location constant_location(struct x64_emitter *e, ssa_id rep, enum ssa_type type)
{
    const struct ssa_value *v = ssa_at(e->c->f, rep);
    uint8_t where = v->op == SSA_CONST ? WHERE_CONST : v->op == SSA_CONST_REF ? WHERE_OBJECT : WHERE_ADDRESS;
    uint64_t bits = v->op == SSA_CONST ? (uint64_t)v->imm : v->handle;
    if (v->op == SSA_CONST && v->type == SSA_I32 && type != SSA_I32)
        bits = (uint32_t)bits; /* an i32 that was zero-extended for nothing */
    return (struct blob_location){
        .where = where, .type = (uint8_t)type, .index = (int32_t)add_const(e, bits)};
}

static uint32_t virtual_number(struct x64_emitter *e, ssa_id v)
{
    for (uint32_t i = 0; i < e->virtual_of.len; i++)
        if (e->virtual_of.at[i] == v)
            return i;
    vec_push(&e->virtual_of, v);
    return (uint32_t)e->virtual_of.len - 1;
}

static struct blob_location location_of(struct x64_emitter *e, ssa_id v, uint32_t pos)
{
    if (v == SSA_NONE)
        return (struct blob_location){.where = WHERE_NOWHERE, .type = SSA_VOID};
    struct blob_location at = {.type = ssa_at(e->c->f, v)->type};
    ssa_id rep = x64_state_rep(e->c->f, v, &at.plus);
    enum ssa_op op = ssa_op_of(e->c->f, rep);
    if (ssa_is_virtual(op)) {
        at.where = WHERE_VIRTUAL;
        at.index = (int32_t)virtual_number(e, rep);
        return at;
    }
    if (lir_is_constant(&e->c->l, rep))
        return constant_location(e, rep, at.type);
    struct place p = regalloc_place(&e->c->ra, rep, pos);
    at.index = (int32_t)p.index;
    switch (p.kind) {
    case PLACE_GPR: at.where = WHERE_GPR; break;
    case PLACE_FPR: at.where = WHERE_FPR; break;
    case PLACE_SLOT:
        at.where = WHERE_FRAME;
        at.index = x64_rm_of_place(e, p).disp;
        break;
    default: x64_fail(e->c, BACKEND_REGISTERS); break;
    }
    return at;
}

static void add_virtual(struct x64_emitter *e, ssa_id v, uint32_t pos)
{
    const struct ssa_func *f = e->c->f;
    const struct ssa_value *value = ssa_at(f, v);
    struct blob_virtual x = {.class = value->handle, .length = -1, .n = value->noperands};
    x.box = value->op == SSA_VIRTUAL_BOX;
    if (x.box) {
        x.fields = (uint32_t)e->fields.len;
        vec_push(&e->fields, ((struct blob_field){(uint32_t)value->imm, value->sub}));
    } else if (value->op == SSA_VIRTUAL_ARRAY) {
        x.length = (int32_t)value->noperands;
        x.mem = value->sub;
    } else {
        x.fields = (uint32_t)e->fields.len;
        for (uint32_t i = 0; i < value->noperands; i++) {
            const struct ssa_field *field = &f->fields[value->imm + i];
            vec_push(&e->fields, ((struct blob_field){field->offset, field->mem}));
        }
    }
    x.locations = (uint32_t)e->locations.len;
    for (uint32_t i = 0; i < value->noperands; i++) {
        struct blob_location at = location_of(e, ssa_in(f, v, i), pos);
        vec_push(&e->locations, at);
    }
    vec_push(&e->virtuals, x);
}

void x64_add_point(struct x64_emitter *e, enum blob_point_kind kind, ssa_id value, enum ssa_why why,
                   uint32_t state, uint32_t pos)
{
    const struct ssa_func *f = e->c->f;
    struct blob_point p = {.pc = x64_here(&e->a), .kind = (uint8_t)kind, .why = (uint8_t)why, .value = value};
    p.frame = (uint32_t)e->frames.len;
    p.virtual = (uint32_t)e->virtuals.len;
    vec_clear(&e->virtual_of);
    for (; state != 0; state = ssa_state_at(f, state)->caller) {
        const struct ssa_state *s = ssa_state_at(f, state);
        struct blob_frame frame = {
            s->method, s->bci, s->kind, s->nlocals, s->nstack, s->nlocks, (uint32_t)e->locations.len};
        for (uint32_t i = 0; i < ssa_state_size(s); i++) {
            struct blob_location at = location_of(e, ssa_state_in(f, state, i), pos);
            vec_push(&e->locations, at);
        }
        vec_push(&e->frames, frame);
    }
    for (uint32_t i = 0; i < e->virtual_of.len; i++) /* grows while objects refer to further ones */
        add_virtual(e, e->virtual_of.at[i], pos);
    p.nframes = (uint32_t)e->frames.len - p.frame;
    p.nvirtuals = (uint32_t)e->virtuals.len - p.virtual;
    vec_push(&e->points, p);
}

void x64_add_handler(struct x64_emitter *e, uint32_t pad)
{
    if (pad != SSA_NO_BLOCK) /* the block's label is not bound yet: its number for now, see x64_emit.c */
        vec_push(&e->handlers, ((struct blob_handler){x64_here(&e->a), x64_destination(e, pad)}));
}
