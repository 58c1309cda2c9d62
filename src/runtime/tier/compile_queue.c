/* compile_queue.c - jobs and compile threads (see compile_queue.h). */
#define _GNU_SOURCE
#include "runtime/tier/compile_queue.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include "runtime/class/unload.h"
#include "runtime/thread/thread.h"
#include "runtime/vm.h"

#define C_STACK ((size_t)16 << 20) /* the optimiser recurses over what it compiles */

struct compile_queue {
    struct vm *vm;
    void (*done)(void *user, struct compile_job *job);
    void *user;
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct compile_job *jobs;
    unsigned length, nthreads, started, idle;
    bool broken; /* no threads */
};

static struct compile_job *take_best(struct compile_queue *q)
{
    struct compile_job **best = &q->jobs;
    for (struct compile_job **j = &q->jobs; *j != NULL; j = &(*j)->next)
        if ((*j)->benefit > (*best)->benefit)
            best = j;
    struct compile_job *job = *best;
    *best = job->next;
    q->length--;
    return job;
}

static struct compile_job *wait_for_job(struct compile_queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->idle++;
    while (q->jobs == NULL)
        pthread_cond_wait(&q->work, &q->lock);
    q->idle--;
    struct compile_job *job = take_best(q);
    pthread_mutex_unlock(&q->lock);
    return job;
}

/* Java's statistics of threads leave this one out. */
static void hide(struct vm *vm, struct thread *t)
{
    pthread_mutex_lock(&vm->threads_lock);
    t->is_vm_thread = true;
    t->daemon = true;
    if (vm->threads_peak == vm->n_threads)
        vm->threads_peak--;
    vm->n_threads--;
    vm->threads_started--;
    pthread_mutex_unlock(&vm->threads_lock);
}
static void unhide(struct vm *vm)
{
    pthread_mutex_lock(&vm->threads_lock);
    vm->n_threads++;
    pthread_mutex_unlock(&vm->threads_lock);
}

struct thread *background_attach(struct vm *vm, const char *name)
{
    sigset_t none; /* the sampler's thread, which made this one, takes no signals; the collector sends some */
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    struct thread *t = thread_attach_current(vm);
    if (t != NULL) {
        hide(vm, t);
        thread_enter_native(t); /* it never runs Java: nobody has to wait for it */
        thread_set_native_name(t, name);
    }
    return t;
}

void background_detach(struct vm *vm, struct thread *t)
{
    unhide(vm);
    thread_detach_current(t);
}

static void *compile_main(void *arg)
{
    struct compile_queue *q = arg;
    struct vm *vm = q->vm;
    struct thread *t = background_attach(vm, "compiler");
    if (t == NULL)
        return NULL;
    while (!vm->shutting_down) {
        struct compile_job *job = wait_for_job(q);
        if (!vm->shutting_down) {
            unload_put_off(vm);
            tier_compile(vm, &job->request, &job->result);
            q->done(q->user, job);
            unload_allow(vm);
        }
        free(job);
    }
    background_detach(vm, t);
    return NULL;
}

/* Under the lock. */
static void start_thread(struct compile_queue *q)
{
    pthread_attr_t attr;
    pthread_t id;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, C_STACK);
    if (pthread_create(&id, &attr, compile_main, q) == 0)
        q->started++;
    else
        q->broken = q->started == 0;
    pthread_attr_destroy(&attr);
}

struct compile_queue *compile_queue_new(struct vm *vm, unsigned nthreads,
                                        void (*done)(void *user, struct compile_job *job), void *user)
{
    struct compile_queue *q = xcalloc(1, sizeof *q);
    q->vm = vm;
    q->nthreads = nthreads;
    q->done = done;
    q->user = user;
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->work, NULL);
    return q;
}

bool compile_queue_add(struct compile_queue *q, const struct compile_job *job)
{
    pthread_mutex_lock(&q->lock);
    if (q->started < q->nthreads && q->idle <= q->length)
        start_thread(q);
    bool ok = !q->broken;
    if (ok) {
        struct compile_job *copy = xcalloc(1, sizeof *copy);
        *copy = *job;
        copy->next = q->jobs;
        q->jobs = copy;
        q->length++;
        pthread_cond_signal(&q->work);
    }
    pthread_mutex_unlock(&q->lock);
    return ok;
}

unsigned compile_queue_length(struct compile_queue *q)
{
    pthread_mutex_lock(&q->lock);
    unsigned n = q->length;
    pthread_mutex_unlock(&q->lock);
    return n;
}
