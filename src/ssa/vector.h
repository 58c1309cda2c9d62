/*
 * vector.h - operations on many elements of arrays at once.
 *
 * "vector": elements $1, $1 + 1, ... of the array $0, 32 bytes of them, become what a small program says, the
 * same for each element. All that it reads is read before anything is written.
 *
 * "reduce": a number, at first $0, goes through $1 elements and becomes for each what a program makes of it.
 * $1 is a multiple of ssa_reduce_step, and more than 0. The program's last step combines the number with
 * something made of the element; it is one where the order does not matter.
 *
 * The program is the value's number, a byte a step, the lowest first; 0 ends it. It works on a stack, which
 * is empty at first, or holds the number of a reduction:
 *
 *   0x40 | k         pushes operand k: a number as it is; of an array the element at operand k + 1, and those
 *                    after it
 *   a step's number  takes its operands from the stack and pushes the result
 *   0x80 | count     comes after a shift: by how much
 *
 * Elements of 8 and 16 bits are computed modulo their size; arrays and numbers are of the kind that is
 * stored. In a reduction, which computes in 32 or 64 bits, arrays may be of a narrower kind: a step that
 * widens (sext8, zext8, sext16, zext16, i2l) must follow, and says so.
 */
#ifndef SAMOVAR_SSA_VECTOR_H
#define SAMOVAR_SSA_VECTOR_H

#include "ssa/ssa.h"

#define SSA_VECTOR_STEPS(X)                                                                                  \
    X(ADD)                                                                                                   \
    X(SUB) X(MUL) X(DIV) X(AND) X(OR) X(XOR) X(SQRT) X(SHL) X(SHR) X(USHR) X(MIN) X(MAX) X(SEXT8) X(ZEXT8)   \
        X(SEXT16) X(ZEXT16) X(I2L)

enum {
    SSA_VECTOR_BYTES = 32,
    SSA_VECTOR_DEPTH = 4,   /* of the stack */
    SSA_VECTOR_PROGRAM = 8, /* steps */
    SSA_REDUCE_VECTORS = 4  /* done in a row by a reduction */
};

struct ssa_vector_step {
    enum ssa_op op;     /* SSA_NOP: a push */
    uint32_t operand;   /* of a push */
    unsigned noperands; /* from the stack */
    unsigned count;     /* of a shift */
};

static inline uint32_t ssa_vector_lanes(enum ssa_mem m)
{
    return SSA_VECTOR_BYTES >> ssa_mem_shifts[m];
}

/* Elements that a reduction does at a time. */
static inline uint32_t ssa_reduce_step(enum ssa_mem m)
{
    return SSA_REDUCE_VECTORS * ssa_vector_lanes(m);
}

/* Takes a step off; false at the end, or when it is none. */
bool ssa_vector_next(uint64_t *program, struct ssa_vector_step *step);
/* Adds a step to a program of *n bytes; false when there is no room. */
bool ssa_vector_add(uint64_t *program, unsigned *n, enum ssa_op op, unsigned count);
bool ssa_vector_push(uint64_t *program, unsigned *n, uint32_t operand);
/* Is there such a step for elements of this kind? */
bool ssa_vector_can(enum ssa_op op, enum ssa_mem m);
/* The kind of an array that was pushed in a reduction to m, by the rest of the program. */
enum ssa_mem ssa_reduce_element(uint64_t rest, enum ssa_mem m);
/* May this combine a reduction's number with an element? */
bool ssa_reduce_can(enum ssa_op op, enum ssa_mem m);
/* What is wrong with a vector or a reduction; NULL: nothing. */
const char *ssa_vector_wrong(const struct ssa_func *f, ssa_id v);

#endif
