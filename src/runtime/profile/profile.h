/*
 * profile.h - profiles: what used time, or what allocated, by call stack.
 *
 * `samovar --profile[=FILE]` runs one from start to end; the embedding API starts and stops as many as it
 * likes, one at a time. The form of a report follows from the file's name: .html (a page with a flame graph
 * that opens offline), .pb.gz (pprof), .speedscope.json, .collapsed (one line a stack, for flame graph
 * tools), else text (hot methods, readable at 80 columns).
 */
#ifndef SAMOVAR_RUNTIME_PROFILE_H
#define SAMOVAR_RUNTIME_PROFILE_H

#include "runtime/profile/tree.h"
#include "runtime/tier/sampler.h"

enum profile_mode { PROFILE_CPU, PROFILE_WALL, PROFILE_ALLOC, N_PROFILE_MODES };
extern const char *const profile_mode_names[N_PROFILE_MODES];

#define PROFILE_HZ             100
#define PROFILE_MAX_HZ         10000
#define PROFILE_ALLOC_INTERVAL (512u << 10)

struct profile_options {
    enum profile_mode mode;
    unsigned hz;           /* 0: PROFILE_HZ */
    size_t alloc_interval; /* bytes between two samples, on average; 0: PROFILE_ALLOC_INTERVAL */
};

enum profile_form {
    PROFILE_TEXT,
    PROFILE_COLLAPSED,
    PROFILE_HTML,
    PROFILE_PPROF,
    PROFILE_SPEEDSCOPE,
    N_PROFILE_FORMS
};

struct profile; /* vm->profiler */

/* ---- of the command line ---- */

/* Starts as vm->options say; false: *err has the reason. */
bool profile_start(struct vm *vm, struct buf *err);
/* Writes a report of what has been seen so far; the profile goes on (SIGUSR2). Nothing without a profile.
 * Any thread. */
void profile_report(struct vm *vm);
/* Stops and writes the report, once; called when the program ends, however it does. Nothing without a
 * profile. */
void profile_finish(struct vm *vm);
/* The form that a file's name asks for; false: a form of others, whose name is put into *err. */
bool profile_form_of(const char *file, enum profile_form *form, struct buf *err);

/* ---- of the embedding API ---- */

/* One a VM at a time; NULL: *err has the reason. */
struct profile *profile_new(struct vm *vm, const struct profile_options *options, struct buf *err);
/* No more samples. May be called again. */
void profile_stop(struct profile *p);
/* A report of what has been seen so far; false: it cannot be compressed (pprof). */
bool profile_write(struct profile *p, enum profile_form form, struct buf *out);
/* Stops too, and makes room for another. */
void profile_free(struct profile *p);

/* ---- what the VM tells (events.h) and asks ---- */

/* heap.c, when the countdown of a thread has run out: t allocates `bytes` of class c. */
void profile_allocated(struct thread *t, const struct class *c, size_t bytes);

#endif
