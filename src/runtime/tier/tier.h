/*
 * tier.h - front door of the tiers above the interpreter: compiles methods, on demand or because the
 * controller (controller.h) says so.
 *
 * One `struct tier` a VM, made when the first compile wants it: a program that never gets warm pays nothing.
 */
#ifndef SAMOVAR_RUNTIME_TIER_H
#define SAMOVAR_RUNTIME_TIER_H

#include "frontend/build.h"
#include "runtime/tier/code.h"

struct tier;

/* What a compile is asked for, and what came of it. */
struct tier_request {
    struct method *method;
    int32_t osr_bci; /* of a loop header; -1: the method's beginning */
    unsigned level;  /* opt_options.level */
    bool baseline;   /* by the baseline compiler; osr_bci is -1 */
};
enum tier_outcome {
    TIER_INSTALLED,
    TIER_REFUSED, /* this method is never compiled: reason in `why` */
    TIER_STALE,   /* the world changed while it was compiled: try again */
    TIER_NO_ROOM, /* code memory is full */
};
#define TIER_CALLEES 8
struct tier_result {
    enum tier_outcome outcome;
    const char *why; /* a text with static lifetime, or NULL */
    /* Small methods that T0 runs in C and that the code calls: no sampler will ever see them there. */
    struct method *callees[TIER_CALLEES];
    unsigned ncallees;
    uint64_t ns; /* processor time */
    uint32_t bytecode_bytes, values, code_bytes, inlined;
};

/* NULL when there is no code memory to be had (then everything stays interpreted). Any thread. */
struct tier *tier_of(struct vm *vm);
struct backend *tier_backend(struct tier *t);

/* Compiles and installs. Any thread that is attached to the VM; takes milliseconds, holds no lock meanwhile.
 */
void tier_compile(struct vm *vm, const struct tier_request *r, struct tier_result *out);

/* The same for a loop, if it can be compiled. For --stress=osr. */
void tier_compile_loop(struct vm *vm, struct method *m, int32_t bci);

/* Nanoseconds of processor time that compiling took so far. */
u8 tier_compile_ns(const struct vm *vm);
/* A guard of c failed, of the activation of m that was at bci: counted, remembered, and perhaps the end of c.
 */
void tier_deoptimised(struct code *c, struct method *m, uint32_t bci, enum ssa_why why);

/* Can this method be compiled at all (bytecode, not refused before)? */
bool tier_may_compile(const struct method *m, int32_t osr_bci);

#endif
