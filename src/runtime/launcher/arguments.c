/*
 * arguments.c - java's command-line syntax: option words, what to run, the program's arguments.
 * Reference: the manual page of the java command, release 17.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "runtime/launcher/launcher.h"

#define SOURCE_LAUNCHER "jdk.compiler/com.sun.tools.javac.launcher.Main"

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

static const char *after(const char *w, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(w, prefix, n) == 0 ? w + n : NULL;
}

static bool is_one_of(const char *w, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(w, names[i]) == 0)
            return true;
    return false;
}

#define IS_ONE_OF(w, ...)                                                                                    \
    is_one_of(w, (const char *const[]){__VA_ARGS__},                                                         \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void set_class_path(struct arguments *a, const char *path)
{
    struct buf b = {0};
    class_path_expand(&b, path);
    add_option(a, "-Djava.class.path=%s", buf_str(&b));
    buf_free(&b);
}

/* What an option lacks when it is the last word, or an option follows. */
static const char *value_of(const char *option)
{
    if (IS_ONE_OF(option, "-cp", "-classpath", "--class-path"))
        return "class path specification";
    if (IS_ONE_OF(option, "-p", "--module-path", "--upgrade-module-path"))
        return "module path specification";
    if (IS_ONE_OF(option, "-d", "--describe-module", "-m", "--module"))
        return "module name";
    if (strcmp(option, "--source") == 0)
        return "source version";
    if (strcmp(option, "-jar") == 0)
        return "jar file specification";
    if (strcmp(option, "--jdk") == 0)
        return "the directory of a JDK";
    return "modules to be specified";
}

static bool missing_value(const char *option)
{
    fprintf(stderr, "Error: %s requires %s\n", option, value_of(option));
    return false;
}

/* ---- options that the launcher keeps to itself ---- */

/* -version and others that print something. */
static bool show_option(struct arguments *a, const char *w)
{
    if (IS_ONE_OF(w, "-showversion", "--show-version"))
        a->show_version = w[1] == '-' ? SHOW_STDOUT : SHOW_STDERR;
    else if (strcmp(w, "-XshowSettings") == 0 || after(w, "-XshowSettings:") != NULL)
        a->show_settings = w;
    else if (strcmp(w, "--list-modules") == 0)
        a->list_modules = true;
    else if (strcmp(w, "--dry-run") == 0)
        a->dry_run = true;
    else if (strcmp(w, "--validate-modules") == 0) {
        a->validate_modules = true;
        add_option(a, "-Djdk.module.validation=true");
    } else if (strcmp(w, "--show-module-resolution") == 0)
        add_option(a, "-Djdk.module.showModuleResolution=true");
    else if (strcmp(w, "-Xdiag") == 0)
        add_option(a, "-Dsun.java.launcher.diag=true");
    else
        return IS_ONE_OF(w, "-server", "-client") || after(w, "-splash:") != NULL;
    return true;
}

/* Options after which the rest of the command line is not looked at. */
static bool final_option(struct arguments *a, const char *w)
{
    bool full = IS_ONE_OF(w, "-fullversion", "--full-version");
    if (!full && !IS_ONE_OF(w, "-version", "--version"))
        return false;
    a->show_version = w[1] == '-' ? SHOW_STDOUT : SHOW_STDERR;
    a->version_only = true;
    a->full_version = full;
    return true;
}

static bool help_option(const char *w)
{
    if (IS_ONE_OF(w, "-?", "-h", "-help", "--help"))
        usage_print(strcmp(w, "--help") == 0 ? stdout : stderr);
    else if (IS_ONE_OF(w, "-X", "--help-extra"))
        usage_print_extra(w[1] == '-' ? stdout : stderr);
    else
        return false;
    return true;
}

/* ---- options for the VM ---- */

/* Only to be shown: the VM checks them. */
static size_t shown_size(const char *s)
{
    char *end;
    size_t v = strtoull(s, &end, 10);
    return v << (*end == 'k' || *end == 'K'   ? 10
                 : *end == 'm' || *end == 'M' ? 20
                 : *end == 'g' || *end == 'G' ? 30
                                              : 0);
}

static void vm_option(struct arguments *a, const char *w)
{
    const char *v;
    if ((v = after(w, "-Xmx")) != NULL)
        a->max_heap = shown_size(v);
    else if ((v = after(w, "-Xms")) != NULL)
        a->initial_heap = shown_size(v);
    else if ((v = after(w, "-Xss")) != NULL)
        a->stack_size = shown_size(v);
    add_option(a, "%s", w);
}

/* An option with its value, which was the next word or came after '='. */
static void value_option(struct arguments *a, const char *name, const char *value, const char **source)
{
    if (IS_ONE_OF(name, "-cp", "-classpath", "--class-path"))
        set_class_path(a, value);
    else if (IS_ONE_OF(name, "-d", "--describe-module"))
        a->describe_module = value;
    else if (strcmp(name, "--source") == 0)
        *source = value;
    else
        add_option(a, "%s=%s", strcmp(name, "-p") == 0 ? "--module-path" : name, value);
}

/* "--name=value" for options that know both ways; their meaning for the launcher is the same. */
static bool equals_option(struct arguments *a, const char *w, const char **source)
{
    static const char *const names[] = {"--class-path", "--describe-module", "--source"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *v = after(w, names[i]);
        if (v != NULL && *v == '=') {
            value_option(a, names[i], v + 1, source);
            return true;
        }
    }
    return false;
}

/* ---- what to run ---- */

static bool is_source_file(const char *s)
{
    size_t n = strlen(s);
    struct stat st;
    return n > 5 && strcmp(s + n - 5, ".java") == 0 && stat(s, &st) == 0;
}

/* jdk.compiler's launcher compiles the file in memory and runs it; the file's name comes first in its
 * arguments. */
static void source_mode(struct arguments *a, const char *release)
{
    a->mode = RUN_SOURCE;
    if (a->what != NULL) {
        a->app_argv--;
        a->app_argc++;
    }
    a->what = SOURCE_LAUNCHER;
    add_option(a, "--add-modules=ALL-DEFAULT");
    if (release != NULL)
        add_option(a, "-Djdk.internal.javac.source=%s", release);
}

static bool jar_mode(struct arguments *a)
{
    if (a->what == NULL)
        return missing_value("-jar");
    switch (jar_check(a->what)) {
    case JAR_OK: add_option(a, "-Djava.class.path=%s", a->what); return true;
    case JAR_UNREADABLE: fprintf(stderr, "Error: Unable to access jarfile %s\n", a->what); return false;
    default: fprintf(stderr, "Error: Invalid or corrupt jarfile %s\n", a->what); return false;
    }
}

static void module_mode(struct arguments *a)
{
    const char *slash = strchrnul(a->what, '/');
    add_option(a, "-Djdk.module.main=%.*s", (int)(slash - a->what), a->what);
    if (*slash != 0)
        add_option(a, "-Djdk.module.main.class=%s", slash + 1);
}

static void command_property(struct arguments *a)
{
    struct buf b = {0};
    buf_puts(&b, a->what);
    for (int i = 0; i < a->app_argc; i++)
        buf_printf(&b, " %s", a->app_argv[i]);
    add_option(a, "-Dsun.java.command=%s", buf_str(&b));
    buf_free(&b);
}

static bool finish(struct arguments *a, const char *release)
{
    if (release != NULL && (a->mode == RUN_JAR || a->mode == RUN_MODULE)) {
        fprintf(stderr, "Error: Option %s is not allowed with --source\n",
                a->mode == RUN_JAR ? "-jar" : "--module");
        return false;
    }
    if (a->mode == RUN_NOTHING && (release != NULL || (a->what != NULL && is_source_file(a->what))))
        source_mode(a, release);
    else if (a->mode == RUN_NOTHING && a->what != NULL)
        a->mode = RUN_CLASS;
    if (a->mode == RUN_JAR && !jar_mode(a))
        return false;
    if (a->mode == RUN_MODULE)
        module_mode(a);
    if (a->what != NULL)
        command_property(a);
    return true;
}

static bool value_follows(const words *w, size_t i)
{
    return i + 1 < w->len && w->at[i + 1][0] != '-';
}

bool arguments_parse(struct arguments *a, int argc, char **argv, int *exit_code)
{
    words w = {0};
    const char *release = NULL, *class_path = getenv("CLASSPATH"), *v;
    *exit_code = 1;
    if (!words_expand(&w, argc, argv))
        return false;
    add_option(a, "-Dsun.java.launcher=SUN_STANDARD");
    if (class_path != NULL)
        set_class_path(a, class_path);
    size_t i = 0;
    for (; i < w.len && a->mode != RUN_MODULE && w.at[i][0] == '-'; i++) {
        const char *s = w.at[i];
        if (final_option(a, s))
            return true;
        if (help_option(s)) {
            *exit_code = 0;
            return false;
        }
        bool module = IS_ONE_OF(s, "-m", "--module");
        if (strcmp(s, "-jar") == 0) {
            a->mode = RUN_JAR;
        } else if (module || (v = after(s, "--module=")) != NULL) {
            if (module && !value_follows(&w, i))
                return missing_value(s);
            a->mode = RUN_MODULE;
            a->what = module ? w.at[++i] : v;
        } else if (option_takes_value(s)) {
            if (!value_follows(&w, i))
                return missing_value(s);
            value_option(a, s, w.at[++i], &release);
        } else if (!show_option(a, s) && !equals_option(a, s, &release)) {
            vm_option(a, s);
        }
    }
    if (a->mode != RUN_MODULE && i < w.len)
        a->what = w.at[i++];
    a->app_argc = (int)(w.len - i);
    a->app_argv = w.at + i;
    if (w.len == 0) {
        usage_print(stderr);
        return false;
    }
    return finish(a, release);
}
