/*
 * ssa_tool - checks text cases of IR (docs/ir.md), prints them, fuzzes passes.
 *
 *   ssa_tool FILE...                     checks; the last line is "N passed, M failed"
 *   ssa_tool --print [PASS...] < FILE    the functions of a file after the passes
 *   ssa_tool --fuzz SEED COUNT [PASS...] random functions, evaluated before and after each pass (default:
 * all)
 *
 * A file holds functions; the comments before a function say what is expected of it:
 *
 *   ; run: f(1, x3, i32[1, 2]) = 7       or "throws", "deopts bounds_check"; also after the passes
 *   ; pass: split-edges, merge-blocks    in this order, verified after each
 *   ; want: TEXT     ; want 2: TEXT      in so many lines of the function after the passes (default: at least
 * one) ; unwanted: TEXT                     in no line ; error: TEXT                        parsing or
 * verifying fails, and says this
 */
#include "passes.h"
#include "ssa/eval.h"
#include "ssa_random.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STEPS = 1000000 };

struct line {
    const char *at;
    size_t len;
};

struct check {
    const char *file;
    const char *headers, *end; /* the comments before the function */
    struct ssa_func *f;
    unsigned failed;
};

static void failure(struct check *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void failure(struct check *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "%s: %s: ", c->file, c->f ? c->f->name : "FAILED");
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    c->failed++;
}

/* The next header of a kind from *at on: what follows "; kind". */
static bool next_header(const struct check *c, const char **at, const char *kind, struct line *out)
{
    size_t n = strlen(kind);
    while (*at < c->end) {
        const char *line = *at, *stop = memchr(line, '\n', (size_t)(c->end - line));
        stop = stop ? stop : c->end;
        *at = stop < c->end ? stop + 1 : c->end;
        if (line[0] != ';')
            continue;
        for (line++; *line == ' ';)
            line++;
        if (strncmp(line, kind, n) != 0 || (line[n] != ':' && line[n] != ' '))
            continue;
        for (line += n + (line[n] == ':'); *line == ' ';)
            line++;
        *out = (struct line){line, (size_t)(stop - line)};
        return true;
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------ arguments
 */

static const char *skip(const char *p)
{
    while (*p == ' ' || *p == ',')
        p++;
    return p;
}

static bool argument(struct ssa_eval *e, enum ssa_type t, const char **at, ssa_eval_value *out);

/* i32[1, 2, 3] */
static bool array_argument(struct ssa_eval *e, const char **at, ssa_eval_value *out)
{
    for (unsigned m = 0; m < SSA_NMEMS; m++) {
        size_t n = strlen(ssa_mem_names[m]);
        if (strncmp(*at, ssa_mem_names[m], n) != 0 || (*at)[n] != '[')
            continue;
        VEC(ssa_eval_value) elements = {0};
        ssa_eval_value v;
        for (*at = skip(*at + n + 1); **at != ']'; *at = skip(*at)) {
            if (!argument(e, ssa_mem_types[m], at, &v))
                return false;
            vec_push(&elements, v);
        }
        ++*at;
        *out = ssa_eval_array(e, 100 + m, (int32_t)elements.len);
        for (size_t i = 0; i < elements.len; i++)
            ssa_eval_set(e, *out, true, (int64_t)i, m, elements.at[i]);
        vec_free(&elements);
        return true;
    }
    return false;
}

/* null, x3 (an object from outside), #5 (a new object of a class), an array, or a number. */
static bool argument(struct ssa_eval *e, enum ssa_type t, const char **at, ssa_eval_value *out)
{
    const char *p = *at = skip(*at);
    char *end = NULL;
    *out = 0;
    if (t == SSA_REF) {
        if (strncmp(p, "null", 4) == 0) {
            *at = p + 4;
            return true;
        }
        if (*p == 'x')
            *out = ssa_eval_external(e, strtoull(p + 1, &end, 10));
        else if (*p == '#')
            *out = ssa_eval_object(e, strtoull(p + 1, &end, 10));
        else
            return array_argument(e, at, out);
    } else if (t == SSA_F32) {
        float x = strtof(p, &end);
        uint32_t bits;
        memcpy(&bits, &x, sizeof x);
        *out = bits;
    } else if (t == SSA_F64) {
        double x = strtod(p, &end);
        memcpy(out, &x, sizeof x);
    } else {
        *out = strtoll(p, &end, 0);
        if (t == SSA_I32)
            *out = (int32_t)*out;
    }
    *at = end;
    return end && end != p;
}

/* ------------------------------------------------------------------------------------------------- runs */

static void show_outcome(struct ssa_eval *e, const struct ssa_eval_outcome *o, struct buf *out)
{
    switch (o->kind) {
    case SSA_EVAL_RETURN:
        buf_puts(out, "= ");
        ssa_eval_print_value(e, o->type, o->value, out);
        break;
    case SSA_EVAL_THROW: buf_puts(out, "throws"); break;
    case SSA_EVAL_DEOPT: buf_printf(out, "deopts %s", ssa_why_names[o->why]); break;
    case SSA_EVAL_LIMIT: buf_puts(out, "limit"); break;
    case SSA_EVAL_STUCK: buf_printf(out, "stuck, %s", o->text); break;
    }
}

static enum ssa_type argument_type(const struct ssa_func *f, uint32_t n)
{
    if (f->osr_bci < 0)
        return n < f->nparams ? f->params[n] : SSA_I32;
    SSA_EACH(f, 0, v)
    if (ssa_op_of(f, v) == SSA_OSR_PARAM && ssa_at(f, v)->imm == n)
        return ssa_type_of(f, v);
    return SSA_I32;
}

/* One "f(ARGUMENTS) EXPECTED"; the report is what must not differ after a pass. */
static void check_run(struct check *c, struct line run, struct buf *report)
{
    struct ssa_eval *e = ssa_eval_new(NULL);
    struct buf got = {0};
    ssa_eval_value args[256];
    const char *p = memchr(run.at, '(', run.len);
    uint32_t n = 0;
    bool ok = p != NULL;
    for (p = ok ? skip(p + 1) : p; ok && *p != ')' && n < 256; p = skip(p), n++)
        ok = argument(e, argument_type(c->f, n), &p, &args[n]);
    if (!ok) {
        failure(c, "the arguments are wrong: %.*s", (int)run.len, run.at);
    } else {
        struct ssa_eval_outcome o = ssa_eval_run(e, c->f, args, n, MAX_STEPS);
        show_outcome(e, &o, &got);
        p = skip(p + 1);
        size_t len = (size_t)(run.at + run.len - p);
        while (len && isspace((unsigned char)p[len - 1]))
            len--;
        if (got.len != len || memcmp(buf_str(&got), p, len) != 0)
            failure(c, "%.*s: got '%s'", (int)run.len, run.at, buf_str(&got));
        ssa_eval_report(e, c->f, &o, report);
    }
    buf_free(&got);
    ssa_eval_free(e);
}

static void check_runs(struct check *c, struct buf *reports)
{
    const char *at = c->headers;
    for (struct line run; next_header(c, &at, "run", &run);)
        check_run(c, run, reports);
}

static void check_verified(struct check *c, const char *when)
{
    struct buf error = {0};
    if (!ssa_verify(c->f, &error))
        failure(c, "%s:\n%s", when, buf_str(&error));
    buf_free(&error);
}

static void run_passes(struct check *c)
{
    const char *at = c->headers;
    for (struct line passes; next_header(c, &at, "pass", &passes);)
        for (const char *p = skip(passes.at); p < passes.at + passes.len; p = skip(p)) {
            size_t n = strcspn(p, ", \n");
            const struct ir_pass *pass = ir_find_pass(p, n);
            if (!pass) {
                failure(c, "there is no pass %.*s", (int)n, p);
                return;
            }
            pass->run(c->f);
            check_verified(c, pass->name);
            p += n;
        }
}

static unsigned count_lines(const char *text, struct line what)
{
    unsigned n = 0;
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n");
        n += memmem(line, len, what.at, what.len) != NULL;
        line += len + (line[len] == '\n');
    }
    return n;
}

static void check_shape(struct check *c)
{
    struct buf text = {0};
    ssa_print(c->f, &text, NULL);
    const char *at = c->headers;
    for (struct line want; next_header(c, &at, "want", &want);) {
        char *colon = NULL;
        unsigned exactly = isdigit((unsigned char)*want.at) ? (unsigned)strtoul(want.at, &colon, 10) : 0;
        if (colon && *colon == ':') {
            const char *what = skip(colon + 1);
            want = (struct line){what, (size_t)(want.at + want.len - what)};
        } else {
            colon = NULL;
        }
        unsigned n = count_lines(buf_str(&text), want);
        if (colon ? n != exactly : n == 0)
            failure(c, "'%.*s' is in %u lines of\n%s", (int)want.len, want.at, n, buf_str(&text));
    }
    at = c->headers;
    for (struct line unwanted; next_header(c, &at, "unwanted", &unwanted);)
        if (count_lines(buf_str(&text), unwanted))
            failure(c, "'%.*s' is in\n%s", (int)unwanted.len, unwanted.at, buf_str(&text));
    buf_free(&text);
}

static void check_round_trip(struct check *c)
{
    struct arena a;
    struct buf once = {0}, again = {0}, error = {0};
    arena_init(&a);
    ssa_print(c->f, &once, NULL);
    struct ssa_func *copy = ssa_parse(&a, buf_str(&once), NULL, &error);
    if (copy)
        ssa_print(copy, &again, NULL);
    if (!copy || strcmp(buf_str(&once), buf_str(&again)) != 0)
        failure(c, "printed, parsed and printed again is different: %s\n%s%s", buf_str(&error),
                buf_str(&once), buf_str(&again));
    buf_free(&once);
    buf_free(&again);
    buf_free(&error);
    arena_release(&a);
}

static void check_function(struct check *c)
{
    struct buf before = {0}, after = {0};
    check_verified(c, "as it stands");
    if (!c->failed) {
        check_round_trip(c);
        check_runs(c, &before);
        run_passes(c);
    }
    if (!c->failed) {
        check_round_trip(c);
        check_runs(c, &after);
        if (strcmp(buf_str(&before), buf_str(&after)) != 0)
            failure(c, "the passes change what happens:\n%s---\n%s", buf_str(&before), buf_str(&after));
        check_shape(c);
    }
    buf_free(&before);
    buf_free(&after);
}

/* A function that must not parse or verify. */
static void check_rejected(struct check *c, struct line want, struct buf *error)
{
    if (c->f && ssa_verify(c->f, error))
        failure(c, "no error, but '%.*s' was expected", (int)want.len, want.at);
    else if (!memmem(buf_str(error), error->len, want.at, want.len))
        failure(c, "expected '%.*s', got: %s", (int)want.len, want.at, buf_str(error));
}

/* The next line that begins with "func", or the end. */
static const char *next_func(const char *p)
{
    while (*p && strncmp(p, "func", 4) != 0) {
        p += strcspn(p, "\n");
        p += *p == '\n';
    }
    return p;
}

static void check_file(const char *name, const char *text, unsigned *passed, unsigned *failed)
{
    const char *at = text;
    for (const char *func; *(func = next_func(at));) {
        struct arena a;
        struct buf error = {0};
        struct check c = {.file = name, .headers = at, .end = func};
        const char *headers = at;
        struct line want;
        arena_init(&a);
        c.f = ssa_parse(&a, func, &at, &error);
        if (!c.f) { /* go on behind the "}" that ends it */
            const char *close = strstr(func, "\n}");
            at = close ? close + 2 : func + strlen(func);
        }
        if (next_header(&c, &headers, "error", &want))
            check_rejected(&c, want, &error);
        else if (!c.f)
            failure(&c, "%s", buf_str(&error));
        else
            check_function(&c);
        *(c.failed ? failed : passed) += 1;
        buf_free(&error);
        arena_release(&a);
    }
}

/* ------------------------------------------------------------------------------------------------- commands
 */

static void read_all(FILE *in, struct buf *text)
{
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, in)) > 0;)
        buf_append(text, block, n);
}

static int check_files(int argc, char **argv)
{
    unsigned passed = 0, failed = 0;
    for (int i = 1; i < argc; i++) {
        struct buf text = {0};
        FILE *in = fopen(argv[i], "r");
        if (!in)
            die("cannot read %s", argv[i]);
        read_all(in, &text);
        fclose(in);
        check_file(argv[i], buf_str(&text), &passed, &failed);
        buf_free(&text);
    }
    printf("%u passed, %u failed\n", passed, failed);
    return failed != 0;
}

static int print_passes(int argc, char **argv)
{
    struct buf text = {0}, out = {0}, error = {0};
    struct arena a;
    arena_init(&a);
    read_all(stdin, &text);
    for (const char *at = buf_str(&text); *(at = next_func(at));) {
        struct ssa_func *f = ssa_parse(&a, at, &at, &error);
        if (!f || !ssa_verify(f, &error))
            die("%s", buf_str(&error));
        for (int i = 2; i < argc; i++) {
            const struct ir_pass *pass = ir_find_pass(argv[i], strlen(argv[i]));
            if (!pass)
                die("there is no pass %s", argv[i]);
            pass->run(f);
            if (!ssa_verify(f, &error))
                die("%s: %s", argv[i], buf_str(&error));
        }
        ssa_print(f, &out, NULL);
    }
    fputs(buf_str(&out), stdout);
    buf_free(&text);
    buf_free(&out);
    arena_release(&a);
    return 0;
}

/* One run before and after; a loop's predicate may leave early, and long runs are not compared. */
static bool same_run(const struct ssa_func *before, const struct ssa_func *after, uint64_t seed,
                     struct buf *difference)
{
    struct buf was = {0}, is = {0};
    struct ssa_eval_outcome o = ssa_random_run(before, seed, &was);
    bool same = o.kind == SSA_EVAL_LIMIT;
    if (!same) {
        o = ssa_random_run(after, seed, &is);
        same = o.kind == SSA_EVAL_LIMIT || (o.kind == SSA_EVAL_DEOPT && o.why == SSA_WHY_RANGE) ||
               strcmp(buf_str(&was), buf_str(&is)) == 0;
    }
    if (!same)
        buf_printf(difference, "%s---\n%s", buf_str(&was), buf_str(&is));
    buf_free(&was);
    buf_free(&is);
    return same;
}

/* False, and a text on standard error, when the pass breaks a random function. */
static bool fuzz_one(uint64_t seed, const struct ir_pass *pass)
{
    enum { RUNS = 4 };
    struct arena a;
    struct buf error = {0};
    arena_init(&a);
    unsigned size = 10 + (unsigned)(seed % 70);
    struct ssa_func *before = ssa_random(&a, seed, size), *f = ssa_random(&a, seed, size);
    pass->run(f);
    bool ok = ssa_verify(f, &error);
    if (!ok)
        fprintf(stderr, "%s breaks the function of seed %" PRIu64 ":\n%s", pass->name, seed, buf_str(&error));
    for (uint64_t k = 0; ok && k < RUNS; k++)
        if (!(ok = same_run(before, f, seed + k, &error)))
            fprintf(stderr, "%s changes what the function of seed %" PRIu64 " does:\n%s", pass->name, seed,
                    buf_str(&error));
    buf_free(&error);
    arena_release(&a);
    return ok;
}

static int fuzz(int argc, char **argv)
{
    if (argc < 4)
        die("usage: ssa_tool --fuzz SEED COUNT [PASS...]");
    uint64_t seed = strtoull(argv[2], NULL, 0), count = strtoull(argv[3], NULL, 0);
    unsigned passed = 0, failed = 0;
    for (size_t p = 0; p < ir_npasses; p++) {
        bool wanted = argc == 4;
        for (int i = 4; i < argc; i++)
            wanted |= strcmp(argv[i], ir_passes[p].name) == 0;
        bool ok = true;
        for (uint64_t s = seed; wanted && ok && s < seed + count; s++)
            ok = fuzz_one(s, &ir_passes[p]);
        if (wanted)
            *(ok ? &passed : &failed) += 1;
    }
    printf("%u passed, %u failed\n", passed, failed);
    return failed != 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--print") == 0)
        return print_passes(argc, argv);
    if (argc > 1 && strcmp(argv[1], "--fuzz") == 0)
        return fuzz(argc, argv);
    return check_files(argc, argv);
}
