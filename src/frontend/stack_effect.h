/*
 * stack_effect.h - what instructions with a fixed effect pop and push.
 *
 * "popped>pushed", bottom of the stack first; each letter is a kind of value:
 *     I int (and smaller)   J long   F float   D double   A reference   0 null   1 any one-slot value
 * J and D take two slots. Instructions whose effect depends on their operands (field access, invocation, ldc,
 * multianewarray, wide) or that shuffle untyped slots (pop2, dup*, swap) have none.
 */
#ifndef SAMOVAR_FRONTEND_STACK_EFFECT_H
#define SAMOVAR_FRONTEND_STACK_EFFECT_H

#include "base/base.h"

const char *stack_effect(unsigned op); /* NULL when it has none, or is no opcode */
/* Slots of one half of an effect, up to '>' or the end. */
u4 stack_effect_slots(const char *half);

#endif
