/*
 * prof.c - `samovar prof diff A B`: what changed between two profiles, method by method.
 *
 * Reads .collapsed (one line a stack) and pprof (profile.proto, compressed or not), of whatever program. The
 * files may be anything: every length is checked.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "base/base.h"
#include "runtime/launcher/launcher.h"

#define MAX_ROWS  40
#define MAX_BYTES (1u << 30) /* of a file, unpacked */
#define MAX_DEPTH 4096
#define WIDTH     80

struct method_row {
    const char *name;
    double self[2], total[2]; /* by profile: weight */
    uint64_t stack;           /* last stack that counted it */
};

struct diff {
    struct arena arena;
    struct bytes_map by_name;
    VEC(struct method_row *) rows;
    double weight[2], count[2]; /* count: samples, for what chance may do */
    uint64_t stacks;
};

/* ---- stacks ---- */

static struct method_row *row_of(struct diff *d, const char *name, size_t len)
{
    struct method_row *r = bytes_map_get(&d->by_name, name, len);
    if (r == NULL) {
        r = ARENA_NEW(&d->arena, struct method_row);
        r->name = arena_strndup(&d->arena, name, len);
        bytes_map_put(&d->by_name, r->name, len, r);
        vec_push(&d->rows, r);
    }
    return r;
}

static void begin_stack(struct diff *d, int which, double weight, double count)
{
    d->stacks++;
    d->weight[which] += weight;
    d->count[which] += count;
}

static void add_frame(struct diff *d, int which, const char *name, size_t len, double weight, bool innermost)
{
    struct method_row *r = row_of(d, name, len);
    if (innermost)
        r->self[which] += weight;
    if (r->stack != d->stacks)
        r->total[which] += weight;
    r->stack = d->stacks;
}

/* ---- .collapsed ---- */

static bool read_collapsed(struct diff *d, int which, const char *text, size_t size)
{
    const char *end = text + size;
    for (const char *line = text; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL)
            stop = end;
        const char *space = stop;
        while (space > line && space[-1] != ' ')
            space--;
        char *after;
        double n = space > line ? strtod(space, &after) : -1;
        if (line < stop && (n < 0 || after != stop))
            return false;
        if (line < stop) {
            begin_stack(d, which, n, n);
            for (const char *p = line, *last = space - 1; p < last;) {
                const char *semicolon = memchr(p, ';', (size_t)(last - p));
                const char *next = semicolon != NULL ? semicolon : last;
                add_frame(d, which, p, (size_t)(next - p), n, next == last);
                p = next + 1;
            }
        }
        line = stop + 1;
    }
    return true;
}

/* ---- pprof ---- */

struct wire {
    const unsigned char *at, *end;
    bool bad;
};

static uint64_t take_varint(struct wire *w)
{
    uint64_t v = 0;
    for (unsigned shift = 0; w->at < w->end && shift < 64; shift += 7) {
        unsigned char b = *w->at++;
        v |= (uint64_t)(b & 0x7f) << shift;
        if (b < 0x80)
            return v;
    }
    w->bad = true;
    return 0;
}

struct field {
    unsigned number, type;
    uint64_t value;      /* numbers */
    struct wire message; /* bytes */
};

/* False: the message is over, or broken. */
static bool take_field(struct wire *w, struct field *f)
{
    if (w->at >= w->end || w->bad)
        return false;
    uint64_t tag = take_varint(w);
    *f = (struct field){.number = (unsigned)(tag >> 3), .type = (unsigned)(tag & 7)};
    uint64_t room = (uint64_t)(w->end - w->at), n = f->type == 1 ? 8 : f->type == 5 ? 4 : 0;
    if (f->type == 0)
        f->value = take_varint(w);
    else if (f->type == 2)
        n = take_varint(w), room = (uint64_t)(w->end - w->at);
    else if (n == 0)
        w->bad = true;
    if (n > room)
        w->bad = true;
    if (w->bad)
        return false;
    f->message = (struct wire){w->at, w->at + n, false};
    w->at += n;
    return true;
}

struct pprof {
    VEC(struct wire) strings;
    VEC(struct wire) samples;
    struct ptr_map functions; /* id + 1 -> string number + 1, doubled */
    struct ptr_map locations; /* id + 1 -> struct wire * */
    struct arena arena;
    unsigned values; /* of a sample */
};

static void read_function(struct pprof *p, struct wire m)
{
    uint64_t id = 0, name = 0;
    for (struct field f; take_field(&m, &f);)
        if (f.number == 1)
            id = f.value;
        else if (f.number == 2)
            name = f.value;
    ptr_map_put(&p->functions, (uintptr_t)id + 1, (void *)(uintptr_t)((name + 1) << 1));
}

static void read_location(struct pprof *p, struct wire m)
{
    struct wire *copy = ARENA_NEW(&p->arena, struct wire);
    *copy = m;
    for (struct field f; take_field(&m, &f);)
        if (f.number == 1)
            ptr_map_put(&p->locations, (uintptr_t)f.value + 1, copy);
}

/* Numbers that are packed, or one by one. */
static void take_numbers(const struct field *f, uint64_t *out, unsigned *n, unsigned max)
{
    struct wire m = f->message;
    if (f->type == 0 && *n < max)
        out[(*n)++] = f->value;
    while (f->type == 2 && m.at < m.end && !m.bad && *n < max)
        out[(*n)++] = take_varint(&m);
}

static void add_location(struct diff *d, int which, const struct pprof *p, uint64_t id, double weight,
                         bool innermost)
{
    const struct wire *at = ptr_map_get(&p->locations, (uintptr_t)id + 1);
    struct wire m = at != NULL ? *at : (struct wire){0};
    for (struct field f; take_field(&m, &f);) {
        if (f.number != 4) /* a line: the first is what is inlined deepest */
            continue;
        uint64_t function = 0;
        for (struct field g; take_field(&f.message, &g);)
            if (g.number == 1)
                function = g.value;
        uint64_t name = (uintptr_t)ptr_map_get(&p->functions, (uintptr_t)function + 1) >> 1;
        if (name == 0 || name > p->strings.len)
            continue;
        const struct wire *s = &p->strings.at[name - 1];
        add_frame(d, which, (const char *)s->at, (size_t)(s->end - s->at), weight, innermost);
        innermost = false;
    }
}

static void add_sample(struct diff *d, int which, const struct pprof *p, struct wire m)
{
    static uint64_t ids[MAX_DEPTH];
    uint64_t values[16] = {0};
    unsigned n = 0, k = 0;
    for (struct field f; take_field(&m, &f);)
        if (f.number == 1)
            take_numbers(&f, ids, &n, MAX_DEPTH);
        else if (f.number == 2)
            take_numbers(&f, values, &k, ARRAY_LEN(values));
    if (k == 0)
        return;
    double weight = (double)values[k - 1];
    begin_stack(d, which, weight, (double)values[0]);
    for (unsigned i = 0; i < n; i++)
        add_location(d, which, p, ids[i], weight, i == 0);
}

static bool read_pprof(struct diff *d, int which, const char *bytes, size_t size)
{
    struct wire all = {(const unsigned char *)bytes, (const unsigned char *)bytes + size, false};
    struct pprof p = {0};
    arena_init(&p.arena);
    for (struct field f; take_field(&all, &f);)
        switch (f.number) {
        case 2: vec_push(&p.samples, f.message); break;
        case 4: read_location(&p, f.message); break;
        case 5: read_function(&p, f.message); break;
        case 6: vec_push(&p.strings, f.message); break;
        default: break;
        }
    bool ok = !all.bad && p.strings.len > 0;
    for (size_t i = 0; ok && i < p.samples.len; i++)
        add_sample(d, which, &p, p.samples.at[i]);
    vec_free(&p.samples);
    vec_free(&p.strings);
    ptr_map_free(&p.functions);
    ptr_map_free(&p.locations);
    arena_release(&p.arena);
    return ok;
}

/* ---- files ---- */

/* gzip'd or not. */
static bool read_file(const char *path, struct buf *out)
{
    gzFile f = gzopen(path, "rb");
    char chunk[65536];
    int n = 0;
    if (f == NULL) {
        fprintf(stderr, "samovar prof: %s: %s\n", path, strerror(errno));
        return false;
    }
    while (out->len < MAX_BYTES && (n = gzread(f, chunk, sizeof chunk)) > 0)
        buf_append(out, chunk, (size_t)n);
    gzclose(f);
    if (n < 0 || out->len >= MAX_BYTES)
        fprintf(stderr, "samovar prof: %s: %s\n", path, n < 0 ? "it cannot be read" : "it is too large");
    return n == 0;
}

static bool load(struct diff *d, int which, const char *path)
{
    struct buf b = {0};
    bool ok = read_file(path, &b);
    const char *ending = strstr(path, ".pb");
    bool pprof = ending != NULL && (strcmp(ending, ".pb.gz") == 0 || strcmp(ending, ".pb") == 0);
    if (ok) {
        ok = pprof ? read_pprof(d, which, buf_str(&b), b.len) : read_collapsed(d, which, buf_str(&b), b.len);
        ok = ok && d->weight[which] > 0;
        if (!ok)
            fprintf(stderr, "samovar prof: %s: no profile in the form of %s\n", path,
                    pprof ? "pprof" : "collapsed stacks");
    }
    buf_free(&b);
    return ok;
}

/* ---- the table ---- */

static double share(const struct diff *d, const double *of, int which)
{
    return 100 * of[which] / d->weight[which];
}

static double change(const struct diff *d, const double *of)
{
    return share(d, of, 1) - share(d, of, 0);
}

/* More than chance does: three standard deviations. */
static bool is_certain(const struct diff *d, const double *of)
{
    double a = share(d, of, 0) / 100, b = share(d, of, 1) / 100;
    double sigma = sqrt(a * (1 - a) / d->count[0] + b * (1 - b) / d->count[1]);
    return fabs(b - a) > 3 * sigma;
}

static const struct diff *sorted; /* qsort has no argument for it */

static int by_change(const void *pa, const void *pb)
{
    const struct method_row *a = *(struct method_row *const *)pa, *b = *(struct method_row *const *)pb;
    double x = fabs(change(sorted, a->self)), y = fabs(change(sorted, b->self));
    if (fabs(x - y) < 1e-9) {
        x = fabs(change(sorted, a->total));
        y = fabs(change(sorted, b->total));
    }
    return fabs(x - y) < 1e-9 ? strcmp(a->name, b->name) : x < y ? 1 : -1;
}

static void print_row(const struct diff *d, const struct method_row *r)
{
    enum { NAME = WIDTH - 48 };
    size_t len = strlen(r->name);
    printf("%6.1f%% %6.1f%% %+6.1f%c %6.1f%% %6.1f%% %+6.1f  %s%s\n", share(d, r->self, 0),
           share(d, r->self, 1), change(d, r->self), is_certain(d, r->self) ? '*' : ' ',
           share(d, r->total, 0), share(d, r->total, 1), change(d, r->total), len > NAME ? "..." : "",
           len > NAME ? r->name + (len - NAME + 3) : r->name);
}

static void print_diff(struct diff *d, const char *a, const char *b)
{
    sorted = d;
    qsort(d->rows.at, d->rows.len, sizeof *d->rows.at, by_change);
    printf("A: %s\nB: %s\n\n", a, b);
    printf(" self A  self B  change total A total B change  method\n");
    unsigned n = 0;
    for (size_t i = 0; i < d->rows.len && n < MAX_ROWS; i++) {
        const struct method_row *r = d->rows.at[i];
        if (fabs(change(d, r->self)) < 0.05 && fabs(change(d, r->total)) < 0.05)
            continue;
        print_row(d, r);
        n++;
    }
    printf(n > 0 ? "\nchange: in points of 100; *: more than chance does\n" : "(no difference)\n");
}

static int usage(FILE *out)
{
    fputs("Usage: samovar prof diff A B\n\n"
          "Compares two profiles of --profile: how the share of each method has changed, itself\n"
          "and with what it calls. A and B are files that end in .collapsed or .pb.gz.\n",
          out);
    return out == stdout ? 0 : 2;
}

int prof_main(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return usage(stdout);
    if (argc != 4 || strcmp(argv[1], "diff") != 0)
        return usage(stderr);
    struct diff d = {0};
    arena_init(&d.arena);
    bool ok = load(&d, 0, argv[2]) && load(&d, 1, argv[3]);
    if (ok)
        print_diff(&d, argv[2], argv[3]);
    vec_free(&d.rows);
    bytes_map_free(&d.by_name);
    arena_release(&d.arena);
    return ok ? 0 : 1;
}
