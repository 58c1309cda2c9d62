/*
 * heap.h - allocation, roots and references on the Boehm collector (libgc). See docs/design.md section 3.
 *
 * Objects are gcj-kind: word 0 is the class, whose second word is the mark descriptor. Arrays of primitives
 * are atomic, arrays of references normal kind. Small objects come from inline per-thread free lists. Objects
 * never move.
 *
 * Roots: machine stacks and registers (conservative, libgc), the Java stacks (pushed by us), root cells,
 * class_refs, uncollectable blocks. Allocation functions return zeroed memory, or NULL with OutOfMemoryError
 * pending.
 */
#ifndef SAMOVAR_RUNTIME_HEAP_H
#define SAMOVAR_RUNTIME_HEAP_H

#include "runtime/class/class.h"
#include "runtime/thread/thread.h"

void heap_init(struct vm *vm); /* vm->options: max_heap, initial_heap, stress_gc */

struct object *heap_alloc_object_slow(struct thread *t, struct class *c);
struct object *heap_alloc_array(struct thread *t, struct class *array_class,
                                int32_t length); /* length >= 0 checked by caller */
/* Object with more bytes than instance_size says is never needed; mirrors are ordinary objects. */
static inline struct object *heap_alloc_object(struct thread *t, struct class *c);
struct object *heap_alloc_prim_array(struct thread *t, char type, int32_t length); /* 'B' -> byte[] ... */
struct object *heap_alloc_object_array(struct thread *t, struct class *element, int32_t length);

/* Root cells: one scanned word each, stable address, for metadata and tables that hold an object. */
struct object **root_cell_new(struct vm *vm, struct object *o);
void root_cell_free(struct vm *vm, struct object **cell);
void heap_room_for_thread(struct vm *vm); /* before a thread is started that libgc is to know */
/* Makes the calling thread known to libgc, which must not know it yet. */
struct GC_stack_base;
void heap_register_thread(struct vm *vm, const struct GC_stack_base *base);
/* Zeroed, scanned, never collected unless freed: for class_refs and tables of references. */
void *root_block_new(struct vm *vm, size_t bytes);
void root_block_free(struct vm *vm, void *p);
bool heap_is_root_slot(struct vm *vm,
                       const void *p); /* p is in a root block, a cell, or metadata: it may be read */

void heap_collect(struct vm *vm); /* System.gc: full collection, then pending references are handed over */
void heap_collect_for(struct vm *vm,
                      const char *cause); /* for memory outside the heap that dead objects hold */
int64_t heap_total_bytes(struct vm *vm), heap_free_bytes(struct vm *vm), heap_max_bytes(struct vm *vm);
uint64_t heap_collections(struct vm *vm);
bool heap_collecting(struct vm *vm); /* a collection is in progress: the world is stopped, or about to be */
uint64_t heap_collection_nanos(struct vm *vm);
int64_t heap_live_bytes(struct vm *vm); /* after the last explicit or emergency collection */
int64_t heap_peak_bytes(struct vm *vm); /* most that was in use at the start of a collection, or now */
void heap_reset_peak(struct vm *vm);
int64_t heap_millis_since_collection(struct vm *vm);

/* Computes the mark descriptor for instances from the offsets of reference fields (referent excluded by the
 * caller). */
uintptr_t heap_descriptor(u4 instance_size, const int32_t *ref_offsets, size_t n);

/* Machine code that pops free lists itself (T0) must treat a pop as one step that ends with the class stored.
 * A list holds objects of (index * ALLOC_GRANULE) bytes, zeroed except for the link in word 0 (atomic lists:
 * contents undefined). */
static inline unsigned heap_size_class(size_t bytes)
{
    return (unsigned)((bytes + ALLOC_GRANULE - 1) / ALLOC_GRANULE);
}

/* ---- java.lang.ref (gc/reference.c). Called with the reference object after construction: registers it with
 * the collector when its class is a Soft/Weak/Phantom/FinalReference. Called by every path that allocates
 * one. */
void reference_register(struct thread *t, struct object *ref);
struct object *reference_get(struct thread *t,
                             struct object *ref); /* Reference.get / refersTo read, safe vs collector */
/* Blocks until there are pending references (JVM_WaitForReferencePendingList). */
void reference_wait_pending(struct thread *t);
void references_flush_thread(struct thread *t); /* the thread ends: its buffer goes to the registry */
bool reference_has_pending(struct vm *vm);
struct object *
reference_take_pending(struct thread *t); /* head of list linked through Reference.discovered */
/* Weak cells for VM tables (intern table, monitors, method types): cleared when the target dies. */
struct weak_cell {
    struct object *_Atomic target; /* in memory that the collector does not scan */
    uint32_t index;                /* in the collector's table; 0: not registered */
};
/* o non-NULL: registers the cell, which must not move until it is set to NULL (which unregisters it). */
void weak_cell_set(struct vm *vm, struct weak_cell *c, struct object *o);
struct object *weak_cell_get(struct vm *vm, struct weak_cell *c);
bool weak_cell_is_registered(struct vm *vm, const struct weak_cell *c); /* c may be any address */

/* p is the address of an object, live or not yet swept; p may be anything. */
bool heap_is_object(const void *p);
/* Calls fn for every live object, after a full collection and with the world stopped: fn allocates and locks
 * nothing. */
void heap_for_each(struct vm *vm, void (*fn)(struct object *o, void *user), void *user);

/* Inline path. Size classes are 16-byte granules; lists belong to the thread (thread/thread.h). */
#include "runtime/gc/heap_inline.h"

#endif
