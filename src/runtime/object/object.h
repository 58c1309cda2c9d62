/*
 * object.h - what an object looks like, and typed access to its memory.
 *
 * Header, 12 bytes: class pointer (8), lock/hash word (4). Instance fields start at offset 12; an array has
 * its 32-bit length there and its elements at offset 16. Instances of java.lang.Long and Double have no lock
 * word, their value is in its place: 16 bytes instead of 32, and boxes are most of what many programs
 * allocate. References are plain 64-bit pointers. The heap does not move objects, and stacks are scanned
 * conservatively, so C code may hold `struct object *` in locals and registers freely; memory that the
 * collector does not scan (malloc, arenas) may not be the only holder of one (see gc/heap.h for roots).
 */
#ifndef SAMOVAR_RUNTIME_OBJECT_H
#define SAMOVAR_RUNTIME_OBJECT_H

#include "base/base.h"

struct class;
struct field;
struct method;
struct thread;
struct vm;

struct object {
    struct class *klass;
    _Atomic uint32_t lock; /* thread/monitor.h */
};

struct array {
    struct class *klass;
    _Atomic uint32_t lock;
    int32_t length;
    /* elements follow at ARRAY_DATA */
};

#define OBJECT_FIELDS   12 /* offset of the first byte that fields may use */
#define WORDLESS_FIELDS 8  /* likewise, of classes with no_lock_word */
#define ARRAY_LENGTH    12
#define ARRAY_DATA      16

_Static_assert(sizeof(struct array) == ARRAY_DATA, "array header");

/* One stack slot or argument. A long or double takes two slots; its value is in the lower-indexed one. An int
 * lives in the low 32 bits; boolean, byte, char, short are held as int. */
union slot {
    int32_t i;
    uint32_t u;
    float f;
    int64_t l;
    double d;
    struct object *a;
    void *p;
    uint64_t raw;
};

static inline int32_t array_length(const void *array)
{
    return ((const struct array *)array)->length;
}
static inline void *array_data(const void *array)
{
    return (char *)(uintptr_t)array + ARRAY_DATA;
}
#define ARRAY_AT(T, array, i) (((T *)array_data(array))[i])
static inline struct object *ref_array_get(const void *array, int32_t i)
{
    return ARRAY_AT(struct object *, array, i);
}
static inline void ref_array_set(void *array, int32_t i, const void *v)
{
    ARRAY_AT(const void *, array, i) = v;
}

/* Field access by byte offset, as Unsafe uses it. */
#define FIELD_AT(T, obj, off) (*(T *)((char *)(uintptr_t)(obj) + (off)))
static inline struct object *ref_field(const void *o, intptr_t off)
{
    return FIELD_AT(struct object *, o, off);
}
static inline void set_ref_field(void *o, intptr_t off, const void *v)
{
    FIELD_AT(const void *, o, off) = v;
}
static inline int32_t int_field(const void *o, intptr_t off)
{
    return FIELD_AT(int32_t, o, off);
}
static inline void set_int_field(void *o, intptr_t off, int32_t v)
{
    FIELD_AT(int32_t, o, off) = v;
}
static inline int64_t long_field(const void *o, intptr_t off)
{
    return FIELD_AT(int64_t, o, off);
}
static inline void set_long_field(void *o, intptr_t off, int64_t v)
{
    FIELD_AT(int64_t, o, off) = v;
}

/* java.lang.Object.clone / identityHashCode. The hash is made on first use and kept in the lock word or
 * monitor. */
struct object *object_clone(struct thread *t, struct object *o); /* NULL with OutOfMemoryError pending */
int32_t object_identity_hash(struct thread *t, struct object *o);

/* A new array of class c and so many elements, the first `count` of them those of `from` from `start` on,
 * which are there and fit; the others are 0. NULL with OutOfMemoryError pending. */
struct object *object_new_copy(struct thread *t, struct class *c, const struct object *from, int32_t start,
                               int32_t count, int32_t length);

/* Moves n 64-bit words, each in one piece; may overlap. For references: a concurrent reader, and the
 * collector, must never see half of one. */
void object_move_words(uint64_t *to, const uint64_t *from, size_t n);

#endif
