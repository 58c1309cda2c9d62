/* field.c - fields by name. */
#include <stdatomic.h>
#include "runtime/embed/embed.h"

static struct field *own_field(const struct class *c, const struct symbol *name, bool is_static)
{
    for (unsigned i = 0; i < c->n_fields; i++)
        if (c->fields[i].name == name && ((c->fields[i].access & ACC_STATIC) != 0) == is_static)
            return &c->fields[i];
    return NULL;
}

/* The class's own, then (static fields) of its interfaces, then of its superclass. */
static struct field *find_field(const struct class *c, const struct symbol *name, bool is_static)
{
    for (; c != NULL; c = c->super) {
        struct field *f = own_field(c, name, is_static);
        for (u4 i = 0; f == NULL && is_static && i < c->n_all_interfaces; i++)
            f = own_field(c->all_interfaces[i], name, true);
        if (f != NULL)
            return f;
    }
    return NULL;
}

static struct field *need_field(samovar_thread *s, struct class *c, const char *name, bool is_static)
{
    struct symbol *n = name != NULL ? symbol_lookup(s->t->vm->symbols, name, strlen(name)) : NULL;
    struct field *f = n != NULL ? find_field(c, n, is_static) : NULL;
    if (f == NULL) {
        struct buf b = {0};
        class_external_name(c, &b);
        embed_fail(s, SAMOVAR_NOT_FOUND, "no %s field %s.%s", is_static ? "static" : "instance", buf_str(&b),
                   name != NULL ? name : "NULL");
        buf_free(&b);
    }
    return f;
}

static union slot load(const void *at, char type)
{
    union slot v = {0};
    switch (type) {
    case 'Z':
    case 'B': v.i = *(volatile const int8_t *)at; break;
    case 'C': v.i = *(volatile const uint16_t *)at; break;
    case 'S': v.i = *(volatile const int16_t *)at; break;
    case 'I':
    case 'F': v.u = *(volatile const uint32_t *)at; break;
    default: v.raw = *(volatile const uint64_t *)at; break;
    }
    return v;
}

static void store(void *at, char type, union slot v)
{
    switch (type) {
    case 'Z':
    case 'B': *(volatile int8_t *)at = (int8_t)v.i; break;
    case 'C':
    case 'S': *(volatile int16_t *)at = (int16_t)v.i; break;
    case 'I':
    case 'F': *(volatile uint32_t *)at = v.u; break;
    default: *(volatile uint64_t *)at = v.raw; break;
    }
}

static samovar_status set(samovar_thread *s, struct field *f, void *at, const samovar_value *value)
{
    struct thread *t = s->t;
    struct parameter p;
    union slot v;
    if (f->access & ACC_FINAL)
        return embed_fail(s, SAMOVAR_TYPE, "the field %s is final", f->name->utf8);
    if (!embed_parameter(t, f->klass, f->desc->utf8, f->desc->len, &p))
        return SAMOVAR_EXCEPTION;
    if (!embed_store(&p, value, &v)) {
        struct buf b = {0};
        embed_describe(&p, value, &b);
        embed_fail(s, SAMOVAR_TYPE, "field %s: %s", f->name->utf8, buf_str(&b));
        buf_free(&b);
        return SAMOVAR_TYPE;
    }
    store(at, f->type, v);
    if (f->access & ACC_VOLATILE)
        atomic_thread_fence(memory_order_seq_cst);
    return SAMOVAR_OK;
}

/* set_to NULL: *value is read. */
static samovar_status instance_field(samovar_thread *s, samovar_ref object, const char *name,
                                     samovar_value *value, const samovar_value *set_to)
{
    EMBED_BEGIN(s);
    struct object *o = embed_get(object);
    if (o == NULL)
        EMBED_END(
            s, embed_fail(s, SAMOVAR_INVALID, "field %s: the object is null", name != NULL ? name : "NULL"));
    struct field *f = need_field(s, o->klass, name, false);
    if (f == NULL)
        EMBED_END(s, SAMOVAR_NOT_FOUND);
    void *at = (char *)o + f->offset;
    if (set_to != NULL)
        EMBED_END(s, set(s, f, at, set_to));
    *value = embed_load(t, f->type, load(at, f->type));
    EMBED_END(s, SAMOVAR_OK);
}

static samovar_status static_field(samovar_thread *s, samovar_ref klass, const char *name,
                                   samovar_value *value, const samovar_value *set_to)
{
    EMBED_BEGIN(s);
    struct class *c = embed_class(s, klass);
    if (c == NULL)
        EMBED_END(s, SAMOVAR_TYPE);
    struct field *f = need_field(s, c, name, true);
    if (f == NULL)
        EMBED_END(s, SAMOVAR_NOT_FOUND);
    if (!class_init(t, f->klass))
        EMBED_END(s, SAMOVAR_EXCEPTION);
    if (set_to != NULL)
        EMBED_END(s, set(s, f, f->static_addr, set_to));
    *value = embed_load(t, f->type, load(f->static_addr, f->type));
    EMBED_END(s, SAMOVAR_OK);
}

SAMOVAR_EXPORT samovar_status samovar_get(samovar_thread *s, samovar_ref object, const char *name,
                                          samovar_value *value)
{
    return instance_field(s, object, name, value, NULL);
}

SAMOVAR_EXPORT samovar_status samovar_set(samovar_thread *s, samovar_ref object, const char *name,
                                          samovar_value value)
{
    return instance_field(s, object, name, NULL, &value);
}

SAMOVAR_EXPORT samovar_status samovar_get_static(samovar_thread *s, samovar_ref klass, const char *name,
                                                 samovar_value *value)
{
    return static_field(s, klass, name, value, NULL);
}

SAMOVAR_EXPORT samovar_status samovar_set_static(samovar_thread *s, samovar_ref klass, const char *name,
                                                 samovar_value value)
{
    return static_field(s, klass, name, NULL, &value);
}
