/*
 * jvm_constpool.c - jdk.internal.reflect.ConstantPool, through which the JDK reads annotations.
 *
 * The Java object holds the class it belongs to in constantPoolOop. Indices come from attribute bytes that
 * nobody has checked, so every access checks bounds and tag.
 */
#include "runtime/jdk/jvm_internal.h"

SAMOVAR_EXPORT jobject JNICALL JVM_GetClassConstantPool(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    struct class *c = handle_class(cls);
    struct object *o = is_instance_class(c) ? new_wellknown(t, &t->vm->wk.ConstantPool) : NULL;
    if (o != NULL)
        set_ref_field(o, t->vm->wk.ConstantPool_constantPoolOop, class_mirror(c));
    JVM_RETURN_LOCAL(o);
}

static struct class *pool_class(struct thread *t, jobject pool)
{
    struct object *o = handle_get(pool);
    struct class *c =
        o != NULL ? class_from_mirror(ref_field(o, t->vm->wk.ConstantPool_constantPoolOop)) : NULL;
    if (is_instance_class(c))
        return c;
    throw_new(t, "java/lang/NullPointerException", NULL);
    return NULL;
}

#define TAG(x)      (1u << (x))
#define TAGS_METHOD (TAG(CP_Methodref) | TAG(CP_InterfaceMethodref))
#define TAGS_MEMBER (TAGS_METHOD | TAG(CP_Fieldref))
#define TAGS_ANY    (~0u)

/* The class behind the pool when entry INDEX exists and has one of TAGS; else NULL and
 * IllegalArgumentException. */
static struct class *pool_entry(struct thread *t, jobject pool, jint index, unsigned tags)
{
    struct class *c = pool_class(t, pool);
    if (c == NULL)
        return NULL;
    if (index < 0 || index >= c->cf->cp.count)
        throw_new(t, "java/lang/IllegalArgumentException", "Constant pool index out of bounds");
    else if (!(TAG(c->cf->cp.tags[index]) & tags))
        throw_new(t, "java/lang/IllegalArgumentException", "Wrong type at constant pool index");
    else
        return c;
    return NULL;
}

SAMOVAR_EXPORT jint JNICALL JVM_ConstantPoolGetSize(JNIEnv *env, jobject pool, jobject unused)
{
    (void)unused;
    JNI_ENTER(env);
    struct class *c = pool_class(t, pool);
    JNI_LEAVE();
    return c != NULL ? c->cf->cp.count : 0;
}

/* Entries that are a number. MEMBER is the field of union cp_const. */
#define NUMBER_AT(Name, jtype, tag, member)                                                                  \
    SAMOVAR_EXPORT jtype JNICALL JVM_ConstantPoolGet##Name##At(JNIEnv *env, jobject pool, jobject unused,    \
                                                               jint index)                                   \
    {                                                                                                        \
        (void)unused;                                                                                        \
        JNI_ENTER(env);                                                                                      \
        struct class *c = pool_entry(t, pool, index, TAG(tag));                                              \
        JNI_LEAVE();                                                                                         \
        return c != NULL ? c->cf->cp.c[index].member : 0;                                                    \
    }
NUMBER_AT(Int, jint, CP_Integer, i)
NUMBER_AT(Long, jlong, CP_Long, l)
NUMBER_AT(Float, jfloat, CP_Float, f)
NUMBER_AT(Double, jdouble, CP_Double, d)
#undef NUMBER_AT

SAMOVAR_EXPORT jbyte JNICALL JVM_ConstantPoolGetTagAt(JNIEnv *env, jobject pool, jobject unused, jint index)
{
    (void)unused;
    JNI_ENTER(env);
    struct class *c = pool_entry(t, pool, index, TAGS_ANY);
    JNI_LEAVE();
    return c != NULL ? (jbyte)c->cf->cp.tags[index] : 0;
}

SAMOVAR_EXPORT jstring JNICALL JVM_ConstantPoolGetUTF8At(JNIEnv *env, jobject pool, jobject unused,
                                                         jint index)
{
    (void)unused;
    JNI_ENTER(env);
    struct class *c = pool_entry(t, pool, index, TAG(CP_Utf8));
    JVM_RETURN_LOCAL(c != NULL ? string_from_symbol(t, cp_utf8(&c->cf->cp, (unsigned)index)) : NULL);
}

SAMOVAR_EXPORT jstring JNICALL JVM_ConstantPoolGetStringAt(JNIEnv *env, jobject pool, jobject unused,
                                                           jint index)
{
    (void)unused;
    JNI_ENTER(env);
    struct class *c = pool_entry(t, pool, index, TAG(CP_String));
    union slot v = {0};
    char type;
    bool ok = c != NULL && resolve_constant(t, c, (unsigned)index, &v, &type);
    JVM_RETURN_LOCAL(ok ? v.a : NULL);
}

/* ---- classes and members. `resolve`: load what is not loaded yet; else such entries give NULL. ---- */

static struct class *class_at(struct thread *t, struct class *c, unsigned index, bool resolve)
{
    if (resolve)
        return resolve_class(t, c, index);
    if (class_pool_names_self(c, index))
        return c;
    return class_find_loaded(c->loader, cp_class_name(&c->cf->cp, index));
}

static struct object *class_mirror_at(struct thread *t, jobject pool, jint index, bool resolve)
{
    struct class *c = pool_entry(t, pool, index, TAG(CP_Class));
    return c != NULL ? mirror_or_null(class_at(t, c, (unsigned)index, resolve)) : NULL;
}

SAMOVAR_EXPORT jclass JNICALL JVM_ConstantPoolGetClassAt(JNIEnv *env, jobject pool, jobject unused,
                                                         jint index)
{
    (void)unused;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(class_mirror_at(t, pool, index, true));
}

SAMOVAR_EXPORT jclass JNICALL JVM_ConstantPoolGetClassAtIfLoaded(JNIEnv *env, jobject pool, jobject unused,
                                                                 jint index)
{
    (void)unused;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(class_mirror_at(t, pool, index, false));
}

static struct object *method_at(struct thread *t, jobject pool, jint index, bool resolve)
{
    struct class *c = pool_entry(t, pool, index, TAGS_METHOD);
    if (c == NULL)
        return NULL;
    const struct const_pool *cp = &c->cf->cp;
    struct class *holder = class_at(t, c, cp->c[index].ref.a, resolve);
    if (holder == NULL)
        return NULL;
    struct symbol *name = cp_ref_name(cp, (unsigned)index), *desc = cp_ref_desc(cp, (unsigned)index);
    struct method *m = holder->is_interface ? class_find_interface_method(holder, name, desc)
                                            : class_find_method(holder, name, desc);
    if (m == NULL) {
        throw_new(t, "java/lang/RuntimeException", "Unable to look up method in target class");
        return NULL;
    }
    return m->flags & MF_INITIALIZER ? reflect_new_constructor(t, m) : reflect_new_method(t, m);
}

SAMOVAR_EXPORT jobject JNICALL JVM_ConstantPoolGetMethodAt(JNIEnv *env, jobject pool, jobject unused,
                                                           jint index)
{
    (void)unused;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(method_at(t, pool, index, true));
}

SAMOVAR_EXPORT jobject JNICALL JVM_ConstantPoolGetMethodAtIfLoaded(JNIEnv *env, jobject pool, jobject unused,
                                                                   jint index)
{
    (void)unused;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(method_at(t, pool, index, false));
}

static struct object *field_at(struct thread *t, jobject pool, jint index, bool resolve)
{
    struct class *c = pool_entry(t, pool, index, TAG(CP_Fieldref));
    if (c == NULL)
        return NULL;
    const struct const_pool *cp = &c->cf->cp;
    struct class *holder = class_at(t, c, cp->c[index].ref.a, resolve);
    if (holder == NULL)
        return NULL;
    struct field *f =
        class_find_field(holder, cp_ref_name(cp, (unsigned)index), cp_ref_desc(cp, (unsigned)index));
    if (f == NULL) {
        throw_new(t, "java/lang/RuntimeException", "Unable to look up field in target class");
        return NULL;
    }
    return reflect_new_field(t, f);
}

SAMOVAR_EXPORT jobject JNICALL JVM_ConstantPoolGetFieldAt(JNIEnv *env, jobject pool, jobject unused,
                                                          jint index)
{
    (void)unused;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(field_at(t, pool, index, true));
}

SAMOVAR_EXPORT jobject JNICALL JVM_ConstantPoolGetFieldAtIfLoaded(JNIEnv *env, jobject pool, jobject unused,
                                                                  jint index)
{
    (void)unused;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(field_at(t, pool, index, false));
}

/* ---- names ---- */

static struct object *string_array(struct thread *t, struct symbol *const *symbols, int32_t n)
{
    struct object *r = heap_alloc_object_array(t, t->vm->wk.String, n);
    for (int32_t i = 0; r != NULL && i < n; i++) {
        struct object *s = string_from_symbol(t, symbols[i]);
        if (s == NULL)
            return NULL;
        ref_array_set(r, i, s);
    }
    return r;
}

/* {class, name, descriptor} of a member reference. */
SAMOVAR_EXPORT jobjectArray JNICALL JVM_ConstantPoolGetMemberRefInfoAt(JNIEnv *env, jobject pool,
                                                                       jobject unused, jint index)
{
    (void)unused;
    JNI_ENTER(env);
    struct class *c = pool_entry(t, pool, index, TAGS_MEMBER);
    struct object *r = NULL;
    if (c != NULL) {
        const struct const_pool *cp = &c->cf->cp;
        unsigned i = (unsigned)index;
        r = string_array(t, (struct symbol *[]){cp_ref_class(cp, i), cp_ref_name(cp, i), cp_ref_desc(cp, i)},
                         3);
    }
    JVM_RETURN_LOCAL(r);
}

/* {name, descriptor}. */
SAMOVAR_EXPORT jobjectArray JNICALL JVM_ConstantPoolGetNameAndTypeRefInfoAt(JNIEnv *env, jobject pool,
                                                                            jobject unused, jint index)
{
    (void)unused;
    JNI_ENTER(env);
    struct class *c = pool_entry(t, pool, index, TAG(CP_NameAndType));
    struct object *r = NULL;
    if (c != NULL) {
        const struct const_pool *cp = &c->cf->cp;
        r = string_array(
            t, (struct symbol *[]){cp_utf8(cp, cp->c[index].ref.a), cp_utf8(cp, cp->c[index].ref.b)}, 2);
    }
    JVM_RETURN_LOCAL(r);
}

SAMOVAR_EXPORT jint JNICALL JVM_ConstantPoolGetClassRefIndexAt(JNIEnv *env, jobject pool, jobject unused,
                                                               jint index)
{
    (void)unused;
    JNI_ENTER(env);
    struct class *c = pool_entry(t, pool, index, TAGS_MEMBER);
    JNI_LEAVE();
    return c != NULL ? c->cf->cp.c[index].ref.a : 0;
}

SAMOVAR_EXPORT jint JNICALL JVM_ConstantPoolGetNameAndTypeRefIndexAt(JNIEnv *env, jobject pool,
                                                                     jobject unused, jint index)
{
    (void)unused;
    JNI_ENTER(env);
    struct class *c = pool_entry(t, pool, index, TAGS_MEMBER | TAG(CP_InvokeDynamic) | TAG(CP_Dynamic));
    JNI_LEAVE();
    return c != NULL ? c->cf->cp.c[index].ref.b : 0;
}
