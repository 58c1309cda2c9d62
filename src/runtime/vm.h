/*
 * vm.h - the VM instance: everything that is not per thread, per class or per compile hangs off struct vm.
 *
 * libgc and signal handling allow one VM in a process; vm_current() is it (needed by JVM_* functions that get
 * no env).
 */
#ifndef SAMOVAR_RUNTIME_VM_H
#define SAMOVAR_RUNTIME_VM_H

#include <stdio.h>
#include <jni.h>
#include "frontend/frontend.h"
#include "runtime/class/class.h"
#include "runtime/class/wellknown.h"
#include "runtime/thread/thread.h"

enum verify_mode { VERIFY_REMOTE, VERIFY_ALL, VERIFY_NONE };

struct vm_property {
    char *key, *value;
};

/* Parsed options (options*.c). Strings are owned. */
struct vm_options {
    char *jdk_home;
    size_t max_heap, initial_heap; /* bytes; 0: default (a quarter of physical memory) */
    size_t stack_size;             /* -Xss, bytes; default 1 MiB */
    enum verify_mode verify;
    bool interpret_only;   /* -Xint, --tiers=0 */
    bool compile_first;    /* -Xcomp: compile a method before its first call */
    bool baseline;         /* --tiers=0,1,...: T1 */
    bool baseline_first;   /* compile_first means T1 */
    bool no_optimizer;     /* --tiers without 2 */
    bool tiering_log;      /* --tiering-log */
    bool sites;            /* --sites: at the end, print what watched call sites saw */
    bool sites_json;       /* as JSON */
    unsigned site_commit;  /* --site-commit=N: a site is committed after N observations of one kind */
    unsigned stress_deopt; /* --stress=deopt[:n]: every n-th guard reached deoptimises; 0: off */
    unsigned
        stress_osr; /* --stress=osr[:n]: at every n-th back edge of T0 the loop is compiled and entered */
    unsigned stress_replace;  /* --stress=replace[:n]: every n ms of processor time, compiling apart, all
                                 compiled code goes */
    char *compile_only;       /* --compile-only=TEXT: methods whose name contains it; NULL: all */
    char *opt_skip;           /* --opt-skip=PASS,...: passes of the optimiser to leave out; NULL: none */
    unsigned compile_limit;   /* --compile-limit=N: only the first N compiles; 0: all */
    char *dump;               /* --dump=PASS:METHOD,... */
    size_t code_cache_size;   /* --code-cache-size, bytes; 0: default */
    unsigned compile_threads; /* --compile-threads; 0: default */
    bool perf_map, jitdump, gdb_jit; /* --perf-map, --jitdump, --gdb-jit */
    bool deopts;                     /* --deopts: at the end, print where compiled code was left */
    bool no_class_gc;                /* -Xnoclassgc */
    bool verbose_unload;             /* -Xlog:class+unload */
    bool verbose_class, verbose_gc, verbose_jni, check_jni;
    bool assertions_system, assertions_default; /* -esa, -ea with no package */
    VEC(char *) assertion_rules;                /* "+pkg...", "-Class" in command-line order */
    VEC(char *) arguments;              /* every option as given, for RuntimeMXBean.getInputArguments */
    VEC(char *) boot_append;            /* -Xbootclasspath/a entries */
    VEC(struct vm_property) properties; /* -D and mapped options, in order */
    unsigned stress_gc;                 /* collect at every n-th allocation; 0: off */
    char *annotate, *source_path;       /* --annotate, --source-path; NULL: none */
    bool profile;                       /* --profile */
    uint8_t profile_mode;               /* --profile-mode: enum profile_mode */
    unsigned profile_hz;                /* --profile-rate; 0: default */
    size_t profile_interval;            /* --profile-interval, bytes; 0: default */
    char *profile_file;                 /* NULL: standard error */
    bool reduce_signals;                /* -Xrs */
    bool show_hidden_frames;
    bool ignore_unrecognized; /* options that we do not know are skipped */
    int (*vfprintf_hook)(FILE *, const char *, va_list);
    void (*exit_hook)(jint);
    void (*abort_hook)(void);
};

struct monitor_table;
struct unloader;
struct profile;
struct tier;
struct speculation_log;
struct controller;
struct site_table;
struct annotated_code;
struct code_events;
struct deopt_counts;
struct heap;
struct string_table;

/* A directory or jar that comes before a module's own classes. */
struct boot_patch {
    struct symbol *module;
    struct class_source *source;
};

struct vm {
    const struct JNIInvokeInterface_ *invoke; /* first: JavaVM* is a pointer to this struct */
    struct vm_options options;
    struct symbol_table *symbols;
    struct loader *boot_loader, *loaders;
    VEC(struct boot_patch) boot_patches;        /* --patch-module */
    VEC(struct class_source *) boot_sources;    /* [0] is the jimage; then -Xbootclasspath/a */
    _Atomic(struct class_source *) own_classes; /* samovar.jar, once asked for a class of it */
    struct class *primitives[128];              /* by type letter */
    struct class *primitive_arrays[128];        /* by element letter */
    struct wellknown wk;
    pthread_mutex_t class_lock; /* hierarchy lists, loaders list, call-site tables; leaf lock except for gc */
    struct ptr_map
        class_halves; /* the low half of its address -> class; with class_halves_lock, a leaf (load.c) */
    pthread_mutex_t class_halves_lock;
    pthread_mutex_t module_lock;
    pthread_mutex_t root_lock;
    struct module *java_base;
    bool module_system_ready; /* initPhase2 is over */
    bool booted;              /* initPhase3 is over */
    int init_phase;
    /* threads */
    pthread_mutex_t threads_lock;
    pthread_cond_t threads_cond; /* a non-daemon thread ended */
    struct thread *threads;
    int n_threads, n_non_daemon;
    int threads_peak; /* for ThreadMXBean; all under threads_lock */
    u8 threads_started;
    struct object **system_group, **main_group; /* root cells */
    struct object **system_loader, **platform_loader;
    struct monitor_table *monitors;
    struct heap *heap;
    struct unloader *unloader; /* class/unload.h */
    struct string_table *strings;
    struct object **preallocated_oom, **preallocated_soe;
    void *libjava, *libverify;    /* dlopen handles, NULL until needed */
    struct ptr_map mh_intrinsics; /* see mh_intrinsic_method */
    struct ptr_map
        indy_sites; /* address of an invokedynamic instruction -> struct call_site, under class_lock */
    _Atomic bool shutting_down;
    _Atomic int exit_code;
    struct profile *profiler; /* while one runs; under profile_lock */
    pthread_mutex_t profile_lock;
    _Atomic(struct code_events *) code_events;  /* for profiles (profile/events.h); NULL: none yet */
    _Atomic(struct annotated_code *) annotated; /* by --annotate; newest first */
    _Atomic bool code_lines;         /* compiled code is to know where its instructions come from (blob.h) */
    _Atomic(struct tier *) tier;     /* compiled code; NULL until something is compiled */
    struct ptr_map other_dependents; /* CallSite object or number of a region -> compiled code that relies
                                      * on it (tier/dependency.c), under class_lock */
    _Atomic(struct speculation_log *)
        speculations; /* guards that failed (tier/speculation.h); NULL: none yet */
    /* Code that turned out wrong so far, and how much of it all threads have been told of (code_settle). */
    _Atomic u4 code_wronged, code_settled;
    _Atomic(struct deopt_counts *) deopt_counts; /* for --deopts; NULL: none yet */
    struct controller *controller;               /* decides what is compiled; NULL: -Xint */
    _Atomic(struct site_table *) sites; /* call sites that were watched; NULL: none (tier/site_profile.h) */
    _Atomic(struct space *) space;      /* regions; NULL: none (region/space.h) */
    _Atomic(struct region_sites *) region_sites; /* NULL: none (region/region_site.h) */
    int64_t start_nanos;                         /* CLOCK_MONOTONIC at creation */
    _Atomic u8 classes_loaded, classes_unloaded;
};

extern struct vm *vm_instance; /* the one VM, NULL before creation */
static inline struct vm *vm_current(void)
{
    return vm_instance;
}

/* Creates the VM on the calling thread and boots the class library (boot.c). *err: one-line reason on
 * failure. */
struct vm *vm_create(struct vm_options *options, struct buf *err);
/* Waits for non-daemon threads, runs Shutdown.shutdown. The process may then exit. */
void vm_destroy(struct thread *t);
_Noreturn void vm_exit(struct vm *vm, int code); /* JVM_Halt */
_Noreturn void vm_abort(const char *fmt, ...)
    __attribute__((format(printf, 1, 2))); /* internal error: report, exit 134 */

#endif
