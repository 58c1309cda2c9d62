/*
 * sampler.c - who is sampled when.
 *
 * Stopping a thread at its next poll would blame loops and calls for the straight code between them, and a
 * signal to every thread costs tens of microseconds. So threads are read while they run, and asked only when
 * that is not possible (sample.h). A method that was read is only compared and stored until it was found in a
 * loaded class.
 *
 * In CPU mode a thread gives a sample when its processor clock moved enough since it was last asked.
 */
#define _GNU_SOURCE
#include "runtime/tier/sampler.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "runtime/class/unload.h"
#include "runtime/tier/method_set.h"
#include "runtime/tier/sample.h"
#include "runtime/vm.h"

#define FOREIGN_TICKS 10  /* threads of others are looked at so often ... */
#define LIST_TICKS    100 /* ... and looked for so often */

struct thread_clock {
    u8 cpu_ns;   /* when it gave its last sample */
    u8 asked_ns; /* when it was asked last */
    bool ran;    /* it had used some since it was asked before */
};

/* A thread of the process that is not the VM's: the collector's markers, samplers, the host's. */
struct foreign {
    int tid;
    bool listed;
    u8 cpu_ns;
    char name[32];
};

struct sampler {
    struct vm *vm;
    struct sampler_options options;
    struct sampler_hooks hooks;
    u8 period;     /* nanoseconds */
    u8 process_ns; /* processor time of the process when it was looked at last */
    u8 unknown_ns; /* of it, what threads used that were asked is not known */
    pthread_t thread;
    pthread_mutex_t lock; /* totals, and what the hooks keep */
    _Atomic bool stop;
    bool stopped;
    struct arena arena;
    struct sampler_totals totals;
    struct method_set methods;
    struct ptr_map clocks; /* thread -> struct thread_clock */
    VEC(struct foreign) foreign;
    struct sample sample; /* the one that is being taken */
    struct timespec started;
};

static u8 nanos(const struct timespec *ts)
{
    return (u8)ts->tv_sec * 1000000000u + (u8)ts->tv_nsec;
}

static bool all_methods(struct sampler *s, const struct sample *sample)
{
    for (int i = 0; i < sample->n; i++)
        if (!sample->at[i].compiled && !method_set_has(&s->methods, s->vm, sample->at[i].method))
            return false;
    return true;
}

/* ---- ticks ---- */

/* Processor time of t since it last gave a sample; 0: too little for one. */
static u8 time_used(struct sampler *s, const struct thread *t)
{
    clockid_t clock;
    struct timespec ts;
    if (s->totals.mode == SAMPLER_WALL)
        return s->period;
    if (t->state == THREAD_BLOCKED) /* what it has used before counts when it runs again */
        return 0;
    if (pthread_getcpuclockid(t->pthread, &clock) != 0 || clock_gettime(clock, &ts) != 0)
        return 0;
    struct thread_clock *c = ptr_map_get(&s->clocks, (uintptr_t)t);
    if (c == NULL) {
        c = ARENA_NEW(&s->arena, struct thread_clock);
        ptr_map_put(&s->clocks, (uintptr_t)t, c);
    }
    u8 now = nanos(&ts), least = s->options.least_ns, more = now > c->asked_ns ? now - c->asked_ns : 0;
    c->ran = more > 0;
    c->asked_ns = now;
    s->unknown_ns -= more < s->unknown_ns ? more : s->unknown_ns;
    u8 used = now >= c->cpu_ns ? now - c->cpu_ns : 0;
    if (used >= least || now < c->cpu_ns) /* less: the struct serves another thread now */
        c->cpu_ns = now;
    return used >= least ? used : 0;
}

static void sample_one(struct sampler *s, struct thread *t)
{
    if (!s->options.detail && __atomic_load_n(&t->frame, __ATOMIC_RELAXED) == NULL) /* compile threads */
        return;
    u8 ns = time_used(s, t);
    if (ns == 0)
        return;
    sample_thread(t, &s->sample);
    if (s->sample.n == 0 && !s->options.detail)
        return;
    if (s->sample.n < 0 || !all_methods(s, &s->sample)) {
        s->totals.torn++;
        return;
    }
    s->totals.samples++;
    s->hooks.sample(s->hooks.user, t, &s->sample, ns);
}

/* ---- threads of others ---- */

/* The kernel's number of a thread's processor clock (clock_getres(2) tells of it). 0: the thread is gone. */
static u8 cpu_of(int tid)
{
    struct timespec ts;
    clockid_t clock = (clockid_t)((~(unsigned)tid << 3) | 6);
    return clock_gettime(clock, &ts) == 0 ? nanos(&ts) : 0;
}

static struct foreign *foreign_of(struct sampler *s, int tid)
{
    for (size_t i = 0; i < s->foreign.len; i++)
        if (s->foreign.at[i].tid == tid)
            return &s->foreign.at[i];
    struct foreign f = {.tid = tid, .cpu_ns = cpu_of(tid)};
    vec_push(&s->foreign, f);
    return &vec_last(&s->foreign);
}

static void read_name(struct foreign *f)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", f->tid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    if (fgets(f->name, sizeof f->name, file) != NULL)
        f->name[strcspn(f->name, "\n")] = 0;
    fclose(file);
}

static bool is_vm_thread(struct vm *vm, int tid)
{
    pthread_mutex_lock(&vm->threads_lock);
    struct thread *t = vm->threads;
    while (t != NULL && t->os_tid != tid)
        t = t->next;
    pthread_mutex_unlock(&vm->threads_lock);
    return t != NULL;
}

static void list_foreign(struct sampler *s)
{
    DIR *dir = opendir("/proc/self/task");
    const struct dirent *entry;
    for (size_t i = 0; i < s->foreign.len; i++)
        s->foreign.at[i].listed = false;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        int tid = atoi(entry->d_name);
        if (tid <= 0 || is_vm_thread(s->vm, tid))
            continue;
        struct foreign *f = foreign_of(s, tid);
        f->listed = true;
        if (f->name[0] == 0)
            read_name(f);
    }
    if (dir != NULL)
        closedir(dir);
    size_t n = 0;
    for (size_t i = 0; i < s->foreign.len; i++)
        if (s->foreign.at[i].listed)
            s->foreign.at[n++] = s->foreign.at[i];
    s->foreign.len = n;
}

static void look_at_foreign(struct sampler *s)
{
    if (s->totals.ticks % LIST_TICKS == 1)
        list_foreign(s);
    if (s->totals.ticks % FOREIGN_TICKS != 1)
        return;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->foreign.len; i++) {
        struct foreign *f = &s->foreign.at[i];
        u8 now = cpu_of(f->tid), used = now > f->cpu_ns ? now - f->cpu_ns : 0;
        f->cpu_ns += used;
        if (used > 0)
            s->hooks.foreign(s->hooks.user, f->tid, f->name, used);
    }
    pthread_mutex_unlock(&s->lock);
}

static bool ran(const struct sampler *s, const struct thread *t)
{
    const struct thread_clock *c = ptr_map_get(&s->clocks, (uintptr_t)t);
    return c != NULL && c->ran;
}

/* Clocks are the most expensive thing here, and most threads wait. So those that ran lately are asked first;
 * when they account for nearly all that the process used, the others are asked another time. */
static void look_at_threads(struct sampler *s)
{
    bool sparing = s->hooks.begin == NULL && s->totals.mode == SAMPLER_CPU;
    for (struct thread *t = s->vm->threads; t != NULL; t = t->next)
        if (!t->exiting && (!sparing || ran(s, t)))
            sample_one(s, t);
    if (!sparing || s->unknown_ns < s->options.least_ns / 8)
        return;
    for (struct thread *t = s->vm->threads; t != NULL; t = t->next)
        if (!t->exiting && !ran(s, t))
            sample_one(s, t);
    s->unknown_ns = 0;
}

static void look(struct sampler *s)
{
    pthread_mutex_lock(&s->vm->threads_lock);
    pthread_mutex_lock(&s->lock);
    s->totals.ticks++;
    look_at_threads(s);
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_unlock(&s->vm->threads_lock);
    if (s->hooks.foreign != NULL)
        look_at_foreign(s);
}

/* Has the process used enough for a sample at all? One question instead of one for each thread. */
static bool process_ran(struct sampler *s)
{
    struct timespec ts;
    if (s->totals.mode == SAMPLER_WALL || clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts) != 0)
        return true;
    u8 now = nanos(&ts);
    if (now - s->process_ns < s->options.least_ns)
        return false;
    s->unknown_ns += now - s->process_ns;
    s->process_ns = now;
    return true;
}

static void tick(struct sampler *s)
{
    unload_put_off(s->vm);
    if (s->hooks.begin != NULL ? s->hooks.begin(s->hooks.user) : process_ran(s))
        look(s);
    u8 next = s->hooks.tick != NULL ? s->hooks.tick(s->hooks.user) : 0;
    unload_allow(s->vm);
    if (next != 0)
        s->period = next;
}

static void *run(void *p)
{
    struct sampler *s = p;
    pthread_setname_np(pthread_self(), s->options.detail ? "profiler" : "sampler");
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    while (!s->stop) {
        u8 at = nanos(&next) + s->period;
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (at < nanos(&now)) /* late: skip ticks rather than run after them */
            at = nanos(&now) + s->period;
        next = (struct timespec){(time_t)(at / 1000000000u), (long)(at % 1000000000u)};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL) == EINTR)
            ;
        tick(s);
    }
    return NULL;
}

struct sampler *sampler_start(struct vm *vm, const struct sampler_options *options,
                              const struct sampler_hooks *hooks)
{
    struct sampler *s = xcalloc(1, sizeof *s);
    s->vm = vm;
    s->options = *options;
    s->hooks = *hooks;
    s->sample.detail = options->detail;
    s->sample.depth = options->depth;
    s->totals.mode = options->mode;
    s->totals.hz = options->hz;
    s->period = 1000000000u / options->hz;
    arena_init(&s->arena);
    if (!sample_init())
        log_warn("sampler: all realtime signals are taken; compiled code gives no samples");
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
    method_set_free(&s->methods);
    ptr_map_free(&s->clocks);
    vec_free(&s->foreign);
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
struct sampler_totals sampler_totals(const struct sampler *s)
{
    struct sampler_totals t = s->totals;
    if (!s->stopped)
        t.seconds = since(&s->started);
    return t;
}
