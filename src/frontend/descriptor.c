/* descriptor.c - syntax of names, descriptors and modified UTF-8. */
#include "frontend/descriptor.h"

#include <string.h>

/* ---- modified UTF-8 ---- */

/* True when none of the eight bytes is zero or has its high bit set. */
static bool eight_plain_ascii(const u1 *p)
{
    const u8 ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    u8 v;
    memcpy(&v, p, sizeof v);
    return (((v - ones) | v) & highs) == 0;
}

static bool is_continuation(u1 b)
{
    return (b & 0xC0) == 0x80;
}

static bool utf8_is_valid(const u1 *p, size_t n, bool overlong_ok)
{
    const u1 *end = p + n;
    while (p < end) {
        if (end - p >= 8 && eight_plain_ascii(p)) {
            p += 8;
        } else if (*p != 0 && *p < 0x80) {
            p++;
        } else if ((*p & 0xE0) == 0xC0) {
            if (end - p < 2 || !is_continuation(p[1]))
                return false;
            unsigned c = (unsigned)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
            if (!overlong_ok && c != 0 && c < 0x80)
                return false;
            p += 2;
        } else if ((*p & 0xF0) == 0xE0) {
            if (end - p < 3 || !is_continuation(p[1]) || !is_continuation(p[2]))
                return false;
            unsigned c = (unsigned)(p[0] & 0x0F) << 12 | (unsigned)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
            if (!overlong_ok && c < 0x800)
                return false;
            p += 3;
        } else {
            return false;
        }
    }
    return true;
}

bool utf8_is_valid_modified(const u1 *p, size_t n)
{
    return utf8_is_valid(p, n, false);
}
bool utf8_is_valid_overlong(const u1 *p, size_t n)
{
    return utf8_is_valid(p, n, true);
}

/* ---- names ---- */

enum { NEVER = 1, SLASH = 2, ANGLE = 4 };

static const u1 special_char[256] = {
    ['.'] = NEVER, [';'] = NEVER, ['['] = NEVER, ['/'] = SLASH, ['<'] = ANGLE, ['>'] = ANGLE};

static bool no_special_char(const char *p, size_t n, unsigned specials)
{
    for (size_t i = 0; i < n; i++) {
        if (special_char[(u1)p[i]] & specials)
            return false;
    }
    return n > 0;
}

/* Unqualified names separated by single slashes. */
static bool is_qualified_name(const char *p, size_t n)
{
    if (n == 0 || p[0] == '/' || p[n - 1] == '/')
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned special = special_char[(u1)p[i]];
        if (UNLIKELY(special & (NEVER | SLASH))) {
            if (special & NEVER || p[i + 1] == '/')
                return false;
        }
    }
    return true;
}

bool name_is_valid_unqualified(const char *p, size_t n)
{
    return no_special_char(p, n, NEVER | SLASH);
}

bool name_is_valid_method(const char *p, size_t n)
{
    if (n > 0 && p[0] == '<')
        return (n == 6 && memcmp(p, "<init>", 6) == 0) || (n == 8 && memcmp(p, "<clinit>", 8) == 0);
    return no_special_char(p, n, NEVER | SLASH | ANGLE);
}

bool name_is_valid_class(const char *p, size_t n)
{
    return n > 0 && p[0] == '[' ? desc_is_valid_field(p, n) : is_qualified_name(p, n);
}

static bool is_identifier_char(u1 c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80 ||
           (!first && c >= '0' && c <= '9');
}

/* As HotSpot's check for old class files: a digit or a slash is wrong only where nothing precedes it. */
static const char *skip_identifier(const char *p, const char *end, bool slash_ok)
{
    const char *start = p;
    bool last_is_slash = false;
    for (; p < end; p++) {
        if (is_identifier_char((u1)*p, p == start)) {
            last_is_slash = false;
        } else if (slash_ok && *p == '/') {
            if (last_is_slash)
                return NULL;
            last_is_slash = true;
        } else {
            break;
        }
    }
    return p > start ? p : NULL;
}

bool name_is_identifier(const char *p, size_t n, bool slash_ok)
{
    return n > 0 && skip_identifier(p, p + n, slash_ok) == p + n;
}

/* ---- descriptors ---- */

static const char *skip_class_type(const char *p, const char *end, enum desc_names names,
                                   enum desc_fault *fault)
{
    const char *name = p + 1;
    if (names == DESC_NAMES_IDENTIFIER) {
        const char *q = skip_identifier(name, end, true);
        return q && q < end && *q == ';' ? q + 1 : NULL;
    }
    const char *semicolon = memchr(name, ';', (size_t)(end - name));
    if (!semicolon)
        return NULL;
    if (names == DESC_NAMES_QUALIFIED && !is_qualified_name(name, (size_t)(semicolon - name))) {
        *fault = DESC_BAD_CLASS_NAME;
        return NULL;
    }
    return semicolon + 1;
}

const char *desc_skip_type(const char *p, const char *end, bool void_ok, enum desc_names names,
                           enum desc_fault *fault)
{
    *fault = DESC_ILLEGAL;
    for (unsigned dimensions = 0; p < end; p++) {
        switch (*p) {
        case 'V':
            if (!void_ok)
                return NULL;
            /* fall through */
        case 'B':
        case 'C':
        case 'D':
        case 'F':
        case 'I':
        case 'J':
        case 'S':
        case 'Z': return p + 1;
        case 'L': return skip_class_type(p, end, names, fault);
        case '[':
            if (++dimensions > 255) {
                *fault = DESC_TOO_MANY_DIMENSIONS;
                return NULL;
            }
            void_ok = false;
            break;
        default: return NULL;
        }
    }
    return NULL;
}

bool desc_is_valid_field(const char *p, size_t n)
{
    enum desc_fault fault;
    return desc_skip_type(p, p + n, false, DESC_NAMES_QUALIFIED, &fault) == p + n;
}

int desc_check_method(const char *p, size_t n, bool must_be_void, enum desc_names names,
                      enum desc_fault *fault)
{
    const char *end = p + n;
    int slots = 0;
    *fault = DESC_ILLEGAL;
    if (n == 0 || *p++ != '(')
        return -1;
    for (const char *next; p < end && *p != ')'; p = next) {
        next = desc_skip_type(p, end, false, names, fault);
        if (!next)
            return -1;
        slots += *p == 'J' || *p == 'D' ? 2 : 1;
    }
    *fault = DESC_ILLEGAL;
    if (p == end)
        return -1;
    p++;
    if (must_be_void) {
        if (end - p != 1 || *p != 'V')
            return -1;
    } else if (desc_skip_type(p, end, true, names, fault) != end) {
        return -1;
    }
    *fault = DESC_OK;
    return slots;
}

int desc_method_arg_slots(const char *p, size_t n)
{
    enum desc_fault fault;
    return desc_check_method(p, n, false, DESC_NAMES_QUALIFIED, &fault);
}

/* ---- iteration ---- */

void desc_iter_init(struct desc_iter *it, const struct symbol *method_desc)
{
    *it = (struct desc_iter){.next = method_desc->utf8 + 1, .start = method_desc->utf8 + 1};
}

/* End of the type at p in a valid descriptor. (Class names may hold ')', so types must be walked one by one.)
 */
static const char *type_end(const char *p)
{
    while (*p == '[')
        p++;
    if (*p == 'L') {
        const char *semicolon = strchr(p, ';');
        return semicolon ? semicolon + 1 : p + strlen(p);
    }
    return *p ? p + 1 : p;
}

static void set_type(struct desc_iter *it, const char *start, const char *end)
{
    it->start = start;
    it->len = (size_t)(end - start);
    it->kind = *start;
}

bool desc_next_param(struct desc_iter *it)
{
    if (*it->next == ')' || *it->next == '\0')
        return false;
    const char *end = type_end(it->next);
    set_type(it, it->next, end);
    it->next = end;
    return true;
}

void desc_return(struct desc_iter *it)
{
    while (desc_next_param(it))
        ;
    const char *start = it->next + (*it->next == ')');
    set_type(it, start, type_end(start));
}
