/*
 * hierarchy.c - the superclass and the superinterfaces of a class being defined (JVMS 5.3.5, steps 3 and 4).
 */
#include "runtime/class/class_internal.h"

bool class_load_supers(struct thread *t, struct class *c)
{
    const struct classfile *cf = c->cf;
    struct loading_frame frame = {c->loader, c->name, t->class_loading};
    t->class_loading = &frame;
    bool ok = true;
    if (cf->super_name != NULL) {
        c->super = class_load_or_noclassdef(t, c->loader, cf->super_name);
        ok = c->super != NULL;
    }
    if (ok && cf->n_interfaces != 0) {
        pthread_mutex_lock(&c->loader->lock);
        c->interfaces = ARENA_ARRAY(c->arena, struct class *, cf->n_interfaces);
        pthread_mutex_unlock(&c->loader->lock);
        for (unsigned i = 0; i < cf->n_interfaces && ok; i++) {
            c->interfaces[i] =
                class_load_or_noclassdef(t, c->loader, cp_class_name(&cf->cp, cf->interfaces[i]));
            ok = c->interfaces[i] != NULL;
        }
        c->n_interfaces = cf->n_interfaces;
    }
    t->class_loading = frame.outer;
    return ok;
}

static bool permits(const struct class *sealed, const struct class *sub)
{
    const struct classfile *cf = sealed->cf;
    if (sealed->module != sub->module || (!(sub->access & ACC_PUBLIC) && !class_same_package(sealed, sub)))
        return false;
    for (unsigned i = 0; i < cf->n_permitted; i++)
        if (cp_class_name(&cf->cp, cf->permitted[i]) == sub->name)
            return true;
    return false;
}

/* "class A VERB B TAIL" as an IncompatibleClassChangeError. */
static bool wrong_super(struct thread *t, const struct class *c, const char *verb, const struct class *s,
                        const char *tail)
{
    struct buf b = {0};
    buf_puts(&b, "class ");
    class_external_name(c, &b);
    buf_printf(&b, " %s ", verb);
    class_external_name(s, &b);
    buf_puts(&b, tail);
    return throw_with(t, "java/lang/IncompatibleClassChangeError", &b);
}

static bool no_super_access(struct thread *t, struct class *c, struct class *s)
{
    struct buf b = {0}, reason = {0};
    if (class_access_module_reason(c, s, &reason)) {
        buf_printf(&b, "super%s check failed: %s", s->is_interface ? "interface" : "class access",
                   buf_str(&reason));
    } else {
        buf_puts(&b, "class ");
        class_external_name(c, &b);
        buf_printf(&b, " cannot access its %ssuper%s ",
                   !s->is_interface && (s->access & ACC_ABSTRACT) ? "abstract " : "",
                   s->is_interface ? "interface" : "class");
        class_external_name(s, &b);
        buf_puts(&b, " (");
        class_pair_in_module_of_loader(c, s, &b);
        buf_putc(&b, ')');
    }
    buf_free(&reason);
    return throw_with(t, "java/lang/IllegalAccessError", &b);
}

static bool check_superclass(struct thread *t, struct class *c)
{
    struct class *s = c->super;
    if (s->is_interface)
        return wrong_super(t, c, "has interface", s, " as super class");
    if (s->access & ACC_FINAL)
        return wrong_super(t, c, "cannot inherit from final class", s, "");
    if (s->cf->is_sealed && !permits(s, c))
        return wrong_super(t, c, "cannot inherit from sealed class", s, "");
    /* Only the accessors that reflection generates may extend the unverified classes of its package. */
    struct vm *vm = c->vm;
    if (c->loader->object != NULL && s->package != NULL &&
        strcmp(s->package->name->utf8, "jdk/internal/reflect") == 0 &&
        (vm->wk.DelegatingClassLoader == NULL ||
         !object_is_instance(*c->loader->object, vm->wk.DelegatingClassLoader))) {
        struct buf b = {0};
        buf_puts(&b, "class ");
        class_external_name(c, &b);
        buf_puts(&b, " loaded by ");
        loader_name_and_id(c->loader, &b);
        buf_printf(&b, " cannot access jdk/internal/reflect superclass %s", s->name->utf8);
        return throw_with(t, "java/lang/IllegalAccessError", &b);
    }
    return class_accessible(c, s) || no_super_access(t, c, s);
}

static bool check_superinterface(struct thread *t, struct class *c, struct class *s)
{
    if (!s->is_interface) {
        struct buf b = {0};
        buf_puts(&b, ", because it is not an interface (");
        class_in_module_of_loader(s, false, &b);
        buf_putc(&b, ')');
        wrong_super(t, c, "can not implement", s, buf_str(&b));
        buf_free(&b);
        return false;
    }
    if (s->cf->is_sealed && !permits(s, c))
        return wrong_super(
            t, c, c->is_interface ? "cannot extend sealed interface" : "cannot implement sealed interface", s,
            "");
    return class_accessible(c, s) || no_super_access(t, c, s);
}

bool class_check_supers(struct thread *t, struct class *c)
{
    if (c->super == NULL)
        return true;
    c->is_magic = c->super->is_magic;
    if (!check_superclass(t, c))
        return false;
    for (unsigned i = 0; i < c->n_interfaces; i++)
        if (!check_superinterface(t, c, c->interfaces[i]))
            return false;
    return true;
}

static void add_interfaces(struct class **all, u4 *n, struct class *const *more, u4 n_more)
{
    for (u4 i = 0; i < n_more; i++) {
        u4 j = 0;
        while (j < *n && all[j] != more[i])
            j++;
        if (j == *n)
            all[(*n)++] = more[i];
    }
}

/* Caller holds the loader's lock. */
static void collect_interfaces(struct class *c)
{
    const struct class *s = c->super;
    if (c->n_interfaces == 0 && !c->is_interface) { /* share the superclass's list */
        c->all_interfaces = s != NULL ? s->all_interfaces : NULL;
        c->n_all_interfaces = s != NULL ? s->n_all_interfaces : 0;
        c->interface_bits = s != NULL ? s->interface_bits : 0;
        return;
    }
    u4 max = (s != NULL ? s->n_all_interfaces : 0) + c->is_interface;
    for (unsigned i = 0; i < c->n_interfaces; i++)
        max += c->interfaces[i]->n_all_interfaces;
    struct class **all = ARENA_ARRAY(c->arena, struct class *, max);
    u4 n = 0;
    if (c->is_interface)
        add_interfaces(all, &n, &c, 1);
    if (s != NULL)
        add_interfaces(all, &n, s->all_interfaces, s->n_all_interfaces);
    for (unsigned i = 0; i < c->n_interfaces; i++)
        add_interfaces(all, &n, c->interfaces[i]->all_interfaces, c->interfaces[i]->n_all_interfaces);
    c->all_interfaces = all;
    c->n_all_interfaces = n;
    for (u4 i = 0; i < n; i++)
        c->interface_bits |= (u8)1 << class_interface_bit(all[i]);
}

static u1 reference_kind(const struct class *c)
{
    if (c->loader->object != NULL || c->super->ref_kind != REFKIND_OTHER)
        return c->super->ref_kind;
    const char *name = c->name->utf8;
    if (strcmp(name, "java/lang/ref/SoftReference") == 0)
        return REFKIND_SOFT;
    if (strcmp(name, "java/lang/ref/WeakReference") == 0)
        return REFKIND_WEAK;
    if (strcmp(name, "java/lang/ref/FinalReference") == 0)
        return REFKIND_FINAL;
    return strcmp(name, "java/lang/ref/PhantomReference") == 0 ? REFKIND_PHANTOM : REFKIND_OTHER;
}

void class_set_hierarchy(struct class *c)
{
    const struct class *s = c->super;
    collect_interfaces(c);
    for (unsigned i = 0; i < c->n_interfaces; i++)
        c->inherits_defaults |= c->interfaces[i]->inherits_defaults;
    c->inherits_defaults |= c->declares_defaults;
    if (s != NULL) {
        c->depth = s->depth + 1;
        memcpy(c->display, s->display, sizeof c->display);
        c->has_final_method |= s->has_final_method;
        c->inherits_defaults |= s->inherits_defaults;
        c->ref_kind = reference_kind(c);
    }
    if (c->depth < DISPLAY_DEPTH)
        c->display[c->depth] = c;
    if (c->loader->object == NULL) {
        if (strcmp(c->name->utf8, "java/lang/ref/Reference") == 0)
            c->ref_kind = REFKIND_OTHER;
        else if (strcmp(c->name->utf8, "jdk/internal/reflect/MagicAccessorImpl") == 0)
            c->is_magic = true;
    }
}
