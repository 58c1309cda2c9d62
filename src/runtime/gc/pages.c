/*
 * pages.c - pages of small objects keep their size from one collection to the next.
 *
 * A page whose objects are all dead goes back to libgc's free blocks, one by one, and the next list that is
 * refilled takes one from there, with a new header: for programs whose objects die young that is a third of
 * what allocating costs. So the page of every refill is noted, and at the end of the marking its first object
 * counts as marked: the page is not empty then, and a list of its size gets it back by a sweep. What is not
 * refilled in one cycle is not noted, and is let go at the next collection, with that object.
 *
 * The object may be dead, and what it refers to is freed and used again: nothing can reach it, but for who
 * walks the heap by mark bits. That, and collections that somebody asked for, or that have to find memory,
 * keep no pages.
 *
 * Threads note pages without a lock; the hook reads them when the world is stopped. A thread that is stopped
 * between taking its place in the table and filling it leaves a zero there, and fills a place of the next
 * cycle: so places are cleared for two cycles. And a note says in its low bits of which cycle it is: a page
 * that the thread noted one cycle ago is still one, as the list it had then was marked; what is older may be
 * anything.
 */
#include <sys/mman.h>
#include "runtime/gc/heap_internal.h"

enum { PAGE = 4096, CYCLES = PAGE, SAMPLE = 256 };

void pages_init(struct heap *h)
{
    size_t cap = h->max_bytes / PAGE;
    void *at = mmap(NULL, cap * sizeof *h->pages.at, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        return; /* then no page is kept */
    h->pages.at = at;
    h->pages.cap = cap;
}

void pages_note(struct heap *h, const void *object)
{
    uintptr_t cycle = h->collections % CYCLES; /* first: the note is not taken for a younger one */
    size_t i = atomic_fetch_add_explicit(&h->pages.n, 1, memory_order_relaxed);
    if (i < h->pages.cap)
        atomic_store_explicit(&h->pages.at[i], ((uintptr_t)object & ~(uintptr_t)(PAGE - 1)) | cycle,
                              memory_order_relaxed);
}

/* NULL: the note is too old, or there is none. */
static void *noted(const struct heap *h, uintptr_t note)
{
    uintptr_t age = (h->collections - note) % CYCLES;
    return note != 0 && age <= 1 ? (void *)(note & ~(uintptr_t)(CYCLES - 1)) : NULL;
}

/* Bytes of this page that marked objects take, of `size` bytes each. */
static size_t live_in(const char *page, size_t size)
{
    size_t live = 0;
    for (const char *p = page; p + size <= page + PAGE; p += size)
        live += GC_is_marked(p) ? size : 0;
    return live;
}

void pages_keep(struct heap *h)
{
    struct noted_pages *pages = &h->pages;
    size_t n = atomic_load_explicit(&pages->n, memory_order_relaxed), sampled = 0, live = 0;
    n = n < pages->cap ? n : pages->cap;
    size_t most = GC_get_heap_size() / PAGE / 8 * 7;
    pages->kept = 0;
    for (size_t i = 0; i < n; i++) {
        void *page = noted(h, atomic_load_explicit(&pages->at[i], memory_order_relaxed));
        if (page == NULL || h->cause != NULL || h->walkers != 0 || pages->kept >= most)
            continue;
        if (pages->kept++ % SAMPLE == 0) {
            live += live_in(page, GC_size(page));
            sampled++;
        }
        GC_set_mark_bit(page);
    }
    for (size_t i = 0; i < n || i < pages->before; i++)
        atomic_store_explicit(&pages->at[i], 0, memory_order_relaxed);
    pages->before = n;
    pages->free =
        sampled == 0 ? 0 : (size_t)((double)pages->kept * (double)(sampled * PAGE - live) / (double)sampled);
    atomic_store_explicit(&pages->n, 0, memory_order_relaxed);
}

size_t pages_free_bytes(const struct heap *h)
{
    const struct noted_pages *pages = &h->pages;
    size_t taken = atomic_load_explicit(&pages->n, memory_order_relaxed);
    return taken < pages->kept
               ? (size_t)((double)pages->free * (double)(pages->kept - taken) / (double)pages->kept)
               : 0;
}
