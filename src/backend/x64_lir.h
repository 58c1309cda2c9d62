/*
 * x64_lir.h - the x86-64 instructions of the low-level form, and what the steps of one compile share.
 *
 * Operand layouts, in the order of lir_inst's operands. "src" is the last source operand: a register (or
 * spill slot), the immediate, or the memory place (base and index are then operands). "cmp" stands for the
 * two operands of a comparison: a register and a src; in->sub says which kind.
 */
#ifndef SAMOVAR_BACKEND_X64_LIR_H
#define SAMOVAR_BACKEND_X64_LIR_H

#include "backend/backend.h"
#include "backend/lir.h"
#include "backend/personality.h"
#include "backend/regalloc.h"
#include "backend/x64_asm.h"

// clang-format off
#define X64_INSTS(X) \
    X(ENTRY)    /* parameters -> def... */ \
    X(MOVE)     /* def, use */ \
    X(IMM)      /* def; imm */ \
    X(ADDR)     /* def; the constant `value` */ \
    X(FCONST)   /* def; constant */ \
    X(BIN)      /* def, a, src; sub: enum x64_alu */ \
    X(IMUL)     /* def, a, src */ \
    X(SHIFT)    /* def, a, src; sub: enum x64_shift. Without BMI2, and for rotations, the count is rcx */ \
    X(NEG) X(NOT) X(BSWAP)  /* def, a */ \
    X(ABS)      /* def, a */ \
    X(MINMAX)   /* def, a, b; cond: when a is to be taken */ \
    X(LEA)      /* def, base, index */ \
    X(EXT)      /* def, src; mem_kind: from what */ \
    X(LOAD)     /* def, base, index */ \
    X(STORE)    /* base, index, src (IMM or REG) */ \
    X(CHANGE)   /* base, index, src (IMM or REG): memory = memory op src; sub: enum x64_alu */ \
    X(ANDN)     /* def, a, src: ~a & src */ \
    X(LOWEST)   /* def, src; sub: enum x64_lowest */ \
    X(DIVIDE)   /* divisor, fixed rax, rdx; sub: signed, remainder */ \
    X(MULHI)    /* multiplier, fixed rax, rdx; sub: signed */ \
    X(OVERFLOW) /* def, a, src; sub: 0 add, 1 sub, 2 mul */ \
    X(COUNT)    /* def, src; sub: enum x64_bits */ \
    X(SET)      /* def, cmp */ \
    X(CMOV)     /* def, if false, if true, cmp */ \
    X(BR)       /* cmp */ \
    X(GUARD)    /* cmp; deoptimises when cond holds */ \
    X(CMP3)     /* def, a, b: lcmp */ \
    X(FCMP3)    /* def, a, b; sub: what unordered gives, as a byte */ \
    X(FP)       /* def, a, src; sub: enum x64_fp. sqrt: def, src */ \
    X(FROUND)   /* def, src; sub: mode */ \
    X(FNEG) X(FABS) /* def, a */ \
    X(FMINMAX)  /* def, a, b, temp; sub: max */ \
    X(FMA)      /* def, c, a, b */ \
    X(I2FP)     /* def, src; size: of the integer; mem_kind: of the result */ \
    X(FP2I)     /* def, src; size: of the integer; mem_kind: of the operand */ \
    X(FP2FP)    /* def, src; mem_kind: of the result */ \
    X(TO_BITS) X(FROM_BITS) /* def, a */ \
    X(CMPXCHG)  /* base, index, new, fixed rax */ \
    X(CAS)      /* def, base, index, new, fixed rax */ \
    X(XCHG) X(XADD) /* def, a, base, index */ \
    X(FENCE) \
    X(KEEP)     /* use */ \
    X(POLL) \
    X(CALL)     /* arguments; sub: enum x64_call */ \
    X(VECTOR_LOAD)  /* def, base, index. Vectors: 32 bytes */ \
    X(VECTOR_STORE) /* base, index, use */ \
    X(VECTOR_SPLAT) /* def, a; mem_kind: of the elements */ \
    X(VECTOR_OP)    /* def, a, b?; sub: enum ssa_op; mem_kind; imm: of shifts */ \
    X(VECTOR_REDUCE)/* def, number, count, what its program pushes (addresses, vectors)..., its first vector, temp..; */ \
                    /* mem_kind; value: the reduction */ \
    X(VECTOR_END) \
    X(NEW)      /* def, temp; imm: bytes; disp: free list */ \
    X(NEW_ARRAY)/* def, temp, length, temp; disp: free lists, imm: largest. FIXED: def, temp; imm: length */ \
    X(INSTANCE) /* def, object. These and casts: imm: the object is never null */ \
    X(INSTANCE_BR)    /* object, temp; disp: the instance_of; cond: E jumps when it is one, NE when not */ \
    X(INSTANCE_GUARD) /* the same; deoptimises when cond does not hold */ \
    X(CLASS_GUARD) /* object */ \
    X(CHECK_CAST)  /* object, temp */ \
    X(STORE_CHECK) /* value, array, temp, temp */ \
    X(LOCK) X(UNLOCK) /* object, temp rax */ \
    X(CLASS_INIT) \
    X(JUMP) \
    X(SWITCH)   /* use, temp, temp */ \
    X(RETURN) X(THROW) X(DEOPT) X(UNREACHABLE)
// clang-format on

enum x64_inst {
#define X(name) X64_##name,
    X64_INSTS(X)
#undef X
        X64_NINSTS
};

enum x64_new_array { NEW_ARRAY_DIRTY = 1, NEW_ARRAY_FIXED = 2 }; /* bits of sub */
enum x64_call { CALL_DIRECT, CALL_THROUGH_VTABLE, CALL_THROUGH_IMT, CALL_HELPER };
enum x64_compare {
    COMPARE_INT,
    COMPARE_TEST,
    COMPARE_FP,
    COMPARE_BIT, /* bit test: CC_B when the bit is set */
    COMPARE_MEM, /* a memory place, which is the source, with the immediate; no register */
    COMPARE_MEM_TEST
};
/* Conditions beyond enum x64_cond, for floating point: equal and ordered; unequal or unordered. */
enum { CC_FP_EQ = 16, CC_FP_NE = 17 };

#define X64_THREAD       R15
#define X64_SCRATCH      R11 /* never allocated */
#define X64_FP_SCRATCH   15  /* never allocated */
#define X64_CALLEE_SAVED (1u << RBX | 1u << R12 | 1u << R13 | 1u << R14)
#define X64_GENERAL      (0xffffu & ~(1u << RSP | 1u << RBP | 1u << X64_THREAD | 1u << X64_SCRATCH))
#define X64_FLOATING     (0x7fffu << LIR_FPR)
#define X64_INT_ARGS     6
#define X64_FP_ARGS      8
extern const uint8_t x64_int_args[X64_INT_ARGS];

static inline bool x64_calls_keep(unsigned m)
{
    return X64_CALLEE_SAVED >> m & 1;
}

/* The slots of the global offset table that belong to the back end: stubs, then helpers. */
struct backend {
    struct backend_config config;
    struct backend_helper *helpers;
    struct code_memory *code;
    struct blob *stubs;
    uint32_t stub_slot, helper_slot;
};

static inline bool backend_has_helper(const struct backend *be, uint32_t n)
{
    return n < be->config.nhelpers && be->helpers[n].fn != NULL;
}

/* One compile. */
struct x64_compile {
    struct backend *be;
    const struct personality *personality;
    const struct backend_layout *layout;
    const struct x64_features *cpu;
    const struct backend_world *world;
    struct ssa_func *f;
    struct arena *arena;
    bool lines; /* backend_options */
    struct lir l;
    struct regalloc ra;
    enum backend_failure failure;
};

static inline void x64_fail(struct x64_compile *c, enum backend_failure why)
{
    if (c->failure == BACKEND_NONE)
        c->failure = why;
}

/* prepare.c: what the target lacks is expressed by what it has; no critical edges; no dead values. */
void x64_prepare(struct x64_compile *c);
void backend_legalise(struct x64_compile *c, ssa_id v); /* legalise.c */
void x64_select(struct x64_compile *c);                 /* x64_select.c */
/* The value whose register holds v: checks and conversions that change no bits have none of their own. */
ssa_id x64_rep(const struct ssa_func *f, ssa_id v);
/* The same for a frame state: v is that register's value plus *plus, where v is a sum that nothing else needs
 * a register for. */
ssa_id x64_state_rep(const struct ssa_func *f, ssa_id v, int16_t *plus);
uint64_t x64_world_address(const struct x64_compile *c, enum blob_reloc_kind kind, uint64_t handle);
void x64_print_lir(const struct x64_compile *c, struct buf *out); /* x64_print.c */
/* x64_emit.c: encodes, allocates and fills the blob. */
struct blob *x64_emit(struct x64_compile *c);
bool x64_make_stubs(struct backend *be); /* x64_stubs.c */

#endif
