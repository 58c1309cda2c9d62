/*
 * wellknown.h - classes, fields and methods of the class library that the VM itself touches.
 *
 * One table each; adding a line is all it takes. Entries are filled when the boot loader defines the class
 * (wellknown_class_loaded); until then they are NULL / -1. Use wk_class(t, wk) where the class may not be
 * loaded yet. A missing field or method of a loaded class is fatal at boot: the JDK is not the release we
 * know.
 */
#ifndef SAMOVAR_RUNTIME_WELLKNOWN_H
#define SAMOVAR_RUNTIME_WELLKNOWN_H

#include "runtime/class/class.h"

/* X(id, internal name) */
// clang-format off
#define WK_CLASSES(X)                                                                                                  \
    X(Object, "java/lang/Object")                                                                                      \
    X(String, "java/lang/String")                                                                                      \
    X(Class, "java/lang/Class")                                                                                        \
    X(Cloneable, "java/lang/Cloneable")                                                                                \
    X(Serializable, "java/io/Serializable")                                                                            \
    X(ClassLoader, "java/lang/ClassLoader")                                                                            \
    X(System, "java/lang/System")                                                                                      \
    X(Thread, "java/lang/Thread")                                                                                      \
    X(ThreadGroup, "java/lang/ThreadGroup")                                                                            \
    X(Module, "java/lang/Module")                                                                                      \
    X(Throwable, "java/lang/Throwable")                                                                                \
    X(Error, "java/lang/Error")                                                                                        \
    X(StackTraceElement, "java/lang/StackTraceElement")                                                                \
    X(StackOverflowError, "java/lang/StackOverflowError")                                                              \
    X(OutOfMemoryError, "java/lang/OutOfMemoryError")                                                                  \
    X(NullPointerException, "java/lang/NullPointerException")                                                          \
    X(ClassNotFoundException, "java/lang/ClassNotFoundException")                                                      \
    X(NoClassDefFoundError, "java/lang/NoClassDefFoundError")                                                          \
    X(LinkageError, "java/lang/LinkageError")                                                                          \
    X(InternalError, "java/lang/InternalError")                                                                        \
    X(UnsafeConstants, "jdk/internal/misc/UnsafeConstants")                                                            \
    X(Reference, "java/lang/ref/Reference")                                                                            \
    X(SoftReference, "java/lang/ref/SoftReference")                                                                    \
    X(WeakReference, "java/lang/ref/WeakReference")                                                                    \
    X(FinalReference, "java/lang/ref/FinalReference")                                                                  \
    X(PhantomReference, "java/lang/ref/PhantomReference")                                                              \
    X(Finalizer, "java/lang/ref/Finalizer")                                                                            \
    X(Shutdown, "java/lang/Shutdown")                                                                                  \
    X(Boolean, "java/lang/Boolean")                                                                                    \
    X(Byte, "java/lang/Byte")                                                                                          \
    X(Character, "java/lang/Character")                                                                                \
    X(Short, "java/lang/Short")                                                                                        \
    X(Integer, "java/lang/Integer")                                                                                    \
    X(Long, "java/lang/Long")                                                                                          \
    X(Float, "java/lang/Float")                                                                                        \
    X(Double, "java/lang/Double")                                                                                      \
    X(ByteCache, "java/lang/Byte$ByteCache")                                                                           \
    X(CharacterCache, "java/lang/Character$CharacterCache")                                                            \
    X(ShortCache, "java/lang/Short$ShortCache")                                                                        \
    X(IntegerCache, "java/lang/Integer$IntegerCache")                                                                  \
    X(LongCache, "java/lang/Long$LongCache")                                                                           \
    X(Method, "java/lang/reflect/Method")                                                                              \
    X(Field, "java/lang/reflect/Field")                                                                                \
    X(Constructor, "java/lang/reflect/Constructor")                                                                    \
    X(Parameter, "java/lang/reflect/Parameter")                                                                        \
    X(RecordComponent, "java/lang/reflect/RecordComponent")                                                            \
    X(InvocationTargetException, "java/lang/reflect/InvocationTargetException")                                        \
    X(MethodAccessorImpl, "jdk/internal/reflect/MethodAccessorImpl")                                                   \
    X(MagicAccessorImpl, "jdk/internal/reflect/MagicAccessorImpl")                                                     \
    X(ConstructorAccessorImpl, "jdk/internal/reflect/ConstructorAccessorImpl")                                         \
    X(DelegatingClassLoader, "jdk/internal/reflect/DelegatingClassLoader")                                             \
    X(ConstantPool, "jdk/internal/reflect/ConstantPool")                                                               \
    X(MethodHandle, "java/lang/invoke/MethodHandle")                                                                   \
    X(VarHandle, "java/lang/invoke/VarHandle")                                                                         \
    X(MemberName, "java/lang/invoke/MemberName")                                                                       \
    X(ResolvedMethodName, "java/lang/invoke/ResolvedMethodName")                                                       \
    X(MethodHandleNatives, "java/lang/invoke/MethodHandleNatives")                                                     \
    X(LambdaForm, "java/lang/invoke/LambdaForm")                                                                       \
    X(MethodType, "java/lang/invoke/MethodType")                                                                       \
    X(CallSite, "java/lang/invoke/CallSite")                                                                           \
    X(CallSiteContext, "java/lang/invoke/MethodHandleNatives$CallSiteContext")                                         \
    X(BootstrapMethodError, "java/lang/BootstrapMethodError")                                                          \
    X(AbstractStackWalker, "java/lang/StackStreamFactory$AbstractStackWalker")                                         \
    X(StackStreamFactory, "java/lang/StackStreamFactory")                                                              \
    X(StackWalker, "java/lang/StackWalker")                                                                            \
    X(StackFrameInfo, "java/lang/StackFrameInfo")                                                                      \
    X(AccessController, "java/security/AccessController")                                                              \
    X(AccessControlContext, "java/security/AccessControlContext")                                                      \
    X(Record, "java/lang/Record")                                                                                      \
    X(NativeLibraries, "jdk/internal/loader/NativeLibraries")                                                          \
    X(PlatformClassLoader, "jdk/internal/loader/ClassLoaders$PlatformClassLoader")                                     \
    X(DirectByteBuffer, "java/nio/DirectByteBuffer")                                                                   \
    X(Buffer, "java/nio/Buffer")                                                                                       \
    X(AbstractStringBuilder, "java/lang/AbstractStringBuilder")                                                        \
    X(MD5, "sun/security/provider/MD5")                                                                                \
    X(SHA, "sun/security/provider/SHA")                                                                                \
    X(SHA2, "sun/security/provider/SHA2")                                                                              \
    X(SHA5, "sun/security/provider/SHA5")

/* X(class id, field id, Java name, descriptor). Instance: vm->wk.CLASS_FIELD is the byte offset. Injected fields
 * (not in the class file) have descriptors "#long" (raw 8 bytes) or "#ref" (scanned). */
#define WK_FIELDS(X)                                                                                                   \
    X(String, value, "value", "[B")                                                                                    \
    X(String, coder, "coder", "B")                                                                                     \
    X(String, hash, "hash", "I")                                                                                       \
    X(String, hashIsZero, "hashIsZero", "Z")                                                                           \
    X(Class, vmclass, "vmclass", "#ref")                                                                               \
    X(Class, classLoader, "classLoader", "Ljava/lang/ClassLoader;")                                                    \
    X(Class, componentType, "componentType", "Ljava/lang/Class;")                                                      \
    X(Class, module, "module", "Ljava/lang/Module;")                                                                   \
    X(Class, name, "name", "Ljava/lang/String;")                                                                       \
    X(Class, classData, "classData", "Ljava/lang/Object;")                                                             \
    X(ClassLoader, parent, "parent", "Ljava/lang/ClassLoader;")                                                        \
    X(ClassLoader, parallelLockMap, "parallelLockMap", "Ljava/util/concurrent/ConcurrentHashMap;")                     \
    X(ClassLoader, unnamedModule, "unnamedModule", "Ljava/lang/Module;")                                               \
    X(ClassLoader, name, "name", "Ljava/lang/String;")                                                                 \
    X(ClassLoader, nameAndId, "nameAndId", "Ljava/lang/String;")                                                       \
    X(ClassLoader, vmkept, "vmkept", "#ref")                                                                           \
    X(ClassLoader, vmloader, "vmloader", "#long")                                                                      \
    X(Module, loader, "loader", "Ljava/lang/ClassLoader;")                                                             \
    X(Module, name, "name", "Ljava/lang/String;")                                                                      \
    X(Module, vmmodule, "vmmodule", "#long")                                                                           \
    X(Thread, name, "name", "Ljava/lang/String;")                                                                      \
    X(Thread, priority, "priority", "I")                                                                               \
    X(Thread, daemon, "daemon", "Z")                                                                                   \
    X(Thread, interrupted, "interrupted", "Z")                                                                         \
    X(Thread, stillborn, "stillborn", "Z")                                                                             \
    X(Thread, eetop, "eetop", "J")                                                                                     \
    X(Thread, group, "group", "Ljava/lang/ThreadGroup;")                                                               \
    X(Thread, tid, "tid", "J")                                                                                         \
    X(Thread, threadStatus, "threadStatus", "I")                                                                       \
    X(Thread, stackSize, "stackSize", "J")                                                                             \
    X(Thread, inheritedAccessControlContext, "inheritedAccessControlContext",                                          \
      "Ljava/security/AccessControlContext;")                                                                          \
    X(Throwable, backtrace, "backtrace", "Ljava/lang/Object;")                                                         \
    X(Throwable, detailMessage, "detailMessage", "Ljava/lang/String;")                                                 \
    X(Throwable, cause, "cause", "Ljava/lang/Throwable;")                                                              \
    X(Throwable, stackTrace, "stackTrace", "[Ljava/lang/StackTraceElement;")                                           \
    X(Throwable, depth, "depth", "I")                                                                                  \
    X(StackTraceElement, declaringClassObject, "declaringClassObject", "Ljava/lang/Class;")                            \
    X(StackTraceElement, classLoaderName, "classLoaderName", "Ljava/lang/String;")                                     \
    X(StackTraceElement, moduleName, "moduleName", "Ljava/lang/String;")                                               \
    X(StackTraceElement, moduleVersion, "moduleVersion", "Ljava/lang/String;")                                         \
    X(StackTraceElement, declaringClass, "declaringClass", "Ljava/lang/String;")                                       \
    X(StackTraceElement, methodName, "methodName", "Ljava/lang/String;")                                               \
    X(StackTraceElement, fileName, "fileName", "Ljava/lang/String;")                                                   \
    X(StackTraceElement, lineNumber, "lineNumber", "I")                                                                \
    X(Reference, referent, "referent", "Ljava/lang/Object;")                                                           \
    X(Reference, queue, "queue", "Ljava/lang/ref/ReferenceQueue;")                                                     \
    X(Reference, next, "next", "Ljava/lang/ref/Reference;")                                                            \
    X(Reference, discovered, "discovered", "Ljava/lang/ref/Reference;")                                                \
    X(SoftReference, timestamp, "timestamp", "J")                                                                      \
    X(Boolean, value, "value", "Z")                                                                                    \
    X(Byte, value, "value", "B")                                                                                       \
    X(Character, value, "value", "C")                                                                                  \
    X(Short, value, "value", "S")                                                                                      \
    X(Integer, value, "value", "I")                                                                                    \
    X(Long, value, "value", "J")                                                                                       \
    X(Float, value, "value", "F")                                                                                      \
    X(Double, value, "value", "D")                                                                                     \
    X(Method, clazz, "clazz", "Ljava/lang/Class;")                                                                     \
    X(Method, slot, "slot", "I")                                                                                       \
    X(Method, name, "name", "Ljava/lang/String;")                                                                      \
    X(Method, returnType, "returnType", "Ljava/lang/Class;")                                                           \
    X(Method, parameterTypes, "parameterTypes", "[Ljava/lang/Class;")                                                  \
    X(Method, exceptionTypes, "exceptionTypes", "[Ljava/lang/Class;")                                                  \
    X(Method, modifiers, "modifiers", "I")                                                                             \
    X(Method, signature, "signature", "Ljava/lang/String;")                                                            \
    X(Method, annotations, "annotations", "[B")                                                                        \
    X(Method, parameterAnnotations, "parameterAnnotations", "[B")                                                      \
    X(Method, annotationDefault, "annotationDefault", "[B")                                                            \
    X(Field, clazz, "clazz", "Ljava/lang/Class;")                                                                      \
    X(Field, slot, "slot", "I")                                                                                        \
    X(Field, name, "name", "Ljava/lang/String;")                                                                       \
    X(Field, type, "type", "Ljava/lang/Class;")                                                                        \
    X(Field, modifiers, "modifiers", "I")                                                                              \
    X(Field, trustedFinal, "trustedFinal", "Z")                                                                        \
    X(Field, signature, "signature", "Ljava/lang/String;")                                                             \
    X(Field, annotations, "annotations", "[B")                                                                         \
    X(Constructor, clazz, "clazz", "Ljava/lang/Class;")                                                                \
    X(Constructor, slot, "slot", "I")                                                                                  \
    X(Constructor, parameterTypes, "parameterTypes", "[Ljava/lang/Class;")                                             \
    X(Constructor, exceptionTypes, "exceptionTypes", "[Ljava/lang/Class;")                                             \
    X(Constructor, modifiers, "modifiers", "I")                                                                        \
    X(Constructor, signature, "signature", "Ljava/lang/String;")                                                       \
    X(Constructor, annotations, "annotations", "[B")                                                                   \
    X(Constructor, parameterAnnotations, "parameterAnnotations", "[B")                                                 \
    X(Parameter, name, "name", "Ljava/lang/String;")                                                                   \
    X(Parameter, modifiers, "modifiers", "I")                                                                          \
    X(Parameter, executable, "executable", "Ljava/lang/reflect/Executable;")                                           \
    X(Parameter, index, "index", "I")                                                                                  \
    X(RecordComponent, clazz, "clazz", "Ljava/lang/Class;")                                                            \
    X(RecordComponent, name, "name", "Ljava/lang/String;")                                                             \
    X(RecordComponent, type, "type", "Ljava/lang/Class;")                                                              \
    X(RecordComponent, accessor, "accessor", "Ljava/lang/reflect/Method;")                                             \
    X(RecordComponent, signature, "signature", "Ljava/lang/String;")                                                   \
    X(RecordComponent, annotations, "annotations", "[B")                                                               \
    X(RecordComponent, typeAnnotations, "typeAnnotations", "[B")                                                       \
    X(ConstantPool, constantPoolOop, "constantPoolOop", "Ljava/lang/Object;")                                          \
    X(MethodHandle, form, "form", "Ljava/lang/invoke/LambdaForm;")                                                     \
    X(MethodHandle, type, "type", "Ljava/lang/invoke/MethodType;")                                                     \
    X(LambdaForm, vmentry, "vmentry", "Ljava/lang/invoke/MemberName;")                                                 \
    X(MemberName, clazz, "clazz", "Ljava/lang/Class;")                                                                 \
    X(MemberName, name, "name", "Ljava/lang/String;")                                                                  \
    X(MemberName, type, "type", "Ljava/lang/Object;")                                                                  \
    X(MemberName, flags, "flags", "I")                                                                                 \
    X(MemberName, method, "method", "Ljava/lang/invoke/ResolvedMethodName;")                                           \
    X(MemberName, vmindex, "vmindex", "#long")                                                                         \
    X(ResolvedMethodName, vmtarget, "vmtarget", "#long")                                                               \
    X(ResolvedMethodName, vmholder, "vmholder", "#ref")                                                                \
    X(MethodType, rtype, "rtype", "Ljava/lang/Class;")                                                                 \
    X(MethodType, ptypes, "ptypes", "[Ljava/lang/Class;")                                                              \
    X(CallSite, target, "target", "Ljava/lang/invoke/MethodHandle;")                                                   \
    X(StackFrameInfo, memberName, "memberName", "Ljava/lang/Object;")                                                  \
    X(StackFrameInfo, bci, "bci", "I")                                                                                 \
    X(AccessControlContext, context, "context", "[Ljava/security/ProtectionDomain;")                                   \
    X(AccessControlContext, privilegedContext, "privilegedContext", "Ljava/security/AccessControlContext;")            \
    X(AccessControlContext, isPrivileged, "isPrivileged", "Z")                                                         \
    X(AccessControlContext, isAuthorized, "isAuthorized", "Z")                                                         \
    X(Buffer, address, "address", "J")                                                                                 \
    X(Buffer, capacity, "capacity", "I")                                                                               \
    X(AbstractStringBuilder, value, "value", "[B")                                                                     \
    X(AbstractStringBuilder, coder, "coder", "B")                                                                      \
    X(AbstractStringBuilder, count, "count", "I")                                                                      \
    X(MD5, state, "state", "[I")                                                                                       \
    X(SHA, state, "state", "[I")                                                                                       \
    X(SHA2, state, "state", "[I")                                                                                      \
    X(SHA5, state, "state", "[J")

/* X(class id, method id, Java name, descriptor): vm->wk.CLASS_METHOD_m is the struct method * */
#define WK_METHODS(X)                                                                                                  \
    X(Object, finalize, "finalize", "()V")                                                                             \
    X(Object, init, "<init>", "()V")                                                                                   \
    X(ClassLoader, loadClass, "loadClass", "(Ljava/lang/String;)Ljava/lang/Class;")                                    \
    X(ClassLoader, addClass, "addClass", "(Ljava/lang/Class;)V")                                                       \
    X(ClassLoader, findNative, "findNative", "(Ljava/lang/ClassLoader;Ljava/lang/String;)J")                           \
    X(ClassLoader, getSystemClassLoader, "getSystemClassLoader", "()Ljava/lang/ClassLoader;")                          \
    X(ClassLoader, getPlatformClassLoader, "getPlatformClassLoader", "()Ljava/lang/ClassLoader;")                      \
    X(System, initPhase1, "initPhase1", "()V")                                                                         \
    X(System, initPhase2, "initPhase2", "(ZZ)I")                                                                       \
    X(System, initPhase3, "initPhase3", "()V")                                                                         \
    X(Thread, init_group_name, "<init>", "(Ljava/lang/ThreadGroup;Ljava/lang/String;)V")                               \
    X(Thread, init_group_runnable, "<init>", "(Ljava/lang/ThreadGroup;Ljava/lang/Runnable;)V")                         \
    X(Thread, run, "run", "()V")                                                                                       \
    X(Thread, exit, "exit", "()V")                                                                                     \
    X(Thread, dispatchUncaughtException, "dispatchUncaughtException", "(Ljava/lang/Throwable;)V")                      \
    X(ThreadGroup, init_private, "<init>", "()V")                                                                      \
    X(ThreadGroup, init_parent_name, "<init>", "(Ljava/lang/ThreadGroup;Ljava/lang/String;)V")                         \
    X(ThreadGroup, add, "add", "(Ljava/lang/Thread;)V")                                                                \
    X(Throwable, printStackTrace, "printStackTrace", "()V")                                                            \
    X(Throwable, toString, "toString", "()Ljava/lang/String;")                                                         \
    X(Throwable, initCause, "initCause", "(Ljava/lang/Throwable;)Ljava/lang/Throwable;")                               \
    X(Throwable, fillInStackTrace, "fillInStackTrace", "()Ljava/lang/Throwable;")                                      \
    X(Shutdown, shutdown, "shutdown", "()V")                                                                           \
    X(Finalizer, register_, "register", "(Ljava/lang/Object;)V")                                                       \
    X(MethodHandleNatives, linkMethod, "linkMethod",                                                                   \
      "(Ljava/lang/Class;ILjava/lang/Class;Ljava/lang/String;Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/invoke/" \
      "MemberName;")                                                                                                   \
    X(MethodHandleNatives, linkCallSite, "linkCallSite",                                                               \
      "(Ljava/lang/Object;ILjava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;[Ljava/lang/"       \
      "Object;)Ljava/lang/invoke/MemberName;")                                                                         \
    X(MethodHandleNatives, linkDynamicConstant, "linkDynamicConstant",                                                 \
      "(Ljava/lang/Object;ILjava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/"       \
      "Object;")                                                                                                       \
    X(MethodHandleNatives, findMethodHandleType, "findMethodHandleType",                                               \
      "(Ljava/lang/Class;[Ljava/lang/Class;)Ljava/lang/invoke/MethodType;")                                            \
    X(MethodHandleNatives, linkMethodHandleConstant, "linkMethodHandleConstant",                                       \
      "(Ljava/lang/Class;ILjava/lang/Class;Ljava/lang/String;Ljava/lang/Object;)Ljava/lang/invoke/MethodHandle;")      \
    X(AbstractStackWalker, doStackWalk, "doStackWalk", "(JIIII)Ljava/lang/Object;")

// clang-format on
struct wellknown {
#define X(id, name) struct class *id;
    WK_CLASSES(X)
#undef X
#define X(cls, id, name, desc) int32_t cls##_##id;
    WK_FIELDS(X)
#undef X
#define X(cls, id, name, desc) struct method *cls##_##id##_m;
    WK_METHODS(X)
#undef X
};

/* Called by class_define for every class of the boot loader, after field layout; fills the entries of that
 * class. */
void wellknown_class_loaded(struct vm *vm, struct class *c);
void wellknown_init(struct vm *vm);
/* Injected fields of a class, for layout: fills up to `max` (name, is_ref) and returns the count. */
struct injected_field {
    const char *name;
    bool is_ref;
};
unsigned wellknown_injected(const struct symbol *class_name, struct injected_field *out, unsigned max);
/* The class, loading it when necessary: wk_class(t, &vm->wk.StackWalker). NULL with an exception pending. */
struct class *wk_class(struct thread *t, struct class **entry);

#endif
