/*
 * options.h - VM options in the form that JNI_CreateJavaVM receives them ("-Xmx64m", "-Dk=v",
 * "--add-opens=..."). The launcher turns its command line into these.
 */
#ifndef SAMOVAR_RUNTIME_OPTIONS_H
#define SAMOVAR_RUNTIME_OPTIONS_H

#include "runtime/vm.h"

enum option_result {
    OPTION_OK,
    OPTION_UNKNOWN, /* not a VM option at all (never with ignore_unrecognized) */
    OPTION_BAD,     /* known but wrong */
};

void options_init(struct vm_options *o);
/* Of options that no VM has. */
void options_free(struct vm_options *o);
/* When the result is not OPTION_OK, *err has one line. */
enum option_result options_parse(struct vm_options *o, const char *arg, struct buf *err);
/* JAVA_TOOL_OPTIONS and _JAVA_OPTIONS, announced on stderr as java does. The latter
 * is parsed after the rest. */
bool options_parse_environment(struct vm_options *o, const char *variable, struct buf *err);
/* What can only be told when all options are known. false: *err has one line. */
bool options_check(const struct vm_options *o, struct buf *err);
/* As java.vm.info says it: "interpreted mode", "mixed mode", "compiled mode". */
const char *options_mode(const struct vm_options *o);
void options_set_property(struct vm_options *o, const char *key,
                          const char *value);                              /* replaces an earlier one */
const char *options_property(const struct vm_options *o, const char *key); /* NULL when not set */
/* Finds the JDK: o->jdk_home when set, then SAMOVAR_JDK, JAVA_HOME, the JDK that this process or library
 * belongs to, then the system's. false: *err says what to install. */
bool options_find_jdk(struct vm_options *o, struct buf *err);

#endif
