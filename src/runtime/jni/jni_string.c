/* jni_string.c - string operations (JNI chapter 4). Characters are copies; they are freed by the matching
 * Release. */
#include "runtime/jni/jni_internal.h"

static jstring JNICALL NewString(JNIEnv *env, const jchar *chars, jsize n)
{
    JNI_ENTER(env);
    jstring h = handle_local(t, string_new_utf16(t, chars, (size_t)n));
    JNI_LEAVE();
    return h;
}

static jsize JNICALL GetStringLength(JNIEnv *env, jstring s)
{
    return string_length(thread_of_env(env), handle_get(s));
}

static const jchar *JNICALL GetStringChars(JNIEnv *env, jstring s, jboolean *is_copy)
{
    struct thread *t = thread_of_env(env);
    struct object *o = handle_get(s);
    int32_t n = string_length(t, o);
    jchar *p = malloc(((size_t)n + 1) * sizeof *p);
    if (p == NULL)
        return NULL;
    string_copy_utf16(t, o, 0, n, p);
    p[n] = 0;
    if (is_copy != NULL)
        *is_copy = JNI_TRUE;
    return p;
}

static void JNICALL ReleaseStringChars(JNIEnv *env, jstring s, const jchar *p)
{
    (void)env;
    (void)s;
    free((void *)p);
}

static jstring JNICALL NewStringUTF(JNIEnv *env, const char *utf)
{
    if (utf == NULL)
        return NULL;
    JNI_ENTER(env);
    jstring h = handle_local(t, string_new_utf8(t, utf, strlen(utf)));
    JNI_LEAVE();
    return h;
}

static jsize JNICALL GetStringUTFLength(JNIEnv *env, jstring s)
{
    return (jsize)string_utf8_length(thread_of_env(env), handle_get(s));
}

static const char *JNICALL GetStringUTFChars(JNIEnv *env, jstring s, jboolean *is_copy)
{
    if (is_copy != NULL)
        *is_copy = JNI_TRUE;
    return string_to_utf8(thread_of_env(env), handle_get(s));
}

static void JNICALL ReleaseStringUTFChars(JNIEnv *env, jstring s, const char *p)
{
    (void)env;
    (void)s;
    free((void *)p);
}

static bool region_ok(struct thread *t, struct object *s, jsize start, jsize n)
{
    int32_t len = string_length(t, s);
    if (start < 0 || n < 0 || start > len - n) {
        uint32_t old = jni_enter(t);
        throw_new(t, "java/lang/StringIndexOutOfBoundsException", "begin %d, end %lld, length %d", start,
                  (long long)start + n, len);
        jni_leave(t, old);
        return false;
    }
    return true;
}

static void JNICALL GetStringRegion(JNIEnv *env, jstring s, jsize start, jsize n, jchar *out)
{
    struct thread *t = thread_of_env(env);
    struct object *o = handle_get(s);
    if (region_ok(t, o, start, n))
        string_copy_utf16(t, o, start, n, out);
}

static void JNICALL GetStringUTFRegion(JNIEnv *env, jstring s, jsize start, jsize n, char *out)
{
    struct thread *t = thread_of_env(env);
    struct object *o = handle_get(s);
    if (!region_ok(t, o, start, n))
        return;
    for (jsize i = 0; i < n; i++) {
        unsigned c = string_char_at(t, o, start + i);
        if (c != 0 && c < 0x80) {
            *out++ = (char)c;
        } else if (c < 0x800) {
            *out++ = (char)(0xc0 | c >> 6);
            *out++ = (char)(0x80 | (c & 0x3f));
        } else {
            *out++ = (char)(0xe0 | c >> 12);
            *out++ = (char)(0x80 | ((c >> 6) & 0x3f));
            *out++ = (char)(0x80 | (c & 0x3f));
        }
    }
    *out = 0;
}

void jni_string_fill(struct JNINativeInterface_ *f)
{
#define SET(name) f->name = name
    SET(NewString);
    SET(GetStringLength);
    SET(GetStringChars);
    SET(ReleaseStringChars);
    SET(NewStringUTF);
    SET(GetStringUTFLength);
    SET(GetStringUTFChars);
    SET(ReleaseStringUTFChars);
    SET(GetStringRegion);
    SET(GetStringUTFRegion);
    f->GetStringCritical = GetStringChars;
    f->ReleaseStringCritical = ReleaseStringChars;
}
