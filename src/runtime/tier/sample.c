/* sample.c - reading another thread's stack while it runs, and asking it when that is not enough. */
#define _GNU_SOURCE
#include "runtime/tier/sample.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include "runtime/exec/walk.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/thread/futex.h"

#define FIRST_SIGNAL  (SIGRTMIN + 11) /* the first one from here on that nobody uses */
#define ANSWER_MAX_NS 3000000 /* the collector may have stopped the thread, or the processor be busy */

static _Atomic int sample_signal; /* 0: none */

static void record(struct stack_walk w, struct sample *s)
{
    int n = 0;
    for (; !stack_walk_over(&w) && n < SAMPLE_DEPTH; stack_walk_next(&w)) {
        const u2 *pc = w.memory != NULL ? __atomic_load_n(&w.memory->pc, __ATOMIC_RELAXED) : NULL;
        s->at[n++] = (struct sample_frame){w.method, w.memory, pc, w.bci, w.memory == NULL};
    }
    s->n = n;
}

/* Runs in the thread that is asked, with all signals blocked: the collector must not stop it on a signal
 * stack. */
static void on_sample(int sig, siginfo_t *info, void *ucontext)
{
    (void)sig, (void)info;
    struct thread *t = thread_self();
    struct sample *s = t != NULL ? atomic_exchange(&t->sample, NULL) : NULL;
    if (s == NULL)
        return; /* too late */
    int error = errno;
    const greg_t *regs = ((const ucontext_t *)ucontext)->uc_mcontext.gregs;
    record(stack_walk_interrupted(t, (void *)regs[REG_RIP], (void *)regs[REG_RSP], (void *)regs[REG_RBP]), s);
    atomic_store(&s->done, 1);
    futex_wake(&s->done, 1); /* s may be gone already: then this wakes nobody */
    errno = error;
}

bool sample_init(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct sigaction sa = {.sa_sigaction = on_sample, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART}, old;
    sigfillset(&sa.sa_mask);
    pthread_mutex_lock(&lock);
    for (int sig = FIRST_SIGNAL; sample_signal == 0 && sig <= SIGRTMAX; sig++) {
        bool taken = sig == GC_get_suspend_signal() || sig == GC_get_thr_restart_signal() ||
                     sigaction(sig, NULL, &old) != 0 || (old.sa_flags & SA_SIGINFO) ||
                     old.sa_handler != SIG_DFL;
        if (!taken && sigaction(sig, &sa, NULL) == 0)
            sample_signal = sig;
    }
    pthread_mutex_unlock(&lock);
    return sample_signal != 0;
}

/* Does the stack stand still as long as `top` is innermost, as stack_walk_running wants it? */
static bool may_be_read(const struct thread *t, const struct frame *top)
{
    bool frame = top != NULL && ((uintptr_t)top & 7) == 0 && (const union slot *)top >= t->stack_base &&
                 (const union slot *)(top + 1) <= t->stack_end;
    return !frame || !frame_is_compiled_entry(top) || t->state != THREAD_IN_JAVA;
}

static void read_stack(struct thread *t, struct frame *top, struct sample *out)
{
    record(stack_walk_running(t, top), out);
    atomic_thread_fence(memory_order_acquire);
    if (__atomic_load_n(&t->frame, __ATOMIC_RELAXED) != top || !may_be_read(t, top))
        out->n = -1;
}

static struct timespec deadline(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    ts.tv_nsec += ANSWER_MAX_NS;
    if (ts.tv_nsec >= 1000000000) {
        ts.tv_nsec -= 1000000000;
        ts.tv_sec++;
    }
    return ts;
}

static void ask(struct thread *t, struct sample *out)
{
    int sig = sample_signal;
    struct timespec until = deadline();
    atomic_store(&out->done, 0);
    out->n = -1;
    if (sig == 0)
        return;
    atomic_store(&t->sample, out);
    if (syscall(SYS_tgkill, getpid(), t->os_tid, sig) == 0) {
        struct timespec now;
        do
            futex_wait(&out->done, 0, &until);
        while (!out->done && clock_gettime(CLOCK_MONOTONIC, &now) == 0 &&
               (now.tv_sec < until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec < until.tv_nsec)));
    }
    /* Not taken: it will find nothing. Taken: it is writing, and nothing can stop it. */
    if (atomic_exchange(&t->sample, NULL) == NULL)
        while (!out->done)
            futex_wait(&out->done, 0, NULL);
}

void sample_thread(struct thread *t, struct sample *out)
{
    struct frame *top = __atomic_load_n(&t->frame, __ATOMIC_ACQUIRE);
    if (may_be_read(t, top))
        read_stack(t, top, out);
    else
        ask(t, out);
}
