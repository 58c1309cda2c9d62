/*
 * jni.c LIBJVM CLASSES [SECONDS] - cost of calls through JNI. The same program for every VM: it opens the
 * library that it is given.
 */
#include <dlfcn.h>
#include <jni.h>
#include <string.h>
#include "bench.h"

static JNIEnv *env;
static jclass calls;
static jobject object;
static jmethodID add, mix, nothing, plus, same, hash, loop_add, loop_mix, loop_plus, loop_same, loop_back;

/* ---- C calls Java ---- */

static void host_static(void)
{
    jint sum = 0;
    for (int i = 0; i < CALLS; i++)
        sum = (*env)->CallStaticIntMethod(env, calls, add, sum, i);
    must(sum == (jint)((int64_t)CALLS * (CALLS - 1) / 2), "add");
}

static void host_static_a(void)
{
    jvalue v[2] = {{.i = 0}};
    for (int i = 0; i < CALLS; i++) {
        v[1].i = i;
        v[0].i = (*env)->CallStaticIntMethodA(env, calls, add, v);
    }
    must(v[0].i == (jint)((int64_t)CALLS * (CALLS - 1) / 2), "add");
}

static void host_mix(void)
{
    jdouble sum = 0;
    for (int i = 0; i < CALLS; i++)
        sum = (*env)->CallStaticDoubleMethod(env, calls, mix, sum, (jlong)i, 2);
    must(sum == (double)CALLS * (CALLS - 1), "mix");
}

static void host_void(void)
{
    for (int i = 0; i < CALLS; i++)
        (*env)->CallStaticVoidMethod(env, calls, nothing);
}

static void host_instance(void)
{
    jint sum = 0;
    for (int i = 0; i < CALLS; i++)
        sum = (*env)->CallIntMethod(env, object, plus, sum);
    must(sum == 3 * CALLS, "plus");
}

static void host_object(void)
{
    for (int i = 0; i < CALLS; i++) {
        jobject r = (*env)->CallStaticObjectMethod(env, calls, same, object);
        (*env)->DeleteLocalRef(env, r);
    }
}

static void host_string(void)
{
    jint sum = 0;
    for (int i = 0; i < CALLS; i++) {
        jstring s = (*env)->NewStringUTF(env, "a string of the host");
        sum += (*env)->CallStaticIntMethod(env, calls, hash, s);
        (*env)->DeleteLocalRef(env, s);
    }
    must(sum == 20 * CALLS, "hash");
}

/* ---- Java calls C ---- */

static jint JNICALL native_add(JNIEnv *e, jclass c, jint a, jint b)
{
    (void)e, (void)c;
    return a + b;
}

static jdouble JNICALL native_mix(JNIEnv *e, jclass c, jdouble a, jlong b, jint d)
{
    (void)e, (void)c;
    return a + (double)(b * d);
}

static jint JNICALL native_plus(JNIEnv *e, jobject o, jint a)
{
    (void)e, (void)o;
    return a + 3;
}

static jobject JNICALL native_same(JNIEnv *e, jclass c, jobject o)
{
    (void)e, (void)c;
    return o;
}

static jint JNICALL native_back(JNIEnv *e, jclass c, jint a, jint b)
{
    return (*e)->CallStaticIntMethod(e, c, add, a, b);
}

static void script_static(void)
{
    must((*env)->CallStaticIntMethod(env, calls, loop_add, CALLS) == (jint)((int64_t)CALLS * (CALLS - 1) / 2),
         "nativeAdd");
}

static void script_mix(void)
{
    must((*env)->CallStaticDoubleMethod(env, calls, loop_mix, CALLS) == (double)CALLS * (CALLS - 1),
         "nativeMix");
}

static void script_instance(void)
{
    must((*env)->CallIntMethod(env, object, loop_plus, CALLS) == 3 * CALLS, "nativePlus");
}

static void script_object(void)
{
    must((*env)->CallStaticIntMethod(env, calls, loop_same, object, CALLS) == CALLS, "nativeSame");
}

static void script_and_back(void)
{
    must((*env)->CallStaticIntMethod(env, calls, loop_back, CALLS) ==
             (jint)((int64_t)CALLS * (CALLS - 1) / 2),
         "nativeBack");
}

static jmethodID static_method(const char *name, const char *desc)
{
    jmethodID m = (*env)->GetStaticMethodID(env, calls, name, desc);
    must(m != NULL, name);
    return m;
}

static jmethodID method(const char *name, const char *desc)
{
    jmethodID m = (*env)->GetMethodID(env, calls, name, desc);
    must(m != NULL, name);
    return m;
}

static void set_up(void)
{
    JNINativeMethod natives[] = {
        {"nativeAdd", "(II)I", native_add},
        {"nativeMix", "(DJI)D", native_mix},
        {"nativePlus", "(I)I", native_plus},
        {"nativeSame", "(Ljava/lang/Object;)Ljava/lang/Object;", native_same},
        {"nativeBack", "(II)I", native_back},
    };
    calls = (*env)->NewGlobalRef(env, (*env)->FindClass(env, "Calls"));
    must(calls != NULL, "FindClass");
    must((*env)->RegisterNatives(env, calls, natives, sizeof natives / sizeof *natives) == 0,
         "RegisterNatives");
    object = (*env)->NewGlobalRef(env, (*env)->NewObject(env, calls, method("<init>", "(I)V"), 3));
    add = static_method("add", "(II)I");
    mix = static_method("mix", "(DJI)D");
    nothing = static_method("nothing", "()V");
    same = static_method("same", "(Ljava/lang/Object;)Ljava/lang/Object;");
    hash = static_method("hash", "(Ljava/lang/String;)I");
    plus = method("plus", "(I)I");
    loop_add = static_method("loopAdd", "(I)I");
    loop_mix = static_method("loopMix", "(I)D");
    loop_plus = method("loopPlus", "(I)I");
    loop_same = static_method("loopSame", "(Ljava/lang/Object;I)I");
    loop_back = static_method("loopBack", "(I)I");
}

int main(int argc, char **argv)
{
    typedef jint(JNICALL * create_fn)(JavaVM **, void **, void *);
    char class_path[4096];
    JavaVM *vm;
    JavaVMOption options[] = {{class_path, NULL}};
    JavaVMInitArgs args = {JNI_VERSION_10, 1, options, JNI_FALSE};
    must(argc >= 3, "jni LIBJVM CLASSES [SECONDS]");
    double seconds = seconds_from(argv[3]);
    void *lib = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    create_fn create = lib != NULL ? (create_fn)dlsym(lib, "JNI_CreateJavaVM") : NULL;
    must(create != NULL, argv[1]);
    snprintf(class_path, sizeof class_path, "-Djava.class.path=%s", argv[2]);
    must(create(&vm, (void **)&env, &args) == JNI_OK, "JNI_CreateJavaVM");
    set_up();
    row("host-static-II", host_static, seconds);
    row("host-static-II-values", host_static_a, seconds);
    row("host-static-DJI", host_mix, seconds);
    row("host-void", host_void, seconds);
    row("host-instance-I", host_instance, seconds);
    row("host-object", host_object, seconds);
    row("host-string", host_string, seconds);
    row("script-static-II", script_static, seconds);
    row("script-static-DJI", script_mix, seconds);
    row("script-instance-I", script_instance, seconds);
    row("script-object", script_object, seconds);
    row("script-and-back", script_and_back, seconds);
    return 0;
}
