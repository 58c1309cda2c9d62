/*
 * env_pool.c - the compiler's environment: constant pool entries other than calls, as far as they are
 * resolved.
 *
 * Access was checked when an entry was resolved, for the class that the pool belongs to; what depends on the
 * instruction (static or not, puts to final fields) is checked here. Whatever would throw is "unknown": the
 * interpreter throws it.
 */
#include <string.h>
#include "frontend/bytecode.h"
#include "runtime/class/linkresolve.h"
#include "runtime/class/rcp.h"
#include "runtime/jdk/reflect.h"
#include "runtime/tier/env_internal.h"

/*
 * Of the class library, much is never run by T0 although it is called: C functions do its work
 * (jdk/natives.h). So its entries are looked up here, without being resolved, when all they name is loaded.
 * That is what resolution would find: all is one loader's, and javac has checked access.
 */
static struct class *find_class(const struct class *from, const struct symbol *name)
{
    size_t dims = 0;
    while (dims < name->len && name->utf8[dims] == '[')
        dims++;
    if (dims == 0)
        return class_find_loaded(from->loader, (struct symbol *)(uintptr_t)name);
    const char *element = name->utf8 + dims;
    size_t len = name->len - dims;
    struct class *c = NULL;
    if (*element != 'L') {
        c = from->vm->primitives[(u1)*element & 127];
    } else if (len > 2) {
        struct symbol *s = symbol_lookup(from->vm->symbols, element + 1, len - 2);
        c = s != NULL ? class_find_loaded(from->loader, s) : NULL;
    }
    for (; c != NULL && dims > 0; dims--)
        c = atomic_load_explicit(&c->array_of, memory_order_acquire);
    return c;
}

static void *find_member(const struct class *from, const struct const_pool *cp, unsigned index)
{
    struct class *h = env_pool_entry(from, cp->c[index].ref.a);
    const struct symbol *name = cp_ref_name(cp, index), *desc = cp_ref_desc(cp, index);
    if (h == NULL)
        return NULL;
    if (cp->tags[index] == CP_Fieldref)
        return h->is_array ? NULL : class_find_field(h, name, desc);
    if (poly_is_method(h, name))
        return NULL;
    return h->is_interface ? class_find_interface_method(h, name, desc) : class_find_method(h, name, desc);
}

void *env_pool_entry(const struct class *from, unsigned index)
{
    void *entry = rcp_get(from, index);
    const struct const_pool *cp = &from->cf->cp;
    if (entry != NULL || from->loader != from->vm->boot_loader || from->is_hidden)
        return rcp_is_error(entry) ? NULL : entry;
    switch (cp->tags[index]) {
    case CP_Class: return find_class(from, cp_class_name(cp, index));
    case CP_Fieldref:
    case CP_Methodref:
    case CP_InterfaceMethodref: return find_member(from, cp, index);
    default: return NULL;
    }
}

static void *resolved(const struct env_method *m, unsigned index)
{
    return env_pool_entry(tier_method(m->handle)->klass, index);
}

static env_handle class_at(void *cx, const struct env_method *m, unsigned index)
{
    (void)cx;
    return tier_handle(resolved(m, index));
}

/* ---- values ---- */

void env_read_value(struct tier_env *e, char type, const void *p, struct env_constant *out)
{
    *out = (struct env_constant){.type = type};
    switch (type) {
    case 'Z':
    case 'B': out->bits = __atomic_load_n((const int8_t *)p, __ATOMIC_ACQUIRE); break;
    case 'C': out->bits = __atomic_load_n((const uint16_t *)p, __ATOMIC_ACQUIRE); break;
    case 'S': out->bits = __atomic_load_n((const int16_t *)p, __ATOMIC_ACQUIRE); break;
    case 'I': out->bits = __atomic_load_n((const int32_t *)p, __ATOMIC_ACQUIRE); break;
    case 'F': out->bits = __atomic_load_n((const uint32_t *)p, __ATOMIC_ACQUIRE); break;
    case 'J':
    case 'D': out->bits = __atomic_load_n((const int64_t *)p, __ATOMIC_ACQUIRE); break;
    default:
        out->type = 'L';
        out->object = env_object(e, __atomic_load_n((struct object *const *)p, __ATOMIC_ACQUIRE));
        return;
    }
    if (strchr("ZBCS", type) != NULL)
        out->type = 'I';
}

/* ---- static final fields ---- */

/*
 * Before class file version 53 any method of a class may assign its static final fields. Such classes are
 * looked through, bytecode by bytecode, for one that does.
 */
static bool method_puts_static(const struct class *c, const struct cf_method *m, const struct field *f)
{
    const struct cf_code *code = m->code;
    if (code == NULL || strcmp(m->name->utf8, "<clinit>") == 0)
        return false;
    u4 length;
    for (u4 bci = 0; bci < code->length; bci += length) {
        length = bytecode_length(code->bytes, code->length, bci);
        if (length == 0)
            return true; /* who knows */
        if (code->bytes[bci] != BC_putstatic)
            continue;
        unsigned index = read_u2(code->bytes + bci + 1);
        if (index < c->cf->cp.count && c->cf->cp.tags[index] == CP_Fieldref &&
            cp_ref_name(&c->cf->cp, index) == f->name)
            return true;
    }
    return false;
}

static bool assigned_late(const struct field *f)
{
    const struct class *c = f->klass;
    if (c->cf->major >= 53)
        return false;
    for (unsigned i = 0; i < c->cf->n_methods; i++)
        if (method_puts_static(c, &c->cf->methods[i], f))
            return true;
    return false;
}

/* System.in, out and err are final, and change (System.setOut). */
static bool is_standard_stream(const struct field *f)
{
    return f->klass == f->klass->vm->wk.System &&
           (strcmp(f->name->utf8, "in") == 0 || strcmp(f->name->utf8, "out") == 0 ||
            strcmp(f->name->utf8, "err") == 0);
}

static bool is_zero(const struct env_constant *k)
{
    return k->bits == 0 && k->object == 0;
}

bool env_static_is_constant(struct tier_env *e, const struct field *f)
{
    if (!(f->access & ACC_STATIC) || !env_class_is_initialized(f->klass))
        return false;
    if (f->vm_annotations & VMA_STABLE) {
        struct env_constant k;
        env_read_value(e, f->type, f->static_addr, &k);
        return !is_zero(&k);
    }
    return (f->access & ACC_FINAL) != 0 && !is_standard_stream(f) && !assigned_late(f);
}

/* ---- fields ---- */

/* Would the instruction throw IllegalAccessError? */
static bool may_put(const struct env_method *em, const struct field *f)
{
    const struct method *m = tier_method(em->handle);
    const struct class *from = m->klass;
    if (!(f->access & ACC_FINAL))
        return true;
    if (f->klass != from)
        return from->is_magic;
    return from->cf->major < 53 || (m->flags & (f->access & ACC_STATIC ? MF_CLINIT : MF_INITIALIZER)) != 0;
}

/* References live in class_refs, other values in a block of the loader's arena: one address for each. */
static void place_static(const struct field *f, struct env_field *out)
{
    const struct class *c = f->klass;
    bool is_ref = f->type == 'L' || f->type == '[';
    char *base = is_ref ? (char *)c->refs : c->static_prims;
    out->base = tier_handle(base);
    out->offset = (char *)f->static_addr - base;
    out->needs_class_init = !env_class_is_initialized(c);
}

static void describe(struct tier_env *e, struct field *f, bool is_static, struct env_field *out)
{
    ptr_map_put(&e->fields, (uintptr_t)f, f);
    *out = (struct env_field){
        .handle = tier_handle(f),
        .holder = tier_handle(f->klass),
        .type = f->type == '[' ? 'L' : f->type,
        .is_static = is_static,
        .is_volatile = (f->access & ACC_VOLATILE) != 0,
        .is_final = (f->access & ACC_FINAL) != 0,
        .offset = f->offset,
    };
    if (out->type == 'L')
        out->class = env_descriptor_class(e, f->klass, f->desc->utf8, f->desc->len);
}

static bool field_at(void *cx, const struct env_method *m, unsigned index, bool is_static, bool is_put,
                     struct env_field *out)
{
    struct tier_env *e = cx;
    struct field *f = resolved(m, index);
    if (f == NULL || is_static != ((f->access & ACC_STATIC) != 0) || (is_put && !may_put(m, f)))
        return false;
    describe(e, f, is_static, out);
    if (!is_static)
        return true;
    place_static(f, out);
    if (!is_put && env_static_is_constant(e, f))
        env_read_value(e, f->type, f->static_addr, &out->constant);
    return true;
}

static bool known_field(void *cx, enum env_known_field which, struct env_field *out)
{
    struct tier_env *e = cx;
    const struct wellknown *wk = &e->vm->wk;
    struct field *f = which == ENV_CLASS_COMPONENT_TYPE
                          ? class_field_z(wk->Class, "componentType", "Ljava/lang/Class;")
                          : class_field_z(wk->Reference, "referent", "Ljava/lang/Object;");
    if (f == NULL || (f->access & ACC_STATIC))
        return false;
    describe(e, f, false, out);
    return true;
}

/* ---- loadable constants ---- */

/* The box of a primitive dynamic constant. */
static bool unbox(struct tier_env *e, struct object *box, char letter, struct env_constant *out)
{
    union slot v;
    char from = box != NULL ? reflect_box_value(e->vm, box, &v) : 0;
    if (from == 0 || !reflect_widen(from, letter, &v))
        return false;
    out->type = strchr("ZBCS", letter) != NULL ? 'I' : letter;
    out->bits = letter == 'J' || letter == 'D' ? v.l : letter == 'F' ? (int64_t)v.u : v.i;
    return true;
}

static bool constant_at(void *cx, const struct env_method *m, unsigned index, struct env_constant *out)
{
    struct tier_env *e = cx;
    const struct const_pool *cp = &m->cf->cp;
    void *entry = resolved(m, index);
    if (entry == NULL)
        return false;
    *out = (struct env_constant){.type = 'L'};
    switch (cp->tags[index]) {
    case CP_Class: out->object = env_object(e, class_mirror(entry)); return out->object != 0;
    case CP_String:
    case CP_MethodHandle:
    case CP_MethodType: out->object = env_object(e, *(struct object **)entry); return true;
    case CP_Dynamic: {
        char letter = cp_ref_desc(cp, index)->utf8[0];
        struct object *value = *(struct object **)entry;
        if (letter != 'L' && letter != '[')
            return unbox(e, value, letter, out);
        out->object = env_object(e, value);
        return true;
    }
    default: return false;
    }
}

void env_pool_init(struct tier_env *e)
{
    e->compile.class_at = class_at;
    e->compile.field_at = field_at;
    e->compile.known_field = known_field;
    e->compile.constant_at = constant_at;
}
