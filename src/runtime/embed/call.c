/* call.c - methods: finding them, values in and out, calls and constructors. */
#include "frontend/descriptor.h"
#include "runtime/embed/embed.h"

#define MAX_PARAMETERS 255

/* ---- values ---- */

/* Ranks in the widening order; a char does not become a byte or short, nor the reverse. */
static int width(char type)
{
    switch (type) {
    case 'B': return 1;
    case 'S': return 2;
    case 'C': return 2;
    case 'I': return 3;
    case 'J': return 4;
    case 'F': return 5;
    case 'D': return 6;
    default: return 0;
    }
}

static int64_t integer_of(const samovar_value *v)
{
    switch ((char)v->type) {
    case 'B': return v->as.b;
    case 'C': return v->as.c;
    case 'S': return v->as.s;
    case 'I': return v->as.i;
    default: return v->as.j;
    }
}

static bool fits(char type, int32_t i)
{
    return type == 'B' ? i == (int8_t)i : type == 'S' ? i == (int16_t)i : i == (uint16_t)i;
}

static bool store_number(char to, const samovar_value *v, union slot *out)
{
    char from = (char)v->type;
    bool narrow = to == 'B' || to == 'S' || to == 'C';
    if (from != to && from == 'I' && narrow) {
        if (!fits(to, v->as.i))
            return false;
    } else if (from != to && (width(from) == 0 || width(from) >= width(to) || to == 'C')) {
        return false;
    }
    switch (to) {
    case 'J': out->l = integer_of(v); return true;
    case 'F': out->f = from == 'F' ? v->as.f : (float)integer_of(v); return true;
    case 'D':
        out->d = from == 'D' ? v->as.d : from == 'F' ? (double)v->as.f : (double)integer_of(v);
        return true;
    default: out->i = (int32_t)integer_of(v); return true;
    }
}

bool embed_store(const struct parameter *p, const samovar_value *v, union slot *out)
{
    out->raw = 0;
    if (p->type == 'Z') {
        out->i = v->as.z;
        return v->type == SAMOVAR_BOOL;
    }
    if (width(p->type) != 0)
        return store_number(p->type, v, out);
    if (v->type != SAMOVAR_REF)
        return false;
    out->a = embed_get(v->as.l);
    return out->a == NULL || class_is_subtype(out->a->klass, p->klass);
}

samovar_value embed_load(struct thread *t, char type, union slot v)
{
    samovar_value r = {.type = type == '[' ? SAMOVAR_REF : (samovar_type)type};
    switch (type) {
    case 'V': break;
    case 'Z': r.as.z = v.i & 1; break;
    case 'B': r.as.b = (int8_t)v.i; break;
    case 'C': r.as.c = (uint16_t)v.i; break;
    case 'S': r.as.s = (int16_t)v.i; break;
    case 'I': r.as.i = v.i; break;
    case 'J': r.as.j = v.l; break;
    case 'F': r.as.f = v.f; break;
    case 'D': r.as.d = v.d; break;
    default: r.as.l = embed_local(t, v.a); break;
    }
    return r;
}

static const char *type_name(char type)
{
    static const char *const names[128] = {
        ['V'] = "void", ['Z'] = "boolean", ['B'] = "byte",   ['C'] = "char",   ['S'] = "short", ['I'] = "int",
        ['J'] = "long", ['F'] = "float",   ['D'] = "double", ['L'] = "object", ['['] = "array"};
    const char *name = type > 0 ? names[(int)type] : NULL;
    return name != NULL ? name : "value of unknown type";
}

void embed_describe(const struct parameter *p, const samovar_value *v, struct buf *b)
{
    struct object *o = v->type == SAMOVAR_REF ? embed_get(v->as.l) : NULL;
    if (o != NULL)
        class_external_name(o->klass, b);
    else
        buf_puts(b, v->type == SAMOVAR_REF ? "null" : type_name((char)v->type));
    buf_puts(b, " does not fit ");
    if (p->klass != NULL)
        class_external_name(p->klass, b);
    else
        buf_puts(b, type_name(p->type));
}

/* ---- classes and methods ---- */

struct symbol *embed_class_name(struct vm *vm, const char *name)
{
    struct buf b = {0};
    buf_puts(&b, name);
    for (size_t i = 0; i < b.len; i++)
        if (b.at[i] == '.')
            b.at[i] = '/';
    bool valid = b.len > 0 && b.len <= 65535 && name_is_valid_class(b.at, b.len);
    struct symbol *s = valid ? symbol_intern(vm->symbols, b.at, b.len) : NULL;
    buf_free(&b);
    return s;
}

struct class *embed_class(samovar_thread *s, samovar_ref ref)
{
    struct object *mirror = embed_get(ref);
    struct class *c =
        mirror != NULL && mirror->klass == s->t->vm->wk.Class ? class_from_mirror(mirror) : NULL;
    if (c == NULL)
        embed_fail(s, SAMOVAR_TYPE, "%s is no reference to a class", mirror == NULL ? "null" : "the object");
    return c;
}

bool embed_parameter(struct thread *t, struct class *declaring, const char *desc, size_t len,
                     struct parameter *p)
{
    p->type = desc[0];
    p->klass = NULL;
    if (desc[0] == 'L' || desc[0] == '[')
        p->klass = class_for_descriptor(t, declaring->loader, desc, len);
    return t->exception == NULL;
}

/* The length of the type that starts at desc. */
static size_t type_length(const char *desc)
{
    size_t n = 0;
    while (desc[n] == '[')
        n++;
    return desc[n] == 'L' ? strcspn(desc, ";") + 1 : n + 1;
}

static samovar_method *known_signature(samovar_vm *vm, struct method *m, samovar_method *fresh)
{
    pthread_mutex_lock(&vm->lock);
    samovar_method *known = ptr_map_get(&vm->methods, (uintptr_t)m);
    if (known == NULL && fresh != NULL)
        ptr_map_put(&vm->methods, (uintptr_t)m, known = fresh);
    pthread_mutex_unlock(&vm->lock);
    return known;
}

samovar_method *embed_signature(struct thread *t, struct method *m)
{
    samovar_method *known = known_signature(embed_vm, m, NULL);
    if (known != NULL)
        return known;
    size_t n = strlen(m->arg_types);
    samovar_method *sm = xcalloc(1, sizeof *sm + n * sizeof sm->parameters[0]);
    sm->m = m;
    sm->count = (unsigned)n;
    const char *desc = m->desc->utf8 + 1;
    for (size_t i = 0; i < n; i++) {
        size_t len = type_length(desc);
        if (!embed_parameter(t, m->klass, desc, len, &sm->parameters[i]))
            break;
        desc += len;
    }
    if (t->exception == NULL)
        embed_parameter(t, m->klass, desc + 1, strlen(desc + 1), &sm->result);
    if (t->exception != NULL) {
        free(sm);
        return NULL;
    }
    known = known_signature(embed_vm, m, sm);
    if (known != sm)
        free(sm);
    return known;
}

/* As JNI's GetMethodID: no access checks, constructors only of the class itself. */
static struct method *find_method(struct class *c, const char *name, const char *descriptor)
{
    struct symbol_table *symbols = c->vm->symbols;
    struct symbol *n = symbol_lookup(symbols, name, strlen(name));
    struct symbol *d = symbol_lookup(symbols, descriptor, strlen(descriptor));
    if (n == NULL || d == NULL || c->is_primitive || strcmp(name, "<clinit>") == 0)
        return NULL;
    if (name[0] == '<')
        return class_own_method(c, n, d);
    return c->is_interface ? class_find_interface_method(c, n, d) : class_find_method(c, n, d);
}

samovar_status embed_method(samovar_thread *s, struct class *c, const char *name, const char *descriptor,
                            const samovar_method **out)
{
    struct thread *t = s->t;
    if (name == NULL || descriptor == NULL)
        return embed_fail(s, SAMOVAR_INVALID, "the name or the descriptor of the method is NULL");
    struct method *m = class_link(t, c) ? find_method(c, name, descriptor) : NULL;
    if (t->exception != NULL)
        return SAMOVAR_EXCEPTION;
    if (m == NULL) {
        struct buf b = {0};
        class_external_name(c, &b);
        embed_fail(s, SAMOVAR_NOT_FOUND, "no method %s.%s%s", buf_str(&b), name, descriptor);
        buf_free(&b);
        return SAMOVAR_NOT_FOUND;
    }
    *out = embed_signature(t, m);
    return *out != NULL ? SAMOVAR_OK : SAMOVAR_EXCEPTION;
}

SAMOVAR_EXPORT samovar_status samovar_find_method(samovar_thread *s, samovar_ref klass, const char *name,
                                                  const char *descriptor, samovar_method **method)
{
    const samovar_method *found;
    EMBED_BEGIN(s);
    (void)t;
    struct class *c = embed_class(s, klass);
    if (c == NULL)
        EMBED_END(s, SAMOVAR_TYPE);
    samovar_status status = embed_method(s, c, name, descriptor, &found);
    if (status == SAMOVAR_OK)
        *method = (samovar_method *)(uintptr_t)found;
    EMBED_END(s, status);
}

/* ---- calls ---- */

struct object *embed_new_instance(struct thread *t, struct class *c)
{
    if (c->no_instances) {
        struct buf b = {0};
        class_external_name(c, &b);
        throw_new(t, "java/lang/InstantiationException", "%s", buf_str(&b));
        buf_free(&b);
        return NULL;
    }
    if (!class_is_initialized(c) && !class_init(t, c))
        return NULL;
    struct object *o = heap_alloc_object(t, c);
    if (o != NULL && c->ref_kind != REFKIND_NONE)
        reference_register(t, o);
    return o;
}

static samovar_status wrong_argument(samovar_thread *s, const samovar_method *sm, unsigned i,
                                     const samovar_value *v)
{
    struct buf b = {0};
    buf_printf(&b, "argument %u of ", i + 1);
    method_external_name(sm->m, &b);
    buf_puts(&b, ": ");
    embed_describe(&sm->parameters[i], v, &b);
    embed_fail(s, SAMOVAR_TYPE, "%s", buf_str(&b));
    buf_free(&b);
    return SAMOVAR_TYPE;
}

static samovar_status wrong_call(samovar_thread *s, const samovar_method *sm, samovar_status status,
                                 const char *what)
{
    struct buf b = {0};
    method_external_name(sm->m, &b);
    embed_fail(s, status, "%s: %s", buf_str(&b), what);
    buf_free(&b);
    return status;
}

static samovar_status check_receiver(samovar_thread *s, const samovar_method *sm, struct object *receiver)
{
    struct method *m = sm->m;
    if (method_is_static(m) || (m->flags & MF_INITIALIZER))
        return receiver == NULL ? SAMOVAR_OK : wrong_call(s, sm, SAMOVAR_INVALID, "it takes no object");
    if (receiver == NULL)
        return wrong_call(s, sm, SAMOVAR_INVALID, "it needs an object");
    return class_is_subtype(receiver->klass, m->klass)
               ? SAMOVAR_OK
               : wrong_call(s, sm, SAMOVAR_TYPE, "the object is of another class");
}

/* Between embed_begin and embed_end. */
static samovar_status call(samovar_thread *s, const samovar_method *sm, struct object *receiver,
                           const samovar_value *arguments, samovar_value *result)
{
    struct thread *t = s->t;
    struct method *m = sm->m;
    union slot slots[2 * MAX_PARAMETERS + 1], *p = slots;
    samovar_status status = check_receiver(s, sm, receiver);
    if (status != SAMOVAR_OK)
        return status;
    if (!method_is_static(m))
        (p++)->a = receiver;
    for (unsigned i = 0; i < sm->count; i++) {
        if (!embed_store(&sm->parameters[i], &arguments[i], p))
            return wrong_argument(s, sm, i, &arguments[i]);
        p += sm->parameters[i].type == 'J' || sm->parameters[i].type == 'D' ? 2 : 1;
    }
    bool constructor = m->flags & MF_INITIALIZER;
    if (constructor && (slots[0].a = embed_new_instance(t, m->klass)) == NULL)
        return SAMOVAR_EXCEPTION;
    union slot r =
        method_is_static(m) || constructor ? exec_call(t, m, slots) : exec_call_virtual(t, m, slots);
    if (t->exception != NULL)
        return SAMOVAR_EXCEPTION;
    if (result != NULL)
        *result = constructor ? embed_load(t, 'L', slots[0]) : embed_load(t, m->ret, r);
    return SAMOVAR_OK;
}

SAMOVAR_EXPORT samovar_status samovar_call(samovar_thread *s, samovar_method *method, samovar_ref object,
                                           const samovar_value *arguments, size_t count,
                                           samovar_value *result)
{
    EMBED_BEGIN(s);
    (void)t;
    samovar_status status;
    if (method == NULL)
        status = embed_fail(s, SAMOVAR_INVALID, "samovar_call: no method");
    else if (method->m->klass->unloaded)
        status = embed_fail(s, SAMOVAR_INVALID, "samovar_call: the method's class is unloaded");
    else if (count != method->count)
        status = wrong_call(s, method, SAMOVAR_INVALID, "wrong number of arguments");
    else
        status = call(s, method, embed_get(object), arguments, result);
    EMBED_END(s, status);
}

/* What C passes for a parameter of this type; an int that does not fit is cut, as C does. */
static samovar_value next_argument(char type, va_list ap)
{
    samovar_value v = {.type = type == '[' ? SAMOVAR_REF : (samovar_type)type};
    switch (type) {
    case 'Z': v.as.z = va_arg(ap, int) != 0; break;
    case 'B': v.as.b = (int8_t)va_arg(ap, int); break;
    case 'C': v.as.c = (uint16_t)va_arg(ap, int); break;
    case 'S': v.as.s = (int16_t)va_arg(ap, int); break;
    case 'I': v.as.i = va_arg(ap, int); break;
    case 'J': v.as.j = va_arg(ap, int64_t); break;
    case 'F': v.as.f = (float)va_arg(ap, double); break;
    case 'D': v.as.d = va_arg(ap, double); break;
    default: v.as.l = va_arg(ap, samovar_ref); break;
    }
    return v;
}

/* want_static: a method that is not is as if it did not exist, and the reverse. */
static samovar_status invoke(samovar_thread *s, struct class *c, struct object *receiver, bool want_static,
                             const char *name, const char *descriptor, samovar_value *result, va_list ap)
{
    const samovar_method *sm;
    samovar_value arguments[MAX_PARAMETERS];
    samovar_status status = embed_method(s, c, name, descriptor, &sm);
    if (status != SAMOVAR_OK)
        return status;
    if (method_is_static(sm->m) != want_static)
        return wrong_call(s, sm, SAMOVAR_NOT_FOUND, want_static ? "it is not static" : "it is static");
    for (unsigned i = 0; i < sm->count; i++)
        arguments[i] = next_argument(sm->parameters[i].type, ap);
    return call(s, sm, receiver, arguments, result);
}

SAMOVAR_EXPORT samovar_status samovar_invoke_static(samovar_thread *s, samovar_ref klass, const char *name,
                                                    const char *descriptor, samovar_value *result, ...)
{
    EMBED_BEGIN(s);
    (void)t;
    samovar_status status = SAMOVAR_TYPE;
    struct class *c = embed_class(s, klass);
    if (c != NULL) {
        va_list ap;
        va_start(ap, result);
        status = invoke(s, c, NULL, true, name, descriptor, result, ap);
        va_end(ap);
    }
    EMBED_END(s, status);
}

SAMOVAR_EXPORT samovar_status samovar_invoke(samovar_thread *s, samovar_ref object, const char *name,
                                             const char *descriptor, samovar_value *result, ...)
{
    EMBED_BEGIN(s);
    (void)t;
    struct object *o = embed_get(object);
    if (o == NULL || name == NULL || name[0] == '<')
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "samovar_invoke: %s",
                                o == NULL ? "the object is null" : "no method"));
    va_list ap;
    va_start(ap, result);
    samovar_status status = invoke(s, o->klass, o, false, name, descriptor, result, ap);
    va_end(ap);
    EMBED_END(s, status);
}

SAMOVAR_EXPORT samovar_status samovar_new(samovar_thread *s, samovar_ref klass, const char *descriptor,
                                          samovar_ref *object, ...)
{
    EMBED_BEGIN(s);
    (void)t;
    samovar_status status = SAMOVAR_TYPE;
    samovar_value result;
    struct class *c = embed_class(s, klass);
    if (c != NULL) {
        va_list ap;
        va_start(ap, object);
        status = invoke(s, c, NULL, false, "<init>", descriptor, &result, ap);
        va_end(ap);
    }
    if (status == SAMOVAR_OK && object != NULL)
        *object = result.as.l;
    EMBED_END(s, status);
}
