/*
 * heat.h - what samples say about methods: where time goes, who calls, who stands in a loop.
 *
 * All times are nanoseconds of processor time that decay: they halve every HEAT_HALF_LIFE. So they are both
 * "how much lately" and, since what was hot stays hot about as long as it was, "how much there is to come".
 *
 * Not thread safe: the controller has a lock.
 */
#ifndef SAMOVAR_RUNTIME_TIER_HEAT_H
#define SAMOVAR_RUNTIME_TIER_HEAT_H

#include "runtime/tier/sample.h"

#define HEAT_HALF_LIFE 2e9 /* ns */
#define HEAT_RECENT    0.3e9
#define HEAT_CALLERS   4  /* remembered of a method; the coldest gives way */
#define HEAT_DEPTH     24 /* activations of a sample that are looked at */

struct heat_caller {
    struct method *method;
    double ns; /* in the callee and what it called, when called from there */
};

struct heat {
    struct method *method;
    double interpreted, compiled; /* it was innermost, in T0 and in compiled code */
    double inclusive;             /* it was on the stack, below others or not */
    struct heat_caller callers[HEAT_CALLERS];
    unsigned samples; /* with it innermost in T0, since heat_cool */
    double failed;    /* what guesses of its code that failed have taken since heat_cool, about */
    bool bridged;     /* compiled code called it there: that takes time which nobody sees */
    u8 at;            /* the times are as of then */
    u8 seen;          /* last sample that counted it */

    /* A thread that keeps being in the same activation, as of the last sample. */
    struct thread *stuck;
    int stuck_bci;       /* where: of its last call or poll; -1: not known ... */
    bool stuck_exactly;  /* ... or where it looked for compiled code, which is at a loop's header */
    unsigned stuck_runs; /* samples in a row */

    /* The controller's. */
    u8 watched_until;    /* 0: not watched */
    u8 watch_wait;       /* a compile waits for the first watch until then */
    unsigned watch_next; /* samples at which it is watched again */
    u8 not_before;       /* no request until then */
    bool touched;        /* on the list of this tick */
    bool requested;      /* a compile is under way */
    bool baseline;       /* baseline code was asked for */
    bool refused, loops_refused;
    bool covered; /* a caller that inlines it is compiled instead */
    uint16_t compiles, loop_compiles;
    double compile_ns; /* of the last compile; 0: none */
};

struct heat_map {
    struct arena arena;
    struct ptr_map methods, threads;
    double total;                      /* of all samples */
    double recent, recent_interpreted; /* the same, but halved every HEAT_RECENT; bytecode in T0 */
    u8 at, samples;
};

void heat_init(struct heat_map *map);
void heat_free(struct heat_map *map);
/* Thread t ran `s` for ns. Returns the innermost method's record. */
struct heat *heat_sample(struct heat_map *map, struct thread *t, const struct sample *s, u8 ns, u8 now);
/* NULL: never sampled. As of now. */
struct heat *heat_find(struct heat_map *map, const struct method *m, u8 now);
struct heat *heat_of(struct heat_map *map, struct method *m, u8 now);
/* The totals as of now. */
void heat_totals(struct heat_map *map, u8 now);
/* Forgets the interpreted time: code was installed, and what it was taken for has changed. */
void heat_cool(struct heat *h);

#endif
