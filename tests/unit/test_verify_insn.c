/* The verifier: instructions' operands, types and constants (JVMS 4.9.1, 4.9.2, 4.10.1.9). */
#include <criterion/criterion.h>

#include "verify_util.h"

TestSuite(verify_insn, .init = begin);

Test(verify_insn, accepts_a_method_that_does_a_bit_of_everything)
{
    ACCEPT(.desc = "(I[Ljava/lang/Object;J)I",
           CODE(BC_iload_0, BC_i2l, BC_lload_2, BC_ladd, BC_l2i, BC_aload_1, BC_iload_0, BC_aaload,
                BC_checkcast, U2(k.string), BC_invokevirtual, U2(k.string_length), BC_iadd, BC_ireturn));
}

Test(verify_insn, operand_types)
{
    REJECT("Bad type on operand stack\n", CODE(BC_iconst_0, BC_fconst_0, BC_iadd, BC_pop, BC_return));
}
Test(verify_insn, reference_is_no_int)
{
    REJECT("Bad type on operand stack\n", CODE(BC_aconst_null, BC_ineg, BC_pop, BC_return));
}
Test(verify_insn, long_needs_both_halves)
{
    REJECT("Bad type on operand stack\n", CODE(BC_iconst_0, BC_iconst_0, BC_lneg, BC_pop2, BC_return));
}
Test(verify_insn, long_is_no_double)
{
    REJECT("Bad type on operand stack\n", CODE(BC_lconst_0, BC_dneg, BC_pop2, BC_return));
}
Test(verify_insn, shift_count_is_an_int)
{
    REJECT("Bad type on operand stack\n", CODE(BC_lconst_0, BC_lconst_0, BC_lshl, BC_pop2, BC_return));
}
Test(verify_insn, underflow)
{
    REJECT("Operand stack underflow\n", CODE(BC_pop, BC_return));
}
Test(verify_insn, overflow)
{
    REJECT("Operand stack overflow\n", .max_stack = 1, CODE(BC_lconst_0, BC_pop2, BC_return));
}
Test(verify_insn, falls_off_the_end)
{
    REJECT("Control flow falls through code end\n", CODE(BC_nop));
}
Test(verify_insn, unknown_opcode)
{
    REJECT("Bad instruction\n", CODE(203, BC_return));
}
Test(verify_insn, cut_off_instruction)
{
    REJECT("Bad instruction\n", CODE(BC_nop, BC_sipush, 1));
}
Test(verify_insn, wide_of_something_else)
{
    REJECT("Bad instruction\n", CODE(BC_wide, BC_iadd, 0, 0, BC_return));
}
Test(verify_insn, jsr_and_ret)
{
    REJECT("Bad instruction: a8\n", CODE(BC_jsr, U2(3), BC_return));
    begin();
    REJECT("Bad instruction: c9\n", CODE(BC_jsr_w, U4(5), BC_return));
    begin();
    REJECT("Bad instruction: a9\n", CODE(BC_ret, 0));
    begin();
    REJECT("Bad wide instruction\n", CODE(BC_wide, BC_ret, U2(0)));
}

/* Locals */

Test(verify_insn, local_types)
{
    REJECT("Bad local variable type\n", .desc = "(F)V", CODE(BC_iload_0, BC_pop, BC_return));
}
Test(verify_insn, unset_local)
{
    REJECT("Bad local variable type\n", CODE(BC_aload_3, BC_pop, BC_return));
}
Test(verify_insn, local_index_of_load)
{
    REJECT("Local variable table overflow\n", .max_locals = 2, CODE(BC_iload, 2, BC_pop, BC_return));
}
Test(verify_insn, local_index_of_store)
{
    REJECT("Local variable table overflow\n", .max_locals = 1, CODE(BC_lconst_0, BC_lstore_0, BC_return));
}
Test(verify_insn, local_index_of_wide)
{
    REJECT("Local variable table overflow\n", CODE(BC_wide, BC_iinc, U2(300), U2(1), BC_return));
}
Test(verify_insn, local_pair_at_the_end)
{
    REJECT("get long/double overflows locals\n", CODE(BC_lload_3, BC_pop2, BC_return));
}
Test(verify_insn, iinc_of_a_float)
{
    REJECT("Bad local variable type\n", .desc = "(F)V", CODE(BC_iinc, 0, 1, BC_return));
}
Test(verify_insn, half_overwritten_long)
{
    REJECT("Bad local variable type\n", .desc = "(J)V",
           CODE(BC_iconst_0, BC_istore_1, BC_lload_0, BC_pop2, BC_return));
    begin();
    REJECT("Bad local variable type\n", .desc = "(JI)V",
           CODE(BC_lconst_0, BC_lstore_1, BC_lload_0, BC_pop2, BC_return));
}
Test(verify_insn, wide_forms_work)
{
    ACCEPT(.max_locals = 302,
           CODE(BC_lconst_0, BC_wide, BC_lstore, U2(300), BC_wide, BC_lload, U2(300), BC_pop2, BC_return));
}

/* Stack shuffling */

Test(verify_insn, pairs_move_as_a_whole)
{
    static const u1 splits[] = {BC_dup, BC_pop, BC_swap, BC_dup_x1, BC_dup_x2};
    for (size_t i = 0; i < sizeof splits; i++) {
        begin();
        REJECT("Bad type on operand stack\n", .max_stack = 8,
               CODE(BC_iconst_0, BC_lconst_0, splits[i], BC_return));
    }
    begin();
    REJECT("Bad type on operand stack\n", .max_stack = 8, CODE(BC_lconst_0, BC_iconst_0, BC_pop2, BC_return));
    begin();
    REJECT("Bad type on operand stack\n", .max_stack = 8,
           CODE(BC_lconst_0, BC_iconst_0, BC_iconst_1, BC_dup2_x1, BC_return));
    begin();
    REJECT("Bad type on operand stack\n", .max_stack = 8,
           CODE(BC_lconst_0, BC_iconst_0, BC_iconst_1, BC_iconst_1, BC_dup2_x2, BC_return));
}
Test(verify_insn, shuffles_keep_types)
{
    /* dup_x2 over a pair, dup2 of a pair, dup2_x1, dup2_x2 over a pair: each followed by a consumer that
     * knows. */
    ACCEPT(.max_stack = 8,
           CODE(BC_lconst_0, BC_iconst_0, BC_dup_x2, BC_pop, BC_lneg, BC_pop2, BC_istore_0, BC_return));
    begin();
    ACCEPT(.max_stack = 8,
           CODE(BC_iconst_0, BC_lconst_0, BC_dup2_x1, BC_lstore_0, BC_istore_2, BC_lstore_0, BC_return));
    begin();
    ACCEPT(.max_stack = 8, CODE(BC_dconst_0, BC_lconst_0, BC_dup2_x2, BC_lneg, BC_pop2, BC_dneg, BC_pop2,
                                BC_lneg, BC_pop2, BC_return));
    begin();
    ACCEPT(.max_stack = 8,
           CODE(BC_fconst_0, BC_iconst_0, BC_swap, BC_fneg, BC_pop, BC_ineg, BC_pop, BC_return));
}

/* Arrays */

Test(verify_insn, element_type_of_loads)
{
    REJECT("Bad type on operand stack in iaload\n", .desc = "([J)V",
           CODE(BC_aload_0, BC_iconst_0, BC_iaload, BC_pop, BC_return));
    begin();
    REJECT("Bad type on operand stack in aaload\n", .desc = "([I)V",
           CODE(BC_aload_0, BC_iconst_0, BC_aaload, BC_pop, BC_return));
    begin();
    REJECT("Bad type on operand stack in baload\n", .desc = "([C)V",
           CODE(BC_aload_0, BC_iconst_0, BC_baload, BC_pop, BC_return));
    begin();
    REJECT("Bad type on operand stack in caload\n", .desc = "(Ljava/lang/Object;)V",
           CODE(BC_aload_0, BC_iconst_0, BC_caload, BC_pop, BC_return));
}
Test(verify_insn, element_type_of_stores)
{
    REJECT("Bad type on operand stack in dastore\n", .desc = "([F)V",
           CODE(BC_aload_0, BC_iconst_0, BC_dconst_0, BC_dastore, BC_return));
    begin();
    REJECT("Bad type on operand stack in aastore\n", .desc = "([I)V",
           CODE(BC_aload_0, BC_iconst_0, BC_aconst_null, BC_aastore, BC_return));
    begin();
    REJECT("Bad type on operand stack\n", .desc = "([I)V",
           CODE(BC_aload_0, BC_iconst_0, BC_fconst_0, BC_iastore, BC_return));
    begin();
    REJECT("Bad type on operand stack\n", .desc = "([I)V",
           CODE(BC_aload_0, BC_fconst_0, BC_iconst_0, BC_iastore, BC_return));
}
Test(verify_insn, byte_and_boolean_arrays_and_null)
{
    ACCEPT(.desc = "([B[Z)V", CODE(BC_aload_0, BC_iconst_0, BC_aload_1, BC_iconst_0, BC_baload, BC_bastore,
                                   BC_aconst_null, BC_iconst_0, BC_laload, BC_pop2, BC_return));
}
Test(verify_insn, component_of_arrays_of_arrays)
{
    ACCEPT(.desc = "([[J)V",
           CODE(BC_aload_0, BC_iconst_0, BC_aaload, BC_iconst_0, BC_laload, BC_pop2, BC_return));
}
Test(verify_insn, arraylength)
{
    REJECT("Bad type on operand stack in arraylength\n", .desc = "(Ljava/lang/Object;)V",
           CODE(BC_aload_0, BC_arraylength, BC_pop, BC_return));
}
Test(verify_insn, newarray_code)
{
    REJECT("Illegal newarray instruction\n", CODE(BC_iconst_0, BC_newarray, 3, BC_pop, BC_return));
}
Test(verify_insn, anewarray_needs_a_class)
{
    REJECT("Illegal type at constant pool entry",
           CODE(BC_iconst_0, BC_anewarray, U2(k.a_string), BC_pop, BC_return));
}
Test(verify_insn, anewarray_makes_an_array)
{
    ACCEPT(.desc = "()[[Ljava/lang/String;", CODE(BC_iconst_0, BC_anewarray, U2(k.string_array), BC_areturn));
}
Test(verify_insn, too_many_dimensions)
{
    char name[257];
    memset(name, '[', 255);
    strcpy(name + 255, "I");
    u2 deep = asm_class(&class_under_test, name);
    REJECT("Illegal anewarray instruction, array has more than 255 dimensions\n",
           CODE(BC_iconst_0, BC_anewarray, U2(deep), BC_pop, BC_return));
}
Test(verify_insn, multianewarray)
{
    REJECT("Illegal constant pool index in multianewarray instruction\n",
           CODE(BC_iconst_0, BC_multianewarray, U2(k.string), 1, BC_pop, BC_return));
    begin();
    REJECT("Illegal dimension in multianewarray instruction: 3\n",
           CODE(BC_iconst_0, BC_multianewarray, U2(k.int_array2), 3, BC_pop, BC_return));
    begin();
    REJECT("Illegal dimension in multianewarray instruction: 0\n",
           CODE(BC_iconst_0, BC_multianewarray, U2(k.int_array2), 0, BC_pop, BC_return));
    begin();
    REJECT("Operand stack underflow\n",
           CODE(BC_iconst_0, BC_multianewarray, U2(k.int_array2), 2, BC_pop, BC_return));
}

/* Constants */

Test(verify_insn, constant_index_out_of_range)
{
    REJECT("Illegal constant pool index 9999 in class T\n", CODE(BC_ldc_w, U2(9999), BC_pop, BC_return));
    begin();
    REJECT("Illegal constant pool index 0 in class T\n", CODE(BC_ldc, 0, BC_pop, BC_return));
}
Test(verify_insn, kinds_of_ldc)
{
    REJECT("Illegal type at constant pool entry", CODE(BC_ldc_w, U2(k.a_long), BC_pop2, BC_return));
    begin();
    REJECT("Illegal type at constant pool entry", CODE(BC_ldc2_w, U2(k.an_int), BC_pop, BC_return));
    begin();
    REJECT("Illegal type at constant pool entry", CODE(BC_ldc_w, U2(k.own), BC_pop, BC_return));
    begin();
    REJECT("Illegal type at constant pool entry", CODE(BC_ldc_w, U2(k.a_condy_long), BC_pop2, BC_return));
    begin();
    REJECT("Illegal type at constant pool entry", CODE(BC_ldc2_w, U2(k.a_condy_int), BC_pop, BC_return));
    begin();
    REJECT("Illegal type at constant pool entry", CODE(BC_ldc2_w, U2(k.a_long + 1), BC_pop2, BC_return));
}
Test(verify_insn, ldc_pushes_the_right_type)
{
    ACCEPT(CODE(BC_ldc_w, U2(k.an_int), BC_istore_0, BC_ldc_w, U2(k.a_float), BC_fstore_0, BC_ldc2_w,
                U2(k.a_long), BC_lstore_0, BC_ldc2_w, U2(k.a_double), BC_dstore_0, BC_ldc_w,
                U2(k.a_condy_int), BC_istore_0, BC_ldc2_w, U2(k.a_condy_long), BC_lstore_0, BC_ldc_w,
                U2(k.a_handle), BC_astore_0, BC_ldc_w, U2(k.a_method_type), BC_astore_0, BC_ldc_w,
                U2(k.string), BC_astore_0, BC_ldc_w, U2(k.a_string), BC_invokevirtual, U2(k.string_length),
                BC_pop, BC_return));
    begin();
    REJECT("Bad type on operand stack\n",
           CODE(BC_ldc_w, U2(k.string), BC_invokevirtual, U2(k.string_length), BC_pop, BC_return));
}

/* Fields */

Test(verify_insn, field_instruction_needs_a_field)
{
    REJECT("Illegal type at constant pool entry", CODE(BC_getstatic, U2(k.t_static), BC_pop, BC_return));
}
Test(verify_insn, getfield_receiver)
{
    REJECT("Bad type on operand stack\n", .desc = "(Ljava/lang/String;)V",
           CODE(BC_aload_0, BC_getfield, U2(k.own), BC_pop, BC_return));
}
Test(verify_insn, putfield_value)
{
    REJECT("Bad type on operand stack\n", .desc = "(LT;)V",
           CODE(BC_aload_0, BC_fconst_0, BC_putfield, U2(k.own), BC_return));
}
Test(verify_insn, putfield_receiver)
{
    REJECT("Bad type on operand stack in putfield\n", .desc = "(Ljava/lang/String;)V",
           CODE(BC_aload_0, BC_iconst_0, BC_putfield, U2(k.own), BC_return));
}
Test(verify_insn, putstatic_value)
{
    REJECT("Bad type on operand stack\n", .desc = "(Ljava/lang/Object;)V",
           CODE(BC_aload_0, BC_putstatic, U2(k.static_ref), BC_return));
}
Test(verify_insn, field_of_an_array)
{
    REJECT("Expecting reference to class in class T at constant pool index", .desc = "([I)V",
           CODE(BC_aload_0, BC_getfield, U2(k.base_array_field), BC_pop, BC_return));
}
Test(verify_insn, fields_of_subclasses)
{
    ACCEPT(.desc = "(LSub;)V", CODE(BC_aload_0, BC_aload_0, BC_getfield, U2(k.own), BC_aload_0, BC_swap,
                                    BC_putfield, U2(k.own), BC_pop, BC_return));
}
Test(verify_insn, protected_field_of_another_package)
{
    REJECT("Bad access to protected data in getfield\n", .desc = "(Lp/Base;)V",
           CODE(BC_aload_0, BC_getfield, U2(k.prot), BC_pop, BC_return));
    begin();
    REJECT("Bad access to protected data in putfield\n", .desc = "(Lp/Base;)V",
           CODE(BC_aload_0, BC_iconst_0, BC_putfield, U2(k.prot), BC_return));
    begin();
    ACCEPT(.desc = "(LSub;)V", CODE(BC_aload_0, BC_getfield, U2(k.prot), BC_pop, BC_return));
}

/* Invocation */

Test(verify_insn, argument_types)
{
    REJECT("Bad type on operand stack\n", .desc = "(LT;)V",
           CODE(BC_aload_0, BC_iconst_0, BC_iconst_0, BC_invokevirtual, U2(k.t_m), BC_pop2, BC_return));
    begin();
    REJECT("Bad type on operand stack\n", .desc = "(LT;)V",
           CODE(BC_aload_0, BC_fconst_0, BC_aconst_null, BC_invokevirtual, U2(k.t_m), BC_pop2, BC_return));
    begin();
    REJECT("Bad type on operand stack\n",
           CODE(BC_iconst_0, BC_iconst_0, BC_invokestatic, U2(k.t_static_long), BC_return));
}
Test(verify_insn, receiver_type)
{
    REJECT("Bad type on operand stack\n", .desc = "(Ljava/lang/Object;)V",
           CODE(BC_aload_0, BC_invokevirtual, U2(k.string_length), BC_pop, BC_return));
}
Test(verify_insn, result_type)
{
    REJECT("Bad type on operand stack\n", .desc = "(LT;)V",
           CODE(BC_aload_0, BC_iconst_0, BC_aconst_null, BC_invokevirtual, U2(k.t_m), BC_ineg, BC_pop2,
                BC_return));
}
Test(verify_insn, reference_kind)
{
    REJECT("Illegal type at constant pool entry",
           CODE(BC_aconst_null, BC_invokevirtual, U2(k.runnable_run), BC_return));
    begin();
    REJECT("Illegal type at constant pool entry",
           CODE(BC_aconst_null, BC_invokeinterface, U2(k.string_length), 1, 0, BC_return));
    begin();
    REJECT("Illegal type at constant pool entry", CODE(BC_invokedynamic, U2(k.t_static), 0, 0, BC_return));
    begin_version(51);
    REJECT("Illegal type at constant pool entry", CODE(BC_invokestatic, U2(k.runnable_run), BC_return));
}
Test(verify_insn, invokeinterface_operands)
{
    REJECT("Inconsistent args count operand in invokeinterface\n",
           CODE(BC_aconst_null, BC_invokeinterface, U2(k.runnable_run), 2, 0, BC_return));
    begin();
    REJECT("Fourth operand byte of invokeinterface must be zero\n",
           CODE(BC_aconst_null, BC_invokeinterface, U2(k.runnable_run), 1, 1, BC_return));
}
Test(verify_insn, any_object_may_be_an_interface)
{
    ACCEPT(.desc = "(Ljava/lang/Object;)V",
           CODE(BC_aload_0, BC_invokeinterface, U2(k.runnable_run), 1, 0, BC_return));
}
Test(verify_insn, invokedynamic)
{
    REJECT("Third and fourth operand bytes of invokedynamic must be zero\n",
           CODE(BC_iconst_0, BC_invokedynamic, U2(k.an_indy), 0, 1, BC_pop, BC_return));
    begin();
    ACCEPT(.desc = "()Ljava/lang/Runnable;",
           CODE(BC_iconst_0, BC_invokedynamic, U2(k.an_indy), 0, 0, BC_areturn));
}
Test(verify_insn, only_invokespecial_calls_constructors)
{
    REJECT("Illegal call to internal method\n", .desc = "(LT;)V",
           CODE(BC_aload_0, BC_invokevirtual, U2(k.t_init), BC_return));
}
Test(verify_insn, invokespecial_targets)
{
    REJECT("Bad invokespecial instruction: current class isn't assignable to reference class.\n",
           .desc = "(Ljava/lang/String;)V",
           CODE(BC_aload_0, BC_invokespecial, U2(k.other_special), BC_pop, BC_return));
    begin();
    REJECT("Bad invokespecial instruction: interface method reference is in an indirect superinterface.\n",
           INSTANCE, CODE(BC_aload_0, BC_invokespecial, U2(k.cloneable_m), BC_return));
    begin();
    ACCEPT(INSTANCE, CODE(BC_aload_0, BC_invokespecial, U2(k.runnable_run), BC_aload_0, BC_invokespecial,
                          U2(k.base_pm), BC_aload_0, BC_invokespecial, U2(k.object_hash), BC_pop, BC_return));
    begin();
    REJECT("Bad type on operand stack\n", .desc = "(Lp/Base;)V",
           CODE(BC_aload_0, BC_invokespecial, U2(k.base_pm), BC_return));
}
Test(verify_insn, protected_method_of_another_package)
{
    REJECT("Bad access to protected data in invokevirtual\n", .desc = "(Lp/Base;)V",
           CODE(BC_aload_0, BC_invokevirtual, U2(k.base_pm), BC_return));
    begin();
    ACCEPT(.desc = "(LSub;)V", CODE(BC_aload_0, BC_invokevirtual, U2(k.base_pm), BC_return));
    begin();
    REJECT("Bad access to protected data in invokevirtual\n", .desc = "(Ljava/lang/String;)V",
           CODE(BC_aload_0, BC_invokevirtual, U2(k.object_clone), BC_pop, BC_return));
    begin();
    ACCEPT(.desc = "([I)V", CODE(BC_aload_0, BC_invokevirtual, U2(k.object_clone), BC_pop, BC_return));
}

/* Assignability */

Test(verify_insn, subclasses_interfaces_and_arrays)
{
    ACCEPT(.desc = "(LSub;)Lp/Base;", CODE(BC_aload_0, BC_areturn));
    begin();
    ACCEPT(.desc = "(Ljava/lang/String;)Ljava/lang/Runnable;", CODE(BC_aload_0, BC_areturn));
    begin();
    ACCEPT(.desc = "([[LSub;)[[Lp/Base;", CODE(BC_aload_0, BC_areturn));
    begin();
    ACCEPT(.desc = "([[I)[Ljava/lang/Object;", CODE(BC_aload_0, BC_areturn));
    begin();
    ACCEPT(.desc = "([[I)[Ljava/lang/Cloneable;", CODE(BC_aload_0, BC_areturn));
    begin();
    ACCEPT(.desc = "([I)Ljava/io/Serializable;", CODE(BC_aload_0, BC_areturn));
    begin();
    REJECT("Bad return type\n", .desc = "([I)Ljava/lang/Runnable;", CODE(BC_aload_0, BC_areturn));
    begin();
    REJECT("Bad return type\n", .desc = "([I)[J", CODE(BC_aload_0, BC_areturn));
    begin();
    REJECT("Bad return type\n", .desc = "([I)[Ljava/lang/Object;", CODE(BC_aload_0, BC_areturn));
    begin();
    REJECT("Bad return type\n", .desc = "(Ljava/lang/Object;)[I", CODE(BC_aload_0, BC_areturn));
    begin();
    REJECT("Bad return type\n", .desc = "([Lp/Base;)[LSub;", CODE(BC_aload_0, BC_areturn));
}
Test(verify_insn, a_class_that_does_not_load_stops_verification)
{
    PENDING(.desc = "(LMissing;)Lp/Base;", CODE(BC_aload_0, BC_areturn));
}
Test(verify_insn, names_that_need_no_loading)
{
    ACCEPT(.desc = "(LMissing;)Ljava/lang/Object;",
           CODE(BC_aload_0, BC_checkcast, U2(k.missing), BC_areturn));
}

/* Returning and throwing */

Test(verify_insn, returns)
{
    REJECT("Method expects a return value\n", .desc = "()I", CODE(BC_return));
    begin();
    REJECT("Method does not expect a return value\n", CODE(BC_iconst_0, BC_ireturn));
    begin();
    REJECT("Bad return type\n", .desc = "()F", CODE(BC_iconst_0, BC_ireturn));
    begin();
    REJECT("Bad type on operand stack\n", .desc = "()I", CODE(BC_fconst_0, BC_ireturn));
    begin();
    REJECT("Bad return type\n", .desc = "(Ljava/lang/Object;)Ljava/lang/String;",
           CODE(BC_aload_0, BC_areturn));
    begin();
    ACCEPT(.desc = "()B", CODE(BC_iconst_0, BC_ireturn));
    begin();
    ACCEPT(.desc = "()D", CODE(BC_dconst_0, BC_dreturn));
}
Test(verify_insn, athrow_needs_a_throwable)
{
    REJECT("Bad type on operand stack\n", .desc = "(Ljava/lang/Object;)V", CODE(BC_aload_0, BC_athrow));
    begin();
    ACCEPT(.desc = "(Ljava/lang/Exception;)V", CODE(BC_aload_0, BC_athrow));
}
Test(verify_insn, monitors)
{
    REJECT("Bad type on operand stack\n", CODE(BC_iconst_0, BC_monitorenter, BC_return));
}
Test(verify_insn, casts)
{
    REJECT("Illegal type at constant pool entry",
           CODE(BC_aconst_null, BC_checkcast, U2(k.own), BC_pop, BC_return));
    begin();
    REJECT("Bad type on operand stack\n", CODE(BC_iconst_0, BC_instanceof, U2(k.string), BC_pop, BC_return));
    begin();
    REJECT("Bad type on operand stack\n",
           CODE(BC_new, U2(k.string), BC_checkcast, U2(k.string), BC_pop, BC_return));
}

/* The whole message, once. */
Test(verify_insn, message_has_location_reason_state_and_bytecode)
{
    REJECT("Bad type on operand stack\n"
           "Exception Details:\n"
           "  Location:\n"
           "    T.m(ILjava/lang/Exception;)V @5: invokevirtual\n"
           "  Reason:\n"
           "    Type integer (current frame, stack[0]) is not assignable to 'java/lang/String'\n"
           "  Current Frame:\n"
           "    bci: @5\n"
           "    flags: { }\n"
           "    locals: { integer, 'java/lang/Exception', long, long_2nd }\n"
           "    stack: { integer }\n"
           "  Bytecode:\n"
           "    0000000: 0941 1a00 00b6 00",
           .desc = "(ILjava/lang/Exception;)V",
           CODE(BC_lconst_0, BC_lstore_2, BC_iload_0, BC_nop, BC_nop, BC_invokevirtual, U2(k.string_length),
                BC_pop, BC_return));
}
