/* compiled.c - the natives of Compiled.java. */
#include "jnitest.h"

JNIEXPORT jlong JNICALL Java_Compiled_mixed(JNIEnv *env, jclass c, jint a, jdouble b, jlong c1, jfloat d,
                                            jobject o, jbyte e, jshort f, jchar g, jboolean h, jint i,
                                            jdouble j, jstring k, jlong l, jfloat m, jdouble n, jfloat p,
                                            jdouble q, jfloat r, jdouble s, jdouble t, jdouble u, jintArray v)
{
    jint first;
    (*env)->GetIntArrayRegion(env, v, 0, 1, &first);
    jclass same = (*env)->FindClass(env, "Compiled"); /* found through the frame of this native */
    jlong sum = a + (jlong)b * 3 + c1 * 5 + (jlong)d * 7 + (*env)->GetStringLength(env, o) + e * 11 + f * 13 +
                g * 17 + h * 19 + i * 23 + (jlong)(j * 2) +
                (k != NULL ? (*env)->GetStringLength(env, k) : 100) + l * 29 + first * 31 +
                (*env)->IsSameObject(env, same, c);
    return sum +
           (jlong)(m + 10 * n + 100 * p + 1000 * q + 10000 * r + 100000 * s + 1000000 * t + 10000000 * u);
}

JNIEXPORT jboolean JNICALL Java_Compiled_isOdd(JNIEnv *env, jclass c, jint i)
{
    (void)env, (void)c;
    return (jboolean)(i & 1);
}

JNIEXPORT jbyte JNICALL Java_Compiled_toByte(JNIEnv *env, jclass c, jint i)
{
    (void)env, (void)c;
    return (jbyte)i;
}

JNIEXPORT jchar JNICALL Java_Compiled_toChar(JNIEnv *env, jclass c, jint i)
{
    (void)env, (void)c;
    return (jchar)i;
}

JNIEXPORT jshort JNICALL Java_Compiled_toShort(JNIEnv *env, jclass c, jint i)
{
    (void)env, (void)c;
    return (jshort)i;
}

JNIEXPORT jfloat JNICALL Java_Compiled_half(JNIEnv *env, jclass c, jfloat f)
{
    (void)env, (void)c;
    return f / 2;
}

JNIEXPORT jdouble JNICALL Java_Compiled_twice(JNIEnv *env, jclass c, jdouble d)
{
    (void)env, (void)c;
    return d * 2;
}

JNIEXPORT void JNICALL Java_Compiled_nothing(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
}

JNIEXPORT jint JNICALL Java_Compiled_plusBase(JNIEnv *env, jobject self, jint i)
{
    jclass c = (*env)->GetObjectClass(env, self);
    return i + (*env)->GetIntField(env, self, (*env)->GetFieldID(env, c, "base", "I"));
}

JNIEXPORT jobject JNICALL Java_Compiled_pick(JNIEnv *env, jobject self, jobject a, jobject b, jint which)
{
    switch (which) {
    case 0: return a;
    case 1: return (*env)->NewLocalRef(env, b);
    case 2: return NULL;
    default: return self;
    }
}

/* A weak reference is a result too. It is the only one, so it may be gone by the next call. */
JNIEXPORT jobject JNICALL Java_Compiled_weak(JNIEnv *env, jclass c, jobject r, jobject o)
{
    static __thread jweak last;
    (void)c, (void)r;
    if (last != NULL)
        (*env)->DeleteWeakGlobalRef(env, last);
    return last = (*env)->NewWeakGlobalRef(env, o);
}

/* More local references than one block has. */
JNIEXPORT jstring JNICALL Java_Compiled_many(JNIEnv *env, jclass c, jint n)
{
    (void)c;
    jstring s = NULL;
    char text[256];
    (*env)->EnsureLocalCapacity(env, n + 1);
    for (int i = 0; i <= n; i++) {
        memset(text, 'x', (size_t)i);
        text[i] = 0;
        s = (*env)->NewStringUTF(env, text);
    }
    return s;
}

JNIEXPORT jint JNICALL Java_Compiled_failing(JNIEnv *env, jclass c, jint i)
{
    (void)c;
    if (i % 7 == 0)
        (*env)->ThrowNew(env, (*env)->FindClass(env, "java/lang/IllegalStateException"), "seven");
    return i;
}

JNIEXPORT jint JNICALL Java_Compiled_calling(JNIEnv *env, jclass c, jint i)
{
    return (*env)->CallStaticIntMethod(env, c, (*env)->GetStaticMethodID(env, c, "back", "(I)I"), i);
}

static jint one(JNIEnv *env, jclass c, jint i)
{
    (void)env, (void)c;
    return i;
}

static jint other(JNIEnv *env, jclass c, jint i)
{
    (void)env, (void)c;
    return -2 * i;
}

JNIEXPORT void JNICALL Java_Compiled_rebind(JNIEnv *env, jclass c, jboolean to_other)
{
    JNINativeMethod m = {"rebound", "(I)I", to_other ? (void *)other : (void *)one};
    (*env)->RegisterNatives(env, c, &m, 1);
}

JNIEXPORT jobjectArray JNICALL Java_Compiled_trace(JNIEnv *env, jclass c, jint depth)
{
    (void)c, (void)depth;
    jclass k = (*env)->FindClass(env, "java/lang/Throwable");
    jobject e = (*env)->NewObject(env, k, (*env)->GetMethodID(env, k, "<init>", "()V"));
    return (*env)->CallObjectMethod(
        env, e, (*env)->GetMethodID(env, k, "getStackTrace", "()[Ljava/lang/StackTraceElement;"));
}
