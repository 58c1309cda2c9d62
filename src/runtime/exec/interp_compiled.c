/* interp_compiled.c - T0: calls of compiled methods, loops that go on in compiled code, and the way back in.
 */
#include "runtime/exec/compiled.h"
#include "runtime/exec/interp_resume.h"

/* A shortcut (interp_invoke.c): tos is the method, its arguments end at sp, pc is the invoke. */
OP(call_compiled, 0)
{
    struct method *m = (struct method *)tos;
    PUBLISH();
    compiled_invoke(t, m, sp);
    CHECK_PENDING();
    uint64_t raw = sp->raw;
    sp -= m->arg_slots;
    pc += 3;
    switch (m->ret) {
    case 'V': GO(0);
    case 'J': SET_L(raw); GO(2);
    case 'D': fp = sp[m->arg_slots].d; GO(3);
    default: SET_L(raw); GO(1);
    }
}

/* At a poll, published, in state 0. */
COLD interp_osr(OP_ARGS)
{
    switch (osr_enter(t)) {
    case OSR_NONE: d = dispatch_at_block(t->frame->method); break;
    case OSR_LEFT: return;
    case OSR_DONE: {
        CHECK_PENDING();
        const struct frame *caller = t->frame;
        sp = lp;
        lp = caller->locals;
        pc = caller->pc + 3;
        d = caller->dispatch;
        tos = t->scratch[0];
        switch ((char)t->scratch[1]) {
        case 'V': GO(0);
        case 'J': GO(2);
        case 'D': memcpy(&fp, &t->scratch[0], sizeof fp); GO(3);
        default: GO(1);
        }
    }
    }
    GO(0);
}

/* Not an instruction: where interp_resume starts. */
void op_resume_0(OP_ARGS);
void op_resume_0(OP_ARGS)
{
    const struct frame *f = t->frame;
    (void)pc, (void)sp, (void)lp, (void)tos, (void)fp;
    if (t->exception != NULL)
        return interp_unwind(f->pc, f->sp, f->locals, t, 0, d, 0);
    pc = f->pc;
    sp = f->sp;
    lp = f->locals;
    d = dispatch_at_block(f->method);
    GO(0);
}
