/* profile.c - when a profile starts and ends, and where its report goes. */
#include "runtime/profile/profile.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "runtime/class/unload.h"
#include "runtime/gc/alloc_sample.h"
#include "runtime/profile/annotate.h"
#include "runtime/gc/ahead.h"
#include "runtime/profile/profile_internal.h"

#define FIRST_SLICE 0.02 /* seconds */

const char *const profile_mode_names[N_PROFILE_MODES] = {"cpu", "wall", "alloc"};

static double since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* ---- one profile ---- */

static bool start_sampler(struct profile *p)
{
    struct sampler_options o = {.mode = p->options.mode == PROFILE_WALL ? SAMPLER_WALL : SAMPLER_CPU,
                                .detail = true,
                                .depth = SAMPLE_DEPTH,
                                .hz = p->options.hz,
                                .least_ns = p->period / 2};
    struct sampler_hooks hooks = {
        .user = p, .sample = collect_sample, .foreign = collect_foreign, .tick = collect_tick};
    p->unwinder = unwinder_new();
    p->sampler = sampler_start(p->vm, &o, &hooks);
    return p->sampler != NULL;
}

struct profile *profile_new(struct vm *vm, const struct profile_options *options, struct buf *err)
{
    struct profile *p = xcalloc(1, sizeof *p);
    p->vm = vm;
    p->ahead_collected = ahead_collection_nanos(vm);
    p->options = *options;
    if (p->options.hz == 0)
        p->options.hz = PROFILE_HZ;
    if (p->options.alloc_interval == 0)
        p->options.alloc_interval = PROFILE_ALLOC_INTERVAL;
    p->period = 1000000000u / p->options.hz;
    p->slice = FIRST_SLICE;
    tree_init(&p->tree);
    pthread_mutex_init(&p->lock, NULL);
    clock_gettime(CLOCK_MONOTONIC, &p->started);
    p->start = (double)((int64_t)p->started.tv_sec * 1000000000 + p->started.tv_nsec - vm->start_nanos) / 1e9;
    pthread_mutex_lock(&vm->profile_lock);
    bool free = vm->profiler == NULL;
    if (free)
        vm->profiler = p;
    pthread_mutex_unlock(&vm->profile_lock);
    vm->code_lines = true;
    bool ok = free && (p->options.mode == PROFILE_ALLOC || start_sampler(p));
    if (ok && p->options.mode == PROFILE_ALLOC)
        alloc_sampling_start(vm, p->options.alloc_interval);
    if (ok)
        return p;
    buf_puts(err, free ? "cannot start the sampler's thread" : "a profile is running already");
    p->stopped = true;
    profile_free(p);
    return NULL;
}

void profile_stop(struct profile *p)
{
    if (p->stopped)
        return;
    if (p->sampler != NULL)
        sampler_stop(p->sampler);
    else
        alloc_sampling_stop(p->vm);
    p->stopped = true;
    p->seconds = since(&p->started);
}

void profile_free(struct profile *p)
{
    struct vm *vm = p->vm;
    profile_stop(p);
    pthread_mutex_lock(&vm->profile_lock);
    if (vm->profiler == p)
        vm->profiler = NULL;
    pthread_mutex_unlock(&vm->profile_lock);
    if (p->sampler != NULL)
        sampler_free(p->sampler);
    if (p->unwinder != NULL)
        unwinder_free(p->unwinder);
    tree_free(&p->tree);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

void profile_lock(struct profile *p)
{
    if (p->sampler != NULL)
        sampler_lock(p->sampler);
    else
        pthread_mutex_lock(&p->lock);
}

void profile_unlock(struct profile *p)
{
    if (p->sampler != NULL)
        sampler_unlock(p->sampler);
    else
        pthread_mutex_unlock(&p->lock);
}

double profile_seconds(const struct profile *p)
{
    return p->stopped ? p->seconds : since(&p->started);
}

struct profile_totals profile_totals(struct profile *p)
{
    struct profile_totals t = {.weight = p->tree.total, .seconds = profile_seconds(p)};
    if (p->sampler != NULL)
        t.torn = sampler_totals(p->sampler).torn;
    return t;
}

bool profile_write(struct profile *p, enum profile_form form, struct buf *out)
{
    bool ok = true;
    unload_put_off(p->vm);
    profile_lock(p);
    switch (form) {
    case PROFILE_COLLAPSED: report_collapsed(p, out); break;
    case PROFILE_HTML: report_html(p, out); break;
    case PROFILE_PPROF: ok = report_pprof(p, out); break;
    case PROFILE_SPEEDSCOPE: report_speedscope(p, out); break;
    default: report_text(p, out); break;
    }
    profile_unlock(p);
    unload_allow(p->vm);
    return ok;
}

/* ---- --profile ---- */

static bool ends_with(const char *s, const char *tail)
{
    size_t n = strlen(s), k = strlen(tail);
    return n >= k && strcmp(s + n - k, tail) == 0;
}

bool profile_form_of(const char *file, enum profile_form *form, struct buf *err)
{
    static const struct {
        const char *ending;
        enum profile_form form;
    } forms[] = {{".collapsed", PROFILE_COLLAPSED},
                 {".speedscope.json", PROFILE_SPEEDSCOPE},
                 {".html", PROFILE_HTML},
                 {".pb.gz", PROFILE_PPROF}};
    *form = PROFILE_TEXT;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        if (ends_with(file, forms[i].ending)) {
            *form = forms[i].form;
            return true;
        }
    if (!ends_with(file, ".json"))
        return true;
    buf_puts(err, "reports in the form .json are not supported (known: .speedscope.json)");
    return false;
}

/* Tell now, not after an hour, that the file cannot be written. */
static bool check_file(const char *file, struct buf *err)
{
    enum profile_form form;
    struct buf why = {0};
    bool ok = profile_form_of(file, &form, &why);
    FILE *f = ok ? fopen(file, "ae") : NULL;
    if (f != NULL)
        fclose(f);
    else
        buf_printf(err, "--profile=%s: %s", file, ok ? strerror(errno) : buf_str(&why));
    buf_free(&why);
    return f != NULL;
}

bool profile_start(struct vm *vm, struct buf *err)
{
    const struct vm_options *o = &vm->options;
    struct buf why = {0};
    vm->code_lines = o->profile || o->jitdump;
    pthread_mutex_init(&vm->profile_lock, NULL);
    if (!o->profile)
        return true;
    signal(SIGUSR2,
           SIG_IGN); /* until the Signal Dispatcher takes it: asking too early must not end the program */
    if (o->profile_file != NULL && !check_file(o->profile_file, err))
        return false;
    struct profile_options options = {.mode = (enum profile_mode)o->profile_mode,
                                      .hz = o->profile_hz,
                                      .alloc_interval = o->profile_interval};
    if (profile_new(vm, &options, &why) == NULL)
        buf_printf(err, "--profile: %s", buf_str(&why));
    buf_free(&why);
    return vm->profiler != NULL;
}

/* --annotate: at the end of a text, else on standard error. */
static void annotate(struct profile *p, enum profile_form form, struct buf *report)
{
    struct buf b = {0};
    profile_lock(p);
    annotate_report(p, &b);
    profile_unlock(p);
    if (form == PROFILE_TEXT)
        buf_append(report, buf_str(&b), b.len);
    else
        fputs(buf_str(&b), stderr);
    buf_free(&b);
}

/* As the options say: into the file, which holds the newest report, or to standard error. */
static void publish(struct profile *p)
{
    const char *file = p->vm->options.profile_file;
    enum profile_form form = PROFILE_TEXT;
    struct buf b = {0};
    if (file != NULL)
        profile_form_of(file, &form, &b);
    if (!profile_write(p, form, &b))
        log_error("--profile=%s: it cannot be compressed", file);
    annotate(p, form, &b);
    FILE *f = file != NULL ? fopen(file, "we") : stderr;
    if (f == NULL || (b.len > 0 && fwrite(b.at, 1, b.len, f) != b.len) || fflush(f) != 0)
        log_error("--profile=%s: %s", file != NULL ? file : "", strerror(errno));
    if (f != NULL && f != stderr)
        fclose(f);
    buf_free(&b);
}

void profile_report(struct vm *vm)
{
    pthread_mutex_lock(&vm->profile_lock);
    if (vm->profiler != NULL && vm->options.profile)
        publish(vm->profiler);
    pthread_mutex_unlock(&vm->profile_lock);
}

void profile_finish(struct vm *vm)
{
    pthread_mutex_lock(&vm->profile_lock);
    struct profile *p = vm->profiler;
    bool of_host = !vm->options.profile;
    if (p != NULL && !of_host)
        vm->profiler = NULL;
    pthread_mutex_unlock(&vm->profile_lock);
    if (p == NULL)
        return;
    profile_stop(p);
    if (of_host)
        return;
    publish(p);
    profile_free(p);
}
