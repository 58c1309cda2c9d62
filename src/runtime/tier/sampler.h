/*
 * sampler.h - the statistical sampler: a thread that looks at what the others run, and the calling-context
 * tree it keeps.
 *
 * At each tick every thread of the VM that used the processor since the last one (wall mode: every thread)
 * gives one sample: the methods of its innermost frames, and which tier runs the innermost one. Nothing is
 * counted or stored by the running code for it. How that can be right is told in sample.h.
 *
 * Threads: sampler_start and sampler_stop may be called from any thread, once each in turn. The tree may be
 * read between sampler_lock and sampler_unlock, or after sampler_stop.
 */
#ifndef SAMOVAR_RUNTIME_SAMPLER_H
#define SAMOVAR_RUNTIME_SAMPLER_H

#include "runtime/class/class.h"

struct sample;
struct sampler;
struct thread;

#define SAMPLER_HALF_LIFE 0.5
#define SAMPLER_SPOTS     8 /* of a method; the coldest gives way */

enum sampler_mode { SAMPLER_CPU, SAMPLER_WALL };

/* A method in one calling context. The root has no method; its children are the threads' outermost frames. */
struct call_node {
    struct method *method;
    struct call_node *parent, *first_child, *next_sibling;
    u8 self;     /* samples with this frame innermost ... */
    u8 compiled; /* ... and compiled code running it: the others are T0's, or native code's */
};

/* A place in a method where it was innermost recently. The counts halve every SAMPLER_HALF_LIFE seconds. */
struct sampler_spot {
    int bci; /* T0: of the last call or poll, of compiled code: of a neighbouring point; -1: not known */
    float interpreted, compiled;
};

struct sampler_totals {
    u8 samples;      /* in the tree */
    u8 without_java; /* a VM thread was busy, but had no Java frame: start-up, collector, compiler */
    u8 torn;         /* given up because the frames changed while they were read, or no answer came */
    u8 ticks;
    double seconds; /* from start to stop (or to now) */
    unsigned hz;
    enum sampler_mode mode;
};

/*
 * Somebody who takes the samples instead of the tree. All are called by the sampler's thread, which is no
 * thread of the VM.
 */
struct sampler_hooks {
    void *user;
    /* Before a tick: is there anything to look at? False: nothing is, and `tick` is called at once. */
    bool (*begin)(void *user);
    /* Thread t used ns of processor time since it was last asked; n > 0, and the methods are methods. Under
     * vm->threads_lock. */
    void (*sample)(void *user, struct thread *t, const struct sample *s, u8 ns);
    /* After a tick, without locks. Returns nanoseconds until the next. */
    u8 (*tick)(void *user);
};

struct sampler *sampler_start(struct vm *vm, enum sampler_mode mode, unsigned hz);
struct sampler *sampler_start_hooked(struct vm *vm, unsigned hz, const struct sampler_hooks *hooks);
void sampler_stop(struct sampler *s); /* no more samples; the tree stays */
void sampler_free(struct sampler *s); /* stopped before */
void sampler_lock(struct sampler *s);
void sampler_unlock(struct sampler *s);
const struct call_node *sampler_tree(const struct sampler *s);
/* Where m was innermost, hottest first, as of now; returns how many there are, at most `max`. Like the tree:
 * between sampler_lock and sampler_unlock. */
int sampler_spots(const struct sampler *s, const struct method *m, struct sampler_spot *out, int max);
struct sampler_totals sampler_totals(const struct sampler *s);

#endif
