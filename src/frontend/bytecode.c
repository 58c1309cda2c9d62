/* bytecode.c - names, formats and lengths of bytecodes: expansions of the table in bytecode.h. */
#include "frontend/bytecode.h"

struct opcode_info {
    const char *name;
    u1 length;
    u1 format;
};

static const struct opcode_info opcodes[BC_COUNT] = {
#define X(name, code, length, fmt) [code] = {#name, length, BC_FMT_##fmt},
    BYTECODES(X)
#undef X
};

const char *bytecode_name(unsigned op)
{
    return op < BC_COUNT ? opcodes[op].name : NULL;
}

enum bc_format bytecode_format(unsigned op)
{
    return op < BC_COUNT ? opcodes[op].format : BC_FMT_NONE;
}

/* tableswitch and lookupswitch: 0 to 3 bytes of padding, then 32-bit operands. */
static u8 switch_length(const u1 *code, u4 length, u4 bci)
{
    u8 operands = ((u8)bci + 4) & ~(u8)3;
    u8 words;
    if (code[bci] == BC_tableswitch) {
        if (operands + 12 > length)
            return 0;
        int64_t low = read_s4(code + operands + 4), high = read_s4(code + operands + 8);
        if (high < low)
            return 0;
        words = 3 + (u8)(high - low + 1);
    } else {
        if (operands + 8 > length)
            return 0;
        int32_t pairs = read_s4(code + operands + 4);
        if (pairs < 0)
            return 0;
        words = 2 + 2 * (u8)pairs;
    }
    return operands + 4 * words - bci;
}

static u8 wide_length(const u1 *code, u4 length, u4 bci)
{
    if (length - bci < 2)
        return 0;
    unsigned op = code[bci + 1];
    if (op == BC_iinc)
        return 6;
    return bytecode_format(op) == BC_FMT_LOCAL ? 4 : 0;
}

u4 bytecode_length(const u1 *code, u4 length, u4 bci)
{
    if (bci >= length || code[bci] >= BC_COUNT)
        return 0;
    u8 n = opcodes[code[bci]].length;
    if (n == 0)
        n = code[bci] == BC_wide ? wide_length(code, length, bci) : switch_length(code, length, bci);
    return n <= length - bci ? (u4)n : 0;
}
