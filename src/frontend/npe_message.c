/*
 * npe_message.c - helpful NullPointerException messages.
 *
 * Two parts. A small data flow analysis runs the method forward and notes, for every operand stack slot
 * before every instruction, which instruction pushed it (or that several did). From there the failing
 * instruction's null operand is written as a Java-like expression by walking from a value to the instruction
 * that made it and on to that one's operands: locals, fields, array elements, method results and constants, a
 * few steps deep.
 *
 * The analysis goes over the code in order until it knows the failing instruction's stack; only code reached
 * by backward branches needs another round. What merges with another source, or is computed by an instruction
 * without a name for its result, stays unnamed, and the message ends before "because".
 */
#include "frontend/npe_message.h"

#include <string.h>

#include "frontend/bytecode.h"
#include "frontend/descriptor.h"
#include "frontend/external_name.h"
#include "frontend/stack_effect.h"

enum {
    UNKNOWN_SOURCE = 0x1FFFF, /* no bci: several instructions */
    MAX_STEPS = 5,            /* dereferences in the expression */
    MAX_NESTING = 50,         /* indices within indices, which are not counted as steps */
    MAX_ENTRIES = 1000000,    /* slots in all states together; huge methods get the short message */
    MAX_WORK = 2000000,       /* instructions simulated */
};

struct state {
    u4 depth;
    u8 written;  /* locals 0..63 that were stored to: a parameter's name no longer fits */
    u4 source[]; /* bci of the instruction that pushed the slot */
};

struct analysis {
    const struct classfile *cf;
    const struct cf_method *method;
    const struct cf_code *code;
    struct arena arena;
    struct state **states; /* by bci; NULL: not reached (yet) */
    struct state *work;    /* the state being changed by the current instruction */
    u4 work_cap;
    u4 entries;
    u4 nesting;
    bool added;  /* this round reached something new */
    bool broken; /* the code is not sane: give up */
};

/*
 * Simulation
 */

static void push(struct analysis *a, u4 source, u4 slots)
{
    for (; slots > 0; slots--) {
        if (a->work->depth >= a->work_cap) {
            a->broken = true;
            return;
        }
        a->work->source[a->work->depth++] = source;
    }
}

static void pop(struct analysis *a, u4 slots)
{
    if (slots > a->work->depth) {
        a->broken = true;
        slots = a->work->depth;
    }
    a->work->depth -= slots;
}

/* Control may go from the current instruction to BCI. */
static void flow_to(struct analysis *a, int64_t bci)
{
    if (bci < 0 || bci >= a->code->length || a->broken)
        return;
    struct state *s = a->states[bci], *w = a->work;
    if (!s) {
        a->entries += w->depth + 1;
        size_t size = sizeof *s + w->depth * sizeof s->source[0];
        s = a->states[bci] = arena_alloc(&a->arena, size);
        memcpy(s, w, size);
        a->added = true;
        return;
    }
    if (s->depth != w->depth) {
        a->broken = true;
        return;
    }
    for (u4 i = 0; i < s->depth; i++)
        if (s->source[i] != w->source[i])
            s->source[i] = UNKNOWN_SOURCE;
    s->written |= w->written;
}

static u4 field_slots(const struct symbol *desc)
{
    return desc->utf8[0] == 'J' || desc->utf8[0] == 'D' ? 2 : 1;
}

static u4 return_slots(const struct symbol *desc)
{
    const char *p = memchr(desc->utf8, ')', desc->len);
    return !p || p[1] == 'V' ? 0 : p[1] == 'J' || p[1] == 'D' ? 2 : 1;
}

static u4 argument_slots(const struct symbol *desc)
{
    int n = desc_method_arg_slots(desc->utf8, desc->len);
    return n < 0 ? 0 : (u4)n;
}

/* The constant an instruction refers to, if it is one of the kinds in tag_mask; else 0 and the analysis is
 * off. */
static u2 constant(struct analysis *a, u2 index, unsigned tag_mask)
{
    if (index > 0 && index < a->cf->cp.count && tag_mask >> a->cf->cp.tags[index] & 1)
        return index;
    a->broken = true;
    return 0;
}

enum {
    ANY_METHOD_REF = 1u << CP_Methodref | 1u << CP_InterfaceMethodref,
    ANY_CALL_REF = ANY_METHOD_REF | 1u << CP_InvokeDynamic,
};

/* Copies of slots counted from the top (0) in the order to push them, after popping n. */
static void shuffle(struct analysis *a, u4 n, const char *order)
{
    u4 top[4];
    if (a->work->depth < n) {
        a->broken = true;
        return;
    }
    for (u4 i = 0; i < n; i++)
        top[i] = a->work->source[a->work->depth - 1 - i];
    pop(a, n);
    for (; *order; order++)
        push(a, top[*order - '0'], 1);
}

static void simulate_member(struct analysis *a, u4 bci, unsigned op)
{
    const struct const_pool *cp = &a->cf->cp;
    u2 index = read_u2(a->code->bytes + bci + 1);
    bool is_field = op >= BC_getstatic && op <= BC_putfield;
    index = constant(a, index, is_field ? 1u << CP_Fieldref : (unsigned)ANY_CALL_REF);
    if (!index)
        return;
    const struct symbol *desc = cp_ref_desc(cp, index);
    if (is_field) {
        bool is_put = op == BC_putstatic || op == BC_putfield,
             has_object = op == BC_getfield || op == BC_putfield;
        pop(a, (is_put ? field_slots(desc) : 0) + (has_object ? 1 : 0));
        if (!is_put)
            push(a, bci, field_slots(desc));
        return;
    }
    pop(a, argument_slots(desc) + (op != BC_invokestatic && op != BC_invokedynamic ? 1 : 0));
    push(a, bci, return_slots(desc));
}

static void simulate_switch(struct analysis *a, u4 bci, u4 length)
{
    const u1 *code = a->code->bytes, *args = code + ((bci + 4) & ~3u), *end = code + bci + length;
    flow_to(a, (int64_t)bci + read_s4(args));
    for (const u1 *p = args + 12; p + 4 <= end; p += code[bci] == BC_tableswitch ? 4 : 8)
        flow_to(a, (int64_t)bci + read_s4(p));
}

/* Index of the local that a load, store or iinc uses; -1 for other instructions. */
static int local_index(const u1 *insn)
{
    unsigned op = insn[0];
    if (op == BC_wide)
        return read_u2(insn + 2);
    if ((op >= BC_iload && op <= BC_aload) || (op >= BC_istore && op <= BC_astore) || op == BC_ret ||
        op == BC_iinc)
        return insn[1];
    if (op >= BC_iload_0 && op <= BC_aload_3)
        return (op - BC_iload_0) % 4;
    if (op >= BC_istore_0 && op <= BC_astore_3)
        return (op - BC_istore_0) % 4;
    return -1;
}

static bool is_store(unsigned op)
{
    return op >= BC_istore && op <= BC_astore_3;
}

static void simulate(struct analysis *a, u4 bci, u4 length)
{
    const u1 *insn = a->code->bytes + bci;
    unsigned op = insn[0] == BC_wide ? insn[1] : insn[0];
    bool falls_through = true;
    memcpy(a->work, a->states[bci], sizeof *a->work + a->states[bci]->depth * sizeof a->work->source[0]);

    if (is_store(op)) {
        int i = local_index(insn);
        if (i < 64)
            a->work->written |= (u8)1 << i;
    }
    switch (op) {
    case BC_checkcast: break; /* the value keeps its source */
    case BC_ldc:
    case BC_ldc_w: push(a, bci, 1); break;
    case BC_ldc2_w: push(a, bci, 2); break;
    case BC_pop2: pop(a, 2); break;
    case BC_dup: shuffle(a, 1, "00"); break;
    case BC_dup_x1: shuffle(a, 2, "010"); break;
    case BC_dup_x2: shuffle(a, 3, "0210"); break;
    case BC_dup2: shuffle(a, 2, "1010"); break;
    case BC_dup2_x1: shuffle(a, 3, "10210"); break;
    case BC_dup2_x2: shuffle(a, 4, "103210"); break;
    case BC_swap: shuffle(a, 2, "01"); break;
    case BC_getstatic ... BC_invokedynamic: simulate_member(a, bci, op); break;
    case BC_multianewarray:
        pop(a, insn[3]);
        push(a, bci, 1);
        break;
    case BC_jsr:
    case BC_jsr_w:
        push(a, bci, 1);
        flow_to(a, (int64_t)bci + (op == BC_jsr ? read_s2(insn + 1) : read_s4(insn + 1)));
        falls_through = false;
        break;
    case BC_ret: falls_through = false; break; /* where to is not tracked */
    default: {
        const char *effect = stack_effect(op);
        if (!effect) {
            a->broken = true;
            return;
        }
        pop(a, stack_effect_slots(effect));
        push(a, bci, stack_effect_slots(strchr(effect, '>') + 1));
        break;
    }
    }
    switch (op) {
    case BC_ifeq ... BC_goto:
    case BC_ifnull:
    case BC_ifnonnull:
        flow_to(a, (int64_t)bci + read_s2(insn + 1));
        falls_through = op != BC_goto;
        break;
    case BC_goto_w:
        flow_to(a, (int64_t)bci + read_s4(insn + 1));
        falls_through = false;
        break;
    case BC_tableswitch:
    case BC_lookupswitch:
        simulate_switch(a, bci, length);
        falls_through = false;
        break;
    case BC_ireturn ... BC_return:
    case BC_athrow: falls_through = false; break;
    default: break;
    }
    if (falls_through)
        flow_to(a, (int64_t)bci + length);
}

/* Runs until the state before TARGET is known, or nothing more can be. */
static void analyse(struct analysis *a, u4 target)
{
    const struct cf_code *code = a->code;
    a->work_cap = code->max_stack + 4u;
    a->work = arena_alloc(&a->arena, sizeof *a->work + a->work_cap * sizeof a->work->source[0]);
    a->states = ARENA_ARRAY(&a->arena, struct state *, code->length);
    flow_to(a, 0);
    for (u4 i = 0; i < code->n_handlers; i++) {
        u4 handler = code->handlers[i].handler;
        a->work->depth = 1;
        a->work->source[0] = UNKNOWN_SOURCE; /* the exception */
        if (handler < code->length && !a->states[handler])
            flow_to(a, handler);
    }
    a->added = true;
    for (u4 work = 0; a->added && !a->broken && !a->states[target];) {
        a->added = false;
        for (u4 bci = 0, length; bci < code->length && !a->broken; bci += length) {
            if (bci == target && a->states[bci])
                return;
            length = bytecode_length(code->bytes, code->length, bci);
            if (length == 0 || ++work > MAX_WORK || a->entries > MAX_ENTRIES)
                a->broken = true;
            else if (a->states[bci])
                simulate(a, bci, length);
        }
    }
}

/*
 * Text
 */

/* Object and String, and what else begins so, go without their package. */
static const char *skip_java_lang(const char *external)
{
    bool known =
        strncmp(external, "java.lang.Object", 16) == 0 || strncmp(external, "java.lang.String", 16) == 0;
    return known ? external + strlen("java.lang.") : external;
}

static void print_class(struct buf *out, const struct symbol *name)
{
    if (strcmp(name->utf8, "java/lang/Object") == 0 || strcmp(name->utf8, "java/lang/String") == 0)
        buf_puts(out, name->utf8 + strlen("java/lang/"));
    else
        external_class_name(out, name->utf8, name->len);
}

static void print_method(struct buf *out, const struct const_pool *cp, u2 index)
{
    print_class(out, cp_ref_class(cp, index));
    buf_printf(out, ".%s(", cp_ref_name(cp, index)->utf8);
    struct buf params = {0};
    external_params(&params, cp_ref_desc(cp, index));
    const char *p = buf_str(&params);
    while (*p) {
        p = skip_java_lang(p);
        const char *comma = strstr(p, ", ");
        size_t n = comma ? (size_t)(comma - p) + 2 : strlen(p);
        buf_append(out, p, n);
        p += n;
    }
    buf_free(&params);
    buf_putc(out, ')');
}

/* Which parameter (1, 2, ...) lives in the slot; 0 for none. */
static unsigned parameter_at(const struct cf_method *m, u4 slot)
{
    struct desc_iter it;
    unsigned n = 1;
    u4 at = m->access & ACC_STATIC ? 0 : 1;
    for (desc_iter_init(&it, m->desc); desc_next_param(&it); n++) {
        u4 size = it.kind == 'J' || it.kind == 'D' ? 2 : 1;
        if (slot >= at && slot < at + size)
            return n;
        at += size;
    }
    return 0;
}

static void print_local(struct buf *out, const struct analysis *a, u4 bci, u4 slot, bool written)
{
    const struct cf_code *code = a->code;
    for (u4 i = 0; i < code->n_vars; i++) {
        const struct cf_local_var *v = &code->vars[i];
        if (v->slot == slot && bci >= v->start_pc && bci < (u4)v->start_pc + v->length) {
            buf_puts(out, v->name->utf8);
            return;
        }
    }
    unsigned parameter;
    if (!written && slot == 0 && !(a->method->access & ACC_STATIC))
        buf_puts(out, "this");
    else if (!written && (parameter = parameter_at(a->method, slot)) != 0)
        buf_printf(out, "<parameter%u>", parameter);
    else
        buf_printf(out, "<local%u>", slot);
}

/*
 * Writes the expression whose value is SLOT slots below the top of the stack before BCI, at most `steps`
 * dereferences deep. False, with nothing written, when it has no name.
 */
static bool print_source(struct buf *out, struct analysis *a, u4 bci, u4 slot, int steps)
{
    const struct state *s = a->states[bci];
    if (steps <= 0 || !s || slot >= s->depth || s->source[s->depth - 1 - slot] == UNKNOWN_SOURCE)
        return false;
    u4 from = s->source[s->depth - 1 - slot];
    const u1 *insn = a->code->bytes + from;
    unsigned op = insn[0] == BC_wide ? insn[1] : insn[0];
    const struct const_pool *cp = &a->cf->cp;
    switch (op) {
    case BC_iload:
    case BC_aload:
    case BC_iload_0 ... BC_iload_3:
    case BC_aload_0 ... BC_aload_3: {
        u4 local = (u4)local_index(insn);
        print_local(out, a, from, local, local > 63 || (s->written >> local & 1));
        return true;
    }
    case BC_aconst_null: buf_puts(out, "null"); return true;
    case BC_iconst_m1 ... BC_iconst_5: buf_printf(out, "%d", (int)op - BC_iconst_0); return true;
    case BC_bipush: buf_printf(out, "%d", (int8_t)insn[1]); return true;
    case BC_sipush: buf_printf(out, "%d", read_s2(insn + 1)); return true;
    case BC_iaload:
    case BC_aaload:
        if (!print_source(out, a, from, 1, steps - 1))
            buf_puts(out, "<array>");
        buf_putc(out, '[');
        if (a->nesting >= MAX_NESTING || (a->nesting++, !print_source(out, a, from, 0, steps)))
            buf_puts(out, "...");
        buf_putc(out, ']');
        return true;
    case BC_getstatic:
        print_class(out, cp_ref_class(cp, read_u2(insn + 1)));
        buf_printf(out, ".%s", cp_ref_name(cp, read_u2(insn + 1))->utf8);
        return true;
    case BC_getfield:
        if (print_source(out, a, from, 0, steps - 1))
            buf_putc(out, '.');
        buf_puts(out, cp_ref_name(cp, read_u2(insn + 1))->utf8);
        return true;
    case BC_invokevirtual ... BC_invokeinterface: print_method(out, cp, read_u2(insn + 1)); return true;
    default: return false;
    }
}

static bool is_call_result(const struct analysis *a, u4 bci, u4 slot)
{
    const struct state *s = a->states[bci];
    u4 from = s->source[s->depth - 1 - slot];
    return a->code->bytes[from] >= BC_invokevirtual && a->code->bytes[from] <= BC_invokeinterface;
}

/*
 * The failing instruction: writes what could not be done, and finds the slot (from the top) that was null.
 * False when the instruction does not dereference.
 */
static bool print_action(struct buf *out, const struct analysis *a, u4 bci, u4 *slot)
{
    static const char *const elements[] = {"int",    "long",         "float", "double",
                                           "object", "byte/boolean", "char",  "short"};
    const u1 *insn = a->code->bytes + bci;
    unsigned op = insn[0];
    const struct const_pool *cp = &a->cf->cp;
    bool is_member = op >= BC_getstatic && op <= BC_invokeinterface;
    u2 index = is_member ? read_u2(insn + 1) : 0;
    if (is_member && (index == 0 || index >= cp->count || cp->tags[index] < CP_Fieldref ||
                      cp->tags[index] > CP_InterfaceMethodref))
        return false;
    *slot = 0;
    switch (op) {
    case BC_iaload ... BC_saload:
        buf_printf(out, "Cannot load from %s array", elements[op - BC_iaload]);
        *slot = 1;
        return true;
    case BC_iastore ... BC_sastore:
        buf_printf(out, "Cannot store to %s array", elements[op - BC_iastore]);
        *slot = op == BC_lastore || op == BC_dastore ? 3 : 2;
        return true;
    case BC_arraylength: buf_puts(out, "Cannot read the array length"); return true;
    case BC_athrow: buf_puts(out, "Cannot throw exception"); return true;
    case BC_monitorenter: buf_puts(out, "Cannot enter synchronized block"); return true;
    case BC_monitorexit: buf_puts(out, "Cannot exit synchronized block"); return true;
    case BC_getfield: buf_printf(out, "Cannot read field \"%s\"", cp_ref_name(cp, index)->utf8); return true;
    case BC_putfield:
        buf_printf(out, "Cannot assign field \"%s\"", cp_ref_name(cp, index)->utf8);
        *slot = field_slots(cp_ref_desc(cp, index));
        return true;
    case BC_invokevirtual:
    case BC_invokespecial:
    case BC_invokeinterface:
        if (cp_ref_name(cp, index)->utf8[0] == '<')
            return false; /* a constructor: the program makes the exception itself */
        buf_puts(out, "Cannot invoke \"");
        print_method(out, cp, index);
        buf_putc(out, '"');
        *slot = argument_slots(cp_ref_desc(cp, index));
        return true;
    default: return false;
    }
}

bool npe_message(const struct classfile *cf, const struct cf_method *m, u4 bci, struct buf *out)
{
    struct analysis a = {.cf = cf, .method = m, .code = m->code};
    u4 slot;
    if (!m->code || bytecode_length(m->code->bytes, m->code->length, bci) == 0 ||
        !print_action(out, &a, bci, &slot))
        return false;
    arena_init(&a.arena);
    analyse(&a, bci);
    struct buf source = {0};
    if (!a.broken && print_source(&source, &a, bci, slot, MAX_STEPS)) {
        const char *what = is_call_result(&a, bci, slot) ? "the return value of " : "";
        buf_printf(out, " because %s\"%s\" is null", what, buf_str(&source));
    }
    buf_free(&source);
    arena_release(&a.arena);
    return true;
}
