/* reference_natives.c - java.lang.ref: the pending list, refersTo, clear. The rules are in gc/reference.c. */
#include "runtime/gc/heap.h"
#include "runtime/jdk/jvm.h"
#include "runtime/jdk/natives.h"
#include "runtime/jni/jni_internal.h"
#include "runtime/vm.h"

static void clear_referent(struct thread *t, struct object *ref)
{
    set_ref_field(ref, t->vm->wk.Reference_referent, NULL);
}

static union slot take_pending(struct thread *t, union slot *args)
{
    (void)args;
    return (union slot){.a = reference_take_pending(t)};
}

static union slot has_pending(struct thread *t, union slot *args)
{
    (void)args;
    return (union slot){.i = reference_has_pending(t->vm)};
}

static union slot wait_pending(struct thread *t, union slot *args)
{
    (void)args;
    reference_wait_pending(t);
    return (union slot){0};
}

static union slot refers_to(struct thread *t, union slot *args)
{
    return (union slot){.i = reference_get(t, args[0].a) == args[1].a};
}

static union slot clear(struct thread *t, union slot *args)
{
    clear_referent(t, args[0].a);
    return (union slot){0};
}

#define REFERENCE "java/lang/ref/Reference"

const struct native_entry natives_reference[] = {
    {REFERENCE, "getAndClearReferencePendingList", "()Ljava/lang/ref/Reference;", NATIVE_FAST, take_pending},
    {REFERENCE, "hasReferencePendingList", "()Z", NATIVE_FAST, has_pending},
    {REFERENCE, "waitForReferencePendingList", "()V", NATIVE_FAST, wait_pending},
    {REFERENCE, "refersTo0", "(Ljava/lang/Object;)Z", NATIVE_FAST, refers_to},
    {REFERENCE, "clear0", "()V", NATIVE_FAST, clear},
    {"java/lang/ref/PhantomReference", "refersTo0", "(Ljava/lang/Object;)Z", NATIVE_FAST, refers_to},
    {NULL, NULL, NULL, NATIVE_JNI, NULL},
};

/* ---- JVM_* ---- */

jobject JNICALL JVM_GetAndClearReferencePendingList(JNIEnv *env)
{
    JNI_ENTER(env);
    jobject r = handle_local(t, reference_take_pending(t));
    JNI_LEAVE();
    return r;
}

jboolean JNICALL JVM_HasReferencePendingList(JNIEnv *env)
{
    return reference_has_pending(thread_of_env(env)->vm);
}

void JNICALL JVM_WaitForReferencePendingList(JNIEnv *env)
{
    JNI_ENTER(env);
    reference_wait_pending(t);
    JNI_LEAVE();
}

jboolean JNICALL JVM_ReferenceRefersTo(JNIEnv *env, jobject ref, jobject o)
{
    JNI_ENTER(env);
    jboolean same = reference_get(t, handle_get(ref)) == handle_get(o);
    JNI_LEAVE();
    return same;
}

jboolean JNICALL JVM_PhantomReferenceRefersTo(JNIEnv *env, jobject ref, jobject o)
{
    return JVM_ReferenceRefersTo(env, ref, o);
}

void JNICALL JVM_ReferenceClear(JNIEnv *env, jobject ref)
{
    JNI_ENTER(env);
    clear_referent(t, handle_get(ref));
    JNI_LEAVE();
}
