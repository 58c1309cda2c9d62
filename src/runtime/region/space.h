/*
 * space.h - the VM's space of addresses: which regions are mapped where (include/samovar/regions.h).
 *
 * A region never changes. The space is a sorted table of regions, replaced as a whole: who looks an address
 * up reads one pointer and takes no lock. Removed regions and old tables are freed when every thread has
 * passed a handshake, so what a thread has looked up stays good until it next polls, blocks or leaves Java.
 *
 * Compiled code has regions built in. It depends on them (ENV_DEP_REGION): unmapping invalidates it, and
 * waits until no thread can run what was wrong.
 */
#ifndef SAMOVAR_RUNTIME_SPACE_H
#define SAMOVAR_RUNTIME_SPACE_H

#include <samovar/regions.h>
#include "backend/baseline.h"
#include "runtime/thread/thread.h"

struct region {
    uint64_t id;         /* never used again; 0: none */
    uint64_t base, last; /* addresses: of the first and the last byte */
    char *memory;        /* NULL: a device */
    bool read_only, owned;
    struct baseline_window window; /* memory: for baseline code */
    samovar_device device;
    void *user;
    void (*settle)(struct thread *t); /* after its functions: throws what they have thrown; NULL: nothing */
    struct object *
        *java_device; /* root cell of a samovar.Device; NULL: the functions of `device` are called */
};

struct space; /* vm->space; NULL: nothing was ever mapped */

enum space_result { SPACE_OK, SPACE_EMPTY, SPACE_PAST_END, SPACE_OVERLAP, SPACE_NO_MEMORY, SPACE_NOT_FOUND };
const char *space_result_text(enum space_result r);

/* Zeroed memory for a region that owns it; NULL: there is none. */
void *space_allocate(uint64_t size);
/*
 * Maps a copy of *r; size: of the region. With memory NULL and no device, the space allocates it. Memory that
 * r owns is the space's afterwards in any case; a device's root cell stays the caller's when this fails.
 */
enum space_result space_map(struct thread *t, const struct region *r, uint64_t size, bool is_device);
/* The thread is in Java. Waits for all others; may poll. */
enum space_result space_unmap(struct thread *t, uint64_t base);

/* The region that all these bytes (at most 8) are in; NULL: none. */
const struct region *space_find(const struct vm *vm, uint64_t address, unsigned bytes);

/* For threads that are not in Java. False: the region is mapped no more. */
bool space_region(const struct vm *vm, uint64_t id, struct region *copy);

#endif
