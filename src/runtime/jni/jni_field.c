/* jni_field.c - Get/Set<Type>Field, static and instance. Field ids are struct field pointers. */
#include <stdatomic.h>
#include "runtime/jni/jni_internal.h"

/* Volatile fields need sequentially consistent accesses; on x86-64 only the store differs from a plain one.
 */
#define FIELD_FAMILY(T, jtype, ctype, load, store)                                                           \
    static jtype JNICALL Get##T##Field(JNIEnv *env, jobject o, jfieldID id)                                  \
    {                                                                                                        \
        struct thread *t = thread_of_env(env);                                                               \
        (void)t;                                                                                             \
        ctype v = *(volatile ctype *)((char *)handle_get(o) + ((struct field *)id)->offset);                 \
        return load;                                                                                         \
    }                                                                                                        \
    static jtype JNICALL GetStatic##T##Field(JNIEnv *env, jclass c, jfieldID id)                             \
    {                                                                                                        \
        (void)c;                                                                                             \
        struct thread *t = thread_of_env(env);                                                               \
        (void)t;                                                                                             \
        ctype v = *(volatile ctype *)((struct field *)id)->static_addr;                                      \
        return load;                                                                                         \
    }                                                                                                        \
    static void JNICALL Set##T##Field(JNIEnv *env, jobject o, jfieldID id, jtype v)                          \
    {                                                                                                        \
        (void)env;                                                                                           \
        struct field *f = (struct field *)id;                                                                \
        *(volatile ctype *)((char *)handle_get(o) + f->offset) = store;                                      \
        if (f->access & ACC_VOLATILE)                                                                        \
            atomic_thread_fence(memory_order_seq_cst);                                                       \
    }                                                                                                        \
    static void JNICALL SetStatic##T##Field(JNIEnv *env, jclass c, jfieldID id, jtype v)                     \
    {                                                                                                        \
        (void)env;                                                                                           \
        (void)c;                                                                                             \
        struct field *f = (struct field *)id;                                                                \
        *(volatile ctype *)f->static_addr = store;                                                           \
        if (f->access & ACC_VOLATILE)                                                                        \
            atomic_thread_fence(memory_order_seq_cst);                                                       \
    }

typedef struct object *objptr;
FIELD_FAMILY(Boolean, jboolean, jboolean, v, (jboolean)(v & 1))
FIELD_FAMILY(Byte, jbyte, jbyte, v, v)
FIELD_FAMILY(Char, jchar, jchar, v, v)
FIELD_FAMILY(Short, jshort, jshort, v, v)
FIELD_FAMILY(Int, jint, jint, v, v)
FIELD_FAMILY(Long, jlong, jlong, v, v)
FIELD_FAMILY(Float, jfloat, jfloat, v, v)
FIELD_FAMILY(Double, jdouble, jdouble, v, v)
FIELD_FAMILY(Object, jobject, objptr, handle_local(t, v), handle_get(v))

void jni_field_fill(struct JNINativeInterface_ *f)
{
#define SET(name) f->name = name
#define SET_FAMILY(T)                                                                                        \
    SET(Get##T##Field), SET(Set##T##Field), SET(GetStatic##T##Field), SET(SetStatic##T##Field)
    SET_FAMILY(Object);
    SET_FAMILY(Boolean);
    SET_FAMILY(Byte);
    SET_FAMILY(Char);
    SET_FAMILY(Short);
    SET_FAMILY(Int);
    SET_FAMILY(Long);
    SET_FAMILY(Float);
    SET_FAMILY(Double);
}
