/* threads.c - Threads.java. */
#include <pthread.h>
#include "jnitest.h"

static jclass threads; /* global reference: FindClass in an attached thread would ask the system loader */

struct work {
    char name[32];
    bool daemon, named;
    int times;
    const char *method;
    jobject lock;
    int result;
};

static JNIEnv *attach(const struct work *w)
{
    JNIEnv *env = NULL;
    JavaVMAttachArgs args = {JNI_VERSION_1_6, (char *)w->name, NULL};
    void *with = w->named ? &args : NULL;
    jint r = w->daemon ? (*java_vm)->AttachCurrentThreadAsDaemon(java_vm, (void **)&env, with)
                       : (*java_vm)->AttachCurrentThread(java_vm, (void **)&env, with);
    return r == JNI_OK ? env : NULL;
}

static void *work(void *p)
{
    struct work *w = p;
    JNIEnv *env = attach(w);
    if (env == NULL)
        return NULL;
    jmethodID m = (*env)->GetStaticMethodID(env, threads, w->method, "()V");
    for (int i = 0; i < w->times; i++) {
        if (w->lock != NULL)
            (*env)->MonitorEnter(env, w->lock);
        (*env)->CallStaticVoidMethod(env, threads, m);
        if (w->lock != NULL)
            (*env)->MonitorExit(env, w->lock);
    }
    w->result = (*java_vm)->DetachCurrentThread(java_vm);
    return NULL;
}

static void run(struct work *w, int n)
{
    pthread_t t[16];
    for (int i = 0; i < n; i++)
        pthread_create(&t[i], NULL, work, w);
    for (int i = 0; i < n; i++)
        pthread_join(t[i], NULL);
}

JNIEXPORT void JNICALL Java_Threads_attachOne(JNIEnv *env, jclass self, jstring name, jboolean daemon,
                                              jboolean named)
{
    struct work w = {.daemon = daemon, .named = named, .times = 1, .method = "inside", .result = 9};
    (*env)->GetStringUTFRegion(env, name, 0, (*env)->GetStringLength(env, name), w.name);
    if (threads == NULL)
        threads = (*env)->NewGlobalRef(env, self);
    run(&w, 1);
    say(env, "detached %d", w.result);
}

JNIEXPORT void JNICALL Java_Threads_attachMany(JNIEnv *env, jclass self, jint n, jint times)
{
    (void)self;
    struct work w = {.times = 5, .method = "count"};
    for (jint i = 0; i < times / 5; i++)
        run(&w, n);
    say(env, "done");
}

JNIEXPORT void JNICALL Java_Threads_uncaught(JNIEnv *env, jclass self)
{
    (void)self;
    struct work w = {.name = "failing", .named = true, .times = 1, .method = "fail", .result = 9};
    run(&w, 1);
    say(env, "detached %d", w.result);
}

JNIEXPORT void JNICALL Java_Threads_contend(JNIEnv *env, jclass self, jobject lock, jint n, jint times)
{
    (void)self;
    struct work w = {.times = times, .method = "add", .lock = (*env)->NewGlobalRef(env, lock)};
    run(&w, n);
    (*env)->DeleteGlobalRef(env, w.lock);
}

static int states[10];

static void *look(void *p)
{
    (void)p;
    JNIEnv *env = NULL, *again = NULL;
    states[0] = (*java_vm)->GetEnv(java_vm, (void **)&env, JNI_VERSION_1_6);
    states[1] = (*java_vm)->AttachCurrentThread(java_vm, (void **)&env, NULL);
    states[2] = (*java_vm)->GetEnv(java_vm, (void **)&again, JNI_VERSION_1_6);
    states[3] = again == env;
    states[4] = (*java_vm)->AttachCurrentThread(java_vm, (void **)&again, NULL); /* again: nothing happens */
    states[5] = again == env;
    states[6] = (*java_vm)->DetachCurrentThread(java_vm);
    states[7] = (*java_vm)->GetEnv(java_vm, (void **)&again, JNI_VERSION_1_6);
    states[8] = (*java_vm)->DetachCurrentThread(java_vm); /* not attached */
    return NULL;
}

JNIEXPORT void JNICALL Java_Threads_states(JNIEnv *env, jclass self)
{
    (void)self;
    pthread_t t;
    JNIEnv *mine;
    pthread_create(&t, NULL, look, NULL);
    pthread_join(t, NULL);
    for (int i = 0; i < 9; i++)
        say(env, "state %d: %d", i, states[i]);
    say(env, "mine %d %d", (*java_vm)->GetEnv(java_vm, (void **)&mine, JNI_VERSION_10), mine == env);
    say(env, "bad version %d", (*java_vm)->GetEnv(java_vm, (void **)&mine, 0x00990000));
    say(env, "detach with Java below %d", (*java_vm)->DetachCurrentThread(java_vm));
}

/* Ends without detaching: not allowed, but it must not bring the VM down. */
static void *leave(void *p)
{
    struct work w = {.daemon = true};
    JNIEnv *env = attach(&w);
    *(int *)p = env != NULL && (*env)->NewStringUTF(env, "left behind") != NULL;
    return NULL;
}

JNIEXPORT jint JNICALL Java_Threads_forgotten(JNIEnv *env, jclass self)
{
    (void)env, (void)self;
    int n = 0;
    for (int i = 0; i < 5; i++) {
        pthread_t t;
        int made = 0;
        pthread_create(&t, NULL, leave, &made);
        pthread_join(t, NULL);
        n += made;
    }
    return n;
}

static void *overflow(void *p)
{
    struct work w = {.name = "deep", .named = true};
    JNIEnv *env = attach(&w);
    jmethodID m = (*env)->GetStaticMethodID(env, threads, "overflow", "(I)I");
    *(int *)p = (*env)->CallStaticIntMethod(env, threads, m, 0);
    (*java_vm)->DetachCurrentThread(java_vm);
    return NULL;
}

JNIEXPORT jint JNICALL Java_Threads_attachedOverflow(JNIEnv *env, jclass self)
{
    (void)env, (void)self;
    pthread_t t;
    int depth = 0;
    pthread_create(&t, NULL, overflow, &depth);
    pthread_join(t, NULL);
    return depth;
}
