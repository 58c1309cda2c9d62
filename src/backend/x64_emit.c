/*
 * x64_emit.c - the driver: blocks in order, each with its instructions and the register allocator's moves,
 * then cold paths, exits and constants; twice, for short jumps (x64_asm.h); then the blob.
 */
#include "backend/x64_emit.h"

#include <string.h>

/* ----------------------------------------------------------------------------------------------------
 * operands */

struct place x64_operand_place(const struct x64_emitter *e, const struct lir_inst *in, uint32_t k)
{
    const struct lir_operand *op = &e->c->l.ops.at[in->ops + k];
    uint32_t pos = 2 * e->inst + (op->role == LIR_DEF || op->role == LIR_LATE);
    return regalloc_place(&e->c->ra, op->reg, pos);
}

unsigned x64_reg(const struct x64_emitter *e, const struct lir_inst *in, uint32_t k)
{
    struct place p = x64_operand_place(e, in, k);
    if (p.kind != PLACE_GPR && p.kind != PLACE_FPR)
        x64_fail(e->c, BACKEND_REGISTERS);
    return p.index & 15;
}

struct x64_rm x64_rm_operand(const struct x64_emitter *e, const struct lir_inst *in, uint32_t k)
{
    return x64_rm_of_place(e, x64_operand_place(e, in, k));
}

struct x64_rm x64_mem_operand(const struct x64_emitter *e, const struct lir_inst *in)
{
    if (in->constant != 0)
        return x64_ml(e->constants[in->constant - 1]);
    struct x64_rm m = x64_m(in->fixed_base == LIR_NO_HINT ? X64_NO_REG : in->fixed_base, in->disp);
    uint32_t k = in->mem;
    if (in->has_base)
        m.base = (uint8_t)x64_reg(e, in, k++);
    if (in->has_index) {
        m.index = (uint8_t)x64_reg(e, in, k);
        m.scale = in->scale;
        if (m.base == X64_NO_REG && in->fixed_base != LIR_NO_HINT)
            m.base = in->fixed_base;
    }
    return m;
}

struct x64_rm x64_source(const struct x64_emitter *e, const struct lir_inst *in, uint32_t k)
{
    return in->source == LIR_SRC_MEM ? x64_mem_operand(e, in) : x64_rm_operand(e, in, k);
}

void x64_note_access(struct x64_emitter *e, const struct lir_inst *in)
{
    if (in->trap == 0)
        return;
    x64_fault_exit(e, x64_deopt_exit(e, in->trap));
}

void x64_fault_exit(struct x64_emitter *e, x64_label exit)
{
    vec_push(&e->traps, ((struct blob_trap){x64_here(&e->a), exit})); /* a label for now */
}

struct x64_cold *x64_add_cold(struct x64_emitter *e, x64_cold_fn fn)
{
    struct x64_cold cold = {.fn = fn, .inst = e->inst};
    cold.label = x64_new_label(&e->a);
    cold.back = x64_new_label(&e->a);
    vec_push(&e->cold, cold);
    return &vec_last(&e->cold);
}

/* ----------------------------------------------------------------------------------------------------
 * instructions */

static void emit_move(struct x64_emitter *e, const struct lir_inst *in)
{
    struct x64_move m = {x64_operand_place(e, in, 1), x64_operand_place(e, in, 0), in->mem_kind};
    if (in->sub && m.to.kind == PLACE_GPR) /* a truncation, whatever the registers */
        x64_mov(&e->a, 4, m.to.index, x64_rm_of_place(e, m.from));
    else
        x64_move_place(e, m, X64_SCRATCH);
}

static void emit_inst(struct x64_emitter *e, const struct lir_inst *in)
{
    if (e->c->layout->thread_guard_countdown >= 0)
        x64_count_down(e, in);
    switch (in->op) {
    case X64_MOVE: emit_move(e, in); return;
    case X64_IMM:
        if (in->imm == 0)
            x64_alu(&e->a, ALU_XOR, 4, x64_reg(e, in, 0), x64_rm_operand(e, in, 0));
        else
            x64_mov_imm(&e->a, x64_reg(e, in, 0), (uint64_t)in->imm);
        return;
    case X64_ADDR: x64_load_constant(e, x64_reg(e, in, 0), in->value); return;
    default: break;
    }
    if (!x64_emit_int(e, in) && !x64_emit_fp(e, in) && !x64_emit_memory(e, in) && !x64_emit_type(e, in) &&
        !x64_emit_vector(e, in) && !x64_emit_control(e, in))
        x64_fail(e->c, BACKEND_OPERATION);
}

/* What is encoded from here on belongs to this value, or to none. A value of unknown origin is where the one
 * before it is. */
static void note_line(struct x64_emitter *e, ssa_id v, bool target)
{
    if (!e->c->lines || (v != SSA_NONE && lir_is_constant(&e->c->l, v)))
        return;
    struct blob_line line = {.pc = x64_here(&e->a), .value = v, .target = target};
    const struct blob_line *last = e->lines.len > 0 ? &vec_last(&e->lines) : NULL;
    if (v != SSA_NONE && v < e->c->f->nvalues)
        line.place = ssa_origin(e->c->f, v);
    if (v != SSA_NONE && line.place == 0 && last != NULL)
        line.place = last->place;
    if (last != NULL && last->value == line.value && last->place == line.place && !target)
        return;
    if (last != NULL && last->pc == line.pc) {
        line.target |= last->target;
        e->lines.len--;
    }
    vec_push(&e->lines, line);
}

static void copy_places(struct x64_emitter *e)
{
    const struct ssa_func *f = e->c->f;
    for (uint32_t i = 0; e->c->lines && i < f->nplaces; i++)
        vec_push(&e->places,
                 ((struct blob_place){f->places[i].method, f->places[i].bci, f->places[i].caller}));
}

static void emit_moves(struct x64_emitter *e, uint32_t *next)
{
    const struct regalloc *ra = &e->c->ra;
    while (*next < ra->moves.len && ra->moves.at[*next].before == e->inst) {
        uint32_t first = *next, phase = ra->moves.at[first].phase;
        while (*next < ra->moves.len && ra->moves.at[*next].before == e->inst &&
               ra->moves.at[*next].phase == phase)
            ++*next;
        struct x64_move *moves = ARENA_ARRAY(e->c->arena, struct x64_move, *next - first);
        for (uint32_t i = first; i < *next; i++)
            moves[i - first] =
                (struct x64_move){ra->moves.at[i].from, ra->moves.at[i].to, ra->moves.at[i].type};
        x64_move_all(e, moves, *next - first);
    }
}

static void emit_all(struct x64_emitter *e)
{
    struct lir *l = &e->c->l;
    uint32_t next_move = 0;
    for (uint32_t b = 0; b < l->nblocks; b++)
        e->blocks[b] = x64_new_label(&e->a);
    for (uint32_t k = 0; k < l->constants.len; k++)
        e->constants[k] = x64_new_label(&e->a);
    e->unwind = X64_NO_LABEL;
    for (uint32_t b = 0; b < l->nblocks; b++) {
        e->block = b;
        if (e->forwards[b])
            continue;
        if (l->blocks[b].loop_top)
            x64_align(&e->a, 16);
        x64_bind(&e->a, e->blocks[b]);
        for (e->inst = l->blocks[b].first; e->inst < l->blocks[b].end; e->inst++) {
            note_line(e, x64_inst_at(e)->value, e->inst == l->blocks[b].first);
            emit_moves(e, &next_move);
            emit_inst(e, x64_inst_at(e));
        }
    }
    for (size_t i = 0; i < e->cold.len; i++) { /* cold paths may need further ones */
        struct x64_cold cold = e->cold.at[i];
        e->inst = cold.inst;
        note_line(e, x64_inst_at(e)->value, true);
        x64_bind(&e->a, cold.label);
        cold.fn(e, &cold);
    }
    note_line(e, SSA_NONE, true);
    x64_emit_exits(e);
    e->code_end = x64_here(&e->a);
    if (l->constants.len > 0)
        x64_align(&e->a, 16);
    for (uint32_t k = 0; k < l->constants.len; k++) {
        x64_bind(&e->a, e->constants[k]);
        x64_u64(&e->a, l->constants.at[k].lo);
        x64_u64(&e->a, l->constants.at[k].hi);
    }
    for (size_t i = 0; i < e->cold.len; i++) /* those that nobody jumps back to */
        if (x64_label_offset(&e->a, e->cold.at[i].back) == UINT32_MAX)
            x64_bind(&e->a, e->cold.at[i].back);
}

bool x64_has_moves(const struct x64_emitter *e, uint32_t first, uint32_t end)
{
    const struct regalloc *ra = &e->c->ra;
    size_t lo = 0, hi = ra->moves.len;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (ra->moves.at[mid].before < first)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < ra->moves.len && ra->moves.at[lo].before < end;
}

bool x64_emit_return(struct x64_emitter *e, uint32_t block)
{
    enum { MAX_INSTS = 3 };
    const struct lir_block *b = &e->c->l.blocks[block];
    if (e->c->l.blocks[e->block].cold || b->end - b->first > MAX_INSTS ||
        e->c->l.insts.at[b->end - 1].op != X64_RETURN)
        return false;
    for (uint32_t i = b->first; i + 1 < b->end; i++)
        if (e->c->l.insts.at[i].op != X64_MOVE && e->c->l.insts.at[i].op != X64_IMM)
            return false;
    if (x64_has_moves(e, b->first, b->end))
        return false;
    uint32_t here = e->inst;
    for (e->inst = b->first; e->inst < b->end; e->inst++) {
        note_line(e, x64_inst_at(e)->value, false);
        emit_inst(e, x64_inst_at(e));
    }
    e->inst = here;
    return true;
}

static void restart(struct x64_emitter *e)
{
    x64_asm_restart(&e->a);
    vec_clear(&e->cold);
    vec_clear(&e->relocs);
    vec_clear(&e->points);
    vec_clear(&e->frames);
    vec_clear(&e->locations);
    vec_clear(&e->virtuals);
    vec_clear(&e->fields);
    vec_clear(&e->handlers);
    vec_clear(&e->traps);
    vec_clear(&e->consts);
    vec_clear(&e->lines);
}

/* Which instructions call stubs that take their arguments at rsp. */
static bool uses_stub_arguments(const struct lir *l)
{
    for (uint32_t i = 0; i < l->insts.len; i++) {
        enum x64_inst op = l->insts.at[i].op;
        if (op == X64_NEW || op == X64_NEW_ARRAY || op == X64_CHECK_CAST || op == X64_INSTANCE ||
            op == X64_STORE_CHECK || op == X64_INSTANCE_BR || op == X64_INSTANCE_GUARD || op == X64_LOCK ||
            op == X64_UNLOCK || op == X64_CLASS_INIT || op == X64_FP2I)
            return true;
    }
    return false;
}

static void lay_out_frame(struct x64_emitter *e)
{
    struct lir *l = &e->c->l;
    uint32_t out = l->out_args;
    if (uses_stub_arguments(l) && out < 16)
        out = 16;
    e->saved = e->c->ra.used & X64_CALLEE_SAVED;
    e->slots_at = -8 * __builtin_popcount(e->saved);
    uint32_t size = 8 * (uint32_t)__builtin_popcount(e->saved) + 8 * e->c->ra.nslots + out;
    e->frame_size = (size + 15) & ~15u; /* rbp is aligned to 16 */
}

/* ---------------------------------------------------------------------------------------------------- the
 * blob */

static bool apply_reloc(struct x64_compile *c, struct blob *b, uint8_t *code, const struct blob_reloc *r)
{
    uint32_t slot;
    switch (r->kind) {
    case RELOC_STUB: slot = c->be->stub_slot + (uint32_t)r->handle; break;
    case RELOC_HELPER: slot = c->be->helper_slot + (uint32_t)r->handle; break;
    case RELOC_SLOT:
        slot = c->world->method_slot != NULL ? c->world->method_slot(c->world->user, r->handle)
                                             : (uint32_t)r->handle;
        if (slot == CODE_NO_SLOT)
            return false;
        break;
    default: return true; /* the address was put there when it was encoded */
    }
    int32_t distance = (int32_t)((char *)code_slot(c->be->code, slot) - (b->code + r->offset + 4));
    memcpy(code + r->offset, &distance, 4);
    return true;
}

/* Copies the tables into one allocation. */
#define EACH_TABLE(X)                                                                                        \
    X(relocs)                                                                                                \
    X(points) X(frames) X(locations) X(virtuals) X(fields) X(handlers) X(traps) X(consts) X(lines) X(places)

static void fill_tables(struct x64_emitter *e, struct blob *b)
{
    for (size_t i = 0; i < e->traps.len; i++)
        e->traps.at[i].exit = x64_label_offset(&e->a, e->traps.at[i].exit);
    for (size_t i = 0; i < e->handlers.len; i++)
        e->handlers.at[i].handler = x64_label_offset(&e->a, e->blocks[e->handlers.at[i].handler]);
    copy_places(e);
    size_t size = 0;
#define X(name) size += (e->name.len * sizeof *e->name.at + 7) & ~(size_t)7;
    EACH_TABLE(X)
#undef X
    char *at = xmalloc(size + 1);
    b->tables = at;
#define X(name)                                                                                              \
    b->name = (void *)at;                                                                                    \
    b->n##name = (uint32_t)e->name.len;                                                                      \
    if (e->name.len > 0)                                                                                     \
        memcpy(at, e->name.at, e->name.len * sizeof *e->name.at);                                            \
    at += (e->name.len * sizeof *e->name.at + 7) & ~(size_t)7;
    EACH_TABLE(X)
#undef X
}

static struct blob *make_blob(struct x64_emitter *e)
{
    struct x64_compile *c = e->c;
    struct blob *b = code_blob_alloc(c->be->code, e->a.code.len);
    if (b == NULL) {
        x64_fail(c, BACKEND_CODE_MEMORY_FULL);
        return NULL;
    }
    for (size_t i = 0; i < e->relocs.len; i++)
        if (!apply_reloc(c, b, e->a.code.at, &e->relocs.at[i]))
            x64_fail(c, BACKEND_NO_SLOT);
    if (c->failure != BACKEND_NONE) {
        code_blob_free(c->be->code, b);
        return NULL;
    }
    b->kind = BLOB_FUNCTION;
    b->name = xstrdup(c->f->name);
    b->method = c->f->method;
    b->osr_bci = c->f->osr_bci;
    b->code_end = e->code_end;
    b->frame_at = e->frame_at;
    b->frame_size = e->frame_size;
    b->unwind = e->unwind_at;
    b->leave = e->leave_at;
    b->saved_gprs = e->saved;
    fill_tables(e, b);
    code_write(c->be->code, b->code, e->a.code.at, e->a.code.len);
    code_blob_publish(c->be->code, b);
    return b;
}

struct blob *x64_emit(struct x64_compile *c)
{
    struct x64_emitter e = {.c = c, .avx = c->cpu->avx};
    e.blocks = ARENA_ARRAY(c->arena, x64_label, c->l.nblocks);
    e.constants = ARENA_ARRAY(c->arena, x64_label, c->l.constants.len + 1);
    lay_out_frame(&e);
    x64_find_forwards(&e);
    emit_all(&e);
    if (c->failure == BACKEND_NONE && x64_asm_finish(&e.a)) {
        restart(&e);
        emit_all(&e);
        if (!x64_asm_finish(&e.a)) { /* alignment moved a target away: all jumps long */
            memset(e.a.jump_fits.at, 0, e.a.jump_fits.len);
            restart(&e);
            emit_all(&e);
            if (!x64_asm_finish(&e.a))
                x64_fail(c, BACKEND_ENCODING);
        }
    } else {
        x64_fail(c, BACKEND_ENCODING);
    }
    struct blob *b = c->failure == BACKEND_NONE ? make_blob(&e) : NULL;
    x64_asm_free(&e.a);
    vec_free(&e.cold);
    vec_free(&e.virtual_of);
#define X(name) vec_free(&e.name);
    EACH_TABLE(X)
#undef X
    return b;
}
