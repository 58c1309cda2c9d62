/*
 * fuse.c - which superinstructions there are. They were chosen by counting which instructions follow each
 * other in the programs of bench/ and in javac, Clojure and H2.
 */
#include "runtime/exec/fuse.h"

#include "runtime/exec/opcodes.h"

/* What is computed with here must stay in this order in opcodes.h. */
_Static_assert(OP_load_n == OP_load_0 + 4, "loads");
_Static_assert(OP_if_icmple == OP_if_icmpeq + 5 && OP_ifle == OP_ifeq + 5, "conditions");
_Static_assert(OP_load_n_load_n == OP_load_0_load_0 + 24 && OP_load_1_load_0 == OP_load_0_load_0 + 1,
               "load pairs");
_Static_assert(OP_load_n_getfield == OP_load_0_getfield + 4, "families of loads");
_Static_assert(OP_load_load_if_icmple_4 == OP_load_load_if_icmpeq_2 + 17, "families of conditions");

static bool is_load(const u2 *u)
{
    return u != NULL && *u >= OP_load_0 && *u <= OP_load_n;
}
static unsigned load_local(const u2 *u)
{
    return *u == OP_load_n ? u[1] : *u - OP_load_0;
}
static unsigned load_units(const u2 *u)
{
    return *u == OP_load_n ? 2 : 1;
}
static bool is_if_icmp(const u2 *u)
{
    return u != NULL && *u >= OP_if_icmpeq && *u <= OP_if_icmple;
}
static bool is_if(const u2 *u)
{
    return u != NULL && *u >= OP_ifeq && *u <= OP_ifle;
}
static bool is(const u2 *u, enum opcode op)
{
    return u != NULL && *u == op;
}

/* A load and what uses its value; 0: nothing known. */
static enum opcode load_then(const u2 *load, u2 *next)
{
    unsigned which = *load - OP_load_0;
    bool narrow = *load != OP_load_n;
    if (next == NULL)
        return 0;
    switch (*next) {
    case OP_getfield: next[2] = (u2)load_local(load); return OP_load_0_getfield + which;
    case OP_iaload: return OP_load_0_iaload + which;
    case OP_daload: return OP_load_0_daload + which;
    case OP_aaload: return OP_load_0_aaload + which;
    case OP_baload: return OP_load_0_baload + which;
    case OP_caload: return OP_load_0_caload + which;
    case OP_iadd: return OP_load_0_iadd + which;
    case OP_isub: return OP_load_0_isub + which;
    case OP_return1: return OP_load_0_return1 + which;
    case OP_ifeq: next[2] = (u2)load_local(load); return narrow ? OP_load_s_ifeq : OP_load_n_ifeq;
    case OP_ifne: next[2] = (u2)load_local(load); return narrow ? OP_load_s_ifne : OP_load_n_ifne;
    case OP_ifnull: next[2] = (u2)load_local(load); return narrow ? OP_load_s_ifnull : OP_load_n_ifnull;
    case OP_ifnonnull:
        next[2] = (u2)load_local(load);
        return narrow ? OP_load_s_ifnonnull : OP_load_n_ifnonnull;
    default: return 0;
    }
}

static unsigned fuse_load(u2 *const at[4])
{
    u2 *a = at[0], *b = at[1], *c = at[2];
    enum opcode op = load_then(a, b);
    if (is(b, OP_iadd) && is(c, OP_store_n)) {
        *a = (u2)(OP_load_0_iadd_store_n + (*a - OP_load_0));
        return 3;
    }
    if (op != 0) {
        *a = (u2)op;
        return 2;
    }
    if (!is_load(b))
        return 1;
    if (is_if_icmp(c)) {
        unsigned units = load_units(a) + load_units(b);
        c[2] = (u2)(load_local(a) | load_local(b) << 8);
        *a = (u2)(OP_load_load_if_icmpeq_2 + 6 * (units - 2) + (*c - OP_if_icmpeq));
        return 3;
    }
    if (load_then(b, c) != 0) /* no shorter either way, and a getfield may become a getter */
        return 1;
    *a = (u2)(OP_load_0_load_0 + 5 * (*b - OP_load_0) + (*a - OP_load_0));
    return 2;
}

static unsigned fuse_const(u2 *const at[4])
{
    u2 *a = at[0], *b = at[1];
    if (is_if_icmp(b)) {
        b[2] = (u2)(*a - OP_iconst_0);
        *a = (u2)(OP_iconst_if_icmpeq + (*b - OP_if_icmpeq));
    } else if (is(b, OP_return_z) && *a == OP_iconst_0) {
        *a = OP_iconst_0_return_z;
    } else if (is(b, OP_return_z) && *a == OP_iconst_1) {
        *a = OP_iconst_1_return_z;
    } else if (is(b, OP_iadd) && *a == OP_iconst_1) {
        *a = OP_iconst_1_iadd;
    } else if (is(b, OP_isub) && *a == OP_iconst_1) {
        *a = OP_iconst_1_isub;
    } else {
        return 1;
    }
    return 2;
}

static unsigned fuse_dload(u2 *const at[4])
{
    u2 *a = at[0], *b = at[1], *c = at[2], *d = at[3];
    if (is(b, OP_dload_n) && is(c, OP_dmul)) {
        if (is(d, OP_dadd) || is(d, OP_dsub)) {
            *a = *d == OP_dadd ? OP_dload_n_dload_n_dmul_dadd : OP_dload_n_dload_n_dmul_dsub;
            return 4;
        }
        *a = OP_dload_n_dload_n_dmul;
        return 3;
    }
    if (is(b, OP_dmul) && (is(c, OP_dadd) || is(c, OP_dsub))) {
        *a = *c == OP_dadd ? OP_dload_n_dmul_dadd : OP_dload_n_dmul_dsub;
        return 3;
    }
    if (is(b, OP_dmul))
        *a = OP_dload_n_dmul;
    else if (is(b, OP_dadd))
        *a = OP_dload_n_dadd;
    else if (is(b, OP_dsub))
        *a = OP_dload_n_dsub;
    else
        return 1;
    return 2;
}

/* The pair (a, b) as `op`, if b is `second`. */
static unsigned pair(u2 *a, const u2 *b, enum opcode second, enum opcode op)
{
    if (!is(b, second))
        return 1;
    *a = (u2)op;
    return 2;
}

static unsigned compare_and_branch(u2 *a, const u2 *b, enum opcode first)
{
    if (!is_if(b))
        return 1;
    *a = (u2)(first + (*b - OP_ifeq));
    return 2;
}

unsigned fuse(u2 *const at[4])
{
    u2 *a = at[0], *b = at[1];
    switch (*a) {
    case OP_load_0:
    case OP_load_1:
    case OP_load_2:
    case OP_load_3:
    case OP_load_n: return fuse_load(at);
    case OP_dload_n: return fuse_dload(at);
    case OP_iconst_m1:
    case OP_iconst_0:
    case OP_iconst_1:
    case OP_iconst_2:
    case OP_iconst_3:
    case OP_iconst_4:
    case OP_iconst_5: return fuse_const(at);
    case OP_bipush:
        if (!is_if_icmp(b))
            return 1;
        *a = (u2)(OP_bipush_if_icmpeq + (*b - OP_if_icmpeq));
        return 2;
    case OP_dup: return pair(a, b, OP_getfield, OP_dup_getfield);
    case OP_iinc: return pair(a, b, OP_goto_back, OP_iinc_goto_back);
    case OP_iadd: return pair(a, b, OP_store_n, OP_iadd_store_n);
    case OP_dadd: return pair(a, b, OP_dstore_n, OP_dadd_dstore_n);
    case OP_dmul:
        if (is(b, OP_dadd))
            return pair(a, b, OP_dadd, OP_dmul_dadd);
        return pair(a, b, OP_dsub, OP_dmul_dsub);
    case OP_lcmp: return compare_and_branch(a, b, OP_lcmp_ifeq);
    case OP_dcmpl: return compare_and_branch(a, b, OP_dcmpl_ifeq);
    case OP_dcmpg: return compare_and_branch(a, b, OP_dcmpg_ifeq);
    case OP_arraylength:
        if (is(b, OP_if_icmplt))
            return pair(a, b, OP_if_icmplt, OP_arraylength_if_icmplt);
        return pair(a, b, OP_if_icmpge, OP_arraylength_if_icmpge);
    default: return 1;
    }
}
