/*
 * mirror.c - java.lang.Class objects, array and primitive classes, and the order in which the first classes
 * come up.
 *
 * A mirror cannot exist before java.lang.Class is laid out; classes loaded before that (Object, the
 * interfaces of Class) get theirs in classes_bootstrap. Mirrors of classes loaded before java.base is defined
 * get their module later (modules_patch_mirrors).
 */
#include "runtime/class/class_internal.h"
#include "runtime/class/unload.h"

bool class_make_mirror(struct thread *t, struct class *c)
{
    struct vm *vm = c->vm;
    if (vm->wk.Class == NULL)
        return true;
    struct object *m = heap_alloc_object(t, vm->wk.Class);
    if (m == NULL)
        return false;
    FIELD_AT(struct class *, m, vm->wk.Class_vmclass) = c;
    set_ref_field(m, vm->wk.Class_classLoader, c->refs->loader);
    if (c->is_array)
        set_ref_field(m, vm->wk.Class_componentType, class_mirror(c->component));
    if (c->module != NULL)
        set_ref_field(m, vm->wk.Class_module, class_module_object(c));
    c->refs->mirror = m;
    return true;
}

struct class *class_from_mirror(const struct object *mirror)
{
    return mirror != NULL ? FIELD_AT(struct class *, mirror, vm_current()->wk.Class_vmclass) : NULL;
}

/* ---- arrays ---- */

static u1 element_shift(const struct class *component)
{
    switch (component->type) {
    case 'Z':
    case 'B': return 0;
    case 'C':
    case 'S': return 1;
    case 'I':
    case 'F': return 2;
    default: return 3;
    }
}

static struct symbol *array_name(struct class *component)
{
    struct buf b = {0};
    if (component->is_primitive)
        buf_printf(&b, "[%c", component->type);
    else if (component->is_array)
        buf_printf(&b, "[%s", component->name->utf8);
    else
        buf_printf(&b, "[L%s;", component->name->utf8);
    struct symbol *name = b.len <= UINT16_MAX ? symbol_intern(component->vm->symbols, b.at, b.len) : NULL;
    buf_free(&b);
    return name;
}

static struct class *make_array_class(struct thread *t, struct class *component)
{
    struct vm *vm = t->vm;
    struct symbol *name = component->dims < 255 ? array_name(component) : NULL;
    if (name == NULL) {
        throw_new(t, "java/lang/NoClassDefFoundError", "array of %s: too many dimensions",
                  component->name->utf8);
        return NULL;
    }
    struct class *c = component->collectable
                          ? class_alloc_collectable(component->loader, component->arena, name, '[', 0)
                          : class_alloc(component->loader, name, '[', 0);
    c->owns_arena = false; /* the element's may be its own */
    class_keep(c, component);
    struct class *object = vm->wk.Object;
    c->is_array = true;
    c->component = component;
    c->element = component->is_array ? component->element : component;
    c->dims = (u1)(component->dims + 1);
    c->elem_shift = element_shift(component);
    c->all_refs = !component->is_primitive;
    c->no_instances = true;
    c->access = (c->element->access & (ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED)) | ACC_FINAL | ACC_ABSTRACT;
    c->package = c->element->package;
    c->module = c->element->module;
    c->super = object;
    c->display[0] = object;
    c->display[1] = c;
    c->depth = 1;
    c->vtable = object->vtable;
    c->vtable_len = object->vtable_len;
    pthread_mutex_lock(&c->loader->lock);
    c->interfaces = ARENA_ARRAY(c->arena, struct class *, 2);
    pthread_mutex_unlock(&c->loader->lock);
    c->interfaces[0] = vm->wk.Cloneable;
    c->interfaces[1] = vm->wk.Serializable;
    c->n_interfaces = 2;
    c->all_interfaces = c->interfaces;
    c->n_all_interfaces = 2;
    for (u4 i = 0; i < c->n_all_interfaces; i++)
        c->interface_bits |= (u8)1 << class_interface_bit(c->all_interfaces[i]);
    c->instance_size = ARRAY_DATA;
    atomic_store(&c->state, CLASS_INITIALIZED);
    return class_make_mirror(t, c) ? c : NULL;
}

struct class *class_array_of(struct thread *t, struct class *component)
{
    struct class *c = atomic_load_explicit(&component->array_of, memory_order_acquire);
    if (LIKELY(c != NULL))
        return c;
    struct class *mine = make_array_class(t, component);
    if (mine == NULL)
        return NULL;
    /* The lock covers the loader's list of classes, which modules_patch_mirrors walks. */
    pthread_mutex_lock(&component->loader->lock);
    c = component->array_of;
    if (c == NULL) {
        class_keep(component, mine);
        atomic_store_explicit(&component->array_of, mine, memory_order_release);
        mine->next_in_loader = component->loader->first_class;
        __atomic_store_n(&component->loader->first_class, mine, __ATOMIC_RELEASE); /* the sampler reads it */
        c = mine;
    }
    pthread_mutex_unlock(&component->loader->lock);
    return c;
}

/* ---- primitives ---- */

struct class *class_primitive(struct vm *vm, char type)
{
    return (u1)type < 128 ? vm->primitives[(u1)type] : NULL;
}

static const struct {
    char type;
    const char *name;
} primitive_names[] = {
    {'Z', "boolean"}, {'B', "byte"},  {'C', "char"},   {'S', "short"}, {'I', "int"},
    {'J', "long"},    {'F', "float"}, {'D', "double"}, {'V', "void"},
};

static void make_primitives(struct vm *vm)
{
    for (size_t i = 0; i < ARRAY_LEN(primitive_names); i++) {
        struct symbol *name = symbol_intern_z(vm->symbols, primitive_names[i].name);
        struct class *c = class_alloc(vm->boot_loader, name, primitive_names[i].type, 0);
        c->is_primitive = c->no_instances = true;
        c->access = ACC_PUBLIC | ACC_FINAL | ACC_ABSTRACT;
        c->module = vm->java_base;
        atomic_store(&c->state, CLASS_INITIALIZED);
        vm->primitives[(u1)c->type] = c;
    }
}

/* ---- bootstrap ---- */

bool classes_bootstrap(struct vm *vm, struct thread *t)
{
    make_primitives(vm);
    struct class **first[] = {&vm->wk.Object, &vm->wk.Class, &vm->wk.String, &vm->wk.Cloneable,
                              &vm->wk.Serializable};
    for (size_t i = 0; i < ARRAY_LEN(first); i++)
        if (wk_class(t, first[i]) == NULL)
            return false;
    for (struct class *c = vm->boot_loader->first_class; c != NULL; c = c->next_in_loader)
        if (c->refs->mirror == NULL && !class_make_mirror(t, c))
            return false;
    for (size_t i = 0; i < ARRAY_LEN(primitive_names); i++) {
        struct class *c = vm->primitives[(u1)primitive_names[i].type];
        if (!class_make_mirror(t, c))
            return false;
        if (c->type == 'V')
            continue;
        struct class *array = class_array_of(t, c);
        if (array == NULL)
            return false;
        vm->primitive_arrays[(u1)c->type] = array;
    }
    return true;
}
