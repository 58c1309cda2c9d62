/* buf.h - a growable byte buffer, mostly for building text. Always NUL-terminated once something was
 * appended. */
#ifndef SAMOVAR_BASE_BUF_H
#define SAMOVAR_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
    char *at;
    size_t len, cap;
};

void buf_putc(struct buf *b, char c);
void buf_puts(struct buf *b, const char *s);
void buf_append(struct buf *b, const void *p, size_t n);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);
void buf_clear(struct buf *b); /* keeps the storage */
void buf_free(struct buf *b);
const char *buf_str(struct buf *b); /* "" when empty */

#endif
