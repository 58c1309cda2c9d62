/*
 * class_source_jimage.c - the JDK's module image (lib/modules) as a class source.
 *
 * The image is mapped and read in place: classes need no copy. The format belongs to the JDK, however, so an
 * image of another version, and resources that are compressed, are left to the JDK's own libjimage, which is
 * loaded when the first such comes. Its functions only read the mapped image, so calls from several threads
 * need no lock.
 */
#include "frontend/class_source_internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "frontend/jimage.h"

/* The C interface of libjimage: jlong, jint and an opaque image. */
struct libjimage_image;
typedef int64_t jimage_location; /* 0: no such resource */

struct libjimage {
    struct libjimage_image *(*open)(const char *path, int32_t *error);
    void (*close)(struct libjimage_image *image);
    const char *(*package_to_module)(struct libjimage_image *image, const char *package);
    jimage_location (*find_resource)(struct libjimage_image *image, const char *module, const char *version,
                                     const char *name, int64_t *size);
    int64_t (*get_resource)(struct libjimage_image *image, jimage_location location, char *to, int64_t size);
    struct libjimage_image *image; /* NULL: not opened */
};

struct jimage_source {
    struct class_source base;
    char *java_home;
    int fd; /* stays open: when a program starts with standard output closed, it takes that number, and no
               file of the program's does, to which its output would go then */
    void *mapped;
    size_t mapped_len;
    struct jimage in_place;
    bool is_readable; /* in place */
    struct libjimage library;
    pthread_mutex_t lock; /* for opening the library */
};

/* libjimage takes a version and ignores it. */
static const char any_version[] = "";

enum { MAX_PATH_LENGTH = 2048 }; /* half of what libjimage can hold with the module's name in front */

/* ---- the JDK's library ---- */

/* POSIX makes the conversion from object to function pointer work, C has no word for it. */
static bool find_function(void *library, const char *name, void *function, struct buf *err)
{
    void *address = dlsym(library, name);
    if (!address) {
        buf_printf(err, "the JDK's libjimage.so has no %s", name);
        return false;
    }
    memcpy(function, &address, sizeof address);
    return true;
}

/* It stays loaded: it allocates when loaded and would not free when unloaded. */
static bool load_library(struct libjimage *l, const char *java_home, struct buf *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s/lib/libjimage.so", java_home);
    void *library = dlopen(buf_str(&path), RTLD_NOW | RTLD_LOCAL);
    buf_free(&path);
    if (!library) {
        buf_puts(err, dlerror());
        return false;
    }
    return find_function(library, "JIMAGE_Open", &l->open, err) &&
           find_function(library, "JIMAGE_Close", &l->close, err) &&
           find_function(library, "JIMAGE_PackageToModule", &l->package_to_module, err) &&
           find_function(library, "JIMAGE_FindResource", &l->find_resource, err) &&
           find_function(library, "JIMAGE_GetResource", &l->get_resource, err);
}

static bool open_library(struct jimage_source *j, struct buf *err)
{
    int32_t error = 0;
    pthread_mutex_lock(&j->lock);
    if (j->library.image == NULL && load_library(&j->library, j->java_home, err) &&
        (j->library.image = j->library.open(j->base.name, &error)) == NULL)
        buf_printf(err, "%s: cannot open the module image (libjimage error %d)", j->base.name, error);
    bool ok = j->library.image != NULL;
    pthread_mutex_unlock(&j->lock);
    return ok;
}

static enum source_result read_by_library(struct jimage_source *j, const char *module, const char *path,
                                          struct source_bytes *out, struct buf *err)
{
    int64_t size = 0;
    if (!open_library(j, err))
        return SOURCE_ERROR;
    struct libjimage *l = &j->library;
    jimage_location location = l->find_resource(l->image, module, any_version, path, &size);
    if (location == 0)
        return SOURCE_ABSENT;
    if (size < 0 || (u8)size > SOURCE_MAX_ENTRY)
        return source_read_failed(err, "%s: %s has an impossible size", j->base.name, path);
    u1 *data = malloc(size ? (size_t)size : 1);
    if (!data)
        return source_read_failed(err, "%s: out of memory reading %s", j->base.name, path);
    if (l->get_resource(l->image, location, (char *)data, size) != size) {
        free(data);
        return source_read_failed(err, "%s: cannot read %s", j->base.name, path);
    }
    *out = (struct source_bytes){data, (size_t)size, false};
    return SOURCE_FOUND;
}

/* ---- the interface ---- */

static const char *jimage_module_of_package(struct class_source *s, const char *package)
{
    struct jimage_source *j = (struct jimage_source *)s;
    size_t n = strlen(package);
    if (n == 0 || n > MAX_PATH_LENGTH)
        return NULL;
    return j->is_readable ? jimage_package_module(&j->in_place, package)
                          : j->library.package_to_module(j->library.image, package);
}

static const char *module_of_path(struct class_source *s, const char *path)
{
    char package[MAX_PATH_LENGTH + 1];
    const char *slash = strrchr(path, '/');
    if (!slash || strlen(path) > MAX_PATH_LENGTH)
        return NULL;
    memcpy(package, path, (size_t)(slash - path));
    package[slash - path] = '\0';
    return jimage_module_of_package(s, package);
}

static enum source_result jimage_read(struct class_source *s, const char *path, struct source_bytes *out,
                                      struct buf *err)
{
    struct jimage_source *j = (struct jimage_source *)s;
    struct jimage_resource r;
    const char *module = module_of_path(s, path);
    if (!module)
        return SOURCE_ABSENT;
    if (!j->is_readable)
        return read_by_library(j, module, path, out, err);
    if (!jimage_find(&j->in_place, module, path, &r))
        return SOURCE_ABSENT;
    if (r.compressed)
        return read_by_library(j, module, path, out, err);
    if (r.len > SOURCE_MAX_ENTRY)
        return source_read_failed(err, "%s: %s has an impossible size", s->name, path);
    *out = (struct source_bytes){(u1 *)(uintptr_t)r.data, (size_t)r.len, true};
    return SOURCE_FOUND;
}

static void jimage_close(struct class_source *s)
{
    struct jimage_source *j = (struct jimage_source *)s;
    if (j->library.image)
        j->library.close(j->library.image);
    if (j->mapped)
        munmap(j->mapped, j->mapped_len);
    if (j->fd >= 0)
        close(j->fd);
    pthread_mutex_destroy(&j->lock);
    free(j->java_home);
    free(j);
}

static const struct class_source_ops jimage_ops = {
    .read = jimage_read,
    .close = jimage_close,
    .module_of_package = jimage_module_of_package,
};

/* libjimage maps the whole file too, and does not look whether it could. */
static bool map_image(struct jimage_source *j, struct buf *err)
{
    struct stat st;
    int fd = open(j->base.name, O_RDONLY | O_CLOEXEC);
    void *p = MAP_FAILED;
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED) {
        buf_printf(err, "%s: cannot map the module image: %s", j->base.name, strerror(errno));
    } else {
        j->mapped = p;
        j->mapped_len = (size_t)st.st_size;
        j->is_readable = jimage_open(&j->in_place, p, j->mapped_len);
    }
    j->fd = fd;
    return p != MAP_FAILED;
}

struct class_source *class_source_open_jimage(const char *java_home, struct buf *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s/lib/modules", java_home);
    struct jimage_source *j = xcalloc(1, sizeof *j);
    j->base = (struct class_source){&jimage_ops, xstrdup(buf_str(&path))};
    j->java_home = xstrdup(java_home);
    pthread_mutex_init(&j->lock, NULL);
    buf_free(&path);
    if (!map_image(j, err) || (!j->is_readable && !open_library(j, err))) {
        class_source_close(&j->base);
        return NULL;
    }
    return &j->base;
}
