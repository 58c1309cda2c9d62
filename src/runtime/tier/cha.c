/*
 * cha.c - class hierarchy analysis, on the lists that define.c keeps: subclasses of each class, and of each
 * interface the one class that implements it (if it is one), whose subclasses do too.
 */
#include "runtime/tier/cha.h"
#include "runtime/vm.h"

enum { MAX_CLASSES = 100 }; /* that a search looks at */

static bool has_instances(const struct class *c)
{
    return !c->no_instances || c == c->vm->wk.Class; /* Class objects are not made by `new` */
}

bool cha_is_leaf(struct class *c)
{
    if (c->is_interface || c->is_array || c->is_primitive || c->no_instances)
        return false;
    return __atomic_load_n(&c->first_subclass, __ATOMIC_ACQUIRE) == NULL;
}

bool cha_no_finalizer(struct class *c)
{
    return !__atomic_load_n(&c->finalizer_below, __ATOMIC_ACQUIRE);
}

static bool can_run(const struct method *m)
{
    return m->kind != METHOD_ABSTRACT && m->kind != METHOD_CONFLICT && m->kind != METHOD_ILLEGAL_ACCESS;
}

struct method *cha_select(struct class *c, struct method *m)
{
    if (c->is_interface || (m->access & (ACC_STATIC | ACC_PRIVATE)) || !class_is_subtype(c, m->klass))
        return NULL;
    struct method *selected = NULL;
    if (m->klass->is_interface) {
        bool illegal, conflict;
        selected = class_select_method(c, m, &illegal, &conflict);
        if (illegal || conflict)
            return NULL;
    } else if (m->vtable_index != VTABLE_NONE) {
        selected = c->vtable[m->vtable_index];
    }
    return selected != NULL && can_run(selected) ? selected : NULL;
}

struct search {
    struct method *m, *target;
    unsigned budget;
};

/* Under vm->class_lock. False: give up. */
static bool visit(struct search *s, struct class *c)
{
    if (s->budget == 0)
        return false;
    s->budget--;
    if (has_instances(c)) {
        struct method *selected = cha_select(c, s->m);
        if (selected == NULL || (s->target != NULL && s->target != selected))
            return false;
        s->target = selected;
    }
    for (struct class *sub = c->first_subclass; sub != NULL; sub = sub->next_subclass)
        if (!visit(s, sub))
            return false;
    return true;
}

struct method *cha_unique_target(struct class *c, struct method *m)
{
    struct vm *vm = c->vm;
    const struct wellknown *wk = &vm->wk;
    /* Arrays are instances of these, and in no list. */
    if (c == wk->Object || c == wk->Cloneable || c == wk->Serializable || c->is_array || c->is_primitive)
        return NULL;
    struct search s = {.m = m, .budget = MAX_CLASSES};
    pthread_mutex_lock(&vm->class_lock);
    struct class *from = c->is_interface ? c->implementor : c;
    bool one = from != NULL && from != c->vm->wk.Object && !from->is_interface && visit(&s, from);
    pthread_mutex_unlock(&vm->class_lock);
    return one ? s.target : NULL;
}

bool cha_breaks_unique_target(struct class *made, struct method *m, struct method *target)
{
    return !made->is_interface && has_instances(made) && cha_select(made, m) != target;
}
