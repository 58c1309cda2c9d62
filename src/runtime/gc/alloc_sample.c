/* alloc_sample.c - the next sample's distance, and lists that end where it is. */
#include "runtime/gc/alloc_sample.h"

#include <math.h>
#include "runtime/profile/profile.h"

void alloc_sampling_start(struct vm *vm, size_t interval)
{
    vm->heap->sample_interval = interval;
}

void alloc_sampling_stop(struct vm *vm)
{
    vm->heap->sample_interval = 0;
}

void alloc_sampling_free(struct thread *t)
{
    struct alloc_sampling *s = t->alloc_sampling;
    t->alloc_sampling = NULL; /* first: the collector looks at it */
    free(s);
}

/* Exponentially distributed: each byte is as likely as any other to be the one. */
static void draw(struct alloc_sampling *s, size_t interval)
{
    s->random ^= s->random << 13;
    s->random ^= s->random >> 7;
    s->random ^= s->random << 17;
    double u = (double)((s->random >> 11) + 1) / 9007199254740993.0;
    s->left = interval != 0 ? -log(u) * (double)interval : HUGE_VAL;
}

static struct alloc_sampling *sampling_of(struct thread *t)
{
    struct alloc_sampling *s = t->alloc_sampling;
    if (s == NULL) {
        s = xcalloc(1, sizeof *s);
        s->random = 0x9e3779b97f4a7c15u * (t->id + 1u) + 1;
        draw(s, t->vm->heap->sample_interval);
        t->alloc_sampling = s;
    }
    return s;
}

/* Shortens a list to end before the next sample. The collector may look at any moment: what is cut off is in
 * its new place first. */
static void cut(struct alloc_sampling *s, void **list, void **rest, size_t bytes)
{
    void *last = NULL;
    for (void *p = *list; p != NULL; last = p, p = *(void **)p) {
        if (s->left > (double)bytes) {
            s->left -= (double)bytes;
            continue;
        }
        if (last == NULL) { /* it begins with one */
            s->due = true;
            return;
        }
        *(void *volatile *)rest = p;
        *(void *volatile *)last = NULL;
        return;
    }
}

void alloc_sampling_refill(struct thread *t, void **list, unsigned which, size_t size, size_t bytes, int kind)
{
    struct alloc_sampling *s = sampling_of(t);
    size_t interval = t->vm->heap->sample_interval;
    void **rest = &s->rest[which][size];
    if (*rest != NULL) {
        *(void *volatile *)list = *rest;
        *(void *volatile *)rest = NULL;
        s->due = interval != 0;
    } else {
        GC_generic_malloc_many(bytes, kind, list);
        if (interval != 0)
            cut(s, list, rest, bytes);
    }
    if (s->due) { /* what follows it in the list counts for the next */
        draw(s, interval);
        void *first = *list;
        if (first != NULL && *(void **)first != NULL) {
            bool due = s->due;
            void *tail = *(void **)first;
            s->due = false;
            cut(s, &tail, rest, bytes);
            if (s->due) { /* the very next one: the list ends after the first */
                *(void *volatile *)rest = tail;
                *(void *volatile *)first = NULL;
            }
            s->due = due;
        }
    }
}

void alloc_sampling_count(struct thread *t, size_t bytes)
{
    struct alloc_sampling *s = sampling_of(t);
    s->left -= (double)bytes;
    if (s->left > 0)
        return;
    s->due = t->vm->heap->sample_interval != 0;
    draw(s, t->vm->heap->sample_interval);
}

void alloc_sampling_report(struct thread *t, const struct object *o, size_t bytes)
{
    struct alloc_sampling *s = t->alloc_sampling;
    if (s == NULL || !s->due)
        return;
    s->due = false;
    if (o != NULL)
        profile_allocated(t, o->klass, bytes);
}
