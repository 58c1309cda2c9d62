/* attach.c - threads of the host, what brackets every call, references and their scopes, interrupting. */
#include "runtime/embed/embed.h"
#include <stdatomic.h>
#include "runtime/thread/thread_internal.h"

__thread samovar_thread *embed_self;

/* ---- attaching ---- */

static pthread_key_t self_key;

static void free_self(void *p)
{
    struct thread *t = thread_self();
    if (t != NULL && t->host == p) /* NULL: it has left the VM, and the struct may be another thread's */
        t->host = NULL;
    embed_error_free(p);
    free(p);
    embed_self = NULL;
}

static void make_self_key(void)
{
    pthread_key_create(&self_key, free_self);
}

samovar_thread *embed_thread(struct thread *t)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (LIKELY(embed_self != NULL))
        return embed_self;
    samovar_thread *s = xcalloc(1, sizeof *s);
    s->t = t;
    s->vm = embed_vm;
    s->error.exception = root_cell_new(t->vm, NULL);
    pthread_once(&once, make_self_key);
    pthread_setspecific(self_key, s);
    t->host = s;
    return embed_self = s;
}

SAMOVAR_EXPORT samovar_status samovar_attach(samovar_vm *vm, const char *name, samovar_thread **thread)
{
    if (vm == NULL || thread == NULL)
        return embed_fail(NULL, SAMOVAR_INVALID, "samovar_attach: an argument is NULL");
    bool fresh = thread_self() == NULL;
    if (fresh) {
        JavaVM *jvm = (JavaVM *)vm->vm;
        JavaVMAttachArgs args = {JNI_VERSION_10, (char *)(uintptr_t)name, NULL};
        void *env;
        if ((*jvm)->AttachCurrentThreadAsDaemon(jvm, &env, &args) != JNI_OK)
            return embed_fail(NULL, SAMOVAR_STATE, "samovar_attach: %s",
                              vm->vm->shutting_down ? "the VM is ending" : "not enough memory for a thread");
    }
    samovar_thread *s = embed_thread(thread_self());
    s->attached++;
    s->owner |= fresh;
    *thread = s;
    return SAMOVAR_OK;
}

SAMOVAR_EXPORT samovar_status samovar_detach(samovar_thread *s)
{
    if (s == NULL || s != embed_self)
        return embed_fail(NULL, SAMOVAR_WRONG_THREAD,
                          "samovar_detach: not a samovar_thread of the calling thread");
    if (s->attached == 0)
        return embed_fail(s, SAMOVAR_STATE, "samovar_detach: more often than attached");
    if (s->attached > 1 || !s->owner) {
        s->attached--;
        return SAMOVAR_OK;
    }
    JavaVM *jvm = (JavaVM *)s->t->vm;
    if ((*jvm)->DetachCurrentThread(jvm) != JNI_OK)
        return embed_fail(s, SAMOVAR_STATE, "samovar_detach: Java is running below this call");
    pthread_setspecific(self_key, NULL);
    free_self(s);
    return SAMOVAR_OK;
}

SAMOVAR_EXPORT samovar_thread *samovar_current(void)
{
    return embed_self != NULL || embed_vm == NULL || thread_self() == NULL ? embed_self
                                                                           : embed_thread(thread_self());
}

SAMOVAR_EXPORT void samovar_set_thread_user(samovar_thread *s, void *user)
{
    s->user = user;
}

SAMOVAR_EXPORT void *samovar_thread_user(const samovar_thread *s)
{
    return s->user;
}

SAMOVAR_EXPORT void *samovar_jni_env(samovar_thread *s)
{
    return s != NULL ? thread_env(s->t) : NULL;
}

/* ---- around every call ---- */

samovar_status embed_begin(samovar_thread *s, uint32_t *old)
{
    if (UNLIKELY(s == NULL || s != embed_self))
        return embed_fail(NULL, SAMOVAR_WRONG_THREAD, "not a samovar_thread of the calling thread");
    *old = jni_enter(s->t);
    s->depth++;
    if (UNLIKELY(s->t->exception !=
                 NULL)) /* the interruption of a call below, or left by the host's JNI code */
        return embed_end(s, *old, SAMOVAR_EXCEPTION);
    return SAMOVAR_OK;
}

samovar_status embed_end(samovar_thread *s, uint32_t old, samovar_status status)
{
    struct thread *t = s->t;
    if (UNLIKELY(t->exception != NULL)) {
        /* What finally blocks made of an interruption, such as IllegalMonitorStateException, is one all the
         * same. */
        if (s->depth == 1 && (t->poll & POLL_ASYNC_STAYS))
            t->exception = *s->vm->interruption;
        status = embed_take_exception(s);
    }
    if (--s->depth == 0 && UNLIKELY(t->poll & POLL_ASYNC_STAYS)) {
        atomic_fetch_and(&t->poll, (POLL_ASYNC_ONE - 1) & ~(uint32_t)POLL_ASYNC_STAYS);
        thread_take_async(t);
        t->exception = NULL;
    }
    jni_leave(t, old);
    return status;
}

/* ---- interrupting ---- */

/* The target stands still, between embed_begin and embed_end or outside both. */
static void interrupt_target(struct thread *target, void *user)
{
    samovar_thread *s = user;
    if (s->depth == 0)
        return;
    __atomic_store_n(&target->async_exception, *s->vm->interruption, __ATOMIC_SEQ_CST);
    thread_request(target, POLL_ASYNC | POLL_ASYNC_STAYS);
}

SAMOVAR_EXPORT void samovar_interrupt(samovar_thread *s)
{
    if (s == NULL)
        return;
    struct thread *target = s->t;
    thread_handshake(thread_self(), target, interrupt_target, s);
    thread_wake(target);
}

/* ---- references ---- */

SAMOVAR_EXPORT samovar_scope samovar_scope_open(samovar_thread *s)
{
    struct handle_scope scope = handle_scope_open(s->t);
    return (samovar_scope){scope.block, scope.used};
}

SAMOVAR_EXPORT void samovar_scope_close(samovar_thread *s, samovar_scope scope)
{
    handle_scope_close(s->t, (struct handle_scope){scope.block, scope.used});
}

SAMOVAR_EXPORT samovar_ref samovar_scope_return(samovar_thread *s, samovar_scope scope, samovar_ref keep)
{
    struct object *o = embed_get(keep); /* the collector sees it on this stack */
    samovar_scope_close(s, scope);
    return embed_local(s->t, o);
}

SAMOVAR_EXPORT samovar_ref samovar_retain(samovar_thread *s, samovar_ref ref)
{
    uint32_t old = jni_enter(s->t);
    jobject h = handle_new_global(s->t, embed_get(ref));
    jni_leave(s->t, old);
    return (samovar_ref)h;
}

SAMOVAR_EXPORT void samovar_release(samovar_thread *s, samovar_ref ref)
{
    uint32_t old = jni_enter(s->t);
    handle_delete_global(s->t, (jobject)ref);
    jni_leave(s->t, old);
}

SAMOVAR_EXPORT bool samovar_same(samovar_thread *s, samovar_ref a, samovar_ref b)
{
    (void)s;
    return embed_get(a) == embed_get(b);
}
