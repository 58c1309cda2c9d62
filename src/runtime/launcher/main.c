/*
 * main.c - the `samovar` command: what a `java` user expects of `java`.
 *
 * The command line is turned into JNI options (arguments.c); the VM is created and main is called on a thread of its own,
 * whose stack is ours to size, through sun.launcher.LauncherHelper, so that errors read exactly as java's do.
 */
#define _GNU_SOURCE
#include <jni.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <string.h>
#include "runtime/launcher/arguments.h"

JNIEXPORT jint JNICALL JNI_CreateJavaVM(JavaVM **pvm, void **penv, void *args);

#define MAIN_STACK_SIZE ((size_t)16 << 20)

/* LauncherHelper's modes. */
enum { LM_UNKNOWN, LM_CLASS, LM_JAR, LM_MODULE, LM_SOURCE };

struct run {
    struct arguments *args;
    int exit_code;
};

static bool pending(JNIEnv *env) { return (*env)->ExceptionCheck(env); }

static jclass launcher_helper(JNIEnv *env) { return (*env)->FindClass(env, "sun/launcher/LauncherHelper"); }

static jstring platform_string(JNIEnv *env, jclass helper, const char *s)
{
    size_t n = strlen(s);
    bool ascii = true;
    for (size_t i = 0; i < n; i++)
        ascii = ascii && (unsigned char)s[i] < 0x80;
    if (ascii)
        return (*env)->NewStringUTF(env, s);
    jmethodID make = (*env)->GetStaticMethodID(env, helper, "makePlatformString", "(Z[B)Ljava/lang/String;");
    jbyteArray bytes = make != NULL ? (*env)->NewByteArray(env, (jsize)n) : NULL;
    if (bytes == NULL)
        return NULL;
    (*env)->SetByteArrayRegion(env, bytes, 0, (jsize)n, (const jbyte *)s);
    return (*env)->CallStaticObjectMethod(env, helper, make, JNI_TRUE, bytes);
}

/* java -version and friends. */
static void print_version(JNIEnv *env, bool to_stderr)
{
    jclass c = (*env)->FindClass(env, "java/lang/VersionProps");
    jmethodID m = c != NULL ? (*env)->GetStaticMethodID(env, c, to_stderr ? "print" : "println", "(Z)V") : NULL;
    if (m != NULL)
        (*env)->CallStaticVoidMethod(env, c, m, (jboolean)to_stderr);
}

static void helper_call(JNIEnv *env, jclass helper, const char *name, const char *desc, const char *text)
{
    jmethodID m = (*env)->GetStaticMethodID(env, helper, name, desc);
    if (m == NULL)
        return;
    if (strcmp(desc, "()V") == 0)
        (*env)->CallStaticVoidMethod(env, helper, m);
    else if (strcmp(desc, "(Ljava/lang/String;)V") == 0)
        (*env)->CallStaticVoidMethod(env, helper, m, platform_string(env, helper, text));
    else /* showSettings(boolean, String, long, long, long) */
        (*env)->CallStaticVoidMethod(env, helper, m, JNI_TRUE, platform_string(env, helper, text), (jlong)0, (jlong)0,
                                     (jlong)(1 << 20));
}

/* Runs main; the exit code is 1 after an uncaught exception, which DetachCurrentThread reports. */
static int run_main(JNIEnv *env, const struct arguments *a)
{
    jclass helper = launcher_helper(env);
    if (helper == NULL)
        return 1;
    if (a->show_version != SHOW_NOTHING) {
        print_version(env, a->show_version == SHOW_STDERR);
        if (a->version_only || pending(env))
            return pending(env);
    }
    if (a->show_settings != NULL)
        helper_call(env, helper, "showSettings", "(ZLjava/lang/String;JJJ)V", a->show_settings);
    if (a->describe_module != NULL || a->list_modules || a->validate_modules) {
        if (a->validate_modules)
            helper_call(env, helper, "validateModules", "()V", NULL);
        if (a->list_modules)
            helper_call(env, helper, "listModules", "()V", NULL);
        if (a->describe_module != NULL)
            helper_call(env, helper, "describeModule", "(Ljava/lang/String;)V", a->describe_module);
        return pending(env);
    }
    if (pending(env))
        return 1;
    int mode = a->mode == RUN_JAR ? LM_JAR : a->mode == RUN_MODULE ? LM_MODULE : a->mode == RUN_SOURCE ? LM_SOURCE : LM_CLASS;
    jmethodID check = (*env)->GetStaticMethodID(env, helper, "checkAndLoadMain", "(ZILjava/lang/String;)Ljava/lang/Class;");
    if (check == NULL)
        return 1;
    jstring what = platform_string(env, helper, a->what);
    jclass main_class = what != NULL ? (*env)->CallStaticObjectMethod(env, helper, check, JNI_TRUE, mode, what) : NULL;
    if (main_class == NULL || pending(env))
        return 1;
    if (a->dry_run)
        return 0;
    jclass string = (*env)->FindClass(env, "java/lang/String");
    jobjectArray argv = string != NULL ? (*env)->NewObjectArray(env, a->app_argc, string, NULL) : NULL;
    for (int i = 0; argv != NULL && i < a->app_argc; i++) {
        jstring s = platform_string(env, helper, a->app_argv[i]);
        if (s == NULL)
            return 1;
        (*env)->SetObjectArrayElement(env, argv, i, s);
        (*env)->DeleteLocalRef(env, s);
    }
    jmethodID main_id = (*env)->GetStaticMethodID(env, main_class, "main", "([Ljava/lang/String;)V");
    if (argv == NULL || main_id == NULL)
        return 1;
    (*env)->CallStaticVoidMethod(env, main_class, main_id, argv);
    return pending(env) ? 1 : 0;
}

static void *run_thread(void *p)
{
    struct run *run = p;
    struct arguments *a = run->args;
    JavaVM *vm;
    JNIEnv *env;
    JavaVMInitArgs init = {JNI_VERSION_10, (jint)a->options.len, a->options.at, JNI_FALSE};
    run->exit_code = 1;
    if (JNI_CreateJavaVM(&vm, (void **)&env, &init) != JNI_OK)
        return NULL;
    run->exit_code = run_main(env, a);
    /* Detaching hands an uncaught exception to the thread's handler, as java's launcher relies on. */
    if ((*vm)->DetachCurrentThread(vm) != JNI_OK)
        run->exit_code = 1;
    (*vm)->DestroyJavaVM(vm);
    return NULL;
}

int main(int argc, char **argv)
{
    struct arguments args = {0};
    int code;
    if (!arguments_parse(&args, argc, argv, &code))
        return code;
    struct run run = {&args, 1};
    pthread_t thread;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, MAIN_STACK_SIZE);
    if (pthread_create(&thread, &attr, run_thread, &run) != 0) {
        fprintf(stderr, "samovar: cannot create the main thread\n");
        return 1;
    }
    pthread_join(thread, NULL);
    fflush(stdout);
    /* Daemon threads may still run: leave without tearing libraries down under them. */
    _exit(run.exit_code);
}
