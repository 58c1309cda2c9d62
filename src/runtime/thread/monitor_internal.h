/* monitor_internal.h - inflated monitors, shared by monitor.c and monitor_table.c. */
#ifndef SAMOVAR_RUNTIME_MONITOR_INTERNAL_H
#define SAMOVAR_RUNTIME_MONITOR_INTERNAL_H

#include "runtime/thread/monitor.h"
#include "runtime/thread/thread_internal.h"

/* A thread that wants the monitor, or waits in Object.wait: on that thread's machine stack. */
struct waiter {
    struct thread *thread;
    struct waiter *next, *prev;
    enum { WAITER_ENTERING, WAITER_WAITING } queue; /* which of the two queues it is in */
};

struct waiter_queue {
    struct waiter *first, *last;
};

struct monitor {
    _Atomic uint32_t owner;      /* thread id, 0: free */
    uint32_t recursions;         /* entries beyond the first; the owner's */
    _Atomic uint32_t contenders; /* threads in `entering` */
    _Atomic uint32_t
        successor; /* id of a thread that was woken to take the monitor and has not tried yet; 0: none */
    _Atomic uint32_t hash; /* identity hash, 0: none */
    uint32_t index;        /* in the table */
    pthread_mutex_t lock;  /* guards the queues; held for a few instructions only */
    struct waiter_queue entering, waiting;
    struct object *_Atomic object; /* weak; NULL: the slot is free */
    struct monitor *next_free;
    struct monitor *next_wordless; /* of those whose objects have no lock word: the next in the bucket */
};

struct monitor *monitor_at(uint32_t index);
/* The monitor that o's lock word names, making o inflated first if it is not: keeps owner, count and hash. */
struct monitor *monitor_inflate(struct thread *t, struct object *o);
/* For an object without a lock word: it counts as inflated once it has a monitor, and as neutral before. */
uint32_t monitor_wordless(const struct object *o);
uint32_t monitor_wordless_locked(const struct object *o); /* for who holds the collector's allocation lock */

static inline uint32_t lock_word(const struct object *o)
{
    if (UNLIKELY(o->klass->no_lock_word))
        return monitor_wordless(o);
    return atomic_load_explicit(&o->lock, memory_order_acquire);
}

static inline uint32_t thin_owner(uint32_t word)
{
    return word >> LOCK_OWNER_SHIFT;
}

#endif
