/*
 * helpers.h - the runtime helpers that call_runtime calls, by number: what the front end and passes may ask
 * for, what a back end links against, what the runtime implements.
 *
 * X(NAME, "name", result, arguments, effect): types by letter as in ops.h (v void, i l f d r p); the effect
 * is the call's suffix (SSA_CALL_EFFECTS). FULL helpers may throw.
 */
#ifndef SAMOVAR_SSA_HELPERS_H
#define SAMOVAR_SSA_HELPERS_H

// clang-format off
#define SSA_HELPERS(X) \
    X(REGISTER_FINALIZER, "register_finalizer", 'v', "r", FULL) /* Object.<init> of an object that may need it */ \
    X(MULTI_NEW_ARRAY, "multi_new_array", 'r', "pii*",  FULL)  /* class, how many dimensions are given, each of them, outermost first */ \
    X(NEW_ARRAY_OF,    "new_array_of",    'r', "ri",    FULL)  /* Array.newInstance: element mirror, length */ \
    X(ARRAYCOPY,       "arraycopy",       'v', "ririi", FULL)  /* System.arraycopy with all its checks */ \
    X(COPY_MEMORY,     "copy_memory",     'v', "plpll", LEAF)  /* to + bytes, from + bytes, length: may overlap */ \
    X(COPY_ELEMENTS,   "copy_elements",   'v', "ririii", LEAF) /* from, index, to, index, length, log2 of element size: */ \
                                                               /* checked; may overlap; references one by one */ \
    X(CLONE,           "clone",           'r', "r",     FULL)  /* Object.clone with its check */ \
    X(IDENTITY_HASH,   "identity_hash",   'i', "r",     LEAF)  /* of null: 0 */ \
    X(IS_INSTANCE,     "is_instance",     'i', "rr",    READ)  /* mirror, object: Class.isInstance */ \
    X(LATIN1_EQUALS,   "latin1_equals",   'i', "rr",    READ)  /* StringLatin1.equals and compareTo of arrays that are not null */ \
    X(LATIN1_COMPARE,  "latin1_compare",  'i', "rr",    READ) \
    X(LATIN1_HASH,     "latin1_hash",     'i', "r",     READ)  /* StringLatin1.hashCode of an array that is not null */ \
    X(CURRENT_THREAD,  "current_thread",  'r', "",      PURE)  /* the java.lang.Thread */ \
    X(REGION_LOAD,     "region_load",     'l', "pl",    FULL)  /* site of samovar.Memory, address: the bits, of integers with their sign */ \
    X(REGION_STORE,    "region_store",    'v', "pll",   FULL)  /* and the bits to be stored */ \
    X(CLASS_MIRROR,    "class_mirror",    'r', "p",     PURE)  /* the java.lang.Class of a class */ \
    X(SIN,   "sin",   'd', "d",  PURE) \
    X(COS,   "cos",   'd', "d",  PURE) \
    X(TAN,   "tan",   'd', "d",  PURE) \
    X(EXP,   "exp",   'd', "d",  PURE) \
    X(LOG,   "log",   'd', "d",  PURE) \
    X(LOG10, "log10", 'd', "d",  PURE) \
    X(POW,   "pow",   'd', "dd", PURE) \
    X(FREM,  "frem",  'f', "ff", PURE) \
    X(DREM,  "drem",  'd', "dd", PURE)
// clang-format on

enum ssa_helper {
#define X(name, ...) SSA_HELPER_##name,
    SSA_HELPERS(X)
#undef X
        SSA_NHELPERS
};

struct ssa_helper_info {
    const char *name;
    char result;
    const char *arguments;
    unsigned char effect; /* enum ssa_call_effect */
};
extern const struct ssa_helper_info ssa_helpers[SSA_NHELPERS];

#endif
