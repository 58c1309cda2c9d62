/* loaders.c - compiling, classes in memory, loaders above one another, replacing classes. */
#include "check.h"

static int value_of(samovar_thread *t, samovar_loader *l, const char *name)
{
    samovar_ref c;
    samovar_value r = {SAMOVAR_VOID, {0}};
    OK(samovar_find_class(t, l, name, &c));
    OK(samovar_invoke_static(t, c, "value", "()I", &r));
    return r.as.i;
}

static size_t read_file(const char *name, void *bytes, size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", getenv("CLASSES"), name);
    FILE *f = fopen(path, "rb");
    size_t n = f != NULL ? fread(bytes, 1, size, f) : 0;
    if (f != NULL)
        fclose(f);
    return n;
}

int main(void)
{
    samovar_vm *vm;
    samovar_thread *t = create(&vm);
    samovar_loader *api, *a, *b, *files;
    samovar_ref c;
    OK(samovar_loader_new(t, NULL, NULL, &api));
    samovar_source interface = {"game/Script.java",
                                "package game; public interface Script { int run(Guest2 g); }"};
    samovar_source both[] = {
        interface, {"game/Guest2.java", "package game; public class Guest2 { public int x = 20; }"}};
    FAILS(SAMOVAR_COMPILE, "Script.java:1: error: cannot find symbol",
          samovar_compile(t, api, &interface, 1, NULL));
    CHECK_STATUS(SAMOVAR_NOT_FOUND, samovar_find_class(t, api, "game.Script", &c));
    OK(samovar_compile(t, api, both, 2, NULL));
    OK(samovar_find_class(t, api, "game.Script", &c));

    /* Two versions of a script, which sees what is above it and the class path. */
    samovar_source one = {"S.java",
                          "class S implements game.Script { public int run(game.Guest2 g) { return g.x + 1; }"
                          " static int value() { return new S().run(new game.Guest2()); } }"};
    samovar_source two = {"S.java", "class S { static int value() { return Helper.f(2); }"
                                    " static class Helper { static int f(int i) { return i * 11; } } }"};
    OK(samovar_loader_new(t, api, NULL, &a));
    OK(samovar_loader_new(t, api, NULL, &b));
    samovar_loader_free(t, api);
    OK(samovar_compile(t, a, &one, 1, "-Xlint:all  -parameters"));
    OK(samovar_compile(t, b, &two, 1, NULL));
    CHECK(value_of(t, a, "S") == 21 && value_of(t, b, "S") == 22 && value_of(t, a, "S") == 21);
    CHECK_STATUS(SAMOVAR_NOT_FOUND, samovar_find_class(t, NULL, "S", &c));
    FAILS(SAMOVAR_EXCEPTION, "IllegalArgumentException", samovar_compile(t, b, &two, 1, "-none"));
    samovar_source unicode = {
        "U.java", "class U { static int value() { return \"h\xc3\xa9\".length() + '\xc3\xa9'; } }"};
    OK(samovar_compile(t, b, &unicode, 1, NULL));
    CHECK(value_of(t, b, "U") == 2 + 0xe9);

    /* Class files. */
    static char bytes[65536];
    size_t n = read_file("Guest.class", bytes, sizeof bytes);
    samovar_ref ours, guest = find(t, "Guest");
    OK(samovar_add_class(t, a, "Guest", bytes, n));
    OK(samovar_find_class(t, a, "Guest", &ours));
    CHECK(n > 0 && !samovar_same(t, ours, guest));
    OK(samovar_add_class(t, a, "wrong/Name", bytes, n));
    FAILS(SAMOVAR_EXCEPTION, "NoClassDefFoundError", samovar_find_class(t, a, "wrong.Name", &ours));
    OK(samovar_add_class(t, a, "Junk", "junk", 4));
    FAILS(SAMOVAR_EXCEPTION, "ClassFormatError", samovar_find_class(t, a, "Junk", &ours));
    FAILS(SAMOVAR_INVALID, "no loader", samovar_add_class(t, NULL, "Guest", bytes, n));
    FAILS(SAMOVAR_INVALID, "no bytes", samovar_add_class(t, a, "Guest", NULL, n));
    FAILS(SAMOVAR_INVALID, "no name", samovar_add_class(t, a, "../Guest", bytes, n));

    OK(samovar_loader_new(t, NULL, getenv("MORE_CLASSES"), &files));
    OK(samovar_find_class(t, files, "More", &c));
    CHECK(value_of(t, files, "More") == 33);
    FAILS(SAMOVAR_INVALID, "no source", samovar_compile(t, files, NULL, 1, NULL));
    FAILS(SAMOVAR_INVALID, "no loader", samovar_compile(t, NULL, &one, 1, NULL));
    samovar_loader_free(t, files);

    /* A jar in memory: classes, what is compiled against them, resources. */
    samovar_loader *jar, *above;
    samovar_source user = {"JarUser.java",
                           "class JarUser { static int value() throws Exception {"
                           " try (var in = Jarred.class.getResourceAsStream(\"/words.txt\")) {"
                           " return Jarred.value() + in.read(); } } }"};
    n = read_file("jarred.jar", bytes, sizeof bytes);
    CHECK(n > 0);
    OK(samovar_loader_new_jar(t, NULL, bytes, n, &jar));
    memset(bytes, 0, n);
    OK(samovar_loader_new(t, jar, NULL, &above));
    OK(samovar_compile(t, above, &user, 1, NULL));
    CHECK(value_of(t, above, "JarUser") == 44 + 'w');
    OK(samovar_find_class(t, jar, "Jarred", &c));
    samovar_loader_free(t, above);
    samovar_loader_free(t, jar);
    samovar_value r; /* a class of the jar that nobody has asked for so far */
    OK(samovar_invoke_static(t, c, "late", "()I", &r));
    CHECK(r.as.i == 45);
    FAILS(SAMOVAR_EXCEPTION, "ZipException", samovar_loader_new_jar(t, NULL, "junk", 4, &jar));
    FAILS(SAMOVAR_INVALID, "no bytes", samovar_loader_new_jar(t, NULL, NULL, 4, &jar));
    FAILS(SAMOVAR_INVALID, "no place", samovar_loader_new_jar(t, NULL, "junk", 4, NULL));
    samovar_loader_free(t, a);
    samovar_loader_free(t, b);
    samovar_loader_free(t, NULL);
    OK(samovar_collect(t));
    OK(samovar_destroy(t));
    return report();
}
