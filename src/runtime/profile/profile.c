/* profile.c - when a profile starts and where its report goes. */
#include "runtime/profile/profile.h"
#include <errno.h>
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
    if (!vm->options.profile)
        return true;
    static const char *const later[] = {".html", ".pb.gz", ".json"};
    for (size_t i = 0; file != NULL && i < ARRAY_LEN(later); i++)
        if (ends_with(file, later[i])) {
            buf_printf(err,
                       "--profile=%s: reports in the form %s are not supported (known: .txt, .collapsed)",
                       file, later[i]);
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

void profile_finish(struct vm *vm)
{
    struct sampler *s = __atomic_exchange_n(&vm->profiler, NULL, __ATOMIC_ACQ_REL);
    if (s == NULL)
        return;
    sampler_stop(s);
    const char *file = vm->options.profile_file;
    struct buf b = {0};
    if (file != NULL && ends_with(file, ".collapsed"))
        profile_collapsed(s, &b);
    else
        profile_text(s, &b);
    FILE *f = file != NULL ? fopen(file, "we") : stderr;
    if (f == NULL || (b.len > 0 && fwrite(b.at, 1, b.len, f) != b.len) || fflush(f) != 0)
        log_error("--profile=%s: %s", file != NULL ? file : "", strerror(errno));
    if (f != NULL && f != stderr)
        fclose(f);
    buf_free(&b);
    sampler_free(s);
}
