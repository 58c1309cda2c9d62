/*
 * roots.c - what the collector starts from: root cells and blocks, Java stacks, threads and their free lists.
 *
 * libgc scans the machine stacks by itself. Everything else that holds references is either an uncollectable
 * libgc block (root cells, root blocks) or pushed by push_roots, which libgc calls with the world stopped.
 * Static data of the libraries is not scanned at all. A stopped thread may have been anywhere, so push_roots
 * takes no locks: the structures it walks change only with the allocation lock held, or in an order that is
 * right at every instruction.
 */
#include <string.h>
#include "runtime/exec/frame.h"
#include "runtime/gc/ahead.h"
#include "runtime/gc/alloc_sample.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/gc/metadata.h"
#include "runtime/thread/monitor.h"

/* ---- root cells ---- */

#define CELLS_PER_BLOCK 255

/* Free cells are chained through themselves. The link is tagged: an odd word is not a pointer to the
 * collector. */
static struct object **next_free(struct object **cell)
{
    return (struct object **)((uintptr_t)*cell & ~(uintptr_t)1);
}
static void set_next_free(struct object **cell, struct object **next)
{
    *cell = (struct object *)((uintptr_t)next | 1);
}

void *heap_for_tables(struct vm *vm, void *(*allocate)(size_t bytes), size_t bytes)
{
    void *p = allocate(bytes);
    if (p == NULL) {
        collect_for_memory(vm, true);
        p = allocate(bytes);
    }
    while (p == NULL && heap_exceed(vm->heap))
        p = allocate(bytes);
    if (p == NULL)
        die("out of memory: no room for %zu bytes of the VM's own tables in the heap", bytes);
    return p;
}

/* libgc ends the process when it has no memory for its record of a thread: a block that is given back is
 * there for it. */
void heap_room_for_thread(struct vm *vm)
{
    enum { BLOCK = 4096 };
    GC_free(heap_for_tables(vm, GC_malloc_uncollectable, BLOCK));
}

void *root_block_new(struct vm *vm, size_t bytes)
{
    return heap_for_tables(vm, GC_malloc_uncollectable, bytes != 0 ? bytes : 1);
}

void root_block_free(struct vm *vm, void *p)
{
    (void)vm;
    GC_free(p);
}

bool heap_is_root_slot(struct vm *vm, const void *p)
{
    (void)vm;
    void *base = ((uintptr_t)p & (sizeof(void *) - 1)) == 0 ? GC_base((void *)(uintptr_t)p) : NULL;
    size_t bytes;
    return base != NULL && (GC_get_kind_and_size(base, &bytes) == KIND_UNCOLLECTABLE || metadata_is(base));
}

struct object **root_cell_new(struct vm *vm, struct object *o)
{
    struct heap *h = vm->heap;
    pthread_mutex_lock(&vm->root_lock);
    if (h->free_cells == NULL) {
        struct object **block = root_block_new(vm, CELLS_PER_BLOCK * sizeof *block);
        for (int i = CELLS_PER_BLOCK; i-- > 0;) {
            set_next_free(&block[i], h->free_cells);
            h->free_cells = &block[i];
        }
    }
    struct object **cell = h->free_cells;
    h->free_cells = next_free(cell);
    *cell = o;
    pthread_mutex_unlock(&vm->root_lock);
    return cell;
}

void root_cell_free(struct vm *vm, struct object **cell)
{
    if (cell == NULL)
        return;
    pthread_mutex_lock(&vm->root_lock);
    set_next_free(cell, vm->heap->free_cells);
    vm->heap->free_cells = cell;
    pthread_mutex_unlock(&vm->root_lock);
}

/* ---- threads ---- */

/* Entries of free lists are no garbage, but nothing refers to them except the list (docs: heap.h). */
static void mark_free_list(void *list)
{
    for (void *p = list; p != NULL; p = *(void **)p)
        GC_set_mark_bit(p);
}

/* What is dropped loses its links: an entry may stay, for a word that looks like its address, and when the
 * one that it leads to is an object by then, the collector takes a field of that for a descriptor. */
static void unlink_free_list(void *list)
{
    for (void *p = list, *next; p != NULL; p = next) {
        next = *(void **)p;
        *(void **)p = NULL;
    }
}

static void each_free_list(struct thread *t, void (*visit)(void *list))
{
    for (size_t i = 0; i < ARRAY_LEN(t->alloc_gcj); i++) {
        visit(t->alloc_gcj[i]);
        visit(t->alloc_atomic[i]);
        visit(t->alloc_normal[i]);
    }
    for (size_t i = 0; t->alloc_sampling != NULL && i < ALLOC_LIST_SIZES; i++)
        for (size_t kind = 0; kind < ALLOC_LISTS; kind++)
            visit(t->alloc_sampling->rest[kind][i]);
}

/* With the allocation lock: no collection sees half a list. */
static void *drop_free_lists(void *thread)
{
    struct thread *t = thread;
    each_free_list(t, unlink_free_list);
    memset(t->alloc_gcj, 0, sizeof t->alloc_gcj);
    memset(t->alloc_atomic, 0, sizeof t->alloc_atomic);
    memset(t->alloc_normal, 0, sizeof t->alloc_normal);
    return NULL;
}

void roots_drop_free_lists(struct thread *t)
{
    GC_call_with_alloc_lock(drop_free_lists, t);
    alloc_sampling_free(t);
}

/* Room above the innermost published frame that may be in use already: the arguments C code lays out above an
 * entry frame, or the frame that is just being built. */
#define SLACK_ENTRY 288
#define SLACK_FRAME 24

static union slot *java_stack_top(struct thread *t)
{
    struct frame *f = t->frame;
    union slot *top;
    if (f == NULL)
        top = t->stack_base + SLACK_ENTRY;
    else if (frame_is_entry(f))
        top = frame_stack(f) + SLACK_ENTRY;
    else
        top = frame_stack(f) + (f->method->code != NULL ? f->method->max_stack : 0) + SLACK_FRAME;
    return top < t->stack_end ? top : t->stack_end;
}

void roots_clear_dead_stack(struct thread *t)
{
    struct frame *f = t->frame;
    union slot *from = f == NULL                                      ? t->stack_base
                       : frame_is_entry(f) || f->method->code == NULL ? frame_stack(f)
                                                                      : java_stack_top(t);
    union slot *to = from + 1024 < t->stack_end ? from + 1024 : t->stack_end;
    if (from != NULL && to > from)
        memset(from, 0, (size_t)((char *)to - (char *)from));
}

/*
 * The Java stack below `top`, but for memory frames that OSR has left: a loop may run for ever, and would
 * keep what its variables held at the beginning.
 */
static void push_java_stack(struct thread *t, union slot *top)
{
    bool innermost = true;
    for (struct frame *f = t->frame; f != NULL; f = f->prev) {
        if (!frame_is_compiled_entry(f))
            continue;
        bool read = !innermost || t->anchor_sp != NULL;
        union slot *dead = frame_dead_below(f);
        innermost = false;
        if (dead != NULL && read && (union slot *)f < top) {
            GC_push_all_eager(f, top);
            top = dead;
        }
    }
    GC_push_all_eager(t->stack_base, top);
}

/* Eagerly: GC_push_all would leave two entries a thread on the mark stack, and libgc aborts when thousands of
 * threads overflow it in this phase. */
static void push_thread(struct thread *t)
{
    each_free_list(t, mark_free_list);
    GC_push_all_eager(t, t + 1);
    if (t->stack_base != NULL)
        push_java_stack(t, java_stack_top(t));
}

static void push_roots(void)
{
    struct vm *vm = vm_current();
    vm->heap->push_stacks();
    for (struct thread *t = vm->threads; t != NULL; t = t->next)
        push_thread(t);
    ahead_roots(vm->heap, mark_free_list, unlink_free_list);
    references_push_roots(vm);
    monitors_push_roots(vm);
}

void roots_init(struct vm *vm)
{
    vm->heap->push_stacks = GC_get_push_other_roots();
    GC_set_push_other_roots(push_roots);
}
