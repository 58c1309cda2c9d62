/* throw_internal.h - exceptions that only the interpreter throws; all return false with the exception
 * pending. */
#ifndef SAMOVAR_RUNTIME_EXEC_THROW_INTERNAL_H
#define SAMOVAR_RUNTIME_EXEC_THROW_INTERNAL_H

#include "runtime/exec/exec.h"

/* The message is the name of c. */
bool throw_naming(struct thread *t, const char *class_name, struct class *c);
/* checkcast of an instance of `from` to `to`. */
bool throw_class_cast(struct thread *t, struct class *from, struct class *to);
/* invokeinterface on a receiver whose class does not implement the interface. */
bool throw_not_implemented(struct thread *t, struct class *receiver, struct class *interface);
/* A selected method that is abstract, ambiguous or not accessible. receiver: its class, or NULL. */
bool throw_not_invocable(struct thread *t, struct class *receiver, struct method *m);

/* The local variable with the lock, when the handler ends a synchronized statement: it starts with "astore x;
 * aload n; monitorexit". Else -1. (thread_dump.c) */
struct cf_code;
struct cf_handler;
int handler_unlocks(const struct cf_code *code, const struct cf_handler *h);

#endif
