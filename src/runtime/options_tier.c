/* options_tier.c - options of the tiers (-Xint, --tiers): which run, what they compile and what they tell. */
#include <limits.h>
#include <string.h>
#include "opt/opt.h"
#include "runtime/options_internal.h"

#define MIN_CODE_CACHE      ((size_t)64 << 10)
#define MAX_CODE_CACHE      ((size_t)1 << 30) /* what code memory can be (backend/code_memory.h) */
#define MAX_COMPILE_THREADS 64

void options_set_tiers(struct vm_options *o, bool interpret_only, bool compile_first)
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

enum option_result options_set_code_cache(struct vm_options *o, const char *value, const char *arg,
                                          struct buf *err)
{
    enum option_result r =
        option_set_size(&o->code_cache_size, value, MIN_CODE_CACHE, "code cache size", arg, err);
    if (o->code_cache_size > MAX_CODE_CACHE)
        o->code_cache_size = MAX_CODE_CACHE;
    return r;
}

enum option_result options_set_compile_threads(struct vm_options *o, const char *value, const char *arg,
                                               struct buf *err)
{
    if (option_number(value, 1, MAX_COMPILE_THREADS, &o->compile_threads))
        return OPTION_OK;
    buf_printf(err, "Invalid number of compile threads: %s (1 to %d)", arg, MAX_COMPILE_THREADS);
    return OPTION_BAD;
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
            options_set_tiers(o, known[i].interpret_only, known[i].compile_first);
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
        return option_number(number, 1, UINT_MAX, table[i].value);
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
    option_set_text(&o->opt_skip, v);
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
    option_set_text(&o->dump, buf_str(&b));
    buf_free(&b);
    return OPTION_OK;
}

/* -Xint, -Xmixed, -Xcomp */
static bool mode_option(struct vm_options *o, const char *arg)
{
    if (strcmp(arg, "-Xint") == 0)
        options_set_tiers(o, true, false);
    else if (strcmp(arg, "-Xmixed") == 0)
        options_set_tiers(o, false, false);
    else if (strcmp(arg, "-Xcomp") != 0)
        return false;
    else if (o->no_optimizer && o->baseline) /* after --tiers=0,1 */
        o->compile_first = true;
    else
        options_set_tiers(o, false, true);
    return true;
}

enum option_result options_parse_tier(struct vm_options *o, const char *arg, struct buf *err)
{
    const char *v;
    if (mode_option(o, arg))
        return OPTION_OK;
    if ((v = after(arg, "--tiers=")) != NULL)
        return tiers_option(o, v, err);
    if ((v = after(arg, "--stress=")) != NULL)
        return stress_option(o, v, err);
    if ((v = after(arg, "--dump=")) != NULL)
        return dump_option(o, v, err);
    if ((v = after(arg, "--compile-only=")) != NULL) {
        option_set_text(&o->compile_only, v);
        return OPTION_OK;
    }
    if ((v = after(arg, "--opt-skip=")) != NULL)
        return skip_option(o, v, err);
    if ((v = after(arg, "--compile-limit=")) != NULL) {
        if (option_number(v, 1, UINT_MAX, &o->compile_limit))
            return OPTION_OK;
        buf_printf(err, "Invalid number of compiles: %s", arg);
        return OPTION_BAD;
    }
    if ((v = after(arg, "--site-commit=")) != NULL) {
        if (option_number(v, 1, 1000000, &o->site_commit))
            return OPTION_OK;
        buf_printf(err, "Invalid number of observations: %s", arg);
        return OPTION_BAD;
    }
    if ((v = after(arg, "--code-cache-size=")) != NULL)
        return options_set_code_cache(o, v, arg, err);
    if ((v = after(arg, "--compile-threads=")) != NULL)
        return options_set_compile_threads(o, v, arg, err);
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
