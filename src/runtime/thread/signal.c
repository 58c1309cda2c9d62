/* signal.c - the Signal Dispatcher thread and the JVM_*Signal entry points (see signal.h). */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include "runtime/exec/exec.h"
#include "runtime/gc/heap_internal.h"
#include "runtime/jdk/jvm.h"
#include "runtime/profile/profile.h"
#include "runtime/thread/crash.h"
#include "runtime/thread/futex.h"
#include "runtime/thread/sigchain.h"
#include "runtime/thread/signal.h"
#include "runtime/vm.h"

static _Atomic uint32_t pending[NSIG];
static _Atomic uint32_t arrived; /* futex: changes with every signal */

/* The host's own handler, which was there before, sees it too. */
static void on_signal(int sig, siginfo_t *info, void *ucontext)
{
    int error = errno;
    atomic_fetch_add(&pending[sig], 1);
    atomic_fetch_add(&arrived, 1);
    futex_wake(&arrived, 1);
    sigchain_pass_on(sig, info, ucontext);
    errno = error;
}

static void install(int sig, void (*handler)(int))
{
    struct sigaction sa = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigfillset(&sa.sa_mask);
    sigchain_real(sig, &sa, NULL);
}

static void install_ours(int sig)
{
    sigchain_take(sig, on_signal, SA_RESTART, false);
}

void signals_init(struct vm *vm)
{
    (void)vm;
    struct sigaction old;
    /* As HotSpot: writing to a closed socket is an error of the call, not the end of the process. */
    if (sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
    crash_init();
}

/* ---- the dispatcher ---- */

static int take_pending(void)
{
    for (int sig = 1; sig < NSIG; sig++) {
        uint32_t n = atomic_load(&pending[sig]);
        while (n > 0)
            if (atomic_compare_exchange_weak(&pending[sig], &n, n - 1))
                return sig;
    }
    return 0;
}

static int wait_for_signal(struct thread *t)
{
    int sig;
    for (;;) {
        uint32_t seen = atomic_load(&arrived);
        if ((sig = take_pending()) != 0)
            return sig;
        thread_enter_blocked(t);
        futex_wait(&arrived, seen, NULL);
        thread_leave_blocked(t);
    }
}

static void dispatch(struct thread *t, int sig)
{
    struct vm *vm = t->vm;
    if (sig == SIGQUIT) {
        threads_dump(vm, STDOUT_FILENO);
        return;
    }
    if (sig == SIGUSR2) {
        profile_report(vm);
        return;
    }
    struct class *c = class_load_or_noclassdef(t, vm->boot_loader,
                                               symbol_intern_z(vm->symbols, "jdk/internal/misc/Signal"));
    struct method *m = c != NULL && class_init(t, c) ? class_method_z(c, "dispatch", "(I)V") : NULL;
    if (m != NULL)
        exec_callv(t, m, sig);
    if (t->exception != NULL) {
        log_warn("Signal Dispatcher: handling SIG%s threw an exception", sigabbrev_np(sig));
        exception_print(t);
    }
}

/* A parent may have left signals blocked: one thread that takes them is enough. */
static void unblock(void)
{
    static const int taken[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGUSR2};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        sigaddset(&set, taken[i]);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void dispatcher_main(struct thread *t)
{
    unblock();
    for (;;)
        dispatch(t, wait_for_signal(t));
}

bool signal_dispatcher_start(struct thread *t)
{
    if (!thread_start_vm(t, "Signal Dispatcher", dispatcher_main))
        return false;
    install_ours(SIGQUIT);
    if (t->vm->options.profile)
        install_ours(SIGUSR2);
    return true;
}

/* ---- entry points of jdk.internal.misc.Signal ---- */

/* Values that jdk.internal.misc.Signal.handle0 uses for handlers. */
#define HANDLER_DEFAULT ((void *)0)
#define HANDLER_IGNORE  ((void *)1)
#define HANDLER_JAVA    ((void *)2)
#define HANDLER_ERROR   ((void *)-1)

static bool is_shutdown_signal(int sig)
{
    return sig == SIGHUP || sig == SIGINT || sig == SIGTERM;
}

static bool is_reserved(int sig)
{
    return sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE || sig == SIGILL || sig == SIGQUIT ||
           sig == SIGKILL || sig == SIGSTOP || sig == SIGUSR2 || sig == GC_get_suspend_signal() ||
           sig == GC_get_thr_restart_signal();
}

jint JNICALL JVM_FindSignal(const char *name)
{
    for (int sig = 1; sig < NSIG; sig++) {
        const char *known = sigabbrev_np(sig);
        if (known != NULL && strcmp(known, name) == 0)
            return sig;
    }
    return -1;
}

void *JNICALL JVM_RegisterSignal(jint sig, void *handler)
{
    struct sigaction old;
    bool reduced = vm_current()->options.reduce_signals;
    if (sig < 1 || sig >= NSIG || is_reserved(sig) || (reduced && is_shutdown_signal(sig)))
        return HANDLER_ERROR;
    if (sigaction(sig, NULL, &old) != 0)
        return HANDLER_ERROR;
    void *previous = old.sa_handler == SIG_DFL       ? HANDLER_DEFAULT
                     : old.sa_handler == SIG_IGN     ? HANDLER_IGNORE
                     : old.sa_sigaction == on_signal ? HANDLER_JAVA
                                                     : (void *)(uintptr_t)old.sa_handler;
    if (is_shutdown_signal(sig) && previous == HANDLER_IGNORE)
        return HANDLER_IGNORE; /* nohup and background shells: stays ignored */
    if (handler == HANDLER_DEFAULT)
        install(sig, SIG_DFL);
    else if (handler == HANDLER_IGNORE)
        install(sig, SIG_IGN);
    else if (handler == HANDLER_JAVA)
        install_ours(sig);
    else
        install(sig, (void (*)(int))(uintptr_t)handler);
    return previous;
}

jboolean JNICALL JVM_RaiseSignal(jint sig)
{
    struct sigaction now;
    if (vm_current()->options.reduce_signals && (is_shutdown_signal(sig) || sig == SIGQUIT))
        return JNI_FALSE;
    if (is_shutdown_signal(sig) && sigaction(sig, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
        return JNI_FALSE;
    return kill(getpid(), sig) == 0;
}
