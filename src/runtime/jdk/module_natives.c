/*
 * module_natives.c - JVM_* entry points behind java.lang.Module's natives: arguments are checked here,
 * class/module.c does the rest. Package names arrive as Java writes them ("java.lang").
 */
#include <jni.h>
#include "runtime/class/module.h"
#include "runtime/jdk/jvm.h"
#include "runtime/jdk/natives.h"
#include "runtime/jni/jni_internal.h"

/* Module's natives are in libjava and call the functions below: none for the VM to supply. */
const struct native_entry natives_module[] = {{0}};

static bool not_null(struct thread *t, const void *o, const char *message)
{
    return o != NULL || throw_new(t, "java/lang/NullPointerException", "%s", message);
}

static bool is_module(struct thread *t, struct object *o)
{
    return not_null(t, o, "Null module object") &&
           (object_is_instance(o, t->vm->wk.Module) ||
            throw_new(t, "java/lang/IllegalArgumentException",
                      "module is not an instance of type java.lang.Module"));
}

static bool package_symbol(struct thread *t, struct object *name, struct symbol **out)
{
    *out = string_to_symbol(t, name, true);
    return *out != NULL || throw_new(t, "java/lang/IllegalArgumentException", "Bad package name");
}

static bool package_symbols(struct thread *t, struct object *names, struct symbol **out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct object *name = ref_array_get(names, (int32_t)i);
        if (!object_is_instance(name, t->vm->wk.String))
            return throw_new(t, "java/lang/IllegalArgumentException", "Bad package name");
        if (!package_symbol(t, name, &out[i]))
            return false;
    }
    return true;
}

static struct symbol *symbol_or_null(struct thread *t, jstring s)
{
    struct object *o = handle_get(s);
    return o != NULL ? string_to_symbol(t, o, false) : NULL;
}

void JNICALL JVM_DefineModule(JNIEnv *env, jobject module, jboolean is_open, jstring version,
                              jstring location, jobjectArray packages)
{
    JNI_ENTER(env);
    struct object *o = handle_get(module), *names = handle_get(packages);
    if (is_module(t, o)) {
        size_t n = names != NULL ? (size_t)array_length(names) : 0;
        struct symbol **symbols = xcalloc(n + 1, sizeof *symbols);
        if (package_symbols(t, names, symbols, n))
            modules_define(t, o, is_open != JNI_FALSE, symbol_or_null(t, version),
                           symbol_or_null(t, location), symbols, n);
        free(symbols);
    }
    JNI_LEAVE();
}

void JNICALL JVM_SetBootLoaderUnnamedModule(JNIEnv *env, jobject module)
{
    JNI_ENTER(env);
    struct object *o = handle_get(module);
    if (is_module(t, o))
        modules_set_boot_unnamed(t, o);
    JNI_LEAVE();
}

void JNICALL JVM_AddReadsModule(JNIEnv *env, jobject from_module, jobject source_module)
{
    JNI_ENTER(env);
    struct object *from = handle_get(from_module);
    if (not_null(t, from, "from_module is null"))
        modules_add_reads(t, from, handle_get(source_module));
    JNI_LEAVE();
}

static void add_exports(struct thread *t, struct object *from, const char *from_message,
                        struct object *package, struct object *to, bool all_unnamed)
{
    struct symbol *symbol;
    if (not_null(t, package, "package is null") && not_null(t, from, from_message) &&
        package_symbol(t, package, &symbol))
        modules_add_exports(t, from, to, symbol, all_unnamed);
}

void JNICALL JVM_AddModuleExports(JNIEnv *env, jobject from_module, jstring package, jobject to_module)
{
    JNI_ENTER(env);
    if (not_null(t, handle_get(to_module), "to_module is null"))
        add_exports(t, handle_get(from_module), "from_module is null", handle_get(package),
                    handle_get(to_module), false);
    JNI_LEAVE();
}

void JNICALL JVM_AddModuleExportsToAll(JNIEnv *env, jobject from_module, jstring package)
{
    JNI_ENTER(env);
    add_exports(t, handle_get(from_module), "from_module is null", handle_get(package), NULL, false);
    JNI_LEAVE();
}

void JNICALL JVM_AddModuleExportsToAllUnnamed(JNIEnv *env, jobject from_module, jstring package)
{
    JNI_ENTER(env);
    add_exports(t, handle_get(from_module), "module is null", handle_get(package), NULL, true);
    JNI_LEAVE();
}
