/* heat.c - records of methods by samples (see heat.h). */
#include "runtime/tier/heat.h"

#include <math.h>
#include "frontend/classfile.h"
#include "runtime/class/class.h"

/* What the thread was at when it was sampled last. */
struct last_seen {
    const struct frame *memory;
    struct method *method;
    unsigned runs;
};

void heat_init(struct heat_map *map)
{
    *map = (struct heat_map){0};
    arena_init(&map->arena);
}

void heat_free(struct heat_map *map)
{
    ptr_map_free(&map->methods);
    ptr_map_free(&map->threads);
    arena_release(&map->arena);
}

static double factor(u8 from, u8 to, double half_life)
{
    return to <= from ? 1 : exp2(-(double)(to - from) / half_life);
}

static void decay(struct heat *h, u8 now)
{
    if (h->at == now)
        return;
    double f = factor(h->at, now, HEAT_HALF_LIFE);
    h->at = now;
    h->interpreted *= f;
    h->compiled *= f;
    h->inclusive *= f;
    for (int i = 0; i < HEAT_CALLERS; i++)
        h->callers[i].ns *= f;
}

void heat_totals(struct heat_map *map, u8 now)
{
    double recent = factor(map->at, now, HEAT_RECENT);
    map->total *= factor(map->at, now, HEAT_HALF_LIFE);
    map->recent *= recent;
    map->recent_interpreted *= recent;
    map->at = now;
}

struct heat *heat_find(struct heat_map *map, const struct method *m, u8 now)
{
    struct heat *h = ptr_map_get(&map->methods, (uintptr_t)m);
    if (h != NULL)
        decay(h, now);
    return h;
}

struct heat *heat_of(struct heat_map *map, struct method *m, u8 now)
{
    struct heat *h = heat_find(map, m, now);
    if (h != NULL)
        return h;
    h = ARENA_NEW(&map->arena, struct heat);
    h->method = m;
    h->at = now;
    h->stuck_bci = -1;
    ptr_map_put(&map->methods, (uintptr_t)m, h);
    return h;
}

static void add_caller(struct heat *h, struct method *caller, double ns)
{
    int coldest = 0;
    for (int i = 0; i < HEAT_CALLERS; i++) {
        if (h->callers[i].method == caller) {
            h->callers[i].ns += ns;
            return;
        }
        if (h->callers[i].ns < h->callers[coldest].ns)
            coldest = i;
    }
    h->callers[coldest] = (struct heat_caller){caller, ns};
}

/* Everybody on the stack, each once. */
static void add_inclusive(struct heat_map *map, const struct sample *s, double ns, u8 now)
{
    int depth = s->n < HEAT_DEPTH ? s->n : HEAT_DEPTH;
    for (int i = 0; i < depth; i++) {
        struct heat *h = heat_of(map, s->at[i].method, now);
        if (h->seen == map->samples)
            continue;
        h->seen = map->samples;
        h->inclusive += ns;
        if (i + 1 < s->n)
            add_caller(h, s->at[i + 1].method, ns);
    }
}

/* Of a T0 pc in m; -1: it is in another method. */
static int bci_of(const struct method *m, const u2 *pc)
{
    const u2 *code = m->code;
    bool inside =
        code != NULL && m->cf != NULL && m->cf->code != NULL && pc >= code && pc < code + m->cf->code->length;
    return inside ? (int)(pc - code) : -1;
}

/* Is it the activation that the last sample saw? Calls from one place come to lie at the same address, so the
 * answer is "perhaps". */
static void follow(struct heat_map *map, struct heat *h, struct thread *t, const struct sample_frame *f)
{
    struct last_seen *last = ptr_map_get(&map->threads, (uintptr_t)t);
    if (last == NULL) {
        last = ARENA_NEW(&map->arena, struct last_seen);
        ptr_map_put(&map->threads, (uintptr_t)t, last);
    }
    if (last->memory != f->memory || last->method != f->method)
        *last = (struct last_seen){f->memory, f->method, 0};
    last->runs++;
    if (f->compiled)
        return;
    h->stuck = t;
    h->stuck_runs = last->runs;
    h->stuck_bci = bci_of(h->method, __atomic_load_n(&t->osr_missed, __ATOMIC_RELAXED));
    h->stuck_exactly = h->stuck_bci >= 0;
    if (!h->stuck_exactly)
        h->stuck_bci = bci_of(h->method, f->pc);
}

struct heat *heat_sample(struct heat_map *map, struct thread *t, const struct sample *s, u8 ns, u8 now)
{
    const struct sample_frame *top = &s->at[0];
    map->samples++;
    heat_totals(map, now);
    map->total += (double)ns;
    map->recent += (double)ns;
    struct heat *h = heat_of(map, top->method, now);
    if (top->compiled) {
        h->compiled += (double)ns;
    } else {
        h->interpreted += (double)ns;
        h->samples++;
        h->bridged |= s->n > 1 && s->at[1].compiled;
        if (h->method->kind == METHOD_BYTECODE)
            map->recent_interpreted += (double)ns;
    }
    follow(map, h, t, top);
    add_inclusive(map, s, (double)ns, now);
    return h;
}

void heat_cool(struct heat *h)
{
    h->interpreted = 0;
    h->samples = 0;
    h->failed = 0;
    h->bridged = false;
    h->stuck_runs = 0;
    h->watch_next = 0;
    h->watch_wait = 0;
    h->covered = false;
}
