/*
 * interp_watch.c - T0: calls of methods under watch (tier/site_profile.h). They note the class of the
 * receiver and then do what the quick form does; a site that has seen enough becomes the quick form again.
 * The operand units are those of the quick forms, so either opcode is right at any moment.
 */
#include "runtime/exec/interp.h"
#include "runtime/tier/site_profile.h"

#define WATCHING_TWIN(kind)                                                                                  \
    OP(kind##_watch, 0)                                                                                      \
    {                                                                                                        \
        const struct object *receiver = sp[-(int)pc[2]].a;                                                   \
        NULL_CHECK(receiver);                                                                                \
        if (!site_observe(t->vm, pc, receiver->klass))                                                       \
            quicken(pc, OP_##kind##_q);                                                                      \
        return op_##kind##_q_0(OP_PASS);                                                                     \
    }
WATCHING_TWIN(invokevirtual)
WATCHING_TWIN(invokeinterface)
WATCHING_TWIN(invokedefault)
