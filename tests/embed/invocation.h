/*
 * invocation.h - how the hosts reach the invocation API: linked with libsamovar, or (INVOCATION_DLOPEN)
 * through the libjvm.so that the environment variable LIBJVM names. Under the second, HotSpot's own library
 * shows what should happen.
 */
#ifndef EMBED_INVOCATION_H
#define EMBED_INVOCATION_H

#include <jni.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef INVOCATION_DLOPEN
#include <dlfcn.h>

static inline void *invocation_symbol(const char *name)
{
    static void *library;
    if (library == NULL)
        library = dlopen(getenv("LIBJVM"), RTLD_NOW | RTLD_GLOBAL);
    void *p = library != NULL ? dlsym(library, name) : NULL;
    if (p == NULL) {
        printf("%s\n", dlerror());
        exit(2);
    }
    return p;
}

#define JNI_CreateJavaVM             ((jint(*)(JavaVM **, void **, void *))invocation_symbol("JNI_CreateJavaVM"))
#define JNI_GetCreatedJavaVMs        ((jint(*)(JavaVM **, jsize, jsize *))invocation_symbol("JNI_GetCreatedJavaVMs"))
#define JNI_GetDefaultJavaVMInitArgs ((jint(*)(void *))invocation_symbol("JNI_GetDefaultJavaVMInitArgs"))
#endif

/* What the host prints is to come in order with what Java prints. */
__attribute__((constructor)) static void unbuffered(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
}

/* Creates a VM with these options and the class path CLASSES; ends the process when that fails. */
static inline JNIEnv *create(JavaVM **vm, int n, JavaVMOption *more)
{
    static char class_path[4096];
    JavaVMOption options[16] = {{class_path, NULL}};
    JavaVMInitArgs args = {JNI_VERSION_10, 1 + n, options, JNI_FALSE};
    JNIEnv *env = NULL;
    snprintf(class_path, sizeof class_path, "-Djava.class.path=%s", getenv("CLASSES"));
    for (int i = 0; i < n; i++)
        options[1 + i] = more[i];
    jint r = JNI_CreateJavaVM(vm, (void **)&env, &args);
    if (r != JNI_OK) {
        printf("JNI_CreateJavaVM: %d\n", r);
        exit(2);
    }
    return env;
}

static inline void call(JNIEnv *env, const char *method)
{
    jclass c = (*env)->FindClass(env, "Guest");
    jmethodID m = c != NULL ? (*env)->GetStaticMethodID(env, c, method, "()V") : NULL;
    if (m != NULL)
        (*env)->CallStaticVoidMethod(env, c, m);
}

#endif
