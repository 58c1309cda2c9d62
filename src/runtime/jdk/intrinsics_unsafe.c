/*
 * intrinsics_unsafe.c - methods of jdk.internal.misc.Unsafe that Java builds from its natives (unsafe.c).
 *
 * The Java bodies of the acquire, release and opaque forms call the volatile natives, and the arithmetic ones
 * loop on a compare-and-set; here each is the one instruction that it stands for.
 */
#include <stdatomic.h>
#include "runtime/jdk/intrinsics.h"

typedef struct object *objref;

static inline void *address(union slot *args)
{
    return (char *)args[1].a + args[2].l;
}

/* ---- loads and stores ---- */

#define LOAD_STORE(T, ctype, member, load_expr, store_expr)                                                  \
    INTRINSIC(get_##T##_acquire)                                                                             \
    {                                                                                                        \
        ctype v;                                                                                             \
        __atomic_load((ctype *)address(args), &v, __ATOMIC_SEQ_CST);                                         \
        result->member = load_expr;                                                                          \
        return true;                                                                                         \
    }                                                                                                        \
    INTRINSIC(put_##T##_release)                                                                             \
    {                                                                                                        \
        ctype v = store_expr;                                                                                \
        __atomic_store((ctype *)address(args), &v, __ATOMIC_RELEASE);                                        \
        return true;                                                                                         \
    }
LOAD_STORE(boolean, u1, i, v != 0, (u1)(args[4].i & 1))
LOAD_STORE(byte, int8_t, i, v, (int8_t)args[4].i)
LOAD_STORE(char, u2, i, v, (u2)args[4].i)
LOAD_STORE(short, int16_t, i, v, (int16_t)args[4].i)
LOAD_STORE(int, int32_t, i, v, args[4].i)
LOAD_STORE(long, int64_t, l, v, args[4].l)
LOAD_STORE(reference, objref, a, v, args[4].a)

/* get(long address), put(long address, v) */
#define RAW(T, ctype, member)                                                                                \
    INTRINSIC(get_raw_##T)                                                                                   \
    {                                                                                                        \
        result->member = *(ctype *)(intptr_t)args[1].l;                                                      \
        return true;                                                                                         \
    }                                                                                                        \
    INTRINSIC(put_raw_##T)                                                                                   \
    {                                                                                                        \
        *(ctype *)(intptr_t)args[1].l = (ctype)args[3].member;                                               \
        return true;                                                                                         \
    }
RAW(byte, int8_t, i)
RAW(char, u2, i)
RAW(short, int16_t, i)
RAW(int, int32_t, i)
RAW(long, int64_t, l)

/* get(Object, long offset[, boolean bigEndian]), put(Object, long offset, v[, boolean bigEndian]), at any
 * alignment. */
#define UNALIGNED(T, ctype, member, swap, put_slots)                                                         \
    INTRINSIC(get_##T##_unaligned)                                                                           \
    {                                                                                                        \
        ctype v;                                                                                             \
        memcpy(&v, address(args), sizeof v);                                                                 \
        result->member = v;                                                                                  \
        return true;                                                                                         \
    }                                                                                                        \
    INTRINSIC(get_##T##_unaligned_order)                                                                     \
    {                                                                                                        \
        ctype v;                                                                                             \
        memcpy(&v, address(args), sizeof v);                                                                 \
        result->member = args[4].i != 0 ? (ctype)swap(v) : v;                                                \
        return true;                                                                                         \
    }                                                                                                        \
    INTRINSIC(put_##T##_unaligned)                                                                           \
    {                                                                                                        \
        ctype v = (ctype)args[4].member;                                                                     \
        memcpy(address(args), &v, sizeof v);                                                                 \
        return true;                                                                                         \
    }                                                                                                        \
    INTRINSIC(put_##T##_unaligned_order)                                                                     \
    {                                                                                                        \
        ctype v = (ctype)args[4].member;                                                                     \
        if (args[4 + (put_slots)].i != 0)                                                                    \
            v = (ctype)swap(v);                                                                              \
        memcpy(address(args), &v, sizeof v);                                                                 \
        return true;                                                                                         \
    }
UNALIGNED(short, int16_t, i, __builtin_bswap16, 1)
UNALIGNED(char, u2, i, __builtin_bswap16, 1)
UNALIGNED(int, int32_t, i, __builtin_bswap32, 1)
UNALIGNED(long, int64_t, l, __builtin_bswap64, 2)

/* ---- read-modify-write ---- */

#define CAS(T, ctype, member, slots)                                                                         \
    INTRINSIC(cas_##T)                                                                                       \
    {                                                                                                        \
        ctype e = args[4].member;                                                                            \
        RETURN_I(__atomic_compare_exchange_n((ctype *)address(args), &e, args[4 + (slots)].member, false,    \
                                             __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));                           \
    }                                                                                                        \
    INTRINSIC(cae_##T)                                                                                       \
    {                                                                                                        \
        ctype e = args[4].member;                                                                            \
        __atomic_compare_exchange_n((ctype *)address(args), &e, args[4 + (slots)].member, false,             \
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                                     \
        result->member = e;                                                                                  \
        return true;                                                                                         \
    }                                                                                                        \
    INTRINSIC(swap_##T)                                                                                      \
    {                                                                                                        \
        result->member = __atomic_exchange_n((ctype *)address(args), args[4].member, __ATOMIC_SEQ_CST);      \
        return true;                                                                                         \
    }
CAS(int, int32_t, i, 1)
CAS(long, int64_t, l, 2)
CAS(reference, objref, a, 1)

INTRINSIC(add_int)
{
    RETURN_I((int32_t)__atomic_fetch_add((u4 *)address(args), args[4].u, __ATOMIC_SEQ_CST));
}
INTRINSIC(add_long)
{
    RETURN_L((int64_t)__atomic_fetch_add((u8 *)address(args), args[4].raw, __ATOMIC_SEQ_CST));
}

/* ---- the rest ---- */

/* allocateUninitializedArray(Class<?> component, int length) */
INTRINSIC(allocate_array)
{
    const struct class *c = class_from_mirror(args[1].a);
    EXPECT(c != NULL && c->is_primitive && c->type != 'V' && args[2].i >= 0);
    RETURN_A(heap_alloc_prim_array(t, c->type, args[2].i));
}

/* Raw memory or an array of a primitive type, as copyMemory and setMemory ask for. */
static bool primitive_memory(const struct object *o, int64_t offset)
{
    return o == NULL || (o->klass->is_array && !o->klass->all_refs && offset >= 0);
}
/* copyMemory(Object src, long srcOffset, Object dst, long dstOffset, long bytes) */
INTRINSIC(copy_memory)
{
    EXPECT(args[7].l >= 0 && primitive_memory(args[1].a, args[2].l) &&
           primitive_memory(args[4].a, args[5].l));
    memmove((char *)args[4].a + args[5].l, address(args), (size_t)args[7].l);
    return true;
}

#define ENTRY(name, desc, fn)                                                                                \
    {                                                                                                        \
        "jdk/internal/misc/Unsafe", name, desc, NATIVE_INTRINSIC, (void *)(fn)                               \
    }
#define OBJ "Ljava/lang/Object;"
#define LOAD_STORE_ENTRIES(Name, T, D)                                                                       \
    ENTRY("get" Name "Acquire", "(" OBJ "J)" D, get_##T##_acquire),                                          \
        ENTRY("get" Name "Opaque", "(" OBJ "J)" D, get_##T##_acquire),                                       \
        ENTRY("put" Name "Release", "(" OBJ "J" D ")V", put_##T##_release),                                  \
        ENTRY("put" Name "Opaque", "(" OBJ "J" D ")V", put_##T##_release)
#define RAW_ENTRIES(Name, T, D)                                                                              \
    ENTRY("get" Name, "(J)" D, get_raw_##T), ENTRY("put" Name, "(J" D ")V", put_raw_##T)
#define UNALIGNED_ENTRIES(Name, T, D)                                                                        \
    ENTRY("get" Name "Unaligned", "(" OBJ "J)" D, get_##T##_unaligned),                                      \
        ENTRY("get" Name "Unaligned", "(" OBJ "JZ)" D, get_##T##_unaligned_order),                           \
        ENTRY("put" Name "Unaligned", "(" OBJ "J" D ")V", put_##T##_unaligned),                              \
        ENTRY("put" Name "Unaligned", "(" OBJ "J" D "Z)V", put_##T##_unaligned_order)
#define CAS_ENTRIES(Name, T)                                                                                 \
    ENTRY("compareAndExchange" Name "Acquire", NULL, cae_##T),                                               \
        ENTRY("compareAndExchange" Name "Release", NULL, cae_##T),                                           \
        ENTRY("weakCompareAndSet" Name "Plain", NULL, cas_##T),                                              \
        ENTRY("weakCompareAndSet" Name "Acquire", NULL, cas_##T),                                            \
        ENTRY("weakCompareAndSet" Name "Release", NULL, cas_##T),                                            \
        ENTRY("weakCompareAndSet" Name, NULL, cas_##T), ENTRY("getAndSet" Name, NULL, swap_##T),             \
        ENTRY("getAndSet" Name "Acquire", NULL, swap_##T), ENTRY("getAndSet" Name "Release", NULL, swap_##T)
#define ADD_ENTRIES(Name, T)                                                                                 \
    ENTRY("getAndAdd" Name, NULL, add_##T), ENTRY("getAndAdd" Name "Acquire", NULL, add_##T),                \
        ENTRY("getAndAdd" Name "Release", NULL, add_##T)

const struct native_entry natives_unsafe_composite[] = {
    LOAD_STORE_ENTRIES("Boolean", boolean, "Z"),
    LOAD_STORE_ENTRIES("Byte", byte, "B"),
    LOAD_STORE_ENTRIES("Char", char, "C"),
    LOAD_STORE_ENTRIES("Short", short, "S"),
    LOAD_STORE_ENTRIES("Int", int, "I"),
    LOAD_STORE_ENTRIES("Long", long, "J"),
    LOAD_STORE_ENTRIES("Reference", reference, OBJ),
    RAW_ENTRIES("Byte", byte, "B"),
    RAW_ENTRIES("Char", char, "C"),
    RAW_ENTRIES("Short", short, "S"),
    RAW_ENTRIES("Int", int, "I"),
    RAW_ENTRIES("Long", long, "J"),
    UNALIGNED_ENTRIES("Short", short, "S"),
    UNALIGNED_ENTRIES("Char", char, "C"),
    UNALIGNED_ENTRIES("Int", int, "I"),
    UNALIGNED_ENTRIES("Long", long, "J"),
    CAS_ENTRIES("Int", int),
    CAS_ENTRIES("Long", long),
    CAS_ENTRIES("Reference", reference),
    ADD_ENTRIES("Int", int),
    ADD_ENTRIES("Long", long),
    ENTRY("allocateUninitializedArray", NULL, allocate_array),
    ENTRY("copyMemory", "(" OBJ "J" OBJ "JJ)V", copy_memory),
    {NULL, NULL, NULL, 0, NULL},
};
