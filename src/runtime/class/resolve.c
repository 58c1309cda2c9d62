/*
 * resolve.c - constant pool resolution: classes, fields, methods and loadable constants (JVMS 5.4.3).
 *
 * Results are published in klass->rcp. Failures to resolve a class or a loadable constant are kept and thrown
 * again. Failed field and method lookups are not kept: nothing they depend on can change, so looking again
 * gives the same error. Method handles, method types, call sites and dynamic constants are in
 * resolve_invoke.c.
 */
#include <string.h>
#include "runtime/class/linkresolve.h"
#include "runtime/class/rcp.h"
#include "runtime/class/resolve_invoke.h"
#include "runtime/class/unload.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/reflect.h"
#include "runtime/object/string.h"
#include "runtime/vm.h"

/* ----------------------------------------------------------------------------------------------------
 * entries, errors */

bool throw_again(struct thread *t, struct object *original)
{
    struct wellknown *wk = &t->vm->wk;
    struct class *c = original->klass;
    if (c->loader != t->vm->boot_loader) /* may not have the constructor that throw_new calls */
        return throw_object(t, original);
    struct object *message = ref_field(original, wk->Throwable_detailMessage);
    struct object *cause = ref_field(original, wk->Throwable_cause);
    char *text = message != NULL ? string_to_utf8(t, message) : NULL;
    if (text != NULL)
        throw_new(t, c->name->utf8, "%s", text);
    else
        throw_new(t, c->name->utf8, NULL);
    free(text);
    struct object *again = t->exception;
    if (cause != original && again != NULL && again->klass == c)
        set_ref_field(again, wk->Throwable_cause, cause);
    return false;
}

bool rcp_throw(struct thread *t, void *error_entry)
{
    struct object **cell = (struct object **)((uintptr_t)error_entry & ~RCP_ERROR);
    return throw_again(t, *cell);
}

void rcp_keep_error(struct thread *t, struct class *c, unsigned i)
{
    struct vm *vm = t->vm;
    if (t->exception == NULL || vm->wk.LinkageError == NULL ||
        !object_is_instance(t->exception, vm->wk.LinkageError))
        return;
    struct object **cell = class_cell_new(c, t->exception);
    void *mine = (void *)((uintptr_t)cell | RCP_ERROR);
    if (rcp_publish(c, i, mine) != mine)
        class_cell_free(c, cell);
}

struct object **rcp_publish_object(struct thread *t, struct class *c, unsigned i, struct object *o)
{
    struct object **cell = class_cell_new(c, o);
    void *there = rcp_publish(c, i, cell);
    if (there != cell)
        class_cell_free(c, cell);
    if (!rcp_is_error(there))
        return there;
    rcp_throw(t, there);
    return NULL;
}

/* ------------------------------------------------------------------------------------------------------------
 * classes */

struct class *resolve_class(struct thread *t, struct class *from, unsigned cp_index)
{
    void *e = rcp_get(from, cp_index);
    if (LIKELY(e != NULL)) {
        if (!rcp_is_error(e))
            return e;
        rcp_throw(t, e);
        return NULL;
    }
    struct class *c = class_load_or_noclassdef(t, from->loader, cp_class_name(&from->cf->cp, cp_index));
    if (c != NULL && !class_accessible(from, c)) {
        throw_class_inaccessible(t, from, c->is_array ? c->element : c);
        c = NULL;
    }
    if (c == NULL) {
        rcp_keep_error(t, from, cp_index);
        return NULL;
    }
    e = rcp_publish(from, cp_index, c);
    if (!rcp_is_error(e))
        return e;
    rcp_throw(t, e); /* another thread failed before us: so do we */
    return NULL;
}

static bool ref_at(struct thread *t, struct class *from, unsigned cp_index, struct link_ref *out)
{
    const struct const_pool *cp = &from->cf->cp;
    struct class *holder = resolve_class(t, from, cp->c[cp_index].ref.a);
    if (holder == NULL)
        return false;
    *out = (struct link_ref){
        .holder = holder,
        .name = cp_ref_name(cp, cp_index),
        .desc = cp_ref_desc(cp, cp_index),
        .from = from,
        .tag = cp->tags[cp_index],
        .check_constraints = true,
    };
    return true;
}

/* -------------------------------------------------------------------------------------------------------------
 * fields */

/* Final fields are set by their class only, and since class file version 53 by its initializers only. */
static bool check_put(struct thread *t, const struct link_ref *ref, const struct field *f, bool is_static,
                      const struct method *in)
{
    if (!(f->access & ACC_FINAL))
        return true;
    const char *kind = is_static ? "static" : "non-static";
    struct class *from = ref->from;
    struct buf holder = {0}, who = {0};
    class_external_name(ref->holder, &holder);
    class_external_name(from, &who);
    bool ok = true;
    if (f->klass != from && !from->is_magic)
        ok = throw_new(t, "java/lang/IllegalAccessError",
                       "Update to %s final field %s.%s attempted from a different class (%s) than the "
                       "field's declaring class",
                       kind, buf_str(&holder), f->name->utf8, buf_str(&who));
    else if (f->klass == from && from->cf->major >= 53 && in != NULL &&
             !(in->flags & (is_static ? MF_CLINIT : MF_INITIALIZER)))
        ok = throw_new(t, "java/lang/IllegalAccessError",
                       "Update to %s final field %s.%s attempted from a different method (%s) than the "
                       "initializer method %s ",
                       kind, buf_str(&holder), f->name->utf8, in->name->utf8,
                       is_static ? "<clinit>" : "<init>");
    buf_free(&holder);
    buf_free(&who);
    return ok;
}

struct field *resolve_field(struct thread *t, struct class *from, unsigned cp_index, bool is_static,
                            bool is_put, struct method *in)
{
    struct link_ref ref;
    if (!ref_at(t, from, cp_index, &ref))
        return NULL;
    struct field *f = rcp_get(from, cp_index);
    if (f == NULL && (f = link_field(t, &ref)) == NULL)
        return NULL;
    if (is_static != ((f->access & ACC_STATIC) != 0)) {
        struct buf b = {0};
        class_external_name(ref.holder, &b);
        throw_new(t, "java/lang/IncompatibleClassChangeError", "Expected %s field %s.%s",
                  is_static ? "static" : "non-static", buf_str(&b), f->name->utf8);
        buf_free(&b);
        return NULL;
    }
    if (is_put && !check_put(t, &ref, f, is_static, in))
        return NULL;
    return rcp_publish(from, cp_index, f);
}

/* ------------------------------------------------------------------------------------------------------------
 * methods */

static bool resolve_poly_call(struct thread *t, struct link_ref *ref, unsigned cp_index,
                              struct resolved_call *out)
{
    void *e = rcp_get(ref->from, cp_index);
    if (poly_intrinsic_kind(ref->holder, ref->name) != METHOD_BYTECODE) {
        if (e == NULL && (e = poly_link_intrinsic(t, ref)) == NULL)
            return false;
        *out = (struct resolved_call){.method = rcp_publish(ref->from, cp_index, e), .direct = true};
        return true;
    }
    if (e == NULL && (e = poly_link(t, ref)) == NULL)
        return false;
    *out = (struct resolved_call){.site = rcp_publish(ref->from, cp_index, e)};
    return true;
}

bool resolve_call(struct thread *t, struct class *from, unsigned cp_index, enum invoke_kind kind,
                  struct method *in, struct resolved_call *out)
{
    (void)in;
    struct link_ref ref;
    if (!ref_at(t, from, cp_index, &ref))
        return false;
    if (kind != INVOKE_INTERFACE && ref.tag == CP_Methodref && poly_is_method(ref.holder, ref.name) &&
        (kind == INVOKE_STATIC) == poly_is_static(poly_intrinsic_kind(ref.holder, ref.name)))
        return resolve_poly_call(t, &ref, cp_index, out);
    struct method *m = rcp_get(from, cp_index);
    if (m == NULL) {
        if ((m = link_method(t, &ref, kind)) == NULL)
            return false;
        m = rcp_publish(from, cp_index, m);
    } else if (!link_check_holder(t, &ref, kind)) {
        return false;
    }
    return link_call(t, &ref, kind, m, out);
}

/* ----------------------------------------------------------------------------------------------------------
 * constants */

static struct object **resolve_string(struct thread *t, struct class *from, unsigned cp_index)
{
    const struct const_pool *cp = &from->cf->cp;
    struct object *s = string_from_symbol(t, cp_utf8(cp, cp->c[cp_index].ref.a));
    return s != NULL ? rcp_publish_object(t, from, cp_index, s) : NULL;
}

/* The cell of a constant that is an object. */
static struct object **resolve_object(struct thread *t, struct class *from, unsigned cp_index)
{
    void *e = rcp_get(from, cp_index);
    if (e != NULL) {
        if (!rcp_is_error(e))
            return e;
        rcp_throw(t, e);
        return NULL;
    }
    switch (from->cf->cp.tags[cp_index]) {
    case CP_String: return resolve_string(t, from, cp_index);
    case CP_MethodType: return resolve_method_type_cell(t, from, cp_index);
    case CP_MethodHandle: return resolve_method_handle_cell(t, from, cp_index);
    default: return resolve_dynamic_cell(t, from, cp_index);
    }
}

struct object *resolve_method_handle(struct thread *t, struct class *from, unsigned cp_index)
{
    struct object **cell = resolve_object(t, from, cp_index);
    return cell != NULL ? *cell : NULL;
}

bool resolve_constant(struct thread *t, struct class *from, unsigned cp_index, union slot *out, char *type)
{
    const struct const_pool *cp = &from->cf->cp;
    *type = 'L';
    *out = (union slot){.raw = 0};
    switch (cp->tags[cp_index]) {
    case CP_Integer:
        *type = 'I';
        out->i = cp->c[cp_index].i;
        return true;
    case CP_Float:
        *type = 'F';
        out->f = cp->c[cp_index].f;
        return true;
    case CP_Long:
        *type = 'J';
        out->l = cp->c[cp_index].l;
        return true;
    case CP_Double:
        *type = 'D';
        out->d = cp->c[cp_index].d;
        return true;
    case CP_Class: {
        struct class *c = resolve_class(t, from, cp_index);
        out->a = c != NULL ? class_mirror(c) : NULL;
        return c != NULL;
    }
    case CP_String:
    case CP_MethodHandle:
    case CP_MethodType:
    case CP_Dynamic: {
        struct object **cell = resolve_object(t, from, cp_index);
        if (cell == NULL)
            return false;
        out->a = *cell;
        char letter = cp->tags[cp_index] == CP_Dynamic ? cp_ref_desc(cp, cp_index)->utf8[0] : 'L';
        if (letter == 'L' || letter == '[')
            return true;
        *type = letter;
        return (*cell != NULL && reflect_unbox(t, *cell, letter, out)) ||
               throw_new(t, "java/lang/BootstrapMethodError", "dynamic constant is not a box of its type");
    }
    default:
        return throw_new(t, "java/lang/ClassFormatError", "constant pool entry %u is not loadable", cp_index);
    }
}
