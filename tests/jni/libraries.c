/* libraries.c - Libraries.java. */
#include "jnitest.h"

JNIEXPORT jint JNICALL Java_Libraries_overloaded__(JNIEnv *env, jclass c)
{
    return (void)env, (void)c, 1;
}
JNIEXPORT jint JNICALL Java_Libraries_overloaded__I(JNIEnv *env, jclass c, jint n)
{
    return (void)env, (void)c, n + 1;
}
JNIEXPORT jint JNICALL Java_Libraries_overloaded__Ljava_lang_String_2_3I(JNIEnv *env, jclass c, jstring s,
                                                                         jintArray a)
{
    return (void)env, (void)c, (void)s, (void)a, 3;
}
JNIEXPORT jint JNICALL Java_Libraries_under_1score(JNIEnv *env, jclass c)
{
    return (void)env, (void)c, 4;
}
JNIEXPORT jint JNICALL Java_Libraries_gr_000fcn(JNIEnv *env, jclass c)
{
    return (void)env, (void)c, 5;
}
JNIEXPORT jint JNICALL Java_Libraries_00024Nested_nested(JNIEnv *env, jclass c)
{
    return (void)env, (void)c, 6;
}
