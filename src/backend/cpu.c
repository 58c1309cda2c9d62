/* cpu.c - feature detection by cpuid. */
#include "backend/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>

/* Does the system save the upper halves of the vector registers? */
static bool system_saves_ymm(void)
{
    uint32_t lo, hi;
    __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
    return (lo & 6) == 6;
}

struct x64_features x64_detect_features(void)
{
    struct x64_features f = {0};
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d))
        return f;
    f.sse41 = c & bit_SSE4_1;
    f.popcnt = c & bit_POPCNT;
    bool ymm = (c & bit_OSXSAVE) != 0 && system_saves_ymm();
    f.avx = ymm && (c & bit_AVX) != 0;
    f.fma = f.avx && (c & bit_FMA) != 0;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        f.bmi1 = b & bit_BMI;
        f.bmi2 = b & bit_BMI2;
        f.avx2 = f.avx && (b & bit_AVX2) != 0;
    }
    if (__get_cpuid(0x80000001, &a, &b, &c, &d))
        f.lzcnt = c & bit_LZCNT;
    return f;
}
#else
struct x64_features x64_detect_features(void)
{
    return (struct x64_features){0};
}
#endif

void x64_print_features(const struct x64_features *f, struct buf *out)
{
    const char *between = "";
#define X(name)                                                                                              \
    if (f->name) {                                                                                           \
        buf_printf(out, "%s%s", between, #name);                                                             \
        between = " ";                                                                                       \
    }
    X64_FEATURES(X)
#undef X
}
