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

static void *new_class(size_t bytes)
{
    return GC_gcj_malloc(bytes, &metadata_of_class);
}

struct class *metadata_new_class(struct vm *vm)
{
    return heap_for_tables(vm, new_class, sizeof(struct class));
}

void *metadata_new_block(struct vm *vm, size_t bytes)
{
    void **block = heap_for_tables(vm, GC_malloc, bytes);
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
