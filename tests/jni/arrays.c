/* arrays.c - Arrays.java. */
#include "jnitest.h"

#define EACH_TYPE(X)                                                                                         \
    X(Boolean, jboolean)                                                                                     \
    X(Byte, jbyte)                                                                                           \
    X(Char, jchar)                                                                                           \
    X(Short, jshort)                                                                                         \
    X(Int, jint)                                                                                             \
    X(Long, jlong)                                                                                           \
    X(Float, jfloat)                                                                                         \
    X(Double, jdouble)

JNIEXPORT jobjectArray JNICALL Java_Arrays_make(JNIEnv *env, jclass self, jint n)
{
    (void)self;
    jobjectArray all = (*env)->NewObjectArray(env, 10, (*env)->FindClass(env, "java/lang/Object"), NULL);
    int at = 0;
#define MAKE(T, ctype)                                                                                       \
    do {                                                                                                     \
        ctype##Array a = (*env)->New##T##Array(env, n);                                                      \
        if (a == NULL)                                                                                       \
            return NULL;                                                                                     \
        (*env)->SetObjectArrayElement(env, all, at++, a);                                                    \
    } while (0);
    EACH_TYPE(MAKE)
    jclass string = (*env)->FindClass(env, "java/lang/String");
    (*env)->SetObjectArrayElement(
        env, all, at++, (*env)->NewObjectArray(env, n, string, (*env)->NewStringUTF(env, "initial")));
    jclass ints = (*env)->FindClass(env, "[I");
    (*env)->SetObjectArrayElement(env, all, at++, (*env)->NewObjectArray(env, n, ints, NULL));
    return all;
}

JNIEXPORT void JNICALL Java_Arrays_change(JNIEnv *env, jclass self, jbooleanArray aBoolean, jbyteArray aByte,
                                          jcharArray aChar, jshortArray aShort, jintArray aInt,
                                          jlongArray aLong, jfloatArray aFloat, jdoubleArray aDouble)
{
    (void)self;
    /* [0] by elements, [1] and [2] by region, [3] is the sum that a region read finds. */
#define CHANGE(T, ctype)                                                                                     \
    do {                                                                                                     \
        jboolean copy = 7;                                                                                   \
        ctype two[2] = {1, (ctype)0x41}, all[4];                                                             \
        ctype *p = (*env)->Get##T##ArrayElements(env, a##T, &copy);                                          \
        p[0] = 1;                                                                                            \
        (*env)->Release##T##ArrayElements(env, a##T, p, 0);                                                  \
        if (sizeof(ctype) == 1)                                                                              \
            two[1] = 0;                                                                                      \
        (*env)->Set##T##ArrayRegion(env, a##T, 1, 2, two);                                                   \
        (*env)->Get##T##ArrayRegion(env, a##T, 0, 4, all);                                                   \
        p = (*env)->Get##T##ArrayElements(env, a##T, NULL);                                                  \
        p[3] = sizeof(ctype) == 1 ? all[1] : (ctype)(all[0] + all[1] + all[2]);                              \
        (*env)->Release##T##ArrayElements(env, a##T, p, JNI_COMMIT);                                         \
        if (copy > 1 || (*env)->GetArrayLength(env, a##T) != 4)                                              \
            say(env, "wrong: " #T);                                                                          \
    } while (0);
    EACH_TYPE(CHANGE)
}

JNIEXPORT void JNICALL Java_Arrays_bounds(JNIEnv *env, jclass self, jintArray a)
{
    (void)self;
    jint some[8] = {0};
    static const jint ranges[][2] = {{0, 5}, {4, 1}, {-1, 2},         {1, -1},
                                     {4, 0}, {5, 0}, {2147483647, 1}, {1, 2147483647}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        (*env)->GetIntArrayRegion(env, a, ranges[i][0], ranges[i][1], some);
        say_thrown(env, "get");
        if (i != 4)
            (*env)->SetIntArrayRegion(env, a, ranges[i][0], ranges[i][1], some);
        say_thrown(env, "set");
    }
}

JNIEXPORT void JNICALL Java_Arrays_objects(JNIEnv *env, jclass self, jobjectArray a, jobjectArray strings)
{
    (void)self;
    say(env, "%d %d", (*env)->GetArrayLength(env, a), (*env)->GetObjectArrayElement(env, a, 2) == NULL);
    (*env)->SetObjectArrayElement(env, a, 2, (*env)->GetObjectArrayElement(env, a, 0));
    (*env)->SetObjectArrayElement(env, a, 0, NULL);
    (*env)->GetObjectArrayElement(env, a, 3);
    say_thrown(env, "get 3");
    (*env)->GetObjectArrayElement(env, a, -1);
    say_thrown(env, "get -1");
    (*env)->SetObjectArrayElement(env, a, 3, NULL);
    say_thrown(env, "set 3");
    (*env)->SetObjectArrayElement(env, strings, 0, (*env)->GetObjectArrayElement(env, a, 2));
    say_thrown(env, "store an Integer");
    (*env)->SetObjectArrayElement(env, strings, 1, (*env)->GetObjectArrayElement(env, a, 1));
    (*env)->NewObjectArray(env, -2, (*env)->GetObjectClass(env, a), NULL);
    say_thrown(env, "negative");
}

JNIEXPORT void JNICALL Java_Arrays_critical(JNIEnv *env, jclass self, jintArray a, jstring text)
{
    (void)self;
    jsize n = (*env)->GetStringLength(env, text);
    jint *p = (*env)->GetPrimitiveArrayCritical(env, a, NULL);
    const jchar *c = (*env)->GetStringCritical(env, text, NULL);
    for (int i = 0; i < 4; i++)
        p[i] = c[n - 4 + i];
    (*env)->ReleaseStringCritical(env, text, c);
    (*env)->ReleasePrimitiveArrayCritical(env, a, p, 0);
}

JNIEXPORT void JNICALL Java_Arrays_abort(JNIEnv *env, jclass self, jintArray a)
{
    (void)self;
    jboolean copy;
    jint *p = (*env)->GetIntArrayElements(env, a, &copy);
    if (copy) /* then what is written is dropped */
        p[0] = -1;
    (*env)->ReleaseIntArrayElements(env, a, p, JNI_ABORT);
}

static int *memory;

JNIEXPORT jobject JNICALL Java_Arrays_buffer(JNIEnv *env, jclass self, jint capacity)
{
    (void)self;
    memory = calloc(1, (size_t)capacity);
    memory[0] = 5;
    memory[1] = 77;
    return (*env)->NewDirectByteBuffer(env, memory, capacity);
}

JNIEXPORT jstring JNICALL Java_Arrays_inspect(JNIEnv *env, jclass self, jobject buffer)
{
    (void)self;
    char text[128];
    void *p = (*env)->GetDirectBufferAddress(env, buffer);
    jlong n = (*env)->GetDirectBufferCapacity(env, buffer);
    if (p == memory)
        snprintf(text, sizeof text, "the memory, %lld: %x", (long long)n, (unsigned)memory[2]);
    else if (p == memory + 1)
        snprintf(text, sizeof text, "a slice, %lld", (long long)n);
    else
        snprintf(text, sizeof text, "%s, %lld", p != NULL ? "other memory" : "none", (long long)n);
    return (*env)->NewStringUTF(env, text);
}

JNIEXPORT void JNICALL Java_Arrays_freeBuffer(JNIEnv *env, jclass self)
{
    (void)env, (void)self;
    free(memory);
}
