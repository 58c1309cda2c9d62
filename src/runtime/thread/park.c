/*
 * park.c - how a thread waits: park and unpark, sleep, interrupts, Java's view of its state.
 *
 * Everything that should end a sleep or an Object.wait changes the thread's `wake` word; a sleeper reads the
 * word first, then checks its reasons, then waits for the word to change, so no wake-up is lost. park has a
 * word of its own: the permit.
 */
#include <limits.h>
#include "runtime/exec/exec.h"
#include "runtime/thread/thread_internal.h"

enum { PARK_NONE, PARK_PERMIT, PARK_PARKED };

#define NANOS 1000000000LL

struct timespec deadline_after(int64_t nanos)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    int64_t s = nanos / NANOS, max = 100000000; /* some years: far enough, and no overflow */
    ts.tv_sec += s < max ? s : max;
    ts.tv_nsec += nanos % NANOS;
    if (ts.tv_nsec >= NANOS) {
        ts.tv_nsec -= NANOS;
        ts.tv_sec++;
    }
    return ts;
}

bool deadline_passed(const struct timespec *deadline)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > deadline->tv_sec ||
           (now.tv_sec == deadline->tv_sec && now.tv_nsec >= deadline->tv_nsec);
}

void thread_set_java_status(struct thread *t, int status)
{
    if (t->java_thread == NULL)
        return;
    set_int_field(t->java_thread, t->vm->wk.Thread_threadStatus, status);
    t->blocked_count += status == STATUS_BLOCKED;
    t->waited_count += status == STATUS_SLEEPING || status == STATUS_WAITING ||
                       status == STATUS_TIMED_WAITING || status == STATUS_PARKED ||
                       status == STATUS_TIMED_PARKED;
}

/* ---- interrupts: Thread.interrupted is the truth, interrupt0 only wakes ---- */

bool thread_is_interrupted(struct thread *t, bool clear)
{
    if (t->java_thread == NULL)
        return false;
    uint8_t *flag = &FIELD_AT(uint8_t, t->java_thread, t->vm->wk.Thread_interrupted);
    bool set = __atomic_load_n(flag, __ATOMIC_SEQ_CST) != 0;
    if (set && clear)
        __atomic_store_n(flag, 0, __ATOMIC_SEQ_CST);
    return set;
}

void thread_wake(struct thread *target)
{
    atomic_fetch_add(&target->wake, 1);
    futex_wake(&target->wake, 1);
    thread_unpark(target);
}

void thread_interrupt(struct thread *target)
{
    thread_wake(target);
}

/* ---- sleep, yield ---- */

bool thread_sleep(struct thread *t, int64_t millis)
{
    struct timespec deadline = deadline_after(millis > INT64_MAX / 1000000 ? INT64_MAX : millis * 1000000);
    bool interrupted = false;
    thread_set_java_status(t, STATUS_SLEEPING);
    for (;;) {
        uint32_t seen = atomic_load(&t->wake);
        interrupted = thread_is_interrupted(t, true);
        if (interrupted || t->exception != NULL || deadline_passed(&deadline))
            break;
        thread_enter_blocked(t);
        if (!t->async_exception)
            futex_wait(&t->wake, seen, &deadline);
        thread_leave_blocked(t);
    }
    thread_set_java_status(t, STATUS_RUNNABLE);
    if (interrupted && t->exception == NULL)
        throw_new(t, "java/lang/InterruptedException", "sleep interrupted");
    return t->exception == NULL;
}

void thread_yield(void)
{
    sched_yield();
}

/* ---- park ---- */

static bool take_permit(struct thread *t)
{
    uint32_t permit = PARK_PERMIT;
    return atomic_compare_exchange_strong(&t->park, &permit, PARK_NONE);
}

static int64_t realtime_millis(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

/* Until `park` is no longer PARKED, or the time is over (relative nanoseconds; 0: never) or reached (absolute
 * milliseconds). */
static void wait_for_permit(struct thread *t, bool absolute, int64_t time)
{
    struct timespec at =
        absolute ? (struct timespec){time / 1000, time % 1000 * 1000000} : deadline_after(time);
    while (atomic_load(&t->park) == PARK_PARKED) {
        if (absolute)
            futex_wait_realtime(&t->park, PARK_PARKED, &at);
        else
            futex_wait(&t->park, PARK_PARKED, time > 0 ? &at : NULL);
        if (absolute ? realtime_millis() >= time : time > 0 && deadline_passed(&at))
            return;
    }
}

void thread_park(struct thread *t, bool absolute, int64_t time)
{
    if (take_permit(t) || thread_is_interrupted(t, false))
        return;
    if (time < 0 || (absolute && time == 0))
        return;
    thread_set_java_status(t, time != 0 ? STATUS_TIMED_PARKED : STATUS_PARKED);
    thread_enter_blocked(t);
    uint32_t none = PARK_NONE;
    if (!t->async_exception && atomic_compare_exchange_strong(&t->park, &none, PARK_PARKED) &&
        !thread_is_interrupted(t, false))
        wait_for_permit(t, absolute, time);
    atomic_store(&t->park, PARK_NONE);
    thread_leave_blocked(t);
    thread_set_java_status(t, STATUS_RUNNABLE);
}

void thread_unpark(struct thread *target)
{
    if (atomic_exchange(&target->park, PARK_PERMIT) == PARK_PARKED)
        futex_wake(&target->park, 1);
}
