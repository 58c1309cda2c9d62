/*
 * unload.c - see unload.h.
 *
 * What is a root in ordinary collections and not in unloading ones is in uncollectable blocks all the time.
 * For the marking of an unloading collection their words are turned into their complements, with the world
 * stopped: no address of the heap is the complement of another.
 */
#include "runtime/class/unload.h"

#include <time.h>
#include "runtime/class/class_internal.h"
#include "runtime/class/constraint.h"
#include "runtime/embed/host_native.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/gc/metadata.h"
#include "runtime/tier/code.h"
#include "runtime/tier/site_profile.h"
#include "runtime/tier/sweep.h"
#include "runtime/tier/tier_internal.h"

enum {
    LEAST_LISTED = 1024, /* classes before the first unloading collection that nobody asked for */
    RETRY_AFTER = 256,   /* classes, when it could not be done */
    WAIT_MS = 2000,      /* for compiles to end */
    KEPT_SLOTS = 13,
};

struct kept { /* a block of metadata; word 0 is its header's */
    const void *meta;
    uintptr_t used; /* at most KEPT_SLOTS: no address */
    struct kept *next;
    void *at[KEPT_SLOTS];
};

/* Words in an uncollectable block that grows. */
struct listed {
    void **at;
    size_t n, cap;
};

struct unloader {
    /* Under vm->class_lock. */
    struct listed classes, loaders; /* struct class *; ClassLoader objects, in the order of `known` */
    VEC(struct loader *) known;
    struct listed husks;        /* of unloaded classes: struct class *, the block with the methods or NULL */
    size_t buried;              /* of them, words */
    struct class_refs *no_refs; /* of all husks */
    size_t limit;               /* so many classes are too many */
    u4 cycle;
    _Atomic bool collecting; /* an unloading collection is in progress */
    bool in_the_way;         /* code was */
    /* The gate: either unloading, or whatever puts it off. */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned users;
    bool wanted, active;
};

void unload_init(struct vm *vm)
{
    struct unloader *u = vm->unloader = xcalloc(1, sizeof *u);
    pthread_condattr_t attr;
    pthread_mutex_init(&u->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&u->changed, &attr);
    pthread_condattr_destroy(&attr);
    u->no_refs = root_block_new(vm, sizeof *u->no_refs);
    u->limit = LEAST_LISTED;
}

/* ---- what is listed ---- */

static void reserve(struct vm *vm, struct listed *l, size_t n)
{
    if (n <= l->cap)
        return;
    size_t cap = l->cap == 0 ? 64 : l->cap;
    while (cap < n)
        cap *= 2;
    void **more = root_block_new(vm, cap * sizeof *more);
    if (l->n != 0)
        memcpy(more, l->at, l->n * sizeof *more);
    void **old = l->at;
    l->at = more;
    l->cap = cap;
    if (old != NULL)
        root_block_free(vm, old);
}

static void list(struct vm *vm, struct listed *l, void *p)
{
    reserve(vm, l, l->n + 1);
    l->at[l->n++] = p;
}

void unload_list_class(struct class *c)
{
    struct vm *vm = c->vm;
    pthread_mutex_lock(&vm->class_lock);
    list(vm, &vm->unloader->classes, c);
    pthread_mutex_unlock(&vm->class_lock);
}

void unload_list_loader(struct loader *l)
{
    struct vm *vm = l->vm;
    pthread_mutex_lock(&vm->class_lock);
    list(vm, &vm->unloader->loaders, *l->object);
    vec_push(&vm->unloader->known, l);
    pthread_mutex_unlock(&vm->class_lock);
}

/* ---- what is kept ---- */

/* A free word of the chain that *head, which is scanned, starts. Under vm->root_lock. */
static void **kept_slot(struct vm *vm, struct kept *volatile *head)
{
    struct kept *k = *head;
    if (k == NULL || k->used == KEPT_SLOTS) {
        k = metadata_new_block(vm, sizeof *k);
        k->next = *head;
        *head = k;
    }
    return &k->at[k->used++];
}

static struct object **keep(struct vm *vm, struct kept *volatile *head, const void *p)
{
    pthread_mutex_lock(&vm->root_lock);
    void **slot = kept_slot(vm, head);
    *(const void *volatile *)slot = p;
    pthread_mutex_unlock(&vm->root_lock);
    return (struct object **)slot;
}

static struct kept *volatile *kept_of_loader(struct loader *l)
{
    return &FIELD_AT(struct kept *volatile, *l->object, l->vm->wk.ClassLoader_vmkept);
}

struct object **class_cell_new(struct class *c, struct object *o)
{
    return c->collectable ? keep(c->vm, (struct kept *volatile *)&c->refs->kept, o) : root_cell_new(c->vm, o);
}

void class_cell_free(struct class *c, struct object **cell)
{
    if (!c->collectable)
        root_cell_free(c->vm, cell);
    else
        *cell = NULL;
}

struct object **loader_cell_new(struct loader *l, struct object *o)
{
    return l->permanent ? root_cell_new(l->vm, o) : keep(l->vm, kept_of_loader(l), o);
}

void class_keep(struct class *c, const void *p)
{
    if (p != NULL && c->collectable)
        class_cell_new(c, (struct object *)(uintptr_t)p);
}

void loader_keep(struct loader *l, const void *p)
{
    if (p != NULL && !l->permanent)
        loader_cell_new(l, (struct object *)(uintptr_t)p);
}

void class_depends_on(struct class *from, struct class *to)
{
    if (to->collectable && to != from)
        class_cell_new(from, (struct object *)to); /* of a permanent class: for ever */
}

/* ---- the gate ---- */

static __thread unsigned put_off; /* by this thread, so often */

void unload_put_off(struct vm *vm)
{
    struct unloader *u = vm->unloader;
    const struct thread *t = thread_self();
    bool background = t == NULL || t->is_vm_thread;
    if (put_off++ > 0)
        return;
    pthread_mutex_lock(&u->lock);
    while (u->active || (u->wanted && background))
        pthread_cond_wait(&u->changed, &u->lock);
    u->users++;
    pthread_mutex_unlock(&u->lock);
}

void unload_allow(struct vm *vm)
{
    struct unloader *u = vm->unloader;
    if (--put_off > 0)
        return;
    pthread_mutex_lock(&u->lock);
    u->users--;
    pthread_cond_broadcast(&u->changed);
    pthread_mutex_unlock(&u->lock);
}

static bool close_gate(struct unloader *u)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += WAIT_MS / 1000;
    pthread_mutex_lock(&u->lock);
    bool mine = !u->wanted && !u->active;
    if (mine) {
        u->wanted = true;
        while (u->users > 0 && pthread_cond_timedwait(&u->changed, &u->lock, &end) == 0)
            ;
        u->wanted = false;
        u->active = mine = u->users == 0;
        pthread_cond_broadcast(&u->changed);
    }
    pthread_mutex_unlock(&u->lock);
    return mine;
}

static void open_gate(struct unloader *u)
{
    pthread_mutex_lock(&u->lock);
    u->active = false;
    pthread_cond_broadcast(&u->changed);
    pthread_mutex_unlock(&u->lock);
}

/* ---- the collection's hooks ---- */

bool unload_in_progress(const struct vm *vm)
{
    return vm->unloader != NULL && vm->unloader->collecting;
}

static void complement(void *words, size_t n)
{
    uintptr_t *w = words;
    for (size_t i = 0; i < n; i++)
        w[i] = ~w[i];
}

static void complement_all(struct vm *vm)
{
    struct unloader *u = vm->unloader;
    complement(u->classes.at, u->classes.n);
    complement(u->loaders.at, u->loaders.n);
    for (struct code *c = vm->tier != NULL ? vm->tier->valid : NULL; c != NULL; c = c->all_next) {
        complement(c->objects, c->nobjects);
        complement(c->classes, c->nclasses);
    }
}

void unload_before_marking(struct vm *vm)
{
    complement_all(vm);
}

static bool mentions_unmarked(const struct code *c)
{
    for (uint32_t i = 0; i < c->nobjects; i++)
        if (!is_marked(c->objects[i]))
            return true;
    for (uint32_t i = 0; i < c->nclasses; i++)
        if (!is_marked(c->classes[i]))
            return true;
    return false;
}

static void mark_mentioned(struct heap *h, const struct code *c)
{
    for (uint32_t i = 0; i < c->nobjects; i++)
        trace_mark(h, c->objects[i], false);
    for (uint32_t i = 0; i < c->nclasses; i++)
        trace_mark(h, (struct object *)c->classes[i], false);
}

/* All are asked before any is marked: what one piece of code mentions is no reason for another to stay. */
void unload_after_marking(struct vm *vm)
{
    struct code *all = vm->tier != NULL ? vm->tier->valid : NULL;
    complement_all(vm);
    for (struct code *c = all; c != NULL; c = c->all_next)
        c->in_the_way = mentions_unmarked(c);
    for (struct code *c = all; c != NULL; c = c->all_next)
        if (c->in_the_way)
            mark_mentioned(vm->heap, c);
}

/* The class goes, the husk stays. Room was made for it. */
static void add_husk(struct unloader *u, struct class *c)
{
    void *methods = c->refs->methods;
    c->unloaded = true;
    GC_set_mark_bit(c);
    if (methods != NULL)
        GC_set_mark_bit(methods);
    u->husks.at[u->husks.n++] = c;
    u->husks.at[u->husks.n++] = methods;
}

void unload_find_dead(struct vm *vm)
{
    struct unloader *u = vm->unloader;
    size_t kept = 0;
    for (size_t i = 0; i < u->classes.n; i++) {
        struct class *c = u->classes.at[i];
        if (is_marked(c))
            u->classes.at[kept++] = c;
        else
            add_husk(u, c);
    }
    while (u->classes.n > kept)
        u->classes.at[--u->classes.n] = NULL;
    kept = 0;
    for (size_t i = 0; i < u->loaders.n; i++) {
        struct loader *l = u->known.at[i];
        l->unloaded = !is_marked(u->loaders.at[i]);
        if (l->unloaded)
            continue;
        u->loaders.at[kept] = u->loaders.at[i];
        u->known.at[kept++] = l;
    }
    while (u->loaders.n > kept)
        u->loaders.at[--u->loaders.n] = NULL;
    u->known.len = kept;
}

/* ---- afterwards: under vm->class_lock and vm->module_lock ---- */

static void report(const struct class *c)
{
    struct vm *vm = c->vm;
    if (!c->reported) /* an array, or its definition failed */
        return;
    atomic_fetch_add(&vm->classes_unloaded, 1);
    if (LIKELY(!vm->options.verbose_unload))
        return;
    struct timespec now;
    struct buf b = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds = (double)(now.tv_sec * INT64_C(1000000000) + now.tv_nsec - vm->start_nanos) / 1e9;
    class_external_name(c, &b);
    printf("[%.3fs][info][class,unload] unloading class %s 0x%016lx.\n", seconds, buf_str(&b),
           (unsigned long)(uintptr_t)c);
    fflush(stdout);
    buf_free(&b);
}

/* The lists that c is in lose all that was unloaded, once. */
static void clean_lists(struct unloader *u, struct class *c)
{
    struct class *s = c->super;
    struct loader *l = c->loader;
    if (s != NULL && !s->unloaded && s->cleaned != u->cycle) {
        s->cleaned = u->cycle;
        for (struct class **link = &s->first_subclass; *link != NULL;)
            if ((*link)->unloaded)
                __atomic_store_n(link, (*link)->next_subclass, __ATOMIC_RELEASE);
            else
                link = &(*link)->next_subclass;
    }
    if (!l->unloaded && l->cleaned != u->cycle) {
        l->cleaned = u->cycle;
        for (struct class **link = &l->first_class; *link != NULL;)
            if ((*link)->unloaded)
                *link = (*link)->next_in_loader;
            else
                link = &(*link)->next_in_loader;
    }
    for (u4 i = 0; i < c->n_all_interfaces; i++) {
        struct class *iface = c->all_interfaces[i];
        if (iface->implementor == c)
            iface->implementor = NULL;
    }
}

static void bury_method(struct method *m)
{
    tier_method_unloaded(m);
    m->kind = METHOD_ABSTRACT;
    m->code = m->entry = NULL;
    m->rcp = NULL;
    m->cf = NULL;
    m->arg_types = "";
    m->selected = NULL;
    host_native_free(m);
    m->native_fn = NULL;
}

static void bury_class(struct unloader *u, struct class *c)
{
    struct vm *vm = c->vm;
    for (unsigned i = 0; i < c->n_methods; i++)
        bury_method(&c->methods[i]);
    c->refs = u->no_refs;
    c->loader = vm->boot_loader;
    c->module = vm->boot_loader->unnamed_module;
    c->package = NULL;
    c->cf = NULL;
    c->rcp = NULL;
    c->sites = NULL;
    c->n_sites = c->cap_sites = 0;
    c->vtable = NULL;
    c->vtable_len = 0;
    c->imt = &imt_empty;
    c->fields = NULL;
    c->n_fields = c->n_injected = 0;
    c->interfaces = c->all_interfaces = NULL;
    c->n_interfaces = 0;
    c->n_all_interfaces = 0;
    c->interface_bits = 0;
    c->first_subclass = c->next_subclass = c->next_in_loader = NULL;
    c->array_of = NULL;
    c->host = c->nest_host = NULL;
    c->method_index = NULL;
    c->static_prims = NULL;
    c->no_instances = true;
    atomic_store(&c->state, CLASS_ERRONEOUS);
    if (c->owns_arena) {
        arena_release(c->arena);
        free(c->arena);
    }
    c->arena = NULL;
}

static void forget_sites(struct vm *vm)
{
    for (size_t i = 0; i < vm->indy_sites.cap; i++) {
        const struct ptr_map_entry *e = &vm->indy_sites.entries[i];
        if (map_live(e) && ((struct call_site *)e->value)->from->unloaded)
            ptr_map_del(&vm->indy_sites, e->key);
    }
}

static void bury_loaders(struct vm *vm)
{
    modules_forget_unloaded(vm);
    for (struct loader **link = &vm->loaders; *link != NULL;) {
        struct loader *l = *link;
        if (!l->unloaded) {
            link = &l->next;
            continue;
        }
        *link = l->next;
        constraints_loader_unloaded(l);
        modules_loader_unloaded(l);
        ptr_map_free(&l->classes);
        ptr_map_free(&l->constraints);
        arena_release(&l->arena);
        pthread_mutex_destroy(&l->lock);
        free(l);
    }
}

static void bury(struct vm *vm)
{
    struct unloader *u = vm->unloader;
    size_t from = u->buried, to = u->husks.n;
    if (from != to) {
        u->cycle++;
        forget_sites(vm);
        sites_forget_unloaded(vm);
    }
    for (size_t i = from; i < to; i += 2)
        report(u->husks.at[i]);
    for (size_t i = from; i < to; i += 2)
        clean_lists(u, u->husks.at[i]);
    for (size_t i = from; i < to; i += 2)
        bury_class(u, u->husks.at[i]);
    u->buried = to;
    bury_loaders(vm);
}

static bool take_code_out_of_the_way(struct vm *vm)
{
    bool any = false;
    for (struct code *next, *c = vm->tier != NULL ? vm->tier->valid : NULL; c != NULL; c = next) {
        next = c->all_next;
        if (c->in_the_way) {
            code_invalidate_locked(vm, c, true);
            any = true;
        }
    }
    return any;
}

/* True: code was in the way. */
static bool collect_and_bury(struct vm *vm, const char *cause)
{
    struct unloader *u = vm->unloader;
    pthread_mutex_lock(&vm->class_lock);
    pthread_mutex_lock(&vm->module_lock);
    reserve(vm, &u->husks, u->husks.n + 2 * u->classes.n);
    u->collecting = true;
    heap_collect_for(vm, cause);
    u->collecting = false;
    bool code = take_code_out_of_the_way(vm);
    bury(vm);
    u->limit = 2 * u->classes.n > LEAST_LISTED ? 2 * u->classes.n : LEAST_LISTED;
    pthread_mutex_unlock(&vm->module_lock);
    pthread_mutex_unlock(&vm->class_lock);
    return code;
}

/* Code that is not valid any more keeps what it mentions until it is freed. */
static void free_code(struct thread *t)
{
    thread_enter_blocked(t);
    sweep(t->vm);
    thread_leave_blocked(t);
}

/* True: done. *code: some was in the way. */
static bool unload_once(struct thread *t, const char *cause, bool *code)
{
    struct vm *vm = t->vm;
    struct unloader *u = vm->unloader;
    thread_enter_blocked(t);
    bool closed = close_gate(u);
    thread_leave_blocked(t);
    if (!closed)
        return false;
    roots_clear_dead_stack(t);
    *code = collect_and_bury(vm, cause);
    open_gate(u);
    code_settle(vm);
    return true;
}

bool unload(struct thread *t, const char *cause)
{
    struct unloader *u = t->vm->unloader;
    bool code;
    if (put_off != 0 || t->vm->options.no_class_gc || u->classes.n + u->loaders.n == 0)
        return false;
    free_code(t);
    if (!unload_once(t, cause, &code))
        return false;
    if (code) {
        free_code(t);
        unload_once(t, cause, &code);
    }
    return true;
}

u4 unload_count(const struct vm *vm)
{
    return vm->unloader->cycle;
}

void unload_if_due(struct thread *t)
{
    struct unloader *u = t->vm->unloader;
    if (LIKELY(u->classes.n < u->limit))
        return;
    u->limit = u->classes.n + RETRY_AFTER;
    unload(t, "Metadata Threshold");
}
