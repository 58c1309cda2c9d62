/*
 * map.h - open-addressing hash maps (keys hashed with xxhash's XXH3).
 *
 * ptr_map: pointer or integer key -> pointer. bytes_map: byte-string key (not copied; must outlive the entry)
 * -> pointer. Values may not be NULL (NULL means absent). Not thread safe.
 */
#ifndef SAMOVAR_BASE_MAP_H
#define SAMOVAR_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ptr_map_entry {
    uintptr_t key;
    void *value;
};
struct ptr_map {
    struct ptr_map_entry *entries;
    size_t cap, len, used; /* cap is 0 or a power of two; used counts tombstones too */
};

void *ptr_map_get(const struct ptr_map *m, uintptr_t key);
void ptr_map_put(struct ptr_map *m, uintptr_t key, void *value); /* replaces */
bool ptr_map_del(struct ptr_map *m, uintptr_t key);
void ptr_map_free(struct ptr_map *m);

struct bytes_map_entry {
    const char *key;
    size_t key_len;
    uint64_t hash;
    void *value;
};
struct bytes_map {
    struct bytes_map_entry *entries;
    size_t cap, len, used;
};

void *bytes_map_get(const struct bytes_map *m, const void *key, size_t key_len);
void bytes_map_put(struct bytes_map *m, const void *key, size_t key_len, void *value);
bool bytes_map_del(struct bytes_map *m, const void *key, size_t key_len);
void bytes_map_free(struct bytes_map *m);

uint64_t hash_bytes(const void *p, size_t n); /* XXH3_64bits */

/* Iterate: for (size_t i = 0; i < m->cap; i++) if (map_live(&m->entries[i])) ... */
#define map_live(e) ((e)->value != NULL && (e)->value != (void *)1)

#endif
