/*
 * build.h - bytecode to SSA.
 *
 * One walk over a method's bytecode in reverse postorder, with an abstract frame of values instead of slots;
 * phis are made where frames disagree, and eagerly at loop headers for the locals that the loop stores.
 * Inlined methods are built in place by the same walk, with frame states that name their callers.
 *
 * What the function looks like:
 *
 * - States hold live locals only; a dead slot is SSA_NONE. A return address of jsr is a constant of type raw:
 * the bci.
 * - BEFORE states belong to what fails without having begun. Calls and monitor operations in the code have
 * CALL states: afterwards the bytecode at bci is done. Allocations and class_init may be repeated and have
 * BEFORE states. The lock that a synchronized method takes at its entry has the state BEFORE bci 0 with the
 * lock held, and is released in a state that still lists it: monitor_exit must not deoptimise once it has
 * released.
 * - Each loop header starts with a poll, whose state is that of the header: it serves passes as "the state
 * before the loop" too. (A loop of exception handlers has calls instead.)
 * - monitor_exit is not under a try: with structured locking, which is all that is compiled, it cannot throw.
 * - The implicit exceptions (null, bounds, division, casts, stores) are checks that deoptimise; what throws
 * here are calls, allocations, athrow, class_init and monitor_enter, and those lead to handlers by edges. A
 * handler list becomes one chain of instance_of tests, shared by all throws that it covers.
 *
 * Nothing global: compiles run at once, each with its own arena and environment.
 */
#ifndef SAMOVAR_FRONTEND_BUILD_H
#define SAMOVAR_FRONTEND_BUILD_H

#include "frontend/compile_env.h"
#include "ssa/ssa.h"

/* Why a method is not compiled. X(ENUM, "text") */
#define BUILD_BAILOUTS(X)                                                                                    \
    X(NONE, "none")                                                                                          \
    X(NO_CODE, "the method has no bytecode")                                                                 \
    X(BAD_BYTECODE, "bytecode that no verifier would pass")                                                  \
    X(TYPE_CONFLICT, "a live variable of two types")                                                         \
    X(LOCKING, "monitors are not taken and released in pairs")                                               \
    X(SUBROUTINE, "jsr and ret do not pair")                                                                 \
    X(SUBROUTINE_SIZE, "too many copies of subroutines")                                                     \
    X(TOO_BIG, "more values than the limit")                                                                 \
    X(IRREDUCIBLE, "a loop is entered in the middle only")                                                   \
    X(OSR_STACK, "on-stack replacement with operands on the stack")                                          \
    X(OSR_ENTRY, "no block begins at the on-stack replacement entry")

enum build_bailout {
#define X(name, text) BUILD_##name,
    BUILD_BAILOUTS(X)
#undef X
        BUILD_NBAILOUTS
};
extern const char *const build_bailout_text[BUILD_NBAILOUTS];

struct build_options {
    int32_t osr_bci;     /* -1: from the beginning; else osr_param N is local N, then come the locks: */
    uint32_t osr_nlocks; /* osr_param max_locals + I is the I-th locked object, outermost first (with the
                            method's own) */
    uint32_t max_values; /* 0: a default */
    bool release_fences; /* constructors that write final fields end with a fence: weakly ordered machines
                            want it */
};

/* What a build was, for logs. */
struct build_result {
    enum build_bailout bailout;
    env_handle where; /* the method, if inlined another one, and the bci of a bail-out */
    uint32_t bci;
    uint32_t inlined;        /* calls */
    uint32_t bytecode_bytes; /* built, with those of inlined methods */
};

/*
 * Builds METHOD in the arena. NULL when it bails out; why is in *result. Parameters of the function: the
 * receiver, then the arguments, one each.
 */
struct ssa_func *build_ssa(const struct compile_env *env, env_handle method,
                           const struct build_options *options, struct arena *arena,
                           struct build_result *result);

#endif
