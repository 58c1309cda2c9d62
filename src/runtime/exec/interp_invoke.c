/*
 * interp_invoke.c - T0: calls and returns.
 *
 * A Java-to-Java call pushes a frame above the callee's locals, which are the caller's outgoing operand
 * slots, and jumps to the callee's `entry`: its code, or a stub of one enter_* opcode for everything else
 * that can be called. Nothing on this path asks what kind of method it is, except that one without an entry
 * has a shortcut: it needs no frame. A return takes the caller's published pc, which is the invoke
 * instruction, and goes on three units later; five-unit invokes have skip2 there. When C called Java, the
 * caller is an entry frame, whose pc is in interp_call_from_c: its next instruction is exit_to_c.
 */
#include "runtime/class/unload.h"
#include "runtime/exec/interp_call.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/throw_internal.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/natives.h"
#include "runtime/thread/monitor.h"

const u2 interp_call_from_c[] = {OP_call_from_c, 0, 0, OP_exit_to_c};

/* ---- the call itself; CALL and CALL_AT are in interp_call.h ---- */

COLD interp_call_overflow(OP_ARGS)
{
    PUBLISH();
    throw_stack_overflow(t);
    UNWIND();
}

static COLD call_first(OP_ARGS)
{
    struct method *m = (struct method *)tos;
    PUBLISH();
    method_prepare(m);
    CALL(m);
}

/* tos: a method without an entry. */
void interp_call_unframed(OP_ARGS)
{
    unsigned shortcut = __atomic_load_n(&((struct method *)tos)->shortcut, __ATOMIC_ACQUIRE);
    if (UNLIKELY(shortcut == 0))
        return call_first(OP_PASS);
    op_fn *next = interp_dispatch.at[0][shortcut]; /* d may be that of single steps */
    return next(OP_PASS);
}

/* ---- quick invokes ---- */

#define QUICK_INVOKE(S, name, body)                                                                          \
    OP(name, S)                                                                                              \
    {                                                                                                        \
        SPILL(S);                                                                                            \
        body                                                                                                 \
    }
#define QUICK_INVOKES(name, body)                                                                            \
    QUICK_INVOKE(0, name, body)                                                                              \
    QUICK_INVOKE(1, name, body) QUICK_INVOKE(2, name, body) QUICK_INVOKE(3, name, body)

QUICK_INVOKES(invokestatic_q, { CALL(RCP(struct method *, pc[1])); })

QUICK_INVOKES(invokespecial_q, {
    struct method *m = RCP(struct method *, pc[1]);
    NULL_CHECK(sp[-(int)m->arg_slots].a);
    CALL(m);
})

QUICK_INVOKES(invokevirtual_q, {
    const struct object *receiver = sp[-(int)pc[2]].a;
    NULL_CHECK(receiver);
    CALL(receiver->klass->vtable[pc[1]]);
})

/* tos: the receiver, sp: as at the call. The table of the receiver's class does not have the method yet. */
static COLD interface_slow(OP_ARGS)
{
    struct class *c = ((struct object *)tos)->klass;
    struct method *m = RCP(struct method *, pc[1]);
    PUBLISH();
    struct method *selected = class_itable_lookup(c, m);
    if (selected == NULL) {
        throw_not_implemented(t, c, m->klass);
        UNWIND();
    }
    CALL(selected);
}

#define INTERFACE_CALL(imt_slot)                                                                             \
    {                                                                                                        \
        struct object *receiver = sp[-(int)pc[2]].a;                                                         \
        NULL_CHECK(receiver);                                                                                \
        struct method *m = RCP(struct method *, pc[1]);                                                      \
        struct method *selected = class_imt_lookup(receiver->klass, m, imt_slot);                            \
        if (UNLIKELY(selected == NULL)) {                                                                    \
            SET_A(receiver);                                                                                 \
            return interface_slow(OP_PASS);                                                                  \
        }                                                                                                    \
        CALL(selected);                                                                                      \
    }
QUICK_INVOKES(invokeinterface_q, INTERFACE_CALL(pc[4]))
QUICK_INVOKES(invokedefault_q, INTERFACE_CALL(method_imt_slot(m)))

#define SITE(i) (t->frame->method->klass->sites[i])

QUICK_INVOKES(invokesite_q, {
    struct method *m = SITE(pc[1])->target;
    NULL_CHECK(sp[-(int)m->arg_slots].a);
    CALL(m);
})

/* The site's arguments are on the stack; the appendix comes after them. */
#define SITE_CALL(site)                                                                                      \
    do {                                                                                                     \
        if ((site)->appendix != NULL)                                                                        \
            (sp++)->a = *(site)->appendix;                                                                   \
        CALL((site)->target);                                                                                \
    } while (0)

/* A call of a signature-polymorphic method: the adapter is static, but the handle must not be null. */
#define HANDLE_CALL(site)                                                                                    \
    do {                                                                                                     \
        NULL_CHECK(sp[((site)->appendix != NULL) - (int)(site)->target->arg_slots].a);                       \
        SITE_CALL(site);                                                                                     \
    } while (0)

QUICK_INVOKES(invokehandle_q, {
    struct call_site *site = RCP(struct call_site *, pc[1]);
    HANDLE_CALL(site);
})

static COLD rethrow_site_error(OP_ARGS)
{
    PUBLISH();
    throw_object(t, *SITE((u4)unit_s4(pc + 1))->error);
    UNWIND();
}
QUICK_INVOKES(invokedynamic_q, {
    struct call_site *site = SITE((u4)unit_s4(pc + 1));
    if (UNLIKELY(site->error != NULL))
        return rethrow_site_error(OP_PASS);
    SITE_CALL(site);
})

/* Object.<init> does nothing, except for objects with a finalizer. */
QUICK_INVOKES(invokespecial_object_init, {
    struct object *receiver = sp[-1].a;
    NULL_CHECK(receiver);
    if (UNLIKELY(receiver->klass->has_finalizer))
        CALL(RCP(struct method *, pc[1]));
    sp--;
    NEXT(3, 0);
})

/* ---- first execution of an invoke ---- */

/* NULL: exception pending. The result is in the thread's scratch: a handler that passed the address of a
 * local to a function could not end in a jump any more. Valid until Java runs. */
static struct resolved_call *resolve_here(struct thread *t, const u2 *pc, enum invoke_kind kind)
{
    struct method *m = t->frame->method;
    struct resolved_call call;
    _Static_assert(sizeof call <= sizeof t->scratch, "scratch is too small");
    if (!resolve_call(t, m->klass, read_u2(original_bytes(t, pc) + 1), kind, m, &call))
        return NULL;
    return memcpy(t->scratch, &call, sizeof call);
}
static bool rcp_holds(const struct thread *t, const u2 *pc, const void *what)
{
    return atomic_load_explicit(&FRAME_RCP[read_u2(original_bytes(t, pc) + 1)], memory_order_acquire) == what;
}

/* Under the loader's lock. The old table stays: other threads may be reading it. */
static u4 add_site(struct class *c, struct call_site *site)
{
    if (c->n_sites == c->cap_sites) {
        u4 cap = c->cap_sites == 0 ? 8 : c->cap_sites * 2;
        struct call_site **sites = arena_alloc(c->arena, cap * sizeof *sites);
        if (c->n_sites != 0)
            memcpy(sites, c->sites, c->n_sites * sizeof *sites);
        __atomic_store_n(&c->sites, sites, __ATOMIC_RELEASE);
        c->cap_sites = cap;
    }
    c->sites[c->n_sites] = site;
    return c->n_sites++;
}

/* Gives the instruction at pc a site of its own, unless another thread was faster. */
static void quicken_to_site(struct thread *t, const u2 *pc, struct call_site *site, enum opcode op, bool wide)
{
    struct class *c = t->frame->method->klass;
    pthread_mutex_lock(&c->loader->lock);
    if (*pc != op) {
        u4 number = add_site(c, site);
        if (wide || number <= UINT16_MAX) {
            set_unit(pc, 1, number & 0xffff);
            if (wide)
                set_unit(pc, 2, number >> 16);
            quicken(pc, op);
        }
    }
    pthread_mutex_unlock(&c->loader->lock);
}

/* A direct call with a receiver, of a method that is perhaps not the one in the pool. */
static void quicken_direct(struct thread *t, const u2 *pc, struct method *m)
{
    if (rcp_holds(t, pc, m)) {
        quicken(pc, m->flags & MF_OBJECT_INIT ? OP_invokespecial_object_init : OP_invokespecial_q);
        return;
    }
    struct class *c = t->frame->method->klass;
    pthread_mutex_lock(&c->loader->lock);
    struct call_site *site = ARENA_NEW(c->arena, struct call_site);
    pthread_mutex_unlock(&c->loader->lock);
    site->from = c;
    site->target = m;
    quicken_to_site(t, pc, site, OP_invokesite_q, false);
}

OP(invokestatic, 0)
{
    PUBLISH();
    const struct resolved_call *call = resolve_here(t, pc, INVOKE_STATIC);
    if (call == NULL)
        UNWIND();
    struct method *m = call->method;
    if (!class_is_initialized(m->klass) && !class_init(t, m->klass))
        UNWIND();
    if (class_is_initialized(m->klass) && rcp_holds(t, pc, m))
        quicken(pc, OP_invokestatic_q);
    CALL(m);
}

OP(invokespecial, 0)
{
    PUBLISH();
    const struct resolved_call *call = resolve_here(t, pc, INVOKE_SPECIAL);
    if (call == NULL)
        UNWIND();
    struct method *m = call->method;
    quicken_direct(t, pc, m);
    NULL_CHECK(sp[-(int)m->arg_slots].a);
    CALL(m);
}

OP(invokevirtual, 0)
{
    PUBLISH();
    const struct resolved_call *call = resolve_here(t, pc, INVOKE_VIRTUAL);
    if (call == NULL)
        UNWIND();
    if (call->site != NULL) {
        struct call_site *site = call->site;
        quicken(pc, OP_invokehandle_q);
        HANDLE_CALL(site);
    }
    struct method *m = call->method;
    struct object *receiver = sp[-(int)m->arg_slots].a;
    if (call->direct) {
        quicken_direct(t, pc, m);
        NULL_CHECK(receiver);
        CALL(m);
    }
    set_unit(pc, 2, m->arg_slots);
    if (m->vtable_index == VTABLE_NONE) {
        quicken(pc, OP_invokedefault_q);
        GO(0);
    }
    if (m->vtable_index <= UINT16_MAX) {
        set_unit(pc, 1, (unsigned)m->vtable_index);
        quicken(pc, OP_invokevirtual_q);
    }
    NULL_CHECK(receiver);
    CALL(receiver->klass->vtable[m->vtable_index]);
}

OP(invokeinterface, 0)
{
    PUBLISH();
    const struct resolved_call *call = resolve_here(t, pc, INVOKE_INTERFACE);
    if (call == NULL)
        UNWIND();
    struct method *m = call->method;
    struct object *receiver = sp[-(int)m->arg_slots].a;
    if (call->direct) { /* private: rare, so it stays as it is; the receiver's class was not checked by the
                           verifier */
        NULL_CHECK(receiver);
        if (!class_is_subtype(receiver->klass, m->klass)) {
            throw_not_implemented(t, receiver->klass, m->klass);
            UNWIND();
        }
        CALL(m);
    }
    if (!m->klass->is_interface) { /* a method of Object */
        NULL_CHECK(receiver);
        CALL(m->vtable_index == VTABLE_NONE ? m : receiver->klass->vtable[m->vtable_index]);
    }
    set_unit(pc, 2, m->arg_slots);
    set_unit(pc, 4, method_imt_slot(m) & 0xffff);
    quicken(pc, OP_invokeinterface_q);
    GO(0);
}

/* A linkage that failed fails for ever, in the same way (JVMS 5.4.3.6). */
static struct call_site *failed_site(struct thread *t, struct class *c)
{
    struct class *linkage_error = t->vm->wk.LinkageError; /* NULL: not loaded, so nothing is one */
    if (linkage_error == NULL || !class_is_subtype(t->exception->klass, linkage_error))
        return NULL;
    struct object **error = class_cell_new(c, t->exception);
    pthread_mutex_lock(&c->loader->lock);
    struct call_site *site = ARENA_NEW(c->arena, struct call_site);
    pthread_mutex_unlock(&c->loader->lock);
    site->from = c;
    site->error = error;
    return site;
}

OP(invokedynamic, 0)
{
    struct method *m = t->frame->method;
    PUBLISH();
    struct call_site *site =
        resolve_indy(t, m->klass, read_u2(original_bytes(t, pc) + 1), m, (u4)(pc - m->code));
    if (site == NULL) {
        site = failed_site(t, m->klass);
        if (site == NULL)
            UNWIND();
        t->exception = NULL;
    }
    quicken_to_site(t, pc, site, OP_invokedynamic_q, true);
    GO(0);
}

/* ---- entries other than code ---- */

/* Locks, then goes on to what the method would start with otherwise. */
OP(enter_sync, 0)
{
    struct frame *f = t->frame;
    const struct method *m = f->method;
    struct object *lock = method_is_static(m) ? class_mirror(m->klass) : lp[0].a;
    f->sync = NULL;
    f->pc = pc = m->code != NULL ? m->code : native_entry(m);
    f->sp = sp;
    monitor_enter(t, lock);
    f->sync = lock;
    CHECK_PENDING();
    d = dispatch_of(m);
    GO(0);
}

/* The current method is native and has returned v (lp: its arguments). */
#define RETURN_FROM_NATIVE(v)                                                                                \
    do {                                                                                                     \
        struct frame *f_ = t->frame, *caller_ = f_->prev;                                                    \
        const struct method *m_ = f_->method;                                                                \
        union slot v_ = (v);                                                                                 \
        CHECK_PENDING();                                                                                     \
        if (UNLIKELY(m_->access & ACC_SYNCHRONIZED)) {                                                       \
            struct object *lock_ = f_->sync;                                                                 \
            f_->sync = NULL;                                                                                 \
            if (!monitor_exit(t, lock_))                                                                     \
                UNWIND();                                                                                    \
        }                                                                                                    \
        t->frame = caller_;                                                                                  \
        sp = lp;                                                                                             \
        lp = caller_->locals;                                                                                \
        pc = caller_->pc + 3;                                                                                \
        d = caller_->dispatch;                                                                               \
        tos = v_.raw;                                                                                        \
        switch (m_->ret) {                                                                                   \
        case 'V': GO(0);                                                                                     \
        case 'J': GO(2);                                                                                     \
        case 'D': fp = v_.d; GO(3);                                                                          \
        default: GO(1);                                                                                      \
        }                                                                                                    \
    } while (0)

OP(enter_native, 0)
{
    struct frame *f = t->frame;
    f->sp = sp;
    RETURN_FROM_NATIVE(native_invoke(t, f->method, lp));
}
OP(enter_fast_native, 0)
{
    struct frame *f = t->frame;
    f->sp = sp;
    fast_native fn = (fast_native)f->method->native_fn;
    RETURN_FROM_NATIVE(fn(t, lp));
}

/* ---- shortcuts: calls without a frame. pc: the invoke; the arguments end at sp; tos: the method ---- */

/* Goes on after the call, with the value in `raw` where a result of m's type belongs. */
#define CALL_DONE(m, value)                                                                                  \
    do {                                                                                                     \
        union slot v_ = (value);                                                                             \
        sp -= (m)->arg_slots;                                                                                \
        pc += 3;                                                                                             \
        tos = v_.raw;                                                                                        \
        switch ((m)->ret) {                                                                                  \
        case 'V': GO(0);                                                                                     \
        case 'J': GO(2);                                                                                     \
        case 'D': fp = v_.d; GO(3);                                                                          \
        default: GO(1);                                                                                      \
        }                                                                                                    \
    } while (0)

/* A bytecode method that C can do faster, unless it declines (jdk/natives.h): then the bytecode runs. */
static void call_bytecode(OP_ARGS)
{
    struct method *m = (struct method *)tos;
    CALL_AT(m, m->code);
}

OP(call_intrinsic, 0)
{
    const struct method *m = (const struct method *)tos;
    PUBLISH();
    intrinsic_fn fn = (intrinsic_fn)m->native_fn;
    /* The result goes to the stack: the address of a local would keep gcc from ending in a jump. */
    if (UNLIKELY(!fn(t, sp - m->arg_slots, sp)))
        return call_bytecode(OP_PASS);
    CHECK_PENDING();
    CALL_DONE(m, *sp);
}

/* aload_0, getfield, return (see make_getter): nothing can happen that needs the frame. Only C can pass a
 * null receiver. */
#define SET_Z(v) SET_I((v)&1)
#define GETTER(name, T, SET, R)                                                                              \
    OP(name, 0)                                                                                              \
    {                                                                                                        \
        unsigned offset = ((struct method *)tos)->getter_offset;                                             \
        struct object *o = sp[-1].a;                                                                         \
        if (UNLIKELY(o == NULL))                                                                             \
            return call_bytecode(OP_PASS);                                                                   \
        sp--;                                                                                                \
        SET(FIELD_AT(T, o, offset));                                                                         \
        NEXT(3, R);                                                                                          \
    }
GETTER(call_getter_z, int8_t, SET_Z, 1)
GETTER(call_getter_i, int32_t, SET_I, 1)
GETTER(call_getter_l, int64_t, SET_L, 2)
GETTER(call_getter_d, double, SET_D, 3)
GETTER(call_getter_a, struct object *, SET_A, 1)

/* Undoes the push of the running frame: what follows happens in the caller, at the invoke (and goes on in it,
 * when a shortcut is called). */
#define POP_FRAME()                                                                                          \
    do {                                                                                                     \
        t->frame = t->frame->prev;                                                                           \
        pc = t->frame->pc;                                                                                   \
        lp = t->frame->locals;                                                                               \
        d = t->frame->dispatch;                                                                              \
    } while (0)

/* Abstract methods and others that can be selected but not run. */
OP(enter_failing, 0)
{
    struct method *m = t->frame->method;
    struct class *receiver = method_is_static(m) || m->arg_slots == 0 ? NULL : lp[0].a->klass;
    sp = lp;
    POP_FRAME();
    PUBLISH();
    throw_not_invocable(t, receiver, m);
    UNWIND();
}

/* Method-handle linkers re-dispatch in place: the target takes over their arguments, and their frame is gone.
 */
#define REDISPATCH(target)                                                                                   \
    do {                                                                                                     \
        struct method *target_ = (target);                                                                   \
        sp = lp + target_->arg_slots;                                                                        \
        POP_FRAME();                                                                                         \
        lp = t->frame->locals; /* shortcuts go on in the caller */                                           \
        CALL(target_);                                                                                       \
    } while (0)

static struct method *member_target(const struct wellknown *wk, const struct object *member)
{
    const struct object *resolved = ref_field(member, wk->MemberName_method);
    return FIELD_AT(struct method *, resolved, wk->ResolvedMethodName_vmtarget);
}

static COLD pop_and_npe(OP_ARGS)
{
    POP_FRAME();
    return interp_npe(OP_PASS);
}

OP(enter_mh_basic, 0)
{
    const struct wellknown *wk = &t->vm->wk;
    const struct object *mh = lp[0].a;
    if (UNLIKELY(mh == NULL))
        return pop_and_npe(OP_PASS);
    REDISPATCH(member_target(wk, ref_field(ref_field(mh, wk->MethodHandle_form), wk->LambdaForm_vmentry)));
}

/* linkTo*: the last argument is a MemberName. */
#define LINKER_MEMBER() (lp[t->frame->method->arg_slots - 1].a)

OP(enter_mh_direct, 0)
{
    const struct object *member = LINKER_MEMBER();
    if (UNLIKELY(member == NULL))
        return pop_and_npe(OP_PASS);
    struct method *m = member_target(&t->vm->wk, member);
    if (UNLIKELY(t->frame->method->kind == METHOD_MH_LINK_SPECIAL && lp[0].a == NULL))
        return pop_and_npe(OP_PASS);
    REDISPATCH(m);
}

OP(enter_mh_virtual, 0)
{
    const struct wellknown *wk = &t->vm->wk;
    const struct object *member = LINKER_MEMBER(), *receiver = lp[0].a;
    if (UNLIKELY(member == NULL || receiver == NULL))
        return pop_and_npe(OP_PASS);
    int64_t index = long_field(member, wk->MemberName_vmindex);
    REDISPATCH(index < 0 ? member_target(wk, member) : receiver->klass->vtable[index]);
}

OP(enter_mh_interface, 0)
{
    const struct object *member = LINKER_MEMBER(), *receiver = lp[0].a;
    if (UNLIKELY(member == NULL || receiver == NULL))
        return pop_and_npe(OP_PASS);
    struct method *m = member_target(&t->vm->wk, member);
    struct method *selected = class_imt_lookup(receiver->klass, m, method_imt_slot(m));
    if (UNLIKELY(selected == NULL)) {
        selected = class_itable_lookup(receiver->klass, m);
        if (selected == NULL) {
            sp = lp;
            POP_FRAME();
            PUBLISH();
            throw_not_implemented(t, receiver->klass, m->klass);
            UNWIND();
        }
    }
    REDISPATCH(selected);
}

/* ---- between C and Java ---- */

OP(call_from_c, 0)
{
    CALL((struct method *)tos);
}

/* The entry frame is current again; its operand stack gets the result, and control goes back to C. */
#define EXIT(S)                                                                                              \
    OP(exit_to_c, S)                                                                                         \
    {                                                                                                        \
        (void)pc, (void)lp, (void)t, (void)tos, (void)d, (void)fp;                                           \
        if ((S) == 3)                                                                                        \
            sp[0].d = fp;                                                                                    \
        else if ((S) != 0)                                                                                   \
            sp[0].raw = tos;                                                                                 \
        (void)sp;                                                                                            \
    }
EXIT(0)
EXIT(1)
EXIT(2)
EXIT(3)

/* ---- returns ---- */

OP(return, 0)
{
    RETURN(0, 0);
}
OP(return, 1)
{
    RETURN(1, 0);
}
OP(return, 2)
{
    RETURN(2, 0);
}
OP(return, 3)
{
    RETURN(3, 0);
}

OP(return1, 0)
{
    tos = sp[-1].raw;
    RETURN(0, 1);
}
OP(return1, 1)
{
    RETURN(1, 1);
}
OP(lreturn, 0)
{
    tos = sp[-2].raw;
    RETURN(0, 2);
}
OP(lreturn, 2)
{
    RETURN(2, 2);
}
OP(dreturn, 0)
{
    fp = sp[-2].d;
    RETURN(0, 3);
}
OP(dreturn, 3)
{
    RETURN(3, 3);
}

/* ireturn of methods with a type narrower than int. */
#define NARROW_RETURN(name, expr)                                                                            \
    OP(name, 0)                                                                                              \
    {                                                                                                        \
        int32_t v = sp[-1].i;                                                                                \
        SET_I(expr);                                                                                         \
        RETURN(0, 1);                                                                                        \
    }                                                                                                        \
    OP(name, 1)                                                                                              \
    {                                                                                                        \
        int32_t v = (int32_t)tos;                                                                            \
        SET_I(expr);                                                                                         \
        RETURN(1, 1);                                                                                        \
    }
NARROW_RETURN(return_z, v & 1)
NARROW_RETURN(return_b, (int8_t)v)
NARROW_RETURN(return_c, (uint16_t)v)
NARROW_RETURN(return_s, (int16_t)v)

/* Every return of a synchronized method: unlocks, then does what the plain return does. */
OP(return_sync, 0)
{
    struct frame *f = t->frame;
    PUBLISH();
    struct object *lock = f->sync;
    f->sync = NULL;
    if (lock != NULL && UNLIKELY(!monitor_exit(t, lock)))
        UNWIND();
    switch (f->method->ret) {
    case 'V': return op_return_0(OP_PASS);
    case 'J': return op_lreturn_0(OP_PASS);
    case 'D': return op_dreturn_0(OP_PASS);
    case 'Z': return op_return_z_0(OP_PASS);
    case 'B': return op_return_b_0(OP_PASS);
    case 'C': return op_return_c_0(OP_PASS);
    case 'S': return op_return_s_0(OP_PASS);
    default: return op_return1_0(OP_PASS);
    }
}

/* The end of java.lang.Object.<init>. */
OP(return_object_init, 0)
{
    struct object *o = lp[0].a;
    if (UNLIKELY(o->klass->has_finalizer) && t->vm->wk.Finalizer_register__m != NULL) {
        PUBLISH();
        exec_callv(t, t->vm->wk.Finalizer_register__m, o);
        CHECK_PENDING();
    }
    return op_return_0(OP_PASS);
}
