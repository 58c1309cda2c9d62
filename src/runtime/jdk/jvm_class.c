/* jvm_class.c - JVM_* entry points that describe a class: names, flags, nesting, nests, records, attributes.
 */
#include "runtime/jdk/jvm_internal.h"

struct object *ref_array_truncated(struct thread *t, struct object *array, int32_t n)
{
    if (array == NULL || array_length(array) == n)
        return array;
    struct object *copy = heap_alloc_array(t, array->klass, n);
    if (copy != NULL)
        memcpy(array_data(copy), array_data(array), (size_t)n * sizeof(struct object *));
    return copy;
}

static struct object *new_class_array(struct thread *t, int32_t n)
{
    return heap_alloc_object_array(t, t->vm->wk.Class, n);
}

/* ---- names and flags ---- */

struct object *class_name_string(struct thread *t, struct class *c)
{
    struct buf b = {0};
    class_external_name(c, &b);
    struct object *s = string_new_utf8(t, buf_str(&b), b.len);
    buf_free(&b);
    if (s != NULL)
        s = string_intern(t, s);
    if (s != NULL)
        set_ref_field(class_mirror(c), t->vm->wk.Class_name, s);
    return s;
}

bool class_pool_names_self(const struct class *c, unsigned i)
{
    return i != 0 && (i == c->cf->this_index || cp_class_name(&c->cf->cp, i) == c->name);
}

/* The class's own InnerClasses entry, or NULL for a top-level class. */
static const struct cf_inner_class *own_inner_entry(const struct class *c)
{
    for (unsigned i = 0; i < c->cf->n_inner_classes; i++)
        if (class_pool_names_self(c, c->cf->inner_classes[i].inner))
            return &c->cf->inner_classes[i];
    return NULL;
}

int32_t class_modifiers(const struct class *c)
{
    if (c->is_primitive)
        return ACC_ABSTRACT | ACC_FINAL | ACC_PUBLIC;
    if (c->is_array)
        return (class_modifiers(c->element) & (ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED)) | ACC_FINAL |
               ACC_ABSTRACT;
    const struct cf_inner_class *e = own_inner_entry(c);
    return (e != NULL ? e->access : c->cf->access) & 0x7fff & ~ACC_SUPER;
}

SAMOVAR_EXPORT jstring JNICALL JVM_InitClassName(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(class_name_string(t, handle_class(cls)));
}

SAMOVAR_EXPORT jboolean JNICALL JVM_IsInterface(JNIEnv *env, jclass cls)
{
    (void)env;
    return handle_class(cls)->is_interface;
}

SAMOVAR_EXPORT jboolean JNICALL JVM_IsArrayClass(JNIEnv *env, jclass cls)
{
    (void)env;
    return handle_class(cls)->is_array;
}

SAMOVAR_EXPORT jboolean JNICALL JVM_IsPrimitiveClass(JNIEnv *env, jclass cls)
{
    (void)env;
    return handle_class(cls)->is_primitive;
}

SAMOVAR_EXPORT jboolean JNICALL JVM_IsHiddenClass(JNIEnv *env, jclass cls)
{
    (void)env;
    return handle_class(cls)->is_hidden;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetClassModifiers(JNIEnv *env, jclass cls)
{
    (void)env;
    return class_modifiers(handle_class(cls));
}

/* The flags of the class file itself, as access checks see them (nested classes: not those of InnerClasses).
 */
SAMOVAR_EXPORT jint JNICALL JVM_GetClassAccessFlags(JNIEnv *env, jclass cls)
{
    (void)env;
    struct class *c = handle_class(cls);
    return is_instance_class(c) ? c->cf->access & 0x7fff : class_modifiers(c);
}

/* ---- supertypes, signers, protection domain ---- */

static struct object *direct_interfaces(struct thread *t, struct class *c)
{
    const struct wellknown *wk = &t->vm->wk;
    if (c->is_array) {
        struct object *r = new_class_array(t, 2);
        if (r != NULL) {
            ref_array_set(r, 0, class_mirror(wk->Cloneable));
            ref_array_set(r, 1, class_mirror(wk->Serializable));
        }
        return r;
    }
    int32_t n = c->is_primitive ? 0 : c->n_interfaces;
    struct object *r = new_class_array(t, n);
    for (int32_t i = 0; r != NULL && i < n; i++)
        ref_array_set(r, i, class_mirror(c->interfaces[i]));
    return r;
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassInterfaces(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(direct_interfaces(t, handle_class(cls)));
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassSigners(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    struct object *signers = handle_class(cls)->refs->signers;
    JVM_RETURN_LOCAL(signers != NULL ? object_clone(t, signers) : NULL);
}

SAMOVAR_EXPORT void JNICALL JVM_SetClassSigners(JNIEnv *env, jclass cls, jobjectArray signers)
{
    (void)env;
    struct class *c = handle_class(cls);
    if (is_instance_class(c))
        c->refs->signers = handle_get(signers);
}

SAMOVAR_EXPORT jobject JNICALL JVM_GetProtectionDomain(JNIEnv *env, jclass cls)
{
    struct class *c = handle_class(cls);
    return handle_local(thread_of_env(env), is_instance_class(c) ? c->refs->protection_domain : NULL);
}

/* ---- nesting: InnerClasses and EnclosingMethod ---- */

/*
 * OUTER's InnerClasses must name INNER too, as a member or (local and anonymous classes) without an outer
 * class: else either of them could claim to belong to the other. IncompatibleClassChangeError otherwise.
 */
static bool check_declares(struct thread *t, struct class *outer, struct class *inner, bool member)
{
    if (is_instance_class(outer)) {
        const struct classfile *cf = outer->cf;
        for (unsigned i = 0; i < cf->n_inner_classes; i++) {
            const struct cf_inner_class *e = &cf->inner_classes[i];
            if (e->inner == 0 || (e->outer != 0) != member)
                continue;
            if (member && !class_pool_names_self(outer, e->outer))
                continue;
            if (inner != outer && cp_class_name(&cf->cp, e->inner) != inner->cf->name &&
                cp_class_name(&cf->cp, e->inner) != inner->name)
                continue;
            struct class *c = resolve_class(t, outer, e->inner);
            if (c == NULL)
                return false;
            if (c == inner)
                return true;
        }
    }
    struct buf o = {0}, i = {0};
    class_external_name(outer, &o);
    class_external_name(inner, &i);
    throw_new(t, "java/lang/IncompatibleClassChangeError", "%s and %s disagree on InnerClasses attribute",
              buf_str(&o), buf_str(&i));
    buf_free(&o);
    buf_free(&i);
    return false;
}

static struct object *declared_classes(struct thread *t, struct class *c)
{
    unsigned n = is_instance_class(c) ? c->cf->n_inner_classes : 0;
    struct object *r = new_class_array(t, (int32_t)n);
    int32_t found = 0;
    for (unsigned i = 0; r != NULL && i < n; i++) {
        const struct cf_inner_class *e = &c->cf->inner_classes[i];
        if (e->inner == 0 || !class_pool_names_self(c, e->outer))
            continue;
        struct class *inner = resolve_class(t, c, e->inner);
        if (inner == NULL)
            return NULL;
        if (!is_instance_class(inner) || !check_declares(t, c, inner, true))
            return NULL;
        ref_array_set(r, found++, class_mirror(inner));
    }
    return ref_array_truncated(t, r, found);
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetDeclaredClasses(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(declared_classes(t, handle_class(cls)));
}

static struct class *declaring_class(struct thread *t, struct class *c)
{
    const struct cf_inner_class *e = is_instance_class(c) ? own_inner_entry(c) : NULL;
    if (e == NULL)
        return NULL;
    bool member = e->outer != 0;
    unsigned index = member ? e->outer : c->cf->enclosing_class;
    struct class *outer = index != 0 ? resolve_class(t, c, index) : NULL;
    if (outer == NULL || !check_declares(t, outer, c, member))
        return NULL;
    return member ? outer : NULL;
}

SAMOVAR_EXPORT jclass JNICALL JVM_GetDeclaringClass(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(mirror_or_null(declaring_class(t, handle_class(cls))));
}

SAMOVAR_EXPORT jstring JNICALL JVM_GetSimpleBinaryName(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    struct class *c = handle_class(cls);
    const struct cf_inner_class *e = is_instance_class(c) ? own_inner_entry(c) : NULL;
    JVM_RETURN_LOCAL(e != NULL && e->name != 0 ? string_from_symbol(t, cp_utf8(&c->cf->cp, e->name)) : NULL);
}

/* {class, method name or null, method descriptor or null}; NULL for a class that no method encloses. */
static struct object *enclosing_method_info(struct thread *t, struct class *c)
{
    if (!is_instance_class(c) || c->cf->enclosing_class == 0)
        return NULL;
    struct class *outer = resolve_class(t, c, c->cf->enclosing_class);
    struct object *r = outer != NULL ? heap_alloc_object_array(t, t->vm->wk.Object, 3) : NULL;
    if (r == NULL)
        return NULL;
    ref_array_set(r, 0, class_mirror(outer));
    if (c->cf->enclosing_method != 0) {
        const struct const_pool *cp = &c->cf->cp;
        const union cp_const *nt = &cp->c[c->cf->enclosing_method];
        struct object *name = string_from_symbol(t, cp_utf8(cp, nt->ref.a));
        struct object *desc = name != NULL ? string_from_symbol(t, cp_utf8(cp, nt->ref.b)) : NULL;
        if (desc == NULL)
            return NULL;
        ref_array_set(r, 1, name);
        ref_array_set(r, 2, desc);
    }
    return r;
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetEnclosingMethodInfo(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(enclosing_method_info(t, handle_class(cls)));
}

/* ---- nests and sealed classes ---- */

SAMOVAR_EXPORT jboolean JNICALL JVM_AreNestMates(JNIEnv *env, jclass current, jclass member)
{
    JNI_ENTER(env);
    jboolean r = class_are_nestmates(t, handle_class(current), handle_class(member));
    JNI_LEAVE();
    return r;
}

SAMOVAR_EXPORT jclass JNICALL JVM_GetNestHost(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(mirror_or_null(class_nest_host(t, handle_class(cls))));
}

/* Resolves a class that a list attribute names. NULL with nothing pending: it cannot be loaded, leave it out.
 */
static struct class *resolve_listed(struct thread *t, struct class *c, unsigned cp_index)
{
    struct class *r = resolve_class(t, c, cp_index);
    if (r == NULL && !exception_is(t, "java/lang/VirtualMachineError"))
        exception_take(t);
    return is_instance_class(r) ? r : NULL;
}

static struct object *nest_members(struct thread *t, struct class *c)
{
    struct class *host = class_nest_host(t, c);
    if (host == NULL)
        return NULL;
    unsigned n = host->cf->n_nest_members;
    struct object *r = new_class_array(t, (int32_t)n + 1);
    if (r == NULL)
        return NULL;
    int32_t found = 0;
    ref_array_set(r, found++, class_mirror(host));
    for (unsigned i = 0; i < n; i++) {
        struct class *m = resolve_listed(t, host, host->cf->nest_members[i]);
        struct class *its_host = m != NULL ? class_nest_host(t, m) : NULL;
        if (t->exception != NULL)
            return NULL;
        if (m != NULL && its_host == host)
            ref_array_set(r, found++, class_mirror(m));
    }
    return ref_array_truncated(t, r, found);
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetNestMembers(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(nest_members(t, handle_class(cls)));
}

static struct object *permitted_subclasses(struct thread *t, struct class *c)
{
    if (!is_instance_class(c) || !c->cf->is_sealed)
        return NULL;
    struct object *r = new_class_array(t, c->cf->n_permitted);
    int32_t found = 0;
    for (unsigned i = 0; r != NULL && i < c->cf->n_permitted; i++) {
        struct class *p = resolve_listed(t, c, c->cf->permitted[i]);
        if (t->exception != NULL)
            return NULL;
        if (p != NULL)
            ref_array_set(r, found++, class_mirror(p));
    }
    return ref_array_truncated(t, r, found);
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetPermittedSubclasses(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(permitted_subclasses(t, handle_class(cls)));
}

/* ---- attributes ---- */

SAMOVAR_EXPORT jstring JNICALL JVM_GetClassSignature(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    struct class *c = handle_class(cls);
    bool has = is_instance_class(c) && c->cf->signature != NULL;
    JVM_RETURN_LOCAL(has ? string_from_symbol(t, c->cf->signature) : NULL);
}

SAMOVAR_EXPORT jbyteArray JNICALL JVM_GetClassAnnotations(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    struct class *c = handle_class(cls);
    JVM_RETURN_LOCAL(is_instance_class(c) ? bytes_of_attribute(t, c->cf->annotations) : NULL);
}

SAMOVAR_EXPORT jbyteArray JNICALL JVM_GetClassTypeAnnotations(JNIEnv *env, jclass cls)
{
    JNI_ENTER(env);
    struct class *c = handle_class(cls);
    JVM_RETURN_LOCAL(is_instance_class(c) ? bytes_of_attribute(t, c->cf->type_annotations) : NULL);
}

/* ---- the hot ones, without a change of state (they win over what libjava registers) ---- */

static union slot bool_slot(bool b)
{
    return (union slot){.i = b};
}
static union slot ref_slot(struct object *o)
{
    return (union slot){.a = o};
}

static union slot Class_isPrimitive(struct thread *t, union slot *args)
{
    (void)t;
    return bool_slot(class_from_mirror(args[0].a)->is_primitive);
}

static union slot Class_isArray(struct thread *t, union slot *args)
{
    (void)t;
    return bool_slot(class_from_mirror(args[0].a)->is_array);
}

static union slot Class_isInterface(struct thread *t, union slot *args)
{
    (void)t;
    return bool_slot(class_from_mirror(args[0].a)->is_interface);
}

static union slot Class_isHidden(struct thread *t, union slot *args)
{
    (void)t;
    return bool_slot(class_from_mirror(args[0].a)->is_hidden);
}

static union slot Class_isRecord(struct thread *t, union slot *args)
{
    (void)t;
    return bool_slot(class_is_record(class_from_mirror(args[0].a)));
}

static union slot Class_isInstance(struct thread *t, union slot *args)
{
    (void)t;
    struct class *c = class_from_mirror(args[0].a);
    return bool_slot(!c->is_primitive && object_is_instance(args[1].a, c));
}

static union slot Class_isAssignableFrom(struct thread *t, union slot *args)
{
    struct class *to = class_from_mirror(args[0].a), *from = class_from_mirror(args[1].a);
    if (from == NULL)
        return bool_slot(throw_npe(t));
    return bool_slot(to == from || (!to->is_primitive && !from->is_primitive && class_is_subtype(from, to)));
}

static union slot Class_getSuperclass(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[0].a);
    if (c->is_interface || c->is_primitive)
        return ref_slot(NULL);
    return ref_slot(mirror_or_null(c->is_array ? t->vm->wk.Object : c->super));
}

static union slot Class_getModifiers(struct thread *t, union slot *args)
{
    (void)t;
    return (union slot){.i = class_modifiers(class_from_mirror(args[0].a))};
}

static union slot Class_getInterfaces(struct thread *t, union slot *args)
{
    return ref_slot(direct_interfaces(t, class_from_mirror(args[0].a)));
}

static union slot Class_initClassName(struct thread *t, union slot *args)
{
    return ref_slot(class_name_string(t, class_from_mirror(args[0].a)));
}

const struct native_entry natives_class[] = {
    {"java/lang/Class", "isPrimitive", "()Z", NATIVE_FAST, Class_isPrimitive},
    {"java/lang/Class", "isArray", "()Z", NATIVE_FAST, Class_isArray},
    {"java/lang/Class", "isInterface", "()Z", NATIVE_FAST, Class_isInterface},
    {"java/lang/Class", "isHidden", "()Z", NATIVE_FAST, Class_isHidden},
    {"java/lang/Class", "isRecord0", "()Z", NATIVE_FAST, Class_isRecord},
    {"java/lang/Class", "isInstance", "(Ljava/lang/Object;)Z", NATIVE_FAST, Class_isInstance},
    {"java/lang/Class", "isAssignableFrom", "(Ljava/lang/Class;)Z", NATIVE_FAST, Class_isAssignableFrom},
    {"java/lang/Class", "getSuperclass", "()Ljava/lang/Class;", NATIVE_FAST, Class_getSuperclass},
    {"java/lang/Class", "getModifiers", "()I", NATIVE_FAST, Class_getModifiers},
    {"java/lang/Class", "getInterfaces0", "()[Ljava/lang/Class;", NATIVE_FAST, Class_getInterfaces},
    {"java/lang/Class", "initClassName", "()Ljava/lang/String;", NATIVE_FAST, Class_initClassName},
    {0},
};
