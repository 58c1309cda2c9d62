/*
 * interp.h - how T0's handlers are written; private to exec/interp*.c.
 *
 * Every internal opcode is a function, and a handler ends by jumping to the next one (gcc turns a call in
 * tail position into a jump; these files are always compiled with the options that guarantee it, see
 * CMakeLists.txt). The virtual registers are the arguments, so they sit in machine registers through the
 * whole program, and every handler gets register allocation of its own: a slow path cannot make a fast one
 * spill. Rules that keep it so:
 *
 *   - these files hold nothing but handlers and what handlers call: they use the callee-saved registers
 * without saving them (interp_enter does that once for all);
 *   - a hot handler makes no ordinary call; slow cases are tail calls of a COLD function with the same
 * arguments;
 *   - no handler takes the address of a local: its jumps would become calls, and the machine stack would grow
 * with every instruction (tests/interp checks the machine code). What needs one goes into a function of its
 * own;
 *   - before anything that can throw, allocate, block or call: PUBLISH(), then check t->exception and
 * UNWIND();
 *   - slow forms read pool indices from the class file's bytes, never from the units: another thread may be
 *     quickening the instruction at the same moment.
 */
#ifndef SAMOVAR_RUNTIME_EXEC_INTERP_H
#define SAMOVAR_RUNTIME_EXEC_INTERP_H

#include <string.h>
#include "frontend/bytecode.h"
#include "runtime/class/resolve.h"
#include "runtime/exec/baseline.h"
#include "runtime/exec/exec.h"
#include "runtime/exec/opcodes.h"
#include "runtime/exec/prepare.h"
#include "runtime/vm.h"

#define N_STATES 4

/* pc: current instruction; sp: first free slot (what is cached is not in memory); lp: locals; t: the thread,
 * whose `frame` is the running activation; tos, fp: cached top of stack, see opcodes.h; d: the dispatch
 * tables. */
#define OP_ARGS                                                                                              \
    const u2 *pc, union slot *sp, union slot *lp, struct thread *t, uint64_t tos, const struct dispatch *d,  \
        double fp
#define OP_PASS pc, sp, lp, t, tos, d, fp

struct dispatch;
typedef void op_fn(OP_ARGS);
struct dispatch {
    op_fn *at[N_STATES][N_OPS];
};
extern const struct dispatch interp_dispatch;
/* Its entries run no instruction: the one before is over, and baseline code may go on (interp_baseline.c). */
extern const struct dispatch interp_step_dispatch;
/* Likewise, but only where a block begins. */
extern const struct dispatch interp_block_dispatch;

/* The table for an activation that may go on in baseline code as soon as that has an entry for it. */
static inline const struct dispatch *dispatch_of(const struct method *m)
{
    return UNLIKELY(method_baseline(m) != NULL) ? &interp_step_dispatch : &interp_dispatch;
}

/* The same for one that has been deoptimised, perhaps: its dead locals are lost, and inside a block an
 * operand of baseline code may be a local still. */
static inline const struct dispatch *dispatch_at_block(const struct method *m)
{
    return method_baseline(m) != NULL ? &interp_block_dispatch : &interp_dispatch;
}

#define OP(name, state)  void op_##name##_##state(OP_ARGS)
#define OP_(name, state) OP(name, state) /* after expansion of its arguments */
#define COLD             __attribute__((noinline, cold)) void

/* Makes gcc advance the register in place instead of copying it around. */
#define IN_PLACE(reg) __asm__("" : "+r"(reg))

/* The instruction at pc, with `state` cached. */
#define GO(state)                                                                                            \
    do {                                                                                                     \
        IN_PLACE(pc);                                                                                        \
        IN_PLACE(sp);                                                                                        \
        op_fn *next_ = d->at[state][*pc];                                                                    \
        return next_(OP_PASS);                                                                               \
    } while (0)
#define NEXT(units, state)                                                                                   \
    do {                                                                                                     \
        pc += (units);                                                                                       \
        GO(state);                                                                                           \
    } while (0)

/* Prototypes of all handlers. */
#define PROTO_MEM(name) OP(name, 0);
#define PROTO_ONE(name)                                                                                      \
    OP(name, 0);                                                                                             \
    OP(name, 1);
#define PROTO_LONG(name)                                                                                     \
    OP(name, 0);                                                                                             \
    OP(name, 2);
#define PROTO_DBL(name)                                                                                      \
    OP(name, 0);                                                                                             \
    OP(name, 3);
#define PROTO_ALL(name)                                                                                      \
    OP(name, 0);                                                                                             \
    OP(name, 1);                                                                                             \
    OP(name, 2);                                                                                             \
    OP(name, 3);
#define X(name, states) PROTO_##states(name)
OPS(X)
#undef X

/* ---- access to the stack in a handler for state S ---- */

/* Stores what state S caches; the rest of the handler then works as in state 0. */
#define SPILL(S)                                                                                             \
    do {                                                                                                     \
        if ((S) == 3)                                                                                        \
            sp[0].d = fp;                                                                                    \
        else if ((S) != 0)                                                                                   \
            sp[0].raw = tos;                                                                                 \
        sp += (S) == 0 ? 0 : (S) == 1 ? 1 : 2;                                                               \
    } while (0)

/* Pop the topmost operand: cached in state 1 (2, 3), else from memory. Must be the first pop of the handler.
 */
#define TOP_RAW(S) ((S) == 1 ? tos : (--sp)->raw)
#define TOP_I(S)   ((S) == 1 ? (int32_t)tos : (--sp)->i)
#define TOP_A(S)   ((S) == 1 ? (struct object *)tos : (--sp)->a)
#define TOP_F(S)   ((S) == 1 ? float_of(tos) : (--sp)->f)
#define TOP_L(S)   ((S) == 2 ? (int64_t)tos : (sp -= 2)->l)
#define TOP_D(S)   ((S) == 3 ? fp : (sp -= 2)->d)
/* The following ones. */
#define POP_I() ((--sp)->i)
#define POP_A() ((--sp)->a)
#define POP_F() ((--sp)->f)
#define POP_L() ((sp -= 2)->l)
#define POP_D() ((sp -= 2)->d)
/* Results, to be followed by NEXT(n, 1) (SET_D: 3, SET_L: 2). */
#define SET_I(v) (tos = (uint32_t)(v))
#define SET_L(v) (tos = (uint64_t)(v))
#define SET_A(v) (tos = (uint64_t)(v))
#define SET_F(v) (tos = bits_of_float(v))
#define SET_D(v) (fp = (v))

static inline float float_of(uint64_t bits)
{
    uint32_t low = (uint32_t)bits;
    float f;
    memcpy(&f, &low, sizeof f);
    return f;
}
static inline uint64_t bits_of_float(float f)
{
    uint32_t low;
    memcpy(&low, &f, sizeof low);
    return low;
}
/* A 32-bit operand in two units. */
static inline int32_t unit_s4(const u2 *p)
{
    int32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

#define DISP()    ((int16_t)pc[1])
#define FRAME_RCP (t->frame->rcp)
#define RCP(T, i) ((T)atomic_load_explicit(&FRAME_RCP[i], memory_order_relaxed))

/* ---- leaving the fast path ---- */

#define PUBLISH()                                                                                            \
    do {                                                                                                     \
        struct frame *frame_ = t->frame;                                                                     \
        frame_->pc = pc;                                                                                     \
        frame_->sp = sp;                                                                                     \
    } while (0)
#define UNWIND() return interp_unwind(OP_PASS)
#define CHECK_PENDING()                                                                                      \
    do {                                                                                                     \
        if (UNLIKELY(t->exception != NULL))                                                                  \
            UNWIND();                                                                                        \
    } while (0)

/* From C (trampoline.S): calls op_call_from_c_0 under the C convention; tos is the method. */
void interp_enter(const u2 *pc, union slot *sp, union slot *lp, struct thread *t, uint64_t tos,
                  const struct dispatch *d);

void interp_unwind(OP_ARGS); /* an exception is pending: finds the handler, or leaves to C */
void interp_poll_0(OP_ARGS); /* the poll word is set: serves it, then runs the instruction at pc */
void interp_poll_1(OP_ARGS);
void interp_poll_2(OP_ARGS);
void interp_poll_3(OP_ARGS);
void interp_osr(OP_ARGS); /* the loop whose header is at pc may have compiled code (interp_compiled.c) */
/* Implicit exceptions of the instruction at pc. */
void interp_npe(OP_ARGS);
void interp_div_zero(OP_ARGS);
void interp_bad_index(OP_ARGS);     /* tos: the index; sp[0]: the array */
void interp_negative_size(OP_ARGS); /* tos: the size */
void interp_array_store(OP_ARGS);   /* tos: the value */
void interp_class_cast(OP_ARGS);    /* tos: the object; sp[0].p: the class */

#define NULL_CHECK(o)                                                                                        \
    do {                                                                                                     \
        if (UNLIKELY((o) == NULL))                                                                           \
            return interp_npe(OP_PASS);                                                                      \
    } while (0)
/* Checks both for null and for the index. */
#define ARRAY_CHECK(array, index)                                                                            \
    do {                                                                                                     \
        NULL_CHECK(array);                                                                                   \
        if (UNLIKELY((uint32_t)(index) >= (uint32_t)array_length(array))) {                                  \
            sp[0].a = (array);                                                                               \
            tos = (uint32_t)(index);                                                                         \
            return interp_bad_index(OP_PASS);                                                                \
        }                                                                                                    \
    } while (0)

/* A branch was taken; in state 0. */
#define POLL_AND_GO()                                                                                        \
    do {                                                                                                     \
        if (UNLIKELY(t->poll != 0))                                                                          \
            return interp_poll_0(OP_PASS);                                                                   \
        GO(0);                                                                                               \
    } while (0)

/* Pops the frame; the result is what state R caches. POLL_OSR is about loops, and may stay set. */
#define RETURN(S, R)                                                                                         \
    do {                                                                                                     \
        if (UNLIKELY((t->poll & ~(uint32_t)POLL_OSR) != 0))                                                  \
            return interp_poll_##S(OP_PASS);                                                                 \
        struct frame *caller_ = t->frame->prev;                                                              \
        t->frame = caller_;                                                                                  \
        sp = lp;                                                                                             \
        lp = caller_->locals;                                                                                \
        pc = caller_->pc + 3;                                                                                \
        d = caller_->dispatch;                                                                               \
        GO(R);                                                                                               \
    } while (0)

/* The class file's bytes of the instruction at pc in the running method. */
static inline const u1 *original_bytes(const struct thread *t, const u2 *pc)
{
    const struct method *m = t->frame->method;
    return m->cf->code->bytes + (pc - m->code);
}

/* Rewrites the instruction at pc. The operand units must be in place; the opcode comes last. */
static inline void quicken(const u2 *pc, enum opcode op)
{
    __atomic_store_n((u2 *)(uintptr_t)pc, (u2)op, __ATOMIC_RELEASE);
}
static inline void set_unit(const u2 *pc, int unit, unsigned value)
{
    __atomic_store_n((u2 *)(uintptr_t)pc + unit, (u2)value, __ATOMIC_RELAXED);
}

#endif
