/* tier_log.c - the tiering log (see tier_log.h). */
#include "runtime/tier/tier_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include "runtime/vm.h"

void tier_log(struct vm *vm, const char *fmt, ...)
{
    if (!vm->options.tiering_log)
        return;
    struct timespec now;
    struct buf b = {0};
    char text[1024];
    va_list args;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec - vm->start_nanos;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    buf_printf(&b, "[%.3fs] %s\n", (double)ns / 1e9, text);
    fputs(buf_str(&b), stderr);
    buf_free(&b);
}

const char *tier_log_method(struct buf *b, const struct method *m, int32_t osr_bci)
{
    buf_clear(b);
    class_print_method(m, b);
    if (osr_bci >= 0)
        buf_printf(b, ", loop at %d", osr_bci);
    return buf_str(b);
}

void tier_log_result(struct vm *vm, const struct tier_request *r, const struct tier_result *result)
{
    if (!vm->options.tiering_log)
        return;
    struct buf b = {0};
    const char *name = tier_log_method(&b, r->method, r->osr_bci);
    switch (result->outcome) {
    case TIER_INSTALLED:
        if (r->baseline) {
            tier_log(vm, "baseline code for %s: %.2f ms, %u bytes for %u of bytecode", name,
                     (double)result->ns / 1e6, result->code_bytes, result->bytecode_bytes);
            break;
        }
        tier_log(vm, "installed %s: %.1f ms, %u bytes of code for %u of bytecode, %u calls inlined", name,
                 (double)result->ns / 1e6, result->code_bytes, result->bytecode_bytes, result->inlined);
        break;
    case TIER_REFUSED:
        tier_log(vm, "never compiled: %s: %s", name, result->why != NULL ? result->why : "not supported");
        break;
    case TIER_STALE: tier_log(vm, "to be compiled again: %s: the world has changed meanwhile", name); break;
    case TIER_NO_ROOM: tier_log(vm, "code memory is full: %s stays interpreted", name); break;
    }
    buf_free(&b);
}
