/*
 * constraint.c - loading constraints (JVMS 5.3.4).
 *
 * A constraint is a set of loaders and, as soon as one of them has loaded it, the class they must all mean by
 * the name. Every loader in the set finds it in loader->constraints. Recording a constraint between two sets
 * merges them.
 *
 * Most names are loaded by both loaders by the time a constraint is needed (java/lang/String); two loaders
 * that have both answered with the same class can never disagree, so nothing is recorded for those.
 *
 * Locks: the class that a loader has loaded is read under its own lock, the sets change under
 * constraint_lock, taken last. Two loaders are locked in the order of their addresses.
 */
#include <string.h>
#include "frontend/descriptor.h"
#include "runtime/class/constraint.h"
#include "runtime/class/resolve.h"
#include "runtime/exec/exec.h"
#include "runtime/vm.h"

struct constraint {
    struct class *klass; /* NULL: nobody has loaded it yet */
    VEC(struct loader *) loaders;
};

static pthread_mutex_t constraint_lock = PTHREAD_MUTEX_INITIALIZER;

static struct constraint *constraint_of(struct loader *l, const struct symbol *name)
{
    return ptr_map_get(&l->constraints, (uintptr_t)name);
}

static void constraint_join(struct constraint *c, struct loader *l, const struct symbol *name)
{
    vec_push(&c->loaders, l);
    ptr_map_put(&l->constraints, (uintptr_t)name, c);
}

static bool record_locked(struct loader *a, struct loader *b, struct symbol *name)
{
    struct class *ca = class_find_loaded(a, name), *cb = class_find_loaded(b, name);
    if (ca != NULL && cb != NULL)
        return ca == cb;
    struct class *known = ca != NULL ? ca : cb;
    struct constraint *sa = constraint_of(a, name), *sb = constraint_of(b, name);
    const struct constraint *sets[] = {sa, sb};
    for (int i = 0; i < 2; i++) {
        if (sets[i] == NULL || sets[i]->klass == NULL)
            continue;
        if (known != NULL && known != sets[i]->klass)
            return false;
        known = sets[i]->klass;
    }
    if (sa == NULL && sb == NULL) {
        sa = xcalloc(1, sizeof *sa);
        constraint_join(sa, a, name);
        constraint_join(sa, b, name);
    } else if (sa == NULL) {
        sa = sb;
        constraint_join(sa, a, name);
    } else if (sb == NULL) {
        constraint_join(sa, b, name);
    } else if (sa != sb) {
        for (size_t i = 0; i < sb->loaders.len; i++)
            constraint_join(sa, sb->loaders.at[i], name);
        vec_free(&sb->loaders);
        free(sb);
    }
    sa->klass = known;
    return true;
}

bool constraint_record(struct loader *a, struct loader *b, struct symbol *name)
{
    if (a == b)
        return true;
    struct loader *first = a < b ? a : b, *second = a < b ? b : a;
    pthread_mutex_lock(&first->lock);
    pthread_mutex_lock(&second->lock);
    pthread_mutex_lock(&constraint_lock);
    bool ok = record_locked(a, b, name);
    pthread_mutex_unlock(&constraint_lock);
    pthread_mutex_unlock(&second->lock);
    pthread_mutex_unlock(&first->lock);
    return ok;
}

/* Under vm->class_lock. */
void constraints_loader_unloaded(struct loader *l)
{
    pthread_mutex_lock(&constraint_lock);
    for (size_t i = 0; i < l->constraints.cap; i++) {
        if (!map_live(&l->constraints.entries[i]))
            continue;
        struct constraint *s = l->constraints.entries[i].value;
        size_t kept = 0;
        for (size_t j = 0; j < s->loaders.len; j++)
            if (s->loaders.at[j] != l)
                s->loaders.at[kept++] = s->loaders.at[j];
        s->loaders.len = kept;
        if (s->klass != NULL && s->klass->unloaded)
            s->klass = NULL;
        if (kept == 0) {
            vec_free(&s->loaders);
            free(s);
        }
    }
    pthread_mutex_unlock(&constraint_lock);
}

bool constraint_check_load(struct thread *t, struct loader *l, struct class *c)
{
    struct class *other = NULL;
    pthread_mutex_lock(&constraint_lock);
    struct constraint *s = constraint_of(l, c->name);
    if (s != NULL && s->klass == NULL)
        s->klass = c;
    else if (s != NULL && s->klass != c)
        other = s->klass;
    pthread_mutex_unlock(&constraint_lock);
    if (other == NULL)
        return true;

    const char *kind = c->is_interface ? "interface" : "class";
    struct buf b = {0};
    buf_puts(&b, "loader constraint violation: loader ");
    loader_name_and_id(l, &b);
    buf_printf(&b, " wants to load %s ", kind);
    class_external_name(c, &b);
    buf_printf(&b, ". A different %s with the same name was previously loaded by ", kind);
    loader_name_and_id(other->loader, &b);
    buf_puts(&b, ". (");
    class_in_module_of_loader(other, true, &b);
    buf_putc(&b, ')');
    throw_new(t, "java/lang/LinkageError", "%s", buf_str(&b));
    buf_free(&b);
    return false;
}

/* The class name in the text of a type (through arrays); NULL for primitive types. */
static struct symbol *class_name_of_type(struct vm *vm, const char *p, size_t n)
{
    while (n > 0 && *p == '[')
        p++, n--;
    return n > 2 && *p == 'L' ? symbol_intern(vm->symbols, p + 1, n - 2) : NULL;
}

struct symbol *constraint_record_descriptor(struct loader *a, struct loader *b, const struct symbol *desc)
{
    if (a == b)
        return NULL;
    struct symbol *name;
    if (desc->utf8[0] != '(') {
        name = class_name_of_type(a->vm, desc->utf8, desc->len);
        return name != NULL && !constraint_record(a, b, name) ? name : NULL;
    }
    struct desc_iter it;
    desc_iter_init(&it, desc);
    for (bool more = true; more;) {
        more = desc_next_param(&it);
        if (!more)
            desc_return(&it);
        name = class_name_of_type(a->vm, it.start, it.len);
        if (name != NULL && !constraint_record(a, b, name))
            return name;
    }
    return NULL;
}

bool loader_add_constraint(struct thread *t, struct symbol *class_name, struct loader *a, struct loader *b)
{
    if (constraint_record(a, b, class_name))
        return true;
    struct buf m = {0};
    buf_puts(&m, "loader constraint violation: loaders ");
    loader_name_and_id(a, &m);
    buf_puts(&m, " and ");
    loader_name_and_id(b, &m);
    buf_printf(&m, " have different Class objects for the type %s", class_name->utf8);
    throw_new(t, "java/lang/LinkageError", "%s", buf_str(&m));
    buf_free(&m);
    return false;
}
