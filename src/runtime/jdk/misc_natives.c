/* misc_natives.c - small VM-supplied natives: jdk.internal.perf.Perf counters, and clocks without a JNI
 * transition. */
#include <time.h>
#include "runtime/jdk/jvm.h"
#include "runtime/jdk/natives.h"
#include "runtime/jni/jni_internal.h"

static void JNICALL perf_register_natives(JNIEnv *env, jclass c)
{
    (void)env;
    (void)c;
}

/* Counters live as long as the VM, as HotSpot's do; nobody outside the process reads ours. */
static jobject JNICALL perf_create_long(JNIEnv *env, jobject self, jstring name, jint variability, jint units,
                                        jlong value)
{
    (void)self, (void)name, (void)variability, (void)units;
    jlong *p = xmalloc(sizeof *p);
    *p = value;
    return (*env)->NewDirectByteBuffer(env, p, sizeof *p);
}

static jobject JNICALL perf_create_byte_array(JNIEnv *env, jobject self, jstring name, jint variability,
                                              jint units, jbyteArray value, jint max_length)
{
    (void)self, (void)name, (void)variability, (void)units;
    jsize n = (*env)->GetArrayLength(env, value);
    if (max_length < 0 || n > max_length) {
        JNI_ENTER(env);
        throw_new(t, "java/lang/IllegalArgumentException", NULL);
        JNI_LEAVE();
        return NULL;
    }
    jbyte *p = xcalloc((size_t)max_length + 1, 1);
    (*env)->GetByteArrayRegion(env, value, 0, n, p);
    return (*env)->NewDirectByteBuffer(env, p, max_length);
}

static jobject JNICALL perf_attach(JNIEnv *env, jobject self, jstring user, jint lvmid, jint mode)
{
    (void)self, (void)user, (void)lvmid, (void)mode;
    JNI_ENTER(env);
    throw_new(t, "java/lang/UnsupportedOperationException",
              "samovar: attaching to performance counters is not supported");
    JNI_LEAVE();
    return NULL;
}

static void JNICALL perf_detach(JNIEnv *env, jobject self, jobject buffer)
{
    (void)env, (void)self, (void)buffer;
}

static jlong JNICALL perf_counter(JNIEnv *env, jobject self)
{
    (void)self;
    return JVM_NanoTime(env, NULL);
}

static jlong JNICALL perf_frequency(JNIEnv *env, jobject self)
{
    (void)env, (void)self;
    return 1000000000;
}

static union slot fast_nano_time(struct thread *t, union slot *args)
{
    (void)t, (void)args;
    return (union slot){.l = JVM_NanoTime(NULL, NULL)};
}

static union slot fast_millis(struct thread *t, union slot *args)
{
    (void)t, (void)args;
    return (union slot){.l = JVM_CurrentTimeMillis(NULL, NULL)};
}

static union slot fast_processors(struct thread *t, union slot *args)
{
    (void)t, (void)args;
    return (union slot){.i = JVM_ActiveProcessorCount()};
}

static union slot fast_intern(struct thread *t, union slot *args)
{
    return (union slot){.a = string_intern(t, args[0].a)};
}

#define P "jdk/internal/perf/Perf"
const struct native_entry natives_misc[] = {
    {P, "registerNatives", NULL, NATIVE_JNI, (void *)perf_register_natives},
    {P, "createLong", NULL, NATIVE_JNI, (void *)perf_create_long},
    {P, "createByteArray", NULL, NATIVE_JNI, (void *)perf_create_byte_array},
    {P, "attach", NULL, NATIVE_JNI, (void *)perf_attach},
    {P, "detach", NULL, NATIVE_JNI, (void *)perf_detach},
    {P, "highResCounter", NULL, NATIVE_JNI, (void *)perf_counter},
    {P, "highResFrequency", NULL, NATIVE_JNI, (void *)perf_frequency},
    {"java/lang/System", "nanoTime", NULL, NATIVE_FAST, (void *)fast_nano_time},
    {"java/lang/System", "currentTimeMillis", NULL, NATIVE_FAST, (void *)fast_millis},
    {"java/lang/Runtime", "availableProcessors", NULL, NATIVE_FAST, (void *)fast_processors},
    {"java/lang/String", "intern", NULL, NATIVE_FAST, (void *)fast_intern},
    {NULL, NULL, NULL, 0, NULL},
};
