/*
 * lir.h - the low-level form between instruction selection and encoding: machine instructions on virtual
 * registers.
 *
 * Instructions stand in one array, in the order they will have in memory; instruction i occupies the
 * positions 2i (it reads its operands) and 2i + 1 (it writes its results). Blocks are runs of instructions.
 * Virtual registers are in SSA form: each has one definition, by an instruction or as a block's phi. The
 * register allocator (regalloc.h) knows of an instruction only what its operands say; what it means is the
 * target's business (x64_lir.h).
 */
#ifndef SAMOVAR_BACKEND_LIR_H
#define SAMOVAR_BACKEND_LIR_H

#include "ssa/ssa.h"

typedef uint32_t lir_reg; /* virtual register, or LIR_PHYS | machine register */
#define LIR_PHYS    0x80000000u
#define LIR_NO_REG  0u
#define LIR_NREGS   32 /* machine registers: 0..15 general, 16..31 floating point */
#define LIR_FPR     16
#define LIR_NO_HINT 0xff

enum lir_role {
    LIR_USE,  /* read at 2i: its register may be reused for a result */
    LIR_LATE, /* still read while results are being written */
    LIR_DEF,
    LIR_TEMP, /* 2i and 2i + 1 */
};
enum lir_want {
    LIR_ANYWHERE, /* register, spill slot, it does not matter */
    LIR_LOOP_END, /* not an operand: the value is needed again in the next round of a loop */
    LIR_SHOULD,   /* better a register */
    LIR_MUST,     /* a register */
};
struct lir_operand {
    lir_reg reg;
    uint8_t role, want;
    uint8_t hint; /* machine register, or LIR_NO_HINT */
};

enum lir_source {
    LIR_SRC_NONE,
    LIR_SRC_REG,
    LIR_SRC_IMM,
    LIR_SRC_MEM,
};

#define LIR_CALLS 1 /* flag: destroys all registers that a callee need not keep */

struct lir_inst {
    uint16_t op;
    uint8_t size;   /* bytes */
    uint8_t cond;   /* the target's */
    uint8_t sub;    /* the operation's variant */
    uint8_t source; /* enum lir_source: of the last source operand */
    uint8_t flags;
    uint8_t nops; /* operands, without those of the frame state */
    uint8_t mem;  /* operand number of the base; base and index are neighbours. 0xff: none */
    uint8_t scale;
    bool has_base, has_index;
    uint8_t mem_kind;   /* enum ssa_mem of the memory place */
    uint8_t fixed_base; /* machine register as base; LIR_NO_HINT: none */
    int32_t disp;
    int64_t imm;
    uint32_t ops;      /* first operand in lir->ops */
    uint32_t nstate;   /* operands after those that only the frame state reads */
    ssa_id value;      /* where it comes from: handles and so on */
    uint32_t state;    /* frame state to record, 0: none */
    uint8_t why;       /* enum ssa_why */
    ssa_id trap;       /* null check that a fault of the memory access answers for; 0: none */
    uint32_t pad;      /* block that gets the exception; SSA_NO_BLOCK: the caller */
    uint32_t constant; /* of the memory operand: number in lir->constants + 1; 0: none */
};

struct lir_phi {
    lir_reg reg;
    ssa_id *args; /* by predecessor: representative values or constants */
};

struct lir_block {
    uint32_t id;             /* of the SSA block */
    uint32_t first, end;     /* instructions */
    uint32_t *preds, *succs; /* positions in lir->blocks */
    uint32_t npreds, nsuccs;
    struct lir_phi *phis;
    uint32_t nphis;
    uint32_t depth; /* loops around it */
    uint32_t heat;
    bool cold;
    bool is_pad;                  /* its only edge is the exceptional one of a try */
    uint32_t try_inst;            /* the instruction that throws to its second successor; UINT32_MAX: none */
    uint32_t loop;                /* innermost, in lir->loops; SSA_NO_LOOP */
    bool loop_top;                /* the first block of its loop in memory */
    uint64_t *live_in, *live_out; /* bits: see lir->globals */
};

/* 16 bytes, aligned: floating-point constants and masks. */
struct lir_constant {
    uint64_t lo, hi;
};

struct lir {
    struct ssa_func *f;
    struct arena *arena;
    VEC(struct lir_inst) insts;
    VEC(struct lir_operand) ops;
    VEC(struct lir_constant) constants;
    struct lir_block *blocks;
    uint32_t nblocks;
    const struct ssa_loops *loops;
    uint32_t *block_of; /* SSA block -> position in blocks */
    uint32_t nregs;     /* virtual registers are 1..nregs-1; the first f->nvalues are those of values */
    VEC(uint8_t) types; /* of registers past those of values */
    uint32_t nvalues;
    lir_reg *globals; /* virtual registers that live in more than one block, by their bit in live sets */
    uint32_t nglobals;
    uint32_t out_args; /* bytes of outgoing arguments on the stack */
    bool calls;
};

static inline enum ssa_type lir_type(const struct lir *l, lir_reg r)
{
    return r < l->nvalues ? ssa_type_of(l->f, r) : (enum ssa_type)l->types.at[r - l->nvalues];
}
/* Constants have no register: they are made where they are used. */
static inline bool lir_is_constant(const struct lir *l, ssa_id v)
{
    enum ssa_op op = v < l->nvalues ? ssa_op_of(l->f, v) : SSA_NOP;
    return op == SSA_CONST || op == SSA_CONST_REF || op == SSA_ADDRESS;
}
/* The type of registers that hold 32 bytes. No value has it; it lives between the instructions of one value. */
#define LIR_VECTOR SSA_NTYPES
static inline bool lir_is_fp_type(enum ssa_type t)
{
    return t == SSA_F32 || t == SSA_F64 || t == LIR_VECTOR;
}
static inline uint32_t lir_block_start(const struct lir_block *b)
{
    return 2 * b->first;
}
static inline uint32_t lir_block_end(const struct lir_block *b)
{
    return 2 * b->end;
}

/* Blocks in the order they will have in memory: loops together, what is cold at the end (lir_order.c). */
void lir_order_blocks(struct lir *l);
void lir_find_liveness(struct lir *l); /* lir_liveness.c */
void lir_free(struct lir *l);          /* what is not in the arena */

#endif
