/*
 * monitor_table.c - where inflated monitors live, inflation, and taking monitors back from dead objects.
 *
 * Monitors have small numbers, which fit a lock word; chunks of them are never freed or moved. The free list
 * changes only with the collector's allocation lock held, because monitors_sweep feeds it with the world
 * stopped. So does the hash table that leads from objects without a lock word to their monitors.
 */
#include "runtime/gc/heap_internal.h"
#include "runtime/thread/monitor_internal.h"

#define CHUNK      256
#define MAX_CHUNKS (1u << 18)

/* A collection takes the monitors of dead objects back; the heap itself may not need one for long. */
#define MIN_COLLECT_AT (64u << 10)

struct monitor_table {
    struct monitor *chunks[MAX_CHUNKS];
    uint32_t used; /* indices given out so far */
    uint32_t in_use;
    uint32_t collect_at; /* when this many are in use */
    struct monitor *free;
    struct monitor **wordless; /* by the object's address */
    size_t wordless_buckets, wordless_used;
};

static struct monitor_table table;

void monitors_init(struct vm *vm)
{
    vm->monitors = &table;
    table.collect_at = MIN_COLLECT_AT;
}

struct monitor *monitor_at(uint32_t index)
{
    return &table.chunks[index / CHUNK][index % CHUNK];
}

int32_t monitor_known_hash(uint32_t word)
{
    return (int32_t)atomic_load_explicit(&monitor_at(word >> 2)->hash, memory_order_relaxed);
}

static void chunk_init(uint32_t index)
{
    struct monitor *chunk = xcalloc(CHUNK, sizeof *chunk);
    for (uint32_t i = 0; i < CHUNK; i++) {
        chunk[i].index = index * CHUNK + i;
        pthread_mutex_init(&chunk[i].lock, NULL);
    }
    table.chunks[index] = chunk;
}

static void collect_dead(struct vm *vm)
{
    heap_collect_for(vm, "Monitors");
    GC_alloc_lock();
    table.collect_at = table.in_use * 2 > MIN_COLLECT_AT ? table.in_use * 2 : MIN_COLLECT_AT;
    GC_alloc_unlock();
}

static struct monitor *monitor_alloc(struct thread *t, struct object *o)
{
    if (UNLIKELY(table.in_use >= table.collect_at))
        collect_dead(t->vm);
    GC_alloc_lock();
    struct monitor *m = table.free;
    if (m != NULL) {
        table.free = m->next_free;
    } else {
        if (table.used == MAX_CHUNKS * CHUNK)
            die("too many objects are locked at once");
        if (table.used % CHUNK == 0)
            chunk_init(table.used / CHUNK);
        m = monitor_at(table.used++);
    }
    table.in_use++;
    atomic_store_explicit(&m->object, o, memory_order_relaxed);
    GC_alloc_unlock();
    return m;
}

/* ---- objects without a lock word; the allocation lock is held ---- */

static struct monitor **bucket_of(const struct object *o)
{
    return &table.wordless[((uintptr_t)o / ALLOC_GRANULE * 0x9E3779B97F4A7C15u >> 32) %
                           table.wordless_buckets];
}

static struct monitor *wordless_find(const struct object *o)
{
    if (table.wordless_buckets == 0)
        return NULL;
    struct monitor *m = *bucket_of(o);
    while (m != NULL && m->object != o)
        m = m->next_wordless;
    return m;
}

static void wordless_link(struct monitor *m)
{
    struct monitor **bucket = bucket_of(m->object);
    m->next_wordless = *bucket;
    *bucket = m;
}

static void wordless_grow(void)
{
    struct monitor **old = table.wordless;
    size_t n = table.wordless_buckets;
    table.wordless_buckets = n == 0 ? 64 : n * 2;
    table.wordless = xcalloc(table.wordless_buckets, sizeof(struct monitor *));
    for (size_t i = 0; i < n; i++)
        for (struct monitor *m = old[i], *next; m != NULL; m = next) {
            next = m->next_wordless;
            wordless_link(m);
        }
    free(old);
}

static void wordless_insert(struct monitor *m)
{
    if (table.wordless_used == table.wordless_buckets)
        wordless_grow();
    table.wordless_used++;
    wordless_link(m);
}

static void wordless_remove(const struct monitor *m)
{
    struct monitor **at = table.wordless_buckets != 0 ? bucket_of(m->object) : NULL;
    while (at != NULL && *at != NULL && *at != m)
        at = &(*at)->next_wordless;
    if (at == NULL || *at == NULL)
        return; /* its object has a lock word */
    *at = m->next_wordless;
    table.wordless_used--;
}

static void monitor_free(struct monitor *m)
{
    wordless_remove(m);
    m->owner = m->recursions = m->hash = 0;
    atomic_store_explicit(&m->object, NULL, memory_order_relaxed);
    m->next_free = table.free;
    table.free = m;
    table.in_use--;
}

uint32_t monitor_wordless_locked(const struct object *o)
{
    const struct monitor *m = wordless_find(o);
    return m != NULL ? (m->index << 2) | LOCK_INFLATED : 0;
}

uint32_t monitor_wordless(const struct object *o)
{
    GC_alloc_lock();
    uint32_t word = monitor_wordless_locked(o);
    GC_alloc_unlock();
    return word;
}

static struct monitor *inflate_wordless(struct thread *t, struct object *o)
{
    uint32_t word = monitor_wordless(o);
    if (word != 0)
        return monitor_at(word >> 2);
    struct monitor *fresh = monitor_alloc(t, o);
    GC_alloc_lock();
    struct monitor *m = wordless_find(o); /* another thread may have been faster */
    if (m == NULL)
        wordless_insert(m = fresh);
    else
        monitor_free(fresh);
    GC_alloc_unlock();
    return m;
}

struct monitor *monitor_inflate(struct thread *t, struct object *o)
{
    if (UNLIKELY(o->klass->no_lock_word))
        return inflate_wordless(t, o);
    struct monitor *m = NULL;
    uint32_t word = atomic_load_explicit(&o->lock, memory_order_acquire);
    while ((word & LOCK_TAG_MASK) != LOCK_INFLATED) {
        if (m == NULL)
            m = monitor_alloc(t, o);
        bool thin = (word & LOCK_TAG_MASK) == LOCK_THIN;
        m->owner = thin ? thin_owner(word) : 0;
        m->recursions = thin ? (word & LOCK_REC_MASK) >> 2 : 0;
        m->hash = thin ? 0 : word >> 2;
        /* A thin owner finds out when its own compare-and-swap fails: it owns the monitor then. */
        if (atomic_compare_exchange_strong_explicit(&o->lock, &word, (m->index << 2) | LOCK_INFLATED,
                                                    memory_order_acq_rel, memory_order_acquire))
            return m;
    }
    if (m != NULL) { /* somebody else inflated it */
        GC_alloc_lock();
        monitor_free(m);
        GC_alloc_unlock();
    }
    return monitor_at(word >> 2);
}

/* ---- collector's hooks ---- */

static bool in_use(struct monitor *m)
{
    return m->owner != 0 || m->contenders != 0 || m->waiting.first != NULL;
}

void monitors_push_roots(struct vm *vm)
{
    (void)vm;
    for (uint32_t i = 0; i < table.used; i++) {
        struct monitor *m = monitor_at(i);
        if (m->object != NULL && in_use(m))
            GC_push_all_eager((void *)&m->object, (void *)(&m->object + 1));
    }
}

void monitors_sweep(struct vm *vm)
{
    (void)vm;
    for (uint32_t i = 0; i < table.used; i++) {
        struct monitor *m = monitor_at(i);
        struct object *o = atomic_load_explicit(&m->object, memory_order_relaxed);
        if (o != NULL && !is_marked(o))
            monitor_free(m);
    }
}
