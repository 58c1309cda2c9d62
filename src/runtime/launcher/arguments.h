/*
 * arguments.h - java's command line, parsed: options for the VM, what to run, and the program's own arguments.
 */
#ifndef SAMOVAR_RUNTIME_LAUNCHER_ARGUMENTS_H
#define SAMOVAR_RUNTIME_LAUNCHER_ARGUMENTS_H

#include <jni.h>
#include <stdbool.h>
#include "base/base.h"

enum run_mode { RUN_NOTHING, RUN_CLASS, RUN_JAR, RUN_MODULE, RUN_SOURCE };
enum show { SHOW_NOTHING, SHOW_STDERR, SHOW_STDOUT };

struct arguments {
    VEC(JavaVMOption) options; /* for JNI_CreateJavaVM */
    enum run_mode mode;
    const char *what; /* class name, jar, module[/class]; RUN_SOURCE: the compiler's launcher class */
    int app_argc;
    char **app_argv;
    enum show show_version;
    bool version_only;
    const char *show_settings, *describe_module;
    bool list_modules, validate_modules, dry_run;
    char **argv; /* after @argfiles and JDK_JAVA_OPTIONS */
    int argc;
};

/* false: the process should end with *exit_code (help was printed, or an error in one line). Strings live for ever. */
/* Expands wildcard entries of a class path. */
void class_path_expand(struct buf *out, const char *path);

bool arguments_parse(struct arguments *a, int argc, char **argv, int *exit_code);

#endif
