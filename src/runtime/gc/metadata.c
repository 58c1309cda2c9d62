/* metadata.c - see metadata.h. */
#include "runtime/gc/metadata.h"

#include <stddef.h>
#include "runtime/gc/heap_internal.h"

struct class metadata_of_class, metadata_of_block;

void metadata_init(void)
{
    int32_t refs = offsetof(struct class, refs);
    metadata_of_class.gc_descr = heap_descriptor(sizeof(struct class), &refs, 1);
    metadata_of_class.instance_size = sizeof(struct class);
}

static _Noreturn void no_room(size_t bytes)
{
    die("out of memory: no room for %zu bytes of classes in the heap", bytes);
}

struct class *metadata_new_class(struct vm *vm)
{
    struct class *c = GC_gcj_malloc(sizeof *c, &metadata_of_class);
    if (c == NULL) {
        collect_for_memory(vm, true);
        c = GC_gcj_malloc(sizeof *c, &metadata_of_class);
    }
    if (c == NULL)
        no_room(sizeof *c);
    return c;
}

void *metadata_new_block(struct vm *vm, size_t bytes)
{
    void **block = GC_malloc(bytes);
    if (block == NULL) {
        collect_for_memory(vm, true);
        block = GC_malloc(bytes);
    }
    if (block == NULL)
        no_room(bytes);
    *(void *volatile *)block = &metadata_of_block;
    return block;
}

bool metadata_is_class(const void *word)
{
    if (word == NULL || word == &metadata_of_class || word == &metadata_of_block)
        return false;
    const void *base = GC_base((void *)(uintptr_t)word);
    return base == NULL || (base == word && ((const struct object *)word)->klass == &metadata_of_class);
}
