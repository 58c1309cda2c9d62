/*
 * evict.h - making room in full code memory: the code that runs least is taken back, and its methods run in
 * T0 until they are hot again.
 *
 * In three steps, because who knows what runs (the controller) has a lock that is taken before
 * vm->class_lock: list what there is, put the coldest first, take back from the front.
 */
#ifndef SAMOVAR_RUNTIME_TIER_EVICT_H
#define SAMOVAR_RUNTIME_TIER_EVICT_H

#include "runtime/vm.h"

struct code;

struct evict_entry {
    const struct code *code; /* only to compare: it may be gone by the time it is looked at */
    struct method *method;
    int32_t osr_bci;
    unsigned tier;
    size_t bytes;
    double heat; /* the caller's: what is coldest goes first */
    bool evicted;
};

/* All valid code, in no order; owned by the caller (free). Any thread without vm->class_lock; likewise the
 * next. */
struct evict_entry *evict_list(struct vm *vm, size_t *n);

/*
 * Sorts the entries by heat and invalidates from the front, until that is a part of code memory that is worth
 * the trouble, or what is left is hotter than `limit`. What threads stand in is freed when they have left it
 * (sweep.h). Returns the bytes; `evicted` says which.
 */
size_t evict(struct vm *vm, struct evict_entry *entries, size_t n, double limit);

#endif
