/*
 * module.c - modules, packages, readability and exports.
 *
 * Modules and packages are few and live as long as their loader: they are malloc'd, and all their tables are
 * guarded by vm->module_lock. A module's java.lang.Module is found through a root cell; the other way round
 * through the injected field Module.vmmodule. Before phase 2 of boot has defined java.base, every package of
 * the boot loader belongs to java.base, whose Module object does not exist yet: modules_patch_mirrors gives
 * it to the classes loaded until then.
 *
 * An unnamed module has no call that introduces it: ClassLoader's constructor makes the Module object, and
 * the VM meets it either through a class of that loader or as an argument of addReads and the like.
 */
#include <stdatomic.h>
#include <string.h>
#include "runtime/class/module.h"
#include "runtime/class/unload.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

static struct module *module_new(struct vm *vm, struct loader *l, struct symbol *name)
{
    struct module *m = xcalloc(1, sizeof *m);
    m->loader = l;
    m->name = name;
    (void)vm;
    m->object = loader_cell_new(l, NULL);
    return m;
}

static void bind_object(struct vm *vm, struct module *m, struct object *o)
{
    *m->object = o;
    set_long_field(o, vm->wk.Module_vmmodule, (int64_t)(intptr_t)m);
}

void modules_init(struct vm *vm)
{
    vm->java_base = module_new(vm, vm->boot_loader, symbol_intern_z(vm->symbols, "java.base"));
    vm->boot_loader->unnamed_module = module_new(vm, vm->boot_loader, NULL);
}

static bool java_base_defined(struct vm *vm)
{
    return *vm->java_base->object != NULL;
}

/* ---------------------------------------------------------------------------------------- unnamed modules,
 * packages */

/* The loader's unnamed module; binds its Module object as soon as ClassLoader's constructor has made one. */
static struct module *unnamed_module_locked(struct loader *l)
{
    struct vm *vm = l->vm;
    if (l->unnamed_module == NULL)
        l->unnamed_module = module_new(vm, l, NULL);
    struct object *loader = l->object != NULL ? *l->object : NULL;
    if (*l->unnamed_module->object == NULL && loader != NULL) {
        struct object *o = ref_field(loader, vm->wk.ClassLoader_unnamedModule);
        if (o != NULL)
            bind_object(vm, l->unnamed_module, o);
    }
    return l->unnamed_module;
}

static struct module *unnamed_module(struct loader *l)
{
    pthread_mutex_lock(&l->vm->module_lock);
    struct module *m = unnamed_module_locked(l);
    pthread_mutex_unlock(&l->vm->module_lock);
    return m;
}

static struct package *package_new_locked(struct loader *l, struct symbol *name, struct module *m)
{
    struct package *p = xcalloc(1, sizeof *p);
    p->name = name;
    p->module = m;
    ptr_map_put(&l->packages, (uintptr_t)name, p);
    return p;
}

struct package *package_get(struct loader *l, struct symbol *name, bool create)
{
    struct vm *vm = l->vm;
    pthread_mutex_lock(&vm->module_lock);
    struct package *p = ptr_map_get(&l->packages, (uintptr_t)name);
    if (p == NULL && create) {
        bool early = l == vm->boot_loader && !java_base_defined(vm);
        p = package_new_locked(l, name, early ? vm->java_base : unnamed_module_locked(l));
    }
    pthread_mutex_unlock(&vm->module_lock);
    return p;
}

struct module *module_of_loader_package(struct loader *l, struct package *p)
{
    return p != NULL ? p->module : unnamed_module(l);
}

struct module *module_from_object(struct thread *t, struct object *module)
{
    if (module == NULL)
        return NULL;
    struct wellknown *wk = &t->vm->wk;
    struct module *m = (struct module *)(intptr_t)long_field(module, wk->Module_vmmodule);
    if (m == NULL && ref_field(module, wk->Module_name) == NULL) {
        struct object *loader = ref_field(module, wk->Module_loader);
        if (loader == NULL || ref_field(loader, wk->ClassLoader_unnamedModule) != module)
            return NULL; /* boot's is bound by modules_set_boot_unnamed; the other is nobody's unnamed module
                          */
        struct loader *l = loader_for(t, loader);
        m = l != NULL ? unnamed_module(l) : NULL;
    }
    return m;
}

struct object *class_module_object(struct class *c)
{
    struct class *k = c->is_array && c->element != NULL ? c->element : c;
    struct vm *vm = k->vm;
    struct module *m = k->is_primitive || k->module == NULL ? vm->java_base : k->module;
    if (m->name == NULL && *m->object == NULL)
        m = unnamed_module(m->loader);
    return *m->object;
}

static void patch_mirror(struct vm *vm, struct class *c)
{
    for (; c != NULL; c = c->array_of) {
        if (c->module == NULL && !c->is_array)
            c->module = vm->java_base;
        struct object *mirror = c->refs != NULL ? class_mirror(c) : NULL;
        if (mirror != NULL && ref_field(mirror, vm->wk.Class_module) == NULL)
            set_ref_field(mirror, vm->wk.Class_module, class_module_object(c));
    }
}

void modules_patch_mirrors(struct thread *t)
{
    struct vm *vm = t->vm;
    for (size_t i = 0; i < ARRAY_LEN(vm->primitives); i++)
        patch_mirror(vm, vm->primitives[i]);
    for (struct class *c = vm->boot_loader->first_class; c != NULL; c = c->next_in_loader)
        patch_mirror(vm, c);
    for (struct loader *l = vm->loaders; l != NULL; l = l->next)
        for (struct class *c = l->first_class; c != NULL; c = c->next_in_loader)
            patch_mirror(vm, c);
}

/* --------------------------------------------------------------------------------------------------------
 * definition */

/* java.base exists before anybody defines it: it only gets its object, version and the packages not seen yet.
 */
static bool define_java_base(struct thread *t, struct object *module, struct symbol *version,
                             struct symbol *location, struct symbol **packages, size_t n)
{
    struct vm *vm = t->vm;
    struct loader *boot = vm->boot_loader;
    if (java_base_defined(vm))
        return throw_new(t, "java/lang/InternalError", "Module java.base is already defined");
    if (ref_field(module, vm->wk.Module_loader) != NULL)
        return throw_new(t, "java/lang/IllegalArgumentException",
                         "Class loader must be the boot class loader");
    pthread_mutex_lock(&vm->module_lock);
    for (size_t i = 0; i < n; i++)
        if (ptr_map_get(&boot->packages, (uintptr_t)packages[i]) == NULL)
            package_new_locked(boot, packages[i], vm->java_base);
    vm->java_base->version = version;
    vm->java_base->location = location;
    bind_object(vm, vm->java_base, module);
    pthread_mutex_unlock(&vm->module_lock);
    modules_patch_mirrors(t);
    return true;
}

static bool is_java_package(const struct symbol *p)
{
    return strncmp(p->utf8, "java", 4) == 0 && (p->utf8[4] == '/' || p->utf8[4] == '\0');
}

static bool package_name_ok(const struct symbol *p)
{
    if (p->len == 0 || p->utf8[0] == '/' || p->utf8[p->len - 1] == '/')
        return false;
    for (size_t i = 0; i < p->len; i++)
        if (strchr(".;[", p->utf8[i]) != NULL || (p->utf8[i] == '/' && p->utf8[i + 1] == '/'))
            return false;
    return true;
}

static bool check_packages(struct thread *t, const struct symbol *module_name, struct loader *l,
                           struct symbol **packages, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!package_name_ok(packages[i]))
            return throw_new(t, "java/lang/IllegalArgumentException",
                             "Invalid package name: %s for module: %s", packages[i]->utf8, module_name->utf8);
        if (!l->trusted && is_java_package(packages[i])) {
            struct buf b = {0};
            buf_puts(&b, "Class loader (instance of): ");
            loader_name_and_id(l, &b);
            buf_puts(&b, " tried to define prohibited package name: ");
            for (const char *p = packages[i]->utf8; *p != '\0'; p++)
                buf_putc(&b, *p == '/' ? '.' : *p);
            throw_new(t, "java/lang/IllegalArgumentException", "%s", buf_str(&b));
            buf_free(&b);
            return false;
        }
    }
    return true;
}

static struct module *named_module_of_loader_locked(struct loader *l, const struct symbol *name)
{
    for (size_t i = 0; i < l->packages.cap; i++) {
        struct ptr_map_entry *e = &l->packages.entries[i];
        if (map_live(e) && ((struct package *)e->value)->module->name == name)
            return ((struct package *)e->value)->module;
    }
    return NULL;
}

bool modules_define(struct thread *t, struct object *module, bool is_open, struct symbol *version,
                    struct symbol *location, struct symbol **packages, size_t n)
{
    struct vm *vm = t->vm;
    struct object *name_string = ref_field(module, vm->wk.Module_name);
    if (name_string == NULL)
        return throw_new(t, "java/lang/IllegalArgumentException", "Module name cannot be null");
    struct symbol *name = string_to_symbol(t, name_string, false);
    if (name == NULL)
        return throw_new(t, "java/lang/IllegalArgumentException", "Module name is too long");
    if (name == vm->java_base->name)
        return define_java_base(t, module, version, location, packages, n);

    struct loader *l = loader_for(t, ref_field(module, vm->wk.Module_loader));
    if (l == NULL || !check_packages(t, name, l, packages, n))
        return false;

    struct package *taken = NULL;
    pthread_mutex_lock(&vm->module_lock);
    for (size_t i = 0; i < n && taken == NULL; i++)
        taken = ptr_map_get(&l->packages, (uintptr_t)packages[i]);
    bool duplicate = (struct module *)(intptr_t)long_field(module, vm->wk.Module_vmmodule) != NULL ||
                     (taken != NULL && named_module_of_loader_locked(l, name) != NULL);
    if (taken == NULL && !duplicate) {
        struct module *m = module_new(vm, l, name);
        m->is_open = is_open;
        m->version = version;
        m->location = location;
        for (size_t i = 0; i < n; i++)
            if (ptr_map_get(&l->packages, (uintptr_t)packages[i]) == NULL)
                package_new_locked(l, packages[i], m);
        bind_object(vm, m, module);
    }
    pthread_mutex_unlock(&vm->module_lock);

    if (duplicate)
        return throw_new(t, "java/lang/IllegalStateException", "Module %s is already defined", name->utf8);
    if (taken == NULL)
        return true;
    if (taken->module->name == NULL)
        return throw_new(
            t, "java/lang/IllegalStateException",
            "Package %s for module %s is already in the unnamed module defined to the class loader",
            taken->name->utf8, name->utf8);
    return throw_new(t, "java/lang/IllegalStateException",
                     "Package %s for module %s is already in another module, %s, defined to the class loader",
                     taken->name->utf8, name->utf8, taken->module->name->utf8);
}

bool modules_set_boot_unnamed(struct thread *t, struct object *module)
{
    struct vm *vm = t->vm;
    if (ref_field(module, vm->wk.Module_name) != NULL)
        return throw_new(t, "java/lang/IllegalArgumentException",
                         "boot loader's unnamed module's java.lang.Module has a name");
    if (ref_field(module, vm->wk.Module_loader) != NULL)
        return throw_new(t, "java/lang/IllegalArgumentException",
                         "Class loader must be the boot class loader");
    pthread_mutex_lock(&vm->module_lock);
    bind_object(vm, vm->boot_loader->unnamed_module, module);
    pthread_mutex_unlock(&vm->module_lock);
    modules_patch_mirrors(t); /* classes of the unnamed package that were loaded before, if any */
    return true;
}

/* --------------------------------------------------------------------------------------------- readability,
 * exports */

bool modules_add_reads(struct thread *t, struct object *from_object, struct object *to_object)
{
    struct module *from = module_from_object(t, from_object);
    if (from == NULL)
        return throw_new(t, "java/lang/IllegalArgumentException", "from_module is not valid");
    struct module *to = module_from_object(t, to_object);
    if (to_object != NULL && to == NULL)
        return throw_new(t, "java/lang/IllegalArgumentException", "to_module is invalid");
    if (from == to || from->name == NULL)
        return true;
    pthread_mutex_lock(&t->vm->module_lock);
    if (to == NULL)
        from->reads_all_unnamed = true;
    else
        ptr_map_put(&from->reads, (uintptr_t)to, to);
    pthread_mutex_unlock(&t->vm->module_lock);
    return true;
}

bool modules_add_exports(struct thread *t, struct object *from_object, struct object *to_object,
                         struct symbol *package, bool all_unnamed)
{
    struct module *from = module_from_object(t, from_object);
    if (from == NULL)
        return throw_new(t, "java/lang/IllegalArgumentException",
                         all_unnamed ? "module is invalid" : "from_module cannot be found");
    if (from->name == NULL || from->is_open)
        return true; /* everything is exported already */
    struct module *to = module_from_object(t, to_object);
    if (to_object != NULL && to == NULL)
        return throw_new(t, "java/lang/IllegalArgumentException", "to_module is invalid");

    pthread_mutex_lock(&t->vm->module_lock);
    struct package *p = ptr_map_get(&from->loader->packages, (uintptr_t)package);
    if (p != NULL && p->module != from)
        p = NULL;
    if (p != NULL && from != to) {
        if (all_unnamed)
            p->exported_all_unnamed = true;
        else if (to == NULL)
            p->exported_unqualified = true;
        else
            ptr_map_put(&p->exports, (uintptr_t)to, to);
    }
    pthread_mutex_unlock(&t->vm->module_lock);
    if (p == NULL)
        return throw_new(t, "java/lang/IllegalArgumentException",
                         all_unnamed ? "Package %s not found in module %s"
                                     : "Package %s not found in from_module %s",
                         package->utf8, from->name->utf8);
    return true;
}

bool module_reads(struct module *from, struct module *to)
{
    struct vm *vm = from->loader->vm;
    if (from == to || from->name == NULL || to == vm->java_base)
        return true;
    pthread_mutex_lock(&vm->module_lock);
    bool reads =
        (to->name == NULL && from->reads_all_unnamed) || ptr_map_get(&from->reads, (uintptr_t)to) != NULL;
    pthread_mutex_unlock(&vm->module_lock);
    return reads;
}

bool module_package_exported(struct package *p, struct module *to)
{
    struct module *owner = p->module;
    if (owner == to || owner->name == NULL || owner->is_open)
        return true;
    struct vm *vm = owner->loader->vm;
    pthread_mutex_lock(&vm->module_lock);
    bool exported = p->exported_unqualified || (p->exported_all_unnamed && to->name == NULL) ||
                    ptr_map_get(&p->exports, (uintptr_t)to) != NULL;
    pthread_mutex_unlock(&vm->module_lock);
    return exported;
}

bool class_is_of_library(const struct class *c)
{
    const struct module *m = c->module;
    if (m == NULL) /* so early that there is nothing else */
        return true;
    return m->name != NULL && m->location != NULL && strncmp(m->location->utf8, "jrt:/", 5) == 0;
}

/* ------------------------------------------------------------------------------------------------- unloading
 */

static void forget_unloaded(struct ptr_map *modules)
{
    for (size_t i = 0; i < modules->cap; i++) {
        const struct ptr_map_entry *e = &modules->entries[i];
        if (map_live(e) && ((struct module *)e->value)->loader->unloaded)
            ptr_map_del(modules, e->key);
    }
}

static void module_free(struct module *m)
{
    if (m == NULL)
        return;
    ptr_map_free(&m->reads);
    free(m);
}

void modules_forget_unloaded(struct vm *vm)
{
    for (struct loader *l = vm->loaders; l != NULL; l = l->next)
        for (size_t i = 0; !l->unloaded && i < l->packages.cap; i++) {
            struct package *p = map_live(&l->packages.entries[i]) ? l->packages.entries[i].value : NULL;
            if (p == NULL)
                continue;
            forget_unloaded(&p->exports);
            forget_unloaded(&p->module->reads);
        }
}

void modules_loader_unloaded(struct loader *l)
{
    struct ptr_map own = {0};
    if (l->unnamed_module != NULL)
        ptr_map_put(&own, (uintptr_t)l->unnamed_module, l->unnamed_module);
    for (size_t i = 0; i < l->packages.cap; i++) {
        struct package *p = map_live(&l->packages.entries[i]) ? l->packages.entries[i].value : NULL;
        if (p == NULL)
            continue;
        ptr_map_put(&own, (uintptr_t)p->module, p->module);
        ptr_map_free(&p->exports);
        free(p);
    }
    ptr_map_free(&l->packages);
    for (size_t i = 0; i < own.cap; i++)
        if (map_live(&own.entries[i]))
            module_free(own.entries[i].value);
    ptr_map_free(&own);
}
