/* crash.h - what the user sees when the VM itself fails: a report on stderr, then abort. */
#ifndef SAMOVAR_RUNTIME_CRASH_H
#define SAMOVAR_RUNTIME_CRASH_H

/* SIGSEGV, SIGBUS, SIGFPE and SIGILL: report and exit with the status of abort (134). Called once. */
void crash_init(void);
/* Alternate signal stack of the calling thread, so that a machine stack overflow can be reported. */
void crash_thread_init(void);
void crash_thread_free(void);
/* Java frames of the calling thread and native frames, to stderr. Async-signal-safe as far as libunwind is.
 */
void crash_print_stacks(void);

#endif
