/*
 * code.h - compiled code of methods: what is installed where, what it relies on, when it may go.
 *
 * A `struct code` is the runtime's record of one blob (blob->user): which method it is, entered at its
 * beginning or at a loop (osr_bci), the objects that its instructions name, and its dependencies. It is made
 * by tier_compile (tier.h); calls and loops may enter it while it is valid. When something it relied on is no
 * longer so, or it is replaced, it becomes invalid and stays so: nobody enters it any more. If it is wrong
 * (`deopt`), threads in it leave at their next poll or when the call they wait in returns; else they may
 * finish. When no thread stands in it, it is freed (sweep.h).
 *
 * Locks: installing, invalidating and the lists are under vm->class_lock, the lock that class loading takes
 * to change the hierarchy. So what was validated at installation holds until somebody invalidates it.
 */
#ifndef SAMOVAR_RUNTIME_TIER_CODE_H
#define SAMOVAR_RUNTIME_TIER_CODE_H

#include "backend/backend.h"
#include "frontend/compile_env.h"
#include "runtime/vm.h"

struct tier;

enum code_state { CODE_VALID, CODE_INVALID };

/*
 * A Java thread may use a code that it has found until its next poll; others hold vm->class_lock.
 */
struct code {
    struct vm *vm;
    struct method *method;
    int32_t osr_bci; /* -1: entered at the beginning */
    struct blob *blob;
    _Atomic uint8_t state;            /* enum code_state */
    _Atomic bool deopt;               /* CODE_INVALID because it is wrong: threads in it must leave */
    struct baseline_code *baseline;   /* baseline code: owned, and the fields from `next` to `dependencies`
                                         but for the lists are not used. NULL: of the optimising compiler */
    struct code *next;                /* of the same method: newest first */
    struct code *all_next, *all_prev; /* of all that are valid; all_next: also of those that are not */
    bool unlinked, standing;          /* sweep.c: not in its method's list; a thread stands in it */
    u8 retired_ns;                    /* CLOCK_MONOTONIC */
    struct object **objects;          /* root block with the objects that instructions and points name */
    struct class **classes;           /* likewise the collectable classes that it has to do with */
    uint32_t nobjects, nclasses;
    bool in_the_way;                     /* of unloading */
    struct env_dependency *dependencies; /* owned */
    uint32_t ndependencies;
    /* For logs and reports. */
    struct annotated_code *annotated; /* for --annotate; NULL: not asked for */
    uint32_t level;                   /* of optimisation */
    uint32_t bytecode_bytes;          /* with inlined methods */
    uint32_t inlined;                 /* calls */
    uint64_t compile_ns;
    _Atomic uint32_t deopts; /* times that a guard of it failed */
    _Atomic bool failing;    /* a guess of it is wrong: it is as good as T0, until new code takes its place */
    _Atomic uint64_t failed; /* places where guards failed, hashed to a bit each */
};

/* Which tier made it. */
static inline unsigned code_tier(const struct code *c)
{
    return c->baseline != NULL ? 1 : 2;
}

/*
 * Makes `c` what calls of its method reach (or, with osr_bci >= 0, what its loop can be entered at), if all
 * its dependencies still hold; false: they do not, and nothing changed. Older code of the same entry is
 * invalidated.
 */
bool code_install(struct vm *vm, struct code *c);

/* c is complete and valid. Under vm->class_lock. */
void code_list_valid(struct tier *t, struct code *c);

/* Nobody enters it any more; deopt: threads in it leave as soon as they can. Under vm->class_lock. */
void code_invalidate_locked(struct vm *vm, struct code *c, bool deopt);
void code_invalidate(struct vm *vm, struct code *c, bool deopt);
/*
 * Threads that wait in calls of code which is wrong are made to leave it when those return. Whoever may have
 * caused that calls this before the cause has its effect (class_link: before there can be instances), with no
 * lock held. Polls need nothing: they look at `deopt`.
 */
void code_settle_slow(struct vm *vm);
static inline void code_settle(struct vm *vm)
{
    if (UNLIKELY(atomic_load(&vm->code_settled) != atomic_load(&vm->code_wronged)))
        code_settle_slow(vm);
}

/* Gives all back that belongs to c, which nobody knows (any more). */
void code_free(struct code *c);

/* Valid code of m for calls (osr_bci -1) or for entering at a loop; NULL: none. */
struct code *code_find(const struct method *m, int32_t osr_bci);
/* The same question from a thread that is not in Java. */
bool code_exists(const struct method *m, int32_t osr_bci);
/* Is there code that no guess of failed yet? */
bool code_is_good(const struct method *m, int32_t osr_bci);

/* All valid code, under vm->class_lock. */
void code_each_valid(struct vm *vm, void (*see)(const struct code *c, void *user), void *user);

/* ---- dependencies (dependency.c) ---- */

/* Do all hold now? Under vm->class_lock. */
bool dependencies_hold(struct vm *vm, const struct env_dependency *d, uint32_t n);
/* Code that relies on what `d` says is found again by these; under vm->class_lock. */
void dependencies_add(struct vm *vm, struct code *c);
void dependencies_remove(struct vm *vm, struct code *c);
/* A class was added to the hierarchy (define.c), with its supers linked to it but before anybody can make an
 * instance; invalidates what it proves wrong. Under vm->class_lock. */
void dependencies_class_added(struct vm *vm, struct class *c);
/* The target of a java.lang.invoke.CallSite changes. */
void dependencies_call_site_changed(struct vm *vm, struct object *call_site);
/* A region is gone (region/space.h). */
void dependencies_region_unmapped(struct vm *vm, uint64_t id);

#endif
