/*
 * verify_internal.h - what the files of the verifier share.
 *
 *     verify.c          the pass over a method: instruction starts, exception table, main loop, branches
 *     verify_insn.c     instructions: stack effects, locals, arrays, stack shuffling, constants
 *     verify_member.c   field access, invocation, <init>, protected access
 *     verify_type.c     verification types, descriptors, assignability
 *     verify_frame.c    StackMapTable decoding; matching frames
 *     verify_error.c    VerifyError messages
 *
 * Errors leave through longjmp to verify_class: fail_*() and ask_failed() do not return. Nothing that runs
 * between setjmp and longjmp holds a resource other than the verifier's own scratch memory.
 */
#ifndef SAMOVAR_FRONTEND_VERIFY_INTERNAL_H
#define SAMOVAR_FRONTEND_VERIFY_INTERNAL_H

#include <setjmp.h>

#include "frontend/bytecode.h"
#include "frontend/verify.h"

/*
 * A verification type in one word: the tag in the top byte, below it a symbol's address (VT_OBJECT, VT_ARRAY:
 * the class name), the offset of the `new` instruction (VT_UNINIT), or zero. Equal types are equal words.
 */
typedef u8 vtype;

enum vtag {
    VT_TOP, /* unusable */
    VT_INT,
    VT_FLOAT,
    VT_LONG,
    VT_LONG2, /* second slot */
    VT_DOUBLE,
    VT_DOUBLE2,
    VT_NULL,
    VT_UNINIT_THIS,
    VT_UNINIT,
    VT_OBJECT,
    VT_ARRAY,
    /* What only an instruction or a descriptor asks for; never found in a frame. */
    VT_BOOLEAN,
    VT_BYTE,
    VT_SHORT,
    VT_CHAR,
    VT_ANY_REF, /* initialised or not */
    VT_ANY_CAT1,
    VT_ANY_CAT2,
    VT_ANY_CAT2_2ND,
};

#define VTYPE(tag) ((vtype)(tag) << 56)
#define VT_PAYLOAD (((vtype)1 << 56) - 1)

static inline enum vtag vt_tag(vtype t)
{
    return (enum vtag)(t >> 56);
}
static inline struct symbol *vt_name(vtype t)
{
    return (struct symbol *)(uintptr_t)(t & VT_PAYLOAD);
}
static inline u4 vt_new_bci(vtype t)
{
    return (u4)t;
}
static inline vtype vt_uninit(u4 bci)
{
    return VTYPE(VT_UNINIT) | bci;
}
static inline vtype vt_class(const struct symbol *name)
{
    return VTYPE(name->utf8[0] == '[' ? VT_ARRAY : VT_OBJECT) | (vtype)(uintptr_t)name;
}
static inline bool vt_is_array(vtype t)
{
    return vt_tag(t) == VT_ARRAY;
}
static inline bool vt_is_initialized_ref(vtype t)
{
    return vt_tag(t) == VT_NULL || vt_tag(t) == VT_OBJECT || vt_tag(t) == VT_ARRAY;
}
static inline bool vt_is_ref(vtype t)
{
    return vt_tag(t) >= VT_NULL && vt_tag(t) <= VT_ARRAY;
}
static inline bool vt_is_cat1(vtype t)
{
    return vt_is_ref(t) || vt_tag(t) == VT_INT || vt_tag(t) == VT_FLOAT;
}
static inline bool vt_is_cat2(vtype t)
{
    return vt_tag(t) == VT_LONG || vt_tag(t) == VT_DOUBLE;
}
static inline bool vt_is_cat2_2nd(vtype t)
{
    return vt_tag(t) == VT_LONG2 || vt_tag(t) == VT_DOUBLE2;
}
/* The second slot's type of a two-slot type. */
static inline vtype vt_second(vtype t)
{
    return t + VTYPE(1);
}
_Static_assert(VT_LONG2 == VT_LONG + 1 && VT_DOUBLE2 == VT_DOUBLE + 1, "vt_second");

/* A descriptor as verification types, one entry per slot: parameters, then the return type (or the field's
 * type). */
struct vsig {
    u2 n_args; /* slots */
    u2 n_ret;  /* slots: 0 for void */
    vtype types[];
};

/* A type state: locals, operand stack, flag. The flowing one and the decoded StackMapTable frames. */
struct vframe {
    u4 bci;
    u4 n_locals, n_stack;
    bool this_uninit; /* flagThisUninit */
    vtype *locals, *stack;
};

/* One frame of the decoded StackMapTable; types are indices into verifier.map_types. */
struct map_frame {
    u4 bci;
    u4 locals, stack;
    u4 n_locals, n_stack;
    bool this_uninit;
};

struct assign_entry {
    vtype from, to; /* from == 0: free */
    bool yes;
};
enum { ASSIGN_CACHE_SIZE = 512 };

enum { MARK_INSIDE = 0, MARK_START = 1, MARK_NEW = 2 }; /* verifier.marks */

struct verifier {
    const struct classfile *cf;
    const struct const_pool *cp;
    const struct verify_env *env;
    struct symbol *this_name;
    vtype this_type, object_type, throwable_type;
    struct buf *message;
    enum verify_result result;
    jmp_buf failed;

    /* For the whole class. */
    struct arena scratch;
    struct ptr_map sigs; /* descriptor symbol -> struct vsig */
    struct assign_entry *assign_cache;
    u1 *marks;           /* one per code byte; room for the longest method */
    u4 *handler_checked; /* per handler: the locals_version it was last checked with */
    VEC(struct map_frame) frames;
    VEC(vtype) map_types;

    /* For the current method. */
    const struct cf_method *method;
    const struct cf_code *code;
    struct vframe cur;
    u4 stack_at_start; /* cur.n_stack when the current instruction began: what error messages show */
    u4 locals_version; /* changes with every change of cur.locals or the flag */
    u4 bci;
    vtype return_type;   /* VT_TOP for void */
    u4 try_min, try_max; /* bcis covered by some handler lie in [try_min, try_max) */
    bool inited_this;    /* the current instruction is the constructor's call of super() or this() */
};

/* verify_type.c */
bool vt_assignable(struct verifier *v, vtype from, vtype to);
/* As vt_assignable to the current class, for protected access: an interface does not stand for Object here.
 */
bool vt_assignable_to_this(struct verifier *v, vtype from);
vtype vt_component(struct verifier *v, vtype array);    /* VT_BOOLEAN etc. for primitive arrays */
vtype vt_array_of(struct verifier *v, vtype component); /* 0 when the name gets too long */
vtype vt_of_class_index(struct verifier *v, u2 index);  /* index of a Class constant */
const struct vsig *vsig_of(struct verifier *v, const struct symbol *desc);
void vt_print(struct buf *b, vtype t);

/* verify_frame.c */
void decode_stack_map(struct verifier *v);
struct vframe map_frame_view(struct verifier *v, const struct map_frame *f);
const struct map_frame *find_map_frame(struct verifier *v, int64_t bci);
struct verr;
/* Is FROM assignable to the map frame TO? On false *why tells the reason. */
bool frame_assignable(struct verifier *v, const struct vframe *from, const struct map_frame *to,
                      struct verr *why);

/* verify_insn.c: everything but control flow; verify_member.c for the second. */
bool verify_plain_insn(struct verifier *v, unsigned op); /* false: not an instruction of its */
void verify_local_insn(struct verifier *v, unsigned op, u4 index);
bool is_local_insn(unsigned op, u4 *index); /* short forms fill *index; others leave it */
bool is_store_insn(unsigned op);
vtype pop_type(struct verifier *v, vtype expected);
vtype pop_any(struct verifier *v);
void push_type(struct verifier *v, vtype t);

/* verify_member.c */
void verify_field_insn(struct verifier *v, unsigned op);
void verify_invoke_insn(struct verifier *v, unsigned op);

/* verify.c */
static inline bool in_try(const struct verifier *v)
{
    return v->bci >= v->try_min && v->bci < v->try_max;
}
void check_handlers(struct verifier *v);
void check_cp_tag(struct verifier *v, u2 index, unsigned tag_mask);

/*
 * verify_error.c: messages. A verr describes the details below the first line: reason, and where the two
 * types came from.
 */
enum vreason {
    REASON_BYTECODE,
    REASON_TYPE,
    REASON_FLAGS,
    REASON_CP_INDEX,
    REASON_LOCAL_INDEX,
    REASON_LOCALS_SIZE,
    REASON_STACK_SIZE,
    REASON_OVERFLOW,
    REASON_UNDERFLOW,
    REASON_NO_MAP,
    REASON_BAD_MAP,
};

enum vorigin_kind {
    FROM_NOWHERE,
    FROM_FRAME, /* no type; only shows the frame */
    FROM_LOCAL,
    FROM_STACK,
    FROM_MAP_LOCAL,
    FROM_MAP_STACK,
    FROM_CP,
    FROM_SIGNATURE,
    FROM_RULE, /* the instruction's own demand */
};

struct vorigin {
    enum vorigin_kind kind;
    u4 index;
    vtype type;
    bool has_frame;
    struct vframe frame;
};

struct verr {
    enum vreason reason;
    u4 bci;
    struct vorigin type, expected;
};

struct vorigin from_frame(const struct verifier *v);
struct vorigin from_stack_top(const struct verifier *v); /* the slot just popped */
struct vorigin from_local(const struct verifier *v, u4 index);
struct vorigin from_cp(u4 index, vtype t);
struct vorigin from_signature(vtype t);
struct vorigin from_rule(vtype t);

_Noreturn void fail_with(struct verifier *v, const struct verr *e, const char *fmt, ...) PRINTF_LIKE(3, 4);
_Noreturn void fail_bytecode(struct verifier *v, u4 bci, const char *fmt, ...) PRINTF_LIKE(3, 4);
_Noreturn void fail_type(struct verifier *v, struct vorigin type, struct vorigin expected, const char *fmt,
                         ...) PRINTF_LIKE(4, 5);
_Noreturn void fail_cp_index(struct verifier *v, u4 index, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* ClassFormatError; with_method adds " in method '...'". */
_Noreturn void fail_format(struct verifier *v, bool with_method, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The class's name with dots, for messages. */
const char *this_class_text(struct verifier *v);
/* An environment question threw. */
_Noreturn void ask_failed(struct verifier *v);

#endif
