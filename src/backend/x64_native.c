/* x64_native.c - calls of native methods from compiled code (native.h). */
#include "backend/native.h"

#include <string.h>
#include "backend/x64_emit.h"

#define C_INTS     6
#define C_FPS      8
#define MAX_POINTS 8
#define MAX_RELOCS 4

static const uint8_t int_regs[C_INTS] = {RDI, RSI, RDX, RCX, R8, R9};

struct native_emitter {
    const struct backend *be;
    const struct backend_native *n;
    const struct backend_native_runtime *rt;
    struct x64_asm a;
    bool avx;
    /* The frame, as offsets from rsp, which is constant in the body. */
    int32_t values, result, registers, block, used, references;
    uint32_t frame_size, frame_at;
    uint32_t points[MAX_POINTS]; /* return addresses */
    unsigned npoints;
    struct blob_reloc relocs[MAX_RELOCS];
    unsigned nrelocs;
};

/* One parameter, the receiver included: in which register it comes, by number, or at which stack word. */
struct parameter {
    char type;
    bool fp, on_stack;
    unsigned from;
    unsigned to; /* not with tagged values: register number or stack word */
    bool to_stack;
    unsigned reference; /* number among the references */
};

#define MAX_PARAMETERS 256

struct parameters {
    struct parameter at[MAX_PARAMETERS];
    unsigned n, references, stack_out;
};

static bool is_reference(char type)
{
    return type == 'L' || type == '[';
}

/* What comes before the arguments: env, or host and user; and the class of static methods. */
static unsigned leading(const struct backend_native *n)
{
    return (n->convention == NATIVE_CALL_JNI ? 1 : 2) + (n->is_static ? 1 : 0);
}

static void classify(const struct backend_native *n, struct parameters *p)
{
    unsigned ints = 0, fps = 0, stack = 0, out_ints = leading(n), out_fps = 0;
    p->n = p->references = p->stack_out = 0;
    const char *type = n->is_static ? n->types : "L";
    for (bool receiver = !n->is_static; *type != 0; type = receiver ? n->types : type + 1, receiver = false) {
        struct parameter *x = &p->at[p->n++];
        *x = (struct parameter){.type = *type, .fp = *type == 'F' || *type == 'D'};
        unsigned *in = x->fp ? &fps : &ints, *out = x->fp ? &out_fps : &out_ints;
        x->on_stack = *in == (x->fp ? C_FPS : C_INTS);
        x->from = x->on_stack ? stack++ : (*in)++;
        x->to_stack = *out == (x->fp ? C_FPS : C_INTS);
        x->to = x->to_stack ? p->stack_out++ : (*out)++;
        if (is_reference(x->type))
            x->reference = p->references++;
    }
}

static void lay_out(struct native_emitter *e, const struct parameters *p)
{
    bool values = e->n->convention == NATIVE_CALL_VALUES;
    if (e->n->convention == NATIVE_CALL_SLOTS) {
        e->frame_size = 16 * (p->n + 1); /* two each are enough */
        return;
    }
    int32_t at = values ? 0 : 8 * (int32_t)p->stack_out;
    e->values = at;
    at += values ? NATIVE_VALUE_SIZE * (int32_t)p->n : 0;
    e->result = at;
    at += NATIVE_VALUE_SIZE;
    e->registers = at;
    at += 8 * (C_INTS + C_FPS);
    e->block = at;
    e->used = at + 8;
    e->references = at + 16;
    at += 16 + 8 * (int32_t)p->references;
    e->frame_size = ((uint32_t)at + 15) & ~15u;
}

/* ---- pieces ---- */

static struct x64_rm in_frame(int32_t at)
{
    return x64_m(RSP, at);
}

static struct x64_rm incoming_stack(unsigned word)
{
    return x64_m(RBP, 16 + 8 * (int32_t)word);
}

/* Whatever is called may walk the stack: the frame is known by the return address. */
static void call(struct native_emitter *e, const void *fn)
{
    x64_mov_imm(&e->a, RAX, (uint64_t)(uintptr_t)fn);
    x64_call_rm(&e->a, x64_r(RAX));
    e->points[e->npoints++] = x64_here(&e->a);
}

static void jump_to_stub(struct native_emitter *e, enum backend_stub stub)
{
    x64_jmp_rip(&e->a);
    e->relocs[e->nrelocs++] = (struct blob_reloc){x64_here(&e->a) - 4, RELOC_STUB, stub};
}

/* The state, and a jump to `slow` when the poll word is set. */
static void change_state(struct native_emitter *e, int32_t state, x64_label slow)
{
    x64_mov_to_imm(&e->a, 4, x64_m(X64_THREAD, e->rt->thread_state), state);
    x64_alu_imm(&e->a, ALU_CMP, 4, x64_m(X64_THREAD, e->be->config.layout.thread_poll), 0);
    x64_jcc(&e->a, CC_NE, slow);
}

static void keep_arguments(struct native_emitter *e, bool restore)
{
    for (int i = 0; i < C_INTS; i++) {
        struct x64_rm at = in_frame(e->registers + 8 * i);
        restore ? x64_mov(&e->a, 8, int_regs[i], at) : x64_mov_to(&e->a, 8, at, int_regs[i]);
    }
    for (int i = 0; i < C_FPS; i++) {
        struct x64_rm at = in_frame(e->registers + 8 * (C_INTS + i));
        restore ? x64_fp_mov(&e->a, e->avx, true, (unsigned)i, at)
                : x64_fp_mov_to(&e->a, e->avx, true, at, (unsigned)i);
    }
}

static void keep_result(struct native_emitter *e, bool restore)
{
    struct x64_rm integer = in_frame(e->registers), fp = in_frame(e->registers + 8);
    if (restore) {
        x64_mov(&e->a, 8, RAX, integer);
        x64_fp_mov(&e->a, e->avx, true, XMM0, fp);
    } else {
        x64_mov_to(&e->a, 8, integer, RAX);
        x64_fp_mov_to(&e->a, e->avx, true, fp, XMM0);
    }
}

static void enter_frame(struct native_emitter *e, x64_label overflow)
{
    int32_t anchor = e->be->config.layout.thread_anchor;
    x64_alu(&e->a, ALU_CMP, 8, RSP, x64_m(X64_THREAD, e->be->config.layout.thread_stack_limit));
    x64_jcc(&e->a, CC_B, overflow);
    e->frame_at = x64_here(&e->a);
    x64_push(&e->a, RBP);
    x64_mov(&e->a, 8, RBP, x64_r(RSP));
    x64_alu_imm(&e->a, ALU_SUB, 8, x64_r(RSP), (int32_t)e->frame_size);
    x64_mov_to(&e->a, 8, x64_m(X64_THREAD, anchor), RSP);
    x64_mov_to(&e->a, 8, x64_m(X64_THREAD, anchor + 8), RBP);
}

static void enter(struct native_emitter *e, x64_label overflow)
{
    enter_frame(e, overflow);
    x64_mov(&e->a, 8, R10, x64_m(X64_THREAD, e->rt->thread_handles));
    x64_mov(&e->a, 4, R11, x64_m(R10, e->rt->handles_used));
    x64_mov_to(&e->a, 8, in_frame(e->block), R10);
    x64_mov_to(&e->a, 4, in_frame(e->used), R11);
}

/* A reference in `from` goes into the frame; `to`: its address, or 0 for null. */
static void make_reference(struct native_emitter *e, const struct parameter *p, unsigned from, unsigned to)
{
    struct x64_rm at = in_frame(e->references + 8 * (int32_t)p->reference);
    x64_mov_to(&e->a, 8, at, from);
    x64_lea(&e->a, 8, to, at);
    x64_test(&e->a, 8, x64_r(from), from);
    x64_cmov(&e->a, CC_E, 8, to, x64_r(from));
}

/* ---- C arguments ---- */

/* To the machine stack, through rax. */
static void pass_on_stack(struct native_emitter *e, const struct parameter *p)
{
    struct x64_rm to = in_frame(8 * (int32_t)p->to);
    if (p->on_stack)
        x64_mov(&e->a, 8, RAX, incoming_stack(p->from));
    unsigned from = p->on_stack ? RAX : int_regs[p->from];
    if (is_reference(p->type)) {
        make_reference(e, p, from, R10);
        from = R10;
    }
    x64_mov_to(&e->a, 8, to, from);
}

/* Integers move to higher registers, so the last one moves first; floating point stays where it is. */
static void pass_arguments(struct native_emitter *e, const struct parameters *p)
{
    for (unsigned i = 0; i < p->n; i++)
        if (p->at[i].to_stack)
            pass_on_stack(e, &p->at[i]);
    for (unsigned i = p->n; i-- > 0;) {
        const struct parameter *x = &p->at[i];
        if (x->to_stack || x->fp)
            continue;
        if (is_reference(x->type))
            make_reference(e, x, int_regs[x->from], int_regs[x->to]);
        else
            x64_mov(&e->a, 8, int_regs[x->to], x64_r(int_regs[x->from]));
    }
    if (e->n->is_static)
        x64_mov_imm(&e->a, int_regs[leading(e->n) - 1], (uint64_t)(uintptr_t)e->n->class_cell);
}

static void pass_jni(struct native_emitter *e, const struct parameters *p)
{
    pass_arguments(e, p);
    x64_mov(&e->a, 8, RDI, x64_r(X64_THREAD));
}

static void pass_direct(struct native_emitter *e, const struct parameters *p, x64_label no_host,
                        x64_label has_host)
{
    pass_arguments(e, p);
    x64_mov_imm(&e->a, RSI, (uint64_t)(uintptr_t)e->n->user);
    x64_mov(&e->a, 8, RDI, x64_m(X64_THREAD, e->rt->thread_host));
    x64_test(&e->a, 8, x64_r(RDI), RDI);
    x64_jcc(&e->a, CC_E, no_host);
    x64_bind(&e->a, has_host);
    x64_mov_to_imm(&e->a, 1, x64_m(RDI, e->rt->host_thrown), 0);
}

static void narrow(struct native_emitter *e)
{
    struct x64_asm *a = &e->a;
    switch (e->n->ret) {
    case 'Z':
        x64_test(a, 1, x64_r(RAX), RAX);
        x64_setcc(a, CC_NE, RAX);
        x64_movx(a, false, 1, 4, RAX, x64_r(RAX));
        break;
    case 'B': x64_movx(a, true, 1, 4, RAX, x64_r(RAX)); break;
    case 'C': x64_movx(a, false, 2, 4, RAX, x64_r(RAX)); break;
    case 'S': x64_movx(a, true, 2, 4, RAX, x64_r(RAX)); break;
    case 'I': x64_mov(a, 4, RAX, x64_r(RAX)); break;
    default: break;
    }
}

/* rax: a reference -> its object. special: the reference is in rax, or (tagged values) the object has to be
 * looked at. */
static void dereference(struct native_emitter *e, x64_label special, x64_label done)
{
    x64_test(&e->a, 8, x64_r(RAX), RAX);
    x64_jcc(&e->a, CC_E, done);
    x64_test_imm(&e->a, 1, x64_r(RAX), 1);
    x64_jcc(&e->a, CC_NE, special);
    x64_alu_imm(&e->a, ALU_AND, 8, x64_r(RAX), -4);
    x64_mov(&e->a, 8, RAX, x64_m(RAX, 0));
    if (e->n->convention != NATIVE_CALL_JNI && e->n->ret_class != 0) {
        x64_test(&e->a, 8, x64_r(RAX), RAX);
        x64_jcc(&e->a, CC_E, done);
        x64_mov_imm(&e->a, RCX, e->n->ret_class);
        x64_alu(&e->a, ALU_CMP, 8, RCX, x64_m(RAX, e->be->config.layout.object_class));
        x64_jcc(&e->a, CC_NE, special);
    }
}

/* ---- tagged values ---- */

static char value_type(char type)
{
    return type == '[' ? 'L' : type;
}

static void put_value(struct native_emitter *e, int32_t at, const struct parameter *p)
{
    x64_mov_to_imm(&e->a, 4, in_frame(at), value_type(p->type));
    at += NATIVE_VALUE_AT;
    if (p->fp && !p->on_stack) {
        x64_fp_mov_to(&e->a, e->avx, p->type == 'D', in_frame(at), p->from);
        return;
    }
    if (p->on_stack)
        x64_mov(&e->a, 8, RAX, incoming_stack(p->from));
    unsigned from = p->on_stack ? RAX : int_regs[p->from];
    if (is_reference(p->type)) {
        make_reference(e, p, from, R10);
        from = R10;
    }
    x64_mov_to(&e->a, 8, in_frame(at), from);
}

/* The receiver is no value but an argument of its own: its address is made when all else has its place. */
static void pass_values(struct native_emitter *e, const struct parameters *p, x64_label no_host,
                        x64_label has_host)
{
    unsigned first = e->n->is_static ? 0 : 1;
    if (first == 1)
        x64_mov_to(&e->a, 8, in_frame(e->references), RDI);
    for (unsigned i = first; i < p->n; i++)
        put_value(e, e->values + NATIVE_VALUE_SIZE * (int32_t)(i - first), &p->at[i]);
    x64_mov_to_imm(&e->a, 4, in_frame(e->result), value_type(e->n->ret));
    x64_mov_to_imm(&e->a, 8, in_frame(e->result + NATIVE_VALUE_AT), 0);
    x64_mov(&e->a, 8, RDI, x64_m(X64_THREAD, e->rt->thread_host));
    x64_test(&e->a, 8, x64_r(RDI), RDI);
    x64_jcc(&e->a, CC_E, no_host);
    x64_bind(&e->a, has_host);
    x64_mov_imm(&e->a, RSI, (uint64_t)(uintptr_t)e->n->user);
    if (first == 1) /* calls have tested it: it is not null */
        x64_lea(&e->a, 8, RDX, in_frame(e->references));
    else
        x64_mov_imm(&e->a, RDX, (uint64_t)(uintptr_t)e->n->class_cell);
    x64_lea(&e->a, 8, RCX, in_frame(e->values));
    x64_mov_imm(&e->a, R8, p->n - first);
    x64_lea(&e->a, 8, R9, in_frame(e->result));
}

static void take_value(struct native_emitter *e)
{
    struct x64_rm at = in_frame(e->result + NATIVE_VALUE_AT);
    switch (e->n->ret) {
    case 'V': break;
    case 'Z': x64_movx(&e->a, false, 1, 4, RAX, at); break;
    case 'B': x64_movx(&e->a, true, 1, 4, RAX, at); break;
    case 'C': x64_movx(&e->a, false, 2, 4, RAX, at); break;
    case 'S': x64_movx(&e->a, true, 2, 4, RAX, at); break;
    case 'I': x64_mov(&e->a, 4, RAX, at); break;
    case 'F':
    case 'D': x64_fp_mov(&e->a, e->avx, e->n->ret == 'D', XMM0, at); break;
    default: x64_mov(&e->a, 8, RAX, at); break;
    }
}

/* eax: the function's status. */
static void result_of_values(struct native_emitter *e, x64_label failed, x64_label convert, x64_label done)
{
    char ret = value_type(e->n->ret);
    x64_test(&e->a, 4, x64_r(RAX), RAX);
    x64_jcc(&e->a, CC_NE, failed);
    if (ret != 'V') {
        x64_alu_imm(&e->a, ALU_CMP, 4, in_frame(e->result), ret);
        x64_jcc(&e->a, CC_NE, convert);
        take_value(e);
    }
    if (ret == 'L')
        dereference(e, convert, done);
    x64_bind(&e->a, done);
}

/* ---- direct calls ---- */

/* The reference is kept, for `convert` to look at. */
static void result_of_direct(struct native_emitter *e, x64_label failed, x64_label convert, x64_label done)
{
    x64_mov(&e->a, 8, RCX, x64_m(X64_THREAD, e->rt->thread_host));
    x64_alu_imm(&e->a, ALU_CMP, 1, x64_m(RCX, e->rt->host_thrown), 0);
    x64_jcc(&e->a, CC_NE, failed);
    if (is_reference(e->n->ret)) {
        x64_mov_to_imm(&e->a, 4, in_frame(e->result), 'L');
        x64_mov_to(&e->a, 8, in_frame(e->result + NATIVE_VALUE_AT), RAX);
        dereference(e, convert, done);
    } else {
        narrow(e);
    }
    x64_bind(&e->a, done);
}

static void emit_thrown(struct native_emitter *e, x64_label failed, x64_label thrown)
{
    x64_bind(&e->a, failed);
    x64_mov(&e->a, 8, RDI, x64_r(X64_THREAD));
    x64_mov_imm(&e->a, RSI, e->n->method);
    call(e, e->rt->thrown);
    x64_jmp(&e->a, thrown);
}

/* ---- both ---- */

static void emit_failed(struct native_emitter *e, x64_label failed, x64_label thrown)
{
    x64_bind(&e->a, failed);
    x64_mov(&e->a, 4, RDX, x64_r(RAX));
    x64_mov(&e->a, 8, RDI, x64_r(X64_THREAD));
    x64_mov_imm(&e->a, RSI, e->n->method);
    call(e, e->rt->failed);
    x64_jmp(&e->a, thrown);
}

static void emit_convert(struct native_emitter *e, x64_label convert, x64_label done)
{
    x64_bind(&e->a, convert);
    x64_mov(&e->a, 8, RDI, x64_r(X64_THREAD));
    x64_mov_imm(&e->a, RSI, e->n->method);
    x64_lea(&e->a, 8, RDX, in_frame(e->result));
    call(e, e->rt->convert);
    if (e->n->ret == 'F' || e->n->ret == 'D')
        x64_fp_from_bits(&e->a, e->avx, 8, XMM0, RAX);
    x64_jmp(&e->a, done);
}

/* ---- slots ---- */

static void put_slot(struct native_emitter *e, int32_t at, const struct parameter *p)
{
    if (p->fp && !p->on_stack) {
        x64_fp_mov_to(&e->a, e->avx, p->type == 'D', in_frame(at), p->from);
        return;
    }
    unsigned from = p->on_stack ? RAX : int_regs[p->from];
    if (p->on_stack)
        x64_mov(&e->a, 8, RAX, incoming_stack(p->from));
    if (p->type != 'J' && p->type != 'D' && !is_reference(p->type)) {
        x64_mov(&e->a, 4, RAX, x64_r(from)); /* the upper half is 0 */
        from = RAX;
    }
    x64_mov_to(&e->a, 8, in_frame(at), from);
}

static void take_word(struct native_emitter *e)
{
    switch (e->n->ret) {
    case 'V':
    case 'J':
    case 'L':
    case '[': break;
    case 'F':
    case 'D': x64_fp_from_bits(&e->a, e->avx, e->n->ret == 'D' ? 8 : 4, XMM0, RAX); break;
    default: x64_mov(&e->a, 4, RAX, x64_r(RAX)); break;
    }
}

/* Neither local references nor a state that others see: the function is the VM's, and changes its state
 * itself should it have to wait. */
static void emit_slots(struct native_emitter *e, const struct parameters *p)
{
    struct x64_asm *a = &e->a;
    int32_t exception = e->be->config.layout.thread_exception, at = 0;
    x64_label overflow = x64_new_label(a), thrown = x64_new_label(a);
    e->npoints = e->nrelocs = 0;
    enter_frame(e, overflow);
    for (unsigned i = 0; i < p->n; i++) {
        put_slot(e, at, &p->at[i]);
        at += p->at[i].type == 'J' || p->at[i].type == 'D' ? 16 : 8;
    }
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    x64_mov(a, 8, RSI, x64_r(RSP));
    call(e, e->n->function);
    x64_alu_imm(a, ALU_CMP, 8, x64_m(X64_THREAD, exception), 0);
    x64_jcc(a, CC_NE, thrown);
    take_word(e);
    x64_byte(a, 0xc9); /* leave */
    x64_ret(a);

    x64_bind(a, thrown);
    x64_mov(a, 8, RAX, x64_m(X64_THREAD, exception));
    x64_mov_to_imm(a, 8, x64_m(X64_THREAD, exception), 0);
    x64_byte(a, 0xc9);
    jump_to_stub(e, STUB_THROW);
    x64_bind(a, overflow);
    jump_to_stub(e, STUB_STACK_OVERFLOW);
}

/* ---- the whole ---- */

static void emit(struct native_emitter *e, const struct parameters *p)
{
    if (e->n->convention == NATIVE_CALL_SLOTS) {
        emit_slots(e, p);
        return;
    }
    struct x64_asm *a = &e->a;
    bool jni = e->n->convention == NATIVE_CALL_JNI, direct = e->n->convention == NATIVE_CALL_DIRECT;
    int32_t exception = e->be->config.layout.thread_exception;
    x64_label overflow = x64_new_label(a), entering = x64_new_label(a), entered = x64_new_label(a),
              leaving = x64_new_label(a), left = x64_new_label(a), thrown = x64_new_label(a),
              scope = x64_new_label(a), closed = x64_new_label(a), special = x64_new_label(a),
              done = x64_new_label(a), no_host = x64_new_label(a), has_host = x64_new_label(a),
              failed = x64_new_label(a), returned = x64_new_label(a);
    e->npoints = e->nrelocs = 0;
    enter(e, overflow);
    if (jni)
        pass_jni(e, p);
    else if (direct)
        pass_direct(e, p, no_host, has_host);
    else
        pass_values(e, p, no_host, has_host);
    /* From the change of state on, others walk this stack: the return address must be there before the call.
     */
    x64_lea(a, 8, RAX, x64_ml(returned));
    x64_mov_to(a, 8, x64_m(RSP, -8), RAX);
    change_state(e, e->rt->in_native, entering);
    x64_bind(a, entered);
    call(e, e->n->function);
    x64_bind(a, returned);
    change_state(e, e->rt->in_java, leaving);
    x64_bind(a, left);
    if (direct)
        result_of_direct(e, failed, special, done);
    else if (!jni)
        result_of_values(e, failed, special, done);
    x64_alu_imm(a, ALU_CMP, 8, x64_m(X64_THREAD, exception), 0);
    x64_jcc(a, CC_NE, thrown);
    if (jni && is_reference(e->n->ret)) {
        dereference(e, special, done);
        x64_bind(a, done);
    } else if (jni) {
        narrow(e);
    }
    x64_mov(a, 8, RCX, in_frame(e->block));
    x64_alu(a, ALU_CMP, 8, RCX, x64_m(X64_THREAD, e->rt->thread_handles));
    x64_jcc(a, CC_NE, scope);
    x64_mov(a, 4, RDX, in_frame(e->used));
    x64_alu(a, ALU_CMP, 4, RDX, x64_m(RCX, e->rt->handles_used));
    x64_jcc(a, CC_NE, scope);
    x64_bind(a, closed);
    x64_byte(a, 0xc9); /* leave */
    x64_ret(a);

    x64_bind(a, entering);
    keep_arguments(e, false);
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    call(e, e->rt->state_changed);
    keep_arguments(e, true);
    x64_jmp(a, entered);

    x64_bind(a, leaving);
    keep_result(e, false);
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    call(e, e->rt->state_changed);
    keep_result(e, true);
    x64_jmp(a, left);

    x64_bind(a, scope);
    keep_result(e, false);
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    x64_mov(a, 8, RSI, in_frame(e->block));
    x64_mov(a, 4, RDX, in_frame(e->used));
    call(e, e->rt->close_scope);
    keep_result(e, true);
    x64_jmp(a, closed);

    x64_bind(a, thrown);
    x64_mov(a, 8, RDI, x64_r(X64_THREAD));
    x64_mov(a, 8, RSI, in_frame(e->block));
    x64_mov(a, 4, RDX, in_frame(e->used));
    call(e, e->rt->close_scope);
    x64_mov(a, 8, RAX, x64_m(X64_THREAD, exception));
    x64_mov_to_imm(a, 8, x64_m(X64_THREAD, exception), 0);
    x64_byte(a, 0xc9);
    jump_to_stub(e, STUB_THROW);

    if (jni && is_reference(e->n->ret)) {
        x64_bind(a, special);
        x64_mov(a, 8, RDI, x64_r(RAX));
        call(e, e->rt->weak_get);
        x64_jmp(a, done);
    } else if (!jni) {
        direct ? emit_thrown(e, failed, thrown) : emit_failed(e, failed, thrown);
        emit_convert(e, special, done);
        x64_bind(a, no_host);
        keep_arguments(e, false);
        x64_mov(a, 8, RDI, x64_r(X64_THREAD));
        call(e, e->rt->make_host);
        keep_arguments(e, true);
        x64_mov(a, 8, RDI, x64_r(RAX));
        x64_jmp(a, has_host);
    }
    x64_bind(a, overflow);
    jump_to_stub(e, STUB_STACK_OVERFLOW);
}

/* One point for each return address, all with the one activation. */
static void fill_tables(const struct native_emitter *e, struct blob *b)
{
    char *at = xcalloc(1, sizeof *b->frames + e->npoints * sizeof *b->points);
    b->tables = at;
    b->frames = (void *)at;
    b->nframes = 1;
    b->points = (void *)(at + sizeof *b->frames);
    b->npoints = e->npoints;
    b->frames[0] = (struct blob_frame){.method = e->n->method, .bci = UINT32_MAX};
    for (unsigned i = 0; i < e->npoints; i++) /* in the order of their addresses */
        b->points[i] = (struct blob_point){.pc = e->points[i], .kind = POINT_WALK, .frame = 0, .nframes = 1};
}

struct blob *backend_make_native(struct backend *be, const struct backend_native *native,
                                 const struct backend_native_runtime *runtime)
{
    struct native_emitter e = {.be = be, .n = native, .rt = runtime, .avx = be->config.features.avx};
    struct parameters *p = xmalloc(sizeof *p);
    classify(native, p);
    lay_out(&e, p);
    emit(&e, p);
    bool ok = x64_asm_finish(&e.a);
    if (ok) { /* again, with short jumps */
        x64_asm_restart(&e.a);
        emit(&e, p);
        ok = x64_asm_finish(&e.a);
    }
    free(p);
    struct blob *b = ok ? code_blob_alloc(be->code, e.a.code.len) : NULL;
    if (b != NULL) {
        for (unsigned i = 0; i < e.nrelocs; i++) {
            uint32_t at = e.relocs[i].offset;
            const char *slot =
                (const char *)code_slot(be->code, be->stub_slot + (uint32_t)e.relocs[i].handle);
            int32_t distance = (int32_t)(slot - (b->code + at + 4));
            memcpy(e.a.code.at + at, &distance, 4);
        }
        b->kind = BLOB_FUNCTION;
        b->name = xstrdup(native->name);
        b->method = native->method;
        b->osr_bci = -1;
        b->code_end = (uint32_t)e.a.code.len;
        b->frame_at = e.frame_at;
        b->frame_size = e.frame_size;
        fill_tables(&e, b);
        code_write(be->code, b->code, e.a.code.at, e.a.code.len);
        code_blob_publish(be->code, b);
    }
    x64_asm_free(&e.a);
    return b;
}
