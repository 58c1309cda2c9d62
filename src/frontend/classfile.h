/*
 * classfile.h - the parsed class file (JVMS 17, chapter 4).
 *
 * classfile_parse checks every format rule of chapter 4.1-4.8 that does not need other classes; what it
 * returns may be used without further bounds checks on constant pool indices, code offsets of exception
 * tables, or attribute sizes. (Bytecode itself is checked by verify.h; code of classes that are not verified
 * is trusted, as in HotSpot.)
 *
 * Ownership: everything is allocated in the arena given to classfile_parse; `bytes` must stay alive and
 * unchanged as long as the result (attribute bodies and code point into it).
 */
#ifndef SAMOVAR_FRONTEND_CLASSFILE_H
#define SAMOVAR_FRONTEND_CLASSFILE_H

#include "base/base.h"

enum cp_tag {
    CP_Invalid = 0, /* index 0 and the second half of Long and Double */
    CP_Utf8 = 1,
    CP_Integer = 3,
    CP_Float = 4,
    CP_Long = 5,
    CP_Double = 6,
    CP_Class = 7,
    CP_String = 8,
    CP_Fieldref = 9,
    CP_Methodref = 10,
    CP_InterfaceMethodref = 11,
    CP_NameAndType = 12,
    CP_MethodHandle = 15,
    CP_MethodType = 16,
    CP_Dynamic = 17,
    CP_InvokeDynamic = 18,
    CP_Module = 19,
    CP_Package = 20,
};

union cp_const {
    struct symbol *utf8; /* Utf8 */
    int32_t i;
    float f;
    int64_t l;
    double d;
    /* Class, String, MethodType, Module, Package: a = utf8 index.
     * Fieldref, Methodref, InterfaceMethodref: a = Class index, b = NameAndType index.
     * NameAndType: a = name, b = descriptor. MethodHandle: a = reference kind 1..9, b = ref index.
     * Dynamic, InvokeDynamic: a = bootstrap method index, b = NameAndType index. */
    struct {
        u2 a, b;
    } ref;
    u8 raw;
};

struct const_pool {
    u2 count; /* valid indices are 1 .. count-1 */
    u1 *tags; /* enum cp_tag */
    union cp_const *c;
};

/* Raw attribute body inside the class bytes; data == NULL when the attribute is absent. */
struct attr_bytes {
    const u1 *data;
    u4 len;
};

enum {
    ACC_PUBLIC = 0x0001,
    ACC_PRIVATE = 0x0002,
    ACC_PROTECTED = 0x0004,
    ACC_STATIC = 0x0008,
    ACC_FINAL = 0x0010,
    ACC_SYNCHRONIZED = 0x0020,
    ACC_SUPER = 0x0020,
    ACC_VOLATILE = 0x0040,
    ACC_BRIDGE = 0x0040,
    ACC_TRANSIENT = 0x0080,
    ACC_VARARGS = 0x0080,
    ACC_NATIVE = 0x0100,
    ACC_INTERFACE = 0x0200,
    ACC_ABSTRACT = 0x0400,
    ACC_STRICT = 0x0800,
    ACC_SYNTHETIC = 0x1000,
    ACC_ANNOTATION = 0x2000,
    ACC_ENUM = 0x4000,
    ACC_MODULE = 0x8000,
};

/* VM annotations found in RuntimeVisibleAnnotations (descriptors of jdk.internal.*); honoured by the runtime
 * only for the boot and platform loaders and for classes defined with the VM_ANNOTATIONS flag. */
enum vm_annotation {
    VMA_CALLER_SENSITIVE = 1 << 0, /* jdk/internal/reflect/CallerSensitive */
    VMA_HIDDEN = 1 << 1,           /* jdk/internal/vm/annotation/Hidden, java/lang/invoke/LambdaForm$Hidden */
    VMA_LAMBDA_FORM_COMPILED = 1 << 2, /* java/lang/invoke/LambdaForm$Compiled */
    VMA_FORCE_INLINE = 1 << 3,
    VMA_DONT_INLINE = 1 << 4,
    VMA_INTRINSIC_CANDIDATE = 1 << 5,
    VMA_STABLE = 1 << 6,    /* fields */
    VMA_CONTENDED = 1 << 7, /* classes and fields */
    VMA_SCOPED = 1 << 8,    /* jdk/internal/misc/ScopedMemoryAccess$Scoped */
    VMA_RESERVED_STACK = 1 << 9,
    VMA_VALUE_BASED = 1 << 10, /* jdk/internal/ValueBased (classes) */
};

struct cf_field {
    u2 access;
    u2 constant_value; /* constant pool index, 0 when absent */
    u2 vm_annotations;
    struct symbol *name, *desc;
    struct symbol *signature; /* generic signature or NULL */
    struct attr_bytes annotations, type_annotations;
};

struct cf_handler {
    u2 start, end, handler;
    u2 catch_type; /* constant pool Class index; 0 = any */
};

struct cf_line {
    u2 start_pc, line;
};

struct cf_local_var {
    u2 start_pc, length, slot;
    struct symbol *name, *desc;
};

struct cf_code {
    u2 max_stack, max_locals;
    u4 length;
    const u1 *bytes;
    u2 n_handlers;
    struct cf_handler *handlers;
    u4 n_lines; /* all LineNumberTable attributes, in file order */
    struct cf_line *lines;
    u4 n_vars; /* all LocalVariableTable attributes */
    struct cf_local_var *vars;
    struct attr_bytes stack_map; /* StackMapTable body, or absent */
    struct attr_bytes type_annotations;
};

struct cf_method {
    u2 access;
    u2 vm_annotations;
    struct symbol *name, *desc;
    struct symbol *signature;
    struct cf_code *code; /* NULL for native and abstract methods */
    u2 n_exceptions;
    u2 *exceptions; /* Exceptions attribute: Class indices */
    struct attr_bytes annotations, parameter_annotations, annotation_default, type_annotations;
    struct attr_bytes method_parameters; /* body of MethodParameters */
};

struct cf_inner_class {
    u2 inner, outer, name, access; /* constant pool indices (0 = none) and flags */
};

struct cf_bootstrap_method {
    u2 method_handle;
    u2 n_args;
    u2 *args;
};

struct cf_record_component {
    struct symbol *name, *desc, *signature;
    struct attr_bytes annotations, type_annotations;
};

struct classfile {
    const u1 *bytes;
    size_t len;
    u2 minor, major;
    u2 access; /* recognised flags only; ACC_SYNTHETIC also from a Synthetic attribute (the same for members)
                */
    u2 vm_annotations;
    struct const_pool cp;
    struct symbol *name;       /* this_class, internal form: java/lang/Object */
    struct symbol *super_name; /* NULL only for java/lang/Object */
    u2 this_index, super_index;
    u2 n_interfaces;
    u2 *interfaces; /* Class indices */
    u2 n_fields;
    struct cf_field *fields;
    u2 n_methods;
    struct cf_method *methods;
    struct symbol *source_file; /* NULL when absent */
    struct symbol *signature;
    struct attr_bytes source_debug_extension;
    struct attr_bytes annotations, type_annotations;
    bool has_inner_classes; /* the attribute exists; its entries are left out when they form a circle */
    u2 n_inner_classes;
    struct cf_inner_class *inner_classes;
    u2 enclosing_class, enclosing_method; /* Class and NameAndType indices, 0 when absent */
    u2 n_bootstrap_methods;
    struct cf_bootstrap_method *bootstrap_methods;
    u2 nest_host; /* Class index, 0 when absent */
    u2 n_nest_members;
    u2 *nest_members;
    bool is_record;
    u2 n_record_components;
    struct cf_record_component *record_components;
    bool is_sealed; /* has PermittedSubclasses */
    u2 n_permitted;
    u2 *permitted;
};

enum cf_error {
    CF_OK = 0,
    CF_FORMAT,      /* java.lang.ClassFormatError */
    CF_VERSION,     /* java.lang.UnsupportedClassVersionError */
    CF_NO_CLASSDEF, /* java.lang.NoClassDefFoundError (module-info, wrong name) */
};

struct cf_status {
    enum cf_error error;
    char message[512]; /* exactly what the exception says, HotSpot's wording */
};

/*
 * Parses one class file. expected_name: internal name the caller asked for (NULL: any); a mismatch is
 * CF_NO_CLASSDEF "wrong name". `trusted` relaxes what HotSpot relaxes for boot classes (name and signature
 * syntax checks). For hidden classes pass NULL as expected_name. Returns NULL and fills *st on error.
 */
struct classfile *classfile_parse(struct arena *a, struct symbol_table *symbols, const u1 *bytes, size_t len,
                                  const struct symbol *expected_name, bool trusted, struct cf_status *st);

/* Accessors for checked indices. */
static inline struct symbol *cp_utf8(const struct const_pool *cp, unsigned i)
{
    return cp->c[i].utf8;
}
static inline struct symbol *cp_class_name(const struct const_pool *cp, unsigned i)
{
    return cp->c[cp->c[i].ref.a].utf8;
}
/* For Fieldref, Methodref, InterfaceMethodref, Dynamic, InvokeDynamic (not the class of the last two). */
static inline struct symbol *cp_ref_class(const struct const_pool *cp, unsigned i)
{
    return cp_class_name(cp, cp->c[i].ref.a);
}
static inline struct symbol *cp_ref_name(const struct const_pool *cp, unsigned i)
{
    return cp->c[cp->c[cp->c[i].ref.b].ref.a].utf8;
}
static inline struct symbol *cp_ref_desc(const struct const_pool *cp, unsigned i)
{
    return cp->c[cp->c[cp->c[i].ref.b].ref.b].utf8;
}

/* Line number for a bytecode offset, or -1. */
int cf_line_number(const struct cf_code *code, u4 bci);

#endif
