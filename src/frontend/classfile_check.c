/*
 * classfile_check.c - the checks of a class file that are about one name, one descriptor or one set of flags,
 * and the search for duplicate members.
 */
#include "frontend/classfile_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "frontend/descriptor.h"

/* ---- failing ---- */

/* A message that did not fit is cut at a character's edge: it becomes a Java string. */
static void trim_partial_character(char *message, size_t n)
{
    while (n > 0 && (message[n - 1] & 0xC0) == 0x80)
        n--;
    if (n > 0 && (message[n - 1] & 0x80))
        message[n - 1] = '\0';
}

static void set_status(struct cf_parser *p, enum cf_error kind, const char *fmt, va_list ap)
{
    p->st->error = kind;
    int n = vsnprintf(p->st->message, sizeof p->st->message, fmt, ap);
    if (n >= (int)sizeof p->st->message)
        trim_partial_character(p->st->message, sizeof p->st->message - 1);
}

bool cf_fail(struct cf_parser *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    set_status(p, CF_FORMAT, fmt, ap);
    va_end(ap);
    return false;
}

bool cf_fail_as(struct cf_parser *p, enum cf_error kind, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    set_status(p, kind, fmt, ap);
    va_end(ap);
    return false;
}

bool cf_fail_truncated(struct cf_parser *p)
{
    return cf_fail(p, "Truncated class file");
}

/* ---- version ---- */

bool cf_check_version(struct cf_parser *p, u2 major, u2 minor)
{
    const char *name = p->class_name;
    if (major < CF_MIN_VERSION)
        return cf_fail_as(p, CF_VERSION,
                          "%s (class file version %u.%u) was compiled with an invalid major version", name,
                          major, minor);
    if (major > CF_MAX_VERSION)
        return cf_fail_as(
            p, CF_VERSION,
            "%s has been compiled by a more recent version of the Java Runtime (class file version "
            "%u.%u), this version of the Java Runtime only recognizes class file versions up to %u.0",
            name, major, minor, CF_MAX_VERSION);
    if (major < 56 || minor == 0)
        return true;
    if (minor != CF_PREVIEW_MINOR)
        return cf_fail_as(p, CF_VERSION,
                          "%s (class file version %u.%u) was compiled with an invalid non-zero minor version",
                          name, major, minor);
    if (major != CF_MAX_VERSION)
        return cf_fail_as(
            p, CF_VERSION,
            "%s (class file version %u.%u) was compiled with preview features that are unsupported. "
            "This version of the Java Runtime only recognizes preview features for class file version "
            "%u.%u",
            name, major, minor, CF_MAX_VERSION, CF_PREVIEW_MINOR);
    return cf_fail_as(p, CF_VERSION,
                      "Preview features are not enabled for %s (class file version %u.%u). Try running with "
                      "'--enable-preview'",
                      name, major, minor);
}

/* ---- names and descriptors ---- */

static bool pre_49(const struct cf_parser *p)
{
    return p->major < 49;
}

static enum desc_names desc_names(const struct cf_parser *p)
{
    if (!p->strict)
        return DESC_NAMES_ANY;
    return pre_49(p) ? DESC_NAMES_IDENTIFIER : DESC_NAMES_QUALIFIED;
}

static bool fail_desc_fault(struct cf_parser *p, enum desc_fault fault, const char *kind,
                            const struct symbol *name, const struct symbol *desc)
{
    switch (fault) {
    case DESC_BAD_CLASS_NAME:
        return cf_fail(p, "Class name is empty or contains illegal character in descriptor in class file %s",
                       p->class_name);
    case DESC_TOO_MANY_DIMENSIONS:
        return cf_fail(p, "Array type descriptor has more than 255 dimensions in class file %s",
                       p->class_name);
    default: return cf_fail_desc(p, kind, name, desc);
    }
}

bool cf_fail_desc(struct cf_parser *p, const char *kind, const struct symbol *name, const struct symbol *desc)
{
    return cf_fail(p, "%s \"%s\" in class %s has illegal signature \"%s\"", kind, name->utf8, p->class_name,
                   desc->utf8);
}

bool cf_check_class_name(struct cf_parser *p, const struct symbol *name)
{
    if (!p->strict && name->len > 0)
        return true;
    bool legal;
    if (name->len > 0 && name->utf8[0] == '[') {
        enum desc_fault fault;
        const char *end = name->utf8 + name->len;
        legal = desc_skip_type(name->utf8, end, false, desc_names(p), &fault) == end;
        if (!legal && fault != DESC_ILLEGAL)
            return fail_desc_fault(p, fault, NULL, NULL, NULL);
    } else if (pre_49(p)) {
        legal = name_is_identifier(name->utf8, name->len, true);
    } else {
        legal = name_is_valid_class(name->utf8, name->len);
    }
    return legal || cf_fail(p, "Illegal class name \"%s\" in class file %s", name->utf8, p->class_name);
}

bool cf_check_field_name(struct cf_parser *p, const struct symbol *name)
{
    if (!p->strict)
        return true;
    bool legal = pre_49(p) ? name_is_identifier(name->utf8, name->len, false)
                           : name_is_valid_unqualified(name->utf8, name->len);
    return legal || cf_fail(p, "Illegal field name \"%s\" in class %s", name->utf8, p->class_name);
}

bool cf_check_method_name(struct cf_parser *p, const struct symbol *name)
{
    if (!p->strict)
        return true;
    bool legal = pre_49(p) && name->utf8[0] != '<' ? name_is_identifier(name->utf8, name->len, false)
                                                   : name_is_valid_method(name->utf8, name->len);
    return legal || cf_fail(p, "Illegal method name \"%s\" in class %s", name->utf8, p->class_name);
}

bool cf_check_field_desc(struct cf_parser *p, const struct symbol *name, const struct symbol *desc)
{
    enum desc_fault fault;
    const char *end = desc->utf8 + desc->len;
    const char *q = desc_skip_type(desc->utf8, end, false, desc_names(p), &fault);
    if (LIKELY(q == end && q))
        return true;
    return fail_desc_fault(p, q ? DESC_ILLEGAL : fault, "Field", name, desc);
}

bool cf_check_method_desc(struct cf_parser *p, const struct symbol *name, const struct symbol *desc,
                          int *slots)
{
    if (UNLIKELY(name->utf8[0] == '<') && p->major >= 51 && cf_symbol_is(name, "<clinit>") &&
        !cf_symbol_is(desc, "()V"))
        return cf_fail_desc(p, "Method", name, desc);
    enum desc_fault fault;
    int n = desc_check_method(desc->utf8, desc->len, name->utf8[0] == '<', desc_names(p), &fault);
    if (UNLIKELY(n < 0))
        return fail_desc_fault(p, fault, "Method", name, desc);
    if (slots)
        *slots = n;
    return true;
}

/* ---- access flags ---- */

bool cf_check_class_modifiers(struct cf_parser *p, unsigned flags)
{
    if (flags & ACC_MODULE)
        return cf_fail_as(p, CF_NO_CLASSDEF, "%s is not a class because access_flag ACC_MODULE is set",
                          p->class_name);
    if (!p->strict)
        return true;
    bool since_49 = p->major >= 49;
    bool illegal;
    if (flags & ACC_INTERFACE)
        illegal =
            !(flags & ACC_ABSTRACT) || (flags & ACC_FINAL) || (since_49 && (flags & (ACC_SUPER | ACC_ENUM)));
    else
        illegal = (flags & (ACC_ABSTRACT | ACC_FINAL)) == (ACC_ABSTRACT | ACC_FINAL) ||
                  (since_49 && (flags & ACC_ANNOTATION));
    return !illegal || cf_fail(p, "Illegal class modifiers in class %s: 0x%X", p->class_name, flags);
}

static bool at_most_one_visibility(unsigned flags)
{
    unsigned v = flags & (ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED);
    return (v & (v - 1)) == 0;
}

bool cf_check_field_modifiers(struct cf_parser *p, unsigned flags, bool is_interface)
{
    if (!p->strict)
        return true;
    bool legal;
    if (is_interface) {
        const unsigned must = ACC_PUBLIC | ACC_STATIC | ACC_FINAL;
        unsigned must_not = ACC_PRIVATE | ACC_PROTECTED | ACC_VOLATILE | ACC_TRANSIENT;
        if (p->major >= 49)
            must_not |= ACC_ENUM;
        legal = (flags & (must | must_not)) == must;
    } else {
        legal = at_most_one_visibility(flags) &&
                (flags & (ACC_FINAL | ACC_VOLATILE)) != (ACC_FINAL | ACC_VOLATILE);
    }
    return legal || cf_fail(p, "Illegal field modifiers in class %s: 0x%X", p->class_name, flags);
}

static bool interface_method_flags_legal(u2 major, unsigned flags)
{
    if (major >= 52) {
        unsigned visibility = flags & (ACC_PUBLIC | ACC_PRIVATE);
        if (visibility != ACC_PUBLIC && visibility != ACC_PRIVATE)
            return false;
        if (flags & (ACC_NATIVE | ACC_PROTECTED | ACC_FINAL | ACC_SYNCHRONIZED))
            return false;
        unsigned not_abstract = ACC_PRIVATE | ACC_STATIC | (major < 61 ? ACC_STRICT : 0);
        return !(flags & ACC_ABSTRACT) || !(flags & not_abstract);
    }
    const unsigned must = ACC_PUBLIC | ACC_ABSTRACT;
    unsigned must_not = ACC_STATIC | ACC_FINAL | ACC_NATIVE;
    if (major >= 49)
        must_not |= ACC_PRIVATE | ACC_PROTECTED | ACC_SYNCHRONIZED | ACC_STRICT;
    return (flags & (must | must_not)) == must;
}

static bool class_method_flags_legal(u2 major, unsigned flags, bool is_init)
{
    if (!at_most_one_visibility(flags))
        return false;
    if (is_init)
        return !(flags & (ACC_STATIC | ACC_FINAL | ACC_SYNCHRONIZED | ACC_NATIVE | ACC_ABSTRACT)) &&
               (major < 49 || !(flags & ACC_BRIDGE));
    if (!(flags & ACC_ABSTRACT))
        return true;
    unsigned not_abstract = ACC_FINAL | ACC_NATIVE | ACC_PRIVATE | ACC_STATIC;
    if (major >= 49)
        not_abstract |= ACC_SYNCHRONIZED | (major < 61 ? ACC_STRICT : 0);
    return !(flags & not_abstract);
}

bool cf_check_method_modifiers(struct cf_parser *p, unsigned flags, bool is_interface,
                               const struct symbol *name)
{
    if (!p->strict)
        return true;
    bool legal = is_interface ? interface_method_flags_legal(p->major, flags)
                              : class_method_flags_legal(p->major, flags, cf_symbol_is(name, "<init>"));
    return legal ||
           cf_fail(p, "Method %s in class %s has illegal modifiers: 0x%X", name->utf8, p->class_name, flags);
}

/* ---- duplicates ---- */

/* Name and descriptor of item i; the descriptor of interfaces is NULL. */
typedef void item_fn(const struct classfile *cf, unsigned i, struct symbol **name, struct symbol **desc);

static void interface_item(const struct classfile *cf, unsigned i, struct symbol **name, struct symbol **desc)
{
    *name = cp_class_name(&cf->cp, cf->interfaces[i]);
    *desc = NULL;
}

static void field_item(const struct classfile *cf, unsigned i, struct symbol **name, struct symbol **desc)
{
    *name = cf->fields[i].name;
    *desc = cf->fields[i].desc;
}

static void method_item(const struct classfile *cf, unsigned i, struct symbol **name, struct symbol **desc)
{
    *name = cf->methods[i].name;
    *desc = cf->methods[i].desc;
}

/* The index of the first item that is equal to an earlier one, or -1. */
static int find_duplicate(const struct classfile *cf, unsigned n, item_fn *item)
{
    enum { ON_STACK = 256 };
    u4 small[ON_STACK];
    unsigned size = 4;
    while (size < 2 * n)
        size *= 2;
    u4 *table = size <= ON_STACK ? memset(small, 0, size * sizeof *small) : xcalloc(size, sizeof *table);
    int found = -1;
    for (unsigned i = 0; i < n && found < 0; i++) {
        struct symbol *name, *desc;
        item(cf, i, &name, &desc);
        unsigned at = name->hash ^ (desc ? desc->hash * 31u : 0);
        for (;; at++) {
            at &= size - 1;
            if (table[at] == 0) {
                table[at] = i + 1;
                break;
            }
            struct symbol *other_name, *other_desc;
            item(cf, table[at] - 1, &other_name, &other_desc);
            if (name == other_name && desc == other_desc) {
                found = (int)i;
                break;
            }
        }
    }
    if (table != small)
        free(table);
    return found;
}

/* Messages print signatures with dots. */
static bool fail_duplicate_member(struct cf_parser *p, const char *kind, const struct symbol *name,
                                  const struct symbol *desc)
{
    char text[sizeof p->st->message];
    size_t n = desc->len < sizeof text - 1 ? desc->len : sizeof text - 1;
    for (size_t i = 0; i < n; i++)
        text[i] = desc->utf8[i] == '/' ? '.' : desc->utf8[i];
    text[n] = '\0';
    return cf_fail(p, "Duplicate %s name \"%s\" with signature \"%s\" in class file %s", kind, name->utf8,
                   text, p->class_name);
}

bool cf_check_duplicate_interfaces(struct cf_parser *p)
{
    const struct classfile *cf = p->cf;
    int i = p->strict && cf->n_interfaces > 1 ? find_duplicate(cf, cf->n_interfaces, interface_item) : -1;
    return i < 0 || cf_fail(p, "Duplicate interface name \"%s\" in class file %s",
                            cp_class_name(&cf->cp, cf->interfaces[i])->utf8, p->class_name);
}

bool cf_check_duplicate_fields(struct cf_parser *p)
{
    const struct classfile *cf = p->cf;
    int i = p->strict && cf->n_fields > 1 ? find_duplicate(cf, cf->n_fields, field_item) : -1;
    return i < 0 || fail_duplicate_member(p, "field", cf->fields[i].name, cf->fields[i].desc);
}

bool cf_check_duplicate_methods(struct cf_parser *p)
{
    const struct classfile *cf = p->cf;
    int i = p->strict && cf->n_methods > 1 ? find_duplicate(cf, cf->n_methods, method_item) : -1;
    return i < 0 || fail_duplicate_member(p, "method", cf->methods[i].name, cf->methods[i].desc);
}
