/*
 * linkresolve.c - finding fields and methods for a reference, with every check that JVMS 5.4.3 and 6.5 ask
 * for.
 *
 * Resolution proper (link_method, link_field) depends on the referring class and the reference; which
 * instruction it is for matters only for the kind of holder it accepts. What the instruction makes of the
 * method (static or not, the super call's second lookup, direct or dispatched) is link_call's business.
 * Messages follow HotSpot 17.
 */
#include <string.h>
#include "frontend/external_name.h"
#include "runtime/class/constraint.h"
#include "runtime/class/linkresolve.h"
#include "runtime/exec/exec.h"
#include "runtime/vm.h"

#define ICCE "java/lang/IncompatibleClassChangeError"

/* Throws `error` with "<before>'<method>'<after>". */
static bool throw_method(struct thread *t, const char *error, const char *before, const struct class *holder,
                         const struct symbol *name, const struct symbol *desc, const char *after)
{
    struct buf b = {0};
    buf_printf(&b, "%s'", before);
    external_method(&b, holder->name, name, desc);
    buf_printf(&b, "'%s", after);
    throw_new(t, error, "%s", buf_str(&b));
    buf_free(&b);
    return false;
}

static bool throw_with_class(struct thread *t, const char *error, const char *before, const struct class *c,
                             const char *after)
{
    struct buf b = {0};
    class_external_name(c, &b);
    throw_new(t, error, "%s%s%s", before, buf_str(&b), after);
    buf_free(&b);
    return false;
}

/* ------------------------------------------------------------------------------------------------------------
 * access */

bool throw_class_inaccessible(struct thread *t, struct class *from, struct class *to)
{
    struct buf b = {0};
    if (!class_access_module_reason(from, to, &b)) {
        buf_puts(&b, "failed to access class ");
        class_external_name(to, &b);
        buf_puts(&b, " from class ");
        class_external_name(from, &b);
        buf_puts(&b, " (");
        class_pair_in_module_of_loader(to, from, &b);
        buf_putc(&b, ')');
    }
    throw_new(t, "java/lang/IllegalAccessError", "%s", buf_str(&b));
    buf_free(&b);
    return false;
}

static bool has_magic_super(const struct class *c)
{
    return c->is_magic;
}

static bool member_accessible(const struct link_ref *ref, struct class *declaring, u4 access)
{
    return (access & ACC_PUBLIC) != 0 || ref->from == declaring || has_magic_super(ref->from) ||
           class_members_accessible(ref->from, declaring, access, ref->holder);
}

static bool throw_member_inaccessible(struct thread *t, const struct link_ref *ref, struct class *declaring,
                                      u4 access, bool is_method, const struct method *m,
                                      const struct field *f)
{
    if (t->exception != NULL) /* from nest host resolution */
        return false;
    struct buf b = {0};
    buf_puts(&b, "class ");
    class_external_name(ref->from, &b);
    buf_printf(&b, " tried to access %s%s%s%s ", is_method && (access & ACC_ABSTRACT) ? "abstract " : "",
               access & ACC_PROTECTED ? "protected " : "", access & ACC_PRIVATE ? "private " : "",
               is_method ? "method" : "field");
    if (is_method) {
        buf_putc(&b, '\'');
        method_external_name(m, &b);
        buf_putc(&b, '\'');
    } else {
        class_external_name(declaring, &b);
        buf_printf(&b, ".%s", f->name->utf8);
    }
    buf_puts(&b, " (");
    class_pair_in_module_of_loader(ref->from, declaring, &b);
    buf_putc(&b, ')');
    throw_new(t, "java/lang/IllegalAccessError", "%s", buf_str(&b));
    buf_free(&b);
    return false;
}

bool link_check_access(struct thread *t, const struct link_ref *ref, struct method *m)
{
    if (ref->from == NULL)
        return true;
    u4 access = m->access;
    /* Arrays override clone with a public method (JLS 10.7). */
    if (ref->holder->is_array && m->klass == t->vm->wk.Object && strcmp(m->name->utf8, "clone") == 0)
        access = (access & ~(u4)ACC_PROTECTED) | ACC_PUBLIC;
    if (member_accessible(ref, m->klass, access))
        return t->exception == NULL;
    return throw_member_inaccessible(t, ref, m->klass, m->access, true, m, NULL);
}

/* --------------------------------------------------------------------------------------------------------
 * constraints */

static bool check_method_constraints(struct thread *t, const struct link_ref *ref, const struct method *m)
{
    if (!ref->check_constraints || ref->from == NULL)
        return true;
    struct symbol *bad = constraint_record_descriptor(ref->from->loader, m->klass->loader, ref->desc);
    if (bad == NULL)
        return true;
    struct buf b = {0};
    buf_printf(&b, "loader constraint violation: when resolving %s '",
               ref->holder->is_interface ? "interface method" : "method");
    external_method(&b, ref->holder->name, ref->name, ref->desc);
    buf_puts(&b, "' the class loader ");
    loader_name_and_id(ref->from->loader, &b);
    buf_printf(&b, " of the current class, %s, and the class loader ", ref->from->name->utf8);
    loader_name_and_id(m->klass->loader, &b);
    buf_printf(&b,
               " for the method's defining class, %s, have different Class objects for the type %s used in "
               "the signature (",
               m->klass->name->utf8, bad->utf8);
    class_in_module_of_loader(ref->from, true, &b);
    buf_puts(&b, "; ");
    class_in_module_of_loader(m->klass, true, &b);
    buf_putc(&b, ')');
    throw_new(t, "java/lang/LinkageError", "%s", buf_str(&b));
    buf_free(&b);
    return false;
}

static bool check_field_constraints(struct thread *t, const struct link_ref *ref, const struct field *f)
{
    if (!ref->check_constraints || ref->from == NULL || ref->from == f->klass)
        return true;
    struct symbol *bad = constraint_record_descriptor(ref->from->loader, f->klass->loader, ref->desc);
    if (bad == NULL)
        return true;
    struct buf b = {0}, type = {0};
    external_class_name(&type, bad->utf8, bad->len);
    buf_printf(&b, "loader constraint violation: when resolving field \"%s\" of type %s, the class loader ",
               ref->name->utf8, buf_str(&type));
    loader_name_and_id(ref->from->loader, &b);
    buf_puts(&b, " of the current class, ");
    class_external_name(ref->from, &b);
    buf_puts(&b, ", and the class loader ");
    loader_name_and_id(f->klass->loader, &b);
    buf_printf(&b, " for the field's defining %s, ", f->klass->is_interface ? "interface" : "class");
    class_external_name(f->klass, &b);
    buf_printf(&b, ", have different Class objects for type %s (", buf_str(&type));
    class_in_module_of_loader(ref->from, true, &b);
    buf_puts(&b, "; ");
    class_in_module_of_loader(f->klass, true, &b);
    buf_putc(&b, ')');
    throw_new(t, "java/lang/LinkageError", "%s", buf_str(&b));
    buf_free(&b);
    buf_free(&type);
    return false;
}

/* -------------------------------------------------------------------------------------------------------------
 * fields */

struct field *link_field(struct thread *t, const struct link_ref *ref)
{
    struct field *f = ref->holder->is_array ? NULL : class_find_field(ref->holder, ref->name, ref->desc);
    if (f == NULL) {
        throw_new(t, "java/lang/NoSuchFieldError", "%s", ref->name->utf8);
        return NULL;
    }
    if (ref->from != NULL && !member_accessible(ref, f->klass, f->access)) {
        throw_member_inaccessible(t, ref, f->klass, f->access, false, NULL, f);
        return NULL;
    }
    if (t->exception != NULL || !check_field_constraints(t, ref, f))
        return NULL;
    return f;
}

/* ------------------------------------------------------------------------------------------------------------
 * methods */

/* invokestatic and invokespecial take either kind of holder, as long as the constant's tag says which. */
bool link_check_holder(struct thread *t, const struct link_ref *ref, enum invoke_kind kind)
{
    struct class *h = ref->holder;
    if (kind == INVOKE_VIRTUAL && h->is_interface)
        return throw_with_class(t, ICCE, "Found interface ", h, ", but class was expected");
    if (kind == INVOKE_INTERFACE && !h->is_interface)
        return throw_with_class(t, ICCE, "Found class ", h, ", but interface was expected");
    if (ref->tag == CP_Methodref && h->is_interface)
        return throw_method(t, ICCE, "Method ", h, ref->name, ref->desc,
                            " must be InterfaceMethodref constant");
    if (ref->tag == CP_InterfaceMethodref && !h->is_interface)
        return throw_method(t, ICCE, "Method ", h, ref->name, ref->desc, " must be Methodref constant");
    return true;
}

struct method *link_method(struct thread *t, const struct link_ref *ref, enum invoke_kind kind)
{
    struct class *h = ref->holder;
    if (!link_check_holder(t, ref, kind))
        return NULL;
    struct method *m = h->is_interface ? class_find_interface_method(h, ref->name, ref->desc)
                                       : class_find_method(h->is_array ? h->super : h, ref->name, ref->desc);
    if (m == NULL) {
        throw_method(t, "java/lang/NoSuchMethodError", "", h, ref->name, ref->desc, "");
        return NULL;
    }
    if (!link_check_access(t, ref, m) || !check_method_constraints(t, ref, m))
        return NULL;
    return m;
}

static bool is_initializer(const struct method *m)
{
    return m->name->utf8[0] == '<' && m->name->utf8[1] == 'i';
}

static bool bound_statically(const struct method *m)
{
    return (m->access & (ACC_STATIC | ACC_PRIVATE)) != 0 || is_initializer(m) ||
           ((m->access & ACC_FINAL) != 0 && (m->access & ACC_ABSTRACT) == 0) ||
           ((m->klass->access & ACC_FINAL) != 0 && !m->klass->is_interface);
}

static bool is_direct_superinterface(const struct class *c, const struct class *iface)
{
    if (c == iface)
        return true;
    for (unsigned i = 0; i < c->n_interfaces; i++)
        if (c->interfaces[i] == iface)
            return true;
    return false;
}

static bool is_subclass_of(const struct class *c, const struct class *super)
{
    for (; c != NULL; c = c->super)
        if (c == super)
            return true;
    return false;
}

/* JVMS 6.5 invokespecial: the method actually called. */
static struct method *select_special(struct thread *t, const struct link_ref *ref, struct method *m)
{
    struct class *from = ref->from, *h = ref->holder;
    if (is_initializer(m) && m->klass != h) {
        struct buf b = {0};
        class_external_name(h, &b);
        buf_puts(&b, ": method 'void <init>(");
        external_params(&b, m->desc);
        buf_puts(&b, ")' not found");
        throw_new(t, "java/lang/NoSuchMethodError", "%s", buf_str(&b));
        buf_free(&b);
        return NULL;
    }
    if (from != NULL && h->is_interface && !is_direct_superinterface(from, h)) {
        struct buf b = {0};
        buf_puts(&b, "', is not in a direct superinterface of ");
        class_external_name(from, &b);
        struct buf all = {0};
        buf_puts(&all, "Interface method reference: '");
        method_external_name(m, &all);
        buf_puts(&all, buf_str(&b));
        throw_new(t, ICCE, "%s", buf_str(&all));
        buf_free(&all);
        buf_free(&b);
        return NULL;
    }
    if (m->access & ACC_STATIC) {
        throw_method(t, ICCE, "Expecting non-static method ", m->klass, m->name, m->desc, "");
        return NULL;
    }
    struct method *selected = m;
    if (from != NULL && !is_initializer(m) && from != h && !h->is_interface && is_subclass_of(from, h)) {
        selected = class_find_method(from->super, m->name, m->desc);
        if (selected == NULL) {
            throw_method(t, "java/lang/AbstractMethodError", "", m->klass, m->name, m->desc, "");
            return NULL;
        }
        if (selected != m && !check_method_constraints(t, ref, selected))
            return NULL;
        if (selected->access & ACC_STATIC) {
            throw_method(t, ICCE, "Expecting non-static method ", m->klass, m->name, m->desc, "");
            return NULL;
        }
    }
    if (selected->access & ACC_ABSTRACT) {
        throw_method(t, "java/lang/AbstractMethodError", "", h, selected->name, selected->desc, "");
        return NULL;
    }
    return selected;
}

bool link_call(struct thread *t, const struct link_ref *ref, enum invoke_kind kind, struct method *m,
               struct resolved_call *out)
{
    *out = (struct resolved_call){.method = m};
    switch (kind) {
    case INVOKE_STATIC:
        if (!(m->access & ACC_STATIC))
            return throw_method(t, ICCE, "Expected static method ", m->klass, m->name, m->desc, "");
        out->direct = true;
        return true;
    case INVOKE_SPECIAL:
        out->method = select_special(t, ref, m);
        out->direct = true;
        return out->method != NULL && class_link(t, out->method->klass);
    case INVOKE_VIRTUAL:
        if (m->access & ACC_STATIC)
            return throw_method(t, ICCE, "Expecting non-static method ", m->klass, m->name, m->desc, "");
        break;
    case INVOKE_INTERFACE:
        if (m->access & ACC_STATIC)
            return throw_method(t, ICCE, "Expected instance not static method ", ref->holder, m->name,
                                m->desc, "");
        break;
    }
    /* Dispatch indices exist once the classes are linked. */
    if (!class_link(t, ref->holder) || !class_link(t, m->klass))
        return false;
    out->direct = bound_statically(m);
    return true;
}

/* ------------------------------------------------------------------------------------------------ other
 * parts' lookups */

struct method *link_find_method(struct thread *t, struct class *from, struct class *holder,
                                struct symbol *name, struct symbol *desc, bool holder_is_interface_ref)
{
    struct link_ref ref = {
        .holder = holder, .name = name, .desc = desc, .from = from, .check_constraints = from != NULL};
    ref.tag = holder_is_interface_ref ? CP_InterfaceMethodref : 0;
    return link_method(t, &ref, INVOKE_STATIC);
}

struct field *link_find_field(struct thread *t, struct class *from, struct class *holder, struct symbol *name,
                              struct symbol *desc)
{
    struct link_ref ref = {
        .holder = holder, .name = name, .desc = desc, .from = from, .check_constraints = from != NULL};
    return link_field(t, &ref);
}
