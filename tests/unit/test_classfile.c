/*
 * test_classfile.c - what the class file parser accepts and returns, and each thing that it refuses, with the
 * message. The expected messages were compared with java 17.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "class_asm.h"
#include "frontend/class_source.h"
#include "frontend/frontend.h"
#include "jdk_image.h"

static struct symbol_table *symbols;
static struct arena arena;
static struct class_asm a;
static struct buf image;
static struct cf_status status;
static struct classfile *cf;

static void set_up(void)
{
    symbols = symbol_table_new();
    arena_init(&arena);
}

static void tear_down(void)
{
    symbol_table_free(symbols);
    arena_release(&arena);
    buf_free(&image);
}

TestSuite(classfile, .init = set_up, .fini = tear_down);

/* ---- helpers ---- */

static void begin(u2 version)
{
    class_asm_begin(&a, version, ACC_PUBLIC | ACC_SUPER, "T", "java/lang/Object");
}

static struct classfile *parse_as(const char *expected, bool trusted)
{
    /* A copy of exactly the right size, so that a sanitizer sees reads behind it. */
    u1 *exact = xmalloc(image.len);
    if (image.len > 0)
        memcpy(exact, image.at, image.len);
    cf = classfile_parse(&arena, symbols, exact, image.len,
                         expected ? symbol_intern_z(symbols, expected) : NULL, trusted, &status);
    if (!cf)
        free(exact);
    return cf;
}

/* Ends the use of a class file that parsed. */
static void drop(void)
{
    free((void *)(uintptr_t)cf->bytes);
    cf = NULL;
}

static struct classfile *finish(void)
{
    class_asm_finish(&a, &image);
    return parse_as(NULL, false);
}

static void expect_ok(void)
{
    finish();
    cr_assert_not_null(cf, "%s", status.message);
    cr_assert_eq(status.error, CF_OK);
}

static void expect_status(enum cf_error error, const char *message)
{
    cr_assert_null(cf, "expected: %s", message);
    cr_assert_str_eq(status.message, message);
    cr_assert_eq(status.error, error);
}

static void expect_error(const char *message)
{
    finish();
    expect_status(CF_FORMAT, message);
}

static const u1 just_return[] = {BC_return};

static struct asm_method simple_method(u2 access, const char *name, const char *desc)
{
    return (struct asm_method){
        .access = access, .name = name, .desc = desc, .max_locals = 255, .code = just_return, .code_len = 1};
}

static void add_method(u2 access, const char *name, const char *desc)
{
    struct asm_method m = simple_method(access, name, desc);
    if (access & (ACC_ABSTRACT | ACC_NATIVE))
        m.code = NULL;
    class_asm_method(&a, &m);
}

/* A member with attributes written by hand: append them to a.fields or a.methods. */
static void raw_member(struct buf *list, u2 access, const char *name, const char *desc, unsigned n_attributes)
{
    u2 name_index = asm_utf8(&a, name), desc_index = asm_utf8(&a, desc);
    asm_u2(list, access);
    asm_u2(list, name_index);
    asm_u2(list, desc_index);
    asm_u2(list, n_attributes);
    if (list == &a.fields)
        a.n_fields++;
    else
        a.n_methods++;
}

static void raw_attribute(struct buf *list, const char *name, const void *body, u4 len)
{
    asm_u2(list, asm_utf8(&a, name));
    asm_u4(list, len);
    buf_append(list, body, len);
}

/* A method with a Code attribute: a return, handlers none, then n attributes to be appended to `code`. */
static void code_with(struct buf *code, u2 max_locals, unsigned n_attributes)
{
    asm_u2(code, 1);
    asm_u2(code, max_locals);
    asm_u4(code, 1);
    asm_u1(code, BC_return);
    asm_u2(code, 0);
    asm_u2(code, n_attributes);
}

static void method_with_code(struct buf *code)
{
    raw_member(&a.methods, ACC_STATIC, "m", "()V", 1);
    raw_attribute(&a.methods, "Code", code->at, (u4)code->len);
    buf_free(code);
}

static void class_attribute_u2(const char *name, const u2 *values, unsigned n)
{
    struct buf body = {0};
    for (unsigned i = 0; i < n; i++)
        asm_u2(&body, values[i]);
    class_asm_attribute(&a, name, body.at, (u4)body.len);
    buf_free(&body);
}

#define CLASS_ATTRIBUTE(name, ...)                                                                           \
    class_attribute_u2((name), (const u2[]){__VA_ARGS__}, sizeof((const u2[]){__VA_ARGS__}) / 2)

/* ---- what comes out ---- */

Test(classfile, fields_and_methods_come_out)
{
    begin(61);
    class_asm_interface(&a, "java/lang/Runnable");
    u2 seven = asm_int(&a, 7);
    raw_member(&a.fields, ACC_STATIC | ACC_FINAL, "x", "I", 2);
    raw_attribute(&a.fields, "ConstantValue", (const u1[]){(u1)(seven >> 8), (u1)seven}, 2);
    raw_attribute(&a.fields, "Synthetic", "", 0);
    add_method(ACC_PUBLIC, "run", "()V");
    add_method(ACC_PUBLIC | ACC_NATIVE, "n", "(JD)J");
    u2 file = asm_utf8(&a, "T.java");
    CLASS_ATTRIBUTE("SourceFile", file);
    expect_ok();
    cr_assert_str_eq(cf->name->utf8, "T");
    cr_assert_str_eq(cf->super_name->utf8, "java/lang/Object");
    cr_assert_eq(cf->major, 61);
    cr_assert_eq(cf->n_interfaces, 1);
    cr_assert_str_eq(cp_class_name(&cf->cp, cf->interfaces[0])->utf8, "java/lang/Runnable");
    cr_assert_eq(cf->n_fields, 1);
    cr_assert_eq(cf->fields[0].constant_value, seven);
    cr_assert_eq(cf->fields[0].access, ACC_STATIC | ACC_FINAL | ACC_SYNTHETIC);
    cr_assert_eq(cf->n_methods, 2);
    cr_assert_str_eq(cf->methods[0].name->utf8, "run");
    cr_assert_eq(cf->methods[0].code->length, 1);
    cr_assert_eq(cf->methods[0].code->bytes[0], BC_return);
    cr_assert_null(cf->methods[1].code);
    cr_assert_str_eq(cf->source_file->utf8, "T.java");
    drop();
}

Test(classfile, constants_come_out)
{
    begin(61);
    u2 i = asm_int(&a, -5), f = asm_float(&a, 1.5f), l = asm_long(&a, INT64_MIN + 1),
       d = asm_double(&a, -0.25);
    u2 m = asm_member(&a, CP_Methodref, "p/Q", "m", "(I)V");
    expect_ok();
    cr_assert_eq(cf->cp.c[i].i, -5);
    cr_assert_eq(cf->cp.c[f].f, 1.5f);
    cr_assert_eq(cf->cp.c[l].l, INT64_MIN + 1);
    cr_assert_eq(cf->cp.tags[l + 1], CP_Invalid);
    cr_assert_eq(cf->cp.c[d].d, -0.25);
    cr_assert_str_eq(cp_ref_class(&cf->cp, m)->utf8, "p/Q");
    cr_assert_str_eq(cp_ref_name(&cf->cp, m)->utf8, "m");
    cr_assert_str_eq(cp_ref_desc(&cf->cp, m)->utf8, "(I)V");
    drop();
}

Test(classfile, line_numbers_of_several_tables)
{
    begin(61);
    struct buf code = {0};
    asm_u2(&code, 0);
    asm_u2(&code, 0);
    asm_u4(&code, 4);
    buf_append(&code, (const u1[]){BC_nop, BC_nop, BC_nop, BC_return}, 4);
    asm_u2(&code, 0);
    asm_u2(&code, 3);
    raw_attribute(&code, "LineNumberTable", (const u1[]){0, 2, 0, 0, 0, 10, 0, 3, 0, 13}, 10);
    raw_attribute(&code, "Other", "xyz", 3);
    raw_attribute(&code, "LineNumberTable", (const u1[]){0, 1, 0, 1, 0, 11}, 6);
    method_with_code(&code);
    expect_ok();
    const struct cf_code *c = cf->methods[0].code;
    cr_assert_eq(c->n_lines, 3);
    cr_assert_eq(cf_line_number(c, 0), 10);
    cr_assert_eq(cf_line_number(c, 1), 11);
    cr_assert_eq(cf_line_number(c, 2), 11);
    cr_assert_eq(cf_line_number(c, 3), 13);
    drop();
}

Test(classfile, no_line_before_the_first_entry)
{
    struct cf_line lines[] = {{4, 20}};
    cr_assert_eq(cf_line_number(&(struct cf_code){.n_lines = 1, .lines = lines}, 3), -1);
    cr_assert_eq(cf_line_number(&(struct cf_code){0}, 0), -1);
}

Test(classfile, vm_annotations)
{
    begin(61);
    struct buf body = {0};
    asm_u2(&body, 3);
    asm_u2(&body, asm_utf8(&a, "LOther;"));
    asm_u2(&body, 1);
    asm_u2(&body, asm_utf8(&a, "value"));
    buf_append(&body, "[\0\2@\0\1\0\0e\0\1\0\1", 13); /* an array of an annotation and an enum constant */
    asm_u2(&body, asm_utf8(&a, "Ljdk/internal/vm/annotation/ForceInline;"));
    asm_u2(&body, 0);
    asm_u2(&body, asm_utf8(&a, "Ljdk/internal/vm/annotation/Stable;")); /* means nothing on a method */
    asm_u2(&body, 0);
    raw_member(&a.methods, ACC_ABSTRACT, "m", "()V", 1);
    raw_attribute(&a.methods, "RuntimeVisibleAnnotations", body.at, (u4)body.len);
    expect_ok();
    cr_assert_eq(cf->methods[0].vm_annotations, VMA_FORCE_INLINE);
    cr_assert_eq(cf->methods[0].annotations.len, body.len);
    buf_free(&body);
    drop();
}

/* Nested deeper than any stack would like: not searched, not refused. */
Test(classfile, annotations_nested_without_end)
{
    begin(61);
    struct buf body = {0};
    asm_u2(&body, 1);
    asm_u2(&body, asm_utf8(&a, "LOther;"));
    asm_u2(&body, 1);
    asm_u2(&body, 1);
    for (int i = 0; i < 1000000; i++)
        buf_append(&body, "[\0\1", 3);
    class_asm_attribute(&a, "RuntimeVisibleAnnotations", body.at, (u4)body.len);
    buf_free(&body);
    expect_ok();
    drop();
}

Test(classfile, attributes_of_the_class)
{
    begin(61);
    u2 host = asm_class(&a, "Host"), other = asm_class(&a, "T$I"), self = a.this_class;
    u2 handle = asm_method_handle(&a, 6, asm_member(&a, CP_Methodref, "B", "bsm", "()V"));
    u2 name = asm_utf8(&a, "I"), nat = asm_name_and_type(&a, "e", "()V");
    asm_dynamic(&a, CP_InvokeDynamic, 0, "d", "()V");
    CLASS_ATTRIBUTE("NestHost", host);
    CLASS_ATTRIBUTE("InnerClasses", 1, other, self, name, ACC_PUBLIC | ACC_STATIC);
    CLASS_ATTRIBUTE("EnclosingMethod", host, nat);
    CLASS_ATTRIBUTE("BootstrapMethods", 1, handle, 1, host);
    CLASS_ATTRIBUTE("PermittedSubclasses", 2, host, other);
    u2 component = asm_utf8(&a, "c"), desc = asm_utf8(&a, "I");
    CLASS_ATTRIBUTE("Record", 1, component, desc, 0);
    expect_ok();
    cr_assert_eq(cf->nest_host, host);
    cr_assert_eq(cf->n_inner_classes, 1);
    cr_assert_eq(cf->inner_classes[0].outer, self);
    cr_assert_eq(cf->enclosing_class, host);
    cr_assert_eq(cf->enclosing_method, nat);
    cr_assert_eq(cf->n_bootstrap_methods, 1);
    cr_assert_eq(cf->bootstrap_methods[0].args[0], host);
    cr_assert(cf->is_sealed);
    cr_assert_eq(cf->permitted[1], other);
    cr_assert(cf->is_record);
    cr_assert_str_eq(cf->record_components[0].name->utf8, "c");
    drop();
}

Test(classfile, attributes_of_later_versions_are_ignored)
{
    begin(54);
    CLASS_ATTRIBUTE("NestHost", 999);
    CLASS_ATTRIBUTE("Record", 999);
    CLASS_ATTRIBUTE("PermittedSubclasses", 999);
    expect_ok();
    cr_assert_eq(cf->nest_host, 0);
    cr_assert(!cf->is_record && !cf->is_sealed);
    drop();
}

/* ---- header ---- */

static void header(const char *bytes, size_t len, const char *expected_name)
{
    buf_append(&image, bytes, len);
    parse_as(expected_name, false);
}

Test(classfile, magic)
{
    header("\xCA\xFE\xBA\xBF\0\0\0\x3D\0\1", 10, NULL);
    expect_status(CF_FORMAT, "Incompatible magic value 3405691583 in class file <Unknown>");
}

Test(classfile, versions)
{
    static const struct {
        const char *version, *message;
    } cases[] = {
        {"\0\0\0\x41",
         "p/C has been compiled by a more recent version of the Java Runtime (class file version 65.0), this "
         "version of the Java Runtime only recognizes class file versions up to 61.0"},
        {"\0\3\0\x2C", "p/C (class file version 44.3) was compiled with an invalid major version"},
        {"\0\1\0\x3D", "p/C (class file version 61.1) was compiled with an invalid non-zero minor version"},
        {"\xFF\xFF\0\x3D",
         "Preview features are not enabled for p/C (class file version 61.65535). Try running "
         "with '--enable-preview'"},
        {"\xFF\xFF\0\x3C",
         "p/C (class file version 60.65535) was compiled with preview features that are unsupported. This "
         "version "
         "of the Java Runtime only recognizes preview features for class file version 61.65535"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buf_clear(&image);
        buf_append(&image, "\xCA\xFE\xBA\xBE", 4);
        header(cases[i].version, 4, "p/C");
        expect_status(CF_VERSION, cases[i].message);
    }
}

Test(classfile, wrong_name)
{
    begin(61);
    class_asm_finish(&a, &image);
    parse_as("p/Q", false);
    expect_status(CF_NO_CLASSDEF, "p/Q (wrong name: T)");
    cr_assert_not_null(parse_as("T", false));
    drop();
}

Test(classfile, module_info)
{
    class_asm_begin(&a, 61, ACC_MODULE, "module-info", "java/lang/Object");
    class_asm_finish(&a, &image);
    parse_as("module-info", false);
    expect_status(CF_NO_CLASSDEF, "module-info is not a class because access_flag ACC_MODULE is set");
}

Test(classfile, every_truncation_fails)
{
    begin(61);
    add_method(ACC_PUBLIC, "m", "()V");
    class_asm_field(&a, 0, "f", "I");
    class_asm_finish(&a, &image);
    size_t whole = image.len;
    cr_assert_not_null(parse_as(NULL, false));
    drop();
    for (image.len = 0; image.len < whole; image.len++) {
        parse_as(NULL, true);
        cr_assert_null(cf);
        cr_assert_eq(status.error, CF_FORMAT);
    }
    cr_assert_str_eq(status.message, "Truncated class file");
}

Test(classfile, extra_bytes)
{
    begin(61);
    class_asm_finish(&a, &image);
    buf_putc(&image, 0);
    parse_as(NULL, false);
    expect_status(CF_FORMAT, "Extra bytes at the end of class file T");
}

/* ---- constant pool ---- */

Test(classfile, unknown_constant)
{
    begin(61);
    asm_u1(&a.pool, 2);
    a.pool_count++;
    expect_error("Unknown constant tag 2 in class file <Unknown>");
}

Test(classfile, constants_too_new_for_the_version)
{
    begin(50);
    asm_method_type(&a, "()V");
    expect_error("Class file version does not support constant tag 16 in class file <Unknown>");
}

Test(classfile, module_constant_in_a_class)
{
    begin(61);
    asm_u1(&a.pool, CP_Module);
    asm_u2(&a.pool, 1);
    a.pool_count++;
    expect_error("Unknown constant tag 19 in class file <Unknown>");
}

Test(classfile, long_in_the_last_slot)
{
    begin(61);
    asm_long(&a, 1);
    a.pool_count--;
    u2 last = (u2)(a.pool_count - 1);
    char message[80];
    snprintf(message, sizeof message, "Invalid constant pool entry %u in class file <Unknown>", last);
    expect_error(message);
}

Test(classfile, bad_utf8)
{
    begin(61);
    asm_utf8(&a, "\xFF");
    expect_error("Illegal UTF8 string in constant pool in class file <Unknown>");
}

Test(classfile, reference_to_the_wrong_kind)
{
    begin(61);
    u2 i = asm_int(&a, 1);
    asm_u1(&a.pool, CP_Class);
    asm_u2(&a.pool, i);
    a.pool_count++;
    char message[80];
    snprintf(message, sizeof message, "Invalid constant pool index %u in class file <Unknown>", i);
    expect_error(message);
}

Test(classfile, method_handle_kinds)
{
    begin(61);
    u2 field = asm_member(&a, CP_Fieldref, "C", "f", "I");
    asm_method_handle(&a, 5, field);
    char message[100];
    snprintf(message, sizeof message, "Invalid constant pool index %u in class file <Unknown> (not a method)",
             field);
    expect_error(message);
}

Test(classfile, method_handle_of_unknown_kind)
{
    begin(61);
    u2 handle = asm_method_handle(&a, 10, asm_member(&a, CP_Fieldref, "C", "f", "I"));
    char message[100];
    snprintf(message, sizeof message,
             "Bad method handle kind at constant pool index %u in class file <Unknown>", handle);
    expect_error(message);
}

Test(classfile, names_and_descriptors_of_constants)
{
    static const struct {
        enum cp_tag tag;
        const char *klass, *name, *desc, *message;
    } cases[] = {
        {CP_Fieldref, "a.B", "f", "I", "Illegal class name \"a.B\" in class file <Unknown>"},
        {CP_Fieldref, "B", "f;", "I", "Illegal field name \"f;\" in class <Unknown>"},
        {CP_Fieldref, "B", "f", "X", "Field \"f\" in class <Unknown> has illegal signature \"X\""},
        {CP_Fieldref, "B", "f", "()V", "Field \"f\" in class <Unknown> has illegal signature \"()V\""},
        {CP_Fieldref, "B", "f", "La..b;",
         "Class name is empty or contains illegal character in descriptor in class file <Unknown>"},
        {CP_Methodref, "B", "m", "I", "Method \"m\" in class <Unknown> has illegal signature \"I\""},
        {CP_Methodref, "B", "m<", "()V", "Illegal method name \"m<\" in class <Unknown>"},
        {CP_Methodref, "B", "<init>", "()I",
         "Method \"<init>\" in class <Unknown> has illegal signature \"()I\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        begin(61);
        buf_clear(&image);
        asm_member(&a, cases[i].tag, cases[i].klass, cases[i].name, cases[i].desc);
        expect_error(cases[i].message);
    }
}

Test(classfile, trusted_files_may_have_odd_names)
{
    begin(61);
    asm_member(&a, CP_Fieldref, "a.B", "f;", "La..b;");
    class_asm_finish(&a, &image);
    cr_assert_not_null(parse_as(NULL, true), "%s", status.message);
    drop();
}

Test(classfile, trusted_files_have_sound_descriptors)
{
    begin(61);
    asm_member(&a, CP_Methodref, "B", "m", "(La");
    class_asm_finish(&a, &image);
    parse_as(NULL, true);
    expect_status(CF_FORMAT, "Method \"m\" in class <Unknown> has illegal signature \"(La\"");
}

Test(classfile, old_files_need_identifiers)
{
    begin(48);
    asm_class(&a, "a-b");
    expect_error("Illegal class name \"a-b\" in class file <Unknown>");
    begin(49);
    buf_clear(&image);
    asm_class(&a, "a-b");
    expect_ok();
    drop();
}

/* ---- class ---- */

Test(classfile, class_modifiers)
{
    static const struct {
        u2 access;
        const char *message;
    } cases[] = {
        {ACC_FINAL | ACC_ABSTRACT, "Illegal class modifiers in class T: 0x410"},
        {ACC_INTERFACE, "Illegal class modifiers in class T: 0x200"},
        {ACC_INTERFACE | ACC_ABSTRACT | ACC_SUPER, "Illegal class modifiers in class T: 0x620"},
        {ACC_ANNOTATION, "Illegal class modifiers in class T: 0x2000"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        class_asm_begin(&a, 61, cases[i].access, "T", "java/lang/Object");
        buf_clear(&image);
        class_asm_finish(&a, &image);
        parse_as("T", false);
        expect_status(CF_FORMAT, cases[i].message);
    }
}

Test(classfile, super_class)
{
    begin(61);
    a.super_class = 0;
    expect_error("Invalid superclass index 0 in class file T");
    class_asm_begin(&a, 61, ACC_SUPER, "T", "[I");
    buf_clear(&image);
    expect_error("Bad superclass name in class file T");
    class_asm_begin(&a, 61, ACC_INTERFACE | ACC_ABSTRACT, "T", "Other");
    buf_clear(&image);
    expect_error("Interfaces must have java.lang.Object as superclass in class file T");
}

Test(classfile, interfaces)
{
    begin(61);
    class_asm_interface(&a, "I");
    class_asm_interface(&a, "J");
    class_asm_interface(&a, "I");
    expect_error("Duplicate interface name \"I\" in class file T");
    begin(61);
    buf_clear(&image);
    class_asm_interface(&a, "[I");
    expect_error("Bad interface name in class file T");
}

/* ---- members ---- */

Test(classfile, field_modifiers)
{
    begin(61);
    class_asm_field(&a, ACC_PUBLIC | ACC_PRIVATE, "f", "I");
    expect_error("Illegal field modifiers in class T: 0x3");
    begin(61);
    buf_clear(&image);
    class_asm_field(&a, ACC_FINAL | ACC_VOLATILE, "f", "I");
    expect_error("Illegal field modifiers in class T: 0x50");
    class_asm_begin(&a, 61, ACC_INTERFACE | ACC_ABSTRACT, "T", "java/lang/Object");
    buf_clear(&image);
    class_asm_field(&a, ACC_PUBLIC | ACC_STATIC, "f", "I");
    expect_error("Illegal field modifiers in class T: 0x9");
}

Test(classfile, duplicate_members)
{
    begin(61);
    class_asm_field(&a, 0, "f", "La/B;");
    class_asm_field(&a, 0, "f", "I");
    class_asm_field(&a, 0, "f", "La/B;");
    expect_error("Duplicate field name \"f\" with signature \"La.B;\" in class file T");
    begin(61);
    buf_clear(&image);
    for (int i = 0; i < 300; i++) {
        char name[16];
        snprintf(name, sizeof name, "m%d", i);
        add_method(0, name, "()V");
    }
    add_method(0, "m7", "()V");
    expect_error("Duplicate method name \"m7\" with signature \"()V\" in class file T");
}

Test(classfile, constant_values)
{
    static const struct {
        const char *desc, *message;
    } cases[] = {
        {"J", "Inconsistent constant value type in class file T"},
        {"Ljava/lang/String;", "Bad string initial value in class file T"},
        {"I", NULL},
        {"Z", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        begin(61);
        buf_clear(&image);
        u2 value = asm_int(&a, 1);
        raw_member(&a.fields, ACC_STATIC, "f", cases[i].desc, 1);
        raw_attribute(&a.fields, "ConstantValue", (const u1[]){(u1)(value >> 8), (u1)value}, 2);
        if (cases[i].message) {
            expect_error(cases[i].message);
        } else {
            expect_ok();
            drop();
        }
    }
}

Test(classfile, method_modifiers)
{
    static const struct {
        u2 version, class_access, access;
        const char *name, *message;
    } cases[] = {
        {61, 0, ACC_ABSTRACT | ACC_FINAL, "m", "Method m in class T has illegal modifiers: 0x410"},
        {61, 0, ACC_STATIC, "<init>", "Method <init> in class T has illegal modifiers: 0x8"},
        {60, 0, ACC_ABSTRACT | ACC_STRICT, "m", "Method m in class T has illegal modifiers: 0xC00"},
        {61, 0, ACC_ABSTRACT | ACC_STRICT, "m", NULL},
        {61, 0, 0, "<clinit>", "Method <clinit> is not static in class file T"},
        {50, 0, 0, "<clinit>", NULL},
        {61, ACC_INTERFACE | ACC_ABSTRACT, ACC_PROTECTED, "m",
         "Method m in class T has illegal modifiers: 0x4"},
        {61, ACC_INTERFACE | ACC_ABSTRACT, ACC_PRIVATE, "m", NULL},
        {51, ACC_INTERFACE | ACC_ABSTRACT, ACC_PUBLIC, "m", "Method m in class T has illegal modifiers: 0x1"},
        {61, ACC_INTERFACE | ACC_ABSTRACT, ACC_PUBLIC, "<init>",
         "Interface cannot have a method named <init>, class file T"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        class_asm_begin(&a, cases[i].version, cases[i].class_access, "T", "java/lang/Object");
        buf_clear(&image);
        add_method(cases[i].access, cases[i].name, "()V");
        if (cases[i].message) {
            expect_error(cases[i].message);
        } else {
            expect_ok();
            drop();
        }
    }
}

Test(classfile, too_many_arguments)
{
    char desc[300] = "(";
    memset(desc + 1, 'I', 255);
    strcpy(desc + 256, ")V");
    begin(61);
    add_method(ACC_STATIC | ACC_NATIVE, "m", desc);
    expect_ok();
    drop();
    begin(61);
    buf_clear(&image);
    add_method(ACC_NATIVE, "m", desc);
    expect_error("Too many arguments in method signature in class file T");
}

/* ---- Code ---- */

Test(classfile, code_where_it_does_not_belong_and_vice_versa)
{
    begin(61);
    class_asm_method(&a, &(struct asm_method){.access = ACC_NATIVE,
                                              .name = "m",
                                              .desc = "()V",
                                              .max_locals = 1,
                                              .code = just_return,
                                              .code_len = 1});
    expect_error("Code attribute in native or abstract methods in class file T");
    begin(61);
    buf_clear(&image);
    class_asm_method(&a, &(struct asm_method){.name = "m", .desc = "()V"});
    expect_error("Absent Code attribute in method that is not native or abstract in class file T");
}

Test(classfile, code_limits)
{
    begin(61);
    struct asm_method m = simple_method(0, "m", "(J)V");
    m.max_locals = 2;
    class_asm_method(&a, &m);
    expect_error("Arguments can't fit into locals in class file T");
    begin(61);
    buf_clear(&image);
    m.max_locals = 3;
    m.code_len = 0;
    class_asm_method(&a, &m);
    expect_error("Invalid method Code length 0 in class file T");
    begin(61);
    buf_clear(&image);
    u1 *large = xcalloc(65536, 1);
    m.code = large;
    m.code_len = 65536;
    class_asm_method(&a, &m);
    expect_error("Invalid method Code length 65536 in class file T");
    begin(61);
    buf_clear(&image);
    m.code_len = 65535;
    class_asm_method(&a, &m);
    expect_ok();
    free(large);
    drop();
}

Test(classfile, exception_tables)
{
    static const struct {
        struct asm_handler handler;
        const char *message;
    } cases[] = {
        {{0, 0, 0, 0}, "Illegal exception table range in class file T"},
        {{0, 2, 0, 0}, "Illegal exception table range in class file T"},
        {{0, 1, 1, 0}, "Illegal exception table handler in class file T"},
        {{0, 1, 0, 1}, "Catch type in exception table has bad constant type in class file T"},
        {{0, 1, 0, 0}, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        begin(61);
        buf_clear(&image);
        struct asm_method m = simple_method(0, "m", "()V");
        m.handlers = &cases[i].handler;
        m.n_handlers = 1;
        class_asm_method(&a, &m);
        if (cases[i].message) {
            expect_error(cases[i].message);
        } else {
            expect_ok();
            drop();
        }
    }
}

Test(classfile, line_number_table)
{
    struct buf code = {0};
    begin(61);
    code_with(&code, 0, 1);
    raw_attribute(&code, "LineNumberTable", (const u1[]){0, 1, 0, 1, 0, 5}, 6);
    method_with_code(&code);
    expect_error("Invalid pc in LineNumberTable in class file T");
    begin(61);
    buf_clear(&image);
    code_with(&code, 0, 1);
    raw_attribute(&code, "LineNumberTable", (const u1[]){0, 2, 0, 0, 0, 5}, 6);
    method_with_code(&code);
    expect_error("LineNumberTable attribute has wrong length in class file T");
}

static void local_variables(const struct asm_var *vars, u2 n, u2 max_locals)
{
    struct asm_method m = simple_method(ACC_STATIC, "m", "()V");
    m.max_locals = max_locals;
    m.vars = vars;
    m.n_vars = n;
    begin(61);
    buf_clear(&image);
    class_asm_method(&a, &m);
}

Test(classfile, local_variable_table)
{
    static const struct {
        struct asm_var var;
        const char *message;
    } cases[] = {
        {{1, 0, 0, "x", "I"}, "Invalid start_pc 1 in LocalVariableTable in class file T"},
        {{0, 2, 0, "x", "I"}, "Invalid length 2 in LocalVariableTable in class file T"},
        {{0, 1, 2, "x", "I"}, "Invalid index 2 in LocalVariableTable in class file T"},
        {{0, 1, 1, "x", "J"}, "Invalid index 1 in LocalVariableTable in class file T"},
        {{0, 1, 0, "x.", "I"}, "Illegal field name \"x.\" in class T"},
        {{0, 1, 0, "x", "V"}, "Field \"x\" in class T has illegal signature \"V\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        local_variables(&cases[i].var, 1, 2);
        expect_error(cases[i].message);
    }
    struct asm_var two[] = {{0, 1, 0, "x", "I"}, {0, 1, 1, "y", "I"}};
    local_variables(two, 2, 2);
    expect_ok();
    cr_assert_eq(cf->methods[0].code->n_vars, 2);
    cr_assert_str_eq(cf->methods[0].code->vars[1].name->utf8, "y");
    drop();
}

Test(classfile, each_variable_once)
{
    struct buf code = {0};
    for (int duplicate = 0; duplicate < 3; duplicate++) {
        begin(61);
        buf_clear(&image);
        u2 name = asm_utf8(&a, "x"), desc = asm_utf8(&a, "I");
        u1 body[12] = {0, 1, 0, 0, 0, 1, 0, (u1)name, 0, (u1)desc, 0, 0};
        code_with(&code, 2, 2);
        raw_attribute(&code, "LocalVariableTable", body, 12);
        body[11] = duplicate == 2;
        raw_attribute(&code, duplicate ? "LocalVariableTypeTable" : "LocalVariableTable", body, 12);
        method_with_code(&code);
        if (duplicate == 0) {
            expect_error("Duplicated LocalVariableTable attribute entry for 'x' in class file T");
        } else if (duplicate == 2) {
            expect_error("LVTT entry for 'x' in class file T does not match any LVT entry");
        } else {
            expect_ok();
            drop();
        }
    }
}

Test(classfile, code_of_the_wrong_length)
{
    begin(61);
    struct buf code = {0};
    code_with(&code, 0, 0);
    buf_putc(&code, 0);
    method_with_code(&code);
    expect_error("Code segment has wrong length in class file T");
}

/* ---- attributes ---- */

Test(classfile, attributes_that_must_be_unique)
{
    static const char *names[] = {"SourceFile", "NestHost", "EnclosingMethod", "Signature"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        begin(61);
        buf_clear(&image);
        u2 index = i == 0 || i == 3 ? asm_utf8(&a, "x") : asm_class(&a, "C");
        for (int n = 0; n < 2; n++)
            class_attribute_u2(names[i], (const u2[]){index, 0}, i == 2 ? 2 : 1);
        char message[100];
        snprintf(message, sizeof message, "Multiple %s attributes in class file T", names[i]);
        expect_error(message);
    }
}

Test(classfile, attributes_of_members_that_must_be_unique)
{
    begin(61);
    u2 text = asm_utf8(&a, "x");
    const u1 body[] = {(u1)(text >> 8), (u1)text};
    raw_member(&a.fields, 0, "f", "I", 2);
    raw_attribute(&a.fields, "Signature", body, 2);
    raw_attribute(&a.fields, "Signature", body, 2);
    expect_error("Multiple Signature attributes for field in class file T");
    begin(61);
    buf_clear(&image);
    raw_member(&a.methods, ACC_NATIVE, "m", "()V", 2);
    raw_attribute(&a.methods, "Exceptions", "\0\0", 2);
    raw_attribute(&a.methods, "Exceptions", "\0\0", 2);
    expect_error("Multiple Exceptions attributes in class file T");
}

Test(classfile, bad_class_attributes)
{
    begin(61);
    CLASS_ATTRIBUTE("SourceFile", a.this_class);
    char message[100];
    snprintf(message, sizeof message,
             "Invalid SourceFile attribute at constant pool index %u in class file T", a.this_class);
    expect_error(message);
    begin(61);
    buf_clear(&image);
    CLASS_ATTRIBUTE("NestHost", 0);
    expect_error("Nest-host class_info_index 0 has bad constant type in class file T");
    begin(61);
    buf_clear(&image);
    CLASS_ATTRIBUTE("NestMembers", 0);
    CLASS_ATTRIBUTE("NestHost", a.this_class);
    expect_error("Conflicting NestMembers and NestHost attributes in class file T");
    begin(61);
    buf_clear(&image);
    CLASS_ATTRIBUTE("EnclosingMethod", 0, 0);
    expect_error("Invalid class index in EnclosingMethod attribute in class file T");
    class_asm_begin(&a, 61, ACC_FINAL, "T", "java/lang/Object");
    buf_clear(&image);
    CLASS_ATTRIBUTE("PermittedSubclasses", 0);
    expect_error("PermittedSubclasses attribute in final class file T");
    begin(61);
    buf_clear(&image);
    CLASS_ATTRIBUTE("NestMembers", 1, a.this_class, 0);
    expect_error("Wrong NestMembers attribute length in class file T");
    begin(61);
    buf_clear(&image);
    class_asm_attribute(&a, "Deprecated", "x", 1);
    expect_error("Invalid Deprecated classfile attribute length 1 in class file T");
}

Test(classfile, bootstrap_methods)
{
    begin(61);
    asm_dynamic(&a, CP_InvokeDynamic, 0, "d", "()V");
    expect_error("Missing BootstrapMethods attribute in class file T");
    begin(61);
    buf_clear(&image);
    asm_dynamic(&a, CP_InvokeDynamic, 1, "d", "()V");
    CLASS_ATTRIBUTE("BootstrapMethods", 1, 0, 0);
    expect_error("Short length on BootstrapMethods in class file T");
    begin(61);
    buf_clear(&image);
    CLASS_ATTRIBUTE("BootstrapMethods", 1, a.this_class, 0);
    char message[100];
    snprintf(message, sizeof message, "bootstrap_method_index %u has bad constant type in class file T",
             a.this_class);
    expect_error(message);
    begin(61);
    buf_clear(&image);
    u2 handle = asm_method_handle(&a, 6, asm_member(&a, CP_Methodref, "B", "b", "()V"));
    CLASS_ATTRIBUTE("BootstrapMethods", 1, handle, 2, handle);
    expect_error(
        "Invalid BootstrapMethods num_bootstrap_methods or num_bootstrap_arguments value in class file T");
    begin(61);
    buf_clear(&image);
    CLASS_ATTRIBUTE("BootstrapMethods", 0, 0);
    expect_error("Bad length on BootstrapMethods in class file T");
}

/* ---- InnerClasses ---- */

Test(classfile, inner_class_duplicates)
{
    begin(61);
    u2 c = asm_class(&a, "T$C"), d = asm_class(&a, "T$D");
    CLASS_ATTRIBUTE("InnerClasses", 3, c, 0, 0, 0, d, 0, 0, 0, c, 0, 0, 0);
    expect_error("Duplicate entry in InnerClasses attribute in class file T");
    begin(61);
    buf_clear(&image);
    c = asm_class(&a, "T$C");
    CLASS_ATTRIBUTE("InnerClasses", 2, c, 0, 0, 0, c, 0, 0, 1);
    expect_ok();
    cr_assert_eq(cf->n_inner_classes, 0, "contradicting entries: the attribute is ignored");
    drop();
}

Test(classfile, inner_class_circles)
{
    begin(61);
    u2 x = asm_class(&a, "X"), y = asm_class(&a, "Y"), z = asm_class(&a, "Z");
    CLASS_ATTRIBUTE("InnerClasses", 3, z, x, 0, 0, x, y, 0, 0, y, x, 0, 0);
    expect_ok();
    cr_assert(cf->has_inner_classes);
    cr_assert_eq(cf->n_inner_classes, 0);
    drop();
    begin(61);
    buf_clear(&image);
    x = asm_class(&a, "X"), y = asm_class(&a, "Y"), z = asm_class(&a, "Z");
    CLASS_ATTRIBUTE("InnerClasses", 2, x, y, 0, 0, y, z, 0, 0);
    expect_ok();
    cr_assert_eq(cf->n_inner_classes, 2, "a chain is no circle");
    drop();
}

/* 20000 nested classes: linear, or this test takes minutes. */
Test(classfile, long_chain_of_inner_classes)
{
    enum { N = 20000 };
    begin(61);
    struct buf body = {0};
    asm_u2(&body, N);
    u2 outer = a.this_class;
    for (int i = 0; i < N; i++) {
        char name[16];
        snprintf(name, sizeof name, "C%d", i);
        u2 inner = asm_class(&a, name);
        asm_u2(&body, inner);
        asm_u2(&body, outer);
        asm_u4(&body, 0);
        outer = inner;
    }
    class_asm_attribute(&a, "InnerClasses", body.at, (u4)body.len);
    buf_free(&body);
    expect_ok();
    cr_assert_eq(cf->n_inner_classes, N);
    drop();
}

/* A message that is too long ends between characters. */
Test(classfile, long_messages)
{
    char name[2000];
    for (size_t i = 0; i < sizeof name - 2; i += 2)
        memcpy(name + i, "\xC3\xBC", 2);
    memcpy(name + sizeof name - 2, ".", 2);
    begin(61);
    asm_class(&a, name);
    finish();
    cr_assert_eq(status.error, CF_FORMAT);
    cr_assert(utf8_is_valid_modified((const u1 *)status.message, strlen(status.message)));
    cr_assert_gt(strlen(status.message), 500);
}

/* ---- the real thing ---- */

struct all_classes {
    struct class_source *source;
    unsigned n, failed;
};

static void parse_one(void *cx, const char *path)
{
#ifdef __SANITIZE_ADDRESS__
    enum { EVERY = 16 };
#else
    enum { EVERY = 1 };
#endif
    struct all_classes *all = cx;
    if (all->n++ % EVERY != 0)
        return;
    struct source_bytes b;
    struct buf err = {0};
    cr_assert_eq(class_source_read(all->source, path, &b, &err), SOURCE_FOUND, "%s: %s", path, buf_str(&err));
    buf_free(&err);
    for (int trusted = 0; trusted < 2; trusted++) {
        if (!classfile_parse(&arena, symbols, b.data, b.len, NULL, trusted, &status)) {
            fprintf(stderr, "%s: %s\n", path, status.message);
            all->failed++;
        }
        arena_release(&arena);
    }
    source_bytes_free(&b);
}

Test(classfile, every_class_of_the_jdk, .timeout = 120)
{
    if (!jdk_image_prepare())
        cr_skip_test("no JDK");
    struct buf err = {0};
    struct all_classes all = {.source = class_source_open_jimage(jdk_home(), &err)};
    cr_assert_not_null(all.source, "%s", buf_str(&err));
    jdk_image_each_class(parse_one, &all);
    cr_assert_gt(all.n, 5000);
    cr_assert_eq(all.failed, 0);
    class_source_close(all.source);
}
