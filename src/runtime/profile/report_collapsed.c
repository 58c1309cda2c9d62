/* report_collapsed.c - one line a stack, outermost frame first: "a.B.c;d.E.f 42", as flame graph tools read
 * it. */
#include <string.h>
#include "runtime/profile/profile_internal.h"

static void write_node(const struct call_node *n, struct buf *stack, struct buf *out)
{
    size_t len = stack->len;
    if (n->frame != NULL) {
        if (stack->len > 0)
            buf_putc(stack, ';');
        for (const char *s = n->frame->name; *s != 0; s++) /* the form's own separators */
            buf_putc(stack, *s == ';' || *s == '\n' ? ':' : *s);
    }
    if (n->self > 0)
        buf_printf(out, "%s %llu\n", buf_str(stack), (unsigned long long)n->self);
    for (const struct call_node *c = n->first_child; c != NULL; c = c->next_sibling)
        write_node(c, stack, out);
    stack->len = len;
    if (stack->at != NULL)
        stack->at[len] = 0;
}

void report_collapsed(struct profile *p, struct buf *out)
{
    struct buf stack = {0};
    write_node(&p->tree.root, &stack, out);
    buf_free(&stack);
}
