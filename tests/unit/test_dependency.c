/* What compiled code relies on: whom a new class contradicts; guesses that failed. Classes are made by hand.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "runtime/tier/cha.h"
#include "runtime/tier/code.h"
#include "runtime/tier/speculation.h"
#include "runtime/tier/tier_internal.h"
#include "runtime/vm.h"

struct world {
    struct vm vm;
    struct tier tier;
    struct loader loader;
    struct class object, base, sub, other;
    struct method base_m, sub_m;
    struct method *base_table[1], *sub_table[1];
};

static void add_class(struct world *w, struct class *c, struct class *super, struct method **vtable)
{
    c->vm = &w->vm;
    c->loader = &w->loader;
    c->super = super;
    c->depth = super != NULL ? super->depth + 1 : 0;
    if (super != NULL)
        memcpy(c->display, super->display, sizeof c->display);
    c->display[c->depth] = c;
    c->vtable = vtable;
}

static void add_method(struct method *m, struct class *c)
{
    m->klass = c;
    m->kind = METHOD_BYTECODE;
    m->access = ACC_PUBLIC;
}

static void make(struct world *w)
{
    memset(w, 0, sizeof *w);
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&w->vm.class_lock, &recursive);
    atomic_init(&w->vm.tier, &w->tier);
    w->vm.wk.Object = &w->object;
    add_class(w, &w->object, NULL, NULL);
    add_class(w, &w->base, &w->object, w->base_table);
    add_class(w, &w->sub, &w->base, w->sub_table);
    add_class(w, &w->other, &w->object, NULL);
    add_method(&w->base_m, &w->base);
    add_method(&w->sub_m, &w->sub);
    w->base_table[0] = w->sub_table[0] = &w->base_m;
}

/* Loads the class: what it proves wrong is told. */
static void load(struct world *w, struct class *c)
{
    c->next_subclass = c->super->first_subclass;
    c->super->first_subclass = c;
    dependencies_class_added(&w->vm, c);
}

/* Code of a loop that relies on d. */
static struct code rely(struct world *w, struct env_dependency *d)
{
    static struct blob blob;
    cr_assert(dependencies_hold(&w->vm, d, 1));
    return (struct code){.vm = &w->vm,
                         .method = &w->base_m,
                         .osr_bci = 7,
                         .blob = &blob,
                         .dependencies = d,
                         .ndependencies = 1};
}
#define HANDLE(p) ((env_handle)(uintptr_t)(p))

Test(dependency, a_leaf_gets_a_subclass)
{
    static struct world w;
    make(&w);
    struct env_dependency d = {ENV_DEP_LEAF_CLASS, HANDLE(&w.base), 0, 0};
    struct code c = rely(&w, &d);
    dependencies_add(&w.vm, &c);
    load(&w, &w.other);
    cr_assert_eq(c.state, CODE_VALID);
    load(&w, &w.sub);
    cr_assert_eq(c.state, CODE_INVALID);
    cr_assert(c.deopt);
    cr_assert(!dependencies_hold(&w.vm, &d, 1));
    cr_assert_null(w.base.dependents);
}

Test(dependency, a_unique_target_is_inherited_or_overridden)
{
    for (int overrides = 0; overrides < 2; overrides++) {
        static struct world w;
        make(&w);
        struct env_dependency d = {ENV_DEP_UNIQUE_TARGET, HANDLE(&w.base), HANDLE(&w.base_m),
                                   HANDLE(&w.base_m)};
        struct code c = rely(&w, &d);
        dependencies_add(&w.vm, &c);
        if (overrides)
            w.sub_table[0] = &w.sub_m;
        load(&w, &w.sub);
        cr_assert_eq(c.state, overrides ? CODE_INVALID : CODE_VALID);
        cr_assert_eq(cha_unique_target(&w.base, &w.base_m), overrides ? NULL : &w.base_m);
        if (!overrides)
            dependencies_remove(&w.vm, &c);
        cr_assert_null(w.base.dependents);
    }
}

Test(dependency, abstract_classes_select_nothing)
{
    static struct world w;
    make(&w);
    w.base.no_instances = true;
    w.base.access = ACC_ABSTRACT;
    w.base_m.kind = METHOD_ABSTRACT;
    cr_assert_null(cha_unique_target(&w.base, &w.base_m));
    w.sub_table[0] = &w.sub_m;
    load(&w, &w.sub);
    cr_assert_eq(cha_unique_target(&w.base, &w.base_m), &w.sub_m);
    cr_assert(!cha_is_leaf(&w.base));
    cr_assert(cha_is_leaf(&w.sub));
}

Test(dependency, a_call_site_changes)
{
    static struct world w;
    make(&w);
    struct object first, second;
    struct {
        struct object header;
        struct object *target;
    } site = {.target = &first};
    w.vm.wk.CallSite_target = (int32_t)((char *)&site.target - (char *)&site);
    struct env_dependency d = {ENV_DEP_CALL_SITE, HANDLE(&site), HANDLE(&first), 0};
    struct code c = rely(&w, &d);
    dependencies_add(&w.vm, &c);
    dependencies_call_site_changed(&w.vm, &site.header); /* to the same */
    cr_assert_eq(c.state, CODE_VALID);
    site.target = &second;
    cr_assert(!dependencies_hold(&w.vm, &d, 1));
    dependencies_call_site_changed(&w.vm, &site.header);
    cr_assert_eq(c.state, CODE_INVALID);
    ptr_map_free(&w.vm.other_dependents);
}

Test(speculation, what_failed_is_not_guessed_again)
{
    static struct world w;
    make(&w);
    struct vm *vm = &w.vm;
    cr_assert(speculation_allowed(vm, &w.base_m, 3, SSA_WHY_UNREACHED));
    speculation_failed(vm, &w.base_m, 3, SSA_WHY_UNREACHED);
    speculation_failed(vm, &w.base_m, 3, SSA_WHY_UNREACHED);
    cr_assert(!speculation_allowed(vm, &w.base_m, 3, SSA_WHY_UNREACHED));
    cr_assert(speculation_allowed(vm, &w.base_m, 4, SSA_WHY_UNREACHED));
    cr_assert(speculation_allowed(vm, &w.base_m, 3, SSA_WHY_CLASS_CHECK));
    cr_assert(speculation_allowed(vm, &w.sub_m, 3, SSA_WHY_UNREACHED));
    cr_assert(!speculation_method_has(vm, &w.base_m, SSA_WHY_RANGE));
    speculation_failed(vm, &w.base_m, 9, SSA_WHY_RANGE);
    cr_assert(speculation_method_has(vm, &w.base_m, SSA_WHY_RANGE));
    cr_assert_eq(speculation_failures(vm, &w.base_m), 3);
    for (uint32_t bci = 0; bci < 1000; bci++)
        speculation_failed(vm, &w.base_m, bci, SSA_WHY_UNREACHED);
    cr_assert(!speculation_allowed(vm, &w.base_m, 5000, SSA_WHY_UNREACHED)); /* enough is enough */
    speculation_free(vm);
}
