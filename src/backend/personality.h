/*
 * personality.h - what a target is to the compiler: what it computes with, its registers and calling
 * convention, its memory, and the steps that are its own (docs/design.md, section 6).
 *
 * compile.c and the register allocator know targets through this table alone. The legaliser hook rewrites
 * what a target cannot select, one value at a time, into operations that it can, using the value's facts
 * where they make it cheaper. Private to src/backend.
 */
#ifndef SAMOVAR_BACKEND_PERSONALITY_H
#define SAMOVAR_BACKEND_PERSONALITY_H

#include "backend/lir.h"
#include "backend/regalloc.h"

struct x64_compile;

enum memory_model {
    MEMORY_FLAT,      /* one address space, code and data alike */
    MEMORY_SPLIT,     /* code and data apart */
    MEMORY_SEGMENTED, /* an address is a segment and an offset */
    MEMORY_BANKED,    /* windows that are switched */
};

struct personality {
    const char *name;
    /* --- what it computes with */
    uint8_t int_widths; /* a bit for each width in bytes (1, 2, 4, 8) that is native */
    uint8_t pointer_bytes;
    bool f32, f64; /* in hardware */
    enum memory_model memory;
    bool big_endian;
    bool unaligned;   /* accesses need not be aligned */
    bool store_order; /* stores are seen in order: volatile stores need a fence behind them only */
    /* --- registers, calling convention (numbers as in lir.h) */
    struct regalloc_target registers;
    const uint8_t *int_args;
    uint8_t nint_args, nfp_args;
    uint8_t frame_align; /* of the stack pointer at calls, bytes */
    /* --- its own steps of a compile */
    void (*legalise)(struct x64_compile *c, ssa_id v);
    void (*select)(struct x64_compile *c);
    struct blob *(*emit)(struct x64_compile *c);
    void (*print)(const struct x64_compile *c, struct buf *out);
};

extern const struct personality x64_personality;

#endif
