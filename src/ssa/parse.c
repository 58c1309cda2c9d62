/*
 * parse.c - reads the text form (docs/ir.md), the inverse of print.c.
 *
 * One pass over the lines (here). What a line may mention before it is there (values of other blocks, states,
 * targets) is noted and settled at the end (parse_settle.c): edges first, then the order of predecessors,
 * then phi operands in that order, then states. Text is hostile: every number is bounded, every name checked;
 * whether the function makes sense is the verifier's question.
 */
#include "ssa/parse_internal.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_IDS = 1 << 20, MAX_BLOCKS = 1 << 18, MAX_OPERANDS = 1 << 16 };

bool ssa_parse_fail(struct ssa_parser *p, const char *fmt, ...)
{
    if (p->failed)
        return false;
    p->failed = true;
    unsigned line = 1;
    for (const char *c = p->start; c < p->at; c++)
        line += *c == '\n';
    buf_printf(p->error, "line %u: ", line);
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(p->error, fmt, ap);
    va_end(ap);
    return false;
}

/* ------------------------------------------------------------------------------------------------ tokens */

static void skip_space(struct ssa_parser *p)
{
    while (*p->at == ' ' || *p->at == '\t' || *p->at == '\r')
        p->at++;
    if (*p->at == ';')
        while (*p->at && *p->at != '\n')
            p->at++;
}

static void skip_lines(struct ssa_parser *p)
{
    for (skip_space(p); *p->at == '\n'; skip_space(p))
        p->at++;
}

static bool accept(struct ssa_parser *p, const char *text)
{
    skip_space(p);
    size_t n = strlen(text);
    if (strncmp(p->at, text, n) != 0)
        return false;
    if (isalnum((unsigned char)text[n - 1]) && (isalnum((unsigned char)p->at[n]) || p->at[n] == '_'))
        return false;
    p->at += n;
    return true;
}

static bool expect(struct ssa_parser *p, const char *text)
{
    return accept(p, text) || ssa_parse_fail(p, "expected '%s' at '%.12s'", text, p->at);
}

/* The letter before a number: b12, s3. */
static bool expect_letter(struct ssa_parser *p, char letter)
{
    skip_space(p);
    if (*p->at != letter)
        return ssa_parse_fail(p, "expected '%c' and a number at '%.12s'", letter, p->at);
    p->at++;
    return true;
}

static bool end_of_line(struct ssa_parser *p)
{
    skip_space(p);
    return *p->at == '\n' || *p->at == 0;
}

static bool number(struct ssa_parser *p, uint64_t limit, uint64_t *out)
{
    if (!isdigit((unsigned char)*p->at))
        return ssa_parse_fail(p, "expected a number at '%.12s'", p->at);
    bool hex = p->at[0] == '0' && p->at[1] == 'x';
    uint64_t x = 0, base = hex ? 16 : 10;
    if (hex)
        p->at += 2;
    for (; isxdigit((unsigned char)*p->at) && (hex || isdigit((unsigned char)*p->at)); p->at++) {
        unsigned digit = isdigit((unsigned char)*p->at)
                             ? (unsigned)(*p->at - '0')
                             : (unsigned)(tolower((unsigned char)*p->at) - 'a' + 10);
        if (x > (UINT64_MAX - digit) / base)
            return ssa_parse_fail(p, "number too large");
        x = x * base + digit;
    }
    if (x > limit)
        return ssa_parse_fail(p, "%" PRIu64 " is too large here", x);
    *out = x;
    return true;
}

static bool small(struct ssa_parser *p, uint32_t limit, uint32_t *out)
{
    uint64_t x = 0;
    bool ok = number(p, limit, &x);
    *out = (uint32_t)x;
    return ok;
}

static bool integer(struct ssa_parser *p, int64_t *out)
{
    skip_space(p);
    bool minus = *p->at == '-';
    if (*p->at == '-' || *p->at == '+')
        p->at++;
    uint64_t x;
    if (!number(p, minus ? (uint64_t)INT64_MAX + 1 : INT64_MAX, &x))
        return false;
    *out = (int64_t)(minus ? 0 - x : x);
    return true;
}

static bool handle(struct ssa_parser *p, uint64_t *out)
{
    return expect(p, "#") && number(p, UINT64_MAX, out);
}

/* A word of letters, digits and '_', looked up in a list of names. */
static bool word(struct ssa_parser *p, const char **at, size_t *n)
{
    *at = p->at;
    while (isalnum((unsigned char)*p->at) || *p->at == '_')
        p->at++;
    *n = (size_t)(p->at - *at);
    return *n > 0 || ssa_parse_fail(p, "expected a word at '%.12s'", p->at);
}

static bool name_in(struct ssa_parser *p, const char *const *names, unsigned count, const char *what,
                    unsigned *out)
{
    const char *at;
    size_t n;
    skip_space(p);
    if (!word(p, &at, &n))
        return false;
    for (unsigned i = 0; i < count; i++)
        if (strlen(names[i]) == n && memcmp(names[i], at, n) == 0) {
            *out = i;
            return true;
        }
    return ssa_parse_fail(p, "no %s '%.*s'", what, (int)n, at);
}

static bool type_name(struct ssa_parser *p, enum ssa_type *type)
{
    unsigned t;
    if (!name_in(p, ssa_type_names, SSA_NTYPES, "type", &t))
        return false;
    *type = (enum ssa_type)t;
    return true;
}

static bool value_id(struct ssa_parser *p, ssa_id *v)
{
    *v = SSA_NONE;
    if (accept(p, "_"))
        return true;
    if (!expect(p, "$") || !small(p, MAX_IDS - 1, v))
        return false;
    return (*v != SSA_NONE && *v < p->f->nvalues) || ssa_parse_fail(p, "there is no $%u", *v);
}

static bool operand(struct ssa_parser *p)
{
    ssa_id v;
    if (!value_id(p, &v))
        return false;
    if (p->operands.len == MAX_OPERANDS)
        return ssa_parse_fail(p, "too many operands");
    vec_push(&p->operands, v);
    return true;
}

static bool block_id(struct ssa_parser *p, uint32_t *b)
{
    if (!expect_letter(p, 'b') || !small(p, MAX_BLOCKS - 1, b))
        return false;
    while (p->f->nblocks <= *b) {
        uint32_t fresh = ssa_block_new(p->f);
        p->f->blocks[fresh]->removed = true; /* until its header comes */
    }
    return true;
}

static bool pred_label(struct ssa_parser *p, struct ssa_label *l)
{
    l->succ = SSA_ANY_SUCC;
    if (!block_id(p, &l->block))
        return false;
    if (*p->at == '.') {
        p->at++;
        return small(p, MAX_IDS, &l->succ);
    }
    return true;
}

/* ----------------------------------------------------------------------------------------------- payload */

static bool alias_class(struct ssa_parser *p, uint32_t *alias)
{
    if (isdigit((unsigned char)*p->at))
        return small(p, INT32_MAX, alias);
    if (accept(p, "any")) {
        *alias = SSA_ALIAS_ANY;
        return true;
    }
    if (accept(p, "const")) {
        *alias = SSA_ALIAS_CONST;
        return true;
    }
    unsigned mem;
    if (!name_in(p, ssa_mem_names, SSA_NMEMS, "alias class", &mem))
        return false;
    *alias = SSA_ALIAS_ARRAY + mem;
    return expect(p, "[]");
}

static bool one_fact(struct ssa_parser *p, struct ssa_facts *x)
{
    if (accept(p, "lo"))
        return integer(p, &x->lo);
    if (accept(p, "hi"))
        return integer(p, &x->hi);
    if (accept(p, "bits")) {
        skip_space(p);
        return number(p, UINT64_MAX, &x->bits);
    }
    if (accept(p, "null")) {
        x->null = SSA_NULL;
        return true;
    }
    if (accept(p, "nonnull")) {
        x->null = SSA_NONNULL;
        return true;
    }
    if (accept(p, "class"))
        return handle(p, &x->class);
    if (accept(p, "exact")) {
        x->exact = true;
        return handle(p, &x->class);
    }
    if (accept(p, "length")) {
        skip_space(p);
        return small(p, INT32_MAX, &x->min_length);
    }
    return ssa_parse_fail(p, "no such fact: '%.12s'", p->at);
}

static bool facts(struct ssa_parser *p, ssa_id v)
{
    struct ssa_facts x = ssa_facts_of_type(ssa_type_of(p->f, v));
    if (!accept(p, "}")) {
        do {
            if (!one_fact(p, &x))
                return false;
        } while (accept(p, ","));
        if (!expect(p, "}"))
            return false;
    }
    ssa_set_facts(p->f, v, &x);
    return true;
}

static bool floating(struct ssa_parser *p, struct ssa_value *v)
{
    uint64_t bits;
    if (accept(p, "bits:")) {
        if (!number(p, v->type == SSA_F32 ? UINT32_MAX : UINT64_MAX, &bits))
            return false;
        v->imm = (int64_t)bits;
        return true;
    }
    char *end;
    if (v->type == SSA_F32) {
        float x = strtof(p->at, &end);
        uint32_t narrow;
        memcpy(&narrow, &x, sizeof narrow);
        v->imm = narrow;
    } else {
        double x = strtod(p->at, &end);
        memcpy(&v->imm, &x, sizeof x);
    }
    if (end == p->at)
        return ssa_parse_fail(p, "expected a number at '%.12s'", p->at);
    p->at = end;
    return true;
}

static bool immediate(struct ssa_parser *p, struct ssa_value *v)
{
    if (!(ssa_ops[v->op].payload & SSA_HAS_IMM))
        return ssa_parse_fail(p, "%s takes no number", ssa_ops[v->op].name);
    if (v->op == SSA_CONST && (v->type == SSA_F32 || v->type == SSA_F64))
        return floating(p, v);
    if (!integer(p, &v->imm))
        return false;
    if (v->op == SSA_CONST && v->type == SSA_I32 && v->imm != (int32_t)v->imm)
        return ssa_parse_fail(p, "not an i32: %" PRId64, v->imm);
    return true;
}

/* "+16.i32: $4" among the operands of a virtual object: fields collect at the end of the pool. */
static bool virtual_field(struct ssa_parser *p, struct ssa_value *v)
{
    struct ssa_field field;
    unsigned mem;
    p->at++;
    if (!small(p, INT32_MAX, &field.offset) || !expect(p, ".") ||
        !name_in(p, ssa_mem_names, SSA_NMEMS, "memory kind", &mem) || !expect(p, ":"))
        return false;
    field.mem = (uint8_t)mem;
    int64_t at = ssa_new_fields(p->f, 1);
    p->f->fields[at] = field;
    if (p->operands.len == 0)
        v->imm = at;
    if (v->imm + (int64_t)p->operands.len != at)
        return ssa_parse_fail(p, "every operand of a virtual object says which field it is");
    return operand(p);
}

static bool payload_item(struct ssa_parser *p, ssa_id v)
{
    struct ssa_value *value = ssa_at(p->f, v);
    const struct ssa_op_info *info = &ssa_ops[value->op];
    switch (*p->at) {
    case '$':
    case '_':
        if (value->op == SSA_VIRTUAL_OBJECT)
            return ssa_parse_fail(p, "every operand of a virtual object says which field it is");
        return operand(p);
    case '#':
        if (!(info->payload & SSA_HAS_HANDLE))
            return ssa_parse_fail(p, "%s takes no handle", info->name);
        return handle(p, &value->handle);
    case '@':
        p->at++;
        if (!(info->payload & SSA_HAS_ALIAS))
            return ssa_parse_fail(p, "%s takes no alias class", info->name);
        return alias_class(p, &value->alias);
    case '!': {
        struct ssa_pending_state use = {.value = v};
        p->at++;
        if (!expect_letter(p, 's') || !small(p, MAX_IDS - 1, &use.state))
            return false;
        vec_push(&p->states, use);
        return true;
    }
    case '{': p->at++; return facts(p, v);
    case '+':
        if (value->op == SSA_VIRTUAL_OBJECT)
            return virtual_field(p, value);
        return immediate(p, value);
    case 'b':
        if (value->op == SSA_PHI) {
            struct ssa_pending_label l = {.phi = v};
            if (!pred_label(p, &l.pred) || !expect(p, ":"))
                return false;
            vec_push(&p->labels, l);
            return operand(p);
        }
        return immediate(p, value);
    case 'n':
        if (value->op == SSA_CONST && value->type == SSA_REF && accept(p, "null"))
            return true;
        return ssa_parse_fail(p, "'%.12s'?", p->at);
    default: return immediate(p, value);
    }
}

static bool targets(struct ssa_parser *p, enum ssa_op op)
{
    VEC(int32_t) keys = {0};
    bool ok = (ssa_ops[op].properties & SSA_TERM) || ssa_parse_fail(p, "%s has no targets", ssa_ops[op].name);
    uint32_t n = 0;
    while (ok) {
        struct ssa_pending_edge e = {.block = p->block};
        skip_space(p);
        if (op == SSA_SWITCH && *p->at != 'b') {
            int64_t key;
            ok = integer(p, &key) &&
                 (key == (int32_t)key || ssa_parse_fail(p, "not an i32: %" PRId64, key)) && expect(p, ":");
            if (!ok)
                break;
            vec_push(&keys, (int32_t)key);
        } else if (op == SSA_SWITCH && n != keys.len) {
            ok = ssa_parse_fail(p, "the default comes last");
            break;
        }
        skip_space(p);
        ok = block_id(p, &e.target);
        if (!ok)
            break;
        vec_push(&p->edges, e);
        n++;
        if (!accept(p, ","))
            break;
    }
    if (ok && op == SSA_SWITCH) {
        ok = n == keys.len + 1 || ssa_parse_fail(p, "a switch ends with its default");
        int32_t *copy = ARENA_ARRAY(p->arena, int32_t, keys.len + 1);
        if (keys.len)
            memcpy(copy, keys.at, keys.len * sizeof *copy);
        p->f->blocks[p->block]->keys = copy;
    }
    vec_free(&keys);
    return ok;
}

/* ------------------------------------------------------------------------------------------------- lines */

static bool operation(struct ssa_parser *p, enum ssa_op *op)
{
    const char *at;
    size_t n;
    skip_space(p);
    if (!word(p, &at, &n))
        return false;
    for (unsigned i = SSA_NOP + 1; i < SSA_NOPS; i++)
        if (strlen(ssa_ops[i].name) == n && memcmp(ssa_ops[i].name, at, n) == 0) {
            *op = (enum ssa_op)i;
            return true;
        }
    return ssa_parse_fail(p, "no operation '%.*s'", (int)n, at);
}

static bool suffix(struct ssa_parser *p, enum ssa_op op, unsigned *sub)
{
    *sub = 0;
    if (ssa_ops[op].suffix == SSA_SUFFIX_NONE)
        return true;
    if (!expect(p, "."))
        return false;
    switch ((enum ssa_suffix)ssa_ops[op].suffix) {
    case SSA_SUFFIX_COND: return name_in(p, ssa_cond_names, SSA_NCONDS, "condition", sub);
    case SSA_SUFFIX_MEM: return name_in(p, ssa_mem_names, SSA_NMEMS, "memory kind", sub);
    case SSA_SUFFIX_WHY: return name_in(p, ssa_why_names, SSA_NWHYS, "reason", sub);
    case SSA_SUFFIX_EFFECT: return name_in(p, ssa_call_effect_names, SSA_NCALL_EFFECTS, "call effect", sub);
    case SSA_SUFFIX_FENCE: return name_in(p, ssa_fence_names, SSA_NFENCES, "fence", sub);
    case SSA_SUFFIX_NONE: break;
    }
    return true;
}

static bool result_type(struct ssa_parser *p, enum ssa_op op, unsigned sub, enum ssa_type *type)
{
    switch (ssa_ops[op].result) {
    case 'v': *type = SSA_VOID; return true;
    case 'i': *type = SSA_I32; return true;
    case 'l': *type = SSA_I64; return true;
    case 'f': *type = SSA_F32; return true;
    case 'd': *type = SSA_F64; return true;
    case 'r': *type = SSA_REF; return true;
    case 'p': *type = SSA_RAW; return true;
    case 'm': *type = (enum ssa_type)ssa_mem_types[sub]; return true;
    default: return expect(p, ".") && type_name(p, type);
    }
}

static bool value_line(struct ssa_parser *p)
{
    struct ssa_func *f = p->f;
    ssa_id v = SSA_NONE;
    bool has_result = false;
    if (*p->at == '$') {
        if (!value_id(p, &v))
            return false;
        has_result = accept(p, "=");
        if (!has_result && !expect(p, ":"))
            return false;
        if (ssa_op_of(f, v) != SSA_NOP)
            return ssa_parse_fail(p, "$%u is defined twice", v);
    }
    if (p->block == SSA_NO_BLOCK)
        return ssa_parse_fail(p, "this stands in no block");
    enum ssa_op op = SSA_NOP;
    enum ssa_type type = SSA_VOID;
    unsigned sub;
    if (!operation(p, &op) || !suffix(p, op, &sub) || !result_type(p, op, sub, &type))
        return false;
    if (v ? has_result != (type != SSA_VOID) : type != SSA_VOID)
        return ssa_parse_fail(p, "'$n =' goes before what has a result, '$n:' before what has none");
    if (ssa_terminator(f, p->block))
        return ssa_parse_fail(p, "b%u has a terminator already", p->block);

    if (v)
        ssa_new_at(f, v, op, type, 0, NULL);
    else
        v = ssa_new(f, op, type, 0, NULL);
    struct ssa_value *value = ssa_at(f, v);
    value->sub = (uint8_t)sub;
    vec_clear(&p->operands);
    while (!end_of_line(p)) {
        if (accept(p, "->")) {
            if (!targets(p, op))
                return false;
            break;
        }
        if (!payload_item(p, v))
            return false;
        accept(p, ",");
    }
    if (!end_of_line(p))
        return ssa_parse_fail(p, "'%.12s' after the targets", p->at);
    ssa_set_operands(f, v, (uint32_t)p->operands.len, p->operands.at);
    /* At the very end, even a phi: order is as in the text, and the verifier's to judge. */
    if (f->blocks[p->block]->last)
        ssa_insert_after(f, f->blocks[p->block]->last, v);
    else
        ssa_append(f, p->block, v);
    if (ssa_is_interned(op) && p->block == 0)
        ssa_enter_constant(f, v);
    return true;
}

static bool block_header(struct ssa_parser *p)
{
    if (!block_id(p, &p->block))
        return false;
    struct ssa_block *b = p->f->blocks[p->block];
    if (!b->removed)
        return ssa_parse_fail(p, "b%u is defined twice", p->block);
    b->removed = false;
    if (accept(p, "<-"))
        do {
            struct ssa_pending_pred pred = {.block = p->block};
            skip_space(p);
            if (!pred_label(p, &pred.pred))
                return false;
            vec_push(&p->preds, pred);
        } while (accept(p, ","));
    if (accept(p, "heat")) {
        skip_space(p);
        if (!small(p, UINT32_MAX, &b->heat))
            return false;
    }
    return expect(p, ":") && (end_of_line(p) || ssa_parse_fail(p, "'%.12s' after a block's header", p->at));
}

static bool slots(struct ssa_parser *p, const char *what, uint32_t *n)
{
    uint32_t before = (uint32_t)p->operands.len;
    if (accept(p, what))
        do {
            if (!operand(p))
                return false;
        } while (accept(p, ","));
    *n = (uint32_t)p->operands.len - before;
    return true;
}

static bool state_line(struct ssa_parser *p)
{
    struct ssa_func *f = p->f;
    uint32_t s, bci, nlocals, nstack, nlocks;
    uint64_t method;
    if (!expect_letter(p, 's') || !small(p, MAX_IDS - 1, &s) || !expect(p, "="))
        return false;
    ssa_reserve_states(f, s + 1);
    if (s == 0 || !f->states[s]->released)
        return ssa_parse_fail(p, "s%u is %s", s, s == 0 ? "no state" : "defined twice");
    enum ssa_state_kind kind = accept(p, "before")  ? SSA_STATE_BEFORE
                               : accept(p, "call")  ? SSA_STATE_CALL
                               : accept(p, "throw") ? SSA_STATE_THROW
                                                    : SSA_NSTATE_KINDS;
    if (kind == SSA_NSTATE_KINDS)
        return ssa_parse_fail(p, "expected before, call or throw at '%.12s'", p->at);
    vec_clear(&p->operands);
    if (!handle(p, &method))
        return false;
    skip_space(p);
    if (!small(p, UINT16_MAX, &bci) || !slots(p, "locals", &nlocals) || !slots(p, "stack", &nstack) ||
        !slots(p, "locks", &nlocks))
        return false;
    ssa_state_fill(f, s, method, bci, kind, nlocals, nstack, nlocks, p->operands.at);
    if (accept(p, "in")) {
        struct ssa_pending_state caller = {.value = s};
        if (!expect_letter(p, 's') || !small(p, MAX_IDS - 1, &caller.state))
            return false;
        vec_push(&p->callers, caller);
    }
    return end_of_line(p) || ssa_parse_fail(p, "'%.12s' after a frame state", p->at);
}

/* b12 and s3 start a header and a state: a letter and digits. */
static bool is_numbered(const char *at, char letter)
{
    return at[0] == letter && isdigit((unsigned char)at[1]);
}

static bool function_header(struct ssa_parser *p)
{
    struct buf name = {0};
    uint8_t params[256];
    uint32_t nparams = 0;
    uint64_t method = 0;
    enum ssa_type type;
    int64_t osr = -1;
    bool ok = expect(p, "func") && expect(p, "\"");
    while (ok && *p->at != '"') {
        if (*p->at == '\\')
            p->at++;
        if (*p->at == 0 || *p->at == '\n')
            ok = ssa_parse_fail(p, "the name does not end");
        else
            buf_putc(&name, *p->at++);
    }
    p->at += ok;
    skip_space(p);
    if (ok && *p->at == '#')
        ok = handle(p, &method);
    ok = ok && expect(p, "(");
    if (ok && !accept(p, ")")) {
        do {
            ok = type_name(p, &type) &&
                 (nparams < sizeof params || ssa_parse_fail(p, "too many parameters")) &&
                 (type != SSA_VOID || ssa_parse_fail(p, "a void parameter"));
            if (ok)
                params[nparams++] = (uint8_t)type;
        } while (ok && accept(p, ","));
        ok = ok && expect(p, ")");
    }
    ok = ok && type_name(p, &type);
    if (ok && accept(p, "osr"))
        ok = integer(p, &osr) &&
             ((osr >= 0 && osr <= UINT16_MAX) || ssa_parse_fail(p, "no bytecode index: %" PRId64, osr));
    ok = ok && expect(p, "{");
    if (ok) {
        p->f = ssa_func_new(p->arena, buf_str(&name), type, params, nparams);
        p->f->method = method;
        p->f->osr_bci = (int32_t)osr;
        p->f->blocks[0]->removed = true; /* until its header comes */
    }
    buf_free(&name);
    return ok;
}

/* Ids that the text names anywhere are reserved, so that lines without one get others. */
static bool reserve_ids(struct ssa_parser *p)
{
    uint32_t most = 0;
    for (const char *c = p->at; *c && !(*c == '}' && c[-1] == '\n'); c++)
        if (c[0] == '$' && isdigit((unsigned char)c[1])) {
            char *end;
            unsigned long v = strtoul(c + 1, &end, 10);
            if (v >= MAX_IDS)
                return ssa_parse_fail(p, "$%lu is too large", v);
            if (v > most)
                most = (uint32_t)v;
        }
    ssa_reserve_values(p->f, most + 1);
    return true;
}

static bool body(struct ssa_parser *p)
{
    for (;;) {
        skip_lines(p);
        if (*p->at == 0)
            return ssa_parse_fail(p, "the function does not end");
        if (accept(p, "}"))
            return true;
        bool ok = is_numbered(p->at, 'b')   ? block_header(p)
                  : is_numbered(p->at, 's') ? state_line(p)
                                            : value_line(p);
        if (!ok)
            return false;
    }
}

struct ssa_func *ssa_parse(struct arena *a, const char *text, const char **end, struct buf *error)
{
    struct ssa_parser p = {.arena = a, .start = text, .at = text, .error = error, .block = SSA_NO_BLOCK};
    skip_lines(&p);
    bool ok = function_header(&p) && reserve_ids(&p) && body(&p) && ssa_parse_settle(&p);
    if (ok)
        skip_space(&p);
    if (end)
        *end = p.at;
    vec_free(&p.operands);
    vec_free(&p.preds);
    vec_free(&p.edges);
    vec_free(&p.labels);
    vec_free(&p.states);
    vec_free(&p.callers);
    return ok ? p.f : NULL;
}
