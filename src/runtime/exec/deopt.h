/* deopt.h - from compiled code back to memory frames. */
#ifndef SAMOVAR_RUNTIME_EXEC_DEOPT_H
#define SAMOVAR_RUNTIME_EXEC_DEOPT_H

struct thread;

/* The return address that stood in this place of t's machine stack before STUB_RETURN_TRAP replaced it. */
void *deopt_original_pc(const struct thread *t, void **return_slot);

#endif
