/*
 * verify_error.c - VerifyError messages, in HotSpot's words and layout, because people know how to read them:
 * a first line that names the rule, then location, reason, type states, bytecode, handlers and the stack map
 * table.
 */
#include <string.h>

#include "frontend/external_name.h"
#include "frontend/verify_internal.h"

struct vorigin from_rule(vtype t)
{
    return (struct vorigin){.kind = FROM_RULE, .type = t};
}
struct vorigin from_signature(vtype t)
{
    return (struct vorigin){.kind = FROM_SIGNATURE, .type = t};
}
struct vorigin from_cp(u4 index, vtype t)
{
    return (struct vorigin){.kind = FROM_CP, .index = index, .type = t};
}

struct vorigin from_frame(const struct verifier *v)
{
    return (struct vorigin){.kind = FROM_FRAME, .has_frame = true, .frame = v->cur};
}

struct vorigin from_stack_top(const struct verifier *v)
{
    return (struct vorigin){.kind = FROM_STACK,
                            .index = v->cur.n_stack,
                            .type = v->cur.stack[v->cur.n_stack],
                            .has_frame = true,
                            .frame = v->cur};
}

struct vorigin from_local(const struct verifier *v, u4 index)
{
    return (struct vorigin){
        .kind = FROM_LOCAL, .index = index, .type = v->cur.locals[index], .has_frame = true, .frame = v->cur};
}

const char *this_class_text(struct verifier *v)
{
    char *text = arena_strndup(&v->scratch, v->this_name->utf8, v->this_name->len);
    for (char *p = text; *p; p++)
        if (*p == '/')
            *p = '.';
    return text;
}

static void print_types(struct buf *b, const char *label, const vtype *types, u4 n)
{
    buf_printf(b, "    %s: {", label);
    for (u4 i = 0; i < n; i++) {
        buf_putc(b, ' ');
        vt_print(b, types[i]);
        if (i + 1 < n)
            buf_putc(b, ',');
    }
    buf_puts(b, " }\n");
}

static void print_frame(struct buf *b, const char *label, const struct vframe *f)
{
    buf_printf(b, "  %s:\n    bci: @%u\n    flags: {%s }\n", label, f->bci,
               f->this_uninit ? " flagThisUninit" : "");
    print_types(b, "locals", f->locals, f->n_locals);
    print_types(b, "stack", f->stack, f->n_stack);
}

static void print_origin(struct buf *b, const struct vorigin *o)
{
    vt_print(b, o->type);
    switch (o->kind) {
    case FROM_LOCAL: buf_printf(b, " (current frame, locals[%u])", o->index); break;
    case FROM_STACK: buf_printf(b, " (current frame, stack[%u])", o->index); break;
    case FROM_MAP_LOCAL: buf_printf(b, " (stack map, locals[%u])", o->index); break;
    case FROM_MAP_STACK: buf_printf(b, " (stack map, stack[%u])", o->index); break;
    case FROM_CP: buf_printf(b, " (constant pool %u)", o->index); break;
    case FROM_SIGNATURE: buf_puts(b, " (from method signature)"); break;
    default: break;
    }
}

static void print_location(struct buf *b, const struct verifier *v, u4 bci)
{
    const struct cf_code *code = v->code;
    const char *insn = "<invalid>";
    if (bci < code->length) {
        insn = bytecode_name(code->bytes[bci]);
        if (!insn)
            insn = "<illegal>";
    }
    buf_printf(b, "  Location:\n    %s.%s%s @%u: %s\n", v->this_name->utf8, v->method->name->utf8,
               v->method->desc->utf8, bci, insn);
}

static void print_reason(struct buf *b, const struct verr *e)
{
    bool both = e->expected.kind != FROM_NOWHERE;
    buf_puts(b, "  Reason:\n    ");
    switch (e->reason) {
    case REASON_BYTECODE: buf_puts(b, "Error exists in the bytecode"); break;
    case REASON_TYPE:
        buf_puts(b, both ? "Type " : "Invalid type: ");
        print_origin(b, &e->type);
        if (both) {
            buf_puts(b, " is not assignable to ");
            print_origin(b, &e->expected);
        }
        break;
    case REASON_FLAGS:
        buf_puts(b, both ? "Current frame's flags are not assignable to stack map frame's."
                         : "Current frame's flags are invalid in this context.");
        break;
    case REASON_CP_INDEX: buf_printf(b, "Constant pool index %u is invalid", e->type.index); break;
    case REASON_LOCAL_INDEX: buf_printf(b, "Local index %u is invalid", e->type.index); break;
    case REASON_LOCALS_SIZE: buf_puts(b, "Current frame's local size doesn't match stackmap."); break;
    case REASON_STACK_SIZE: buf_puts(b, "Current frame's stack size doesn't match stackmap."); break;
    case REASON_OVERFLOW: buf_puts(b, "Exceeded max stack size."); break;
    case REASON_UNDERFLOW: buf_puts(b, "Attempt to pop empty stack."); break;
    case REASON_NO_MAP: buf_puts(b, "Expected stackmap frame at this location."); break;
    case REASON_BAD_MAP: buf_puts(b, "Invalid stackmap specification."); break;
    }
    buf_putc(b, '\n');
}

/* Rows of 16 bytes, the last one padded with blanks; a multiple of 16 ends in a blank row. */
static void print_bytes(struct buf *b, const u1 *p, u4 n)
{
    buf_puts(b, "  Bytecode:\n");
    for (u4 row = 0; row <= n; row += 16) {
        buf_printf(b, "    %07x:", row);
        for (u4 i = row; i < row + 16; i++) {
            if (i % 2 == 0)
                buf_putc(b, ' ');
            if (i < n)
                buf_printf(b, "%02x", p[i]);
            else
                buf_puts(b, "  ");
        }
        buf_putc(b, '\n');
    }
}

static void print_handlers(struct buf *b, const struct cf_code *code)
{
    if (code->n_handlers == 0)
        return;
    buf_puts(b, "  Exception Handler Table:\n");
    for (u4 i = 0; i < code->n_handlers; i++) {
        const struct cf_handler *h = &code->handlers[i];
        buf_printf(b, "    bci [%u, %u] => handler: %u\n", h->start, h->end, h->handler);
    }
}

/* Prints n verification_type_infos at *p; false when they run past END or a tag is unknown. */
static bool print_map_types(struct buf *b, const u1 **p, const u1 *end, u4 n)
{
    static const char *const names[] = {"Top",  "Integer",          "Float", "Double", "Long",
                                        "Null", "UninitializedThis"};
    for (u4 i = 0; i < n; i++) {
        if (*p >= end)
            return false;
        u1 tag = *(*p)++;
        if (i > 0)
            buf_putc(b, ',');
        if (tag < ARRAY_LEN(names)) {
            buf_puts(b, names[tag]);
        } else if (tag <= 8) {
            if (end - *p < 2)
                return false;
            buf_printf(b, tag == 7 ? "Object[#%u]" : "Uninitialized[#%u]", read_u2(*p));
            *p += 2;
        } else {
            return false;
        }
    }
    return true;
}

/* Prints one frame of the table and moves *p behind it; false when it is cut off. */
static bool print_map_frame(struct buf *b, const u1 **p, const u1 *end, int *bci)
{
    u1 type = *(*p)++;
    if (type < 128) {
        *bci += (type & 63) + 1;
        buf_printf(b, type < 64 ? "same_frame(@%d)" : "same_locals_1_stack_item_frame(@%d,", *bci);
        if (type < 64)
            return true;
        bool ok = print_map_types(b, p, end, 1);
        buf_putc(b, ')');
        return ok;
    }
    if (type < 247 || end - *p < 2)
        return false;
    *bci += read_u2(*p) + 1;
    *p += 2;
    bool ok = true;
    if (type == 247) {
        buf_printf(b, "same_locals_1_stack_item_extended(@%d,", *bci);
        ok = print_map_types(b, p, end, 1);
    } else if (type < 251) {
        buf_printf(b, "chop_frame(@%d,%d", *bci, 251 - type);
    } else if (type == 251) {
        buf_printf(b, "same_frame_extended(@%d", *bci);
    } else if (type < 255) {
        buf_printf(b, "append_frame(@%d,", *bci);
        ok = print_map_types(b, p, end, type - 251u);
    } else {
        buf_printf(b, "full_frame(@%d", *bci);
        for (int part = 0; ok && part < 2; part++) {
            ok = end - *p >= 2;
            if (!ok)
                break;
            u4 n = read_u2(*p);
            *p += 2;
            buf_puts(b, ",{");
            ok = print_map_types(b, p, end, n);
            buf_putc(b, '}');
        }
    }
    buf_putc(b, ')');
    return ok;
}

static void print_stack_map(struct buf *b, const struct attr_bytes *table)
{
    if (!table->data || table->len < 2)
        return;
    buf_puts(b, "  Stackmap Table:\n");
    const u1 *p = table->data + 2, *end = table->data + table->len;
    int bci = -1;
    for (u4 i = read_u2(table->data); i > 0; i--) {
        buf_puts(b, "    ");
        if (p >= end || !print_map_frame(b, &p, end, &bci)) {
            buf_puts(b, ", output truncated, Stackmap exceeds table size.\n");
            return;
        }
        buf_putc(b, '\n');
    }
}

static _Noreturn void fail_va(struct verifier *v, const struct verr *e, const char *fmt, va_list ap)
{
    struct buf *b = v->message;
    struct verr err = *e;
    v->result = VERIFY_FAILED;
    /* Show the state before the instruction: what it popped is still there. Stack map frames have no such
     * mark. */
    if (err.type.has_frame && err.type.frame.stack == v->cur.stack)
        err.type.frame.n_stack = v->stack_at_start;
    buf_clear(b);
    buf_vprintf(b, fmt, ap);
    buf_puts(b, "\nException Details:\n");
    print_location(b, v, err.bci);
    print_reason(b, &err);
    if (err.type.has_frame)
        print_frame(b, "Current Frame", &err.type.frame);
    if (err.expected.has_frame)
        print_frame(b, "Stackmap Frame", &err.expected.frame);
    print_bytes(b, v->code->bytes, v->code->length);
    print_handlers(b, v->code);
    print_stack_map(b, &v->code->stack_map);
    longjmp(v->failed, 1);
}

void fail_with(struct verifier *v, const struct verr *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fail_va(v, e, fmt, ap);
}

void fail_bytecode(struct verifier *v, u4 bci, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fail_va(v, &(struct verr){.reason = REASON_BYTECODE, .bci = bci}, fmt, ap);
}

void fail_type(struct verifier *v, struct vorigin type, struct vorigin expected, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fail_va(v, &(struct verr){.reason = REASON_TYPE, .bci = v->bci, .type = type, .expected = expected}, fmt,
            ap);
}

void fail_cp_index(struct verifier *v, u4 index, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fail_va(v, &(struct verr){.reason = REASON_CP_INDEX, .bci = v->bci, .type = {.index = index}}, fmt, ap);
}

void fail_format(struct verifier *v, bool with_method, const char *fmt, ...)
{
    va_list ap;
    v->result = VERIFY_FORMAT;
    buf_clear(v->message);
    va_start(ap, fmt);
    buf_vprintf(v->message, fmt, ap);
    va_end(ap);
    if (with_method) {
        buf_puts(v->message, " in method '");
        external_method(v->message, v->this_name, v->method->name, v->method->desc);
        buf_putc(v->message, '\'');
    }
    longjmp(v->failed, 1);
}

void ask_failed(struct verifier *v)
{
    v->result = VERIFY_PENDING;
    longjmp(v->failed, 1);
}
