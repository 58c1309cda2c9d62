/*
 * gdb_jit.c - gdb's interface for code made at run time: each piece is an ELF file in memory with its symbol
 * and its unwind information, in a list that gdb reads whenever __jit_debug_register_code is called, where it
 * sets a breakpoint.
 *
 * The unwind information is that of frames linked by rbp, exact from a function's beginning to the end of its
 * body; at the one instruction after a `leave` it is not, which is no place where a backtrace starts from
 * below.
 */
#include <elf.h>
#include <string.h>
#include "runtime/tier/code_tools.h"

/* ---- the interface, as gdb knows it by name ---- */

struct jit_code_entry {
    struct jit_code_entry *next, *prev;
    const char *file;
    uint64_t size;
};
enum { JIT_NOACTION, JIT_REGISTER, JIT_UNREGISTER };
struct jit_descriptor {
    uint32_t version, action;
    struct jit_code_entry *relevant, *first;
};

/* Seen from outside even where symbols were stripped, yet never another library's of that name. */
#define KNOWN_TO_GDB __attribute__((visibility("protected"), used))

KNOWN_TO_GDB struct jit_descriptor __jit_debug_descriptor = {.version = 1};
KNOWN_TO_GDB void __jit_debug_register_code(void);
KNOWN_TO_GDB __attribute__((noinline)) void __jit_debug_register_code(void)
{
    __asm__ volatile("" ::: "memory");
}

/* ---- unwind information (DWARF's .eh_frame) ---- */

enum {
    CFA_ADVANCE = 0x40,
    CFA_OFFSET = 0x80,
    CFA_DEF_CFA = 0x0c,
    CFA_DEF_CFA_OFFSET = 0x0e,
    CFA_DEF_CFA_REGISTER = 0x0d,
    CFA_ADVANCE4 = 0x04
};
enum { DWARF_RBP = 6, DWARF_RSP = 7, DWARF_RETURN = 16 };

static const uint8_t dwarf_of[16] = {0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15};

static void put_u32(struct buf *b, uint32_t v)
{
    buf_append(b, &v, sizeof v);
}
static void put_u64(struct buf *b, uint64_t v)
{
    buf_append(b, &v, sizeof v);
}
static void put_bytes(struct buf *b, const uint8_t *bytes, size_t n)
{
    buf_append(b, bytes, n);
}

static void advance(struct buf *b, uint32_t bytes)
{
    if (bytes == 0)
        return;
    buf_putc(b, CFA_ADVANCE4);
    put_u32(b, bytes);
}

/* Entries of .eh_frame begin with their length, and are padded with 0, which is "do nothing". */
static void finish_entry(struct buf *b, size_t start)
{
    while ((b->len - start) % 8 != 0)
        buf_putc(b, 0);
    uint32_t size = (uint32_t)(b->len - start - 4);
    memcpy(b->at + start, &size, sizeof size);
}

/* At the beginning: the return address is at rsp. */
static void put_cie(struct buf *b)
{
    static const uint8_t body[] = {1 /* version */,
                                   0 /* no augmentation */,
                                   1 /* unit of code */,
                                   0x78 /* of data: -8 */,
                                   DWARF_RETURN,
                                   CFA_DEF_CFA,
                                   DWARF_RSP,
                                   8,
                                   CFA_OFFSET | DWARF_RETURN,
                                   1};
    size_t start = b->len;
    put_u32(b, 0);
    put_u32(b, 0);
    put_bytes(b, body, sizeof body);
    finish_entry(b, start);
}

/* push rbp; mov rbp, rsp (at `frame_at`), then saved registers below rbp. */
static void put_frame(struct buf *b, uint32_t frame_at, uint32_t saved)
{
    static const uint8_t pushed[] = {CFA_DEF_CFA_OFFSET, 16, CFA_OFFSET | DWARF_RBP, 2};
    static const uint8_t moved[] = {CFA_DEF_CFA_REGISTER, DWARF_RBP};
    uint8_t slot = 3;
    advance(b, frame_at + 1);
    put_bytes(b, pushed, sizeof pushed);
    advance(b, 3);
    put_bytes(b, moved, sizeof moved);
    for (unsigned r = 0; r < 16; r++)
        if (saved >> r & 1) {
            buf_putc(b, (char)(CFA_OFFSET | dwarf_of[r]));
            buf_putc(b, (char)slot++);
        }
}

static void put_fde(struct buf *b, const struct code_piece *piece)
{
    size_t start = b->len;
    put_u32(b, 0);
    put_u32(b, (uint32_t)b->len); /* back to the CIE, which the section begins with */
    put_u64(b, (uint64_t)(uintptr_t)piece->code);
    put_u64(b, piece->size);
    if (piece->blob != NULL)
        put_frame(b, piece->blob->frame_at, piece->blob->saved_gprs);
    else if (piece->framed)
        put_frame(b, 0, 0);
    finish_entry(b, start);
    put_u32(b, 0); /* the end */
}

/* ---- the file ---- */

enum { SECTION_NONE, SECTION_TEXT, SECTION_EH_FRAME, SECTION_SYMTAB, SECTION_STRTAB, NSECTIONS };
static const char section_names[] = "\0.text\0.eh_frame\0.symtab\0.strtab";
static const uint8_t section_name_at[NSECTIONS] = {0, 1, 7, 17, 25};

static void align(struct buf *b, size_t to)
{
    while (b->len % to != 0)
        buf_putc(b, 0);
}

static void put_symbols(struct buf *b, const struct code_piece *piece)
{
    Elf64_Sym none = {0}, code = {
                              .st_name = sizeof section_names,
                              .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                              .st_shndx = SECTION_TEXT,
                              .st_value = (uint64_t)(uintptr_t)piece->code,
                              .st_size = piece->size,
                          };
    buf_append(b, &none, sizeof none);
    buf_append(b, &code, sizeof code);
}

/* Addresses are final: an executable file, to gdb. The code is not in it. */
static void put_file(struct buf *b, const struct code_piece *piece)
{
    Elf64_Ehdr header = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_ehsize = sizeof header,
        .e_shentsize = sizeof(Elf64_Shdr),
        .e_shnum = NSECTIONS,
        .e_shstrndx = SECTION_STRTAB,
        .e_shoff = sizeof header,
    };
    Elf64_Shdr sections[NSECTIONS] = {
        [SECTION_TEXT] = {.sh_type = SHT_NOBITS,
                          .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
                          .sh_addr = (uint64_t)(uintptr_t)piece->code,
                          .sh_size = piece->size,
                          .sh_addralign = 16},
        [SECTION_EH_FRAME] = {.sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC, .sh_addralign = 8},
        [SECTION_SYMTAB] = {.sh_type = SHT_SYMTAB,
                            .sh_link = SECTION_STRTAB,
                            .sh_info = 1,
                            .sh_entsize = sizeof(Elf64_Sym),
                            .sh_addralign = 8},
        [SECTION_STRTAB] = {.sh_type = SHT_STRTAB, .sh_addralign = 1},
    };
    buf_append(b, &header, sizeof header);
    buf_append(b, sections, sizeof sections);
    for (int i = SECTION_EH_FRAME; i < NSECTIONS; i++) {
        align(b, 8);
        size_t start = b->len;
        if (i == SECTION_EH_FRAME) {
            struct buf frames = {0}; /* offsets in it count from its beginning */
            put_cie(&frames);
            put_fde(&frames, piece);
            buf_append(b, frames.at, frames.len);
            buf_free(&frames);
        } else if (i == SECTION_SYMTAB) {
            put_symbols(b, piece);
        } else {
            buf_append(b, section_names, sizeof section_names);
            buf_append(b, piece->name, strlen(piece->name) + 1);
        }
        sections[i].sh_offset = start;
        sections[i].sh_size = b->len - start;
    }
    for (int i = 0; i < NSECTIONS; i++)
        sections[i].sh_name = section_name_at[i];
    memcpy(b->at + sizeof header, sections, sizeof sections);
}

/* ---- the list ---- */

struct piece_file {
    struct jit_code_entry entry; /* first: gdb's list */
    const char *code;
    struct buf file;
};

static void tell(uint32_t action, struct jit_code_entry *e)
{
    __jit_debug_descriptor.action = action;
    __jit_debug_descriptor.relevant = e;
    __jit_debug_register_code();
    __jit_debug_descriptor.action = JIT_NOACTION;
    __jit_debug_descriptor.relevant = NULL;
}

void gdb_jit_add(const struct code_piece *piece)
{
    struct piece_file *f = xcalloc(1, sizeof *f);
    struct jit_descriptor *d = &__jit_debug_descriptor;
    f->code = piece->code;
    put_file(&f->file, piece);
    f->entry.file = f->file.at;
    f->entry.size = f->file.len;
    f->entry.next = d->first;
    if (d->first != NULL)
        d->first->prev = &f->entry;
    d->first = &f->entry;
    tell(JIT_REGISTER, &f->entry);
}

void gdb_jit_remove(const char *code)
{
    struct jit_descriptor *d = &__jit_debug_descriptor;
    struct jit_code_entry *e = d->first;
    while (e != NULL && ((struct piece_file *)e)->code != code)
        e = e->next;
    if (e == NULL)
        return;
    if (e->next != NULL)
        e->next->prev = e->prev;
    *(e->prev != NULL ? &e->prev->next : &d->first) = e->next;
    tell(JIT_UNREGISTER, e);
    buf_free(&((struct piece_file *)e)->file);
    free(e);
}
