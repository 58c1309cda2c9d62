/* classes.c - Classes.java. */
#include "jnitest.h"

JNIEXPORT jstring JNICALL Java_Classes_onLoadReport(JNIEnv *env, jclass self)
{
    (void)self;
    return (*env)->NewStringUTF(env, on_load_report);
}

JNIEXPORT jstring JNICALL Java_Classes_version(JNIEnv *env, jclass self)
{
    (void)self;
    char text[64];
    JavaVM *vm;
    (*env)->GetJavaVM(env, &vm);
    snprintf(text, sizeof text, "%x %d", (unsigned)(*env)->GetVersion(env), vm == java_vm);
    return (*env)->NewStringUTF(env, text);
}

/* Class.toString of what FindClass finds, or what it throws. */
JNIEXPORT jstring JNICALL Java_Classes_find(JNIEnv *env, jclass self, jstring name)
{
    (void)self;
    const char *utf = (*env)->GetStringUTFChars(env, name, NULL);
    jobject found = (*env)->FindClass(env, utf);
    (*env)->ReleaseStringUTFChars(env, name, utf);
    if (found == NULL) {
        found = (*env)->ExceptionOccurred(env);
        (*env)->ExceptionClear(env);
    }
    jclass c = (*env)->FindClass(env, "java/lang/Object");
    return (*env)->CallObjectMethod(env, found,
                                    (*env)->GetMethodID(env, c, "toString", "()Ljava/lang/String;"));
}

JNIEXPORT void JNICALL Java_Classes_hierarchy(JNIEnv *env, jclass self, jobject s, jobject i, jobject array)
{
    (void)self;
    jclass object = (*env)->FindClass(env, "java/lang/Object"), string = (*env)->GetObjectClass(env, s);
    jclass number = (*env)->FindClass(env, "java/lang/Number"),
           comparable = (*env)->FindClass(env, "java/lang/Comparable");
    jclass ints = (*env)->GetObjectClass(env, array),
           cloneable = (*env)->FindClass(env, "java/lang/Cloneable");
    say(env, "%d %d %d", (*env)->IsSameObject(env, (*env)->GetSuperclass(env, string), object),
        (*env)->GetSuperclass(env, object) == NULL, (*env)->GetSuperclass(env, comparable) == NULL);
    say(env, "%d", (*env)->IsSameObject(env, (*env)->GetSuperclass(env, ints), object));
    say(env, "%d %d %d %d", (*env)->IsAssignableFrom(env, string, object),
        (*env)->IsAssignableFrom(env, object, string), (*env)->IsAssignableFrom(env, string, comparable),
        (*env)->IsAssignableFrom(env, ints, cloneable));
    say(env, "%d %d %d %d", (*env)->IsInstanceOf(env, i, number), (*env)->IsInstanceOf(env, s, number),
        (*env)->IsInstanceOf(env, NULL, number), (*env)->IsInstanceOf(env, array, object));
}

JNIEXPORT jclass JNICALL Java_Classes_define(JNIEnv *env, jclass self, jstring name, jobject loader,
                                             jbyteArray bytes)
{
    (void)self;
    const char *utf = name != NULL ? (*env)->GetStringUTFChars(env, name, NULL) : NULL;
    jbyte *p = (*env)->GetByteArrayElements(env, bytes, NULL);
    jclass c = (*env)->DefineClass(env, utf, loader, p, (*env)->GetArrayLength(env, bytes));
    (*env)->ReleaseByteArrayElements(env, bytes, p, JNI_ABORT);
    if (utf != NULL)
        (*env)->ReleaseStringUTFChars(env, name, utf);
    return c;
}

JNIEXPORT void JNICALL Java_Classes_reflection(JNIEnv *env, jclass self, jobject method, jobject constructor,
                                               jobject field, jobject static_field, jobject receiver)
{
    jmethodID m = (*env)->FromReflectedMethod(env, method), k = (*env)->FromReflectedMethod(env, constructor);
    jfieldID f = (*env)->FromReflectedField(env, field), s = (*env)->FromReflectedField(env, static_field);
    jstring joined = (*env)->CallStaticObjectMethod(env, self, m, (*env)->NewStringUTF(env, "joined "), 12);
    const char *utf = (*env)->GetStringUTFChars(env, joined, NULL);
    say(env, "%s", utf);
    (*env)->ReleaseStringUTFChars(env, joined, utf);
    jobject made = (*env)->NewObject(env, self, k, 77);
    say(env, "%d %d %d", (*env)->GetIntField(env, made, f), (*env)->GetIntField(env, receiver, f),
        (*env)->GetStaticIntField(env, self, s));
    say(env, "%d %d",
        m == (*env)->GetStaticMethodID(env, self, "joined", "(Ljava/lang/String;I)Ljava/lang/String;"),
        f == (*env)->GetFieldID(env, self, "member", "I"));
}

JNIEXPORT jobject JNICALL Java_Classes_toReflected(JNIEnv *env, jclass self, jint what)
{
    switch (what) {
    case 0:
        return (*env)->ToReflectedMethod(
            env, self,
            (*env)->GetStaticMethodID(env, self, "joined", "(Ljava/lang/String;I)Ljava/lang/String;"),
            JNI_TRUE);
    case 1:
        return (*env)->ToReflectedMethod(env, self, (*env)->GetMethodID(env, self, "<init>", "(I)V"),
                                         JNI_FALSE);
    case 2:
        return (*env)->ToReflectedField(env, self, (*env)->GetFieldID(env, self, "member", "I"), JNI_FALSE);
    default:
        return (*env)->ToReflectedField(env, self, (*env)->GetStaticFieldID(env, self, "shown", "I"),
                                        JNI_TRUE);
    }
}

static jint registered(JNIEnv *env, jclass self, jint n)
{
    return (void)env, (void)self, n * 10;
}
static jstring registered_instance(JNIEnv *env, jobject self, jstring s)
{
    return (void)env, (void)self, s;
}

JNIEXPORT void JNICALL Java_Classes_register(JNIEnv *env, jclass self, jclass unlinked)
{
    JNINativeMethod methods[] = {
        {(char *)"registeredNative", (char *)"(I)I", (void *)(uintptr_t)registered},
        {(char *)"registeredInstance", (char *)"(Ljava/lang/String;)Ljava/lang/String;",
         (void *)(uintptr_t)registered_instance},
    };
    say(env, "%d", (*env)->RegisterNatives(env, self, methods, 2));
    JNINativeMethod bad[] = {{(char *)"registered", (char *)"(I)I", (void *)(uintptr_t)registered},
                             {(char *)"toString", (char *)"(J)J", (void *)(uintptr_t)registered}};
    jint r = (*env)->RegisterNatives(env, self, &bad[0], 1);
    say_thrown(env, r < 0 ? "not native" : "?");
    r = (*env)->RegisterNatives(env, self, &bad[1], 1);
    say_thrown(env, r < 0 ? "no such method" : "?");
    JNINativeMethod gone[] = {{(char *)"gone", (char *)"()I", (void *)(uintptr_t)registered}};
    say(env, "%d", (*env)->RegisterNatives(env, unlinked, gone, 1));
    say(env, "%d", (*env)->UnregisterNatives(env, unlinked));
}

JNIEXPORT jobject JNICALL Java_Classes_module(JNIEnv *env, jclass self, jclass c)
{
    (void)self;
    return (*env)->GetModule(env, c);
}

JNIEXPORT jint JNICALL Java_Classes_monitors(JNIEnv *env, jclass self, jobject lock)
{
    (void)self;
    jclass thread = (*env)->FindClass(env, "java/lang/Thread");
    jmethodID holds = (*env)->GetStaticMethodID(env, thread, "holdsLock", "(Ljava/lang/Object;)Z");
    int n = 0;
    for (int i = 0; i < 3; i++)
        n += (*env)->MonitorEnter(env, lock) == JNI_OK;
    n += 10 * (*env)->CallStaticBooleanMethod(env, thread, holds, lock);
    for (int i = 0; i < 3; i++)
        n += 100 * ((*env)->MonitorExit(env, lock) == JNI_OK);
    jint r = (*env)->MonitorExit(env, lock);
    say_thrown(env, r < 0 ? "one too many" : "?");
    return n;
}
