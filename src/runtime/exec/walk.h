/*
 * walk.h - walking a thread's activations, whichever tier runs them.
 *
 * Memory frames (frame.h) are linked from thread->frame. Where T0 called compiled code, the list has a
 * "compiled entry" frame (no method, pc == interp_compiled_entry): between it and the frame above it lie the
 * machine frames of compiled code, a section of the machine stack that ends at the return address of
 * compiled_enter. The section's innermost frame is found by an anchor: rsp and rbp as they were at the call
 * that left compiled code. thread->anchor_sp / anchor_fp belong to the innermost section; each compiled entry
 * frame keeps the anchor of the section before its own.
 *
 * A walk is right for the calling thread itself, when it has left compiled code by a call (everything in C
 * has), and for another thread whose stack is frozen (thread_handshake).
 */
#ifndef SAMOVAR_RUNTIME_EXEC_WALK_H
#define SAMOVAR_RUNTIME_EXEC_WALK_H

#include "runtime/exec/frame.h"
#include "runtime/thread/thread.h"

struct blob;

/* The position of a walk, and what stands there. Plain data: copies are independent walks. */
struct stack_walk {
    const struct thread *thread;
    /* The activation; method NULL: the walk is over. */
    struct method *method;
    int bci;              /* -1: native */
    struct frame *memory; /* its memory frame; NULL: compiled code runs it */
    struct blob *blob;    /* compiled: the machine frame's code ... */
    void *pc;             /* ... where it will go on (a return address) ... */
    char *fp;             /* ... its rbp ... */
    uint32_t inlined;     /* ... and how many more inlined activations of this machine frame follow */
    /* Private. */
    struct frame *next; /* memory frame that follows */
    void *anchor_sp, *anchor_fp;
    bool inside; /* in a section of machine frames */
};

/* At the innermost activation. */
struct stack_walk stack_walk_begin(const struct thread *t);
/* To the caller. */
void stack_walk_next(struct stack_walk *w);
static inline bool stack_walk_over(const struct stack_walk *w)
{
    return w->method == NULL;
}

#endif
