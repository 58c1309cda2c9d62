/*
 * opt.h - front door of src/opt: makes functions of src/ssa faster (docs/design.md section 5).
 *
 * opt_run applies the passes of pipeline.c, one table, in order. A function that verifies before still does
 * after, and does the same, with two liberties: objects nobody sees need not be made, and a loop's predicate
 * (guard.range) may leave for the interpreter before the loop when a check inside would fail, or might have.
 *
 * The optimiser knows no runtime: what it asks about classes and heap objects goes through struct opt_env, by
 * handle. Whoever answers records what the compiled code then depends on. There is no global state; threads
 * optimise at once, each its own function with its own context. Nothing here fails.
 */
#ifndef SAMOVAR_OPT_H
#define SAMOVAR_OPT_H

#include "ssa/ssa.h"

/* A constant found in the heap: bits as in ssa_const, or the handle of an object (then bits is 0). */
struct opt_constant {
    int64_t bits;
    uint64_t ref;
};

/* The boxes that are made already, for numbers from lo to hi: elements of an array of references. */
struct opt_box {
    uint64_t boxes; /* handle of the array */
    int32_t lo, hi;
    uint32_t size; /* of an instance, bytes */
};

/* Questions about the world. Each may be NULL: not known. */
struct opt_env {
    void *user;
    bool (*subclass)(void *user, uint64_t sub,
                     uint64_t super);                     /* an instance of sub is always one of super */
    bool (*disjoint)(void *user, uint64_t a, uint64_t b); /* no object is ever an instance of both */
    bool (*final)(void *user, uint64_t class);            /* it has no subclasses, now or ever */
    uint64_t (*element_class)(void *user,
                              uint64_t array);         /* what an array of references holds; 0: not known */
    uint64_t (*class_of)(void *user, uint64_t ref);    /* exact class of a heap object; 0: not known */
    int32_t (*array_length)(void *user, uint64_t ref); /* -1: not an array, or not known */
    uint64_t (*class_address)(void *user,
                              uint64_t class); /* handle of the address that class_of gives; 0: none */
    /* The value of a field that never changes again. */
    bool (*constant_field)(void *user, uint64_t ref, int64_t offset, enum ssa_mem m,
                           struct opt_constant *out);
    bool (*box)(void *user, uint64_t class, struct opt_box *out);
    /* How often code was left for this reason at this bytecode: a guess that was wrong. */
    uint32_t (*failures)(void *user, uint64_t method, uint32_t bci, enum ssa_why why);
};

struct opt_options {
    unsigned level; /* 0: only what cleans up; 1: the default, everything */
    bool vectors;   /* the machine has operations on 32 bytes */
    bool verify; /* after each pass; a broken function ends the process with the pass's name: debug builds */
    const char *only;  /* run this pass alone, for its tests; NULL: the pipeline */
    const char *skip;  /* passes to leave out, separated by commas; NULL: none */
    const char *dump;  /* passes to dump after, separated by commas, or "all"; NULL: none */
    struct buf *dumps; /* where dumps go */
    const struct ssa_print_options *print; /* how they look; NULL: plain */
};

enum { OPT_MAX_PASSES = 48 };

struct opt_times {
    uint64_t ns[OPT_MAX_PASSES]; /* by position in the table; opt_pass_name names them */
    uint32_t changed[OPT_MAX_PASSES];
};

struct opt_ctx {
    const struct opt_env *env; /* NULL: nothing is known */
    struct opt_options options;
    struct opt_times *times; /* added to; NULL: not wanted */

    /* For passes: */
    struct arena scratch; /* lives for one pass */
    struct arena analysis_arena;
    unsigned valid; /* enum opt_property that hold now */
    struct ssa_order *order;
    struct ssa_dominators *dominators;
    struct ssa_loops *loops;
    uint32_t changes;              /* passes that changed something, so far, and 1 */
    uint32_t seen[OPT_MAX_PASSES]; /* by pass: changes when it had nothing left to do; 0: never */
};

#define OPT_DEFAULTS                                                                                         \
    {                                                                                                        \
        .level = 1                                                                                           \
    }

void opt_ctx_init(struct opt_ctx *cx, const struct opt_env *env,
                  const struct opt_options *options); /* NULL: defaults */
void opt_ctx_release(struct opt_ctx *cx);

/* True when anything changed. */
bool opt_run(struct ssa_func *f, struct opt_ctx *cx);

/* Names of the pipeline's steps, NULL after the last; a name may come more than once. */
const char *opt_pass_name(uint32_t step);
bool opt_pass_exists(const char *name);

#endif
