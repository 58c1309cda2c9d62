/* library.c - JNI_OnLoad and the printing that the other files share. */
#include "jnitest.h"

JavaVM *java_vm;
char on_load_report[256];

/* The class that loads the library is of the application's loader, and so must be what is found here. */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    JNIEnv *env;
    java_vm = vm;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) != JNI_OK)
        return JNI_ERR;
    jclass c = (*env)->FindClass(env, "Say");
    snprintf(on_load_report, sizeof on_load_report, "Say %s, reserved %s", c != NULL ? "found" : "not found",
             reserved == NULL ? "NULL" : "not NULL");
    (*env)->ExceptionClear(env);
    return JNI_VERSION_1_8;
}

static void print(JNIEnv *env, const char *text)
{
    jclass c = (*env)->FindClass(env, "Say");
    jmethodID m = c != NULL ? (*env)->GetStaticMethodID(env, c, "line", "(Ljava/lang/String;)V") : NULL;
    jstring s = m != NULL ? (*env)->NewStringUTF(env, text) : NULL;
    if (s == NULL) {
        (*env)->ExceptionDescribe(env);
        (*env)->FatalError(env, "cannot print");
    }
    (*env)->CallStaticVoidMethod(env, c, m, s);
    (*env)->DeleteLocalRef(env, s);
    (*env)->DeleteLocalRef(env, c);
}

void say_thrown(JNIEnv *env, const char *name)
{
    char text[1024];
    jthrowable e = (*env)->ExceptionOccurred(env);
    if (e == NULL) {
        snprintf(text, sizeof text, "%s: nothing thrown", name);
        print(env, text);
        return;
    }
    (*env)->ExceptionClear(env);
    jclass c = (*env)->GetObjectClass(env, e);
    jmethodID to_string = (*env)->GetMethodID(env, c, "toString", "()Ljava/lang/String;");
    jstring s = (*env)->CallObjectMethod(env, e, to_string);
    const char *utf = (*env)->GetStringUTFChars(env, s, NULL);
    snprintf(text, sizeof text, "%s: %s", name, utf);
    (*env)->ReleaseStringUTFChars(env, s, utf);
    print(env, text);
    (*env)->DeleteLocalRef(env, s);
    (*env)->DeleteLocalRef(env, c);
    (*env)->DeleteLocalRef(env, e);
}

void say(JNIEnv *env, const char *fmt, ...)
{
    char text[4096];
    va_list ap;
    if ((*env)->ExceptionCheck(env))
        say_thrown(env, "pending");
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    print(env, text);
}
