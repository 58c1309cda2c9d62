/*
 * exec.h - running Java from C, throwing, and stack traces.
 */
#ifndef SAMOVAR_RUNTIME_EXEC_H
#define SAMOVAR_RUNTIME_EXEC_H

#include "runtime/exec/frame.h"
#include "runtime/thread/thread.h"

/*
 * Calls `m` with its arguments in slots (receiver first; long/double take two, value in the first) and runs
 * until it returns. The method is called as it is: no virtual selection. Afterwards t->exception tells
 * whether it threw. The caller must be in state THREAD_IN_JAVA with no exception pending. The class must be
 * linked; static methods and constructors of classes that still need it trigger initialization.
 */
union slot exec_call(struct thread *t, struct method *m, const union slot *args);
/* Same with C arguments following the descriptor: int for Z B C S I, int64_t for J, double for F and D,
 * pointers for references. */
union slot exec_callv(struct thread *t, struct method *m, ...);
/* Selects the implementation for the receiver args[0].a (virtual or interface method), then exec_call. */
union slot exec_call_virtual(struct thread *t, struct method *m, const union slot *args);
struct method *exec_select(struct thread *t, struct class *receiver,
                           struct method *m); /* NULL: exception pending */

void exec_init(struct vm *vm); /* dispatch tables; once per VM */

/* JNI-convention call of m->native_fn; args as in exec_call, receiver/class handle supplied
 * (exec/native_call.c). */
union slot exec_native(struct thread *t, struct method *m, union slot *args);
/* The frame of a native method that C does itself, behind `end`. False: no room, an exception is pending. */
bool exec_enter_native(struct thread *t, struct method *m, union slot *args, union slot *end);
void exec_leave_native(struct thread *t);
/* The Java stack behind the innermost frame. */
union slot *exec_free_slots(struct thread *t);

/* ---- throwing (exec/throw.c). All leave the exception pending in t->exception and return false / NULL for
 * `return`. ---- */

/* class_name: internal form; the message is printf-formatted modified UTF-8; fmt NULL: no message. */
bool throw_new(struct thread *t, const char *class_name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
bool throw_cause(struct thread *t, const char *class_name, struct object *cause, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
bool throw_object(struct thread *t, struct object *exception);
bool throw_oom(struct thread *t,
               const char *what); /* "Java heap space", ... preallocated when the heap is full */
bool throw_stack_overflow(struct thread *t);
bool throw_npe(
    struct thread *t); /* implicit: helpful message computed lazily from the backtrace by NPE.getMessage */
bool exception_is(struct thread *t, const char *class_name); /* pending exception instanceof */
struct object *exception_take(struct thread *t);             /* returns and clears */
void exception_print(
    struct thread *t); /* like the default uncaught handler: printStackTrace to System.err; clears */

/* Machine stack check before recursing in C (exec_call, natives). false: StackOverflowError pending. */
static inline bool c_stack_ok(struct thread *t)
{
    return (char *)__builtin_frame_address(0) > t->c_stack_limit;
}

/* ---- stack traces (exec/backtrace.c) ---- */

/* Throwable.fillInStackTrace: stores a backtrace object and depth. */
void backtrace_fill(struct thread *t, struct object *throwable);
/* StackTraceElement.initStackTraceElements: fills the given array from the backtrace. */
void backtrace_elements(struct thread *t, struct object *elements, struct object *throwable);
/* NullPointerException.getExtendedNPEMessage; NULL without one. */
struct object *backtrace_npe_message(struct thread *t, struct object *throwable);
/* Fills one StackTraceElement. bci -1: native. */
bool stack_trace_element_fill(struct thread *t, struct object *ste, struct method *m, int bci);
/* StackTraceElement[] of another thread (Thread.getStackTrace / getAllStackTraces); empty when not alive. */
struct object *thread_stack_trace(struct thread *t, struct object *java_thread);
/* One frame as a line, "\tat C.m(module/File.java:1)". */
void stack_frame_text(const struct method *m, int bci, struct buf *b);
/* The calling thread's frames as "\tat ..." lines. */
void backtrace_text(struct thread *t, struct buf *b);
/* What SIGQUIT prints (exec/thread_dump.c), to fd. */
void threads_dump(struct vm *vm, int fd);
/* Skips frames of reflection and method-handle plumbing as JVM_GetCallerClass does; NULL when none. depth 0:
 * immediate caller of the current native. */
struct class *caller_class(struct thread *t, int depth);

#endif
