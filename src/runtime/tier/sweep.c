/* sweep.c - freeing retired code (see sweep.h), and --stress=replace, which retires it. */
#define _GNU_SOURCE
#include "runtime/tier/sweep.h"

#include <pthread.h>
#include <time.h>
#include "runtime/exec/walk.h"
#include "runtime/thread/thread.h"
#include "runtime/tier/compile_queue.h"
#include "runtime/tier/tier_internal.h"
#include "runtime/tier/tier_log.h"

#define MS          1000000u
#define ENOUGH      ((size_t)128 << 10) /* so much retired code is swept at once ... */
#define PERIOD_NS   (1000ull * MS)      /* ... less when it has waited so long ... */
#define AGAIN_NS    (10000ull * MS)     /* ... and what threads stood in is tried again after this */
#define MIN_NS      (20 * MS)
#define STACK_BYTES ((size_t)256 << 10)

/* ---- one sweep ---- */

/* Nobody finds c any more. Under vm->class_lock. */
static void unlink_from_method(struct code *c)
{
    struct method *m = c->method;
    if (c->baseline != NULL)
        return; /* it never was in the list */
    struct code *p = atomic_load(&m->compiled);
    if (p == c) {
        atomic_store_explicit(&m->compiled, c->next, memory_order_release);
        return;
    }
    while (p->next != c)
        p = p->next;
    __atomic_store_n(&p->next, c->next, __ATOMIC_RELEASE);
}

static struct code *take_retired(struct vm *vm)
{
    struct tier *tier = vm->tier;
    pthread_mutex_lock(&vm->class_lock);
    struct code *all = tier->retired;
    tier->retired = NULL;
    tier->retired_bytes = 0;
    for (struct code *c = all; c != NULL; c = c->all_next) {
        if (!c->unlinked)
            unlink_from_method(c);
        c->unlinked = true;
        c->standing = false;
    }
    pthread_mutex_unlock(&vm->class_lock);
    return all;
}

static void stands(const struct blob *b)
{
    struct code *c = b->user;
    if (c != NULL)
        __atomic_store_n(&c->standing, true, __ATOMIC_RELAXED); /* of valid code too: nobody looks */
}

static void look(struct thread *target, void *user)
{
    const struct vm *vm = user;
    const struct code_memory *code = backend_code(vm->tier->backend);
    stack_walk_blobs(target, stands);
    for (const struct frame *f = target->frame; f != NULL; f = f->prev) {
        /* Not every frame has it set: what was there before is the address of old code at worst. */
        const struct blob *b = f->resume != NULL ? code_find_blob(code, f->resume) : NULL;
        if (b != NULL)
            stands(b);
    }
}

/* They are tried again, but do not count as work that waits. */
static void keep(struct vm *vm, struct code *c)
{
    pthread_mutex_lock(&vm->class_lock);
    c->all_next = vm->tier->retired;
    vm->tier->retired = c;
    pthread_mutex_unlock(&vm->class_lock);
}

struct swept {
    unsigned freed, kept;
    u8 longest;               /* that what is kept has waited, ns */
    const struct code *waits; /* that does */
};

static void log_sweep(struct vm *vm, const struct swept *s)
{
    struct code_memory_stats memory;
    struct buf kept = {0}, name = {0};
    code_memory_stats(backend_code(vm->tier->backend), &memory);
    if (s->waits != NULL)
        buf_printf(&kept, "; threads are in %u, for %u ms in %s", s->kept, (unsigned)(s->longest / MS),
                   tier_log_method(&name, s->waits->method, s->waits->osr_bci));
    tier_log(vm, "sweep: %u pieces of code freed, %zu kB in use%s", s->freed, memory.used >> 10,
             buf_str(&kept));
    buf_free(&kept);
    buf_free(&name);
}

static void sweep_locked(struct vm *vm)
{
    struct code *next, *all = vm->tier != NULL ? take_retired(vm) : NULL;
    struct swept swept = {0};
    if (all == NULL)
        return;
    thread_handshake_all(thread_self(), look, vm);
    u8 now = tier_now_ns();
    for (struct code *c = all; c != NULL; c = next) {
        next = c->all_next;
        if (c->standing) {
            swept.kept++;
            if (now - c->retired_ns >= swept.longest) {
                swept.longest = now - c->retired_ns;
                swept.waits = c;
            }
            keep(vm, c);
        } else {
            swept.freed++;
            code_free(c);
        }
    }
    log_sweep(vm, &swept);
}

void sweep(struct vm *vm)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&one_at_a_time);
    sweep_locked(vm);
    pthread_mutex_unlock(&one_at_a_time);
}

/* ---- --stress=replace ---- */

static void retire_all(struct vm *vm)
{
    if (vm->tier == NULL)
        return;
    pthread_mutex_lock(&vm->class_lock);
    while (vm->tier->valid != NULL)
        code_invalidate_locked(vm, vm->tier->valid, true);
    pthread_mutex_unlock(&vm->class_lock);
    code_settle(vm);
}

/* ---- the thread ---- */

struct sweeper {
    pthread_mutex_t lock;
    pthread_cond_t work;
    bool due;
};

/*
 * Processor time, so that something runs on a busy machine too; and without what compiling took, else a
 * program whose code takes longer to make than it may live would hardly move.
 */
static void wait_to_replace(struct vm *vm)
{
    u8 left = vm->options.stress_replace * (u8)MS;
    while (left != 0 && !vm->shutting_down) {
        u8 compiled = tier_compile_ns(vm);
        struct timespec ts = {(time_t)(left / (1000 * MS)), (long)(left % (1000 * MS))};
        clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &ts, NULL);
        compiled = tier_compile_ns(vm) - compiled;
        left = compiled < left ? compiled : left;
    }
}

static void wait_for_work(struct vm *vm, struct sweeper *s)
{
    if (vm->options.stress_replace != 0) {
        wait_to_replace(vm);
        return;
    }
    pthread_mutex_lock(&s->lock);
    while (!s->due)
        pthread_cond_wait(&s->work, &s->lock);
    s->due = false;
    pthread_mutex_unlock(&s->lock);
}

static void *sweeper_main(void *arg)
{
    struct vm *vm = arg;
    struct sweeper *s = vm->tier->sweeper;
    struct thread *t = background_attach(vm, "sweeper");
    if (t == NULL)
        return NULL;
    while (!vm->shutting_down) {
        wait_for_work(vm, s);
        if (vm->shutting_down)
            break;
        if (vm->options.stress_replace != 0)
            retire_all(vm);
        sweep(vm);
    }
    background_detach(vm, t);
    return NULL;
}

/* Without a thread nothing is freed. */
static struct sweeper *start(struct vm *vm)
{
    struct sweeper *s = xcalloc(1, sizeof *s);
    pthread_attr_t attr;
    pthread_t id;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->work, NULL);
    vm->tier->sweeper = s;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    if (pthread_create(&id, &attr, sweeper_main, vm) != 0)
        log_warn("cannot start the sweeper's thread: code that is not valid any more stays");
    pthread_attr_destroy(&attr);
    return s;
}

static bool is_due(struct vm *vm, u8 now)
{
    struct tier *tier = vm->tier;
    pthread_mutex_lock(&vm->class_lock);
    u8 waited = now - tier->last_sweep;
    bool due = (tier->retired_bytes >= ENOUGH && waited >= MIN_NS) ||
               (tier->retired != NULL && waited >= (tier->retired_bytes != 0 ? PERIOD_NS : AGAIN_NS));
    if (due)
        tier->last_sweep = now;
    pthread_mutex_unlock(&vm->class_lock);
    return due;
}

void sweep_tick(struct vm *vm, u8 now)
{
    struct tier *tier = atomic_load_explicit(&vm->tier, memory_order_acquire);
    if (tier == NULL || vm->shutting_down)
        return;
    if (vm->options.stress_replace != 0) {
        if (tier->sweeper == NULL)
            start(vm);
        return;
    }
    if (!is_due(vm, now))
        return;
    struct sweeper *s = tier->sweeper != NULL ? tier->sweeper : start(vm);
    pthread_mutex_lock(&s->lock);
    s->due = true;
    pthread_cond_signal(&s->work);
    pthread_mutex_unlock(&s->lock);
}
