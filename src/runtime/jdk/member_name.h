/*
 * member_name.h - java.lang.invoke.MemberName, the symbolic or resolved reference that method handles are
 * made from.
 *
 * Resolved methods: method -> ResolvedMethodName {vmtarget: struct method *, vmholder: its class's mirror}.
 * vmindex is informative (vtable or itable index, negative for direct calls): calls dispatch on vmtarget.
 * Resolved fields: vmindex is the offset that Unsafe takes, for static fields relative to the mirror.
 */
#ifndef SAMOVAR_RUNTIME_MEMBER_NAME_H
#define SAMOVAR_RUNTIME_MEMBER_NAME_H

#include "runtime/class/resolve.h"

enum member_name_flag {
    MN_IS_METHOD = 0x00010000,
    MN_IS_CONSTRUCTOR = 0x00020000,
    MN_IS_FIELD = 0x00040000,
    MN_IS_TYPE = 0x00080000,
    MN_ALL_KINDS = MN_IS_METHOD | MN_IS_CONSTRUCTOR | MN_IS_FIELD | MN_IS_TYPE,
    MN_CALLER_SENSITIVE = 0x00100000,
    MN_TRUSTED_FINAL = 0x00200000,
    MN_REF_KIND_SHIFT = 24,
    MN_REF_KIND_MASK = 0x0f,
    MN_SEARCH_SUPERCLASSES = 0x00100000, /* match flags of getMembers */
    MN_SEARCH_INTERFACES = 0x00200000,
    LM_UNCONDITIONAL = 0x20, /* Lookup.UNCONDITIONAL */
};

/* Fill a MemberName. `holder`: the class the method was looked up in. false: exception pending. */
bool member_name_set_method(struct thread *t, struct object *mn, struct method *m, struct class *holder,
                            bool direct);
void member_name_set_field(struct thread *t, struct object *mn, struct field *f, bool is_setter);
/* As a reflective object says: direct or dispatched according to the method itself. */
bool member_name_from_method(struct thread *t, struct object *mn, struct method *m, struct class *holder);
struct field *member_name_field(struct thread *t, struct object *mn);

/* MemberName.resolve: mn itself, filled, or NULL; then an exception is pending unless `speculative`. */
struct object *member_name_resolve(struct thread *t, struct object *mn, struct class *caller, int lookup_mode,
                                   bool speculative);

#endif
