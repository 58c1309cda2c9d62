/*
 * personality.h - what a target is to the steps of a compile that all targets share (docs/design.md, section
 * 6).
 *
 * Only what shared code asks is here: the registers of each class (regalloc_scan.c), and which operations
 * there are for which types (legalise.c). Memory model and calling convention are the business of a target's
 * own selection: fences keep their places in the IR, and no shared step lowers calls. Private to src/backend.
 */
#ifndef SAMOVAR_BACKEND_PERSONALITY_H
#define SAMOVAR_BACKEND_PERSONALITY_H

#include "backend/lir.h"
#include "backend/regalloc.h"

struct x64_compile;

struct personality {
    struct regalloc_target registers;
    /* Has this processor the operation for operands of this type? */
    bool (*has)(const struct x64_compile *c, enum ssa_op op, enum ssa_type t);
    /* Its own steps. */
    void (*select)(struct x64_compile *c);
    struct blob *(*emit)(struct x64_compile *c);
    void (*print)(const struct x64_compile *c, struct buf *out);
};

extern const struct personality x64_personality;

#endif
