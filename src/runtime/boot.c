/*
 * boot.c - brings up the class library and takes the VM down again.
 *
 * The order is the one that OpenJDK 17's class library expects from its VM: docs/boot.md lists it with
 * reasons.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "runtime/boot.h"
#include "runtime/class/unload.h"
#include "runtime/class/module.h"
#include "runtime/exec/exec.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/natives.h"
#include "runtime/jni/handles.h"
#include "runtime/object/string.h"
#include "runtime/options.h"
#include "runtime/profile/profile.h"
#include "runtime/thread/monitor.h"
#include "runtime/thread/signal.h"
#include "runtime/tier/controller.h"
#include "runtime/tier/deopts.h"
#include "runtime/tier/site_profile.h"
#include "runtime/vm.h"

struct vm *vm_instance;

static struct vm *vm_alloc(struct vm_options *options)
{
    struct vm *vm = xcalloc(1, sizeof *vm);
    struct timespec ts;
    vm->invoke = &jni_invoke_functions;
    vm->options = *options;
    vm->symbols = symbol_table_new();
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&vm->class_lock, &recursive);
    pthread_mutex_init(&vm->module_lock, &recursive);
    pthread_mutex_init(&vm->root_lock, NULL);
    pthread_mutex_init(&vm->class_halves_lock, NULL);
    pthread_mutex_init(&vm->threads_lock, NULL);
    pthread_mutexattr_destroy(&recursive);
    pthread_cond_init(&vm->threads_cond, NULL);
    clock_gettime(CLOCK_MONOTONIC, &ts);
    vm->start_nanos = ts.tv_sec * 1000000000LL + ts.tv_nsec;
    return vm;
}

/* One that nothing but vm_alloc and open_sources has touched. The options are the caller's. */
static void vm_free(struct vm *vm)
{
    for (size_t i = 0; i < vm->boot_sources.len; i++)
        class_source_close(vm->boot_sources.at[i]);
    for (size_t i = 0; i < vm->boot_patches.len; i++)
        class_source_close(vm->boot_patches.at[i].source);
    vec_free(&vm->boot_sources);
    vec_free(&vm->boot_patches);
    symbol_table_free(vm->symbols);
    free(vm);
}

/* --patch-module, for modules of the boot loader: the class library patches those of others.
 * "module=path:path" */
static void open_patches(struct vm *vm)
{
    struct vm_options *o = &vm->options;
    for (size_t i = 0; i < o->properties.len; i++) {
        const char *value = o->properties.at[i].value, *equals = strchr(value, '=');
        if (strncmp(o->properties.at[i].key, "jdk.module.patch.", 17) != 0 || equals == NULL)
            continue;
        struct symbol *module = symbol_intern(vm->symbols, value, (size_t)(equals - value));
        for (const char *p = equals + 1; *p;) {
            size_t n = strcspn(p, ":");
            struct buf path = {0}, ignored = {0};
            buf_append(&path, p, n);
            struct class_source *s = n > 0 ? class_source_open(buf_str(&path), &ignored) : NULL;
            if (s != NULL)
                vec_push(&vm->boot_patches, ((struct boot_patch){module, s}));
            buf_free(&path);
            buf_free(&ignored);
            p += n + (p[n] == ':');
        }
    }
}

/* Opens the module image, then what -Xbootclasspath/a names (missing entries are skipped, as java does). */
static bool open_sources(struct vm *vm, struct buf *err)
{
    struct class_source *image = class_source_open_jimage(vm->options.jdk_home, err);
    if (image == NULL)
        return false;
    vec_push(&vm->boot_sources, image);
    for (size_t i = 0; i < vm->options.boot_append.len; i++) {
        struct buf ignored = {0};
        struct class_source *s = class_source_open(vm->options.boot_append.at[i], &ignored);
        if (s != NULL)
            vec_push(&vm->boot_sources, s);
        buf_free(&ignored);
    }
    open_patches(vm);
    return true;
}

static int find_libjvm(struct dl_phdr_info *library, size_t size, void *path)
{
    (void)size;
    const char *slash = strrchr(library->dlpi_name, '/');
    if (slash == NULL || strcmp(slash + 1, "libjvm.so") != 0)
        return 0;
    *(const char **)path = library->dlpi_name;
    return 1;
}

/* The path of a file relative to the library that this code is in. */
static bool beside_library(const char *place, struct buf *path)
{
    Dl_info self;
    if (dladdr((void *)(uintptr_t)&vm_create, &self) == 0)
        return false;
    const char *slash = strrchr(self.dli_fname, '/');
    int dir_len = slash != NULL ? (int)(slash - self.dli_fname) : 1;
    buf_clear(path);
    buf_printf(path, "%.*s/%s", dir_len, slash != NULL ? self.dli_fname : ".", place);
    return true;
}

/* The JDK's libraries (libjimage first) need a libjvm.so by that name; ours is a small library beside
 * libsamovar that depends on it. */
static bool open_libjvm(struct buf *err)
{
    static const char *const places[] = {"jvm/libjvm.so", "samovar/jvm/libjvm.so",
                                         "../lib/samovar/jvm/libjvm.so"};
    const char *loaded; /* asking dlopen for a mere name would search the whole library path */
    if (dl_iterate_phdr(find_libjvm, &loaded) != 0 &&
        dlopen(loaded, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL) != NULL)
        return true;
    struct buf path = {0};
    void *libjvm = NULL;
    for (size_t i = 0; i < ARRAY_LEN(places) && libjvm == NULL; i++)
        if (beside_library(places[i], &path))
            libjvm = dlopen(buf_str(&path), RTLD_NOW | RTLD_GLOBAL);
    if (libjvm == NULL)
        buf_printf(err, "cannot load libjvm.so, which belongs beside libsamovar.so: %s", dlerror());
    buf_free(&path);
    return libjvm != NULL;
}

bool boot_own_jar(struct buf *path)
{
    static const char *const places[] = {"samovar.jar", "../share/samovar/samovar.jar",
                                         "../../share/samovar/samovar.jar"};
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (beside_library(places[i], path) && access(buf_str(path), R_OK) == 0)
            return true;
    return false;
}

struct class_source *boot_own_classes(struct vm *vm, const struct symbol *name)
{
    struct class_source *s = atomic_load(&vm->own_classes), *none = NULL;
    if (s != NULL || strncmp(name->utf8, "samovar/", 8) != 0)
        return s;
    struct buf path = {0}, err = {0};
    if (boot_own_jar(&path) && (s = class_source_open(buf_str(&path), &err)) != NULL &&
        !atomic_compare_exchange_strong(&vm->own_classes, &none, s)) {
        class_source_close(s);
        s = none;
    }
    buf_free(&path);
    buf_free(&err);
    return s;
}

static bool open_libjava(struct vm *vm, struct buf *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s/lib/libjava.so", vm->options.jdk_home);
    vm->libjava = dlopen(buf_str(&path), RTLD_NOW | RTLD_GLOBAL);
    if (vm->libjava == NULL)
        buf_printf(err, "cannot load the JDK's libjava: %s", dlerror());
    buf_free(&path);
    return vm->libjava != NULL;
}

/* What the class library reads through System.getProperties; the launcher's -D come on top of these. */
static void default_properties(struct vm *vm)
{
    struct vm_options *o = &vm->options;
    struct buf b = {0};
    static const char *const fixed[][2] = {
        {"java.vm.specification.name", "Java Virtual Machine Specification"},
        {"java.vm.specification.vendor", "Oracle Corporation"},
        {"java.vm.specification.version", "17"},
        {"java.vm.name", "Samovar VM"},
        {"java.vm.vendor", "Samovar"},
        {"java.vm.version", SAMOVAR_VERSION},
        {"java.vm.compressedOopsMode", ""},
        {"jdk.debug", "release"},
    };
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
        if (fixed[i][1][0] != 0)
            options_set_property(o, fixed[i][0], fixed[i][1]);
    options_set_property(o, "java.vm.info", options_mode(o));
    options_set_property(o, "java.home", o->jdk_home);
    buf_printf(&b, "%s/lib", o->jdk_home);
    options_set_property(o, "sun.boot.library.path", buf_str(&b));
    if (options_property(o, "java.library.path") == NULL) {
        const char *ld = getenv("LD_LIBRARY_PATH");
        buf_clear(&b);
        buf_printf(&b,
                   "%s%s/usr/java/packages/lib:/usr/lib/x86_64-linux-gnu/jni:/lib/x86_64-linux-gnu:/usr/lib/"
                   "x86_64-linux-gnu:"
                   "/usr/lib/jni:/lib:/usr/lib",
                   ld != NULL ? ld : "", ld != NULL ? ":" : "");
        options_set_property(o, "java.library.path", buf_str(&b));
    }
    if (options_property(o, "java.class.path") == NULL) {
        const char *cp = getenv("CLASSPATH");
        options_set_property(o, "java.class.path", cp != NULL ? cp : ".");
    }
    if (o->boot_append.len > 0) {
        buf_clear(&b);
        for (size_t i = 0; i < o->boot_append.len; i++)
            buf_printf(&b, "%s%s", i > 0 ? ":" : "", o->boot_append.at[i]);
        options_set_property(o, "jdk.boot.class.path.append", buf_str(&b));
    }
    buf_free(&b);
}

/* ---- boot steps. Each returns false with an exception pending. ---- */

static bool init_class(struct thread *t, const char *name)
{
    struct class *c = class_load_or_noclassdef(t, t->vm->boot_loader, symbol_intern_z(t->vm->symbols, name));
    return c != NULL && class_init(t, c);
}

static struct object *new_object(struct thread *t, struct class *c)
{
    return c != NULL && class_init(t, c) ? heap_alloc_object(t, c) : NULL;
}

/* System group, main group and the main Thread, which currentThread() must return while its constructor runs.
 */
static bool init_main_thread(struct thread *t)
{
    struct vm *vm = t->vm;
    struct wellknown *wk = &vm->wk;
    if (!init_class(t, "java/lang/ThreadGroup"))
        return false;
    struct object *system = new_object(t, wk->ThreadGroup);
    if (system == NULL)
        return false;
    exec_callv(t, wk->ThreadGroup_init_private_m, system);
    struct object *group = t->exception == NULL ? new_object(t, wk->ThreadGroup) : NULL;
    struct object *name = group != NULL ? string_new_z(t, "main") : NULL;
    if (name == NULL)
        return false;
    exec_callv(t, wk->ThreadGroup_init_parent_name_m, group, system, name);
    if (t->exception != NULL)
        return false;
    vm->system_group = root_cell_new(vm, system);
    vm->main_group = root_cell_new(vm, group);
    struct class *thread_class =
        class_load_or_noclassdef(t, vm->boot_loader, symbol_intern_z(vm->symbols, "java/lang/Thread"));
    struct object *jt =
        thread_class != NULL && class_link(t, thread_class) ? heap_alloc_object(t, thread_class) : NULL;
    if (jt == NULL)
        return false;
    set_long_field(jt, wk->Thread_eetop, (int64_t)(intptr_t)t);
    set_int_field(jt, wk->Thread_priority, 5);
    t->java_thread = jt;
    strcpy(t->name_cache, "main");
    if (!class_init(t, thread_class))
        return false;
    exec_callv(t, wk->Thread_init_group_name_m, jt, group, name);
    set_int_field(jt, wk->Thread_threadStatus, 5);
    return t->exception == NULL;
}

static void set_static(struct class *c, const char *name, const char *desc, int64_t value)
{
    struct field *f = class_field_z(c, name, desc);
    if (f == NULL)
        die("this JDK is not the release we know: %s.%s is missing", c->name->utf8, name);
    if (desc[0] == 'I')
        *(int32_t *)f->static_addr = (int32_t)value;
    else
        *(uint8_t *)f->static_addr = (uint8_t)value;
}

static bool init_unsafe_constants(struct thread *t)
{
    if (!init_class(t, "jdk/internal/misc/UnsafeConstants"))
        return false;
    struct class *c = t->vm->wk.UnsafeConstants;
    set_static(c, "ADDRESS_SIZE0", "I", 8);
    set_static(c, "PAGE_SIZE", "I", sysconf(_SC_PAGESIZE));
    set_static(c, "BIG_ENDIAN", "Z", 0);
    set_static(c, "UNALIGNED_ACCESS", "Z", 1);
    set_static(c, "DATA_CACHE_LINE_FLUSH_SIZE", "I", 0);
    return true;
}

static struct object **preallocate(struct thread *t, struct class *c, const char *message)
{
    struct object *o = new_object(t, c);
    if (o == NULL)
        return NULL;
    struct method *init = class_method_z(c, "<init>", "()V");
    exec_callv(t, init, o);
    if (t->exception == NULL && message != NULL)
        set_ref_field(o, t->vm->wk.Throwable_detailMessage, string_new_z(t, message));
    return t->exception == NULL ? root_cell_new(t->vm, o) : NULL;
}

static bool init_errors(struct thread *t)
{
    static const char *const names[] = {"java/lang/OutOfMemoryError",
                                        "java/lang/NullPointerException",
                                        "java/lang/ClassCastException",
                                        "java/lang/ArrayStoreException",
                                        "java/lang/ArithmeticException",
                                        "java/lang/StackOverflowError",
                                        "java/lang/IllegalMonitorStateException",
                                        "java/lang/IllegalArgumentException"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!init_class(t, names[i]))
            return false;
    struct vm *vm = t->vm;
    vm->preallocated_oom = preallocate(t, vm->wk.OutOfMemoryError, "Java heap space");
    vm->preallocated_soe = preallocate(t, vm->wk.StackOverflowError, NULL);
    return vm->preallocated_oom != NULL && vm->preallocated_soe != NULL;
}

static bool core_classes(struct thread *t)
{
    return classes_bootstrap(t->vm, t);
}

static bool phase1(struct thread *t)
{
    static const char *const early[] = {"java/lang/String", "java/lang/System", "java/lang/Class"};
    for (size_t i = 0; i < ARRAY_LEN(early); i++)
        if (!init_class(t, early[i]))
            return false;
    if (!init_main_thread(t) || !init_class(t, "java/lang/Module") || !init_unsafe_constants(t) ||
        !init_class(t, "java/lang/reflect/Method") || !init_class(t, "java/lang/ref/Finalizer"))
        return false;
    t->vm->init_phase = 1;
    exec_callv(t, t->vm->wk.System_initPhase1_m);
    return t->exception == NULL && init_errors(t);
}

static bool phase2(struct thread *t)
{
    static const char *const invoke[] = {"java/lang/invoke/MethodHandle",
                                         "java/lang/invoke/ResolvedMethodName", "java/lang/invoke/MemberName",
                                         "java/lang/invoke/MethodHandleNatives"};
    if (!t->vm->options.reduce_signals && !signal_dispatcher_start(t))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(invoke); i++)
        if (!init_class(t, invoke[i]))
            return false;
    t->vm->init_phase = 2;
    /* initPhase2(printToStderr, printStackTrace): what is wrong with the module options, it says itself. */
    union slot r = exec_callv(t, t->vm->wk.System_initPhase2_m, 1, 0);
    t->vm->module_system_ready = t->exception == NULL && r.i == 0;
    return t->vm->module_system_ready;
}

static bool phase3(struct thread *t)
{
    struct vm *vm = t->vm;
    vm->init_phase = 3;
    exec_callv(t, vm->wk.System_initPhase3_m);
    if (t->exception != NULL)
        return false;
    union slot sys = exec_callv(t, vm->wk.ClassLoader_getSystemClassLoader_m);
    union slot plat = t->exception == NULL ? exec_callv(t, vm->wk.ClassLoader_getPlatformClassLoader_m) : sys;
    if (t->exception != NULL)
        return false;
    vm->system_loader = root_cell_new(vm, sys.a);
    vm->platform_loader = root_cell_new(vm, plat.a);
    vm->init_phase = 4;
    vm->booted = true;
    return true;
}

/* Without an exception pending, the class library has said what is wrong. */
static void report_boot_failure(struct thread *t, const char *step)
{
    if (t->exception == NULL)
        return;
    fprintf(stderr, "samovar: Error occurred during initialization of VM (%s)\n", step);
    struct object *e = t->exception;
    struct buf b = {0};
    class_external_name(e->klass, &b);
    struct object *m = ref_field(e, t->vm->wk.Throwable_detailMessage);
    char *text = m != NULL ? string_to_utf8(t, m) : NULL;
    fprintf(stderr, "%s%s%s\n", buf_str(&b), text != NULL ? ": " : "", text != NULL ? text : "");
    free(text);
    buf_free(&b);
    t->exception = NULL;
    if (t->vm->init_phase >= 1 && exception_print_possible(t->vm)) {
        t->exception = e;
        exception_print(t);
    }
}

bool exception_print_possible(const struct vm *vm)
{
    return vm->init_phase >= 2;
}

struct vm *vm_create(struct vm_options *options, struct buf *err)
{
    if (vm_instance != NULL) {
        buf_puts(err, "a VM already exists in this process");
        return NULL;
    }
    if (!options_find_jdk(options, err))
        return NULL;
    struct vm *vm = vm_instance = vm_alloc(options);
    jni_table_init();
    default_properties(vm);
    if (!open_libjvm(err) || !open_sources(vm, err) || !open_libjava(vm, err)) {
        vm_instance = NULL;
        *options = vm->options;
        vm_free(vm);
        return NULL;
    }
    heap_init(vm);
    unload_init(vm);
    threads_init(vm);
    monitors_init(vm);
    string_table_init(vm);
    natives_init(vm);
    wellknown_init(vm);
    loaders_init(vm);
    modules_init(vm);
    struct thread *t = thread_attach_current(vm);
    if (t == NULL) {
        buf_puts(err, "not enough memory for the main thread's stack");
        return NULL;
    }
    exec_init(vm);
    signals_init(vm);
    if (!profile_start(vm, err))
        return NULL;
    static const struct {
        const char *name;
        bool (*run)(struct thread *t);
    } steps[] = {
        {"core classes", core_classes}, {"phase 1", phase1}, {"phase 2", phase2}, {"phase 3", phase3}};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (!steps[i].run(t)) {
            report_boot_failure(t, steps[i].name);
            return NULL;
        }
    controller_start(vm);
    return vm;
}

void vm_destroy(struct thread *t)
{
    struct vm *vm = t->vm;
    threads_wait_non_daemon(vm);
    struct class *c = wk_class(t, &vm->wk.Shutdown);
    if (c != NULL && class_init(t, c))
        exec_callv(t, vm->wk.Shutdown_shutdown_m);
    if (t->exception != NULL)
        exception_print(t);
    vm->shutting_down = true;
    profile_finish(vm);
    sites_report(vm);
    deopts_report(vm);
}

void vm_exit(struct vm *vm, int code)
{
    vm->shutting_down = true;
    vm->exit_code = code;
    profile_finish(vm);
    sites_report(vm);
    deopts_report(vm);
    if (vm->options.exit_hook != NULL)
        vm->options.exit_hook(code);
    fflush(NULL);
    /* exit() would run atexit handlers and library destructors under running daemon threads. */
    _exit(code);
}
