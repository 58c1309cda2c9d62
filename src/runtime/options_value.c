/* options_value.c - values of options: numbers, sizes, texts. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include "runtime/options_internal.h"

bool option_number(const char *s, unsigned min, unsigned max, unsigned *out)
{
    char *end;
    if (!isdigit((unsigned char)*s))
        return false;
    unsigned long v = strtoul(s, &end, 10);
    if (*end != 0 || v < min || v > max)
        return false;
    *out = (unsigned)v;
    return true;
}

/* Decimal, whatever zeros come first, or hexadecimal. */
static int base_of(const char *s)
{
    return s[0] == '0' && (s[1] == 'x' || s[1] == 'X') ? 16 : 10;
}

bool option_size(const char *s, size_t *out)
{
    char *end;
    if (!isdigit((unsigned char)*s))
        return false;
    unsigned long long v = strtoull(s, &end, base_of(s));
    unsigned shift = 0;
    switch (*end) {
    case 'k':
    case 'K': shift = 10; break;
    case 'm':
    case 'M': shift = 20; break;
    case 'g':
    case 'G': shift = 30; break;
    case 't':
    case 'T': shift = 40; break;
    case 0: break;
    default: return false;
    }
    if (shift != 0 && end[1] != 0)
        return false;
    if (v == ULLONG_MAX || v > (ULLONG_MAX >> shift)) /* strtoull's answer to too many digits is the former */
        return false;
    *out = (size_t)v << shift;
    return true;
}

enum option_result option_set_size(size_t *out, const char *value, size_t min, const char *what,
                                   const char *arg, struct buf *err)
{
    size_t v;
    if (!option_size(value, &v) || v == 0) {
        buf_printf(err, "Invalid %s: %s", what, arg);
        return OPTION_BAD;
    }
    *out = v < min ? min : v;
    return OPTION_OK;
}

void option_set_text(char **at, const char *text)
{
    free(*at);
    *at = text != NULL ? xstrdup(text) : NULL;
}
