#include <criterion/criterion.h>

#include "frontend/bytecode.h"

Test(bytecode, names_and_formats)
{
    cr_assert_str_eq(bytecode_name(0), "nop");
    cr_assert_str_eq(bytecode_name(BC_return), "return");
    cr_assert_str_eq(bytecode_name(201), "jsr_w");
    cr_assert_null(bytecode_name(202));
    cr_assert_null(bytecode_name(255));
    cr_assert_eq(bytecode_format(BC_bipush), BC_FMT_S1);
    cr_assert_eq(bytecode_format(BC_invokedynamic), BC_FMT_CP2);
}

Test(bytecode, every_opcode_is_in_the_table)
{
    for (unsigned op = 0; op < BC_COUNT; op++)
        cr_assert_not_null(bytecode_name(op), "opcode %u", op);
}

Test(bytecode, fixed_lengths)
{
    const u1 code[] = {BC_sipush, 1, 2, BC_ireturn};
    cr_assert_eq(bytecode_length(code, sizeof code, 0), 3);
    cr_assert_eq(bytecode_length(code, sizeof code, 3), 1);
    cr_assert_eq(bytecode_length(code, sizeof code, 4), 0, "past the end");
    cr_assert_eq(bytecode_length(code, 2, 0), 0, "cut in the middle");
}

Test(bytecode, unknown_opcodes_have_no_length)
{
    const u1 code[] = {202, 255};
    cr_assert_eq(bytecode_length(code, 2, 0), 0);
    cr_assert_eq(bytecode_length(code, 2, 1), 0);
}

Test(bytecode, wide)
{
    const u1 load[] = {BC_wide, BC_iload, 1, 0}, iinc[] = {BC_wide, BC_iinc, 1, 0, 0, 1};
    const u1 bad[] = {BC_wide, BC_nop, 0, 0}, ret[] = {BC_wide, BC_ret, 0, 0};
    cr_assert_eq(bytecode_length(load, sizeof load, 0), 4);
    cr_assert_eq(bytecode_length(iinc, sizeof iinc, 0), 6);
    cr_assert_eq(bytecode_length(iinc, 5, 0), 0);
    cr_assert_eq(bytecode_length(ret, sizeof ret, 0), 4);
    cr_assert_eq(bytecode_length(bad, sizeof bad, 0), 0);
    cr_assert_eq(bytecode_length(load, 1, 0), 0);
}

/* Padding depends on the bytecode offset. */
Test(bytecode, tableswitch)
{
    u1 code[32] = {BC_nop, BC_tableswitch};
    code[11] = 1; /* low = 1 at 8..11, after default at 4..7 */
    code[15] = 2; /* high = 2 */
    cr_assert_eq(bytecode_length(code, sizeof code, 1), 2 + 1 + 12 + 8);
    cr_assert_eq(bytecode_length(code, 24, 1), 24 - 1);
    cr_assert_eq(bytecode_length(code, 23, 1), 0, "the last target is cut off");
    code[11] = 3;
    cr_assert_eq(bytecode_length(code, sizeof code, 1), 0, "low > high");
    code[8] = 0x80;
    code[12] = 0x7F;
    cr_assert_eq(bytecode_length(code, sizeof code, 1), 0, "four billion targets");
}

Test(bytecode, lookupswitch)
{
    u1 code[32] = {BC_lookupswitch};
    code[11] = 2; /* at 8..11 */
    cr_assert_eq(bytecode_length(code, 28, 0), 12 + 16);
    cr_assert_eq(bytecode_length(code, 27, 0), 0);
    code[8] = 0xFF;
    cr_assert_eq(bytecode_length(code, 28, 0), 0, "negative count");
    cr_assert_eq(bytecode_length(code, 11, 0), 0, "no room for the count");
}
