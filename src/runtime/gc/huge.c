/*
 * huge.c - the heap of a program that collects again and again moves to huge pages, one at a time.
 *
 * Objects are all over the heap, and most loads that miss the caches miss the translation buffer too: on a
 * virtual machine a load from 256 MB in huge pages took three quarters of the time, one from 16 MB a third.
 * But a huge page may be expensive to get, so a short program does better without, and the thread that
 * refills lists ahead does it beside the program: MADV_COLLAPSE (Linux 6.1) copies what is there.
 *
 * libgc does not say where its sections are. They are among the anonymous mappings, which the kernel may have
 * merged with their neighbours; those with a block's header somewhere are meant. Nothing is lost where that
 * takes in other memory, or fails.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "runtime/gc/heap_internal.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

enum { PAGE = 4096, HUGE = 2 << 20, AFTER_COLLECTIONS = 16 };

/* What has run for so long will run for as long again, which pays for the move. */
#define AFTER_NS 8000000000

static bool allowed(void)
{
    char line[64] = "[never]";
    FILE *f = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");
    if (f != NULL && fgets(line, sizeof line, f) == NULL)
        strcpy(line, "[never]");
    if (f != NULL)
        fclose(f);
    return strstr(line, "[never]") == NULL;
}

static bool holds_heap(uintptr_t from)
{
    for (uintptr_t p = from; p < from + HUGE; p += PAGE)
        if (GC_is_heap_ptr((void *)p))
            return true;
    return false;
}

/* The first place for a huge page of the heap at `from` or above; 0: there is none. */
static uintptr_t next_place(uintptr_t from)
{
    char line[256], rights[5];
    uintptr_t start, end, found = 0;
    unsigned long inode;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps != NULL && found == 0 && fgets(line, sizeof line, maps) != NULL) {
        if (sscanf(line, "%lx-%lx %4s %*x %*s %lu", &start, &end, rights, &inode) != 4 || end <= from ||
            inode != 0 || strcmp(rights, "rw-p") != 0)
            continue;
        uintptr_t p = ((start > from ? start : from) + HUGE - 1) & ~(uintptr_t)(HUGE - 1);
        for (; found == 0 && p + HUGE <= end; p += HUGE)
            found = holds_heap(p) ? p : 0;
    }
    if (maps != NULL)
        fclose(maps);
    return found;
}

void huge_page_step(struct heap *h)
{
    struct huge_pages *huge = &h->huge;
    size_t size = GC_get_heap_size();
    if (huge->off || h->collections < AFTER_COLLECTIONS || huge->done_at == size ||
        heap_nanos() - vm_current()->start_nanos < AFTER_NS)
        return;
    uintptr_t p = huge->next == 0 && !allowed() ? 0 : next_place(huge->next);
    huge->off = huge->next == 0 && p == 0;
    huge->next = p == 0 ? 1 : p + HUGE;
    if (p == 0)
        huge->done_at = size; /* again when it has grown */
    else if (madvise((void *)p, HUGE, MADV_HUGEPAGE) != 0 || madvise((void *)p, HUGE, MADV_COLLAPSE) != 0)
        huge->failed++;
    huge->off |= huge->failed > MAX_FAILED_HUGE;
}
