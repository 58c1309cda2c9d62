/*
 * resolve.h - constant pool resolution (JVMS 5.4.3), results cached in klass->rcp.
 *
 * rcp[i] is NULL until entry i is resolved, then (published with release order, never changed again):
 *   Class             -> struct class *
 *   Fieldref          -> struct field *
 *   Methodref         -> struct method *       (signature-polymorphic MethodHandle/VarHandle calls: struct
 * call_site *, InterfaceMethodref   for invokeBasic/linkTo*: struct method * of a METHOD_MH_* kind) String,
 * MethodHandle, MethodType, Dynamic (reference)  -> struct object ** (a root cell; the object may be null for
 * condy) Dynamic (primitive) -> struct object ** holding the box A failed resolution is remembered where JVMS
 * demands it (the same error is thrown again): rcp[i] has bit 0 set and points to a root cell with the
 * exception.
 */
#ifndef SAMOVAR_RUNTIME_RESOLVE_H
#define SAMOVAR_RUNTIME_RESOLVE_H

#include "runtime/class/class.h"

struct class *resolve_class(struct thread *t, struct class *from, unsigned cp_index);
/* is_put: also checks final-field rules (IllegalAccessError) for a putfield/putstatic in method `in`. */
struct field *resolve_field(struct thread *t, struct class *from, unsigned cp_index, bool is_static,
                            bool is_put, struct method *in);
enum invoke_kind { INVOKE_VIRTUAL, INVOKE_SPECIAL, INVOKE_STATIC, INVOKE_INTERFACE };

struct resolved_call {
    struct method *method;  /* resolved method (not yet selected by receiver); NULL when `site` is set */
    struct call_site *site; /* MethodHandle.invoke/invokeExact, VarHandle accessors */
    bool direct;            /* call `method` itself: static, special, private, final, constructors */
};
/* For INVOKE_SPECIAL, `method` is the selected method (super calls re-selected from the direct
 * superclass, 6.5). */
bool resolve_call(struct thread *t, struct class *from, unsigned cp_index, enum invoke_kind kind,
                  struct method *in, struct resolved_call *out);
/* ldc family. For primitive Dynamic constants the unboxed value is put into *out. type receives the letter.
 */
bool resolve_constant(struct thread *t, struct class *from, unsigned cp_index, union slot *out, char *type);
/* invokedynamic: a fresh site each call (the caller caches it per instruction). Never NULL without an
 * exception. */
struct call_site *resolve_indy(struct thread *t, struct class *from, unsigned cp_index, struct method *in,
                               u4 bci);

struct object *resolve_method_type(struct thread *t, struct class *from,
                                   struct symbol *desc); /* java.lang.invoke.MethodType */
struct object *resolve_method_handle(struct thread *t, struct class *from, unsigned cp_index);

/* Link-time lookups with all checks, used by JNI, reflection and MethodHandleNatives too; messages as
 * HotSpot's. from == NULL: no access checks. */
struct method *link_find_method(struct thread *t, struct class *from, struct class *holder,
                                struct symbol *name, struct symbol *desc, bool holder_is_interface_ref);
struct field *link_find_field(struct thread *t, struct class *from, struct class *holder, struct symbol *name,
                              struct symbol *desc);
/* The METHOD_MH_* intrinsic for invokeBasic / linkToX with this descriptor (made on demand, one per
 * descriptor). */
struct method *mh_intrinsic_method(struct thread *t, struct symbol *name, struct symbol *desc);
bool loader_add_constraint(struct thread *t, struct symbol *class_name, struct loader *a, struct loader *b);

#endif
