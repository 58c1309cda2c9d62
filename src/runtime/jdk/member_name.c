/*
 * member_name.c - filling and resolving java.lang.invoke.MemberName.
 *
 * Resolution uses the same lookups as the constant pool (class/linkresolve.c), so method handles see the same
 * members and throw the same errors as bytecode. It links classes but never initialises them.
 */
#include <string.h>
#include "runtime/class/link_upcall.h"
#include "runtime/class/linkresolve.h"
#include "runtime/class/resolve_invoke.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/member_name.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

enum {
    VMINDEX_DIRECT = -2,
    METHOD_MODIFIERS = 0x1dff, /* what java.lang.reflect knows: no ACC_INTERFACE bit */
    FIELD_MODIFIERS = ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED | ACC_STATIC | ACC_FINAL | ACC_VOLATILE |
                      ACC_TRANSIENT | ACC_ENUM | ACC_SYNTHETIC,
};

struct method *member_name_method(struct thread *t, struct object *mn)
{
    struct wellknown *wk = &t->vm->wk;
    struct object *resolved = ref_field(mn, wk->MemberName_method);
    return resolved != NULL ? (struct method *)(intptr_t)long_field(resolved, wk->ResolvedMethodName_vmtarget)
                            : NULL;
}

/* -------------------------------------------------------------------------------------------------------------
 * filling */

static unsigned method_ref_kind(const struct method *m, const struct class *holder, bool direct)
{
    if (m->access & ACC_STATIC)
        return REF_invokeStatic;
    if (direct)
        return REF_invokeSpecial;
    return m->klass->is_interface && holder->is_interface ? REF_invokeInterface : REF_invokeVirtual;
}

bool member_name_set_method(struct thread *t, struct object *mn, struct method *m, struct class *holder,
                            bool direct)
{
    struct wellknown *wk = &t->vm->wk;
    struct class *rmn = wk_class(t, &wk->ResolvedMethodName);
    struct object *resolved = rmn != NULL ? heap_alloc_object(t, rmn) : NULL;
    if (resolved == NULL)
        return false;
    set_long_field(resolved, wk->ResolvedMethodName_vmtarget, (int64_t)(intptr_t)m);
    set_ref_field(resolved, wk->ResolvedMethodName_vmholder, class_mirror(m->klass));

    unsigned kind = method_ref_kind(m, holder, direct);
    struct class *clazz = m->klass;
    int64_t index = VMINDEX_DIRECT;
    if (kind == REF_invokeInterface) {
        index = m->itable_index;
    } else if (kind == REF_invokeVirtual) {
        index = m->vtable_index;
        if (m->klass->is_interface) { /* inherited by a class: dispatch is by vmtarget, Java only wants it not
                                         negative */
            clazz = holder;
            index = m->itable_index >= 0 ? m->itable_index : 0;
        }
    }
    u4 flags = (m->access & METHOD_MODIFIERS) | kind << MN_REF_KIND_SHIFT;
    flags |= m->flags & MF_INITIALIZER ? MN_IS_CONSTRUCTOR : MN_IS_METHOD;
    if (m->vm_annotations & VMA_CALLER_SENSITIVE)
        flags |= MN_CALLER_SENSITIVE;
    set_int_field(mn, wk->MemberName_flags, (int32_t)flags);
    set_ref_field(mn, wk->MemberName_method, resolved);
    set_long_field(mn, wk->MemberName_vmindex, index);
    set_ref_field(mn, wk->MemberName_clazz, class_mirror(clazz));
    return true;
}

static bool statically_bound(const struct method *m)
{
    return (m->access & (ACC_STATIC | ACC_PRIVATE)) != 0 || (m->flags & MF_INITIALIZER) != 0 ||
           (!(m->access & ACC_ABSTRACT) && !m->klass->is_interface &&
            ((m->access | m->klass->access) & ACC_FINAL) != 0);
}

bool member_name_from_method(struct thread *t, struct object *mn, struct method *m, struct class *holder)
{
    return class_link(t, m->klass) && member_name_set_method(t, mn, m, holder, statically_bound(m));
}

static bool field_trusted(const struct field *f)
{
    return (f->access & ACC_FINAL) != 0 &&
           (f->trusted_final || (f->access & ACC_STATIC) != 0 || f->klass->is_hidden || f->klass->is_record);
}

static int64_t field_offset(const struct field *f)
{
    return f->access & ACC_STATIC ? (char *)f->static_addr - (char *)class_mirror(f->klass) : f->offset;
}

/* The field's type, where it is known without loading anything. */
static struct object *field_type_or_null(struct vm *vm, const struct field *f)
{
    if (f->desc->len == 1)
        return class_mirror(class_primitive(vm, f->type));
    if (strcmp(f->desc->utf8, "Ljava/lang/Object;") == 0)
        return class_mirror(vm->wk.Object);
    if (strcmp(f->desc->utf8, "Ljava/lang/String;") == 0)
        return class_mirror(vm->wk.String);
    if (strcmp(f->desc->utf8, "Ljava/lang/Class;") == 0)
        return class_mirror(vm->wk.Class);
    return NULL;
}

void member_name_set_field(struct thread *t, struct object *mn, struct field *f, bool is_setter)
{
    struct wellknown *wk = &t->vm->wk;
    bool is_static = (f->access & ACC_STATIC) != 0;
    unsigned kind =
        is_setter ? (is_static ? REF_putStatic : REF_putField) : (is_static ? REF_getStatic : REF_getField);
    u4 flags = (f->access & FIELD_MODIFIERS) | MN_IS_FIELD | kind << MN_REF_KIND_SHIFT;
    if (field_trusted(f))
        flags |= MN_TRUSTED_FINAL;
    set_int_field(mn, wk->MemberName_flags, (int32_t)flags);
    set_ref_field(mn, wk->MemberName_method, NULL);
    set_long_field(mn, wk->MemberName_vmindex, field_offset(f));
    set_ref_field(mn, wk->MemberName_clazz, class_mirror(f->klass));
    struct object *type = field_type_or_null(t->vm, f);
    if (type != NULL)
        set_ref_field(mn, wk->MemberName_type, type);
}

struct field *member_name_field(struct thread *t, struct object *mn)
{
    struct wellknown *wk = &t->vm->wk;
    struct class *c = class_from_mirror(ref_field(mn, wk->MemberName_clazz));
    bool is_static = (int_field(mn, wk->MemberName_flags) & ACC_STATIC) != 0;
    int64_t offset = long_field(mn, wk->MemberName_vmindex);
    for (; c != NULL; c = c->super)
        for (unsigned i = 0; i < c->n_fields; i++) {
            struct field *f = &c->fields[i];
            if (((f->access & ACC_STATIC) != 0) == is_static && field_offset(f) == offset)
                return f;
        }
    return NULL;
}

/* -----------------------------------------------------------------------------------------------------------
 * resolving */

static void append_type(struct buf *b, const struct class *c)
{
    if (c->is_primitive)
        buf_putc(b, c->type);
    else if (c->is_array)
        buf_append(b, c->name->utf8, c->name->len);
    else
        buf_printf(b, "L%s;", c->name->utf8);
}

/* MemberName.type is a MethodType, a Class, or a descriptor String. NULL with an exception, or for a type too
 * long. */
static struct symbol *descriptor_of(struct thread *t, struct object *type)
{
    struct vm *vm = t->vm;
    struct wellknown *wk = &vm->wk;
    if (type->klass == wk->String)
        return string_to_symbol(t, type, false);
    struct buf b = {0};
    if (type->klass == wk->MethodType) {
        struct object *params = ref_field(type, wk->MethodType_ptypes);
        buf_putc(&b, '(');
        for (int32_t i = 0; i < array_length(params); i++)
            append_type(&b, class_from_mirror(ref_array_get(params, i)));
        buf_putc(&b, ')');
        append_type(&b, class_from_mirror(ref_field(type, wk->MethodType_rtype)));
    } else if (type->klass == wk->Class) {
        append_type(&b, class_from_mirror(type));
    } else {
        throw_new(t, "java/lang/InternalError", "unrecognized type");
        return NULL;
    }
    struct symbol *s = b.len <= UINT16_MAX ? symbol_intern(vm->symbols, b.at, b.len) : NULL;
    buf_free(&b);
    return s;
}

static enum invoke_kind invoke_kind_of(unsigned ref_kind)
{
    switch (ref_kind) {
    case REF_invokeStatic: return INVOKE_STATIC;
    case REF_invokeInterface: return INVOKE_INTERFACE;
    case REF_invokeVirtual: return INVOKE_VIRTUAL;
    default: return INVOKE_SPECIAL;
    }
}

static bool resolve_polymorphic(struct thread *t, struct object *mn, const struct link_ref *ref)
{
    if (poly_intrinsic_kind(ref->holder, ref->name) ==
        METHOD_BYTECODE) /* its adapter needs an appendix: no place for it */
        return throw_new(t, "java/lang/InternalError", "appendix");
    struct method *m = poly_link_intrinsic(t, ref);
    return m != NULL && member_name_set_method(t, mn, m, ref->holder, true);
}

static bool resolve_method_name(struct thread *t, struct object *mn, struct link_ref *ref, unsigned ref_kind)
{
    enum invoke_kind kind = invoke_kind_of(ref_kind);
    if (ref_kind != REF_invokeInterface && ref_kind != REF_newInvokeSpecial &&
        poly_is_method(ref->holder, ref->name) &&
        (kind == INVOKE_STATIC) == poly_is_static(poly_intrinsic_kind(ref->holder, ref->name)))
        return resolve_polymorphic(t, mn, ref);
    struct method *m = link_method(t, ref, kind);
    struct resolved_call call;
    return m != NULL && link_call(t, ref, kind, m, &call) &&
           member_name_set_method(t, mn, call.method, ref->holder, call.direct);
}

static bool resolve_field_name(struct thread *t, struct object *mn, struct link_ref *ref, unsigned ref_kind)
{
    ref->from = NULL; /* java.lang.invoke has checked access by its own rules */
    struct field *f = link_field(t, ref);
    if (f != NULL)
        member_name_set_field(t, mn, f, ref_kind == REF_putField || ref_kind == REF_putStatic);
    return f != NULL;
}

/* The kind of error that says "there is no such member" without naming it. */
static bool throw_unresolved(struct thread *t, int flags)
{
    if (flags & MN_IS_FIELD)
        return throw_new(t, "java/lang/NoSuchFieldError", "field resolution failed");
    if (flags & (MN_IS_METHOD | MN_IS_CONSTRUCTOR))
        return throw_new(t, "java/lang/NoSuchMethodError", "method resolution failed");
    return throw_new(t, "java/lang/LinkageError", "resolution failed");
}

static bool resolve_kind(struct thread *t, struct object *mn, struct link_ref *ref, int flags,
                         unsigned ref_kind)
{
    bool named_init = strcmp(ref->name->utf8, "<init>") == 0;
    switch (flags & MN_ALL_KINDS) {
    case MN_IS_METHOD:
        return named_init ? throw_unresolved(t, flags) : resolve_method_name(t, mn, ref, ref_kind);
    case MN_IS_CONSTRUCTOR:
        return named_init ? resolve_method_name(t, mn, ref, REF_newInvokeSpecial)
                          : throw_unresolved(t, flags);
    case MN_IS_FIELD: return resolve_field_name(t, mn, ref, ref_kind);
    default: return throw_new(t, "java/lang/InternalError", "unrecognized MemberName format");
    }
}

static bool resolve_member(struct thread *t, struct object *mn, struct class *caller, int lookup_mode)
{
    struct wellknown *wk = &t->vm->wk;
    int flags = int_field(mn, wk->MemberName_flags);
    unsigned ref_kind = (unsigned)flags >> MN_REF_KIND_SHIFT & MN_REF_KIND_MASK;
    if (ref_kind < REF_getField || ref_kind > REF_invokeInterface)
        return throw_new(t, "java/lang/InternalError", "obsolete MemberName format");
    struct object *name = ref_field(mn, wk->MemberName_name), *type = ref_field(mn, wk->MemberName_type);
    struct class *holder = class_from_mirror(ref_field(mn, wk->MemberName_clazz));
    if (holder == NULL || name == NULL || type == NULL)
        return throw_new(t, "java/lang/IllegalArgumentException", "nothing to resolve");
    if (holder->is_primitive)
        return throw_unresolved(t, flags);
    if (holder->is_array)
        holder = wk->Object;
    if (!class_link(t, holder))
        return false;
    struct symbol *name_symbol = string_to_symbol(t, name, false);
    if (name_symbol == NULL || strcmp(name_symbol->utf8, "<clinit>") == 0)
        return throw_unresolved(t, flags);
    struct symbol *desc = descriptor_of(t, type);
    if (desc == NULL)
        return t->exception == NULL ? throw_unresolved(t, flags) : false;
    struct link_ref ref = {
        .holder = holder,
        .name = name_symbol,
        .desc = desc,
        .from = caller,
        .check_constraints = caller != NULL && (lookup_mode & LM_UNCONDITIONAL) == 0,
    };
    if ((flags & MN_IS_FIELD) != (desc->utf8[0] == '(' ? 0 : MN_IS_FIELD))
        return throw_unresolved(t, flags); /* a field's type on a method or the other way round */
    return resolve_kind(t, mn, &ref, flags, ref_kind);
}

struct object *member_name_resolve(struct thread *t, struct object *mn, struct class *caller, int lookup_mode,
                                   bool speculative)
{
    if (member_name_method(t, mn) != NULL)
        return mn;
    if (resolve_member(t, mn, caller, lookup_mode))
        return mn;
    if (speculative && t->exception != NULL && exception_is(t, "java/lang/LinkageError"))
        exception_take(t);
    return NULL;
}
