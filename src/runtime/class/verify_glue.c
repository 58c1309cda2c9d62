/*
 * verify_glue.c - which classes are verified, and by whom (JVMS 4.10).
 *
 * As HotSpot: classes of the boot loader are trusted, all others are verified; options say otherwise. Version
 * 50 and up: the type checker of the frontend. Below 50 there are no stack maps, and the JDK's own libverify
 * infers types; version 50 falls back to it when the type checker refuses, because early compilers wrote
 * wrong maps.
 */
#include <dlfcn.h>
#include <jni.h>

#include "frontend/verify.h"
#include "runtime/class/class_internal.h"
#include "runtime/jni/handles.h"

enum { STACK_MAP_VERSION = 50, NO_FALLBACK_VERSION = 51 };

bool class_format_trusted(const struct loader *l)
{
    switch (l->vm->options.verify) {
    case VERIFY_ALL: return false;
    case VERIFY_NONE: return true;
    default: return l->trusted;
    }
}

static bool wants_verification(const struct class *c)
{
    if (c->is_magic || c->cf == NULL)
        return false;
    switch (c->vm->options.verify) {
    case VERIFY_ALL: return true;
    case VERIFY_NONE: return false;
    default: return c->loader->object != NULL;
    }
}

/* ---- what the type checker asks ---- */

struct env_context {
    struct thread *t;
    struct class *c;
};

static struct class *class_by_name(const struct env_context *x, struct symbol *name)
{
    return name == x->c->name ? x->c : class_load_or_noclassdef(x->t, x->c->loader, name);
}

static enum verify_answer env_assignable(void *cx, struct symbol *from, struct symbol *to)
{
    const struct env_context *x = cx;
    struct class *target = class_by_name(x, to);
    if (target == NULL)
        return VERIFY_THROWN;
    if (target->is_interface)
        return VERIFY_YES;
    struct class *source = class_by_name(x, from);
    if (source == NULL)
        return VERIFY_THROWN;
    return class_is_subtype(source, target) ? VERIFY_YES : VERIFY_NO;
}

static struct class *super_by_name(struct class *c, const struct symbol *name)
{
    for (; c != NULL; c = c->super)
        if (c->name == name)
            return c;
    return NULL;
}

static enum verify_answer env_protected(void *cx, struct symbol *klass, struct symbol *name,
                                        struct symbol *desc, bool is_field)
{
    const struct env_context *x = cx;
    struct class *holder = super_by_name(x->c, klass), *declaring = NULL;
    u4 access = 0;
    if (holder == NULL)
        return VERIFY_NO;
    if (is_field) {
        struct field *f = class_find_field(holder, name, desc);
        if (f != NULL)
            declaring = f->klass, access = f->access;
    } else {
        struct method *m = class_find_method(holder, name, desc);
        if (m != NULL)
            declaring = m->klass, access = m->access;
    }
    return declaring != NULL && (access & ACC_PROTECTED) && !class_same_package(declaring, x->c) ? VERIFY_YES
                                                                                                 : VERIFY_NO;
}

static bool env_is_super(void *cx, struct symbol *name)
{
    const struct env_context *x = cx;
    return super_by_name(x->c, name) != NULL;
}

/* ---- libverify ---- */

typedef jboolean (*libverify_fn)(JNIEnv *env, jclass c, char *message, jint len, jint major);

static libverify_fn libverify(struct vm *vm)
{
    static _Atomic(libverify_fn) entry;
    libverify_fn fn = entry;
    if (fn != NULL)
        return fn;
    struct buf path = {0};
    buf_printf(&path, "%s/lib/libverify.so", vm->options.jdk_home);
    void *lib = dlopen(buf_str(&path), RTLD_NOW | RTLD_LOCAL);
    buf_free(&path);
    if (lib != NULL) {
        vm->libverify = lib;
        *(void **)&fn = dlsym(lib, "VerifyClassForMajorVersion");
        entry = fn;
    }
    return fn;
}

static bool verify_by_inference(struct thread *t, struct class *c)
{
    char message[1024] = "";
    libverify_fn fn = libverify(t->vm);
    if (fn == NULL)
        return throw_new(t, "java/lang/InternalError",
                         "cannot load the JDK's libverify to verify class %s (version %d)", c->name->utf8,
                         c->cf->major);
    struct handle_scope scope = handle_scope_open(t);
    jclass mirror = handle_local(t, class_mirror(c));
    thread_enter_native(t);
    bool ok = fn(thread_env(t), mirror, message, sizeof message, c->cf->major);
    thread_leave_native(t);
    handle_scope_close(t, scope);
    if (t->exception != NULL)
        return false;
    return ok || throw_new(t, "java/lang/VerifyError", "%s", message);
}

/* ---- */

static bool verify_by_type_checking(struct thread *t, struct class *c)
{
    struct env_context x = {t, c};
    const struct verify_env env = {&x, t->vm->symbols, env_assignable, env_protected, env_is_super};
    struct buf message = {0};
    enum verify_result r = verify_class(c->cf, c->name, &env, &message);
    bool ok = r == VERIFY_OK;
    if ((r == VERIFY_FAILED || r == VERIFY_FORMAT) && c->cf->major < NO_FALLBACK_VERSION)
        ok = verify_by_inference(t, c);
    else if (r == VERIFY_FAILED)
        throw_new(t, "java/lang/VerifyError", "%s", buf_str(&message));
    else if (r == VERIFY_FORMAT)
        throw_new(t, "java/lang/ClassFormatError", "%s", buf_str(&message));
    buf_free(&message);
    return ok;
}

bool class_verify(struct thread *t, struct class *c)
{
    if (!wants_verification(c))
        return true;
    return c->cf->major >= STACK_MAP_VERSION ? verify_by_type_checking(t, c) : verify_by_inference(t, c);
}
