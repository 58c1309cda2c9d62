/* class_source_dir.c - a directory as a class source. */
#include "frontend/class_source_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct dir_source {
    struct class_source base;
    int fd; /* the directory: entries are found even after a chdir or a rename */
};

static enum source_result read_regular_file(int fd, const char *path, struct source_bytes *out,
                                            struct buf *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return source_read_failed(err, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return SOURCE_ABSENT;
    if ((u8)st.st_size > SOURCE_MAX_ENTRY)
        return source_read_failed(err, "%s: too large", path);
    size_t len = (size_t)st.st_size;
    u1 *data = malloc(len ? len : 1);
    if (!data)
        return source_read_failed(err, "%s: out of memory (%zu bytes)", path, len);
    if (!source_pread(fd, data, len, 0)) {
        free(data);
        return source_read_failed(err, "%s: cannot read", path);
    }
    *out = (struct source_bytes){data, len, false};
    return SOURCE_FOUND;
}

static enum source_result dir_read(struct class_source *s, const char *path, struct source_bytes *out,
                                   struct buf *err)
{
    /* O_NONBLOCK: a FIFO in the directory must not block the VM; it has no effect on files. */
    int fd = openat(((struct dir_source *)s)->fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        bool absent =
            errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG || errno == ELOOP || errno == ENXIO;
        return absent ? SOURCE_ABSENT : source_read_failed(err, "%s/%s: %s", s->name, path, strerror(errno));
    }
    enum source_result result = read_regular_file(fd, path, out, err);
    close(fd);
    return result;
}

static void dir_close(struct class_source *s)
{
    close(((struct dir_source *)s)->fd);
    free(s);
}

static const struct class_source_ops dir_ops = {.read = dir_read, .close = dir_close};

struct class_source *class_source_open_dir(const char *path, struct buf *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return source_open_failed(err, "%s: %s", path, strerror(errno));
    struct dir_source *s = xcalloc(1, sizeof *s);
    s->base = (struct class_source){&dir_ops, xstrdup(path)};
    s->fd = fd;
    return &s->base;
}
