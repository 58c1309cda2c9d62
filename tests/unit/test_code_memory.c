#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "backend/blob.h"
#include "backend/code_memory.h"

static struct blob *publish(struct code_memory *m, size_t size)
{
    struct blob *b = code_blob_alloc(m, size);
    if (b != NULL)
        code_blob_publish(m, b);
    return b;
}

Test(code_memory, code_runs_and_slots_redirect_it)
{
    struct code_memory *m = code_memory_new(1 << 20, 64);
    static const unsigned char one[] = {0xb8, 1, 0, 0, 0, 0xc3}, two[] = {0xb8, 2, 0, 0, 0, 0xc3};
    struct blob *a = code_blob_alloc(m, sizeof one), *b = code_blob_alloc(m, sizeof two);
    code_write(m, a->code, one, sizeof one);
    code_write(m, b->code, two, sizeof two);
    uint32_t slot = code_slots_alloc(m, 2);
    code_slot_set(m, slot + 1, a->code);
    struct blob *caller = code_blob_alloc(m, 6); /* jmp [rip + slot] */
    unsigned char jump[6] = {0xff, 0x25};
    int32_t rel = (int32_t)((char *)code_slot(m, slot + 1) - (caller->code + 6));
    memcpy(jump + 2, &rel, 4);
    code_write(m, caller->code, jump, sizeof jump);
    int (*f)(void) = (int (*)(void))(void *)caller->code;
    cr_assert_eq(f(), 1);
    code_slot_set(m, slot + 1, b->code);
    cr_assert_eq(f(), 2);
    cr_assert_eq(code_slot_get(m, slot + 1), (void *)b->code);
    for (int i = 0; i < 3; i++) /* never published: still freed without a trace */
        code_blob_free(m, i == 0 ? a : i == 1 ? b : caller);
    code_memory_free(m);
}

/* Permissions of the mapping that has the address, from the kernel's own table. */
static void permissions(const void *address, char out[5])
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    out[0] = 0;
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from, to;
        char p[5];
        if (sscanf(line, "%lx-%lx %4s", &from, &to, p) == 3 && (unsigned long)address >= from &&
            (unsigned long)address < to)
            memcpy(out, p, 5);
    }
    fclose(maps);
}

Test(code_memory, no_page_is_writable_and_executable)
{
    struct code_memory *m = code_memory_new(1 << 20, 64);
    struct blob *b = publish(m, 100);
    char p[5];
    permissions(b->code, p);
    cr_assert_str_eq(p, "r-xs");
    permissions((void *)code_slot(m, 0), p);
    cr_assert_str_eq(p, "r--s");
    code_memory_free(m);
}

Test(code_memory, addresses_find_their_blob)
{
    struct code_memory *m = code_memory_new(1 << 20, 8);
    struct blob *small = publish(m, 10), *large = publish(m, 40000), *last = publish(m, 64);
    cr_assert_eq(code_find_blob(m, small->code), small);
    cr_assert_eq(code_find_blob(m, small->code + 9), small);
    cr_assert_null(code_find_blob(m, small->code + 10));
    cr_assert_eq(code_find_blob(m, large->code + 39999), large);
    cr_assert_eq(code_find_blob(m, last->code + 63), last);
    cr_assert_null(code_find_blob(m, last->code + 64));
    cr_assert_null(code_find_blob(m, (void *)code_slot(m, 0)));
    cr_assert_null(code_find_blob(m, &m));
    char *middle = large->code + 20000;
    code_blob_free(m, large);
    cr_assert_null(code_find_blob(m, middle));
    code_memory_free(m);
}

Test(code_memory, freed_ranges_are_merged_and_used_again)
{
    struct code_memory *m = code_memory_new(64 * 1024, 8);
    struct blob *b[64];
    for (int i = 0; i < 64; i++)
        cr_assert_not_null(b[i] = publish(m, 1024));
    cr_assert_null(publish(m, 1)); /* the limit */
    char *low = b[10]->code;
    code_blob_free(m, b[10]);
    code_blob_free(m, b[12]);
    cr_assert_null(publish(m, 3 * 1024));
    code_blob_free(m, b[11]);
    struct blob *again = publish(m, 3 * 1024);
    cr_assert_eq(again->code, low);
    struct code_memory_stats s;
    code_memory_stats(m, &s);
    cr_assert_eq(s.used, 64 * 1024);
    cr_assert_eq(s.largest_free, 0);
    cr_assert_eq(s.blobs, 62);
    cr_assert_eq(s.frees, 3);
    code_memory_free(m);
}

Test(code_memory, slots_are_used_again_in_their_size)
{
    struct code_memory *m = code_memory_new(4096, 5);
    uint32_t a = code_slots_alloc(m, 2), b = code_slots_alloc(m, 2);
    cr_assert_eq(code_slots_alloc(m, 2), CODE_NO_SLOT);
    cr_assert_neq(a, b);
    code_slot_set(m, a, m);
    code_slots_free(m, a, 2);
    cr_assert_null(code_slot_get(m, a));
    cr_assert_eq(code_slots_alloc(m, 1), 4);
    cr_assert_eq(code_slots_alloc(m, 1), CODE_NO_SLOT);
    cr_assert_eq(code_slots_alloc(m, 2), a);
    code_memory_free(m);
}

static void *churn(void *arg)
{
    struct code_memory *m = arg;
    uint32_t seed = (uint32_t)(uintptr_t)&seed;
    struct blob *mine[16] = {0};
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1664525 + 1013904223;
        struct blob **b = &mine[seed >> 28];
        if (*b != NULL) {
            if (code_find_blob(m, (*b)->code + (*b)->size - 1) != *b)
                return "lost";
            code_blob_free(m, *b);
            *b = NULL;
        } else {
            *b = publish(m, 1 + (seed >> 16) % 5000);
        }
    }
    for (int i = 0; i < 16; i++)
        if (mine[i] != NULL)
            code_blob_free(m, mine[i]);
    return NULL;
}

Test(code_memory, threads_allocate_and_look_up_at_once)
{
    struct code_memory *m = code_memory_new(1 << 20, 8);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, churn, m);
    for (int i = 0; i < 4; i++) {
        void *result;
        pthread_join(threads[i], &result);
        cr_assert_null(result);
    }
    struct code_memory_stats s;
    code_memory_stats(m, &s);
    cr_assert_eq(s.used, 0);
    cr_assert_eq(s.blobs, 0);
    cr_assert_eq(s.largest_free, 1 << 20);
    code_memory_free(m);
}

Test(blob, tables_are_searched_by_pc)
{
    static struct blob_point points[] = {{.pc = 10}, {.pc = 20}, {.pc = 35}};
    static struct blob_handler handlers[] = {{20, 50}};
    static struct blob_trap traps[] = {{5, 60}, {7, 66}};
    static char code[100];
    struct blob b = {.code = code,
                     .size = 100,
                     .points = points,
                     .npoints = 3,
                     .handlers = handlers,
                     .nhandlers = 1,
                     .traps = traps,
                     .ntraps = 2,
                     .unwind = 90};
    cr_assert_eq(blob_find_point(&b, code + 20), &points[1]);
    cr_assert_null(blob_find_point(&b, code + 21));
    cr_assert_eq(blob_nearest_point(&b, code + 21), &points[2]);
    cr_assert_null(blob_nearest_point(&b, code + 36));
    cr_assert_eq(blob_find_handler(&b, code + 20), code + 50);
    cr_assert_eq(blob_find_handler(&b, code + 10), code + 90);
    cr_assert_eq(blob_find_trap(&b, code + 7), code + 66);
    cr_assert_null(blob_find_trap(&b, code + 6));
}
