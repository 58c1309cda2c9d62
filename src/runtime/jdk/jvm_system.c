/* jvm_system.c - properties, time, process end, native libraries, raw monitors, formatted output. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>
#include "runtime/jdk/jvm.h"
#include "runtime/jni/jni_internal.h"
#include "runtime/options.h"

/* Key, value, key, value ... The strings were bytes from the command line or environment: decoded as UTF-8,
 * which is what every locale of Debian that can run java uses. */
jobjectArray JNICALL JVM_GetProperties(JNIEnv *env)
{
    JNI_ENTER(env);
    struct vm *vm = t->vm;
    size_t n = vm->options.properties.len;
    struct object *a = heap_alloc_object_array(t, vm->wk.String, (int32_t)(n * 2));
    for (size_t i = 0; a != NULL && i < n; i++) {
        struct object *k = string_new_platform(t, vm->options.properties.at[i].key);
        struct object *v = k != NULL ? string_new_platform(t, vm->options.properties.at[i].value) : NULL;
        if (v == NULL) {
            a = NULL;
            break;
        }
        ref_array_set(a, (int32_t)(2 * i), k);
        ref_array_set(a, (int32_t)(2 * i + 1), v);
    }
    jobjectArray h = handle_local(t, a);
    JNI_LEAVE();
    return h;
}

/* ---- time ---- */

jlong JNICALL JVM_CurrentTimeMillis(JNIEnv *env, jclass ignored)
{
    (void)env, (void)ignored;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

jlong JNICALL JVM_NanoTime(JNIEnv *env, jclass ignored)
{
    (void)env, (void)ignored;
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* Nanoseconds since offset_secs, or -1 when that does not fit (the caller then takes a new offset). */
jlong JNICALL JVM_GetNanoTimeAdjustment(JNIEnv *env, jclass ignored, jlong offset_secs)
{
    (void)env, (void)ignored;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    int64_t diff = (int64_t)((uint64_t)ts.tv_sec - (uint64_t)offset_secs);
    const int64_t limit = 0x100000000LL;
    if (diff > limit || diff < -limit)
        return -1;
    return diff * 1000000000LL + ts.tv_nsec;
}

/* ---- process ---- */

jint JNICALL JVM_ActiveProcessorCount(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (jint)n : 1;
}

jboolean JNICALL JVM_IsUseContainerSupport(void)
{
    return JNI_FALSE;
}

void JNICALL JVM_BeforeHalt(void) {}

void JNICALL JVM_Halt(jint code)
{
    vm_exit(vm_current(), code);
}

jstring JNICALL JVM_InternString(JNIEnv *env, jstring s)
{
    JNI_ENTER(env);
    jstring h = handle_local(t, string_intern(t, handle_get(s)));
    JNI_LEAVE();
    return h;
}

jstring JNICALL JVM_GetTemporaryDirectory(JNIEnv *env)
{
    return (*env)->NewStringUTF(env, "/tmp");
}

/* Properties by which the launcher tells the VM what it is to run are no arguments of the VM. */
static bool from_launcher(const char *argument)
{
    return strncmp(argument, "-Djava.class.path=", 18) == 0 || strncmp(argument, "-Dsun.java.", 11) == 0;
}

jobjectArray JNICALL JVM_GetVmArguments(JNIEnv *env)
{
    JNI_ENTER(env);
    struct vm_options *o = &t->vm->options;
    int32_t n = 0;
    for (size_t i = 0; i < o->arguments.len; i++)
        n += !from_launcher(o->arguments.at[i]);
    struct object *a = heap_alloc_object_array(t, t->vm->wk.String, n);
    n = 0;
    for (size_t i = 0; a != NULL && i < o->arguments.len; i++)
        if (!from_launcher(o->arguments.at[i]))
            ref_array_set(a, n++, string_new_platform(t, o->arguments.at[i]));
    jobjectArray h = handle_local(t, a);
    JNI_LEAVE();
    return h;
}

/* Properties that attach agents ask for: sun.java.command, sun.jvm.flags, sun.jvm.args. */
jobject JNICALL JVM_InitAgentProperties(JNIEnv *env, jobject properties)
{
    struct thread *t = thread_of_env(env);
    static const char *const keys[] = {"sun.java.command", "sun.jvm.flags", "sun.jvm.args"};
    jclass c = (*env)->GetObjectClass(env, properties);
    jmethodID put =
        (*env)->GetMethodID(env, c, "put", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
    for (size_t i = 0; put != NULL && i < ARRAY_LEN(keys); i++) {
        const char *v = options_property(&t->vm->options, keys[i]);
        (*env)->CallObjectMethod(env, properties, put, (*env)->NewStringUTF(env, keys[i]),
                                 (*env)->NewStringUTF(env, v != NULL ? v : ""));
    }
    return properties;
}

/* ---- native libraries ---- */

void *JNICALL JVM_LoadLibrary(const char *name, jboolean throw_exception)
{
    void *h = dlopen(name, RTLD_LAZY);
    if (h == NULL && throw_exception) {
        struct thread *t = thread_self();
        const char *why = dlerror();
        uint32_t old = jni_enter(t);
        throw_new(t, "java/lang/UnsatisfiedLinkError", "%s: %s", name,
                  why != NULL ? why : "cannot open shared object file");
        jni_leave(t, old);
    }
    return h;
}

void JNICALL JVM_UnloadLibrary(void *handle)
{
    if (handle != NULL)
        dlclose(handle);
}

void *JNICALL JVM_FindLibraryEntry(void *handle, const char *name)
{
    return dlsym(handle, name);
}

jboolean JNICALL JVM_IsSupportedJNIVersion(jint v)
{
    return v == JNI_VERSION_1_1 || v == JNI_VERSION_1_2 || v == JNI_VERSION_1_4 || v == JNI_VERSION_1_6 ||
           v == JNI_VERSION_1_8 || v == JNI_VERSION_9 || v == JNI_VERSION_10;
}

jboolean JNICALL JVM_SupportsCX8(void)
{
    return JNI_TRUE;
}

char *JNICALL JVM_NativePath(char *path)
{
    return path;
}

/* ---- raw monitors (libzip's C interface) ---- */

void *JNICALL JVM_RawMonitorCreate(void)
{
    pthread_mutex_t *m = xmalloc(sizeof *m);
    pthread_mutex_init(m, NULL);
    return m;
}

void JNICALL JVM_RawMonitorDestroy(void *mon)
{
    pthread_mutex_destroy(mon);
    free(mon);
}

jint JNICALL JVM_RawMonitorEnter(void *mon)
{
    pthread_mutex_lock(mon);
    return 0;
}

void JNICALL JVM_RawMonitorExit(void *mon)
{
    pthread_mutex_unlock(mon);
}

/* ---- formatted output ---- */

int jio_vsnprintf(char *out, size_t n, const char *fmt, va_list ap)
{
    if ((intptr_t)n <= 0)
        return -1;
    int r = vsnprintf(out, n, fmt, ap);
    if (r < 0 || (size_t)r >= n) {
        out[n - 1] = 0;
        return -1;
    }
    return r;
}

int jio_snprintf(char *out, size_t n, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int r = jio_vsnprintf(out, n, fmt, ap);
    va_end(ap);
    return r;
}

int jio_vfprintf(FILE *f, const char *fmt, va_list ap)
{
    struct vm *vm = vm_current();
    return vm != NULL && vm->options.vfprintf_hook != NULL ? vm->options.vfprintf_hook(f, fmt, ap)
                                                           : vfprintf(f, fmt, ap);
}

int jio_fprintf(FILE *f, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int r = jio_vfprintf(f, fmt, ap);
    va_end(ap);
    return r;
}
