/* blocker.c - what threads wait for, and deadlocks (see blocker.h). */
#include <unistd.h>
#include "runtime/gc/heap.h"
#include "runtime/thread/blocker.h"
#include "runtime/thread/monitor_internal.h"

struct object *synchronizer_owner(struct vm *vm, struct object *o)
{
    static struct class *_Atomic owners; /* loaded before any instance exists, never unloaded */
    static int32_t offset;
    struct class *c = owners;
    if (c == NULL) {
        c = class_find_loaded(
            vm->boot_loader,
            symbol_intern_z(vm->symbols, "java/util/concurrent/locks/AbstractOwnableSynchronizer"));
        if (c == NULL)
            return NULL;
        offset = class_field_z(c, "exclusiveOwnerThread", "Ljava/lang/Thread;")->offset;
        owners = c;
    }
    return object_is_instance(o, c) ? ref_field(o, offset) : NULL;
}

static struct object *park_blocker(struct thread *target)
{
    static _Atomic int32_t offset; /* of Thread.parkBlocker; 0: not looked up yet */
    if (offset == 0)
        offset = class_field_z(target->vm->wk.Thread, "parkBlocker", "Ljava/lang/Object;")->offset;
    int status = int_field(target->java_thread, target->vm->wk.Thread_threadStatus);
    bool parked = status == STATUS_PARKED || status == STATUS_TIMED_PARKED;
    return parked ? ref_field(target->java_thread, offset) : NULL;
}

struct object *thread_blocker(struct thread *target)
{
    if (target->blocked_on != NULL)
        return target->blocked_on;
    struct monitor *waiting_on = target->waiting_on;
    if (waiting_on != NULL)
        return waiting_on->object;
    return target->java_thread != NULL ? park_blocker(target) : NULL;
}

struct object *thread_blocker_owner(struct thread *target)
{
    struct object *lock = target->blocked_on;
    if (lock != NULL) {
        struct thread *owner = monitor_owner(target->vm, lock);
        return owner != NULL ? owner->java_thread : NULL;
    }
    lock = target->waiting_on == NULL ? thread_blocker(target) : NULL;
    return lock != NULL ? synchronizer_owner(target->vm, lock) : NULL;
}

thread_list threads_with_java_object(struct vm *vm)
{
    thread_list list = {0};
    pthread_mutex_lock(&vm->threads_lock);
    for (struct thread *t = vm->threads; t != NULL; t = t->next)
        if (t->java_thread != NULL)
            vec_push(&list, t);
    pthread_mutex_unlock(&vm->threads_lock);
    for (size_t i = 0; i < list.len / 2; i++) {
        struct thread *t = list.at[i];
        list.at[i] = list.at[list.len - 1 - i];
        list.at[list.len - 1 - i] = t;
    }
    return list;
}

/* ---- deadlocks ---- */

/* The thread (its place in the list) that the i-th thread waits for; -1: none. The thread runs meanwhile. */
static int waits_for(const thread_list *list, size_t i, bool monitors_only)
{
    struct thread *t = list->at[i];
    struct object *me = t->java_thread;
    if (me == NULL || (monitors_only && t->blocked_on == NULL))
        return -1;
    struct object *owner = thread_blocker_owner(t);
    for (size_t k = 0; owner != NULL && owner != me && k < list->len; k++)
        if (list->at[k]->java_thread == owner)
            return (int)k;
    return -1;
}

/* Appends the circle that starts at i, unless it is already there. */
static void add_circle(thread_list *found, const thread_list *all, const int *edge, size_t i)
{
    size_t steps = 0;
    int at = edge[i];
    for (; at >= 0 && at != (int)i && steps < all->len; steps++)
        at = edge[at];
    if (at != (int)i)
        return;
    for (size_t k = 0; k < found->len; k++)
        if (found->at[k] == all->at[i])
            return;
    do {
        vec_push(found, all->at[at]);
        at = edge[at];
    } while (at != (int)i);
}

/*
 * Threads run on while they are looked at, so an apparent circle may be made of pieces that were never there
 * together. A deadlock stays: only what every one of several looks shows is reported.
 */
thread_list threads_deadlocked(struct vm *vm, bool monitors_only)
{
    enum { LOOKS = 3 };
    thread_list all = threads_with_java_object(vm), found = {0};
    int *edge = xcalloc(all.len + 1, sizeof *edge);
    bool any = true;
    for (int look = 0; look < LOOKS && any; look++) {
        any = false;
        for (size_t i = 0; i < all.len; i++) {
            int to = waits_for(&all, i, monitors_only);
            edge[i] = look == 0 || edge[i] == to ? to : -1;
            any |= edge[i] >= 0;
        }
        if (any && look + 1 < LOOKS)
            usleep(1000);
    }
    for (size_t i = 0; i < all.len && any; i++)
        if (edge[i] >= 0)
            add_circle(&found, &all, edge, i);
    free(edge);
    vec_free(&all);
    return found;
}
