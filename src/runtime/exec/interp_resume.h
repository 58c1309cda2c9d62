/* interp_resume.h - entering T0 in the middle of a method: private to compiled.c, osr.c and
 * interp_compiled.c. */
#ifndef SAMOVAR_RUNTIME_EXEC_INTERP_RESUME_H
#define SAMOVAR_RUNTIME_EXEC_INTERP_RESUME_H

#include "runtime/exec/interp.h"

/* Goes on with t->frame as it is published, or with the exception that is pending; the other registers are
 * not used. Returns when the entry frame below has been reached, like interp_enter (compiled_x86_64.S). */
void interp_resume(const u2 *pc, union slot *sp, union slot *lp, struct thread *t, uint64_t tos,
                   const struct dispatch *d);

enum osr_outcome {
    OSR_NONE, /* nothing to enter: T0 goes on */
    OSR_LEFT, /* T0's activation is gone; back to C, which enters t->osr_code */
    OSR_DONE, /* the activation ran in compiled code and is over: its result is in t->scratch, or an exception
                 is pending; t->frame is its caller */
};
/* The running activation, published, is at a loop header: is there compiled code for it? (osr.c) */
enum osr_outcome osr_enter(struct thread *t);

/* Where compiled.h's assembly part lands. */
extern const char compiled_throw[], compiled_throw_into_trap[], compiled_resume[];

#endif
