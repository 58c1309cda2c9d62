/* error.c - a thread's last failure: status, text, and the exception when Java threw one. */
#include <stdio.h>
#include "runtime/embed/embed.h"

/* Of functions that have no samovar_thread. */
static __thread samovar_status lone_status;
static __thread char lone_message[256];

void embed_error_free(samovar_thread *s)
{
    samovar_error_clear(s);
    root_cell_free(vm_current(), s->error.exception); /* s->t may be gone */
}

static void forget(samovar_thread *s)
{
    free(s->error.message);
    free(s->error.klass);
    free(s->error.trace);
    s->error.message = s->error.klass = s->error.trace = NULL;
    s->error.status = SAMOVAR_OK;
    *s->error.exception = NULL;
}

samovar_status embed_fail(samovar_thread *s, samovar_status status, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    if (s == NULL) {
        lone_status = status;
        vsnprintf(lone_message, sizeof lone_message, format, ap);
    } else {
        struct buf b = {0};
        buf_vprintf(&b, format, ap); /* before forgetting: the text may be an argument */
        forget(s);
        s->error.status = status;
        s->error.message = xstrdup(buf_str(&b));
        buf_free(&b);
    }
    va_end(ap);
    return status;
}

static samovar_status set_exception(samovar_thread *s, struct object *e)
{
    forget(s);
    *s->error.exception = e;
    return s->error.status = e == *s->vm->interruption && (s->t->poll & POLL_ASYNC_STAYS)
                                 ? SAMOVAR_INTERRUPTED
                                 : SAMOVAR_EXCEPTION;
}

samovar_status embed_take_exception(samovar_thread *s)
{
    return set_exception(s, exception_take(s->t));
}

SAMOVAR_EXPORT samovar_status samovar_error_status(const samovar_thread *s)
{
    return s != NULL ? s->error.status : lone_status;
}

SAMOVAR_EXPORT void samovar_error_clear(samovar_thread *s)
{
    if (s != NULL)
        forget(s);
    else
        lone_status = SAMOVAR_OK, lone_message[0] = 0;
}

SAMOVAR_EXPORT samovar_ref samovar_error_exception(samovar_thread *s)
{
    return s != NULL ? embed_local(s->t, *s->error.exception) : NULL;
}

/* ---- text of exceptions, made when it is asked for ---- */

/* Text that Java makes of e, or "" when that throws too. */
static char *text_of(struct thread *t, struct object *e,
                     struct object *(*make)(struct thread *, struct object *))
{
    struct object *string = make(t, e);
    if (t->exception != NULL) {
        t->exception = NULL;
        string = NULL;
    }
    return string != NULL ? embed_string_utf8(t, string, NULL) : xstrdup("");
}

static struct object *call_to_string(struct thread *t, struct object *e)
{
    struct method *m = embed_need_method(t, e->klass, "toString", "()Ljava/lang/String;");
    return m != NULL ? exec_callv(t, m, e).a : NULL;
}

static struct object *new_writer(struct thread *t, const char *name, const char *desc,
                                 struct object *argument)
{
    struct class *c = embed_load_class(t, name);
    struct object *w = c != NULL ? embed_new_instance(t, c) : NULL;
    struct method *init = w != NULL ? embed_need_method(t, c, "<init>", desc) : NULL;
    if (init == NULL)
        return NULL;
    exec_callv(t, init, w, argument);
    return t->exception == NULL ? w : NULL;
}

static struct object *print_trace(struct thread *t, struct object *e)
{
    struct object *text = new_writer(t, "java/io/StringWriter", "()V", NULL);
    struct object *printer =
        text != NULL ? new_writer(t, "java/io/PrintWriter", "(Ljava/io/Writer;)V", text) : NULL;
    struct method *print = printer != NULL
                               ? embed_need_method(t, e->klass, "printStackTrace", "(Ljava/io/PrintWriter;)V")
                               : NULL;
    if (print == NULL)
        return NULL;
    exec_callv(t, print, e, printer);
    return t->exception == NULL ? call_to_string(t, text) : NULL;
}

static const char *exception_text(samovar_thread *s, char **cache,
                                  struct object *(*make)(struct thread *, struct object *))
{
    if (*cache == NULL && *s->error.exception != NULL && s == embed_self) {
        struct object *e = *s->error.exception;
        uint32_t old = jni_enter(s->t);
        struct object *pending = s->t->exception; /* an interruption in progress */
        s->t->exception = NULL;
        char *text = text_of(s->t, e, make);
        s->t->exception = pending;
        jni_leave(s->t, old);
        *cache = text;
    }
    return *cache != NULL ? *cache : "";
}

SAMOVAR_EXPORT const char *samovar_error_message(samovar_thread *s)
{
    if (s == NULL)
        return lone_message;
    if (s->error.status == SAMOVAR_INTERRUPTED)
        return "interrupted by the host";
    return exception_text(s, &s->error.message, call_to_string);
}

SAMOVAR_EXPORT const char *samovar_error_class(samovar_thread *s)
{
    if (s == NULL || *s->error.exception == NULL)
        return "";
    if (s->error.klass == NULL) {
        struct buf b = {0};
        class_external_name((*s->error.exception)->klass, &b);
        s->error.klass = xstrdup(buf_str(&b));
        buf_free(&b);
    }
    return s->error.klass;
}

SAMOVAR_EXPORT const char *samovar_error_trace(samovar_thread *s)
{
    return s != NULL ? exception_text(s, &s->error.trace, print_trace) : "";
}

/* ---- throwing ---- */

SAMOVAR_EXPORT samovar_status samovar_throw(samovar_thread *s, const char *class_name, const char *format,
                                            ...)
{
    EMBED_BEGIN(s);
    struct symbol *name = class_name != NULL ? embed_class_name(t->vm, class_name) : NULL;
    if (name == NULL)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "no name of a class: %s",
                                class_name != NULL ? class_name : "NULL"));
    struct class *c = class_load_or_noclassdef(t, loader_for(t, *t->vm->system_loader), name);
    if (c != NULL && !class_is_subtype(c, t->vm->wk.Throwable))
        EMBED_END(s, embed_fail(s, SAMOVAR_TYPE, "%s is no Throwable", class_name));
    struct object *e = c != NULL ? embed_new_instance(t, c) : NULL, *message = NULL;
    struct method *init = NULL;
    if (e != NULL && format != NULL) {
        struct buf b = {0};
        va_list ap;
        va_start(ap, format);
        buf_vprintf(&b, format, ap);
        va_end(ap);
        message = embed_string_new(t, buf_str(&b), b.len);
        buf_free(&b);
        if (message != NULL)
            init = embed_need_method(t, c, "<init>", "(Ljava/lang/String;)V");
    } else if (e != NULL) {
        init = embed_need_method(t, c, "<init>", "()V");
    }
    if (init != NULL)
        exec_callv(t, init, e, message);
    if (t->exception == NULL)
        throw_object(t, e);
    s->thrown = true;
    EMBED_END(s, SAMOVAR_EXCEPTION);
}

SAMOVAR_EXPORT samovar_status samovar_throw_ref(samovar_thread *s, samovar_ref exception)
{
    EMBED_BEGIN(s);
    struct object *e = embed_get(exception);
    if (!object_is_instance(e, t->vm->wk.Throwable))
        EMBED_END(s, embed_fail(s, SAMOVAR_TYPE, "samovar_throw_ref: no Throwable"));
    s->thrown = true;
    EMBED_END(s, set_exception(s, e));
}
