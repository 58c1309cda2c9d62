/*
 * reflect.c - java.lang.reflect objects made from metadata, and the way back; boxes.
 *
 * A Method, Constructor or Field finds its metadata through (clazz, slot). Annotations travel as the
 * attribute's bytes and are parsed in Java.
 */
#include "runtime/jdk/jvm_internal.h"

#define METHOD_MODIFIERS                                                                                     \
    (ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED | ACC_STATIC | ACC_FINAL | ACC_SYNCHRONIZED | ACC_BRIDGE |     \
     ACC_VARARGS | ACC_NATIVE | ACC_ABSTRACT | ACC_STRICT | ACC_SYNTHETIC)
#define FIELD_MODIFIERS                                                                                      \
    (ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED | ACC_STATIC | ACC_FINAL | ACC_VOLATILE | ACC_TRANSIENT |      \
     ACC_ENUM | ACC_SYNTHETIC)

struct object *new_wellknown(struct thread *t, struct class **entry)
{
    struct class *c = wk_class(t, entry);
    if (c == NULL || (!class_is_initialized(c) && !class_init(t, c)))
        return NULL;
    return heap_alloc_object(t, c);
}

/* ---- types ---- */

static struct object *type_mirror(struct thread *t, const struct class *from, const char *desc, size_t len)
{
    return mirror_or_null(class_for_descriptor(t, from->loader, desc, len));
}

struct object *reflect_parameter_types(struct thread *t, struct method *m)
{
    struct object *types = heap_alloc_object_array(t, t->vm->wk.Class, (int32_t)strlen(m->arg_types));
    if (types == NULL)
        return NULL;
    struct desc_iter it;
    desc_iter_init(&it, m->desc);
    for (int32_t i = 0; desc_next_param(&it); i++) {
        struct object *mirror = type_mirror(t, m->klass, it.start, it.len);
        if (mirror == NULL)
            return NULL;
        ref_array_set(types, i, mirror);
    }
    return types;
}

struct object *reflect_return_type(struct thread *t, struct method *m)
{
    struct desc_iter it;
    desc_iter_init(&it, m->desc);
    desc_return(&it);
    return type_mirror(t, m->klass, it.start, it.len);
}

struct object *reflect_exception_types(struct thread *t, struct method *m)
{
    int32_t n = m->cf != NULL ? m->cf->n_exceptions : 0;
    struct object *types = heap_alloc_object_array(t, t->vm->wk.Class, n);
    for (int32_t i = 0; types != NULL && i < n; i++) {
        struct class *c = resolve_class(t, m->klass, m->cf->exceptions[i]);
        if (c == NULL)
            return NULL;
        ref_array_set(types, i, class_mirror(c));
    }
    return types;
}

/* ---- metadata -> object ---- */

/* Stores V at OFFSET, unless making it has thrown. */
static bool set(struct thread *t, struct object *o, int32_t offset, struct object *v)
{
    if (t->exception != NULL)
        return false;
    set_ref_field(o, offset, v);
    return true;
}

static struct object *signature_string(struct thread *t, const struct symbol *signature)
{
    return signature != NULL ? string_from_symbol(t, signature) : NULL;
}

struct object *reflect_new_method(struct thread *t, struct method *m)
{
    const struct wellknown *wk = &t->vm->wk;
    struct object *o = new_wellknown(t, &t->vm->wk.Method);
    if (o == NULL)
        return NULL;
    set_ref_field(o, wk->Method_clazz, class_mirror(m->klass));
    set_int_field(o, wk->Method_slot, m->slot);
    set_int_field(o, wk->Method_modifiers, (int32_t)(m->access & METHOD_MODIFIERS));
    bool ok = set(t, o, wk->Method_parameterTypes, reflect_parameter_types(t, m)) &&
              set(t, o, wk->Method_returnType, reflect_return_type(t, m)) &&
              set(t, o, wk->Method_exceptionTypes, reflect_exception_types(t, m)) &&
              set(t, o, wk->Method_name, string_from_symbol(t, m->name));
    if (ok && m->cf != NULL)
        ok =
            set(t, o, wk->Method_signature, signature_string(t, m->cf->signature)) &&
            set(t, o, wk->Method_annotations, bytes_of_attribute(t, m->cf->annotations)) &&
            set(t, o, wk->Method_parameterAnnotations, bytes_of_attribute(t, m->cf->parameter_annotations)) &&
            set(t, o, wk->Method_annotationDefault, bytes_of_attribute(t, m->cf->annotation_default));
    return ok ? o : NULL;
}

struct object *reflect_new_constructor(struct thread *t, struct method *m)
{
    const struct wellknown *wk = &t->vm->wk;
    struct object *o = new_wellknown(t, &t->vm->wk.Constructor);
    if (o == NULL)
        return NULL;
    set_ref_field(o, wk->Constructor_clazz, class_mirror(m->klass));
    set_int_field(o, wk->Constructor_slot, m->slot);
    set_int_field(o, wk->Constructor_modifiers, (int32_t)(m->access & METHOD_MODIFIERS));
    bool ok = set(t, o, wk->Constructor_parameterTypes, reflect_parameter_types(t, m)) &&
              set(t, o, wk->Constructor_exceptionTypes, reflect_exception_types(t, m));
    if (ok && m->cf != NULL)
        ok = set(t, o, wk->Constructor_signature, signature_string(t, m->cf->signature)) &&
             set(t, o, wk->Constructor_annotations, bytes_of_attribute(t, m->cf->annotations)) &&
             set(t, o, wk->Constructor_parameterAnnotations,
                 bytes_of_attribute(t, m->cf->parameter_annotations));
    return ok ? o : NULL;
}

struct object *reflect_new_field(struct thread *t, struct field *f)
{
    const struct wellknown *wk = &t->vm->wk;
    struct object *type = type_mirror(t, f->klass, f->desc->utf8, f->desc->len);
    struct object *o = type != NULL ? new_wellknown(t, &t->vm->wk.Field) : NULL;
    if (o == NULL)
        return NULL;
    set_ref_field(o, wk->Field_clazz, class_mirror(f->klass));
    set_int_field(o, wk->Field_slot, f->slot);
    set_int_field(o, wk->Field_modifiers, f->access & FIELD_MODIFIERS);
    set_ref_field(o, wk->Field_type, type);
    FIELD_AT(uint8_t, o, wk->Field_trustedFinal) = f->trusted_final;
    bool ok = set(t, o, wk->Field_name, string_from_symbol(t, f->name));
    if (ok && f->cf != NULL)
        ok = set(t, o, wk->Field_signature, signature_string(t, f->cf->signature)) &&
             set(t, o, wk->Field_annotations, bytes_of_attribute(t, f->cf->annotations));
    return ok ? o : NULL;
}

/* ---- object -> metadata ---- */

struct method *reflect_method_of(struct thread *t, struct object *o)
{
    const struct wellknown *wk = &t->vm->wk;
    struct class *c = NULL;
    int32_t slot = -1;
    if (o == NULL)
        return NULL;
    if (o->klass == wk->Method) {
        c = class_from_mirror(ref_field(o, wk->Method_clazz));
        slot = int_field(o, wk->Method_slot);
    } else if (o->klass == wk->Constructor) {
        c = class_from_mirror(ref_field(o, wk->Constructor_clazz));
        slot = int_field(o, wk->Constructor_slot);
    }
    return c != NULL && slot >= 0 && slot < c->n_methods ? &c->methods[slot] : NULL;
}

struct field *reflect_field_of(struct thread *t, struct object *o)
{
    const struct wellknown *wk = &t->vm->wk;
    if (o == NULL || o->klass != wk->Field)
        return NULL;
    struct class *c = class_from_mirror(ref_field(o, wk->Field_clazz));
    int32_t slot = int_field(o, wk->Field_slot);
    return c != NULL && slot >= 0 && slot < c->n_fields ? &c->fields[slot] : NULL;
}

/* ---- boxes ---- */

struct object *reflect_box(struct thread *t, char type, union slot v)
{
    struct wellknown *wk = &t->vm->wk;
    struct object *o;
    switch (type) {
    case 'L':
    case '[': return v.a;
    case 'V': return NULL;
#define BOX(letter, Class, ctype, member)                                                                    \
    case letter:                                                                                             \
        if ((o = new_wellknown(t, &wk->Class)) != NULL)                                                      \
            FIELD_AT(ctype, o, wk->Class##_value) = (ctype)(member);                                         \
        return o;
        BOX('Z', Boolean, uint8_t, v.i & 1)
        BOX('B', Byte, int8_t, v.i)
        BOX('C', Character, uint16_t, v.i)
        BOX('S', Short, int16_t, v.i)
        BOX('I', Integer, int32_t, v.i)
        BOX('J', Long, int64_t, v.l)
        BOX('F', Float, float, v.f)
        BOX('D', Double, double, v.d)
#undef BOX
    default: vm_abort("reflect_box: type '%c'", type);
    }
}

char reflect_box_value(struct vm *vm, struct object *o, union slot *out)
{
    const struct wellknown *wk = &vm->wk;
    const struct class *c = o->klass;
    out->raw = 0;
#define UNBOX(letter, Class, ctype, member)                                                                  \
    if (c == wk->Class) {                                                                                    \
        out->member = FIELD_AT(ctype, o, wk->Class##_value);                                                 \
        return letter;                                                                                       \
    }
    UNBOX('I', Integer, int32_t, i)
    UNBOX('J', Long, int64_t, l)
    UNBOX('Z', Boolean, uint8_t, i)
    UNBOX('D', Double, double, d)
    UNBOX('F', Float, float, f)
    UNBOX('B', Byte, int8_t, i)
    UNBOX('C', Character, uint16_t, i)
    UNBOX('S', Short, int16_t, i)
#undef UNBOX
    return 0;
}

bool reflect_widen(char from, char to, union slot *v)
{
    if (from == to)
        return true;
    bool from_int = from == 'B' || from == 'S' || from == 'C' || from == 'I';
    switch (to) {
    case 'S': return from == 'B';
    case 'I': return from_int;
    case 'J':
        if (from_int)
            v->l = v->i;
        return from_int;
    case 'F':
        if (from_int || from == 'J')
            v->f = from_int ? (float)v->i : (float)v->l;
        return from_int || from == 'J';
    case 'D':
        if (from_int)
            v->d = v->i;
        else if (from == 'J')
            v->d = (double)v->l;
        else if (from == 'F')
            v->d = v->f;
        else
            return false;
        return true;
    default: return false;
    }
}

bool reflect_unbox(struct thread *t, struct object *o, char to, union slot *out)
{
    if (to == 'L' || to == '[') {
        out->a = o;
        return true;
    }
    char from = o != NULL ? reflect_box_value(t->vm, o, out) : 0;
    return from != 0 && reflect_widen(from, to, out);
}
