/* cost.c - the cost model (see cost.h). */
#include "runtime/tier/cost.h"

#include <math.h>
#include <string.h>

/* What is believed before anything was measured: as much as so many compiles of so many bytes say. */
#define FIRST_BYTES   600.0
#define FIRST_NS      4e6
#define FIRST_SPEEDUP 8.0
#define FIXED_BYTES   40   /* a compile's fixed part, as bytecode */
#define FORGET        0.97 /* per compile */
#define LEARN         0.1  /* weight of one measured speed-up */
#define MIN_SHARE     0.02 /* shares outside say nothing: noise, or nothing else to compare with */
#define MAX_SHARE     0.70

void cost_init(struct cost_model *c)
{
    memset(c, 0, sizeof *c);
    c->bytes = FIRST_BYTES;
    c->ns = FIRST_NS;
    c->log_speedup = log(FIRST_SPEEDUP);
}

double cost_of_compile(const struct cost_model *c, unsigned bytes)
{
    return (bytes + FIXED_BYTES) * c->ns / c->bytes;
}

void cost_compiled(struct cost_model *c, unsigned bytes, double ns)
{
    c->ns = c->ns * FORGET + ns;
    c->bytes = c->bytes * FORGET + bytes + FIXED_BYTES;
}

double cost_speedup(const struct cost_model *c)
{
    return exp(c->log_speedup);
}

bool cost_pays(const struct cost_model *c, double future, double compile_ns)
{
    return future / cost_speedup(c) + compile_ns < future;
}

void cost_trial_begin(struct cost_model *c, const void *method, double share, u8 end)
{
    if (share < MIN_SHARE || share > MAX_SHARE)
        return;
    struct cost_trial *free_trial = NULL;
    for (int i = 0; i < COST_TRIALS; i++) {
        if (c->trials[i].method == method)
            return;
        if (c->trials[i].method == NULL)
            free_trial = &c->trials[i];
    }
    if (free_trial != NULL)
        *free_trial = (struct cost_trial){method, share, end};
}

const void *cost_trial_due(const struct cost_model *c, u8 now)
{
    for (int i = 0; i < COST_TRIALS; i++)
        if (c->trials[i].method != NULL && now >= c->trials[i].end)
            return c->trials[i].method;
    return NULL;
}

/*
 * All else being equal: of time 1, p was the method's, and p / s is left of that. Its share is then
 * q = (p / s) / (1 - p + p / s), so s = p (1 - q) / (q (1 - p)).
 */
void cost_trial_end(struct cost_model *c, const void *method, double share)
{
    for (int i = 0; i < COST_TRIALS; i++) {
        struct cost_trial *t = &c->trials[i];
        if (t->method != method)
            continue;
        double p = t->before, q = share < 0.002 ? 0.002 : share;
        t->method = NULL;
        if (q >= 1)
            return;
        double s = p * (1 - q) / (q * (1 - p));
        s = s < 1.2 ? 1.2 : s > 40 ? 40 : s;
        c->log_speedup += LEARN * (log(s) - c->log_speedup);
    }
}
