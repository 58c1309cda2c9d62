/*
 * report_text.c - the report a person reads in a terminal of 80 columns: hot methods, then the hottest paths
 * to them.
 *
 * "self" is the share of samples with the method innermost, "total" with it anywhere on the stack (once,
 * however often it recurs), "compiled" the share of its own samples that found it in compiled code.
 */
#include <stdlib.h>
#include <string.h>
#include "runtime/profile/profile.h"

#define WIDTH       80
#define MAX_METHODS 40
#define MAX_CALLERS 3
#define HOT_METHODS 5 /* with their callers */

struct method_time {
    struct method *method;
    u8 self, compiled, total;
    unsigned on_stack;
};

struct table {
    struct ptr_map index;
    VEC(struct method_time *) rows;
    struct arena arena;
};

static struct method_time *row_of(struct table *t, struct method *m)
{
    struct method_time *r = ptr_map_get(&t->index, (uintptr_t)m);
    if (r == NULL) {
        r = ARENA_NEW(&t->arena, struct method_time);
        r->method = m;
        ptr_map_put(&t->index, (uintptr_t)m, r);
        vec_push(&t->rows, r);
    }
    return r;
}

/* Samples of the subtree. */
static u8 add_node(struct table *t, const struct call_node *n)
{
    struct method_time *r = n->method != NULL ? row_of(t, n->method) : NULL;
    u8 sum = n->self;
    if (r != NULL) {
        r->self += n->self;
        r->compiled += n->compiled;
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
    const struct method_time *x = *(struct method_time *const *)a, *y = *(struct method_time *const *)b;
    if (x->self != y->self)
        return x->self < y->self ? 1 : -1;
    if (x->total != y->total)
        return x->total < y->total ? 1 : -1;
    return strcmp(x->method->name->utf8, y->method->name->utf8);
}

static double percent(u8 part, u8 whole)
{
    return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

/* Class and method; packages give way first when the name does not fit: j.u.HashMap.getNode. */
static void method_name(const struct method *m, struct buf *b, size_t room)
{
    struct buf full = {0};
    size_t start = b->len;
    class_external_name(m->klass, &full);
    buf_printf(&full, ".%s", m->name->utf8);
    const char *p = buf_str(&full);
    size_t len = full.len;
    for (const char *dot;
         len > room && (dot = strchr(p, '.')) != NULL && dot < p + strlen(p) - strlen(m->name->utf8) - 1;) {
        if (strchr(dot + 1, '.') == NULL ||
            strchr(dot + 1, '.') >= buf_str(&full) + full.len - strlen(m->name->utf8))
            break; /* what is left is Class.method */
        buf_printf(b, "%c.", *p);
        len -= (size_t)(dot - p) - 1;
        p = dot + 1;
    }
    size_t left = room - (b->len - start);
    if (strlen(p) > left)
        buf_printf(b, "%.*s...", (int)left - 3, p);
    else
        buf_puts(b, p);
    buf_free(&full);
}

/* ---- callers ---- */

static void add_callers(struct table *callers, const struct call_node *n, const struct method *callee)
{
    if (n->method == callee && n->self > 0) {
        const struct call_node *p = n->parent;
        while (p->method == callee) /* recursion: who started it */
            p = p->parent;
        if (p->method != NULL)
            row_of(callers, p->method)->self += n->self;
    }
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        add_callers(callers, c, callee);
}

static void print_callers(struct sampler *s, const struct method_time *r, u8 samples, struct buf *out)
{
    struct table callers = {0};
    arena_init(&callers.arena);
    add_callers(&callers, sampler_tree(s), r->method);
    if (callers.rows.len > 0) {
        qsort(callers.rows.at, callers.rows.len, sizeof *callers.rows.at, by_self);
        buf_puts(out, "\n  ");
        method_name(r->method, out, WIDTH - 2);
        buf_puts(out, "\n");
        for (size_t i = 0; i < callers.rows.len && i < MAX_CALLERS; i++) {
            buf_printf(out, "    %5.1f%%  from ", percent(callers.rows.at[i]->self, samples));
            method_name(callers.rows.at[i]->method, out, WIDTH - 17);
            buf_putc(out, '\n');
        }
    }
    vec_free(&callers.rows);
    ptr_map_free(&callers.index);
    arena_release(&callers.arena);
}

void profile_text(struct sampler *s, struct buf *out)
{
    struct sampler_totals totals = sampler_totals(s);
    struct table t = {0};
    arena_init(&t.arena);
    add_node(&t, sampler_tree(s));
    if (t.rows.len > 0)
        qsort(t.rows.at, t.rows.len, sizeof *t.rows.at, by_self);
    buf_printf(out, "samovar profile: %.2f s, %llu samples of %s time at %u Hz\n", totals.seconds,
               (unsigned long long)totals.samples, totals.mode == SAMPLER_CPU ? "CPU" : "wall", totals.hz);
    if (totals.without_java > 0)
        buf_printf(out, "outside Java (start-up, collector): %llu samples\n",
                   (unsigned long long)totals.without_java);
    if (totals.torn > 0)
        buf_printf(out, "given up because the stack changed meanwhile: %llu samples\n",
                   (unsigned long long)totals.torn);
    u8 compiled = 0;
    for (size_t i = 0; i < t.rows.len; i++)
        compiled += t.rows.at[i]->compiled;
    buf_printf(out, "\n    self   total%s  method\n", compiled > 0 ? "  compiled" : "");
    for (size_t i = 0; i < t.rows.len && i < MAX_METHODS; i++) {
        const struct method_time *r = t.rows.at[i];
        if (r->self == 0)
            break;
        buf_printf(out, "  %5.1f%%  %5.1f%%  ", percent(r->self, totals.samples),
                   percent(r->total, totals.samples));
        if (compiled > 0)
            buf_printf(out, "%7.1f%%  ", percent(r->compiled, r->self));
        const char *tail = r->method->access & ACC_NATIVE ? " (native)" : "";
        method_name(r->method, out, WIDTH - (compiled > 0 ? 28 : 18) - strlen(tail));
        buf_printf(out, "%s\n", tail);
    }
    if (t.rows.len > 0 && t.rows.at[0]->self > 0)
        buf_puts(out, "\ncallers of the hottest\n");
    for (size_t i = 0; i < t.rows.len && i < HOT_METHODS && t.rows.at[i]->self > 0; i++)
        print_callers(s, t.rows.at[i], totals.samples, out);
    vec_free(&t.rows);
    ptr_map_free(&t.index);
    arena_release(&t.arena);
}
