/*
 * embed.h - shared by the files that implement include/samovar.h.
 *
 * Every function that may touch objects runs between embed_begin and embed_end. They switch the thread's
 * state, count how deep the host's calls nest (samovar_interrupt ends the outermost), and turn a pending
 * exception into the thread's error, so that the host never sees one.
 */
#ifndef SAMOVAR_RUNTIME_EMBED_H
#define SAMOVAR_RUNTIME_EMBED_H

#include <samovar.h>
#include <stdlib.h>
#include "runtime/embed/host_native.h"
#include "runtime/jni/jni_internal.h"

struct samovar_vm {
    struct vm *vm;
    void *user;
    void (*log)(void *user, samovar_log_level level, const char *line);
    void (*output)(void *user, int fd, const void *bytes, size_t count);
    struct object **interruption; /* root cell: what samovar_interrupt throws */
    pthread_mutex_t lock;         /* guards methods */
    struct ptr_map methods;       /* struct method -> samovar_method */
};

struct samovar_thread {
    struct thread *t;
    samovar_vm *vm;
    void *user;
    unsigned attached; /* samovar_attach less samovar_detach */
    bool owner;        /* the last samovar_detach detaches the thread from the VM */
    bool thrown;       /* the host has thrown since its function was called */
    unsigned depth; /* calls of the interface in progress; changes only while the thread's state is IN_JAVA */
    struct {
        samovar_status status;
        struct object **exception;     /* root cell */
        char *message, *klass, *trace; /* malloc'd; NULL until asked for when there is an exception */
    } error;
};

struct parameter {
    char type;
    struct class *klass; /* of references */
};

/* Immutable, and never freed: metadata lives as long as the VM. */
struct samovar_method {
    struct method *m;
    struct parameter result;
    unsigned count;
    struct parameter parameters[];
};

struct samovar_loader {
    _Atomic unsigned users; /* the host, and loaders that have it as parent */
    samovar_loader *parent; /* NULL: the VM's class path */
    char *class_path;       /* NULL: none */
    int jar;                /* a file in memory, which class_path names; -1: none */
    struct object **loader; /* root cells: the ClassLoader, and its Map of class files by name */
    struct object **files;
};

extern samovar_vm *embed_vm; /* the one VM, once samovar_create has made it */
extern __thread samovar_thread *embed_self;

/* ---- attach.c, error.c ---- */

/* The calling thread's, made when it has none; t is attached. */
samovar_thread *embed_thread(struct thread *t);
samovar_status embed_begin(samovar_thread *s, uint32_t *old);
samovar_status embed_end(samovar_thread *s, uint32_t old, samovar_status status);

#define EMBED_BEGIN(s)                                                                                       \
    uint32_t embed_old_;                                                                                     \
    samovar_status embed_begin_ = embed_begin(s, &embed_old_);                                               \
    if (embed_begin_ != SAMOVAR_OK)                                                                          \
        return embed_begin_;                                                                                 \
    struct thread *t = (s)->t
#define EMBED_END(s, status) return embed_end(s, embed_old_, status)

/* Makes this the thread's error and returns status; s NULL: that of functions without a thread. */
samovar_status embed_fail(samovar_thread *s, samovar_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The pending exception becomes the thread's error. */
samovar_status embed_take_exception(samovar_thread *s);
void embed_error_free(samovar_thread *s);

/* ---- call.c ---- */

samovar_status embed_method(samovar_thread *s, struct class *c, const char *name, const char *descriptor,
                            const samovar_method **out);
samovar_method *embed_signature(struct thread *t, struct method *m); /* NULL: exception pending */
bool embed_parameter(struct thread *t, struct class *declaring, const char *desc, size_t len,
                     struct parameter *p);
/* Converts as assignment does. false: *v does not fit. */
bool embed_store(const struct parameter *p, const samovar_value *v, union slot *out);
samovar_value embed_load(struct thread *t, char type, union slot v);
void embed_describe(const struct parameter *p, const samovar_value *v,
                    struct buf *b); /* "a long where an int is due" */
struct object *embed_new_instance(struct thread *t, struct class *c);
/* "a.B" or "a/B" as a symbol; NULL when it is no name of a class. */
struct symbol *embed_class_name(struct vm *vm, const char *name);
/* The class that ref names, or NULL with the error set. */
struct class *embed_class(samovar_thread *s, samovar_ref ref);

/* ---- data.c ---- */

struct object *embed_string_new(struct thread *t, const char *utf8,
                                size_t size);                                    /* NULL: exception pending */
char *embed_string_utf8(struct thread *t, const struct object *s, size_t *size); /* malloc'd */

/* ---- native.c ---- */

/* Standard output and error of Java go to the host. */
bool embed_redirect_output(samovar_thread *s);

/* ---- loader.c ---- */

struct class *embed_load_class(struct thread *t,
                               const char *name); /* through the system loader; NULL: pending */
/* A method of c or its superclasses; NoSuchMethodError when this JDK has none. */
struct method *embed_need_method(struct thread *t, struct class *c, const char *name, const char *desc);
struct object *embed_loader_object(struct vm *vm, const samovar_loader *l);

static inline struct object *embed_get(samovar_ref r)
{
    return handle_get((jobject)r);
}
static inline samovar_ref embed_local(struct thread *t, struct object *o)
{
    return (samovar_ref)handle_local(t, o);
}

#endif
