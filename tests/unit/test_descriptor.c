#include <criterion/criterion.h>

#include <string.h>

#include "frontend/descriptor.h"

#define Z(s) (s), strlen(s)

Test(descriptor, modified_utf8)
{
#define VALID(s)   cr_assert(utf8_is_valid_modified((const u1 *)(s), sizeof(s) - 1), "%s", #s)
#define INVALID(s) cr_assert(!utf8_is_valid_modified((const u1 *)(s), sizeof(s) - 1), "%s", #s)
    VALID("");
    VALID("plain ASCII, longer than one word");
    VALID("\xC0\x80"); /* NUL */
    VALID("gr\xC3\xBC\xC3\x9F"
          "e");                        /* two bytes */
    VALID("12345678\xE2\x82\xAC");     /* three bytes, after a plain word */
    VALID("\xED\xA0\xBD\xED\xB8\x80"); /* a surrogate pair */
    INVALID("a\0b");
    INVALID("1234567\0");
    INVALID("\x80");
    INVALID("\xC3");
    INVALID("\xC3(");
    INVALID("\xE2\x82");
    INVALID("\xE2(\xAC");
    INVALID("\xF0\x9F\x98\x80"); /* four-byte forms belong to standard UTF-8 */
    INVALID("\xC1\x81");         /* overlong 'A' */
    INVALID("\xE0\x81\x81");
    INVALID("\xFF");
#undef VALID
#undef INVALID
}

Test(descriptor, old_class_files_may_hold_overlong_forms)
{
    cr_assert(utf8_is_valid_overlong((const u1 *)"\xC1\x81", 2));
    cr_assert(!utf8_is_valid_overlong((const u1 *)"\xC1", 1));
}

Test(descriptor, class_names)
{
    cr_assert(name_is_valid_class(Z("java/lang/Object")));
    cr_assert(name_is_valid_class(Z("A")));
    cr_assert(name_is_valid_class(Z("a-b/<c>/1 2")), "JVMS 4.2.1 allows nearly everything");
    cr_assert(name_is_valid_class(Z("[I")));
    cr_assert(name_is_valid_class(Z("[[La/B;")));
    const char *bad[] = {"", "/A", "A/", "a//B", "a.B", "a;B", "a[", "[", "[V", "[La/B", "[La.B;", "[I]"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert(!name_is_valid_class(Z(bad[i])), "%s", bad[i]);
}

Test(descriptor, member_names)
{
    cr_assert(name_is_valid_unqualified(Z("<x>")));
    cr_assert(!name_is_valid_unqualified(Z("a/b")));
    cr_assert(!name_is_valid_unqualified(Z("")));
    cr_assert(name_is_valid_method(Z("<init>")));
    cr_assert(name_is_valid_method(Z("<clinit>")));
    cr_assert(name_is_valid_method(Z("m")));
    const char *bad[] = {"", "<", "<init", "<initx>", "<CLINIT>", "a<", "a>b", "a;", "a.b", "[a"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert(!name_is_valid_method(Z(bad[i])), "%s", bad[i]);
}

Test(descriptor, identifiers_of_old_class_files)
{
    cr_assert(name_is_identifier(Z("a1_$"), false));
    cr_assert(name_is_identifier(Z("\xC3\xBC"), false));
    cr_assert(name_is_identifier(Z("a/b"), true));
    cr_assert(!name_is_identifier(Z("a/b"), false));
    cr_assert(!name_is_identifier(Z("a//b"), true));
    cr_assert(!name_is_identifier(Z("1a"), false));
    cr_assert(!name_is_identifier(Z("a-b"), false));
    cr_assert(!name_is_identifier(Z(""), false));
}

Test(descriptor, field_descriptors)
{
    const char *good[] = {"I", "Z", "J", "La/B;", "[[D", "[La;"};
    const char *bad[] = {"", "V", "II", "L", "La", "L;", "La;I", "[", "[V", "La.b;", "X", "(I)V"};
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        cr_assert(desc_is_valid_field(Z(good[i])), "%s", good[i]);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert(!desc_is_valid_field(Z(bad[i])), "%s", bad[i]);
}

Test(descriptor, at_most_255_dimensions)
{
    char desc[260];
    memset(desc, '[', sizeof desc);
    desc[255] = 'I';
    cr_assert(desc_is_valid_field(desc, 256));
    desc[255] = '[';
    desc[256] = 'I';
    cr_assert(!desc_is_valid_field(desc, 257));
    enum desc_fault fault;
    cr_assert_null(desc_skip_type(desc, desc + 257, false, DESC_NAMES_QUALIFIED, &fault));
    cr_assert_eq(fault, DESC_TOO_MANY_DIMENSIONS);
}

Test(descriptor, method_descriptors)
{
    cr_assert_eq(desc_method_arg_slots(Z("()V")), 0);
    cr_assert_eq(desc_method_arg_slots(Z("(IJLa/B;D[J)[[I")), 7);
    const char *bad[] = {"", "(", "()", "(V)V", "(I", "I)V", "()VV", "()[V", "(La)V", "(L;)V", "()X"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(desc_method_arg_slots(Z(bad[i])), -1, "%s", bad[i]);
    enum desc_fault fault;
    cr_assert_eq(desc_check_method(Z("()I"), true, DESC_NAMES_QUALIFIED, &fault), -1,
                 "initializers return void");
    cr_assert_eq(desc_check_method(Z("(La//b;)V"), false, DESC_NAMES_QUALIFIED, &fault), -1);
    cr_assert_eq(fault, DESC_BAD_CLASS_NAME);
    cr_assert_eq(desc_check_method(Z("(La//b;)V"), false, DESC_NAMES_ANY, &fault), 1);
    cr_assert_eq(desc_check_method(Z("(La-b;)V"), false, DESC_NAMES_IDENTIFIER, &fault), -1);
}

/* A class name may hold ')': only walking finds the end of the parameters. */
Test(descriptor, iteration)
{
    struct symbol_table *t = symbol_table_new();
    struct desc_iter it;
    desc_iter_init(&it, symbol_intern_z(t, "(I[[La/b)c;J)[Ljava/lang/String;"));
    cr_assert(desc_next_param(&it));
    cr_assert_eq(it.kind, 'I');
    cr_assert_eq(it.len, 1);
    cr_assert(desc_next_param(&it));
    cr_assert_eq(it.kind, '[');
    cr_assert_eq(it.len, strlen("[[La/b)c;"));
    cr_assert(desc_next_param(&it));
    cr_assert_eq(it.kind, 'J');
    cr_assert(!desc_next_param(&it));
    desc_return(&it);
    cr_assert_eq(it.kind, '[');
    cr_assert_str_eq(it.start, "[Ljava/lang/String;");

    desc_iter_init(&it, symbol_intern_z(t, "(La;La;)V"));
    desc_return(&it);
    cr_assert_eq(it.kind, 'V', "the return type can be asked for at once");
    cr_assert_eq(it.len, 1);
    symbol_table_free(t);
}
