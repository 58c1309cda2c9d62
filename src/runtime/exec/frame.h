/*
 * frame.h - activations on the thread's Java stack, shared by T0 and T1.
 *
 * Slots grow upwards:
 *
 *     caller's operand stack ... | arg0 arg1 ... local n-1 | struct frame | operand stack ...
 *                                ^ locals == caller's outgoing slots        ^ frame_stack(f)
 *
 * The callee's locals are the caller's outgoing operand slots, so a call copies nothing. `pc` and `sp` of a
 * frame are only current when it has called something or published itself (calls, allocation, throws, polls).
 * A frame that called a Java method publishes its pc only: its sp is then the callee's locals. A scan of a
 * thread's Java stack therefore goes from stack_base to frame_end(thread->frame), not to sp.
 */
#ifndef SAMOVAR_RUNTIME_FRAME_H
#define SAMOVAR_RUNTIME_FRAME_H

#include "runtime/class/class.h"

struct frame {
    struct frame *prev;
    struct method
        *method; /* NULL: an entry frame (C called Java); everything above it belongs to that call */
    union slot *locals;
    const u2 *pc;         /* next or current unit; bci = pc - method->code (see frame_bci) */
    union slot *sp;       /* first free operand slot */
    struct object *sync;  /* synchronized methods only: the object that is locked, or NULL */
    _Atomic(void *) *rcp; /* method->klass->rcp: calls, constants and static fields go through it */
    const void *dispatch; /* the dispatch table with which T0 goes on when what it called returns */
    const void *resume;   /* where baseline code goes on then; NULL: T0 has the frame (docs/baseline.md) */
};

#define FRAME_SLOTS (sizeof(struct frame) / sizeof(union slot))

static inline union slot *frame_stack(struct frame *f)
{
    return (union slot *)(f + 1);
}
/* Past every slot the innermost frame may be using, whatever it published. */
static inline union slot *frame_end(struct frame *f)
{
    return f->method != NULL ? frame_stack(f) + f->method->max_stack + 1 : f->sp;
}
static inline bool frame_is_entry(const struct frame *f)
{
    return f->method == NULL;
}
/*
 * An entry frame of the other kind: compiled code runs above it, and whatever that calls in T0 (walk.h).
 * locals and rcp are the anchor of the compiled section before this one.
 */
extern const u2 interp_compiled_entry[];
static inline bool frame_is_compiled_entry(const struct frame *f)
{
    return f->method == NULL && f->pc == interp_compiled_entry;
}
/*
 * An activation that went on in compiled code (OSR) leaves its memory frame below the entry frame: from
 * `from` on. Once the code has read it, which it has when it first calls something, nothing there is alive
 * any more. Kept where other frames have their lock.
 */
static inline void frame_set_dead_below(struct frame *compiled_entry, union slot *from)
{
    compiled_entry->sync = (struct object *)from;
}
static inline union slot *frame_dead_below(const struct frame *compiled_entry)
{
    return (union slot *)compiled_entry->sync; /* NULL: there is nothing */
}
/* While a frame is suspended in a call or a throw, its pc is the *instruction itself*, not the next one. -1:
 * native. */
static inline int frame_bci(const struct frame *f)
{
    return f->method->code != NULL && f->pc != NULL ? (int)(f->pc - f->method->code) : -1;
}
/* The nearest frame at or below f with a method (skips entry frames); NULL at the bottom. */
static inline struct frame *frame_java(struct frame *f)
{
    while (f != NULL && f->method == NULL)
        f = f->prev;
    return f;
}

#endif
