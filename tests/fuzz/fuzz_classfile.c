/*
 * fuzz_classfile.c - parses mutated class files and opens mutated jars in this process; run it under
 * sanitizers.
 *
 *     fuzz_classfile SEED COUNT FILE...
 *
 * Each mutation is parsed as a trusted and as an untrusted class file, and what was accepted is walked as the
 * VM would walk it. The summary says how far the mutations got: if nearly all die of the same error, the
 * mutator is at fault.
 */
#define _GNU_SOURCE /* memfd_create */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "frontend/frontend.h"
#include "mutator.h"

struct totals {
    u8 accepted, format, version, no_class, jars_opened, jars_refused, entries;
};

static volatile u8 sink; /* keeps the reads below */

static void walk_code(const struct classfile *cf, const struct cf_code *c)
{
    for (u4 bci = 0, n; bci < c->length; bci += n) {
        n = bytecode_length(c->bytes, c->length, bci);
        if (n == 0)
            break;
        sink += c->bytes[bci + n - 1];
    }
    for (unsigned i = 0; i < c->n_handlers; i++)
        if (c->handlers[i].catch_type)
            sink += cp_class_name(&cf->cp, c->handlers[i].catch_type)->len;
    for (u4 i = 0; i < c->n_vars; i++)
        sink += c->vars[i].name->len + c->vars[i].desc->len;
    for (u4 i = 0; i < c->stack_map.len; i++)
        sink += c->stack_map.data[i];
    sink += (u8)cf_line_number(c, c->length / 2);
}

static void walk_bytes(struct attr_bytes b)
{
    for (u4 i = 0; i < b.len; i++)
        sink += b.data[i];
}

static void walk_class(const struct classfile *cf)
{
    for (unsigned i = 1; i < cf->cp.count; i++) {
        switch (cf->cp.tags[i]) {
        case CP_Class: sink += cp_class_name(&cf->cp, i)->len; break;
        case CP_Fieldref:
        case CP_Methodref:
        case CP_InterfaceMethodref: sink += cp_ref_class(&cf->cp, i)->len; /* fall through */
        case CP_Dynamic:
        case CP_InvokeDynamic: sink += cp_ref_name(&cf->cp, i)->len + cp_ref_desc(&cf->cp, i)->len; break;
        default: break;
        }
    }
    for (unsigned i = 0; i < cf->n_fields; i++)
        walk_bytes(cf->fields[i].annotations);
    for (unsigned i = 0; i < cf->n_methods; i++) {
        const struct cf_method *m = &cf->methods[i];
        struct desc_iter it;
        desc_iter_init(&it, m->desc);
        while (desc_next_param(&it))
            sink += it.len;
        desc_return(&it);
        walk_bytes(m->annotations);
        walk_bytes(m->annotation_default);
        walk_bytes(m->method_parameters);
        if (m->code)
            walk_code(cf, m->code);
    }
    for (unsigned i = 0; i < cf->n_inner_classes; i++)
        sink += cp_class_name(&cf->cp, cf->inner_classes[i].inner)->len;
    for (unsigned i = 0; i < cf->n_record_components; i++)
        sink += cf->record_components[i].desc->len;
    walk_bytes(cf->annotations);
    walk_bytes(cf->source_debug_extension);
}

static void parse(struct symbol_table *symbols, const struct buf *b, bool trusted, struct totals *t)
{
    struct arena arena;
    struct cf_status status;
    arena_init(&arena);
    u1 *exact = xmalloc(b->len); /* no slack behind the end: a sanitizer sees every overrun */
    memcpy(exact, b->at, b->len);
    const struct classfile *cf = classfile_parse(&arena, symbols, exact, b->len, NULL, trusted, &status);
    if (cf)
        walk_class(cf);
    if (!trusted) {
        u8 *counters[] = {[CF_OK] = &t->accepted,
                          [CF_FORMAT] = &t->format,
                          [CF_VERSION] = &t->version,
                          [CF_NO_CLASSDEF] = &t->no_class};
        ++*counters[status.error];
    }
    if ((cf == NULL) != (status.message[0] != '\0')) {
        fprintf(stderr, "fuzz_classfile: a failure without message, or the reverse\n");
        abort();
    }
    arena_release(&arena);
    free(exact);
}

/* The names to ask a mutated jar for are those of the entries before the mutation. */
static void each_entry(const struct input *in, void (*use)(void *cx, const char *name), void *cx)
{
    for (size_t i = 0; i + 46 <= in->len; i++) {
        const u1 *p = in->data + i;
        size_t n = (size_t)(p[28] | p[29] << 8);
        if (memcmp(p, "PK\1\2", 4) == 0 && n <= in->len - i - 46) {
            char *name = xmalloc(n + 1);
            memcpy(name, p + 46, n);
            name[n] = '\0';
            use(cx, name);
            free(name);
        }
    }
}

struct jar_cx {
    struct class_source *source;
    struct totals *totals;
    struct buf err;
};

static void read_entry(void *cx, const char *name)
{
    struct jar_cx *j = cx;
    struct source_bytes bytes;
    buf_clear(&j->err);
    if (class_source_read(j->source, name, &bytes, &j->err) == SOURCE_FOUND) {
        j->totals->entries++;
        free(bytes.data);
    }
}

static void open_jar(const struct input *in, const struct buf *b, struct totals *t)
{
    int fd = memfd_create("jar", 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, b->at, b->len) != (ssize_t)b->len) {
        perror("memfd");
        exit(2);
    }
    struct jar_cx j = {.totals = t};
    j.source = class_source_open_jar(path, &j.err);
    if (j.source)
        each_entry(in, read_entry, &j);
    ++*(j.source ? &t->jars_opened : &t->jars_refused);
    class_source_close(j.source);
    buf_free(&j.err);
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: fuzz_classfile SEED COUNT FILE...\n");
        return 2;
    }
    u8 seed = strtoull(argv[1], NULL, 0), count = strtoull(argv[2], NULL, 0);
    struct corpus corpus = {0};
    for (int i = 3; i < argc; i++)
        corpus_add(&corpus, argv[i]);
    if (corpus.len == 0) {
        fprintf(stderr, "fuzz_classfile: no input files\n");
        return 2;
    }
    struct symbol_table *symbols = symbol_table_new();
    struct totals t = {0};
    struct buf out = {0};
    for (u8 i = 0; i < count; i++) {
        struct rng r;
        rng_seed(&r, seed + i);
        const struct input *in = &corpus.at[rng_below(&r, corpus.len)],
                           *other = &corpus.at[rng_below(&r, corpus.len)];
        if (is_jar(in)) {
            mutate_jar(&r, in, other, &out);
            open_jar(in, &out, &t);
        } else {
            mutate_class(&r, in, other, &out);
            parse(symbols, &out, false, &t);
            parse(symbols, &out, true, &t);
        }
    }
    printf("classes: %llu accepted, %llu format errors, %llu version errors, %llu others; "
           "jars: %llu opened (%llu entries read), %llu refused\n",
           (unsigned long long)t.accepted, (unsigned long long)t.format, (unsigned long long)t.version,
           (unsigned long long)t.no_class, (unsigned long long)t.jars_opened, (unsigned long long)t.entries,
           (unsigned long long)t.jars_refused);
    symbol_table_free(symbols);
    corpus_free(&corpus);
    buf_free(&out);
    return 0;
}
