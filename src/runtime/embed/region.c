/* region.c - include/samovar/regions.h. */
#include "runtime/embed/embed.h"
#include "runtime/region/space.h"

static samovar_status status_of(samovar_thread *s, const char *function, uint64_t base, enum space_result r)
{
    samovar_status status = r == SPACE_NOT_FOUND ? SAMOVAR_NOT_FOUND : SAMOVAR_INVALID;
    if (r == SPACE_OK)
        return SAMOVAR_OK;
    return embed_fail(s, status, "%s: 0x%llx: %s", function, (unsigned long long)base, space_result_text(r));
}

SAMOVAR_EXPORT samovar_status samovar_map_memory(samovar_thread *s, uint64_t base, uint64_t size,
                                                 void *memory, unsigned flags)
{
    if (flags & ~(unsigned)SAMOVAR_REGION_READ_ONLY)
        return embed_fail(s, SAMOVAR_INVALID, "samovar_map_memory: flags 0x%x", flags);
    EMBED_BEGIN(s);
    struct region r = {.base = base, .memory = memory, .read_only = (flags & SAMOVAR_REGION_READ_ONLY) != 0};
    EMBED_END(s, status_of(s, "samovar_map_memory", base, space_map(t, &r, size, false)));
}

static void throw_thrown(struct thread *t)
{
    samovar_thread *s = embed_self;
    if (LIKELY(s == NULL || !s->thrown))
        return;
    s->thrown = false;
    if (t->exception == NULL && *s->error.exception != NULL)
        throw_object(t, *s->error.exception);
}

SAMOVAR_EXPORT samovar_status samovar_map_device(samovar_thread *s, uint64_t base, uint64_t size,
                                                 const samovar_device *device, void *user)
{
    if (device == NULL)
        return embed_fail(s, SAMOVAR_INVALID, "samovar_map_device: no device");
    EMBED_BEGIN(s);
    struct region r = {.base = base, .device = *device, .user = user, .settle = throw_thrown};
    EMBED_END(s, status_of(s, "samovar_map_device", base, space_map(t, &r, size, true)));
}

SAMOVAR_EXPORT samovar_status samovar_unmap(samovar_thread *s, uint64_t base)
{
    EMBED_BEGIN(s);
    EMBED_END(s, status_of(s, "samovar_unmap", base, space_unmap(t, base)));
}

SAMOVAR_EXPORT void *samovar_memory_at(samovar_thread *s, uint64_t address, uint64_t *bytes)
{
    uint32_t old;
    void *p = NULL;
    if (embed_begin(s, &old) != SAMOVAR_OK)
        return NULL;
    const struct region *r = space_find(s->t->vm, address, 1);
    if (r != NULL && r->memory != NULL) {
        p = r->memory + (address - r->base);
        if (bytes != NULL)
            *bytes = r->last - address + 1;
    }
    embed_end(s, old, SAMOVAR_OK);
    return p;
}
