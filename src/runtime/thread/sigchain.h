/*
 * sigchain.h - signals that the VM needs and the host may want too.
 *
 * The VM's handler comes first and passes on what is not its own, to the handler that the host installed
 * before the VM was created. For those that it installs later, this library has functions sigaction and
 * signal of its own, which a program that is linked with it finds before the C library's (what HotSpot needs
 * libjsig for): they keep the host's handler as the one to pass signals on to. A host that has loaded the
 * library with dlopen still reaches the C library's.
 */
#ifndef SAMOVAR_RUNTIME_SIGCHAIN_H
#define SAMOVAR_RUNTIME_SIGCHAIN_H

#include <signal.h>
#include <stdbool.h>

typedef void (*signal_handler)(int sig, siginfo_t *info, void *ucontext);

/*
 * Installs handler, with all signals blocked while it runs, and remembers the one before. keep: sigaction of
 * the host changes from now on only whom the signal is passed on to; else it replaces the VM's handler. Again
 * for the same signal: the remembered one stays.
 */
bool sigchain_take(int sig, signal_handler handler, int flags, bool keep);
/* To the host's handler, as the kernel would have called it. false: the host has none. Async-signal-safe. */
bool sigchain_pass_on(int sig, siginfo_t *info, void *ucontext);
/* The C library's sigaction. */
int sigchain_real(int sig, const struct sigaction *act, struct sigaction *old);

#endif
