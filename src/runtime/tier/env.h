/*
 * env.h - the VM's answers to the compiler: the tables of questions of the front end (compile_env.h), the
 * optimiser (opt.h) and the back end (backend.h), over the VM's metadata, for one compile.
 *
 *     struct tier_env e;
 *     tier_env_init(&e, vm, &hooks);
 *     f = build_ssa(&e.compile, tier_handle(method), ...); opt_run with &e.opt; backend_compile with &e.world
 *     code->dependencies = tier_env_take_dependencies(&e, &code->ndependencies);
 *     code->objects = tier_env_take_objects(&e, blob, &code->nobjects); code->classes likewise
 *     tier_env_release(&e);
 *
 * Handles are addresses: of struct class, struct method, struct field, struct object, or of plain memory. So
 * an address in code needs no translation, and equal things have equal handles for as long as the VM lives.
 *
 * Nothing here loads, links or initialises a class, runs Java, throws, or waits for a thread that runs Java.
 * Objects that were handed out are kept alive until tier_env_release.
 *
 * Threads: a tier_env belongs to one compile, on any thread that is registered with the collector; the
 * world goes on meanwhile. Locks are taken for moments: a loader's, or vm->class_lock.
 */
#ifndef SAMOVAR_RUNTIME_TIER_ENV_H
#define SAMOVAR_RUNTIME_TIER_ENV_H

#include "backend/backend.h"
#include "frontend/compile_env.h"
#include "opt/opt.h"
#include "runtime/class/class.h"

enum call_heat {
    CALL_COOL,
    CALL_WARM, /* a good part of its caller's */
    CALL_HOT,  /* much of all */
};

/* What the caller knows and the metadata does not. Any may be NULL. */
struct tier_hooks {
    void *user;
    /* The slot of the global offset table that a direct call of m goes through. NULL: nothing can be
     * called. */
    uint32_t (*method_slot)(void *user, struct method *m);
    /* How much time is spent under this call? */
    enum call_heat (*call_heat)(void *user, const struct method *caller, uint32_t bci,
                                const struct method *callee);
};

struct tier_env {
    struct compile_env compile;
    struct opt_env opt;
    struct backend_world world;

    /* Private. */
    struct vm *vm;
    struct tier_hooks hooks;
    struct arena arena;
    struct ptr_map classes, methods, fields; /* handle -> env_class, env_method, struct field */
    struct ptr_map called;                   /* methods that the code calls directly: handle -> itself */
    struct ptr_map objects;                  /* handle -> itself */
    struct ptr_map stable_arrays;            /* handle -> how many dimensions: values of @Stable fields */
    struct object **kept;                    /* root block with the objects */
    uint32_t nkept, cap_kept;
    VEC(struct env_dependency) dependencies;
    struct buf name; /* last answer of world.name */
};

void tier_env_init(struct tier_env *e, struct vm *vm, const struct tier_hooks *hooks); /* NULL: none */
void tier_env_release(struct tier_env *e);

/* The compile's dependencies; owned by the caller then (free). NULL when there are none. */
struct env_dependency *tier_env_take_dependencies(struct tier_env *e, uint32_t *n);
/* The objects that this code really names, or depends on, in a root block of their own (root_block_free).
 * NULL when there are none. Before tier_env_release. */
struct object **tier_env_take_objects(struct tier_env *e, const struct blob *b, uint32_t *n);
/* Likewise the collectable classes that the compile has asked about or that its code names, those of methods
 * and fields included. */
struct class **tier_env_take_classes(struct tier_env *e, const struct blob *b, uint32_t *n);

/* Of a method's bytecode, how much T0 has run, about: by the instructions that show it. */
unsigned tier_reached_bytes(const struct method *m);

/* Where everything is that compiled code touches. */
struct backend_layout tier_layout(void);

static inline env_handle tier_handle(const void *p)
{
    return (env_handle)(uintptr_t)p;
}
static inline struct class *tier_class(env_handle h)
{
    return (struct class *)(uintptr_t)h;
}
static inline struct method *tier_method(env_handle h)
{
    return (struct method *)(uintptr_t)h;
}
static inline struct field *tier_field(env_handle h)
{
    return (struct field *)(uintptr_t)h;
}
static inline struct object *tier_object(env_handle h)
{
    return (struct object *)(uintptr_t)h;
}

#endif
