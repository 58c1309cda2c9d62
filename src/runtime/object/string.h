/*
 * string.h - java.lang.String objects from C, and the intern table.
 *
 * Constructors return NULL with OutOfMemoryError pending. Compact strings are always on: coder 0 is Latin-1,
 * 1 UTF-16. One intern table serves ldc, String.intern and the names that reflection hands out; it holds its
 * strings weakly.
 */
#ifndef SAMOVAR_RUNTIME_STRING_H
#define SAMOVAR_RUNTIME_STRING_H

#include "runtime/object/object.h"

struct object *string_new_utf8(struct thread *t, const char *modified_utf8, size_t len);
struct object *string_new_z(struct thread *t, const char *modified_utf8);
struct object *string_new_utf16(struct thread *t, const uint16_t *chars, size_t n);
struct object *string_new_platform(struct thread *t,
                                   const char *real_utf8); /* from argv, environment, paths */
struct object *string_from_symbol(struct thread *t, const struct symbol *s);        /* interned */
struct object *string_from_symbol_dotted(struct thread *t, const struct symbol *s); /* '/' -> '.', interned */
struct object *string_intern(struct thread *t, struct object *s);

int32_t string_length(struct thread *t, const struct object *s); /* UTF-16 units */
uint16_t string_char_at(struct thread *t, const struct object *s, int32_t i);
void string_copy_utf16(struct thread *t, const struct object *s, int32_t start, int32_t n, uint16_t *out);
size_t string_utf8_length(struct thread *t, const struct object *s); /* modified UTF-8, without NUL */
/* Modified UTF-8, malloc'd, NUL-terminated: the caller frees. */
char *string_to_utf8(struct thread *t, const struct object *s);
struct symbol *string_to_symbol(struct thread *t, const struct object *s,
                                bool dots_to_slashes); /* NULL: too long */
bool string_equals(struct thread *t, const struct object *a, const struct object *b);
void string_table_init(struct vm *vm);
void string_table_sweep(struct vm *vm); /* collector's hook, world stopped: forgets dead strings */

#endif
