/* annotate.c - listings of methods with samples (annotate.h). */
#define _GNU_SOURCE
#include "runtime/profile/annotate.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "frontend/bytecode.h"
#include "runtime/options.h"
#include "runtime/profile/profile_internal.h"
#include "runtime/tier/sample.h"

#define MAX_METHODS 10 /* hottest */
#define MARGIN      2  /* source lines before the first and after the last */

bool annotate_wants(const struct vm *vm, const struct method *m)
{
    const char *text = vm->options.annotate;
    struct buf name = {0};
    if (text == NULL)
        return false;
    method_external_name(m, &name);
    bool yes = strstr(buf_str(&name), text) != NULL;
    buf_free(&name);
    return yes;
}

void annotate_code(struct code *c, struct buf *ssa, struct buf *assembly)
{
    struct vm *vm = c->vm;
    const struct blob *b = c->blob;
    struct annotated_code *a = xcalloc(1, sizeof *a);
    a->method = c->method;
    a->osr_bci = c->osr_bci;
    a->tier = code_tier(c);
    a->ssa = *ssa;
    a->assembly = *assembly;
    *ssa = *assembly = (struct buf){0};
    a->size = b->size;
    a->hits = xcalloc(b->size + 1, sizeof *a->hits);
    a->nlines = b->nlines;
    a->lines = xcalloc(b->nlines + 1, sizeof *a->lines);
    if (b->nlines > 0)
        memcpy(a->lines, b->lines, b->nlines * sizeof *a->lines);
    a->next = atomic_load(&vm->annotated);
    while (!atomic_compare_exchange_weak(&vm->annotated, &a->next, a))
        ;
    c->annotated = a;
}

/* Of the instruction before, unless code jumps to this one (sample_line). */
void annotate_hit(struct annotated_code *a, uint32_t offset)
{
    bool target = false;
    for (uint32_t i = 0; i < a->nlines && a->lines[i].pc <= offset; i++)
        target = a->lines[i].pc == offset && a->lines[i].target;
    a->hits[offset > 0 && !target ? offset - 1 : offset]++;
}

/* ---- pieces ---- */

static void put_count(struct buf *out, u8 n, u8 all)
{
    if (n == 0)
        buf_printf(out, "%16s | ", "");
    else
        buf_printf(out, "%8llu %5.1f%%  | ", (unsigned long long)n,
                   all == 0 ? 0 : 100.0 * (double)n / (double)all);
}

static u8 weight_of(const struct frame_spot *s)
{
    u8 sum = 0;
    for (unsigned t = 0; t < N_TIERS; t++)
        sum += s->by_tier[t];
    return sum;
}

static u8 weight_at(const struct profile_frame *f, int first_bci, int end_bci)
{
    u8 sum = 0;
    for (size_t i = 0; i < f->spots.len; i++)
        if (f->spots.at[i].bci >= first_bci && f->spots.at[i].bci < end_bci)
            sum += weight_of(&f->spots.at[i]);
    return sum;
}

/* ---- source ---- */

static FILE *open_below(const char *folder, size_t len, const char *middle, const char *name)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%.*s%s%s", (int)len, folder, middle, name);
    return n > 0 && (size_t)n < sizeof path ? fopen(path, "re") : NULL;
}

/* On the source path; else in the folders of the class path, and where builds have sources beside them. */
static FILE *open_source(const struct vm *vm, const struct method *m, const char *file)
{
    static const char *const beside[] = {"/", "/../src/", "/../src/main/java/", "/../../src/main/java/",
                                         "/../../src/"};
    const char *name = m->klass->name->utf8, *slash = strrchr(name, '/');
    struct buf path = {0};
    if (slash != NULL)
        buf_append(&path, name, (size_t)(slash - name) + 1);
    buf_puts(&path, file);
    const char *lists[] = {vm->options.source_path, options_property(&vm->options, "java.class.path")};
    FILE *found = NULL;
    for (size_t k = 0; k < ARRAY_LEN(lists) && found == NULL; k++)
        for (const char *at = lists[k]; at != NULL && *at != 0 && found == NULL; at += *at == ':') {
            size_t len = strcspn(at, ":"), folder = len;
            if (len > 4 && memcmp(at + len - 4, ".jar", 4) == 0)
                while (folder > 0 && at[folder - 1] != '/')
                    folder--;
            for (size_t i = 0; i < (k == 0 ? 1 : ARRAY_LEN(beside)) && found == NULL; i++) {
                found = open_below(folder > 0 ? at : ".", folder > 0 ? folder : 1, beside[i], buf_str(&path));
                if (found == NULL)
                    found = open_below(folder > 0 ? at : ".", folder > 0 ? folder : 1, beside[i], file);
            }
            at += len;
        }
    buf_free(&path);
    return found;
}

static void put_source(const struct profile *p, const struct profile_frame *f, struct buf *out)
{
    const struct cf_code *code = f->method->cf->code;
    int first = -1, last = -1;
    for (u4 bci = 0; bci < code->length; bci += bytecode_length(code->bytes, code->length, bci)) {
        int line = cf_line_number(code, bci);
        if (line > 0 && (first < 0 || line < first))
            first = line;
        if (line > last)
            last = line;
    }
    FILE *in = first > 0 && f->file != NULL ? open_source(p->vm, f->method, f->file) : NULL;
    buf_printf(out, "\n-- source: %s%s\n", f->file != NULL ? f->file : "not known",
               in != NULL || f->file == NULL ? "" : " (not found; --source-path=FOLDER says where it is)");
    if (in == NULL)
        return;
    char *text = NULL;
    size_t room = 0;
    for (int line = 1; line <= last + MARGIN && getline(&text, &room, in) >= 0; line++) {
        u8 n = 0;
        if (line < first - MARGIN)
            continue;
        for (size_t i = 0; i < f->spots.len; i++)
            if (f->spots.at[i].bci >= 0 && cf_line_number(code, (u4)f->spots.at[i].bci) == line)
                n += weight_of(&f->spots.at[i]);
        put_count(out, n, p->tree.total);
        text[strcspn(text, "\r\n")] = 0;
        buf_printf(out, "%5d  %s\n", line, text);
    }
    free(text);
    fclose(in);
}

/* ---- bytecode ---- */

/* As it would be written in Java, on one line; a long one only begun. */
static void put_text(const struct symbol *text, struct buf *out)
{
    enum { MAX_TEXT = 40 };
    static const char special[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
    size_t n = text->len;
    if (n > MAX_TEXT)
        for (n = MAX_TEXT; n > 0 && ((unsigned char)text->utf8[n] & 0xc0) == 0x80;)
            n--;
    buf_puts(out, " \"");
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text->utf8[i];
        const char *escape = c != 0 ? strchr(special, c) : NULL;
        if (escape != NULL)
            buf_printf(out, "\\%c", letters[escape - special]);
        else if (c < ' ' || c == 0x7f)
            buf_printf(out, "\\%o", c);
        else
            buf_putc(out, (char)c);
    }
    buf_puts(out, n < text->len ? "..." : "\"");
}

static void put_constant(const struct const_pool *cp, unsigned i, struct buf *out)
{
    if (i == 0 || i >= cp->count)
        return;
    switch (cp->tags[i]) {
    case CP_Integer: buf_printf(out, " %d", cp->c[i].i); break;
    case CP_Float: buf_printf(out, " %g", (double)cp->c[i].f); break;
    case CP_Long: buf_printf(out, " %lld", (long long)cp->c[i].l); break;
    case CP_Double: buf_printf(out, " %g", cp->c[i].d); break;
    case CP_Class: buf_printf(out, " %s", cp_class_name(cp, i)->utf8); break;
    case CP_String: put_text(cp_utf8(cp, cp->c[i].ref.a), out); break;
    case CP_Fieldref:
    case CP_Methodref:
    case CP_InterfaceMethodref: buf_printf(out, " %s.", cp_ref_class(cp, i)->utf8); /* fall through */
    case CP_InvokeDynamic:
        buf_printf(out, "%s%s%s", cp->tags[i] == CP_InvokeDynamic ? " " : "", cp_ref_name(cp, i)->utf8,
                   cp_ref_desc(cp, i)->utf8);
        break;
    default: break;
    }
}

static void put_operands(const struct const_pool *cp, const u1 *p, u4 bci, struct buf *out)
{
    switch (bytecode_format(*p)) {
    case BC_FMT_S1: buf_printf(out, " %d", (int8_t)p[1]); break;
    case BC_FMT_S2: buf_printf(out, " %d", read_s2(p + 1)); break;
    case BC_FMT_CP1: put_constant(cp, p[1], out); break;
    case BC_FMT_CP2:
    case BC_FMT_MULTIANEW: put_constant(cp, read_u2(p + 1), out); break;
    case BC_FMT_LOCAL:
    case BC_FMT_NEWARRAY: buf_printf(out, " %u", p[1]); break;
    case BC_FMT_IINC: buf_printf(out, " %u by %d", p[1], (int8_t)p[2]); break;
    case BC_FMT_BRANCH2: buf_printf(out, " -> %d", (int)bci + read_s2(p + 1)); break;
    case BC_FMT_BRANCH4: buf_printf(out, " -> %d", (int)bci + read_s4(p + 1)); break;
    default: break;
    }
}

static void put_bytecode(const struct profile *p, const struct profile_frame *f, struct buf *out)
{
    const struct cf_code *code = f->method->cf->code;
    buf_puts(out, "\n-- bytecode\n");
    for (u4 bci = 0, n; bci < code->length; bci += n) {
        n = bytecode_length(code->bytes, code->length, bci);
        if (n == 0)
            break;
        put_count(out, weight_at(f, (int)bci, (int)(bci + n)), p->tree.total);
        buf_printf(out, "%5u  %s", (unsigned)bci, bytecode_name(code->bytes[bci]));
        put_operands(&f->method->klass->cf->cp, code->bytes + bci, bci, out);
        buf_putc(out, '\n');
    }
    u8 unknown = weight_at(f, -1, 0);
    if (unknown > 0) {
        put_count(out, unknown, p->tree.total);
        buf_puts(out, "       (not known where)\n");
    }
}

/* ---- what the compilers made ---- */

static u8 hits_between(const struct annotated_code *a, uint32_t from, uint32_t end)
{
    u8 n = 0;
    for (uint32_t i = from; i < end && i < a->size; i++)
        n += a->hits[i];
    return n;
}

static u8 hits_of_value(const struct annotated_code *a, unsigned long value)
{
    u8 n = 0;
    for (uint32_t i = 0; i < a->nlines; i++)
        if (a->lines[i].value == value)
            n += hits_between(a, a->lines[i].pc, i + 1 < a->nlines ? a->lines[i + 1].pc : a->size);
    return n;
}

/* Lines of the dump: "    $12 = add ..." */
static void put_ssa(const struct annotated_code *a, u8 all, struct buf *out)
{
    u8 shown = 0;
    buf_puts(out, "\n-- SSA, optimised\n");
    for (const char *line = a->ssa.at; *line != 0;) {
        size_t len = strcspn(line, "\n");
        const char *p = line + strspn(line, " ");
        u8 n = *p == '$' ? hits_of_value(a, strtoul(p + 1, NULL, 10)) : 0;
        shown += n;
        put_count(out, n, all);
        buf_printf(out, "%.*s\n", (int)len, line);
        line += len + (line[len] == '\n');
    }
    u8 rest = hits_between(a, 0, a->size) - shown;
    if (rest > 0) {
        put_count(out, rest, all);
        buf_puts(out, "(entry, exits, and what the back end added)\n");
    }
}

/* The offset that a line of the disassembly begins with; false: it is a note. */
static bool offset_of(const char *line, uint32_t *offset)
{
    char *end;
    const char *p = line + strspn(line, " ");
    *offset = (uint32_t)strtoul(p, &end, 16);
    return p > line && isxdigit((unsigned char)*p) && end[0] == ' ' && end[1] == ' ';
}

static void put_assembly(const struct annotated_code *a, u8 all, struct buf *out)
{
    buf_puts(out, "\n-- machine code\n");
    for (const char *line = a->assembly.len > 0 ? a->assembly.at : ""; *line != 0;) {
        size_t len = strcspn(line, "\n");
        const char *next = line + len + (line[len] == '\n');
        uint32_t at, end = a->size;
        u8 n = 0;
        if (offset_of(line, &at)) {
            for (const char *q = next; *q != 0 && !offset_of(q, &end); q += q[strcspn(q, "\n")] == '\n')
                q += strcspn(q, "\n");
            n = hits_between(a, at, end > at ? end : a->size);
        }
        put_count(out, n, all);
        buf_printf(out, "%.*s\n", (int)len, line);
        line = next;
    }
}

static void put_code(const struct profile *p, const struct annotated_code *a, struct buf *out)
{
    u8 hits = hits_between(a, 0, a->size);
    buf_printf(out, "\n-- code of T%u", a->tier);
    if (a->osr_bci >= 0)
        buf_printf(out, ", entered in the loop at bytecode %d", (int)a->osr_bci);
    buf_printf(out, ": %u bytes, %llu samples\n", (unsigned)a->size, (unsigned long long)hits);
    if (hits == 0)
        return;
    if (a->ssa.len > 0)
        put_ssa(a, p->tree.total, out);
    put_assembly(a, p->tree.total, out);
}

/* ---- the report ---- */

static void put_method(const struct profile *p, const struct profile_frame *f, u8 self, struct buf *out)
{
    const struct method *m = f->method;
    buf_printf(out, "\n==== %s%s: %llu samples, %.1f%%\n", f->name, m->desc->utf8, (unsigned long long)self,
               p->tree.total == 0 ? 0 : 100.0 * (double)self / (double)p->tree.total);
    if (m->cf == NULL || m->cf->code == NULL) {
        buf_puts(out, "(a native or abstract method: nothing to show)\n");
        return;
    }
    put_source(p, f, out);
    put_bytecode(p, f, out);
    for (const struct annotated_code *a = atomic_load(&p->vm->annotated); a != NULL; a = a->next)
        if (a->method == m)
            put_code(p, a, out);
}

struct shown {
    const struct profile_frame *frame;
    u8 self;
};

static int by_self(const void *pa, const void *pb)
{
    const struct shown *a = pa, *b = pb;
    return a->self != b->self ? (a->self < b->self ? 1 : -1) : strcmp(a->frame->name, b->frame->name);
}

void annotate_report(struct profile *p, struct buf *out)
{
    VEC(struct shown) shown = {0};
    if (p->vm->options.annotate == NULL)
        return;
    for (size_t i = 0; i < p->tree.frames.len; i++) {
        const struct profile_frame *f = p->tree.frames.at[i];
        if (f->kind == FRAME_METHOD && annotate_wants(p->vm, f->method))
            vec_push(&shown, ((struct shown){f, weight_at(f, -1, INT32_MAX)}));
    }
    if (shown.len == 0)
        buf_printf(out, "\n--annotate=%s: no method with that in its name was sampled\n",
                   p->vm->options.annotate);
    else
        qsort(shown.at, shown.len, sizeof *shown.at, by_self);
    for (size_t i = 0; i < shown.len && i < MAX_METHODS; i++)
        put_method(p, shown.at[i].frame, shown.at[i].self, out);
    vec_free(&shown);
}
