/* box_cache.c - see box_cache.h. */
#include "runtime/jdk/box_cache.h"

#include <string.h>
#include "runtime/gc/heap.h"
#include "runtime/object/object.h"

/* The class that holds them; NULL: none, or not initialised. */
static const struct class *holder_of(const struct wellknown *wk, const struct class *c)
{
    const struct class *holder = c == NULL            ? NULL
                                 : c == wk->Byte      ? wk->ByteCache
                                 : c == wk->Character ? wk->CharacterCache
                                 : c == wk->Short     ? wk->ShortCache
                                 : c == wk->Integer   ? wk->IntegerCache
                                 : c == wk->Long      ? wk->LongCache
                                                      : NULL;
    bool ready =
        holder != NULL && atomic_load_explicit(&holder->state, memory_order_acquire) == CLASS_INITIALIZED;
    return ready ? holder : NULL;
}

static const struct field *find_field(const struct class *c, const char *name, bool is_static)
{
    for (unsigned i = 0; i < c->n_fields; i++)
        if (((c->fields[i].access & ACC_STATIC) != 0) == is_static &&
            strcmp(c->fields[i].name->utf8, name) == 0)
            return &c->fields[i];
    return NULL;
}

bool box_cache_of(const struct vm *vm, const struct class *c, struct box_cache *out)
{
    const struct class *holder = holder_of(&vm->wk, c);
    const struct field *cache = holder != NULL ? find_field(holder, "cache", true) : NULL;
    if (cache == NULL)
        return false;
    out->field = find_field(c, "value", false);
    out->boxes = *(struct object *const *)cache->static_addr;
    out->lo = c == vm->wk.Character ? 0 : -128;
    if (out->field == NULL || out->boxes == NULL || array_length(out->boxes) == 0)
        return false;
    out->hi = out->lo + (array_length(out->boxes) - 1);
    return true;
}

struct object *box_value_of(struct thread *t, struct class *c, int64_t number)
{
    struct box_cache k;
    if (!box_cache_of(t->vm, c, &k))
        vm_abort("%s has no boxes", c->name->utf8);
    if (number >= k.lo && number <= k.hi)
        return ((struct object **)array_data(k.boxes))[number - k.lo];
    struct object *o = heap_alloc_object(t, c);
    if (o != NULL) /* little-endian */
        memcpy((char *)o + k.field->offset, &number,
               k.field->type == 'J'   ? 8
               : k.field->type == 'I' ? 4
               : k.field->type == 'B' ? 1
                                      : 2);
    return o;
}
