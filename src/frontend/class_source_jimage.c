/*
 * class_source_jimage.c - the JDK's module image (lib/modules) as a class source, read by the JDK's own
 * libjimage.
 *
 * The library is loaded at run time from the JDK in use, since the image's format belongs to that JDK. Its
 * functions only read the mapped image, so calls from several threads need no lock.
 */
#include "frontend/class_source_internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/map.h"

/* The C interface of libjimage: jlong, jint and an opaque image. */
struct jimage;
typedef int64_t jimage_location; /* 0: no such resource */

struct jimage_functions {
    struct jimage *(*open)(const char *path, int32_t *error);
    void (*close)(struct jimage *image);
    const char *(*package_to_module)(struct jimage *image, const char *package);
    jimage_location (*find_resource)(struct jimage *image, const char *module, const char *version,
                                     const char *name, int64_t *size);
    int64_t (*get_resource)(struct jimage *image, jimage_location location, char *to, int64_t size);
};

/* libjimage reads from the file to say which module has a package: remember it for the packages met last. */
struct package_row {
    _Atomic(const char *) module; /* the image's own string, published after name */
    char name[56];
};

enum { PACKAGE_ROWS = 64 };

struct jimage_source {
    struct class_source base;
    struct jimage_functions call;
    struct jimage *image;
    struct package_row packages[PACKAGE_ROWS]; /* by hash of the name; the first of each row stays */
    pthread_mutex_t packages_lock;             /* for filling a row */
};

/* libjimage takes a version and ignores it. */
static const char any_version[] = "";

enum { MAX_PATH_LENGTH = 2048 }; /* half of what libjimage can hold with the module's name in front */

static void remember_package(struct jimage_source *j, struct package_row *row, const char *package,
                             const char *module)
{
    pthread_mutex_lock(&j->packages_lock);
    if (atomic_load_explicit(&row->module, memory_order_relaxed) == NULL) {
        strcpy(row->name, package);
        atomic_store_explicit(&row->module, module, memory_order_release);
    }
    pthread_mutex_unlock(&j->packages_lock);
}

static const char *jimage_module_of_package(struct class_source *s, const char *package)
{
    struct jimage_source *j = (struct jimage_source *)s;
    size_t n = strlen(package);
    if (n == 0 || n > MAX_PATH_LENGTH)
        return NULL;
    struct package_row *row = &j->packages[hash_bytes(package, n) % PACKAGE_ROWS];
    const char *module = atomic_load_explicit(&row->module, memory_order_acquire);
    if (module != NULL && strcmp(row->name, package) == 0)
        return module;
    bool is_free = module == NULL && n < sizeof row->name;
    module = j->call.package_to_module(j->image, package);
    if (module != NULL && is_free)
        remember_package(j, row, package, module);
    return module;
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
    const char *module = module_of_path(s, path);
    if (!module)
        return SOURCE_ABSENT;
    int64_t size = 0;
    jimage_location location = j->call.find_resource(j->image, module, any_version, path, &size);
    if (location == 0)
        return SOURCE_ABSENT;
    if (size < 0 || (u8)size > SOURCE_MAX_ENTRY)
        return source_read_failed(err, "%s: %s has an impossible size", s->name, path);
    u1 *data = malloc(size ? (size_t)size : 1);
    if (!data)
        return source_read_failed(err, "%s: out of memory reading %s", s->name, path);
    if (j->call.get_resource(j->image, location, (char *)data, size) != size) {
        free(data);
        return source_read_failed(err, "%s: cannot read %s", s->name, path);
    }
    *out = (struct source_bytes){data, (size_t)size};
    return SOURCE_FOUND;
}

static void jimage_close(struct class_source *s)
{
    struct jimage_source *j = (struct jimage_source *)s;
    if (j->image)
        j->call.close(j->image);
    free(j); /* the library stays loaded: it allocates when loaded and would not free when unloaded */
}

static const struct class_source_ops jimage_ops = {
    .read = jimage_read,
    .close = jimage_close,
    .module_of_package = jimage_module_of_package,
};

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

static bool load_library(struct jimage_source *j, const char *java_home, struct buf *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s/lib/libjimage.so", java_home);
    void *library = dlopen(buf_str(&path), RTLD_NOW | RTLD_LOCAL);
    buf_free(&path);
    if (!library) {
        buf_puts(err, dlerror());
        return false;
    }
    return find_function(library, "JIMAGE_Open", &j->call.open, err) &&
           find_function(library, "JIMAGE_Close", &j->call.close, err) &&
           find_function(library, "JIMAGE_PackageToModule", &j->call.package_to_module, err) &&
           find_function(library, "JIMAGE_FindResource", &j->call.find_resource, err) &&
           find_function(library, "JIMAGE_GetResource", &j->call.get_resource, err);
}

/* libjimage maps the whole file, and does not look whether it could. */
static bool can_be_mapped(const char *path, struct buf *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *p = MAP_FAILED;
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED)
        buf_printf(err, "%s: cannot map the module image: %s", path, strerror(errno));
    else
        munmap(p, (size_t)st.st_size);
    if (fd >= 0)
        close(fd);
    return p != MAP_FAILED;
}

struct class_source *class_source_open_jimage(const char *java_home, struct buf *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s/lib/modules", java_home);
    struct jimage_source *j = xcalloc(1, sizeof *j);
    j->base = (struct class_source){&jimage_ops, xstrdup(buf_str(&path))};
    pthread_mutex_init(&j->packages_lock, NULL);
    buf_free(&path);
    if (!load_library(j, java_home, err) || !can_be_mapped(j->base.name, err)) {
        class_source_close(&j->base);
        return NULL;
    }
    int32_t error = 0;
    j->image = j->call.open(j->base.name, &error);
    if (!j->image) {
        buf_printf(err, "%s: cannot open the module image (libjimage error %d)", j->base.name, error);
        class_source_close(&j->base);
        return NULL;
    }
    return &j->base;
}
