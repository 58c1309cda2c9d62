/* report_frames.c - methods by number, and text in JSON. */
#include "runtime/profile/report_frames.h"

static void number_all(struct frame_table *t, const struct call_node *n)
{
    if (n->method != NULL && ptr_map_get(&t->index, (uintptr_t)n->method) == NULL) {
        vec_push(&t->methods, n->method);
        ptr_map_put(&t->index, (uintptr_t)n->method,
                    (void *)(uintptr_t)(t->methods.len << 1)); /* 1 is no value to the map */
    }
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        number_all(t, c);
}

void frame_table_init(struct frame_table *t, const struct call_node *root)
{
    *t = (struct frame_table){0};
    number_all(t, root);
}

void frame_table_free(struct frame_table *t)
{
    ptr_map_free(&t->index);
    vec_free(&t->methods);
}

uint32_t frame_number(const struct frame_table *t, const struct method *m)
{
    return (uint32_t)((uintptr_t)ptr_map_get(&t->index, (uintptr_t)m) >> 1) - 1;
}

void frame_name(const struct method *m, struct buf *out)
{
    class_external_name(m->klass, out);
    buf_printf(out, ".%s", m->name->utf8);
}

const char *frame_file(const struct method *m)
{
    const struct classfile *cf = m->klass->cf;
    return cf != NULL && cf->source_file != NULL ? cf->source_file->utf8 : NULL;
}

int frame_line(const struct method *m)
{
    int line = m->cf != NULL && m->cf->code != NULL ? cf_line_number(m->cf->code, 0) : 0;
    return line > 0 ? line : 0;
}

/* Bytes of the well-formed sequence at s that JSON may hold as it is; 0: there is none. */
static int plain_sequence(const unsigned char *s)
{
    if (s[0] < 0x80)
        return s[0] >= 0x20 && s[0] != '"' && s[0] != '\\' && s[0] != '<';
    int n = s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : 0;
    for (int i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    bool surrogate = n == 3 && s[0] == 0xed && s[1] >= 0xa0, overlong = n == 3 && s[0] == 0xe0 && s[1] < 0xa0;
    return surrogate || overlong ? 0 : n;
}

void json_string(struct buf *out, const char *utf8)
{
    buf_putc(out, '"');
    for (const unsigned char *s = (const unsigned char *)utf8; *s != 0;) {
        int n = plain_sequence(s);
        if (n == 0) {
            if (*s < 0x80) /* '<' too: the text may stand inside a script element */
                buf_printf(out, "\\u%04x", *s);
            else
                buf_puts(out, "\\ufffd");
            s++;
        }
        for (; n > 0; n--)
            buf_putc(out, (char)*s++);
    }
    buf_putc(out, '"');
}
