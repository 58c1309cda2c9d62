/*
 * check_jni.c - what -Xcheck:jni must notice, and what it must let pass. One case a function; cases.txt
 * beside this file has what each prints.
 */
#include <jni.h>
#include <stdio.h>
#include <string.h>

#define E (*env)

struct args {
    jclass self;
    jstring text;
    jintArray numbers;
    jobject other;
};

static jclass find(JNIEnv *env, const char *name)
{
    return E->FindClass(env, name);
}
static jmethodID string_length(JNIEnv *env)
{
    return E->GetMethodID(env, find(env, "java/lang/String"), "length", "()I");
}

static void correct(JNIEnv *env, struct args *a)
{
    jmethodID add = E->GetStaticMethodID(env, a->self, "add", "(IJDLjava/lang/String;)J");
    jlong sum = E->CallStaticLongMethod(env, a->self, add, 1, (jlong)2, 3.0, a->text);
    if (E->ExceptionCheck(env))
        return;
    printf("sum %ld\n", (long)sum);
    jint *p = E->GetIntArrayElements(env, a->numbers, NULL);
    p[0] = 42;
    E->ReleaseIntArrayElements(env, a->numbers, p, JNI_COMMIT);
    p[1] = 99;
    E->ReleaseIntArrayElements(env, a->numbers, p, JNI_ABORT);
    p = E->GetPrimitiveArrayCritical(env, a->numbers, NULL);
    p[2] = 43;
    E->ReleasePrimitiveArrayCritical(env, a->numbers, p, 0);
    const char *utf = E->GetStringUTFChars(env, a->text, NULL);
    printf("%s\n", utf);
    E->ReleaseStringUTFChars(env, a->text, utf);
    const jchar *chars = E->GetStringCritical(env, a->text, NULL);
    printf("%c\n", chars[4]);
    E->ReleaseStringCritical(env, a->text, chars);
    jobject global = E->NewGlobalRef(env, a->text);
    jweak weak = E->NewWeakGlobalRef(env, global);
    printf("%d\n", E->IsSameObject(env, global, weak));
    E->DeleteGlobalRef(env, global);
    E->DeleteWeakGlobalRef(env, weak);
    jclass object = find(env, "java/lang/Object");
    printf("%d\n", E->NewObject(env, object, E->GetMethodID(env, object, "<init>", "()V")) != NULL);
    jfieldID number = E->GetStaticFieldID(env, a->self, "number", "I");
    E->SetStaticIntField(env, a->self, number, E->GetStaticIntField(env, a->self, number) + 1);
    printf("%d\n", E->GetStaticIntField(env, a->self, number));
    E->PushLocalFrame(env, 4);
    jobject local = E->PopLocalFrame(env, E->NewLocalRef(env, a->text));
    printf("%d\n", E->GetStringLength(env, local));
    E->DeleteLocalRef(env, local);
}

static void exception_left_pending(JNIEnv *env, struct args *a)
{
    E->CallStaticVoidMethod(env, a->self, E->GetStaticMethodID(env, a->self, "fail", "()V"));
}

static void null_class(JNIEnv *env, struct args *a)
{
    (void)a, E->GetSuperclass(env, NULL);
}
static void no_class(JNIEnv *env, struct args *a)
{
    E->GetSuperclass(env, a->text);
}
static void no_throwable(JNIEnv *env, struct args *a)
{
    E->ThrowNew(env, a->self, "x");
}
static void null_object(JNIEnv *env, struct args *a)
{
    (void)a, E->CallIntMethod(env, NULL, string_length(env));
}
static void foreign_method(JNIEnv *env, struct args *a)
{
    E->CallIntMethod(env, a->other, string_length(env));
}
static void static_called_virtual(JNIEnv *env, struct args *a)
{
    jmethodID value_of =
        E->GetStaticMethodID(env, find(env, "java/lang/String"), "valueOf", "(I)Ljava/lang/String;");
    E->CallObjectMethod(env, a->text, value_of, 1);
}
static void virtual_called_static(JNIEnv *env, struct args *a)
{
    (void)a;
    E->CallStaticIntMethod(env, find(env, "java/lang/String"), string_length(env));
}
static void wrong_return_type(JNIEnv *env, struct args *a)
{
    E->CallVoidMethod(env, a->text, string_length(env));
}
static void foreign_field(JNIEnv *env, struct args *a)
{
    E->GetIntField(env, a->other, E->GetFieldID(env, find(env, "java/lang/Integer"), "value", "I"));
}
static void wrong_field_type(JNIEnv *env, struct args *a)
{
    E->GetStaticLongField(env, a->self, E->GetStaticFieldID(env, a->self, "number", "I"));
}
static void wrong_element_type(JNIEnv *env, struct args *a)
{
    E->GetLongArrayElements(env, a->numbers, NULL);
}
static void no_array(JNIEnv *env, struct args *a)
{
    E->GetArrayLength(env, a->text);
}
static void no_object_array(JNIEnv *env, struct args *a)
{
    E->GetObjectArrayElement(env, a->numbers, 0);
}
static void no_string(JNIEnv *env, struct args *a)
{
    E->GetStringLength(env, a->other);
}
static void release_without_get(JNIEnv *env, struct args *a)
{
    E->ReleasePrimitiveArrayCritical(env, a->numbers, NULL, 0);
}
static void pending_exception(JNIEnv *env, struct args *a)
{
    (void)a;
    E->ThrowNew(env, find(env, "java/lang/RuntimeException"), "x");
    find(env, "java/lang/Object");
    E->ExceptionClear(env);
}
static void unchecked_exception(JNIEnv *env, struct args *a)
{
    E->CallIntMethod(env, a->text, string_length(env));
    E->GetStringLength(env, a->text);
}
static void call_in_critical_region(JNIEnv *env, struct args *a)
{
    void *p = E->GetPrimitiveArrayCritical(env, a->numbers, NULL);
    E->GetStringLength(env, a->text);
    E->ReleasePrimitiveArrayCritical(env, a->numbers, p, 0);
}
static void local_deleted_as_global(JNIEnv *env, struct args *a)
{
    E->DeleteGlobalRef(env, a->text);
}
static void deleted_global(JNIEnv *env, struct args *a)
{
    jobject g = E->NewGlobalRef(env, a->text);
    E->DeleteGlobalRef(env, g);
    E->GetStringLength(env, g);
}
static void deleted_local(JNIEnv *env, struct args *a)
{
    jobject l = E->NewLocalRef(env, a->text);
    E->DeleteLocalRef(env, l);
    E->GetStringLength(env, l);
}
static void deleted_weak(JNIEnv *env, struct args *a)
{
    jweak w = E->NewWeakGlobalRef(env, a->text);
    E->DeleteWeakGlobalRef(env, w);
    E->GetStringLength(env, w);
}
static void wild_reference(JNIEnv *env, struct args *a)
{
    (void)a, E->GetStringLength(env, (jstring)0x12345678);
}

static const struct {
    const char *name;
    void (*run)(JNIEnv *, struct args *);
} cases[] = {
#define CASE(f)                                                                                              \
    {                                                                                                        \
#f, f                                                                                                \
    }
    CASE(correct),
    CASE(exception_left_pending),
    CASE(null_class),
    CASE(no_class),
    CASE(no_throwable),
    CASE(null_object),
    CASE(foreign_method),
    CASE(static_called_virtual),
    CASE(virtual_called_static),
    CASE(wrong_return_type),
    CASE(foreign_field),
    CASE(wrong_field_type),
    CASE(wrong_element_type),
    CASE(no_array),
    CASE(no_object_array),
    CASE(no_string),
    CASE(release_without_get),
    CASE(pending_exception),
    CASE(unchecked_exception),
    CASE(call_in_critical_region),
    CASE(local_deleted_as_global),
    CASE(deleted_global),
    CASE(deleted_local),
    CASE(deleted_weak),
    CASE(wild_reference),
};

JNIEXPORT jboolean JNICALL Java_CheckJni_run(JNIEnv *env, jclass self, jstring which, jstring text,
                                             jintArray numbers, jobject other)
{
    struct args a = {self, text, numbers, other};
    char name[64] = "";
    E->GetStringUTFRegion(env, which, 0, E->GetStringLength(env, which), name);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (strcmp(cases[i].name, name) == 0) {
            cases[i].run(env, &a);
            fflush(stdout);
            return JNI_TRUE;
        }
    return JNI_FALSE;
}
