/* thread_internal.h - shared by the files of thread/. */
#ifndef SAMOVAR_RUNTIME_THREAD_INTERNAL_H
#define SAMOVAR_RUNTIME_THREAD_INTERNAL_H

#include "runtime/thread/futex.h"
#include "runtime/thread/thread.h"
#include "runtime/vm.h"

/* Thread.threadStatus (JVMTI thread states; jdk.internal.misc.VM.toThreadState decodes them). */
enum java_thread_status {
    STATUS_NEW = 0,
    STATUS_TERMINATED = 2,
    STATUS_RUNNABLE = 5,
    STATUS_SLEEPING = 225,
    STATUS_WAITING = 401,
    STATUS_TIMED_WAITING = 417,
    STATUS_PARKED = 657,
    STATUS_TIMED_PARKED = 673,
    STATUS_BLOCKED = 1025,
};

#define MAX_THREADS (1u << 22) /* thin locks have 22 bits for the owner's id */

/* A thread struct in the list, state NATIVE, not yet bound to a pthread. NULL: no memory, or too many
 * threads. */
struct thread *thread_new(struct vm *vm, size_t java_stack_bytes);
/* Undoes thread_new; the struct is kept for reuse, so that a stale pointer to it never faults. */
void thread_release(struct thread *t);
/* Binds t to the calling pthread: thread-local pointer, collector, machine stack bounds, signal stack. */
void thread_bind(struct thread *t);
void thread_unbind(struct thread *t);
void thread_count(struct thread *t);   /* enters the non-daemon count */
void thread_uncount(struct thread *t); /* leaves it */

/* CLOCK_MONOTONIC now + nanos. */
struct timespec deadline_after(int64_t nanos);
bool deadline_passed(const struct timespec *deadline);

/* Takes the pending async exception (Thread.stop), if there is one, as t->exception. */
void thread_take_async(struct thread *t);
/* Something happened that ends sleep, wait and park. */
void thread_wake(struct thread *target);

#endif
