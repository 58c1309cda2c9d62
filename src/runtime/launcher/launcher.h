/* launcher.h - java's command line, parsed: options for the VM, what to run, and the program's own arguments.
 */
#ifndef SAMOVAR_RUNTIME_LAUNCHER_LAUNCHER_H
#define SAMOVAR_RUNTIME_LAUNCHER_LAUNCHER_H

#include <jni.h>
#include <stdbool.h>
#include <stdio.h>
#include "base/base.h"

/* With LauncherHelper's numbers. */
enum run_mode { RUN_NOTHING, RUN_CLASS, RUN_JAR, RUN_MODULE, RUN_SOURCE };
enum show { SHOW_NOTHING, SHOW_STDERR, SHOW_STDOUT };

struct arguments {
    VEC(JavaVMOption) options; /* for JNI_CreateJavaVM */
    enum run_mode mode;
    const char
        *what; /* class name, jar, module[/class]; RUN_SOURCE: the compiler's launcher class; NULL: nothing */
    int app_argc;
    char **app_argv;
    enum show show_version;
    bool version_only, full_version;
    const char *show_settings, *describe_module;
    bool list_modules, validate_modules, dry_run;
    size_t stack_size, initial_heap, max_heap; /* as given, for -XshowSettings; 0: not given */
};

/* Strings live as long as the process. false: it should end with *exit_code; what there was to say has been
 * printed. */
bool arguments_parse(struct arguments *a, int argc, char **argv, int *exit_code);

/* argfile.c */
typedef VEC(char *) words;

/* The words of JDK_JAVA_OPTIONS and then of the command line, with @files replaced by what they hold as far
 * as the main class. false: an error was printed. */
bool words_expand(words *out, int argc, char **argv);
/* Whether an option takes the next word as its value. */
bool option_takes_value(const char *word);

/* class_path.c: expands wildcard entries of a class path. */
void class_path_expand(struct buf *out, const char *path);

/* jar_check.c */
enum jar_state { JAR_OK, JAR_UNREADABLE, JAR_CORRUPT };

/* Whether a file looks like a jar that has a manifest: found out before a VM is made. */
enum jar_state jar_check(const char *path);

/* prof.c: `samovar prof ...`, from that word on; the exit code. No VM is made. */
int prof_main(int argc, char **argv);

/* usage.c */
void usage_print(FILE *out);
void usage_print_extra(FILE *out);

#endif
