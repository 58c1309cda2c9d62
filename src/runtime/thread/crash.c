/*
 * crash.c - reports of the VM's own failures.
 *
 * Runs in a signal handler on the alternate stack: it formats with snprintf into a local buffer and writes
 * with write(2). A fault while reporting ends the process at once.
 */
#define _GNU_SOURCE
#define UNW_LOCAL_ONLY
#include <libunwind.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include "runtime/exec/frame.h"
#include "runtime/thread/crash.h"
#include "runtime/vm.h"

#define ALT_STACK_BYTES (64 << 10)
#define MAX_FRAMES      64

static __thread void *alt_stack;

static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *fmt, ...)
{
    char line[1024];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n > (int)sizeof line - 1)
        n = sizeof line - 1;
    if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
        _exit(134);
}

static void say_method(const char *before, const struct method *m, int bci)
{
    say("%s%s.%s%s @ %d\n", before, m->klass->name->utf8, m->name->utf8, m->desc->utf8, bci);
}

static void print_java_frames(struct thread *t)
{
    int n = 0;
    say("Java frames:\n");
    for (struct frame *f = frame_java(t->frame); f != NULL && n < MAX_FRAMES; f = frame_java(f->prev), n++)
        say_method("  ", f->method, frame_bci(f));
}

static void print_native_frames(unw_context_t *context, bool from_signal)
{
    unw_cursor_t cursor;
    if (unw_init_local2(&cursor, context, from_signal ? UNW_INIT_SIGNAL_FRAME : 0) != 0)
        return;
    say("Native frames:\n");
    for (int n = 0; n < MAX_FRAMES; n++) {
        unw_word_t pc = 0, offset = 0;
        char name[256];
        unw_get_reg(&cursor, UNW_REG_IP, &pc);
        if (unw_get_proc_name(&cursor, name, sizeof name, &offset) != 0)
            snprintf(name, sizeof name, "?");
        say("  %#014lx %s+%#lx\n", (unsigned long)pc, name, (unsigned long)offset);
        if (unw_step(&cursor) <= 0)
            break;
    }
}

void crash_print_stacks(void)
{
    struct thread *t = thread_self();
    unw_context_t context;
    if (t != NULL)
        print_java_frames(t);
    if (unw_getcontext(&context) == 0)
        print_native_frames(&context, false);
}

static const char *signal_name(int sig)
{
    switch (sig) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGFPE: return "SIGFPE";
    case SIGILL: return "SIGILL";
    default: return "signal";
    }
}

static void on_crash(int sig, siginfo_t *info, void *ucontext)
{
    static _Atomic int reporting;
    ucontext_t *uc = ucontext;
    struct thread *t = thread_self();
    signal(sig, SIG_DFL);
    if (reporting++ != 0)
        _exit(134);
    say("samovar: internal error: %s at pc %#lx, address %p\n", signal_name(sig),
        (unsigned long)uc->uc_mcontext.gregs[REG_RIP], info->si_addr);
    if (t != NULL) {
        struct frame *f = frame_java(t->frame);
        say("thread \"%s\" (nid 0x%x)\n", t->name_cache, (unsigned)t->os_tid);
        if (f != NULL)
            say_method("current Java method: ", f->method, frame_bci(f));
        print_java_frames(t);
    }
    print_native_frames((unw_context_t *)uc, true);
    signal(SIGABRT, SIG_DFL);
    abort();
}

void crash_init(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    struct sigaction sa = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&sa.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
        struct sigaction old;
        /* A sanitizer's or the host's handler stays. */
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL &&
            !(old.sa_flags & SA_SIGINFO))
            sigaction(signals[i], &sa, NULL);
    }
}

void crash_thread_init(void)
{
    stack_t old, ss;
    if (sigaltstack(NULL, &old) != 0 || !(old.ss_flags & SS_DISABLE))
        return; /* the host has one */
    ss.ss_size = ALT_STACK_BYTES;
    ss.ss_flags = 0;
    ss.ss_sp =
        mmap(NULL, ss.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (ss.ss_sp == MAP_FAILED)
        return;
    alt_stack = ss.ss_sp;
    sigaltstack(&ss, NULL);
}

void crash_thread_free(void)
{
    if (alt_stack == NULL)
        return;
    stack_t off = {.ss_flags = SS_DISABLE};
    sigaltstack(&off, NULL);
    munmap(alt_stack, ALT_STACK_BYTES);
    alt_stack = NULL;
}

void vm_abort(const char *fmt, ...)
{
    char text[800];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    say("samovar: internal error: %s\n", text);
    crash_print_stacks();
    if (vm_instance != NULL && vm_instance->options.abort_hook != NULL)
        vm_instance->options.abort_hook();
    signal(SIGABRT, SIG_DFL);
    abort();
}
