/*
 * code_memory.h - where compiled code lives: one reserved range, blobs, the global offset table
 * (docs/design.md, "Code memory", "Two entries a method").
 *
 * The range is shared memory mapped twice: an executable view that nobody can write, and a writable view
 * that nobody can execute. Addresses in this header are always those of the executable view; code_store and
 * code_write take such an address and go through the other view.
 *
 *     | global offset table (readable, not executable) | blobs ...                                       |
 *
 * Threads: everything here may be called from any thread. code_find_blob and the blob_* lookups in blob.h
 * take no lock and allocate nothing: a signal handler may call them. A blob must not be freed while a thread
 * may still stand in it; whoever frees makes sure (tier/reclaim). A lookup of an address in a blob that is
 * being freed at the same time gives either that blob's record (records are reused, never returned to the
 * system) or NULL.
 *
 * Errors: creation returns NULL with errno set; allocation returns NULL / CODE_NO_SLOT when the limit is
 * reached.
 */
#ifndef SAMOVAR_BACKEND_CODE_MEMORY_H
#define SAMOVAR_BACKEND_CODE_MEMORY_H

#include <stdatomic.h>
#include "base/base.h"

struct blob;
struct code_memory;

#define CODE_ALIGN   64 /* of blobs */
#define CODE_NO_SLOT UINT32_MAX

/* limit: bytes for blobs (rounded up to pages, at most 1 GiB); nslots: entries of the global offset table. */
struct code_memory *code_memory_new(size_t limit, uint32_t nslots);
void code_memory_free(struct code_memory *m); /* with all blobs; no thread may run code of it any more */

struct code_memory_stats {
    size_t limit, used, peak; /* bytes in blobs, their alignment included */
    size_t largest_free;
    uint32_t blobs, slots_used, slots_limit;
    uint64_t allocations, frees;
};
void code_memory_stats(struct code_memory *m, struct code_memory_stats *out);

/* ------------------------------------------------------------------------------------------------------
 * writing */

bool code_contains(const struct code_memory *m, const void *address);
void code_write(struct code_memory *m, void *address, const void *bytes,
                size_t n); /* code that nobody runs yet */
/* One aligned 8-byte store with release order: running threads see the old bytes or the new ones. */
void code_store(struct code_memory *m, void *address, uint64_t word);

/* -------------------------------------------------------------------------------------------- global offset
 * table */

/* n neighbouring slots (a method takes two: memory-frame entry, then register entry); freed in the same size.
 */
uint32_t code_slots_alloc(struct code_memory *m, uint32_t n);
void code_slots_free(struct code_memory *m, uint32_t first, uint32_t n);
_Atomic(void *) *code_slot(const struct code_memory *m,
                           uint32_t slot); /* to load from, and for `call [slot]` */
void code_slot_set(struct code_memory *m, uint32_t slot, const void *target);
static inline void *code_slot_get(const struct code_memory *m, uint32_t slot)
{
    return atomic_load_explicit(code_slot(m, slot), memory_order_acquire);
}

/* ----------------------------------------------------------------------------------------------------------
 * blobs */

/*
 * Reserves `size` bytes. The blob is not found by code_find_blob before code_blob_publish: fill its record
 * and write its code first. The record's other fields are the caller's (blob.h); code_blob_free releases what
 * hangs from it.
 */
struct blob *code_blob_alloc(struct code_memory *m, size_t size);
void code_blob_publish(struct code_memory *m, struct blob *b);
void code_blob_free(struct code_memory *m, struct blob *b);
struct blob *code_find_blob(const struct code_memory *m, const void *pc); /* NULL: no blob has this address */
/* Calls fn for every published blob; the lock is held, so fn must not allocate or free blobs. */
void code_each_blob(struct code_memory *m, void (*fn)(void *user, struct blob *b), void *user);

#endif
