/*
 * arena.h - bump allocation that is freed all at once.
 *
 * An arena serves one owner (a class loader's metadata, one compile). It is not thread safe: its owner's lock
 * covers it. Memory is zeroed and 16-byte aligned. Running out of memory aborts with a one-line message:
 * metadata is not the Java heap, and nobody can continue without it.
 */
#ifndef SAMOVAR_BASE_ARENA_H
#define SAMOVAR_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#define CACHE_LINE 64

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* newest first */
    char *next, *limit;
    size_t total; /* bytes handed out */
    size_t first; /* size of the first chunk; 0: the usual one. For arenas of which there are many */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a); /* frees everything; the arena may be used again */
void arena_clear(struct arena *a);   /* the same, but keeps a chunk for what comes next */
void *arena_alloc(struct arena *a, size_t size);
char *arena_strndup(struct arena *a, const char *s, size_t n); /* adds a NUL */

/* malloc and friends that never return NULL: "samovar: out of memory (N bytes)" and abort. */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);

/* The same, at the start of a cache line: for what is read often and together. */
static inline void *arena_alloc_line(struct arena *a, size_t size)
{
    return (void *)(((uintptr_t)arena_alloc(a, size + CACHE_LINE - 16) + CACHE_LINE - 1) &
                    ~(uintptr_t)(CACHE_LINE - 1));
}

#define ARENA_NEW(a, T)      ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

#endif
