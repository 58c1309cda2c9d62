/*
 * resolve_invoke.c - method types, method handles, dynamic constants and invokedynamic sites
 * (JVMS 5.4.3.5, 5.4.3.6).
 *
 * All of them are made by Java: the VM resolves what the constant names, checks access to classes, and asks
 * MethodHandleNatives. What a bootstrap method throws becomes a BootstrapMethodError unless it is an Error.
 *
 * Static arguments of a bootstrap method are pushed, resolved, as null (none), the object itself (one that is
 * not an array) or Object[]. If one of them is a dynamic constant that is not resolved yet, Java gets
 * int[]{count, index} and pulls them through copyOutBootstrapArguments when it needs them; a constant that
 * depends on itself then recurses in Java and ends in StackOverflowError.
 */
#include <string.h>
#include "frontend/descriptor.h"
#include "runtime/class/link_upcall.h"
#include "runtime/class/linkresolve.h"
#include "runtime/class/rcp.h"
#include "runtime/class/resolve_invoke.h"
#include "runtime/class/unload.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/reflect.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

/* --------------------------------------------------------------------------------------------------------------
 * types */

struct object *resolve_type_mirror(struct thread *t, struct class *from, const char *desc, size_t len)
{
    struct class *c = class_for_descriptor(t, from->loader, desc, len);
    if (c == NULL)
        return NULL;
    if (!class_accessible(from, c)) {
        throw_class_inaccessible(t, from, c->is_array ? c->element : c);
        return NULL;
    }
    return class_mirror(c);
}

struct object *resolve_method_type(struct thread *t, struct class *from, struct symbol *desc)
{
    struct wellknown *wk = &t->vm->wk;
    if (!method_handle_natives_ready(t))
        return NULL;
    int32_t n = 0;
    struct desc_iter it;
    for (desc_iter_init(&it, desc); desc_next_param(&it);)
        n++;
    struct object *params = heap_alloc_object_array(t, wk->Class, n);
    if (params == NULL)
        return NULL;
    desc_iter_init(&it, desc);
    for (int32_t i = 0; desc_next_param(&it); i++) {
        struct object *mirror = resolve_type_mirror(t, from, it.start, it.len);
        if (mirror == NULL)
            return NULL;
        ref_array_set(params, i, mirror);
    }
    desc_return(&it);
    struct object *ret = resolve_type_mirror(t, from, it.start, it.len);
    if (ret == NULL)
        return NULL;
    struct object *type = exec_callv(t, wk->MethodHandleNatives_findMethodHandleType_m, ret, params).a;
    return t->exception == NULL ? type : NULL;
}

/* A MethodType for a method descriptor, a Class for a field descriptor. */
static struct object *resolve_member_type(struct thread *t, struct class *from, struct symbol *desc)
{
    return desc->utf8[0] == '(' ? resolve_method_type(t, from, desc)
                                : resolve_type_mirror(t, from, desc->utf8, desc->len);
}

static struct object **publish_or_keep_error(struct thread *t, struct class *from, unsigned cp_index,
                                             struct object *o)
{
    if (o != NULL)
        return rcp_publish_object(t, from, cp_index, o);
    rcp_keep_error(t, from, cp_index);
    return NULL;
}

struct object **resolve_method_type_cell(struct thread *t, struct class *from, unsigned cp_index)
{
    const struct const_pool *cp = &from->cf->cp;
    struct symbol *desc = cp_utf8(cp, cp->c[cp_index].ref.a);
    return publish_or_keep_error(t, from, cp_index, resolve_method_type(t, from, desc));
}

/* -----------------------------------------------------------------------------------------------------
 * method handles */

/* The member's class must be of the kind its constant says. */
static bool check_member_tag(struct thread *t, struct class *from, struct class *holder, unsigned ref_index)
{
    const struct const_pool *cp = &from->cf->cp;
    u1 tag = cp->tags[ref_index];
    if (tag == CP_Fieldref || (tag == CP_InterfaceMethodref) == holder->is_interface)
        return true;
    struct buf b = {0};
    class_external_name(from, &b);
    throw_new(t, "java/lang/IncompatibleClassChangeError",
              "Inconsistent constant pool data in classfile for class %s. Method '%s%s' at index %u is %s "
              "and should be %s",
              buf_str(&b), cp_ref_name(cp, ref_index)->utf8, cp_ref_desc(cp, ref_index)->utf8, ref_index,
              tag == CP_Methodref ? "CONSTANT_MethodRef" : "CONSTANT_InterfaceMethodRef",
              tag == CP_Methodref ? "CONSTANT_InterfaceMethodRef" : "CONSTANT_MethodRef");
    buf_free(&b);
    return false;
}

static struct object *link_method_handle(struct thread *t, struct class *from, unsigned cp_index)
{
    const struct const_pool *cp = &from->cf->cp;
    unsigned kind = cp->c[cp_index].ref.a, member = cp->c[cp_index].ref.b;
    struct class *holder = resolve_class(t, from, cp->c[member].ref.a);
    if (holder == NULL || !check_member_tag(t, from, holder, member) || !method_handle_natives_ready(t))
        return NULL;
    struct object *type = resolve_member_type(t, from, cp_ref_desc(cp, member));
    struct object *name = type != NULL ? string_from_symbol(t, cp_ref_name(cp, member)) : NULL;
    if (name == NULL)
        return NULL;
    struct object *mh = SHIELDED(t, true,
                                 exec_callv(t, t->vm->wk.MethodHandleNatives_linkMethodHandleConstant_m,
                                            class_mirror(from), (int)kind, class_mirror(holder), name, type))
                            .a;
    return t->exception == NULL ? mh : NULL;
}

struct object **resolve_method_handle_cell(struct thread *t, struct class *from, unsigned cp_index)
{
    return publish_or_keep_error(t, from, cp_index, link_method_handle(t, from, cp_index));
}

/* --------------------------------------------------------------------------------------------------
 * bootstrap methods */

static const struct cf_bootstrap_method *bootstrap_of(const struct class *c, unsigned cp_index)
{
    return &c->cf->bootstrap_methods[c->cf->cp.c[cp_index].ref.a];
}

unsigned bootstrap_argument_count(const struct class *from, unsigned cp_index)
{
    return bootstrap_of(from, cp_index)->n_args;
}

struct object *bootstrap_method_handle(struct thread *t, struct class *from, unsigned cp_index)
{
    return resolve_method_handle(t, from, bootstrap_of(from, cp_index)->method_handle);
}

static bool constant_boxed(struct thread *t, struct class *from, unsigned cp_index, struct object **out)
{
    union slot v;
    char type;
    if (!resolve_constant(t, from, cp_index, &v, &type))
        return false;
    *out = type == 'L' ? v.a : reflect_box(t, type, v);
    return t->exception == NULL;
}

/* Is the constant there already (or there without running Java)? */
static bool constant_available(const struct class *c, unsigned cp_index)
{
    switch (c->cf->cp.tags[cp_index]) {
    case CP_Integer:
    case CP_Float:
    case CP_Long:
    case CP_Double: return true;
    default: {
        void *e = rcp_get(c, cp_index);
        return e != NULL && !rcp_is_error(e);
    }
    }
}

bool bootstrap_copy_arguments(struct thread *t, struct class *from, unsigned cp_index, int start, int end,
                              struct object *buf, int pos, bool resolve, struct object *if_not_available)
{
    const struct cf_bootstrap_method *b = bootstrap_of(from, cp_index);
    if (start < 0 || end < start || end > b->n_args || pos < 0 ||
        (int64_t)pos + (end - start) > array_length(buf))
        return throw_new(t, "java/lang/IndexOutOfBoundsException", "bootstrap arguments %d to %d of %d",
                         start, end, b->n_args);
    for (int i = start; i < end; i++, pos++) {
        struct object *arg = if_not_available;
        if ((resolve || constant_available(from, b->args[i])) && !constant_boxed(t, from, b->args[i], &arg))
            return false;
        ref_array_set(buf, pos, arg);
    }
    return true;
}

static bool must_pull(const struct class *c, const struct cf_bootstrap_method *b)
{
    for (unsigned i = 0; i < b->n_args; i++)
        if (c->cf->cp.tags[b->args[i]] == CP_Dynamic && !constant_available(c, b->args[i]))
            return true;
    return false;
}

static bool static_arguments(struct thread *t, struct class *from, unsigned cp_index, struct object **out)
{
    const struct cf_bootstrap_method *b = bootstrap_of(from, cp_index);
    *out = NULL;
    if (b->n_args == 0)
        return true;
    if (must_pull(from, b)) {
        struct object *info = heap_alloc_prim_array(t, 'I', 2);
        if (info == NULL)
            return false;
        ARRAY_AT(int32_t, info, 0) = b->n_args;
        ARRAY_AT(int32_t, info, 1) = (int32_t)cp_index;
        *out = info;
        return true;
    }
    struct object *args = heap_alloc_object_array(t, t->vm->wk.Object, b->n_args);
    if (args == NULL || !bootstrap_copy_arguments(t, from, cp_index, 0, b->n_args, args, 0, true, NULL))
        return false;
    struct object *only = ref_array_get(args, 0);
    *out = b->n_args == 1 && only != NULL && !only->klass->is_array ? only : args;
    return true;
}

/* Everything linkCallSite and linkDynamicConstant have in common. */
struct bootstrap_call {
    struct object *method_handle, *name, *type, *arguments;
};

static bool bootstrap_prepare(struct thread *t, struct class *from, unsigned cp_index,
                              struct bootstrap_call *out)
{
    const struct const_pool *cp = &from->cf->cp;
    struct wellknown *wk = &t->vm->wk;
    if (!c_stack_ok(t))
        return throw_stack_overflow(t);
    out->method_handle = bootstrap_method_handle(t, from, cp_index);
    if (out->method_handle == NULL)
        return false;
    if (!object_is_instance(out->method_handle, wk->MethodHandle))
        return throw_new(t, "java/lang/LinkageError", "BSM not an MethodHandle");
    out->name = string_from_symbol(t, cp_ref_name(cp, cp_index));
    if (out->name == NULL)
        return false;
    out->type = resolve_member_type(t, from, cp_ref_desc(cp, cp_index));
    return out->type != NULL && static_arguments(t, from, cp_index, &out->arguments);
}

/* The pending exception becomes a BootstrapMethodError, unless it is an Error. */
static void wrap_exception(struct thread *t)
{
    if (t->exception == NULL || exception_is(t, "java/lang/Error"))
        return;
    struct object *cause = exception_take(t);
    throw_cause(t, "java/lang/BootstrapMethodError", cause, NULL);
}

struct object **resolve_dynamic_cell(struct thread *t, struct class *from, unsigned cp_index)
{
    struct bootstrap_call b;
    struct object *value = NULL;
    if (method_handle_natives_ready(t) && bootstrap_prepare(t, from, cp_index, &b))
        value =
            SHIELDED(t, true,
                     exec_callv(t, t->vm->wk.MethodHandleNatives_linkDynamicConstant_m, class_mirror(from),
                                (int)cp_index, b.method_handle, b.name, b.type, b.arguments))
                .a;
    if (t->exception == NULL)
        return rcp_publish_object(t, from, cp_index, value); /* null is a value too */
    wrap_exception(t);
    rcp_keep_error(t, from, cp_index);
    return NULL;
}

/* ------------------------------------------------------------------------------------------------------
 * invokedynamic */

/*
 * Sites are remembered by instruction, successes and errors: whoever asks first decides for all threads
 * (JVMS 5.4.3.6), even when two threads run the bootstrap method at once. The address of the bytecode
 * identifies the instruction.
 */
static struct call_site *remember_site(struct vm *vm, uintptr_t key, struct call_site *site)
{
    pthread_mutex_lock(&vm->class_lock);
    struct call_site *first = ptr_map_get(&vm->indy_sites, key);
    if (first == NULL && site != NULL)
        ptr_map_put(&vm->indy_sites, key, first = site);
    pthread_mutex_unlock(&vm->class_lock);
    return first;
}

static struct call_site *use_site(struct thread *t, struct call_site *site)
{
    if (site->error == NULL)
        return site;
    throw_again(t, *site->error);
    return NULL;
}

static struct call_site *link_site(struct thread *t, struct class *from, unsigned cp_index)
{
    struct wellknown *wk = &t->vm->wk;
    struct bootstrap_call b;
    if (!method_handle_natives_ready(t) || !bootstrap_prepare(t, from, cp_index, &b))
        return NULL;
    struct object *box = heap_alloc_object_array(t, wk->Object, 1);
    if (box == NULL)
        return NULL;
    struct object *mn = SHIELDED(t, true,
                                 exec_callv(t, wk->MethodHandleNatives_linkCallSite_m, class_mirror(from),
                                            (int)cp_index, b.method_handle, b.name, b.type, b.arguments, box))
                            .a;
    return t->exception == NULL ? call_site_new(t, from, mn, ref_array_get(box, 0)) : NULL;
}

static struct call_site *error_site(struct thread *t, struct class *from)
{
    pthread_mutex_lock(&from->loader->lock);
    struct call_site *site = ARENA_NEW(from->arena, struct call_site);
    pthread_mutex_unlock(&from->loader->lock);
    site->from = from;
    site->error = class_cell_new(from, exception_take(t));
    return site;
}

struct call_site *resolve_indy(struct thread *t, struct class *from, unsigned cp_index, struct method *in,
                               u4 bci)
{
    uintptr_t key = (uintptr_t)(in->cf->code->bytes + bci);
    struct call_site *site = remember_site(t->vm, key, NULL);
    if (site != NULL)
        return use_site(t, site);
    site = link_site(t, from, cp_index);
    if (site == NULL) {
        wrap_exception(t);
        struct class *linkage_error = t->vm->wk.LinkageError; /* NULL: not loaded, so nothing is one */
        if (linkage_error == NULL || !object_is_instance(t->exception, linkage_error))
            return NULL; /* out of memory and the like: may work the next time */
        struct object *original = t->exception;
        site = remember_site(t->vm, key, error_site(t, from));
        if (site->error != NULL && *site->error == original) {
            throw_object(t, original);
            return NULL;
        }
        return use_site(t, site);
    }
    return use_site(t, remember_site(t->vm, key, site));
}
