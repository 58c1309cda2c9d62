/* blob.c - looking addresses up in a blob's tables: binary searches that a signal handler may run. */
#include "backend/blob.h"

/* Every table's row begins with the pc it is sorted by. Index of the first row with pc >= offset. */
static uint32_t lower_bound(const void *rows, uint32_t n, size_t row_size, uint32_t offset)
{
    uint32_t lo = 0, hi = n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (*(const uint32_t *)(const void *)((const char *)rows + mid * row_size) < offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const struct blob_point *blob_nearest_point(const struct blob *b, const void *pc)
{
    uint32_t i = lower_bound(b->points, b->npoints, sizeof *b->points, blob_offset(b, pc));
    return i < b->npoints ? &b->points[i] : NULL;
}

const struct blob_point *blob_find_point(const struct blob *b, const void *return_pc)
{
    const struct blob_point *p = blob_nearest_point(b, return_pc);
    return p != NULL && p->pc == blob_offset(b, return_pc) ? p : NULL;
}

const struct blob_line *blob_find_line(const struct blob *b, const void *pc)
{
    uint32_t i = lower_bound(b->lines, b->nlines, sizeof *b->lines, blob_offset(b, pc) + 1);
    return i > 0 ? &b->lines[i - 1] : NULL;
}

void *blob_find_handler(const struct blob *b, const void *return_pc)
{
    uint32_t pc = blob_offset(b, return_pc);
    uint32_t i = lower_bound(b->handlers, b->nhandlers, sizeof *b->handlers, pc);
    bool here = i < b->nhandlers && b->handlers[i].pc == pc;
    return blob_address(b, here ? b->handlers[i].handler : b->unwind);
}

void *blob_find_trap(const struct blob *b, const void *fault_pc)
{
    uint32_t pc = blob_offset(b, fault_pc);
    uint32_t i = lower_bound(b->traps, b->ntraps, sizeof *b->traps, pc);
    return i < b->ntraps && b->traps[i].pc == pc ? blob_address(b, b->traps[i].exit) : NULL;
}
