/*
 * constraint.h - loading constraints (JVMS 5.3.4): two loaders have agreed to mean the same class by one
 * name.
 */
#ifndef SAMOVAR_RUNTIME_CONSTRAINT_H
#define SAMOVAR_RUNTIME_CONSTRAINT_H

#include "runtime/class/class.h"

/* Records that `a` and `b` must mean the same class by `name`. false: they already do not. Never throws. */
bool constraint_record(struct loader *a, struct loader *b, struct symbol *name);
/*
 * Called before `c` is recorded under its name as loaded (defined or initiated) by `l`, with l->lock held.
 * false with LinkageError pending when a constraint demands another class; otherwise the constraint remembers
 * `c`.
 */
bool constraint_check_load(struct thread *t, struct loader *l, struct class *c);
/* Constraints for every class named in a field or method descriptor. NULL, or the first name that violates
 * one. */
struct symbol *constraint_record_descriptor(struct loader *a, struct loader *b, const struct symbol *desc);
/* No constraint has to do with l any more. */
void constraints_loader_unloaded(struct loader *l);

#endif
