/*
 * metadata.h - metadata that is collected: struct class of classes that may be unloaded, and blocks that only
 * such classes refer to.
 *
 * Both are libgc memory, so whatever refers to them keeps them alive: instances through their class pointer
 * (bit 0 of the class's mark descriptor), mirrors, and machine and Java stacks, from where pointers into the
 * middle count, too: a struct method * in a frame or a register is enough. The first word says what it is,
 * where objects have their class. Of a struct class the collector follows `refs`, of a block all words.
 *
 * Threads: any.
 */
#ifndef SAMOVAR_RUNTIME_GC_METADATA_H
#define SAMOVAR_RUNTIME_GC_METADATA_H

#include "runtime/class/class.h"

/* What the first word of such memory points to. */
extern struct class metadata_of_class, metadata_of_block;

void metadata_init(void);
/* Zeroed. Dies when there is no memory, as metadata does that is not collected. */
struct class *metadata_new_class(struct vm *vm);
void *metadata_new_block(struct vm *vm, size_t bytes); /* the first word is not its user's */

/* o, the address of an object or of metadata. */
static inline bool metadata_is(const struct object *o)
{
    return o->klass == &metadata_of_class || o->klass == &metadata_of_block;
}
/* Is this word of an object, or of a free list's entry, or of metadata, a class? */
bool metadata_is_class(const void *word);

#endif
