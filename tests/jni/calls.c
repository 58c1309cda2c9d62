/* calls.c - Calls.java. */
#include "jnitest.h"

#define ALL "(ZBCSIJFDLjava/lang/Object;)"
#define GIVEN                                                                                                \
    JNI_TRUE, (jbyte)-8, (jchar)0xfffe, (jshort)-300, (jint)-70000, (jlong)1 << 40, (jfloat)1.25f,           \
        (jdouble)-2.5, arg

static jobject arg;

#define V_CALLERS(T, ctype)                                                                                  \
    static ctype virtual##T##V(JNIEnv *env, jobject o, jmethodID m, ...)                                     \
    {                                                                                                        \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        ctype r = (*env)->Call##T##MethodV(env, o, m, ap);                                                   \
        va_end(ap);                                                                                          \
        return r;                                                                                            \
    }                                                                                                        \
    static ctype nonvirtual##T##V(JNIEnv *env, jobject o, jclass c, jmethodID m, ...)                        \
    {                                                                                                        \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        ctype r = (*env)->CallNonvirtual##T##MethodV(env, o, c, m, ap);                                      \
        va_end(ap);                                                                                          \
        return r;                                                                                            \
    }                                                                                                        \
    static ctype static##T##V(JNIEnv *env, jclass c, jmethodID m, ...)                                       \
    {                                                                                                        \
        va_list ap;                                                                                          \
        va_start(ap, m);                                                                                     \
        ctype r = (*env)->CallStatic##T##MethodV(env, c, m, ap);                                             \
        va_end(ap);                                                                                          \
        return r;                                                                                            \
    }
V_CALLERS(Boolean, jboolean)
V_CALLERS(Byte, jbyte)
V_CALLERS(Char, jchar)
V_CALLERS(Short, jshort)
V_CALLERS(Int, jint)
V_CALLERS(Long, jlong)
V_CALLERS(Float, jfloat)
V_CALLERS(Double, jdouble)
V_CALLERS(Object, jobject)

static void void_v(JNIEnv *env, jobject o, jclass c, jmethodID m, int kind, ...)
{
    va_list ap;
    va_start(ap, kind);
    if (kind == 0)
        (*env)->CallVoidMethodV(env, o, m, ap);
    else if (kind == 1)
        (*env)->CallNonvirtualVoidMethodV(env, o, c, m, ap);
    else
        (*env)->CallStaticVoidMethodV(env, c, m, ap);
    va_end(ap);
}

static void family(JNIEnv *env, jclass c, jclass base, jobject o)
{
    jmethodID m;
    jvalue v[9] = {{.z = JNI_TRUE},       {.b = -8},    {.c = 0xfffe}, {.s = -300}, {.i = -70000},
                   {.j = (jlong)1 << 40}, {.f = 1.25f}, {.d = -2.5},   {.l = arg}};
#define FAMILY(T, desc, format, cast)                                                                        \
    m = (*env)->GetMethodID(env, base, "get" #T, ALL desc);                                                  \
    say(env, #T " " format, cast(*env)->Call##T##Method(env, o, m, GIVEN));                                  \
    say(env, #T "V " format, cast virtual##T##V(env, o, m, GIVEN));                                          \
    say(env, #T "A " format, cast(*env)->Call##T##MethodA(env, o, m, v));                                    \
    say(env, "Nonvirtual" #T " " format, cast(*env)->CallNonvirtual##T##Method(env, o, base, m, GIVEN));     \
    say(env, "Nonvirtual" #T "V " format, cast nonvirtual##T##V(env, o, base, m, GIVEN));                    \
    say(env, "Nonvirtual" #T "A " format, cast(*env)->CallNonvirtual##T##MethodA(env, o, base, m, v));       \
    m = (*env)->GetStaticMethodID(env, c, "static" #T, ALL desc);                                            \
    say(env, "Static" #T " " format, cast(*env)->CallStatic##T##Method(env, c, m, GIVEN));                   \
    say(env, "Static" #T "V " format, cast static##T##V(env, c, m, GIVEN));                                  \
    say(env, "Static" #T "A " format, cast(*env)->CallStatic##T##MethodA(env, c, m, v))
    FAMILY(Boolean, "Z", "%d", (int));
    FAMILY(Byte, "B", "%d", (int));
    FAMILY(Char, "C", "%d", (int));
    FAMILY(Short, "S", "%d", (int));
    FAMILY(Int, "I", "%d", (int));
    FAMILY(Long, "J", "%lld", (long long));
    FAMILY(Float, "F", "%g", (double));
    FAMILY(Double, "D", "%g", (double));
    FAMILY(Object, "Ljava/lang/Object;", "%d", NULL !=);

    m = (*env)->GetMethodID(env, base, "getVoid", ALL "V");
    (*env)->CallVoidMethod(env, o, m, GIVEN);
    void_v(env, o, base, m, 0, GIVEN);
    (*env)->CallVoidMethodA(env, o, m, v);
    (*env)->CallNonvirtualVoidMethod(env, o, base, m, GIVEN);
    void_v(env, o, base, m, 1, GIVEN);
    (*env)->CallNonvirtualVoidMethodA(env, o, base, m, v);
    m = (*env)->GetStaticMethodID(env, c, "staticVoid", ALL "V");
    (*env)->CallStaticVoidMethod(env, c, m, GIVEN);
    void_v(env, o, c, m, 2, GIVEN);
    (*env)->CallStaticVoidMethodA(env, c, m, v);
}

JNIEXPORT void JNICALL Java_Calls_families(JNIEnv *env, jclass c, jobject object, jobject sub)
{
    jclass base = (*env)->GetObjectClass(env, object);
    arg = (*env)->NewStringUTF(env, "arg");
    family(env, c, base, object);
    family(env, c, base, sub);
    jmethodID secret = (*env)->GetMethodID(env, base, "secret", "()Ljava/lang/String;");
    jstring s = (*env)->CallObjectMethod(env, sub, secret);
    const char *utf = (*env)->GetStringUTFChars(env, s, NULL);
    say(env, "%s", utf);
    (*env)->ReleaseStringUTFChars(env, s, utf);
}

static jobject construct_v(JNIEnv *env, jclass c, jmethodID m, ...)
{
    va_list ap;
    va_start(ap, m);
    jobject o = (*env)->NewObjectV(env, c, m, ap);
    va_end(ap);
    return o;
}

static void say_name(JNIEnv *env, jclass c, jobject o)
{
    jfieldID name = (*env)->GetFieldID(env, c, "name", "Ljava/lang/String;");
    jstring s = (*env)->GetObjectField(env, o, name);
    if (s == NULL) {
        say(env, "no name");
        return;
    }
    const char *utf = (*env)->GetStringUTFChars(env, s, NULL);
    say(env, "%s", utf);
    (*env)->ReleaseStringUTFChars(env, s, utf);
}

JNIEXPORT void JNICALL Java_Calls_constructors(JNIEnv *env, jclass self)
{
    (void)self;
    jclass c = (*env)->FindClass(env, "Calls$Base");
    jmethodID m = (*env)->GetMethodID(env, c, "<init>", "(Ljava/lang/String;ID)V");
    jstring s = (*env)->NewStringUTF(env, "made");
    jvalue v[3] = {{.l = s}, {.i = 3}, {.d = 4.5}};
    say_name(env, c, (*env)->NewObject(env, c, m, s, 1, 2.5));
    say_name(env, c, construct_v(env, c, m, s, 2, 3.5));
    say_name(env, c, (*env)->NewObjectA(env, c, m, v));
    jobject raw = (*env)->AllocObject(env, c);
    say_name(env, c, raw);
    (*env)->CallVoidMethod(env, raw, (*env)->GetMethodID(env, c, "<init>", "()V"));
    say_name(env, c, raw);
    say(env, "abstract: %d", (*env)->AllocObject(env, (*env)->FindClass(env, "java/lang/Number")) != NULL);
    say(env, "interface: %d", (*env)->AllocObject(env, (*env)->FindClass(env, "java/lang/Runnable")) != NULL);
    jclass list = (*env)->FindClass(env, "java/util/AbstractList");
    jmethodID init = (*env)->GetMethodID(env, list, "<init>", "()V");
    say(env, "abstract by constructor: %d", (*env)->NewObject(env, list, init) != NULL);
}

JNIEXPORT void JNICALL Java_Calls_interfaces(JNIEnv *env, jclass self, jobject square)
{
    (void)self;
    jclass c = (*env)->FindClass(env, "Calls$Shape");
    say(env, "%d", (*env)->CallIntMethod(env, square, (*env)->GetMethodID(env, c, "sides", "()I")));
    jmethodID text = (*env)->GetMethodID(env, c, "text", "()Ljava/lang/String;");
    jmethodID kind = (*env)->GetStaticMethodID(env, c, "kind", "()Ljava/lang/String;");
    jstring lines[] = {(*env)->CallObjectMethod(env, square, text),
                       (*env)->CallNonvirtualObjectMethod(env, square, c, text),
                       (*env)->CallStaticObjectMethod(env, c, kind)};
    for (int i = 0; i < 3; i++) {
        const char *utf = (*env)->GetStringUTFChars(env, lines[i], NULL);
        say(env, "%s", utf);
        (*env)->ReleaseStringUTFChars(env, lines[i], utf);
    }
    /* A default method through a class that inherits it, and a method of Object through an interface. */
    jclass k = (*env)->GetObjectClass(env, square);
    say(env, "%d", (*env)->GetMethodID(env, k, "text", "()Ljava/lang/String;") != NULL);
    say(env, "%d", (*env)->GetMethodID(env, c, "hashCode", "()I") != NULL);
    say(env, "%d", (*env)->GetStaticMethodID(env, k, "kind", "()Ljava/lang/String;") != NULL);
}

#define MANY                                                                                                 \
    jint a, jfloat b, jlong c, jdouble d, jfloat e, jdouble f, jfloat g, jdouble h, jfloat i, jdouble j,     \
        jfloat k, jdouble l, jint m, jint n, jint o, jlong p, jint q, jshort r, jbyte s, jchar t,            \
        jboolean u, jdouble v, jfloat w

JNIEXPORT jdouble JNICALL Java_Calls_manyArguments(JNIEnv *env, jclass self, MANY)
{
    (void)env, (void)self;
    return a + 2 * b + (jdouble)(3 * c) + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k +
           12 * l + (jint)(13U * (uint32_t)m) + 14 * n + 15 * o + (jdouble)(16 * p) + 17 * q + 18 * r +
           19 * s + 20 * t + (u ? 21 : 0) + 22 * v + 23 * w;
}

JNIEXPORT jdouble JNICALL Java_Calls_callManyArguments(JNIEnv *env, jclass self)
{
    jmethodID sum = (*env)->GetStaticMethodID(env, self, "sum", "(IFJDFDFDFDFDIIIJISBCZDF)D");
    return (*env)->CallStaticDoubleMethod(env, self, sum, 1, 2.0, (jlong)3, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0,
                                          10.0, 11.0, 12.0, 13, 14, 15, (jlong)16, 17, 18, 19, 20, JNI_TRUE,
                                          22.0, 23.0);
}

/* The results have more bits than their types: the VM is to look at the low ones only. */
JNIEXPORT jint JNICALL Java_Calls_oddBoolean(JNIEnv *env, jclass c, jint bits)
{
    return (void)env, (void)c, bits;
}
JNIEXPORT jint JNICALL Java_Calls_oddByte(JNIEnv *env, jclass c, jint bits)
{
    return (void)env, (void)c, bits;
}
JNIEXPORT jint JNICALL Java_Calls_oddChar(JNIEnv *env, jclass c, jint bits)
{
    return (void)env, (void)c, bits;
}
JNIEXPORT jint JNICALL Java_Calls_oddShort(JNIEnv *env, jclass c, jint bits)
{
    return (void)env, (void)c, bits;
}

JNIEXPORT jfloat JNICALL Java_Calls_nativeFloat(JNIEnv *env, jclass c, jfloat f)
{
    return (void)env, (void)c, f * 2;
}

JNIEXPORT jdouble JNICALL Java_Calls_nativeDouble(JNIEnv *env, jclass c, jdouble d, jfloat f)
{
    (void)env, (void)c;
    return d * f;
}

JNIEXPORT jobject JNICALL Java_Calls_echo(JNIEnv *env, jclass c, jobject o)
{
    return (void)env, (void)c, o;
}

JNIEXPORT jstring JNICALL Java_Calls_receiver(JNIEnv *env, jobject self, jobject same)
{
    return (*env)->NewStringUTF(env,
                                (*env)->IsSameObject(env, self, same) ? "the receiver" : "something else");
}

static jboolean holds_lock(JNIEnv *env, jobject o)
{
    jclass thread = (*env)->FindClass(env, "java/lang/Thread");
    jmethodID m = (*env)->GetStaticMethodID(env, thread, "holdsLock", "(Ljava/lang/Object;)Z");
    return (*env)->CallStaticBooleanMethod(env, thread, m, o);
}

JNIEXPORT jboolean JNICALL Java_Calls_holdsLock(JNIEnv *env, jobject self)
{
    return holds_lock(env, self);
}

JNIEXPORT jboolean JNICALL Java_Calls_holdsClassLock(JNIEnv *env, jclass self)
{
    return holds_lock(env, self);
}

JNIEXPORT jint JNICALL Java_Calls_fibonacci(JNIEnv *env, jclass self, jint n)
{
    jmethodID m = (*env)->GetStaticMethodID(env, self, "fibonacciJava", "(I)I");
    return (*env)->CallStaticIntMethod(env, self, m, n);
}
