/*
 * descriptor.h - field and method descriptors (JVMS 4.3), names (4.2), modified UTF-8 (4.4.7).
 */
#ifndef SAMOVAR_FRONTEND_DESCRIPTOR_H
#define SAMOVAR_FRONTEND_DESCRIPTOR_H

#include "base/base.h"

bool utf8_is_valid_modified(const u1 *p, size_t n);
/* Class files up to version 47 may also hold overlong forms. */
bool utf8_is_valid_overlong(const u1 *p, size_t n);
bool name_is_valid_class(const char *p, size_t n); /* internal form, arrays allowed: a/b/C, [I, [La/B; */
bool name_is_valid_unqualified(const char *p, size_t n); /* field names */
bool name_is_valid_method(const char *p, size_t n);      /* also <init>, <clinit> */
bool desc_is_valid_field(const char *p, size_t n);
/* Slots of the arguments without the receiver (long and double are 2), or -1 when the descriptor is
 * malformed. */
int desc_method_arg_slots(const char *p, size_t n);

/* Which class names may stand in a descriptor. */
enum desc_names {
    DESC_NAMES_QUALIFIED,  /* since version 49: nearly everything, JVMS 4.2.1 */
    DESC_NAMES_IDENTIFIER, /* before: Java identifiers (every character outside ASCII counts as part of one
                              here) */
    DESC_NAMES_ANY,        /* trusted files: everything that keeps the descriptor's shape */
};

/* The same checks with the reason of a failure and a choice of rules. */
enum desc_fault {
    DESC_OK,
    DESC_ILLEGAL,
    DESC_BAD_CLASS_NAME,
    DESC_TOO_MANY_DIMENSIONS,
};
bool name_is_identifier(const char *p, size_t n, bool slash_ok);
/* End of the type at p, or NULL; a NULL with *fault == DESC_ILLEGAL just means that no type starts here. */
const char *desc_skip_type(const char *p, const char *end, bool void_ok, enum desc_names names,
                           enum desc_fault *fault);
/* As desc_method_arg_slots; must_be_void: initializers may return nothing else. */
int desc_check_method(const char *p, size_t n, bool must_be_void, enum desc_names names,
                      enum desc_fault *fault);

/*
 * Walks a *valid* method descriptor. Each step yields the first character of the next parameter's type
 * (B C D F I J S Z, L for classes, [ for arrays) and its text; after the parameters, the return type.
 *
 *     struct desc_iter it; desc_iter_init(&it, sym);
 *     while (desc_next_param(&it)) use(it.kind, it.start, it.len);
 *     desc_return(&it);   // it.kind may be 'V'
 */
struct desc_iter {
    const char *next;
    const char *start; /* text of the current type */
    size_t len;
    char kind;
};
void desc_iter_init(struct desc_iter *it, const struct symbol *method_desc);
bool desc_next_param(struct desc_iter *it);
void desc_return(struct desc_iter *it); /* callable at any time */

#endif
