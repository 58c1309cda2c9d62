/* tree.c - the calling-context tree of a profile. */
#include "runtime/profile/tree.h"

#include <string.h>
#include "frontend/classfile.h"

const char *const frame_tier_names[N_TIERS] = {"native", "T0", "T1", "T2"};

void tree_init(struct profile_tree *t)
{
    *t = (struct profile_tree){0};
    arena_init(&t->arena);
}

void tree_free(struct profile_tree *t)
{
    for (size_t i = 0; i < t->frames.len; i++)
        vec_free(&t->frames.at[i]->spots);
    vec_free(&t->frames);
    ptr_map_free(&t->by_key);
    arena_release(&t->arena);
}

struct profile_frame *tree_frame(struct profile_tree *t, const void *key, enum frame_kind kind,
                                 const char *name, const char *file)
{
    struct profile_frame *f = ptr_map_get(&t->by_key, (uintptr_t)key);
    if (f != NULL)
        return f;
    f = ARENA_NEW(&t->arena, struct profile_frame);
    f->kind = kind;
    f->number = (unsigned)t->frames.len;
    f->name = name;
    f->file = file;
    vec_push(&t->frames, f);
    ptr_map_put(&t->by_key, (uintptr_t)key, f);
    return f;
}

struct profile_frame *tree_method(struct profile_tree *t, struct method *m)
{
    struct profile_frame *f = ptr_map_get(&t->by_key, (uintptr_t)m);
    if (f != NULL)
        return f;
    const struct classfile *cf = m->klass->cf;
    struct buf name = {0};
    class_external_name(m->klass, &name);
    buf_printf(&name, ".%s", m->name->utf8);
    f = tree_frame(t, m, FRAME_METHOD, arena_strndup(&t->arena, buf_str(&name), name.len),
                   cf != NULL && cf->source_file != NULL ? cf->source_file->utf8 : NULL);
    f->method = m;
    buf_free(&name);
    return f;
}

struct call_node *tree_child(struct profile_tree *t, struct call_node *parent, struct profile_frame *frame)
{
    struct call_node **link = &parent->first_child;
    for (struct call_node *c = *link; c != NULL; link = &c->next_sibling, c = *link)
        if (c->frame == frame) {
            *link = c->next_sibling; /* to the front: the next sample most likely asks for it again */
            c->next_sibling = parent->first_child;
            parent->first_child = c;
            return c;
        }
    struct call_node *c = ARENA_NEW(&t->arena, struct call_node);
    c->frame = frame;
    c->parent = parent;
    c->next_sibling = parent->first_child;
    parent->first_child = c;
    return c;
}

void tree_add(struct profile_tree *t, struct call_node *leaf, enum frame_tier tier, u8 weight, u8 count)
{
    leaf->self += weight;
    leaf->by_tier[tier] += weight;
    leaf->count += count;
    t->total += weight;
}

void tree_add_spot(struct profile_frame *f, int bci, enum frame_tier tier, u8 weight)
{
    size_t i = 0;
    while (i < f->spots.len && f->spots.at[i].bci != bci)
        i++;
    if (i == f->spots.len) {
        struct frame_spot none = {.bci = bci};
        vec_push(&f->spots, none);
    }
    f->spots.at[i].by_tier[tier] += weight;
    if (i > 0) { /* what is hot comes to the front */
        struct frame_spot s = f->spots.at[i];
        f->spots.at[i] = f->spots.at[i - 1];
        f->spots.at[i - 1] = s;
    }
}
