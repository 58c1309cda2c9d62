/*
 * report_html.c - one file that a browser opens without a network: report.html with the tree in it, as
 * [method, self, compiled, [children]].
 */
#define _GNU_SOURCE
#include <string.h>
#include "runtime/profile/report_frames.h"

extern const char profile_page[], profile_page_end[];

static void write_tree(const struct frame_table *t, const struct call_node *n, struct buf *out)
{
    buf_printf(out, "[%d,%llu,%llu,[", n->method != NULL ? (int)frame_number(t, n->method) : -1,
               (unsigned long long)n->self, (unsigned long long)n->compiled);
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling) {
        write_tree(t, c, out);
        if (c->next_sibling != NULL)
            buf_putc(out, ',');
    }
    buf_puts(out, "]]");
}

static void write_data(struct sampler *s, struct buf *out)
{
    struct sampler_totals totals = sampler_totals(s);
    struct frame_table t;
    struct buf text = {0};
    frame_table_init(&t, sampler_tree(s));
    buf_printf(
        &text, "%.2f s, %llu samples of %s time at %u Hz; outside Java (start-up, collector, compiler): %llu",
        totals.seconds, (unsigned long long)totals.samples, totals.mode == SAMPLER_CPU ? "CPU" : "wall",
        totals.hz, (unsigned long long)totals.without_java);
    buf_puts(out, "{\"about\":");
    json_string(out, buf_str(&text));
    buf_puts(out, ",\n\"methods\":[");
    for (size_t i = 0; i < t.methods.len; i++) {
        text.len = 0;
        frame_name(t.methods.at[i], &text);
        buf_puts(out, i == 0 ? "\n" : ",\n");
        json_string(out, buf_str(&text));
    }
    buf_puts(out, "],\n\"tree\":");
    write_tree(&t, sampler_tree(s), out);
    buf_putc(out, '}');
    buf_free(&text);
    frame_table_free(&t);
}

void profile_html(struct sampler *s, struct buf *out)
{
    static const char mark[] = "/*DATA*/null";
    size_t size = (size_t)(profile_page_end - profile_page);
    const char *at = memmem(profile_page, size, mark, sizeof mark - 1);
    size_t before = (size_t)(at - profile_page), after = before + sizeof mark - 1;
    buf_append(out, profile_page, before);
    write_data(s, out);
    buf_append(out, profile_page + after, size - after);
}
