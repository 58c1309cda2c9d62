/*
 * rcp.h - entries of the resolved constant pool: published once, read without locks (resolve.h says what they
 * hold).
 */
#ifndef SAMOVAR_RUNTIME_RCP_H
#define SAMOVAR_RUNTIME_RCP_H

#include <stdatomic.h>
#include "runtime/class/class.h"

#define RCP_ERROR ((uintptr_t)1)

static inline void *rcp_get(const struct class *c, unsigned i)
{
    return atomic_load_explicit(&c->rcp[i], memory_order_acquire);
}
static inline bool rcp_is_error(const void *entry)
{
    return ((uintptr_t)entry & RCP_ERROR) != 0;
}
/* Publishes `value` unless another thread was first; the entry that is there afterwards. */
static inline void *rcp_publish(struct class *c, unsigned i, void *value)
{
    void *none = NULL;
    return atomic_compare_exchange_strong_explicit(&c->rcp[i], &none, value, memory_order_acq_rel,
                                                   memory_order_acquire)
               ? value
               : none;
}

/*
 * Entries that hold an object are root cells. rcp_publish_object returns the cell that is in the pool
 * afterwards (maybe another thread's); an error published first is thrown, and NULL returned.
 */
struct object **rcp_publish_object(struct thread *t, struct class *c, unsigned i, struct object *o);
/* Throws the error in the entry: a new exception of the same class and message (JVMS 5.4.3). Returns false.
 */
bool rcp_throw(struct thread *t, void *error_entry);
/* The pending exception, when it is a LinkageError, becomes the entry: resolution fails the same way for
 * ever. */
void rcp_keep_error(struct thread *t, struct class *c, unsigned i);
/* Throws an exception with the class, message and cause of `original`. */
bool throw_again(struct thread *t, struct object *original);

#endif
