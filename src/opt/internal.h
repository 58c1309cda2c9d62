/* internal.h - what the passes share: the list of passes, the world's answers, small helpers. */
#ifndef SAMOVAR_OPT_INTERNAL_H
#define SAMOVAR_OPT_INTERNAL_H

#include "opt/opt.h"

/* What a pass may ask for, and what a pass may spoil. The runner recomputes. */
enum opt_property {
    OPT_ORDER = 1,
    OPT_DOMINATORS = 2, /* includes the order */
    OPT_LOOPS = 4,      /* includes dominators */
    OPT_LOOP_FORM =
        8, /* every natural loop has a preheader: one entry edge, from a block that ends in a jump */
    OPT_CFG = OPT_ORDER | OPT_DOMINATORS | OPT_LOOPS | OPT_LOOP_FORM,
};

typedef bool opt_pass_fn(struct ssa_func *f, struct opt_ctx *cx);

opt_pass_fn opt_fold, opt_gvn, opt_sccp, opt_cfg, opt_thread, opt_dce, opt_checks, opt_predicate, opt_mem,
    opt_stores, opt_licm, opt_escape, opt_sink, opt_loop_form, opt_unroll, opt_vectorize, opt_entry, opt_peel,
    opt_induct, opt_reduce, opt_boxes;

/* The table's row for a pass. */
struct opt_pass {
    const char *name;
    opt_pass_fn *run;
    unsigned requires; /* enum opt_property */
    unsigned breaks;   /* what does not hold any more when the pass says it changed something */
    unsigned level;    /* skipped below */
    bool settles;      /* run again at once, it would find nothing */
};

/* -------------------------------------------------------------------------------------- the world (facts.c)
 */

bool opt_subclass(const struct opt_ctx *cx, uint64_t sub, uint64_t super);
bool opt_disjoint(const struct opt_ctx *cx, uint64_t a, uint64_t b);
bool opt_final(const struct opt_ctx *cx, uint64_t class);
bool opt_box_of(const struct opt_ctx *cx, uint64_t class, struct opt_box *out); /* false: not known */

/* Facts of v's result from facts of its operands, and what v has recorded. Never uses where v stands. */
struct ssa_facts opt_transfer(const struct opt_ctx *cx, const struct ssa_func *f, ssa_id v,
                              const struct ssa_facts *in);
/* The same, from the operands' recorded facts. */
struct ssa_facts opt_facts(const struct opt_ctx *cx, const struct ssa_func *f, ssa_id v);
/* Sharpens two facts known to be related by cond. False: that is impossible. */
bool opt_assume(enum ssa_cond cond, enum ssa_type type, struct ssa_facts *a, struct ssa_facts *b);
/* 1 or 0 when the facts decide a comparison, else -1. */
int opt_decide(enum ssa_cond cond, enum ssa_type type, const struct ssa_facts *a, const struct ssa_facts *b);
/* Does a say something b does not? */
bool opt_sharper(const struct ssa_facts *a, const struct ssa_facts *b);
/* -1: open, 0: fails always, 1: passes always; of a check or a guard, by the facts of its operands. */
int opt_check_outcome(const struct opt_ctx *cx, const struct ssa_func *f, ssa_id v,
                      const struct ssa_facts *in);

/* ------------------------------------------------------------------------------------------ helpers (util.c)
 */

static inline bool opt_is_int(enum ssa_type t)
{
    return t == SSA_I32 || t == SSA_I64;
}
static inline unsigned opt_width(enum ssa_type t)
{
    return t == SSA_I32 ? 32 : 64;
}

/* A result cut to the type's width. */
static inline int64_t opt_cut(enum ssa_type t, uint64_t x)
{
    return t == SSA_I32 ? (int32_t)x : (int64_t)x;
}

static inline bool opt_is_int_const(const struct ssa_func *f, ssa_id v, int64_t *x)
{
    if (!ssa_is_const(f, v) || !opt_is_int(ssa_type_of(f, v)))
        return false;
    *x = ssa_at(f, v)->imm;
    return true;
}

/* v = base + offset, for an add of a constant; else v + 0. Through checks and refines. */
ssa_id opt_split_sum(const struct ssa_func *f, ssa_id v, int64_t *offset);

/* Replaces v, whose facts hold where v stands, by an older value of the same bits: a refine keeps the facts
   when they say more. */
void opt_replace_with(const struct opt_ctx *cx, struct ssa_func *f, ssa_id v, ssa_id older);
/* A check that is proved: v becomes a refine that keeps its place, as users rely on it. */
void opt_proved(const struct opt_ctx *cx, struct ssa_func *f, ssa_id v);
bool opt_in_loop(const struct opt_ctx *cx, const struct ssa_func *f, ssa_id v, uint32_t loop);

/* The preheader of a loop: its block, and which predecessor of the header it is. Needs OPT_LOOP_FORM;
   SSA_NO_BLOCK for the rare loop that exceptions enter. */
uint32_t opt_preheader(const struct opt_ctx *cx, const struct ssa_func *f, uint32_t loop);
uint32_t opt_preheader_index(const struct opt_ctx *cx, const struct ssa_func *f, uint32_t loop);

/*
 * A loop that counts: its header leaves it unless `tested` is below `limit` (down: above; inclusive: or
 * equal). tested is phi + ahead, as an i32; around the loop phi gains by, or step when that is not SSA_NONE
 * (a value made outside; it may be of any sign).
 */
struct opt_counter {
    ssa_id phi, init, limit, tested, step;
    int64_t by, ahead;
    bool down, inclusive;
    uint32_t stay; /* which successor of the header is in the loop */
};
bool opt_find_counter(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop,
                      struct opt_counter *c); /* counted.c; needs OPT_LOOP_FORM */

/* What a loop may write. */
void opt_loop_writes(const struct opt_ctx *cx, const struct ssa_func *f, uint32_t loop,
                     struct ssa_alias_set *out);

/*
 * The frame state that holds at the entry of a loop, for a guard in its preheader: that of the first value in
 * the header that has one, when nothing before it has an effect, with the header's phis replaced by what
 * enters. A fresh state, to be given to a value at once. 0 when there is none: so loops want a poll, or a
 * check, early in their headers.
 */
uint32_t opt_entry_state(struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop);
/* A copy of s, whose operands old[i] are new[i]. */
uint32_t opt_state_with(struct ssa_func *f, uint32_t s, const ssa_id *old, const ssa_id *new, uint32_t n);
/* The state of the header that this would be made from; 0 when there is none. */
uint32_t opt_header_state(const struct ssa_func *f, const struct opt_ctx *cx, uint32_t loop);
/* How often a guard.range of this loop, whose state is that of its header, was wrong. */
enum { OPT_MAX_WRONG = 2 }; /* then there are no more; code of several entries may be wrong at once */
uint32_t opt_wrong_guesses(const struct opt_ctx *cx, const struct ssa_func *f, uint32_t loop);

/* Worklist of values, each once at a time. */
struct opt_worklist {
    VEC(ssa_id) list;
    VEC(uint8_t) queued;
};
void opt_push(struct opt_worklist *w, ssa_id v);
void opt_push_users(struct opt_worklist *w, const struct ssa_func *f, ssa_id v);
ssa_id opt_pop(struct opt_worklist *w); /* SSA_NONE when empty */
void opt_worklist_free(struct opt_worklist *w);

#endif
