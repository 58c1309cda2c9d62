/* native.c - native methods in C with the host's own signature; what Java prints, handed to the host. */
#include <dlfcn.h>
#include "runtime/embed/embed.h"
#include "runtime/exec/native_call.h"
#include "runtime/tier/native_code.h"

struct host_native {
    void (*function)(void); /* a samovar_function, or a direct one */
    bool direct;
    void *user;
    const samovar_method *method;
    struct host_native *next; /* the others that the method has had: a ring */
};

/* ---- Java calls C ---- */

static void throw_error(samovar_thread *s, const struct host_native *h, samovar_status status)
{
    struct thread *t = s->t;
    if (t->exception != NULL)
        return;
    struct buf b = {0};
    if (s->error.status == status && *s->error.exception != NULL) {
        throw_object(t, *s->error.exception);
        return;
    }
    method_external_name(h->method->m, &b);
    throw_new(t, "java/lang/RuntimeException", "%s: %s", buf_str(&b),
              s->error.status == status && s->error.message != NULL ? s->error.message
                                                                    : samovar_status_name(status));
    buf_free(&b);
}

static union slot result_of(samovar_thread *s, const struct host_native *h, const samovar_value *result)
{
    union slot r = {0};
    const struct parameter *p = &h->method->result;
    if (p->type != 'V' && !embed_store(p, result, &r)) {
        struct buf b = {0};
        method_external_name(h->method->m, &b);
        buf_puts(&b, ": the native function's result, ");
        embed_describe(p, result, &b);
        throw_new(s->t, "java/lang/ClassCastException", "%s", buf_str(&b));
        buf_free(&b);
        r.raw = 0;
    }
    return r;
}

/* Arguments are references already: the collector scans the slots they are in. */
static samovar_ref reference(union slot *slot)
{
    return slot->a != NULL ? (samovar_ref)&slot->a : NULL;
}

static samovar_value argument(char type, union slot *slot)
{
    if (type == 'L' || type == '[')
        return samovar_object(reference(slot));
    return embed_load(NULL, type, *slot);
}

static const struct host_native *bound(const struct method *m)
{
    return __atomic_load_n((struct host_native *const *)&m->native_fn, __ATOMIC_ACQUIRE);
}

static union slot invoke_direct(samovar_thread *s, const struct host_native *h, union slot *args)
{
    struct thread *t = s->t;
    const struct parameter *p = &h->method->result;
    uint64_t first[] = {(uint64_t)s, (uint64_t)h->user};
    struct handle_scope scope = handle_scope_open(t);
    s->thrown = false;
    union slot r = native_call(t, h->method->m, args, (void *)h->function, first, 2);
    if (s->thrown)
        throw_error(s, h, SAMOVAR_EXCEPTION);
    s->thrown = false;
    if (t->exception != NULL)
        r.raw = 0;
    else if (p->klass != NULL) {
        samovar_value result = samovar_object((samovar_ref)r.raw);
        r = result_of(s, h, &result);
    }
    handle_scope_close(t, scope);
    return r;
}

union slot host_native_invoke(struct thread *t, struct method *m, union slot *args)
{
    const struct host_native *h = bound(m);
    samovar_thread *s = embed_thread(t);
    if (h->direct)
        return invoke_direct(s, h, args);
    samovar_value arguments[256],
        result = {.type = h->method->result.type == '[' ? SAMOVAR_REF : (samovar_type)h->method->result.type};
    struct handle_scope scope = handle_scope_open(t);
    samovar_ref self = method_is_static(m) ? (samovar_ref)&m->klass->refs->mirror : reference(args++);
    for (unsigned i = 0; i < h->method->count; i++) {
        char type = h->method->parameters[i].type;
        arguments[i] = argument(type, args);
        args += type == 'J' || type == 'D' ? 2 : 1;
    }
    thread_enter_native(t);
    samovar_status status =
        ((samovar_function)h->function)(s, h->user, self, arguments, h->method->count, &result);
    thread_leave_native(t);
    s->thrown = false;
    union slot r = {0};
    if (status != SAMOVAR_OK)
        throw_error(s, h, status);
    if (t->exception == NULL)
        r = result_of(s, h, &result);
    handle_scope_close(t, scope);
    return r;
}

void host_native_describe(const struct method *m, struct backend_native *n)
{
    const struct host_native *h = bound(m);
    const struct class *c = h->method->result.klass;
    n->convention = h->direct ? NATIVE_CALL_DIRECT : NATIVE_CALL_VALUES;
    n->function = (const void *)(uintptr_t)h->function;
    n->user = h->user;
    n->ret_class = c != m->klass->vm->wk.Object ? (uint64_t)c : 0;
}

void *host_native_thread(struct thread *t)
{
    return embed_thread(t);
}

void host_native_failed(struct thread *t, struct method *m, int status)
{
    throw_error(embed_thread(t), bound(m), (samovar_status)status);
}

void host_native_thrown(struct thread *t, struct method *m)
{
    samovar_thread *s = embed_thread(t);
    s->thrown = false;
    throw_error(s, bound(m), SAMOVAR_EXCEPTION);
}

uint64_t host_native_convert(struct thread *t, struct method *m, const void *result)
{
    union slot none = {0};
    return t->exception == NULL ? result_of(embed_thread(t), bound(m), result).raw : none.raw;
}

/* ---- binding ---- */

static struct method *native_method(samovar_thread *s, struct class *c, const samovar_direct *n)
{
    struct symbol_table *symbols = s->t->vm->symbols;
    if (n->name == NULL || n->descriptor == NULL || n->function == NULL) {
        embed_fail(s, SAMOVAR_INVALID, "a native without name, descriptor or function");
        return NULL;
    }
    struct symbol *name = symbol_lookup(symbols, n->name, strlen(n->name));
    struct symbol *desc = symbol_lookup(symbols, n->descriptor, strlen(n->descriptor));
    struct method *m = name != NULL && desc != NULL ? class_own_method(c, name, desc) : NULL;
    if (m == NULL || m->kind != METHOD_NATIVE) {
        struct buf b = {0};
        class_external_name(c, &b);
        embed_fail(s, SAMOVAR_NOT_FOUND, "no native method %s.%s%s", buf_str(&b), n->name, n->descriptor);
        buf_free(&b);
        return NULL;
    }
    return m;
}

/* A call that comes in between finds the method unbound, or the function bound before. */
static void bind(struct method *m, struct host_native *h)
{
    if (!(m->flags & MF_HOST)) {
        __atomic_store_n(&m->native_fn, NULL, __ATOMIC_SEQ_CST);
        m->flags |= MF_HOST;
    }
    __atomic_store_n(&m->native_fn, h, __ATOMIC_SEQ_CST);
    native_code_drop(m);
}

/* A call may be reading the one before, so none is freed; a host that goes to and fro finds the old ones. */
static struct host_native *binding(samovar_thread *s, struct method *m, const samovar_direct *n, bool direct)
{
    const samovar_method *signature = embed_signature(s->t, m);
    pthread_mutex_lock(&s->vm->lock);
    struct host_native *now = m->flags & MF_HOST ? (struct host_native *)bound(m) : NULL, *h = now;
    while (h != NULL && (h->function != n->function || h->user != n->user || h->direct != direct))
        h = h->next != now ? h->next : NULL;
    if (h == NULL) {
        h = xcalloc(1, sizeof *h);
        *h = (struct host_native){n->function, direct, n->user, signature, NULL};
        h->next = now != NULL ? now->next : h;
        if (now != NULL)
            now->next = h;
    }
    pthread_mutex_unlock(&s->vm->lock);
    return h;
}

void host_native_free(struct method *m)
{
    struct host_native *first = m->flags & MF_HOST ? (struct host_native *)bound(m) : NULL, *h = first, *next;
    m->native_fn = NULL;
    m->flags &= ~(u4)MF_HOST;
    for (; h != NULL; h = next != first ? next : NULL) {
        next = h->next;
        free(h);
    }
}

static samovar_status register_natives(samovar_thread *s, struct class *c, const samovar_direct *natives,
                                       size_t count, bool direct)
{
    struct thread *t = s->t;
    for (size_t i = 0; i < count; i++) {
        struct method *m = native_method(s, c, &natives[i]);
        if (m == NULL)
            return s->error.status;
        if (embed_signature(t, m) == NULL)
            return SAMOVAR_EXCEPTION;
    }
    for (size_t i = 0; i < count; i++) {
        struct method *m = native_method(s, c, &natives[i]);
        bind(m, binding(s, m, &natives[i], direct));
    }
    return SAMOVAR_OK;
}

static samovar_status register_all(samovar_thread *s, const char *function, samovar_ref klass,
                                   const samovar_direct *natives, size_t count, bool direct)
{
    EMBED_BEGIN(s);
    (void)t;
    struct class *c = embed_class(s, klass);
    if (c == NULL || (natives == NULL && count > 0))
        EMBED_END(s, c == NULL ? SAMOVAR_TYPE : embed_fail(s, SAMOVAR_INVALID, "%s: no natives", function));
    EMBED_END(s, register_natives(s, c, natives, count, direct));
}

/* The two differ only in the type of `function`. */
SAMOVAR_EXPORT samovar_status samovar_register(samovar_thread *s, samovar_ref klass,
                                               const samovar_native *natives, size_t count)
{
    _Static_assert(sizeof(samovar_native) == sizeof(samovar_direct) &&
                       offsetof(samovar_native, user) == offsetof(samovar_direct, user),
                   "");
    return register_all(s, "samovar_register", klass, (const samovar_direct *)(const void *)natives, count,
                        false);
}

SAMOVAR_EXPORT samovar_status samovar_register_direct(samovar_thread *s, samovar_ref klass,
                                                      const samovar_direct *natives, size_t count)
{
    return register_all(s, "samovar_register_direct", klass, natives, count, true);
}

/* ---- System.out and System.err: java.io.FileOutputStream's writes ---- */

typedef void (*write_bytes_fn)(JNIEnv *env, jobject self, jbyteArray bytes, jint offset, jint count,
                               jboolean append);
typedef void (*write_byte_fn)(JNIEnv *env, jobject self, jint byte, jboolean append);

static struct {
    intptr_t stream_fd, descriptor_fd; /* offsets of FileOutputStream.fd and FileDescriptor.fd */
    write_bytes_fn write_bytes;        /* libjava's */
    write_byte_fn write_byte;
} output;

static int file_descriptor(samovar_ref stream)
{
    struct object *fd = ref_field(embed_get(stream), output.stream_fd);
    return fd != NULL ? int_field(fd, output.descriptor_fd) : -1;
}

/* false: not for the host, which takes standard output and error until samovar_destroy. */
static bool to_host(const samovar_thread *s, int fd, const void *bytes, size_t count)
{
    void (*hook)(void *, int, const void *, size_t) = __atomic_load_n(&s->vm->output, __ATOMIC_ACQUIRE);
    if ((fd != 1 && fd != 2) || hook == NULL)
        return false;
    hook(s->vm->user, fd, bytes, count);
    return true;
}

static samovar_status write_bytes(samovar_thread *s, void *user, samovar_ref self, const samovar_value *a,
                                  size_t n, samovar_value *result)
{
    (void)user, (void)n, (void)result;
    int fd = file_descriptor(self);
    struct object *bytes = embed_get(a[0].as.l);
    int32_t offset = a[1].as.i, count = a[2].as.i;
    bool inside = bytes != NULL && offset >= 0 && count >= 0 && offset <= array_length(bytes) - count;
    /* Not inside: libjava knows what to throw. */
    if (!inside || !to_host(s, fd, (const char *)array_data(bytes) + offset, (size_t)count))
        output.write_bytes(thread_env(s->t), (jobject)self, (jbyteArray)a[0].as.l, offset, count, a[3].as.z);
    return SAMOVAR_OK;
}

static samovar_status write_byte(samovar_thread *s, void *user, samovar_ref self, const samovar_value *a,
                                 size_t n, samovar_value *result)
{
    (void)user, (void)n, (void)result;
    int fd = file_descriptor(self);
    char byte = (char)a[0].as.i;
    if (!to_host(s, fd, &byte, 1))
        output.write_byte(thread_env(s->t), (jobject)self, a[0].as.i, a[1].as.z);
    return SAMOVAR_OK;
}

bool embed_redirect_output(samovar_thread *s)
{
    static const samovar_direct natives[] = {{"writeBytes", "([BIIZ)V", (void (*)(void))write_bytes, NULL},
                                             {"write", "(IZ)V", (void (*)(void))write_byte, NULL}};
    struct thread *t = s->t;
    struct class *stream = embed_load_class(t, "java/io/FileOutputStream");
    struct class *descriptor = stream != NULL ? embed_load_class(t, "java/io/FileDescriptor") : NULL;
    if (descriptor == NULL || !class_init(t, stream))
        return false;
    struct field *fd = class_field_z(stream, "fd", "Ljava/io/FileDescriptor;");
    struct field *number = class_field_z(descriptor, "fd", "I");
    output.write_bytes = (write_bytes_fn)dlsym(t->vm->libjava, "Java_java_io_FileOutputStream_writeBytes");
    output.write_byte = (write_byte_fn)dlsym(t->vm->libjava, "Java_java_io_FileOutputStream_write");
    if (fd == NULL || number == NULL || output.write_bytes == NULL || output.write_byte == NULL)
        return throw_new(t, "java/lang/InternalError", "this JDK's FileOutputStream is not the one we know");
    output.stream_fd = fd->offset;
    output.descriptor_fd = number->offset;
    return register_natives(s, stream, natives, ARRAY_LEN(natives), false) == SAMOVAR_OK;
}
