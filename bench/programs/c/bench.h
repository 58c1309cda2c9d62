// What Bench.java is for the Java programs: runs a kernel again and again and prints the time of each
// iteration. The programs here do the work of the Java program of the same name, with the same checksum;
// iterations have its size.
#ifndef BENCH_PROGRAMS_BENCH_H
#define BENCH_PROGRAMS_BENCH_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

// The next of a sequence of numbers, as Java's ints compute it.
static inline int32_t next_random(int32_t x)
{
    return (int32_t)((uint32_t)x * 1103515245u + 12345u);
}

// An int shifted to the right with zeros.
static inline int32_t shift(int32_t x, int n)
{
    return (int32_t)((uint32_t)x >> n);
}

static inline uint64_t double_bits(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

// Zeroed memory, like a new array.
static inline void *new_array(size_t count, size_t size)
{
    void *p = calloc(count, size);
    if (!p)
        abort();
    return p;
}

// Arguments: -s SECONDS [SIZE]. PART is the size of an iteration unless SIZE is given.
static int bench_run(int argc, char **argv, int part, uint64_t (*volatile kernel)(int))
{
    if (argc < 3 || strcmp(argv[1], "-s") != 0) {
        fprintf(stderr, "usage: %s -s SECONDS [SIZE]\n", argv[0]);
        return 2;
    }
    int64_t limit = (int64_t)(atof(argv[2]) * 1e9);
    int size = argc > 3 ? atoi(argv[3]) : part;
    printf("begin %" PRId64 "\n", clock_ns(CLOCK_REALTIME) / 1000000);
    int64_t begin = clock_ns(CLOCK_MONOTONIC), end = begin;
    while (end - begin < limit) {
        int64_t start = clock_ns(CLOCK_MONOTONIC);
        uint64_t checksum = kernel(size);
        end = clock_ns(CLOCK_MONOTONIC);
        printf("%" PRId64 " %" PRId64 " %" PRId64 "\n", end - begin, end - start, (int64_t)checksum);
    }
    return 0;
}

#endif
