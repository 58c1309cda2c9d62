/*
 * The table is an array of atomic pointers, probed linearly and at most half full. Readers take no lock: a
 * slot goes from NULL to a finished symbol once, and is published with release order. Writers hold the lock.
 * Growing builds a new array and publishes it; the old array stays until the table is freed, since a reader
 * may still be probing it (all old arrays together are smaller than the current one). A reader of an old
 * array can miss a new symbol, so interning looks again under the lock, and symbol_lookup does so before it
 * answers "never interned".
 *
 * A symbol's first bytes are usually not in the cache. So a slot holds, above the 48 bits of the address, the
 * upper half of the hash: nearly always only the right symbol is looked at.
 */
#include "base/symbol.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/map.h"

enum { FIRST_CAP = 65536 }; /* booting the class library interns a few tens of thousands */

#define ADDRESS_BITS 48

struct symbol_slots {
    struct symbol_slots *older;
    size_t cap;            /* power of two */
    _Atomic uint64_t at[]; /* 0: free */
};

struct symbol_table {
    _Atomic(struct symbol_slots *) slots;
    pthread_mutex_t lock; /* covers everything below, and writes to slots */
    size_t len;
    struct arena arena;
};

static struct symbol_slots *new_slots(size_t cap, struct symbol_slots *older)
{
    struct symbol_slots *slots = xcalloc(1, sizeof *slots + cap * sizeof slots->at[0]);
    slots->older = older;
    slots->cap = cap;
    return slots;
}

struct symbol_table *symbol_table_new(void)
{
    struct symbol_table *t = xcalloc(1, sizeof *t);
    atomic_init(&t->slots, new_slots(FIRST_CAP, NULL));
    pthread_mutex_init(&t->lock, NULL);
    arena_init(&t->arena);
    return t;
}

void symbol_table_free(struct symbol_table *t)
{
    if (t == NULL)
        return;
    struct symbol_slots *slots = atomic_load_explicit(&t->slots, memory_order_relaxed);
    while (slots != NULL) {
        struct symbol_slots *older = slots->older;
        free(slots);
        slots = older;
    }
    arena_release(&t->arena);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

static uint64_t slot_of(const struct symbol *s)
{
    return (uint64_t)(uintptr_t)s | (uint64_t)(s->hash >> 16) << ADDRESS_BITS;
}

static struct symbol *symbol_of(uint64_t slot)
{
    return (struct symbol *)(uintptr_t)(slot & (((uint64_t)1 << ADDRESS_BITS) - 1));
}

static struct symbol *find(struct symbol_table *t, const char *utf8, size_t len, uint32_t hash)
{
    struct symbol_slots *slots = atomic_load_explicit(&t->slots, memory_order_acquire);
    for (size_t i = hash;; i++) {
        uint64_t slot = atomic_load_explicit(&slots->at[i & (slots->cap - 1)], memory_order_acquire);
        if (slot == 0)
            return NULL;
        if (slot >> ADDRESS_BITS != hash >> 16)
            continue;
        struct symbol *s = symbol_of(slot);
        if (s->hash == hash && s->len == len && memcmp(s->utf8, utf8, len) == 0)
            return s;
    }
}

/* The lock is held, and the symbol is not in slots yet. */
static void insert(struct symbol_slots *slots, struct symbol *s)
{
    size_t i = s->hash;
    while (atomic_load_explicit(&slots->at[i & (slots->cap - 1)], memory_order_relaxed) != 0)
        i++;
    atomic_store_explicit(&slots->at[i & (slots->cap - 1)], slot_of(s), memory_order_release);
}

static struct symbol_slots *grow(struct symbol_table *t, struct symbol_slots *old)
{
    struct symbol_slots *slots = new_slots(old->cap * 2, old);
    for (size_t i = 0; i < old->cap; i++) {
        uint64_t slot = atomic_load_explicit(&old->at[i], memory_order_relaxed);
        if (slot != 0)
            insert(slots, symbol_of(slot));
    }
    atomic_store_explicit(&t->slots, slots, memory_order_release);
    return slots;
}

static struct symbol *add(struct symbol_table *t, const char *utf8, size_t len, uint32_t hash)
{
    if (len > UINT16_MAX)
        die("symbol of %zu bytes (the limit is %d)", len, UINT16_MAX);
    struct symbol_slots *slots = atomic_load_explicit(&t->slots, memory_order_relaxed);
    if ((t->len + 1) * 2 > slots->cap)
        slots = grow(t, slots);
    struct symbol *s = arena_alloc(&t->arena, sizeof *s + len + 1);
    s->hash = hash;
    s->len = (uint16_t)len;
    memcpy(s->utf8, utf8, len);
    insert(slots, s);
    t->len++;
    return s;
}

uint32_t symbol_intern_begin(struct symbol_table *t, const char *utf8, size_t len)
{
    uint32_t hash = (uint32_t)hash_bytes(utf8, len);
    struct symbol_slots *slots = atomic_load_explicit(&t->slots, memory_order_acquire);
    __builtin_prefetch((const void *)&slots->at[hash & (slots->cap - 1)]);
    return hash;
}

struct symbol *symbol_intern(struct symbol_table *t, const char *utf8, size_t len)
{
    return symbol_intern_end(t, utf8, len, (uint32_t)hash_bytes(utf8, len));
}

struct symbol *symbol_intern_end(struct symbol_table *t, const char *utf8, size_t len, uint32_t hash)
{
    struct symbol *s = find(t, utf8, len, hash);
    if (s != NULL)
        return s;
    pthread_mutex_lock(&t->lock);
    s = find(t, utf8, len, hash);
    if (s == NULL)
        s = add(t, utf8, len, hash);
    pthread_mutex_unlock(&t->lock);
    return s;
}

struct symbol *symbol_intern_z(struct symbol_table *t, const char *z)
{
    return symbol_intern(t, z, strlen(z));
}

struct symbol *symbol_lookup(struct symbol_table *t, const char *utf8, size_t len)
{
    uint32_t hash = (uint32_t)hash_bytes(utf8, len);
    struct symbol *s = find(t, utf8, len, hash);
    if (s != NULL)
        return s;
    pthread_mutex_lock(&t->lock);
    s = find(t, utf8, len, hash);
    pthread_mutex_unlock(&t->lock);
    return s;
}
