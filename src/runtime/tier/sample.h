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
 *
 * Profiles want more than the controller: the exact instruction, and the C functions that run (`detail`).
 * Then every thread that runs is asked, and its answer has the registers and the inner part of the machine
 * stack; who unwinds that does it later, on a copy (profile/native.h). A thread that sleeps in a system call
 * is left alone, because the signal would end some of those early.
 */
#ifndef SAMOVAR_RUNTIME_SAMPLE_H
#define SAMOVAR_RUNTIME_SAMPLE_H

#include "runtime/thread/thread.h"

struct blob;

#define SAMPLE_DEPTH 256   /* innermost activations */
#define SAMPLE_STACK 24576 /* bytes of the machine stack */

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
    int depth;             /* set by the caller: no more than these */
    struct sample_frame at[SAMPLE_DEPTH];
    /* With detail: */
    bool detail;             /* set by the caller */
    bool asked;              /* the thread has answered: what follows is of the moment when it did */
    const struct blob *top;  /* whose activation is the innermost one; NULL: a memory frame's */
    const struct blob *blob; /* compiled code was running, at this offset; NULL: something else */
    uint32_t offset;
    const u2 *t0_pc;        /* when T0 was running: the instruction */
    uint64_t registers[17]; /* in DWARF's order: rax rdx rcx rbx rsi rdi rbp rsp r8..r15 rip */
    size_t stack_bytes;     /* from registers[7] on; 0: compiled code, or not known */
    uint64_t stack[SAMPLE_STACK / sizeof(uint64_t)];
};
#define SAMPLE_RSP 7
#define SAMPLE_RIP 16

/* Installs the signal handler; once per process is enough, more do no harm. false: all signals are taken, and
 * threads in compiled code give no samples. */
bool sample_init(void);
/* Under vm->threads_lock, for a thread on the list. Waits a few milliseconds at most. */
void sample_thread(struct thread *t, struct sample *out);

/* The table's entry that a sample at the offset belongs to; NULL: there is none. An interrupt comes between
 * two instructions, and what took the time is the one before; at the target of a jump that one is somewhere
 * else. */
struct blob_line;
const struct blob_line *sample_line(const struct blob *b, uint32_t offset);

#endif
