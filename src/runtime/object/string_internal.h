/* string_internal.h - shared by string.c and intern.c. */
#ifndef SAMOVAR_RUNTIME_STRING_INTERNAL_H
#define SAMOVAR_RUNTIME_STRING_INTERNAL_H

#include "runtime/object/string.h"
#include "runtime/vm.h"

enum { CODER_LATIN1 = 0, CODER_UTF16 = 1 };

/* The bytes of a String's value array. */
struct string_bytes {
    const void *at;
    size_t len; /* bytes */
    int8_t coder;
};

static inline struct string_bytes string_bytes_of(const struct vm *vm, const struct object *s)
{
    const struct object *value = ref_field(s, vm->wk.String_value);
    if (value == NULL) /* allocated without a constructor */
        return (struct string_bytes){"", 0, CODER_LATIN1};
    return (struct string_bytes){array_data(value), (size_t)array_length(value),
                                 FIELD_AT(int8_t, s, vm->wk.String_coder)};
}

struct object *string_new_bytes(struct thread *t, const struct string_bytes *b);
/* The interned string with these bytes, made when there is none. */
struct object *string_intern_bytes(struct thread *t, const struct string_bytes *b);

#endif
