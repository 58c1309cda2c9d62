/* arraycopy.c - System.arraycopy with the messages of HotSpot. */
#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/jdk/jvm.h"
#include "runtime/jdk/native_bodies.h"
#include "runtime/jdk/natives.h"
#include "runtime/jni/jni_internal.h"
#include "runtime/vm.h"

static void describe(struct class *c, struct buf *b)
{
    class_external_name(c, b);
    if (!c->is_array)
        return;
    /* "int[][]" rather than "[[I" */
    buf_clear(b);
    class_external_name(c->element, b);
    for (unsigned i = 0; i < c->dims; i++)
        buf_puts(b, "[]");
}

static void bounds_error(struct thread *t, const char *what, int64_t index, struct object *a)
{
    struct buf b = {0};
    if (a->klass->all_refs)
        buf_puts(&b, "object array");
    else
        class_external_name(a->klass->component, &b);
    throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", "arraycopy: %s %lld out of bounds for %s[%d]",
              what, (long long)index, buf_str(&b), array_length(a));
    buf_free(&b);
}

static bool check_types(struct thread *t, struct object *src, struct object *dst)
{
    struct class *s = src->klass, *d = dst->klass;
    if (s->is_array && d->is_array && s->all_refs == d->all_refs && (s->all_refs || s == d))
        return true;
    struct buf a = {0}, b = {0};
    describe(s, &a);
    describe(d, &b);
    if (!s->is_array)
        throw_new(t, "java/lang/ArrayStoreException", "arraycopy: source type %s is not an array",
                  buf_str(&a));
    else if (!d->is_array)
        throw_new(t, "java/lang/ArrayStoreException", "arraycopy: destination type %s is not an array",
                  buf_str(&b));
    else if (s->all_refs != d->all_refs)
        throw_new(t, "java/lang/ArrayStoreException", "arraycopy: type mismatch: can not copy %s into %s",
                  s->all_refs ? "object array[]" : buf_str(&a), d->all_refs ? "object array[]" : buf_str(&b));
    else
        throw_new(t, "java/lang/ArrayStoreException", "arraycopy: type mismatch: can not copy %s into %s",
                  buf_str(&a), buf_str(&b));
    buf_free(&a);
    buf_free(&b);
    return false;
}

static bool check_bounds(struct thread *t, struct object *src, int32_t sp, struct object *dst, int32_t dp,
                         int32_t n)
{
    if (sp < 0)
        bounds_error(t, "source index", sp, src);
    else if (dp < 0)
        bounds_error(t, "destination index", dp, dst);
    else if (n < 0)
        throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", "arraycopy: length %d is negative", n);
    else if ((int64_t)sp + n > array_length(src))
        bounds_error(t, "last source index", (int64_t)sp + n, src);
    else if ((int64_t)dp + n > array_length(dst))
        bounds_error(t, "last destination index", (int64_t)dp + n, dst);
    else
        return true;
    return false;
}

/* Element by element, up to the first that does not fit (JLS: those before it are copied). */
static void copy_checked(struct thread *t, struct object *src, int32_t sp, struct object *dst, int32_t dp,
                         int32_t n)
{
    struct class *want = dst->klass->component;
    for (int32_t i = 0; i < n; i++) {
        struct object *e = ref_array_get(src, sp + i);
        if (e != NULL && !class_is_subtype(e->klass, want)) {
            struct buf a = {0}, b = {0};
            describe(src->klass, &a);
            describe(want, &b);
            throw_new(
                t, "java/lang/ArrayStoreException",
                "arraycopy: element type mismatch: can not cast one of the elements of %s to the type of the "
                "destination array, %s",
                buf_str(&a), buf_str(&b));
            buf_free(&a);
            buf_free(&b);
            return;
        }
        ref_array_set(dst, dp + i, e);
    }
}

void array_copy(struct thread *t, struct object *src, int32_t sp, struct object *dst, int32_t dp, int32_t n)
{
    if (src == NULL || dst == NULL) {
        throw_npe(t);
        return;
    }
    struct class *s = src->klass, *d = dst->klass;
    if (UNLIKELY(s != d || !s->is_array) && !check_types(t, src, dst))
        return;
    if (UNLIKELY((sp | dp | n) < 0 || n > array_length(src) - sp || n > array_length(dst) - dp) &&
        !check_bounds(t, src, sp, dst, dp, n))
        return;
    if (!s->all_refs) {
        unsigned shift = s->elem_shift;
        memmove((char *)array_data(dst) + ((size_t)dp << shift),
                (char *)array_data(src) + ((size_t)sp << shift), (size_t)n << shift);
    } else if (s == d || src == dst || class_is_subtype(s->component, d->component)) {
        object_move_words((uint64_t *)array_data(dst) + dp, (uint64_t *)array_data(src) + sp, (size_t)n);
    } else {
        copy_checked(t, src, sp, dst, dp, n);
    }
}

SAMOVAR_EXPORT void JNICALL JVM_ArrayCopy(JNIEnv *env, jclass ignored, jobject src, jint sp, jobject dst,
                                          jint dp, jint n)
{
    (void)ignored;
    JNI_ENTER(env);
    array_copy(t, handle_get(src), sp, handle_get(dst), dp, n);
    JNI_LEAVE();
}

static union slot fast_arraycopy(struct thread *t, union slot *args)
{
    array_copy(t, args[0].a, args[1].i, args[2].a, args[3].i, args[4].i);
    return (union slot){0};
}

const struct native_entry natives_system[] = {
    {"java/lang/System", "arraycopy", NULL, NATIVE_FAST, (void *)fast_arraycopy},
    {NULL, NULL, NULL, 0, NULL},
};
