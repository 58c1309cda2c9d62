/*
 * layout.c - where the fields of a class are.
 *
 * Instance fields go from the largest to the smallest; each takes the first hole that fits, else the end of
 * what is there. Alignment of the end leaves holes; the largest that is left over is remembered for
 * subclasses. References are placed together. Objects have a 12-byte header, so the first hole is usually the
 * word at offset 12.
 *
 * Static fields: references live in class_refs (which the collector scans), the others in one block of the
 * arena.
 */
#include "runtime/class/class_internal.h"

struct hole {
    u4 start, end;
};

struct layout {
    struct hole holes[12];
    unsigned n_holes;
    u4 end;
};

static unsigned type_size(char type)
{
    switch (type) {
    case 'Z':
    case 'B': return 1;
    case 'C':
    case 'S': return 2;
    case 'I':
    case 'F': return 4;
    default: return 8; /* J D, references, raw words */
    }
}

static void add_hole(struct layout *l, u4 start, u4 end)
{
    if (start < end && l->n_holes < ARRAY_LEN(l->holes))
        l->holes[l->n_holes++] = (struct hole){start, end};
}

static u4 place(struct layout *l, u4 size)
{
    for (unsigned i = 0; i < l->n_holes; i++) {
        struct hole h = l->holes[i];
        u4 at = (h.start + size - 1) & -size;
        if (at + size > h.end)
            continue;
        l->holes[i] = l->holes[--l->n_holes];
        add_hole(l, h.start, at);
        add_hole(l, at + size, h.end);
        return at;
    }
    u4 at = (l->end + size - 1) & -size;
    add_hole(l, l->end, at);
    l->end = at + size;
    return at;
}

static void place_instance_fields(struct class *c, struct layout *l)
{
    unsigned n = c->n_fields + c->n_injected;
    for (unsigned size = 8; size >= 1; size /= 2)
        for (int refs = 0; refs <= (size == 8); refs++)
            for (unsigned i = 0; i < n; i++) {
                struct field *f = &c->fields[i];
                bool is_ref = f->type == 'L' || f->type == '[';
                if (!(f->access & ACC_STATIC) && type_size(f->type) == size && is_ref == (refs == 1))
                    f->offset = (int32_t)place(l, size);
            }
}

static bool scanned(const struct class *c, const struct field *f)
{
    if ((f->access & ACC_STATIC) || (f->type != 'L' && f->type != '['))
        return false;
    /* The collector must not keep a referent alive: gc/reference.c looks after it. */
    return !(f->cf != NULL && c->loader->object == NULL && strcmp(f->name->utf8, "referent") == 0 &&
             strcmp(c->name->utf8, "java/lang/ref/Reference") == 0);
}

static uintptr_t mark_descriptor(struct class *c)
{
    VEC(int32_t) offsets = {0};
    if (c->collectable)
        vec_push(&offsets, 0); /* instances keep their class */
    for (struct class *s = c; s != NULL; s = s->super)
        for (unsigned i = 0; i < (unsigned)s->n_fields + s->n_injected; i++)
            if (scanned(s, &s->fields[i]))
                vec_push(&offsets, s->fields[i].offset);
    uintptr_t d = heap_descriptor(c->instance_size, offsets.at, offsets.len);
    vec_free(&offsets);
    return d;
}

static void place_statics(struct class *c)
{
    size_t refs = 0;
    struct layout l = {.end = 0};
    for (unsigned size = 8; size >= 1; size /= 2)
        for (unsigned i = 0; i < c->n_fields; i++) {
            struct field *f = &c->fields[i];
            if (!(f->access & ACC_STATIC) || type_size(f->type) != size)
                continue;
            if (f->type == 'L' || f->type == '[')
                f->static_addr = &c->refs->statics[refs++];
            else
                f->offset = (int32_t)place(&l, size);
        }
    c->static_prims_size = l.end;
    c->static_prims = l.end != 0 ? arena_alloc(c->arena, l.end) : NULL;
    for (unsigned i = 0; i < c->n_fields; i++) {
        struct field *f = &c->fields[i];
        if ((f->access & ACC_STATIC) && f->static_addr == NULL) {
            f->static_addr = (char *)c->static_prims + f->offset;
            f->offset = 0;
        }
    }
}

/* The boxes that the lock word would make twice as large. */
static bool does_without_lock_word(const struct class *c)
{
    return c->loader->trusted && c->super != NULL && c->super->fields_end == OBJECT_FIELDS &&
           (strcmp(c->name->utf8, "java/lang/Long") == 0 || strcmp(c->name->utf8, "java/lang/Double") == 0);
}

void class_layout_fields(struct class *c)
{
    struct layout l = {.end = OBJECT_FIELDS};
    c->no_lock_word = does_without_lock_word(c);
    if (c->no_lock_word) {
        l.end = WORDLESS_FIELDS;
    } else if (c->super != NULL) {
        l.end = c->super->fields_end;
        add_hole(&l, c->super->hole_start, c->super->hole_start + c->super->hole_len);
    }
    place_instance_fields(c, &l);
    c->fields_end = l.end;
    for (unsigned i = 0; i < l.n_holes; i++)
        if (l.holes[i].end - l.holes[i].start > c->hole_len && l.holes[i].start <= UINT16_MAX) {
            c->hole_start = (u2)l.holes[i].start;
            c->hole_len = (u2)(l.holes[i].end - l.holes[i].start);
        }
    c->instance_size = (l.end + ALLOC_GRANULE - 1) & -(u4)ALLOC_GRANULE;
    if (!c->is_interface)
        c->gc_descr = mark_descriptor(c);
    place_statics(c);
}

/* ---- ConstantValue (JVMS 4.7.2) ---- */

void class_init_constant_primitives(struct class *c)
{
    for (unsigned i = 0; i < c->n_fields; i++) {
        struct field *f = &c->fields[i];
        if (!(f->access & ACC_STATIC) || f->cf->constant_value == 0)
            continue;
        const union cp_const *v = &c->cf->cp.c[f->cf->constant_value];
        switch (f->type) {
        case 'Z': *(u1 *)f->static_addr = (u1)(v->i & 1); break;
        case 'B': *(int8_t *)f->static_addr = (int8_t)v->i; break;
        case 'C':
        case 'S': *(u2 *)f->static_addr = (u2)v->i; break;
        case 'I':
        case 'F': *(u4 *)f->static_addr = (u4)v->i; break;
        case 'J':
        case 'D': *(int64_t *)f->static_addr = v->l; break;
        default: break; /* String: when the class is initialized */
        }
    }
}

bool class_init_constant_strings(struct thread *t, struct class *c)
{
    for (unsigned i = 0; i < c->n_fields; i++) {
        struct field *f = &c->fields[i];
        if (!(f->access & ACC_STATIC) || f->type != 'L' || f->cf->constant_value == 0)
            continue;
        const struct const_pool *cp = &c->cf->cp;
        struct object *s = string_from_symbol(t, cp_utf8(cp, cp->c[f->cf->constant_value].ref.a));
        if (s == NULL)
            return false;
        *(struct object **)f->static_addr = s;
    }
    return true;
}
