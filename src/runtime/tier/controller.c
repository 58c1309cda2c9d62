/* controller.c - from samples to compiles (see controller.h). */
#include "runtime/tier/controller.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "runtime/gc/ahead.h"
#include "runtime/tier/compile_queue.h"
#include "runtime/tier/cost.h"
#include "runtime/tier/env.h"
#include "runtime/tier/evict.h"
#include "runtime/tier/heat.h"
#include "runtime/tier/loops.h"
#include "runtime/tier/sampler.h"
#include "runtime/tier/site_profile.h"
#include "runtime/tier/sweep.h"
#include "runtime/tier/tier_log.h"
#include "runtime/vm.h"

#define MS 1000000u

/* How often to look. */
#define FIRST_PERIOD  (1 * MS)   /* at the start of activity, and while much is interpreted */
#define WARM_PERIOD   (4 * MS)   /* while something is */
#define STEADY_PERIOD (10 * MS)  /* the rest of the time */
#define CALM_PERIOD   (50 * MS)  /* when nothing has been decided for long */
#define IDLE_PERIOD   (250 * MS) /* when nothing runs, at most */
#define FIRST_NS      (200 * MS) /* of processor time: the start of activity */
#define CALM_AFTER_NS (5000ull * MS)
#define FREE_NS       (300 * MS) /* of the sampler's own processor time, at first; after that it takes ... */
#define OWN_SHARE     0.0035     /* ... at most this part of what the process uses */
#define OWN_LEARN     0.05       /* weight of the last tick */

/* Watches. */
#define WATCH_WAIT     (5 * MS)   /* a compile waits so long for the first watch's sites to see enough */
#define WATCH_ENDS     (200 * MS) /* then a watch is over */
#define BASELINE_DEPTH 8          /* activations of a sample that get baseline code */
#define BASELINE_AFTER (40 * MS)  /* of processor time: what ends before that needs no compile thread */
#define WATCH_DEPTH    4          /* callers that are watched too: what is hot may be inlined there */

/* Compiles. */
#define MIN_SAMPLES    2 /* of what is compiled */
#define BESIDE_WEIGHT  0.25
#define BUSY_LEARN     0.05 /* weight of the last tick */
#define ASK_RUNS       2    /* samples in a row of one activation: it says in which loop it is */
#define STUCK_RUNS     3    /* samples in a row of one activation: it may be in a loop */
#define FREE_COMPILES  4    /* of a method; each further one must bring twice as much */
#define MAX_COMPILES   20   /* of its beginning */
#define MAX_LOOPS      12   /* of loops of a method */
#define MAX_QUEUE      64
#define RETRY_NS       (20 * MS)      /* after TIER_STALE */
#define NO_ROOM_NS     (2000ull * MS) /* when all code in code memory runs */
#define EVICTED_NS     (50ull * MS)   /* when some does not: it is free after a sweep */
#define EVICT_SHARE    0.02           /* of all time: what takes more stays */
#define TRIAL_NS       (1000ull * MS) /* after that, what a compile brought is measured */
#define INLINED_BYTES  35             /* what is so small is compiled with its caller ... */
#define CALLER_BYTES   1200           /* ... if that is not too big */
#define CALLER_SHARE   0.66           /* and calls it mostly */
#define COVERED_NS     (60 * MS)      /* if it is still hot after that, it is compiled for itself */
#define HOT_CALL_SHARE 0.01           /* of all time */
#define HOT_CALL_PART  0.05           /* of its caller's time, */
#define HOT_CALL_LEAST 0.003          /* if that is something */
#define C_BYTES        60             /* loops in longer methods stay in C, if T0 runs them there */
#define SAMPLE_MIN_NS  300000         /* a thread that used less gives no sample */
#define LONG_BYTES     400            /* longer methods have parts that never run */
#define BRIDGE_NS                                                                                            \
    250 /* what a call from compiled code to T0 and back takes, about, with the little it does */
#define FAILED_TIMES  2    /* the time of a compile, in failures of guesses */
#define FAILURE_NS    1000 /* what leaving code takes where a guard failed; T0 is sampled after that */
#define FAILURES_SEEN 64   /* so many of them count as a sample: one failure may be chance, as a sample is */

struct controller {
    struct vm *vm;
    pthread_mutex_t lock; /* heat, cost */
    struct heat_map heat;
    struct cost_model cost;
    struct compile_queue *queue;
    struct compile_queue *baseline; /* of its own: the other one may be busy for long */
    struct sampler *sampler;
    VEC(struct heat *) touched; /* sampled in T0 during this tick */
    VEC(struct heat *) watched;
    u8 now;          /* CLOCK_MONOTONIC of this tick */
    u8 cpu;          /* of the process, at the last tick */
    double busy;     /* processors that the process uses, lately */
    u8 own;          /* processor time of the sampler's thread, at the last tick */
    double own_tick; /* what a tick takes of it, lately */
    unsigned cpus;
    u8 active_ns; /* processor time that samples stood for */
    u8 last_decision, period, idle_period;
    u8 room_after; /* no compiles until then: code memory was full */
    bool full;     /* it is: cold code is to go */
    bool idle;
};

static u8 clock_ns(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (u8)ts.tv_sec * 1000000000u + (u8)ts.tv_nsec;
}

static unsigned code_bytes(const struct method *m)
{
    return m->cf != NULL && m->cf->code != NULL ? m->cf->code->length : 0;
}

/* What a compile has to deal with: of a long method it leaves out what has never run. */
static unsigned compiled_bytes(const struct method *m)
{
    unsigned bytes = code_bytes(m);
    return bytes <= LONG_BYTES ? bytes : LONG_BYTES / 2 + tier_reached_bytes(m);
}

static bool is_bytecode(const struct method *m)
{
    return m->kind == METHOD_BYTECODE && code_bytes(m) != 0;
}

/* The thread enters compiled code of its loop at its next poll, or at least says where it is. */
static void arm(struct thread *t)
{
    thread_request(t, POLL_OSR);
}

/* ---- watching ---- */

static void watch_now(struct controller *c, struct heat *h)
{
    if (sites_watch(c->vm, h->method) == 0)
        return;
    if (h->watched_until == 0)
        vec_push(&c->watched, h);
    if (h->watch_wait == 0)
        h->watch_wait = c->now + WATCH_WAIT;
    h->watched_until = c->now + WATCH_ENDS;
}

/* At its first sample in T0, then at the 4th, the 16th ...: receivers of different times. */
static void watch(struct controller *c, struct heat *h)
{
    if (!is_bytecode(h->method) || h->samples < h->watch_next)
        return;
    h->watch_next = h->samples < 4 ? 4 : 4 * h->samples;
    watch_now(c, h);
}

static void watch_stack(struct controller *c, const struct sample *s)
{
    for (int i = 0; i < s->n && i < WATCH_DEPTH; i++)
        if (!s->at[i].compiled)
            watch(c, heat_of(&c->heat, s->at[i].method, c->now));
}

static void end_watches(struct controller *c)
{
    for (size_t i = 0; i < c->watched.len;) {
        struct heat *h = c->watched.at[i];
        if (c->now < h->watched_until) {
            i++;
            continue;
        }
        sites_unwatch(c->vm, h->method);
        h->watched_until = 0;
        c->watched.at[i] = vec_pop(&c->watched);
    }
}

/* Is it worth waiting for what its calls see? */
static bool still_watched(const struct controller *c, const struct heat *h)
{
    return h->watched_until != 0 && c->now < h->watch_wait && sites_waiting(h->method) > 0;
}

/* ---- baseline code ---- */

/* What was sampled will most likely run again, and baseline code costs next to nothing. */
static void ask_for_baseline(struct controller *c, struct thread *t, const struct sample *s)
{
    for (int i = 0; i < s->n && i < BASELINE_DEPTH; i++) {
        struct method *m = s->at[i].method;
        if (s->at[i].compiled || !is_bytecode(m) || m->native_fn != NULL)
            continue;
        struct heat *h = heat_of(&c->heat, m, c->now);
        struct compile_job job = {.request = {.method = m, .osr_bci = -1, .baseline = true}, .thread = t};
        if (!h->baseline)
            h->baseline = compile_queue_add(c->baseline, &job);
    }
}

/* The thread is perhaps in a loop of the method: at its next poll it goes over. */
static void baseline_done(void *user, struct compile_job *job)
{
    const struct controller *c = user;
    tier_log_result(c->vm, &job->request, &job->result);
    if (job->result.outcome == TIER_INSTALLED && has_loops(job->request.method))
        arm(job->thread);
}

/* ---- requests ---- */

static double penalty(unsigned compiles)
{
    unsigned more = compiles < FREE_COMPILES ? 0 : compiles - FREE_COMPILES;
    return (double)(1u << (more < 16 ? more : 16));
}

static double share(const struct controller *c, double ns)
{
    return c->heat.total > 0 ? ns / c->heat.total : 0;
}

/* The process leaves one to others. */
static bool processor_idle(const struct controller *c)
{
    return c->busy + 0.5 < c->cpus;
}

/* What a compile costs the program, of the processor time it takes: less when a processor has nothing to do.
 */
static double weight(const struct controller *c)
{
    return processor_idle(c) ? BESIDE_WEIGHT : 1;
}

/* What compiling h is expected to take; if it was compiled before, as long again. */
static double expected_ns(const struct controller *c, const struct heat *h)
{
    return h->compile_ns > 0 ? h->compile_ns : cost_of_compile(&c->cost, compiled_bytes(h->method));
}

/* One sample may be chance: what it caught may never run again, unless code that is hot called it. Guesses
 * that fail again and again are none, however often the method has been compiled: without them they do not
 * fail. */
static bool pays(const struct controller *c, const struct heat *hot, const struct heat *root,
                 unsigned compiles)
{
    if (hot->failed > FAILED_TIMES * expected_ns(c, root))
        return true;
    return hot->samples >= (hot->bridged ? 1 : MIN_SAMPLES) &&
           cost_pays(&c->cost, hot->interpreted, weight(c) * expected_ns(c, root) * penalty(compiles));
}

/* hot: what is to get faster: h itself, or what it inlines. */
static void request(struct controller *c, struct heat *h, const struct heat *hot, int32_t osr_bci)
{
    double future = hot->interpreted;
    struct compile_job job = {.request = {.method = h->method, .osr_bci = osr_bci, .level = 1},
                              .thread = osr_bci >= 0 ? h->stuck : NULL,
                              .benefit = future / expected_ns(c, h),
                              .share = share(c, h->interpreted)};
    if (c->vm->options.tiering_log) {
        struct buf name = {0}, inlined = {0};
        tier_log(c->vm, "compile %s%s%s: %u samples (%.0f %%) in T0, expects %.1f ms more, costs %.1f ms",
                 tier_log_method(&name, h->method, osr_bci), h != hot ? " for " : "",
                 h != hot ? tier_log_method(&inlined, hot->method, -1) : "", hot->samples,
                 100 * share(c, future), future / MS, expected_ns(c, h) / MS);
        buf_free(&name);
        buf_free(&inlined);
    }
    h->requested = compile_queue_add(c->queue, &job);
    c->last_decision = c->now;
}

/* What is small enough to be inlined is best compiled with who calls it, when that is mostly one method. */
static struct heat *root_for(struct controller *c, struct heat *h)
{
    struct heat *root = h;
    for (int depth = 0; depth < WATCH_DEPTH && code_bytes(root->method) <= INLINED_BYTES; depth++) {
        const struct heat_caller *most = &root->callers[0];
        for (int i = 1; i < HEAT_CALLERS; i++)
            if (root->callers[i].ns > most->ns)
                most = &root->callers[i];
        if (most->method == NULL || most->ns < CALLER_SHARE * root->inclusive)
            break;
        struct heat *caller = heat_of(&c->heat, most->method, c->now);
        if (!is_bytecode(caller->method) || code_bytes(caller->method) > CALLER_BYTES || caller->refused ||
            caller->requested || code_is_good(caller->method, -1) || has_loops(root->method))
            break;
        root = caller;
    }
    return root;
}

static bool may_be_root(struct controller *c, const struct heat *h)
{
    return !h->requested && !h->refused && (h->method->flags & MF_CLINIT) == 0 &&
           h->compiles < MAX_COMPILES && c->now >= h->not_before && !code_is_good(h->method, -1) &&
           tier_may_compile(h->method, -1);
}

static void consider_method(struct controller *c, struct heat *h)
{
    if (!may_be_root(c, h) || !pays(c, h, h, h->compiles) || still_watched(c, h))
        return;
    struct heat *root = h->covered ? h : root_for(c, h);
    if (root != h) {
        h->covered = true;
        h->not_before = c->now + COVERED_NS;
        if (!may_be_root(c, root) || !pays(c, h, root, root->compiles))
            return;
    }
    request(c, root, h, -1);
}

/* False: the thread does not stand in a loop, as far as we know. */
static bool consider_loop(struct controller *c, struct heat *h)
{
    if (h->stuck_runs < ASK_RUNS || h->loops_refused || !has_loops(h->method))
        return false;
    int32_t header = h->stuck_bci >= 0 ? loop_around(h->method, h->stuck_bci) : -1;
    if (!h->stuck_exactly || code_exists(h->method, header))
        arm(h->stuck);
    if (h->stuck_runs < STUCK_RUNS || header < 0)
        return h->stuck_runs < 2 * STUCK_RUNS; /* it will have said until then, if it is in a loop */
    if (code_exists(h->method, header))        /* it will go over; or there is a call each time */
        return code_is_good(h->method, -1);
    if (h->requested || h->loop_compiles >= MAX_LOOPS || c->now < h->not_before ||
        !tier_may_compile(h->method, header) || !pays(c, h, h, h->loop_compiles) || still_watched(c, h))
        return h->loop_compiles < MAX_LOOPS;
    request(c, h, h, header);
    return true;
}

/*
 * A thread that is always in the same activation may be in a loop, or it may have been called again and
 * again from one place. So the loop is compiled first, and the method when it stays hot all the same.
 */
static void consider(struct controller *c, struct heat *h)
{
    if (c->vm->options.no_optimizer || !is_bytecode(h->method) || c->now < c->room_after ||
        compile_queue_length(c->queue) >= MAX_QUEUE)
        return;
    if (!consider_loop(c, h))
        consider_method(c, h);
}

/* ---- results, from compile threads ---- */

/* What runs in C when T0 calls it is never sampled, so nothing but its callers' code asks for code of its
 * own. */
static void request_callee(struct controller *c, struct method *m)
{
    struct heat *h = heat_of(&c->heat, m, c->now);
    struct compile_job job = {.request = {.method = m, .osr_bci = -1, .level = 1}, .benefit = 1};
    if (may_be_root(c, h) && compile_queue_length(c->queue) < MAX_QUEUE)
        h->requested = compile_queue_add(c->queue, &job);
}

static void compiled(void *user, struct compile_job *job)
{
    struct controller *c = user;
    struct tier_result *r = &job->result;
    struct method *m = job->request.method;
    bool loop = job->request.osr_bci >= 0;
    u8 now = clock_ns(CLOCK_MONOTONIC);
    tier_log_result(c->vm, &job->request, r);
    pthread_mutex_lock(&c->lock);
    struct heat *h = heat_of(&c->heat, m, now);
    h->requested = false;
    switch (r->outcome) {
    case TIER_INSTALLED:
        if (c->vm->options.stress_replace == 0) /* else there would soon be too many */
            *(loop ? &h->loop_compiles : &h->compiles) += 1;
        h->compile_ns = (double)r->ns;
        cost_compiled(&c->cost, compiled_bytes(m), h->compile_ns);
        cost_trial_begin(&c->cost, h, job->share, now + TRIAL_NS);
        heat_cool(h);
        for (unsigned i = 0; i < r->ncallees; i++)
            request_callee(c, r->callees[i]);
        break;
    case TIER_REFUSED:
        if (loop)
            h->loops_refused = true;
        else
            h->refused = true;
        break;
    case TIER_STALE: h->not_before = now + RETRY_NS; break;
    case TIER_NO_ROOM:
        c->room_after = now + NO_ROOM_NS;
        c->full = true;
        break;
    }
    pthread_mutex_unlock(&c->lock);
    if (loop && r->outcome == TIER_INSTALLED && job->thread != NULL)
        arm(job->thread);
}

/* ---- ticks, on the sampler's thread ---- */

static void on_sample(void *user, struct thread *t, const struct sample *s, u8 ns)
{
    struct controller *c = user;
    pthread_mutex_lock(&c->lock);
    ns = ns < 2 * c->period ? ns : 2 * c->period; /* a thread that was not looked at for long: who knows */
    c->active_ns += ns;
    struct heat *h = heat_sample(&c->heat, t, s, ns, c->now);
    if (!s->at[0].compiled && !h->touched) {
        h->touched = true;
        vec_push(&c->touched, h);
    }
    watch_stack(c, s);
    if (c->vm->options.baseline && c->active_ns >= BASELINE_AFTER)
        ask_for_baseline(c, t, s);
    pthread_mutex_unlock(&c->lock);
}

/* Did anything run since the last tick? The process's clock is one call, however many threads there are. */
static bool begin(void *user)
{
    struct controller *c = user;
    u8 cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID), before = c->now;
    c->now = clock_ns(CLOCK_MONOTONIC);
    c->idle = cpu - c->cpu < c->period / 32;
    if (c->now > before)
        c->busy += ((double)(cpu - c->cpu) / (double)(c->now - before) - c->busy) * BUSY_LEARN;
    c->cpu = cpu;
    ahead_tick(c->vm, processor_idle(c));
    return !c->idle;
}

static void measure(struct controller *c)
{
    const struct heat *h;
    while ((h = cost_trial_due(&c->cost, c->now)) != NULL) {
        const struct heat *as_of_now = heat_find(&c->heat, h->method, c->now);
        cost_trial_end(&c->cost, h, share(c, as_of_now->compiled + as_of_now->interpreted));
    }
}

/* ---- full code memory ---- */

static void rate(struct controller *c, struct evict_entry *all, size_t n)
{
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < n; i++) {
        const struct heat *h = heat_find(&c->heat, all[i].method, c->now);
        all[i].heat = h != NULL ? share(c, h->inclusive) : 0;
    }
    pthread_mutex_unlock(&c->lock);
}

/* What was taken back may come again, as if it had never been there. */
static void note_evicted(struct controller *c, const struct evict_entry *all, size_t n)
{
    pthread_mutex_lock(&c->lock);
    c->room_after = c->now + EVICTED_NS;
    for (size_t i = 0; i < n; i++) {
        struct heat *h = all[i].evicted ? heat_find(&c->heat, all[i].method, c->now) : NULL;
        uint16_t *compiles = h == NULL ? NULL : all[i].osr_bci >= 0 ? &h->loop_compiles : &h->compiles;
        if (h != NULL && all[i].tier == 1)
            h->baseline = false;
        else if (h != NULL && *compiles > 0)
            --*compiles;
    }
    pthread_mutex_unlock(&c->lock);
}

static void make_room(struct controller *c)
{
    size_t n, evicted = 0;
    struct evict_entry *all = evict_list(c->vm, &n);
    rate(c, all, n);
    size_t bytes = evict(c->vm, all, n, EVICT_SHARE);
    if (bytes != 0)
        note_evicted(c, all, n);
    for (size_t i = 0; i < n; i++)
        evicted += all[i].evicted;
    tier_log(c->vm, "code memory is full: of %zu pieces of code, the %zu that run least go, %zu kB", n,
             evicted, bytes >> 10);
    free(all);
}

static u8 wanted_period(struct controller *c)
{
    double interpreted = c->heat.recent > 0 ? c->heat.recent_interpreted / c->heat.recent : 0;
    if (c->idle) {
        c->idle_period = c->idle_period == 0 ? STEADY_PERIOD : c->idle_period * 2;
        return c->idle_period < IDLE_PERIOD ? c->idle_period : IDLE_PERIOD;
    }
    c->idle_period = 0;
    if (c->active_ns < FIRST_NS)
        return FIRST_PERIOD;
    if (c->now - c->last_decision > CALM_AFTER_NS)
        return CALM_PERIOD;
    return interpreted > 0.5 ? FIRST_PERIOD : interpreted > 0.1 ? WARM_PERIOD : STEADY_PERIOD;
}

/* Looking less often than wanted keeps the sampler's own share small, however deep the stacks. */
static u8 next_period(struct controller *c)
{
    u8 period = wanted_period(c), own = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    c->own_tick += ((double)(own - c->own) - c->own_tick) * OWN_LEARN;
    c->own = own;
    if ((double)own <= FREE_NS + OWN_SHARE * (double)c->cpu)
        return period;
    double least = c->own_tick / (OWN_SHARE * (c->busy > 0.1 ? c->busy : 0.1));
    least = least < CALM_PERIOD ? least : CALM_PERIOD;
    return (double)period < least ? (u8)least : period;
}

static u8 tick(void *user)
{
    struct controller *c = user;
    pthread_mutex_lock(&c->lock);
    end_watches(c);
    for (size_t i = 0; i < c->touched.len; i++) {
        c->touched.at[i]->touched = false;
        consider(c, c->touched.at[i]);
    }
    vec_clear(&c->touched);
    measure(c);
    heat_totals(&c->heat, c->now);
    c->period = next_period(c);
    bool full = c->full;
    c->full = false;
    pthread_mutex_unlock(&c->lock);
    if (full)
        make_room(c);
    sweep_tick(c->vm, c->now);
    return c->period;
}

/* ---- the front door ---- */

static unsigned compile_threads(const struct vm_options *o)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    if (o->compile_threads != 0)
        return o->compile_threads;
    return cpus <= 1 ? 1 : cpus <= 8 ? 2 : (unsigned)cpus / 4;
}

void controller_start(struct vm *vm)
{
    if (vm->options.interpret_only)
        return;
    struct controller *c = xcalloc(1, sizeof *c);
    c->vm = vm;
    c->cpus = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    pthread_mutex_init(&c->lock, NULL);
    heat_init(&c->heat);
    cost_init(&c->cost);
    c->queue = compile_queue_new(vm, compile_threads(&vm->options), compiled, c);
    c->baseline = compile_queue_new(vm, 1, baseline_done, c);
    c->now = c->last_decision = clock_ns(CLOCK_MONOTONIC);
    c->cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    c->period = FIRST_PERIOD;
    vm->controller = c;
    c->sampler = sampler_start(
        vm,
        &(struct sampler_options){
            .hz = 1000000000u / FIRST_PERIOD, .depth = HEAT_DEPTH + 1, .least_ns = SAMPLE_MIN_NS},
        &(struct sampler_hooks){.user = c, .begin = begin, .sample = on_sample, .tick = tick});
    if (c->sampler == NULL)
        log_warn("cannot start the sampler's thread: nothing will be compiled");
}

void controller_compile_now(struct vm *vm, struct method *m)
{
    struct tier_request r = {.method = m, .osr_bci = -1, .level = 1};
    struct tier_result result = {0};
    if (!is_bytecode(m) || code_exists(m, -1) || !tier_may_compile(m, -1))
        return;
    tier_compile(vm, &r, &result);
    tier_log_result(vm, &r, &result);
}

void controller_deoptimised(const struct code *code, const struct method *at, uint32_t bci, unsigned why,
                            unsigned n, bool discarded)
{
    struct vm *vm = code->vm;
    const struct method *m = code->method;
    if (!vm->options.tiering_log)
        return;
    struct buf a = {0}, b = {0};
    tier_log(vm, "deoptimised %s: bci %u%s%s (%s), %u times%s", tier_log_method(&a, m, code->osr_bci),
             (unsigned)bci, at != m ? " of " : "", at != m ? tier_log_method(&b, at, -1) : "",
             why < SSA_NWHYS ? ssa_why_names[why] : "?", n,
             discarded ? "; to be compiled without that guess" : "; stays until that pays");
    buf_free(&a);
    buf_free(&b);
}

/* Loops over arrays, checksums, digests: C has vectors, and the transition is little of it. */
static bool is_long_in_c(const struct method *m)
{
    return m->native_fn != NULL && !(m->flags & MF_PLAIN_C) && code_bytes(m) > C_BYTES && has_loops(m);
}

/* So much time in T0 that no sample sees. */
static void add_unseen(struct controller *c, struct heat *h, double ns, bool counts)
{
    h->interpreted += ns;
    h->samples += counts;
    h->bridged |= counts;
    if (!h->touched) {
        h->touched = true;
        vec_push(&c->touched, h);
    }
}

/* A sample that stands for what the transitions cost. */
void controller_bridged(struct vm *vm, struct method *m)
{
    struct controller *c = vm->controller;
    if (c == NULL || !is_bytecode(m) || is_long_in_c(m))
        return;
    pthread_mutex_lock(&c->lock);
    add_unseen(c, heat_of(&c->heat, m, c->now), CONTROLLER_BRIDGED * BRIDGE_NS, true);
    pthread_mutex_unlock(&c->lock);
}

bool controller_failing(const struct code *code, struct method *at, bool classes)
{
    struct controller *c = code->vm->controller;
    if (c == NULL)
        return false;
    pthread_mutex_lock(&c->lock);
    struct heat *h = heat_of(&c->heat, code->method, c->now);
    uint32_t n = atomic_load(&code->deopts);
    if (n == 1) /* T0 was left behind when the code came: that is not the guess's fault */
        heat_cool(h);
    add_unseen(c, h, FAILURE_NS, n % FAILURES_SEEN == 0);
    h->failed += FAILURE_NS;
    if (classes)
        watch_now(c, heat_of(&c->heat, at, c->now));
    pthread_mutex_unlock(&c->lock);
    return true;
}

void controller_discarded(struct vm *vm, struct method *m)
{
    struct controller *c = vm->controller;
    if (c == NULL || m->native_fn == NULL)
        return;
    pthread_mutex_lock(&c->lock);
    request_callee(c, m);
    pthread_mutex_unlock(&c->lock);
}

enum call_heat controller_call_heat(struct vm *vm, const struct method *caller, uint32_t bci,
                                    const struct method *callee)
{
    (void)bci;
    struct controller *c = vm->controller;
    if (c == NULL)
        return CALL_COOL;
    double spent = 0, of_caller = 0;
    pthread_mutex_lock(&c->lock);
    const struct heat *h = heat_find(&c->heat, callee, c->now), *from = heat_find(&c->heat, caller, c->now);
    for (int i = 0; h != NULL && i < HEAT_CALLERS; i++)
        if (h->callers[i].method == caller)
            spent = share(c, h->callers[i].ns);
    if (from != NULL)
        of_caller = share(c, from->inclusive) * HOT_CALL_PART;
    pthread_mutex_unlock(&c->lock);
    if (spent >= HOT_CALL_SHARE)
        return CALL_HOT;
    return spent >= HOT_CALL_LEAST && spent >= of_caller ? CALL_WARM : CALL_COOL;
}
