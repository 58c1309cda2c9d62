/*
 * report_speedscope.c - JSON as speedscope reads it (https://www.speedscope.app/file-format-schema.json):
 * frames, then each stack with its weight.
 */
#include "runtime/profile/report_frames.h"

struct writer {
    struct frame_table frames;
    struct buf *out;
    VEC(uint32_t) stack; /* outermost first */
    struct buf weights;
    bool first;
    double period; /* seconds a sample */
};

static void write_frames(struct writer *w)
{
    struct buf name = {0};
    for (size_t i = 0; i < w->frames.methods.len; i++) {
        const struct method *m = w->frames.methods.at[i];
        name.len = 0;
        frame_name(m, &name);
        buf_puts(w->out, i == 0 ? "\n  {\"name\":" : ",\n  {\"name\":");
        json_string(w->out, buf_str(&name));
        if (frame_file(m) != NULL) {
            buf_puts(w->out, ",\"file\":");
            json_string(w->out, frame_file(m));
        }
        if (frame_line(m) > 0)
            buf_printf(w->out, ",\"line\":%d", frame_line(m));
        buf_putc(w->out, '}');
    }
    buf_free(&name);
}

static void write_stacks(struct writer *w, const struct call_node *n)
{
    if (n->method != NULL)
        vec_push(&w->stack, frame_number(&w->frames, n->method));
    if (n->self > 0 && w->stack.len > 0) {
        buf_puts(w->out, w->first ? "\n  [" : ",\n  [");
        for (size_t i = 0; i < w->stack.len; i++)
            buf_printf(w->out, i == 0 ? "%u" : ",%u", w->stack.at[i]);
        buf_putc(w->out, ']');
        buf_printf(&w->weights, w->first ? "%.6f" : ",%.6f", (double)n->self * w->period);
        w->first = false;
    }
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        write_stacks(w, c);
    if (n->method != NULL)
        w->stack.len--;
}

void profile_speedscope(struct sampler *s, struct buf *out)
{
    struct sampler_totals totals = sampler_totals(s);
    struct writer w = {.out = out, .first = true, .period = 1.0 / totals.hz};
    frame_table_init(&w.frames, sampler_tree(s));
    buf_puts(out, "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n"
                  "\"exporter\":\"samovar " SAMOVAR_VERSION "\",\n\"shared\":{\"frames\":[");
    write_frames(&w);
    buf_printf(
        out,
        "]},\n\"profiles\":[{\"type\":\"sampled\",\"name\":\"%s time\",\"unit\":\"seconds\",\"startValue\":0,"
        "\"endValue\":%.6f,\n\"samples\":[",
        totals.mode == SAMPLER_CPU ? "CPU" : "wall", (double)totals.samples * w.period);
    write_stacks(&w, sampler_tree(s));
    buf_printf(out, "],\n\"weights\":[%s]}]}\n", buf_str(&w.weights));
    buf_free(&w.weights);
    vec_free(&w.stack);
    frame_table_free(&w.frames);
}
