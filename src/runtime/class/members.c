/*
 * members.c - finding methods and fields by name and descriptor, and subtype tests that the display does not
 * answer.
 *
 * Booting does many thousand lookups: classes with more than a few methods have a small open-addressing table
 * of method slots, keyed by the symbols' hashes. Symbols are unique, so equality is pointer equality.
 */
#include "runtime/class/class_internal.h"

enum { INDEX_FROM = 6 }; /* fewer methods are searched one by one */

static inline u4 method_hash(const struct method *m)
{
    return m->name->hash * 31 + m->desc->hash;
}

void class_index_methods(struct class *c)
{
    if (c->n_methods < INDEX_FROM)
        return;
    u4 size = 16;
    while (size < 2u * c->n_methods)
        size *= 2;
    u2 *index = ARENA_ARRAY(c->arena, u2, size);
    for (unsigned i = 0; i < c->n_methods; i++) {
        u4 h = method_hash(&c->methods[i]) & (size - 1);
        while (index[h] != 0)
            h = (h + 1) & (size - 1);
        index[h] = (u2)(i + 1); /* at most 65535 methods, so it fits */
    }
    c->method_index_mask = size - 1;
    c->method_index = index;
}

struct method *class_own_method_key(const struct class *c, const struct member_key *k)
{
    if (c->method_index == NULL) {
        for (unsigned i = 0; i < c->n_methods; i++)
            if (c->methods[i].name == k->name && c->methods[i].desc == k->desc)
                return &c->methods[i];
        return NULL;
    }
    for (u4 h = k->hash & c->method_index_mask;; h = (h + 1) & c->method_index_mask) {
        if (c->method_index[h] == 0)
            return NULL;
        struct method *m = &c->methods[c->method_index[h] - 1];
        if (m->name == k->name && m->desc == k->desc)
            return m;
    }
}

struct method *class_own_method(const struct class *c, const struct symbol *name, const struct symbol *desc)
{
    struct member_key k = member_key(name, desc);
    return class_own_method_key(c, &k);
}

struct method *class_method_in_superclasses(const struct class *c, const struct member_key *k)
{
    for (; c != NULL; c = c->super) {
        struct method *m = class_own_method_key(c, k);
        if (m != NULL)
            return m;
    }
    return NULL;
}

/* The superinterface part of method resolution: maximally specific with code, else any that is not private or
 * static. */
static struct method *find_in_superinterfaces(const struct class *c, const struct symbol *name,
                                              const struct symbol *desc)
{
    struct method *m = NULL;
    return class_maximally_specific(c, name, desc, &m) == DEFAULT_NONE ? NULL : m;
}

struct method *class_find_method(const struct class *c, const struct symbol *name, const struct symbol *desc)
{
    struct member_key k = member_key(name, desc);
    if (c->is_array)
        c = c->super;
    struct method *m = class_method_in_superclasses(c, &k);
    return m != NULL || c == NULL ? m : find_in_superinterfaces(c, name, desc);
}

struct method *class_find_interface_method(const struct class *c, const struct symbol *name,
                                           const struct symbol *desc)
{
    struct member_key k = member_key(name, desc);
    struct method *m = class_own_method_key(c, &k);
    if (m != NULL)
        return m;
    if (c->super != NULL) { /* of Object only public instance methods */
        m = class_own_method_key(c->super, &k);
        if (m != NULL && (m->access & (ACC_PUBLIC | ACC_STATIC)) == ACC_PUBLIC &&
            !(m->flags & MF_INITIALIZER))
            return m;
    }
    return find_in_superinterfaces(c, name, desc);
}

struct field *class_own_field(const struct class *c, const struct symbol *name, const struct symbol *desc)
{
    for (unsigned i = 0; i < c->n_fields; i++)
        if (c->fields[i].name == name && c->fields[i].desc == desc)
            return &c->fields[i];
    return NULL;
}

struct field *class_find_field(const struct class *c, const struct symbol *name, const struct symbol *desc)
{
    for (; c != NULL; c = c->super) {
        struct field *f = class_own_field(c, name, desc);
        if (f != NULL)
            return f;
        /* JVMS 5.4.3.2: direct superinterfaces recursively, before the superclass. */
        for (unsigned i = 0; i < c->n_interfaces; i++)
            if ((f = class_find_field(c->interfaces[i], name, desc)) != NULL)
                return f;
    }
    return NULL;
}

struct method *class_method_z(const struct class *c, const char *name, const char *desc)
{
    struct symbol *n = symbol_lookup(c->vm->symbols, name, strlen(name));
    struct symbol *d = symbol_lookup(c->vm->symbols, desc, strlen(desc));
    if (n == NULL || d == NULL)
        return NULL;
    return c->is_interface ? class_find_interface_method(c, n, d) : class_find_method(c, n, d);
}

struct field *class_field_z(const struct class *c, const char *name, const char *desc)
{
    struct symbol *n = symbol_lookup(c->vm->symbols, name, strlen(name));
    struct symbol *d = symbol_lookup(c->vm->symbols, desc, strlen(desc));
    return n != NULL && d != NULL ? class_find_field(c, n, d) : NULL;
}

struct method *class_own_clinit(const struct class *c)
{
    for (unsigned i = 0; i < c->n_methods; i++)
        if (c->methods[i].flags & MF_CLINIT)
            return &c->methods[i];
    return NULL;
}

static bool array_is_subtype(struct class *s, struct class *t)
{
    while (t->is_array) {
        if (!s->is_array)
            return false;
        s = s->component;
        t = t->component;
    }
    return s == t || (!s->is_primitive && !t->is_primitive && class_is_subtype(s, t));
}

bool class_is_subtype_slow(struct class *s, struct class *t)
{
    if (s == t)
        return true;
    if (s->is_primitive || t->is_primitive || s->secondary_miss == t)
        return false;
    if (t->is_interface && !(s->interface_bits >> class_interface_bit(t) & 1))
        return false;
    bool yes = false;
    if (t->is_interface) {
        for (u4 i = 0; i < s->n_all_interfaces && !yes; i++)
            yes = s->all_interfaces[i] == t;
    } else if (t->is_array) {
        yes = array_is_subtype(s, t);
    } else {
        for (struct class *c = s; c != NULL && c->depth >= t->depth && !yes; c = c->super)
            yes = c == t;
    }
    if (yes) {
        s->secondary_before = s->secondary_hit;
        s->secondary_hit = t;
    } else {
        s->secondary_miss = t;
    }
    return yes;
}
