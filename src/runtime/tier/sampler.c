/*
 * sampler.c - reading other threads' Java stacks while they run.
 *
 * The obvious ways are wrong for us: stopping a thread at its next poll would blame loops and calls for the
 * straight code between them, and a signal to every thread costs tens of microseconds. T0's frames are in
 * memory and linked from thread->frame, so another thread can simply read them. They may change under its
 * eyes; this makes it safe:
 *
 *   - Nothing that was read is followed before it was checked: a frame must lie, aligned, in the thread's
 * Java stack, and each must lie below the one before. A method is only ever compared and stored until it was
 * found in a loaded class.
 *   - thread->frame is read again afterwards. If it changed, the innermost frame may have been popped and its
 * memory used for something else: the sample is given up. If it did not, neither that frame nor any below it
 * was popped meanwhile (or was pushed again, by a call of another method from the same place, half-written:
 * then the check of the method finds it out, or the sample is of one of two methods that ran at that moment).
 *   - Thread structs are recycled, never freed, and the list's lock is held, so that no stack is unmapped.
 *
 * In CPU mode a thread gives a sample when its processor clock moved by half a tick since it was last asked.
 */
#define _GNU_SOURCE
#include "runtime/tier/sampler.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include "runtime/exec/frame.h"
#include "runtime/vm.h"

#define MAX_DEPTH 256 /* innermost frames of a sample */

struct thread_clock {
    u8 cpu_ns;
};

struct sampler {
    struct vm *vm;
    pthread_t thread;
    pthread_mutex_t lock; /* tree and totals */
    _Atomic bool stop;
    bool stopped;
    struct arena arena; /* nodes */
    struct call_node root;
    struct sampler_totals totals;
    struct ptr_map known;  /* methods that were found in a class */
    struct ptr_map clocks; /* thread -> struct thread_clock */
    struct timespec started;
};

static u8 nanos(const struct timespec *ts)
{
    return (u8)ts->tv_sec * 1000000000u + (u8)ts->tv_nsec;
}

/* ---- methods ---- */

static bool class_has_method(const struct class *c, const struct method *m)
{
    return m >= c->methods && m < c->methods + c->n_methods &&
           ((uintptr_t)m - (uintptr_t)c->methods) % sizeof *m == 0;
}

/* Is m, which may be any bit pattern, a method? Found once, it is remembered. */
static bool is_method(struct sampler *s, struct method *m)
{
    if (((uintptr_t)m & 7) != 0 || m == NULL)
        return false;
    if (ptr_map_get(&s->known, (uintptr_t)m) != NULL)
        return true;
    pthread_mutex_lock(&s->vm->class_lock);
    bool found = false;
    for (struct loader *l = s->vm->loaders; l != NULL && !found; l = l->next)
        for (struct class *c = l->first_class; c != NULL && !found; c = c->next_in_loader)
            found = class_has_method(c, m);
    pthread_mutex_unlock(&s->vm->class_lock);
    if (found)
        ptr_map_put(&s->known, (uintptr_t)m, m);
    return found;
}

/* ---- stacks ---- */

static bool in_java_stack(const struct thread *t, const struct frame *f)
{
    return ((uintptr_t)f & 7) == 0 && (const union slot *)f >= t->stack_base &&
           (const union slot *)(f + 1) <= t->stack_end;
}

/* Innermost first. Returns the number of methods, or -1 when the stack changed. */
static int read_stack(const struct thread *t, struct method **out)
{
    struct frame *const *top = &t->frame;
    struct frame *first = __atomic_load_n(top, __ATOMIC_ACQUIRE), *f = first;
    int n = 0;
    while (f != NULL && n < MAX_DEPTH) {
        if (!in_java_stack(t, f))
            return -1;
        struct method *m = __atomic_load_n(&f->method, __ATOMIC_RELAXED);
        struct frame *prev = __atomic_load_n(&f->prev, __ATOMIC_RELAXED);
        if (m != NULL)
            out[n++] = m;
        if (prev != NULL && prev >= f)
            return -1;
        f = prev;
    }
    atomic_thread_fence(memory_order_acquire);
    return __atomic_load_n(top, __ATOMIC_RELAXED) == first ? n : -1;
}

/* ---- tree ---- */

static struct call_node *child(struct sampler *s, struct call_node *parent, struct method *m)
{
    struct call_node **link = &parent->first_child;
    for (struct call_node *c = *link; c != NULL; link = &c->next_sibling, c = *link)
        if (c->method == m) {
            *link = c->next_sibling; /* to the front: the next sample most likely asks for it again */
            c->next_sibling = parent->first_child;
            parent->first_child = c;
            return c;
        }
    struct call_node *c = ARENA_NEW(&s->arena, struct call_node);
    c->method = m;
    c->parent = parent;
    c->next_sibling = parent->first_child;
    parent->first_child = c;
    return c;
}

static void add_sample(struct sampler *s, struct method **methods, int n)
{
    for (int i = 0; i < n; i++)
        if (!is_method(s, methods[i])) {
            s->totals.torn++;
            return;
        }
    struct call_node *node = &s->root;
    for (int i = n; i-- > 0;)
        node = child(s, node, methods[i]);
    node->self++;
    s->totals.samples++;
}

/* ---- ticks ---- */

static bool was_busy(struct sampler *s, const struct thread *t, u8 tick_ns)
{
    if (s->totals.mode == SAMPLER_WALL)
        return true;
    clockid_t clock;
    struct timespec ts;
    if (pthread_getcpuclockid(t->pthread, &clock) != 0 || clock_gettime(clock, &ts) != 0)
        return false;
    struct thread_clock *c = ptr_map_get(&s->clocks, (uintptr_t)t);
    if (c == NULL) {
        c = ARENA_NEW(&s->arena, struct thread_clock);
        ptr_map_put(&s->clocks, (uintptr_t)t, c);
    }
    u8 now = nanos(&ts);
    bool busy = now - c->cpu_ns >= tick_ns / 2 && now >= c->cpu_ns;
    if (busy || now < c->cpu_ns) /* less: the struct serves another thread now */
        c->cpu_ns = now;
    return busy;
}

static void tick(struct sampler *s)
{
    struct method *methods[MAX_DEPTH];
    u8 tick_ns = 1000000000u / s->totals.hz;
    pthread_mutex_lock(&s->vm->threads_lock);
    pthread_mutex_lock(&s->lock);
    s->totals.ticks++;
    for (struct thread *t = s->vm->threads; t != NULL; t = t->next) {
        if (t->exiting || !was_busy(s, t, tick_ns))
            continue;
        int n = read_stack(t, methods);
        if (n > 0)
            add_sample(s, methods, n);
        else if (n == 0)
            s->totals.without_java++;
        else
            s->totals.torn++;
    }
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_unlock(&s->vm->threads_lock);
}

static void *run(void *p)
{
    struct sampler *s = p;
    pthread_setname_np(pthread_self(), "sampler");
    u8 period = 1000000000u / s->totals.hz;
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    while (!s->stop) {
        u8 at = nanos(&next) + period;
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (at < nanos(&now)) /* late: skip ticks rather than run after them */
            at = nanos(&now) + period;
        next = (struct timespec){(time_t)(at / 1000000000u), (long)(at % 1000000000u)};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL) == EINTR)
            ;
        tick(s);
    }
    return NULL;
}

struct sampler *sampler_start(struct vm *vm, enum sampler_mode mode, unsigned hz)
{
    struct sampler *s = xcalloc(1, sizeof *s);
    s->vm = vm;
    s->totals.mode = mode;
    s->totals.hz = hz;
    arena_init(&s->arena);
    pthread_mutex_init(&s->lock, NULL);
    clock_gettime(CLOCK_MONOTONIC, &s->started);
    /* The sampler takes no signals: they belong to the program. */
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int error = pthread_create(&s->thread, NULL, run, s);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (error != 0) {
        sampler_free(s);
        return NULL;
    }
    return s;
}

static double since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(nanos(&now) - nanos(start)) / 1e9;
}

void sampler_stop(struct sampler *s)
{
    if (s->stopped)
        return;
    s->stop = true;
    pthread_join(s->thread, NULL);
    s->stopped = true;
    s->totals.seconds = since(&s->started);
}

void sampler_free(struct sampler *s)
{
    ptr_map_free(&s->known);
    ptr_map_free(&s->clocks);
    arena_release(&s->arena);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void sampler_lock(struct sampler *s)
{
    pthread_mutex_lock(&s->lock);
}
void sampler_unlock(struct sampler *s)
{
    pthread_mutex_unlock(&s->lock);
}
const struct call_node *sampler_tree(const struct sampler *s)
{
    return &s->root;
}

struct sampler_totals sampler_totals(const struct sampler *s)
{
    struct sampler_totals t = s->totals;
    if (!s->stopped)
        t.seconds = since(&s->started);
    return t;
}
