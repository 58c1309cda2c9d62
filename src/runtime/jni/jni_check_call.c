/* jni_check_call.c - -Xcheck:jni for method calls and constructors. */
#include "runtime/jni/jni_check.h"

static void check_return_type(struct thread *t, jmethodID id, char letter, const char *function)
{
    const struct method *m = (const struct method *)id;
    char ret = m->ret == '[' ? 'L' : m->ret;
    if (ret == letter)
        return;
    struct buf b = {0};
    method_external_name(m, &b);
    check_warn(t, "%s called for '%s'", function, buf_str(&b));
    buf_free(&b);
}

static struct thread *check_virtual(JNIEnv *env, jobject o, jmethodID m, char letter, const char *function)
{
    struct thread *t = check_enter(env, 0);
    check_method(t, check_object(t, o)->klass, m, false);
    check_return_type(t, m, letter, function);
    return t;
}

static struct thread *check_nonvirtual(JNIEnv *env, jobject o, jclass c, jmethodID m, char letter,
                                       const char *function)
{
    struct thread *t = check_enter(env, 0);
    struct class *k = check_class(t, c);
    check_method(t, check_object(t, o)->klass, m, false);
    check_method(t, k, m, false);
    check_return_type(t, m, letter, function);
    return t;
}

static struct thread *check_static(JNIEnv *env, jclass c, jmethodID m, char letter, const char *function)
{
    struct thread *t = check_enter(env, 0);
    check_method(t, check_class(t, c), m, true);
    check_return_type(t, m, letter, function);
    return t;
}

/* `result` and `give` are "ctype r =" and "return r", or empty and "return" for void. */
#define CHECKED_CALLS(T, ctype, letter, result, give)                                                        \
    static ctype JNICALL Call##T##MethodV(JNIEnv *env, jobject o, jmethodID m, va_list ap)                   \
    {                                                                                                        \
        struct thread *t = check_virtual(env, o, m, letter, "Call" #T "Method");                             \
        result jni_plain->Call##T##MethodV(env, o, m, ap);                                                   \
        t->jni_unchecked = "Call" #T "Method";                                                               \
        give;                                                                                                \
    }                                                                                                        \
    static ctype JNICALL Call##T##MethodA(JNIEnv *env, jobject o, jmethodID m, const jvalue *v)              \
    {                                                                                                        \
        struct thread *t = check_virtual(env, o, m, letter, "Call" #T "MethodA");                            \
        result jni_plain->Call##T##MethodA(env, o, m, v);                                                    \
        t->jni_unchecked = "Call" #T "MethodA";                                                              \
        give;                                                                                                \
    }                                                                                                        \
    static ctype JNICALL Call##T##Method(JNIEnv *env, jobject o, jmethodID m, ...)                           \
    {                                                                                                        \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        result Call##T##MethodV(env, o, m, ap);                                                              \
        va_end(ap);                                                                                          \
        give;                                                                                                \
    }                                                                                                        \
    static ctype JNICALL CallNonvirtual##T##MethodV(JNIEnv *env, jobject o, jclass c, jmethodID m,           \
                                                    va_list ap)                                              \
    {                                                                                                        \
        struct thread *t = check_nonvirtual(env, o, c, m, letter, "CallNonvirtual" #T "Method");             \
        result jni_plain->CallNonvirtual##T##MethodV(env, o, c, m, ap);                                      \
        t->jni_unchecked = "CallNonvirtual" #T "Method";                                                     \
        give;                                                                                                \
    }                                                                                                        \
    static ctype JNICALL CallNonvirtual##T##MethodA(JNIEnv *env, jobject o, jclass c, jmethodID m,           \
                                                    const jvalue *v)                                         \
    {                                                                                                        \
        struct thread *t = check_nonvirtual(env, o, c, m, letter, "CallNonvirtual" #T "MethodA");            \
        result jni_plain->CallNonvirtual##T##MethodA(env, o, c, m, v);                                       \
        t->jni_unchecked = "CallNonvirtual" #T "MethodA";                                                    \
        give;                                                                                                \
    }                                                                                                        \
    static ctype JNICALL CallNonvirtual##T##Method(JNIEnv *env, jobject o, jclass c, jmethodID m, ...)       \
    {                                                                                                        \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        result CallNonvirtual##T##MethodV(env, o, c, m, ap);                                                 \
        va_end(ap);                                                                                          \
        give;                                                                                                \
    }                                                                                                        \
    static ctype JNICALL CallStatic##T##MethodV(JNIEnv *env, jclass c, jmethodID m, va_list ap)              \
    {                                                                                                        \
        struct thread *t = check_static(env, c, m, letter, "CallStatic" #T "Method");                        \
        result jni_plain->CallStatic##T##MethodV(env, c, m, ap);                                             \
        t->jni_unchecked = "CallStatic" #T "Method";                                                         \
        give;                                                                                                \
    }                                                                                                        \
    static ctype JNICALL CallStatic##T##MethodA(JNIEnv *env, jclass c, jmethodID m, const jvalue *v)         \
    {                                                                                                        \
        struct thread *t = check_static(env, c, m, letter, "CallStatic" #T "MethodA");                       \
        result jni_plain->CallStatic##T##MethodA(env, c, m, v);                                              \
        t->jni_unchecked = "CallStatic" #T "MethodA";                                                        \
        give;                                                                                                \
    }                                                                                                        \
    static ctype JNICALL CallStatic##T##Method(JNIEnv *env, jclass c, jmethodID m, ...)                      \
    {                                                                                                        \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        result CallStatic##T##MethodV(env, c, m, ap);                                                        \
        va_end(ap);                                                                                          \
        give;                                                                                                \
    }

/* clang-format off */
CHECKED_CALLS(Object, jobject, 'L', jobject r =, return r)
CHECKED_CALLS(Boolean, jboolean, 'Z', jboolean r =, return r)
CHECKED_CALLS(Byte, jbyte, 'B', jbyte r =, return r)
CHECKED_CALLS(Char, jchar, 'C', jchar r =, return r)
CHECKED_CALLS(Short, jshort, 'S', jshort r =, return r)
CHECKED_CALLS(Int, jint, 'I', jint r =, return r)
CHECKED_CALLS(Long, jlong, 'J', jlong r =, return r)
CHECKED_CALLS(Float, jfloat, 'F', jfloat r =, return r)
CHECKED_CALLS(Double, jdouble, 'D', jdouble r =, return r)
CHECKED_CALLS(Void, void, 'V', , return)
/* clang-format on */

/* ---- constructors ---- */

static void check_constructor(JNIEnv *env, jclass c, jmethodID id)
{
    struct thread *t = check_enter(env, 0);
    struct class *k = check_class(t, c);
    check_method(t, k, id, false);
    const struct method *m = (const struct method *)id;
    if (!(m->flags & MF_INITIALIZER) || m->klass != k)
        check_fatal(t, "Wrong object class or methodID passed to JNI call: not a constructor of the class");
}

static jobject JNICALL NewObjectV(JNIEnv *env, jclass c, jmethodID m, va_list ap)
{
    check_constructor(env, c, m);
    return jni_plain->NewObjectV(env, c, m, ap);
}

static jobject JNICALL NewObjectA(JNIEnv *env, jclass c, jmethodID m, const jvalue *v)
{
    check_constructor(env, c, m);
    return jni_plain->NewObjectA(env, c, m, v);
}

static jobject JNICALL NewObject(JNIEnv *env, jclass c, jmethodID m, ...)
{
    va_list ap;
    va_start(ap, m);
    jobject o = NewObjectV(env, c, m, ap);
    va_end(ap);
    return o;
}

static jobject JNICALL AllocObject(JNIEnv *env, jclass c)
{
    check_class(check_enter(env, 0), c);
    return jni_plain->AllocObject(env, c);
}

void jni_check_fill_calls(struct JNINativeInterface_ *f)
{
#define SET(name) f->name = name
#define SET_FAMILY(T)                                                                                        \
    SET(Call##T##Method), SET(Call##T##MethodV), SET(Call##T##MethodA), SET(CallNonvirtual##T##Method),      \
        SET(CallNonvirtual##T##MethodV), SET(CallNonvirtual##T##MethodA), SET(CallStatic##T##Method),        \
        SET(CallStatic##T##MethodV), SET(CallStatic##T##MethodA)
    SET_FAMILY(Object);
    SET_FAMILY(Boolean);
    SET_FAMILY(Byte);
    SET_FAMILY(Char);
    SET_FAMILY(Short);
    SET_FAMILY(Int);
    SET_FAMILY(Long);
    SET_FAMILY(Float);
    SET_FAMILY(Double);
    SET_FAMILY(Void);
    SET(NewObject);
    SET(NewObjectV);
    SET(NewObjectA);
    SET(AllocObject);
}
