/*
 * ops.h - the one table of operations, and the small enumerations that their suffixes come from.
 *
 * Each row of SSA_OPS: X(ENUM, "name", result, operands, effect, properties, suffix, payload)
 *
 *   result     v nothing   i i32   l i64   f f32   d f64   r ref   p raw   m the type of the memory kind in
 * the suffix the value says which, and the text form shows it ("add.i32"): n i32 i64   g f32 f64   a any of
 * these four   A any but void   c any and void operands   one letter each: i l f d r p as above, T the
 * result's type, x any but void, X the type of the operand before, b a base: ref or raw, m the type of the
 * memory kind, V any, also void. A last letter followed by * may be repeated or missing, by ? may be missing.
 *   effect     PURE    depends on operands alone
 *              READ    reads memory of the value's alias class
 *              WRITE   writes memory of the alias class
 *              ATOMIC  reads and writes memory of the alias class
 *              ALLOC   makes an object nobody else can see yet; may be dropped when unused
 *              MEMORY  may read and write all memory
 *              PIN     no memory, but stays where it is: checks, polls, phis, parameters, terminators
 *              CALL    as its suffix says (enum ssa_call_effect)
 *   properties MOVE    may be computed wherever its operands are available (a READ: and memory is the same)
 *              GVN     a value of equal operation, operands and payload that dominates it makes it redundant
 *              COMM    the first two operands may be swapped
 *              SAME    its result is operand 0, bit for bit; what is known about it is what it adds
 *              THROW   may throw a Java exception (then the call, or what does, has thrown: nothing
 * re-executes) DEOPT   may leave for the interpreter with its frame state, as if it had not begun TERM ends a
 * block suffix     NONE, COND, MEM, WHY (deopt reason), EFFECT (of a call), FENCE payload    IMM an integer,
 * HANDLE a world's name for a class, method, address..., ALIAS class, STATE a frame state is required
 */
#ifndef SAMOVAR_SSA_OPS_H
#define SAMOVAR_SSA_OPS_H

// clang-format off
#define SSA_OPS_TABLE(X) \
    /* Constants and what comes from outside: all in the entry block. */ \
    X(CONST,       "const",        'A', "",     PURE,   GVN,              NONE,   IMM)  /* bits; a ref can only be null */ \
    X(CONST_REF,   "const_ref",    'r', "",     PURE,   GVN,              NONE,   HANDLE) /* a heap object, never null */ \
    X(ADDRESS,     "address",      'p', "",     PURE,   GVN,              NONE,   HANDLE) /* of a class, of statics, ... */ \
    X(PARAM,       "param",        'A', "",     PIN,    0,                NONE,   IMM)  /* the n-th argument */ \
    X(OSR_PARAM,   "osr_param",    'A', "",     PIN,    0,                NONE,   IMM)  /* slot n of the frame left behind */ \
    X(THREAD,      "thread",       'p', "",     PURE,   MOVE|GVN,         NONE,   0)    /* the running Java thread */ \
    /* Merging and refining. */ \
    X(PHI,         "phi",          'A', "T*",   PIN,    0,                NONE,   0)    /* an operand for each predecessor */ \
    X(REFINE,      "refine",       'A', "T",    PIN,    SAME,             NONE,   IMM)  /* operand 0 where its facts hold; */ \
    /* imm 1: it stands for a check that was proved by more than facts, and users rely on its place */ \
    X(SELECT,      "select",       'A', "iTT",  PURE,   MOVE|GVN,         NONE,   0)    /* $0 != 0 ? $1 : $2 */ \
    /* Arithmetic: Java's, wrapping around; of floating point also Java's (strict). */ \
    X(ADD,         "add",          'a', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0) \
    X(SUB,         "sub",          'a', "TT",   PURE,   MOVE|GVN,         NONE,   0) \
    X(MUL,         "mul",          'a', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0) \
    X(DIV,         "div",          'a', "TT",   PURE,   MOVE|GVN,         NONE,   0)    /* integers: $1 is known not to be 0; */ \
    X(REM,         "rem",          'a', "TT",   PURE,   MOVE|GVN,         NONE,   0)    /* MIN / -1 = MIN, MIN % -1 = 0 */ \
    X(UDIV,        "udiv",         'n', "TT",   PURE,   MOVE|GVN,         NONE,   0) \
    X(UREM,        "urem",         'n', "TT",   PURE,   MOVE|GVN,         NONE,   0) \
    X(NEG,         "neg",          'a', "T",    PURE,   MOVE|GVN,         NONE,   0) \
    X(ABS,         "abs",          'a', "T",    PURE,   MOVE|GVN,         NONE,   0)    /* Math.abs */ \
    X(MIN,         "min",          'a', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0)    /* Math.min: NaN wins, -0 < +0 */ \
    X(MAX,         "max",          'a', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0) \
    X(MULHI,       "mulhi",        'l', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0)    /* upper half of the product */ \
    X(UMULHI,      "umulhi",       'l', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0) \
    X(SQRT,        "sqrt",         'g', "T",    PURE,   MOVE|GVN,         NONE,   0) \
    X(FMA,         "fma",          'g', "TTT",  PURE,   MOVE|GVN|COMM,    NONE,   0)    /* $0 * $1 + $2, rounded once */ \
    X(FLOOR,       "floor",        'd', "T",    PURE,   MOVE|GVN,         NONE,   0) \
    X(CEIL,        "ceil",         'd', "T",    PURE,   MOVE|GVN,         NONE,   0) \
    X(RINT,        "rint",         'd', "T",    PURE,   MOVE|GVN,         NONE,   0) \
    X(ADD_OVF,     "add_ovf",      'i', "nX",   PURE,   MOVE|GVN|COMM,    NONE,   0)    /* does $0 + $1 overflow? */ \
    X(SUB_OVF,     "sub_ovf",      'i', "nX",   PURE,   MOVE|GVN,         NONE,   0) \
    X(MUL_OVF,     "mul_ovf",      'i', "nX",   PURE,   MOVE|GVN|COMM,    NONE,   0) \
    X(AND,         "and",          'n', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0) \
    X(OR,          "or",           'n', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0) \
    X(XOR,         "xor",          'n', "TT",   PURE,   MOVE|GVN|COMM,    NONE,   0) \
    X(SHL,         "shl",          'n', "Ti",   PURE,   MOVE|GVN,         NONE,   0)    /* counts are masked to 5 or 6 bits */ \
    X(SHR,         "shr",          'n', "Ti",   PURE,   MOVE|GVN,         NONE,   0) \
    X(USHR,        "ushr",         'n', "Ti",   PURE,   MOVE|GVN,         NONE,   0) \
    X(ROTL,        "rotl",         'n', "Ti",   PURE,   MOVE|GVN,         NONE,   0) \
    X(ROTR,        "rotr",         'n', "Ti",   PURE,   MOVE|GVN,         NONE,   0) \
    X(CLZ,         "clz",          'i', "n",    PURE,   MOVE|GVN,         NONE,   0)    /* of 0: the width */ \
    X(CTZ,         "ctz",          'i', "n",    PURE,   MOVE|GVN,         NONE,   0) \
    X(POPCNT,      "popcnt",       'i', "n",    PURE,   MOVE|GVN,         NONE,   0) \
    X(BSWAP,       "bswap",        'n', "T",    PURE,   MOVE|GVN,         NONE,   0) \
    /* Conversions; from floating point they saturate, and NaN is 0. */ \
    X(SEXT8,       "sext8",        'n', "T",    PURE,   MOVE|GVN,         NONE,   0)    /* i2b */ \
    X(SEXT16,      "sext16",       'n', "T",    PURE,   MOVE|GVN,         NONE,   0)    /* i2s */ \
    X(ZEXT8,       "zext8",        'n', "T",    PURE,   MOVE|GVN,         NONE,   0) \
    X(ZEXT16,      "zext16",       'n', "T",    PURE,   MOVE|GVN,         NONE,   0)    /* i2c */ \
    X(I2L,         "i2l",          'l', "i",    PURE,   MOVE|GVN,         NONE,   0) \
    X(U2L,         "u2l",          'l', "i",    PURE,   MOVE|GVN,         NONE,   0)    /* zero-extends */ \
    X(L2I,         "l2i",          'i', "l",    PURE,   MOVE|GVN,         NONE,   0) \
    X(I2F,         "i2f",          'f', "i",    PURE,   MOVE|GVN,         NONE,   0) \
    X(I2D,         "i2d",          'd', "i",    PURE,   MOVE|GVN,         NONE,   0) \
    X(L2F,         "l2f",          'f', "l",    PURE,   MOVE|GVN,         NONE,   0) \
    X(L2D,         "l2d",          'd', "l",    PURE,   MOVE|GVN,         NONE,   0) \
    X(F2I,         "f2i",          'i', "f",    PURE,   MOVE|GVN,         NONE,   0) \
    X(F2L,         "f2l",          'l', "f",    PURE,   MOVE|GVN,         NONE,   0) \
    X(D2I,         "d2i",          'i', "d",    PURE,   MOVE|GVN,         NONE,   0) \
    X(D2L,         "d2l",          'l', "d",    PURE,   MOVE|GVN,         NONE,   0) \
    X(F2D,         "f2d",          'd', "f",    PURE,   MOVE|GVN,         NONE,   0) \
    X(D2F,         "d2f",          'f', "d",    PURE,   MOVE|GVN,         NONE,   0) \
    X(F2I_BITS,    "f2i_bits",     'i', "f",    PURE,   MOVE|GVN,         NONE,   0)    /* floatToRawIntBits and so on */ \
    X(I2F_BITS,    "i2f_bits",     'f', "i",    PURE,   MOVE|GVN,         NONE,   0) \
    X(D2L_BITS,    "d2l_bits",     'l', "d",    PURE,   MOVE|GVN,         NONE,   0) \
    X(L2D_BITS,    "l2d_bits",     'd', "l",    PURE,   MOVE|GVN,         NONE,   0) \
    X(L2P,         "l2p",          'p', "l",    PURE,   MOVE|GVN,         NONE,   0)    /* Unsafe: a number as an address */ \
    X(P2L,         "p2l",          'l', "p",    PURE,   MOVE|GVN,         NONE,   0) \
    X(OFFSET,      "offset",       'p', "pl",   PURE,   MOVE|GVN,         NONE,   0)    /* address + bytes */ \
    /* Comparisons: 0 or 1; instruction selection fuses them with branches and guards. */ \
    X(CMP,         "cmp",          'i', "xX",   PURE,   MOVE|GVN,         COND,   0) \
    X(CMP3,        "cmp3",         'i', "nX",   PURE,   MOVE|GVN,         NONE,   0)    /* -1, 0, 1: lcmp */ \
    X(FCMPL,       "fcmpl",        'i', "gX",   PURE,   MOVE|GVN,         NONE,   0)    /* -1 when unordered */ \
    X(FCMPG,       "fcmpg",        'i', "gX",   PURE,   MOVE|GVN,         NONE,   0)    /* 1 when unordered */ \
    /* Checks: when they fail, the interpreter repeats the bytecode and does what is due. Their results are the proof that \
       loads and divisions hold on to, so that nothing moves above its check. */ \
    X(NULL_CHECK,  "null_check",   'r', "r",    PIN,    GVN|SAME|DEOPT,   NONE,   STATE) \
    X(ZERO_CHECK,  "zero_check",   'n', "T",    PIN,    GVN|SAME|DEOPT,   NONE,   STATE) /* divisors */ \
    X(BOUNDS_CHECK,"bounds_check", 'i', "ii",   PIN,    GVN|SAME|DEOPT,   NONE,   STATE) /* 0 <= $0 < $1 */ \
    X(CLASS_CHECK, "class_check",  'r', "r",    PIN,    GVN|SAME|DEOPT,   NONE,   HANDLE|STATE) /* not null, exact class */ \
    X(CHECK_CAST,  "check_cast",   'r', "r",    PIN,    GVN|SAME|DEOPT,   NONE,   HANDLE|STATE) /* null or a subclass */ \
    X(STORE_CHECK, "store_check",  'r', "rr",   PIN,    GVN|SAME|DEOPT,   NONE,   STATE) /* $0 may be stored in array $1 */ \
    X(GUARD,       "guard",        'v', "i",    PIN,    GVN|DEOPT,        WHY,    STATE) /* deoptimises when $0 == 0 */ \
    /* Types. Null is an instance of nothing; class_of and array_length want a base that is known not to be null. */ \
    X(INSTANCE_OF, "instance_of",  'i', "r",    PURE,   MOVE|GVN,         NONE,   HANDLE) \
    X(CLASS_OF,    "class_of",     'p', "r",    PURE,   MOVE|GVN,         NONE,   0) \
    X(ARRAY_LENGTH,"array_length", 'i', "r",    PURE,   MOVE|GVN,         NONE,   0) \
    /* Memory. Bases are known not to be null, indices to be in bounds (they are the results of checks). A static field has \
       an address or a const_ref as base. */ \
    X(LOAD,        "load",         'm', "b",    READ,   MOVE|GVN,         MEM,    IMM|ALIAS) /* $0 + imm */ \
    X(STORE,       "store",        'v', "bm",   WRITE,  0,                MEM,    IMM|ALIAS) \
    X(LOAD_INDEX,  "load_index",   'm', "ri",   READ,   MOVE|GVN,         MEM,    ALIAS)     /* $0[$1] */ \
    X(STORE_INDEX, "store_index",  'v', "rim",  WRITE,  0,                MEM,    ALIAS) \
    X(LOAD_AT,     "load_at",      'm', "bl",   READ,   0,                MEM,    ALIAS)     /* Unsafe: $0 + $1 bytes; a */ \
    X(STORE_AT,    "store_at",     'v', "blm",  WRITE,  0,                MEM,    ALIAS)     /* null ref is address 0 */ \
    X(CAS,         "cas",          'i', "blmm", ATOMIC, 0,                MEM,    ALIAS)     /* expected, new: stored? */ \
    X(CMPXCHG,     "cmpxchg",      'm', "blmm", ATOMIC, 0,                MEM,    ALIAS)     /* expected, new: old value */ \
    X(XCHG,        "xchg",         'm', "blm",  ATOMIC, 0,                MEM,    ALIAS) \
    X(XADD,        "xadd",         'm', "blm",  ATOMIC, 0,                MEM,    ALIAS) \
    X(FENCE,       "fence",        'v', "",     MEMORY, 0,                FENCE,  0) \
    X(VECTOR,      "vector",       'v', "rix*", MEMORY, 0,                MEM,    IMM)  /* 32 bytes of $0 from $1 on; vector.h */ \
    X(REDUCE,      "reduce",       'm', "mix*", READ,   0,                MEM,    IMM)  /* $0 and $1 elements of arrays; vector.h */ \
    X(VECTOR_END,  "vector_end",   'v', "",     PIN,    0,                NONE,   0)    /* no vectors until the next one */ \
    /* Objects. */ \
    X(NEW,         "new",          'r', "",     ALLOC,  THROW,            NONE,   HANDLE|IMM|STATE) /* class, bytes */ \
    X(NEW_ARRAY,   "new_array",    'r', "i",    ALLOC,  THROW,            MEM,    HANDLE|STATE) /* length not negative */ \
    X(BOX,         "box",          'r', "m",    ALLOC,  THROW,            MEM,    HANDLE|IMM|ALIAS|STATE) /* what valueOf gives: $0 in */ \
    /* an object of the class, at imm; small numbers have one object each, made before */ \
    X(VIRTUAL_OBJECT,"virtual_object",'r',"x*", PURE,   0,                NONE,   HANDLE) /* only for frame states; ssa.h */ \
    X(VIRTUAL_ARRAY,"virtual_array",'r',"m*",   PURE,   0,                MEM,    HANDLE) \
    X(VIRTUAL_BOX, "virtual_box",  'r', "m",    PURE,   0,                MEM,    HANDLE|IMM) \
    X(MONITOR_ENTER,"monitor_enter",'v', "r",   MEMORY, THROW,            NONE,   STATE) \
    X(MONITOR_EXIT,"monitor_exit", 'v', "r",    MEMORY, THROW,            NONE,   STATE) \
    X(CLASS_INIT,  "class_init",   'v', "",     MEMORY, GVN|THROW,        NONE,   HANDLE|STATE) \
    X(KEEP_ALIVE,  "keep_alive",   'v', "r",    PIN,    0,                NONE,   0)    /* reachable until here */ \
    X(POLL,        "poll",         'v', "",     PIN,    DEOPT,            NONE,   STATE) /* safepoint */ \
    /* Calls; HANDLE is the method. A receiver is known not to be null. */ \
    X(CALL,        "call",         'c', "x*",   MEMORY, THROW,            NONE,   HANDLE|STATE)     /* through the GOT */ \
    X(CALL_VIRTUAL,"call_virtual", 'c', "rx*",  MEMORY, THROW,            NONE,   HANDLE|IMM|STATE) /* imm: vtable index */ \
    X(CALL_INTERFACE,"call_interface",'c',"rx*",MEMORY, THROW,            NONE,   HANDLE|IMM|STATE) /* imm: itable index */ \
    X(CALL_RUNTIME,"call_runtime", 'c', "x*",   CALL,   THROW,            EFFECT, IMM)  /* imm: number of the helper */ \
    X(CAUGHT,      "caught",       'r', "",     PIN,    0,                NONE,   0)    /* first in a handler block */ \
    /* Terminators; successors are the block's. */ \
    X(JUMP,        "jump",         'v', "",     PIN,    TERM,             NONE,   0) \
    X(BRANCH,      "branch",       'v', "i",    PIN,    TERM,             NONE,   0)    /* $0 != 0: first, else second */ \
    X(SWITCH,      "switch",       'v', "i",    PIN,    TERM,             NONE,   0)    /* keys of the block; last: default */ \
    X(TRY,         "try",          'v', "V",    PIN,    TERM,             NONE,   0)    /* $0 stands before it: first when */ \
    X(RETURN,      "return",       'v', "x?",   PIN,    TERM,             NONE,   0)    /* it returns, second if it throws */ \
    X(THROW,       "throw",        'v', "r",    PIN,    TERM,             NONE,   0)    /* leaves the function */ \
    X(DEOPT,       "deopt",        'v', "",     PIN,    TERM|DEOPT,       WHY,    STATE) \
    X(UNREACHABLE, "unreachable",  'v', "",     PIN,    TERM,             NONE,   0)    /* after a helper that throws */

#define SSA_TYPES(X) \
    X(VOID, "void") X(I32, "i32") X(I64, "i64") X(F32, "f32") X(F64, "f64") \
    X(REF, "ref")   /* a heap object or null */ \
    X(RAW, "raw")   /* an address that is not a heap object's: of classes, statics, native memory */

/* Integers: signed, then unsigned. Floating point: ordered (but ne), then "unordered or"; references: eq, ne. */
#define SSA_CONDS(X) \
    X(EQ, "eq") X(NE, "ne") X(LT, "lt") X(GE, "ge") X(GT, "gt") X(LE, "le") \
    X(ULT, "ult") X(UGE, "uge") X(UGT, "ugt") X(ULE, "ule")

/* What memory holds and how it becomes a register's type: X(ENUM, "name", type, log2 of bytes). */
#define SSA_MEMS(X) \
    X(I8, "i8", I32, 0) X(U8, "u8", I32, 0) X(I16, "i16", I32, 1) X(U16, "u16", I32, 1) \
    X(I32, "i32", I32, 2) X(I64, "i64", I64, 3) X(F32, "f32", F32, 2) X(F64, "f64", F64, 3) \
    X(REF, "ref", REF, 3) X(RAW, "raw", RAW, 3)

/* Why compiled code is left. The first ones belong to checks, in the order of their operations. */
#define SSA_WHYS(X) \
    X(NULL_CHECK, "null_check") X(ZERO_CHECK, "zero_check") X(BOUNDS_CHECK, "bounds_check") \
    X(CLASS_CHECK, "class_check") X(CHECK_CAST, "check_cast") X(STORE_CHECK, "store_check") \
    X(POLL, "poll")                     /* the code was invalidated, or a debugger wants the frame */ \
    X(UNREACHED, "unreached")           /* code that no run has reached */ \
    X(UNRESOLVED, "unresolved")         /* a class, field or method that was not there at compile time */ \
    X(UNINITIALIZED, "uninitialized")   /* a class not initialised at compile time */ \
    X(NEGATIVE_SIZE, "negative_size") \
    X(RANGE, "range")                   /* a loop's predicate */ \
    X(OVERFLOW, "overflow") \
    X(PROFILE, "profile")               /* something seen never or always was different */ \
    X(REGION, "region")                 /* an access outside the region that its site is committed to */ \
    X(UNSUPPORTED, "unsupported")       /* the compiler leaves this to the interpreter */ \
    X(STRESS, "stress")

/* What a runtime helper does. X(ENUM, "name") */
#define SSA_CALL_EFFECTS(X) \
    X(PURE, "pure")     /* depends on its arguments alone */ \
    X(READ, "read")     /* reads memory; does not throw */ \
    X(LEAF, "leaf")     /* reads and writes memory; does not throw, poll or call Java */ \
    X(FULL, "full")     /* anything; needs a frame state */

#define SSA_FENCES(X) \
    X(ACQUIRE, "acquire") X(RELEASE, "release") X(FULL, "full")
// clang-format on

enum ssa_op {
    SSA_NOP, /* a removed value's slot */
#define X(name, ...) SSA_##name,
    SSA_OPS_TABLE(X)
#undef X
        SSA_NOPS
};

enum ssa_type {
#define X(name, text) SSA_##name,
    SSA_TYPES(X)
#undef X
        SSA_NTYPES
};

enum ssa_cond {
#define X(name, text) SSA_##name,
    SSA_CONDS(X)
#undef X
        SSA_NCONDS
};

enum ssa_mem {
#define X(name, text, type, shift) SSA_MEM_##name,
    SSA_MEMS(X)
#undef X
        SSA_NMEMS
};

enum ssa_why {
#define X(name, text) SSA_WHY_##name,
    SSA_WHYS(X)
#undef X
        SSA_NWHYS
};

enum ssa_call_effect {
#define X(name, text) SSA_EFFECT_##name,
    SSA_CALL_EFFECTS(X)
#undef X
        SSA_NCALL_EFFECTS
};

enum ssa_fence {
#define X(name, text) SSA_FENCE_##name,
    SSA_FENCES(X)
#undef X
        SSA_NFENCES
};

enum ssa_effect { SSA_PURE, SSA_READ, SSA_WRITE, SSA_ATOMIC, SSA_ALLOC, SSA_MEMORY, SSA_PIN, SSA_CALL_SAYS };

enum ssa_property {
    SSA_MOVE = 1,
    SSA_GVN = 2,
    SSA_COMM = 4,
    SSA_SAME = 8,
    SSA_THROWS = 16,
    SSA_DEOPTS = 32,
    SSA_TERM = 64,
};

enum ssa_suffix {
    SSA_SUFFIX_NONE,
    SSA_SUFFIX_COND,
    SSA_SUFFIX_MEM,
    SSA_SUFFIX_WHY,
    SSA_SUFFIX_EFFECT,
    SSA_SUFFIX_FENCE
};

enum ssa_payload { SSA_HAS_IMM = 1, SSA_HAS_HANDLE = 2, SSA_HAS_ALIAS = 4, SSA_HAS_STATE = 8 };

struct ssa_op_info {
    const char *name;
    const char *operands;
    char result;
    unsigned char effect;     /* enum ssa_effect */
    unsigned char properties; /* enum ssa_property */
    unsigned char suffix;     /* enum ssa_suffix */
    unsigned char payload;    /* enum ssa_payload */
};

extern const struct ssa_op_info ssa_ops[SSA_NOPS];
extern const char *const ssa_type_names[SSA_NTYPES];
extern const char *const ssa_cond_names[SSA_NCONDS];
extern const char *const ssa_mem_names[SSA_NMEMS];
extern const char *const ssa_why_names[SSA_NWHYS];
extern const char *const ssa_call_effect_names[SSA_NCALL_EFFECTS];
extern const char *const ssa_fence_names[SSA_NFENCES];
extern const unsigned char ssa_mem_types[SSA_NMEMS];  /* enum ssa_type */
extern const unsigned char ssa_mem_shifts[SSA_NMEMS]; /* log2 of the size in bytes */

enum ssa_cond ssa_cond_negate(enum ssa_cond c,
                              enum ssa_type operands); /* floating point: lt <-> uge and so on */
enum ssa_cond ssa_cond_swap(enum ssa_cond c);          /* a C b == b swap(C) a */

#endif
