/*
 * classfile_inner.c - circles and duplicates among InnerClasses entries.
 *
 * HotSpot's rule, which programs depend on: going through the entries in order, an entry whose chain of outer
 * classes runs in a circle, or that shares its inner class with a later entry, makes the VM ignore the whole
 * attribute; but two entries that are equal in every field are a format error (from version 49 on). Walking
 * each chain for each entry is quadratic, and hostile files have 65535 entries; so every entry's fate is
 * computed once: entry i points to the first entry that describes its outer class, which makes a graph with
 * at most one edge out of each node, and one colouring walk finds all nodes that lead into a circle.
 */
#include "frontend/classfile_internal.h"

#include <stdlib.h>

enum { UNVISITED, ON_PATH, ENDS, CIRCLES };

struct inner_graph {
    u4 *outer_entry; /* 1 + index of the first entry that describes the outer class of entry i; 0 = none */
    u4 *next_same;   /* 1 + index of the next entry with the same inner class index; 0 = none */
    u1 *fate;
};

static const struct symbol *inner_name(const struct classfile *cf, unsigned i)
{
    return cp_class_name(&cf->cp, cf->inner_classes[i].inner);
}

static void link_entries(const struct classfile *cf, struct inner_graph *g)
{
    unsigned n = cf->n_inner_classes;
    struct ptr_map first = {0};
    u4 *last_at_index = xcalloc(cf->cp.count, sizeof *last_at_index);
    for (unsigned i = n; i-- > 0;) {
        ptr_map_put(&first, (uintptr_t)inner_name(cf, i), &cf->inner_classes[i]);
        g->next_same[i] = last_at_index[cf->inner_classes[i].inner];
        last_at_index[cf->inner_classes[i].inner] = i + 1;
    }
    for (unsigned i = 0; i < n; i++) {
        unsigned outer = cf->inner_classes[i].outer;
        const struct cf_inner_class *entry =
            outer ? ptr_map_get(&first, (uintptr_t)cp_class_name(&cf->cp, outer)) : NULL;
        g->outer_entry[i] = entry ? (u4)(entry - cf->inner_classes) + 1 : 0;
    }
    free(last_at_index);
    ptr_map_free(&first);
}

static bool leads_into_circle(const struct inner_graph *g, unsigned start)
{
    unsigned i = start + 1;
    while (i && g->fate[i - 1] == UNVISITED) {
        g->fate[i - 1] = ON_PATH;
        i = g->outer_entry[i - 1];
    }
    u1 fate = i && g->fate[i - 1] != ENDS ? CIRCLES : ENDS;
    for (i = start + 1; i && g->fate[i - 1] == ON_PATH; i = g->outer_entry[i - 1])
        g->fate[i - 1] = fate;
    return g->fate[start] == CIRCLES;
}

static bool equal_entries(const struct cf_inner_class *a, const struct cf_inner_class *b)
{
    return a->inner == b->inner && a->outer == b->outer && a->name == b->name && a->access == b->access;
}

static bool check_entries(struct cf_parser *p, const struct inner_graph *g, bool *ignore)
{
    const struct classfile *cf = p->cf;
    for (unsigned i = 0; i < cf->n_inner_classes && !*ignore; i++) {
        const struct cf_inner_class *c = &cf->inner_classes[i];
        if (leads_into_circle(g, i)) {
            *ignore = true;
        } else if (g->next_same[i]) {
            CF_REQUIRE(p, p->major < 49 || !equal_entries(c, &cf->inner_classes[g->next_same[i] - 1]),
                       "Duplicate entry in InnerClasses attribute in class file %s", p->class_name);
            *ignore = true;
        }
    }
    return true;
}

bool cf_check_inner_classes(struct cf_parser *p, bool *ignore)
{
    unsigned n = p->cf->n_inner_classes;
    *ignore = false;
    if (n == 0)
        return true;
    struct inner_graph g = {
        .outer_entry = xcalloc(n, sizeof(u4)),
        .next_same = xcalloc(n, sizeof(u4)),
        .fate = xcalloc(n, 1),
    };
    link_entries(p->cf, &g);
    bool ok = check_entries(p, &g, ignore);
    free(g.outer_entry);
    free(g.next_same);
    free(g.fate);
    return ok;
}
