/*
 * backtrace.c - stack traces: of throwables and of other threads.
 *
 * A throwable keeps a long[] of (method, bci) pairs in Throwable.backtrace; StackTraceElements are only made
 * when the program asks. When classes of these methods may be unloaded, it is an Object[] with that long[]
 * and the classes' mirrors instead. An odd length tells that hidden frames above the first one were left out:
 * that frame's bytecode is not what threw, and explains no NullPointerException.
 */
#define _GNU_SOURCE
#include <string.h>
#include "frontend/npe_message.h"
#include "runtime/class/module.h"
#include "runtime/exec/exec.h"
#include "runtime/exec/walk.h"
#include "runtime/gc/heap.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

#define MAX_TRACE_DEPTH 1024 /* HotSpot's MaxJavaStackTraceDepth */

struct trace_entry {
    struct method *method;
    int64_t bci;
};

static bool is_hidden(const struct vm *vm, const struct method *m)
{
    return (m->flags & MF_HIDDEN_FRAME) && !vm->options.show_hidden_frames;
}

/* Entries of a walk: on the C stack, until there are many. */
struct trace {
    struct trace_entry *at;
    int n, room;
    struct trace_entry few[64];
};

static void trace_init(struct trace *tr)
{
    tr->at = tr->few;
    tr->n = 0;
    tr->room = ARRAY_LEN(tr->few);
}
static void trace_free(struct trace *tr)
{
    if (tr->at != tr->few)
        free(tr->at);
}
static void trace_grow(struct trace *tr)
{
    struct trace_entry *many = xcalloc(MAX_TRACE_DEPTH, sizeof *many);
    memcpy(many, tr->few, sizeof tr->few);
    tr->at = many;
    tr->room = MAX_TRACE_DEPTH;
}

/* The visible activations from w outwards, at most MAX_TRACE_DEPTH. */
static void collect(const struct vm *vm, struct stack_walk *w, struct trace *tr)
{
    for (; !stack_walk_over(w) && tr->n < MAX_TRACE_DEPTH; stack_walk_next(w)) {
        if (is_hidden(vm, w->method))
            continue;
        if (tr->n == tr->room)
            trace_grow(tr);
        tr->at[tr->n++] = (struct trace_entry){w->method, w->bci};
    }
}

/* To the first activation that belongs to the program: past fillInStackTrace and the constructors of the
 * throwable's classes. That they construct this very throwable is not asked, as in HotSpot. */
static void skip_throwable_frames(struct vm *vm, struct stack_walk *w, const struct object *throwable)
{
    const struct symbol *fill = vm->wk.Throwable_fillInStackTrace_m->name;
    while (!stack_walk_over(w) && w->method->name == fill &&
           class_is_subtype(throwable->klass, w->method->klass))
        stack_walk_next(w);
    while (!stack_walk_over(w) && (w->method->flags & MF_INITIALIZER) &&
           class_is_subtype(throwable->klass, w->method->klass))
        stack_walk_next(w);
}

/* Stops at n mirrors. */
static int collectable_mirrors(const struct trace *tr, struct object *into, int n)
{
    const struct class *last = NULL;
    int found = 0;
    for (int i = 0; i < tr->n && found < n; i++) {
        const struct class *c = tr->at[i].method->klass;
        if (!c->collectable || c == last)
            continue;
        last = c;
        if (into != NULL)
            ref_array_set(into, 1 + found, class_mirror(c));
        found++;
    }
    return found;
}

/* The long[] with what keeps its methods alive; NULL: out of memory. */
static struct object *with_classes(struct thread *t, const struct trace *tr, struct object *pairs)
{
    int n = pairs != NULL ? collectable_mirrors(tr, NULL, INT32_MAX) : 0;
    if (n == 0)
        return pairs;
    struct object *all = heap_alloc_object_array(t, t->vm->wk.Object, 1 + n);
    if (all == NULL)
        return NULL;
    ref_array_set(all, 0, pairs);
    collectable_mirrors(tr, all, n);
    return all;
}

static struct object *pairs_of(struct thread *t, const struct object *throwable)
{
    struct object *bt = ref_field(throwable, t->vm->wk.Throwable_backtrace);
    return bt != NULL && bt->klass->all_refs ? ref_array_get(bt, 0) : bt;
}

void backtrace_fill(struct thread *t, struct object *throwable)
{
    struct vm *vm = t->vm;
    set_ref_field(throwable, vm->wk.Throwable_backtrace, NULL);
    set_ref_field(throwable, vm->wk.Throwable_stackTrace, NULL);
    struct stack_walk w = stack_walk_begin(t);
    skip_throwable_frames(vm, &w, throwable);
    bool hidden_top = !stack_walk_over(&w) && is_hidden(vm, w.method);
    struct trace tr;
    trace_init(&tr);
    collect(vm, &w, &tr);
    struct object *pending = t->exception;
    struct object *a = heap_alloc_prim_array(t, 'J', tr.n * 2 + hidden_top);
    if (a != NULL) {
        memcpy(array_data(a), tr.at, (size_t)tr.n * sizeof *tr.at);
        a = with_classes(t, &tr, a);
    }
    if (a == NULL) { /* the heap is full: an exception without a trace is better than none */
        t->exception = pending;
    } else {
        set_ref_field(throwable, vm->wk.Throwable_backtrace, a);
        set_int_field(throwable, vm->wk.Throwable_depth, tr.n);
    }
    trace_free(&tr);
}

bool stack_trace_element_fill(struct thread *t, struct object *ste, struct method *m, int bci)
{
    struct vm *vm = t->vm;
    struct wellknown *wk = &vm->wk;
    struct class *c = m->klass;
    struct buf b = {0};
    class_external_name(c, &b);
    struct object *name = string_new_z(t, buf_str(&b));
    buf_free(&b);
    if (name == NULL || (name = string_intern(t, name)) == NULL)
        return false;
    set_ref_field(ste, wk->StackTraceElement_declaringClassObject, class_mirror(c));
    set_ref_field(ste, wk->StackTraceElement_declaringClass, name);
    struct object *loader = c->refs->loader;
    if (loader != NULL)
        set_ref_field(ste, wk->StackTraceElement_classLoaderName, ref_field(loader, wk->ClassLoader_name));
    struct module *mod = c->module;
    if (mod != NULL && mod->name != NULL) {
        set_ref_field(ste, wk->StackTraceElement_moduleName, string_from_symbol(t, mod->name));
        if (mod->version != NULL)
            set_ref_field(ste, wk->StackTraceElement_moduleVersion, string_from_symbol(t, mod->version));
    }
    struct object *method_name = string_from_symbol(t, m->name);
    if (method_name == NULL)
        return false;
    set_ref_field(ste, wk->StackTraceElement_methodName, method_name);
    if (c->cf != NULL && c->cf->source_file != NULL)
        set_ref_field(ste, wk->StackTraceElement_fileName, string_from_symbol(t, c->cf->source_file));
    int line = -1;
    if (m->access & ACC_NATIVE)
        line = -2;
    else if (m->cf != NULL && m->cf->code != NULL && bci >= 0)
        line = cf_line_number(m->cf->code, (u4)bci);
    set_int_field(ste, wk->StackTraceElement_lineNumber, line);
    return t->exception == NULL;
}

void backtrace_elements(struct thread *t, struct object *elements, struct object *throwable)
{
    struct object *bt = pairs_of(t, throwable);
    if (bt == NULL)
        return;
    const struct trace_entry *e = array_data(bt);
    int n = array_length(bt) / 2;
    for (int i = 0; i < n && i < array_length(elements); i++)
        if (!stack_trace_element_fill(t, ref_array_get(elements, i), e[i].method, (int)e[i].bci))
            return;
}

struct object *backtrace_npe_message(struct thread *t, struct object *throwable)
{
    struct object *bt = pairs_of(t, throwable);
    if (bt == NULL || array_length(bt) < 2 || array_length(bt) % 2 != 0)
        return NULL;
    const struct trace_entry *e = array_data(bt);
    struct method *m = e->method;
    if (m->cf == NULL || m->cf->code == NULL || e->bci < 0)
        return NULL;
    struct buf b = {0};
    struct object *s =
        npe_message(m->klass->cf, m->cf, (u4)e->bci, &b) ? string_new_utf8(t, b.at, b.len) : NULL;
    buf_free(&b);
    return s;
}

/* ---- other threads ---- */

struct trace_request {
    struct object *java_thread; /* whose stack is wanted: by now its struct thread may serve another one */
    struct trace_entry *entries;
    int n;
};

/* Hidden frames too, as in HotSpot: only traces of throwables leave them out. */
static void collect_target(struct thread *target, void *user)
{
    struct trace_request *r = user;
    if (target->java_thread != r->java_thread)
        return;
    struct stack_walk w = stack_walk_begin(target);
    for (; !stack_walk_over(&w) && r->n < MAX_TRACE_DEPTH; stack_walk_next(&w))
        r->entries[r->n++] = (struct trace_entry){w.method, w.bci};
}

struct object *thread_stack_trace(struct thread *t, struct object *java_thread)
{
    /* On the machine stack: nothing else may keep the methods' classes by the time the elements are made. */
    struct trace_entry entries[MAX_TRACE_DEPTH];
    struct trace_request r = {java_thread, entries, 0};
    struct thread *target = thread_from_java(t, java_thread);
    if (target == t)
        collect_target(t, &r);
    else if (target != NULL)
        thread_handshake(t, target, collect_target, &r);
    struct class *ste = wk_class(t, &t->vm->wk.StackTraceElement);
    struct object *a = ste != NULL && class_init(t, ste) ? heap_alloc_object_array(t, ste, r.n) : NULL;
    for (int i = 0; a != NULL && i < r.n; i++) {
        struct object *e = heap_alloc_object(t, ste);
        if (e == NULL || !stack_trace_element_fill(t, e, r.entries[i].method, (int)r.entries[i].bci)) {
            a = NULL;
            break;
        }
        ref_array_set(a, i, e);
    }
    return a;
}

/* ---- as text ---- */

void stack_frame_text(const struct method *m, int bci, struct buf *b)
{
    const struct class *c = m->klass;
    buf_puts(b, "\tat ");
    class_external_name(c, b);
    buf_printf(b, ".%s(", m->name->utf8);
    if (c->module != NULL && c->module->name != NULL)
        buf_printf(b, "%s%s%s/", c->module->name->utf8, c->module->version != NULL ? "@" : "",
                   c->module->version != NULL ? c->module->version->utf8 : "");
    const char *file = c->cf != NULL && c->cf->source_file != NULL ? c->cf->source_file->utf8 : NULL;
    int line = bci >= 0 && m->cf != NULL && m->cf->code != NULL ? cf_line_number(m->cf->code, (u4)bci) : -1;
    if (m->access & ACC_NATIVE)
        buf_puts(b, "Native Method");
    else if (file == NULL)
        buf_puts(b, "Unknown Source");
    else if (line >= 0)
        buf_printf(b, "%s:%d", file, line);
    else
        buf_puts(b, file);
    buf_puts(b, ")\n");
}

void backtrace_text(struct thread *t, struct buf *b)
{
    int n = 0;
    struct stack_walk w = stack_walk_begin(t);
    for (; !stack_walk_over(&w) && n < MAX_TRACE_DEPTH; stack_walk_next(&w)) {
        if (is_hidden(t->vm, w.method))
            continue;
        stack_frame_text(w.method, w.bci, b);
        n++;
    }
}

/* ---- caller lookup ---- */

/* Frames of reflection and method-handle plumbing do not count as callers (jdk.internal.reflect.Reflection).
 */
static bool ignored_by_stack_walk(struct vm *vm, const struct method *m)
{
    struct class *c = m->klass;
    if (c == vm->wk.Method && strcmp(m->name->utf8, "invoke") == 0)
        return true;
    if (vm->wk.MethodAccessorImpl != NULL && class_is_subtype(c, vm->wk.MethodAccessorImpl))
        return true;
    return (m->vm_annotations & VMA_LAMBDA_FORM_COMPILED) != 0;
}

struct class *caller_class(struct thread *t, int depth)
{
    struct stack_walk w = stack_walk_begin(t);
    for (int i = 0; !stack_walk_over(&w) && i <= depth; i++)
        stack_walk_next(&w);
    while (!stack_walk_over(&w) && ignored_by_stack_walk(t->vm, w.method))
        stack_walk_next(&w);
    return w.method != NULL ? w.method->klass : NULL;
}
