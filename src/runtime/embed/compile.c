/*
 * compile.c - Java source in memory to classes in memory, with the JDK's compiler (javax.tools) called from
 * C.
 *
 * javac writes to the file manager of java's source launcher, which keeps class files in a Map, and reads the
 * source from JShell's file objects for text in memory: so no Java code of our own is needed. What javac must
 * see of classes that exist in memory only is put into a temporary folder.
 */
#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "runtime/boot.h"
#include "runtime/embed/embed.h"
#include "runtime/options.h"

#define OBJECT "Ljava/lang/Object;"

/* new NAME(...) through the constructor DESC, or NULL with an exception pending. */
#define NEW(t, name, desc, ...)                                                                              \
    ({                                                                                                       \
        struct class *new_class_ = embed_load_class(t, name);                                                \
        struct object *new_ = new_class_ != NULL ? embed_new_instance(t, new_class_) : NULL;                 \
        struct method *init_ = new_ != NULL ? embed_need_method(t, new_class_, "<init>", desc) : NULL;       \
        if (init_ != NULL)                                                                                   \
            exec_callv(t, init_, new_, ##__VA_ARGS__);                                                       \
        (t)->exception == NULL ? new_ : NULL;                                                                \
    })
/* o.NAME(...), selected by o's class. Nothing and NULL when o is NULL or an exception is pending. */
#define CALL(t, o, name, desc, ...)                                                                          \
    ({                                                                                                       \
        struct object *o_ = (o);                                                                             \
        struct method *m_ =                                                                                  \
            o_ != NULL && (t)->exception == NULL ? embed_need_method(t, o_->klass, name, desc) : NULL;       \
        m_ != NULL ? exec_callv(t, m_, o_, ##__VA_ARGS__).a : NULL;                                          \
    })

static bool add(struct thread *t, struct object *list, const char *text, size_t len)
{
    struct object *s = embed_string_new(t, text, len);
    if (s != NULL)
        CALL(t, list, "add", "(" OBJECT ")Z", s);
    return t->exception == NULL;
}

/* ---- classes in memory, as files for javac ---- */

struct files {
    char folder[256]; /* "" while there is none */
};

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st, (void)type, (void)where;
    return remove(path);
}

static void files_remove(struct files *f)
{
    if (f->folder[0] != 0)
        nftw(f->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static bool make_folder(struct files *f)
{
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(f->folder, sizeof f->folder, "%s/samovar-XXXXXX", tmp != NULL && *tmp ? tmp : "/tmp");
    if (n < (int)sizeof f->folder && mkdtemp(f->folder) != NULL)
        return true;
    f->folder[0] = 0;
    return false;
}

/* "a.b.C" -> FOLDER/a/b/C.class. Names were checked when the class came in. */
static bool write_file(const struct files *f, const char *name, struct object *bytes)
{
    struct buf path = {0};
    buf_printf(&path, "%s/", f->folder);
    for (const char *p = name; *p; p++) {
        if (*p == '.')
            mkdir(buf_str(&path), 0700);
        buf_putc(&path, *p == '.' ? '/' : *p);
    }
    buf_puts(&path, ".class");
    FILE *out = fopen(buf_str(&path), "wbx"); /* the nearest loader's class comes first and stays */
    bool ok = true;
    if (out != NULL) {
        size_t n = (size_t)array_length(bytes);
        ok = fwrite(array_data(bytes), 1, n, out) == n;
        ok &= fclose(out) == 0;
    }
    buf_free(&path);
    return ok;
}

static bool write_map(struct thread *t, struct files *f, struct object *map)
{
    struct object *set = CALL(t, map, "entrySet", "()Ljava/util/Set;");
    struct object *entries = CALL(t, set, "toArray", "()[" OBJECT);
    for (int32_t i = 0; entries != NULL && i < array_length(entries); i++) {
        if (f->folder[0] == 0 && !make_folder(f))
            return throw_new(t, "java/io/IOException", "cannot make a temporary folder for javac");
        struct object *key = CALL(t, ref_array_get(entries, i), "getKey", "()" OBJECT);
        struct object *bytes = CALL(t, ref_array_get(entries, i), "getValue", "()" OBJECT);
        if (key == NULL || bytes == NULL)
            return false;
        char *name = embed_string_utf8(t, key, NULL);
        bool ok = write_file(f, name, bytes);
        free(name);
        if (!ok)
            return throw_new(t, "java/io/IOException", "cannot write %s", f->folder);
    }
    return t->exception == NULL;
}

/* A jar in memory, as FOLDER/N.jar: javac wants a file with a path of its own. */
static bool write_jar(struct thread *t, struct files *f, int jar, struct buf *path)
{
    char block[65536];
    struct buf name = {0};
    if (f->folder[0] == 0 && !make_folder(f))
        return throw_new(t, "java/io/IOException", "cannot make a temporary folder for javac");
    buf_printf(&name, "%s/%d.jar", f->folder, jar);
    FILE *out = fopen(buf_str(&name), "wbx");
    bool ok = out != NULL;
    ssize_t n;
    for (off_t at = 0; ok && (n = pread(jar, block, sizeof block, at)) != 0; at += n)
        ok = n > 0 && fwrite(block, 1, (size_t)n, out) == (size_t)n;
    ok &= out != NULL && fclose(out) == 0;
    buf_printf(path, "%s%s", path->len > 0 ? ":" : "", buf_str(&name));
    buf_free(&name);
    return ok || throw_new(t, "java/io/IOException", "cannot write %s", f->folder);
}

/* Puts what javac is to see into *path; false: exception pending. */
static bool class_path_of(struct thread *t, const samovar_loader *l, struct files *f, struct buf *path)
{
    for (const samovar_loader *at = l; at != NULL; at = at->parent)
        if (!write_map(t, f, *at->files))
            return false;
    buf_puts(path, f->folder);
    for (const samovar_loader *at = l; at != NULL; at = at->parent)
        if (at->jar >= 0) {
            if (!write_jar(t, f, at->jar, path))
                return false;
        } else if (at->class_path != NULL) {
            buf_printf(path, "%s%s", path->len > 0 ? ":" : "", at->class_path);
        }
    const char *of_vm = options_property(&t->vm->options, "java.class.path");
    if (of_vm != NULL)
        buf_printf(path, "%s%s", path->len > 0 ? ":" : "", of_vm);
    struct buf own = {0};
    if (boot_own_jar(&own))
        buf_printf(path, "%s%s", path->len > 0 ? ":" : "", buf_str(&own));
    buf_free(&own);
    return true;
}

/* ---- javac ---- */

static struct object *option_list(struct thread *t, const char *class_path, const char *more)
{
    static const char *const always[] = {"-proc:none", "-implicit:none", "-g", "-nowarn"};
    struct object *list = NEW(t, "java/util/ArrayList", "()V");
    for (size_t i = 0; list != NULL && i < ARRAY_LEN(always); i++)
        if (!add(t, list, always[i], strlen(always[i])))
            return NULL;
    if (list == NULL || !add(t, list, "-cp", 3) || !add(t, list, class_path, strlen(class_path)))
        return NULL;
    for (const char *p = more != NULL ? more : ""; *p;) {
        size_t n = strcspn(p, " ");
        if (n > 0 && !add(t, list, p, n))
            return NULL;
        p += n + (p[n] == ' ');
    }
    return list;
}

/* "game/Entity.java" -> "game.Entity", as a Java string. */
static struct object *unit_name(struct thread *t, const char *name)
{
    struct buf b = {0};
    size_t n = strlen(name);
    n -= n > 5 && strcmp(name + n - 5, ".java") == 0 ? 5 : 0;
    for (size_t i = 0; i < n; i++)
        buf_putc(&b, name[i] == '/' ? '.' : name[i]);
    struct object *s = embed_string_new(t, buf_str(&b), b.len);
    buf_free(&b);
    return s;
}

static struct object *source_list(struct thread *t, const samovar_source *sources, size_t count)
{
    struct object *list = NEW(t, "java/util/ArrayList", "()V");
    for (size_t i = 0; list != NULL && i < count; i++) {
        struct object *name = unit_name(t, sources[i].name);
        struct object *text =
            name != NULL ? embed_string_new(t, sources[i].text, strlen(sources[i].text)) : NULL;
        struct object *file = text != NULL ? NEW(t, "jdk/jshell/MemoryFileManager$SourceMemoryJavaFileObject",
                                                 "(Ljdk/jshell/MemoryFileManager;" OBJECT
                                                 "Ljava/lang/String;Ljava/lang/String;)V",
                                                 NULL, NULL, name, text)
                                           : NULL;
        if (file == NULL)
            return NULL;
        CALL(t, list, "add", "(" OBJECT ")Z", file);
    }
    return list;
}

/* Runs javac; its class files go to map, its messages to writer. */
static bool run_javac(struct thread *t, struct object *map, struct object *writer, struct object *options,
                      struct object *sources)
{
    struct class *tool_class = embed_load_class(t, "com/sun/tools/javac/api/JavacTool");
    struct method *create = tool_class != NULL ? embed_need_method(t, tool_class, "create",
                                                                   "()Lcom/sun/tools/javac/api/JavacTool;")
                                               : NULL;
    struct object *tool = create != NULL ? exec_callv(t, create).a : NULL;
    struct object *disk =
        CALL(t, tool, "getStandardFileManager",
             "(Ljavax/tools/DiagnosticListener;Ljava/util/Locale;Ljava/nio/charset/Charset;)"
             "Ljavax/tools/StandardJavaFileManager;",
             NULL, NULL, NULL);
    struct object *files = disk != NULL ? NEW(t, "com/sun/tools/javac/launcher/Main$MemoryFileManager",
                                              "(Ljava/util/Map;Ljavax/tools/JavaFileManager;)V", map, disk)
                                        : NULL;
    if (files == NULL)
        return false;
    struct object *task =
        CALL(t, tool, "getTask",
             "(Ljava/io/Writer;Ljavax/tools/JavaFileManager;Ljavax/tools/DiagnosticListener;"
             "Ljava/lang/Iterable;Ljava/lang/Iterable;Ljava/lang/Iterable;)"
             "Ljavax/tools/JavaCompiler$CompilationTask;",
             writer, files, NULL, options, NULL, sources);
    struct object *ok = CALL(t, task, "call", "()Ljava/lang/Boolean;");
    struct method *value = ok != NULL ? embed_need_method(t, ok->klass, "booleanValue", "()Z") : NULL;
    bool success = value != NULL && exec_callv(t, value, ok).i != 0;
    if (t->exception == NULL)
        CALL(t, files, "close", "()V");
    return success && t->exception == NULL;
}

static samovar_status compile(samovar_thread *s, samovar_loader *l, const samovar_source *sources,
                              size_t count, const char *class_path, const char *more)
{
    struct thread *t = s->t;
    struct object *options = option_list(t, class_path, more);
    struct object *units = options != NULL ? source_list(t, sources, count) : NULL;
    struct object *map = units != NULL ? NEW(t, "java/util/HashMap", "()V") : NULL;
    struct object *writer = map != NULL ? NEW(t, "java/io/StringWriter", "()V") : NULL;
    if (writer == NULL)
        return SAMOVAR_EXCEPTION;
    if (run_javac(t, map, writer, options, units)) {
        CALL(t, *l->files, "putAll", "(Ljava/util/Map;)V", map);
        return SAMOVAR_OK;
    }
    struct object *messages = CALL(t, writer, "toString", "()Ljava/lang/String;");
    if (messages == NULL)
        return SAMOVAR_EXCEPTION;
    char *text = embed_string_utf8(t, messages, NULL);
    embed_fail(s, SAMOVAR_COMPILE, "%s", text != NULL && *text ? text : "javac failed without a message");
    free(text);
    return SAMOVAR_COMPILE;
}

SAMOVAR_EXPORT samovar_status samovar_compile(samovar_thread *s, samovar_loader *l,
                                              const samovar_source *sources, size_t count,
                                              const char *options)
{
    EMBED_BEGIN(s);
    bool valid = l != NULL && sources != NULL && count > 0;
    for (size_t i = 0; valid && i < count; i++)
        valid = sources[i].name != NULL && sources[i].text != NULL;
    if (!valid)
        EMBED_END(s, embed_fail(s, SAMOVAR_INVALID, "samovar_compile: no loader, or no source"));
    struct files files = {{0}};
    struct buf class_path = {0};
    samovar_status status = class_path_of(t, l, &files, &class_path)
                                ? compile(s, l, sources, count, buf_str(&class_path), options)
                                : SAMOVAR_EXCEPTION;
    files_remove(&files);
    buf_free(&class_path);
    EMBED_END(s, status);
}
