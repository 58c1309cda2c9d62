/*
 * walk.h - walking a thread's activations, whichever tier runs them.
 *
 * Memory frames (frame.h) are linked from thread->frame. Where T0 called compiled code, the list has a
 * "compiled entry" frame (no method, pc == interp_compiled_entry): between it and the frame above it lie the
 * machine frames of compiled code, a section of the machine stack that ends at the return address of
 * compiled_enter. The section's innermost frame is found by an anchor: rsp and rbp as they were at the call
 * that left compiled code. thread->anchor_sp / anchor_fp belong to the innermost section; each compiled entry
 * frame keeps the anchor of the section before its own. An anchor_sp of NULL: the section has no frames yet.
 *
 *     for (struct stack_walk w = stack_walk_begin(t); !stack_walk_over(&w); stack_walk_next(&w))
 *
 * A walk is right for the calling thread itself, when it has left compiled code by a call (everything in C
 * has), and for another thread whose stack is frozen (thread_handshake). It allocates nothing and takes no
 * lock.
 */
#ifndef SAMOVAR_RUNTIME_EXEC_WALK_H
#define SAMOVAR_RUNTIME_EXEC_WALK_H

#include "runtime/exec/frame.h"
#include "runtime/thread/thread.h"

struct blob;
struct blob_frame;
struct code_memory;

/* The position of a walk, and what stands there. Plain data: copies are independent walks. */
struct stack_walk {
    const struct thread *thread;
    /* The activation; method NULL: the walk is over. */
    struct method *method;
    int bci;                        /* -1: native */
    struct frame *memory;           /* its memory frame; NULL: compiled code runs it */
    const struct blob *blob;        /* compiled: the machine frame's code ... */
    const struct blob_frame *state; /* ... where its locals are; NULL: not known ... */
    void *pc;                       /* ... where it will go on (a return address) ... */
    void **slot;                    /* ... and the place that it was read from; NULL: interrupted ... */
    char *fp;                       /* ... its rbp ... */
    uint32_t inlined; /* ... and how many more inlined activations of this machine frame follow */
    /* Private. */
    struct frame *next; /* memory frame that follows */
    void *anchor_sp, *anchor_fp;
    const struct code_memory *code; /* NULL: not asked for yet */
    const void *return_trap;
    void **return_slot; /* where the return address is, if not at fp: then fp is the caller's already */
    char *low, *high;   /* interrupted: where the next machine frame must lie; high NULL: not checked */
    bool inside;        /* in a section of machine frames */
};

/* At the innermost activation. */
struct stack_walk stack_walk_begin(const struct thread *t);
/* To the caller. */
void stack_walk_next(struct stack_walk *w);
static inline bool stack_walk_over(const struct stack_walk *w)
{
    return w->method == NULL;
}

/*
 * Walks that check everything before they follow it, for stacks that may be changing or broken. They may end
 * early. `bci` is not set for memory frames: one that is half-written may have a wrong method, which is for
 * the caller to find out before it asks for frame_bci.
 *
 * interrupted: the calling thread, from a signal handler, with the registers it was interrupted with. The bci
 * of compiled code is then that of a neighbouring point.
 * running: another thread, which the caller keeps from ending, and whose innermost frame is `top`. If
 * t->frame is still `top` afterwards, what was seen is right but for the innermost frame; if `top` is a
 * compiled entry, the thread must also have been outside Java all the time.
 */
struct stack_walk stack_walk_interrupted(const struct thread *t, void *pc, void *sp, void *fp);
struct stack_walk stack_walk_running(const struct thread *t, struct frame *top);
/* stack_walk_interrupted of w->thread, with w->code given: for tests. */
void stack_walk_interrupt(struct stack_walk *w, void *pc, void *sp, void *fp);

enum walk_value {
    WALK_VALUE_KNOWN,
    WALK_VALUE_UNKNOWN, /* in a register that only the machine frames above can tell */
    WALK_VALUE_NONE,    /* no reference, or nobody will use it any more */
};
/* A local variable that holds a reference; may be NULL. T0's locals have no types: *out may be anything. */
enum walk_value stack_walk_local(const struct stack_walk *w, unsigned local, struct object **out);
/* Calls see for every machine frame of compiled code, also those that show no activations. As for
 * stack_walk_begin. */
void stack_walk_blobs(const struct thread *t, void (*see)(const struct blob *b));

/* How many objects a compiled activation has locked, and each, outermost first (a synchronized method's own
 * is the first); 0 for memory frames, which do not say. */
unsigned stack_walk_lock_count(const struct stack_walk *w);
enum walk_value stack_walk_lock(const struct stack_walk *w, unsigned lock, struct object **out);

#endif
