#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

Test(symbol, equal_text_is_the_same_pointer)
{
    struct symbol_table *t = symbol_table_new();
    char other[] = "java/lang/Object";
    struct symbol *s = symbol_intern_z(t, "java/lang/Object");
    cr_assert_eq(symbol_intern(t, other, strlen(other)), s);
    cr_assert_eq(symbol_lookup(t, other, strlen(other)), s);
    cr_assert_str_eq(s->utf8, "java/lang/Object");
    cr_assert_eq(s->len, strlen(other));
    cr_assert_eq(s->hash, (uint32_t)hash_bytes(other, strlen(other)));
    cr_assert_neq(symbol_intern(t, other, 4), s);
    symbol_table_free(t);
}

Test(symbol, lookup_does_not_intern)
{
    struct symbol_table *t = symbol_table_new();
    cr_assert_null(symbol_lookup(t, "x", 1));
    cr_assert_null(symbol_lookup(t, "x", 1));
    symbol_table_free(t);
}

Test(symbol, the_shortest_and_the_longest)
{
    struct symbol_table *t = symbol_table_new();
    static char longest[65535];
    memset(longest, 'a', sizeof longest);
    cr_assert_eq(symbol_intern(t, "", 0)->len, 0);
    cr_assert_eq(symbol_intern(t, longest, sizeof longest)->len, 65535);
    cr_assert_null(symbol_lookup(t, longest, sizeof longest - 1));
    symbol_table_free(t);
}

enum { THREADS = 4, NAMES = 20000 };

struct interner {
    pthread_t thread;
    struct symbol_table *table;
    int first;
    struct symbol *found[NAMES];
};

static struct symbol *intern_number(struct symbol_table *t, int i)
{
    char name[24];
    int n = snprintf(name, sizeof name, "symbol-%d", i);
    return symbol_intern(t, name, (size_t)n);
}

static void *intern_all(void *arg)
{
    struct interner *self = arg;
    for (int k = 0; k < NAMES; k++) {
        int i = (self->first + k) % NAMES;
        self->found[i] = intern_number(self->table, i);
    }
    return NULL;
}

/* Enough names for the table to grow several times while others are probing it. */
Test(symbol, threads_agree_while_the_table_grows)
{
    static struct interner interners[THREADS];
    struct symbol_table *t = symbol_table_new();
    for (int i = 0; i < THREADS; i++) {
        interners[i].table = t;
        interners[i].first = i % 2 * NAMES / 2; /* two pairs race on the same names, from two ends */
        cr_assert_eq(pthread_create(&interners[i].thread, NULL, intern_all, &interners[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(interners[i].thread, NULL);
    for (int k = 0; k < NAMES; k++) {
        struct symbol *s = intern_number(t, k);
        for (int i = 0; i < THREADS; i++)
            cr_assert_eq(interners[i].found[k], s);
    }
    symbol_table_free(t);
}
