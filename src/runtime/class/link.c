/*
 * link.c - vtables (when a class is defined) and linking (JVMS 5.4).
 *
 * A vtable holds methods that classes declare, and nothing from interfaces: calls of default methods and of
 * interface methods that an abstract class leaves open go through itable.c. So a vtable is complete as soon
 * as the superclass is known, method indices never change, and resolution may use them before a class is
 * linked.
 *
 * Overriding (JVMS 5.4.5) is not by name alone: a package-private method is overridden only from its own
 * package, or through a chain of methods that override it. One method may therefore override several entries,
 * and an entry of the superclass with the same name may stay. A package-private method always also gets an
 * entry of its own, because what overrides it differs from what overrides the method it overrides.
 */
#include "runtime/class/class_internal.h"
#include "runtime/tier/code.h"
#include "runtime/class/constraint.h"

static bool goes_into_vtable(const struct method *m)
{
    return !(m->access & (ACC_STATIC | ACC_PRIVATE)) && !(m->flags & MF_INITIALIZER);
}

static bool package_private(const struct method *m)
{
    return !(m->access & (ACC_PUBLIC | ACC_PROTECTED | ACC_PRIVATE));
}

/* May a method of class c override m, judged by m's own access? */
static bool overridable_from(const struct class *c, const struct method *m)
{
    return (m->access & (ACC_PUBLIC | ACC_PROTECTED)) || class_same_package(m->klass, c);
}

enum { TRANSITIVE_OVERRIDE_VERSION = 51 };

/* Does a method of c override entry i of its superclass's vtable? */
static bool overrides_entry(const struct class *c, u4 i)
{
    const struct class *s = c->super;
    if (overridable_from(c, s->vtable[i]))
        return true;
    if (c->cf->major < TRANSITIVE_OVERRIDE_VERSION)
        return false;
    /* Some method further up in the same entry may be overridable from here: s's method overrides that. */
    for (s = s->vtable[i]->klass->super; s != NULL && i < s->vtable_len; s = s->vtable[i]->klass->super)
        if (overridable_from(c, s->vtable[i]))
            return true;
    return false;
}

static bool overrides_final(struct thread *t, struct class *c, const struct method *m,
                            const struct method *over)
{
    struct buf b = {0};
    buf_puts(&b, "class ");
    class_external_name(c, &b);
    buf_puts(&b, " overrides final method ");
    class_external_name(over->klass, &b);
    buf_printf(&b, ".%s%s", m->name->utf8, m->desc->utf8);
    return throw_with(t, "java/lang/IncompatibleClassChangeError", &b);
}

/* `found`: the nearest method of that name and descriptor in a superclass. */
static bool check_final_overrides(struct thread *t, struct class *c, const struct method *m,
                                  const struct method *found, const struct member_key *k)
{
    while (found != NULL) {
        if ((found->access & (ACC_FINAL | ACC_STATIC | ACC_PRIVATE)) == ACC_FINAL &&
            overridable_from(c, found))
            return overrides_final(t, c, m, found);
        found = found->klass->super != NULL ? class_method_in_superclasses(found->klass->super, k) : NULL;
    }
    return true;
}

bool class_build_vtable(struct thread *t, struct class *c)
{
    if (c->is_interface) {
        class_number_interface_methods(c);
        return true;
    }
    const struct class *s = c->super;
    u4 inherited = s != NULL ? s->vtable_len : 0, n = inherited;
    pthread_mutex_lock(&c->loader->lock);
    struct method **vtable = ARENA_ARRAY(c->arena, struct method *, inherited + c->n_methods);
    pthread_mutex_unlock(&c->loader->lock);
    if (inherited != 0)
        memcpy(vtable, s->vtable, inherited * sizeof vtable[0]);
    for (unsigned j = 0; j < c->n_methods; j++) {
        struct method *m = &c->methods[j];
        if (!goes_into_vtable(m))
            continue;
        struct member_key k = member_key(m->name, m->desc);
        struct method *found = s != NULL ? class_method_in_superclasses(s, &k) : NULL;
        if (found != NULL) {
            if (s->has_final_method && !check_final_overrides(t, c, m, found, &k))
                return false;
            for (u4 i = 0; i < inherited; i++)
                if (s->vtable[i]->name == m->name && s->vtable[i]->desc == m->desc && overrides_entry(c, i)) {
                    vtable[i] = m;
                    m->vtable_index = (int32_t)i;
                }
        }
        if (m->vtable_index == VTABLE_NONE || package_private(m)) {
            m->vtable_index = (int32_t)n;
            vtable[n++] = m;
        }
    }
    c->vtable = vtable;
    c->vtable_len = n;
    return true;
}

/* ---- linking ---- */

static bool constraint_violated(struct thread *t, struct class *c, const struct method *m,
                                const struct class *other, const struct symbol *type)
{
    struct buf b = {0};
    buf_puts(&b, other->is_interface
                     ? "loader constraint violation in interface itable initialization for class "
                     : "loader constraint violation for class ");
    class_external_name(c, &b);
    buf_printf(&b, ": when %s method '", other->is_interface ? "selecting" : "overriding");
    method_external_name(m, &b);
    buf_puts(&b, other->is_interface ? "' the class loader " : "' the class loader ");
    loader_name_and_id(other->is_interface ? other->loader : c->loader, &b);
    if (other->is_interface) {
        buf_puts(&b, " for super interface ");
        class_external_name(other, &b);
        buf_puts(&b, ", and the class loader ");
        loader_name_and_id(m->klass->loader, &b);
        buf_printf(&b, " of the selected method's %s, ", m->klass->is_interface ? "interface" : "class");
        class_external_name(m->klass, &b);
    } else {
        buf_puts(&b, " of the current class, ");
        class_external_name(c, &b);
        buf_puts(&b, ", and the class loader ");
        loader_name_and_id(other->loader, &b);
        buf_puts(&b, " of the overridden method's class, ");
        class_external_name(other, &b);
    }
    buf_printf(&b, ", have different Class objects for the type %s used in the signature (", type->utf8);
    class_in_module_of_loader(other->is_interface ? other : c, true, &b);
    buf_puts(&b, "; ");
    class_in_module_of_loader(other->is_interface ? m->klass : other, true, &b);
    buf_putc(&b, ')');
    return throw_with(t, "java/lang/LinkageError", &b);
}

/* Whoever calls through `other` and the selected method m must mean the same classes by the names in m's
 * descriptor. */
static bool constrain(struct thread *t, struct class *c, const struct method *m, const struct class *other)
{
    const struct symbol *type = constraint_record_descriptor(m->klass->loader, other->loader, m->desc);
    return type == NULL || constraint_violated(t, c, m, other, type);
}

static bool constrain_overriding(struct thread *t, struct class *c)
{
    const struct class *s = c->super;
    if (s == NULL || s->loader == c->loader)
        return true;
    for (u4 i = 0; i < s->vtable_len; i++)
        if (c->vtable[i]->klass == c && !constrain(t, c, c->vtable[i], s->vtable[i]->klass))
            return false;
    return true;
}

static bool constrain_interfaces(struct thread *t, struct class *c)
{
    for (u4 i = 0; i < c->n_all_interfaces; i++) {
        struct class *iface = c->all_interfaces[i];
        if (iface->loader == c->loader)
            continue; /* an implementation of another loader is tied to it by its own class's constraints */
        for (unsigned j = 0; j < iface->n_methods; j++) {
            bool illegal, conflict;
            if (iface->methods[j].itable_index < 0)
                continue;
            struct method *m = class_select_method(c, &iface->methods[j], &illegal, &conflict);
            if (m->klass->loader != iface->loader && !constrain(t, c, m, iface))
                return false;
        }
    }
    return true;
}

bool class_link(struct thread *t, struct class *c)
{
    if (LIKELY(c->state >= CLASS_LINKED))
        return true;
    if (!c_stack_ok(t))
        return throw_stack_overflow(t);
    if (c->super != NULL && !class_link(t, c->super))
        return false;
    for (unsigned i = 0; i < c->n_interfaces; i++)
        if (!class_link(t, c->interfaces[i]))
            return false;
    /* Two threads may verify at the same time: the answer is the same, and neither holds a lock while Java
     * runs. */
    if (!c->verified && !class_verify(t, c))
        return false;
    c->verified = true;
    if (c->loader->object != NULL && !c->is_interface &&
        !(constrain_overriding(t, c) && constrain_interfaces(t, c)))
        return false;
    code_settle(c->vm); /* code that this class proves wrong is left before there are instances */
    u1 loaded = CLASS_LOADED;
    atomic_compare_exchange_strong(&c->state, &loaded, CLASS_LINKED);
    return true;
}
