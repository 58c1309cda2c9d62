/* jvm_loader.c - JVM_* entry points that find and define classes, callers' classes, and the boot loader's
 * packages. */
#include "runtime/class/module.h"
#include "runtime/exec/walk.h"
#include "runtime/jdk/jvm_internal.h"

/* Symbol for a class name from C; a NULL or overlong name throws an exception of the given class. */
static struct symbol *class_name_symbol(struct thread *t, const char *name, const char *exception)
{
    size_t n = name != NULL ? strlen(name) : 0;
    if (name == NULL)
        throw_new(t, exception, NULL);
    else if (n > UINT16_MAX)
        throw_new(t, exception, "Class name exceeds maximum length of %d: %s", UINT16_MAX, name);
    else
        return symbol_intern(t->vm->symbols, name, n);
    return NULL;
}

/* ---- finding ---- */

SAMOVAR_EXPORT jclass JNICALL JVM_FindPrimitiveClass(JNIEnv *env, const char *name)
{
    static const struct {
        const char *name;
        char type;
    } primitives[] = {{"int", 'I'},    {"long", 'J'},  {"byte", 'B'},  {"char", 'C'}, {"boolean", 'Z'},
                      {"double", 'D'}, {"float", 'F'}, {"short", 'S'}, {"void", 'V'}};
    JNI_ENTER(env);
    struct class *c = NULL;
    for (size_t i = 0; i < ARRAY_LEN(primitives) && c == NULL; i++)
        if (strcmp(primitives[i].name, name) == 0)
            c = class_primitive(t->vm, primitives[i].type);
    if (c == NULL)
        throw_new(t, "java/lang/ClassNotFoundException", "%s", name);
    JVM_RETURN_LOCAL(mirror_or_null(c));
}

/* NULL without an exception when there is no such class: every loader asks the boot loader first. */
SAMOVAR_EXPORT jclass JNICALL JVM_FindClassFromBootLoader(JNIEnv *env, const char *name)
{
    size_t n = name != NULL ? strlen(name) : 0;
    if (n == 0 || n > UINT16_MAX)
        return NULL;
    JNI_ENTER(env);
    struct class *c = class_load_or_null(t, t->vm->boot_loader, symbol_intern(t->vm->symbols, name, n));
    JVM_RETURN_LOCAL(mirror_or_null(c));
}

static struct class *find_class(struct thread *t, const char *name, bool init, struct loader *loader,
                                bool as_resolution)
{
    struct symbol *s = class_name_symbol(t, name, "java/lang/ClassNotFoundException");
    if (s == NULL || loader == NULL)
        return NULL;
    struct class *c = as_resolution ? class_load_or_noclassdef(t, loader, s) : class_load(t, loader, s);
    if (c != NULL && init && is_instance_class(c) && !class_init(t, c))
        return NULL;
    return c;
}

/* Class.forName. `caller` matters to security managers' checkPackageAccess only, which ClassLoader does in
 * Java. */
SAMOVAR_EXPORT jclass JNICALL JVM_FindClassFromCaller(JNIEnv *env, const char *name, jboolean init,
                                                      jobject loader, jclass caller)
{
    (void)caller;
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(mirror_or_null(find_class(t, name, init, loader_for(t, handle_get(loader)), false)));
}

/* The old verifier's way to load classes. */
SAMOVAR_EXPORT jclass JNICALL JVM_FindClassFromClass(JNIEnv *env, const char *name, jboolean init,
                                                     jclass from)
{
    JNI_ENTER(env);
    struct class *f = handle_class(from);
    JVM_RETURN_LOCAL(
        mirror_or_null(find_class(t, name, init, f != NULL ? f->loader : t->vm->boot_loader, true)));
}

SAMOVAR_EXPORT jclass JNICALL JVM_FindLoadedClass(JNIEnv *env, jobject loader, jstring name)
{
    JNI_ENTER(env);
    struct symbol *s = string_to_symbol(t, handle_get(name), true);
    struct loader *l = s != NULL ? loader_for(t, handle_get(loader)) : NULL;
    JVM_RETURN_LOCAL(mirror_or_null(l != NULL ? class_find_loaded(l, s) : NULL));
}

/* ---- defining ---- */

static struct class *define_class(struct thread *t, const char *name, struct object *loader,
                                  const jbyte *bytes, jsize len, const struct define_options *opt)
{
    struct symbol *s = NULL;
    if (name != NULL && (s = class_name_symbol(t, name, "java/lang/NoClassDefFoundError")) == NULL)
        return NULL;
    struct loader *l = loader_for(t, loader);
    return l != NULL ? class_define(t, l, s, (const u1 *)bytes, len > 0 ? (size_t)len : 0, opt) : NULL;
}

SAMOVAR_EXPORT jclass JNICALL JVM_DefineClassWithSource(JNIEnv *env, const char *name, jobject loader,
                                                        const jbyte *bytes, jsize len, jobject pd,
                                                        const char *source)
{
    JNI_ENTER(env);
    struct define_options opt = {.protection_domain = handle_get(pd),
                                 .source = source != NULL ? source : "__JVM_DefineClass__"};
    JVM_RETURN_LOCAL(mirror_or_null(define_class(t, name, handle_get(loader), bytes, len, &opt)));
}

SAMOVAR_EXPORT jclass JNICALL JVM_DefineClass(JNIEnv *env, const char *name, jobject loader,
                                              const jbyte *bytes, jsize len, jobject pd)
{
    return JVM_DefineClassWithSource(env, name, loader, bytes, len, pd, NULL);
}

/* Flags of Lookup.defineClass, as java.lang.invoke.MethodHandleNatives.Constants numbers them. */
enum { LOOKUP_NESTMATE = 1, LOOKUP_HIDDEN = 2, LOOKUP_STRONG = 4, LOOKUP_VM_ANNOTATIONS = 8 };

/* Why an ordinary (not hidden) class may not be defined so; NULL when it may. */
static const char *ordinary_class_fault(int flags, bool has_class_data)
{
    if (has_class_data)
        return "classData is only applicable for hidden classes";
    if (flags & LOOKUP_NESTMATE)
        return "dynamic nestmate is only applicable for hidden classes";
    if (!(flags & LOOKUP_STRONG))
        return "an ordinary class must be strongly referenced by its defining loader";
    if (flags & LOOKUP_VM_ANNOTATIONS)
        return "vm annotations only allowed for hidden classes";
    return NULL;
}

static struct class *lookup_define(struct thread *t, struct class *lookup, const char *name,
                                   const jbyte *bytes, jsize len, struct object *pd, bool init, int flags,
                                   struct object *class_data)
{
    if (!is_instance_class(lookup)) {
        throw_new(t, "java/lang/IllegalArgumentException", "Lookup class is null");
        return NULL;
    }
    struct define_options opt = {.protection_domain = pd, .source = "__JVM_LookupDefineClass__"};
    if (flags & LOOKUP_HIDDEN) {
        opt.class_data = class_data;
        opt.host = lookup;
        opt.flags = DEFINE_HIDDEN | (flags & LOOKUP_NESTMATE ? DEFINE_NESTMATE : 0) |
                    (flags & LOOKUP_STRONG ? DEFINE_STRONG : 0) |
                    (flags & LOOKUP_VM_ANNOTATIONS ? DEFINE_VM_ANNOTATIONS : 0);
    } else {
        const char *fault = ordinary_class_fault(flags, class_data != NULL);
        if (fault == NULL && flags != LOOKUP_STRONG) {
            throw_new(t, "java/lang/IllegalArgumentException", "invalid flag 0x%x", (unsigned)flags);
            return NULL;
        }
        if (fault != NULL) {
            throw_new(t, "java/lang/IllegalArgumentException", "%s", fault);
            return NULL;
        }
    }
    struct object *loader = lookup->loader->object != NULL ? *lookup->loader->object : NULL;
    struct class *c = define_class(t, name, loader, bytes, len, &opt);
    if (c == NULL || !(init ? class_init(t, c) : class_link(t, c)))
        return NULL;
    return c;
}

SAMOVAR_EXPORT jclass JNICALL JVM_LookupDefineClass(JNIEnv *env, jclass lookup, const char *name,
                                                    const jbyte *bytes, jsize len, jobject pd, jboolean init,
                                                    int flags, jobject class_data)
{
    JNI_ENTER(env);
    struct class *c = lookup_define(t, handle_class(lookup), name, bytes, len, handle_get(pd), init, flags,
                                    handle_get(class_data));
    JVM_RETURN_LOCAL(mirror_or_null(c));
}

/* ---- callers ---- */

/* Class that called the @CallerSensitive method that called Reflection.getCallerClass; NULL when nothing did.
 */
static struct class *get_caller_class(struct thread *t)
{
    struct stack_walk asker = stack_walk_begin(t);
    if (!stack_walk_over(&asker))
        stack_walk_next(&asker);
    if (stack_walk_over(&asker))
        return NULL;
    if (!(asker.method->vm_annotations & VMA_CALLER_SENSITIVE)) {
        throw_new(t, "java/lang/InternalError", "CallerSensitive annotation expected at frame 1");
        return NULL;
    }
    return caller_class(t, 1);
}

SAMOVAR_EXPORT jclass JNICALL JVM_GetCallerClass(JNIEnv *env)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(mirror_or_null(get_caller_class(t)));
}

static union slot Reflection_getCallerClass(struct thread *t, union slot *args)
{
    (void)args;
    return (union slot){.a = mirror_or_null(get_caller_class(t))};
}

static union slot Reflection_getClassAccessFlags(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[0].a);
    if (c == NULL)
        return (union slot){.i = throw_npe(t)};
    return (union slot){.i = is_instance_class(c) ? c->cf->access & 0x7fff : class_modifiers(c)};
}

static union slot Reflection_areNestMates(struct thread *t, union slot *args)
{
    struct class *a = class_from_mirror(args[0].a), *b = class_from_mirror(args[1].a);
    return (union slot){.i = is_instance_class(a) && is_instance_class(b) && class_are_nestmates(t, a, b)};
}

static union slot NativeMethodAccessorImpl_invoke(struct thread *t, union slot *args)
{
    return (union slot){.a = reflect_invoke_method(t, args[0].a, args[1].a, args[2].a)};
}

static union slot NativeConstructorAccessorImpl_newInstance(struct thread *t, union slot *args)
{
    return (union slot){.a = reflect_new_instance(t, args[0].a, args[1].a)};
}

static union slot Array_newArray(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[0].a);
    if (c == NULL)
        return (union slot){.a = (throw_npe(t), NULL)};
    return (union slot){.a = reflect_new_array(t, c, args[1].i)};
}

static union slot Array_getLength(struct thread *t, union slot *args)
{
    struct object *o = args[0].a;
    if (o == NULL)
        throw_npe(t);
    else if (!o->klass->is_array)
        throw_new(t, "java/lang/IllegalArgumentException", "Argument is not an array");
    else
        return (union slot){.i = array_length(o)};
    return (union slot){0};
}

const struct native_entry natives_reflection[] = {
    {"jdk/internal/reflect/Reflection", "getCallerClass", NULL, NATIVE_FAST, Reflection_getCallerClass},
    {"jdk/internal/reflect/Reflection", "getClassAccessFlags", NULL, NATIVE_FAST,
     Reflection_getClassAccessFlags},
    {"jdk/internal/reflect/Reflection", "areNestMates", NULL, NATIVE_FAST, Reflection_areNestMates},
    {"jdk/internal/reflect/NativeMethodAccessorImpl", "invoke0", NULL, NATIVE_FAST,
     NativeMethodAccessorImpl_invoke},
    {"jdk/internal/reflect/NativeConstructorAccessorImpl", "newInstance0", NULL, NATIVE_FAST,
     NativeConstructorAccessorImpl_newInstance},
    {"java/lang/reflect/Array", "newArray", NULL, NATIVE_FAST, Array_newArray},
    {"java/lang/reflect/Array", "getLength", NULL, NATIVE_FAST, Array_getLength},
    {0},
};

/* ---- packages of the boot loader (BootLoader.getSystemPackages) ---- */

/* A class of the boot loader in this package, or NULL: packages without loaded classes do not count. */
static struct class *boot_class_in(struct loader *boot, const struct package *p)
{
    for (struct class *c = boot->first_class; c != NULL; c = c->next_in_loader)
        if (c->package == p && !c->is_hidden)
            return c;
    return NULL;
}

/*
 * "jrt:/java.base" for a class of a named module, else the -Xbootclasspath/a entry that holds the class; NULL
 * for what came from neither, such as the proxies of a dynamic module.
 */
static struct object *boot_class_location(struct thread *t, const struct class *c)
{
    struct vm *vm = t->vm;
    if (c->module != NULL && c->module->location != NULL)
        return string_from_symbol(t, c->module->location);
    if (c->module != NULL && c->module->name != NULL)
        return NULL;
    struct object *r = NULL;
    struct buf path = {0}, err = {0};
    buf_printf(&path, "%s.class", c->name->utf8);
    for (size_t i = 1; i < vm->boot_sources.len && r == NULL && t->exception == NULL; i++) {
        struct source_bytes bytes;
        if (class_source_read(vm->boot_sources.at[i], buf_str(&path), &bytes, &err) != SOURCE_FOUND)
            continue;
        source_bytes_free(&bytes);
        r = string_new_platform(t, class_source_name(vm->boot_sources.at[i]));
    }
    buf_free(&path);
    buf_free(&err);
    return r;
}

static struct object *system_package_location(struct thread *t, const char *name)
{
    struct vm *vm = t->vm;
    struct loader *boot = vm->boot_loader;
    struct symbol *s = symbol_lookup(vm->symbols, name, strlen(name));
    struct package *p = s != NULL ? package_get(boot, s, false) : NULL;
    struct class *c = NULL;
    if (p != NULL) {
        pthread_mutex_lock(&boot->lock);
        c = boot_class_in(boot, p);
        pthread_mutex_unlock(&boot->lock);
    }
    return c != NULL ? boot_class_location(t, c) : NULL;
}

SAMOVAR_EXPORT jstring JNICALL JVM_GetSystemPackage(JNIEnv *env, jstring name)
{
    JNI_ENTER(env);
    char *z = name != NULL ? string_to_utf8(t, handle_get(name)) : NULL;
    struct object *r = z != NULL ? system_package_location(t, z) : NULL;
    free(z);
    JVM_RETURN_LOCAL(r);
}

/* Names in internal form, as BootLoader expects them; only of packages that have a location. */
static struct object *system_packages(struct thread *t)
{
    struct loader *boot = t->vm->boot_loader;
    struct ptr_map seen = {0};
    VEC(struct class *) classes = {0};
    VEC(struct symbol *) names = {0};
    pthread_mutex_lock(&boot->lock);
    for (struct class *c = boot->first_class; c != NULL; c = c->next_in_loader)
        if (c->package != NULL && c->package->name->len > 0 && !c->is_hidden &&
            ptr_map_get(&seen, (uintptr_t)c->package) == NULL) {
            ptr_map_put(&seen, (uintptr_t)c->package, c->package);
            vec_push(&classes, c);
        }
    pthread_mutex_unlock(&boot->lock);
    ptr_map_free(&seen);
    for (size_t i = 0; i < classes.len; i++)
        if (boot_class_location(t, classes.at[i]) != NULL)
            vec_push(&names, classes.at[i]->package->name);
    struct object *r = NULL;
    if (t->exception == NULL)
        r = heap_alloc_object_array(t, t->vm->wk.String, (int32_t)names.len);
    for (size_t i = 0; r != NULL && i < names.len; i++) {
        struct object *s = string_from_symbol(t, names.at[i]);
        if (s == NULL)
            r = NULL;
        else
            ref_array_set(r, (int32_t)i, s);
    }
    vec_free(&names);
    vec_free(&classes);
    return r;
}

SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetSystemPackages(JNIEnv *env)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(system_packages(t));
}
