/*
 * thread.h - one struct per attached thread: Java stack, pending exception, poll word, allocation lists, parking.
 *
 * Java threads are pthreads. A thread is in one of three states; whoever wants to look at another thread's Java stack
 * (stack traces, sampler, code reclamation) uses thread_handshake, which runs a function either on the thread itself at
 * its next poll, or on the caller's thread while the target is in native or blocked and cannot return to Java.
 */
#ifndef SAMOVAR_RUNTIME_THREAD_H
#define SAMOVAR_RUNTIME_THREAD_H

#include <jni.h>
#include <pthread.h>
#include "runtime/object/object.h"

struct frame;
struct handle_block;
struct handshake;

enum thread_state {
    THREAD_IN_JAVA,   /* running Java or VM code */
    THREAD_IN_NATIVE, /* in a JNI native, or not running Java: its Java stack does not change */
    THREAD_BLOCKED,   /* in a VM wait (monitor, park, sleep): likewise */
};

#define ALLOC_GRANULE    16
#define ALLOC_MAX_INLINE 256

struct thread {
    const struct JNINativeInterface_ *jni; /* first: JNIEnv* is a pointer to this struct */
    struct vm *vm;
    /* --- Java stack: grows up. frame is the innermost activation (published by T0 at calls and returns). */
    struct frame *frame;
    union slot *stack_base, *stack_limit; /* limit leaves room for VM upcalls (STACK_RESERVE slots) */
    union slot *stack_end;
    _Atomic uint32_t poll; /* non-zero: something to do at the next poll (handshake, async exception, arm OSR) */
    _Atomic uint32_t state;
    struct object *exception; /* pending exception or NULL */
    struct object *java_thread; /* java.lang.Thread; NULL while attaching */
    uint32_t id;              /* small, reused: owner id in thin locks; 1.. */
    char *c_stack_limit;      /* machine stack guard: below this address StackOverflowError is due */
    void *alloc_gcj[ALLOC_MAX_INLINE / ALLOC_GRANULE + 1];    /* free lists, see gc/heap.h */
    void *alloc_atomic[ALLOC_MAX_INLINE / ALLOC_GRANULE + 1];
    void *alloc_normal[ALLOC_MAX_INLINE / ALLOC_GRANULE + 1];
    /* --- JNI */
    struct handle_block *handles; /* local references of the current native frame (jni/handles.h) */
    struct jni_local_frame *local_frames; /* PushLocalFrame, innermost first */
    int critical_depth;
    /* --- blocking */
    pthread_mutex_t wait_mutex;
    pthread_cond_t wait_cond;   /* CLOCK_MONOTONIC */
    bool park_permit;
    _Atomic bool interrupted_flag; /* wake-up request of interrupt0; the Java field is the truth */
    struct monitor *waiting_on;    /* Object.wait in progress */
    struct object *blocked_on;     /* monitor being entered, for stack dumps */
    /* --- bookkeeping */
    pthread_t pthread;
    int os_tid;
    struct thread *next, *prev; /* vm->threads list, under vm->threads_lock */
    struct handshake *handshakes; /* pending, under wait_mutex */
    bool daemon, attached, is_vm_thread, exiting, uses_own_stack;
    bool in_stack_overflow;  /* reserve zone in use */
    struct object *async_exception; /* Thread.stop / interrupt of the embedder */
    uint32_t random; /* identity hashes */
    int exec_depth;  /* nested C -> Java calls on the machine stack */
    /* signature: sampler data of later tiers */
    void *sampler;
    struct object *stack_trace_anchor;
    char name_cache[32];
    u8 cpu_start_ns;
    struct object **pending_condy; /* dynamic constants being resolved by this thread (circularity) */
    void *class_loading; /* stack of class names being loaded by this thread (ClassCircularityError), owned by load.c */
};

/* The current thread, or NULL when not attached. */
extern __thread struct thread *thread_self_tls __attribute__((tls_model("initial-exec")));
static inline struct thread *thread_self(void) { return thread_self_tls; }
static inline JNIEnv *thread_env(struct thread *t) { return (JNIEnv *)t; }
static inline struct thread *thread_of_env(JNIEnv *env) { return (struct thread *)env; }

void threads_init(struct vm *vm);
/* Makes the calling pthread a VM thread (registered with the collector). No java.lang.Thread yet. */
struct thread *thread_attach_current(struct vm *vm);
void thread_detach_current(struct thread *t); /* last step; java-side exit is done by thread_exit_java */
/* Object.java_thread for an attached native thread: makes java.lang.Thread (group NULL: main group). */
bool thread_make_java(struct thread *t, const char *name, struct object *group, bool daemon);
/* Thread.start0: pthread with the Java thread's stack size running Thread.run; throws OutOfMemoryError. */
bool thread_start_java(struct thread *t, struct object *java_thread);
/* uncaught exception -> dispatchUncaughtException, Thread.exit, TERMINATED, notifyAll. */
void thread_exit_java(struct thread *t);
struct thread *thread_from_java(struct thread *t, struct object *java_thread); /* NULL when not alive; caller holds threads_lock or is it */
void threads_wait_non_daemon(struct vm *vm); /* DestroyJavaVM: until only daemons and the caller remain */

/* State changes. enter_* publish the state; leave goes back to THREAD_IN_JAVA and runs pending handshakes first. */
void thread_enter_native(struct thread *t);
void thread_leave_native(struct thread *t);
void thread_enter_blocked(struct thread *t);
void thread_leave_blocked(struct thread *t);
void thread_poll_slow(struct thread *t); /* poll word was non-zero: handshakes, then async exception becomes pending */
static inline void thread_poll(struct thread *t)
{
    if (UNLIKELY(t->poll != 0))
        thread_poll_slow(t);
}

typedef void (*handshake_fn)(struct thread *target, void *user); /* runs with target's Java stack frozen; must not allocate or block */
void thread_handshake(struct thread *self, struct thread *target, handshake_fn fn, void *user);
void thread_handshake_all(struct thread *self, handshake_fn fn, void *user);

/* park/unpark/sleep/interrupt. nanos == 0: no limit for park. */
void thread_park(struct thread *t, bool absolute, int64_t time);
void thread_unpark(struct thread *target);
bool thread_sleep(struct thread *t, int64_t millis); /* false: InterruptedException pending */
void thread_interrupt(struct thread *target);
bool thread_is_interrupted(struct thread *t, bool clear);
void thread_yield(void);
void thread_set_java_status(struct thread *t, int status); /* Thread.holder/threadStatus field */

#endif
