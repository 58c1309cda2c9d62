/*
 * invocation.c - the JNI invocation API: create, attach, detach, destroy (JNI chapter 5).
 *
 * One VM a process, as HotSpot. JNI_CreateJavaVM runs on the thread that becomes the main Java thread.
 */
#include <pthread.h>
#include "runtime/boot.h"
#include "runtime/jni/jni_internal.h"
#include "runtime/options.h"

static bool known_version(jint v)
{
    return v == JNI_VERSION_1_1 || v == JNI_VERSION_1_2 || v == JNI_VERSION_1_4 || v == JNI_VERSION_1_6 ||
           v == JNI_VERSION_1_8 || v == JNI_VERSION_9 || v == JNI_VERSION_10;
}

static bool ignores_unrecognized(const JavaVMInitArgs *args)
{
    for (jint i = 0; i < args->nOptions; i++) {
        const char *s = args->options[i].optionString;
        if (s != NULL && strcmp(s, "-XX:+IgnoreUnrecognizedVMOptions") == 0)
            return true;
    }
    return args->ignoreUnrecognized;
}

/* false: *err has the reason. */
static bool parse_init_args(struct vm_options *o, const JavaVMInitArgs *args, struct buf *err)
{
    o->ignore_unrecognized = ignores_unrecognized(args);
    if (!options_parse_environment(o, "JAVA_TOOL_OPTIONS", err))
        return false;
    for (jint i = 0; i < args->nOptions; i++) {
        const char *s = args->options[i].optionString;
        void *extra = args->options[i].extraInfo;
        if (s == NULL)
            continue;
        if (strcmp(s, "vfprintf") == 0) {
            o->vfprintf_hook = (int (*)(FILE *, const char *, va_list))(uintptr_t)extra;
        } else if (strcmp(s, "exit") == 0) {
            o->exit_hook = (void (*)(jint))(uintptr_t)extra;
        } else if (strcmp(s, "abort") == 0) {
            o->abort_hook = (void (*)(void))(uintptr_t)extra;
        } else if (options_parse(o, s, err) != OPTION_OK) {
            return false;
        }
    }
    return options_parse_environment(o, "_JAVA_OPTIONS", err) && options_check(o, err);
}

/* ---- threads that end without detaching ---- */

static pthread_key_t attached_key;

/* The collector must not look for the stack of a thread that is gone, so leaving the VM is not left to good
 * manners. */
static void detach_at_exit(void *p)
{
    struct thread *t = p;
    jni_enter(t);
    t->frame = NULL;
    if (!t->vm->shutting_down)
        thread_exit_java(t);
    thread_detach_current(t);
}

static void make_attached_key(void)
{
    pthread_key_create(&attached_key, detach_at_exit);
}

void jni_note_attached(struct thread *t)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_attached_key);
    pthread_setspecific(attached_key, t);
}

static void detach(struct thread *t)
{
    pthread_setspecific(attached_key, NULL);
    thread_detach_current(t);
}

/* The head of the argument block of JNI 1.1, which java's own launcher still uses to ask for the main
 * thread's stack. */
struct init_args_1_1 {
    jint version;
    char **properties;
    jint check_source, native_stack_size, java_stack_size;
};

SAMOVAR_EXPORT jint JNICALL JNI_GetDefaultJavaVMInitArgs(void *args_)
{
    struct init_args_1_1 *args = args_;
    if (args->version == JNI_VERSION_1_1) {
        args->java_stack_size =
            8 << 20; /* the machine stack the launcher gives the main thread; natives use it */
        return JNI_ERR;
    }
    return known_version(args->version) ? JNI_OK : JNI_ERR;
}

SAMOVAR_EXPORT jint JNICALL JNI_GetCreatedJavaVMs(JavaVM **out, jsize n, jsize *count)
{
    struct vm *vm = vm_current();
    *count = vm != NULL && vm->booted && !vm->shutting_down;
    if (*count == 1 && n > 0)
        *out = (JavaVM *)vm;
    return JNI_OK;
}

SAMOVAR_EXPORT jint JNICALL JNI_CreateJavaVM(JavaVM **pvm, void **penv, void *args_)
{
    const JavaVMInitArgs *args = args_;
    if (args == NULL || !known_version(args->version) || args->version == JNI_VERSION_1_1)
        return JNI_EVERSION;
    if (vm_current() != NULL)
        return JNI_EEXIST;
    struct vm_options options;
    struct buf err = {0};
    options_init(&options);
    struct vm *vm = NULL;
    if (parse_init_args(&options, args, &err))
        vm = vm_create(&options, &err);
    if (vm == NULL) {
        if (err.len > 0)
            fprintf(stderr, "%s\n", buf_str(&err));
        buf_free(&err);
        if (vm_current() == NULL)
            options_free(&options);
        return JNI_ERR;
    }
    buf_free(&err);
    *pvm = (JavaVM *)vm;
    *penv = thread_env(thread_self());
    jni_note_attached(thread_self());
    thread_enter_native(thread_self());
    return JNI_OK;
}

static jint attach(JavaVM *jvm, void **penv, void *args_, bool daemon)
{
    struct vm *vm = (struct vm *)jvm;
    struct thread *t = thread_self();
    if (t == NULL) {
        const JavaVMAttachArgs *args = args_;
        if (vm->shutting_down)
            return JNI_ERR;
        t = thread_attach_current(vm);
        if (t == NULL)
            return JNI_ENOMEM;
        t->attached = true;
        if (!thread_make_java(t, args != NULL ? args->name : NULL,
                              args != NULL ? handle_get(args->group) : NULL, daemon)) {
            t->exception = NULL;
            thread_detach_current(t);
            return JNI_ERR;
        }
        jni_note_attached(t);
        thread_enter_native(t);
    }
    *penv = thread_env(t);
    return JNI_OK;
}

static jint JNICALL AttachCurrentThread(JavaVM *vm, void **penv, void *args)
{
    return attach(vm, penv, args, false);
}
static jint JNICALL AttachCurrentThreadAsDaemon(JavaVM *vm, void **penv, void *args)
{
    return attach(vm, penv, args, true);
}

static jint JNICALL DetachCurrentThread(JavaVM *jvm)
{
    (void)jvm;
    struct thread *t = thread_self();
    if (t == NULL)
        return JNI_OK;
    if (t->frame != NULL)
        return JNI_ERR; /* Java is running below this native */
    jni_enter(t);
    thread_exit_java(t);
    detach(t);
    return JNI_OK;
}

static jint JNICALL DestroyJavaVM(JavaVM *jvm)
{
    void *env;
    /* The launcher detaches main first (which dispatches its uncaught exception), then destroys from the same
     * thread. */
    if (thread_self() == NULL) {
        JavaVMAttachArgs args = {JNI_VERSION_1_2, (char *)"DestroyJavaVM", NULL};
        if (attach(jvm, &env, &args, false) != JNI_OK)
            return JNI_ERR;
    }
    jni_enter(thread_self());
    vm_destroy(thread_self());
    detach(thread_self()); /* daemon threads may go on, and collect garbage, while this one ends */
    return JNI_OK;
}

static jint JNICALL GetEnv(JavaVM *jvm, void **penv, jint version)
{
    (void)jvm;
    struct thread *t = thread_self();
    *penv = NULL;
    if (t == NULL)
        return JNI_EDETACHED;
    if (!known_version(version))
        return JNI_EVERSION; /* JVMTI and friends are not supported */
    *penv = thread_env(t);
    return JNI_OK;
}

const struct JNIInvokeInterface_ jni_invoke_functions = {
    .DestroyJavaVM = DestroyJavaVM,
    .AttachCurrentThread = AttachCurrentThread,
    .DetachCurrentThread = DetachCurrentThread,
    .GetEnv = GetEnv,
    .AttachCurrentThreadAsDaemon = AttachCurrentThreadAsDaemon,
};
