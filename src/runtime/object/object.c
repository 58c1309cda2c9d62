/* object.c - what every object can do: identity hash and clone; words moved, each in one piece. */
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
    uint32_t word = atomic_load_explicit(&o->lock, memory_order_relaxed);
    if (LIKELY(word != 0 && !o->klass->no_lock_word && (word & LOCK_TAG_MASK) == LOCK_NEUTRAL))
        return (int32_t)(word >> 2);
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

static struct object *clone_array(struct thread *t, struct object *o)
{
    int32_t n = array_length(o);
    struct object *copy = heap_alloc_array(t, o->klass, n);
    if (copy == NULL)
        return NULL;
    if (o->klass->all_refs)
        object_move_words(array_data(copy), array_data(o), (size_t)n);
    else
        __builtin_memcpy(array_data(copy), array_data(o), (size_t)n << o->klass->elem_shift);
    return copy;
}

struct object *object_clone(struct thread *t, struct object *o)
{
    struct class *c = o->klass;
    if (c->is_array)
        return clone_array(t, o);
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
