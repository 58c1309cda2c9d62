/* events.c - the list of what happened to code. */
#include "runtime/profile/events.h"

#include <time.h>
#include "runtime/vm.h"

const char *const code_event_names[N_EVENT_KINDS] = {"compiled", "never compiled", "left", "given up"};

struct code_events {
    pthread_mutex_t lock;
    VEC(struct code_event) list;
    u8 dropped;
};

static struct code_events *events_of(struct vm *vm)
{
    struct code_events *e = atomic_load_explicit(&vm->code_events, memory_order_acquire), *none = NULL;
    if (e != NULL)
        return e;
    e = xcalloc(1, sizeof *e);
    pthread_mutex_init(&e->lock, NULL);
    if (atomic_compare_exchange_strong(&vm->code_events, &none, e))
        return e;
    pthread_mutex_destroy(&e->lock);
    free(e);
    return none;
}

void events_note(struct vm *vm, const struct code_event *event)
{
    if (!vm->code_lines)
        return;
    struct code_events *e = events_of(vm);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    pthread_mutex_lock(&e->lock);
    if (e->list.len < EVENTS_MAX) {
        struct code_event copy = *event;
        copy.seconds = (double)((int64_t)now.tv_sec * 1000000000 + now.tv_nsec - vm->start_nanos) / 1e9;
        vec_push(&e->list, copy);
    } else {
        e->dropped++;
    }
    pthread_mutex_unlock(&e->lock);
}

u8 events_each(struct vm *vm, void (*see)(const struct code_event *e, void *user), void *user)
{
    struct code_events *e = atomic_load_explicit(&vm->code_events, memory_order_acquire);
    if (e == NULL)
        return 0;
    pthread_mutex_lock(&e->lock);
    for (size_t i = 0; i < e->list.len; i++)
        see(&e->list.at[i], user);
    u8 dropped = e->dropped;
    pthread_mutex_unlock(&e->lock);
    return dropped;
}
