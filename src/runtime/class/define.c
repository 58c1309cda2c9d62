/*
 * define.c - from class file bytes to a class that its loader knows (JVMS 5.3.5).
 *
 *     parse -> name rules -> load supers -> check supers -> members -> vtable -> layout -> mirror -> publish
 * -> tell
 *
 * Until it is published nobody else knows the class, and a failure only leaves some unused arena memory
 * behind. Publishing decides between threads that define the same name: boot classes take the first
 * (class_define_boot), for other loaders it is a LinkageError.
 */
#include "frontend/descriptor.h"
#include "frontend/external_name.h"
#include "runtime/class/class_internal.h"
#include "runtime/class/constraint.h"
#include "runtime/class/unload.h"
#include "runtime/gc/metadata.h"
#include "runtime/jdk/natives.h"
#include "runtime/tier/code.h"

/* ---- parsing ---- */

static struct classfile *parse(struct thread *t, struct loader *l, struct arena *arena, struct symbol *name,
                               const u1 *bytes, size_t len)
{
    static const char *const errors[] = {
        [CF_FORMAT] = "java/lang/ClassFormatError",
        [CF_VERSION] = "java/lang/UnsupportedClassVersionError",
        [CF_NO_CLASSDEF] = "java/lang/NoClassDefFoundError",
    };
    struct cf_status st = {.error = CF_OK};
    pthread_mutex_lock(&l->lock);
    struct classfile *cf =
        classfile_parse(arena, t->vm->symbols, bytes, len, name, class_format_trusted(l), &st);
    pthread_mutex_unlock(&l->lock);
    if (cf == NULL)
        throw_new(t, errors[st.error], "%s", st.message);
    return cf;
}

/* Only the boot and platform loaders may define classes in java.*. */
static bool check_package_name(struct thread *t, struct loader *l, const struct symbol *name)
{
    if (l->trusted || strncmp(name->utf8, "java/", 5) != 0)
        return true;
    struct buf b = {0};
    buf_puts(&b, "Prohibited package name: ");
    external_class_name(&b, name->utf8, (size_t)(strrchr(name->utf8, '/') - name->utf8));
    return throw_with(t, "java/lang/SecurityException", &b);
}

/* ---- members ---- */

static unsigned count_ref_statics(const struct classfile *cf)
{
    unsigned n = 0;
    for (unsigned i = 0; i < cf->n_fields; i++) {
        const struct cf_field *f = &cf->fields[i];
        n += (f->access & ACC_STATIC) && (f->desc->utf8[0] == 'L' || f->desc->utf8[0] == '[');
    }
    return n;
}

enum { MAX_INJECTED = 8 };

static void make_fields(struct class *c)
{
    const struct classfile *cf = c->cf;
    struct injected_field injected[MAX_INJECTED];
    c->n_injected = c->loader->object == NULL ? (u2)wellknown_injected(c->name, injected, MAX_INJECTED) : 0;
    c->n_fields = cf->n_fields;
    c->fields = ARENA_ARRAY(c->arena, struct field, c->n_fields + c->n_injected);
    for (unsigned i = 0; i < c->n_fields; i++) {
        const struct cf_field *from = &cf->fields[i];
        struct field *f = &c->fields[i];
        f->klass = c;
        f->name = from->name;
        f->desc = from->desc;
        f->access = from->access;
        f->vm_annotations = c->vm_annotations_ok ? from->vm_annotations : 0;
        f->slot = (u2)i;
        f->type = from->desc->utf8[0];
        f->cf = from;
        f->trusted_final =
            (f->access & ACC_FINAL) && ((f->access & ACC_STATIC) || c->is_hidden || c->is_record);
    }
    for (unsigned i = 0; i < c->n_injected; i++) {
        struct field *f = &c->fields[c->n_fields + i];
        f->klass = c;
        f->name = symbol_intern_z(c->vm->symbols, injected[i].name);
        f->desc = symbol_intern_z(c->vm->symbols, injected[i].is_ref ? "Ljava/lang/Object;" : "J");
        f->type = f->desc->utf8[0];
        f->slot = 0xffff;
    }
}

static void parse_signature(struct class *c, struct method *m)
{
    char letters[256];
    unsigned n = 0, slots = (m->access & ACC_STATIC) ? 0 : 1;
    struct desc_iter it;
    desc_iter_init(&it, m->desc);
    while (desc_next_param(&it)) { /* at most 255 parameters */
        letters[n++] = it.kind;
        slots += it.kind == 'J' || it.kind == 'D' ? 2 : 1;
    }
    desc_return(&it);
    m->ret = it.kind;
    m->arg_slots = (u2)slots;
    m->arg_types = n != 0 ? arena_strndup(c->arena, letters, n) : "";
}

static u4 method_flags(const struct class *c, const struct method *m)
{
    u4 flags = 0;
    const struct cf_code *code = m->cf->code;
    const char *name = m->name->utf8;
    if (m->access & ACC_STATIC)
        flags |= MF_STATIC;
    if (m->access & ACC_SYNCHRONIZED)
        flags |= MF_SYNC;
    if (name[0] == '<') {
        /* A method called <clinit> that is not static is nobody's initializer (versions before 51: static or
         * not). */
        if (name[1] == 'i')
            flags |= MF_INITIALIZER | (c->super == NULL ? MF_OBJECT_INIT : 0);
        else if ((m->access & ACC_STATIC) || c->cf->major < 51)
            flags |= MF_CLINIT;
    } else if (code != NULL && code->length == 1 && strcmp(name, "finalize") == 0 &&
               strcmp(m->desc->utf8, "()V") == 0) {
        flags |= MF_EMPTY_FINALIZE; /* its only instruction can only be return */
    }
    if (c->is_hidden || (m->vm_annotations & (VMA_HIDDEN | VMA_LAMBDA_FORM_COMPILED)))
        flags |= MF_HIDDEN_FRAME;
    return flags;
}

/* A frame or a register that names a method keeps a collectable class. */
static struct method *new_methods(struct class *c)
{
    size_t bytes = c->n_methods * sizeof *c->methods;
    if (!c->collectable)
        return arena_alloc_line(c->arena, bytes);
    if (bytes == 0)
        return NULL;
    c->refs->methods = metadata_new_block(c->vm, CACHE_LINE + bytes);
    return (struct method *)((char *)c->refs->methods + CACHE_LINE);
}

static void make_methods(struct class *c)
{
    const struct classfile *cf = c->cf;
    c->n_methods = cf->n_methods;
    c->methods = new_methods(c);
    for (unsigned i = 0; i < c->n_methods; i++) {
        const struct cf_method *from = &cf->methods[i];
        struct method *m = &c->methods[i];
        m->klass = c;
        m->name = from->name;
        m->desc = from->desc;
        m->cf = from;
        m->access = from->access;
        m->vm_annotations = c->vm_annotations_ok ? from->vm_annotations : 0;
        m->slot = (u2)i;
        m->vtable_index = VTABLE_NONE;
        m->itable_index = -1;
        method_init_register_entry(m);
        m->flags = method_flags(c, m);
        parse_signature(c, m);
        if (from->code != NULL) {
            m->kind = METHOD_BYTECODE;
            m->max_locals = from->code->max_locals;
            m->max_stack = from->code->max_stack;
        } else {
            m->kind = m->access & ACC_NATIVE ? METHOD_NATIVE : METHOD_ABSTRACT;
            m->max_locals = m->arg_slots;
        }
        if (c->is_interface && !(m->access & (ACC_ABSTRACT | ACC_STATIC)))
            c->declares_defaults = true;
        if ((m->access & (ACC_FINAL | ACC_STATIC | ACC_PRIVATE)) == ACC_FINAL)
            c->has_final_method = true;
    }
    class_index_methods(c);
}

/* A class has finalizable instances when the finalize() it has or inherits does something. Object's does not
 * count. */
static bool needs_finalizer(const struct class *c)
{
    if (c->super == NULL)
        return false;
    for (unsigned i = 0; i < c->n_methods; i++) {
        const struct method *m = &c->methods[i];
        if (strcmp(m->name->utf8, "finalize") == 0 && strcmp(m->desc->utf8, "()V") == 0)
            return !(m->flags & MF_EMPTY_FINALIZE);
    }
    return c->super->has_finalizer;
}

/* ---- building ---- */

static struct symbol *hidden_name(struct vm *vm, const struct symbol *name, const struct class *c)
{
    struct buf b = {0};
    buf_append(&b, name->utf8, name->len);
    buf_printf(&b, "+0x%016lx", (unsigned long)(uintptr_t)c);
    struct symbol *s = b.len <= UINT16_MAX ? symbol_intern(vm->symbols, b.at, b.len) : NULL;
    buf_free(&b);
    return s;
}

static bool make_hidden(struct thread *t, struct class *c, const struct define_options *opt)
{
    c->is_hidden = true;
    c->host = opt->host;
    class_depends_on(c, opt->host);
    c->name = hidden_name(t->vm, c->cf->name, c);
    if (c->name == NULL)
        return throw_new(t, "java/lang/ClassFormatError", "Class name is too long for a hidden class");
    c->rcp[c->cf->this_index] = c; /* inside, the name in the class file means the hidden class */
    if (opt->flags & DEFINE_NESTMATE) {
        c->nest_host = class_nest_host(t, opt->host);
        if (c->nest_host != NULL)
            class_depends_on(c, c->nest_host);
        return c->nest_host != NULL;
    }
    c->nest_host = c; /* NestHost and NestMembers attributes of hidden classes do not count */
    return true;
}

/* Hidden classes that may go before their loader have arenas of their own. */
static bool goes_alone(const struct vm *vm, const struct define_options *opt)
{
    return (opt->flags & (DEFINE_HIDDEN | DEFINE_STRONG)) == DEFINE_HIDDEN && vm->booted;
}
enum { HIDDEN_CHUNK = 2 << 10 };

static struct arena *arena_for(struct loader *l, const struct define_options *opt)
{
    if (!goes_alone(l->vm, opt))
        return &l->arena;
    struct arena *a = xcalloc(1, sizeof *a);
    arena_init(a);
    a->first = HIDDEN_CHUNK;
    return a;
}
static void give_back(struct loader *l, struct arena *arena)
{
    if (arena == &l->arena)
        return;
    arena_release(arena);
    free(arena);
}

static struct class *new_class(struct loader *l, struct arena *arena, struct classfile *cf,
                               const struct define_options *opt)
{
    struct vm *vm = l->vm;
    unsigned refs = count_ref_statics(cf);
    struct class *c = l->permanent && arena == &l->arena
                          ? class_alloc(l, cf->name, 'L', refs)
                          : class_alloc_collectable(l, arena, cf->name, 'L', refs);
    c->cf = cf;
    c->access = cf->access & ~(u4)ACC_SUPER;
    c->is_interface = (cf->access & ACC_INTERFACE) != 0;
    c->is_record = cf->is_record;
    c->vm_annotations_ok = l->trusted || (opt->flags & DEFINE_VM_ANNOTATIONS);
    c->refs->protection_domain = opt->protection_domain;
    c->package = package_get(l, class_package_name(vm, cf->name), true);
    c->module = module_of_loader_package(l, c->package);
    c->no_instances = (cf->access & (ACC_ABSTRACT | ACC_INTERFACE)) != 0 ||
                      (l->object == NULL && strcmp(cf->name->utf8, "java/lang/Class") == 0);
    pthread_mutex_lock(&l->lock);
    c->rcp = arena_alloc(arena, cf->cp.count * sizeof *c->rcp);
    pthread_mutex_unlock(&l->lock);
    return c;
}

static bool build(struct thread *t, struct class *c, const struct define_options *opt)
{
    if ((opt->flags & DEFINE_HIDDEN) && !make_hidden(t, c, opt))
        return false;
    if (!class_load_supers(t, c) || !class_check_supers(t, c))
        return false;
    pthread_mutex_lock(&c->loader->lock);
    make_fields(c);
    make_methods(c);
    class_set_hierarchy(c);
    pthread_mutex_unlock(&c->loader->lock);
    c->has_finalizer = needs_finalizer(c);
    if (!class_build_vtable(t, c))
        return false;
    pthread_mutex_lock(&c->loader->lock);
    class_layout_fields(c);
    pthread_mutex_unlock(&c->loader->lock);
    class_init_constant_primitives(c);
    natives_bind(c);
    if (!class_make_mirror(t, c))
        return false;
    if (c->refs->mirror != NULL && opt->class_data != NULL)
        set_ref_field(c->refs->mirror, c->vm->wk.Class_classData, opt->class_data);
    return true;
}

/* ---- publishing ---- */

/* The interfaces that c implements and its superclass does not. */
static void note_implementor(struct class *c)
{
    for (u4 i = 0; i < c->n_all_interfaces; i++) {
        struct class *iface = c->all_interfaces[i];
        if (!class_is_subtype(c->super, iface))
            iface->implementor = iface->implementor == NULL ? c : iface;
    }
}

/* Before anybody can use the class: compiled code that relies on its not being there must not see instances.
 */
static void add_to_hierarchy(struct class *c)
{
    if (c->super == NULL)
        return;
    pthread_mutex_lock(&c->vm->class_lock);
    c->next_subclass = c->super->first_subclass;
    __atomic_store_n(&c->super->first_subclass, c, __ATOMIC_RELEASE);
    if (c->has_finalizer)
        for (struct class *s = c; s != NULL && !s->finalizer_below; s = s->super)
            __atomic_store_n(&s->finalizer_below, true, __ATOMIC_RELEASE);
    if (!c->is_interface)
        note_implementor(c);
    dependencies_class_added(c->vm, c);
    pthread_mutex_unlock(&c->vm->class_lock);
}

/* The class lost against one of the same name. */
static void remove_from_hierarchy(struct class *c)
{
    if (c->super == NULL)
        return;
    pthread_mutex_lock(&c->vm->class_lock);
    struct class **link = &c->super->first_subclass;
    while (*link != c)
        link = &(*link)->next_subclass;
    __atomic_store_n(link, c->next_subclass, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&c->vm->class_lock);
}

/* The class that counts from now on: c, or the one that was there before; NULL with LinkageError pending. */
static struct class *publish(struct thread *t, struct class *c)
{
    struct loader *l = c->loader;
    pthread_mutex_lock(&l->lock);
    struct class *known = c->is_hidden ? NULL : loader_find_class(l, c->name);
    bool ok = known == NULL && (c->is_hidden || constraint_check_load(t, l, c));
    if (ok) {
        if (!c->is_hidden)
            ptr_map_put(&l->classes, (uintptr_t)c->name, c);
        c->next_in_loader = l->first_class;
        __atomic_store_n(&l->first_class, c, __ATOMIC_RELEASE); /* the sampler reads it */
        if (c->collectable && !c->owns_arena)
            loader_keep(l, c);
        if (l->object == NULL)
            wellknown_class_loaded(c->vm, c);
        known = c;
    }
    pthread_mutex_unlock(&l->lock);
    return known;
}

static bool duplicate(struct thread *t, struct class *c)
{
    struct buf b = {0};
    buf_puts(&b, "loader ");
    loader_name_and_id(c->loader, &b);
    buf_printf(&b, " attempted duplicate %s definition for ",
               !c->is_interface             ? "class"
               : c->access & ACC_ANNOTATION ? "annotation"
                                            : "interface");
    class_external_name(c, &b);
    buf_puts(&b, ". (");
    class_in_module_of_loader(c, true, &b);
    buf_putc(&b, ')');
    return throw_with(t, "java/lang/LinkageError", &b);
}

static bool call_add_class(struct thread *t, struct class *c)
{
    union slot args[2] = {{.a = *c->loader->object}, {.a = class_mirror(c)}};
    exec_call_virtual(t, t->vm->wk.ClassLoader_addClass_m, args);
    return t->exception == NULL;
}

static struct class *define(struct thread *t, struct loader *l, struct arena *arena, struct symbol *name,
                            const u1 *bytes, size_t len, const struct define_options *opt)
{
    bool hidden = opt->flags & DEFINE_HIDDEN;
    struct classfile *cf = parse(t, l, arena, hidden ? NULL : name, bytes, len);
    if (cf == NULL || !check_package_name(t, l, cf->name)) {
        give_back(l, arena);
        return NULL;
    }
    struct class *c = new_class(l, arena, cf, opt);
    if (!build(t, c, opt))
        return NULL;
    add_to_hierarchy(c);
    struct class *published = publish(t, c);
    if (published != c) {
        remove_from_hierarchy(c);
        if (published != NULL && l->object != NULL) {
            duplicate(t, c);
            return NULL;
        }
        return published;
    }
    class_report_loaded(c, opt->source);
    if (l->object != NULL && !hidden && !call_add_class(t, c))
        return NULL;
    unload_if_due(t);
    return c;
}

struct class *class_define(struct thread *t, struct loader *l, struct symbol *name, const u1 *bytes,
                           size_t len, const struct define_options *opt)
{
    struct arena *arena = arena_for(l, opt);
    pthread_mutex_lock(&l->lock);
    u1 *copy = arena_alloc(arena, len);
    pthread_mutex_unlock(&l->lock);
    memcpy(copy, bytes, len);
    return define(t, l, arena, name, copy, len, opt);
}

struct class *class_define_boot(struct thread *t, struct symbol *name, struct source_bytes *bytes,
                                const char *source)
{
    struct define_options opt = {.source = source};
    struct class *c =
        define(t, t->vm->boot_loader, &t->vm->boot_loader->arena, name, bytes->data, bytes->len, &opt);
    if (c == NULL || c->cf->bytes != bytes->data)
        source_bytes_free(bytes); /* nothing that lives refers to them */
    return c;
}
