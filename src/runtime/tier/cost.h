/*
 * cost.h - what compiling costs and brings, learnt from what was compiled.
 *
 * Not thread safe: the controller has a lock.
 */
#ifndef SAMOVAR_RUNTIME_TIER_COST_H
#define SAMOVAR_RUNTIME_TIER_COST_H

#include "base/base.h"

#define COST_TRIALS 16 /* speed-ups that are measured at a time */

/* A method that was compiled, and its share of all time before. */
struct cost_trial {
    const void *method; /* NULL: free */
    double before;
    u8 end;
};

struct cost_model {
    double ns, bytes;   /* of compiles, older ones counting less */
    double log_speedup; /* geometric mean */
    struct cost_trial trials[COST_TRIALS];
};

void cost_init(struct cost_model *c);
/* What compiling a method with so much bytecode of its own is expected to take, with what it inlines. */
double cost_of_compile(const struct cost_model *c, unsigned bytes);
void cost_compiled(struct cost_model *c, unsigned bytes, double ns);
/* How many times faster compiled code is. */
double cost_speedup(const struct cost_model *c);
/* Are `future` ns in T0 more than the same work takes compiled and the compile? */
bool cost_pays(const struct cost_model *c, double future, double compile_ns);

/* Measures by shares of time: the method had this one in T0 and is compiled now. */
void cost_trial_begin(struct cost_model *c, const void *method, double share, u8 end);
/* The trial of a method whose end has come; NULL: none. The caller then says what its share is now. */
const void *cost_trial_due(const struct cost_model *c, u8 now);
void cost_trial_end(struct cost_model *c, const void *method, double share);

#endif
