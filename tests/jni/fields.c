/* fields.c - Fields.java. */
#include "jnitest.h"

static void say_string(JNIEnv *env, const char *what, jstring s)
{
    const char *utf = (*env)->GetStringUTFChars(env, s, NULL);
    say(env, "%s %s", what, utf);
    (*env)->ReleaseStringUTFChars(env, s, utf);
}

JNIEXPORT void JNICALL Java_Fields_use(JNIEnv *env, jclass self, jobject o, jobject inheritor)
{
    (void)self;
    jclass c = (*env)->GetObjectClass(env, o);
#define BOTH(T, desc, name, format, cast, value)                                                             \
    do {                                                                                                     \
        jfieldID id = (*env)->GetFieldID(env, c, name, desc),                                                \
                 sid = (*env)->GetStaticFieldID(env, c, "s" name, desc);                                     \
        say(env, #T " " format " " format, cast(*env)->Get##T##Field(env, o, id),                            \
            cast(*env)->GetStatic##T##Field(env, c, sid));                                                   \
        (*env)->Set##T##Field(env, o, id, value);                                                            \
        (*env)->SetStatic##T##Field(env, c, sid, value);                                                     \
    } while (0)
    BOTH(Boolean, "Z", "z", "%d", (int), JNI_FALSE);
    BOTH(Byte, "B", "b", "%d", (int), 127);
    BOTH(Char, "C", "c", "%d", (int), 0xffff);
    BOTH(Short, "S", "s", "%d", (int), -32768);
    BOTH(Int, "I", "i", "%d", (int), INT32_MIN);
    BOTH(Long, "J", "j", "%lld", (long long), INT64_MAX);
    BOTH(Float, "F", "f", "%g", (double), 0.5f);
    BOTH(Double, "D", "d", "%g", (double), 1e300);

    jfieldID id = (*env)->GetFieldID(env, c, "o", "Ljava/lang/Object;");
    say_string(env, "Object", (*env)->GetObjectField(env, o, id));
    (*env)->SetObjectField(env, o, id, (*env)->NewStringUTF(env, "new object"));
    id = (*env)->GetStaticFieldID(env, c, "so", "Ljava/lang/Object;");
    say_string(env, "Object", (*env)->GetStaticObjectField(env, c, id));
    (*env)->SetStaticObjectField(env, c, id, NULL);
    say(env, "%d", (*env)->GetStaticObjectField(env, c, id) == NULL);

    id = (*env)->GetFieldID(env, c, "vj", "J");
    (*env)->SetLongField(env, o, id, (*env)->GetLongField(env, o, id) + 1);
    id = (*env)->GetFieldID(env, c, "vo", "Ljava/lang/Object;");
    (*env)->SetObjectField(env, o, id, NULL);
    id = (*env)->GetStaticFieldID(env, c, "svd", "D");
    (*env)->SetStaticDoubleField(env, c, id, (*env)->GetStaticDoubleField(env, c, id) / 2);
    id = (*env)->GetFieldID(env, c, "hidden", "I"); /* final: JNI does not check */
    (*env)->SetIntField(env, o, id, 88);

    jclass sub = (*env)->GetObjectClass(env, inheritor);
    (*env)->SetIntField(env, inheritor, (*env)->GetFieldID(env, sub, "i", "I"), 101);
    (*env)->SetIntField(env, inheritor, (*env)->GetFieldID(env, c, "i", "I"), 102);
    say(env, "%g", (*env)->GetDoubleField(env, inheritor, (*env)->GetFieldID(env, sub, "d", "D")));
    say(env, "%d", (*env)->GetStaticIntField(env, sub, (*env)->GetStaticFieldID(env, sub, "ANSWER", "I")));
    say(env, "%d", (*env)->GetStaticIntField(env, sub, (*env)->GetStaticFieldID(env, sub, "si", "I")));
    jclass constants = (*env)->FindClass(env, "Fields$Constants");
    id = (*env)->GetStaticFieldID(env, constants, "TEXT", "Ljava/lang/String;");
    say_string(env, "Object", (*env)->GetStaticObjectField(env, constants, id));
}

JNIEXPORT void JNICALL Java_Fields_missing(JNIEnv *env, jclass self)
{
    (void)self;
    jclass c = (*env)->FindClass(env, "Fields$Holder");
    (*env)->GetFieldID(env, c, "none", "I");
    say_thrown(env, "no such name");
    (*env)->GetFieldID(env, c, "i", "J");
    say_thrown(env, "no such type");
    (*env)->GetFieldID(env, c, "si", "I");
    say_thrown(env, "static");
    bool none = (*env)->GetStaticFieldID(env, c, "i", "I") == NULL;
    bool thrown = (*env)->ExceptionCheck(env);
    (*env)->ExceptionClear(env);
    say(env, "not static: %d %d", none, thrown);
    (*env)->GetFieldID(env, c, "i", "bad");
    say_thrown(env, "no descriptor");
    (*env)->GetMethodID(env, c, "main", "()V");
    say_thrown(env, "no such method");
    (*env)->GetMethodID(env, c, "toString", "()V");
    say_thrown(env, "no such descriptor");
    (*env)->GetMethodID(env, c, "statics", "()Ljava/lang/String;");
    say_thrown(env, "static method");
    (*env)->GetStaticMethodID(env, c, "toString", "()Ljava/lang/String;");
    say_thrown(env, "not a static method");
    (*env)->GetMethodID(env, c, "<clinit>", "()V");
    say_thrown(env, "initializer");
    (*env)->GetStaticMethodID(env, c, "<init>", "()V");
    say_thrown(env, "static constructor");
    jclass lazy = (*env)->FindClass(env, "Fields$Lazy");
    say(env, "before");
    jfieldID id = (*env)->GetStaticFieldID(env, lazy, "value", "I");
    say(env, "%d", (*env)->GetStaticIntField(env, lazy, id));
}
