/*
 * thread_start.c - Java threads from Thread.start to their end, and threads of the VM's own.
 *
 * The parent makes the whole thread struct, links it and sets Thread.eetop before the pthread exists:
 * Thread.isAlive() is true when start() returns, and the collector finds the new thread's Java object from
 * the first moment.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/object/string.h"
#include "runtime/thread/monitor.h"
#include "runtime/thread/thread_internal.h"

#define C_STACK_MIN ((size_t)1 << 20)

#define NORM_PRIORITY 5

void thread_set_native_name(struct thread *target, const char *utf8)
{
    char short_name[16]; /* the kernel's limit */
    snprintf(target->name_cache, sizeof target->name_cache, "%s", utf8);
    snprintf(short_name, sizeof short_name, "%s", utf8);
    if (target->os_tid != 0)
        pthread_setname_np(target->pthread, short_name);
}

static void name_pthread(struct thread *t)
{
    struct object *name = ref_field(t->java_thread, t->vm->wk.Thread_name);
    char *utf8 = name != NULL ? string_to_utf8(t, name) : NULL;
    if (utf8 != NULL)
        thread_set_native_name(t, utf8);
    free(utf8);
}

static void *thread_main(void *arg)
{
    struct thread *t = arg;
    thread_bind(t);
    thread_leave_native(t);
    name_pthread(t);
    if (t->native_main != NULL) {
        t->native_main(t);
    } else if (!FIELD_AT(uint8_t, t->java_thread, t->vm->wk.Thread_stillborn)) {
        union slot args[1] = {{.a = t->java_thread}};
        exec_call_virtual(t, t->vm->wk.Thread_run_m, args);
    }
    thread_exit_java(t);
    thread_detach_current(t);
    return NULL;
}

static bool start_pthread(struct thread *t, size_t java_stack)
{
    pthread_attr_t attr;
    pthread_t id;
    size_t c_stack = java_stack > C_STACK_MIN ? java_stack : C_STACK_MIN;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, c_stack);
    heap_room_for_thread(t->vm);
    int err = pthread_create(&id, &attr, thread_main, t);
    pthread_attr_destroy(&attr);
    return err == 0;
}

/* jt gets a running thread, or OutOfMemoryError is pending. */
static bool launch(struct thread *t, struct object *jt, bool daemon, size_t stack,
                   void (*native_main)(struct thread *))
{
    const struct wellknown *wk = &t->vm->wk;
    struct thread *child = thread_new(t->vm, stack);
    if (child != NULL) {
        child->java_thread = jt;
        child->daemon = daemon;
        child->is_vm_thread = native_main != NULL;
        child->native_main = native_main;
        set_int_field(jt, wk->Thread_threadStatus, STATUS_RUNNABLE);
        __atomic_store_n(&FIELD_AT(int64_t, jt, wk->Thread_eetop), (int64_t)(intptr_t)child,
                         __ATOMIC_RELEASE);
        thread_count(child);
        if (start_pthread(child, stack))
            return true;
        thread_uncount(child);
        set_long_field(jt, wk->Thread_eetop, 0);
        set_int_field(jt, wk->Thread_threadStatus, STATUS_NEW);
        thread_release(child);
    }
    return throw_oom(
        t, "unable to create native thread: possibly out of memory or process/resource limits reached");
}

bool thread_start_java(struct thread *t, struct object *jt)
{
    const struct wellknown *wk = &t->vm->wk;
    if (long_field(jt, wk->Thread_eetop) != 0 || int_field(jt, wk->Thread_threadStatus) != STATUS_NEW)
        return throw_new(t, "java/lang/IllegalThreadStateException", NULL);
    int64_t wanted = long_field(jt, wk->Thread_stackSize);
    size_t stack =
        wanted > 0 ? (size_t)(wanted < (1LL << 36) ? wanted : 1LL << 36) : t->vm->options.stack_size;
    return launch(t, jt, FIELD_AT(uint8_t, jt, wk->Thread_daemon) != 0, stack, NULL);
}

/* ---- java.lang.Thread objects for threads that Java did not make ---- */

/* new Thread(group, name), or Thread(group, null) when name is NULL; not started. The object is set up far
 * enough for currentThread() before its constructor runs when `self` is that thread. */
static struct object *new_thread_object(struct thread *t, struct thread *self, const char *name,
                                        struct object *group)
{
    const struct wellknown *wk = &t->vm->wk;
    struct object *jt = heap_alloc_object(t, wk->Thread);
    if (jt == NULL)
        return NULL;
    set_int_field(jt, wk->Thread_priority, NORM_PRIORITY);
    if (self != NULL) {
        set_long_field(jt, wk->Thread_eetop, (int64_t)(intptr_t)self);
        self->java_thread = jt;
    }
    if (name != NULL) {
        struct object *s = string_new_platform(t, name);
        if (s == NULL)
            return NULL;
        exec_callv(t, wk->Thread_init_group_name_m, jt, group, s);
    } else {
        exec_callv(t, wk->Thread_init_group_runnable_m, jt, group, NULL);
    }
    return t->exception == NULL ? jt : NULL;
}

bool thread_make_java(struct thread *t, const char *name, struct object *group, bool daemon)
{
    const struct wellknown *wk = &t->vm->wk;
    if (group == NULL)
        group = *t->vm->main_group;
    struct object *jt = new_thread_object(t, t, name, group);
    if (jt == NULL) {
        t->java_thread = NULL;
        return false;
    }
    t->daemon = daemon;
    FIELD_AT(uint8_t, jt, wk->Thread_daemon) = daemon;
    set_int_field(jt, wk->Thread_threadStatus, STATUS_RUNNABLE);
    snprintf(t->name_cache, sizeof t->name_cache, "%s", name != NULL ? name : "");
    thread_count(t);
    exec_callv(t, wk->ThreadGroup_add_m, group, jt);
    return t->exception == NULL;
}

bool thread_start_vm(struct thread *t, const char *name, void (*fn)(struct thread *t))
{
    const struct wellknown *wk = &t->vm->wk;
    struct object *group = *t->vm->system_group;
    struct object *jt = new_thread_object(t, NULL, name, group);
    if (jt == NULL)
        return false;
    FIELD_AT(uint8_t, jt, wk->Thread_daemon) = 1;
    set_int_field(jt, wk->Thread_priority, 9);
    exec_callv(t, wk->ThreadGroup_add_m, group, jt);
    return t->exception == NULL && launch(t, jt, true, t->vm->options.stack_size, fn);
}

struct thread *thread_from_java(struct thread *t, struct object *jt)
{
    if (t->java_thread == jt)
        return t;
    return (struct thread *)(intptr_t)__atomic_load_n(&FIELD_AT(int64_t, jt, t->vm->wk.Thread_eetop),
                                                      __ATOMIC_ACQUIRE);
}

/* ---- the end ---- */

/* The handler itself threw: nobody is left to tell but the user. */
static void report_handler_failure(struct thread *t)
{
    struct object *e = exception_take(t);
    struct object *name = ref_field(t->java_thread, t->vm->wk.Thread_name);
    char *utf8 = name != NULL ? string_to_utf8(t, name) : NULL;
    struct buf text = {0};
    class_external_name(e->klass, &text);
    fprintf(stderr, "\nException: %s thrown from the UncaughtExceptionHandler in thread \"%s\"\n",
            buf_str(&text), utf8 != NULL ? utf8 : "");
    buf_free(&text);
    free(utf8);
}

void thread_exit_java(struct thread *t)
{
    const struct wellknown *wk = &t->vm->wk;
    struct object *jt = t->java_thread;
    if (jt == NULL)
        return;
    t->exiting = true;
    if (t->exception != NULL) {
        struct object *e = exception_take(t);
        exec_callv(t, wk->Thread_dispatchUncaughtException_m, jt, e);
        if (t->exception != NULL)
            report_handler_failure(t);
    }
    exec_callv(t, wk->Thread_exit_m, jt);
    t->exception = NULL;
    monitor_enter(t, jt);
    set_int_field(jt, wk->Thread_threadStatus, STATUS_TERMINATED);
    __atomic_store_n(&FIELD_AT(int64_t, jt, wk->Thread_eetop), 0, __ATOMIC_RELEASE);
    monitor_notify(t, jt, true);
    monitor_exit(t, jt);
    t->java_thread = NULL;
}
