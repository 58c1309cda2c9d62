/*
 * jni_check_data.c - -Xcheck:jni for fields, arrays and strings.
 *
 * Elements and characters are handed out as guarded copies, so that a native that writes past the end,
 * releases something else or uses memory after releasing it is found here as it would fail on a VM that
 * copies.
 */
#include "runtime/jni/jni_check.h"

/* ---- fields ---- */

#define CHECKED_FIELDS(T, jtype, letter)                                                                     \
    static jtype JNICALL Get##T##Field(JNIEnv *env, jobject o, jfieldID f)                                   \
    {                                                                                                        \
        struct thread *t = check_enter(env, 0);                                                              \
        check_field(t, check_object(t, o)->klass, f, false, letter);                                         \
        return jni_plain->Get##T##Field(env, o, f);                                                          \
    }                                                                                                        \
    static void JNICALL Set##T##Field(JNIEnv *env, jobject o, jfieldID f, jtype v)                           \
    {                                                                                                        \
        struct thread *t = check_enter(env, 0);                                                              \
        check_field(t, check_object(t, o)->klass, f, false, letter);                                         \
        CHECK_VALUE_##T(t, v);                                                                               \
        jni_plain->Set##T##Field(env, o, f, v);                                                              \
    }                                                                                                        \
    static jtype JNICALL GetStatic##T##Field(JNIEnv *env, jclass c, jfieldID f)                              \
    {                                                                                                        \
        struct thread *t = check_enter(env, 0);                                                              \
        check_field(t, check_class(t, c), f, true, letter);                                                  \
        return jni_plain->GetStatic##T##Field(env, c, f);                                                    \
    }                                                                                                        \
    static void JNICALL SetStatic##T##Field(JNIEnv *env, jclass c, jfieldID f, jtype v)                      \
    {                                                                                                        \
        struct thread *t = check_enter(env, 0);                                                              \
        check_field(t, check_class(t, c), f, true, letter);                                                  \
        CHECK_VALUE_##T(t, v);                                                                               \
        jni_plain->SetStatic##T##Field(env, c, f, v);                                                        \
    }

#define CHECK_VALUE_Object(t, v) check_ref(t, v)
#define CHECK_VALUE_Boolean(t, v)                                                                            \
    if ((v) > 1)                                                                                             \
    check_warn(t, "JNI boolean field set to %d", v)
#define CHECK_VALUE_Byte(t, v)   (void)0
#define CHECK_VALUE_Char(t, v)   (void)0
#define CHECK_VALUE_Short(t, v)  (void)0
#define CHECK_VALUE_Int(t, v)    (void)0
#define CHECK_VALUE_Long(t, v)   (void)0
#define CHECK_VALUE_Float(t, v)  (void)0
#define CHECK_VALUE_Double(t, v) (void)0

CHECKED_FIELDS(Object, jobject, 'L')
CHECKED_FIELDS(Boolean, jboolean, 'Z')
CHECKED_FIELDS(Byte, jbyte, 'B')
CHECKED_FIELDS(Char, jchar, 'C')
CHECKED_FIELDS(Short, jshort, 'S')
CHECKED_FIELDS(Int, jint, 'I')
CHECKED_FIELDS(Long, jlong, 'J')
CHECKED_FIELDS(Float, jfloat, 'F')
CHECKED_FIELDS(Double, jdouble, 'D')

/* ---- arrays ---- */

static void *copy_elements(struct object *a, jboolean *is_copy)
{
    void *p = guard_new(array_data(a), (size_t)array_length(a) << a->klass->elem_shift, a);
    if (p != NULL && is_copy != NULL)
        *is_copy = JNI_TRUE;
    return p;
}

static void release_elements(struct thread *t, struct object *a, void *p, jint mode, const char *function)
{
    if (p == NULL)
        check_fatal(t, "%s: elements are NULL", function);
    if (mode != 0 && mode != JNI_COMMIT && mode != JNI_ABORT)
        check_fatal(t, "Unrecognized %s mode: %d", function, mode);
    size_t bytes = guard_check(t, function, p, a);
    if (mode != JNI_ABORT)
        memcpy(array_data(a), p, bytes);
    if (mode != JNI_COMMIT)
        guard_free(p);
}

#define CHECKED_ARRAYS(T, jtype, letter)                                                                     \
    static jtype *JNICALL Get##T##ArrayElements(JNIEnv *env, jtype##Array a, jboolean *is_copy)              \
    {                                                                                                        \
        struct thread *t = check_enter(env, 0);                                                              \
        return copy_elements(check_primitive_array(t, a, letter), is_copy);                                  \
    }                                                                                                        \
    static void JNICALL Release##T##ArrayElements(JNIEnv *env, jtype##Array a, jtype *p, jint mode)          \
    {                                                                                                        \
        struct thread *t = check_enter(env, CHECK_EXCEPTION_OK);                                             \
        release_elements(t, check_primitive_array(t, a, letter), p, mode, "Release" #T "ArrayElements");     \
    }                                                                                                        \
    static void JNICALL Get##T##ArrayRegion(JNIEnv *env, jtype##Array a, jsize start, jsize n, jtype *out)   \
    {                                                                                                        \
        check_primitive_array(check_enter(env, 0), a, letter);                                               \
        jni_plain->Get##T##ArrayRegion(env, a, start, n, out);                                               \
    }                                                                                                        \
    static void JNICALL Set##T##ArrayRegion(JNIEnv *env, jtype##Array a, jsize start, jsize n,               \
                                            const jtype *in)                                                 \
    {                                                                                                        \
        check_primitive_array(check_enter(env, 0), a, letter);                                               \
        jni_plain->Set##T##ArrayRegion(env, a, start, n, in);                                                \
    }                                                                                                        \
    static jtype##Array JNICALL New##T##Array(JNIEnv *env, jsize n)                                          \
    {                                                                                                        \
        check_enter(env, 0);                                                                                 \
        return jni_plain->New##T##Array(env, n);                                                             \
    }

CHECKED_ARRAYS(Boolean, jboolean, 'Z')
CHECKED_ARRAYS(Byte, jbyte, 'B')
CHECKED_ARRAYS(Char, jchar, 'C')
CHECKED_ARRAYS(Short, jshort, 'S')
CHECKED_ARRAYS(Int, jint, 'I')
CHECKED_ARRAYS(Long, jlong, 'J')
CHECKED_ARRAYS(Float, jfloat, 'F')
CHECKED_ARRAYS(Double, jdouble, 'D')

static jsize JNICALL GetArrayLength(JNIEnv *env, jarray a)
{
    check_array(check_enter(env, 0), a);
    return jni_plain->GetArrayLength(env, a);
}

static jobjectArray JNICALL NewObjectArray(JNIEnv *env, jsize n, jclass element, jobject initial)
{
    struct thread *t = check_enter(env, 0);
    check_class(t, element);
    check_ref(t, initial);
    return jni_plain->NewObjectArray(env, n, element, initial);
}

static jobject JNICALL GetObjectArrayElement(JNIEnv *env, jobjectArray a, jsize i)
{
    check_object_array(check_enter(env, 0), a);
    return jni_plain->GetObjectArrayElement(env, a, i);
}

static void JNICALL SetObjectArrayElement(JNIEnv *env, jobjectArray a, jsize i, jobject v)
{
    struct thread *t = check_enter(env, 0);
    check_object_array(t, a);
    check_ref(t, v);
    jni_plain->SetObjectArrayElement(env, a, i, v);
}

/* ---- critical regions ---- */

static void leave_critical(struct thread *t, const char *function)
{
    if (t->critical_depth == 0)
        check_fatal(t, "%s without the matching Get", function);
    t->critical_depth--;
}

static void *JNICALL GetPrimitiveArrayCritical(JNIEnv *env, jarray a, jboolean *is_copy)
{
    struct thread *t = check_enter(env, CHECK_CRITICAL_OK);
    void *p = copy_elements(check_primitive_array(t, a, 0), is_copy);
    t->critical_depth += p != NULL;
    return p;
}

static void JNICALL ReleasePrimitiveArrayCritical(JNIEnv *env, jarray a, void *p, jint mode)
{
    struct thread *t = check_enter(env, CHECK_EXCEPTION_OK | CHECK_CRITICAL_OK);
    leave_critical(t, "ReleasePrimitiveArrayCritical");
    release_elements(t, check_primitive_array(t, a, 0), p, mode, "ReleasePrimitiveArrayCritical");
}

/* ---- strings ---- */

static const jchar *string_chars(struct thread *t, struct object *s, jboolean *is_copy)
{
    int32_t n = string_length(t, s);
    jchar *chars = malloc(((size_t)n + 1) * sizeof *chars);
    if (chars == NULL)
        return NULL;
    string_copy_utf16(t, s, 0, n, chars);
    chars[n] = 0;
    const jchar *p = guard_new(chars, ((size_t)n + 1) * sizeof *chars, s);
    free(chars);
    if (p != NULL && is_copy != NULL)
        *is_copy = JNI_TRUE;
    return p;
}

static void release_chars(struct thread *t, struct object *s, const void *p, const char *function)
{
    guard_check(t, function, p, s);
    guard_free((void *)(uintptr_t)p);
}

static const jchar *JNICALL GetStringChars(JNIEnv *env, jstring s, jboolean *is_copy)
{
    struct thread *t = check_enter(env, 0);
    return string_chars(t, check_string(t, s), is_copy);
}

static void JNICALL ReleaseStringChars(JNIEnv *env, jstring s, const jchar *p)
{
    struct thread *t = check_enter(env, CHECK_EXCEPTION_OK);
    release_chars(t, check_string(t, s), p, "ReleaseStringChars");
}

static const jchar *JNICALL GetStringCritical(JNIEnv *env, jstring s, jboolean *is_copy)
{
    struct thread *t = check_enter(env, CHECK_CRITICAL_OK);
    const jchar *p = string_chars(t, check_string(t, s), is_copy);
    t->critical_depth += p != NULL;
    return p;
}

static void JNICALL ReleaseStringCritical(JNIEnv *env, jstring s, const jchar *p)
{
    struct thread *t = check_enter(env, CHECK_EXCEPTION_OK | CHECK_CRITICAL_OK);
    leave_critical(t, "ReleaseStringCritical");
    release_chars(t, check_string(t, s), p, "ReleaseStringCritical");
}

static const char *JNICALL GetStringUTFChars(JNIEnv *env, jstring s, jboolean *is_copy)
{
    struct thread *t = check_enter(env, 0);
    struct object *o = check_string(t, s);
    char *utf = string_to_utf8(t, o);
    const char *p = utf != NULL ? guard_new(utf, strlen(utf) + 1, o) : NULL;
    free(utf);
    if (p != NULL && is_copy != NULL)
        *is_copy = JNI_TRUE;
    return p;
}

static void JNICALL ReleaseStringUTFChars(JNIEnv *env, jstring s, const char *p)
{
    struct thread *t = check_enter(env, CHECK_EXCEPTION_OK);
    release_chars(t, check_string(t, s), p, "ReleaseStringUTFChars");
}

static jsize JNICALL GetStringLength(JNIEnv *env, jstring s)
{
    check_string(check_enter(env, 0), s);
    return jni_plain->GetStringLength(env, s);
}

static jsize JNICALL GetStringUTFLength(JNIEnv *env, jstring s)
{
    check_string(check_enter(env, 0), s);
    return jni_plain->GetStringUTFLength(env, s);
}

static void JNICALL GetStringRegion(JNIEnv *env, jstring s, jsize start, jsize n, jchar *out)
{
    check_string(check_enter(env, 0), s);
    jni_plain->GetStringRegion(env, s, start, n, out);
}

static void JNICALL GetStringUTFRegion(JNIEnv *env, jstring s, jsize start, jsize n, char *out)
{
    check_string(check_enter(env, 0), s);
    jni_plain->GetStringUTFRegion(env, s, start, n, out);
}

static jstring JNICALL NewString(JNIEnv *env, const jchar *chars, jsize n)
{
    check_enter(env, 0);
    return jni_plain->NewString(env, chars, n);
}

static jstring JNICALL NewStringUTF(JNIEnv *env, const char *utf)
{
    check_enter(env, 0);
    return jni_plain->NewStringUTF(env, utf);
}

void jni_check_fill_data(struct JNINativeInterface_ *f)
{
#define SET(name) f->name = name
#define SET_FIELDS(T)                                                                                        \
    SET(Get##T##Field), SET(Set##T##Field), SET(GetStatic##T##Field), SET(SetStatic##T##Field)
#define SET_FAMILY(T)                                                                                        \
    SET_FIELDS(T), SET(Get##T##ArrayElements), SET(Release##T##ArrayElements), SET(Get##T##ArrayRegion),     \
        SET(Set##T##ArrayRegion), SET(New##T##Array)
    SET_FIELDS(Object);
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
    SET(GetStringChars);
    SET(ReleaseStringChars);
    SET(GetStringCritical);
    SET(ReleaseStringCritical);
    SET(GetStringUTFChars);
    SET(ReleaseStringUTFChars);
    SET(GetStringLength);
    SET(GetStringUTFLength);
    SET(GetStringRegion);
    SET(GetStringUTFRegion);
    SET(NewString);
    SET(NewStringUTF);
}
