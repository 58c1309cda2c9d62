/* tier_internal.h - shared by code.c, tier.c, compile.c. */
#ifndef SAMOVAR_RUNTIME_TIER_INTERNAL_H
#define SAMOVAR_RUNTIME_TIER_INTERNAL_H

#include <time.h>
#include "runtime/tier/env.h"
#include "runtime/tier/tier.h"

/* What was tried with a method, however it went. */
struct tier_attempts {
    uint32_t compiles, stale;
    const char *refused; /* NULL: not refused */
};

struct tier {
    struct vm *vm;
    struct backend *backend;
    pthread_mutex_t lock; /* what follows */
    struct arena arena;
    struct ptr_map thunks; /* method -> blob: what its slot leads to while it has no compiled code */
    struct ptr_map
        memory_thunks;       /* shape of a signature -> blob: where baseline code calls it in compiled code */
    struct ptr_map natives;  /* method -> struct native_code (native_code.c) */
    struct ptr_map attempts; /* method -> struct tier_attempts, of calls; loops: method + 1 + bci */
    _Atomic uint32_t ncompiles;
    _Atomic u8 compile_ns;                        /* of processor time, all compiles so far */
    _Atomic uint64_t baseline_ns, baseline_bytes; /* processor time, bytecode of baseline compiles */
    struct code_tools *tools;                     /* NULL: none */
    /* Under vm->class_lock: all code, by what became of it. */
    struct code *valid, *retired;
    size_t retired_bytes; /* of code memory, not looked at by sweep.c yet */
    u8 last_sweep;
    struct sweeper *sweeper; /* of the sampler's thread; NULL: not needed so far */
    uint32_t adapter_slot;   /* leads to compiled_to_interpreter */
};

/* --compile-only and --compile-limit, for finding the method whose code is wrong. Counts. */
bool tier_is_wanted(struct tier *t, const struct method *m);
/* --dump=asm:METHOD names it. */
bool tier_dumps_assembly(const struct vm *vm, const struct method *m);
/* The method's slot for direct calls, made when first asked for; CODE_NO_SLOT: no room. */
uint32_t tier_method_slot(struct tier *t, struct method *m);
/* Where baseline code calls the compiled code of m, made when first asked for; NULL: through T0. Under
 * vm->class_lock. */
const void *tier_memory_thunk(struct tier *t, const struct method *m);
/* Its slot, if it has one, leads to entry; NULL: to the interpreter. Under vm->class_lock. */
void tier_slot_changed(struct vm *vm, struct method *m, void *entry);
/* Code that calls the native method m, which its slot leads to; NULL: none. Under t->lock. */
const void *native_code_entry(const struct tier *t, const struct method *m);
/* Nobody calls m any more: what is there for calls of it goes. Under vm->class_lock. */
void tier_method_unloaded(struct method *m);
/* The code of m that native_code_entry spoke of, which from now on is the caller's; NULL: none. Under
 * t->lock. */
const struct blob *native_code_forget(struct tier *t, const struct method *m);
/* Never freed. Under t->lock. */
struct tier_attempts *tier_attempts(struct tier *t, const struct method *m, int32_t osr_bci);

/* CLOCK_MONOTONIC */
static inline u8 tier_now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (u8)ts.tv_sec * 1000000000u + (u8)ts.tv_nsec;
}

#endif
