#include <criterion/criterion.h>
#include <string.h>
#include <signal.h>

#include "base/base.h"

static bool all_zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0)
            return false;
    }
    return true;
}

Test(arena, memory_is_zeroed_aligned_and_apart)
{
    struct arena a;
    arena_init(&a);
    char *previous = NULL;
    size_t previous_size = 0;
    for (size_t size = 0; size < 5000; size += 37) {
        char *p = arena_alloc(&a, size);
        cr_assert_eq((uintptr_t)p % 16, 0);
        cr_assert(all_zero(p, size));
        cr_assert(previous == NULL || p >= previous + previous_size || p + size <= previous);
        memset(p, 0xab, size);
        previous = p;
        previous_size = size;
    }
    arena_release(&a);
}

Test(arena, a_big_allocation_leaves_the_current_chunk_in_use)
{
    struct arena a;
    arena_init(&a);
    char *first = arena_alloc(&a, 16);
    char *big = arena_alloc(&a, 10 << 20);
    cr_assert(all_zero(big, 10 << 20));
    memset(big, 1, 10 << 20);
    cr_assert_eq((char *)arena_alloc(&a, 16), first + 16);
    arena_release(&a);
}

Test(arena, the_first_allocation_may_be_big)
{
    struct arena a;
    arena_init(&a);
    memset(arena_alloc(&a, 1 << 20), 1, 1 << 20);
    memset(arena_alloc(&a, 1), 1, 1);
    cr_assert_eq(a.total, (1 << 20) + 16);
    arena_release(&a);
}

Test(arena, can_be_used_again_after_release)
{
    struct arena a;
    arena_init(&a);
    arena_alloc(&a, 100);
    arena_release(&a);
    cr_assert_eq(a.total, 0);
    cr_assert(all_zero(arena_alloc(&a, 100), 100));
    arena_release(&a);
}

Test(arena, strndup_copies_and_terminates)
{
    struct arena a;
    arena_init(&a);
    cr_assert_str_eq(arena_strndup(&a, "tea and more", 3), "tea");
    cr_assert_str_eq(arena_strndup(&a, "", 0), "");
    arena_release(&a);
}

Test(arena, absurd_sizes_abort, .signal = SIGABRT)
{
    struct arena a;
    arena_init(&a);
    arena_alloc(&a, SIZE_MAX - 3);
}
