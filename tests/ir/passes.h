/* passes.h - the passes that text cases and the fuzzer can run, by name. */
#ifndef IR_PASSES_H
#define IR_PASSES_H

#include "ssa/ssa.h"

struct ir_pass {
    const char *name;
    bool (*run)(struct ssa_func *f); /* true: it changed something */
};

extern const struct ir_pass ir_passes[];
extern const size_t ir_npasses;

const struct ir_pass *ir_find_pass(const char *name, size_t len); /* NULL: none */

#endif
