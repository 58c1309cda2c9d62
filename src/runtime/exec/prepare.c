/*
 * prepare.c - from bytecode to T0 code, once per method. See prepare.h for the format.
 *
 * Most instructions become the internal opcode of the same name, operands decoded. The rest says what T0
 * distinguishes and bytecode does not, and the other way round: loads of ints, floats and references are one
 * thing, backward branches poll, numbers in the constant pool are quick from the start, and returns know
 * whether they must unlock or narrow.
 */
#include "runtime/exec/prepare.h"

#include <string.h>
#include "frontend/bytecode.h"
#include "runtime/exec/baseline.h"
#include "runtime/exec/fuse.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/opcodes.h"
#include "runtime/tier/baseline.h"
#include "runtime/tier/controller.h"
#include "runtime/tier/loops.h"
#include "runtime/tier/tier.h"
#include "runtime/vm.h"

/* ---- opcodes without operands, or whose operands are all that changes ---- */

static const u2 plain[BC_COUNT] = {
    [BC_nop] = OP_nop,
    [BC_aconst_null] = OP_iconst_0,
    [BC_iconst_m1] = OP_iconst_m1,
    [BC_iconst_0] = OP_iconst_0,
    [BC_iconst_1] = OP_iconst_1,
    [BC_iconst_2] = OP_iconst_2,
    [BC_iconst_3] = OP_iconst_3,
    [BC_iconst_4] = OP_iconst_4,
    [BC_iconst_5] = OP_iconst_5,
    [BC_lconst_0] = OP_lconst_0,
    [BC_lconst_1] = OP_lconst_1,
    [BC_fconst_0] = OP_iconst_0,
    [BC_fconst_1] = OP_fconst_1,
    [BC_fconst_2] = OP_fconst_2,
    [BC_dconst_0] = OP_dconst_0,
    [BC_dconst_1] = OP_dconst_1,
    [BC_bipush] = OP_bipush,
    [BC_sipush] = OP_sipush,
    [BC_ldc] = OP_ldc,
    [BC_ldc_w] = OP_ldc_w,
    [BC_ldc2_w] = OP_ldc2_w,
    [BC_iload] = OP_load_n,
    [BC_lload] = OP_lload_n,
    [BC_fload] = OP_load_n,
    [BC_dload] = OP_dload_n,
    [BC_aload] = OP_load_n,
    [BC_iload_0] = OP_load_0,
    [BC_iload_1] = OP_load_1,
    [BC_iload_2] = OP_load_2,
    [BC_iload_3] = OP_load_3,
    [BC_lload_0] = OP_lload_0,
    [BC_lload_1] = OP_lload_1,
    [BC_lload_2] = OP_lload_2,
    [BC_lload_3] = OP_lload_3,
    [BC_fload_0] = OP_load_0,
    [BC_fload_1] = OP_load_1,
    [BC_fload_2] = OP_load_2,
    [BC_fload_3] = OP_load_3,
    [BC_dload_0] = OP_dload_0,
    [BC_dload_1] = OP_dload_1,
    [BC_dload_2] = OP_dload_2,
    [BC_dload_3] = OP_dload_3,
    [BC_aload_0] = OP_load_0,
    [BC_aload_1] = OP_load_1,
    [BC_aload_2] = OP_load_2,
    [BC_aload_3] = OP_load_3,
    [BC_iaload] = OP_iaload,
    [BC_laload] = OP_laload,
    [BC_faload] = OP_iaload,
    [BC_daload] = OP_daload,
    [BC_aaload] = OP_aaload,
    [BC_baload] = OP_baload,
    [BC_caload] = OP_caload,
    [BC_saload] = OP_saload,
    [BC_istore] = OP_store_n,
    [BC_lstore] = OP_lstore_n,
    [BC_fstore] = OP_store_n,
    [BC_dstore] = OP_dstore_n,
    [BC_astore] = OP_store_n,
    [BC_istore_0] = OP_store_0,
    [BC_istore_1] = OP_store_1,
    [BC_istore_2] = OP_store_2,
    [BC_istore_3] = OP_store_3,
    [BC_lstore_0] = OP_lstore_0,
    [BC_lstore_1] = OP_lstore_1,
    [BC_lstore_2] = OP_lstore_2,
    [BC_lstore_3] = OP_lstore_3,
    [BC_fstore_0] = OP_store_0,
    [BC_fstore_1] = OP_store_1,
    [BC_fstore_2] = OP_store_2,
    [BC_fstore_3] = OP_store_3,
    [BC_dstore_0] = OP_dstore_0,
    [BC_dstore_1] = OP_dstore_1,
    [BC_dstore_2] = OP_dstore_2,
    [BC_dstore_3] = OP_dstore_3,
    [BC_astore_0] = OP_store_0,
    [BC_astore_1] = OP_store_1,
    [BC_astore_2] = OP_store_2,
    [BC_astore_3] = OP_store_3,
    [BC_iastore] = OP_iastore,
    [BC_lastore] = OP_lastore,
    [BC_fastore] = OP_iastore,
    [BC_dastore] = OP_dastore,
    [BC_aastore] = OP_aastore,
    [BC_bastore] = OP_bastore,
    [BC_castore] = OP_castore,
    [BC_sastore] = OP_castore,
    [BC_pop] = OP_pop,
    [BC_pop2] = OP_pop2,
    [BC_dup] = OP_dup,
    [BC_dup_x1] = OP_dup_x1,
    [BC_dup_x2] = OP_dup_x2,
    [BC_dup2] = OP_dup2,
    [BC_dup2_x1] = OP_dup2_x1,
    [BC_dup2_x2] = OP_dup2_x2,
    [BC_swap] = OP_swap,
    [BC_iadd] = OP_iadd,
    [BC_ladd] = OP_ladd,
    [BC_fadd] = OP_fadd,
    [BC_dadd] = OP_dadd,
    [BC_isub] = OP_isub,
    [BC_lsub] = OP_lsub,
    [BC_fsub] = OP_fsub,
    [BC_dsub] = OP_dsub,
    [BC_imul] = OP_imul,
    [BC_lmul] = OP_lmul,
    [BC_fmul] = OP_fmul,
    [BC_dmul] = OP_dmul,
    [BC_idiv] = OP_idiv,
    [BC_ldiv] = OP_ldiv,
    [BC_fdiv] = OP_fdiv,
    [BC_ddiv] = OP_ddiv,
    [BC_irem] = OP_irem,
    [BC_lrem] = OP_lrem,
    [BC_frem] = OP_frem,
    [BC_drem] = OP_drem,
    [BC_ineg] = OP_ineg,
    [BC_lneg] = OP_lneg,
    [BC_fneg] = OP_fneg,
    [BC_dneg] = OP_dneg,
    [BC_ishl] = OP_ishl,
    [BC_lshl] = OP_lshl,
    [BC_ishr] = OP_ishr,
    [BC_lshr] = OP_lshr,
    [BC_iushr] = OP_iushr,
    [BC_lushr] = OP_lushr,
    [BC_iand] = OP_iand,
    [BC_land] = OP_land,
    [BC_ior] = OP_ior,
    [BC_lor] = OP_lor,
    [BC_ixor] = OP_ixor,
    [BC_lxor] = OP_lxor,
    [BC_iinc] = OP_iinc,
    [BC_i2l] = OP_i2l,
    [BC_i2f] = OP_i2f,
    [BC_i2d] = OP_i2d,
    [BC_l2i] = OP_l2i,
    [BC_l2f] = OP_l2f,
    [BC_l2d] = OP_l2d,
    [BC_f2i] = OP_f2i,
    [BC_f2l] = OP_f2l,
    [BC_f2d] = OP_f2d,
    [BC_d2i] = OP_d2i,
    [BC_d2l] = OP_d2l,
    [BC_d2f] = OP_d2f,
    [BC_i2b] = OP_i2b,
    [BC_i2c] = OP_i2c,
    [BC_i2s] = OP_i2s,
    [BC_lcmp] = OP_lcmp,
    [BC_fcmpl] = OP_fcmpl,
    [BC_fcmpg] = OP_fcmpg,
    [BC_dcmpl] = OP_dcmpl,
    [BC_dcmpg] = OP_dcmpg,
    [BC_ifeq] = OP_ifeq,
    [BC_ifne] = OP_ifne,
    [BC_iflt] = OP_iflt,
    [BC_ifge] = OP_ifge,
    [BC_ifgt] = OP_ifgt,
    [BC_ifle] = OP_ifle,
    [BC_if_icmpeq] = OP_if_icmpeq,
    [BC_if_icmpne] = OP_if_icmpne,
    [BC_if_icmplt] = OP_if_icmplt,
    [BC_if_icmpge] = OP_if_icmpge,
    [BC_if_icmpgt] = OP_if_icmpgt,
    [BC_if_icmple] = OP_if_icmple,
    [BC_if_acmpeq] = OP_if_acmpeq,
    [BC_if_acmpne] = OP_if_acmpne,
    [BC_goto] = OP_goto,
    [BC_jsr] = OP_jsr,
    [BC_ret] = OP_ret,
    [BC_tableswitch] = OP_tableswitch,
    [BC_lookupswitch] = OP_lookupswitch,
    [BC_ireturn] = OP_return1,
    [BC_lreturn] = OP_lreturn,
    [BC_freturn] = OP_return1,
    [BC_dreturn] = OP_dreturn,
    [BC_areturn] = OP_return1,
    [BC_return] = OP_return,
    [BC_getstatic] = OP_getstatic,
    [BC_putstatic] = OP_putstatic,
    [BC_getfield] = OP_getfield,
    [BC_putfield] = OP_putfield,
    [BC_invokevirtual] = OP_invokevirtual,
    [BC_invokespecial] = OP_invokespecial,
    [BC_invokestatic] = OP_invokestatic,
    [BC_invokeinterface] = OP_invokeinterface,
    [BC_invokedynamic] = OP_invokedynamic,
    [BC_new] = OP_new,
    [BC_newarray] = OP_newarray,
    [BC_anewarray] = OP_anewarray,
    [BC_arraylength] = OP_arraylength,
    [BC_athrow] = OP_athrow,
    [BC_checkcast] = OP_checkcast,
    [BC_instanceof] = OP_instanceof,
    [BC_monitorenter] = OP_monitorenter,
    [BC_monitorexit] = OP_monitorexit,
    [BC_wide] = OP_illegal,
    [BC_multianewarray] = OP_multianewarray,
    [BC_ifnull] = OP_ifnull,
    [BC_ifnonnull] = OP_ifnonnull,
    [BC_goto_w] = OP_goto_w,
    [BC_jsr_w] = OP_jsr_w,
};

static enum opcode backward(enum opcode forward)
{
    switch (forward) {
#define BACK(op)                                                                                             \
    case OP_##op: return OP_##op##_back;
        BACK(ifeq)
        BACK(ifne)
        BACK(iflt)
        BACK(ifge)
        BACK(ifgt)
        BACK(ifle)
        BACK(if_icmpeq) BACK(if_icmpne) BACK(if_icmplt) BACK(if_icmpge) BACK(if_icmpgt) BACK(if_icmple)
            BACK(if_acmpeq) BACK(if_acmpne) BACK(ifnull) BACK(ifnonnull) BACK(goto)
#undef BACK
                default : return forward;
    }
}

static enum opcode wide_form(unsigned bytecode)
{
    switch (plain[bytecode]) {
    case OP_load_n: return OP_load_w;
    case OP_lload_n: return OP_lload_w;
    case OP_dload_n: return OP_dload_w;
    case OP_store_n: return OP_store_w;
    case OP_lstore_n: return OP_lstore_w;
    case OP_dstore_n: return OP_dstore_w;
    case OP_iinc: return OP_iinc_w;
    case OP_ret: return OP_ret_w;
    default: return OP_illegal;
    }
}

/* ---- translation of one instruction; `at` is the bytecode, `u` its units (zeroed) ---- */

static void put_s4(u2 *u, int32_t v)
{
    memcpy(u, &v, sizeof v);
}

static enum opcode prepare_return(const struct method *m, unsigned bytecode)
{
    if (m->access & ACC_SYNCHRONIZED)
        return OP_return_sync;
    if (m->flags & MF_OBJECT_INIT)
        return OP_return_object_init;
    if (bytecode == BC_ireturn)
        switch (m->ret) {
        case 'Z': return OP_return_z;
        case 'B': return OP_return_b;
        case 'C': return OP_return_c;
        case 'S': return OP_return_s;
        default: break;
        }
    return plain[bytecode];
}

/* Numbers go to the resolved pool, which has no other use for their entries, as raw bits. */
static enum opcode prepare_ldc(struct class *c, unsigned bytecode, unsigned index)
{
    const struct const_pool *cp = &c->cf->cp;
    uintptr_t bits;
    switch (cp->tags[index]) {
    case CP_Integer:
    case CP_Float: bits = (uint32_t)cp->c[index].i; break;
    case CP_Long:
    case CP_Double: bits = (uintptr_t)cp->c[index].raw; break;
    default: return plain[bytecode];
    }
    atomic_store_explicit(&c->rcp[index], (void *)bits, memory_order_relaxed);
    if (bytecode == BC_ldc2_w)
        return cp->tags[index] == CP_Long ? OP_ldc2_w_long : OP_ldc2_w_double;
    return bytecode == BC_ldc ? OP_ldc_num : OP_ldc_w_num;
}

static void prepare_switch(const u1 *at, u4 bci, u2 *u)
{
    const u1 *p = at + (((bci + 4) & ~(u4)3) - bci);
    put_s4(u + 1, read_s4(p));
    put_s4(u + 3, read_s4(p + 4));
    if (*at == BC_tableswitch) {
        int64_t n = (int64_t)read_s4(p + 8) - read_s4(p + 4) + 1;
        put_s4(u + 5, read_s4(p + 8));
        for (int64_t i = 0; i < n; i++)
            put_s4(u + 7 + 2 * i, read_s4(p + 12 + 4 * i));
    } else {
        int32_t n = read_s4(p + 4);
        for (int64_t i = 0; i < 2 * (int64_t)n; i++)
            put_s4(u + 5 + 2 * i, read_s4(p + 8 + 4 * i));
    }
}

static void prepare_insn(const struct method *m, const u1 *at, u4 bci, u2 *u)
{
    static const char array_types[] = {[4] = 'Z', 'C', 'F', 'D', 'B', 'S', 'I', 'J'};
    struct class *c = m->klass;
    enum opcode op = plain[*at];
    switch (bytecode_format(*at)) {
    case BC_FMT_NONE:
        if (*at >= BC_ireturn && *at <= BC_return)
            op = prepare_return(m, *at);
        break;
    case BC_FMT_S1: u[1] = (u2)(int8_t)at[1]; break;
    case BC_FMT_LOCAL: u[1] = at[1]; break;
    case BC_FMT_CP1:
        u[1] = at[1];
        op = prepare_ldc(c, *at, u[1]);
        break;
    case BC_FMT_S2:
    case BC_FMT_CP2:
        u[1] = read_u2(at + 1);
        if (*at == BC_ldc_w || *at == BC_ldc2_w)
            op = prepare_ldc(c, *at, u[1]);
        if (*at == BC_invokeinterface || *at == BC_invokedynamic)
            u[3] = OP_skip2;
        break;
    case BC_FMT_IINC:
        u[1] = at[1];
        u[2] = (u2)(int8_t)at[2];
        break;
    case BC_FMT_BRANCH2:
        u[1] = read_u2(at + 1);
        if ((int16_t)u[1] <= 0)
            op = backward(op);
        break;
    case BC_FMT_BRANCH4: put_s4(u + 1, read_s4(at + 1)); break;
    case BC_FMT_SWITCH: prepare_switch(at, bci, u); break;
    case BC_FMT_NEWARRAY: u[1] = at[1] >= 4 && at[1] <= 11 ? (u2)array_types[at[1]] : 'I'; break;
    case BC_FMT_MULTIANEW:
        u[1] = read_u2(at + 1);
        u[2] = at[3];
        break;
    case BC_FMT_WIDE:
        op = wide_form(at[1]);
        u[1] = read_u2(at + 2);
        if (at[1] == BC_iinc)
            u[2] = read_u2(at + 4);
        break;
    }
    u[0] = (u2)op;
}

/* Looks at each instruction together with the three that follow. */
static void fuse_all(const struct cf_code *code, u4 end, u2 *units)
{
    u2 *at[4];
    u4 bci = 0;
    for (int i = 0; i < 4; i++) {
        at[i] = bci < end ? units + bci : NULL;
        bci += bci < end ? bytecode_length(code->bytes, code->length, bci) : 0;
    }
    while (at[0] != NULL) {
        for (unsigned n = fuse(at); n > 0; n--) {
            at[0] = at[1];
            at[1] = at[2];
            at[2] = at[3];
            at[3] = bci < end ? units + bci : NULL;
            bci += bci < end ? bytecode_length(code->bytes, code->length, bci) : 0;
        }
    }
}

static const u2 *prepare_code(const struct method *m)
{
    const struct cf_code *code = m->cf->code;
    u2 *units = arena_alloc(m->klass->arena, ((size_t)code->length + 1) * sizeof *units);
    u4 bci = 0, length;
    for (; bci < code->length; bci += length) {
        length = bytecode_length(code->bytes, code->length, bci);
        if (length == 0)
            break;
        prepare_insn(m, code->bytes + bci, bci, units + bci);
    }
    units[bci] = OP_illegal; /* reached only by code that was never verified */
    fuse_all(code, bci, units);
    return units;
}

/* ---- entries ---- */

static const u2 enter_sync[] = {OP_enter_sync}, enter_native[] = {OP_enter_native},
                enter_fast_native[] = {OP_enter_fast_native}, enter_failing[] = {OP_enter_failing},
                enter_mh_basic[] = {OP_enter_mh_basic}, enter_mh_direct[] = {OP_enter_mh_direct},
                enter_mh_virtual[] = {OP_enter_mh_virtual}, enter_mh_interface[] = {OP_enter_mh_interface};

const u2 *native_entry(const struct method *m)
{
    return m->kind == METHOD_NATIVE ? enter_native : enter_fast_native;
}

/* Under the loader's lock. */
static void make_code(struct method *m)
{
    m->rcp = m->klass->rcp;
    if (m->code == NULL)
        __atomic_store_n(&m->code, prepare_code(m), __ATOMIC_RELEASE);
}

void method_prepare_code(struct method *m)
{
    struct loader *l = m->klass->loader;
    if (__atomic_load_n(&m->code, __ATOMIC_ACQUIRE) != NULL)
        return;
    pthread_mutex_lock(&l->lock);
    make_code(m);
    pthread_mutex_unlock(&l->lock);
}

static const u2 *entry_for(struct method *m)
{
    switch ((enum method_kind)m->kind) {
    case METHOD_BYTECODE:
        make_code(m);
        if (m->access & ACC_SYNCHRONIZED)
            return enter_sync;
        return method_baseline(m) != NULL ? interp_enter_baseline : m->code;
    case METHOD_NATIVE:
    case METHOD_NATIVE_FAST: return m->access & ACC_SYNCHRONIZED ? enter_sync : native_entry(m);
    case METHOD_MH_BASIC: return enter_mh_basic;
    case METHOD_MH_LINK_STATIC:
    case METHOD_MH_LINK_SPECIAL: return enter_mh_direct;
    case METHOD_MH_LINK_VIRTUAL: return enter_mh_virtual;
    case METHOD_MH_LINK_INTERFACE: return enter_mh_interface;
    case METHOD_ABSTRACT:
    case METHOD_CONFLICT:
    case METHOD_ILLEGAL_ACCESS:
    case METHOD_NOT_IMPLEMENTED:
    case METHOD_MH_LINK_NATIVE: break;
    }
    return enter_failing;
}

/* -Xcomp: before the first call. True: the method has code that T0 calls by its shortcut. */
static bool compiled_first(struct method *m)
{
    struct vm *vm = m->klass->vm;
    if (!vm->options.compile_first || !vm->booted || m->kind != METHOD_BYTECODE || m->native_fn != NULL)
        return false;
    if (vm->options.baseline_first || vm->options.no_optimizer) {
        baseline_compile(vm, m, NULL); /* T0 and T1 have one entry */
        return false;
    }
    if (!tier_may_compile(m, -1))
        return false;
    controller_compile_now(vm, m);
    return code_find(m, -1) != NULL;
}

/* Does compiled code best call the C version as it is, without a look at it? It does when that will stay in
 * C, and its arguments are in general registers, one slot each. */
static bool wants_direct_c(const struct method *m)
{
    enum { REGISTERS = 6 };
    return m->arg_slots <= REGISTERS && strpbrk(m->arg_types, "JFD") == NULL && m->ret != 'F' &&
           m->ret != 'D' && !c_is_no_faster(m);
}

void method_prepare(struct method *m)
{
    struct loader *l = m->klass->loader;
    if (m->entry == NULL && m->shortcut == 0 && compiled_first(m))
        return;
    pthread_mutex_lock(&l->lock);
    if (m->entry == NULL && m->shortcut == 0) {
        if (m->kind != METHOD_BYTECODE) {
            m->max_locals = m->arg_slots;
            m->max_stack = 0;
        }
        m->rcp = m->klass->rcp;
        const u2 *entry = entry_for(m);
        if (m->kind == METHOD_BYTECODE && entry != enter_sync && m->native_fn != NULL) {
            if (wants_direct_c(m))
                __atomic_fetch_or(&m->flags, MF_DIRECT_C, __ATOMIC_RELEASE);
            __atomic_store_n(&m->shortcut, OP_call_intrinsic, __ATOMIC_RELEASE);
        } else
            __atomic_store_n(&m->entry, entry, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&l->lock);
}

/*
 * A call looks at `entry`, and at `shortcut` when that is NULL; so the shortcut is set first, and a call that
 * sees no entry and no shortcut prepares the method anew.
 */
void method_enter_compiled(struct method *m)
{
    u2 none = 0;
    if (m->entry != NULL || m->shortcut == 0) {
        __atomic_compare_exchange_n(&m->shortcut, &none, OP_call_compiled, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED);
        __atomic_store_n(&m->entry, NULL, __ATOMIC_RELEASE);
    }
}

void method_leave_compiled(struct method *m)
{
    u2 compiled = OP_call_compiled;
    __atomic_compare_exchange_n(&m->shortcut, &compiled, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

const char *opcode_name(unsigned op)
{
    static const char *const names[N_OPS] = {
#define X(name, states) [OP_##name] = #name,
        OPS(X)
#undef X
    };
    return op < N_OPS ? names[op] : "?";
}
