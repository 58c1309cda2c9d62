#include "class_world.h"

#include <stdlib.h>
#include <string.h>

#include "frontend/build_intrinsics.h"
#include "frontend/bytecode.h"
#include "frontend/descriptor.h"

/* A handle is a kind and an index. */
enum { KIND_CLASS = 1, KIND_METHOD, KIND_FIELD, KIND_OBJECT, KIND_STATICS };
#define HANDLE(kind, index) ((env_handle)(kind) << 32 | (index))
#define INDEX(handle)       ((uint32_t)(handle))

struct world_field {
    struct env_field info;
    const struct symbol *name, *desc;
};

struct world_class {
    struct env_class info;
    struct classfile *cf; /* NULL: arrays, primitives */
    struct world_class *super, **interfaces;
    uint32_t n_interfaces;
    uint32_t first_method, first_field; /* indices */
    uint32_t array;                     /* index of the class of arrays of this */
    VEC(uint32_t) children;
};

struct world_method {
    struct env_method info;
    struct world_class *holder;
};

struct world_object {
    env_handle class;
    env_handle mirror_of;
};

struct world {
    struct world_options options;
    struct arena arena;
    struct symbol_table *symbols;
    struct ptr_map by_name; /* symbol -> class; ABSENT */
    VEC(struct class_source *) sources;
    VEC(struct world_class *) classes; /* index 0 unused, as in all */
    VEC(struct world_method *) methods;
    VEC(struct world_field *) fields;
    VEC(struct world_object) objects;
    struct ptr_map strings; /* of a pool entry -> object index */
    struct compile_env env;
    struct buf name;
    unsigned dependencies;
    uint32_t random;
};
static char absent;

static struct world_class *load(struct world *w, const struct symbol *name);

static struct world_class *class_of(struct world *w, env_handle h)
{
    return w->classes.at[INDEX(h)];
}
static struct world_method *method_of(struct world *w, env_handle h)
{
    return w->methods.at[INDEX(h)];
}

static env_handle new_object(struct world *w, env_handle class, env_handle mirror_of)
{
    vec_push(&w->objects, ((struct world_object){class, mirror_of}));
    return HANDLE(KIND_OBJECT, w->objects.len - 1);
}

/* --------------------------------------------------------------------------------------------- classes */

static struct world_class *new_class(struct world *w, const struct symbol *name, enum env_class_kind kind)
{
    struct world_class *c = ARENA_NEW(&w->arena, struct world_class);
    vec_push(&w->classes, c);
    c->info.handle = HANDLE(KIND_CLASS, w->classes.len - 1);
    c->info.name = name;
    c->info.kind = kind;
    c->info.element = 'L';
    c->info.initialized = true;
    c->info.mirror = new_object(w, 0, c->info.handle);
    return c;
}

static uint32_t field_size(char letter)
{
    switch (letter) {
    case 'Z':
    case 'B': return 1;
    case 'C':
    case 'S': return 2;
    case 'I':
    case 'F': return 4;
    default: return 8;
    }
}

static void lay_out(struct world *w, struct world_class *c)
{
    uint32_t at = c->super ? c->super->info.size : 12;
    c->first_field = (uint32_t)w->fields.len;
    for (unsigned i = 0; i < c->cf->n_fields; i++) {
        const struct cf_field *cf = &c->cf->fields[i];
        struct world_field *f = ARENA_NEW(&w->arena, struct world_field);
        f->name = cf->name;
        f->desc = cf->desc;
        f->info.handle = HANDLE(KIND_FIELD, w->fields.len);
        f->info.holder = c->info.handle;
        f->info.type = cf->desc->utf8[0] == '[' ? 'L' : cf->desc->utf8[0];
        f->info.is_static = (cf->access & ACC_STATIC) != 0;
        f->info.is_volatile = (cf->access & ACC_VOLATILE) != 0;
        f->info.is_final = (cf->access & ACC_FINAL) != 0;
        uint32_t size = field_size(f->info.type);
        if (f->info.is_static) {
            f->info.base = HANDLE(KIND_STATICS, INDEX(c->info.handle));
            f->info.offset = 16 + 8 * (int64_t)i;
            f->info.needs_class_init = !c->info.initialized;
        } else {
            at = (at + size - 1) & ~(size - 1);
            f->info.offset = at;
            at += size;
        }
        vec_push(&w->fields, f);
    }
    c->info.size = (at + 7) & ~7u;
}

static bool has_finalize(const struct classfile *cf)
{
    for (unsigned i = 0; i < cf->n_methods; i++)
        if (strcmp(cf->methods[i].name->utf8, "finalize") == 0 &&
            strcmp(cf->methods[i].desc->utf8, "()V") == 0)
            return strcmp(cf->name->utf8, "java/lang/Object") != 0;
    return false;
}

static void add_methods(struct world *w, struct world_class *c)
{
    c->first_method = (uint32_t)w->methods.len;
    for (unsigned i = 0; i < c->cf->n_methods; i++) {
        const struct cf_method *cf = &c->cf->methods[i];
        struct world_method *m = ARENA_NEW(&w->arena, struct world_method);
        m->holder = c;
        m->info = (struct env_method){.handle = HANDLE(KIND_METHOD, w->methods.len),
                                      .holder = c->info.handle,
                                      .cf = c->cf,
                                      .code = cf->code,
                                      .holder_name = c->info.name,
                                      .name = cf->name,
                                      .desc = cf->desc,
                                      .access = cf->access,
                                      .vm_annotations = cf->vm_annotations,
                                      .vtable_index = -1,
                                      .itable_index = -1};
        bool special = cf->name->utf8[0] == '<' || (cf->access & (ACC_STATIC | ACC_PRIVATE));
        m->info.is_final = special || ((cf->access | c->cf->access) & ACC_FINAL);
        if (c->info.kind == ENV_INTERFACE && !special)
            m->info.itable_index = (int32_t)i;
        else if (!special)
            m->info.vtable_index = (int32_t)i;
        m->info.needs_class_init = (cf->access & ACC_STATIC) && !c->info.initialized;
        m->info.intrinsic = (uint16_t)intrinsic_find(c->info.name, cf->name, cf->desc);
        vec_push(&w->methods, m);
    }
}

static struct world_class *define(struct world *w, const struct symbol *name, struct classfile *cf)
{
    struct world_class *super = cf->super_name ? load(w, cf->super_name) : NULL;
    if (cf->super_name && !super)
        return NULL;
    bool is_interface = (cf->access & ACC_INTERFACE) != 0;
    struct world_class *c = new_class(w, name, is_interface ? ENV_INTERFACE : ENV_INSTANCE_CLASS);
    ptr_map_put(&w->by_name, (uintptr_t)name, c);
    c->cf = cf;
    c->super = super;
    c->info.super = super ? super->info.handle : 0;
    c->info.is_final = (cf->access & ACC_FINAL) != 0;
    c->info.is_abstract = (cf->access & ACC_ABSTRACT) != 0;
    c->info.can_instantiate =
        !c->info.is_abstract && !is_interface && strcmp(name->utf8, "java/lang/Class") != 0;
    c->info.has_finalizer = has_finalize(cf) || (super && super->info.has_finalizer);
    c->info.initialized = !w->options.mixed_init || name->hash % 4 != 0;
    c->interfaces = ARENA_ARRAY(&w->arena, struct world_class *, cf->n_interfaces + 1u);
    for (unsigned i = 0; i < cf->n_interfaces; i++) {
        struct world_class *x = load(w, cp_class_name(&cf->cp, cf->interfaces[i]));
        if (x)
            c->interfaces[c->n_interfaces++] = x;
    }
    lay_out(w, c);
    add_methods(w, c);
    if (super)
        vec_push(&super->children, INDEX(c->info.handle));
    return c;
}

static struct world_class *primitive(struct world *w, char letter)
{
    char text[2] = {letter, 0};
    struct symbol *name = symbol_intern(w->symbols, text, 1);
    struct world_class *c = ptr_map_get(&w->by_name, (uintptr_t)name);
    if (!c) {
        c = new_class(w, name, ENV_PRIMITIVE);
        c->info.element = letter;
        c->info.is_final = true;
        ptr_map_put(&w->by_name, (uintptr_t)name, c);
    }
    return c;
}

static struct world_class *array_class(struct world *w, struct world_class *component)
{
    if (component->array)
        return w->classes.at[component->array];
    struct buf b = {0};
    buf_putc(&b, '[');
    const char *name = component->info.name->utf8;
    if (component->info.kind == ENV_ARRAY || component->info.kind == ENV_PRIMITIVE)
        buf_puts(&b, name);
    else
        buf_printf(&b, "L%s;", name);
    struct symbol *s = symbol_intern(w->symbols, buf_str(&b), b.len);
    buf_free(&b);
    struct world_class *c = new_class(w, s, ENV_ARRAY);
    ptr_map_put(&w->by_name, (uintptr_t)s, c);
    c->super = load(w, symbol_intern_z(w->symbols, "java/lang/Object"));
    c->info.super = c->super ? c->super->info.handle : 0;
    c->info.component = component->info.handle;
    c->info.is_final = component->info.is_final;
    c->info.element = component->info.kind == ENV_PRIMITIVE ? component->info.element : 'L';
    component->array = INDEX(c->info.handle);
    return c;
}

static struct world_class *load_descriptor(struct world *w, const char *d, size_t n)
{
    if (n > 1 && d[0] == '[') {
        struct world_class *c = load_descriptor(w, d + 1, n - 1);
        return c ? array_class(w, c) : NULL;
    }
    if (n > 2 && d[0] == 'L')
        return load(w, symbol_intern(w->symbols, d + 1, n - 2));
    return n == 1 ? primitive(w, d[0]) : NULL;
}

static struct world_class *load(struct world *w, const struct symbol *name)
{
    void *known = ptr_map_get(&w->by_name, (uintptr_t)name);
    if (known)
        return known == &absent ? NULL : known;
    if (name->utf8[0] == '[')
        return load_descriptor(w, name->utf8, name->len);
    ptr_map_put(&w->by_name, (uintptr_t)name, &absent); /* also against circles */
    struct buf path = {0}, err = {0};
    buf_printf(&path, "%s.class", name->utf8);
    struct world_class *c = NULL;
    for (size_t i = 0; i < w->sources.len && !c; i++) {
        struct source_bytes bytes;
        if (class_source_read(w->sources.at[i], buf_str(&path), &bytes, &err) != SOURCE_FOUND)
            continue;
        u1 *copy = (u1 *)arena_strndup(&w->arena, (const char *)bytes.data, bytes.len);
        struct cf_status st;
        struct classfile *cf = classfile_parse(&w->arena, w->symbols, copy, bytes.len, name, true, &st);
        source_bytes_free(&bytes);
        if (cf)
            c = define(w, name, cf);
    }
    buf_free(&path);
    buf_free(&err);
    return c;
}

/* ------------------------------------------------------------------------------------------- subtypes,
 * lookup */

static bool is_subclass(struct world *w, struct world_class *s, struct world_class *t)
{
    if (s == t)
        return true;
    if (s->info.kind == ENV_ARRAY && t->info.kind == ENV_ARRAY) {
        struct world_class *x = class_of(w, s->info.component), *y = class_of(w, t->info.component);
        return x->info.kind != ENV_PRIMITIVE && y->info.kind != ENV_PRIMITIVE && is_subclass(w, x, y);
    }
    const char *name = t->info.name->utf8;
    if (s->info.kind != ENV_PRIMITIVE && strcmp(name, "java/lang/Object") == 0)
        return true;
    if (s->info.kind == ENV_ARRAY)
        return strcmp(name, "java/lang/Cloneable") == 0 || strcmp(name, "java/io/Serializable") == 0;
    for (uint32_t i = 0; i < s->n_interfaces; i++)
        if (is_subclass(w, s->interfaces[i], t))
            return true;
    return s->super && is_subclass(w, s->super, t);
}

static struct world_method *own_method(struct world *w, struct world_class *c, const struct symbol *name,
                                       const struct symbol *desc)
{
    for (unsigned i = 0; c->cf && i < c->cf->n_methods; i++)
        if (c->cf->methods[i].name == name && (!desc || c->cf->methods[i].desc == desc))
            return w->methods.at[c->first_method + i];
    return NULL;
}

static struct world_method *find_in_interfaces(struct world *w, struct world_class *c,
                                               const struct symbol *name, const struct symbol *desc)
{
    for (; c; c = c->super)
        for (uint32_t i = 0; i < c->n_interfaces; i++) {
            struct world_method *m = own_method(w, c->interfaces[i], name, desc);
            if (!m)
                m = find_in_interfaces(w, c->interfaces[i], name, desc);
            if (m)
                return m;
        }
    return NULL;
}

static struct world_method *find_method(struct world *w, struct world_class *c, const struct symbol *name,
                                        const struct symbol *desc)
{
    for (struct world_class *s = c; s; s = s->super) {
        struct world_method *m = own_method(w, s, name, desc);
        if (m)
            return m;
    }
    return find_in_interfaces(w, c, name, desc);
}

static struct world_field *find_field(struct world *w, struct world_class *c, const struct symbol *name,
                                      const struct symbol *desc)
{
    for (; c; c = c->super) {
        for (unsigned i = 0; c->cf && i < c->cf->n_fields; i++)
            if (c->cf->fields[i].name == name && c->cf->fields[i].desc == desc)
                return w->fields.at[c->first_field + i];
        for (uint32_t i = 0; i < c->n_interfaces; i++) {
            struct world_field *f = find_field(w, c->interfaces[i], name, desc);
            if (f)
                return f;
        }
    }
    return NULL;
}

/* --------------------------------------------------------------------------------------- the environment */

static const struct env_class *env_class_info(void *cx, env_handle c)
{
    return &class_of(cx, c)->info;
}
static const struct env_method *env_method_info(void *cx, env_handle m)
{
    return &method_of(cx, m)->info;
}

static env_handle env_class_at(void *cx, const struct env_method *m, unsigned index)
{
    struct world_class *c = load(cx, cp_class_name(&m->cf->cp, index));
    return c ? c->info.handle : 0;
}

static env_handle env_descriptor_class(void *cx, const struct env_method *m, const char *desc, size_t len)
{
    (void)m;
    struct world_class *c = load_descriptor(cx, desc, len);
    if (!c)
        return 0;
    struct world_class *e = c;
    while (e->info.kind == ENV_ARRAY)
        e = class_of(cx, e->info.component);
    return e->info.kind == ENV_INTERFACE ? 0 : c->info.handle;
}

static bool env_field_at(void *cx, const struct env_method *m, unsigned index, bool is_static, bool is_put,
                         struct env_field *out)
{
    struct world *w = cx;
    (void)is_put;
    const struct const_pool *cp = &m->cf->cp;
    struct world_class *c = load(w, cp_ref_class(cp, index));
    struct world_field *f = c ? find_field(w, c, cp_ref_name(cp, index), cp_ref_desc(cp, index)) : NULL;
    if (!f || f->info.is_static != is_static)
        return false;
    *out = f->info;
    if (f->info.type == 'L')
        out->class = env_descriptor_class(cx, m, f->desc->utf8, f->desc->len);
    return true;
}

/* invokeBasic and linkTo*: a method for each descriptor. */
static bool polymorphic(struct world *w, struct world_method *m, const struct symbol *desc,
                        struct env_call *out)
{
    const char *holder = m->info.holder_name->utf8;
    bool handle = strcmp(holder, "java/lang/invoke/MethodHandle") == 0;
    if ((!handle && strcmp(holder, "java/lang/invoke/VarHandle") != 0) ||
        (m->info.access & (ACC_NATIVE | ACC_VARARGS)) != (ACC_NATIVE | ACC_VARARGS))
        return false;
    if (m->info.intrinsic == INTRINSIC_NONE)
        return true; /* a call site, which nobody has linked */
    struct world_method *copy = ARENA_NEW(&w->arena, struct world_method);
    *copy = *m;
    copy->info.handle = HANDLE(KIND_METHOD, w->methods.len);
    copy->info.desc = desc;
    vec_push(&w->methods, copy);
    out->kind = ENV_CALL_DIRECT;
    out->method = copy->info.handle;
    return true;
}

static void env_call_at(void *cx, const struct env_method *m, uint32_t bci, unsigned opcode, unsigned index,
                        struct env_call *out)
{
    struct world *w = cx;
    const struct const_pool *cp = &m->cf->cp;
    (void)bci;
    *out = (struct env_call){.kind = ENV_CALL_UNRESOLVED};
    if (opcode == BC_invokedynamic)
        return;
    struct world_class *c = load(w, cp_ref_class(cp, index));
    struct world_method *to = c ? find_method(w, c, cp_ref_name(cp, index), cp_ref_desc(cp, index)) : NULL;
    if (c && !to) {
        to = find_method(w, c, cp_ref_name(cp, index), NULL);
        if (to)
            polymorphic(w, to, cp_ref_desc(cp, index), out);
        return;
    }
    if (!to || ((to->info.access & ACC_STATIC) != 0) != (opcode == BC_invokestatic))
        return;
    if (polymorphic(w, to, cp_ref_desc(cp, index), out))
        return;
    out->method = to->info.handle;
    out->receiver = c->info.handle;
    if (opcode == BC_invokestatic || opcode == BC_invokespecial || to->info.is_final)
        out->kind = ENV_CALL_DIRECT;
    else
        out->kind = to->holder->info.kind == ENV_INTERFACE ? ENV_CALL_INTERFACE : ENV_CALL_VIRTUAL;
}

static bool env_constant_at(void *cx, const struct env_method *m, unsigned index, struct env_constant *out)
{
    struct world *w = cx;
    unsigned tag = m->cf->cp.tags[index];
    *out = (struct env_constant){.type = 'L'};
    if (tag == CP_Class) {
        struct world_class *c = load(w, cp_class_name(&m->cf->cp, index));
        out->object = c ? c->info.mirror : 0;
        return c != NULL;
    }
    if (tag != CP_String)
        return false;
    uintptr_t key = (uintptr_t)cp_class_name(&m->cf->cp, index); /* the text: same layout as a Class */
    uintptr_t known = (uintptr_t)ptr_map_get(&w->strings, key);
    if (!known) {
        known = INDEX(new_object(w, w->env.wellknown(w, ENV_STRING), 0));
        ptr_map_put(&w->strings, key, (void *)known);
    }
    out->object = HANDLE(KIND_OBJECT, known);
    return true;
}

static env_handle env_wellknown(void *cx, enum env_wellknown which)
{
    static const char *const names[] = {
        [ENV_OBJECT] = "java/lang/Object", [ENV_THROWABLE] = "java/lang/Throwable",
        [ENV_CLASS] = "java/lang/Class",   [ENV_STRING] = "java/lang/String",
        [ENV_BOOLEAN_ARRAY] = "[Z",        [ENV_CLONEABLE] = "java/lang/Cloneable"};
    const struct env_class *c = world_class(cx, names[which]);
    return c ? c->handle : 0;
}

static bool env_is_subclass(void *cx, env_handle s, env_handle t)
{
    return is_subclass(cx, class_of(cx, s), class_of(cx, t));
}

static env_handle env_array_of(void *cx, env_handle component)
{
    return array_class(cx, class_of(cx, component))->info.handle;
}

static env_handle env_primitive_array(void *cx, char element)
{
    return array_class(cx, primitive(cx, element))->info.handle;
}

static env_handle env_select(void *cx, env_handle class, env_handle method)
{
    struct world_method *m = method_of(cx, method);
    struct world_method *to = find_method(cx, class_of(cx, class), m->info.name, m->info.desc);
    return to && !(to->info.access & (ACC_ABSTRACT | ACC_STATIC)) ? to->info.handle : 0;
}

/* Walks the subclasses loaded so far, a few of them. */
static bool same_target(struct world *w, struct world_class *c, env_handle method, env_handle *target,
                        unsigned *budget)
{
    if ((*budget)-- == 0)
        return false;
    if (c->info.can_instantiate) {
        env_handle t = env_select(w, c->info.handle, method);
        if (!t || (*target && *target != t))
            return false;
        *target = t;
    }
    for (size_t i = 0; i < c->children.len; i++)
        if (*budget == 0 || !same_target(w, w->classes.at[c->children.at[i]], method, target, budget))
            return false;
    return true;
}

static env_handle env_unique_target(void *cx, env_handle class, env_handle method)
{
    struct world_class *c = class_of(cx, class);
    env_handle target = 0;
    unsigned budget = 20;
    if (c->info.kind != ENV_INSTANCE_CLASS || !same_target(cx, c, method, &target, &budget))
        return 0;
    return target;
}

static bool env_is_leaf(void *cx, env_handle class)
{
    struct world_class *c = class_of(cx, class);
    return c->info.kind == ENV_INSTANCE_CLASS && !c->info.is_abstract && c->children.len == 0;
}

static bool env_no_finalizer(void *cx, env_handle class)
{
    return !class_of(cx, class)->info.has_finalizer;
}

static env_handle env_object_class(void *cx, env_handle object)
{
    struct world *w = cx;
    const struct world_object *o = &w->objects.at[INDEX(object)];
    return o->mirror_of ? env_wellknown(cx, ENV_CLASS) : o->class;
}

static env_handle env_mirror_class(void *cx, env_handle object)
{
    struct world *w = cx;
    return w->objects.at[INDEX(object)].mirror_of;
}

static bool env_constant_field(void *cx, env_handle object, const struct env_field *field,
                               struct env_constant *out)
{
    (void)cx, (void)object, (void)field, (void)out;
    return false;
}

static env_handle env_no_target(void *cx, env_handle object)
{
    (void)cx, (void)object;
    return 0;
}

/* The class that an instruction with a site names; NULL: it names none. */
static const struct symbol *site_class(const struct env_method *m, const u1 *p)
{
    switch (*p) {
    case BC_invokevirtual:
    case BC_invokeinterface: return cp_ref_class(&m->cf->cp, read_u2(p + 1));
    case BC_checkcast:
    case BC_instanceof: return cp_class_name(&m->cf->cp, read_u2(p + 1));
    default: return NULL;
    }
}

/* Made-up profiles: half of the sites have seen one subclass or two; an eighth of the code has never run. */
static bool env_receivers(void *cx, const struct env_method *m, uint32_t bci, struct env_receivers *out)
{
    struct world *w = cx;
    const u1 *p = m->code->bytes + bci;
    unsigned mix = (bci * 7 + INDEX(m->handle)) % 4;
    const struct symbol *name = site_class(m, p);
    if (mix == 3 || name == NULL)
        return false;
    struct world_class *c = load(w, name);
    if (!c || c->info.kind != ENV_INSTANCE_CLASS)
        return false;
    *out = (struct env_receivers){0};
    if (c->info.can_instantiate)
        out->class[out->n++] = c->info.handle;
    for (size_t i = 0; i < c->children.len && out->n < 2; i++)
        if (w->classes.at[c->children.at[i]]->info.can_instantiate)
            out->class[out->n++] = w->classes.at[c->children.at[i]]->info.handle;
    out->percent[0] = out->n == 2 ? 90 : 100;
    out->percent[1] = 10;
    out->all = mix != 0;
    return out->n > 0;
}

static bool env_reached(void *cx, const struct env_method *m, uint32_t bci)
{
    (void)cx;
    return (bci * 13 + INDEX(m->handle)) % 8 != 0;
}

static bool env_inline_decision(void *cx, const struct env_inline_query *q)
{
    struct world *w = cx;
    if (w->options.keep_java && strncmp(q->callee->holder_name->utf8, "java/", 5) == 0)
        return false;
    return q->callee->code->length <= w->options.inline_bytes && q->depth < w->options.inline_depth &&
           q->recursion < 2 && q->values < 20000;
}

static void env_depend(void *cx, const struct env_dependency *d)
{
    (void)d;
    ((struct world *)cx)->dependencies++;
}

/* ----------------------------------------------------------------------------------------------- interface
 */

struct world *world_new(const struct world_options *options)
{
    struct world *w = xcalloc(1, sizeof *w);
    w->options = *options;
    arena_init(&w->arena);
    w->symbols = symbol_table_new();
    vec_push(&w->classes, NULL);
    vec_push(&w->methods, NULL);
    vec_push(&w->fields, NULL);
    vec_push(&w->objects, (struct world_object){0});
    w->env = (struct compile_env){.cx = w,
                                  .class_info = env_class_info,
                                  .method_info = env_method_info,
                                  .class_at = env_class_at,
                                  .field_at = env_field_at,
                                  .call_at = env_call_at,
                                  .constant_at = env_constant_at,
                                  .descriptor_class = env_descriptor_class,
                                  .wellknown = env_wellknown,
                                  .is_subclass = env_is_subclass,
                                  .array_of = env_array_of,
                                  .primitive_array = env_primitive_array,
                                  .is_leaf = env_is_leaf,
                                  .no_finalizer = env_no_finalizer,
                                  .unique_target = env_unique_target,
                                  .select = env_select,
                                  .object_class = env_object_class,
                                  .mirror_class = env_mirror_class,
                                  .constant_field = env_constant_field,
                                  .basic_target = env_no_target,
                                  .member_target = env_no_target,
                                  .inline_decision = env_inline_decision,
                                  .depend = env_depend};
    if (options->guess) {
        w->env.receivers = env_receivers;
        w->env.reached = env_reached;
    }
    return w;
}

void world_free(struct world *w)
{
    for (size_t i = 1; i < w->classes.len; i++)
        vec_free(&w->classes.at[i]->children);
    vec_free(&w->classes);
    vec_free(&w->methods);
    vec_free(&w->fields);
    vec_free(&w->objects);
    vec_free(&w->sources);
    ptr_map_free(&w->by_name);
    ptr_map_free(&w->strings);
    buf_free(&w->name);
    symbol_table_free(w->symbols);
    arena_release(&w->arena);
    free(w);
}

void world_add_source(struct world *w, struct class_source *s)
{
    vec_push(&w->sources, s);
}
const struct compile_env *world_env(struct world *w)
{
    return &w->env;
}

const struct env_class *world_class(struct world *w, const char *name)
{
    struct world_class *c = load(w, symbol_intern_z(w->symbols, name));
    return c ? &c->info : NULL;
}

const struct classfile *world_classfile(struct world *w, env_handle class)
{
    return class_of(w, class)->cf;
}

env_handle world_method(struct world *w, env_handle class, unsigned slot)
{
    return HANDLE(KIND_METHOD, class_of(w, class)->first_method + slot);
}

env_handle world_find_method(struct world *w, env_handle class, const char *name, const char *desc)
{
    struct world_method *m = find_method(w, class_of(w, class), symbol_intern_z(w->symbols, name),
                                         desc ? symbol_intern_z(w->symbols, desc) : NULL);
    return m ? m->info.handle : 0;
}

const char *world_name(void *world, uint64_t handle)
{
    struct world *w = world;
    buf_clear(&w->name);
    switch (handle >> 32) {
    case KIND_CLASS: return class_of(w, handle)->info.name->utf8;
    case KIND_METHOD: {
        const struct env_method *m = &method_of(w, handle)->info;
        buf_printf(&w->name, "%s.%s%s", m->holder_name->utf8, m->name->utf8, m->desc->utf8);
        return buf_str(&w->name);
    }
    case KIND_FIELD: return w->fields.at[INDEX(handle)]->name->utf8;
    case KIND_STATICS:
        buf_printf(&w->name, "statics of %s", w->classes.at[INDEX(handle)]->info.name->utf8);
        break;
    case KIND_OBJECT: {
        const struct world_object *o = &w->objects.at[INDEX(handle)];
        env_handle class = o->mirror_of ? o->mirror_of : o->class;
        buf_printf(&w->name, "%s %s", o->mirror_of ? "class" : "a", class_of(w, class)->info.name->utf8);
        break;
    }
    default: return NULL;
    }
    return buf_str(&w->name);
}

unsigned world_dependencies(const struct world *w)
{
    return w->dependencies;
}
