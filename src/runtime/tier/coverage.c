/* coverage.c - see coverage.h. */
#include "runtime/tier/coverage.h"

#include <string.h>
#include <time.h>
#include "backend/baseline.h"
#include "backend/code_memory.h"
#include "runtime/tier/baseline.h"
#include "runtime/tier/tier_internal.h"

enum { NO_STUB, WAITING, REACHED };

/* So long after the first stub of the method was met, those that are left count as blocks that never run. */
#define ENOUGH_NS UINT64_C(10000000)

struct coverage {
    _Atomic uint64_t since_ns; /* CLOCK_MONOTONIC, when the first stub was met; 0: none was */
    uint32_t length;
    _Atomic uint8_t at[]; /* by bci */
};

static uint64_t now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static struct coverage *coverage_of(const struct method *m)
{
    return atomic_load_explicit(&m->coverage, memory_order_acquire);
}

void coverage_prepare(struct method *m)
{
    struct loader *l = m->klass->loader;
    if (coverage_of(m) != NULL)
        return;
    pthread_mutex_lock(&l->lock);
    if (coverage_of(m) == NULL) {
        uint32_t length = m->cf->code->length;
        struct coverage *c = arena_alloc(&l->arena, sizeof *c + length);
        memset(c, 0, sizeof *c + length);
        c->length = length;
        atomic_store_explicit(&m->coverage, c, memory_order_release);
    }
    pthread_mutex_unlock(&l->lock);
}

bool coverage_wants_stub(void *user, uint32_t bci, uint32_t end)
{
    const struct method *m = user;
    struct coverage *c = coverage_of(m);
    uint8_t none = NO_STUB;
    if (c == NULL || bci >= c->length || c->at[bci] == REACHED || t0_block_seen(m, bci, end) != BLOCK_UNTOLD)
        return false;
    atomic_compare_exchange_strong(&c->at[bci], &none, WAITING);
    return none != REACHED;
}

static const struct baseline_stub *find_stub(const struct baseline_code *b, uint32_t bci)
{
    uint32_t low = 0, high = b->nstubs;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (b->stubs[middle].bci < bci)
            low = middle + 1;
        else
            high = middle;
    }
    return low < b->nstubs && b->stubs[low].bci == bci ? &b->stubs[low] : NULL;
}

/* Other threads see the jump or the nop. One that still sees the jump comes here again. */
static void take_away(struct code_memory *memory, const char *at)
{
    static const uint8_t nop[BASELINE_STUB_BYTES] = {0x0f, 0x1f, 0x44, 0, 0};
    const char *word = (const char *)((uintptr_t)at & ~(uintptr_t)7);
    uint8_t bytes[8];
    uint64_t new;
    memcpy(bytes, word, sizeof bytes);
    memcpy(bytes + (at - word), nop, sizeof nop);
    memcpy(&new, bytes, sizeof new);
    code_store(memory, (void *)(uintptr_t)word, new);
}

void coverage_reached(struct method *m, const u2 *unit)
{
    uint32_t bci = (uint32_t)(unit - m->code);
    struct coverage *c = coverage_of(m);
    const struct baseline_code *b = method_baseline(m);
    if (c != NULL && bci < c->length) {
        c->at[bci] = REACHED;
        if (c->since_ns == 0)
            c->since_ns = now_ns();
    }
    const struct baseline_stub *stub = b != NULL ? find_stub(b, bci) : NULL;
    if (stub != NULL)
        take_away(backend_code(m->klass->vm->tier->backend), b->start + stub->at);
}

bool coverage_never(const struct method *m, uint32_t bci)
{
    const struct coverage *c = coverage_of(m);
    return c != NULL && bci < c->length && c->at[bci] == WAITING && method_baseline(m) != NULL &&
           c->since_ns != 0 && now_ns() - c->since_ns >= ENOUGH_NS;
}
