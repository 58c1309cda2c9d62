/*
 * classfile_internal.h - shared by the files of the class file parser; nobody else includes it.
 *
 * The parser is one forward pass over the bytes with a cursor. Every function that can fail returns false
 * after it has filled the status; the first failure wins and ends the parse. A read is either preceded by
 * cf_more, which reports "Truncated class file", or falls under an earlier cf_more (the cf_u1/u2/u4 readers
 * do not check).
 */
#ifndef SAMOVAR_FRONTEND_CLASSFILE_INTERNAL_H
#define SAMOVAR_FRONTEND_CLASSFILE_INTERNAL_H

#include <string.h>

#include "frontend/bytecode.h"
#include "frontend/classfile.h"

enum {
    CF_MIN_VERSION = 45,
    CF_MAX_VERSION = 61,
    CF_PREVIEW_MINOR = 65535,
};

struct cf_parser {
    const u1 *at, *end;
    struct classfile *cf;
    struct arena *arena;
    struct symbol_table *symbols;
    struct cf_status *st;
    const char *class_name; /* for messages */
    u2 major;
    bool strict;             /* not trusted: check what cannot hurt the VM too */
    u1 unsupported_constant; /* a Module or Package constant was seen: only right in module-info */
    int max_bootstrap_index; /* largest index used by Dynamic and InvokeDynamic, -1 = none */
};

/* Sets a ClassFormatError; returns false so that callers can return it. */
bool cf_fail(struct cf_parser *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Same for the other kinds of error. */
bool cf_fail_as(struct cf_parser *p, enum cf_error kind, const char *fmt, ...) PRINTF_LIKE(3, 4);
bool cf_fail_truncated(struct cf_parser *p);

#define CF_REQUIRE(p, condition, ...)                                                                        \
    do {                                                                                                     \
        if (UNLIKELY(!(condition)))                                                                          \
            return cf_fail((p), __VA_ARGS__);                                                                \
    } while (0)

static inline bool cf_more(struct cf_parser *p, size_t n)
{
    return LIKELY((size_t)(p->end - p->at) >= n) || cf_fail_truncated(p);
}

static inline u1 cf_u1(struct cf_parser *p)
{
    return *p->at++;
}

static inline u2 cf_u2(struct cf_parser *p)
{
    u2 v = read_u2(p->at);
    p->at += 2;
    return v;
}

static inline u4 cf_u4(struct cf_parser *p)
{
    u4 v = read_u4(p->at);
    p->at += 4;
    return v;
}

static inline bool cf_skip(struct cf_parser *p, size_t n)
{
    if (!cf_more(p, n))
        return false;
    p->at += n;
    return true;
}

/* Index 0 has the tag CP_Invalid, so it never passes. */
static inline bool cf_is(const struct cf_parser *p, unsigned index, enum cp_tag tag)
{
    return index < p->cf->cp.count && p->cf->cp.tags[index] == tag;
}

static inline struct symbol *cf_symbol(const struct cf_parser *p, unsigned index)
{
    return p->cf->cp.c[index].utf8;
}

#define cf_symbol_is(s, text)                                                                                \
    ((s)->len == sizeof(text) - 1 && memcmp((s)->utf8, (text), sizeof(text) - 1) == 0)

/* classfile_pool.c */
bool cf_parse_constant_pool(struct cf_parser *p);

/* classfile_member.c */
bool cf_parse_fields(struct cf_parser *p);
bool cf_parse_methods(struct cf_parser *p);

/* classfile_code.c: the Code attribute's body is at the cursor. */
bool cf_parse_code(struct cf_parser *p, struct cf_method *m, u4 attribute_length, int arg_slots);

/* classfile_attr.c */
bool cf_parse_class_attributes(struct cf_parser *p);

/* ---- attributes, shared by all places that have some (classfile_attr.c) ---- */

/* X(name, first class file version that defines it) */
#define CF_ATTRIBUTES(X)                                                                                     \
    X(Code, 45)                                                                                              \
    X(LineNumberTable, 45)                                                                                   \
    X(StackMapTable, 50)                                                                                     \
    X(LocalVariableTable, 45)                                                                                \
    X(LocalVariableTypeTable, 49)                                                                            \
    X(Signature, 49)                                                                                         \
    X(ConstantValue, 45)                                                                                     \
    X(Exceptions, 45)                                                                                        \
    X(RuntimeVisibleAnnotations, 49)                                                                         \
    X(RuntimeInvisibleAnnotations, 49)                                                                       \
    X(RuntimeVisibleParameterAnnotations, 49)                                                                \
    X(RuntimeInvisibleParameterAnnotations, 49)                                                              \
    X(RuntimeVisibleTypeAnnotations, 49)                                                                     \
    X(RuntimeInvisibleTypeAnnotations, 49)                                                                   \
    X(AnnotationDefault, 49)                                                                                 \
    X(MethodParameters, 45)                                                                                  \
    X(Synthetic, 45)                                                                                         \
    X(Deprecated, 45)                                                                                        \
    X(SourceFile, 45)                                                                                        \
    X(SourceDebugExtension, 45)                                                                              \
    X(InnerClasses, 45)                                                                                      \
    X(EnclosingMethod, 49)                                                                                   \
    X(BootstrapMethods, 51)                                                                                  \
    X(NestHost, 55)                                                                                          \
    X(NestMembers, 55)                                                                                       \
    X(Record, 60)                                                                                            \
    X(PermittedSubclasses, 61)

enum cf_attribute {
    ATTR_Unknown, /* not defined at all, or not in this version: skipped */
#define X(name, since) ATTR_##name,
    CF_ATTRIBUTES(X)
#undef X
        ATTR_COUNT
};
_Static_assert(ATTR_COUNT <= 32, "seen-sets of attributes are 32-bit masks");

/* Who owns a list of attributes: what may stand there and the words of its messages. */
struct cf_owner {
    const char *multiple_suffix; /* "Multiple Signature attributes<suffix> in class file X" */
    const char *kind; /* "field": "Invalid Synthetic field attribute length"; NULL: no such marker */
    const char *bad_signature_length; /* formats with %u, %s */
    const char *bad_signature_index;
    unsigned vm_annotations; /* set of enum vm_annotation that mean something here */
};

/* Where the attributes that all owners share are stored. */
struct cf_common {
    u4 seen; /* mask of enum cf_attribute */
    u2 *access;
    u2 *vm_annotations; /* may be NULL */
    struct symbol **signature;
    struct attr_bytes *annotations, *type_annotations;
};

/* Reads name and length. bad_index: message with %u, %s for a name that is no Utf8 entry. */
bool cf_attribute_header(struct cf_parser *p, const char *bad_index, enum cf_attribute *kind, u4 *length);
/* Marks an attribute as seen; fails when it was. suffix as in cf_owner. */
bool cf_attribute_once(struct cf_parser *p, u4 *seen, enum cf_attribute kind, const char *suffix);
/* Points *body at the attribute's bytes and skips them. */
bool cf_attribute_body(struct cf_parser *p, u4 length, struct attr_bytes *body);
/* Signature, annotations, Synthetic, Deprecated; skips what the owner does not know. */
bool cf_common_attribute(struct cf_parser *p, const struct cf_owner *owner, enum cf_attribute kind, u4 length,
                         struct cf_common *common);

/* classfile_annotation.c: the VM annotations, among `allowed`, in a RuntimeVisibleAnnotations body. */
unsigned cf_vm_annotations(const struct const_pool *cp, struct attr_bytes body, unsigned allowed);

/* ---- classfile_check.c ---- */

bool cf_check_version(struct cf_parser *p, u2 major, u2 minor);
/* Name checks; no-ops for trusted class files. */
bool cf_check_class_name(struct cf_parser *p, const struct symbol *name);
bool cf_check_field_name(struct cf_parser *p, const struct symbol *name);
bool cf_check_method_name(struct cf_parser *p, const struct symbol *name);
/* Descriptors are always checked: the runtime walks them without looking. name is for the message. */
bool cf_check_field_desc(struct cf_parser *p, const struct symbol *name, const struct symbol *desc);
/* slots: argument slots without the receiver; may be NULL. */
bool cf_check_method_desc(struct cf_parser *p, const struct symbol *name, const struct symbol *desc,
                          int *slots);
bool cf_fail_desc(struct cf_parser *p, const char *kind, const struct symbol *name,
                  const struct symbol *desc);

bool cf_check_class_modifiers(struct cf_parser *p, unsigned flags);
bool cf_check_field_modifiers(struct cf_parser *p, unsigned flags, bool is_interface);
bool cf_check_method_modifiers(struct cf_parser *p, unsigned flags, bool is_interface,
                               const struct symbol *name);

/* Duplicates, each in linear time. */
bool cf_check_duplicate_interfaces(struct cf_parser *p);
bool cf_check_duplicate_fields(struct cf_parser *p);
bool cf_check_duplicate_methods(struct cf_parser *p);

/* classfile_inner.c: sets *ignore when the entries form a circle or contradict each other. */
bool cf_check_inner_classes(struct cf_parser *p, bool *ignore);

#endif
