/*
 * names.c - classes, methods, loaders and modules as messages name them.
 */
#include "frontend/external_name.h"
#include "runtime/class/class_internal.h"

void class_external_name(const struct class *c, struct buf *b)
{
    /* Only in the names of hidden classes is the last '+' ours. */
    const char *plus = (c->is_array ? c->element : c)->is_hidden ? strrchr(c->name->utf8, '+') : NULL;
    if (plus == NULL) {
        external_class_name(b, c->name->utf8, c->name->len);
        return;
    }
    size_t before = (size_t)(plus - c->name->utf8);
    external_class_name(b, c->name->utf8, before);
    buf_putc(b, '/');
    buf_append(b, plus + 1, c->name->len - before - 1);
}

void class_print_method(const struct method *m, struct buf *b)
{
    class_external_name(m->klass, b);
    buf_printf(b, ".%s%s", m->name->utf8, m->desc->utf8);
}

void method_external_name(const struct method *m, struct buf *b)
{
    const char *ret = strrchr(m->desc->utf8, ')') + 1;
    external_type(b, ret, m->desc->len - (size_t)(ret - m->desc->utf8));
    buf_putc(b, ' ');
    class_external_name(m->klass, b);
    buf_printf(b, ".%s(", m->name->utf8);
    external_params(b, m->desc);
    buf_putc(b, ')');
}

bool throw_with(struct thread *t, const char *class_name, struct buf *b)
{
    throw_new(t, class_name, "%s", buf_str(b));
    buf_free(b);
    return false;
}

static void append_string(struct object *s, struct buf *b)
{
    char *text = string_to_utf8(thread_self(), s);
    if (text != NULL)
        buf_puts(b, text);
    free(text);
}

static void loader_object_name(const struct vm *vm, const struct object *loader, struct buf *b)
{
    struct object *name = ref_field(loader, vm->wk.ClassLoader_nameAndId);
    if (name != NULL)
        append_string(name, b);
    else
        class_external_name(loader->klass, b);
}

void loader_name_and_id(const struct loader *l, struct buf *b)
{
    if (l->object == NULL)
        buf_puts(b, "'bootstrap'");
    else
        loader_object_name(l->vm, *l->object, b);
}

static bool is_jdk_loader(const struct loader *l)
{
    return l->object == NULL ||
           strncmp((*l->object)->klass->name->utf8, "jdk/internal/loader/ClassLoaders$", 33) == 0;
}

/* "module m@1.0 of loader 'app'" */
static void module_of_loader(const struct class *c, bool with_parent_loader, struct buf *b)
{
    const struct class *e = c->is_array ? c->element : c;
    const struct module *m = e->module;
    if (m != NULL && m->name != NULL) {
        buf_printf(b, "module %s", m->name->utf8);
        if (m->version != NULL && (m->location == NULL || strncmp(m->location->utf8, "jrt:/", 5) != 0))
            buf_printf(b, "@%s", m->version->utf8);
    } else if (m != NULL || e->vm->java_base == NULL) {
        buf_puts(b, "unnamed module");
    } else {
        buf_puts(b, "module java.base");
    }
    buf_puts(b, " of loader ");
    loader_name_and_id(e->loader, b);
    if (with_parent_loader && !is_jdk_loader(e->loader)) {
        buf_puts(b, ", parent loader ");
        struct object *parent = ref_field(*e->loader->object, e->vm->wk.ClassLoader_parent);
        if (parent == NULL)
            buf_puts(b, "'bootstrap'");
        else
            loader_object_name(e->vm, parent, b);
    }
}

void class_in_module_of_loader(const struct class *c, bool with_parent_loader, struct buf *b)
{
    class_external_name(c, b);
    buf_puts(b, " is in ");
    module_of_loader(c, with_parent_loader, b);
}

void class_pair_in_module_of_loader(const struct class *a, const struct class *c2, struct buf *b)
{
    if (a->module == c2->module && a->loader == c2->loader) {
        class_external_name(a, b);
        buf_puts(b, " and ");
        class_external_name(c2, b);
        buf_puts(b, " are in ");
        module_of_loader(a, false, b);
    } else {
        class_in_module_of_loader(a, false, b);
        buf_puts(b, "; ");
        class_in_module_of_loader(c2, false, b);
    }
}
