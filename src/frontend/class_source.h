/*
 * class_source.h - where class files and resources come from: the bridge.
 *
 * One interface, four implementations: a directory, a jar, the JDK's module image (jimage), and bytes in
 * memory. Sources serve the boot loader, -Xbootclasspath/a, the embedding API and the tools; the application
 * class path is walked by the JDK's own Java loaders.
 *
 * Thread rules: class_source_read may be called from any thread at the same time. Opening and closing may not
 * race with reads of the same source.
 */
#ifndef SAMOVAR_FRONTEND_CLASS_SOURCE_H
#define SAMOVAR_FRONTEND_CLASS_SOURCE_H

#include "base/base.h"

struct class_source;

struct source_bytes {
    u1 *data; /* not to be written to when it is the source's */
    size_t len;
    bool of_source; /* lives as long as the source; else it is malloc'd, and the caller's */
};
void source_bytes_free(struct source_bytes *b);

enum source_result {
    SOURCE_FOUND,
    SOURCE_ABSENT,
    SOURCE_ERROR, /* I/O error or a corrupt archive; *err says what, in one line */
};

/* err: one-line reason, without newline, filled on failure. All return NULL on failure. */
struct class_source *class_source_open_dir(const char *path, struct buf *err);
struct class_source *class_source_open_jar(const char *path, struct buf *err);
/* java_home: the JDK's directory; uses its lib/modules, and lib/libjimage.so when it cannot be read in place.
 */
struct class_source *class_source_open_jimage(const char *java_home, struct buf *err);
/* An empty in-memory source; add entries with class_source_mem_add (bytes are copied, an equal path is
 * replaced). */
struct class_source *class_source_new_mem(const char *label);
void class_source_mem_add(struct class_source *s, const char *path, const u1 *data, size_t len);
/* Directory or jar, whichever PATH is. */
struct class_source *class_source_open(const char *path, struct buf *err);

void class_source_close(struct class_source *s);

/*
 * Reads an entry such as "java/lang/Object.class". A jimage finds the module from the package by itself.
 * Paths with "..", a leading '/', or NUL are absent, never read.
 */
enum source_result class_source_read(struct class_source *s, const char *path, struct source_bytes *out,
                                     struct buf *err);

/* Path or label it was opened with. */
const char *class_source_name(const struct class_source *s);

/* jimage only: the module that holds PACKAGE ("java/lang"), or NULL. The string lives as long as the source.
 */
const char *class_source_module_of_package(struct class_source *s, const char *package);
bool class_source_is_jimage(const struct class_source *s);

#endif
