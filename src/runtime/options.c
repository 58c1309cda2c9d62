/* options.c - VM options: properties, -X, modules, assertions; whose option an argument is. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "runtime/options_internal.h"

void options_init(struct vm_options *o)
{
    memset(o, 0, sizeof *o);
    o->stack_size = DEFAULT_STACK_SIZE;
    o->site_commit = 3;
    o->verify = VERIFY_REMOTE;
    o->baseline = true;
#ifndef NDEBUG
    o->gdb_jit = true;
#endif
}

static void free_texts(char **at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(at[i]);
}

void options_free(struct vm_options *o)
{
    char *texts[] = {o->jdk_home, o->compile_only, o->opt_skip,    o->dump,
                     o->annotate, o->source_path,  o->profile_file};
    free_texts(texts, ARRAY_LEN(texts));
    free_texts(o->assertion_rules.at, o->assertion_rules.len);
    free_texts(o->arguments.at, o->arguments.len);
    free_texts(o->boot_append.at, o->boot_append.len);
    for (size_t i = 0; i < o->properties.len; i++) {
        free(o->properties.at[i].key);
        free(o->properties.at[i].value);
    }
    vec_free(&o->assertion_rules);
    vec_free(&o->arguments);
    vec_free(&o->boot_append);
    vec_free(&o->properties);
}

void options_set_property(struct vm_options *o, const char *key, const char *value)
{
    for (size_t i = 0; i < o->properties.len; i++)
        if (strcmp(o->properties.at[i].key, key) == 0) {
            option_set_text(&o->properties.at[i].value, value);
            return;
        }
    vec_push(&o->properties, ((struct vm_property){xstrdup(key), xstrdup(value)}));
}

const char *options_property(const struct vm_options *o, const char *key)
{
    for (size_t i = 0; i < o->properties.len; i++)
        if (strcmp(o->properties.at[i].key, key) == 0)
            return o->properties.at[i].value;
    return NULL;
}

/* Options that become numbered properties for the module system, as jdk.internal.module.ModuleBootstrap reads
 * them. */
static void numbered_property(struct vm_options *o, const char *prefix, const char *value)
{
    char key[96];
    for (int i = 0;; i++) {
        snprintf(key, sizeof key, "%s.%d", prefix, i);
        if (options_property(o, key) == NULL)
            break;
    }
    options_set_property(o, key, value);
}

static bool module_option(struct vm_options *o, const char *arg)
{
    static const struct {
        const char *option, *property;
        bool numbered;
    } table[] = {
        {"--add-opens=", "jdk.module.addopens", true},
        {"--add-exports=", "jdk.module.addexports", true},
        {"--add-reads=", "jdk.module.addreads", true},
        {"--add-modules=", "jdk.module.addmods", true},
        {"--patch-module=", "jdk.module.patch", true},
        {"--enable-native-access=", "jdk.module.enable.native.access", true},
        {"--limit-modules=", "jdk.module.limitmods", false},
        {"--module-path=", "jdk.module.path", false},
        {"--upgrade-module-path=", "jdk.module.upgrade.path", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const char *v = after(arg, table[i].option);
        if (v == NULL)
            continue;
        if (table[i].numbered)
            numbered_property(o, table[i].property, v);
        else
            options_set_property(o, table[i].property, v);
        return true;
    }
    return false;
}

static bool assertion_option(struct vm_options *o, const char *arg)
{
    const char *v;
    bool on;
    if (strcmp(arg, "-esa") == 0 || strcmp(arg, "-enablesystemassertions") == 0) {
        o->assertions_system = true;
        return true;
    }
    if (strcmp(arg, "-dsa") == 0 || strcmp(arg, "-disablesystemassertions") == 0) {
        o->assertions_system = false;
        return true;
    }
    if ((v = after(arg, "-ea")) != NULL || (v = after(arg, "-enableassertions")) != NULL)
        on = true;
    else if ((v = after(arg, "-da")) != NULL || (v = after(arg, "-disableassertions")) != NULL)
        on = false;
    else
        return false;
    if (*v == 0) {
        o->assertions_default = on;
        return true;
    }
    if (*v != ':' || v[1] == 0)
        return false;
    struct buf b = {0};
    buf_printf(&b, "%c%s", on ? '+' : '-', v + 1);
    vec_push(&o->assertion_rules, b.at);
    return true;
}

static enum option_result verbose_option(struct vm_options *o, const char *v, struct buf *err)
{
    if (strcmp(v, "") == 0 || strcmp(v, "class") == 0 || strcmp(v, "module") == 0)
        o->verbose_class = o->verbose_unload = true;
    else if (strcmp(v, "gc") == 0)
        o->verbose_gc = true;
    else if (strcmp(v, "jni") == 0)
        o->verbose_jni = true;
    else {
        buf_printf(err, "Unrecognized option: -verbose:%s", v);
        return OPTION_BAD;
    }
    return OPTION_OK;
}

/* Those of -Xlog that do something. */
static bool log_option(struct vm_options *o, const char *arg)
{
    const char *what = after(arg, "-Xlog:");
    size_t len = what != NULL ? strcspn(what, ":") : 0;
    if (len == 0 || (what[len] != 0 && strcmp(what + len, ":stdout") != 0))
        return false;
    const struct {
        const char *name;
        bool *flag;
    } logs[] = {{"class+unload", &o->verbose_unload},
                {"class+load", &o->verbose_class},
                {"gc", &o->verbose_gc},
                {"gc*", &o->verbose_gc}};
    for (size_t i = 0; i < ARRAY_LEN(logs); i++)
        if (strlen(logs[i].name) == len && memcmp(what, logs[i].name, len) == 0)
            return *logs[i].flag = true;
    return false;
}

/* Entries apart by colons; empty ones are none. */
static void append_boot_path(struct vm_options *o, const char *v)
{
    while (*v) {
        const char *end = strchrnul(v, ':');
        if (end > v) {
            struct buf b = {0};
            buf_append(&b, v, (size_t)(end - v));
            vec_push(&o->boot_append, b.at);
        }
        v = *end ? end + 1 : end;
    }
}

static enum option_result x_option(struct vm_options *o, const char *arg, struct buf *err)
{
    const char *v;
    if ((v = after(arg, "-Xmx")) != NULL)
        return option_set_size(&o->max_heap, v, MIN_HEAP, "maximum heap size", arg, err);
    if ((v = after(arg, "-Xms")) != NULL)
        return option_set_size(&o->initial_heap, v, 0, "initial heap size", arg, err);
    if ((v = after(arg, "-Xss")) != NULL)
        return option_set_size(&o->stack_size, v, MIN_STACK_SIZE, "thread stack size", arg, err);
    if ((v = after(arg, "-Xmn")) != NULL)
        return OPTION_OK; /* no generations here */
    if ((v = after(arg, "-Xbootclasspath/a:")) != NULL) {
        append_boot_path(o, v);
        return OPTION_OK;
    }
    if (strcmp(arg, "-Xverify:none") == 0 || strcmp(arg, "-noverify") == 0)
        o->verify = VERIFY_NONE;
    else if (strcmp(arg, "-Xverify") == 0 || strcmp(arg, "-Xverify:all") == 0)
        o->verify = VERIFY_ALL;
    else if (strcmp(arg, "-Xverify:remote") == 0)
        o->verify = VERIFY_REMOTE;
    else if (strcmp(arg, "-Xrs") == 0)
        o->reduce_signals = true;
    else if (strcmp(arg, "-Xcheck:jni") == 0)
        o->check_jni = true;
    else if (strcmp(arg, "-Xnoclassgc") == 0)
        o->no_class_gc = true;
    else if (log_option(o, arg))
        return OPTION_OK;
    else if (after(arg, "-Xlog") == NULL && after(arg, "-Xshare:") == NULL && strcmp(arg, "-Xbatch") != 0 &&
             strcmp(arg, "-Xfuture") != 0 && after(arg, "-Xloggc:") == NULL)
        return OPTION_UNKNOWN;
    return OPTION_OK;
}

/* KEY=VALUE or KEY */
static void set_property_option(struct vm_options *o, const char *v)
{
    const char *eq = strchr(v, '=');
    struct buf key = {0};
    buf_append(&key, v, eq != NULL ? (size_t)(eq - v) : strlen(v));
    options_set_property(o, buf_str(&key), eq != NULL ? eq + 1 : "");
    buf_free(&key);
}

static enum option_result parse(struct vm_options *o, const char *arg, struct buf *err)
{
    const char *v;
    if ((v = after(arg, "-D")) != NULL) {
        set_property_option(o, v);
        return OPTION_OK;
    }
    if ((v = after(arg, "-XX:")) != NULL)
        return options_parse_xx(o, v, err);
    if ((v = after(arg, "-verbose")) != NULL && (*v == 0 || *v == ':'))
        return verbose_option(o, *v == ':' ? v + 1 : v, err);
    enum option_result r = options_parse_tier(o, arg, err);
    if (r == OPTION_UNKNOWN)
        r = options_parse_profile(o, arg, err);
    if (r == OPTION_UNKNOWN)
        r = x_option(o, arg, err);
    if (r != OPTION_UNKNOWN)
        return r;
    if (module_option(o, arg) || assertion_option(o, arg))
        return OPTION_OK;
    if ((v = after(arg, "--jdk=")) != NULL) {
        option_set_text(&o->jdk_home, v);
        return OPTION_OK;
    }
    if (after(arg, "--illegal-access=") != NULL) {
        log_warn("Ignoring option %s; support was removed in 17.0", arg);
        return OPTION_OK;
    }
    if (after(arg, "-javaagent:") != NULL || after(arg, "-agentlib:") != NULL ||
        after(arg, "-agentpath:") != NULL || strcmp(arg, "--enable-preview") == 0) {
        buf_printf(err, "%s is not supported", arg);
        return OPTION_BAD;
    }
    return OPTION_UNKNOWN;
}

enum option_result options_parse(struct vm_options *o, const char *arg, struct buf *err)
{
    enum option_result r = parse(o, arg, err);
    if (r == OPTION_OK)
        vec_push(&o->arguments, xstrdup(arg));
    else if (r == OPTION_UNKNOWN && o->ignore_unrecognized)
        buf_clear(err), r = OPTION_OK;
    else if (r == OPTION_UNKNOWN && err->len == 0)
        buf_printf(err, "Unrecognized option: %s", arg);
    return r;
}

bool options_parse_environment(struct vm_options *o, const char *variable, struct buf *err)
{
    const char *value = getenv(variable);
    if (value == NULL)
        return true;
    fprintf(stderr, "Picked up %s: %s\n", variable, value);
    struct buf word = {0};
    bool ok = true;
    while (ok) {
        while (isspace((unsigned char)*value))
            value++;
        if (*value == 0)
            break;
        buf_clear(&word);
        for (char quote = 0; *value != 0 && (quote != 0 || !isspace((unsigned char)*value)); value++) {
            if (quote != 0 ? *value == quote : *value == '"' || *value == '\'')
                quote = quote != 0 ? 0 : *value;
            else
                buf_putc(&word, *value);
        }
        ok = options_parse(o, buf_str(&word), err) == OPTION_OK;
    }
    buf_free(&word);
    return ok;
}

bool options_check(const struct vm_options *o, struct buf *err)
{
    if (o->max_heap == 0 || o->initial_heap <= o->max_heap)
        return true;
    buf_puts(err, "Initial heap size set to a larger value than the maximum heap size");
    return false;
}
