/*
 * intern.c - the table of interned strings, one for ldc, String.intern and the names reflection hands out.
 *
 * Open addressing, keyed by the xxhash of a string's bytes. The table holds its strings weakly:
 * string_table_sweep, a hook of the collector, turns entries of dead strings into tombstones with the world
 * stopped. It may find a thread in the middle of a look-up, which is harmless (a string already loaded is
 * marked, because registers are scanned); but entries are only stored, and the table is only replaced, with
 * the collector's allocation lock held. `lock` orders the mutators.
 */
#include <string.h>
#include "runtime/gc/heap_internal.h"
#include "runtime/object/string_internal.h"

#define TOMBSTONE ((struct object *)1)
#define FIRST_CAP 4096

struct entry {
    uint64_t hash;
    struct object *_Atomic string; /* NULL: free */
};

struct string_table {
    pthread_mutex_t lock;
    struct entry *entries;
    size_t cap, used; /* used counts tombstones; at most 3/4 of cap */
};

static struct object *load(struct entry *e)
{
    return atomic_load_explicit(&e->string, memory_order_acquire);
}

static struct entry *find_free(struct entry *entries, size_t cap, uint64_t hash)
{
    size_t i = hash & (cap - 1);
    while (load(&entries[i]) != NULL)
        i = (i + 1) & (cap - 1);
    return &entries[i];
}

void string_table_init(struct vm *vm)
{
    struct string_table *st = vm->strings = xcalloc(1, sizeof *st);
    pthread_mutex_init(&st->lock, NULL);
    st->cap = FIRST_CAP;
    st->entries = xcalloc(st->cap, sizeof *st->entries);
}

void string_table_sweep(struct vm *vm)
{
    struct string_table *st = vm->strings;
    if (st == NULL)
        return;
    for (size_t i = 0; i < st->cap; i++) {
        struct object *s = atomic_load_explicit(&st->entries[i].string, memory_order_relaxed);
        if (s != NULL && s != TOMBSTONE && !is_marked(s))
            atomic_store_explicit(&st->entries[i].string, TOMBSTONE, memory_order_relaxed);
    }
}

/* Twice the size, or the same size without tombstones. lock is held. */
static void rebuild(struct string_table *st)
{
    size_t live = 0;
    for (size_t i = 0; i < st->cap; i++) {
        struct object *s = load(&st->entries[i]);
        live += s != NULL && s != TOMBSTONE;
    }
    size_t cap = live > st->cap / 2 ? st->cap * 2 : st->cap;
    struct entry *fresh = xcalloc(cap, sizeof *fresh), *old = st->entries;
    GC_alloc_lock();
    size_t used = 0;
    for (size_t i = 0; i < st->cap; i++) {
        struct object *s = load(&old[i]);
        if (s == NULL || s == TOMBSTONE)
            continue;
        struct entry *e = find_free(fresh, cap, old[i].hash);
        e->hash = old[i].hash;
        e->string = s;
        used++;
    }
    st->entries = fresh;
    st->cap = cap;
    st->used = used;
    GC_alloc_unlock();
    free(old);
}

static bool matches(struct vm *vm, struct object *s, const struct string_bytes *b)
{
    struct string_bytes own = string_bytes_of(vm, s);
    return own.coder == b->coder && own.len == b->len && memcmp(own.at, b->at, b->len) == 0;
}

/* lock is held. */
static struct object *look_up(struct vm *vm, const struct string_bytes *b, uint64_t hash)
{
    struct string_table *st = vm->strings;
    for (size_t i = hash & (st->cap - 1);; i = (i + 1) & (st->cap - 1)) {
        struct object *s = load(&st->entries[i]);
        if (s == NULL)
            return NULL;
        if (s != TOMBSTONE && st->entries[i].hash == hash && matches(vm, s, b))
            return s;
    }
}

static void insert(struct string_table *st, struct object *s, uint64_t hash)
{
    if ((st->used + 1) * 4 > st->cap * 3)
        rebuild(st);
    struct entry *e = find_free(st->entries, st->cap, hash);
    GC_alloc_lock();
    e->hash = hash;
    e->string = s;
    st->used++;
    GC_alloc_unlock();
}

static uint64_t hash_of(const struct string_bytes *b)
{
    return hash_bytes(b->at, b->len) + (uint64_t)b->coder;
}

struct object *string_intern_bytes(struct thread *t, const struct string_bytes *b)
{
    struct string_table *st = t->vm->strings;
    uint64_t hash = hash_of(b);
    pthread_mutex_lock(&st->lock);
    struct object *s = look_up(t->vm, b, hash);
    pthread_mutex_unlock(&st->lock);
    if (s != NULL)
        return s;
    struct object *fresh = string_new_bytes(t, b);
    return fresh != NULL ? string_intern(t, fresh) : NULL;
}

struct object *string_intern(struct thread *t, struct object *s)
{
    struct string_table *st = t->vm->strings;
    struct string_bytes b = string_bytes_of(t->vm, s);
    uint64_t hash = hash_of(&b);
    pthread_mutex_lock(&st->lock);
    struct object *known = look_up(t->vm, &b, hash);
    if (known == NULL)
        insert(st, known = s, hash);
    pthread_mutex_unlock(&st->lock);
    return known;
}
