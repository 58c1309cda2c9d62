/*
 * annotate.h - `--annotate=METHOD`: source, bytecode, SSA and machine code of methods, each line with its
 * samples. METHOD is Class.name or a part of that, as for --dump.
 *
 * What the compilers made of a method is kept as text when it is compiled, with a count for each byte of
 * machine code; both stay when the code goes.
 */
#ifndef SAMOVAR_RUNTIME_PROFILE_ANNOTATE_H
#define SAMOVAR_RUNTIME_PROFILE_ANNOTATE_H

#include "runtime/tier/code.h"

struct profile;

struct annotated_code {
    struct annotated_code *next; /* of the VM's, newest first */
    const struct method *method;
    int32_t osr_bci;
    unsigned tier;
    struct buf ssa, assembly;
    struct blob_line *lines; /* a copy of the blob's */
    uint32_t nlines, size;
    u4 *hits; /* by offset; the sampler's thread counts, under the profile's lock */
};

/* Is this method to be annotated? */
bool annotate_wants(const struct vm *vm, const struct method *m);
/* c, which is about to be installed, was made like this; takes what the buffers have. */
void annotate_code(struct code *c, struct buf *ssa, struct buf *assembly);
/* A sample at the offset. */
void annotate_hit(struct annotated_code *a, uint32_t offset);
/* Appends what there is to say. Under profile_lock; nothing without the option. */
void annotate_report(struct profile *p, struct buf *out);

#endif
