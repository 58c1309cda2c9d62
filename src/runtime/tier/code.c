/* code.c - installing and invalidating compiled code. */
#include "runtime/tier/code.h"

#include "runtime/exec/deopt.h"
#include "runtime/exec/prepare.h"
#include "runtime/gc/heap.h"
#include "runtime/profile/events.h"
#include "runtime/tier/baseline.h"
#include "runtime/tier/code_tools.h"
#include "runtime/tier/tier_internal.h"

struct code *code_find(const struct method *m, int32_t osr_bci)
{
    struct code *c = atomic_load_explicit(&m->compiled, memory_order_acquire);
    while (c != NULL && (c->osr_bci != osr_bci || atomic_load(&c->state) != CODE_VALID))
        c = c->next;
    return c;
}

bool code_exists(const struct method *m, int32_t osr_bci)
{
    struct vm *vm = m->klass->vm;
    pthread_mutex_lock(&vm->class_lock);
    bool found = code_find(m, osr_bci) != NULL;
    pthread_mutex_unlock(&vm->class_lock);
    return found;
}

bool code_is_good(const struct method *m, int32_t osr_bci)
{
    struct vm *vm = m->klass->vm;
    pthread_mutex_lock(&vm->class_lock);
    const struct code *c = code_find(m, osr_bci);
    bool good = c != NULL && !atomic_load(&c->failing);
    pthread_mutex_unlock(&vm->class_lock);
    return good;
}

/* ---- the lists ---- */

void code_list_valid(struct tier *t, struct code *c)
{
    c->all_next = t->valid;
    if (t->valid != NULL)
        t->valid->all_prev = c;
    t->valid = c;
}

static void list_retired(struct tier *t, struct code *c)
{
    c->retired_ns = tier_now_ns();
    if (c->all_prev != NULL)
        c->all_prev->all_next = c->all_next;
    else
        t->valid = c->all_next;
    if (c->all_next != NULL)
        c->all_next->all_prev = c->all_prev;
    c->all_prev = NULL;
    c->all_next = t->retired;
    t->retired = c;
    t->retired_bytes += c->blob->size;
}

/* ---- installing, invalidating ---- */

static void enter_here(struct vm *vm, struct method *m, const struct code *c)
{
    void *entry = blob_address(c->blob, c->blob->entry);
    atomic_store_explicit(&m->register_entry, entry, memory_order_release);
    tier_slot_changed(vm, m, entry);
    method_enter_compiled(m);
    baseline_entry_changed(m);
}

/* T0 first: were it to call what it believes is compiled when that calls T0 already, the two would call each
 * other until the next step, and the machine stack does not last so long. */
static void enter_interpreter(struct vm *vm, struct method *m)
{
    method_leave_compiled(m);
    baseline_entry_changed(m);
    atomic_store_explicit(&m->register_entry, (void *)(uintptr_t)compiled_to_interpreter,
                          memory_order_release);
    tier_slot_changed(vm, m, NULL);
}

bool code_install(struct vm *vm, struct code *c)
{
    struct method *m = c->method;
    pthread_mutex_lock(&vm->class_lock);
    bool ok = dependencies_hold(vm, c->dependencies, c->ndependencies);
    if (ok) {
        struct code *older = code_find(m, c->osr_bci);
        dependencies_add(vm, c);
        c->next = atomic_load(&m->compiled);
        atomic_store_explicit(&m->compiled, c, memory_order_release);
        code_list_valid(vm->tier, c);
        if (c->osr_bci < 0)
            enter_here(vm, m, c);
        if (older != NULL)
            code_invalidate_locked(vm, older, false);
    }
    pthread_mutex_unlock(&vm->class_lock);
    return ok;
}

void code_invalidate_locked(struct vm *vm, struct code *c, bool deopt)
{
    if (deopt && !atomic_exchange(&c->deopt, true))
        atomic_fetch_add(&vm->code_wronged, 1);
    if (atomic_load(&c->state) != CODE_VALID)
        return;
    atomic_store(&c->state, CODE_INVALID);
    list_retired(vm->tier, c);
    if (c->baseline != NULL) {
        baseline_invalidated(c);
        return;
    }
    dependencies_remove(vm, c);
    if (c->osr_bci < 0 && code_find(c->method, -1) == NULL)
        enter_interpreter(vm, c->method);
    if (code_find(c->method, c->osr_bci) == NULL) /* else it was replaced */
        events_note(vm, &(struct code_event){.kind = EVENT_GIVEN_UP,
                                             .tier = (uint8_t)code_tier(c),
                                             .method = c->method,
                                             .bci = c->osr_bci});
}

void code_invalidate(struct vm *vm, struct code *c, bool deopt)
{
    pthread_mutex_lock(&vm->class_lock);
    code_invalidate_locked(vm, c, deopt);
    pthread_mutex_unlock(&vm->class_lock);
}

void code_each_valid(struct vm *vm, void (*see)(const struct code *c, void *user), void *user)
{
    struct tier *t = atomic_load_explicit(&vm->tier, memory_order_acquire);
    pthread_mutex_lock(&vm->class_lock);
    for (const struct code *c = t != NULL ? t->valid : NULL; c != NULL; c = c->all_next)
        see(c, user);
    pthread_mutex_unlock(&vm->class_lock);
}

void code_free(struct code *c)
{
    struct vm *vm = c->vm;
    free(c->dependencies);
    if (c->baseline != NULL)
        free((void *)(uintptr_t)c->baseline->stubs);
    free(c->baseline);
    if (c->objects != NULL)
        root_block_free(vm, c->objects);
    if (c->classes != NULL)
        root_block_free(vm, c->classes);
    c->blob->user = NULL;
    code_tools_freed(vm->tier->tools, c->blob);
    pthread_mutex_lock(&vm->threads_lock); /* the sampler reads blobs meanwhile */
    backend_free_blob(vm->tier->backend, c->blob);
    pthread_mutex_unlock(&vm->threads_lock);
    free(c);
}

/* ---- threads that wait in code which is wrong ---- */

static bool is_wrong(const struct blob *b)
{
    const struct code *c = b->user;
    return c != NULL && atomic_load(&c->deopt);
}

static void settle_thread(struct thread *target, void *user)
{
    (void)user;
    deopt_thread_frames(target, is_wrong);
}

void code_settle_slow(struct vm *vm)
{
    /* Only what was wrong before the handshake is settled by it: others who ask meanwhile do not get past
     * here. */
    u4 wronged = atomic_load(&vm->code_wronged), settled = atomic_load(&vm->code_settled);
    thread_handshake_all(thread_self(), settle_thread, NULL);
    while ((int32_t)(wronged - settled) > 0 &&
           !atomic_compare_exchange_weak(&vm->code_settled, &settled, wronged))
        ;
}
