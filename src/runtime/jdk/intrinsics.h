/* intrinsics.h - shared by the tables of intrinsics (intrinsics_*.c). See NATIVE_INTRINSIC in natives.h. */
#ifndef SAMOVAR_RUNTIME_INTRINSICS_H
#define SAMOVAR_RUNTIME_INTRINSICS_H

#include <string.h>
#include "runtime/gc/heap.h"
#include "runtime/jdk/natives.h"
#include "runtime/vm.h"

/* Defines an intrinsic: INTRINSIC(name) { ... return true, or false for the bytecode; }. */
#define INTRINSIC(name)                                                                                      \
    static bool name(__attribute__((unused)) struct thread *t, __attribute__((unused)) union slot *args,     \
                     __attribute__((unused)) union slot *result)

#define RETURN_I(v) return result->i = (v), true
#define RETURN_L(v) return result->l = (v), true
#define RETURN_F(v) return result->f = (v), true
#define RETURN_D(v) return result->d = (v), true
#define RETURN_A(v) return result->a = (struct object *)(v), true

/* Runs the bytecode, with its exceptions, unless the condition holds. */
#define EXPECT(condition)                                                                                    \
    do {                                                                                                     \
        if (UNLIKELY(!(condition)))                                                                          \
            return false;                                                                                    \
    } while (0)

/* [offset, offset + count) lies within an array or sequence of this length. */
static inline bool range_ok(int32_t offset, int32_t count, int32_t length)
{
    return (offset | count) >= 0 && offset <= length - count;
}
static inline bool array_range_ok(const struct object *array, int32_t offset, int32_t count)
{
    return array != NULL && range_ok(offset, count, array_length(array));
}

/* A new String whose byte[] has a copy of `bytes` bytes (NULL: zeroed, for the caller to fill); NULL with
 * OutOfMemoryError pending. */
static inline struct object *string_over(struct thread *t, const void *from, int32_t bytes, bool wide)
{
    const struct wellknown *wk = &t->vm->wk;
    struct object *value = heap_alloc_prim_array(t, 'B', bytes);
    struct object *s = value != NULL ? heap_alloc_object(t, wk->String) : NULL;
    if (s == NULL)
        return NULL;
    if (from != NULL)
        memcpy(array_data(value), from, (size_t)bytes);
    set_ref_field(s, wk->String_value, value);
    FIELD_AT(u1, s, wk->String_coder) = wide;
    return s;
}

/* ---- characters ---- */

struct chars {
    const void *data;
    int32_t length; /* in characters */
    bool wide;
};

static inline unsigned char_at(struct chars s, int32_t i)
{
    return s.wide ? ((const u2 *)s.data)[i] : ((const u1 *)s.data)[i];
}
static inline struct chars latin1_chars(const struct object *bytes)
{
    return (struct chars){array_data(bytes), array_length(bytes), false};
}
static inline struct chars utf16_chars(const struct object *bytes)
{
    return (struct chars){array_data(bytes), array_length(bytes) >> 1, true};
}

/* The characters of a String; false when it is null, or was made without a constructor. */
static inline bool string_chars(const struct thread *t, const struct object *s, struct chars *out)
{
    const struct wellknown *wk = &t->vm->wk;
    const struct object *value = s != NULL ? ref_field(s, wk->String_value) : NULL;
    if (UNLIKELY(value == NULL))
        return false;
    *out = FIELD_AT(u1, s, wk->String_coder) != 0 ? utf16_chars(value) : latin1_chars(value);
    return true;
}

static inline void inflate_bytes(u2 *to, const u1 *from, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        to[i] = from[i];
}

/* Index of the first byte that differs, or n. */
static inline size_t first_mismatch(const void *a, const void *b, size_t n)
{
    const u1 *p = a, *q = b;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        u8 x, y;
        memcpy(&x, p + i, 8);
        memcpy(&y, q + i, 8);
        if (x != y)
            return i + (size_t)__builtin_ctzll(x ^ y) / 8;
    }
    while (i < n && p[i] == q[i])
        i++;
    return i;
}

#endif
