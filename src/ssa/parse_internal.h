/* parse_internal.h - shared by the parser's files. */
#ifndef SAMOVAR_SSA_PARSE_INTERNAL_H
#define SAMOVAR_SSA_PARSE_INTERNAL_H

#include "ssa/internal.h"

#define SSA_ANY_SUCC UINT32_MAX

struct ssa_label { /* a predecessor: "b3" or, with its successor number, "b3.1" */
    uint32_t block, succ;
};
struct ssa_pending_pred {
    uint32_t block;
    struct ssa_label pred;
};
struct ssa_pending_edge {
    uint32_t block, target;
};
struct ssa_pending_label {
    ssa_id phi;
    struct ssa_label pred;
};
struct ssa_pending_state {
    ssa_id value;
    uint32_t state;
};

struct ssa_parser {
    struct ssa_func *f;
    struct arena *arena;
    const char *start, *at;
    struct buf *error;
    bool failed;
    uint32_t block; /* lines belong to it; SSA_NO_BLOCK before the first */
    VEC(ssa_id) operands;
    VEC(struct ssa_pending_pred) preds;
    VEC(struct ssa_pending_edge) edges;
    VEC(struct ssa_pending_label) labels;
    VEC(struct ssa_pending_state) states;  /* of values */
    VEC(struct ssa_pending_state) callers; /* value: the state they are of */
};

/* Says what is wrong at p->at, if nothing was before; false. */
bool ssa_parse_fail(struct ssa_parser *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* After all lines are read: edges, order of predecessors and phi operands, frame states. */
bool ssa_parse_settle(struct ssa_parser *p);

#endif
