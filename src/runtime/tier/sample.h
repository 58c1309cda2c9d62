/*
 * sample.h - what a running thread is at, seen from another one.
 *
 * T0's frames are in memory and linked from thread->frame, so another thread can simply read them. So are the
 * frames of compiled code that has called out and waits. Only a thread that is in compiled code right now has
 * to be asked: by a signal, whose handler reads the frames and answers. All of them may change or be
 * half-written; this makes it safe:
 *
 *   - Nothing that was read is followed before it was checked (stack_walk_running, stack_walk_interrupted). A
 *     method that a memory frame names is only stored: whether it is one is for the caller to find out.
 *   - thread->frame is read again afterwards. If it changed, the innermost frame may have been popped and its
 *     memory used for something else: there is no sample. If it did not, neither that frame nor any below it
 *     was popped meanwhile (or was pushed again, by a call of another method from the same place,
 *     half-written: then the check of the method finds it out, or the sample is of one of two methods that
 * ran at that moment).
 *   - The caller holds vm->threads_lock, so no thread of the list ends, and no blob is freed.
 */
#ifndef SAMOVAR_RUNTIME_SAMPLE_H
#define SAMOVAR_RUNTIME_SAMPLE_H

#include "runtime/thread/thread.h"

#define SAMPLE_DEPTH 256 /* innermost activations */

struct sample_frame {
    struct method *method;
    const struct frame *memory; /* only to compare; NULL: compiled code */
    const u2 *pc;               /* of a memory frame: the method is not checked yet; NULL: compiled code */
    int32_t bci;                /* of compiled code */
    bool compiled;
};
struct sample {
    _Atomic uint32_t done; /* futex */
    int n;                 /* innermost first; 0: no Java; -1: the stack changed, or no answer came in time */
    struct sample_frame at[SAMPLE_DEPTH];
};

/* Installs the signal handler; once per process is enough, more do no harm. false: all signals are taken, and
 * threads in compiled code give no samples. */
bool sample_init(void);
/* Under vm->threads_lock, for a thread on the list. Waits a few milliseconds at most. */
void sample_thread(struct thread *t, struct sample *out);

#endif
