/* profile.c - when a profile starts and where its report goes. */
#include "runtime/profile/profile.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "runtime/vm.h"

#define PROFILE_HZ 500

static bool ends_with(const char *s, const char *tail)
{
    size_t n = strlen(s), k = strlen(tail);
    return n >= k && strcmp(s + n - k, tail) == 0;
}

bool profile_start(struct vm *vm, struct buf *err)
{
    const char *file = vm->options.profile_file;
    pthread_mutex_init(&vm->profile_lock, NULL);
    vm->code_lines = vm->options.profile || vm->options.jitdump;
    if (!vm->options.profile)
        return true;
    signal(SIGUSR2, SIG_IGN); /* until the Signal Dispatcher takes it: asking too early must not end the program */
    if (file != NULL && ends_with(file, ".json") && !ends_with(file, ".speedscope.json")) {
        buf_printf(err, "--profile=%s: reports in the form .json are not supported (known: .speedscope.json)",
                   file);
        return false;
    }
    if (file != NULL) { /* tell now, not after an hour, that it cannot be written */
        FILE *f = fopen(file, "ae");
        if (f == NULL) {
            buf_printf(err, "--profile=%s: %s", file, strerror(errno));
            return false;
        }
        fclose(f);
    }
    vm->profiler = sampler_start(vm, vm->options.profile_wall ? SAMPLER_WALL : SAMPLER_CPU, PROFILE_HZ);
    if (vm->profiler == NULL)
        buf_puts(err, "--profile: cannot start the sampler's thread");
    return vm->profiler != NULL;
}

/* In the form that the name of the file asks for. */
static bool write_report(struct sampler *s, const char *file, struct buf *b)
{
    static const struct {
        const char *ending;
        void (*write)(struct sampler *s, struct buf *out);
    } forms[] = {
        {".collapsed", profile_collapsed}, {".speedscope.json", profile_speedscope}, {".html", profile_html}};
    if (ends_with(file, ".pb.gz"))
        return profile_pprof(s, b);
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        if (ends_with(file, forms[i].ending)) {
            forms[i].write(s, b);
            return true;
        }
    profile_text(s, b);
    return true;
}

/* As the options say: into the file, which holds the newest report, or to standard error. */
static void publish(const struct vm *vm, struct sampler *s)
{
    const char *file = vm->options.profile_file;
    struct buf b = {0};
    sampler_lock(s);
    bool ok = write_report(s, file != NULL ? file : "", &b);
    sampler_unlock(s);
    if (!ok)
        log_error("--profile=%s: it cannot be compressed", file);
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
    if (vm->profiler != NULL)
        publish(vm, vm->profiler);
    pthread_mutex_unlock(&vm->profile_lock);
}

void profile_finish(struct vm *vm)
{
    pthread_mutex_lock(&vm->profile_lock);
    struct sampler *s = vm->profiler;
    vm->profiler = NULL;
    if (s != NULL) {
        sampler_stop(s);
        publish(vm, s);
        sampler_free(s);
    }
    pthread_mutex_unlock(&vm->profile_lock);
}
