#include "frontend/external_name.h"

#include <string.h>

void external_class_name(struct buf *b, const char *internal, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_putc(b, internal[i] == '/' ? '.' : internal[i]);
}

static const char *primitive_name(char c)
{
    switch (c) {
    case 'B': return "byte";
    case 'C': return "char";
    case 'D': return "double";
    case 'F': return "float";
    case 'I': return "int";
    case 'J': return "long";
    case 'S': return "short";
    case 'Z': return "boolean";
    case 'V': return "void";
    default: return NULL;
    }
}

size_t external_type(struct buf *b, const char *desc, size_t n)
{
    size_t dims = 0, used;
    while (dims < n && desc[dims] == '[')
        dims++;
    if (dims == n)
        return 0;
    const char *p = desc + dims;
    if (*p == 'L') {
        const char *semicolon = memchr(p, ';', n - dims);
        if (!semicolon)
            return 0;
        external_class_name(b, p + 1, (size_t)(semicolon - p) - 1);
        used = (size_t)(semicolon - desc) + 1;
    } else {
        const char *name = primitive_name(*p);
        if (!name)
            return 0;
        buf_puts(b, name);
        used = dims + 1;
    }
    for (size_t i = 0; i < dims; i++)
        buf_puts(b, "[]");
    return used;
}

void external_params(struct buf *b, const struct symbol *method_desc)
{
    const char *p = method_desc->utf8 + 1, *end = method_desc->utf8 + method_desc->len;
    for (bool first = true; p < end && *p != ')'; first = false) {
        if (!first)
            buf_puts(b, ", ");
        size_t used = external_type(b, p, (size_t)(end - p));
        if (used == 0)
            return;
        p += used;
    }
}

void external_method(struct buf *b, const struct symbol *klass, const struct symbol *name,
                     const struct symbol *desc)
{
    const char *close = memchr(desc->utf8, ')', desc->len);
    if (close)
        external_type(b, close + 1, (size_t)(desc->utf8 + desc->len - close) - 1);
    buf_putc(b, ' ');
    external_class_name(b, klass->utf8, klass->len);
    buf_printf(b, ".%s(", name->utf8);
    external_params(b, desc);
    buf_putc(b, ')');
}
