/*
 * classfile_code.c - the Code attribute and its tables (JVMS 4.7.3, 4.7.12-4.7.14).
 *
 * A method may have any number of LineNumberTable and LocalVariableTable attributes. The attributes are
 * walked once to check and count their entries; then, with the totals known, the entries are copied (by a
 * second walk only in the rare case of more than one table).
 */
#include "frontend/classfile_internal.h"

#include <stdlib.h>

enum { MAX_CODE_LENGTH = 65535 };

static const char bad_attribute_name[] = "Invalid code attribute name index %u in class file %s";

/* What the first walk found out about one kind of table. */
struct table {
    u4 count;       /* entries in all attributes */
    unsigned parts; /* attributes */
    const u1 *only; /* first entry of the last attribute */
};

struct code_tables {
    struct table lines, vars, var_types;
    const u1 *attributes; /* start of the attribute list */
    unsigned n_attributes;
};

static bool exception_table(struct cf_parser *p, struct cf_code *c)
{
    if (!cf_more(p, 8 * (size_t)c->n_handlers))
        return false;
    c->handlers = ARENA_ARRAY(p->arena, struct cf_handler, c->n_handlers);
    for (unsigned i = 0; i < c->n_handlers; i++) {
        struct cf_handler *h = &c->handlers[i];
        h->start = cf_u2(p);
        h->end = cf_u2(p);
        h->handler = cf_u2(p);
        h->catch_type = cf_u2(p);
        CF_REQUIRE(p, h->start < h->end && h->end <= c->length,
                   "Illegal exception table range in class file %s", p->class_name);
        CF_REQUIRE(p, h->handler < c->length, "Illegal exception table handler in class file %s",
                   p->class_name);
        CF_REQUIRE(p, h->catch_type == 0 || cf_is(p, h->catch_type, CP_Class),
                   "Catch type in exception table has bad constant type in class file %s", p->class_name);
    }
    return true;
}

static void count_part(struct table *t, const u1 *first, unsigned n)
{
    t->count += n;
    t->parts++;
    t->only = first;
}

static bool check_line_numbers(struct cf_parser *p, const struct cf_code *c, u4 length, struct table *t)
{
    if (!cf_more(p, 2))
        return false;
    unsigned n = cf_u2(p);
    CF_REQUIRE(p, length == 2 + 4 * n, "LineNumberTable attribute has wrong length in class file %s",
               p->class_name);
    if (!cf_more(p, 4 * (size_t)n))
        return false;
    count_part(t, p->at, n);
    for (; n > 0; n--, p->at += 4)
        CF_REQUIRE(p, read_u2(p->at) < c->length, "Invalid pc in LineNumberTable in class file %s",
                   p->class_name);
    return true;
}

enum { VAR_SIZE = 10 }; /* start_pc, length, name, descriptor or signature, slot: u2 each */

static bool check_local_variable(struct cf_parser *p, const struct cf_code *c, const char *table,
                                 bool generic)
{
    unsigned start = cf_u2(p), length = cf_u2(p), name_index = cf_u2(p), desc_index = cf_u2(p),
             slot = cf_u2(p);
    CF_REQUIRE(p, start < c->length, "Invalid start_pc %u in %s in class file %s", start, table,
               p->class_name);
    CF_REQUIRE(p, start + length <= c->length, "Invalid length %u in %s in class file %s", length, table,
               p->class_name);
    CF_REQUIRE(p, cf_is(p, name_index, CP_Utf8), "Name index %u in %s has bad constant type in class file %s",
               name_index, table, p->class_name);
    CF_REQUIRE(p, cf_is(p, desc_index, CP_Utf8),
               "Signature index %u in %s has bad constant type in class file %s", desc_index, table,
               p->class_name);
    if (!p->strict) /* only debuggers and messages look at the rest */
        return true;
    const struct symbol *name = cf_symbol(p, name_index), *desc = cf_symbol(p, desc_index);
    if (!cf_check_field_name(p, name))
        return false;
    unsigned last_slot = slot;
    if (!generic) {
        if (!cf_check_field_desc(p, name, desc))
            return false;
        last_slot += desc->utf8[0] == 'J' || desc->utf8[0] == 'D';
    }
    CF_REQUIRE(p, last_slot < c->max_locals, "Invalid index %u in %s in class file %s", slot, table,
               p->class_name);
    return true;
}

static bool check_local_variables(struct cf_parser *p, const struct cf_code *c, u4 length, bool generic,
                                  struct table *t)
{
    const char *table = generic ? "LocalVariableTypeTable" : "LocalVariableTable";
    if (!cf_more(p, 2))
        return false;
    unsigned n = cf_u2(p);
    CF_REQUIRE(p, length == 2 + VAR_SIZE * n, "%s has wrong length in class file %s", table, p->class_name);
    if (!cf_more(p, VAR_SIZE * (size_t)n))
        return false;
    count_part(t, p->at, n);
    for (; n > 0; n--) {
        if (!check_local_variable(p, c, table, generic))
            return false;
    }
    return true;
}

static bool code_attribute(struct cf_parser *p, struct cf_code *c, struct code_tables *t, u4 *seen)
{
    enum cf_attribute kind;
    u4 length;
    if (!cf_attribute_header(p, bad_attribute_name, &kind, &length))
        return false;
    switch (kind) {
    case ATTR_LineNumberTable: return check_line_numbers(p, c, length, &t->lines);
    case ATTR_LocalVariableTable: return check_local_variables(p, c, length, false, &t->vars);
    case ATTR_LocalVariableTypeTable: return check_local_variables(p, c, length, true, &t->var_types);
    case ATTR_StackMapTable:
        if (!cf_attribute_once(p, seen, kind, ""))
            return false;
        return length == 0 || cf_attribute_body(p, length, &c->stack_map);
    case ATTR_RuntimeVisibleTypeAnnotations: return cf_attribute_body(p, length, &c->type_annotations);
    default: return cf_skip(p, length);
    }
}

/* ---- copying tables out of the checked attributes ---- */

static void copy_lines(const u1 *at, unsigned n, struct cf_line *out)
{
    for (unsigned i = 0; i < n; i++, at += 4)
        out[i] = (struct cf_line){.start_pc = read_u2(at), .line = read_u2(at + 2)};
}

static void copy_vars(const struct cf_parser *p, const u1 *at, unsigned n, struct cf_local_var *out)
{
    for (unsigned i = 0; i < n; i++, at += VAR_SIZE)
        out[i] = (struct cf_local_var){
            .start_pc = read_u2(at),
            .length = read_u2(at + 2),
            .name = cf_symbol(p, read_u2(at + 4)),
            .desc = cf_symbol(p, read_u2(at + 6)),
            .slot = read_u2(at + 8),
        };
}

/* Copies every part of a table in file order: entries of `size` bytes go to `out`, part after part. */
static void each_part(struct cf_parser *p, const struct code_tables *t, enum cf_attribute wanted,
                      unsigned size, void (*use)(void *cx, const u1 *first, unsigned n), void *cx)
{
    const u1 *resume = p->at;
    p->at = t->attributes;
    for (unsigned i = 0; i < t->n_attributes; i++) {
        enum cf_attribute kind;
        u4 length;
        if (!cf_attribute_header(p, bad_attribute_name, &kind, &length))
            break; /* cannot happen: the first walk passed */
        if (kind == wanted)
            use(cx, p->at + 2, (length - 2) / size);
        p->at += length;
    }
    p->at = resume;
}

struct copy_cx {
    const struct cf_parser *p;
    struct cf_line *lines;
    struct cf_local_var *vars;
};

static void copy_line_part(void *cx, const u1 *first, unsigned n)
{
    struct copy_cx *c = cx;
    copy_lines(first, n, c->lines);
    c->lines += n;
}

static void copy_var_part(void *cx, const u1 *first, unsigned n)
{
    struct copy_cx *c = cx;
    copy_vars(c->p, first, n, c->vars);
    c->vars += n;
}

static void copy_tables(struct cf_parser *p, struct cf_code *c, const struct code_tables *t)
{
    struct copy_cx cx = {.p = p};
    if (t->lines.count > 0) {
        c->n_lines = t->lines.count;
        c->lines = cx.lines = ARENA_ARRAY(p->arena, struct cf_line, t->lines.count);
        if (t->lines.parts == 1)
            copy_lines(t->lines.only, c->n_lines, c->lines);
        else
            each_part(p, t, ATTR_LineNumberTable, 4, copy_line_part, &cx);
    }
    if (t->vars.count > 0) {
        c->n_vars = t->vars.count;
        c->vars = cx.vars = ARENA_ARRAY(p->arena, struct cf_local_var, t->vars.count);
        if (t->vars.parts == 1)
            copy_vars(p, t->vars.only, c->n_vars, c->vars);
        else
            each_part(p, t, ATTR_LocalVariableTable, VAR_SIZE, copy_var_part, &cx);
    }
}

/* ---- one entry per variable ---- */

/*
 * A variable is its range, name and slot, which fit one 64-bit key. No two LocalVariableTable entries may be
 * the same variable, and each LocalVariableTypeTable entry must be one of them, at most once.
 */
struct var_set {
    u8 *keys; /* 0 = free: a name index is never 0 */
    u1 *typed;
    u4 mask;
    struct cf_parser *p;
    bool failed;
};

static u8 var_key(const u1 *at)
{
    return (u8)read_u2(at) << 48 | (u8)read_u2(at + 2) << 32 | (u8)read_u2(at + 4) << 16 | read_u2(at + 8);
}

/* The place of key, or the free place where it would go. */
static u4 var_find(const struct var_set *s, u8 key)
{
    u4 at = (u4)((key * 0x9E3779B97F4A7C15u) >> 32) & s->mask;
    while (s->keys[at] != 0 && s->keys[at] != key)
        at = (at + 1) & s->mask;
    return at;
}

static const char *var_name(const struct var_set *s, const u1 *at)
{
    return cf_symbol(s->p, read_u2(at + 4))->utf8;
}

static void add_vars(void *cx, const u1 *at, unsigned n)
{
    struct var_set *s = cx;
    for (; n > 0 && !s->failed; n--, at += VAR_SIZE) {
        u8 key = var_key(at);
        u4 place = var_find(s, key);
        if (s->keys[place] == key && s->p->major >= 49)
            s->failed =
                !cf_fail(s->p, "Duplicated LocalVariableTable attribute entry for '%s' in class file %s",
                         var_name(s, at), s->p->class_name);
        s->keys[place] = key;
    }
}

static void match_var_types(void *cx, const u1 *at, unsigned n)
{
    struct var_set *s = cx;
    for (; n > 0 && !s->failed; n--, at += VAR_SIZE) {
        u4 place = var_find(s, var_key(at));
        if (s->keys[place] == 0)
            s->failed = !cf_fail(s->p, "LVTT entry for '%s' in class file %s does not match any LVT entry",
                                 var_name(s, at), s->p->class_name);
        else if (s->typed[place])
            s->failed =
                !cf_fail(s->p, "Duplicated LocalVariableTypeTable attribute entry for '%s' in class file %s",
                         var_name(s, at), s->p->class_name);
        s->typed[place] = 1;
    }
}

static bool check_variables_unique(struct cf_parser *p, const struct code_tables *t)
{
    if (!p->strict || t->vars.count == 0)
        return true;
    size_t size = 8;
    while (size < 2 * (size_t)t->vars.count)
        size *= 2;
    struct var_set s = {
        .keys = xcalloc(size, sizeof(u8)), .typed = xcalloc(size, 1), .mask = (u4)size - 1, .p = p};
    each_part(p, t, ATTR_LocalVariableTable, VAR_SIZE, add_vars, &s);
    if (t->var_types.count > 0)
        each_part(p, t, ATTR_LocalVariableTypeTable, VAR_SIZE, match_var_types, &s);
    free(s.keys);
    free(s.typed);
    return !s.failed;
}

/* ---- the attribute ---- */

bool cf_parse_code(struct cf_parser *p, struct cf_method *m, u4 attribute_length, int arg_slots)
{
    const u1 *body = p->at;
    if (!cf_more(p, 8))
        return false;
    struct cf_code *c = ARENA_NEW(p->arena, struct cf_code);
    c->max_stack = cf_u2(p);
    c->max_locals = cf_u2(p);
    c->length = cf_u4(p);
    CF_REQUIRE(p, arg_slots <= c->max_locals, "Arguments can't fit into locals in class file %s",
               p->class_name);
    CF_REQUIRE(p, c->length > 0 && c->length <= MAX_CODE_LENGTH,
               "Invalid method Code length %u in class file %s", c->length, p->class_name);
    c->bytes = p->at;
    if (!cf_skip(p, c->length) || !cf_more(p, 2))
        return false;
    c->n_handlers = cf_u2(p);
    if (c->n_handlers > 0 && !exception_table(p, c))
        return false;
    if (!cf_more(p, 2))
        return false;
    struct code_tables tables = {0};
    tables.n_attributes = cf_u2(p);
    tables.attributes = p->at;
    u4 seen = 0;
    for (unsigned i = 0; i < tables.n_attributes; i++) {
        if (!code_attribute(p, c, &tables, &seen))
            return false;
    }
    CF_REQUIRE(p, (size_t)(p->at - body) == attribute_length,
               "Code segment has wrong length in class file %s", p->class_name);
    copy_tables(p, c, &tables);
    m->code = c;
    return check_variables_unique(p, &tables);
}

int cf_line_number(const struct cf_code *code, u4 bci)
{
    int best = -1;
    u4 best_pc = 0;
    for (u4 i = 0; i < code->n_lines; i++) {
        u4 pc = code->lines[i].start_pc;
        if (pc == bci)
            return code->lines[i].line;
        if (pc < bci && pc >= best_pc) {
            best_pc = pc;
            best = code->lines[i].line;
        }
    }
    return best;
}
