/*
 * reflect.h - java.lang.reflect objects for VM metadata, and reflective calls. Shared by JNI, JVM_* and
 * MethodHandleNatives. All return NULL with an exception pending on failure.
 */
#ifndef SAMOVAR_RUNTIME_REFLECT_H
#define SAMOVAR_RUNTIME_REFLECT_H

#include "runtime/class/class.h"

struct object *reflect_new_method(struct thread *t, struct method *m);
struct object *reflect_new_constructor(struct thread *t, struct method *m);
struct object *reflect_new_field(struct thread *t, struct field *f);
/* Metadata behind a java.lang.reflect.Method, Constructor or Field; NULL (no exception) for anything else. */
struct method *reflect_method_of(struct thread *t, struct object *method_or_constructor);
struct field *reflect_field_of(struct thread *t, struct object *field);
/* Class[] of the parameters / the return type's mirror. */
struct object *reflect_parameter_types(struct thread *t, struct method *m);
struct object *reflect_return_type(struct thread *t, struct method *m);
struct object *reflect_exception_types(struct thread *t, struct method *m);
/* Boxes a value of the given type letter; references are returned as they are; 'V' gives NULL. */
struct object *reflect_box(struct thread *t, char type, union slot v);
/* Letter and value of a box such as java.lang.Integer; 0 for any other object. */
char reflect_box_value(struct vm *vm, struct object *o, union slot *out);
/* Widening primitive conversion (JLS 5.1.2) in place; false: there is none. */
bool reflect_widen(char from, char to, union slot *v);
/* Unboxes o for a parameter of type `to` with widening. false: not convertible (no exception thrown). */
bool reflect_unbox(struct thread *t, struct object *o, char to, union slot *out);

#endif
