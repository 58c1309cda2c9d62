/*
 * handshake.c - looking at another thread's Java stack while it stands still, and what polls do.
 *
 * The requester queues its function with the target and sets the target's poll word. Then either the target
 * is outside Java (NATIVE, BLOCKED): it cannot come back without seeing the poll word and then waiting for
 * wait_mutex, so the requester runs the queue itself while holding that mutex. Or the target runs Java: it
 * will poll, or leave Java and see the poll word then, and runs the queue itself. "Either sees the other"
 * needs a full barrier between each side's store and load; membarrier(2) puts the target's half of it on the
 * requester (thread.h).
 */
#define _GNU_SOURCE
#include <linux/membarrier.h>
#include "runtime/exec/exec.h"
#include "runtime/thread/thread_internal.h"

struct handshake {
    handshake_fn fn;
    void *user;
    struct handshake *next;
    _Atomic uint32_t done; /* futex */
};

/* Runs what is queued; wait_mutex is held. */
static void run_queue(struct thread *target)
{
    while (target->handshakes != NULL) {
        struct handshake *h = target->handshakes;
        target->handshakes = h->next;
        h->fn(target, h->user);
        atomic_store(&h->done, 1);
        futex_wake(&h->done, 1); /* h may be gone already: then this wakes nobody */
    }
    atomic_fetch_and(&target->poll, ~(uint32_t)POLL_HANDSHAKE);
}

static void order_against_target(void)
{
    if (thread_fences_needed || syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) != 0)
        atomic_thread_fence(memory_order_seq_cst);
}

void thread_handshake(struct thread *self, struct thread *target, handshake_fn fn, void *user)
{
    if (target == self) {
        fn(target, user);
        return;
    }
    struct handshake h = {fn, user, NULL, 0};
    bool in_java = self != NULL && self->state == THREAD_IN_JAVA;
    if (in_java)
        thread_enter_blocked(self); /* so that two threads can handshake each other */
    pthread_mutex_lock(&target->wait_mutex);
    h.next = target->handshakes;
    target->handshakes = &h;
    thread_request(target, POLL_HANDSHAKE);
    order_against_target();
    if (target->state != THREAD_IN_JAVA)
        run_queue(target);
    pthread_mutex_unlock(&target->wait_mutex);
    while (!atomic_load(&h.done))
        futex_wait(&h.done, 0, NULL);
    if (in_java)
        thread_leave_blocked(self);
}

void thread_handshake_all(struct thread *self, handshake_fn fn, void *user)
{
    struct vm *vm = vm_current();
    VEC(struct thread *) all = {0};
    pthread_mutex_lock(&vm->threads_lock);
    for (struct thread *t = vm->threads; t != NULL; t = t->next)
        vec_push(&all, t);
    pthread_mutex_unlock(&vm->threads_lock);
    for (size_t i = 0; i < all.len; i++)
        thread_handshake(self, all.at[i], fn, user);
    vec_free(&all);
}

/* ---- the target's side ---- */

static void run_handshakes(struct thread *t)
{
    pthread_mutex_lock(&t->wait_mutex);
    run_queue(t);
    pthread_mutex_unlock(&t->wait_mutex);
}

/* Thread.suspend is in effect: stand still, outside Java. */
static void stay_suspended(struct thread *t)
{
    __atomic_store_n((uint32_t *)&t->state, THREAD_BLOCKED, __ATOMIC_SEQ_CST);
    if (t->poll & POLL_HANDSHAKE)
        run_handshakes(t);
    while (atomic_load(&t->suspended))
        futex_wait(&t->suspended, 1, NULL);
    __atomic_store_n((uint32_t *)&t->state, THREAD_IN_JAVA, __ATOMIC_SEQ_CST);
}

static void put_off(struct thread *t)
{
    enum { BITS = POLL_ASYNC | POLL_ASYNC_STAYS };
    t->put_off |= atomic_fetch_and(&t->poll, ~(uint32_t)BITS) & BITS;
}

void thread_shield(struct thread *t)
{
    t->shielded++;
    if (t->poll & POLL_ASYNC)
        put_off(t);
}

void thread_unshield(struct thread *t)
{
    if (--t->shielded == 0 && t->put_off != 0) {
        thread_request(t, t->put_off);
        t->put_off = 0;
    }
}

void thread_take_async(struct thread *t)
{
    if (t->shielded != 0) {
        put_off(t);
        return;
    }
    if (t->poll & POLL_ASYNC_STAYS) {
        t->exception = t->async_exception;
        if (t->poll < POLL_ASYNC_MANY)
            atomic_fetch_add(&t->poll, POLL_ASYNC_ONE);
        return;
    }
    atomic_fetch_and(&t->poll, ~(uint32_t)POLL_ASYNC);
    struct object *e = __atomic_exchange_n(&t->async_exception, NULL, __ATOMIC_SEQ_CST);
    if (e != NULL)
        t->exception = e;
}

void thread_poll_slow(struct thread *t)
{
    uint32_t poll;
    while ((poll = t->poll) & (POLL_HANDSHAKE | POLL_SUSPEND)) {
        if (poll & POLL_HANDSHAKE) {
            run_handshakes(t);
        } else if (atomic_load(&t->suspended)) {
            stay_suspended(t);
        } else {
            atomic_fetch_and(&t->poll, ~(uint32_t)POLL_SUSPEND);
            if (atomic_load(&t->suspended)) /* suspended again in between */
                thread_request(t, POLL_SUSPEND);
        }
    }
    if (poll & POLL_ASYNC)
        thread_take_async(t);
    thread_open_entries(t);
}

void thread_state_slow(struct thread *t)
{
    if (t->state == THREAD_IN_JAVA)
        thread_poll_slow(t);
    else if (t->poll & POLL_HANDSHAKE)
        run_handshakes(t);
}

/* ---- Thread.suspend, resume, stop ---- */

/* By the time a request arrives its thread may have ended, and the struct may serve another one. */
struct request {
    struct object *java_thread, *exception;
    bool arrived;
};

static void suspend_target(struct thread *target, void *user)
{
    const struct request *r = user;
    if (target->java_thread != r->java_thread)
        return;
    atomic_store(&target->suspended, 1);
    thread_request(target, POLL_SUSPEND);
}

void thread_suspend(struct thread *self, struct object *java_thread)
{
    struct thread *target = thread_from_java(self, java_thread);
    struct request r = {.java_thread = java_thread};
    if (target == NULL)
        return;
    /* It has polled, or cannot come back to Java, when this returns. */
    thread_handshake(self, target, suspend_target, &r);
    if (target == self)
        thread_poll_slow(self);
}

void thread_resume(struct thread *self, struct object *java_thread)
{
    struct thread *target = thread_from_java(self, java_thread);
    if (target == NULL)
        return;
    atomic_store(&target->suspended, 0);
    futex_wake(&target->suspended, 1);
}

static void stop_target(struct thread *target, void *user)
{
    struct request *r = user;
    if (target->java_thread != r->java_thread)
        return;
    __atomic_store_n(&target->async_exception, r->exception, __ATOMIC_SEQ_CST);
    thread_request(target, POLL_ASYNC);
    r->arrived = true;
}

void thread_stop(struct thread *self, struct object *java_thread, struct object *exception)
{
    struct thread *target = thread_from_java(self, java_thread);
    struct request r = {java_thread, exception, false};
    if (target == self) {
        throw_object(self, exception);
    } else if (target != NULL) {
        thread_handshake(self, target, stop_target, &r);
        if (r.arrived)
            thread_wake(target);
    } else if (int_field(java_thread, self->vm->wk.Thread_threadStatus) == STATUS_NEW) {
        FIELD_AT(uint8_t, java_thread, self->vm->wk.Thread_stillborn) =
            1; /* it ends as soon as it is started */
    }
}
