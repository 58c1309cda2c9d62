/* profile_internal.h - shared by the files of the profiler. */
#ifndef SAMOVAR_RUNTIME_PROFILE_INTERNAL_H
#define SAMOVAR_RUNTIME_PROFILE_INTERNAL_H

#include "runtime/profile/profile.h"
#include "runtime/profile/unwind.h"
#include "runtime/vm.h"

/* The VM's own work. Foreign threads are in it too. */
enum vm_work { WORK_GC, WORK_ALLOCATION, WORK_COMPILER, WORK_CLASSES, WORK_SAMPLING, WORK_OTHER, N_WORKS };
extern const char *const vm_work_names[N_WORKS]; /* "[garbage collector]" ... */

#define PROFILE_SLICES 120

struct profile {
    struct vm *vm;
    struct profile_options options;
    struct sampler *sampler; /* NULL: PROFILE_ALLOC */
    struct profile_tree tree;
    struct unwinder *unwinder;
    u8 period;                          /* nanoseconds a sample */
    u8 samples;                         /* PROFILE_ALLOC: the tree has bytes */
    u8 works[N_WORKS];                  /* samples */
    u8 slices[PROFILE_SLICES][N_TIERS]; /* samples by time */
    double slice;                       /* seconds that one is long */
    u8 foreign_ns[N_WORKS];             /* that make no sample yet */
    u8 ahead_collected;                 /* ns of the allocation thread that were counted as collections */
    u8 refresh_at;                      /* ticks at which the libraries are looked at again */
    pthread_mutex_t lock;               /* without a sampler: the tree */
    struct timespec started;
    double start;   /* seconds after the VM's */
    double seconds; /* once stopped */
    bool stopped;
};

/* Guards the tree. */
void profile_lock(struct profile *p);
void profile_unlock(struct profile *p);

struct profile_totals {
    u8 weight; /* samples or bytes */
    u8 torn;
    double seconds;
};
struct profile_totals profile_totals(struct profile *p);

double profile_seconds(const struct profile *p); /* since its start, or until it was stopped */

/* collect.c: the sampler's hooks. */
void collect_sample(void *user, struct thread *t, const struct sample *s, u8 ns);
void collect_foreign(void *user, int tid, const char *name, u8 ns);
u8 collect_tick(void *user);

/* The forms, under profile_lock. */
void report_text(struct profile *p, struct buf *out);
void report_collapsed(struct profile *p, struct buf *out);
void report_speedscope(struct profile *p, struct buf *out);
void report_html(struct profile *p, struct buf *out);
bool report_pprof(struct profile *p, struct buf *out); /* false: it cannot be compressed */

#endif
