/*
 * init.c - class initialization, the procedure of JVMS 5.5; the numbers below are its steps.
 *
 * The initialization lock LC of a class is one of a fixed set of locks, chosen by the class's address: it is
 * held only to look at and change the state, never while Java runs, so sharing cannot deadlock. Waiting
 * threads wake up for nothing when another class of the same lock changes, look, and wait again.
 */
#include "runtime/class/class_internal.h"

static struct init_lock {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
} init_locks[32] = {[0 ... 31] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER}};

static struct init_lock *lock_of(const struct class *c)
{
    uintptr_t p = (uintptr_t)c;
    return &init_locks[(p >> 5 ^ p >> 10) % ARRAY_LEN(init_locks)];
}

static void set_state(struct class *c, enum class_state s)
{
    struct init_lock *lock = lock_of(c);
    pthread_mutex_lock(&lock->mutex);
    c->init_thread = NULL;
    atomic_store_explicit(&c->state, s, memory_order_release);
    pthread_cond_broadcast(&lock->changed);
    pthread_mutex_unlock(&lock->mutex);
}

enum entry { ENTRY_MINE, ENTRY_DONE, ENTRY_FAILED_BEFORE };

/* Steps 1 to 6 up to the point where this thread is the one that initializes. */
static enum entry enter(struct thread *t, struct class *c)
{
    struct init_lock *lock = lock_of(c);
    enum entry result;
    pthread_mutex_lock(&lock->mutex);
    while (c->state == CLASS_INITIALIZING && c->init_thread != t) {
        pthread_mutex_unlock(&lock->mutex);
        thread_enter_blocked(t);
        pthread_mutex_lock(&lock->mutex);
        if (c->state == CLASS_INITIALIZING)
            pthread_cond_wait(&lock->changed, &lock->mutex);
        pthread_mutex_unlock(&lock->mutex);
        thread_leave_blocked(t);
        pthread_mutex_lock(&lock->mutex);
    }
    if (c->state == CLASS_INITIALIZING || c->state == CLASS_INITIALIZED) {
        result = ENTRY_DONE; /* done, or a recursive request */
    } else if (c->state == CLASS_ERRONEOUS) {
        result = ENTRY_FAILED_BEFORE;
    } else {
        c->init_thread = t;
        atomic_store(&c->state, CLASS_INITIALIZING);
        result = ENTRY_MINE;
    }
    pthread_mutex_unlock(&lock->mutex);
    return result;
}

/* Superinterfaces that declare instance methods with code, each after its own superinterfaces (step 7). */
static bool init_superinterfaces(struct thread *t, struct class *c)
{
    for (unsigned i = 0; i < c->n_interfaces; i++) {
        struct class *iface = c->interfaces[i];
        if (!iface->inherits_defaults)
            continue;
        if (!init_superinterfaces(t, iface))
            return false;
        if (iface->declares_defaults && !class_init(t, iface))
            return false;
    }
    return true;
}

static bool init_supers(struct thread *t, struct class *c)
{
    if (c->is_interface)
        return true;
    if (c->super != NULL && !class_init(t, c->super))
        return false;
    return init_superinterfaces(t, c);
}

/* ---- failure ---- */

static struct object *new_initializer_error(struct thread *t, const char *ctor_desc, struct object *arg)
{
    struct vm *vm = t->vm;
    struct class *k = class_load_or_noclassdef(
        t, vm->boot_loader, symbol_intern_z(vm->symbols, "java/lang/ExceptionInInitializerError"));
    if (k == NULL || !class_init(t, k))
        return NULL;
    struct object *e = heap_alloc_object(t, k);
    if (e == NULL)
        return NULL;
    union slot args[2] = {{.a = e}, {.a = arg}};
    exec_call(t, class_method_z(k, "<init>", ctor_desc), args);
    return t->exception == NULL ? e : NULL;
}

/*
 * What later uses of the class give as the cause of their NoClassDefFoundError: an
 * ExceptionInInitializerError whose text names the original exception and thread, with the original's stack
 * trace. A copy, not the original, so that no user object is kept alive. Best effort: NULL when making it
 * fails.
 */
static struct object *describe_failure(struct thread *t, struct object *original)
{
    struct vm *vm = t->vm;
    struct buf b = {0};
    buf_puts(&b, "Exception ");
    class_external_name(original->klass, &b);
    struct object *message = ref_field(original, vm->wk.Throwable_detailMessage);
    if (message != NULL) {
        char *text = string_to_utf8(t, message);
        buf_printf(&b, ": %s", text != NULL ? text : "");
        free(text);
    }
    struct object *name = t->java_thread != NULL ? ref_field(t->java_thread, vm->wk.Thread_name) : NULL;
    char *thread_name = name != NULL ? string_to_utf8(t, name) : NULL;
    buf_printf(&b, " [in thread \"%s\"]", thread_name != NULL ? thread_name : "");
    free(thread_name);
    struct object *text = string_new_utf8(t, buf_str(&b), b.len);
    buf_free(&b);
    struct object *e = text != NULL ? new_initializer_error(t, "(Ljava/lang/String;)V", text) : NULL;
    if (e == NULL)
        return NULL;
    struct method *get =
        class_method_z(vm->wk.Throwable, "getOurStackTrace", "()[Ljava/lang/StackTraceElement;");
    union slot args[1] = {{.a = original}};
    struct object *trace = get != NULL ? exec_call(t, get, args).a : NULL;
    if (trace != NULL && t->exception == NULL) {
        set_ref_field(e, vm->wk.Throwable_stackTrace, trace);
        set_ref_field(e, vm->wk.Throwable_backtrace, NULL);
    }
    return e;
}

/* Steps 10 and 11. The exception of the initializer is pending. */
static bool fail(struct thread *t, struct class *c)
{
    struct vm *vm = t->vm;
    struct object *original = exception_take(t), *thrown = original;
    struct object *kept = describe_failure(t, original);
    if (t->exception != NULL)
        exception_take(t);
    if (!class_is_subtype(original->klass, wk_class(t, &vm->wk.Error))) {
        struct object *wrapped = new_initializer_error(t, "(Ljava/lang/Throwable;)V", original);
        thrown = wrapped != NULL ? wrapped : exception_take(t); /* OutOfMemoryError, StackOverflowError */
    }
    c->refs->init_error = kept;
    set_state(c, CLASS_ERRONEOUS);
    return throw_object(t, thrown);
}

/* Superclass failed (step 7): the same exception, unwrapped, and the class is erroneous too. */
static bool fail_with_super(struct thread *t, struct class *c)
{
    struct object *e = exception_take(t);
    c->refs->init_error = describe_failure(t, e);
    if (t->exception != NULL)
        exception_take(t);
    set_state(c, CLASS_ERRONEOUS);
    return throw_object(t, e);
}

static bool failed_before(struct thread *t, struct class *c)
{
    struct buf b = {0};
    buf_puts(&b, "Could not initialize class ");
    class_external_name(c, &b);
    if (c->refs->init_error != NULL)
        throw_cause(t, "java/lang/NoClassDefFoundError", c->refs->init_error, "%s", buf_str(&b));
    else
        throw_new(t, "java/lang/NoClassDefFoundError", "%s", buf_str(&b));
    buf_free(&b);
    return false;
}

bool class_init(struct thread *t, struct class *c)
{
    if (LIKELY(atomic_load_explicit(&c->state, memory_order_acquire) == CLASS_INITIALIZED))
        return true;
    if (!class_link(t, c))
        return false;
    if (!c_stack_ok(t)) /* before the class is ours: it must not become erroneous for this */
        return throw_stack_overflow(t);
    switch (enter(t, c)) {
    case ENTRY_DONE: return true;
    case ENTRY_FAILED_BEFORE: return failed_before(t, c);
    case ENTRY_MINE: break;
    }
    if (!init_supers(t, c))
        return fail_with_super(t, c);
    bool ok = class_init_constant_strings(t, c);
    struct method *clinit = ok ? class_own_clinit(c) : NULL;
    if (clinit != NULL) {
        SHIELDED(t, class_is_of_library(c), exec_call(t, clinit, NULL));
        ok = t->exception == NULL;
    }
    if (!ok)
        return fail(t, c);
    set_state(c, CLASS_INITIALIZED);
    return true;
}
