/* class_source_internal.h - what the implementations of class_source.h share; nobody else includes it. */
#ifndef SAMOVAR_FRONTEND_CLASS_SOURCE_INTERNAL_H
#define SAMOVAR_FRONTEND_CLASS_SOURCE_INTERNAL_H

#include "frontend/class_source.h"

struct class_source_ops {
    /* The path has passed the checks that class_source_read promises. */
    enum source_result (*read)(struct class_source *s, const char *path, struct source_bytes *out,
                               struct buf *err);
    void (*close)(struct class_source *s); /* frees what the implementation owns, and s itself */
    const char *(*module_of_package)(struct class_source *s, const char *package); /* NULL: has no modules */
};

/* First member of every implementation's struct. */
struct class_source {
    const struct class_source_ops *ops;
    char *name; /* freed by class_source_close */
};

/* Larger entries are refused: the VM holds no byte array above this. */
#define SOURCE_MAX_ENTRY ((size_t)INT32_MAX)

/* Fills err and returns NULL or SOURCE_ERROR, so that callers can return the call. */
void *source_open_failed(struct buf *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
enum source_result source_read_failed(struct buf *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Exactly n bytes at offset; false on an I/O error or end of file. */
bool source_pread(int fd, void *to, size_t n, u8 offset);

#endif
