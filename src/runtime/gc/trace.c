/*
 * trace.c - a small marker of our own, used while the world is stopped.
 *
 * When libgc's marking is over, Java's rules still want some unmarked objects kept, with all that they reach:
 * referents of soft references that are to stay, and objects that are about to be finalized. libgc has no
 * entry point for "mark from here too", but its mark bits can be set, and the layout of every object is
 * known: instances carry their mark descriptor in the class, arrays of references are what they are, and
 * metadata says that it is (metadata.h). So this is a plain depth-first traversal over libgc's mark bits.
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include "runtime/gc/heap_internal.h"
#include "runtime/gc/metadata.h"

void word_array_push(struct word_array *a, uintptr_t w)
{
    if (a->len == a->cap) {
        size_t cap = a->cap != 0 ? a->cap * 2 : 512;
        size_t bytes = cap * sizeof *a->at;
        void *p = a->at != NULL
                      ? mremap(a->at, a->cap * sizeof *a->at, bytes, MREMAP_MAYMOVE)
                      : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED)
            die("out of memory for the collector's tables");
        a->at = p;
        a->cap = cap;
    }
    a->at[a->len++] = w;
}

static void visit(struct heap *h, struct object *o)
{
    if (o == NULL || is_marked(o))
        return;
    GC_set_mark_bit(memory_of(o));
    word_array_push(&h->trace_stack, (uintptr_t)o);
}

/* A word that may or may not be a reference, or an address of metadata. Entries of free lists look like
 * objects, too: what they have for a class is none. */
static void visit_maybe(struct heap *h, uintptr_t w)
{
    if (w == 0 || (w & (ALLOC_GRANULE - 1)) != 0 || !may_be_object((void *)w))
        return;
    struct object *o = (struct object *)w;
    if (metadata_is(o) || metadata_is_class(o->klass))
        visit(h, o);
}

static void visit_block(struct heap *h, const struct object *block)
{
    const uintptr_t *word = (const uintptr_t *)block, *end = word + GC_size(block) / sizeof *word;
    while (++word < end)
        visit_maybe(h, *word);
}

static void visit_fields(struct heap *h, struct object *o, bool follow_referents)
{
    struct class *c = o->klass;
    uintptr_t d = c->gc_descr;
    uintptr_t *word = (uintptr_t *)o;
    if ((d & GC_DS_TAGS) == GC_DS_BITMAP) {
        for (d &= ~(uintptr_t)GC_DS_TAGS; d != 0; word++, d <<= 1)
            if (d >> 63) {
                if (c == c->vm->wk.Class)
                    visit_maybe(h, *word); /* the class, which may be no block of the heap */
                else
                    visit(h, (struct object *)*word);
            }
    } else {
        for (uintptr_t *end = word + d / sizeof *word; word < end; word++)
            visit_maybe(h, *word);
    }
    if (follow_referents && c->ref_kind != REFKIND_NONE)
        visit(h, ref_field(o, c->vm->wk.Reference_referent));
}

void trace_mark(struct heap *h, struct object *o, bool follow_referents)
{
    struct word_array *stack = &h->trace_stack;
    size_t bottom = stack->len;
    visit(h, o);
    while (stack->len > bottom) {
        o = (struct object *)stack->at[--stack->len];
        if (o->klass == NULL)
            continue; /* allocated, but its class is not stored yet */
        if (o->klass == &metadata_of_class) {
            visit_maybe(h, (uintptr_t)((struct class *)o)->refs);
        } else if (o->klass == &metadata_of_block) {
            visit_block(h, o);
        } else if (!o->klass->is_array) {
            visit_fields(h, o, follow_referents);
        } else if (o->klass->all_refs) {
            visit_maybe(h, (uintptr_t)o->klass);
            int32_t n = array_length(o);
            for (int32_t i = 0; i < n; i++)
                visit(h, ref_array_get(o, i));
        }
    }
}
