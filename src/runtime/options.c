/* options.c - parsing of VM options. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dlfcn.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "opt/opt.h"
#include "runtime/options.h"
#include "runtime/profile/profile.h"

#define MIN_CODE_CACHE      ((size_t)64 << 10)
#define MAX_CODE_CACHE      ((size_t)1 << 30) /* what code memory can be (backend/code_memory.h) */
#define MAX_COMPILE_THREADS 64

void options_init(struct vm_options *o)
{
    memset(o, 0, sizeof *o);
    o->stack_size = 1 << 20;
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
            free(o->properties.at[i].value);
            o->properties.at[i].value = xstrdup(value);
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

static const char *after(const char *arg, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(arg, prefix, n) == 0 ? arg + n : NULL;
}

/* "64m" -> bytes. 0 on error. */
static size_t parse_size(const char *s)
{
    char *end;
    if (!isdigit((unsigned char)*s))
        return 0;
    unsigned long long v = strtoull(s, &end, 0);
    unsigned shift = 0;
    switch (*end) {
    case 'k':
    case 'K': shift = 10; break;
    case 'm':
    case 'M': shift = 20; break;
    case 'g':
    case 'G': shift = 30; break;
    case 't':
    case 'T': shift = 40; break;
    case 0: break;
    default: return 0;
    }
    if (shift != 0 && end[1] != 0)
        return 0;
    return v > (ULLONG_MAX >> shift) ? 0 : (size_t)v << shift;
}

static enum option_result set_size(size_t *out, const char *value, size_t min, const char *what,
                                   const char *arg, struct buf *err)
{
    size_t v = parse_size(value);
    if (v == 0) {
        buf_printf(err, "Invalid %s: %s", what, arg);
        return OPTION_BAD;
    }
    *out = v < min ? min : v;
    return OPTION_OK;
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

/* -XX options of HotSpot that say something about its collectors, compilers or logs: harmless to accept. */
static bool ignorable_xx(const char *name)
{
    static const char *const prefixes[] = {
        "+Use",
        "-Use",
        "+Tiered",
        "-Tiered",
        "ParallelGCThreads=",
        "ConcGCThreads=",
        "MaxMetaspaceSize=",
        "MetaspaceSize=",
        "InitialCodeCacheSize=",
        "MaxGCPauseMillis=",
        "NewSize=",
        "MaxNewSize=",
        "NewRatio=",
        "SurvivorRatio=",
        "-HeapDumpOnOutOfMemoryError",
        "ErrorFile=",
        "+AlwaysPreTouch",
        "-AlwaysPreTouch",
        "SharedArchiveFile=",
        "CompileThreshold=",
        "+BackgroundCompilation",
        "-BackgroundCompilation",
        "+CICompilerCountPerCPU",
        "-CICompilerCountPerCPU",
        "+PerfDisableSharedMem",
        "-PerfDisableSharedMem",
        "+DisableAttachMechanism",
        "MaxDirectMemorySize=",
        "SoftRefLRUPolicyMSPerMB=",
        "+UnlockDiagnosticVMOptions",
        "+UnlockExperimentalVMOptions",
        "+IgnoreUnrecognizedVMOptions",
        "-OmitStackTraceInFastThrow",
        "+OmitStackTraceInFastThrow",
        "+ShowCodeDetailsInExceptionMessages",
        "-RestrictContended",
        "G1HeapRegionSize=",
        "ObjectAlignmentInBytes=",
        "+EnableDynamicAgentLoading",
    };
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

/* Options whose effect a user would miss: accepted, because start scripts carry them, but not in silence. */
static bool warn_unsupported_xx(const char *name)
{
    static const char *const names[] = {"+HeapDumpOnOutOfMemoryError",
                                        "+CrashOnOutOfMemoryError",
                                        "+ExitOnOutOfMemoryError",
                                        "OnOutOfMemoryError=",
                                        "HeapDumpPath=",
                                        "+DisableExplicitGC",
                                        "ActiveProcessorCount=",
                                        "InitialRAMPercentage=",
                                        "MaxJavaStackTraceDepth=",
                                        "-StackTraceInThrowable"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (after(name, names[i]) != NULL) {
            log_warn("-XX:%s is not supported and has no effect", name);
            return true;
        }
    return false;
}

/* ---- tiers ---- */

static void set_tiers(struct vm_options *o, bool interpret_only, bool compile_first)
{
    o->interpret_only = interpret_only;
    o->compile_first = compile_first;
    o->baseline = !interpret_only && !compile_first;
    o->baseline_first = o->no_optimizer = false;
}

const char *options_mode(const struct vm_options *o)
{
    return o->interpret_only ? "interpreted mode" : o->compile_first ? "compiled mode" : "mixed mode";
}

/* A decimal number between min and max; false otherwise. */
static bool parse_number(const char *s, unsigned min, unsigned max, unsigned *out)
{
    char *end;
    if (!isdigit((unsigned char)*s))
        return false;
    unsigned long v = strtoul(s, &end, 10);
    if (*end != 0 || v < min || v > max)
        return false;
    *out = (unsigned)v;
    return true;
}

static enum option_result set_code_cache(struct vm_options *o, const char *value, const char *arg,
                                         struct buf *err)
{
    enum option_result r = set_size(&o->code_cache_size, value, MIN_CODE_CACHE, "code cache size", arg, err);
    if (o->code_cache_size > MAX_CODE_CACHE)
        o->code_cache_size = MAX_CODE_CACHE;
    return r;
}

static enum option_result set_compile_threads(struct vm_options *o, const char *value, const char *arg,
                                              struct buf *err)
{
    if (parse_number(value, 1, MAX_COMPILE_THREADS, &o->compile_threads))
        return OPTION_OK;
    buf_printf(err, "Invalid number of compile threads: %s (1 to %d)", arg, MAX_COMPILE_THREADS);
    return OPTION_BAD;
}

/* HotSpot's levels: 0 interprets, 1 to 4 are its compilers; here there is one. */
static enum option_result stop_at_level(struct vm_options *o, const char *value, const char *arg,
                                        struct buf *err)
{
    unsigned level;
    if (!parse_number(value, 0, 4, &level)) {
        buf_printf(err, "Invalid tier: %s (0 to 4)", arg);
        return OPTION_BAD;
    }
    if (level == 0)
        set_tiers(o, true, false);
    return OPTION_OK;
}

/*
 * --tiers: which tiers may run a method. Without 0, methods are compiled before their first call, in the
 * lowest tier of the list.
 */
static enum option_result tiers_option(struct vm_options *o, const char *v, struct buf *err)
{
    static const struct {
        const char *list;
        bool interpret_only, compile_first, baseline, no_optimizer;
    } known[] = {
        {"0", true, false, false, true},      {"0,1", false, false, true, true},
        {"0,1,2", false, false, true, false}, {"0,2", false, false, false, false},
        {"1", false, true, true, true},       {"1,2", false, true, true, false},
        {"2", false, true, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(v, known[i].list) == 0) {
            set_tiers(o, known[i].interpret_only, known[i].compile_first);
            o->baseline = known[i].baseline;
            o->no_optimizer = known[i].no_optimizer;
            o->baseline_first = known[i].baseline && known[i].compile_first;
            return OPTION_OK;
        }
    buf_printf(err, "--tiers=%s is not supported (known: 0; 0,1; 0,1,2; 0,2; 1; 1,2; 2)", v);
    return OPTION_BAD;
}

/* One word of --stress: NAME or NAME:N. */
static bool stress_word(struct vm_options *o, const char *word, size_t len)
{
    const struct {
        const char *name;
        unsigned *value, normal; /* without :N */
    } table[] = {
        {"gc", &o->stress_gc, 1},
        {"deopt", &o->stress_deopt, 100},
        {"osr", &o->stress_osr, 1},
        {"replace", &o->stress_replace, 10},
    };
    const char *colon = memchr(word, ':', len);
    size_t name_len = colon != NULL ? (size_t)(colon - word) : len;
    char number[12];
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (strlen(table[i].name) != name_len || strncmp(word, table[i].name, name_len) != 0)
            continue;
        if (colon == NULL) {
            *table[i].value = table[i].normal;
            return true;
        }
        size_t digits = len - name_len - 1;
        if (digits >= sizeof number)
            return false;
        memcpy(number, colon + 1, digits);
        number[digits] = 0;
        return parse_number(number, 1, UINT_MAX, table[i].value);
    }
    return false;
}

/* --stress=gc[:N],deopt[:N],osr[:N],replace[:N] */
static enum option_result stress_option(struct vm_options *o, const char *v, struct buf *err)
{
    for (const char *word = v;; word++) {
        size_t len = strcspn(word, ",");
        if (!stress_word(o, word, len)) {
            buf_printf(err,
                       "--stress=%s is not supported (known: gc, deopt, osr, replace, each with :N or "
                       "without)",
                       v);
            return OPTION_BAD;
        }
        word += len;
        if (*word == 0)
            return OPTION_OK;
    }
}

static bool is_pass(const char *name, size_t len)
{
    char text[32];
    if (len >= sizeof text)
        return false;
    memcpy(text, name, len);
    text[len] = 0;
    return opt_pass_exists(text);
}

/* --opt-skip=PASS[,PASS...] */
static enum option_result skip_option(struct vm_options *o, const char *v, struct buf *err)
{
    for (const char *word = v;; word++) {
        size_t len = strcspn(word, ",");
        if (!is_pass(word, len)) {
            buf_printf(err, "--opt-skip=%s: the optimiser has no pass '%.*s'", v, (int)len, word);
            return OPTION_BAD;
        }
        word += len;
        if (*word == 0)
            break;
    }
    free(o->opt_skip);
    o->opt_skip = xstrdup(v);
    return OPTION_OK;
}

/* What --dump knows: the passes, and these. */
static bool is_dump(const char *name, size_t len)
{
    static const char *const others[] = {"all", "build", "lir", "asm"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (strlen(others[i]) == len && memcmp(others[i], name, len) == 0)
            return true;
    return is_pass(name, len);
}

/* --dump=PASS:METHOD[,PASS:METHOD...]; several options add up. */
static enum option_result dump_option(struct vm_options *o, const char *v, struct buf *err)
{
    for (const char *word = v;; word++) {
        size_t len = strcspn(word, ",");
        const char *colon = memchr(word, ':', len);
        if (colon == NULL || colon == word || colon + 1 == word + len) {
            buf_printf(err, "--dump=%s: expected PASS:METHOD[,PASS:METHOD...]", v);
            return OPTION_BAD;
        }
        if (!is_dump(word, (size_t)(colon - word))) {
            buf_printf(err, "--dump=%s: there is no pass '%.*s'", v, (int)(colon - word), word);
            return OPTION_BAD;
        }
        word += len;
        if (*word == 0)
            break;
    }
    struct buf b = {0};
    if (o->dump != NULL)
        buf_printf(&b, "%s,", o->dump);
    buf_puts(&b, v);
    free(o->dump);
    o->dump = xstrdup(buf_str(&b));
    buf_free(&b);
    return OPTION_OK;
}

/* The options of the tiers; UNKNOWN with an empty err: another one. */
static enum option_result tier_option(struct vm_options *o, const char *arg, struct buf *err)
{
    const char *v;
    if ((v = after(arg, "--tiers=")) != NULL)
        return tiers_option(o, v, err);
    if ((v = after(arg, "--stress=")) != NULL)
        return stress_option(o, v, err);
    if ((v = after(arg, "--dump=")) != NULL)
        return dump_option(o, v, err);
    if ((v = after(arg, "--compile-only=")) != NULL) {
        free(o->compile_only);
        o->compile_only = xstrdup(v);
        return OPTION_OK;
    }
    if ((v = after(arg, "--opt-skip=")) != NULL)
        return skip_option(o, v, err);
    if ((v = after(arg, "--compile-limit=")) != NULL) {
        if (parse_number(v, 1, UINT_MAX, &o->compile_limit))
            return OPTION_OK;
        buf_printf(err, "Invalid number of compiles: %s", arg);
        return OPTION_BAD;
    }
    if ((v = after(arg, "--site-commit=")) != NULL) {
        if (parse_number(v, 1, 1000000, &o->site_commit))
            return OPTION_OK;
        buf_printf(err, "Invalid number of observations: %s", arg);
        return OPTION_BAD;
    }
    if ((v = after(arg, "--code-cache-size=")) != NULL)
        return set_code_cache(o, v, arg, err);
    if ((v = after(arg, "--compile-threads=")) != NULL)
        return set_compile_threads(o, v, arg, err);
    if (strcmp(arg, "--tiering-log") == 0)
        o->tiering_log = true;
    else if (strcmp(arg, "--sites") == 0)
        o->sites = true;
    else if (strcmp(arg, "--sites=json") == 0)
        o->sites = o->sites_json = true;
    else if (strcmp(arg, "--perf-map") == 0)
        o->perf_map = true;
    else if (strcmp(arg, "--jitdump") == 0)
        o->jitdump = true;
    else if (strcmp(arg, "--gdb-jit") == 0)
        o->gdb_jit = true;
    else if (strcmp(arg, "--deopts") == 0)
        o->deopts = true;
    else
        return OPTION_UNKNOWN;
    return OPTION_OK;
}

static enum option_result xx_option(struct vm_options *o, const char *name, struct buf *err)
{
    const char *v;
    if ((v = after(name, "MaxHeapSize=")) != NULL)
        return set_size(&o->max_heap, v, 2 << 20, "maximum heap size", name, err);
    if ((v = after(name, "InitialHeapSize=")) != NULL)
        return set_size(&o->initial_heap, v, 0, "initial heap size", name, err);
    if ((v = after(name, "ThreadStackSize=")) != NULL) {
        o->stack_size = strtoull(v, NULL, 10) << 10;
        return OPTION_OK;
    }
    if ((v = after(name, "MaxRAMPercentage=")) != NULL) {
        double percent = strtod(v, NULL);
        double ram = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
        if (percent > 0 && percent <= 100)
            o->max_heap = (size_t)(ram * percent / 100);
        return OPTION_OK;
    }
    if (strcmp(name, "+ShowHiddenFrames") == 0) {
        o->show_hidden_frames = true;
        return OPTION_OK;
    }
    if ((v = after(name, "ReservedCodeCacheSize=")) != NULL)
        return set_code_cache(o, v, name, err);
    if ((v = after(name, "CICompilerCount=")) != NULL)
        return set_compile_threads(o, v, name, err);
    if ((v = after(name, "TieredStopAtLevel=")) != NULL)
        return stop_at_level(o, v, name, err);
    if (strcmp(name, "-UseInterpreter") == 0) {
        set_tiers(o, false, true);
        return OPTION_OK;
    }
    if (strcmp(name, "-UseCompiler") == 0) {
        set_tiers(o, true, false);
        return OPTION_OK;
    }
    if (strcmp(name, "+PrintCompilation") == 0 || strcmp(name, "-PrintCompilation") == 0) {
        o->tiering_log = *name == '+';
        return OPTION_OK;
    }
    if (strcmp(name, "-BytecodeVerificationRemote") == 0) {
        o->verify = VERIFY_NONE;
        return OPTION_OK;
    }
    if (strcmp(name, "+BytecodeVerificationLocal") == 0) {
        o->verify = VERIFY_ALL;
        return OPTION_OK;
    }
    if (ignorable_xx(name) || warn_unsupported_xx(name))
        return OPTION_OK;
    buf_printf(err, "Unrecognized VM option '%s'", *name == '+' || *name == '-' ? name + 1 : name);
    return OPTION_UNKNOWN;
}

static bool set_number(unsigned *out, const char *v, unsigned least, unsigned most)
{
    char *end;
    unsigned long n = strtoul(v, &end, 10);
    if (!isdigit((unsigned char)*v) || *end != 0 || n < least || n > most)
        return false;
    *out = (unsigned)n;
    return true;
}

static bool set_profile_mode(struct vm_options *o, const char *v)
{
    for (unsigned i = 0; i < N_PROFILE_MODES; i++)
        if (strcmp(v, profile_mode_names[i]) == 0) {
            o->profile_mode = (uint8_t)i;
            return true;
        }
    return false;
}

/* --profile, --profile=FILE, --profile-mode=cpu|wall|alloc, --profile-rate=HZ, --profile-interval=SIZE */
static enum option_result profile_option(struct vm_options *o, const char *arg, const char *v,
                                         struct buf *err)
{
    const char *value;
    bool ok;
    if ((value = after(v, "-mode=")) != NULL)
        ok = set_profile_mode(o, value);
    else if ((value = after(v, "-rate=")) != NULL)
        ok = set_number(&o->profile_hz, value, 1, PROFILE_MAX_HZ);
    else if ((value = after(v, "-interval=")) != NULL)
        return set_size(&o->profile_interval, value, 1, "interval of allocation samples", arg, err);
    else if ((ok = *v == 0 || (*v == '=' && v[1] != 0))) {
        o->profile = true;
        free(o->profile_file);
        o->profile_file = *v == '=' ? xstrdup(v + 1) : NULL;
    }
    if (!ok)
        buf_printf(err, "Unrecognized option: --profile%s", v);
    return ok ? OPTION_OK : OPTION_BAD;
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

static enum option_result x_option(struct vm_options *o, const char *arg, struct buf *err)
{
    const char *v;
    if ((v = after(arg, "-Xmx")) != NULL)
        return set_size(&o->max_heap, v, 2 << 20, "maximum heap size", arg, err);
    if ((v = after(arg, "-Xms")) != NULL)
        return set_size(&o->initial_heap, v, 0, "initial heap size", arg, err);
    if ((v = after(arg, "-Xss")) != NULL)
        return set_size(&o->stack_size, v, 144 << 10, "thread stack size", arg, err);
    if ((v = after(arg, "-Xmn")) != NULL)
        return OPTION_OK; /* no generations here */
    if (strcmp(arg, "-Xint") == 0) {
        set_tiers(o, true, false);
        return OPTION_OK;
    }
    if (strcmp(arg, "-Xmixed") == 0) {
        set_tiers(o, false, false);
        return OPTION_OK;
    }
    if (strcmp(arg, "-Xcomp") == 0) {
        if (o->no_optimizer && o->baseline) /* after --tiers=0,1 */
            o->compile_first = true;
        else
            set_tiers(o, false, true);
        return OPTION_OK;
    }
    if ((v = after(arg, "-Xbootclasspath/a:")) != NULL) {
        while (*v) {
            const char *end = strchrnul(v, ':');
            if (end > v) {
                struct buf b = {0};
                buf_append(&b, v, (size_t)(end - v));
                vec_push(&o->boot_append, b.at);
            }
            v = *end ? end + 1 : end;
        }
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

static enum option_result parse(struct vm_options *o, const char *arg, struct buf *err)
{
    const char *v;
    if ((v = after(arg, "-D")) != NULL) {
        const char *eq = strchr(v, '=');
        struct buf key = {0};
        buf_append(&key, v, eq != NULL ? (size_t)(eq - v) : strlen(v));
        options_set_property(o, buf_str(&key), eq != NULL ? eq + 1 : "");
        buf_free(&key);
        return OPTION_OK;
    }
    if ((v = after(arg, "-XX:")) != NULL)
        return xx_option(o, v, err);
    if ((v = after(arg, "-verbose")) != NULL && (*v == 0 || *v == ':'))
        return verbose_option(o, *v == ':' ? v + 1 : v, err);
    if (arg[0] == '-' && arg[1] == 'X')
        return x_option(o, arg, err);
    if (strcmp(arg, "-noverify") == 0)
        return x_option(o, arg, err);
    if (module_option(o, arg) || assertion_option(o, arg))
        return OPTION_OK;
    if ((v = after(arg, "--jdk=")) != NULL) {
        free(o->jdk_home);
        o->jdk_home = xstrdup(v);
        return OPTION_OK;
    }
    if ((v = after(arg, "--annotate=")) != NULL && *v != 0) {
        free(o->annotate);
        o->annotate = xstrdup(v);
        o->profile = true;
        return OPTION_OK;
    }
    if ((v = after(arg, "--source-path=")) != NULL) {
        free(o->source_path);
        o->source_path = xstrdup(v);
        return OPTION_OK;
    }
    if ((v = after(arg, "--profile")) != NULL)
        return profile_option(o, arg, v, err);
    enum option_result r = tier_option(o, arg, err);
    if (r != OPTION_UNKNOWN)
        return r;
    if (after(arg, "--illegal-access=") != NULL) {
        log_warn("Ignoring option %s; support was removed in 17.0", arg);
        return OPTION_OK;
    }
    if (after(arg, "-javaagent:") != NULL || after(arg, "-agentlib:") != NULL ||
        after(arg, "-agentpath:") != NULL || strcmp(arg, "--enable-preview") == 0) {
        buf_printf(err, "%s is not supported", arg);
        return OPTION_BAD;
    }
    /* Passed by the JDK's launcher for its own use. */
    if (strcmp(arg, "-Xdiag") == 0 || after(arg, "-XXaltjvm=") != NULL)
        return OPTION_OK;
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

/* ---- the JDK ---- */

static bool is_jdk(const char *dir)
{
    struct buf b = {0};
    buf_printf(&b, "%s/lib/modules", dir);
    bool ok = access(buf_str(&b), R_OK) == 0;
    buf_clear(&b);
    buf_printf(&b, "%s/lib/libjimage.so", dir);
    ok = ok && access(buf_str(&b), R_OK) == 0;
    buf_free(&b);
    return ok;
}

/* The release is in DIR/release as JAVA_VERSION="17.0.x"; Debian's headless JRE may lack the file: then trust
 * it. */
static bool is_release_17(const char *dir, struct buf *found)
{
    struct buf b = {0};
    buf_printf(&b, "%s/release", dir);
    FILE *f = fopen(buf_str(&b), "r");
    buf_free(&b);
    if (f == NULL)
        return true;
    char line[512];
    bool ok = true;
    while (fgets(line, sizeof line, f) != NULL) {
        const char *v = after(line, "JAVA_VERSION=\"");
        if (v != NULL) {
            buf_append(found, v, strcspn(v, "\"\n"));
            ok = strncmp(v, "17", 2) == 0 && (v[2] == '.' || v[2] == '"');
            break;
        }
    }
    fclose(f);
    return ok;
}

/* lib/server/libjvm.so, lib/<dir>/libjvm.so: when the JDK's own launcher loaded us, libjli or the executable
 * tells. */
static bool jdk_of_process(struct buf *out)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return false;
    path[n] = 0;
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL)
            return false;
        *slash = 0;
    }
    if (!is_jdk(path))
        return false;
    buf_puts(out, path);
    return true;
}

static bool system_jdk(struct buf *out)
{
    static const char *const patterns[] = {"/usr/lib/jvm/java-17-openjdk-*",
                                           "/usr/lib/jvm/java-1.17.0-openjdk-*", "/usr/lib/jvm/*17*"};
    bool found = false;
    for (size_t i = 0; i < ARRAY_LEN(patterns) && !found; i++) {
        glob_t g;
        if (glob(patterns[i], 0, NULL, &g) != 0)
            continue;
        for (size_t k = 0; k < g.gl_pathc && !found; k++)
            if (is_jdk(g.gl_pathv[k])) {
                buf_puts(out, g.gl_pathv[k]);
                found = true;
            }
        globfree(&g);
    }
    return found;
}

bool options_find_jdk(struct vm_options *o, struct buf *err)
{
    struct buf dir = {0}, version = {0};
    const char *how = NULL, *v;
    bool ok = false;
    if (o->jdk_home != NULL)
        how = "--jdk", buf_puts(&dir, o->jdk_home);
    else if ((v = getenv("SAMOVAR_JDK")) != NULL && *v)
        how = "SAMOVAR_JDK", buf_puts(&dir, v);
    if (how != NULL) {
        ok = is_jdk(buf_str(&dir));
        if (!ok)
            buf_printf(err, "no JDK in %s (from %s): lib/modules is missing; install openjdk-17-jre-headless",
                       buf_str(&dir), how);
    } else if (jdk_of_process(&dir)) {
        ok = true;
    } else if ((v = getenv("JAVA_HOME")) != NULL && is_jdk(v) && is_release_17(v, &version)) {
        how = "JAVA_HOME", buf_puts(&dir, v);
        ok = true;
    } else {
        ok = system_jdk(&dir);
        if (!ok)
            buf_puts(err, "no OpenJDK 17 class library found: install openjdk-17-jre-headless, or name one "
                          "with --jdk DIR");
        if (!ok && version.len > 0)
            buf_printf(err, " (JAVA_HOME is release %s)", buf_str(&version));
    }
    buf_clear(&version);
    if (ok && !is_release_17(buf_str(&dir), &version)) {
        buf_printf(err,
                   "the JDK in %s is release %s, not 17: install openjdk-17-jre-headless, or name one with "
                   "--jdk DIR",
                   buf_str(&dir), buf_str(&version));
        ok = false;
    }
    if (ok) {
        char real[PATH_MAX];
        free(o->jdk_home);
        o->jdk_home = xstrdup(realpath(buf_str(&dir), real) != NULL ? real : buf_str(&dir));
    }
    buf_free(&dir);
    buf_free(&version);
    return ok;
}
