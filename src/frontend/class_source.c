/* class_source.c - the interface: which paths are legal, and dispatch to the implementation. */
#include "frontend/class_source_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void *source_open_failed(struct buf *err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(err, fmt, ap);
    va_end(ap);
    return NULL;
}

enum source_result source_read_failed(struct buf *err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(err, fmt, ap);
    va_end(ap);
    return SOURCE_ERROR;
}

bool source_pread(int fd, void *to, size_t n, u8 offset)
{
    u1 *at = to;
    while (n > 0) {
        ssize_t got = pread(fd, at, n, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        offset += (u8)got;
        n -= (size_t)got;
    }
    return true;
}

void source_bytes_free(struct source_bytes *b)
{
    if (!b->of_source)
        free(b->data);
}

struct class_source *class_source_open(const char *path, struct buf *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return source_open_failed(err, "%s: %s", path, strerror(errno));
    return S_ISDIR(st.st_mode) ? class_source_open_dir(path, err) : class_source_open_jar(path, err);
}

void class_source_close(struct class_source *s)
{
    if (!s)
        return;
    char *name = s->name;
    s->ops->close(s);
    free(name);
}

/* Relative, and never upwards. */
static bool path_stays_inside(const char *path)
{
    if (path[0] == '\0' || path[0] == '/')
        return false;
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (part[0] == '.' && part[1] == '.' && (part[2] == '/' || part[2] == '\0'))
            return false;
    }
    return true;
}

enum source_result class_source_read(struct class_source *s, const char *path, struct source_bytes *out,
                                     struct buf *err)
{
    *out = (struct source_bytes){0};
    return path_stays_inside(path) ? s->ops->read(s, path, out, err) : SOURCE_ABSENT;
}

const char *class_source_name(const struct class_source *s)
{
    return s->name;
}

const char *class_source_module_of_package(struct class_source *s, const char *package)
{
    return s->ops->module_of_package ? s->ops->module_of_package(s, package) : NULL;
}

bool class_source_is_jimage(const struct class_source *s)
{
    return s->ops->module_of_package != NULL;
}
