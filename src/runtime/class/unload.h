/*
 * unload.h - classes and loaders that may go: what keeps them, and the collections that let them go.
 *
 * Collectable are the classes of all loaders but boot, platform and application, and hidden classes that are
 * not strong. What refers to a class keeps it: an instance (the collector follows its class pointer), the
 * mirror, a thread whose Java or machine stack names a method of it, compiled code that mentions it. A class
 * keeps its loader; a loader keeps the classes that it has defined (hidden ones not) or initiated. What else
 * a class needs is in its class_refs, or in a chain of blocks there (struct kept), and there in the loader.
 *
 * Ordinary collections take all collectable classes and loaders for alive: they are listed in root blocks,
 * and so are the objects and classes that compiled code mentions. Only an unloading collection (unload)
 * leaves these lists out, while it stands still what they are about: nothing is compiled, and class_lock and
 * module_lock are held. After its marking, with the world still stopped,
 *
 *   1. code that mentions what is not marked is noted, and that is marked for this time; the code is
 *      invalidated when the world runs again, and does not keep the class in the next unloading collection,
 *      if no thread stands in it (tier/sweep.h). So classes with compiled code take two.
 *   2. references are processed, weak ones to such classes and loaders cleared
 *   3. classes and loaders that are still not marked go: what is left of a class is a husk (struct class with
 *      `unloaded`, its methods without code, its names) at the same address, because profiles, logs and
 *      dispatch caches may name it, and must not take another class for it.
 *
 * Threads: all functions from any, if nothing else is said.
 */
#ifndef SAMOVAR_RUNTIME_CLASS_UNLOAD_H
#define SAMOVAR_RUNTIME_CLASS_UNLOAD_H

#include "runtime/class/class.h"

struct thread;

void unload_init(struct vm *vm);

/* ---- what is listed and kept ---- */

/* A new collectable class, whose loader and collectable are set; a new loader that is not permanent. */
void unload_list_class(struct class *c);
void unload_list_loader(struct loader *l);

/* p, an object or metadata, lives as long as c, or as l. NULL p: nothing happens. Not for permanent ones. */
void class_keep(struct class *c, const void *p);
void loader_keep(struct loader *l, const void *p);
/* A scanned word with o that lives as long as c. Given back only by those whom nobody saw it. */
struct object **class_cell_new(struct class *c, struct object *o);
void class_cell_free(struct class *c, struct object **cell);
/* The same for l. */
struct object **loader_cell_new(struct loader *l, struct object *o);
/* Metadata of `from` names `to` from now on. */
void class_depends_on(struct class *from, struct class *to);

/* ---- unloading ---- */

/*
 * A full collection that unloads what can be; true: done. False, and nothing happened: there is nothing that
 * could be, or something was compiled all the time. The thread is in Java, and holds no lock. When code was
 * in the way it is freed, and there is a second collection.
 */
bool unload(struct thread *t, const char *cause);
/* So many classes were loaded since the last time that it is time to unload. */
void unload_if_due(struct thread *t);

/* Changes when classes were unloaded. Under vm->class_lock. */
u4 unload_count(const struct vm *vm);

/* Around whatever uses methods and classes that nothing keeps alive: compiles, decisions, reports. Not
 * between begin and end of an unloading collection; nests. */
void unload_put_off(struct vm *vm);
void unload_allow(struct vm *vm);

/* ---- hooks of an unloading collection (gc/collect.c): the world is stopped ---- */

bool unload_in_progress(const struct vm *vm);
void unload_before_marking(struct vm *vm);
void unload_after_marking(struct vm *vm); /* before references are processed */
void unload_find_dead(struct vm *vm);     /* after */

#endif
