/*
 * access.c - access control (JVMS 5.4.4), runtime packages (5.3), nests (5.4.4).
 */
#include "frontend/external_name.h"
#include "runtime/class/class_internal.h"

static struct class *innermost(struct class *c)
{
    return c->is_array ? c->element : c;
}

bool class_same_package(const struct class *a, const struct class *b)
{
    if (a->is_array)
        a = a->element;
    if (b->is_array)
        b = b->element;
    return a->loader == b->loader && a->package == b->package;
}

enum module_access { MODULE_OK, MODULE_NOT_READABLE, MODULE_NOT_EXPORTED };

static enum module_access module_access(struct class *from, struct class *to)
{
    struct module *m = from->module, *n = to->module;
    if (m == n || m == NULL || n == NULL)
        return MODULE_OK;
    if (!module_reads(m, n))
        return MODULE_NOT_READABLE;
    return n->name == NULL || module_package_exported(to->package, m) ? MODULE_OK : MODULE_NOT_EXPORTED;
}

bool class_accessible(struct class *from, struct class *to)
{
    if (from == NULL)
        return true;
    from = innermost(from);
    to = innermost(to);
    if (from == to || to->is_primitive || class_same_package(from, to) || from->is_magic)
        return true;
    return (to->access & ACC_PUBLIC) && module_access(from, to) == MODULE_OK;
}

static void unnamed_module(struct module *m, struct buf *b)
{
    struct object *o = m->object != NULL ? *m->object : NULL;
    buf_printf(b, "unnamed module @0x%x", o != NULL ? (unsigned)object_identity_hash(thread_self(), o) : 0u);
}

static void module_text(struct module *m, struct buf *b)
{
    if (m->name != NULL)
        buf_printf(b, "module %s", m->name->utf8);
    else
        unnamed_module(m, b);
}

bool class_access_module_reason(struct class *from, struct class *to, struct buf *b)
{
    from = innermost(from);
    to = innermost(to);
    if (!(to->access & ACC_PUBLIC))
        return false;
    enum module_access why = module_access(from, to);
    if (why == MODULE_OK)
        return false;
    buf_puts(b, "class ");
    class_external_name(from, b);
    buf_puts(b, " (in ");
    module_text(from->module, b);
    buf_puts(b, ") cannot access class ");
    class_external_name(to, b);
    buf_puts(b, " (in ");
    module_text(to->module, b);
    buf_puts(b, ") because ");
    if (why == MODULE_NOT_READABLE) {
        module_text(from->module, b);
        buf_puts(b, " does not read ");
        module_text(to->module, b);
    } else {
        module_text(to->module, b);
        buf_puts(b, " does not export ");
        external_class_name(b, to->package->name->utf8, to->package->name->len);
        buf_puts(b, " to ");
        module_text(from->module, b);
    }
    return true;
}

static bool protected_accessible(struct class *from, struct class *declaring, u4 access,
                                 struct class *referenced)
{
    if (!class_is_subtype(from, declaring))
        return false;
    return (access & ACC_STATIC) || referenced == NULL || from == referenced ||
           class_is_subtype(from, referenced) || class_is_subtype(referenced, from);
}

bool class_members_accessible(struct class *from, struct class *declaring, u4 access,
                              struct class *referenced)
{
    if (from == NULL || from == declaring || (access & ACC_PUBLIC))
        return true;
    if ((access & ACC_PROTECTED) && protected_accessible(from, declaring, access, referenced))
        return true;
    if (!(access & ACC_PRIVATE) && class_same_package(from, declaring))
        return true;
    if ((access & ACC_PRIVATE) && !from->is_array && !declaring->is_array) {
        struct thread *t = thread_self();
        bool nestmates = class_are_nestmates(t, from, declaring);
        if (nestmates || t->exception != NULL) /* the pending exception says more than "no access" */
            return nestmates;
    }
    return from->is_magic;
}

/* ---- nests ---- */

static bool lists_nest_member(const struct class *host, const struct class *member)
{
    const struct classfile *cf = host->cf;
    for (unsigned i = 0; i < cf->n_nest_members; i++)
        if (cp_class_name(&cf->cp, cf->nest_members[i]) == member->name)
            return true;
    return false;
}

/* JVMS 5.4.4: a host that cannot be loaded, lies in another package or does not list the class is not its
 * host: then the class is its own. Errors of the VM itself (out of memory, stack overflow) are passed on and
 * the question stays open. */
static struct class *find_nest_host(struct thread *t, struct class *c)
{
    if (c->cf == NULL || c->cf->nest_host == 0)
        return c;
    struct class *host = resolve_class(t, c, c->cf->nest_host);
    if (host == NULL) {
        if (!exception_is(t, "java/lang/LinkageError"))
            return NULL;
        exception_take(t);
        c->nest_host_error = true;
        return c;
    }
    if (host != c && (host->cf == NULL || !class_same_package(host, c) || !lists_nest_member(host, c))) {
        c->nest_host_error = true;
        return c;
    }
    return host;
}

struct class *class_nest_host(struct thread *t, struct class *c)
{
    if (c->nest_host == NULL) {
        struct class *host = find_nest_host(t, c);
        if (host == NULL)
            return NULL;
        c->nest_host = host;
    }
    return c->nest_host;
}

bool class_are_nestmates(struct thread *t, struct class *a, struct class *b)
{
    if (a == b)
        return true;
    struct class *host = class_nest_host(t, a);
    return host != NULL && class_nest_host(t, b) == host;
}
