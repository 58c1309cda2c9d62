/* bench.h - what the programs beside this file share: each prints lines "NAME NANOSECONDS", a call each. */
#ifndef BENCH_EMBED_H
#define BENCH_EMBED_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CALLS 200000 /* a batch */

static double cpu_time(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double wall_time(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* SECONDS of warming up and as long of measuring, in batches; the least a call took, in nanoseconds of this
 * thread's processor time: what other processes take away is not counted. */
static double least(void (*batch)(void), double seconds)
{
    double start = wall_time(), best = 1e9;
    while (wall_time() - start < seconds)
        batch();
    start = wall_time();
    while (wall_time() - start < seconds) {
        double t = cpu_time();
        batch();
        t = (cpu_time() - t) * 1e9 / CALLS;
        if (t < best)
            best = t;
    }
    return best;
}

static double seconds_from(const char *arg)
{
    double s = arg != NULL ? atof(arg) : 0;
    return s > 0 ? s : 1;
}

static void row(const char *name, void (*batch)(void), double seconds)
{
    printf("%s %.2f\n", name, least(batch, seconds));
    fflush(stdout);
}

static void must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "%s failed\n", what);
        exit(1);
    }
}

#endif
