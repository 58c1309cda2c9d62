/*
 * signal.h - signals that Java programs see, and the VM's reactions to them.
 *
 * SIGINT, SIGTERM and SIGHUP end the program through Shutdown (java.lang.Terminator registers them), SIGQUIT
 * prints all stacks, others go where sun.misc.Signal asked. Handlers only count; the Signal Dispatcher thread
 * does the work. Taken elsewhere: libgc's suspend and restart signals; SIGSEGV, SIGBUS, SIGFPE, SIGILL
 * (crash.h); SIGUSR2 (profiler).
 */
#ifndef SAMOVAR_RUNTIME_SIGNAL_H
#define SAMOVAR_RUNTIME_SIGNAL_H

#include "runtime/thread/thread.h"

void signals_init(struct vm *vm);               /* SIGPIPE ignored, crash handlers */
bool signal_dispatcher_start(struct thread *t); /* after phase 1; also takes SIGQUIT */

#endif
