/*
 * monitor.c - entering, leaving, waiting and notifying.
 *
 * An uncontended lock is one compare-and-swap on the object's lock word (monitor.h). Contention, wait(), a
 * hash code on the locked object or deep recursion inflate it for the rest of the object's life.
 *
 * An inflated monitor is free when `owner` is 0; whoever swaps its id in owns it, newcomers included (no
 * hand-over: a thread that runs is better than one that has to be woken). Threads that have to sleep are in
 * the `entering` queue and on their own futex. Leaving is: owner = 0, barrier, look for contenders; entering
 * is: announce, barrier, try: one sees the other. The first in the queue is woken, unless one that was woken
 * before has not tried yet (`successor`). notify() only moves a waiter to `entering`, so that nobody wakes up
 * just to find the monitor taken by the notifier.
 */
#include "runtime/exec/exec.h"
#include "runtime/thread/monitor_internal.h"

#define SPINS 120

static bool not_owner(struct thread *t)
{
    return throw_new(t, "java/lang/IllegalMonitorStateException", "current thread is not owner");
}

/* ---- queues; m->lock is held ---- */

static void enqueue(struct waiter_queue *q, struct waiter *w)
{
    w->next = NULL;
    w->prev = q->last;
    if (q->last != NULL)
        q->last->next = w;
    else
        q->first = w;
    q->last = w;
}

static void dequeue(struct waiter_queue *q, struct waiter *w)
{
    if (w->prev != NULL)
        w->prev->next = w->next;
    else
        q->first = w->next;
    if (w->next != NULL)
        w->next->prev = w->prev;
    else
        q->last = w->prev;
}

static void begin_entering(struct monitor *m, struct waiter *w)
{
    w->queue = WAITER_ENTERING;
    enqueue(&m->entering, w);
    atomic_fetch_add(&m->contenders, 1);
}

/* ---- inflated monitors ---- */

static bool try_enter(struct monitor *m, uint32_t id)
{
    uint32_t none = 0;
    return atomic_load_explicit(&m->owner, memory_order_relaxed) == 0 &&
           atomic_compare_exchange_strong(&m->owner, &none, id);
}

static bool spin_enter(struct monitor *m, uint32_t id)
{
    for (int i = 0; i < SPINS; i++) {
        if (try_enter(m, id))
            return true;
        __builtin_ia32_pause();
    }
    return false;
}

/* Sleeps until the monitor is ours; w is in the entering queue and leaves it. */
static void acquire_queued(struct thread *t, struct monitor *m, struct waiter *w)
{
    for (;;) {
        uint32_t seen = atomic_load(&t->wake);
        uint32_t me = t->id;
        atomic_compare_exchange_strong(&m->successor, &me,
                                       0); /* before trying: the next to leave may have to wake us */
        if (try_enter(m, t->id))
            break;
        futex_wait(&t->wake, seen, NULL);
    }
    pthread_mutex_lock(&m->lock);
    dequeue(&m->entering, w);
    atomic_fetch_sub(&m->contenders, 1);
    pthread_mutex_unlock(&m->lock);
    /* We may have been chosen after our last try: then nobody else was woken, and leaving must look again. */
    uint32_t me = t->id;
    atomic_compare_exchange_strong(&m->successor, &me, 0);
}

static void enter_contended(struct thread *t, struct monitor *m, struct object *o)
{
    struct waiter w = {.thread = t};
    t->blocked_on = o;
    thread_set_java_status(t, STATUS_BLOCKED);
    pthread_mutex_lock(&m->lock);
    begin_entering(m, &w);
    pthread_mutex_unlock(&m->lock);
    thread_enter_blocked(t);
    acquire_queued(t, m, &w);
    thread_leave_blocked(t);
    t->blocked_on = NULL;
    thread_set_java_status(t, STATUS_RUNNABLE);
}

static void enter_inflated(struct thread *t, struct monitor *m, struct object *o)
{
    if (m->owner == t->id)
        m->recursions++;
    else if (!try_enter(m, t->id) && !spin_enter(m, t->id))
        enter_contended(t, m, o);
}

static void wake_successor(struct monitor *m)
{
    pthread_mutex_lock(&m->lock);
    struct waiter *w = m->entering.first;
    uint32_t none = 0;
    struct thread *target = NULL;
    if (w != NULL && atomic_compare_exchange_strong(&m->successor, &none, w->thread->id))
        target = w->thread;
    pthread_mutex_unlock(&m->lock);
    if (target != NULL) {
        atomic_fetch_add(&target->wake, 1);
        futex_wake(&target->wake, 1);
    }
}

static void release(struct monitor *m)
{
    atomic_store(&m->owner, 0); /* sequentially consistent: ordered before the loads below */
    if (UNLIKELY(atomic_load(&m->contenders) != 0) && atomic_load(&m->successor) == 0)
        wake_successor(m);
}

/* ---- entering and leaving ---- */

void monitor_enter_slow(struct thread *t, struct object *o)
{
    uint32_t word = lock_word(o);
    /* Ours already: count up, while the count fits. */
    while ((word & LOCK_TAG_MASK) == LOCK_THIN && thin_owner(word) == t->id &&
           (word & LOCK_REC_MASK) != LOCK_REC_MASK)
        if (atomic_compare_exchange_weak(&o->lock, &word, word + LOCK_REC_ONE))
            return;
    /* Somebody else's: it may be free in a moment. */
    for (int i = 0; i < SPINS && (word & LOCK_TAG_MASK) == LOCK_THIN && thin_owner(word) != t->id; i++) {
        __builtin_ia32_pause();
        word = atomic_load_explicit(&o->lock, memory_order_relaxed);
        if (word == 0 &&
            atomic_compare_exchange_strong(&o->lock, &word, (t->id << LOCK_OWNER_SHIFT) | LOCK_THIN))
            return;
    }
    enter_inflated(t, monitor_inflate(t, o), o);
}

bool monitor_exit_slow(struct thread *t, struct object *o)
{
    uint32_t word = lock_word(o);
    while ((word & LOCK_TAG_MASK) == LOCK_THIN && thin_owner(word) == t->id) {
        uint32_t after = (word & LOCK_REC_MASK) != 0 ? word - LOCK_REC_ONE : 0;
        if (atomic_compare_exchange_weak(&o->lock, &word, after))
            return true;
    }
    if ((word & LOCK_TAG_MASK) != LOCK_INFLATED)
        return not_owner(t);
    struct monitor *m = monitor_at(word >> 2);
    if (m->owner != t->id)
        return not_owner(t);
    if (m->recursions > 0)
        m->recursions--;
    else
        release(m);
    return true;
}

static uint32_t owner_id(struct object *o)
{
    uint32_t word = lock_word(o);
    switch (word & LOCK_TAG_MASK) {
    case LOCK_THIN: return thin_owner(word);
    case LOCK_INFLATED: return monitor_at(word >> 2)->owner;
    default: return 0;
    }
}

bool monitor_owned_by(struct thread *t, struct object *o)
{
    return owner_id(o) == t->id;
}

struct thread *monitor_owner(struct vm *vm, struct object *o)
{
    (void)vm;
    return thread_by_id(owner_id(o));
}

int32_t monitor_hash(struct thread *t, struct object *o, int32_t fresh)
{
    uint32_t word = lock_word(o);
    if (word == 0 && !o->klass->no_lock_word &&
        atomic_compare_exchange_strong(&o->lock, &word, (uint32_t)fresh << 2))
        return fresh;
    if ((word & LOCK_TAG_MASK) == LOCK_NEUTRAL && word != 0)
        return (int32_t)(word >> 2);
    struct monitor *m = monitor_inflate(t, o);
    uint32_t hash = 0;
    return atomic_compare_exchange_strong(&m->hash, &hash, (uint32_t)fresh) ? fresh : (int32_t)hash;
}

/* ---- wait and notify ---- */

enum wait_result { WAIT_NOTIFIED, WAIT_TIMED_OUT, WAIT_INTERRUPTED };

/* Sleeps until w has left the waiting queue (notified), or takes it out itself. Outside Java. */
static enum wait_result sleep_in_queue(struct thread *t, struct monitor *m, struct waiter *w,
                                       const struct timespec *deadline)
{
    enum wait_result why = WAIT_NOTIFIED;
    for (;;) {
        uint32_t seen = atomic_load(&t->wake);
        bool interrupted = thread_is_interrupted(t, false) || t->async_exception != NULL;
        pthread_mutex_lock(&m->lock);
        bool notified = w->queue == WAITER_ENTERING;
        if (!notified && (interrupted || (deadline != NULL && deadline_passed(deadline)))) {
            dequeue(&m->waiting, w);
            begin_entering(m, w);
            why = interrupted ? WAIT_INTERRUPTED : WAIT_TIMED_OUT;
            notified = true;
        }
        pthread_mutex_unlock(&m->lock);
        if (notified)
            return why;
        futex_wait(&t->wake, seen, deadline);
    }
}

bool monitor_wait(struct thread *t, struct object *o, int64_t millis)
{
    if (millis < 0)
        return throw_new(t, "java/lang/IllegalArgumentException", "timeout value is negative");
    if (!monitor_owned_by(t, o))
        return not_owner(t);
    if (thread_is_interrupted(t, true))
        return throw_new(t, "java/lang/InterruptedException", NULL);
    struct monitor *m = monitor_inflate(t, o);
    struct timespec deadline = deadline_after(millis > INT64_MAX / 1000000 ? INT64_MAX : millis * 1000000);
    struct waiter w = {.thread = t, .queue = WAITER_WAITING};
    uint32_t recursions = m->recursions;

    t->waiting_on = m;
    thread_set_java_status(t, millis == 0 ? STATUS_WAITING : STATUS_TIMED_WAITING);
    pthread_mutex_lock(&m->lock);
    enqueue(&m->waiting, &w);
    pthread_mutex_unlock(&m->lock);
    m->recursions = 0;
    thread_enter_blocked(t);
    release(m);
    enum wait_result why = sleep_in_queue(t, m, &w, millis == 0 ? NULL : &deadline);
    t->waiting_on = NULL;
    t->blocked_on = o;
    thread_set_java_status(t, STATUS_BLOCKED);
    acquire_queued(t, m, &w);
    m->recursions = recursions;
    t->blocked_on = NULL;
    thread_leave_blocked(t);
    thread_set_java_status(t, STATUS_RUNNABLE);
    if (t->exception != NULL)
        return false;
    if (why == WAIT_INTERRUPTED && thread_is_interrupted(t, true))
        return throw_new(t, "java/lang/InterruptedException", NULL);
    return true;
}

bool monitor_notify(struct thread *t, struct object *o, bool all)
{
    if (!monitor_owned_by(t, o))
        return not_owner(t);
    uint32_t word = lock_word(o);
    if ((word & LOCK_TAG_MASK) != LOCK_INFLATED)
        return true; /* nobody can wait on a thin lock */
    struct monitor *m = monitor_at(word >> 2);
    pthread_mutex_lock(&m->lock);
    struct waiter *w;
    while ((w = m->waiting.first) != NULL) {
        dequeue(&m->waiting, w);
        begin_entering(m, w);
        if (!all)
            break;
    }
    pthread_mutex_unlock(&m->lock);
    return true;
}
