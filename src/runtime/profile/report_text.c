/*
 * report_text.c - the report a person reads in a terminal of 80 columns: the VM's own work, hot methods, and
 * of the hottest their lines, callers, and where they were inlined.
 *
 * "self" is the share of samples with the frame innermost, "total" with it anywhere on the stack (once,
 * however often it recurs), "tier" what ran it most of its own time, "size" the bytes of its compiled code.
 */
#include <stdlib.h>
#include <string.h>
#include "frontend/classfile.h"
#include "runtime/profile/code_facts.h"
#include "runtime/profile/profile_internal.h"
#include "runtime/profile/totals.h"

#define WIDTH       80
#define MAX_FRAMES  40
#define HOT_METHODS 6 /* with their lines and callers */
#define MAX_LINES   4
#define MAX_CALLERS 3
#define MAX_INLINED 3
#define MIN_PERCENT 0.5 /* of a line or caller */

/* Class and method; packages give way first when the name does not fit: j.u.HashMap.getNode. */
static void put_name(const char *name, struct buf *b, size_t room)
{
    size_t len = strlen(name);
    const char *p = name;
    while (len > room) { /* "java.util.HashMap.get": "Class.method" stays whole */
        const char *dot = strchr(p, '.'), *next = dot != NULL ? strchr(dot + 1, '.') : NULL;
        if (next == NULL || strchr(p, '[') != NULL || dot == p)
            break;
        buf_printf(b, "%c.", *p);
        len -= (size_t)(dot - p) - 1;
        p = dot + 1;
        room -= 2;
        len -= 2;
    }
    if (strlen(p) > room)
        buf_printf(b, "%.*s...", (int)room - 3, p);
    else
        buf_puts(b, p);
}

static double percent(u8 part, u8 whole)
{
    return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

static void put_bytes(struct buf *b, u8 n)
{
    if (n < 10000)
        buf_printf(b, "%7llu", (unsigned long long)n);
    else if (n < 10000000)
        buf_printf(b, "%6lluk", (unsigned long long)(n / 1000));
    else
        buf_printf(b, "%6lluM", (unsigned long long)(n / 1000000));
}

/* ---- the table ---- */

/* "T2", or "T2  87%" when others ran it as well. */
static void put_tier(struct buf *b, const struct frame_total *r)
{
    unsigned best = 0;
    for (unsigned i = 1; i < N_TIERS; i++)
        if (r->by_tier[i] > r->by_tier[best])
            best = i;
    double share = percent(r->by_tier[best], r->self);
    if (r->frame->kind != FRAME_METHOD)
        buf_printf(b, "%-11s", r->frame->kind == FRAME_NATIVE ? "C" : r->frame->kind == FRAME_VM ? "VM" : "");
    else if (share > 99.5)
        buf_printf(b, "%-11s", frame_tier_names[best]);
    else
        buf_printf(b, "%-6s%3.0f%% ", frame_tier_names[best], share);
}

static void put_row(const struct frame_total *r, const struct code_facts *facts, u8 all, struct buf *out)
{
    const struct code_fact *f =
        r->frame->kind == FRAME_METHOD ? code_facts_of(facts, r->frame->method) : NULL;
    buf_printf(out, "  %5.1f%%  %5.1f%%  ", percent(r->self, all), percent(r->total, all));
    put_tier(out, r);
    if (f != NULL && f->bytes > 0)
        put_bytes(out, f->bytes);
    else
        buf_printf(out, "%7s", "");
    buf_puts(out, "  ");
    put_name(r->frame->name, out, WIDTH - 38);
    buf_putc(out, '\n');
}

/* ---- details of a method ---- */

struct line {
    int number;
    bool is_bci;
    u8 weight;
};

static int by_weight(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    return x->weight != y->weight ? (x->weight < y->weight ? 1 : -1) : x->number - y->number;
}

static void put_lines(const struct frame_total *r, u8 all, struct buf *out)
{
    VEC(struct line) lines = {0};
    const struct method *m = r->frame->method;
    for (size_t i = 0; i < r->frame->spots.len; i++) {
        const struct frame_spot *s = &r->frame->spots.at[i];
        int number = s->bci >= 0 && m->cf != NULL && m->cf->code != NULL
                         ? cf_line_number(m->cf->code, (u4)s->bci)
                         : -1;
        struct line line = {number > 0 ? number : s->bci, number <= 0, 0};
        if (s->bci < 0)
            continue;
        size_t k = 0;
        while (k < lines.len && (lines.at[k].number != line.number || lines.at[k].is_bci != line.is_bci))
            k++;
        if (k == lines.len)
            vec_push(&lines, line);
        for (unsigned t = 0; t < N_TIERS; t++)
            lines.at[k].weight += s->by_tier[t];
    }
    if (lines.len > 0)
        qsort(lines.at, lines.len, sizeof *lines.at, by_weight);
    for (size_t i = 0; i < lines.len && i < MAX_LINES; i++)
        if (percent(lines.at[i].weight, all) >= MIN_PERCENT)
            buf_printf(out, "    %5.1f%%  %s %d\n", percent(lines.at[i].weight, all),
                       lines.at[i].is_bci ? "bytecode at" : "line", lines.at[i].number);
    vec_free(&lines);
}

static void add_callers(struct frame_totals *callers, const struct call_node *n,
                        const struct profile_frame *callee)
{
    if (n->frame == callee && n->parent->frame != NULL && n->parent->frame != callee)
        frame_totals_row(callers, n->parent->frame)->self += call_node_total(n);
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        add_callers(callers, c, callee);
}

static void put_callers(struct profile *p, const struct frame_total *r, struct buf *out)
{
    struct frame_totals callers = {0};
    arena_init(&callers.arena);
    add_callers(&callers, &p->tree.root, r->frame);
    frame_totals_sort(&callers);
    for (size_t i = 0; i < callers.rows.len && i < MAX_CALLERS; i++) {
        double share = percent(callers.rows.at[i]->self, p->tree.total);
        if (share < MIN_PERCENT)
            break;
        buf_printf(out, "    %5.1f%%  from ", share);
        put_name(callers.rows.at[i]->frame->name, out, WIDTH - 17);
        buf_putc(out, '\n');
    }
    frame_totals_free(&callers);
}

static void put_inlined(const struct code_fact *f, struct buf *out)
{
    struct buf name = {0};
    for (size_t i = 0; f != NULL && i < f->inlined_in.len && i < MAX_INLINED; i++) {
        buf_clear(&name);
        class_external_name(f->inlined_in.at[i]->klass, &name);
        buf_printf(&name, ".%s", f->inlined_in.at[i]->name->utf8);
        buf_puts(out, "            inlined in ");
        put_name(buf_str(&name), out, WIDTH - 23);
        buf_putc(out, '\n');
    }
    if (f != NULL && f->inlined_in.len > MAX_INLINED)
        buf_printf(out, "            and in %zu more\n", f->inlined_in.len - MAX_INLINED);
    buf_free(&name);
}

static void put_details(struct profile *p, const struct frame_total *r, const struct code_facts *facts,
                        struct buf *out)
{
    const char *file = r->frame->file;
    size_t room = WIDTH - 2 - (file != NULL && strlen(file) < 30 ? strlen(file) + 3 : 0);
    buf_puts(out, "\n  ");
    put_name(r->frame->name, out, room);
    if (room < WIDTH - 2)
        buf_printf(out, " (%s)", file);
    buf_putc(out, '\n');
    put_lines(r, p->tree.total, out);
    put_callers(p, r, out);
    put_inlined(code_facts_of(facts, r->frame->method), out);
}

/* ---- the report ---- */

static void put_heading(struct profile *p, struct buf *out)
{
    struct profile_totals t = profile_totals(p);
    if (p->options.mode == PROFILE_ALLOC) {
        buf_printf(out, "samovar profile: %.2f s, ", t.seconds);
        buf_printf(out, "about %.1f MB allocated: %llu samples, one in %zu kB\n", (double)t.weight / 1e6,
                   (unsigned long long)p->samples, p->options.alloc_interval / 1024);
        return;
    }
    buf_printf(out, "samovar profile: %.2f s, %llu samples of %s time at %u Hz\n", t.seconds,
               (unsigned long long)t.weight, p->options.mode == PROFILE_CPU ? "CPU" : "wall", p->options.hz);
    if (t.torn > 0)
        buf_printf(out, "given up because the stack changed meanwhile: %llu samples\n",
                   (unsigned long long)t.torn);
    buf_puts(out, "the VM's own work:");
    bool any = false;
    for (unsigned i = 0; i < N_WORKS; i++)
        if (percent(p->works[i], t.weight) >= 0.05) {
            buf_printf(out, "%s %5.1f%%  %s\n", any ? "                  " : "",
                       percent(p->works[i], t.weight), vm_work_names[i]);
            any = true;
        }
    if (!any)
        buf_puts(out, " none seen\n");
}

void report_text(struct profile *p, struct buf *out)
{
    struct frame_totals t;
    struct code_facts facts;
    frame_totals_gather(&t, &p->tree);
    code_facts_gather(&facts, p->vm);
    put_heading(p, out);
    buf_printf(out, "\n    self   total  %s\n",
               p->options.mode == PROFILE_ALLOC ? "                    class, method"
                                                : "tier          size  method");
    for (size_t i = 0; i < t.rows.len && i < MAX_FRAMES && t.rows.at[i]->self > 0; i++)
        put_row(t.rows.at[i], &facts, p->tree.total, out);
    unsigned shown = 0;
    for (size_t i = 0; i < t.rows.len && shown < HOT_METHODS; i++) {
        if (percent(t.rows.at[i]->self, p->tree.total) < 2 * MIN_PERCENT)
            break;
        if (t.rows.at[i]->frame->kind == FRAME_METHOD || p->options.mode == PROFILE_ALLOC) {
            if (shown++ == 0)
                buf_puts(out, "\nthe hottest: lines, callers, and whose code has them inlined\n");
            put_details(p, t.rows.at[i], &facts, out);
        }
    }
    code_facts_free(&facts);
    frame_totals_free(&t);
}
