/*
 * class_world.h - a compile_env made of class files alone: no VM, no heap. Classes are read when they are
 * asked for and count as loaded then; fields get offsets, methods get numbers. What only a running program
 * can know (call sites, profiles) is unknown.
 */
#ifndef SAMOVAR_TESTS_CLASS_WORLD_H
#define SAMOVAR_TESTS_CLASS_WORLD_H

#include "frontend/class_source.h"
#include "frontend/compile_env.h"

struct world;

struct world_options {
    uint32_t inline_bytes; /* callees up to this length are inlined; 0: none */
    uint32_t inline_depth;
    bool keep_java;  /* methods of java.* stay calls */
    bool mixed_init; /* every fourth class is not initialised */
    bool guess;      /* make up receiver profiles and unreached branches, to exercise what they lead to */
};

struct world *world_new(const struct world_options *options);
void world_free(struct world *w);
void world_add_source(struct world *w, struct class_source *s); /* searched in order; stays the caller's */
const struct compile_env *world_env(struct world *w);

/* NULL: there is no such class. Internal form. */
const struct env_class *world_class(struct world *w, const char *name);
const struct classfile *world_classfile(struct world *w, env_handle class);
env_handle world_method(struct world *w, env_handle class, unsigned slot); /* declared method number slot */
/* Declared or inherited; 0: none. desc NULL: any. */
env_handle world_find_method(struct world *w, env_handle class, const char *name, const char *desc);
/* For dumps: what a handle names. Valid until the next call. */
const char *world_name(void *world, uint64_t handle);
unsigned world_dependencies(const struct world *w); /* recorded so far */

#endif
