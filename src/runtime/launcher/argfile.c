/*
 * argfile.c - the words of a command line: JDK_JAVA_OPTIONS, @argfiles.
 * Reference: the manual page of the java command, release 17, "java Command-Line Argument Files" and
 * "Using the JDK_JAVA_OPTIONS Launcher Environment Variable".
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>
#include "runtime/launcher/launcher.h"

#define VARIABLE "JDK_JAVA_OPTIONS"

/* ---- splitting text ---- */

struct splitter {
    words *out;
    struct buf word;
    bool in_word;
};

static void end_word(struct splitter *s)
{
    if (s->in_word)
        vec_push(s->out, xstrdup(buf_str(&s->word)));
    buf_clear(&s->word);
    s->in_word = false;
}

static void add_char(struct splitter *s, char c)
{
    buf_putc(&s->word, c);
    s->in_word = true;
}

static char unescape(char c)
{
    switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'f': return '\f';
    default: return c;
    }
}

static bool is_newline(char c)
{
    return c == '\n' || c == '\r';
}

/* An argument file: white space separates, quotes group as far as the end of the line, '\' escapes inside
 * quotes and continues a line at its end (dropping white space that begins the next), '#' starts a comment.
 */
static void split_file(words *out, const char *p, const char *end)
{
    struct splitter s = {.out = out};
    char quote = 0;
    for (; p < end; p++) {
        char c = *p;
        if (c == '\\' && p + 1 < end && is_newline(p[1])) {
            while (p + 1 < end && isspace((unsigned char)p[1]))
                p++;
        } else if (quote != 0 && c == '\\' && p + 1 < end) {
            add_char(&s, unescape(*++p));
        } else if (is_newline(c) || (quote == 0 && isspace((unsigned char)c))) {
            end_word(&s);
            quote = 0;
        } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
            quote = quote != 0 ? 0 : c;
            s.in_word = true;
        } else if (quote == 0 && c == '#' && !s.in_word) {
            while (p + 1 < end && !is_newline(p[1]))
                p++;
        } else {
            add_char(&s, c);
        }
    }
    end_word(&s);
    buf_free(&s.word);
}

/* The variable's text: white space separates, quotes group, nothing escapes. false: a quote has no end. */
static bool split_variable(words *out, const char *p)
{
    struct splitter s = {.out = out};
    char quote = 0;
    for (; *p; p++) {
        if (quote == 0 && isspace((unsigned char)*p)) {
            end_word(&s);
        } else if (quote != 0 ? *p == quote : *p == '"' || *p == '\'') {
            quote = quote != 0 ? 0 : *p;
            s.in_word = true;
        } else {
            add_char(&s, *p);
        }
    }
    end_word(&s);
    buf_free(&s.word);
    return quote == 0;
}

static bool read_file(words *out, const char *path)
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
    bool ok = ferror(f) == 0;
    fclose(f);
    if (!ok)
        fprintf(stderr, "Error: loading: %s\n", path);
    else if (text.len > 0)
        split_file(out, text.at, text.at + text.len);
    buf_free(&text);
    return ok;
}

/* ---- where the options end ---- */

bool option_takes_value(const char *w)
{
    static const char *const names[] = {"-cp",
                                        "-classpath",
                                        "--class-path",
                                        "-p",
                                        "--module-path",
                                        "--upgrade-module-path",
                                        "--add-modules",
                                        "--limit-modules",
                                        "--add-exports",
                                        "--add-opens",
                                        "--add-reads",
                                        "--patch-module",
                                        "-d",
                                        "--describe-module",
                                        "--source",
                                        "--jdk",
                                        "--enable-native-access"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(w, names[i]) == 0)
            return true;
    return false;
}

static bool names_module(const char *w)
{
    return strcmp(w, "-m") == 0 || strcmp(w, "--module") == 0 || strncmp(w, "--module=", 9) == 0;
}

static bool disables_expansion(const char *w)
{
    return strcmp(w, "-disable-@files") == 0 || strcmp(w, "--disable-@files") == 0;
}

/* The index of the word with which the main class is known, counted from `from`; list->len when there is
 * none. */
static size_t main_word(const words *list, size_t from)
{
    for (size_t i = from; i < list->len; i++)
        if (list->at[i][0] != '-' || names_module(list->at[i]))
            return i;
        else if (option_takes_value(list->at[i]))
            i++;
    return list->len;
}

/* Expands @files among the options only: the program's own arguments are left alone, and so is what a file
 * holds. */
static bool expand(words *out, char **argv, int argc)
{
    bool expanding = true;
    size_t begin = out->len;
    for (int i = 0; i < argc; i++) {
        char *w = argv[i];
        if (!expanding || main_word(out, begin) < out->len) {
            vec_push(out, w);
        } else if (disables_expansion(w)) {
            expanding = false;
        } else if (w[0] == '@' && w[1] == '@') {
            vec_push(out, w + 1);
            expanding = out->len > 1 && option_takes_value(out->at[out->len - 2]);
        } else if (w[0] == '@' && w[1] != 0) {
            if (!read_file(out, w + 1))
                return false;
        } else {
            vec_push(out, w);
        }
    }
    return true;
}

/* ---- JDK_JAVA_OPTIONS ---- */

/* Options that say what to run, or that print something and end. */
static bool is_terminal(const char *w)
{
    static const char *const names[] = {
        "-jar",   "-m", "--module",     "--dry-run", "-h",        "-?",           "-help",
        "--help", "-X", "--help-extra", "-version",  "--version", "-fullversion", "--full-version"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(w, names[i]) == 0)
            return true;
    return names_module(w);
}

static bool add_variable(words *out)
{
    const char *value = getenv(VARIABLE);
    if (value == NULL)
        return true;
    fprintf(stderr, "NOTE: Picked up " VARIABLE ": %s\n", value);
    words raw = {0};
    bool ok = true;
    if (!split_variable(&raw, value)) {
        fputs("Error: Unmatched quote in environment variable " VARIABLE "\n", stderr);
        ok = false;
    }
    ok = ok && expand(out, raw.at, (int)raw.len);
    for (size_t i = 0; ok && i < out->len; i++) {
        if (out->at[i][0] != '-') {
            fputs("Error: Cannot specify main class in environment variable " VARIABLE "\n", stderr);
            ok = false;
        } else if (is_terminal(out->at[i])) {
            fprintf(stderr, "Error: Option %s is not allowed in environment variable " VARIABLE "\n",
                    out->at[i]);
            ok = false;
        } else if (option_takes_value(out->at[i])) {
            i++;
        }
    }
    vec_free(&raw);
    return ok;
}

/* The first word may hold several: the kernel passes what follows the interpreter's name on a "#!" line as
 * one. */
static bool add_shebang_options(words *out, const char *first)
{
    if (strncmp(first, "--source", 8) != 0 || strpbrk(first, " \t") == NULL)
        return false;
    split_variable(out, first);
    return true;
}

bool words_expand(words *out, int argc, char **argv)
{
    if (!add_variable(out))
        return false;
    words line = {0};
    int from = argc > 1 && add_shebang_options(&line, argv[1]) ? 2 : 1;
    for (int i = from; i < argc; i++)
        vec_push(&line, argv[i]);
    bool ok = expand(out, line.at, (int)line.len);
    vec_free(&line);
    return ok;
}
