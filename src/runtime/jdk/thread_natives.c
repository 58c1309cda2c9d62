/* thread_natives.c - java.lang.Thread: fast natives for the hot ones, JVM_* entry points for all. */
#define _GNU_SOURCE
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/jvm.h"
#include "runtime/jdk/natives.h"
#include "runtime/jni/jni_internal.h"
#include "runtime/object/string.h"
#include "runtime/thread/monitor.h"
#include "runtime/vm.h"

static bool sleep_checked(struct thread *t, int64_t millis)
{
    if (millis < 0)
        return throw_new(t, "java/lang/IllegalArgumentException", "timeout value is negative");
    if (millis == 0) {
        if (thread_is_interrupted(t, true))
            return throw_new(t, "java/lang/InterruptedException", "sleep interrupted");
        thread_yield();
        return true;
    }
    return thread_sleep(t, millis);
}

static bool holds_lock(struct thread *t, struct object *o)
{
    return o != NULL ? monitor_owned_by(t, o) : throw_npe(t);
}

static void interrupt(struct thread *t, struct object *jt)
{
    struct thread *target = thread_from_java(t, jt);
    if (target != NULL)
        thread_interrupt(target);
}

/* ---- fast natives ---- */

static union slot current_thread(struct thread *t, union slot *args)
{
    (void)args;
    return (union slot){.a = t->java_thread};
}

static union slot yield_native(struct thread *t, union slot *args)
{
    (void)args;
    thread_enter_blocked(t);
    thread_yield();
    thread_leave_blocked(t);
    return (union slot){0};
}

static union slot sleep_native(struct thread *t, union slot *args)
{
    sleep_checked(t, args[0].l);
    return (union slot){0};
}

static union slot holds_lock_native(struct thread *t, union slot *args)
{
    return (union slot){.i = holds_lock(t, args[0].a)};
}

static union slot interrupt_native(struct thread *t, union slot *args)
{
    interrupt(t, args[0].a);
    return (union slot){0};
}

const struct native_entry natives_thread[] = {
    {"java/lang/Thread", "currentThread", "()Ljava/lang/Thread;", NATIVE_FAST, current_thread},
    {"java/lang/Thread", "yield", "()V", NATIVE_FAST, yield_native},
    {"java/lang/Thread", "sleep", "(J)V", NATIVE_FAST, sleep_native},
    {"java/lang/Thread", "holdsLock", "(Ljava/lang/Object;)Z", NATIVE_FAST, holds_lock_native},
    {"java/lang/Thread", "interrupt0", "()V", NATIVE_FAST, interrupt_native},
    {NULL, NULL, NULL, NATIVE_JNI, NULL},
};

/* ---- JVM_*: life ---- */

void JNICALL JVM_StartThread(JNIEnv *env, jobject thread)
{
    JNI_ENTER(env);
    thread_start_java(t, handle_get(thread));
    JNI_LEAVE();
}

void JNICALL JVM_StopThread(JNIEnv *env, jobject thread, jobject exception)
{
    JNI_ENTER(env);
    struct object *e = handle_get(exception);
    if (e == NULL)
        throw_npe(t);
    else
        thread_stop(t, handle_get(thread), e);
    JNI_LEAVE();
}

void JNICALL JVM_SuspendThread(JNIEnv *env, jobject thread)
{
    JNI_ENTER(env);
    thread_suspend(t, handle_get(thread));
    JNI_LEAVE();
}

void JNICALL JVM_ResumeThread(JNIEnv *env, jobject thread)
{
    JNI_ENTER(env);
    thread_resume(t, handle_get(thread));
    JNI_LEAVE();
}

/* Like HotSpot by default on Linux: priorities are recorded by Java and do not reach the kernel. */
void JNICALL JVM_SetThreadPriority(JNIEnv *env, jobject thread, jint priority)
{
    JNI_ENTER(env);
    set_int_field(handle_get(thread), t->vm->wk.Thread_priority, priority);
    JNI_LEAVE();
}

void JNICALL JVM_Yield(JNIEnv *env, jclass ignored)
{
    (void)env, (void)ignored;
    thread_yield();
}

void JNICALL JVM_Sleep(JNIEnv *env, jclass ignored, jlong millis)
{
    (void)ignored;
    JNI_ENTER(env);
    sleep_checked(t, millis);
    JNI_LEAVE();
}

jobject JNICALL JVM_CurrentThread(JNIEnv *env, jclass ignored)
{
    (void)ignored;
    JNI_ENTER(env);
    jobject r = handle_local(t, t->java_thread);
    JNI_LEAVE();
    return r;
}

void JNICALL JVM_Interrupt(JNIEnv *env, jobject thread)
{
    JNI_ENTER(env);
    interrupt(t, handle_get(thread));
    JNI_LEAVE();
}

jboolean JNICALL JVM_HoldsLock(JNIEnv *env, jclass ignored, jobject o)
{
    (void)ignored;
    JNI_ENTER(env);
    jboolean r = holds_lock(t, handle_get(o));
    JNI_LEAVE();
    return r;
}

void JNICALL JVM_SetNativeThreadName(JNIEnv *env, jobject thread, jstring name)
{
    JNI_ENTER(env);
    struct thread *target = thread_from_java(t, handle_get(thread));
    struct object *s = handle_get(name);
    char *utf8 = s != NULL ? string_to_utf8(t, s) : NULL;
    if (target != NULL && utf8 != NULL)
        thread_set_native_name(target, utf8);
    free(utf8);
    JNI_LEAVE();
}

/* ---- JVM_*: looking at threads ---- */

void JNICALL JVM_DumpAllStacks(JNIEnv *env, jclass ignored)
{
    (void)ignored;
    JNI_ENTER(env);
    threads_dump(t->vm, 1);
    JNI_LEAVE();
}

/* Thread[] of the live Java threads. The VM's own threads are daemons of the system group and count, as in
 * HotSpot. */
static struct object *all_threads(struct thread *t)
{
    struct vm *vm = t->vm;
    for (int32_t room = vm->n_threads + 8;;) {
        struct object *array = heap_alloc_object_array(t, vm->wk.Thread, room);
        if (array == NULL)
            return NULL;
        int32_t n = 0;
        pthread_mutex_lock(&vm->threads_lock);
        for (struct thread *p = vm->threads; p != NULL; p = p->next)
            if (p->java_thread != NULL && !p->exiting && n++ < room)
                ref_array_set(array, n - 1, p->java_thread);
        pthread_mutex_unlock(&vm->threads_lock);
        if (n > room) {
            room = n + 8;
            continue;
        }
        struct object *exact = heap_alloc_object_array(t, vm->wk.Thread, n);
        for (int32_t i = 0; exact != NULL && i < n; i++)
            ref_array_set(exact, i, ref_array_get(array, i));
        return exact;
    }
}

jobjectArray JNICALL JVM_GetAllThreads(JNIEnv *env, jclass ignored)
{
    (void)ignored;
    JNI_ENTER(env);
    jobject r = handle_local(t, all_threads(t));
    JNI_LEAVE();
    return r;
}

/* StackTraceElement[][], null where a thread is not alive. */
static struct object *dump_threads(struct thread *t, struct object *threads)
{
    if (threads == NULL) {
        throw_npe(t);
        return NULL;
    }
    int32_t n = array_length(threads);
    if (n == 0) {
        throw_new(t, "java/lang/IllegalArgumentException", NULL);
        return NULL;
    }
    struct class *element = wk_class(t, &t->vm->wk.StackTraceElement);
    struct class *row = element != NULL ? class_array_of(t, element) : NULL;
    struct object *result = row != NULL ? heap_alloc_object_array(t, row, n) : NULL;
    for (int32_t i = 0; result != NULL && i < n; i++) {
        struct object *jt = ref_array_get(threads, i);
        struct thread *target = jt != NULL ? thread_from_java(t, jt) : NULL;
        if (target == NULL || target->is_vm_thread)
            continue;
        struct object *trace = thread_stack_trace(t, jt);
        if (trace == NULL)
            return NULL;
        ref_array_set(result, i, trace);
    }
    return result;
}

jobjectArray JNICALL JVM_DumpThreads(JNIEnv *env, jclass ignored, jobjectArray threads)
{
    (void)ignored;
    JNI_ENTER(env);
    jobject r = handle_local(t, dump_threads(t, handle_get(threads)));
    JNI_LEAVE();
    return r;
}
