/* report_json.c - text in JSON. */
#include "runtime/profile/report_json.h"

/* Bytes of the well-formed sequence at s that JSON may hold as it is; 0: there is none. */
static int plain_sequence(const unsigned char *s)
{
    if (s[0] < 0x80)
        return s[0] >= 0x20 && s[0] != '"' && s[0] != '\\' && s[0] != '<';
    int n = s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : 0;
    for (int i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    bool surrogate = n == 3 && s[0] == 0xed && s[1] >= 0xa0, overlong = n == 3 && s[0] == 0xe0 && s[1] < 0xa0;
    return surrogate || overlong ? 0 : n;
}

void json_string(struct buf *out, const char *utf8)
{
    buf_putc(out, '"');
    for (const unsigned char *s = (const unsigned char *)utf8; *s != 0;) {
        int n = plain_sequence(s);
        if (n == 0) {
            if (*s < 0x80) /* '<' too: the text may stand inside a script element */
                buf_printf(out, "\\u%04x", *s);
            else
                buf_puts(out, "\\ufffd");
            s++;
        }
        for (; n > 0; n--)
            buf_putc(out, (char)*s++);
    }
    buf_putc(out, '"');
}
