/* eval_internal.h - shared by the evaluator's files. */
#ifndef SAMOVAR_SSA_EVAL_INTERNAL_H
#define SAMOVAR_SSA_EVAL_INTERNAL_H

#include "ssa/eval.h"

#define EVAL_CONST_REF ((uint64_t)1 << 41) /* in the seed of an object that a const_ref names */

struct eval_object {
    uint64_t class;
    uint64_t seed; /* of an external object, else 0 */
    int32_t length;
    int32_t locks;
    uint32_t name;      /* in the run's log and report, 0: not named yet */
    uint32_t described; /* in this text (eval_begin_text) */
};

struct eval_cell { /* object 0: free */
    uint32_t object;
    uint8_t mem;
    bool element;
    int64_t at;
    ssa_eval_value value, initial;
};

struct ssa_eval {
    struct ssa_eval_hooks hooks;
    VEC(struct eval_object) objects; /* 0 is null */
    struct eval_cell *cells;         /* hash table */
    size_t cells_cap, cells_len;
    struct ptr_map boxes;     /* class and number -> object number, as pointer: of small numbers */
    struct ptr_map externals; /* seed -> object number, as pointer */
    struct buf log;           /* calls */
    uint32_t names;           /* given out */
    uint32_t texts;           /* begun */
    bool anonymous;           /* new objects are not named: the text is not kept */
    uint64_t calls;
};

uint64_t eval_mix(uint64_t a, uint64_t b);
ssa_eval_value eval_small_box(struct ssa_eval *e, uint64_t class, int64_t number);

/* Addresses: of handle h, plus an offset; the memory behind is an external object. */
ssa_eval_value eval_address(uint64_t handle);
ssa_eval_value eval_address_object(struct ssa_eval *e, ssa_eval_value address, int64_t *offset);

/* A text says once of each object what it holds: as it is at that time. */
void eval_begin_text(struct ssa_eval *e, bool anonymous);
/* Text of a value; references with what they reach that is not external. */
void eval_render(struct ssa_eval *e, enum ssa_type t, ssa_eval_value v, struct buf *out);
/* What is different in external objects from how they were. */
void eval_render_changes(struct ssa_eval *e, struct buf *out);
uint64_t eval_changes_hash(struct ssa_eval *e);

#endif
