/*
 * verify_insn.c - type rules of the instructions that touch only locals, operand stack, arrays and constants
 * (JVMS 4.10.1.9).
 *
 * Instructions with a fixed effect are rows of one table; the others follow one function a family.
 */
#include "frontend/stack_effect.h"
#include "frontend/verify_internal.h"

static _Noreturn void fail_overflow(struct verifier *v)
{
    struct verr e = {.reason = REASON_OVERFLOW, .bci = v->bci, .type = from_frame(v)};
    fail_with(v, &e, "Operand stack overflow");
}

void push_type(struct verifier *v, vtype t)
{
    if (UNLIKELY(v->cur.n_stack >= v->code->max_stack))
        fail_overflow(v);
    v->cur.stack[v->cur.n_stack++] = t;
}

/* Both slots of a long or double. */
static void push_wide(struct verifier *v, vtype t)
{
    if (UNLIKELY(v->cur.n_stack + 2 > v->code->max_stack))
        fail_overflow(v);
    v->cur.stack[v->cur.n_stack++] = t;
    v->cur.stack[v->cur.n_stack++] = vt_second(t);
}

vtype pop_any(struct verifier *v)
{
    if (UNLIKELY(v->cur.n_stack == 0)) {
        struct verr e = {.reason = REASON_UNDERFLOW, .bci = v->bci, .type = from_frame(v)};
        fail_with(v, &e, "Operand stack underflow");
    }
    return v->cur.stack[--v->cur.n_stack];
}

vtype pop_type(struct verifier *v, vtype expected)
{
    vtype t = pop_any(v);
    if (LIKELY(t == expected) || vt_assignable(v, t, expected))
        return t;
    fail_type(v, from_stack_top(v), from_rule(expected), "Bad type on operand stack");
}

/* Both slots of a long or double. When both are wrong the first slot is named: it says more than "long_2nd".
 */
static void pop_wide(struct verifier *v, vtype expected)
{
    struct vframe *f = &v->cur;
    if (f->n_stack >= 2 && f->stack[f->n_stack - 1] == vt_second(expected) &&
        f->stack[f->n_stack - 2] == expected) {
        f->n_stack -= 2;
        return;
    }
    vtype top = pop_any(v);
    pop_type(v, expected);
    f->n_stack++;
    if (top != vt_second(expected))
        fail_type(v, from_stack_top(v), from_rule(vt_second(expected)), "Bad type on operand stack");
    f->n_stack--;
}

static void apply_effect(struct verifier *v, const char *effect)
{
    const char *gt = effect;
    while (*gt != '>')
        gt++;
    for (const char *p = gt; p-- > effect;) {
        switch (*p) {
        case 'I': pop_type(v, VTYPE(VT_INT)); break;
        case 'F': pop_type(v, VTYPE(VT_FLOAT)); break;
        case 'J': pop_wide(v, VTYPE(VT_LONG)); break;
        case 'D': pop_wide(v, VTYPE(VT_DOUBLE)); break;
        case 'A': pop_type(v, VTYPE(VT_ANY_REF)); break;
        default: pop_type(v, VTYPE(VT_ANY_CAT1)); break;
        }
    }
    for (const char *p = gt + 1; *p; p++) {
        switch (*p) {
        case 'I': push_type(v, VTYPE(VT_INT)); break;
        case 'F': push_type(v, VTYPE(VT_FLOAT)); break;
        case 'J': push_wide(v, VTYPE(VT_LONG)); break;
        case 'D': push_wide(v, VTYPE(VT_DOUBLE)); break;
        default: push_type(v, VTYPE(VT_NULL)); break;
        }
    }
}

/*
 * Locals.
 */

bool is_store_insn(unsigned op)
{
    return op >= BC_istore && op <= BC_astore_3 && !(op >= BC_iaload && op <= BC_saload);
}

bool is_local_insn(unsigned op, u4 *index)
{
    if ((op >= BC_iload && op <= BC_aload) || (op >= BC_istore && op <= BC_astore) || op == BC_iinc)
        return true;
    if (op >= BC_iload_0 && op <= BC_aload_3)
        *index = (op - BC_iload_0) % 4;
    else if (op >= BC_istore_0 && op <= BC_astore_3)
        *index = (op - BC_istore_0) % 4;
    else
        return false;
    return true;
}

static _Noreturn void fail_local_index(struct verifier *v, u4 index, const char *text)
{
    struct verr e = {.reason = REASON_LOCAL_INDEX, .bci = v->bci, .type = {.index = index}};
    fail_with(v, &e, "%s", text);
}

static vtype get_local(struct verifier *v, u4 index, vtype expected)
{
    if (index >= v->code->max_locals)
        fail_local_index(v, index, "Local variable table overflow");
    vtype t = v->cur.locals[index];
    if (!vt_assignable(v, t, expected))
        fail_type(v, from_local(v, index), from_rule(expected), "Bad local variable type");
    return t;
}

static void get_local_pair(struct verifier *v, u4 index, vtype expected)
{
    if (index + 1 >= v->cur.n_locals)
        fail_local_index(v, index, "get long/double overflows locals");
    get_local(v, index, expected);
    get_local(v, index + 1, vt_second(expected));
}

/* Writing one half of a long or double makes the other half unusable. */
static void orphan_pair(struct verifier *v, u4 index)
{
    vtype t = v->cur.locals[index];
    if (vt_is_cat2(t) && index + 1 < v->code->max_locals)
        v->cur.locals[index + 1] = VTYPE(VT_TOP);
    else if (vt_is_cat2_2nd(t) && index > 0)
        v->cur.locals[index - 1] = VTYPE(VT_TOP);
}

static void set_local(struct verifier *v, u4 index, vtype t)
{
    u4 slots = vt_is_cat2(t) ? 2 : 1;
    if (index + slots > v->code->max_locals)
        fail_local_index(v, index, "Local variable table overflow");
    for (u4 i = 0; i < slots; i++)
        orphan_pair(v, index + i);
    v->cur.locals[index] = t;
    if (slots == 2)
        v->cur.locals[index + 1] = vt_second(t);
    if (index + slots > v->cur.n_locals)
        v->cur.n_locals = index + slots;
    v->locals_version++;
}

void verify_local_insn(struct verifier *v, unsigned op, u4 index)
{
    static const vtype by_kind[] = {VTYPE(VT_INT), VTYPE(VT_LONG), VTYPE(VT_FLOAT), VTYPE(VT_DOUBLE),
                                    VTYPE(VT_ANY_REF)};
    if (op == BC_iinc) {
        get_local(v, index, VTYPE(VT_INT));
        return;
    }
    bool store = is_store_insn(op);
    unsigned first = store ? BC_istore : BC_iload, short_form = store ? BC_istore_0 : BC_iload_0;
    vtype t = by_kind[op >= short_form ? (op - short_form) / 4 : op - first];
    if (vt_is_cat2(t)) {
        if (store) {
            pop_wide(v, t);
            set_local(v, index, t);
        } else {
            get_local_pair(v, index, t);
            push_wide(v, t);
        }
    } else if (store) {
        set_local(v, index, pop_type(v, t));
    } else {
        push_type(v, get_local(v, index, t));
    }
}

/*
 * Arrays.
 */

/* Element types of iaload..saload (and iastore..sastore), in opcode order; B also stands for boolean. */
static const char array_kinds[] = "IJFDABCS";

static vtype element_on_stack(char kind)
{
    switch (kind) {
    case 'J': return VTYPE(VT_LONG);
    case 'F': return VTYPE(VT_FLOAT);
    case 'D': return VTYPE(VT_DOUBLE);
    default: return VTYPE(VT_INT);
    }
}

static bool is_array_of(vtype t, char kind)
{
    if (vt_tag(t) == VT_NULL)
        return true;
    if (!vt_is_array(t))
        return false;
    char c = vt_name(t)->utf8[1];
    if (kind == 'A')
        return c == 'L' || c == '[';
    return c == kind || (kind == 'B' && c == 'Z');
}

static vtype pop_array(struct verifier *v, char kind)
{
    vtype array = pop_type(v, VTYPE(VT_ANY_REF));
    if (is_array_of(array, kind))
        return array;
    struct vorigin expected = {0};
    if (kind == 'A')
        expected = from_rule(VTYPE(VT_ANY_REF));
    else if (kind != 'B')
        expected = from_rule(vt_class(symbol_intern(v->env->symbols, (char[]){'[', kind}, 2)));
    fail_type(v, from_stack_top(v), expected, "Bad type on operand stack in %s",
              bytecode_name(v->code->bytes[v->bci]));
}

static void verify_array_load(struct verifier *v, char kind)
{
    pop_type(v, VTYPE(VT_INT));
    vtype array = pop_array(v, kind);
    if (kind == 'A') {
        push_type(v, vt_tag(array) == VT_NULL ? array : vt_component(v, array));
        return;
    }
    vtype t = element_on_stack(kind);
    if (vt_is_cat2(t))
        push_wide(v, t);
    else
        push_type(v, t);
}

static void verify_array_store(struct verifier *v, char kind)
{
    if (kind == 'A') {
        pop_type(v, v->object_type); /* what the array really holds is checked when it runs */
    } else {
        vtype t = element_on_stack(kind);
        if (vt_is_cat2(t))
            pop_wide(v, t);
        else
            pop_type(v, t);
    }
    pop_type(v, VTYPE(VT_INT));
    pop_array(v, kind);
}

static void verify_new(struct verifier *v, u2 index)
{
    check_cp_tag(v, index, 1u << CP_Class);
    vtype t = vt_of_class_index(v, index), fresh = vt_uninit(v->bci);
    if (vt_is_array(t))
        fail_type(v, from_cp(index, t), (struct vorigin){0}, "Illegal new instruction");
    /* An object left over from an earlier round through here would become indistinguishable from the new one.
     */
    for (u4 i = 0; i < v->cur.n_stack; i++) {
        if (v->cur.stack[i] == fresh) {
            v->cur.n_stack = i;
            fail_type(v, from_stack_top(v), (struct vorigin){0}, "Bad type on operand stack in new");
        }
    }
    for (u4 i = 0; i < v->cur.n_locals; i++) {
        if (v->cur.locals[i] == fresh) {
            v->cur.locals[i] = VTYPE(VT_TOP);
            v->locals_version++;
        }
    }
    push_type(v, fresh);
}

static void verify_newarray(struct verifier *v, unsigned code)
{
    static const char kinds[] = "ZCFDBSIJ"; /* T_BOOLEAN = 4 .. T_LONG = 11 */
    if (code < 4 || code > 11)
        fail_bytecode(v, v->bci, "Illegal newarray instruction");
    pop_type(v, VTYPE(VT_INT));
    push_type(v, vt_class(symbol_intern(v->env->symbols, (char[]){'[', kinds[code - 4]}, 2)));
}

static unsigned dimensions(const struct symbol *name)
{
    unsigned n = 0;
    while (n < name->len && name->utf8[n] == '[')
        n++;
    return n;
}

static void verify_anewarray(struct verifier *v, u2 index)
{
    check_cp_tag(v, index, 1u << CP_Class);
    pop_type(v, VTYPE(VT_INT));
    vtype component = vt_of_class_index(v, index);
    if (vt_is_array(component) && dimensions(vt_name(component)) >= 255)
        fail_bytecode(v, v->bci, "Illegal anewarray instruction, array has more than 255 dimensions");
    vtype array = vt_array_of(v, component);
    if (!array)
        fail_bytecode(v, v->bci, "Illegal anewarray instruction, class name is too long");
    push_type(v, array);
}

static void verify_multianewarray(struct verifier *v, u2 index, unsigned dims)
{
    check_cp_tag(v, index, 1u << CP_Class);
    vtype t = vt_of_class_index(v, index);
    if (!vt_is_array(t))
        fail_type(v, from_cp(index, t), (struct vorigin){0},
                  "Illegal constant pool index in multianewarray instruction");
    if (dims < 1 || dimensions(vt_name(t)) < dims)
        fail_bytecode(v, v->bci, "Illegal dimension in multianewarray instruction: %u", dims);
    for (unsigned i = 0; i < dims; i++)
        pop_type(v, VTYPE(VT_INT));
    push_type(v, t);
}

/*
 * Stack shuffling. A two-slot value may only move as a whole: what lies under a one-slot value is popped as
 * "anything" and, when it is the second half of a pair, its first half must follow.
 */

static void pop_pair(struct verifier *v, vtype *top, vtype *below)
{
    *top = pop_any(v);
    if (vt_is_cat1(*top))
        *below = pop_type(v, VTYPE(VT_ANY_CAT1));
    else if (vt_is_cat2_2nd(*top))
        *below = pop_type(v, VTYPE(VT_ANY_CAT2));
    else
        fail_type(v, from_stack_top(v), (struct vorigin){0}, "Bad type on operand stack in %s",
                  bytecode_name(v->code->bytes[v->bci]));
}

static void push_all(struct verifier *v, const vtype *t, int n)
{
    for (int i = 0; i < n; i++)
        push_type(v, t[i]);
}

#define PUSH(...)                                                                                            \
    push_all(v, (const vtype[]){__VA_ARGS__}, sizeof((const vtype[]){__VA_ARGS__}) / sizeof(vtype))

static void verify_shuffle(struct verifier *v, unsigned op)
{
    const vtype one = VTYPE(VT_ANY_CAT1);
    vtype a, b, c, d; /* a was on top */
    switch (op) {
    case BC_pop2: pop_pair(v, &a, &b); break;
    case BC_dup:
        a = pop_type(v, one);
        PUSH(a, a);
        break;
    case BC_dup_x1:
        a = pop_type(v, one);
        b = pop_type(v, one);
        PUSH(a, b, a);
        break;
    case BC_dup_x2:
        a = pop_type(v, one);
        pop_pair(v, &b, &c);
        PUSH(a, c, b, a);
        break;
    case BC_dup2:
        pop_pair(v, &a, &b);
        PUSH(b, a, b, a);
        break;
    case BC_dup2_x1:
        pop_pair(v, &a, &b);
        c = pop_type(v, one);
        PUSH(b, a, c, b, a);
        break;
    case BC_dup2_x2:
        pop_pair(v, &a, &b);
        pop_pair(v, &c, &d);
        PUSH(b, a, d, c, b, a);
        break;
    default: /* swap */
        a = pop_type(v, one);
        b = pop_type(v, one);
        PUSH(a, b);
        break;
    }
}

/*
 * Constants.
 */

static void push_named(struct verifier *v, const char *name)
{
    push_type(v, vt_class(symbol_intern_z(v->env->symbols, name)));
}

static void verify_ldc(struct verifier *v, unsigned op, u2 index)
{
    unsigned allowed = op == BC_ldc2_w
                           ? 1u << CP_Long | 1u << CP_Double | 1u << CP_Dynamic
                           : 1u << CP_Integer | 1u << CP_Float | 1u << CP_String | 1u << CP_Class |
                                 1u << CP_MethodHandle | 1u << CP_MethodType | 1u << CP_Dynamic;
    check_cp_tag(v, index, allowed);
    switch (v->cp->tags[index]) {
    case CP_Integer: push_type(v, VTYPE(VT_INT)); break;
    case CP_Float: push_type(v, VTYPE(VT_FLOAT)); break;
    case CP_Long: push_wide(v, VTYPE(VT_LONG)); break;
    case CP_Double: push_wide(v, VTYPE(VT_DOUBLE)); break;
    case CP_String: push_named(v, "java/lang/String"); break;
    case CP_Class: push_named(v, "java/lang/Class"); break;
    case CP_MethodHandle: push_named(v, "java/lang/invoke/MethodHandle"); break;
    case CP_MethodType: push_named(v, "java/lang/invoke/MethodType"); break;
    default: { /* Dynamic: one slot for ldc, two for ldc2_w */
        const struct vsig *sig = vsig_of(v, cp_ref_desc(v->cp, index));
        if (sig->n_ret != (op == BC_ldc2_w ? 2 : 1))
            check_cp_tag(v, index, allowed & ~(1u << CP_Dynamic));
        push_all(v, sig->types, sig->n_ret);
        break;
    }
    }
}

bool verify_plain_insn(struct verifier *v, unsigned op)
{
    const u1 *operands = v->code->bytes + v->bci + 1;
    switch (op) {
    case BC_ldc: verify_ldc(v, op, operands[0]); break;
    case BC_ldc_w:
    case BC_ldc2_w: verify_ldc(v, op, read_u2(operands)); break;
    case BC_iaload ... BC_saload: verify_array_load(v, array_kinds[op - BC_iaload]); break;
    case BC_iastore ... BC_sastore: verify_array_store(v, array_kinds[op - BC_iastore]); break;
    case BC_pop2:
    case BC_dup ... BC_swap: verify_shuffle(v, op); break;
    case BC_new: verify_new(v, read_u2(operands)); break;
    case BC_newarray: verify_newarray(v, operands[0]); break;
    case BC_anewarray: verify_anewarray(v, read_u2(operands)); break;
    case BC_multianewarray: verify_multianewarray(v, read_u2(operands), operands[2]); break;
    case BC_arraylength: {
        vtype t = pop_type(v, VTYPE(VT_ANY_REF));
        if (!vt_is_array(t) && vt_tag(t) != VT_NULL)
            fail_type(v, from_stack_top(v), (struct vorigin){0}, "Bad type on operand stack in arraylength");
        push_type(v, VTYPE(VT_INT));
        break;
    }
    case BC_checkcast:
    case BC_instanceof:
        check_cp_tag(v, read_u2(operands), 1u << CP_Class);
        pop_type(v, v->object_type);
        push_type(v, op == BC_checkcast ? vt_of_class_index(v, read_u2(operands)) : VTYPE(VT_INT));
        break;
    default: {
        const char *effect = stack_effect(op);
        if (!effect)
            return false;
        apply_effect(v, effect);
        break;
    }
    }
    return true;
}
