/* ops.c - the operation table and the names of its suffixes. */
#include "ssa/ops.h"

/* The table's short words. */
enum {
    PURE = SSA_PURE,
    READ = SSA_READ,
    WRITE = SSA_WRITE,
    ATOMIC = SSA_ATOMIC,
    ALLOC = SSA_ALLOC,
    MEMORY = SSA_MEMORY,
    PIN = SSA_PIN,
    CALL = SSA_CALL_SAYS,
    MOVE = SSA_MOVE,
    GVN = SSA_GVN,
    COMM = SSA_COMM,
    SAME = SSA_SAME,
    THROW = SSA_THROWS,
    DEOPT = SSA_DEOPTS,
    TERM = SSA_TERM,
    IMM = SSA_HAS_IMM,
    HANDLE = SSA_HAS_HANDLE,
    ALIAS = SSA_HAS_ALIAS,
    STATE = SSA_HAS_STATE,
};

const struct ssa_op_info ssa_ops[SSA_NOPS] = {[SSA_NOP] = {"nop", "", 'v', PURE, 0, 0, 0},
#define X(id, name, result, operands, effect, properties, suffix, payload)                                   \
    [SSA_##id] = {name, operands, result, effect, properties, SSA_SUFFIX_##suffix, payload},
                                              SSA_OPS_TABLE(X)
#undef X
};

#define X(id, name, ...) name,
const char *const ssa_type_names[SSA_NTYPES] = {SSA_TYPES(X)};
const char *const ssa_cond_names[SSA_NCONDS] = {SSA_CONDS(X)};
const char *const ssa_mem_names[SSA_NMEMS] = {SSA_MEMS(X)};
const char *const ssa_why_names[SSA_NWHYS] = {SSA_WHYS(X)};
const char *const ssa_call_effect_names[SSA_NCALL_EFFECTS] = {SSA_CALL_EFFECTS(X)};
const char *const ssa_fence_names[SSA_NFENCES] = {SSA_FENCES(X)};
#undef X

#define X(id, name, type, shift) SSA_##type,
const unsigned char ssa_mem_types[SSA_NMEMS] = {SSA_MEMS(X)};
#undef X
#define X(id, name, type, shift) shift,
const unsigned char ssa_mem_shifts[SSA_NMEMS] = {SSA_MEMS(X)};
#undef X

/* Conditions stand in pairs of opposites; the unsigned ones repeat lt ge gt le. */
_Static_assert((SSA_EQ ^ 1) == SSA_NE && (SSA_LT ^ 1) == SSA_GE && (SSA_GT ^ 1) == SSA_LE,
               "opposites are neighbours");
_Static_assert((SSA_ULT ^ 1) == SSA_UGE && (SSA_UGT ^ 1) == SSA_ULE, "opposites are neighbours");
_Static_assert(SSA_ULT - SSA_LT == SSA_ULE - SSA_LE, "unsigned conditions repeat the signed ones");

enum ssa_cond ssa_cond_negate(enum ssa_cond c, enum ssa_type operands)
{
    enum ssa_cond opposite = c ^ 1;
    if ((operands == SSA_F32 || operands == SSA_F64) && c >= SSA_LT)
        return opposite >= SSA_ULT ? opposite - (SSA_ULT - SSA_LT) : opposite + (SSA_ULT - SSA_LT);
    return opposite;
}

enum ssa_cond ssa_cond_swap(enum ssa_cond c)
{
    static const unsigned char swapped[SSA_NCONDS] = {
        [SSA_EQ] = SSA_EQ, [SSA_NE] = SSA_NE,   [SSA_LT] = SSA_GT,   [SSA_GT] = SSA_LT,   [SSA_LE] = SSA_GE,
        [SSA_GE] = SSA_LE, [SSA_ULT] = SSA_UGT, [SSA_UGT] = SSA_ULT, [SSA_ULE] = SSA_UGE, [SSA_UGE] = SSA_ULE,
    };
    return swapped[c];
}
