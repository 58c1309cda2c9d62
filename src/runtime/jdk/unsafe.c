/*
 * unsafe.c - jdk.internal.misc.Unsafe: raw memory, fields by offset, atomics, fences, parking, class
 * plumbing.
 *
 * Addresses are (object, offset) or (null, absolute address). Objects never move, so both are one addition. A
 * static field's base is its class's mirror and its offset the distance from there (see staticFieldOffset0).
 * All are fast natives: arguments are slots, args[0] is the Unsafe instance, a long takes two slots.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/natives.h"
#include "runtime/jdk/reflect.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

static inline void *address(union slot *args)
{
    return (char *)args[1].a + args[2].l;
}

#define ACCESS(T, ctype, member, get_expr, put_expr)                                                         \
    static union slot get_##T(struct thread *t, union slot *args) {                                          \
        (void)t;                                                                                             \
        ctype v = *(ctype *)address(args);                                                                   \
        return (union slot){.member = get_expr};                                                             \
    } static union slot get_##T##_volatile(struct thread *t, union slot *args)                               \
    {                                                                                                        \
        (void)t;                                                                                             \
        ctype v;                                                                                             \
        __atomic_load((ctype *)address(args), &v, __ATOMIC_SEQ_CST);                                         \
        return (union slot){.member = get_expr};                                                             \
    }                                                                                                        \
    static union slot put_##T(struct thread *t, union slot *args) {                                          \
        (void)t;                                                                                             \
        *(ctype *)address(args) = put_expr;                                                                  \
        return (union slot){0};                                                                              \
    } static union slot put_##T##_volatile(struct thread *t, union slot *args)                               \
    {                                                                                                        \
        (void)t;                                                                                             \
        ctype v = put_expr;                                                                                  \
        __atomic_store((ctype *)address(args), &v, __ATOMIC_SEQ_CST);                                        \
        return (union slot){0};                                                                              \
    }

typedef struct object *objref;
ACCESS(boolean, uint8_t, i, v != 0, (uint8_t)(args[4].i & 1))
ACCESS(byte, int8_t, i, v, (int8_t)args[4].i)
ACCESS(char, uint16_t, i, v, (uint16_t)args[4].i)
ACCESS(short, int16_t, i, v, (int16_t)args[4].i)
ACCESS(int, int32_t, i, v, args[4].i)
ACCESS(long, int64_t, l, v, args[4].l)
ACCESS(float, float, f, v, args[4].f)
ACCESS(double, double, d, v, args[4].d)
ACCESS(reference, objref, a, v, args[4].a)

#define CAS(T, ctype, member, expected, desired)                                                             \
    static union slot cas_##T(struct thread *t, union slot *args) {                                          \
        (void)t;                                                                                             \
        ctype e = expected;                                                                                  \
        bool ok = __atomic_compare_exchange_n((ctype *)address(args), &e, desired, false, __ATOMIC_SEQ_CST,  \
                                              __ATOMIC_SEQ_CST);                                             \
        return (union slot){.i = ok};                                                                        \
    } static union slot cae_##T(struct thread *t, union slot *args) {                                        \
        (void)t;                                                                                             \
        ctype e = expected;                                                                                  \
        __atomic_compare_exchange_n((ctype *)address(args), &e, desired, false, __ATOMIC_SEQ_CST,            \
                                    __ATOMIC_SEQ_CST);                                                       \
        return (union slot){.member = e};                                                                    \
    }

CAS(int, int32_t, i, args[4].i, args[5].i)
CAS(long, int64_t, l, args[4].l, args[6].l)
CAS(reference, objref, a, args[4].a, args[5].a)

/* ---- fences ---- */

static union slot full_fence(struct thread *t, union slot *args)
{
    (void)t;
    (void)args;
    atomic_thread_fence(memory_order_seq_cst);
    return (union slot){0};
}

static union slot acq_rel_fence(struct thread *t, union slot *args)
{
    (void)t;
    (void)args;
    atomic_thread_fence(memory_order_acq_rel);
    return (union slot){0};
}

static union slot nothing(struct thread *t, union slot *args)
{
    (void)t;
    (void)args;
    return (union slot){0};
}

/* ---- memory ---- */

static union slot allocate_memory(struct thread *t, union slot *args)
{
    (void)t;
    size_t n = (size_t)args[1].l;
    return (union slot){.l = (int64_t)(intptr_t)malloc(n != 0 ? n : 1)}; /* 0: Java throws OutOfMemoryError */
}

static union slot reallocate_memory(struct thread *t, union slot *args)
{
    (void)t;
    size_t n = (size_t)args[3].l;
    return (union slot){.l = (int64_t)(intptr_t)realloc((void *)(intptr_t)args[1].l, n != 0 ? n : 1)};
}

static union slot free_memory(struct thread *t, union slot *args)
{
    (void)t;
    free((void *)(intptr_t)args[1].l);
    return (union slot){0};
}

static union slot set_memory(struct thread *t, union slot *args)
{
    (void)t;
    memset(address(args), args[6].i, (size_t)args[4].l);
    return (union slot){0};
}

static union slot copy_memory(struct thread *t, union slot *args)
{
    (void)t;
    memmove((char *)args[4].a + args[5].l, address(args), (size_t)args[7].l);
    return (union slot){0};
}

static union slot copy_swap_memory(struct thread *t, union slot *args)
{
    (void)t;
    char *from = address(args), *to = (char *)args[4].a + args[5].l;
    size_t n = (size_t)args[7].l, elem = (size_t)args[9].l;
    /* Overlapping ranges: copy in the direction that reads before it overwrites, as memmove does. */
    bool backwards = to > from && to < from + n;
    for (size_t i = 0; i < n; i += elem) {
        size_t at = backwards ? n - elem - i : i;
        char tmp[8];
        for (size_t k = 0; k < elem; k++)
            tmp[k] = from[at + elem - 1 - k];
        memcpy(to + at, tmp, elem);
    }
    return (union slot){0};
}

/* ---- layout ---- */

static union slot array_base_offset(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[1].a);
    if (c == NULL || !c->is_array)
        throw_new(t, c == NULL ? "java/lang/NullPointerException" : "java/io/InvalidClassException", NULL);
    return (union slot){.i = ARRAY_DATA};
}

static union slot array_index_scale(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[1].a);
    if (c == NULL || !c->is_array) {
        throw_new(t, c == NULL ? "java/lang/NullPointerException" : "java/io/InvalidClassException", NULL);
        return (union slot){0};
    }
    return (union slot){.i = 1 << c->elem_shift};
}

static union slot object_field_offset(struct thread *t, union slot *args)
{
    struct field *f = reflect_field_of(t, args[1].a);
    return (union slot){.l = f != NULL ? f->offset : 0};
}

static union slot object_field_offset_by_name(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[1].a);
    struct symbol *name = string_to_symbol(t, args[2].a, false);
    for (unsigned i = 0; c != NULL && i < c->n_fields; i++)
        if (c->fields[i].name == name) {
            if (c->fields[i].access & ACC_STATIC)
                break;
            return (union slot){.l = c->fields[i].offset};
        }
    throw_new(t, "java/lang/InternalError", NULL);
    return (union slot){0};
}

static union slot static_field_offset(struct thread *t, union slot *args)
{
    struct field *f = reflect_field_of(t, args[1].a);
    return (union slot){.l = f != NULL ? (char *)f->static_addr - (char *)class_mirror(f->klass) : 0};
}

static union slot static_field_base(struct thread *t, union slot *args)
{
    struct field *f = reflect_field_of(t, args[1].a);
    return (union slot){.a = f != NULL ? class_mirror(f->klass) : NULL};
}

/* ---- classes ---- */

static union slot should_be_initialized(struct thread *t, union slot *args)
{
    (void)t;
    struct class *c = class_from_mirror(args[1].a);
    return (union slot){.i = c != NULL && !c->is_primitive && !c->is_array && !class_is_initialized(c)};
}

static union slot ensure_class_initialized(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[1].a);
    if (c == NULL)
        throw_new(t, "java/lang/NullPointerException", NULL);
    else if (!c->is_primitive)
        class_init(t, c);
    return (union slot){0};
}

static union slot allocate_instance(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[1].a);
    if (c == NULL || c->no_instances) {
        struct buf b = {0};
        if (c != NULL)
            class_external_name(c, &b);
        throw_new(t, "java/lang/InstantiationException", "%s", buf_str(&b));
        buf_free(&b);
        return (union slot){0};
    }
    if (!class_is_initialized(c) && !class_init(t, c))
        return (union slot){0};
    struct object *o = heap_alloc_object(t, c);
    if (o != NULL && c->ref_kind != REFKIND_NONE)
        reference_register(t, o);
    return (union slot){.a = o};
}

/* defineClass0(String name, byte[] b, int off, int len, ClassLoader loader, ProtectionDomain pd) */
static union slot define_class(struct thread *t, union slot *args)
{
    struct object *bytes = args[2].a;
    int32_t off = args[3].i, len = args[4].i;
    if (bytes == NULL) {
        throw_new(t, "java/lang/NullPointerException", NULL);
        return (union slot){0};
    }
    if (off < 0 || len < 0 || off > array_length(bytes) - len) {
        throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", NULL);
        return (union slot){0};
    }
    struct symbol *name = args[1].a != NULL ? string_to_symbol(t, args[1].a, true) : NULL;
    struct define_options opt = {.protection_domain = args[6].a, .source = "__JVM_DefineClass__"};
    struct class *c = class_define(t, loader_for(t, args[5].a), name, (const u1 *)array_data(bytes) + off,
                                   (size_t)len, &opt);
    return (union slot){.a = c != NULL ? class_mirror(c) : NULL};
}

static union slot throw_exception(struct thread *t, union slot *args)
{
    if (args[1].a == NULL)
        throw_npe(t);
    else
        throw_object(t, args[1].a);
    return (union slot){0};
}

/* ---- parking and the rest ---- */

static union slot unsafe_park(struct thread *t, union slot *args)
{
    thread_park(t, args[1].i != 0, args[2].l);
    return (union slot){0};
}

static union slot unsafe_unpark(struct thread *t, union slot *args)
{
    if (args[1].a == NULL)
        return (union slot){0};
    pthread_mutex_lock(&t->vm->threads_lock);
    struct thread *target = thread_from_java(t, args[1].a);
    if (target != NULL)
        thread_unpark(target);
    pthread_mutex_unlock(&t->vm->threads_lock);
    return (union slot){0};
}

static union slot load_average(struct thread *t, union slot *args)
{
    double avg[3];
    int n = args[2].i;
    if (args[1].a == NULL || n < 0 || n > 3 || n > array_length(args[1].a)) {
        throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", NULL);
        return (union slot){0};
    }
    int got = getloadavg(avg, n);
    for (int i = 0; i < got; i++)
        ARRAY_AT(double, args[1].a, i) = avg[i];
    return (union slot){.i = got};
}

static union slot uncompressed_object(struct thread *t, union slot *args)
{
    (void)t;
    return (union slot){.a = *(struct object **)(intptr_t)args[1].l};
}

#define U "jdk/internal/misc/Unsafe"
#define FAST(name, fn)                                                                                       \
    {                                                                                                        \
        U, name, NULL, NATIVE_FAST, (void *)(fn)                                                             \
    }
#define ACCESS_ENTRIES(Name, T)                                                                              \
    FAST("get" Name, get_##T), FAST("put" Name, put_##T), FAST("get" Name "Volatile", get_##T##_volatile),   \
        FAST("put" Name "Volatile", put_##T##_volatile)

const struct native_entry natives_unsafe[] = {
    FAST("registerNatives", nothing),
    ACCESS_ENTRIES("Boolean", boolean),
    ACCESS_ENTRIES("Byte", byte),
    ACCESS_ENTRIES("Char", char),
    ACCESS_ENTRIES("Short", short),
    ACCESS_ENTRIES("Int", int),
    ACCESS_ENTRIES("Long", long),
    ACCESS_ENTRIES("Float", float),
    ACCESS_ENTRIES("Double", double),
    ACCESS_ENTRIES("Reference", reference),
    FAST("compareAndSetInt", cas_int),
    FAST("compareAndSetLong", cas_long),
    FAST("compareAndSetReference", cas_reference),
    FAST("compareAndExchangeInt", cae_int),
    FAST("compareAndExchangeLong", cae_long),
    FAST("compareAndExchangeReference", cae_reference),
    FAST("fullFence", full_fence),
    FAST("loadFence", acq_rel_fence),
    FAST("storeFence", acq_rel_fence),
    FAST("writeback0", nothing), /* only called when DATA_CACHE_LINE_FLUSH_SIZE is not 0 */
    FAST("writebackPreSync0", nothing),
    FAST("writebackPostSync0", nothing),
    FAST("allocateMemory0", allocate_memory),
    FAST("reallocateMemory0", reallocate_memory),
    FAST("freeMemory0", free_memory),
    FAST("setMemory0", set_memory),
    FAST("copyMemory0", copy_memory),
    FAST("copySwapMemory0", copy_swap_memory),
    FAST("arrayBaseOffset0", array_base_offset),
    FAST("arrayIndexScale0", array_index_scale),
    FAST("objectFieldOffset0", object_field_offset),
    FAST("objectFieldOffset1", object_field_offset_by_name),
    FAST("staticFieldOffset0", static_field_offset),
    FAST("staticFieldBase0", static_field_base),
    FAST("shouldBeInitialized0", should_be_initialized),
    FAST("ensureClassInitialized0", ensure_class_initialized),
    FAST("allocateInstance", allocate_instance),
    FAST("defineClass0", define_class),
    FAST("throwException", throw_exception),
    FAST("park", unsafe_park),
    FAST("unpark", unsafe_unpark),
    FAST("getLoadAverage0", load_average),
    FAST("getUncompressedObject", uncompressed_object),
    {NULL, NULL, NULL, 0, NULL},
};
