/*
 * deopt.h - from compiled code back to memory frames.
 *
 * At once: a guard of the running function fails, or its poll finds that the code is no longer right
 * (deopt_trap, compiled.h). Later: a function that waits in a call gets another return address
 * (deopt_thread_frames) and is deoptimised when that call returns or throws; the true addresses are kept in
 * the thread.
 */
#ifndef SAMOVAR_RUNTIME_EXEC_DEOPT_H
#define SAMOVAR_RUNTIME_EXEC_DEOPT_H

#include <stdbool.h>

struct blob;
struct thread;

/* The return address that stood in this place of t's machine stack before STUB_RETURN_TRAP replaced it. */
void *deopt_original_pc(const struct thread *t, void **return_slot);

/* Marks the machine frames of t whose blob `which` chooses for deoptimisation. On t itself, or while its
 * stack is frozen (thread_handshake). */
void deopt_thread_frames(struct thread *t, bool (*which)(const struct blob *b));

/* Compiled code polls, with its anchor set; an exception may be pending afterwards. */
void deopt_poll(struct thread *t);

#endif
