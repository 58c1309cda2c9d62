/*
 * baseline.h - how T0 and baseline code (T1) share activations; docs/baseline.md says why.
 *
 * Both run the same memory frames. Baseline code keeps two registers: rbx, the locals, and r15, the thread;
 * the frame and the operand stack are at fixed distances from the locals. What it does not do itself T0 does
 * for it, one instruction at a time: interp_step runs one with the dispatch table interp_step_dispatch, whose
 * entries find the way back into baseline code.
 */
#ifndef SAMOVAR_RUNTIME_EXEC_BASELINE_H
#define SAMOVAR_RUNTIME_EXEC_BASELINE_H

#include "runtime/exec/frame.h"
#include "runtime/thread/thread.h"

struct baseline_stub;
struct code;
struct dispatch;
extern const struct dispatch interp_dispatch, interp_step_dispatch, interp_block_dispatch;

/* The baseline code of a method, as T0 finds it. Belongs to its struct code (tier/code.h). */
struct baseline_code {
    struct code *code;
    const char *start;     /* of the machine code */
    uint32_t frame_entry;  /* offset: the frame is pushed */
    uint32_t cold_limit;   /* when so many instructions were met that had never run, it is compiled again */
    _Atomic uint32_t cold; /* so many were */
    uint32_t length;       /* of the bytecode */
    const struct baseline_stub *stubs; /* backend/baseline.h; owned */
    uint32_t nstubs;
    uint32_t compiles;  /* how often the method was compiled, this one included */
    uint32_t entries[]; /* by bci: offset of the code for an activation that is there, with everything in
                           memory; 0: it cannot be entered there; and BASELINE_BLOCK (backend/baseline.h) */
};

static inline struct baseline_code *method_baseline(const struct method *m)
{
    return atomic_load_explicit(&m->baseline, memory_order_acquire);
}

/* Entry of methods that have baseline code, in T0: one opcode. */
extern const u2 interp_enter_baseline[];

/* The addresses in T0 that baseline code leaves for. The arguments are T0's registers (interp.h), of which
 * these use: */
extern const char interp_step[], interp_step_cold[]; /* pc, sp, lp, t: runs one instruction */
extern const char
    interp_step_site[]; /* likewise; a call with a receiver, whose site wants to know its class */
extern const char
    interp_step_reached[]; /* likewise; the first one of a block that had not been reached before */
extern const char interp_poll_baseline[]; /* pc, sp, lp, t: polls, then goes on at pc */
/* sp: the locals of the activation that has returned and was popped; t; tos or fp: the result */
extern const char interp_return_to_0[], interp_return_to_1[], interp_return_to_2[], interp_return_to_3[];
extern const char interp_callee_overflow[]; /* sp, t: the stack has no room for what the frame calls */
extern const char interp_unwind_baseline[]; /* t: an exception is pending in the published frame */

#endif
