/* class_path.c - class path wildcards: "lib/" followed by a star stands for every .jar and .JAR in lib. */
#define _GNU_SOURCE
#include <dirent.h>
#include <string.h>
#include "runtime/launcher/arguments.h"

static bool is_jar(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && (strcmp(name + n - 4, ".jar") == 0 || strcmp(name + n - 4, ".JAR") == 0);
}

static void add_entry(struct buf *out, const char *dir, size_t dir_len, const char *name)
{
    buf_printf(out, "%s%.*s%s", out->len > 0 ? ":" : "", (int)dir_len, dir, name);
}

void class_path_expand(struct buf *out, const char *path)
{
    while (*path) {
        size_t n = strcspn(path, ":");
        bool wildcard = n > 0 && path[n - 1] == '*' && (n == 1 || path[n - 2] == '/');
        if (wildcard) {
            struct buf dir = {0};
            buf_append(&dir, path, n - 1);
            DIR *d = opendir(dir.len > 0 ? buf_str(&dir) : ".");
            for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
                if (is_jar(e->d_name))
                    add_entry(out, path, n - 1, e->d_name);
            if (d != NULL)
                closedir(d);
            buf_free(&dir);
        } else if (n > 0) {
            add_entry(out, path, n, "");
        }
        path += n + (path[n] == ':');
    }
}
