/*
 * resolve_poly.c - signature-polymorphic methods (JVMS 2.9.3): MethodHandle.invokeBasic and linkTo*, which
 * the VM does itself, and MethodHandle.invoke, invokeExact and VarHandle's accessors, which java.lang.invoke
 * spins adapters for.
 *
 * invokeBasic and linkTo* forward their arguments in place and trust the types, so one intrinsic method
 * serves every descriptor with the same erasure: references are Object, everything that lives in an int slot
 * is int.
 */
#include <string.h>
#include "frontend/descriptor.h"
#include "runtime/class/link_upcall.h"
#include "runtime/class/linkresolve.h"
#include "runtime/class/resolve_invoke.h"
#include "runtime/class/unload.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

static const struct {
    const char *name;
    enum method_kind kind;
} intrinsics[] = {
    {"invokeBasic", METHOD_MH_BASIC},
    {"linkToVirtual", METHOD_MH_LINK_VIRTUAL},
    {"linkToStatic", METHOD_MH_LINK_STATIC},
    {"linkToSpecial", METHOD_MH_LINK_SPECIAL},
    {"linkToInterface", METHOD_MH_LINK_INTERFACE},
    {"linkToNative", METHOD_MH_LINK_NATIVE},
};

static enum method_kind kind_of_name(const struct symbol *name)
{
    for (size_t i = 0; i < ARRAY_LEN(intrinsics); i++)
        if (strcmp(name->utf8, intrinsics[i].name) == 0)
            return intrinsics[i].kind;
    return METHOD_BYTECODE;
}

enum method_kind poly_intrinsic_kind(const struct class *holder, const struct symbol *name)
{
    return holder == holder->vm->wk.MethodHandle ? kind_of_name(name) : METHOD_BYTECODE;
}

/* The declaration: native, varargs, its only parameter an Object[]. */
static struct method *declaration(const struct class *holder, const struct symbol *name)
{
    const u4 need = ACC_NATIVE | ACC_VARARGS;
    for (unsigned i = 0; i < holder->n_methods; i++) {
        struct method *m = &holder->methods[i];
        if (m->name == name && (m->access & need) == need &&
            strncmp(m->desc->utf8, "([Ljava/lang/Object;)", 21) == 0)
            return m;
    }
    return NULL;
}

bool poly_is_method(const struct class *holder, const struct symbol *name)
{
    const struct wellknown *wk = &holder->vm->wk;
    return (holder == wk->MethodHandle || holder == wk->VarHandle) && declaration(holder, name) != NULL;
}

static bool check_access(struct thread *t, const struct link_ref *ref)
{
    struct method *m = declaration(ref->holder, ref->name);
    return ref->from == NULL || link_check_access(t, ref, m);
}

/* ----------------------------------------------------------------------------------------------------------
 * intrinsics */

static void append_erased(struct buf *b, char kind)
{
    if (kind == 'L' || kind == '[')
        buf_puts(b, "Ljava/lang/Object;");
    else
        buf_putc(b, strchr("ZBCS", kind) != NULL ? 'I' : kind);
}

static struct symbol *erased_descriptor(struct vm *vm, const struct symbol *desc, struct buf *arg_letters)
{
    struct buf b = {0};
    struct desc_iter it;
    buf_putc(&b, '(');
    for (desc_iter_init(&it, desc); desc_next_param(&it);) {
        append_erased(&b, it.kind);
        buf_putc(arg_letters, it.kind == '[' ? 'L' : strchr("ZBCS", it.kind) != NULL ? 'I' : it.kind);
    }
    buf_putc(&b, ')');
    desc_return(&it);
    append_erased(&b, it.kind);
    struct symbol *s = b.len <= UINT16_MAX ? symbol_intern(vm->symbols, b.at, b.len) : NULL;
    buf_free(&b);
    return s;
}

static struct method *new_intrinsic(struct vm *vm, enum method_kind kind, struct symbol *name,
                                    struct symbol *desc, const char *letters, size_t n)
{
    struct loader *boot = vm->boot_loader;
    pthread_mutex_lock(&boot->lock);
    struct method *m = ARENA_NEW(&boot->arena, struct method);
    m->arg_types = arena_strndup(&boot->arena, letters, n);
    pthread_mutex_unlock(&boot->lock);
    bool is_static = poly_is_static(kind);
    unsigned slots = is_static ? 0 : 1;
    for (size_t i = 0; i < n; i++)
        slots += letters[i] == 'J' || letters[i] == 'D' ? 2 : 1;
    struct desc_iter it;
    desc_iter_init(&it, desc);
    desc_return(&it);
    m->klass = vm->wk.MethodHandle;
    m->kind = (u1)kind;
    method_init_register_entry(m);
    m->name = name;
    m->desc = desc;
    m->access = ACC_NATIVE | ACC_FINAL | ACC_SYNTHETIC | (is_static ? ACC_STATIC : 0);
    m->flags = MF_HIDDEN_FRAME | (is_static ? MF_STATIC : 0);
    m->arg_slots = m->max_locals = (u2)slots;
    m->ret = it.kind == '[' ? 'L' : it.kind;
    m->vtable_index = VTABLE_NONE;
    m->itable_index = -1;
    m->slot = 0xffff;
    return m;
}

struct method *mh_intrinsic_method(struct thread *t, struct symbol *name, struct symbol *desc)
{
    struct vm *vm = t->vm;
    enum method_kind kind = kind_of_name(name);
    struct buf letters = {0};
    struct symbol *erased = erased_descriptor(vm, desc, &letters);
    if (erased == NULL || kind == METHOD_BYTECODE) {
        buf_free(&letters);
        throw_new(t, "java/lang/InternalError", "no method handle intrinsic %s%s", name->utf8, desc->utf8);
        return NULL;
    }
    uintptr_t key = (uintptr_t)erased * 8 + (kind - METHOD_MH_BASIC); /* six kinds */
    pthread_mutex_lock(&vm->class_lock);
    struct method *m = ptr_map_get(&vm->mh_intrinsics, key);
    pthread_mutex_unlock(&vm->class_lock);
    if (m == NULL) {
        struct method *mine =
            new_intrinsic(vm, kind, name, erased, letters.at != NULL ? letters.at : "", letters.len);
        pthread_mutex_lock(&vm->class_lock);
        m = ptr_map_get(&vm->mh_intrinsics, key);
        if (m == NULL)
            ptr_map_put(&vm->mh_intrinsics, key, m = mine);
        pthread_mutex_unlock(&vm->class_lock);
    }
    buf_free(&letters);
    return m;
}

struct method *poly_link_intrinsic(struct thread *t, const struct link_ref *ref)
{
    return check_access(t, ref) ? mh_intrinsic_method(t, ref->name, ref->desc) : NULL;
}

/* -------------------------------------------------------------------------------------- invoke, invokeExact,
 * accessors */

struct call_site *call_site_new(struct thread *t, struct class *from, struct object *member_name,
                                struct object *appendix)
{
    struct method *target = member_name != NULL ? member_name_method(t, member_name) : NULL;
    if (target == NULL) {
        throw_new(t, "java/lang/LinkageError", "bad value from MethodHandleNatives");
        return NULL;
    }
    pthread_mutex_lock(&from->loader->lock);
    struct call_site *site = ARENA_NEW(from->arena, struct call_site);
    pthread_mutex_unlock(&from->loader->lock);
    site->from = from;
    site->target = target;
    class_depends_on(from, target->klass);
    if (appendix != NULL)
        site->appendix = class_cell_new(from, appendix);
    return site;
}

/* Initialises java.lang.invoke's side on first use. */
bool method_handle_natives_ready(struct thread *t)
{
    struct class *c = wk_class(t, &t->vm->wk.MethodHandleNatives);
    return c != NULL && class_init(t, c);
}

struct call_site *poly_link(struct thread *t, const struct link_ref *ref)
{
    struct wellknown *wk = &t->vm->wk;
    if (!check_access(t, ref) || !method_handle_natives_ready(t))
        return NULL;
    struct object *type = resolve_method_type(t, ref->from, ref->desc);
    if (type == NULL)
        return NULL;
    struct object *name = string_from_symbol(t, ref->name);
    struct object *box = name != NULL ? heap_alloc_object_array(t, wk->Object, 1) : NULL;
    if (box == NULL)
        return NULL;
    struct object *mn =
        SHIELDED(t, true,
                 exec_callv(t, wk->MethodHandleNatives_linkMethod_m, class_mirror(ref->from),
                            (int)REF_invokeVirtual, class_mirror(ref->holder), name, type, box))
            .a;
    return t->exception == NULL ? call_site_new(t, ref->from, mn, ref_array_get(box, 0)) : NULL;
}
