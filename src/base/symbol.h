/*
 * symbol.h - interned modified-UTF-8 strings: names, descriptors, signatures.
 *
 * Equal text is the same pointer for the life of the table, so symbols compare with ==. Symbols are never
 * freed. symbol_intern and symbol_lookup may be called from any thread (lookups of existing symbols take no
 * lock).
 */
#ifndef SAMOVAR_BASE_SYMBOL_H
#define SAMOVAR_BASE_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

struct symbol {
    uint32_t hash; /* low half of XXH3_64bits of the bytes */
    uint16_t len;  /* bytes, without the NUL */
    char utf8[];   /* NUL-terminated modified UTF-8 */
};

struct symbol_table;

struct symbol_table *symbol_table_new(void);
void symbol_table_free(struct symbol_table *t);
/* len must be <= 65535 (callers check: class file constants and names cannot be longer). */
struct symbol *symbol_intern(struct symbol_table *t, const char *utf8, size_t len);
/* The same in two steps, for many at a time: until the second, the part of the table that it needs comes into
 * the cache. */
uint32_t symbol_intern_begin(struct symbol_table *t, const char *utf8, size_t len);
struct symbol *symbol_intern_end(struct symbol_table *t, const char *utf8, size_t len, uint32_t begun);
struct symbol *symbol_intern_z(struct symbol_table *t, const char *z);
struct symbol *symbol_lookup(struct symbol_table *t, const char *utf8,
                             size_t len); /* NULL when never interned */

#endif
