/* object.c - what every object can do: identity hash and clone; words moved, each in one piece. */
#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/thread/monitor.h"
#include "runtime/vm.h"

/* Marsaglia's xorshift, one generator a thread: 30 bits, never 0. */
static int32_t fresh_hash(struct thread *t)
{
    uint32_t x = t->random;
    do {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
    } while ((x >> 2) == 0);
    t->random = x;
    return (int32_t)(x >> 2);
}

int32_t object_identity_hash(struct thread *t, struct object *o)
{
    uint32_t word = atomic_load_explicit(&o->lock, memory_order_acquire);
    if (LIKELY(word != 0 && !o->klass->no_lock_word)) {
        if (LIKELY((word & LOCK_TAG_MASK) == LOCK_NEUTRAL))
            return (int32_t)(word >> 2);
        int32_t hash = (word & LOCK_TAG_MASK) == LOCK_INFLATED ? monitor_known_hash(word) : 0;
        if (hash != 0)
            return hash;
    }
    return monitor_hash(t, o, fresh_hash(t));
}

#define LOAD(i)  __atomic_load_n(&from[i], __ATOMIC_RELAXED)
#define STORE(i) __atomic_store_n(&to[i], w##i, __ATOMIC_RELAXED)

/* Four at a time: the compiler does not unroll loops of atomic accesses. */
static inline void move_four(uint64_t *to, const uint64_t *from)
{
    uint64_t w0 = LOAD(0), w1 = LOAD(1), w2 = LOAD(2), w3 = LOAD(3);
    STORE(0), STORE(1), STORE(2), STORE(3);
}

static inline void move_one(uint64_t *to, const uint64_t *from)
{
    uint64_t w0 = LOAD(0);
    STORE(0);
}

void object_move_words(uint64_t *to, const uint64_t *from, size_t n)
{
    if (to <= from || to >= from + n) {
        for (; n >= 4; n -= 4, to += 4, from += 4)
            move_four(to, from);
        for (; n > 0; n--)
            move_one(to++, from++);
    } else {
        for (; n >= 4; n -= 4)
            move_four(to + n - 4, from + n - 4);
        while (n-- > 0)
            move_one(to + n, from + n);
    }
}

/* To memory that nobody else knows; a few words are copied as words. Both are aligned to words, with room up
 * to the end of the last. */
static inline void copy_words(void *to, const void *from, size_t bytes)
{
    enum { FEW = 16 };
    size_t n = (bytes + 7) / 8;
    if (n <= FEW)
        object_move_words(to, from, n);
    else
        memcpy(to, from, bytes);
}

struct object *object_new_copy(struct thread *t, struct class *c, const struct object *from, int32_t start,
                               int32_t count, int32_t length)
{
    struct object *copy = heap_alloc_array_fast(t, c, length);
    bool dirty = copy != NULL && !c->all_refs;
    if (UNLIKELY(copy == NULL) && (copy = heap_alloc_array(t, c, length)) == NULL)
        return NULL;
    size_t bytes = (size_t)(uint32_t)count << c->elem_shift;
    char *to = array_data(copy);
    const char *source = (const char *)array_data(from) + ((size_t)(uint32_t)start << c->elem_shift);
    if (c->all_refs)
        object_move_words((uint64_t *)to, (const uint64_t *)source, (size_t)(uint32_t)count);
    else if (dirty && start == 0)
        copy_words(to, source, bytes);
    else
        memcpy(to, source, bytes);
    if (dirty && count < length)
        memset(to + bytes, 0, (size_t)(uint32_t)(length - count) << c->elem_shift);
    return copy;
}

struct object *object_clone(struct thread *t, struct object *o)
{
    struct class *c = o->klass;
    if (c->is_array)
        return object_new_copy(t, c, o, 0, array_length(o), array_length(o));
    struct object *copy = heap_alloc_object(t, c);
    if (copy == NULL)
        return NULL;
    if (c->instance_size > OBJECT_FIELDS) {
        set_int_field(copy, OBJECT_FIELDS, int_field(o, OBJECT_FIELDS));
        object_move_words((uint64_t *)copy + 2, (const uint64_t *)o + 2,
                          c->instance_size / sizeof(uint64_t) - 2);
    }
    if (c->ref_kind != REFKIND_NONE)
        reference_register(t, copy);
    if (c->has_finalizer) {
        exec_callv(t, t->vm->wk.Finalizer_register__m, copy);
        if (t->exception != NULL)
            return NULL;
    }
    return copy;
}
