/* object.c - what every object can do: identity hash and clone. */
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

/* Word by word: another thread may write the original, and references must not tear. */
static void copy_words(void *to, const void *from, size_t bytes)
{
    volatile uint64_t *d = to;
    const volatile uint64_t *s = from;
    for (size_t i = 0; i < bytes / sizeof *d; i++)
        d[i] = s[i];
}

static struct object *clone_array(struct thread *t, struct object *o)
{
    int32_t n = array_length(o);
    struct object *copy = heap_alloc_array(t, o->klass, n);
    if (copy == NULL)
        return NULL;
    if (o->klass->all_refs)
        copy_words(array_data(copy), array_data(o), (size_t)n * sizeof(struct object *));
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
        copy_words((char *)copy + 16, (char *)o + 16, c->instance_size - 16);
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
