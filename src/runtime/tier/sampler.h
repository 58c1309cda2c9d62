/*
 * sampler.h - the statistical sampler: a thread that looks at what the others run.
 *
 * At each tick every thread of the VM that used the processor since the last one (wall mode: every thread)
 * gives one sample, which goes to whoever asked: the controller, a profile. Nothing is counted or stored by
 * the running code for it. How that can be right is told in sample.h.
 *
 * Threads: sampler_start and sampler_stop may be called from any thread, once each in turn. What the hooks do
 * with the samples is guarded by sampler_lock.
 */
#ifndef SAMOVAR_RUNTIME_SAMPLER_H
#define SAMOVAR_RUNTIME_SAMPLER_H

#include "runtime/class/class.h"

struct sample;
struct sampler;
struct thread;

enum sampler_mode { SAMPLER_CPU, SAMPLER_WALL };

struct sampler_totals {
    u8 samples;
    u8 torn; /* given up because the frames changed while they were read, or no answer came */
    u8 ticks;
    double seconds; /* from start to stop (or to now) */
    unsigned hz;
    enum sampler_mode mode;
};

/* Who takes the samples. All are called by the sampler's thread, which is no thread of the VM. */
struct sampler_hooks {
    void *user;
    /* Before a tick: is there anything to look at? False: nothing is, and `tick` is called at once. NULL:
     * there always is. */
    bool (*begin)(void *user);
    /* Thread t used ns of processor time (wall mode: a tick) since it was last asked. The methods are
     * methods; n is 0 for a thread without Java, which only a sampler with detail reports. Under
     * vm->threads_lock and the sampler's lock. */
    void (*sample)(void *user, struct thread *t, const struct sample *s, u8 ns);
    /* A thread that is not the VM's used ns of processor time; NULL: they are not looked at. Under the
     * sampler's lock. */
    void (*foreign)(void *user, int tid, const char *name, u8 ns);
    /* After a tick, without locks. Returns nanoseconds until the next; 0: as before. NULL: always as before.
     */
    u8 (*tick)(void *user);
};

struct sampler_options {
    enum sampler_mode mode;
    bool detail; /* sample.h */
    int depth;   /* activations of a sample, innermost first; at most SAMPLE_DEPTH */
    unsigned hz; /* at first */
    u8 least_ns; /* CPU mode: a thread that used less gives no sample */
};

/* NULL: there is no thread to be had. */
struct sampler *sampler_start(struct vm *vm, const struct sampler_options *options,
                              const struct sampler_hooks *hooks);
void sampler_stop(struct sampler *s); /* no more samples */
void sampler_free(struct sampler *s); /* stopped before */
void sampler_lock(struct sampler *s);
void sampler_unlock(struct sampler *s);
struct sampler_totals sampler_totals(const struct sampler *s);

#endif
