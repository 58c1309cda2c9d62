/*
 * ssa_random.h - random IR for property tests: structured programs over a handful of variables, with
 * everything a method may contain. Every function verifies, ends (its loops are counted), and relies on
 * nothing it has not checked, so that the evaluator is never stuck.
 */
#ifndef SSA_RANDOM_H
#define SSA_RANDOM_H

#include "ssa/eval.h"
#include "ssa/ssa.h"

/* The same function for the same seed; size is about the number of statements. */
struct ssa_func *ssa_random(struct arena *a, uint64_t seed, unsigned size);

/* Runs it on arguments made from a seed and appends the report (eval.h). */
struct ssa_eval_outcome ssa_random_run(const struct ssa_func *f, uint64_t seed, struct buf *report);

#endif
