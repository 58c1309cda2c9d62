/*
 * main.c - the `samovar` command: what a `java` user expects of `java`.
 *
 * The command line is turned into JNI options (arguments.c); the VM is created and main is called on a thread
 * of its own, whose stack is ours to size, through sun.launcher.LauncherHelper, so that errors read exactly
 * as java's do.
 */
#define _GNU_SOURCE
#include <jni.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <string.h>
#include "runtime/launcher/launcher.h"
#include "runtime/launcher/repl.h"

JNIEXPORT jint JNICALL JNI_CreateJavaVM(JavaVM **pvm, void **penv, void *args);

#define MAIN_STACK_SIZE ((size_t)16 << 20)

struct main_thread {
    struct arguments *args;
    int exit_code;
    int repl_argc;
    char **repl_argv; /* the words after "repl"; NULL: not that command */
};

static bool pending(JNIEnv *env)
{
    return (*env)->ExceptionCheck(env);
}

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

/* -version and friends. */
static void print_version(JNIEnv *env, bool to_stderr)
{
    jclass c = (*env)->FindClass(env, "java/lang/VersionProps");
    jmethodID m =
        c != NULL ? (*env)->GetStaticMethodID(env, c, to_stderr ? "print" : "println", "(Z)V") : NULL;
    if (m != NULL)
        (*env)->CallStaticVoidMethod(env, c, m, (jboolean)to_stderr);
}

/* -fullversion: one line with the class library's build. */
static void print_full_version(JNIEnv *env, bool to_stderr)
{
    jclass c = (*env)->FindClass(env, "java/lang/System");
    jmethodID m = c == NULL ? NULL
                            : (*env)->GetStaticMethodID(env, c, "getProperty",
                                                        "(Ljava/lang/String;)Ljava/lang/String;");
    jstring key = m != NULL ? (*env)->NewStringUTF(env, "java.runtime.version") : NULL;
    jstring value = key != NULL ? (*env)->CallStaticObjectMethod(env, c, m, key) : NULL;
    const char *text = value != NULL ? (*env)->GetStringUTFChars(env, value, NULL) : NULL;
    if (text == NULL)
        return;
    if (to_stderr)
        fprintf(stderr, "openjdk full version \"%s\"\n", text);
    else
        printf("openjdk %s\n", text);
    (*env)->ReleaseStringUTFChars(env, value, text);
}

static void show_settings(JNIEnv *env, jclass helper, const struct arguments *a)
{
    jmethodID m = (*env)->GetStaticMethodID(env, helper, "showSettings", "(ZLjava/lang/String;JJJ)V");
    jstring which = m != NULL ? platform_string(env, helper, a->show_settings) : NULL;
    if (which != NULL)
        (*env)->CallStaticVoidMethod(env, helper, m, JNI_TRUE, which, (jlong)a->initial_heap,
                                     (jlong)a->max_heap, (jlong)a->stack_size);
}

static void list_modules(JNIEnv *env, jclass helper)
{
    jmethodID m = (*env)->GetStaticMethodID(env, helper, "listModules", "()V");
    if (m != NULL)
        (*env)->CallStaticVoidMethod(env, helper, m);
}

static void describe_module(JNIEnv *env, jclass helper, const char *name)
{
    jmethodID m = (*env)->GetStaticMethodID(env, helper, "describeModule", "(Ljava/lang/String;)V");
    jstring s = m != NULL ? platform_string(env, helper, name) : NULL;
    if (s != NULL)
        (*env)->CallStaticVoidMethod(env, helper, m, s);
}

/* What is asked about the JDK or the modules instead of running a program; false: go on. */
static bool only_shows(JNIEnv *env, jclass helper, const struct arguments *a)
{
    if (a->show_settings != NULL) {
        show_settings(env, helper, a);
        if (pending(env))
            return true;
    }
    if (a->list_modules)
        list_modules(env, helper);
    else if (a->describe_module != NULL)
        describe_module(env, helper, a->describe_module);
    else if (a->full_version)
        print_full_version(env, a->show_version == SHOW_STDERR);
    else if (a->show_version != SHOW_NOTHING)
        print_version(env, a->show_version == SHOW_STDERR);
    return pending(env) || a->list_modules || a->describe_module != NULL || a->version_only ||
           a->validate_modules;
}

static jclass load_main(JNIEnv *env, jclass helper, const struct arguments *a)
{
    jmethodID check =
        (*env)->GetStaticMethodID(env, helper, "checkAndLoadMain", "(ZILjava/lang/String;)Ljava/lang/Class;");
    jstring what = check != NULL ? platform_string(env, helper, a->what) : NULL;
    return what != NULL ? (*env)->CallStaticObjectMethod(env, helper, check, JNI_TRUE, (jint)a->mode, what)
                        : NULL;
}

static jobjectArray program_arguments(JNIEnv *env, jclass helper, const struct arguments *a)
{
    jclass string = (*env)->FindClass(env, "java/lang/String");
    jobjectArray array = string != NULL ? (*env)->NewObjectArray(env, a->app_argc, string, NULL) : NULL;
    for (int i = 0; array != NULL && i < a->app_argc; i++) {
        jstring s = platform_string(env, helper, a->app_argv[i]);
        if (s == NULL)
            return NULL;
        (*env)->SetObjectArrayElement(env, array, i, s);
        (*env)->DeleteLocalRef(env, s);
    }
    return array;
}

/* The exit code: 1 after an uncaught exception, which is left pending for DetachCurrentThread. */
static int run(JNIEnv *env, const struct arguments *a)
{
    jclass helper = (*env)->FindClass(env, "sun/launcher/LauncherHelper");
    if (helper == NULL)
        return 1;
    if (only_shows(env, helper, a))
        return pending(env) ? 1 : 0;
    if (a->what == NULL) {
        usage_print(stderr);
        return 1;
    }
    jclass main_class = load_main(env, helper, a);
    if (main_class == NULL || pending(env))
        return 1;
    if (a->dry_run)
        return 0;
    jobjectArray args = program_arguments(env, helper, a);
    jmethodID id =
        args != NULL ? (*env)->GetStaticMethodID(env, main_class, "main", "([Ljava/lang/String;)V") : NULL;
    if (id == NULL)
        return 1;
    (*env)->CallStaticVoidMethod(env, main_class, id, args);
    return pending(env) ? 1 : 0;
}

static void *run_thread(void *p)
{
    struct main_thread *self = p;
    struct arguments *a = self->args;
    JavaVM *vm;
    JNIEnv *env;
    JavaVMInitArgs init = {JNI_VERSION_10, (jint)a->options.len, a->options.at, JNI_FALSE};
    self->exit_code = 1;
    if (self->repl_argv != NULL) {
        self->exit_code = repl_main(self->repl_argc, self->repl_argv);
        return NULL;
    }
    if (JNI_CreateJavaVM(&vm, (void **)&env, &init) != JNI_OK)
        return NULL;
    self->exit_code = run(env, a);
    /* Detaching hands an uncaught exception to the thread's handler, as java's launcher relies on. */
    if ((*vm)->DetachCurrentThread(vm) != JNI_OK)
        self->exit_code = 1;
    (*vm)->DestroyJavaVM(vm);
    return NULL;
}

/* Java threads allocate from the collected heap, not with malloc: one malloc arena for all of them saves each
 * a mapping of 128 MB, and growing it in big steps saves system calls at the start. */
static void tune_malloc(void)
{
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TOP_PAD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
}

int main(int argc, char **argv)
{
    tune_malloc();
    struct arguments args = {0};
    int code;
    if (argc > 1 && strcmp(argv[1], "prof") == 0)
        return prof_main(argc - 1, argv + 1);
    bool repl = argc > 1 && strcmp(argv[1], "repl") == 0;
    if (!repl && !arguments_parse(&args, argc, argv, &code))
        return code;
    struct main_thread self = {&args, 1, argc - 2, repl ? argv + 2 : NULL};
    pthread_t thread;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, MAIN_STACK_SIZE);
    if (pthread_create(&thread, &attr, run_thread, &self) != 0) {
        fprintf(stderr, "samovar: cannot create the main thread\n");
        return 1;
    }
    pthread_join(thread, NULL);
    fflush(stdout);
    /* Daemon threads may still run: leave without tearing libraries down under them. */
    _exit(self.exit_code);
}
