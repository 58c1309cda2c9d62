/*
 * throw.c - exceptions made by the VM.
 *
 * They are ordinary objects: allocated and given to their constructor, so that subclass state and stack trace
 * are as for `new`. Two must work when that cannot: OutOfMemoryError and StackOverflowError exist once in
 * advance and are thrown as they are when making a fresh one fails.
 */
#include <stdarg.h>
#include <string.h>
#include "frontend/external_name.h"
#include "runtime/exec/exec.h"
#include "runtime/exec/throw_internal.h"
#include "runtime/gc/heap.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

#define OVERFLOW_C_STACK (96 << 10) /* of the machine stack's reserve, for constructing the error */
#define OVERFLOW_SLOTS   512        /* of the Java stack's reserve, left unused */

static struct method *constructor(struct vm *vm, const struct class *c, const char *desc)
{
    return class_own_method(c, symbol_intern_z(vm->symbols, "<init>"), symbol_intern_z(vm->symbols, desc));
}

/* Nothing can be thrown before java.lang.Throwable works: say what it would have been. */
static void check_ready(struct vm *vm, const char *class_name, const char *message)
{
    const struct class *c = vm->wk.Throwable;
    if (c == NULL || vm->wk.String == NULL || !class_is_initialized(vm->wk.String))
        vm_abort("%s before the class library can throw: %s", class_name,
                 message != NULL ? message : "(no message)");
}

/* Runs the constructor that fits best. Classes that the VM throws have ()V or (String)V at least. */
static bool construct(struct thread *t, struct object *e, struct object *message, struct object *cause)
{
    struct vm *vm = t->vm;
    struct class *c = e->klass;
    struct method *init;
    if (cause != NULL && message != NULL &&
        (init = constructor(vm, c, "(Ljava/lang/String;Ljava/lang/Throwable;)V")) != NULL) {
        exec_callv(t, init, e, message, cause);
        return t->exception == NULL;
    }
    if (cause != NULL && message == NULL && (init = constructor(vm, c, "(Ljava/lang/Throwable;)V")) != NULL) {
        exec_callv(t, init, e, cause);
        return t->exception == NULL;
    }
    if (message != NULL && (init = constructor(vm, c, "(Ljava/lang/String;)V")) != NULL) {
        exec_callv(t, init, e, message);
    } else if ((init = constructor(vm, c, "()V")) != NULL) {
        exec_callv(t, init, e);
        if (message != NULL)
            set_ref_field(e, vm->wk.Throwable_detailMessage, message);
    } else {
        vm_abort("%s has no constructor that the VM could use", c->name->utf8);
    }
    if (t->exception == NULL && cause != NULL)
        exec_callv(t, vm->wk.Throwable_initCause_m, e, cause);
    return t->exception == NULL;
}

static bool throw_text(struct thread *t, const char *class_name, struct object *cause, const char *message,
                       size_t len)
{
    struct vm *vm = t->vm;
    check_ready(vm, class_name, message);
    t->exception = NULL;
    struct class *c = class_load_or_noclassdef(t, vm->boot_loader, symbol_intern_z(vm->symbols, class_name));
    if (c == NULL || !class_init(t, c))
        return false;
    struct object *text = NULL;
    if (message != NULL && (text = string_new_utf8(t, message, len)) == NULL)
        return false;
    struct object *e = heap_alloc_object(t, c);
    if (e != NULL && construct(t, e, text, cause))
        t->exception = e;
    return false;
}

static bool throw_format(struct thread *t, const char *class_name, struct object *cause, const char *fmt,
                         va_list ap)
{
    struct buf b = {0};
    if (fmt != NULL)
        buf_vprintf(&b, fmt, ap);
    throw_text(t, class_name, cause, fmt != NULL ? buf_str(&b) : NULL, b.len);
    buf_free(&b);
    return false;
}

bool throw_new(struct thread *t, const char *class_name, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    throw_format(t, class_name, NULL, fmt, ap);
    va_end(ap);
    return false;
}

bool throw_cause(struct thread *t, const char *class_name, struct object *cause, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    throw_format(t, class_name, cause, fmt, ap);
    va_end(ap);
    return false;
}

bool throw_object(struct thread *t, struct object *exception)
{
    t->exception = exception;
    return false;
}

bool throw_npe(struct thread *t)
{
    return throw_new(t, "java/lang/NullPointerException", NULL);
}

/* ---- errors that may strike while they are being made ---- */

static bool pending_is(const struct thread *t, const struct class *c)
{
    return t->exception != NULL && c != NULL && t->exception->klass == c;
}

bool throw_oom(struct thread *t, const char *what)
{
    static __thread bool making_one;
    struct vm *vm = t->vm;
    if (vm->preallocated_oom == NULL)
        vm_abort("OutOfMemoryError while booting: %s (raise -Xmx)", what);
    if (!making_one) {
        making_one = true;
        throw_new(t, "java/lang/OutOfMemoryError", "%s", what);
        making_one = false;
    }
    if (!pending_is(t, vm->wk.OutOfMemoryError))
        t->exception = *vm->preallocated_oom;
    return false;
}

bool throw_stack_overflow(struct thread *t)
{
    struct vm *vm = t->vm;
    if (vm->preallocated_soe == NULL)
        vm_abort("StackOverflowError while booting (raise -Xss)");
    if (!t->in_stack_overflow) {
        union slot *limit = t->stack_limit;
        char *c_limit = t->c_stack_limit;
        t->in_stack_overflow = true;
        t->stack_limit = t->stack_end - OVERFLOW_SLOTS;
        t->c_stack_limit -= OVERFLOW_C_STACK;
        thread_open_entries(t);
        throw_new(t, "java/lang/StackOverflowError", NULL);
        t->stack_limit = limit;
        t->c_stack_limit = c_limit;
        thread_open_entries(t);
        t->in_stack_overflow = false;
    }
    if (!pending_is(t, vm->wk.StackOverflowError))
        t->exception = *vm->preallocated_soe;
    return false;
}

/* ---- looking at what is pending ---- */

bool exception_is(struct thread *t, const char *class_name)
{
    if (t->exception == NULL)
        return false;
    struct vm *vm = t->vm;
    struct class *c = class_find_loaded(vm->boot_loader, symbol_intern_z(vm->symbols, class_name));
    return c != NULL && class_is_subtype(t->exception->klass, c);
}

struct object *exception_take(struct thread *t)
{
    struct object *e = t->exception;
    t->exception = NULL;
    return e;
}

void exception_print(struct thread *t)
{
    struct object *e = exception_take(t);
    if (e == NULL)
        return;
    union slot receiver = {.a = e};
    exec_call_virtual(t, t->vm->wk.Throwable_printStackTrace_m, &receiver);
    if (t->exception != NULL) { /* a broken printStackTrace: the name at least */
        struct buf b = {0};
        class_external_name(e->klass, &b);
        fprintf(stderr, "%s (and %s while printing it)\n", buf_str(&b), t->exception->klass->name->utf8);
        buf_free(&b);
        t->exception = NULL;
    }
}

/* ---- what only the interpreter throws ---- */

static bool throw_buf(struct thread *t, const char *class_name, struct buf *b)
{
    throw_text(t, class_name, NULL, buf_str(b), b->len);
    buf_free(b);
    return false;
}

bool throw_naming(struct thread *t, const char *class_name, struct class *c)
{
    struct buf b = {0};
    class_external_name(c, &b);
    return throw_buf(t, class_name, &b);
}

bool throw_class_cast(struct thread *t, struct class *from, struct class *to)
{
    struct buf b = {0};
    buf_puts(&b, "class ");
    class_external_name(from, &b);
    buf_puts(&b, " cannot be cast to class ");
    class_external_name(to, &b);
    buf_puts(&b, " (");
    class_pair_in_module_of_loader(from, to, &b);
    buf_putc(&b, ')');
    return throw_buf(t, "java/lang/ClassCastException", &b);
}

bool throw_not_implemented(struct thread *t, struct class *receiver, struct class *interface)
{
    struct buf b = {0};
    buf_puts(&b, "Class ");
    class_external_name(receiver, &b);
    buf_puts(&b, " does not implement the requested interface ");
    class_external_name(interface, &b);
    return throw_buf(t, "java/lang/IncompatibleClassChangeError", &b);
}

/* "void foo(int)", or "void a.B.foo(int)" as a method of class `of` */
static void method_signature(const struct method *m, const struct class *of, struct buf *b)
{
    const char *ret = strchr(m->desc->utf8, ')') + 1;
    external_type(b, ret, strlen(ret));
    buf_putc(b, ' ');
    if (of != NULL) {
        class_external_name(of, b);
        buf_putc(b, '.');
    }
    buf_printf(b, "%s(", m->name->utf8);
    external_params(b, m->desc);
    buf_putc(b, ')');
}

bool throw_not_invocable(struct thread *t, struct class *receiver, struct method *m)
{
    struct buf b = {0};
    switch ((enum method_kind)m->kind) {
    case METHOD_CONFLICT:
        method_conflict_text(m, &b);
        return throw_buf(t, "java/lang/IncompatibleClassChangeError", &b);
    case METHOD_ILLEGAL_ACCESS:
        buf_putc(&b, '\'');
        method_signature(m, receiver, &b);
        buf_putc(&b, '\'');
        return throw_buf(t, "java/lang/IllegalAccessError", &b);
    case METHOD_NOT_IMPLEMENTED: return throw_not_implemented(t, receiver, m->klass);
    case METHOD_ABSTRACT: break;
    default:
        buf_printf(&b, "%s.%s: this kind of method handle linker is not supported", m->klass->name->utf8,
                   m->name->utf8);
        return throw_buf(t, "java/lang/InternalError", &b);
    }
    if (receiver != NULL) {
        buf_puts(&b, "Receiver class ");
        class_external_name(receiver, &b);
        buf_puts(&b, " does not define or inherit an implementation of");
    } else {
        buf_puts(&b, "Missing implementation of");
    }
    buf_printf(&b, " the resolved method '%s", m->access & ACC_ABSTRACT ? "abstract " : "");
    method_signature(m, NULL, &b);
    buf_printf(&b, "' of %s",
               m->klass->is_interface            ? "interface "
               : m->klass->access & ACC_ABSTRACT ? "abstract class "
                                                 : "class ");
    class_external_name(m->klass, &b);
    buf_putc(&b, '.');
    return throw_buf(t, "java/lang/AbstractMethodError", &b);
}
