/*
 * itable.c - interface calls: the method that a receiver class selects (JVMS 5.4.6), found once and
 * remembered.
 *
 * The classic itable lists, for every interface of every class, an implementation of every method: built at
 * link time, it costs much and most of it is never called. Here a class has one exact hash table from
 * interface methods to selected implementations (struct imt), filled on demand. Readers take no lock: an
 * entry's key is published after its value, and a table that has become too small is replaced as a whole (the
 * old one stays, it is in the loader's arena).
 */
#include "runtime/class/class_internal.h"

struct imt imt_empty = {0, 1, {{NULL, NULL}}};

void class_number_interface_methods(struct class *c)
{
    u4 n = 0;
    for (unsigned i = 0; i < c->n_methods; i++) {
        struct method *m = &c->methods[i];
        if (!(m->access & (ACC_STATIC | ACC_PRIVATE)) && !(m->flags & (MF_INITIALIZER | MF_CLINIT)))
            m->itable_index = (int32_t)n++;
    }
    c->n_itable_methods = n;
}

struct method *class_select_method(struct class *c, struct method *iface_method, bool *illegal,
                                   bool *conflict)
{
    struct member_key k = member_key(iface_method->name, iface_method->desc);
    *illegal = *conflict = false;
    for (struct class *s = c->is_array ? c->super : c; s != NULL; s = s->super) {
        struct method *m = class_own_method_key(s, &k);
        if (m == NULL || (m->access & (ACC_PRIVATE | ACC_STATIC)))
            continue;
        *illegal = !(m->access & ACC_PUBLIC);
        return m;
    }
    struct method *m = NULL;
    *conflict = class_maximally_specific(c, k.name, k.desc, &m) == DEFAULT_CONFLICT;
    return m != NULL ? m : iface_method;
}

/* A method that only throws when it is called. */
static struct method *make_failing_method(struct class *c, struct method *iface_method,
                                          struct method *selected, enum method_kind kind)
{
    struct method *m = ARENA_NEW(c->arena, struct method);
    m->klass = c;
    m->name = iface_method->name;
    m->desc = iface_method->desc;
    m->kind = (u1)kind;
    m->ret = iface_method->ret;
    m->arg_types = iface_method->arg_types;
    m->arg_slots = m->max_locals = iface_method->arg_slots;
    m->access = ACC_PUBLIC | ACC_SYNTHETIC;
    m->slot = 0xffff;
    m->vtable_index = VTABLE_NONE;
    m->itable_index = -1;
    method_init_register_entry(m);
    m->selected = selected;
    return m;
}

static struct imt *imt_grow(struct class *c, struct imt *old)
{
    u4 size = old == &imt_empty ? 4 : 2 * (old->mask + 1);
    struct imt *imt = arena_alloc(c->arena, sizeof *imt + size * sizeof imt->at[0]);
    imt->mask = size - 1;
    if (old == &imt_empty)
        return imt;
    imt->used = old->used;
    for (u4 i = 0; i <= old->mask; i++) {
        struct method *key = old->at[i].iface_method;
        if (key == NULL)
            continue;
        u4 h = method_imt_slot(key) & imt->mask;
        while (imt->at[h].iface_method != NULL)
            h = (h + 1) & imt->mask;
        imt->at[h].impl = old->at[i].impl;
        imt->at[h].iface_method = key;
    }
    return imt;
}

/* Compiled code looks at a method's own slot only: it should be there, as long as that costs little memory.
 */
static bool should_grow(const struct imt *imt, const struct method *iface_method)
{
    enum { SPARSE = 8 };
    u4 size = imt->mask + 1;
    bool taken = imt->at[method_imt_slot(iface_method) & imt->mask].iface_method != NULL;
    return 2 * imt->used >= size || (taken && size < SPARSE * (imt->used + 1));
}

/* Caller holds the loader's lock. */
static void imt_put(struct class *c, struct method *iface_method, struct method *impl)
{
    struct imt *imt = c->imt;
    while (should_grow(imt, iface_method)) {
        imt = imt_grow(c, imt);
        atomic_store_explicit(&c->imt, imt, memory_order_release);
    }
    u4 h = method_imt_slot(iface_method) & imt->mask;
    for (struct method *key; (key = imt->at[h].iface_method) != NULL; h = (h + 1) & imt->mask)
        if (key == iface_method)
            return;
    imt->at[h].impl = impl;
    imt->used++;
    atomic_store_explicit(&imt->at[h].iface_method, iface_method, memory_order_release);
}

struct method *class_itable_lookup(struct class *c, struct method *iface_method)
{
    struct imt *imt = atomic_load_explicit(&c->imt, memory_order_acquire);
    for (u4 h = method_imt_slot(iface_method) & imt->mask;; h = (h + 1) & imt->mask) {
        struct method *key = atomic_load_explicit(&imt->at[h].iface_method, memory_order_acquire);
        if (key == iface_method)
            return imt->at[h].impl;
        if (key == NULL)
            break;
    }
    if (!class_is_subtype(c, iface_method->klass))
        return NULL;
    bool illegal, conflict;
    struct method *impl = class_select_method(c, iface_method, &illegal, &conflict);
    pthread_mutex_lock(&c->loader->lock);
    if (illegal)
        impl = make_failing_method(c, iface_method, impl, METHOD_ILLEGAL_ACCESS);
    else if (conflict)
        impl = make_failing_method(c, iface_method, impl, METHOD_CONFLICT);
    imt_put(c, iface_method, impl);
    pthread_mutex_unlock(&c->loader->lock);
    return impl;
}

struct method *class_not_implemented(struct method *iface_method)
{
    struct class *c = iface_method->klass;
    struct method *m = __atomic_load_n(&iface_method->selected, __ATOMIC_ACQUIRE);
    if (m != NULL)
        return m;
    pthread_mutex_lock(&c->loader->lock);
    m = iface_method->selected;
    if (m == NULL) {
        m = make_failing_method(c, iface_method, NULL, METHOD_NOT_IMPLEMENTED);
        __atomic_store_n(&iface_method->selected, m, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&c->loader->lock);
    return m;
}
