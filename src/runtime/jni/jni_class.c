/* jni_class.c - classes, member ids, reflection, exceptions, references, monitors and the rest of the JNI
 * table. */
#include "frontend/external_name.h"
#include "runtime/class/module.h"
#include "runtime/exec/walk.h"
#include "runtime/jdk/natives.h"
#include "runtime/jdk/reflect.h"
#include "runtime/jni/jni_internal.h"
#include "runtime/tier/native_code.h"
#include "runtime/thread/monitor.h"

/* ---- classes ---- */

static jint JNICALL GetVersion(JNIEnv *env)
{
    (void)env;
    return JNI_VERSION_10;
}

/* The class that called the current native, whose loader FindClass uses (JNI: "FindClass locates the class
 * loader associated with the current native method"). While a library's JNI_OnLoad runs, that is the class
 * loading it. */
static struct loader *find_class_loader(struct thread *t)
{
    struct vm *vm = t->vm;
    struct stack_walk w = stack_walk_begin(t);
    if (stack_walk_over(&w))
        return vm->system_loader != NULL ? loader_for(t, *vm->system_loader) : vm->boot_loader;
    struct class *caller = w.method->klass;
    if (caller == vm->wk.NativeLibraries ||
        (caller->loader == vm->boot_loader &&
         strcmp(caller->name->utf8, "jdk/internal/loader/NativeLibraries") == 0)) {
        struct method *from = class_method_z(caller, "getFromClass", "()Ljava/lang/Class;");
        struct object *mirror = from != NULL ? exec_callv(t, from).a : NULL;
        if (t->exception == NULL && mirror != NULL)
            return class_from_mirror(mirror)->loader;
    }
    return caller->loader;
}

static jclass JNICALL FindClass(JNIEnv *env, const char *name)
{
    JNI_ENTER(env);
    jclass h = NULL;
    size_t n = name != NULL ? strlen(name) : 0;
    if (n > 2 && name[0] == 'L' && name[n - 1] == ';') { /* a descriptor: not allowed by JNI, but common */
        name++;
        n -= 2;
    }
    if (n == 0 || n > 65535 || !name_is_valid_class(name, n)) {
        throw_new(t, "java/lang/NoClassDefFoundError", "%s", name != NULL ? name : "");
    } else {
        struct loader *l = find_class_loader(t);
        struct class *c = t->exception == NULL
                              ? class_load_or_noclassdef(t, l, symbol_intern(t->vm->symbols, name, n))
                              : NULL;
        if (c != NULL && class_init(t, c))
            h = handle_local(t, class_mirror(c));
    }
    JNI_LEAVE();
    return h;
}

static jclass JNICALL DefineClass(JNIEnv *env, const char *name, jobject loader, const jbyte *bytes,
                                  jsize len)
{
    JNI_ENTER(env);
    struct symbol *sym = name != NULL ? symbol_intern_z(t->vm->symbols, name) : NULL;
    struct define_options opt = {.source = "__JNI_DefineClass__"};
    struct class *c =
        class_define(t, loader_for(t, handle_get(loader)), sym, (const u1 *)bytes, (size_t)len, &opt);
    jclass h = c != NULL ? handle_local(t, class_mirror(c)) : NULL;
    JNI_LEAVE();
    return h;
}

static jclass JNICALL GetSuperclass(JNIEnv *env, jclass klass)
{
    struct class *c = handle_class(klass);
    if (c == NULL || c->is_interface || c->super == NULL)
        return NULL;
    return handle_local(thread_of_env(env), class_mirror(c->super));
}

static jboolean JNICALL IsAssignableFrom(JNIEnv *env, jclass sub, jclass sup)
{
    (void)env;
    struct class *a = handle_class(sub), *b = handle_class(sup);
    return a == b || (!a->is_primitive && !b->is_primitive && class_is_subtype(a, b));
}

static jclass JNICALL GetObjectClass(JNIEnv *env, jobject o)
{
    return handle_local(thread_of_env(env), class_mirror(handle_get(o)->klass));
}

static jboolean JNICALL IsInstanceOf(JNIEnv *env, jobject o, jclass c)
{
    (void)env;
    struct object *p = handle_get(o);
    return p == NULL || object_is_instance(p, handle_class(c));
}

static jobject JNICALL GetModule(JNIEnv *env, jclass klass)
{
    JNI_ENTER(env);
    struct class *c = handle_class(klass);
    jobject h = NULL;
    if (c == NULL)
        throw_new(t, "java/lang/NullPointerException", NULL);
    else
        h = handle_local(t, class_module_object(c));
    JNI_LEAVE();
    return h;
}

/* ---- member ids ---- */

static void class_signature(const struct class *c, struct buf *b)
{
    if (c->is_array || c->is_primitive)
        buf_puts(b, c->name->utf8);
    else
        buf_printf(b, "L%s;", c->name->utf8);
}

static jmethodID method_id(JNIEnv *env, jclass klass, const char *name, const char *desc, bool is_static)
{
    JNI_ENTER(env);
    struct class *c = handle_class(klass);
    struct method *m = NULL;
    struct symbol *n = symbol_lookup(t->vm->symbols, name, strlen(name));
    struct symbol *d = symbol_lookup(t->vm->symbols, desc, strlen(desc));
    if (c->is_primitive || class_init(t, c)) {
        if (n != NULL && d != NULL && !c->is_primitive) {
            if (name[0] == '<')
                m = class_own_method(c, n, d);
            else if (c->is_interface)
                m = class_find_interface_method(c, n, d);
            else
                m = class_find_method(c, n, d);
        }
        if (m == NULL || method_is_static(m) != is_static) {
            struct buf b = {0};
            class_signature(c, &b);
            throw_new(t, "java/lang/NoSuchMethodError", "%s%s.%s%s", is_static ? "static " : "", buf_str(&b),
                      name, desc);
            buf_free(&b);
            m = NULL;
        }
    }
    JNI_LEAVE();
    return (jmethodID)m;
}

static jmethodID JNICALL GetMethodID(JNIEnv *env, jclass c, const char *name, const char *desc)
{
    return method_id(env, c, name, desc, false);
}

static jmethodID JNICALL GetStaticMethodID(JNIEnv *env, jclass c, const char *name, const char *desc)
{
    return method_id(env, c, name, desc, true);
}

static jfieldID field_id(JNIEnv *env, jclass klass, const char *name, const char *desc, bool is_static)
{
    JNI_ENTER(env);
    struct class *c = handle_class(klass);
    struct field *f = NULL;
    struct symbol *n = symbol_lookup(t->vm->symbols, name, strlen(name));
    struct symbol *d = symbol_lookup(t->vm->symbols, desc, strlen(desc));
    if (c->is_primitive || class_init(t, c)) {
        if (n != NULL && d != NULL && !c->is_primitive)
            f = class_find_field(c, n, d);
        if (f == NULL || ((f->access & ACC_STATIC) != 0) != is_static) {
            struct buf b = {0};
            class_external_name(c, &b);
            throw_new(t, "java/lang/NoSuchFieldError", "%s.%s %s", buf_str(&b), name, desc);
            buf_free(&b);
            f = NULL;
        }
    }
    JNI_LEAVE();
    return (jfieldID)f;
}

static jfieldID JNICALL GetFieldID(JNIEnv *env, jclass c, const char *name, const char *desc)
{
    return field_id(env, c, name, desc, false);
}

static jfieldID JNICALL GetStaticFieldID(JNIEnv *env, jclass c, const char *name, const char *desc)
{
    return field_id(env, c, name, desc, true);
}

/* ---- reflection ---- */

static jmethodID JNICALL FromReflectedMethod(JNIEnv *env, jobject m)
{
    return (jmethodID)reflect_method_of(thread_of_env(env), handle_get(m));
}

static jfieldID JNICALL FromReflectedField(JNIEnv *env, jobject f)
{
    return (jfieldID)reflect_field_of(thread_of_env(env), handle_get(f));
}

static jobject JNICALL ToReflectedMethod(JNIEnv *env, jclass c, jmethodID id, jboolean is_static)
{
    (void)c;
    (void)is_static;
    JNI_ENTER(env);
    struct method *m = (struct method *)id;
    struct object *o = m->flags & MF_INITIALIZER ? reflect_new_constructor(t, m) : reflect_new_method(t, m);
    jobject h = handle_local(t, o);
    JNI_LEAVE();
    return h;
}

static jobject JNICALL ToReflectedField(JNIEnv *env, jclass c, jfieldID id, jboolean is_static)
{
    (void)c;
    (void)is_static;
    JNI_ENTER(env);
    jobject h = handle_local(t, reflect_new_field(t, (struct field *)id));
    JNI_LEAVE();
    return h;
}

/* ---- exceptions ---- */

static jint JNICALL Throw(JNIEnv *env, jthrowable e)
{
    struct thread *t = thread_of_env(env);
    t->exception = handle_get(e);
    return JNI_OK;
}

/* The class need not be findable by its name, so throw_new will not do. */
static jint JNICALL ThrowNew(JNIEnv *env, jclass c, const char *message)
{
    JNI_ENTER(env);
    struct class *k = handle_class(c);
    const char *desc = message != NULL ? "(Ljava/lang/String;)V" : "()V";
    struct method *init =
        class_own_method(k, symbol_intern_z(t->vm->symbols, "<init>"), symbol_intern_z(t->vm->symbols, desc));
    struct object *text = message != NULL ? string_new_utf8(t, message, strlen(message)) : NULL;
    struct object *o = NULL;
    if (init == NULL) {
        struct buf b = {0};
        class_external_name(k, &b);
        throw_new(t, "java/lang/NoSuchMethodError", "%s: method 'void <init>(%s)' not found", buf_str(&b),
                  message != NULL ? "java.lang.String" : "");
        buf_free(&b);
    } else if ((message == NULL || text != NULL) && class_init(t, k)) {
        o = heap_alloc_object(t, k);
    }
    if (o != NULL) {
        exec_callv(t, init, o, text); /* the one without arguments ignores the text */
        if (t->exception == NULL)
            throw_object(t, o);
    }
    JNI_LEAVE();
    return JNI_OK;
}

static jthrowable JNICALL ExceptionOccurred(JNIEnv *env)
{
    struct thread *t = thread_of_env(env);
    return handle_local(t, t->exception);
}

static void JNICALL ExceptionDescribe(JNIEnv *env)
{
    JNI_ENTER(env);
    if (t->exception != NULL) {
        struct object *name =
            t->java_thread != NULL ? ref_field(t->java_thread, t->vm->wk.Thread_name) : NULL;
        char *n = name != NULL ? string_to_utf8(t, name) : NULL;
        fprintf(stderr, "Exception in thread \"%s\" ", n != NULL ? n : "unknown");
        free(n);
        exception_print(t);
    }
    JNI_LEAVE();
}

static void JNICALL ExceptionClear(JNIEnv *env)
{
    thread_of_env(env)->exception = NULL;
}

static jboolean JNICALL ExceptionCheck(JNIEnv *env)
{
    return thread_of_env(env)->exception != NULL;
}

_Noreturn static void JNICALL FatalError(JNIEnv *env, const char *msg)
{
    (void)env;
    fprintf(stderr, "FATAL ERROR in native method: %s\n", msg != NULL ? msg : "(no message)");
    vm_abort("FatalError called by native code: %s", msg != NULL ? msg : "");
}

/* ---- references ---- */

struct jni_local_frame {
    struct jni_local_frame *outer;
    struct handle_scope scope;
};

static jint JNICALL PushLocalFrame(JNIEnv *env, jint capacity)
{
    struct thread *t = thread_of_env(env);
    (void)capacity;
    struct jni_local_frame *f = xmalloc(sizeof *f);
    f->outer = t->local_frames;
    f->scope = handle_scope_open(t);
    t->local_frames = f;
    return JNI_OK;
}

static jobject JNICALL PopLocalFrame(JNIEnv *env, jobject result)
{
    struct thread *t = thread_of_env(env);
    struct jni_local_frame *f = t->local_frames;
    struct object *o = handle_get(result);
    if (f != NULL) {
        t->local_frames = f->outer;
        handle_scope_close(t, f->scope);
        free(f);
    }
    return handle_local(t, o);
}

static jint JNICALL EnsureLocalCapacity(JNIEnv *env, jint capacity)
{
    (void)env;
    return capacity >= 0 ? JNI_OK : JNI_ERR; /* handle blocks grow on demand */
}

static jobject JNICALL NewGlobalRef(JNIEnv *env, jobject o)
{
    return handle_new_global(thread_of_env(env), handle_get(o));
}
static void JNICALL DeleteGlobalRef(JNIEnv *env, jobject h)
{
    handle_delete_global(thread_of_env(env), h);
}
static jweak JNICALL NewWeakGlobalRef(JNIEnv *env, jobject o)
{
    return handle_new_weak(thread_of_env(env), handle_get(o));
}
static void JNICALL DeleteWeakGlobalRef(JNIEnv *env, jweak h)
{
    handle_delete_weak(thread_of_env(env), h);
}
static jobject JNICALL NewLocalRef(JNIEnv *env, jobject o)
{
    return handle_local(thread_of_env(env), handle_get(o));
}
static void JNICALL DeleteLocalRef(JNIEnv *env, jobject h)
{
    handle_delete_local(thread_of_env(env), h);
}
static jboolean JNICALL IsSameObject(JNIEnv *env, jobject a, jobject b)
{
    (void)env;
    return handle_get(a) == handle_get(b);
}

static jobjectRefType JNICALL GetObjectRefType(JNIEnv *env, jobject h)
{
    (void)env;
    if (h == NULL)
        return JNIInvalidRefType;
    switch ((uintptr_t)h & 3) {
    case 1: return JNIWeakGlobalRefType;
    case 2: return *(void **)((uintptr_t)h & ~(uintptr_t)3) != NULL ? JNIGlobalRefType : JNIInvalidRefType;
    default: return *(void **)h != NULL ? JNILocalRefType : JNIInvalidRefType;
    }
}

/* ---- monitors, natives, VM ---- */

static jint JNICALL MonitorEnter(JNIEnv *env, jobject o)
{
    JNI_ENTER(env);
    jint r = JNI_ERR;
    struct object *p = handle_get(o);
    if (p == NULL)
        throw_new(t, "java/lang/NullPointerException", NULL);
    else
        monitor_enter(t, p), r = JNI_OK;
    JNI_LEAVE();
    return r;
}

static jint JNICALL MonitorExit(JNIEnv *env, jobject o)
{
    JNI_ENTER(env);
    jint r = JNI_ERR;
    struct object *p = handle_get(o);
    if (p == NULL)
        throw_new(t, "java/lang/NullPointerException", NULL);
    else
        r = monitor_exit(t, p) ? JNI_OK : JNI_ERR;
    JNI_LEAVE();
    return r;
}

static jint JNICALL RegisterNatives(JNIEnv *env, jclass klass, const JNINativeMethod *methods, jint n)
{
    JNI_ENTER(env);
    struct class *c = handle_class(klass);
    jint result = JNI_OK;
    for (jint i = 0; i < n; i++) {
        struct symbol *name = symbol_intern_z(t->vm->symbols, methods[i].name);
        struct symbol *desc = symbol_intern_z(t->vm->symbols, methods[i].signature);
        struct method *m = class_own_method(c, name, desc);
        if (m == NULL || !(m->access & ACC_NATIVE)) {
            struct buf b = {0};
            external_method(&b, c->name, name, desc);
            throw_new(t, "java/lang/NoSuchMethodError", "Method '%s' %s", buf_str(&b),
                      m == NULL ? "name or signature does not match" : "is not declared as native");
            buf_free(&b);
            result = JNI_ERR;
            break;
        }
        if (m->kind == METHOD_NATIVE) { /* a fast native of the VM stays */
            m->native_fn = methods[i].fnPtr;
            m->flags &= ~(u4)MF_HOST;
            native_code_drop(m);
        }
    }
    JNI_LEAVE();
    return result;
}

static jint JNICALL UnregisterNatives(JNIEnv *env, jclass klass)
{
    (void)env;
    struct class *c = handle_class(klass);
    for (unsigned i = 0; i < c->n_methods; i++)
        if (c->methods[i].kind == METHOD_NATIVE) {
            c->methods[i].native_fn = NULL;
            c->methods[i].flags &= ~(u4)MF_HOST;
            native_code_drop(&c->methods[i]);
        }
    return JNI_OK;
}

static jint JNICALL GetJavaVM(JNIEnv *env, JavaVM **out)
{
    *out = (JavaVM *)thread_of_env(env)->vm;
    return JNI_OK;
}

void jni_class_fill(struct JNINativeInterface_ *f)
{
#define SET(name) f->name = name
    SET(GetVersion);
    SET(FindClass);
    SET(DefineClass);
    SET(GetSuperclass);
    SET(IsAssignableFrom);
    SET(GetObjectClass);
    SET(IsInstanceOf);
    SET(GetModule);
    SET(GetMethodID);
    SET(GetStaticMethodID);
    SET(GetFieldID);
    SET(GetStaticFieldID);
    SET(FromReflectedMethod);
    SET(FromReflectedField);
    SET(ToReflectedMethod);
    SET(ToReflectedField);
    SET(Throw);
    SET(ThrowNew);
    SET(ExceptionOccurred);
    SET(ExceptionDescribe);
    SET(ExceptionClear);
    SET(ExceptionCheck);
    SET(FatalError);
    SET(PushLocalFrame);
    SET(PopLocalFrame);
    SET(EnsureLocalCapacity);
    SET(NewGlobalRef);
    SET(DeleteGlobalRef);
    SET(NewWeakGlobalRef);
    SET(DeleteWeakGlobalRef);
    SET(NewLocalRef);
    SET(DeleteLocalRef);
    SET(IsSameObject);
    SET(GetObjectRefType);
    SET(MonitorEnter);
    SET(MonitorExit);
    SET(RegisterNatives);
    SET(UnregisterNatives);
    SET(GetJavaVM);
}
