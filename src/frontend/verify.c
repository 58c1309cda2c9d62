/*
 * verify.c - the type checker's pass over a class: for each method, one walk over its code in order.
 *
 * The idea of the StackMapTable (JVMS 4.10.1): the class file states the type state at every place that
 * control reaches by a branch, so nothing has to be inferred. The pass carries the current type state from
 * instruction to instruction, checks it against the stated frame at every branch target, exception handler
 * and fall-through, and takes the stated frame over where one is given. Every frame is thus checked from all
 * its predecessors after one walk.
 *
 * In order, as the reported error is the first found:
 *   1. the code is a sequence of valid instructions            find_instructions
 *   2. exception table and LocalVariableTable refer to them    check_exception_table, check_local_variables
 *   3. the StackMapTable is well formed                        decode_stack_map
 *   4. type rules, branches, handlers                          check_code
 */
#include <string.h>

#include "frontend/verify_internal.h"

/*
 * Step 1
 */

static bool wide_is_valid(const u1 *insn)
{
    u1 op = insn[1];
    return op == BC_iinc || (op >= BC_iload && op <= BC_aload) || (op >= BC_istore && op <= BC_astore) ||
           op == BC_ret;
}

static void find_instructions(struct verifier *v)
{
    const struct cf_code *code = v->code;
    memset(v->marks, MARK_INSIDE, code->length);
    for (u4 bci = 0; bci < code->length;) {
        u4 length = bytecode_length(code->bytes, code->length, bci);
        if (length == 0 || (code->bytes[bci] == BC_wide && !wide_is_valid(code->bytes + bci)))
            fail_bytecode(v, bci, "Bad instruction");
        v->marks[bci] = code->bytes[bci] == BC_new ? MARK_NEW : MARK_START;
        bci += length;
    }
}

/*
 * Step 2
 */

static bool starts_instruction(const struct verifier *v, u4 bci)
{
    return bci < v->code->length && v->marks[bci] != MARK_INSIDE;
}

static void check_exception_table(struct verifier *v)
{
    const struct cf_code *code = v->code;
    v->try_min = code->length;
    v->try_max = 0;
    for (u4 i = 0; i < code->n_handlers; i++) {
        const struct cf_handler *h = &code->handlers[i];
        if (!starts_instruction(v, h->start))
            fail_format(v, true, "Illegal exception table start_pc %u", h->start);
        if (h->end != code->length && !starts_instruction(v, h->end))
            fail_format(v, true, "Illegal exception table end_pc %u", h->end);
        if (!starts_instruction(v, h->handler))
            fail_format(v, true, "Illegal exception table handler_pc %u", h->handler);
        if (h->catch_type != 0) {
            vtype t = vt_of_class_index(v, h->catch_type);
            if (!vt_assignable(v, t, v->throwable_type)) {
                v->bci = h->handler;
                fail_type(v, from_cp(h->catch_type, t), from_rule(v->throwable_type),
                          "Catch type is not a subclass of Throwable in exception handler %u", h->handler);
            }
        }
        if (h->start < v->try_min)
            v->try_min = h->start;
        if (h->end > v->try_max)
            v->try_max = h->end;
        v->handler_checked[i] = 0;
    }
}

static void check_local_variables(struct verifier *v)
{
    for (u4 i = 0; i < v->code->n_vars; i++) {
        const struct cf_local_var *var = &v->code->vars[i];
        u4 end = (u4)var->start_pc + var->length;
        if (!starts_instruction(v, var->start_pc))
            fail_format(v, true, "Illegal local variable table start_pc %u", var->start_pc);
        if (end != v->code->length && !starts_instruction(v, end))
            fail_format(v, true, "Illegal local variable table length %u", var->length);
    }
}

/*
 * Step 4: frames and branches
 */

/* The arguments; in a constructor `this` is not initialised yet. */
static void enter_method(struct verifier *v)
{
    const struct cf_method *m = v->method;
    const struct vsig *sig = vsig_of(v, m->desc);
    u4 n = m->access & ACC_STATIC ? 0 : 1;
    if (n + sig->n_args > v->code->max_locals)
        fail_format(v, false, "Arguments can't fit into locals in class file %s", v->this_name->utf8);
    v->cur.bci = 0;
    v->cur.n_stack = v->stack_at_start = 0;
    v->cur.this_uninit = false;
    if (n == 1) {
        v->cur.this_uninit = strcmp(m->name->utf8, "<init>") == 0 && v->cf->super_name != NULL;
        v->cur.locals[0] = v->cur.this_uninit ? VTYPE(VT_UNINIT_THIS) : v->this_type;
    }
    for (u4 i = 0; i < sig->n_args; i++)
        v->cur.locals[n++] = sig->types[i];
    v->cur.n_locals = n;
    for (; n < v->code->max_locals; n++)
        v->cur.locals[n] = VTYPE(VT_TOP);
    v->locals_version = 1;
    v->return_type = sig->n_ret ? sig->types[sig->n_args] : VTYPE(VT_TOP);
    /* A return instruction is checked against the exact small integer type (it only shows in messages). */
    static const struct {
        char c;
        enum vtag tag;
    } small[] = {{'Z', VT_BOOLEAN}, {'B', VT_BYTE}, {'S', VT_SHORT}, {'C', VT_CHAR}};
    for (size_t i = 0; i < ARRAY_LEN(small); i++)
        if (m->desc->utf8[m->desc->len - 1] == small[i].c && m->desc->utf8[m->desc->len - 2] == ')')
            v->return_type = VTYPE(small[i].tag);
}

/* The current state becomes the one that the table states. */
static void take_frame_over(struct verifier *v, const struct map_frame *f)
{
    const vtype *types = v->map_types.at;
    if (f->n_locals)
        memcpy(v->cur.locals, types + f->locals, f->n_locals * sizeof(vtype));
    for (u4 i = f->n_locals; i < v->cur.n_locals; i++)
        v->cur.locals[i] = VTYPE(VT_TOP);
    if (f->n_stack)
        memcpy(v->cur.stack, types + f->stack, f->n_stack * sizeof(vtype));
    v->cur.n_locals = f->n_locals;
    v->cur.n_stack = f->n_stack;
    v->cur.this_uninit = f->this_uninit;
    v->locals_version++;
}

/* At the start of an instruction: is a frame stated here? *next is the first frame not yet passed. */
static void meet_stack_map(struct verifier *v, size_t *next, bool falls_through)
{
    if (*next >= v->frames.len) {
        if (!falls_through)
            fail_bytecode(v, v->bci, "Expecting a stack map frame");
        return;
    }
    const struct map_frame *f = &v->frames.at[*next];
    if (f->bci != v->bci) { /* it lies ahead: frames are in order, and at instruction starts */
        if (!falls_through)
            fail_with(v, &(struct verr){.reason = REASON_NO_MAP, .bci = v->bci},
                      "Expecting a stack map frame");
        return;
    }
    struct verr why;
    if (falls_through && !frame_assignable(v, &v->cur, f, &why))
        fail_with(v, &why, "Instruction type does not match stack map");
    take_frame_over(v, f);
    ++*next;
}

static const struct map_frame *frame_at(struct verifier *v, const struct vframe *from, int64_t target)
{
    const struct map_frame *f = find_map_frame(v, target);
    if (!f) {
        fail_with(v, &(struct verr){.reason = REASON_NO_MAP, .bci = from->bci},
                  "Expecting a stackmap frame at branch target %d", (int)target);
    }
    return f;
}

static void check_branch(struct verifier *v, int32_t offset)
{
    if (offset < -65535 || offset > 65535) {
        struct verr e = {.reason = REASON_BAD_MAP, .bci = 0, .type = from_frame(v)};
        fail_with(v, &e, "Illegal target of jump or branch (bci %u + offset %d)", v->bci, offset);
    }
    int64_t target = (int64_t)v->bci + offset;
    struct verr why;
    if (!frame_assignable(v, &v->cur, frame_at(v, &v->cur, target), &why))
        fail_with(v, &why, "Inconsistent stackmap frames at branch target %d", (int)target);
}

/*
 * The handlers that cover the current instruction must accept its locals with only the exception on the
 * stack. A handler is looked at again only after the locals have changed.
 */
void check_handlers(struct verifier *v)
{
    for (u4 i = 0; i < v->code->n_handlers; i++) {
        const struct cf_handler *h = &v->code->handlers[i];
        if (v->bci < h->start || v->bci >= h->end)
            continue;
        if (v->handler_checked[i] == v->locals_version && !v->inited_this)
            continue;
        vtype exception = h->catch_type ? vt_of_class_index(v, h->catch_type) : v->throwable_type;
        struct vframe state = v->cur;
        state.stack = &exception;
        state.n_stack = 1;
        state.this_uninit |= v->inited_this;
        if (v->code->max_stack < 1) {
            struct verr e = {.reason = REASON_OVERFLOW, .bci = v->bci};
            e.type = (struct vorigin){.kind = FROM_FRAME, .has_frame = true, .frame = state};
            e.type.frame.n_stack = 0;
            fail_with(v, &e, "Operand stack overflow");
        }
        struct verr why;
        if (!frame_assignable(v, &state, frame_at(v, &state, h->handler), &why))
            fail_with(v, &why, "Stack map does not match the one at exception handler %u", h->handler);
        v->handler_checked[i] = v->locals_version;
    }
}

/*
 * Step 4: control flow instructions
 */

void check_cp_tag(struct verifier *v, u2 index, unsigned tag_mask)
{
    if (index == 0 || index >= v->cp->count)
        fail_cp_index(v, index, "Illegal constant pool index %u in class %s", index, this_class_text(v));
    if (!(tag_mask >> v->cp->tags[index] & 1))
        fail_cp_index(v, index, "Illegal type at constant pool entry %u in class %s", index,
                      this_class_text(v));
}

static void verify_switch(struct verifier *v, bool table)
{
    const u1 *code = v->code->bytes;
    u4 base = (v->bci + 4) & ~3u;
    if (v->cf->major < 51)
        for (u4 i = v->bci + 1; i < base; i++)
            if (code[i] != 0)
                fail_bytecode(v, v->bci, "Nonzero padding byte in lookupswitch or tableswitch");
    pop_type(v, VTYPE(VT_INT));
    const u1 *args = code + base;
    int64_t keys;
    if (table) {
        int32_t low = read_s4(args + 4), high = read_s4(args + 8);
        if (low > high)
            fail_bytecode(v, v->bci, "low must be less than or equal to high in tableswitch");
        keys = (int64_t)high - low + 1;
        if (keys > INT32_MAX)
            fail_bytecode(v, v->bci, "too many keys in tableswitch");
    } else {
        keys = read_s4(args + 4);
        if (keys < 0)
            fail_bytecode(v, v->bci, "number of keys in lookupswitch less than 0");
        for (int64_t i = 0; i + 1 < keys; i++)
            if (read_s4(args + 8 + 8 * i) >= read_s4(args + 16 + 8 * i))
                fail_bytecode(v, v->bci, "Bad lookupswitch instruction");
    }
    /* That all keys lie within the code was part of being a valid instruction (bytecode_length). */
    check_branch(v, read_s4(args));
    for (int64_t i = 0; i < keys; i++)
        check_branch(v, read_s4(args + 12 + (table ? 4 : 8) * i));
}

static void verify_return(struct verifier *v, unsigned op)
{
    static const vtype by_op[] = {VTYPE(VT_INT), VTYPE(VT_LONG), VTYPE(VT_FLOAT), VTYPE(VT_DOUBLE),
                                  VTYPE(VT_ANY_REF)};
    if (op == BC_return) {
        if (v->return_type != VTYPE(VT_TOP))
            fail_bytecode(v, v->bci, "Method expects a return value");
        if (v->cur.this_uninit && strcmp(v->method->name->utf8, "<init>") == 0)
            fail_bytecode(v, v->bci, "Constructor must call super() or this() before return");
        return;
    }
    vtype expected = by_op[op - BC_ireturn];
    if (vt_is_cat2(expected))
        pop_type(v, vt_second(expected));
    vtype t = pop_type(v, expected);
    if (v->return_type == VTYPE(VT_TOP))
        fail_type(v, from_stack_top(v), from_signature(v->return_type),
                  "Method does not expect a return value");
    if (!vt_assignable(v, t, v->return_type))
        fail_type(v, from_stack_top(v), from_signature(v->return_type), "Bad return type");
}

/* One instruction at v->bci. Returns whether control can continue behind it. */
static bool verify_insn(struct verifier *v)
{
    const u1 *insn = v->code->bytes + v->bci;
    unsigned op = insn[0];
    u4 index = insn[1 < v->code->length - v->bci ? 1 : 0];
    if (op == BC_wide) {
        op = insn[1];
        index = read_u2(insn + 2);
        if (op == BC_ret)
            fail_bytecode(v, v->bci, "Bad wide instruction");
    }
    if (is_local_insn(op, &index)) {
        verify_local_insn(v, op, index);
        return true;
    }
    switch (op) {
    case BC_getstatic ... BC_putfield: verify_field_insn(v, op); return true;
    case BC_invokevirtual ... BC_invokedynamic: verify_invoke_insn(v, op); return true;
    case BC_tableswitch: verify_switch(v, true); return false;
    case BC_lookupswitch: verify_switch(v, false); return false;
    case BC_ireturn ... BC_return: verify_return(v, op); return false;
    case BC_athrow: pop_type(v, v->throwable_type); return false;
    default:
        if (!verify_plain_insn(v, op))
            fail_bytecode(v, v->bci, "Bad instruction: %02x", op); /* jsr, jsr_w, ret */
    }
    switch (op) {
    case BC_ifeq ... BC_goto:
    case BC_ifnull:
    case BC_ifnonnull: check_branch(v, read_s2(insn + 1)); break;
    case BC_goto_w: check_branch(v, read_s4(insn + 1)); break;
    default: break;
    }
    return op != BC_goto && op != BC_goto_w;
}

static void check_code(struct verifier *v)
{
    const struct cf_code *code = v->code;
    size_t next_frame = 0;
    bool falls_through = true;
    for (u4 bci = 0; bci < code->length;) {
        v->bci = v->cur.bci = bci;
        v->stack_at_start = v->cur.n_stack;
        v->inited_this = false;
        if (!falls_through || next_frame < v->frames.len) {
            meet_stack_map(v, &next_frame, falls_through);
            v->stack_at_start = v->cur.n_stack;
        }
        /* A store takes effect after anything could be thrown: handlers see the locals before it. */
        bool covered = in_try(v);
        unsigned op = code->bytes[bci] == BC_wide ? code->bytes[bci + 1] : code->bytes[bci];
        if (covered && is_store_insn(op)) {
            check_handlers(v);
            covered = false;
        }
        falls_through = verify_insn(v);
        if (covered)
            check_handlers(v);
        bci += bytecode_length(code->bytes, code->length, bci);
    }
    if (falls_through)
        fail_bytecode(v, code->length, "Control flow falls through code end");
}

static void verify_method(struct verifier *v, const struct cf_method *m)
{
    v->method = m;
    v->code = m->code;
    v->bci = 0;
    enter_method(v);
    find_instructions(v);
    check_exception_table(v);
    check_local_variables(v);
    decode_stack_map(v);
    check_code(v);
}

/* Buffers for the largest method, once for all. */
static void allocate_scratch(struct verifier *v)
{
    u4 locals = 0, stack = 0, code = 0, handlers = 0;
    for (u4 i = 0; i < v->cf->n_methods; i++) {
        const struct cf_code *c = v->cf->methods[i].code;
        if (!c)
            continue;
        locals = c->max_locals > locals ? c->max_locals : locals;
        stack = c->max_stack > stack ? c->max_stack : stack;
        code = c->length > code ? c->length : code;
        handlers = c->n_handlers > handlers ? c->n_handlers : handlers;
    }
    /* At least one word each: message code looks at stack[n_stack]. */
    v->cur.locals = ARENA_ARRAY(&v->scratch, vtype, locals + 1);
    v->cur.stack = ARENA_ARRAY(&v->scratch, vtype, stack + 1);
    v->marks = ARENA_ARRAY(&v->scratch, u1, code + 1);
    v->handler_checked = ARENA_ARRAY(&v->scratch, u4, handlers + 1);
    v->assign_cache = ARENA_ARRAY(&v->scratch, struct assign_entry, ASSIGN_CACHE_SIZE);
}

/* A function of its own: nothing it changes after setjmp is a local variable. */
static void verify_methods(struct verifier *v)
{
    if (setjmp(v->failed) != 0)
        return;
    for (u4 i = 0; i < v->cf->n_methods; i++)
        if (v->cf->methods[i].code)
            verify_method(v, &v->cf->methods[i]);
}

enum verify_result verify_class(const struct classfile *cf, struct symbol *internal_name,
                                const struct verify_env *env, struct buf *message)
{
    struct verifier v = {.cf = cf, .cp = &cf->cp, .env = env, .this_name = internal_name, .message = message};
    v.this_type = vt_class(internal_name);
    v.object_type = vt_class(symbol_intern_z(env->symbols, "java/lang/Object"));
    v.throwable_type = vt_class(symbol_intern_z(env->symbols, "java/lang/Throwable"));
    v.result = VERIFY_OK;
    arena_init(&v.scratch);
    allocate_scratch(&v);
    verify_methods(&v);
    ptr_map_free(&v.sigs);
    vec_free(&v.frames);
    vec_free(&v.map_types);
    arena_release(&v.scratch);
    return v.result;
}
