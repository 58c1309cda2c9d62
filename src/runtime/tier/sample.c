/* sample.c - reading another thread's stack while it runs, and asking it when that is not enough. */
#define _GNU_SOURCE
#include "runtime/tier/sample.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>
#include "runtime/exec/walk.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/thread/futex.h"
#include "runtime/tier/tier.h"
#include "runtime/vm.h"

#define FIRST_SIGNAL  (SIGRTMIN + 11) /* the first one from here on that nobody uses */
#define ANSWER_MAX_NS 3000000 /* the collector may have stopped the thread, or the processor be busy */
#define DETAIL_MAX_NS 9000000 /* a profile would rather wait than miss what happens then */

static _Atomic int sample_signal; /* 0: none */

const struct blob_line *sample_line(const struct blob *b, uint32_t offset)
{
    const struct blob_line *line = blob_find_line(b, b->code + offset);
    bool begins = line != NULL && line->pc == offset;
    return begins && !line->target && line != b->lines ? line - 1 : line;
}

/* The activations that the interrupted instruction belongs to: a point is only a neighbour, which may be in
 * another inlined method. Moves w on to the last of the machine frame. */
static int record_exactly(struct stack_walk *w, struct sample *s)
{
    const struct blob *b = w->blob;
    const struct blob_line *line = sample_line(b, blob_offset(b, w->pc));
    int n = 0;
    for (uint32_t p = line != NULL ? line->place : 0; p != 0 && n < s->depth; p = b->places[p].caller) {
        struct method *m = (struct method *)(uintptr_t)b->places[p].method;
        s->at[n++] = (struct sample_frame){m, NULL, NULL, (int32_t)b->places[p].bci, true};
    }
    if (n > 0) {
        w->inlined = 0;
        stack_walk_next(w);
    }
    return n;
}

static void record(struct stack_walk w, struct sample *s)
{
    bool exactly = s->asked && w.blob != NULL && w.pc == (void *)(uintptr_t)s->registers[SAMPLE_RIP];
    int n = 0;
    if (w.blob != NULL)
        s->top = w.blob;
    if (exactly)
        n = record_exactly(&w, s);
    for (; !stack_walk_over(&w) && n < s->depth; stack_walk_next(&w)) {
        const u2 *pc = w.memory != NULL ? __atomic_load_n(&w.memory->pc, __ATOMIC_RELAXED) : NULL;
        s->at[n++] = (struct sample_frame){w.method, w.memory, pc, w.bci, w.memory == NULL};
    }
    s->n = n;
}

static void record_registers(const greg_t *regs, struct sample *s)
{
    static const uint8_t order[17] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
                                      REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                      REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
    for (int i = 0; i < 17; i++)
        s->registers[i] = (uint64_t)regs[order[i]];
    s->t0_pc = (const u2 *)regs[REG_RDI]; /* interp.h: the first argument of every handler */
}

static void note_blob(const struct thread *t, struct sample *s)
{
    struct tier *tier = atomic_load_explicit(&t->vm->tier, memory_order_acquire);
    const void *pc = (void *)(uintptr_t)s->registers[SAMPLE_RIP];
    const struct blob *b = tier != NULL ? code_find_blob(backend_code(tier_backend(tier)), pc) : NULL;
    if (b == NULL || b->kind == BLOB_STUB)
        return;
    s->blob = b;
    s->offset = blob_offset(b, pc);
}

/* memcpy, but where a sanitizer has put words of its own between the variables they are copied too. */
__attribute__((no_sanitize("address"))) static void copy_words(uint64_t *to, const uint64_t *from, size_t n)
{
#ifdef __SANITIZE_ADDRESS__
    for (size_t i = 0; i < n; i++)
        ((volatile uint64_t *)to)[i] = from[i];
#else
    memcpy(to, from, n * sizeof *to);
#endif
}

static void copy_stack(const struct thread *t, struct sample *s)
{
    const char *sp = (const char *)(uintptr_t)s->registers[SAMPLE_RSP];
    if (s->blob != NULL || ((uintptr_t)sp & 7) != 0 || sp <= t->c_stack_low || sp >= t->c_stack_top)
        return;
    size_t bytes = (size_t)(t->c_stack_top - sp) & ~(size_t)7;
    s->stack_bytes = bytes < SAMPLE_STACK ? bytes : SAMPLE_STACK;
    copy_words((uint64_t *)s->stack, (const uint64_t *)sp, s->stack_bytes / sizeof(uint64_t));
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
    s->asked = s->detail;
    if (s->detail) {
        record_registers(regs, s);
        note_blob(t, s);
    }
    record(stack_walk_interrupted(t, (void *)regs[REG_RIP], (void *)regs[REG_RSP], (void *)regs[REG_RBP]), s);
    if (s->detail)
        copy_stack(t, s);
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

static struct timespec deadline(long ns)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    ts.tv_nsec += ns;
    if (ts.tv_nsec >= 1000000000) {
        ts.tv_nsec -= 1000000000;
        ts.tv_sec++;
    }
    return ts;
}

static void ask(struct thread *t, struct sample *out)
{
    int sig = sample_signal;
    struct timespec until = deadline(out->detail ? DETAIL_MAX_NS : ANSWER_MAX_NS);
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

/* Not waiting in the kernel? Asking it takes a few microseconds. */
static bool is_running(const struct thread *t)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", t->os_tid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = 0;
    const char *state = strrchr(text, ')'); /* "17 (name) R ..." */
    return state != NULL && state[1] == ' ' && state[2] == 'R';
}

void sample_thread(struct thread *t, struct sample *out)
{
    struct frame *top = __atomic_load_n(&t->frame, __ATOMIC_ACQUIRE);
    out->asked = false;
    out->blob = out->top = NULL;
    out->stack_bytes = 0;
    out->t0_pc = NULL;
    if (out->detail && (t->state == THREAD_IN_JAVA || is_running(t)))
        ask(t, out);
    else if (may_be_read(t, top))
        read_stack(t, top, out);
    else
        ask(t, out);
}
