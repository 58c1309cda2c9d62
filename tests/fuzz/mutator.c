#include "mutator.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- random numbers: splitmix64 ---- */

void rng_seed(struct rng *r, u8 seed)
{
    r->state = seed * 0x9E3779B97F4A7C15u + 1;
}

u8 rng_next(struct rng *r)
{
    u8 z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

size_t rng_below(struct rng *r, size_t n)
{
    return n ? (size_t)(rng_next(r) % n) : 0;
}

/* ---- changes that know nothing of the format ---- */

static void flip_bits(struct rng *r, struct buf *b)
{
    for (size_t n = 1 + rng_below(r, 4); n > 0 && b->len > 0; n--)
        b->at[rng_below(r, b->len)] ^= (char)(1 << rng_below(r, 8));
}

static void set_bytes(struct rng *r, struct buf *b)
{
    static const u1 interesting[] = {0, 1, 2, 7, 8, 0x10, 0x20, 0x7F, 0x80, 0xC4, 0xFE, 0xFF};
    for (size_t n = 1 + rng_below(r, 4); n > 0 && b->len > 0; n--) {
        u1 value = rng_below(r, 2) ? interesting[rng_below(r, sizeof interesting)] : (u1)rng_next(r);
        b->at[rng_below(r, b->len)] = (char)value;
    }
}

static void truncate(struct rng *r, struct buf *b)
{
    b->len = rng_below(r, b->len + 1);
}

/* Replaces [at, at + old) by n bytes. */
static void replace(struct buf *b, size_t at, size_t old, const void *with, size_t n)
{
    struct buf rest = {0};
    buf_append(&rest, b->at + at + old, b->len - at - old);
    b->len = at;
    if (n > 0)
        buf_append(b, with, n);
    if (rest.len > 0)
        buf_append(b, rest.at, rest.len);
    buf_free(&rest);
}

static void splice(struct rng *r, struct buf *b, const struct input *other)
{
    size_t from = rng_below(r, other->len), n = 1 + rng_below(r, 64);
    if (n > other->len - from)
        n = other->len - from;
    size_t at = rng_below(r, b->len + 1);
    size_t old = rng_below(r, 2) ? n : rng_below(r, 64);
    if (old > b->len - at)
        old = b->len - at;
    replace(b, at, old, other->data + from, n);
}

static void insert_bytes(struct rng *r, struct buf *b)
{
    u1 bytes[16];
    size_t n = 1 + rng_below(r, sizeof bytes);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (u1)rng_next(r);
    size_t at = rng_below(r, 4) ? rng_below(r, b->len + 1) : b->len;
    replace(b, at, 0, bytes, n);
}

/* ---- numbers of either byte order ---- */

static u4 get(const struct buf *b, size_t at, unsigned size, bool little)
{
    u4 v = 0;
    for (unsigned i = 0; i < size; i++)
        v |= (u4)(u1)b->at[at + i] << 8 * (little ? i : size - 1 - i);
    return v;
}

static void set(struct buf *b, size_t at, unsigned size, bool little, u4 v)
{
    for (unsigned i = 0; i < size; i++)
        b->at[at + i] = (char)(v >> 8 * (little ? i : size - 1 - i));
}

static void tweak_number(struct rng *r, struct buf *b, size_t at, unsigned size, bool little)
{
    static const u4 interesting[] = {0,      1,      2,      0x7F,    0xFF,       0x100,      0x7FFF,
                                     0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    u4 v = get(b, at, size, little);
    switch (rng_below(r, 4)) {
    case 0: v++; break;
    case 1: v--; break;
    case 2: v = interesting[rng_below(r, ARRAY_LEN(interesting))]; break;
    default: v += (u4)rng_below(r, 64) - 32; break;
    }
    set(b, at, size, little, v);
}

/* ---- class files: scan ---- */

enum spot_kind { SPOT_COUNT, SPOT_LENGTH, SPOT_INDEX, SPOT_FLAGS, SPOT_NUMBER, SPOT_KINDS };

struct spot {
    size_t at;
    unsigned size;
};

struct extent {
    size_t at, len;
    size_t count_at; /* attributes: place of the count of the list it is in */
};

struct layout {
    VEC(struct spot) spots[SPOT_KINDS];
    VEC(struct extent) constants, attributes, codes;
    VEC(u1) tags; /* by constant pool index */
    u4 pool_count;
};

struct scanner {
    const u1 *data;
    size_t len, at;
    struct layout *layout;
    VEC(struct extent) utf8; /* by constant pool index */
    bool bad;
};

static u4 scan(struct scanner *s, unsigned size, enum spot_kind kind)
{
    if (s->bad || s->len - s->at < size) {
        s->bad = true;
        return 0;
    }
    u4 v = 0;
    for (unsigned i = 0; i < size; i++)
        v = v << 8 | s->data[s->at + i];
    vec_push(&s->layout->spots[kind], ((struct spot){s->at, size}));
    s->at += size;
    return v;
}

static void scan_skip(struct scanner *s, size_t n)
{
    if (s->bad || s->len - s->at < n)
        s->bad = true;
    else
        s->at += n;
}

static void scan_constants(struct scanner *s)
{
    u4 count = s->layout->pool_count = scan(s, 2, SPOT_COUNT);
    vec_push(&s->utf8, (struct extent){0});
    vec_push(&s->layout->tags, 0);
    for (u4 i = 1; i < count && !s->bad; i++) {
        struct extent text = {0}, whole = {.at = s->at};
        unsigned slots = 1, tag = scan(s, 1, SPOT_NUMBER);
        switch (tag) {
        case 1:
            text.len = scan(s, 2, SPOT_LENGTH);
            text.at = s->at;
            scan_skip(s, text.len);
            break;
        case 3:
        case 4: scan(s, 4, SPOT_NUMBER); break;
        case 5:
        case 6:
            scan(s, 4, SPOT_NUMBER);
            scan(s, 4, SPOT_NUMBER);
            slots = 2;
            break;
        case 7:
        case 8:
        case 16:
        case 19:
        case 20: scan(s, 2, SPOT_INDEX); break;
        case 15:
            scan(s, 1, SPOT_NUMBER);
            scan(s, 2, SPOT_INDEX);
            break;
        default:
            scan(s, 2, SPOT_INDEX);
            scan(s, 2, SPOT_INDEX);
            break;
        }
        whole.len = s->at - whole.at;
        vec_push(&s->layout->constants, whole);
        for (; slots > 0; slots--) {
            vec_push(&s->utf8, text);
            vec_push(&s->layout->tags, (u1)tag);
        }
        i += tag == 5 || tag == 6;
    }
}

static bool name_is(const struct scanner *s, u4 index, const char *text)
{
    if (index >= s->utf8.len)
        return false;
    struct extent e = s->utf8.at[index];
    return e.len == strlen(text) && memcmp(s->data + e.at, text, e.len) == 0;
}

static void scan_attributes(struct scanner *s, int depth);

static void scan_code(struct scanner *s, int depth)
{
    scan(s, 2, SPOT_NUMBER);
    scan(s, 2, SPOT_NUMBER);
    u4 length = scan(s, 4, SPOT_LENGTH);
    vec_push(&s->layout->codes, ((struct extent){.at = s->at, .len = length}));
    scan_skip(s, length);
    for (u4 n = scan(s, 2, SPOT_COUNT); n > 0 && !s->bad; n--) {
        for (int i = 0; i < 3; i++)
            scan(s, 2, SPOT_NUMBER);
        scan(s, 2, SPOT_INDEX);
    }
    scan_attributes(s, depth + 1);
}

static void scan_attributes(struct scanner *s, int depth)
{
    size_t count_at = s->at;
    for (u4 n = scan(s, 2, SPOT_COUNT); n > 0 && !s->bad && depth < 4; n--) {
        size_t start = s->at;
        u4 name = scan(s, 2, SPOT_INDEX), length = scan(s, 4, SPOT_LENGTH);
        size_t body = s->at;
        if (s->bad || s->len - body < length) {
            s->bad = true;
            return;
        }
        if (name_is(s, name, "Code"))
            scan_code(s, depth);
        else if (!name_is(s, name, "SourceDebugExtension"))
            while (s->at - body + 2 <= length)
                scan(s, 2, rng_below(&(struct rng){start + s->at}, 2) ? SPOT_INDEX : SPOT_NUMBER);
        s->at = body + length;
        vec_push(&s->layout->attributes, ((struct extent){start, s->at - start, count_at}));
    }
}

static void scan_members(struct scanner *s)
{
    for (u4 n = scan(s, 2, SPOT_COUNT); n > 0 && !s->bad; n--) {
        scan(s, 2, SPOT_FLAGS);
        scan(s, 2, SPOT_INDEX);
        scan(s, 2, SPOT_INDEX);
        scan_attributes(s, 0);
    }
}

static void scan_class(const struct input *in, struct layout *l)
{
    struct scanner s = {.data = in->data, .len = in->len, .layout = l};
    scan_skip(&s, 4);
    scan(&s, 2, SPOT_NUMBER);
    scan(&s, 2, SPOT_NUMBER);
    scan_constants(&s);
    scan(&s, 2, SPOT_FLAGS);
    scan(&s, 2, SPOT_INDEX);
    scan(&s, 2, SPOT_INDEX);
    for (u4 n = scan(&s, 2, SPOT_COUNT); n > 0 && !s.bad; n--)
        scan(&s, 2, SPOT_INDEX);
    scan_members(&s);
    scan_members(&s);
    scan_attributes(&s, 0);
    vec_free(&s.utf8);
}

static void layout_free(struct layout *l)
{
    for (int i = 0; i < SPOT_KINDS; i++)
        vec_free(&l->spots[i]);
    vec_free(&l->constants);
    vec_free(&l->attributes);
    vec_free(&l->codes);
    vec_free(&l->tags);
}

/* ---- class files: mutations that keep the layout ---- */

#define PICK(r, v) ((v).at[rng_below((r), (v).len)])

static void tweak_spot(struct rng *r, struct buf *b, const struct layout *l, enum spot_kind kind)
{
    if (l->spots[kind].len > 0) {
        struct spot s = PICK(r, l->spots[kind]);
        tweak_number(r, b, s.at, s.size, false);
    }
}

/* Another constant of the same kind: such mutants pass the format checks and reach the verifier and the
 * linker. */
static u4 similar_constant(struct rng *r, const struct layout *l, u4 index)
{
    for (int tries = 0; index < l->tags.len && tries < 200; tries++) {
        size_t other = rng_below(r, l->tags.len);
        if (l->tags.at[other] == l->tags.at[index])
            return (u4)other;
    }
    return (u4)rng_below(r, l->pool_count + 1);
}

static void change_indices(struct rng *r, struct buf *b, const struct layout *l)
{
    if (l->spots[SPOT_INDEX].len == 0)
        return;
    struct spot s = PICK(r, l->spots[SPOT_INDEX]), t = PICK(r, l->spots[SPOT_INDEX]);
    u4 sv = get(b, s.at, 2, false), tv = get(b, t.at, 2, false);
    switch (rng_below(r, 8)) {
    case 0:
        set(b, s.at, 2, false, tv);
        set(b, t.at, 2, false, sv);
        break;
    case 1: set(b, s.at, 2, false, (u4)rng_below(r, l->pool_count + 1)); break;
    default: set(b, s.at, 2, false, similar_constant(r, l, sv)); break;
    }
}

static void flip_flags(struct rng *r, struct buf *b, const struct layout *l)
{
    if (l->spots[SPOT_FLAGS].len > 0) {
        struct spot s = PICK(r, l->spots[SPOT_FLAGS]);
        set(b, s.at, 2, false, get(b, s.at, 2, false) ^ 1u << rng_below(r, 16));
    }
}

static void change_code(struct rng *r, struct buf *b, const struct layout *l)
{
    if (l->codes.len == 0)
        return;
    struct extent code = PICK(r, l->codes);
    if (code.len > 0)
        b->at[code.at + rng_below(r, code.len)] = (char)rng_below(r, rng_below(r, 8) ? 202 : 256);
}

/* ---- class files: mutations that move things, so they come last ---- */

static void swap_constants(struct rng *r, struct buf *b, const struct layout *l)
{
    if (l->constants.len < 2)
        return;
    struct extent e = PICK(r, l->constants), f = PICK(r, l->constants);
    if (e.at > f.at) {
        struct extent g = e;
        e = f;
        f = g;
    }
    if (e.at == f.at)
        return;
    struct buf first = {0};
    buf_append(&first, b->at + e.at, e.len);
    struct buf second = {0};
    buf_append(&second, b->at + f.at, f.len);
    replace(b, f.at, f.len, first.at, first.len);
    replace(b, e.at, e.len, second.at, second.len);
    buf_free(&first);
    buf_free(&second);
}

/* Attributes of Code change the length of Code, too; half of the time that is left wrong on purpose. */
static void resize_enclosing(struct rng *r, struct buf *b, const struct layout *l, struct extent inner,
                             long delta)
{
    if (rng_below(r, 2))
        return;
    for (size_t i = 0; i < l->attributes.len; i++) {
        struct extent e = l->attributes.at[i];
        if (e.at < inner.at && inner.at < e.at + e.len)
            set(b, e.at + 2, 4, false, get(b, e.at + 2, 4, false) + (u4)delta);
    }
}

static void duplicate_attribute(struct rng *r, struct buf *b, const struct layout *l)
{
    if (l->attributes.len == 0)
        return;
    struct extent e = PICK(r, l->attributes), to = PICK(r, l->attributes);
    if (rng_below(r, 2))
        to = e;
    if (rng_below(r, 4))
        set(b, to.count_at, 2, false, get(b, to.count_at, 2, false) + 1);
    resize_enclosing(r, b, l, to, (long)e.len);
    struct buf copy = {0};
    buf_append(&copy, b->at + e.at, e.len);
    replace(b, to.at, 0, copy.at, copy.len);
    buf_free(&copy);
}

static void truncate_attribute(struct rng *r, struct buf *b, const struct layout *l)
{
    if (l->attributes.len == 0)
        return;
    struct extent e = PICK(r, l->attributes);
    size_t body = e.len - 6, cut = 1 + rng_below(r, body < 8 ? body : 8);
    if (cut > body)
        return;
    if (rng_below(r, 2))
        set(b, e.at + 2, 4, false, (u4)(body - cut));
    resize_enclosing(r, b, l, e, -(long)cut);
    replace(b, e.at + e.len - cut, cut, NULL, 0);
}

static void remove_attribute(struct rng *r, struct buf *b, const struct layout *l)
{
    if (l->attributes.len == 0)
        return;
    struct extent e = PICK(r, l->attributes);
    set(b, e.count_at, 2, false, get(b, e.count_at, 2, false) - 1);
    resize_enclosing(r, b, l, e, -(long)e.len);
    replace(b, e.at, e.len, NULL, 0);
}

void mutate_class(struct rng *r, const struct input *in, const struct input *other, struct buf *out)
{
    struct layout l = {0};
    scan_class(in, &l);
    buf_clear(out);
    buf_append(out, in->data, in->len);
    for (size_t n = 1 + rng_below(r, 3); n > 0; n--) {
        switch (rng_below(r, 24)) {
        case 0: flip_bits(r, out); break;
        case 1: set_bytes(r, out); break;
        case 2: tweak_spot(r, out, &l, SPOT_LENGTH); break;
        case 3: tweak_spot(r, out, &l, SPOT_COUNT); break;
        case 4:
        case 5: tweak_spot(r, out, &l, SPOT_NUMBER); break;
        case 6:
        case 7:
        case 8: flip_flags(r, out, &l); break;
        case 9:
        case 10:
        case 11:
        case 12:
        case 13:
        case 14: change_indices(r, out, &l); break;
        default: change_code(r, out, &l); break;
        }
    }
    switch (rng_below(r, 30)) {
    case 0: swap_constants(r, out, &l); break;
    case 1:
    case 2: duplicate_attribute(r, out, &l); break;
    case 3: truncate_attribute(r, out, &l); break;
    case 4: remove_attribute(r, out, &l); break;
    case 5: splice(r, out, other); break;
    case 6: insert_bytes(r, out); break;
    case 7: truncate(r, out); break;
    default: break;
    }
    layout_free(&l);
}

/* ---- jars ---- */

/* Numbers of the records that make up a zip file: offset in the record and size. */
struct zip_record {
    u4 signature;
    unsigned n;
    struct spot numbers[18];
};

static const struct zip_record zip_records[] = {
    {0x04034b50,
     11,
     {{4, 2}, {6, 2}, {8, 2}, {14, 4}, {18, 4}, {22, 4}, {26, 2}, {28, 2}, {0, 4}, {10, 2}, {12, 2}}},
    {0x02014b50,
     12,
     {{8, 2},
      {10, 2},
      {16, 4},
      {20, 4},
      {24, 4},
      {28, 2},
      {30, 2},
      {32, 2},
      {42, 4},
      {0, 4},
      {36, 2},
      {38, 4}}},
    {0x06054b50, 8, {{4, 2}, {6, 2}, {8, 2}, {10, 2}, {12, 4}, {16, 4}, {20, 2}, {0, 4}}},
    {0x07064b50, 4, {{0, 4}, {4, 4}, {8, 4}, {16, 4}}},
    {0x06064b50, 6, {{0, 4}, {4, 4}, {24, 4}, {32, 4}, {40, 4}, {48, 4}}},
};

static void tweak_zip_record(struct rng *r, struct buf *b)
{
    const struct zip_record *rec =
        &zip_records[rng_below(r, 8) ? rng_below(r, 3) : rng_below(r, ARRAY_LEN(zip_records))];
    size_t found = 0, at = 0;
    for (size_t i = 0; i + 60 <= b->len + 40 && i + 4 <= b->len; i++) {
        if (get(b, i, 4, true) == rec->signature && rng_below(r, ++found) == 0)
            at = i;
    }
    struct spot s = rec->numbers[rng_below(r, rec->n)];
    if (found > 0 && at + s.at + s.size <= b->len)
        tweak_number(r, b, at + s.at, s.size, true);
}

void mutate_jar(struct rng *r, const struct input *in, const struct input *other, struct buf *out)
{
    buf_clear(out);
    buf_append(out, in->data, in->len);
    for (size_t n = 1 + rng_below(r, 3); n > 0; n--) {
        switch (rng_below(r, 6)) {
        case 0: flip_bits(r, out); break;
        case 1: set_bytes(r, out); break;
        default: tweak_zip_record(r, out); break;
        }
    }
    switch (rng_below(r, 12)) {
    case 0: splice(r, out, other); break;
    case 1: insert_bytes(r, out); break;
    case 2: truncate(r, out); break;
    default: break;
    }
}

bool is_jar(const struct input *in)
{
    return in->len >= 2 && memcmp(in->data, "PK", 2) == 0;
}

/* ---- corpus ---- */

static _Noreturn void cannot_read(const char *path)
{
    perror(path);
    exit(2);
}

static void add_file(struct corpus *c, const char *path, size_t len)
{
    struct input in = {.name = xstrdup(path), .data = xmalloc(len), .len = len};
    FILE *f = fopen(path, "rb");
    if (!f || fread(in.data, 1, len, f) != len)
        cannot_read(path);
    fclose(f);
    vec_push(c, in);
}

static bool has_suffix(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && strcmp(s + n - m, suffix) == 0;
}

static void add_directory(struct corpus *c, const char *path)
{
    struct dirent **names;
    int n = scandir(path, &names, NULL, alphasort);
    if (n < 0)
        cannot_read(path);
    for (int i = 0; i < n; i++) {
        struct buf sub = {0};
        struct stat st;
        buf_printf(&sub, "%s/%s", path, names[i]->d_name);
        if (names[i]->d_name[0] != '.' && stat(buf_str(&sub), &st) == 0 &&
            (S_ISDIR(st.st_mode) || has_suffix(buf_str(&sub), ".class") || has_suffix(buf_str(&sub), ".jar")))
            corpus_add(c, buf_str(&sub));
        buf_free(&sub);
        free(names[i]);
    }
    free(names);
}

void corpus_add(struct corpus *c, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        cannot_read(path);
    if (S_ISDIR(st.st_mode))
        add_directory(c, path);
    else
        add_file(c, path, (size_t)st.st_size);
}

void corpus_free(struct corpus *c)
{
    for (size_t i = 0; i < c->len; i++) {
        free((char *)(uintptr_t)c->at[i].name);
        free(c->at[i].data);
    }
    vec_free(c);
}
