/* speculation.c - guesses that failed: a small list a method, behind one lock. */
#include "runtime/tier/speculation.h"
#include "runtime/vm.h"

enum { MAX_PLACES = 200 }; /* of a method: then nothing is guessed there any more */

struct place {
    uint32_t bci;
    uint8_t why;
    uint32_t failures;
};
struct method_log {
    VEC(struct place) places;
    uint32_t failures;
    uint32_t reasons; /* bit set of enum ssa_why */
};
struct speculation_log {
    pthread_mutex_t lock;
    struct ptr_map methods; /* struct method -> struct method_log */
};
_Static_assert(SSA_NWHYS <= 32, "reasons is a bit set");

/* NULL when nothing ever failed. */
static struct speculation_log *log_of(struct vm *vm)
{
    return atomic_load_explicit(&vm->speculations, memory_order_acquire);
}

static struct speculation_log *make_log(struct vm *vm)
{
    struct speculation_log *log = xcalloc(1, sizeof *log), *none = NULL;
    pthread_mutex_init(&log->lock, NULL);
    if (atomic_compare_exchange_strong(&vm->speculations, &none, log))
        return log;
    pthread_mutex_destroy(&log->lock);
    free(log);
    return none;
}

static struct place *find_place(const struct method_log *m, uint32_t bci, unsigned why)
{
    for (size_t i = 0; i < m->places.len; i++)
        if (m->places.at[i].bci == bci && m->places.at[i].why == why)
            return &m->places.at[i];
    return NULL;
}

void speculation_failed(struct vm *vm, const struct method *m, uint32_t bci, unsigned why)
{
    struct speculation_log *log = log_of(vm);
    if (log == NULL)
        log = make_log(vm);
    pthread_mutex_lock(&log->lock);
    struct method_log *mine = ptr_map_get(&log->methods, (uintptr_t)m);
    if (mine == NULL)
        ptr_map_put(&log->methods, (uintptr_t)m, mine = xcalloc(1, sizeof *mine));
    mine->failures++;
    mine->reasons |= 1u << why;
    struct place *place = find_place(mine, bci, why);
    if (place != NULL)
        place->failures++;
    else if (mine->places.len < MAX_PLACES)
        vec_push(&mine->places, ((struct place){bci, (uint8_t)why, 1}));
    pthread_mutex_unlock(&log->lock);
}

uint32_t speculation_failures_at(struct vm *vm, const struct method *m, uint32_t bci, unsigned why)
{
    struct speculation_log *log = log_of(vm);
    if (log == NULL)
        return 0;
    pthread_mutex_lock(&log->lock);
    const struct method_log *mine = ptr_map_get(&log->methods, (uintptr_t)m);
    const struct place *place = mine != NULL ? find_place(mine, bci, why) : NULL;
    uint32_t n = place != NULL ? place->failures : 0;
    if (mine != NULL && mine->places.len == MAX_PLACES)
        n = mine->failures;
    pthread_mutex_unlock(&log->lock);
    return n;
}

bool speculation_allowed(struct vm *vm, const struct method *m, uint32_t bci, unsigned why)
{
    return speculation_failures_at(vm, m, bci, why) == 0;
}

bool speculation_method_has(struct vm *vm, const struct method *m, unsigned why)
{
    struct speculation_log *log = log_of(vm);
    if (log == NULL)
        return false;
    pthread_mutex_lock(&log->lock);
    const struct method_log *mine = ptr_map_get(&log->methods, (uintptr_t)m);
    bool has = mine != NULL && (mine->reasons >> why & 1) != 0;
    pthread_mutex_unlock(&log->lock);
    return has;
}

uint32_t speculation_failures(struct vm *vm, const struct method *m)
{
    struct speculation_log *log = log_of(vm);
    if (log == NULL)
        return 0;
    pthread_mutex_lock(&log->lock);
    const struct method_log *mine = ptr_map_get(&log->methods, (uintptr_t)m);
    uint32_t n = mine != NULL ? mine->failures : 0;
    pthread_mutex_unlock(&log->lock);
    return n;
}

void speculation_free(struct vm *vm)
{
    struct speculation_log *log = atomic_exchange(&vm->speculations, NULL);
    if (log == NULL)
        return;
    for (size_t i = 0; i < log->methods.cap; i++) {
        struct method_log *m = log->methods.entries[i].value;
        if (m == NULL)
            continue;
        vec_free(&m->places);
        free(m);
    }
    ptr_map_free(&log->methods);
    pthread_mutex_destroy(&log->lock);
    free(log);
}
