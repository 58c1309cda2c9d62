#define _GNU_SOURCE
#include "backend_util.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

/* Objects are { class, u32 lock, i32 length or first field, ... }. */
const struct backend_layout native_layout = {
    .thread_poll = offsetof(struct native_thread, poll),
    .thread_exception = offsetof(struct native_thread, exception),
    .thread_anchor = offsetof(struct native_thread, anchor),
    .thread_stack_limit = offsetof(struct native_thread, stack_limit),
    .thread_entry_limit = offsetof(struct native_thread, entry_limit),
    .thread_guard_countdown = -1,
    .thread_lock_word = offsetof(struct native_thread, lock_word),
    .object_class = 0,
    .object_lock = 8,
    .array_length = 12,
    .array_data = 16,
    .class_component = 0,
    .class_secondary_hit = -1,
    .class_display = -1,
    .class_depth = -1,
    .class_vtable = 8,
    .class_imt = -1,
    .method_entry = 0,
    .class_refs = -1,
    .thread_java = -1,
};

/*
 * uint64_t native_enter(void *entry, thread, gpr[6], fpr[8], stack, nstack, *xmm0): calls compiled code. An
 * exception that reaches it goes to native_threw, which returns it with bit 0 of *xmm0's neighbour set.
 */
uint64_t native_enter(const void *entry, struct native_thread *t, const uint64_t *gpr, const uint64_t *fpr,
                      const uint64_t *stack, uint64_t nstack, uint64_t *out);
void native_threw(void);
__asm__(
    ".text\n"
    ".globl native_enter, native_threw\n"
    "native_enter:\n"
    "  push %rbp\n  mov %rsp, %rbp\n  push %rbx\n  push %r12\n  push %r13\n  push %r14\n  push %r15\n"
    "  mov 16(%rbp), %rbx\n" /* out */
    "  push %rbx\n"
    "  mov %rdi, %rax\n  mov %rsi, %r15\n  mov %rdx, %r10\n  mov %r8, %r11\n  mov %r9, %r12\n"
    "  movq (%rcx), %xmm0\n  movq 8(%rcx), %xmm1\n  movq 16(%rcx), %xmm2\n  movq 24(%rcx), %xmm3\n"
    "  movq 32(%rcx), %xmm4\n  movq 40(%rcx), %xmm5\n  movq 48(%rcx), %xmm6\n  movq 56(%rcx), %xmm7\n"
    "  lea 1(%r12), %r13\n  and $-2, %r13\n  shl $3, %r13\n  sub %r13, %rsp\n"
    "1: test %r12, %r12\n  je 2f\n  dec %r12\n  mov (%r11,%r12,8), %rcx\n  mov %rcx, (%rsp,%r12,8)\n  jmp "
    "1b\n"
    "2: mov (%r10), %rdi\n  mov 8(%r10), %rsi\n  mov 16(%r10), %rdx\n  mov 24(%r10), %rcx\n"
    "  mov 32(%r10), %r8\n  mov 40(%r10), %r9\n"
    "  mov $0x1111, %ebx\n  mov $0x2222, %r12d\n  mov $0x3333, %r13d\n  mov $0x4444, %r14d\n"
    "  call *%rax\n"
    "  mov -48(%rbp), %rcx\n  movq %xmm0, (%rcx)\n  movq $0, 8(%rcx)\n  jmp 3f\n"
    "native_threw:\n"
    "  mov -48(%rbp), %rcx\n  movq $1, 8(%rcx)\n"
    "3: mov $1, %edx\n"
    "  cmp $0x1111, %rbx\n  jne 4f\n  cmp $0x2222, %r12\n  jne 4f\n  cmp $0x3333, %r13\n  jne 4f\n"
    "  cmp $0x4444, %r14\n  jne 4f\n  xor %edx, %edx\n"
    "4: mov %rdx, 16(%rcx)\n"
    "  lea -40(%rbp), %rsp\n  pop %r15\n  pop %r14\n  pop %r13\n  pop %r12\n  pop %rbx\n  pop %rbp\n  ret\n");

static void *trap(struct backend_regs *regs)
{
    struct native_thread *t = (struct native_thread *)regs->gpr[BACKEND_THREAD_GPR];
    void *pc = regs->pc;
    if (pc == backend_stub_address(t->native->be, STUB_RETURN_TRAP))
        pc = t->replaced;
    const struct blob *b = code_find_blob(backend_code(t->native->be), (char *)pc - 1);
    const struct blob_point *p = blob_find_point(b, pc);
    if (p == NULL)
        abort();
    if (p->kind == POINT_POLL) {
        t->polls++;
        t->poll = 0;
        return NULL;
    }
    t->deoptimised = true;
    t->point = p;
    t->blob = b;
    t->regs = *regs;
    for (uint32_t i = 0; i < b->frame_size / 8 && i < ARRAY_LEN(t->frame); i++)
        t->frame[i] = ((uint64_t *)regs->gpr[5])[-1 - (int32_t)i];
    regs->gpr[0] = 0xdead;
    return blob_address(b, b->leave);
}

bool native_deoptimise_caller(struct native_thread *t)
{
    void **at = (void **)t->anchor[0] - 1;
    const struct blob *b = code_find_blob(backend_code(t->native->be), *at);
    const struct blob_point *p = blob_find_point(b, *at);
    if (p == NULL)
        abort();
    if (p->kind != POINT_CALL)
        return false;
    t->replaced = *at;
    *at = backend_stub_address(t->native->be, STUB_RETURN_TRAP);
    return true;
}

static void *find_handler(void *thread, void *return_pc)
{
    struct native_thread *t = thread;
    const struct blob *b = code_find_blob(backend_code(t->native->be), return_pc);
    return b != NULL ? blob_find_handler(b, return_pc) : (void *)native_threw;
}

static struct native *current; /* for the signal handler */

static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)info;
    ucontext_t *uc = context;
    void *pc = (void *)uc->uc_mcontext.gregs[REG_RIP];
    const struct blob *b = current != NULL ? code_find_blob(backend_code(current->be), pc) : NULL;
    void *exit = b != NULL ? blob_find_trap(b, pc) : NULL;
    if (exit == NULL) {
        signal(sig, SIG_DFL);
        return;
    }
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)exit;
}

/* What the code under test allocated; freed with the native. A test runs in a process and thread of its own.
 */
static VEC(void *) made;

static void *help_new(struct native_thread *t, void *class)
{
    if (t->deoptimise)
        native_deoptimise_caller(t);
    void **o = xcalloc(1, 256);
    o[0] = class;
    vec_push(&made, (void *)o);
    return o;
}
static void *help_new_array(struct native_thread *t, void *class, int32_t length)
{
    void **o = help_new(t, class);
    ((int32_t *)o)[3] = length;
    return o;
}
static int64_t help_subtype(struct native_thread *t, uint64_t s, uint64_t super)
{
    (void)t;
    return s == super || super == 1;
}
static void *help_overflow(struct native_thread *t)
{
    memcpy(t->overflowed, t->anchor, sizeof t->overflowed);
    return (void *)0x50f;
}
static void *help_entry_poll(struct native_thread *t)
{
    t->polls++;
    t->entry_limit = t->stack_limit;
    return t->polls == 3 ? (void *)0x901 : NULL;
}
static void help_monitor(struct native_thread *t, void *object)
{
    t->exception = object == (void *)8 ? (void *)0xbad : NULL;
    t->monitors++;
    if (t->deoptimise)
        native_deoptimise_caller(t);
}
static void *help_interface(struct native_thread *t, void *class, void *method)
{
    (void)t;
    (void)class;
    return method;
}

static void init(struct native *n, const struct x64_features *features, const struct backend_helper *helpers,
                 uint32_t nhelpers, const struct backend_layout *layout)
{
    struct backend_helper all[HELPER_FIRST + 64] = {
        [HELPER_NEW] = {(const void *)help_new, true},
        [HELPER_NEW_ARRAY] = {(const void *)help_new_array, true},
        [HELPER_SUBTYPE] = {(const void *)help_subtype, true},
        [HELPER_INTERFACE] = {(const void *)help_interface, true},
        [HELPER_MONITOR_ENTER] = {(const void *)help_monitor, true},
        [HELPER_MONITOR_EXIT] = {(const void *)help_monitor, true},
        [HELPER_CLASS_INIT] = {(const void *)help_monitor, true},
        [HELPER_STACK_OVERFLOW] = {(const void *)help_overflow, true},
        [HELPER_ENTRY_POLL] = {(const void *)help_entry_poll, true},
        [HELPER_REM_F32] = {(const void *)fmodf, false},
        [HELPER_REM_F64] = {(const void *)fmod, false},
        [HELPER_FMA_F32] = {(const void *)fmaf, false},
        [HELPER_FMA_F64] = {(const void *)fma, false},
        [HELPER_FLOOR] = {(const void *)floor, false},
        [HELPER_CEIL] = {(const void *)ceil, false},
        [HELPER_RINT] = {(const void *)rint, false},
    };
    if (nhelpers > 0)
        memcpy(all + HELPER_FIRST, helpers, nhelpers * sizeof *helpers);
    struct backend_config config = {
        .layout = *layout,
        .features = features != NULL ? *features : x64_detect_features(),
        .code_limit = 16 << 20,
        .slots = 1024,
        .helpers = all,
        .nhelpers = HELPER_FIRST + nhelpers,
        .trap = trap,
        .find_handler = find_handler,
    };
    memset(n, 0, sizeof *n);
    n->be = backend_new(&config);
    cr_assert_not_null(n->be);
    n->thread.native = n;
    n->thread.lock_word = 5;
    current = n;
    struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGSEGV, &sa, NULL);
}

void native_init(struct native *n, const struct x64_features *features, const struct backend_helper *helpers,
                 uint32_t nhelpers)
{
    init(n, features, helpers, nhelpers, &native_layout);
}

void native_init_layout(struct native *n, const struct backend_layout *layout)
{
    init(n, NULL, NULL, 0, layout);
}

void native_free(struct native *n)
{
    for (size_t i = 0; i < made.len; i++)
        free(made.at[i]);
    vec_free(&made);
    current = NULL;
    backend_free(n->be);
}

struct ssa_func *native_parse(struct arena *a, const char *text)
{
    struct buf error = {0};
    const char *end;
    struct ssa_func *f = ssa_parse(a, text, &end, &error);
    cr_assert(f != NULL, "%s", buf_str(&error));
    cr_assert(ssa_verify(f, &error), "%s\n%s", text, buf_str(&error));
    buf_free(&error);
    return f;
}

struct blob *native_compile(struct native *n, struct ssa_func *f, const struct backend_options *options)
{
    enum backend_failure why;
    struct blob *b = backend_compile(n->be, f, &native_world, options, &why);
    cr_assert(b != NULL, "%s: %s", f->name, backend_failure_text(why));
    return b;
}

struct blob *native_compile_text(struct native *n, const char *text)
{
    struct arena a;
    arena_init(&a);
    struct blob *b = native_compile(n, native_parse(&a, text), NULL);
    arena_release(&a);
    return b;
}

int64_t native_run(struct native *n, const struct blob *b, enum ssa_type result, const uint8_t *types,
                   const int64_t *args, uint32_t nargs)
{
    uint64_t gpr[6] = {0}, fpr[8] = {0}, stack[64] = {0}, out[3];
    uint32_t ints = 0, fps = 0, rest = 0;
    for (uint32_t i = 0; i < nargs; i++) {
        uint64_t x = types[i] == SSA_I32 || types[i] == SSA_F32 ? (uint32_t)args[i] : (uint64_t)args[i];
        bool fp = types[i] == SSA_F32 || types[i] == SSA_F64;
        if (fp && fps < 8)
            fpr[fps++] = x;
        else if (!fp && ints < 6)
            gpr[ints++] = x;
        else
            stack[rest++] = x;
    }
    n->thread.threw = n->thread.deoptimised = false;
    n->thread.stack_limit = (char *)__builtin_frame_address(0) - 256 * 1024;
    n->thread.entry_limit = n->thread.ask_at_entry ? (char *)UINTPTR_MAX : n->thread.stack_limit;
    uint64_t rax = native_enter(b->code + b->entry, &n->thread, gpr, fpr, stack, rest, out);
    cr_assert_eq(out[2], 0, "%s did not keep its caller's registers", b->name);
    n->thread.threw = out[1] != 0;
    if (n->thread.threw)
        return (int64_t)rax;
    switch (result) {
    case SSA_I32: return (int32_t)rax;
    case SSA_F32: return (int64_t)(uint32_t)out[0];
    case SSA_F64: return (int64_t)out[0];
    default: return (int64_t)rax;
    }
}

int64_t native_value(const struct native *n, const struct blob_location *at)
{
    const struct native_thread *t = &n->thread;
    uint64_t x = 0;
    switch (at->where) {
    case WHERE_GPR: x = t->regs.gpr[at->index] + (uint64_t)(int64_t)at->plus; break;
    case WHERE_FPR: x = t->regs.fpr[at->index]; break;
    case WHERE_FRAME: x = t->frame[-at->index / 8 - 1] + (uint64_t)(int64_t)at->plus; break;
    case WHERE_CONST:
    case WHERE_OBJECT:
    case WHERE_ADDRESS: x = t->blob->consts[at->index]; break;
    default: break;
    }
    return at->type == SSA_I32 ? (int32_t)x : at->type == SSA_F32 ? (int64_t)(uint32_t)x : (int64_t)x;
}

static void print_value(const struct native *n, const struct blob_location *at, struct buf *out)
{
    if (at->where == WHERE_NOWHERE)
        buf_puts(out, " -");
    else if (at->where == WHERE_VIRTUAL)
        buf_printf(out, " v%d", at->index);
    else
        buf_printf(out, " %lld", (long long)native_value(n, at));
}

void native_print_frames(const struct native *n, struct buf *out)
{
    const struct blob_point *p = n->thread.point;
    const struct blob *b = n->thread.blob;
    for (uint32_t i = 0; i < p->nframes; i++) {
        const struct blob_frame *frame = &b->frames[p->frame + i];
        buf_printf(out, "#%llu@%u %s:", (unsigned long long)frame->method, frame->bci,
                   frame->state_kind == SSA_STATE_BEFORE ? "before"
                   : frame->state_kind == SSA_STATE_CALL ? "call"
                                                         : "throw");
        for (uint32_t k = 0; k < frame->nlocals + frame->nstack + frame->nlocks; k++) {
            const struct blob_location *at = &b->locations[frame->locations + k];
            print_value(n, at, out);
        }
        buf_putc(out, '\n');
    }
    for (uint32_t i = 0; i < p->nvirtuals; i++) {
        const struct blob_virtual *v = &b->virtuals[p->virtual + i];
        buf_printf(out, "v%u = %llu length %d:", i, (unsigned long long)v->class, v->length);
        for (uint32_t k = 0; k < v->n; k++) {
            if (v->length < 0)
                buf_printf(out, " +%u", b->fields[v->fields + k].offset);
            print_value(n, &b->locations[v->locations + k], out);
        }
        buf_putc(out, '\n');
    }
}

const struct backend_world native_world = {0};
