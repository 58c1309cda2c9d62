#include <criterion/criterion.h>
#include <string.h>
#include <stdio.h>

#include "base/base.h"

enum { MANY = 5000 };

static void *as_value(size_t i)
{
    return (void *)(i + 2); /* neither absent nor a tombstone */
}

Test(ptr_map, an_empty_map_finds_and_deletes_nothing)
{
    struct ptr_map m = {0};
    cr_assert_null(ptr_map_get(&m, 0));
    cr_assert_not(ptr_map_del(&m, 0));
    ptr_map_free(&m);
}

Test(ptr_map, keeps_what_was_put_and_replaces)
{
    struct ptr_map m = {0};
    for (size_t i = 0; i < MANY; i++)
        ptr_map_put(&m, i * 16, as_value(i)); /* zero is a key like any other */
    for (size_t i = 0; i < MANY; i++)
        cr_assert_eq(ptr_map_get(&m, i * 16), as_value(i));
    cr_assert_null(ptr_map_get(&m, 8));
    ptr_map_put(&m, 16, as_value(77));
    cr_assert_eq(ptr_map_get(&m, 16), as_value(77));
    cr_assert_eq(m.len, MANY);
    ptr_map_free(&m);
}

Test(ptr_map, deleting_hides_no_neighbour)
{
    struct ptr_map m = {0};
    for (size_t i = 0; i < MANY; i++)
        ptr_map_put(&m, i, as_value(i));
    for (size_t i = 0; i < MANY; i += 2)
        cr_assert(ptr_map_del(&m, i));
    cr_assert_not(ptr_map_del(&m, 0));
    for (size_t i = 0; i < MANY; i++)
        cr_assert_eq(ptr_map_get(&m, i), i % 2 == 0 ? NULL : as_value(i));
    cr_assert_eq(m.len, MANY / 2);
    ptr_map_free(&m);
}

Test(ptr_map, endless_churn_does_not_grow_the_table)
{
    struct ptr_map m = {0};
    for (size_t i = 0; i < 100000; i++) {
        ptr_map_put(&m, i, as_value(i));
        if (i >= 10)
            cr_assert(ptr_map_del(&m, i - 10));
    }
    cr_assert_eq(m.len, 10);
    cr_assert_leq(m.cap, 64);
    ptr_map_free(&m);
}

Test(ptr_map, iteration_meets_each_live_entry_once)
{
    struct ptr_map m = {0};
    for (size_t i = 0; i < 100; i++)
        ptr_map_put(&m, i, as_value(i));
    for (size_t i = 0; i < 50; i++)
        ptr_map_del(&m, i);
    uint64_t seen[BITSET_WORDS(100)] = {0};
    size_t count = 0;
    for (size_t i = 0; i < m.cap; i++) {
        if (!map_live(&m.entries[i]))
            continue;
        cr_assert_not(bitset_has(seen, m.entries[i].key));
        bitset_add(seen, m.entries[i].key);
        count++;
    }
    cr_assert_eq(count, 50);
    ptr_map_free(&m);
}

Test(bytes_map, finds_equal_bytes_at_another_address)
{
    struct bytes_map m = {0};
    static char keys[MANY][12];
    for (size_t i = 0; i < MANY; i++) {
        int n = snprintf(keys[i], sizeof keys[i], "key%zu", i);
        bytes_map_put(&m, keys[i], (size_t)n, as_value(i));
    }
    for (size_t i = 0; i < MANY; i++) {
        char probe[12];
        int n = snprintf(probe, sizeof probe, "key%zu", i);
        cr_assert_eq(bytes_map_get(&m, probe, (size_t)n), as_value(i));
    }
    cr_assert_null(bytes_map_get(&m, "key", 3));
    cr_assert(bytes_map_del(&m, "key42", 5));
    cr_assert_null(bytes_map_get(&m, "key42", 5));
    cr_assert_not(bytes_map_del(&m, "key42", 5));
    cr_assert_eq(m.len, MANY - 1);
    bytes_map_free(&m);
}

Test(bytes_map, keys_may_hold_nul_and_be_empty)
{
    struct bytes_map m = {0};
    bytes_map_put(&m, "a\0b", 3, as_value(1));
    bytes_map_put(&m, "a\0c", 3, as_value(2));
    bytes_map_put(&m, "", 0, as_value(3));
    cr_assert_eq(bytes_map_get(&m, "a\0b", 3), as_value(1));
    cr_assert_eq(bytes_map_get(&m, "a\0c", 3), as_value(2));
    cr_assert_eq(bytes_map_get(&m, "", 0), as_value(3));
    cr_assert_null(bytes_map_get(&m, "a", 1));
    bytes_map_free(&m);
}

Test(bytes_map, replacing_takes_the_new_key)
{
    struct bytes_map m = {0};
    char old_key[] = "name", new_key[] = "name";
    bytes_map_put(&m, old_key, 4, as_value(1));
    bytes_map_put(&m, new_key, 4, as_value(2));
    memset(old_key, '?', 4); /* the old owner is gone */
    cr_assert_eq(bytes_map_get(&m, "name", 4), as_value(2));
    cr_assert_eq(m.len, 1);
    bytes_map_free(&m);
}

Test(hash, is_xxh3)
{
    cr_assert_eq(hash_bytes("", 0), 0x2d06800538d394c2); /* from xxHash's specification */
}
