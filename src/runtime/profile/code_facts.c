/* code_facts.c - asks the valid code what it is made of. */
#include "runtime/profile/code_facts.h"

#include "runtime/tier/code.h"

static struct code_fact *fact_of(struct code_facts *f, const struct method *m)
{
    struct code_fact *c = ptr_map_get(&f->by_method, (uintptr_t)m);
    if (c == NULL) {
        c = ARENA_NEW(&f->arena, struct code_fact);
        c->method = m;
        ptr_map_put(&f->by_method, (uintptr_t)m, c);
        vec_push(&f->all, c);
    }
    return c;
}

static void note_inlined(struct code_facts *f, const struct method *inlined, const struct method *into)
{
    struct code_fact *c = fact_of(f, inlined);
    for (size_t i = 0; i < c->inlined_in.len; i++)
        if (c->inlined_in.at[i] == into)
            return;
    vec_push(&c->inlined_in, into);
}

static void see(const struct code *c, void *user)
{
    struct code_facts *f = user;
    const struct blob *b = c->blob;
    struct code_fact *own = fact_of(f, c->method);
    own->bytes += b->size;
    if (code_tier(c) > own->tier)
        own->tier = code_tier(c);
    for (uint32_t i = 1; i < b->nplaces; i++)
        if (b->places[i].caller != 0)
            note_inlined(f, (const struct method *)(uintptr_t)b->places[i].method, c->method);
}

void code_facts_gather(struct code_facts *f, struct vm *vm)
{
    *f = (struct code_facts){0};
    arena_init(&f->arena);
    code_each_valid(vm, see, f);
}

void code_facts_free(struct code_facts *f)
{
    for (size_t i = 0; i < f->all.len; i++)
        vec_free(&f->all.at[i]->inlined_in);
    vec_free(&f->all);
    ptr_map_free(&f->by_method);
    arena_release(&f->arena);
}

const struct code_fact *code_facts_of(const struct code_facts *f, const struct method *m)
{
    return ptr_map_get(&f->by_method, (uintptr_t)m);
}
