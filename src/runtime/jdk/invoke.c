/*
 * invoke.c - natives of java.lang.invoke: MethodHandleNatives, the reflective faces of MethodHandle.invoke,
 * and the small VM hooks of jdk.internal.{invoke,misc,vm.vector}.
 */
#include <stdatomic.h>
#include <string.h>
#include "runtime/class/resolve_invoke.h"
#include "runtime/exec/exec.h"
#include "runtime/exec/walk.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/member_name.h"
#include "runtime/jdk/natives.h"
#include "runtime/jdk/reflect.h"
#include "runtime/object/string.h"
#include "runtime/tier/code.h"
#include "runtime/vm.h"

#define NOTHING ((union slot){.raw = 0})

static union slot ref_result(struct object *o)
{
    return (union slot){.a = o};
}
static union slot int_result(int32_t i)
{
    return (union slot){.raw = (uint32_t)i};
}
static union slot long_result(int64_t l)
{
    return (union slot){.l = l};
}

static bool member_not_null(struct thread *t, const struct object *mn)
{
    return mn != NULL || throw_new(t, "java/lang/InternalError", "mname is null");
}

/* ------------------------------------------------------------------------------------------------ init,
 * expand, resolve */

/* init(MemberName self, Object ref): ref is a reflected Method, Constructor or Field. */
static union slot mhn_init(struct thread *t, union slot *args)
{
    struct wellknown *wk = &t->vm->wk;
    struct object *mn = args[0].a, *target = args[1].a;
    if (!member_not_null(t, mn))
        return NOTHING;
    if (target == NULL) {
        throw_new(t, "java/lang/InternalError", "target is null");
    } else if (target->klass == wk->Field) {
        struct field *f = reflect_field_of(t, target);
        if (f == NULL)
            return NOTHING;
        member_name_set_field(t, mn, f, false);
        if (ref_field(mn, wk->MemberName_name) == NULL)
            set_ref_field(mn, wk->MemberName_name, ref_field(target, wk->Field_name));
        if (ref_field(mn, wk->MemberName_type) == NULL)
            set_ref_field(mn, wk->MemberName_type, ref_field(target, wk->Field_type));
    } else if (target->klass == wk->Method || target->klass == wk->Constructor) {
        struct method *m = reflect_method_of(t, target);
        if (m != NULL)
            member_name_from_method(t, mn, m, m->klass);
    } else {
        throw_new(t, "java/lang/InternalError", "unrecognized reflective object");
    }
    return NOTHING;
}

/* expand(MemberName self): fills class, name and type that a resolved MemberName lacks. */
static union slot mhn_expand(struct thread *t, union slot *args)
{
    struct wellknown *wk = &t->vm->wk;
    struct object *mn = args[0].a;
    if (!member_not_null(t, mn))
        return NOTHING;
    struct symbol *name, *type;
    struct class *holder;
    if (int_field(mn, wk->MemberName_flags) & MN_IS_FIELD) {
        struct field *f = ref_field(mn, wk->MemberName_clazz) != NULL ? member_name_field(t, mn) : NULL;
        if (f == NULL) {
            throw_new(t, "java/lang/IllegalArgumentException", "nothing to expand (as field)");
            return NOTHING;
        }
        name = f->name, type = f->desc, holder = f->klass;
    } else {
        struct method *m = member_name_method(t, mn);
        if (m == NULL) {
            throw_new(t, "java/lang/IllegalArgumentException", "nothing to expand");
            return NOTHING;
        }
        name = m->name, type = m->desc, holder = m->klass;
    }
    if (ref_field(mn, wk->MemberName_clazz) == NULL)
        set_ref_field(mn, wk->MemberName_clazz, class_mirror(holder));
    if (ref_field(mn, wk->MemberName_name) == NULL) {
        struct object *s = string_from_symbol(t, name);
        if (s == NULL)
            return NOTHING;
        set_ref_field(mn, wk->MemberName_name, s);
    }
    if (ref_field(mn, wk->MemberName_type) ==
        NULL) /* Java makes the Class or MethodType from the descriptor */
        set_ref_field(mn, wk->MemberName_type, string_new_utf8(t, type->utf8, type->len));
    return NOTHING;
}

/* resolve(MemberName self, Class caller, int lookupMode, boolean speculative) */
static union slot mhn_resolve(struct thread *t, union slot *args)
{
    if (!member_not_null(t, args[0].a))
        return NOTHING;
    return ref_result(
        member_name_resolve(t, args[0].a, class_from_mirror(args[1].a), args[2].i, args[3].i != 0));
}

/* -----------------------------------------------------------------------------------------------------------
 * getMembers */

struct member_search {
    struct symbol *name, *sig;
    u4 flags;
    int32_t skip, filled, overflow, overflow_limit;
    struct object *results;
};

/* The next MemberName to fill, or NULL: skipped or counted as overflow. */
static struct object *next_result(struct member_search *s)
{
    if (s->skip > 0) {
        s->skip--;
        return NULL;
    }
    if (s->filled < array_length(s->results))
        return ref_array_get(s->results, s->filled++);
    s->overflow++;
    return NULL;
}

static bool collect_fields(struct thread *t, struct member_search *s, struct class *c)
{
    for (unsigned i = 0; i < c->n_fields && s->overflow < s->overflow_limit; i++) {
        struct field *f = &c->fields[i];
        if ((s->name != NULL && f->name != s->name) || (s->sig != NULL && f->desc != s->sig))
            continue;
        struct object *mn = next_result(s);
        if (mn == NULL)
            continue;
        member_name_set_field(t, mn, f, false);
        struct object *name = string_from_symbol(t, f->name);
        if (name == NULL)
            return false;
        set_ref_field(mn, t->vm->wk.MemberName_name, name);
    }
    return true;
}

static bool collect_methods(struct thread *t, struct member_search *s, struct class *c)
{
    for (unsigned i = 0; i < c->n_methods && s->overflow < s->overflow_limit; i++) {
        struct method *m = &c->methods[i];
        u4 kind = m->flags & MF_INITIALIZER ? MN_IS_CONSTRUCTOR : MN_IS_METHOD;
        if ((m->flags & MF_CLINIT) || !(s->flags & kind) || (s->name != NULL && m->name != s->name) ||
            (s->sig != NULL && m->desc != s->sig))
            continue;
        struct object *mn = next_result(s);
        if (mn != NULL && !member_name_from_method(t, mn, m, c))
            return false;
    }
    return true;
}

static bool collect(struct thread *t, struct member_search *s, struct class *c, u4 kinds)
{
    bool methods = (kinds & (MN_IS_METHOD | MN_IS_CONSTRUCTOR)) != 0;
    return methods ? collect_methods(t, s, c) : collect_fields(t, s, c);
}

static bool collect_all(struct thread *t, struct member_search *s, struct class *c, u4 kinds)
{
    if (!collect(t, s, c, kinds))
        return false;
    if (s->flags & MN_SEARCH_SUPERCLASSES)
        for (struct class *super = c->super; super != NULL; super = super->super)
            if (!collect(t, s, super, kinds))
                return false;
    if (s->flags & MN_SEARCH_INTERFACES)
        for (u4 i = 0; i < c->n_all_interfaces; i++)
            if (c->all_interfaces[i] != c && !collect(t, s, c->all_interfaces[i], kinds))
                return false;
    return true;
}

/* getMembers(Class defc, String matchName, String matchSig, int matchFlags, Class caller, int skip,
 * MemberName[] results): the number of members found, which may be more than fit. */
static union slot mhn_get_members(struct thread *t, union slot *args)
{
    struct class *c = class_from_mirror(args[0].a);
    struct member_search s = {.flags = args[3].u, .skip = args[5].i, .results = args[6].a};
    if (c == NULL || c->is_primitive || c->is_array || s.results == NULL)
        return int_result(-1);
    if (args[1].a != NULL && (s.name = string_to_symbol(t, args[1].a, false)) == NULL)
        return int_result(0);
    if (args[2].a != NULL && (s.sig = string_to_symbol(t, args[2].a, false)) == NULL)
        return int_result(0);
    if (s.sig != NULL)
        s.flags &=
            s.sig->utf8[0] == '(' ? ~(u4)(MN_IS_FIELD | MN_IS_TYPE) : ~(u4)(MN_IS_CONSTRUCTOR | MN_IS_METHOD);
    int32_t room = array_length(s.results);
    s.overflow_limit = room > 1000 ? room : 1000;
    for (int32_t i = 0; i < room; i++)
        if (!object_is_instance(ref_array_get(s.results, i), t->vm->wk.MemberName))
            return int_result(-99);
    if ((s.flags & MN_IS_FIELD) && !collect_all(t, &s, c, MN_IS_FIELD))
        return NOTHING;
    if ((s.flags & (MN_IS_METHOD | MN_IS_CONSTRUCTOR)) &&
        !collect_all(t, &s, c, MN_IS_METHOD | MN_IS_CONSTRUCTOR))
        return NOTHING;
    return int_result(s.filled + s.overflow);
}

/* ----------------------------------------------------------------------------------------------------
 * offsets, VM facts */

static union slot member_field_offset(struct thread *t, struct object *mn, bool is_static)
{
    struct wellknown *wk = &t->vm->wk;
    if (mn == NULL || ref_field(mn, wk->MemberName_clazz) == NULL) {
        throw_new(t, "java/lang/InternalError", "mname not resolved");
        return NOTHING;
    }
    int flags = int_field(mn, wk->MemberName_flags);
    if (!(flags & MN_IS_FIELD) || ((flags & ACC_STATIC) != 0) != is_static) {
        throw_new(t, "java/lang/InternalError",
                  is_static ? "static field required" : "non-static field required");
        return NOTHING;
    }
    return long_result(long_field(mn, wk->MemberName_vmindex));
}

static union slot mhn_object_field_offset(struct thread *t, union slot *args)
{
    return member_field_offset(t, args[0].a, false);
}

static union slot mhn_static_field_offset(struct thread *t, union slot *args)
{
    return member_field_offset(t, args[0].a, true);
}

static union slot mhn_static_field_base(struct thread *t, union slot *args)
{
    member_field_offset(t, args[0].a, true);
    return t->exception == NULL ? ref_result(ref_field(args[0].a, t->vm->wk.MemberName_clazz)) : NOTHING;
}

/* getMemberVMInfo(MemberName self): {Long vmindex, class of a field or the MemberName itself} */
static union slot mhn_get_member_vm_info(struct thread *t, union slot *args)
{
    struct wellknown *wk = &t->vm->wk;
    struct object *mn = args[0].a;
    if (mn == NULL)
        return NOTHING;
    bool is_field = (int_field(mn, wk->MemberName_flags) & MN_IS_FIELD) != 0;
    int64_t vmindex = long_field(mn, wk->MemberName_vmindex);
    if (is_field && vmindex < 0)
        vmindex = ~vmindex; /* a static field's distance from its class's mirror; Java asserts that it is an
                               index */
    struct object *pair = heap_alloc_object_array(t, wk->Object, 2);
    struct object *index = pair != NULL ? reflect_box(t, 'J', (union slot){.l = vmindex}) : NULL;
    if (index == NULL)
        return NOTHING;
    ref_array_set(pair, 0, index);
    ref_array_set(pair, 1, is_field ? ref_field(mn, wk->MemberName_clazz) : mn);
    return ref_result(pair);
}

/* getNamedCon(int which, Object[] name): constants for Java to check its own against; release VMs offer none.
 */
static union slot mhn_get_named_con(struct thread *t, union slot *args)
{
    (void)t, (void)args;
    return NOTHING;
}

/* ------------------------------------------------------------------------------------------------------------
 * call sites */

/* The interpreter reads CallSite.target; compiled code may rely on it. */
static union slot set_call_site_target(struct thread *t, union slot *args)
{
    if (args[0].a == NULL || args[1].a == NULL) {
        throw_npe(t);
        return NOTHING;
    }
    struct object **target = &FIELD_AT(struct object *, args[0].a, t->vm->wk.CallSite_target);
    __atomic_store_n(target, args[1].a, __ATOMIC_SEQ_CST);
    dependencies_call_site_changed(t->vm, args[0].a);
    code_settle(t->vm);
    return NOTHING;
}

/* clearCallSiteContext(CallSiteContext): compiled code keeps the call sites that it depends on alive. */
static union slot mhn_clear_call_site_context(struct thread *t, union slot *args)
{
    (void)t, (void)args;
    return NOTHING;
}

/* ----------------------------------------------------------------------------------------------------
 * bootstrap arguments */

/* The pseudo-arguments -4 .. -1: bootstrap method, name, type, argument count. */
static struct object *pseudo_argument(struct thread *t, struct class *caller, unsigned index, int which)
{
    const struct const_pool *cp = &caller->cf->cp;
    switch (which) {
    case -4: return bootstrap_method_handle(t, caller, index);
    case -3: return string_from_symbol(t, cp_ref_name(cp, index));
    case -2: {
        struct symbol *desc = cp_ref_desc(cp, index);
        return desc->utf8[0] == '(' ? resolve_method_type(t, caller, desc)
                                    : resolve_type_mirror(t, caller, desc->utf8, desc->len);
    }
    default: return reflect_box(t, 'I', (union slot){.i = (int32_t)bootstrap_argument_count(caller, index)});
    }
}

/* The constant pool index that linkCallSite or linkDynamicConstant was told, checked; 0 with InternalError
 * pending. */
static unsigned checked_index(struct thread *t, struct class *caller, struct object *info)
{
    if (info == NULL || info->klass != t->vm->primitive_arrays['I'] || array_length(info) < 2) {
        throw_new(t, "java/lang/InternalError", "bad index info (0)");
        return 0;
    }
    int32_t argc = ARRAY_AT(int32_t, info, 0), index = ARRAY_AT(int32_t, info, 1);
    const struct const_pool *cp = &caller->cf->cp;
    if (index > 0 && index < cp->count &&
        (cp->tags[index] == CP_Dynamic || cp->tags[index] == CP_InvokeDynamic) &&
        argc == (int32_t)bootstrap_argument_count(caller, (unsigned)index))
        return (unsigned)index;
    throw_new(t, "java/lang/InternalError", "bad index info (1)");
    return 0;
}

/* copyOutBootstrapArguments(Class caller, int[] indexInfo, int start, int end, Object[] buf, int pos, boolean
 * resolve, Object ifNotAvailable) */
static union slot mhn_copy_out_bootstrap_arguments(struct thread *t, union slot *args)
{
    struct class *caller = class_from_mirror(args[0].a);
    if (caller == NULL || caller->cf == NULL) {
        throw_new(t, "java/lang/InternalError", "bad caller");
        return NOTHING;
    }
    unsigned index = checked_index(t, caller, args[1].a);
    int start = args[2].i, end = args[3].i, pos = args[5].i;
    struct object *buf = args[4].a;
    if (index == 0)
        return NOTHING;
    if (buf == NULL) {
        throw_npe(t);
        return NOTHING;
    }
    for (; start >= -4 && start < 0 && start < end && pos >= 0 && pos < array_length(buf); start++, pos++) {
        struct object *arg = pseudo_argument(t, caller, index, start);
        if (t->exception != NULL)
            return NOTHING;
        ref_array_set(buf, pos, arg);
    }
    if (start != end)
        bootstrap_copy_arguments(t, caller, index, start, end, buf, pos, args[6].i != 0, args[7].a);
    return NOTHING;
}

/* ------------------------------------------------------------------------------------------------------------
 * small hooks */

static union slot mh_invoke_reflectively(struct thread *t, union slot *args)
{
    (void)args;
    throw_new(t, "java/lang/UnsupportedOperationException",
              "MethodHandle.invoke cannot be invoked reflectively");
    return NOTHING;
}

static union slot mh_invoke_exact_reflectively(struct thread *t, union slot *args)
{
    (void)args;
    throw_new(t, "java/lang/UnsupportedOperationException",
              "MethodHandle.invokeExact cannot be invoked reflectively");
    return NOTHING;
}

static union slot register_natives(struct thread *t, union slot *args)
{
    (void)t, (void)args;
    return NOTHING;
}

/* VectorSupport.getMaxLaneCount: -1, the VM has no vectors of this type. */
static union slot vector_max_lane_count(struct thread *t, union slot *args)
{
    (void)t, (void)args;
    return int_result(-1);
}

static union slot native_entry_point_reg(struct thread *t, union slot *args)
{
    (void)args;
    throw_new(t, "java/lang/UnsupportedOperationException", "native method handles (jdk.incubator.foreign)");
    return NOTHING;
}

struct scope_search {
    struct object *scope;
    bool found;
};

/* Is the thread inside an access to memory of the scope? Its @Scoped methods hold the scope in a local
 * variable. What compiled code has in a register may be the scope. */
static void find_scope(struct thread *target, void *user)
{
    struct scope_search *s = user;
    struct stack_walk w = stack_walk_begin(target);
    for (; !stack_walk_over(&w) && !s->found; stack_walk_next(&w)) {
        if (!(w.method->vm_annotations & VMA_SCOPED))
            continue;
        for (unsigned i = 0; i < w.method->max_locals; i++) {
            struct object *o;
            enum walk_value known = stack_walk_local(&w, i, &o);
            s->found |= known == WALK_VALUE_UNKNOWN || (known == WALK_VALUE_KNOWN && o == s->scope);
        }
    }
}

/* ScopedMemoryAccess.closeScope0(Scope, ScopedAccessError): false while another thread accesses the scope's
 * memory. */
static union slot close_scope(struct thread *t, union slot *args)
{
    struct scope_search s = {.scope = args[1].a};
    thread_handshake_all(t, find_scope, &s);
    return int_result(!s.found);
}

#define MHN "java/lang/invoke/MethodHandleNatives"
#define FAST(klass, name, fn)                                                                                \
    {                                                                                                        \
        klass, name, NULL, NATIVE_FAST, fn                                                                   \
    }

const struct native_entry natives_invoke[] = {
    FAST(MHN, "registerNatives", register_natives),
    FAST(MHN, "init", mhn_init),
    FAST(MHN, "expand", mhn_expand),
    FAST(MHN, "resolve", mhn_resolve),
    FAST(MHN, "getMembers", mhn_get_members),
    FAST(MHN, "objectFieldOffset", mhn_object_field_offset),
    FAST(MHN, "staticFieldOffset", mhn_static_field_offset),
    FAST(MHN, "staticFieldBase", mhn_static_field_base),
    FAST(MHN, "getMemberVMInfo", mhn_get_member_vm_info),
    FAST(MHN, "setCallSiteTargetNormal", set_call_site_target),
    FAST(MHN, "setCallSiteTargetVolatile", set_call_site_target),
    FAST(MHN, "copyOutBootstrapArguments", mhn_copy_out_bootstrap_arguments),
    FAST(MHN, "clearCallSiteContext", mhn_clear_call_site_context),
    FAST(MHN, "getNamedCon", mhn_get_named_con),
    FAST("java/lang/invoke/MethodHandle", "invoke", mh_invoke_reflectively),
    FAST("java/lang/invoke/MethodHandle", "invokeExact", mh_invoke_exact_reflectively),
    FAST("jdk/internal/invoke/NativeEntryPoint", "registerNatives", register_natives),
    FAST("jdk/internal/invoke/NativeEntryPoint", "vmStorageToVMReg", native_entry_point_reg),
    FAST("jdk/internal/misc/ScopedMemoryAccess", "registerNatives", register_natives),
    FAST("jdk/internal/misc/ScopedMemoryAccess", "closeScope0", close_scope),
    FAST("jdk/internal/vm/vector/VectorSupport", "registerNatives", register_natives),
    FAST("jdk/internal/vm/vector/VectorSupport", "getMaxLaneCount", vector_max_lane_count),
    {0},
};
