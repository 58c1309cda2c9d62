/*
 * game.c - a game loop whose entities are scripts, one of which is replaced while the game runs.
 *
 *     cc -Iinclude -o game examples/embed/game.c -Lbuild/release -lsamovar -Wl,-rpath,$PWD/build/release &&
 * ./game
 *
 * The interface between game and scripts is Java source too, compiled once. Each version of a script has a
 * loader of its own below that of the interface; the state of an entity is in C and outlives the script. A
 * script that does not compile or that throws leaves the one before in place; one that never returns is
 * stopped.
 */
#include <pthread.h>
#include <samovar.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const samovar_source api = {"game/Entity.java", "package game;\n"
                                                       "public abstract class Entity {\n"
                                                       "    public static native double time();\n"
                                                       "    /** One step: x and y in, x and y out. */\n"
                                                       "    public abstract void update(double[] position);\n"
                                                       "}\n"};

#define WALKER(body)                                                                                         \
    {                                                                                                        \
        "Walker.java", "public class Walker extends game.Entity {\n"                                         \
                       "    public void update(double[] p) {\n        " body "\n    }\n"                     \
                       "}\n"                                                                                 \
    }

/* What somebody saves in an editor while the game runs. */
static const struct {
    int frame;
    samovar_source source;
} edits[] = {
    {0, WALKER("p[0] += 1;")},
    {3, WALKER("p[0] += 1; p[1] += time() * 10;")},
    {6, WALKER("p[0] += 1 p[1] = 0;")}, /* a typing error */
    {8, WALKER("if (p[0] > 8) throw new IllegalStateException(\"fell off the world\"); p[0] += 0.5;")},
    {11, WALKER("for (;;) {}")},
    {12, WALKER("p[0] = 0; p[1] = 0;")},
};

struct script {
    samovar_loader *loader;
    samovar_ref entity; /* persistent */
};

struct game {
    double time;
    samovar_loader *api;
    samovar_method *update;
    samovar_ref position; /* a double[2] that C and the scripts share */
    double *xy;
    struct script script;
};

static void die(samovar_thread *t, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, samovar_error_message(t));
    exit(1);
}

/* native double time() */
static samovar_status game_time(samovar_thread *t, void *user, samovar_ref self,
                                const samovar_value *arguments, size_t count, samovar_value *result)
{
    (void)t, (void)self, (void)arguments, (void)count;
    *result = samovar_double(((struct game *)user)->time);
    return SAMOVAR_OK;
}

static void set_up(samovar_thread *t, struct game *g)
{
    samovar_native natives[] = {{"time", "()D", game_time, g}};
    samovar_scope scope = samovar_scope_open(t);
    samovar_ref entity, position;
    samovar_elements elements;
    if (samovar_loader_new(t, NULL, NULL, &g->api) != SAMOVAR_OK ||
        samovar_compile(t, g->api, &api, 1, NULL) != SAMOVAR_OK ||
        samovar_find_class(t, g->api, "game.Entity", &entity) != SAMOVAR_OK ||
        samovar_register(t, entity, natives, 1) != SAMOVAR_OK ||
        samovar_find_method(t, entity, "update", "([D)V", &g->update) != SAMOVAR_OK ||
        samovar_array_new(t, SAMOVAR_DOUBLE, 2, &position) != SAMOVAR_OK ||
        samovar_array_view(t, position, &elements) != SAMOVAR_OK)
        die(t, "set up");
    g->position = samovar_retain(t, position);
    g->xy = elements.at;
    samovar_scope_close(t, scope);
}

/* The new script, or the old one when it is no good. */
static void load(samovar_thread *t, struct game *g, const samovar_source *source)
{
    samovar_scope scope = samovar_scope_open(t);
    samovar_loader *loader;
    samovar_ref klass, entity;
    if (samovar_loader_new(t, g->api, NULL, &loader) != SAMOVAR_OK)
        die(t, "loader");
    if (samovar_compile(t, loader, source, 1, NULL) == SAMOVAR_OK &&
        samovar_find_class(t, loader, "Walker", &klass) == SAMOVAR_OK &&
        samovar_new(t, klass, "()V", &entity) == SAMOVAR_OK) {
        samovar_release(t, g->script.entity);
        samovar_loader_free(t, g->script.loader);
        g->script = (struct script){loader, samovar_retain(t, entity)};
        printf("  new script\n");
    } else {
        printf("  script refused: %s", samovar_error_message(t));
        samovar_loader_free(t, loader);
    }
    samovar_scope_close(t, scope);
}

/* ---- a watchdog: no step may take longer than 100 ms ---- */

static volatile int stepping, steps;

static void *watch(void *game_thread)
{
    for (int seen = -1;; usleep(100000)) {
        if (stepping && seen == steps)
            samovar_interrupt(game_thread);
        seen = steps;
    }
    return NULL;
}

static void step(samovar_thread *t, struct game *g)
{
    samovar_value position = samovar_object(g->position);
    samovar_scope scope = samovar_scope_open(t);
    steps++;
    stepping = 1;
    samovar_status status = samovar_call(t, g->update, g->script.entity, &position, 1, NULL);
    stepping = 0;
    if (status != SAMOVAR_OK)
        printf("  script stopped: %s\n", samovar_error_message(t));
    samovar_scope_close(t, scope);
}

int main(void)
{
    samovar_options options = SAMOVAR_OPTIONS_INIT;
    samovar_vm *vm;
    samovar_thread *t;
    pthread_t watchdog;
    struct game g = {0};
    if (samovar_create(&options, &vm, &t) != SAMOVAR_OK)
        die(NULL, "create");
    set_up(t, &g);
    pthread_create(&watchdog, NULL, watch, t);
    for (int frame = 0; frame < 14; frame++) {
        printf("frame %d\n", frame);
        for (size_t i = 0; i < sizeof edits / sizeof *edits; i++)
            if (edits[i].frame == frame)
                load(t, &g, &edits[i].source);
        step(t, &g);
        printf("  walker at %.1f, %.1f\n", g.xy[0], g.xy[1]);
        g.time += 0.1;
    }
    pthread_cancel(watchdog);
    pthread_join(watchdog, NULL);
    samovar_release(t, g.script.entity);
    samovar_loader_free(t, g.script.loader);
    samovar_release(t, g.position);
    samovar_loader_free(t, g.api);
    samovar_destroy(t);
    return 0;
}
