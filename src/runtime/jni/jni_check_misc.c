/* jni_check_misc.c - -Xcheck:jni for classes, ids, exceptions, references, monitors, buffers. */
#include "runtime/jni/jni_check.h"

/* ---- classes ---- */

static jclass JNICALL DefineClass(JNIEnv *env, const char *name, jobject loader, const jbyte *bytes, jsize n)
{
    check_ref(check_enter(env, 0), loader);
    return jni_plain->DefineClass(env, name, loader, bytes, n);
}

static jclass JNICALL FindClass(JNIEnv *env, const char *name)
{
    check_name(check_enter(env, 0), name);
    return jni_plain->FindClass(env, name);
}

static jclass JNICALL GetSuperclass(JNIEnv *env, jclass c)
{
    check_class(check_enter(env, 0), c);
    return jni_plain->GetSuperclass(env, c);
}

static jboolean JNICALL IsAssignableFrom(JNIEnv *env, jclass sub, jclass sup)
{
    struct thread *t = check_enter(env, 0);
    check_class(t, sub);
    check_class(t, sup);
    return jni_plain->IsAssignableFrom(env, sub, sup);
}

static jclass JNICALL GetObjectClass(JNIEnv *env, jobject o)
{
    check_object(check_enter(env, 0), o);
    return jni_plain->GetObjectClass(env, o);
}

static jboolean JNICALL IsInstanceOf(JNIEnv *env, jobject o, jclass c)
{
    struct thread *t = check_enter(env, 0);
    check_ref(t, o);
    check_class(t, c);
    return jni_plain->IsInstanceOf(env, o, c);
}

static jobject JNICALL GetModule(JNIEnv *env, jclass c)
{
    check_class(check_enter(env, 0), c);
    return jni_plain->GetModule(env, c);
}

/* ---- ids and reflection ---- */

#define CHECKED_ID(function, id_type)                                                                        \
    static id_type JNICALL function(JNIEnv *env, jclass c, const char *name, const char *desc)               \
    {                                                                                                        \
        struct thread *t = check_enter(env, 0);                                                              \
        check_class(t, c);                                                                                   \
        check_name(t, name);                                                                                 \
        check_name(t, desc);                                                                                 \
        return jni_plain->function(env, c, name, desc);                                                      \
    }
CHECKED_ID(GetMethodID, jmethodID)
CHECKED_ID(GetStaticMethodID, jmethodID)
CHECKED_ID(GetFieldID, jfieldID)
CHECKED_ID(GetStaticFieldID, jfieldID)

static jmethodID JNICALL FromReflectedMethod(JNIEnv *env, jobject m)
{
    check_object(check_enter(env, 0), m);
    return jni_plain->FromReflectedMethod(env, m);
}

static jfieldID JNICALL FromReflectedField(JNIEnv *env, jobject f)
{
    check_object(check_enter(env, 0), f);
    return jni_plain->FromReflectedField(env, f);
}

static jobject JNICALL ToReflectedMethod(JNIEnv *env, jclass c, jmethodID m, jboolean is_static)
{
    struct thread *t = check_enter(env, 0);
    check_method(t, check_class(t, c), m, is_static);
    return jni_plain->ToReflectedMethod(env, c, m, is_static);
}

static jobject JNICALL ToReflectedField(JNIEnv *env, jclass c, jfieldID f, jboolean is_static)
{
    check_class(check_enter(env, 0), c);
    return jni_plain->ToReflectedField(env, c, f, is_static);
}

static jint JNICALL RegisterNatives(JNIEnv *env, jclass c, const JNINativeMethod *methods, jint n)
{
    check_class(check_enter(env, 0), c);
    return jni_plain->RegisterNatives(env, c, methods, n);
}

static jint JNICALL UnregisterNatives(JNIEnv *env, jclass c)
{
    check_class(check_enter(env, 0), c);
    return jni_plain->UnregisterNatives(env, c);
}

/* ---- exceptions ---- */

static jint JNICALL Throw(JNIEnv *env, jthrowable e)
{
    struct thread *t = check_enter(env, 0);
    if (!class_is_subtype(check_object(t, e)->klass, t->vm->wk.Throwable))
        check_fatal(
            t,
            "JNI Throw or ThrowNew received a class argument that is not a Throwable or Throwable subclass");
    return jni_plain->Throw(env, e);
}

static jint JNICALL ThrowNew(JNIEnv *env, jclass c, const char *message)
{
    check_throwable_class(check_enter(env, 0), c);
    return jni_plain->ThrowNew(env, c, message);
}

static jthrowable JNICALL ExceptionOccurred(JNIEnv *env)
{
    check_enter(env, CHECK_EXCEPTION_OK | CHECK_ASKS);
    return jni_plain->ExceptionOccurred(env);
}

static jboolean JNICALL ExceptionCheck(JNIEnv *env)
{
    check_enter(env, CHECK_EXCEPTION_OK | CHECK_ASKS);
    return jni_plain->ExceptionCheck(env);
}

static void JNICALL ExceptionDescribe(JNIEnv *env)
{
    check_enter(env, CHECK_EXCEPTION_OK | CHECK_ASKS);
    jni_plain->ExceptionDescribe(env);
}

static void JNICALL ExceptionClear(JNIEnv *env)
{
    check_enter(env, CHECK_EXCEPTION_OK | CHECK_ASKS);
    jni_plain->ExceptionClear(env);
}

/* ---- references ---- */

enum { TAG_LOCAL = 0, TAG_WEAK = 1, TAG_GLOBAL = 2 };

static void check_kind(JNIEnv *env, jobject h, unsigned tag, const char *message)
{
    struct thread *t = check_enter(env, CHECK_EXCEPTION_OK);
    if (h == NULL)
        return;
    if (((uintptr_t)h & 7) != tag)
        check_fatal(t, "%s", message);
    check_ref(t, h);
}

static void JNICALL DeleteLocalRef(JNIEnv *env, jobject h)
{
    check_kind(env, h, TAG_LOCAL, "Invalid local JNI handle passed to DeleteLocalRef");
    jni_plain->DeleteLocalRef(env, h);
}

static void JNICALL DeleteGlobalRef(JNIEnv *env, jobject h)
{
    check_kind(env, h, TAG_GLOBAL, "Invalid global JNI handle passed to DeleteGlobalRef");
    jni_plain->DeleteGlobalRef(env, h);
}

static void JNICALL DeleteWeakGlobalRef(JNIEnv *env, jweak h)
{
    check_kind(env, h, TAG_WEAK, "Invalid weak global JNI handle passed to DeleteWeakGlobalRef");
    jni_plain->DeleteWeakGlobalRef(env, h);
}

static jobject JNICALL NewLocalRef(JNIEnv *env, jobject h)
{
    check_ref(check_enter(env, 0), h);
    return jni_plain->NewLocalRef(env, h);
}

static jobject JNICALL NewGlobalRef(JNIEnv *env, jobject h)
{
    check_ref(check_enter(env, 0), h);
    return jni_plain->NewGlobalRef(env, h);
}

static jweak JNICALL NewWeakGlobalRef(JNIEnv *env, jobject h)
{
    check_ref(check_enter(env, 0), h);
    return jni_plain->NewWeakGlobalRef(env, h);
}

static jboolean JNICALL IsSameObject(JNIEnv *env, jobject a, jobject b)
{
    struct thread *t = check_enter(env, CHECK_EXCEPTION_OK);
    check_ref(t, a);
    check_ref(t, b);
    return jni_plain->IsSameObject(env, a, b);
}

static jint JNICALL PushLocalFrame(JNIEnv *env, jint capacity)
{
    struct thread *t = check_enter(env, CHECK_EXCEPTION_OK);
    if (capacity < 0)
        check_fatal(t, "negative capacity");
    return jni_plain->PushLocalFrame(env, capacity);
}

static jobject JNICALL PopLocalFrame(JNIEnv *env, jobject result)
{
    struct thread *t = check_enter(env, CHECK_EXCEPTION_OK);
    check_ref(t, result);
    if (t->local_frames == NULL)
        check_fatal(t, "PopLocalFrame without PushLocalFrame");
    return jni_plain->PopLocalFrame(env, result);
}

static jint JNICALL EnsureLocalCapacity(JNIEnv *env, jint capacity)
{
    struct thread *t = check_enter(env, 0);
    if (capacity < 0)
        check_fatal(t, "negative capacity");
    return jni_plain->EnsureLocalCapacity(env, capacity);
}

/* ---- monitors, VM, buffers ---- */

static jint JNICALL MonitorEnter(JNIEnv *env, jobject o)
{
    check_object(check_enter(env, 0), o);
    return jni_plain->MonitorEnter(env, o);
}

static jint JNICALL MonitorExit(JNIEnv *env, jobject o)
{
    check_object(check_enter(env, CHECK_EXCEPTION_OK), o);
    return jni_plain->MonitorExit(env, o);
}

static jint JNICALL GetJavaVM(JNIEnv *env, JavaVM **out)
{
    check_enter(env, 0);
    return jni_plain->GetJavaVM(env, out);
}

static jobject JNICALL NewDirectByteBuffer(JNIEnv *env, void *address, jlong capacity)
{
    struct thread *t = check_enter(env, 0);
    if (capacity < 0 || capacity > INT32_MAX)
        check_fatal(t, "NewDirectByteBuffer: capacity %lld does not fit an int", (long long)capacity);
    return jni_plain->NewDirectByteBuffer(env, address, capacity);
}

static void *JNICALL GetDirectBufferAddress(JNIEnv *env, jobject buffer)
{
    check_ref(check_enter(env, 0), buffer);
    return jni_plain->GetDirectBufferAddress(env, buffer);
}

static jlong JNICALL GetDirectBufferCapacity(JNIEnv *env, jobject buffer)
{
    check_ref(check_enter(env, 0), buffer);
    return jni_plain->GetDirectBufferCapacity(env, buffer);
}

void jni_check_fill_misc(struct JNINativeInterface_ *f)
{
#define SET(name) f->name = name
    SET(DefineClass);
    SET(FindClass);
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
    SET(RegisterNatives);
    SET(UnregisterNatives);
    SET(Throw);
    SET(ThrowNew);
    SET(ExceptionOccurred);
    SET(ExceptionCheck);
    SET(ExceptionDescribe);
    SET(ExceptionClear);
    SET(DeleteLocalRef);
    SET(DeleteGlobalRef);
    SET(DeleteWeakGlobalRef);
    SET(NewLocalRef);
    SET(NewGlobalRef);
    SET(NewWeakGlobalRef);
    SET(IsSameObject);
    SET(PushLocalFrame);
    SET(PopLocalFrame);
    SET(EnsureLocalCapacity);
    SET(MonitorEnter);
    SET(MonitorExit);
    SET(GetJavaVM);
    SET(NewDirectByteBuffer);
    SET(GetDirectBufferAddress);
    SET(GetDirectBufferCapacity);
}
