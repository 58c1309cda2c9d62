/* region_natives.c - samovar.Memory. */
#include "runtime/exec/frame.h"
#include "runtime/gc/heap.h"
#include "runtime/jdk/jvm_internal.h"
#include "runtime/region/access.h"
#include "runtime/region/region_site.h"

/* ---- accesses ---- */

/* T0's calls come from a memory frame; those of compiled code are not noted. */
static void note_site(struct thread *t, const struct region *r)
{
    const struct frame *caller = t->frame->prev;
    if (r != NULL && caller != NULL && caller->method != NULL && frame_bci(caller) >= 0)
        region_site_observe(t->vm, caller->method, (uint32_t)frame_bci(caller), t->frame->method, r);
}

static uint64_t load(struct thread *t, const union slot *args, unsigned bytes)
{
    uint64_t address = (uint64_t)args[0].l;
    const struct region *r = space_find(t->vm, address, bytes);
    note_site(t, r);
    return region_load(t, r, address, bytes);
}

static union slot store(struct thread *t, const union slot *args, unsigned bytes, uint64_t bits)
{
    uint64_t address = (uint64_t)args[0].l;
    const struct region *r = space_find(t->vm, address, bytes);
    note_site(t, r);
    region_store(t, r, address, bytes, bits);
    return (union slot){0};
}

static union slot load8(struct thread *t, union slot *args)
{
    return (union slot){.i = (int8_t)load(t, args, 1)};
}
static union slot load16(struct thread *t, union slot *args)
{
    return (union slot){.i = (int16_t)load(t, args, 2)};
}
static union slot load32(struct thread *t, union slot *args) /* and floats: the same bits */
{
    return (union slot){.i = (int32_t)load(t, args, 4)};
}
static union slot load64(struct thread *t, union slot *args) /* and doubles */
{
    return (union slot){.raw = load(t, args, 8)};
}
static union slot store8(struct thread *t, union slot *args)
{
    return store(t, args, 1, args[2].u);
}
static union slot store16(struct thread *t, union slot *args)
{
    return store(t, args, 2, args[2].u);
}
static union slot store32(struct thread *t, union slot *args)
{
    return store(t, args, 4, args[2].u);
}
static union slot store64(struct thread *t, union slot *args)
{
    return store(t, args, 8, args[2].raw);
}

/* ---- mapping ---- */

static union slot map(struct thread *t, const struct region *r, int64_t size, bool is_device)
{
    enum space_result result = size < 0 ? SPACE_PAST_END : space_map(t, r, (uint64_t)size, is_device);
    if (result == SPACE_NO_MEMORY)
        throw_new(t, "java/lang/OutOfMemoryError", "a region of %lld bytes", (long long)size);
    else if (result != SPACE_OK)
        throw_new(t, "java/lang/IllegalArgumentException", "region 0x%llx of %lld bytes: %s",
                  (unsigned long long)r->base, (long long)size, space_result_text(result));
    if (result != SPACE_OK && r->java_device != NULL)
        root_cell_free(t->vm, r->java_device);
    return (union slot){0};
}

static union slot map_ram(struct thread *t, union slot *args)
{
    return map(t, &(struct region){.base = (uint64_t)args[0].l}, args[2].l, false);
}

static union slot map_rom(struct thread *t, union slot *args)
{
    struct object *bytes = args[2].a;
    if (bytes == NULL) {
        throw_new(t, "java/lang/NullPointerException", "bytes");
        return (union slot){0};
    }
    size_t n = (size_t)array_length(bytes);
    struct region rom = {.base = (uint64_t)args[0].l, .read_only = true};
    if (n > 0 && (rom.memory = space_allocate(n)) == NULL)
        return map(t, &(struct region){0}, -1, false);
    if (n > 0)
        memcpy(rom.memory, array_data(bytes), n);
    rom.owned = n > 0;
    return map(t, &rom, (int64_t)n, false);
}

static union slot map_device(struct thread *t, union slot *args)
{
    struct object *device = args[4].a;
    if (device == NULL)
        throw_new(t, "java/lang/NullPointerException", "device");
    else
        map(t, &(struct region){.base = (uint64_t)args[0].l, .java_device = root_cell_new(t->vm, device)},
            args[2].l, true);
    return (union slot){0};
}

static union slot unmap(struct thread *t, union slot *args)
{
    enum space_result result = space_unmap(t, (uint64_t)args[0].l);
    if (result != SPACE_OK)
        throw_new(t, "java/lang/IllegalArgumentException", "0x%llx: %s", (unsigned long long)args[0].l,
                  space_result_text(result));
    return (union slot){0};
}

#define M "samovar/Memory"
#define ROW(name, desc, fn)                                                                                  \
    {                                                                                                        \
        M, name, desc, NATIVE_FAST, (void *)(fn)                                                             \
    }
const struct native_entry natives_region[] = {
    ROW("load8", "(J)B", load8),
    ROW("load16", "(J)S", load16),
    ROW("load32", "(J)I", load32),
    ROW("load64", "(J)J", load64),
    ROW("loadFloat", "(J)F", load32),
    ROW("loadDouble", "(J)D", load64),
    ROW("store8", "(JB)V", store8),
    ROW("store16", "(JS)V", store16),
    ROW("store32", "(JI)V", store32),
    ROW("store64", "(JJ)V", store64),
    ROW("storeFloat", "(JF)V", store32),
    ROW("storeDouble", "(JD)V", store64),
    ROW("mapRam", "(JJ)V", map_ram),
    ROW("mapRom", "(J[B)V", map_rom),
    ROW("mapDevice", "(JJLsamovar/Device;)V", map_device),
    ROW("unmap", "(J)V", unmap),
    {NULL, NULL, NULL, 0, NULL},
};
