/* x64_emit.h - the encoder of one function: state and helpers, shared by x64_emit*.c, x64_move.c and
 * x64_points.c. */
#ifndef SAMOVAR_BACKEND_X64_EMIT_H
#define SAMOVAR_BACKEND_X64_EMIT_H

#include "backend/x64_lir.h"

struct x64_move {
    struct place from, to;
    uint8_t type; /* enum ssa_type */
};

/* Code out of line, emitted behind all blocks. */
struct x64_cold;
struct x64_emitter;
typedef void (*x64_cold_fn)(struct x64_emitter *e, const struct x64_cold *cold);
struct x64_cold {
    x64_cold_fn fn;
    uint32_t inst;
    x64_label label, back; /* where it begins; where it goes on */
    uint32_t a, b;         /* registers, as fn wants */
    ssa_id check;          /* deopt exits: whose */
    uint32_t state;
};

struct x64_emitter {
    struct x64_compile *c;
    struct x64_asm a;
    bool avx;
    uint32_t inst; /* the one being encoded */
    x64_label *blocks;
    x64_label *constants;
    x64_label unwind, leave; /* X64_NO_LABEL until asked for */
    uint32_t saved;          /* mask of callee-saved registers in the frame */
    int32_t slots_at;        /* rbp offset below which spill slots begin */
    uint32_t frame_size;
    uint32_t block; /* position of the current block */
    bool *forwards; /* by block: it only jumps on, so nobody jumps there and it has no code */
    uint32_t unwind_at, leave_at, frame_at, code_end;
    VEC(struct x64_cold) cold;
    VEC(struct blob_reloc) relocs;
    VEC(struct blob_point) points;
    VEC(struct blob_frame) frames;
    VEC(struct blob_location) locations;
    VEC(struct blob_virtual) virtuals;
    VEC(struct blob_field) fields;
    VEC(struct blob_handler) handlers;
    VEC(struct blob_trap) traps;
    VEC(uint64_t) consts;
    VEC(struct blob_line) lines;
    VEC(struct blob_place) places;
    VEC(ssa_id) virtual_of; /* of the current point: the values of its virtual objects */
};

static inline const struct lir_inst *x64_inst_at(const struct x64_emitter *e)
{
    return &e->c->l.insts.at[e->inst];
}

/* Operands of the current instruction. */
struct place x64_operand_place(const struct x64_emitter *e, const struct lir_inst *in, uint32_t k);
unsigned x64_reg(const struct x64_emitter *e, const struct lir_inst *in,
                 uint32_t k); /* must be a register: its number */
struct x64_rm x64_rm_of_place(const struct x64_emitter *e, struct place p);
struct x64_rm x64_rm_operand(const struct x64_emitter *e, const struct lir_inst *in,
                             uint32_t k);                                              /* register or slot */
struct x64_rm x64_mem_operand(const struct x64_emitter *e, const struct lir_inst *in); /* the memory place */
struct x64_rm x64_source(const struct x64_emitter *e, const struct lir_inst *in,
                         uint32_t k); /* src: memory, slot or register */
/* If the instruction encoded next faults, its base was null, and the code goes on at `exit`. */
void x64_fault_exit(struct x64_emitter *e, x64_label exit);
void x64_note_access(struct x64_emitter *e,
                     const struct lir_inst *in); /* the next machine instruction makes in's access */

/* Moves (x64_move.c). */
void x64_move_place(struct x64_emitter *e, struct x64_move m, unsigned scratch);
void x64_move_all(struct x64_emitter *e, struct x64_move *moves, uint32_t n); /* at once; consumes moves */
void x64_load_constant(struct x64_emitter *e, unsigned reg, ssa_id constant); /* into a general register */
/* A class in a register or in memory with this one: E when it is the same. */
void x64_compare_class(struct x64_emitter *e, struct x64_rm with, uint64_t class);
void x64_load_handle(struct x64_emitter *e, unsigned reg, enum blob_reloc_kind kind, uint64_t handle);
void x64_rip_slot(struct x64_emitter *e, enum blob_reloc_kind kind,
                  uint64_t handle); /* behind x64_call_rip and x64_jmp_rip */
void x64_call_stub(struct x64_emitter *e, enum backend_stub stub);

/* Cold paths. */
struct x64_cold *x64_add_cold(struct x64_emitter *e,
                              x64_cold_fn fn); /* with a fresh label; the pointer is good until the next */
x64_label x64_deopt_exit(struct x64_emitter *e, ssa_id check); /* out-of-line exit with check's frame state */
void x64_count_down(struct x64_emitter *e, const struct lir_inst *in); /* stress: before `in` */
x64_label x64_unwind_label(struct x64_emitter *e);

/* Points (x64_points.c): here is the return address of a call. state 0: no frames. pos: where places are
 * looked up. */
void x64_add_point(struct x64_emitter *e, enum blob_point_kind kind, ssa_id value, enum ssa_why why,
                   uint32_t state, uint32_t pos);
void x64_add_handler(struct x64_emitter *e, uint32_t pad);

/* Families of instructions; false: not theirs. */
int x64_size_of(enum ssa_type t);
bool x64_emit_int(struct x64_emitter *e, const struct lir_inst *in);
bool x64_emit_vector(struct x64_emitter *e, const struct lir_inst *in); /* x64_vector.c */
bool x64_emit_fp(struct x64_emitter *e, const struct lir_inst *in);
bool x64_emit_memory(struct x64_emitter *e, const struct lir_inst *in);
void x64_find_forwards(struct x64_emitter *e);
uint32_t x64_destination(const struct x64_emitter *e, uint32_t b); /* where a jump to b really leads */
/* Does the register allocator move anything before one of these instructions? */
bool x64_has_moves(const struct x64_emitter *e, uint32_t first, uint32_t end);
bool x64_emit_return(struct x64_emitter *e,
                     uint32_t b); /* instead of a jump there, if b does little but return */
bool x64_is_next(const struct x64_emitter *e, uint32_t b); /* of all with code: falling through leads there */
bool x64_emit_type(struct x64_emitter *e, const struct lir_inst *in);
bool x64_emit_control(struct x64_emitter *e, const struct lir_inst *in);
void x64_emit_exits(struct x64_emitter *e);
void x64_throw_pending_if(struct x64_emitter *e, const struct lir_inst *in, unsigned cond);
void x64_emit_compare(struct x64_emitter *e, const struct lir_inst *in, uint32_t k);
void x64_jump_if(struct x64_emitter *e, unsigned cond,
                 x64_label to); /* also the conditions of floating point */

#endif
