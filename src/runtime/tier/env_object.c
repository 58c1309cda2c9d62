/*
 * env_object.c - the compiler's environment: objects known at compile time, and fields of them that nobody
 * can change any more; the optimiser's questions.
 *
 * Which instance fields count as constant:
 *
 * - @Stable fields that are not zero or null any more;
 * - final fields of classes whose finals nobody can write: hidden classes, records (reflection refuses), and
 *   those of some packages of java.base, whose code is known not to;
 * - CallSite.target, with the dependency that it is not set again;
 * - elements of arrays in @Stable fields that are not zero or null any more.
 */
#include <string.h>
#include "runtime/jdk/box_cache.h"
#include "runtime/tier/env_internal.h"

static env_handle object_class(void *cx, env_handle object)
{
    (void)cx;
    return tier_handle(tier_object(object)->klass);
}

static env_handle mirror_class(void *cx, env_handle object)
{
    const struct tier_env *e = cx;
    struct object *o = tier_object(object);
    return o->klass == e->vm->wk.Class ? tier_handle(class_from_mirror(o)) : 0;
}

/* ---- constant fields ---- */

static bool in_package(const struct class *c, const char *package)
{
    size_t n = strlen(package);
    return strncmp(c->name->utf8, package, n) == 0 && c->name->utf8[n] == '/' &&
           strchr(c->name->utf8 + n + 1, '/') == NULL;
}

static bool finals_are_trusted(const struct class *c)
{
    static const char *const packages[] = {"java/lang", "java/lang/invoke", "sun/invoke/util",
                                           "jdk/internal/foreign", "java/util/concurrent/atomic"};
    if (c->is_hidden || c->is_record)
        return true;
    if (c->loader != c->vm->boot_loader || c == c->vm->wk.System)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(packages); i++)
        if (in_package(c, packages[i]))
            return true;
    return false;
}

static bool is_call_site_target(const struct field *f)
{
    const struct wellknown *wk = &f->klass->vm->wk;
    return f->klass == wk->CallSite && f->offset == wk->CallSite_target;
}

static bool call_site_target(struct tier_env *e, struct object *site, struct env_constant *out)
{
    const struct wellknown *wk = &e->vm->wk;
    env_read_value(e, 'L', &FIELD_AT(struct object *, site, wk->CallSite_target), out);
    if (out->object == 0)
        return false;
    env_depend(e, ENV_DEP_CALL_SITE, site, tier_object(out->object), NULL);
    env_object(e, site);
    return true;
}

/* Doubled in the map, which has a use of its own for 1. */
static uintptr_t stable_dimensions(const struct tier_env *e, env_handle array)
{
    return (uintptr_t)ptr_map_get(&e->stable_arrays, (uintptr_t)array) / 2;
}

/* Elements are stable as the field is, in as many dimensions as its type says. */
static void note_stable(struct tier_env *e, env_handle array, uintptr_t dimensions)
{
    if (array != 0 && dimensions > stable_dimensions(e, array))
        ptr_map_put(&e->stable_arrays, (uintptr_t)array, (void *)(2 * dimensions));
}

static bool constant_element(void *cx, env_handle array, int32_t index, struct env_constant *out)
{
    struct tier_env *e = cx;
    struct object *o = tier_object(array);
    uintptr_t dimensions = stable_dimensions(e, array);
    if (dimensions == 0 || index < 0 || index >= array_length(o))
        return false;
    const struct class *element = o->klass->component;
    env_read_value(e, element->is_primitive ? element->type : 'L',
                   (const char *)array_data(o) + ((size_t)index << o->klass->elem_shift), out);
    note_stable(e, out->object, dimensions - 1);
    return out->bits != 0 || out->object != 0;
}

static bool read_constant(struct tier_env *e, struct object *o, const struct field *f,
                          struct env_constant *out)
{
    if ((f->access & ACC_STATIC) || f->cf == NULL || !object_is_instance(o, f->klass))
        return false;
    if (is_call_site_target(f))
        return call_site_target(e, o, out);
    bool stable = (f->vm_annotations & VMA_STABLE) != 0;
    if (!stable && !((f->access & ACC_FINAL) && finals_are_trusted(f->klass)))
        return false;
    env_read_value(e, f->type, (char *)o + f->offset, out);
    if (stable)
        note_stable(e, out->object, strspn(f->desc->utf8, "["));
    return !stable || out->bits != 0 || out->object != 0;
}

static bool constant_field(void *cx, env_handle object, const struct env_field *field,
                           struct env_constant *out)
{
    return read_constant(cx, tier_object(object), tier_field(field->handle), out);
}

/* ---- method handles ---- */

static struct method *member_method(const struct wellknown *wk, const struct object *member)
{
    const struct object *resolved =
        __atomic_load_n(&FIELD_AT(struct object *, member, wk->MemberName_method), __ATOMIC_ACQUIRE);
    return resolved != NULL ? FIELD_AT(struct method *, resolved, wk->ResolvedMethodName_vmtarget) : NULL;
}

static env_handle member_target(void *cx, env_handle member_name)
{
    const struct tier_env *e = cx;
    const struct wellknown *wk = &e->vm->wk;
    const struct object *member = tier_object(member_name);
    if (wk->MemberName == NULL || !object_is_instance(member, wk->MemberName))
        return 0;
    return tier_handle(member_method(wk, member));
}

/* The form may be replaced by one that does the same faster; following the old one stays right. */
static env_handle basic_target(void *cx, env_handle method_handle)
{
    const struct tier_env *e = cx;
    const struct wellknown *wk = &e->vm->wk;
    const struct object *mh = tier_object(method_handle);
    if (wk->MethodHandle == NULL || wk->LambdaForm == NULL || !object_is_instance(mh, wk->MethodHandle))
        return 0;
    const struct object *form =
        __atomic_load_n(&FIELD_AT(struct object *, mh, wk->MethodHandle_form), __ATOMIC_ACQUIRE);
    if (form == NULL)
        return 0;
    const struct object *entry =
        __atomic_load_n(&FIELD_AT(struct object *, form, wk->LambdaForm_vmentry), __ATOMIC_ACQUIRE);
    return entry != NULL ? tier_handle(member_method(wk, entry)) : 0;
}

/* ---- the optimiser's questions ---- */

static bool opt_subclass(void *user, uint64_t sub, uint64_t super)
{
    (void)user;
    return class_is_subtype(tier_class(sub), tier_class(super));
}

/* No class is below both: one of them is a class that the other is not above or below. */
static bool disjoint(struct class *a, struct class *b)
{
    if (class_is_subtype(a, b) || class_is_subtype(b, a))
        return false;
    while (a->is_array && b->is_array) {
        a = a->component;
        b = b->component;
    }
    if (a->is_primitive || b->is_primitive)
        return true;
    /* An array is an instance of its own kind and of what both were compared with already. */
    if (env_class_is_final(a) || env_class_is_final(b) || a->is_array || b->is_array)
        return true;
    return !a->is_interface && !b->is_interface;
}

static bool opt_disjoint(void *user, uint64_t a, uint64_t b)
{
    (void)user;
    return disjoint(tier_class(a), tier_class(b));
}

static bool opt_final(void *user, uint64_t class)
{
    (void)user;
    return env_class_is_final(tier_class(class));
}

static uint64_t opt_element_class(void *user, uint64_t array)
{
    (void)user;
    const struct class *c = tier_class(array);
    return c->is_array && c->all_refs ? tier_handle(c->component) : 0;
}

static uint64_t opt_class_of(void *user, uint64_t ref)
{
    return object_class(user, ref);
}

static int32_t opt_array_length(void *user, uint64_t ref)
{
    (void)user;
    const struct object *o = tier_object(ref);
    return o->klass->is_array ? array_length(o) : -1;
}

static uint64_t opt_class_address(void *user, uint64_t class)
{
    (void)user;
    return class;
}

static const struct field *field_at_offset(const struct class *c, int64_t offset)
{
    for (; c != NULL; c = c->super)
        for (unsigned i = 0; i < c->n_fields; i++)
            if (!(c->fields[i].access & ACC_STATIC) && c->fields[i].offset == offset)
                return &c->fields[i];
    return NULL;
}

static bool reads_whole_field(char type, enum ssa_mem m)
{
    switch (type) {
    case 'Z':
    case 'B': return m == SSA_MEM_I8 || m == SSA_MEM_U8;
    case 'S': return m == SSA_MEM_I16;
    case 'C': return m == SSA_MEM_U16;
    case 'I': return m == SSA_MEM_I32;
    case 'J': return m == SSA_MEM_I64;
    case 'F': return m == SSA_MEM_F32;
    case 'D': return m == SSA_MEM_F64;
    default: return m == SSA_MEM_REF;
    }
}

static bool opt_constant_field(void *user, uint64_t ref, int64_t offset, enum ssa_mem m,
                               struct opt_constant *out)
{
    struct tier_env *e = user;
    struct object *o = tier_object(ref);
    const struct field *f = o->klass->is_array ? NULL : field_at_offset(o->klass, offset);
    struct env_constant k;
    if (f == NULL || !reads_whole_field(f->type, m) || !read_constant(e, o, f, &k))
        return false;
    *out = (struct opt_constant){.bits = m == SSA_MEM_U8 ? (uint8_t)k.bits : k.bits, .ref = k.object};
    return true;
}

/* ---- boxes ---- */

static bool box_of(void *cx, env_handle class, struct env_box *out)
{
    const struct tier_env *e = cx;
    struct box_cache k;
    if (!box_cache_of(e->vm, tier_class(class), &k))
        return false;
    *out = (struct env_box){tier_handle(k.field), k.field->type, k.field->offset};
    return true;
}

static bool opt_box(void *user, uint64_t class, struct opt_box *out)
{
    struct tier_env *e = user;
    const struct class *c = tier_class(class);
    struct box_cache k;
    if (!box_cache_of(e->vm, c, &k))
        return false;
    *out = (struct opt_box){env_object(e, k.boxes), k.lo, k.hi, (uint32_t)c->instance_size};
    return true;
}

void env_object_init(struct tier_env *e)
{
    e->compile.object_class = object_class;
    e->compile.mirror_class = mirror_class;
    e->compile.constant_field = constant_field;
    e->compile.constant_element = constant_element;
    e->compile.box_of = box_of;
    e->opt.box = opt_box;
    e->compile.basic_target = basic_target;
    e->compile.member_target = member_target;
    e->opt.subclass = opt_subclass;
    e->opt.disjoint = opt_disjoint;
    e->opt.final = opt_final;
    e->opt.element_class = opt_element_class;
    e->opt.class_of = opt_class_of;
    e->opt.array_length = opt_array_length;
    e->opt.class_address = opt_class_address;
    e->opt.constant_field = opt_constant_field;
}
