/* cpu.h - what the processor can do beyond x86-64's baseline (SSE2). Passed to a compile, never asked for
 * inside it. */
#ifndef SAMOVAR_BACKEND_CPU_H
#define SAMOVAR_BACKEND_CPU_H

#include "base/base.h"

#define X64_FEATURES(X) X(sse41) X(popcnt) X(lzcnt) X(bmi1) X(bmi2) X(avx) X(avx2) X(fma)

struct x64_features {
#define X(name) bool name;
    X64_FEATURES(X)
#undef X
};

struct x64_features x64_detect_features(void); /* of the machine we run on, and of what its system saves */
void x64_print_features(const struct x64_features *f,
                        struct buf *out); /* "avx bmi2 ...": part of a code cache's key */

#endif
