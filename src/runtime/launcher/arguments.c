/*
 * arguments.c - java's command-line syntax: option words, two-word options, @argfiles, JDK_JAVA_OPTIONS.
 * Reference: the manual page of the java command, release 17.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "runtime/launcher/arguments.h"

static const char help_text[] =
    "Usage: samovar [options] <mainclass> [args...]\n"
    "           (to execute a class)\n"
    "   or  samovar [options] -jar <jarfile> [args...]\n"
    "           (to execute a jar file)\n"
    "   or  samovar [options] -m <module>[/<mainclass>] [args...]\n"
    "       samovar [options] --module <module>[/<mainclass>] [args...]\n"
    "           (to execute the main class in a module)\n"
    "   or  samovar [options] <sourcefile> [args]\n"
    "           (to execute a single source-file program)\n"
    "\n"
    " where options include:\n"
    "\n"
    "    -cp, -classpath, --class-path <class search path of directories and jar files>\n"
    "    -p, --module-path <module path>\n"
    "    --upgrade-module-path <module path>\n"
    "    --add-modules <module name>[,<module name>...]\n"
    "    --add-opens, --add-exports, --add-reads, --patch-module, --limit-modules\n"
    "                  as for java\n"
    "    --list-modules, -d or --describe-module <module name>, --validate-modules\n"
    "    --dry-run     create the VM and load the main class but do not execute main\n"
    "    -D<name>=<value>\n"
    "                  set a system property\n"
    "    -Xmx<size> -Xms<size> -Xss<size>\n"
    "                  maximum heap, initial heap, and thread stack size\n"
    "    -Xint         interpret only\n"
    "    -Xbootclasspath/a:<directories and jar files>\n"
    "                  append to the end of the bootstrap class path\n"
    "    -Xcheck:jni   check arguments of JNI functions\n"
    "    -Xrs          leave signals to the operating system\n"
    "    -Xverify:all, -Xverify:remote, -Xverify:none\n"
    "                  which classes are verified (default: all but the boot loader's)\n"
    "    -ea, -da[:<package>...|:<class>], -esa, -dsa\n"
    "                  enable or disable assertions\n"
    "    -verbose:[class|gc|jni]\n"
    "    -version, --version, -showversion, --show-version\n"
    "    @argument files\n"
    "                  one or more files containing options\n"
    "\n"
    " of samovar's own:\n"
    "\n"
    "    --jdk <directory>\n"
    "                  the OpenJDK 17 whose class library to use (else SAMOVAR_JDK,\n"
    "                  JAVA_HOME, then the system's)\n"
    "    --stress=gc[:N]\n"
    "                  collect garbage at every N-th allocation\n"
    "\n"
    "The environment variables JDK_JAVA_OPTIONS, JAVA_TOOL_OPTIONS and CLASSPATH work\n"
    "as they do for java. See samovar(1).\n";

typedef VEC(char *) words;

/* ---- @argfiles ---- */

/* Splits the text of an argument file: white space separates, quotes group, '\' escapes inside quotes and continues a
 * line at its end, '#' starts a comment. */
static void split_argfile(words *out, const char *p, const char *end)
{
    struct buf w = {0};
    bool in_word = false;
    char quote = 0;
    for (; p < end; p++) {
        char c = *p;
        if (quote != 0 && c == '\\' && p + 1 < end) {
            c = *++p;
            if (c == '\n' || c == '\r') { /* continuation: leading white space of the next line is dropped */
                while (p + 1 < end && isspace((unsigned char)p[1]))
                    p++;
                continue;
            }
            buf_putc(&w, c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == 'f' ? '\f' : c);
        } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
            quote = quote != 0 ? 0 : c;
            in_word = true;
        } else if (quote == 0 && c == '#' && !in_word) {
            while (p + 1 < end && p[1] != '\n')
                p++;
        } else if (quote == 0 && c == '\\' && p + 1 < end && (p[1] == '\n' || p[1] == '\r')) {
            while (p + 1 < end && isspace((unsigned char)p[1]))
                p++;
        } else if (quote == 0 && isspace((unsigned char)c)) {
            if (in_word)
                vec_push(out, xstrdup(buf_str(&w)));
            buf_clear(&w);
            in_word = false;
        } else {
            buf_putc(&w, c);
            in_word = true;
        }
    }
    if (in_word)
        vec_push(out, xstrdup(buf_str(&w)));
    buf_free(&w);
}

static bool read_argfile(words *out, const char *path)
{
    FILE *f = fopen(path, "re");
    struct buf text = {0};
    char chunk[4096];
    size_t n;
    if (f == NULL) {
        fprintf(stderr, "Error: could not open `%s'\n", path);
        return false;
    }
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_append(&text, chunk, n);
    fclose(f);
    if (text.len > 0)
        split_argfile(out, text.at, text.at + text.len);
    buf_free(&text);
    return true;
}

/* Options that take the following word; after them no @argfile expansion changes meaning. */
static bool takes_value(const char *w)
{
    static const char *const names[] = {"-cp", "-classpath", "--class-path", "-p", "--module-path", "--upgrade-module-path",
                                        "--add-modules", "--limit-modules", "--add-exports", "--add-opens", "--add-reads",
                                        "--patch-module", "-d", "--describe-module", "--source", "--jdk",
                                        "--enable-native-access"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(w, names[i]) == 0)
            return true;
    return false;
}

static bool ends_options(const char *w, bool after_value_option)
{
    return !after_value_option &&
           (w[0] != '-' || strcmp(w, "-jar") == 0 || strcmp(w, "-m") == 0 || strcmp(w, "--module") == 0 ||
            strncmp(w, "--module=", 9) == 0);
}

/* Expands @files among the options only: the program's own arguments are left alone. `--disable-@files` stops it. */
static bool expand(words *out, char **argv, int argc)
{
    bool expanding = true, value = false, app = false;
    for (int i = 0; i < argc; i++) {
        char *w = argv[i];
        if (expanding && !app && w[0] == '@' && w[1] != 0) {
            if (w[1] == '@') {
                vec_push(out, w + 1);
            } else if (!read_argfile(out, w + 1)) {
                return false;
            }
            for (size_t k = 0; k < out->len && !app; k++)
                app = ends_options(out->at[k], k > 0 && takes_value(out->at[k - 1]));
            continue;
        }
        if (expanding && !app && strcmp(w, "--disable-@files") == 0) {
            expanding = false;
            continue;
        }
        app = app || ends_options(w, value);
        value = takes_value(w);
        vec_push(out, w);
    }
    return true;
}

static bool jdk_java_options(words *out)
{
    const char *value = getenv("JDK_JAVA_OPTIONS");
    if (value == NULL)
        return true;
    fprintf(stderr, "NOTE: Picked up JDK_JAVA_OPTIONS: %s\n", value);
    words raw = {0};
    split_argfile(&raw, value, value + strlen(value));
    bool ok = expand(out, raw.at, (int)raw.len);
    for (size_t i = 0; ok && i < out->len; i++) {
        const char *w = out->at[i];
        if (strcmp(w, "-jar") == 0 || strcmp(w, "-m") == 0 || strcmp(w, "--module") == 0 ||
            (w[0] != '-' && !(i > 0 && takes_value(out->at[i - 1])))) {
            fprintf(stderr, "Error: Option %s is not allowed in environment variable JDK_JAVA_OPTIONS\n", w);
            ok = false;
        }
    }
    vec_free(&raw);
    return ok;
}

/* ---- options ---- */

static void add_option(struct arguments *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void add_option(struct arguments *a, const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    vec_push(&a->options, ((JavaVMOption){b.at, NULL}));
}

static bool is_source_file(const char *s)
{
    size_t n = strlen(s);
    struct stat st;
    return n > 5 && strcmp(s + n - 5, ".java") == 0 && stat(s, &st) == 0;
}

/* Long options that java accepts as "--name value" and "--name=value". */
static const char *const module_options[] = {"--module-path", "--upgrade-module-path", "--add-modules", "--limit-modules",
                                             "--add-exports", "--add-opens", "--add-reads", "--patch-module",
                                             "--enable-native-access", "--jdk"};

/* A class path entry "dir/" + "*" stands for all jars of the directory; java's launcher expands it. */
static void set_class_path(struct arguments *a, const char *path)
{
    struct buf b = {0};
    class_path_expand(&b, path);
    add_option(a, "-Djava.class.path=%s", buf_str(&b));
    buf_free(&b);
}

enum parsed { PARSED, PARSED_VALUE, PARSED_DONE, PARSED_ERROR };

static enum parsed missing_value(const char *option, int *exit_code)
{
    fprintf(stderr, "Error: %s requires %s specification\n", option,
            strstr(option, "class") != NULL || strcmp(option, "-cp") == 0 ? "class path" : "an argument");
    *exit_code = 1;
    return PARSED_ERROR;
}

/* -version, --list-modules and others that print something. */
static bool show_option(struct arguments *a, const char *w)
{
    if (strcmp(w, "-version") == 0 || strcmp(w, "-fullversion") == 0)
        a->show_version = SHOW_STDERR, a->version_only = true;
    else if (strcmp(w, "--version") == 0 || strcmp(w, "--full-version") == 0)
        a->show_version = SHOW_STDOUT, a->version_only = true;
    else if (strcmp(w, "-showversion") == 0)
        a->show_version = SHOW_STDERR;
    else if (strcmp(w, "--show-version") == 0)
        a->show_version = SHOW_STDOUT;
    else if (strcmp(w, "-XshowSettings") == 0 || strncmp(w, "-XshowSettings:", 15) == 0)
        a->show_settings = w;
    else if (strcmp(w, "--list-modules") == 0)
        a->list_modules = true;
    else if (strcmp(w, "--validate-modules") == 0)
        a->validate_modules = true;
    else if (strcmp(w, "--dry-run") == 0)
        a->dry_run = true;
    else if (strncmp(w, "--describe-module=", 18) == 0)
        a->describe_module = w + 18;
    else
        return false;
    return true;
}

static enum parsed parse_option(struct arguments *a, const char *w, const char *next, const char **source, int *exit_code)
{
    if (strcmp(w, "-?") == 0 || strcmp(w, "-h") == 0 || strcmp(w, "-help") == 0) {
        fputs(help_text, stderr);
        *exit_code = 0;
        return PARSED_ERROR;
    }
    if (strcmp(w, "--help") == 0 || strcmp(w, "-X") == 0 || strcmp(w, "--help-extra") == 0) {
        fputs(help_text, stdout);
        *exit_code = 0;
        return PARSED_ERROR;
    }
    if (show_option(a, w))
        return PARSED;
    if (strcmp(w, "-cp") == 0 || strcmp(w, "-classpath") == 0 || strcmp(w, "--class-path") == 0) {
        if (next == NULL)
            return missing_value(w, exit_code);
        set_class_path(a, next);
        return PARSED_VALUE;
    }
    if (strncmp(w, "--class-path=", 13) == 0) {
        set_class_path(a, w + 13);
        return PARSED;
    }
    if (strcmp(w, "-d") == 0 || strcmp(w, "--describe-module") == 0) {
        if (next == NULL)
            return missing_value(w, exit_code);
        a->describe_module = next;
        return PARSED_VALUE;
    }
    if (strcmp(w, "--source") == 0 || strncmp(w, "--source=", 9) == 0) {
        *source = w[8] == '=' ? w + 9 : next;
        if (*source == NULL)
            return missing_value(w, exit_code);
        return w[8] == '=' ? PARSED : PARSED_VALUE;
    }
    if (strcmp(w, "-p") == 0)
        w = "--module-path";
    for (size_t i = 0; i < ARRAY_LEN(module_options); i++)
        if (strcmp(w, module_options[i]) == 0) {
            if (next == NULL)
                return missing_value(w, exit_code);
            add_option(a, "%s=%s", w, next);
            return PARSED_VALUE;
        }
    if (strncmp(w, "-splash:", 8) == 0 || strcmp(w, "-server") == 0 || strcmp(w, "-client") == 0 ||
        strcmp(w, "-Xdiag") == 0)
        return PARSED;
    add_option(a, "%s", w);
    return PARSED;
}

/* Source-launcher mode runs jdk.compiler's in-memory launcher with the source file as its first argument. */
static void source_mode(struct arguments *a, const char *source)
{
    a->mode = RUN_SOURCE;
    a->what = "jdk.compiler/com.sun.tools.javac.launcher.Main";
    add_option(a, "--add-modules=ALL-DEFAULT");
    if (source != NULL)
        add_option(a, "-Djdk.internal.javac.source=%s", source);
}

static void command_property(struct arguments *a)
{
    struct buf b = {0};
    buf_puts(&b, a->what);
    for (int i = 0; i < a->app_argc; i++)
        buf_printf(&b, " %s", a->app_argv[i]);
    add_option(a, "-Dsun.java.command=%s", buf_str(&b));
    add_option(a, "-Dsun.java.launcher=SUN_STANDARD");
    buf_free(&b);
}

bool arguments_parse(struct arguments *a, int argc, char **argv, int *exit_code)
{
    words w = {0};
    const char *source = NULL;
    *exit_code = 1;
    if (!jdk_java_options(&w) || !expand(&w, argv + 1, argc - 1))
        return false;
    size_t i = 0;
    for (; i < w.len && a->mode == RUN_NOTHING; i++) {
        const char *s = w.at[i], *next = i + 1 < w.len ? w.at[i + 1] : NULL;
        if (s[0] != '-') {
            a->mode = RUN_CLASS;
            a->what = s;
        } else if (strcmp(s, "-jar") == 0) {
            if (next == NULL)
                return fprintf(stderr, "Error: -jar requires jar file specification\n"), false;
            a->mode = RUN_JAR;
            a->what = next;
            add_option(a, "-Djava.class.path=%s", next);
            i++;
        } else if (strcmp(s, "-m") == 0 || strcmp(s, "--module") == 0 || strncmp(s, "--module=", 9) == 0) {
            a->mode = RUN_MODULE;
            a->what = s[2] == 'm' && s[8] == '=' ? s + 9 : next;
            if (a->what == NULL)
                return fprintf(stderr, "Error: %s requires module name\n", s), false;
            i += s[8] != '=' || s[1] == 'm';
        } else {
            enum parsed r = parse_option(a, s, next, &source, exit_code);
            if (r == PARSED_ERROR)
                return false;
            i += r == PARSED_VALUE;
        }
    }
    a->app_argc = (int)(w.len - i);
    a->app_argv = w.at + i;
    if (a->mode == RUN_CLASS && (source != NULL || is_source_file(a->what))) {
        a->app_argv = w.at + i - 1; /* the file itself comes first */
        a->app_argc++;
        source_mode(a, source);
    }
    if (a->mode == RUN_MODULE) {
        const char *slash = strchr(a->what, '/');
        add_option(a, "-Djdk.module.main=%.*s", slash != NULL ? (int)(slash - a->what) : (int)strlen(a->what), a->what);
        if (slash != NULL)
            add_option(a, "-Djdk.module.main.class=%s", slash + 1);
    }
    if (a->mode != RUN_NOTHING) {
        command_property(a);
        return true;
    }
    if (a->show_version == SHOW_NOTHING && a->describe_module == NULL && !a->list_modules && !a->validate_modules &&
        a->show_settings == NULL) {
        fputs(help_text, stderr);
        return false;
    }
    if (a->show_version != SHOW_NOTHING)
        a->version_only = true;
    a->what = "";
    return true;
}
