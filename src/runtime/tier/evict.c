/* evict.c - taking back the code that runs least (see evict.h). */
#include "runtime/tier/evict.h"

#include <stdlib.h>
#include "runtime/tier/sweep.h"
#include "runtime/tier/tier_internal.h"

#define PART 8 /* one part in so many of code memory is made free at once */

struct evict_entry *evict_list(struct vm *vm, size_t *n)
{
    VEC(struct evict_entry) all = {0};
    pthread_mutex_lock(&vm->class_lock);
    for (const struct code *c = vm->tier->valid; c != NULL; c = c->all_next)
        vec_push(&all, ((struct evict_entry){.code = c,
                                             .method = c->method,
                                             .osr_bci = c->osr_bci,
                                             .tier = code_tier(c),
                                             .bytes = c->blob->reserved}));
    pthread_mutex_unlock(&vm->class_lock);
    *n = all.len;
    return all.at;
}

static int by_heat(const void *a, const void *b)
{
    const struct evict_entry *x = a, *y = b;
    return (x->heat > y->heat) - (x->heat < y->heat);
}

static int by_address(const void *a, const void *b)
{
    const struct evict_entry *x = a, *y = b;
    return ((uintptr_t)x->code > (uintptr_t)y->code) - ((uintptr_t)x->code < (uintptr_t)y->code);
}

/* How many of the coldest entries. */
static size_t choose(const struct vm *vm, const struct evict_entry *e, size_t n, double limit)
{
    struct code_memory_stats stats;
    code_memory_stats(backend_code(vm->tier->backend), &stats);
    size_t bytes = 0, chosen = 0;
    while (chosen < n && bytes < stats.limit / PART && e[chosen].heat <= limit)
        bytes += e[chosen++].bytes;
    return chosen;
}

size_t evict(struct vm *vm, struct evict_entry *entries, size_t n, double limit)
{
    size_t bytes = 0;
    qsort(entries, n, sizeof *entries, by_heat);
    n = choose(vm, entries, n, limit);
    qsort(entries, n, sizeof *entries, by_address);
    pthread_mutex_lock(&vm->class_lock);
    for (struct code *next, *c = vm->tier->valid; c != NULL && n != 0; c = next) {
        next = c->all_next;
        struct evict_entry *e =
            bsearch(&(struct evict_entry){.code = c}, entries, n, sizeof *entries, by_address);
        if (e == NULL || e->method != c->method)
            continue;
        e->evicted = true;
        bytes += e->bytes;
        code_invalidate_locked(vm, c, false);
    }
    if (bytes != 0)
        vm->tier->last_sweep = 0; /* somebody waits for the memory */
    pthread_mutex_unlock(&vm->class_lock);
    return bytes;
}
