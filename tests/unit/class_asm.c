#include "class_asm.h"

#include <string.h>

void asm_u1(struct buf *b, unsigned x)
{
    buf_putc(b, (char)x);
}

void asm_u2(struct buf *b, unsigned x)
{
    asm_u1(b, x >> 8);
    asm_u1(b, x);
}

void asm_u4(struct buf *b, u4 x)
{
    asm_u2(b, x >> 16);
    asm_u2(b, x);
}

static u2 new_constant(struct class_asm *a, enum cp_tag tag, int slots)
{
    u2 index = a->pool_count;
    a->pool_count = (u2)(a->pool_count + slots);
    asm_u1(&a->pool, tag);
    return index;
}

u2 asm_utf8(struct class_asm *a, const char *text)
{
    u2 index = new_constant(a, CP_Utf8, 1);
    asm_u2(&a->pool, (unsigned)strlen(text));
    buf_append(&a->pool, text, strlen(text));
    return index;
}

u2 asm_int(struct class_asm *a, int32_t i)
{
    u2 index = new_constant(a, CP_Integer, 1);
    asm_u4(&a->pool, (u4)i);
    return index;
}

u2 asm_float(struct class_asm *a, float f)
{
    u4 bits;
    memcpy(&bits, &f, sizeof bits);
    u2 index = new_constant(a, CP_Float, 1);
    asm_u4(&a->pool, bits);
    return index;
}

static u2 wide_constant(struct class_asm *a, enum cp_tag tag, u8 bits)
{
    u2 index = new_constant(a, tag, 2);
    asm_u4(&a->pool, (u4)(bits >> 32));
    asm_u4(&a->pool, (u4)bits);
    return index;
}

u2 asm_long(struct class_asm *a, int64_t l)
{
    return wide_constant(a, CP_Long, (u8)l);
}

u2 asm_double(struct class_asm *a, double d)
{
    u8 bits;
    memcpy(&bits, &d, sizeof bits);
    return wide_constant(a, CP_Double, bits);
}

static u2 one_operand(struct class_asm *a, enum cp_tag tag, u2 x)
{
    u2 index = new_constant(a, tag, 1);
    asm_u2(&a->pool, x);
    return index;
}

static u2 two_operands(struct class_asm *a, enum cp_tag tag, u2 x, u2 y)
{
    u2 index = one_operand(a, tag, x);
    asm_u2(&a->pool, y);
    return index;
}

u2 asm_class(struct class_asm *a, const char *name)
{
    return one_operand(a, CP_Class, asm_utf8(a, name));
}
u2 asm_string(struct class_asm *a, const char *text)
{
    return one_operand(a, CP_String, asm_utf8(a, text));
}
u2 asm_method_type(struct class_asm *a, const char *desc)
{
    return one_operand(a, CP_MethodType, asm_utf8(a, desc));
}

u2 asm_name_and_type(struct class_asm *a, const char *name, const char *desc)
{
    u2 n = asm_utf8(a, name), d = asm_utf8(a, desc);
    return two_operands(a, CP_NameAndType, n, d);
}

u2 asm_member(struct class_asm *a, enum cp_tag tag, const char *klass, const char *name, const char *desc)
{
    u2 c = asm_class(a, klass), nt = asm_name_and_type(a, name, desc);
    return two_operands(a, tag, c, nt);
}

u2 asm_dynamic(struct class_asm *a, enum cp_tag tag, u2 bootstrap, const char *name, const char *desc)
{
    u2 nt = asm_name_and_type(a, name, desc);
    return two_operands(a, tag, bootstrap, nt);
}

u2 asm_method_handle(struct class_asm *a, u1 kind, u2 member)
{
    u2 index = new_constant(a, CP_MethodHandle, 1);
    asm_u1(&a->pool, kind);
    asm_u2(&a->pool, member);
    return index;
}

void class_asm_begin(struct class_asm *a, u2 major, u2 access, const char *this_name, const char *super_name)
{
    *a = (struct class_asm){.pool_count = 1, .major = major, .access = access};
    a->this_class = asm_class(a, this_name);
    a->super_class = super_name ? asm_class(a, super_name) : 0;
}

void class_asm_interface(struct class_asm *a, const char *name)
{
    asm_u2(&a->interfaces, asm_class(a, name));
    a->n_interfaces++;
}

static void put_header(struct class_asm *a, struct buf *b, u2 access, const char *name, const char *desc)
{
    asm_u2(b, access);
    asm_u2(b, asm_utf8(a, name));
    asm_u2(b, asm_utf8(a, desc));
}

void class_asm_field(struct class_asm *a, u2 access, const char *name, const char *desc)
{
    put_header(a, &a->fields, access, name, desc);
    asm_u2(&a->fields, 0);
    a->n_fields++;
}

static void put_attribute(struct class_asm *a, struct buf *b, const char *name, const void *body, size_t len)
{
    asm_u2(b, asm_utf8(a, name));
    asm_u4(b, (u4)len);
    if (len > 0)
        buf_append(b, body, len);
}

void class_asm_attribute(struct class_asm *a, const char *name, const void *body, u4 len)
{
    put_attribute(a, &a->attributes, name, body, len);
    a->n_attributes++;
}

void class_asm_method(struct class_asm *a, const struct asm_method *m)
{
    put_header(a, &a->methods, m->access, m->name, m->desc);
    asm_u2(&a->methods, m->code ? 1 : 0);
    a->n_methods++;
    if (!m->code)
        return;
    struct buf body = {0};
    asm_u2(&body, m->max_stack);
    asm_u2(&body, m->max_locals);
    asm_u4(&body, m->code_len);
    buf_append(&body, m->code, m->code_len);
    asm_u2(&body, m->n_handlers);
    for (u2 i = 0; i < m->n_handlers; i++) {
        asm_u2(&body, m->handlers[i].start);
        asm_u2(&body, m->handlers[i].end);
        asm_u2(&body, m->handlers[i].handler);
        asm_u2(&body, m->handlers[i].catch_type);
    }
    asm_u2(&body, (m->stack_map != NULL) + (m->n_vars > 0));
    if (m->stack_map)
        put_attribute(a, &body, "StackMapTable", m->stack_map, m->stack_map_len);
    if (m->n_vars > 0) {
        struct buf vars = {0};
        asm_u2(&vars, m->n_vars);
        for (u2 i = 0; i < m->n_vars; i++) {
            asm_u2(&vars, m->vars[i].start);
            asm_u2(&vars, m->vars[i].length);
            asm_u2(&vars, asm_utf8(a, m->vars[i].name));
            asm_u2(&vars, asm_utf8(a, m->vars[i].desc));
            asm_u2(&vars, m->vars[i].slot);
        }
        put_attribute(a, &body, "LocalVariableTable", vars.at, vars.len);
        buf_free(&vars);
    }
    put_attribute(a, &a->methods, "Code", body.at, body.len);
    buf_free(&body);
}

static void put_section(struct buf *out, u2 count, struct buf *items)
{
    asm_u2(out, count);
    if (items->len > 0)
        buf_append(out, items->at, items->len);
    buf_free(items);
}

void class_asm_finish(struct class_asm *a, struct buf *out)
{
    asm_u4(out, 0xCAFEBABE);
    asm_u2(out, 0);
    asm_u2(out, a->major);
    put_section(out, a->pool_count, &a->pool);
    asm_u2(out, a->access);
    asm_u2(out, a->this_class);
    asm_u2(out, a->super_class);
    put_section(out, a->n_interfaces, &a->interfaces);
    put_section(out, a->n_fields, &a->fields);
    put_section(out, a->n_methods, &a->methods);
    put_section(out, a->n_attributes, &a->attributes);
}
