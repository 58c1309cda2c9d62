/*
 * samovar/regions.h - memory and devices at addresses, for Java code that emulates or drives hardware.
 *
 * The VM has one space of 64-bit addresses. The host maps regions in it: memory, or a device, whose functions
 * are called for loads and stores. Java uses them through samovar.Memory (samovar.jar, for the compiler; at
 * run time the class is there). Numbers are little-endian, whatever their alignment. docs/regions.md is the
 * guide.
 *
 * Cost. An access site of Java code that has met one region of memory only is compiled for it: one comparison
 * and one move; one that has met one device only calls it. A site that meets several looks the region up.
 *
 * Threads. All functions may be called by any attached thread, at any time. Memory of regions is plain
 * memory: what several threads do there at the same time is ordered by nothing but the program. A device's
 * functions may be called by several threads at once.
 *
 * Errors. As in samovar.h: a status, and a message with the thread.
 */
#ifndef SAMOVAR_REGIONS_H
#define SAMOVAR_REGIONS_H

#include <samovar.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SAMOVAR_REGION_READ_ONLY = 1 /* Java's stores throw samovar.MemoryFault */ };

/*
 * A device: offsets count from the region's base; a function that is NULL makes accesses of that width throw
 * samovar.MemoryFault. (Java's loadFloat and storeDouble are accesses of 4 and 8 bytes.) The functions run
 * inside the Java code that accesses the device: they may use the thread's samovar_thread (samovar_current),
 * also to call Java; when they leave an exception with samovar_throw, Java's access throws it.
 */
typedef struct samovar_device {
    uint8_t (*load8)(void *user, uint64_t offset);
    uint16_t (*load16)(void *user, uint64_t offset);
    uint32_t (*load32)(void *user, uint64_t offset);
    uint64_t (*load64)(void *user, uint64_t offset);
    void (*store8)(void *user, uint64_t offset, uint8_t value);
    void (*store16)(void *user, uint64_t offset, uint16_t value);
    void (*store32)(void *user, uint64_t offset, uint32_t value);
    void (*store64)(void *user, uint64_t offset, uint64_t value);
} samovar_device;

/*
 * Maps `size` bytes at `memory` to the addresses from `base` on. The memory stays the host's: it must be
 * there until the region is unmapped or the VM destroyed. NULL: the VM supplies zeroed memory, and frees it
 * when it is unmapped. SAMOVAR_INVALID: size 0, past the last address, overlaps another region, unknown
 * flags.
 */
SAMOVAR_API samovar_status samovar_map_memory(samovar_thread *t, uint64_t base, uint64_t size, void *memory,
                                              unsigned flags);

/* Maps a device. *device is copied; `user` goes to its functions and stays the host's. */
SAMOVAR_API samovar_status samovar_map_device(samovar_thread *t, uint64_t base, uint64_t size,
                                              const samovar_device *device, void *user);

/*
 * The region with this base is no more. When the function returns, no thread reads or writes its memory; a
 * device's function that another thread has called before may still be running. Waits for other threads to
 * reach a point where they notice, so it must not be called from a device's function. SAMOVAR_NOT_FOUND: no
 * region has this base.
 */
SAMOVAR_API samovar_status samovar_unmap(samovar_thread *t, uint64_t base);

/*
 * The memory behind an address, for reading and writing as Java does, and how many bytes there are from it to
 * the end of its region. NULL: it is no memory. Valid until the region is unmapped.
 */
SAMOVAR_API void *samovar_memory_at(samovar_thread *t, uint64_t address, uint64_t *bytes);

#ifdef __cplusplus
}
#endif

#endif
