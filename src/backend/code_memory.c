/*
 * code_memory.c - the range, its free ranges, and the map from addresses to blobs.
 *
 * The range is cut into granules of CODE_ALIGN bytes. A bit map says at which granules blobs start, a
 * parallel array which blob it is: looking an address up is a scan backwards for a set bit, at most the
 * length of the largest blob. Both only take memory where blobs were. Free ranges are a list sorted by
 * address, first fit, neighbours merged.
 */
#define _GNU_SOURCE
#include "backend/code_memory.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "backend/blob.h"

struct free_range {
    uint32_t granule, n;
    struct free_range *next;
};

struct free_slots {
    uint32_t first, n;
};

struct code_memory {
    char *exec;  /* executable view */
    char *alias; /* writable view of the same pages */
    size_t size; /* of each view */
    size_t got_size;
    char *blobs; /* exec + got_size */
    uint32_t ngranules, nslots, nslots_used;
    size_t used, peak;
    uint32_t nblobs;
    uint64_t allocations, frees;
    _Atomic uint64_t *starts;        /* bit map by granule */
    _Atomic(struct blob *) *blob_at; /* by granule, where a blob starts */
    size_t maps_size;
    pthread_mutex_t lock;
    struct free_range *free;
    struct blob *free_records;
    struct arena records;
    VEC(struct free_slots) free_slots;
};

static size_t round_up(size_t n, size_t to)
{
    return (n + to - 1) / to * to;
}

/* Anonymous memory, not a memory file: for that perf reads no /tmp/perf-PID.map. */
static bool map_views(struct code_memory *m)
{
    m->alias =
        mmap(NULL, m->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (m->alias == MAP_FAILED)
        return false;
    m->exec = mremap(m->alias, 0, m->size, MREMAP_MAYMOVE); /* a second view of the same pages */
    return m->exec != MAP_FAILED && mprotect(m->exec, m->got_size, PROT_READ) == 0 &&
           mprotect(m->exec + m->got_size, m->size - m->got_size, PROT_READ | PROT_EXEC) == 0;
}

static bool map_index(struct code_memory *m)
{
    size_t words = BITSET_WORDS(m->ngranules);
    m->maps_size = round_up(words * 8, 4096) + (size_t)m->ngranules * sizeof(void *);
    char *maps =
        mmap(NULL, m->maps_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (maps == MAP_FAILED)
        return false;
    m->starts = (_Atomic uint64_t *)maps;
    m->blob_at = (_Atomic(struct blob *) *)(maps + round_up(words * 8, 4096));
    return true;
}

static void unmap(struct code_memory *m)
{
    if (m->exec != NULL && m->exec != MAP_FAILED)
        munmap(m->exec, m->size);
    if (m->alias != NULL && m->alias != MAP_FAILED)
        munmap(m->alias, m->size);
    if (m->starts != NULL)
        munmap((void *)m->starts, m->maps_size);
}

struct code_memory *code_memory_new(size_t limit, uint32_t nslots)
{
    if (limit == 0 || limit > (size_t)1 << 30 || nslots > 1u << 26) {
        errno = EINVAL;
        return NULL;
    }
    struct code_memory *m = xcalloc(1, sizeof *m);
    limit = round_up(limit, 4096);
    m->got_size = round_up((size_t)nslots * 8 + 8, 4096);
    m->size = m->got_size + limit;
    m->ngranules = (uint32_t)(limit / CODE_ALIGN);
    m->nslots = nslots;
    if (!map_views(m) || !map_index(m)) {
        int error = errno;
        unmap(m);
        free(m);
        errno = error;
        return NULL;
    }
    m->blobs = m->exec + m->got_size;
    pthread_mutex_init(&m->lock, NULL);
    arena_init(&m->records);
    m->free = xcalloc(1, sizeof *m->free);
    m->free->n = m->ngranules;
    return m;
}

static void release_record(struct blob *b)
{
    free(b->tables);
    free((char *)b->name);
    b->tables = NULL;
    b->name = NULL;
}

void code_memory_free(struct code_memory *m)
{
    if (m == NULL)
        return;
    for (uint32_t g = 0; g < m->ngranules; g++) {
        if ((g & 63) == 0 && atomic_load_explicit(&m->starts[g >> 6], memory_order_relaxed) == 0) {
            g += 63;
            continue;
        }
        if (m->starts[g >> 6] >> (g & 63) & 1)
            release_record(m->blob_at[g]);
    }
    for (struct free_range *r = m->free, *next; r != NULL; r = next) {
        next = r->next;
        free(r);
    }
    vec_free(&m->free_slots);
    arena_release(&m->records);
    pthread_mutex_destroy(&m->lock);
    unmap(m);
    free(m);
}

/* ------------------------------------------------------------------------------------------------------
 * writing */

bool code_contains(const struct code_memory *m, const void *address)
{
    return (const char *)address >= m->exec && (const char *)address < m->exec + m->size;
}

static char *writable(const struct code_memory *m, const void *address)
{
    return m->alias + ((const char *)address - m->exec);
}

void code_write(struct code_memory *m, void *address, const void *bytes, size_t n)
{
    memcpy(writable(m, address), bytes, n);
}

void code_store(struct code_memory *m, void *address, uint64_t word)
{
    atomic_store_explicit((_Atomic uint64_t *)(void *)writable(m, address), word, memory_order_release);
}

/* -------------------------------------------------------------------------------------------- global offset
 * table */

uint32_t code_slots_alloc(struct code_memory *m, uint32_t n)
{
    uint32_t slot = CODE_NO_SLOT;
    pthread_mutex_lock(&m->lock);
    for (size_t i = m->free_slots.len; i-- > 0;)
        if (m->free_slots.at[i].n == n) {
            slot = m->free_slots.at[i].first;
            m->free_slots.at[i] = vec_last(&m->free_slots);
            m->free_slots.len--;
            break;
        }
    if (slot == CODE_NO_SLOT && n <= m->nslots - m->nslots_used) {
        slot = m->nslots_used;
        m->nslots_used += n;
    }
    pthread_mutex_unlock(&m->lock);
    return slot;
}

void code_slots_free(struct code_memory *m, uint32_t first, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        code_slot_set(m, first + i, NULL);
    pthread_mutex_lock(&m->lock);
    vec_push(&m->free_slots, ((struct free_slots){first, n}));
    pthread_mutex_unlock(&m->lock);
}

_Atomic(void *) *code_slot(const struct code_memory *m, uint32_t slot)
{
    return (_Atomic(void *) *)(void *)(m->exec + (size_t)slot * 8);
}

void code_slot_set(struct code_memory *m, uint32_t slot, const void *target)
{
    code_store(m, (void *)code_slot(m, slot), (uint64_t)(uintptr_t)target);
}

/* ----------------------------------------------------------------------------------------------------------
 * blobs */

/* First granule of n that are free, or UINT32_MAX. */
static uint32_t take_range(struct code_memory *m, uint32_t n)
{
    for (struct free_range **at = &m->free; *at != NULL; at = &(*at)->next) {
        struct free_range *r = *at;
        if (r->n < n)
            continue;
        uint32_t granule = r->granule;
        r->granule += n;
        r->n -= n;
        if (r->n == 0) {
            *at = r->next;
            free(r);
        }
        return granule;
    }
    return UINT32_MAX;
}

static void give_range(struct code_memory *m, uint32_t granule, uint32_t n)
{
    struct free_range **at = &m->free, *before = NULL;
    while (*at != NULL && (*at)->granule < granule) {
        before = *at;
        at = &(*at)->next;
    }
    if (before != NULL && before->granule + before->n == granule) {
        before->n += n;
    } else {
        struct free_range *r = xmalloc(sizeof *r);
        *r = (struct free_range){granule, n, *at};
        *at = r;
        before = r;
    }
    struct free_range *after = before->next;
    if (after != NULL && before->granule + before->n == after->granule) {
        before->n += after->n;
        before->next = after->next;
        free(after);
    }
}

struct blob *code_blob_alloc(struct code_memory *m, size_t size)
{
    if (size == 0 || size > (size_t)m->ngranules * CODE_ALIGN)
        return NULL;
    uint32_t n = (uint32_t)((size + CODE_ALIGN - 1) / CODE_ALIGN);
    pthread_mutex_lock(&m->lock);
    uint32_t granule = take_range(m, n);
    struct blob *b = NULL;
    if (granule != UINT32_MAX) {
        b = m->free_records;
        if (b != NULL)
            m->free_records = b->next;
        else
            b = ARENA_NEW(&m->records, struct blob);
        m->used += (size_t)n * CODE_ALIGN;
        if (m->used > m->peak)
            m->peak = m->used;
        m->allocations++;
    }
    pthread_mutex_unlock(&m->lock);
    if (b == NULL)
        return NULL;
    memset(b, 0, sizeof *b);
    b->size = (uint32_t)size;
    b->reserved = n * CODE_ALIGN;
    b->granule = granule;
    b->osr_bci = -1;
    atomic_store_explicit(&b->code, m->blobs + (size_t)granule * CODE_ALIGN, memory_order_relaxed);
    return b;
}

void code_blob_publish(struct code_memory *m, struct blob *b)
{
    pthread_mutex_lock(&m->lock);
    m->nblobs++;
    atomic_store_explicit(&m->blob_at[b->granule], b, memory_order_release);
    atomic_fetch_or_explicit(&m->starts[b->granule >> 6], (uint64_t)1 << (b->granule & 63),
                             memory_order_release);
    pthread_mutex_unlock(&m->lock);
}

void code_blob_free(struct code_memory *m, struct blob *b)
{
    char *code = b->code;
    pthread_mutex_lock(&m->lock);
    uint64_t bit = (uint64_t)1 << (b->granule & 63);
    if (atomic_fetch_and_explicit(&m->starts[b->granule >> 6], ~bit, memory_order_acq_rel) & bit)
        m->nblobs--;
    atomic_store_explicit(&m->blob_at[b->granule], NULL, memory_order_release);
    atomic_store_explicit(&b->code, NULL, memory_order_release);
    memset(writable(m, code), 0xcc, b->reserved); /* whoever still jumps here stops at once */
    release_record(b);
    give_range(m, b->granule, b->reserved / CODE_ALIGN);
    m->used -= b->reserved;
    m->frees++;
    b->next = m->free_records;
    m->free_records = b;
    pthread_mutex_unlock(&m->lock);
}

struct blob *code_find_blob(const struct code_memory *m, const void *pc)
{
    if ((const char *)pc < m->blobs || (const char *)pc >= m->exec + m->size)
        return NULL;
    uint32_t granule = (uint32_t)(((const char *)pc - m->blobs) / CODE_ALIGN);
    uint32_t word = granule >> 6;
    uint64_t upto = ~(uint64_t)0 >> (63 - (granule & 63));
    uint64_t bits = atomic_load_explicit(&m->starts[word], memory_order_acquire) & upto;
    while (bits == 0) {
        if (word == 0)
            return NULL;
        bits = atomic_load_explicit(&m->starts[--word], memory_order_acquire);
    }
    uint32_t start = word * 64 + 63 - (uint32_t)__builtin_clzll(bits);
    struct blob *b = atomic_load_explicit(&m->blob_at[start], memory_order_acquire);
    return b != NULL && blob_has(b, pc) ? b : NULL;
}

void code_each_blob(struct code_memory *m, void (*fn)(void *user, struct blob *b), void *user)
{
    pthread_mutex_lock(&m->lock);
    for (uint32_t word = 0; word < BITSET_WORDS(m->ngranules); word++)
        for (uint64_t bits = m->starts[word]; bits != 0; bits &= bits - 1)
            fn(user, m->blob_at[word * 64 + (uint32_t)__builtin_ctzll(bits)]);
    pthread_mutex_unlock(&m->lock);
}

void code_memory_stats(struct code_memory *m, struct code_memory_stats *out)
{
    pthread_mutex_lock(&m->lock);
    *out = (struct code_memory_stats){
        .limit = (size_t)m->ngranules * CODE_ALIGN,
        .used = m->used,
        .peak = m->peak,
        .blobs = m->nblobs,
        .slots_limit = m->nslots,
        .slots_used = m->nslots_used,
        .allocations = m->allocations,
        .frees = m->frees,
    };
    for (size_t i = 0; i < m->free_slots.len; i++)
        out->slots_used -= m->free_slots.at[i].n;
    for (struct free_range *r = m->free; r != NULL; r = r->next)
        if ((size_t)r->n * CODE_ALIGN > out->largest_free)
            out->largest_free = (size_t)r->n * CODE_ALIGN;
    pthread_mutex_unlock(&m->lock);
}
