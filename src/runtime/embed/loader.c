/*
 * loader.c - places for scripts' classes, and finding classes.
 *
 * The class loader behind a samovar_loader is the one that java's source launcher uses for the classes it
 * compiles in memory: it takes class files from a Map, then asks its parent. Everything that leans on JDK
 * 17's own classes is here and in compile.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "frontend/descriptor.h"
#include "runtime/embed/embed.h"

#define MEMORY_LOADER "com/sun/tools/javac/launcher/Main$MemoryClassLoader"

struct class *embed_load_class(struct thread *t, const char *name)
{
    struct class *c = class_load_or_noclassdef(t, loader_for(t, *t->vm->system_loader),
                                               symbol_intern_z(t->vm->symbols, name));
    return c != NULL && class_link(t, c) ? c : NULL;
}

struct method *embed_need_method(struct thread *t, struct class *c, const char *name, const char *desc)
{
    struct method *m = class_method_z(c, name, desc);
    if (m == NULL) {
        struct buf b = {0};
        class_external_name(c, &b);
        throw_new(t, "java/lang/NoSuchMethodError", "%s.%s%s", buf_str(&b), name, desc);
        buf_free(&b);
    }
    return m;
}

struct object *embed_loader_object(struct vm *vm, const samovar_loader *l)
{
    return l != NULL ? *l->loader : *vm->system_loader;
}

/* ---- making one ---- */

static struct object *new_file(struct thread *t, const char *path)
{
    struct class *file = embed_load_class(t, "java/io/File");
    struct object *f = file != NULL ? embed_new_instance(t, file) : NULL;
    struct object *name = f != NULL ? embed_string_new(t, path, strlen(path)) : NULL;
    struct method *init = name != NULL ? embed_need_method(t, file, "<init>", "(Ljava/lang/String;)V") : NULL;
    if (init == NULL)
        return NULL;
    exec_callv(t, init, f, name);
    return t->exception == NULL ? f : NULL;
}

/* o.name() where desc is that of a method without parameters. */
static struct object *get(struct thread *t, struct object *o, const char *name, const char *desc)
{
    struct method *m = o != NULL ? embed_need_method(t, o->klass, name, desc) : NULL;
    return m != NULL ? exec_callv(t, m, o).a : NULL;
}

static struct object *url_of(struct thread *t, const char *path)
{
    struct object *file = new_file(t, path);
    struct object *uri = get(t, file, "toURI", "()Ljava/net/URI;");
    return t->exception == NULL ? get(t, uri, "toURL", "()Ljava/net/URL;") : NULL;
}

static struct object *urls_of(struct thread *t, const char *class_path)
{
    struct class *url = embed_load_class(t, "java/net/URL");
    int32_t n = 0, i = 0;
    for (const char *p = class_path; *p; p += strcspn(p, ":"), p += *p == ':')
        n += *p != ':';
    struct object *urls = url != NULL ? heap_alloc_object_array(t, url, n) : NULL;
    for (const char *p = class_path; urls != NULL && *p;) {
        size_t len = strcspn(p, ":");
        if (len > 0) {
            struct buf entry = {0};
            buf_append(&entry, p, len);
            struct object *u = url_of(t, buf_str(&entry));
            buf_free(&entry);
            if (u == NULL)
                return NULL;
            ref_array_set(urls, i++, u);
        }
        p += len + (p[len] == ':');
    }
    return urls;
}

/* A URLClassLoader for the class path. */
static struct object *path_loader(struct thread *t, const char *class_path, struct object *parent)
{
    struct class *c = embed_load_class(t, "java/net/URLClassLoader");
    struct object *loader = c != NULL ? embed_new_instance(t, c) : NULL;
    struct object *urls = loader != NULL ? urls_of(t, class_path) : NULL;
    struct method *init =
        urls != NULL ? embed_need_method(t, c, "<init>", "([Ljava/net/URL;Ljava/lang/ClassLoader;)V") : NULL;
    if (init == NULL)
        return NULL;
    exec_callv(t, init, loader, urls, parent);
    return t->exception == NULL ? loader : NULL;
}

static struct object *new_map(struct thread *t)
{
    struct class *c = embed_load_class(t, "java/util/concurrent/ConcurrentHashMap");
    struct object *map = c != NULL ? embed_new_instance(t, c) : NULL;
    struct method *init = map != NULL ? embed_need_method(t, c, "<init>", "()V") : NULL;
    if (init == NULL)
        return NULL;
    exec_callv(t, init, map);
    return t->exception == NULL ? map : NULL;
}

static struct object *memory_loader(struct thread *t, struct object *map, struct object *parent)
{
    struct class *c = embed_load_class(t, MEMORY_LOADER);
    struct object *loader = c != NULL ? embed_new_instance(t, c) : NULL;
    struct object *file = loader != NULL ? new_file(t, "memory") : NULL; /* the classes' code source */
    struct object *path = get(t, file, "toPath", "()Ljava/nio/file/Path;");
    struct method *init =
        path != NULL && t->exception == NULL
            ? embed_need_method(t, c, "<init>",
                                "(Ljava/util/Map;Ljava/lang/ClassLoader;Ljava/nio/file/Path;)V")
            : NULL;
    if (init == NULL)
        return NULL;
    exec_callv(t, init, loader, map, parent, path);
    return t->exception == NULL ? loader : NULL;
}

/*
 * Throws when it is no jar. The loader opens it now, not when it is first asked for a class: by then the host
 * may have freed what it has of the loader.
 */
static bool open_jar(struct thread *t, const char *path, struct object *loader)
{
    struct class *c = embed_load_class(t, "java/util/zip/ZipFile");
    struct object *zip = c != NULL ? embed_new_instance(t, c) : NULL;
    struct object *name = zip != NULL ? embed_string_new(t, path, strlen(path)) : NULL;
    struct method *init = name != NULL ? embed_need_method(t, c, "<init>", "(Ljava/lang/String;)V") : NULL;
    if (init == NULL)
        return false;
    exec_callv(t, init, zip, name);
    struct method *end = t->exception == NULL ? embed_need_method(t, c, "close", "()V") : NULL;
    if (end == NULL)
        return false;
    exec_callv(t, end, zip);
    struct method *find = t->exception == NULL ? embed_need_method(t, loader->klass, "findResource",
                                                                   "(Ljava/lang/String;)Ljava/net/URL;")
                                               : NULL;
    struct object *any = find != NULL ? embed_string_new(t, "META-INF/MANIFEST.MF", 20) : NULL;
    if (any != NULL)
        exec_callv(t, find, loader, any);
    return any != NULL && t->exception == NULL;
}

/* Between embed_begin and embed_end. jar: a file in memory that class_path names; -1: none. It is the
 * loader's on success. */
static samovar_status make_loader(samovar_thread *s, samovar_loader *parent, const char *class_path, int jar,
                                  samovar_loader **out)
{
    struct thread *t = s->t;
    struct object *above = embed_loader_object(t->vm, parent);
    if (class_path != NULL && (above = path_loader(t, class_path, above)) == NULL)
        return SAMOVAR_EXCEPTION;
    struct object *map = new_map(t);
    struct object *object = map != NULL ? memory_loader(t, map, above) : NULL;
    if (object == NULL || (jar >= 0 && !open_jar(t, class_path, above)))
        return SAMOVAR_EXCEPTION;
    samovar_loader *l = xcalloc(1, sizeof *l);
    l->users = 1;
    l->parent = parent;
    if (parent != NULL)
        parent->users++;
    l->class_path = class_path != NULL ? xstrdup(class_path) : NULL;
    l->jar = jar;
    l->loader = root_cell_new(t->vm, object);
    l->files = root_cell_new(t->vm, map);
    *out = l;
    return SAMOVAR_OK;
}

SAMOVAR_EXPORT samovar_status samovar_loader_new(samovar_thread *s, samovar_loader *parent,
                                                 const char *class_path, samovar_loader **out)
{
    EMBED_BEGIN(s);
    (void)t;
    if (out == NULL)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "samovar_loader_new: no place for the loader"));
    EMBED_END(s, make_loader(s, parent, class_path, -1, out));
}

/* A file without a name, which the class library opens under the one that the kernel gives it. */
static int memory_file(const void *bytes, size_t size)
{
    int fd = memfd_create("jar", MFD_CLOEXEC);
    for (size_t done = 0; fd >= 0 && done < size;) {
        ssize_t n = write(fd, (const char *)bytes + done, size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    return fd;
}

SAMOVAR_EXPORT samovar_status samovar_loader_new_jar(samovar_thread *s, samovar_loader *parent,
                                                     const void *bytes, size_t size, samovar_loader **out)
{
    char path[32];
    EMBED_BEGIN(s);
    (void)t;
    if (out == NULL || bytes == NULL || size == 0)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID,
                                "samovar_loader_new_jar: no bytes, or no place for the loader"));
    int jar = memory_file(bytes, size);
    if (jar < 0)
        EMBED_END(s, embed_fail(s, SAMOVAR_STATE, "samovar_loader_new_jar: no file in memory: %s",
                                strerror(errno)));
    snprintf(path, sizeof path, "/proc/self/fd/%d", jar);
    samovar_status status = make_loader(s, parent, path, jar, out);
    if (status != SAMOVAR_OK)
        close(jar);
    EMBED_END(s, status);
}

SAMOVAR_EXPORT void samovar_loader_free(samovar_thread *s, samovar_loader *l)
{
    while (l != NULL && --l->users == 0) {
        samovar_loader *parent = l->parent;
        root_cell_free(s->t->vm, l->loader);
        root_cell_free(s->t->vm, l->files);
        if (l->jar >= 0)
            close(l->jar);
        free(l->class_path);
        free(l);
        l = parent;
    }
}

/* ---- classes ---- */

SAMOVAR_EXPORT samovar_status samovar_add_class(samovar_thread *s, samovar_loader *l, const char *name,
                                                const void *bytes, size_t size)
{
    EMBED_BEGIN(s);
    struct symbol *symbol = name != NULL ? embed_class_name(t->vm, name) : NULL;
    if (l == NULL || bytes == NULL || size == 0 || size > INT32_MAX || symbol == NULL ||
        symbol->utf8[0] == '[')
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID,
                                "samovar_add_class: no loader, no bytes, or no name of a class"));
    struct object *key = string_from_symbol_dotted(t, symbol);
    struct object *array = key != NULL ? heap_alloc_prim_array(t, 'B', (int32_t)size) : NULL;
    struct method *put = array != NULL
                             ? embed_need_method(t, (*l->files)->klass, "put",
                                                 "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;")
                             : NULL;
    if (put == NULL)
        EMBED_END(s, SAMOVAR_EXCEPTION);
    memcpy(array_data(array), bytes, size);
    exec_callv(t, put, *l->files, key, array);
    EMBED_END(s, SAMOVAR_OK);
}

SAMOVAR_EXPORT samovar_status samovar_find_class(samovar_thread *s, samovar_loader *l, const char *name,
                                                 samovar_ref *klass)
{
    EMBED_BEGIN(s);
    struct symbol *symbol = name != NULL ? embed_class_name(t->vm, name) : NULL;
    if (symbol == NULL || klass == NULL)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "no name of a class: %s", name != NULL ? name : "NULL"));
    struct loader *loader = loader_for(t, embed_loader_object(t->vm, l));
    struct class *c = loader != NULL ? class_load_or_null(t, loader, symbol) : NULL;
    if (c != NULL)
        *klass = embed_local(t, class_mirror(c));
    else if (t->exception == NULL)
        EMBED_END(s, embed_fail(s, SAMOVAR_NOT_FOUND, "no class %s", name));
    EMBED_END(s, SAMOVAR_OK);
}

SAMOVAR_EXPORT samovar_status samovar_class_of(samovar_thread *s, samovar_ref object, samovar_ref *klass)
{
    EMBED_BEGIN(s);
    struct object *o = embed_get(object);
    if (o == NULL || klass == NULL)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "samovar_class_of: the object is null"));
    *klass = embed_local(t, class_mirror(o->klass));
    EMBED_END(s, SAMOVAR_OK);
}

SAMOVAR_EXPORT bool samovar_is_instance(samovar_thread *s, samovar_ref object, samovar_ref klass)
{
    struct object *mirror = embed_get(klass);
    struct class *c =
        mirror != NULL && mirror->klass == s->t->vm->wk.Class ? class_from_mirror(mirror) : NULL;
    return c != NULL && !c->is_primitive && object_is_instance(embed_get(object), c);
}

SAMOVAR_EXPORT samovar_status samovar_run_main(samovar_thread *s, samovar_ref klass, size_t argc,
                                               const char *const *argv)
{
    const samovar_method *main_method;
    EMBED_BEGIN(s);
    struct class *c = embed_class(s, klass);
    if (c == NULL)
        EMBED_END(s, SAMOVAR_TYPE);
    samovar_status status = embed_method(s, c, "main", "([Ljava/lang/String;)V", &main_method);
    if (status != SAMOVAR_OK)
        EMBED_END(s, status);
    if (!method_is_static(main_method->m))
        EMBED_END(s, embed_fail(s, SAMOVAR_NOT_FOUND, "main is not static"));
    struct object *args = heap_alloc_object_array(t, t->vm->wk.String, (int32_t)argc);
    for (size_t i = 0; args != NULL && i < argc; i++) {
        struct object *arg = embed_string_new(t, argv[i], strlen(argv[i]));
        if (arg == NULL)
            EMBED_END(s, SAMOVAR_EXCEPTION);
        ref_array_set(args, (int32_t)i, arg);
    }
    if (args != NULL)
        exec_callv(t, main_method->m, args);
    EMBED_END(s, SAMOVAR_OK);
}
