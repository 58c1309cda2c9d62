/* jni_call.c - the Call<Type>Method families and NewObject (JNI chapter 4, "Calling Instance/Static
 * Methods"). */
#include "runtime/jni/jni_internal.h"

/* Arguments as C passes them after default promotions, spread into Java slots. */
static void args_from_va(const struct method *m, union slot *s, va_list ap)
{
    for (const char *p = m->arg_types; *p; p++) {
        switch (*p) {
        case 'J':
            s->l = va_arg(ap, jlong);
            s += 2;
            break;
        case 'D':
            s->d = va_arg(ap, double);
            s += 2;
            break;
        case 'F': (s++)->f = (float)va_arg(ap, double); break;
        case 'L':
        case '[': (s++)->a = handle_get(va_arg(ap, jobject)); break;
        case 'Z': (s++)->i = va_arg(ap, int) & 1; break;
        case 'B': (s++)->i = (int8_t)va_arg(ap, int); break;
        case 'C': (s++)->i = (uint16_t)va_arg(ap, int); break;
        case 'S': (s++)->i = (int16_t)va_arg(ap, int); break;
        default: (s++)->i = va_arg(ap, int); break;
        }
    }
}

static void args_from_values(const struct method *m, union slot *s, const jvalue *v)
{
    for (const char *p = m->arg_types; *p; p++, v++) {
        switch (*p) {
        case 'J':
            s->l = v->j;
            s += 2;
            break;
        case 'D':
            s->d = v->d;
            s += 2;
            break;
        case 'F': (s++)->f = v->f; break;
        case 'L':
        case '[': (s++)->a = handle_get(v->l); break;
        case 'Z': (s++)->i = v->z & 1; break;
        case 'B': (s++)->i = v->b; break;
        case 'C': (s++)->i = v->c; break;
        case 'S': (s++)->i = v->s; break;
        default: (s++)->i = v->i; break;
        }
    }
}

enum call_mode { CALL_VIRTUAL, CALL_NONVIRTUAL, CALL_STATIC };

#define MAX_ARG_SLOTS 256

static union slot call_method(struct thread *t, enum call_mode mode, jobject receiver, struct method *m,
                              union slot *args)
{
    union slot r = {0};
    if (t->exception != NULL)
        return r;
    if (mode != CALL_STATIC) {
        args[0].a = handle_get(receiver);
        if (args[0].a == NULL) {
            throw_new(t, "java/lang/NullPointerException", NULL);
            return r;
        }
    }
    return mode == CALL_VIRTUAL ? exec_call_virtual(t, m, args) : exec_call(t, m, args);
}

static union slot call_va(JNIEnv *env, enum call_mode mode, jobject receiver, jmethodID id, va_list ap)
{
    struct method *m = (struct method *)id;
    union slot args[MAX_ARG_SLOTS];
    JNI_ENTER(env);
    args_from_va(m, args + (mode != CALL_STATIC), ap);
    union slot r = call_method(t, mode, receiver, m, args);
    if (m->ret == 'L' || m->ret == '[')
        r.p = t->exception != NULL ? NULL : handle_local(t, r.a);
    JNI_LEAVE();
    return r;
}

static union slot call_values(JNIEnv *env, enum call_mode mode, jobject receiver, jmethodID id,
                              const jvalue *v)
{
    struct method *m = (struct method *)id;
    union slot args[MAX_ARG_SLOTS];
    JNI_ENTER(env);
    args_from_values(m, args + (mode != CALL_STATIC), v);
    union slot r = call_method(t, mode, receiver, m, args);
    if (m->ret == 'L' || m->ret == '[')
        r.p = t->exception != NULL ? NULL : handle_local(t, r.a);
    JNI_LEAVE();
    return r;
}

#define CALL_FAMILY(T, ctype, get)                                                                           \
    static ctype JNICALL Call##T##MethodV(JNIEnv *env, jobject o, jmethodID m, va_list ap)                   \
    {                                                                                                        \
        union slot r = call_va(env, CALL_VIRTUAL, o, m, ap);                                                 \
        return (ctype)get;                                                                                   \
    }                                                                                                        \
    static ctype JNICALL Call##T##Method(JNIEnv *env, jobject o, jmethodID m, ...)                           \
    {                                                                                                        \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        union slot r = call_va(env, CALL_VIRTUAL, o, m, ap);                                                 \
        va_end(ap);                                                                                          \
        return (ctype)get;                                                                                   \
    }                                                                                                        \
    static ctype JNICALL Call##T##MethodA(JNIEnv *env, jobject o, jmethodID m, const jvalue *v)              \
    {                                                                                                        \
        union slot r = call_values(env, CALL_VIRTUAL, o, m, v);                                              \
        return (ctype)get;                                                                                   \
    }                                                                                                        \
    static ctype JNICALL CallNonvirtual##T##MethodV(JNIEnv *env, jobject o, jclass c, jmethodID m,           \
                                                    va_list ap)                                              \
    {                                                                                                        \
        (void)c;                                                                                             \
        union slot r = call_va(env, CALL_NONVIRTUAL, o, m, ap);                                              \
        return (ctype)get;                                                                                   \
    }                                                                                                        \
    static ctype JNICALL CallNonvirtual##T##Method(JNIEnv *env, jobject o, jclass c, jmethodID m, ...)       \
    {                                                                                                        \
        (void)c;                                                                                             \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        union slot r = call_va(env, CALL_NONVIRTUAL, o, m, ap);                                              \
        va_end(ap);                                                                                          \
        return (ctype)get;                                                                                   \
    }                                                                                                        \
    static ctype JNICALL CallNonvirtual##T##MethodA(JNIEnv *env, jobject o, jclass c, jmethodID m,           \
                                                    const jvalue *v)                                         \
    {                                                                                                        \
        (void)c;                                                                                             \
        union slot r = call_values(env, CALL_NONVIRTUAL, o, m, v);                                           \
        return (ctype)get;                                                                                   \
    }                                                                                                        \
    static ctype JNICALL CallStatic##T##MethodV(JNIEnv *env, jclass c, jmethodID m, va_list ap)              \
    {                                                                                                        \
        union slot r = call_va(env, CALL_STATIC, c, m, ap);                                                  \
        return (ctype)get;                                                                                   \
    }                                                                                                        \
    static ctype JNICALL CallStatic##T##Method(JNIEnv *env, jclass c, jmethodID m, ...)                      \
    {                                                                                                        \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        union slot r = call_va(env, CALL_STATIC, c, m, ap);                                                  \
        va_end(ap);                                                                                          \
        return (ctype)get;                                                                                   \
    }                                                                                                        \
    static ctype JNICALL CallStatic##T##MethodA(JNIEnv *env, jclass c, jmethodID m, const jvalue *v)         \
    {                                                                                                        \
        union slot r = call_values(env, CALL_STATIC, c, m, v);                                               \
        return (ctype)get;                                                                                   \
    }

/* A void result is read as "(void)r". */
CALL_FAMILY(Object, jobject, r.p)
CALL_FAMILY(Boolean, jboolean, r.i)
CALL_FAMILY(Byte, jbyte, r.i)
CALL_FAMILY(Char, jchar, r.i)
CALL_FAMILY(Short, jshort, r.i)
CALL_FAMILY(Int, jint, r.i)
CALL_FAMILY(Long, jlong, r.l)
CALL_FAMILY(Float, jfloat, r.f)
CALL_FAMILY(Double, jdouble, r.d)
CALL_FAMILY(Void, void, r.i)

/* ---- objects ---- */

/* Allocates an instance for NewObject / AllocObject: initialises the class, registers references. */
static struct object *new_instance(struct thread *t, struct class *c)
{
    if (c->no_instances) {
        struct buf b = {0};
        class_external_name(c, &b);
        throw_new(t, "java/lang/InstantiationException", "%s", buf_str(&b));
        buf_free(&b);
        return NULL;
    }
    if (!class_is_initialized(c) && !class_init(t, c))
        return NULL;
    struct object *o = heap_alloc_object(t, c);
    if (o != NULL && c->ref_kind != REFKIND_NONE)
        reference_register(t, o);
    return o;
}

static jobject JNICALL AllocObject(JNIEnv *env, jclass klass)
{
    JNI_ENTER(env);
    struct object *o = t->exception == NULL ? new_instance(t, handle_class(klass)) : NULL;
    jobject h = handle_local(t, o);
    JNI_LEAVE();
    return h;
}

static jobject construct(struct thread *t, jclass klass, struct method *m, union slot *args)
{
    struct object *o = t->exception == NULL ? new_instance(t, handle_class(klass)) : NULL;
    if (o == NULL)
        return NULL;
    args[0].a = o;
    exec_call(t, m, args);
    return t->exception != NULL ? NULL : handle_local(t, o);
}

static jobject JNICALL NewObjectV(JNIEnv *env, jclass klass, jmethodID id, va_list ap)
{
    union slot args[MAX_ARG_SLOTS];
    JNI_ENTER(env);
    args_from_va((struct method *)id, args + 1, ap);
    jobject h = construct(t, klass, (struct method *)id, args);
    JNI_LEAVE();
    return h;
}

static jobject JNICALL NewObject(JNIEnv *env, jclass klass, jmethodID id, ...)
{
    va_list ap;
    va_start(ap, id);
    jobject h = NewObjectV(env, klass, id, ap);
    va_end(ap);
    return h;
}

static jobject JNICALL NewObjectA(JNIEnv *env, jclass klass, jmethodID id, const jvalue *v)
{
    union slot args[MAX_ARG_SLOTS];
    JNI_ENTER(env);
    args_from_values((struct method *)id, args + 1, v);
    jobject h = construct(t, klass, (struct method *)id, args);
    JNI_LEAVE();
    return h;
}

void jni_call_fill(struct JNINativeInterface_ *f)
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
    SET(AllocObject);
    SET(NewObject);
    SET(NewObjectV);
    SET(NewObjectA);
}
