/*
 * jvm_management.c - java.lang.management: the function table and the plain attributes.
 *
 * What the VM does not measure is reported as unsupported (GetOptionalSupport), for which the beans have
 * their own answers; what a caller may ask for all the same throws UnsupportedOperationException by name.
 */
#define _GNU_SOURCE
#include <time.h>
#include <unistd.h>
#include "runtime/jdk/jmm.h"
#include "runtime/jdk/jvm_internal.h"
#include "runtime/tier/tier.h"

static jint JNICALL GetVersion(JNIEnv *env)
{
    (void)env;
    return JMM_VERSION_3_0;
}

static jint JNICALL GetOptionalSupport(JNIEnv *env, struct jmm_optional_support *s)
{
    (void)env;
    *s = (struct jmm_optional_support){
        .current_thread_cpu_time = 1,
        .other_thread_cpu_time = 1,
        .object_monitor_usage = 1,
        .synchronizer_usage = 1,
    };
    return 0;
}

/* ---- attributes ---- */

static int64_t clock_millis(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static int64_t uptime_millis(struct vm *vm)
{
    return clock_millis(CLOCK_MONOTONIC) - vm->start_nanos / 1000000;
}

static jlong count_threads(struct vm *vm, bool daemons_only)
{
    jlong n = 0;
    pthread_mutex_lock(&vm->threads_lock);
    for (struct thread *t = vm->threads; t != NULL; t = t->next)
        n += t->java_thread != NULL &&
             (!daemons_only || FIELD_AT(uint8_t, t->java_thread, vm->wk.Thread_daemon));
    pthread_mutex_unlock(&vm->threads_lock);
    return n;
}

static jlong vm_attribute(struct vm *vm, int attribute)
{
    switch (attribute) {
    case JMM_CLASSES_LOADED: return (jlong)vm->classes_loaded;
    case JMM_CLASSES_UNLOADED: return (jlong)vm->classes_unloaded;
    case JMM_THREADS_STARTED: return (jlong)vm->threads_started;
    case JMM_THREADS_LIVE: return count_threads(vm, false);
    case JMM_THREADS_PEAK: return vm->threads_peak;
    case JMM_THREADS_DAEMON: return count_threads(vm, true);
    case JMM_VM_START_MS: return clock_millis(CLOCK_REALTIME) - uptime_millis(vm);
    case JMM_UPTIME_MS: return uptime_millis(vm);
    case JMM_COMPILE_MS: return (jlong)(tier_compile_ns(vm) / 1000000);
    case JMM_GC_COUNT: return (jlong)heap_collections(vm);
    case JMM_GC_MS: return (jlong)(heap_collection_nanos(vm) / 1000000);
    case JMM_FLAG_COUNT: return jmm_flag_count();
    case JMM_PROCESS_ID: return getpid();
    case JMM_PHYSICAL_MEMORY: return (jlong)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
    case JMM_GC_EXTRA_ATTRIBUTES: return 1;
    default: return -1; /* unknown, or not measured */
    }
}

/* There is one collector: its counts are the VM's. */
static jlong JNICALL GetLongAttribute(JNIEnv *env, jobject collector, int attribute)
{
    (void)collector;
    return vm_attribute(thread_of_env(env)->vm, attribute);
}

static jint JNICALL GetLongAttributes(JNIEnv *env, jobject collector, int *attributes, jint n, jlong *results)
{
    jint known = 0;
    for (jint i = 0; i < n; i++) {
        results[i] = GetLongAttribute(env, collector, attributes[i]);
        known += results[i] != -1;
    }
    return known;
}

static jboolean JNICALL GetBoolAttribute(JNIEnv *env, int attribute)
{
    struct vm *vm = thread_of_env(env)->vm;
    switch (attribute) {
    case JMM_VERBOSE_GC: return vm->options.verbose_gc;
    case JMM_VERBOSE_CLASS: return vm->options.verbose_class;
    case JMM_THREAD_CPU_TIME: return JNI_TRUE;
    default: return JNI_FALSE;
    }
}

/* Returns the old value. */
static jboolean JNICALL SetBoolAttribute(JNIEnv *env, int attribute, jboolean value)
{
    struct vm *vm = thread_of_env(env)->vm;
    jboolean old = GetBoolAttribute(env, attribute);
    if (attribute == JMM_VERBOSE_GC)
        vm->options.verbose_gc = value;
    else if (attribute == JMM_VERBOSE_CLASS)
        vm->options.verbose_class = value;
    return old; /* measuring CPU time costs nothing and stays on */
}

static jboolean JNICALL ResetStatistic(JNIEnv *env, jvalue which, int statistic)
{
    (void)which;
    struct vm *vm = thread_of_env(env)->vm;
    switch (statistic) {
    case JMM_STAT_PEAK_THREADS:
        pthread_mutex_lock(&vm->threads_lock);
        vm->threads_peak = vm->n_threads;
        pthread_mutex_unlock(&vm->threads_lock);
        return JNI_TRUE;
    case JMM_STAT_PEAK_POOL_USAGE: heap_reset_peak(vm); return JNI_TRUE;
    default: return JNI_FALSE;
    }
}

/* ---- diagnostic commands: none. libmanagement_ext does not ask, since optional support says so. ---- */

static void throw_unsupported(JNIEnv *env, const char *what)
{
    JNI_ENTER(env);
    throw_new(t, "java/lang/UnsupportedOperationException", "samovar: %s not supported", what);
    JNI_LEAVE();
}

static jobjectArray JNICALL GetDiagnosticCommands(JNIEnv *env)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(heap_alloc_object_array(t, t->vm->wk.String, 0));
}

static void JNICALL GetDiagnosticCommandInfo(JNIEnv *env, jobjectArray names, struct jmm_dcmd_info *info)
{
    (void)names, (void)info;
    throw_unsupported(env, "diagnostic commands are");
}

static void JNICALL GetDiagnosticCommandArguments(JNIEnv *env, jstring name, struct jmm_dcmd_argument *out,
                                                  jint n)
{
    (void)name, (void)out, (void)n;
    throw_unsupported(env, "diagnostic commands are");
}

static jstring JNICALL ExecuteDiagnosticCommand(JNIEnv *env, jstring line)
{
    (void)line;
    throw_unsupported(env, "diagnostic commands are");
    return NULL;
}

static void JNICALL SetDiagnosticNotificationEnabled(JNIEnv *env, jboolean on)
{
    (void)env, (void)on;
}

static jint JNICALL DumpHeap(JNIEnv *env, jstring file, jboolean live)
{
    (void)file, (void)live;
    throw_unsupported(env, "writing heap dumps is");
    return -1;
}

/* ---- the table ---- */

static struct jmm_interface table;

static void fill_table(void)
{
#define SET(name) table.name = name
    SET(GetVersion);
    SET(GetOptionalSupport);
    SET(GetLongAttribute);
    SET(GetLongAttributes);
    SET(GetBoolAttribute);
    SET(SetBoolAttribute);
    SET(ResetStatistic);
    SET(GetDiagnosticCommands);
    SET(GetDiagnosticCommandInfo);
    SET(GetDiagnosticCommandArguments);
    SET(ExecuteDiagnosticCommand);
    SET(SetDiagnosticNotificationEnabled);
    SET(DumpHeap);
    jmm_memory_fill(&table);
    jmm_thread_fill(&table);
    jmm_flag_fill(&table);
}

void *JNICALL JVM_GetManagement(jint version)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (version < JMM_VERSION_1_0 || version > JMM_VERSION_3_0)
        return NULL;
    pthread_once(&once, fill_table);
    return &table;
}
