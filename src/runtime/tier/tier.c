/* tier.c - the VM's compiled code: the back end, slots of methods, what was tried. */
#include "runtime/exec/compiled.h"
#include "runtime/tier/code_tools.h"
#include "runtime/tier/controller.h"
#include "runtime/tier/deopts.h"
#include "runtime/tier/rt_helpers.h"
#include "runtime/tier/speculation.h"
#include "runtime/tier/tier_internal.h"

#define DEFAULT_CODE_CACHE ((size_t)48 << 20)
#define METHOD_SLOTS       100000

static struct tier *tier_new(struct vm *vm)
{
    struct tier *t = xcalloc(1, sizeof *t);
    uint32_t nhelpers;
    const struct backend_helper *helpers = tier_helpers(&nhelpers);
    struct backend_config config = {
        .layout = tier_layout(),
        .features = x64_detect_features(),
        .code_limit = vm->options.code_cache_size != 0 ? vm->options.code_cache_size : DEFAULT_CODE_CACHE,
        .slots = METHOD_SLOTS,
        .helpers = helpers,
        .nhelpers = nhelpers,
        .trap = deopt_trap,
        .find_handler = compiled_find_handler,
    };
    if (vm->options.stress_deopt != 0)
        config.layout.thread_guard_countdown = offsetof(struct thread, guard_countdown);
    t->vm = vm;
    pthread_mutex_init(&t->lock, NULL);
    arena_init(&t->arena);
    t->backend = backend_new(&config);
    if (t->backend == NULL) {
        free(t);
        return NULL;
    }
    t->adapter_slot = code_slots_alloc(backend_code(t->backend), 1);
    code_slot_set(backend_code(t->backend), t->adapter_slot, compiled_to_interpreter);
    t->tools = code_tools_new(vm, t->backend);
    return t;
}

struct tier *tier_of(struct vm *vm)
{
    static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
    struct tier *t = atomic_load_explicit(&vm->tier, memory_order_acquire);
    if (t != NULL)
        return t;
    pthread_mutex_lock(&making);
    t = atomic_load(&vm->tier);
    if (t == NULL)
        atomic_store_explicit(&vm->tier, t = tier_new(vm), memory_order_release);
    pthread_mutex_unlock(&making);
    return t;
}

struct backend *tier_backend(struct tier *t)
{
    return t->backend;
}

/* ---- slots ---- */

static struct blob *thunk_of(struct tier *t, struct method *m)
{
    struct blob *b = ptr_map_get(&t->thunks, (uintptr_t)m);
    if (b == NULL && (b = backend_make_thunk(t->backend, (uint64_t)m, t->adapter_slot)) != NULL) {
        ptr_map_put(&t->thunks, (uintptr_t)m, b);
        code_tools_thunk(t->tools, m, b);
    }
    return b;
}

uint32_t tier_method_slot(struct tier *t, struct method *m)
{
    struct code_memory *code = backend_code(t->backend);
    pthread_mutex_lock(&t->vm->class_lock); /* so that nobody installs code meanwhile */
    pthread_mutex_lock(&t->lock);
    uint32_t slot = m->got_index;
    if (slot == 0) {
        const struct blob *thunk = thunk_of(t, m);
        const struct code *c = code_find(m, -1);
        const void *entry = c != NULL ? blob_address(c->blob, c->blob->entry) : native_code_entry(t, m);
        slot = thunk != NULL ? code_slots_alloc(code, 1) : CODE_NO_SLOT;
        if (slot != CODE_NO_SLOT) {
            code_slot_set(code, slot, entry != NULL ? entry : thunk->code);
            m->got_index = slot;
        }
    }
    pthread_mutex_unlock(&t->lock);
    pthread_mutex_unlock(&t->vm->class_lock);
    return slot;
}

/* Its letters as T1's slots and T2's registers tell them apart, three bits each, behind a 1; 0: too many. */
static uintptr_t shape_of(const struct method *m)
{
    uintptr_t shape = method_is_static(m) ? 1 : 8 + 1; /* the receiver is one more L */
    for (const char *type = m->arg_types; *type != 0; type++) {
        if (shape >> 60 != 0)
            return 0;
        unsigned digit = *type == 'L' || *type == '[' ? 1 : *type == 'J' ? 2 : *type == 'D' ? 3 : 0;
        shape = shape << 3 | digit | (*type == 'F' ? 4 : 0);
    }
    return shape;
}

const void *tier_memory_thunk(struct tier *t, const struct method *m)
{
    uintptr_t shape = shape_of(m);
    if (shape == 0 || t->vm->options.stress_osr != 0) /* entries and exits there do more */
        return NULL;
    pthread_mutex_lock(&t->lock);
    struct blob *b = ptr_map_get(&t->memory_thunks, shape);
    if (b == NULL && (b = backend_make_memory_thunk(t->backend, m->arg_types, !method_is_static(m),
                                                    m->arg_slots, baseline_call_compiled)) != NULL)
        ptr_map_put(&t->memory_thunks, shape, b);
    pthread_mutex_unlock(&t->lock);
    return b != NULL ? b->code : NULL;
}

void tier_slot_changed(struct vm *vm, struct method *m, void *entry)
{
    struct tier *t = atomic_load(&vm->tier);
    if (m->got_index == 0)
        return;
    pthread_mutex_lock(&t->lock);
    code_slot_set(backend_code(t->backend), m->got_index, entry != NULL ? entry : thunk_of(t, m)->code);
    pthread_mutex_unlock(&t->lock);
}

/* ---- attempts ---- */

struct tier_attempts *tier_attempts(struct tier *t, const struct method *m, int32_t osr_bci)
{
    uintptr_t key = (uintptr_t)m << 16 | (uint16_t)(osr_bci + 1); /* addresses have 47 bits */
    struct tier_attempts *a = ptr_map_get(&t->attempts, key);
    if (a == NULL) {
        a = ARENA_NEW(&t->arena, struct tier_attempts);
        ptr_map_put(&t->attempts, key, a);
    }
    return a;
}

#define MAX_COMPILES 20 /* of one entry: after so many wrong guesses T0 may keep it */

bool tier_may_compile(const struct method *m, int32_t osr_bci)
{
    if (m->klass->vm->options.no_optimizer)
        return false;
    if (m->kind != METHOD_BYTECODE || m->cf == NULL || m->cf->code == NULL)
        return false;
    if (m->flags &
        MF_OBJECT_INIT) /* T0's version does more than its bytecode says: it registers finalizers */
        return false;
    struct tier *t = tier_of(m->klass->vm);
    if (t == NULL)
        return false;
    pthread_mutex_lock(&t->lock);
    const struct tier_attempts *a = tier_attempts(t, m, osr_bci);
    bool may = a->refused == NULL && (a->compiles < MAX_COMPILES || t->vm->options.stress_replace != 0);
    pthread_mutex_unlock(&t->lock);
    return may;
}

/* ---- guards that failed ---- */

/* Implicit exceptions: rare ones may be thrown this way for ever, frequent ones are worth code of their own.
 */
static bool is_exception(enum ssa_why why)
{
    return why <= SSA_WHY_STORE_CHECK || why == SSA_WHY_NEGATIVE_SIZE;
}

#define EXCEPTIONS_ENOUGH 4
#define LAST_FAILURE      100000 /* then the code is as slow as T0, whatever else it does */

/* The first failure at this place? (Of two places that share a bit the second one waits for the next code.)
 */
static bool is_news(struct code *c, const struct method *m, uint32_t bci, enum ssa_why why)
{
    uint64_t hash = ((uintptr_t)m ^ bci * 31u ^ why) * 0x9e3779b97f4a7c15u, bit = 1ull << (hash >> 58);
    return (atomic_fetch_or(&c->failed, bit) & bit) == 0;
}

/*
 * Code that guessed wrong is still better than T0 wherever it does not come to that place. So it stays until
 * there is better code, which the controller wants when the failures cost more than a compile; only loops are
 * entered anew each time.
 */
void tier_deoptimised(struct code *c, struct method *m, uint32_t bci, enum ssa_why why)
{
    struct vm *vm = c->vm;
    uint32_t n = atomic_fetch_add(&c->deopts, 1) + 1;
    bool loop = c->osr_bci >= 0;
    deopts_note(vm, c->method, m, bci, why);
    if (why == SSA_WHY_STRESS || why == SSA_WHY_POLL)
        return;
    if (is_exception(why) && n < EXCEPTIONS_ENOUGH)
        return;
    bool news = is_news(c, m, bci, why);
    if (news)
        speculation_failed(vm, m, bci, why);
    atomic_store(&c->failing, true);
    bool blind =
        vm->options.compile_first; /* compiled before anything ran: there is better code to be had at once */
    bool stays =
        !loop && !blind && n < LAST_FAILURE && controller_failing(c, m, news && why == SSA_WHY_CLASS_CHECK);
    if (news || !stays)
        controller_deoptimised(c, m, bci, why, n, !stays);
    if (stays)
        return;
    struct method *compiled = c->method;
    code_invalidate(vm, c, false);
    if (!loop)
        controller_discarded(vm, compiled);
}

/* ---- unloading ---- */

/* Threads may be on their way through it: the sweeper frees it, as it does code. */
static void retire_stub(struct tier *t, struct method *m, const struct blob *b)
{
    struct code *c = xcalloc(1, sizeof *c);
    c->vm = t->vm;
    c->method = m;
    c->osr_bci = -1;
    c->blob = (struct blob *)b;
    atomic_store(&c->state, CODE_INVALID);
    c->unlinked = true;
    c->blob->user = c;
    c->retired_ns = tier_now_ns();
    c->all_next = t->retired;
    t->retired = c;
    t->retired_bytes += b->size;
}

void tier_method_unloaded(struct method *m)
{
    struct tier *t = atomic_load(&m->klass->vm->tier);
    if (t == NULL)
        return;
    pthread_mutex_lock(&t->lock);
    const struct blob *thunk = ptr_map_get(&t->thunks, (uintptr_t)m), *native = native_code_forget(t, m);
    if (thunk != NULL) {
        ptr_map_del(&t->thunks, (uintptr_t)m);
        retire_stub(t, m, thunk);
    }
    if (native != NULL)
        retire_stub(t, m, native);
    if (m->got_index != 0 && m->got_index != CODE_NO_SLOT)
        code_slots_free(backend_code(t->backend), m->got_index, 1);
    m->got_index = 0;
    pthread_mutex_unlock(&t->lock);
    method_init_register_entry(m);
}
