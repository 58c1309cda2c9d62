/* create.c - the VM as the host sees it: versions, options, create, destroy, memory. */
#include "runtime/embed/embed.h"
#include "runtime/options.h"

samovar_vm *embed_vm;

SAMOVAR_EXPORT const char *samovar_version(void)
{
    return SAMOVAR_VERSION;
}

SAMOVAR_EXPORT uint32_t samovar_abi(void)
{
    return SAMOVAR_ABI;
}

SAMOVAR_EXPORT const char *samovar_status_name(samovar_status status)
{
    static const char *const names[] = {
        [SAMOVAR_OK] = "SAMOVAR_OK",
        [SAMOVAR_EXCEPTION] = "SAMOVAR_EXCEPTION",
        [SAMOVAR_INTERRUPTED] = "SAMOVAR_INTERRUPTED",
        [SAMOVAR_COMPILE] = "SAMOVAR_COMPILE",
        [SAMOVAR_NOT_FOUND] = "SAMOVAR_NOT_FOUND",
        [SAMOVAR_TYPE] = "SAMOVAR_TYPE",
        [SAMOVAR_INVALID] = "SAMOVAR_INVALID",
        [SAMOVAR_WRONG_THREAD] = "SAMOVAR_WRONG_THREAD",
        [SAMOVAR_STATE] = "SAMOVAR_STATE",
        [SAMOVAR_ABI_MISMATCH] = "SAMOVAR_ABI_MISMATCH",
        [SAMOVAR_NO_VM] = "SAMOVAR_NO_VM",
    };
    return (size_t)status < ARRAY_LEN(names) ? names[status] : "unknown status";
}

/* A host of a later header may have a longer struct; what we do not know of it must be unused. */
static bool options_known(const samovar_options *o)
{
    if (o->abi != SAMOVAR_ABI || o->size < sizeof *o)
        return false;
    const unsigned char *rest = (const unsigned char *)o;
    for (size_t i = sizeof *o; i < o->size; i++)
        if (rest[i] != 0)
            return false;
    return true;
}

static bool add_option(struct vm_options *o, struct buf *err, const char *format, ...) PRINTF_LIKE(3, 4);
static bool add_option(struct vm_options *o, struct buf *err, const char *format, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, format);
    buf_vprintf(&b, format, ap);
    va_end(ap);
    bool ok = options_parse(o, buf_str(&b), err) == OPTION_OK;
    buf_free(&b);
    return ok;
}

/* The class library takes an empty class path for the current folder; scripts are not to depend on that. */
#define NO_CLASS_PATH "/var/empty"

static bool translate_options(struct vm_options *o, const samovar_options *given, struct buf *err)
{
    if (given->jdk != NULL)
        o->jdk_home = xstrdup(given->jdk);
    o->exit_hook = given->on_exit;
    bool ok = add_option(o, err, "-Djava.class.path=%s",
                         given->class_path != NULL && *given->class_path ? given->class_path : NO_CLASS_PATH);
    if (ok && given->max_heap != 0)
        ok = add_option(o, err, "-Xmx%zu", given->max_heap);
    if (ok && given->stack_size != 0)
        ok = add_option(o, err, "-Xss%zu", given->stack_size);
    if (ok && !(given->flags & SAMOVAR_SHUTDOWN_SIGNALS))
        ok = add_option(o, err, "-Xrs");
    for (size_t i = 0; ok && i < given->argument_count; i++)
        ok = options_parse(o, given->arguments[i], err) == OPTION_OK;
    return ok && options_check(o, err);
}

static void log_to_host(void *user, enum log_level level, const char *line)
{
    static const samovar_log_level levels[] = {
        [LOG_ERROR] = SAMOVAR_LOG_ERROR, [LOG_WARN] = SAMOVAR_LOG_WARNING, [LOG_INFO] = SAMOVAR_LOG_INFO};
    samovar_vm *vm = user;
    vm->log(vm->user, levels[level], line);
}

/* What is still to do once the class library is up. */
static bool finish_creation(samovar_thread *s)
{
    struct thread *t = s->t;
    struct class *death = class_load_or_noclassdef(t, t->vm->boot_loader,
                                                   symbol_intern_z(t->vm->symbols, "java/lang/ThreadDeath"));
    struct object *o = death != NULL ? embed_new_instance(t, death) : NULL;
    struct method *init = o != NULL ? embed_need_method(t, death, "<init>", "()V") : NULL;
    if (init == NULL)
        return false;
    exec_callv(t, init, o);
    s->vm->interruption = root_cell_new(t->vm, o);
    return t->exception == NULL && (s->vm->output == NULL || embed_redirect_output(s));
}

SAMOVAR_EXPORT samovar_status samovar_create(const samovar_options *options, samovar_vm **out,
                                             samovar_thread **thread)
{
    if (options == NULL || out == NULL || thread == NULL)
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_create: an argument is NULL");
    if (!options_known(options))
        return embed_fail(NULL, SAMOVAR_ABI_MISMATCH,
                          "the host was compiled for interface %u of samovar.h, this library (%s) has %u",
                          (unsigned)options->abi, SAMOVAR_VERSION, SAMOVAR_ABI);
    if (vm_current() != NULL)
        return embed_fail(NULL, SAMOVAR_STATE, "a process can have one VM, and this one %s",
                          vm_current()->shutting_down ? "had it" : "has it");
    struct vm_options o;
    struct buf err = {0};
    samovar_vm *vm = xcalloc(1, sizeof *vm);
    vm->user = options->user;
    vm->log = options->log;
    vm->output = options->output;
    pthread_mutex_init(&vm->lock, NULL);
    if (vm->log != NULL)
        log_set_sink(log_to_host, vm);
    options_init(&o);
    if (!translate_options(&o, options, &err) || (vm->vm = vm_create(&o, &err)) == NULL) {
        embed_fail(NULL, SAMOVAR_NO_VM, "%s",
                   err.len > 0 ? buf_str(&err) : "the class library did not start");
        buf_free(&err);
        log_set_sink(NULL, NULL);
        free(vm);
        if (vm_current() == NULL) /* else the library is half up, and has them */
            options_free(&o);
        return SAMOVAR_NO_VM;
    }
    buf_free(&err);
    embed_vm = vm;
    struct thread *t = thread_self();
    jni_note_attached(t);
    samovar_thread *s = embed_thread(t);
    s->attached = 1;
    s->owner = true;
    bool ok = finish_creation(s);
    if (!ok) {
        embed_take_exception(s);
        embed_fail(NULL, SAMOVAR_NO_VM, "%s", samovar_error_message(s));
    }
    thread_enter_native(t);
    *out = vm;
    *thread = s;
    return ok ? SAMOVAR_OK : SAMOVAR_NO_VM;
}

SAMOVAR_EXPORT samovar_status samovar_destroy(samovar_thread *s)
{
    if (s == NULL || s != embed_self)
        return embed_fail(NULL, SAMOVAR_WRONG_THREAD,
                          "samovar_destroy: not a samovar_thread of the calling thread");
    if (s->t->frame != NULL)
        return embed_fail(s, SAMOVAR_STATE, "samovar_destroy: Java is running below this call");
    JavaVM *jvm = (JavaVM *)s->t->vm;
    samovar_vm *vm = s->vm;
    s->t->host = NULL;
    embed_error_free(s);
    free(s);
    embed_self = NULL;
    (*jvm)->DestroyJavaVM(jvm);
    /* Daemon threads may still log or write, but no longer to the host. The struct stays, like the VM's
     * memory. */
    log_set_sink(NULL, NULL);
    vm->output = NULL;
    return SAMOVAR_OK;
}

SAMOVAR_EXPORT void *samovar_user(const samovar_vm *vm)
{
    return vm != NULL ? vm->user : NULL;
}

SAMOVAR_EXPORT samovar_vm *samovar_vm_of(const samovar_thread *s)
{
    return s != NULL ? s->vm : NULL;
}

SAMOVAR_EXPORT samovar_status samovar_collect(samovar_thread *s)
{
    EMBED_BEGIN(s);
    heap_collect(t->vm);
    EMBED_END(s, SAMOVAR_OK);
}

SAMOVAR_EXPORT samovar_status samovar_memory_stats(samovar_vm *vm, samovar_memory *memory)
{
    if (vm == NULL || memory == NULL)
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_memory_stats: an argument is NULL");
    if (memory->size != sizeof *memory)
        return embed_fail(NULL, SAMOVAR_ABI_MISMATCH, "samovar_memory: size %zu instead of %zu", memory->size,
                          sizeof *memory);
    int64_t total = heap_total_bytes(vm->vm), unused = heap_free_bytes(vm->vm);
    memory->heap_total = (uint64_t)total;
    memory->heap_used = (uint64_t)(total > unused ? total - unused : 0);
    memory->heap_max = (uint64_t)heap_max_bytes(vm->vm);
    memory->collections = heap_collections(vm->vm);
    memory->collection_nanos = heap_collection_nanos(vm->vm);
    return SAMOVAR_OK;
}
