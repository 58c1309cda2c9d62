/*
 * ahead.h - free lists that are refilled ahead, by a thread beside those that allocate.
 *
 * A refill sweeps a page: its header, its mark bits and all of its memory come from far away, and for
 * programs whose objects die young that is up to a quarter of their time. When a processor is idle, a thread
 * of the heap's own does that in advance: each size has up to AHEAD_LISTS lists ready, as many as its recent
 * demand says, and who allocates takes one, without a lock. Who finds none sweeps as before.
 *
 * What the collector has to know (roots.c, rules of free lists in heap.c): lists that are ready belong to
 * nobody, so they are dropped when the world has stopped, and their pages are swept again; those on their way
 * in or out are marked.
 *
 * Threads: ahead_take from any that allocates, ahead_tick from the controller's, ahead_roots with the world
 * stopped.
 */
#ifndef SAMOVAR_RUNTIME_AHEAD_H
#define SAMOVAR_RUNTIME_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vm;
struct heap;

enum { AHEAD_LISTS = 64 };

/* Is there a list of objects of `bytes` bytes? Then it is moved to *list, which is empty and which the
 * collector knows. which: LIST_GCJ and so on. */
bool ahead_take(struct heap *h, unsigned which, size_t bytes, void **list);

/* Once in a while; processor_idle: the process leaves one to others. */
void ahead_tick(struct vm *vm, bool processor_idle);

/* What collections that the thread did itself have taken; any thread. */
uint64_t ahead_collection_nanos(const struct vm *vm);
/* A collection has ended in the calling thread. */
void ahead_collected(struct heap *h, uint64_t nanos);

/* Calls one of them for each list. */
void ahead_roots(struct heap *h, void (*mark)(void *list), void (*drop)(void *list));

#endif
