#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

static void print_line(void *user, enum log_level level, const char *line)
{
    (void)user;
    /* One call: stderr is unbuffered, so the line reaches the terminal in one piece. */
    fprintf(stderr, "samovar: %s%s\n", level == LOG_WARN ? "warning: " : "", line);
}

static log_sink_fn sink = print_line;
static void *sink_user;

void log_set_sink(log_sink_fn fn, void *user)
{
    sink = fn != NULL ? fn : print_line;
    sink_user = user;
}

static void log_line(enum log_level level, const char *fmt, va_list ap)
{
    int saved_errno = errno;
    struct buf line = {0};
    buf_vprintf(&line, fmt, ap);
    sink(sink_user, level, buf_str(&line));
    buf_free(&line);
    errno = saved_errno;
}

void log_error(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    log_line(LOG_ERROR, fmt, ap);
    va_end(ap);
}

void log_warn(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    log_line(LOG_WARN, fmt, ap);
    va_end(ap);
}

void log_info(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    log_line(LOG_INFO, fmt, ap);
    va_end(ap);
}

void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    log_line(LOG_ERROR, fmt, ap);
    va_end(ap);
    exit(1);
}
