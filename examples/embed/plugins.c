/*
 * plugins.c - a text editor's plug-ins in Java.
 *
 *     cc -Iinclude -o plugins examples/embed/plugins.c -Lbuild/release -lsamovar
 * -Wl,-rpath,$PWD/build/release && ./plugins
 *
 * The host offers an interface (class Host, native methods in C) and calls what plug-ins have registered. A
 * plug-in is a source file here; a jar would be samovar_loader_new(t, api, "plugin.jar", &loader). What
 * plug-ins print goes to the host's own console; what they throw is a message there.
 */
#include <samovar.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const samovar_source api[] = {
    {"editor/Plugin.java", "package editor;\n"
                           "public interface Plugin {\n"
                           "    void start();\n"
                           "}\n"},
    {"editor/Command.java", "package editor;\n"
                            "public interface Command {\n"
                            "    String run(String text);\n"
                            "}\n"},
    {"editor/Host.java", "package editor;\n"
                         "public final class Host {\n"
                         "    public static native void command(String name, Command command);\n"
                         "    public static native String version();\n"
                         "}\n"},
};

static const samovar_source plugins[] = {
    {"Upper.java", "import editor.*;\n"
                   "public class Upper implements Plugin {\n"
                   "    public void start() {\n"
                   "        System.out.println(\"upper for editor \" + Host.version());\n"
                   "        Host.command(\"upper\", String::toUpperCase);\n"
                   "    }\n"
                   "}\n"},
    {"Words.java", "import editor.*;\n"
                   "import java.util.*;\n"
                   "public class Words implements Plugin {\n"
                   "    public void start() {\n"
                   "        Host.command(\"sort\", text -> {\n"
                   "            String[] words = text.split(\" \");\n"
                   "            Arrays.sort(words);\n"
                   "            return String.join(\" \", words);\n"
                   "        });\n"
                   "        Host.command(\"third\", text -> text.split(\" \")[2]);\n"
                   "    }\n"
                   "}\n"},
    {"Rude.java", "import editor.*;\n"
                  "public class Rude implements Plugin {\n"
                  "    public void start() { Host.command(\"\", null); }\n"
                  "}\n"},
};

struct editor {
    int count;
    struct {
        char name[32];
        samovar_ref command; /* persistent */
    } commands[16];
    samovar_method *run;
};

/* ---- what the host offers ---- */

static samovar_status host_command(samovar_thread *t, void *user, samovar_ref self,
                                   const samovar_value *arguments, size_t count, samovar_value *result)
{
    struct editor *e = user;
    char *name;
    (void)self, (void)count, (void)result;
    if (arguments[1].as.l == NULL)
        return samovar_throw(t, "java.lang.NullPointerException", "a command must do something");
    if (e->count == (int)(sizeof e->commands / sizeof *e->commands))
        return samovar_throw(t, "java.lang.IllegalStateException", "too many commands");
    if (samovar_to_utf8(t, arguments[0].as.l, &name, NULL) != SAMOVAR_OK)
        return samovar_error_status(t);
    snprintf(e->commands[e->count].name, sizeof e->commands->name, "%s", name);
    e->commands[e->count++].command = samovar_retain(t, arguments[1].as.l);
    samovar_free(name);
    return SAMOVAR_OK;
}

static samovar_status host_version(samovar_thread *t, void *user, samovar_ref self,
                                   const samovar_value *arguments, size_t count, samovar_value *result)
{
    (void)user, (void)self, (void)arguments, (void)count;
    return samovar_string(t, "4.2", &result->as.l);
}

static void console(void *user, int fd, const void *bytes, size_t count)
{
    (void)user;
    printf("%s %.*s", fd == 1 ? "[console]" : "[error]", (int)count, (const char *)bytes);
    if (count == 0 || ((const char *)bytes)[count - 1] != '\n')
        printf("\n");
}

/* ---- plug-ins ---- */

static samovar_status start(samovar_thread *t, samovar_loader *above, const samovar_source *source)
{
    samovar_loader *loader;
    samovar_ref klass, plugin;
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(source->name, "."), source->name);
    samovar_status status = samovar_loader_new(t, above, NULL, &loader);
    if (status != SAMOVAR_OK)
        return status;
    if ((status = samovar_compile(t, loader, source, 1, NULL)) == SAMOVAR_OK &&
        (status = samovar_find_class(t, loader, name, &klass)) == SAMOVAR_OK &&
        (status = samovar_new(t, klass, "()V", &plugin)) == SAMOVAR_OK)
        status = samovar_invoke(t, plugin, "start", "()V", NULL);
    samovar_loader_free(t, loader); /* its classes stay as long as the commands do */
    return status;
}

static void run(samovar_thread *t, struct editor *e, const char *name, const char *text)
{
    samovar_scope scope = samovar_scope_open(t);
    samovar_ref string;
    samovar_value argument, result;
    char *utf8;
    for (int i = 0; i < e->count; i++) {
        if (strcmp(e->commands[i].name, name) != 0)
            continue;
        if (samovar_string(t, text, &string) == SAMOVAR_OK &&
            (argument = samovar_object(string),
             samovar_call(t, e->run, e->commands[i].command, &argument, 1, &result)) == SAMOVAR_OK &&
            samovar_to_utf8(t, result.as.l, &utf8, NULL) == SAMOVAR_OK) {
            printf("%s: %s -> %s\n", name, text, utf8);
            samovar_free(utf8);
        } else {
            printf("%s: %s\n", name, samovar_error_message(t));
        }
    }
    samovar_scope_close(t, scope);
}

int main(void)
{
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    samovar_vm *vm;
    samovar_thread *t = NULL;
    samovar_loader *loader;
    samovar_ref host, command;
    struct editor e = {0};
    samovar_native natives[] = {
        {"command", "(Ljava/lang/String;Leditor/Command;)V", host_command, &e},
        {"version", "()Ljava/lang/String;", host_version, &e},
    };
    options.output = console;
    if (samovar_create(&options, &vm, &t) != SAMOVAR_OK ||
        samovar_loader_new(t, NULL, NULL, &loader) != SAMOVAR_OK ||
        samovar_compile(t, loader, api, sizeof api / sizeof *api, NULL) != SAMOVAR_OK ||
        samovar_find_class(t, loader, "editor.Host", &host) != SAMOVAR_OK ||
        samovar_register(t, host, natives, 2) != SAMOVAR_OK ||
        samovar_find_class(t, loader, "editor.Command", &command) != SAMOVAR_OK ||
        samovar_find_method(t, command, "run", "(Ljava/lang/String;)Ljava/lang/String;", &e.run) !=
            SAMOVAR_OK) {
        fprintf(stderr, "%s\n", samovar_error_message(t));
        return 1;
    }
    for (size_t i = 0; i < sizeof plugins / sizeof *plugins; i++) {
        samovar_scope scope = samovar_scope_open(t);
        if (start(t, loader, &plugins[i]) != SAMOVAR_OK)
            printf("%s does not start: %s\n", plugins[i].name, samovar_error_message(t));
        samovar_scope_close(t, scope);
    }
    run(t, &e, "upper", "gr\xc3\xbc\xc3\x9f dich");
    run(t, &e, "sort", "the quick brown fox");
    run(t, &e, "third", "the quick brown fox");
    run(t, &e, "third", "two words");
    for (int i = 0; i < e.count; i++)
        samovar_release(t, e.commands[i].command);
    samovar_loader_free(t, loader);
    samovar_destroy(t);
    return 0;
}
