/* elf_symbols.c - reads symbol tables; the file may be anything, so every offset is checked. */
#include "runtime/profile/elf_symbols.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool map_file(struct elf_symbols *s, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0 && st.st_size > (off_t)sizeof(Elf64_Ehdr)) {
        void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (at != MAP_FAILED) {
            s->mapping = at;
            s->mapping_size = (size_t)st.st_size;
        }
    }
    close(fd);
    return s->mapping != NULL;
}

static bool in_file(const struct elf_symbols *s, uint64_t offset, uint64_t size)
{
    return offset <= s->mapping_size && size <= s->mapping_size - offset;
}

static const Elf64_Shdr *sections(const struct elf_symbols *s, unsigned *n)
{
    const Elf64_Ehdr *h = s->mapping;
    if (memcmp(h->e_ident, ELFMAG, SELFMAG) != 0 || h->e_ident[EI_CLASS] != ELFCLASS64 ||
        h->e_shentsize != sizeof(Elf64_Shdr) || h->e_shoff % 8 != 0 ||
        !in_file(s, h->e_shoff, (uint64_t)h->e_shnum * sizeof(Elf64_Shdr)))
        return NULL;
    *n = h->e_shnum;
    return (const Elf64_Shdr *)(const void *)((const char *)s->mapping + h->e_shoff);
}

static int by_address(const void *pa, const void *pb)
{
    const struct elf_symbol *a = pa, *b = pb;
    return a->address < b->address ? -1 : a->address > b->address;
}

static void read_table(struct elf_symbols *s, const Elf64_Shdr *table, const Elf64_Shdr *strings)
{
    if (!in_file(s, table->sh_offset, table->sh_size) || table->sh_offset % 8 != 0 ||
        !in_file(s, strings->sh_offset, strings->sh_size) || strings->sh_size == 0)
        return;
    const char *base = s->mapping, *text = base + strings->sh_offset;
    if (text[strings->sh_size - 1] != 0)
        return;
    const Elf64_Sym *sym = (const Elf64_Sym *)(const void *)(base + table->sh_offset);
    size_t n = table->sh_size / sizeof *sym;
    s->at = xcalloc(n + 1, sizeof *s->at);
    for (size_t i = 0; i < n; i++) {
        unsigned type = ELF64_ST_TYPE(sym[i].st_info);
        if ((type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE) ||
            sym[i].st_shndx == SHN_UNDEF || sym[i].st_shndx >= SHN_LORESERVE || sym[i].st_value == 0 ||
            sym[i].st_name >= strings->sh_size || text[sym[i].st_name] == 0)
            continue;
        s->at[s->n++] = (struct elf_symbol){sym[i].st_value, sym[i].st_size, text + sym[i].st_name};
    }
    qsort(s->at, s->n, sizeof *s->at, by_address);
}

void elf_symbols_read(struct elf_symbols *s, const char *path)
{
    unsigned n = 0;
    *s = (struct elf_symbols){0};
    if (!map_file(s, path))
        return;
    const Elf64_Shdr *sh = sections(s, &n), *best = NULL;
    for (unsigned i = 0; sh != NULL && i < n; i++)
        if (sh[i].sh_type == SHT_SYMTAB || (sh[i].sh_type == SHT_DYNSYM && best == NULL))
            best = &sh[i];
    if (best != NULL && best->sh_link < n)
        read_table(s, best, &sh[best->sh_link]);
}

void elf_symbols_free(struct elf_symbols *s)
{
    free(s->at);
    if (s->mapping != NULL)
        munmap(s->mapping, s->mapping_size);
    *s = (struct elf_symbols){0};
}

const struct elf_symbol *elf_symbols_find(const struct elf_symbols *s, uint64_t address)
{
    size_t lo = 0, hi = s->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (s->at[mid].address <= address)
            lo = mid + 1;
        else
            hi = mid;
    }
    /* Of several at one address the longest; labels of assembly have no size and reach to the next. */
    const struct elf_symbol *found = NULL;
    for (size_t i = lo; i > 0 && (found == NULL || s->at[i - 1].address == found->address); i--)
        if (found == NULL || s->at[i - 1].size > found->size)
            found = &s->at[i - 1];
    return found != NULL && (found->size == 0 || address - found->address < found->size) ? found : NULL;
}
