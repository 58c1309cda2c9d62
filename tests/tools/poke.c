/* poke.c - a native method that writes to a bad address when its argument says so. */
#include <jni.h>

__attribute__((noinline)) static void fall(volatile int *at)
{
    *at = 1;
}

JNIEXPORT jint JNICALL Java_Poke_poke(JNIEnv *env, jclass class, jint k)
{
    (void)env, (void)class;
    if (k == 32767)
        fall((volatile int *)16);
    return k + 1;
}
