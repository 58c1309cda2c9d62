/* repl.h - `samovar repl`: Java typed in, statement by statement. */
#ifndef SAMOVAR_RUNTIME_LAUNCHER_REPL_H
#define SAMOVAR_RUNTIME_LAUNCHER_REPL_H

#include <stdbool.h>

/* The command, with the words after "repl"; on a thread with a large stack. Its exit status. */
int repl_main(int argc, char **argv);

/* ---- editor.c: lines from a terminal or from a file ---- */

struct editor;

/* What can follow the first `cursor` bytes of line: a malloc'd array of malloc'd texts for bytes from `*from`
 * on, ended by NULL; or NULL. */
typedef char **(*editor_complete)(void *user, const char *line, unsigned cursor, unsigned *from);

/* With libedit when there is one and standard input is a terminal; else it just reads. Never NULL. */
struct editor *editor_new(editor_complete complete, void *user);
bool editor_is_interactive(const struct editor *e);
/* A line without its end, malloc'd; NULL: no more. */
char *editor_read(struct editor *e, const char *prompt);
/* One input, perhaps of several lines, into the history and its file. */
void editor_remember(struct editor *e, const char *input);
void editor_free(struct editor *e);

#endif
