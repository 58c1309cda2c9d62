/* The verifier: branches, stack map frames, handlers, uninitialised objects (JVMS 4.7.4, 4.9.2, 4.10.1). */
#include <criterion/criterion.h>

#include "verify_util.h"

/* Kinds of verification_type_info and of frames. */
enum { T_TOP, T_INT, T_FLOAT, T_DOUBLE, T_LONG, T_NULL, T_UNINIT_THIS, T_OBJECT, T_UNINIT };
enum {
    F_SAME = 0,
    F_SAME1 = 64,
    F_SAME1_EXT = 247,
    F_CHOP1 = 250,
    F_CHOP2 = 249,
    F_SAME_EXT = 251,
    F_APPEND1,
    F_APPEND2,
    F_APPEND3,
    F_FULL
};

TestSuite(verify_flow, .init = begin);

/* Branches */

Test(verify_flow, accepts_a_loop)
{
    ACCEPT(.desc = "(I)I",
           CODE(BC_iconst_0, BC_istore_1, BC_iload_0, BC_ifle, U2(12), BC_iinc, 0, 255, BC_iinc, 1, 1,
                BC_goto, U2(65536 - 10), BC_iload_1, BC_ireturn),
           MAP(U2(2), F_APPEND1, U2(2), T_INT, F_SAME + 12));
}
Test(verify_flow, target_without_frame)
{
    REJECT("Expecting a stackmap frame at branch target 4\n", .desc = "(I)V",
           CODE(BC_iload_0, BC_ifeq, U2(3), BC_return));
}
Test(verify_flow, target_inside_an_instruction)
{
    REJECT("Expecting a stackmap frame at branch target 2\n", CODE(BC_goto, U2(2), BC_return),
           MAP(U2(1), F_SAME + 3));
}
Test(verify_flow, target_outside)
{
    REJECT("Expecting a stackmap frame at branch target -3\n", CODE(BC_goto, U2(65536 - 3)));
    begin();
    REJECT("Illegal target of jump or branch (bci 0 + offset 1000000)\n", CODE(BC_goto_w, U4(1000000)));
}
Test(verify_flow, frame_after_goto_is_required)
{
    REJECT("Expecting a stack map frame\n", CODE(BC_return, BC_return));
    begin();
    REJECT("Expecting a stack map frame\n", CODE(BC_return, BC_nop, BC_return), MAP(U2(1), F_SAME + 2));
}
Test(verify_flow, branch_must_match_stack_depth)
{
    REJECT("Inconsistent stackmap frames at branch target 4\n", CODE(BC_iconst_0, BC_goto, U2(3), BC_return),
           MAP(U2(1), F_SAME + 4));
}
Test(verify_flow, branch_must_match_types)
{
    REJECT("Inconsistent stackmap frames at branch target 4\n", CODE(BC_iconst_0, BC_goto, U2(3), BC_return),
           MAP(U2(1), F_SAME1 + 4, T_FLOAT));
    begin();
    REJECT("Inconsistent stackmap frames at branch target 3\n", .desc = "(F)V",
           CODE(BC_goto, U2(3), BC_return), MAP(U2(1), F_FULL, U2(3), U2(1), T_INT, U2(0)));
}
Test(verify_flow, fall_through_must_match)
{
    REJECT("Instruction type does not match stack map\n", CODE(BC_iconst_0, BC_nop, BC_return),
           MAP(U2(1), F_SAME + 1));
}
Test(verify_flow, frames_may_forget)
{
    ACCEPT(.desc = "(LSub;I)V", CODE(BC_goto, U2(3), BC_aload_0, BC_pop, BC_return),
           MAP(U2(1), F_FULL, U2(3), U2(1), T_OBJECT, U2(k.base), U2(0)));
}
Test(verify_flow, forgotten_locals_are_gone)
{
    REJECT("Bad local variable type\n", .desc = "(I)V", CODE(BC_goto, U2(3), BC_iload_0, BC_pop, BC_return),
           MAP(U2(1), F_FULL, U2(3), U2(0), U2(0)));
}
Test(verify_flow, integers_match_as_one)
{
    ACCEPT(.desc = "(ZBCS)I",
           CODE(BC_iload_0, BC_ifne, U2(5), BC_iload_1, BC_ireturn, BC_iload_2, BC_ireturn),
           MAP(U2(1), F_SAME + 6));
}
Test(verify_flow, switches)
{
    REJECT("Bad lookupswitch instruction\n",
           CODE(BC_iconst_0, BC_lookupswitch, 0, 0, U4(27), U4(2), U4(5), U4(27), U4(5), U4(27), BC_return),
           MAP(U2(1), F_SAME + 28));
    begin();
    REJECT("Expecting a stackmap frame at branch target 3\n",
           CODE(BC_iconst_0, BC_tableswitch, 0, 0, U4(19), U4(1), U4(1), U4(2), BC_return),
           MAP(U2(1), F_SAME + 20));
    begin();
    REJECT("Bad type on operand stack\n",
           CODE(BC_fconst_0, BC_tableswitch, 0, 0, U4(19), U4(1), U4(1), U4(19), BC_return),
           MAP(U2(1), F_SAME + 20));
    begin();
    REJECT("Bad instruction\n",
           CODE(BC_iconst_0, BC_tableswitch, 0, 0, U4(19), U4(2), U4(1), U4(19), BC_return));
    begin();
    REJECT("Bad instruction\n",
           CODE(BC_iconst_0, BC_tableswitch, 0, 0, U4(19), U4(0), U4(0x7fffffff), U4(19), BC_return));
    begin();
    ACCEPT(CODE(BC_iconst_0, BC_lookupswitch, 0, 0, U4(27), U4(2), U4(-5), U4(27), U4(5), U4(27), BC_return),
           MAP(U2(1), F_SAME + 28));
}
Test(verify_flow, padding_of_switches_in_old_files)
{
    begin_version(50);
    REJECT("Nonzero padding byte in lookupswitch or tableswitch\n",
           CODE(BC_iconst_0, BC_tableswitch, 0, 1, U4(19), U4(1), U4(1), U4(19), BC_return),
           MAP(U2(1), F_SAME + 20));
}

/* The table itself */

Test(verify_flow, all_frame_kinds)
{
    ACCEPT(.desc = "(I)V", .max_locals = 8,
           CODE(BC_nop, BC_nop, BC_iconst_0, BC_nop, BC_istore_1, BC_lconst_0, BC_lstore_2, BC_nop,
                BC_iconst_0, BC_nop, BC_pop, BC_nop, BC_nop, BC_return),
           MAP(U2(7), F_SAME + 1, F_SAME1 + 1, T_INT, F_APPEND2, U2(3), T_INT, T_LONG, F_SAME1_EXT, U2(1),
               T_INT, F_SAME_EXT, U2(1), F_CHOP1, U2(0), F_FULL, U2(0), U2(1), T_INT, U2(0)));
}
Test(verify_flow, frame_offset_inside_an_instruction)
{
    REJECT("StackMapTable error: bad offset\n", CODE(BC_sipush, U2(1), BC_pop, BC_return),
           MAP(U2(1), F_SAME + 1));
}
Test(verify_flow, frame_offset_behind_the_code)
{
    REJECT("StackMapTable error: bad offset\n", CODE(BC_nop, BC_return), MAP(U2(1), F_SAME_EXT, U2(500)));
}
Test(verify_flow, malformed_tables)
{
    MALFORMED("StackMapTable format error: access beyond the end of attribute", CODE(BC_nop, BC_return),
              MAP(U2(2), F_SAME + 1));
    begin();
    MALFORMED("StackMapTable format error: access beyond the end of attribute", CODE(BC_nop, BC_return),
              MAP(U2(1), F_SAME1 + 1, T_OBJECT, 0));
    begin();
    MALFORMED("StackMapTable format error: wrong attribute size", CODE(BC_nop, BC_return),
              MAP(U2(1), F_SAME + 1, 0));
    begin();
    MALFORMED("StackMapTable format error: reserved frame type", CODE(BC_nop, BC_return),
              MAP(U2(1), 200, U2(1)));
    begin();
    MALFORMED("StackMapTable format error: bad verification type", CODE(BC_nop, BC_return),
              MAP(U2(1), F_SAME1 + 1, 9));
    begin();
    MALFORMED("StackMapTable format error: bad class index", CODE(BC_nop, BC_return),
              MAP(U2(1), F_SAME1 + 1, T_OBJECT, U2(k.own)));
    begin();
    MALFORMED("StackMapTable format error: bad class index", CODE(BC_nop, BC_return),
              MAP(U2(1), F_SAME1 + 1, T_OBJECT, U2(9999)));
    begin();
    MALFORMED("StackMapTable format error: bad offset for Uninitialized in method 'void T.m()'",
              CODE(BC_nop, BC_return), MAP(U2(1), F_SAME1 + 1, T_UNINIT, U2(0)));
    begin();
    MALFORMED("StackMapTable format error: bad type array size in method 'void T.m()'",
              CODE(BC_nop, BC_return), MAP(U2(1), F_CHOP1, U2(1)));
    begin();
    MALFORMED("StackMapTable format error: bad type array size", .max_locals = 1, CODE(BC_nop, BC_return),
              MAP(U2(1), F_APPEND2, U2(1), T_INT, T_INT));
    begin();
    MALFORMED("StackMapTable format error: bad type array size", .max_stack = 1, CODE(BC_nop, BC_return),
              MAP(U2(1), F_SAME1 + 1, T_LONG));
    begin();
    MALFORMED("StackMapTable format error: bad type array size", CODE(BC_nop, BC_return),
              MAP(U2(1), F_FULL, U2(1), U2(5), T_INT, T_INT, T_INT, T_INT, T_INT, U2(0)));
}
Test(verify_flow, a_table_cannot_ask_for_endless_memory)
{
    /* Thousands of locals, then chop one, append one, over and over: each round would copy all of them. */
    struct buf map = {0}, code = {0};
    enum { LOCALS = 30000, ROUNDS = 10000 };
    asm_u2(&map, 1 + 2 * ROUNDS);
    asm_u1(&map, F_FULL);
    asm_u2(&map, 0);
    asm_u2(&map, LOCALS);
    for (int i = 0; i < LOCALS; i++)
        asm_u1(&map, T_TOP);
    asm_u2(&map, 0);
    for (int i = 0; i < ROUNDS; i++) {
        asm_u1(&map, F_CHOP1);
        asm_u2(&map, 0);
        asm_u1(&map, F_APPEND1);
        asm_u2(&map, 0);
        asm_u1(&map, T_TOP);
    }
    for (int i = 0; i < 2 * ROUNDS + 1; i++)
        asm_u1(&code, BC_nop);
    asm_u1(&code, BC_return);
    verify_expect(__FILE__, __LINE__, VERIFY_FORMAT, "StackMapTable format error: table is too large",
                  (struct asm_method){.max_locals = LOCALS,
                                      .code = (u1 *)code.at,
                                      .code_len = (u4)code.len,
                                      .stack_map = (u1 *)map.at,
                                      .stack_map_len = (u4)map.len});
    buf_free(&map);
    buf_free(&code);
}

/* Handlers */

Test(verify_flow, handler_offsets)
{
    MALFORMED("Illegal exception table start_pc 1 in method 'void T.m()'",
              CODE(BC_sipush, U2(0), BC_pop, BC_return, BC_athrow), HANDLERS({1, 3, 5, 0}));
    begin();
    MALFORMED("Illegal exception table end_pc 2", CODE(BC_sipush, U2(0), BC_pop, BC_return, BC_athrow),
              HANDLERS({0, 2, 5, 0}));
    begin();
    MALFORMED("Illegal exception table handler_pc 2", CODE(BC_sipush, U2(0), BC_pop, BC_return, BC_athrow),
              HANDLERS({0, 3, 2, 0}));
}
Test(verify_flow, catch_type)
{
    REJECT("Catch type is not a subclass of Throwable in exception handler 2\n",
           CODE(BC_nop, BC_return, BC_athrow), HANDLERS({0, 1, 2, k.string}),
           MAP(U2(1), F_SAME1 + 2, T_OBJECT, U2(k.string)));
}
Test(verify_flow, handler_needs_a_frame)
{
    REJECT("Expecting a stackmap frame at branch target 2\n", CODE(BC_nop, BC_return, BC_athrow),
           HANDLERS({0, 1, 2, 0}));
}
Test(verify_flow, handler_stack_is_the_exception)
{
    REJECT("Stack map does not match the one at exception handler 2\n", CODE(BC_nop, BC_return, BC_athrow),
           HANDLERS({0, 1, 2, 0}), MAP(U2(1), F_SAME1 + 2, T_OBJECT, U2(k.exception)));
    begin();
    ACCEPT(CODE(BC_nop, BC_return, BC_athrow), HANDLERS({0, 1, 2, k.exception}),
           MAP(U2(1), F_SAME1 + 2, T_OBJECT, U2(k.throwable)));
}
Test(verify_flow, handler_sees_every_state_of_the_locals)
{
    /* Local 0 is an int before the store and a float after it; the handler wants either. */
    REJECT("Stack map does not match the one at exception handler 4\n", .desc = "(I)V",
           CODE(BC_fconst_0, BC_fstore_0, BC_nop, BC_return, BC_athrow), HANDLERS({0, 3, 4, 0}),
           MAP(U2(1), F_FULL, U2(4), U2(1), T_FLOAT, U2(1), T_OBJECT, U2(k.throwable)));
    begin();
    REJECT("Stack map does not match the one at exception handler 4\n", .desc = "(I)V",
           CODE(BC_fconst_0, BC_fstore_0, BC_nop, BC_return, BC_athrow), HANDLERS({0, 3, 4, 0}),
           MAP(U2(1), F_FULL, U2(4), U2(1), T_INT, U2(1), T_OBJECT, U2(k.throwable)));
    begin();
    /* A store that ends the covered range: only the state before it counts. */
    ACCEPT(.desc = "(I)V", CODE(BC_fconst_0, BC_fstore_0, BC_nop, BC_return, BC_athrow),
           HANDLERS({0, 2, 4, 0}), MAP(U2(1), F_FULL, U2(4), U2(1), T_INT, U2(1), T_OBJECT, U2(k.throwable)));
}
/* Uninitialised objects */

Test(verify_flow, objects_are_usable_after_init)
{
    REJECT("Bad return type\n", .desc = "()Ljava/lang/Exception;", CODE(BC_new, U2(k.exception), BC_areturn));
    begin();
    REJECT("Bad type on operand stack\n", CODE(BC_new, U2(k.exception), BC_athrow));
    begin();
    REJECT("Bad type on operand stack\n",
           CODE(BC_new, U2(k.object), BC_invokevirtual, U2(k.object_hash), BC_pop, BC_return));
    begin();
    ACCEPT(CODE(BC_new, U2(k.exception), BC_dup, BC_astore_0, BC_invokespecial, U2(k.exception_init),
                BC_aload_0, BC_athrow));
}
Test(verify_flow, init_of_another_class)
{
    REJECT("Call to wrong <init> method\n",
           CODE(BC_new, U2(k.exception), BC_invokespecial, U2(k.object_init), BC_return));
    begin();
    REJECT("Bad operand type when invoking <init>\n", .desc = "(Ljava/lang/Object;)V",
           CODE(BC_aload_0, BC_invokespecial, U2(k.object_init), BC_return));
}
Test(verify_flow, protected_init_of_another_package)
{
    REJECT("Bad access to protected <init> method\n",
           CODE(BC_new, U2(k.base), BC_iconst_0, BC_invokespecial, U2(k.base_init_int), BC_return));
    begin();
    ACCEPT(CODE(BC_new, U2(k.base), BC_invokespecial, U2(k.base_init), BC_return));
}
Test(verify_flow, new_of_an_array)
{
    REJECT("Illegal new instruction\n", CODE(BC_new, U2(k.string_array), BC_pop, BC_return));
}
Test(verify_flow, two_objects_of_one_site_stay_apart)
{
    /* Only dead code can come back to its `new` with an object of the last round, in local 0 or on the stack.
     */
    REJECT("Bad local variable type\n",
           CODE(BC_goto, U2(12), BC_new, U2(k.object), BC_aload_0, BC_pop, BC_astore_0, BC_goto,
                U2(65536 - 6), BC_return),
           MAP(U2(2), F_APPEND1, U2(3), T_UNINIT, U2(3), F_CHOP1, U2(8)));
    begin();
    REJECT("Bad type on operand stack in new\n",
           CODE(BC_goto, U2(9), BC_new, U2(k.object), BC_goto, U2(65536 - 3), BC_return),
           MAP(U2(2), F_SAME1 + 3, T_UNINIT, U2(3), F_SAME + 5));
}
Test(verify_flow, constructor_must_call_another)
{
    REJECT("Constructor must call super() or this() before return\n", CONSTRUCTOR, CODE(BC_return));
    begin();
    ACCEPT(CONSTRUCTOR, CODE(BC_aload_0, BC_invokespecial, U2(k.base_init), BC_return));
    begin();
    ACCEPT(CONSTRUCTOR, CODE(BC_aload_0, BC_iconst_0, BC_invokespecial, U2(k.t_init_int), BC_return));
    begin();
    ACCEPT(CONSTRUCTOR, CODE(BC_aload_0, BC_iconst_0, BC_invokespecial, U2(k.base_init_int), BC_return));
}
Test(verify_flow, constructor_may_call_only_its_own_or_super)
{
    REJECT("Bad <init> method call\n", CONSTRUCTOR,
           CODE(BC_aload_0, BC_invokespecial, U2(k.object_init), BC_return));
}
Test(verify_flow, this_is_not_usable_before)
{
    REJECT("Bad type on operand stack\n", CONSTRUCTOR,
           CODE(BC_aload_0, BC_invokevirtual, U2(k.object_hash), BC_pop, BC_return));
    begin();
    REJECT("Bad type on operand stack\n", CONSTRUCTOR,
           CODE(BC_aload_0, BC_getfield, U2(k.own), BC_pop, BC_return));
    begin();
    REJECT("Bad operand type when invoking <init>\n", CONSTRUCTOR,
           CODE(BC_aload_0, BC_invokespecial, U2(k.base_init), BC_aload_0, BC_invokespecial, U2(k.base_init),
                BC_return));
}
Test(verify_flow, own_fields_may_be_set_before)
{
    ACCEPT(CONSTRUCTOR, CODE(BC_aload_0, BC_iconst_1, BC_putfield, U2(k.own), BC_aload_0, BC_invokespecial,
                             U2(k.base_init), BC_return));
    begin();
    REJECT("Bad type on operand stack in putfield\n", CONSTRUCTOR,
           CODE(BC_aload_0, BC_iconst_1, BC_putfield, U2(k.prot), BC_aload_0, BC_invokespecial,
                U2(k.base_init), BC_return));
}
Test(verify_flow, flag_must_be_stated)
{
    /* Not initialised when branching, but the frame does not say so. */
    REJECT("Inconsistent stackmap frames at branch target 3\n", CONSTRUCTOR, CODE(BC_goto, U2(3), BC_return),
           MAP(U2(1), F_FULL, U2(3), U2(0), U2(0)));
    begin();
    ACCEPT(CONSTRUCTOR, CODE(BC_goto, U2(3), BC_aload_0, BC_invokespecial, U2(k.base_init), BC_return),
           MAP(U2(1), F_SAME + 3));
}
Test(verify_flow, super_call_in_a_try_block)
{
    /* The handler returns: an object that failed to initialise would escape. */
    REJECT("Stack map does not match the one at exception handler 5\n", CONSTRUCTOR,
           CODE(BC_aload_0, BC_invokespecial, U2(k.base_init), BC_return, BC_pop, BC_return),
           HANDLERS({1, 4, 5, 0}), MAP(U2(1), F_FULL, U2(5), U2(0), U2(1), T_OBJECT, U2(k.throwable)));
    begin();
    /* It throws: but no frame fits `this` both before and after the call. */
    REJECT("Stack map does not match the one at exception handler 5\n", CONSTRUCTOR,
           CODE(BC_aload_0, BC_invokespecial, U2(k.base_init), BC_return, BC_athrow), HANDLERS({1, 4, 5, 0}),
           MAP(U2(1), F_FULL, U2(5), U2(1), T_UNINIT_THIS, U2(1), T_OBJECT, U2(k.throwable)));
}
Test(verify_flow, code_before_the_super_call_may_be_covered)
{
    ACCEPT(CONSTRUCTOR, CODE(BC_aload_0, BC_invokespecial, U2(k.base_init), BC_return, BC_athrow),
           HANDLERS({0, 1, 5, 0}),
           MAP(U2(1), F_FULL, U2(5), U2(1), T_UNINIT_THIS, U2(1), T_OBJECT, U2(k.throwable)));
    begin();
    REJECT("Constructor must call super() or this() before return\n", CONSTRUCTOR,
           CODE(BC_aload_0, BC_invokespecial, U2(k.base_init), BC_return, BC_pop, BC_return),
           HANDLERS({0, 1, 5, 0}),
           MAP(U2(1), F_FULL, U2(5), U2(1), T_UNINIT_THIS, U2(1), T_OBJECT, U2(k.throwable)));
}

/* Other tables */

Test(verify_flow, local_variable_table)
{
    MALFORMED("Illegal local variable table start_pc 1 in method 'void T.m()'",
              CODE(BC_sipush, U2(0), BC_pop, BC_return), .vars = (struct asm_var[]){{1, 3, 0, "x", "I"}},
              .n_vars = 1);
    begin();
    MALFORMED("Illegal local variable table length 1 in method 'void T.m()'",
              CODE(BC_sipush, U2(0), BC_pop, BC_return), .vars = (struct asm_var[]){{0, 1, 0, "x", "I"}},
              .n_vars = 1);
}

/* The rest of the message: state, frame, handlers and table. */
Test(verify_flow, message_has_both_frames_and_tables)
{
    REJECT("Inconsistent stackmap frames at branch target 4\n", .desc = "(I)V",
           CODE(BC_iconst_0, BC_goto, U2(3), BC_pop, BC_return, BC_athrow), HANDLERS({0, 1, 6, 0}),
           MAP(U2(2), F_SAME1 + 4, T_FLOAT, F_SAME1 + 1, T_OBJECT, U2(k.throwable)));
    struct buf expected = {0};
    buf_printf(&expected,
               "Inconsistent stackmap frames at branch target 4\n"
               "Exception Details:\n"
               "  Location:\n"
               "    T.m(I)V @4: pop\n"
               "  Reason:\n"
               "    Type integer (current frame, stack[0]) is not assignable to float (stack map, stack[0])\n"
               "  Current Frame:\n"
               "    bci: @1\n"
               "    flags: { }\n"
               "    locals: { integer }\n"
               "    stack: { integer }\n"
               "  Stackmap Frame:\n"
               "    bci: @4\n"
               "    flags: { }\n"
               "    locals: { integer }\n"
               "    stack: { float }\n"
               "  Bytecode:\n"
               "    0000000: 03a7 0003 57b1 bf                      \n"
               "  Exception Handler Table:\n"
               "    bci [0, 1] => handler: 6\n"
               "  Stackmap Table:\n"
               "    same_locals_1_stack_item_frame(@4,Float)\n"
               "    same_locals_1_stack_item_frame(@6,Object[#%u])\n",
               k.throwable);
    cr_assert_str_eq(last_message(), buf_str(&expected));
    buf_free(&expected);
}
