/*
 * jvm_invoke_method.c - Method.invoke and Constructor.newInstance, until the JDK replaces a much used one by
 * bytecode.
 *
 * Access was checked in Java. What the callee throws (and a failure to select it) arrives wrapped in
 * InvocationTargetException; wrong arguments and a failing static initializer do not.
 */
#include "runtime/jdk/jvm_internal.h"

#define MAX_ARG_SLOTS 256

/* Replaces the pending exception by an InvocationTargetException around it. */
static void wrap_target_exception(struct thread *t)
{
    struct object *target = exception_take(t);
    struct object *wrapper = new_wellknown(t, &t->vm->wk.InvocationTargetException);
    if (wrapper == NULL)
        return;
    struct method *init = class_method_z(wrapper->klass, "<init>", "(Ljava/lang/Throwable;)V");
    exec_callv(t, init, wrapper, target);
    if (t->exception == NULL)
        throw_object(t, wrapper);
}

static bool illegal_argument(struct thread *t, const char *why)
{
    return throw_new(t, "java/lang/IllegalArgumentException", why != NULL ? "%s" : NULL, why);
}

/* Unpacks the Object[] ARGS into slots after the receiver's. */
static bool spread_arguments(struct thread *t, const struct method *m, struct object *types,
                             struct object *args, union slot *out)
{
    int32_t n = args != NULL ? array_length(args) : 0;
    if ((size_t)n != strlen(m->arg_types))
        return illegal_argument(t, "wrong number of arguments");
    for (int32_t i = 0; i < n; i++) {
        char type = m->arg_types[i];
        struct object *arg = ref_array_get(args, i);
        if (type == 'L' || type == '[') {
            if (arg != NULL && !object_is_instance(arg, class_from_mirror(ref_array_get(types, i))))
                return illegal_argument(t, "argument type mismatch");
            out->a = arg;
        } else if (arg == NULL) {
            return illegal_argument(t, NULL);
        } else if (!reflect_unbox(t, arg, type, out)) {
            return illegal_argument(t, "argument type mismatch");
        }
        out += type == 'J' || type == 'D' ? 2 : 1;
    }
    return true;
}

struct object *reflect_invoke_method(struct thread *t, struct object *method, struct object *receiver,
                                     struct object *args)
{
    struct method *m = reflect_method_of(t, method);
    if (m == NULL) {
        throw_new(t, "java/lang/InternalError", "invoke");
        return NULL;
    }
    if (!class_is_initialized(m->klass) && !class_init(t, m->klass))
        return NULL;
    union slot slots[MAX_ARG_SLOTS];
    union slot *first = slots;
    struct method *target = m;
    if (!method_is_static(m)) {
        if (receiver == NULL) {
            throw_new(t, "java/lang/NullPointerException", NULL);
            return NULL;
        }
        if (!object_is_instance(receiver, m->klass)) {
            illegal_argument(t, "object is not an instance of declaring class");
            return NULL;
        }
        if (!(m->access & ACC_PRIVATE))
            target = exec_select(t, receiver->klass, m);
        if (target == NULL) {
            wrap_target_exception(t);
            return NULL;
        }
        (first++)->a = receiver;
    }
    if (!spread_arguments(t, m, ref_field(method, t->vm->wk.Method_parameterTypes), args, first))
        return NULL;
    union slot r = exec_call(t, target, slots);
    if (t->exception != NULL) {
        wrap_target_exception(t);
        return NULL;
    }
    return reflect_box(t, m->ret, r);
}

struct object *reflect_new_instance(struct thread *t, struct object *constructor, struct object *args)
{
    struct method *m = reflect_method_of(t, constructor);
    if (m == NULL || !(m->flags & MF_INITIALIZER)) {
        throw_new(t, "java/lang/InternalError", "invoke");
        return NULL;
    }
    struct class *c = m->klass;
    if (!class_is_initialized(c) && !class_init(t, c))
        return NULL;
    if (c->no_instances) {
        struct buf b = {0};
        class_external_name(c, &b);
        throw_new(t, "java/lang/InstantiationException", "%s", buf_str(&b));
        buf_free(&b);
        return NULL;
    }
    struct object *o = heap_alloc_object(t, c);
    if (o == NULL)
        return NULL;
    if (c->ref_kind != REFKIND_NONE)
        reference_register(t, o);
    union slot slots[MAX_ARG_SLOTS];
    slots[0].a = o;
    if (!spread_arguments(t, m, ref_field(constructor, t->vm->wk.Constructor_parameterTypes), args,
                          slots + 1))
        return NULL;
    exec_call(t, m, slots);
    if (t->exception != NULL) {
        wrap_target_exception(t);
        return NULL;
    }
    return o;
}

SAMOVAR_EXPORT jobject JNICALL JVM_InvokeMethod(JNIEnv *env, jobject method, jobject receiver,
                                                jobjectArray args)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(reflect_invoke_method(t, handle_get(method), handle_get(receiver), handle_get(args)));
}

SAMOVAR_EXPORT jobject JNICALL JVM_NewInstanceFromConstructor(JNIEnv *env, jobject constructor,
                                                              jobjectArray args)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(reflect_new_instance(t, handle_get(constructor), handle_get(args)));
}
