/*
 * defaults.c - maximally-specific superinterface methods (JVMS 5.4.3.3).
 *
 * Of all superinterfaces of a class, take those that declare NAME DESC neither private nor static. A
 * declaration is maximally specific unless an interface that declares it too extends its interface. Exactly
 * one of these with code: that is the default method. Several with code: a conflict, and calling the method
 * is an error. None: it is abstract.
 */
#include "runtime/class/class_internal.h"

static bool is_candidate(const struct method *m)
{
    return m != NULL && (m->access & (ACC_PRIVATE | ACC_STATIC)) == 0;
}

enum { FEW = 16 };

/* Candidates in all_interfaces, without those that another candidate overrides. Returns their number. */
static size_t maximally_specific_set(const struct class *c, const struct member_key *k, struct method **set,
                                     size_t max)
{
    size_t n = 0;
    for (u4 i = 0; i < c->n_all_interfaces; i++) {
        struct class *iface = c->all_interfaces[i];
        struct method *m = class_own_method_key(iface, k);
        if (!is_candidate(m))
            continue;
        bool hidden = false;
        size_t kept = 0;
        for (size_t j = 0; j < n; j++) {
            hidden |= class_is_subtype(set[j]->klass, iface);
            if (!class_is_subtype(iface, set[j]->klass))
                set[kept++] = set[j];
        }
        n = kept;
        if (!hidden && n < max)
            set[n++] = m;
    }
    return n;
}

static struct method **candidate_room(const struct class *c, struct method **few, size_t *max)
{
    *max = c->n_all_interfaces <= FEW ? FEW : c->n_all_interfaces;
    return *max == FEW ? few : xmalloc(*max * sizeof *few);
}

enum default_kind class_maximally_specific(const struct class *c, const struct symbol *name,
                                           const struct symbol *desc, struct method **out)
{
    if (c->n_all_interfaces == 0)
        return DEFAULT_NONE;
    struct member_key k = member_key(name, desc);
    struct method *few[FEW];
    size_t max;
    struct method **set = candidate_room(c, few, &max);
    size_t n = maximally_specific_set(c, &k, set, max), n_code = 0;
    struct method *chosen = n != 0 ? set[0] : NULL;
    for (size_t i = 0; i < n; i++)
        if (!(set[i]->access & ACC_ABSTRACT) && n_code++ == 0)
            chosen = set[i];
    if (set != few)
        free(set);
    *out = chosen;
    if (n == 0)
        return DEFAULT_NONE;
    return n_code == 0 ? DEFAULT_ABSTRACT : n_code == 1 ? DEFAULT_FOUND : DEFAULT_CONFLICT;
}

void method_conflict_text(const struct method *m, struct buf *b)
{
    struct member_key k = member_key(m->name, m->desc);
    struct method *few[FEW];
    size_t max;
    struct method **set = candidate_room(m->klass, few, &max);
    size_t n = maximally_specific_set(m->klass, &k, set, max);
    buf_puts(b, "Conflicting default methods:");
    for (size_t i = 0; i < n; i++) {
        if (set[i]->access & ACC_ABSTRACT)
            continue;
        buf_putc(b, ' ');
        buf_append(b, set[i]->klass->name->utf8, set[i]->klass->name->len);
        buf_printf(b, ".%s", m->name->utf8);
    }
    if (set != few)
        free(set);
}
