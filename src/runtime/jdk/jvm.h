/*
 * jvm.h - the JVM_* entry points that the JDK 17's own native libraries import from libjvm.so, by group.
 *
 * They are called from native code (thread state NATIVE) with JNI handles. Prototypes follow the release's
 * needs; each group is implemented in the file named above it.
 */
#ifndef SAMOVAR_RUNTIME_JVM_H
#define SAMOVAR_RUNTIME_JVM_H

#include <jni.h>
#include <stdarg.h>
#include <stdio.h>
#include "base/base.h"

/* ---- arraycopy.c ---- */
SAMOVAR_EXPORT void JNICALL JVM_ArrayCopy(JNIEnv *env, jclass ignored, jobject src, jint sp, jobject dst,
                                          jint dp, jint n);

/* ---- module_natives.c: java.lang.Module; package names are dotted ---- */
SAMOVAR_EXPORT void JNICALL JVM_DefineModule(JNIEnv *env, jobject module, jboolean is_open, jstring version,
                                             jstring location, jobjectArray packages);
SAMOVAR_EXPORT void JNICALL JVM_SetBootLoaderUnnamedModule(JNIEnv *env, jobject module);
SAMOVAR_EXPORT void JNICALL JVM_AddReadsModule(JNIEnv *env, jobject from_module, jobject source_module);
SAMOVAR_EXPORT void JNICALL JVM_AddModuleExports(JNIEnv *env, jobject from_module, jstring package,
                                                 jobject to_module);
SAMOVAR_EXPORT void JNICALL JVM_AddModuleExportsToAll(JNIEnv *env, jobject from_module, jstring package);
SAMOVAR_EXPORT void JNICALL JVM_AddModuleExportsToAllUnnamed(JNIEnv *env, jobject from_module,
                                                             jstring package);

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
SAMOVAR_EXPORT void JNICALL JVM_RegisterLambdaProxyClassForArchiving(JNIEnv *env, jclass caller, jstring name,
                                                                     jobject type, jobject method_type,
                                                                     jobject impl, jobject dynamic_type,
                                                                     jclass lambda);
SAMOVAR_EXPORT jclass JNICALL JVM_LookupLambdaProxyClassFromArchive(JNIEnv *env, jclass caller, jstring name,
                                                                    jobject type, jobject method_type,
                                                                    jobject impl, jobject dynamic_type);

/* ---- jvm_stack.c: throwables, stack walking, callers, access control ---- */
SAMOVAR_EXPORT void JNICALL JVM_FillInStackTrace(JNIEnv *env, jobject throwable);
SAMOVAR_EXPORT void JNICALL JVM_InitStackTraceElementArray(JNIEnv *env, jobjectArray elements,
                                                           jobject throwable);
SAMOVAR_EXPORT void JNICALL JVM_InitStackTraceElement(JNIEnv *env, jobject element, jobject stack_frame_info);
SAMOVAR_EXPORT jstring JNICALL JVM_GetExtendedNPEMessage(JNIEnv *env, jthrowable throwable);
SAMOVAR_EXPORT jobject JNICALL JVM_CallStackWalk(JNIEnv *env, jobject stream, jlong mode, jint skip,
                                                 jint count, jint start, jobjectArray frames);
SAMOVAR_EXPORT jint JNICALL JVM_MoreStackWalk(JNIEnv *env, jobject stream, jlong mode, jlong anchor,
                                              jint count, jint start, jobjectArray frames);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassContext(JNIEnv *env);
SAMOVAR_EXPORT jobject JNICALL JVM_LatestUserDefinedLoader(JNIEnv *env);
SAMOVAR_EXPORT jobject JNICALL JVM_GetStackAccessControlContext(JNIEnv *env, jclass ignored);
SAMOVAR_EXPORT jobject JNICALL JVM_GetInheritedAccessControlContext(JNIEnv *env, jclass ignored);

/* ---- jvm_class.c: what a class is: names, flags, nesting, nests, attributes ---- */
SAMOVAR_EXPORT jstring JNICALL JVM_InitClassName(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsInterface(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsArrayClass(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsPrimitiveClass(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsHiddenClass(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jint JNICALL JVM_GetClassModifiers(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jint JNICALL JVM_GetClassAccessFlags(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassInterfaces(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassSigners(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT void JNICALL JVM_SetClassSigners(JNIEnv *env, jclass cls, jobjectArray signers);
SAMOVAR_EXPORT jobject JNICALL JVM_GetProtectionDomain(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetDeclaredClasses(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jclass JNICALL JVM_GetDeclaringClass(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jstring JNICALL JVM_GetSimpleBinaryName(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetEnclosingMethodInfo(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jboolean JNICALL JVM_AreNestMates(JNIEnv *env, jclass current, jclass member);
SAMOVAR_EXPORT jclass JNICALL JVM_GetNestHost(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetNestMembers(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetPermittedSubclasses(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jstring JNICALL JVM_GetClassSignature(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jbyteArray JNICALL JVM_GetClassAnnotations(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jbyteArray JNICALL JVM_GetClassTypeAnnotations(JNIEnv *env, jclass cls);

/* ---- jvm_members.c: a class's members ---- */
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassDeclaredMethods(JNIEnv *env, jclass cls,
                                                                jboolean public_only);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassDeclaredConstructors(JNIEnv *env, jclass cls,
                                                                     jboolean public_only);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetClassDeclaredFields(JNIEnv *env, jclass cls, jboolean public_only);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsRecord(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetRecordComponents(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jbyteArray JNICALL JVM_GetMethodTypeAnnotations(JNIEnv *env, jobject method);
SAMOVAR_EXPORT jbyteArray JNICALL JVM_GetFieldTypeAnnotations(JNIEnv *env, jobject field);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetMethodParameters(JNIEnv *env, jobject method);

/* ---- jvm_loader.c: finding and defining classes, callers, packages of the boot loader ---- */
SAMOVAR_EXPORT jclass JNICALL JVM_FindPrimitiveClass(JNIEnv *env, const char *name);
SAMOVAR_EXPORT jclass JNICALL JVM_FindClassFromBootLoader(JNIEnv *env, const char *name);
SAMOVAR_EXPORT jclass JNICALL JVM_FindClassFromCaller(JNIEnv *env, const char *name, jboolean init,
                                                      jobject loader, jclass caller);
SAMOVAR_EXPORT jclass JNICALL JVM_FindClassFromClass(JNIEnv *env, const char *name, jboolean init,
                                                     jclass from);
SAMOVAR_EXPORT jclass JNICALL JVM_FindLoadedClass(JNIEnv *env, jobject loader, jstring name);
SAMOVAR_EXPORT jclass JNICALL JVM_DefineClassWithSource(JNIEnv *env, const char *name, jobject loader,
                                                        const jbyte *bytes, jsize len, jobject pd,
                                                        const char *source);
SAMOVAR_EXPORT jclass JNICALL JVM_DefineClass(JNIEnv *env, const char *name, jobject loader,
                                              const jbyte *bytes, jsize len, jobject pd);
SAMOVAR_EXPORT jclass JNICALL JVM_LookupDefineClass(JNIEnv *env, jclass lookup, const char *name,
                                                    const jbyte *bytes, jsize len, jobject pd, jboolean init,
                                                    int flags, jobject class_data);
SAMOVAR_EXPORT jclass JNICALL JVM_GetCallerClass(JNIEnv *env);
SAMOVAR_EXPORT jstring JNICALL JVM_GetSystemPackage(JNIEnv *env, jstring name);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetSystemPackages(JNIEnv *env);

/* ---- jvm_array.c: java.lang.reflect.Array ---- */
SAMOVAR_EXPORT jint JNICALL JVM_GetArrayLength(JNIEnv *env, jobject array);
SAMOVAR_EXPORT jobject JNICALL JVM_GetArrayElement(JNIEnv *env, jobject array, jint index);
SAMOVAR_EXPORT jvalue JNICALL JVM_GetPrimitiveArrayElement(JNIEnv *env, jobject array, jint index,
                                                           jint type_code);
SAMOVAR_EXPORT void JNICALL JVM_SetArrayElement(JNIEnv *env, jobject array, jint index, jobject value);
SAMOVAR_EXPORT void JNICALL JVM_SetPrimitiveArrayElement(JNIEnv *env, jobject array, jint index, jvalue value,
                                                         unsigned char type_code);
SAMOVAR_EXPORT jobject JNICALL JVM_NewArray(JNIEnv *env, jclass component, jint length);
SAMOVAR_EXPORT jobject JNICALL JVM_NewMultiArray(JNIEnv *env, jclass component, jintArray dims);

/* ---- jvm_invoke_method.c: reflective calls ---- */
SAMOVAR_EXPORT jobject JNICALL JVM_InvokeMethod(JNIEnv *env, jobject method, jobject receiver,
                                                jobjectArray args);
SAMOVAR_EXPORT jobject JNICALL JVM_NewInstanceFromConstructor(JNIEnv *env, jobject constructor,
                                                              jobjectArray args);

/* ---- jvm_constpool.c: jdk.internal.reflect.ConstantPool ---- */
SAMOVAR_EXPORT jint JNICALL JVM_ConstantPoolGetIntAt(JNIEnv *env, jobject pool, jobject unused, jint index);
SAMOVAR_EXPORT jlong JNICALL JVM_ConstantPoolGetLongAt(JNIEnv *env, jobject pool, jobject unused, jint index);
SAMOVAR_EXPORT jfloat JNICALL JVM_ConstantPoolGetFloatAt(JNIEnv *env, jobject pool, jobject unused,
                                                         jint index);
SAMOVAR_EXPORT jdouble JNICALL JVM_ConstantPoolGetDoubleAt(JNIEnv *env, jobject pool, jobject unused,
                                                           jint index);
SAMOVAR_EXPORT jobject JNICALL JVM_GetClassConstantPool(JNIEnv *env, jclass cls);
SAMOVAR_EXPORT jint JNICALL JVM_ConstantPoolGetSize(JNIEnv *env, jobject pool, jobject unused);
SAMOVAR_EXPORT jbyte JNICALL JVM_ConstantPoolGetTagAt(JNIEnv *env, jobject pool, jobject unused, jint index);
SAMOVAR_EXPORT jstring JNICALL JVM_ConstantPoolGetUTF8At(JNIEnv *env, jobject pool, jobject unused,
                                                         jint index);
SAMOVAR_EXPORT jstring JNICALL JVM_ConstantPoolGetStringAt(JNIEnv *env, jobject pool, jobject unused,
                                                           jint index);
SAMOVAR_EXPORT jclass JNICALL JVM_ConstantPoolGetClassAt(JNIEnv *env, jobject pool, jobject unused,
                                                         jint index);
SAMOVAR_EXPORT jclass JNICALL JVM_ConstantPoolGetClassAtIfLoaded(JNIEnv *env, jobject pool, jobject unused,
                                                                 jint index);
SAMOVAR_EXPORT jobject JNICALL JVM_ConstantPoolGetMethodAt(JNIEnv *env, jobject pool, jobject unused,
                                                           jint index);
SAMOVAR_EXPORT jobject JNICALL JVM_ConstantPoolGetMethodAtIfLoaded(JNIEnv *env, jobject pool, jobject unused,
                                                                   jint index);
SAMOVAR_EXPORT jobject JNICALL JVM_ConstantPoolGetFieldAt(JNIEnv *env, jobject pool, jobject unused,
                                                          jint index);
SAMOVAR_EXPORT jobject JNICALL JVM_ConstantPoolGetFieldAtIfLoaded(JNIEnv *env, jobject pool, jobject unused,
                                                                  jint index);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_ConstantPoolGetMemberRefInfoAt(JNIEnv *env, jobject pool,
                                                                       jobject unused, jint index);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_ConstantPoolGetNameAndTypeRefInfoAt(JNIEnv *env, jobject pool,
                                                                            jobject unused, jint index);
SAMOVAR_EXPORT jint JNICALL JVM_ConstantPoolGetClassRefIndexAt(JNIEnv *env, jobject pool, jobject unused,
                                                               jint index);
SAMOVAR_EXPORT jint JNICALL JVM_ConstantPoolGetNameAndTypeRefIndexAt(JNIEnv *env, jobject pool,
                                                                     jobject unused, jint index);

/* ---- jvm_assert.c: -ea and -da ---- */
SAMOVAR_EXPORT jboolean JNICALL JVM_DesiredAssertionStatus(JNIEnv *env, jclass unused, jclass cls);
SAMOVAR_EXPORT jobject JNICALL JVM_AssertionStatusDirectives(JNIEnv *env, jclass unused);

/* ---- jvm_verify.c: libverify's questions about the class it verifies ---- */
struct jvm_exception_table_entry {
    jint start_pc, end_pc, handler_pc, catch_type;
};
SAMOVAR_EXPORT const char *JNICALL JVM_GetClassNameUTF(JNIEnv *env, jclass c);
SAMOVAR_EXPORT void JNICALL JVM_GetClassCPTypes(JNIEnv *env, jclass c, unsigned char *types);
SAMOVAR_EXPORT jint JNICALL JVM_GetClassCPEntriesCount(JNIEnv *env, jclass c);
SAMOVAR_EXPORT jint JNICALL JVM_GetClassFieldsCount(JNIEnv *env, jclass c);
SAMOVAR_EXPORT jint JNICALL JVM_GetClassMethodsCount(JNIEnv *env, jclass c);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsSameClassPackage(JNIEnv *env, jclass a, jclass b);
SAMOVAR_EXPORT jint JNICALL JVM_GetFieldIxModifiers(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxModifiers(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT const char *JNICALL JVM_GetMethodIxNameUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT const char *JNICALL JVM_GetMethodIxSignatureUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsConstructorIx(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT jboolean JNICALL JVM_IsVMGeneratedMethodIx(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxExceptionsCount(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT void JNICALL JVM_GetMethodIxExceptionIndexes(JNIEnv *env, jclass c, jint i,
                                                            unsigned short *out);
SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxArgsSize(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxLocalsCount(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxMaxStack(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxByteCodeLength(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT void JNICALL JVM_GetMethodIxByteCode(JNIEnv *env, jclass c, jint i, unsigned char *out);
SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxExceptionTableLength(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT void JNICALL JVM_GetMethodIxExceptionTableEntry(JNIEnv *env, jclass c, jint i, jint entry,
                                                               struct jvm_exception_table_entry *out);
SAMOVAR_EXPORT const char *JNICALL JVM_GetCPClassNameUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT const char *JNICALL JVM_GetCPFieldNameUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT const char *JNICALL JVM_GetCPFieldSignatureUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT const char *JNICALL JVM_GetCPFieldClassNameUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT const char *JNICALL JVM_GetCPMethodNameUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT const char *JNICALL JVM_GetCPMethodSignatureUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT const char *JNICALL JVM_GetCPMethodClassNameUTF(JNIEnv *env, jclass c, jint i);
SAMOVAR_EXPORT jint JNICALL JVM_GetCPFieldModifiers(JNIEnv *env, jclass c, jint i, jclass called);
SAMOVAR_EXPORT jint JNICALL JVM_GetCPMethodModifiers(JNIEnv *env, jclass c, jint i, jclass called);

/* ---- object_natives.c, thread_natives.c, reference_natives.c, memory_natives.c ---- */
SAMOVAR_EXPORT jint JNICALL JVM_IHashCode(JNIEnv *env, jobject o);
SAMOVAR_EXPORT void JNICALL JVM_MonitorWait(JNIEnv *env, jobject o, jlong millis);
SAMOVAR_EXPORT void JNICALL JVM_MonitorNotify(JNIEnv *env, jobject o);
SAMOVAR_EXPORT void JNICALL JVM_MonitorNotifyAll(JNIEnv *env, jobject o);
SAMOVAR_EXPORT jobject JNICALL JVM_Clone(JNIEnv *env, jobject o);
SAMOVAR_EXPORT void JNICALL JVM_StartThread(JNIEnv *env, jobject thread);
SAMOVAR_EXPORT void JNICALL JVM_StopThread(JNIEnv *env, jobject thread, jobject exception);
SAMOVAR_EXPORT void JNICALL JVM_SuspendThread(JNIEnv *env, jobject thread);
SAMOVAR_EXPORT void JNICALL JVM_ResumeThread(JNIEnv *env, jobject thread);
SAMOVAR_EXPORT void JNICALL JVM_SetThreadPriority(JNIEnv *env, jobject thread, jint priority);
SAMOVAR_EXPORT void JNICALL JVM_Yield(JNIEnv *env, jclass ignored);
SAMOVAR_EXPORT void JNICALL JVM_Sleep(JNIEnv *env, jclass ignored, jlong millis);
SAMOVAR_EXPORT jobject JNICALL JVM_CurrentThread(JNIEnv *env, jclass ignored);
SAMOVAR_EXPORT void JNICALL JVM_Interrupt(JNIEnv *env, jobject thread);
SAMOVAR_EXPORT jboolean JNICALL JVM_HoldsLock(JNIEnv *env, jclass ignored, jobject o);
SAMOVAR_EXPORT void JNICALL JVM_DumpAllStacks(JNIEnv *env, jclass ignored);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_GetAllThreads(JNIEnv *env, jclass ignored);
SAMOVAR_EXPORT jobjectArray JNICALL JVM_DumpThreads(JNIEnv *env, jclass ignored, jobjectArray threads);
SAMOVAR_EXPORT void JNICALL JVM_SetNativeThreadName(JNIEnv *env, jobject thread, jstring name);
SAMOVAR_EXPORT jobject JNICALL JVM_GetAndClearReferencePendingList(JNIEnv *env);
SAMOVAR_EXPORT jboolean JNICALL JVM_HasReferencePendingList(JNIEnv *env);
SAMOVAR_EXPORT void JNICALL JVM_WaitForReferencePendingList(JNIEnv *env);
SAMOVAR_EXPORT jboolean JNICALL JVM_ReferenceRefersTo(JNIEnv *env, jobject ref, jobject o);
SAMOVAR_EXPORT jboolean JNICALL JVM_PhantomReferenceRefersTo(JNIEnv *env, jobject ref, jobject o);
SAMOVAR_EXPORT void JNICALL JVM_ReferenceClear(JNIEnv *env, jobject ref);
SAMOVAR_EXPORT void JNICALL JVM_GC(void);
SAMOVAR_EXPORT jlong JNICALL JVM_TotalMemory(void);
SAMOVAR_EXPORT jlong JNICALL JVM_FreeMemory(void);
SAMOVAR_EXPORT jlong JNICALL JVM_MaxMemory(void);
SAMOVAR_EXPORT jlong JNICALL JVM_MaxObjectInspectionAge(void);

/* ---- jvm_management.c: the table of jmm.h, NULL for a version that is not supported ---- */
SAMOVAR_EXPORT void *JNICALL JVM_GetManagement(jint version);

/* ---- thread/signal.c ---- */
SAMOVAR_EXPORT jint JNICALL JVM_FindSignal(const char *name);
SAMOVAR_EXPORT void *JNICALL JVM_RegisterSignal(jint sig, void *handler);
SAMOVAR_EXPORT jboolean JNICALL JVM_RaiseSignal(jint sig);

#endif
