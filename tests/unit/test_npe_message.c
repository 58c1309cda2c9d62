/* Helpful NullPointerException messages (JEP 358). */
#include <criterion/criterion.h>
#include <string.h>

#include "class_asm.h"
#include "frontend/bytecode.h"
#include "frontend/npe_message.h"

#define CODE(...) .code = (u1[]){__VA_ARGS__}, .code_len = sizeof((u1[]){__VA_ARGS__})
#define U2(x)     (u1)((x) >> 8), (u1)(x)

static struct class_asm a;
static u2 next, names, statics, length, get, call, ints, number, wide_field, init, compare;

static void begin(void)
{
    class_asm_begin(&a, 61, ACC_PUBLIC | ACC_SUPER, "pkg/Node", "java/lang/Object");
    next = asm_member(&a, CP_Fieldref, "pkg/Node", "next", "Lpkg/Node;");
    names = asm_member(&a, CP_Fieldref, "pkg/Node", "names", "[Ljava/lang/String;");
    statics = asm_member(&a, CP_Fieldref, "pkg/Node", "root", "Lpkg/Node;");
    ints = asm_member(&a, CP_Fieldref, "pkg/Node", "grid", "[[I");
    number = asm_member(&a, CP_Fieldref, "pkg/Node", "n", "I");
    wide_field = asm_member(&a, CP_Fieldref, "pkg/Node", "big", "J");
    length = asm_member(&a, CP_Methodref, "java/lang/String", "length", "()I");
    get = asm_member(&a, CP_Methodref, "pkg/Node", "get", "(IJ)Lpkg/Node;");
    call = asm_member(&a, CP_InterfaceMethodref, "java/util/Map", "put",
                      "(Ljava/lang/Object;Ljava/lang/StringBuilder;[[Ljava/util/List;D)V");
    init = asm_member(&a, CP_Methodref, "java/lang/NullPointerException", "<init>", "()V");
    compare = asm_member(&a, CP_Methodref, "pkg/Node", "make", "()Ljava/lang/Object;");
}

TestSuite(npe_message, .init = begin);

/* The message for the instruction at bci of a static method (or what m says); NULL expects none. */
static void expect(const char *text, u4 bci, struct asm_method m)
{
    m.name = "m";
    if (!m.access)
        m.access = ACC_STATIC;
    if (!m.desc)
        m.desc = "()V";
    m.max_stack = 12;
    m.max_locals = 12;
    class_asm_method(&a, &m);
    struct buf image = {0}, out = {0};
    class_asm_finish(&a, &image);
    struct arena arena;
    arena_init(&arena);
    struct symbol_table *symbols = symbol_table_new();
    struct cf_status st = {0};
    struct classfile *cf =
        classfile_parse(&arena, symbols, (const u1 *)image.at, image.len, NULL, false, &st);
    cr_assert(cf != NULL, "%s", st.message);
    bool said = npe_message(cf, &cf->methods[0], bci, &out);
    cr_expect_eq(said, text != NULL);
    cr_expect_str_eq(buf_str(&out), text ? text : "");
    symbol_table_free(symbols);
    arena_release(&arena);
    buf_free(&image);
    buf_free(&out);
}

#define EXPECT(text, bci, ...) expect(text, bci, (struct asm_method){__VA_ARGS__})

Test(npe_message, call_on_a_parameter)
{
    EXPECT("Cannot invoke \"String.length()\" because \"<parameter2>\" is null", 1,
           .desc = "(JLjava/lang/String;)V",
           CODE(BC_aload_2, BC_invokevirtual, U2(length), BC_pop, BC_return));
}
Test(npe_message, parameters_in_call_are_spelled_out)
{
    EXPECT("Cannot invoke \"java.util.Map.put(Object, StringBuilder, java.util.List[][], double)\" because "
           "\"null\" is null",
           5,
           CODE(BC_aconst_null, BC_aconst_null, BC_aconst_null, BC_aconst_null, BC_dconst_0,
                BC_invokeinterface, U2(call), 6, 0, BC_return));
}
Test(npe_message, overwritten_parameter_is_a_local)
{
    EXPECT("Cannot read the array length because \"<local0>\" is null", 3, .desc = "([I)V",
           CODE(BC_aconst_null, BC_astore_0, BC_aload_0, BC_arraylength, BC_pop, BC_return));
}
Test(npe_message, this_and_fields)
{
    EXPECT("Cannot read field \"next\" because \"this.next.next\" is null", 7, .access = ACC_PUBLIC,
           CODE(BC_aload_0, BC_getfield, U2(next), BC_getfield, U2(next), BC_getfield, U2(next), BC_pop,
                BC_return));
}
Test(npe_message, local_variable_names)
{
    EXPECT("Cannot assign field \"n\" because \"node\" is null", 4,
           CODE(BC_aconst_null, BC_astore_3, BC_aload_3, BC_iconst_1, BC_putfield, U2(number), BC_return),
           .vars = (struct asm_var[]){{2, 6, 3, "node", "Lpkg/Node;"}}, .n_vars = 1);
}
Test(npe_message, wide_values_above_the_object)
{
    EXPECT("Cannot assign field \"big\" because \"pkg.Node.root\" is null", 4,
           CODE(BC_getstatic, U2(statics), BC_lconst_1, BC_putfield, U2(wide_field), BC_return));
}
Test(npe_message, array_elements)
{
    EXPECT("Cannot store to int array because \"pkg.Node.root.grid[3]\" is null", 10,
           CODE(BC_getstatic, U2(statics), BC_getfield, U2(ints), BC_iconst_3, BC_aaload, BC_iconst_0,
                BC_iconst_1, BC_iastore, BC_return));
    begin();
    EXPECT("Cannot load from int array because \"<parameter1>[-100]\" is null", 5, .desc = "([[I)V",
           CODE(BC_aload_0, BC_bipush, 156, BC_aaload, BC_iconst_0, BC_iaload, BC_pop, BC_return));
    begin();
    EXPECT("Cannot load from object array because \"<parameter1>[...]\" is null", 6, .desc = "([[[II)V",
           CODE(BC_aload_0, BC_iload_1, BC_iconst_1, BC_iadd, BC_aaload, BC_iconst_0, BC_aaload, BC_pop,
                BC_return));
}
Test(npe_message, method_results)
{
    EXPECT(
        "Cannot invoke \"pkg.Node.get(int, long)\" because the return value of \"pkg.Node.make()\" is null",
        8,
        CODE(BC_invokestatic, U2(compare), BC_checkcast, U2(a.this_class), BC_iconst_0, BC_lconst_0,
             BC_invokevirtual, U2(get), BC_pop, BC_return));
    begin();
    EXPECT("Cannot read field \"next\" because \"pkg.Node.get(int, long).next\" is null", 9,
           .desc = "(Lpkg/Node;)V",
           CODE(BC_aload_0, BC_iconst_0, BC_lconst_0, BC_invokevirtual, U2(get), BC_getfield, U2(next),
                BC_getfield, U2(next), BC_pop, BC_return));
}
Test(npe_message, at_most_five_steps)
{
    EXPECT("Cannot read field \"next\" because \"next.next.next.next.next\" is null", 19,
           .desc = "(Lpkg/Node;)V",
           CODE(BC_aload_0, BC_getfield, U2(next), BC_getfield, U2(next), BC_getfield, U2(next), BC_getfield,
                U2(next), BC_getfield, U2(next), BC_getfield, U2(next), BC_getfield, U2(next), BC_return));
}
Test(npe_message, other_actions)
{
    EXPECT("Cannot throw exception because \"null\" is null", 1, CODE(BC_aconst_null, BC_athrow));
    begin();
    EXPECT("Cannot enter synchronized block because \"null\" is null", 1,
           CODE(BC_aconst_null, BC_monitorenter, BC_return));
    begin();
    EXPECT("Cannot load from byte/boolean array because \"null\" is null", 2,
           CODE(BC_aconst_null, BC_iconst_0, BC_baload, BC_pop, BC_return));
    begin();
    EXPECT("Cannot store to double array because \"null\" is null", 3,
           CODE(BC_aconst_null, BC_iconst_0, BC_dconst_0, BC_dastore, BC_return));
}
Test(npe_message, values_from_two_places_have_no_name)
{
    EXPECT("Cannot read the array length", 9, .desc = "(I[I[I)V",
           CODE(BC_iload_0, BC_ifeq, U2(7), BC_aload_1, BC_goto, U2(4), BC_aload_2, BC_arraylength, BC_pop,
                BC_return),
           .stack_map = (u1[]){U2(0)}, .stack_map_len = 2);
}
Test(npe_message, shuffled_values_keep_their_source)
{
    EXPECT("Cannot read the array length because \"<parameter1>\" is null", 6, .desc = "([I[I)V",
           CODE(BC_aload_1, BC_aload_0, BC_dup_x1, BC_pop, BC_swap, BC_nop, BC_arraylength, BC_return));
}
Test(npe_message, code_reached_only_backwards)
{
    EXPECT("Cannot read the array length because \"<parameter1>\" is null", 4, .desc = "([I)V",
           CODE(BC_goto, U2(6), BC_aload_0, BC_arraylength, BC_return, BC_goto, U2(65536 - 3)));
}
Test(npe_message, nothing_to_say)
{
    EXPECT(NULL, 1, CODE(BC_aconst_null, BC_pop, BC_return));
    begin();
    EXPECT(NULL, 1,
           CODE(BC_aconst_null, BC_invokespecial, U2(init), BC_return)); /* new NullPointerException() */
    begin();
    EXPECT(NULL, 99, CODE(BC_return));
}
Test(npe_message, insane_code_is_no_problem)
{
    EXPECT("Cannot read the array length", 0, CODE(BC_arraylength, BC_return));
    begin();
    EXPECT("Cannot read the array length", 4, CODE(BC_pop2, BC_goto, U2(30000), BC_arraylength, BC_return));
    begin();
    EXPECT("Cannot invoke \"String.length()\"", 4,
           CODE(BC_dup2_x2, BC_ldc_w, U2(9999), BC_invokevirtual, U2(length), BC_return));
    begin();
    EXPECT(NULL, 0, CODE(BC_getfield, U2(9999), BC_return));
}
