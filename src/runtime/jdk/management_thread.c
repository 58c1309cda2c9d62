/*
 * management_thread.c - ThreadMXBean: thread snapshots, locks they hold, CPU time, deadlocks.
 *
 * A snapshot is taken by a handshake, so the stack and what the thread waits for belong together. Which locks
 * a thread holds is kept nowhere: when asked for, a walk over the heap finds every locked object and every
 * owned synchronizer at once.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "runtime/exec/walk.h"
#include "runtime/jdk/jmm.h"
#include "runtime/jdk/jvm_internal.h"
#include "runtime/thread/blocker.h"
#include "runtime/thread/monitor_internal.h"

#define MAX_DEPTH 1024

static struct class *boot_class(struct thread *t, const char *name)
{
    struct class *c = class_load_or_noclassdef(t, t->vm->boot_loader, symbol_intern_z(t->vm->symbols, name));
    return c != NULL && class_init(t, c) ? c : NULL;
}

/* ---- threads by id and in general ---- */

/* The live thread with this Thread.getId; id 0: the caller. NULL: none. threads_lock is held. */
static struct thread *find_thread(struct thread *self, jlong id)
{
    if (id == 0)
        return self;
    for (struct thread *t = self->vm->threads; t != NULL; t = t->next)
        if (t->java_thread != NULL && long_field(t->java_thread, t->vm->wk.Thread_tid) == id)
            return t;
    return NULL;
}

/* In the order of ids; NULL entries for threads that do not exist. */
static thread_list threads_by_ids(struct thread *self, struct object *ids)
{
    thread_list list = {0};
    pthread_mutex_lock(&self->vm->threads_lock);
    for (int32_t i = 0; i < array_length(ids); i++)
        vec_push(&list, find_thread(self, ARRAY_AT(jlong, ids, i)));
    pthread_mutex_unlock(&self->vm->threads_lock);
    return list;
}

/* ---- snapshots ---- */

struct trace_frame {
    struct method *method;
    int bci;
    struct object *locked; /* by a synchronized method; only compared, never followed */
};

struct snapshot {
    struct thread *self;
    struct object *java_thread; /* NULL: it has ended */
    uint32_t thread_id;
    int32_t state; /* Thread.threadStatus and flags */
    struct object *lock, *lock_owner;
    int64_t blocked_count, waited_count;
    int n_frames, max_frames;
    struct trace_frame *frames; /* MAX_DEPTH of them */
};

/* What a synchronized method's activation has locked; NULL: nothing, or it cannot be known. */
static struct object *method_lock(const struct stack_walk *w)
{
    struct object *o = NULL;
    if (!(w->method->flags & MF_SYNC))
        return NULL;
    if (w->memory != NULL)
        return w->memory->sync;
    if (stack_walk_lock_count(w) > 0)
        stack_walk_lock(w, 0, &o);
    return o;
}

/* Runs with the target's Java stack frozen. */
static void take_snapshot(struct thread *target, void *user)
{
    struct snapshot *s = user;
    if (target->java_thread == NULL || target->state == THREAD_EXITED)
        return;
    s->java_thread = target->java_thread;
    s->thread_id = target->id;
    s->state = int_field(target->java_thread, target->vm->wk.Thread_threadStatus);
    s->lock = thread_blocker(target);
    s->lock_owner = thread_blocker_owner(target);
    s->blocked_count = (int64_t)target->blocked_count;
    s->waited_count = (int64_t)target->waited_count;
    struct stack_walk w = stack_walk_begin(target);
    if (target->suspended)
        s->state |= JMM_THREAD_SUSPENDED;
    if (target != s->self && target->state == THREAD_IN_NATIVE && !stack_walk_over(&w) &&
        (w.method->access & ACC_NATIVE))
        s->state |= JMM_THREAD_NATIVE;
    /* Hidden ones too, as HotSpot. */
    for (; !stack_walk_over(&w) && s->n_frames < s->max_frames; stack_walk_next(&w))
        s->frames[s->n_frames++] = (struct trace_frame){w.method, w.bci, method_lock(&w)};
}

static struct object *new_trace(struct thread *t, const struct snapshot *s)
{
    struct class *ste = wk_class(t, &t->vm->wk.StackTraceElement);
    struct object *a =
        ste != NULL && class_init(t, ste) ? heap_alloc_object_array(t, ste, s->n_frames) : NULL;
    for (int i = 0; a != NULL && i < s->n_frames; i++) {
        struct object *e = heap_alloc_object(t, ste);
        if (e == NULL || !stack_trace_element_fill(t, e, s->frames[i].method, s->frames[i].bci))
            return NULL;
        ref_array_set(a, i, e);
    }
    return a;
}

/* ---- locks that are held: one walk for all threads ---- */

struct held_locks {
    struct vm *vm;
    bool monitors, synchronizers;
    struct object *found; /* Object[]: locked objects and owned synchronizers, in no order */
    int32_t n;            /* may exceed the array's length: then it was too small */
};

/* Id of the thread that has the monitor; 0: nobody. */
static uint32_t monitor_owner_id(uint32_t word)
{
    if ((word & LOCK_TAG_MASK) == LOCK_THIN)
        return thin_owner(word);
    return (word & LOCK_TAG_MASK) == LOCK_INFLATED ? monitor_at(word >> 2)->owner : 0;
}

/* The heap is being walked: the allocation lock is held. */
static void visit_lock(struct object *o, void *user)
{
    struct held_locks *h = user;
    uint32_t word = o->klass->no_lock_word ? monitor_wordless_locked(o) : lock_word(o);
    if ((h->monitors && monitor_owner_id(word) != 0) ||
        (h->synchronizers && synchronizer_owner(h->vm, o) != NULL)) {
        if (h->n < array_length(h->found))
            ref_array_set(h->found, h->n, o);
        h->n++;
    }
}

static bool find_held_locks(struct thread *t, struct held_locks *h)
{
    for (int32_t room = 256;; room = h->n + 64) {
        h->n = 0;
        h->found = heap_alloc_object_array(t, t->vm->wk.Object, room);
        if (h->found == NULL)
            return false;
        heap_for_each(t->vm, visit_lock, h);
        if (h->n <= room)
            return true;
    }
}

/* The outermost synchronized method of the trace that locked o; -1: a synchronized statement did, or JNI. */
static int lock_depth(const struct snapshot *s, const struct object *o)
{
    for (int i = s->n_frames; i-- > 0;)
        if (s->frames[i].locked == o)
            return i;
    return -1;
}

struct thread_locks {
    struct object *monitors, *depths, *synchronizers; /* Object[], int[], Object[]; NULL when not asked for */
};

static bool locks_of_thread(struct thread *t, const struct snapshot *s, const struct held_locks *h,
                            struct thread_locks *out)
{
    int32_t n_monitors = 0, n_synchronizers = 0;
    for (int pass = 0; pass < 2; pass++) {
        int32_t m = 0, k = 0;
        for (int32_t i = 0; i < h->n; i++) {
            struct object *o = ref_array_get(h->found, i);
            if (h->monitors && monitor_owner_id(lock_word(o)) == s->thread_id &&
                (pass == 0 || m < n_monitors)) {
                if (pass == 1) {
                    ref_array_set(out->monitors, m, o);
                    ARRAY_AT(jint, out->depths, m) = lock_depth(s, o);
                }
                m++;
            }
            if (h->synchronizers && synchronizer_owner(h->vm, o) == s->java_thread &&
                (pass == 0 || k < n_synchronizers)) {
                if (pass == 1)
                    ref_array_set(out->synchronizers, k, o);
                k++;
            }
        }
        if (pass == 1) /* locks may have been released since the arrays were made */
            break;
        n_monitors = m, n_synchronizers = k;
        out->monitors = heap_alloc_object_array(t, t->vm->wk.Object, m);
        out->depths = heap_alloc_prim_array(t, 'I', m);
        out->synchronizers = heap_alloc_object_array(t, t->vm->wk.Object, k);
        if (t->exception != NULL)
            return false;
    }
    return true;
}

/* ---- ThreadInfo ---- */

#define THREAD_INFO_ARGS                                                                                     \
    "Ljava/lang/Thread;ILjava/lang/Object;Ljava/lang/Thread;JJJJ[Ljava/lang/StackTraceElement;"

static struct object *new_thread_info(struct thread *t, struct class *info, const struct snapshot *s,
                                      const struct held_locks *h)
{
    struct object *trace = new_trace(t, s), *o = trace != NULL ? heap_alloc_object(t, info) : NULL;
    const int64_t not_measured = -1;
    if (o == NULL)
        return NULL;
    if (h == NULL) {
        exec_callv(t, class_method_z(info, "<init>", "(" THREAD_INFO_ARGS ")V"), o, s->java_thread, s->state,
                   s->lock, s->lock_owner, s->blocked_count, not_measured, s->waited_count, not_measured,
                   trace);
    } else {
        struct thread_locks locks = {0};
        if (!locks_of_thread(t, s, h, &locks))
            return NULL;
        exec_callv(
            t,
            class_method_z(info, "<init>", "(" THREAD_INFO_ARGS "[Ljava/lang/Object;[I[Ljava/lang/Object;)V"),
            o, s->java_thread, s->state, s->lock, s->lock_owner, s->blocked_count, not_measured,
            s->waited_count, not_measured, trace, locks.monitors, locks.depths, locks.synchronizers);
    }
    return t->exception == NULL ? o : NULL;
}

/* Fills infos with one ThreadInfo a thread, or null. False: exception. */
static bool fill_infos(struct thread *t, const thread_list *list, int max_depth, const struct held_locks *h,
                       struct class *info, struct object *infos)
{
    struct trace_frame *frames = xcalloc(MAX_DEPTH, sizeof *frames);
    for (size_t i = 0; i < list->len && t->exception == NULL; i++) {
        struct thread *target = list->at[i];
        struct snapshot s = {.self = t, .frames = frames};
        s.max_frames = max_depth < 0 || max_depth > MAX_DEPTH ? MAX_DEPTH : max_depth;
        if (target == t)
            take_snapshot(t, &s);
        else if (target != NULL)
            thread_handshake(t, target, take_snapshot, &s);
        if (s.java_thread != NULL)
            ref_array_set(infos, (int32_t)i, new_thread_info(t, info, &s, h));
    }
    free(frames);
    return t->exception == NULL;
}

static jint JNICALL GetThreadInfo(JNIEnv *env, jlongArray ids, jint max_depth, jobjectArray infos)
{
    JNI_ENTER(env);
    struct object *id_array = handle_get(ids), *out = handle_get(infos);
    struct class *info = boot_class(t, "java/lang/management/ThreadInfo");
    if (id_array == NULL || out == NULL) {
        throw_new(t, "java/lang/NullPointerException", NULL);
    } else if (array_length(id_array) != array_length(out)) {
        throw_new(t, "java/lang/IllegalArgumentException", "%d thread ids but room for %d infos",
                  array_length(id_array), array_length(out));
    } else if (info != NULL) {
        thread_list list = threads_by_ids(t, id_array);
        fill_infos(t, &list, max_depth, NULL, info, out);
        vec_free(&list);
    }
    JNI_LEAVE();
    return 0;
}

static jobjectArray JNICALL DumpThreads(JNIEnv *env, jlongArray ids, jboolean monitors,
                                        jboolean synchronizers, jint max_depth)
{
    JNI_ENTER(env);
    struct held_locks h = {.vm = t->vm, .monitors = monitors, .synchronizers = synchronizers};
    struct object *id_array = handle_get(ids), *infos = NULL;
    struct class *info = boot_class(t, "java/lang/management/ThreadInfo");
    if (info != NULL && (!(monitors || synchronizers) || find_held_locks(t, &h))) {
        thread_list list = id_array != NULL ? threads_by_ids(t, id_array) : threads_with_java_object(t->vm);
        infos = heap_alloc_object_array(t, info, (int32_t)list.len);
        if (infos == NULL || !fill_infos(t, &list, max_depth, &h, info, infos))
            infos = NULL;
        vec_free(&list);
    }
    JVM_RETURN_LOCAL(infos);
}

/* ---- CPU time ---- */

/* The kernel's CPU clock of a thread of this process, which needs no live pthread_t: it just fails when there
 * is none. */
static clockid_t thread_cpu_clock(int tid)
{
    return (clockid_t)((~(unsigned)tid << 3) | 6);
}

static jlong total_cpu_nanos(int tid)
{
    struct timespec ts;
    return clock_gettime(thread_cpu_clock(tid), &ts) == 0 ? ts.tv_sec * 1000000000LL + ts.tv_nsec : -1;
}

/* Only /proc tells user time apart, in clock ticks. */
static jlong user_cpu_nanos(int tid)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return -1;
    size_t n = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    line[n] = 0;
    const char *p = strrchr(line, ')'); /* the name before it may hold anything */
    unsigned long long ticks;
    if (p == NULL || sscanf(p + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu", &ticks) != 1)
        return -1;
    return (jlong)(ticks * (1000000000ULL / (unsigned long long)sysconf(_SC_CLK_TCK)));
}

static jlong cpu_nanos(struct thread *self, jlong id, bool with_system)
{
    pthread_mutex_lock(&self->vm->threads_lock);
    struct thread *t = find_thread(self, id);
    int tid = t != NULL ? t->os_tid : 0;
    pthread_mutex_unlock(&self->vm->threads_lock);
    if (tid == 0)
        return -1;
    return with_system ? total_cpu_nanos(tid) : user_cpu_nanos(tid);
}

static jlong JNICALL GetThreadCpuTimeWithKind(JNIEnv *env, jlong id, jboolean with_system)
{
    return cpu_nanos(thread_of_env(env), id, with_system);
}

static jlong JNICALL GetThreadCpuTime(JNIEnv *env, jlong id)
{
    return cpu_nanos(thread_of_env(env), id, true);
}

static void JNICALL GetThreadCpuTimesWithKind(JNIEnv *env, jlongArray ids, jlongArray times,
                                              jboolean with_system)
{
    JNI_ENTER(env);
    struct object *in = handle_get(ids), *out = handle_get(times);
    if (in == NULL || out == NULL)
        throw_new(t, "java/lang/NullPointerException", NULL);
    else
        for (int32_t i = 0; i < array_length(in) && i < array_length(out); i++)
            ARRAY_AT(jlong, out, i) = cpu_nanos(t, ARRAY_AT(jlong, in, i), with_system);
    JNI_LEAVE();
}

/* ---- allocation by thread: not counted, and the beans know ---- */

static jlong JNICALL GetOneThreadAllocatedMemory(JNIEnv *env, jlong id)
{
    (void)env, (void)id;
    return -1;
}

static void JNICALL GetThreadAllocatedMemory(JNIEnv *env, jlongArray ids, jlongArray sizes)
{
    (void)env, (void)ids;
    struct object *out = handle_get(sizes);
    for (int32_t i = 0; out != NULL && i < array_length(out); i++)
        ARRAY_AT(jlong, out, i) = -1;
}

static jlong JNICALL GetTotalThreadAllocatedMemory(JNIEnv *env)
{
    (void)env;
    return -1;
}

/* The VM has no threads that are not Java threads as well. */
static jint JNICALL GetInternalThreadTimes(JNIEnv *env, jobjectArray names, jlongArray times)
{
    (void)env, (void)names, (void)times;
    return 0;
}

/* ---- deadlocks ---- */

/* Thread[], or NULL when there are none. */
static struct object *find_deadlocks(struct thread *t, bool monitors_only)
{
    thread_list list = threads_deadlocked(t->vm, monitors_only);
    int32_t n = (int32_t)list.len;
    struct object *a = n != 0 ? heap_alloc_object_array(t, t->vm->wk.Thread, n) : NULL;
    for (int32_t i = 0; a != NULL && i < n; i++)
        ref_array_set(a, i, list.at[i]->java_thread);
    vec_free(&list);
    return a;
}

static jobjectArray JNICALL FindDeadlocks(JNIEnv *env, jboolean monitors_only)
{
    JNI_ENTER(env);
    JVM_RETURN_LOCAL(find_deadlocks(t, monitors_only));
}

static jobjectArray JNICALL FindCircularBlockedThreads(JNIEnv *env)
{
    return FindDeadlocks(env, JNI_TRUE);
}

void jmm_thread_fill(struct jmm_interface *f)
{
#define SET(name) f->name = name
    SET(GetThreadInfo);
    SET(DumpThreads);
    SET(GetThreadCpuTime);
    SET(GetThreadCpuTimeWithKind);
    SET(GetThreadCpuTimesWithKind);
    SET(GetOneThreadAllocatedMemory);
    SET(GetThreadAllocatedMemory);
    SET(GetTotalThreadAllocatedMemory);
    SET(GetInternalThreadTimes);
    SET(FindDeadlocks);
    SET(FindCircularBlockedThreads);
}
