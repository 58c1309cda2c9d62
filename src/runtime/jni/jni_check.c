/*
 * jni_check.c - -Xcheck:jni: a second function table whose functions check their arguments and then call the
 * plain ones.
 *
 * What must end badly is fatal: "FATAL ERROR in native method: ..." with the Java stack, and abort. What
 * works here but not everywhere is a warning: JNI calls with an exception pending, or without having asked
 * whether the last call threw, or within a critical region. A reference is checked before it is followed, so
 * that a wild one is reported, not a crash.
 *
 * jni_check_call.c: methods and constructors; jni_check_data.c: fields, arrays, strings; jni_check_misc.c:
 * the rest.
 */
#include "runtime/jni/jni_check.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

const struct JNINativeInterface_ *jni_plain;

/* ---- messages ---- */

static void report(struct thread *t, const char *kind, const char *fmt, va_list ap)
{
    struct buf b = {0};
    buf_printf(&b, "%s in native method: ", kind);
    buf_vprintf(&b, fmt, ap);
    buf_putc(&b, '\n');
    if (t != NULL)
        backtrace_text(t, &b);
    fputs(buf_str(&b), stderr);
    fflush(stderr);
    buf_free(&b);
}

_Noreturn void check_fatal(struct thread *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(t, "FATAL ERROR", fmt, ap);
    va_end(ap);
    if (vm_current()->options.abort_hook != NULL)
        vm_current()->options.abort_hook();
    signal(SIGABRT, SIG_DFL); /* not a crash of the VM: no crash report */
    abort();
}

void check_warn(struct thread *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(t, "WARNING", fmt, ap);
    va_end(ap);
}

struct thread *check_enter(JNIEnv *env, unsigned allowed)
{
    struct thread *t = thread_self();
    if (t == NULL)
        check_fatal(NULL, "Using JNIEnv in non-Java thread");
    if (t != thread_of_env(env))
        check_fatal(t, "Using JNIEnv in the wrong thread");
    if (!(allowed & CHECK_CRITICAL_OK) && t->critical_depth != 0)
        check_warn(t, "Calling other JNI functions in the scope of Get/ReleasePrimitiveArrayCritical or "
                      "Get/ReleaseStringCritical");
    if (!(allowed & CHECK_EXCEPTION_OK)) {
        if (t->exception != NULL)
            check_warn(t, "JNI call made with exception pending");
        else if (t->jni_unchecked != NULL)
            check_warn(t, "JNI call made without checking exceptions when required to from %s",
                       t->jni_unchecked);
    }
    if (allowed & CHECK_ASKS || !(allowed & CHECK_EXCEPTION_OK))
        t->jni_unchecked = NULL;
    return t;
}

/* ---- references ---- */

static bool in_own_block(const struct thread *t, const void *slot)
{
    for (const struct handle_block *b = t->handles; b != NULL; b = b->prev)
        if (slot >= (const void *)b->at && slot < (const void *)(b->at + b->used))
            return true;
    return false;
}

/* The class argument of a static native is the address of the class's own reference to its mirror. */
static bool is_class_argument(struct thread *t, struct object **slot)
{
    if (!heap_is_root_slot(t->vm, slot) || *slot == NULL || ((uintptr_t)*slot & 1) ||
        (*slot)->klass != t->vm->wk.Class)
        return false;
    struct class *c = class_from_mirror(*slot);
    return c != NULL && &c->refs->mirror == slot;
}

static bool local_ok(struct thread *t, struct object **slot)
{
    if ((union slot *)slot >= t->stack_base &&
        (union slot *)slot < t->stack_end) /* an argument of the native */
        return *slot != NULL;
    return in_own_block(t, slot) ? *slot != NULL : is_class_argument(t, slot);
}

static bool global_ok(struct thread *t, struct object **cell)
{
    return heap_is_root_slot(t->vm, cell) && *cell != NULL &&
           ((uintptr_t)*cell & 1) == 0; /* free cells hold odd links */
}

static bool ref_ok(struct thread *t, jobject h)
{
    uintptr_t p = (uintptr_t)h;
    void *slot = (void *)(p & ~(uintptr_t)7);
    switch (p & 7) {
    case 0: return local_ok(t, slot);
    case 1: return weak_cell_is_registered(t->vm, slot);
    case 2: return global_ok(t, slot);
    default: return false;
    }
}

struct object *check_ref(struct thread *t, jobject h)
{
    if (h == NULL)
        return NULL;
    if (!ref_ok(t, h))
        check_fatal(t, "Bad global or local ref passed to JNI");
    return handle_get(h);
}

struct object *check_object(struct thread *t, jobject h)
{
    struct object *o = check_ref(t, h);
    if (o == NULL)
        check_fatal(t, "Null object passed to JNI");
    return o;
}

struct class *check_class(struct thread *t, jclass h)
{
    struct object *o = check_ref(t, h);
    if (o == NULL)
        check_fatal(t, "JNI received a null class");
    if (o->klass != t->vm->wk.Class)
        check_fatal(t, "JNI received a class argument that is not a class");
    return class_from_mirror(o);
}

struct class *check_throwable_class(struct thread *t, jclass h)
{
    struct class *c = check_class(t, h);
    if (!class_is_subtype(c, t->vm->wk.Throwable))
        check_fatal(
            t,
            "JNI Throw or ThrowNew received a class argument that is not a Throwable or Throwable subclass");
    return c;
}

struct object *check_string(struct thread *t, jstring h)
{
    struct object *o = check_object(t, h);
    if (o->klass != t->vm->wk.String)
        check_fatal(t, "JNI string operation received a non-string");
    return o;
}

struct object *check_array(struct thread *t, jarray h)
{
    struct object *o = check_object(t, h);
    if (!o->klass->is_array)
        check_fatal(t, "Non-array passed to JNI array operations");
    return o;
}

struct object *check_object_array(struct thread *t, jarray h)
{
    struct object *o = check_array(t, h);
    if (o->klass->component->is_primitive)
        check_fatal(t, "Object array expected but not received for JNI array operation");
    return o;
}

struct object *check_primitive_array(struct thread *t, jarray h, char letter)
{
    struct object *o = check_array(t, h);
    if (!o->klass->component->is_primitive)
        check_fatal(t, "Primitive type array expected but not received for JNI array operation");
    if (letter != 0 && o->klass->component != class_primitive(t->vm, letter))
        check_fatal(t, "Array element type mismatch in JNI");
    return o;
}

void check_name(struct thread *t, const char *name)
{
    if (name == NULL)
        check_fatal(t, "Null name or signature passed to JNI");
}

/* ---- ids: they are addresses of members ---- */

static bool declares_method(const struct class *c, const struct method *m)
{
    return m >= c->methods && m < c->methods + c->n_methods;
}

static bool has_method(const struct class *c, const struct method *m)
{
    for (const struct class *k = c; k != NULL; k = k->super)
        if (declares_method(k, m))
            return true;
    for (u4 i = 0; i < c->n_all_interfaces; i++)
        if (declares_method(c->all_interfaces[i], m))
            return true;
    return false;
}

static bool declares_field(const struct class *c, const struct field *f)
{
    return f >= c->fields && f < c->fields + c->n_fields;
}

static bool has_field(const struct class *c, const struct field *f)
{
    for (const struct class *k = c; k != NULL; k = k->super)
        if (declares_field(k, f))
            return true;
    for (u4 i = 0; i < c->n_all_interfaces; i++)
        if (declares_field(c->all_interfaces[i], f))
            return true;
    return false;
}

void check_method(struct thread *t, struct class *c, jmethodID id, bool is_static)
{
    const struct method *m = (const struct method *)id;
    if (m == NULL || !has_method(c, m))
        check_fatal(t, "Wrong object class or methodID passed to JNI call");
    if (method_is_static(m) != is_static) {
        struct buf b = {0};
        method_external_name(m, &b);
        check_fatal(t, "Wrong object class or methodID passed to JNI call: '%s' is %sstatic", buf_str(&b),
                    is_static ? "not " : "");
    }
}

static char field_kind(char letter)
{
    return letter == '[' ? 'L' : letter;
}

void check_field(struct thread *t, struct class *c, jfieldID id, bool is_static, char letter)
{
    const struct field *f = (const struct field *)id;
    if (f == NULL || !has_field(c, f) || ((f->access & ACC_STATIC) != 0) != is_static)
        check_fatal(t, is_static ? "Static field not found in JNI get/set field operations"
                                 : "Wrong field ID passed to JNI");
    if (field_kind(f->type) != letter)
        check_fatal(t, "Field type (%s) mismatch in JNI get/set field operations",
                    is_static ? "static" : "instance");
}

/* ---- guarded copies ---- */

#define GUARD_BYTES 16
#define GUARD_FILL  0xab

struct guard {
    struct guard *next, *prev;
    const void *owner; /* only compared */
    size_t bytes;
    u1 front[GUARD_BYTES];
    u1 data[];
};

static struct guard outstanding = {.next = &outstanding, .prev = &outstanding};
static pthread_mutex_t outstanding_lock = PTHREAD_MUTEX_INITIALIZER;

void *guard_new(const void *data, size_t bytes, const struct object *owner)
{
    struct guard *g = malloc(sizeof *g + bytes + GUARD_BYTES);
    if (g == NULL)
        return NULL;
    g->owner = owner;
    g->bytes = bytes;
    memset(g->front, GUARD_FILL, GUARD_BYTES);
    memcpy(g->data, data, bytes);
    memset(g->data + bytes, GUARD_FILL, GUARD_BYTES);
    pthread_mutex_lock(&outstanding_lock);
    g->prev = &outstanding;
    g->next = outstanding.next;
    g->next->prev = outstanding.next = g;
    pthread_mutex_unlock(&outstanding_lock);
    return g->data;
}

static struct guard *guard_of(const void *p)
{
    pthread_mutex_lock(&outstanding_lock);
    struct guard *g = outstanding.next;
    while (g != &outstanding && (const void *)g->data != p)
        g = g->next;
    pthread_mutex_unlock(&outstanding_lock);
    return g != &outstanding ? g : NULL;
}

static bool untouched(const u1 *p)
{
    for (int i = 0; i < GUARD_BYTES; i++)
        if (p[i] != GUARD_FILL)
            return false;
    return true;
}

size_t guard_check(struct thread *t, const char *function, const void *p, const struct object *owner)
{
    struct guard *g = guard_of(p);
    if (g == NULL)
        check_fatal(t, "%s: %p is not a pointer that JNI handed out", function, p);
    if (g->owner != owner)
        check_fatal(t, "%s: %p was handed out for another object", function, p);
    if (!untouched(g->front) || !untouched(g->data + g->bytes))
        check_fatal(t, "%s: memory outside the %zu bytes at %p was written", function, g->bytes, p);
    return g->bytes;
}

void guard_free(void *p)
{
    struct guard *g = guard_of(p);
    pthread_mutex_lock(&outstanding_lock);
    g->prev->next = g->next;
    g->next->prev = g->prev;
    pthread_mutex_unlock(&outstanding_lock);
    free(g);
}

/* ---- the table ---- */

const struct JNINativeInterface_ *jni_check_table(void)
{
    static struct JNINativeInterface_ table;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    if (jni_plain == NULL) {
        jni_plain = jni_table_init();
        table = *jni_plain;
        jni_check_fill_calls(&table);
        jni_check_fill_data(&table);
        jni_check_fill_misc(&table);
    }
    pthread_mutex_unlock(&lock);
    return &table;
}
