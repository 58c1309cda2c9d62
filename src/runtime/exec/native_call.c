/*
 * native_call.c - native methods: arguments from Java slots into the registers and stack of the C ABI.
 *
 * A reference is passed as the address of its argument slot, which the collector scans as part of the Java
 * stack, so passing arguments makes no handles.
 */
#include "runtime/exec/native_call.h"

#include <string.h>
#include "runtime/embed/host_native.h"
#include "runtime/jdk/natives.h"
#include "runtime/jni/handles.h"
#include "runtime/vm.h"

#define INT_REGS 6
#define FP_REGS  8
#define MAX_ARGS 256

struct c_args {
    uint64_t ints[INT_REGS];
    double fps[FP_REGS];
    unsigned n_ints, n_fps, n_stack;
    uint64_t stack[MAX_ARGS];
};

static void add_int(struct c_args *c, uint64_t v)
{
    if (c->n_ints < INT_REGS)
        c->ints[c->n_ints++] = v;
    else
        c->stack[c->n_stack++] = v;
}

/* A float travels in the low half of the register or stack word. */
static void add_fp(struct c_args *c, uint64_t bits)
{
    if (c->n_fps < FP_REGS)
        memcpy(&c->fps[c->n_fps++], &bits, sizeof bits);
    else
        c->stack[c->n_stack++] = bits;
}

static uint64_t reference(union slot *slot)
{
    return slot->a != NULL ? (uint64_t)&slot->a : 0;
}

static void gather(struct c_args *c, struct method *m, union slot *args, const uint64_t *first,
                   unsigned n_first)
{
    c->n_ints = c->n_fps = c->n_stack = 0;
    for (unsigned i = 0; i < n_first; i++)
        add_int(c, first[i]);
    if (method_is_static(m))
        add_int(c, (uint64_t)&m->klass->refs->mirror);
    else
        add_int(c, reference(args++));
    for (const char *type = m->arg_types; *type != 0; type++, args++) {
        switch (*type) {
        case 'J': add_int(c, args++->raw); break;
        case 'D': add_fp(c, args++->raw); break;
        case 'F': add_fp(c, args->u); break;
        case 'L':
        case '[': add_int(c, reference(args)); break;
        default: add_int(c, (uint64_t)(int64_t)args->i); break;
        }
    }
}

static union slot normalise(char type, uint64_t rax, double xmm0)
{
    union slot r = {0};
    switch (type) {
    case 'V': break;
    case 'Z': r.i = (rax & 0xff) != 0; break;
    case 'B': r.i = (int8_t)rax; break;
    case 'C': r.i = (uint16_t)rax; break;
    case 'S': r.i = (int16_t)rax; break;
    case 'I': r.i = (int32_t)rax; break;
    case 'J': r.raw = rax; break;
    case 'F': memcpy(&r.f, &xmm0, sizeof r.f); break;
    case 'D': r.d = xmm0; break;
    default: r.raw = rax; break;
    }
    return r;
}

union slot native_call(struct thread *t, struct method *m, union slot *args, void *fn, const uint64_t *first,
                       unsigned n_first)
{
    struct c_args c;
    double xmm0 = 0;
    gather(&c, m, args, first, n_first);
    thread_enter_native(t);
    uint64_t rax = native_call_trampoline(fn, c.ints, c.fps, c.stack, c.n_stack, &xmm0);
    thread_leave_native(t);
    return normalise(m->ret, rax, xmm0);
}

static union slot jni_invoke(struct thread *t, struct method *m, union slot *args)
{
    uint64_t env = (uint64_t)thread_env(t);
    struct handle_scope scope = handle_scope_open(t);
    union slot r = native_call(t, m, args, m->native_fn, &env, 1);
    t->jni_unchecked = NULL; /* a native may just return with an exception pending */
    if (t->exception != NULL)
        r.raw = 0;
    else if (m->ret == 'L' || m->ret == '[')
        r.a = handle_get((jobject)r.raw);
    handle_scope_close(t, scope);
    return r;
}

union slot native_invoke(struct thread *t, struct method *m, union slot *args)
{
    union slot none = {0};
    if (UNLIKELY(!c_stack_ok(t))) {
        throw_stack_overflow(t);
        return none;
    }
    if (UNLIKELY(m->native_fn == NULL) && !natives_link(t, m))
        return none;
    if (m->kind == METHOD_NATIVE_FAST)
        return ((fast_native)m->native_fn)(t, args);
    return UNLIKELY(m->flags & MF_HOST) ? host_native_invoke(t, m, args) : jni_invoke(t, m, args);
}
