/*
 * compiled.h - the transitions between T0 and compiled code (compiled_x86_64.S, compiled.c, osr.c, deopt.c).
 *
 * A section of compiled machine frames stands on a "compiled entry" frame (frame.h, walk.h), which is the
 * thread's innermost memory frame while compiled code runs. The ways in and out:
 *
 * - T0 calls compiled code: compiled_invoke puts arguments from slots into registers, compiled_enter runs it.
 * - T1 calls compiled code: a thunk of the method's signature does the same, and baseline_call_compiled.
 * - A loop of T0 goes over: osr_enter; the activation's memory frame goes away.
 * - Compiled code calls a method without code: its register_entry is compiled_to_interpreter, which puts
 *   arguments from registers into slots above the entry frame.
 * - Compiled code goes on in T0: deopt_trap rebuilds the machine frame as memory frames, and compiled_resume
 *   takes its place, runs them and returns to its caller.
 * - Compiled code calls C, the runtime's helpers: they find the stack by the anchor.
 *
 * Activations that go back and forth (deoptimise, enter their loop again) use no more machine stack each
 * time: compiled_resume leaves its frame before it enters a loop's code.
 */
#ifndef SAMOVAR_RUNTIME_EXEC_COMPILED_H
#define SAMOVAR_RUNTIME_EXEC_COMPILED_H

#include "runtime/exec/compiled_offsets.h"

#ifndef __ASSEMBLER__
#include "runtime/exec/frame.h"
#include "runtime/thread/thread.h"
#include "runtime/vm.h"

#define COMPILED_INT_ARGS 6
#define COMPILED_FP_ARGS  8

/* Arguments by register; n further ones as they lie on the machine stack. */
struct compiled_args {
    uint64_t ints[COMPILED_INT_ARGS];
    double fps[COMPILED_FP_ARGS]; /* afterwards fps[0] is the floating-point result */
    uint64_t n_stack;
    uint64_t stack[]; /* n_stack */
};

/* Where the outermost compiled function of a section returns to, and where its exception goes. */
extern const char compiled_enter_return[];
extern const char compiled_enter_throw[];
/* The same, where baseline code called it. */
extern const char baseline_call_return[];
extern const char baseline_call_throw[];
/* Where the thunks between baseline code and compiled code lead (backend_make_memory_thunk). */
extern const char baseline_call_compiled[];
/* Runs code with rax = method; the integer result, or t->exception is set. */
uint64_t compiled_enter(const void *code, struct compiled_args *args, struct thread *t, struct method *m);

/*
 * Runs m's compiled code (or m in T0, when the code has just gone) with its arguments in slots that end at
 * `end`; the result is stored at `end`, or t->exception is set. Called by T0 with its frame published.
 */
void compiled_invoke(struct thread *t, struct method *m, union slot *end);

/* The same from C, with the arguments in slots anywhere that the collector looks. */
union slot compiled_call(struct thread *t, struct method *m, const union slot *args);
static inline bool compiled_has_code(const struct method *m)
{
    return atomic_load_explicit(&m->register_entry, memory_order_relaxed) !=
           (void *)(uintptr_t)compiled_to_interpreter;
}

/* What C tells the assembly part to do: go to `jump` with value in rdi and the frame left, or (NULL) return
 * it. */
struct compiled_result {
    uint64_t value;
    const void *jump;
};

/* T0 begins or goes on. --stress=osr: its back edges ask for their loops' code until compiled code polls. */
static inline void compiled_stress_osr(struct thread *t)
{
    if (UNLIKELY(t->vm->options.stress_osr != 0))
        thread_request(t, POLL_OSR);
}

/* Pushes an entry frame at `at`: a section of compiled code begins. pop: it is over. */
struct frame *compiled_entry_push(struct thread *t, union slot *at, struct frame *prev);
void compiled_entry_pop(struct thread *t, struct frame *entry);

/* The back end's hooks. */
void *compiled_find_handler(void *thread, void *return_pc);
struct backend_regs;
void *deopt_trap(struct backend_regs *regs);

/* A fault at pc of a thread in compiled code: where to go on; NULL: it is none of ours. Async-signal-safe. */
void *compiled_fault(struct vm *vm, void *pc, void *address);
#endif

#endif
