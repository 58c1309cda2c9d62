/*
 * Both maps probe linearly in a table of a power of two, at most three quarters full. A deleted entry leaves
 * a tombstone (value 1), so that probes for its neighbours go on; tombstones vanish when the table is
 * rebuilt.
 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL /* an 8-byte key hashes in a handful of instructions */
#include <xxhash.h>

#include "base/arena.h"

#define TOMBSTONE ((void *)1)

enum { MIN_CAP = 16 };

uint64_t hash_bytes(const void *p, size_t n)
{
    return XXH3_64bits(p, n);
}

static size_t hash_ptr(uintptr_t key)
{
    return (size_t)XXH3_64bits(&key, sizeof key);
}

static bool is_full(size_t used, size_t cap)
{
    return used + 1 > cap / 4 * 3;
}

/* A capacity that leaves the live entries at most half of the table. */
static size_t grown_cap(size_t len)
{
    size_t cap = MIN_CAP;
    while (cap < (len + 1) * 2)
        cap *= 2;
    return cap;
}

static struct ptr_map_entry *ptr_find(const struct ptr_map *m, uintptr_t key)
{
    if (m->cap == 0)
        return NULL;
    for (size_t i = hash_ptr(key);; i++) {
        struct ptr_map_entry *e = &m->entries[i & (m->cap - 1)];
        if (e->value == NULL)
            return NULL;
        if (e->key == key && e->value != TOMBSTONE)
            return e;
    }
}

static void ptr_insert_new(struct ptr_map *m, uintptr_t key, void *value)
{
    size_t i = hash_ptr(key);
    while (m->entries[i & (m->cap - 1)].value != NULL)
        i++;
    m->entries[i & (m->cap - 1)] = (struct ptr_map_entry){.key = key, .value = value};
    m->len++;
    m->used++;
}

static void ptr_rebuild(struct ptr_map *m)
{
    struct ptr_map grown = {.cap = grown_cap(m->len)};
    grown.entries = xcalloc(grown.cap, sizeof *grown.entries);
    for (size_t i = 0; i < m->cap; i++) {
        if (map_live(&m->entries[i]))
            ptr_insert_new(&grown, m->entries[i].key, m->entries[i].value);
    }
    free(m->entries);
    *m = grown;
}

void *ptr_map_get(const struct ptr_map *m, uintptr_t key)
{
    const struct ptr_map_entry *e = ptr_find(m, key);
    return e != NULL ? e->value : NULL;
}

void ptr_map_put(struct ptr_map *m, uintptr_t key, void *value)
{
    struct ptr_map_entry *e = ptr_find(m, key);
    if (e != NULL) {
        e->value = value;
        return;
    }
    if (is_full(m->used, m->cap))
        ptr_rebuild(m);
    ptr_insert_new(m, key, value);
}

bool ptr_map_del(struct ptr_map *m, uintptr_t key)
{
    struct ptr_map_entry *e = ptr_find(m, key);
    if (e == NULL)
        return false;
    e->value = TOMBSTONE;
    m->len--;
    return true;
}

void ptr_map_free(struct ptr_map *m)
{
    free(m->entries);
    *m = (struct ptr_map){0};
}

static struct bytes_map_entry *bytes_find(const struct bytes_map *m, const void *key, size_t key_len,
                                          uint64_t hash)
{
    if (m->cap == 0)
        return NULL;
    for (size_t i = (size_t)hash;; i++) {
        struct bytes_map_entry *e = &m->entries[i & (m->cap - 1)];
        if (e->value == NULL)
            return NULL;
        if (e->hash == hash && e->value != TOMBSTONE && e->key_len == key_len &&
            (key_len == 0 || memcmp(e->key, key, key_len) == 0))
            return e;
    }
}

static void bytes_insert_new(struct bytes_map *m, const struct bytes_map_entry *entry)
{
    size_t i = (size_t)entry->hash;
    while (m->entries[i & (m->cap - 1)].value != NULL)
        i++;
    m->entries[i & (m->cap - 1)] = *entry;
    m->len++;
    m->used++;
}

static void bytes_rebuild(struct bytes_map *m)
{
    struct bytes_map grown = {.cap = grown_cap(m->len)};
    grown.entries = xcalloc(grown.cap, sizeof *grown.entries);
    for (size_t i = 0; i < m->cap; i++) {
        if (map_live(&m->entries[i]))
            bytes_insert_new(&grown, &m->entries[i]);
    }
    free(m->entries);
    *m = grown;
}

void *bytes_map_get(const struct bytes_map *m, const void *key, size_t key_len)
{
    const struct bytes_map_entry *e = bytes_find(m, key, key_len, hash_bytes(key, key_len));
    return e != NULL ? e->value : NULL;
}

void bytes_map_put(struct bytes_map *m, const void *key, size_t key_len, void *value)
{
    uint64_t hash = hash_bytes(key, key_len);
    struct bytes_map_entry *e = bytes_find(m, key, key_len, hash);
    if (e != NULL) {
        /* The new key may outlive the old one, whose owner is perhaps being replaced. */
        e->key = key;
        e->value = value;
        return;
    }
    if (is_full(m->used, m->cap))
        bytes_rebuild(m);
    bytes_insert_new(m,
                     &(struct bytes_map_entry){.key = key, .key_len = key_len, .hash = hash, .value = value});
}

bool bytes_map_del(struct bytes_map *m, const void *key, size_t key_len)
{
    struct bytes_map_entry *e = bytes_find(m, key, key_len, hash_bytes(key, key_len));
    if (e == NULL)
        return false;
    e->value = TOMBSTONE;
    m->len--;
    return true;
}

void bytes_map_free(struct bytes_map *m)
{
    free(m->entries);
    *m = (struct bytes_map){0};
}
