/*
 * dependency.c - what compiled code relies on: does it hold, and who is to be told when it does not any more.
 *
 * Dependencies on the class hierarchy are filed under the class that they are about: a class that is loaded
 * can only contradict what is filed under its superclasses and its interfaces. Those on call sites are filed
 * under the CallSite object, which the code keeps alive, so that its address stays its own; those on regions
 * under the region's number.
 *
 * All under vm->class_lock.
 */
#include "runtime/region/space.h"
#include "runtime/tier/cha.h"
#include "runtime/tier/code.h"
#include "runtime/vm.h"

/* Filed under one thing. The dependency itself belongs to the code. */
struct dependents {
    VEC(struct dependent {
        struct code *code;
        const struct env_dependency *d;
    })
    all;
};

static struct class *class_of(env_handle h)
{
    return (struct class *)(uintptr_t)h;
}
static struct method *method_of(env_handle h)
{
    return (struct method *)(uintptr_t)h;
}
static struct object *object_of(env_handle h)
{
    return (struct object *)(uintptr_t)h;
}

static bool about_hierarchy(const struct env_dependency *d)
{
    return d->kind == ENV_DEP_LEAF_CLASS || d->kind == ENV_DEP_UNIQUE_TARGET ||
           d->kind == ENV_DEP_NO_FINALIZER;
}

/* ---- validation ---- */

static bool holds(struct vm *vm, const struct env_dependency *d)
{
    switch ((enum env_dependency_kind)d->kind) {
    case ENV_DEP_LEAF_CLASS: return cha_is_leaf(class_of(d->a));
    case ENV_DEP_UNIQUE_TARGET: return cha_unique_target(class_of(d->a), method_of(d->c)) == method_of(d->b);
    case ENV_DEP_NO_FINALIZER: return cha_no_finalizer(class_of(d->a));
    case ENV_DEP_CALL_SITE: return ref_field(object_of(d->a), vm->wk.CallSite_target) == object_of(d->b);
    case ENV_DEP_REGION: return space_region(vm, d->a, &(struct region){0});
    case ENV_DEP_STABLE_OBJECT: return true;
    case ENV_NDEPENDENCIES: break;
    }
    return false;
}

bool dependencies_hold(struct vm *vm, const struct env_dependency *d, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!holds(vm, &d[i]))
            return false;
    return true;
}

/* ---- filing ---- */

/* Where dependencies like d are filed; make: if nothing is there yet. NULL: nowhere. */
static struct dependents *file_of(struct vm *vm, const struct env_dependency *d, bool make)
{
    struct dependents *file = NULL;
    if (about_hierarchy(d)) {
        struct class *c = class_of(d->a);
        if (c->dependents == NULL && make)
            c->dependents = xcalloc(1, sizeof *c->dependents);
        file = c->dependents;
    } else if (d->kind == ENV_DEP_CALL_SITE || d->kind == ENV_DEP_REGION) {
        file = ptr_map_get(&vm->other_dependents, (uintptr_t)d->a);
        if (file == NULL && make)
            ptr_map_put(&vm->other_dependents, (uintptr_t)d->a, file = xcalloc(1, sizeof *file));
    }
    return file;
}

static void drop_file(struct vm *vm, const struct env_dependency *d, struct dependents *file)
{
    if (about_hierarchy(d))
        class_of(d->a)->dependents = NULL;
    else
        ptr_map_del(&vm->other_dependents, (uintptr_t)d->a);
    vec_free(&file->all);
    free(file);
}

void dependencies_add(struct vm *vm, struct code *c)
{
    pthread_mutex_lock(&vm->class_lock);
    for (uint32_t i = 0; i < c->ndependencies; i++) {
        struct dependents *file = file_of(vm, &c->dependencies[i], true);
        if (file != NULL)
            vec_push(&file->all, ((struct dependent){c, &c->dependencies[i]}));
    }
    pthread_mutex_unlock(&vm->class_lock);
}

void dependencies_remove(struct vm *vm, struct code *c)
{
    pthread_mutex_lock(&vm->class_lock);
    for (uint32_t i = 0; i < c->ndependencies; i++) {
        const struct env_dependency *d = &c->dependencies[i];
        struct dependents *file = file_of(vm, d, false);
        if (file == NULL)
            continue;
        size_t kept = 0;
        for (size_t j = 0; j < file->all.len; j++)
            if (file->all.at[j].code != c)
                file->all.at[kept++] = file->all.at[j];
        file->all.len = kept;
        if (kept == 0)
            drop_file(vm, d, file);
    }
    pthread_mutex_unlock(&vm->class_lock);
}

/* ---- invalidation ---- */

typedef VEC(struct code *) code_list;

/* Invalidating may change the files: first all are found, then told. */
static void invalidate_all(struct vm *vm, code_list *wrong)
{
    for (size_t i = 0; i < wrong->len; i++)
        if (atomic_load(&wrong->at[i]->state) == CODE_VALID)
            code_invalidate_locked(vm, wrong->at[i], true);
    vec_free(wrong);
}

/* `made` is below the class, or implements the interface, that d is about. */
static bool contradicts(struct class *made, const struct env_dependency *d)
{
    switch ((enum env_dependency_kind)d->kind) {
    case ENV_DEP_LEAF_CLASS: return true;
    case ENV_DEP_UNIQUE_TARGET: return cha_breaks_unique_target(made, method_of(d->c), method_of(d->b));
    case ENV_DEP_NO_FINALIZER: return made->has_finalizer;
    default: return false;
    }
}

static void find_wrong(struct class *made, const struct class *above, code_list *wrong)
{
    const struct dependents *file = above->dependents;
    for (size_t i = 0; file != NULL && i < file->all.len; i++)
        if (contradicts(made, file->all.at[i].d))
            vec_push(wrong, file->all.at[i].code);
}

void dependencies_class_added(struct vm *vm, struct class *c)
{
    code_list wrong = {0};
    for (const struct class *s = c->super; s != NULL; s = s->super)
        find_wrong(c, s, &wrong);
    for (u4 i = 0; i < c->n_all_interfaces; i++)
        find_wrong(c, c->all_interfaces[i], &wrong);
    invalidate_all(vm, &wrong);
}

void dependencies_call_site_changed(struct vm *vm, struct object *call_site)
{
    code_list wrong = {0};
    pthread_mutex_lock(&vm->class_lock);
    const struct dependents *file = ptr_map_get(&vm->other_dependents, (uintptr_t)call_site);
    for (size_t i = 0; file != NULL && i < file->all.len; i++)
        if (object_of(file->all.at[i].d->b) != ref_field(call_site, vm->wk.CallSite_target))
            vec_push(&wrong, file->all.at[i].code);
    invalidate_all(vm, &wrong);
    pthread_mutex_unlock(&vm->class_lock);
}

void dependencies_region_unmapped(struct vm *vm, uint64_t id)
{
    code_list wrong = {0};
    pthread_mutex_lock(&vm->class_lock);
    const struct dependents *file = ptr_map_get(&vm->other_dependents, (uintptr_t)id);
    for (size_t i = 0; file != NULL && i < file->all.len; i++)
        vec_push(&wrong, file->all.at[i].code);
    invalidate_all(vm, &wrong);
    pthread_mutex_unlock(&vm->class_lock);
}
