/* elf_symbols.h - the functions that an ELF file names, by address. */
#ifndef SAMOVAR_RUNTIME_PROFILE_ELF_SYMBOLS_H
#define SAMOVAR_RUNTIME_PROFILE_ELF_SYMBOLS_H

#include "base/base.h"

struct elf_symbol {
    uint64_t address, size; /* as in the file: without the place where it is loaded */
    const char *name;
};
struct elf_symbols {
    struct elf_symbol *at; /* by address */
    size_t n;
    void *mapping; /* the file, which the names are in */
    size_t mapping_size;
};

/* .symtab, or .dynsym when that was stripped. Nothing when it is no ELF file that can be read. */
void elf_symbols_read(struct elf_symbols *s, const char *path);
void elf_symbols_free(struct elf_symbols *s);
/* The function that the address is in; NULL: none. */
const struct elf_symbol *elf_symbols_find(const struct elf_symbols *s, uint64_t address);

#endif
