#include "verify_util.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct known_constants k;
struct class_asm class_under_test;

static struct buf message;
static bool unfinished;

static const struct {
    const char *name, *super;
    bool is_interface;
} world[] = {
    {"java/lang/Object", NULL, false},
    {"java/lang/String", "java/lang/Object", false},
    {"java/lang/Class", "java/lang/Object", false},
    {"java/lang/Throwable", "java/lang/Object", false},
    {"java/lang/Exception", "java/lang/Throwable", false},
    {"java/lang/Runnable", "java/lang/Object", true},
    {"java/lang/Cloneable", "java/lang/Object", true},
    {"p/Base", "java/lang/Object", false},
    {"T", "p/Base", false},
    {"Sub", "T", false},
};

static int find_class(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(world); i++)
        if (strcmp(world[i].name, name) == 0)
            return (int)i;
    return -1;
}

static bool is_subclass(const char *from, const char *to)
{
    for (; from; from = world[find_class(from)].super)
        if (strcmp(from, to) == 0)
            return true;
    return false;
}

static enum verify_answer class_assignable(void *cx, struct symbol *from, struct symbol *to)
{
    (void)cx;
    int f = find_class(from->utf8), t = find_class(to->utf8);
    if (f < 0 || t < 0)
        return VERIFY_THROWN;
    return world[t].is_interface || is_subclass(from->utf8, to->utf8) ? VERIFY_YES : VERIFY_NO;
}

static enum verify_answer protected_elsewhere(void *cx, struct symbol *klass, struct symbol *name,
                                              struct symbol *desc, bool is_field)
{
    (void)cx;
    cr_assert(is_subclass("T", klass->utf8));
    bool object_clone = strcmp(name->utf8, "clone") == 0;
    if (strcmp(klass->utf8, "p/Base") != 0 && !object_clone)
        return VERIFY_NO;
    if (is_field)
        return strcmp(name->utf8, "prot") == 0 ? VERIFY_YES : VERIFY_NO;
    bool is_protected = strcmp(name->utf8, "pm") == 0 || object_clone ||
                        (strcmp(name->utf8, "<init>") == 0 && strcmp(desc->utf8, "(I)V") == 0);
    return is_protected ? VERIFY_YES : VERIFY_NO;
}

static bool is_current_or_super(void *cx, struct symbol *name)
{
    (void)cx;
    return is_subclass("T", name->utf8);
}

void begin(void)
{
    begin_version(61);
}

void begin_version(u2 major)
{
    struct class_asm *a = &class_under_test;
    if (unfinished) {
        struct buf unused = {0};
        class_asm_finish(a, &unused);
        buf_free(&unused);
    }
    unfinished = true;
    class_asm_begin(a, major, ACC_PUBLIC | ACC_SUPER, "T", "p/Base");
    class_asm_interface(a, "java/lang/Runnable");
    class_asm_field(a, ACC_PUBLIC, "own", "I");
    class_asm_field(a, ACC_PUBLIC, "ref", "Ljava/lang/Object;");
    k = (struct known_constants){
        .t = a->this_class,
        .sub = asm_class(a, "Sub"),
        .base = a->super_class,
        .object = asm_class(a, "java/lang/Object"),
        .string = asm_class(a, "java/lang/String"),
        .string_array = asm_class(a, "[Ljava/lang/String;"),
        .int_array2 = asm_class(a, "[[I"),
        .throwable = asm_class(a, "java/lang/Throwable"),
        .exception = asm_class(a, "java/lang/Exception"),
        .runnable = asm_class(a, "java/lang/Runnable"),
        .cloneable = asm_class(a, "java/lang/Cloneable"),
        .missing = asm_class(a, "Missing"),
        .a_string = asm_string(a, "text"),
        .an_int = asm_int(a, 42),
        .a_float = asm_float(a, 1.5f),
        .a_long = asm_long(a, 1),
        .a_double = asm_double(a, 1),
        .own = asm_member(a, CP_Fieldref, "T", "own", "I"),
        .ref = asm_member(a, CP_Fieldref, "T", "ref", "Ljava/lang/Object;"),
        .static_ref = asm_member(a, CP_Fieldref, "T", "sref", "Ljava/lang/String;"),
        .prot = asm_member(a, CP_Fieldref, "p/Base", "prot", "I"),
        .base_array_field = asm_member(a, CP_Fieldref, "[I", "length", "I"),
        .t_init = asm_member(a, CP_Methodref, "T", "<init>", "()V"),
        .t_init_int = asm_member(a, CP_Methodref, "T", "<init>", "(I)V"),
        .base_init = asm_member(a, CP_Methodref, "p/Base", "<init>", "()V"),
        .base_init_int = asm_member(a, CP_Methodref, "p/Base", "<init>", "(I)V"),
        .object_init = asm_member(a, CP_Methodref, "java/lang/Object", "<init>", "()V"),
        .exception_init = asm_member(a, CP_Methodref, "java/lang/Exception", "<init>", "()V"),
        .string_init = asm_member(a, CP_Methodref, "java/lang/String", "<init>", "()V"),
        .t_m = asm_member(a, CP_Methodref, "T", "vm", "(ILjava/lang/String;)J"),
        .sub_m = asm_member(a, CP_Methodref, "Sub", "vm", "()V"),
        .base_pm = asm_member(a, CP_Methodref, "p/Base", "pm", "()V"),
        .string_length = asm_member(a, CP_Methodref, "java/lang/String", "length", "()I"),
        .object_hash = asm_member(a, CP_Methodref, "java/lang/Object", "hashCode", "()I"),
        .object_clone = asm_member(a, CP_Methodref, "java/lang/Object", "clone", "()Ljava/lang/Object;"),
        .runnable_run = asm_member(a, CP_InterfaceMethodref, "java/lang/Runnable", "run", "()V"),
        .t_static = asm_member(a, CP_Methodref, "T", "sm", "(Ljava/lang/Object;)Ljava/lang/String;"),
        .t_static_long = asm_member(a, CP_Methodref, "T", "sl", "(J)V"),
        .cloneable_m = asm_member(a, CP_InterfaceMethodref, "java/lang/Cloneable", "cm", "()V"),
        .other_special = asm_member(a, CP_Methodref, "java/lang/String", "length", "()I"),
    };
    if (major >= 55) {
        k.a_handle = asm_method_handle(a, 6, k.t_static);
        k.a_method_type = asm_method_type(a, "()V");
        k.a_condy_int = asm_dynamic(a, CP_Dynamic, 0, "c", "I");
        k.a_condy_long = asm_dynamic(a, CP_Dynamic, 0, "c", "J");
        k.an_indy = asm_dynamic(a, CP_InvokeDynamic, 0, "d", "(I)Ljava/lang/Runnable;");
        u1 bootstrap[] = {U2(1), U2(k.a_handle), U2(0)};
        class_asm_attribute(a, "BootstrapMethods", bootstrap, sizeof bootstrap);
    }
}

static void dump(const struct buf *image, enum verify_result result)
{
    const char *dir = getenv("SAMOVAR_TEST_DUMP");
    if (!dir)
        return;
    struct buf path = {0};
    static int n;
    buf_printf(&path, "%s/%d-%d.class", dir, (int)getpid(), n++);
    FILE *f = fopen(buf_str(&path), "wb");
    fwrite(image->at, 1, image->len, f);
    fclose(f);
    buf_puts(&path, ".verdict");
    f = fopen(buf_str(&path), "w");
    static const char *const verdicts[] = {
        "OK", "java.lang.VerifyError: ", "java.lang.ClassFormatError: ", "PENDING"};
    fprintf(f, "%s%s\n", verdicts[result], buf_str(&message));
    fclose(f);
    buf_free(&path);
}

const char *last_message(void)
{
    return buf_str(&message);
}

void verify_expect(const char *file, int line, enum verify_result expected, const char *text,
                   struct asm_method m)
{
    if (!m.access)
        m.access = ACC_STATIC;
    if (!m.name)
        m.name = "m";
    if (!m.desc)
        m.desc = "()V";
    if (!m.max_stack)
        m.max_stack = 4;
    if (!m.max_locals)
        m.max_locals = 4;
    class_asm_method(&class_under_test, &m);
    struct buf image = {0};
    class_asm_finish(&class_under_test, &image);
    unfinished = false;

    struct arena arena;
    arena_init(&arena);
    struct symbol_table *symbols = symbol_table_new();
    struct cf_status st = {0};
    struct classfile *cf =
        classfile_parse(&arena, symbols, (const u1 *)image.at, image.len, NULL, false, &st);
    cr_assert(cf != NULL, "%s:%d: the class does not parse: %s", file, line, st.message);
    struct verify_env env = {.symbols = symbols,
                             .class_assignable = class_assignable,
                             .protected_in_other_package = protected_elsewhere,
                             .is_current_or_super = is_current_or_super};
    buf_clear(&message);
    enum verify_result result = verify_class(cf, cf->name, &env, &message);
    dump(&image, result);
    cr_expect(result == expected && strncmp(buf_str(&message), text, strlen(text)) == 0,
              "%s:%d: expected %d \"%s\", got %d %s", file, line, expected, text, result, buf_str(&message));
    symbol_table_free(symbols);
    arena_release(&arena);
    buf_free(&image);
}
