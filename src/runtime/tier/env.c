/*
 * env.c - the compiler's environment: life cycle, objects, dependencies, names.
 *
 * A compile's own memory is not scanned by the collector, and handles are the addresses of objects that are
 * not scanned as such either. So each object goes to a root block when its handle is given out, and stays
 * there for the compile. Objects do not move.
 */
#include <string.h>
#include "runtime/gc/heap.h"
#include "runtime/tier/env_internal.h"

/* ---- objects ---- */

static void grow_kept(struct tier_env *e)
{
    uint32_t cap = e->cap_kept == 0 ? 64 : 2 * e->cap_kept;
    struct object **more = root_block_new(e->vm, cap * sizeof *more);
    if (e->nkept != 0)
        memcpy(more, e->kept, e->nkept * sizeof *more);
    if (e->kept != NULL)
        root_block_free(e->vm, e->kept);
    e->kept = more;
    e->cap_kept = cap;
}

env_handle env_object(struct tier_env *e, struct object *o)
{
    if (o == NULL || ptr_map_get(&e->objects, (uintptr_t)o) != NULL)
        return tier_handle(o);
    if (e->nkept == e->cap_kept)
        grow_kept(e);
    e->kept[e->nkept++] = o;
    ptr_map_put(&e->objects, (uintptr_t)o, o);
    return tier_handle(o);
}

static void add_object(struct ptr_map *set, struct object **all, uint32_t *n, env_handle h)
{
    if (h == 0 || ptr_map_get(set, (uintptr_t)h) != NULL)
        return;
    ptr_map_put(set, (uintptr_t)h, tier_object(h));
    all[(*n)++] = tier_object(h);
}

static bool depends_on_object(const struct env_dependency *d)
{
    return d->kind == ENV_DEP_CALL_SITE || d->kind == ENV_DEP_STABLE_OBJECT;
}

struct object **tier_env_take_objects(struct tier_env *e, const struct blob *b, uint32_t *n)
{
    size_t max = 2 * e->dependencies.len;
    for (uint32_t i = 0; i < b->nrelocs; i++)
        max += b->relocs[i].kind == RELOC_OBJECT;
    for (uint32_t i = 0; i < b->nlocations; i++)
        max += b->locations[i].where == WHERE_OBJECT;
    *n = 0;
    if (max == 0)
        return NULL;
    struct ptr_map set = {0};
    struct object **all = root_block_new(e->vm, max * sizeof *all);
    for (uint32_t i = 0; i < b->nrelocs; i++)
        if (b->relocs[i].kind == RELOC_OBJECT)
            add_object(&set, all, n, b->relocs[i].handle);
    for (uint32_t i = 0; i < b->nlocations; i++)
        if (b->locations[i].where == WHERE_OBJECT)
            add_object(&set, all, n, b->consts[b->locations[i].index]);
    for (size_t i = 0; i < e->dependencies.len; i++)
        if (depends_on_object(&e->dependencies.at[i])) {
            add_object(&set, all, n, e->dependencies.at[i].a);
            add_object(&set, all, n, e->dependencies.at[i].b);
        }
    ptr_map_free(&set);
    if (*n == 0) {
        root_block_free(e->vm, all);
        return NULL;
    }
    return all;
}

/* ---- classes ---- */

static void add_class(struct ptr_map *set, const struct class *c)
{
    if (c != NULL && c->collectable)
        ptr_map_put(set, (uintptr_t)c, (void *)(uintptr_t)c);
}

static void classes_of_blob(struct ptr_map *set, const struct blob *b)
{
    for (uint32_t i = 0; i < b->nrelocs; i++)
        if (b->relocs[i].kind == RELOC_CLASS)
            add_class(set, tier_class(b->relocs[i].handle));
        else if (b->relocs[i].kind == RELOC_METHOD)
            add_class(set, tier_method(b->relocs[i].handle)->klass);
    for (uint32_t i = 0; i < b->nframes; i++)
        add_class(set, tier_method(b->frames[i].method)->klass);
    for (uint32_t i = 0; i < b->nvirtuals; i++)
        add_class(set, tier_class(b->virtuals[i].class));
}

static void classes_of(const struct tier_env *e, const struct blob *b, struct ptr_map *set)
{
    classes_of_blob(set, b);
    for (size_t i = 0; i < e->classes.cap; i++)
        if (map_live(&e->classes.entries[i]))
            add_class(set, tier_class(e->classes.entries[i].key));
    for (size_t i = 0; i < e->methods.cap; i++)
        if (map_live(&e->methods.entries[i]))
            add_class(set, tier_method(e->methods.entries[i].key)->klass);
    for (size_t i = 0; i < e->called.cap; i++)
        if (map_live(&e->called.entries[i]))
            add_class(set, tier_method(e->called.entries[i].key)->klass);
    for (size_t i = 0; i < e->fields.cap; i++)
        if (map_live(&e->fields.entries[i]))
            add_class(set, tier_field(e->fields.entries[i].key)->klass);
    for (size_t i = 0; i < e->dependencies.len; i++) {
        const struct env_dependency *d = &e->dependencies.at[i];
        bool hierarchy = d->kind == ENV_DEP_LEAF_CLASS || d->kind == ENV_DEP_UNIQUE_TARGET ||
                         d->kind == ENV_DEP_NO_FINALIZER;
        if (hierarchy)
            add_class(set, tier_class(d->a));
        if (d->kind == ENV_DEP_UNIQUE_TARGET) {
            add_class(set, d->b != 0 ? tier_method(d->b)->klass : NULL);
            add_class(set, d->c != 0 ? tier_method(d->c)->klass : NULL);
        }
    }
}

struct class **tier_env_take_classes(struct tier_env *e, const struct blob *b, uint32_t *n)
{
    struct ptr_map set = {0};
    struct class **all = NULL;
    classes_of(e, b, &set);
    *n = 0;
    if (set.len != 0)
        all = root_block_new(e->vm, set.len * sizeof(struct class *));
    for (size_t i = 0; i < set.cap; i++)
        if (map_live(&set.entries[i]))
            all[(*n)++] = set.entries[i].value;
    ptr_map_free(&set);
    return all;
}

/* ---- dependencies ---- */

static void depend(void *cx, const struct env_dependency *d)
{
    struct tier_env *e = cx;
    for (size_t i = 0; i < e->dependencies.len; i++) {
        const struct env_dependency *x = &e->dependencies.at[i];
        if (x->kind == d->kind && x->a == d->a && x->b == d->b && x->c == d->c)
            return;
    }
    vec_push(&e->dependencies, *d);
}

void env_depend(struct tier_env *e, enum env_dependency_kind kind, const void *a, const void *b,
                const void *c)
{
    depend(e, &(struct env_dependency){(uint8_t)kind, tier_handle(a), tier_handle(b), tier_handle(c)});
}

struct env_dependency *tier_env_take_dependencies(struct tier_env *e, uint32_t *n)
{
    *n = (uint32_t)e->dependencies.len;
    if (*n == 0)
        return NULL;
    struct env_dependency *all = xmalloc(*n * sizeof *all);
    memcpy(all, e->dependencies.at, *n * sizeof *all);
    return all;
}

/* ---- names ---- */

static const char *object_name(struct tier_env *e, struct object *o)
{
    struct class *mirrored = o->klass == e->vm->wk.Class ? class_from_mirror(o) : NULL;
    buf_printf(&e->name, mirrored != NULL ? "class %s" : "a %s",
               (mirrored != NULL ? mirrored : o->klass)->name->utf8);
    return buf_str(&e->name);
}

static const char *name(void *cx, uint64_t handle)
{
    struct tier_env *e = cx;
    buf_clear(&e->name);
    uintptr_t key = (uintptr_t)handle;
    if (ptr_map_get(&e->classes, key) != NULL)
        return tier_class(handle)->name->utf8;
    if (ptr_map_get(&e->fields, key) != NULL) {
        buf_printf(&e->name, "%s.%s", tier_field(handle)->klass->name->utf8, tier_field(handle)->name->utf8);
        return buf_str(&e->name);
    }
    if (ptr_map_get(&e->methods, key) != NULL) {
        const struct method *m = tier_method(handle);
        buf_printf(&e->name, "%s.%s%s", m->klass->name->utf8, m->name->utf8, m->desc->utf8);
        return buf_str(&e->name);
    }
    return ptr_map_get(&e->objects, key) != NULL ? object_name(e, tier_object(handle)) : NULL;
}

/* ---- life cycle ---- */

void tier_env_init(struct tier_env *e, struct vm *vm, const struct tier_hooks *hooks)
{
    memset(e, 0, sizeof *e);
    e->vm = vm;
    if (hooks != NULL)
        e->hooks = *hooks;
    arena_init(&e->arena);
    e->compile.cx = e->opt.user = e->world.user = e;
    e->compile.depend = depend;
    e->world.name = name;
    env_class_init(e);
    env_pool_init(e);
    env_call_init(e);
    env_object_init(e);
    env_profile_init(e);
    env_inline_init(e);
    env_world_init(e);
}

void tier_env_release(struct tier_env *e)
{
    if (e->kept != NULL)
        root_block_free(e->vm, e->kept);
    ptr_map_free(&e->classes);
    ptr_map_free(&e->methods);
    ptr_map_free(&e->fields);
    ptr_map_free(&e->called);
    ptr_map_free(&e->objects);
    ptr_map_free(&e->stable_arrays);
    vec_free(&e->dependencies);
    buf_free(&e->name);
    arena_release(&e->arena);
}
