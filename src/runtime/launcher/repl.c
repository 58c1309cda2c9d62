/*
 * repl.c - `samovar repl`: the JDK's JShell, called through samovar.h, evaluates what is typed. Snippets run
 * in this VM.
 *
 * On a terminal Control-C stops what runs; input from a file or pipe has no prompts, and the exit status says
 * whether all of it was right.
 */
#define _GNU_SOURCE
#include "runtime/launcher/repl.h"

#include <pthread.h>
#include <samovar.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/base.h"

#define PROMPT      "samovar> "
#define MORE_PROMPT "    ...> "

/* What jshell imports by default. */
static const char *const imports[] = {
    "java.io.*",
    "java.math.*",
    "java.net.*",
    "java.nio.file.*",
    "java.util.*",
    "java.util.concurrent.*",
    "java.util.function.*",
    "java.util.prefs.*",
    "java.util.regex.*",
    "java.util.stream.*",
};

struct repl {
    samovar_vm *vm;
    samovar_thread *t;
    samovar_ref shell, analysis; /* persistent */
    struct editor *editor;
    bool failed, over;
    int code;
    struct buf pending; /* input that is not complete */
};

/* ---- calling Java ---- */

static void complain(struct repl *r)
{
    fflush(stdout);
    fprintf(stderr, "samovar repl: %s\n", samovar_error_message(r->t));
    r->failed = true;
}

/* The object that o.name() returns; NULL: null, or an error that has been told. */
static samovar_ref get(struct repl *r, samovar_ref o, const char *name, const char *desc)
{
    samovar_value v;
    if (samovar_invoke(r->t, o, name, desc, &v) == SAMOVAR_OK)
        return v.as.l;
    complain(r);
    return NULL;
}

static samovar_ref get_static(struct repl *r, const char *klass, const char *name, const char *desc)
{
    samovar_value v;
    samovar_ref c;
    if (samovar_find_class(r->t, NULL, klass, &c) == SAMOVAR_OK &&
        samovar_invoke_static(r->t, c, name, desc, &v) == SAMOVAR_OK)
        return v.as.l;
    complain(r);
    return NULL;
}

static samovar_ref string(struct repl *r, const char *text)
{
    samovar_ref s = NULL;
    if (samovar_string(r->t, text, &s) != SAMOVAR_OK)
        complain(r);
    return s;
}

/* Its toString(), malloc'd; "" for null. */
static char *text_of(struct repl *r, samovar_ref o)
{
    char *utf8 = NULL;
    samovar_ref s = o != NULL ? get(r, o, "toString", "()Ljava/lang/String;") : NULL;
    if (s == NULL || samovar_to_utf8(r->t, s, &utf8, NULL) != SAMOVAR_OK)
        return strdup("");
    return utf8;
}

static char *text(struct repl *r, samovar_ref o, const char *name, const char *desc)
{
    return text_of(r, get(r, o, name, desc));
}

static int64_t number(struct repl *r, samovar_ref o, const char *name, const char *desc)
{
    samovar_value v = {0};
    if (samovar_invoke(r->t, o, name, desc, &v) != SAMOVAR_OK)
        complain(r);
    return v.type == SAMOVAR_INT ? v.as.i : v.type == SAMOVAR_LONG ? v.as.j : 0;
}

/* The elements of a Stream or Collection. */
static samovar_ref elements(struct repl *r, samovar_ref o, size_t *n)
{
    samovar_ref array = o != NULL ? get(r, o, "toArray", "()[Ljava/lang/Object;") : NULL;
    *n = 0;
    if (array != NULL)
        samovar_array_length(r->t, array, n);
    return array;
}

static samovar_ref element(struct repl *r, samovar_ref array, size_t i)
{
    samovar_ref o = NULL;
    if (samovar_array_get(r->t, array, i, &o) != SAMOVAR_OK)
        complain(r);
    return o;
}

/* ---- what became of a snippet ---- */

static void say_lines(const char *lines)
{
    for (const char *p = lines; *p;) {
        size_t n = strcspn(p, "\n");
        printf("|  %.*s\n", (int)n, p);
        p += n + (p[n] == '\n');
    }
}

/* The line of the source that has the mistake, and where in it. */
static void show_place(const char *source, size_t from, size_t to)
{
    size_t size = strlen(source), start = from < size ? from : size;
    while (start > 0 && source[start - 1] != '\n')
        start--;
    size_t length = strcspn(source + start, "\n");
    printf("|  %.*s\n|  ", (int)length, source + start);
    for (size_t i = start; i < from; i++)
        putchar(source[i] == '\t' ? '\t' : ' ');
    if (to > start + length)
        to = start + length;
    putchar('^');
    for (size_t i = from + 1; i + 1 < to; i++)
        putchar('-');
    if (to > from + 1)
        putchar('^');
    putchar('\n');
}

static void show_diagnostics(struct repl *r, samovar_ref snippet)
{
    samovar_value v;
    size_t n;
    if (samovar_invoke(r->t, r->shell, "diagnostics", "(Ljdk/jshell/Snippet;)Ljava/util/stream/Stream;", &v,
                       snippet) != SAMOVAR_OK) {
        complain(r);
        return;
    }
    char *source = text(r, snippet, "source", "()Ljava/lang/String;");
    samovar_ref all = elements(r, v.as.l, &n);
    for (size_t i = 0; i < n; i++) {
        samovar_ref diagnostic = element(r, all, i);
        if (samovar_invoke(r->t, diagnostic, "getMessage", "(Ljava/util/Locale;)Ljava/lang/String;", &v,
                           (samovar_ref)NULL) != SAMOVAR_OK)
            continue;
        char *message = text_of(r, v.as.l);
        printf("|  Error:\n");
        say_lines(message);
        free(message);
        int64_t from = number(r, diagnostic, "getStartPosition", "()J"),
                to = number(r, diagnostic, "getEndPosition", "()J");
        if (from >= 0)
            show_place(source, (size_t)from, to > from ? (size_t)to : (size_t)from);
    }
    free(source);
}

static bool is(struct repl *r, samovar_ref o, const char *klass)
{
    samovar_ref c;
    return samovar_find_class(r->t, NULL, klass, &c) == SAMOVAR_OK && samovar_is_instance(r->t, o, c);
}

static void show_exception(struct repl *r, samovar_ref e)
{
    r->failed = true;
    char *message = text(r, e, "getMessage", "()Ljava/lang/String;");
    if (is(r, e, "jdk.jshell.EvalException")) {
        size_t n;
        char *name = text(r, e, "getExceptionClassName", "()Ljava/lang/String;");
        printf("|  Exception %s%s%s\n", name, *message ? ": " : "", message);
        free(name);
        samovar_ref trace = get(r, e, "getStackTrace", "()[Ljava/lang/StackTraceElement;");
        if (trace != NULL && samovar_array_length(r->t, trace, &n) == SAMOVAR_OK)
            for (size_t i = 0; i < n; i++) {
                char *line = text_of(r, element(r, trace, i));
                printf("|        at %s\n", line + (*line == '.')); /* snippets are in no class */
                free(line);
            }
    } else {
        samovar_ref snippet = is(r, e, "jdk.jshell.UnresolvedReferenceException")
                                  ? get(r, e, "getSnippet", "()Ljdk/jshell/DeclarationSnippet;")
                                  : NULL;
        char *name = snippet != NULL ? text(r, snippet, "name", "()Ljava/lang/String;") : strdup(message);
        printf("|  %s cannot be used yet: something that it needs is not declared\n", name);
        free(name);
    }
    free(message);
}

/* "class", "interface", ... of CLASS_SUBKIND, INTERFACE_SUBKIND, ... */
static void print_kind(const char *subkind)
{
    for (; *subkind && *subkind != '_'; subkind++)
        putchar(*subkind - 'A' + 'a');
}

static void show_declaration(struct repl *r, samovar_ref event, samovar_ref snippet, bool method,
                             const char *status)
{
    char *before = text(r, event, "previousStatus", "()Ljdk/jshell/Snippet$Status;");
    char *name = text(r, snippet, "name", "()Ljava/lang/String;");
    char *kind = text(r, snippet, "subKind", "()Ljdk/jshell/Snippet$SubKind;");
    printf("|  %s ", strcmp(before, "NONEXISTENT") == 0 ? "created" : "modified");
    if (method) {
        char *types = text(r, snippet, "parameterTypes", "()Ljava/lang/String;");
        printf("method %s(%s)", name, types);
        free(types);
    } else {
        print_kind(kind);
        printf(" %s", name);
    }
    if (strncmp(status, "RECOVERABLE", 11) == 0) {
        size_t n;
        samovar_value v;
        const char *separator = "";
        printf(", which needs ");
        if (samovar_invoke(r->t, r->shell, "unresolvedDependencies",
                           "(Ljdk/jshell/DeclarationSnippet;)Ljava/util/stream/Stream;", &v,
                           snippet) == SAMOVAR_OK) {
            samovar_ref missing = elements(r, v.as.l, &n);
            for (size_t i = 0; i < n; i++, separator = ", ") {
                char *one = text_of(r, element(r, missing, i));
                printf("%s%s", separator, one);
                free(one);
            }
        }
    }
    putchar('\n');
    free(before), free(name), free(kind);
}

static void show_event(struct repl *r, samovar_ref event)
{
    if (get(r, event, "causeSnippet", "()Ljdk/jshell/Snippet;") != NULL)
        return; /* something older, because of what is new */
    samovar_ref snippet = get(r, event, "snippet", "()Ljdk/jshell/Snippet;");
    samovar_ref exception = get(r, event, "exception", "()Ljdk/jshell/JShellException;");
    samovar_ref value = get(r, event, "value", "()Ljava/lang/String;");
    char *status = text(r, event, "status", "()Ljdk/jshell/Snippet$Status;");
    char *kind = text(r, snippet, "kind", "()Ljdk/jshell/Snippet$Kind;");
    if (strcmp(status, "REJECTED") == 0) {
        r->failed = true;
        show_diagnostics(r, snippet);
    } else if (exception != NULL) {
        show_exception(r, exception);
    } else if (strcmp(kind, "METHOD") == 0 || strcmp(kind, "TYPE_DECL") == 0) {
        show_declaration(r, event, snippet, kind[0] == 'M', status);
    } else if (value != NULL && (strcmp(kind, "VAR") == 0 || strcmp(kind, "EXPRESSION") == 0)) {
        char *name = text(r, snippet, "name", "()Ljava/lang/String;"), *shown = text_of(r, value);
        if (*shown)
            printf("%s ==> %s\n", name, shown);
        free(name), free(shown);
    }
    free(status), free(kind);
}

/* ---- evaluating ---- */

static void evaluate(struct repl *r, samovar_ref source)
{
    samovar_value events;
    size_t n;
    fflush(stdout);
    if (samovar_invoke(r->t, r->shell, "eval", "(Ljava/lang/String;)Ljava/util/List;", &events, source) !=
        SAMOVAR_OK) {
        complain(r);
        return;
    }
    samovar_ref all = elements(r, events.as.l, &n);
    for (size_t i = 0; i < n; i++)
        show_event(r, element(r, all, i));
    fflush(stdout);
}

/* Evaluates what is complete at the beginning of the pending input; false: it needs more. */
static bool take_one(struct repl *r, bool at_end)
{
    samovar_scope scope = samovar_scope_open(r->t);
    samovar_value info;
    bool progress = false;
    samovar_ref input = string(r, buf_str(&r->pending));
    if (input == NULL || samovar_invoke(r->t, r->analysis, "analyzeCompletion",
                                        "(Ljava/lang/String;)Ljdk/jshell/SourceCodeAnalysis$CompletionInfo;",
                                        &info, input) != SAMOVAR_OK) {
        complain(r);
        r->pending.len = 0;
        samovar_scope_close(r->t, scope);
        return false;
    }
    char *state = text(r, info.as.l, "completeness", "()Ljdk/jshell/SourceCodeAnalysis$Completeness;");
    char *rest = text(r, info.as.l, "remaining", "()Ljava/lang/String;");
    samovar_ref source = get(r, info.as.l, "source", "()Ljava/lang/String;");
    if (strcmp(state, "EMPTY") == 0) {
        r->pending.len = 0;
    } else if (!at_end && strstr(state, "INCOMPLETE") != NULL) {
        ;
    } else {
        bool whole = source == NULL || strstr(state, "INCOMPLETE") != NULL || strcmp(state, "UNKNOWN") == 0;
        progress = true;
        r->pending.len = 0;
        if (!whole)
            buf_puts(&r->pending, rest);
        evaluate(r, whole ? input : source);
    }
    free(state), free(rest);
    samovar_scope_close(r->t, scope);
    return progress && r->pending.len > 0;
}

/* ---- commands ---- */

static void list(struct repl *r, const char *what, const char *desc)
{
    size_t n;
    samovar_ref all = elements(r, get(r, r->shell, what, desc), &n);
    for (size_t i = 0; i < n; i++) {
        char *source = text(r, element(r, all, i), "source", "()Ljava/lang/String;");
        for (size_t end = strlen(source); end > 0 && source[end - 1] == '\n';)
            source[--end] = 0;
        printf("%s\n", source);
        free(source);
    }
}

#define STREAM "()Ljava/util/stream/Stream;"

static void command(struct repl *r, const char *line)
{
    size_t n = strcspn(line, " \t");
    const char *argument = line + n + strspn(line + n, " \t");
    samovar_scope scope = samovar_scope_open(r->t);
#define IS(name) (n == strlen(name) && strncmp(line, name, n) == 0)
    if (IS("/exit")) {
        r->over = true;
        r->code = atoi(argument);
    } else if (IS("/list")) {
        list(r, "snippets", STREAM);
    } else if (IS("/vars")) {
        list(r, "variables", STREAM);
    } else if (IS("/methods")) {
        list(r, "methods", STREAM);
    } else if (IS("/types")) {
        list(r, "types", STREAM);
    } else if (IS("/imports")) {
        list(r, "imports", STREAM);
    } else if (IS("/help") || IS("/?")) {
        printf("Type Java: expressions, statements, declarations. Tab completes, Control-C stops what runs.\n"
               "/list, /vars, /methods, /types, /imports   what there is so far\n"
               "/exit [CODE]   the end, as Control-D\n");
    } else {
        printf("|  no such command: %s; /help lists them\n", line);
        r->failed = true;
    }
    fflush(stdout);
    samovar_scope_close(r->t, scope);
}

static void loop(struct repl *r)
{
    while (!r->over) {
        char *line = editor_read(r->editor, r->pending.len > 0 ? MORE_PROMPT : PROMPT);
        bool end = line == NULL;
        if (end && editor_is_interactive(r->editor))
            printf("\n");
        if (!end && r->pending.len == 0 && line[0] == '/' && line[1] != '/' && line[1] != '*') {
            editor_remember(r->editor, line);
            command(r, line);
            free(line);
            continue;
        }
        if (!end) {
            buf_puts(&r->pending, line);
            buf_puts(&r->pending, "\n");
            free(line);
        }
        char *input = strdup(buf_str(&r->pending));
        while (r->pending.len > 0 && take_one(r, end))
            ;
        if (r->pending.len == 0)
            editor_remember(r->editor, input);
        free(input);
        r->over |= end;
    }
}

/* ---- completion ---- */

static char **complete(void *user, const char *line, unsigned cursor, unsigned *from)
{
    struct repl *r = user;
    samovar_scope scope = samovar_scope_open(r->t);
    samovar_ref input, anchor;
    samovar_value found;
    samovar_elements at;
    size_t n = 0, before = r->pending.len;
    char **matches = NULL;
    struct buf all = {0};
    buf_append(&all, buf_str(&r->pending), before);
    buf_append(&all, line, cursor);
    if (samovar_string(r->t, buf_str(&all), &input) == SAMOVAR_OK &&
        samovar_array_new(r->t, SAMOVAR_INT, 1, &anchor) == SAMOVAR_OK &&
        samovar_array_view(r->t, anchor, &at) == SAMOVAR_OK &&
        samovar_invoke(r->t, r->analysis, "completionSuggestions", "(Ljava/lang/String;I[I)Ljava/util/List;",
                       &found, input, (int)all.len, anchor) == SAMOVAR_OK) {
        samovar_ref array = elements(r, found.as.l, &n);
        size_t start = (size_t) * (int32_t *)at.at;
        *from = start >= before ? (unsigned)(start - before) : 0;
        matches = n > 0 ? calloc(n + 1, sizeof *matches) : NULL;
        for (size_t i = 0, k = 0; i < n; i++) {
            char *match = text(r, element(r, array, i), "continuation", "()Ljava/lang/String;");
            bool again = false; /* one name, several methods */
            for (size_t j = 0; j < k; j++)
                again |= strcmp(matches[j], match) == 0;
            if (again)
                free(match);
            else
                matches[k++] = match;
        }
    }
    buf_free(&all);
    samovar_scope_close(r->t, scope);
    return matches;
}

/* ---- Control-C ---- */

static int signal_pipe[2] = {-1, -1};

static void on_interrupt(int sig)
{
    char byte = (char)sig;
    if (write(signal_pipe[1], &byte, 1) < 0)
        return;
}

static void *stopper(void *p)
{
    struct repl *r = p;
    samovar_thread *t;
    char byte;
    if (samovar_attach(r->vm, "stopper", &t) != SAMOVAR_OK)
        return NULL;
    while (read(signal_pipe[0], &byte, 1) == 1)
        samovar_invoke(t, r->shell, "stop", "()V", NULL);
    return NULL;
}

static void stop_on_interrupt(struct repl *r)
{
    struct sigaction sa = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    pthread_t thread;
    if (pipe(signal_pipe) == 0 && pthread_create(&thread, NULL, stopper, r) == 0) {
        pthread_detach(thread);
        sigaction(SIGINT, &sa, NULL);
    }
}

/* ---- start and end ---- */

static bool add_class_path(struct repl *r, const char *path)
{
    for (const char *p = path; *p;) {
        size_t n = strcspn(p, ":");
        char *entry = strndup(p, n);
        samovar_ref s = n > 0 ? string(r, entry) : NULL;
        free(entry);
        if (n > 0 && (s == NULL || samovar_invoke(r->t, r->shell, "addToClasspath", "(Ljava/lang/String;)V",
                                                  NULL, s) != SAMOVAR_OK)) {
            complain(r);
            return false;
        }
        p += n + (p[n] == ':');
    }
    return true;
}

static bool start_shell(struct repl *r, const char *class_path)
{
    samovar_value v;
    samovar_scope scope = samovar_scope_open(r->t);
    samovar_ref builder = get_static(r, "jdk.jshell.JShell", "builder", "()Ljdk/jshell/JShell$Builder;");
    samovar_ref local = builder != NULL ? string(r, "local") : NULL;
    if (local == NULL ||
        samovar_invoke(r->t, builder, "executionEngine", "(Ljava/lang/String;)Ljdk/jshell/JShell$Builder;",
                       &v, local) != SAMOVAR_OK) {
        complain(r);
        return false;
    }
    r->shell = samovar_retain(r->t, get(r, builder, "build", "()Ljdk/jshell/JShell;"));
    r->analysis = r->shell != NULL ? samovar_retain(r->t, get(r, r->shell, "sourceCodeAnalysis",
                                                              "()Ljdk/jshell/SourceCodeAnalysis;"))
                                   : NULL;
    bool ok = r->analysis != NULL && (class_path == NULL || add_class_path(r, class_path));
    for (size_t i = 0; ok && i < ARRAY_LEN(imports); i++) {
        char import[64];
        snprintf(import, sizeof import, "import %s;", imports[i]);
        evaluate(r, string(r, import));
    }
    samovar_scope_close(r->t, scope);
    return ok && !r->failed;
}

static bool is_class_path(const char *option)
{
    return strcmp(option, "-cp") == 0 || strcmp(option, "-classpath") == 0 ||
           strcmp(option, "--class-path") == 0;
}

int repl_main(int argc, char **argv)
{
    struct repl r = {0};
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    const char *class_path = getenv("CLASSPATH"), **more = calloc((size_t)argc + 1, sizeof *more);
    for (int i = 0; i < argc; i++) {
        if (is_class_path(argv[i]) && i + 1 < argc) {
            class_path = argv[++i];
        } else if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0) {
            printf("usage: samovar repl [-cp PATH] [OPTIONS OF THE VM]\n");
            return 0;
        } else if (argv[i][0] == '-') {
            more[options.argument_count++] = argv[i];
        } else {
            fprintf(stderr, "samovar repl: what is %s? It takes options only, and Java on standard input\n",
                    argv[i]);
            return 2;
        }
    }
    options.arguments = more;
    options.stack_size = (size_t)8 << 20;
    if (samovar_create(&options, &r.vm, &r.t) != SAMOVAR_OK) {
        fprintf(stderr, "samovar repl: %s\n", samovar_error_message(NULL));
        return 1;
    }
    r.editor = editor_new(complete, &r);
    if (!start_shell(&r, class_path))
        return 1;
    if (editor_is_interactive(r.editor)) {
        printf("Samovar %s, Java 17. /help for help.\n", samovar_version());
        fflush(stdout);
        stop_on_interrupt(&r);
    }
    loop(&r);
    if (!editor_is_interactive(r.editor) && r.failed && r.code == 0)
        r.code = 1;
    editor_free(r.editor);
    buf_free(&r.pending);
    free(more);
    /* Threads of snippets may still run: as jshell does, leave all the same. */
    samovar_ref system;
    if (samovar_find_class(r.t, NULL, "java.lang.System", &system) == SAMOVAR_OK)
        samovar_invoke_static(r.t, system, "exit", "(I)V", NULL, r.code);
    return r.code;
}
