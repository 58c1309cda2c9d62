/* interp_call.h - T0: how a method is called; private to interp*.c. */
#ifndef SAMOVAR_RUNTIME_EXEC_INTERP_CALL_H
#define SAMOVAR_RUNTIME_EXEC_INTERP_CALL_H

#include "runtime/exec/interp.h"

void interp_call_unframed(OP_ARGS); /* tos: a method without an entry */
void interp_call_overflow(OP_ARGS);

/* Pushes the frame of `m`, whose arguments end at sp, and goes to `start`; pc is the invoke of the running
 * frame. */
#define CALL_AT(m, start)                                                                                    \
    do {                                                                                                     \
        struct frame *caller_ = t->frame;                                                                    \
        union slot *args_ = sp - (m)->arg_slots;                                                             \
        struct frame *f_ = (struct frame *)(args_ + (m)->max_locals);                                        \
        caller_->pc = pc;                                                                                    \
        caller_->dispatch = d;                                                                               \
        caller_->resume = NULL;                                                                              \
        if (UNLIKELY(frame_stack(f_) + (m)->max_stack >= t->stack_limit))                                    \
            return interp_call_overflow(OP_PASS);                                                            \
        f_->prev = caller_;                                                                                  \
        f_->method = (m);                                                                                    \
        f_->locals = args_;                                                                                  \
        f_->pc = (start);                                                                                    \
        f_->rcp = (m)->rcp;                                                                                  \
        atomic_signal_fence(memory_order_release); /* the collector stops threads anywhere */                \
        t->frame = f_;                                                                                       \
        lp = args_;                                                                                          \
        sp = frame_stack(f_);                                                                                \
        pc = (start);                                                                                        \
        GO(0);                                                                                               \
    } while (0)

/* Calls `callee` in the way that its entry or its shortcut says. */
#define CALL(callee)                                                                                         \
    do {                                                                                                     \
        struct method *m_ = (callee);                                                                        \
        const u2 *entry_ = m_->entry;                                                                        \
        if (UNLIKELY(entry_ == NULL)) {                                                                      \
            tos = (uint64_t)m_;                                                                              \
            return interp_call_unframed(OP_PASS);                                                            \
        }                                                                                                    \
        CALL_AT(m_, entry_);                                                                                 \
    } while (0)

#endif
