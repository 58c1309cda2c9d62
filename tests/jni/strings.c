/* strings.c - Strings.java. */
#include "jnitest.h"

JNIEXPORT void JNICALL Java_Strings_show(JNIEnv *env, jclass self, jstring s)
{
    (void)self;
    jboolean copy = 7;
    char text[256];
    size_t at = 0;
    const char *utf = (*env)->GetStringUTFChars(env, s, &copy);
    at += (size_t)snprintf(text, sizeof text,
                           "%d chars, %d bytes, strlen %zu:", (*env)->GetStringLength(env, s),
                           (*env)->GetStringUTFLength(env, s), strlen(utf));
    for (const char *p = utf; *p && at < 120; p++)
        at += (size_t)snprintf(text + at, sizeof text - at, " %02x", (unsigned char)*p);
    (*env)->ReleaseStringUTFChars(env, s, utf);
    if (copy > 1)
        say(env, "no word of a copy");
    const jchar *chars = (*env)->GetStringChars(env, s, &copy);
    at += (size_t)snprintf(text + at, sizeof text - at, " |");
    for (jsize i = 0; i < (*env)->GetStringLength(env, s) && i < 12; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, " %x", chars[i]);
    (*env)->ReleaseStringChars(env, s, chars);
    say(env, "%s", text);
}

JNIEXPORT jstring JNICALL Java_Strings_fromUtf(JNIEnv *env, jclass self, jbyteArray bytes)
{
    (void)self;
    if (bytes == NULL)
        return (*env)->NewStringUTF(env, NULL);
    char text[64] = "";
    (*env)->GetByteArrayRegion(env, bytes, 0, (*env)->GetArrayLength(env, bytes), (jbyte *)text);
    return (*env)->NewStringUTF(env, text);
}

JNIEXPORT jstring JNICALL Java_Strings_fromChars(JNIEnv *env, jclass self, jcharArray chars)
{
    (void)self;
    jchar text[64];
    jsize n = (*env)->GetArrayLength(env, chars);
    (*env)->GetCharArrayRegion(env, chars, 0, n, text);
    return (*env)->NewString(env, text, n);
}

JNIEXPORT jstring JNICALL Java_Strings_roundTrip(JNIEnv *env, jclass self, jstring s)
{
    (void)self;
    const char *utf = (*env)->GetStringUTFChars(env, s, NULL);
    jstring copy = (*env)->NewStringUTF(env, utf);
    (*env)->ReleaseStringUTFChars(env, s, utf);
    return copy;
}

static bool thrown(JNIEnv *env)
{
    jthrowable e = (*env)->ExceptionOccurred(env);
    (*env)->ExceptionClear(env);
    return e != NULL &&
           (*env)->IsInstanceOf(env, e, (*env)->FindClass(env, "java/lang/StringIndexOutOfBoundsException"));
}

JNIEXPORT void JNICALL Java_Strings_regions(JNIEnv *env, jclass self, jstring s)
{
    (void)self;
    jchar chars[16];
    char utf[64];
    (*env)->GetStringRegion(env, s, 2, 3, chars);
    say(env, "%x %x %x", chars[0], chars[1], chars[2]);
    memset(utf, '#', sizeof utf);
    (*env)->GetStringUTFRegion(env, s, 3, 5, utf);
    say(env, "%s %zu", utf, strlen(utf));
    static const jint ranges[][2] = {{0, 9}, {8, 1}, {-1, 1}, {2, -1}, {8, 0}, {0, 0}, {1, 2147483647}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        (*env)->GetStringRegion(env, s, ranges[i][0], ranges[i][1], chars);
        say(env, "chars %d", thrown(env));
        (*env)->GetStringUTFRegion(env, s, ranges[i][0], ranges[i][1], utf);
        say(env, "bytes %d", thrown(env));
    }
}
