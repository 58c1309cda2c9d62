/* baseline.c - making, installing and withdrawing baseline code (see baseline.h). */
#define _GNU_SOURCE
#include "runtime/tier/baseline.h"

#include <math.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include "runtime/class/unload.h"
#include "runtime/exec/prepare.h"
#include "runtime/gc/heap.h"
#include "runtime/profile/annotate.h"
#include "runtime/profile/events.h"
#include "runtime/region/region_site.h"
#include "runtime/tier/baseline_internal.h"
#include "runtime/tier/code_tools.h"
#include "runtime/tier/coverage.h"
#include "runtime/tier/tier_internal.h"
#include "runtime/tier/tier_log.h"

#define COLD_MARGIN  8  /* so many more cold instructions than there are: some run again and again */
#define MAX_COMPILES 12 /* of a method; then what is cold stays cold */

/* ---- the compiler's world ---- */

static struct baseline_config config_of(const struct tier *tier)
{
    return (struct baseline_config){
        .layout =
            {
                .thread_frame = offsetof(struct thread, frame),
                .thread_poll = offsetof(struct thread, poll),
                .thread_stack_limit = offsetof(struct thread, stack_limit),
                .thread_exception = offsetof(struct thread, exception),
                .poll_of_loops = POLL_OSR,
                .frame_prev = offsetof(struct frame, prev),
                .frame_method = offsetof(struct frame, method),
                .frame_locals = offsetof(struct frame, locals),
                .frame_pc = offsetof(struct frame, pc),
                .frame_sp = offsetof(struct frame, sp),
                .frame_dispatch = offsetof(struct frame, dispatch),
                .frame_resume = offsetof(struct frame, resume),
                .frame_size = sizeof(struct frame),
                .method_memory_entry = offsetof(struct method, memory_entry),
                .object_class = offsetof(struct object, klass),
                .array_length = ARRAY_LENGTH,
                .array_data = ARRAY_DATA,
                .class_vtable = offsetof(struct class, vtable),
                .class_imt = offsetof(struct class, imt),
                .class_component = offsetof(struct class, component),
                .class_display = offsetof(struct class, display),
                .class_secondary_hit = offsetof(struct class, secondary_hit),
                .class_type = offsetof(struct class, type),
            },
        .avx = backend_features(tier->backend)->avx,
        .dispatch = &interp_step_dispatch,
        .step = interp_step,
        .step_cold = interp_step_cold,
        .step_site = interp_step_site,
        .step_reached = interp_step_reached,
        .poll = interp_poll_baseline,
        .overflow = interp_callee_overflow,
        .unwind = interp_unwind_baseline,
        .return_to = {interp_return_to_0, interp_return_to_1, interp_return_to_2, interp_return_to_3},
        .new_array = (const void *)heap_alloc_array,
        .region = (const void *)region_site_access,
        .fmod_f32 = (const void *)fmodf,
        .fmod_f64 = (const void *)fmod,
    };
}

bool baseline_may_compile(const struct method *m)
{
    return m->kind == METHOD_BYTECODE && m->cf != NULL && m->cf->code != NULL &&
           (m->flags & MF_OBJECT_INIT) == 0 &&
           !atomic_load_explicit(&m->baseline_refused, memory_order_relaxed);
}

static bool generate(struct tier *tier, struct method *m, struct baseline_result *out)
{
    const struct cf_code *code = m->cf->code;
    struct baseline_config config = config_of(tier);
    uint32_t handlers[code->n_handlers + 1u];
    for (unsigned i = 0; i < code->n_handlers; i++)
        handlers[i] = code->handlers[i].handler;
    struct baseline_method in = {
        .code = code->bytes,
        .length = code->length,
        .max_locals = m->max_locals,
        .max_stack = m->max_stack,
        .arg_slots = m->arg_slots,
        .ret = m->ret,
        .synchronized = (m->access & ACC_SYNCHRONIZED) != 0,
        .method = (uint64_t)m,
        .units = m->code,
        .handlers = handlers,
        .nhandlers = code->n_handlers,
        .user = m,
        .lines = m->klass->vm->code_lines,
        .operand = baseline_operand,
        .wants_stub = coverage_wants_stub,
    };
    return baseline_generate(&config, &in, out);
}

/* ---- calls ---- */

static void set_entry(struct method *m, const struct code *c)
{
    if (m->access & ACC_SYNCHRONIZED) /* T0 locks, and then finds the code */
        return;
    atomic_store_explicit(&m->memory_entry, blob_address(c->blob, c->blob->entry), memory_order_release);
    if (m->entry == m->code || m->entry == interp_enter_baseline)
        __atomic_store_n(&m->entry, interp_enter_baseline, __ATOMIC_RELEASE);
}

static void clear_entry(struct method *m)
{
    atomic_store_explicit(&m->memory_entry, (void *)(uintptr_t)baseline_to_interpreter, memory_order_release);
    if (m->entry == interp_enter_baseline)
        __atomic_store_n(&m->entry, m->code, __ATOMIC_RELEASE);
}

static void enter_compiled(struct method *m)
{
    const struct vm *vm = m->klass->vm;
    const void *thunk = vm->options.baseline ? tier_memory_thunk(vm->tier, m) : NULL;
    if (thunk != NULL)
        atomic_store_explicit(&m->memory_entry, (void *)(uintptr_t)thunk, memory_order_release);
}

void baseline_entry_changed(struct method *m)
{
    const struct baseline_code *b = method_baseline(m);
    clear_entry(m);
    if (m->native_fn != NULL) /* C is faster, and T0 knows */
        return;
    if (code_find(m, -1) != NULL)
        enter_compiled(m);
    else if (b != NULL)
        set_entry(m, b->code);
}

void baseline_invalidated(struct code *c)
{
    struct method *m = c->method;
    if (atomic_load(&m->baseline) != c->baseline)
        return;
    atomic_store_explicit(&m->baseline, NULL, memory_order_release);
    baseline_entry_changed(m);
}

/* ---- one compile ---- */

static struct baseline_code *entries_of(struct code *c, const struct baseline_result *r)
{
    const struct method *m = c->method;
    uint32_t n = m->cf->code->length;
    struct baseline_code *b = xcalloc(1, sizeof *b + n * sizeof b->entries[0]);
    const struct baseline_code *older = method_baseline(m);
    b->code = c;
    b->start = c->blob->code;
    b->frame_entry = r->frame_entry;
    b->length = n;
    b->stubs = r->stubs;
    b->nstubs = r->nstubs;
    b->compiles = older != NULL ? older->compiles + 1 : 1;
    b->cold_limit = b->compiles < MAX_COMPILES ? (r->unknown + COLD_MARGIN) << (b->compiles / 2) : UINT32_MAX;
    memcpy(b->entries, r->entries, n * sizeof b->entries[0]);
    return b;
}

static void install(struct vm *vm, struct code *c)
{
    struct method *m = c->method;
    pthread_mutex_lock(&vm->class_lock);
    struct baseline_code *older = atomic_load(&m->baseline);
    atomic_store_explicit(&m->baseline, c->baseline, memory_order_release);
    code_list_valid(vm->tier, c);
    if (older != NULL)
        code_invalidate_locked(vm, older->code, false);
    baseline_entry_changed(m);
    pthread_mutex_unlock(&vm->class_lock);
}

static uint64_t cpu_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* Where its instructions come from, for profiles. */
static void make_lines(struct blob *b, const struct method *m, const struct baseline_result *r)
{
    uint32_t length = m->cf->code->length, n = 0;
    if (r->starts == NULL)
        return;
    char *at = xcalloc(length + 1, sizeof *b->lines + sizeof *b->places);
    b->tables = at;
    b->places = (void *)at;
    b->lines = (void *)(at + (length + 1) * sizeof *b->places);
    for (uint32_t bci = 0; bci < length; bci++)
        if (r->starts[bci] != 0) {
            bool target = (r->starts[bci] & BASELINE_TARGET) != 0;
            b->lines[n] = (struct blob_line){(r->starts[bci] & ~BASELINE_TARGET) - 1, 0, n + 1, target};
            b->places[++n] = (struct blob_place){(uint64_t)m, bci, 0};
        }
    b->lines[n] = (struct blob_line){.pc = r->body_end, .target = true};
    b->nlines = n + 1;
    b->nplaces = n + 1;
}

static char *name_of(const struct method *m)
{
    struct buf name = {0};
    method_external_name(m, &name);
    char *copy = xstrdup(buf_str(&name));
    buf_free(&name);
    return copy;
}

/* --dump=asm:METHOD */
static void dump(struct vm *vm, const struct method *m, const struct blob *b)
{
    struct buf text = {0};
    if (!tier_dumps_assembly(vm, m))
        return;
    buf_printf(&text, "baseline code of ");
    backend_disassemble(vm->tier->backend, b, NULL, &text);
    fputs(buf_str(&text), stderr);
    buf_free(&text);
}

static struct code *make_code(struct vm *vm, struct method *m, const struct baseline_result *r)
{
    struct code_memory *memory = backend_code(vm->tier->backend);
    struct blob *blob = code_blob_alloc(memory, r->size);
    if (blob == NULL)
        return NULL;
    struct code *c = xcalloc(1, sizeof *c);
    blob->kind = BLOB_BASELINE;
    blob->entry = r->memory_entry;
    blob->code_end = r->size;
    blob->osr_bci = -1;
    blob->method = (uint64_t)m;
    blob->user = c;
    blob->name = name_of(m);
    make_lines(blob, m, r);
    c->vm = vm;
    c->method = m;
    c->osr_bci = -1;
    c->blob = blob;
    c->bytecode_bytes = m->cf->code->length;
    c->baseline = entries_of(c, r);
    if (m->klass->collectable) {
        c->classes = root_block_new(vm, sizeof *c->classes);
        c->classes[c->nclasses++] = m->klass;
    }
    code_write(memory, blob->code, r->code, r->size);
    code_blob_publish(memory, blob);
    code_tools_baseline(vm->tier->tools, m, blob);
    dump(vm, m, blob);
    if (annotate_wants(vm, m)) {
        struct buf none = {0}, text = {0};
        backend_disassemble(vm->tier->backend, blob, NULL, &text);
        annotate_code(c, &none, &text);
    }
    return c;
}

/* The optimising compiler's code comes first: baseline code has half of the memory. */
static bool has_room(const struct tier *tier)
{
    struct code_memory_stats s;
    code_memory_stats(backend_code(tier->backend), &s);
    return s.used < s.limit / 2;
}

static bool compile(struct vm *vm, struct method *m, struct tier_result *out)
{
    struct tier *tier = tier_of(vm);
    struct baseline_result r;
    if (tier == NULL || !vm->options.baseline || !baseline_may_compile(m) || !tier_is_wanted(tier, m) ||
        !has_room(tier))
        return false;
    uint64_t start = cpu_ns();
    method_prepare_code(m);
    coverage_prepare(m);
    if (!generate(tier, m, &r)) {
        atomic_store(&m->baseline_refused, true);
        return false;
    }
    struct code *c = make_code(vm, m, &r);
    free(r.code);
    free(r.entries);
    free(r.starts);
    if (c == NULL) {
        free(r.stubs);
        return false;
    }
    c->compile_ns = cpu_ns() - start;
    events_note(vm, &(struct code_event){.kind = EVENT_COMPILED,
                                         .tier = 1,
                                         .method = m,
                                         .bci = -1,
                                         .bytes = c->blob->size,
                                         .ns = c->compile_ns});
    atomic_fetch_add(&tier->baseline_ns, c->compile_ns);
    atomic_fetch_add(&tier->baseline_bytes, c->bytecode_bytes);
    if (out != NULL)
        *out = (struct tier_result){
            .ns = c->compile_ns, .bytecode_bytes = c->bytecode_bytes, .code_bytes = c->blob->size};
    install(vm, c);
    return true;
}

bool baseline_compile(struct vm *vm, struct method *m, struct tier_result *out)
{
    unload_put_off(vm);
    bool done = compile(vm, m, out);
    unload_allow(vm);
    return done;
}

void baseline_called(struct method *m)
{
    if (m->kind == METHOD_BYTECODE && m->native_fn == NULL && method_baseline(m) == NULL &&
        code_find(m, -1) == NULL)
        baseline_compile(m->klass->vm, m, NULL);
}

void baseline_is_cold(struct method *m)
{
    baseline_compile(m->klass->vm, m, NULL);
}
