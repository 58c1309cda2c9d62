/*
 * crash.c - reports of failures of the VM and of native code.
 *
 * Runs in a signal handler on the alternate stack: it formats with snprintf into a local buffer and writes
 * with write(2). A fault while reporting ends the process at once, and so does an alarm if the report waits
 * for a lock that the failed code holds. Other threads that fail meanwhile stand still.
 */
#define _GNU_SOURCE
#define UNW_LOCAL_ONLY
#include <dlfcn.h>
#include <libunwind.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include "runtime/exec/compiled.h"
#include "runtime/exec/walk.h"
#include "runtime/thread/crash.h"
#include "runtime/thread/sigchain.h"
#include "runtime/tier/tier.h"
#include "runtime/vm.h"

#define ALT_STACK_BYTES (64 << 10)
#define MAX_FRAMES      64
#define MAX_SECONDS     10 /* for a report */

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

static void say_method(const char *before, const struct method *m, int bci, bool compiled)
{
    say("%s%s.%s%s @ %d%s\n", before, m->klass->name->utf8, m->name->utf8, m->desc->utf8, bci,
        compiled ? " (compiled)" : "");
}

static int bci_of(const struct stack_walk *w)
{
    return w->memory != NULL ? frame_bci(w->memory) : w->bci;
}

static void print_java_frames(struct stack_walk w)
{
    say("Java frames:\n");
    for (int n = 0; !stack_walk_over(&w) && n < MAX_FRAMES; stack_walk_next(&w), n++)
        say_method("  ", w.method, bci_of(&w), w.blob != NULL);
}

/* "libnat.so", or "?" where no library is. */
static const char *library_of(uintptr_t pc)
{
    Dl_info info;
    if (dladdr((void *)pc, &info) == 0 || info.dli_fname == NULL)
        return "?";
    const char *slash = strrchr(info.dli_fname, '/');
    return slash != NULL ? slash + 1 : info.dli_fname;
}

/* False: no compiled code is there. The methods inlined at this place are among the Java frames. */
static bool print_compiled_frame(uintptr_t pc)
{
    struct tier *tier = vm_instance != NULL ? atomic_load(&vm_instance->tier) : NULL;
    struct code_memory *code = tier != NULL ? backend_code(tier_backend(tier)) : NULL;
    if (code == NULL || !code_contains(code, (const void *)pc))
        return false;
    const struct blob *b = code_find_blob(code, (const void *)pc);
    const struct method *m = b != NULL ? (const struct method *)(uintptr_t)b->method : NULL;
    say("  %#014lx compiled ", (unsigned long)pc);
    if (b == NULL)
        say("code that is gone\n");
    else if (m == NULL)
        say("%s", b->name != NULL ? b->name : "thunk");
    else
        say("%s.%s%s", m->klass->name->utf8, m->name->utf8, m->desc->utf8);
    if (b != NULL)
        say("%s+%#x\n", b->osr_bci >= 0 ? " (loop)" : "", blob_offset(b, (const void *)pc));
    return true;
}

static void print_native_frame(unw_cursor_t *cursor, uintptr_t pc)
{
    if (print_compiled_frame(pc))
        return;
    unw_word_t offset = 0;
    char name[256];
    if (unw_get_proc_name(cursor, name, sizeof name, &offset) == 0)
        say("  %#014lx %s %s+%#lx\n", (unsigned long)pc, library_of(pc), name, (unsigned long)offset);
    else
        say("  %#014lx %s\n", (unsigned long)pc, library_of(pc));
}

/* Recursion is told once: after a machine stack overflow it is all there is. */
static void print_native_frames(unw_context_t *context, bool from_signal)
{
    enum { MAX_STEPS = 100000 };
    unw_cursor_t cursor;
    unw_word_t last = 0;
    int repeated = 0, printed = 0;
    if (unw_init_local2(&cursor, context, from_signal ? UNW_INIT_SIGNAL_FRAME : 0) != 0)
        return;
    say("Native frames:\n");
    for (int n = 0; n < MAX_STEPS && printed < MAX_FRAMES; n++) {
        unw_word_t pc = 0;
        unw_get_reg(&cursor, UNW_REG_IP, &pc);
        if (pc == 0)
            break;
        if (pc == last) {
            repeated++;
        } else {
            if (repeated != 0)
                say("  ... the same %d more times\n", repeated);
            repeated = 0;
            print_native_frame(&cursor, pc);
            printed++;
        }
        last = pc;
        if (unw_step(&cursor) <= 0)
            break;
    }
    if (repeated != 0)
        say("  ... the same %d more times\n", repeated);
}

void crash_print_stacks(void)
{
    struct thread *t = thread_self();
    unw_context_t context;
    if (t != NULL) /* what is wrong is not known: careful */
        print_java_frames(stack_walk_interrupted(t, NULL, __builtin_frame_address(0), NULL));
    if (unw_getcontext(&context) == 0)
        print_native_frames(&context, false);
}

static void on_crash(int sig, siginfo_t *info, void *ucontext);

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

/* Where it happened, and what it was, as far as that is known. */
static void print_reason(int sig, const siginfo_t *info, const ucontext_t *uc, const struct thread *t)
{
    const greg_t *regs = uc->uc_mcontext.gregs;
    uintptr_t pc = (uintptr_t)regs[REG_RIP], sp = (uintptr_t)regs[REG_RSP],
              address = (uintptr_t)info->si_addr;
    Dl_info here, there;
    if (info->si_code <= 0) {
        say("samovar: internal error: %s from process %d at pc %#lx\n", signal_name(sig), (int)info->si_pid,
            (unsigned long)pc);
        return;
    }
    say("samovar: internal error: %s at pc %#lx, address %#lx\n", signal_name(sig), (unsigned long)pc,
        (unsigned long)address);
    if (t != NULL && sig == SIGSEGV && address < (uintptr_t)t->c_stack_limit &&
        sp < (uintptr_t)t->c_stack_limit && (sp > address ? sp - address : address - sp) < (64 << 10))
        say("the machine stack has overflowed in native code; a larger -Xss may help\n");
    if (dladdr((void *)pc, &there) != 0 && dladdr((void *)(uintptr_t)on_crash, &here) != 0 &&
        here.dli_fbase != there.dli_fbase)
        say("it happened outside the VM, in %s\n", library_of(pc));
}

static void print_registers(const greg_t *regs)
{
    static const struct {
        const char *name;
        int index;
    } r[] = {{"rax", REG_RAX}, {"rbx", REG_RBX}, {"rcx", REG_RCX}, {"rdx", REG_RDX},
             {"rsi", REG_RSI}, {"rdi", REG_RDI}, {"rbp", REG_RBP}, {"rsp", REG_RSP},
             {"r8 ", REG_R8},  {"r9 ", REG_R9},  {"r10", REG_R10}, {"r11", REG_R11},
             {"r12", REG_R12}, {"r13", REG_R13}, {"r14", REG_R14}, {"r15", REG_R15}};
    for (size_t i = 0; i < ARRAY_LEN(r); i++)
        say("  %s %016llx%s", r[i].name, (unsigned long long)regs[r[i].index], i % 4 == 3 ? "\n" : "");
}

static const char *state_name(uint32_t state)
{
    switch (state) {
    case THREAD_IN_JAVA: return "in Java";
    case THREAD_IN_NATIVE: return "in native code";
    case THREAD_BLOCKED: return "blocked";
    default: return "exited";
    }
}

/* Without locks, whose holders may be what failed: structs are never freed, so the worst is a list that is
 * out of date. */
static void print_threads(struct vm *vm, const struct thread *current)
{
    int n = 0;
    say("Threads:\n");
    for (struct thread *t = vm->threads; t != NULL && n < MAX_FRAMES; t = t->next, n++) {
        /* The machine stack of a thread that runs cannot be followed. */
        struct frame *f = t->frame;
        bool compiled = f != NULL && frame_is_compiled_entry(f);
        f = frame_java(f);
        say("%s\"%s\" (nid 0x%x) %s", t == current ? "=>" : "  ", t->name_cache, (unsigned)t->os_tid,
            state_name(t->state));
        if (f != NULL)
            say_method(compiled ? ", compiled code called by " : ", ", f->method, frame_bci(f), false);
        else
            say("\n");
    }
}

static void give_up(int sig)
{
    (void)sig;
    _exit(134);
}

/* One thread reports: returns in that one only. */
static void begin_report(void)
{
    static _Atomic int reporter;
    int none = 0, me = (int)syscall(SYS_gettid);
    if (!atomic_compare_exchange_strong(&reporter, &none, me)) {
        if (none == me)
            _exit(134);
        for (;;)
            pause();
    }
    signal(SIGALRM, give_up);
    sigset_t alarm_only;
    sigemptyset(&alarm_only);
    sigaddset(&alarm_only, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &alarm_only, NULL);
    alarm(MAX_SECONDS);
}

static void on_crash(int sig, siginfo_t *info, void *ucontext)
{
    ucontext_t *uc = ucontext;
    struct thread *t = thread_self();
    void *exit = sig == SIGSEGV && t != NULL
                     ? compiled_fault(vm_instance, (void *)uc->uc_mcontext.gregs[REG_RIP], info->si_addr)
                     : NULL;
    if (exit != NULL) { /* a null check of compiled code */
        uc->uc_mcontext.gregs[REG_RIP] = (greg_t)exit;
        return;
    }
    if (sigchain_pass_on(sig, info, ucontext))
        return;
    begin_report();
    print_reason(sig, info, uc, t);
    say("samovar %s\n", SAMOVAR_VERSION);
    if (t != NULL) {
        const greg_t *regs = uc->uc_mcontext.gregs;
        struct stack_walk w =
            stack_walk_interrupted(t, (void *)regs[REG_RIP], (void *)regs[REG_RSP], (void *)regs[REG_RBP]);
        say("thread \"%s\" (nid 0x%x)\n", t->name_cache, (unsigned)t->os_tid);
        if (!stack_walk_over(&w))
            say_method("current Java method: ", w.method, bci_of(&w), w.blob != NULL);
        print_java_frames(w);
    } else {
        say("thread not attached to the VM\n");
    }
    print_native_frames((unw_context_t *)uc, true);
    say("Registers:\n");
    print_registers(uc->uc_mcontext.gregs);
    if (vm_instance != NULL)
        print_threads(vm_instance, t);
    signal(SIGABRT, SIG_DFL);
    abort();
}

/* The host's handlers get what is no null check of compiled code. */
void crash_init(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        sigchain_take(signals[i], on_crash, SA_ONSTACK, true);
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
