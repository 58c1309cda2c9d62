/* loops.h - loops in bytecode, as OSR enters them: at the target of a backward branch. */
#ifndef SAMOVAR_RUNTIME_TIER_LOOPS_H
#define SAMOVAR_RUNTIME_TIER_LOOPS_H

#include "runtime/class/class.h"

/* bci of the header of the innermost loop around `bci` (of all loops, when it is -1); -1: there is none. */
int32_t loop_around(const struct method *m, int32_t bci);
static inline bool has_loops(const struct method *m)
{
    return loop_around(m, -1) >= 0;
}

/* Of a method with bytecode that T0 runs in C: is compiled code as good? That of what is small and has no
 * loops. */
static inline bool c_is_no_faster(const struct method *m)
{
    enum { SMALL = 80 };
    return (m->flags & MF_PLAIN_C) != 0 || (m->cf->code->length <= SMALL && !has_loops(m));
}

#endif
