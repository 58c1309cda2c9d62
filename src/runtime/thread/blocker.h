/* blocker.h - what a thread waits for, and who has it. For thread dumps and ThreadMXBean. */
#ifndef SAMOVAR_RUNTIME_BLOCKER_H
#define SAMOVAR_RUNTIME_BLOCKER_H

#include "runtime/thread/thread.h"

/*
 * Both are for handshakes: target's Java stack is frozen, nothing is allocated.
 *
 * thread_blocker: the object whose monitor target enters or waits on, or what it is parked for; NULL: none.
 * thread_blocker_owner: the java.lang.Thread that has what target waits for, a monitor or an
 * AbstractOwnableSynchronizer; NULL: nobody, or somebody has to call notify.
 */
struct object *thread_blocker(struct thread *target);
struct object *thread_blocker_owner(struct thread *target);
/* Owner of an AbstractOwnableSynchronizer; NULL: o is no such object, or is free. */
struct object *synchronizer_owner(struct vm *vm, struct object *o);

/*
 * Oldest first. Threads come and go meanwhile: a struct is never freed, but may serve nobody or another
 * thread when it is looked at. The caller frees the list.
 */
typedef VEC(struct thread *) thread_list;
thread_list threads_with_java_object(struct vm *vm);

/* The threads that wait for each other in a circle, every circle's members one after the other.
 * monitors_only: circles through ownable synchronizers do not count. The caller frees the list. */
thread_list threads_deadlocked(struct vm *vm, bool monitors_only);

#endif
