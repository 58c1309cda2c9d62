#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Chunks double from the first size to the last: small loaders stay small, big ones make few calls. */
enum { ARENA_ALIGN = 16, FIRST_CHUNK = 8 << 10, LAST_CHUNK = 256 << 10 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;   /* usable bytes */
    size_t mapped; /* by mmap: its size; else it comes from malloc */
    _Alignas(ARENA_ALIGN) char bytes[];
};

static _Noreturn void out_of_memory(size_t size)
{
    fprintf(stderr, "samovar: out of memory (%zu bytes)\n", size);
    abort();
}

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

static void free_chunks(struct arena_chunk *chunk)
{
    while (chunk != NULL) {
        struct arena_chunk *older = chunk->older;
        if (chunk->mapped != 0)
            munmap(chunk, chunk->mapped);
        else
            free(chunk);
        chunk = older;
    }
}

void arena_release(struct arena *a)
{
    free_chunks(a->chunks);
    arena_init(a);
}

void arena_clear(struct arena *a)
{
    struct arena_chunk *keep = a->chunks;
    if (keep == NULL || keep->size > LAST_CHUNK) {
        arena_release(a);
        return;
    }
    free_chunks(keep->older);
    keep->older = NULL;
    memset(keep->bytes, 0, (size_t)(a->next - keep->bytes));
    *a = (struct arena){
        .first = a->first, .chunks = keep, .next = keep->bytes, .limit = keep->bytes + keep->size};
}

/* A leak checker looks for pointers in what malloc gave, not in mappings. */
#ifdef __SANITIZE_ADDRESS__
enum { MAP_BIG_CHUNKS = 0 };
#else
enum { MAP_BIG_CHUNKS = 1 };
#endif

/* A big chunk will soon be in use to its end: one call brings all its pages, instead of a page fault each. */
static struct arena_chunk *map_chunk(size_t size)
{
    struct arena_chunk *chunk =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (chunk == MAP_FAILED)
        out_of_memory(size);
    chunk->mapped = size;
    return chunk;
}

static struct arena_chunk *new_chunk(size_t size)
{
    struct arena_chunk *chunk = MAP_BIG_CHUNKS && size + sizeof *chunk == LAST_CHUNK
                                    ? map_chunk(LAST_CHUNK)
                                    : xcalloc(1, sizeof *chunk + size);
    chunk->size = size;
    return chunk;
}

static void *alloc_slow(struct arena *a, size_t size)
{
    size_t chunk_size = a->chunks != NULL ? a->chunks->size * 2 : a->first != 0 ? a->first : FIRST_CHUNK;
    if (chunk_size > LAST_CHUNK - sizeof(struct arena_chunk))
        chunk_size = LAST_CHUNK - sizeof(struct arena_chunk);

    /* A big request gets a chunk of its own, placed second, so that the rest of the current chunk stays in
     * use. */
    if (size > chunk_size / 4) {
        struct arena_chunk *own = new_chunk(size);
        if (a->chunks == NULL) {
            a->chunks = own;
            a->next = a->limit = own->bytes + size;
        } else {
            own->older = a->chunks->older;
            a->chunks->older = own;
        }
        return own->bytes;
    }
    struct arena_chunk *chunk = new_chunk(chunk_size);
    chunk->older = a->chunks;
    a->chunks = chunk;
    a->next = chunk->bytes + size;
    a->limit = chunk->bytes + chunk_size;
    return chunk->bytes;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (__builtin_expect(size > SIZE_MAX / 4, 0))
        out_of_memory(size);
    size = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (size == 0)
        size = ARENA_ALIGN; /* distinct allocations have distinct addresses */
    a->total += size;
    if (size <= (size_t)(a->limit - a->next)) {
        void *p = a->next;
        a->next += size;
        return p;
    }
    return alloc_slow(a, size);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *copy = arena_alloc(a, n + 1);
    if (n != 0)
        memcpy(copy, s, n);
    return copy;
}

void *xmalloc(size_t size)
{
    void *p = malloc(size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory(size);
    return p;
}

void *xcalloc(size_t n, size_t size)
{
    void *p = n != 0 && size != 0 ? calloc(n, size) : calloc(1, 1);
    if (p == NULL)
        out_of_memory(n * size);
    return p;
}

void *xrealloc(void *p, size_t size)
{
    p = realloc(p, size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory(size);
    return p;
}

char *xstrdup(const char *s)
{
    size_t size = strlen(s) + 1;
    return memcpy(xmalloc(size), s, size);
}
