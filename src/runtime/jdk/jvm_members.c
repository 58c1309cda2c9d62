/* jvm_members.c - JVM_* entry points that list a class's members: methods, constructors, fields, record
 * components. */
#include "runtime/jdk/jvm_internal.h"

/* ---- getDeclaredX0 ---- */

static bool wanted_method(const struct method *m, bool constructors, bool public_only)
{
    if (m->flags & MF_CLINIT || m->cf == NULL || (public_only && !(m->access & ACC_PUBLIC)))
        return false;
    return ((m->flags & MF_INITIALIZER) != 0) == constructors;
}

static struct object *declared_methods(struct thread *t, struct class *c, bool constructors, bool public_only)
{
    struct class *type = wk_class(t, constructors ? &t->vm->wk.Constructor : &t->vm->wk.Method);
    bool has = is_instance_class(c);
    if (type == NULL || (has && !class_link(t, c)))
        return NULL;
    int32_t n = 0;
    for (unsigned i = 0; has && i < c->n_methods; i++)
        n += wanted_method(&c->methods[i], constructors, public_only);
    struct object *r = heap_alloc_object_array(t, type, n);
    if (r == NULL)
        return NULL;
    int32_t at = 0;
    for (unsigned i = 0; has && i < c->n_methods; i++) {
        struct method *m = &c->methods[i];
        if (!wanted_method(m, constructors, public_only))
            continue;
        struct object *o = constructors ? reflect_new_constructor(t, m) : reflect_new_method(t, m);
        if (o == NULL)
            return NULL;
        ref_array_set(r, at++, o);
    }
    return r;
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassDeclaredMethods(JNIEnv *env, jclass cls, jboolean public_only)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(declared_methods(t, handle_class(cls), false, public_only));
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassDeclaredConstructors(JNIEnv *env, jclass cls,
                                                                     jboolean public_only)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(declared_methods(t, handle_class(cls), true, public_only));
}

static bool wanted_field(const struct field *f, bool public_only)
{
    return f->cf != NULL &&
           (!public_only || (f->access & ACC_PUBLIC)); /* fields that the VM injects are not shown */
}

static struct object *declared_fields(struct thread *t, struct class *c, bool public_only)
{
    struct class *type = wk_class(t, &t->vm->wk.Field);
    bool has = is_instance_class(c);
    if (type == NULL || (has && !class_link(t, c)))
        return NULL;
    int32_t n = 0;
    for (unsigned i = 0; has && i < c->n_fields; i++)
        n += wanted_field(&c->fields[i], public_only);
    struct object *r = heap_alloc_object_array(t, type, n);
    if (r == NULL)
        return NULL;
    int32_t at = 0;
    for (unsigned i = 0; has && i < c->n_fields; i++) {
        if (!wanted_field(&c->fields[i], public_only))
            continue;
        struct object *o = reflect_new_field(t, &c->fields[i]);
        if (o == NULL)
            return NULL;
        ref_array_set(r, at++, o);
    }
    return r;
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassDeclaredFields(JNIEnv *env, jclass cls, jboolean public_only)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(declared_fields(t, handle_class(cls), public_only));
}

/* ---- records ---- */

/* The attribute alone does not make a record: also final, and a direct subclass of java.lang.Record. */
bool class_is_record(const struct class *c)
{
    return c->is_record && (c->access & ACC_FINAL) && c->super != NULL && c->super == c->vm->wk.Record;
}

SAMOVAR_EXPORT jboolean JNICALL JVM_IsRecord(JNIEnv *env, jclass cls)
{
    (void)env;
    return class_is_record(handle_class(cls));
}

/* The accessor is the instance method without parameters that has the component's name and type; null without
 * one. */
static struct object *record_accessor(struct thread *t, struct class *c, const struct cf_record_component *rc)
{
    struct buf desc = {0};
    buf_printf(&desc, "()%s", rc->desc->utf8);
    struct symbol *d = symbol_lookup(t->vm->symbols, buf_str(&desc), desc.len);
    buf_free(&desc);
    struct method *m = d != NULL ? class_own_method(c, rc->name, d) : NULL;
    return m != NULL && !method_is_static(m) ? reflect_new_method(t, m) : NULL;
}

static struct object *new_record_component(struct thread *t, struct class *c,
                                           const struct cf_record_component *rc)
{
    const struct wellknown *wk = &t->vm->wk;
    struct object *o = new_wellknown(t, &t->vm->wk.RecordComponent);
    if (o == NULL)
        return NULL;
    set_ref_field(o, wk->RecordComponent_clazz, class_mirror(c));
    struct class *type = class_for_descriptor(t, c->loader, rc->desc->utf8, rc->desc->len);
    struct object *name = type != NULL ? string_from_symbol(t, rc->name) : NULL;
    if (name == NULL)
        return NULL;
    set_ref_field(o, wk->RecordComponent_type, class_mirror(type));
    set_ref_field(o, wk->RecordComponent_name, name);
    struct object *accessor = record_accessor(t, c, rc);
    if (t->exception != NULL)
        return NULL;
    set_ref_field(o, wk->RecordComponent_accessor, accessor);
    if (rc->signature != NULL)
        set_ref_field(o, wk->RecordComponent_signature, string_from_symbol(t, rc->signature));
    if (t->exception == NULL)
        set_ref_field(o, wk->RecordComponent_annotations, bytes_of_attribute(t, rc->annotations));
    if (t->exception == NULL)
        set_ref_field(o, wk->RecordComponent_typeAnnotations, bytes_of_attribute(t, rc->type_annotations));
    return t->exception == NULL ? o : NULL;
}

static struct object *record_components(struct thread *t, struct class *c)
{
    if (!is_instance_class(c) || !c->cf->is_record)
        return NULL;
    struct class *type = wk_class(t, &t->vm->wk.RecordComponent);
    struct object *r = type != NULL ? heap_alloc_object_array(t, type, c->cf->n_record_components) : NULL;
    for (int32_t i = 0; r != NULL && i < c->cf->n_record_components; i++) {
        struct object *o = new_record_component(t, c, &c->cf->record_components[i]);
        if (o == NULL)
            return NULL;
        ref_array_set(r, i, o);
    }
    return r;
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetRecordComponents(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(record_components(t, handle_class(cls)));
}

/* ---- of one member ---- */

SAMOVAR_EXPORT jbyteArray JNICALL JVM_GetMethodTypeAnnotations(JNIEnv *env, jobject method)
{
    JNI_ENTER(env);
    struct method *m = reflect_method_of(t, handle_get(method));
    JVM_RETURN_LOCAL(m != NULL && m->cf != NULL ? bytes_of_attribute(t, m->cf->type_annotations) : NULL);
}

SAMOVAR_EXPORT jbyteArray JNICALL JVM_GetFieldTypeAnnotations(JNIEnv *env, jobject field)
{
    JNI_ENTER(env);
    struct field *f = reflect_field_of(t, handle_get(field));
    JVM_RETURN_LOCAL(f != NULL && f->cf != NULL ? bytes_of_attribute(t, f->cf->type_annotations) : NULL);
}

static unsigned be16(const u1 *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

/* Parameter[] from the MethodParameters attribute; NULL when the method has none. */
static struct object *method_parameters(struct thread *t, struct object *executable)
{
    const struct wellknown *wk = &t->vm->wk;
    struct method *m = reflect_method_of(t, executable);
    if (m == NULL || m->cf == NULL || m->cf->method_parameters.data == NULL ||
        m->cf->method_parameters.len == 0)
        return NULL;
    const u1 *p = m->cf->method_parameters.data;
    int32_t n = *p++;
    const struct const_pool *cp = &m->klass->cf->cp;
    if (m->cf->method_parameters.len < 1 + 4 * (u4)n)
        return NULL;
    for (int32_t i = 0; i < n; i++) {
        unsigned name = be16(p + 4 * i);
        if (name >= cp->count || (name != 0 && cp->tags[name] != CP_Utf8)) {
            throw_new(t, "java/lang/IllegalArgumentException", "%s",
                      name >= cp->count ? "Constant pool index out of bounds"
                                        : "Wrong type at constant pool index");
            return NULL;
        }
    }
    struct class *type = wk_class(t, &t->vm->wk.Parameter);
    struct object *r = type != NULL ? heap_alloc_object_array(t, type, n) : NULL;
    for (int32_t i = 0; r != NULL && i < n; i++, p += 4) {
        struct object *o = new_wellknown(t, &t->vm->wk.Parameter);
        if (o == NULL)
            return NULL;
        if (be16(p) != 0)
            set_ref_field(o, wk->Parameter_name, string_from_symbol(t, cp_utf8(cp, be16(p))));
        if (t->exception != NULL)
            return NULL;
        set_int_field(o, wk->Parameter_modifiers, (int32_t)be16(p + 2));
        set_ref_field(o, wk->Parameter_executable, executable);
        set_int_field(o, wk->Parameter_index, i);
        ref_array_set(r, i, o);
    }
    return r;
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetMethodParameters(JNIEnv *env, jobject method)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(method_parameters(t, handle_get(method)));
}
