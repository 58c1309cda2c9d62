/*
 * linkresolve.h - member lookup with the checks of JVMS 5.4.3.2 - 5.4.3.4 and 6.5, for constant pool entries
 * and for MemberNames alike.
 */
#ifndef SAMOVAR_RUNTIME_LINKRESOLVE_H
#define SAMOVAR_RUNTIME_LINKRESOLVE_H

#include "runtime/class/resolve.h"

/* What is looked up, and for whom. */
struct link_ref {
    struct class *holder; /* the class named in the reference */
    struct symbol *name, *desc;
    struct class *from; /* the referring class; NULL: trusted, no access checks */
    u1 tag; /* CP_Methodref or CP_InterfaceMethodref to check it against the holder; 0: not from a pool */
    bool check_constraints;
};

/*
 * The two halves of method resolution for an instruction (or method handle) of the given kind. link_method is
 * what may be cached for a constant pool entry; link_call then applies what depends on the instruction.
 * Neither initializes.
 */
struct method *link_method(struct thread *t, const struct link_ref *ref, enum invoke_kind kind);
bool link_call(struct thread *t, const struct link_ref *ref, enum invoke_kind kind, struct method *resolved,
               struct resolved_call *out);
/* Is the holder of the right kind for the instruction and the constant's tag? IncompatibleClassChangeError if
 * not. */
bool link_check_holder(struct thread *t, const struct link_ref *ref, enum invoke_kind kind);
struct field *link_field(struct thread *t, const struct link_ref *ref);
/* May ref->from use m, found through the reference? IllegalAccessError if not. */
bool link_check_access(struct thread *t, const struct link_ref *ref, struct method *m);
/* Throws the IllegalAccessError for a class that class_accessible refused. Always false. */
bool throw_class_inaccessible(struct thread *t, struct class *from, struct class *to);

/* ---- signature polymorphism (resolve_poly.c) ---- */

/* enum method_kind of MethodHandle.invokeBasic / linkTo* by name; METHOD_BYTECODE for every other name. */
enum method_kind poly_intrinsic_kind(const struct class *holder, const struct symbol *name);
/* Is `name` a signature-polymorphic method of MethodHandle or VarHandle (the intrinsics included)? */
bool poly_is_method(const struct class *holder, const struct symbol *name);
/* MethodHandle.invoke, invokeExact and VarHandle accessors: a linked site, through
 * MethodHandleNatives.linkMethod. */
struct call_site *poly_link(struct thread *t, const struct link_ref *ref);

static inline bool poly_is_static(enum method_kind k)
{
    return k != METHOD_BYTECODE && k != METHOD_MH_BASIC;
}
/* invokeBasic, linkTo*: the intrinsic for the reference, with its access checks. */
struct method *poly_link_intrinsic(struct thread *t, const struct link_ref *ref);

#endif
