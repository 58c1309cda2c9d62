/*
 * member_name.h - java.lang.invoke.MemberName as the VM sees it (implemented in invoke.c).
 */
#ifndef SAMOVAR_RUNTIME_MEMBER_NAME_H
#define SAMOVAR_RUNTIME_MEMBER_NAME_H

#include "runtime/class/class.h"

/* The method a resolved MemberName stands for, or NULL. */
struct method *member_name_method(struct vm *vm, struct object *member);
/* Makes MEMBER a resolved direct reference to m (flags, clazz, method, vmindex). false: exception pending. */
bool member_name_set_method(struct thread *t, struct object *member, struct method *m);

#endif
