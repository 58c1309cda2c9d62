/*
 * rt_helpers.c - what compiled code calls in the runtime.
 *
 * Those that may throw leave the exception pending in the thread, and compiled code takes it from there.
 * Those that may walk the stack (they make exceptions, run Java, wait) are called with the thread's anchor
 * set. Results that are truth values are 32 bits wide: compiled code looks at the whole register.
 */
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include "runtime/exec/deopt.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/native_bodies.h"
#include "runtime/jdk/jvm_internal.h"
#include "runtime/region/region_site.h"
#include "runtime/thread/monitor.h"
#include "runtime/tier/rt_helpers.h"
#include "runtime/vm.h"
#include "ssa/helpers.h"

/* ---- the back end's own ---- */

static struct object *help_new(struct thread *t, struct class *c)
{
    struct object *o = heap_alloc_object(t, c);
    if (o != NULL && UNLIKELY(c->ref_kind != REFKIND_NONE))
        reference_register(t, o);
    return o;
}

static struct object *help_new_array(struct thread *t, struct class *c, int32_t length)
{
    if (UNLIKELY(length < 0)) {
        throw_new(t, "java/lang/NegativeArraySizeException", "%d", length);
        return NULL;
    }
    return heap_alloc_array(t, c, length);
}

static int32_t help_subtype(struct thread *t, struct class *s, struct class *super)
{
    (void)t;
    return class_is_subtype(s, super);
}

static struct method *help_interface(struct thread *t, struct class *c, struct method *m)
{
    (void)t;
    struct method *selected = class_itable_lookup(c, m);
    return selected != NULL ? selected : class_not_implemented(m);
}

/* When an exception comes of it, the monitor is not held. */
static void help_monitor_enter(struct thread *t, struct object *o)
{
    monitor_enter(t, o);
    if (UNLIKELY(t->exception != NULL)) {
        struct object *e = exception_take(t);
        monitor_exit(t, o);
        throw_object(t, e);
    }
}

static void help_monitor_exit(struct thread *t, struct object *o)
{
    monitor_exit(t, o);
}

static void help_class_init(struct thread *t, struct class *c)
{
    class_init(t, c);
}

static struct object *help_stack_overflow(struct thread *t)
{
    throw_stack_overflow(t);
    return exception_take(t);
}

static struct object *help_entry_poll(struct thread *t)
{
    deopt_poll(t);
    return t->exception != NULL ? exception_take(t) : NULL;
}

/* ---- call_runtime ---- */

static void help_register_finalizer(struct thread *t, struct object *o)
{
    if (o->klass->has_finalizer && t->vm->wk.Finalizer_register__m != NULL)
        exec_callv(t, t->vm->wk.Finalizer_register__m, o);
}

/* As T0's multianewarray. */
static struct object *new_multi(struct thread *t, struct class *c, const int32_t *counts, int32_t dims)
{
    struct object *a = heap_alloc_array(t, c, counts[0]);
    for (int32_t i = 0; a != NULL && dims > 1 && i < counts[0]; i++) {
        struct object *e = new_multi(t, c->component, counts + 1, dims - 1);
        if (e == NULL)
            return NULL;
        ref_array_set(a, i, e);
    }
    return a;
}

static struct object *help_multi_new_array(struct thread *t, struct class *c, int32_t dims, ...)
{
    int32_t counts[255];
    va_list ap;
    va_start(ap, dims);
    for (int32_t i = 0; i < dims; i++)
        counts[i] = va_arg(ap, int32_t);
    va_end(ap);
    for (int32_t i = 0; i < dims; i++)
        if (counts[i] < 0) {
            throw_new(t, "java/lang/NegativeArraySizeException", "%d", counts[i]);
            return NULL;
        }
    return new_multi(t, c, counts, dims);
}

/* What natives throw has their frame in its stack trace: unusual cases are calls of them. */
static struct object *call_native(struct thread *t, const char *holder, const char *name, const char *desc,
                                  const union slot *args)
{
    struct symbol *s = symbol_intern_z(t->vm->symbols, holder);
    struct class *c = class_find_loaded(t->vm->boot_loader, s);
    struct method *m = c != NULL ? class_method_z(c, name, desc) : NULL;
    if (m != NULL)
        return exec_call(t, m, args).a;
    throw_new(t, "java/lang/NoSuchMethodError", "%s.%s", holder, name);
    return NULL;
}

static struct object *help_new_array_of(struct thread *t, struct object *mirror, int32_t length)
{
    struct class *c = FIELD_AT(struct class *, mirror, t->vm->wk.Class_vmclass);
    struct class *array = atomic_load_explicit(&c->array_of, memory_order_acquire);
    if (LIKELY(length >= 0 && array != NULL)) /* none of void */
        return heap_alloc_array(t, array, length);
    if (length >= 0 && c->type != 'V')
        return reflect_new_array(t, c, length);
    union slot args[2] = {{.a = mirror}, {.i = length}};
    return call_native(t, "java/lang/reflect/Array", "newArray", "(Ljava/lang/Class;I)Ljava/lang/Object;",
                       args);
}

static void help_copy_elements(struct object *from, int32_t i, struct object *to, int32_t j, int32_t n,
                               int32_t shift)
{
    char *target = (char *)array_data(to) + ((size_t)(uint32_t)j << shift);
    const char *source = (const char *)array_data(from) + ((size_t)(uint32_t)i << shift);
    if (from->klass->all_refs)
        object_move_words((uint64_t *)target, (const uint64_t *)source, (size_t)(uint32_t)n);
    else
        memmove(target, source, (size_t)(uint32_t)n << shift);
}

/* Of arrays. */
static bool range_fits(const struct object *src, int32_t i, const struct object *dst, int32_t j, int32_t n)
{
    return (i | j | n) >= 0 && n <= array_length(src) - i && n <= array_length(dst) - j;
}

/* References, each of which is asked whether it fits: as those of a list that go into a String[]. False: one
 * does not; those before it are copied. */
static bool copy_fitting(const struct object *src, int32_t i, struct object *dst, int32_t j, int32_t n)
{
    struct class *want = dst->klass->component;
    for (; n > 0; n--) {
        struct object *e = ref_array_get(src, i++);
        if (e != NULL && !class_is_subtype(e->klass, want))
            return false;
        ref_array_set(dst, j++, e);
    }
    return true;
}

/* Arrays of different classes, or something is wrong. Few elements are asked sooner than their arrays'
 * classes. */
static __attribute__((noinline)) void copy_unusual(struct thread *t, struct object *src, int32_t i,
                                                   struct object *dst, int32_t j, int32_t n)
{
    enum { FEW = 16 };
    if (src != NULL && dst != NULL && src->klass->all_refs && dst->klass->all_refs &&
        range_fits(src, i, dst, j, n)) {
        if (n > FEW && class_is_subtype(src->klass->component, dst->klass->component)) {
            help_copy_elements(src, i, dst, j, n, src->klass->elem_shift);
            return;
        }
        if (copy_fitting(src, i, dst, j, n))
            return;
    }
    union slot args[5] = {{.a = src}, {.i = i}, {.a = dst}, {.i = j}, {.i = n}};
    call_native(t, "java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V", args);
}

static void help_arraycopy(struct thread *t, struct object *src, int32_t i, struct object *dst, int32_t j,
                           int32_t n)
{
    if (LIKELY(src != NULL && dst != NULL && src->klass == dst->klass && src->klass->is_array &&
               range_fits(src, i, dst, j, n)))
        help_copy_elements(src, i, dst, j, n, src->klass->elem_shift);
    else
        copy_unusual(t, src, i, dst, j, n);
}

static void help_copy_memory(void *to, int64_t to_offset, const void *from, int64_t from_offset, int64_t n)
{
    memmove((char *)to + to_offset, (const char *)from + from_offset, (size_t)n);
}

static int32_t help_identity_hash(struct thread *t, struct object *o)
{
    return o != NULL ? object_identity_hash(t, o) : 0;
}

static int32_t help_is_instance(struct object *mirror, struct object *o)
{
    struct class *c = class_from_mirror(mirror);
    return o != NULL && !c->is_primitive && class_is_subtype(o->klass, c);
}

static struct object *help_current_thread(struct thread *t)
{
    return t->java_thread;
}

static struct object *help_class_mirror(const struct class *c)
{
    return class_mirror(c);
}

/* ---- the table ---- */

enum { WITH_THREAD = 1, PLAIN = 0 };
#define HELPER(function, thread)                                                                             \
    {                                                                                                        \
        (const void *)(function), thread                                                                     \
    }
#define SSA(name) [HELPER_FIRST + SSA_HELPER_##name]

static const struct backend_helper helpers[HELPER_FIRST + SSA_NHELPERS] = {
    [HELPER_NEW] = HELPER(help_new, WITH_THREAD),
    [HELPER_NEW_ARRAY] = HELPER(help_new_array, WITH_THREAD),
    [HELPER_SUBTYPE] = HELPER(help_subtype, WITH_THREAD),
    [HELPER_INTERFACE] = HELPER(help_interface, WITH_THREAD),
    [HELPER_MONITOR_ENTER] = HELPER(help_monitor_enter, WITH_THREAD),
    [HELPER_MONITOR_EXIT] = HELPER(help_monitor_exit, WITH_THREAD),
    [HELPER_CLASS_INIT] = HELPER(help_class_init, WITH_THREAD),
    [HELPER_STACK_OVERFLOW] = HELPER(help_stack_overflow, WITH_THREAD),
    [HELPER_ENTRY_POLL] = HELPER(help_entry_poll, WITH_THREAD),
    [HELPER_REM_F32] = HELPER(fmodf, PLAIN),
    [HELPER_REM_F64] = HELPER(fmod, PLAIN),
    [HELPER_FMA_F32] = HELPER(jmath_fmaf, PLAIN),
    [HELPER_FMA_F64] = HELPER(jmath_fma, PLAIN),
    [HELPER_FLOOR] = HELPER(jmath_floor, PLAIN),
    [HELPER_CEIL] = HELPER(jmath_ceil, PLAIN),
    [HELPER_RINT] = HELPER(jmath_rint, PLAIN),

    SSA(REGISTER_FINALIZER) = HELPER(help_register_finalizer, WITH_THREAD),
    SSA(MULTI_NEW_ARRAY) = HELPER(help_multi_new_array, WITH_THREAD),
    SSA(NEW_ARRAY_OF) = HELPER(help_new_array_of, WITH_THREAD),
    SSA(ARRAYCOPY) = HELPER(help_arraycopy, WITH_THREAD),
    SSA(COPY_MEMORY) = HELPER(help_copy_memory, PLAIN),
    SSA(COPY_ELEMENTS) = HELPER(help_copy_elements, PLAIN),
    SSA(CLONE) = HELPER(object_clone_checked, WITH_THREAD),
    SSA(IDENTITY_HASH) = HELPER(help_identity_hash, WITH_THREAD),
    SSA(IS_INSTANCE) = HELPER(help_is_instance, PLAIN),
    SSA(LATIN1_EQUALS) = HELPER(string_latin1_equals, PLAIN),
    SSA(LATIN1_COMPARE) = HELPER(string_latin1_compare, PLAIN),
    SSA(LATIN1_HASH) = HELPER(string_latin1_hash, PLAIN),
    SSA(CURRENT_THREAD) = HELPER(help_current_thread, WITH_THREAD),
    SSA(REGION_LOAD) = HELPER(region_site_load, WITH_THREAD),
    SSA(REGION_STORE) = HELPER(region_site_store, WITH_THREAD),
    SSA(CLASS_MIRROR) = HELPER(help_class_mirror, PLAIN),
    SSA(SIN) = HELPER(jmath_sin, PLAIN),
    SSA(COS) = HELPER(jmath_cos, PLAIN),
    SSA(TAN) = HELPER(jmath_tan, PLAIN),
    SSA(EXP) = HELPER(jmath_exp, PLAIN),
    SSA(LOG) = HELPER(jmath_log, PLAIN),
    SSA(LOG10) = HELPER(jmath_log10, WITH_THREAD),
    SSA(POW) = HELPER(jmath_pow, PLAIN),
    SSA(FREM) = HELPER(fmodf, PLAIN),
    SSA(DREM) = HELPER(fmod, PLAIN),
};

const struct backend_helper *tier_helpers(uint32_t *n)
{
    *n = ARRAY_LEN(helpers);
    return helpers;
}
