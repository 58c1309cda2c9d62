/* sccp.h - shared by sccp.c, which spreads facts, and sccp_teach.c, which names what branches and checks
 * teach. */
#ifndef SAMOVAR_OPT_SCCP_H
#define SAMOVAR_OPT_SCCP_H

#include "opt/internal.h"

struct sccp_cell {
    bool known; /* else: no way to it has been found yet */
    uint16_t changes;
    struct ssa_facts facts;
};

/* What holds of a refine's operand. */
struct sccp_lesson {
    ssa_id refine;
    uint32_t next; /* of the same comparison: index + 1 */
    enum { LESSON_CMP, LESSON_FACTS } kind;
    ssa_id cmp; /* LESSON_CMP: its operand `side` is related to the other one by cond */
    enum ssa_cond cond;
    uint32_t side;
    struct ssa_facts facts; /* LESSON_FACTS */
};

struct sccp {
    struct ssa_func *f;
    struct opt_ctx *cx;
    uint32_t nblocks;
    VEC(struct sccp_lesson) lessons;
    uint32_t *lesson_of, nlesson_of; /* by value: index + 1 of a refine's lesson */
    uint32_t *first_lesson;          /* by comparison: index + 1 */
    struct sccp_cell *cells;
    uint32_t ncells;
    uint32_t *first_edge; /* by block: number of its first successor edge */
    uint64_t *edges, *reached;
    VEC(uint32_t) flow; /* blocks to enter */
    struct opt_worklist work;
};

void sccp_teach(struct sccp *x);

#endif
