/*
 * personality.h - what a target is to the steps of a compile that all targets share (docs/design.md, section
 * 6).
 *
 * Only what is asked is here: a second target will bring widths, memory model and calling convention. The
 * legaliser hook rewrites what the target cannot select, one value at a time, into operations that it can.
 * Private to src/backend.
 */
#ifndef SAMOVAR_BACKEND_PERSONALITY_H
#define SAMOVAR_BACKEND_PERSONALITY_H

#include "backend/lir.h"
#include "backend/regalloc.h"

struct x64_compile;

struct personality {
    struct regalloc_target registers;
    /* Its own steps. */
    void (*legalise)(struct x64_compile *c, ssa_id v);
    void (*select)(struct x64_compile *c);
    struct blob *(*emit)(struct x64_compile *c);
    void (*print)(const struct x64_compile *c, struct buf *out);
};

extern const struct personality x64_personality;

#endif
