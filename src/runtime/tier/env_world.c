/* env_world.c - the back end's questions, and the offsets that compiled code uses. */
#include <stddef.h>
#include "runtime/gc/heap.h"
#include "runtime/tier/env_internal.h"

static uint32_t method_slot(void *user, uint64_t method)
{
    struct tier_env *e = user;
    ptr_map_put(&e->called, (uintptr_t)method, tier_method(method));
    return e->hooks.method_slot != NULL ? e->hooks.method_slot(e->hooks.user, tier_method(method))
                                        : CODE_NO_SLOT;
}

static uint32_t method_imt_hash(void *user, uint64_t method)
{
    (void)user;
    return method_imt_slot(tier_method(method));
}

static struct backend_class_test class_test(void *user, uint64_t class)
{
    (void)user;
    const struct class *c = tier_class(class);
    if (env_class_is_final(c))
        return (struct backend_class_test){.kind = TEST_EXACT};
    if (!c->is_interface && !c->is_array && c->depth < DISPLAY_DEPTH)
        return (struct backend_class_test){
            .kind = TEST_DISPLAY,
            .offset = (int32_t)(offsetof(struct class, display) + c->depth * sizeof(struct class *))};
    if (!c->is_interface)
        return (struct backend_class_test){.kind = TEST_SECONDARY};
    unsigned bit = class_interface_bit(c); /* little-endian */
    return (struct backend_class_test){.kind = TEST_SECONDARY,
                                       .bit = (uint8_t)(1u << bit % 8),
                                       .offset = (int32_t)(offsetof(struct class, interface_bits) + bit / 8)};
}

/* References are registered when they are made: by the helper. */
static int32_t free_list(void *user, uint64_t class, int64_t bytes)
{
    (void)user;
    const struct class *c = tier_class(class);
    if (c->ref_kind != REFKIND_NONE || c->no_instances || bytes != c->instance_size ||
        bytes > ALLOC_MAX_INLINE)
        return -1;
    return (int32_t)(offsetof(struct thread, alloc_gcj) + heap_size_class((size_t)bytes) * sizeof(void *));
}

static int32_t array_free_list(void *user, uint64_t class, int32_t *max, bool *dirty)
{
    (void)user;
    bool refs = tier_class(class)->all_refs;
    *max = ALLOC_MAX_INLINE;
    *dirty = !refs;
    return (int32_t)(refs ? offsetof(struct thread, alloc_normal) : offsetof(struct thread, alloc_atomic));
}

void env_world_init(struct tier_env *e)
{
    /* address: a handle is its address. */
    e->world.method_slot = method_slot;
    e->world.method_imt_hash = method_imt_hash;
    e->world.class_test = class_test;
    e->world.free_list = free_list;
    e->world.array_free_list = array_free_list;
}

_Static_assert(offsetof(struct imt, at) == 8 && sizeof(struct imt_entry) == 16, "the back end reads it");
_Static_assert(offsetof(struct thread, anchor_fp) == offsetof(struct thread, anchor_sp) + 8, "one anchor");

struct backend_layout tier_layout(void)
{
    return (struct backend_layout){
        .thread_poll = offsetof(struct thread, poll),
        .thread_exception = offsetof(struct thread, exception),
        .thread_anchor = offsetof(struct thread, anchor_sp),
        .thread_stack_limit = offsetof(struct thread, c_stack_limit),
        .thread_entry_limit = offsetof(struct thread, entry_limit),
        .thread_guard_countdown = -1,
        .thread_lock_word = offsetof(struct thread, lock_word),
        .object_class = offsetof(struct object, klass),
        .object_lock = offsetof(struct object, lock),
        .class_no_lock_word = offsetof(struct class, no_lock_word),
        .array_length = ARRAY_LENGTH,
        .array_data = ARRAY_DATA,
        .class_component = offsetof(struct class, component),
        .class_secondary_hit = offsetof(struct class, secondary_hit),
        .class_secondary_before = offsetof(struct class, secondary_before),
        .class_secondary_miss = offsetof(struct class, secondary_miss),
        .class_display = offsetof(struct class, display),
        .class_depth = offsetof(struct class, depth),
        .display_depth = DISPLAY_DEPTH,
        .class_vtable = offsetof(struct class, vtable),
        .class_imt = offsetof(struct class, imt),
        .method_entry = offsetof(struct method, register_entry),
        .class_refs = offsetof(struct class, refs),
        .refs_mirror = offsetof(struct class_refs, mirror),
        .thread_java = offsetof(struct thread, java_thread),
    };
}
