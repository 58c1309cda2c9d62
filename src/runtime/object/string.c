/*
 * string.c - making and reading java.lang.String.
 *
 * A String is Latin-1 (coder 0, one byte a character) whenever all its characters fit, as the class library
 * itself keeps it; equality and interning compare bytes and rely on that.
 */
#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/object/string_internal.h"

/* ---- decoding ---- */

/* Text being decoded into UTF-16 units, small ones without malloc. */
struct units {
    uint16_t *at;
    size_t len;
    uint16_t small[128];
};

static void units_init(struct units *u, size_t max)
{
    u->len = 0;
    u->at = max <= ARRAY_LEN(u->small) ? u->small : xmalloc(max * sizeof *u->at);
}
static void units_free(struct units *u)
{
    if (u->at != u->small)
        free(u->at);
}

/* Next unit of modified UTF-8; malformed or cut-off bytes stand for themselves. */
static uint16_t next_unit(const u1 **p, const u1 *end)
{
    const u1 *s = *p;
    if (s[0] >= 0xc0 && s[0] < 0xe0 && end - s >= 2) {
        *p += 2;
        return (uint16_t)((s[0] & 0x1f) << 6 | (s[1] & 0x3f));
    }
    if (s[0] >= 0xe0 && s[0] < 0xf0 && end - s >= 3) {
        *p += 3;
        return (uint16_t)((s[0] & 0x0f) << 12 | (s[1] & 0x3f) << 6 | (s[2] & 0x3f));
    }
    *p += 1;
    return s[0];
}

static void decode_modified(struct units *u, const char *utf8, size_t len)
{
    const u1 *p = (const u1 *)utf8, *end = p + len;
    units_init(u, len);
    while (p < end)
        u->at[u->len++] = next_unit(&p, end);
}

/* Real UTF-8: four-byte forms become surrogate pairs. */
static void decode_platform(struct units *u, const char *utf8)
{
    size_t len = strlen(utf8);
    const u1 *p = (const u1 *)utf8, *end = p + len;
    units_init(u, len);
    while (p < end) {
        if (p[0] >= 0xf0 && end - p >= 4) {
            uint32_t c = (uint32_t)(p[0] & 7) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
                         (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
            c -= 0x10000;
            u->at[u->len++] = (uint16_t)(0xd800 | (c >> 10 & 0x3ff));
            u->at[u->len++] = (uint16_t)(0xdc00 | (c & 0x3ff));
            p += 4;
        } else {
            u->at[u->len++] = next_unit(&p, end);
        }
    }
}

static bool fits_latin1(const uint16_t *chars, size_t n)
{
    uint16_t all = 0;
    for (size_t i = 0; i < n; i++)
        all |= chars[i];
    return all < 256;
}

static bool is_ascii(const char *s, size_t n)
{
    u1 all = 0;
    for (size_t i = 0; i < n; i++)
        all |= (u1)s[i];
    return all < 0x80;
}

/* Packs units in place when they are all Latin-1. */
static struct string_bytes pack(struct units *u)
{
    if (!fits_latin1(u->at, u->len))
        return (struct string_bytes){u->at, u->len * 2, CODER_UTF16};
    u1 *bytes = (u1 *)u->at;
    for (size_t i = 0; i < u->len; i++)
        bytes[i] = (u1)u->at[i];
    return (struct string_bytes){bytes, u->len, CODER_LATIN1};
}

/* ---- making ---- */

struct object *string_new_bytes(struct thread *t, const struct string_bytes *b)
{
    if (b->len > INT32_MAX - 2) {
        throw_oom(t, "Requested array size exceeds VM limit");
        return NULL;
    }
    struct object *value = heap_alloc_prim_array(t, 'B', (int32_t)b->len);
    struct object *s = value != NULL ? heap_alloc_object(t, t->vm->wk.String) : NULL;
    if (s == NULL)
        return NULL;
    memcpy(array_data(value), b->at, b->len);
    FIELD_AT(int8_t, s, t->vm->wk.String_coder) = b->coder;
    set_ref_field(s, t->vm->wk.String_value, value);
    return s;
}

typedef struct object *(*make_fn)(struct thread *t, const struct string_bytes *b);

static struct object *make_from_utf8(struct thread *t, const char *utf8, size_t len, make_fn make)
{
    if (is_ascii(utf8, len))
        return make(t, &(struct string_bytes){utf8, len, CODER_LATIN1});
    struct units u;
    decode_modified(&u, utf8, len);
    struct string_bytes b = pack(&u);
    struct object *s = make(t, &b);
    units_free(&u);
    return s;
}

struct object *string_new_utf8(struct thread *t, const char *utf8, size_t len)
{
    return make_from_utf8(t, utf8, len, string_new_bytes);
}

struct object *string_new_z(struct thread *t, const char *utf8)
{
    return string_new_utf8(t, utf8, strlen(utf8));
}

struct object *string_new_utf16(struct thread *t, const uint16_t *chars, size_t n)
{
    if (!fits_latin1(chars, n))
        return string_new_bytes(t, &(struct string_bytes){chars, n * 2, CODER_UTF16});
    struct units u;
    units_init(&u, n);
    u.len = n;
    memcpy(u.at, chars, n * sizeof *chars);
    struct string_bytes b = pack(&u);
    struct object *s = string_new_bytes(t, &b);
    units_free(&u);
    return s;
}

struct object *string_new_platform(struct thread *t, const char *utf8)
{
    struct units u;
    decode_platform(&u, utf8);
    struct string_bytes b = pack(&u);
    struct object *s = string_new_bytes(t, &b);
    units_free(&u);
    return s;
}

struct object *string_from_symbol(struct thread *t, const struct symbol *s)
{
    return make_from_utf8(t, s->utf8, s->len, string_intern_bytes);
}

struct object *string_from_symbol_dotted(struct thread *t, const struct symbol *sym)
{
    char small[256] = {0};
    char *dotted = sym->len <= sizeof small ? small : xmalloc(sym->len);
    memcpy(dotted, sym->utf8, sym->len);
    for (size_t i = 0; i < sym->len; i++)
        if (dotted[i] == '/')
            dotted[i] = '.';
    struct object *s = make_from_utf8(t, dotted, sym->len, string_intern_bytes);
    if (dotted != small)
        free(dotted);
    return s;
}

/* ---- reading ---- */

static uint16_t unit_at(const struct string_bytes *b, size_t i)
{
    return b->coder == CODER_LATIN1 ? ((const u1 *)b->at)[i] : ((const uint16_t *)b->at)[i];
}
static size_t unit_count(const struct string_bytes *b)
{
    return b->len >> b->coder;
}

int32_t string_length(struct thread *t, const struct object *s)
{
    struct string_bytes b = string_bytes_of(t->vm, s);
    return (int32_t)unit_count(&b);
}

uint16_t string_char_at(struct thread *t, const struct object *s, int32_t i)
{
    struct string_bytes b = string_bytes_of(t->vm, s);
    return unit_at(&b, (size_t)i);
}

void string_copy_utf16(struct thread *t, const struct object *s, int32_t start, int32_t n, uint16_t *out)
{
    struct string_bytes b = string_bytes_of(t->vm, s);
    for (int32_t i = 0; i < n; i++)
        out[i] = unit_at(&b, (size_t)(start + i));
}

/* U+0000 takes two bytes, so that the result has no NUL inside. */
static size_t encoded_length(uint16_t c)
{
    return c >= 0x800 ? 3 : c >= 0x80 || c == 0 ? 2 : 1;
}

size_t string_utf8_length(struct thread *t, const struct object *s)
{
    struct string_bytes b = string_bytes_of(t->vm, s);
    size_t n = unit_count(&b), len = 0;
    for (size_t i = 0; i < n; i++)
        len += encoded_length(unit_at(&b, i));
    return len;
}

static char *encode(char *out, uint16_t c)
{
    switch (encoded_length(c)) {
    case 1: *out++ = (char)c; break;
    case 2:
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3f));
        break;
    default:
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    return out;
}

char *string_to_utf8(struct thread *t, const struct object *s)
{
    struct string_bytes b = string_bytes_of(t->vm, s);
    size_t n = unit_count(&b);
    char *utf8 = xmalloc(string_utf8_length(t, s) + 1), *p = utf8;
    for (size_t i = 0; i < n; i++)
        p = encode(p, unit_at(&b, i));
    *p = 0;
    return utf8;
}

struct symbol *string_to_symbol(struct thread *t, const struct object *s, bool dots_to_slashes)
{
    size_t len = string_utf8_length(t, s);
    if (len > UINT16_MAX)
        return NULL;
    char *utf8 = string_to_utf8(t, s);
    for (char *p = utf8; dots_to_slashes && *p != 0; p++)
        if (*p == '.')
            *p = '/';
    struct symbol *sym = symbol_intern(t->vm->symbols, utf8, len);
    free(utf8);
    return sym;
}

bool string_equals(struct thread *t, const struct object *x, const struct object *y)
{
    struct string_bytes a = string_bytes_of(t->vm, x), b = string_bytes_of(t->vm, y);
    return a.coder == b.coder && a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}
