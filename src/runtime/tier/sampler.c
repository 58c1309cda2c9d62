/*
 * sampler.c - who is sampled when, and what becomes of the samples.
 *
 * Stopping a thread at its next poll would blame loops and calls for the straight code between them, and a
 * signal to every thread costs tens of microseconds. So threads are read while they run, and asked only when
 * that is not possible (sample.h). A method that was read is only compared and stored until it was found in a
 * loaded class.
 *
 * In CPU mode a thread gives a sample when its processor clock moved by half a tick since it was last asked.
 */
#define _GNU_SOURCE
#include "runtime/tier/sampler.h"
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "runtime/tier/sample.h"
#include "runtime/vm.h"

#define HOOKED_MIN_NS 300000 /* with hooks, a thread that used less gives no sample */

struct thread_clock {
    u8 cpu_ns;
};

/* Samples with a method innermost. The counts are as of `tick`. */
struct method_spots {
    u8 tick;
    int n;
    struct sampler_spot at[SAMPLER_SPOTS];
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
    struct ptr_map spots;  /* method -> struct method_spots */
    struct sample sample;  /* the one that is being taken */
    struct timespec started;
    struct sampler_hooks hooks; /* sample NULL: none */
    u8 period;                  /* nanoseconds */
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

/* ---- places in methods ---- */

/* Of a method that is one. */
static int bci_of(const struct sample_frame *f)
{
    if (f->compiled)
        return f->bci;
    const struct method *m = f->method;
    const u2 *code = m->code;
    bool inside = code != NULL && m->cf != NULL && m->cf->code != NULL && f->pc >= code &&
                  f->pc < code + m->cf->code->length;
    return inside ? (int)(f->pc - code) : -1;
}

static void decay(const struct sampler *s, struct method_spots *m)
{
    double ticks = SAMPLER_HALF_LIFE * s->totals.hz;
    u8 age = s->totals.ticks - m->tick;
    m->tick = s->totals.ticks;
    if (age == 0)
        return;
    float factor = (float)exp2(-(double)age / ticks);
    for (int i = 0; i < m->n; i++) {
        m->at[i].interpreted *= factor;
        m->at[i].compiled *= factor;
    }
}

static float heat(const struct sampler_spot *p)
{
    return p->interpreted + p->compiled;
}

static struct sampler_spot *spot_at(struct method_spots *m, int bci)
{
    int coldest = 0;
    for (int i = 0; i < m->n; i++) {
        if (m->at[i].bci == bci)
            return &m->at[i];
        if (heat(&m->at[i]) < heat(&m->at[coldest]))
            coldest = i;
    }
    struct sampler_spot *p = &m->at[m->n < SAMPLER_SPOTS ? m->n++ : coldest];
    *p = (struct sampler_spot){bci, 0, 0};
    return p;
}

static void add_spot(struct sampler *s, const struct sample_frame *f)
{
    struct method_spots *m = ptr_map_get(&s->spots, (uintptr_t)f->method);
    if (m == NULL) {
        m = ARENA_NEW(&s->arena, struct method_spots);
        m->tick = s->totals.ticks;
        ptr_map_put(&s->spots, (uintptr_t)f->method, m);
    }
    decay(s, m);
    struct sampler_spot *p = spot_at(m, bci_of(f));
    if (f->compiled)
        p->compiled++;
    else
        p->interpreted++;
}

static int by_heat(const void *a, const void *b)
{
    float x = heat(a), y = heat(b);
    return (x < y) - (x > y);
}

int sampler_spots(const struct sampler *s, const struct method *m, struct sampler_spot *out, int max)
{
    const struct method_spots *found = ptr_map_get(&s->spots, (uintptr_t)m);
    if (found == NULL)
        return 0;
    struct method_spots now = *found;
    decay(s, &now);
    qsort(now.at, (size_t)now.n, sizeof *now.at, by_heat);
    int n = now.n < max ? now.n : max;
    memcpy(out, now.at, (size_t)n * sizeof *out);
    return n;
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

static bool all_methods(struct sampler *s, const struct sample *sample)
{
    for (int i = 0; i < sample->n; i++)
        if (!sample->at[i].compiled && !is_method(s, sample->at[i].method))
            return false;
    return true;
}

static void add_sample(struct sampler *s, const struct sample *sample)
{
    struct call_node *node = &s->root;
    for (int i = sample->n; i-- > 0;)
        node = child(s, node, sample->at[i].method);
    node->self++;
    node->compiled += sample->at[0].compiled;
    add_spot(s, &sample->at[0]);
    s->totals.samples++;
}

/* ---- ticks ---- */

/* Processor time of t since it last gave a sample; 0: too little for one. */
static u8 time_used(struct sampler *s, const struct thread *t)
{
    clockid_t clock;
    struct timespec ts;
    if (s->totals.mode == SAMPLER_WALL)
        return s->period;
    if (pthread_getcpuclockid(t->pthread, &clock) != 0 || clock_gettime(clock, &ts) != 0)
        return 0;
    struct thread_clock *c = ptr_map_get(&s->clocks, (uintptr_t)t);
    if (c == NULL) {
        c = ARENA_NEW(&s->arena, struct thread_clock);
        ptr_map_put(&s->clocks, (uintptr_t)t, c);
    }
    u8 now = nanos(&ts), least = s->hooks.sample != NULL ? HOOKED_MIN_NS : s->period / 2;
    u8 used = now >= c->cpu_ns ? now - c->cpu_ns : 0;
    if (used >= least || now < c->cpu_ns) /* less: the struct serves another thread now */
        c->cpu_ns = now;
    return used >= least ? used : 0;
}

static void sample_one(struct sampler *s, struct thread *t)
{
    u8 ns = time_used(s, t);
    if (ns == 0)
        return;
    sample_thread(t, &s->sample);
    if (s->sample.n == 0)
        s->totals.without_java++;
    else if (s->sample.n < 0 || !all_methods(s, &s->sample))
        s->totals.torn++;
    else if (s->hooks.sample != NULL)
        s->hooks.sample(s->hooks.user, t, &s->sample, ns);
    else
        add_sample(s, &s->sample);
}

static void tick(struct sampler *s)
{
    pthread_mutex_lock(&s->vm->threads_lock);
    pthread_mutex_lock(&s->lock);
    s->totals.ticks++;
    for (struct thread *t = s->vm->threads; t != NULL; t = t->next)
        if (!t->exiting)
            sample_one(s, t);
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_unlock(&s->vm->threads_lock);
}

static void hooked_tick(struct sampler *s)
{
    if (s->hooks.begin(s->hooks.user))
        tick(s);
    s->period = s->hooks.tick(s->hooks.user);
}

static void *run(void *p)
{
    struct sampler *s = p;
    pthread_setname_np(pthread_self(), "sampler");
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
        if (s->hooks.sample != NULL)
            hooked_tick(s);
        else
            tick(s);
    }
    return NULL;
}

static struct sampler *start(struct vm *vm, enum sampler_mode mode, unsigned hz,
                             const struct sampler_hooks *hooks)
{
    struct sampler *s = xcalloc(1, sizeof *s);
    s->vm = vm;
    s->totals.mode = mode;
    s->totals.hz = hz;
    s->period = 1000000000u / hz;
    if (hooks != NULL)
        s->hooks = *hooks;
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

struct sampler *sampler_start(struct vm *vm, enum sampler_mode mode, unsigned hz)
{
    return start(vm, mode, hz, NULL);
}
struct sampler *sampler_start_hooked(struct vm *vm, unsigned hz, const struct sampler_hooks *hooks)
{
    return start(vm, SAMPLER_CPU, hz, hooks);
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
    ptr_map_free(&s->spots);
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
