/*
 * weak.c - weak cells: words of the VM's own tables (JNI weak references, caches) that the collector clears.
 *
 * The table holds the cells' addresses. It changes only with the allocation lock held, so that the sweep,
 * which runs with the world stopped, always finds it consistent. Reading a cell takes no lock: a thread that
 * was stopped after its load holds the target in a register, which keeps it marked.
 */
#include "runtime/gc/heap_internal.h"

#define FREE_TAG 1u

static void register_cell(struct heap *h, struct weak_cell *c)
{
    if (h->weak_cells.len == 0)
        word_array_push(&h->weak_cells, FREE_TAG); /* index 0 means "not registered" */
    if (h->free_weak != 0) {
        c->index = (uint32_t)h->free_weak;
        h->free_weak = h->weak_cells.at[c->index] >> 1;
        h->weak_cells.at[c->index] = (uintptr_t)c;
    } else {
        c->index = (uint32_t)h->weak_cells.len;
        word_array_push(&h->weak_cells, (uintptr_t)c);
    }
}

static void unregister_cell(struct heap *h, struct weak_cell *c)
{
    h->weak_cells.at[c->index] = (h->free_weak << 1) | FREE_TAG;
    h->free_weak = c->index;
    c->index = 0;
}

void weak_cell_set(struct vm *vm, struct weak_cell *c, struct object *o)
{
    GC_alloc_lock();
    atomic_store_explicit(&c->target, o, memory_order_release);
    if (o != NULL && c->index == 0)
        register_cell(vm->heap, c);
    else if (o == NULL && c->index != 0)
        unregister_cell(vm->heap, c);
    GC_alloc_unlock();
}

struct object *weak_cell_get(struct vm *vm, struct weak_cell *c)
{
    (void)vm;
    return atomic_load_explicit(&c->target, memory_order_acquire);
}

bool weak_cell_is_registered(struct vm *vm, const struct weak_cell *c)
{
    struct heap *h = vm->heap;
    bool found = false;
    GC_alloc_lock();
    for (size_t i = 1; i < h->weak_cells.len && !found; i++)
        found = h->weak_cells.at[i] == (uintptr_t)c;
    GC_alloc_unlock();
    return found;
}

void weak_cells_sweep(struct heap *h)
{
    for (size_t i = 1; i < h->weak_cells.len; i++) {
        uintptr_t w = h->weak_cells.at[i];
        if (w & FREE_TAG)
            continue;
        struct weak_cell *c = (struct weak_cell *)w;
        struct object *o = atomic_load_explicit(&c->target, memory_order_relaxed);
        if (o != NULL && !is_marked(o))
            atomic_store_explicit(&c->target, NULL, memory_order_relaxed);
    }
}
