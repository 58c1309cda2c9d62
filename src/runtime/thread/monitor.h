/*
 * monitor.h - Java monitors: thin locks in the header's 32-bit lock word, inflated on contention, wait, or
 * hash + lock.
 *
 * Lock word, low two bits: 00 neutral, bits 31..2 identity hash (0 = none yet); 01 thin lock: bits 31..10
 * owner thread id, bits 9..2 recursion count minus one; 10 inflated: bits 31..2 index of a monitor in
 * vm->monitors. A monitor is deflated only by the collector's hook, when its object has died (its slot is
 * then reused).
 *
 * Classes with `no_lock_word` (class.h) have other bytes there: what the word would say is in vm->monitors,
 * by the object's address.
 */
#ifndef SAMOVAR_RUNTIME_MONITOR_H
#define SAMOVAR_RUNTIME_MONITOR_H

#include <stdatomic.h>
#include "runtime/class/class.h"
#include "runtime/thread/thread.h"

#define LOCK_TAG_MASK    3u
#define LOCK_NEUTRAL     0u
#define LOCK_THIN        1u
#define LOCK_INFLATED    2u
#define LOCK_OWNER_SHIFT 10
#define LOCK_REC_ONE     (1u << 2)
#define LOCK_REC_MASK    (0xffu << 2)

void monitor_enter_slow(struct thread *t, struct object *o);
bool monitor_exit_slow(struct thread *t, struct object *o); /* false: IllegalMonitorStateException pending */

/* o is not NULL. Never throws. */
static inline void monitor_enter(struct thread *t, struct object *o)
{
    uint32_t none = 0;
    if (UNLIKELY(o->klass->no_lock_word || !atomic_compare_exchange_strong_explicit(
                                               &o->lock, &none, (t->id << LOCK_OWNER_SHIFT) | LOCK_THIN,
                                               memory_order_acquire, memory_order_relaxed)))
        monitor_enter_slow(t, o);
}
static inline bool monitor_exit(struct thread *t, struct object *o)
{
    uint32_t mine = (t->id << LOCK_OWNER_SHIFT) | LOCK_THIN;
    if (LIKELY(!o->klass->no_lock_word &&
               atomic_compare_exchange_strong_explicit(&o->lock, &mine, 0, memory_order_release,
                                                       memory_order_relaxed)))
        return true;
    return monitor_exit_slow(t, o);
}
bool monitor_owned_by(struct thread *t, struct object *o);
bool monitor_wait(struct thread *t, struct object *o,
                  int64_t millis);                                 /* 0: for ever; false: exception pending */
bool monitor_notify(struct thread *t, struct object *o, bool all); /* false: IllegalMonitorStateException */
struct thread *monitor_owner(struct vm *vm, struct object *o);     /* for dumps; NULL when unlocked */
void monitors_init(struct vm *vm);
/* The hash of an object whose lock word is this one, of an inflated monitor; 0: it has none yet. */
int32_t monitor_known_hash(uint32_t word);
int32_t monitor_hash(struct thread *t, struct object *o,
                     int32_t fresh); /* the object's hash; `fresh` if it has none yet */
/* Collector's hooks, world stopped. */
void monitors_push_roots(struct vm *vm); /* objects whose monitor is in use */
void monitors_sweep(struct vm *vm);      /* monitors of dead objects become free */

#endif
