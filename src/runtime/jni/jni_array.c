/*
 * jni_array.c - arrays and direct buffers (JNI chapter 4).
 *
 * Objects do not move, so Get<Type>ArrayElements and the critical functions hand out the array's own memory
 * (*isCopy is JNI_FALSE); the array stays alive as long as the reference that the caller must keep until
 * Release.
 */
#include "runtime/jni/jni_internal.h"

static jsize JNICALL GetArrayLength(JNIEnv *env, jarray a)
{
    (void)env;
    return array_length(handle_get(a));
}

static bool array_region_ok(struct thread *t, struct object *a, jsize start, jsize n)
{
    int32_t len = array_length(a);
    if (start >= 0 && n >= 0 && start <= len - n)
        return true;
    uint32_t old = jni_enter(t);
    if (n < 0)
        throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", "Length %d is negative", n);
    else
        throw_new(t, "java/lang/ArrayIndexOutOfBoundsException",
                  "Array region %d..%lld out of bounds for length %d", start, (long long)start + n, len);
    jni_leave(t, old);
    return false;
}

static jobjectArray JNICALL NewObjectArray(JNIEnv *env, jsize n, jclass element, jobject initial)
{
    JNI_ENTER(env);
    struct object *a = NULL;
    if (n < 0) {
        throw_new(t, "java/lang/NegativeArraySizeException", "%d", n);
    } else if ((a = heap_alloc_object_array(t, handle_class(element), n)) != NULL && initial != NULL) {
        struct object *v = handle_get(initial);
        for (jsize i = 0; i < n; i++)
            ref_array_set(a, i, v);
    }
    jobjectArray h = handle_local(t, a);
    JNI_LEAVE();
    return h;
}

static jobject JNICALL GetObjectArrayElement(JNIEnv *env, jobjectArray a, jsize i)
{
    struct thread *t = thread_of_env(env);
    struct object *o = handle_get(a);
    if ((uint32_t)i < (uint32_t)array_length(o))
        return handle_local(t, ref_array_get(o, i));
    uint32_t old = jni_enter(t);
    throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", "Index %d out of bounds for length %d", i,
              array_length(o));
    jni_leave(t, old);
    return NULL;
}

static void JNICALL SetObjectArrayElement(JNIEnv *env, jobjectArray a, jsize i, jobject value)
{
    JNI_ENTER(env);
    struct object *o = handle_get(a), *v = handle_get(value);
    if ((uint32_t)i >= (uint32_t)array_length(o)) {
        throw_new(t, "java/lang/ArrayIndexOutOfBoundsException", "Index %d out of bounds for length %d", i,
                  array_length(o));
    } else if (v != NULL && !class_is_subtype(v->klass, o->klass->component)) {
        struct buf b = {0}, c = {0};
        class_external_name(v->klass, &b);
        class_external_name(o->klass->component, &c);
        throw_new(t, "java/lang/ArrayStoreException", "type mismatch: can not store %s to %s[%d]",
                  buf_str(&b), buf_str(&c), i);
        buf_free(&b);
        buf_free(&c);
    } else {
        ref_array_set(o, i, v);
    }
    JNI_LEAVE();
}

static void *array_elements(jarray a, jboolean *is_copy)
{
    if (is_copy != NULL)
        *is_copy = JNI_FALSE;
    return array_data(handle_get(a));
}

#define ARRAY_FAMILY(T, jtype, letter)                                                                       \
    static jtype##Array JNICALL New##T##Array(JNIEnv *env, jsize n)                                          \
    {                                                                                                        \
        JNI_ENTER(env);                                                                                      \
        struct object *a = NULL;                                                                             \
        if (n < 0)                                                                                           \
            throw_new(t, "java/lang/NegativeArraySizeException", "%d", n);                                   \
        else                                                                                                 \
            a = heap_alloc_prim_array(t, letter, n);                                                         \
        jobject h = handle_local(t, a);                                                                      \
        JNI_LEAVE();                                                                                         \
        return h;                                                                                            \
    }                                                                                                        \
    static jtype *JNICALL Get##T##ArrayElements(JNIEnv *env, jtype##Array a, jboolean *is_copy)              \
    {                                                                                                        \
        (void)env;                                                                                           \
        return array_elements(a, is_copy);                                                                   \
    }                                                                                                        \
    static void JNICALL Release##T##ArrayElements(JNIEnv *env, jtype##Array a, jtype *p, jint mode)          \
    {                                                                                                        \
        (void)env;                                                                                           \
        (void)a;                                                                                             \
        (void)p;                                                                                             \
        (void)mode;                                                                                          \
    }                                                                                                        \
    static void JNICALL Get##T##ArrayRegion(JNIEnv *env, jtype##Array a, jsize start, jsize n, jtype *out)   \
    {                                                                                                        \
        struct object *o = handle_get(a);                                                                    \
        if (array_region_ok(thread_of_env(env), o, start, n))                                                \
            memcpy(out, (jtype *)array_data(o) + start, (size_t)n * sizeof(jtype));                          \
    }                                                                                                        \
    static void JNICALL Set##T##ArrayRegion(JNIEnv *env, jtype##Array a, jsize start, jsize n,               \
                                            const jtype *in)                                                 \
    {                                                                                                        \
        struct object *o = handle_get(a);                                                                    \
        if (array_region_ok(thread_of_env(env), o, start, n))                                                \
            memcpy((jtype *)array_data(o) + start, in, (size_t)n * sizeof(jtype));                           \
    }

ARRAY_FAMILY(Boolean, jboolean, 'Z')
ARRAY_FAMILY(Byte, jbyte, 'B')
ARRAY_FAMILY(Char, jchar, 'C')
ARRAY_FAMILY(Short, jshort, 'S')
ARRAY_FAMILY(Int, jint, 'I')
ARRAY_FAMILY(Long, jlong, 'J')
ARRAY_FAMILY(Float, jfloat, 'F')
ARRAY_FAMILY(Double, jdouble, 'D')

static void *JNICALL GetPrimitiveArrayCritical(JNIEnv *env, jarray a, jboolean *is_copy)
{
    (void)env;
    return array_elements(a, is_copy);
}

static void JNICALL ReleasePrimitiveArrayCritical(JNIEnv *env, jarray a, void *p, jint mode)
{
    (void)env;
    (void)a;
    (void)p;
    (void)mode;
}

/* ---- java.nio direct buffers ---- */

static jobject JNICALL NewDirectByteBuffer(JNIEnv *env, void *address, jlong capacity)
{
    jclass c = (*env)->FindClass(env, "java/nio/DirectByteBuffer");
    if (c == NULL)
        return NULL;
    jmethodID init = (*env)->GetMethodID(env, c, "<init>", "(JI)V");
    return init == NULL ? NULL : (*env)->NewObject(env, c, init, (jlong)(intptr_t)address, (jint)capacity);
}

static bool is_direct_buffer(struct thread *t, struct object *o)
{
    if (o == NULL)
        return false;
    struct class *c =
        class_find_loaded(t->vm->boot_loader, symbol_intern_z(t->vm->symbols, "sun/nio/ch/DirectBuffer"));
    return c != NULL && class_is_subtype(o->klass, c) && t->vm->wk.Buffer != NULL;
}

static void *JNICALL GetDirectBufferAddress(JNIEnv *env, jobject buf)
{
    struct thread *t = thread_of_env(env);
    struct object *o = handle_get(buf);
    return is_direct_buffer(t, o) ? (void *)(intptr_t)long_field(o, t->vm->wk.Buffer_address) : NULL;
}

static jlong JNICALL GetDirectBufferCapacity(JNIEnv *env, jobject buf)
{
    struct thread *t = thread_of_env(env);
    struct object *o = handle_get(buf);
    return is_direct_buffer(t, o) ? int_field(o, t->vm->wk.Buffer_capacity) : -1;
}

void jni_array_fill(struct JNINativeInterface_ *f)
{
#define SET(name) f->name = name
#define SET_FAMILY(T)                                                                                        \
    SET(New##T##Array), SET(Get##T##ArrayElements), SET(Release##T##ArrayElements),                          \
        SET(Get##T##ArrayRegion), SET(Set##T##ArrayRegion)
    SET_FAMILY(Boolean);
    SET_FAMILY(Byte);
    SET_FAMILY(Char);
    SET_FAMILY(Short);
    SET_FAMILY(Int);
    SET_FAMILY(Long);
    SET_FAMILY(Float);
    SET_FAMILY(Double);
    SET(GetArrayLength);
    SET(NewObjectArray);
    SET(GetObjectArrayElement);
    SET(SetObjectArrayElement);
    SET(GetPrimitiveArrayCritical);
    SET(ReleasePrimitiveArrayCritical);
    SET(NewDirectByteBuffer);
    SET(GetDirectBufferAddress);
    SET(GetDirectBufferCapacity);
}
