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

/* Two words at any address of a word: the processor moves each of them in one piece. */
typedef uint64_t pair __attribute__((vector_size(16), aligned(8), may_alias));

#define LOAD(i)     (*(const volatile pair *)(from + 2 * (i)))
#define STORE(i, v) (*(volatile pair *)(to + 2 * (i)) = (v))

/* All is loaded before anything is stored: what is moved may overlap. */
static inline void move_eight(uint64_t *to, const uint64_t *from)
{
    pair a = LOAD(0), b = LOAD(1), c = LOAD(2), d = LOAD(3);
    STORE(0, a), STORE(1, b), STORE(2, c), STORE(3, d);
}

static inline void move_four(uint64_t *to, const uint64_t *from)
{
    pair a = LOAD(0), b = LOAD(1);
    STORE(0, a), STORE(1, b);
}

static inline void move_two(uint64_t *to, const uint64_t *from)
{
    STORE(0, LOAD(0));
}

static inline void move_one(uint64_t *to, const uint64_t *from)
{
    __atomic_store_n(to, __atomic_load_n(from, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
}

static void move_up(uint64_t *to, const uint64_t *from, size_t n)
{
    for (; n >= 8; n -= 8)
        move_eight(to + n - 8, from + n - 8);
    for (; n >= 2; n -= 2)
        move_two(to + n - 2, from + n - 2);
    if (n != 0)
        move_one(to, from);
}

void object_move_words(uint64_t *to, const uint64_t *from, size_t n)
{
    if (UNLIKELY(to > from && to < from + n)) {
        move_up(to, from, n);
        return;
    }
    for (; n >= 8; n -= 8, to += 8, from += 8)
        move_eight(to, from);
    if (n & 4) {
        move_four(to, from);
        to += 4, from += 4;
    }
    if (n & 2) {
        move_two(to, from);
        to += 2, from += 2;
    }
    if (n & 1)
        move_one(to, from);
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

/* Of all kinds and sizes. */
static __attribute__((noinline)) struct object *new_copy(struct thread *t, struct class *c,
                                                         const struct object *from, int32_t start,
                                                         int32_t count, int32_t length)
{
    struct object *copy = c->all_refs ? NULL : heap_alloc_array_fast(t, c, length);
    bool dirty = copy != NULL;
    if (!dirty && (copy = heap_alloc_array(t, c, length)) == NULL)
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

struct object *object_new_copy(struct thread *t, struct class *c, const struct object *from, int32_t start,
                               int32_t count, int32_t length)
{
    struct object *copy = LIKELY(c->all_refs) ? heap_alloc_array_fast(t, c, length) : NULL;
    if (UNLIKELY(copy == NULL))
        return new_copy(t, c, from, start, count, length);
    object_move_words(array_data(copy), (const uint64_t *)array_data(from) + start, (size_t)(uint32_t)count);
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
    if (UNLIKELY(c->ref_kind != REFKIND_NONE))
        reference_register(t, copy);
    if (UNLIKELY(c->has_finalizer)) {
        exec_callv(t, t->vm->wk.Finalizer_register__m, copy);
        if (t->exception != NULL)
            return NULL;
    }
    return copy;
}
