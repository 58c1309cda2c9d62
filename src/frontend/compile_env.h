/*
 * compile_env.h - all that the compiler may ask about the world.
 *
 * The builder (build.h) turns bytecode into SSA and knows class files only. Which class a constant pool entry
 * means, where a field lies, which method a call reaches, what a site has seen: the answers come from an
 * implementation of this table. The runtime has one; a test answers from class files alone; a cross compiler
 * from a description.
 *
 * Questions have no side effects that a program can see: they never load, link or initialise a class, never
 * run Java, never throw. What is not resolved yet is "unknown", and the compiled code leaves for the
 * interpreter there.
 *
 * Handles name things of the world: classes, methods, fields, objects, addresses. 0 is none. Equal things
 * have equal handles during one compile, and across compiles when the code is to be cached. A class's handle
 * is also the handle of its address: "cmp.eq class_of($1), address #class". A handle that is an object keeps
 * the object alive as long as the compile; the blob's owner keeps those that end up in code.
 *
 * Ownership: pointers in answers (env_method, env_class, class files, code, names) belong to the
 * implementation and stay valid and unchanged until the compile ends.
 *
 * Threads: one compile calls from one thread at a time, but several compiles may ask at once, and classes are
 * loaded meanwhile. An answer that may become wrong by that is one the compile must record with `depend`; the
 * implementation validates the recorded ones once more when it installs the code, under the lock that class
 * loading takes. So `depend` needs no lock of its own, and an answer may be stale without harm.
 */
#ifndef SAMOVAR_FRONTEND_COMPILE_ENV_H
#define SAMOVAR_FRONTEND_COMPILE_ENV_H

#include "frontend/classfile.h"

typedef uint64_t env_handle;

/* ------------------------------------------------------------------------------------------------ classes */

enum env_class_kind { ENV_INSTANCE_CLASS, ENV_INTERFACE, ENV_ARRAY, ENV_PRIMITIVE };

struct env_class {
    env_handle handle;
    enum env_class_kind kind;
    const struct symbol *name; /* internal form */
    bool is_final;             /* no other class is a subclass, now or ever: final classes, arrays of such */
    bool is_abstract;
    bool can_instantiate; /* `new` makes one: an instance class, not abstract, not java.lang.Class */
    bool initialized;     /* never becomes false again */
    bool has_finalizer;   /* Object.<init> registers its instances */
    uint32_t size;        /* of an instance, bytes */
    env_handle super;     /* 0: none */
    env_handle component; /* arrays: one dimension down */
    char element;      /* arrays: type letter of an element, L for references of all kinds; primitives: own */
    env_handle mirror; /* the java.lang.Class object */
};

/* ------------------------------------------------------------------------------------------------ methods */

struct env_method {
    env_handle handle;
    env_handle holder;
    const struct classfile *cf;
    const struct cf_code *code; /* NULL: native, abstract, made by the VM */
    const struct symbol *holder_name, *name, *desc;
    u2 access, vm_annotations;
    bool is_final; /* what a call resolves to is what it reaches: static, private, <init>, final, ... */
    bool needs_class_init; /* static: a call initialises the holder first (and it is not initialised) */
    int32_t vtable_index;  /* -1: none */
    int32_t itable_index;  /* methods of interfaces; else -1 */
    uint16_t intrinsic;    /* enum intrinsic of build_intrinsics.h: intrinsic_find(), which may be cached */
};

/* What a call instruction does. */
enum env_call_kind {
    ENV_CALL_UNRESOLVED, /* or known to fail */
    ENV_CALL_DIRECT,     /* `method` itself: static, special, private, final */
    ENV_CALL_VIRTUAL,    /* by vtable index of the receiver's class */
    ENV_CALL_INTERFACE,  /* method of an interface; also for invokevirtual that resolves to one */
    ENV_CALL_SITE, /* invokedynamic, invokehandle: static `method`, with `appendix` as the last argument if
                      not 0 */
};
struct env_call {
    enum env_call_kind kind;
    env_handle method;
    env_handle appendix; /* an object */
    env_handle receiver; /* the class that the constant pool names: receivers are instances of it, by
                            verification, unless it is an interface */
};

/* ------------------------------------------------------------------------------------------------- fields */

/* A value known at compile time. */
struct env_constant {
    char type;         /* letter: I (and smaller), J, F, D, L; 0: not known */
    int64_t bits;      /* numbers: the value, floating point as its bits */
    env_handle object; /* L: 0 is null */
};

struct env_field {
    env_handle handle; /* names the alias class */
    env_handle holder;
    char type; /* letter; L also for arrays */
    bool is_static, is_volatile, is_final;
    bool needs_class_init; /* static, and the holder is not initialised */
    env_handle base;       /* static: where it lies ... */
    bool base_is_object;   /* ... inside an object, not at an address */
    int64_t offset;        /* from the base or the receiver */
    env_handle class;      /* values are null or instances of this class; 0: nothing is known (see
                              descriptor_class) */
    struct env_constant
        constant; /* static final fields of initialised classes that nobody can change any more */
};

/* The field of a box such as java.lang.Long. */
struct env_box {
    env_handle field;
    char type;
    int64_t offset;
};

/* ------------------------------------------------------------------------------------------- what was seen
 */

enum { ENV_RECEIVERS = 4 };
struct env_receivers {
    unsigned n;                      /* classes seen, as many as are told apart */
    env_handle class[ENV_RECEIVERS]; /* most frequent first */
    unsigned percent[ENV_RECEIVERS]; /* of all observations */
    bool all;                        /* no others were seen */
};

/* A mapped part of the address space, that an access site has met and nothing else. */
struct env_region {
    env_handle handle;
    uint64_t base, last; /* addresses of the first and the last byte */
    uint64_t memory;     /* where they lie; 0: a device */
    uint64_t site;       /* what the helpers for devices want */
    bool read_only;
};

/* ------------------------------------------------------------------------------------------------ inlining
 */

struct env_inline_query {
    const struct env_method *caller, *callee;
    uint32_t bci;       /* of the call, in the caller */
    uint32_t depth;     /* 0: called from the method being compiled */
    uint32_t recursion; /* times the callee is already on the inline stack */
    uint32_t values;    /* SSA values built so far: how big the function is */
    uint32_t constants; /* arguments known at compile time */
    bool guarded;       /* behind a class test */
    bool via_handle; /* part of a method handle's chain: costs little and hides everything if it stays a call
                      */
};

/* ------------------------------------------------------------------------------------------- dependencies */

/* X(NAME): the answers that may be relied upon, and what they are about. */
#define ENV_DEPENDENCIES(X)                                                                                  \
    X(LEAF_CLASS)    /* class a has no subclass */                                                           \
    X(UNIQUE_TARGET) /* method b is all that a call of method c on an instance of class a can reach */       \
    X(NO_FINALIZER)  /* class a and its subclasses have no finalizer */                                      \
    X(CALL_SITE)     /* the CallSite a still has the target it had */                                        \
    X(REGION)        /* region a is mapped */                                                                \
    X(STABLE_OBJECT) /* nothing: object a is referred to and must stay alive */

enum env_dependency_kind {
#define X(name) ENV_DEP_##name,
    ENV_DEPENDENCIES(X)
#undef X
        ENV_NDEPENDENCIES
};
struct env_dependency {
    uint8_t kind; /* enum env_dependency_kind */
    env_handle a, b, c;
};

/* Classes that the builder knows by name. */
enum env_wellknown {
    ENV_OBJECT,
    ENV_THROWABLE,
    ENV_CLASS,
    ENV_STRING,
    ENV_BOOLEAN_ARRAY,
    ENV_CLONEABLE,
    ENV_NWELLKNOWN
};

/* Instance fields that stand for native methods. */
enum env_known_field { ENV_CLASS_COMPONENT_TYPE, ENV_REFERENCE_REFERENT };

/* ------------------------------------------------------------------------------------------------ the table
 */

struct compile_env {
    void *cx; /* first argument of all */

    /* Never NULL for a handle that the environment gave. */
    const struct env_class *(*class_info)(void *cx, env_handle class);
    const struct env_method *(*method_info)(void *cx, env_handle method);

    /* --- constant pool entries of a method's class; false, 0 or UNRESOLVED: not resolved */
    env_handle (*class_at)(void *cx, const struct env_method *m, unsigned cp_index);
    bool (*field_at)(void *cx, const struct env_method *m, unsigned cp_index, bool is_static, bool is_put,
                     struct env_field *out);
    /* opcode: of the instruction at bci, which says which call site an invokedynamic is. */
    void (*call_at)(void *cx, const struct env_method *m, uint32_t bci, unsigned opcode, unsigned cp_index,
                    struct env_call *out);
    /* NULL: none is known. */
    bool (*known_field)(void *cx, enum env_known_field which, struct env_field *out);
    /* Strings, classes, method handles and types, dynamic constants. Numbers are read from the class file. */
    bool (*constant_at)(void *cx, const struct env_method *m, unsigned cp_index, struct env_constant *out);
    /*
     * The class that values of this field descriptor are instances of, as seen from the method's class. 0
     * when it is not loaded, and for interfaces and arrays of them: the verifier lets any object pass as one.
     */
    env_handle (*descriptor_class)(void *cx, const struct env_method *m, const char *desc, size_t len);

    /* --- classes */
    env_handle (*wellknown)(void *cx, enum env_wellknown which); /* may be 0 */
    bool (*is_subclass)(void *cx, env_handle sub,
                        env_handle super);                  /* also interfaces and array rules; reflexive */
    env_handle (*array_of)(void *cx, env_handle component); /* 0: not made yet */
    env_handle (*primitive_array)(void *cx, char element);
    /* By the classes loaded now; each yes needs `depend`. */
    bool (*is_leaf)(void *cx, env_handle class);
    bool (*no_finalizer)(void *cx, env_handle class);
    /* The only implementation that calls of `method` reach on instances of `class` or its subclasses; 0:
     * several, none, or abstract. */
    env_handle (*unique_target)(void *cx, env_handle class, env_handle method);
    /* Which implementation a virtual or interface call selects for instances of exactly this class; 0: none.
     */
    env_handle (*select)(void *cx, env_handle class, env_handle method);

    /* --- objects known at compile time */
    env_handle (*object_class)(void *cx, env_handle object);
    /* The class that a java.lang.Class object stands for; 0: it is no such object. */
    env_handle (*mirror_class)(void *cx, env_handle object);
    /* The value of an instance field that nobody can change any more; false otherwise (also for a null
     * @Stable one). */
    bool (*constant_field)(void *cx, env_handle object, const struct env_field *field,
                           struct env_constant *out);
    /* The value of an array element that nobody can change any more: of arrays in @Stable fields, where it is
     * not zero or null; false otherwise, and for an index that is out of bounds. NULL: never. */
    bool (*constant_element)(void *cx, env_handle array, int32_t index, struct env_constant *out);
    /* Where invokeBasic goes on this method handle; where linkTo* goes with this MemberName. 0: not known. */
    env_handle (*basic_target)(void *cx, env_handle method_handle);
    env_handle (*member_target)(void *cx, env_handle member_name);

    /* A class whose boxes for small numbers have been made, so that valueOf needs nothing initialised; false:
     * any other. NULL: never. */
    bool (*box_of)(void *cx, env_handle class, struct env_box *out);

    /* --- what was observed; NULL: nothing is known */
    bool (*receivers)(void *cx, const struct env_method *m, uint32_t bci, struct env_receivers *out);
    bool (*reached)(void *cx, const struct env_method *m, uint32_t bci); /* has the code at bci ever run? */
    /* May this method guess at bci, with a guard that deoptimises for this reason (enum ssa_why)? NULL: yes.
     */
    bool (*may_speculate)(void *cx, const struct env_method *m, uint32_t bci, unsigned why);
    /* NULL: no. A yes needs `depend`. */
    bool (*region_at)(void *cx, const struct env_method *m, uint32_t bci, struct env_region *out);
    unsigned (*heat)(void *cx, const struct env_method *m, uint32_t bci); /* of a block, see ssa_block.heat */

    /* --- decisions and records */
    bool (*inline_decision)(void *cx, const struct env_inline_query *q); /* NULL: never */
    void (*depend)(void *cx, const struct env_dependency *d); /* duplicates are the implementation's matter */
};

#endif
