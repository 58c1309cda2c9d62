#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Room for extra more bytes and the NUL. */
static void reserve(struct buf *b, size_t extra)
{
    if (b->cap - b->len > extra)
        return;
    size_t cap = b->cap + b->cap / 2;
    if (cap < 64)
        cap = 64;
    if (cap < b->len + extra + 1)
        cap = b->len + extra + 1;
    b->at = xrealloc(b->at, cap);
    b->cap = cap;
}

void buf_putc(struct buf *b, char c)
{
    reserve(b, 1);
    b->at[b->len++] = c;
    b->at[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
    buf_append(b, s, strlen(s));
}

void buf_append(struct buf *b, const void *p, size_t n)
{
    reserve(b, n);
    if (n != 0)
        memcpy(b->at + b->len, p, n);
    b->len += n;
    b->at[b->len] = '\0';
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    reserve(b, 1);
    size_t room = b->cap - b->len;
    int n = vsnprintf(b->at + b->len, room, fmt, ap);
    if (n < 0) {
        b->at[b->len] = '\0'; /* an unencodable wide character: append nothing */
        n = 0;
    } else if ((size_t)n >= room) {
        reserve(b, (size_t)n);
        vsnprintf(b->at + b->len, (size_t)n + 1, fmt, again);
    }
    b->len += (size_t)n;
    va_end(again);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    if (b->at != NULL)
        b->at[0] = '\0';
}

void buf_free(struct buf *b)
{
    free(b->at);
    *b = (struct buf){0};
}

const char *buf_str(struct buf *b)
{
    return b->at != NULL ? b->at : "";
}
