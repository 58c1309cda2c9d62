/*
 * cha.h - class hierarchy analysis: what calls can reach by the classes that are loaded now.
 *
 * A yes may become wrong when a class is loaded: it is a dependency (dependency.c). The functions may be
 * called with or without vm->class_lock; with it, the answer holds until the lock is released. They take no
 * other lock.
 */
#ifndef SAMOVAR_RUNTIME_TIER_CHA_H
#define SAMOVAR_RUNTIME_TIER_CHA_H

#include "runtime/class/class.h"

/* A class that can have instances, and no subclass. */
bool cha_is_leaf(struct class *c);
/* Neither c nor a subclass has a finalizer. */
bool cha_no_finalizer(struct class *c);
/* What a virtual or interface call of m runs for instances of exactly this class; NULL: nothing that can
 * run. */
struct method *cha_select(struct class *c, struct method *m);
/* The only method that a call of m runs for instances of c and its subclasses (c may be an interface); NULL:
 * none, several, or it would take long to find out. */
struct method *cha_unique_target(struct class *c, struct method *m);

/* Does `made`, a class that is new below c, contradict that calls of m on instances of c reach only
 * `target`? */
bool cha_breaks_unique_target(struct class *made, struct method *m, struct method *target);

#endif
