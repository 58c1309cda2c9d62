/*
 * profile.h - the sampling report: `samovar --profile[=FILE]`.
 *
 * The report's form follows from the file's name: .html (a page with a flame graph that opens offline),
 * .pb.gz (pprof), .speedscope.json, .collapsed (one line a stack, for flame graph tools), else text (hot
 * methods, readable at 80 columns). Without a file the text goes to standard error when the program ends.
 */
#ifndef SAMOVAR_RUNTIME_PROFILE_H
#define SAMOVAR_RUNTIME_PROFILE_H

#include "runtime/tier/sampler.h"

/* Starts as vm->options.profile says; false: *err has the reason. */
bool profile_start(struct vm *vm, struct buf *err);
/* Writes a report of what has been seen so far; the profile goes on (SIGUSR2). Nothing without a profile.
 * Any thread. */
void profile_report(struct vm *vm);
/* Stops and writes the report, once; called when the program ends, however it does. Nothing without a
 * profile. */
void profile_finish(struct vm *vm);

/* The forms. Between sampler_lock and unlock, or after sampler_stop. */
void profile_text(struct sampler *s, struct buf *out);
void profile_collapsed(struct sampler *s, struct buf *out);
void profile_speedscope(struct sampler *s, struct buf *out);
void profile_html(struct sampler *s, struct buf *out);
bool profile_pprof(struct sampler *s, struct buf *out); /* false: it cannot be compressed */

#endif
