/* sigchain.c - who gets a signal that both the VM and the host handle (sigchain.h). */
#define _GNU_SOURCE
#include "runtime/thread/sigchain.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <ucontext.h>

#define EXPORT __attribute__((visibility("default")))

static struct {
    _Atomic bool taken, keep;
    struct sigaction host;
} chain[NSIG];

/* Held for a few instructions, with all signals blocked: handlers take it too. */
static atomic_flag busy = ATOMIC_FLAG_INIT;

static void lock(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, before);
    while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire))
        ;
}

static void unlock(const sigset_t *before)
{
    atomic_flag_clear_explicit(&busy, memory_order_release);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

int sigchain_real(int sig, const struct sigaction *act, struct sigaction *old)
{
    typedef int (*sigaction_fn)(int, const struct sigaction *, struct sigaction *);
    static _Atomic(sigaction_fn) real;
    sigaction_fn fn = atomic_load(&real);
    if (fn == NULL)
        atomic_store(&real, fn = (sigaction_fn)dlsym(RTLD_NEXT, "sigaction"));
    if (fn == NULL) {
        errno = ENOSYS;
        return -1;
    }
    return fn(sig, act, old);
}

bool sigchain_take(int sig, signal_handler handler, int flags, bool keep)
{
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = flags | SA_SIGINFO}, old;
    sigset_t before;
    sigfillset(&sa.sa_mask);
    lock(&before);
    bool ok = sigchain_real(sig, &sa, &old) == 0;
    if (ok) {
        if (!((old.sa_flags & SA_SIGINFO) && old.sa_sigaction == handler))
            chain[sig].host = old;
        atomic_store(&chain[sig].keep, keep);
        atomic_store(&chain[sig].taken, true);
    }
    unlock(&before);
    return ok;
}

bool sigchain_pass_on(int sig, siginfo_t *info, void *ucontext)
{
    sigset_t before;
    if (!atomic_load(&chain[sig].taken))
        return false;
    lock(&before);
    struct sigaction host = chain[sig].host;
    bool function =
        (host.sa_flags & SA_SIGINFO) || (host.sa_handler != SIG_DFL && host.sa_handler != SIG_IGN);
    if (function && (host.sa_flags & SA_RESETHAND))
        chain[sig].host = (struct sigaction){.sa_handler = SIG_DFL};
    unlock(&before);
    if (!function)
        return false;
    /* As it would find the mask: that of the interrupted code and its own. */
    sigset_t mask;
    sigorset(&mask, &((ucontext_t *)ucontext)->uc_sigmask, &host.sa_mask);
    if (!(host.sa_flags & SA_NODEFER))
        sigaddset(&mask, sig);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    if (host.sa_flags & SA_SIGINFO)
        host.sa_sigaction(sig, info, ucontext);
    else
        host.sa_handler(sig);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return true;
}

/* ---- what the host calls ---- */

EXPORT int sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
    sigset_t before;
    if (sig < 1 || sig >= NSIG || !atomic_load(&chain[sig].taken) || !atomic_load(&chain[sig].keep))
        return sigchain_real(sig, act, old);
    struct sigaction wanted = act != NULL ? *act : (struct sigaction){0}; /* act and old may be the same */
    lock(&before);
    struct sigaction was = chain[sig].host;
    if (act != NULL)
        chain[sig].host = wanted;
    unlock(&before);
    if (old != NULL)
        *old = was;
    return 0;
}

EXPORT __sighandler_t signal(int sig, __sighandler_t handler)
{
    struct sigaction sa = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
    if (handler == SIG_ERR || sig < 1 || sig >= NSIG) {
        errno = EINVAL;
        return SIG_ERR;
    }
    sigemptyset(&sa.sa_mask);
    sigaddset(&sa.sa_mask, sig);
    return sigaction(sig, &sa, &old) == 0 ? old.sa_handler : SIG_ERR;
}
