/*
 * env_internal.h - what the files of the environment share.
 *
 *     env.c          life cycle, objects, dependencies, names
 *     env_class.c    classes and methods
 *     env_pool.c     constant pool entries other than calls
 *     env_call.c     calls
 *     env_object.c   objects known at compile time, constant fields; the optimiser's questions
 *     env_profile.c  what T0 has run
 *     env_inline.c   inlining policy
 *     env_world.c    the back end's questions, offsets
 */
#ifndef SAMOVAR_RUNTIME_TIER_ENV_INTERNAL_H
#define SAMOVAR_RUNTIME_TIER_ENV_INTERNAL_H

#include "runtime/tier/env.h"
#include "runtime/vm.h"

/* Each fills in its part of the tables. */
void env_class_init(struct tier_env *e);
void env_pool_init(struct tier_env *e);
void env_call_init(struct tier_env *e);
void env_object_init(struct tier_env *e);
void env_profile_init(struct tier_env *e);
void env_inline_init(struct tier_env *e);
void env_world_init(struct tier_env *e);

/* The handle of an object, which from now on stays alive; 0 for NULL. */
env_handle env_object(struct tier_env *e, struct object *o);
void env_depend(struct tier_env *e, enum env_dependency_kind kind, const void *a, const void *b,
                const void *c);

/* What an entry of this class's constant pool is resolved to (class/resolve.h); NULL: it is not, or that
 * failed. */
void *env_pool_entry(const struct class *from, unsigned index);

/* No other class is a subclass, now or ever. */
bool env_class_is_final(const struct class *c);
static inline bool env_class_is_linked(const struct class *c)
{
    return atomic_load_explicit(&c->state, memory_order_acquire) >= CLASS_LINKED;
}
static inline bool env_class_is_initialized(const struct class *c)
{
    return atomic_load_explicit(&c->state, memory_order_acquire) == CLASS_INITIALIZED;
}
/* A call that resolves to m reaches m. */
bool env_method_is_final(const struct method *m);
env_handle env_descriptor_class(struct tier_env *e, const struct class *from, const char *desc, size_t len);

/* The value at p of a field of this type. */
void env_read_value(struct tier_env *e, char type, const void *p, struct env_constant *out);
/* May a static final field be read now, once for all? */
bool env_static_is_constant(struct tier_env *e, const struct field *f);

#endif
