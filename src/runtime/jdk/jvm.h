/*
 * jvm.h - the JVM_* entry points that the JDK 17's own native libraries import from libjvm.so, by group.
 *
 * They are called from native code (thread state NATIVE) with JNI handles. Prototypes follow the release's needs; each
 * group is implemented in the file named above it.
 */
#ifndef SAMOVAR_RUNTIME_JVM_H
#define SAMOVAR_RUNTIME_JVM_H

#include <jni.h>
#include <stdarg.h>
#include <stdio.h>
#include "base/base.h"

/* ---- arraycopy.c ---- */
SAMOVAR_EXPORT void JNICALL JVM_ArrayCopy(JNIEnv *env, jclass ignored, jobject src, jint sp, jobject dst, jint dp, jint n);

/* ---- jvm_system.c: properties, time, process, libraries, raw monitors, formatted output ---- */
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetProperties(JNIEnv *env);
SAMOVAR_EXPORT jlong JNICALL JVM_CurrentTimeMillis(JNIEnv *env, jclass ignored);
SAMOVAR_EXPORT jlong JNICALL JVM_NanoTime(JNIEnv *env, jclass ignored);
SAMOVAR_EXPORT jlong JNICALL JVM_GetNanoTimeAdjustment(JNIEnv *env, jclass ignored, jlong offset_secs);
SAMOVAR_EXPORT jint JNICALL JVM_ActiveProcessorCount(void);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsUseContainerSupport(void);
SAMOVAR_EXPORT void JNICALL JVM_BeforeHalt(void);
SAMOVAR_EXPORT void JNICALL JVM_Halt(jint code);
SAMOVAR_EXPORT jstring JNICALL JVM_InternString(JNIEnv *env, jstring s);
SAMOVAR_EXPORT jstring JNICALL JVM_GetTemporaryDirectory(JNIEnv *env);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetVmArguments(JNIEnv *env);
SAMOVAR_EXPORT jobject JNICALL JVM_InitAgentProperties(JNIEnv *env, jobject properties);
SAMOVAR_EXPORT void *JNICALL JVM_LoadLibrary(const char *name, jboolean throw_exception);
SAMOVAR_EXPORT void JNICALL JVM_UnloadLibrary(void *handle);
SAMOVAR_EXPORT void *JNICALL JVM_FindLibraryEntry(void *handle, const char *name);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsSupportedJNIVersion(jint version);
SAMOVAR_EXPORT jboolean JNICALL JVM_SupportsCX8(void);
SAMOVAR_EXPORT char *JNICALL JVM_NativePath(char *path);
SAMOVAR_EXPORT void *JNICALL JVM_RawMonitorCreate(void);
SAMOVAR_EXPORT void JNICALL JVM_RawMonitorDestroy(void *mon);
SAMOVAR_EXPORT jint JNICALL JVM_RawMonitorEnter(void *mon);
SAMOVAR_EXPORT void JNICALL JVM_RawMonitorExit(void *mon);
SAMOVAR_EXPORT int jio_vsnprintf(char *out, size_t n, const char *fmt, va_list ap);
SAMOVAR_EXPORT int jio_snprintf(char *out, size_t n, const char *fmt, ...);
SAMOVAR_EXPORT int jio_vfprintf(FILE *f, const char *fmt, va_list ap);
SAMOVAR_EXPORT int jio_fprintf(FILE *f, const char *fmt, ...);

/* ---- jvm_cds.c: class-data sharing, which this VM does not have ---- */
SAMOVAR_EXPORT jboolean JNICALL JVM_IsCDSDumpingEnabled(JNIEnv *env);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsSharingEnabled(JNIEnv *env);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsDumpingClassList(JNIEnv *env);
SAMOVAR_EXPORT jlong JNICALL JVM_GetRandomSeedForDumping(void);
SAMOVAR_EXPORT void JNICALL JVM_InitializeFromArchive(JNIEnv *env, jclass c);
SAMOVAR_EXPORT void JNICALL JVM_DefineArchivedModules(JNIEnv *env, jobject platform, jobject system);
SAMOVAR_EXPORT void JNICALL JVM_LogLambdaFormInvoker(JNIEnv *env, jstring line);
SAMOVAR_EXPORT void JNICALL JVM_DumpClassListToFile(JNIEnv *env, jstring file);
SAMOVAR_EXPORT void JNICALL JVM_DumpDynamicArchive(JNIEnv *env, jstring file);
SAMOVAR_EXPORT void JNICALL JVM_RegisterLambdaProxyClassForArchiving(JNIEnv *env, jclass caller, jstring name, jobject type,
                                                                     jobject method_type, jobject impl,
                                                                     jobject dynamic_type, jclass lambda);
SAMOVAR_EXPORT jclass JNICALL JVM_LookupLambdaProxyClassFromArchive(JNIEnv *env, jclass caller, jstring name, jobject type,
                                                                    jobject method_type, jobject impl,
                                                                    jobject dynamic_type);

/* ---- jvm_stack.c: throwables, stack walking, callers, access control ---- */
SAMOVAR_EXPORT void JNICALL JVM_FillInStackTrace(JNIEnv *env, jobject throwable);
SAMOVAR_EXPORT void JNICALL JVM_InitStackTraceElementArray(JNIEnv *env, jobjectArray elements, jobject throwable);
SAMOVAR_EXPORT void JNICALL JVM_InitStackTraceElement(JNIEnv *env, jobject element, jobject stack_frame_info);
SAMOVAR_EXPORT jstring JNICALL JVM_GetExtendedNPEMessage(JNIEnv *env, jthrowable throwable);
SAMOVAR_EXPORT jobject JNICALL JVM_CallStackWalk(JNIEnv *env, jobject stream, jlong mode, jint skip, jint count, jint start,
                                                 jobjectArray frames);
SAMOVAR_EXPORT jint JNICALL JVM_MoreStackWalk(JNIEnv *env, jobject stream, jlong mode, jlong anchor, jint count, jint start,
                                              jobjectArray frames);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassContext(JNIEnv *env);
SAMOVAR_EXPORT jobject JNICALL JVM_LatestUserDefinedLoader(JNIEnv *env);
SAMOVAR_EXPORT jobject JNICALL JVM_GetStackAccessControlContext(JNIEnv *env, jclass ignored);
SAMOVAR_EXPORT jobject JNICALL JVM_GetInheritedAccessControlContext(JNIEnv *env, jclass ignored);

#endif
