/*
 * samovar.h - Samovar as a scripting runtime: run Java from C, and C from Java.
 *
 *     samovar_vm *vm;
 *     samovar_thread *t;
 *     samovar_options options = SAMOVAR_OPTIONS_INIT;
 *     samovar_loader *scripts;
 *     samovar_ref hello;
 *     samovar_source source = {"Hello.java", "class Hello { static int twice(int i) { return 2 * i; } }"};
 *     samovar_value result;
 *
 *     if (samovar_create(&options, &vm, &t) != SAMOVAR_OK ||
 *         samovar_loader_new(t, NULL, NULL, &scripts) != SAMOVAR_OK ||
 *         samovar_compile(t, scripts, &source, 1, NULL) != SAMOVAR_OK ||
 *         samovar_find_class(t, scripts, "Hello", &hello) != SAMOVAR_OK ||
 *         samovar_invoke_static(t, hello, "twice", "(I)I", &result, 21) != SAMOVAR_OK)
 *         fprintf(stderr, "%s\n", samovar_error_message(t));
 *
 * docs/embedding.md is the guide. What holds for every function, unless it says otherwise:
 *
 * Threads. A samovar_thread belongs to the thread that created the VM or called samovar_attach; another
 * thread that uses it gets SAMOVAR_WRONG_THREAD. Everything else (vm, loader, method, persistent references)
 * may be shared by all threads.
 *
 * Errors. A function that can fail returns a samovar_status. The reason stays with the thread until the next
 * failure or samovar_error_clear: as text, and, for what Java threw, as the exception. No Java exception is
 * ever left pending. Outputs are written only on success, where nothing else is said. Output pointers may be
 * NULL where `result` is optional.
 *
 * References. A samovar_ref names a Java object and keeps it alive. What functions hand out are *local*
 * references: they belong to the thread, and live until the scope they were made in is closed: the innermost
 * samovar_scope_open, or the native function that Java has called, or else the thread's detaching. A loop
 * needs a scope, or it collects references without end. samovar_retain makes a *persistent* one, good in
 * every thread until samovar_release. NULL is Java's null. A reference after its end, like a pointer after
 * free, must not be used.
 *
 * Names. Classes are "java/lang/String" or "java.lang.String"; descriptors are those of class files:
 * "(ILjava/lang/String;)V". Text is UTF-8, ended by NUL unless there is a length.
 *
 * The VM. There is one a process, and after samovar_destroy there will be none again. It handles SIGSEGV,
 * SIGBUS, SIGFPE and SIGILL, and passes those that are not its own on to the host's handlers, whenever they
 * were installed.
 */
#ifndef SAMOVAR_H
#define SAMOVAR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SAMOVAR_API __attribute__((visibility("default")))
#else
#define SAMOVAR_API
#endif

/* The interface that a host is compiled for. The library refuses others than its own (samovar_create). */
#define SAMOVAR_ABI 1

typedef struct samovar_vm samovar_vm;
typedef struct samovar_thread samovar_thread;
typedef struct samovar_loader samovar_loader;
typedef struct samovar_method samovar_method;
typedef struct samovar_object *samovar_ref;

typedef enum samovar_status {
    SAMOVAR_OK = 0,
    SAMOVAR_EXCEPTION,    /* Java threw: samovar_error_exception has it */
    SAMOVAR_INTERRUPTED,  /* samovar_interrupt has stopped the call */
    SAMOVAR_COMPILE,      /* the source has errors: samovar_error_message lists them */
    SAMOVAR_NOT_FOUND,    /* no such class, method or field */
    SAMOVAR_TYPE,         /* a value does not fit where it is to go */
    SAMOVAR_INVALID,      /* an argument makes no sense: NULL, out of range, malformed */
    SAMOVAR_WRONG_THREAD, /* the samovar_thread is another thread's, or not attached */
    SAMOVAR_STATE,        /* not now: a VM exists, existed, or ends; Java is still running below */
    SAMOVAR_ABI_MISMATCH, /* host and library are of different interfaces */
    SAMOVAR_NO_VM,        /* the VM cannot start: no JDK, bad option, too little memory */
} samovar_status;

/* ---- values ---- */

/* The letters of descriptors. Classes and arrays are both SAMOVAR_REF. */
typedef enum samovar_type {
    SAMOVAR_VOID = 'V',
    SAMOVAR_BOOL = 'Z',
    SAMOVAR_BYTE = 'B',
    SAMOVAR_CHAR = 'C',
    SAMOVAR_SHORT = 'S',
    SAMOVAR_INT = 'I',
    SAMOVAR_LONG = 'J',
    SAMOVAR_FLOAT = 'F',
    SAMOVAR_DOUBLE = 'D',
    SAMOVAR_REF = 'L'
} samovar_type;

typedef struct samovar_value {
    samovar_type type;
    union {
        bool z;
        int8_t b;
        uint16_t c;
        int16_t s;
        int32_t i;
        int64_t j;
        float f;
        double d;
        samovar_ref l;
    } as;
} samovar_value;

static inline samovar_value samovar_bool(bool z)
{
    samovar_value v = {SAMOVAR_BOOL, {0}};
    v.as.z = z;
    return v;
}
static inline samovar_value samovar_int(int32_t i)
{
    samovar_value v = {SAMOVAR_INT, {0}};
    v.as.i = i;
    return v;
}
static inline samovar_value samovar_long(int64_t j)
{
    samovar_value v = {SAMOVAR_LONG, {0}};
    v.as.j = j;
    return v;
}
static inline samovar_value samovar_float(float f)
{
    samovar_value v = {SAMOVAR_FLOAT, {0}};
    v.as.f = f;
    return v;
}
static inline samovar_value samovar_double(double d)
{
    samovar_value v = {SAMOVAR_DOUBLE, {0}};
    v.as.d = d;
    return v;
}
static inline samovar_value samovar_object(samovar_ref l)
{
    samovar_value v = {SAMOVAR_REF, {0}};
    v.as.l = l;
    return v;
}

/*
 * Where a value goes (argument, field, element, result of a native function), it is converted as Java does on
 * assignment: byte, short, char -> int -> long -> float -> double, and an int to byte, short or char when the
 * number fits. Anything else, and an object that is no instance of what is declared, is SAMOVAR_TYPE.
 */

/* ---- the VM ---- */

/* "0.1.0"; the interface of the library, which should be SAMOVAR_ABI. Any thread, no VM needed; never fail.
 */
SAMOVAR_API const char *samovar_version(void);
SAMOVAR_API uint32_t samovar_abi(void);
/* The name of a status: "SAMOVAR_OK". Never NULL. */
SAMOVAR_API const char *samovar_status_name(samovar_status status);

typedef enum samovar_log_level { SAMOVAR_LOG_ERROR, SAMOVAR_LOG_WARNING, SAMOVAR_LOG_INFO } samovar_log_level;

enum {
    SAMOVAR_SHUTDOWN_SIGNALS = 1, /* SIGINT, SIGTERM, SIGHUP end the VM and run its shutdown hooks, SIGQUIT
                                     prints threads, as `java` does. Without it these stay the host's. */
};

/* Start from SAMOVAR_OPTIONS_INIT. What is 0 or NULL has its default. Nothing is kept but the callbacks and
 * `user`. */
typedef struct samovar_options {
    size_t size;  /* sizeof(samovar_options) of the host's header */
    uint32_t abi; /* SAMOVAR_ABI of the host's header */
    uint32_t flags;
    const char *class_path; /* folders and jars, separated by ':'. NULL: no classes but the JDK's */
    const char *jdk;        /* folder of the JDK 17. NULL: SAMOVAR_JDK, JAVA_HOME, then the system's place */
    size_t max_heap;        /* bytes. 0: a quarter of the machine's memory */
    size_t stack_size;      /* bytes of Java stack a thread. 0: 1 MiB */
    const char *const *arguments; /* more options, as the command takes them: "-Dkey=value", "-Xlog..." */
    size_t argument_count;
    /* Called with `user` from any thread; it must not call functions of this interface. */
    void (*log)(void *user, samovar_log_level level, const char *line); /* NULL: standard error */
    /* What Java writes to file descriptor 1 or 2 (System.out, System.err). NULL: written there. */
    void (*output)(void *user, int fd, const void *bytes, size_t count);
    void (*on_exit)(
        int code); /* System.exit: called before the process ends; it may leave by longjmp or _exit only */
    void *user;    /* also samovar_user */
} samovar_options;

#define SAMOVAR_OPTIONS_INIT                                                                                 \
    {                                                                                                        \
        sizeof(samovar_options), SAMOVAR_ABI, 0, NULL, NULL, 0, 0, NULL, 0, NULL, NULL, NULL, NULL           \
    }

/*
 * Creates the VM and attaches the calling thread, which becomes Java's main thread. After a failure, also the
 * VM cannot be created anew unless the status was SAMOVAR_ABI_MISMATCH or SAMOVAR_INVALID;
 * samovar_error_message(NULL) has the reason. SAMOVAR_ABI_MISMATCH: options->abi is not this library's, or
 * options has parts that it does not know.
 */
SAMOVAR_API samovar_status samovar_create(const samovar_options *options, samovar_vm **vm,
                                          samovar_thread **thread);

/*
 * Waits until all non-daemon Java threads have ended, runs the shutdown hooks and ends the VM. t (of the
 * calling thread) and everything that came from the VM must not be used afterwards. Other attached threads
 * should be detached before. Memory of the VM stays with the process. SAMOVAR_STATE: Java is running below
 * this call.
 */
SAMOVAR_API samovar_status samovar_destroy(samovar_thread *t);

/* The `user` of the options, and the VM of a thread. */
SAMOVAR_API void *samovar_user(const samovar_vm *vm);
SAMOVAR_API samovar_vm *samovar_vm_of(const samovar_thread *t);

/* Full collection; references that died are handed to their queues. */
SAMOVAR_API samovar_status samovar_collect(samovar_thread *t);

typedef struct samovar_memory {
    size_t size;                              /* set by the host: sizeof(samovar_memory) */
    uint64_t heap_used, heap_total, heap_max; /* bytes */
    uint64_t collections, collection_nanos;   /* since the start */
} samovar_memory;
/* Any thread, attached or not. SAMOVAR_ABI_MISMATCH: memory->size is not known. */
SAMOVAR_API samovar_status samovar_memory_stats(samovar_vm *vm, samovar_memory *memory);

/* ---- threads ---- */

/*
 * Attaches the calling thread as a daemon Java thread. Attaching again returns the same samovar_thread and
 * counts; inside a native function of a thread that Java has started, it is how code finds its
 * samovar_thread. A thread that ends attached is detached. name may be NULL. Reason of failure:
 * samovar_error_message(NULL).
 */
SAMOVAR_API samovar_status samovar_attach(samovar_vm *vm, const char *name, samovar_thread **thread);
/* Undoes one samovar_attach; the last one ends t. SAMOVAR_STATE: Java is running below. */
SAMOVAR_API samovar_status samovar_detach(samovar_thread *t);
/* The calling thread's, or NULL when it is not attached. */
SAMOVAR_API samovar_thread *samovar_current(void);

/* A pointer of the host's for each thread, NULL at first. */
SAMOVAR_API void samovar_set_thread_user(samovar_thread *t, void *user);
SAMOVAR_API void *samovar_thread_user(const samovar_thread *t);

/* The JNIEnv * of t, for code that has it. Exceptions that it leaves pending are the next function's error
 * here. */
SAMOVAR_API void *samovar_jni_env(samovar_thread *t);

/*
 * Stops what `target` is running: the outermost call of this interface that is in progress there returns
 * SAMOVAR_INTERRUPTED. Java sees a ThreadDeath at its next loop iteration, return from a native, or wait. It
 * passes every catch; finally blocks run, unless they run on. Nothing happens when no call is in progress.
 * Any thread, attached or not, but no signal handler may call this; target must not be detached meanwhile.
 * Waiting for the lock of a synchronized method or statement goes on, and so do other threads that Java has
 * started. Initializers of the JDK's classes end first; a class of a script that is just being initialized
 * stays unusable.
 */
SAMOVAR_API void samovar_interrupt(samovar_thread *target);

/* ---- errors ---- */

/* t NULL: of functions that have no samovar_thread. All text belongs to the thread and lives until its next
 * failure or samovar_error_clear; "" when there is none. */
SAMOVAR_API samovar_status samovar_error_status(const samovar_thread *t);
/* One line or more for people: "java.lang.IllegalStateException: no fuel", "no method Hello.twice(J)I". */
SAMOVAR_API const char *samovar_error_message(samovar_thread *t);
/* The class of the exception, "java.lang.IllegalStateException"; "" when the error is not one of Java. */
SAMOVAR_API const char *samovar_error_class(samovar_thread *t);
/* As Throwable.printStackTrace writes it, with causes; "" when the error is not one of Java. */
SAMOVAR_API const char *samovar_error_trace(samovar_thread *t);
/* The exception as a new local reference, or NULL. */
SAMOVAR_API samovar_ref samovar_error_exception(samovar_thread *t);
SAMOVAR_API void samovar_error_clear(samovar_thread *t);

/* Makes `class_name`(message) this thread's error and returns SAMOVAR_EXCEPTION: a native function returns
 * that to throw. */
SAMOVAR_API samovar_status samovar_throw(samovar_thread *t, const char *class_name, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;
/* The same with an existing exception. */
SAMOVAR_API samovar_status samovar_throw_ref(samovar_thread *t, samovar_ref exception);

/* ---- references ---- */

typedef struct samovar_scope {
    void *block;
    uint32_t used;
} samovar_scope;

/* Scopes nest. Closing one ends all local references made since it was opened, in inner scopes too. */
SAMOVAR_API samovar_scope samovar_scope_open(samovar_thread *t);
SAMOVAR_API void samovar_scope_close(samovar_thread *t, samovar_scope scope);
/* The same, but the object of `keep` gets a local reference in the scope around, which is returned. */
SAMOVAR_API samovar_ref samovar_scope_return(samovar_thread *t, samovar_scope scope, samovar_ref keep);

/* A persistent reference to the object of ref; NULL for NULL. The host releases it. */
SAMOVAR_API samovar_ref samovar_retain(samovar_thread *t, samovar_ref ref);
/* Ends a persistent reference, in any attached thread. NULL is allowed. */
SAMOVAR_API void samovar_release(samovar_thread *t, samovar_ref ref);
/* The same object? Either may be NULL. */
SAMOVAR_API bool samovar_same(samovar_thread *t, samovar_ref a, samovar_ref b);

/* ---- classes ---- */

/*
 * A loader is a place for classes: those given to it (samovar_add_class, samovar_compile), then those of its
 * parent (NULL: the class path of the VM), then those of its own class path (NULL: none). To replace a
 * script, make a new loader; objects of old classes go on. Classes are unloaded once their loader is freed
 * and nobody uses any of them (docs/embedding.md). Where a samovar_loader * is asked for, NULL is the VM's
 * class path.
 */
SAMOVAR_API samovar_status samovar_loader_new(samovar_thread *t, samovar_loader *parent,
                                              const char *class_path, samovar_loader **loader);
/* The same with a jar in memory (copied) as the class path: classes, resources and services are found in it.
 * SAMOVAR_EXCEPTION: it is no jar. */
SAMOVAR_API samovar_status samovar_loader_new_jar(samovar_thread *t, samovar_loader *parent,
                                                  const void *bytes, size_t size, samovar_loader **loader);
/* The host has no more use for it. Classes and objects stay as long as anybody uses them; children stay too.
 */
SAMOVAR_API void samovar_loader_free(samovar_thread *t, samovar_loader *loader);

/* Gives a class file in memory (copied) to the loader. It is looked at when the class is first needed, so
 * classes may be added in any order. SAMOVAR_INVALID: no loader, no bytes. */
SAMOVAR_API samovar_status samovar_add_class(samovar_thread *t, samovar_loader *loader, const char *name,
                                             const void *bytes, size_t size);

typedef struct samovar_source {
    const char *name; /* "game/Entity.java": where the public class of the file belongs */
    const char *text;
} samovar_source;

/*
 * Compiles Java source with the JDK's own compiler and gives the classes to the loader. The source sees the
 * classes of the loader, its parents and the class path. options: of javac, separated by spaces, or NULL. A
 * loader takes a class name once: compile a changed one into a new loader. SAMOVAR_COMPILE:
 * samovar_error_message has javac's messages. No files are written, except that classes in memory which the
 * source may need are put into a temporary folder meanwhile.
 */
SAMOVAR_API samovar_status samovar_compile(samovar_thread *t, samovar_loader *loader,
                                           const samovar_source *sources, size_t count, const char *options);

/* The class as a local reference to its java.lang.Class. It is not initialized yet. Array classes: "[I". */
SAMOVAR_API samovar_status samovar_find_class(samovar_thread *t, samovar_loader *loader, const char *name,
                                              samovar_ref *klass);
/* The class of an object. */
SAMOVAR_API samovar_status samovar_class_of(samovar_thread *t, samovar_ref object, samovar_ref *klass);
/* Is it an instance? false for NULL. */
SAMOVAR_API bool samovar_is_instance(samovar_thread *t, samovar_ref object, samovar_ref klass);
/* static void main(String[]); the arguments are UTF-8. */
SAMOVAR_API samovar_status samovar_run_main(samovar_thread *t, samovar_ref klass, size_t argc,
                                            const char *const *argv);

/* ---- calls ---- */

/*
 * One call, looked up by name. The arguments follow as C passes them: int for Z B C S I, int64_t for J,
 * double for F and D, samovar_ref for the rest. Private members can be called too. Instance methods are
 * selected by the object's class.
 */
SAMOVAR_API samovar_status samovar_invoke_static(samovar_thread *t, samovar_ref klass, const char *name,
                                                 const char *descriptor, samovar_value *result, ...);
SAMOVAR_API samovar_status samovar_invoke(samovar_thread *t, samovar_ref object, const char *name,
                                          const char *descriptor, samovar_value *result, ...);
/* new C(...): descriptor of the constructor, "(I)V". */
SAMOVAR_API samovar_status samovar_new(samovar_thread *t, samovar_ref klass, const char *descriptor,
                                       samovar_ref *object, ...);

/*
 * For calls that come again and again: look the method up once. It belongs to the VM and lives as long;
 * once its class is unloaded, calls of it fail with SAMOVAR_INVALID.
 * Static and instance methods, and constructors under the name "<init>".
 */
SAMOVAR_API samovar_status samovar_find_method(samovar_thread *t, samovar_ref klass, const char *name,
                                               const char *descriptor, samovar_method **method);
/* object: the receiver; of static methods NULL. Of a constructor: NULL, and the result is the new object. */
SAMOVAR_API samovar_status samovar_call(samovar_thread *t, samovar_method *method, samovar_ref object,
                                        const samovar_value *arguments, size_t count, samovar_value *result);

/* ---- fields ---- */

/* By name: the field of the object's class or the nearest superclass that declares one. The result has the
 * field's type. Final fields cannot be set: SAMOVAR_TYPE. */
SAMOVAR_API samovar_status samovar_get(samovar_thread *t, samovar_ref object, const char *name,
                                       samovar_value *value);
SAMOVAR_API samovar_status samovar_set(samovar_thread *t, samovar_ref object, const char *name,
                                       samovar_value value);
/* The same for static fields; the class is initialized first. */
SAMOVAR_API samovar_status samovar_get_static(samovar_thread *t, samovar_ref klass, const char *name,
                                              samovar_value *value);
SAMOVAR_API samovar_status samovar_set_static(samovar_thread *t, samovar_ref klass, const char *name,
                                              samovar_value value);

/* ---- native methods ---- */

/*
 * A method that Java declares native, in C. self: the receiver, or the class of a static method. *result is
 * preset to the method's type and zero. References made here end when it returns. Returning another status
 * than SAMOVAR_OK throws: the thread's error when it is an exception, else a RuntimeException with its
 * message.
 */
typedef samovar_status (*samovar_function)(samovar_thread *t, void *user, samovar_ref self,
                                           const samovar_value *arguments, size_t count,
                                           samovar_value *result);

typedef struct samovar_native {
    const char *name, *descriptor;
    samovar_function function;
    void *user; /* handed to the function */
} samovar_native;

/* Binds native methods that klass itself declares, before other threads call them. All or, with
 * SAMOVAR_NOT_FOUND, none. */
SAMOVAR_API samovar_status samovar_register(samovar_thread *t, samovar_ref klass,
                                            const samovar_native *natives, size_t count);

/*
 * The same for functions whose arguments and result have the types of C that the descriptor says: uint8_t for
 * Z, int8_t B, uint16_t C, int16_t S, int32_t I, int64_t J, float F, double D, samovar_ref for references.
 * They cost less to call, and nothing checks that their types are right:
 *
 *     static double area(samovar_thread *t, void *user, samovar_ref self, double width, double height);
 *     samovar_direct natives[] = {{"area", "(DD)D", SAMOVAR_DIRECT(area), NULL}};
 *
 * To throw they call samovar_throw or samovar_throw_ref, and return anything.
 */
typedef struct samovar_direct {
    const char *name, *descriptor;
    void (*function)(void);
    void *user;
} samovar_direct;
#define SAMOVAR_DIRECT(function) ((void (*)(void))(function))

SAMOVAR_API samovar_status samovar_register_direct(samovar_thread *t, samovar_ref klass,
                                                   const samovar_direct *natives, size_t count);

/* ---- strings, arrays, buffers ---- */

/* UTF-8; what is malformed becomes U+FFFD. */
SAMOVAR_API samovar_status samovar_string(samovar_thread *t, const char *utf8, samovar_ref *string);
SAMOVAR_API samovar_status samovar_string_n(samovar_thread *t, const char *utf8, size_t size,
                                            samovar_ref *string);
/* UTF-8, ended by NUL; the host frees it with samovar_free. size may be NULL: bytes without the NUL. A
 * surrogate without its other half becomes U+FFFD. */
SAMOVAR_API samovar_status samovar_to_utf8(samovar_thread *t, samovar_ref string, char **utf8, size_t *size);
SAMOVAR_API void samovar_free(void *p);

/* The characters themselves, without a copy: Latin-1 bytes, or UTF-16 in the machine's order. They must not
 * be changed, and live as long as `string` does. */
typedef struct samovar_chars {
    const void *at;
    size_t count;
    bool utf16;
} samovar_chars;
SAMOVAR_API samovar_status samovar_string_view(samovar_thread *t, samovar_ref string, samovar_chars *chars);

/* type: of the elements, not SAMOVAR_REF. Elements are zero. */
SAMOVAR_API samovar_status samovar_array_new(samovar_thread *t, samovar_type type, size_t count,
                                             samovar_ref *array);
SAMOVAR_API samovar_status samovar_ref_array_new(samovar_thread *t, samovar_ref element_class, size_t count,
                                                 samovar_ref *array);
/* Of any array. */
SAMOVAR_API samovar_status samovar_array_length(samovar_thread *t, samovar_ref array, size_t *count);

/* The elements of an array of primitives themselves, to read and write; they live as long as `array` does and
 * never move. Java may use them at the same time: that is a data race like any other. */
typedef struct samovar_elements {
    void *at;
    size_t count;
    samovar_type type;
} samovar_elements;
SAMOVAR_API samovar_status samovar_array_view(samovar_thread *t, samovar_ref array,
                                              samovar_elements *elements);
/* Elements of arrays of references. SAMOVAR_INVALID: index out of range. */
SAMOVAR_API samovar_status samovar_array_get(samovar_thread *t, samovar_ref array, size_t index,
                                             samovar_ref *element);
SAMOVAR_API samovar_status samovar_array_set(samovar_thread *t, samovar_ref array, size_t index,
                                             samovar_ref element);

/* A direct java.nio.ByteBuffer over the host's memory, which must outlive it; Java's byte order is big-endian
 * by default. */
SAMOVAR_API samovar_status samovar_buffer(samovar_thread *t, void *memory, size_t size, samovar_ref *buffer);

/* ---- profiles ---- */

/*
 * What takes the time of this VM, or what allocates: the sampling report of `samovar --profile`, by the
 * host's command. One profile a VM at a time. All functions: any thread, attached or not; of one profile, one
 * at a time. The reason of a failure: samovar_error_message(NULL).
 */
typedef struct samovar_profile samovar_profile;

typedef enum samovar_profile_mode {
    SAMOVAR_PROFILE_CPU,  /* threads that use the processor */
    SAMOVAR_PROFILE_WALL, /* all threads, also those that wait */
    SAMOVAR_PROFILE_ALLOC /* bytes allocated, by site and class */
} samovar_profile_mode;

typedef enum samovar_profile_format {
    SAMOVAR_PROFILE_TEXT,      /* for people, 80 columns */
    SAMOVAR_PROFILE_COLLAPSED, /* "a;b;c 42", for flame graph tools */
    SAMOVAR_PROFILE_HTML,      /* one page that opens offline */
    SAMOVAR_PROFILE_PPROF,     /* profile.proto, compressed by gzip */
    SAMOVAR_PROFILE_SPEEDSCOPE /* JSON */
} samovar_profile_format;

typedef struct samovar_profile_options {
    size_t size; /* set by the host: sizeof(samovar_profile_options) */
    samovar_profile_mode mode;
    uint32_t rate;     /* samples a second; 0: the default */
    uint64_t interval; /* SAMOVAR_PROFILE_ALLOC: bytes between two samples, on average; 0: the default */
} samovar_profile_options;

/* options NULL: processor time. The host frees the profile. Code that was compiled before is known by method,
 * not by line. SAMOVAR_STATE: one is running (perhaps by the option --profile), or there is no thread to be
 * had. SAMOVAR_ABI_MISMATCH: options->size is not known. */
SAMOVAR_API samovar_status samovar_profile_start(samovar_vm *vm, const samovar_profile_options *options,
                                                 samovar_profile **profile);
/* No more samples; what was seen stays. Stopping again does nothing. The end of the VM stops it too. */
SAMOVAR_API samovar_status samovar_profile_stop(samovar_profile *profile);
/* A report of what has been seen so far, whether it still runs or not: `write` is called once, with all of
 * it, which is the library's and valid during the call. */
SAMOVAR_API samovar_status samovar_profile_read(samovar_profile *profile, samovar_profile_format format,
                                                void (*write)(void *user, const void *bytes, size_t count),
                                                void *user);
/* Stops it and ends it; before samovar_destroy. NULL is allowed. */
SAMOVAR_API void samovar_profile_free(samovar_profile *profile);

#ifdef __cplusplus
}
#endif

#endif
