/*
 * load.c - loaders, and loading classes by name (JVMS 5.3).
 *
 * A loader's map holds what it has defined and what it was the initiating loader of. The boot loader reads
 * class files itself; others are asked in Java (ClassLoader.loadClass), and what they answer is recorded. No
 * lock of ours is held while Java runs or while a superclass is loaded: two threads may read and parse the
 * same boot class at the same time, and the first to publish its result wins (class_define_boot). Waiting for
 * the other instead could deadlock on a circular hierarchy.
 *
 * Circularity: the classes whose supers a thread is loading form a stack through thread.class_loading.
 */
#include "frontend/external_name.h"
#include "runtime/boot.h"
#include "runtime/class/class_internal.h"
#include "runtime/class/constraint.h"
#include "runtime/class/unload.h"
#include "runtime/gc/metadata.h"
#include "runtime/thread/monitor.h"

/* ---- loaders ---- */

static struct loader *loader_new(struct vm *vm, struct object *object)
{
    struct loader *l = xcalloc(1, sizeof *l);
    l->vm = vm;
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&l->lock, &attr);
    pthread_mutexattr_destroy(&attr);
    arena_init(&l->arena);
    l->permanent = !vm->booted; /* the application's loader is made before */
    if (object != NULL && l->permanent)
        l->object = root_cell_new(vm, object);
    else if (object != NULL)
        *(l->object = &l->own_cell) = object;
    l->trusted =
        object == NULL || (vm->wk.PlatformClassLoader != NULL && object->klass == vm->wk.PlatformClassLoader);
    l->next = vm->loaders;
    vm->loaders = l;
    if (!l->permanent)
        unload_list_loader(l);
    return l;
}

void loaders_init(struct vm *vm)
{
    pthread_mutex_lock(&vm->class_lock);
    vm->boot_loader = loader_new(vm, NULL);
    pthread_mutex_unlock(&vm->class_lock);
}

struct loader *loader_for(struct thread *t, struct object *class_loader)
{
    struct vm *vm = t->vm;
    if (class_loader == NULL)
        return vm->boot_loader;
    struct loader *volatile *known =
        &FIELD_AT(struct loader *volatile, class_loader, vm->wk.ClassLoader_vmloader);
    struct loader *l = __atomic_load_n(known, __ATOMIC_ACQUIRE);
    if (l != NULL)
        return l;
    pthread_mutex_lock(&vm->class_lock);
    l = *known;
    if (l == NULL) {
        l = loader_new(vm, class_loader);
        __atomic_store_n(known, l, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&vm->class_lock);
    return l;
}

struct class *loader_find_class(struct loader *l, const struct symbol *name)
{
    return ptr_map_get(&l->classes, (uintptr_t)name);
}

struct class *class_find_loaded(struct loader *l, struct symbol *name)
{
    pthread_mutex_lock(&l->lock);
    struct class *c = loader_find_class(l, name);
    pthread_mutex_unlock(&l->lock);
    return c;
}

static void set_up(struct class *c, struct loader *l, struct symbol *name, char type, unsigned n_ref_statics)
{
    c->name = name;
    c->type = type;
    c->loader = l;
    c->vm = l->vm;
    c->imt = &imt_empty;
    c->static_ref_count = (u2)n_ref_statics;
    c->refs->loader = l->object != NULL ? *l->object : NULL;
}

bool class_address_fits(struct vm *vm, const void *address)
{
    uintptr_t low = (uint32_t)(uintptr_t)address;
    pthread_mutex_lock(&vm->class_halves_lock);
    void *there = ptr_map_get(&vm->class_halves, low);
    if (there == NULL && low != 0)
        ptr_map_put(&vm->class_halves, low, (void *)(uintptr_t)address);
    pthread_mutex_unlock(&vm->class_halves_lock);
    return low != 0 && (there == NULL || there == address);
}

struct class *class_alloc(struct loader *l, struct symbol *name, char type, unsigned n_ref_statics)
{
    pthread_mutex_lock(&l->lock);
    struct class *c;
    do
        c = arena_alloc_line(&l->arena, sizeof *c);
    while (!class_address_fits(l->vm, c));
    pthread_mutex_unlock(&l->lock);
    c->arena = &l->arena;
    c->refs = root_block_new(l->vm, sizeof *c->refs + n_ref_statics * sizeof(struct object *));
    set_up(c, l, name, type, n_ref_statics);
    return c;
}

struct class *class_alloc_collectable(struct loader *l, struct arena *arena, struct symbol *name, char type,
                                      unsigned n_ref_statics)
{
    struct class *c;
    do
        c = metadata_new_class(l->vm);
    while (!class_address_fits(l->vm, c));
    struct class_refs *refs =
        metadata_new_block(l->vm, sizeof *c->refs + n_ref_statics * sizeof(struct object *));
    c->arena = arena;
    c->owns_arena = arena != &l->arena;
    c->collectable = true;
    c->refs = refs;
    set_up(c, l, name, type, n_ref_statics);
    unload_list_class(c);
    return c;
}

struct symbol *class_package_name(struct vm *vm, const struct symbol *class_name)
{
    const char *slash = strrchr(class_name->utf8, '/');
    return symbol_intern(vm->symbols, class_name->utf8,
                         slash != NULL ? (size_t)(slash - class_name->utf8) : 0);
}

/* ---- the boot loader ---- */

static bool in_jimage(struct vm *vm, struct class_source *s, struct symbol *package, const char **module)
{
    *module = class_source_module_of_package(s, package->utf8);
    if (*module == NULL)
        return false;
    if (!vm->module_system_ready)
        return strcmp(*module, "java.base") == 0;
    struct package *p = package_get(vm->boot_loader, package, false);
    return p != NULL && p->module != NULL && p->module->name != NULL;
}

static bool in_named_boot_module(struct vm *vm, struct symbol *package)
{
    struct package *p = package_get(vm->boot_loader, package, false);
    return p != NULL && p->module != NULL && p->module->name != NULL;
}

/* The named module of the boot loader that a package is in, NULL if there is none. */
static struct symbol *boot_module_of(struct vm *vm, struct symbol *package)
{
    struct package *p = package_get(vm->boot_loader, package, false);
    if (p != NULL && p->module != NULL)
        return p->module->name;
    const char *module = vm->module_system_ready
                             ? NULL
                             : class_source_module_of_package(vm->boot_sources.at[0], package->utf8);
    return module != NULL ? symbol_intern_z(vm->symbols, module) : NULL;
}

/* A class that --patch-module puts in the place of the module's own, or adds to it. */
static struct class *load_patch(struct thread *t, struct symbol *name, struct symbol *package,
                                const char *path)
{
    struct vm *vm = t->vm;
    struct symbol *module = boot_module_of(vm, package);
    struct class *c = NULL;
    struct buf err = {0};
    for (size_t i = 0; i < vm->boot_patches.len && c == NULL && t->exception == NULL; i++) {
        const struct boot_patch *patch = &vm->boot_patches.at[i];
        struct source_bytes bytes;
        if (patch->module == module && class_source_read(patch->source, path, &bytes, &err) == SOURCE_FOUND)
            c = class_define_boot(t, name, &bytes, class_source_name(patch->source));
    }
    buf_free(&err);
    return c;
}

static struct class *load_from(struct thread *t, struct symbol *name, struct symbol *package,
                               const char *path, struct class_source *s)
{
    struct vm *vm = t->vm;
    struct buf err = {0};
    struct source_bytes bytes;
    struct class *c = NULL;
    const char *module = NULL;
    if (class_source_is_jimage(s) ? !in_jimage(vm, s, package, &module) : in_named_boot_module(vm, package))
        return NULL;
    switch (class_source_read(s, path, &bytes, &err)) {
    case SOURCE_FOUND: {
        char from[128];
        if (module != NULL)
            snprintf(from, sizeof from, "jrt:/%s", module);
        c = class_define_boot(t, name, &bytes, module != NULL ? from : class_source_name(s));
        break;
    }
    case SOURCE_ABSENT: break;
    case SOURCE_ERROR: log_warn("%s: %s", path, buf_str(&err)); break;
    }
    buf_free(&err);
    return c;
}

static struct class *load_boot(struct thread *t, struct symbol *name)
{
    struct vm *vm = t->vm;
    struct symbol *package = class_package_name(vm, name);
    struct buf path = {0};
    struct class_source *own;
    buf_append(&path, name->utf8, name->len);
    buf_puts(&path, ".class");
    struct class *c = vm->boot_patches.len > 0 ? load_patch(t, name, package, buf_str(&path)) : NULL;
    for (size_t i = 0; i < vm->boot_sources.len && c == NULL && t->exception == NULL; i++)
        c = load_from(t, name, package, buf_str(&path), vm->boot_sources.at[i]);
    if (c == NULL && t->exception == NULL && (own = boot_own_classes(vm, name)) != NULL)
        c = load_from(t, name, package, buf_str(&path), own);
    buf_free(&path);
    return c;
}

/* ---- other loaders ---- */

static struct class *call_load_class(struct thread *t, struct loader *l, struct symbol *name)
{
    struct vm *vm = t->vm;
    struct object *loader = *l->object;
    struct object *dotted = string_from_symbol_dotted(t, name);
    if (dotted == NULL)
        return NULL;
    /* A loader that is not registered as parallel capable has no lock map, and counts on its monitor being
     * held. */
    bool lock = ref_field(loader, vm->wk.ClassLoader_parallelLockMap) == NULL;
    if (lock)
        monitor_enter(t, loader);
    union slot args[2] = {{.a = loader}, {.a = dotted}};
    struct object *mirror = SHIELDED(t, class_is_of_library(loader->klass),
                                     exec_call_virtual(t, vm->wk.ClassLoader_loadClass_m, args))
                                .a;
    if (lock)
        monitor_exit(t, loader);
    if (t->exception != NULL)
        return NULL;
    struct class *c = class_from_mirror(mirror);
    return c != NULL && c->name == name && !c->is_primitive ? c : NULL;
}

/* Remembers that L is an initiating loader of c. What was recorded first stays true (JVMS 5.3.4). */
static struct class *record_initiated(struct thread *t, struct loader *l, struct class *c)
{
    pthread_mutex_lock(&l->lock);
    struct class *known = loader_find_class(l, c->name);
    if (known == NULL && constraint_check_load(t, l, c)) {
        ptr_map_put(&l->classes, (uintptr_t)c->name, c);
        if (c->collectable)
            loader_cell_new(l, (struct object *)c);
        known = c;
    }
    pthread_mutex_unlock(&l->lock);
    return known;
}

/* ---- by name ---- */

/* The element class of an array name, with its number of dimensions; NULL with nothing pending for malformed
 * names. */
static struct class *load_array(struct thread *t, struct loader *l, const char *name, size_t len);

/* NULL with or without an exception: the class was not found. */
static struct class *load(struct thread *t, struct loader *l, struct symbol *name)
{
    if (name->utf8[0] == '[')
        return load_array(t, l, name->utf8, name->len);
    struct class *c = class_find_loaded(l, name);
    if (c != NULL || name->len == 0)
        return c;
    for (struct loading_frame *f = t->class_loading; f != NULL; f = f->outer)
        if (f->loader == l && f->name == name) {
            throw_new(t, "java/lang/ClassCircularityError", "%s", name->utf8);
            return NULL;
        }
    if (!c_stack_ok(t)) {
        throw_stack_overflow(t);
        return NULL;
    }
    if (l->object == NULL)
        return load_boot(t, name);
    c = call_load_class(t, l, name);
    return c != NULL ? record_initiated(t, l, c) : NULL;
}

static struct class *load_array(struct thread *t, struct loader *l, const char *name, size_t len)
{
    size_t dims = 0;
    while (dims < len && name[dims] == '[')
        dims++;
    struct class *c = NULL;
    size_t rest = len - dims;
    const char *element = name + dims;
    if (dims > 255 || rest == 0)
        return NULL;
    if (*element == 'L') {
        if (rest < 3 || memchr(element, ';', rest) != element + rest - 1)
            return NULL;
        c = element[1] != '[' ? load(t, l, symbol_intern(t->vm->symbols, element + 1, rest - 2)) : NULL;
    } else if (rest == 1 && (u1)*element < 128 && *element != 'V') {
        c = t->vm->primitives[(u1)*element];
    }
    for (; c != NULL && dims > 0; dims--)
        c = class_array_of(t, c);
    return c;
}

static bool not_found_pending(struct thread *t)
{
    struct class *cnf = t->vm->wk.ClassNotFoundException;
    return t->exception != NULL && cnf != NULL && class_is_subtype(t->exception->klass, cnf);
}

struct class *class_load_or_null(struct thread *t, struct loader *l, struct symbol *name)
{
    struct class *c = load(t, l, name);
    if (c == NULL && not_found_pending(t))
        exception_take(t);
    return c;
}

struct class *class_load(struct thread *t, struct loader *l, struct symbol *name)
{
    struct class *c = load(t, l, name);
    if (c == NULL && t->exception == NULL) {
        struct buf b = {0};
        external_class_name(&b, name->utf8, name->len);
        throw_with(t, "java/lang/ClassNotFoundException", &b);
    }
    return c;
}

struct class *class_load_or_noclassdef(struct thread *t, struct loader *l, struct symbol *name)
{
    struct class *c = load(t, l, name);
    if (c != NULL)
        return c;
    if (t->exception == NULL)
        throw_new(t, "java/lang/NoClassDefFoundError", "%s", name->utf8);
    else if (not_found_pending(t))
        throw_cause(t, "java/lang/NoClassDefFoundError", exception_take(t), "%s", name->utf8);
    return NULL;
}

struct class *class_for_descriptor(struct thread *t, struct loader *l, const char *desc, size_t len)
{
    if (len == 1 && (u1)desc[0] < 128)
        return t->vm->primitives[(u1)desc[0]];
    if (desc[0] == 'L')
        return class_load_or_noclassdef(t, l, symbol_intern(t->vm->symbols, desc + 1, len - 2));
    return class_load_or_noclassdef(t, l, symbol_intern(t->vm->symbols, desc, len));
}

void class_report_loaded(struct class *c, const char *source)
{
    struct vm *vm = c->vm;
    atomic_fetch_add(&vm->classes_loaded, 1);
    c->reported = true;
    if (LIKELY(!vm->options.verbose_class))
        return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds = (double)(now.tv_sec * INT64_C(1000000000) + now.tv_nsec - vm->start_nanos) / 1e9;
    struct buf b = {0};
    class_external_name(c, &b);
    printf("[%.3fs][info][class,load] %s source: %s\n", seconds, buf_str(&b),
           source != NULL ? source : "unknown");
    fflush(stdout);
    buf_free(&b);
}
