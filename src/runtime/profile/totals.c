/* totals.c - adds up a tree. */
#include "runtime/profile/totals.h"

#include <string.h>

struct frame_total *frame_totals_row(struct frame_totals *t, const struct profile_frame *f)
{
    struct frame_total *r = ptr_map_get(&t->index, (uintptr_t)f);
    if (r == NULL) {
        r = ARENA_NEW(&t->arena, struct frame_total);
        r->frame = f;
        ptr_map_put(&t->index, (uintptr_t)f, r);
        vec_push(&t->rows, r);
    }
    return r;
}

u8 call_node_total(const struct call_node *n)
{
    u8 sum = n->self;
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        sum += call_node_total(c);
    return sum;
}

static u8 add_node(struct frame_totals *t, const struct call_node *n)
{
    struct frame_total *r = n->frame != NULL ? frame_totals_row(t, n->frame) : NULL;
    u8 sum = n->self;
    if (r != NULL && r->frame->kind == FRAME_VM && !n->frame->is_context) {
        sum = call_node_total(n);
        r->self += sum;
        r->total += sum;
        return sum;
    }
    if (r != NULL) {
        r->self += n->self;
        for (unsigned i = 0; i < N_TIERS; i++)
            r->by_tier[i] += n->by_tier[i];
        r->on_stack++;
    }
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        sum += add_node(t, c);
    if (r != NULL && --r->on_stack == 0)
        r->total += sum;
    return sum;
}

static int by_self(const void *a, const void *b)
{
    const struct frame_total *x = *(struct frame_total *const *)a, *y = *(struct frame_total *const *)b;
    if (x->self != y->self)
        return x->self < y->self ? 1 : -1;
    if (x->total != y->total)
        return x->total < y->total ? 1 : -1;
    return strcmp(x->frame->name, y->frame->name);
}

void frame_totals_sort(struct frame_totals *t)
{
    if (t->rows.len > 0)
        qsort(t->rows.at, t->rows.len, sizeof *t->rows.at, by_self);
}

void frame_totals_gather(struct frame_totals *t, const struct profile_tree *tree)
{
    *t = (struct frame_totals){0};
    arena_init(&t->arena);
    add_node(t, &tree->root);
    frame_totals_sort(t);
}

void frame_totals_free(struct frame_totals *t)
{
    vec_free(&t->rows);
    ptr_map_free(&t->index);
    arena_release(&t->arena);
}
