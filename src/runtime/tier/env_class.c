/* env_class.c - the compiler's environment: classes and methods. */
#include "frontend/build_intrinsics.h"
#include "runtime/tier/cha.h"
#include "runtime/tier/env_internal.h"

/* ---- classes ---- */

bool env_class_is_final(const struct class *c)
{
    const struct class *e = c->is_array ? c->element : c;
    return e->is_primitive || (!e->is_interface && (e->access & ACC_FINAL) != 0);
}

static enum env_class_kind kind_of(const struct class *c)
{
    return c->is_primitive   ? ENV_PRIMITIVE
           : c->is_array     ? ENV_ARRAY
           : c->is_interface ? ENV_INTERFACE
                             : ENV_INSTANCE_CLASS;
}

static char element_letter(const struct class *c)
{
    if (c->is_primitive)
        return c->type;
    return c->is_array && c->component->is_primitive ? c->component->type : 'L';
}

static const struct env_class *class_info(void *cx, env_handle h)
{
    struct tier_env *e = cx;
    struct env_class *info = ptr_map_get(&e->classes, (uintptr_t)h);
    if (info != NULL)
        return info;
    const struct class *c = tier_class(h);
    info = ARENA_NEW(&e->arena, struct env_class);
    *info = (struct env_class){
        .handle = h,
        .kind = kind_of(c),
        .name = c->name,
        .is_final = env_class_is_final(c),
        .is_abstract = !c->is_array && (c->access & ACC_ABSTRACT) != 0,
        .can_instantiate = !c->no_instances,
        .initialized = env_class_is_initialized(c),
        .has_finalizer = c->has_finalizer,
        .size = c->instance_size,
        .super = tier_handle(c->super),
        .component = tier_handle(c->is_array ? c->component : NULL),
        .element = element_letter(c),
        .mirror = env_object(e, class_mirror(c)),
    };
    ptr_map_put(&e->classes, (uintptr_t)h, info);
    return info;
}

static bool is_subclass(void *cx, env_handle sub, env_handle super)
{
    (void)cx;
    return class_is_subtype(tier_class(sub), tier_class(super));
}

static env_handle array_of(void *cx, env_handle component)
{
    (void)cx;
    return tier_handle(atomic_load_explicit(&tier_class(component)->array_of, memory_order_acquire));
}

static env_handle primitive_array(void *cx, char element)
{
    const struct tier_env *e = cx;
    return tier_handle(e->vm->primitive_arrays[(u1)element]);
}

static env_handle wellknown(void *cx, enum env_wellknown which)
{
    const struct tier_env *e = cx;
    const struct wellknown *wk = &e->vm->wk;
    switch (which) {
    case ENV_OBJECT: return tier_handle(wk->Object);
    case ENV_THROWABLE: return tier_handle(wk->Throwable);
    case ENV_CLASS: return tier_handle(wk->Class);
    case ENV_STRING: return tier_handle(wk->String);
    case ENV_BOOLEAN_ARRAY: return tier_handle(e->vm->primitive_arrays['Z']);
    case ENV_CLONEABLE: return tier_handle(wk->Cloneable);
    case ENV_NWELLKNOWN: break;
    }
    return 0;
}

/* A class that the loader knows by this name. */
static struct class *find_class(const struct class *from, const char *name, size_t len)
{
    struct symbol *s = symbol_lookup(from->vm->symbols, name, len);
    /* What a hidden class calls by its own name is itself or, in a descriptor, nobody knows. */
    if (s == NULL || (from->is_hidden && s == from->cf->name))
        return NULL;
    return class_find_loaded(from->loader, s);
}

env_handle env_descriptor_class(struct tier_env *e, const struct class *from, const char *desc, size_t len)
{
    size_t dims = 0;
    while (dims < len && desc[dims] == '[')
        dims++;
    if (dims == len || from->loader == NULL)
        return 0;
    struct class *c = desc[dims] != 'L' ? e->vm->primitives[(u1)desc[dims] & 127]
                      : len - dims > 2  ? find_class(from, desc + dims + 1, len - dims - 2)
                                        : NULL;
    if (c == NULL || c->is_interface || (c->is_primitive && dims == 0))
        return 0;
    for (; c != NULL && dims > 0; dims--)
        c = atomic_load_explicit(&c->array_of, memory_order_acquire);
    return tier_handle(c);
}

static env_handle descriptor_class(void *cx, const struct env_method *m, const char *desc, size_t len)
{
    return env_descriptor_class(cx, tier_method(m->handle)->klass, desc, len);
}

/* ---- hierarchy ---- */

static bool is_leaf(void *cx, env_handle class)
{
    (void)cx;
    return cha_is_leaf(tier_class(class));
}

static bool no_finalizer(void *cx, env_handle class)
{
    (void)cx;
    return cha_no_finalizer(tier_class(class));
}

static env_handle unique_target(void *cx, env_handle class, env_handle method)
{
    (void)cx;
    return tier_handle(cha_unique_target(tier_class(class), tier_method(method)));
}

static env_handle select_method(void *cx, env_handle class, env_handle method)
{
    (void)cx;
    return tier_handle(cha_select(tier_class(class), tier_method(method)));
}

/* ---- methods ---- */

bool env_method_is_final(const struct method *m)
{
    return (m->access & (ACC_STATIC | ACC_PRIVATE)) != 0 || (m->flags & MF_INITIALIZER) != 0 ||
           ((m->access & ACC_FINAL) != 0 && (m->access & ACC_ABSTRACT) == 0) ||
           ((m->klass->access & ACC_FINAL) != 0 && !m->klass->is_interface);
}

/* Bytecode that a verifier has passed. */
static const struct cf_code *code_of(const struct method *m)
{
    return m->kind == METHOD_BYTECODE && m->cf != NULL && env_class_is_linked(m->klass) ? m->cf->code : NULL;
}

static uint16_t intrinsic_of(const struct method *m)
{
    const struct class *c = m->klass;
    if (c->loader != c->vm->boot_loader || c->is_hidden || c->cf == NULL)
        return INTRINSIC_NONE;
    return (uint16_t)intrinsic_find(c->name, m->name, m->desc);
}

static const struct env_method *method_info(void *cx, env_handle h)
{
    struct tier_env *e = cx;
    struct env_method *info = ptr_map_get(&e->methods, (uintptr_t)h);
    if (info != NULL)
        return info;
    const struct method *m = tier_method(h);
    info = ARENA_NEW(&e->arena, struct env_method);
    *info = (struct env_method){
        .handle = h,
        .holder = tier_handle(m->klass),
        .cf = m->klass->cf,
        .code = code_of(m),
        .holder_name = m->klass->name,
        .name = m->name,
        .desc = m->desc,
        .access = (u2)m->access,
        .vm_annotations = m->vm_annotations,
        .is_final = env_method_is_final(m),
        .needs_class_init = (m->access & ACC_STATIC) != 0 && !env_class_is_initialized(m->klass),
        .vtable_index = m->vtable_index,
        .itable_index = m->itable_index,
        .intrinsic = intrinsic_of(m),
    };
    ptr_map_put(&e->methods, (uintptr_t)h, info);
    return info;
}

void env_class_init(struct tier_env *e)
{
    e->compile.class_info = class_info;
    e->compile.method_info = method_info;
    e->compile.is_subclass = is_subclass;
    e->compile.array_of = array_of;
    e->compile.primitive_array = primitive_array;
    e->compile.wellknown = wellknown;
    e->compile.descriptor_class = descriptor_class;
    e->compile.is_leaf = is_leaf;
    e->compile.no_finalizer = no_finalizer;
    e->compile.unique_target = unique_target;
    e->compile.select = select_method;
}
