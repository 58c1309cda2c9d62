/*
 * thread.h - one struct per attached thread: Java stack, pending exception, poll word, allocation lists,
 * parking.
 *
 * Java threads are pthreads. A thread is in one of three states; whoever wants to look at another thread's
 * Java stack (stack traces, sampler, code reclamation) uses thread_handshake, which runs a function either on
 * the thread itself at its next poll, or on the caller's thread while the target is in native or blocked and
 * cannot return to Java.
 */
#ifndef SAMOVAR_RUNTIME_THREAD_H
#define SAMOVAR_RUNTIME_THREAD_H

#include <jni.h>
#include <pthread.h>
#include <stdatomic.h>
#include "runtime/object/object.h"

struct frame;
struct handle_block;
struct handshake;
struct replaced_return;
struct sample;

enum thread_state {
    THREAD_IN_JAVA,   /* running Java or VM code */
    THREAD_IN_NATIVE, /* in a JNI native, or not running Java: its Java stack does not change */
    THREAD_BLOCKED,   /* in a VM wait (monitor, park, sleep): likewise */
    THREAD_EXITED,    /* the struct waits for its next thread (structs are reused, never freed) */
};

enum poll_reason {
    POLL_HANDSHAKE = 1 << 0,
    POLL_ASYNC = 1 << 1,   /* async_exception is to be thrown */
    POLL_SUSPEND = 1 << 2, /* Thread.suspend */
    POLL_ASYNC_STAYS =
        1 << 3,        /* async_exception is thrown at every poll until the embedder's call has returned */
    POLL_OSR = 1 << 4, /* T0: the loop that runs may have compiled code to enter */
    POLL_ASYNC_ONE = 1 << 16,               /* and the bits from here on count how often */
    POLL_ASYNC_MANY = 100 * POLL_ASYNC_ONE, /* a finally that runs on is not let finish any more */
};

#define ALLOC_GRANULE    16
#define ALLOC_MAX_INLINE 1024

struct thread {
    const struct JNINativeInterface_ *jni; /* first: JNIEnv* is a pointer to this struct */
    struct vm *vm;
    /* --- Java stack: grows up. frame is the innermost activation (published by T0 at calls and returns). */
    struct frame *frame;
    union slot *stack_base, *stack_limit; /* limit leaves room for VM upcalls (STACK_RESERVE slots) */
    union slot *stack_end;
    _Atomic uint32_t
        poll; /* non-zero: something to do at the next poll (handshake, async exception, arm OSR) */
    _Atomic uint32_t state;
    struct object *exception;      /* pending exception or NULL */
    struct object *java_thread;    /* java.lang.Thread; NULL while attaching */
    char *c_stack_limit;           /* machine stack guard: below this address StackOverflowError is due */
    _Atomic uintptr_t entry_limit; /* what compiled functions compare rsp with at entry: c_stack_limit, or all
                                      ones while something is to be done at the next poll (thread_request) */
    /* --- compiled code (exec/walk.h) */
    void *anchor_sp, *anchor_fp; /* where it was left last */
    void *resume_pc;             /* deoptimisation: where the frame that goes away would have returned to */
    void *return_trap;           /* the stub in place of replaced return addresses (exec/deopt.c) */
    char *c_stack_low, *c_stack_top;          /* the machine stack; NULL: not known */
    struct replaced_return *replaced_returns; /* innermost last; owned */
    uint32_t n_replaced_returns, sorted_replaced_returns, cap_replaced_returns;
    const void *osr_code;     /* T0 has left its loop for this code (exec/osr.c) */
    const u2 *osr_missed;     /* where T0 looked for compiled code to enter last, and found none; the sampler
                                 reads it */
    uint32_t osr_countdown;   /* --stress=osr */
    uint32_t bridged_calls;   /* from compiled code to methods without code (exec/compiled.c) */
    uint32_t guard_countdown; /* --stress=deopt */
    uint32_t lock_word;       /* what this thread's thin lock looks like in an object's lock word */
    void *alloc_gcj[ALLOC_MAX_INLINE / ALLOC_GRANULE + 1]; /* free lists, see gc/heap.h */
    void *alloc_atomic[ALLOC_MAX_INLINE / ALLOC_GRANULE + 1];
    void *alloc_normal[ALLOC_MAX_INLINE / ALLOC_GRANULE + 1];
    struct alloc_sampling
        *alloc_sampling; /* of an allocation profile; NULL: none ran here yet (alloc_sample.h) */
    /* --- JNI */
    uint64_t scratch[4]; /* T0: what a slow path hands to a handler, whose own locals must not have their
                            address taken */
    struct handle_block *handles;         /* local references of the current native frame (jni/handles.h) */
    struct jni_local_frame *local_frames; /* PushLocalFrame, innermost first */
    void *host;                           /* the embedder's record of this thread (embed/); NULL: none yet */
    int critical_depth;
    const char *jni_unchecked; /* -Xcheck:jni: the call after which nobody has asked yet whether it threw */
    /* --- blocking */
    _Atomic uint32_t park;         /* futex: 0, 1 (permit) or 2 (parked) */
    _Atomic uint32_t suspended;    /* futex: Thread.suspend in effect */
    _Atomic bool interrupted_flag; /* wake-up request of interrupt0; the Java field is the truth */
    struct monitor *waiting_on;    /* Object.wait in progress */
    struct object *blocked_on;     /* monitor being entered, for stack dumps */
    /* --- bookkeeping */
    pthread_t pthread;
    int os_tid;
    struct thread *next, *prev;            /* vm->threads list, under vm->threads_lock */
    struct handshake *handshakes;          /* pending, under wait_mutex */
    bool counted;                          /* in vm->n_non_daemon */
    bool gc_registered;                    /* thread_attach_current registered it with the collector */
    void (*native_main)(struct thread *t); /* VM threads: runs instead of Thread.run */
    struct thread *next_free;              /* recycled structs */
    struct object *ref_buffer[64];         /* new Reference objects the collector's registry does not have yet
                                              (gc/reference.c) */
    _Atomic uint32_t ref_buffered;
    bool daemon, attached, is_vm_thread, exiting;
    bool in_stack_overflow;          /* reserve zone in use */
    struct object *async_exception;  /* Thread.stop / interrupt of the embedder */
    uint32_t shielded;               /* it waits while this is not 0 (SHIELDED) ... */
    uint32_t put_off;                /* ... with these bits of poll */
    uint32_t random;                 /* identity hashes */
    _Atomic(struct sample *) sample; /* to be filled in by this thread's signal handler (tier/sample.c) */
    char name_cache[32];
    u8 blocked_count,
        waited_count;    /* how often it was blocked on a monitor; waited, parked or slept (ThreadMXBean) */
    void *class_loading; /* stack of class names being loaded by this thread (ClassCircularityError), owned by
                            load.c */
    /* --- what stays when the struct is reused; keep last */
    uint32_t id;           /* owner id in thin locks; 1.. */
    _Atomic uint32_t wake; /* futex: changes whenever the thread has a reason to stop sleeping or waiting */
    pthread_mutex_t
        wait_mutex; /* guards handshakes; held by whoever looks at this thread's frozen Java stack */
};

/* The current thread, or NULL when not attached. */
extern __thread struct thread *thread_self_tls __attribute__((tls_model("initial-exec")));
static inline struct thread *thread_self(void)
{
    return thread_self_tls;
}
static inline JNIEnv *thread_env(struct thread *t)
{
    return (JNIEnv *)t;
}
static inline struct thread *thread_of_env(JNIEnv *env)
{
    return (struct thread *)env;
}

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
struct thread *
thread_from_java(struct thread *t,
                 struct object *java_thread); /* NULL when not alive; caller holds threads_lock or is it */
void threads_wait_non_daemon(struct vm *vm);  /* DestroyJavaVM: until only daemons and the caller remain */

/* A daemon thread of the VM's own that runs fn instead of Thread.run (Signal Dispatcher), in the system
 * group. */
bool thread_start_vm(struct thread *t, const char *name, void (*fn)(struct thread *t));
struct thread *thread_by_id(uint32_t id); /* NULL: never used. May have exited. */

/*
 * State changes. enter_* publish the state; leave goes back to THREAD_IN_JAVA and runs pending handshakes
 * first.
 *
 * Both directions are a store to `state` followed by a load of `poll`, while thread_handshake stores `poll`
 * and loads `state`: one of the two must see the other. The requester pays for the ordering (membarrier);
 * here the compiler's order is enough, unless the kernel has no membarrier.
 */
extern bool thread_fences_needed;
void thread_state_slow(struct thread *t); /* poll was non-zero after a state change */
static inline void thread_set_state(struct thread *t, enum thread_state s)
{
    __atomic_store_n((uint32_t *)&t->state, (uint32_t)s, __ATOMIC_RELEASE);
    if (UNLIKELY(thread_fences_needed))
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    __asm__ volatile("" ::: "memory");
    if (UNLIKELY(t->poll != 0))
        thread_state_slow(t);
}
static inline void thread_enter_native(struct thread *t)
{
    thread_set_state(t, THREAD_IN_NATIVE);
}
static inline void thread_leave_native(struct thread *t)
{
    thread_set_state(t, THREAD_IN_JAVA);
}
static inline void thread_enter_blocked(struct thread *t)
{
    thread_set_state(t, THREAD_BLOCKED);
}
static inline void thread_leave_blocked(struct thread *t)
{
    thread_set_state(t, THREAD_IN_JAVA);
}
/*
 * Asks the thread to poll, from any thread. Compiled functions compare at entry with entry_limit only.
 * Whoever asks sets it after the poll word, and nobody but its thread takes it back: that stores first and
 * reads the poll word then, so that either it sees the request or the request's store comes last. All ones
 * without a request cost one way through the slow path, which calls thread_open_entries.
 */
static inline void thread_request(struct thread *t, uint32_t reasons)
{
    atomic_fetch_or(&t->poll, reasons);
    atomic_store(&t->entry_limit, UINTPTR_MAX);
}

/* Called by the thread itself whenever c_stack_limit has changed, and when it has polled. */
static inline void thread_open_entries(struct thread *t)
{
    atomic_store(&t->entry_limit, (uintptr_t)t->c_stack_limit);
    if (atomic_load(&t->poll) != 0)
        atomic_store(&t->entry_limit, UINTPTR_MAX);
}

void thread_poll_slow(
    struct thread *t); /* poll word was non-zero: handshakes, then async exception becomes pending */
static inline void thread_poll(struct thread *t)
{
    if (UNLIKELY(t->poll != 0))
        thread_poll_slow(t);
}

typedef void (*handshake_fn)(
    struct thread *target, void *user); /* runs with target's Java stack frozen; must not allocate or block */
/*
 * Java code of the class library that the VM needs for itself, and whose failure would stay: initializers,
 * linking. An exception from another thread that came in the middle would leave a class or call site that
 * nobody can use any more.
 */
void thread_shield(struct thread *t);
void thread_unshield(struct thread *t);
#define SHIELDED(t, if_, call)                                                                               \
    ({                                                                                                       \
        bool shield_ = (if_);                                                                                \
        if (shield_)                                                                                         \
            thread_shield(t);                                                                                \
        __auto_type shielded_result_ = (call);                                                               \
        if (shield_)                                                                                         \
            thread_unshield(t);                                                                              \
        shielded_result_;                                                                                    \
    })

/* Returns after fn has run, or when the target has exited (then fn sees no frames). No locks may be held that
 * a running Java thread could want. */
void thread_handshake(struct thread *self, struct thread *target, handshake_fn fn, void *user);
void thread_handshake_all(struct thread *self, handshake_fn fn, void *user);

/* park/unpark/sleep/interrupt. nanos == 0: no limit for park. */
void thread_park(struct thread *t, bool absolute, int64_t time);
void thread_unpark(struct thread *target);
/* Thread.suspend, resume, stop; nothing happens when it is not alive. */
void thread_suspend(struct thread *self, struct object *java_thread);
void thread_resume(struct thread *self, struct object *java_thread);
void thread_stop(struct thread *self, struct object *java_thread, struct object *exception);
bool thread_sleep(struct thread *t, int64_t millis); /* false: InterruptedException pending */
void thread_interrupt(struct thread *target);
bool thread_is_interrupted(struct thread *t, bool clear);
void thread_yield(void);
void thread_set_native_name(struct thread *target,
                            const char *utf8);             /* what the kernel and thread dumps show */
void thread_set_java_status(struct thread *t, int status); /* Thread.holder/threadStatus field */

#endif
