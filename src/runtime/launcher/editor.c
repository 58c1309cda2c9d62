/*
 * editor.c - line editing for the REPL.
 *
 * libedit is opened when it is needed and there: a machine without it, or without a terminal, has plain
 * lines. Its interface that resembles readline's is used, of which the few parts are declared here.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "runtime/launcher/repl.h"

#define MAX_HISTORY 1000

typedef char **completion_fn(const char *word, int start, int end);

struct editor {
    editor_complete complete;
    void *user;
    bool terminal;
    char *history; /* file; NULL: none */
    /* libedit's; readline NULL: it is not there */
    char *(*readline)(const char *prompt);
    int (*add_history)(const char *line);
    int (*write_history)(const char *file);
    char **line;
};

static struct editor *current; /* libedit hands its callbacks nothing */

/* Matches replace the word, which begins at `start`; completions replace what begins at `from`. */
static char **complete_word(const char *word, int start, int end)
{
    struct editor *e = current;
    unsigned from, n = 0;
    (void)word;
    char **found = e->complete(e->user, *e->line, (unsigned)end, &from);
    if (found == NULL)
        return NULL;
    while (found[n] != NULL)
        n++;
    char **matches = calloc(n + 2, sizeof *matches);
    for (unsigned i = 0; i < n; i++) {
        char *whole;
        if (asprintf(&whole, "%.*s%s", (int)from, *e->line, found[i]) < 0)
            abort();
        matches[i + 1] = strdup(strlen(whole) >= (size_t)start ? whole + start : "");
        free(whole);
        free(found[i]);
    }
    free(found);
    size_t common = strlen(matches[1]);
    for (unsigned i = 2; i <= n; i++)
        for (size_t k = 0; k < common; k++)
            if (matches[i][k] != matches[1][k])
                common = k;
    matches[0] = strndup(matches[1], common);
    return matches;
}

static char *history_file(void)
{
    const char *given = getenv("SAMOVAR_HISTORY"), *home = getenv("HOME");
    char *path = NULL;
    if (given != NULL)
        return *given ? strdup(given) : NULL;
    if (home != NULL && asprintf(&path, "%s/.samovar_history", home) < 0)
        path = NULL;
    return path;
}

static void open_libedit(struct editor *e)
{
    void *lib = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    if (lib == NULL)
        lib = dlopen("libedit.so.0", RTLD_NOW | RTLD_LOCAL);
    if (lib == NULL)
        return;
    e->readline = (char *(*)(const char *))dlsym(lib, "readline");
    e->add_history = (int (*)(const char *))dlsym(lib, "add_history");
    e->write_history = (int (*)(const char *))dlsym(lib, "write_history");
    e->line = dlsym(lib, "rl_line_buffer");
    int (*read_history)(const char *) = (int (*)(const char *))dlsym(lib, "read_history");
    void (*using_history)(void) = (void (*)(void))dlsym(lib, "using_history");
    void (*stifle_history)(int) = (void (*)(int))dlsym(lib, "stifle_history");
    completion_fn **completion = dlsym(lib, "rl_attempted_completion_function");
    int *append = dlsym(lib, "rl_completion_append_character"),
        *over = dlsym(lib, "rl_attempted_completion_over");
    const char **name = dlsym(lib, "rl_readline_name");
    if (e->readline == NULL || e->add_history == NULL || using_history == NULL) {
        e->readline = NULL;
        return;
    }
    if (name != NULL)
        *name = "samovar";
    using_history();
    if (stifle_history != NULL)
        stifle_history(MAX_HISTORY);
    if (e->history != NULL && read_history != NULL)
        read_history(e->history);
    if (completion != NULL && e->line != NULL)
        *completion = complete_word;
    if (append != NULL)
        *append = 0;
    if (over != NULL)
        *over = 1; /* no file names instead */
}

struct editor *editor_new(editor_complete complete, void *user)
{
    struct editor *e = calloc(1, sizeof *e);
    e->complete = complete;
    e->user = user;
    e->terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (e->terminal) {
        const char *term = getenv("TERM");
        e->history = history_file();
        if (term != NULL && strcmp(term, "dumb") != 0)
            open_libedit(e);
    }
    current = e;
    return e;
}

bool editor_is_interactive(const struct editor *e)
{
    return e->terminal;
}

static char *read_plainly(const struct editor *e, const char *prompt)
{
    char *line = NULL;
    size_t size = 0;
    if (e->terminal) {
        fputs(prompt, stdout);
        fflush(stdout);
    }
    errno = 0;
    ssize_t n = getline(&line, &size, stdin);
    if (n < 0) {
        free(line);
        return NULL;
    }
    if (n > 0 && line[n - 1] == '\n')
        line[--n] = 0;
    if (n > 0 && line[n - 1] == '\r')
        line[n - 1] = 0;
    return line;
}

char *editor_read(struct editor *e, const char *prompt)
{
    return e->readline != NULL ? e->readline(prompt) : read_plainly(e, prompt);
}

void editor_remember(struct editor *e, const char *input)
{
    if (e->readline == NULL || input[strspn(input, " \n\t")] == 0)
        return;
    char *one_line = strdup(input); /* what has several lines comes back as one */
    for (char *p = one_line; *p; p++)
        if (*p == '\n')
            *p = ' ';
    e->add_history(one_line);
    free(one_line);
    if (e->history != NULL && e->write_history != NULL) {
        mode_t old = umask(077);
        e->write_history(e->history);
        umask(old);
    }
}

void editor_free(struct editor *e)
{
    free(e->history);
    free(e);
    current = NULL;
}
