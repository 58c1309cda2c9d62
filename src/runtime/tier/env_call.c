/*
 * env_call.c - the compiler's environment: what call instructions reach.
 *
 * A resolved pool entry names the method; what the instruction makes of it (T0 does that at its first
 * execution, class/linkresolve.c) is done here again, without throwing. Whatever is not certain is
 * unresolved: the compiled code leaves for T0 there.
 */
#include "frontend/bytecode.h"
#include "runtime/class/linkresolve.h"
#include "runtime/exec/opcodes.h"
#include "runtime/tier/env_internal.h"

struct call_ref {
    const struct method *in;
    struct class *from, *holder; /* the referring class; the class named */
    const struct symbol *name, *desc;
    uint32_t bci;
    unsigned opcode, index;
    u1 tag;
};

static void reach(struct env_call *out, enum env_call_kind kind, const struct method *m,
                  const struct class *receiver)
{
    out->kind = kind;
    out->method = tier_handle(m);
    out->receiver = tier_handle(receiver);
}

/* ---- call sites ---- */

static void reach_site(struct tier_env *e, const struct call_site *site, struct env_call *out)
{
    if (site == NULL || site->error != NULL || site->target == NULL)
        return;
    out->kind = ENV_CALL_SITE;
    out->method = tier_handle(site->target);
    if (site->appendix != NULL)
        out->appendix = env_object(e, *site->appendix);
}

static const struct call_site *dynamic_site(struct vm *vm, const struct env_method *m, uint32_t bci)
{
    uintptr_t key = (uintptr_t)(m->code->bytes + bci);
    pthread_mutex_lock(&vm->class_lock);
    const struct call_site *site = ptr_map_get(&vm->indy_sites, key);
    pthread_mutex_unlock(&vm->class_lock);
    return site;
}

/* Methods of MethodHandle and VarHandle that have no fixed descriptor. False: this is no such call. */
static bool polymorphic(struct tier_env *e, const struct call_ref *r, struct env_call *out)
{
    bool is_static = r->opcode == BC_invokestatic;
    if (r->opcode == BC_invokeinterface || r->tag != CP_Methodref || !poly_is_method(r->holder, r->name))
        return false;
    enum method_kind kind = poly_intrinsic_kind(r->holder, r->name);
    if (is_static != poly_is_static(kind))
        return false;
    void *entry = env_pool_entry(r->from, r->index);
    if (entry == NULL)
        return true;
    if (kind != METHOD_BYTECODE)
        reach(out, ENV_CALL_DIRECT, entry, r->holder);
    else
        reach_site(e, entry, out);
    return true;
}

/* ---- invokespecial ---- */

static bool is_direct_superinterface(const struct class *c, const struct class *iface)
{
    bool yes = c == iface;
    for (unsigned i = 0; i < c->n_interfaces; i++)
        yes |= c->interfaces[i] == iface;
    return yes;
}

static bool is_proper_superclass(const struct class *super, const struct class *c)
{
    while (c != NULL && c != super)
        c = c->super;
    return c != NULL;
}

/* Has T0 done this instruction, and so everything that it checks the first time? */
static bool done_by_t0(const struct call_ref *r)
{
    const u2 *code = __atomic_load_n(&r->in->code, __ATOMIC_ACQUIRE);
    if (code == NULL)
        return false;
    u2 op = __atomic_load_n(&code[r->bci], __ATOMIC_ACQUIRE);
    return op == OP_invokesite_q || op == OP_invokespecial_q || op == OP_invokespecial_object_init;
}

/* JVMS 6.5 invokespecial: the method that is called; NULL: an error, or perhaps one. */
static struct method *special_target(const struct call_ref *r, struct method *m)
{
    const struct class *from = r->from, *h = r->holder;
    bool is_init = (m->flags & MF_INITIALIZER) != 0;
    if ((is_init && m->klass != h) || (m->access & ACC_STATIC) ||
        (h->is_interface && !is_direct_superinterface(from, h)))
        return NULL;
    struct method *target = m;
    if (!is_init && from != h && !h->is_interface && is_proper_superclass(h, from)) {
        target = class_find_method(from->super, m->name, m->desc);
        if (target == NULL || (target->access & ACC_STATIC))
            return NULL;
        /* The loaders' classes must agree on its descriptor. */
        if (target != m && target->klass->loader != from->loader && !done_by_t0(r))
            return NULL;
    }
    return !(target->access & ACC_ABSTRACT) && env_class_is_linked(target->klass) ? target : NULL;
}

/* ---- the others ---- */

static bool holder_fits(const struct call_ref *r)
{
    bool is_interface = r->holder->is_interface;
    if ((r->opcode == BC_invokevirtual && is_interface) || (r->opcode == BC_invokeinterface && !is_interface))
        return false;
    return is_interface == (r->tag == CP_InterfaceMethodref);
}

static void ordinary(const struct call_ref *r, struct method *m, struct env_call *out)
{
    bool is_static = (m->access & ACC_STATIC) != 0;
    if (!holder_fits(r))
        return;
    if (r->opcode == BC_invokestatic) {
        if (is_static)
            reach(out, ENV_CALL_DIRECT, m, r->holder);
        return;
    }
    if (r->opcode == BC_invokespecial) {
        struct method *target = special_target(r, m);
        if (target != NULL)
            reach(out, ENV_CALL_DIRECT, target, r->holder);
        return;
    }
    if (is_static || !env_class_is_linked(r->holder) || !env_class_is_linked(m->klass))
        return;
    if (env_method_is_final(m))
        reach(out, ENV_CALL_DIRECT, m, r->holder);
    else if (m->vtable_index != VTABLE_NONE)
        reach(out, ENV_CALL_VIRTUAL, m, r->holder);
    else if (m->klass->is_interface)
        reach(out, ENV_CALL_INTERFACE, m, r->holder);
}

static void call_at(void *cx, const struct env_method *em, uint32_t bci, unsigned opcode, unsigned index,
                    struct env_call *out)
{
    struct tier_env *e = cx;
    const struct const_pool *cp = &em->cf->cp;
    const struct method *in = tier_method(em->handle);
    *out = (struct env_call){.kind = ENV_CALL_UNRESOLVED};
    if (opcode == BC_invokedynamic) {
        reach_site(e, dynamic_site(e->vm, em, bci), out);
        return;
    }
    struct call_ref r = {
        .in = in,
        .from = in->klass,
        .holder = env_pool_entry(in->klass, cp->c[index].ref.a),
        .name = cp_ref_name(cp, index),
        .desc = cp_ref_desc(cp, index),
        .bci = bci,
        .opcode = opcode,
        .index = index,
        .tag = cp->tags[index],
    };
    if (r.holder == NULL || polymorphic(e, &r, out))
        return;
    struct method *m = env_pool_entry(r.from, index);
    if (m != NULL)
        ordinary(&r, m, out);
}

void env_call_init(struct tier_env *e)
{
    e->compile.call_at = call_at;
}
