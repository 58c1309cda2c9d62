/* disassemble.c - a blob as text, by Zydis when it was there at build time (SAMOVAR_HAVE_ZYDIS); else its
 * bytes. */
#include "backend/backend.h"

#if SAMOVAR_HAVE_ZYDIS
#include <Zydis/Zydis.h>
#endif

static void print_point(const struct blob_point *p, struct buf *out)
{
    static const char *const kinds[] = {"call", "trap", "poll", "entry"};
    buf_printf(out, "    ; %s", kinds[p->kind]);
    if (p->kind == POINT_TRAP)
        buf_printf(out, " %s", ssa_why_names[p->why]);
    buf_printf(out, " $%u, %u frames\n", p->value, p->nframes);
}

/* What is at the offset: relocations of the instruction [from, to), points with this return address. */
static void print_notes(const struct blob *b, const struct backend_world *world, uint32_t from, uint32_t to,
                        struct buf *out)
{
    static const char *const kinds[] = {"object", "address", "class", "method", "method", "helper", "stub"};
    for (uint32_t i = 0; i < b->nrelocs; i++) {
        const struct blob_reloc *r = &b->relocs[i];
        if (r->offset < from || r->offset >= to)
            continue;
        const char *name = r->kind == RELOC_STUB ? backend_stub_name((enum backend_stub)r->handle)
                           : world != NULL && world->name != NULL && r->kind < RELOC_HELPER
                               ? world->name(world->user, r->handle)
                               : NULL;
        buf_printf(out, "    ; %s #%llu %s\n", kinds[r->kind], (unsigned long long)r->handle,
                   name != NULL ? name : "");
    }
    const struct blob_point *p = blob_find_point(b, b->code + to);
    if (p != NULL)
        print_point(p, out);
}

bool backend_disassemble(const struct backend *be, const struct blob *b, const struct backend_world *world,
                         struct buf *out)
{
    (void)be;
    buf_printf(out, "%s: %u bytes at %p, frame %u\n", b->name != NULL ? b->name : "?", b->size,
               (void *)b->code, b->frame_size);
#if SAMOVAR_HAVE_ZYDIS
    ZydisDecoder decoder;
    ZydisFormatter formatter;
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    for (uint32_t at = 0; at < b->code_end;) {
        ZydisDecodedInstruction in;
        ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
        if (ZYAN_FAILED(ZydisDecoderDecodeFull(&decoder, b->code + at, b->code_end - at, &in, operands))) {
            buf_printf(out, "  %5x  .byte 0x%02x\n", at, (unsigned char)b->code[at]);
            at++;
            continue;
        }
        char text[128];
        ZydisFormatterFormatInstruction(&formatter, &in, operands, in.operand_count_visible, text,
                                        sizeof text, (ZyanU64)(uintptr_t)(b->code + at), ZYAN_NULL);
        buf_printf(out, "  %5x  %s\n", at, text);
        print_notes(b, world, at, at + in.length, out);
        at += in.length;
    }
    return true;
#else
    for (uint32_t at = 0; at < b->code_end; at++)
        buf_printf(out, "%s%02x%s", at % 16 == 0 ? "  " : " ", (unsigned char)b->code[at],
                   at % 16 == 15 || at + 1 == b->code_end ? "\n" : "");
    for (uint32_t i = 0; i < b->npoints; i++)
        print_point(&b->points[i], out);
    print_notes(b, world, 0, b->code_end, out);
    return false;
#endif
}
