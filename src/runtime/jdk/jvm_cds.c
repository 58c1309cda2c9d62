/* jvm_cds.c - class-data sharing: off, so the class library takes its ordinary paths. */
#include "runtime/jdk/jvm.h"
#include "runtime/jni/jni_internal.h"

jboolean JNICALL JVM_IsCDSDumpingEnabled(JNIEnv *env)
{
    (void)env;
    return JNI_FALSE;
}

jboolean JNICALL JVM_IsSharingEnabled(JNIEnv *env)
{
    (void)env;
    return JNI_FALSE;
}

jboolean JNICALL JVM_IsDumpingClassList(JNIEnv *env)
{
    (void)env;
    return JNI_FALSE;
}

jlong JNICALL JVM_GetRandomSeedForDumping(void)
{
    return 0; /* 0: use a real random seed */
}

void JNICALL JVM_InitializeFromArchive(JNIEnv *env, jclass c)
{
    (void)env;
    (void)c;
}

void JNICALL JVM_DefineArchivedModules(JNIEnv *env, jobject platform, jobject system)
{
    (void)env;
    (void)platform;
    (void)system;
}

void JNICALL JVM_LogLambdaFormInvoker(JNIEnv *env, jstring line)
{
    (void)env;
    (void)line;
}

static void unsupported(JNIEnv *env)
{
    JNI_ENTER(env);
    throw_new(t, "java/lang/UnsupportedOperationException",
              "samovar: class-data sharing archives are not supported");
    JNI_LEAVE();
}

void JNICALL JVM_DumpClassListToFile(JNIEnv *env, jstring file)
{
    (void)file;
    unsupported(env);
}

void JNICALL JVM_DumpDynamicArchive(JNIEnv *env, jstring file)
{
    (void)file;
    unsupported(env);
}

void JNICALL JVM_RegisterLambdaProxyClassForArchiving(JNIEnv *env, jclass caller, jstring name, jobject type,
                                                      jobject method_type, jobject impl, jobject dynamic_type,
                                                      jclass lambda)
{
    (void)caller, (void)name, (void)type, (void)method_type, (void)impl, (void)dynamic_type, (void)lambda;
    unsupported(env);
}

jclass JNICALL JVM_LookupLambdaProxyClassFromArchive(JNIEnv *env, jclass caller, jstring name, jobject type,
                                                     jobject method_type, jobject impl, jobject dynamic_type)
{
    (void)env, (void)caller, (void)name, (void)type, (void)method_type, (void)impl, (void)dynamic_type;
    return NULL; /* not in an archive: the caller spins the class itself */
}
