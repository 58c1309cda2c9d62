/*
 * exec_call.c - from C into Java.
 *
 * A call from C pushes an entry frame (no method), whose operand stack holds the arguments, and starts the
 * interpreter on interp_call_from_c. The interpreter comes back when the method has returned (result in the
 * entry frame's first operand slot) or when an exception has unwound everything above the entry frame.
 */
#include <stdarg.h>
#include "runtime/exec/compiled.h"
#include "runtime/exec/interp.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/throw_internal.h"

static union slot *free_slots(const struct thread *t)
{
    return t->frame != NULL ? t->frame->sp : t->stack_base;
}

union slot exec_call(struct thread *t, struct method *m, const union slot *args)
{
    union slot none = {0};
    if (UNLIKELY(!c_stack_ok(t))) {
        throw_stack_overflow(t);
        return none;
    }
    if (UNLIKELY(!class_is_initialized(m->klass)) && (method_is_static(m) || (m->flags & MF_INITIALIZER)) &&
        !(m->flags & MF_CLINIT) && !class_init(t, m->klass))
        return none;
    if (compiled_has_code(m)) {
        union slot r = compiled_call(t, m, args);
        return t->exception == NULL ? r : none;
    }
    struct frame *entry = (struct frame *)free_slots(t);
    if (UNLIKELY(frame_stack(entry) + m->arg_slots >= t->stack_limit)) {
        throw_stack_overflow(t);
        return none;
    }
    union slot *stack = frame_stack(entry);
    entry->prev = t->frame;
    entry->method = NULL;
    entry->locals = NULL;
    entry->pc = interp_call_from_c;
    entry->sp = stack + m->arg_slots;
    entry->sync = NULL;
    entry->rcp = NULL;
    entry->dispatch = &interp_dispatch;
    entry->resume = NULL;
    if (m->arg_slots != 0)
        memcpy(stack, args, m->arg_slots * sizeof *args);
    stack[m->arg_slots == 0 ? 0 : m->arg_slots].raw = 0;
    atomic_signal_fence(memory_order_release);
    t->frame = entry;
    compiled_stress_osr(t);
    interp_enter(interp_call_from_c, entry->sp, NULL, t, (uint64_t)m, &interp_dispatch);
    t->frame = entry->prev;
    return t->exception == NULL ? stack[0] : none;
}

static unsigned put_arg(union slot *slot, char type, va_list ap)
{
    slot->raw = 0;
    switch (type) {
    case 'J': slot->l = va_arg(ap, int64_t); return 2;
    case 'D': slot->d = va_arg(ap, double); return 2;
    case 'F': slot->f = (float)va_arg(ap, double); return 1;
    case 'L':
    case '[': slot->a = va_arg(ap, struct object *); return 1;
    default: slot->i = va_arg(ap, int); return 1;
    }
}

union slot exec_callv(struct thread *t, struct method *m, ...)
{
    union slot args[256];
    unsigned n = 0;
    va_list ap;
    va_start(ap, m);
    if (!method_is_static(m))
        args[n++].a = va_arg(ap, struct object *);
    for (const char *type = m->arg_types; *type != 0; type++)
        n += put_arg(&args[n], *type, ap);
    va_end(ap);
    return exec_call(t, m, args);
}

struct method *exec_select(struct thread *t, struct class *receiver, struct method *m)
{
    if ((m->access & (ACC_STATIC | ACC_PRIVATE)) || (m->flags & MF_INITIALIZER))
        return m;
    if (m->vtable_index != VTABLE_NONE)
        return receiver->vtable[m->vtable_index];
    if (!m->klass->is_interface)
        return m;
    struct method *selected = class_imt_lookup(receiver, m, method_imt_slot(m));
    if (selected == NULL)
        selected = class_itable_lookup(receiver, m);
    if (selected == NULL)
        throw_not_implemented(t, receiver, m->klass);
    return selected;
}

union slot exec_call_virtual(struct thread *t, struct method *m, const union slot *args)
{
    union slot none = {0};
    if (!method_is_static(m)) {
        if (args[0].a == NULL) {
            throw_npe(t);
            return none;
        }
        m = exec_select(t, args[0].a->klass, m);
        if (m == NULL)
            return none;
    }
    return exec_call(t, m, args);
}

bool exec_enter_native(struct thread *t, struct method *m, union slot *args, union slot *end)
{
    struct frame *f = (struct frame *)end;
    if (UNLIKELY(!c_stack_ok(t) || frame_stack(f) >= t->stack_limit)) {
        throw_stack_overflow(t);
        return false;
    }
    f->prev = t->frame;
    f->method = m;
    f->locals = args;
    f->pc = NULL;
    f->sp = frame_stack(f);
    f->sync = NULL;
    f->rcp = NULL;
    f->resume = NULL;
    atomic_signal_fence(memory_order_release);
    t->frame = f;
    return true;
}

void exec_leave_native(struct thread *t)
{
    t->frame = t->frame->prev;
}

union slot *exec_free_slots(struct thread *t)
{
    return free_slots(t);
}

union slot exec_native(struct thread *t, struct method *m, union slot *args)
{
    union slot none = {0};
    if (!exec_enter_native(t, m, args, free_slots(t)))
        return none;
    union slot r = native_invoke(t, m, args);
    exec_leave_native(t);
    return t->exception == NULL ? r : none;
}

void exec_init(struct vm *vm)
{
    (void)vm; /* T0's tables are constant data */
}
