/*
 * resolve_invoke.h - resolution that calls into java.lang.invoke (resolve_poly.c, resolve_invoke.c). The
 * *_cell functions resolve one constant pool entry that is not resolved yet, publish it, and return its root
 * cell; NULL with the exception pending, which is kept in the entry when it is a LinkageError.
 */
#ifndef SAMOVAR_RUNTIME_RESOLVE_INVOKE_H
#define SAMOVAR_RUNTIME_RESOLVE_INVOKE_H

#include "runtime/class/linkresolve.h"

struct object **resolve_method_type_cell(struct thread *t, struct class *from, unsigned cp_index);
struct object **resolve_method_handle_cell(struct thread *t, struct class *from, unsigned cp_index);
struct object **resolve_dynamic_cell(struct thread *t, struct class *from, unsigned cp_index);

/* A class or method type from a descriptor, with the access checks that a reference by `from` needs. */
struct object *resolve_type_mirror(struct thread *t, struct class *from, const char *desc, size_t len);

/* Static arguments start .. end-1 of the bootstrap method of Dynamic/InvokeDynamic entry cp_index, boxed,
 * into buf[pos..]. resolve false: arguments not resolved yet become `if_not_available`. */
bool bootstrap_copy_arguments(struct thread *t, struct class *from, unsigned cp_index, int start, int end,
                              struct object *buf, int pos, bool resolve, struct object *if_not_available);
unsigned bootstrap_argument_count(const struct class *from, unsigned cp_index);
/* The bootstrap method's handle, as an argument of copyOutBootstrapArguments. */
struct object *bootstrap_method_handle(struct thread *t, struct class *from, unsigned cp_index);

/* The method behind a resolved MemberName (its ResolvedMethodName's target), or NULL. */
struct method *member_name_method(struct thread *t, struct object *member_name);

#endif
