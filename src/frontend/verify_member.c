/*
 * verify_member.c - field access, invocation, and the making of objects: <init> turns an uninitialised type
 * into an initialised one everywhere in the type state.
 */
#include <string.h>

#include "frontend/verify_internal.h"

/* A strict superclass's name? The direct superclass needs no question. */
static bool names_superclass(struct verifier *v, struct symbol *name)
{
    if (name == v->this_name)
        return false;
    return name == v->cf->super_name || v->env->is_current_or_super(v->env->cx, name);
}

static bool protected_elsewhere(struct verifier *v, struct symbol *klass, u2 index, bool is_field)
{
    enum verify_answer answer = v->env->protected_in_other_package(
        v->env->cx, klass, cp_ref_name(v->cp, index), cp_ref_desc(v->cp, index), is_field);
    if (answer == VERIFY_THROWN)
        ask_failed(v);
    return answer == VERIFY_YES;
}

/*
 * A protected member that a superclass in another package declares may be used only on objects of the current
 * class. (If the reference's class is not a superclass, the receiver's type already says so or access fails
 * at resolution.)
 */
static void check_protected(struct verifier *v, u2 index, vtype receiver, bool is_field, const char *insn)
{
    if (receiver == v->this_type)
        return;
    struct symbol *klass = vt_name(vt_of_class_index(v, v->cp->c[index].ref.a));
    if (!names_superclass(v, klass) || !protected_elsewhere(v, klass, index, is_field))
        return;
    /* Arrays behave as if they had a public clone(). */
    if (!is_field && vt_is_array(receiver) && klass == vt_name(v->object_type) &&
        strcmp(cp_ref_name(v->cp, index)->utf8, "clone") == 0)
        return;
    if (!vt_assignable_to_this(v, receiver))
        fail_type(v, from_stack_top(v), from_rule(v->this_type), "Bad access to protected data in %s", insn);
}

static bool declares_field(const struct verifier *v, const struct symbol *name, const struct symbol *desc)
{
    for (u4 i = 0; i < v->cf->n_fields; i++)
        if (v->cf->fields[i].name == name && v->cf->fields[i].desc == desc)
            return true;
    return false;
}

void verify_field_insn(struct verifier *v, unsigned op)
{
    u2 index = read_u2(v->code->bytes + v->bci + 1);
    check_cp_tag(v, index, 1u << CP_Fieldref);
    vtype klass = vt_of_class_index(v, v->cp->c[index].ref.a);
    bool is_static = op == BC_getstatic || op == BC_putstatic,
         is_put = op == BC_putfield || op == BC_putstatic;
    if (!is_static && vt_is_array(klass)) {
        fail_type(v, from_cp(index, klass), (struct vorigin){0},
                  "Expecting reference to class in class %s at constant pool index %u", this_class_text(v),
                  index);
    }
    const struct symbol *desc = cp_ref_desc(v->cp, index);
    const struct vsig *sig = vsig_of(v, desc);
    if (is_put)
        for (u4 i = sig->n_ret; i-- > 0;)
            pop_type(v, sig->types[i]);
    if (op == BC_getfield) {
        check_protected(v, index, pop_type(v, klass), true, "getfield");
    } else if (op == BC_putfield) {
        vtype object = pop_any(v);
        /* A constructor may set the fields its own class declares before it calls super(). */
        if (object == VTYPE(VT_UNINIT_THIS) && klass == v->this_type &&
            declares_field(v, cp_ref_name(v->cp, index), desc))
            object = v->this_type;
        if (!vt_assignable(v, object, klass))
            fail_type(v, from_stack_top(v), from_cp(index, klass), "Bad type on operand stack in putfield");
        check_protected(v, index, object, true, "putfield");
    }
    if (!is_put)
        for (u4 i = 0; i < sig->n_ret; i++)
            push_type(v, sig->types[i]);
}

/*
 * <init>
 */

static void replace_everywhere(struct verifier *v, vtype old, vtype new)
{
    for (u4 i = 0; i < v->cur.n_locals; i++)
        if (v->cur.locals[i] == old)
            v->cur.locals[i] = new;
    for (u4 i = 0; i < v->cur.n_stack; i++)
        if (v->cur.stack[i] == old)
            v->cur.stack[i] = new;
    if (old == VTYPE(VT_UNINIT_THIS))
        v->cur.this_uninit = false;
    v->locals_version++;
}

/*
 * If super() throws inside a try block, the handler's frame must still say that `this` is not initialised
 * (inited_this makes check_handlers demand the flag): no constructor can return an object that failed to
 * initialise.
 */
static void init_this(struct verifier *v, vtype klass)
{
    if (klass != v->this_type && (!v->cf->super_name || vt_name(klass) != v->cf->super_name))
        fail_type(v, from_rule(klass), from_rule(v->this_type), "Bad <init> method call");
    if (in_try(v)) {
        v->inited_this = true;
        check_handlers(v);
    }
    replace_everywhere(v, VTYPE(VT_UNINIT_THIS), v->this_type);
    v->inited_this = true;
}

static void init_new(struct verifier *v, u2 index, vtype object, vtype klass)
{
    u2 new_index = read_u2(v->code->bytes + vt_new_bci(object) + 1);
    check_cp_tag(v, new_index, 1u << CP_Class);
    vtype made = vt_of_class_index(v, new_index);
    if (made != klass)
        fail_type(v, from_cp(new_index, made), from_cp(index, klass), "Call to wrong <init> method");
    if (names_superclass(v, vt_name(klass)) && protected_elsewhere(v, vt_name(klass), index, false) &&
        !vt_assignable_to_this(v, made))
        fail_type(v, from_cp(new_index, made), from_rule(v->this_type),
                  "Bad access to protected <init> method");
    if (in_try(v))
        check_handlers(v);
    replace_everywhere(v, object, made);
}

static void verify_init(struct verifier *v, u2 index, vtype klass)
{
    vtype object = pop_type(v, VTYPE(VT_ANY_REF));
    if (object == VTYPE(VT_UNINIT_THIS))
        init_this(v, klass);
    else if (vt_tag(object) == VT_UNINIT)
        init_new(v, index, object, klass);
    else
        fail_type(v, from_stack_top(v), (struct vorigin){0}, "Bad operand type when invoking <init>");
}

/*
 * Invocation
 */

/* invokespecial of an ordinary method: the class, its superclass or a direct superinterface; else some
 * superclass. */
static void check_special_target(struct verifier *v, u2 index, vtype klass)
{
    if (klass == v->this_type || (v->cf->super_name && vt_name(klass) == v->cf->super_name))
        return;
    for (u4 i = 0; i < v->cf->n_interfaces; i++)
        if (cp_class_name(v->cp, v->cf->interfaces[i]) == vt_name(klass))
            return;
    if (!vt_assignable(v, v->this_type, klass))
        fail_bytecode(v, v->bci,
                      "Bad invokespecial instruction: current class isn't assignable to reference class.");
    if (v->cp->tags[index] == CP_InterfaceMethodref)
        fail_bytecode(
            v, v->bci,
            "Bad invokespecial instruction: interface method reference is in an indirect superinterface.");
}

static unsigned allowed_refs(const struct verifier *v, unsigned op)
{
    switch (op) {
    case BC_invokeinterface: return 1u << CP_InterfaceMethodref;
    case BC_invokedynamic: return 1u << CP_InvokeDynamic;
    case BC_invokespecial:
    case BC_invokestatic:
        if (v->cf->major >= 52)
            return 1u << CP_Methodref | 1u << CP_InterfaceMethodref;
        return 1u << CP_Methodref;
    default: return 1u << CP_Methodref;
    }
}

void verify_invoke_insn(struct verifier *v, unsigned op)
{
    const u1 *operands = v->code->bytes + v->bci + 1;
    u2 index = read_u2(operands);
    check_cp_tag(v, index, allowed_refs(v, op));
    if (op == BC_invokedynamic && v->cf->major < 51)
        fail_format(v, true,
                    "invokedynamic instructions not supported by this class file version (%u), class %s",
                    v->cf->major, this_class_text(v));
    const struct symbol *name = cp_ref_name(v->cp, index);
    const struct vsig *sig = vsig_of(v, cp_ref_desc(v->cp, index));
    vtype klass = op == BC_invokedynamic ? VTYPE(VT_TOP) : vt_of_class_index(v, v->cp->c[index].ref.a);
    bool is_init = strcmp(name->utf8, "<init>") == 0;

    if (op == BC_invokeinterface) {
        if (operands[2] != sig->n_args + 1)
            fail_bytecode(v, v->bci, "Inconsistent args count operand in invokeinterface");
        if (operands[3] != 0)
            fail_bytecode(v, v->bci, "Fourth operand byte of invokeinterface must be zero");
    }
    if (op == BC_invokedynamic && (operands[2] != 0 || operands[3] != 0))
        fail_bytecode(v, v->bci, "Third and fourth operand bytes of invokedynamic must be zero");
    if (name->utf8[0] == '<') {
        if (op != BC_invokespecial || !is_init)
            fail_bytecode(v, v->bci, "Illegal call to internal method");
    } else if (op == BC_invokespecial) {
        check_special_target(v, index, klass);
    }

    for (u4 i = sig->n_args; i-- > 0;)
        pop_type(v, sig->types[i]);
    switch (op) {
    case BC_invokevirtual: check_protected(v, index, pop_type(v, klass), false, "invokevirtual"); break;
    case BC_invokeinterface: pop_type(v, klass); break;
    case BC_invokespecial:
        if (is_init)
            verify_init(v, index, klass);
        else
            pop_type(v, v->this_type);
        break;
    default: break;
    }
    if (is_init && sig->n_ret != 0)
        fail_bytecode(v, v->bci, "Return type must be void in <init> method");
    for (u4 i = 0; i < sig->n_ret; i++)
        push_type(v, sig->types[sig->n_args + i]);
}
