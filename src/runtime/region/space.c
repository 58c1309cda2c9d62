/* space.c - mapping, unmapping and looking up regions (see space.h). */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>
#include "runtime/gc/heap.h"
#include "runtime/region/region_site.h"
#include "runtime/region/space.h"
#include "runtime/tier/code.h"
#include "runtime/vm.h"

struct table {
    size_t n;
    struct region *at[]; /* by address */
};

struct space {
    pthread_mutex_t lock; /* writers */
    _Atomic(struct table *) table;
    uint64_t last_id;
};

const char *space_result_text(enum space_result r)
{
    switch (r) {
    case SPACE_OK: break;
    case SPACE_EMPTY: return "a region of no bytes";
    case SPACE_PAST_END: return "past the last address";
    case SPACE_OVERLAP: return "overlaps another region";
    case SPACE_NO_MEMORY: return "not enough memory";
    case SPACE_NOT_FOUND: return "no region begins at this address";
    }
    return "done";
}

/* ---- looking up ---- */

/* How many regions begin at or below the address. */
static size_t count_upto(const struct table *table, uint64_t address)
{
    size_t low = 0, high = table->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table->at[middle]->base <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct region *space_find(const struct vm *vm, uint64_t address, unsigned bytes)
{
    const struct space *space = atomic_load_explicit(&vm->space, memory_order_acquire);
    const struct table *table =
        space != NULL ? atomic_load_explicit(&space->table, memory_order_acquire) : NULL;
    size_t n = table != NULL ? count_upto(table, address) : 0;
    const struct region *r = n > 0 ? table->at[n - 1] : NULL;
    return r != NULL && address <= r->last && r->last - address >= bytes - 1 ? r : NULL;
}

bool space_region(const struct vm *vm, uint64_t id, struct region *copy)
{
    struct space *space = atomic_load_explicit(&vm->space, memory_order_acquire);
    bool found = false;
    if (space == NULL)
        return false;
    pthread_mutex_lock(&space->lock);
    const struct table *table = space->table;
    for (size_t i = 0; table != NULL && i < table->n && !found; i++)
        if ((found = table->at[i]->id == id))
            *copy = *table->at[i];
    pthread_mutex_unlock(&space->lock);
    return found;
}

/* ---- changing ---- */

void *space_allocate(uint64_t size)
{
    /* Low addresses fit into instructions; there is not much room, so big regions go elsewhere. */
    enum { LOW_AT_MOST = 64 << 20 };
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *p = MAP_FAILED;
    if (size > (uint64_t)PTRDIFF_MAX)
        return NULL;
    if (size <= LOW_AT_MOST)
        p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_32BIT, -1, 0);
    if (p == MAP_FAILED)
        p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    return p != MAP_FAILED ? p : NULL;
}

static struct space *space_of(struct vm *vm)
{
    struct space *space = atomic_load(&vm->space), *none = NULL;
    if (space != NULL)
        return space;
    space = xcalloc(1, sizeof *space);
    pthread_mutex_init(&space->lock, NULL);
    if (atomic_compare_exchange_strong(&vm->space, &none, space))
        return space;
    pthread_mutex_destroy(&space->lock);
    free(space);
    return none;
}

static struct table *table_new(size_t n)
{
    struct table *t = xcalloc(1, sizeof *t + n * sizeof t->at[0]);
    t->n = n;
    return t;
}

static void nothing(struct thread *target, void *user)
{
    (void)target;
    (void)user;
}

/* Nobody uses what was looked up before. */
static void wait_for_readers(struct thread *t)
{
    thread_handshake_all(t, nothing, NULL);
}

static void region_free(struct vm *vm, struct region *r)
{
    if (r->owned)
        munmap(r->memory, r->last - r->base + 1);
    if (r->java_device != NULL)
        root_cell_free(vm, r->java_device);
    free(r);
}

/* How many places an access of so many bytes may begin at; one too few if they are all of a 64-bit space. */
static uint64_t places(uint64_t last, unsigned bytes)
{
    return last < bytes - 1 ? 0 : last - (bytes - 1) == UINT64_MAX ? UINT64_MAX : last - (bytes - 1) + 1;
}

static void make_window(struct region *r)
{
    r->window = (struct baseline_window){.base = r->base, .memory = (uint64_t)r->memory - r->base};
    for (unsigned i = 0; i < 4 && r->memory != NULL; i++) {
        r->window.loads[i] = places(r->last - r->base, 1u << i);
        r->window.stores[i] = r->read_only ? 0 : r->window.loads[i];
    }
}

static bool overlaps(const struct table *table, uint64_t base, uint64_t last)
{
    size_t n = count_upto(table, last);
    return n > 0 && table->at[n - 1]->last >= base;
}

/* Under the lock. The new table; the old one is for the caller to free. */
static void insert(struct space *space, struct region *r)
{
    const struct table *old = space->table;
    size_t n = old != NULL ? old->n : 0, at = old != NULL ? count_upto(old, r->base) : 0;
    struct table *new = table_new(n + 1);
    for (size_t i = 0; i < n; i++)
        new->at[i + (i >= at)] = old->at[i];
    new->at[at] = r;
    atomic_store_explicit(&space->table, new, memory_order_release);
}

enum space_result space_map(struct thread *t, const struct region *wanted, uint64_t size, bool is_device)
{
    struct space *space = space_of(t->vm);
    if (size == 0)
        return SPACE_EMPTY;
    if (size - 1 > UINT64_MAX - wanted->base) {
        if (wanted->owned)
            munmap(wanted->memory, size);
        return SPACE_PAST_END;
    }
    struct region *r = xmalloc(sizeof *r);
    *r = *wanted;
    r->last = r->base + (size - 1);
    if (!is_device && r->memory == NULL) {
        if ((r->memory = space_allocate(size)) == NULL) {
            free(r);
            return SPACE_NO_MEMORY;
        }
        r->owned = true;
    }
    make_window(r);
    pthread_mutex_lock(&space->lock);
    struct table *old = space->table;
    bool free_there = old == NULL || !overlaps(old, r->base, r->last);
    if (free_there) {
        r->id = ++space->last_id;
        insert(space, r);
    }
    pthread_mutex_unlock(&space->lock);
    if (!free_there) {
        r->java_device = NULL; /* the caller's, still */
        region_free(t->vm, r);
        return SPACE_OVERLAP;
    }
    if (old != NULL) {
        wait_for_readers(t);
        free(old);
    }
    return SPACE_OK;
}

/* Under the lock: takes the region with this base out of the table. */
static struct region *take_out(struct space *space, uint64_t base)
{
    const struct table *old = space->table;
    size_t n = old != NULL ? count_upto(old, base) : 0;
    if (n == 0 || old->at[n - 1]->base != base)
        return NULL;
    struct table *new = table_new(old->n - 1);
    for (size_t i = 0; i < new->n; i++)
        new->at[i] = old->at[i + (i >= n - 1)];
    atomic_store_explicit(&space->table, new, memory_order_release);
    return old->at[n - 1];
}

enum space_result space_unmap(struct thread *t, uint64_t base)
{
    struct space *space = space_of(t->vm);
    pthread_mutex_lock(&space->lock);
    struct table *old = space->table;
    struct region *r = take_out(space, base);
    pthread_mutex_unlock(&space->lock);
    if (r == NULL)
        return SPACE_NOT_FOUND;
    dependencies_region_unmapped(t->vm, r->id);
    code_settle(t->vm);
    region_sites_forget(t->vm, r);
    wait_for_readers(t);
    if (region_sites_forget(t->vm, r)) /* by who had looked it up before */
        wait_for_readers(t);
    free(old);
    region_free(t->vm, r);
    return SPACE_OK;
}
