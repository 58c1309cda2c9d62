/* exceptions.c - Exceptions.java. */
#include "jnitest.h"

JNIEXPORT void JNICALL Java_Exceptions_throwNew(JNIEnv *env, jclass self, jstring name, jstring message)
{
    (void)self;
    const char *n = (*env)->GetStringUTFChars(env, name, NULL);
    const char *m = message != NULL ? (*env)->GetStringUTFChars(env, message, NULL) : NULL;
    jint r = (*env)->ThrowNew(env, (*env)->FindClass(env, n), m);
    if (r != JNI_OK && !(*env)->ExceptionCheck(env))
        say(env, "ThrowNew says %d", r);
    (*env)->ReleaseStringUTFChars(env, name, n); /* allowed with an exception pending */
    if (m != NULL)
        (*env)->ReleaseStringUTFChars(env, message, m);
}

JNIEXPORT void JNICALL Java_Exceptions_throwThis(JNIEnv *env, jclass self, jthrowable t)
{
    (void)self;
    (*env)->Throw(env, t);
}

static jint call_thrower(JNIEnv *env, jclass self)
{
    return (*env)->CallStaticIntMethod(env, self, (*env)->GetStaticMethodID(env, self, "thrower", "(I)I"), 5);
}

JNIEXPORT jint JNICALL Java_Exceptions_callThenReturn(JNIEnv *env, jclass self)
{
    call_thrower(env, self);
    return 42; /* nobody sees it */
}

JNIEXPORT void JNICALL Java_Exceptions_catching(JNIEnv *env, jclass self)
{
    say(env, "%d %d", (*env)->ExceptionCheck(env), (*env)->ExceptionOccurred(env) == NULL);
    call_thrower(env, self);
    bool check = (*env)->ExceptionCheck(env);
    jthrowable e = (*env)->ExceptionOccurred(env), again = (*env)->ExceptionOccurred(env);
    (*env)->ExceptionClear(env);
    say(env, "%d %d %d", check, (*env)->IsSameObject(env, e, again), (*env)->ExceptionCheck(env));
    jclass c = (*env)->FindClass(env, "java/lang/IllegalStateException");
    say(env, "%d", (*env)->IsInstanceOf(env, e, c));
    (*env)->Throw(env, e);
    say_thrown(env, "thrown again");
    (*env)->ExceptionClear(env);
}

JNIEXPORT void JNICALL Java_Exceptions_describe(JNIEnv *env, jclass self, jthrowable t)
{
    (void)self;
    (*env)->ExceptionDescribe(env); /* nothing pending: nothing happens */
    (*env)->Throw(env, t);
    (*env)->ExceptionDescribe(env);
    say(env, "cleared: %d", !(*env)->ExceptionCheck(env));
}

/* What may be called with an exception pending. */
JNIEXPORT jint JNICALL Java_Exceptions_pendingCalls(JNIEnv *env, jclass self, jint n)
{
    jobject g = (*env)->NewGlobalRef(env, self);
    jintArray a = (*env)->NewIntArray(env, n);
    jint *p = (*env)->GetIntArrayElements(env, a, NULL);
    (*env)->PushLocalFrame(env, 4);
    jclass c = (*env)->FindClass(env, "java/lang/Error");
    (*env)->ThrowNew(env, c, "pending");
    (*env)->ReleaseIntArrayElements(env, a, p, 0);
    (*env)->DeleteGlobalRef(env, g);
    (*env)->DeleteLocalRef(env, c);
    (*env)->PopLocalFrame(env, NULL);
    jint ok = (*env)->ExceptionCheck(env);
    (*env)->ExceptionClear(env);
    return ok;
}

JNIEXPORT void JNICALL Java_Exceptions_deep(JNIEnv *env, jclass self, jint depth)
{
    if (depth == 0) {
        call_thrower(env, self);
        return;
    }
    (*env)->CallStaticVoidMethod(env, self, (*env)->GetStaticMethodID(env, self, "deep", "(I)V"), depth - 1);
}

JNIEXPORT void JNICALL Java_Exceptions_uninitialized(JNIEnv *env, jclass self)
{
    (void)self;
    /* FindClass initializes what it finds. */
    bool none = (*env)->FindClass(env, "Exceptions$Bad") == NULL;
    say_thrown(env, none ? "not found" : "found");
    (*env)->FindClass(env, "Exceptions$Bad");
    say_thrown(env, "again");
}

JNIEXPORT void JNICALL Java_Exceptions_overflowNative(JNIEnv *env, jclass self)
{
    jmethodID m = (*env)->GetStaticMethodID(env, self, "overflow", "()V");
    if (m != NULL)
        (*env)->CallStaticVoidMethod(env, self, m);
}
