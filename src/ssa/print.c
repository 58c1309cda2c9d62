/* print.c - the text form (docs/ir.md). Whatever is written here, parse.c reads back. */
#include "ssa/internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void print_operand(struct buf *out, ssa_id v)
{
    if (v)
        buf_printf(out, "$%u", v);
    else
        buf_puts(out, "_");
}

/* Decimal when that gives the same bits back, else the bits. */
static void print_floating(struct buf *out, const struct ssa_value *v)
{
    double x;
    if (v->type == SSA_F32) {
        float narrow;
        uint32_t bits = (uint32_t)v->imm;
        memcpy(&narrow, &bits, sizeof narrow);
        x = narrow;
    } else {
        memcpy(&x, &v->imm, sizeof x);
    }
    if (!isfinite(x)) {
        buf_printf(out, " bits:0x%" PRIx64, (uint64_t)v->imm);
        return;
    }
    char text[40];
    snprintf(text, sizeof text, v->type == SSA_F32 ? " %.9g" : " %.17g", x);
    buf_puts(out, text);
    if (!strpbrk(text, ".e"))
        buf_puts(out, ".0");
}

static void print_alias(struct buf *out, uint32_t alias)
{
    if (alias == SSA_ALIAS_ANY)
        buf_puts(out, " @any");
    else if (alias == SSA_ALIAS_CONST)
        buf_puts(out, " @const");
    else if (alias < SSA_ALIAS_ARRAY + SSA_NMEMS)
        buf_printf(out, " @%s[]", ssa_mem_names[alias - SSA_ALIAS_ARRAY]);
    else
        buf_printf(out, " @%u", alias);
}

static void print_facts(struct buf *out, const struct ssa_facts *x, enum ssa_type type)
{
    struct ssa_facts none = ssa_facts_of_type(type);
    buf_puts(out, " {");
    const char *between = "";
#define FACT(differs, ...)                                                                                   \
    if (differs) {                                                                                           \
        buf_puts(out, between);                                                                              \
        buf_printf(out, __VA_ARGS__);                                                                        \
        between = ", ";                                                                                      \
    }
    FACT(x->lo != none.lo, "lo %" PRId64, x->lo)
    FACT(x->hi != none.hi, "hi %" PRId64, x->hi)
    FACT(x->bits != none.bits, "bits 0x%" PRIx64, x->bits)
    FACT(x->null == SSA_NULL, "null")
    FACT(x->null == SSA_NONNULL, "nonnull")
    FACT(x->class || x->exact, "%s #%" PRIu64, x->exact ? "exact" : "class", x->class)
    FACT(x->min_length, "length %u", x->min_length)
#undef FACT
    buf_puts(out, "}");
}

/* A predecessor is named with its successor number when it has several edges to this block. */
static void print_pred(const struct ssa_func *f, struct buf *out, uint32_t b, struct ssa_edge e)
{
    const struct ssa_block *pred = f->blocks[e.block];
    uint32_t edges = 0;
    for (uint32_t i = 0; i < pred->nsuccs; i++)
        edges += pred->succs[i].block == b;
    buf_printf(out, edges > 1 ? "b%u.%u" : "b%u", e.block, e.index);
}

static void print_targets(struct buf *out, const struct ssa_block *b)
{
    for (uint32_t i = 0; i < b->nsuccs; i++) {
        buf_puts(out, i == 0 ? " -> " : ", ");
        if (b->keys && i < b->nsuccs - 1)
            buf_printf(out, "%d: ", b->keys[i]);
        buf_printf(out, "b%u", b->succs[i].block);
    }
}

static const char *suffix_name(enum ssa_suffix suffix, unsigned sub)
{
    switch (suffix) {
    case SSA_SUFFIX_COND: return sub < SSA_NCONDS ? ssa_cond_names[sub] : "?";
    case SSA_SUFFIX_MEM: return sub < SSA_NMEMS ? ssa_mem_names[sub] : "?";
    case SSA_SUFFIX_WHY: return sub < SSA_NWHYS ? ssa_why_names[sub] : "?";
    case SSA_SUFFIX_EFFECT: return sub < SSA_NCALL_EFFECTS ? ssa_call_effect_names[sub] : "?";
    case SSA_SUFFIX_FENCE: return sub < SSA_NFENCES ? ssa_fence_names[sub] : "?";
    case SSA_SUFFIX_NONE: break;
    }
    return NULL;
}

static void print_operands(const struct ssa_func *f, ssa_id v, struct buf *out)
{
    const struct ssa_value *value = ssa_at(f, v);
    const struct ssa_block *b = value->block == SSA_NO_BLOCK ? NULL : f->blocks[value->block];
    const struct ssa_field *fields = value->op == SSA_VIRTUAL_OBJECT ? f->fields + value->imm : NULL;
    for (uint32_t i = 0; i < value->noperands; i++) {
        buf_puts(out, i == 0 ? " " : ", ");
        if (value->op == SSA_PHI && b && i < b->npreds) {
            print_pred(f, out, value->block, b->preds[i]);
            buf_puts(out, ": ");
        } else if (fields) {
            buf_printf(out, "+%u.%s: ", fields[i].offset, ssa_mem_names[fields[i].mem]);
        }
        print_operand(out, ssa_in(f, v, i));
    }
}

static void print_payload(const struct ssa_value *v, struct buf *out)
{
    unsigned payload = ssa_ops[v->op].payload;
    if (v->op == SSA_CONST && (v->type == SSA_F32 || v->type == SSA_F64))
        print_floating(out, v);
    else if (v->op == SSA_CONST && v->type == SSA_REF && v->imm == 0)
        buf_puts(out, " null");
    else if (v->op == SSA_LOAD || v->op == SSA_STORE)
        buf_printf(out, " %+" PRId64, v->imm);
    else if (payload & SSA_HAS_IMM)
        buf_printf(out, " %" PRId64, v->imm);
    if (payload & SSA_HAS_HANDLE)
        buf_printf(out, " #%" PRIu64, v->handle);
    if (payload & SSA_HAS_ALIAS)
        print_alias(out, v->alias);
    if (v->state)
        buf_printf(out, " !s%u", v->state);
    if (v->facts)
        print_facts(out, v->facts, v->type);
}

void ssa_print_value(const struct ssa_func *f, ssa_id v, struct buf *out)
{
    const struct ssa_value *value = ssa_at(f, v);
    const struct ssa_op_info *info = &ssa_ops[value->op];
    buf_printf(out, value->type == SSA_VOID ? "$%u: %s" : "$%u = %s", v, info->name);
    const char *suffix = suffix_name(info->suffix, value->sub);
    if (suffix)
        buf_printf(out, ".%s", suffix);
    if (strchr("ngaAc", info->result))
        buf_printf(out, ".%s", ssa_type_names[value->type]);
    print_operands(f, v, out);
    print_payload(value, out);
    if ((info->properties & SSA_TERM) && value->block != SSA_NO_BLOCK)
        print_targets(out, f->blocks[value->block]);
}

static void print_slots(const struct ssa_func *f, uint32_t s, const char *what, uint32_t from, uint32_t n,
                        struct buf *out)
{
    if (n == 0)
        return;
    buf_printf(out, " %s", what);
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(out, i == 0 ? " " : ", ");
        print_operand(out, ssa_state_in(f, s, from + i));
    }
}

static void print_state(const struct ssa_func *f, uint32_t s, struct buf *out)
{
    static const char *const kinds[SSA_NSTATE_KINDS] = {"before", "call", "throw"};
    const struct ssa_state *state = f->states[s];
    buf_printf(out, "s%u = %s #%" PRIu64 " %u", s, kinds[state->kind], state->method, state->bci);
    print_slots(f, s, "locals", 0, state->nlocals, out);
    print_slots(f, s, "stack", state->nlocals, state->nstack, out);
    print_slots(f, s, "locks", state->nlocals + state->nstack, state->nlocks, out);
    if (state->caller)
        buf_printf(out, " in s%u", state->caller);
}

static void print_block(const struct ssa_func *f, uint32_t b, struct buf *out,
                        const struct ssa_print_options *options)
{
    const struct ssa_block *block = f->blocks[b];
    buf_printf(out, "b%u", b);
    for (uint32_t i = 0; i < block->npreds; i++) {
        buf_puts(out, i == 0 ? " <- " : ", ");
        print_pred(f, out, b, block->preds[i]);
    }
    if (block->heat != SSA_HEAT_DEFAULT)
        buf_printf(out, " heat %u", block->heat);
    buf_puts(out, ":\n");
    SSA_EACH(f, b, v)
    {
        buf_puts(out, "    ");
        ssa_print_value(f, v, out);
        if (options && options->name && (ssa_info(f, v)->payload & SSA_HAS_HANDLE)) {
            const char *name = options->name(options->user, ssa_at(f, v)->handle);
            if (name)
                buf_printf(out, " ; %s", name);
        }
        buf_putc(out, '\n');
    }
}

/* Names are quoted: method names may be anything. */
static void print_name(const char *name, struct buf *out)
{
    buf_putc(out, '"');
    for (const char *p = name; *p; p++) {
        if (*p == '"' || *p == '\\')
            buf_putc(out, '\\');
        buf_putc(out, *p == '\n' ? ' ' : *p);
    }
    buf_putc(out, '"');
}

void ssa_print(const struct ssa_func *f, struct buf *out, const struct ssa_print_options *options)
{
    buf_puts(out, "func ");
    print_name(f->name, out);
    if (f->method)
        buf_printf(out, " #%" PRIu64, f->method);
    buf_puts(out, " (");
    for (uint32_t i = 0; i < f->nparams; i++)
        buf_printf(out, "%s%s", i ? ", " : "", ssa_type_names[f->params[i]]);
    buf_printf(out, ") %s", ssa_type_names[f->result]);
    if (f->osr_bci >= 0)
        buf_printf(out, " osr %d", f->osr_bci);
    buf_puts(out, " {\n");
    SSA_EACH_BLOCK(f, b)
    print_block(f, b, out, options);
    for (uint32_t s = 1; s < f->nstates; s++)
        if (!f->states[s]->released) {
            print_state(f, s, out);
            buf_putc(out, '\n');
        }
    buf_puts(out, "}\n");
}
