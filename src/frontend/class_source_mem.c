/* class_source_mem.c - bytes in memory as a class source. */
#include "frontend/class_source_internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct mem_entry {
    size_t len;
    char *path;
    u1 data[];
};

struct mem_source {
    struct class_source base;
    pthread_rwlock_t lock; /* entries may be added while others read */
    struct bytes_map entries;
};

static enum source_result mem_read(struct class_source *s, const char *path, struct source_bytes *out,
                                   struct buf *err)
{
    struct mem_source *m = (struct mem_source *)s;
    (void)err;
    pthread_rwlock_rdlock(&m->lock);
    const struct mem_entry *e = bytes_map_get(&m->entries, path, strlen(path));
    if (e) {
        *out = (struct source_bytes){xmalloc(e->len), e->len, false};
        memcpy(out->data, e->data, e->len);
    }
    pthread_rwlock_unlock(&m->lock);
    return e ? SOURCE_FOUND : SOURCE_ABSENT;
}

static void free_entry(struct mem_entry *e)
{
    if (e) {
        free(e->path);
        free(e);
    }
}

void class_source_mem_add(struct class_source *s, const char *path, const u1 *data, size_t len)
{
    struct mem_source *m = (struct mem_source *)s;
    struct mem_entry *e = xmalloc(sizeof *e + len);
    e->len = len;
    e->path = xstrdup(path);
    if (len > 0)
        memcpy(e->data, data, len);
    size_t path_len = strlen(path);
    pthread_rwlock_wrlock(&m->lock);
    struct mem_entry *old = bytes_map_get(&m->entries, path, path_len);
    if (old) /* its path is the map's key: take that out, too */
        bytes_map_del(&m->entries, path, path_len);
    bytes_map_put(&m->entries, e->path, path_len, e);
    pthread_rwlock_unlock(&m->lock);
    free_entry(old);
}

static void mem_close(struct class_source *s)
{
    struct mem_source *m = (struct mem_source *)s;
    for (size_t i = 0; i < m->entries.cap; i++) {
        if (map_live(&m->entries.entries[i]))
            free_entry(m->entries.entries[i].value);
    }
    bytes_map_free(&m->entries);
    pthread_rwlock_destroy(&m->lock);
    free(m);
}

static const struct class_source_ops mem_ops = {.read = mem_read, .close = mem_close};

struct class_source *class_source_new_mem(const char *label)
{
    struct mem_source *m = xcalloc(1, sizeof *m);
    m->base = (struct class_source){&mem_ops, xstrdup(label)};
    pthread_rwlock_init(&m->lock, NULL);
    return &m->base;
}
