/*
 * access.h - loads and stores of regions, the general way: look the region up, do it, or throw MemoryFault.
 *
 * Bits are those of the number, the low ones for narrow numbers. The thread is in Java and its stack can be
 * walked. Devices run outside Java (they may block), and may leave an exception pending.
 */
#ifndef SAMOVAR_RUNTIME_REGION_ACCESS_H
#define SAMOVAR_RUNTIME_REGION_ACCESS_H

#include "runtime/region/space.h"

/* NULL region: none is there. */
uint64_t region_load(struct thread *t, const struct region *r, uint64_t address, unsigned bytes);
void region_store(struct thread *t, const struct region *r, uint64_t address, unsigned bytes, uint64_t bits);

/* samovar.MemoryFault, which names the address. */
void region_fault(struct thread *t, const struct region *r, uint64_t address, unsigned bytes, bool store);

#endif
