/*
 * eval.h - the evaluator: runs any function on a small abstract heap, to check passes and back ends against.
 *
 * The heap knows no layout: a cell is (object, offset or index, memory kind). Objects that come from outside
 * (arguments, ref constants, statics, what their fields refer to) are "external": each has a seed, and a cell
 * nobody has written yet has a value made from seed and place. So a run sees the same world whichever loads
 * it makes in whichever order, and a function may be compared before and after a pass: same outcome, same log
 * of calls, same changes to what others can see (ssa_eval_report).
 *
 * What compiled code must never do (a null base, an index out of bounds, division by zero, a fact that does
 * not hold) ends a run as SSA_EVAL_STUCK, with a text. Unsafe accesses address fields by offset; those that
 * would reach array elements are stuck.
 *
 * An evaluator serves one run after the other on the same heap; release it with ssa_eval_free.
 */
#ifndef SAMOVAR_SSA_EVAL_H
#define SAMOVAR_SSA_EVAL_H

#include "ssa/ssa.h"

struct ssa_eval;

/* A value: i32 sign-extended, floating point as bits (f32: zero-extended), a reference as an object number, 0
 * for null. */
typedef int64_t ssa_eval_value;

enum ssa_eval_kind {
    SSA_EVAL_RETURN, /* value */
    SSA_EVAL_THROW,  /* value is the exception */
    SSA_EVAL_DEOPT,  /* at, why */
    SSA_EVAL_LIMIT,  /* too many steps or objects */
    SSA_EVAL_STUCK,  /* text */
};

struct ssa_eval_outcome {
    enum ssa_eval_kind kind;
    ssa_eval_value value;
    enum ssa_type type; /* of value */
    enum ssa_why why;
    ssa_id at; /* the value that deoptimised or is stuck */
    const char *text;
};

struct ssa_eval_hooks {
    void *user;
    /*
     * Executes a call; true when it returned *result, false when it threw it. NULL: calls give a result made
     * from method and arguments, write to their arguments' field 16 and element 0 and to static #1 + 16, and
     * one in eight throws.
     */
    bool (*call)(void *user, struct ssa_eval *e, const struct ssa_func *f, ssa_id call,
                 const ssa_eval_value *args, uint32_t nargs, ssa_eval_value *result);
    /* NULL: a class is a subclass of itself and of #1 only. */
    bool (*subclass)(void *user, uint64_t sub, uint64_t super);
};

/* Boxes: those of these numbers are one object for each class and number, all with their number at this
 * offset. const_ref #SSA_EVAL_BOXES + class is the array that has them. */
enum { SSA_EVAL_SMALLEST_BOX = -128, SSA_EVAL_LARGEST_BOX = 127, SSA_EVAL_BOX_FIELD = 200 };
#define SSA_EVAL_BOXES 0xB0C50000u

struct ssa_eval *ssa_eval_new(const struct ssa_eval_hooks *hooks); /* NULL: none; copied */
void ssa_eval_free(struct ssa_eval *e);

/* args by parameter number; of an OSR function by slot. max_steps bounds executed values. */
struct ssa_eval_outcome ssa_eval_run(struct ssa_eval *e, const struct ssa_func *f, const ssa_eval_value *args,
                                     uint32_t nargs, uint64_t max_steps);

/*
 * Outcome, calls made, and what changed in the world, as text: equal texts mean that nobody can tell two runs
 * on fresh evaluators apart. For a deoptimisation this includes the frames to be rebuilt.
 */
void ssa_eval_report(struct ssa_eval *e, const struct ssa_func *f, const struct ssa_eval_outcome *o,
                     struct buf *out);
void ssa_eval_print_value(struct ssa_eval *e, enum ssa_type t, ssa_eval_value v, struct buf *out);

/* ----------------------------------------------------------------------------------------- heap
 * (eval_heap.c) */

ssa_eval_value ssa_eval_external(struct ssa_eval *e, uint64_t seed); /* the same object for the same seed */
ssa_eval_value ssa_eval_object(struct ssa_eval *e, uint64_t class);
ssa_eval_value ssa_eval_array(struct ssa_eval *e, uint64_t class, int32_t length);
ssa_eval_value ssa_eval_get(struct ssa_eval *e, ssa_eval_value object, bool element, int64_t at,
                            enum ssa_mem m);
void ssa_eval_set(struct ssa_eval *e, ssa_eval_value object, bool element, int64_t at, enum ssa_mem m,
                  ssa_eval_value v);
uint64_t ssa_eval_class(struct ssa_eval *e, ssa_eval_value object);
int32_t ssa_eval_length(struct ssa_eval *e,
                        ssa_eval_value object); /* of an external object: any small number */

/* ------------------------------------------------------------------------------------- pure operations
 * (eval_arith.c) */

/* The result of a pure operation that depends on operands alone; false for others and for division by 0.
   Folding may use it. sub is the value's suffix, type its type, from the type of operand 0. */
bool ssa_eval_pure(enum ssa_op op, unsigned sub, enum ssa_type type, enum ssa_type from,
                   const ssa_eval_value *in, ssa_eval_value *out);

#endif
