/* object_natives.c - java.lang.Object, System.identityHashCode, and the JVM_* entry points of the same. */
#include "runtime/class/class.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/jvm.h"
#include "runtime/jdk/native_bodies.h"
#include "runtime/jdk/natives.h"
#include "runtime/jni/jni_internal.h"
#include "runtime/thread/monitor.h"
#include "runtime/vm.h"

static __attribute__((noinline)) struct object *clone_instance(struct thread *t, struct object *o)
{
    struct class *c = o->klass;
    if (LIKELY(class_is_subtype(c, t->vm->wk.Cloneable)))
        return object_clone(t, o);
    struct buf b = {0};
    class_external_name(c, &b);
    throw_new(t, "java/lang/CloneNotSupportedException", "%s", buf_str(&b));
    buf_free(&b);
    return NULL;
}

struct object *object_clone_checked(struct thread *t, struct object *o)
{
    struct class *c = o->klass;
    if (c->is_array || c->secondary_hit == t->vm->wk.Cloneable)
        return object_clone(t, o);
    return clone_instance(t, o);
}

static union slot object_get_class(struct thread *t, union slot *args)
{
    (void)t;
    return (union slot){.a = class_mirror(args[0].a->klass)};
}

static union slot object_hash_code(struct thread *t, union slot *args)
{
    return (union slot){.i = args[0].a != NULL ? object_identity_hash(t, args[0].a) : 0};
}

static union slot object_clone_native(struct thread *t, union slot *args)
{
    return (union slot){.a = object_clone_checked(t, args[0].a)};
}

static union slot object_wait(struct thread *t, union slot *args)
{
    monitor_wait(t, args[0].a, args[1].l);
    return (union slot){0};
}

static union slot object_notify(struct thread *t, union slot *args)
{
    monitor_notify(t, args[0].a, false);
    return (union slot){0};
}

static union slot object_notify_all(struct thread *t, union slot *args)
{
    monitor_notify(t, args[0].a, true);
    return (union slot){0};
}

const struct native_entry natives_object[] = {
    {"java/lang/Object", "getClass", "()Ljava/lang/Class;", NATIVE_FAST, object_get_class},
    {"java/lang/Object", "hashCode", "()I", NATIVE_FAST, object_hash_code},
    {"java/lang/Object", "clone", "()Ljava/lang/Object;", NATIVE_FAST, object_clone_native},
    {"java/lang/Object", "wait", "(J)V", NATIVE_FAST, object_wait},
    {"java/lang/Object", "notify", "()V", NATIVE_FAST, object_notify},
    {"java/lang/Object", "notifyAll", "()V", NATIVE_FAST, object_notify_all},
    {"java/lang/System", "identityHashCode", "(Ljava/lang/Object;)I", NATIVE_FAST, object_hash_code},
    {NULL, NULL, NULL, NATIVE_JNI, NULL},
};

/* ---- JVM_* ---- */

jint JNICALL JVM_IHashCode(JNIEnv *env, jobject o)
{
    JNI_ENTER(env);
    struct object *obj = handle_get(o);
    jint hash = obj != NULL ? object_identity_hash(t, obj) : 0;
    JNI_LEAVE();
    return hash;
}

void JNICALL JVM_MonitorWait(JNIEnv *env, jobject o, jlong millis)
{
    JNI_ENTER(env);
    monitor_wait(t, handle_get(o), millis);
    JNI_LEAVE();
}

void JNICALL JVM_MonitorNotify(JNIEnv *env, jobject o)
{
    JNI_ENTER(env);
    monitor_notify(t, handle_get(o), false);
    JNI_LEAVE();
}

void JNICALL JVM_MonitorNotifyAll(JNIEnv *env, jobject o)
{
    JNI_ENTER(env);
    monitor_notify(t, handle_get(o), true);
    JNI_LEAVE();
}

jobject JNICALL JVM_Clone(JNIEnv *env, jobject o)
{
    JNI_ENTER(env);
    jobject copy = handle_local(t, object_clone_checked(t, handle_get(o)));
    JNI_LEAVE();
    return copy;
}
