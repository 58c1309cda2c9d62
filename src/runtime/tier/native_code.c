/* native_code.c - when native methods get code of their own, and when they lose it (native_code.h). */
#include "runtime/tier/native_code.h"

#include "backend/native.h"
#include "runtime/embed/embed.h"
#include "runtime/jni/handles.h"
#include "runtime/region/region_site.h"
#include "runtime/tier/code_tools.h"
#include "runtime/tier/tier_internal.h"

/* Code is never freed: whoever rebinds a method without end gets it this often. */
#define MAX_MADE 8

struct native_code {
    const struct blob *blob; /* NULL: dropped */
    uint32_t made;
};

static void close_scope(struct thread *t, struct handle_block *block, uint32_t used)
{
    handle_scope_close(t, (struct handle_scope){block, used});
}

static const struct backend_native_runtime runtime = {
    .thread_state = offsetof(struct thread, state),
    .thread_handles = offsetof(struct thread, handles),
    .handles_used = offsetof(struct handle_block, used),
    .thread_host = offsetof(struct thread, host),
    .host_thrown = offsetof(struct samovar_thread, thrown),
    .in_java = THREAD_IN_JAVA,
    .in_native = THREAD_IN_NATIVE,
    .state_changed = (const void *)thread_state_slow,
    .close_scope = (const void *)close_scope,
    .weak_get = (const void *)handle_weak_get,
    .make_host = (const void *)host_native_thread,
    .failed = (const void *)host_native_failed,
    .thrown = (const void *)host_native_thrown,
    .convert = (const void *)host_native_convert,
};

static struct blob *make(struct tier *t, struct method *m)
{
    struct buf name = {0};
    method_external_name(m, &name);
    struct backend_native n = {
        .name = buf_str(&name),
        .method = (uint64_t)m,
        .types = m->arg_types,
        .ret = m->ret,
        .is_static = method_is_static(m),
        .convention = m->kind == METHOD_NATIVE_FAST ? NATIVE_CALL_SLOTS : NATIVE_CALL_JNI,
        .function = m->native_fn,
        .class_cell = &m->klass->refs->mirror,
    };
    if (m->flags & MF_HOST)
        host_native_describe(m, &n);
    struct blob *b = backend_make_native(t->backend, &n, &runtime);
    buf_free(&name);
    return b;
}

/* -Xcheck:jni wants to see arguments where the interpreter puts them, accesses of regions their frame. */
static bool can_have(const struct vm *vm, const struct method *m)
{
    bool store;
    if ((m->access & ACC_SYNCHRONIZED) || m->native_fn == NULL)
        return false;
    if (m->kind == METHOD_NATIVE_FAST)
        return region_access_type(m, &store) == 0;
    return m->kind == METHOD_NATIVE && !vm->options.check_jni && !thread_fences_needed;
}

static void lead_to(struct vm *vm, struct method *m, void *entry)
{
    atomic_store_explicit(&m->register_entry,
                          entry != NULL ? entry : (void *)(uintptr_t)compiled_to_interpreter,
                          memory_order_release);
    tier_slot_changed(vm, m, entry);
}

void native_code_make(struct vm *vm, struct method *m)
{
    struct tier *t = atomic_load_explicit(&vm->tier, memory_order_acquire);
    if (t == NULL || !can_have(vm, m))
        return;
    pthread_mutex_lock(&vm->class_lock);
    pthread_mutex_lock(&t->lock);
    struct native_code *n = ptr_map_get(&t->natives, (uintptr_t)m);
    if (n == NULL)
        ptr_map_put(&t->natives, (uintptr_t)m, n = ARENA_NEW(&t->arena, struct native_code));
    bool fresh = n->blob == NULL && n->made < MAX_MADE && m->native_fn != NULL;
    if (fresh && (n->blob = make(t, m)) != NULL) {
        n->made++;
        code_tools_function(t->tools, m, n->blob);
    }
    const struct blob *b = n->blob;
    pthread_mutex_unlock(&t->lock);
    if (fresh && b != NULL)
        lead_to(vm, m, b->code);
    pthread_mutex_unlock(&vm->class_lock);
}

void native_code_drop(struct method *m)
{
    struct vm *vm = m->klass->vm;
    struct tier *t = atomic_load_explicit(&vm->tier, memory_order_acquire);
    if (t == NULL)
        return;
    pthread_mutex_lock(&vm->class_lock);
    pthread_mutex_lock(&t->lock);
    struct native_code *n = ptr_map_get(&t->natives, (uintptr_t)m);
    bool had = n != NULL && n->blob != NULL;
    if (had)
        n->blob = NULL;
    pthread_mutex_unlock(&t->lock);
    if (had)
        lead_to(vm, m, NULL);
    pthread_mutex_unlock(&vm->class_lock);
}

const void *native_code_entry(const struct tier *t, const struct method *m)
{
    const struct native_code *n = ptr_map_get(&t->natives, (uintptr_t)m);
    return n != NULL && n->blob != NULL ? n->blob->code : NULL;
}

const struct blob *native_code_forget(struct tier *t, const struct method *m)
{
    struct native_code *n = ptr_map_get(&t->natives, (uintptr_t)m);
    if (n == NULL)
        return NULL;
    ptr_map_del(&t->natives, (uintptr_t)m);
    return n->blob;
}
