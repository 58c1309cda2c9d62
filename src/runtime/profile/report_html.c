/*
 * report_html.c - one file that a browser opens without a network: report.html with the data in it, as JSON.
 *
 *     frames   [name, kind, file, bytes of code, [names of methods that inline it], [[line, weight], ...]]
 *     tree     [frame, [self by tier], [children]]; frame -1 is the root
 *     events   [seconds, kind, tier, method, bytes, ms, why]
 *     deopts   [count, why, place, code]
 *     sites    [place, state, classes, seen, kind]
 *     regions  [place, state, region, changes of state]
 */
#define _GNU_SOURCE
#include <string.h>
#include "frontend/classfile.h"
#include "runtime/profile/code_facts.h"
#include "runtime/profile/events.h"
#include "runtime/profile/profile_internal.h"
#include "runtime/profile/report_json.h"
#include "runtime/region/region_site.h"
#include "runtime/tier/deopts.h"
#include "runtime/tier/site_profile.h"

#define MAX_SITES 2000

extern const char profile_page[], profile_page_end[];

/* ---- pieces ---- */

/* ",\n" before all but the first element. */
static void separate(struct buf *out, bool *first)
{
    buf_puts(out, *first ? "\n" : ",\n");
    *first = false;
}

static void json_method(struct buf *out, const struct method *m)
{
    struct buf name = {0};
    class_external_name(m->klass, &name);
    buf_printf(&name, ".%s", m->name->utf8);
    json_string(out, buf_str(&name));
    buf_free(&name);
}

static int line_of(const struct method *m, int bci)
{
    int line = bci >= 0 && m->cf != NULL && m->cf->code != NULL ? cf_line_number(m->cf->code, (u4)bci) : 0;
    return line > 0 ? line : 0;
}

/* "java.util.HashMap.get, line 12" or "..., bytecode 3" */
static void json_place(struct buf *out, const struct method *m, int bci)
{
    struct buf text = {0};
    int line = line_of(m, bci);
    class_external_name(m->klass, &text);
    buf_printf(&text, ".%s", m->name->utf8);
    if (bci >= 0)
        buf_printf(&text, line > 0 ? ", line %d" : ", bytecode %d", line > 0 ? line : bci);
    json_string(out, buf_str(&text));
    buf_free(&text);
}

/* ---- frames ---- */

static void write_lines(const struct profile_frame *f, struct buf *out)
{
    bool first = true;
    buf_putc(out, '[');
    for (size_t i = 0; f->method != NULL && i < f->spots.len; i++) {
        const struct frame_spot *s = &f->spots.at[i];
        int line = line_of(f->method, s->bci);
        u8 weight = 0;
        for (unsigned t = 0; t < N_TIERS; t++)
            weight += s->by_tier[t];
        if (line > 0) {
            buf_printf(out, "%s[%d,%llu]", first ? "" : ",", line, (unsigned long long)weight);
            first = false;
        }
    }
    buf_putc(out, ']');
}

static void write_frames(const struct profile *p, struct buf *out)
{
    struct code_facts facts;
    bool first = true;
    code_facts_gather(&facts, p->vm);
    buf_puts(out, "\"frames\":[");
    for (size_t i = 0; i < p->tree.frames.len; i++) {
        const struct profile_frame *f = p->tree.frames.at[i];
        const struct code_fact *fact = f->method != NULL ? code_facts_of(&facts, f->method) : NULL;
        separate(out, &first);
        buf_putc(out, '[');
        json_string(out, f->name);
        buf_printf(out, ",%d,", (int)f->kind);
        json_string(out, f->file != NULL ? f->file : "");
        buf_printf(out, ",%u,[", fact != NULL ? (unsigned)fact->bytes : 0);
        for (size_t k = 0; fact != NULL && k < fact->inlined_in.len; k++) {
            if (k > 0)
                buf_putc(out, ',');
            json_method(out, fact->inlined_in.at[k]);
        }
        buf_puts(out, "],");
        write_lines(f, out);
        buf_putc(out, ']');
    }
    buf_puts(out, "]");
    code_facts_free(&facts);
}

static void write_tree(const struct call_node *n, struct buf *out)
{
    buf_printf(out, "[%d,[", n->frame != NULL ? (int)n->frame->number : -1);
    for (unsigned i = 0; i < N_TIERS && n->self > 0; i++)
        buf_printf(out, i == 0 ? "%llu" : ",%llu", (unsigned long long)n->by_tier[i]);
    buf_puts(out, "],[");
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling) {
        write_tree(c, out);
        if (c->next_sibling != NULL)
            buf_putc(out, ',');
    }
    buf_puts(out, "]]");
}

/* ---- lists ---- */

struct list {
    struct buf *out;
    bool first;
    unsigned n;
};

static void write_event(const struct code_event *e, void *user)
{
    struct list *l = user;
    separate(l->out, &l->first);
    buf_printf(l->out, "[%.4f,%d,%u,", e->seconds, (int)e->kind, e->tier);
    if (e->kind == EVENT_LEFT) {
        json_place(l->out, e->method, e->bci);
    } else {
        struct buf name = {0};
        class_external_name(e->method->klass, &name);
        buf_printf(&name, ".%s", e->method->name->utf8);
        if (e->bci >= 0)
            buf_printf(&name, ", loop at line %d", line_of(e->method, e->bci));
        json_string(l->out, buf_str(&name));
        buf_free(&name);
    }
    buf_printf(l->out, ",%u,%.2f,", (unsigned)e->bytes, (double)e->ns / 1e6);
    json_string(l->out, e->why != NULL ? e->why : "");
    buf_putc(l->out, ']');
}

static void write_deopt(const struct deopt_row *row, void *user)
{
    struct list *l = user;
    separate(l->out, &l->first);
    buf_printf(l->out, "[%llu,", (unsigned long long)row->count);
    json_string(l->out, row->why);
    buf_putc(l->out, ',');
    json_place(l->out, row->method, (int)row->bci);
    buf_putc(l->out, ',');
    json_method(l->out, row->root);
    buf_putc(l->out, ']');
}

static void write_site(const struct site_row *row, void *user)
{
    static const char *const states[] = {"naive", "committed", "variable"};
    struct list *l = user;
    struct buf classes = {0};
    if (l->n++ >= MAX_SITES)
        return;
    separate(l->out, &l->first);
    buf_putc(l->out, '[');
    json_place(l->out, row->method, (int)row->bci);
    unsigned state = row->state != CALL_WATCHED        ? (unsigned)row->state
                     : row->total < SITE_ENOUGH        ? 0
                     : row->n == 1 && row->others == 0 ? 1
                                                       : 2;
    buf_printf(l->out, ",\"%s\",", states[state]);
    for (unsigned i = 0; i < row->n; i++) {
        buf_puts(&classes, i > 0 ? ", " : "");
        class_external_name(row->class[i], &classes);
        buf_printf(&classes, " %u %%",
                   row->total != 0 ? (unsigned)((uint64_t)row->seen[i] * 100 / row->total) : 0);
    }
    if (row->others > 0)
        buf_printf(&classes, ", others %u %%", (unsigned)((uint64_t)row->others * 100 / row->total));
    json_string(l->out, buf_str(&classes));
    buf_printf(l->out, ",%u,\"%s\"]", (unsigned)row->total, site_kind_names[row->kind]);
    buf_free(&classes);
}

static void write_region_site(const struct region_site_row *row, void *user)
{
    struct list *l = user;
    char region[64] = "";
    if (l->n++ >= MAX_SITES)
        return;
    if (row->has_region)
        snprintf(region, sizeof region, "%s 0x%llx-0x%llx", region_kind(&row->region),
                 (unsigned long long)row->region.base, (unsigned long long)row->region.last);
    separate(l->out, &l->first);
    buf_putc(l->out, '[');
    json_place(l->out, row->method, (int)row->bci);
    buf_printf(l->out, ",\"%s\",\"%s\",%u]", row->state, region, row->changes);
}

/* ---- all of it ---- */

static void write_about(struct profile *p, struct buf *out)
{
    struct profile_totals t = profile_totals(p);
    struct buf text = {0};
    if (p->options.mode == PROFILE_ALLOC)
        buf_printf(&text, "%.2f s, about %.1f MB allocated: %llu samples, one in %zu kB", t.seconds,
                   (double)t.weight / 1e6, (unsigned long long)p->samples, p->options.alloc_interval / 1024);
    else
        buf_printf(&text, "%.2f s, %llu samples of %s time at %u Hz", t.seconds, (unsigned long long)t.weight,
                   p->options.mode == PROFILE_CPU ? "CPU" : "wall", p->options.hz);
    buf_puts(out, "\"about\":");
    json_string(out, buf_str(&text));
    buf_printf(out, ",\"memory\":%s,\"period\":%.6f,\"start\":%.4f,\"seconds\":%.4f,\n",
               p->options.mode == PROFILE_ALLOC ? "true" : "false", (double)p->period / 1e9, p->start,
               t.seconds);
    buf_free(&text);
}

static void write_slices(const struct profile *p, struct buf *out)
{
    buf_printf(out, "\"slice\":%.4f,\"slices\":[", p->slice);
    for (size_t i = 0; i < PROFILE_SLICES && (double)i * p->slice < profile_seconds(p); i++) {
        buf_puts(out, i > 0 ? ",[" : "[");
        for (unsigned t = 0; t < N_TIERS; t++)
            buf_printf(out, t > 0 ? ",%llu" : "%llu", (unsigned long long)p->slices[i][t]);
        buf_putc(out, ']');
    }
    buf_puts(out, "],\n");
}

static void write_data(struct profile *p, struct buf *out)
{
    struct list l = {out, true, 0};
    buf_putc(out, '{');
    write_about(p, out);
    write_slices(p, out);
    write_frames(p, out);
    buf_puts(out, ",\n\"events\":[");
    u8 dropped = events_each(p->vm, write_event, &l);
    buf_printf(out, "],\"moreEvents\":%llu,\n\"deopts\":[", (unsigned long long)dropped);
    l.first = true;
    deopts_each(p->vm, write_deopt, &l);
    buf_puts(out, "],\n\"sites\":[");
    l.first = true;
    sites_each(p->vm, write_site, &l);
    buf_puts(out, "],\n\"regions\":[");
    l.first = true;
    l.n = 0;
    region_sites_each(p->vm, write_region_site, &l);
    buf_puts(out, "],\n\"tree\":");
    write_tree(&p->tree.root, out);
    buf_putc(out, '}');
}

void report_html(struct profile *p, struct buf *out)
{
    static const char mark[] = "/*DATA*/null";
    size_t size = (size_t)(profile_page_end - profile_page);
    const char *at = memmem(profile_page, size, mark, sizeof mark - 1);
    size_t before = (size_t)(at - profile_page), after = before + sizeof mark - 1;
    buf_append(out, profile_page, before);
    write_data(p, out);
    buf_append(out, profile_page + after, size - after);
}
