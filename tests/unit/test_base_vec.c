#include <criterion/criterion.h>

#include "base/base.h"

Test(vec, push_pop_and_last)
{
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++)
        vec_push(&v, i * i);
    cr_assert_eq(v.len, 1000);
    cr_assert_geq(v.cap, v.len);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(v.at[i], i * i);
    cr_assert_eq(vec_last(&v), 999 * 999);
    cr_assert_eq(vec_pop(&v), 999 * 999);
    cr_assert_eq(v.len, 999);
    vec_free(&v);
    cr_assert_null(v.at);
}

Test(vec, reserve_makes_room_at_once_and_clear_keeps_it)
{
    VEC(uint64_t) v = {0};
    vec_reserve(&v, 100);
    cr_assert_geq(v.cap, 100);
    uint64_t *storage = v.at;
    for (uint64_t i = 0; i < 100; i++)
        vec_push(&v, i);
    vec_clear(&v);
    vec_push(&v, 7);
    cr_assert_eq(v.at, storage);
    vec_free(&v);
}

Test(vec, elements_may_be_structs)
{
    struct pair {
        char tag;
        void *p;
    };
    VEC(struct pair) v = {0};
    for (int i = 0; i < 20; i++)
        vec_push(&v, ((struct pair){.tag = (char)i, .p = &v}));
    cr_assert_eq(v.at[19].tag, 19);
    cr_assert_eq(v.at[0].p, (void *)&v);
    vec_free(&v);
}

Test(bitset, holds_bits_across_words)
{
    uint64_t s[BITSET_WORDS(130)] = {0};
    cr_assert_eq(ARRAY_LEN(s), 3);
    for (size_t i = 0; i < 130; i += 3)
        bitset_add(s, i);
    for (size_t i = 0; i < 130; i++)
        cr_assert_eq(bitset_has(s, i), i % 3 == 0);
    bitset_del(s, 63);
    cr_assert_not(bitset_has(s, 63));
    cr_assert(bitset_has(s, 66));
}
