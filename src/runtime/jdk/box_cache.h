/* box_cache.h - what java.lang.Integer.valueOf and its like give: one object for each small number. */
#ifndef SAMOVAR_RUNTIME_BOX_CACHE_H
#define SAMOVAR_RUNTIME_BOX_CACHE_H

#include "runtime/vm.h"

struct box_cache {
    const struct field *field; /* of the boxes: the number */
    struct object *boxes;      /* an array that never changes: its element i is the box of lo + i */
    int32_t lo, hi;
};

/* Of Byte, Character, Short, Integer and Long, once the library has made them; false: not yet, or another
 * class. Any thread; boxes live as long as the VM. */
bool box_cache_of(const struct vm *vm, const struct class *c, struct box_cache *out);

/* valueOf for a class of which there is a cache. NULL: no memory, an exception is pending. */
struct object *box_value_of(struct thread *t, struct class *c, int64_t number);

#endif
