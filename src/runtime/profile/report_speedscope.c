/*
 * report_speedscope.c - JSON as speedscope reads it (https://www.speedscope.app/file-format-schema.json):
 * frames, then each stack with its weight.
 */
#include "frontend/classfile.h"
#include "runtime/profile/profile_internal.h"
#include "runtime/profile/report_json.h"

struct writer {
    const struct profile *profile;
    struct buf *out;
    VEC(uint32_t) stack; /* frames, outermost first */
    struct buf weights;
    bool first, memory;
    double period; /* seconds a sample */
};

static void write_frames(struct writer *w)
{
    for (size_t i = 0; i < w->profile->tree.frames.len; i++) {
        const struct profile_frame *f = w->profile->tree.frames.at[i];
        const struct method *m = f->method;
        int line = m != NULL && m->cf != NULL && m->cf->code != NULL ? cf_line_number(m->cf->code, 0) : 0;
        buf_puts(w->out, i == 0 ? "\n  {\"name\":" : ",\n  {\"name\":");
        json_string(w->out, f->name);
        if (f->file != NULL) {
            buf_puts(w->out, ",\"file\":");
            json_string(w->out, f->file);
        }
        if (line > 0)
            buf_printf(w->out, ",\"line\":%d", line);
        buf_putc(w->out, '}');
    }
}

static void write_weight(struct writer *w, u8 weight)
{
    if (!w->first)
        buf_putc(&w->weights, ',');
    if (w->memory)
        buf_printf(&w->weights, "%llu", (unsigned long long)weight);
    else
        buf_printf(&w->weights, "%.6f", (double)weight * w->period);
}

static void write_stacks(struct writer *w, const struct call_node *n)
{
    if (n->frame != NULL)
        vec_push(&w->stack, n->frame->number);
    if (n->self > 0 && w->stack.len > 0) {
        buf_puts(w->out, w->first ? "\n  [" : ",\n  [");
        for (size_t i = 0; i < w->stack.len; i++)
            buf_printf(w->out, i == 0 ? "%u" : ",%u", w->stack.at[i]);
        buf_putc(w->out, ']');
        write_weight(w, n->self);
        w->first = false;
    }
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        write_stacks(w, c);
    if (n->frame != NULL)
        w->stack.len--;
}

void report_speedscope(struct profile *p, struct buf *out)
{
    static const char *const names[N_PROFILE_MODES] = {"CPU time", "wall time", "allocated bytes"};
    bool memory = p->options.mode == PROFILE_ALLOC;
    struct writer w = {
        .profile = p, .out = out, .first = true, .memory = memory, .period = (double)p->period / 1e9};
    buf_puts(out, "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n"
                  "\"exporter\":\"samovar " SAMOVAR_VERSION "\",\n\"shared\":{\"frames\":[");
    write_frames(&w);
    buf_printf(out,
               "]},\n\"profiles\":[{\"type\":\"sampled\",\"name\":\"%s\",\"unit\":\"%s\",\"startValue\":0,"
               "\"endValue\":%.6f,\n\"samples\":[",
               names[p->options.mode], memory ? "bytes" : "seconds",
               (double)p->tree.total * (memory ? 1 : w.period));
    write_stacks(&w, &p->tree.root);
    buf_printf(out, "],\n\"weights\":[%s]}]}\n", buf_str(&w.weights));
    buf_free(&w.weights);
    vec_free(&w.stack);
}
