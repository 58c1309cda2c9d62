/* refs.c - Refs.java. */
#include "jnitest.h"

static jobject global;
static jweak weak;

/* All the references live at once; every one must still mean its own object. */
JNIEXPORT jlong JNICALL Java_Refs_thousands(JNIEnv *env, jclass self, jobjectArray boxes)
{
    (void)self;
    jsize n = (*env)->GetArrayLength(env, boxes);
    jclass box = (*env)->FindClass(env, "Refs$Box");
    jfieldID id = (*env)->GetFieldID(env, box, "n", "I");
    jobject *refs = malloc((size_t)n * sizeof *refs);
    jlong sum = 0;
    if ((*env)->EnsureLocalCapacity(env, n) != JNI_OK)
        say(env, "no capacity");
    for (jsize i = 0; i < n; i++)
        refs[i] = (*env)->GetObjectArrayElement(env, boxes, i);
    for (jsize i = 0; i < n; i++)
        sum += (*env)->GetIntField(env, refs[i], id);
    for (jsize i = 0; i < n; i += 2)
        (*env)->DeleteLocalRef(env, refs[i]);
    for (jsize i = 1; i < n; i += 2)
        sum += (*env)->GetIntField(env, refs[i], id);
    free(refs);
    return sum;
}

JNIEXPORT void JNICALL Java_Refs_frames(JNIEnv *env, jclass self)
{
    (void)self;
    jstring outer = (*env)->NewStringUTF(env, "outer"), inner = NULL;
    say(env, "push %d", (*env)->PushLocalFrame(env, 1000));
    for (int i = 0; i < 1000; i++)
        inner = (*env)->NewStringUTF(env, "inner");
    inner = (*env)->PopLocalFrame(env, inner);
    say(env, "%d %d", (*env)->GetStringLength(env, outer), (*env)->GetStringLength(env, inner));
    for (int i = 0; i < 100; i++)
        if ((*env)->PushLocalFrame(env, 16) != JNI_OK || (*env)->NewLocalRef(env, outer) == NULL)
            say(env, "cannot push");
    for (int i = 0; i < 100; i++)
        (*env)->PopLocalFrame(env, NULL);
    say(env, "%d", (*env)->GetStringLength(env, outer));
    say(env, "capacity %d %d", (*env)->EnsureLocalCapacity(env, 0), (*env)->EnsureLocalCapacity(env, 100));
    (*env)->PushLocalFrame(env, 4); /* left open: ends with the native */
}

JNIEXPORT void JNICALL Java_Refs_kinds(JNIEnv *env, jclass self, jobject o)
{
    (void)self;
    jobject l = (*env)->NewLocalRef(env, o), g = (*env)->NewGlobalRef(env, o);
    jweak w = (*env)->NewWeakGlobalRef(env, o);
    say(env, "%d %d %d %d %d", (*env)->GetObjectRefType(env, o), (*env)->GetObjectRefType(env, l),
        (*env)->GetObjectRefType(env, g), (*env)->GetObjectRefType(env, w),
        (*env)->GetObjectRefType(env, NULL));
    say(env, "%d %d %d %d", (*env)->IsSameObject(env, o, l), (*env)->IsSameObject(env, g, w),
        (*env)->IsSameObject(env, o, NULL), (*env)->IsSameObject(env, NULL, NULL));
    say(env, "%d %d %d", (*env)->NewLocalRef(env, NULL) == NULL, (*env)->NewGlobalRef(env, NULL) == NULL,
        (*env)->NewWeakGlobalRef(env, NULL) == NULL);
    jobject from_weak = (*env)->NewLocalRef(env, w);
    say(env, "%d", (*env)->IsSameObject(env, from_weak, o));
    (*env)->DeleteLocalRef(env, l);
    (*env)->DeleteGlobalRef(env, g);
    (*env)->DeleteWeakGlobalRef(env, w);
    (*env)->DeleteLocalRef(env, NULL);
    (*env)->DeleteGlobalRef(env, NULL);
    (*env)->DeleteWeakGlobalRef(env, NULL);
}

JNIEXPORT void JNICALL Java_Refs_keep(JNIEnv *env, jclass self, jobject o)
{
    (void)self;
    global = (*env)->NewGlobalRef(env, o);
}

JNIEXPORT jobject JNICALL Java_Refs_kept(JNIEnv *env, jclass self)
{
    return (void)env, (void)self, global;
}

JNIEXPORT void JNICALL Java_Refs_drop(JNIEnv *env, jclass self)
{
    (void)self;
    (*env)->DeleteGlobalRef(env, global);
}

JNIEXPORT void JNICALL Java_Refs_keepWeak(JNIEnv *env, jclass self, jobject o)
{
    (void)self;
    weak = (*env)->NewWeakGlobalRef(env, o);
}

JNIEXPORT jboolean JNICALL Java_Refs_weakCleared(JNIEnv *env, jclass self)
{
    (void)self;
    return (*env)->IsSameObject(env, weak, NULL);
}

JNIEXPORT jobject JNICALL Java_Refs_weakGet(JNIEnv *env, jclass self)
{
    (void)self;
    return (*env)->NewLocalRef(env, weak);
}

JNIEXPORT void JNICALL Java_Refs_dropWeak(JNIEnv *env, jclass self)
{
    (void)self;
    (*env)->DeleteWeakGlobalRef(env, weak);
}

JNIEXPORT jint JNICALL Java_Refs_recurse(JNIEnv *env, jclass self, jint depth, jobject o)
{
    jmethodID m = (*env)->GetStaticMethodID(env, self, "down", "(ILjava/lang/Object;)I");
    jobject mine = (*env)->NewLocalRef(env, o);
    jint r = (*env)->CallStaticIntMethod(env, self, m, depth > 0 ? depth - 1 : 0, mine);
    return (*env)->IsSameObject(env, mine, o) ? r + 1 : -100000;
}

/* Makes and deletes references by the hundred thousand: neither memory nor time may grow with their number.
 */
JNIEXPORT void JNICALL Java_Refs_churn(JNIEnv *env, jclass self, jint n)
{
    jobject first = (*env)->NewLocalRef(env, self), last[64] = {0};
    for (jint i = 0; i < n; i++) {
        (*env)->DeleteLocalRef(env, last[i % 64]);
        last[i % 64] = (*env)->NewLocalRef(env, self);
        jobject g = (*env)->NewGlobalRef(env, self);
        (*env)->DeleteGlobalRef(env, g);
    }
    say(env, "churned %d", (*env)->IsSameObject(env, first, last[0]));
}
