/* class_path.c - class path wildcards: "lib/" followed by a star stands for every .jar and .JAR in lib. */
#define _GNU_SOURCE
#include <dirent.h>
#include <string.h>
#include "runtime/launcher/launcher.h"

static bool is_jar(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && (strcmp(name + n - 4, ".jar") == 0 || strcmp(name + n - 4, ".JAR") == 0);
}

/* Appends the jars of a directory, in the order in which the system lists them (java promises none). */
static bool add_jars(struct buf *out, const char *prefix, size_t prefix_len)
{
    struct buf dir = {0};
    buf_append(&dir, prefix, prefix_len);
    DIR *d = opendir(dir.len > 0 ? buf_str(&dir) : ".");
    buf_free(&dir);
    bool any = false;
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
        if (is_jar(e->d_name)) {
            buf_printf(out, "%s%.*s%s", any ? ":" : "", (int)prefix_len, prefix, e->d_name);
            any = true;
        }
    if (d != NULL)
        closedir(d);
    return any;
}

/* Everything else stays as it is: an empty entry means the current directory, an empty wildcard itself. */
void class_path_expand(struct buf *out, const char *path)
{
    for (;;) {
        size_t n = strcspn(path, ":");
        bool wildcard = n > 0 && path[n - 1] == '*' && (n == 1 || path[n - 2] == '/');
        if (!wildcard || !add_jars(out, path, n - 1))
            buf_append(out, path, n);
        if (path[n] == 0)
            return;
        buf_putc(out, ':');
        path += n + 1;
    }
}
