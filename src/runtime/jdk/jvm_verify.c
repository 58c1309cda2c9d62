/*
 * jvm_verify.c - what the JDK's libverify asks about the class it verifies (class files before version 50).
 *
 * All of it is about one class file, addressed by the class's mirror and the positions of methods and fields.
 * The strings are symbols, which live for ever, so JVM_ReleaseUTF has nothing to do. libverify takes its
 * indices from the class file that the parser has checked.
 */
#include <string.h>

#include "runtime/jdk/jvm_internal.h"

static const struct classfile *file_of(jclass c)
{
    return handle_class(c)->cf;
}
static const struct cf_method *method_of(jclass c, jint i)
{
    return &file_of(c)->methods[i];
}
static const struct const_pool *pool_of(jclass c)
{
    return &file_of(c)->cp;
}

/* ---- the class ---- */

SAMOVAR_EXPORT const char *JNICALL JVM_GetClassNameUTF(JNIEnv *env, jclass c)
{
    (void)env;
    return handle_class(c)->name->utf8;
}

SAMOVAR_EXPORT void JNICALL JVM_GetClassCPTypes(JNIEnv *env, jclass c, unsigned char *types)
{
    (void)env;
    const struct const_pool *cp = pool_of(c);
    memcpy(types, cp->tags, cp->count);
    types[0] = CP_Invalid;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetClassCPEntriesCount(JNIEnv *env, jclass c)
{
    (void)env;
    const struct classfile *cf = file_of(c);
    return cf != NULL ? cf->cp.count : 0;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetClassFieldsCount(JNIEnv *env, jclass c)
{
    (void)env;
    const struct classfile *cf = file_of(c);
    return cf != NULL ? cf->n_fields : 0;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetClassMethodsCount(JNIEnv *env, jclass c)
{
    (void)env;
    const struct classfile *cf = file_of(c);
    return cf != NULL ? cf->n_methods : 0;
}

SAMOVAR_EXPORT jboolean JNICALL JVM_IsSameClassPackage(JNIEnv *env, jclass a, jclass b)
{
    (void)env;
    return class_same_package(handle_class(a), handle_class(b));
}

SAMOVAR_EXPORT void JNICALL JVM_ReleaseUTF(const char *utf)
{
    (void)utf;
}

/* ---- fields and methods by position ---- */

SAMOVAR_EXPORT jint JNICALL JVM_GetFieldIxModifiers(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return file_of(c)->fields[i].access;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxModifiers(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return method_of(c, i)->access;
}

SAMOVAR_EXPORT const char *JNICALL JVM_GetMethodIxNameUTF(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return method_of(c, i)->name->utf8;
}

SAMOVAR_EXPORT const char *JNICALL JVM_GetMethodIxSignatureUTF(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return method_of(c, i)->desc->utf8;
}

SAMOVAR_EXPORT jboolean JNICALL JVM_IsConstructorIx(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return strcmp(method_of(c, i)->name->utf8, "<init>") == 0;
}

SAMOVAR_EXPORT jboolean JNICALL JVM_IsVMGeneratedMethodIx(JNIEnv *env, jclass c, jint i)
{
    (void)env, (void)c, (void)i;
    return JNI_FALSE;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxExceptionsCount(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return method_of(c, i)->n_exceptions;
}

SAMOVAR_EXPORT void JNICALL JVM_GetMethodIxExceptionIndexes(JNIEnv *env, jclass c, jint i,
                                                            unsigned short *out)
{
    (void)env;
    const struct cf_method *m = method_of(c, i);
    if (m->n_exceptions != 0)
        memcpy(out, m->exceptions, m->n_exceptions * sizeof *out);
}

/* ---- code ---- */

SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxArgsSize(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return handle_class(c)->methods[i].arg_slots;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxLocalsCount(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    const struct cf_code *code = method_of(c, i)->code;
    return code != NULL ? code->max_locals : 0;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxMaxStack(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    const struct cf_code *code = method_of(c, i)->code;
    return code != NULL ? code->max_stack : 0;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxByteCodeLength(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    const struct cf_code *code = method_of(c, i)->code;
    return code != NULL ? (jint)code->length : 0;
}

SAMOVAR_EXPORT void JNICALL JVM_GetMethodIxByteCode(JNIEnv *env, jclass c, jint i, unsigned char *out)
{
    (void)env;
    const struct cf_code *code = method_of(c, i)->code;
    if (code != NULL)
        memcpy(out, code->bytes, code->length);
}

SAMOVAR_EXPORT jint JNICALL JVM_GetMethodIxExceptionTableLength(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    const struct cf_code *code = method_of(c, i)->code;
    return code != NULL ? code->n_handlers : 0;
}

SAMOVAR_EXPORT void JNICALL JVM_GetMethodIxExceptionTableEntry(JNIEnv *env, jclass c, jint i, jint entry,
                                                               struct jvm_exception_table_entry *out)
{
    (void)env;
    const struct cf_handler *h = &method_of(c, i)->code->handlers[entry];
    *out = (struct jvm_exception_table_entry){h->start, h->end, h->handler, h->catch_type};
}

/* ---- the constant pool ---- */

SAMOVAR_EXPORT const char *JNICALL JVM_GetCPClassNameUTF(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return cp_class_name(pool_of(c), (unsigned)i)->utf8;
}

SAMOVAR_EXPORT const char *JNICALL JVM_GetCPFieldNameUTF(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return cp_ref_name(pool_of(c), (unsigned)i)->utf8;
}

SAMOVAR_EXPORT const char *JNICALL JVM_GetCPFieldSignatureUTF(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return cp_ref_desc(pool_of(c), (unsigned)i)->utf8;
}

SAMOVAR_EXPORT const char *JNICALL JVM_GetCPFieldClassNameUTF(JNIEnv *env, jclass c, jint i)
{
    (void)env;
    return cp_ref_class(pool_of(c), (unsigned)i)->utf8;
}

SAMOVAR_EXPORT const char *JNICALL JVM_GetCPMethodNameUTF(JNIEnv *env, jclass c, jint i)
{
    return JVM_GetCPFieldNameUTF(env, c, i);
}

SAMOVAR_EXPORT const char *JNICALL JVM_GetCPMethodSignatureUTF(JNIEnv *env, jclass c, jint i)
{
    return JVM_GetCPFieldSignatureUTF(env, c, i);
}

SAMOVAR_EXPORT const char *JNICALL JVM_GetCPMethodClassNameUTF(JNIEnv *env, jclass c, jint i)
{
    return JVM_GetCPFieldClassNameUTF(env, c, i);
}

/* Modifiers of the referenced member if CALLED itself declares it, else -1. */
SAMOVAR_EXPORT jint JNICALL JVM_GetCPFieldModifiers(JNIEnv *env, jclass c, jint i, jclass called)
{
    (void)env;
    const struct const_pool *cp = pool_of(c);
    const struct field *f =
        class_own_field(handle_class(called), cp_ref_name(cp, (unsigned)i), cp_ref_desc(cp, (unsigned)i));
    return f != NULL ? f->access : -1;
}

SAMOVAR_EXPORT jint JNICALL JVM_GetCPMethodModifiers(JNIEnv *env, jclass c, jint i, jclass called)
{
    (void)env;
    const struct const_pool *cp = pool_of(c);
    const struct method *m =
        class_own_method(handle_class(called), cp_ref_name(cp, (unsigned)i), cp_ref_desc(cp, (unsigned)i));
    return m != NULL ? (jint)m->access : -1;
}
