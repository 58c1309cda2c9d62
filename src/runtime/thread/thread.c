/*
 * thread.c - the thread list, attaching and detaching pthreads.
 *
 * Thread structs are recycled, never freed: whoever still has a pointer to a thread that has ended (an unpark
 * in flight, a thread dump) finds a struct in state EXITED or one that serves another thread by now, and at
 * worst wakes it for nothing. The list is changed with both threads_lock and the collector's allocation lock
 * held: the collector walks it without locks.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/membarrier.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include "runtime/gc/alloc_sample.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/jni/handles.h"
#include "runtime/thread/crash.h"
#include "runtime/thread/monitor.h"
#include "runtime/thread/thread_internal.h"

__thread struct thread *thread_self_tls __attribute__((tls_model("initial-exec")));
bool thread_fences_needed;

#define JAVA_STACK_MIN  ((size_t)256 << 10)
#define STACK_RESERVE   8192        /* slots: room to construct and throw StackOverflowError */
#define C_STACK_RESERVE (160 << 10) /* machine stack that natives may use after the check */

/* By id - 1; grows by whole pages of pointers that are never moved. */
#define IDS_PER_PAGE 1024
static struct thread **pages[MAX_THREADS / IDS_PER_PAGE];
static uint32_t n_ids;
static struct thread *free_threads; /* recycled structs, under threads_lock */

/* With one thread this takes no time; with more, the kernel waits until every processor has passed a switch:
 * 5 to 15 ms, a third of the start. So it is done when the library is loaded; again is cheap. */
__attribute__((constructor)) static void register_membarrier(void)
{
    thread_fences_needed = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) != 0;
}

void threads_init(struct vm *vm)
{
    (void)vm;
    register_membarrier();
}

struct thread *thread_by_id(uint32_t id)
{
    return id >= 1 && id <= n_ids ? pages[(id - 1) / IDS_PER_PAGE][(id - 1) % IDS_PER_PAGE] : NULL;
}

/* ---- structs ---- */

static struct thread *struct_new(void)
{
    if (n_ids == MAX_THREADS - 1)
        return NULL;
    struct thread ***page = &pages[n_ids / IDS_PER_PAGE];
    if (*page == NULL)
        *page = xcalloc(IDS_PER_PAGE, sizeof **page);
    struct thread *t = xcalloc(1, sizeof *t);
    pthread_mutex_init(&t->wait_mutex, NULL);
    (*page)[n_ids % IDS_PER_PAGE] = t;
    t->id = ++n_ids;
    return t;
}

static void struct_reset(struct thread *t, struct vm *vm)
{
    pthread_mutex_lock(
        &t->wait_mutex); /* somebody may still look at the thread that had this struct before */
    free(t->replaced_returns);
    memset(t, 0, offsetof(struct thread, id));
    t->vm = vm;
    t->lock_word = t->id << LOCK_OWNER_SHIFT | LOCK_THIN;
    t->jni = vm->options.check_jni ? jni_check_table() : jni_table_init();
    t->random = t->id * 2654435761u + 0x9e3779b9u;
    t->guard_countdown = vm->options.stress_deopt;
    t->state = THREAD_IN_NATIVE;
    pthread_mutex_unlock(&t->wait_mutex);
}

static bool map_java_stack(struct thread *t, size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    bytes = bytes < JAVA_STACK_MIN ? JAVA_STACK_MIN : (bytes + page - 1) & ~(page - 1);
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return false;
    t->stack_end = (union slot *)((char *)p + bytes);
    t->stack_limit = t->stack_end - STACK_RESERVE;
    t->stack_base = p;
    return true;
}

static void link_thread(struct vm *vm, struct thread *t)
{
    GC_alloc_lock();
    t->prev = NULL;
    t->next = vm->threads;
    if (vm->threads != NULL)
        vm->threads->prev = t;
    vm->threads = t;
    if (++vm->n_threads > vm->threads_peak)
        vm->threads_peak = vm->n_threads;
    vm->threads_started++;
    GC_alloc_unlock();
}

static void unlink_thread(struct vm *vm, struct thread *t)
{
    GC_alloc_lock();
    if (t->prev != NULL)
        t->prev->next = t->next;
    else
        vm->threads = t->next;
    if (t->next != NULL)
        t->next->prev = t->prev;
    vm->n_threads--;
    GC_alloc_unlock();
}

struct thread *thread_new(struct vm *vm, size_t java_stack_bytes)
{
    pthread_mutex_lock(&vm->threads_lock);
    struct thread *t = free_threads;
    if (t != NULL)
        free_threads = t->next_free;
    else
        t = struct_new();
    if (t != NULL) {
        struct_reset(t, vm);
        if (!map_java_stack(t, java_stack_bytes)) {
            t->next_free = free_threads;
            free_threads = t;
            t = NULL;
        } else {
            link_thread(vm, t);
        }
    }
    pthread_mutex_unlock(&vm->threads_lock);
    if (t != NULL)
        handles_thread_init(t);
    return t;
}

void thread_release(struct thread *t)
{
    struct vm *vm = t->vm;
    references_flush_thread(t);
    roots_drop_free_lists(t);
    handles_thread_free(t);
    pthread_mutex_lock(&vm->threads_lock);
    /* Nobody looks at the Java stack of an EXITED thread; who is looking holds wait_mutex. */
    pthread_mutex_lock(&t->wait_mutex);
    t->frame = NULL;
    t->state = THREAD_EXITED;
    pthread_mutex_unlock(&t->wait_mutex);
    unlink_thread(vm, t);
    munmap(t->stack_base, (size_t)((char *)t->stack_end - (char *)t->stack_base));
    t->stack_base = t->stack_end = t->stack_limit = NULL;
    t->java_thread = NULL;
    t->next_free = free_threads;
    free_threads = t;
    pthread_cond_broadcast(&vm->threads_cond);
    pthread_mutex_unlock(&vm->threads_lock);
}

/* ---- binding ---- */

void thread_bind(struct thread *t)
{
    pthread_attr_t attr;
    void *low = NULL;
    size_t size = 0, guard = 0;
    if (pthread_getattr_np(pthread_self(), &attr) == 0) {
        pthread_attr_getstack(&attr, &low, &size);
        pthread_attr_getguardsize(&attr, &guard);
        pthread_attr_destroy(&attr);
    }
    size_t reserve = size / 4 < C_STACK_RESERVE ? size / 4 : C_STACK_RESERVE;
    t->c_stack_limit = (char *)low + guard + reserve;
    t->c_stack_low = low;
    t->c_stack_top = (char *)low + size;
    thread_open_entries(t);
    if (!GC_thread_is_registered()) {
        struct GC_stack_base base = {.mem_base = (char *)low + size};
        heap_register_thread(t->vm, &base);
        t->gc_registered = true;
    }
    t->pthread = pthread_self();
    t->os_tid = (int)syscall(SYS_gettid);
    thread_self_tls = t;
    crash_thread_init();
}

void thread_unbind(struct thread *t)
{
    crash_thread_free();
    thread_self_tls = NULL;
    if (t->gc_registered)
        GC_unregister_my_thread();
}

struct thread *thread_attach_current(struct vm *vm)
{
    if (thread_self() != NULL)
        return thread_self();
    struct GC_stack_base base;
    bool foreign = !GC_thread_is_registered();
    if (foreign && GC_get_stack_base(&base) == GC_SUCCESS)
        heap_register_thread(vm, &base);
    struct thread *t = thread_new(vm, vm->options.stack_size);
    if (t == NULL)
        return NULL;
    thread_bind(t);
    t->attached = true;
    t->gc_registered = foreign;
    thread_leave_native(t);
    return t;
}

void thread_detach_current(struct thread *t)
{
    thread_uncount(t);
    thread_enter_native(t);
    bool registered = t->gc_registered;
    t->gc_registered = false;
    thread_unbind(t);
    thread_release(t);
    if (registered)
        GC_unregister_my_thread();
}

/* ---- the end of the VM ---- */

void thread_count(struct thread *t)
{
    pthread_mutex_lock(&t->vm->threads_lock);
    if (!t->counted && !t->daemon) {
        t->counted = true;
        t->vm->n_non_daemon++;
    }
    pthread_mutex_unlock(&t->vm->threads_lock);
}

void thread_uncount(struct thread *t)
{
    pthread_mutex_lock(&t->vm->threads_lock);
    if (t->counted) {
        t->counted = false;
        t->vm->n_non_daemon--;
        pthread_cond_broadcast(&t->vm->threads_cond);
    }
    pthread_mutex_unlock(&t->vm->threads_lock);
}

void threads_wait_non_daemon(struct vm *vm)
{
    struct thread *self = thread_self();
    bool in_java = self != NULL && self->state == THREAD_IN_JAVA;
    if (in_java)
        thread_enter_blocked(self);
    pthread_mutex_lock(&vm->threads_lock);
    while (vm->n_non_daemon > (self != NULL && self->counted))
        pthread_cond_wait(&vm->threads_cond, &vm->threads_lock);
    pthread_mutex_unlock(&vm->threads_lock);
    if (in_java)
        thread_leave_blocked(self);
}
