/* interp_branch.c - T0: branches, switches, jsr and ret. Backward branches poll. */
#include "runtime/exec/interp.h"

/* Each outcome has a dispatch of its own: the branch predictor then knows which way we came. */
#define BRANCH(S, name, operands, cond)                                                                      \
    OP_(name, S)                                                                                             \
    {                                                                                                        \
        operands;                                                                                            \
        if (cond) {                                                                                          \
            pc += DISP();                                                                                    \
            GO(0);                                                                                           \
        }                                                                                                    \
        NEXT(3, 0);                                                                                          \
    }                                                                                                        \
    OP_(name##_back, S)                                                                                      \
    {                                                                                                        \
        operands;                                                                                            \
        if (cond) {                                                                                          \
            pc += DISP();                                                                                    \
            POLL_AND_GO();                                                                                   \
        }                                                                                                    \
        NEXT(3, 0);                                                                                          \
    }

#define INT_IF(name, cond)                                                                                   \
    BRANCH(0, name, int32_t a = TOP_I(0), cond) BRANCH(1, name, int32_t a = TOP_I(1), cond)
#define REF_IF(name, cond)                                                                                   \
    BRANCH(0, name, uint64_t a = TOP_RAW(0), cond) BRANCH(1, name, uint64_t a = TOP_RAW(1), cond)
#define INT_COMPARE(S, name, cond) BRANCH(S, name, int32_t b = TOP_I(S); int32_t a = POP_I(), cond)
#define REF_COMPARE(S, name, cond) BRANCH(S, name, uint64_t b = TOP_RAW(S); uint64_t a = (--sp)->raw, cond)

INT_IF(ifeq, a == 0)
INT_IF(ifne, a != 0)
INT_IF(iflt, a < 0)
INT_IF(ifge, a >= 0)
INT_IF(ifgt, a > 0)
INT_IF(ifle, a <= 0)
REF_IF(ifnull, a == 0)
REF_IF(ifnonnull, a != 0)
INT_COMPARE(0, if_icmpeq, a == b)
INT_COMPARE(1, if_icmpeq, a == b)
INT_COMPARE(0, if_icmpne, a != b)
INT_COMPARE(1, if_icmpne, a != b)
INT_COMPARE(0, if_icmplt, a < b)
INT_COMPARE(1, if_icmplt, a < b)
INT_COMPARE(0, if_icmpge, a >= b)
INT_COMPARE(1, if_icmpge, a >= b)
INT_COMPARE(0, if_icmpgt, a > b)
INT_COMPARE(1, if_icmpgt, a > b)
INT_COMPARE(0, if_icmple, a <= b)
INT_COMPARE(1, if_icmple, a <= b)
REF_COMPARE(0, if_acmpeq, a == b)
REF_COMPARE(1, if_acmpeq, a == b)
REF_COMPARE(0, if_acmpne, a != b)
REF_COMPARE(1, if_acmpne, a != b)

#define GOTO(S)                                                                                              \
    OP(goto, S)                                                                                              \
    {                                                                                                        \
        pc += DISP();                                                                                        \
        GO(S);                                                                                               \
    }                                                                                                        \
    OP(goto_back, S)                                                                                         \
    {                                                                                                        \
        pc += DISP();                                                                                        \
        if (UNLIKELY(t->poll != 0))                                                                          \
            return interp_poll_##S(OP_PASS);                                                                 \
        GO(S);                                                                                               \
    }
GOTO(0)
GOTO(1)
GOTO(2)
GOTO(3)

OP(goto_w, 0)
{
    pc += unit_s4(pc + 1);
    POLL_AND_GO();
}

/* A return address is the bci of the instruction after the jsr. */
OP(jsr, 0)
{
    (sp++)->raw = (uint64_t)(pc + 3 - t->frame->method->code);
    pc += DISP();
    POLL_AND_GO();
}
OP(jsr_w, 0)
{
    (sp++)->raw = (uint64_t)(pc + 5 - t->frame->method->code);
    pc += unit_s4(pc + 1);
    POLL_AND_GO();
}
OP(ret, 0)
{
    pc = t->frame->method->code + lp[pc[1]].raw;
    POLL_AND_GO();
}
OP(ret_w, 0)
{
    pc = t->frame->method->code + lp[pc[1]].raw;
    POLL_AND_GO();
}

#define TABLESWITCH(S)                                                                                       \
    OP(tableswitch, S)                                                                                       \
    {                                                                                                        \
        int32_t v = TOP_I(S), low = unit_s4(pc + 3), high = unit_s4(pc + 5);                                 \
        uint32_t i = (uint32_t)v - (uint32_t)low;                                                            \
        pc += unit_s4(i <= (uint32_t)high - (uint32_t)low ? pc + 7 + 2 * (size_t)i : pc + 1);                \
        POLL_AND_GO();                                                                                       \
    }
TABLESWITCH(0)
TABLESWITCH(1)

#define LOOKUPSWITCH(S)                                                                                      \
    OP(lookupswitch, S)                                                                                      \
    {                                                                                                        \
        int32_t v = TOP_I(S);                                                                                \
        const u2 *pairs = pc + 5, *target = pc + 1;                                                          \
        for (uint32_t low = 0, high = (uint32_t)unit_s4(pc + 3); low < high;) {                              \
            uint32_t mid = (low + high) / 2;                                                                 \
            int32_t key = unit_s4(pairs + 4 * (size_t)mid);                                                  \
            if (key == v) {                                                                                  \
                target = pairs + 4 * (size_t)mid + 2;                                                        \
                break;                                                                                       \
            }                                                                                                \
            if (key < v)                                                                                     \
                low = mid + 1;                                                                               \
            else                                                                                             \
                high = mid;                                                                                  \
        }                                                                                                    \
        pc += unit_s4(target);                                                                               \
        POLL_AND_GO();                                                                                       \
    }
LOOKUPSWITCH(0)
LOOKUPSWITCH(1)
