/* deopts.c - counts of deoptimisations for --deopts. */
#include "runtime/tier/deopts.h"

#include <stdlib.h>
#include "runtime/profile/events.h"
#include "runtime/vm.h"

#define WHY_WRONG SSA_NWHYS /* not a guard: the code was no longer right */

struct deopt_place {
    const struct method *root, *method;
    uint32_t bci;
    unsigned why;
    uint64_t count;
};

/* By place; few, and each costs a deoptimisation, so a list will do. */
struct deopt_counts {
    pthread_mutex_t lock;
    VEC(struct deopt_place) places;
};

static struct deopt_counts *counts_of(struct vm *vm)
{
    struct deopt_counts *c = atomic_load_explicit(&vm->deopt_counts, memory_order_acquire), *none = NULL;
    if (c != NULL)
        return c;
    c = xcalloc(1, sizeof *c);
    pthread_mutex_init(&c->lock, NULL);
    if (atomic_compare_exchange_strong(&vm->deopt_counts, &none, c))
        return c;
    pthread_mutex_destroy(&c->lock);
    free(c);
    return none;
}

static const char *why_text(unsigned why)
{
    return why < SSA_NWHYS ? ssa_why_names[why] : "code was wrong";
}

static void note(struct vm *vm, const struct deopt_place *place)
{
    if (!vm->options.deopts && !vm->code_lines)
        return;
    events_note(vm, &(struct code_event){.kind = EVENT_LEFT,
                                         .method = place->method,
                                         .bci = (int32_t)place->bci,
                                         .why = why_text(place->why)});
    struct deopt_counts *c = counts_of(vm);
    pthread_mutex_lock(&c->lock);
    size_t i = 0;
    while (i < c->places.len &&
           (c->places.at[i].method != place->method || c->places.at[i].bci != place->bci ||
            c->places.at[i].why != place->why || c->places.at[i].root != place->root))
        i++;
    if (i == c->places.len)
        vec_push(&c->places, *place);
    c->places.at[i].count++;
    pthread_mutex_unlock(&c->lock);
}

void deopts_note(struct vm *vm, const struct method *root, const struct method *m, uint32_t bci,
                 enum ssa_why why)
{
    note(vm, &(struct deopt_place){root, m, bci, why, 0});
}

void deopts_note_wrong(struct vm *vm, const struct method *root, const struct method *m, uint32_t bci)
{
    note(vm, &(struct deopt_place){root, m, bci, WHY_WRONG, 0});
}

/* ---- the report ---- */

static void put_method(struct buf *b, const struct method *m)
{
    class_external_name(m->klass, b);
    buf_printf(b, ".%s%s", m->name->utf8, m->desc->utf8);
}

static void put_place(struct buf *b, const struct deopt_place *p)
{
    int line = p->method->cf != NULL && p->method->cf->code != NULL
                   ? cf_line_number(p->method->cf->code, p->bci)
                   : -1;
    buf_printf(b, "%8llu  %-16s ", (unsigned long long)p->count, why_text(p->why));
    put_method(b, p->method);
    buf_printf(b, " at %u", p->bci);
    if (line > 0)
        buf_printf(b, " (line %d)", line);
    if (p->root != p->method) {
        buf_puts(b, ", inlined in ");
        put_method(b, p->root);
    }
    buf_putc(b, '\n');
}

static int more_first(const void *pa, const void *pb)
{
    const struct deopt_place *a = pa, *b = pb;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return a->bci < b->bci ? -1 : a->bci > b->bci;
}

void deopts_report(struct vm *vm)
{
    if (!vm->options.deopts)
        return;
    struct deopt_counts *c = counts_of(vm);
    struct buf b = {0};
    uint64_t all = 0;
    pthread_mutex_lock(&c->lock);
    if (c->places.len > 0)
        qsort(c->places.at, c->places.len, sizeof *c->places.at, more_first);
    for (size_t i = 0; i < c->places.len; i++)
        all += c->places.at[i].count;
    buf_printf(&b, "samovar deoptimisations: %llu, at %zu places\n", (unsigned long long)all, c->places.len);
    if (all > 0)
        buf_puts(&b, "\n   count  reason           where\n");
    for (size_t i = 0; i < c->places.len; i++)
        put_place(&b, &c->places.at[i]);
    pthread_mutex_unlock(&c->lock);
    fputs(buf_str(&b), stderr);
    buf_free(&b);
}

void deopts_each(struct vm *vm, void (*see)(const struct deopt_row *row, void *user), void *user)
{
    struct deopt_counts *c = atomic_load_explicit(&vm->deopt_counts, memory_order_acquire);
    if (c == NULL)
        return;
    pthread_mutex_lock(&c->lock);
    if (c->places.len > 0)
        qsort(c->places.at, c->places.len, sizeof *c->places.at, more_first);
    for (size_t i = 0; i < c->places.len; i++) {
        const struct deopt_place *p = &c->places.at[i];
        see(&(struct deopt_row){p->root, p->method, p->bci, why_text(p->why), p->count}, user);
    }
    pthread_mutex_unlock(&c->lock);
}
