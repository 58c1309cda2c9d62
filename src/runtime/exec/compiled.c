/* compiled.c - calls between T0 and compiled code, and where exceptions and faults of compiled code go. */
#include "runtime/exec/compiled.h"

#include <string.h>
#include "runtime/exec/deopt.h"
#include "runtime/exec/interp.h"
#include "runtime/exec/interp_resume.h"
#include "runtime/jdk/natives.h"
#include "runtime/tier/controller.h"
#include "runtime/tier/native_code.h"
#include "runtime/tier/tier.h"

_Static_assert(offsetof(struct thread, frame) == THREAD_FRAME, "compiled_offsets.h");
_Static_assert(offsetof(struct thread, stack_limit) == THREAD_STACK_LIMIT, "compiled_offsets.h");
_Static_assert(offsetof(struct thread, c_stack_limit) == THREAD_C_LIMIT, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, prev) == ENTRY_PREV, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, method) == ENTRY_METHOD, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, locals) == ENTRY_LOCALS, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, pc) == ENTRY_PC, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, sp) == ENTRY_SP, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, sync) == ENTRY_SYNC, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, rcp) == ENTRY_RCP, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, dispatch) == ENTRY_DISPATCH, "compiled_offsets.h");
_Static_assert(offsetof(struct frame, resume) == ENTRY_RESUME, "compiled_offsets.h");
_Static_assert(sizeof(struct frame) == ENTRY_BYTES, "compiled_offsets.h");
_Static_assert(offsetof(struct thread, exception) == THREAD_EXCEPTION, "compiled_offsets.h");
_Static_assert(offsetof(struct thread, anchor_sp) == THREAD_ANCHOR_SP, "compiled_offsets.h");
_Static_assert(offsetof(struct thread, anchor_fp) == THREAD_ANCHOR_FP, "compiled_offsets.h");
_Static_assert(offsetof(struct thread, resume_pc) == THREAD_RESUME_PC, "compiled_offsets.h");
_Static_assert(offsetof(struct thread, return_trap) == THREAD_RETURN_TRAP, "compiled_offsets.h");
_Static_assert(offsetof(struct method, flags) == METHOD_FLAGS, "compiled_offsets.h");
_Static_assert(offsetof(struct method, native_fn) == METHOD_NATIVE_FN, "compiled_offsets.h");
_Static_assert(MF_DIRECT_C == DIRECT_C, "compiled_offsets.h");
_Static_assert(offsetof(struct compiled_args, fps) == ARGS_FPS, "compiled_offsets.h");
_Static_assert(offsetof(struct compiled_args, n_stack) == ARGS_N_STACK, "compiled_offsets.h");
_Static_assert(offsetof(struct compiled_args, stack) == ARGS_STACK, "compiled_offsets.h");

/* Same units as interp_call_from_c: what T0 calls from here returns to exit_to_c. The address tells them
 * apart. */
const u2 interp_compiled_entry[] = {OP_call_from_c, 0, 0, OP_exit_to_c};

/* ---- entry frames ---- */

struct frame *compiled_entry_push(struct thread *t, union slot *at, struct frame *prev)
{
    struct frame *f = (struct frame *)at;
    f->prev = prev;
    f->method = NULL;
    f->locals = t->anchor_sp;
    f->rcp = t->anchor_fp;
    f->pc = interp_compiled_entry;
    f->sp = frame_stack(f);
    f->sync = NULL;
    f->dispatch = &interp_dispatch;
    f->resume = NULL;
    atomic_signal_fence(memory_order_release); /* the collector stops threads anywhere */
    t->frame = f;
    t->anchor_sp = NULL; /* no frames yet */
    return f;
}

void compiled_entry_pop(struct thread *t, struct frame *entry)
{
    t->anchor_sp = entry->locals;
    t->anchor_fp = entry->rcp;
    t->frame = entry->prev;
    compiled_stress_osr(t);
}

/* ---- T0 calls compiled code ---- */

static void add_int(struct compiled_args *c, unsigned *n, uint64_t v)
{
    if (*n < COMPILED_INT_ARGS)
        c->ints[(*n)++] = v;
    else
        c->stack[c->n_stack++] = v;
}

static void add_fp(struct compiled_args *c, unsigned *n, uint64_t bits)
{
    if (*n < COMPILED_FP_ARGS)
        memcpy(&c->fps[(*n)++], &bits, sizeof bits);
    else
        c->stack[c->n_stack++] = bits;
}

static void gather(struct compiled_args *c, const struct method *m, const union slot *args)
{
    unsigned ints = 0, fps = 0;
    c->n_stack = 0;
    if (!method_is_static(m))
        add_int(c, &ints, (args++)->raw);
    for (const char *type = m->arg_types; *type != 0; type++, args++) {
        switch (*type) {
        case 'J': add_int(c, &ints, (args++)->raw); break;
        case 'D': add_fp(c, &fps, (args++)->raw); break;
        case 'F': add_fp(c, &fps, args->u); break;
        case 'L':
        case '[': add_int(c, &ints, args->raw); break;
        default: add_int(c, &ints, args->u); break;
        }
    }
}

static union slot result_slot(char type, uint64_t integer, double fp)
{
    union slot r = {.raw = integer};
    if (type == 'D' || type == 'F')
        memcpy(&r.raw, &fp, sizeof r.raw);
    return r;
}

/* The section stands at `at`; the arguments may be anywhere that the collector looks. */
static union slot call_code(struct thread *t, struct method *m, const union slot *args, union slot *at)
{
    union slot none = {0};
    if (UNLIKELY(!c_stack_ok(t) || at + FRAME_SLOTS >= t->stack_limit)) {
        throw_stack_overflow(t);
        return none;
    }
    /* No larger than need be: what it does not fill holds old values, which the collector would believe. */
    unsigned most = m->arg_slots > COMPILED_INT_ARGS ? m->arg_slots - COMPILED_INT_ARGS : 0;
    uint64_t room[offsetof(struct compiled_args, stack) / 8 + most];
    struct compiled_args *c = (struct compiled_args *)room;
    gather(c, m, args);
    struct frame *entry = compiled_entry_push(t, at, t->frame);
    uint64_t r = compiled_enter(atomic_load_explicit(&m->register_entry, memory_order_acquire), c, t, m);
    compiled_entry_pop(t, entry);
    return result_slot(m->ret, r, c->fps[0]);
}

void compiled_invoke(struct thread *t, struct method *m, union slot *end)
{
    *end = call_code(t, m, end - m->arg_slots, end);
}

union slot compiled_call(struct thread *t, struct method *m, const union slot *args)
{
    return call_code(t, m, args, t->frame != NULL ? t->frame->sp : t->stack_base);
}

/* ---- compiled code calls T0 ---- */

static union slot *scatter(const struct method *m, const uint64_t *ints, const uint64_t *stack,
                           union slot *out)
{
    const uint64_t *fps = ints + COMPILED_INT_ARGS, *last_int = fps, *last_fp = fps + COMPILED_FP_ARGS;
    if (!method_is_static(m))
        (out++)->raw = *ints++;
    for (const char *type = m->arg_types; *type != 0; type++) {
        bool fp = *type == 'D' || *type == 'F', wide = *type == 'D' || *type == 'J';
        const uint64_t **from = fp ? &fps : &ints;
        out->raw = *from == (fp ? last_fp : last_int) ? *stack++ : *(*from)++;
        if (*type != 'D' && *type != 'J' && *type != 'L' && *type != '[')
            out->raw = out->u;
        out++;
        if (wide)
            (out++)->raw = 0;
    }
    return out;
}

/* As the register convention wants a result: i32 zero-extended. */
static uint64_t result_register(char type, const union slot *r)
{
    switch (type) {
    case 'V': return 0;
    case 'J':
    case 'D':
    case 'L':
    case '[': return r->raw;
    default: return r->u;
    }
}

/* What T0 leaves behind when it has come back to the entry frame. */
static struct compiled_result finish(struct thread *t, struct frame *entry, char ret)
{
    if (UNLIKELY(t->exception != NULL)) {
        uint64_t e = (uint64_t)exception_take(t);
        entry->sp = frame_stack(entry);
        return (struct compiled_result){e, compiled_throw};
    }
    if (UNLIKELY(t->osr_code != NULL)) { /* the outermost activation goes on in its loop's code */
        const void *code = t->osr_code;
        t->osr_code = NULL;
        return (struct compiled_result){(uint64_t)frame_stack(entry), code};
    }
    entry->sp = frame_stack(entry);
    return (struct compiled_result){result_register(ret, frame_stack(entry)), NULL};
}

/* Natives, and methods that C does: T0 would only pass them on. False: T0 is needed; the arguments are as
 * they were. The result is at `args`. */
static bool call_c(struct thread *t, struct method *m, struct frame *entry, union slot *args)
{
    if (m->kind == METHOD_BYTECODE) {
        intrinsic_fn fn = (intrinsic_fn)m->native_fn;
        if (__atomic_load_n(&m->shortcut, __ATOMIC_ACQUIRE) != OP_call_intrinsic || !fn(t, args, entry->sp))
            return false;
        *args = *entry->sp;
        return true;
    }
    if ((m->kind != METHOD_NATIVE && m->kind != METHOD_NATIVE_FAST) || (m->access & ACC_SYNCHRONIZED) ||
        __atomic_load_n(&m->entry, __ATOMIC_ACQUIRE) == NULL) /* T0 prepares it */
        return false;
    *args = exec_native(t, m, args);
    return true;
}

struct compiled_result compiled_call_interpreter(struct thread *t, struct method *m,
                                                 const uint64_t *ints_and_fps, const uint64_t *stack);
struct compiled_result compiled_call_interpreter(struct thread *t, struct method *m,
                                                 const uint64_t *ints_and_fps, const uint64_t *stack)
{
    struct frame *entry = t->frame;
    union slot *args = frame_stack(entry);
    if (UNLIKELY(!c_stack_ok(t) || args + m->arg_slots >= t->stack_limit)) {
        throw_stack_overflow(t);
        return finish(t, entry, m->ret);
    }
    if (UNLIKELY(++t->bridged_calls % CONTROLLER_BRIDGED == 0)) {
        controller_bridged(t->vm, m);
        native_code_make(t->vm, m);
    }
    entry->sp = scatter(m, ints_and_fps, stack, args);
    if (call_c(t, m, entry, args))
        return finish(t, entry, m->ret);
    compiled_stress_osr(t);
    interp_enter(interp_compiled_entry, entry->sp, NULL, t, (uint64_t)m, &interp_dispatch);
    return finish(t, entry, m->ret);
}

struct compiled_result compiled_resume_frames(struct thread *t);
struct compiled_result compiled_resume_frames(struct thread *t)
{
    struct frame *outermost = t->frame;
    while (!frame_is_entry(outermost->prev))
        outermost = outermost->prev;
    struct frame *entry = outermost->prev;
    char ret = outermost->method->ret;
    compiled_stress_osr(t);
    interp_resume(NULL, NULL, NULL, t, 0, &interp_dispatch);
    return finish(t, entry, ret);
}

/* ---- exceptions and faults ---- */

static const struct code_memory *code_of(const struct vm *vm)
{
    struct tier *tier = atomic_load_explicit(&vm->tier, memory_order_acquire);
    return tier != NULL ? backend_code(tier_backend(tier)) : NULL;
}

void *compiled_find_handler(void *thread, void *return_pc)
{
    struct thread *t = thread;
    if (return_pc == compiled_enter_return)
        return (void *)(uintptr_t)compiled_enter_throw;
    if (return_pc == baseline_call_return)
        return (void *)(uintptr_t)baseline_call_throw;
    if (return_pc == t->return_trap)
        return (void *)(uintptr_t)compiled_throw_into_trap;
    const struct blob *b = code_find_blob(code_of(t->vm), return_pc);
    if (b == NULL)
        vm_abort("an exception goes to %p, where no compiled code is", return_pc);
    return blob_find_handler(b, return_pc);
}

void *compiled_fault(struct vm *vm, void *pc, void *address)
{
    enum { PAGE = 4096 };
    const struct code_memory *code = vm != NULL ? code_of(vm) : NULL;
    const struct blob *b = code != NULL && (uintptr_t)address < PAGE && code_contains(code, pc)
                               ? code_find_blob(code, pc)
                               : NULL;
    return b != NULL && b->kind == BLOB_FUNCTION ? blob_find_trap(b, pc) : NULL;
}
